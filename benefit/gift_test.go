package benefit_test

import (
	"fmt"
	"testing"

	"example.com/membership/benefit"
)

// mug gives two mugs from two units on.
func mug() benefit.Offer {
	o := shopOffer("mug", benefit.Deal{Gift: benefit.Gift{Item: "mug", Quantity: 2}})
	o.Minimum.Quantity = 2
	return o
}

func giftLine(id, item, offer string, quantity int64) benefit.Line {
	return benefit.Line{ID: id, Kind: benefit.GiftLine, Item: item, Quantity: quantity, Gift: offer}
}

// numbers writes a reason with its numbers.
func numbers(r benefit.Reason) string {
	if r.Need == nil {
		return fmt.Sprintf("{%s}", r.Code)
	}
	return fmt.Sprintf("{%s %s %s}", r.Code, r.Need, r.Have)
}

func TestGiftLines(t *testing.T) {
	for _, c := range []struct {
		why   string
		goods benefit.Cart
		lines []benefit.Line
		want  string // status and reasons of each gift
	}{
		{"as many as are given", goods("1", "1"), []benefit.Line{giftLine("x", "mug", "mug", 2)}, "accepted []"},
		{"fewer", goods("1", "1"), []benefit.Line{giftLine("x", "mug", "mug", 1)}, "accepted []"},
		{"on two lines", goods("1", "1"), []benefit.Line{giftLine("x", "mug", "mug", 1), giftLine("y", "mug", "mug", 1)}, "accepted []"},
		{"one more", goods("1", "1"), []benefit.Line{giftLine("x", "mug", "mug", 3)}, "withdrawn [{too_many 2 3}]"},
		{"another item", goods("1", "1"), []benefit.Line{giftLine("x", "pot", "mug", 1)}, "withdrawn [{other_item}]"},
		{"all at once", goods("1"), []benefit.Line{giftLine("x", "pot", "mug", 3)}, "withdrawn [{below_quantity 2 1} {other_item} {too_many 2 3}]"},
		{"of no offer", goods("1"), []benefit.Line{giftLine("x", "mug", "cup", 1)}, "withdrawn [{no_offer}]"},
		{"of the shop's own", goods("1"), []benefit.Line{giftLine("x", "mug", "", 9)}, ""},
		{"gifts do not count for gifts", goods("1"), []benefit.Line{giftLine("x", "mug", "mug", 1)}, "withdrawn [{below_quantity 2 1}]"},
	} {
		cart := c.goods
		cart.Lines = append(cart.Lines, c.lines...)
		got := ""
		for _, g := range price(t, yuan(mug()), cart).Gifts {
			reasons := []string{}
			for _, r := range g.Reasons {
				reasons = append(reasons, numbers(r))
			}
			got += fmt.Sprint(g.Status, " ", reasons)
		}
		want(t, c.why, got, c.want)
	}
}

// Nobody earns anything by inventing a gift: lines that name an offer count for
// no scope, those that the shop gives do.
func TestInventedGiftsDoNotCount(t *testing.T) {
	o := shopOffer("x", off("5"))
	o.Minimum = benefit.Minimum{Quantity: 2, Of: &benefit.Scope{Kinds: []benefit.Kind{benefit.GiftLine}}}
	cart := goods("10")
	cart.Lines = append(cart.Lines, giftLine("G", "mug", "invented", 2))
	want(t, "invented", said(price(t, yuan(o), cart)), "10; x: below_quantity 0<2")
	cart.Lines[1].Gift = ""
	want(t, "the shop's", said(price(t, yuan(o), cart)), "5; x −5")
}

// A gift taken is part of what was decided, and of what is judged again.
func TestGiftsAreFrozen(t *testing.T) {
	cart := goods("10", "10")
	without := price(t, yuan(mug()), cart)
	cart.Lines = append(cart.Lines, giftLine("x", "mug", "mug", 2))
	with := price(t, yuan(mug()), cart)
	if with.Fingerprint == without.Fingerprint {
		t.Error("the fingerprint does not tell whether a gift was taken")
	}
	back := refund(t, with, benefit.Difference, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1})
	want(t, "money", back.Money.String(), "10")
	want(t, "lost", back.Lost[0].Offer+numbers(back.Lost[0].Reasons[0]), "mug{below_quantity 2 1}")
}

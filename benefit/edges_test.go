package benefit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// Points worth little in large steps went beyond 64 bits: a panic, or a Due
// above the Total.
func TestTenderBeyond64Bits(t *testing.T) {
	for _, c := range []struct {
		worth string
		step  int64
		price string
		want  string
	}{
		{"0.000000000001", 1e12, "10000000", "1000000000000 1 9999999"},
		{"0.000000000001", 1e12, "20000000", "1000000000000 1 19999999"},
		{"0.000001", 1e6, "10000000000000", "1000000000000 1000000 9999999000000"},
		{"1", 1, "999999999999", "999999999999 999999999999 0"},
		{"1000000", 1, "999999", "0 0 999999"},
	} {
		p := yuan()
		p.Points = benefit.Tender{Worth: dec(c.worth), Step: c.step}
		cart := goods(c.price)
		cart.Points = benefit.Spend{Ask: 1e12, Balance: 1e12}
		q := price(t, p, cart)
		want(t, c.price, fmt.Sprint(q.Points.Used, q.Points.Amount, q.Due), c.want)
	}
}

// Two fixed prices are not two discounts: each takes nothing below itself.
func TestFixedPricesDoNotAddUp(t *testing.T) {
	for _, lane := range []benefit.Lane{benefit.ItemLane, benefit.MemberLane, benefit.ShopLane, benefit.CouponLane} {
		a := benefit.Offer{ID: "80", Lane: lane, Deal: benefit.Deal{Price: dec("80")}}
		b := benefit.Offer{ID: "90", Lane: lane, Deal: benefit.Deal{Price: dec("90")}}
		want(t, string(lane), said(price(t, yuan(a, b), goods("100"))), "80; 80 −20; 90: not_best")
		want(t, string(lane), said(price(t, under(benefit.All, a, b), goods("100"))), "80; 80 −20; 90: no_effect")
		b.Priority = -1
		want(t, string(lane), said(price(t, under(benefit.All, a, b), goods("100"))), "80; 90 −10; 80 −10")
	}
}

// One more set that costs more than its parts is not taken.
func TestSetsStopWhereTheyCostMore(t *testing.T) {
	set := benefit.Deal{Set: benefit.Set{Price: dec("60"), Parts: []benefit.Part{{Item: "b", Quantity: 1}, {Item: "a", Quantity: 1}}}}
	c := units("1×100", "5×10", "4×10")
	c.Lines[2].Item = "a"
	want(t, "one set of five", said(price(t, yuan(shopOffer("x", set)), c)), "140; x −50")
	set.Set.Price = dec("19.99")
	want(t, "all of five", said(price(t, yuan(shopOffer("x", set)), c)), "99.95; x −90.05")
	set.Set.Price = dec("20")
	want(t, "those that cost as much take nothing", said(price(t, yuan(shopOffer("x", set)), c)), "100; x −90")
}

// A gift of the coupon lane is a coupon used, which comes back with the goods.
func TestGiftCouponComesBack(t *testing.T) {
	gift := mug()
	gift.ID, gift.Lane = "coupon", benefit.CouponLane
	c := goods("10", "10")
	c.Offers = []benefit.Offer{gift}
	c.Lines = append(c.Lines, giftLine("G", "mug", "coupon", 2))
	q := price(t, yuan(), c)
	goods := []benefit.Units{{Line: "A", Quantity: 1}, {Line: "B", Quantity: 1}}
	back := refund(t, q, benefit.Kept, benefit.Returned{}, append(goods, benefit.Units{Line: "G", Quantity: 2})...)
	want(t, "with the gift", fmt.Sprint(back.Coupons), "[coupon]")
	back = refund(t, q, benefit.Kept, benefit.Returned{}, append(goods, benefit.Units{Line: "G", Quantity: 1})...)
	want(t, "with one of two", fmt.Sprint(back.Coupons), "[]")
}

// Reserving a coupon takes its end away, and changes nothing of the price.
func TestFingerprintOfAReservedCoupon(t *testing.T) {
	c := goods("10")
	c.Offers = []benefit.Offer{coupon("c", "3")}
	reserved := price(t, yuan(), c)
	c.Offers[0].From, c.Offers[0].Until = noon(), noon().AddDate(0, 0, 1)
	want(t, "claimed", price(t, yuan(), c).Fingerprint, reserved.Fingerprint)
}

// What stays paid is what points are earned for.
func TestWhatStaysPaid(t *testing.T) {
	q := paid(t)
	say := func(p benefit.PaidFor) string {
		return fmt.Sprint(p.Goods.Due, "+", p.Goods.Points, " ", p.Freight.Due, "+", p.Freight.Points)
	}
	want(t, "paid", say(q.PaidFor()), "20.25+6.75 3.75+1.25")
	one := benefit.Units{Line: "A", Quantity: 1}
	want(t, "kept", say(refund(t, q, benefit.Kept, benefit.Returned{}, one).Stays), "13.5+4.5 3.75+1.25")
	// Two cups for 20 − 3 and freight for 5 cost 22: of the 24 and 8 paid 16.5 and
	// 5.5 stay, 5/22 of them for freight.
	want(t, "difference", say(refund(t, q, benefit.Difference, benefit.Returned{}, one).Stays), "12.75+4.25 3.75+1.25")
	want(t, "the freight alone", say(refund(t, q, benefit.Kept, benefit.Returned{}, benefit.Units{Line: "F", Quantity: 1}).Stays), "20.25+6.75 0+0")
}

// Programmes that say the same have the same fingerprint, however it is written.
func TestFingerprintOfTheSame(t *testing.T) {
	set := func(parts ...benefit.Part) benefit.Program {
		p := yuan(shopOffer("x", benefit.Deal{Set: benefit.Set{Price: dec("9.0"), Parts: parts}}))
		p.Points = benefit.Tender{Worth: dec("0.01"), Share: dec("0.50")}
		return p
	}
	a, b := benefit.Part{Item: "a", Quantity: 1}, benefit.Part{Item: "b", Quantity: 1}
	one, other := set(a, b), set(b, a)
	other.Points.Share, other.Offers[0].Deal.Set.Price, other.Offers[0].Name = dec("0.5"), dec("9"), "two for nine"
	first, _ := benefit.New(one)
	second, _ := benefit.New(other)
	want(t, "the programme", second.Fingerprint(), first.Fingerprint())
	c := units("1×8", "1×8")
	want(t, "the quote", price(t, other, c).Fingerprint, price(t, one, c).Fingerprint)
	other.Points.Share = dec("0.51")
	if third, _ := benefit.New(other); third.Fingerprint() == first.Fingerprint() {
		t.Error("another share has the same fingerprint")
	}
}

// What New accepts, ParseProgram reads back: a price of 0.00 is no set.
func TestZerosSurviveJSON(t *testing.T) {
	zero := decimal.New(0, -2)
	deal := benefit.Deal{Off: dec("1"), Pays: zero, Price: zero, Most: zero}
	deal.Every.Spent, deal.Every.Off, deal.BuyGet.Pays, deal.Set.Price = zero, zero, zero, zero
	q := price(t, yuan(shopOffer("x", deal)), goods("10"))
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	again, err := benefit.ParseQuote(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []benefit.Quote{q, again} {
		want(t, "back", refund(t, q, benefit.Difference, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}).Money.String(), "9")
	}
	var cart benefit.Cart
	text, _ = json.Marshal(cart)
	if err := json.Unmarshal(text, &cart); err != nil {
		t.Errorf("the empty cart %s: %v", text, err)
	}
}

// JSON knows no seconds in an offset: an instant moved by 30 of them, and with it
// the refund.
func TestOffsetsWithSeconds(t *testing.T) {
	offer := shopOffer("x", off("5"))
	offer.From = noon().In(time.FixedZone("", 8*3600+30))
	for _, zone := range []*time.Location{time.FixedZone("", 8*3600+30), time.FixedZone("", 25*3600), time.UTC} {
		q := priceAt(t, yuan(offer), goods("10"), noon().In(zone))
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		again, err := benefit.ParseQuote(text)
		if err != nil || !again.At.Equal(q.At) || !again.Frozen.Offers[0].From.Equal(offer.From) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// An exponent of 300 million costs nothing, a price with many zeros is a price.
func TestNumbersAtTheEdge(t *testing.T) {
	want(t, "numeric(19,12)", price(t, yuan(), goods("1000000.000000000000")).Total.String(), "1000000")
	q := paid(t)
	policy := benefit.RefundPolicy{Threshold: benefit.Difference, Coupons: benefit.Restore, Points: benefit.Restore}
	for _, exponent := range []int32{300_000_000, -300_000_000} {
		before := benefit.Returned{Under: benefit.Difference, Value: decimal.New(1, exponent)}
		_, err := q.Refund(policy, before, nil)
		var data *benefit.DataError
		if !errors.As(err, &data) || len(err.Error()) > 300 {
			t.Errorf("%d: %.300v", exponent, err)
		}
	}
	for _, c := range []struct {
		why    string
		change func(*benefit.Cart)
		want   string
	}{
		{"101 tags", func(c *benefit.Cart) { c.Lines[0].Tags = strings.Fields(strings.Repeat("t ", 101)) }, "tags"},
		{"a tier that is no text", func(c *benefit.Cart) { c.Tier = "\xff" }, "tier"},
		{"501 declined", func(c *benefit.Cart) { c.Declined = make([]string, 501) }, "declined"},
	} {
		cart := goods("1")
		c.change(&cart)
		e, _ := benefit.New(yuan())
		_, err := e.Quote(cart, noon())
		var data *benefit.DataError
		if !errors.As(err, &data) || data.Field != c.want {
			t.Errorf("%s: %v", c.why, err)
		}
	}
	cart := goods("1")
	cart.Lines[0].Tags = strings.Fields(strings.Repeat("t ", 100))
	want(t, "100 tags", price(t, yuan(), cart).Total.String(), "1")
}

func TestReasonsPrint(t *testing.T) {
	need, have := dec("99"), dec("88.98")
	for _, c := range []struct {
		reason benefit.Reason
		want   string
	}{
		{benefit.Reason{Code: benefit.BelowAmount, Need: &need, Have: &have}, "below_amount: 88.98 of 99"},
		{benefit.Reason{Code: benefit.NotYet, At: noon()}, "not_yet: 2026-03-05T12:00:00Z"},
		{benefit.Reason{Code: benefit.GroupTaken, Other: "spring"}, "group_taken: spring"},
		{benefit.Reason{Code: benefit.NoLines}, "no_lines"},
	} {
		want(t, string(c.reason.Code), fmt.Sprint(c.reason), c.want)
	}
}

package benefit_test

import (
	"encoding/json"
	"errors"
	"testing"

	"example.com/membership/benefit"
)

// Sylius, its distributor: a discount of one cent over three lines became
// [0, 0, 0], and a line that costs nothing got −1.
func TestLessonSyliusOneCentOverThreeLines(t *testing.T) {
	q := price(t, yuan(shopOffer("cent", off("0.01"))), goods("3.33", "3.33", "3.33"))
	want(t, "one cent", portions(q.Steps[0]), " A 0.01")
	q = price(t, yuan(shopOffer("cent", off("0.01"))), goods("0", "9.99", "0"))
	want(t, "beside lines that cost nothing", portions(q.Steps[0]), " B 0.01")
}

// frappe/erpnext#58042: the shares of 10 added up to 9.98.
func TestLessonErpnext58042SharesAddUp(t *testing.T) {
	q := price(t, yuan(shopOffer("ten", off("10"))), goods("33.33", "33.33", "33.33"))
	want(t, "ten over three", portions(q.Steps[0]), " A 3.34 B 3.33 C 3.33")
}

// odoo#271032: 100 % off left 0.01 to pay.
func TestLessonOdoo271032NothingLeftOfFree(t *testing.T) {
	for _, r := range []benefit.Rounding{benefit.HalfUp, benefit.HalfEven, benefit.Up, benefit.Down} {
		p := yuan(benefit.Offer{ID: "free", Lane: benefit.CouponLane, Deal: benefit.Deal{Free: true}})
		p.Rounding = r
		q := price(t, p, goods("0.01", "33.33", "66.67", "19.99"))
		want(t, string(r), said(q), "0; free −120")
	}
}

// magento2#12721: an extra cent when the last line costs 0.00.
func TestLessonMagento12721LastLineCostsNothing(t *testing.T) {
	q := price(t, yuan(shopOffer("ten", off("10"))), goods("33.33", "33.33", "33.33", "0.00"))
	want(t, "the last line", q.Lines[3].Discount.String(), "0")
	want(t, "the discount", q.Discount.String(), "10")
}

// magento2#39536: 15.30 off instead of 15.00, each line rounded by itself.
func TestLessonMagento39536PercentRoundedOnce(t *testing.T) {
	p := yuan(shopOffer("fifteen", benefit.Deal{Pays: dec("0.85")}))
	p.Rounding = benefit.Down
	var c benefit.Cart
	for range 30 {
		c.Lines = append(c.Lines, benefit.Line{ID: string(rune('A' + len(c.Lines))), Quantity: 1, Price: dec("3.33")})
	}
	c.Lines = append(c.Lines, benefit.Line{ID: "z", Quantity: 1, Price: dec("0.10")})
	want(t, "15 % of 100", price(t, p, c).Discount.String(), "15")
}

// vendurehq/vendure#1012: a promotion that saw its own discount switched off at
// the next calculation, and on again.
func TestLessonVendure1012OwnDiscountDoesNotCount(t *testing.T) {
	offer := shopOffer("50-10", off("10"))
	offer.Minimum.Amount = dec("50")
	c := goods("50")
	for range 3 {
		want(t, "at the minimum", said(price(t, yuan(offer), c)), "40; 50-10 −10")
	}
	want(t, "just below", said(price(t, yuan(offer), goods("49.99"))), "49.99; 50-10: below_amount 49.99<50")
	want(t, "just above", said(price(t, yuan(offer), goods("50.01"))), "40.01; 50-10 −10")
}

// A minimum of one offer does not see what another one of its lane takes off.
func TestLessonVendure1012NorThatOfItsLane(t *testing.T) {
	a, b := shopOffer("a", off("10")), shopOffer("b", off("10"))
	a.Minimum.Amount, b.Minimum.Amount = dec("50"), dec("50")
	want(t, "both reach 50", said(price(t, under(benefit.All, a, b), goods("50"))), "30; a −10; b −10")
}

// saleor#14920: rules of one promotion were summed by accident. Here they
// combine unless they have a group.
func TestLessonSaleor14920GroupsDoNotAddUp(t *testing.T) {
	a, b := shopOffer("a", off("10")), shopOffer("b", off("7"))
	a.Group, b.Group = "spring", "spring"
	want(t, "best", said(price(t, yuan(a, b), goods("50"))), "40; a −10; b: group_taken a")
	want(t, "all", said(price(t, under(benefit.All, a, b), goods("50"))), "40; a −10; b: group_taken a")
}

// solidus#2959: an exclusive offer blocked a better one.
func TestLessonSolidus2959ExclusiveDoesNotBlockTheBetter(t *testing.T) {
	alone, better := shopOffer("alone", off("5")), shopOffer("better", off("8"))
	alone.Exclusive, alone.Priority = true, -1
	want(t, "the better one", said(price(t, yuan(alone, better), goods("50"))), "42; better −8; alone: exclusive better")
	alone.Deal = off("20")
	want(t, "the exclusive one", said(price(t, yuan(alone, better), goods("50"))), "30; alone −20; better: exclusive alone")
}

// cubecart/v6#1997: which comes first, an amount or a percentage? Neither: both
// read what entered their lane.
func TestLessonCubecart1997AmountAndPercentage(t *testing.T) {
	for _, priority := range []int{-1, 1} {
		amount, percent := shopOffer("amount", off("10")), shopOffer("percent", benefit.Deal{Pays: dec("0.9")})
		percent.Priority = priority
		want(t, "10 and 10 % of 100", price(t, yuan(amount, percent), goods("100")).Total.String(), "80")
	}
}

// commercetools, 2018: a discount that matched nothing stopped those after it.
func TestLessonCommercetools2018NothingMatchedStopsNothing(t *testing.T) {
	none, some := shopOffer("a", off("10")), shopOffer("b", off("10"))
	none.Scope.Items = []string{"x"}
	none.Exclusive = true
	for _, s := range []benefit.Strategy{benefit.First, benefit.All, benefit.Best} {
		want(t, string(s), said(price(t, under(s, none, some), goods("50"))), "40; b −10; a: no_lines")
	}
}

// macrozheng/mall#1003: −824.00 to pay.
func TestLessonMall1003NeverBelowZero(t *testing.T) {
	var coupons []benefit.Offer
	for _, id := range []string{"c1", "c2", "c3"} {
		coupons = append(coupons, benefit.Offer{ID: id, Lane: benefit.CouponLane, Deal: off("412")})
	}
	c := goods("500")
	c.Offers = coupons
	want(t, "three coupons", said(price(t, under(benefit.All), c)), "0; c1 −412; c2 −88; c3: no_effect")
}

// solidus#512, PrestaShop#42502: a partial refund took the discount of the whole
// line, or none: 108 instead of 120.
func TestLessonPrestaShop42502DiscountPerUnit(t *testing.T) {
	c := benefit.Cart{Lines: []benefit.Line{{ID: "A", Quantity: 3, Price: dec("50")}}}
	q := price(t, yuan(shopOffer("30", off("30"))), c)
	want(t, "paid", q.Total.String(), "120")
	back := refund(t, q, benefit.Kept, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1})
	want(t, "one of three", back.Money.String(), "40")
	rest := refund(t, q, benefit.Kept, back.After, benefit.Units{Line: "A", Quantity: 2})
	want(t, "the other two", rest.Money.String(), "80")
}

// sonata-project-ecommerce#177: who returns 5 of 6 keeps a coupon with a
// minimum. Under difference the units kept are judged again.
func TestLessonSonata177MinimumJudgedAgain(t *testing.T) {
	c := benefit.Cart{Lines: []benefit.Line{{ID: "A", Quantity: 6, Price: dec("20")}}}
	coupon := benefit.Offer{ID: "c", Lane: benefit.CouponLane, Deal: off("30")}
	coupon.Minimum.Amount = dec("100")
	c.Offers = []benefit.Offer{coupon}
	q := price(t, yuan(), c)
	five := benefit.Units{Line: "A", Quantity: 5}
	want(t, "paid", q.Total.String(), "90")
	want(t, "kept", refund(t, q, benefit.Kept, benefit.Returned{}, five).Money.String(), "75")
	back := refund(t, q, benefit.Difference, benefit.Returned{}, five)
	want(t, "difference", back.Money.String(), "70")
	want(t, "why", back.Lost[0].Offer+" "+string(back.Lost[0].Reasons[0].Code), "c below_amount")
}

// saleor#15323, spree#7547: a gift that nobody wanted, could decline, or got rid
// of.
func TestLessonSaleor15323GiftIsOffered(t *testing.T) {
	gift := benefit.Offer{ID: "mug", Lane: benefit.ShopLane, Deal: benefit.Deal{Gift: benefit.Gift{Item: "mug", Quantity: 1}}}
	gift.Minimum.Amount = dec("50")
	line := benefit.Line{ID: "G", Kind: benefit.GiftLine, Item: "mug", Quantity: 1, Gift: "mug"}
	for _, c := range []struct {
		why      string
		price    string
		take     bool
		declined []string
		want     benefit.GiftStatus
	}{
		{"offered at the minimum", "50", false, nil, benefit.Offered},
		{"accepted", "50", true, nil, benefit.Accepted},
		{"declined", "50", false, []string{"mug"}, benefit.Declined},
		{"withdrawn just below", "49.99", true, nil, benefit.Withdrawn},
		{"nothing to say just below", "49.99", false, nil, ""},
	} {
		cart := goods(c.price)
		if cart.Declined = c.declined; c.take {
			cart.Lines = append(cart.Lines, line)
		}
		q, got := price(t, yuan(gift), cart), benefit.GiftStatus("")
		if len(q.Gifts) > 0 {
			got = q.Gifts[0].Status
		}
		want(t, c.why, string(got), string(c.want))
		if kept := len(q.Lines) == 2; kept != (c.want == benefit.Accepted) {
			t.Errorf("%s: %d lines", c.why, len(q.Lines))
		}
	}
}

// saleor#18425: a gift with a negative price.
func TestLessonSaleor18425GiftCostsNothing(t *testing.T) {
	for _, amount := range []string{"-0.01", "0.01"} {
		cart := goods("50")
		cart.Lines = append(cart.Lines, benefit.Line{ID: "G", Kind: benefit.GiftLine, Quantity: 1, Price: dec(amount)})
		e, _ := benefit.New(yuan())
		var data *benefit.DataError
		if _, err := e.Quote(cart, noon()); !errors.As(err, &data) || data.Field != "price" {
			t.Errorf("%s: %v", amount, err)
		}
	}
}

// shopware#1741: quote and commit disagreed. Their fingerprints tell.
func TestLessonShopware1741QuoteAndCommitAgree(t *testing.T) {
	offer := shopOffer("10", off("10"))
	offer.Until = noon().AddDate(0, 0, 1)
	quoted := price(t, yuan(offer), goods("50"))
	later := priceAt(t, yuan(offer), goods("50"), noon().AddDate(0, 0, 1).Add(-1))
	want(t, "at another instant", later.Fingerprint, quoted.Fingerprint)
	if ended := priceAt(t, yuan(offer), goods("50"), offer.Until); ended.Fingerprint == quoted.Fingerprint {
		t.Error("the offer has ended, and the fingerprint does not tell")
	}
}

// shopware#5710: a placed order changed with the customer's tier.
func TestLessonShopware5710OrderKeepsItsTier(t *testing.T) {
	gold := benefit.Offer{ID: "gold", Lane: benefit.MemberLane, Tiers: []string{"gold"}, Deal: benefit.Deal{Pays: dec("0.85")}}
	c := goods("100", "100")
	c.Tier = "gold"
	text, err := json.Marshal(price(t, yuan(gold), c))
	if err != nil {
		t.Fatal(err)
	}
	stored, err := benefit.ParseQuote(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, threshold := range []benefit.Threshold{benefit.Kept, benefit.Difference} {
		back := refund(t, stored, threshold, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1})
		want(t, string(threshold), back.Money.String(), "85")
	}
}

// spree#14569, reaction#6727, pwa-kit#3928: "why not?" is what users ask most.
// All reasons are given, with the numbers.
func TestLessonSpree14569EveryReason(t *testing.T) {
	offer := shopOffer("x", off("10"))
	offer.Tiers, offer.From = []string{"gold"}, noon().AddDate(0, 0, 1)
	offer.Minimum = benefit.Minimum{Amount: dec("50"), Quantity: 2}
	q := price(t, yuan(offer), goods("49.99"))
	want(t, "four reasons", said(q), "49.99; x: not_yet tier below_amount 49.99<50 below_quantity 1<2")
	if at := q.Rejected[0].Reasons[0].At; !at.Equal(offer.From) {
		t.Errorf("opens at %s", at)
	}
}

func refund(t *testing.T, q benefit.Quote, threshold benefit.Threshold, before benefit.Returned, now ...benefit.Units) benefit.Refund {
	t.Helper()
	f, err := q.Refund(benefit.RefundPolicy{Threshold: threshold, Coupons: benefit.Restore, Points: benefit.Restore}, before, now)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

package benefit_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/membership/benefit"
)

// units is a cart of lines A, B, C, … of these quantities at these prices:
// "3×10".
func units(lines ...string) benefit.Cart {
	var c benefit.Cart
	for i, line := range lines {
		l := benefit.Line{ID: string(rune('A' + i)), Item: string(rune('a' + i))}
		quantity, price, _ := strings.Cut(line, "×")
		fmt.Sscan(quantity, &l.Quantity)
		l.Price = dec(price)
		c.Lines = append(c.Lines, l)
	}
	return c
}

func TestDeals(t *testing.T) {
	of := &benefit.Scope{Items: []string{"b"}}
	every := benefit.Deal{Every: benefit.Every{Spent: dec("100"), Off: dec("20")}}
	threeForTwo := benefit.Deal{NForM: benefit.NForM{N: 3, M: 2}}
	twoGetOne := benefit.Deal{BuyGet: benefit.BuyGet{Buy: 2, Get: 1, Of: of}}
	set := benefit.Deal{Set: benefit.Set{Price: dec("25"), Parts: []benefit.Part{{Item: "a", Quantity: 1}, {Item: "b", Quantity: 2}}}}
	times := func(d benefit.Deal, n int64) benefit.Deal { d.Times = n; return d }
	most := func(d benefit.Deal, amount string) benefit.Deal { d.Most = dec(amount); return d }
	for _, c := range []struct {
		why   string
		deal  benefit.Deal
		lines string
		want  string
	}{
		{"off", off("10"), "1×30", "20; x −10"},
		{"off more than there is", off("10"), "1×9.99", "0; x −9.99"},
		{"pays, rounded half up", benefit.Deal{Pays: dec("0.85")}, "1×0.10", "0.09; x −0.01"},
		{"pays, just below the half", benefit.Deal{Pays: dec("0.8499")}, "1×0.10", "0.08; x −0.02"},
		{"a cap above", most(benefit.Deal{Pays: dec("0.5")}, "15.01"), "1×30", "15; x −15"},
		{"a cap reached", most(benefit.Deal{Pays: dec("0.5")}, "15"), "1×30", "15; x −15"},
		{"a cap below", most(benefit.Deal{Pays: dec("0.5")}, "14.99"), "1×30", "15.01; x −14.99"},
		{"free", benefit.Deal{Free: true}, "3×3.33 1×0.01", "0; x −10"},
		{"a price of units", benefit.Deal{Price: dec("9.90")}, "2×10 1×12", "29.7; x −2.3"},
		{"a price above raises nothing", benefit.Deal{Price: dec("9.90")}, "2×9.90 1×9", "28.8; x: no_effect"},
		{"a price above one of two", benefit.Deal{Price: dec("9.90")}, "1×9.89 1×9.91", "19.79; x −0.01"},

		{"every, just below", every, "1×99.99", "99.99; x: no_effect"},
		{"every, once", every, "1×100", "80; x −20"},
		{"every, just below twice", every, "1×199.99", "179.99; x −20"},
		{"every, twice", every, "2×100", "160; x −40"},
		{"every, at most once", times(every, 1), "2×100", "180; x −20"},
		{"every, at most 30", most(every, "30"), "2×100", "170; x −30"},

		{"two are no three", threeForTwo, "2×10", "20; x: no_effect"},
		{"three for two", threeForTwo, "3×10", "20; x −10"},
		{"five for four", threeForTwo, "5×10", "40; x −10"},
		{"six for four", threeForTwo, "6×10", "40; x −20"},
		{"six for four, once", times(threeForTwo, 1), "6×10", "50; x −10"},
		{"the cheapest is free", threeForTwo, "1×10 1×8 1×9", "19; x −8"},
		{"the two cheapest of six", threeForTwo, "2×10 3×8 1×9", "37; x −16"},

		{"one is no two", twoGetOne, "1×10 3×6", "28; x: no_effect"},
		{"buy two get one", twoGetOne, "2×10 3×6", "32; x −6"},
		{"buy two get one, three times", twoGetOne, "7×10 3×6", "70; x −18"},
		{"buy two, nothing to get", twoGetOne, "2×10", "20; x: no_effect"},
		{"at most two are there to get", twoGetOne, "9×10 2×6", "90; x −12"},

		{"half a set", set, "1×15 1×8", "23; x: no_effect"},
		{"a set", set, "1×15 2×8", "25; x −6"},
		{"a set and a half", set, "2×15 3×8", "48; x −6"},
		{"two sets", set, "2×15 4×8", "50; x −12"},
		{"two sets, once", times(set, 1), "2×15 4×8", "56; x −6"},
		{"a set that costs more", set, "1×9 2×8", "25; x: no_effect"},
		{"a set that costs a cent less", set, "1×9.01 2×8", "25; x −0.01"},
	} {
		want(t, c.why, said(price(t, yuan(shopOffer("x", c.deal)), units(strings.Fields(c.lines)...))), c.want)
	}
}

// A price lands on each line by itself, in the later lanes too: a line that is
// cheaper already pays what it did.
func TestPriceByLine(t *testing.T) {
	q := price(t, yuan(shopOffer("x", benefit.Deal{Price: dec("10")})), units("1×20", "1×5", "2×100"))
	want(t, "the price", said(q)+portions(q.Steps[0]), "35; x −190 A 10 C 180")
}

// What is left to pay is rounded, also where units that are given cost part of a
// cent: in the coupon lane a third of 2.99 is free.
func TestGivenUnitsAreRounded(t *testing.T) {
	deal := benefit.Deal{NForM: benefit.NForM{N: 3, M: 2}}
	for rounding, paid := range map[benefit.Rounding]string{benefit.HalfUp: "1.99", benefit.Down: "1.99", benefit.Up: "2", benefit.HalfEven: "1.99"} {
		p := yuan(shopOffer("a", off("0.01")), benefit.Offer{ID: "x", Lane: benefit.CouponLane, Deal: deal})
		p.Rounding = rounding
		want(t, string(rounding), price(t, p, units("3×1")).Total.String(), paid)
	}
}

// The dearest units of an item are those of the set, whatever lines they stand
// on, and it lands on these lines only.
func TestSetTakesTheDearest(t *testing.T) {
	c := units("1×10", "2×12", "1×11", "5×1")
	for i := range c.Lines[:3] {
		c.Lines[i].Item = "cup"
	}
	set := benefit.Deal{Set: benefit.Set{Price: dec("30"), Parts: []benefit.Part{{Item: "cup", Quantity: 3}}}}
	q := price(t, yuan(shopOffer("x", set)), c)
	want(t, "12 + 12 + 11 for 30", said(q), "45; x −5")
	want(t, "landing", portions(q.Steps[0]), " B 3.43 C 1.57")
}

// A line that is both bought and given is given.
func TestBuyGetDoesNotCountTwice(t *testing.T) {
	deal := benefit.Deal{BuyGet: benefit.BuyGet{Buy: 1, Get: 1, Of: &benefit.Scope{Items: []string{"b"}}, Pays: dec("0.5")}}
	both := units("4×6")
	both.Lines[0].Item = "b"
	want(t, "only the given", said(price(t, yuan(shopOffer("x", deal)), both)), "24; x: no_effect")
	want(t, "one beside it", said(price(t, yuan(shopOffer("x", deal)), units("1×5", "4×6"))), "26; x −3")
}

func TestRounding(t *testing.T) {
	for _, c := range []struct{ price, halfUp, halfEven, up, down string }{
		{"0.01", "0.01", "0", "0.01", "0"}, // half a cent
		{"0.02", "0.01", "0.01", "0.01", "0.01"},
		{"0.03", "0.02", "0.02", "0.02", "0.01"}, // one and a half
		{"0.05", "0.03", "0.02", "0.03", "0.02"}, // two and a half
	} {
		for rounding, paid := range map[benefit.Rounding]string{
			benefit.HalfUp: c.halfUp, benefit.HalfEven: c.halfEven, benefit.Up: c.up, benefit.Down: c.down,
		} {
			for _, lane := range []benefit.Lane{benefit.ItemLane, benefit.MemberLane, benefit.ShopLane, benefit.CouponLane} {
				p := yuan(benefit.Offer{ID: "half", Lane: lane, Deal: benefit.Deal{Pays: dec("0.5")}})
				p.Rounding = rounding
				want(t, c.price+" "+string(rounding)+" "+string(lane), price(t, p, goods(c.price)).Total.String(), paid)
			}
		}
	}
}

// Unit prices are rounded, not lines: three of 0.05 at half price are 3 × 0.03.
func TestUnitPricesAreRounded(t *testing.T) {
	for lane, paid := range map[benefit.Lane]string{benefit.ItemLane: "0.09", benefit.MemberLane: "0.09", benefit.ShopLane: "0.08", benefit.CouponLane: "0.08"} {
		p := yuan(benefit.Offer{ID: "half", Lane: lane, Deal: benefit.Deal{Pays: dec("0.5")}})
		want(t, string(lane), price(t, p, units("3×0.05")).Total.String(), paid)
	}
}

// An amount off is one per unit where unit prices change.
func TestOffPerUnit(t *testing.T) {
	p := yuan(benefit.Offer{ID: "x", Lane: benefit.ItemLane, Deal: off("4")})
	want(t, "3 × (10 − 4) + 0", said(price(t, p, units("3×10", "2×3"))), "18; x −18")
}

func TestScope(t *testing.T) {
	var c benefit.Cart
	for _, l := range []benefit.Line{
		{ID: "tea", Item: "t1", Tags: []string{"tea", "new"}}, {ID: "cup", Item: "c1", Tags: []string{"cup"}},
		{ID: "card", Item: "g1", Tags: []string{"card"}, NoMember: true}, {ID: "freight", Kind: benefit.Freight},
	} {
		l.Quantity, l.Price = 1, dec("10")
		c.Lines = append(c.Lines, l)
	}
	for _, s := range []struct {
		why   string
		scope benefit.Scope
		lane  benefit.Lane
		want  string
	}{
		{"all goods", benefit.Scope{}, benefit.ShopLane, "card cup tea"},
		{"members", benefit.Scope{}, benefit.MemberLane, "cup tea"},
		{"freight", benefit.Scope{Kinds: []benefit.Kind{benefit.Freight}}, benefit.ShopLane, "freight"},
		{"both", benefit.Scope{Kinds: []benefit.Kind{benefit.Freight, benefit.Goods}}, benefit.ShopLane, "card cup freight tea"},
		{"items", benefit.Scope{Items: []string{"t1", "g1", "x"}}, benefit.ShopLane, "card tea"},
		{"tags", benefit.Scope{Tags: []string{"new", "cup"}}, benefit.ShopLane, "cup tea"},
		{"both of them", benefit.Scope{Items: []string{"t1", "g1"}, Tags: []string{"new", "cup"}}, benefit.ShopLane, "tea"},
		{"except an item and a tag", benefit.Scope{Except: []string{"t1", "card"}}, benefit.ShopLane, "cup"},
		{"many items", benefit.Scope{Items: strings.Fields("z y x w v u t s r q c1 p")}, benefit.ShopLane, "cup"},
	} {
		q := price(t, yuan(benefit.Offer{ID: "x", Lane: s.lane, Scope: s.scope, Deal: off("1")}), c)
		var lines []string
		for _, l := range q.Lines {
			if !l.Discount.IsZero() {
				lines = append(lines, l.Line.ID)
			}
		}
		// One yuan lands on every line of the scope, as they cost the same.
		want(t, s.why, strings.Join(lines, " "), s.want)
	}
}

// Free freight from 99 of goods on: what counts is not what becomes free.
func TestMinimumOfOtherLines(t *testing.T) {
	ship := benefit.Offer{ID: "ship", Lane: benefit.ShopLane, Scope: benefit.Scope{Kinds: []benefit.Kind{benefit.Freight}}, Deal: benefit.Deal{Free: true}}
	ship.Minimum = benefit.Minimum{Amount: dec("99"), Of: &benefit.Scope{}}
	for amount, paid := range map[string]string{"98.99": "106.99; ship: below_amount 98.99<99", "99": "99; ship −8", "99.01": "99.01; ship −8"} {
		c := goods(amount)
		c.Lines = append(c.Lines, benefit.Line{ID: "F", Kind: benefit.Freight, Quantity: 1, Price: dec("8")})
		want(t, amount, said(price(t, yuan(ship), c)), paid)
	}
}

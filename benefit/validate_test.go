package benefit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// faults returns "path code" of each fault of a programme with one offer, whose
// fields are given as JSON, or of the programme's reading.
func faults(t *testing.T, program string) string {
	t.Helper()
	p, err := benefit.ParseProgram([]byte(program))
	if err == nil {
		_, err = benefit.New(p)
	}
	if err == nil {
		return ""
	}
	var invalid *benefit.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("%T: %v", err, err)
	}
	var all []string
	for _, f := range invalid.Faults {
		if f.Message == "" || len(f.Message) > 500 {
			t.Errorf("%s: message %q", f.Path, f.Message)
		}
		all = append(all, f.Path+" "+f.Code)
	}
	return strings.Join(all, "; ")
}

func TestInvalidProgram(t *testing.T) {
	for _, c := range []struct{ why, program, want string }{
		{"the least", `{"decimals": 2, "rounding": "half-up"}`, ""},
		{"nothing", `{}`, "rounding missing"},
		{"unknown rounding", `{"rounding": "half"}`, "rounding unknown"},
		{"six decimals", `{"decimals": 6, "rounding": "up"}`, ""},
		{"seven decimals", `{"decimals": 7, "rounding": "up"}`, "decimals out_of_range"},
		{"negative decimals", `{"decimals": -1, "rounding": "up"}`, "decimals out_of_range"},
		{"strategies", `{"rounding": "up", "strategies": {"item": "worst", "coupon": "all"}}`, "strategies.item unknown"},
		{"an unknown field", `{"rounding": "up", "round": 1}`, "round unknown_field"},
		{"null", `{"rounding": null}`, "rounding null"},
		{"points without worth", `{"rounding": "up", "points": {"step": 100}}`, "points.worth out_of_range"},
		{"a step of points that is no whole cent", `{"decimals": 2, "rounding": "up", "points": {"worth": 0.001, "step": 5}}`, "points.worth out_of_range"},
		{"ten of them are", `{"decimals": 2, "rounding": "up", "points": {"worth": 0.001, "step": 10}}`, ""},
		{"a negative step", `{"rounding": "up", "points": {"worth": 1, "step": -1}}`, "points.step out_of_range"},
		{"all of the total", `{"rounding": "up", "points": {"worth": 1, "share": 1}}`, ""},
		{"more than the total", `{"rounding": "up", "points": {"worth": 1, "share": 1.01}}`, "points.share out_of_range"},
		{"a negative worth", `{"rounding": "up", "points": {"worth": -1}}`, "points.worth out_of_range"},
	} {
		want(t, c.why, faults(t, c.program), c.want)
	}
}

func TestInvalidOffer(t *testing.T) {
	for _, c := range []struct{ why, fields, want string }{
		{"an amount off", `"lane": "shop", "deal": {"off": 10}`, ""},
		{"no lane, no deal", `"name": "x"`, "lane missing; deal missing"},
		{"an unknown lane", `"lane": "shops", "deal": {"off": 10}`, "lane unknown"},
		{"two deals", `"lane": "shop", "deal": {"off": 10, "pays": 0.9}`, "deal conflict"},
		{"no amount", `"lane": "shop", "deal": {"off": 0}`, "deal missing"},
		{"a negative amount", `"lane": "shop", "deal": {"off": -1}`, "deal.off out_of_range"},
		{"less than a cent", `"lane": "shop", "deal": {"off": 0.001}`, "deal.off out_of_range"},
		{"the largest amount", `"lane": "shop", "deal": {"off": 10000000000000}`, ""},
		{"beyond it", `"lane": "shop", "deal": {"off": 10000000000000.01}`, "deal.off out_of_range"},
		{"8.5 折 written as 8.5", `"lane": "member", "deal": {"pays": 8.5}`, "deal.pays out_of_range"},
		{"pays everything", `"lane": "member", "deal": {"pays": 1}`, "deal.pays out_of_range"},
		{"just below", `"lane": "member", "deal": {"pays": 0.999999999999}`, ""},
		{"pays a negative share", `"lane": "member", "deal": {"pays": -0.1}`, "deal.pays out_of_range"},
		{"a set that changes no unit price", `"lane": "item", "deal": {"nForM": {"n": 3, "m": 2}}`, "deal.nForM conflict"},
		{"a cap there", `"lane": "member", "deal": {"pays": 0.9, "most": 5}`, "deal.most conflict"},
		{"a cap of an amount", `"lane": "shop", "deal": {"off": 9, "most": 5}`, "deal.most conflict"},
		{"times of a share", `"lane": "shop", "deal": {"pays": 0.9, "times": 5}`, "deal.times conflict"},
		{"a cap and times", `"lane": "shop", "deal": {"every": {"spent": 100, "off": 20}, "times": 3, "most": 50}`, ""},
		{"more off than spent", `"lane": "shop", "deal": {"every": {"spent": 100, "off": 100.01}}`, "deal.every.off out_of_range"},
		{"as much off as spent", `"lane": "shop", "deal": {"every": {"spent": 100, "off": 100}}`, ""},
		{"half of every", `"lane": "shop", "deal": {"every": {"spent": 100}}`, "deal.every.off out_of_range"},
		{"3 for 3", `"lane": "shop", "deal": {"nForM": {"n": 3, "m": 3}}`, "deal.nForM.m out_of_range"},
		{"3 for 0", `"lane": "shop", "deal": {"nForM": {"n": 3}}`, "deal.nForM.m out_of_range"},
		{"buy 1 get 1 of nothing", `"lane": "shop", "deal": {"buyGet": {"buy": 1, "get": 1}}`, "deal.buyGet.of missing"},
		{"of something", `"lane": "shop", "deal": {"buyGet": {"buy": 1, "get": 1, "of": {"items": ["a"]}}}`, ""},
		{"a set of nothing", `"lane": "shop", "deal": {"set": {"parts": [], "price": 9}}`, "deal.set.parts out_of_range"},
		{"a set with an item twice", `"lane": "shop", "deal": {"set": {"parts": [{"item": "a", "quantity": 1}, {"item": "a", "quantity": 1}], "price": 9}}`, "deal.set.parts[1].item duplicate"},
		{"a set without a price", `"lane": "shop", "deal": {"set": {"parts": [{"item": "a", "quantity": 1}]}}`, "deal.set.price out_of_range"},
		{"a gift", `"lane": "shop", "deal": {"gift": {"item": "mug", "quantity": 1}}`, ""},
		{"a gift without quantity", `"lane": "shop", "deal": {"gift": {"item": "mug"}}`, "deal.gift.quantity out_of_range"},
		{"an exclusive gift", `"lane": "shop", "exclusive": true, "deal": {"gift": {"item": "mug", "quantity": 1}}`, "deal.gift conflict"},
		{"an exclusive item price", `"lane": "item", "exclusive": true, "deal": {"off": 1}`, "exclusive conflict"},
		{"ends before it opens", `"lane": "shop", "from": "2026-03-05T00:00:00Z", "until": "2026-03-05T00:00:00Z", "deal": {"off": 1}`, "until not_rising"},
		{"year 1", `"lane": "shop", "from": "0001-01-02T00:00:00Z", "deal": {"off": 1}`, "from out_of_range"},
		{"a minimum of lines without amount", `"lane": "shop", "minimum": {"of": {}}, "deal": {"off": 1}`, "minimum.of conflict"},
		{"free freight with a minimum of freight", `"lane": "shop", "scope": {"kinds": ["freight"]}, "minimum": {"amount": 99}, "deal": {"free": true}`, "minimum.of missing"},
		{"which is meant", `"lane": "shop", "scope": {"kinds": ["freight"]}, "minimum": {"amount": 99, "of": {"kinds": ["freight"]}}, "deal": {"free": true}`, ""},
		{"free freight without a minimum", `"lane": "shop", "scope": {"kinds": ["freight"]}, "deal": {"free": true}`, ""},
		{"a negative minimum", `"lane": "shop", "minimum": {"amount": -1, "quantity": -1}, "deal": {"off": 1}`, "minimum.amount out_of_range; minimum.quantity out_of_range"},
		{"an unknown kind", `"lane": "shop", "scope": {"kinds": ["good"]}, "deal": {"off": 1}`, "scope.kinds[0] unknown"},
		{"an empty item", `"lane": "shop", "scope": {"items": ["a", ""]}, "deal": {"off": 1}`, "scope.items[1] missing"},
		{"a priority beyond", `"lane": "shop", "priority": 1000000001, "deal": {"off": 1}`, "priority out_of_range"},
	} {
		got := faults(t, fmt.Sprintf(`{"decimals": 2, "rounding": "half-up", "offers": [{"id": "x", %s}]}`, c.fields))
		want(t, c.why, strings.ReplaceAll(got, "offers[0].", ""), c.want)
	}
}

func TestInvalidOffersTogether(t *testing.T) {
	want(t, "one ID twice, one missing", faults(t, `{"rounding": "up", "offers": [
		{"id": "a", "lane": "shop", "deal": {"off": 1}}, {"id": "a", "lane": "shop", "deal": {"off": 1}}, {"lane": "shop", "deal": {"off": 1}}]}`),
		"offers[1].id duplicate; offers[2].id missing")
	one := `{"id": "%d", "lane": "shop", "deal": {"off": 1}},`
	var offers strings.Builder
	for i := range 501 {
		fmt.Fprintf(&offers, one, i)
	}
	want(t, "501 offers", faults(t, `{"rounding": "up", "offers": [`+strings.TrimSuffix(offers.String(), ",")+`]}`), "offers too_many")
}

// Lists and numbers at their limits, and just beyond.
func TestLimits(t *testing.T) {
	names := func(n int) benefit.Program {
		o := shopOffer("x", off("1"))
		o.Scope.Items = strings.Fields(strings.Repeat("i ", n))
		return yuan(o)
	}
	parts := func(n int) benefit.Program {
		set := benefit.Set{Price: dec("1")}
		for i := range n {
			set.Parts = append(set.Parts, benefit.Part{Item: fmt.Sprint(i), Quantity: 1})
		}
		return yuan(shopOffer("x", benefit.Deal{Set: set}))
	}
	priority := func(n int) benefit.Program {
		o := shopOffer("x", off("1"))
		o.Priority = n
		return yuan(o)
	}
	step := func(n int64) benefit.Program {
		p := yuan()
		p.Points = benefit.Tender{Worth: dec("0.01"), Step: n}
		return p
	}
	most := func(n int64) benefit.Program {
		return yuan(shopOffer("x", benefit.Deal{NForM: benefit.NForM{N: n, M: 1}}))
	}
	for _, c := range []struct {
		why         string
		last, first benefit.Program // accepted, refused
	}{
		{"names of a scope", names(10_000), names(10_001)},
		{"parts of a set", parts(20), parts(21)},
		{"priority", priority(1_000_000_000), priority(1_000_000_001)},
		{"negative priority", priority(-1_000_000_000), priority(-1_000_000_001)},
		{"step of points", step(1e12), step(1e12 + 1)},
		{"quantity of a deal", most(1_000_000), most(1_000_001)},
	} {
		if _, err := benefit.New(c.last); err != nil {
			t.Errorf("%s: %v", c.why, err)
		}
		if _, err := benefit.New(c.first); err == nil {
			t.Errorf("%s: accepted beyond the limit", c.why)
		}
	}
}

func TestInvalidCart(t *testing.T) {
	e, err := benefit.New(yuan(shopOffer("x", off("1"))))
	if err != nil {
		t.Fatal(err)
	}
	line := func(change func(*benefit.Line)) benefit.Cart {
		c := goods("1")
		change(&c.Lines[0])
		return c
	}
	many := benefit.Cart{Lines: make([]benefit.Line, 501)}
	for _, c := range []struct {
		why  string
		cart benefit.Cart
		at   time.Time
		want string
	}{
		{"no instant", goods("1"), time.Time{}, "the cart.at"},
		{"no ID", line(func(l *benefit.Line) { l.ID = "" }), noon(), `line "".id`},
		{"not UTF-8", line(func(l *benefit.Line) { l.Item = "\xff" }), noon(), `line "A".item`},
		{"an empty tag", line(func(l *benefit.Line) { l.Tags = []string{""} }), noon(), `line "A".tags`},
		{"an unknown kind", line(func(l *benefit.Line) { l.Kind = "good" }), noon(), `line "A".kind`},
		{"no quantity", line(func(l *benefit.Line) { l.Quantity = 0 }), noon(), `line "A".quantity`},
		{"beyond a million", line(func(l *benefit.Line) { l.Quantity = 1_000_001 }), noon(), `line "A".quantity`},
		{"a negative price", line(func(l *benefit.Line) { l.Price = dec("-0.01") }), noon(), `line "A".price`},
		{"half a cent", line(func(l *benefit.Line) { l.Price = dec("0.005") }), noon(), `line "A".price`},
		{"an absurd exponent", line(func(l *benefit.Line) { l.Price = decimal.New(1, 1_000_000_000) }), noon(), `line "A".price`},
		{"a line beyond the limit", line(func(l *benefit.Line) { l.Quantity, l.Price = 1_000_000, dec("10000000.01") }), noon(), `line "A".price`},
		{"a gift's offer on goods", line(func(l *benefit.Line) { l.Gift = "x" }), noon(), `line "A".gift`},
		{"501 lines", many, noon(), "the cart.lines"},
		{"points asked for", benefit.Cart{Points: benefit.Spend{Ask: -1}}, noon(), "the cart.points.ask"},
		{"one ID, two contents", benefit.Cart{Lines: []benefit.Line{{ID: "A", Quantity: 1}, {ID: "A", Quantity: 2}}}, noon(), `line "A".`},
	} {
		_, err := e.Quote(c.cart, c.at)
		var data *benefit.DataError
		if !errors.As(err, &data) {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		want(t, c.why, data.Record+"."+data.Field, c.want)
	}
}

func TestAcceptedCart(t *testing.T) {
	same := goods("10")
	same.Lines = append(same.Lines, same.Lines[0])
	want(t, "a line that comes twice counts once", price(t, yuan(), same).Total.String(), "10")
	c := goods("0")
	c.Lines[0].Quantity, c.Lines[0].Price = 1_000_000, dec("10000000")
	want(t, "the largest line", price(t, yuan(), c).Total.String(), "10000000000000")
	want(t, "trailing zeros", price(t, yuan(), goods("1.5000")).Total.String(), "1.5")
	want(t, "no lines", said(price(t, yuan(shopOffer("x", off("1"))), benefit.Cart{})), "0; x: no_lines")
}

// A cart's own offers are checked like those of the programme.
func TestInvalidCartOffers(t *testing.T) {
	e, err := benefit.New(yuan(shopOffer("x", off("1"))))
	if err != nil {
		t.Fatal(err)
	}
	c := goods("1")
	c.Offers = []benefit.Offer{shopOffer("x", off("1")), shopOffer("y", benefit.Deal{})}
	_, err = e.Quote(c, noon())
	want(t, "the error", fmt.Sprint(err), `benefit: cart: 2 faults: offers[0].id: "x" is the ID of another offer; give each its own; `+
		`offers[1].deal: gives nothing; give one of off, pays, free, price, every, nForM, buyGet, set and gift`)
}

package coupon_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// wantFaults checks that an error is an InvalidError with these faults, as
// "path code".
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	got := []string{}
	var invalid *benefit.InvalidError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Faults {
			got = append(got, f.Path+" "+f.Code)
		}
	} else if err != nil {
		t.Errorf("error %T %v", err, err)
	}
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s\n%v", diff, err)
	}
}

// full uses every field.
func full() coupon.Book {
	validity := coupon.Validity{From: march(1, 0, 0).UTC(), Until: march(30, 0, 0).UTC()}
	terms := coupon.Terms{
		From: march(1, 0, 0).UTC(), Until: march(9, 0, 0).UTC(), Registered: true, Tiers: []string{"gold"},
		NewMemberHours: 24, Stock: ptr(int64(0)),
	}
	b := bookOf(coupon.Coupon{
		ID: "A", Name: "九折", Deal: benefit.Deal{Pays: dec("0.9"), Most: dec("20")}, Minimum: benefit.Minimum{Amount: dec("50.5")},
		Scope: benefit.Scope{Items: []string{"tea"}}, Group: "g", Exclusive: true, Priority: 3,
		Validity: validity, Terms: terms, PerCustomer: ptr(int64(1)),
	}, off5("B", packOnly))
	b.Packs = []coupon.Pack{{
		ID: "P", Name: "礼包", Coupons: []string{"A", "B"}, Gift: benefit.Gift{Item: "MUG", Quantity: 1}, Validity: validity, Terms: terms,
	}}
	b.Limits = coupon.PlatformLimits()
	b.Limits.ShopOnly = false
	return b
}

func TestBookRoundTrip(t *testing.T) {
	for _, b := range []coupon.Book{full(), {}, helloBook()} {
		text := asJSON(t, b)
		read, err := coupon.ParseBook([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b, read); diff != "" {
			t.Error(diff)
		}
		if again := asJSON(t, read); again != text {
			t.Errorf("%s\n%s", text, again)
		}
		newShop(t, read)
	}
}

// A book is read strictly, also as part of another document.
func TestParseBook(t *testing.T) {
	for text, want := range map[string]string{
		`{"coupons": [{"idd": "A"}]}`:                            `coupons[0].idd unknown_field`,
		`{"coupons": [{"ID": "A"}]}`:                             `coupons[0].ID unknown_field`,
		`{"coupons": [{"terms": {"stock": null}}]}`:              `coupons[0].terms.stock null`,
		`{"coupons": [{"terms": {"stock": 1.5}}]}`:               `coupons[0].terms.stock wrong_type`,
		`{"coupons": [{"deal": {"off": "x"}}]}`:                  `coupons[0].deal.off wrong_type`,
		`{"limits": {"face": 1e999}}`:                            `limits.face out_of_range`,
		`{"decimals": 2, "decimals": 3}`:                         `decimals duplicate_field`,
		`{} {}`:                                                  ` trailing_text`,
		`{"packs": [{"gift": {"item": "MUG", "quantity": ""}}]}`: `packs[0].gift.quantity wrong_type`,
	} {
		_, err := coupon.ParseBook([]byte(text))
		wantFaults(t, err, want)
		b := full()
		if err := json.Unmarshal([]byte(text), &b); err == nil || !cmp.Equal(b, full()) {
			t.Errorf("%s: %v, and the book is changed or no error", text, err)
		}
	}
}

func until(at time.Time) func(*coupon.Coupon) {
	return func(c *coupon.Coupon) { c.Validity = coupon.Validity{Until: at} }
}

// opens returns a coupon that opens then, and is valid until noon.
func opens(at time.Time) func(*coupon.Coupon) {
	return func(c *coupon.Coupon) { c.Validity, c.Terms.From = coupon.Validity{Until: noon}, at }
}

// packOf returns a book with a pack that opens then, of one coupon, valid for
// some days or, with 0, as the coupon is.
func packOf(from time.Time, change func(*coupon.Coupon), days int) coupon.Book {
	b := bookOf(off5("A", change))
	b.Packs = []coupon.Pack{{ID: "P", Coupons: []string{"A"}, Terms: coupon.Terms{From: from}, Validity: coupon.Validity{Days: days}}}
	return b
}

// Every fault with its path and code.
func TestFaults(t *testing.T) {
	c := func(change func(*coupon.Coupon)) coupon.Book { return bookOf(off5("A", change)) }
	p := func(change func(*coupon.Pack)) coupon.Book {
		b := helloBook()
		change(&b.Packs[0])
		return b
	}
	long, n := strings.Repeat("x", 121), func(n int64) *int64 { return &n }
	early := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		book coupon.Book
		want []string
	}{
		{"none", c(func(*coupon.Coupon) {}), nil},
		{"no decimals for a whole face", coupon.Book{Coupons: []coupon.Coupon{off5("A")}}, nil},
		{"decimals", coupon.Book{Decimals: 7}, []string{"decimals out_of_range"}},
		{"negative decimals", coupon.Book{Decimals: -1}, []string{"decimals out_of_range"}},
		{"no ID", c(func(c *coupon.Coupon) { c.ID = "" }), []string{"coupons[0].id missing"}},
		{"the longest ID", c(func(c *coupon.Coupon) { c.ID = long[1:] }), nil},
		{"a longer ID", c(func(c *coupon.Coupon) { c.ID = long }), []string{"coupons[0].id too_long"}},
		{"not UTF-8", c(func(c *coupon.Coupon) { c.ID, c.Name = "\xff", "\xff" }), []string{"coupons[0].id invalid_value", "coupons[0].name invalid_value"}},
		{"twice", bookOf(off5("A"), off5("A")), []string{"coupons[1].id duplicate"}},
		{"a pack like a coupon", p(func(p *coupon.Pack) { p.ID = "A" }), []string{"packs[0].id duplicate"}},
		{"no deal", c(func(c *coupon.Coupon) { c.Deal = benefit.Deal{} }), []string{"coupons[0].deal missing"}},
		{"two deals", c(func(c *coupon.Coupon) { c.Deal.Pays = dec("0.5") }), []string{"coupons[0].deal conflict"}},
		{"another deal", c(func(c *coupon.Coupon) { c.Deal = benefit.Deal{Price: dec("5")} }), []string{"coupons[0].deal conflict"}},
		{"a gift as deal", c(func(c *coupon.Coupon) { c.Deal = benefit.Deal{Gift: benefit.Gift{Item: "x", Quantity: 1}} }), []string{"coupons[0].deal conflict"}},
		{"times", c(func(c *coupon.Coupon) { c.Deal.Times = 2 }), []string{"coupons[0].deal conflict"}},
		{"a negative face", c(func(c *coupon.Coupon) { c.Deal.Off = dec("-5") }), []string{"coupons[0].deal.off out_of_range"}},
		{"a face of no coin", c(func(c *coupon.Coupon) { c.Deal.Off = dec("0.001") }), []string{"coupons[0].deal.off out_of_range"}},
		{"an absurd face", c(func(c *coupon.Coupon) { c.Deal.Off = decimal.New(1, 999_999_999) }), []string{"coupons[0].deal.off out_of_range"}},
		{"pays all", c(func(c *coupon.Coupon) { c.Deal = benefit.Deal{Pays: dec("1")} }), []string{"coupons[0].deal.pays out_of_range"}},
		{"pays without a cap", c(func(c *coupon.Coupon) { c.Deal = benefit.Deal{Pays: dec("0.85")} }), nil},
		{"a cap of an amount", c(func(c *coupon.Coupon) { c.Deal.Most = dec("1") }), []string{"coupons[0].deal.most conflict"}},
		{"minimum", c(func(c *coupon.Coupon) { c.Minimum.Amount = dec("-1") }), []string{"coupons[0].minimum.amount out_of_range"}},
		{"scope and priority", c(func(c *coupon.Coupon) { c.Scope.Kinds, c.Priority = []benefit.Kind{"x"}, 1<<40 }), []string{"coupons[0].scope.kinds[0] unknown", "coupons[0].priority out_of_range"}},
		{"no validity", c(func(c *coupon.Coupon) { c.Validity = coupon.Validity{} }), []string{"coupons[0].validity missing"}},
		{"a start only", c(func(c *coupon.Coupon) { c.Validity = coupon.Validity{From: noon} }), []string{"coupons[0].validity missing"}},
		{"1 day", c(func(c *coupon.Coupon) { c.Validity.Days = 1 }), nil},
		{"−1 days", c(func(c *coupon.Coupon) { c.Validity.Days = -1 }), []string{"coupons[0].validity.days out_of_range"}},
		{"3,660 days", c(func(c *coupon.Coupon) { c.Validity.Days = 3660 }), nil},
		{"3,661 days", c(func(c *coupon.Coupon) { c.Validity.Days = 3661 }), []string{"coupons[0].validity.days out_of_range"}},
		{"days and an end", c(func(c *coupon.Coupon) { c.Validity.Until = noon }), []string{"coupons[0].validity.days conflict"}},
		{"days and a start", c(func(c *coupon.Coupon) { c.Validity.From = noon }), []string{"coupons[0].validity.from conflict"}},
		{"from = until", c(func(c *coupon.Coupon) { c.Validity = coupon.Validity{From: noon, Until: noon} }), []string{"coupons[0].validity.until not_rising"}},
		{"too early", c(func(c *coupon.Coupon) { c.Validity = coupon.Validity{From: early, Until: early} }), []string{"coupons[0].validity.from out_of_range", "coupons[0].validity.until out_of_range"}},
		{"the claim window", c(func(c *coupon.Coupon) { c.Terms.From, c.Terms.Until = noon, noon }), []string{"coupons[0].terms.until not_rising"}},
		{"a claim window too early", c(func(c *coupon.Coupon) { c.Terms.Until = early }), []string{"coupons[0].terms.until out_of_range"}},
		{"tiers", c(func(c *coupon.Coupon) { c.Terms.Tiers = []string{"", "\xff", strings.Repeat("x", 1001)} }), []string{"coupons[0].terms.tiers[0] empty", "coupons[0].terms.tiers[1] invalid_value", "coupons[0].terms.tiers[2] too_long"}},
		{"a tier twice", c(func(c *coupon.Coupon) { c.Terms.Tiers = []string{"gold", "silver", "gold"} }), []string{"coupons[0].terms.tiers[2] duplicate"}},
		{"too many tiers", c(func(c *coupon.Coupon) { c.Terms.Tiers = make([]string, 1001) }), []string{"coupons[0].terms.tiers too_many"}},
		{"hours", c(func(c *coupon.Coupon) { c.Terms.NewMemberHours = 8784 }), nil},
		{"too many hours", c(func(c *coupon.Coupon) { c.Terms.NewMemberHours = 8785 }), []string{"coupons[0].terms.newMemberHours out_of_range"}},
		{"negative hours", c(func(c *coupon.Coupon) { c.Terms.NewMemberHours = -1 }), []string{"coupons[0].terms.newMemberHours out_of_range"}},
		{"negative limits", c(func(c *coupon.Coupon) { c.Terms.Stock, c.PerCustomer = n(-1), n(-1) }), []string{"coupons[0].terms.stock out_of_range", "coupons[0].perCustomer out_of_range"}},
		{"the highest limits", c(func(c *coupon.Coupon) { c.Terms.Stock, c.PerCustomer = n(1e12), n(1e12) }), nil},
		{"higher limits", c(func(c *coupon.Coupon) { c.Terms.Stock, c.PerCustomer = n(1e12+1), n(1e12+1) }), []string{"coupons[0].terms.stock out_of_range", "coupons[0].perCustomer out_of_range"}},
		{"new, and twice", c(func(c *coupon.Coupon) { c.Terms.NewMemberHours, c.PerCustomer = 24, n(2) }), []string{"coupons[0].perCustomer conflict"}},
		{"new, and never", c(func(c *coupon.Coupon) { c.Terms.NewMemberHours, c.PerCustomer = 24, n(0) }), nil},
		{"terms nobody is asked", c(func(c *coupon.Coupon) { c.PackOnly, c.Terms.Registered = true, true }), []string{"coupons[0].terms conflict"}},
		{"an empty pack", p(func(p *coupon.Pack) { p.Coupons, p.Gift = nil, benefit.Gift{} }), []string{"packs[0] empty"}},
		{"a gift alone", p(func(p *coupon.Pack) { p.Coupons = nil }), nil},
		{"coupons alone", p(func(p *coupon.Pack) { p.Gift, p.Validity = benefit.Gift{}, coupon.Validity{} }), nil},
		{"a gift for ever", p(func(p *coupon.Pack) { p.Validity = coupon.Validity{} }), []string{"packs[0].validity missing"}},
		{"unknown, twice", p(func(p *coupon.Pack) { p.Coupons = []string{"A", "Z", "A"} }), []string{"packs[0].coupons[1] unknown", "packs[0].coupons[2] duplicate"}},
		{"21 coupons", p(func(p *coupon.Pack) { p.Coupons = make([]string, 21) }), []string{"packs[0].coupons too_many"}},
		{"a gift without anything", p(func(p *coupon.Pack) { p.Gift = benefit.Gift{Quantity: -1} }), []string{"packs[0].gift.item missing", "packs[0].gift.quantity out_of_range"}},
		{"valid when it opens", c(opens(noon.Add(-1))), nil},
		{"valid until it opens", c(opens(noon)), []string{"coupons[0].validity.until conflict"}},
		{"a pack valid when it opens", p(func(p *coupon.Pack) { p.Terms.From = march(20, 0, 0).Add(-1) }), nil},
		{"a pack valid until it opens", p(func(p *coupon.Pack) { p.Terms.From = march(20, 0, 0) }), []string{"packs[0].validity.until conflict"}},
		{"a coupon valid when the pack opens", packOf(noon.Add(-1), until(noon), 0), nil},
		{"a coupon valid until the pack opens", packOf(noon, until(noon), 0), []string{"packs[0].coupons[0] conflict"}},
		{"a coupon valid by the pack", packOf(noon, until(noon), 1), nil},
		{"a coupon of a pack, blocked", packOf(noon, limited(0), 0), []string{"packs[0].coupons[0] conflict"}},
		{"a pack's name, terms and validity", p(func(p *coupon.Pack) {
			p.Name, p.Validity.Days, p.Terms.Stock = "\xff", 1, n(-1)
		}), []string{"packs[0].name invalid_value", "packs[0].validity.days conflict", "packs[0].terms.stock out_of_range"}},
		{"too many", coupon.Book{Packs: make([]coupon.Pack, 10_001)}, []string{" too_many"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := coupon.New(tt.book, cst)
			wantFaults(t, err, tt.want...)
		})
	}
	_, err := coupon.New(coupon.Book{Decimals: 9}, nil)
	wantFaults(t, err, " missing", "decimals out_of_range")
	_, err = coupon.New(coupon.Book{}, time.Local)
	wantFaults(t, err, " missing")
}

// A coupon without a validity of its own can only be in packs that have one.
func TestValidityOfThePack(t *testing.T) {
	b := bookOf(off5("A", packOnly, func(c *coupon.Coupon) { c.Validity = coupon.Validity{} }))
	b.Packs = []coupon.Pack{{ID: "P", Coupons: []string{"A"}}}
	_, err := coupon.New(b, cst)
	wantFaults(t, err, "packs[0].coupons[0] missing")
	b.Packs[0].Validity.Days = 1
	newShop(t, b)
}

// The limits of the platform, each at its boundary and beyond.
func TestPlatformLimits(t *testing.T) {
	faces := func(n int) coupon.Book {
		b := coupon.Book{Decimals: 2, Limits: coupon.PlatformLimits()}
		for i := range n {
			b.Coupons = append(b.Coupons, off5(fmt.Sprint(i), func(c *coupon.Coupon) { c.Deal.Off = dec(fmt.Sprintf("%d.50", i)) }))
		}
		return b
	}
	face := func(d benefit.Deal) coupon.Book {
		return coupon.Book{Decimals: 2, Coupons: []coupon.Coupon{off5("A", func(c *coupon.Coupon) { c.Deal = d })}, Limits: coupon.PlatformLimits()}
	}
	pack := func(coupons int, hours int64) coupon.Book {
		b := faces(coupons)
		p := coupon.Pack{ID: "P", Terms: coupon.Terms{NewMemberHours: hours}, Gift: benefit.Gift{Item: "MUG", Quantity: 1}, Validity: coupon.Validity{Days: 1}}
		for _, c := range b.Coupons {
			p.Coupons = append(p.Coupons, c.ID)
		}
		b.Packs = []coupon.Pack{p}
		return b
	}
	same := faces(50)
	same.Coupons = append(same.Coupons, off5("again", func(c *coupon.Coupon) { c.Deal.Off = dec("7.5") }),
		off5("share", func(c *coupon.Coupon) { c.Deal = benefit.Deal{Pays: dec("0.9"), Most: dec("8.500")} }))
	for _, tt := range []struct {
		name string
		book coupon.Book
		want []string
	}{
		{"50 denominations", faces(50), nil},
		{"51 denominations", faces(51), []string{"coupons too_many"}},
		{"50 denominations, two of them twice", same, nil},
		{"a face of 100", face(benefit.Deal{Off: dec("100.00")}), nil},
		{"a face above", face(benefit.Deal{Off: dec("100.01")}), []string{"coupons[0].deal.off out_of_range"}},
		{"a cap of 100", face(benefit.Deal{Pays: dec("0.85"), Most: dec("100")}), nil},
		{"a cap above", face(benefit.Deal{Pays: dec("0.85"), Most: dec("100.01")}), []string{"coupons[0].deal.most out_of_range"}},
		{"no cap", face(benefit.Deal{Pays: dec("0.85")}), []string{"coupons[0].deal.most missing"}},
		{"3 coupons and a gift within 24 hours", pack(3, 24), nil},
		{"4 coupons", pack(4, 24), []string{"packs[0].coupons too_many"}},
		{"25 hours", pack(3, 25), []string{"packs[0].terms.newMemberHours out_of_range"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := coupon.New(tt.book, cst)
			wantFaults(t, err, tt.want...)
		})
	}
	scoped := face(benefit.Deal{Off: dec("5")})
	scoped.Coupons[0].Scope.Except = []string{"tea"}
	_, err := coupon.New(scoped, cst)
	wantFaults(t, err, "coupons[0].scope conflict")
	scoped.Limits.ShopOnly = false
	newShop(t, scoped)
}

// A limit of 0 allows nothing, and one left out everything.
func TestLimitsOfZero(t *testing.T) {
	b := helloBook()
	b.Packs[0].Coupons = b.Packs[0].Coupons[:1]
	zero, n := dec("0"), int64(0)
	b.Limits = coupon.Limits{Face: &zero, Denominations: &n, PackCoupons: &n, NewMemberHours: &n}
	_, err := coupon.New(b, cst)
	wantFaults(t, err, "coupons too_many", "coupons[0].deal.off out_of_range", "coupons[1].deal.off out_of_range",
		"packs[0].coupons too_many", "packs[0].terms.newMemberHours out_of_range")
	huge, negative, m := dec("1e99"), dec("-1"), int64(-1)
	b.Limits = coupon.Limits{Face: &huge, Denominations: nil, PackCoupons: nil, NewMemberHours: nil}
	_, err = coupon.New(b, cst)
	wantFaults(t, err, "limits.face out_of_range")
	_, err = coupon.New(coupon.Book{Limits: coupon.Limits{Face: &negative, Denominations: &m, PackCoupons: &m, NewMemberHours: &m}}, cst)
	wantFaults(t, err, "limits.face out_of_range", "limits.denominations out_of_range", "limits.packCoupons out_of_range", "limits.newMemberHours out_of_range")
}

// All faults come at once, and no more than a page of them.
func TestManyFaults(t *testing.T) {
	b := coupon.Book{Coupons: make([]coupon.Coupon, 10_000), Packs: make([]coupon.Pack, 10_000)}
	_, err := coupon.New(b, cst)
	var invalid *benefit.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Faults) != 101 || invalid.Faults[100].Code != "too_many" {
		t.Errorf("%v", err)
	}
}

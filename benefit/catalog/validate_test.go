package catalog_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// faultsOf returns the faults of a catalog as lines "path code".
func faultsOf(t *testing.T, err error) (lines []string) {
	t.Helper()
	var wrong *benefit.InvalidError
	if err != nil && !errors.As(err, &wrong) {
		t.Fatalf("error %T %v, want a *benefit.InvalidError", err, err)
	}
	if wrong == nil {
		return nil
	}
	for _, f := range wrong.Faults {
		lines = append(lines, f.Path+" "+f.Code)
	}
	return lines
}

// All faults of a document come at once, with their paths, in its order.
func TestAllFaults(t *testing.T) {
	c, err := catalog.ParseCatalog([]byte(`{"tiers": ["silver", "gold", "gold", ""], "benefits": [
		{"id": "", "kind": "discont", "tiers": ["sliver"]},
		{"id": "a", "kind": "discount", "scope": {"kinds": ["freigt"]}, "item": "x"},
		{"id": "a", "kind": "discount", "deal": {"pays": 1.5, "most": 3}, "priority": 2000000000},
		{"id": "b", "kind": "discount", "deal": {"every": {"spent": 100, "off": 20}}},
		{"id": "c", "kind": "gift"},
		{"id": "d", "kind": "red-packet", "amount": -5, "limit": {"times": 0, "per": "week"}, "cash": 3},
		{"id": "e", "kind": "mobile-data", "amount": 1.5, "limit": {"times": 1, "per": "month"}, "points": -1},
		{"id": "f", "kind": "early-access", "limit": {"times": 1, "per": "year"}},
		{"id": "g", "kind": "perk", "amount": 3, "when": {"lead": "1 days", "joined": "9999 hours"}},
		{"id": "h", "kind": "coupon", "item": "C", "limit": {"times": 1, "per": "year"}, "when":
			{"from": "2026-02-01T00:00:00Z", "until": "2026-02-01T00:00:00Z", "joined": "1 day", "birthday": {"before": 181, "after": -1}}},
		{"id": "i", "kind": "points-rate", "when": {"from": "1899-01-01T00:00:00Z"}}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = catalog.New(c, nil)
	want := []string{
		" missing",
		"tiers[2] duplicate", "tiers[3] missing",
		"benefits[0].id missing", "benefits[0].kind unknown", "benefits[0].tiers[0] unknown",
		"benefits[1].deal missing", "benefits[1].item conflict", "benefits[1].scope.kinds[0] unknown",
		"benefits[2].id duplicate", "benefits[2].priority out_of_range", "benefits[2].deal.pays out_of_range", "benefits[2].deal.most conflict",
		"benefits[3].deal.every conflict",
		"benefits[4].item missing", "benefits[4].limit missing",
		"benefits[5].amount out_of_range", "benefits[5].cash conflict", "benefits[5].limit.times out_of_range", "benefits[5].limit.per unknown",
		"benefits[6].amount out_of_range", "benefits[6].points out_of_range",
		"benefits[7].limit conflict", "benefits[7].when.lead missing",
		"benefits[8].amount conflict", "benefits[8].when.lead conflict", "benefits[8].when.joined invalid_value", "benefits[8].when.lead invalid_value",
		"benefits[9].limit conflict", "benefits[9].when.until out_of_range", "benefits[9].when.birthday.before out_of_range",
		"benefits[9].when.birthday.after out_of_range", "benefits[9].when.birthday.leap missing", "benefits[9].when.joined conflict",
		"benefits[10].amount missing", "benefits[10].when.from out_of_range",
	}
	if diff := cmp.Diff(want, faultsOf(t, err)); diff != "" {
		t.Error(diff)
	}
	for _, hint := range []string{`"discont" is unknown: did you mean "discount"?`, `"sliver" is an unknown tier: did you mean "silver"?`} {
		if !strings.Contains(err.Error(), hint) {
			t.Errorf("%v\nlacks %s", err, hint)
		}
	}
}

// The bounds of a catalog, at and just beyond.
func TestBounds(t *testing.T) {
	valid := gift(1, catalog.Year)
	for _, c := range []struct {
		why  string
		edit func(*catalog.Benefit)
		want []string
	}{
		{"ID of 120 bytes", func(b *catalog.Benefit) { b.ID = strings.Repeat("x", 120) }, nil},
		{"ID of 121", func(b *catalog.Benefit) { b.ID = strings.Repeat("x", 121) }, []string{"benefits[0].id too_long"}},
		{"ID not UTF-8", func(b *catalog.Benefit) { b.ID = "\xff" }, []string{"benefits[0].id invalid_value"}},
		{"name of 1,001 bytes", func(b *catalog.Benefit) { b.Name = strings.Repeat("x", 1001) }, []string{"benefits[0].name too_long"}},
		{"1,000,000 times", func(b *catalog.Benefit) { b.Limit.Times = 1_000_000 }, nil},
		{"1,000,001 times", func(b *catalog.Benefit) { b.Limit.Times = 1_000_001 }, []string{"benefits[0].limit.times out_of_range"}},
		{"times without a period", func(b *catalog.Benefit) { b.Limit.Per = "" }, []string{"benefits[0].limit.per missing"}},
		{"10^12 points and cash", func(b *catalog.Benefit) { b.Points, b.Cash = 1_000_000_000_000, dec("9.90") }, nil},
		{"more points", func(b *catalog.Benefit) { b.Points = 1_000_000_000_001 }, []string{"benefits[0].points out_of_range"}},
		{"exchanged without limit", func(b *catalog.Benefit) { b.Points, b.Limit = 500, catalog.Limit{} }, nil},
		{"cash of an absurd exponent", func(b *catalog.Benefit) { b.Points, b.Cash = 1, decimal.New(1, 1_000_000_000) }, []string{"benefits[0].cash out_of_range"}},
		{"8,784 hours", func(b *catalog.Benefit) { b.When.Joined = "8784 hours" }, nil},
		{"8,785 hours", func(b *catalog.Benefit) { b.When.Joined = "8785 hours" }, []string{"benefits[0].when.joined invalid_value"}},
		{"3,660 days", func(b *catalog.Benefit) { b.When.Joined = "3660 days" }, nil},
		{"3,661 days", func(b *catalog.Benefit) { b.When.Joined = "3661 days" }, []string{"benefits[0].when.joined invalid_value"}},
		{"priority", func(b *catalog.Benefit) { b.Priority = -1_000_000_000 }, nil},
		{"birthday of 180 days", func(b *catalog.Benefit) {
			b.Limit, b.When.Birthday = catalog.Limit{}, &catalog.Birthday{Before: 180, After: 180, Leap: catalog.NoLeapDay}
		}, nil},
	} {
		b := valid
		c.edit(&b)
		_, err := catalog.New(catalog.Catalog{Decimals: 2, Benefits: []catalog.Benefit{b}}, time.UTC)
		if diff := cmp.Diff(c.want, faultsOf(t, err)); diff != "" {
			t.Errorf("%s: %s", c.why, diff)
		}
	}
	for n, want := range map[int][]string{1_000: nil, 1_001: {"benefits too_many"}} {
		c := catalog.Catalog{Benefits: make([]catalog.Benefit, n)}
		for i := range c.Benefits {
			c.Benefits[i] = catalog.Benefit{ID: strings.Repeat("x", i%100) + string(rune('a'+i/100)), Kind: catalog.Perk}
		}
		_, err := catalog.New(c, time.UTC)
		if diff := cmp.Diff(want, faultsOf(t, err)); diff != "" {
			t.Errorf("%d benefits: %s", n, diff)
		}
	}
}

// Spans are spelled in one way.
func TestSpans(t *testing.T) {
	for s, ok := range map[string]bool{
		"1 day": true, "2 days": true, "1 hour": true, "24 hours": true,
		"0 days": false, "1 days": false, "2 day": false, "1 hours": false, "01 day": false, "+1 day": false, "-1 day": false,
		"day": false, "1": false, "1  day": false, "1 day ": false, "1 month": false, "99999999999999999999 days": false,
	} {
		b := catalog.Benefit{ID: "early", Kind: catalog.EarlyAccess, When: catalog.When{Lead: s}}
		if _, err := catalog.New(catalog.Catalog{Benefits: []catalog.Benefit{b}}, time.UTC); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// The platform's table of benefits, as data.
func TestPlatformTable(t *testing.T) {
	c, err := catalog.ParseCatalog([]byte(`{"decimals": 2, "benefits": [
		{"id": "new-coupon", "kind": "coupon", "item": "C5", "when": {"joined": "30 days"}, "limit": {"times": 1, "per": "lifetime"}},
		{"id": "new-gift", "kind": "gift", "item": "towel", "when": {"joined": "30 days"}, "limit": {"times": 1, "per": "lifetime"}},
		{"id": "new-pack", "kind": "pack", "item": "P1", "when": {"joined": "24 hours"}, "limit": {"times": 1, "per": "lifetime"}},
		{"id": "member-pack", "kind": "pack", "item": "P2", "tiers": ["silver", "gold"]},
		{"id": "member-coupon", "kind": "coupon", "item": "C10", "tiers": ["gold"]},
		{"id": "points-coupon", "kind": "coupon", "item": "C5", "points": 100},
		{"id": "points-gift", "kind": "gift", "item": "mug", "points": 500},
		{"id": "points-cash-gift", "kind": "gift", "item": "bag", "points": 500, "cash": "9.90"},
		{"id": "points-packet", "kind": "red-packet", "amount": 2, "points": 200},
		{"id": "points-data", "kind": "mobile-data", "amount": 100, "points": 300},
		{"id": "packet", "kind": "red-packet", "amount": "1.88", "limit": {"times": 1, "per": "month"}},
		{"id": "data", "kind": "mobile-data", "amount": 30, "limit": {"times": 1, "per": "month"}},
		{"id": "trial", "kind": "trial", "item": "serum", "limit": {"times": 3, "per": "quarter"}},
		{"id": "double", "kind": "points-rate", "amount": 2, "tiers": ["gold"]},
		{"id": "shipping", "name": "优先发货", "kind": "perk", "tiers": ["gold"]}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := catalog.New(c, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	joined := instant(t, "2026-03-05", time.UTC)
	for _, b := range ask(t, e, catalog.Member{ID: "C1", Tier: "gold", Joined: joined}, joined).Benefits {
		if b.Status != catalog.Available {
			t.Errorf("%+v", b)
		}
	}
}

package catalog_test

import (
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

// Birthday benefit paid twice, or reopened by editing the date (pass-culture#511).
func TestBirthdayEditedAfterUse(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	e := newEngine(t, loc, around(3, 3, catalog.February28))
	m := catalog.Member{ID: "C1", Birthday: "03-10"}
	first := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "r1", At: instant(t, "2026-03-10 09:00:00", loc)})
	m.Uses = []catalog.Use{*first.Use}
	for birthday, at := range map[string]string{"03-20": "2026-03-20", "08-01": "2026-08-01", "12-30": "2027-01-01", "03-10": "2026-03-11"} {
		m.Birthday = birthday
		got := only(t, e, m, instant(t, at, loc))
		if got.Status != catalog.UsedUp || got.Left != 0 || got.Opens.Year() < 2027 && got.Opens.Month() != time.December {
			t.Errorf("edited to %s, at %s: %+v", birthday, at, got)
		}
		if g := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "r1", At: instant(t, at, loc)}); !g.Recorded || g.Use.Key != first.Use.Key {
			t.Errorf("edited to %s, retried at %s: %+v", birthday, at, g)
		}
		if g := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "r2", At: instant(t, at, loc)}); g.Use != nil {
			t.Errorf("edited to %s, claimed at %s: %+v", birthday, at, g)
		}
	}
	m.Birthday = "08-01" // already used for 2026: opens for 2027
	got := only(t, e, m, instant(t, "2026-05-01", loc))
	if want := instant(t, "2027-07-29", loc); !got.Opens.Equal(want) || !got.Reasons[1].At.Equal(instant(t, "2026-07-29", loc)) || cmp.Diff([]catalog.Code{catalog.UsedUp, catalog.NotYet}, codes(got)) != "" {
		t.Errorf("before the new date: %+v, want it to open %s", got, want)
	}
	m.Birthday, m.Birthdays = "", []string{"2026-09-25"}
	if got := only(t, e, m, instant(t, "2026-09-25", loc)); got.Status != catalog.UsedUp {
		t.Errorf("turned lunar: %+v", got)
	}
	m.Uses[0].Year = 0 // a use from elsewhere counts for its civil year
	if got := only(t, e, m, instant(t, "2026-09-25", loc)); got.Status != catalog.UsedUp {
		t.Errorf("without a year: %+v", got)
	}
}

// "Per customer" needs an identity; a guest must be refused, not skipped
// (shopper#588, woocommerce#26108).
func TestGuestIsRefused(t *testing.T) {
	at := instant(t, "2026-05-20", time.UTC)
	limited := catalog.Benefit{ID: "x", Kind: catalog.Discount, Deal: benefit.Deal{Pays: dec("0.9")}, Limit: catalog.Limit{Times: 1, Per: catalog.Month}}
	for _, b := range []catalog.Benefit{
		gift(2, catalog.Year), limited, around(180, 180, catalog.March1),
		{ID: "x", Kind: catalog.Coupon, Item: "C"}, {ID: "x", Kind: catalog.Pack, Item: "P"},
		{ID: "x", Kind: catalog.Perk, When: catalog.When{Joined: "1 day"}},
	} {
		has := ask(t, newEngine(t, time.UTC, b), catalog.Member{Birthday: "05-20", Joined: at}, at)
		got := has.Benefits[0]
		if got.Status != catalog.Missing || got.Reasons[0].Lacks != "customer" || len(has.Offers) > 0 {
			t.Errorf("%s: %+v", b.Kind, got)
		}
		g, err := newEngine(t, time.UTC, b).Claim(catalog.Member{Birthday: "05-20", Joined: at}, catalog.Claim{Benefit: b.ID, Request: "r", At: at})
		if err != nil || g.Use != nil || g.Entitlement.Status != catalog.Missing {
			t.Errorf("%s: %+v, %v", b.Kind, g, err)
		}
	}
	open := catalog.Benefit{ID: "x", Kind: catalog.Discount, Deal: benefit.Deal{Pays: dec("0.9")}}
	gold := open
	gold.Tiers = []string{"gold"}
	refused := claim(t, newEngine(t, time.UTC, gold), catalog.Member{}, catalog.Claim{Benefit: "x", Request: "r", At: at}).Entitlement
	if refused.Status != catalog.OtherTier || cmp.Diff([]catalog.Code{catalog.OtherTier, catalog.Missing}, codes(refused)) != "" {
		t.Errorf("a guest, for gold: %+v", refused)
	}
	e := newEngine(t, time.UTC, open)
	if has := ask(t, e, catalog.Member{}, at); has.Benefits[0].Status != catalog.Available || len(has.Offers) != 1 {
		t.Errorf("a price for everybody: %+v", has)
	}
	g := claim(t, e, catalog.Member{}, catalog.Claim{Benefit: "x", Request: "r", At: at})
	if g.Use != nil || g.Entitlement.Status != catalog.Missing || len(g.Entitlement.Reasons) != 1 {
		t.Errorf("a record of nobody's use: %+v", g)
	}
}

// "Why not?" is what users ask most (spree#14569): every answer that is not yes
// has its reasons, and the numbers.
func TestWhyNot(t *testing.T) {
	at := instant(t, "2026-05-20", time.UTC)
	b := gift(1, catalog.Year)
	b.Tiers, b.When.From = []string{"gold"}, at.AddDate(0, 0, 1)
	got := only(t, newEngine(t, time.UTC, b), catalog.Member{ID: "C1", Tier: "silver", Uses: used("gift", at)}, at)
	newYear := instant(t, "2027-01-01", time.UTC)
	want := []catalog.Reason{
		{Code: catalog.OtherTier, Tiers: []string{"gold"}},
		{Code: catalog.UsedUp, Used: 1, Times: 1, At: newYear},
		{Code: catalog.NotYet, At: at.AddDate(0, 0, 1)},
	}
	if diff := cmp.Diff(want, got.Reasons); diff != "" {
		t.Error(diff)
	}
}

package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
)

// twenty is a catalog of 20 benefits of all kinds for four tiers.
func twenty() (benefits []catalog.Benefit) {
	for i, tier := range []string{"bronze", "silver", "gold", "diamond"} {
		for _, b := range []catalog.Benefit{
			{ID: "discount", Kind: catalog.Discount, Deal: benefit.Deal{Pays: dec("0.9")}},
			{ID: "rate", Kind: catalog.PointsRate, Amount: dec("1.5")},
			{ID: "gift", Kind: catalog.Gift, Item: "mug", Limit: catalog.Limit{Times: 3, Per: catalog.Year}},
			{ID: "service", Kind: catalog.Perk},
		} {
			b.ID, b.Tiers = fmt.Sprint(b.ID, i), []string{tier}
			benefits = append(benefits, b)
		}
	}
	return append(benefits,
		catalog.Benefit{ID: "birthday", Kind: catalog.Coupon, Item: "C50", When: catalog.When{Birthday: &catalog.Birthday{Before: 7, After: 7, Leap: catalog.March1}}},
		catalog.Benefit{ID: "new", Kind: catalog.Pack, Item: "P1", When: catalog.When{Joined: "24 hours"}, Limit: catalog.Limit{Times: 1, Per: catalog.Lifetime}},
		catalog.Benefit{ID: "early", Kind: catalog.EarlyAccess, When: catalog.When{Lead: "1 day"}, Deal: benefit.Deal{Pays: dec("0.8")}},
		catalog.Benefit{ID: "data", Kind: catalog.MobileData, Amount: dec("100"), Limit: catalog.Limit{Times: 1, Per: catalog.Month}},
	)
}

// scene is a gold member with so many uses, on a birthday, before a launch.
func scene(t failer, uses int) (*catalog.Engine, catalog.Member, time.Time, catalog.Launch) {
	loc := zone(t, "Asia/Shanghai")
	at := instant(t, "2026-05-20 12:00:00", loc)
	m := catalog.Member{ID: "C1", Tier: "gold", Joined: at.AddDate(-1, 0, 0), Birthday: "05-20"}
	for i := range uses {
		m.Uses = append(m.Uses, catalog.Use{Key: fmt.Sprint("use ", i), Benefit: []string{"gift2", "birthday", "data", "gone"}[i%4], At: at.AddDate(0, 0, -i)})
	}
	return newEngine(t, loc, twenty()...), m, at, catalog.Launch{ID: "L", At: at.Add(time.Hour), Items: []string{"coat"}}
}

func BenchmarkEntitlements(b *testing.B) {
	for _, uses := range []int{0, 10, 1_000} {
		b.Run(fmt.Sprintf("20 benefits, %d uses", uses), func(b *testing.B) {
			e, m, at, launch := scene(b, uses)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Entitlements(m, at, launch); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	// The alternative: the definition, which asks each benefit about all uses.
	b.Run("by definition, 20 benefits, 1000 uses", func(b *testing.B) {
		_, m, at, launch := scene(b, 1_000)
		benefits := twenty()
		b.ReportAllocs()
		for b.Loop() {
			for i := range benefits {
				slowFree(benefits[i], m, at, at, at.Location(), []catalog.Launch{launch})
			}
		}
	})
}

func BenchmarkClaim(b *testing.B) {
	e, m, at, _ := scene(b, 10)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Claim(m, catalog.Claim{Benefit: "gift2", Request: "O1", At: at}); err != nil {
			b.Fatal(err)
		}
	}
}

// The answers of 20 benefits cost a bounded number of allocations, whatever the
// number of uses.
func TestAllocations(t *testing.T) {
	for uses, most := range map[int]float64{0: 36, 1_000: 46} {
		e, m, at, launch := scene(t, uses)
		if n := testing.AllocsPerRun(50, func() { _, _ = e.Entitlements(m, at, launch) }); n > most {
			t.Errorf("%v allocations with %d uses, want at most %v", n, uses, most)
		}
	}
}

package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit/catalog"
)

// A guard is read as it is meant: either of the two is enough.
func TestGuardReads(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	newYear, next := instant(t, "2026-01-01", loc), instant(t, "2027-01-01", loc)
	for _, c := range []struct {
		g    *catalog.Guard
		want string
	}{
		{&catalog.Guard{Customer: "lan", Benefit: "birthday", From: newYear, Until: next, Year: 2027, Below: 1}, `uses of "birthday" by "lan" in [2026-01-01, 2027-01-01) or for 2027 < 1`},
		{&catalog.Guard{Customer: "C1", Benefit: "gift", From: newYear, Until: next, Below: 2}, `uses of "gift" by "C1" in [2026-01-01, 2027-01-01) < 2`},
		{&catalog.Guard{Customer: "C1", Benefit: "gift", From: newYear.UTC(), Until: next.Add(1), Below: 2}, `uses of "gift" by "C1" in [2025-12-31T16:00:00Z, 2027-01-01T00:00:00.000000001+08:00) < 2`},
		{&catalog.Guard{Customer: "C1", Benefit: "gift", Below: 3}, `uses of "gift" by "C1" at any time < 3`},
		{&catalog.Guard{Customer: "C1", Benefit: "gift", From: newYear, Below: 3}, `uses of "gift" by "C1" from 2026-01-01 on < 3`},
		{&catalog.Guard{Customer: "C1", Benefit: "gift", Until: next, Below: 3}, `uses of "gift" by "C1" before 2027-01-01 < 3`},
		{&catalog.Guard{Customer: "a\n", Benefit: "\xff"}, `uses of "\xff" by "a\n" at any time < 0`},
		{nil, "not counted"},
	} {
		if got := fmt.Sprint(c.g); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// What is claimed in December for a birthday in January: the guard names the
// calendar year that it is used in, and the year that it is used for.
func TestGuardOverNewYear(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	e, m := newEngine(t, loc, around(3, 3, catalog.March1)), catalog.Member{ID: "lan", Birthday: "01-02"}
	at := instant(t, "2026-12-31 09:00:00", loc)
	g := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "tap-1", At: at})
	if got, want := g.Guard.String(), `uses of "birthday" by "lan" in [2026-01-01, 2027-01-01) or for 2027 < 1`; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	for _, c := range []struct {
		use  catalog.Use
		want catalog.Code
	}{
		{catalog.Use{At: at.AddDate(0, -6, 0), Year: 2026}, catalog.UsedUp},          // within the bounds, for another year
		{catalog.Use{At: instant(t, "2027-01-01", loc), Year: 2027}, catalog.UsedUp}, // for the year, beyond the bounds
		{catalog.Use{At: at.AddDate(0, -6, 0), Year: 2027}, catalog.UsedUp},          // both
		{catalog.Use{At: instant(t, "2027-01-01", loc), Year: 2028}, catalog.Available},
		{catalog.Use{At: instant(t, "2026-01-01", loc).Add(-1), Year: 2026}, catalog.Available},
		{catalog.Use{At: at, Year: 2027, Returned: true}, catalog.Available},
	} {
		c.use.Key, c.use.Benefit = "before", "birthday"
		m.Uses = []catalog.Use{c.use}
		got := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "tap-1", At: at})
		if got.Entitlement.Status != c.want || (got.Use != nil) != (c.want == catalog.Available) {
			t.Errorf("beside one at %s for %d: %+v, want %s", c.use.At.Format(time.DateTime), c.use.Year, got.Entitlement, c.want)
		}
	}
}

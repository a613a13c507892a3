package catalog_test

import (
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

func early(lead string) catalog.Benefit {
	return catalog.Benefit{
		ID: "early", Kind: catalog.EarlyAccess, Tiers: []string{"gold"}, Group: "launch", Priority: 3,
		Deal: benefit.Deal{Pays: dec("0.8")}, When: catalog.When{Lead: lead},
	}
}

// 8 折 a day early: at, just before and just after both ends, and the offer that
// says so to a quote.
func TestLaunchDiscount(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	opening := instant(t, "2026-12-12 20:00:00", loc)
	launch := catalog.Launch{ID: "L/1", At: opening, Items: []string{"hat", "coat"}}
	want := benefit.Offer{
		ID: "benefit/early/L~11", Lane: benefit.ItemLane, Priority: 3, Group: "launch", Tiers: []string{"gold"},
		From: opening.AddDate(0, 0, -1), Until: opening,
		Scope: benefit.Scope{Items: []string{"coat", "hat"}}, Deal: benefit.Deal{Pays: dec("0.8")},
	}
	for _, lead := range []string{"1 day", "24 hours"} {
		e := newEngine(t, loc, early(lead))
		for _, c := range []struct {
			at     time.Time
			want   catalog.Code
			offers []benefit.Offer
		}{
			{want.From.Add(-1), catalog.NotYet, []benefit.Offer{}},
			{want.From, catalog.Available, []benefit.Offer{want}},
			{want.From.Add(1), catalog.Available, []benefit.Offer{want}},
			{opening.Add(-1), catalog.Available, []benefit.Offer{want}},
			{opening, catalog.Ended, []benefit.Offer{}},
			{opening.Add(1), catalog.Ended, []benefit.Offer{}},
		} {
			has := ask(t, e, catalog.Member{ID: "C1", Tier: "gold"}, c.at, launch)
			if diff := cmp.Diff(c.offers, has.Offers); diff != "" || has.Benefits[0].Status != c.want {
				t.Errorf("%s, %s: %+v\n-want +got:\n%s", lead, c.at, has.Benefits[0], diff)
			}
			silver := ask(t, e, catalog.Member{ID: "C2", Tier: "silver"}, c.at, launch)
			if silver.Benefits[0].Status != catalog.OtherTier || len(silver.Offers) > 0 {
				t.Errorf("%s: silver gets %+v", c.at, silver)
			}
		}
	}
}

// A day ahead is the same time of day on the date before; 24 hours are exact.
func TestLeadAcrossClockChanges(t *testing.T) {
	for _, c := range []struct {
		why, zone, lead, launch, want string
	}{
		{"a day of 23 hours", "Europe/Berlin", "1 day", "2026-03-29T10:00:00+02:00", "2026-03-28T10:00:00+01:00"},
		{"24 hours", "Europe/Berlin", "24 hours", "2026-03-29T10:00:00+02:00", "2026-03-28T09:00:00+01:00"},
		{"a day of 25 hours", "Europe/Berlin", "1 day", "2026-10-25T10:00:00+01:00", "2026-10-24T10:00:00+02:00"},
		{"a time that is skipped", "Europe/Berlin", "1 day", "2026-03-30T02:30:00+02:00", "2026-03-29T03:00:00+02:00"},
		{"a time that comes twice", "Europe/Berlin", "1 day", "2026-10-26T02:30:00+01:00", "2026-10-25T02:30:00+02:00"},
		{"just before one that does", "Europe/Berlin", "1 day", "2026-10-26T01:59:59+01:00", "2026-10-25T01:59:59+02:00"},
		{"just after one that does", "Europe/Berlin", "1 day", "2026-10-26T03:00:00+01:00", "2026-10-25T03:00:00+01:00"},
		{"one that does, in the west", "America/New_York", "1 day", "2026-11-02T01:30:00-05:00", "2026-11-01T01:30:00-04:00"},
		{"a skipped midnight", "America/Sao_Paulo", "1 day", "2018-11-05T00:30:00-02:00", "2018-11-04T01:00:00-02:00"},
		{"a skipped date", "Pacific/Apia", "1 day", "2011-12-31T10:00:00+14:00", "2011-12-31T00:00:00+14:00"},
		{"a week", "Asia/Shanghai", "7 days", "2026-12-12T20:00:00+08:00", "2026-12-05T20:00:00+08:00"},
	} {
		at, err := time.Parse(time.RFC3339, c.launch)
		if err != nil {
			t.Fatal(err)
		}
		loc := zone(t, c.zone)
		got := only(t, newEngine(t, loc, early(c.lead)), catalog.Member{Tier: "gold"}, at.AddDate(0, 0, -30), catalog.Launch{ID: "L", At: at, Items: []string{"x"}})
		if got.Opens.Format(time.RFC3339) != c.want {
			t.Errorf("%s: opens %s, want %s", c.why, got.Opens.Format(time.RFC3339), c.want)
		}
	}
}

// Several launches: open while any of them is, until the last in a row ends.
func TestSeveralLaunches(t *testing.T) {
	day := func(s string) time.Time { return instant(t, s, time.UTC) }
	launches := []catalog.Launch{
		{ID: "c", At: day("2026-06-20"), Items: []string{"x"}},
		{ID: "b", At: day("2026-06-11"), Items: []string{"x"}},
		{ID: "a", At: day("2026-06-12"), Items: []string{"x"}},
		{ID: "b", At: day("2026-06-11"), Items: []string{"x", "x"}},
	}
	e := newEngine(t, time.UTC, early("2 days"))
	for _, c := range []struct {
		at, until, opens, next string
		open                   []string
		status                 catalog.Code
	}{
		{at: "2026-06-08", opens: "2026-06-09", next: "2026-06-09", status: catalog.NotYet},
		{at: "2026-06-09", until: "2026-06-12", next: "2026-06-10", open: []string{"b"}, status: catalog.Available},
		{at: "2026-06-10", until: "2026-06-12", next: "2026-06-11", open: []string{"a", "b"}, status: catalog.Available},
		{at: "2026-06-11", until: "2026-06-12", next: "2026-06-12", open: []string{"a"}, status: catalog.Available},
		{at: "2026-06-12", opens: "2026-06-18", next: "2026-06-18", status: catalog.NotYet},
		{at: "2026-06-20", status: catalog.Ended},
	} {
		has := ask(t, e, catalog.Member{Tier: "gold"}, day(c.at), launches...)
		got := has.Benefits[0]
		if got.Status != c.status || !got.Until.Equal(day(c.until)) || !got.Opens.Equal(day(c.opens)) || !has.Next.Equal(day(c.next)) || cmp.Diff(c.open, got.Launches) != "" {
			t.Errorf("%s: %+v, next %s", c.at, got, has.Next)
		}
		if len(has.Offers) != len(c.open) {
			t.Errorf("%s: %d offers for %v", c.at, len(has.Offers), c.open)
		}
	}
}

// Launches whose windows touch are one span.
func TestLaunchesInARow(t *testing.T) {
	day := func(s string) time.Time { return instant(t, s, time.UTC) }
	first := catalog.Launch{ID: "a", At: day("2026-06-10"), Items: []string{"x"}}
	for at, until := range map[string]string{"2026-06-12": "2026-06-12", "2026-06-13": "2026-06-10"} {
		second := catalog.Launch{ID: "b", At: day(at), Items: []string{"x"}}
		got := only(t, newEngine(t, time.UTC, early("2 days")), catalog.Member{Tier: "gold"}, day("2026-06-09"), first, second)
		if !got.Until.Equal(day(until)) {
			t.Errorf("second launch on %s: %+v", at, got)
		}
	}
}

// Early access without a discount is no offer, and without a launch not known.
func TestEarlyAccessOnly(t *testing.T) {
	b := early("1 hour")
	b.Deal, b.Group = benefit.Deal{}, ""
	at := instant(t, "2026-06-20", time.UTC)
	e, gold := newEngine(t, time.UTC, b), catalog.Member{Tier: "gold"}
	has := ask(t, e, gold, at, catalog.Launch{ID: "L", At: at.Add(time.Hour), Items: []string{"x"}})
	if has.Benefits[0].Status != catalog.Available || len(has.Offers) > 0 {
		t.Errorf("%+v", has)
	}
	if got := only(t, e, gold, at); got.Status != catalog.Missing || got.Reasons[0].Lacks != "launch" {
		t.Errorf("%+v", got)
	}
}

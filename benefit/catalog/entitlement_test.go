package catalog_test

import (
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

// A fixed window holds its first instant and not its end.
func TestWindowEnds(t *testing.T) {
	from, until := instant(t, "2026-06-01", time.UTC), instant(t, "2026-07-01", time.UTC)
	perk := catalog.Benefit{ID: "vip", Kind: catalog.Perk, When: catalog.When{From: from, Until: until}}
	e := newEngine(t, time.UTC, perk)
	for _, c := range []struct {
		at   time.Time
		want catalog.Entitlement
		next time.Time
	}{
		{from.Add(-1), catalog.Entitlement{Status: catalog.NotYet, Opens: from, Reasons: []catalog.Reason{{Code: catalog.NotYet, At: from}}}, from},
		{from, catalog.Entitlement{Status: catalog.Available, Until: until, Reasons: []catalog.Reason{}}, until},
		{until.Add(-1), catalog.Entitlement{Status: catalog.Available, Until: until, Reasons: []catalog.Reason{}}, until},
		{until, catalog.Entitlement{Status: catalog.Ended, Reasons: []catalog.Reason{{Code: catalog.Ended, At: until}}}, time.Time{}},
	} {
		has := ask(t, e, catalog.Member{}, c.at)
		c.want.Benefit, c.want.Kind = "vip", catalog.Perk
		if diff := cmp.Diff(c.want, has.Benefits[0]); diff != "" || !has.Next.Equal(c.next) {
			t.Errorf("%s: next %s, -want +got:\n%s", c.at, has.Next, diff)
		}
	}
}

// Half-open windows without one end.
func TestOpenWindows(t *testing.T) {
	at := instant(t, "2026-06-01", time.UTC)
	for _, c := range []struct {
		when catalog.When
		want catalog.Code
		next time.Time
	}{
		{catalog.When{}, catalog.Available, time.Time{}},
		{catalog.When{From: at}, catalog.Available, time.Time{}},
		{catalog.When{From: at.Add(1)}, catalog.NotYet, at.Add(1)},
		{catalog.When{Until: at.Add(1)}, catalog.Available, at.Add(1)},
		{catalog.When{Until: at}, catalog.Ended, time.Time{}},
	} {
		has := ask(t, newEngine(t, time.UTC, catalog.Benefit{ID: "x", Kind: catalog.Perk, When: c.when}), catalog.Member{}, at)
		if has.Benefits[0].Status != c.want || !has.Next.Equal(c.next) {
			t.Errorf("%+v: %+v, next %s", c.when, has.Benefits[0], has.Next)
		}
	}
}

// N times a calendar period in the shop's zone: the period ends at the shop's
// midnight, not that of UTC.
func TestLimitPeriods(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	for _, c := range []struct {
		per    catalog.Period
		first  string // of the period
		renews string // "" for never
	}{
		{catalog.Month, "2026-05-01", "2026-06-01"},
		{catalog.Quarter, "2026-04-01", "2026-07-01"},
		{catalog.Year, "2026-01-01", "2027-01-01"},
		{catalog.Lifetime, "1999-01-01", ""},
	} {
		e := newEngine(t, loc, gift(2, c.per))
		first, at := instant(t, c.first, loc), instant(t, "2026-05-20", loc)
		renews := instant(t, c.renews, loc)
		for _, u := range []struct {
			uses []time.Time
			want catalog.Entitlement
			next time.Time
		}{
			{nil, catalog.Entitlement{Status: catalog.Available, Left: 2}, time.Time{}},
			{[]time.Time{first}, catalog.Entitlement{Status: catalog.Available, Used: 1, Left: 1}, renews},
			{[]time.Time{first, at}, catalog.Entitlement{
				Status: catalog.UsedUp, Used: 2, Opens: renews,
				Reasons: []catalog.Reason{{Code: catalog.UsedUp, Used: 2, Times: 2, At: renews}},
			}, renews},
			{[]time.Time{first, at.Add(1)}, catalog.Entitlement{Status: catalog.Available, Used: 1, Left: 1}, renews},
		} {
			has := ask(t, e, catalog.Member{ID: "C1", Uses: used("gift", u.uses...)}, at)
			u.want.Benefit, u.want.Kind, u.want.Item, u.want.Times = "gift", catalog.Gift, "mug", 2
			if u.want.Reasons == nil {
				u.want.Reasons = []catalog.Reason{}
			}
			if diff := cmp.Diff(u.want, has.Benefits[0]); diff != "" || !has.Next.Equal(u.next) {
				t.Errorf("%s, used %v: next %s, -want +got:\n%s", c.per, u.uses, has.Next, diff)
			}
		}
	}
}

// At, just before and just after both ends of the period.
func TestLimitPeriodEnds(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	at := instant(t, "2026-05-20", loc)
	for per, ends := range map[catalog.Period][2]string{
		catalog.Month: {"2026-05-01", "2026-06-01"}, catalog.Quarter: {"2026-04-01", "2026-07-01"}, catalog.Year: {"2026-01-01", "2027-01-01"},
	} {
		e := newEngine(t, loc, gift(2, per))
		first, renews := instant(t, ends[0], loc), instant(t, ends[1], loc)
		before := catalog.Member{ID: "C1", Uses: used("gift", first.Add(-1), first.Add(-2))}
		if got := only(t, e, before, at); got.Used != 0 || got.Left != 2 {
			t.Errorf("%s: uses before %s count: %+v", per, first, got)
		}
		full := catalog.Member{ID: "C1", Uses: used("gift", first, renews.Add(-1))}
		if got := only(t, e, full, renews.Add(-1)); got.Status != catalog.UsedUp {
			t.Errorf("%s, just before %s: %+v", per, renews, got)
		}
		if got := only(t, e, full, renews); got.Status != catalog.Available || got.Left != 2 {
			t.Errorf("%s, at %s: %+v", per, renews, got)
		}
	}
}

// Used up for the year, in a benefit that does not see the next one: it does not
// open again, and the reason does not promise it.
func TestUsedUpForGood(t *testing.T) {
	g := gift(1, catalog.Year)
	at, newYear := instant(t, "2026-05-20", time.UTC), instant(t, "2027-01-01", time.UTC)
	m := catalog.Member{ID: "C1", Uses: used("gift", at)}
	for _, c := range []struct {
		until, opens time.Time
	}{{newYear, time.Time{}}, {newYear.Add(1), newYear}} {
		g.When.Until = c.until
		got := only(t, newEngine(t, time.UTC, g), m, at)
		if got.Status != catalog.UsedUp || !got.Opens.Equal(c.opens) || !got.Reasons[0].At.Equal(c.opens) {
			t.Errorf("until %s: %+v", c.until, got)
		}
	}
}

// Used up for the year, in a benefit that opens later than the next one begins.
func TestUsedUpUntilItOpens(t *testing.T) {
	g, at := gift(1, catalog.Year), instant(t, "2026-05-20", time.UTC)
	for from, opens := range map[string]string{"2026-06-01": "2027-01-01", "2027-03-01": "2027-03-01"} {
		g.When.From = instant(t, from, time.UTC)
		got := only(t, newEngine(t, time.UTC, g), catalog.Member{ID: "C1", Uses: used("gift", at)}, at)
		if want := instant(t, opens, time.UTC); !got.Opens.Equal(want) || !got.Reasons[0].At.Equal(want) || !got.Reasons[1].At.Equal(g.When.From) {
			t.Errorf("from %s: %+v", from, got)
		}
	}
}

// What lacks something does not open by itself.
func TestMissingDoesNotOpen(t *testing.T) {
	b := around(0, 0, catalog.March1)
	b.When.From = instant(t, "2026-06-01", time.UTC)
	got := only(t, newEngine(t, time.UTC, b), catalog.Member{ID: "C1"}, instant(t, "2026-05-20", time.UTC))
	if cmp.Diff([]catalog.Code{catalog.Missing, catalog.NotYet}, codes(got)) != "" || got.Reasons[0].Lacks != "birthday" || !got.Opens.IsZero() {
		t.Errorf("%+v", got)
	}
}

// Writing into an answer changes neither another one nor the engine.
func TestAnswersShareNothing(t *testing.T) {
	perk := func(id string) catalog.Benefit {
		return catalog.Benefit{ID: id, Kind: catalog.Perk, Tiers: []string{"gold"}}
	}
	discount := catalog.Benefit{
		ID: "c", Kind: catalog.Discount, Tiers: []string{"silver"},
		Deal: benefit.Deal{Pays: dec("0.9")}, Scope: benefit.Scope{Items: []string{"x"}},
	}
	e := newEngine(t, time.UTC, perk("a"), perk("b"), discount)
	at := instant(t, "2026-05-20", time.UTC)
	has := ask(t, e, catalog.Member{Tier: "silver"}, at)
	want := text(t, has.Benefits[1:])
	_ = append(has.Benefits[0].Reasons, catalog.Reason{Code: catalog.Ended})
	if got := text(t, has.Benefits[1:]); got != want {
		t.Errorf("%s became %s", want, got)
	}
	want = text(t, has)
	has.Benefits[0].Reasons[0].Tiers[0] = "?"
	has.Offers[0].Tiers[0], has.Offers[0].Scope.Items[0] = "?", "?"
	if got := text(t, ask(t, e, catalog.Member{Tier: "silver"}, at)); got != want {
		t.Errorf("%s became %s", want, got)
	}
}

// All reasons are listed, in the order of the codes, and the first is the status.
func TestAllReasons(t *testing.T) {
	g := gift(1, catalog.Year)
	g.Tiers = []string{"silver", "gold"}
	g.When = catalog.When{From: instant(t, "2026-06-01", time.UTC), Joined: "24 hours"}
	e := newEngine(t, time.UTC, g)
	at := instant(t, "2026-05-20", time.UTC)
	for _, c := range []struct {
		why  string
		m    catalog.Member
		at   time.Time
		want []catalog.Code
	}{
		{"a guest knows nothing", catalog.Member{}, at, []catalog.Code{catalog.OtherTier, catalog.Missing, catalog.Missing, catalog.NotYet}},
		{"a customer without a tier", catalog.Member{ID: "C1", Joined: at.AddDate(0, 2, 0)}, at, []catalog.Code{catalog.OtherTier, catalog.NotYet}},
		{"used, and over", catalog.Member{ID: "C1", Tier: "gold", Joined: at.AddDate(0, 1, 0), Uses: used("gift", at)}, at.AddDate(0, 3, 0), []catalog.Code{catalog.UsedUp, catalog.Ended}},
		{"used before it opens", catalog.Member{ID: "C1", Tier: "gold", Joined: at.AddDate(0, 1, 0), Uses: used("gift", at)}, at, []catalog.Code{catalog.UsedUp, catalog.NotYet}},
	} {
		got := only(t, e, c.m, c.at)
		if diff := cmp.Diff(c.want, codes(got)); diff != "" || got.Status != c.want[0] {
			t.Errorf("%s: %+v\n-want +got:\n%s", c.why, got, diff)
		}
	}
	if got := only(t, e, catalog.Member{}, at); cmp.Diff([]string{"gold", "silver"}, got.Reasons[0].Tiers) != "" || !got.Opens.IsZero() {
		t.Errorf("%+v", got)
	}
}

// What a new member gets: within hours to the nanosecond, or through whole days.
func TestJoined(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	joined := instant(t, "2026-03-05 18:30:00", loc)
	for _, c := range []struct {
		within string
		until  time.Time
	}{
		{"24 hours", instant(t, "2026-03-06 18:30:00", loc)},
		{"1 day", instant(t, "2026-03-07", loc)},
		{"30 days", instant(t, "2026-04-05", loc)},
	} {
		b := catalog.Benefit{ID: "pack", Kind: catalog.Pack, Item: "P1", When: catalog.When{Joined: c.within}, Limit: catalog.Limit{Times: 1, Per: catalog.Lifetime}}
		e, m := newEngine(t, loc, b), catalog.Member{ID: "C1", Joined: joined}
		for at, want := range map[time.Time]catalog.Code{
			joined.Add(-1):  catalog.NotYet,
			joined:          catalog.Available,
			c.until.Add(-1): catalog.Available,
			c.until:         catalog.Ended,
		} {
			if got := only(t, e, m, at); got.Status != want {
				t.Errorf("%s at %s: %+v", c.within, at, got)
			}
		}
	}
}

// Answers are by priority, then ID as bytes.
func TestOrder(t *testing.T) {
	perk := func(id string, priority int) catalog.Benefit {
		return catalog.Benefit{ID: id, Kind: catalog.Perk, Priority: priority}
	}
	has := ask(t, newEngine(t, time.UTC, perk("b", 0), perk("a", 1), perk("Z", 0), perk("c", -1)), catalog.Member{}, instant(t, "2026-01-01", time.UTC))
	var got []string
	for _, b := range has.Benefits {
		got = append(got, b.Benefit)
	}
	if diff := cmp.Diff([]string{"c", "Z", "b", "a"}, got); diff != "" {
		t.Error(diff)
	}
}

// An empty catalog answers with lists, not null.
func TestEmptyListsInJSON(t *testing.T) {
	at := instant(t, "2026-01-01", time.UTC)
	if got := text(t, ask(t, newEngine(t, time.UTC), catalog.Member{}, at)); got != `{"at":"2026-01-01T00:00:00Z","benefits":[],"offers":[]}` {
		t.Error(got)
	}
	if got := text(t, only(t, newEngine(t, time.UTC, catalog.Benefit{ID: "x", Kind: catalog.Perk}), catalog.Member{}, at)); got != `{"benefit":"x","kind":"perk","status":"available","reasons":[]}` {
		t.Error(got)
	}
}

package tier_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// Faults that users of real systems reported. Each test is named after one.

func order(id string, at time.Time, amount string) tier.Event {
	return tier.Event{ID: id, Kind: tier.Order, At: at, Amount: yuan(amount)}
}

func joinOn(at time.Time) tier.Event {
	return tier.Event{ID: "join " + at.Format(time.RFC3339), Kind: tier.Join, At: at}
}

// standingOf replays a history and returns the standing at an instant.
func standingOf(t *testing.T, engine *tier.Engine, at time.Time, history ...tier.Event) tier.Standing {
	t.Helper()
	state, _, err := engine.Replay(history, at)
	if err != nil {
		t.Fatal(err)
	}
	standing, err := engine.Standing(state, at)
	if err != nil {
		t.Fatal(err)
	}
	return standing
}

// A loop over thresholds awarded the 300,000 tier at 196,000
// (frappe/erpnext#33550, #22167, #14930).
func TestThresholdLoopAwardsTopTierEarly(t *testing.T) {
	engine := load(`{"enrollment": "automatic", "tiers": [
		{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": "100000"}]]},
		{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": "195000"}]]},
		{"id": "platinum", "anyOf": [[{"measure": "spend", "atLeast": "300000"}]]}]}`, shanghai)
	for _, c := range []struct{ spend, want string }{
		{"99999.99", ""}, {"100000", "silver"}, {"100000.01", "silver"},
		{"194999.99", "silver"}, {"195000", "gold"}, {"195000.01", "gold"},
		{"196000", "gold"},
		{"299999.99", "gold"}, {"300000", "platinum"}, {"300000.01", "platinum"},
	} {
		if got := standingOf(t, engine, on(2026, 1, 1), order("o", on(2026, 1, 1), c.spend)).Tier; got != c.want {
			t.Errorf("spend %s: tier %q, want %q", c.spend, got, c.want)
		}
	}
}

// Every boundary of case A, at, just below and just above, by amount and by
// number of orders.
func TestEveryBoundaryOfCaseA(t *testing.T) {
	engine := load(caseA, shanghai)
	ids := []string{"", "regular", "senior", "vip", "supreme"}
	for i, spend := range []int64{100, 200, 500, 2000} {
		for step, want := range map[int64]string{-1: ids[i], 0: ids[i+1], 1: ids[i+1]} {
			amount := decimal.New(spend*100+step, -2)
			got := standingOf(t, engine, on(2026, 1, 2), joinOn(on(2026, 1, 1)),
				tier.Event{ID: "o", Kind: tier.Order, At: on(2026, 1, 2), Amount: amount})
			if got.Tier != want {
				t.Errorf("spend %s: tier %q, want %q", amount, got.Tier, want)
			}
		}
	}
	for i, orders := range []int{3, 5, 10, 20} {
		for step, want := range map[int]string{-1: ids[i], 0: ids[i+1], 1: ids[i+1]} {
			history := []tier.Event{joinOn(on(2026, 1, 1))}
			for n := range orders + step {
				history = append(history, order(fmt.Sprint(n), on(2026, 1, 2), "0.01"))
			}
			if got := standingOf(t, engine, on(2026, 1, 2), history...).Tier; got != want {
				t.Errorf("%d orders: tier %q, want %q", orders+step, got, want)
			}
		}
	}
}

// Equal ranks made "upgrade" undefined (dujiao-next/dujiao-next#96): here the
// rank is the place in the ladder, and of two tiers with one threshold the
// higher place wins.
func TestEqualRanks(t *testing.T) {
	engine := load(`{"enrollment": "automatic", "tiers": [
		{"id": "a", "anyOf": [[{"measure": "orders", "atLeast": 1}]]},
		{"id": "b", "anyOf": [[{"measure": "orders", "atLeast": 1}]]}]}`, shanghai)
	if got := standingOf(t, engine, on(2026, 1, 1), order("o", on(2026, 1, 1), "1")).Tier; got != "b" {
		t.Errorf("tier %q, want b", got)
	}
}

// Without a base tier customers were left with nothing at all
// (dujiao-next#197, paid-memberships-pro#298): here that is a status.
func TestNoBaseTier(t *testing.T) {
	engine := load(caseA, shanghai)
	for _, c := range []struct {
		want    tier.Status
		history []tier.Event
	}{
		{tier.Customer, nil},
		{tier.Customer, []tier.Event{order("o", on(2026, 1, 1), "99.99")}},
		{tier.Potential, []tier.Event{order("o", on(2026, 1, 1), "100")}},
		{tier.Enrolled, []tier.Event{joinOn(on(2026, 1, 1))}},
		{tier.Member, []tier.Event{joinOn(on(2026, 1, 1)), order("o", on(2026, 1, 1), "100")}},
		{tier.Withdrawn, []tier.Event{order("o", on(2026, 1, 1), "100"), {ID: "w", Kind: tier.Withdraw, At: on(2026, 1, 1)}}},
	} {
		if got := standingOf(t, engine, on(2026, 1, 1), c.history...).Status; got != c.want {
			t.Errorf("%v: status %q, want %q", c.history, got, c.want)
		}
	}
}

// Qualifying on the spendable balance demoted people who spent points
// (DivanteLtd/open-loyalty#131): only a refund takes from what was spent.
func TestSpendingPointsDoesNotDemote(t *testing.T) {
	engine := load(caseA, shanghai)
	history := []tier.Event{joinOn(on(2026, 1, 1)), order("o", on(2026, 1, 1), "500"),
		{ID: "p", Kind: tier.Interaction, At: on(2026, 1, 2), Counter: "points spent", Count: 500}}
	if got := standingOf(t, engine, on(2036, 1, 1), history...).Tier; got != "vip" {
		t.Errorf("tier %q, want vip", got)
	}
}

// A manual level silently acted as a floor (open-loyalty#74): here it is
// called granted, stands beside the earned one and ends by itself or by a
// revoke.
func TestManualLevelIsNamed(t *testing.T) {
	engine := load(caseA, shanghai)
	history := []tier.Event{joinOn(on(2026, 1, 1)), order("o", on(2026, 1, 1), "100"),
		{ID: "g", Kind: tier.Grant, At: on(2026, 1, 2), Tier: "supreme", Through: "2026-06-30"}}
	s := standingOf(t, engine, on(2026, 1, 3), history...)
	if s.Tier != "supreme" || s.Source != tier.Granted || s.Earned.Tier != "regular" || s.Granted.Tier != "supreme" {
		t.Errorf("%+v", s)
	}
	history = append(history, tier.Event{ID: "r", Kind: tier.Revoke, At: on(2026, 1, 4), Tier: "supreme"})
	if s = standingOf(t, engine, on(2026, 1, 5), history...); s.Tier != "regular" || s.Source != tier.Earned {
		t.Errorf("after the revoke: %+v", s)
	}
}

// A weaker purchase overwrote a better standing (Ehco1996/django-sspanel#164).
func TestWeakerPurchase(t *testing.T) {
	engine := load(caseA, shanghai)
	history := []tier.Event{
		{ID: "year", Kind: tier.Buy, At: on(2026, 1, 1), Tier: "vip", Term: "1 year"},
		{ID: "day", Kind: tier.Buy, At: on(2026, 1, 2), Tier: "regular", Term: "1 day"},
		{ID: "more", Kind: tier.Buy, At: on(2026, 1, 3), Tier: "vip", Term: "1 day"},
	}
	s := standingOf(t, engine, on(2026, 1, 3), history...)
	if s.Tier != "vip" || !s.Until.Equal(time.Date(2027, 1, 3, 0, 0, 0, 0, shanghai)) {
		t.Errorf("%s until %s", s.Tier, s.Until)
	}
}

// After a paid tier ended, members fell to the lowest tier instead of the one
// they had earned (unacms/UNA#3406, wpsharks/s2member#1097).
func TestAfterPaidTierEnds(t *testing.T) {
	engine := load(caseA, shanghai)
	history := []tier.Event{
		{ID: "month", Kind: tier.Buy, At: on(2026, 1, 31), Tier: "supreme", Term: "1 month"},
		order("o", on(2026, 2, 1), "500"),
	}
	end := time.Date(2026, 3, 1, 0, 0, 0, 0, shanghai)
	for _, c := range []struct {
		at     time.Time
		want   string
		source tier.Source
	}{
		{end.Add(-1), "supreme", tier.Paid}, {end, "vip", tier.Earned}, {end.Add(1), "vip", tier.Earned},
	} {
		if s := standingOf(t, engine, c.at, history...); s.Tier != c.want || s.Source != c.source {
			t.Errorf("at %s: %s %s, want %s %s", c.at, s.Source, s.Tier, c.source, c.want)
		}
	}
}

// Removing a level cancelled its members (paid-memberships-pro#688).
func TestRemovingALevel(t *testing.T) {
	before := load(caseA, shanghai)
	program := before.Program()
	program.Tiers = program.Tiers[:3]
	history := []tier.Event{joinOn(on(2026, 1, 1)), order("o", on(2026, 1, 1), "2000")}
	old, _, err := before.Replay(history, on(2026, 2, 1))
	if err != nil {
		t.Fatal(err)
	}

	forgotten, err := tier.New(program, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	const want = `the programme has no "supreme" and none replaces it; add it to the replaces of one of "regular", "senior", "vip"`
	var refused *tier.EventError
	if _, err := forgotten.Adopt(old, on(2026, 2, 1)); !errors.As(err, &refused) || refused.Field != "tier" || refused.Why != want {
		t.Errorf("error %v", err)
	}

	program.Tiers[2].Replaces = []string{"supreme"}
	after, err := tier.New(program, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := after.Adopt(old, on(2026, 2, 1))
	if err != nil {
		t.Fatal(err)
	}
	if s := standingOf(t, after, on(2026, 2, 1), append(history, kept...)...); s.Granted.Tier != "vip" || s.Status != tier.Member {
		t.Errorf("%+v", s)
	}
}

// Opt-in replaced automatic membership in 2018: whoever was a member before
// stays one, though they never joined.
func TestAdoptingOptInKeepsMembers(t *testing.T) {
	before := load(caseA, shanghai).Program()
	before.Enrollment = tier.Automatic
	automatic, err := tier.New(before, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	optIn := load(caseA, shanghai)
	history := []tier.Event{order("o", on(2017, 1, 1), "100")}
	old, _, err := automatic.Replay(history, on(2018, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := optIn.Adopt(old, on(2018, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	if s := standingOf(t, optIn, on(2018, 1, 1), append(history, kept...)...); s.Status != tier.Member || s.Source != tier.Granted {
		t.Errorf("%+v", s)
	}
	// A grant of the shop, by contrast, waits for the customer to join.
	gift := tier.Event{ID: "g", Kind: tier.Grant, At: on(2018, 1, 1), Tier: "vip"}
	if s := standingOf(t, optIn, on(2018, 1, 2), append(history, gift)...); s.Status != tier.Potential {
		t.Errorf("%+v", s)
	}
	if s := standingOf(t, optIn, on(2018, 1, 3), append(history, gift, joinOn(on(2018, 1, 3)))...); s.Tier != "vip" || !s.Granted.Since.Equal(on(2018, 1, 3)) {
		t.Errorf("%+v", s)
	}
}

// Date-only ends mean the end of that day in the shop's zone (s2member#612,
// OpenMage#4409, mitodl/mitxpro#991).
func TestDateOnlyEnd(t *testing.T) {
	engine := load(caseA, shanghai)
	history := []tier.Event{joinOn(on(2026, 1, 1)), {ID: "g", Kind: tier.Grant, At: on(2026, 1, 1), Tier: "vip", Through: "2026-12-31"}}
	end := time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC) // midnight in Shanghai
	if s := standingOf(t, engine, end.Add(-1), history...); s.Tier != "vip" || !s.Until.Equal(end) {
		t.Errorf("just before: %+v", s)
	}
	if s := standingOf(t, engine, end, history...); s.Tier != "" {
		t.Errorf("at the end: %+v", s)
	}
}

// Whether orders made before joining count was left unsaid
// (heyinc/crm-issues#8).
func TestOrdersBeforeJoining(t *testing.T) {
	program := load(caseA, shanghai).Program()
	at := on(2026, 1, 2)
	for _, c := range []struct {
		from  tier.CountFrom
		order time.Time
		want  string
	}{
		{tier.FromStart, at.Add(-1), "regular"},
		{tier.FromJoin, at.Add(-1), ""},
		{tier.FromJoin, at, "regular"},
		{tier.FromJoin, at.Add(1), "regular"},
	} {
		program.CountFrom = c.from
		engine, err := tier.New(program, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if s := standingOf(t, engine, at.Add(1), joinOn(at), order("o", c.order, "100")); s.Tier != c.want {
			t.Errorf("counting from %s, order at join%+d: tier %q, want %q", c.from, c.order.Sub(at), s.Tier, c.want)
		}
	}
}

// yearly is what Chinese shops publish: a 365-day term, re-judged at its end by
// what was paid within the last 365 days.
const yearly = `{
  "enrollment": "opt-in", "term": "365 days", "extend": "upgrade",
  "tiers": [
    {"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": "100", "over": "last 365 days"}]]},
    {"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": "1000", "over": "last 365 days"}]]}
  ]
}`

// At the end of a term: renewal, upgrade, downgrade or cancellation; an
// upgrade restarts the term.
func TestPublishedYearlyRules(t *testing.T) {
	engine := load(yearly, shanghai)
	start := on(2025, 3, 1)
	end := time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai)
	gold := []tier.Event{joinOn(start), order("o", start, "1000")}
	silver := []tier.Event{joinOn(start), order("o", start, "100")}
	for _, c := range []struct {
		name    string
		history []tier.Event
		more    tier.Event
		want    string
		until   string
	}{
		{"renewal", gold, order("m", on(2026, 1, 1), "1000"), "gold", "2027-03-02"},
		{"upgrade restarts the term", silver, order("m", on(2026, 1, 1), "900"), "gold", "2027-01-02"},
		{"downgrade", gold, order("m", on(2026, 1, 1), "999.99"), "silver", "2027-03-03"},
		{"cancellation", gold, order("m", on(2026, 1, 1), "99.99"), "", "without end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s := standingOf(t, engine, end.Add(-1), append(c.history, c.more)...); s.Tier == "" {
				t.Fatal("lost before the end")
			}
			s := standingOf(t, engine, end, append(c.history, c.more)...)
			if s.Tier != c.want || endsOn(s.Until) != c.until {
				t.Errorf("%q until %s, want %q until %s", s.Tier, endsOn(s.Until), c.want, c.until)
			}
		})
	}
}

// A refund that takes the value below the threshold downgrades at once, if the
// shop says so; otherwise the tier stays to its end.
func TestInstantDowngradeByRefund(t *testing.T) {
	program := load(yearly, shanghai).Program()
	history := []tier.Event{joinOn(on(2026, 3, 1)), order("o", on(2026, 3, 1), "1000"),
		{ID: "r", Kind: tier.Refund, At: on(2026, 3, 5), Amount: yuan("0.01"), Order: "o", OrderAt: on(2026, 3, 1), OrderAmount: yuan("1000")}}
	for policy, want := range map[tier.Refunds]string{tier.Kept: "gold", tier.Restated: "silver"} {
		program.Refunds = policy
		engine, err := tier.New(program, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if s := standingOf(t, engine, on(2026, 3, 5).Add(-1), history...); s.Tier != "gold" {
			t.Errorf("%s: before the refund %q", policy, s.Tier)
		}
		if s := standingOf(t, engine, on(2026, 3, 5), history...); s.Tier != want {
			t.Errorf("%s: after the refund %q, want %q", policy, s.Tier, want)
		}
	}
}

// A question that cannot be asked is an error, not an answer.
func TestImpossibleQuestions(t *testing.T) {
	engine := load(caseB, shanghai)
	at, never := on(2026, 1, 1), time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	totals := make([]decimal.Decimal, 4)
	absurd := append(totals[:3:3], decimal.New(1, 1_000_000_000))
	for why, ask := range map[string]func() error{
		"a need before the first": func() error { _, _, err := engine.Bounds(-1, at); return err },
		"a need after the last":   func() error { _, _, err := engine.Bounds(4, at); return err },
		"bounds in 1899":          func() error { _, _, err := engine.Bounds(0, never); return err },
		"too few totals":          func() error { _, err := engine.Qualify(totals[:3]); return err },
		"too many totals":         func() error { _, err := engine.Qualify(make([]decimal.Decimal, 5)); return err },
		"an absurd total":         func() error { _, err := engine.Qualify(absurd); return err },
		"an absurd explanation":   func() error { _, err := engine.Explain(absurd); return err },
		"adopting in 1899":        func() error { _, err := engine.Adopt(tier.State{}, never); return err },
		"replaying in 2300":       func() error { _, _, err := engine.Replay(nil, never.AddDate(401, 0, 0)); return err },
		"advancing in 1899":       func() error { _, _, err := engine.Advance(tier.State{}, never); return err },
	} {
		if err := ask(); err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: error %v", why, err)
		}
	}
	state, _, err := load(yearly, shanghai).Replay([]tier.Event{joinOn(at), order("o", at, "100")}, at)
	if err != nil {
		t.Fatal(err)
	}
	for why, when := range map[string]time.Time{"before the state": at.Add(-1), "after its next change": state.Next()} {
		if _, err := engine.Adopt(state, when); !errors.Is(err, tier.ErrReplay) {
			t.Errorf("adopting %s: error %v", why, err)
		}
	}
}

// The bounds of a need select what the engine counts: at, just inside and just
// outside both ends of every kind of window.
func TestBoundsSelectWhatCounts(t *testing.T) {
	program := load(caseB, shanghai).Program()
	for _, over := range []tier.Window{"lifetime", "last 30 days", "last 2 months", "previous 2 months", "month to date", "year to date"} {
		program.Tiers = []tier.Tier{{ID: "a", AnyOf: []tier.Alternative{{{Measure: tier.Orders, AtLeast: yuan("1"), Over: over}}}}}
		engine, err := tier.New(program, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		at := on(2026, 3, 31)
		from, until, err := engine.Bounds(0, at)
		if err != nil {
			t.Fatal(err)
		}
		for moment, want := range map[time.Time]int64{from.Add(-1): 0, from: 1, until.Add(-1): 1, until: 0} {
			if moment.Year() < 1900 || moment.After(at) {
				continue
			}
			state, _, err := engine.Replay([]tier.Event{order("o", moment, "1")}, at)
			if err != nil {
				t.Fatal(err)
			}
			totals, err := engine.Totals(state, at)
			if err != nil || totals[0].IntPart() != want {
				t.Errorf("%s: an order at %s counts %v, %v, want %d", over, moment, totals, err, want)
			}
		}
	}
}

// An engine was not safe for concurrent use (hyperjumptech/grule-rule-engine#60),
// another wrote into its configuration while deciding
// (thomaspoignant/go-feature-flag#2256): here many goroutines share an engine, a
// state and a history, which the race detector watches.
func TestManyGoroutinesShareAnEngine(t *testing.T) {
	engine := load(caseC, shanghai)
	history := purchases(50)
	want, _, err := engine.Replay(history, on(2026, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	next := order("next", on(2026, 1, 2), "600")
	var wait sync.WaitGroup
	for range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			state, _, err := engine.Replay(history, on(2026, 1, 1))
			if err != nil || stateJSON(t, state) != stateJSON(t, want) {
				t.Errorf("another state: %v", err)
			}
			if _, _, err := engine.Apply(want, next); err != nil {
				t.Error(err)
			}
			if _, err := engine.Progress(want, on(2026, 1, 2)); err != nil {
				t.Error(err)
			}
			engine.Lint()
			engine.Conditions(tier.Wording{})
			engine.Program().Tiers[0].AnyOf[0][0].Over = "lifetime" // the caller's own copy
		}()
	}
	wait.Wait()
	if after, _, err := engine.Replay(history, on(2026, 1, 1)); err != nil || stateJSON(t, after) != stateJSON(t, want) {
		t.Errorf("deciding has changed the engine: %v", err)
	}
}

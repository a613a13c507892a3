package tier_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// Found by hostile users: each is a case that broke once.

// A withdrawal recorded late: what was adopted after it is nothing to keep.
func TestAdoptedAfterAWithdrawal(t *testing.T) {
	engine := load(caseA, shanghai)
	history := []tier.Event{
		joinOn(on(2026, 1, 1)), order("o", on(2026, 1, 1), "600"),
		{ID: "w", Kind: tier.Withdraw, At: on(2026, 2, 1)},
		{ID: "a", Kind: tier.Adopted, At: on(2026, 2, 2), Tier: "vip"},
	}
	if s := standingOf(t, engine, on(2026, 2, 3), history...); s.Status != tier.Withdrawn || s.Tier != "" || s.Granted.Tier != "" {
		t.Errorf("%+v", s)
	}
	if _, err := tier.Compare(engine, engine, slices.Values([][]tier.Event{history}), on(2026, 2, 3)); err != nil {
		t.Error(err)
	}
}

// A member by a grant of the shop falls no more than one who earned the tier.
func TestAdoptingWhatWasGranted(t *testing.T) {
	program := load(caseA, shanghai).Program()
	program.Enrollment = tier.Automatic
	automatic, err := tier.New(program, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	optIn := load(caseA, shanghai)
	history := []tier.Event{{ID: "g", Kind: tier.Grant, At: on(2026, 1, 1), Tier: "vip", Through: "2026-12-31"}}
	old, _, err := automatic.Replay(history, on(2026, 2, 1))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := optIn.Adopt(old, on(2026, 2, 1))
	if err != nil {
		t.Fatal(err)
	}
	if s := standingOf(t, optIn, on(2026, 2, 1), append(history, kept...)...); s.Tier != "vip" || endsOn(s.Until) != "2027-01-01" {
		t.Errorf("%+v", s)
	}
}

// The lines of one return have one instant, and IDs that sort as text.
func TestRefundsOfOneInstant(t *testing.T) {
	engine := load(caseA, shanghai)
	bought, back := on(2026, 1, 1), on(2026, 1, 5)
	refund := func(id, before string) tier.Event {
		return tier.Event{ID: id, Kind: tier.Refund, At: back, Amount: yuan("5"), Refunded: yuan(before), Order: "o", OrderAt: bought, OrderAmount: yuan("10")}
	}
	history := []tier.Event{order("o", bought, "10"), refund("10", "5"), refund("9", "0")}
	state, _, err := engine.Replay(history, back)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := engine.Totals(state, back)
	if err != nil || !totals[0].IsZero() || !totals[1].IsZero() {
		t.Errorf("totals %v, %v", totals, err)
	}
}

// Under countFrom join nothing counts before joining, whoever asks.
func TestNothingCountsBeforeJoining(t *testing.T) {
	program := load(caseA, shanghai).Program()
	program.CountFrom = tier.FromJoin
	engine, err := tier.New(program, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	at := on(2026, 1, 1)
	state, _, err := engine.Replay([]tier.Event{order("o", at, "105")}, at)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := engine.Totals(state, at)
	if err != nil || !totals[0].IsZero() || !totals[1].IsZero() {
		t.Errorf("totals %v, %v", totals, err)
	}
	goals, err := engine.Progress(state, at)
	if err != nil || goals[0].String() != "join, and 100.00 more, or 3 more orders" {
		t.Errorf("goals %v, %v", goals, err)
	}
}

// Next can always be asked about.
func TestNextIsWithinTheYears(t *testing.T) {
	engine := load(caseA, shanghai)
	var history []tier.Event
	for i := range 4 {
		history = append(history, tier.Event{ID: fmt.Sprint(i), Kind: tier.Buy, At: on(2026, 1, 1+i), Tier: "vip", Term: "100 years"})
	}
	for n := 1; n <= len(history); n++ {
		state, _, err := engine.Replay(history[:n], on(2026, 2, 1))
		if err != nil {
			t.Fatal(err)
		}
		next := state.Next()
		if wantNone := n > 2; next.IsZero() != wantNone {
			t.Errorf("%d centuries: next %s", n, next)
		}
		if !next.IsZero() {
			if _, changes, err := engine.Advance(state, next); err != nil || len(changes) == 0 {
				t.Errorf("%d centuries: %v, %v", n, changes, err)
			}
		}
	}
}

// A tier with uses left has no end, whatever time was bought besides.
func TestUsesBesideTime(t *testing.T) {
	engine := load(caseA, shanghai)
	state, _, err := engine.Replay([]tier.Event{
		{ID: "1", Kind: tier.Buy, At: on(2026, 1, 1), Tier: "vip", Term: tier.PerUse},
		{ID: "2", Kind: tier.Buy, At: on(2026, 1, 2), Tier: "vip", Term: "1 month"},
	}, on(2026, 1, 2))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := engine.Standing(state, on(2026, 1, 2)); err != nil || !s.Until.IsZero() || s.Paid.Uses != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	_, changes, err := engine.Apply(state, tier.Event{ID: "3", Kind: tier.Use, At: on(2026, 1, 3), Tier: "vip"})
	if err != nil || len(changes) != 1 || changes[0].Kind != tier.Shortened || endsOn(changes[0].Until) != "2026-02-03" {
		t.Errorf("%+v, %v", changes, err)
	}
}

// A window that is over is said to be: what it lacks cannot be made up.
func TestClosedWindows(t *testing.T) {
	engine := load(caseC, shanghai)
	state, _, err := engine.Replay([]tier.Event{order("o", on(2026, 1, 5), "40")}, on(2026, 1, 5))
	if err != nil {
		t.Fatal(err)
	}
	goals, err := engine.Progress(state, on(2026, 1, 5))
	if err != nil {
		t.Fatal(err)
	}
	const want = "1 more order (previous 6 months, closed), or 50.00 more (previous 6 months, closed)"
	if got := goals[0].String(); got != want || !goals[0].Ways[0][0].Closed {
		t.Errorf("%s", got)
	}
}

// Strictness is not for the asking: encoding/json meets it too.
func TestJSONIsStrict(t *testing.T) {
	for text, path := range map[string]string{
		`{"enrollment": "automatic", "grase": "1 month", "tiers": []}`:     "grase",
		`{"enrollment": "automatic", "tiers": [{"id": "a", "id": "b"}]}`:   "tiers[0].id",
		`{"enrollment": "automatic", "tiers": [{"id": "a", "keep":null}]}`: "tiers[0].keep",
	} {
		var p tier.Program
		var invalid *tier.InvalidError
		if err := json.Unmarshal([]byte(text), &p); !errors.As(err, &invalid) || invalid.Faults[0].Path != path {
			t.Errorf("%s: %v", text, err)
		}
	}
	var ev tier.Event
	var invalid *tier.InvalidError
	if err := json.Unmarshal([]byte(`{"id": "o", "kind": "order", "at": "2026-01-01T00:00:00Z", "ammount": "100"}`), &ev); !errors.As(err, &invalid) || invalid.Faults[0].Path != "ammount" {
		t.Error(err)
	}
	want := order("o", on(2026, 1, 1), "100.50")
	row, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(row, &ev); err != nil || !ev.Equal(want) {
		t.Errorf("%s: %v", row, err)
	}
}

// A refund of an unknown customer restates too.
func TestRestatedRefundOfAnUnknownCustomer(t *testing.T) {
	program := load(caseA, shanghai).Program()
	program.Refunds = tier.Restated
	engine, err := tier.New(program, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = engine.Apply(tier.State{}, tier.Event{ID: "r", Kind: tier.Refund, At: on(2026, 1, 2), Amount: yuan("1"),
		Order: "o", OrderAt: on(2026, 1, 1), OrderAmount: yuan("1")})
	if !errors.Is(err, tier.ErrReplay) {
		t.Error(err)
	}
}

// The fingerprint of a programme, in every stored State, does not depend on how
// the host likes its decimals written.
func TestFingerprintOfEqualAmounts(t *testing.T) {
	program := load(caseA, shanghai).Program()
	want := load(caseA, shanghai).Fingerprint()
	for _, same := range []decimal.Decimal{yuan("100.000"), decimal.New(1, 2), decimal.New(10000, -2)} {
		program.Tiers[0].AnyOf[0][0].AtLeast = same
		engine, err := tier.New(program, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if got := engine.Fingerprint(); got != want {
			t.Errorf("%v (exponent %d): another fingerprint", same, same.Exponent())
		}
	}
}

// The largest programme is linted in seconds.
func TestLintOfTheLargestProgramme(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	p := tier.Program{Enrollment: tier.Automatic, Tiers: namedTiers(50)}
	for i := range p.Tiers {
		for j := range 20 {
			var allOf tier.Alternative
			for k := range 10 {
				allOf = append(allOf, tier.Minimum{Measure: tier.Counter(fmt.Sprint(k)), AtLeast: decimal.NewFromInt(int64(1000 + i*20 + (j+k)%20))})
			}
			p.Tiers[i].AnyOf = append(p.Tiers[i].AnyOf, allOf)
		}
	}
	engine, err := tier.New(p, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if findings := engine.Lint(); len(findings) != 0 {
		t.Errorf("%d findings, the first %v", len(findings), findings[0])
	}
}

// Amounts that no engine would take are compared without writing them out.
func TestEqualOfAbsurdAmounts(t *testing.T) {
	a, b := order("o", on(2026, 1, 1), "1"), order("o", on(2026, 1, 1), "1")
	a.Amount, b.Amount = decimal.New(1, 1_000_000_000), decimal.New(1, -1_000_000_000)
	if a.Equal(b) || !a.Equal(a) {
		t.Error("1e1000000000 is equal to itself alone")
	}
	if c := order("o", on(2026, 1, 1), "1.00"); !c.Equal(order("o", on(2026, 1, 1), "1")) {
		t.Error("1.00 is 1")
	}
}

// Nothing panics on an Engine that New did not make.
func TestZeroEngine(t *testing.T) {
	engine := new(tier.Engine)
	at := on(2026, 1, 1)
	state, _, err := engine.Apply(tier.State{}, order("o", at, "1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, ask := range []func() error{
		func() error { _, err := engine.Standing(state, at); return err },
		func() error { _, err := engine.Progress(state, at); return err },
		func() error { _, err := engine.Totals(state, at); return err },
		func() error { _, err := engine.Qualify(nil); return err },
		func() error { _, err := engine.Explain(nil); return err },
		func() error { _, err := engine.Adopt(state, at); return err },
		func() error { _, err := tier.Compare(engine, engine, nil, at); return err },
	} {
		if err := ask(); err != nil {
			t.Error(err)
		}
	}
	if engine.Lint() != nil || engine.Needs() != nil && len(engine.Needs()) > 0 || engine.Conditions(tier.Wording{}) == "" {
		t.Error("the zero Engine has no tiers and asks for nothing")
	}
}

// A damaged State whose tier the programme does not know kept the engine
// judging it for ever.
func TestDamagedTier(t *testing.T) {
	engine := load(`{"enrollment": "automatic", "term": "12 months", "tiers": [
		{"id": "a", "anyOf": [[{"measure": "spend", "atLeast": 100, "over": "last 12 months"}]]}]}`, shanghai)
	state, _, err := engine.Replay([]tier.Event{order("o", on(2026, 1, 5), "200"),
		{ID: "b", Kind: tier.Buy, At: on(2026, 1, 5), Tier: "a", Term: "1 day"},
		{ID: "g", Kind: tier.Grant, At: on(2026, 1, 5), Tier: "a"}}, on(2026, 1, 5))
	if err != nil {
		t.Fatal(err)
	}
	good := stateJSON(t, state)
	for _, part := range []string{`"tier":"a"`, `"earned":{"tier":"a"`, `"paid":[{"tier":"a"`, `"granted":[{"tier":"a"`} {
		damaged := strings.Replace(good, part, strings.Replace(part, `"a"`, `"zzz"`, 1), 1)
		var s tier.State
		if err := json.Unmarshal([]byte(damaged), &s); err != nil || damaged == good {
			t.Fatalf("%s: %v", part, err)
		}
		if _, _, err := engine.Advance(s, on(2299, 1, 5)); !errors.Is(err, tier.ErrReplay) {
			t.Errorf("%s: %v", part, err)
		}
	}
}

// When grace ends with a month, whole months take in the running one after all.
func TestProgressInGraceThatEndsWithAMonth(t *testing.T) {
	engine := load(`{"enrollment": "automatic", "term": "end of month", "grace": "1 month", "tiers": [
		{"id": "a", "anyOf": [[{"measure": "spend", "atLeast": 100, "over": "previous 1 month"}]]}]}`, time.UTC)
	history := []tier.Event{order("o", on(2025, 11, 5), "200")}
	now := on(2026, 1, 10)
	state, _, err := engine.Replay(history, now)
	if err != nil {
		t.Fatal(err)
	}
	goals, err := engine.Progress(state, now)
	if err != nil || len(goals) != 1 || goals[0].String() != "100.00 more (previous 1 month)" {
		t.Fatalf("%v, %v", goals, err)
	}
	lack := goals[0].Ways[0][0]
	for amount, want := range map[string]string{"99.99": "", "100": "a"} {
		s := standingOf(t, engine, goals[0].At, append(history, order("more", lack.Until.Add(-1), amount))...)
		if s.Tier != want {
			t.Errorf("%s more: tier %q, want %q", amount, s.Tier, want)
		}
	}
}

// What is wrong with a history does not depend on its order.
func TestFirstFaultOfAHistory(t *testing.T) {
	engine := load(caseA, shanghai)
	a, b := order("1", on(2026, 1, 1), "-1"), order("1", on(2026, 1, 1), "-2")
	_, _, one := engine.Replay([]tier.Event{a, b}, on(2026, 1, 1))
	_, _, other := engine.Replay([]tier.Event{b, a}, on(2026, 1, 1))
	if one == nil || other == nil || one.Error() != other.Error() {
		t.Errorf("%v, and %v", one, other)
	}
}

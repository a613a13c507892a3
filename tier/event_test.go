package tier_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// clubProgram has a tier of its own for each source.
const clubProgram = `{"enrollment": "opt-in", "tiers": [
	{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": 100}]]},
	{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": 500, "over": "last 12 months"}]], "replaces": ["old"]}]}`

func stateJSON(tb testing.TB, s tier.State) string {
	tb.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

func mustReplay(tb testing.TB, e *tier.Engine, history []tier.Event, at time.Time) tier.State {
	tb.Helper()
	s, _, err := e.Replay(history, at)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func mustApply(tb testing.TB, e *tier.Engine, s tier.State, ev tier.Event) tier.State {
	tb.Helper()
	s, _, err := e.Apply(s, ev)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// paidOrder is an order of 100 on 5 March, and refundOf what takes back part
// of it a day later.
func paidOrder() tier.Event {
	return tier.Event{ID: "O1", Kind: tier.Order, At: on(2026, 3, 5), Amount: yuan("100")}
}

func refundOf(order tier.Event, id, refunded, amount string) tier.Event {
	return tier.Event{
		ID: id, Kind: tier.Refund, At: order.At.Add(24 * time.Hour), Amount: yuan(amount),
		Order: order.ID, OrderAt: order.At, OrderAmount: order.Amount, Refunded: yuan(refunded),
	}
}

// impossible are events that no engine takes, whatever came before. Each is
// some good event, spoilt.
var impossible = []struct {
	why   string
	good  tier.Event
	spoil func(*tier.Event)
	field string
	want  string // what is wrong, as the message says
}{
	{"no kind", paidOrder(), func(e *tier.Event) { e.Kind = "" },
		"kind", "unknown; use join, order, interaction, buy, use, grant, adopted, revoke, refund or withdraw"},
	{"unknown kind", paidOrder(), func(e *tier.Event) { e.Kind = "purchase" },
		"kind", "unknown; use join, order, interaction, buy, use, grant, adopted, revoke, refund or withdraw"},
	{"kind in another case", paidOrder(), func(e *tier.Event) { e.Kind = "Order" },
		"kind", "unknown; use join, order, interaction, buy, use, grant, adopted, revoke, refund or withdraw"},
	{"no ID", paidOrder(), func(e *tier.Event) { e.ID = "" },
		"id", "is empty; every event needs the shop's own ID"},
	// A State keeps its last event as JSON: what it says is bounded, and must be
	// read back as the same.
	{"long ID", paidOrder(), func(e *tier.Event) { e.ID = strings.Repeat("x", 1001) },
		"id", "1001 bytes; at most 1000"},
	{"an ID that is not UTF-8", paidOrder(), func(e *tier.Event) { e.ID = "O\xff" },
		"id", `"O\xff" is not UTF-8`},
	{"long counter", reviewed(), func(e *tier.Event) { e.Counter = strings.Repeat("x", 1001) },
		"counter", "1001 bytes; at most 1000"},
	{"a counter that is not UTF-8", reviewed(), func(e *tier.Event) { e.Counter = "\xff" },
		"counter", `"\xff" is not UTF-8`},
	{"long ID of an order", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Order = strings.Repeat("x", 1001) },
		"order", "1001 bytes; at most 1000"},
	{"an amount with a joining", paidOrder(), func(e *tier.Event) { e.Kind = tier.Join },
		"amount", "does not belong to this kind of event; leave it out"},
	{"two years at once", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Count = 2 },
		"count", `2 terms at once; buy one at a time, or uses with "use"`},
	{"no instant", paidOrder(), func(e *tier.Event) { e.At = time.Time{} },
		"at", "the year 1 is outside 1900..2299"},
	{"before the first year", paidOrder(), func(e *tier.Event) { e.At = firstInstant.Add(-1) },
		"at", "the year 1899 is outside 1900..2299"},
	{"after the last year", paidOrder(), func(e *tier.Event) { e.At = lastInstant.Add(1) },
		"at", "the year 2300 is outside 1900..2299"},
	{"negative order", paidOrder(), func(e *tier.Event) { e.Amount = yuan("-0.01") },
		"amount", "-0.01 is negative; money given back is a refund"},
	{"absurd exponent", paidOrder(), func(e *tier.Event) { e.Amount = decimal.New(1, 1_000_000_000) },
		"amount", "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"},
	{"exponent just too great", paidOrder(), func(e *tier.Event) { e.Amount = decimal.New(1, 13) },
		"amount", "must have at most 30 digits written out, and an exponent within -12..12, not 1e13"},
	{"exponent just too small", paidOrder(), func(e *tier.Event) { e.Amount = decimal.New(1, -13) },
		"amount", "must have at most 30 digits written out, and an exponent within -12..12, not 1e-13"},
	{"31 digits", paidOrder(), func(e *tier.Event) { e.Amount = yuan(strings.Repeat("1", 31)) },
		"amount", "must have at most 30 digits written out, and an exponent within -12..12, not " + strings.Repeat("1", 31) + "e0"},

	{"no order", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Order = "" },
		"order", "is empty; name the order that is refunded"},
	{"no instant of the order", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.OrderAt = time.Time{} },
		"orderAt", "the year 1 is outside 1900..2299"},
	{"refunded before it was bought", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.OrderAt = e.At.Add(1) },
		"orderAt", "2026-03-06T02:00:00.000000001Z is after the refund"},
	{"negative refund", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Amount = yuan("-40") },
		"amount", "-40 is negative; money given back is a refund"},
	{"refund of nothing", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Amount = decimal.Zero },
		"amount", "is 0; only an order of 0 can be refunded by 0"},
	{"refund above its order", refundOf(paidOrder(), "R1", "0", "100"), func(e *tier.Event) { e.Amount = yuan("100.01") },
		"amount", "with 0 refunded before, 100.01 is more than the order's 100"},
	{"refund above what is left", refundOf(paidOrder(), "R1", "60", "40"), func(e *tier.Event) { e.Amount = yuan("40.01") },
		"amount", "with 60 refunded before, 40.01 is more than the order's 100"},
	{"absurd refund", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Amount = decimal.New(1, -1_000_000_000) },
		"amount", "must have at most 30 digits written out, and an exponent within -12..12, not 1e-1000000000"},
	{"absurd amount of its order", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.OrderAmount = decimal.New(1, 1_000_000_000) },
		"orderAmount", "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"},
	{"negative amount of its order", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.OrderAmount = yuan("-1") },
		"orderAmount", "-1 is negative; money given back is a refund"},
	{"absurd amount refunded", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Refunded = decimal.New(1, 1_000_000_000) },
		"refunded", "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"},
	{"negative amount refunded", refundOf(paidOrder(), "R1", "0", "40"), func(e *tier.Event) { e.Refunded = yuan("-10") },
		"refunded", "-10 is negative; money given back is a refund"},

	{"nameless interaction", reviewed(), func(e *tier.Event) { e.Counter = "" },
		"counter", `is empty; name what the customer did, such as "review"`},
	{"negative count", reviewed(), func(e *tier.Event) { e.Count = -1 },
		"count", "-1 is outside 0..1000000000"},
	{"count just too great", reviewed(), func(e *tier.Event) { e.Count = 1_000_000_001 },
		"count", "1000000001 is outside 0..1000000000"},

	{"bought no tier", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Tier = "" },
		"tier", `"" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
	{"bought an unknown tier", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Tier = "platinum" },
		"tier", `"platinum" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
	{"bought no term", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Term = "" },
		"term", `"" is not a term: use "permanent", "365 days", "12 months", "end of year" or "end of next year"`},
	{"bought to the end of a period", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Term = "end of year" },
		"term", `"end of year" cannot be bought; use days to years, "use" or "permanent"`},
	{"bought too long a term", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Term = "101 years" },
		"term", `"101 years" is too long: at most 1200 months or 36500 days`},
	{"used an unknown tier", boughtTerm("gold", "1 year"), func(e *tier.Event) { e.Kind, e.Tier, e.Term = tier.Use, "platinum", "" },
		"tier", `"platinum" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
	{"granted no tier", grantOf("gold", "2026-12-31"), func(e *tier.Event) { e.Tier = "" },
		"tier", `"" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
	{"granted an unknown tier", grantOf("gold", "2026-12-31"), func(e *tier.Event) { e.Tier = "Gold" },
		"tier", `"Gold" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
	{"granted through no date", grantOf("gold", "2026-12-31"), func(e *tier.Event) { e.Through = "31.12.2026" },
		"through", `"31.12.2026" is not a date of the form 2006-01-02`},
	{"granted through a day that is not", grantOf("gold", "2026-12-31"), func(e *tier.Event) { e.Through = "2026-02-29" },
		"through", `"2026-02-29": there is no such day`},
	{"granted for too long", grantOf("gold", "8999-12-31"), func(e *tier.Event) { e.Through = "9000-01-01" },
		"through", `"9000-01-01" is too late; for no end leave it empty`},
	{"adopted an unknown tier", grantOf("gold", ""), func(e *tier.Event) { e.Kind, e.Tier = tier.Adopted, "platinum" },
		"tier", `"platinum" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
	{"revoked an unknown tier", grantOf("gold", ""), func(e *tier.Event) { e.Kind, e.Tier, e.Through = tier.Revoke, "platinum", "" },
		"tier", `"platinum" is not a tier of the programme and none replaces it; use one of "silver", "gold"`},
}

var (
	firstInstant = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	lastInstant  = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1)
)

func reviewed() tier.Event {
	return tier.Event{ID: "I1", Kind: tier.Interaction, At: on(2026, 3, 6), Counter: "review"}
}

func boughtTerm(id string, t tier.Term) tier.Event {
	return tier.Event{ID: "T1", Kind: tier.Buy, At: on(2026, 3, 6), Tier: id, Term: t}
}

func grantOf(id, through string) tier.Event {
	return tier.Event{ID: "G1", Kind: tier.Grant, At: on(2026, 3, 6), Tier: id, Through: through}
}

// checkEventError holds an error to its four parts and its text.
func checkEventError(t *testing.T, err error, want tier.EventError) {
	t.Helper()
	var got *tier.EventError
	if !errors.As(err, &got) {
		t.Fatalf("error %v (%T), want an *EventError", err, err)
	}
	if diff := cmp.Diff(want, *got); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	text := fmt.Sprintf("tier: %s %q: %s: %s", want.Kind, want.ID, want.Field, want.Why)
	if len(want.ID) > 60 {
		text = fmt.Sprintf("tier: %s %q: %s: %s", want.Kind, want.ID[:60]+"...", want.Field, want.Why)
	}
	if err.Error() != text {
		t.Errorf("error reads %q, want %q", err, text)
	}
	if errors.Is(err, tier.ErrReplay) {
		t.Error("replaying is no remedy")
	}
}

// An impossible event is refused by Apply, which leaves the State as it was,
// and by Replay, also when it lies after the instant asked about.
func TestImpossibleEvents(t *testing.T) {
	engine := load(clubProgram, shanghai)
	history := []tier.Event{paidOrder()}
	before := mustReplay(t, engine, history, on(2026, 3, 5))
	text := stateJSON(t, before)
	for _, tt := range impossible {
		t.Run(tt.why, func(t *testing.T) {
			bad := tt.good
			tt.spoil(&bad)
			if _, _, err := engine.Replay(append(slices.Clone(history), tt.good), on(2026, 4, 1)); err != nil && tt.good.ID != "O1" && tt.good.ID != "R1" {
				t.Fatalf("the event was bad before it was spoilt: %v", err)
			}
			want := tier.EventError{Kind: bad.Kind, ID: bad.ID, Field: tt.field, Why: tt.want}

			after, changes, err := engine.Apply(before, bad)
			checkEventError(t, err, want)
			if got := stateJSON(t, after); got != text || changes != nil {
				t.Errorf("the state changed in spite of the error, to %s", got)
			}
			if _, _, err = engine.Apply(tier.State{}, bad); err == nil {
				t.Error("accepted as a first event")
			}
			for _, at := range []time.Time{on(2026, 4, 1), on(2026, 1, 1)} {
				s, changes, err := engine.Replay([]tier.Event{bad}, at)
				checkEventError(t, err, want)
				if stateJSON(t, s) != stateJSON(t, tier.State{}) || changes != nil {
					t.Error("a partial result beside the error")
				}
			}
		})
	}
}

// What stands exactly at a limit is taken.
func TestEventsAtTheirLimits(t *testing.T) {
	engine := load(clubProgram, shanghai)
	at := func(ev tier.Event, at time.Time) tier.Event {
		ev.At = at
		return ev
	}
	amount := func(d decimal.Decimal) tier.Event {
		ev := paidOrder()
		ev.Amount = d
		return ev
	}
	count := func(n int64) tier.Event {
		ev := reviewed()
		ev.Count = n
		return ev
	}
	for why, ev := range map[string]tier.Event{
		"an order of nothing":      amount(decimal.Zero),
		"the least amount":         amount(decimal.New(1, -12)),
		"the greatest exponent":    amount(decimal.New(1, 12)),
		"30 digits":                amount(yuan(strings.Repeat("9", 30))),
		"30 digits in a fraction":  amount(yuan(strings.Repeat("9", 18) + "." + strings.Repeat("9", 12))),
		"the first instant":        at(paidOrder(), firstInstant),
		"the last instant":         at(paidOrder(), lastInstant),
		"the greatest count":       count(1_000_000_000),
		"no count":                 count(0),
		"the last day of a grant":  grantOf("gold", "8999-12-31"),
		"the very day":             grantOf("gold", "2026-03-06"),
		"a grant without end":      grantOf("gold", ""),
		"a tier by its old ID":     grantOf("old", ""),
		"the longest term":         boughtTerm("gold", "1200 months"),
		"a term without end":       boughtTerm("gold", tier.Permanent),
		"uses":                     boughtTerm("gold", tier.PerUse),
		"revoking what is not":     {ID: "V1", Kind: tier.Revoke, At: on(2026, 3, 6)},
		"withdrawing as a first":   {ID: "W1", Kind: tier.Withdraw, At: on(2026, 3, 6)},
		"the ID of another kind":   {ID: "O1", Kind: tier.Join, At: on(2026, 3, 6)},
		"an ID of many characters": {ID: strings.Repeat("订", 333) + "1", Kind: tier.Join, At: on(2026, 3, 6)},
	} {
		applied, _, err := engine.Apply(tier.State{}, ev)
		if err != nil {
			t.Errorf("%s: Apply: %v", why, err)
			continue
		}
		replayed, _, err := engine.Replay([]tier.Event{ev}, ev.At)
		if err != nil || stateJSON(t, replayed) != stateJSON(t, applied) {
			t.Errorf("%s: Replay: %v, %s, want %s", why, err, stateJSON(t, replayed), stateJSON(t, applied))
		}
		var read tier.State
		if err := json.Unmarshal([]byte(stateJSON(t, applied)), &read); err != nil {
			t.Errorf("%s: the state is not read back: %v", why, err)
		}
	}
	atOnce := refundOf(paidOrder(), "R1", "0", "100")
	atOnce.At = atOnce.OrderAt
	complete := mustReplay(t, engine, []tier.Event{paidOrder(), atOnce}, on(2026, 4, 1))
	totals, err := engine.Totals(complete, on(2026, 4, 1))
	if err != nil || !totals[0].IsZero() {
		t.Errorf("refunded completely: %v, %v", totals, err)
	}
}

// Fields that do not belong to a kind stay zero. Were they taken, an absurd
// number among them would be compared and written out.
func TestForeignFieldsAreRefused(t *testing.T) {
	engine := load(clubProgram, shanghai)
	huge := decimal.New(1, 1_000_000_000)
	for why, ev := range map[string]tier.Event{
		"a joining with an amount":               {ID: "J1", Kind: tier.Join, At: on(2026, 3, 6), Amount: huge},
		"an order with the amount of its order":  {ID: "O1", Kind: tier.Order, At: on(2026, 3, 6), OrderAmount: huge},
		"an order that was refunded":             {ID: "O1", Kind: tier.Order, At: on(2026, 3, 6), Refunded: huge},
		"a joining with an instant of its order": {ID: "J1", Kind: tier.Join, At: on(2026, 3, 6), OrderAt: time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		var e *tier.EventError
		if _, _, err := engine.Apply(tier.State{}, ev); !errors.As(err, &e) || e.ID != ev.ID {
			t.Errorf("%s: Apply: %v", why, err)
		}
		if _, _, err := engine.Replay([]tier.Event{ev}, ev.At); !errors.As(err, &e) || e.ID != ev.ID {
			t.Errorf("%s: Replay: %v", why, err)
		}
	}
}

// Histories whose events are possible one by one, but not together.
func TestContradictoryHistories(t *testing.T) {
	order := paidOrder()
	change := func(ev tier.Event, spoil func(*tier.Event)) tier.Event {
		spoil(&ev)
		return ev
	}
	refund := refundOf(order, "R1", "0", "40")
	later := func(ev tier.Event) tier.Event {
		return change(ev, func(e *tier.Event) { e.At = e.At.Add(time.Hour) })
	}
	tests := []struct {
		why     string
		history []tier.Event
		want    tier.EventError
	}{
		{"a refund without its order", []tier.Event{refund},
			tier.EventError{Kind: tier.Refund, ID: "R1", Field: "order", Why: `"O1" is not in the history`}},
		{"an order at another instant", []tier.Event{order, change(refund, func(e *tier.Event) { e.OrderAt = e.OrderAt.Add(-1) })},
			tier.EventError{Kind: tier.Refund, ID: "R1", Field: "orderAt", Why: `is 2026-03-05T01:59:59.999999999Z, but order "O1" is of 2026-03-05T02:00:00Z`}},
		{"an order of another amount", []tier.Event{order, change(refund, func(e *tier.Event) { e.OrderAmount = yuan("99.99") })},
			tier.EventError{Kind: tier.Refund, ID: "R1", Field: "orderAmount", Why: `is 99.99, but order "O1" is of 100`}},
		{"more refunded before than was", []tier.Event{order, change(refund, func(e *tier.Event) { e.Refunded = yuan("10") })},
			tier.EventError{Kind: tier.Refund, ID: "R1", Field: "refunded", Why: `is 10, but the earlier refunds of order "O1" add up to 0`}},
		{"less refunded before than was", []tier.Event{order, refund, later(refundOf(order, "R2", "39.99", "10"))},
			tier.EventError{Kind: tier.Refund, ID: "R2", Field: "refunded", Why: `is 39.99, but the earlier refunds of order "O1" add up to 40`}},
		{"refunded completely twice", []tier.Event{order, refundOf(order, "R1", "0", "100"), later(refundOf(order, "R2", "0", "100"))},
			tier.EventError{Kind: tier.Refund, ID: "R2", Field: "order", Why: `"O1" is already refunded completely`}},
		{"an order of nothing refunded twice", func() []tier.Event {
			free := change(order, func(e *tier.Event) { e.Amount = decimal.Zero })
			return []tier.Event{free, refundOf(free, "R1", "0", "0"), refundOf(free, "R2", "0", "0")}
		}(), tier.EventError{Kind: tier.Refund, ID: "R2", Field: "order", Why: `"O1" is already refunded completely`}},
		{"one ID with two contents", []tier.Event{order, change(order, func(e *tier.Event) { e.Amount = yuan("100.01") })},
			tier.EventError{Kind: tier.Order, ID: "O1", Field: "id", Why: "comes twice with different content, at 2026-03-05T02:00:00Z and at 2026-03-05T02:00:00Z; the same ID must be the same event"}},
		{"one ID at two instants", []tier.Event{later(order), order},
			tier.EventError{Kind: tier.Order, ID: "O1", Field: "id", Why: "comes twice with different content, at 2026-03-05T02:00:00Z and at 2026-03-05T03:00:00Z; the same ID must be the same event"}},
		{"used what was not bought", []tier.Event{{ID: "U1", Kind: tier.Use, At: on(2026, 3, 6), Tier: "gold"}},
			tier.EventError{Kind: tier.Use, ID: "U1", Field: "tier", Why: `0 uses of "gold" are left, 1 are taken; a use has to be bought first`}},
		{"used once too often", []tier.Event{
			change(boughtTerm("gold", tier.PerUse), func(e *tier.Event) { e.Count = 2 }),
			{ID: "U1", Kind: tier.Use, At: on(2026, 3, 7), Tier: "gold"},
			{ID: "U2", Kind: tier.Use, At: on(2026, 3, 8), Tier: "gold", Count: 2},
		}, tier.EventError{Kind: tier.Use, ID: "U2", Field: "tier", Why: `1 uses of "gold" are left, 2 are taken; a use has to be bought first`}},
		{"used a term of time", []tier.Event{boughtTerm("gold", "1 year"), {ID: "U1", Kind: tier.Use, At: on(2026, 3, 7), Tier: "gold"}},
			tier.EventError{Kind: tier.Use, ID: "U1", Field: "tier", Why: `0 uses of "gold" are left, 1 are taken; a use has to be bought first`}},
		{"used another tier", []tier.Event{boughtTerm("gold", tier.PerUse), {ID: "U1", Kind: tier.Use, At: on(2026, 3, 7), Tier: "silver"}},
			tier.EventError{Kind: tier.Use, ID: "U1", Field: "tier", Why: `0 uses of "silver" are left, 1 are taken; a use has to be bought first`}},
		{"used after withdrawing", []tier.Event{
			boughtTerm("gold", tier.PerUse), {ID: "W1", Kind: tier.Withdraw, At: on(2026, 3, 7)}, {ID: "U1", Kind: tier.Use, At: on(2026, 3, 8), Tier: "gold"},
		}, tier.EventError{Kind: tier.Use, ID: "U1", Field: "tier", Why: `0 uses of "gold" are left, 1 are taken; a use has to be bought first`}},
	}
	engine := load(clubProgram, shanghai)
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			for range 2 {
				s, changes, err := engine.Replay(tt.history, on(2026, 4, 1))
				checkEventError(t, err, tt.want)
				if stateJSON(t, s) != stateJSON(t, tier.State{}) || changes != nil {
					t.Error("a partial result beside the error")
				}
				tt.history = slices.Clone(tt.history)
				slices.Reverse(tt.history) // the order of input never matters
			}
		})
	}
}

// What Apply can see of a contradiction, and that the State stays.
func TestApplyRefuses(t *testing.T) {
	order := paidOrder()
	tests := []struct {
		why     string
		history []tier.Event
		next    tier.Event
		field   string
		want    string
	}{
		{"the last event with other content", []tier.Event{order},
			tier.Event{ID: "O1", Kind: tier.Order, At: order.At, Amount: yuan("100.01")}, "id", "is that of the last event, which was different"},
		{"the last event at a later instant", []tier.Event{order},
			tier.Event{ID: "O1", Kind: tier.Order, At: order.At.Add(1), Amount: order.Amount}, "id", "is that of the last event, which was different"},
		{"the last event at an earlier instant", []tier.Event{order},
			tier.Event{ID: "O1", Kind: tier.Order, At: order.At.Add(-1), Amount: order.Amount}, "id", "is that of the last event, which was different"},
		{"a refund of nothing known", []tier.Event{{ID: "J1", Kind: tier.Join, At: order.At}},
			refundOf(order, "R1", "0", "100"), "order", `"O1" of 2026-03-05T02:00:00Z with 100 was never applied; apply orders before their refunds`},
		{"a refund of more than was bought that day", []tier.Event{
			{ID: "O0", Kind: tier.Order, At: on(2026, 1, 5), Amount: yuan("1000")}, order,
		}, refundOf(tier.Event{ID: "O1", At: order.At, Amount: yuan("101")}, "R1", "0", "101"),
			"order", `"O1" of 2026-03-05T02:00:00Z with 101 was never applied; apply orders before their refunds`},
		{"a refund of a day without orders", []tier.Event{
			{ID: "O0", Kind: tier.Order, At: on(2026, 1, 5), Amount: yuan("1000")},
		}, refundOf(order, "R1", "0", "100"), "order", `"O1" of 2026-03-05T02:00:00Z with 100 was never applied; apply orders before their refunds`},
		{"uses without balance", []tier.Event{boughtTerm("gold", "1 year")},
			tier.Event{ID: "U1", Kind: tier.Use, At: on(2026, 3, 7), Tier: "gold"}, "tier", `0 uses of "gold" are left, 1 are taken; a use has to be bought first`},
		{"bought beyond the calendar", []tier.Event{{ID: "T0", Kind: tier.Buy, At: on(2026, 3, 5), Tier: "gold", Term: "100 years"}},
			tier.Event{}, "term", `the end would be after the year 8999; for no end buy "permanent"`},
	}
	engine := load(clubProgram, shanghai)
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			before := mustReplay(t, engine, tt.history, on(2026, 3, 7))
			if tt.field == "term" {
				before, tt.next = buyUntilTheEnd(t, engine, before)
			}
			text := stateJSON(t, before)
			after, changes, err := engine.Apply(before, tt.next)
			checkEventError(t, err, tier.EventError{Kind: tt.next.Kind, ID: tt.next.ID, Field: tt.field, Why: tt.want})
			if stateJSON(t, after) != text || stateJSON(t, before) != text || changes != nil {
				t.Error("the state changed in spite of the error")
			}
		})
	}
}

// buyUntilTheEnd buys centuries while they are sold, and returns the purchase
// that is one too many: the end may lie in the year 8999 at most.
func buyUntilTheEnd(t *testing.T, engine *tier.Engine, s tier.State) (tier.State, tier.Event) {
	for i := range 100 {
		ev := tier.Event{ID: fmt.Sprint("century", i), Kind: tier.Buy, At: on(2026, 3, 8).Add(time.Duration(i)), Tier: "gold", Term: "100 years"}
		next, _, err := engine.Apply(s, ev)
		if err != nil {
			st, err := engine.Standing(s, ev.At)
			if err != nil || st.Paid.Until.Year() != 8926 {
				t.Fatalf("the last end is %v, %v", st.Paid.Until, err)
			}
			return s, ev
		}
		s = next
	}
	t.Fatal("no end")
	return s, tier.Event{}
}

// The same event again is a no-op, however its amount and instant are written.
func TestTheSameEventAgain(t *testing.T) {
	engine := load(clubProgram, shanghai)
	first := reviewed()
	again := first
	again.At, again.Count = first.At.UTC(), 1
	order, written := paidOrder(), paidOrder()
	written.At, written.Amount = order.At.UTC(), yuan("100.000")
	for _, pair := range [][2]tier.Event{{order, written}, {written, order}, {first, again}, {again, first}} {
		s := mustApply(t, engine, tier.State{}, pair[0])
		after, changes, err := engine.Apply(s, pair[1])
		if err != nil || changes != nil || stateJSON(t, after) != stateJSON(t, s) {
			t.Errorf("%v again: %v, %v", pair[0].Kind, changes, err)
		}
		if !pair[0].Equal(pair[1]) || pair[0].Equal(tier.Event{ID: pair[0].ID, Kind: tier.Join, At: pair[0].At}) {
			t.Errorf("%v: Equal is wrong", pair[0].Kind)
		}
		both := mustReplay(t, engine, []tier.Event{pair[0], pair[1]}, on(2026, 4, 1))
		reversed := mustReplay(t, engine, []tier.Event{pair[1], pair[0]}, on(2026, 4, 1))
		if a, b := stateJSON(t, both), stateJSON(t, reversed); a != b {
			t.Errorf("the order of input matters:\n%s\n%s", a, b)
		}
	}
}

// Whatever a State cannot tell is answered with ErrReplay, and the State stays.
func TestErrReplay(t *testing.T) {
	club := load(clubProgram, shanghai)
	rolling := load(strings.Replace(clubProgram, "{", `{"term": "1 month",`, 1), shanghai)
	restated := load(strings.Replace(clubProgram, "{", `{"refunds": "restated",`, 1), shanghai)
	history := []tier.Event{{ID: "J1", Kind: tier.Join, At: on(2026, 3, 5)}, paidOrder()}
	at := func(d time.Duration) tier.Event {
		return tier.Event{ID: "N", Kind: tier.Order, At: on(2026, 3, 5).Add(d), Amount: yuan("1")}
	}
	tests := []struct {
		why    string
		engine *tier.Engine // decides now
		state  tier.State
		next   tier.Event
		says   string
	}{
		{"an older event", club, mustReplay(t, club, history, on(2026, 3, 5)), at(-1), `order "N" is older than the last event, order "O1"`},
		{"an event earlier at the same instant", club, mustReplay(t, club, history, on(2026, 3, 5)),
			tier.Event{ID: "A", Kind: tier.Join, At: on(2026, 3, 5)}, `join "A" is older than the last event, order "O1"`},
		{"the event before the last again", club, mustReplay(t, club, history, on(2026, 3, 5)), history[0], `join "J1" is older than the last event, order "O1"`},
		{"a change since the event", rolling, mustReplay(t, rolling, history, on(2026, 4, 7)), at(24 * time.Hour),
			`order "N" of 2026-03-06T02:00:00Z is older than the last change, of 2026-04-05T16:00:00Z`},
		{"another programme", rolling, mustReplay(t, club, history, on(2026, 3, 5)), at(1), "the state is of another programme (" + club.Fingerprint() + ", this is " + rolling.Fingerprint() + "); see Adopt"},
		{"another zone", load(clubProgram, time.UTC), mustReplay(t, club, history, on(2026, 3, 5)), at(1), "the state is of another location (Asia/Shanghai, this is UTC)"},
		{"a refund to restate", restated, mustReplay(t, restated, history, on(2026, 3, 5)), refundOf(history[1], "R1", "0", "40"), `refund "R1" restates what was decided before`},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			text := stateJSON(t, tt.state)
			after, changes, err := tt.engine.Apply(tt.state, tt.next)
			if want := tier.ErrReplay.Error() + ": " + tt.says; !errors.Is(err, tier.ErrReplay) || err.Error() != want {
				t.Errorf("error %q, want %q", err, want)
			}
			var e *tier.EventError
			if errors.As(err, &e) {
				t.Error("the event is blamed for it")
			}
			if stateJSON(t, after) != text || changes != nil {
				t.Error("the state changed in spite of the error")
			}
		})
	}
}

// A State answers at or after its last event or change, not before it, and not
// to another engine.
func TestErrReplayOfQuestions(t *testing.T) {
	rolling := load(strings.Replace(clubProgram, "{", `{"term": "1 month",`, 1), shanghai)
	history := []tier.Event{{ID: "J1", Kind: tier.Join, At: on(2026, 3, 5)}, paidOrder()}
	ask := map[string]func(*tier.Engine, tier.State, time.Time) error{
		"Advance":  func(e *tier.Engine, s tier.State, at time.Time) error { _, _, err := e.Advance(s, at); return err },
		"Standing": func(e *tier.Engine, s tier.State, at time.Time) error { _, err := e.Standing(s, at); return err },
		"Progress": func(e *tier.Engine, s tier.State, at time.Time) error { _, err := e.Progress(s, at); return err },
		"Totals":   func(e *tier.Engine, s tier.State, at time.Time) error { _, err := e.Totals(s, at); return err },
	}
	event := mustReplay(t, rolling, history, on(2026, 3, 6))
	renewal := time.Date(2026, 4, 6, 0, 0, 0, 0, shanghai)
	renewed := mustReplay(t, rolling, history, on(2026, 4, 7))
	for name, question := range ask {
		for _, at := range []time.Time{on(2026, 3, 5), on(2026, 3, 5).Add(1)} {
			if err := question(rolling, event, at); err != nil {
				t.Errorf("%s at or after the last event: %v", name, err)
			}
		}
		if err := question(rolling, event, on(2026, 3, 5).Add(-1)); !errors.Is(err, tier.ErrReplay) {
			t.Errorf("%s before the last event: %v", name, err)
		}
		if err := question(rolling, renewed, renewal); err != nil {
			t.Errorf("%s at the last change: %v", name, err)
		}
		if err := question(rolling, renewed, renewal.Add(-1)); !errors.Is(err, tier.ErrReplay) {
			t.Errorf("%s before the last change: %v", name, err)
		}
		for _, other := range []*tier.Engine{load(clubProgram, shanghai), load(strings.Replace(clubProgram, "{", `{"term": "1 month",`, 1), time.UTC)} {
			if err := question(other, event, on(2026, 3, 6)); !errors.Is(err, tier.ErrReplay) {
				t.Errorf("%s of another engine: %v", name, err)
			}
			if err := question(other, tier.State{}, on(2026, 3, 6)); err != nil {
				t.Errorf("%s of the zero State: %v", name, err)
			}
		}
		for _, at := range []time.Time{{}, firstInstant.Add(-1), lastInstant.Add(1)} {
			if err := question(rolling, tier.State{}, at); err == nil || errors.Is(err, tier.ErrReplay) {
				t.Errorf("%s at %v: %v", name, at, err)
			}
		}
		for _, at := range []time.Time{firstInstant, lastInstant} {
			if err := question(rolling, tier.State{}, at); err != nil {
				t.Errorf("%s at %v: %v", name, at, err)
			}
		}
	}
	// The same zone loaded twice is the same zone.
	twin := load(strings.Replace(clubProgram, "{", `{"term": "1 month",`, 1), time.FixedZone("Asia/Shanghai", 8*60*60))
	if _, err := twin.Standing(event, on(2026, 3, 6)); err != nil {
		t.Error(err)
	}
}

// Inputs are never modified, and results never alias them.
func TestNothingIsShared(t *testing.T) {
	engine := load(strings.Replace(clubProgram, "{", `{"refunds": "restated", "term": "1 month",`, 1), shanghai)
	order := paidOrder()
	history := []tier.Event{
		refundOf(order, "R1", "0", "10"), grantOf("gold", ""), boughtTerm("gold", tier.PerUse), order, order,
		{ID: "J1", Kind: tier.Join, At: on(2026, 3, 1)},
	}
	copied := slices.Clone(history)
	s, changes, err := engine.Replay(history, on(2026, 5, 1))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(copied, history); diff != "" {
		t.Errorf("the history was modified:\n%s", diff)
	}
	text, story := stateJSON(t, s), fmt.Sprint(changes)
	clear(history)
	if stateJSON(t, s) != text || fmt.Sprint(changes) != story {
		t.Error("the result is made of the history")
	}

	// Spoiling what was answered spoils no further answer.
	spoil := func() {
		_, changes, err := engine.Replay(copied, on(2026, 5, 1))
		if err != nil {
			t.Fatal(err)
		}
		for i := range changes {
			for _, v := range changes[i].Evidence {
				for _, checks := range v.AnyOf {
					clear(checks)
				}
			}
		}
		goals, err := engine.Progress(s, on(2026, 5, 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range goals {
			for _, w := range g.Ways {
				clear(w)
			}
			clear(g.Ways)
		}
		clear(engine.Needs())
		clear(engine.Lint())
	}
	goals, _ := engine.Progress(s, on(2026, 5, 1))
	before := fmt.Sprint(goals, engine.Needs(), engine.Lint())
	spoil()
	goals, _ = engine.Progress(s, on(2026, 5, 1))
	_, again, _ := engine.Replay(copied, on(2026, 5, 1))
	if after := fmt.Sprint(goals, engine.Needs(), engine.Lint()); after != before || fmt.Sprint(again) != story {
		t.Errorf("another answer after spoiling the first:\n%s\n%s", before, after)
	}
}

// Two futures of one State do not meet: nothing they add to is shared.
func TestFuturesOfOneState(t *testing.T) {
	engine := load(clubProgram, shanghai)
	s := mustReplay(t, engine, []tier.Event{
		{ID: "J1", Kind: tier.Join, At: on(2026, 3, 1)}, paidOrder(), grantOf("gold", "2026-12-31"),
		{ID: "T1", Kind: tier.Buy, At: on(2026, 3, 6), Tier: "silver", Term: tier.PerUse, Count: 2},
	}, on(2026, 3, 6))
	text := stateJSON(t, s)
	futures := []tier.Event{
		{ID: "N", Kind: tier.Order, At: on(2026, 3, 7), Amount: yuan("7")},
		{ID: "N", Kind: tier.Order, At: on(2026, 3, 7), Amount: yuan("8")},
		refundOf(paidOrder(), "N", "0", "100"),
		{ID: "N", Kind: tier.Use, At: on(2026, 3, 7), Tier: "silver"},
		{ID: "N", Kind: tier.Buy, At: on(2026, 3, 7), Tier: "silver", Term: "1 year"},
		{ID: "N", Kind: tier.Grant, At: on(2026, 3, 7), Tier: "gold"},
		{ID: "N", Kind: tier.Revoke, At: on(2026, 3, 7)},
		{ID: "N", Kind: tier.Withdraw, At: on(2026, 3, 7)},
	}
	futures[2].At = on(2026, 3, 7)
	var alone []string
	for _, ev := range futures {
		var fresh tier.State
		if err := json.Unmarshal([]byte(text), &fresh); err != nil {
			t.Fatal(err)
		}
		alone = append(alone, stateJSON(t, mustApply(t, engine, fresh, ev)))
	}
	next := make([]tier.State, len(futures))
	for i, ev := range futures {
		next[i] = mustApply(t, engine, s, ev)
	}
	for i := range futures {
		if got := stateJSON(t, next[i]); got != alone[i] {
			t.Errorf("%s: %s, alone it is %s", futures[i].Kind, got, alone[i])
		}
	}
	if stateJSON(t, s) != text {
		t.Error("the state they began with changed")
	}
}

// Events of one kind and ID are the same only if every field is.
func TestEqualLooksAtEveryField(t *testing.T) {
	base := tier.Event{
		ID: "E", Kind: tier.Refund, At: on(2026, 3, 6), Amount: yuan("1"), Order: "O", OrderAt: on(2026, 3, 5), OrderAmount: yuan("9"),
		Refunded: yuan("2"), Counter: "c", Count: 2, Tier: "t", Term: "1 year", Through: "2026-12-31",
	}
	for field, change := range map[string]func(*tier.Event){
		"id":          func(e *tier.Event) { e.ID = "F" },
		"kind":        func(e *tier.Event) { e.Kind = tier.Order },
		"at":          func(e *tier.Event) { e.At = e.At.Add(1) },
		"amount":      func(e *tier.Event) { e.Amount = yuan("1.01") },
		"order":       func(e *tier.Event) { e.Order = "P" },
		"orderAt":     func(e *tier.Event) { e.OrderAt = e.OrderAt.Add(1) },
		"orderAmount": func(e *tier.Event) { e.OrderAmount = yuan("9.01") },
		"refunded":    func(e *tier.Event) { e.Refunded = yuan("2.01") },
		"counter":     func(e *tier.Event) { e.Counter = "d" },
		"count":       func(e *tier.Event) { e.Count = 3 },
		"tier":        func(e *tier.Event) { e.Tier = "u" },
		"term":        func(e *tier.Event) { e.Term = "2 years" },
		"through":     func(e *tier.Event) { e.Through = "2027-12-31" },
	} {
		other := base
		change(&other)
		if base.Equal(other) || other.Equal(base) {
			t.Errorf("another %s makes no difference", field)
		}
	}
	if !base.Equal(base) {
		t.Error("an event differs from itself")
	}
}

// An event survives JSON.
func TestEventsRoundTrip(t *testing.T) {
	for _, ev := range []tier.Event{paidOrder(), refundOf(paidOrder(), "R", "1.50", "40"), reviewed(), boughtTerm("gold", "2 years"), grantOf("gold", "2026-12-31")} {
		data, err := json.Marshal(ev)
		if err != nil {
			t.Fatal(err)
		}
		var read tier.Event
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&read); err != nil || !read.Equal(ev) {
			t.Errorf("%s: %v", data, err)
		}
		if strings.Contains(string(data), `"0"`) || strings.Contains(string(data), "0001-01-01") {
			t.Errorf("%s: fields of other kinds are written", data)
		}
	}
}

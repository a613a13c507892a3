package tier_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// horizon is for how many days the reference looks for the next change.
const horizon = 400

// foldable keeps a programme from asking for the history at a refund.
func foldable(p *tier.Program) {
	if p.Refunds == tier.Restated {
		p.Refunds = tier.Kept
	}
}

func (s scene) replay(t rapid.TB, history []tier.Event, at time.Time) (tier.State, []tier.Change) {
	state, changes, err := s.engine.Replay(history, at)
	if err != nil {
		t.Fatalf("%sReplay(%v): %v", s, at, err)
	}
	return state, changes
}

func (s scene) advance(t rapid.TB, state tier.State, at time.Time) (tier.State, []tier.Change) {
	state, changes, err := s.engine.Advance(state, at)
	if err != nil {
		t.Fatalf("%sAdvance(%v): %v", s, at, err)
	}
	return state, changes
}

func (s scene) apply(t rapid.TB, state tier.State, e tier.Event) (tier.State, []tier.Change) {
	state, changes, err := s.engine.Apply(state, e)
	if err != nil {
		t.Fatalf("%sApply(%s %s): %v", s, e.Kind, e.ID, err)
	}
	return state, changes
}

func (s scene) standing(t rapid.TB, state tier.State, at time.Time) tier.Standing {
	standing, err := s.engine.Standing(state, at)
	if err != nil {
		t.Fatalf("%sStanding(%v): %v", s, at, err)
	}
	return standing
}

// encode returns the JSON of a State or of changes, to be compared byte by byte.
func encode(t rapid.TB, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func (s scene) rank(id string) int { return rankOf(s.program, id) }

// lawReference: the engine decides what the reference decides.
func lawReference(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	for range 2 {
		state, _ := s.replay(t, s.history, at)
		got := s.standing(t, state, at)
		want := refer(s.program, s.calendar, s.history, at, horizon)
		if want.Next.IsZero() && !got.Next.IsZero() && s.day(got.Next)-s.day(at) > horizon {
			want.Next = got.Next
		}
		if !sameStanding(want, got) {
			t.Fatalf("%sat %v: reference - engine +\n%s", s, at.In(s.loc), cmp.Diff(want, got))
		}
		if at = got.Next; at.IsZero() || at.Year() > lastCalendarYear-5 {
			at = s.drawInstant(t)
		}
	}
}

func TestLawReference(t *testing.T) { rapid.Check(t, lawReference) }
func FuzzLawReference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawReference)) }

// lawReferenceDaily: the state machine fed event by event decides what the
// reference decides, after each event and on every day.
func lawReferenceDaily(t *rapid.T) {
	drawScene(t, foldable).agreeDaily(t)
}

func (s scene) agreeDaily(t rapid.TB) {
	if len(s.history) == 0 {
		return
	}
	var state tier.State
	c := newCustomer(s.program, s.calendar)
	c.live(s.history, s.history[len(s.history)-1].At.AddDate(0, 0, 100), func(e *tier.Event) {
		if e != nil {
			state, _ = s.apply(t, state, *e)
		}
		want, got := c.standing(), s.standing(t, state, c.now)
		if want.Next = got.Next; !sameStanding(want, got) {
			t.Fatalf("%sat %v: reference - engine +\n%s", s, c.now, cmp.Diff(want, got))
		}
	})
}

func TestLawReferenceDaily(t *testing.T) { rapid.Check(t, lawReferenceDaily) }
func FuzzLawReferenceDaily(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawReferenceDaily)) }

// TestReferenceCorners holds what random scenes hardly ever meet.
func TestReferenceCorners(t *testing.T) {
	buys := func(days ...string) (history []tier.Event) {
		for _, d := range days {
			at, err := time.Parse(time.RFC3339, d)
			if err != nil {
				t.Fatal(err)
			}
			history = append(history, tier.Event{ID: d, Kind: tier.Order, At: at, Amount: decimal.NewFromInt(10)})
		}
		return history
	}
	for _, c := range []struct {
		name        string
		place       int
		term, grace tier.Term
		over        tier.Window
		history     []tier.Event
	}{
		{"the entry is met just as grace ends", 0, "end of month", "1 month", "previous 1 month",
			buys("2023-12-15T12:00:00Z", "2024-02-15T12:00:00Z")},
		{"a term without length, on a day that never was, is renewed", 3, "1 day", "", "",
			buys("2011-12-28T20:00:00Z")},
		{"a term without length is not kept", 3, "1 day", "", "last 1 day",
			buys("2011-12-28T20:00:00Z")},
		{"a grace without length", 3, "1 day", "1 day", "last 1 day",
			buys("2011-12-28T20:00:00Z")},
		{"a grace that begins on the day that never was", 3, "1 day", "2 days", "last 1 day",
			buys("2011-12-28T20:00:00Z", "2011-12-30T20:00:00Z")},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scene{calendar: places()[c.place].calendar, history: c.history}
			for i, least := range []int64{10, 20} {
				entry := []tier.Alternative{{{Measure: tier.Spend, AtLeast: decimal.NewFromInt(least), Over: c.over}}}
				s.program.Tiers = append(s.program.Tiers, tier.Tier{ID: string(rune('a' + i)), AnyOf: entry})
			}
			s.program.Enrollment, s.program.Term, s.program.Grace = tier.Automatic, c.term, c.grace
			var err error
			if s.engine, err = tier.New(s.program, s.loc); err != nil {
				t.Fatal(err)
			}
			s.agreeDaily(t)
			s.changesLead(t, s.history[0].At.AddDate(0, 6, 0))
		})
	}
}

// lawMonotone: more spend, orders or interactions never lowers what is
// qualified for.
func lawMonotone(t *rapid.T) {
	s := drawScene(t)
	var less, more []decimal.Decimal
	for range s.engine.Needs() {
		n := int64(upTo(5).Draw(t, "total"))
		less = append(less, decimal.NewFromInt(n))
		more = append(more, decimal.NewFromInt(n+int64(upTo(40).Draw(t, "more"))))
	}
	low, err := s.engine.Qualify(less)
	high, err2 := s.engine.Qualify(more)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if s.rank(low) > s.rank(high) {
		t.Fatalf("%s%v qualifies for %q, %v for %q", s, less, low, more, high)
	}
	verdicts, err := s.engine.Explain(more)
	if err != nil {
		t.Fatal(err)
	}
	explained := ""
	for _, v := range verdicts {
		if v.Rule == tier.Entry && v.Met {
			explained = v.Tier
		}
	}
	if explained != high {
		t.Fatalf("%s%v qualifies for %q, explained as %q", s, more, high, explained)
	}
}

func TestLawMonotone(t *testing.T) { rapid.Check(t, lawMonotone) }
func FuzzLawMonotone(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawMonotone)) }

// lawTotals: totals counted between the bounds of each need qualify for what
// the history qualifies for.
func lawTotals(t *rapid.T) {
	s := drawScene(t, foldable, func(p *tier.Program) { p.CountFrom = "" })
	at := s.drawInstant(t)
	c := &customer{program: s.program, calendar: s.calendar, now: at}
	for _, e := range inOrder(until(s.history, at)) {
		c.past, c.days = append(c.past, e), append(c.days, s.day(e.At))
	}
	var totals []decimal.Decimal
	for i, need := range s.engine.Needs() {
		from, until, err := s.engine.Bounds(i, at)
		if err != nil {
			t.Fatal(err)
		}
		inside := func(e tier.Event) bool { return !e.At.Before(from) && e.At.Before(until) }
		bounded := &customer{program: s.program, calendar: s.calendar, now: at}
		for _, e := range c.past {
			if inside(e) || e.Kind == tier.Refund {
				bounded.past, bounded.days = append(bounded.past, e), append(bounded.days, s.day(e.At))
			}
		}
		total := bounded.total(need.Measure, "lifetime")
		if want := c.total(need.Measure, need.Over); !total.Equal(want) {
			t.Fatalf("%s%v between %v and %v is %v, at %v it is %v", s, need, from, until, total, at, want)
		}
		totals = append(totals, total)
	}
	if got, err := s.engine.Qualify(totals); err != nil || s.rank(got) != c.qualified() {
		t.Fatalf("%sat %v Qualify(%v) = %q, %v; the history qualifies for %d", s, at, totals, got, err, c.qualified())
	}
}

func TestLawTotals(t *testing.T) { rapid.Check(t, lawTotals) }
func FuzzLawTotals(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawTotals)) }

// lawSchedule: deciding at extra instants never changes a later answer, and a
// State that did not change is the same.
func lawSchedule(t *rapid.T) {
	s := drawScene(t, foldable)
	var seldom, often tier.State
	var fewer, more []tier.Change
	step := func(at time.Time) {
		before := encode(t, often)
		next, changes := s.advance(t, often, at)
		if after := encode(t, next); len(changes) == 0 && after != before {
			t.Fatalf("%snothing changed until %v, but\n%s\nbecame\n%s", s, at, before, after)
		}
		often, more = next, append(more, changes...)
	}
	for i, e := range s.history {
		if i > 0 {
			last := s.history[i-1].At
			for d := s.day(last); d <= s.day(e.At); d += 1 + civilDay(upTo(9).Draw(t, "days")) {
				if at := s.start(d); !at.Before(last) && !at.After(e.At) {
					step(at)
				}
			}
			step(e.At)
		}
		var changes []tier.Change
		seldom, changes = s.apply(t, seldom, e)
		fewer = append(fewer, changes...)
		often, changes = s.apply(t, often, e)
		more = append(more, changes...)
	}
	if want, got := encode(t, seldom), encode(t, often); want != got {
		t.Fatalf("%swithout extra instants\n%s\nwith\n%s", s, want, got)
	}
	if want, got := encode(t, fewer), encode(t, more); want != got {
		t.Fatalf("%swithout extra instants\n%s\nwith\n%s", s, want, got)
	}
}

func TestLawSchedule(t *testing.T) { rapid.Check(t, lawSchedule) }
func FuzzLawSchedule(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawSchedule)) }

// lawReplay: applying events one by one, also through JSON and each of them
// twice, equals replaying them in any order, duplicates included.
func lawReplay(t *rapid.T) {
	s := drawScene(t, foldable)
	at := s.drawInstant(t)
	var state tier.State
	var changes []tier.Change
	for _, e := range until(s.history, at) {
		var more []tier.Change
		state, more = s.apply(t, state, e)
		changes = append(changes, more...)
		var back tier.State
		if err := json.Unmarshal([]byte(encode(t, state)), &back); err != nil {
			t.Fatalf("%s%v", s, err)
		}
		again, more := s.apply(t, back, e)
		if len(more) > 0 || encode(t, again) != encode(t, state) {
			t.Fatalf("%s%s %s twice\n%s\nbecame\n%s\n%v", s, e.Kind, e.ID, encode(t, state), encode(t, again), more)
		}
		state = again
	}
	state, more := s.advance(t, state, at)
	changes = append(changes, more...)

	twice := s.history
	if len(twice) > 0 {
		twice = append(slices.Clone(twice), rapid.SliceOfN(rapid.SampledFrom(s.history), 0, 4).Draw(t, "again")...)
	}
	replayed, all := s.replay(t, rapid.Permutation(twice).Draw(t, "shuffled"), at)
	if want, got := encode(t, state), encode(t, replayed); want != got {
		t.Fatalf("%sat %v one by one\n%s\nreplayed\n%s", s, at, want, got)
	}
	if want, got := encode(t, changes), encode(t, all); want != got {
		t.Fatalf("%sat %v one by one\n%s\nreplayed\n%s", s, at, want, got)
	}
}

func TestLawReplay(t *testing.T) { rapid.Check(t, lawReplay) }
func FuzzLawReplay(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawReplay)) }

// lawContinue: a State that a replay made goes on with the events after it like
// a replay of all, and answers what it cannot know with ErrReplay.
func lawContinue(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	state, _ := s.replay(t, s.history, at)
	for i, e := range s.history {
		switch _, _, err := s.engine.Advance(state, e.At.Add(-1)); {
		case !e.At.After(at):
			if !errors.Is(err, tier.ErrReplay) {
				t.Fatalf("%sat %v the instant before %s %s: %v", s, at, e.Kind, e.ID, err)
			}
			continue
		case s.program.Refunds == tier.Restated && e.Kind == tier.Refund:
			if _, _, err := s.engine.Apply(state, e); !errors.Is(err, tier.ErrReplay) {
				t.Fatalf("%srefund %s: %v", s, e.ID, err)
			}
			return
		}
		state, _ = s.apply(t, state, e)
		whole, _ := s.replay(t, s.history[:i+1], e.At)
		if want, got := encode(t, whole), encode(t, state); want != got {
			t.Fatalf("%sreplayed at %v, then up to %s %s\n%s\nall replayed\n%s", s, at, e.Kind, e.ID, got, want)
		}
	}
}

func TestLawContinue(t *testing.T) { rapid.Check(t, lawContinue) }
func FuzzLawContinue(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawContinue)) }

// lawPermutation: the order of the input changes no byte of the output, and
// the input is not touched.
func lawPermutation(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	shuffled := rapid.Permutation(s.history).Draw(t, "shuffled")
	before := encode(t, shuffled)
	state, changes := s.replay(t, s.history, at)
	state2, changes2 := s.replay(t, shuffled, at)
	if want, got := encode(t, state), encode(t, state2); want != got {
		t.Fatalf("%sat %v in order\n%s\nshuffled\n%s", s, at, want, got)
	}
	if want, got := encode(t, changes), encode(t, changes2); want != got {
		t.Fatalf("%sat %v in order\n%s\nshuffled\n%s", s, at, want, got)
	}
	if after := encode(t, shuffled); after != before {
		t.Fatalf("Replay turned\n%s\ninto\n%s", before, after)
	}
}

func TestLawPermutation(t *testing.T) { rapid.Check(t, lawPermutation) }
func FuzzLawPermutation(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawPermutation)) }

// lawOptIn: nobody earns membership under opt-in without joining.
func lawOptIn(t *rapid.T) {
	s := drawScene(t, func(p *tier.Program) { p.Enrollment = tier.OptIn })
	joins := func(e tier.Event) bool { return e.Kind == tier.Join || e.Kind == tier.Buy || e.Kind == tier.Use }
	s.history = slices.DeleteFunc(s.history, joins)
	at := s.drawInstant(t)
	state, changes := s.replay(t, s.history, at)
	standing := s.standing(t, state, at)
	adopted := slices.ContainsFunc(s.history, func(e tier.Event) bool { return e.Kind == tier.Adopted })
	if standing.Earned != (tier.Holding{}) || standing.Status == tier.Member && !adopted {
		t.Fatalf("%sat %v nobody has joined, but %+v", s, at, standing)
	}
	for _, c := range changes {
		if c.Source == tier.Earned {
			t.Fatalf("%sat %v nobody has joined, but %+v", s, at, c)
		}
	}
}

func TestLawOptIn(t *testing.T) { rapid.Check(t, lawOptIn) }
func FuzzLawOptIn(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawOptIn)) }

// lawNobodyDrops: between since and until nobody drops, except by withdrawal,
// revoke or last use. What was once said about an end holds until then.
func lawNobodyDrops(t *rapid.T) {
	s := drawScene(t, foldable)
	rows := []struct {
		holding func(tier.Standing) tier.Holding
		ends    []tier.Kind
		said    []tier.Holding
	}{
		{holding: overall, ends: []tier.Kind{tier.Withdraw, tier.Revoke, tier.Use}},
		{holding: func(s tier.Standing) tier.Holding { return s.Earned }, ends: []tier.Kind{tier.Withdraw}},
		{holding: func(s tier.Standing) tier.Holding { return s.Paid }, ends: []tier.Kind{tier.Withdraw, tier.Use}},
		{holding: func(s tier.Standing) tier.Holding { return s.Granted }, ends: []tier.Kind{tier.Withdraw, tier.Revoke}},
	}
	var state tier.State
	look := func(at time.Time, event tier.Kind) {
		standing := s.standing(t, state, at)
		for i := range rows {
			row := &rows[i]
			is := row.holding(standing)
			if slices.Contains(row.ends, event) {
				row.said = nil
			}
			for _, was := range row.said {
				valid := was.Until.IsZero() || at.Before(was.Until)
				if valid && s.rank(is.Tier) < s.rank(was.Tier) {
					t.Fatalf("%sdropped at %v from %+v to\n%+v", s, at, was, standing)
				}
			}
			if is.Tier != "" {
				row.said = append(row.said, is)
			}
		}
	}
	for _, e := range s.history {
		for next := state.Next(); !next.IsZero() && !next.After(e.At); next = state.Next() {
			state, _ = s.advance(t, state, next)
			look(next, "")
		}
		state, _ = s.apply(t, state, e)
		look(e.At, e.Kind)
	}
}

func overall(s tier.Standing) tier.Holding {
	return tier.Holding{Tier: s.Tier, Since: s.Since, Until: s.Until}
}

func TestLawNobodyDrops(t *testing.T) { rapid.Check(t, lawNobodyDrops) }
func FuzzLawNobodyDrops(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawNobodyDrops)) }

// lawNext: nothing changes strictly between now and Next, and something does
// there.
func lawNext(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	state, _ := s.replay(t, s.history, at)
	for range 4 {
		was, next := s.standing(t, state, at), state.Next()
		if !was.Next.Equal(next) {
			t.Fatalf("%sthe standing says %v, the state %v", s, was.Next, next)
		}
		if next.IsZero() {
			s.nothingUntil(t, state, at.AddDate(50, 0, 0))
			return
		}
		if !next.After(at) {
			t.Fatalf("%sat %v next is %v", s, at, next)
		}
		s.nothingUntil(t, state, next.Add(-1))
		s.nothingUntil(t, state, at.Add(next.Sub(at)/time.Duration(1+upTo(9).Draw(t, "part"))-1))
		var changes []tier.Change
		state, changes = s.advance(t, state, next)
		is := s.standing(t, state, next)
		if is.Status == was.Status && sameHolding(is.Earned, was.Earned) &&
			sameHolding(is.Paid, was.Paid) && sameHolding(is.Granted, was.Granted) {
			t.Fatalf("%snothing happens at %v: %+v", s, next, is)
		}
		if !slices.ContainsFunc(changes, func(c tier.Change) bool { return c.At.Equal(next) && c.Event == "" }) {
			t.Fatalf("%sat %v %+v became %+v without a change: %v", s, next, was, is, changes)
		}
		at = next
	}
}

func (s scene) nothingUntil(t rapid.TB, state tier.State, at time.Time) {
	later, changes, err := s.engine.Advance(state, at)
	if errors.Is(err, tier.ErrReplay) {
		return // before the state's last event
	}
	if err != nil || len(changes) > 0 || encode(t, later) != encode(t, state) {
		t.Fatalf("%suntil %v nothing should change, but %v\n%s\nbecame\n%s", s, at, changes, encode(t, state), encode(t, later))
	}
}

func TestLawNext(t *testing.T) { rapid.Check(t, lawNext) }
func FuzzLawNext(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawNext)) }

// lawRestated: under restated, a history with an order and its full refund is
// that history, from the refund on.
func lawRestated(t *rapid.T) {
	s := drawScene(t, func(p *tier.Program) { p.Refunds = tier.Restated })
	order := tier.Event{ID: "extra", Kind: tier.Order, At: s.drawInstant(t)}
	order.Amount = decimal.NewFromInt(int64(upTo(40).Draw(t, "amount")))
	refund := tier.Event{
		ID: "first", Kind: tier.Refund, At: order.At, Amount: order.Amount,
		Order: order.ID, OrderAt: order.At, OrderAmount: order.Amount,
	}
	refund.At = refund.At.Add(time.Duration(upTo(60).Draw(t, "days to the refund")) * 24 * time.Hour)
	more := append(slices.Clone(s.history), order)
	if part := decimal.NewFromInt(1); order.Amount.GreaterThan(part) && rapid.Bool().Draw(t, "in two parts") {
		refund.Amount = part
		more = append(more, refund)
		refund.ID, refund.Refunded, refund.Amount = "second", part, order.Amount.Sub(part)
	}
	more = append(more, refund)

	at := refund.At.Add(time.Duration(upTo(90).Draw(t, "days later")) * 24 * time.Hour)
	for range 3 {
		state, changes := s.replay(t, s.history, at)
		state2, changes2 := s.replay(t, more, at)
		want, got := s.standing(t, state, at), s.standing(t, state2, at)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%swith %v refunded at %v: without - with +\n%s", s, order.Amount, refund.At, diff)
		}
		if want, got := encode(t, changes), encode(t, changes2); want != got {
			t.Fatalf("%swithout\n%s\nwith\n%s", s, want, got)
		}
		at = at.AddDate(0, 0, 17)
	}
}

func TestLawRestated(t *testing.T) { rapid.Check(t, lawRestated) }
func FuzzLawRestated(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawRestated)) }

// lawProgramJSON: a programme written to JSON and read back, or spelled out,
// decides the same.
func lawProgramJSON(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	state, changes := s.replay(t, s.history, at)
	read, err := tier.ParseProgram([]byte(encode(t, s.program)))
	if err != nil {
		t.Fatalf("%s%v", s, err)
	}
	for _, p := range []tier.Program{read, s.engine.Program()} {
		engine, err := tier.New(p, s.loc)
		if err != nil {
			t.Fatalf("%s%v", s, err)
		}
		if engine.Fingerprint() != s.engine.Fingerprint() {
			t.Fatalf("%sanother fingerprint for %+v", s, p)
		}
		state2, changes2, err := engine.Replay(s.history, at)
		if err != nil || encode(t, state2) != encode(t, state) || encode(t, changes2) != encode(t, changes) {
			t.Fatalf("%sanother decision: %v\n%s\n%s", s, err, encode(t, state), encode(t, state2))
		}
	}
}

func TestLawProgramJSON(t *testing.T) { rapid.Check(t, lawProgramJSON) }
func FuzzLawProgramJSON(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawProgramJSON)) }

// lawChanges: the changes of each source, one after the other, lead from
// nothing to what is held, and those of the status to the status.
func lawChanges(t *rapid.T) {
	s := drawScene(t)
	s.changesLead(t, s.drawInstant(t))
}

func (s scene) changesLead(t rapid.TB, at time.Time) {
	state, changes := s.replay(t, s.history, at)
	standing := s.standing(t, state, at)
	last := map[tier.Source]tier.Change{}
	for i, c := range changes {
		if i > 0 && c.At.Before(changes[i-1].At) || c.At.After(at) {
			t.Fatalf("%sat %v out of order: %v", s, at, changes)
		}
		if c.Kind == tier.Withdrew {
			clear(last)
		}
		if before := last[c.Source]; c.Source != "" && (c.From != before.To || !s.fits(before, c)) {
			t.Fatalf("%sat %v\n%+v, then\n%+v", s, at, before, c)
		}
		last[c.Source] = c
	}
	for source, h := range map[tier.Source]tier.Holding{
		tier.Earned: standing.Earned, tier.Paid: standing.Paid, tier.Granted: standing.Granted,
	} {
		if c := last[source]; h.Tier != c.To || !h.Until.Equal(c.Until) || h.Grace != (c.Kind == tier.GraceEntered) {
			t.Fatalf("%sat %v %s is %+v, the last change is %+v", s, at, source, h, c)
		}
	}
	for status, kind := range map[tier.Status]tier.ChangeKind{
		tier.Withdrawn: tier.Withdrew, tier.Potential: tier.Qualified, tier.Enrolled: tier.Joined,
	} {
		if standing.Status == status && last[""].Kind != kind {
			t.Fatalf("%sat %v %s, the last change is %+v", s, at, status, last[""])
		}
	}
}

// fits reports whether the kind of a change is what happened after the one
// before it, and whether that of an earned tier has its reason.
func (s scene) fits(before, c tier.Change) bool {
	from, to := s.rank(c.From), s.rank(c.To)
	earned, byTime, ended := c.Source == tier.Earned, c.Event == "", c.At.Equal(before.Until)
	grace := before.Kind == tier.GraceEntered
	switch c.Kind {
	case tier.Upgraded:
		return from < to && (!earned || proves(c, c.To, true, tier.Entry))
	case tier.Extended:
		return from == to && to >= 0 && compareEnds(c.Until, before.Until) > 0 &&
			(!earned || !byTime && !grace && proves(c, c.To, true, tier.Entry))
	case tier.Shortened: // by the last use
		return from == to && to >= 0 && c.Source == tier.Paid && !byTime && compareEnds(c.Until, before.Until) < 0
	case tier.Renewed:
		return from == to && to >= 0 && earned && (grace || byTime && ended) && proves(c, c.To, true, tier.Entry, tier.Keep)
	case tier.GraceEntered:
		return from == to && to >= 0 && earned && byTime && ended && !grace &&
			proves(c, c.To, false, tier.Entry) && !proves(c, c.To, true, tier.Entry, tier.Keep)
	case tier.Downgraded:
		return from > to && to >= 0 && (!earned || byTime && ended && proves(c, c.From, false, tier.Entry))
	case tier.Lapsed:
		return from >= 0 && to < 0 && (!earned || byTime && ended && proves(c, c.From, false, tier.Entry))
	}
	return false
}

// proves reports whether a verdict among the evidence says that one of the
// rules of a tier is met, or not met.
func proves(c tier.Change, id string, met bool, rules ...tier.Rule) bool {
	return slices.ContainsFunc(c.Evidence, func(v tier.Verdict) bool {
		return v.Tier == id && v.Met == met && slices.Contains(rules, v.Rule)
	})
}

func TestLawChanges(t *testing.T) { rapid.Check(t, lawChanges) }
func FuzzLawChanges(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawChanges)) }

// lawStateAt: it is the State of Replay, byte for byte.
func lawStateAt(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	want, _ := s.replay(t, s.history, at)
	got, err := s.engine.StateAt(rapid.Permutation(s.history).Draw(t, "shuffled"), at)
	if err != nil || encode(t, got) != encode(t, want) {
		t.Fatalf("%sat %v: %v, %s, want %s", s, at, err, encode(t, got), encode(t, want))
	}
}

func TestLawStateAt(t *testing.T) { rapid.Check(t, lawStateAt) }
func FuzzLawStateAt(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawStateAt)) }

// lawAdopt: whoever earned a tier keeps it to its end when the programme
// becomes harder.
func lawAdopt(t *rapid.T) {
	s := drawScene(t)
	at := s.drawInstant(t)
	state, _ := s.replay(t, s.history, at)
	state, _ = s.advance(t, state, at)
	was := s.standing(t, state, at)
	harder := s.engine.Program()
	if harder.Enrollment == tier.Automatic && rapid.Bool().Draw(t, "opt-in from now on") {
		harder.Enrollment = tier.OptIn
	}
	for _, tr := range harder.Tiers {
		for _, allOf := range tr.AnyOf {
			for i := range allOf {
				allOf[i].AtLeast = allOf[i].AtLeast.Add(decimal.NewFromInt(1000))
			}
		}
	}
	engine, err := tier.New(harder, s.loc)
	if err != nil {
		t.Fatalf("%s%v", s, err)
	}
	adopted, err := engine.Adopt(state, at)
	if err != nil {
		t.Fatalf("%sAdopt(%v): %v", s, at, err)
	}
	s.engine = engine
	state, _ = s.replay(t, append(slices.Clone(s.history), adopted...), at)
	is := s.standing(t, state, at)
	if s.rank(is.Tier) < s.rank(was.Tier) {
		t.Fatalf("%sat %v adopting %v turned\n%+v into\n%+v", s, at, adopted, was, is)
	}
	if is.Tier == was.Tier && is.Tier != "" && compareEnds(is.Until, was.Until) < 0 {
		t.Fatalf("%sat %v adopting %v shortened\n%+v to\n%+v", s, at, adopted, was, is)
	}
}

func TestLawAdopt(t *testing.T) { rapid.Check(t, lawAdopt) }
func FuzzLawAdopt(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawAdopt)) }

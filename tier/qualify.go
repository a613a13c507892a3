package tier

import (
	"fmt"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Need is a total that the programme asks for: a measure over a window.
type Need struct {
	Measure Measure // what is counted
	Over    Window  // in which window, in canonical form
}

// Needs lists the totals that the programme asks for, in the order in which
// [Engine.Qualify] and [Engine.Explain] take them: those of the entries, from
// the lowest tier up, then those that only keep a tier.
func (e *Engine) Needs() []Need {
	needs := make([]Need, len(e.needs))
	for i, n := range e.needs {
		needs[i] = Need{e.measures[n.measure], Window(n.window.String())}
	}
	return needs
}

// Bounds returns the instants between which the i-th of [Engine.Needs] counts
// when asked at an instant, as [from, until): what a query that computes the
// total needs. A zero from is the beginning of time. Under [FromJoin] nothing
// before the latest joining counts, and a refund counts against the day of its
// order.
func (e *Engine) Bounds(i int, at time.Time) (from, until time.Time, err error) {
	if i < 0 || i >= len(e.needs) {
		return time.Time{}, time.Time{}, fmt.Errorf("tier: no need %d; the programme has %d", i, len(e.needs))
	}
	if err := checkInstant(at); err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("tier: %w", err)
	}
	// What happens at the instant itself counts.
	from, until = e.bounds(e.needs[i].window, e.date(at), at.Round(0).Add(1))
	return from, until, nil
}

// Qualify returns the ID of the highest tier whose entry the totals meet, ""
// if they meet none. Totals come in the order of [Engine.Needs]; those after
// the entries' may be left out. Whether the customer joined is not asked.
//
// Qualify does not allocate while totals have at most 18 digits.
func (e *Engine) Qualify(totals []decimal.Decimal) (string, error) {
	if err := e.checkTotals(totals, e.entries); err != nil {
		return "", err
	}
	var scratch [16]exact.Sum
	if i := e.qualified(sums(scratch[:0], totals)); i >= 0 {
		return e.tiers[i].id, nil
	}
	return "", nil
}

func sums(into []exact.Sum, totals []decimal.Decimal) []exact.Sum {
	for _, d := range totals {
		into = append(into, exact.Of(d))
	}
	return into
}

func (e *Engine) checkTotals(totals []decimal.Decimal, least int) error {
	if len(totals) < least || len(totals) > len(e.needs) {
		return fmt.Errorf("tier: %d totals, want %d, in the order of Needs", len(totals), len(e.needs))
	}
	for i := range totals {
		if exp := totals[i].Exponent(); exp > 12 || exp < -12 {
			return fmt.Errorf("tier: total %d (%s): %w", i, e.measures[e.needs[i].measure], fault.Decimal(totals[i]))
		}
	}
	return nil
}

// Rule says what a [Verdict] is about.
type Rule string

const (
	Entry Rule = "entry" // getting into the tier
	Keep  Rule = "keep"  // keeping it at its end
)

// Verdict is what a tier's alternatives come to, with every number: the
// reasons for a yes or a no.
type Verdict struct {
	Tier  string    // ID
	Rule  Rule      // which of the tier's rules
	Met   bool      // one of AnyOf holds, or the tier asks for nothing
	AnyOf [][]Check // the tier's alternatives, in the order of the programme
}

// Check is a minimum and what the customer has.
type Check struct {
	Minimum
	Have decimal.Decimal // the total of the measure over the window
	Met  bool            // Have ≥ AtLeast
}

// Explain returns the verdict on the entry of every tier, lowest first, each
// followed by the one on keeping it if the tier has rules of its own for that.
// Totals come in the order of [Engine.Needs], all of them.
func (e *Engine) Explain(totals []decimal.Decimal) ([]Verdict, error) {
	if err := e.checkTotals(totals, len(e.needs)); err != nil {
		return nil, err
	}
	have := sums(nil, totals)
	var verdicts []Verdict
	for i := range e.tiers {
		verdicts = append(verdicts, e.verdicts(i, have)...)
	}
	return verdicts, nil
}

// Totals returns what a State holds for each of [Engine.Needs] at an instant
// at or after its last event or change.
func (e *Engine) Totals(s State, at time.Time) ([]decimal.Decimal, error) {
	s, _, err := e.Advance(s, at)
	if err != nil {
		return nil, err
	}
	totals := make([]decimal.Decimal, len(e.needs))
	for i, sum := range e.totals(nil, &s, e.date(at)) {
		totals[i] = sum.Decimal()
	}
	return totals, nil
}

// verdicts judges one tier: its entry and, if it has them, its keep rules.
func (e *Engine) verdicts(tier int, totals []exact.Sum) []Verdict {
	r, t := &e.tiers[tier], &e.program.Tiers[tier]
	entry := verdict(t.ID, Entry, t.AnyOf, r.entry, totals)
	entry.Met = entry.Met || len(r.entry) == 0
	if len(r.keep) == 0 {
		return []Verdict{entry}
	}
	return []Verdict{entry, verdict(t.ID, Keep, t.Keep, r.keep, totals)}
}

func verdict(tier string, rule Rule, anyOf []Alternative, compiled []allOf, totals []exact.Sum) Verdict {
	v := Verdict{Tier: tier, Rule: rule, AnyOf: make([][]Check, len(compiled))}
	for i, alternative := range compiled {
		v.AnyOf[i] = make([]Check, len(alternative))
		for j := range alternative {
			m := &alternative[j]
			v.AnyOf[i][j] = Check{anyOf[i][j], totals[m.need].Decimal(), m.cut.Reached(totals[m.need])}
		}
		v.Met = v.Met || alternative.holds(totals)
	}
	return v
}

// qualified returns the place of the highest tier whose entry is met, or −1.
func (e *Engine) qualified(totals []exact.Sum) int {
	for i := len(e.tiers) - 1; i >= 0; i-- {
		if len(e.tiers[i].entry) == 0 || anyHolds(e.tiers[i].entry, totals) {
			return i
		}
	}
	return -1
}

func anyHolds(anyOf []allOf, totals []exact.Sum) bool {
	for _, alternative := range anyOf {
		if alternative.holds(totals) {
			return true
		}
	}
	return false
}

func (a allOf) holds(totals []exact.Sum) bool {
	for i := range a {
		if !a[i].cut.Reached(totals[a[i].need]) {
			return false
		}
	}
	return true
}

// windowDate returns the date on which windows are measured at t, any if all of
// them are lifetime: a date costs as much as all the rest.
func (e *Engine) windowDate(t time.Time) civil.Date {
	if !e.windowed {
		return 0
	}
	return e.date(t)
}

// totals appends what counts of s for every need on a civil date, at a cost of
// the days in the longest window.
func (e *Engine) totals(into []exact.Sum, s *State, on civil.Date) []exact.Sum {
	if s.lifetime == nil || e.program.CountFrom == FromJoin && s.joined.IsZero() {
		return append(into, make([]exact.Sum, len(e.needs))...) // nothing counts yet
	}
	for _, n := range e.needs {
		if n.window.Lifetime() {
			into = append(into, s.lifetime[n.measure])
			continue
		}
		var sum exact.Sum
		from, to := n.window.Bounds(on)
		for i := len(s.days) - 1; i >= 0 && s.days[i] >= from; i-- {
			if s.days[i] <= to {
				sum.Merge(s.sums[i*len(e.measures)+n.measure])
			}
		}
		into = append(into, sum)
	}
	return into
}

// bounds returns a window on a civil date as instants. Windows that reach the
// date end with end.
func (e *Engine) bounds(w civil.Window, on civil.Date, end time.Time) (from, until time.Time) {
	until = e.local(end)
	if w.Lifetime() {
		return time.Time{}, until
	}
	first, last := w.Bounds(on)
	if last < on {
		until = e.endOf(last)
	}
	return first.Start(e.loc), until
}

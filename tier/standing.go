package tier

import (
	"time"
)

// Status says what a customer is to the programme.
type Status string

const (
	Customer  Status = "customer"  // qualifies for nothing
	Potential Status = "potential" // meets an entry, but has to join (opt-in)
	Enrolled  Status = "enrolled"  // joined, but holds no tier
	Member    Status = "member"    // holds a tier
	Withdrawn Status = "withdrawn" // left, until the next join or purchase
)

// Source says where a tier comes from.
type Source string

const (
	Earned  Source = "earned"  // by what the customer did
	Paid    Source = "paid"    // by a term bought
	Granted Source = "granted" // by a gift of the shop
)

// Standing is what a customer holds at an instant, and why.
type Standing struct {
	// Status is what the customer is to the programme.
	Status Status
	// Tier is the ID of the tier held, Name its display name; "" unless the
	// status is [Member]. The highest of Earned, Paid and Granted holds; of
	// equal ones that with the later end, then in this order.
	Tier, Name string
	// Source is where the tier held comes from.
	Source Source
	// Since is the instant since when this tier has been held without a break,
	// whatever its source; what is bought when a term has just ended begins
	// anew. Until is the first instant at which it may no longer be held; zero
	// if it has no end. Until then only a withdrawal, a revoke, a last use or a
	// restatement takes it away. Both, and all below, are in the engine's
	// location.
	Since, Until time.Time
	// Next is the first instant at which the status or one of the three
	// standings changes without a further event; zero if none does before the
	// year 2300.
	Next time.Time
	// Earned, Paid and Granted exist side by side. Of several tiers bought, or
	// given, each shows the highest; a grant that waits for the customer to
	// join is not shown.
	Earned, Paid, Granted Holding
}

// Holding is a tier held from one source. The zero value is none.
type Holding struct {
	Tier         string    // ID
	Since, Until time.Time // [Since, Until); a zero Until is no end, or that of the last use
	Grace        bool      // earned: not kept at its end, held until grace is over
	Uses         int64     // paid: uses left
}

func (h Holding) equal(o Holding) bool {
	return h.Tier == o.Tier && h.Since.Equal(o.Since) && h.Until.Equal(o.Until) && h.Grace == o.Grace
}

// Standing returns the standing of a customer at an instant at or after the
// State's last event or change; before it, the error is [ErrReplay]. The zero
// State is a customer of whom nothing is known.
func (e *Engine) Standing(s State, at time.Time) (Standing, error) {
	s, _, err := e.Advance(s, at)
	if err != nil {
		return Standing{}, err
	}
	v := e.view(&s, s.at)
	st := Standing{Status: s.status, Next: e.local(s.next)}
	st.Earned, st.Paid, st.Granted = e.localHolding(v.earned), e.localHolding(v.paid), e.localHolding(v.granted)
	if st.Status == "" {
		st.Status = Customer
	}
	if source, h := e.highest(v); source != "" {
		st.Tier, st.Name, st.Source = h.Tier, e.name(h.Tier), source
		st.Since, st.Until = e.local(s.since), e.local(h.Until)
	}
	return st, nil
}

func (e *Engine) localHolding(h Holding) Holding {
	h.Since, h.Until = e.local(h.Since), e.local(h.Until)
	return h
}

func (e *Engine) local(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.In(e.loc)
}

// view is what of a state can be seen from outside: when it changes, something
// has changed.
type view struct {
	status                Status
	earned, paid, granted Holding
}

func (e *Engine) view(s *State, at time.Time) view {
	return view{s.status, s.earned.Holding, e.paidAt(s, at), e.grantedAt(s, at)}
}

// highest returns the holding that counts.
func (e *Engine) highest(v view) (Source, Holding) {
	source, best := Earned, v.earned
	if e.beats(v.paid, best) {
		source, best = Paid, v.paid
	}
	if e.beats(v.granted, best) {
		source, best = Granted, v.granted
	}
	if best.Tier == "" {
		return "", Holding{}
	}
	return source, best
}

// beats reports whether h is of a higher tier than o, or of the same one with
// a later end.
func (e *Engine) beats(h, o Holding) bool {
	switch h.Tier {
	case "":
		return false
	case o.Tier:
		return later(h.Until, o.Until)
	}
	return e.rank(h.Tier) > e.rank(o.Tier)
}

// later reports whether end a is after end b, zero being no end.
func later(a, b time.Time) bool {
	return !b.IsZero() && (a.IsZero() || a.After(b))
}

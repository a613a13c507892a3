package tier

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
)

// State is all that an engine has to remember of one customer. The zero value
// is a customer of whom nothing is known. A State is a value: no method
// changes it, and states derived from one another share nothing that changes.
//
// A State stays small whatever the length of the history: the totals of each
// measure of the programme, over the lifetime and for each day with activity
// within the longest window (at most 3,690 days, none if all windows are
// lifetime), and at most three records a tier.
//
// It is stored as JSON, whose "status", "tier" and "next" a shop may index. It
// is meant for the engine that made it, recognised by the fingerprint of its
// programme and the name of its location.
type State struct {
	program, zone string

	at   time.Time // of the last event or change
	last Event     // the last event

	joined    time.Time // zero: has not
	withdrawn bool

	lifetime []exact.Sum  // one a measure
	days     []civil.Date // rising
	sums     []exact.Sum  // len(days) × measures

	earned  earned
	paid    []paid    // one a tier
	granted []granted // at most two a tier, of which one is dormant

	// What the above comes to at the instant at.
	status Status
	tier   string
	since  time.Time
	next   time.Time
}

// earned is the earned standing.
type earned struct {
	Holding
	anchor civil.Date // first day of the first of the terms in a row
	terms  int        // how many there were, the running one included
}

// Next returns the first instant at which the status or one of the three
// standings changes without a further event, in UTC; zero if none
// does before the year 2300.
// [Engine.Advance] to it tells what. It is what a shop indexes instead of
// scanning its customers every night.
func (s State) Next() time.Time { return s.next }

// ErrReplay is the answer to whatever a State cannot tell exactly: an event
// older than its last event or change, an instant before it, a refund under
// [Restated], another programme or location. [Engine.Replay] can.
var ErrReplay = errors.New("tier: replay the whole history")

func replay(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrReplay, fmt.Sprintf(format, args...))
}

// known reports whether the state belongs to a customer with any event.
func (s *State) known() bool { return s.last.ID != "" }

// owns returns an error unless s is the zero State or made by an engine of the
// same programme and location.
func (e *Engine) owns(s *State) error {
	switch {
	case !s.known():
		return nil
	case s.program != e.print:
		return replay("the state is of another programme (%s, this is %s); see Adopt", clip(s.program), e.print)
	case s.zone != e.loc.String():
		return replay("the state is of another location (%s, this is %s)", clip(s.zone), e.loc)
	case len(s.lifetime) != len(e.measures) || len(s.sums) != len(s.days)*len(e.measures) || !e.hasTiers(s):
		return replay("the state is damaged")
	}
	return nil
}

// hasTiers reports whether every tier of a state is one of the programme.
func (e *Engine) hasTiers(s *State) bool {
	if s.tier != "" && e.rank(s.tier) < 0 {
		return false
	}
	if s.earned.Tier != s.tier && s.earned.Tier != "" && e.rank(s.earned.Tier) < 0 {
		return false
	}
	for i := range s.paid {
		if e.rank(s.paid[i].tier) < 0 {
			return false
		}
	}
	for i := range s.granted {
		if e.rank(s.granted[i].tier) < 0 {
			return false
		}
	}
	return true
}

// clone returns a copy whose totals can be added to.
func (s *State) clone() State {
	c := *s
	c.lifetime = slices.Clone(s.lifetime)
	c.days = slices.Clone(s.days)
	c.sums = slices.Clone(s.sums)
	return c
}

// day returns the totals of a civil date, one a measure, or nil.
func (s *State) day(d civil.Date) []exact.Sum {
	i, ok := slices.BinarySearch(s.days, d)
	if !ok {
		return nil
	}
	k := len(s.lifetime)
	return s.sums[i*k : (i+1)*k]
}

// openDay is day, for the last date there is; it is added when missing.
func (s *State) openDay(d civil.Date) []exact.Sum {
	if n := len(s.days); n == 0 || s.days[n-1] < d {
		s.days = append(s.days, d)
		s.sums = append(s.sums, make([]exact.Sum, len(s.lifetime))...)
	}
	return s.day(d)
}

// forget drops the days that no window will reach again.
func (s *State) forget(before civil.Date) {
	i, _ := slices.BinarySearch(s.days, before)
	s.days, s.sums = s.days[i:], s.sums[i*len(s.lifetime):]
}

// keptFrom returns the first date that a window can reach on a date or later.
func (e *Engine) keptFrom(on civil.Date) civil.Date {
	from := on
	for _, n := range e.needs {
		if !n.window.Lifetime() {
			first, _ := n.window.Bounds(on)
			from = min(from, first)
		}
	}
	return from
}

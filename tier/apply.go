package tier

import (
	"fmt"
	"time"
)

// Apply returns the State after an event, and what the event and the time
// before it changed, in order. The event must not be older than the State's
// last event or change, and at one instant not of a kind or ID that comes
// before it: that takes [Engine.Replay] and the error is [ErrReplay]. The last
// event again changes nothing; a different one of the same kind and ID is an
// [*EventError], like any event that cannot be. On an error the State returned
// is s.
//
// A State does not know its orders one by one. It notices a refund that takes
// more than there was, over the lifetime or on the day of the order; only
// [Engine.Replay] compares refunds with their orders.
//
// The cost is in proportion to the number of minimums and, unless all windows
// are lifetime, to the days in the longest.
func (e *Engine) Apply(s State, ev Event) (State, []Change, error) {
	if err := e.owns(&s); err != nil {
		return s, nil, err
	}
	if err := e.check(&ev); err != nil {
		return s, nil, err
	}
	if s.known() {
		if again, err := e.follows(&s, &ev); again || err != nil {
			return s, nil, err
		}
	}
	if ev.Kind == Refund && e.program.Refunds == Restated {
		return s, nil, replay("refund %q restates what was decided before", clip(ev.ID))
	}
	f := fold{engine: e, State: s.clone()}
	f.advance(ev.At)
	if err := f.happen(&ev); err != nil {
		return s, nil, err
	}
	f.next = f.nextChange()
	return f.State, f.changes, nil
}

// follows reports whether ev is the state's last event again, and an error
// unless it is or can be applied next.
func (e *Engine) follows(s *State, ev *Event) (again bool, err error) {
	if ev.Kind == s.last.Kind && ev.ID == s.last.ID {
		if !ev.same(&s.last) {
			return false, ev.fault("id", "is that of the last event, which was different")
		}
		return true, nil
	}
	switch {
	case compareEvents(ev, &s.last) < 0:
		return false, replay("%s %q is older than the last event, %s %q", ev.Kind, clip(ev.ID), s.last.Kind, clip(s.last.ID))
	case ev.At.Before(s.at):
		return false, replay("%s %q of %s is older than the last change, of %s",
			ev.Kind, clip(ev.ID), instant(ev.At), instant(s.at))
	}
	return false, nil
}

// Advance returns the State at an instant, and what the time until then
// changed, in order. If nothing did, the State is s itself: asking more often
// never changes an answer. An instant before the last event or change is
// answered with [ErrReplay].
func (e *Engine) Advance(s State, at time.Time) (State, []Change, error) {
	if err := e.owns(&s); err != nil {
		return s, nil, err
	}
	if err := checkInstant(at); err != nil {
		return s, nil, fmt.Errorf("tier: %w", err)
	}
	if at.Before(s.at) {
		return s, nil, replay("%s is before the last change, of %s", instant(at), instant(s.at))
	}
	f := fold{engine: e, State: s}
	f.advance(at)
	return f.State, f.changes, nil
}

// advance lets time pass up to and including t.
func (f *fold) advance(t time.Time) {
	for !f.next.IsZero() && !f.next.After(t) && f.pass(f.next) {
		f.next = f.nextChange()
	}
}

package tier

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
)

// nextChange returns the first instant after f.at at which something changes
// without an event; zero if nothing does within the years that can be asked
// about.
func (f *fold) nextChange() time.Time {
	next := f.someChange()
	if next.IsZero() || checkInstant(next) == nil {
		return next
	}
	return time.Time{}
}

func (f *fold) someChange() time.Time {
	first := f.candidate(f.at)
	if first.IsZero() || first.Equal(f.earned.Until) {
		return first
	}
	probe := *f
	probe.silent = true
	for t := first; !t.IsZero(); t = probe.candidate(t) {
		// The end of an earned term always changes something: no need to try.
		if t.Equal(probe.earned.Until) || probe.pass(t) {
			return t
		}
	}
	return time.Time{}
}

// candidate returns the first instant after t at which something may change
// without an event. Nothing changes before it.
func (f *fold) candidate(t time.Time) time.Time {
	first := time.Time{}
	consider := func(c time.Time) {
		if c.After(t) && (first.IsZero() || c.Before(first)) {
			first = c
		}
	}
	consider(f.earned.Until)
	for i := range f.paid {
		consider(f.paid[i].until)
	}
	for i := range f.granted {
		consider(f.granted[i].until)
	}
	if f.engine.rises && f.status != "" {
		// Whole months take in what has happened in the running one when the
		// next begins. After that every window only loses.
		month := f.engine.date(f.last.At).PeriodStart(1).AddMonths(1)
		consider(month.Start(f.engine.loc))
	}
	if f.status == Potential {
		consider(f.engine.holdsUntil(&f.State, t))
	}
	return first
}

// holdsUntil returns an instant before which some entry that is met at t stays
// met without a further event; zero if it is met for ever.
func (e *Engine) holdsUntil(s *State, t time.Time) time.Time {
	on := e.date(t)
	longest := on
	for i := range e.tiers {
		if len(e.tiers[i].entry) == 0 {
			return time.Time{}
		}
		for _, alternative := range e.tiers[i].entry {
			until := civil.MaxDate
			for j := range alternative {
				until = min(until, e.reachedUntil(s, &alternative[j], on))
			}
			longest = max(longest, until)
		}
	}
	if longest == civil.MaxDate {
		return time.Time{}
	}
	return longest.Start(e.loc)
}

// reachedUntil returns the first date after on at which a minimum that is
// reached on that date may no longer be; on itself if it is not reached.
func (e *Engine) reachedUntil(s *State, m *minimum, on civil.Date) civil.Date {
	n := e.needs[m.need]
	if n.window.Lifetime() {
		if m.cut.Reached(s.lifetime[n.measure]) {
			return civil.MaxDate
		}
		return on
	}
	var sum exact.Sum
	from, to := n.window.Bounds(on)
	for i, day := range slices.Backward(s.days) {
		if day < from {
			break
		}
		if day > to {
			continue
		}
		sum.Merge(s.sums[i*len(e.measures)+n.measure])
		if m.cut.Reached(sum) {
			return n.window.Until(day) // the newest days suffice until this one leaves
		}
	}
	return on
}

package stage

import (
	"errors"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"example.com/membership/segment"
)

// Engine judges by one policy in one location. It is immutable: all its methods
// may be called from many goroutines. Use [New]: the moments of a zero Engine
// answer errors.
type Engine struct {
	loc              *time.Location
	cycle            int32
	silent, sleeping multiple
}

// New checks and compiles a policy for a shop whose days begin in loc. The error
// is a [*segment.InvalidError] with every fault: those of the policy, and that
// loc cannot be the shop's: nil, [time.Local], which is another zone on every
// machine, or one a day or more off UTC.
func New(p Policy, loc *time.Location) (*Engine, error) {
	var faults fault.List
	checkLocation(&faults, loc)
	doc := p.document()
	doc.validate(&faults)
	if err := faults.Err(policyName); err != nil {
		return nil, invalid(err)
	}
	silent, sleeping := orUsual(doc.Silent, usualSilent), orUsual(doc.Sleeping, usualSleeping)
	return &Engine{loc, int32(p.Cycle), multipleOf(silent), multipleOf(sleeping)}, nil
}

// checkLocation adds that the location is missing.
func checkLocation(faults *fault.List, loc *time.Location) {
	if err := civil.CheckLocation(loc); err != nil {
		faults.Add("", "missing", "%v", err)
	}
}

// At binds the engine to an instant: what is later does not exist yet. Of the
// instant only the civil date matters, and which purchases are not later. For
// the whole of a date give its last nanosecond, such as
// time.Date(y, m, d+1, 0, 0, 0, -1, loc); where clocks go back over midnight, that
// reading comes twice, and time.Date gives the first. An instant outside the
// years 1900..2299 is refused by the moment's methods.
func (e *Engine) At(t time.Time) Moment {
	if e == nil || e.loc == nil {
		return Moment{}
	}
	if err := civil.CheckInstant(t); err != nil {
		return Moment{err: dataFault("moment", "", "%v", err)}
	}
	at := &instant{
		loc:      e.loc,
		at:       t,
		today:    civil.DateOf(t, e.loc),
		clock:    civil.NewClock(t, e.loc),
		silent:   e.silent,
		sleeping: e.sleeping,
	}
	return Moment{at: at}.withCycle(e.cycle)
}

// Moment is an [Engine] bound to an instant, and to a cycle. It is a small
// immutable value: all its methods may be called from many goroutines. Use
// [Engine.At]: the methods of a zero Moment answer errors.
type Moment struct {
	at                      *instant // nil in a zero Moment
	cycle, silent, sleeping int32    // the last day of an active, a silent, a sleeping customer
	err                     error    // why nothing can be asked
}

// instant is what the moments of one instant share.
type instant struct {
	loc              *time.Location
	at               time.Time
	today            civil.Date
	clock            civil.Clock
	silent, sleeping multiple
}

// WithCycle returns the moment with another cycle, and the same multiples: that
// of a category, or a customer's own, by [Rhythm.Cycle]. It is cheap. The cycle
// is within the bounds of [Policy.Cycle]; another is refused by the methods of
// the result.
func (m Moment) WithCycle(days int) Moment {
	switch {
	case m.at == nil || m.err != nil:
		return m
	case days < 1 || days > maxDays:
		return Moment{err: dataFault("moment", "cycle", "%d is outside 1..%d days", days, maxDays)}
	}
	return m.withCycle(int32(days))
}

func (m Moment) withCycle(days int32) Moment {
	m.cycle, m.silent, m.sleeping = days, m.at.silent.of(days), m.at.sleeping.of(days)
	return m
}

// usable returns why nothing can be asked of the moment, or nil.
func (m Moment) usable() error {
	if m.at == nil && m.err == nil {
		return dataFault("moment", "", "is not one of Engine.At, with an engine of New")
	}
	if m.err == nil {
		return nil
	}
	var why *segment.DataError
	if errors.As(m.err, &why) {
		own := *why // a caller may write into it
		return &own
	}
	return m.err
}

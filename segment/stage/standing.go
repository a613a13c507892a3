package stage

import (
	"time"

	"example.com/membership/internal/civil"
)

// Standing is the stage of a customer at an instant, why, and until when if
// nothing is bought.
type Standing struct {
	// Stage is where the customer stands.
	Stage Stage `json:"stage"`
	// SilentDays is the number of civil days since the last purchase: 0 on the
	// same date, and for who never bought.
	SilentDays int `json:"silentDays"`
	// TenureDays is the number of civil days since the first purchase, likewise.
	TenureDays int `json:"tenureDays"`
	// Cycle is the repurchase cycle in days by which the customer was judged.
	Cycle int `json:"cycle"`
	// Next is when the stage changes by itself: the first instant of a civil
	// date, in the shop's location. It is the zero Time for never, which means
	// not before the year 2300.
	Next time.Time `json:"next,omitzero"`
	// Then is the stage from Next on, "" where that is never.
	Then Stage `json:"then,omitzero"`
}

// Stage returns where a customer stands whose first and last purchase ever are
// given; both are the zero Time for who never bought, and the same for who
// bought once. A customer whose first purchase is later than the moment never
// bought yet. It does not allocate.
//
// The error is a [*segment.DataError]: one of the two is missing or outside the
// years 1900..2299, the first is later than the last, or the moment is between
// the two: then what was the last purchase up to the moment is not known, and
// has to be looked up, or [Moment.StageOf] is given all purchases.
func (m Moment) Stage(first, last time.Time) (Standing, error) {
	if err := m.usable(); err != nil {
		return Standing{}, err
	}
	bought, err := m.at.bought(first, last)
	if err != nil {
		return Standing{}, err
	}
	if !bought {
		return Standing{Stage: NeverBought, Cycle: int(m.cycle)}, nil
	}
	return m.standing(first, last), nil
}

// StageOf returns where a customer stands whose purchases are given, in any
// order: [Moment.Stage] of the first and the last of those that are not later
// than the moment. It serves several moments with the same purchases. The slice
// is neither kept nor changed. It does not allocate.
//
// The error is a [*segment.DataError] that names the purchase outside the years
// 1900..2299.
func (m Moment) StageOf(purchases []time.Time) (Standing, error) {
	if err := m.usable(); err != nil {
		return Standing{}, err
	}
	if err := checkPurchases(purchases); err != nil {
		return Standing{}, err
	}
	return m.Stage(m.at.ends(purchases))
}

// ends returns the first and the last of purchases up to the instant, the zero
// Time twice without one.
func (i *instant) ends(purchases []time.Time) (first, last time.Time) {
	for _, t := range purchases {
		if t.After(i.at) {
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	return first, last
}

// standing returns where a customer stands who bought, last not after the
// instant.
func (m Moment) standing(first, last time.Time) Standing {
	on := m.at.today
	from, to := m.at.clock.DateOf(first.Unix()), m.at.clock.DateOf(last.Unix())
	s := Standing{
		Stage:      m.stageOn(on, from, to),
		SilentDays: int(on - to),
		TenureDays: int(on - from),
		Cycle:      int(m.cycle),
	}
	next, changes := m.end(s.Stage, from, to)
	if !changes {
		return s
	}
	if start := next.Start(m.at.loc); civil.Accepted(start) {
		then := civil.DateOf(start, m.at.loc) // later than next, where that is a skipped day
		s.Next, s.Then = start, m.stageOn(then, from, to)
	}
	return s
}

// stageOn returns the stage on a date of who bought first and last on dates not
// after it.
func (m Moment) stageOn(on, first, last civil.Date) Stage {
	switch silent := int32(on - last); {
	case silent > m.sleeping:
		return Lost
	case silent > m.silent:
		return Sleeping
	case silent > m.cycle:
		return Silent
	case first == last:
		return NewOnce
	case int32(on-first) <= m.cycle:
		return NewRepeat
	}
	return Regular
}

// end returns the first date after a stage, and whether it ends by itself.
func (m Moment) end(s Stage, first, last civil.Date) (next civil.Date, ends bool) {
	switch s {
	case NewOnce, Regular:
		return last.AddDays(int(m.cycle) + 1), true
	case NewRepeat: // the last purchase is later than the first, so this comes before silence
		return first.AddDays(int(m.cycle) + 1), true
	case Silent:
		return last.AddDays(int(m.silent) + 1), true
	case Sleeping:
		return last.AddDays(int(m.sleeping) + 1), true
	}
	return 0, false
}

// bought reports whether there is a purchase up to the instant, and whether the
// two given can be used.
func (i *instant) bought(first, last time.Time) (bool, error) {
	switch {
	case first.IsZero() && last.IsZero():
		return false, nil
	case first.IsZero():
		return false, historyFault(firstPurchase, "is missing, with a last purchase at %s; give both, or neither for who never bought", text(last))
	case last.IsZero():
		return false, historyFault(lastPurchase, "is missing, with a first purchase at %s; give both, or neither for who never bought", text(first))
	}
	if err := civil.CheckInstant(first); err != nil {
		return false, historyFault(firstPurchase, "%v", err)
	}
	if err := civil.CheckInstant(last); err != nil {
		return false, historyFault(lastPurchase, "%v", err)
	}
	switch {
	case first.After(last):
		return false, historyFault(firstPurchase, "%s is later than the last, %s; swap them", text(first), text(last))
	case first.After(i.at):
		return false, nil
	case last.After(i.at):
		return false, historyFault(lastPurchase, "%s is later than the moment, %s; give the last purchase up to the moment", text(last), text(i.at))
	}
	return true, nil
}

// What messages call the two.
const (
	firstPurchase = "first purchase"
	lastPurchase  = "last purchase"
)

func historyFault(field, format string, args ...any) error {
	return dataFault("history", field, format, args...)
}

package pattern

import (
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Span is the time from From on and before Until: [From, Until). Instants lie in
// the years 1900..2299. [MonthSpan] returns that of a calendar month.
type Span struct {
	From  time.Time // the first instant
	Until time.Time // the first instant after; the zero Time is never, for a membership
}

// The years of months, each of which ends within the years of instants.
const (
	minYear = 1900
	maxYear = 2298
)

// MonthSpan returns a calendar month in the shop's location: from its first
// instant to the first instant of the next month. It is right also where clocks
// skip the midnight with which a month begins, as those of Havana did in April 2012:
// there [time.Date] gives an instant of the month before. The last instant of the
// month is span.Until.Add(-1).
//
// The error is a [*segment.InvalidError] with all faults: a year outside
// 1900..2298, a month that is none, or a location refused as by [Months].
// January 1900 is refused where it began in 1899 by UTC.
func MonthSpan(year int, month time.Month, loc *time.Location) (Span, error) {
	const what = "segment/pattern: month"
	var v fault.List
	if year < minYear || year > maxYear {
		v.Add("year", "out_of_range", "%d: must be within %d to %d", year, minYear, maxYear)
	}
	if month < time.January || month > time.December {
		v.Add("month", "out_of_range", "%d: must be within 1 to 12", month)
	}
	checkLocation(&v, loc)
	if err := v.Err(what); err != nil {
		return Span{}, invalid(err)
	}
	first, _ := civil.New(year, month, 1)
	span := Span{From: first.Start(loc), Until: first.AddMonths(1).Start(loc)}
	checkInstant(&v, "year", span.From, "give a later month")
	if err := v.Err(what); err != nil {
		return Span{}, invalid(err)
	}
	return span, nil
}

// period returns the span as one that has both its ends, or all that is wrong
// with it.
func (s Span) period() (interval, error) {
	const what = "segment/pattern: period"
	var v fault.List
	over := interval{
		from:  checkInstant(&v, "from", s.From, "give the first instant"),
		until: checkInstant(&v, "until", s.Until, "a period needs an end: give the first instant after it"),
	}
	if v.Err(what) == nil && over.until <= over.from {
		v.Add("until", "not_rising", "%s is not after from, %s; give the first instant after the period",
			s.Until.UTC().Format(time.RFC3339Nano), s.From.UTC().Format(time.RFC3339Nano))
	}
	return over, invalid(v.Err(what))
}

// interval is a [Span] in numbers; until may be never.
type interval struct{ from, until instant }

// instant is an accepted one as a number: the nanoseconds since 1900 began.
// Instants are ordered by <.
type instant uint64

const (
	epoch = civil.AcceptedFrom

	never instant = 1<<64 - 1 // after every accepted one
)

// instantOf returns an instant as a number, or says why it is not accepted.
func instantOf(t time.Time) (instant, error) {
	if err := civil.CheckInstant(t); err != nil {
		return 0, err
	}
	return instant(t.Unix()-epoch)*instant(time.Second) + instant(t.Nanosecond()), nil
}

// checkInstant returns an instant that is a parameter, or adds its fault.
func checkInstant(v *fault.List, path string, t time.Time, remedy string) instant {
	at, err := instantOf(t)
	switch {
	case err == nil:
	case t.IsZero():
		v.Add(path, "missing", "%v; %s", err, remedy)
	default:
		v.Add(path, "out_of_range", "%v; %s", err, remedy)
	}
	return at
}

// checkLocation adds the fault of the shop's location, if there is one.
func checkLocation(v *fault.List, loc *time.Location) {
	if err := civil.CheckLocation(loc); err != nil {
		v.Add("", "missing", "%v", err)
	}
}

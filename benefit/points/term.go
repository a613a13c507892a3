package points

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
)

// Term is a length of time from the civil date on which it begins:
//
//	"never"                           no end
//	"N days", also weeks              through the whole of the Nth day after the first
//	"N months", also quarters,        through the same day of the Nth month after the
//	half-years, years                 first, or the last day of a shorter month
//	"end of month", quarter,          to the end of the calendar period that contains
//	half-year, year                   the first day
//	"end of next month", ...          to the end of the period after it
//
// N is at most 36,500 days or 1,200 months. A term is half-open: 12 months from
// 5 March 2026 end where 6 March 2027 begins, in the engine's location.
type Term string

// Never has no end.
const Never Term = "never"

// The most that a Term may say.
const maxTermDays, maxTermMonths = 36_500, 1_200

// span is a parsed Term. All zero is never; otherwise one of days, months and
// period is set.
type span struct {
	days   int
	months int
	period int  // months of a calendar period, to whose end the term runs
	next   bool // with period: to the end of the one after
}

func (t Term) span() (span, error) {
	if t == Never {
		return span{}, nil
	}
	if name, ok := strings.CutPrefix(string(t), "end of "); ok {
		name, next := strings.CutPrefix(name, "next ")
		if unit := unitOf(name); unit.months > 0 {
			return span{period: unit.months, next: next}, nil
		}
		return span{}, t.unknown()
	}
	number, name, _ := strings.Cut(string(t), " ")
	n, err := strconv.Atoi(number)
	unit := unitOf(strings.TrimSuffix(name, "s"))
	plural := strings.HasSuffix(name, "s")
	switch {
	case err != nil || n < 1 || strconv.Itoa(n) != number, unit == span{}, n > 1 && !plural:
		return span{}, t.unknown()
	case n > maxTermDays || n*unit.months > maxTermMonths || n*unit.days > maxTermDays:
		return span{}, fmt.Errorf("%q is too long: at most %d months or %d days", clip(string(t)), maxTermMonths, maxTermDays)
	}
	return span{days: n * unit.days, months: n * unit.months}, nil
}

func (t Term) unknown() error {
	return fmt.Errorf(`%q is not a term: give "365 days", "12 months", "end of year", "end of next year" or "never"`, clip(string(t)))
}

func unitOf(name string) span {
	switch name {
	case "day":
		return span{days: 1}
	case "week":
		return span{days: 7}
	case "month":
		return span{months: 1}
	case "quarter":
		return span{months: 3}
	case "half-year":
		return span{months: 6}
	case "year":
		return span{months: 12}
	}
	return span{}
}

// until returns the end of a span that begins at an instant, the zero Time for
// never. It is later than the instant.
func (s span) until(at time.Time, loc *time.Location) time.Time {
	if s == (span{}) {
		return time.Time{}
	}
	return s.last(civil.DateOf(at, loc)).AddDays(1).Start(loc)
}

// last returns the last day of a span.
func (s span) last(first civil.Date) civil.Date {
	switch {
	case s.period > 0:
		periods := 1
		if s.next {
			periods = 2
		}
		return first.PeriodStart(s.period).AddMonths(periods * s.period).AddDays(-1)
	case s.months > 0:
		return first.AddMonths(s.months)
	}
	return first.AddDays(s.days)
}

// since returns the start of the day on which something has to have happened to
// lie within a span of days or months before an instant, and whether there is
// such a day: never has none.
func (s span) since(at time.Time, loc *time.Location) (time.Time, bool) {
	if s == (span{}) {
		return time.Time{}, false
	}
	return civil.DateOf(at, loc).AddMonths(-s.months).AddDays(-s.days).Start(loc), true
}

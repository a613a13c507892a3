package care

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
)

// Term is a length of time:
//
//	"N minutes", "N hours"           exact, by the clock of physics
//	"N days", "N weeks"              to the same time of that day
//	"N months", "N years"            to the same day of that month, or the last of a shorter one
//	"end of day"                     to the last instant of the date; only of Rule.Within
//
// N is a whole number, at least 1; the unit may stand in the singular. Days,
// months and years are civil, in the customer's zone: a time of the day that
// clocks skip is the instant of the change, and one they read twice is the
// first of the two.
type Term string

// endOfDay is the term that ends with the date.
const endOfDay Term = "end of day"

// errTooLong is the error of a term beyond any limit: whoever reads it knows
// which one holds.
var errTooLong = errors.New("is too long")

// A span is a parsed Term. At most one of months, days, exact and endOfDay is
// set.
type span struct {
	months, days int
	exact        time.Duration
	endOfDay     bool
}

// span reads the term. "" is the empty span.
func (t Term) span() (span, error) {
	switch t {
	case "":
		return span{}, nil
	case endOfDay:
		return span{endOfDay: true}, nil
	}
	number, name, _ := strings.Cut(string(t), " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || strconv.Itoa(n) != number || n > 1 && !strings.HasSuffix(name, "s") {
		return span{}, t.unknown()
	}
	if n > 10_000_000 {
		return span{}, errTooLong
	}
	switch strings.TrimSuffix(name, "s") {
	case "minute":
		return span{exact: time.Duration(n) * time.Minute}, nil
	case "hour":
		return span{exact: time.Duration(min(n, 1_000_000)) * time.Hour}, nil
	case "day":
		return span{days: n}, nil
	case "week":
		return span{days: 7 * n}, nil
	case "month":
		return span{months: n}, nil
	case "year":
		return span{months: 12 * n}, nil
	}
	return span{}, t.unknown()
}

func (t Term) unknown() error {
	return fmt.Errorf(`%.64q is not a term: give "30 minutes", "2 hours", "3 days", "2 weeks", "3 months" or "1 year"`, string(t))
}

// civil says whether the span runs by dates.
func (s span) civil() bool { return s.days != 0 || s.months != 0 }

// most bounds the span in days, from above.
func (s span) most() int {
	return 31*s.months + s.days + int((s.exact+24*time.Hour-1)/(24*time.Hour))
}

// least is no longer than the span, wherever it lies, and most no shorter.
func (s span) least() time.Duration {
	return time.Duration(28*s.months+s.days-2)*24*time.Hour + s.exact
}

// order is a number by which spans of at most 3,660 days sort, where one is
// clearly the longer.
func (s span) order() time.Duration {
	return time.Duration(s.months)*30*24*time.Hour + time.Duration(s.days)*24*time.Hour + s.exact
}

// date returns the date the span after d, n of +1 for after and −1 for before.
func (s span) date(d civil.Date, n int) civil.Date {
	return d.AddMonths(n * s.months).AddDays(n * s.days)
}

// after returns the instant the span after t. Of endOfDay it is the last
// nanosecond of the date.
func (s span) after(t time.Time, loc *time.Location) time.Time {
	switch {
	case s.endOfDay:
		return civil.DateOf(t, loc).AddDays(1).Start(loc).Add(-1)
	case s.civil():
		return s.shift(t, loc, 1)
	}
	return t.Add(s.exact)
}

// before returns the instant the span before t.
func (s span) before(t time.Time, loc *time.Location) time.Time {
	if s.civil() {
		return s.shift(t, loc, -1)
	}
	return t.Add(-s.exact)
}

func (s span) shift(t time.Time, loc *time.Location, n int) time.Time {
	local := t.In(loc)
	clock := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute +
		time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	date, _ := civil.New(local.Date()) // as the clock reads, like the time of the day
	return s.date(date, n).At(clock, loc)
}

package tier

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
)

// Term is a length of validity:
//
//	"permanent"                       no end
//	"N days", also weeks              through the whole of the Nth day after the first
//	"N months", also quarters,        through the same day of the Nth month after the
//	half-years, years                 first, or the last day of a shorter month
//	"end of month", quarter,          to the end of the calendar period that contains
//	half-year, year                   the first day
//	"end of next month", ...          to the end of the period after it
//	"use"                             until used up; only for terms that are bought
//
// N is at most 36,500 days or 1,200 months. Validity is half-open: 12 months
// from 5 March 2026 end where 6 March 2027 begins, in the engine's location.
type Term string

const (
	// Permanent has no end.
	Permanent Term = "permanent"
	// PerUse is used up rather than running out.
	PerUse Term = "use"
)

// The most that a Term may say.
const maxTermDays, maxTermMonths = 36500, 1200

// span is a parsed Term. Exactly one of its fields is set.
type span struct {
	permanent bool
	use       bool
	days      int
	months    int
	period    int  // months of a calendar period, to whose end the term runs
	next      bool // with period: to the end of the one after
}

func parseTerm(t Term) (span, error) {
	switch s := string(t); {
	case t == Permanent:
		return span{permanent: true}, nil
	case t == PerUse:
		return span{use: true}, nil
	case strings.HasPrefix(s, "end of "):
		return parsePeriodEnd(strings.TrimPrefix(s, "end of "), t)
	}
	number, unit, _ := strings.Cut(string(t), " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || strconv.Itoa(n) != number {
		return span{}, unknownTerm(t)
	}
	months, days := unitLength(strings.TrimSuffix(unit, "s"))
	if months+days == 0 || n > 1 && !strings.HasSuffix(unit, "s") {
		return span{}, unknownTerm(t)
	}
	if n > maxTermDays || n*months > maxTermMonths || n*days > maxTermDays {
		return span{}, fmt.Errorf("%q is too long: at most %d months or %d days", clip(string(t)), maxTermMonths, maxTermDays)
	}
	return span{months: n * months, days: n * days}, nil
}

func parsePeriodEnd(name string, t Term) (span, error) {
	name, next := strings.CutPrefix(name, "next ")
	months, _ := unitLength(name)
	if months == 0 {
		return span{}, unknownTerm(t)
	}
	return span{period: months, next: next}, nil
}

func unitLength(unit string) (months, days int) {
	switch unit {
	case "day":
		return 0, 1
	case "week":
		return 0, 7
	case "month":
		return 1, 0
	case "quarter":
		return 3, 0
	case "half-year":
		return 6, 0
	case "year":
		return 12, 0
	}
	return 0, 0
}

func unknownTerm(t Term) error {
	return fmt.Errorf(`%q is not a term: use "permanent", "365 days", "12 months", "end of year" or "end of next year"`, clip(string(t)))
}

// canonical returns the one text of all terms that say the same.
func (t Term) canonical() Term {
	s, err := parseTerm(t)
	if err != nil {
		return t
	}
	return s.term()
}

// term returns the canonical text of the span.
func (s span) term() Term {
	switch {
	case s.permanent:
		return Permanent
	case s.use:
		return PerUse
	case s.next:
		return Term("end of next " + periodName(s.period))
	case s.period > 0:
		return Term("end of " + periodName(s.period))
	case s.months > 0:
		return Term(count(s.months, "month"))
	}
	return Term(count(s.days, "day"))
}

func periodName(months int) string {
	switch months {
	case 1:
		return "month"
	case 3:
		return "quarter"
	case 6:
		return "half-year"
	}
	return "year"
}

// last returns the last day of the nth term in a row that began on anchor.
// Counting from one anchor clamps once: monthly terms from 31 January end on
// 28 February and 31 March.
func (s span) last(anchor civil.Date, n int) civil.Date {
	switch {
	case s.period > 0:
		if s.next {
			n++
		}
		return anchor.PeriodStart(s.period).AddMonths(n * s.period).AddDays(-1)
	case s.months > 0:
		return anchor.AddMonths(n * s.months)
	}
	return anchor.AddDays(n * s.days)
}

// endOf returns the end of a validity whose last day is last.
func (e *Engine) endOf(last civil.Date) time.Time {
	return last.AddDays(1).Start(e.loc)
}

func (e *Engine) date(t time.Time) civil.Date { return civil.DateOf(t, e.loc) }

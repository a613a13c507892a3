package civil

import (
	"fmt"
	"strconv"
	"strings"
)

// The longest windows that [ParseWindow] accepts.
const (
	maxDays   = 3660
	maxMonths = 120
)

// A WindowKind says how a [Window] finds its ends.
type WindowKind uint8

// The kinds of windows. N is the window's number, [Window.N].
const (
	Lifetime       WindowKind = iota // everything up to the date
	LastDays                         // from N days before the date to the date: N+1 dates
	LastMonths                       // from N months before the date to the date
	PreviousMonths                   // the N whole calendar months before the date's month
	ToDate                           // from the start of the calendar period of N months to the date
)

// A Window selects dates by looking back from a date. The zero value is the
// lifetime. Windows are equal when they are ==.
type Window struct {
	kind WindowKind
	n    int // 0 for Lifetime
}

// ParseWindow reads one of
//
//	lifetime            (or nothing)
//	last N days         (1 to 3660)
//	last N months       (1 to 120)
//	previous N months   (1 to 120)
//	month to date
//	quarter to date
//	half-year to date
//	year to date
//
// in exactly this spelling; 1 day and 1 month may stand in the singular. The
// error quotes s, cut to a bounded length, and lists the forms.
func ParseWindow(s string) (Window, error) {
	w, ok := parseWindow(s)
	if !ok {
		return Window{}, fmt.Errorf("%.40q is not a window: want \"lifetime\", \"last N days\" (1 to %d), "+
			"\"last N months\" or \"previous N months\" (1 to %d), \"month to date\", \"quarter to date\", "+
			"\"half-year to date\" or \"year to date\"", s, maxDays, maxMonths)
	}
	return w, nil
}

func parseWindow(s string) (Window, bool) {
	switch s {
	case "", "lifetime":
		return Window{}, true
	case "month to date":
		return Window{ToDate, 1}, true
	case "quarter to date":
		return Window{ToDate, 3}, true
	case "half-year to date":
		return Window{ToDate, 6}, true
	case "year to date":
		return Window{ToDate, 12}, true
	}
	word, rest, _ := strings.Cut(s, " ")
	number, unit, _ := strings.Cut(rest, " ")
	n, ok := parseCount(number)
	if n == 1 && (unit == "day" || unit == "month") {
		unit += "s"
	}
	switch {
	case !ok:
		return Window{}, false
	case word == "last" && unit == "days":
		return Window{LastDays, n}, n <= maxDays
	case word == "last" && unit == "months":
		return Window{LastMonths, n}, n <= maxMonths
	case word == "previous" && unit == "months":
		return Window{PreviousMonths, n}, n <= maxMonths
	}
	return Window{}, false
}

// parseCount reads a whole number of at least 1, without sign or leading zero
// and short enough not to overflow.
func parseCount(s string) (n int, ok bool) {
	if len(s) > len("3660") || strings.HasPrefix(s, "0") {
		return 0, false
	}
	n, ok = digits(s)
	return n, ok && n > 0
}

// String returns the window as [ParseWindow] reads it.
func (w Window) String() string {
	switch w.kind {
	case LastDays:
		return "last " + count(w.n, "day")
	case LastMonths:
		return "last " + count(w.n, "month")
	case PreviousMonths:
		return "previous " + count(w.n, "month")
	case ToDate:
		switch w.n {
		case 1:
			return "month to date"
		case 3:
			return "quarter to date"
		case 6:
			return "half-year to date"
		}
		return "year to date"
	}
	return "lifetime"
}

// Kind returns the kind of the window.
func (w Window) Kind() WindowKind { return w.kind }

// N returns the number that goes with the kind: days or months for the counted
// kinds, the months of the period (1, 3, 6 or 12) for ToDate, 0 for Lifetime.
func (w Window) N() int { return w.n }

// Lifetime reports whether nothing ever leaves the window.
func (w Window) Lifetime() bool { return w.kind == Lifetime }

// Rises reports whether something can enter the window by the mere passing of
// time: the previous months exclude the current one until it is over. In a
// window of any other kind each date lies from its own day on.
func (w Window) Rises() bool { return w.kind == PreviousMonths }

// Bounds returns the first and the last date in the window on the given date,
// both included.
func (w Window) Bounds(on Date) (from, to Date) {
	on = on.clamp()
	switch w.kind {
	case LastDays:
		return on.AddDays(-w.n), on
	case LastMonths:
		return on.AddMonths(-w.n), on
	case PreviousMonths:
		month := on.PeriodStart(1)
		return month.AddMonths(-w.n), month.AddDays(-1)
	case ToDate:
		return on.PeriodStart(w.n), on
	}
	return MinDate, on
}

// Until returns the date on which something dated day leaves the window: the
// first date after it has been inside on which it is inside no longer. It is
// MaxDate, for never, if the window is the lifetime or the calendar ends first.
func (w Window) Until(day Date) Date {
	switch w.kind {
	case LastDays:
		return day.AddDays(w.n + 1)
	case LastMonths:
		return day.AddDays(1).onOrAfterMonths(w.n)
	case PreviousMonths:
		return day.PeriodStart(1).AddMonths(w.n + 1)
	case ToDate:
		return day.PeriodStart(w.n).AddMonths(w.n)
	}
	return MaxDate
}

// onOrAfterMonths returns the first date that lies n months or more after d,
// that is, whose AddMonths(-n) is not before d.
func (d Date) onOrAfterMonths(n int) Date {
	later := d.AddMonths(n)
	_, _, want := d.Split()
	if _, _, got := later.Split(); got < want {
		// The month is too short to hold the day, and no day in it gets back to d.
		return later.AddDays(1)
	}
	return later
}

// count returns a number with its unit, in the plural if there are more.
func count(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return strconv.Itoa(n) + " " + unit
}

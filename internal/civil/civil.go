// Package civil counts calendar days: dates without a time of day or a
// location, the instants at which they begin in a location, and windows that
// look back from a date.
//
// A [Date] is a number of days, so dates compare with <, subtract to a number
// of days and work as map keys. A [Window] is a rule such as "last 12 months"
// that answers which dates it holds on a given date, and when a date leaves it.
//
// Days are never computed from durations. [DateOf] and [Date.Start] are the
// only bridge between instants and dates, and they agree with each other
// wherever clocks change: DateOf(t, loc) >= d exactly when t is not before
// d.Start(loc).
//
// Everything here is a pure function of its arguments, safe for concurrent
// use, and panics on no input.
package civil

import (
	"fmt"
	"time"
)

// MinYear and MaxYear bound the years in which dates exist.
const (
	MinYear = 1
	MaxYear = 9999
)

// MinDate and MaxDate are the first and the last date, 0001-01-01 and
// 9999-12-31. Arithmetic that would leave them stops at them. As the answer to
// "until when", MaxDate stands for never.
const (
	MinDate Date = -719162
	MaxDate Date = 2932896
)

// A Date is a day of the proleptic Gregorian calendar, as the number of days
// since 1970-01-01. The zero value is 1970-01-01. Dates are ordered by <.
//
// Every function here returns dates from MinDate to MaxDate; a Date converted
// from a number beyond them is taken as the nearer of the two.
type Date int32

// New returns the date of the given year, month and day, and whether there is
// such a day: 30 February and years outside MinYear..MaxYear are not
// normalised but refused.
func New(year int, month time.Month, day int) (Date, bool) {
	if year < MinYear || year > MaxYear || month < time.January || month > time.December {
		return 0, false
	}
	if day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return fromCivil(year, month, day), true
}

// Parse reads a date of the form 2006-01-02: four digits, two and two,
// nothing else. The error quotes s, cut to a bounded length.
func Parse(s string) (Date, error) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("%.40q is not a date of the form 2006-01-02", s)
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:])
	if !ok1 || !ok2 || !ok3 {
		return 0, fmt.Errorf("%.40q is not a date of the form 2006-01-02", s)
	}
	d, ok := New(year, time.Month(month), day)
	if !ok {
		return 0, fmt.Errorf("%q: there is no such day", s)
	}
	return d, nil
}

// String returns the date in the form 2006-01-02, which [Parse] reads back.
func (d Date) String() string {
	year, month, day := d.Split()
	b := [...]byte{
		digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(int(month) / 10), digit(int(month)), '-',
		digit(day / 10), digit(day),
	}
	return string(b[:])
}

// Split returns the year, month and day of the date. It does not allocate.
func (d Date) Split() (year int, month time.Month, day int) {
	// Years are counted from 1 March, so that the day which comes and goes is
	// the last of its year. The constants turn divisions into multiplications:
	// Neri and Schneider, "Euclidean affine functions and their application to
	// calendar algorithms", 2022. The tests walk the whole calendar.
	n := 4*uint32(d.clamp()+marchEpoch) + 3
	century, n := n/daysPer400Years, n%daysPer400Years|3
	p := uint64(n) * 2939745 // in quarters of a day, 2³²/2939745 is a year
	yday := uint32(p) / 2939745 / 4
	m := 2141*yday + 197913 // 2¹⁶/2141 is the mean length of the months from March on
	year = int(100*century + uint32(p>>32))
	month = time.Month(m >> 16)
	day = int(m&0xffff/2141) + 1
	if month > time.December {
		return year + 1, month - 12, day
	}
	return year, month, day
}

// Weekday returns the day of the week. It does not allocate.
func (d Date) Weekday() time.Weekday {
	return time.Weekday((d.clamp() - MinDate + 1) % 7) // MinDate is a Monday
}

// AddDays returns the date n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	// Beyond the whole calendar the exact n no longer matters.
	n = min(max(n, int(MinDate-MaxDate)), int(MaxDate-MinDate))
	return (d.clamp() + Date(n)).clamp()
}

// AddMonths returns the date n months later, or earlier if n is negative. It
// keeps the day of the month, or takes the last day of a month that is too
// short: 31 March − 1 month is 28 or 29 February.
//
// Because the day may be cut, steps do not add up: compute every date of a
// series from the same anchor.
func (d Date) AddMonths(n int) Date {
	year, month, day := d.Split()
	n = min(max(n, -12*MaxYear), 12*MaxYear)
	year, month = splitMonths(12*year + int(month-time.January) + n)
	switch {
	case year < MinYear:
		return MinDate
	case year > MaxYear:
		return MaxDate
	}
	return fromCivil(year, month, min(day, daysIn(year, month)))
}

// PeriodStart returns the first day of the calendar period that contains d,
// where months is 1 for calendar months, 3 for quarters, 6 for half-years and
// 12 for years. Other lengths are counted from January of year 0, and a length
// below 1 is taken as 1.
func (d Date) PeriodStart(months int) Date {
	year, month, _ := d.Split()
	total := 12*year + int(month-time.January)
	year, month = splitMonths(total - total%max(months, 1))
	if year < MinYear {
		return MinDate
	}
	return fromCivil(year, month, 1)
}

// clamp returns the date nearest to d from MinDate to MaxDate.
func (d Date) clamp() Date { return min(max(d, MinDate), MaxDate) }

const (
	daysPer400Years = 400*365 + 97

	// marchEpoch is the number of days from 0000-03-01 to 1970-01-01.
	marchEpoch = 719468
)

// fromCivil returns the date of a day known to exist.
func fromCivil(year int, month time.Month, day int) Date {
	// Years begin on 1 March here too; (153m+2)/5 is the number of days
	// before the month that comes m months after March.
	m := int(month) - 3
	if m < 0 {
		m += 12
		year--
	}
	return Date(365*year+year/4-year/100+year/400+(153*m+2)/5+day-1) - marchEpoch
}

// daysIn returns the number of days of a month from January to December.
func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// splitMonths splits a number of months since January of year 0. A number below
// 0 gives a year below MinYear, whatever the month.
func splitMonths(total int) (year int, month time.Month) {
	return total / 12, time.January + time.Month(total%12)
}

// digits reads a number of decimal digits only.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = 10*n + int(c)
	}
	return n, true
}

// digit returns the last decimal digit of n.
func digit(n int) byte { return '0' + byte(n%10) }

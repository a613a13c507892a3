// Package lunar converts between civil dates and those of the Chinese lunar
// calendar (农历), and says when lunar birthdays and festivals are.
//
//	birthday, err := lunar.Of(1963, time.October, 2)      // 1963-08-15, the Mid-Autumn Festival
//	days, err := birthday.In(2033, lunar.Regular)         // 2033-08-15
//	year, month, day, err := days[0].Civil()              // 2033, time.September, 8
//	eve, err := lunar.NewYearsEve.In(2026)                // 2026-12-29, which is 5 February 2027
//
// A lunar year has 12 months of 29 or 30 days, and in about seven years of 19 a
// leap month, which has the number of the month before it. It begins between
// 21 January and 20 February of the civil year of its number, and ends in the
// next one. A lunar date therefore falls into some civil years twice and into
// others not at all, so who looks for the dates between two civil ones goes
// through lunar years, from that of the first to that of the second:
//
//	for year := first.Year; year <= last.Year; year++ {
//		days, err := birthday.In(year, lunar.Regular)
//		...
//	}
//
// # Range
//
// The lunar years [MinYear] to [MaxYear], 1900 to 2100, are the civil dates
// 1900-01-31 to 2101-01-28. Beyond them every answer is a [*RangeError], never a
// guess; a date that does not exist is a [*DataError].
//
// # Source
//
// The calendar is that of the Hong Kong Observatory's tables of 1901 to 2100,
// which two libraries independent of each other were compared with, day by day;
// for what is before and after, it is theirs. There is one doubt: the new moon of
// 28 September 2057 is within a minute of midnight. The Observatory begins
// the ninth month on 28 September, and so does this package; others begin it on
// the 29th, and nobody can tell before it is known how fast the Earth turns by
// then. examples/lunarcheck derives the same calendar from the sky. The
// calendars of Korea and Vietnam have other days in some years.
//
// Everything here is a pure function of its arguments, safe for concurrent use,
// and panics on no input. Nothing allocates but an error, [Date.String] and the
// lists.
package lunar

import (
	"fmt"
	"time"

	"example.com/membership/internal/civil"
)

// MinYear and MaxYear bound the lunar years that are known.
const (
	MinYear = 1900
	MaxYear = MinYear + len(table) - 1
)

// A Date is a day of the Chinese lunar calendar. Dates compare with ==, and work
// as map keys. Nothing checks a Date before it is asked something; the zero Date
// is no day.
type Date struct {
	// Year is the lunar year, from MinYear to MaxYear: that in whose civil year it
	// begins. The last weeks of 2026 are in January and February 2027.
	Year int `json:"year"`
	// Month is the number of the month, from 1 to 12.
	Month int `json:"month"`
	// Leap says that the month is the leap month (闰月), which comes after the
	// regular month of the same number.
	Leap bool `json:"leap,omitzero"`
	// Day is the day of the month, from 1 to 29 or 30.
	Day int `json:"day"`
}

// Of returns the lunar date of a civil one. The civil date is taken as the
// calendar on the wall has it; which date an instant has is up to the caller's
// time zone. A date out of range is a [*RangeError], one that does not exist,
// such as 30 February, a [*DataError]. It looks one or two years up and takes
// some 30 nanoseconds.
func Of(year int, month time.Month, day int) (Date, error) {
	at, ok := civil.New(year, month, day)
	switch {
	case !ok && year >= MinYear && year <= MaxYear+1:
		return Date{}, noCivilDate(year, month, day)
	case !ok || at < firstDay || at > lastDay:
		return Date{}, &RangeError{What: "civil date " + civilText(year, month, day)}
	}
	if year > MaxYear || at < entryOf(year).newYear(year) {
		year--
	}
	e := entryOf(year)
	passed := int(at - e.newYear(year))
	place := passed / longMonth // or one less than it should be, as some months are shorter
	if e.before(place+1) <= passed {
		place++
	}
	number, leap := e.month(place)
	return Date{Year: year, Month: number, Leap: leap, Day: passed - e.before(place) + 1}, nil
}

// Civil returns the civil date of the lunar one. A year out of range is a
// [*RangeError]; a month or a day that the year does not have is a
// [*DataError]: day 30 of a month of 29 days, a leap month where there is none
// or another one. It takes some 30 nanoseconds.
func (d Date) Civil() (year int, month time.Month, day int, err error) {
	if err := d.check(); err != nil {
		return 0, 0, 0, err
	}
	e := entryOf(d.Year)
	passed := e.before(e.place(d.Month, d.Leap)) + d.Day - 1
	year, month, day = (e.newYear(d.Year) + civil.Date(passed)).Split()
	return year, month, day, nil
}

// check says why there is no such day.
func (d Date) check() error {
	if err := checkYear(d.Year); err != nil {
		return err
	}
	if err := d.checkMonth(); err != nil {
		return err
	}
	e := entryOf(d.Year)
	if d.Leap && d.Month != e.leap() {
		return d.noLeapMonth(e.leap())
	}
	if days := e.length(e.place(d.Month, d.Leap)); d.Day < 1 || d.Day > days {
		return d.fault("day", "%d is outside 1..%d, the days of that month", d.Day, days)
	}
	return nil
}

// checkMonth says what is wrong with the number of the month.
func (d Date) checkMonth() error {
	if d.Month < 1 || d.Month > 12 {
		return d.fault("month", "%d is outside 1..12; the second of two months is the same number with Leap", d.Month)
	}
	return nil
}

// String returns the date such as 2033-11-05, and 2033-11L-05 in a leap month.
func (d Date) String() string {
	leap := ""
	if d.Leap {
		leap = "L"
	}
	return fmt.Sprintf("%04d-%02d%s-%02d", d.Year, d.Month, leap, d.Day)
}

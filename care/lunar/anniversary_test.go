package lunar_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"example.com/membership/care/lunar"
)

func itoa(n int) string { return strconv.Itoa(n) }

// In 2033 month 11 has 30 days and its leap month 29; in 2014 month 9 has 30 and
// its leap month 29; 2026 has no leap month, and 29 days in month 2.
func TestIn(t *testing.T) {
	for _, c := range []struct {
		why  string
		d    lunar.Date
		year int
		p    lunar.LeapMonth
		want []lunar.Date
	}{
		{"a regular month", date(1963, 8, 15), 2033, lunar.Regular, []lunar.Date{date(2033, 8, 15)}},
		{"a regular month followed by its leap month", date(1963, 11, 5), 2033, lunar.Regular, []lunar.Date{date(2033, 11, 5)}},
		{"stays in the regular one, leap", date(1963, 11, 5), 2033, lunar.Leap, []lunar.Date{date(2033, 11, 5)}},
		{"stays in the regular one, both", date(1963, 11, 5), 2033, lunar.Both, []lunar.Date{date(2033, 11, 5)}},
		{"a leap month, regular", leapDate(0, 11, 5), 2033, lunar.Regular, []lunar.Date{date(2033, 11, 5)}},
		{"a leap month, no policy", leapDate(0, 11, 5), 2033, "", []lunar.Date{date(2033, 11, 5)}},
		{"a leap month, leap", leapDate(0, 11, 5), 2033, lunar.Leap, []lunar.Date{leapDate(2033, 11, 5)}},
		{"a leap month, both", leapDate(0, 11, 5), 2033, lunar.Both, []lunar.Date{date(2033, 11, 5), leapDate(2033, 11, 5)}},
		{"another leap month, leap", leapDate(0, 10, 5), 2033, lunar.Leap, []lunar.Date{date(2033, 10, 5)}},
		{"another leap month, both", leapDate(0, 12, 5), 2033, lunar.Both, []lunar.Date{date(2033, 12, 5)}},
		{"no leap month in the year, leap", leapDate(0, 11, 5), 2026, lunar.Leap, []lunar.Date{date(2026, 11, 5)}},
		{"no leap month in the year, both", leapDate(0, 11, 5), 2026, lunar.Both, []lunar.Date{date(2026, 11, 5)}},
		{"day 29 of 29", date(0, 2, 29), 2026, lunar.Regular, []lunar.Date{date(2026, 2, 29)}},
		{"day 30 of 29", date(0, 2, 30), 2026, lunar.Regular, []lunar.Date{date(2026, 2, 29)}},
		{"day 30 of 30", date(0, 1, 30), 2026, lunar.Regular, []lunar.Date{date(2026, 1, 30)}},
		{"day 30 of 30 and 29", leapDate(0, 11, 30), 2033, lunar.Both, []lunar.Date{date(2033, 11, 30), leapDate(2033, 11, 29)}},
		{"day 30 of 29 and 30", leapDate(0, 7, 30), 1968, lunar.Both, []lunar.Date{date(1968, 7, 30), leapDate(1968, 7, 29)}},
		{"day 30 of a leap month of 29", leapDate(0, 11, 30), 2033, lunar.Leap, []lunar.Date{leapDate(2033, 11, 29)}},
		{"the first year", date(0, 1, 1), 1900, lunar.Both, []lunar.Date{date(1900, 1, 1)}},
		{"the last year", date(0, 12, 30), 2100, lunar.Both, []lunar.Date{date(2100, 12, 29)}},
		{"before the first one", date(1990, 8, 15), 1950, lunar.Regular, []lunar.Date{date(1950, 8, 15)}},
		{"a date of its own year that is none", leapDate(2026, 11, 30), 2026, lunar.Leap, []lunar.Date{date(2026, 11, 30)}},
	} {
		if got := in(t, c.d, c.year, c.p); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

func TestInRefuses(t *testing.T) {
	for _, year := range []int{1899, 2101, math.MinInt64, math.MaxInt64} {
		days, err := date(1990, 8, 15).In(year, lunar.Both)
		wantRange(t, err, "care/lunar: lunar year "+itoa(year)+": is outside the lunar years 1900..2100, the civil dates 1900-01-31..2101-01-28")
		if days != nil {
			t.Errorf("%v", days)
		}
	}
	const months = "; the second of two months is the same number with Leap"
	for _, c := range []struct {
		d    lunar.Date
		p    lunar.LeapMonth
		want string
	}{
		{date(1990, 0, 1), lunar.Both, "lunar date 1990-00-01: month: 0 is outside 1..12" + months},
		{date(1990, 13, 1), lunar.Both, "lunar date 1990-13-01: month: 13 is outside 1..12" + months},
		{leapDate(1990, math.MaxInt64, 1), lunar.Both, "lunar date 1990-9223372036854775807L-01: month: 9223372036854775807 is outside 1..12" + months},
		{date(0, 1, 0), lunar.Both, "lunar date 0000-01-00: day: 0 is outside 1..30"},
		{date(0, 1, 31), lunar.Both, "lunar date 0000-01-31: day: 31 is outside 1..30"},
		{date(1990, 8, 15), "later", `leap-month policy: "later" is unknown: use one of regular, leap, both`},
		{date(1990, 8, 15), lunar.LeapMonth(make([]byte, 1<<20)), `leap-month policy: "` + repeat(`\x00`, 40) + `" is unknown: use one of regular, leap, both`},
	} {
		days, err := c.d.In(2026, c.p)
		wantData(t, err, "care/lunar: "+c.want)
		if days != nil {
			t.Errorf("%v", days)
		}
	}
}

func repeat(s string, n int) string { return string(slices.Repeat([]byte(s), n)) }

func TestLeapMonths(t *testing.T) {
	want := []lunar.LeapMonth{lunar.Regular, lunar.Leap, lunar.Both}
	got := lunar.LeapMonths()
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	got[0] = "mine"
	if lunar.LeapMonths()[0] != lunar.Regular {
		t.Error("the list is shared")
	}
}

// What one call returned is not written to by another.
func TestInDoesNotShare(t *testing.T) {
	first := in(t, leapDate(0, 11, 5), 2033, lunar.Both)
	second := in(t, leapDate(0, 11, 5), 2033, lunar.Both)
	first[0].Day = 9
	if second[0] != date(2033, 11, 5) {
		t.Error(second)
	}
}

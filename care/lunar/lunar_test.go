package lunar_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"example.com/membership/care/lunar"
)

// next says whether b can be the lunar day after a.
func next(a, b lunar.Date) bool {
	after := a
	after.Day++
	if b == after {
		return true
	}
	if a.Day < 29 || b.Day != 1 {
		return false
	}
	switch {
	case b.Leap: // follows the regular month of its number
		return !a.Leap && b.Year == a.Year && b.Month == a.Month
	case a.Month == 12:
		return b.Year == a.Year+1 && b.Month == 1
	}
	return b.Year == a.Year && b.Month == a.Month+1
}

// Every day of the range there and back, each following the one before.
func TestEveryDay(t *testing.T) {
	var before lunar.Date
	days := 0
	for at := utc(1900, time.January, 31); !at.After(utc(2101, time.January, 28)); at = at.AddDate(0, 0, 1) {
		d, err := lunar.Of(at.Date())
		if err != nil {
			t.Fatal(err)
		}
		if days > 0 && !next(before, d) {
			t.Fatalf("%s: %v after %v", at.Format(time.DateOnly), d, before)
		}
		if back := civil(t, d); !back.Equal(at) {
			t.Fatalf("%s: %v is %v", at.Format(time.DateOnly), d, back)
		}
		before = d
		days++
	}
	if days != 73412 {
		t.Errorf("%d days", days)
	}
}

func TestOf(t *testing.T) {
	for text, want := range map[string]lunar.Date{
		"1900-01-31": date(1900, 1, 1),
		"1900-02-28": date(1900, 1, 29),
		"1900-03-01": date(1900, 2, 1),
		"1900-09-23": date(1900, 8, 30),
		"1900-09-24": leapDate(1900, 8, 1),
		"1900-10-22": leapDate(1900, 8, 29),
		"1900-10-23": date(1900, 9, 1),
		"1985-02-20": date(1985, 1, 1), // no New Year is later
		"1966-01-21": date(1966, 1, 1), // nor earlier
		"1966-01-20": date(1965, 12, 29),
		"2000-02-29": date(2000, 1, 25),
		"2026-02-16": date(2025, 12, 29),
		"2026-02-17": date(2026, 1, 1),
		"2100-12-31": date(2100, 12, 1),
		"2101-01-01": date(2100, 12, 2),
		"2101-01-28": date(2100, 12, 29),
	} {
		if got := of(t, text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if got := day(t, want); got != text {
			t.Errorf("%v: %s, want %s", want, got, text)
		}
	}
}

func TestOfRefuses(t *testing.T) {
	const outside = ": is outside the lunar years 1900..2100, the civil dates 1900-01-31..2101-01-28"
	for _, c := range []struct {
		year  int
		month time.Month
		day   int
		what  string
	}{
		{1900, 1, 30, "1900-01-30"},
		{1900, 1, 1, "1900-01-01"},
		{1899, 12, 31, "1899-12-31"},
		{2101, 1, 29, "2101-01-29"},
		{2101, 12, 31, "2101-12-31"},
		{2102, 1, 1, "2102-01-01"},
		{1, 1, 1, "0001-01-01"},
		{9999, 12, 31, "9999-12-31"},
		{0, 0, 0, "0000-00-00"},
		{-1, 1, 1, "-001-01-01"},
		{10000, 1, 1, "10000-01-01"},
		{math.MaxInt64, math.MaxInt64, math.MinInt64, "9223372036854775807-9223372036854775807--9223372036854775808"},
	} {
		_, err := lunar.Of(c.year, c.month, c.day)
		wantRange(t, err, "care/lunar: civil date "+c.what+outside)
	}
	for _, c := range []struct {
		year  int
		month time.Month
		day   int
		what  string
	}{
		{2026, 2, 29, "2026-02-29"},
		{2026, 0, 1, "2026-00-01"},
		{2026, 13, 1, "2026-13-01"},
		{2026, 4, 0, "2026-04-00"},
		{2026, 4, 31, "2026-04-31"},
		{1900, 2, 29, "1900-02-29"},
		{2101, 1, 32, "2101-01-32"},
	} {
		_, err := lunar.Of(c.year, c.month, c.day)
		wantData(t, err, "care/lunar: civil date "+c.what+": there is no such day")
	}
}

func TestCivilRefuses(t *testing.T) {
	for _, year := range []int{1899, 2101, 0, -1, math.MinInt64, math.MaxInt64} {
		_, _, _, err := date(year, 1, 1).Civil()
		wantRange(t, err, "care/lunar: lunar year "+itoa(year)+": is outside the lunar years 1900..2100, the civil dates 1900-01-31..2101-01-28")
	}
	const months = "; the second of two months is the same number with Leap"
	for _, c := range []struct {
		d    lunar.Date
		want string
	}{
		{date(2026, 0, 1), "2026-00-01: month: 0 is outside 1..12" + months},
		{date(2026, 13, 1), "2026-13-01: month: 13 is outside 1..12" + months},
		{date(2026, math.MinInt64, 1), "2026--9223372036854775808-01: month: -9223372036854775808 is outside 1..12" + months},
		{date(2026, 1, 0), "2026-01-00: day: 0 is outside 1..30, the days of that month"},
		{date(2026, 1, 31), "2026-01-31: day: 31 is outside 1..30, the days of that month"},
		{date(2026, 2, 30), "2026-02-30: day: 30 is outside 1..29, the days of that month"},
		{date(2026, 2, math.MaxInt64), "2026-02-9223372036854775807: day: 9223372036854775807 is outside 1..29, the days of that month"},
		{leapDate(2033, 11, 30), "2033-11L-30: day: 30 is outside 1..29, the days of that month"},
		{leapDate(2033, 8, 1), "2033-08L-01: leap: the leap month of 2033 is 11, not 8"},
		{leapDate(2026, 8, 1), "2026-08L-01: leap: 2026 has no leap month"},
		{leapDate(2026, 0, 1), "2026-00L-01: month: 0 is outside 1..12" + months},
	} {
		_, _, _, err := c.d.Civil()
		wantData(t, err, "care/lunar: lunar date "+c.want)
	}
	if _, _, _, err := (lunar.Date{}).Civil(); !typed(err) {
		t.Errorf("the zero Date: %v", err)
	}
}

func TestString(t *testing.T) {
	for want, d := range map[string]lunar.Date{
		"2033-11-05":  date(2033, 11, 5),
		"2033-11L-05": leapDate(2033, 11, 5),
		"0000-00-00":  {},
		"-001--1--1":  date(-1, -1, -1),
	} {
		if got := d.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A Date is a map key, and the same after a round trip through JSON.
func TestDateIsData(t *testing.T) {
	seen := map[lunar.Date]bool{date(2033, 11, 5): true}
	if seen[leapDate(2033, 11, 5)] || !seen[date(2033, 11, 5)] {
		t.Error("as a map key")
	}
	for d, want := range map[lunar.Date]string{
		date(2033, 11, 5):     `{"year":2033,"month":11,"day":5}`,
		leapDate(2033, 11, 5): `{"year":2033,"month":11,"leap":true,"day":5}`,
	} {
		text, err := json.Marshal(d)
		if err != nil || string(text) != want {
			t.Errorf("%s, %v, want %s", text, err, want)
		}
		var back lunar.Date
		if err := json.Unmarshal(text, &back); err != nil || back != d {
			t.Errorf("%v, %v, want %v", back, err, d)
		}
	}
}

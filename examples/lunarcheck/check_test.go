package main

import (
	"math"
	"strings"
	"testing"
	"time"

	"example.com/membership/care/lunar"
)

// TestEveryDay is the check itself.
func TestEveryDay(t *testing.T) {
	var out strings.Builder
	err := check(&out, lunar.Of)
	t.Log(out.String())
	if err != nil {
		t.Error(err)
	}
	for _, want := range []string{"73412 days, 1900-01-31 to 2101-01-28\n", "known        1906-04-23 to", "doubtful     2057-09-01 on 2057-09-28\n", "all other days agree\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in the report", want)
		}
	}
}

// TestDifferencesAreFound spoils single days, a month and the known difference.
func TestDifferencesAreFound(t *testing.T) {
	spoil := func(when func(y int, m time.Month, d int) bool, how func(*lunar.Date)) convert {
		return func(y int, m time.Month, d int) (lunar.Date, error) {
			date, err := lunar.Of(y, m, d)
			if when(y, m, d) {
				how(&date)
			}
			return date, err
		}
	}
	for why, c := range map[string]struct {
		of     convert
		report string
	}{
		"the first day": {
			spoil(func(y int, m time.Month, d int) bool { return y == 1900 && m == time.January }, func(d *lunar.Date) { d.Day++ }),
			"NOT EXPECTED 1900-01-31 to 1900-01-31: the first is 1900-01-02 in the package, 1900-01-01 by the sky",
		},
		"the last day": {
			spoil(func(y int, m time.Month, d int) bool { return y == 2101 && d == 28 }, func(d *lunar.Date) { d.Day++ }),
			"NOT EXPECTED 2101-01-28 to 2101-01-28: the first is 2100-12-30 in the package, 2100-12-29 by the sky",
		},
		"a leap month": {
			spoil(func(y int, m time.Month, d int) bool { return y == 2033 && m == time.December && d >= 22 }, func(d *lunar.Date) { d.Leap = false }),
			"NOT EXPECTED 2033-12-22 to 2033-12-31: the first is 2033-11-01 in the package, 2033-11L-01 by the sky",
		},
		"the ninth month of 2057 a day later, as others have it": {
			spoil(func(y int, m time.Month, d int) bool { return y == 2057 && m == time.September && d == 28 }, func(d *lunar.Date) { d.Month, d.Day = 8, 30 }),
			"NOT EXPECTED 2057-09-28 to 2057-09-28: the first is 2057-08-30 in the package, 2057-09-01 by the sky",
		},
		"1906 by the sky": {
			spoil(func(y int, m time.Month, d int) bool { return y == 1906 && m == time.April && d == 23 }, func(d *lunar.Date) { d.Month, d.Day = 4, 1 }),
			"NOT FOUND    1906-04-23 to 1906-05-22",
		},
	} {
		var out strings.Builder
		if err := check(&out, c.of); err == nil || !strings.Contains(out.String(), c.report) {
			t.Errorf("%s: %v, no %q in\n%s", why, err, c.report, &out)
		}
	}
	failing := func(int, time.Month, int) (lunar.Date, error) { return lunar.Of(1800, 1, 1) }
	if err := check(&strings.Builder{}, failing); err == nil {
		t.Error("an error is passed over")
	}
}

// TestSky holds the theories against the examples that Meeus works out: 49.a, of
// the table of chapter 49, and 25.b, of the complete theory; and against equinoxes
// and solstices as the almanacs have them, to the minute.
func TestSky(t *testing.T) {
	if got := newMoon(-283); math.Abs(got-2443192.65118) > 0.000006 {
		t.Errorf("the new moon of February 1977 is at %.5f, want 2443192.65118", got)
	}
	want := 199 + 54.0/60 + 21.818/3600
	if got := math.Mod(longitude(2448908.5)+360, 360); math.Abs(got-want)*3600 > 0.5 {
		t.Errorf("on 13 October 1992 the Sun is at %.6f°, want %.6f°", got, want)
	}
	for _, c := range []struct {
		degrees int
		want    time.Time
	}{
		{0, time.Date(2000, 3, 20, 7, 35, 0, 0, time.UTC)},
		{90, time.Date(2000, 6, 21, 1, 48, 0, 0, time.UTC)},
		{180, time.Date(2000, 9, 22, 17, 28, 0, 0, time.UTC)},
		{270, time.Date(2000, 12, 21, 13, 37, 0, 0, time.UTC)},
		{0, time.Date(2020, 3, 20, 3, 50, 0, 0, time.UTC)},
		{270, time.Date(2020, 12, 21, 10, 2, 0, 0, time.UTC)},
	} {
		guess := 2440587.5 + float64(c.want.Unix())/86400
		at := majorTerm(c.degrees, guess+5) - deltaT(float64(c.want.Year()))/86400
		if off := time.Duration((at - guess) * float64(24*time.Hour)); off.Abs() > time.Minute {
			t.Errorf("longitude %d: %v off %v", c.degrees, off, c.want)
		}
	}
}

// TestDeltaT meets measured values, and is continuous where its pieces meet.
func TestDeltaT(t *testing.T) {
	for year, want := range map[float64]float64{1900: -2.7, 1950: 29.1, 1980: 50.5, 2000: 63.8, 2005: 64.7} {
		if got := deltaT(year); math.Abs(got-want) > 0.5 {
			t.Errorf("%v: %.2f s, want %.1f", year, got, want)
		}
	}
	for _, year := range []float64{1920, 1941, 1961, 1986, 2005, 2050} {
		if before, after := deltaT(year-1e-6), deltaT(year); math.Abs(before-after) > 0.5 {
			t.Errorf("%v: %.2f s before, %.2f s after", year, before, after)
		}
	}
}

package main

import (
	"testing"
	"time"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestStartOfDay(t *testing.T) {
	for _, c := range []struct{ reason, zone, day, want string }{
		{"no clock changes", "Asia/Shanghai", "2026-03-05", "2026-03-05T00:00:00+08:00"},
		{"clocks go forward later that day", "Asia/Shanghai", "1986-05-04", "1986-05-04T00:00:00+08:00"},
		{"midnight is skipped", "America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"},
		{"the whole day is skipped", "Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"},
		{"midnight comes twice", "America/Havana", "2024-11-03", "2024-11-03T00:00:00-04:00"},
		{"clocks go back into the day before", "America/St_Johns", "2006-10-29", "2006-10-29T00:00:00-02:30"},
		{"UTC has no end of its offset", "UTC", "2026-03-05", "2026-03-05T00:00:00Z"},
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := startOfDay(day, zoneOf(t, c.zone)).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s in %s begins at %s, want %s", c.reason, c.day, c.zone, got, c.want)
		}
	}
}

// The year that is checked is that of the shop's zone, on either side of UTC.
func TestYears(t *testing.T) {
	for _, zone := range []string{"Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati"} {
		for text, want := range map[string]bool{"1900-12-31": false, "1901-01-01": true, "2199-12-31": true, "2200-01-01": false} {
			c := newClock(zoneOf(t, zone))
			ns, err := c.read(text)
			if (err == nil) != want {
				t.Errorf("%s in %s: %v", text, zone, err)
			}
			date, _ := time.Parse(time.DateOnly, text)
			again, err := c.read(startOfDay(date, c.zone).UTC().Format(time.RFC3339))
			if (err == nil) != want || again != ns {
				t.Errorf("%s as an instant in %s: %v", text, zone, err)
			}
		}
	}
	for _, date := range []string{"1901-01-01", "2199-12-31"} { // the engines take them
		mustRun(t, "-orders", writeFile(t, "orders.csv", header+"O1,C1,"+date+",5\n"), "-zone", "Pacific/Kiritimati")
	}
}

func TestCivilDate(t *testing.T) {
	for _, c := range []struct{ reason, zone, at, want string }{
		{"the last instant of a day", "Asia/Shanghai", "2026-03-05T23:59:59.999999999+08:00", "2026-03-05"},
		{"the first instant of a day", "Asia/Shanghai", "2026-03-06T00:00:00+08:00", "2026-03-06"},
		{"another day in UTC", "Asia/Shanghai", "2026-03-05T16:00:00Z", "2026-03-06"},
		{"before clocks go back over midnight", "America/St_Johns", "2006-10-28T23:30:00-02:30", "2006-10-28"},
		{"the day that has begun goes on", "America/St_Johns", "2006-10-28T23:30:00-03:30", "2006-10-29"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := civilDate(at, zoneOf(t, c.zone)).Format(time.DateOnly); got != c.want {
			t.Errorf("%s: %s in %s is %s, want %s", c.reason, c.at, c.zone, got, c.want)
		}
	}
}

func TestFormatInstant(t *testing.T) {
	for _, c := range []struct{ reason, zone, at, want string }{
		{"in the zone", "Asia/Shanghai", "2026-03-05T00:00:00Z", "2026-03-05T08:00:00+08:00"},
		{"with its fraction", "Asia/Shanghai", "2026-03-05T00:00:00.5Z", "2026-03-05T08:00:00.5+08:00"},
		{"an offset with seconds cannot be written", "Asia/Shanghai", "1900-06-01T00:00:00Z", "1900-06-01T00:00:00Z"},
		{"none", "Asia/Shanghai", "0001-01-01T00:00:00Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := formatInstant(at, zoneOf(t, c.zone)); got != c.want {
			t.Errorf("%s: %s, want %s", c.reason, got, c.want)
		}
	}
}

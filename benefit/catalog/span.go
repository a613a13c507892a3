package catalog

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
)

const (
	maxHours = 8_784 // a leap year
	maxDays  = 3_660
)

// A span is a number of hours, which are exact, or else of civil days.
type span struct{ hours, days int }

func (s span) given() bool { return s.hours+s.days > 0 }

// parseSpan reads "24 hours", "1 hour", "30 days" or "1 day", spelled so.
func parseSpan(s string) (span, error) {
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(n) != number || (unit == "hour" || unit == "day") != (n == 1) {
		n = 0
	}
	switch unit {
	case "hour", "hours":
		if n >= 1 && n <= maxHours {
			return span{hours: n}, nil
		}
	case "day", "days":
		if n >= 1 && n <= maxDays {
			return span{days: n}, nil
		}
	}
	return span{}, fmt.Errorf(`must be such as "24 hours" or "1 day", at most %d hours or %d days, not %.60q`, maxHours, maxDays, s)
}

// after returns the end of the span that begins at t: days are whole, so that of
// N days it is the end of the Nth date after.
func (s span) after(t time.Time, loc *time.Location) time.Time {
	if s.days == 0 {
		return t.Add(time.Duration(s.hours) * time.Hour)
	}
	return civil.DateOf(t, loc).AddDays(s.days + 1).Start(loc)
}

// before returns the beginning of the span that ends at t: of days it is the same
// reading of the clock.
func (s span) before(t time.Time, loc *time.Location) time.Time {
	if s.days == 0 {
		return t.Add(-time.Duration(s.hours) * time.Hour)
	}
	local := t.In(loc)
	year, month, day := local.Date()
	date, ok := civil.New(year, month, day)
	if !ok {
		return t
	}
	return reading(date.AddDays(-s.days), local, loc)
}

// reading returns the first instant at which the clocks of loc read the date and
// the time of day of another instant; where they skip it, that at which they do.
func reading(date civil.Date, clock time.Time, loc *time.Location) time.Time {
	y, m, d := date.Split()
	at := time.Date(y, m, d, clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), loc)
	from, until := at.ZoneBounds()
	asked := time.Date(y, m, d, clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), time.UTC)
	read := asUTC(at)
	switch {
	case read.Before(asked): // skipped, and at is before the gap
		return until
	case read.After(asked): // skipped, and at is after it
		return from
	}
	if from.IsZero() {
		return at
	}
	_, offset := at.Zone()
	_, earlier := from.Add(-1).Zone()
	if first := at.Add(time.Duration(offset-earlier) * time.Second); first.Before(from) && asUTC(first).Equal(asked) {
		return first
	}
	return at
}

// asUTC returns the instant at which the clocks of UTC read what those of t do.
func asUTC(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

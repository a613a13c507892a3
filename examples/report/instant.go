package main

import (
	"fmt"
	"time"
)

// Years in the shop's zone outside these bounds are faults of the export (a
// missing instant written as year 1, 1900 or 9999), not times at which a shop
// sold something. Within them an instant fits Unix nanoseconds, and the engines
// take it: their first year is 1900 in UTC.
const (
	firstYear = 1901
	lastYear  = 2199
)

// A clock reads instants written in a table: RFC 3339, or a bare date, which
// means the first instant of that civil day in the shop's zone.
type clock struct {
	zone *time.Location
	days map[string]int64 // bare dates seen; orders share few of them
}

func newClock(zone *time.Location) *clock {
	return &clock{zone: zone, days: make(map[string]int64)}
}

// read returns the instant in Unix nanoseconds. The error's text completes a
// fault.
func (c *clock) read(s string) (int64, error) {
	if len(s) != len(time.DateOnly) {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return 0, notAnInstant(s)
		}
		return nanos(t.In(c.zone))
	}
	if ns, ok := c.days[s]; ok {
		return ns, nil
	}
	date, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, notAnInstant(s)
	}
	ns, err := nanos(startOfDay(date, c.zone))
	if err == nil {
		c.days[s] = ns
	}
	return ns, err
}

func notAnInstant(s string) error {
	if s == "" {
		return fmt.Errorf("is empty; write a date like 2026-03-05 or an instant like 2026-03-05T14:30:00+08:00")
	}
	return fmt.Errorf("%s is neither a date like 2026-03-05 nor an RFC 3339 instant like 2026-03-05T14:30:00+08:00", quote(s))
}

// nanos checks the year of t, which is in the shop's zone.
func nanos(t time.Time) (int64, error) {
	if y := t.Year(); y < firstYear || y > lastYear {
		return 0, fmt.Errorf("year %d is outside %d to %d", t.Year(), firstYear, lastYear)
	}
	return t.UnixNano(), nil
}

// startOfDay returns the first instant in zone of the civil day of date (a
// midnight in UTC). Where clocks skip midnight, or the whole day, that is the
// first instant after the gap; where they go back over midnight, the first of
// the two midnights. time.Date promises neither.
func startOfDay(date time.Time, zone *time.Location) time.Time {
	t := date.Add(-26 * time.Hour).In(zone) // no offset exceeds 26 hours: still the day before
	for {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		first := date.Add(-time.Duration(offset) * time.Second)
		if first.Before(t) {
			first = t
		}
		if end.IsZero() || first.Before(end) {
			return first.In(zone)
		}
		t = end
	}
}

// civilDate returns the civil date of t in zone as a midnight in UTC: the
// latest day whose first instant is not after t.
func civilDate(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	// Only where clocks went back over midnight has the next day begun already.
	if next := date.AddDate(0, 0, 1); !startOfDay(next, zone).After(t) {
		return next
	}
	return date
}

// endOfDay returns the last instant in zone of the civil day of date (a
// midnight in UTC).
func endOfDay(date time.Time, zone *time.Location) time.Time {
	return startOfDay(date.AddDate(0, 0, 1), zone).Add(-1)
}

// formatInstant writes t as RFC 3339 in zone. Offsets of old local mean times
// have seconds, which RFC 3339 cannot express: those are written in UTC.
func formatInstant(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	if _, offset := t.Zone(); offset%60 != 0 {
		t = t.UTC()
	}
	return t.Format(time.RFC3339Nano)
}

package segment

import (
	"strconv"
	"time"

	"example.com/membership/internal/civil"
)

// maxAhead is how many days an anniversary clause may look ahead.
const maxAhead = 365

func anniversaryTest[T any](get func(T) time.Time, v *values) test[T] {
	ahead, err := strconv.Atoi(v.list[0])
	if err != nil || ahead < 0 || ahead > maxAhead || v.list[0] != strconv.Itoa(ahead) {
		v.add(0, "invalid_value", "must be a number of days from 0, for today, to %d, not %.64q", maxAhead, v.list[0])
		return nil
	}
	return func(c T, at *moment) bool {
		t := get(c)
		return !t.IsZero() && returns(reading(t), at.today, at.today.AddDays(ahead))
	}
}

// returns reports whether an anniversary of day falls on a date between from and
// to, both included and less than a year apart.
func returns(day, from, to civil.Date) bool {
	born, _, _ := day.Split()
	year, _, _ := from.Split()
	for y := year; y <= year+1; y++ {
		if on := day.AddMonths(12 * (y - born)); y > born && from <= on && on <= to {
			return true
		}
	}
	return false
}

// reading returns the date that t reads in its own location.
func reading(t time.Time) civil.Date {
	year, month, day := t.Date()
	d, ok := civil.New(year, month, day)
	switch {
	case ok:
		return d
	case year < civil.MinYear:
		return civil.MinDate
	}
	return civil.MaxDate
}

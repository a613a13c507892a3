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
		day, ok := reading(get(c))
		return ok && returns(day, at.today, at.today.AddDays(ahead))
	}
}

// maxAge is more than anybody's, and less than mistakes.
const maxAge = 300

func ageTest[T any](get func(T) time.Time, v *values) test[T] {
	years := parse(v, parseNumber)
	if years == nil {
		return nil
	}
	for i, n := range years {
		if n < 0 || n > maxAge {
			v.add(i, "invalid_value", "must be a number of years from 0 to %d, not %d", maxAge, n)
		}
	}
	rise(v, years, greater)
	in := numbers{years[0], years[1]}
	return func(c T, at *moment) bool {
		day, ok := reading(get(c))
		return ok && in.has(completed(day, at.today))
	}
}

// completed returns the years completed from day to today, below 0 for a day
// that is still to come.
func completed(day, today civil.Date) int64 {
	from, _, _ := day.Split()
	to, _, _ := today.Split()
	years := to - from
	if day.AddMonths(12*years) > today {
		years--
	}
	return int64(years)
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

// reading returns the date that t reads in its own location, if it is one of the
// years 1 to 9999 and t is not the zero Time.
func reading(t time.Time) (d civil.Date, ok bool) {
	year, month, day := t.Date()
	d, ok = civil.New(year, month, day)
	return d, ok && !t.IsZero()
}

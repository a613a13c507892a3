package civil

import (
	"math"
	"time"
)

// DateOf returns the civil date of t in loc: the latest day whose first
// instant is not after t. A nil loc is UTC. Instants outside MinDate..MaxDate
// give the nearer of the two.
//
// It is what the clock reads, except where clocks have gone back over
// midnight: a day that has begun is not undone, so until the clock catches up
// the date is later than the reading.
//
// It does not allocate. It looks up loc twice, t.In(loc).Date() once; that takes
// tens of nanoseconds, or some hundreds where loc has to apply a rule for summer
// time.
func DateOf(t time.Time, loc *time.Location) Date {
	sec := min(max(t.Unix(), firstSecond), lastSecond)
	s := spanAt(sec-reach, loc)
	latest := s.day(sec)
	if s.end > sec {
		return latest // the clock has not changed for so long that it reads true
	}
	latest = s.day(s.end - 1)
	for s.end <= sec {
		s = spanAt(s.end, loc)
		latest = max(latest, s.day(min(sec, s.end-1)))
	}
	return latest
}

// Start returns the first instant of the day in loc. A nil loc is UTC.
//
// Where clocks skip midnight it is the instant of the change; where they read
// midnight twice it is the first of the two. A day that loc skipped has no
// length: it starts with the next day that exists.
func (d Date) Start(loc *time.Location) time.Time {
	sec, _ := first(int64(d.clamp())*secondsPerDay, loc)
	return at(sec, loc)
}

// At returns the first instant in loc at which the clock reads the time of the
// day on this date, or a later time or date. The time is from 0 to 24 hours,
// the end of the day; beyond them the nearer of the two is taken. A nil loc is
// UTC.
//
// A time that clocks skip is the instant of the change, and one they read twice
// is the first of the two. All times of a day that loc skipped are the start of
// the next day that exists.
func (d Date) At(clock time.Duration, loc *time.Location) time.Time {
	clock = min(max(clock, 0), 24*time.Hour)
	sec, skipped := first(int64(d.clamp())*secondsPerDay+int64(clock/time.Second), loc)
	if skipped {
		return at(sec, loc)
	}
	return at(sec, loc).Add(clock % time.Second)
}

// first returns the first second at which the clock of loc reads so many seconds
// since 1970, or more, and whether that is because of a change.
func first(reading int64, loc *time.Location) (sec int64, skipped bool) {
	sec = reading - reach
	for {
		s := spanAt(sec, loc)
		first := max(sec, reading-s.offset)
		if first < s.end || s.end == forever {
			return first, first != reading-s.offset
		}
		sec = s.end
	}
}

// Offset returns how many seconds the clock of loc is ahead of UTC at sec, in
// Unix seconds, and until when it surely is: end comes after sec and is not part
// of the time. A nil loc is UTC.
func Offset(sec int64, loc *time.Location) (offset, end int64) {
	s := spanAt(sec, loc)
	return s.offset, s.end
}

const (
	secondsPerDay = 24 * 60 * 60

	// reach is how far back, in seconds, a change of the clock can matter. The
	// date of an instant depends on earlier ones by no more than the difference
	// of two offsets, and RFC 9636 section 3.2 keeps an offset above −25 h and
	// below +26 h.
	reach = 51 * 60 * 60

	// Seconds beyond these lie outside MinDate..MaxDate in every location.
	firstSecond = int64(MinDate-3) * secondsPerDay
	lastSecond  = int64(MaxDate+3) * secondsPerDay

	// forever is the end of a span without end.
	forever = math.MaxInt64
)

// A span is a stretch of time in which a location's offset from UTC is fixed:
// it lasts from the instant that was asked for up to, and excluding, end.
type span struct {
	offset int64 // seconds east of UTC
	end    int64 // Unix seconds
}

// spanAt returns the span that begins at sec. Its end lies after sec, so a
// walk from span to span ends.
//
// Only the end of time.Time.ZoneBounds is of use. For instants beyond a
// location's table of changes, governed by its rule, the start may be the start
// of the UTC year or precede the last change in the table; the end may be that
// of the 365th day of the UTC year, which on the last day of a leap year is
// already past.
func spanAt(sec int64, loc *time.Location) span {
	t := at(sec, loc)
	_, offset := t.Zone()
	_, end := t.ZoneBounds()
	s := span{offset: int64(offset), end: forever}
	if !end.IsZero() {
		s.end = end.Unix()
	}
	if s.end <= sec {
		s.end = (floorDiv(sec, secondsPerDay) + 1) * secondsPerDay
	}
	return s
}

// day returns the date that the clock reads at sec, an instant of the span.
func (s span) day(sec int64) Date {
	n := floorDiv(sec+s.offset, secondsPerDay)
	return Date(min(max(n, int64(MinDate)), int64(MaxDate)))
}

// at returns the instant in loc, or in UTC if loc is nil.
func at(sec int64, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	return time.Unix(sec, 0).In(loc)
}

// floorDiv returns a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

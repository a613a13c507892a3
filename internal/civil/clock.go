package civil

import "time"

// A Clock answers [DateOf] in one location, faster for the four years before
// the instant it was made for: there it remembers between which instants the
// clock does not change. It is immutable.
type Clock struct {
	loc  *time.Location
	calm []calm // in their order
}

// calm is a stretch of time in which the clock reads true, as in [DateOf].
type calm struct {
	from, end int64 // Unix seconds; end is not part of it
	shift     int64 // what makes of one the seconds that the clock reads since MinDate
}

// maxCalm is more than the changes of any location in four years, and bounds
// the cost of looking.
const maxCalm = 32

// NewClock returns the clock of loc for instants up to t. A nil loc is UTC.
func NewClock(t time.Time, loc *time.Location) Clock {
	c := Clock{loc: loc}
	// Stretches begin reach later, and end so early, that dates are within the
	// calendar in any zone.
	const first, end = int64(MinDate) * secondsPerDay, int64(MaxDate)*secondsPerDay - reach
	last := min(max(t.Unix(), first), end)
	sec := max(last-4*366*secondsPerDay, first)
	for len(c.calm) < maxCalm && sec <= last {
		s := spanAt(sec, loc)
		if from, until := sec+reach, min(s.end, end); from < until {
			c.calm = append(c.calm, calm{from, until, s.offset - int64(MinDate)*secondsPerDay})
		}
		sec = s.end
	}
	return c
}

// DateOf returns [DateOf] of the instant sec, in Unix seconds. It does not
// allocate.
func (c *Clock) DateOf(sec int64) Date {
	n := 0 // counted without leaving the loop, which no processor could predict
	for i := range c.calm {
		if sec >= c.calm[i].from {
			n++
		}
	}
	if n > 0 {
		if s := &c.calm[n-1]; sec < s.end {
			return MinDate + Date(uint64(sec+s.shift)/secondsPerDay) // no sign: nothing is before MinDate
		}
	}
	return DateOf(at(sec, c.loc), c.loc)
}

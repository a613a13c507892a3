package care

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

const (
	maxWindows    = 50
	minutesPerDay = 24 * 60
	secondsPerDay = 24 * 60 * 60
)

// hours is a compiled list of windows. It is immutable; the zero value has no
// windows.
type hours struct {
	// kinds has, by kind of date, the stretches that begin on such a date,
	// apart and ascending. They may last into the next date.
	kinds    [2 * 7][]stretch
	holidays map[civil.Date]bool
}

// stretch is a time of the day in minutes from the start of a date by the
// clock; to is not part of it.
type stretch struct{ from, to int }

// holiday is the word for a holiday among the days of a window.
const holiday = "holiday"

// dayNames has the words for the days of a window: those of the week by
// time.Weekday, then holidays.
var dayNames = [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", holiday}

// empty reports whether there are no windows.
func (h *hours) empty() bool {
	for _, k := range h.kinds {
		if len(k) > 0 {
			return false
		}
	}
	return true
}

// inside reports whether the clock of loc reads a time in a window at t. Where
// clocks go back, both passes of a reading are alike.
func (h *hours) inside(t time.Time, loc *time.Location) bool {
	sec := t.Unix()
	offset, _ := civil.Offset(sec, loc)
	in, _, _ := h.at(sec + offset)
	return in
}

// next returns the earliest instant from t to last that is inside, or outside,
// and reports whether there is one. It does not allocate. It takes a step for
// each window and date that it passes.
func (h *hours) next(t, last time.Time, loc *time.Location, inside bool) (time.Time, bool) {
	start, stop := t.Unix(), last.Unix()
	for sec := start; sec <= stop; {
		offset, end := civil.Offset(sec, loc)
		for sec < end && sec <= stop {
			in, _, until := h.at(sec + offset)
			if in == inside {
				return beginning(t, last, sec)
			}
			sec = until - offset
		}
		sec = min(sec, end) // the clock reads something else from there on
	}
	return time.Time{}, false
}

// beginning returns the instant at which the second begins, or t where that is
// later, if it is not after last.
func beginning(t, last time.Time, sec int64) (time.Time, bool) {
	if start := t.Unix(); sec > start {
		t = t.Add(time.Duration(sec-start)*time.Second - time.Duration(t.Nanosecond()))
	}
	return t, !t.After(last)
}

// prev returns the latest full minute of UTC from first to t that is inside, or
// outside, and reports whether there is one. It does not allocate. It takes a
// step for each window and date that it passes.
func (h *hours) prev(t, first time.Time, loc *time.Location, inside bool) (time.Time, bool) {
	t = t.Truncate(time.Minute)
	for !t.Before(first) {
		sec := t.Unix()
		from, offset := calmSince(sec, loc)
		in, since, _ := h.at(sec + offset)
		if in == inside {
			return t, true
		}
		// Before the window, or the change of the clock, it is another matter.
		before := max(from, since-offset) - 1
		t = t.Add(time.Duration(before-sec) * time.Second).Truncate(time.Minute)
	}
	return time.Time{}, false
}

// calmSince returns the offset of loc at sec and an instant from which on, up to sec,
// the clock has not changed: at most a day before.
func calmSince(sec int64, loc *time.Location) (from, offset int64) {
	from = sec - secondsPerDay
	offset, end := civil.Offset(from, loc)
	for end <= sec {
		from = end
		offset, end = civil.Offset(from, loc)
	}
	return from, offset
}

// at reports whether a reading, in seconds since 1970 by the clock, is inside,
// and between which readings on its date that stays so; until is not part of
// them.
func (h *hours) at(reading int64) (in bool, since, until int64) {
	day, second := reading/secondsPerDay, reading%secondsPerDay
	if second < 0 {
		day, second = day-1, second+secondsPerDay
	}
	date, minute := civil.Date(day), int(second/60)
	in, from, to := findMinute(h.kinds[h.kind(date)], minute)
	over, begun, ends := findMinute(h.kinds[h.kind(date-1)], minute+minutesPerDay)
	begun, ends = begun-minutesPerDay, ends-minutesPerDay
	switch {
	case over:
		from, to = begun, ends // both are right where both are
	case !in:
		from = max(from, begun) // nothing of the day before begins on this one
	}
	from, to = max(from, 0), min(to, minutesPerDay)
	start := day * secondsPerDay
	return in || over, start + int64(from)*60, start + int64(to)*60
}

// kind returns the index of the date among the kinds.
func (h *hours) kind(d civil.Date) int {
	k := 2 * int(d.Weekday())
	if h.holidays[d] {
		k++
	}
	return k
}

// findMinute reports whether a minute is in one of the stretches, and between which
// minutes that stays so.
func findMinute(list []stretch, minute int) (in bool, since, until int) {
	for _, s := range list {
		switch {
		case minute < s.from:
			return false, since, s.from
		case minute < s.to:
			return true, s.from, s.to
		}
		since = s.to
	}
	return false, since, 3 * minutesPerDay // beyond any
}

// compileWindows compiles windows and adds their faults. Without a list of
// faults there are none, and any number of windows will do. Holidays are kept,
// not copied.
func compileWindows(l *fault.List, path string, list []Window, holidays map[civil.Date]bool) hours {
	h := hours{holidays: holidays}
	if l != nil && len(list) > maxWindows {
		l.Add(path, "too_many", "has %d windows; at most %d are allowed", len(list), maxWindows)
		return h
	}
	windows := make([]window, len(list))
	everyDay := true
	for i := range list {
		windows[i] = list[i].compile(l, fault.Index(path, i))
		everyDay = everyDay && windows[i].days == 0
	}
	for k := range h.kinds {
		if k > 0 && everyDay {
			h.kinds[k] = h.kinds[0] // one list will do
			continue
		}
		for _, w := range windows {
			if w.days.has(k) {
				h.kinds[k] = append(h.kinds[k], w.stretch)
			}
		}
		h.kinds[k] = joinStretches(h.kinds[k])
	}
	return h
}

// window is a compiled [Window].
type window struct {
	stretch
	days daySet
}

func (w *Window) compile(l *fault.List, path string) window {
	from := clockMinute(l, fault.Field(path, "from"), w.From, minutesPerDay-1)
	to := clockMinute(l, fault.Field(path, "to"), w.To, minutesPerDay)
	switch {
	case from < 0 || to < 0:
	case from == to:
		l.Add(fault.Field(path, "to"), "conflict", `is %q, as from is; for a whole day give from "00:00" and to "24:00"`, w.To)
	case to < from:
		to += minutesPerDay
	}
	return window{stretch{from, to}, w.days(l, fault.Field(path, "on"))}
}

// clockMinute returns the minute of a time of the day, or −1 where it is none or
// after the latest one.
func clockMinute(l *fault.List, path, text string, latest int) int {
	minute, ok := parseClock(text)
	switch {
	case text == "":
		l.Add(path, "missing", `is missing; give a time of the day, such as "22:00"`)
	case !ok || minute > latest:
		l.Add(path, "invalid_value", `%.40q is not a time of the day; write hours and minutes with two digits each, such as "09:00"`, text)
	default:
		return minute
	}
	return -1
}

// parseClock reads a time of the day from "00:00" to "24:00" in minutes.
func parseClock(text string) (minute int, ok bool) {
	if len(text) != len("15:04") || text[2] != ':' {
		return 0, false
	}
	for i, weight := range [...]int{600, 60, 0, 10, 1} {
		if digit := text[i] - '0'; digit <= 9 {
			minute += weight * int(digit)
		} else if i != 2 {
			return 0, false
		}
	}
	return minute, text[3] < '6' && minute <= minutesPerDay
}

// daySet has a bit for each day of the week and one for holidays; 0 is all
// days.
type daySet uint8

// has reports whether dates of the kind are among the days.
func (d daySet) has(kind int) bool {
	return d == 0 || d>>(kind/2)&1 == 1 || kind%2 == 1 && d>>7 == 1
}

// days returns the days of the window.
func (w *Window) days(l *fault.List, path string) (days daySet) {
	if len(w.On) > len(dayNames) {
		l.Add(path, "too_many", "has %d days; there are seven, and %q", len(w.On), holiday)
		return 0
	}
	for i, name := range w.On {
		n := slices.Index(dayNames[:], name)
		switch {
		case n < 0:
			fault.OneOf(l, fault.Index(path, i), name, dayNames[:]...)
		case days>>n&1 == 1:
			l.Add(fault.Index(path, i), "duplicate", "%q is there before; leave one out", name)
		default:
			days |= 1 << n
		}
	}
	return days
}

// joinStretches sorts stretches and makes one of those that touch.
func joinStretches(list []stretch) []stretch {
	slices.SortFunc(list, func(a, b stretch) int { return a.from - b.from })
	joined := list[:0]
	for _, s := range list {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

package care

import (
	"errors"
	"slices"
	"sort"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

const (
	maxCaps   = 20
	maxNames  = 100 // of channels, and of topics, of a programme that is right
	maxRolled = 366 * 24 * time.Hour
)

// frequencyCap is a compiled [Cap]. It is immutable.
type frequencyCap struct {
	id               string
	most             int64
	channels, topics map[string]bool // nil for all
	rolling          time.Duration   // 0 for a cap of the calendar
	unit             string          // of the calendar: "day", "week" or "month"
	weekStart        time.Weekday
}

// covers reports whether contacts on the channel about the topic are under the
// cap.
func (c *frequencyCap) covers(channel, topic string) bool {
	return (c.channels == nil || c.channels[channel]) && (c.topics == nil || c.topics[topic])
}

// next returns the earliest instant from t to last at which one contact more is
// allowed, and reports whether there is one. The contacts that count are in
// ascending order, those later than t among them. It does not allocate; it looks
// only at contacts as near as the time of the cap.
func (c *frequencyCap) next(t, last time.Time, counted []time.Time, loc *time.Location) (time.Time, bool) {
	free := t
	switch {
	case c.most <= 0:
		return time.Time{}, false
	case c.most > int64(len(counted)):
	case c.rolling > 0:
		free = c.nextRolling(t, last, counted)
	default:
		for !free.After(last) {
			_, end, full := c.period(free, counted, loc)
			if !full {
				break
			}
			if !end.After(free) {
				return time.Time{}, false // after the calendar
			}
			free = end
		}
	}
	return free.In(t.Location()), !free.After(last)
}

// prev returns the latest full minute of UTC from first to t at which one contact
// more is allowed, and reports whether there is one; see next.
func (c *frequencyCap) prev(t, first time.Time, counted []time.Time, loc *time.Location) (time.Time, bool) {
	free := t.Truncate(time.Minute)
	switch {
	case c.most <= 0:
		return time.Time{}, false
	case c.most > int64(len(counted)):
	case c.rolling > 0:
		free = c.prevRolling(free, first, counted)
	default:
		for !free.Before(first) {
			start, _, full := c.period(free, counted, loc)
			if !full {
				break
			}
			if start.After(free) {
				return time.Time{}, false // before the calendar
			}
			free = start.Add(-1).Truncate(time.Minute)
		}
	}
	return free.In(t.Location()), !free.Before(first)
}

// With one more at x, a stretch (e−d, e] has too many when it has it and as many
// others as are allowed. Those of contacts i to i+most−1 that fit in one
// block the instants between contact i+most−1 less d and contact i plus d,
// neither of them included. Both ends rise with i.

// nextRolling returns the earliest instant from t on that is not blocked, or one
// after last.
func (c *frequencyCap) nextRolling(t, last time.Time, counted []time.Time) time.Time {
	n := int(c.most) - 1
	i := sort.Search(len(counted), func(i int) bool { return counted[i].Add(c.rolling).After(t) })
	for ; i+n < len(counted) && !t.After(last); i++ {
		from, until := counted[i+n].Add(-c.rolling), counted[i].Add(c.rolling)
		if !from.Before(t) {
			break
		}
		if until.After(t) && counted[i+n].Sub(counted[i]) < c.rolling {
			t = until
		}
	}
	return t
}

// prevRolling returns the latest full minute up to the full minute t that is not
// blocked, or one before first.
func (c *frequencyCap) prevRolling(t, first time.Time, counted []time.Time) time.Time {
	n := int(c.most) - 1
	i := sort.Search(len(counted)-n, func(i int) bool { return !counted[i+n].Add(-c.rolling).Before(t) }) - 1
	for ; i >= 0 && !t.Before(first); i-- {
		from, until := counted[i+n].Add(-c.rolling), counted[i].Add(c.rolling)
		if !until.After(t) {
			break
		}
		if from.Before(t) && counted[i+n].Sub(counted[i]) < c.rolling {
			t = from.Truncate(time.Minute)
		}
	}
	return t
}

// period returns the day, week or month of an instant, its end not part of it,
// and whether it has as many contacts as are allowed.
func (c *frequencyCap) period(t time.Time, counted []time.Time, loc *time.Location) (start, end time.Time, full bool) {
	d := civil.DateOf(t, loc)
	var next civil.Date
	switch c.unit {
	case "month":
		d = d.PeriodStart(1)
		next = d.AddMonths(1)
	case "week":
		d = d.AddDays(-int(d.Weekday()-c.weekStart+7) % 7)
		next = d.AddDays(7)
	default:
		next = d.AddDays(1)
	}
	start, end = d.Start(loc), next.Start(loc)
	return start, end, int64(countBefore(counted, end)-countBefore(counted, start)) >= c.most
}

// countBefore returns how many of the ascending instants are before t.
func countBefore(instants []time.Time, t time.Time) int {
	return sort.Search(len(instants), func(i int) bool { return !instants[i].Before(t) })
}

// compileCaps compiles the caps of a programme and adds their faults. Without a
// list of faults there are none.
func compileCaps(l *fault.List, p *Program) []frequencyCap {
	if l != nil && len(p.Caps) > maxCaps {
		l.Add("caps", "too_many", "has %d caps; at most %d are allowed", len(p.Caps), maxCaps)
		return nil
	}
	weekStart := time.Weekday(max(slices.Index(dayNames[:7], p.WeekStart), 0))
	if p.WeekStart == "" {
		weekStart = time.Monday
	}
	var channels []string
	for i := range p.Channels[:min(len(p.Channels), maxNames)] {
		channels = append(channels, p.Channels[i].ID)
	}
	topics := p.Topics[:min(len(p.Topics), maxNames)]
	caps := make([]frequencyCap, len(p.Caps))
	seen := map[string]bool{}
	for i := range p.Caps {
		from, path := &p.Caps[i], fault.Index("caps", i)
		c := frequencyCap{id: from.ID, weekStart: weekStart}
		c.checkID(l, fault.Field(path, "id"), seen)
		c.compileMost(l, fault.Field(path, "most"), from.Most)
		c.compileIn(l, fault.Field(path, "in"), from.In)
		c.channels = compileNames(l, fault.Field(path, "channels"), "channel", from.Channels, channels)
		c.topics = compileNames(l, fault.Field(path, "topics"), "topic", from.Topics, topics)
		caps[i] = c
	}
	return caps
}

func (c *frequencyCap) checkID(l *fault.List, path string, seen map[string]bool) {
	if err := fault.Name(c.id); err != nil {
		code := "invalid_value"
		switch {
		case c.id == "":
			code = "missing"
		case len(c.id) > fault.MaxName:
			code = "too_long"
		}
		l.Add(path, code, "%v", err)
	} else if seen[c.id] {
		l.Add(path, "duplicate", "%.64q is the ID of another cap; give each its own", c.id)
	}
	seen[c.id] = true
}

func (c *frequencyCap) compileMost(l *fault.List, path string, most *int64) {
	switch {
	case most == nil:
		l.Add(path, "missing", "is missing; give how many contacts are allowed, 0 for none, or leave the cap out")
	case *most < 0:
		l.Add(path, "out_of_range", "must not be negative, as %d is; 0 allows none", *most)
	default:
		c.most = *most
	}
}

func (c *frequencyCap) compileIn(l *fault.List, path, text string) {
	const forms = `"7 days", "12 hours", "calendar day", "calendar week" or "calendar month"`
	if unit, ok := strings.CutPrefix(text, "calendar "); ok && slices.Contains([]string{"day", "week", "month"}, unit) {
		c.unit = unit
		return
	}
	s, err := Term(text).span()
	switch {
	case text == "":
		l.Add(path, "missing", "is missing; give %s", forms)
	case err == nil && s.months != 0:
		l.Add(path, "invalid_value", `%.64q has no fixed length; give days, or "calendar month"`, text)
	case err != nil && !errors.Is(err, errTooLong) || s.endOfDay:
		l.Add(path, "invalid_value", "%.64q is not a time over which contacts count; give %s", text, forms)
	case err != nil || s.days > 366 || s.exact > maxRolled:
		l.Add(path, "out_of_range", "is %.64q; at most 366 days are allowed", text)
	default:
		c.rolling = s.exact + time.Duration(s.days)*24*time.Hour
	}
}

// compileNames returns the names as a set, nil for none, which stands for all.
func compileNames(l *fault.List, path, what string, names, known []string) map[string]bool {
	if len(names) == 0 {
		return nil
	}
	if l != nil && len(names) > len(known) {
		l.Add(path, "too_many", "has %d names, but there are %d; name each %s once", len(names), len(known), what)
		return nil
	}
	set := make(map[string]bool, len(names))
	for i, name := range names {
		switch near := fault.Nearest(name, known); {
		case set[name]:
			l.Add(fault.Index(path, i), "duplicate", "%.64q is there before; leave one out", name)
		case slices.Contains(known, name):
		case near != "":
			l.Add(fault.Index(path, i), "unknown", "%.64q is unknown: did you mean %.64q?", name, near)
		default:
			l.Add(fault.Index(path, i), "unknown", "%.64q is no %s of the programme; add it there, or leave it out", name, what)
		}
		set[name] = true
	}
	return set
}

package catalog

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/membership/internal/civil"
)

// window is a span in which a benefit is open, [from, until): a zero from is
// always open already, a zero until never ends.
type window struct {
	from, until time.Time
	year        int     // of the birthday, 0 without
	launch      *Launch // of early access
}

func (w *window) over(at time.Time) bool { return !w.until.IsZero() && !w.until.After(at) }

// windows returns the spans in which a benefit is open, by their beginning: the
// last that is over before the instant, and all that can matter after it. What is
// not known of the member leaves From and Until of the benefit. The next call
// overwrites them.
func (c *call) windows(b *entry) []window {
	all := c.buffer[:0]
	switch {
	case b.around != nil && c.birthday.day > 0:
		all = c.annual(all, b)
	case b.around != nil && c.birthday.known():
		for _, date := range c.birthday.dates {
			year, _, _ := date.Split()
			all = append(all, c.around(b, date, year))
		}
	case b.joined.given() && !c.member.Joined.IsZero():
		all = append(all, window{from: c.member.Joined, until: b.joined.after(c.member.Joined, c.loc)})
	case b.lead.given() && len(c.launches) > 0:
		all = c.early(all, b)
	default:
		all = append(all, window{})
	}
	c.buffer = all
	kept := all[:0]
	for i := range all {
		if c.clip(b, &all[i]) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

// early adds the windows of all launches.
func (c *call) early(all []window, b *entry) []window {
	for i := range c.launches {
		l := &c.launches[i]
		all = append(all, window{from: b.lead.before(l.At, c.loc), until: l.At, launch: l})
	}
	slices.SortFunc(all, func(a, b window) int {
		return cmp.Or(a.from.Compare(b.from), strings.Compare(a.launch.ID, b.launch.ID))
	})
	return all
}

// annual adds the windows around birthdays, up to the first that opens later and
// cannot have been used: uses are for the year after their own at most. Windows of
// different years do not touch.
func (c *call) annual(all []window, b *entry) []window {
	near, until := c.at, b.When.Until
	if !until.IsZero() && until.Before(near) {
		near = until
	}
	near = later(near, b.When.From)
	year, _, _ := c.today.Split()
	unused := max(year+2, yearOf(b.When.From, c.loc)+1)
	back := 1
	if b.around.Leap == NoLeapDay && c.birthday.month == time.February && c.birthday.day == 29 {
		back = 9 // 1900 was no leap year, 2100 will be none
	}
	for year := yearOf(near, c.loc) - back; year < 2300; year++ {
		date, ok := c.birthday.in(year, b.around.Leap)
		if !ok {
			continue
		}
		w := c.around(b, date, year)
		if !until.IsZero() && !w.from.Before(until) {
			break
		}
		all = append(all, w)
		if year >= unused {
			break
		}
	}
	return all
}

// in returns the birthday in a year.
func (b birthday) in(year int, leap LeapDay) (civil.Date, bool) {
	date, ok := civil.New(year, b.month, b.day)
	switch {
	case ok:
		return date, true
	case leap == February28:
		return civil.New(year, time.February, 28)
	case leap == March1:
		return civil.New(year, time.March, 1)
	}
	return 0, false
}

// around returns the window around a birthday.
func (c *call) around(b *entry, date civil.Date, year int) window {
	return window{
		from:  date.AddDays(-b.around.Before).Start(c.loc),
		until: date.AddDays(b.around.After + 1).Start(c.loc),
		year:  year,
	}
}

// clip cuts a window to From and Until of the benefit, and to the years that are
// accepted, and reports whether anything is left.
func (c *call) clip(b *entry, w *window) bool {
	if w.from.Before(b.When.From) {
		w.from = b.When.From
	}
	if until := b.When.Until; !until.IsZero() && (w.until.IsZero() || until.Before(w.until)) {
		w.until = until
	}
	if !w.until.IsZero() && (!w.from.Before(w.until) || w.until.Unix() < civil.AcceptedFrom) {
		return false
	}
	w.from, w.until = c.shown(w.from), c.shown(w.until)
	return true
}

// shown returns an instant as answers have it: in the shop's location, in UTC
// where JSON cannot write its offset, and the zero Time, which is always or never,
// for one that is not accepted.
func (c *call) shown(t time.Time) time.Time {
	if !civil.Accepted(t) {
		return time.Time{}
	}
	return civil.Writable(t.In(c.loc))
}

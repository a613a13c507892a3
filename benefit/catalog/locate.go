package catalog

import "time"

// position is where an instant lies among the windows and uses of a benefit,
// whoever asks.
type position struct {
	free   bool      // open and not used up
	window window    // that is free
	until  time.Time // when free ends
	opens  time.Time // when it is free next, if it is not

	open  []window  // those that are open, used up or not; the call's next position overwrites them
	comes time.Time // when the next one opens
	ended time.Time // when the last one ended
	left  bool      // whether one is not over

	since, renews time.Time // the period in which uses are counted
	full          bool      // whether it has no room
	year          int       // of the birthday that counts, too
	used          int64     // in the period or for that birthday
	next          time.Time // when anything of this changes
}

// locate finds the position of the call's instant for an entry.
func (c *call) locate(entry int) position {
	b := &c.entries[entry]
	p := position{open: c.open[:0]}
	if b.counted() {
		p.since, p.renews = c.period(b.per)
		c.tally(entry, &p)
		p.full = p.used >= b.times
	}
	windows := c.windows(b)
	for i := range windows {
		w := &windows[i]
		if w.over(c.at) {
			p.ended, p.year = later(p.ended, w.until), w.year
			continue
		}
		p.meets(c, w)
		if p.free && w.from.After(p.until) {
			break
		}
		p.takes(c, entry, w)
		if p.free && p.until.IsZero() || !p.opens.IsZero() && !p.comes.IsZero() {
			break
		}
	}
	c.open = p.open
	if b.counted() && c.tally(entry, &p) {
		p.changes(c, p.renews)
	}
	if until := b.When.Until; !p.left && p.ended.IsZero() && !until.IsZero() { // no window at all
		if until.After(c.at) {
			p.changes(c, until)
		} else {
			p.ended = c.shown(until)
		}
	}
	return p
}

// meets notes a window that is not over.
func (p *position) meets(c *call, w *window) {
	if !p.left {
		p.left, p.year = true, w.year
	}
	if w.from.After(c.at) {
		p.changes(c, w.from)
		if p.comes.IsZero() {
			p.comes = w.from
		}
		return
	}
	p.changes(c, w.until)
	p.open = append(p.open, *w)
}

// takes notes whether, and from when on, a window that is not over is free.
func (p *position) takes(c *call, entry int, w *window) {
	from, ok := p.freeFrom(c, entry, w)
	switch {
	case !ok:
	case p.free && w.until.IsZero():
		p.until = time.Time{}
	case p.free:
		p.until = later(p.until, w.until)
	case !from.After(c.at):
		p.free, p.window, p.until, p.year = true, *w, w.until, w.year
	case p.opens.IsZero():
		p.opens = c.shown(from)
		p.changes(c, p.opens)
	}
}

// tally counts the uses that a guard counts, and reports whether there will be
// fewer when the period ends.
func (c *call) tally(entry int, p *position) (fewer bool) {
	p.used = 0
	for u := range c.ledger.of(entry) {
		birthday, period := p.year != 0 && u.year(c.loc) == p.year, inside(u.At, p.since, p.renews)
		if birthday || period {
			p.used++
		}
		fewer = fewer || period && !birthday
	}
	return fewer
}

// freeFrom returns the first instant, not before that of the call, at which a
// window is open and not used up.
func (p *position) freeFrom(c *call, entry int, w *window) (time.Time, bool) {
	from := later(w.from, c.at)
	if w.year != 0 {
		for u := range c.ledger.of(entry) {
			if u.year(c.loc) == w.year {
				return from, false
			}
		}
	}
	switch {
	case !p.full:
		return from, true
	case p.renews.IsZero():
		return from, false
	}
	from = later(from, p.renews)
	return from, w.until.IsZero() || from.Before(w.until)
}

func (p *position) changes(c *call, t time.Time) { p.next = sooner(p.next, c.shown(t)) }

// period returns the bounds of the period that contains the call's instant.
func (c *call) period(per Period) (from, until time.Time) {
	cached := &c.periods[per.months()]
	if cached.until.IsZero() {
		cached.from, cached.until = per.bounds(c.today, c.loc)
	}
	return cached.from, cached.until
}

package care

import (
	"slices"
	"time"
)

// place looks for the instant and the channel of a candidate that has passed
// the gates without time: the earliest instant that any channel allows, or, of
// Placing Earlier, the latest. Of channels that allow the same instant the
// preferred one is taken.
//
// Its cost is that of the changes between the first and the last instant: of
// consent, the ends of hours, contacts in capped windows.
func (p *planner) place(c *candidate) (at time.Time, channel int, ok bool) {
	start, last := p.start(c), c.deadline
	back := c.rule.Placing == Earlier
	if c.rule.Placing == Drop || back {
		if c.due.Before(p.from) {
			return at, 0, false // the only instant, or the last, is over
		}
		last = earlier(c.due, last)
	}
	for _, i := range c.channels {
		t, found := p.earliest(c, i, start, last)
		if !found && back {
			t, found = p.latest(c, i, later(p.from, c.due.Add(-p.lookAhead)), last)
		}
		if !found {
			continue
		}
		if !ok || !back && t.Before(at) || back && t.After(at) {
			at, channel, ok = t, i, true
		}
	}
	return at, channel, ok
}

// start is the first instant at which the candidate could be made.
func (p *planner) start(c *candidate) time.Time { return later(c.due, p.from) }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earliest returns the earliest instant in [t, last] at which all that depends
// on time holds on the rule's channel i.
func (p *planner) earliest(c *candidate, i int, t, last time.Time) (time.Time, bool) {
	ch, obeys, ok := c.rule.channels[i], c.rule.obeys, true
	for {
		at := t
		if obeys[GateConsent] {
			if at, ok = p.nextAgreed(ch.id, c.rule.Topic, at, last); !ok {
				return at, false
			}
		}
		if at, ok = p.nextOpen(ch, obeys, at, last); !ok {
			return at, false
		}
		if obeys[GateCaps] {
			for _, n := range c.rule.caps[i] {
				if at, ok = p.caps[n].next(at, last, p.counted(n), p.zone); !ok {
					return at, false
				}
			}
		}
		if at.Equal(t) {
			return t, !t.After(last)
		}
		t = at
	}
}

// A shutTime is a long time, its end not part of it, without an instant that
// both quiet and preferred hours allow on a channel.
type shutTime struct {
	channel     *channel
	from, until time.Time
}

// nextOpen returns the earliest instant in [t, last] that the hours which are
// obeyed allow. Where quiet and preferred hours hardly meet it remembers where it
// has looked, so that the next candidate does not look there again.
func (p *planner) nextOpen(ch *channel, obeys map[Gate]bool, t, last time.Time) (time.Time, bool) {
	quiet, preferred := obeys[GateQuietHours], obeys[GatePreferredHours] && !p.preferred.empty()
	both := quiet && preferred && !ch.quiet.empty()
	ok := true
	for start, steps := t, 0; ; steps++ {
		if both && p.shut.channel == ch && !t.Before(p.shut.from) && t.Before(p.shut.until) {
			t = p.shut.until
		}
		at := t
		if quiet {
			at, ok = ch.quiet.next(at, last, p.zone, false)
		}
		if ok && preferred {
			at, ok = p.preferred.next(at, last, p.zone, true)
		}
		if !ok {
			at = last.Add(1)
		}
		if both && steps > 8 && (!ok || at.Equal(t)) && at.After(start) {
			p.shut = p.shut.with(shutTime{ch, start, at})
		}
		if !ok || at.Equal(t) {
			return t, ok && !t.After(last)
		}
		t = at
	}
}

// with returns the two times as one where they touch, and else the new one.
func (s shutTime) with(more shutTime) shutTime {
	if s.channel == more.channel && !more.from.After(s.until) && !s.from.After(more.until) {
		return shutTime{s.channel, earlier(s.from, more.from), later(s.until, more.until)}
	}
	return more
}

// latest returns the latest full minute in [first, t] at which all that depends
// on time holds on the rule's channel i.
func (p *planner) latest(c *candidate, i int, first, t time.Time) (time.Time, bool) {
	ch, obeys, ok := c.rule.channels[i], c.rule.obeys, true
	for t = fullMinute(t); !t.Before(first); {
		at := t
		if obeys[GateConsent] {
			if at, ok = p.prevAgreed(ch.id, c.rule.Topic, at, first); !ok {
				return at, false
			}
		}
		if obeys[GateQuietHours] {
			if at, ok = ch.quiet.prev(at, first, p.zone, false); !ok {
				return at, false
			}
		}
		if obeys[GatePreferredHours] && !p.preferred.empty() {
			if at, ok = p.preferred.prev(at, first, p.zone, true); !ok {
				return at, false
			}
		}
		if obeys[GateCaps] {
			for _, n := range c.rule.caps[i] {
				if at, ok = p.caps[n].prev(at, first, p.counted(n), p.zone); !ok {
					return at, false
				}
			}
		}
		if at.Equal(t) {
			return t, true
		}
		t = at
	}
	return t, false
}

// blockers lists what of time is against the candidate at the first instant at
// which it could be made, on all of the rule's channels with an address.
func (p *planner) blockers(c *candidate) []Reason {
	at, obeys := p.start(c), c.rule.obeys
	made := slices.ContainsFunc(c.reasons, func(r Reason) bool { return r.Code == AlreadySent })
	var why []Reason
	for i, ch := range c.rule.channels {
		if a := p.address(ch); a == nil || a.compared == "" {
			continue // there is nothing to agree to
		}
		if ok, by := p.agreed(ch.id, c.rule.Topic, at); obeys[GateConsent] && !ok {
			r := Reason{Code: ConsentUnknown, Channel: ch.id}
			if by != nil {
				r = Reason{Code: Denied, Channel: ch.id, Detail: by.Source, At: p.local(by.At)}
			}
			why = append(why, r)
		}
		if obeys[GateQuietHours] && ch.quiet.inside(at, p.zone) {
			end, _ := ch.quiet.next(at, at.Add(farAhead), p.zone, false)
			why = append(why, Reason{Code: Quiet, Channel: ch.id, At: p.local(end)})
		}
		if obeys[GateCaps] && !made { // which fills its own cap
			for _, n := range c.rule.caps[i] {
				if _, free := p.caps[n].next(at, at, p.counted(n), p.zone); free {
					continue
				}
				r := Reason{Code: Capped, Channel: ch.id, Detail: p.caps[n].id}
				if free, ok := p.caps[n].next(at, c.deadline, p.counted(n), p.zone); ok {
					r.At = p.local(free)
				}
				why = append(why, r)
			}
		}
	}
	if obeys[GatePreferredHours] && !p.preferred.empty() && !p.preferred.inside(at, p.zone) {
		begin, _ := p.preferred.next(at, at.Add(farAhead), p.zone, true)
		why = append(why, Reason{Code: NotPreferred, At: p.local(begin)})
	}
	return why
}

// farAhead is how far the end of hours is looked for, to be told.
const farAhead = 31 * 24 * time.Hour

package care

import (
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
		if obeys[GateQuietHours] {
			if at, ok = ch.quiet.next(at, last, p.zone, false); !ok {
				return at, false
			}
		}
		if obeys[GatePreferredHours] && !p.preferred.empty() {
			if at, ok = p.preferred.next(at, last, p.zone, true); !ok {
				return at, false
			}
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
		if obeys[GateCaps] {
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

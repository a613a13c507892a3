package care

import (
	"slices"
	"strconv"
	"time"

	"example.com/membership/internal/civil"
)

// onSilence is a compiled [OnSilence]. Of the minimum contact, [planner] finds
// the occurrences, because they depend on what else is planned.
type onSilence struct {
	since Since
	after []span
	at    clock
}

func compileSilence(on *OnSilence) trigger {
	return onSilence{on.Since, steps(on.After), compileClock(on.At)}
}

// due returns when the step n after t is due. Without a time of the day, a
// step of whole days is due at the start of its day.
func (o onSilence) due(t time.Time, n int, loc *time.Location) time.Time {
	at := o.at
	at.set = true
	return at.after(t, o.after[n], loc)
}

func (o onSilence) find(f *finder) error {
	last := f.who.LastOrder
	if o.since != LastOrder || last.IsZero() || last.After(f.from) {
		return nil
	}
	for n, after := range o.after {
		if last.Add(time.Duration(after.most()+f.rule.within.most()+4) * 24 * time.Hour).Before(f.from) {
			continue
		}
		c := candidate{due: o.due(last, n, f.zone), since: last.Add(1)}
		if !f.open(&c) {
			continue
		}
		if err := f.add(c, "winback", civil.DateOf(last, f.shop.loc).String(), strconv.Itoa(n+1)); err != nil {
			return err
		}
	}
	return nil
}

// minimum places the occurrences of a minimum contact, after all others, each
// as a contact for the next.
func (p *planner) minimum(r *rule) error {
	on := r.trigger.(onSilence)
	p.finder.rule = r
	p.listContacts()
	joined := p.who.Joined
	if joined.After(p.from) {
		joined = time.Time{} // is not known yet
	}
	first := candidate{due: p.from, since: joined}
	if !joined.IsZero() {
		first.due = on.due(joined, 0, p.zone)
	}
	if len(p.contacts) == 0 || !joined.IsZero() && p.contacts[0].After(first.due) {
		if err := p.forgotten(first, time.Time{}); err != nil {
			return err
		}
	}
	for i := 0; i < len(p.contacts); i++ { // grows
		last := p.contacts[i]
		c := candidate{due: on.due(last, 0, p.zone), since: last.Add(1)}
		if i+1 < len(p.contacts) && !p.contacts[i+1].After(c.due) {
			continue
		}
		if err := p.forgotten(c, last); err != nil {
			return err
		}
	}
	return nil
}

// forgotten decides the minimum contact after the last one, zero for none.
func (p *planner) forgotten(c candidate, last time.Time) error {
	if !p.open(&c) {
		return nil
	}
	name := "joined"
	if !last.IsZero() {
		name = last.UTC().Format(time.RFC3339Nano)
	}
	p.found = p.found[:0]
	if err := p.add(c, "minimum", name); err != nil {
		return err
	}
	p.settle(&p.found[0])
	return nil
}

// contacted finds a contact after the one from which a minimum contact counts
// and no later than its own instant.
func (p *planner) contacted(c *candidate, at time.Time) (time.Time, bool) {
	if !c.rule.minimum() {
		return time.Time{}, false
	}
	i, _ := slices.BinarySearchFunc(p.contacts, c.since, time.Time.Compare)
	if i < len(p.contacts) && !p.contacts[i].After(at) {
		return p.contacts[i], true
	}
	return time.Time{}, false
}

// listContacts adds the contacts of the history to those of the run, once.
func (p *planner) listContacts() {
	if p.listed {
		return
	}
	p.listed = true
	for i := range p.who.History {
		p.contacts = append(p.contacts, p.who.History[i].At)
	}
	slices.SortFunc(p.contacts, time.Time.Compare)
}

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
	if p.listContacts(); len(p.contacts) == 0 {
		c := candidate{due: p.from, since: p.who.Joined}
		if !p.who.Joined.IsZero() && !p.who.Joined.After(p.from) {
			c.due = on.due(p.who.Joined, 0, p.zone)
		}
		if err := p.forgotten(c, time.Time{}); err != nil {
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
	err := p.settle(&p.found[0])
	p.listContacts()
	return err
}

// contacted finds a contact after the one from which a minimum contact counts
// and no later than its own instant.
func (p *planner) contacted(c *candidate, at time.Time) (time.Time, bool) {
	if !c.rule.minimum() {
		return time.Time{}, false
	}
	for _, contact := range p.contacts {
		if !contact.Before(c.since) && !contact.After(at) {
			return contact, true
		}
	}
	return time.Time{}, false
}

// listContacts lists the instants of all contacts so far, ascending, each once.
func (p *planner) listContacts() {
	p.contacts = append(p.contacts[:0], p.postponed...)
	for i := range p.who.History {
		p.contacts = append(p.contacts, p.who.History[i].At)
	}
	for i := range p.out.Contacts {
		p.contacts = append(p.contacts, p.out.Contacts[i].At)
	}
	slices.SortFunc(p.contacts, time.Time.Compare)
	p.contacts = slices.CompactFunc(p.contacts, time.Time.Equal)
}

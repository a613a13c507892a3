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
		if last.Add(time.Duration(after.most()+f.rule.within.most()+4)*24*time.Hour).Before(f.from) || !last.Add(after.least()).Before(f.reach) {
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

// minimums places the occurrences of minimum contacts, after all others: from the
// last contact before the run on, or else from joining, from one to the next, and of several rules the one that can be made first. Each
// is a contact for what follows.
func (p *planner) minimums() error {
	rules := p.rules[slices.IndexFunc(p.rules, func(r *rule) bool { return r.minimum }):]
	p.listContacts()
	joined := p.who.Joined
	if joined.After(p.from) {
		joined = time.Time{} // is not known yet
	}
	last, _ := slices.BinarySearchFunc(p.contacts, p.from.Add(1), time.Time.Compare)
	if last--; last < 0 {
		if err := p.silent(rules, joined, -1); err != nil {
			return err
		}
	}
	for i := max(last, 0); i < len(p.contacts); i++ { // contacts grow
		if err := p.silent(rules, p.contacts[i], i); err != nil {
			return err
		}
	}
	return nil
}

// silent decides the minimum contacts of the rules after contact i, or, of −1,
// after joining, where it is known.
func (p *planner) silent(rules []*rule, last time.Time, i int) error {
	var all []candidate
	for _, r := range rules {
		c, on := candidate{rule: r, due: p.from, since: last}, r.trigger.(onSilence)
		if !last.IsZero() {
			if !last.Add(on.after[0].least()).Before(p.reach) {
				continue
			}
			c.due = on.due(last, 0, p.zone)
		}
		if i >= 0 {
			c.since = last.Add(1)
		}
		if p.rule = r; p.open(&c) {
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return nil
	}
	name := "joined"
	if i >= 0 {
		name = last.UTC().Format(time.RFC3339Nano)
	}
	p.byPlace(all, "minimum:"+name)
	for _, c := range all {
		if i+1 < len(p.contacts) && !p.contacts[i+1].After(p.start(&c)) {
			continue // another contact came first
		}
		p.found, p.rule = p.found[:0], c.rule
		if err := p.add(c, "minimum", name); err != nil {
			return err
		}
		p.settle(&p.found[0])
	}
	return nil
}

// byPlace orders candidates for one occurrence by the instant that each would
// take, those that would take none last, and then by when they are due.
func (p *planner) byPlace(all []candidate, occurrence string) {
	slices.SortStableFunc(all, func(a, b candidate) int { return a.due.Compare(b.due) })
	if len(all) < 2 {
		return
	}
	place := make(map[*rule]time.Time, len(all))
	for _, c := range all {
		c.occurrence = occurrence
		place[c.rule] = c.deadline.Add(1)
		if p.gates(&c); len(c.reasons) == 0 {
			if at, _, ok := p.place(&c); ok {
				place[c.rule] = at
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return place[a.rule].Compare(place[b.rule]) })
}

// contacted finds a contact after the one from which a minimum contact counts
// and no later than its own instant; or, where it counts from nothing, any.
func (p *planner) contacted(c *candidate, at time.Time) (time.Time, bool) {
	if !c.rule.minimum {
		return time.Time{}, false
	}
	i, _ := slices.BinarySearchFunc(p.contacts, c.since, time.Time.Compare)
	if i < len(p.contacts) && (c.since.IsZero() || !p.contacts[i].After(at)) {
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

package care

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

// Recheck says what is against making a planned contact at an instant, with
// what the shop knows of the customer by then, all that a plan is given: events
// that have come since, late ones too, what it is about being no longer so, such
// as a new order ([Gone]), consent withdrawn, an address gone or blocked, hours,
// the deadline. No reason: it may be made. The sender asks just before.
//
// Caps, audience and holdout are settled by the plan and not asked again. An
// address that has changed is [NoAddress], with the one planned as its detail,
// and an instant before the planned one is [Postponed]. The error is a
// [*DataError]: of the customer, of the instant, or of a contact that no rule
// of the programme plans.
func (e *Engine) Recheck(planned Contact, c Customer, at time.Time) ([]Reason, error) {
	if err := civil.CheckInstant(at); err != nil {
		return nil, dataError("the contact", "at", "%v", err)
	}
	if err := e.check(&c); err != nil {
		return nil, err
	}
	h := horizon{from: at, until: at.Add(1), reach: later(at, planned.Due).Add(1)}
	h.dates(e.loc)
	p := newPlanner(e, h, nil)
	p.begin(&c)
	if err := p.prefer(); err != nil {
		return nil, err
	}
	found := slices.IndexFunc(e.rules, func(r *rule) bool { return r.ID == planned.Rule })
	switch {
	case c.ID != planned.Customer:
		return nil, dataError("the contact", "customer", "is %.64q, and the customer given is %.64q", planned.Customer, c.ID)
	case found < 0:
		return nil, dataError("the contact", "rule", "%.64q is no rule of the programme any more: do not make it", planned.Rule)
	case !e.rules[found].uses(planned.Channel):
		return nil, dataError("the contact", "channel", "%.64q is no channel of rule %.64q any more: do not make it", planned.Channel, planned.Rule)
	}
	again := candidate{rule: e.rules[found], occurrence: planned.Occurrence, due: at, deadline: planned.Deadline,
		subject: planned.Subject, since: planned.Since, whenever: planned.Whenever}
	if err := p.still(&again, &planned); err != nil {
		return nil, err
	}
	return p.recheck(&again, &planned), nil
}

// still looks for the occurrence once more.
func (p *planner) still(c *candidate, planned *Contact) error {
	if c.rule.minimum {
		p.listContacts()
		if contact, ok := p.contacted(c, planned.At.Add(-1)); ok && !planned.Since.IsZero() {
			c.no(Reason{Code: Contacted, At: p.local(contact)})
		}
		return nil
	}
	p.rule = c.rule
	if err := c.rule.trigger.find(&p.finder); err != nil || p.from.After(planned.Deadline) {
		return err
	}
	if !slices.ContainsFunc(p.found, func(f candidate) bool { return f.occurrence == c.occurrence }) {
		c.no(Reason{Code: Gone})
	}
	return nil
}

// uses says whether the rule has the channel.
func (r *rule) uses(id string) bool {
	return slices.ContainsFunc(r.channels, func(c *channel) bool { return c.id == id })
}

// recheck lists what is against the candidate now, which has been planned.
func (p *planner) recheck(c *candidate, planned *Contact) []Reason {
	p.cancelled(c)
	switch a := p.address(p.channels[planned.Channel]); {
	case a == nil || a.compared != planned.Address:
		c.no(Reason{Code: NoAddress, Channel: planned.Channel, Detail: planned.Address})
	case a.Blocked != "":
		c.no(Reason{Code: Blocked, Channel: planned.Channel, Detail: a.Blocked})
	}
	p.zoned(c)
	for _, r := range p.blockers(c) {
		if r.Code != Capped && (r.Channel == "" || r.Channel == planned.Channel) {
			c.no(r)
		}
	}
	if p.from.After(planned.Deadline) {
		c.no(Reason{Code: TooLate, At: p.local(planned.Deadline)})
	}
	if p.from.Before(planned.At) {
		c.no(Reason{Code: Postponed, At: p.local(planned.At)})
	}
	slices.SortStableFunc(c.reasons, byCode)
	return c.reasons
}

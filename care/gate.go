package care

import (
	"slices"
	"strings"
)

// gates asks all that does not depend on time, and notes the reasons against
// the candidate and the channels that are left.
func (p *planner) gates(c *candidate) {
	p.audience(c)
	if c.rule.silence {
		p.each(c, LetGo, p.who.Tags, func(tag string) bool { return p.letGo[tag] })
	}
	if c.rule.obeys[GateHoldout] && p.held.Holds(p.ticket()) {
		c.no(Reason{Code: HeldOut, Detail: p.salt})
	}
	p.cancelled(c)
	p.sent(c)
	for _, name := range c.rule.Variables {
		if _, ok := c.variables[name]; ok {
			continue
		}
		if _, ok := p.who.Variables[name]; !ok {
			c.no(Reason{Code: VariableMissing, Detail: name})
		}
	}
	p.reachable(c)
	p.zoned(c)
}

// zoned notes a zone that the candidate's hours need and that is not known.
func (p *planner) zoned(c *candidate) {
	if p.who.Zone == nil && p.strict && (c.rule.obeys[GateQuietHours] || c.rule.obeys[GatePreferredHours]) {
		c.no(Reason{Code: ZoneUnknown})
	}
}

// no notes a reason.
func (c *candidate) no(r Reason) { c.reasons = append(c.reasons, r) }

// each notes the code for each of the names that holds, in their order.
func (p *planner) each(c *candidate, code Code, names []string, holds func(string) bool) {
	from := len(c.reasons)
	for _, name := range names {
		if holds(name) {
			c.no(Reason{Code: code, Detail: name})
		}
	}
	added := c.reasons[from:]
	slices.SortFunc(added, func(a, b Reason) int { return strings.Compare(a.Detail, b.Detail) })
	c.reasons = c.reasons[:from+len(slices.Compact(added))]
}

func (p *planner) audience(c *candidate) {
	a := &c.rule.Audience
	if p.tags == nil {
		p.tags = set(p.who.Tags)
	}
	tagged := func(tag string) bool { return p.tags[tag] }
	if len(a.Tiers) > 0 && !slices.Contains(a.Tiers, p.who.Tier) {
		c.no(Reason{Code: NotTier, Detail: p.who.Tier})
	}
	if len(a.Any) > 0 && !slices.ContainsFunc(a.Any, tagged) {
		c.no(Reason{Code: NotTagged, Detail: c.rule.anyOf})
	}
	p.each(c, NotTagged, a.All, func(tag string) bool { return !tagged(tag) })
	p.each(c, Excluded, a.None, tagged)
	if a.Sample != "" && !c.rule.sample.Holds(sampleTicket(c.rule.ID, c.occurrence, p.who.ID)) {
		c.no(Reason{Code: NotSampled, Detail: a.Sample})
	}
}

// cancelled notes the first event of each kind that makes the candidate
// pointless, in the order of the rule's kinds.
func (p *planner) cancelled(c *candidate) {
	for _, kind := range c.rule.CancelledBy {
		var first *Event
		for i := range p.who.Events {
			ev := &p.who.Events[i]
			if ev.Kind == kind && !ev.At.After(p.from) && cancels(ev, c.subject, c.since, c.whenever) && (first == nil || ev.At.Before(first.At)) {
				first = ev
			}
		}
		if first != nil {
			c.no(Reason{Code: Cancelled, Detail: kind, At: p.local(first.At)})
		}
	}
}

// sent notes the first contact of the history for this occurrence.
func (p *planner) sent(c *candidate) {
	var first *Record
	for i := range p.who.History {
		h := &p.who.History[i]
		if h.Rule == c.rule.ID && h.Occurrence == c.occurrence && (first == nil || h.At.Before(first.At)) {
			first = h
		}
	}
	if first != nil {
		c.no(Reason{Code: AlreadySent, At: p.local(first.At)})
	}
}

// reachable finds the channels on which the customer can be reached, and notes what
// is against the others. Where none is left, that is against the candidate.
func (p *planner) reachable(c *candidate) {
	for i, ch := range c.rule.channels {
		a := p.address(ch)
		switch {
		case a == nil || a.compared == "":
			c.apart = append(c.apart, Reason{Code: NoAddress, Channel: ch.id})
		case a.Blocked != "":
			c.apart = append(c.apart, Reason{Code: Blocked, Channel: ch.id, Detail: a.Blocked})
		case c.rule.OncePerAddress && p.usedByOther(c, a.compared):
			c.apart = append(c.apart, Reason{Code: SameAddress, Channel: ch.id, Detail: a.compared})
		default:
			c.channels = append(c.channels, i)
		}
	}
}

// usedByOther says whether another customer has the occurrence at the address.
func (p *planner) usedByOther(c *candidate, address string) bool {
	if !p.used[use(c.rule.ID, c.occurrence, address)] {
		return false
	}
	return !slices.ContainsFunc(p.who.History, func(h Record) bool {
		return h.Rule == c.rule.ID && h.Occurrence == c.occurrence && p.comparedOf(&h) == address
	})
}

package catalog

import (
	"slices"
	"strings"

	"example.com/membership/benefit"
)

// answer words a position for the member.
func (c *call) answer(entry int, p *position) Entitlement {
	b := &c.entries[entry]
	out := Entitlement{
		Benefit: b.ID, Name: b.Name, Kind: b.Kind,
		Item: b.Item, Amount: b.Amount, Points: b.Points, Cash: b.Cash,
		Times: b.times, Used: p.used, Launches: openLaunches(p),
		Reasons: c.why(b, p),
	}
	if len(out.Reasons) == 0 {
		out.Status, out.Until, out.Left = Available, p.until, b.times-p.used
		if !b.counted() {
			out.Left = 0
		}
		return out
	}
	out.Status = out.Reasons[0].Code
	if out.Status != OtherTier && out.Status != Missing && out.Status != Withdrawn {
		out.Opens = p.opens
	}
	return out
}

// why lists all reasons why a benefit is not available. Those of all benefits
// share memory, each with a capacity of its own.
func (c *call) why(b *entry, p *position) []Reason {
	first := len(c.reasons)
	if len(b.Tiers) > 0 && !slices.Contains(b.Tiers, c.member.Tier) {
		c.because(Reason{Code: OtherTier, Tiers: slices.Clone(b.Tiers)})
	}
	if c.member.ID == "" && b.personal() {
		c.because(Reason{Code: Missing, Lacks: "customer"})
	}
	switch {
	case b.joined.given() && c.member.Joined.IsZero():
		c.because(Reason{Code: Missing, Lacks: "joined"})
	case b.around != nil && !c.birthday.known():
		c.because(Reason{Code: Missing, Lacks: "birthday"})
	case b.lead.given() && len(c.launches) == 0:
		c.because(Reason{Code: Missing, Lacks: "launch"})
	}
	if c.member.Withdrawn && (len(b.Tiers) > 0 || b.joined.given()) {
		c.because(Reason{Code: Withdrawn})
	}
	if !p.free && b.counted() && p.used >= b.times {
		c.because(Reason{Code: UsedUp, Used: p.used, Times: b.times, At: p.opens})
	}
	switch {
	case !p.left:
		c.because(Reason{Code: Ended, At: p.ended})
	case len(p.open) == 0:
		c.because(Reason{Code: NotYet, At: p.comes})
	}
	return c.reasons[first:len(c.reasons):len(c.reasons)]
}

func (c *call) because(r Reason) {
	if cap(c.reasons) == 0 {
		c.reasons = make([]Reason, 0, len(c.entries)+4)
	}
	c.reasons = append(c.reasons, r)
}

// openLaunches lists the launches whose windows are open, by ID.
func openLaunches(p *position) []string {
	var ids []string
	for i := range p.open {
		if l := p.open[i].launch; l != nil {
			ids = append(ids, l.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// offers adds the prices of an available benefit.
func (c *call) offers(offers []benefit.Offer, b *entry, p *position) []benefit.Offer {
	if !b.deal {
		return offers
	}
	offer := func(id string, w *window) benefit.Offer {
		return benefit.Offer{
			ID: id, Name: b.Name, Priority: b.Priority, Group: b.Group,
			Tiers: slices.Clone(b.Tiers), From: w.from, Until: w.until, Deal: b.Deal,
		}
	}
	if b.Kind == Discount {
		o := offer(key(b.ID), &p.window)
		o.Lane, o.Scope = benefit.MemberLane, sortedScope(&b.Scope)
		return append(offers, o)
	}
	open := slices.Clone(p.open)
	slices.SortFunc(open, func(a, b window) int { return strings.Compare(a.launch.ID, b.launch.ID) })
	for i := range open {
		o := offer(key(b.ID, open[i].launch.ID), &open[i])
		o.Lane, o.Scope = benefit.ItemLane, benefit.Scope{Items: slices.Clone(open[i].launch.Items)}
		offers = append(offers, o)
	}
	return offers
}

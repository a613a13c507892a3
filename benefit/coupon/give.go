package coupon

import (
	"slices"
	"strings"
)

// Give decides [Engine.Claim] for a group with one request, as for a campaign:
// who gets the coupon or pack and who does not, with all reasons. The decisions
// come by customer ID, as bytes, and so does what there is: the first get it
// while there is stock, and those after them are refused as sold out. That order
// depends neither on how the group was listed nor on anything that changes until
// a retry; a shop that prefers some gives to them first, in a call of their own.
//
// Each decision is carried out by itself, as one of Claim. The same request
// again, with the claims and counts of then, gives nobody a second one, and gives
// to those whose decision was not carried out. A customer listed twice with the
// same content counts once.
//
// The error is that of Claim for the first customer by ID who has one; a
// customer listed twice with different content is one. It takes n log n time.
func (e *Engine) Give(r Request, customers []Customer) ([]Decision, error) {
	g, err := e.asked(&r)
	if err != nil {
		return nil, err
	}
	order := make([]*Customer, len(customers))
	for i := range customers {
		order[i] = &customers[i]
	}
	slices.SortFunc(order, func(a, b *Customer) int { return strings.Compare(a.ID, b.ID) })
	decisions := make([]Decision, 0, len(order))
	a := ask{Request: &r}
	for i, c := range order {
		if a.claims, err = c.check(); err != nil {
			return nil, err
		}
		if i > 0 && order[i-1].ID == c.ID {
			if !c.same(a.claims, a.who) {
				return nil, dataError(named("customer", c.ID), "", "is listed twice with different content; list each customer once")
			}
			continue
		}
		a.who = c
		d, err := g.decide(&a)
		if err != nil {
			return nil, err
		}
		if d.Granted && !d.Repeated {
			a.given++
		}
		decisions = append(decisions, d)
	}
	return decisions, nil
}

// same reports whether two customers, whose claims have been checked, have the
// same content. Claims are those of c, each once.
func (c *Customer) same(claims []Claim, o *Customer) bool {
	if c.ID != o.ID || c.Tier != o.Tier || !c.Joined.Equal(o.Joined) || c.Withdrawn != o.Withdrawn {
		return false
	}
	others, err := distinct(o.Claims)
	if err != nil || len(claims) != len(others) {
		return false
	}
	keys := make(map[string]*Claim, len(others))
	for i := range others {
		keys[others[i].Key] = &others[i]
	}
	for i := range claims {
		if other := keys[claims[i].Key]; other == nil || !other.same(&claims[i]) {
			return false
		}
	}
	return true
}

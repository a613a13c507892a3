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
// same content counts once. Guests have no ID and may be several people: each is
// refused, first of all, in the order in which they are listed.
//
// The error is that of Claim for the first customer by ID who has one; a
// customer listed twice with different content is one. It takes n log n time.
func (e *Engine) Give(r Request, customers []Customer) ([]Decision, error) {
	g, err := e.asked(&r)
	if err != nil {
		return nil, err
	}
	group := make([]*Customer, len(customers))
	for i := range customers {
		group[i] = &customers[i]
	}
	slices.SortStableFunc(group, func(a, b *Customer) int { return strings.Compare(a.ID, b.ID) })
	decisions := make([]Decision, 0, len(group))
	a := ask{Request: &r}
	for len(group) > 0 {
		n := 1
		for n < len(group) && group[n].ID == group[0].ID {
			n++
		}
		if a.claims, err = agreed(group[:n]); err != nil {
			return nil, err
		}
		decided := group[:1]
		if group[0].ID == "" {
			decided = group[:n]
		}
		for _, a.who = range decided {
			d, err := g.decide(&a)
			if err != nil {
				return nil, err
			}
			if d.Granted && !d.Repeated {
				a.given++
			}
			decisions = append(decisions, d)
		}
		group = group[n:]
	}
	return decisions, nil
}

// agreed returns the claims of a customer who is listed several times with the
// same content, each once, and none for guests, who may differ. Its error does
// not depend on the order of the list.
func agreed(listed []*Customer) ([]Claim, error) {
	claims, first := listed[0].check()
	for _, c := range listed[1:] {
		if _, err := c.check(); err != nil && (first == nil || err.Error() < first.Error()) {
			first = err
		}
	}
	if first != nil || listed[0].ID == "" {
		return nil, first
	}
	for _, c := range listed[1:] {
		if !listed[0].same(claims, c) {
			return nil, dataError(named("customer", c.ID), "", "is listed twice with different content; list each customer once")
		}
	}
	return claims, nil
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

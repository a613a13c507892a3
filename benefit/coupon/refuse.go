package coupon

import (
	"slices"
	"time"
)

// reasons returns why the customer does not get what is asked for, in the order
// of the codes.
func (g *grant) reasons(a *ask) []Reason {
	why := g.membership(nil, a)
	why = g.times(why, a)
	t, joined := &g.terms, a.who.Joined
	if len(t.Tiers) > 0 && !slices.Contains(t.Tiers, a.who.Tier) {
		why = append(why, Reason{Code: OtherTier, Of: g.id, Tier: a.who.Tier, Tiers: slices.Clone(t.Tiers)})
	}
	if t.NewMemberHours != 0 && a.registered() {
		closes := joined.Add(time.Duration(t.NewMemberHours) * time.Hour)
		if !a.At.Before(closes) {
			why = append(why, Reason{Code: NotNew, Of: g.id, From: in(joined, g.loc), Until: in(closes, g.loc)})
		}
	}
	if g.packOnly {
		why = append(why, Reason{Code: InPacks, Of: g.id})
	}
	for _, code := range [...]Code{SoldOut, LimitReached, ItemHad} {
		why = g.reached(why, a, code)
	}
	return why
}

// membership adds who the customer is not.
func (g *grant) membership(why []Reason, a *ask) []Reason {
	if a.who.ID == "" {
		why = append(why, Reason{Code: Guest, Of: g.id})
	}
	if !g.terms.Registered && g.terms.NewMemberHours == 0 {
		return why
	}
	switch {
	case !a.registered():
		why = append(why, Reason{Code: Unregistered, Of: g.id, From: in(a.who.Joined, g.loc)})
	case a.who.Withdrawn:
		why = append(why, Reason{Code: Withdrawn, Of: g.id})
	}
	return why
}

// registered reports whether the customer had registered by then.
func (a *ask) registered() bool { return !a.who.Joined.IsZero() && !a.who.Joined.After(a.At) }

// times adds that claiming is not open, or what cannot be used any more.
func (g *grant) times(why []Reason, a *ask) []Reason {
	t := &g.terms
	if a.At.Before(t.From) {
		why = append(why, Reason{Code: NotYet, Of: g.id, From: t.From})
	}
	if !t.Until.IsZero() && !a.At.Before(t.Until) {
		why = append(why, Reason{Code: Ended, Of: g.id, Until: t.Until})
	}
	told := "" // a pack's validity is that of all its items
	for i := range g.items {
		it := &g.items[i]
		if until := it.validity.Until; !until.IsZero() && !a.At.Before(until) && it.valid != told {
			why = append(why, Reason{Code: Lapsed, Of: it.valid, Until: in(until, g.loc)})
			told = it.valid
		}
	}
	return why
}

// reached adds the limits of one code that have been reached.
func (g *grant) reached(why []Reason, a *ask, code Code) []Reason {
	for i := range g.limits {
		l := &g.limits[i]
		if l.code != code {
			continue
		}
		if have := l.have(a); have >= l.below {
			numbers := [2]int64{l.below, have}
			why = append(why, Reason{Code: code, Of: l.of, Limit: &numbers[0], Have: &numbers[1]})
		}
	}
	return why
}

// have returns how many there are of what the limit counts.
func (l *limit) have(a *ask) int64 {
	if l.code == SoldOut {
		return a.Claimed[l.of] + a.given // nothing is given beyond what there is
	}
	var n int64
	for i := range a.claims {
		c := &a.claims[i]
		switch {
		case c.State == Cancelled:
		case l.word == couponWord && c.Coupon == l.of, l.word == giftWord && c.Gift.Item == l.of:
			n++
		case l.word == packWord && c.Coupon != l.of && c.Offer == l.of:
			return 1 // one of a pack counts for all
		}
	}
	return n
}

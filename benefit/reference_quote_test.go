package benefit_test

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// slowQuote is the reference of Quote, without the fingerprints. The offers
// have to be few: all combinations of them are tried.
func slowQuote(p benefit.Program, cart benefit.Cart, at time.Time) benefit.Quote {
	c := &slowCase{program: p, tier: cart.Tier, at: at, offers: slices.Concat(p.Offers, cart.Offers)}
	c.sortOffers()
	trials := c.trials(cart.Lines)
	slices.SortFunc(trials, compareTrials)
	best := trials[0]
	best.explain()
	q := benefit.Quote{
		At: at, Tier: cart.Tier, Exact: true, Steps: append([]benefit.Step{}, best.steps...),
		Lines: []benefit.QuoteLine{}, Rejected: []benefit.Rejected{},
		Frozen: benefit.Frozen{Decimals: p.Decimals, Rounding: p.Rounding, Offers: []benefit.Offer{}},
	}
	if len(trials) > 1 {
		q.RunnerUp = &benefit.Choice{Offers: trials[1].ids(), Total: c.money(trials[1].total())}
	}
	var gone []string
	q.Gifts, gone = best.gifts(cart)
	for _, o := range best.offers {
		if len(o.reasons) > 0 {
			q.Rejected = append(q.Rejected, benefit.Rejected{Lane: o.Lane, Offer: o.ID, Name: o.Name, Reasons: o.reasons})
		}
	}
	for _, l := range best.lines {
		if !slices.Contains(gone, l.ID) {
			subtotal := l.Price.Mul(decimal.NewFromInt(l.Quantity))
			total := c.money(l.left)
			l.Kind, l.Tags = l.kind(), inOrder(l.Tags)
			q.Lines = append(q.Lines, benefit.QuoteLine{Line: l.Line, Subtotal: subtotal, Discount: subtotal.Sub(total), Total: total})
			q.Subtotal, q.Total = q.Subtotal.Add(subtotal), q.Total.Add(total)
		}
	}
	q.Discount = q.Subtotal.Sub(q.Total)
	c.tender(&q, cart.Points)
	for _, a := range best.applied {
		q.Frozen.Offers = append(q.Frozen.Offers, tidy(a.Offer))
	}
	for _, g := range q.Gifts {
		for _, o := range best.offers {
			if o.ID == g.Offer && g.Status == benefit.Accepted {
				q.Frozen.Offers = append(q.Frozen.Offers, tidy(o.Offer))
			}
		}
	}
	return q
}

// tidy puts the lists of an offer in order where their order says nothing.
func tidy(o benefit.Offer) benefit.Offer {
	o.Tiers, o.Scope = inOrder(o.Tiers), tidyScope(o.Scope)
	if of := o.Minimum.Of; of != nil {
		own := tidyScope(*of)
		o.Minimum.Of = &own
	}
	if of := o.Deal.BuyGet.Of; of != nil {
		own := tidyScope(*of)
		o.Deal.BuyGet.Of = &own
	}
	o.Deal.Set.Parts = slices.SortedFunc(slices.Values(o.Deal.Set.Parts), func(a, b benefit.Part) int { return strings.Compare(a.Item, b.Item) })
	return o
}

func tidyScope(s benefit.Scope) benefit.Scope {
	return benefit.Scope{Kinds: inOrder(s.Kinds), Items: inOrder(s.Items), Tags: inOrder(s.Tags), Except: inOrder(s.Except)}
}

func inOrder[T cmp.Ordered](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }

func (c *slowCase) sortOffers() {
	slices.SortFunc(c.offers, func(a, b benefit.Offer) int {
		return cmp.Or(slices.Index(slowLanes, a.Lane)-slices.Index(slowLanes, b.Lane),
			cmp.Compare(a.Priority, b.Priority), strings.Compare(a.ID, b.ID))
	})
}

// trials runs every choice of offers in the lanes whose strategy is Best, and
// returns those that are permitted; to choose none always is.
func (c *slowCase) trials(lines []benefit.Line) (permitted []*slowTrial) {
	choices := [][]string{nil}
	for _, o := range c.offers {
		if c.strategy(o.Lane) == benefit.Best && !isGift(o) {
			for _, choice := range choices {
				choices = append(choices, append(slices.Clone(choice), o.ID))
			}
		}
	}
	for _, choice := range choices {
		if t := c.run(lines, choice); t != nil {
			permitted = append(permitted, t)
		}
	}
	return permitted
}

// combinations counts those of the offers in lanes whose strategy is Best that
// can apply to the cart as it comes: of offers that combine, at most one of each
// group, and of one that stands alone in the two last lanes.
func (c *slowCase) combinations(lines []benefit.Line) rat {
	t := c.enter(lines)
	groups, alone := map[benefit.Lane]map[string]int64{}, num(0)
	for _, lane := range slowLanes {
		groups[lane] = map[string]int64{}
	}
	for _, o := range c.offers {
		switch {
		case c.strategy(o.Lane) != benefit.Best || isGift(o) || len(t.conditions(o)) > 0:
		case o.Exclusive:
			alone = plus(alone, num(1))
		default:
			groups[o.Lane][cmp.Or(o.Group, "the group of "+o.ID)]++
		}
	}
	of := func(lane benefit.Lane) rat {
		n := num(1)
		for _, offers := range groups[lane] {
			n = times(n, num(offers+1))
		}
		return n
	}
	units := times(of(benefit.ItemLane), of(benefit.MemberLane))
	return times(units, plus(times(of(benefit.ShopLane), of(benefit.CouponLane)), alone))
}

func (t *slowTrial) total() rat {
	all := num(0)
	for _, l := range t.lines {
		all = plus(all, l.left)
	}
	return all
}

// ids returns the offers that apply, in order.
func (t *slowTrial) ids() []string {
	ids := []string{}
	for _, a := range t.applied {
		ids = append(ids, a.ID)
	}
	return ids
}

// compareTrials puts the better one first.
func compareTrials(a, b *slowTrial) int {
	return cmp.Or(a.total().Cmp(b.total()), len(a.applied)-len(b.applied),
		slices.Compare(slices.Sorted(slices.Values(a.ids())), slices.Sorted(slices.Values(b.ids()))))
}

// explain says why offers do not apply: those that were not chosen, and gifts
// beside an exclusive offer.
func (t *slowTrial) explain() {
	for _, o := range t.offers {
		if len(o.reasons) > 0 || slices.Contains(t.applied, o) {
			continue
		}
		why := benefit.Reason{Code: benefit.NotBest}
		if isGift(o.Offer) {
			if why = (benefit.Reason{Code: benefit.Exclusive, Other: t.alone(o)}); why.Other == "" {
				continue
			}
		} else if o.does.desired.Sign() == 0 {
			why.Code = benefit.NoEffect
		} else if other := t.alone(o); other != "" {
			why = benefit.Reason{Code: benefit.Exclusive, Other: other}
		} else if other := t.grouped(o); other != "" {
			why = benefit.Reason{Code: benefit.GroupTaken, Other: other}
		}
		o.reasons = append(o.reasons, why)
	}
}

// gifts says what becomes of gifts, by offer, and which lines are withdrawn.
func (t *slowTrial) gifts(cart benefit.Cart) (states []benefit.GiftState, gone []string) {
	states = []benefit.GiftState{}
	wanted := map[string]bool{} // gifts offered, and lines of whatever
	for _, o := range t.offers {
		wanted[o.ID] = isGift(o.Offer) && len(o.reasons) == 0
	}
	for _, l := range t.lines {
		wanted[l.Gift] = wanted[l.Gift] || l.Gift != ""
	}
	for id, wanted := range wanted {
		if !wanted {
			continue
		}
		s := t.gift(id)
		switch {
		case len(s.Reasons) > 0:
			s.Status, gone = benefit.Withdrawn, append(gone, s.Lines...)
		case len(s.Lines) > 0:
			s.Status = benefit.Accepted
		case slices.Contains(cart.Declined, id):
			s.Status = benefit.Declined
		default:
			s.Status = benefit.Offered
		}
		states = append(states, s)
	}
	slices.SortFunc(states, func(a, b benefit.GiftState) int { return strings.Compare(a.Offer, b.Offer) })
	return states, gone
}

// gift describes the gift of an offer and its lines; with reasons where they
// cannot stay.
func (t *slowTrial) gift(id string) benefit.GiftState {
	s := benefit.GiftState{Offer: id}
	known := false
	for _, o := range t.offers {
		if o.ID == id && isGift(o.Offer) {
			known = true
			s.Name = o.Name
			s.Item, s.Quantity, s.Reasons = o.Deal.Gift.Item, o.Deal.Gift.Quantity, slices.Clone(o.reasons)
		}
	}
	units, other := num(0), false
	for _, l := range t.lines {
		if l.Gift == id {
			s.Lines = append(s.Lines, l.ID)
			units = plus(units, l.units())
			other = other || l.Item != s.Item
		}
	}
	if !known {
		s.Reasons = append(s.Reasons, benefit.Reason{Code: benefit.NoOffer})
	} else if other {
		s.Reasons = append(s.Reasons, benefit.Reason{Code: benefit.OtherItem})
	}
	if given := num(s.Quantity); known && units.Cmp(given) > 0 {
		s.Reasons = append(s.Reasons, lacks(benefit.TooMany, whole(given), whole(units)))
	}
	return s
}

// tender lets points pay, and spreads them over the lines.
func (c *slowCase) tender(q *benefit.Quote, spend benefit.Spend) {
	total, use := c.count(q.Total), num(0)
	if worth := c.program.Points.Worth.Shift(c.program.Decimals).Rat(); worth.Sign() > 0 {
		share := num(1)
		if s := c.program.Points.Share; s.Sign() > 0 {
			share = s.Rat()
		}
		ask, balance, step := num(spend.Ask), num(max(spend.Balance, 0)), num(max(c.program.Points.Step, 1))
		share = floor(times(total, share))
		use = lesser(lesser(ask, balance), floor(over(share, worth)))
		rest := minus(use, times(floor(over(use, step)), step))
		use = minus(use, rest)
		if ask.Cmp(balance) > 0 {
			q.Limits = append(q.Limits, benefit.ByBalance)
		}
		if times(ask, worth).Cmp(share) > 0 {
			q.Limits = append(q.Limits, benefit.ByShare)
		}
		if rest.Sign() > 0 {
			q.Limits = append(q.Limits, benefit.ByStep)
		}
		q.Points.Amount = c.money(times(use, worth))
	}
	q.Points.Used = use.Num().Int64()
	q.Due = q.Total.Sub(q.Points.Amount)
	var totals []rat
	for _, l := range q.Lines {
		totals = append(totals, c.count(l.Total))
	}
	amounts := shares(c.count(q.Points.Amount), totals)
	points := shares(use, amounts)
	for i := range q.Lines {
		l := &q.Lines[i]
		l.Points = benefit.Paid{Used: points[i].Num().Int64(), Amount: c.money(amounts[i])}
		l.Due = l.Total.Sub(l.Points.Amount)
	}
}

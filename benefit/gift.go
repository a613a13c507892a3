package benefit

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// giveaway is a gift in a run: its offer, nil where the cart names none that
// there is, and the cart's lines of it.
type giveaway struct {
	id    string
	offer *candidate
	lines []int32
}

// gifts returns what became of gifts, by offer, and marks the lines that are
// withdrawn.
func (r *run) gifts(declined []string) (states []GiftState, withdrawn []bool) {
	states, withdrawn = []GiftState{}, make([]bool, len(r.lines))
	for _, g := range r.giveaways() {
		state, ok := r.giftState(g, slices.Contains(declined, g.id))
		if !ok {
			continue
		}
		for _, i := range g.lines {
			state.Lines = append(state.Lines, r.lines[i].ID)
			withdrawn[i] = state.Status == Withdrawn
		}
		states = append(states, state)
	}
	return states, withdrawn
}

// giveaways returns the gifts of offers and lines, by the offer's ID.
func (r *run) giveaways() []giveaway {
	var all []giveaway
	for i := range r.offers {
		if c := &r.offers[i]; c.deal.gift {
			all = append(all, giveaway{id: c.ID, offer: c})
		}
	}
	for i, l := range r.lines {
		if l.Gift == "" {
			continue
		}
		n := slices.IndexFunc(all, func(g giveaway) bool { return g.id == l.Gift })
		if n < 0 {
			n, all = len(all), append(all, giveaway{id: l.Gift})
		}
		all[n].lines = append(all[n].lines, int32(i))
	}
	slices.SortFunc(all, func(a, b giveaway) int { return strings.Compare(a.id, b.id) })
	return all
}

// giftState says what became of a gift, or that there is nothing to say: it is
// not given, and nobody has taken it.
func (r *run) giftState(g giveaway, declined bool) (GiftState, bool) {
	if g.offer == nil {
		return GiftState{Offer: g.id, Status: Withdrawn, Reasons: []Reason{{Code: NoOffer}}}, true
	}
	gift := g.offer.Deal.Gift
	state := GiftState{Offer: g.id, Name: g.offer.Name, Item: gift.Item, Quantity: gift.Quantity}
	given := g.offer.why == 0 && g.offer.code == ""
	switch {
	case len(g.lines) > 0:
		state.Status = Accepted
		if state.Reasons = r.withdrawal(g); len(state.Reasons) > 0 {
			state.Status = Withdrawn
		}
		return state, true
	case declined:
		state.Status = Declined
	default:
		state.Status = Offered
	}
	return state, given
}

// withdrawal says why the cart's lines of a gift are not given.
func (r *run) withdrawal(g giveaway) []Reason {
	reasons, gift := r.reasons(g.offer), g.offer.Deal.Gift
	if slices.ContainsFunc(g.lines, func(i int32) bool { return r.lines[i].Item != gift.Item }) {
		reasons = append(reasons, Reason{Code: OtherItem})
	}
	if took := r.quantity(g.lines); took > gift.Quantity {
		reasons = append(reasons, lacking(TooMany, decimal.New(gift.Quantity, 0), decimal.New(took, 0)))
	}
	return reasons
}

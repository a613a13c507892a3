package benefit

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// answer puts into words what a run has found.
func (e *Engine) answer(r *run, c *Cart, at time.Time, exact bool) Quote {
	q := Quote{
		At: civil.Writable(at.Round(0)), Tier: c.Tier, Exact: exact,
		Program: e.print, Frozen: Frozen{Decimals: e.decimals, Rounding: e.rounding},
	}
	var withdrawn []bool
	q.Gifts, withdrawn = r.gifts(c.Declined)
	e.totals(&q, r, c, withdrawn)
	q.Steps = make([]Step, 0, len(r.landed))
	portions := make([]Portion, len(r.takes)) // of all steps
	for i, t := range r.takes {
		portions[i] = Portion{r.lines[t.line].ID, r.amount(t.amount)}
	}
	for i := range r.landed {
		q.Steps = append(q.Steps, r.step(i, portions))
	}
	q.Rejected = make([]Rejected, 0, len(r.offers)-len(r.landed))
	for i := range r.offers {
		o := &r.offers[i]
		if reasons := r.reasons(o); len(reasons) > 0 {
			q.Rejected = append(q.Rejected, Rejected{o.Lane, o.ID, o.Name, reasons})
		}
	}
	if r.runnerUp != nil {
		q.RunnerUp = &Choice{Offers: []string{}, Total: r.amount(r.runnerUp.total)}
		for _, o := range r.runnerUp.offers {
			q.RunnerUp.Offers = append(q.RunnerUp.Offers, o.ID)
		}
	}
	applied := r.applied(q.Gifts)
	q.Frozen.Offers = make([]Offer, 0, len(applied))
	for _, o := range applied {
		q.Frozen.Offers = append(q.Frozen.Offers, o.clone())
	}
	q.Fingerprint = e.fingerprintOf(r, &q, withdrawn, applied)
	return q
}

// applied returns the offers that landed, and those whose gifts are accepted.
func (r *run) applied(gifts []GiftState) []*candidate {
	all := make([]*candidate, 0, len(r.landed))
	for i := range r.landed {
		all = append(all, r.landed[i].candidate)
	}
	for _, g := range gifts {
		if g.Status == Accepted {
			n := slices.IndexFunc(r.offers, func(o candidate) bool { return o.ID == g.Offer })
			all = append(all, &r.offers[n])
		}
	}
	return all
}

// totals fills in what the cart and its lines cost, and how it is paid.
func (e *Engine) totals(q *Quote, r *run, c *Cart, withdrawn []bool) {
	points, worth, limits := e.tender.pay(c.Points, r.total)
	amounts, shares := make([]int64, len(r.lines)), make([]int64, len(r.lines))
	r.splitter.Split(worth, r.left, amounts)
	r.splitter.Split(points, amounts, shares)
	q.Lines = make([]QuoteLine, 0, len(r.lines))
	subtotal := int64(0)
	for i, l := range r.lines {
		before := l.price * l.Quantity
		subtotal += before
		if withdrawn[i] {
			continue
		}
		q.Lines = append(q.Lines, QuoteLine{
			Line:     l.clone(),
			Subtotal: r.amount(before),
			Discount: r.amount(before - r.left[i]),
			Total:    r.amount(r.left[i]),
			Points:   Paid{shares[i], r.amount(amounts[i])},
			Due:      r.amount(r.left[i] - amounts[i]),
		})
	}
	q.Subtotal = r.amount(subtotal)
	q.Discount = r.amount(subtotal - r.total)
	q.Total = r.amount(r.total)
	q.Points, q.Limits = Paid{points, r.amount(worth)}, limits
	q.Due = r.amount(r.total - worth)
}

// step describes the i-th offer that applies.
func (r *run) step(i int, portions []Portion) Step {
	l := &r.landed[i]
	if i+1 < len(r.landed) {
		portions = portions[:r.landed[i+1].takes]
	}
	return Step{
		Lane: l.Lane, Offer: l.ID, Name: l.Name,
		Base: r.amount(l.base), Desired: r.amount(l.want), Applied: r.amount(l.amount),
		Lines: slices.Clip(portions[l.takes:]),
	}
}

// reasons returns why a candidate does not apply: none where it does.
func (r *run) reasons(c *candidate) []Reason {
	if c.code != "" {
		reason := Reason{Code: c.code}
		if c.other != nil {
			reason.Other = c.other.ID
		}
		return []Reason{reason}
	}
	var all []Reason
	add := func(why reasons, reason Reason) {
		if c.why&why != 0 {
			all = append(all, reason)
		}
	}
	add(notYet, Reason{Code: NotYet, At: c.From})
	add(ended, Reason{Code: Ended, At: c.Until})
	add(otherTier, Reason{Code: OtherTier})
	add(noLines, Reason{Code: NoLines})
	if c.why&(belowAmount|belowQuantity) != 0 {
		add(belowAmount, lacking(BelowAmount, c.Minimum.Amount, r.amount(c.spent)))
		add(belowQuantity, lacking(BelowQuantity, decimal.New(c.Minimum.Quantity, 0), decimal.New(c.units, 0)))
	}
	return all
}

// lacking is a reason with the numbers that decided.
func lacking(code Code, need, have decimal.Decimal) Reason {
	return Reason{Code: code, Need: &need, Have: &have}
}

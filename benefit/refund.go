package benefit

import (
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// RefundPolicy says what comes back when part of an order is returned.
type RefundPolicy struct {
	// Threshold says whether the offers are judged again. Required.
	Threshold Threshold `json:"threshold"`
	// Coupons says what becomes of the coupons of the order. Required.
	Coupons Fate `json:"coupons"`
	// Points says what becomes of the points that paid. Required.
	Points Fate `json:"points"`
}

// Threshold says whether the offers of an order are judged again when part of
// it is returned.
type Threshold string

const (
	// Kept: they are not. Each line gives back what was paid for its units,
	// rounded down over all that came back so far, and its last unit the rest.
	Kept Threshold = "kept"
	// Difference: the units kept are priced again with the order's own offers,
	// and what they cost more is kept back.
	Difference Threshold = "difference"
)

// Fate says what becomes of something used.
type Fate string

const (
	Restore Fate = "restore" // it comes back
	Forfeit Fate = "forfeit" // it does not
)

// Returned is what of an order has come back so far. The zero value is nothing.
// A shop keeps it beside the order.
type Returned struct {
	// Under is the threshold it came back under. Later refunds of the order use
	// the same.
	Under Threshold `json:"under,omitzero"`
	// Units lists the units returned, by line.
	Units []Units `json:"units,omitempty"`
	// Value is what they gave back under [Difference], in money and points
	// together.
	Value decimal.Decimal `json:"value,omitzero"`
}

// Units is so many units of a line.
type Units struct {
	Line     string `json:"line"`     // Line is the line's ID
	Quantity int64  `json:"quantity"` // Quantity is at least 1
}

// Refund is what comes back for units returned.
type Refund struct {
	Money     decimal.Decimal `json:"money"`              // Money is what is to be paid back now
	Points    int64           `json:"points"`             // Points is how many points come back now
	Forfeited int64           `json:"forfeited,omitzero"` // Forfeited is how many do not, by policy
	// Lines lists what each line gives back, by line. Under [Difference] there
	// are no amounts by line, and it is empty.
	Lines []RefundLine `json:"lines"`
	// Coupons lists the IDs of the offers of the coupon lane that come back, with
	// the last goods of the order and if the policy restores them: all that
	// applied, the programme's own among them, but those of gifts that are kept.
	Coupons []string `json:"coupons"`
	// Stays is what stays paid when this is done, for the points it earns.
	Stays PaidFor `json:"stays"`
	// Kept is what the units kept cost, as the policy judges it, and at most what
	// was paid.
	Kept decimal.Decimal `json:"kept"`
	// Lost lists the offers that no longer apply to the units kept, and why,
	// those of gifts among them, under [Difference].
	Lost []Rejected `json:"lost"`
	// After is what has come back when this is done, for the next refund.
	After Returned `json:"after"`
}

// RefundLine is what one line gives back.
type RefundLine struct {
	Line     string          `json:"line"`     // Line is the line's ID
	Quantity int64           `json:"quantity"` // Quantity is how many units are returned
	Money    decimal.Decimal `json:"money"`    // Money is their part of the money
	Points   int64           `json:"points"`   // Points is their part of the points, forfeited or not
}

// Refund says what comes back when units of an order are returned, after what
// came back before. The quote is the one the order was placed with: what the
// programme says today does not matter. Returning everything, in any order and
// any number of steps, gives back exactly what was paid, in money and in
// points, under both thresholds; no step takes anything.
//
// Units of a line that stand in several places add up; none at all are allowed.
//
// The error is an [*InvalidError] for a policy and for frozen offers that are
// none, and a [*DataError] for a line the order does not have, more units than it
// has left, what came back before under another threshold, and a quote that does
// not add up. The cost is that of a quote with the strategy [All].
func (q Quote) Refund(p RefundPolicy, before Returned, units []Units) (Refund, error) {
	if err := p.validate(); err != nil {
		return Refund{}, err
	}
	o, err := q.order(before, units)
	if err == nil && before.Under != "" && before.Under != p.Threshold {
		err = dataError("the refund", "under", "what came back before did so under %q; refund an order under one threshold, not %q", before.Under, p.Threshold)
	}
	if err != nil {
		return Refund{}, err
	}
	f := Refund{Lines: []RefundLine{}, Coupons: []string{}, Lost: []Rejected{}, After: o.after(p.Threshold)}
	if p.Threshold == Kept {
		o.kept(&f)
	} else if err := o.difference(&f, q); err != nil {
		return Refund{}, err
	}
	if p.Points == Forfeit {
		f.Points, f.Forfeited = 0, f.Points
	}
	if p.Coupons == Restore && o.complete() {
		for _, offer := range q.Frozen.Offers {
			if offer.Lane == CouponLane && o.gaveBack(offer.ID) {
				f.Coupons = append(f.Coupons, offer.ID)
			}
		}
	}
	return f, nil
}

func (p RefundPolicy) validate() error {
	var v validator
	fault.OneOf(&v.List, "threshold", p.Threshold, Kept, Difference)
	fault.OneOf(&v.List, "coupons", p.Coupons, Restore, Forfeit)
	fault.OneOf(&v.List, "points", p.Points, Restore, Forfeit)
	return invalid(v.Err("benefit: refund policy"))
}

// UnmarshalJSON reads a policy as strictly as [ParseProgram] reads a programme.
// On an error p is left as it was.
func (p *RefundPolicy) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit: refund policy", data, p))
}

// UnmarshalJSON reads what came back as strictly as [ParseProgram] reads a
// programme. On an error r is left as it was.
func (r *Returned) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit: returned", data, r))
}

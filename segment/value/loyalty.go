package value

import (
	"fmt"
	"math/big"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// LoyaltyRule is the cut-offs that tell kinds of loyalty apart, as data:
//
//	{"repeatOrders": 2, "promotionShare": 0.5, "referrals": 1}
type LoyaltyRule struct {
	// RepeatOrders is how many there must be for any loyalty, at least 1.
	RepeatOrders int64 `json:"repeatOrders"`
	// PromotionShare is the share of orders bought on promotion, above 0 and
	// at most 1, from which on it is the price that brings the customer back.
	PromotionShare decimal.Decimal `json:"promotionShare"`
	// Referrals is how many tell of high loyalty, at least 1.
	Referrals int64 `json:"referrals"`
}

// DefaultLoyalty is a rule to begin with: 2 repeat orders, half of the orders on
// promotion, 1 referral. The kinds are the textbooks', the cut-offs are ours: no
// source publishes any.
func DefaultLoyalty() LoyaltyRule {
	return LoyaltyRule{RepeatOrders: 2, PromotionShare: decimal.New(5, -1), Referrals: 1}
}

// ParseLoyaltyRule reads a rule from JSON and checks it. Unknown fields, wrong
// types and null are faults. The error is a [*segment.InvalidError].
func ParseLoyaltyRule(data []byte) (LoyaltyRule, error) {
	var r LoyaltyRule
	if err := fault.Decode(whatLoyalty, data, &r); err != nil {
		return LoyaltyRule{}, invalid(err)
	}
	if err := r.validate(); err != nil {
		return LoyaltyRule{}, err
	}
	return r, nil
}

// Buying is how one customer buys, within the time the shop looks at.
type Buying struct {
	Orders       int64 `json:"orders"`       // all, without those fully refunded
	RepeatOrders int64 `json:"repeatOrders"` // those after the first; the shop may merge orders of one day
	OnPromotion  int64 `json:"onPromotion"`  // orders bought at a reduced price
	Referrals    int64 `json:"referrals"`    // customers they brought
}

// LoyaltyKind is what keeps a customer coming back.
type LoyaltyKind string

// The kinds of loyalty, in the order in which they are tried.
const (
	NoLoyalty    LoyaltyKind = "none"  // nothing: too few repeat orders
	PriceLoyalty LoyaltyKind = "price" // the price: repeat orders, many on promotion
	HighLoyalty  LoyaltyKind = "high"  // conviction: repeat orders, few on promotion, and referrals
	HabitLoyalty LoyaltyKind = "habit" // habit: repeat orders, few on promotion, and too few referrals
)

// Loyalty is a kind and the numbers that decided it. All three are compared,
// also after the first has decided, so that a shop can see what else is missing.
type Loyalty struct {
	// Kind also says which number decided, as there is one way to each.
	Kind LoyaltyKind `json:"kind"`
	// RepeatOrders not reached makes the kind none.
	RepeatOrders Comparison `json:"repeatOrders"`
	// PromotionShare, the share of orders on promotion, reached makes it
	// price. It is 0 without orders.
	PromotionShare Comparison `json:"promotionShare"`
	// Referrals reached makes it high, not reached habit.
	Referrals Comparison `json:"referrals"`
}

// Comparison is a number and the cut-off it was compared with.
type Comparison struct {
	Value   *big.Rat        `json:"value"`   // exact
	CutOff  decimal.Decimal `json:"cutOff"`  // of the rule
	Reached bool            `json:"reached"` // value ≥ cut-off
}

// Of returns the loyalty of a customer: none with fewer repeat orders than the
// rule asks for; else price, when the share of orders on promotion reaches its
// cut-off; else high, when the referrals reach theirs; else habit.
//
// The error is a [*segment.InvalidError] about the rule or a
// [*segment.DataError] about the numbers: a negative one, more orders on promotion
// than orders, or more repeat orders than orders after the first.
func (r LoyaltyRule) Of(b Buying) (Loyalty, error) {
	if err := r.validate(); err != nil {
		return Loyalty{}, err
	}
	if field, why := b.unfit(); why != "" {
		return Loyalty{}, dataError("buying", field, "%s", why)
	}
	l := Loyalty{
		RepeatOrders:   compare(wholeRat(b.RepeatOrders), decimal.NewFromInt(r.RepeatOrders)),
		PromotionShare: compare(quotient(decimal.NewFromInt(b.OnPromotion), decimal.NewFromInt(b.Orders)), r.PromotionShare),
		Referrals:      compare(wholeRat(b.Referrals), decimal.NewFromInt(r.Referrals)),
	}
	switch {
	case !l.RepeatOrders.Reached:
		l.Kind = NoLoyalty
	case l.PromotionShare.Reached:
		l.Kind = PriceLoyalty
	case l.Referrals.Reached:
		l.Kind = HighLoyalty
	default:
		l.Kind = HabitLoyalty
	}
	return l, nil
}

// unfit says which field cannot be used and why, "" when all can.
func (b *Buying) unfit() (field, why string) {
	const negative = "%d is negative; it must be at least 0"
	switch {
	case b.Orders < 0:
		return "orders", fmt.Sprintf(negative, b.Orders)
	case b.RepeatOrders < 0:
		return "repeatOrders", fmt.Sprintf(negative, b.RepeatOrders)
	case b.RepeatOrders > max(b.Orders-1, 0):
		return "repeatOrders", fmt.Sprintf("%d of %d orders; the first is not one of them", b.RepeatOrders, b.Orders)
	case b.OnPromotion < 0:
		return "onPromotion", fmt.Sprintf(negative, b.OnPromotion)
	case b.OnPromotion > b.Orders:
		return "onPromotion", fmt.Sprintf("%d of %d orders; count each order once, in both", b.OnPromotion, b.Orders)
	case b.Referrals < 0:
		return "referrals", fmt.Sprintf(negative, b.Referrals)
	}
	return "", ""
}

func compare(value *big.Rat, cutOff decimal.Decimal) Comparison {
	return Comparison{value, cutOff, value.Cmp(cutOff.Rat()) >= 0}
}

func wholeRat(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

const whatLoyalty = "segment/value: loyalty rule"

func (r *LoyaltyRule) validate() error {
	var f fault.List
	if r.RepeatOrders < 1 {
		f.Add("repeatOrders", "out_of_range", "%d: must be at least 1; 0 would call everybody loyal", r.RepeatOrders)
	}
	if why := badShare(r.PromotionShare); why != "" {
		f.Add("promotionShare", "out_of_range", "%s", why)
	}
	if r.Referrals < 1 {
		f.Add("referrals", "out_of_range", "%d: must be at least 1; 0 would leave nobody to habit", r.Referrals)
	}
	return invalid(f.Err(whatLoyalty))
}

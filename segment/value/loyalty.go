package value

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"

	"example.com/membership/internal/exact"
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
// promotion, 1 referral. The kinds are the textbooks', the cut-offs are ours.
func DefaultLoyalty() LoyaltyRule {
	return LoyaltyRule{RepeatOrders: 2, PromotionShare: decimal.New(5, -1), Referrals: 1}
}

// ParseLoyaltyRule reads a rule from JSON and checks it. Unknown and repeated
// fields, wrong types and null are faults. The error is a [*segment.InvalidError].
// Of a rule that can be read, the code is out_of_range.
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

// UnmarshalJSON reads a rule as [ParseLoyaltyRule] does, also as part of another
// document. On an error the rule is left as it was.
func (r *LoyaltyRule) UnmarshalJSON(data []byte) error {
	read, err := ParseLoyaltyRule(data)
	if err == nil {
		*r = read
	}
	return err
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
	RepeatOrders CountComparison `json:"repeatOrders"`
	// PromotionShare reached makes it price.
	PromotionShare ShareComparison `json:"promotionShare"`
	// Referrals reached makes it high, not reached habit.
	Referrals CountComparison `json:"referrals"`
}

// CountComparison is a number of something and the cut-off it was compared with.
type CountComparison struct {
	Value   int64 `json:"value"`   // that of the customer
	CutOff  int64 `json:"cutOff"`  // that of the rule
	Reached bool  `json:"reached"` // whether value ≥ cut-off
}

// ShareComparison is a share and the cut-off it was compared with.
type ShareComparison struct {
	Value   *big.Rat        `json:"value"`   // that of the customer, exact; 0 of nothing
	CutOff  decimal.Decimal `json:"cutOff"`  // that of the rule
	Reached bool            `json:"reached"` // whether value ≥ cut-off
}

// Of returns the loyalty of a customer: none with fewer repeat orders than the
// rule asks for; else price, when the share of orders on promotion reaches its
// cut-off; else high, when the referrals reach theirs; else habit.
//
// The error is a [*segment.InvalidError] about the rule or a
// [*segment.DataError] about the numbers: a negative one, more orders on promotion
// than orders, or more repeat orders than orders after the first.
//
// Checking the rule each time is cheap: a call compares whole numbers, and
// allocates no more than the share it returns.
func (r LoyaltyRule) Of(b Buying) (Loyalty, error) {
	if err := r.validate(); err != nil {
		return Loyalty{}, err
	}
	if field, why := b.unfit(); why != "" {
		return Loyalty{}, dataError("buying", field, "%s", why)
	}
	l := Loyalty{
		RepeatOrders:   compareCounts(b.RepeatOrders, r.RepeatOrders),
		PromotionShare: comparePromotion(b, r.PromotionShare),
		Referrals:      compareCounts(b.Referrals, r.Referrals),
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

func compareCounts(value, cutOff int64) CountComparison {
	return CountComparison{value, cutOff, value >= cutOff}
}

// comparePromotion compares the share of orders on promotion. A share of at most
// 12 decimals is a whole number of trillionths, at most a trillion of them.
func comparePromotion(b Buying, cutOff decimal.Decimal) ShareComparison {
	const trillion = 1_000_000_000_000
	sum := exact.Of(cutOff)
	sum.AddSmall(exact.Small{Exp: -12})
	need, _ := sum.Small()
	hi, lo := bits.Mul64(uint64(b.OnPromotion), trillion)
	needHi, needLo := bits.Mul64(uint64(b.Orders), uint64(need.Coef))
	reached := cmp.Or(cmp.Compare(hi, needHi), cmp.Compare(lo, needLo)) >= 0
	return ShareComparison{fraction(b.OnPromotion, b.Orders), cutOff, reached && b.Orders > 0}
}

// fraction returns a/b, 0 where b is 0, for numbers of at least 0. In lowest terms
// from the start, it is spared the allocations of [big.NewRat] that reduce it.
func fraction(a, b int64) *big.Rat {
	if b == 0 {
		return new(big.Rat)
	}
	divisor, rest := a, b
	for rest != 0 {
		divisor, rest = rest, divisor%rest
	}
	share := new(big.Rat).SetInt64(a / divisor)
	share.Denom().SetInt64(b / divisor) // which Denom returns by reference
	return share
}

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

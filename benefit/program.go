package benefit

import (
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Program is how a shop prices, as data. It round-trips through JSON; [New]
// turns it into an [Engine].
type Program struct {
	// Decimals is the number of decimals of the smallest unit of the currency,
	// 0 to 6: 2 for yuan, euro and dollar, 0 for yen. Prices and discounts
	// with more of them are refused, not rounded.
	Decimals int32 `json:"decimals"`
	// Rounding says how what is to be paid is rounded to that unit. Required.
	Rounding Rounding `json:"rounding"`
	// Strategies says which offers of each lane apply. Default: Best in all.
	Strategies Strategies `json:"strategies,omitzero"`
	// Offers lists what the shop offers, at most 500. Offers of one customer,
	// such as coupons, come with the cart.
	Offers []Offer `json:"offers,omitempty"`
	// Points says how points pay. Default: they do not.
	Points Tender `json:"points,omitzero"`
}

// Rounding says how an amount is rounded to the smallest unit of the currency.
type Rounding string

const (
	// HalfUp rounds to the nearest unit, halves away from zero (四舍五入).
	HalfUp Rounding = "half-up"
	// HalfEven rounds to the nearest unit, halves to the even one.
	HalfEven Rounding = "half-even"
	// Up rounds to the next unit, in favour of the shop.
	Up Rounding = "up"
	// Down rounds to the unit before, in favour of the customer (抹零).
	Down Rounding = "down"
)

// Strategies names the strategy of each lane.
type Strategies struct {
	Item   Strategy `json:"item,omitzero"`   // Item is that of the item lane; default Best
	Member Strategy `json:"member,omitzero"` // Member is that of the member lane; default Best
	Shop   Strategy `json:"shop,omitzero"`   // Shop is that of the shop lane; default Best
	Coupon Strategy `json:"coupon,omitzero"` // Coupon is that of the coupon lane; default Best
}

// Strategy says which offers of a lane apply. Under each of them at most one
// offer of a group does, and an exclusive offer stands alone.
type Strategy string

const (
	// Best makes the final total as low as possible, together with all other
	// lanes whose strategy is Best. Of equal totals the one with fewer offers
	// is taken, then the one with the lower IDs. See [Quote.Exact].
	Best Strategy = "best"
	// First takes the first offer, by priority and ID, that takes something
	// off.
	First Strategy = "first"
	// All takes every offer, by priority and ID. What groups and exclusive
	// offers forbid beside those taken before is left out.
	All Strategy = "all"
)

// Tender is how points pay for what is left to pay after all lanes. It is no
// discount: the total stays what it is. The zero value takes no points.
type Tender struct {
	// Worth is what one point pays, such as 0.01. Greater than 0.
	Worth decimal.Decimal `json:"worth"`
	// Step is the number of points that are used at a time: only multiples of it
	// pay. So many have to be worth whole smallest units of the currency.
	// Default: 1.
	Step int64 `json:"step,omitzero"`
	// Share is the share of the total that points may pay, at most 1. Default:
	// 1.
	Share decimal.Decimal `json:"share,omitzero"`
}

// ParseProgram reads a programme from JSON of at most 16 MiB. Unknown and
// repeated fields, wrong types, null and trailing text are faults; the error
// is an [*InvalidError] that lists all of them. What the programme says is
// judged by [New].
func ParseProgram(data []byte) (Program, error) {
	var p Program
	err := p.UnmarshalJSON(data)
	return p, err
}

// UnmarshalJSON reads a programme as strictly as [ParseProgram] does. On an
// error p is left as it was.
func (p *Program) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit: program", data, p))
}

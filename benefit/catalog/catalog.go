package catalog

import (
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Catalog lists what the tiers of a shop are entitled to. It round-trips through
// JSON; [New] turns it into an [Engine]. The order of its lists does not matter.
type Catalog struct {
	// Decimals is the number of decimals of the smallest unit of the currency,
	// that of the [benefit.Program] the prices are used with: 2 for yuan. Amounts
	// of money have at most so many.
	Decimals int32 `json:"decimals"`
	// Tiers lists the IDs of all the shop's tiers, so that a tier that is not
	// among them is a fault of a benefit, and of a member. Default: any text is
	// taken for a tier.
	Tiers []string `json:"tiers,omitempty"`
	// Benefits lists the benefits, at most 1,000, of which at most 100 for any one
	// tier have a Deal: a [benefit.Cart] takes no more offers.
	Benefits []Benefit `json:"benefits,omitempty"`
}

// Benefit is something that members get. Which fields belong to it is said by
// its kind; others are faults.
type Benefit struct {
	// ID names the benefit. Required, unique, at most 120 bytes. Uses are
	// counted by it: a benefit that is edited keeps its uses.
	ID string `json:"id"`
	// Name is what customers read. Default: none.
	Name string `json:"name,omitzero"`
	// Kind says what the benefit gives. Required.
	Kind Kind `json:"kind"`
	// Priority orders the benefits of answers, lower ones first, and is that of
	// its offers, within ±1,000,000,000. Of equal ones the lower ID, by bytes,
	// comes first. Default: 0.
	Priority int `json:"priority,omitzero"`
	// Tiers lists the tiers that get the benefit. Default: everybody, without a
	// tier too.
	Tiers []string `json:"tiers,omitempty"`

	// Deal is what a discount takes off the price of a unit, and early access
	// beside being early: one of Off, Pays, Free and Price. 8.5 折 is
	// Pays 0.85.
	Deal benefit.Deal `json:"deal,omitzero"`
	// Scope selects what a discount is for. Default: all goods. Early access is
	// for the items of the launch.
	Scope benefit.Scope `json:"scope,omitzero"`
	// Group is the category of the offer, as [benefit.Offer] has it: of each
	// group at most one offer of a lane applies to a cart. Default: all discounts
	// of the catalog are one group, "member price", and the best applies, as the
	// programme's strategy has it; each early access is a group of its own.
	// Discounts of a member that are to apply to one cart together, such as one
	// for coats and one for shoes, need a Group each.
	Group string `json:"group,omitzero"`
	// Item is the ID of the coupon, the pack, the gift or what is tried.
	Item string `json:"item,omitzero"`
	// Amount is how much it is: the factor of a points rate, at most 1,000; the
	// money of a red packet and the megabytes of mobile data, which are whole, at
	// most 1,000,000,000. Greater than 0.
	Amount decimal.Decimal `json:"amount,omitzero"`

	// Points is the number of points it is exchanged for. Default: none.
	Points int64 `json:"points,omitzero"`
	// Cash is the money to be paid beside Points, at most 1,000,000,000. Default:
	// none.
	Cash decimal.Decimal `json:"cash,omitzero"`

	// Limit says how often a customer gets it. Default: it is not counted. A
	// gift, a trial, a red packet and mobile data that are not exchanged for
	// points need one. A birthday benefit has its own: once a year.
	Limit Limit `json:"limit,omitzero"`
	// When says when it is open. Default: always.
	When When `json:"when,omitzero"`
}

// Kind says what a benefit gives.
type Kind string

const (
	// Discount is a price for members, in the member lane of a quote: 9.5 / 9 /
	// 8.5 / 8 折 by tier. It needs Deal; Scope and Group are its own.
	Discount Kind = "discount"
	// Coupon is a coupon that can be claimed. It needs Item.
	Coupon Kind = "coupon"
	// Pack is a pack that can be claimed. It needs Item.
	Pack Kind = "pack"
	// Gift is an item for nothing. It needs Item.
	Gift Kind = "gift"
	// Trial is something to try. It needs Item.
	Trial Kind = "trial"
	// PointsRate multiplies the points that are earned. It needs Amount.
	PointsRate Kind = "points-rate"
	// RedPacket is money. It needs Amount.
	RedPacket Kind = "red-packet"
	// MobileData is megabytes for a phone. It needs Amount.
	MobileData Kind = "mobile-data"
	// EarlyAccess lets a member buy before a launch. It needs When.Lead. A Deal
	// is its launch discount, in the item lane, until the launch.
	EarlyAccess Kind = "early-access"
	// Perk is what is only listed: priority shipping, dedicated service,
	// invitations, tailored packaging.
	Perk Kind = "perk"
)

// Limit says how often a customer gets a benefit. The zero value does not count.
type Limit struct {
	Times int64  `json:"times"` // Times is how often, 1 to 1,000,000
	Per   Period `json:"per"`   // Per is the period in which it is counted; required
}

// Period is a span of the shop's calendar in which uses are counted.
type Period string

const (
	Month    Period = "month"    // the calendar month
	Quarter  Period = "quarter"  // from the first of January, April, July or October
	Year     Period = "year"     // from 1 January to 31 December
	Lifetime Period = "lifetime" // uses are never forgotten
)

// ParseCatalog reads a catalog from JSON of at most 16 MiB. Unknown and repeated
// fields, wrong types, null and trailing text are faults; the error is a
// [*benefit.InvalidError] that lists all of them. What the catalog says is judged
// by [New].
func ParseCatalog(data []byte) (Catalog, error) {
	var c Catalog
	err := c.UnmarshalJSON(data)
	return c, err
}

// UnmarshalJSON reads a catalog as strictly as [ParseCatalog] does. On an error c
// is left as it was.
func (c *Catalog) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode(catalogName, data, c))
}

// When says when a benefit is open: between From and Until, and within one of
// Birthday, Joined and Lead where that is given. The zero value is always.
type When struct {
	// From is the instant at which it opens. Default: it is open already.
	From time.Time `json:"from,omitzero"`
	// Until is the instant at which it ends, later than From. Default: never.
	Until time.Time `json:"until,omitzero"`
	// Birthday opens it around the birthday, once a year.
	Birthday *Birthday `json:"birthday,omitempty"`
	// Joined opens it from the first registration on, for "24 hours" to the
	// nanosecond, or for "30 days": through the whole of the 30th date after it.
	// 1 to 8,784 hours or 1 to 3,660 days. For once only, set a limit too.
	Joined string `json:"joined,omitzero"`
	// Lead opens early access so long before a launch, until the launch:
	// "24 hours" to the nanosecond, or "1 day": from the same time of day on the
	// date before. Of a time that the clocks read twice that is the first; of
	// one that they skip, the instant at which they do. Bounds as for Joined.
	Lead string `json:"lead,omitzero"`
}

// Birthday is the dates around a birthday. They may reach over New Year; the
// whole belongs to the year of the birthday.
//
// A customer gets such a benefit once in each calendar year, and once for the
// birthday of each year: not again by editing the date, nor because a lunar
// birthday comes twice. What is recorded is the year of the birthday, not its
// date. Who used it in January, for a birthday whose dates begin in December,
// waits for the next one until 1 January.
type Birthday struct {
	Before int `json:"before,omitzero"` // Before is the number of days before it, 0 to 180
	After  int `json:"after,omitzero"`  // After is the number of days after it, 0 to 180
	// Leap says when a birthday on 29 February is in other years. Required.
	Leap LeapDay `json:"leap"`
}

// LeapDay says when a birthday on 29 February is in a year without that day.
type LeapDay string

const (
	February28 LeapDay = "february-28" // the day before 1 March
	March1     LeapDay = "march-1"     // the day after 28 February
	NoLeapDay  LeapDay = "none"        // there is no birthday in that year
)

package benefit

import (
	"slices"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Offer is one way to pay less, as data: a member price, a promotion of the
// shop, a coupon that the customer holds. Its deal applies where the customer,
// the instant, the lines and the minimum allow it.
type Offer struct {
	// ID names the offer in quotes. Required, unique among the offers of a
	// quote. Of offers with the same priority the lower ID, by bytes, comes
	// first.
	ID string `json:"id"`
	// Name is what customers read, such as 满50减10. Default: none.
	Name string `json:"name,omitzero"`
	// Lane is where the offer runs. Required.
	Lane Lane `json:"lane"`
	// Priority orders the offers of a lane: lower ones first. Default: 0.
	Priority int `json:"priority,omitzero"`
	// Group is the category of the offer: of each group at most one offer of a
	// lane applies. Default: the offer is a group of its own and combines with
	// all others. Offers without groups add up, also where they give the same
	// units: two that give 3 for 2 of the same goods give 3 for 1.
	Group string `json:"group,omitzero"`
	// Exclusive says that the offer stands alone among shop offers and
	// coupons: neither another one, free freight among them, nor a gift applies
	// beside it. Only for those two lanes. Coupons of which one can be used
	// beside the shop's offers have a common Group instead.
	Exclusive bool `json:"exclusive,omitzero"`
	// Tiers lists the membership tiers, by ID, that get the offer. Default:
	// everybody, guests included.
	Tiers []string `json:"tiers,omitempty"`
	// From is the instant at which the offer opens, inclusive. Default: it is
	// open already.
	From time.Time `json:"from,omitzero"`
	// Until is the instant at which the offer ends, exclusive. Default: never.
	Until time.Time `json:"until,omitzero"`
	// Scope selects the lines the offer is for. Default: all goods.
	Scope Scope `json:"scope,omitzero"`
	// Minimum is what has to be bought. Default: nothing.
	Minimum Minimum `json:"minimum,omitzero"`
	// Deal is what the customer gets. Required.
	Deal Deal `json:"deal"`
}

// UnmarshalJSON reads an offer as strictly as [ParseProgram] reads a programme.
// On an error o is left as it was.
func (o *Offer) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit: offer", data, o))
}

// Lane is a stage of pricing. Lanes run in the order of the constants, and
// each reads the amounts that the one before it left.
type Lane string

const (
	// ItemLane changes unit prices: a sale, a launch price.
	ItemLane Lane = "item"
	// MemberLane changes unit prices of lines that take part in member
	// discounts: 9.5 / 9 / 8.5 / 8 折 by tier.
	MemberLane Lane = "member"
	// ShopLane holds the shop's promotions, such as 满50减10.
	ShopLane Lane = "shop"
	// CouponLane holds the coupons of the customer.
	CouponLane Lane = "coupon"
)

// Scope selects lines. The zero value selects all goods. It leaves out freight
// and gifts unless Kinds names them, lines with a Gift in any case, and in the
// member lane lines with NoMember.
type Scope struct {
	// Kinds lists the kinds of lines. Default: goods.
	Kinds []Kind `json:"kinds,omitempty"`
	// Items lists items, any of which suffices. Default: all of them.
	Items []string `json:"items,omitempty"`
	// Tags lists tags, any of which suffices. Default: whatever the tags. A
	// line has to satisfy Items and Tags where both are given.
	Tags []string `json:"tags,omitempty"`
	// Except lists items and tags of lines to leave out all the same.
	Except []string `json:"except,omitempty"`
}

// Minimum is what has to be bought for an offer, read before the offer's own
// discount and those of its lane. It is met by reaching it (≥, 满). The zero
// value asks for nothing.
type Minimum struct {
	// Amount is the least amount, in the currency of the cart. Default: none.
	Amount decimal.Decimal `json:"amount,omitzero"`
	// Quantity is the least number of units. Default: none.
	Quantity int64 `json:"quantity,omitzero"`
	// Of selects the lines that count. Default: those of the offer's scope.
	// Free freight from 99 of goods on has the scope freight and a minimum of
	// goods.
	Of *Scope `json:"of,omitempty"`
}

// Deal is what a customer gets: exactly one of Off, Pays, Free, Price, Every,
// NForM, BuyGet, Set and Gift. In the lanes of items and members it is Off,
// Pays, Free or Price, per unit.
type Deal struct {
	// Off takes an amount off: from the lines together, per unit in the lanes
	// of items and members. Greater than 0.
	Off decimal.Decimal `json:"off,omitzero"`
	// Pays is the share of the price that the customer pays, which is what 折
	// counts in tenths: 8.5 折 is 0.85, 15 % off. Greater than 0 and less than
	// 1. What is to be paid is rounded as the programme says.
	Pays decimal.Decimal `json:"pays,omitzero"`
	// Free takes everything off: free freight.
	Free bool `json:"free,omitzero"`
	// Price is the price of a unit, where that is lower. It lands on each line by
	// itself, on what is left of it above the price. Greater than 0.
	Price decimal.Decimal `json:"price,omitzero"`
	// Every takes an amount off for every amount spent (每满100减20).
	Every Every `json:"every,omitzero"`
	// NForM gives N units for the price of M.
	NForM NForM `json:"nForM,omitzero"`
	// BuyGet gives units of one scope to who buys units of another.
	BuyGet BuyGet `json:"buyGet,omitzero"`
	// Set gives goods that are bought together at one price.
	Set Set `json:"set,omitzero"`
	// Gift offers a gift beside the goods; see [Gift].
	Gift Gift `json:"gift,omitzero"`

	// Most caps the discount of Pays, Every, NForM, BuyGet and Set in the
	// lanes of shop offers and coupons. Default: no cap.
	Most decimal.Decimal `json:"most,omitzero"`
	// Times is how often Every, NForM, BuyGet and Set apply at most in one
	// cart. Default: as often as the cart allows.
	Times int64 `json:"times,omitzero"`
}

// Every takes Off off for every Spent. Both are greater than 0, and Off is not
// more than Spent.
type Every struct {
	Spent decimal.Decimal `json:"spent"` // Spent is the amount that counts once
	Off   decimal.Decimal `json:"off"`   // Off is what it takes off
}

// NForM gives N units for the price of M, 1 ≤ M < N: of all units in scope, for
// every N of them the N − M cheapest are free, whichever line they are on. What
// they cost is taken off all lines in scope, in proportion.
type NForM struct {
	N int64 `json:"n"` // N is how many units have to be taken
	M int64 `json:"m"` // M is how many of them are paid
}

// BuyGet gives Get units of the lines Of for every Buy units of the offer's
// scope. The cheapest are given first. A line that both select is one to get: it
// counts for the minimum, but not among the units bought.
type BuyGet struct {
	Buy int64 `json:"buy"` // Buy is how many units have to be bought; at least 1
	Get int64 `json:"get"` // Get is how many units are given for them; at least 1
	// Of selects the lines that are given; they have to be in the cart.
	// Required: for more of the same there is NForM.
	Of *Scope `json:"of,omitempty"`
	// Pays is the share of their price that the customer pays for them. Less
	// than 1. Default: 0, they are free.
	Pays decimal.Decimal `json:"pays,omitzero"`
}

// Set gives goods that are bought together at one price, as many times as the
// cart holds all parts and another one costs less. Of an item on several lines the dearest units are taken
// first. What the sets cost less is taken off the lines that the units are taken
// from, in proportion.
type Set struct {
	Parts []Part          `json:"parts,omitempty"` // Parts lists 1 to 20 different items
	Price decimal.Decimal `json:"price"`           // Price is that of one set; greater than 0
}

// Part is so many units of an item.
type Part struct {
	Item     string `json:"item"`     // Item is the item's ID
	Quantity int64  `json:"quantity"` // Quantity is at least 1
}

// Gift is an item given for nothing. Where the offer applies the gift is
// offered; a cart that holds a line of it, of kind gift and with the offer's
// ID, accepts it, and one that lists the offer under Declined declines it. A
// line of a gift whose offer does not apply any more is withdrawn. Gifts stand
// outside the strategies of the lanes and take nothing off.
type Gift struct {
	Item     string `json:"item"`     // Item is the gift's ID
	Quantity int64  `json:"quantity"` // Quantity is how many units are given; at least 1
}

// clone returns a copy that shares no memory with o, with lists in order where
// their order says nothing.
func (o *Offer) clone() Offer {
	c := *o
	c.Tiers = sorted(o.Tiers)
	c.Scope = o.Scope.clone()
	if o.Minimum.Of != nil {
		of := o.Minimum.Of.clone()
		c.Minimum.Of = &of
	}
	if o.Deal.BuyGet.Of != nil {
		of := o.Deal.BuyGet.Of.clone()
		c.Deal.BuyGet.Of = &of
	}
	c.Deal.Set.Parts = slices.Clone(o.Deal.Set.Parts)
	slices.SortFunc(c.Deal.Set.Parts, func(a, b Part) int { return strings.Compare(a.Item, b.Item) })
	c.From, c.Until = civil.Writable(o.From), civil.Writable(o.Until)
	return c
}

func (s *Scope) clone() Scope {
	return Scope{sorted(s.Kinds), sorted(s.Items), sorted(s.Tags), sorted(s.Except)}
}

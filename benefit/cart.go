package benefit

import "github.com/shopspring/decimal"

// Cart is what somebody wants to buy, and what they bring.
type Cart struct {
	// Tier is the ID of the membership tier held, "" for none.
	Tier string `json:"tier,omitzero"`
	// Lines lists what is in the cart, in any order: at most 500 lines.
	Lines []Line `json:"lines"`
	// Offers lists what this customer has beyond the programme's offers, such
	// as coupons, at most 100. Their IDs differ from those of the programme.
	Offers []Offer `json:"offers,omitempty"`
	// Declined lists the IDs of gift offers that the customer does not want.
	// Others change nothing.
	Declined []string `json:"declined,omitempty"`
	// Points is what the customer wants to pay with points. Default: nothing.
	// A programme that takes none leaves all to pay.
	Points Spend `json:"points,omitzero"`
}

// Kind says what a line is.
type Kind string

const (
	// Goods are what the customer buys.
	Goods Kind = "goods"
	// Freight is what shipping costs.
	Freight Kind = "freight"
	// GiftLine is a gift taken; its price is 0.
	GiftLine Kind = "gift"
)

// Line is one line of a cart.
type Line struct {
	// ID names the line in quotes and refunds. Required, unique.
	ID string `json:"id"`
	// Item is the ID of what is bought, for scopes. Default: none.
	Item string `json:"item,omitzero"`
	// Tags lists what else scopes can ask for, such as a category.
	Tags []string `json:"tags,omitempty"`
	// Kind says what the line is. Default: Goods.
	Kind Kind `json:"kind,omitzero"`
	// Quantity is the number of units, 1 to 1,000,000.
	Quantity int64 `json:"quantity"`
	// Price is the price of one unit, at least 0, in whole units of the
	// currency's smallest unit.
	Price decimal.Decimal `json:"price"`
	// NoMember says that the line takes no part in member discounts.
	NoMember bool `json:"noMember,omitzero"`
	// Gift is the ID of the offer that gives the line, for lines of kind gift
	// only. Default: the shop gives it, and it is never withdrawn.
	Gift string `json:"gift,omitzero"`
}

// Spend is points that a customer wants to pay with.
type Spend struct {
	Ask     int64 `json:"ask"`     // Ask is how many points they want to use; at least 0
	Balance int64 `json:"balance"` // Balance is how many they have; a debt counts as none
}

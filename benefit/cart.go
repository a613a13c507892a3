package benefit

import (
	"fmt"
	"slices"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Cart is what somebody wants to buy, and what they bring.
type Cart struct {
	// Tier is the ID of the membership tier held, "" for none.
	Tier string `json:"tier,omitzero"`
	// Lines lists what is in the cart, in any order: at most 500 lines.
	Lines []Line `json:"lines,omitempty"`
	// Offers lists what this customer has beyond the programme's offers, such
	// as coupons, at most 100. Their IDs differ from those of the programme.
	Offers []Offer `json:"offers,omitempty"`
	// Declined lists the IDs of gift offers that the customer does not want, at
	// most 500.
	// Others change nothing.
	Declined []string `json:"declined,omitempty"`
	// Points is what the customer wants to pay with points. Default: nothing.
	// A programme that takes none leaves all to pay.
	Points Spend `json:"points,omitzero"`
}

// UnmarshalJSON reads a cart as strictly as [ParseProgram] reads a programme.
// On an error c is left as it was.
func (c *Cart) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit: cart", data, c))
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
	// Tags lists what else scopes can ask for, such as a category: at most 100.
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

func lineRecord(id string) string { return fmt.Sprintf("line %.60q", id) }

// check checks what is beside the lines and offers.
func (c *Cart) check() error {
	if c.Tier != "" && fault.Name(c.Tier) != nil {
		return dataError("the cart", "tier", "%v", fault.Name(c.Tier))
	}
	if len(c.Declined) > maxOffers {
		return dataError("the cart", "declined", "are %d; give at most %d", len(c.Declined), maxOffers)
	}
	return c.Points.check()
}

// readLine checks a line.
func readLine(l *Line, decimals int32) (entry, error) {
	bad := func(field, format string, args ...any) (entry, error) {
		return entry{}, dataError(lineRecord(l.ID), field, format, args...)
	}
	if err := l.checkNames(); err != nil {
		return entry{}, err
	}
	kind := kindBit(l.Kind)
	if kind == 0 {
		return bad("kind", `%.60q is unknown; use "goods", "freight" or "gift"`, l.Kind)
	}
	if l.Quantity < 1 || l.Quantity > maxQuantity {
		return bad("quantity", "must be 1 to %d, not %d; leave the line out where there is nothing to buy", maxQuantity, l.Quantity)
	}
	price, err := units(l.Price, decimals)
	switch {
	case err != nil:
		return bad("price", "%v", err)
	case price < 0:
		return bad("price", "%s is negative; a discount is an offer", l.Price)
	case price > maxAmount/l.Quantity:
		return bad("price", "%s × %d is beyond what a line can cost, %s", l.Price, l.Quantity, amount(maxAmount, decimals))
	case l.Kind == GiftLine && price > 0:
		return bad("price", "of a gift is 0, not %s", l.Price)
	case l.Kind != GiftLine && l.Gift != "":
		return bad("gift", `is for lines of the kind "gift", not %q`, l.Kind)
	}
	return entry{l, kind, price}, nil
}

// checkNames checks the texts of a line, of which only the ID has to be there.
func (l *Line) checkNames() error {
	bad := func(field string, err error) error { return dataError(lineRecord(l.ID), field, "%v", err) }
	if err := fault.Name(l.ID); err != nil {
		return bad("id", err)
	}
	if l.Item != "" && fault.Name(l.Item) != nil {
		return bad("item", fault.Name(l.Item))
	}
	if l.Gift != "" && fault.Name(l.Gift) != nil {
		return bad("gift", fault.Name(l.Gift))
	}
	if len(l.Tags) > maxTags {
		return dataError(lineRecord(l.ID), "tags", "are %d; give at most %d", len(l.Tags), maxTags)
	}
	for _, tag := range l.Tags {
		if err := fault.Name(tag); err != nil {
			return bad("tags", err)
		}
	}
	return nil
}

// equal reports whether two lines say the same.
func (l *Line) equal(o *Line) bool {
	return l.ID == o.ID && l.Item == o.Item && slices.Equal(sorted(l.Tags), sorted(o.Tags)) &&
		kindBit(l.Kind) == kindBit(o.Kind) && l.Quantity == o.Quantity && l.Price.Equal(o.Price) &&
		l.NoMember == o.NoMember && l.Gift == o.Gift
}

// clone returns a copy that shares no memory with l, tags in order.
func (l *Line) clone() Line {
	c := *l
	c.Tags = sorted(l.Tags)
	if c.Kind == "" {
		c.Kind = Goods
	}
	return c
}

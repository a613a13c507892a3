package benefit

import (
	"fmt"
	"time"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Quote is what a cart costs, and why. It is plain data: an order keeps it as
// JSON, and with it the offers and the tier it was priced with. All amounts are
// exact and are written without trailing zeros: StringFixed(Frozen.Decimals)
// shows them as prices. A refund reads At, Tier, Total, Points, Due, Lines and
// Frozen; an order may leave out the rest.
type Quote struct {
	At   time.Time `json:"at"`            // At is the instant that was asked about
	Tier string    `json:"tier,omitzero"` // Tier is the membership tier it was priced with

	Subtotal decimal.Decimal `json:"subtotal"` // Subtotal is quantity × price over all lines, freight included
	Discount decimal.Decimal `json:"discount"` // Discount is what all offers take off
	Total    decimal.Decimal `json:"total"`    // Total is Subtotal − Discount, 0 ≤ Total ≤ Subtotal
	Points   Paid            `json:"points"`   // Points is the part of Total that points pay
	Due      decimal.Decimal `json:"due"`      // Due is the rest, to be paid with money
	// Limits lists what kept the points below those asked for, in the order of
	// the constants.
	Limits []Limit `json:"limits,omitempty"`

	Lines    []QuoteLine `json:"lines"`    // Lines lists the lines by ID; gifts withdrawn are not among them
	Steps    []Step      `json:"steps"`    // Steps lists the offers that apply, in the order they were applied
	Rejected []Rejected  `json:"rejected"` // Rejected lists all others but gifts that are given, by lane, priority and ID
	Gifts    []GiftState `json:"gifts"`    // Gifts lists what became of gifts, by offer

	// Exact says that all permitted combinations of the offers in Best lanes
	// were compared; it is true where no lane is Best. They are where there are
	// at most 4,096, of offers that can apply to the cart, and comparing them
	// lets offers look at lines at most 100,000,000 times. Beyond, lanes are
	// decided one by one, and a lane that has more by itself takes the offers
	// that want most, as far as they combine: which need not be the lowest total.
	Exact bool `json:"exact"`
	// RunnerUp is the second best combination, nil where there is only one, or
	// not Exact.
	RunnerUp *Choice `json:"runnerUp,omitempty"`

	// Frozen is what a refund needs to price the units kept.
	Frozen Frozen `json:"frozen"`
	// Program is [Engine.Fingerprint].
	Program string `json:"program"`
	// Fingerprint tells whether two quotes come to the same, whenever they were
	// made: it covers Program, the tier, what is bought and given, the offers
	// that apply, and every amount. It does not cover what is told beside: At,
	// Rejected, RunnerUp, Limits, gifts not taken, names, and until when offers
	// are open, so that reserving a coupon changes nothing. 32 hexadecimal
	// digits.
	Fingerprint string `json:"fingerprint"`
}

// QuoteLine is what one line costs.
type QuoteLine struct {
	Line     Line            `json:"line"`     // Line is the line of the cart, with its kind and its tags in order
	Subtotal decimal.Decimal `json:"subtotal"` // Subtotal is quantity × price
	Discount decimal.Decimal `json:"discount"` // Discount is the sum of its shares of all steps
	Total    decimal.Decimal `json:"total"`    // Total is Subtotal − Discount
	Points   Paid            `json:"points"`   // Points is the part of Total that points pay
	Due      decimal.Decimal `json:"due"`      // Due is the rest
}

// Paid is what points pay. Amounts are split over lines first and points by
// them, so that a line's points need not be worth its amount to the last unit;
// together they are.
type Paid struct {
	Used   int64           `json:"used"`   // Used is how many points
	Amount decimal.Decimal `json:"amount"` // Amount is what they pay
}

// Limit says what kept points from paying more.
type Limit string

const (
	ByBalance Limit = "balance" // the customer does not have so many
	ByShare   Limit = "share"   // they would pay more than their share of the total
	ByStep    Limit = "step"    // they are used in multiples of a step
)

// Step is one offer that applies.
type Step struct {
	Lane  Lane   `json:"lane"`          // Lane is where it runs
	Offer string `json:"offer"`         // Offer is its ID
	Name  string `json:"name,omitzero"` // Name is what customers read
	// Base is the amount, when the lane began, of all lines in scope, also for a
	// Set; for BuyGet of the lines that are given.
	Base    decimal.Decimal `json:"base"`
	Desired decimal.Decimal `json:"desired"` // Desired is what it would take off by itself
	Applied decimal.Decimal `json:"applied"` // Applied is what it takes off: at most what the offers before it left
	Lines   []Portion       `json:"lines"`   // Lines lists where it lands, by line; the amounts add up to Applied
}

// Portion is the share of a step that lands on one line.
type Portion struct {
	Line   string          `json:"line"`   // Line is the line's ID
	Amount decimal.Decimal `json:"amount"` // Amount is greater than 0
}

// Rejected is an offer that does not apply, with all reasons.
type Rejected struct {
	Lane    Lane     `json:"lane"`          // Lane is where it would run
	Offer   string   `json:"offer"`         // Offer is its ID
	Name    string   `json:"name,omitzero"` // Name is what customers read
	Reasons []Reason `json:"reasons"`       // Reasons is at least one, in the order of the codes
}

// Reason says why an offer, or a gift, does not apply.
type Reason struct {
	Code Code `json:"code"` // Code is stable, for programs
	// Need is what was asked for and Have what there is, for BelowAmount and
	// BelowQuantity; for TooMany what is given and what the cart has. For other
	// codes they are nil.
	Need *decimal.Decimal `json:"need,omitempty"`
	Have *decimal.Decimal `json:"have,omitempty"` // Have is described beside Need
	// At is the instant at which it opens, for NotYet, or ended, for Ended.
	At time.Time `json:"at,omitzero"`
	// Other is the ID of the offer that stands in the way, for GroupTaken,
	// Exclusive and NotFirst.
	Other string `json:"other,omitzero"`
}

// String returns the reason in a line, such as "below_amount: 88.98 of 99" or
// "group_taken: spring".
func (r Reason) String() string {
	switch {
	case r.Need != nil && r.Have != nil:
		return fmt.Sprintf("%s: %s of %s", r.Code, r.Have, r.Need)
	case !r.At.IsZero():
		return fmt.Sprintf("%s: %s", r.Code, r.At.Format(time.RFC3339))
	case r.Other != "":
		return fmt.Sprintf("%s: %s", r.Code, r.Other)
	}
	return string(r.Code)
}

// Code says why an offer does not apply.
type Code string

// The codes of reasons, in the order in which they are listed. The first six
// are all checked; of the next five one is given where none of those holds. The
// last three are for gifts that are withdrawn.
const (
	NotYet        Code = "not_yet"        // it opens later
	Ended         Code = "ended"          // it has ended
	OtherTier     Code = "tier"           // it is for other tiers
	NoLines       Code = "no_lines"       // no line of the cart is in its scope, or none costs anything any more
	BelowAmount   Code = "below_amount"   // the amount of its lines is below the minimum
	BelowQuantity Code = "below_quantity" // their quantity is below the minimum
	NoEffect      Code = "no_effect"      // it would take nothing off
	GroupTaken    Code = "group_taken"    // another offer of its group applies
	Exclusive     Code = "exclusive"      // it, or the offer that applies, stands alone
	NotFirst      Code = "not_first"      // another one comes first, and the lane takes one
	NotBest       Code = "not_best"       // the total is no lower with it
	NoOffer       Code = "no_offer"       // of a gift: no offer that gives one has the ID that its line names
	OtherItem     Code = "other_item"     // of a gift: its line is of another item
	TooMany       Code = "too_many"       // of a gift: the cart has more units than are given
)

// GiftState is what became of a gift.
type GiftState struct {
	Offer    string     `json:"offer"`         // Offer is the ID of the offer that gives it
	Name     string     `json:"name,omitzero"` // Name is what customers read of the offer
	Item     string     `json:"item"`          // Item is the gift's ID
	Quantity int64      `json:"quantity"`      // Quantity is how many units are given
	Status   GiftStatus `json:"status"`        // Status is what became of it
	// Lines lists the cart's lines of it, by ID.
	Lines []string `json:"lines,omitempty"`
	// Reasons says why it is withdrawn.
	Reasons []Reason `json:"reasons,omitempty"`
}

// GiftStatus is what became of a gift.
type GiftStatus string

const (
	Offered   GiftStatus = "offered"   // it can be taken: the cart has no line of it
	Accepted  GiftStatus = "accepted"  // the cart has a line of it
	Declined  GiftStatus = "declined"  // the customer does not want it
	Withdrawn GiftStatus = "withdrawn" // the cart has a line of it that is not given, not any more, or not so many
)

// Choice is one combination of offers.
type Choice struct {
	Offers []string        `json:"offers"` // Offers lists the IDs of all that apply, in order
	Total  decimal.Decimal `json:"total"`  // Total is what the cart costs with them
}

// Frozen is what a refund needs of the programme and the offers, as they were.
type Frozen struct {
	Decimals int32    `json:"decimals"` // Decimals is that of the programme
	Rounding Rounding `json:"rounding"` // Rounding is that of the programme
	// Offers lists the offers of all steps, in their order, and then those of
	// the gifts accepted, by ID.
	Offers []Offer `json:"offers"`
}

// ParseQuote reads a quote that was stored as JSON, as strictly as
// [ParseProgram] reads a programme.
func ParseQuote(data []byte) (Quote, error) {
	var q Quote
	err := q.UnmarshalJSON(data)
	return q, err
}

// UnmarshalJSON reads a quote as strictly as [ParseQuote] does. On an error q is
// left as it was.
func (q *Quote) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit: quote", data, q))
}

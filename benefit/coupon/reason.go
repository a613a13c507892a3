package coupon

import "time"

// Reason says why something is not granted, or why a claim stays as it is.
type Reason struct {
	Code Code `json:"code"` // Code is stable, for programs
	// Of is the ID of what it is about: the coupon or pack claimed, a coupon of
	// the pack, or the item of the gift.
	Of string `json:"of"`
	// From is the instant that opens, for NotYet, and that of the first
	// registration, for NotNew, and for Unregistered where it is still to come.
	From time.Time `json:"from,omitzero"`
	// Until is the instant that ended, for Ended, Lapsed and NotNew.
	Until time.Time `json:"until,omitzero"`
	// Tier is the tier held, "" for none, and Tiers lists those that may claim,
	// for OtherTier.
	Tier  string   `json:"tier,omitzero"`
	Tiers []string `json:"tiers,omitempty"` // Tiers is described beside Tier
	// Limit is the limit, and Have what there is, for SoldOut, LimitReached
	// and ItemHad. For other codes they are nil.
	Limit *int64 `json:"limit,omitempty"`
	Have  *int64 `json:"have,omitempty"` // Have is described beside Limit
	// State is that of the claim, and Order the order that has it, for
	// OtherOrder and WrongState.
	State State  `json:"state,omitzero"`
	Order string `json:"order,omitzero"` // Order is described beside State
}

// Code says why something is not granted, or why a claim stays as it is.
type Code string

// The codes of reasons, in the order in which they are listed. What is refused
// has all that are so. The last two are those of steps, of which OtherOrder
// stands for WrongState too; the last is also that of a request whose claims
// were cancelled.
const (
	Guest        Code = "guest"        // there is no customer ID
	Unregistered Code = "unregistered" // the customer has not registered
	Withdrawn    Code = "withdrawn"    // the customer has left the programme
	NotYet       Code = "not_yet"      // it opens later
	Ended        Code = "ended"        // claiming has ended
	Lapsed       Code = "lapsed"       // the validity has ended
	OtherTier    Code = "tier"         // it is for other tiers
	NotNew       Code = "not_new"      // it is too long since the first registration
	InPacks      Code = "pack_only"    // it comes in packs only
	SoldOut      Code = "sold_out"     // as many are claimed as there are
	LimitReached Code = "limit"        // the customer has as many as one can have
	ItemHad      Code = "item_had"     // the customer has this coupon or gift of the pack
	OtherOrder   Code = "other_order"  // another order has reserved or consumed it
	WrongState   Code = "state"        // it is in a state that does not allow it
)

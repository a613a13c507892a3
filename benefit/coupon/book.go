package coupon

import (
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/fault"
)

// Book is the coupons and packs of a shop, as data. It round-trips through
// JSON; [New] turns it into an [Engine]. A coupon stays in the book as long as
// claims of it can be used. What claims promise is not to be changed under
// them: other conditions are another coupon.
type Book struct {
	// Decimals is the number of decimals of the smallest unit of the currency,
	// that of the [benefit.Program] the coupons are used with: 2 for yuan.
	Decimals int32 `json:"decimals"`
	// Coupons lists the coupons, in any order: at most 10,000.
	Coupons []Coupon `json:"coupons,omitempty"`
	// Packs lists the packs, in any order: at most 10,000.
	Packs []Pack `json:"packs,omitempty"`
	// Limits is what the shop's platform allows. Default: everything.
	Limits Limits `json:"limits,omitzero"`
}

// Coupon is what a customer can claim and use on one order.
type Coupon struct {
	// ID names the coupon in requests and claims. Required, unique among
	// coupons and packs, at most 120 bytes as it stands in a key.
	ID string `json:"id"`
	// Name is what customers read, such as 新人5元券. Default: none.
	Name string `json:"name,omitzero"`
	// Deal is what it gives: Off, an amount off, or Pays, the share that is
	// paid (0.85 is 8.5 折), with Most as its cap. Required.
	Deal benefit.Deal `json:"deal"`
	// Minimum is what has to be bought to use it. Default: nothing.
	Minimum benefit.Minimum `json:"minimum,omitzero"`
	// Scope selects the lines it is for. Default: all goods of the shop.
	Scope benefit.Scope `json:"scope,omitzero"`
	// Group, Exclusive and Priority say what it combines with, as in
	// [benefit.Offer].
	Group     string `json:"group,omitzero"`
	Exclusive bool   `json:"exclusive,omitzero"` // Exclusive is described beside Group
	Priority  int    `json:"priority,omitzero"`  // Priority is described beside Group
	// Validity says when what was claimed can be used. Required, except that a
	// coupon of packs only may leave it to them.
	Validity Validity `json:"validity,omitzero"`
	// Terms says who may claim it by itself, and how many there are.
	Terms Terms `json:"terms,omitzero"`
	// PerCustomer is how many claims one customer can have, in packs or not.
	// 0 blocks. Default: no limit, and 1 where Terms.NewMemberHours is set.
	PerCustomer *int64 `json:"perCustomer,omitempty"`
	// PackOnly says that it comes in packs and cannot be claimed by itself.
	PackOnly bool `json:"packOnly,omitzero"`
}

// Pack is coupons and a gift that are claimed together (礼包): all of them or
// nothing. A customer gets a pack once, and each coupon or gift of it only
// without a claim of it already, from another pack or by itself.
type Pack struct {
	// ID names the pack in requests and claims. Required, unique among coupons
	// and packs, at most 120 bytes as it stands in a key.
	ID string `json:"id"`
	// Name is what customers read, such as 新人礼包. Default: none.
	Name string `json:"name,omitzero"`
	// Coupons lists coupons by ID, at most 20, each once. Their own terms do
	// not ask who claims the pack; their stock holds. One with a PerCustomer of
	// 0 cannot be in a pack.
	Coupons []string `json:"coupons,omitempty"`
	// Gift is the gift. Default: none. A pack has at least one coupon or gift.
	Gift benefit.Gift `json:"gift,omitzero"`
	// Validity says when the coupons and the gift can be used, in place of
	// what the coupons say. Required with a gift. Default: what they say.
	Validity Validity `json:"validity,omitzero"`
	// Terms says who may claim it, and how many there are.
	Terms Terms `json:"terms,omitzero"`
}

// Terms says who may claim something and when, and how many there are. The zero
// value lets everybody claim who has a customer ID.
type Terms struct {
	// From is the instant at which claiming opens, inclusive. Default: it is
	// open already.
	From time.Time `json:"from,omitzero"`
	// Until is the instant at which claiming ends, exclusive. Default: never.
	Until time.Time `json:"until,omitzero"`
	// Registered says that only those may claim who have registered, and not
	// withdrawn since. NewMemberHours implies it. Tiers do not: where all
	// customers are members, nobody registers.
	Registered bool `json:"registered,omitzero"`
	// Tiers lists the membership tiers, by ID, that may claim, each once.
	// Default: all, and who has none.
	Tiers []string `json:"tiers,omitempty"`
	// NewMemberHours is for how many hours after their first registration
	// customers may claim, exact hours up to 8,784: 24 is [joined, joined+24h).
	// Then each can once. Who left and registered again is not new. Default:
	// for everybody.
	NewMemberHours int64 `json:"newMemberHours,omitzero"`
	// Stock is how many there are for all customers together, at most
	// 1,000,000,000,000. 0 blocks. Default: no limit.
	Stock *int64 `json:"stock,omitempty"`
}

// Validity says when what was claimed can be used: up to a fixed instant, or
// for days from the claim on. Exactly one of Until and Days is set.
type Validity struct {
	// From is the instant it begins, inclusive. Only with Until. Default: with
	// the claim.
	From time.Time `json:"from,omitzero"`
	// Until is the instant it ends, exclusive. After the instant at which
	// claiming opens.
	Until time.Time `json:"until,omitzero"`
	// Days is a number of civil days in the shop's location, 1 to 3,660: from
	// the claim on, through the whole of the Nth day after its date.
	Days int `json:"days,omitzero"`
}

const bookName = "benefit/coupon: book"

// ParseBook reads a book from JSON of at most 16 MiB. Unknown and repeated
// fields, wrong types, null and trailing text are faults; the error is a
// [*benefit.InvalidError] that lists all of them. What the book says is judged
// by [New].
func ParseBook(data []byte) (Book, error) {
	var b Book
	err := b.UnmarshalJSON(data)
	return b, err
}

// UnmarshalJSON reads a book as strictly as [ParseBook] does. On an error b is
// left as it was.
func (b *Book) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode(bookName, data, b))
}

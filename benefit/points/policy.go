package points

import (
	"maps"
	"slices"

	"example.com/membership/benefit"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Policy is how a shop gives points and takes them back, as data. It
// round-trips through JSON; [New] checks it.
type Policy struct {
	// Rate is the points for one unit of the currency: 1 is a point a yuan,
	// 0.1 a point for every ten. Default: 0, orders earn nothing.
	Rate decimal.Decimal `json:"rate,omitzero"`
	// Multipliers lists by tier ID what the rate is multiplied with, at least
	// 0. Default: 1 for every tier, and for customers without one.
	Multipliers map[string]decimal.Decimal `json:"multipliers,omitempty"`
	// Rounding says how base × rate × multiplier becomes whole points: once,
	// before the cap. For points, [benefit.Up] favours the customer. Required.
	Rounding benefit.Rounding `json:"rounding"`
	// Counts says which parts of an order earn. Default: goods, with tax,
	// without what points paid.
	Counts Counts `json:"counts,omitzero"`
	// OrderCap is the most that one order earns; 0 is nothing. Default: no cap.
	OrderCap *int64 `json:"orderCap,omitempty"`
	// Pending is how long an order's points are pending, counted from its date:
	// after "7 days" they are available from the start of the eighth day on.
	// Default: not at all, or until Awaits.
	Pending Term `json:"pending,omitzero"`
	// Awaits names the action until which an order's points are pending, such
	// as "delivered": they are available once an entry of kind [Release] names
	// the order, or when Pending, if given, is over. Default: none.
	Awaits string `json:"awaits,omitzero"`
	// Expiry is how long points are valid, from their availability on.
	// Required.
	Expiry Term `json:"expiry"`
	// Clawback says what a refund takes of points already available. Required.
	Clawback Clawback `json:"clawback"`
	// Actions lists what customers earn points for beyond orders.
	Actions []Action `json:"actions,omitempty"`
	// DayCap is the most that all actions of the policy together earn a customer
	// in a civil day; 0 is nothing. What is reversed counts all the same.
	// Default: no cap.
	DayCap *int64 `json:"dayCap,omitempty"`
	// Menu lists what points can be exchanged for.
	Menu []Reward `json:"menu,omitempty"`
	// Memory is how long an account remembers what is settled: days or months,
	// or [Never] for an account that forgets nothing. Default: 24 months.
	Memory Term `json:"memory,omitzero"`
}

// Counts says which parts of an order are the base of its points. The zero
// value counts goods, with tax, without what points paid.
type Counts struct {
	WithoutTax bool `json:"withoutTax,omitzero"` // WithoutTax leaves out the tax in what was paid with money
	Freight    bool `json:"freight,omitzero"`    // Freight counts freight as goods are counted
	Points     bool `json:"points,omitzero"`     // Points counts what points paid, whatever its tax
}

// Clawback says how far a reversal goes. It takes what is still pending of its
// own lot in any case.
type Clawback string

const (
	// PendingOnly takes pending points and no others: the rest is forgiven for
	// good.
	PendingOnly Clawback = "pending"
	// WithinBalance takes what is available of the lot, and what has been spent
	// of it from other available lots, in the order of spending. What is not
	// there is forgiven; but points spent before that come back later are taken
	// then, up to that, so that an order and the one it paid for can be refunded
	// in any order.
	WithinBalance Clawback = "balance"
	// IntoDebt takes like WithinBalance, and what is not there becomes a debt:
	// the balance falls below zero, and later points pay first.
	IntoDebt Clawback = "debt"
)

// Action is something that earns points, such as a completed profile, a right
// answer, a check-in or a new customer brought.
type Action struct {
	// ID names the action. Required, unique, without a colon.
	ID string `json:"id"`
	// Name is what customers read, such as 完善资料. Default: none.
	Name string `json:"name,omitzero"`
	// Points is what it earns, 1 to 10^12.
	Points int64 `json:"points"`
	// Once says that a customer earns it once ever, as the earn with the ID
	// "award:" and its own. Default: once for each source, such as a question
	// answered or a friend brought.
	Once bool `json:"once,omitzero"`
	// DayCap is the most that it earns a customer in a civil day; the award
	// that reaches it is cut, and 0 is nothing. One that counts once is never
	// cut, so that no cap may be below its points. Default: no cap.
	DayCap *int64 `json:"dayCap,omitempty"`
	// Expiry is how long its points are valid. Default: that of the policy.
	Expiry Term `json:"expiry,omitzero"`
}

// Reward is something that points are exchanged for.
type Reward struct {
	// ID names the reward. Required, unique.
	ID string `json:"id"`
	// Name is what customers read. Default: none.
	Name string `json:"name,omitzero"`
	// Kind is what is got, in the shop's own words, such as "coupon", "gift",
	// "red-packet" or "mobile-data". Default: none.
	Kind string `json:"kind,omitzero"`
	// Item is the ID of the coupon, the gift and so on. Default: none.
	Item string `json:"item,omitzero"`
	// Points is what it costs, 1 to 10^12.
	Points int64 `json:"points"`
	// Cash is what is to be paid besides: a gift for points and cash. Default:
	// nothing.
	Cash decimal.Decimal `json:"cash,omitzero"`
	// Tiers lists the membership tiers, by ID, that may take it. Default:
	// everybody.
	Tiers []string `json:"tiers,omitempty"`
	// Stock is how many there are in all; 0 is none. Default: no limit.
	Stock *int64 `json:"stock,omitempty"`
}

const policyName = "benefit/points: policy"

// ParsePolicy reads a policy from JSON of at most 16 MiB. Unknown and repeated
// fields, wrong types, null and trailing text are faults; the error is a
// [*benefit.InvalidError] that lists all of them. What the policy says is judged
// by [New].
func ParsePolicy(data []byte) (Policy, error) {
	var p Policy
	err := p.UnmarshalJSON(data)
	return p, err
}

// UnmarshalJSON reads a policy as strictly as [ParsePolicy] does. On an error p
// is left as it was.
func (p *Policy) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode(policyName, data, p))
}

// clone returns a policy that shares nothing with p.
func (p Policy) clone() Policy {
	p.Multipliers = maps.Clone(p.Multipliers)
	p.OrderCap, p.DayCap = cloned(p.OrderCap), cloned(p.DayCap)
	p.Actions = slices.Clone(p.Actions)
	for i := range p.Actions {
		p.Actions[i].DayCap = cloned(p.Actions[i].DayCap)
	}
	p.Menu = slices.Clone(p.Menu)
	for i := range p.Menu {
		p.Menu[i] = p.Menu[i].clone()
	}
	return p
}

func (r Reward) clone() Reward {
	r.Tiers, r.Stock = slices.Clone(r.Tiers), cloned(r.Stock)
	return r
}

func cloned(n *int64) *int64 {
	if n == nil {
		return nil
	}
	c := *n
	return &c
}

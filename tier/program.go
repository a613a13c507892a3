package tier

import (
	"strings"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Program is a shop's membership programme as data: a ladder of tiers and the
// policies that decide about it. It round-trips through JSON, so that a shop
// can keep it in a table and edit it on a page. [New] turns it into an
// [Engine].
//
// The zero value of every policy but Enrollment is its default.
type Program struct {
	// Tiers is the ladder, lowest first: 1 to 50 tiers.
	Tiers []Tier `json:"tiers"`
	// Enrollment says who earns a tier. It has no default.
	Enrollment Enrollment `json:"enrollment"`
	// CountFrom says from when on activity counts. Default: [FromStart].
	CountFrom CountFrom `json:"countFrom,omitzero"`
	// Term is how long an earned tier is valid. Default: [Permanent].
	Term Term `json:"term,omitzero"`
	// Extend says what moves the end of a running term. Default: [Requalify].
	Extend Extend `json:"extend,omitzero"`
	// Grace is how long a tier that was not kept is held on to after its end,
	// in days, weeks, months, quarters, half-years or years. Default: none.
	Grace Term `json:"grace,omitzero"`
	// Lapse says where a member falls whose tier was not kept. Default:
	// [ToQualified].
	Lapse Lapse `json:"lapse,omitzero"`
	// Refunds says what a refund does to a tier already earned. Default:
	// [Kept].
	Refunds Refunds `json:"refunds,omitzero"`
}

// Tier is one level of the ladder.
type Tier struct {
	// ID names the tier in states, events and results. Required, unique.
	ID string `json:"id"`
	// Name is what customers read, such as 高级布丁. Default: the ID.
	// Renaming a tier does not change what the programme decides.
	Name string `json:"name,omitzero"`
	// AnyOf lists the ways into the tier, at most 20; one suffices. A tier without any is
	// met by everybody (register-to-join) and has no end.
	AnyOf []Alternative `json:"anyOf,omitempty"`
	// Keep lists further ways, at most 20, to keep the tier at its end. Meeting the entry
	// always keeps it.
	Keep []Alternative `json:"keep,omitempty"`
	// Replaces lists the IDs of tiers of earlier programmes that this one
	// stands for: grants, purchases and [Engine.Adopt] find it by them.
	Replaces []string `json:"replaces,omitempty"`
}

// Alternative is one way into a tier: 1 to 10 minimums that must all hold.
type Alternative []Minimum

// Minimum asks that a measure over a look-back window reach a number.
type Minimum struct {
	// Measure is what is counted.
	Measure Measure `json:"measure"`
	// AtLeast is what it has to reach (≥): a positive amount of the shop's
	// currency for [Spend], a positive whole number for everything else.
	AtLeast decimal.Decimal `json:"atLeast"`
	// Over is the window in which it is counted. Default: lifetime.
	Over Window `json:"over,omitzero"`
}

// Measure is something a minimum can ask for: [Spend], [Orders],
// [Interactions] or a named [Counter].
type Measure string

const (
	// Spend is the amount actually paid, net of refunds.
	Spend Measure = "spend"
	// Orders is the number of orders that were not refunded completely.
	Orders Measure = "orders"
	// Interactions is the sum of all counters.
	Interactions Measure = "interactions"
)

const counterPrefix = "counter:"

// Counter returns the measure of one kind of interaction, such as a review, a
// share or a check-in; in JSON "counter:review".
func Counter(name string) Measure { return Measure(counterPrefix + name) }

// counter returns the name of a counter's measure.
func (m Measure) counter() (name string, ok bool) {
	return strings.CutPrefix(string(m), counterPrefix)
}

// Window is a look-back window: "lifetime" (also ""), "last N days", "last N
// months", "previous N months", "month to date", "quarter to date",
// "half-year to date" or "year to date"; N months are at most 120, N days at
// most 3,660.
//
// Windows run by civil dates of the engine's location, both ends included, up
// to the instant asked about. "last N months" on date D holds what is dated
// from D − N months (the last day of a shorter month) to D; "last N days"
// holds N+1 dates; "previous N months" are the N whole calendar months before
// that of D.
type Window string

// Enrollment says who earns a tier. Whatever it is, a term can be bought.
type Enrollment string

const (
	// Automatic: whoever meets an entry holds the tier.
	Automatic Enrollment = "automatic"
	// OptIn: whoever joined and meets an entry. Who meets one without having
	// joined is a [Potential] member.
	OptIn Enrollment = "opt-in"
	// Nobody earns: tiers are bought or granted.
	Nobody Enrollment = "nobody"
)

// CountFrom says from when on activity counts.
type CountFrom string

const (
	// FromStart: everything counts, also what was before joining.
	FromStart CountFrom = "start"
	// FromJoin: what happened at or after the latest joining counts. Joining
	// again without having withdrawn is not a new joining. Needs [OptIn].
	FromJoin CountFrom = "join"
)

// Extend says what moves the end of a running term.
type Extend string

const (
	// Requalify: an order or interaction after which the held tier's entry is
	// met moves the end to that of a term counted from its date, if later.
	Requalify Extend = "requalify"
	// UpgradeOnly: nothing but a higher tier does.
	UpgradeOnly Extend = "upgrade"
)

// Lapse says where a member falls whose tier was not kept, at its end or after
// grace. The lowest tier lapses to none under every policy.
type Lapse string

const (
	// ToQualified: to the tier whose entry is met, if any.
	ToQualified Lapse = "qualified"
	// OneStep: to the tier below, or a higher one whose entry is met.
	OneStep Lapse = "step"
	// ToBase: to the lowest tier, or a higher one whose entry is met.
	ToBase Lapse = "base"
)

// Refunds says what a refund does to a tier already earned. Under both it
// takes the amount, and a complete one the order, out of the window in which
// the order lies.
type Refunds string

const (
	// Kept: an earned tier stays to its end.
	Kept Refunds = "kept"
	// Restated: from the refund on, the standing is that of a history in which
	// the refunded part was never bought. That takes the history: [Engine.Apply]
	// answers a refund with [ErrReplay], [Engine.Replay] restates.
	Restated Refunds = "restated"
)

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
	return invalid(fault.Decode("tier: program", data, p))
}

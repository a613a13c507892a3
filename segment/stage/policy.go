package stage

import (
	"math/bits"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Policy is how a shop tells the stages apart, as data: Policy{Cycle: 90} is one
// of 90 days with the usual multiples. It round-trips through JSON:
// {"cycle": 90, "silent": 2, "sleeping": 4}. [ParsePolicy] and [New] check it.
type Policy struct {
	// Cycle is the repurchase cycle in civil days, 1 to 146,100, as long as a gap
	// between two purchases can be: a customer is active up to it. Required.
	Cycle int `json:"cycle"`
	// Silent is the multiple of the cycle up to which an inactive customer is
	// silent, in days rounded down: more than 1. Default: 2.
	Silent decimal.Decimal `json:"silent,omitzero"`
	// Sleeping is the multiple up to which the customer is sleeping, and beyond
	// which lost: more than Silent, at most 1,000. Default: 4.
	Sleeping decimal.Decimal `json:"sleeping,omitzero"`
}

const (
	policyName = "segment/stage: policy"

	usualSilent   = 2
	usualSleeping = 4

	maxDays     = 146_100 // the dates of two instants of 1900..2299 are less apart, in any zone
	maxMultiple = 1_000
)

// ParsePolicy reads a policy from JSON, strictly: unknown and repeated fields,
// null, and trailing text are faults, and so is a multiple of 0, which is not
// the same as one left out. The error is a [*segment.InvalidError] with every
// fault; of a document that cannot be read, those of the reading.
func ParsePolicy(data []byte) (Policy, error) {
	var doc policyJSON
	if err := fault.Decode(policyName, data, &doc); err != nil {
		return Policy{}, invalid(err)
	}
	var faults fault.List
	doc.validate(&faults)
	if err := faults.Err(policyName); err != nil {
		return Policy{}, invalid(err)
	}
	p := Policy{Cycle: doc.Cycle}
	if doc.Silent != nil {
		p.Silent = *doc.Silent
	}
	if doc.Sleeping != nil {
		p.Sleeping = *doc.Sleeping
	}
	return p, nil
}

// UnmarshalJSON reads a policy as [ParsePolicy] does, also as part of another
// document.
func (p *Policy) UnmarshalJSON(data []byte) error {
	read, err := ParsePolicy(data)
	if err == nil {
		*p = read
	}
	return err
}

// policyJSON is a [Policy] that knows what was left out.
type policyJSON struct {
	Cycle    int              `json:"cycle"`
	Silent   *decimal.Decimal `json:"silent"`
	Sleeping *decimal.Decimal `json:"sleeping"`
}

// document returns the policy as it would be read from JSON.
func (p Policy) document() policyJSON {
	doc := policyJSON{Cycle: p.Cycle}
	if p.Silent.Sign() != 0 {
		doc.Silent = &p.Silent
	}
	if p.Sleeping.Sign() != 0 {
		doc.Sleeping = &p.Sleeping
	}
	return doc
}

// validate adds every fault of the policy, in the order of its fields.
func (doc policyJSON) validate(faults *fault.List) {
	if doc.Cycle < 1 || doc.Cycle > maxDays {
		faults.Add("cycle", "out_of_range", "%d is outside 1..%d days", doc.Cycle, maxDays)
	}
	sized := checkMultiple(faults, "silent", doc.Silent, usualSilent)
	sized = checkMultiple(faults, "sleeping", doc.Sleeping, usualSleeping) && sized
	silent, sleeping := orUsual(doc.Silent, usualSilent), orUsual(doc.Sleeping, usualSleeping)
	if sized && sleeping.Cmp(silent) <= 0 {
		faults.Add("sleeping", "not_rising", "%s: must be more than silent, %s",
			named(sleeping, doc.Sleeping), named(silent, doc.Silent))
	}
}

// checkMultiple reports whether a multiple, which may be left out, can be
// compared.
func checkMultiple(faults *fault.List, path string, d *decimal.Decimal, usual int64) bool {
	if d == nil {
		return true
	}
	err := fault.Decimal(*d)
	switch {
	case err != nil:
		faults.Add(path, "out_of_range", "%v", err)
	case d.Cmp(decimal.NewFromInt(1)) <= 0:
		faults.Add(path, "out_of_range", "%s: must be more than 1, the cycle itself; leave it out for the default, %d", d, usual)
	case d.Cmp(decimal.NewFromInt(maxMultiple)) > 0:
		faults.Add(path, "out_of_range", "%s: must be at most %d", d, maxMultiple)
	default:
		return true
	}
	return false
}

func orUsual(d *decimal.Decimal, usual int64) decimal.Decimal {
	if d == nil {
		return decimal.NewFromInt(usual)
	}
	return *d
}

// named writes a multiple for a message, and says where it was left out.
func named(d decimal.Decimal, given *decimal.Decimal) string {
	if given == nil {
		return d.String() + " (the default)"
	}
	return d.String()
}

// A multiple is a number of cycles, up to 1,000 and with at most 12 decimals, in
// units of 10^-12.
type multiple uint64

const (
	multipleDecimals = 12
	multipleOne      = 1_000_000_000_000
)

func multipleOf(d decimal.Decimal) multiple {
	return multiple(d.Shift(multipleDecimals).IntPart())
}

// of returns the multiple of a cycle, rounded down to whole days.
func (m multiple) of(days int32) int32 {
	high, low := bits.Mul64(uint64(m), uint64(days))
	whole, _ := bits.Div64(high, low, multipleOne)
	return int32(whole) // at most 1,000 × maxDays
}

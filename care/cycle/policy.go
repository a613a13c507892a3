package cycle

import (
	"cmp"
	"math/bits"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Policy says which products are repeat-bought, as data: those that meet all of
// it, by reaching each number. It round-trips through JSON. The defaults are
// ours, a start for a shop of some thousand customers: they keep out what is
// bought once, and medians of a handful of people.
type Policy struct {
	// MinBuyers is how many customers have bought the product, from 1 to
	// 1,000,000,000. Default: 20.
	MinBuyers int64 `json:"minBuyers,omitzero"`
	// MinRepeatShare is the share of them who bought it on two dates or more, from
	// "0" to "1", with at most 6 decimals. Default: "0.2".
	MinRepeatShare string `json:"minRepeatShare,omitzero"`
	// MinGaps is how many gaps between two of a customer's dates there are, over
	// all customers, from 1 to 1,000,000,000. Default: 5.
	MinGaps int64 `json:"minGaps,omitzero"`
}

const (
	policyName = "care/cycle: policy"

	usualBuyers      = 20
	usualRepeatShare = "0.2"
	usualGaps        = 5

	maxCount = 1_000_000_000
	million  = 1_000_000
)

// ParsePolicy reads a policy from JSON, strictly: unknown and repeated fields,
// null, and trailing text are faults, and so is a number of 0, which is not the
// same as one left out. The error is a [*care.InvalidError] with every fault; of
// a document that cannot be read, those of the reading.
func ParsePolicy(data []byte) (Policy, error) {
	var doc policyJSON
	if err := fault.Decode(policyName, data, &doc); err != nil {
		return Policy{}, invalid(err)
	}
	var faults fault.List
	doc.compile(&faults)
	if err := faults.Err(policyName); err != nil {
		return Policy{}, invalid(err)
	}
	var p Policy
	if doc.MinBuyers != nil {
		p.MinBuyers = *doc.MinBuyers
	}
	if doc.MinRepeatShare != nil {
		p.MinRepeatShare = *doc.MinRepeatShare
	}
	if doc.MinGaps != nil {
		p.MinGaps = *doc.MinGaps
	}
	return p, nil
}

// UnmarshalJSON reads a policy as [ParsePolicy] does, also as part of another
// document. On an error p is left as it was.
func (p *Policy) UnmarshalJSON(data []byte) error {
	read, err := ParsePolicy(data)
	if err == nil {
		*p = read
	}
	return err
}

// policyJSON is a [Policy] that knows what was left out.
type policyJSON struct {
	MinBuyers      *int64  `json:"minBuyers"`
	MinRepeatShare *string `json:"minRepeatShare"`
	MinGaps        *int64  `json:"minGaps"`
}

// document returns the policy as it would be read from JSON.
func (p *Policy) document() (doc policyJSON) {
	if p.MinBuyers != 0 {
		doc.MinBuyers = &p.MinBuyers
	}
	if p.MinRepeatShare != "" {
		doc.MinRepeatShare = &p.MinRepeatShare
	}
	if p.MinGaps != 0 {
		doc.MinGaps = &p.MinGaps
	}
	return doc
}

// criteria is a compiled [Policy].
type criteria struct {
	buyers, gaps int64
	share        uint64 // in millionths, up to one million
}

// compile adds every fault of the policy, in the order of its fields.
func (doc policyJSON) compile(faults *fault.List) criteria {
	return criteria{
		buyers: count(faults, "minBuyers", doc.MinBuyers, usualBuyers),
		share:  share(faults, "minRepeatShare", doc.MinRepeatShare),
		gaps:   count(faults, "minGaps", doc.MinGaps, usualGaps),
	}
}

func count(faults *fault.List, path string, n *int64, usual int64) int64 {
	switch {
	case n == nil:
		return usual
	case *n < 1 || *n > maxCount:
		faults.Add(path, "out_of_range", "%d is outside 1..%d; leave it out for the default, %d", *n, maxCount, usual)
	}
	return *n
}

func share(faults *fault.List, path string, given *string) uint64 {
	written := usualRepeatShare
	if given != nil {
		written = *given
	}
	d, err := fault.ParseDecimal(written)
	switch {
	case err != nil:
		faults.Add(path, "out_of_range", "%v", err)
	case d.Sign() < 0 || d.Cmp(decimal.NewFromInt(1)) > 0:
		faults.Add(path, "out_of_range", "%s is outside 0..1; leave it out for the default, %s", d, usualRepeatShare)
	case !d.Shift(6).IsInteger():
		faults.Add(path, "out_of_range", "%s has more than 6 decimals; round it", d)
	default:
		return uint64(d.Shift(6).IntPart())
	}
	return 0
}

// repeaters returns how many of so many buyers are the least share.
func (c *criteria) repeaters(buyers int64) int64 {
	high, low := bits.Mul64(c.share, uint64(max(buyers, 0)))
	least, rest := bits.Div64(high, low, million) // the share is at most one: no overflow
	return int64(least) + int64(cmp.Compare(rest, 0))
}

package pattern

import (
	"iter"
	"math/bits"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Mining says which itemsets and rules [Mine] looks for. It is data: see
// [ParseMining].
type Mining struct {
	// Support is the least share of all baskets that hold an itemset, or both
	// sides of a rule: above 0, at most 1. The least count is the ceiling of
	// Support × baskets, exactly: 0.25 of 7 baskets is 2, of 8 baskets 2, of 9
	// baskets 3.
	Support decimal.Decimal `json:"support"`
	// Confidence is the least share, of the baskets with the left side of a
	// rule, that hold the right side too: 0 to 1. 0 asks for every rule.
	Confidence decimal.Decimal `json:"confidence"`
	// MaxItems is the length of the longest itemset, both sides of a rule
	// together. 0 is any length.
	MaxItems int `json:"maxItems,omitzero"`
	// Limit is how many itemsets, and how many rules, are too many when there is
	// one more: at most 10,000,000. 0 is 1,000,000.
	Limit int `json:"limit,omitzero"`
}

// The limit of itemsets and of rules.
const (
	defaultLimit = 1_000_000
	maxLimit     = 10_000_000
)

// ParseMining reads JSON such as {"support": "0.001", "confidence": "0.3"} as
// strictly as every document, and checks it. The error is a
// [*segment.InvalidError] with all faults.
func ParseMining(data []byte) (Mining, error) {
	var m Mining
	if err := fault.Decode("segment/pattern: mining", data, &m); err != nil {
		return Mining{}, invalid(err)
	}
	if err := m.validate(); err != nil {
		return Mining{}, err
	}
	return m, nil
}

// Mine finds the frequent itemsets of the baskets, of any length, and the
// association rules between them with a single item on the right side and any
// number on the left, also none.
//
// A basket is the names of what was bought together, in any order: "" and names
// over 1,000 bytes are refused. What it holds twice counts once. An empty basket
// holds nothing and is one of the baskets all the same. A basket has no ID: what
// may come twice is made distinct before. The slice may be used again for the next
// basket. No baskets, or a nil sequence, have no rules, which is not an error.
//
// The error is a [*segment.InvalidError] about the mining, a
// [*segment.DataError] about a basket, or a [*TooManyError]: the number of
// itemsets can double with every further item, so that forty items bought
// together have 2⁴⁰. Mine gives up at [Mining.Limit]. It takes memory for the
// items of each basket, about 40 bytes an item, and for the answer. Time is
// bounded too: Mine gives up after 1,000,000,000 steps and 100 more for each
// frequent item of each basket. Ordinary baskets take about ten.
//
// The algorithm is the top-down FP-growth of Wang, Tang, Han and Liu (2002), on
// one prefix tree.
func Mine(baskets iter.Seq[[]string], m Mining) (*Associations, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	all := newTable()
	if err := each(baskets, all.add); err != nil {
		return nil, err
	}
	least := max(1, fractionOf(m.Support).ceilOf(all.baskets))
	names := all.rank(least)
	search := newSearch(all, len(names), least, m)
	if err := search.run(); err != nil {
		return nil, err
	}
	found := answer{
		Associations: Associations{Baskets: all.baskets, MinCount: least, Sets: []Itemset{}, Rules: []Rule{}},
		sets:         search.sets,
		names:        names,
		confidence:   fractionOf(m.Confidence),
		limit:        search.limit,
	}
	return found.write()
}

// validate returns every fault of the mining, in the order of its fields.
func (m Mining) validate() error {
	var v fault.List
	one := decimal.NewFromInt(1)
	if err := fault.Decimal(m.Support); err != nil {
		v.Add("support", "out_of_range", "%v", err)
	} else if m.Support.Sign() <= 0 || m.Support.Cmp(one) > 0 {
		v.Add("support", "out_of_range", "%s: must be above 0 and at most 1; write 0.1 %% as 0.001", m.Support)
	}
	if err := fault.Decimal(m.Confidence); err != nil {
		v.Add("confidence", "out_of_range", "%v", err)
	} else if m.Confidence.Sign() < 0 || m.Confidence.Cmp(one) > 0 {
		v.Add("confidence", "out_of_range", "%s: must be within 0 to 1; write 30 %% as 0.3", m.Confidence)
	}
	if m.MaxItems < 0 {
		v.Add("maxItems", "out_of_range", "%d: must not be negative; leave it out for any length", m.MaxItems)
	}
	if m.Limit < 0 || m.Limit > maxLimit {
		v.Add("limit", "out_of_range", "%d: must be within 1 to %d; leave it out for %d", m.Limit, maxLimit, defaultLimit)
	}
	return invalid(v.Err("segment/pattern: mining"))
}

// fraction is a number from 0 to 1 with at most 12 decimals.
type fraction struct{ num, den uint64 }

// fractionOf returns d, from 0 to 1 and within the bounds of [fault.Decimal].
func fractionOf(d decimal.Decimal) fraction {
	r := d.Rat()
	return fraction{r.Num().Uint64(), r.Denom().Uint64()}
}

// ceilOf returns the smallest whole number that reaches the fraction of n.
func (f fraction) ceilOf(n int) int {
	high, low := bits.Mul64(f.num, uint64(n))
	low, carry := bits.Add64(low, f.den-1, 0)
	up, _ := bits.Div64(high+carry, low, f.den) // num ≤ den and n < 2⁶³, so that it fits
	return int(up)
}

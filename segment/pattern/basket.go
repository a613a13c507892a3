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
	// MinSupport is the least share of all baskets that hold an itemset, or both
	// sides of a rule: above 0, at most 1. The least count is the ceiling of
	// MinSupport × baskets, exactly: 0.25 of 7 baskets is 2, of 8 baskets 2, of 9
	// baskets 3.
	MinSupport decimal.Decimal `json:"minSupport"`
	// MinConfidence is the least share, of the baskets with the left side of a
	// rule, that hold the right side too: 0 to 1. 0 asks for every rule.
	MinConfidence decimal.Decimal `json:"minConfidence"`
	// MaxItems is the length of the longest itemset, both sides of a rule
	// together. 0 is any length; a document leaves it out instead.
	MaxItems int `json:"maxItems,omitzero"`
	// Limit is how many itemsets, and how many rules, are too many when there is
	// one more: at most 10,000,000. 0 is 1,000,000; a document leaves it out
	// instead.
	Limit int `json:"limit,omitzero"`
}

// The limit of itemsets and of rules.
const (
	defaultLimit = 1_000_000
	maxLimit     = 10_000_000
)

// ParseMining reads JSON such as {"minSupport": "0.001", "minConfidence": "0.3"} as
// strictly as every document, and checks it. In a document a 0 never stands for no
// bound: maxItems and limit are at least 1, or left out. The error is a
// [*segment.InvalidError] with all faults.
func ParseMining(data []byte) (Mining, error) {
	var m Mining
	err := m.UnmarshalJSON(data)
	return m, err
}

// UnmarshalJSON reads a mining as [ParseMining] does, also where it is part of a
// document of the shop's own. On an error the mining is left as it was.
func (m *Mining) UnmarshalJSON(data []byte) error {
	var read struct {
		MinSupport    decimal.Decimal `json:"minSupport"`
		MinConfidence decimal.Decimal `json:"minConfidence"`
		MaxItems      *int            `json:"maxItems"`
		Limit         *int            `json:"limit"`
	}
	if err := fault.Decode("segment/pattern: mining", data, &read); err != nil {
		return invalid(err)
	}
	mining, least := Mining{MinSupport: read.MinSupport, MinConfidence: read.MinConfidence}, bounds{}
	if read.MaxItems != nil {
		mining.MaxItems, least.maxItems = *read.MaxItems, 1
	}
	if read.Limit != nil {
		mining.Limit, least.limit = *read.Limit, 1
	}
	if err := mining.check(least); err != nil {
		return err
	}
	*m = mining
	return nil
}

// Mine finds the frequent itemsets of the baskets, of any length, and the
// association rules between them with a single item on the right side and any
// number on the left, also none.
//
// A basket is the names of what was bought together, in any order: "", names over
// 1,000 bytes and names that are not UTF-8 are refused. What it holds twice counts
// once. An empty basket holds nothing and is one of the baskets all the same. A
// basket has no ID: what may come twice is made distinct before. The slice may be
// used again for the next basket. No baskets, or a nil sequence, have no rules,
// which is not an error.
//
// The error is a [*segment.InvalidError] about the mining, a
// [*segment.DataError] about a basket, or a [*TooManyError]: the number of
// itemsets can double with every further item, so that forty items bought
// together have 2⁴⁰. Mine gives up at [Mining.Limit]. It takes memory for the
// answer and for the items of each basket, about 50 bytes an item, 170 for one
// that comes once. Time is bounded too: Mine gives up after 40,000,000 steps and
// 40 more for each frequent item of each basket. Ordinary baskets take 1 to 17 an
// item. Forty items that are each in half of the baskets, and independent, take
// 26 at a support of 20 % and 105 at 10 %.
//
// The algorithm is the top-down FP-growth of Wang, Tang, Han and Liu (2002), on
// one prefix tree.
func Mine(baskets iter.Seq[[]string], m Mining) (Associations, error) {
	if err := m.check(bounds{}); err != nil {
		return Associations{}, err
	}
	all := newTable()
	if baskets != nil {
		for basket := range baskets {
			if err := all.add(basket); err != nil {
				return Associations{}, err
			}
		}
	}
	least := max(1, fractionOf(m.MinSupport).ceilOf(all.baskets))
	names := all.rank(least)
	search := newSearch(all, len(names), least, m)
	if err := search.run(); err != nil {
		return Associations{}, err
	}
	found := answer{
		Associations: Associations{Baskets: all.baskets, MinCount: least, Itemsets: []Itemset{}, Rules: []Rule{}},
		sets:         search.sets,
		names:        names,
		confidence:   fractionOf(m.MinConfidence),
		limit:        search.limit,
	}
	return found.write()
}

// bounds is the least value that two of the fields may have: 0, which is no bound,
// or 1 where they are written down.
type bounds struct{ maxItems, limit int }

// check returns every fault of the mining, in the order of its fields.
func (m Mining) check(least bounds) error {
	var v fault.List
	one := decimal.NewFromInt(1)
	if err := fault.Decimal(m.MinSupport); err != nil {
		v.Add("minSupport", "out_of_range", "%v", err)
	} else if m.MinSupport.Sign() <= 0 || m.MinSupport.Cmp(one) > 0 {
		v.Add("minSupport", "out_of_range", "%s: must be above 0 and at most 1; write 0.1 %% as 0.001", m.MinSupport)
	}
	if err := fault.Decimal(m.MinConfidence); err != nil {
		v.Add("minConfidence", "out_of_range", "%v", err)
	} else if m.MinConfidence.Sign() < 0 || m.MinConfidence.Cmp(one) > 0 {
		v.Add("minConfidence", "out_of_range", "%s: must be within 0 to 1; write 30 %% as 0.3", m.MinConfidence)
	}
	if m.MaxItems < least.maxItems {
		v.Add("maxItems", "out_of_range", "%d: must be at least 1; leave it out for any length", m.MaxItems)
	}
	if m.Limit < least.limit || m.Limit > maxLimit {
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

package pattern

import (
	"cmp"
	"encoding/json"
	"math/big"
	"math/bits"
	"slices"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// Associations is what was found in baskets.
type Associations struct {
	// Baskets is how many there are, the empty ones included.
	Baskets int `json:"baskets"`
	// MinCount is how many baskets hold an itemset at least: the ceiling of the
	// support × Baskets, and never below 1.
	MinCount int `json:"minCount"`
	// Itemsets is the frequent ones, the most frequent first; equally frequent
	// ones by length, then by their items.
	Itemsets []Itemset `json:"itemsets"`
	// Rules is the rules in the precedence of Liu, Hsu and Ma (1998): the highest
	// confidence first, then the highest count, then the shortest left side; what
	// is still equal by the left side, then the right.
	Rules []Rule `json:"rules"`
}

// Itemset is items that are bought together.
type Itemset struct {
	// Items is at least one name, in rising order as bytes.
	Items []string `json:"items"`
	// Count is how many baskets hold all of them.
	Count int `json:"count"`
}

// Rule says that whoever buys the left side buys the right side too, as often as
// its measures tell. These are exact, and follow from its four counts; those of
// the zero Rule are 0. In JSON they stand beside the counts as fractions such as
// "1/3".
type Rule struct {
	// Left is names in rising order as bytes. It can be empty: then the rule is
	// about all baskets, and the measure for others to exceed.
	Left []string `json:"left"`
	// Right is a name that is not in Left.
	Right string `json:"right"`
	// Count is how many baskets hold both sides.
	Count int `json:"count"`
	// LeftCount is how many baskets hold the left side.
	LeftCount int `json:"leftCount"`
	// RightCount is how many baskets hold the right side.
	RightCount int `json:"rightCount"`
	// Baskets is how many baskets there are.
	Baskets int `json:"baskets"`
}

// Support returns the share of the baskets that hold both sides (Agrawal,
// Imieliński and Swami 1993).
func (r Rule) Support() *big.Rat { return exact.Quotient(whole(r.Count), whole(r.Baskets)) }

// Confidence returns the share, of the baskets that hold the left side, that
// hold the right side too (Agrawal, Imieliński and Swami 1993).
func (r Rule) Confidence() *big.Rat { return exact.Quotient(whole(r.Count), whole(r.LeftCount)) }

// Lift returns how many times as often as by chance the two sides stand in one
// basket: 1 where they are independent (Brin, Motwani, Ullman and Tsur 1997,
// there called interest). Recommendations are sorted by it, the highest first: a
// rule of lift 1 or less tells no more than that its right side sells.
func (r Rule) Lift() *big.Rat {
	return exact.Quotient(times(r.Count, r.Baskets), times(r.LeftCount, r.RightCount))
}

// Leverage returns the support less what it would be by chance: 0 where the
// sides are independent (Piatetsky-Shapiro 1991).
func (r Rule) Leverage() *big.Rat {
	chance := exact.Quotient(times(r.LeftCount, r.RightCount), times(r.Baskets, r.Baskets))
	return chance.Sub(r.Support(), chance)
}

// Conviction returns how many times as often as by chance the rule holds, seen
// by how often it fails: 1 where the sides are independent (Brin, Motwani, Ullman
// and Tsur 1997). A rule that never fails, of confidence 1, has infinite
// conviction, also where every basket holds the right side: that is no number, and
// the answer nil and false. In JSON it is null.
func (r Rule) Conviction() (conviction *big.Rat, finite bool) {
	if r.Count == r.LeftCount {
		return nil, false
	}
	return exact.Quotient(times(r.LeftCount, r.Baskets-r.RightCount), times(r.LeftCount-r.Count, r.Baskets)), true
}

// MarshalJSON writes the sides, the counts and the five measures.
func (r Rule) MarshalJSON() ([]byte, error) {
	type counts Rule
	conviction, _ := r.Conviction()
	return json.Marshal(struct {
		counts
		Support    *big.Rat `json:"support"`
		Confidence *big.Rat `json:"confidence"`
		Lift       *big.Rat `json:"lift"`
		Leverage   *big.Rat `json:"leverage"`
		Conviction *big.Rat `json:"conviction"`
	}{counts(r), r.Support(), r.Confidence(), r.Lift(), r.Leverage(), conviction})
}

// compare orders rules as [Associations.Rules] says. LeftCount is positive.
func (r *Rule) compare(o *Rule) int {
	high, low := bits.Mul64(uint64(r.Count), uint64(o.LeftCount))
	otherHigh, otherLow := bits.Mul64(uint64(o.Count), uint64(r.LeftCount))
	return cmp.Or(
		cmp.Compare(otherHigh, high), cmp.Compare(otherLow, low),
		cmp.Compare(o.Count, r.Count),
		cmp.Compare(len(r.Left), len(o.Left)),
		slices.Compare(r.Left, o.Left),
		cmp.Compare(r.Right, o.Right))
}

func (s *Itemset) compare(o *Itemset) int {
	return cmp.Or(
		cmp.Compare(o.Count, s.Count),
		cmp.Compare(len(s.Items), len(o.Items)),
		slices.Compare(s.Items, o.Items))
}

// answer writes what a search found.
type answer struct {
	Associations
	sets       []itemset
	names      []string // by rank
	confidence fraction
	limit      int
	path       []int32 // the itemsets from the empty one to the current one
}

func (a *answer) write() (Associations, error) {
	if err := a.visit(0); err != nil {
		return Associations{}, err
	}
	slices.SortFunc(a.Itemsets, func(x, y Itemset) int { return x.compare(&y) })
	slices.SortFunc(a.Rules, func(x, y Rule) int { return x.compare(&y) })
	return a.Associations, nil
}

// visit writes the extensions of an itemset, and theirs.
func (a *answer) visit(set int32) error {
	a.path = append(a.path, set)
	defer func() { a.path = a.path[:len(a.path)-1] }()
	if items := a.path[1:]; len(items) > 0 {
		a.Itemsets = append(a.Itemsets, Itemset{a.named(items, -1), a.sets[set].count})
		for i := range items {
			a.rule(items, i)
		}
	}
	if found := len(a.Rules); found > a.limit {
		return &TooManyError{"rules", int64(found), int64(a.limit), "raise the confidence or the support, or bound the items of an itemset"}
	}
	first, more := a.sets[set].first, a.sets[set].more
	for next := first; next < first+more; next++ {
		if err := a.visit(next); err != nil {
			return err
		}
	}
	return nil
}

// rule adds the rule from the other items to item i, if it is confident enough.
func (a *answer) rule(items []int32, i int) {
	left := a.path[i]
	for _, at := range items[i+1:] {
		left = a.extension(left, a.sets[at].rank)
	}
	right := a.sets[items[i]].rank
	count, leftCount := a.sets[items[len(items)-1]].count, a.sets[left].count
	if count < a.confidence.ceilOf(leftCount) {
		return
	}
	a.Rules = append(a.Rules, Rule{
		Left: a.named(items, i), Right: a.names[right],
		Count: count, LeftCount: leftCount, RightCount: a.sets[a.extension(0, right)].count, Baskets: a.Baskets,
	})
}

// extension returns the extension of an itemset by an item. It exists: every
// part of a frequent itemset is frequent.
func (a *answer) extension(set, rank int32) int32 {
	first, more := a.sets[set].first, a.sets[set].more
	at, _ := slices.BinarySearchFunc(a.sets[first:first+more], rank, func(s itemset, rank int32) int {
		return cmp.Compare(s.rank, rank)
	})
	return first + int32(at)
}

// named returns the names of the items but one, sorted.
func (a *answer) named(items []int32, but int) []string {
	names := make([]string, 0, len(items))
	for i, at := range items {
		if i != but {
			names = append(names, a.names[a.sets[at].rank])
		}
	}
	slices.Sort(names)
	return names
}

func whole(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

func times(a, b int) decimal.Decimal { return whole(a).Mul(whole(b)) }

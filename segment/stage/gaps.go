package stage

import (
	"errors"
	"iter"
	"math"
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Gaps counts how many days lie between a customer's purchases and the next
// ones, over any number of customers, up to an instant: a histogram, from which
// [Gaps.Cycle] estimates the repurchase cycle. A gap is closed when the customer
// came back; the silence since the last purchase is none.
//
// Keep one for the shop, or one a category, to which each customer's purchases
// of that category are added. Its size does not grow with the customers: 8 bytes
// for each day of the longest gap, at most 1.2 MB, and 4 bytes for each purchase of
// the customer with most.
//
// Add and Merge need it to themselves: workers have one each, and merge them at
// the end. Use [NewGaps]: the zero value is empty, and good only for merging
// others into. A Gaps must not be copied.
type Gaps struct {
	loc    *time.Location // nil in a zero Gaps
	asOf   time.Time
	clock  civil.Clock  // of the years before asOf
	counts []int64      // by days
	dates  []civil.Date // those of the last Add, for their memory
}

// ErrNoGaps is the answer of [Gaps.Cycle] where no customer came back yet, so
// that nothing can be estimated.
var ErrNoGaps = errors.New("segment/stage: there are no gaps to estimate a cycle from; give the cycle instead")

// NewGaps returns an empty histogram as of an instant, for a shop whose days
// begin in loc: a purchase later than asOf does not exist yet. The error is a
// [*segment.InvalidError], where loc is refused as by [New], or a
// [*segment.DataError], where asOf is outside the years 1900..2299.
func NewGaps(asOf time.Time, loc *time.Location) (*Gaps, error) {
	var faults fault.List
	checkLocation(&faults, loc)
	if err := faults.Err("segment/stage: gaps"); err != nil {
		return nil, invalid(err)
	}
	if err := civil.CheckInstant(asOf); err != nil {
		return nil, dataFault("gaps", "asOf", "%v", err)
	}
	return &Gaps{loc: loc, asOf: asOf, clock: civil.NewClock(asOf, loc)}, nil
}

// Add counts the gaps of one customer, whose purchases may come in any order;
// those of one civil date count as one, so that a purchase which comes twice
// changes nothing. Each customer is added once, with all purchases. The slice is
// neither kept nor changed.
//
// The error is a [*segment.DataError] that names the purchase outside the years
// 1900..2299; nothing has changed then. It does not allocate, unless a gap or
// the number of purchases is the longest so far.
func (g *Gaps) Add(purchases []time.Time) error {
	if g == nil || g.loc == nil {
		return dataFault("gaps", "", "are not those of NewGaps")
	}
	if err := checkPurchases(purchases); err != nil {
		return err
	}
	g.dates = g.dates[:0]
	for _, t := range purchases {
		if !t.After(g.asOf) {
			g.dates = append(g.dates, g.clock.DateOf(t.Unix()))
		}
	}
	dates := distinct(g.dates)
	for i := 1; i < len(dates); i++ {
		g.count(int(dates[i]-dates[i-1]), 1)
	}
	return nil
}

// checkPurchases returns a fault of the first purchase that has one.
func checkPurchases(purchases []time.Time) error {
	for i, t := range purchases {
		if err := civil.CheckInstant(t); err != nil {
			return dataFault(placeOf("purchase", i), "", "%v", err)
		}
	}
	return nil
}

// distinct sorts dates in place and returns each once.
func distinct(dates []civil.Date) []civil.Date {
	slices.Sort(dates)
	return slices.Compact(dates)
}

// count adds n gaps of so many days.
func (g *Gaps) count(days int, n int64) {
	if days >= len(g.counts) {
		g.counts = append(g.counts, make([]int64, days+1-len(g.counts))...)
	}
	g.counts[days] = addCounts(g.counts[days], n)
}

// Merge adds the gaps that another histogram counted, of other customers, as of
// the same instant and for a location of the same name. It is associative and
// commutative, and the zero Gaps is the identity. The other one is as it was.
// Numbers beyond int64 stay at its maximum.
//
// The error is a [*segment.DataError]: the two differ, or g is nil; nothing has
// changed then.
func (g *Gaps) Merge(o *Gaps) error {
	switch {
	case g == nil:
		return dataFault("gaps", "", "are nil: there is nothing to merge into")
	case o == nil || o.loc == nil:
		return nil
	case g.loc == nil:
		g.loc, g.asOf, g.clock = o.loc, o.asOf, o.clock
	case g.loc.String() != o.loc.String():
		return dataFault("gaps", "", "of the locations %.60q and %.60q cannot be merged; use one location", g.loc, o.loc)
	case !g.asOf.Equal(o.asOf):
		return dataFault("gaps", "", "as of %s and %s cannot be merged; use one instant", text(g.asOf), text(o.asOf))
	}
	for days, n := range o.counts {
		if n > 0 {
			g.count(days, n)
		}
	}
	return nil
}

// N returns the number of gaps counted.
func (g *Gaps) N() (n int64) {
	for _, count := range g.All() {
		n = addCounts(n, count)
	}
	return n
}

// All yields the lengths of gaps in days, rising, each with the number of gaps
// so long; lengths without one are left out.
func (g *Gaps) All() iter.Seq2[int, int64] {
	return func(yield func(int, int64) bool) {
		if g == nil {
			return
		}
		for days, n := range g.counts {
			if n > 0 && !yield(days, n) {
				return
			}
		}
	}
}

// Cycle returns the smallest number of days such that at least the given share
// of the gaps is not longer: at 0.8, the day by which four of five returns have
// happened. The share is more than 0, at most 1. 0.8 is a usual one, by the habit
// named after Pareto, which is no law: a higher share calls fewer customers
// silent who were about to come back, and the others later.
//
// Customers who did not come back have no gap, so a share of the gaps is not one
// of the customers. Of a young shop long gaps are not closed yet: its cycle
// comes out too short.
//
// The error is [ErrNoGaps], or a [*segment.DataError] about the share.
func (g *Gaps) Cycle(share decimal.Decimal) (days int, err error) {
	if err := fault.Decimal(share); err != nil {
		return 0, dataFault("share", "", "%v", err)
	}
	if share.Sign() <= 0 || share.Cmp(decimal.NewFromInt(1)) > 0 {
		return 0, dataFault("share", "", "%s must be more than 0 and at most 1, such as 0.8", share)
	}
	total := g.N()
	if total == 0 {
		return 0, ErrNoGaps
	}
	need := share.Mul(decimal.NewFromInt(total)).Ceil().IntPart()
	var closed int64
	for length, n := range g.All() {
		days, closed = length, addCounts(closed, n)
		if closed >= need {
			break
		}
	}
	return days, nil
}

// addCounts adds two numbers, neither of them negative, and stops at the largest
// int64.
func addCounts(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

package benefit

import (
	"slices"
	"time"

	"example.com/membership/internal/exact"
)

// run prices one cart: it walks the lanes, lets offers land on lines, and can
// take back what landed last.
type run struct {
	mint
	rounding   Rounding
	strategies [laneCount]Strategy
	lines      []entry // by ID
	offers     []candidate
	lane       [laneCount][]*candidate // by priority and ID

	left     []int64            // what is left to pay of each line
	total    int64              // the sum of left
	entered  [laneCount][]int64 // left when each lane began
	entering []int64            // that of the present lane
	landed   []landing
	takes    []take
	runnerUp *combination

	splitter        exact.Splitter
	weights, shares []int64
	found           []int32 // memory that find gives out
	order           []int32
}

// entry is a line of the cart, read.
type entry struct {
	*Line
	kind  uint8
	price int64
}

// candidate is an offer in a run. Lines are places in run.lines.
type candidate struct {
	*offer
	scope  []int32 // lines in scope
	counts []int32 // lines that count for the minimum
	bought []int32 // of buyGet: lines in scope that are not given
	reads  []int32 // lines whose amounts are the base
	lands  []int32 // lines the discount lands on

	fixed  reasons // whatever is in the cart
	why    reasons // of the present lane
	spent  int64   // of the lines that count for the minimum
	units  int64   // likewise
	base   int64
	want   int64 // the desired amount
	chosen bool  // by the search for the best
	code   Code  // why it does not apply though nothing of why holds
	other  *candidate
}

// reasons is a set of the first codes.
type reasons uint8

const (
	notYet reasons = 1 << iota
	ended
	otherTier
	noLines
	belowAmount
	belowQuantity
)

// landing is an offer that applies, and where its takes begin.
type landing struct {
	*candidate
	amount int64
	takes  int
}

// take is what a landing takes off a line.
type take struct {
	line   int32
	amount int64
}

// read checks the lines, orders them by ID and drops those that come twice.
func (r *run) read(lines []Line) error {
	if len(lines) > maxLines {
		return dataError("the cart", "lines", "are %d; give at most %d", len(lines), maxLines)
	}
	r.lines = make([]entry, 0, len(lines))
	for i := range lines {
		l, err := readLine(&lines[i], r.decimals)
		if err != nil {
			return err
		}
		r.lines = append(r.lines, l)
	}
	slices.SortFunc(r.lines, compareEntries)
	for i := 1; i < len(r.lines); i++ {
		if a, b := r.lines[i-1].Line, r.lines[i].Line; a.ID == b.ID && !a.equal(b) {
			return dataError(lineRecord(a.ID), "", "stands in the cart twice with different content; give every line an ID of its own")
		}
	}
	r.lines = slices.CompactFunc(r.lines, func(a, b entry) bool { return a.ID == b.ID })
	r.left = make([]int64, len(r.lines))
	r.shares = make([]int64, len(r.lines))
	r.weights = make([]int64, 0, len(r.lines))
	r.takes = make([]take, 0, 4*len(r.lines))
	for i, l := range r.lines {
		r.left[i] = l.price * l.Quantity
		r.total += r.left[i]
	}
	r.entering = r.left
	return nil
}

// gather makes candidates of the offers.
func (r *run) gather(offers []offer, tier string, at time.Time) {
	r.offers = make([]candidate, len(offers))
	for i := range offers {
		o, why := &offers[i], reasons(0)
		if o.before(at) {
			why |= notYet
		}
		if o.after(at) {
			why |= ended
		}
		if !o.forTier(tier) {
			why |= otherTier
		}
		r.offers[i] = r.consider(o, why)
		r.lane[o.lane] = append(r.lane[o.lane], &r.offers[i])
	}
}

// eligible says that nothing keeps the offer from applying but other offers.
func (c *candidate) eligible() bool { return c.why == 0 && !c.deal.gift }

// find returns the lines that a scope selects in a lane. What an offer gives,
// and may give no more, counts for none.
func (r *run) find(s *scope, lane int) []int32 {
	if cap(r.found)-len(r.found) < len(r.lines) {
		r.found = make([]int32, 0, 16*len(r.lines))
	}
	found := r.found[len(r.found):]
	for i := range r.lines {
		l := &r.lines[i]
		if l.Gift == "" && s.holds(l.Line, l.kind) && (lane != memberLane || !l.NoMember) {
			found = append(found, int32(i))
		}
	}
	r.found = r.found[:len(r.found)+len(found)]
	return slices.Clip(found)
}

// consider makes the offer a candidate.
func (r *run) consider(o *offer, fixed reasons) candidate {
	c := candidate{offer: o, fixed: fixed, scope: r.find(&o.scope, o.lane)}
	c.counts, c.reads, c.lands = c.scope, c.scope, c.scope
	if o.counts != nil {
		c.counts = r.find(o.counts, o.lane)
	}
	if o.deal.given != nil {
		c.reads = r.find(o.deal.given, o.lane)
		c.lands = c.reads
		for _, i := range c.scope {
			if _, given := slices.BinarySearch(c.reads, i); !given {
				c.bought = append(c.bought, i)
			}
		}
	}
	if o.deal.parts != nil {
		c.lands = make([]int32, 0, len(c.scope))
	}
	return c
}

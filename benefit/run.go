package benefit

import (
	"slices"
	"strings"

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
	have   [2]int64
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

// eligible says that nothing keeps the offer from applying but other offers.
func (c *candidate) eligible() bool { return c.why == 0 && !c.deal.gift }

// find returns the lines that a scope selects in a lane. What an offer gives,
// and may give no more, counts for none.
func (r *run) find(s *scope, lane int) []int32 {
	var found []int32
	for i := range r.lines {
		l := &r.lines[i]
		if l.Gift == "" && s.holds(l.Line, l.kind) && (lane != memberLane || !l.NoMember) {
			if found == nil {
				found = make([]int32, 0, len(r.lines)-i)
			}
			found = append(found, int32(i))
		}
	}
	return found
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
	if o.Deal.Set.Parts != nil {
		c.lands = make([]int32, 0, len(c.scope))
	}
	return c
}

// enter reads the amounts that enter a lane: what every offer of the lane reads
// for its minimum and its base, whatever the others take off.
func (r *run) enter(lane int) {
	r.entering = append(r.entered[lane][:0], r.left...)
	r.entered[lane] = r.entering
	for _, c := range r.lane[lane] {
		c.why = c.fixed | r.missing(c)
		c.base, c.want, c.code, c.other = r.sum(c.reads), 0, "", nil
		if c.eligible() {
			c.want = r.wanted(c)
		}
	}
}

// missing says what the cart lacks for the offer.
func (r *run) missing(c *candidate) reasons {
	var why reasons
	if r.sum(c.scope) == 0 {
		why |= noLines
		if c.offer.counts == nil {
			return why
		}
	}
	if c.amount > 0 {
		if c.have[0] = r.sum(c.counts); c.have[0] < c.amount {
			why |= belowAmount
		}
	}
	if c.Minimum.Quantity > 0 {
		if c.have[1] = r.quantity(c.counts); c.have[1] < c.Minimum.Quantity {
			why |= belowQuantity
		}
	}
	return why
}

// sum returns what the lines cost when the lane began.
func (r *run) sum(lines []int32) int64 {
	n := int64(0)
	for _, i := range lines {
		n += r.entering[i]
	}
	return n
}

// wanted returns what the offer would take off by itself.
func (r *run) wanted(c *candidate) int64 {
	if c.lane >= shopLane {
		return min(c.deal.off(r, c), c.base, c.deal.most)
	}
	n := int64(0)
	for _, i := range c.lands {
		n += r.unitWant(c, i)
	}
	return n
}

// unitWant returns what an offer that changes unit prices would take off a line.
func (r *run) unitWant(c *candidate, line int32) int64 {
	amount, quantity := r.entered[c.lane][line], r.lines[line].Quantity
	return amount - c.deal.unit(amount/quantity, r.rounding)*quantity
}

// land takes the offer off the lines, as far as something is left of them, and
// returns how much. Nothing is recorded where that is nothing.
func (r *run) land(c *candidate) int64 {
	start := len(r.takes)
	if c.lane < shopLane {
		for _, i := range c.lands {
			r.take(i, min(r.unitWant(c, i), r.left[i]))
		}
	} else {
		r.spread(c)
	}
	amount := int64(0)
	for _, t := range r.takes[start:] {
		amount += t.amount
	}
	if amount > 0 {
		r.total -= amount
		r.landed = append(r.landed, landing{c, amount, start})
	}
	return amount
}

// spread lands an amount in proportion to what is left of the lines.
func (r *run) spread(c *candidate) {
	r.weights = r.weights[:0]
	room := int64(0)
	for _, i := range c.lands {
		r.weights = append(r.weights, r.left[i])
		room += r.left[i]
	}
	shares := r.shares[:len(r.weights)]
	r.splitter.Split(min(c.want, room), r.weights, shares)
	for n, i := range c.lands {
		r.take(i, shares[n])
	}
}

func (r *run) take(line int32, amount int64) {
	if amount > 0 {
		r.left[line] -= amount
		r.takes = append(r.takes, take{line, amount})
	}
}

// undo takes back the last landing.
func (r *run) undo() {
	last := r.landed[len(r.landed)-1]
	for _, t := range r.takes[last.takes:] {
		r.left[t.line] += t.amount
	}
	r.total += last.amount
	r.takes = r.takes[:last.takes]
	r.landed = r.landed[:len(r.landed)-1]
}

// forbidden says which of the offers that landed forbids c beside it.
func (r *run) forbidden(c *candidate) (Code, *candidate) {
	var taken *candidate
	for i := range r.landed {
		x := r.landed[i].candidate
		if x.lane >= shopLane && c.lane >= shopLane && (x.Exclusive || c.Exclusive) {
			return Alone, x
		}
		if taken == nil && x.lane == c.lane && x.Group != "" && x.Group == c.Group {
			taken = x
		}
	}
	if taken != nil {
		return GroupTaken, taken
	}
	return "", nil
}

// settle runs a lane by its strategy, where that is Best with the offers chosen.
func (r *run) settle(lane int) {
	r.enter(lane)
	var first *candidate
	for _, c := range r.lane[lane] {
		if !c.eligible() {
			continue
		}
		c.code, c.other = r.stopped(c)
		switch {
		case c.code != "":
		case r.strategies[lane] == Best && !c.chosen:
			c.code = NotBest
		case r.strategies[lane] == First && first != nil:
			c.code, c.other = NotFirst, first
		default:
			r.land(c)
			first = c
		}
	}
}

// stopped says why an eligible offer cannot land now, or "".
func (r *run) stopped(c *candidate) (Code, *candidate) {
	if c.want == 0 || r.room(c) == 0 {
		return NoEffect, nil
	}
	return r.forbidden(c)
}

// room returns what the offer could take off at most.
func (r *run) room(c *candidate) int64 {
	n := int64(0)
	for _, i := range c.lands {
		if c.lane < shopLane {
			n += min(r.left[i], r.unitWant(c, i))
		} else {
			n += r.left[i]
		}
	}
	return n
}

// review gives the offers of Best lanes that were not chosen their reason, and
// takes gifts back that an exclusive offer forbids.
func (r *run) review() {
	for i := range r.offers {
		c := &r.offers[i]
		switch {
		case c.why != 0:
		case c.deal.gift:
			if code, other := r.forbidden(c); code == Alone {
				c.code, c.other = code, other
			}
		case c.code == NotBest || r.strategies[c.lane] == Best && !c.chosen:
			c.code, c.other = NotBest, nil
			if c.want == 0 {
				c.code = NoEffect
			} else if code, other := r.forbidden(c); code != "" {
				c.code, c.other = code, other
			}
		}
	}
}

// all prices the cart: it chooses what is best and runs the lanes.
func (r *run) all() (exact bool) {
	exact = r.choose()
	for lane := range laneCount {
		r.settle(lane)
	}
	r.review()
	return exact
}

func compareEntries(a, b entry) int { return strings.Compare(a.ID, b.ID) }

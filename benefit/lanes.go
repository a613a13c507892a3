package benefit

import "strings"

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
	}
	if c.amount > 0 {
		if c.spent = r.sum(c.counts); c.spent < c.amount {
			why |= belowAmount
		}
	}
	if c.Minimum.Quantity > 0 {
		if c.units = r.quantity(c.counts); c.units < c.Minimum.Quantity {
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
	if !c.byLine() {
		return min(c.deal.off(r, c), c.base, c.deal.most)
	}
	n := int64(0)
	for _, i := range c.lands {
		n += r.wantedOf(c, i)
	}
	return n
}

// byLine says that the offer prices each line by itself: all that change unit
// prices, and a price in the later lanes.
func (c *candidate) byLine() bool { return c.lane < shopLane || c.deal.off == nil }

// wantedOf returns what an offer by line would take off a line.
func (r *run) wantedOf(c *candidate, line int32) int64 {
	amount := r.entered[c.lane][line]
	return amount - c.deal.costs(amount, r.lines[line].Quantity, r.rounding)
}

// landsOn returns what an offer by line takes off a line now: a price nothing
// below itself.
func (r *run) landsOn(c *candidate, line int32) int64 {
	want, left := r.wantedOf(c, line), r.left[line]
	if c.deal.off == nil {
		left -= r.entered[c.lane][line] - want
	}
	return max(0, min(want, left))
}

// land takes the offer off the lines, as far as something is left of them, and
// returns how much. Nothing is recorded where that is nothing.
func (r *run) land(c *candidate) int64 {
	start := len(r.takes)
	if c.byLine() {
		for _, i := range c.lands {
			r.take(i, r.landsOn(c, i))
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
			return Exclusive, x
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
		if c.byLine() {
			n += r.landsOn(c, i)
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
			if code, other := r.forbidden(c); code == Exclusive {
				c.code, c.other = code, other
			}
		case r.strategies[c.lane] == Best && !c.chosen:
			c.code, c.other = NotBest, nil
			if c.want == 0 {
				c.code = NoEffect
			} else if code, other := r.forbidden(c); code != "" {
				c.code, c.other = code, other
			}
		}
	}
}

// price chooses what is best and runs the lanes. It reports whether nothing
// better can be chosen.
func (r *run) price() (exact bool) {
	exact = r.choose()
	for lane := range laneCount {
		r.settle(lane)
	}
	r.review()
	return exact
}

func compareEntries(a, b entry) int { return strings.Compare(a.ID, b.ID) }

package benefit_test

import (
	"slices"

	"example.com/membership/benefit"
)

// slowEffect is what an offer would do by itself on the amounts that entered its
// lane.
type slowEffect struct {
	lines   []*slowLine // where it lands
	base    rat         // what they cost
	desired rat
	price   bool  // whose wants keep every line at a price
	wants   []rat // by line, in the lanes of units; elsewhere it lands in proportion
}

// lands says what the effect takes off each line, of what is left of it now.
func (e *slowEffect) lands() []rat {
	left := []rat{}
	for _, l := range e.lines {
		left = append(left, l.left)
	}
	if e.wants == nil {
		return shares(lesser(e.desired, sum(left)), left)
	}
	for i, want := range e.wants {
		if e.price {
			left[i] = larger(num(0), minus(left[i], minus(e.lines[i].entered, want)))
		}
		left[i] = lesser(want, left[i])
	}
	return left
}

func (t *slowTrial) effect(o benefit.Offer) slowEffect {
	if !late(o.Lane) {
		return t.unitEffect(o)
	}
	lines := t.selected(o.Scope, o.Lane)
	if of := o.Deal.BuyGet.Of; of != nil {
		lines = t.selected(*of, o.Lane)
	}
	e := slowEffect{lines: lines, base: entered(lines)}
	if o.Deal.Price.Sign() > 0 {
		e.price = true
		for _, l := range lines {
			e.wants = append(e.wants, larger(num(0), minus(l.entered, times(t.count(o.Deal.Price), l.units()))))
		}
		e.desired = sum(e.wants)
		return e
	}
	e.desired = t.desired(o, lines, e.base)
	if len(o.Deal.Set.Parts) > 0 {
		e.lines, e.desired = t.set(o)
		e.desired = t.exactly(e.base, e.desired)
	}
	if limit := t.count(o.Deal.Most); limit.Sign() > 0 {
		e.desired = lesser(e.desired, limit)
	}
	e.desired = lesser(e.desired, e.base)
	return e
}

// unitEffect changes unit prices.
func (t *slowTrial) unitEffect(o benefit.Offer) slowEffect {
	e := slowEffect{lines: t.selected(o.Scope, o.Lane), wants: []rat{}, price: o.Deal.Price.Sign() > 0}
	for _, l := range e.lines {
		pays := num(0)
		switch d := o.Deal; {
		case d.Free:
		case d.Off.Sign() > 0:
			pays = larger(num(0), minus(l.unit(), t.count(d.Off)))
		case d.Pays.Sign() > 0:
			pays = rounded(times(l.unit(), d.Pays.Rat()), t.program.Rounding)
		default:
			pays = t.count(d.Price)
		}
		e.wants = append(e.wants, times(larger(num(0), minus(l.unit(), pays)), l.units()))
	}
	e.base, e.desired = entered(e.lines), sum(e.wants)
	return e
}

// desired is what an offer of the later lanes takes off lines that cost base,
// before the caps.
func (t *slowTrial) desired(o benefit.Offer, lines []*slowLine, base rat) rat {
	switch d := o.Deal; {
	case d.Free:
		return base
	case d.Off.Sign() > 0:
		return t.count(d.Off)
	case d.Pays.Sign() > 0:
		return minus(base, rounded(times(base, d.Pays.Rat()), t.program.Rounding))
	case d.Every.Spent.Sign() > 0:
		return times(atMost(floor(over(base, t.count(d.Every.Spent))), d.Times), t.count(d.Every.Off))
	case d.NForM.N > 0:
		groups := atMost(floor(over(quantity(lines), num(d.NForM.N))), d.Times)
		return t.exactly(base, worth(cheapest(lines), times(groups, num(d.NForM.N-d.NForM.M))))
	case d.BuyGet.Of != nil:
		turns := atMost(floor(over(quantity(t.bought(o)), num(d.BuyGet.Buy))), d.Times)
		value := worth(cheapest(lines), times(turns, num(d.BuyGet.Get)))
		return t.exactly(base, minus(value, times(value, d.BuyGet.Pays.Rat())))
	}
	return num(0) // a set does not only depend on these lines
}

// exactly takes a value off a base, of which what is left to pay is rounded.
func (t *slowTrial) exactly(base, value rat) rat {
	return minus(base, rounded(minus(base, value), t.program.Rounding))
}

// bought returns the lines of which others are given: a line that both scopes
// select is one to get.
func (t *slowTrial) bought(o benefit.Offer) []*slowLine {
	given := t.selected(*o.Deal.BuyGet.Of, o.Lane)
	return slices.DeleteFunc(t.selected(o.Scope, o.Lane), func(l *slowLine) bool { return slices.Contains(given, l) })
}

// atMost caps how often a deal applies; 0 is no cap.
func atMost(n rat, cap int64) rat {
	if cap > 0 {
		return lesser(n, num(cap))
	}
	return n
}

// cheapest returns lines in the order of what a unit of them is worth.
func cheapest(lines []*slowLine) []*slowLine {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b *slowLine) int { return a.unit().Cmp(b.unit()) })
	return lines
}

// worth adds up what the first so many units of lines are worth, or all of them.
func worth(lines []*slowLine, units rat) rat {
	value := num(0)
	for _, l := range lines {
		taken := lesser(units, l.units())
		value, units = plus(value, times(l.unit(), taken)), minus(units, taken)
	}
	return value
}

// set returns the lines from which a set takes units, by ID, and what it takes
// off them.
func (t *slowTrial) set(o benefit.Offer) (taken []*slowLine, off rat) {
	var parts [][]*slowLine
	var sets rat
	for _, part := range o.Deal.Set.Parts {
		lines := slices.DeleteFunc(t.selected(o.Scope, o.Lane), func(l *slowLine) bool { return l.Item != part.Item })
		slices.SortStableFunc(lines, func(a, b *slowLine) int { return b.unit().Cmp(a.unit()) })
		parts = append(parts, lines)
		if n := floor(over(quantity(lines), num(part.Quantity))); sets == nil || n.Cmp(sets) < 0 {
			sets = n
		}
	}
	sets = atMost(sets, o.Deal.Times)
	off = num(0)
	for n := num(1); n.Cmp(sets) <= 0; n = plus(n, num(1)) { // the fewest sets that save most
		value, lines := num(0), []*slowLine{}
		for i, part := range o.Deal.Set.Parts {
			units := times(n, num(part.Quantity))
			value = plus(value, worth(parts[i], units))
			for _, l := range parts[i] {
				if units.Sign() > 0 {
					lines = append(lines, l)
				}
				units = larger(num(0), minus(units, l.units()))
			}
		}
		if saved := minus(value, times(n, t.count(o.Deal.Set.Price))); saved.Cmp(off) > 0 {
			taken, off = lines, saved
		}
	}
	inOrder := slices.DeleteFunc(slices.Clone(t.lines), func(l *slowLine) bool { return !slices.Contains(taken, l) })
	return inOrder, off
}

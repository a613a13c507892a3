package benefit

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"sort"

	"example.com/membership/internal/exact"
)

// kinds names the deals that are given, by their fields: a valid deal is one.
func (d *Deal) kinds() []string {
	var kinds []string
	for _, k := range []struct {
		name string
		is   bool
	}{
		{"off", !d.Off.IsZero()},
		{"pays", !d.Pays.IsZero()},
		{"free", d.Free},
		{"price", !d.Price.IsZero()},
		{"every", !d.Every.Spent.IsZero() || !d.Every.Off.IsZero()},
		{"nForM", d.NForM != NForM{}},
		{"buyGet", d.BuyGet.Buy != 0 || d.BuyGet.Get != 0 || d.BuyGet.Of != nil || !d.BuyGet.Pays.IsZero()},
		{"set", d.Set.Parts != nil || !d.Set.Price.IsZero()},
		{"gift", d.Gift != Gift{}},
	} {
		if k.is {
			kinds = append(kinds, k.name)
		}
	}
	return kinds
}

// compiled is a compiled [Deal], with amounts in smallest units.
type compiled struct {
	// costs says what a line of an amount and a quantity costs with the deal,
	// for the deals that can price units.
	costs func(amount, quantity int64, by Rounding) int64
	// off says what the deal takes off in the later lanes, and may change the
	// lines it lands on. nil where that is what costs says, line by line.
	off func(*run, *candidate) int64

	given *scope // of buyGet: the lines that are given
	parts []Part // of a set
	gift  bool
	most  int64
}

// compileDeal compiles a valid deal.
func compileDeal(d *Deal, decimals int32) compiled {
	c := compiled{most: math.MaxInt64}
	if !d.Most.IsZero() {
		c.most = valid(d.Most, decimals)
	}
	times := int64(math.MaxInt64)
	if d.Times > 0 {
		times = d.Times
	}
	switch d.kinds()[0] {
	case "off":
		off := valid(d.Off, decimals)
		c.costs = func(amount, quantity int64, _ Rounding) int64 { return max(0, amount/quantity-off) * quantity }
		c.off = func(_ *run, o *candidate) int64 { return off }
	case "pays":
		pays := ratioOf(d.Pays)
		c.costs = func(amount, quantity int64, by Rounding) int64 { return pays.of(amount/quantity, by) * quantity }
		c.off = func(r *run, o *candidate) int64 { return o.base - pays.of(o.base, r.rounding) }
	case "free":
		c.costs = func(int64, int64, Rounding) int64 { return 0 }
		c.off = func(_ *run, o *candidate) int64 { return o.base }
	case "price":
		price := valid(d.Price, decimals)
		c.costs = func(amount, quantity int64, _ Rounding) int64 {
			if price > amount/quantity {
				return amount
			}
			return price * quantity
		}
	case "every":
		spent, off := valid(d.Every.Spent, decimals), valid(d.Every.Off, decimals)
		c.off = func(_ *run, o *candidate) int64 { return min(o.base/spent, times) * off }
	case "nForM":
		c.off = d.NForM.off(times)
	case "buyGet":
		given := compileScope(*d.BuyGet.Of)
		c.given, c.off = &given, d.BuyGet.off(times)
	case "set":
		c.parts, c.off = d.Set.Parts, d.Set.off(times, valid(d.Set.Price, decimals))
	case "gift":
		c.gift = true
	}
	return c
}

// off gives, of every N units in scope, the N − M cheapest.
func (n NForM) off(times int64) func(*run, *candidate) int64 {
	return func(r *run, c *candidate) int64 {
		sets := min(r.quantity(c.lands)/n.N, times)
		whole, part := r.cheapest(c.lands, sets*(n.N-n.M))
		if part == nil {
			return whole
		}
		return r.exactly(c.base, part.Add(part, big.NewRat(whole, 1)))
	}
}

// off gives the cheapest units of what is given.
func (b BuyGet) off(times int64) func(*run, *candidate) int64 {
	pays := ratioOf(b.Pays)
	return func(r *run, c *candidate) int64 {
		sets := min(r.quantity(c.bought)/b.Buy, times)
		whole, part := r.cheapest(c.lands, min(sets*b.Get, r.quantity(c.lands)))
		if part == nil && pays.num == 0 {
			return whole
		}
		value := big.NewRat(whole, 1)
		if part != nil {
			value.Add(value, part)
		}
		return r.exactly(c.base, value.Mul(value, big.NewRat(pays.den-pays.num, pays.den)))
	}
}

// off gives the parts at the price of the set, and lands on their lines.
func (s Set) off(times, price int64) func(*run, *candidate) int64 {
	return func(r *run, c *candidate) int64 {
		sets := times
		for _, p := range s.Parts {
			sets = min(sets, r.quantityOf(c.scope, p.Item)/p.Quantity)
		}
		// The dearest units go first, so each set is worth at most as much as the
		// one before: all up to the last that costs less than its parts.
		one := big.NewRat(price, 1)
		saves := func(n int64) bool { // whether the n-th set does
			with := r.takeSets(c, s.Parts, n)
			return with.Sub(with, r.takeSets(c, s.Parts, n-1)).Cmp(one) > 0
		}
		if sets > 0 && !saves(sets) {
			sets = int64(sort.Search(int(sets-1), func(n int) bool { return !saves(int64(n + 1)) }))
		}
		value := r.takeSets(c, s.Parts, sets)
		return r.exactly(c.base, value.Sub(value, one.Mul(one, big.NewRat(sets, 1))))
	}
}

// exactly returns what taking a value off a base comes to: what is left to pay
// of the base is rounded.
func (r *run) exactly(base int64, value *big.Rat) int64 {
	left := new(big.Rat).Sub(big.NewRat(base, 1), value)
	whole, rest := new(big.Int).QuoRem(left.Num(), left.Denom(), new(big.Int))
	pay := whole.Int64()
	if rest.Sign() > 0 && r.rounding.up(pay, rest.Lsh(rest, 1).Cmp(left.Denom())) {
		pay++
	}
	return base - pay
}

// quantity returns the number of units on the lines.
func (r *run) quantity(lines []int32) int64 {
	n := int64(0)
	for _, i := range lines {
		n += r.lines[i].Quantity
	}
	return n
}

// quantityOf returns the number of units of an item on the lines.
func (r *run) quantityOf(lines []int32, item string) int64 {
	n := int64(0)
	for _, i := range lines {
		if r.lines[i].Item == item {
			n += r.lines[i].Quantity
		}
	}
	return n
}

// compareUnits compares what a unit of two lines costs.
func (r *run) compareUnits(a, b int32) int {
	ah, al := bits.Mul64(uint64(r.entering[a]), uint64(r.lines[b].Quantity))
	bh, bl := bits.Mul64(uint64(r.entering[b]), uint64(r.lines[a].Quantity))
	return cmp.Or(cmp.Compare(ah, bh), cmp.Compare(al, bl))
}

// cheapest returns what the n cheapest units of the lines cost: in whole units
// of the currency, and the part of one beyond, nil for none.
func (r *run) cheapest(lines []int32, n int64) (whole int64, part *big.Rat) {
	r.order = append(r.order[:0], lines...)
	slices.SortFunc(r.order, r.compareUnits)
	for _, i := range r.order {
		took := min(n, r.lines[i].Quantity)
		value, rest := exact.MulDiv(r.entering[i], took, r.lines[i].Quantity)
		if whole += value; rest > 0 { // on the last line only: of others all is taken
			part = big.NewRat(rest, r.lines[i].Quantity)
		}
		if n -= took; n == 0 {
			break
		}
	}
	return whole, part
}

// takeSets returns what the parts of so many sets cost, dearest units first, and
// makes c land on the lines they are taken from.
func (r *run) takeSets(c *candidate, parts []Part, sets int64) *big.Rat {
	c.lands = c.lands[:0]
	whole, value := int64(0), new(big.Rat)
	for _, p := range parts {
		r.order = r.order[:0]
		for _, i := range c.scope {
			if r.lines[i].Item == p.Item {
				r.order = append(r.order, i)
			}
		}
		slices.SortFunc(r.order, func(a, b int32) int { return cmp.Or(r.compareUnits(b, a), cmp.Compare(a, b)) })
		for n, left := 0, sets*p.Quantity; left > 0; n++ {
			i := r.order[n]
			took := min(left, r.lines[i].Quantity)
			part, rest := exact.MulDiv(r.entering[i], took, r.lines[i].Quantity)
			if whole += part; rest > 0 {
				value.Add(value, big.NewRat(rest, r.lines[i].Quantity))
			}
			c.lands = append(c.lands, i)
			left -= took
		}
	}
	slices.Sort(c.lands)
	return value.Add(value, big.NewRat(whole, 1))
}

package benefit

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"slices"

	"example.com/membership/internal/exact"
)

// deal is a compiled [Deal], with amounts in smallest units. At most one of its
// functions is there.
type deal struct {
	// unit says what a unit of that price costs, for every deal that can run
	// where unit prices change.
	unit func(price int64, by Rounding) int64
	// off says what the deal takes off, and may change the lines it lands on.
	off func(r *run, c *candidate) int64

	given *scope // of buyGet: the lines that are given
	gift  bool
	most  int64
}

func compileDeal(d *Deal, decimals int32) deal {
	var c deal
	switch pays := ratioOf(d.Pays); {
	case !d.Off.IsZero():
		off := must(d.Off, decimals)
		c.unit = func(price int64, _ Rounding) int64 { return max(0, price-off) }
		c.off = func(_ *run, c *candidate) int64 { return min(off, c.base) }
	case !d.Pays.IsZero():
		c.unit = func(price int64, by Rounding) int64 { return pays.of(price, by) }
		c.off = func(r *run, c *candidate) int64 { return c.base - pays.of(c.base, r.rounding) }
	case d.Free:
		c.unit = func(int64, Rounding) int64 { return 0 }
		c.off = func(_ *run, c *candidate) int64 { return c.base }
	case !d.Price.IsZero():
		price := must(d.Price, decimals)
		c.unit = func(was int64, _ Rounding) int64 { return min(was, price) }
		c.off = func(r *run, c *candidate) int64 { return r.abovePrice(c, price) }
	case !d.Every.Off.IsZero():
		spent, off := must(d.Every.Spent, decimals), must(d.Every.Off, decimals)
		times := timesOf(d)
		c.off = func(_ *run, c *candidate) int64 { return min(c.base/spent, times) * off }
	case d.NForM.N > 0:
		c.off = d.NForM.off(timesOf(d))
	case d.BuyGet.Of != nil:
		given := compileScope(*d.BuyGet.Of)
		c.given, c.off = &given, d.BuyGet.off(timesOf(d))
	case d.Set.Parts != nil:
		c.off = d.Set.off(timesOf(d), must(d.Set.Price, decimals))
	default:
		c.gift = true
	}
	c.most = math.MaxInt64
	if !d.Most.IsZero() {
		c.most = must(d.Most, decimals)
	}
	return c
}

func timesOf(d *Deal) int64 {
	if d.Times == 0 {
		return math.MaxInt64
	}
	return d.Times
}

// abovePrice returns what the lines of c cost above a price of their units.
func (r *run) abovePrice(c *candidate, price int64) int64 {
	off := int64(0)
	for _, i := range c.lands {
		if high, cost := bits.Mul64(uint64(price), uint64(r.lines[i].Quantity)); high == 0 && cost < uint64(r.entering[i]) {
			off += r.entering[i] - int64(cost)
		}
	}
	return off
}

// off gives, of every N units in scope, the N − M cheapest.
func (n NForM) off(times int64) func(*run, *candidate) int64 {
	return func(r *run, c *candidate) int64 {
		sets := min(r.quantity(c.lands)/n.N, times)
		return r.cheapest(c.lands, sets*(n.N-n.M))
	}
}

// off gives the cheapest units of what is given.
func (b BuyGet) off(times int64) func(*run, *candidate) int64 {
	pays := ratioOf(b.Pays)
	return func(r *run, c *candidate) int64 {
		sets := min(r.quantity(c.bought)/b.Buy, times)
		value := r.cheapest(c.lands, min(sets*b.Get, r.quantity(c.lands)))
		return value - pays.of(value, r.rounding)
	}
}

// off gives the parts at the price of the set, and lands on their lines.
func (s Set) off(times, price int64) func(*run, *candidate) int64 {
	parts := slices.Clone(s.Parts)
	return func(r *run, c *candidate) int64 {
		sets := times
		for _, p := range parts {
			sets = min(sets, r.quantityOf(c.scope, p.Item)/p.Quantity)
		}
		value := r.takeSets(c, parts, sets)
		high, cost := bits.Mul64(uint64(sets), uint64(price))
		if high > 0 || cost >= uint64(value) {
			return 0
		}
		return value - int64(cost)
	}
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

// cheapest returns what the n cheapest units of the lines cost, rounded down.
func (r *run) cheapest(lines []int32, n int64) int64 {
	r.order = append(r.order[:0], lines...)
	slices.SortFunc(r.order, r.compareUnits)
	value := int64(0)
	for _, i := range r.order {
		took := min(n, r.lines[i].Quantity)
		part, _ := exact.MulDiv(r.entering[i], took, r.lines[i].Quantity)
		value += part
		if n -= took; n == 0 {
			break
		}
	}
	return value
}

// takeSets returns what the parts of so many sets cost, dearest units first and
// rounded down, and makes c land on the lines they are taken from.
func (r *run) takeSets(c *candidate, parts []Part, sets int64) int64 {
	c.lands = c.lands[:0]
	value, cents := int64(0), (*big.Rat)(nil)
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
			if value += part; rest > 0 {
				cents = addRat(cents, big.NewRat(rest, r.lines[i].Quantity))
			}
			c.lands = append(c.lands, i)
			left -= took
		}
	}
	if cents != nil {
		value += new(big.Int).Quo(cents.Num(), cents.Denom()).Int64()
	}
	slices.Sort(c.lands)
	return value
}

func addRat(sum, x *big.Rat) *big.Rat {
	if sum == nil {
		return x
	}
	return sum.Add(sum, x)
}

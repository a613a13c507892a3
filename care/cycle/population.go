package cycle

import (
	"math"
	"slices"
	"strings"
	"time"

	"example.com/membership/internal/civil"
)

// Population adds up what all customers bought, up to an instant, for the figures
// of [Population.Products].
//
// Its size goes by products and not by customers: of each product the gaps are
// counted by their length and quantity. It takes some 100 bytes for a product and
// some 50 for each gap of a product unlike its others.
//
// Add and Merge need it to themselves: workers have one each, and merge them at
// the end. Use [Engine.Population]: the zero value is empty, and good only for
// merging others into. A Population must not be copied.
type Population struct {
	loc      *time.Location // nil in a zero Population
	at       time.Time
	clock    civil.Clock    // of the years before at
	index    map[string]int // into products
	products []buyers
	gaps     map[gap]int64
	reading  reading // of the last Add, for its memory
}

// buyers counts those of a product.
type buyers struct {
	product       string
	all, repeated int64
}

// gap is a [ratio] of a product. A quantity has at most 1,000,000 units.
type gap struct {
	product  int
	num, den int32
}

// Population returns an empty population as of an instant: purchases later than
// it do not exist yet. The error is a [*care.DataError], where the instant is
// outside the years 1900..2299.
func (e *Engine) Population(at time.Time) (*Population, error) {
	if err := e.usable(); err != nil {
		return nil, err
	}
	if err := civil.CheckInstant(at); err != nil {
		return nil, dataError("population", "at", "%v", err)
	}
	p := &Population{loc: e.loc, at: at, clock: civil.NewClock(at, e.loc)}
	p.open()
	return p, nil
}

func (p *Population) open() { p.index, p.gaps = map[string]int{}, map[gap]int64{} }

// Add takes the purchases of one customer, of all products and in any order.
// Each customer is added once, with all purchases. The slice is neither kept nor
// changed.
//
// The error is a [*care.DataError] that names the first purchase by ID that cannot
// be used, or the product of which there are too many units on one date; nothing
// has changed then. It does not allocate, unless a product or a gap is new or
// the purchases are the most so far.
func (p *Population) Add(purchases []Purchase) error {
	if p == nil || p.loc == nil {
		return dataError("population", "", "is not one of Engine.Population")
	}
	var err error
	if p.reading, err = p.reading.read(purchases, p.at, &p.clock); err != nil {
		return err
	}
	for days := range p.reading.products() {
		n := p.product(days[0].product)
		repeated := int64(min(len(days)-1, 1))
		p.products[n].add(buyers{all: 1, repeated: repeated})
		for i := 1; i < len(days); i++ {
			g := days[i-1].gap(days[i])
			p.count(gap{n, int32(g.num), int32(g.den)}, 1)
		}
	}
	return nil
}

// product returns the place of a product, which may be new.
func (p *Population) product(id string) int {
	n, known := p.index[id]
	if !known {
		n, id = len(p.products), strings.Clone(id) // not the document that it is part of
		p.index[id] = n
		p.products = append(p.products, buyers{product: id})
	}
	return n
}

func (p *Population) count(g gap, n int64) { p.gaps[g] = addCounts(p.gaps[g], n) }

func (b *buyers) add(o buyers) {
	b.all, b.repeated = addCounts(b.all, o.all), addCounts(b.repeated, o.repeated)
}

// Merge adds what another population counted, of other customers, as of the same
// instant and for a location of the same name. It is associative and
// commutative, and the zero Population is the identity. The other one is as it
// was. Numbers beyond int64 stay at its maximum.
//
// The error is a [*care.DataError]: the two differ, or p is nil; nothing has
// changed then.
func (p *Population) Merge(o *Population) error {
	switch {
	case p == nil:
		return dataError("population", "", "is nil: there is nothing to merge into")
	case o == nil || o.loc == nil:
		return nil
	case p.loc == nil:
		p.loc, p.at, p.clock = o.loc, o.at, o.clock
		p.open()
	case p.loc.String() != o.loc.String():
		return dataError("population", "", "of the location %.60q cannot be merged into one of %.60q: use one location", o.loc, p.loc)
	case !p.at.Equal(o.at):
		return dataError("population", "", "as of %s cannot be merged into one as of %s: use one instant", text(o.at), text(p.at))
	}
	mine := make([]int, len(o.products)) // the places in p of those in o
	for i, b := range o.products {
		mine[i] = p.product(b.product)
		p.products[mine[i]].add(b)
	}
	for g, n := range o.gaps {
		g.product = mine[g.product]
		p.count(g, n)
	}
	return nil
}

// Products returns the figures of all products, by ID. Time is that of sorting
// the gaps that are counted apart.
func (p *Population) Products() []Product {
	if p == nil {
		return []Product{}
	}
	all := make([]Product, len(p.products))
	lengths := make([][]counted, len(p.products))
	for g, n := range p.gaps {
		lengths[g.product] = append(lengths[g.product], counted{ratio{int64(g.num), int64(g.den)}, n})
	}
	for i, b := range p.products {
		gaps, middle := medianOf(lengths[i])
		all[i] = Product{b.product, b.all, b.repeated, gaps, middle.rat()}
	}
	slices.SortFunc(all, func(a, b Product) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// counted is a gap and how many there are of it.
type counted struct {
	ratio
	n int64
}

// medianOf returns the number of gaps, which it sorts, and their median.
func medianOf(gaps []counted) (n int64, middle ratio) {
	slices.SortFunc(gaps, func(a, b counted) int { return a.compare(b.ratio) })
	for _, g := range gaps {
		n = addCounts(n, g.n)
	}
	if n == 0 {
		return 0, ratio{}
	}
	return n, mean(nth(gaps, (n-1)/2), nth(gaps, n/2))
}

// nth returns the gap before which there are n others, of more than n.
func nth(gaps []counted, n int64) ratio {
	i := 0
	for n >= gaps[i].n {
		n -= gaps[i].n
		i++
	}
	return gaps[i].ratio
}

// addCounts adds two numbers, neither of them negative, and stops at the largest
// int64.
func addCounts(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

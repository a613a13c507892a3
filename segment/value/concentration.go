package value

import (
	"cmp"
	"iter"
	"math/big"
	"math/bits"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// Point is one of a concentration curve: the best customers, by their exact share
// of all, bring this share of the amount.
type Point struct {
	Customers *big.Rat `json:"customers"` // from 0 to 1
	Amount    *big.Rat `json:"amount"`    // from 0 to 1
}

// Curve yields the concentration curve, best customers first, at steps equal
// steps of the share of customers: steps + 1 points from (0, 0) to (1, 1). Between
// two customers it is a straight line, so 10 steps cut a customer where they do
// not divide the customers. Steps below 1 are taken as 1.
//
// The curve rises, ever less steeply, above the diagonal, and is the diagonal
// where all bring the same, or nothing. The Gini is twice the area between the
// two. Turned by half, (1 − Customers, 1 − Amount), it is the Lorenz curve, which
// begins with the poorest.
//
// With as many steps as there are customers it is the full curve. Time is linear
// in customers and steps; points are made as they are read.
func (r *Ranking[K]) Curve(steps int) iter.Seq[Point] {
	last := uint64(max(steps, 1))
	return func(yield func(Point) bool) {
		w := walk[K]{r: r}
		for i := uint64(0); i <= last; i++ {
			if !yield(w.point(i, last)) {
				return
			}
		}
	}
}

// A walk goes down a ranking and adds up.
type walk[K cmp.Ordered] struct {
	r   *Ranking[K]
	n   int       // how many customers it has passed
	sum exact.Sum // of those
}

// point returns what the best i/of of the customers bring, where i ≤ of. The
// shares asked for rise.
func (w *walk[K]) point(i, of uint64) Point {
	share := ratio(i, of)
	if w.r == nil || w.r.total.Sign() == 0 {
		return Point{share, ratio(i, of)}
	}
	hi, lo := bits.Mul64(i, uint64(w.r.len()))
	pass, rest := bits.Div64(hi, lo, of) // hi < of, as i ≤ of
	for ; w.n < int(pass); w.n++ {
		w.r.add(&w.sum, &w.r.places[w.n])
	}
	amount := w.sum.Decimal().Rat()
	if rest > 0 {
		cut := ratio(rest, of)
		amount.Add(amount, cut.Mul(cut, w.r.places[w.n].amount.Rat()))
	}
	return Point{share, amount.Quo(amount, w.r.total.Decimal().Rat())}
}

// Gini returns the Gini coefficient, exactly: 0 where all bring the same, and near
// 1 where one brings everything. It is 0 without customers, and where nobody
// brings anything.
//
//	Gini = 2 × Σ i × xᵢ / (n × Σ xᵢ) − (n + 1) / n, with x rising and i from 1
//
// That is the Gini of the population, at most (n − 1) / n: the same for two shops
// of which one has each customer twice. For a sample, n / (n − 1) times as much
// corrects the bias. Time is linear in the customers.
func (r *Ranking[K]) Gini() *big.Rat {
	if r == nil || r.total.Sign() == 0 {
		return new(big.Rat)
	}
	// The i-th from below is in i of the sums of the best 1, 2, ..., n.
	var sum, sums exact.Sum
	for i := range r.places {
		r.add(&sum, &r.places[i])
		sums.Merge(sum)
	}
	n := decimal.NewFromInt(int64(r.len()))
	gini := exact.Quotient(sums.Decimal().Mul(decimal.New(2, 0)), n.Mul(r.total.Decimal()))
	return gini.Sub(gini, exact.Quotient(n.Add(whole()), n))
}

func ratio(a, b uint64) *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b))
}

package exact

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"
)

// Cut is a threshold compiled for comparison: deciding whether a number
// reaches it costs one integer comparison instead of a rescaled Decimal.
// The zero value is a threshold of 0.
type Cut struct {
	at decimal.Decimal
	// need[e−minExp] is the smallest coefficient at exponent e that reaches
	// the threshold; MaxInt64 stands for never, MinInt64 for always.
	need [maxExp - minExp + 1]int64
}

// NewCut compiles the threshold at, whose exponent should lie within −12..12.
func NewCut(at decimal.Decimal) Cut {
	c := Cut{at: at}
	for e := minExp; e <= maxExp; e++ {
		c.need[e-minExp] = saturate(ceil(at, e))
	}
	return c
}

// At returns the threshold.
func (c *Cut) At() decimal.Decimal { return c.at }

// Reached reports whether s ≥ the threshold. It does not allocate while s has
// at most 18 digits.
func (c *Cut) Reached(s Sum) bool {
	if s.rest == nil {
		return s.coef >= c.need[s.exp-minExp]
	}
	return c.reachedSlowly(s)
}

// reachedSlowly is apart so that Reached can be inlined.
func (c *Cut) reachedSlowly(s Sum) bool { return s.Decimal().Cmp(c.at) >= 0 }

// ceil returns the smallest n with n × 10^e ≥ d.
func ceil(d decimal.Decimal, e int) *big.Int {
	n, shift := d.Coefficient(), int64(d.Exponent())-int64(e)
	if shift >= 0 {
		return n.Mul(n, power(shift))
	}
	rest := new(big.Int)
	n.DivMod(n, power(-shift), rest) // Euclidean: the floor, for a positive divisor
	if rest.Sign() > 0 {
		n.Add(n, big.NewInt(1))
	}
	return n
}

func power(n int64) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil)
}

func saturate(n *big.Int) int64 {
	switch {
	case n.IsInt64():
		return n.Int64()
	case n.Sign() > 0:
		return math.MaxInt64
	}
	return math.MinInt64
}

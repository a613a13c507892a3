package exact

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"slices"

	"github.com/shopspring/decimal"
)

// Cut is a threshold compiled for comparison: deciding whether a number
// reaches it costs one integer comparison instead of a rescaled Decimal, and
// three multiplications for a mean. The zero value is a threshold of 0.
type Cut struct {
	at decimal.Decimal
	// need[e−minExp] is the smallest coefficient at exponent e that reaches
	// the threshold; MaxInt64 stands for never, MinInt64 for always.
	need [maxExp - minExp + 1]int64
	size units // of the threshold, for means
}

// units is the magnitude of a number in units of 10^minExp: hi × 2⁶⁴ + lo. The
// largest stands for any that large or larger: no coefficient comes near it.
type units struct {
	hi, lo uint64
	part   bool // there may be a fraction of a unit, not held here
}

// NewCut compiles the threshold at, whose exponent should lie within −12..12.
func NewCut(at decimal.Decimal) Cut {
	c := Cut{at: at, size: unitsOf(at)}
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

// CmpMean compares the mean of n numbers that add up to s with the threshold,
// and in general s with n times the threshold: −1, 0 or 1. Nothing is divided
// or rounded. It does not allocate while s has at most 18 digits, the threshold
// at most 12 decimals, and n is positive.
func (c *Cut) CmpMean(s Sum, n int64) int {
	if s.rest != nil || c.size.part || n <= 0 {
		return s.Decimal().Cmp(c.at.Mul(decimal.NewFromInt(n)))
	}
	sign := cmp.Compare(s.coef, 0)
	if sign == 0 || sign != c.at.Sign() {
		return cmp.Compare(sign, c.at.Sign())
	}
	hi, lo := bits.Mul64(uint64(max(s.coef, -s.coef)), uint64(pow10[s.exp-minExp]))
	over, wantHi, wantLo := c.size.times(uint64(n))
	if over > 0 {
		return -sign
	}
	return sign * cmp.Or(cmp.Compare(hi, wantHi), cmp.Compare(lo, wantLo))
}

func unitsOf(d decimal.Decimal) units {
	n := ceil(d.Abs(), minExp)
	if n.BitLen() > 128 {
		return units{hi: math.MaxUint64, lo: math.MaxUint64}
	}
	b := n.FillBytes(make([]byte, 16))
	return units{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]), d.Exponent() < minExp}
}

// times returns n × u: over × 2¹²⁸ + hi × 2⁶⁴ + lo.
func (u units) times(n uint64) (over, hi, lo uint64) {
	carry, lo := bits.Mul64(u.lo, n)
	over, hi = bits.Mul64(u.hi, n)
	hi, carry = bits.Add64(hi, carry, 0)
	return over + carry, hi, lo
}

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

// Cuts is thresholds compiled for counting how many of them a number reaches.
// The zero value is none.
type Cuts struct {
	at   []decimal.Decimal
	need [maxExp - minExp + 1][]int64 // of every cut at one exponent
}

// NewCuts compiles thresholds, whose exponents should lie within −12..12.
func NewCuts(at []decimal.Decimal) Cuts {
	c := Cuts{at: slices.Clone(at)}
	for _, d := range at {
		for e, least := range NewCut(d).need {
			c.need[e] = append(c.need[e], least)
		}
	}
	return c
}

// Reached returns how many thresholds s is not below. It does not allocate while
// s has at most 18 digits, and looks at all of them: numbers come in no order
// that a processor could predict.
func (c *Cuts) Reached(s Sum) int {
	n := 0
	if s.rest == nil {
		for _, least := range c.need[s.exp-minExp] {
			if s.coef >= least {
				n++
			}
		}
		return n
	}
	sum := s.Decimal()
	for _, at := range c.at {
		if sum.Cmp(at) >= 0 {
			n++
		}
	}
	return n
}

// Package exact adds decimals without rounding and, for ordinary numbers,
// without allocation, and splits whole amounts so that the shares add up.
//
// A decimal.Decimal costs two allocations an addition. Money has few digits,
// so a [Sum] adds coefficients as int64 at one common exponent and falls back
// to a Decimal only for what does not fit. The result never depends on the
// order of the additions.
//
// Numbers are expected within the bounds that the library checks at its
// border: an exponent of −12..12 and at most 30 digits. Numbers outside are
// still added exactly, but the cost grows with the exponent.
package exact

import (
	"cmp"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// limit bounds the magnitude of a coefficient kept as int64. It is below
// MaxInt64, so that a [Cut] can use the extreme values as "never" and "always".
const limit = 1_000_000_000_000_000_000

// The exponents of a coefficient kept as int64.
const minExp, maxExp = -12, 0

// pow10[n] is 10ⁿ.
var pow10 = [19]int64{
	1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
	10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
	1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
}

// Sum is an exact sum of decimals. The zero value is an empty sum. Copying a
// Sum copies its value. A Sum must not be compared with ==: equal sums may be
// held differently; use [Sum.Cmp].
type Sum struct {
	coef int64 // coef × 10^exp, |coef| ≤ limit
	exp  int32 // the smallest exponent added so far, within minExp..maxExp
	rest *decimal.Decimal
}

// Of returns the sum of d alone, at the cost of [Sum.Add].
func Of(d decimal.Decimal) Sum {
	if IsSmall(d) {
		return Sum{coef: d.CoefficientInt64(), exp: d.Exponent()}
	}
	var s Sum
	s.Add(d)
	return s
}

// Add adds d. It does not allocate while the sum and d, written at their
// smaller exponent, have at most 18 digits.
func (s *Sum) Add(d decimal.Decimal) {
	if d.NumDigits() > 18 {
		s.spill(d)
		return
	}
	s.add(d.CoefficientInt64(), d.Exponent())
}

// A Small is a number of at most 18 digits and 12 decimals, without a positive
// exponent: what amounts of money nearly always are. The zero value is 0.
type Small struct {
	Coef int64 // within ±10^18
	Exp  int32 // within −12..0
}

// IsSmall reports whether d is a [Small].
func IsSmall(d decimal.Decimal) bool {
	return uint32(d.Exponent()-minExp) <= maxExp-minExp && d.NumDigits() <= 18
}

// SmallOf returns d, for which [IsSmall] holds.
func SmallOf(d decimal.Decimal) Small { return Small{d.CoefficientInt64(), d.Exponent()} }

// Small returns the sum, and whether it is a [Small].
func (s Sum) Small() (Small, bool) { return Small{s.coef, s.exp}, s.rest == nil }

// AddSmall adds n, and asks for less than [Sum.Add].
func (s *Sum) AddSmall(n Small) {
	if s.coef == 0 { // which it is at any exponent
		s.exp = min(s.exp, n.Exp)
	}
	sum := s.coef + n.Coef // both within ±limit: no overflow
	if n.Exp != s.exp || uint64(sum+limit) > 2*limit {
		s.add(n.Coef, n.Exp)
		return
	}
	s.coef = sum
}

// Sub subtracts d, at the cost of [Sum.Add].
func (s *Sum) Sub(d decimal.Decimal) {
	if d.NumDigits() > 18 {
		s.spill(d.Neg())
		return
	}
	s.add(-d.CoefficientInt64(), d.Exponent())
}

// AddInt adds a whole number.
func (s *Sum) AddInt(n int64) {
	if n > limit || n < -limit {
		s.spill(decimal.NewFromInt(n))
		return
	}
	s.add(n, 0)
}

// Merge adds another sum.
func (s *Sum) Merge(o Sum) {
	if o.rest != nil {
		s.spill(*o.rest)
	}
	s.add(o.coef, o.exp)
}

// Decimal returns the sum. Its exponent is the smallest of those added, at
// most 0.
func (s Sum) Decimal() decimal.Decimal {
	d := decimal.New(s.coef, s.exp)
	if s.rest != nil {
		d = d.Add(*s.rest)
	}
	return d
}

// Text writes d without an exponent and without trailing zeros, whatever the
// settings of package decimal.
func Text(d decimal.Decimal) string {
	digits, places := d.Coefficient().String(), int(-d.Exponent())
	if places <= 0 {
		return digits + strings.Repeat("0", -places*d.Sign()*d.Sign())
	}
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	if missing := places + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, fraction := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if fraction == "" {
		return sign + whole
	}
	return sign + whole + "." + fraction
}

// Sign returns −1, 0 or 1. It does not allocate unless the sum outgrew an
// int64.
func (s Sum) Sign() int {
	if s.rest == nil {
		return cmp.Compare(s.coef, 0)
	}
	return s.Decimal().Sign()
}

// Cmp compares two sums by value.
func (s Sum) Cmp(o Sum) int {
	if s.rest == nil && o.rest == nil && s.exp == o.exp {
		return cmp.Compare(s.coef, o.coef)
	}
	return s.Decimal().Cmp(o.Decimal())
}

// add adds coef × 10^exp, |coef| ≤ limit.
func (s *Sum) add(coef int64, exp int32) {
	if exp != s.exp {
		var ok bool
		if coef, ok = s.align(coef, exp); !ok {
			s.spill(decimal.New(coef, exp))
			return
		}
	}
	sum := s.coef + coef // both within ±limit: no overflow
	if sum > limit || sum < -limit {
		s.spill(decimal.New(coef, s.exp))
		return
	}
	s.coef = sum
}

// align brings s to the smaller of the two exponents and returns the
// coefficient at that exponent. When either does not fit it returns false, the
// coefficient as it was, and leaves s as it was.
func (s *Sum) align(coef int64, exp int32) (int64, bool) {
	low := min(exp, s.exp)
	if low < minExp {
		return coef, false
	}
	mine, ok := scale(s.coef, int64(s.exp)-int64(low))
	if !ok {
		return coef, false
	}
	theirs, ok := scale(coef, int64(exp)-int64(low))
	if !ok {
		return coef, false
	}
	s.coef, s.exp = mine, low
	return theirs, true
}

// scale returns c × 10ⁿ if that is within ±limit.
func scale(c, n int64) (int64, bool) {
	if c == 0 || n == 0 {
		return c, true
	}
	if n >= int64(len(pow10)) {
		return 0, false
	}
	if most := limit / pow10[n]; c > most || c < -most {
		return 0, false
	}
	return c * pow10[n], true
}

// spill moves everything held as int64, and d, into the decimal.
func (s *Sum) spill(d decimal.Decimal) {
	all := s.Decimal().Add(d)
	// A fresh pointer: copies of s share the old one.
	*s = Sum{exp: max(min(s.exp, all.Exponent()), minExp), rest: &all}
}

// Quotient returns a/b exactly, 0 where b is 0.
func Quotient(a, b decimal.Decimal) *big.Rat {
	if b.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Quo(a.Rat(), b.Rat())
}

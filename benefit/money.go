package benefit

import (
	"cmp"
	"fmt"
	"math/big"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// maxAmount bounds the amounts of offers and lines, in smallest units of the
// currency, so that those of all lines add up within an int64.
const (
	maxAmount int64 = 1_000_000_000_000_000
	maxTotal        = maxAmount * maxLines
)

// units returns d in smallest units of a currency with that many decimals.
func units(d decimal.Decimal, decimals int32) (int64, error) {
	return unitsTo(maxAmount, d, decimals)
}

// unitsTo is units for amounts of at most that many.
func unitsTo(most int64, d decimal.Decimal, decimals int32) (int64, error) {
	if err := fault.Decimal(d); err != nil {
		return 0, err
	}
	tooLarge := func() (int64, error) {
		return 0, fmt.Errorf("%s is beyond what an amount can be, at most %s", exact.Text(d), amount(most, decimals))
	}
	n, e := d.CoefficientInt64(), d.Exponent()
	if d.NumDigits() > 18 {
		var ok bool
		if n, e, ok = shortened(d); !ok {
			return tooLarge()
		}
	}
	for ; e < -decimals; e++ {
		if n%10 != 0 {
			return 0, fmt.Errorf("%s has more than %d decimals: round it, or give more under decimals", exact.Text(d), decimals)
		}
		n /= 10
	}
	for ; e > -decimals; e-- {
		if n > most/10 || n < -most/10 {
			return tooLarge()
		}
		n *= 10
	}
	if n > most || n < -most {
		return tooLarge()
	}
	return n, nil
}

// shortened returns the coefficient and the exponent of a number without the
// zeros at its end, and whether that makes it an int64.
func shortened(d decimal.Decimal) (int64, int32, bool) {
	n, e, ten := d.Coefficient(), d.Exponent(), big.NewInt(10)
	for !n.IsInt64() {
		whole, rest := new(big.Int).QuoRem(n, ten, new(big.Int))
		if rest.Sign() != 0 {
			return 0, 0, false
		}
		n, e = whole, e+1
	}
	return n.Int64(), e, true
}

// amount returns n smallest units as a decimal.
func amount(n int64, decimals int32) decimal.Decimal {
	if n == 0 {
		return decimal.Decimal{}
	}
	return decimal.New(n, -decimals)
}

// A mint makes decimals of amounts, and gives out the same one again: in a quote
// most come several times, as the Total and Due of a line do.
type mint struct {
	decimals int32
	made     [64]struct {
		n int64
		d decimal.Decimal
	}
}

// amount returns n smallest units as a decimal.
func (m *mint) amount(n int64) decimal.Decimal {
	slot := &m.made[uint64(n)*0x9E3779B97F4A7C15>>58]
	if slot.n != n {
		slot.n, slot.d = n, amount(n, m.decimals)
	}
	return slot.d
}

// ratio is a share from 0 to 1.
type ratio struct{ num, den int64 }

// ratioOf returns d, which lies within 0..1 and has at most 12 decimals.
func ratioOf(d decimal.Decimal) ratio {
	r := ratio{num: 0, den: 1}
	if exact.IsSmall(d) {
		small := exact.SmallOf(d)
		for r.num = small.Coef; small.Exp < 0 && r.num%10 == 0 && r.num > 0; small.Exp++ {
			r.num /= 10
		}
		for ; small.Exp < 0; small.Exp++ {
			r.den *= 10
		}
	}
	return r
}

// of returns the share r of n, rounded.
func (r ratio) of(n int64, by Rounding) int64 {
	q, rest := exact.MulDiv(n, r.num, r.den)
	if rest > 0 && by.up(q, cmp.Compare(rest, r.den-rest)) {
		q++
	}
	return q
}

// up reports whether q and a part of a unit rounds to q + 1. The part is less
// than half a unit, half of it, or more: −1, 0 or 1.
func (by Rounding) up(q int64, half int) bool {
	switch by {
	case Up:
		return true
	case Down:
		return false
	case HalfEven:
		return half > 0 || half == 0 && q%2 == 1
	}
	return half >= 0
}

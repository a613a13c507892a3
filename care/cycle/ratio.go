package cycle

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// ratio is a number of days above 0, exactly and in lowest terms. The zero value
// stands for none.
type ratio struct{ num, den int64 }

// Gaps have at most maxDays by maxQuantity, and a mean of two of them at most
// twice that many by twice the square.
const (
	maxDays = 146_100 // the dates of two instants of 1900..2299 are less apart, in any zone
	maxDen  = 2 * maxQuantity * maxQuantity
)

func newRatio(num, den int64) ratio {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	return ratio{num / a, den / a}
}

func (r ratio) none() bool { return r.den == 0 }

// compare compares two gaps; medians could be too large for it.
func (r ratio) compare(o ratio) int { return cmp.Compare(r.num*o.den, o.num*r.den) }

// mean returns the mean of two gaps.
func mean(a, b ratio) ratio {
	return newRatio(a.num*b.den+b.num*a.den, 2*a.den*b.den)
}

// median returns the median of gaps, which it sorts: none without one.
func median(gaps []ratio) ratio {
	if len(gaps) == 0 {
		return ratio{}
	}
	slices.SortFunc(gaps, ratio.compare)
	return mean(gaps[(len(gaps)-1)/2], gaps[len(gaps)/2])
}

// rat returns the ratio for those who read it, nil for none.
func (r ratio) rat() *big.Rat {
	if r.none() {
		return nil
	}
	return big.NewRat(r.num, r.den)
}

// ratioOf reads a median.
func ratioOf(r *big.Rat) (ratio, error) {
	if r == nil {
		return ratio{}, nil
	}
	if !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return ratio{}, fmt.Errorf("is a fraction of %d by %d bits: give what Population.Products returned",
			r.Num().BitLen(), r.Denom().BitLen())
	}
	return boundedRatio(r.Num().Int64(), r.Denom().Int64())
}

func boundedRatio(num, den int64) (ratio, error) {
	if num < 1 || den < 1 || den > maxDen || num > maxDays*den {
		return ratio{}, fmt.Errorf("%d/%d is not above 0 and at most %d days: give what Population.Products returned", num, den, maxDays)
	}
	return newRatio(num, den), nil
}

// parseRatio reads a median as JSON has it, "85/2" or "45". Package big would read
// exponents too, and be busy for ever with some.
func parseRatio(s string) (ratio, error) {
	above, below, fraction := strings.Cut(s, "/")
	if !fraction {
		below = "1"
	}
	num, err1 := strconv.ParseUint(above, 10, 63)
	den, err2 := strconv.ParseUint(below, 10, 63)
	if err1 != nil || err2 != nil {
		return ratio{}, fmt.Errorf(`%.64q is not a fraction such as "85/2"`, s)
	}
	return boundedRatio(int64(num), int64(den))
}

// lasting returns how long a quantity lasts, in units of 10⁻⁴ days, a half rounded
// up: the quantity times (k × own + 2 × typical) / (k + 2). It does not allocate
// while the numbers are those of a household.
func lasting(k int, own, typical ratio, quantity int64) int64 {
	if k == 0 {
		own = ratio{1, 1} // of no weight
	}
	n, q := uint64(k), uint64(quantity)
	a, b, c, d := uint64(own.num), uint64(own.den), uint64(typical.num), uint64(typical.den)
	x, ok1 := product(n, a, d, q, 2*unit)
	y, ok2 := product(2, c, b, q, 2*unit)
	den, ok3 := product(b, d, n+2)
	if !ok1 || !ok2 || !ok3 || max(x, y, den) > math.MaxInt64/3 {
		return lastingSlowly(k, own, typical, quantity)
	}
	return int64((x + y + den) / (2 * den))
}

// Numbers of days are rounded to so many places; unit is a day in units of the
// last one.
const (
	places = 4
	unit   = 10_000
)

// lastingSlowly is [lasting] for numbers of any size.
func lastingSlowly(k int, own, typical ratio, quantity int64) int64 {
	n := new(big.Rat).SetInt64(int64(k))
	n.Mul(n, own.rat())
	n.Add(n, new(big.Rat).Mul(typical.rat(), big.NewRat(2, 1)))
	n.Mul(n, big.NewRat(quantity, int64(k)+2))
	n.Mul(n, big.NewRat(unit, 1))
	n.Add(n, big.NewRat(1, 2))
	return new(big.Int).Quo(n.Num(), n.Denom()).Int64() // at most maxDays × maxQuantity × unit
}

// product multiplies, and reports whether the result fits.
func product(factors ...uint64) (uint64, bool) {
	result := uint64(1)
	for _, f := range factors {
		over, low := bits.Mul64(result, f)
		if over > 0 {
			return 0, false
		}
		result = low
	}
	return result, true
}

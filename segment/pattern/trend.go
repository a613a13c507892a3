package pattern

import (
	"fmt"
	"math/big"
	"slices"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// maxMonths is a hundred years.
const maxMonths = 1200

// Direction says where a series goes.
type Direction string

// The directions.
const (
	Rising  Direction = "rising"  // the test finds that later months tend to be higher
	Falling Direction = "falling" // the test finds that later months tend to be lower
	NoTrend Direction = "none"    // the test finds neither: chance alone may do it
)

// Trend is how a monthly series develops: how fast, and whether that is more than
// chance. In the zero Trend, which comes with an error, Slope and Variance are nil.
type Trend struct {
	// Months is the length of the series.
	Months int `json:"months"`
	// Slope is by how much a month exceeds the one before, on the straight line
	// of least squares through all of them: exact, 0 for fewer than two months. In
	// JSON it is a fraction such as "-25/2".
	Slope *big.Rat `json:"slope"`
	// Direction is the answer of the Mann-Kendall test.
	Direction Direction `json:"direction"`
	// S is the test's statistic: the pairs of months of which the later one is
	// higher, less those of which it is lower.
	S int64 `json:"s"`
	// Variance is that of S if all orders of the months are equally likely,
	// exactly.
	Variance *big.Rat `json:"variance"`
}

// TrendOf returns the trend of a series with one number a month, such as revenue,
// the first month first. A month without sales is a 0 in its place, not left out.
//
// Rising or falling is the test of Mann (1945), with Kendall's (1975) correction
// for ties, two-sided at the level of 5 %: (|S| − 1) / √Variance must reach 1.96,
// which is decided in whole numbers. S counts only which of two months is higher,
// so that a single outlier decides nothing, as it can for the slope. Fewer than
// five months never have a trend; five have one if each is higher than the last,
// or each lower, of which one pair of neighbours may be equal.
//
// The test supposes that months do not depend on one another. A season makes a
// trend of a few months: compare whole years, or the same month of each.
//
// A number outside exponent −12..12 or of more than 30 digits, and more than
// 1,200 months are a [*segment.DataError].
func TrendOf(series []decimal.Decimal) (Trend, error) {
	if n := len(series); n > maxMonths {
		return Trend{}, dataError("series", "", "%d months; at most %d, a hundred years", n, maxMonths)
	}
	for i, y := range series {
		if err := fault.Decimal(y); err != nil {
			return Trend{}, dataError(fmt.Sprintf("month %d, counted from 0", i), "", "%v", err)
		}
	}
	ranks := ranksOf(series)
	s, variance := kendallS(ranks), kendallVariance(ranks)
	return Trend{
		Months:    len(series),
		Slope:     slope(series),
		Direction: direction(s, variance),
		S:         s,
		Variance:  big.NewRat(variance, 18),
	}, nil
}

// slope returns Σ (x − x̄) y / Σ (x − x̄)² for the months x = 0, 1, ..., n−1,
// where Σ (x − x̄)² = n(n² − 1)/12.
func slope(series []decimal.Decimal) *big.Rat {
	n := int64(len(series))
	if n < 2 {
		return new(big.Rat)
	}
	var twice exact.Sum // 2 Σ (x − x̄) y
	for x, y := range series {
		twice.Add(y.Mul(decimal.NewFromInt(2*int64(x) - n + 1)))
	}
	return new(big.Rat).Mul(twice.Decimal().Rat(), big.NewRat(6, n*(n*n-1)))
}

// ranksOf returns for each number how many different ones are lower.
func ranksOf(series []decimal.Decimal) []int {
	order := make([]int, len(series))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return series[a].Cmp(series[b]) })
	ranks, rank := make([]int, len(series)), 0
	for i, at := range order {
		if i > 0 && series[order[i-1]].Cmp(series[at]) < 0 {
			rank++
		}
		ranks[at] = rank
	}
	return ranks
}

func kendallS(ranks []int) (s int64) {
	for j, later := range ranks {
		for _, earlier := range ranks[:j] {
			switch {
			case later > earlier:
				s++
			case later < earlier:
				s--
			}
		}
	}
	return s
}

// kendallVariance returns 18 times the variance of S: n(n−1)(2n+5), less
// t(t−1)(2t+5) for each number that occurs t times.
func kendallVariance(ranks []int) int64 {
	term := func(n int64) int64 { return n * (n - 1) * (2*n + 5) }
	times := make([]int64, len(ranks))
	for _, rank := range ranks {
		times[rank]++
	}
	variance := term(int64(len(ranks)))
	for _, t := range times {
		variance -= term(t)
	}
	return variance
}

// direction compares (|S| − 1)² / variance with 1.96², given 18 times the
// variance. Within maxMonths all numbers here are far below 2⁶³.
func direction(s, variance int64) Direction {
	beyond := max(s, -s) - 1
	switch {
	case beyond <= 0 || beyond*beyond*18*10_000 < 196*196*variance:
		return NoTrend
	case s > 0:
		return Rising
	}
	return Falling
}

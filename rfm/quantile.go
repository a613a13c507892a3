package rfm

import (
	"math/big"
	"slices"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Rule says how [Scorer.Fit] takes the cuts of each dimension from a
// population. One dimension at least is fitted; one without a rule keeps the
// scale that the model has, such as the shop's own cuts.
type Rule struct {
	// Recency cuts the days since the last purchase. Zero: the scale is kept.
	Recency Quantiles `json:"recency,omitzero"`
	// Frequency cuts the number of purchases. Zero: the scale is kept.
	Frequency Quantiles `json:"frequency,omitzero"`
	// Monetary cuts the amount, or the average order where the model's unit is
	// [PerOrder]. Zero: the scale is kept.
	Monetary Quantiles `json:"monetary,omitzero"`
}

// Quantiles is a rule to take the cuts of one dimension from a population, with
// ties together: customers with equal numbers always get equal scores.
//
// The cut above the i-th of n bins, from 1, is the quantile i/n of the
// customers' numbers, plus Plus. Quantiles interpolate linearly between the two
// nearest numbers (type 7 of Hyndman and Fan, Sample Quantiles in Statistical
// Packages, 1996, the default of R). Scores are 1 to n.
type Quantiles struct {
	// Bins is n, 2 to 10.
	Bins int `json:"bins"`
	// Plus is added to every quantile: a customer at the quantile itself falls
	// below the cut. 0 to 1,000.
	Plus decimal.Decimal `json:"plus,omitzero"`
	// Closed is the side of the bins; empty means [Left]. With [Right] a number
	// equal to the quantile stays in the bin below it, as R's cut() has it.
	Closed Side `json:"closed,omitzero"`
}

// ParseRule reads a rule from JSON, as [ParseModel] does a model. What it says is
// judged by [Scorer.Fit].
func ParseRule(data []byte) (Rule, error) {
	var r Rule
	err := r.UnmarshalJSON(data)
	return r, err
}

// UnmarshalJSON reads a rule as strictly as [ParseRule] does, also as part of
// another document. On an error r is left as it was.
func (r *Rule) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("rfm: rule", data, r))
}

// Quintiles returns the rule of the R package rfm 0.3.0: five bins a dimension,
// and quantiles plus 1. The 1 is that package's choice; it suits whole numbers.
func Quintiles() Rule {
	q := Quantiles{Bins: 5, Plus: decimal.NewFromInt(1)}
	return Rule{Recency: q, Frequency: q, Monetary: q}
}

// quantiles returns the rule of a dimension.
func (r *Rule) quantiles(d Dimension) Quantiles {
	switch d {
	case Recency:
		return r.Recency
	case Frequency:
		return r.Frequency
	}
	return r.Monetary
}

// most returns the largest number of bins asked for.
func (r *Rule) most() int { return max(r.Recency.Bins, r.Frequency.Bins, r.Monetary.Bins) }

func (r *Rule) validate() error {
	var faults fault.List
	asked := false
	for _, d := range dimensions() {
		if q := r.quantiles(d); !q.zero() {
			asked = true
			q.validate(string(d), &faults)
		}
	}
	if !asked {
		faults.Add("", "missing", "there is nothing to fit; give the bins of one dimension at least")
	}
	return invalid(faults.Err("rfm: rule"))
}

// zero reports whether the model's own scale is kept.
func (q Quantiles) zero() bool { return q.Bins == 0 && q.Plus.Sign() == 0 && q.Closed == "" }

func (q Quantiles) validate(path string, faults *fault.List) {
	if q.Bins < 2 || q.Bins > maxScore {
		faults.Add(path+".bins", "out_of_range", "%d is outside 2..%d", q.Bins, maxScore)
	}
	switch err := fault.Decimal(q.Plus); {
	case err != nil:
		faults.Add(path+".plus", "out_of_range", "%v", err)
	case q.Plus.Sign() < 0 || q.Plus.Cmp(decimal.NewFromInt(maxPlus)) > 0:
		faults.Add(path+".plus", "out_of_range", "%s is outside 0..%d", q.Plus, maxPlus)
	}
	if q.Closed != "" && q.Closed != Left && q.Closed != Right {
		faults.Add(path+".closed", "unknown_value", `%.60q is unknown; use "left" or "right"`, q.Closed)
	}
}

// side returns the side of the bins.
func (q Quantiles) side() Side {
	if q.Closed == Right {
		return Right
	}
	return Left
}

// cuts returns the quantiles of at least one number, rising, plus Plus. Where a
// quantile has more than 12 decimals, the cut is the next number of 12 on the
// side that the numbers, which have no more, do not see: x ≥ q if and only if x
// ≥ q rounded up, and x > q if and only if x > q rounded down.
func (q Quantiles) cuts(sorted []exact.Sum) []decimal.Decimal {
	divide := divideUp
	if q.side() == Right {
		divide = divideDown
	}
	n := int64(q.Bins)
	cuts := make([]decimal.Decimal, 0, q.Bins-1)
	for i := int64(1); i < n; i++ {
		low, high, part := q.around(sorted, i)
		sum := low.Decimal().Mul(decimal.NewFromInt(n - part)).Add(high.Decimal().Mul(decimal.NewFromInt(part)))
		cuts = append(cuts, tidy(divide(sum, n).Add(q.Plus)))
	}
	return cuts
}

// around returns the numbers around the quantile i/n, which lies part/n of the
// way from low to high; they are the same where part is 0.
func (q Quantiles) around(sorted []exact.Sum, i int64) (low, high exact.Sum, part int64) {
	n := int64(q.Bins)
	position := int64(len(sorted)-1) * i // in steps of 1/n
	at, part := position/n, position%n
	if part == 0 {
		return sorted[at], sorted[at], 0
	}
	return sorted[at], sorted[at+1], part
}

// ties returns how many of the numbers are equal to the quantile i/n, 0 where
// it lies between two that differ.
func (q Quantiles) ties(sorted []exact.Sum, i int64) int {
	low, high, _ := q.around(sorted, i)
	if low.Cmp(high) != 0 {
		return 0
	}
	first, _ := slices.BinarySearchFunc(sorted, low, exact.Sum.Cmp)
	count := 0
	for _, n := range sorted[first:] {
		if n.Cmp(low) != 0 {
			break
		}
		count++
	}
	return count
}

// average returns a mean rounded to 12 decimals, towards the side on which it
// keeps its place at every cut of 12: down for bins that hold their lower end,
// up for the others.
func (q Quantiles) average(amount decimal.Decimal, orders int64) exact.Sum {
	if q.side() == Right {
		return exact.Of(divideUp(amount, orders))
	}
	return exact.Of(divideDown(amount, orders))
}

// sortSums sorts numbers after writing them all at one exponent, so that
// comparing them is cheap.
func sortSums(numbers []exact.Sum) {
	low, whole := int32(0), 0 // the smallest exponent, the most digits before the point
	for _, n := range numbers {
		d := n.Decimal()
		low = min(low, d.Exponent())
		whole = max(whole, d.NumDigits()+int(d.Exponent()))
	}
	for i := range numbers {
		numbers[i].Add(decimal.New(0, low))
	}
	if whole-int(low) <= 18 {
		slices.SortFunc(numbers, exact.Sum.Cmp)
		return
	}
	// A sum of more digits allocates whenever it is compared, a Decimal does not.
	wide := make([]decimal.Decimal, len(numbers))
	for i, n := range numbers {
		wide[i] = n.Decimal()
	}
	slices.SortFunc(wide, decimal.Decimal.Cmp)
	for i, d := range wide {
		numbers[i] = exact.Of(d)
	}
}

// divideDown returns d/n, rounded down to 12 decimals, for a d and an n that
// are not negative, and not 0.
func divideDown(d decimal.Decimal, n int64) decimal.Decimal {
	quotient, _ := d.QuoRem(decimal.NewFromInt(n), maxDecimals)
	return quotient
}

// divideUp returns d/n, rounded up.
func divideUp(d decimal.Decimal, n int64) decimal.Decimal {
	quotient, rest := d.QuoRem(decimal.NewFromInt(n), maxDecimals)
	if rest.Sign() > 0 {
		quotient = quotient.Add(smallest())
	}
	return quotient
}

// tidy removes the zeros at the end of the fraction.
func tidy(d decimal.Decimal) decimal.Decimal {
	d = d.Normalize()
	if e := d.Exponent(); e > 0 {
		shift := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(e)), nil)
		return decimal.NewFromBigInt(shift.Mul(shift, d.Coefficient()), 0)
	}
	return d
}

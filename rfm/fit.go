package rfm

import (
	"errors"
	"iter"
	"math/big"
	"slices"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Quantiles is a rule to take cuts from a population, with ties together:
// customers with equal numbers always get equal scores.
//
// The cut below bin i of n is the quantile i/n of the customers' numbers, plus
// Plus. Quantiles interpolate linearly between the two nearest numbers (type 7
// of Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, the
// default of R). Bins hold their lower end; scores are 1 to n.
type Quantiles struct {
	// Bins is n, 2 to 10.
	Bins int `json:"bins"`
	// Plus is added to every quantile: a customer at the quantile itself falls
	// below the cut. 0 to 1,000.
	Plus decimal.Decimal `json:"plus,omitzero"`
}

// Quintiles returns the rule of the R package rfm 0.3.0: five bins, and
// quantiles plus 1. The 1 is that package's choice; it suits whole numbers.
func Quintiles() Quantiles {
	return Quantiles{Bins: 5, Plus: decimal.NewFromInt(1)}
}

// Fitted is a model fitted to a population.
type Fitted struct {
	// Model is what to store: [New] takes it like any other. Grades above the
	// highest value of its scores, such as Platinum over three bins, stay in it
	// though nobody can get them.
	Model Model `json:"model"`
	// Customers is the number of customers the cuts were taken from.
	Customers int `json:"customers"`
	// LeftOut is the number of those without a score, and so without a part in
	// the cuts.
	LeftOut int `json:"leftOut"`
	// Merged lists the scores that nobody can get, because no number lies
	// between the cuts: the population is too small or too uniform for so many
	// bins. It is ordered by dimension (recency, frequency, monetary) and by
	// the bins' cuts.
	Merged []Merged `json:"merged,omitempty"`
}

// Merged is a bin that a fit left out of its model. The other bins keep their
// scores, so that 5 of 5 stays the best.
type Merged struct {
	Dimension Dimension `json:"dimension"` // whose bin it was
	Bin       Bin       `json:"bin"`       // its cuts enclose no number a customer can have
}

// ErrNobody is returned by [Scorer.Fit] for a population in which nobody has a
// score: there is nothing to take cuts from.
var ErrNobody = errors.New("rfm: cannot fit: no customer of the population has a score")

// Fit replaces the cuts of the scorer's model by quantiles of a population and
// keeps its period, weights and grades. The model's own cuts play no part: it
// may have none, and one score a dimension. The summaries are those of this
// scorer, each customer once, in any order: the result does not depend on it.
// Recency is cut in days.
//
// Cuts are exact. Where the interpolated one has more than 12 decimals, it is
// rounded up to 12, which decides the same about every amount.
//
// Fewer bins, or merged ones, can make the highest value lower than it was:
// nobody then gets the grades above it, which is no error.
//
// The error is [ErrNobody], also for a nil population, a [*DataError] that says
// which summary contradicts this scorer's bounds, or an [*InvalidError]: the
// rule is invalid, the grades do not cover the new scores, or a cut is beyond
// those a model may have, such as one of more than 30 digits. Fit takes time
// n log n, and memory for three numbers a customer.
func (s *Scorer) Fit(population iter.Seq[Summary], rule Quantiles) (Fitted, error) {
	if err := rule.validate(); err != nil {
		return Fitted{}, err
	}
	if err := s.usable(); err != nil {
		return Fitted{}, err
	}
	if population == nil {
		return Fitted{}, ErrNobody
	}
	fitted := Fitted{Model: s.engine.model.clone()}
	var days, orders, amounts []exact.Sum
	for c := range population {
		score, err := s.Score(c)
		if err != nil {
			return Fitted{}, err
		}
		if score.Status != Scored {
			fitted.LeftOut++
			continue
		}
		days = append(days, whole(int64(score.RecencyDays)))
		orders = append(orders, whole(c.orders))
		amounts = append(amounts, c.amount)
	}
	fitted.Customers = len(days)
	if fitted.Customers == 0 {
		return Fitted{}, ErrNobody
	}
	s.fit(&fitted, Recency, rule, days)
	s.fit(&fitted, Frequency, rule, orders)
	s.fit(&fitted, Monetary, rule, amounts)
	if err := fitted.Model.validate(); err != nil {
		return Fitted{}, err
	}
	return fitted, nil
}

func (q Quantiles) validate() error {
	var faults fault.List
	if q.Bins < 2 || q.Bins > maxScore {
		faults.Add("bins", "out_of_range", "%d is outside 2..%d", q.Bins, maxScore)
	}
	switch err := fault.Decimal(q.Plus); {
	case err != nil:
		faults.Add("plus", "out_of_range", "%v", err)
	case q.Plus.Sign() < 0 || q.Plus.Cmp(decimal.NewFromInt(maxPlus)) > 0:
		faults.Add("plus", "out_of_range", "%s is outside 0..%d", q.Plus, maxPlus)
	}
	return invalid(faults.Err("rfm: quantiles"))
}

func whole(n int64) (s exact.Sum) {
	s.AddInt(n)
	return s
}

// fit sets the scale of one dimension, and notes the bins that merged.
func (s *Scorer) fit(fitted *Fitted, d Dimension, rule Quantiles, numbers []exact.Sum) {
	scale := fitted.Model.scale(d)
	*scale = Scale{Closed: Left, Cuts: rule.cuts(numbers), Scores: make([]int, rule.Bins)}
	for i := range scale.Scores {
		scale.Scores[i] = i + 1
	}
	if d == Recency {
		scale.Unit = Days
		slices.Reverse(scale.Scores)
	}
	empty := scale.empty(d, s.engine.period)
	for _, i := range empty {
		fitted.Merged = append(fitted.Merged, Merged{d, scale.bin(i)})
	}
	for _, i := range slices.Backward(empty) {
		cut := max(i-1, 0) // the neighbour above begins at its own cut
		scale.Cuts = slices.Delete(scale.Cuts, cut, cut+1)
		scale.Scores = slices.Delete(scale.Scores, i, i+1)
	}
}

// cuts returns the quantiles of at least one number, which it sorts, plus Plus.
func (q Quantiles) cuts(numbers []exact.Sum) []decimal.Decimal {
	sortSums(numbers)
	n := int64(q.Bins)
	cuts := make([]decimal.Decimal, 0, q.Bins-1)
	for i := int64(1); i < n; i++ {
		// The quantile i/n lies at position (len−1)·i/n, which is at + part/n.
		position := int64(len(numbers)-1) * i
		at, part := position/n, position%n
		low := numbers[at].Decimal()
		high := low
		if part > 0 {
			high = numbers[at+1].Decimal()
		}
		sum := low.Mul(decimal.NewFromInt(n - part)).Add(high.Mul(decimal.NewFromInt(part)))
		cuts = append(cuts, tidy(divideUp(sum, n).Add(q.Plus)))
	}
	return cuts
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

// divideUp returns d/n, rounded up to 12 decimals, for a positive d.
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

package rfm

import (
	"errors"
	"iter"
	"slices"
	"time"

	"example.com/membership/internal/exact"
)

// Fitted is a model fitted to a population, and what the fit did.
type Fitted struct {
	// Rule is what was asked for. The cut above the i-th of n bins, from 1, is
	// the quantile i/n of the population's numbers, and the rule's Plus.
	Rule Rule `json:"rule"`
	// At is the instant of the scorer, in the shop's location.
	At time.Time `json:"at"`
	// Model is what to store: [New] takes it like any other. Grades above the
	// highest value of its scores, such as Platinum over three bins, stay in it
	// though nobody can get them.
	Model Model `json:"model"`
	// Customers is the number of customers the cuts were taken from.
	Customers int `json:"customers"`
	// LeftOut is the number of those without a score, and so without a part in
	// the cuts.
	LeftOut int `json:"leftOut"`
	// Bins lists every bin, kept scales included, with its customers. It is
	// ordered by dimension (recency, frequency, monetary) and by the bins'
	// cuts. In each dimension the customers add up to Customers.
	Bins []FittedBin `json:"bins"`
	// Findings is what the shop should know before it stores the model: those
	// listed at [Scorer.Fit], by dimension, then those of [Engine.Check]. None
	// means that every bin is there and has customers.
	Findings []Fault `json:"findings,omitempty"`
}

// FittedBin is one bin of a fit and how many customers of its population fall
// into it.
type FittedBin struct {
	// Dimension is whose bin it is.
	Dimension Dimension `json:"dimension"`
	// Bin is the bin as the rule asked for it. Of merged ones the cuts enclose
	// no number that a customer can have.
	Bin Bin `json:"bin"`
	// Customers is the number of customers with its score.
	Customers int `json:"customers"`
	// Merged says that the model has no such bin, and that nobody can get its
	// score. The other bins keep theirs, so that 5 of 5 stays the best.
	Merged bool `json:"merged,omitzero"`
}

// ErrNobody is returned by [Scorer.Fit] for a population in which nobody has a
// score: there is nothing to take cuts from.
var ErrNobody = errors.New("rfm: cannot fit: no customer of the population has a score")

// Fit replaces the cuts of the scorer's model by quantiles of a population, in
// the dimensions that the rule names, and keeps its period, weights and grades.
// The cuts replaced play no part: there may be none, and one score. The
// summaries are those of this scorer, each customer once, in any order: the
// result does not depend on it. Recency is cut in days, whatever its unit was.
//
// Cuts are exact. An interpolated one of more than 12 decimals is rounded to
// 12: up for [Left] bins, down for [Right] ones, which decides the same about
// every amount. Of average orders the fit takes the quantiles after rounding
// each to 12 decimals: down for Left, up for Right, which keeps each of them on
// its side of every cut. Scoring then compares them unrounded.
//
// Findings tell what a fit could not do, each with the dimension as its path:
//
//	few_customers  fewer customers than bins; of the whole fit, its path is ""
//	merged         scores that nobody can get, as no number lies between the cuts
//	extremes       of all scores only the lowest and the highest are left
//	empty          scores that customers can get, and nobody of the population does
//
// Fewer bins, or merged ones, can make the highest value lower than it was:
// nobody then gets the grades above it, which is a finding and no error.
//
// The error is [ErrNobody], also for a nil population, a [*DataError] that says
// which summary contradicts this scorer's bounds, or an [*InvalidError]: the
// rule is invalid, the grades do not cover the new scores, or a cut is beyond
// those a model may have, such as one of more than 30 digits. Fit takes time
// n log n, and some hundred bytes a customer while it lasts.
func (s *Scorer) Fit(population iter.Seq[Summary], rule Rule) (Fitted, error) {
	if err := rule.validate(); err != nil {
		return Fitted{}, err
	}
	members, leftOut, err := s.members(population)
	if err != nil {
		return Fitted{}, err
	}
	if len(members) == 0 {
		return Fitted{}, ErrNobody
	}
	fitted := Fitted{Rule: rule, At: s.at, Model: s.engine.model.clone(), Customers: len(members), LeftOut: leftOut}
	var fits []fitting
	for _, d := range dimensions() {
		fits = append(fits, s.fit(fitted.Model.scale(d), d, rule.quantiles(d), members))
	}
	engine, err := New(fitted.Model, s.engine.loc)
	if err != nil {
		return Fitted{}, err
	}
	if err := count(fits, engine.At(s.at), members); err != nil {
		return Fitted{}, err
	}
	var found findings
	if n := rule.most(); fitted.Customers < n {
		found.add("", "few_customers", "%d customers cannot fill %d bins; fit to more, or ask for fewer bins", fitted.Customers, n)
	}
	for i := range fits {
		fitted.Bins = append(fitted.Bins, fits[i].bins()...)
		found.fitting(&fits[i], fitted.Customers)
	}
	fitted.Findings = append(found, engine.Check()...)
	return fitted, nil
}

// A member is a customer of a population who has a score.
type member struct {
	summary Summary
	days    int
}

// members returns the customers with a score, and the number of the others.
func (s *Scorer) members(population iter.Seq[Summary]) (list []member, others int, err error) {
	if err := s.usable(); err != nil || population == nil {
		return nil, 0, err
	}
	for c := range population {
		score, err := s.Score(c)
		if err != nil {
			return nil, 0, err
		}
		if score.Status != Scored {
			others++
			continue
		}
		list = append(list, member{c, score.RecencyDays})
	}
	return list, others, nil
}

// number returns what a dimension cuts.
func (m *member) number(d Dimension, q Quantiles, unit Unit) (n exact.Sum) {
	switch {
	case d == Recency:
		n.AddInt(int64(m.days))
		return n
	case d == Frequency:
		n.AddInt(m.summary.orders)
		return n
	case unit == PerOrder:
		return q.average(m.summary.Amount(), m.summary.orders)
	}
	return m.summary.amount
}

// A fitting is one dimension of a fit.
type fitting struct {
	dimension Dimension
	rule      Quantiles         // zero where the scale is kept
	asked     Scale             // with the bins that merge
	merged    []int             // their indexes, rising
	ties      []int             // of each cut: the customers at its quantile, 0 where it is interpolated
	within    string            // the period, where it bounds the numbers
	counts    [maxScore + 1]int // customers by score
}

// fit replaces the scale, unless the rule keeps it.
func (s *Scorer) fit(scale *Scale, d Dimension, q Quantiles, members []member) fitting {
	f := fitting{dimension: d, rule: q, asked: scale.clone()}
	if q.zero() {
		return f
	}
	numbers := make([]exact.Sum, len(members))
	for i := range members {
		numbers[i] = members[i].number(d, q, scale.Unit)
	}
	sortSums(numbers)
	f.asked = Scale{Unit: scale.Unit, Closed: q.side(), Cuts: q.cuts(numbers), Scores: make([]int, q.Bins)}
	for i := range f.asked.Scores {
		f.asked.Scores[i] = i + 1
	}
	if d == Recency {
		f.asked.Unit = Days
		slices.Reverse(f.asked.Scores)
		if !s.engine.period.Lifetime() {
			f.within = " within the period " + string(s.engine.model.Period)
		}
	}
	for i := range f.asked.Cuts {
		f.ties = append(f.ties, q.ties(numbers, int64(i+1)))
	}
	f.merged = f.asked.empty(d, s.engine.period)
	*scale = f.asked.without(f.merged)
	return f
}

// without returns a copy without the bins at the rising indexes.
func (s *Scale) without(bins []int) Scale {
	c := s.clone()
	for _, i := range slices.Backward(bins) {
		cut := max(i-1, 0) // the neighbour above begins at its own cut
		c.Cuts = slices.Delete(c.Cuts, cut, cut+1)
		c.Scores = slices.Delete(c.Scores, i, i+1)
	}
	return c
}

// count fills in how many members get each score.
func count(fits []fitting, at *Scorer, members []member) error {
	for i := range members {
		score, err := at.Score(members[i].summary)
		if err != nil {
			return err
		}
		for d, n := range []int{score.R, score.F, score.M} {
			fits[d].counts[n]++
		}
	}
	return nil
}

func (f *fitting) bins() []FittedBin {
	list := make([]FittedBin, len(f.asked.Scores))
	for i, score := range f.asked.Scores {
		list[i] = FittedBin{f.dimension, f.asked.bin(i), f.counts[score], slices.Contains(f.merged, i)}
	}
	return list
}

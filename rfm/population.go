package rfm

import (
	"math/big"
	"slices"
)

// Population counts customers by their scores, and answers what each group of
// them brings. Its size does not grow with their number, and its answers do not
// depend on the order in which they were added.
//
// Add and Merge need it to themselves: workers have one each, and merge them at
// the end. Use [Scorer.Population]: the zero value is empty, and good only for
// merging others into. A Population must not be copied.
type Population struct {
	scorer *Scorer
	scored [maxScore * maxScore * maxScore]*counted // by cell
	others [len(unscored)]tally                     // by place in unscored
}

// counted is the customers of one cell.
type counted struct {
	score Score // theirs, without the days
	tally
}

// unscored holds what a customer without a score can be, as statuses are listed.
var unscored = [...]Status{NothingNet, Lapsed, NeverBought}

// Population returns an empty population of this scorer.
func (s *Scorer) Population() *Population { return &Population{scorer: s} }

// Add scores a customer, as [Scorer.Score] does, and counts them. Each customer
// is added once. On an error nothing has changed.
//
// It does not allocate, unless the customer is the first with these scores or
// an amount has more than 18 digits.
func (p *Population) Add(c Summary) (Score, error) {
	if p == nil || p.scorer == nil {
		return Score{}, populationFault("is not one of Scorer.Population")
	}
	score, err := p.scorer.Score(c)
	if err != nil {
		return Score{}, err
	}
	one := tally{customers: 1, orders: c.orders, amount: c.amount}
	if score.Status == Scored {
		p.cell(score).add(one)
	} else {
		p.others[slices.Index(unscored[:], score.Status)].add(one)
	}
	return score, nil
}

// cell returns the customers with a score, making room for them.
func (p *Population) cell(s Score) *counted {
	at := &p.scored[((s.R-1)*maxScore+s.F-1)*maxScore+s.M-1]
	if *at == nil {
		s.RecencyDays = 0
		*at = &counted{score: s}
	}
	return *at
}

// Merge adds the customers of another population of the same [Scorer], the very
// one: other workers share it. It is associative and commutative, and the zero
// Population is the identity. The other one is as it was. The error is a
// [*DataError]; nothing has changed then.
func (p *Population) Merge(q *Population) error {
	switch {
	case p == nil:
		return populationFault("is nil: there is nothing to merge into")
	case q == nil || q.scorer == nil:
		return nil
	case p.scorer == nil:
		p.scorer = q.scorer
	case p.scorer != q.scorer:
		return populationFault("is of another scorer; use one Scorer for all that is merged")
	}
	for _, c := range q.scored {
		if c != nil {
			p.cell(c.score).add(c.tally)
		}
	}
	for i, t := range q.others {
		p.others[i].add(t)
	}
	return nil
}

func populationFault(why string) error {
	return &DataError{Record: "population", Why: why}
}

// Total returns the figures of everybody.
func (p *Population) Total() Figures {
	return addUp(p.byStatus()).figures()
}

// Scored returns the figures of the customers with a score.
func (p *Population) Scored() Figures {
	return addUp(p.byScore()).figures()
}

// Statuses groups everybody: [Scored], [NothingNet], [Lapsed] and [NeverBought],
// in this order, each with its part in [Population.Total]. A net amount may be
// negative: shares of the amount can then lie outside 0 to 1.
func (p *Population) Statuses() []Group[Status] {
	all := append([]Status{Scored}, unscored[:]...)
	return groupBy(all, p.byStatus(), func(s Score) Status { return s.Status })
}

// By groups the customers with a score by name: all names of n in its order,
// also those of nobody, such as the rest of a grid. Names that n gives without
// listing them follow in rising order. An Engine of another model grades R, F and
// M by its own weights; a nil Naming names everybody "". The figures always add
// up to those of [Population.Scored].
func (p *Population) By(n Naming) []Group[string] {
	listed, cells := namesOf(n), p.byScore()
	names := make(map[Score]string, len(cells))
	var beyond []string
	for _, c := range cells {
		name := nameOf(n, c.score)
		names[c.score] = name
		if !slices.Contains(listed, name) {
			beyond = append(beyond, name)
		}
	}
	slices.Sort(beyond)
	return groupBy(append(listed, slices.Compact(beyond)...), cells, func(s Score) string { return names[s] })
}

// HeatMap groups the customers with a score by recency and frequency: every
// pair of the model's scores, also those of nobody, by R from the best down,
// then by F from the worst up. The M of the keys is 0, for any: "51*".
func (p *Population) HeatMap() []Group[Cell] {
	var pairs []Cell
	for _, r := range slices.Backward(p.scores(Recency)) {
		for _, f := range p.scores(Frequency) {
			pairs = append(pairs, Cell{R: r, F: f})
		}
	}
	return groupBy(pairs, p.byScore(), func(s Score) Cell { return Cell{R: s.R, F: s.F} })
}

// Distribution groups the customers with a score by one of the three: every
// score of the model, also those of nobody, from the worst up. An unknown
// dimension has none.
func (p *Population) Distribution(d Dimension) []Group[int] {
	return groupBy(p.scores(d), p.byScore(), func(s Score) int { return s.Of(d) })
}

// HighFrom returns the mean of each score, rounded up: the lowest scores that reach
// the mean, as [ValueGrid] takes them. They are 0 where nobody has a score: look
// at [Population.Scored] first, as everybody reaches 0.
func (p *Population) HighFrom() Cell {
	return Cell{
		R: meanUp(p.Distribution(Recency)),
		F: meanUp(p.Distribution(Frequency)),
		M: meanUp(p.Distribution(Monetary)),
	}
}

// meanUp returns the mean key of the customers, rounded up.
func meanUp(groups []Group[int]) int {
	mean := new(big.Rat)
	for _, g := range groups {
		mean.Add(mean, g.CustomerShare.Mul(g.CustomerShare, big.NewRat(int64(g.Key), 1)))
	}
	up := new(big.Int).Add(mean.Num(), mean.Denom())
	return int(up.Sub(up, big.NewInt(1)).Div(up, mean.Denom()).Int64())
}

// scores returns the scores that the model has in a dimension, rising.
func (p *Population) scores(d Dimension) []int {
	if p == nil || p.scorer == nil || p.scorer.engine == nil {
		return nil
	}
	scale := p.scorer.engine.model.scale(d)
	if scale == nil {
		return nil
	}
	return slices.Sorted(slices.Values(scale.Scores))
}

// byScore returns the customers with a score by cell, in a fixed order.
func (p *Population) byScore() []counted {
	if p == nil {
		return nil
	}
	var cells []counted
	for _, c := range p.scored {
		if c != nil {
			cells = append(cells, *c)
		}
	}
	return cells
}

// byStatus returns everybody by status, in the order of [Population.Statuses].
func (p *Population) byStatus() []counted {
	cells := []counted{{Score{Status: Scored}, addUp(p.byScore())}}
	for i, status := range unscored {
		c := counted{score: Score{Status: status}}
		if p != nil {
			c.tally = p.others[i]
		}
		cells = append(cells, c)
	}
	return cells
}

package rfm

import (
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
)

// Engine scores by one model in one location. It is immutable: all its methods
// may be called from many goroutines. Use [New]: the scorers of a zero Engine
// answer errors.
type Engine struct {
	model     Model
	loc       *time.Location
	period    civil.Window
	recency   []reach
	frequency []int64 // the smallest number beyond each cut
	monetary  amountCuts
	cells     []Score // of all combinations of bins, without the days
}

// New checks and compiles a model for a shop whose days begin in loc, within a
// few milliseconds. The error is an [*InvalidError] with every fault of the
// model, or that loc cannot be the shop's: nil, [time.Local], which is another
// zone on every machine, or one a day or more off UTC. The engine keeps no
// reference to m.
func New(m Model, loc *time.Location) (*Engine, error) {
	if err := civil.CheckLocation(loc); err != nil {
		var faults fault.List
		faults.Add("", "missing", "%v", err)
		return nil, invalid(faults.Err("rfm: model"))
	}
	if err := m.validate(); err != nil {
		return nil, err
	}
	e := &Engine{model: m.clone(), loc: loc}
	e.period, _ = civil.ParseWindow(string(m.Period))
	e.recency = m.Recency.reaches()
	e.frequency = m.Frequency.thresholds()
	e.monetary = m.Monetary.exactCuts()
	e.cells = m.rate()
	return e, nil
}

// At binds the engine to the instant of scoring: what is later does not exist
// yet. For the whole of a date give its last nanosecond, such as
// time.Date(y, m, d+1, 0, 0, 0, -1, loc), and no finer than what the database
// keeps: midnight is the first instant of the day that begins. Where clocks go
// back over midnight, that reading comes twice, and time.Date gives the first. It
// computes the bounds of the period and of the recency bins once, for any number
// of customers.
// A t outside the years 1900..2299 is refused by the scorer's methods.
func (e *Engine) At(t time.Time) *Scorer {
	if e == nil || e.loc == nil {
		return &Scorer{}
	}
	s := &Scorer{engine: e, at: t.In(e.loc), today: civil.DateOf(t, e.loc), clock: civil.NewClock(t, e.loc)}
	if last, accepted := momentOf(t); accepted {
		s.last = last
	}
	s.first = 1
	if !e.period.Lifetime() {
		first, _ := e.period.Bounds(s.today)
		s.from = first.Start(e.loc)
		s.first = clampMoment(s.from)
	}
	s.oldest = make([]moment, len(e.recency))
	for i, r := range e.recency {
		s.oldest[i] = clampMoment(r.oldest(s.today).Start(e.loc))
	}
	return s
}

// Scorer is an [Engine] bound to an instant. It is immutable: all its methods
// may be called from many goroutines. Use [Engine.At]: the methods of a zero
// Scorer answer errors.
type Scorer struct {
	engine *Engine   // nil in a zero Scorer
	from   time.Time // the start of the period; zero: the lifetime
	at     time.Time // its end, and the instant of scoring
	first  moment    // from, at the earliest 1900
	last   moment    // at; none where that is not accepted, or in a zero Scorer
	oldest []moment  // when the last day on the near side of each recency cut begins
	today  civil.Date
	clock  civil.Clock
}

// Bounds returns the first and the last instant of the period, both included,
// in the shop's location, as a query needs them: for a column of instants, not
// of local times without a zone. For the lifetime from is the zero Time, before
// every purchase. Of a scorer whose methods refuse its instant they mean nothing.
func (s *Scorer) Bounds() (from, to time.Time) {
	if s == nil {
		return from, to
	}
	return s.from, s.at
}

// usable returns why nothing can be asked of the scorer, or nil.
func (s *Scorer) usable() error {
	if s == nil || s.engine == nil {
		return &DataError{Record: "scorer", Why: "is not one of Engine.At, with an engine of New"}
	}
	if s.last == 0 {
		return &DataError{Record: "instant of scoring", Why: checkInstant(s.at).Error()}
	}
	return nil
}

// Add adds a purchase to a customer's summary. One before the period sets only
// the last purchase; one refunded completely, or later than the scorer's
// instant, changes nothing. Refunds count whenever they were given: at an
// earlier instant, give what was refunded by then.
//
// The error is a [*DataError] that names the purchase; the summary is then as
// it was. It does not allocate while sum and purchase, written with the decimals
// of both, have at most 18 digits.
func (s *Scorer) Add(to *Summary, p Purchase) error {
	if s == nil {
		return s.usable()
	}
	return s.add(to, &p)
}

// add adds an ordinary purchase in few calls, and leaves the others to
// addSlowly: amounts of many digits, refunds of other decimals than the amount,
// and all faults.
func (s *Scorer) add(to *Summary, p *Purchase) error {
	at, accepted := momentOf(p.At)
	net := exact.SmallOf(p.Amount)
	if !accepted || !exact.IsSmall(p.Amount) || net.Coef < 0 || s.last == 0 {
		return s.addSlowly(to, p)
	}
	if p.Refunded.Sign() != 0 {
		refunded := exact.SmallOf(p.Refunded)
		if !exact.IsSmall(p.Refunded) || refunded.Exp != net.Exp || refunded.Coef < 0 || refunded.Coef > net.Coef {
			return s.addSlowly(to, p)
		}
		if net.Coef -= refunded.Coef; net.Coef == 0 {
			return nil
		}
	}
	if at > s.last {
		return nil
	}
	s.count(to, at, net)
	return nil
}

// count adds what was paid at a moment.
func (s *Scorer) count(to *Summary, at moment, net exact.Small) {
	to.last = max(to.last, at)
	if at >= s.first {
		to.orders = addCounts(to.orders, 1)
		to.amount.AddSmall(net)
	}
}

// addSlowly adds any purchase, and finds what is wrong with it.
func (s *Scorer) addSlowly(to *Summary, p *Purchase) error {
	if err := s.usable(); err != nil {
		return err
	}
	amount, counts, err := p.net()
	if err != nil {
		return err
	}
	at, _ := momentOf(p.At)
	if !counts || at > s.last {
		return nil
	}
	one := Summary{last: at}
	if at >= s.first {
		one.orders, one.amount = 1, amount
	}
	to.Merge(one)
	return nil
}

// Status says whether a customer has a score and, if not, why.
type Status string

const (
	// Scored customers bought in the period and paid more than they got back.
	Scored Status = "scored"
	// NeverBought: no purchase is known, or all were refunded completely.
	NeverBought Status = "never_bought"
	// Lapsed: the last purchase is before the period.
	Lapsed Status = "lapsed"
	// NothingNet: the amount of the period, net of refunds, is 0 or less.
	NothingNet Status = "nothing_net"
)

// Score is how valuable a customer is, and why. Scores compare with ==.
//
// Whatever but Status and RecencyDays is zero unless the status is [Scored].
// [Engine.Bin] tells the bins that R, F and M stand for.
type Score struct {
	// Status says whether there is a score and, if not, why.
	Status Status `json:"status"`

	R int `json:"r,omitzero"` // score of recency, 1 to 10
	F int `json:"f,omitzero"` // score of frequency, likewise
	M int `json:"m,omitzero"` // score of the amount, likewise
	// Value is the weighted sum of the three: 8 to 40 in the textbook.
	Value int `json:"value,omitzero"`
	// Grade is the name of the grade of the value.
	Grade string `json:"grade,omitzero"`
	// RecencyDays is the number of civil days since the last purchase ever,
	// whatever the status; 0 where it is [NeverBought].
	RecencyDays int `json:"recencyDays"`
}

// Of returns R, F or M, and 0 for an unknown dimension.
func (s Score) Of(d Dimension) int {
	switch d {
	case Recency:
		return s.R
	case Frequency:
		return s.F
	case Monetary:
		return s.M
	}
	return 0
}

// Score scores a customer. A customer without a score is an answer,
// [Score.Status].
//
// The summary belongs to the scorer that made it, or one with the same bounds.
// What contradicts the bounds, such as a last purchase after the instant, is
// refused with a [*DataError]. Not every mix-up does: a summary of another
// period may be scored as if it were of this one.
//
// It does not allocate unless the amount has more than 18 digits.
func (s *Scorer) Score(c Summary) (score Score, err error) {
	if err := s.accepts(&c); err != nil {
		return Score{}, err
	}
	if c.last == 0 {
		return Score{Status: NeverBought}, nil
	}
	switch {
	case c.orders == 0:
		score.Status = Lapsed
	case c.amount.Sign() <= 0:
		score.Status = NothingNet
	default:
		score = *s.cell(&c)
	}
	score.RecencyDays = int(s.today - s.clock.DateOf(c.last.unix()))
	return score, nil
}

// accepts returns why a summary cannot be one of this scorer's, or nil.
func (s *Scorer) accepts(c *Summary) error {
	if err := s.usable(); err != nil {
		return err
	}
	if c.last > s.last {
		return summaryFault("last", "%s is after the instant of scoring, %s",
			c.Last().Format(time.RFC3339Nano), s.at.UTC().Format(time.RFC3339Nano))
	}
	within := c.last >= s.first // the zero moment is not
	if within != (c.orders > 0) {
		return summaryFault("orders", "%d in the period, with the last purchase at %s and the period from %s on; count from Scorer.Bounds of this instant",
			c.orders, c.Last().Format(time.RFC3339Nano), s.from.UTC().Format(time.RFC3339Nano))
	}
	return nil
}

// rate returns the scores of all combinations of bins, in the order of
// [Engine.cell].
func (m *Model) rate() []Score {
	var cells []Score
	for _, r := range m.Recency.Scores {
		for _, f := range m.Frequency.Scores {
			for _, a := range m.Monetary.Scores {
				value := m.Weights.value(r, f, a)
				cells = append(cells, Score{Status: Scored, R: r, F: f, M: a, Value: value, Grade: m.grade(value)})
			}
		}
	}
	return cells
}

func (w Weights) value(r, f, m int) int { return w.R*r + w.F*f + w.M*m }

// of returns the weight of a dimension.
func (w Weights) of(d Dimension) int { return Score{R: w.R, F: w.F, M: w.M}.Of(d) }

// grade returns the name of the grade of a value, the last for one below all.
func (m *Model) grade(value int) string {
	for _, g := range m.Grades {
		if value >= g.AtLeast {
			return g.Name
		}
	}
	return m.Grades[len(m.Grades)-1].Name
}

// cell returns the scores of a customer with something net in the period. It
// counts without leaving a loop: customers come in no order that a processor
// could predict.
func (s *Scorer) cell(c *Summary) *Score {
	e := s.engine
	r, f := 0, 0
	for _, oldest := range s.oldest {
		if c.last < oldest {
			r++
		}
	}
	for _, least := range e.frequency {
		if c.orders >= least {
			f++
		}
	}
	m := e.monetary.bin(c.amount, c.orders)
	return &e.cells[(r*len(e.model.Frequency.Scores)+f)*len(e.model.Monetary.Scores)+m]
}

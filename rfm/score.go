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
	frequency []int64     // the smallest number beyond each cut
	monetary  []exact.Cut // reached by what is beyond each cut
}

// New checks and compiles a model for a shop whose days begin in loc, within a
// few milliseconds. The error is an [*InvalidError] with every fault of the
// model. The engine keeps no reference to m.
func New(m Model, loc *time.Location) (*Engine, error) {
	if loc == nil {
		var faults fault.List
		faults.Add("", "missing", "the location is nil; give the shop's, such as time.UTC")
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
	return e, nil
}

// At binds the engine to the instant of scoring: what is later does not exist
// yet. It computes the bounds of the period and of the recency bins once, for
// any number of customers. A t outside the years 1900..2299 is refused by the
// scorer's methods.
func (e *Engine) At(t time.Time) *Scorer {
	if e.loc == nil {
		return &Scorer{}
	}
	s := &Scorer{engine: e, at: t, today: civil.DateOf(t, e.loc)}
	if err := checkInstant(t); err != nil {
		s.err = &DataError{Record: "instant of scoring", Why: err.Error()}
	}
	s.first, _ = e.period.Bounds(s.today)
	if !e.period.Lifetime() {
		s.from = s.first.Start(e.loc)
	}
	s.oldest = make([]civil.Date, len(e.recency))
	for i, r := range e.recency {
		s.oldest[i] = r.oldest(s.today)
	}
	return s
}

// Scorer is an [Engine] bound to an instant. It is immutable: all its methods
// may be called from many goroutines. Use [Engine.At]: the methods of a zero
// Scorer answer errors.
type Scorer struct {
	engine *Engine // nil in a zero Scorer
	at     time.Time
	today  civil.Date   // of at
	first  civil.Date   // of the period
	from   time.Time    // the start of first; zero: the lifetime
	oldest []civil.Date // the last date on the near side of each recency cut
	err    error        // why the instant cannot be used
}

// Bounds returns the first and the last instant of the period, both included,
// as a query needs them. For the lifetime from is the zero Time, before every
// purchase. Of a scorer whose methods refuse its instant they mean nothing.
func (s *Scorer) Bounds() (from, to time.Time) { return s.from, s.at }

// usable returns why nothing can be asked of the scorer, or nil.
func (s *Scorer) usable() error {
	if s.engine == nil {
		return &DataError{Record: "scorer", Why: "is not one of Engine.At, with an engine of New"}
	}
	return s.err
}

// Add adds a purchase to a customer's summary. One before the period sets only
// the last purchase; one refunded completely, or later than the scorer's
// instant, changes nothing. Refunds count whenever they were given: at an
// earlier instant, give what was refunded by then.
//
// The error is a [*DataError] that names the purchase; the summary is then as
// it was. Ordinary amounts, of at most 18 digits, cost no allocation.
func (s *Scorer) Add(to *Summary, p Purchase) error {
	if err := s.usable(); err != nil {
		return err
	}
	amount, counts, err := p.net()
	if err != nil {
		return err
	}
	if !counts || p.At.After(s.at) {
		return nil
	}
	one := Summary{last: p.At.UTC()}
	if !p.At.Before(s.from) {
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

	R int `json:"r,omitzero"` // score of recency
	F int `json:"f,omitzero"` // score of frequency
	M int `json:"m,omitzero"` // score of the amount
	// Value is the weighted sum of the three.
	Value int `json:"value,omitzero"`
	// Grade is the name of the grade of the value.
	Grade string `json:"grade,omitzero"`
	// RecencyDays is the number of civil days since the last purchase ever,
	// whatever the status; 0 where it is [NeverBought].
	RecencyDays int `json:"recencyDays"`
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
func (s *Scorer) Score(c Summary) (Score, error) {
	if err := s.accepts(c); err != nil {
		return Score{}, err
	}
	if c.last.IsZero() {
		return Score{Status: NeverBought}, nil
	}
	day := civil.DateOf(c.last, s.engine.loc)
	score := Score{RecencyDays: int(s.today - day)}
	switch {
	case c.orders == 0:
		score.Status = Lapsed
	case c.amount.Sign() <= 0:
		score.Status = NothingNet
	default:
		s.engine.rate(&score, s.recencyBin(day), c)
	}
	return score, nil
}

// accepts refuses summaries that contradict the bounds of the period. It finds
// some of those made for other bounds, not all.
func (s *Scorer) accepts(c Summary) error {
	if err := s.usable(); err != nil {
		return err
	}
	if c.last.After(s.at) {
		return summaryFault("last", "%s is after the instant of scoring, %s",
			c.last.Format(time.RFC3339Nano), s.at.UTC().Format(time.RFC3339Nano))
	}
	within := !c.last.IsZero() && !c.last.Before(s.from)
	if within != (c.orders > 0) {
		return summaryFault("orders", "%d in the period, with the last purchase at %s and the period from %s on",
			c.orders, c.last.Format(time.RFC3339Nano), s.from.UTC().Format(time.RFC3339Nano))
	}
	return nil
}

// recencyBin returns the index of the bin of a last purchase on the given day.
func (s *Scorer) recencyBin(day civil.Date) int {
	for i, oldest := range s.oldest {
		if day >= oldest {
			return i
		}
	}
	return len(s.oldest)
}

// rate fills in the scores, the value and the grade.
func (e *Engine) rate(score *Score, recencyBin int, c Summary) {
	f := 0
	for f < len(e.frequency) && c.orders >= e.frequency[f] {
		f++
	}
	m := 0
	for m < len(e.monetary) && e.monetary[m].Reached(c.amount) {
		m++
	}
	score.Status = Scored
	score.R = e.model.Recency.Scores[recencyBin]
	score.F = e.model.Frequency.Scores[f]
	score.M = e.model.Monetary.Scores[m]
	score.Value = e.model.Weights.value(score.R, score.F, score.M)
	for _, g := range e.model.Grades {
		if score.Value >= g.AtLeast {
			score.Grade = g.Name
			return
		}
	}
}

func (w Weights) value(r, f, m int) int { return w.R*r + w.F*f + w.M*m }

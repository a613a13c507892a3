package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/membership/rfm"
	"example.com/membership/tier"
)

// A score is how valuable a customer is. The zero value is no score.
type score struct {
	scored  bool
	r, f, m int
	value   int // of all three together
	grade   string
	segment string

	summary rfm.Summary // what the score is made of
}

// A rater scores customers at the report's instant: it summarises each of them,
// and then rates all.
type rater struct {
	scorer *rfm.Scorer
	fit    bool // fit the bins to the customers
	asof   time.Time
	zone   *time.Location
	grades []string // best first
	merged []string // the scores nobody can get by fitted bins, such as F2

	population *rfm.Population // once rated
}

func newRater(o *options, asof time.Time) (*rater, error) {
	r := &rater{fit: o.rfm == "quintile", asof: asof, zone: o.zone}
	model := rfm.Textbook()
	if r.fit {
		model.Period = rfm.Lifetime
	}
	engine, err := rfm.New(model, r.zone)
	if err != nil {
		return nil, err
	}
	r.scorer, r.grades = engine.At(asof), engine.Names()
	return r, nil
}

// summarise adds up the orders of a customer's history.
func (r *rater) summarise(history []tier.Event) (rfm.Summary, error) {
	var s rfm.Summary
	for i := range history {
		if history[i].Kind != tier.Order {
			continue
		}
		if err := r.scorer.Add(&s, rfm.Purchase{At: history[i].At, Amount: history[i].Amount}); err != nil {
			return s, err
		}
	}
	return s, nil
}

// rate fills in the scores of all rows.
func (r *rater) rate(rows []row) error {
	scorer, err := r.fitted(rows)
	if err != nil {
		return err
	}
	segments, err := rfm.NewSegments(rfm.TenBoxes())
	if err != nil {
		return err
	}
	r.population = scorer.Population()
	for i := range rows {
		s, err := r.population.Add(rows[i].summary)
		if err != nil {
			return err
		}
		rows[i].recency = s.RecencyDays
		if s.Status == rfm.Scored {
			to := &rows[i].score
			to.scored, to.r, to.f, to.m, to.value, to.grade = true, s.R, s.F, s.M, s.Value, s.Grade
			to.segment = segments.Name(s)
		}
	}
	return nil
}

// fitted returns the scorer to rate with: with bins fitted to the rows if that
// was asked for and anybody has a score.
func (r *rater) fitted(rows []row) (*rfm.Scorer, error) {
	if !r.fit {
		return r.scorer, nil
	}
	fitted, err := r.scorer.Fit(func(yield func(rfm.Summary) bool) {
		for i := range rows {
			if !yield(rows[i].summary) {
				return
			}
		}
	}, rfm.Quintiles())
	if errors.Is(err, rfm.ErrNobody) {
		return r.scorer, nil
	}
	if err != nil {
		return nil, err
	}
	for _, b := range fitted.Bins {
		if b.Merged {
			r.merged = append(r.merged, fmt.Sprintf("%s%d", strings.ToUpper(string(b.Dimension[:1])), b.Bin.Score))
		}
	}
	engine, err := rfm.New(fitted.Model, r.zone)
	if err != nil {
		return nil, err
	}
	return engine.At(r.asof), nil
}

package main

import (
	"errors"
	"iter"
	"sync"
	"time"

	"example.com/membership/rfm"
)

// textbook returns the scorer of all sides. Days begin in UTC, as in the SQL.
func textbook() (*rfm.Scorer, error) {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		return nil, err
	}
	return engine.At(asOf), nil
}

// batch is package rfm over orders.
type batch struct {
	scorer  *rfm.Scorer
	orders  []order
	workers int
	read    func(*tally, rfm.Summary) error // what is done with every summary
}

// inGo returns the ways to the answer from orders in no order.
func inGo(orders []order, scorer *rfm.Scorer) []contestant {
	n := len(orders)
	p := periodOf(scorer)
	addAndGrade := func(t *tally, s rfm.Summary) error {
		if err := t.add(s); err != nil {
			return err
		}
		return t.grade(scorer, s)
	}
	return []contestant{
		{decimalMap, 1, n, func() (answer, error) { return p.mapOfDecimals(orders), nil }},
		{"Go map of int64 cents", 1, n, func() (answer, error) { return p.mapOfCents(orders), nil }},
		{"rfm.Summarize", 1, n, batch{scorer, orders, 1, (*tally).add}.ungrouped},
		{"rfm.Summarize", 2, n, batch{scorer, orders, 2, (*tally).add}.ungrouped},
		{"rfm.Summarize, and grades by Scorer.Score", 2, n, batch{scorer, orders, 2, addAndGrade}.ungrouped},
	}
}

// groupedInGo returns the ways to the answer from orders that come customer by
// customer, and from ready summaries, of which only the grades are timed.
func groupedInGo(orders []order, scorer *rfm.Scorer) ([]contestant, error) {
	n := len(orders)
	var ready []rfm.Summary
	keep := func(t *tally, s rfm.Summary) error {
		ready = append(ready, s)
		return t.add(s)
	}
	sums, err := batch{scorer, orders, 1, keep}.grouped()
	return []contestant{
		{centsLoop, 1, n, func() (answer, error) { return periodOf(scorer).loop(orders), nil }},
		{"grouped: rfm.Grouped", 1, n, batch{scorer, orders, 1, (*tally).add}.grouped},
		{"grouped: rfm.Grouped", 2, n, batch{scorer, orders, 2, (*tally).add}.grouped},
		{"ready summaries, each a customer: Scorer.Score", 1, len(ready), func() (answer, error) {
			a, err := grade(scorer, ready)
			a.add(sums)
			return a, err
		}},
	}, err
}

// ungrouped gives every worker a part of the orders, and then a part of the
// customers.
func (b batch) ungrouped() (answer, error) {
	shards := make([]*rfm.Customers[int64], b.workers)
	err := parallel(b.workers, func(i int) (err error) {
		n := len(b.orders)
		shards[i], err = rfm.Summarize(b.scorer, purchases(b.orders[n*i/b.workers:n*(i+1)/b.workers]))
		return err
	})
	var all rfm.Customers[int64]
	for _, shard := range shards {
		err = errors.Join(err, all.Merge(shard))
	}
	if err != nil {
		return answer{}, err
	}
	parts := all.Split(b.workers)
	return total(b.workers, func(i int, t *tally) error {
		for _, s := range parts[i] {
			if err := b.read(t, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// grouped gives every worker a part of the customers.
func (b batch) grouped() (answer, error) {
	return total(b.workers, func(i int, t *tally) error {
		part := b.orders[b.begin(i):b.begin(i+1)]
		return rfm.Grouped(b.scorer, purchases(part), func(_ int64, s rfm.Summary) error { return b.read(t, s) })
	})
}

// begin returns where the part of worker i begins: with the first order of a
// customer.
func (b batch) begin(i int) int {
	at := len(b.orders) * i / b.workers
	for at > 0 && at < len(b.orders) && b.orders[at].customer == b.orders[at-1].customer {
		at++
	}
	return at
}

// grade returns the grades of summaries, nothing else.
func grade(scorer *rfm.Scorer, summaries []rfm.Summary) (answer, error) {
	return total(1, func(_ int, t *tally) error {
		for _, s := range summaries {
			if err := t.grade(scorer, s); err != nil {
				return err
			}
		}
		return nil
	})
}

func purchases(orders []order) iter.Seq2[int64, rfm.Purchase] {
	return func(yield func(int64, rfm.Purchase) bool) {
		for i := range orders {
			if !yield(orders[i].customer, orders[i].Purchase) {
				return
			}
		}
	}
}

// total adds up what n workers count at the same time.
func total(n int, work func(int, *tally) error) (answer, error) {
	var lock sync.Mutex
	var all answer
	err := parallel(n, func(i int) error {
		var t tally
		if err := work(i, &t); err != nil {
			return err
		}
		lock.Lock()
		defer lock.Unlock()
		all.add(t.answer())
		return nil
	})
	return all, err
}

// parallel calls work with 0 to n−1 at the same time.
func parallel(n int, work func(int) error) error {
	errs := make([]error, n)
	var workers sync.WaitGroup
	for i := range n {
		workers.Add(1)
		go func() {
			defer workers.Done()
			errs[i] = work(i)
		}()
	}
	workers.Wait()
	return errors.Join(errs...)
}

// A tally counts the customers of one worker.
type tally struct {
	bought, seconds int64 // as customers and seconds of an answer
	sum             rfm.Summary
	grades          []gradeCount // nil: not asked
}

// A gradeCount is a line of a list so short that searching it is faster than a
// map.
type gradeCount struct {
	name  string
	count int64
}

// add leaves out who never bought, or gave everything back: they are no rows of
// the SQL.
func (t *tally) add(s rfm.Summary) error {
	if last := s.Last(); !last.IsZero() {
		t.bought++
		t.seconds += last.Unix()
		t.sum.Merge(s)
	}
	return nil
}

// grade counts the grade of a customer who is not left out.
func (t *tally) grade(scorer *rfm.Scorer, s rfm.Summary) error {
	score, err := scorer.Score(s)
	if err != nil {
		return err
	}
	switch score.Status {
	case rfm.NeverBought:
	case rfm.Scored:
		t.count(score.Grade)
	default:
		t.count("none")
	}
	return nil
}

func (t *tally) count(grade string) {
	for i := range t.grades {
		if t.grades[i].name == grade {
			t.grades[i].count++
			return
		}
	}
	t.grades = append(t.grades, gradeCount{grade, 1})
}

func (t *tally) answer() answer {
	a := answer{customers: t.bought, orders: t.sum.Orders(), cents: cents(t.sum.Amount()), seconds: t.seconds}
	for _, g := range t.grades {
		a.add(answer{grades: map[string]int64{g.name: g.count}})
	}
	return a
}

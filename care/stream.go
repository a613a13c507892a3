package care

import (
	"cmp"
	"iter"
	"reflect"
	"slices"
)

// Stream plans for customers in ascending order of their IDs, by bytes, one at a
// time. It yields a [Decision] for each customer with a candidate, in the order
// in which they come.
//
// What cannot be used travels in Decision.Err: of a customer, after which the
// stream goes on without; and of the run, or of a customer out of order, with
// which it ends.
//
// Who has what at a shared address it knows from run.Sent and from the customers
// that have passed: without the contacts of customers with greater IDs in
// run.Sent, a rule that is once per address can reach an address again.
//
// Beyond one customer it remembers 16 bytes for each contact of a rule that is
// once per address, and nothing else. A customer without a candidate costs no
// allocation. Each iteration of the returned sequence begins anew and consumes
// customers.
func (e *Engine) Stream(run Run, customers iter.Seq[Customer]) iter.Seq[Decision] {
	return func(yield func(Decision) bool) {
		h, err := e.horizon(run)
		if err != nil {
			yield(Decision{Err: err})
			return
		}
		p := newPlanner(e, h, run.Sent)
		first, last := true, ""
		var c Customer // one for all, so that customers do not allocate
		for c = range customers {
			if !first && c.ID <= last {
				yield(Decision{Customer: c.ID, Err: e.dataError(&c, "id", "must come after %.64q: a stream is in ascending order of IDs, each once", last)})
				return
			}
			first, last = false, c.ID
			p.remember(c.History)
			d, err := p.decide(&c)
			if err != nil {
				d = Decision{Customer: c.ID, Err: err}
			}
			if (d.Err != nil || len(d.Contacts)+len(d.Suppressed) > 0) && !yield(d) {
				return
			}
		}
	}
}

// Plan plans for all customers, in any order. The same customer twice counts
// once; another one of the same ID is an error. The error is a [*DataError],
// and then there is no plan.
//
// It costs what [Engine.Stream] does, a sort and the memory of the plan.
func (e *Engine) Plan(run Run, customers []Customer) (Plan, error) {
	order := make([]*Customer, len(customers))
	run.Sent = slices.Clone(run.Sent)
	for i := range customers {
		order[i] = &customers[i]
		for _, h := range customers[i].History {
			if e.once[h.Rule] {
				run.Sent = append(run.Sent, h)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b *Customer) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(order); i++ {
		if order[i].ID == order[i-1].ID && !reflect.DeepEqual(order[i], order[i-1]) {
			return Plan{}, e.dataError(order[i], "id", "stands twice, with different content")
		}
	}
	order = slices.CompactFunc(order, func(a, b *Customer) bool { return a.ID == b.ID })
	plan := Plan{Contacts: []Contact{}, Suppressed: []Suppressed{}}
	for d := range e.Stream(run, func(yield func(Customer) bool) {
		for _, c := range order {
			if !yield(*c) {
				return
			}
		}
	}) {
		if d.Err != nil {
			return Plan{}, d.Err
		}
		plan.Totals.Add(d)
		plan.Contacts = append(plan.Contacts, d.Contacts...)
		plan.Suppressed = append(plan.Suppressed, d.Suppressed...)
	}
	slices.SortStableFunc(plan.Contacts, func(a, b Contact) int { return a.At.Compare(b.At) })
	return plan, nil
}

package tier

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Replay returns the State of a customer at an instant from the whole history,
// in any order, and all that changed, in order. Events after the instant do
// not exist yet, but are checked like the others. An event that comes twice
// counts once. One that cannot be, or that contradicts another, is an
// [*EventError]: among them a refund whose order is not in the history as it
// says. history is not modified.
//
// Under [Restated], the changes are those of the history as restated at the
// instant.
//
// The cost is that of sorting and applying the events.
func (e *Engine) Replay(history []Event, at time.Time) (State, []Change, error) {
	f := fold{engine: e}
	if err := f.replay(history, at); err != nil {
		return State{}, nil, err
	}
	return f.State, f.changes, nil
}

// StateAt is [Engine.Replay] without the changes, whose evidence can cost more
// than the deciding: for whole populations.
func (e *Engine) StateAt(history []Event, at time.Time) (State, error) {
	f := fold{engine: e, silent: true}
	if err := f.replay(history, at); err != nil {
		return State{}, err
	}
	return f.State, nil
}

func (f *fold) replay(history []Event, at time.Time) error {
	if err := checkInstant(at); err != nil {
		return fmt.Errorf("tier: %w", err)
	}
	events, err := f.engine.tidy(history)
	if err != nil {
		return err
	}
	if err := f.run(events[:countUntil(events, at)]); err != nil {
		return err
	}
	f.next = f.nextChange()
	f.advance(at)
	return nil
}

// run applies events in their order.
func (f *fold) run(events []*Event) error {
	effective := events
	if f.engine.program.Refunds == Restated {
		effective = restate(events)
	}
	for _, ev := range effective {
		f.drift(ev.At)
		if err := f.happen(ev); err != nil {
			return err
		}
	}
	if len(effective) < len(events) {
		f.seal(events[len(events)-1])
	}
	return nil
}

// drift lets time pass up to and including t without keeping next: candidates
// at which nothing happens do no harm.
func (f *fold) drift(t time.Time) {
	for c := f.candidate(f.now); !c.IsZero() && !c.After(t); c = f.candidate(c) {
		f.pass(c)
	}
}

// seal makes ev, a refund, the last event of a history restated without it.
func (f *fold) seal(ev *Event) {
	f.drift(ev.At)
	f.now = ev.At.Round(0)
	f.restart()
	f.remember(ev)
}

// tidy returns the events in their order, each once.
func (e *Engine) tidy(history []Event) ([]*Event, error) {
	events := make([]*Event, len(history))
	for i := range history {
		events[i] = &history[i]
	}
	if err := e.checkAll(events); err != nil {
		return nil, err
	}
	if !slices.IsSortedFunc(events, compareEvents) {
		slices.SortFunc(events, compareEvents)
	}
	events, err := once(events)
	if err != nil {
		return nil, err
	}
	return events, checkRefunds(events)
}

// checkAll returns what is wrong with the first event, by instant, kind and ID,
// that cannot be.
func (e *Engine) checkAll(events []*Event) error {
	var first *Event
	var wrong error
	for _, ev := range events {
		err := e.check(ev)
		if err == nil {
			continue
		}
		if first == nil || cmp.Or(ev.At.Compare(first.At), cmp.Compare(ev.Kind.rank(), first.Kind.rank()),
			cmp.Compare(ev.ID, first.ID), cmp.Compare(err.Error(), wrong.Error())) < 0 {
			first, wrong = ev, err
		}
	}
	return wrong
}

// once drops repeated events.
func once(events []*Event) ([]*Event, error) {
	type key struct {
		kind Kind
		id   string
	}
	var seen map[key]*Event
	if len(events) > 16 { // a short history is faster to look through
		seen = make(map[key]*Event, len(events))
	}
	kept := events[:0]
	find := func(k key) *Event {
		if seen != nil {
			return seen[k]
		}
		for _, ev := range kept {
			if ev.ID == k.id && ev.Kind == k.kind {
				return ev
			}
		}
		return nil
	}
	for _, ev := range events {
		k := key{ev.Kind, ev.ID}
		switch first := find(k); {
		case first == nil:
			if seen != nil {
				seen[k] = ev
			}
			kept = append(kept, ev)
		case !ev.same(first):
			return nil, ev.fault("id", "comes twice with different content, at %s and at %s; the same ID must be the same event",
				instant(first.At), instant(ev.At))
		}
	}
	return kept, nil
}

// checkRefunds compares every refund with its order and with the refunds
// before it.
func checkRefunds(events []*Event) error {
	type account struct {
		order    *Event
		refunded decimal.Decimal
		closed   bool
	}
	if !slices.ContainsFunc(events, func(ev *Event) bool { return ev.Kind == Refund }) {
		return nil
	}
	accounts := map[string]*account{}
	for _, ev := range events {
		if ev.Kind == Order {
			accounts[ev.ID] = &account{order: ev}
		}
	}
	for _, ev := range events {
		if ev.Kind != Refund {
			continue
		}
		a := accounts[ev.Order]
		switch {
		case a == nil:
			return ev.fault("order", "%q is not in the history", clip(ev.Order))
		case !ev.OrderAt.Equal(a.order.At):
			return ev.fault("orderAt", "is %s, but order %q is of %s", instant(ev.OrderAt), clip(ev.Order), instant(a.order.At))
		case !ev.OrderAmount.Equal(a.order.Amount):
			return ev.fault("orderAmount", "is %s, but order %q is of %s", ev.OrderAmount, clip(ev.Order), a.order.Amount)
		case a.closed:
			return ev.fault("order", "%q is already refunded completely", clip(ev.Order))
		case !ev.Refunded.Equal(a.refunded):
			return ev.fault("refunded", "is %s, but the earlier refunds of order %q add up to %s", ev.Refunded, clip(ev.Order), a.refunded)
		}
		a.refunded = a.refunded.Add(ev.Amount)
		a.closed = ev.complete()
	}
	return nil
}

// instant writes t for an error message, the same whatever its location.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// restate returns the events without refunds, and the orders as if what was
// refunded had never been bought.
func restate(events []*Event) []*Event {
	last := map[string]*Event{} // order ID -> its last refund
	for _, ev := range events {
		if ev.Kind == Refund {
			last[ev.Order] = ev
		}
	}
	var effective []*Event
	for _, ev := range events {
		refund := last[ev.ID]
		switch {
		case ev.Kind == Refund:
		case ev.Kind != Order || refund == nil:
			effective = append(effective, ev)
		case !refund.complete():
			less := *ev
			less.Amount = ev.Amount.Sub(refund.Refunded).Sub(refund.Amount)
			effective = append(effective, &less)
		}
	}
	return effective
}

// countUntil returns how many of the sorted events are at or before an instant.
func countUntil(events []*Event, at time.Time) int {
	n, _ := slices.BinarySearchFunc(events, at, func(ev *Event, at time.Time) int {
		if ev.At.After(at) {
			return 1
		}
		return -1
	})
	return n
}

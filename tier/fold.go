package tier

import (
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
)

// fold is a State on its way through time: events and the instants at which
// something may change by itself, one after the other.
//
// At one instant, paid and granted terms end first, then the earned tier is
// upgraded or, at its end, judged; then events follow in their order.
type fold struct {
	engine *Engine
	State
	now     time.Time // the instant being decided
	cause   string    // ID of the event being applied, "" for time
	changes []Change
	changed bool // since the current step began
	silent  bool // changes are not asked for, only whether there are any
}

// happen applies an event, which must follow the last one and any change.
func (f *fold) happen(ev *Event) error {
	f.now, f.cause, f.changed = ev.At.Round(0), ev.ID, false
	before := f.engine.view(&f.State, f.at)
	f.expire(f.now)
	f.restart()
	if err := f.apply(ev); err != nil {
		return err
	}
	f.remember(ev)
	f.decide(before, ev.Kind)
	if f.engine.windowed {
		f.forget(f.engine.keptFrom(f.engine.date(f.now)))
	}
	return nil
}

// remember makes ev the last event.
func (f *fold) remember(ev *Event) {
	f.program, f.zone = f.engine.print, f.engine.loc.String()
	f.last, f.at = ev.canonical(), f.now
}

// pass lets the instant t come without an event and reports whether anything
// changed.
func (f *fold) pass(t time.Time) bool {
	f.now, f.cause, f.changed = t, "", false
	before := f.engine.view(&f.State, f.at)
	f.expire(t)
	f.decide(before, "")
	if f.changed {
		f.at = t
	}
	return f.changed
}

// decide brings the earned tier, the status and what is held up to f.now.
func (f *fold) decide(before view, kind Kind) {
	e := f.engine
	after := e.view(&f.State, f.now)
	if kind != Withdraw { // a withdrawal is one change, not one of each standing
		f.reportHolding(Paid, &before.paid, &after.paid)
		f.reportHolding(Granted, &before.granted, &after.granted)
	}
	var scratch [16]exact.Sum
	var totals []exact.Sum
	qualified := -1
	if !f.withdrawn && e.program.Enrollment != Nobody {
		totals = e.totals(scratch[:0], &f.State, e.windowDate(f.now))
		qualified = e.qualified(totals)
	}
	if e.earns(&f.State) {
		f.judge(totals, qualified, kind)
		after.earned = f.earned.Holding
	}
	f.settle(before.status, after, qualified)
}

// settle derives the status and the tier held.
func (f *fold) settle(before Status, after view, qualified int) {
	e := f.engine
	_, held := e.highest(after)
	switch {
	case f.withdrawn:
		f.status = Withdrawn
	case held.Tier != "":
		f.status = Member
	case !f.joined.IsZero():
		f.status = Enrolled
	case e.program.Enrollment == OptIn && qualified >= 0:
		f.status = Potential
	default:
		f.status = Customer
	}
	if held.Tier != f.tier {
		f.tier, f.since = held.Tier, f.now
	}
	switch {
	case f.status == Potential && before != Potential:
		f.report(Change{Kind: Qualified}, qualified)
	case f.status == Customer && before == Potential:
		f.report(Change{Kind: Disqualified}, f.engine.all...)
	}
}

// restart forgets what can no longer count: under FromJoin, whatever is older
// than a joining that can still come.
func (f *fold) restart() {
	if f.lifetime == nil {
		f.lifetime = make([]exact.Sum, len(f.engine.measures))
	}
	if f.engine.program.CountFrom == FromJoin && f.joined.IsZero() && f.now.After(f.last.At) {
		clear(f.lifetime)
		f.days, f.sums = f.days[:0], f.sums[:0]
	}
}

// apply adds the event to what the state knows.
func (f *fold) apply(ev *Event) error {
	e := f.engine
	tier := ""
	if i := e.rank(ev.Tier); i >= 0 {
		tier = e.tiers[i].id
	}
	switch ev.Kind {
	case Order, Interaction:
		f.count(ev)
	case Refund:
		return f.takeBack(ev)
	case Join:
		f.join()
	case Buy:
		f.join()
		return e.buy(&f.State, tier, ev)
	case Use:
		return f.use(tier, ev)
	case Grant, Adopted:
		if ev.Kind == Adopted && f.withdrawn {
			return nil // they left before: there is nothing to keep
		}
		g := granted{tier: tier}
		if ev.Kind == Adopted || e.enrolled(&f.State) {
			g.since = f.now
		}
		if last, err := civil.Parse(ev.Through); err == nil {
			g.until = e.endOf(last)
		}
		f.grant(g)
	case Revoke:
		f.revoke(tier)
	case Withdraw:
		f.withdraw()
	}
	return nil
}

func (f *fold) join() {
	if !f.joined.IsZero() {
		return
	}
	f.joined, f.withdrawn = f.now, false
	f.awaken(f.now)
	f.report(Change{Kind: Joined})
}

func (f *fold) withdraw() {
	if f.withdrawn {
		return
	}
	f.report(Change{Kind: Withdrew, From: f.tier})
	f.joined, f.withdrawn = time.Time{}, true
	f.earned, f.paid, f.granted = earned{}, nil, nil
}

// count adds an order or an interaction to the totals.
func (f *fold) count(ev *Event) {
	f.add(f.lifetime, ev)
	if f.engine.windowed {
		f.add(f.openDay(f.engine.date(f.now)), ev)
	}
}

func (f *fold) add(totals []exact.Sum, ev *Event) {
	for i, m := range f.engine.measures {
		name, isCounter := m.counter()
		switch {
		case ev.Kind == Order && m == Spend:
			totals[i].Add(ev.Amount)
		case ev.Kind == Order && m == Orders:
			totals[i].AddInt(1)
		case ev.Kind == Interaction && (m == Interactions || isCounter && name == ev.Counter):
			totals[i].AddInt(ev.count())
		}
	}
}

// takeBack subtracts a refund from the totals of the day of its order.
func (f *fold) takeBack(ev *Event) error {
	e := f.engine
	if e.program.CountFrom == FromJoin {
		counted := !f.joined.IsZero() && !ev.OrderAt.Before(f.joined) || f.joined.IsZero() && ev.OrderAt.Equal(f.now)
		if !counted {
			return nil
		}
	}
	if err := f.subtract(f.lifetime, ev); err != nil || !e.windowed {
		return err
	}
	on := e.date(ev.OrderAt)
	if day := f.day(on); day != nil {
		return f.subtract(day, ev)
	}
	if on >= e.keptFrom(e.date(f.last.At)) {
		return f.unknownOrder(ev)
	}
	return nil // its day has left every window
}

func (f *fold) subtract(totals []exact.Sum, ev *Event) error {
	for i, m := range f.engine.measures {
		switch {
		case m == Spend:
			totals[i].Sub(ev.Amount)
		case m == Orders && ev.complete():
			totals[i].AddInt(-1)
		}
		if totals[i].Sign() < 0 {
			return f.unknownOrder(ev)
		}
	}
	return nil
}

func (f *fold) unknownOrder(ev *Event) error {
	return ev.fault("order", "%q of %s with %s was never applied; apply orders before their refunds",
		clip(ev.Order), instant(ev.OrderAt), ev.OrderAmount)
}

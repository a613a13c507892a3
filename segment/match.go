package segment

import (
	"time"

	"example.com/membership/internal/civil"
)

// At binds the group to the deciding instant, from which look-back windows, ages
// and anniversaries are counted. It computes the bounds of the windows once, for
// any number of customers. For the whole of a date give its last nanosecond, such
// as time.Date(y, m, d+1, 0, 0, 0, -1, loc); where clocks go back over midnight,
// that reading comes twice, and time.Date gives the first.
//
// The error is a [*DataError]: an instant outside the years 1900..2299, as one
// that was forgotten, would be answered by everybody's silence.
func (g *Group[T]) At(t time.Time) (*Matcher[T], error) {
	if g == nil || g.root == nil {
		return nil, &DataError{Record: "group", Why: "is not one of Schema.Compile"}
	}
	if err := checkInstant(t); err != nil {
		return nil, err
	}
	return g.at(t), nil
}

func (g *Group[T]) at(t time.Time) *Matcher[T] {
	return &Matcher[T]{root: g.root, at: newMoment(t, g.loc, g.windows)}
}

func checkInstant(t time.Time) error {
	if err := civil.CheckInstant(t); err != nil {
		return &DataError{Record: "deciding instant", Why: err.Error()}
	}
	return nil
}

// Matcher is a [Group] bound to an instant. It is immutable and safe for
// concurrent use. Use [Group.At]: nobody matches a zero Matcher.
type Matcher[T any] struct {
	root *node[T]
	at   *moment
}

// Match reports whether the customer is in the group. It does not allocate, and
// stops at the first clause that decides: a clause on a number, a flag, an equal
// text or an instant takes some ten nanoseconds, one on a decimal twice as long, one
// on an age or an anniversary several times, and a share a SHA-256. That allocates
// for names and identities of more than 200 bytes together, and decimals of more
// than 18 digits, more than 12 decimals or a positive exponent may.
func (m *Matcher[T]) Match(c T) bool {
	return m != nil && m.root != nil && m.root.holds(c, m.at)
}

// holds reports whether the rule holds for a customer.
func (n *node[T]) holds(c T, at *moment) bool {
	switch n.kind {
	case allNode:
		for _, kid := range n.kids {
			if !kid.holds(c, at) {
				return false
			}
		}
		return true
	case anyNode:
		for _, kid := range n.kids {
			if kid.holds(c, at) {
				return true
			}
		}
		return false
	case notNode:
		return !n.kids[0].holds(c, at)
	}
	return n.test(c, at)
}

// moment is a deciding instant, and what clauses need of it.
type moment struct {
	instant time.Time // in the location of the group
	today   civil.Date
	windows []period
}

// period is a look-back window at an instant: the dates it holds, and the
// instants up to that instant.
type period struct {
	dates    numbers
	instants span
}

func newMoment(t time.Time, loc *time.Location, windows []civil.Window) *moment {
	m := &moment{instant: t.In(loc), today: civil.DateOf(t, loc), windows: make([]period, len(windows))}
	now := instantSpan(t)
	for i, w := range windows {
		from, to := w.Bounds(m.today)
		in := span{pointOf(from.Start(loc)), pointOf(to.AddDays(1).Start(loc))}
		if w.Lifetime() {
			in.from = spanOf(AtMost, []span{now}).from
		}
		if now.until.before(in.until) {
			in.until = now.until
		}
		m.windows[i] = period{numbers{int64(from), int64(to)}, in}
	}
	return m
}

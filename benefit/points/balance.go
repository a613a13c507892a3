package points

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

// Balance is how many points a customer has at an instant, and until when.
// Instants are in the engine's location.
type Balance struct {
	// At is the instant that was asked about.
	At time.Time `json:"at"`
	// Sums is of all points ever earned.
	Sums
	// Debt is what the customer owes; then nothing is available.
	Debt int64 `json:"debt,omitzero"`
	// Lots lists what holds points: the available ones in the order of
	// spending, then the pending ones in that of release.
	Lots []Lot `json:"lots"`
	// Expires is the next instant at which points expire that are available now,
	// zero if none do, and Expiring how many of them: pending points that become
	// available and expire before are not foreseen.
	Expires  time.Time `json:"expires,omitzero"`
	Expiring int64     `json:"expiring,omitzero"` // Expiring is described beside Expires
	// Next is the first instant at which anything changes by itself, zero if
	// nothing does before the year 2300.
	Next time.Time `json:"next,omitzero"`
}

// Lot is the points of one earn.
type Lot struct {
	ID     string    `json:"id"`           // ID is that of the earn
	For    string    `json:"for,omitzero"` // For is the action, for an award
	At     time.Time `json:"at"`           // At is when it was earned
	Sums             // Sums is what became of it
	Opens  time.Time `json:"opens,omitzero"`  // Opens is when pending points become available by themselves
	Awaits string    `json:"awaits,omitzero"` // Awaits is the action that pending points wait for
	From   time.Time `json:"from,omitzero"`   // From is since when they are available; zero while pending
	Until  time.Time `json:"until,omitzero"`  // Until is when they expire, or an entry ended them; zero for never, and while pending
}

// Balance returns the balance of an account at an instant, which is not earlier
// than its last entry: that would take [Engine.Statement], and the answer is
// [ErrReplay]. What time changes until then is in it.
func (e *Engine) Balance(a Account, at time.Time) (Balance, error) {
	b, err := e.openAt(&a, at)
	if err != nil {
		return Balance{}, err
	}
	return b.balance(), nil
}

// openAt returns the book of an account at an instant.
func (e *Engine) openAt(a *Account, at time.Time) (*book, error) {
	if err := e.usable(); err != nil {
		return nil, err
	}
	if err := civil.CheckInstant(at); err != nil {
		return nil, dataError("the question", "at", "%v", err)
	}
	if err := e.owns(a); err != nil {
		return nil, err
	}
	if at.Before(a.doc.Last.At) {
		return nil, replay("%s is before the last entry, %s of %s: ask for a statement of the whole ledger", text(at, e.loc), a.doc.Last.name(), text(a.doc.Last.At, e.loc))
	}
	b := e.open(a, 0)
	b.advance(at.Round(0))
	return b, nil
}

// balance reports the book as it is.
func (b *book) balance() Balance {
	r := Balance{At: in(b.now, b.loc), Sums: b.total, Debt: b.debt, Lots: []Lot{}}
	if at, _ := b.due(); !at.IsZero() && civil.Accepted(at) {
		r.Next = in(at, b.loc)
	}
	for _, l := range sortedLots(b.burn) {
		if l.Until.Equal(b.burn.first().Until) && !l.Until.IsZero() {
			r.Expires = in(l.Until, b.loc)
			r.Expiring += l.Sums.Available
		}
		r.Lots = append(r.Lots, b.report(l))
	}
	for _, l := range sortedLots(b.waiting) {
		r.Lots = append(r.Lots, b.report(l))
	}
	return r
}

func sortedLots(q queue) []*lot { return slices.SortedFunc(slices.Values(q.lots), q.order) }

func (b *book) report(l *lot) Lot {
	r := Lot{
		ID: l.Entry.ID, For: l.Entry.For, At: in(l.Entry.At, b.loc), Sums: l.Sums,
		From: in(l.From, b.loc), Until: in(l.Until, b.loc),
	}
	if l.Entry.At.Before(b.reset) && (l.Until.IsZero() || l.Until.After(b.reset)) {
		r.Until = in(b.reset, b.loc) // also where nothing was left to end
	}
	if l.Sums.Pending > 0 {
		r.Opens, r.Awaits = in(l.Entry.Release, b.loc), l.Entry.Awaits
	}
	return r
}

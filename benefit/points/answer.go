package points

import (
	"errors"
	"time"
)

// Answer is yes, with the entry to append and what it will do, or no, with every
// reason.
type Answer struct {
	OK      bool     `json:"ok"`      // OK is the answer
	Reasons []Reason `json:"reasons"` // Reasons says why not, in the order of the codes; none for yes
	// Entry is what to append for yes. It is a no-op where it has been appended
	// already.
	Entry Entry `json:"entry,omitzero"`
	// Effect is the line that the entry will be in a statement, for yes.
	Effect *Line `json:"effect,omitempty"`
	// Guard is what has to hold when it is appended, in the same transaction.
	Guard Guard `json:"guard,omitzero"`
	// Reward is what is got, for the yes of an exchange: its cash is to be
	// paid.
	Reward *Reward `json:"reward,omitempty"`
	// Uncapped is the points of an award before the caps of the day.
	Uncapped int64 `json:"uncapped,omitzero"`
}

// Guard is what the caller has to hold against a race.
type Guard struct {
	// Entries is how many entries the ledger has to hold: when it holds more,
	// fold them and ask again. Kind and ID of the new entry are unique there.
	Entries int64 `json:"entries"`
	// Stock is the stock of the reward: fewer than that have to be taken. nil is
	// no limit.
	Stock *int64 `json:"stock,omitempty"`
}

// Reason says why not.
type Reason struct {
	Code Code      `json:"code"`          // Code is stable, for programs
	Need int64     `json:"need,omitzero"` // Need is what was asked for, or the limit
	Have int64     `json:"have,omitzero"` // Have is what there is; a debt is negative
	At   time.Time `json:"at,omitzero"`   // At is when it was done, for Already
}

// Code says why not.
type Code string

// The codes of reasons, in the order in which they are listed.
const (
	Already   Code = "already"    // it is done: Have points, at At
	OtherTier Code = "tier"       // it is for other tiers
	SoldOut   Code = "sold_out"   // Have are taken of a stock of Need
	DayCap    Code = "day_cap"    // the action, or all of them, have earned Have that day, of at most Need
	NotEnough Code = "not_enough" // it takes Need points, and there are Have
	Stale     Code = "stale"      // of a reversal: its earn has Have points left, not Need; see [Entry.Left]
)

// Check answers whether an entry can be appended to the ledger of an account,
// and what it would do. Asking for a spend of 300 is
//
//	engine.Check(account, points.Entry{ID: "O2", Kind: points.Spend, At: now, Points: 300})
//
// More points than there are is a no with [NotEnough], a reversal made where its
// earn had another number of points left a no with [Stale], an entry of the same
// kind and ID a no with [Already]. The errors are those of [Engine.Fold].
func (e *Engine) Check(a Account, en Entry) (Answer, error) {
	if err := e.usable(); err != nil {
		return Answer{}, err
	}
	if err := e.owns(&a); err != nil {
		return Answer{}, err
	}
	en = en.canonical()
	if err := en.check(e.loc); err != nil {
		return Answer{}, err
	}
	return e.answer(e.open(&a, 1), en)
}

// answer tries an entry on a book, which is of no use afterwards.
func (e *Engine) answer(b *book, en Entry) (Answer, error) {
	if old, ok := b.known(&en); ok {
		return no(Reason{Code: Already, Have: old.Points, At: in(old.At, e.loc)}), nil
	}
	count := b.count
	b.records = true
	_, err := b.accept(&en)
	var r *refusal
	if errors.As(err, &r) {
		return no(r.reason), nil
	}
	if err != nil {
		return Answer{}, err
	}
	effect := b.lines[len(b.lines)-1]
	effect.Entry = effect.Entry.in(e.loc)
	return Answer{OK: true, Reasons: []Reason{}, Entry: en, Effect: &effect, Guard: Guard{Entries: count}}, nil
}

func no(reasons ...Reason) Answer { return Answer{Reasons: reasons} }

// unless returns the answer with reasons against it that come before its own.
func (r Answer) unless(reasons []Reason) Answer {
	if len(reasons) == 0 {
		return r
	}
	return no(append(reasons, r.Reasons...)...)
}

package points

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Award is an action that a customer has done.
type Award struct {
	Action string    // Action is its ID
	Source string    // Source is what it was done to or for: a question, a friend, a date; none for an action that counts once
	At     time.Time // At is when
}

// Award answers what an action earns: the whole, what the caps of the day leave
// of it, or nothing, with [Already] or [DayCap]. One that counts once is not cut:
// it waits for a day that has room for the whole. The entry's ID is made of the
// action and the source, as in "award:answer:Q17", so that asking twice pays
// once.
//
// The error is a [*benefit.DataError], or [ErrReplay] where a new entry would
// come before the account's last one.
func (e *Engine) Award(a Account, w Award) (Answer, error) {
	if err := e.usable(); err != nil {
		return Answer{}, err
	}
	action, err := e.action(&w)
	if err != nil {
		return Answer{}, err
	}
	if err := e.owns(&a); err != nil {
		return Answer{}, err
	}
	en := Entry{ID: w.id(), Kind: Earn, At: w.At, Points: action.Points, For: action.ID, Expiry: cmp.Or(action.Expiry, e.policy.Expiry)}.canonical()
	if err := en.check(e.loc); err != nil {
		return Answer{}, err
	}
	b := e.open(&a, 1)
	if done, ok := b.once[action.ID]; ok && action.Once {
		return no(Reason{Code: Already, Have: done.Points, At: in(done.At, e.loc)}), nil
	}
	reasons := e.dayCaps(b, &en, action)
	answer, err := e.answer(b, en)
	if err != nil {
		return Answer{}, err
	}
	if !answer.OK {
		return answer, nil
	}
	answer.Uncapped = action.Points
	return answer.unless(reasons), nil
}

// action returns the action of an award.
func (e *Engine) action(w *Award) (*Action, error) {
	i := slices.IndexFunc(e.policy.Actions, func(a Action) bool { return a.ID == w.Action })
	what := record("award", w.Action)
	if i < 0 {
		return nil, dataError(what, "action", "is not one of the policy")
	}
	action := &e.policy.Actions[i]
	if action.Once {
		if w.Source != "" {
			return nil, dataError(what, "source", "%q, of an action that counts once: leave it out", clip(w.Source))
		}
		return action, nil
	}
	if err := fault.Key(w.Source); err != nil {
		return nil, dataError(what, "source", "%v", err)
	}
	return action, nil
}

// id returns the ID of the entry.
func (w *Award) id() string {
	if w.Source == "" {
		return onceID(w.Action)
	}
	return onceID(w.Action) + ":" + w.Source
}

// onceID is the ID of the one award of an action that counts once.
func onceID(action string) string { return "award:" + action }

// award is what an account remembers of an action.
type award struct {
	Action string    `json:"action"`
	At     time.Time `json:"at,omitzero"`
	Points int64     `json:"points"`
}

// tally counts an earn for an action.
func (b *book) tally(en *Entry) {
	if day := civil.DateOf(en.At, b.loc); day != b.day {
		clear(b.today)
		b.day = day
	}
	b.today[en.For] += en.Points
	if en.ID == onceID(en.For) {
		b.once[en.For] = award{en.For, en.At, en.Points}
	}
}

// closeAwards returns the awards that count once, and those of the last entry's
// date: a later award can meet no others.
func (b *book) closeAwards() (once, today []award) {
	for _, action := range slices.Sorted(maps.Keys(b.once)) {
		once = append(once, b.once[action])
	}
	if civil.DateOf(b.last.At, b.loc) != b.day {
		return once, nil
	}
	for _, action := range slices.Sorted(maps.Keys(b.today)) {
		today = append(today, award{Action: action, Points: b.today[action]})
	}
	return once, today
}

// dayCaps cuts an award to what the caps of its day leave, and returns why that
// is nothing, or not the whole of one that is not cut.
func (e *Engine) dayCaps(b *book, en *Entry, action *Action) (reasons []Reason) {
	var own, all int64
	if civil.DateOf(en.At, e.loc) == b.day {
		own = b.today[action.ID]
		for i := range e.policy.Actions {
			all += b.today[e.policy.Actions[i].ID]
		}
	}
	for _, c := range []struct {
		most *int64
		used int64
	}{{action.DayCap, own}, {e.policy.DayCap, all}} {
		if c.most == nil {
			continue
		}
		left := max(*c.most-c.used, 0)
		if left == 0 || action.Once && left < action.Points {
			reasons = append(reasons, Reason{Code: DayCap, Need: *c.most, Have: c.used})
		}
		en.Points = min(en.Points, left)
	}
	return reasons
}

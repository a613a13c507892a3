package points

import (
	"cmp"
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
// of it, or nothing, with [Already] or [DayCap]. The entry's ID is made of the
// action and the source, as in "award:answer:Q17", so that asking twice pays
// once.
//
// The error is a [*benefit.DataError], or [ErrReplay] where the entry would come
// before the account's last one.
func (e *Engine) Award(a Account, w Award) (Answer, error) {
	if err := e.usable(); err != nil {
		return Answer{}, err
	}
	action, err := e.action(&w)
	if err != nil {
		return Answer{}, err
	}
	b, err := e.openAt(&a, w.At)
	if err != nil {
		return Answer{}, err
	}
	en := Entry{ID: w.id(), Kind: Earn, At: w.At, Points: action.Points, For: action.ID, Expiry: cmp.Or(action.Expiry, e.policy.Expiry)}.canonical()
	if err := en.check(); err != nil {
		return Answer{}, err
	}
	if done := b.awarded(action.ID); action.Once && done.Times > 0 {
		return no(Reason{Code: Already, Have: done.Points, At: in(done.At, e.loc)}), nil
	}
	reasons := b.dayCaps(&en, action.DayCap, e.policy.DayCap)
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
		return "award:" + w.Action
	}
	return "award:" + w.Action + ":" + w.Source
}

// award is what an account remembers of an action, for ever.
type award struct {
	Action string    `json:"action"`
	Times  int64     `json:"times"`
	At     time.Time `json:"at"`     // the last
	Points int64     `json:"points"` // of all on the date of the last
}

// tally counts an earn for an action.
func (b *book) tally(en *Entry) {
	i, ok := b.findAward(en.For)
	if !ok {
		b.awards = slices.Insert(b.awards, i, award{Action: en.For})
	}
	w := &b.awards[i]
	if w.Times == 0 || civil.DateOf(w.At, b.loc) != civil.DateOf(en.At, b.loc) {
		w.Points = 0
	}
	w.Times++
	w.At = en.At
	w.Points += en.Points
}

func (b *book) findAward(action string) (int, bool) {
	return slices.BinarySearchFunc(b.awards, action, func(w award, id string) int { return cmp.Compare(w.Action, id) })
}

// awarded returns what is remembered of an action.
func (b *book) awarded(action string) award {
	if i, ok := b.findAward(action); ok {
		return b.awards[i]
	}
	return award{}
}

// dayCaps cuts an award to what the caps of its day leave, 0 for no cap, and
// returns why that is nothing.
func (b *book) dayCaps(en *Entry, own, all int64) (reasons []Reason) {
	day := civil.DateOf(en.At, b.loc)
	var ownPoints, allPoints int64
	for _, w := range b.awards {
		if civil.DateOf(w.At, b.loc) != day {
			continue
		}
		allPoints += w.Points
		if w.Action == en.For {
			ownPoints += w.Points
		}
	}
	for _, c := range []struct{ most, used int64 }{{own, ownPoints}, {all, allPoints}} {
		if c.most == 0 {
			continue
		}
		if c.used >= c.most {
			reasons = append(reasons, Reason{Code: DayCap, Need: c.most, Have: c.used})
		}
		en.Points = min(en.Points, max(c.most-c.used, 0))
	}
	return reasons
}

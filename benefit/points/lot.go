package points

import (
	"cmp"
	"time"
)

// Sums is points by what became of them, where
//
//	Earned = Pending + Available + Spent + Expired + Reversed
//
// In a [Change] it is how each of them grew or shrank.
type Sums struct {
	Earned    int64 `json:"earned"`    // Earned is all of them
	Pending   int64 `json:"pending"`   // Pending is those not yet available
	Available int64 `json:"available"` // Available is those that can be spent
	Spent     int64 `json:"spent"`     // Spent is those used, without what came back
	Expired   int64 `json:"expired"`   // Expired is those not used in time
	Reversed  int64 `json:"reversed"`  // Reversed is those taken back, or taken for a debt
}

func (s *Sums) add(o Sums) {
	s.Earned += o.Earned
	s.Pending += o.Pending
	s.Available += o.Available
	s.Spent += o.Spent
	s.Expired += o.Expired
	s.Reversed += o.Reversed
}

// lot is the points of one earn while entries are folded.
type lot struct {
	lotDoc
	place int // in its queue, counted from 1; 0 is in none
}

// lotDoc is what an account remembers of a lot.
type lotDoc struct {
	Entry    Entry     `json:"entry"`             // of kind Earn
	Sums     Sums      `json:"sums"`              // what became of it
	Returned int64     `json:"returned,omitzero"` // by reversals that name it
	Excused  int64     `json:"excused,omitzero"`  // of Returned: had expired, and was not asked for again
	Owed     int64     `json:"owed,omitzero"`     // of Returned: became a debt, and no points that came back to the lot paid it
	From     time.Time `json:"from,omitzero"`     // when it became available
	Until    time.Time `json:"until,omitzero"`    // when it expires; zero for never, and while pending
	Touched  time.Time `json:"touched"`           // when anything last happened to it
}

// burnOrder is the order in which lots are spent: soonest to expire, oldest,
// lowest ID.
func burnOrder(a, b *lot) int {
	return cmp.Or(compareEnds(a.Until, b.Until), a.Entry.At.Compare(b.Entry.At), cmp.Compare(a.Entry.ID, b.Entry.ID))
}

// releaseOrder is the order in which lots become available by themselves.
func releaseOrder(a, b *lot) int {
	return cmp.Or(compareEnds(a.Entry.Release, b.Entry.Release), a.Entry.At.Compare(b.Entry.At), cmp.Compare(a.Entry.ID, b.Entry.ID))
}

// compareEnds compares instants of which the zero Time, never, is the last.
func compareEnds(a, b time.Time) int {
	switch {
	case a.IsZero() || b.IsZero():
		if a.IsZero() && b.IsZero() {
			return 0
		}
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// queue is a binary heap of lots from which any can be removed. While a lot is
// in a queue, what its order reads does not change.
type queue struct {
	lots  []*lot
	order func(a, b *lot) int
}

// first returns the first lot, or nil.
func (q *queue) first() *lot {
	if len(q.lots) == 0 {
		return nil
	}
	return q.lots[0]
}

func (q *queue) push(l *lot) {
	q.lots = append(q.lots, l)
	l.place = len(q.lots)
	q.up(l.place - 1)
}

// remove takes out a lot that is in the queue.
func (q *queue) remove(l *lot) {
	i, last := l.place-1, len(q.lots)-1
	q.swap(i, last)
	q.lots = q.lots[:last]
	l.place = 0
	if i < last {
		q.up(i)
		q.down(i)
	}
}

func (q *queue) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if q.order(q.lots[i], q.lots[parent]) >= 0 {
			return
		}
		q.swap(i, parent)
		i = parent
	}
}

func (q *queue) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(q.lots) {
			return
		}
		if right := child + 1; right < len(q.lots) && q.order(q.lots[right], q.lots[child]) < 0 {
			child = right
		}
		if q.order(q.lots[i], q.lots[child]) <= 0 {
			return
		}
		q.swap(i, child)
		i = child
	}
}

func (q *queue) swap(i, j int) {
	q.lots[i], q.lots[j] = q.lots[j], q.lots[i]
	q.lots[i].place, q.lots[j].place = i+1, j+1
}

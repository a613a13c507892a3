package points

import (
	"slices"
	"time"
)

// waiver is points that a reversal within the balance did not find.
type waiver struct {
	At     time.Time `json:"at"` // of the reversal
	Points int64     `json:"points"`
}

// restore undoes the last points of a spend.
func (b *book) restore(en *Entry) error {
	s := b.spendByID[en.Of]
	if s == nil {
		return b.unknown(en, Spend)
	}
	if en.Points > s.left {
		return en.refuse(NotEnough, s.left)
	}
	for left := en.Points; left > 0; {
		if err := b.move(en); err != nil {
			return err
		}
		p := &s.parts[len(s.parts)-1]
		n := min(left, p.points)
		p.points -= n
		left -= n
		if err := b.giveBack(en, p.lot, n); err != nil {
			return err
		}
		if p.points == 0 {
			s.parts = s.parts[:len(s.parts)-1]
		}
	}
	s.left -= en.Points
	return nil
}

// giveBack returns spent points to their lot, as if they had not been spent:
// they pay a debt, then they are taken by reversals that came after the spend
// and did not find enough, and what is left is available. In a lot that has
// ended they expire, but for a debt of its own.
func (b *book) giveBack(en *Entry, l *lot, n int64) error {
	b.change(l, Sums{Spent: -n})
	if b.ended(l) {
		n -= b.payDebt(l, min(n, l.Owed))
		b.change(l, Sums{Expired: n})
		return nil
	}
	n -= b.payDebt(l, n)
	taken, err := b.collect(en, n)
	if err != nil {
		return err
	}
	b.change(l, Sums{Reversed: taken})
	b.credit(l, n-taken)
	return nil
}

// payDebt pays a debt with at most n points of a lot, and returns how many.
func (b *book) payDebt(l *lot, n int64) int64 {
	n = min(n, b.debt)
	b.debt -= n
	l.Owed -= min(n, l.Owed)
	b.change(l, Sums{Reversed: n})
	return n
}

// collect takes back, of n points that a restore returns, what reversals after
// the spend have waived: the earliest first.
func (b *book) collect(en *Entry, n int64) (taken int64, err error) {
	if len(b.waivers) == 0 {
		return 0, nil
	}
	since := b.spendByID[en.Of].entry.At // at one instant, spends come last
	i, _ := slices.BinarySearchFunc(b.waivers, since, func(w waiver, at time.Time) int {
		if w.At.After(at) {
			return 1
		}
		return -1
	})
	for ; i < len(b.waivers) && taken < n; i++ {
		if err := b.move(en); err != nil {
			return 0, err
		}
		w := &b.waivers[i]
		k := min(n-taken, w.Points)
		w.Points -= k
		taken += k
	}
	b.forgive(-taken)
	return taken, nil
}

// waive notes points that a reversal does not find.
func (b *book) waive(n int64) {
	b.forgive(n)
	if n == 0 {
		return
	}
	if last := len(b.waivers) - 1; last >= 0 && b.waivers[last].At.Equal(b.now) {
		b.waivers[last].Points += n
		return
	}
	b.waivers = append(b.waivers, waiver{in(b.now, time.UTC), n})
}

// reverse takes back points of an earn, as far as its clawback goes.
func (b *book) reverse(en *Entry) error {
	l, err := b.lotOf(en)
	if err != nil {
		return err
	}
	left := l.Sums.Earned - l.Returned
	switch {
	case en.Left > 0 && en.Left != left:
		return en.refuse(Stale, left)
	case en.Points > left:
		return en.refuse(NotEnough, left)
	}
	l.Returned += en.Points
	owed := en.Points - b.takePending(l, en.Points)
	if en.Clawback == PendingOnly {
		b.forgive(owed)
		return nil
	}
	owed -= b.take(l, owed, Sums{Reversed: 1})
	gone := min(owed, l.Sums.Expired-l.Excused)
	l.Excused += gone
	b.forgive(gone)
	owed -= gone
	for owed > 0 && b.burn.first() != nil {
		owed -= b.take(b.burn.first(), owed, Sums{Reversed: 1})
	}
	if en.Clawback == IntoDebt {
		b.debt += owed
		l.Owed += owed
	} else {
		b.waive(owed)
	}
	return nil
}

// takePending takes back at most n pending points of a lot, and returns how many.
func (b *book) takePending(l *lot, n int64) int64 {
	n = min(n, l.Sums.Pending)
	b.change(l, Sums{Pending: -n, Reversed: n})
	if n > 0 && l.Sums.Pending == 0 {
		b.waiting.remove(l)
	}
	return n
}

// move counts a part of a spend that an entry makes or undoes, or a waiver that
// it looks at, so that no ledger costs more than in proportion to its length and
// a constant.
func (b *book) move(en *Entry) error {
	b.moved++
	if b.moved > maxMoved {
		return en.fault("points", "take part in moving points of lots for more than %d times in one fold: fold the ledger in parts", maxMoved)
	}
	return nil
}

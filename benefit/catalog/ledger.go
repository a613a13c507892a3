package catalog

import (
	"iter"
	"time"

	"example.com/membership/internal/civil"
)

// ledger is the uses of a member by benefit, each key once. What was given back,
// or is later than asked about, is among the keys only.
type ledger struct {
	uses  []Use
	byKey map[string]int32 // of uses
	head  []int32          // by entry, 1 + the place of its last use; 0 for none
	next  []int32          // by use, likewise, the one before of the same entry
}

// read checks the uses and files those up to an instant, in time linear in their
// number.
func (l *ledger) read(e *Engine, uses []Use, last time.Time) error {
	if len(uses) == 0 {
		return nil
	}
	l.uses = uses
	l.byKey = make(map[string]int32, len(uses))
	l.head, l.next = make([]int32, len(e.entries)), make([]int32, len(uses))
	for i := range uses {
		u := &uses[i]
		if err := u.check(e.loc); err != nil {
			return err
		}
		if j, ok := l.byKey[u.Key]; ok {
			if !u.same(&uses[j]) {
				return dataFault(named("use", u.Key), "", "comes twice with different content; give each use its own key")
			}
			continue
		}
		l.byKey[u.Key] = int32(i)
		if entry, ok := e.byID[u.Benefit]; ok && !u.Returned && !u.At.After(last) {
			l.next[i], l.head[entry] = l.head[entry], int32(i)+1
		}
	}
	return nil
}

// of yields the uses of an entry that count.
func (l *ledger) of(entry int) iter.Seq[*Use] {
	return func(yield func(*Use) bool) {
		if l.head == nil {
			return
		}
		for i := l.head[entry]; i > 0 && yield(&l.uses[i-1]); i = l.next[i-1] {
		}
	}
}

// recorded returns the use with a key, nil without one.
func (l *ledger) recorded(key string) *Use {
	i, ok := l.byKey[key]
	if !ok {
		return nil
	}
	u := l.uses[i]
	return &u
}

// inside reports whether an instant is in [from, until), where zero is no bound.
func inside(t, from, until time.Time) bool {
	return !t.Before(from) && (until.IsZero() || t.Before(until))
}

// bounds returns the period that contains a date, zero times for the lifetime.
func (p Period) bounds(on civil.Date, loc *time.Location) (from, until time.Time) {
	months := p.months()
	if months == 0 {
		return from, until
	}
	first := on.PeriodStart(months)
	return first.Start(loc), first.AddMonths(months).Start(loc)
}

func (p Period) months() int {
	switch p {
	case Month:
		return 1
	case Quarter:
		return 3
	case Year:
		return 12
	}
	return 0
}

package points

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Engine writes and folds entries by one policy in one location. It is
// immutable: all its methods may be called from many goroutines. Use [New]: the
// methods of a zero Engine answer errors.
type Engine struct {
	policy Policy
	loc    *time.Location
	// Parsed terms of the policy.
	pending, memory span
}

// New checks a policy for a shop whose days begin in loc. The error is a
// [*benefit.InvalidError] with every fault: those of the policy, and that loc
// cannot be the shop's: nil, [time.Local], which is another zone on every
// machine, one a day or more off UTC, or one without a name. Accounts know it
// by its name: that two locations of one name are the same is for the shop to
// see to.
func New(p Policy, loc *time.Location) (*Engine, error) {
	var faults fault.List
	if err := civil.CheckLocation(loc); err != nil {
		faults.Add("", "missing", "%v", err)
	} else if err := fault.Name(loc.String()); err != nil {
		faults.Add("", "missing", "the name of the location %v: accounts are stored with it; take one of time.LoadLocation, or name it in time.FixedZone", err)
	}
	p.validate(&faults)
	if err := faults.Err(policyName); err != nil {
		return nil, invalid(err)
	}
	e := &Engine{policy: p.clone(), loc: loc}
	e.pending, _ = p.Pending.span() // "" is no term
	memory := p.Memory
	if memory == "" {
		memory = usualMemory
	}
	e.memory, _ = memory.span()
	return e, nil
}

// Fold returns the account after further entries, given in any order. Of the
// zero Account they are the whole ledger, and folding them at once or in parts
// comes to the same. Entries that the account remembers change nothing. What is
// written at one instant, such as the earn and the spend of an order, is folded
// in one call: in two, the first may come after the second.
//
// The error is a [*benefit.DataError] that names the entry: it is not one, it
// contradicts another of the same kind and ID, or it cannot be, such as a spend
// of more than there is; or [ErrReplay] for one that comes before the account's
// last entry, or names one that is forgotten. An account that grows beyond what
// can be read back is a DataError too. On an error the account returned is a.
func (e *Engine) Fold(a Account, entries ...Entry) (Account, error) {
	if err := e.usable(); err != nil {
		return a, err
	}
	if err := e.owns(&a); err != nil {
		return a, err
	}
	sorted, err := tidy(entries, e.loc)
	if err != nil {
		return a, err
	}
	if len(sorted) == 0 {
		return a, nil
	}
	b := e.open(&a, countEarns(sorted))
	for i := range sorted {
		if _, err := b.accept(&sorted[i]); err != nil {
			return a, plain(err)
		}
	}
	if b.count == a.doc.Entries {
		return a, nil
	}
	next := e.close(b)
	if n := next.doc.size(); n > fault.MaxBytes {
		return a, dataError(record("the account after "+string(b.last.Kind), b.last.ID), "", "may have %d bytes as JSON, of which %d can be read back: give the policy a shorter memory, or begin another ledger", n, fault.MaxBytes)
	}
	return next, nil
}

// accept takes an entry unless it is known, and reports whether it is new.
func (b *book) accept(en *Entry) (bool, error) {
	if old, ok := b.known(en); ok {
		if old.Equal(*en) {
			return false, nil
		}
		return false, en.twice(&old, b.loc)
	}
	if b.count > 0 && compareOrder(en, &b.last) < 0 {
		return false, b.late(en)
	}
	return true, b.follow(en)
}

// late is the answer to an entry that comes before the last one.
func (b *book) late(en *Entry) error {
	if en.At.Equal(b.last.At) {
		return replay("%s comes before %s of the same instant, %s, by the order expire, release, earn, restore, reverse, spend, then ID: fold both in one call, date it later, or fold the whole ledger with it",
			en.name(), b.last.name(), text(en.At, b.loc))
	}
	return replay("%s of %s is older than the last entry, %s of %s: date it later, or fold the whole ledger with it",
		en.name(), text(en.At, b.loc), b.last.name(), text(b.last.At, b.loc))
}

// tidy returns checked entries in their order; the same entry twice is once.
// Whichever order they are given in, the first fault in their order is found.
func tidy(entries []Entry, loc *time.Location) ([]Entry, error) {
	sorted := make([]Entry, len(entries))
	for i := range entries {
		sorted[i] = entries[i].canonical()
	}
	compare := func(a, b Entry) int { return compareEntries(&a, &b) }
	if !slices.IsSortedFunc(sorted, compare) {
		slices.SortFunc(sorted, compare)
	}
	for i := range sorted {
		if err := sorted[i].check(loc); err != nil {
			return nil, err
		}
	}
	return slices.CompactFunc(sorted, Entry.Equal), nil
}

func countEarns(entries []Entry) (n int) {
	for i := range entries {
		if entries[i].Kind == Earn {
			n++
		}
	}
	return n
}

// usable returns why nothing can be asked of the engine, or nil.
func (e *Engine) usable() error {
	if e == nil || e.loc == nil {
		return dataError("the engine", "", "is not one of New")
	}
	return nil
}

package points

import (
	"errors"
	"fmt"
	"time"
)

// Account is all that an engine has to remember of one customer's ledger. The
// zero value is that of an empty one. An Account is a value: no method changes
// it, and accounts derived from one another share nothing that changes.
//
// It is stored as JSON, and is meant for engines of the same location. A policy
// may change: an account holds no part of it. See the package comment for what
// it forgets.
type Account struct{ doc accountDoc }

// ErrReplay is the answer to whatever an [Account] cannot tell exactly: an entry
// older than its last one, an instant before it, an entry that names one it has
// forgotten, another location. Folding the whole ledger, from the zero Account,
// can.
var ErrReplay = errors.New("benefit/points: fold the whole ledger")

func replay(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrReplay, fmt.Sprintf(format, args...))
}

// accountDoc is an account, as JSON has it. Instants are in UTC, lists in the
// order of entries, awards by action.
type accountDoc struct {
	Version int        `json:"version"`
	Zone    string     `json:"zone,omitzero"`
	Entries int64      `json:"entries,omitzero"` // folded so far
	Last    Entry      `json:"last,omitzero"`
	Reset   time.Time  `json:"reset,omitzero"` // of the last expiry of all points
	Debt    int64      `json:"debt,omitzero"`
	Settled Sums       `json:"settled,omitzero"` // of forgotten lots
	Lots    []lotDoc   `json:"lots,omitempty"`
	Spends  []spendDoc `json:"spends,omitempty"`
	Others  []Entry    `json:"others,omitempty"` // neither earn nor spend
	Awards  []award    `json:"awards,omitempty"`
}

// spendDoc is what an account remembers of a spend.
type spendDoc struct {
	Entry Entry     `json:"entry"`
	Parts []partDoc `json:"parts,omitempty"` // not restored
}

type partDoc struct {
	Lot    string `json:"lot"`
	Points int64  `json:"points"`
}

// owns returns an error unless the account is empty or of the engine's location.
func (e *Engine) owns(a *Account) error {
	if a.doc.Entries > 0 && a.doc.Zone != e.loc.String() {
		return replay("the account is of another location (%s, this is %s)", clip(a.doc.Zone), e.loc)
	}
	return nil
}

// open returns the book of an account, with room for lots to come.
func (e *Engine) open(a *Account, room int) *book {
	doc := &a.doc
	b := &book{
		loc: e.loc, count: doc.Entries, last: doc.Last, now: doc.Last.At, reset: doc.Reset, debt: doc.Debt,
		total:     doc.Settled,
		lotByID:   make(map[string]*lot, len(doc.Lots)+room),
		spendByID: make(map[string]*spend, len(doc.Spends)),
		otherByID: make(map[otherID]Entry, len(doc.Others)),
		lots:      make([]*lot, 0, len(doc.Lots)+room),
		awards:    append([]award(nil), doc.Awards...),
		burn:      queue{order: burnOrder},
		waiting:   queue{order: releaseOrder},
		room:      make([]lot, len(doc.Lots)+room),
	}
	for _, d := range doc.Lots {
		l := b.newLot(d)
		b.total.add(d.Sums)
		switch {
		case d.Sums.Available > 0:
			b.burn.push(l)
		case d.Sums.Pending > 0:
			b.waiting.push(l)
		}
	}
	for _, d := range doc.Spends {
		s := &spend{entry: d.Entry, parts: make([]part, 0, len(d.Parts))}
		for _, p := range d.Parts {
			s.parts = append(s.parts, part{b.lotByID[p.Lot], p.Points})
			s.left += p.Points
		}
		b.spends = append(b.spends, s)
		b.spendByID[d.Entry.ID] = s
	}
	for _, en := range doc.Others {
		b.others = append(b.others, en)
		b.otherByID[otherID{en.Kind, en.ID}] = en
	}
	return b
}

// close returns the account of a book, without what is settled and older than
// the memory. What is forgotten does not depend on when it is: a lot outlives
// the spends that took from it, because each of them touched it.
func (e *Engine) close(b *book) Account {
	since, forgets := e.memory.since(b.last.At, e.loc)
	old := func(t time.Time) bool { return forgets && t.Before(since) }
	doc := accountDoc{
		Zone: e.loc.String(), Entries: b.count, Last: b.last,
		Reset: b.reset, Debt: b.debt, Settled: b.total, Awards: b.awards,
	}
	doc.Lots = make([]lotDoc, 0, len(b.lots))
	doc.Spends = make([]spendDoc, 0, len(b.spends))
	for _, l := range b.lots {
		if l.Sums.Pending+l.Sums.Available == 0 && old(l.Touched) {
			continue
		}
		d := l.lotDoc
		d.From, d.Until, d.Touched = in(d.From, time.UTC), in(d.Until, time.UTC), in(d.Touched, time.UTC)
		doc.Lots = append(doc.Lots, d)
		doc.Settled.add(d.Sums.negative())
	}
	for _, s := range b.spends {
		if old(s.entry.At) {
			continue
		}
		d := spendDoc{Entry: s.entry, Parts: make([]partDoc, 0, len(s.parts))}
		for _, p := range s.parts {
			d.Parts = append(d.Parts, partDoc{p.lot.Entry.ID, p.points})
		}
		doc.Spends = append(doc.Spends, d)
	}
	for _, en := range b.others {
		if !old(en.At) {
			doc.Others = append(doc.Others, en)
		}
	}
	return Account{doc}
}

func (s Sums) negative() Sums {
	return Sums{-s.Earned, -s.Pending, -s.Available, -s.Spent, -s.Expired, -s.Reversed}
}

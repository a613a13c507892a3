package points

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/membership/internal/civil"
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
// that comes before its last one, an instant before it, an entry that names one
// it has forgotten, another location. Folding the whole ledger from the zero Account,
// with the entry, can; or [Engine.Statement] of it, for an earlier instant. An
// entry that is only asked about can be dated later as well.
var ErrReplay = errors.New("benefit/points: the account cannot tell")

// Entries returns how many entries were folded into the account: the same one
// twice counts once, and forgotten ones count. It is what a shop stores beside
// the account to notice that somebody else has appended entries meanwhile: see
// "Storage" in the package comment.
func (a Account) Entries() int64 { return a.doc.Entries }

func replay(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrReplay, fmt.Sprintf(format, args...))
}

// accountDoc is an account, as JSON has it. Instants are in UTC, lists in the
// order of entries, waivers by instant, awards by action.
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
	Others  []Entry    `json:"others,omitempty"`  // neither earn nor spend
	Waivers []waiver   `json:"waivers,omitempty"` // that restores can still collect
	Once    []award    `json:"once,omitempty"`    // those of awards that count once, for ever
	Today   []award    `json:"today,omitempty"`   // those of all awards of the last entry's date, without instants
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
		return replay("the account is of another location (%s, this is %s): fold the whole ledger", clip(a.doc.Zone), e.loc)
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
		waivers:   slices.Clone(doc.Waivers),
		once:      make(map[string]award, len(doc.Once)),
		day:       civil.DateOf(doc.Last.At, e.loc),
		today:     make(map[string]int64, len(doc.Today)),
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
	for _, w := range doc.Once {
		b.once[w.Action] = w
	}
	for _, w := range doc.Today {
		b.today[w.Action] = w.Points
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
		Reset: b.reset, Debt: b.debt, Settled: b.total,
	}
	doc.Once, doc.Today = b.closeAwards()
	for _, w := range b.waivers {
		if w.Points > 0 && !old(w.At) {
			doc.Waivers = append(doc.Waivers, w)
		}
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

// size returns at least the length of the account's JSON.
func (d *accountDoc) size() int {
	const document, lot, entry, part, sum = 900, 360, 240, 40, 90 // without texts
	n := document + textSize(d.Zone) + d.Last.textSize()
	for i := range d.Lots {
		n += lot + entry + d.Lots[i].Entry.textSize()
	}
	for i := range d.Spends {
		n += part + entry + d.Spends[i].Entry.textSize()
		for _, p := range d.Spends[i].Parts {
			n += part + textSize(p.Lot)
		}
	}
	for i := range d.Others {
		n += entry + d.Others[i].textSize()
	}
	for _, list := range [][]award{d.Once, d.Today} {
		for _, w := range list {
			n += sum + textSize(w.Action)
		}
	}
	return n + len(d.Waivers)*sum
}

// textSize is of the texts that have no bound of their own.
func (en *Entry) textSize() int {
	return textSize(en.ID) + textSize(en.Of) + textSize(en.For) + textSize(en.Awaits)
}

// textSize returns at least the length of a text in JSON, where a byte may become
// an escape of six, and a separator of lines, of three bytes, too.
func textSize(s string) int {
	n := len(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&':
			n += 5
		case c == 0xe2:
			n += 3
		}
	}
	return n
}

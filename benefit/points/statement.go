package points

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

// Statement is a whole ledger up to an instant, every entry with its effect.
// Instants are in the engine's location.
type Statement struct {
	Balance Balance `json:"balance"` // Balance is what it comes to
	Lines   []Line  `json:"lines"`   // Lines lists what happened, in order
	Lots    []Lot   `json:"lots"`    // Lots lists all lots, in the order of their entries
}

// Line is one thing that happened to a customer's points.
type Line struct {
	// Entry is the entry. What time does by itself is an entry without an ID,
	// of kind [Expire] or [Release], with the points that it moved.
	Entry Entry `json:"entry"`
	// Changes lists what it changed, by lot, in the order in which it did.
	Changes []Change `json:"changes"`
	// Forgiven is how many points a reversal did not take: under its
	// clawback, or because they had expired already. Of a restore it is
	// negative: what is taken of its points after all.
	Forgiven int64 `json:"forgiven,omitzero"`

	Available int64 `json:"available"`     // Available is how many there are afterwards
	Pending   int64 `json:"pending"`       // Pending is likewise
	Debt      int64 `json:"debt,omitzero"` // Debt is likewise
}

// Change is what happened to one lot.
type Change struct {
	Lot  string `json:"lot"` // Lot is its ID
	Sums        // Sums is by how much each grew or shrank
}

// Statement returns what a whole ledger, in any order, comes to at an instant.
// Entries after the instant do not exist yet: they have to be well formed, and
// one of each kind and ID, but whether they can be is not asked. The errors are
// those of [Engine.Fold].
func (e *Engine) Statement(entries []Entry, at time.Time) (Statement, error) {
	if err := e.usable(); err != nil {
		return Statement{}, err
	}
	if err := civil.CheckInstant(at); err != nil {
		return Statement{}, dataError("the question", "at", "%v", err)
	}
	sorted, err := tidy(entries, e.loc)
	if err != nil {
		return Statement{}, err
	}
	b := e.open(&Account{}, countEarns(sorted))
	b.records = true
	n, _ := slices.BinarySearchFunc(sorted, at, func(en Entry, at time.Time) int {
		if en.At.After(at) {
			return 1
		}
		return -1
	})
	for i := range sorted[:n] {
		if _, err := b.accept(&sorted[i]); err != nil {
			return Statement{}, plain(err)
		}
	}
	if err := b.conflict(sorted[n:]); err != nil {
		return Statement{}, err
	}
	b.advance(at.Round(0))
	return b.statement(), nil
}

// conflict returns an error where one of the entries to come contradicts
// another, or one that is known.
func (b *book) conflict(entries []Entry) error {
	coming := map[otherID]*Entry{}
	for i := range entries {
		en := &entries[i]
		old, ok := b.known(en)
		if !ok && coming[otherID{en.Kind, en.ID}] != nil {
			old, ok = *coming[otherID{en.Kind, en.ID}], true
		}
		if ok {
			return en.twice(&old, b.loc)
		}
		coming[otherID{en.Kind, en.ID}] = en
	}
	return nil
}

func (b *book) statement() Statement {
	s := Statement{Balance: b.balance(), Lines: []Line{}, Lots: []Lot{}}
	for _, line := range b.lines {
		line.Entry = line.Entry.in(b.loc)
		s.Lines = append(s.Lines, line)
	}
	for _, l := range b.lots {
		s.Lots = append(s.Lots, b.report(l))
	}
	return s
}

// begin opens the line of an entry.
func (b *book) begin(en Entry) {
	if b.records {
		b.lines = append(b.lines, Line{Entry: en, Changes: []Change{}})
	}
}

// end closes it.
func (b *book) end() {
	if !b.records {
		return
	}
	line := &b.lines[len(b.lines)-1]
	line.Changes = slices.DeleteFunc(line.Changes, func(c Change) bool { return c.Sums == Sums{} })
	line.Available, line.Pending, line.Debt = b.total.Available, b.total.Pending, b.debt
	if line.Entry.ID == "" {
		for _, c := range line.Changes {
			line.Entry.Points += c.Expired - min(c.Pending, 0)
		}
	}
}

// change adds a change of a lot, which follows those of the same lot.
func (line *Line) change(id string, by Sums) {
	if n := len(line.Changes); n > 0 && line.Changes[n-1].Lot == id {
		line.Changes[n-1].Sums.add(by)
		return
	}
	line.Changes = append(line.Changes, Change{id, by})
}

// forgive notes points that a reversal does not take, or takes after all.
func (b *book) forgive(n int64) {
	if b.records {
		b.lines[len(b.lines)-1].Forgiven += n
	}
}

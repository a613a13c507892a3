package points_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"pgregory.net/rapid"
)

// drawUndone draws a story in which nothing expires, under one clawback.
func drawUndone(t *rapid.T) story {
	clawback := rapid.SampledFrom([]points.Clawback{points.PendingOnly, points.WithinBalance, points.WithinBalance, points.IntoDebt}).Draw(t, "clawback")
	return drawStory(t, genre{
		terms:     []points.Term{points.Never},
		clawbacks: []points.Clawback{clawback},
		kinds:     []points.Kind{points.Earn, points.Earn, points.Spend, points.Spend, points.Restore, points.Reverse, points.Reverse, points.Release},
	}, 12)
}

// number is what is available, less the debt.
func number(b points.Balance) int64 { return b.Available - b.Debt }

// A reversal and a restore that follow one another come to the same number in
// either order.
func checkUndoOrder(t *rapid.T) {
	s := drawUndone(t)
	engine := newEngine(t, plain(), s.loc)
	var earns, spends []string
	clawback := points.WithinBalance
	for _, en := range s.entries {
		switch en.Kind {
		case points.Earn:
			earns = append(earns, en.ID)
		case points.Spend:
			spends = append(spends, en.ID)
		case points.Reverse:
			clawback = en.Clawback
		}
	}
	if len(earns) == 0 || len(spends) == 0 {
		return
	}
	order := points.Entry{ID: "R1", Kind: points.Reverse, Of: rapid.SampledFrom(earns).Draw(t, "earn"), Points: rapid.Int64Range(1, 9).Draw(t, "reversed"), Clawback: clawback}
	paid := points.Entry{ID: "R2", Kind: points.Restore, Of: rapid.SampledFrom(spends).Draw(t, "spend"), Points: rapid.Int64Range(1, 9).Draw(t, "restored")}
	var got [2]points.Balance
	for i, pair := range [][2]points.Entry{{order, paid}, {paid, order}} {
		pair[0].At, pair[1].At = s.end().Add(1), s.end().Add(2)
		st, err := engine.Statement(append(slices.Clone(s.entries), pair[:]...), s.end().Add(2))
		if err != nil {
			return // more than is left
		}
		got[i] = st.Balance
	}
	if number(got[0]) != number(got[1]) || got[0].Pending != got[1].Pending {
		t.Fatalf("reversed first %+v\nrestored first %+v", got[0], got[1])
	}
}

func TestUndoOrder(t *testing.T) { rapid.Check(t, checkUndoOrder) }
func FuzzUndoOrder(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkUndoOrder)) }

// A restore leaves the number as if the spend had been so much smaller, whatever
// happened in between.
func checkRestoreAsIf(t *rapid.T) {
	s := drawUndone(t)
	engine := newEngine(t, plain(), s.loc)
	when := s.end().AddDate(0, 0, 30)
	for i, en := range s.entries {
		if en.Kind != points.Spend || en.Points < 2 {
			continue
		}
		n := rapid.Int64Range(1, en.Points-1).Draw(t, "restored")
		with, err := engine.Statement(append(slices.Clone(s.entries), points.Entry{ID: "R", Kind: points.Restore, At: s.end().Add(time.Hour), Of: en.ID, Points: n}), when)
		if err != nil {
			continue // it came back before
		}
		smaller := slices.Clone(s.entries)
		smaller[i].Points -= n
		want := statement(t, engine, smaller, when)
		if number(with.Balance) != number(want.Balance) {
			t.Fatalf("%d of %s restored: %+v\nwith a smaller spend %+v", n, en.ID, with.Balance, want.Balance)
		}
	}
}

func TestRestoreAsIf(t *testing.T) { rapid.Check(t, checkRestoreAsIf) }
func FuzzRestoreAsIf(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRestoreAsIf)) }

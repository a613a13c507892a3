package points_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The engine agrees with the definition at any instant, lot by lot, and with
// what it says cannot be.
func checkDefinition(t *rapid.T) {
	s := drawStory(t, anything(), 14)
	engine := newEngine(t, plain(), s.loc)
	when := s.start.Add(time.Duration(rapid.IntRange(0, 60*4).Draw(t, "at")) * 6 * time.Hour)
	got := statement(t, engine, s.entries, when)
	want := replaySlow(s.loc, s.entries, when)
	if diff := cmp.Diff(want.sums(""), got.Balance.Sums); diff != "" || got.Balance.Debt != want.debt {
		t.Fatalf("debt %d, want %d; -want +got\n%s", got.Balance.Debt, want.debt, diff)
	}
	if len(got.Lots) != len(want.earns) {
		t.Fatalf("%d lots, want %d", len(got.Lots), len(want.earns))
	}
	for _, l := range got.Lots {
		if diff := cmp.Diff(want.sums(l.ID), l.Sums); diff != "" {
			t.Fatalf("lot %s -want +got\n%s", l.ID, diff)
		}
		if !l.From.Equal(want.from[l.ID]) || !l.Until.Equal(want.until[l.ID]) {
			t.Fatalf("lot %s from %s until %s, want %s, %s", l.ID, l.From, l.Until, want.from[l.ID], want.until[l.ID])
		}
	}
	for i, en := range s.refused {
		account := fold(t, engine, points.Account{}, s.entries[:s.indexes[i]]...)
		answer, err := engine.Check(account, en)
		if answer.OK || err == nil && answer.Reasons[0].Code != points.NotEnough {
			t.Fatalf("%+v can be: %+v, %v", en, answer, err)
		}
		if _, err := engine.Fold(account, en); err == nil {
			t.Fatalf("%+v is folded", en)
		}
	}
}

func TestDefinition(t *testing.T) { rapid.Check(t, checkDefinition) }
func FuzzDefinition(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDefinition)) }

// Any order, repetitions included, gives the same bytes, and so does continuing
// from checkpoints that went through JSON. Entries taken before change nothing.
func checkCheckpoints(t *rapid.T) {
	s := drawStory(t, anything(), 14)
	engine := newEngine(t, plain(), s.loc)
	want := toJSON(t, fold(t, engine, points.Account{}, s.entries...))
	mixed := rapid.Permutation(append(slices.Clone(s.entries), s.entries...)).Draw(t, "order")
	before := slices.Clone(mixed)
	if got := toJSON(t, fold(t, engine, points.Account{}, mixed...)); !bytes.Equal(got, want) {
		t.Fatalf("permuted\n%s\nwant\n%s", got, want)
	}
	if diff := cmp.Diff(before, mixed); diff != "" {
		t.Fatalf("the input is changed:\n%s", diff)
	}
	var account points.Account
	for done := 0; done < len(s.entries); {
		n := rapid.IntRange(1, len(s.entries)-done).Draw(t, "part")
		held := toJSON(t, account)
		next := fold(t, engine, account, s.entries[done:done+n]...)
		if !bytes.Equal(held, toJSON(t, account)) {
			t.Fatalf("folding changed the account it continued")
		}
		account = stored(t, next)
		done += n
		if again := toJSON(t, fold(t, engine, account, s.entries[:done]...)); !bytes.Equal(again, toJSON(t, account)) {
			t.Fatalf("again\n%s", again)
		}
	}
	if got := toJSON(t, account); len(s.entries) > 0 && !bytes.Equal(got, want) {
		t.Fatalf("continued\n%s\nwant\n%s", got, want)
	}
	when := s.end().Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "later")) * time.Hour)
	one, all := statement(t, engine, mixed, when), statement(t, engine, s.entries, when)
	if !bytes.Equal(toJSON(t, one), toJSON(t, all)) {
		t.Fatalf("statements differ")
	}
	if diff := cmp.Diff(all.Balance, balance(t, engine, account, when)); len(s.entries) > 0 && diff != "" {
		t.Fatalf("-statement +account\n%s", diff)
	}
}

func TestCheckpoints(t *testing.T) { rapid.Check(t, checkCheckpoints) }
func FuzzCheckpoints(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCheckpoints)) }

// An account that forgets answers as one that does not, or replay.
func checkMemory(t *rapid.T) {
	s := drawStory(t, anything(), 25)
	policy := plain()
	policy.Memory = rapid.SampledFrom([]points.Term{"1 day", "10 days", "1 month"}).Draw(t, "memory")
	short := newEngine(t, policy, s.loc)
	policy.Memory = points.Never
	long := newEngine(t, policy, s.loc)
	var account points.Account
	for i, en := range s.entries {
		next, err := short.Fold(account, en)
		whole := fold(t, short, points.Account{}, s.entries[:i+1]...)
		if errors.Is(err, points.ErrReplay) {
			next, err = whole, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		account = stored(t, next)
		if a, b := toJSON(t, account), toJSON(t, whole); !bytes.Equal(a, b) {
			t.Fatalf("continued\n%s\nfolded\n%s", a, b)
		}
		remembers := fold(t, long, points.Account{}, s.entries[:i+1]...)
		if diff := cmp.Diff(balance(t, long, remembers, en.At), balance(t, short, account, en.At)); diff != "" {
			t.Fatalf("-remembering +forgetting\n%s", diff)
		}
		if a, b := len(toJSON(t, account)), len(toJSON(t, remembers)); a > b {
			t.Fatalf("%d bytes, of an account that remembers all %d", a, b)
		}
	}
}

func TestMemory(t *testing.T) { rapid.Check(t, checkMemory) }
func FuzzMemory(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMemory)) }

// Nothing changes strictly before Next, and something does at it; what is to
// expire does.
func checkNext(t *rapid.T) {
	s := drawStory(t, anything(), 10)
	engine := newEngine(t, plain(), s.loc)
	account := fold(t, engine, points.Account{}, s.entries...)
	now := balance(t, engine, account, s.end())
	last := now.Next.Add(-1)
	if now.Next.IsZero() {
		last = s.end().AddDate(2, 0, 0)
	}
	for _, when := range []time.Time{s.end().Add(last.Sub(s.end()) / 2), last} {
		still := balance(t, engine, account, when)
		still.At = now.At
		if diff := cmp.Diff(now, still); diff != "" {
			t.Fatalf("until %s\n%s", when, diff)
		}
	}
	if !now.Next.IsZero() {
		if then := balance(t, engine, account, now.Next); then.Sums == now.Sums {
			t.Fatalf("nothing changes at %s: %+v", now.Next, now)
		}
	}
	if !now.Expires.IsZero() {
		then := statement(t, engine, s.entries, now.Expires)
		found := slices.ContainsFunc(then.Lines, func(line points.Line) bool {
			return line.Entry.ID == "" && line.Entry.Kind == points.Expire && line.Entry.At.Equal(now.Expires) && line.Entry.Points >= now.Expiring
		})
		if !found || now.Expiring == 0 {
			t.Fatalf("%d do not expire at %s", now.Expiring, now.Expires)
		}
	}
}

func TestNext(t *testing.T) { rapid.Check(t, checkNext) }
func FuzzNext(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkNext)) }

// The changes of a statement add up: per lot to its sums, per line to what there
// is afterwards. Reversals end as reversed, as debt or as forgiven.
func checkStatement(t *rapid.T) {
	s := drawStory(t, anything(), 14)
	got := statement(t, newEngine(t, plain(), s.loc), s.entries, s.end().AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days")))
	sums := map[string]points.Sums{}
	var all points.Sums
	var asked, forgiven int64
	add := func(s *points.Sums, c points.Sums) {
		s.Earned, s.Pending, s.Available = s.Earned+c.Earned, s.Pending+c.Pending, s.Available+c.Available
		s.Spent, s.Expired, s.Reversed = s.Spent+c.Spent, s.Expired+c.Expired, s.Reversed+c.Reversed
	}
	for i, line := range got.Lines {
		if i > 0 && line.Entry.At.Before(got.Lines[i-1].Entry.At) {
			t.Fatalf("line %d is out of order", i)
		}
		for _, c := range line.Changes {
			if c.Earned != c.Pending+c.Available+c.Spent+c.Expired+c.Reversed || c.Sums == (points.Sums{}) {
				t.Fatalf("line %+v", line)
			}
			of := sums[c.Lot]
			add(&of, c.Sums)
			add(&all, c.Sums)
			sums[c.Lot] = of
		}
		if line.Available != all.Available || line.Pending != all.Pending || line.Debt > 0 && line.Available > 0 || line.Debt < 0 {
			t.Fatalf("line %+v, the changes add up to %+v", line, all)
		}
		if line.Entry.Kind == points.Reverse {
			asked += line.Entry.Points
			forgiven += line.Forgiven
		}
	}
	for _, l := range got.Lots {
		if l.Sums != sums[l.ID] {
			t.Fatalf("lot %+v, the changes add up to %+v", l, sums[l.ID])
		}
	}
	if all != got.Balance.Sums || asked != all.Reversed+got.Balance.Debt+forgiven {
		t.Fatalf("%d reversed of %+v, debt %d, forgiven %d", asked, all, got.Balance.Debt, forgiven)
	}
}

func TestStatementAddsUp(t *testing.T) { rapid.Check(t, checkStatement) }
func FuzzStatement(f *testing.F)       { f.Fuzz(rapid.MakeFuzz(checkStatement)) }

// Under below-zero clawback, buying and refunding leaves the balance as if
// neither had happened, when nothing expires, whatever was spent in between.
func checkAsIf(t *rapid.T) {
	g := genre{
		terms:     []points.Term{points.Never},
		clawbacks: []points.Clawback{points.IntoDebt},
		kinds:     []points.Kind{points.Earn, points.Earn, points.Spend, points.Spend, points.Restore, points.Reverse, points.Release},
	}
	s := drawStory(t, g, 12)
	engine := newEngine(t, plain(), s.loc)
	order := drawEntry(t, genre{terms: g.terms, kinds: []points.Kind{points.Earn}}, "order", drawAt(t, &s), nil, nil)
	with := append(slices.Clone(s.entries), order)
	for left, i := order.Points, 0; left > 0; i++ {
		back := points.Entry{ID: string(rune('A' + i)), Kind: points.Reverse, Of: "order", Points: rapid.Int64Range(1, left).Draw(t, "back"), Clawback: points.IntoDebt}
		if back.At = drawAt(t, &s); back.At.Before(order.At) {
			back.At = order.At
		}
		with = append(with, back)
		left -= back.Points
	}
	when := s.end().AddDate(0, 0, 30) // nothing waits for an instant any more
	got, err := engine.Statement(with, when)
	if err != nil {
		t.Fatal("what could be without the order cannot be with it: ", err)
	}
	want := statement(t, engine, s.entries, when).Balance
	if got.Balance.Available-got.Balance.Debt != want.Available-want.Debt || got.Balance.Pending != want.Pending {
		t.Fatalf("%+v, without the order %+v", got.Balance, want)
	}
}

// drawAt draws an instant from the start to the end of a story.
func drawAt(t *rapid.T, s *story) time.Time {
	return s.start.Add(time.Duration(rapid.IntRange(0, int(s.end().Sub(s.start)/time.Hour)).Draw(t, "hour")) * time.Hour)
}

func TestAsIfNeitherHappened(t *testing.T) { rapid.Check(t, checkAsIf) }
func FuzzAsIf(f *testing.F)                { f.Fuzz(rapid.MakeFuzz(checkAsIf)) }

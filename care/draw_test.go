package care_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// entrants are C000, C001 and so on.
func entrants(n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("C%03d", i))
	}
	return ids
}

func TestDraw(t *testing.T) {
	for _, c := range []struct {
		why string
		n   int
		ids []string
		len int
	}{
		{"none", 0, entrants(5), 0},
		{"fewer than none", math.MinInt, entrants(5), 0},
		{"one", 1, entrants(5), 1},
		{"one less than all", 4, entrants(5), 4},
		{"all", 5, entrants(5), 5},
		{"one more than there are", 6, entrants(5), 5},
		{"any number", math.MaxInt, entrants(5), 5},
		{"of nobody", 3, nil, 0},
		{"an entrant counts once", 3, []string{"an", "an", "an", "an", "an", "an", "an", "bo"}, 2},
		{"an empty ID is one", 3, []string{"", "a"}, 2},
	} {
		got := care.Draw("prize", c.n, slices.Values(c.ids))
		if len(got) != c.len || got == nil {
			t.Errorf("%s: got %q, want %d", c.why, got, c.len)
		}
		sorted := slices.Sorted(slices.Values(got))
		if len(slices.Compact(sorted)) != len(got) {
			t.Errorf("%s: somebody wins twice: %q", c.why, got)
		}
	}
}

// The draw is the same for ever: winners were told.
func TestDrawIsPinned(t *testing.T) {
	got := fmt.Sprint(care.Draw("autumn prize 2026", 3, slices.Values([]string{"an", "bo", "cui", "ding", "fang", "gao"})))
	if want := "[fang ding cui]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Another name draws others: of 400 entrants a quarter is 100, of whom 25 win
// twice by chance.
func TestDrawNames(t *testing.T) {
	first, second := care.Draw("november", 100, slices.Values(entrants(400))), care.Draw("december", 100, slices.Values(entrants(400)))
	both := 0
	for _, id := range first {
		if slices.Contains(second, id) {
			both++
		}
	}
	if both < 8 || both > 45 {
		t.Errorf("%d of 100 win under both names", both)
	}
	sorted := slices.Sorted(slices.Values(first))
	if slices.Equal(sorted, first) {
		t.Error("the first prizes go by ID")
	}
}

// drawLaws: the order of entrants does not matter, who is drawn first stays so
// whatever the number of prizes, and one entrant more displaces at most one.
func drawLaws(t *rapid.T) {
	ids := rapid.SliceOfN(rapid.StringMatching("[a-d]{0,3}"), 0, 30).Draw(t, "ids")
	n := rapid.IntRange(-1, 35).Draw(t, "n")
	name := rapid.String().Draw(t, "name")
	won := care.Draw(name, n, slices.Values(ids))

	mixed := rapid.Permutation(append(slices.Clone(ids), ids...)).Draw(t, "mixed")
	if diff := cmp.Diff(won, care.Draw(name, n, slices.Values(mixed))); diff != "" {
		t.Fatalf("in another order, each twice:\n%s", diff)
	}
	if more := care.Draw(name, n+1, slices.Values(ids)); !slices.Equal(won, more[:len(won)]) {
		t.Fatalf("%d win %q, of %d %q", n, won, n+1, more)
	}
	extra := rapid.StringMatching("[a-e]{0,3}").Draw(t, "extra")
	with := care.Draw(name, n, slices.Values(append(slices.Clone(ids), extra)))
	lost := slices.DeleteFunc(slices.Clone(won), func(id string) bool { return slices.Contains(with, id) })
	if len(lost) > 1 {
		t.Fatalf("%q displaces %q", extra, lost)
	}
	stayed := slices.DeleteFunc(slices.Clone(with), func(id string) bool { return !slices.Contains(won, id) })
	before := slices.DeleteFunc(slices.Clone(won), func(id string) bool { return !slices.Contains(with, id) })
	if !slices.Equal(stayed, before) {
		t.Fatalf("%q changes the order of the others: %q, %q", extra, won, with)
	}
}

func TestDrawLaws(t *testing.T) { rapid.Check(t, drawLaws) }

func FuzzDrawLaws(f *testing.F) { f.Fuzz(rapid.MakeFuzz(drawLaws)) }

// As often as the others each is first.
func TestDrawIsFair(t *testing.T) {
	ids, first := entrants(10), map[string]int{}
	for i := range 1000 {
		first[care.Draw(fmt.Sprint("draw ", i), 1, slices.Values(ids))[0]]++
	}
	for _, id := range ids {
		if n := first[id]; n < 65 || n > 135 { // 100 ± 3.5 standard deviations
			t.Errorf("%s wins %d of 1000", id, n)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("winners=%d", n), func(b *testing.B) {
			ids := entrants(100_000)
			b.ReportAllocs()
			for b.Loop() {
				care.Draw("prize", n, slices.Values(ids))
			}
		})
	}
}

package exact

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		why     string
		total   int64
		weights []int64
		want    []int64
	}{
		{"nothing to split over", 5, nil, []int64{}},
		{"nothing to split", 0, []int64{1, 2}, []int64{0, 0}},
		{"one unit over equal weights goes to the first", 1, []int64{333, 333, 333}, []int64{1, 0, 0}},
		{"ties to the lower index", 2, []int64{1, 1, 1, 1}, []int64{1, 1, 0, 0}},
		{"the largest remainder", 10, []int64{333, 333, 334}, []int64{3, 3, 4}},
		{"a weight of 0 gets nothing, first or last", 1, []int64{0, 999, 0}, []int64{0, 1, 0}},
		{"all of it", 999, []int64{333, 333, 333}, []int64{333, 333, 333}},
		{"all but one unit", 998, []int64{333, 333, 333}, []int64{333, 333, 332}},
		{"all weights 0", 7, []int64{0, 0}, []int64{0, 0}},
		{"more than the weights", 7, []int64{1, 2}, []int64{2, 5}},
		{"products beyond 64 bits", math.MaxInt64 - 1, []int64{math.MaxInt64 / 2, math.MaxInt64 / 2}, []int64{math.MaxInt64 / 2, math.MaxInt64 / 2}},
	} {
		got := make([]int64, len(c.weights))
		var s Splitter
		s.Split(c.total, c.weights, got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.why, diff)
		}
	}
}

// splitAgrees: the shares add up, and none is a unit or more away from the exact
// share; those rounded up have remainders at least as large as those that are
// not.
func splitAgrees(t *rapid.T) {
	weights := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, 1e15)), 1, 30).Draw(t, "weights")
	whole := int64(0)
	for _, w := range weights {
		whole += w
	}
	total := rapid.Int64Range(0, max(1, 2*whole)).Draw(t, "total")
	shares := make([]int64, len(weights))
	var s Splitter
	s.Split(total, weights, shares)
	if whole == 0 {
		return
	}
	sum, up, down := int64(0), []*big.Rat{}, []*big.Rat{}
	for i, share := range shares {
		sum += share
		product := new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i]))
		exact := new(big.Rat).SetFrac(product, big.NewInt(whole))
		floor := new(big.Int).Quo(product, big.NewInt(whole)).Int64()
		rest := exact.Sub(exact, big.NewRat(floor, 1))
		switch share {
		case floor:
			down = append(down, rest)
		case floor + 1:
			up = append(up, rest)
		default:
			t.Fatalf("weight %d of %d gets %d of %d", weights[i], whole, share, total)
		}
	}
	if sum != total {
		t.Fatalf("%v add up to %d, not %d", shares, sum, total)
	}
	if len(up) > 0 && len(down) > 0 {
		if least, most := slices.MinFunc(up, (*big.Rat).Cmp), slices.MaxFunc(down, (*big.Rat).Cmp); least.Cmp(most) < 0 {
			t.Fatalf("%v of %v: a smaller remainder was rounded up", shares, weights)
		}
	}
}

func TestSplitAgrees(t *testing.T) { rapid.Check(t, splitAgrees) }

func FuzzSplit(f *testing.F) { f.Fuzz(rapid.MakeFuzz(splitAgrees)) }

func TestSplitDoesNotAllocate(t *testing.T) {
	weights, shares := []int64{333, 333, 334, 1}, make([]int64, 4)
	var s Splitter
	s.Split(10, weights, shares)
	if n := testing.AllocsPerRun(100, func() { s.Split(10, weights, shares) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestMulDiv(t *testing.T) {
	for _, c := range []struct{ a, b, c, quotient, rest int64 }{
		{0, 5, 3, 0, 0}, {7, 1, 2, 3, 1}, {5, 3, 5, 3, 0},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64, 0},
		{math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 - 1, 0},
		{1e15, 999_999, 1_000_000, 999_999_000_000_000, 0},
	} {
		if q, r := MulDiv(c.a, c.b, c.c); q != c.quotient || r != c.rest {
			t.Errorf("%d × %d / %d is %d rest %d, want %d rest %d", c.a, c.b, c.c, q, r, c.quotient, c.rest)
		}
	}
}

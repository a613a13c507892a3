package stage_test

import (
	"errors"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// gapsOf returns a histogram with gaps of these lengths, by customers who came
// back once.
func gapsOf(t failer, days ...int) *stage.Gaps {
	t.Helper()
	g := newGaps(t, now, time.UTC)
	for _, n := range days {
		if err := g.Add([]time.Time{ago(0), ago(n)}); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func TestCycleOfGaps(t *testing.T) {
	ten := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 30}
	for _, c := range []struct {
		gaps  []int
		share string
		want  int
	}{
		{ten, "0.8", 8},
		{ten, "0.800000000001", 9},
		{ten, "0.799999999999", 8},
		{ten, "0.000000000001", 1},
		{ten, "0.9", 9},
		{ten, "0.900000000001", 30},
		{ten, "1", 30},
		{ten, "1.000", 30},
		{[]int{7}, "0.1", 7},
		{[]int{5, 5, 5, 9}, "0.75", 5},
		{[]int{5, 5, 5, 9}, "0.76", 9},
		{[]int{9, 5, 5}, "0.666666666666", 5}, // 1.999999999998 gaps
		{[]int{9, 5, 5}, "0.666666666667", 9}, // 2.000000000001
	} {
		if got, err := gapsOf(t, c.gaps...).Cycle(dec(c.share)); got != c.want || err != nil {
			t.Errorf("%v at %s: %d, %v, want %d", c.gaps, c.share, got, err, c.want)
		}
	}
}

func TestNoGaps(t *testing.T) {
	var none *stage.Gaps
	for name, g := range map[string]*stage.Gaps{
		"nil": none, "zero": {}, "new": newGaps(t, now, time.UTC), "customers who bought on one day": newGaps(t, now, time.UTC, []time.Time{now}, []time.Time{ago(0), now}, nil),
	} {
		if got, err := g.Cycle(dec("0.8")); got != 0 || !errors.Is(err, stage.ErrNoGaps) {
			t.Errorf("%s: %d, %v", name, got, err)
		}
		if n := g.N(); n != 0 {
			t.Errorf("%s: %d gaps", name, n)
		}
	}
}

func TestBadShare(t *testing.T) {
	g := gapsOf(t, 7)
	for share, want := range map[string]string{
		"0":              "0 must be more than 0 and at most 1, such as 0.8",
		"-0.5":           "-0.5 must be more than 0 and at most 1, such as 0.8",
		"1.000000000001": "1.000000000001 must be more than 0 and at most 1, such as 0.8",
		"80":             "80 must be more than 0 and at most 1, such as 0.8",
		"1e-13":          "must have at most 30 digits written out, and an exponent within -12..12, not 1e-13",
	} {
		_, err := g.Cycle(dec(share))
		wantData(t, err, "segment: share: "+want)
	}
	if _, err := g.Cycle(decimal.New(1, 1_000_000_000)); err == nil {
		t.Error("1e1000000000 is accepted")
	}
}

// A fault names the purchase, and changes nothing.
func TestBadPurchases(t *testing.T) {
	g := gapsOf(t, 7)
	bad := []time.Time{ago(0), ago(3), {}}
	wantData(t, g.Add(bad), "segment: purchase 2, counted from 0: the instant is missing: it is the zero Time")
	if got := maps.Collect(g.All()); !maps.Equal(got, map[int]int64{7: 1}) {
		t.Errorf("after a fault: %v", got)
	}
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	_, err := at.Rhythm(bad)
	wantData(t, err, "segment: purchase 2, counted from 0: the instant is missing: it is the zero Time")
	_, err = at.StageOf(bad)
	wantData(t, err, "segment: purchase 2, counted from 0: the instant is missing: it is the zero Time")
	future := append(bad[:2:2], instant(t, "2300-01-01", time.UTC))
	wantData(t, g.Add(future), "segment: purchase 2, counted from 0: the year 2300 is outside 1900..2299")
	var none *stage.Gaps
	wantData(t, none.Add(nil), "segment: gaps: are not those of NewGaps")
	wantData(t, new(stage.Gaps).Add(nil), "segment: gaps: are not those of NewGaps")
}

// The instant is one of 1900..2299, and what is later than it does not exist yet.
func TestGapsAsOf(t *testing.T) {
	for at, want := range map[string]string{
		"":                              "the instant is missing: it is the zero Time",
		"1899-12-31 23:59:59.999999999": "the year 1899 is outside 1900..2299",
		"2300-01-01":                    "the year 2300 is outside 1900..2299",
	} {
		_, err := stage.NewGaps(instant(t, at, time.UTC), time.UTC)
		wantData(t, err, "segment: gaps: asOf: "+want)
	}
	newGaps(t, instant(t, "1900-01-01", time.UTC), time.UTC)
	g := newGaps(t, now, time.UTC, []time.Time{ago(8), ago(5), now, now.Add(1), now.AddDate(0, 0, 9)})
	if got := maps.Collect(g.All()); !maps.Equal(got, map[int]int64{3: 1, 5: 1}) {
		t.Errorf("%v", got)
	}
}

// Zero and nil histograms merge, and the longest gap there can be is counted,
// and taken as a cycle.
func TestMergeEdges(t *testing.T) {
	apia, end := zone(t, "Pacific/Apia"), instant(t, "2299-12-31 23:59:59", time.UTC)
	longest := newGaps(t, end, apia, []time.Time{instant(t, "1900-01-01", time.UTC), end})
	var zero, copied stage.Gaps
	var none *stage.Gaps
	wantData(t, none.Merge(longest), "segment: gaps: are nil: there is nothing to merge into")
	for _, pair := range [][2]*stage.Gaps{{&zero, none}, {&zero, &copied}, {&zero, longest}, {&copied, &zero}, {&copied, &copied}} {
		if err := pair[0].Merge(pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	want := map[int]int64{146_098: 2} // 146,096 in UTC: the zone is a day earlier at first, a day later at last
	if got := maps.Collect(copied.All()); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for range 70 {
		if err := copied.Merge(&copied); err != nil {
			t.Fatal(err)
		}
	}
	n, _ := copied.Cycle(dec("1"))
	if copied.N() != math.MaxInt64 || n != 146_098 {
		t.Errorf("%d gaps, %d days: does not stop at the largest number", copied.N(), n)
	}
	newEngine(t, stage.Policy{Cycle: n}, apia)
}

// Histograms of another location or instant are refused, also by one that was
// zero before its first merge, and change nothing.
func TestMergeRefuses(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	bought := []time.Time{ago(9), ago(2).Add(5 * time.Hour)} // a day later in Shanghai than in UTC
	was := new(stage.Gaps)
	if err := was.Merge(newGaps(t, now, shanghai)); err != nil {
		t.Fatal(err)
	}
	if err := was.Add(bought); err != nil {
		t.Fatal(err)
	}
	for name, g := range map[string]*stage.Gaps{"new": newGaps(t, now, shanghai, bought), "was zero": was} {
		wantData(t, g.Merge(newGaps(t, now, time.UTC, bought)),
			`segment: gaps: of the locations "Asia/Shanghai" and "UTC" cannot be merged; use one location`)
		wantData(t, g.Merge(newGaps(t, now.Add(1), shanghai, bought)),
			"segment: gaps: as of 2026-03-31T15:04:05.000000006Z and 2026-03-31T15:04:05.000000007Z cannot be merged; use one instant")
		if got := maps.Collect(g.All()); !maps.Equal(got, map[int]int64{8: 1}) {
			t.Errorf("%s, after refusals: %v", name, got)
		}
		same := newGaps(t, now.In(shanghai), zone(t, "Asia/Shanghai"), bought) // written otherwise
		if err := g.Merge(same); err != nil || g.N() != 2 {
			t.Errorf("%s: %v, %d gaps", name, err, g.N())
		}
	}
}

// The sequence of a histogram stops when it is told to.
func TestAllStops(t *testing.T) {
	for days := range gapsOf(t, 3, 5, 4).All() {
		if days != 3 {
			t.Errorf("%d", days)
		}
		break
	}
}

// slowGaps counts gaps by walking the calendar from each date to the next.
func slowGaps(purchases []time.Time, asOf time.Time, loc *time.Location) (gaps []int) {
	dates := map[time.Time]bool{}
	for _, t := range purchases {
		if !t.After(asOf) {
			dates[dateOf(t, loc)] = true
		}
	}
	list := slices.SortedFunc(maps.Keys(dates), time.Time.Compare)
	for i := 1; i < len(list); i++ {
		gaps = append(gaps, slowDays(list[i-1], list[i]))
	}
	return gaps
}

// Any split of the customers between histograms, merged in any order, gives the
// same; it agrees with counting by hand, and so does every cycle.
func checkGaps(t *rapid.T) {
	loc, day := drawPlace(t)
	asOf := drawClock(t, day, loc)
	customers := make([][]time.Time, rapid.IntRange(0, 6).Draw(t, "customers"))
	var all []int
	counts := map[int]int64{}
	for i := range customers {
		customers[i] = drawPurchases(t, day, loc, 60)
		for _, gap := range slowGaps(customers[i], asOf, loc) {
			all = append(all, gap)
			counts[gap]++
		}
	}
	whole := newGaps(t, asOf, loc, customers...)
	if diff := cmp.Diff(counts, maps.Collect(whole.All())); diff != "" || whole.N() != int64(len(all)) {
		t.Fatalf("%d gaps (-by hand +got):\n%s", whole.N(), diff)
	}
	checkMerges(t, func(customers ...[]time.Time) *stage.Gaps { return newGaps(t, asOf, loc, customers...) }, customers)
	share := decimal.New(rapid.Int64Range(1, 1000).Draw(t, "per mille"), -3)
	got, err := whole.Cycle(share)
	if len(all) == 0 {
		if !errors.Is(err, stage.ErrNoGaps) {
			t.Fatalf("%v", err)
		}
		return
	}
	if want := slowCycle(all, share); err != nil || got != want {
		t.Fatalf("at %s of %v: %d, %v, want %d", share, all, got, err, want)
	}
}

// slowCycle tries one day after the other.
func slowCycle(gaps []int, share decimal.Decimal) int {
	for days := 0; ; days++ {
		closed := 0
		for _, gap := range gaps {
			if gap <= days {
				closed++
			}
		}
		if decimal.NewFromInt(int64(closed)).GreaterThanOrEqual(share.Mul(decimal.NewFromInt(int64(len(gaps))))) {
			return days
		}
	}
}

// checkMerges splits customers in three and merges in every way.
func checkMerges(t *rapid.T, of func(customers ...[]time.Time) *stage.Gaps, customers [][]time.Time) {
	var split [3][][]time.Time
	for _, purchases := range customers {
		part := rapid.IntRange(0, 2).Draw(t, "part")
		split[part] = append(split[part], rapid.Permutation(purchases).Draw(t, "order"))
	}
	part := func(i int) *stage.Gaps { return of(split[i]...) }
	merge := func(x, y *stage.Gaps) *stage.Gaps {
		if err := x.Merge(y); err != nil {
			t.Fatal(err)
		}
		return x
	}
	want := maps.Collect(of(customers...).All())
	for name, got := range map[string]*stage.Gaps{
		"(a+b)+c":         merge(merge(part(0), part(1)), part(2)),
		"a+(b+c)":         merge(part(0), merge(part(1), part(2))),
		"c+(b+a)":         merge(part(2), merge(part(1), part(0))),
		"identity, left":  merge(&stage.Gaps{}, of(customers...)),
		"identity, right": merge(of(customers...), &stage.Gaps{}),
	} {
		if diff := cmp.Diff(want, maps.Collect(got.All())); diff != "" {
			t.Fatalf("%s (-all at once +got):\n%s", name, diff)
		}
	}
}

func TestGapsLaws(t *testing.T) { rapid.Check(t, checkGaps) }
func FuzzGaps(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkGaps)) }

package pattern_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"example.com/membership/segment/pattern"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func months(list ...int64) (series []decimal.Decimal) {
	for _, n := range list {
		series = append(series, decimal.NewFromInt(n))
	}
	return series
}

func trendOf(t failer, series []decimal.Decimal) pattern.Trend {
	t.Helper()
	got, err := pattern.TrendOf(series)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTrendOf(t *testing.T) {
	for _, c := range []struct {
		why    string
		series []decimal.Decimal
		want   string
	}{
		{"nothing", nil, `{"months":0,"slope":"0","direction":"none","s":0,"variance":"0"}`},
		{"a single month", months(7), `{"months":1,"slope":"0","direction":"none","s":0,"variance":"0"}`},
		{"two", months(7, 4), `{"months":2,"slope":"-3","direction":"none","s":-1,"variance":"1"}`},
		{"four that rise: (6−1)²/(26/3) is 2.88, less than 3.84", months(1, 2, 3, 4), `{"months":4,"slope":"1","direction":"none","s":6,"variance":"26/3"}`},
		{"five that rise: (10−1)²/(50/3) is 4.86", months(1, 2, 3, 4, 5), `{"months":5,"slope":"1","direction":"rising","s":10,"variance":"50/3"}`},
		{"five that fall", months(5, 4, 3, 2, 1), `{"months":5,"slope":"-1","direction":"falling","s":-10,"variance":"50/3"}`},
		{"five that rise but for one pair: 2.94", months(1, 2, 3, 5, 4), `{"months":5,"slope":"9/10","direction":"none","s":8,"variance":"50/3"}`},
		{"five that rise but for one tie: (9−1)²/(47/3) is 4.09", months(1, 2, 3, 4, 4), `{"months":5,"slope":"4/5","direction":"rising","s":9,"variance":"47/3"}`},
		{"all equal: no variance at all", months(3, 3, 3, 3, 3, 3), `{"months":6,"slope":"0","direction":"none","s":0,"variance":"0"}`},
		{"ties of three and of two: (110 − 66 − 18)/18 and more", months(1, 1, 1, 2, 3, 3), `{"months":6,"slope":"17/35","direction":"rising","s":11,"variance":"71/3"}`},
	} {
		if got := trendOf(t, c.series); encoded(t, got) != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.why, encoded(t, got), c.want)
		}
	}
}

// The first S at which a series of distinct numbers has a trend, for each length:
// (S − 1)² × 18 against 3.8416 × n(n−1)(2n+5). 24 months with S 80 have a z of 1.9596.
func TestTrendBoundary(t *testing.T) {
	for n, want := range map[int64]int64{5: 10, 6: 13, 7: 15, 8: 18, 9: 20, 10: 23, 11: 27, 12: 30, 24: 82} {
		series := make([]int64, n)
		for i := range series {
			series[i] = int64(i)
		}
		for s := n * (n - 1) / 2; s >= 0; s -= 2 { // a neighbouring pair exchanged takes 2 away
			got := trendOf(t, months(series...))
			if rising := got.Direction == pattern.Rising; got.S != s || rising != (s >= want) {
				t.Fatalf("%d months: S %d %s, want %d and a trend from %d", n, got.S, got.Direction, s, want)
			}
			for i := range series[1:] {
				if series[i] < series[i+1] {
					series[i], series[i+1] = series[i+1], series[i]
					break
				}
			}
		}
	}
}

// Fewer than five months never have a trend, with or without ties.
func TestFourMonthsAreTooFew(t *testing.T) {
	for code := range 4 * 4 * 4 * 4 {
		for n := range 5 {
			series := months(int64(code%4), int64(code/4%4), int64(code/16%4), int64(code/64))[:n]
			if got := trendOf(t, series); got.Direction != pattern.NoTrend {
				t.Fatalf("%v: %s", series, got.Direction)
			}
		}
	}
}

// The zero Trend, which comes with an error, has no slope and no variance.
func TestZeroTrend(t *testing.T) {
	got, err := pattern.TrendOf(make([]decimal.Decimal, 1201))
	if err == nil || got != (pattern.Trend{}) || got.Slope != nil || got.Variance != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTrendOfBadSeries(t *testing.T) {
	bad := append(months(1, 2), decimal.New(1, 1_000_000_000))
	if _, err := pattern.TrendOf(bad); badData(t, err) != "month 2, counted from 0: " {
		t.Error(err)
	}
	if _, err := pattern.TrendOf(make([]decimal.Decimal, 1201)); badData(t, err) != "series: " {
		t.Error(err)
	}
	var rising []decimal.Decimal
	for i := range int64(1200) {
		rising = append(rising, decimal.New(i, 12))
	}
	if got := trendOf(t, rising); got.Direction != pattern.Rising || got.S != 1200*1199/2 || got.Slope.RatString() != "1000000000000" {
		t.Errorf("%+v", got)
	}
}

// The trend agrees with the normal equations and with Mann-Kendall in floating
// point, far from the boundary; backwards, it is the same trend with the other
// sign; and the slope scales with the numbers while the test does not move.
func checkTrend(t *rapid.T) {
	cents := rapid.SliceOfN(rapid.Int64Range(-8, 8), 0, 24).Draw(t, "series")
	var series, scaled []decimal.Decimal
	for _, c := range cents {
		series = append(series, decimal.New(c, -2))
		scaled = append(scaled, decimal.New(c*25, -1).Add(decimal.New(7, -3)))
	}
	got := trendOf(t, series)
	if want := slowTrend(series); encoded(t, got) != want {
		t.Fatalf("got  %s\nwant %s", encoded(t, got), want)
	}
	steep := trendOf(t, scaled)
	slices.Reverse(series)
	back := trendOf(t, series)
	opposite := map[pattern.Direction]pattern.Direction{pattern.Rising: pattern.Falling, pattern.Falling: pattern.Rising, pattern.NoTrend: pattern.NoTrend}
	if back.S != -got.S || back.Slope.Cmp(new(big.Rat).Neg(got.Slope)) != 0 || back.Direction != opposite[got.Direction] {
		t.Fatalf("%s, backwards %s", encoded(t, got), encoded(t, back))
	}
	if steep.S != got.S || steep.Direction != got.Direction || steep.Slope.Cmp(new(big.Rat).Mul(got.Slope, big.NewRat(250, 1))) != 0 {
		t.Fatalf("%s, scaled %s", encoded(t, got), encoded(t, steep))
	}
}

func slowTrend(series []decimal.Decimal) string {
	n := int64(len(series))
	var sx, sxx, s int64
	sy, sxy := new(big.Rat), new(big.Rat)
	ties := map[string]int64{}
	for i, y := range series {
		x := int64(i)
		sx, sxx = sx+x, sxx+x*x
		sy.Add(sy, y.Rat())
		sxy.Add(sxy, new(big.Rat).Mul(big.NewRat(x, 1), y.Rat()))
		ties[y.String()]++
		for _, earlier := range series[:i] {
			s += int64(y.Cmp(earlier))
		}
	}
	slope := new(big.Rat)
	if n > 1 {
		slope.Mul(big.NewRat(n, 1), sxy)
		slope.Sub(slope, new(big.Rat).Mul(big.NewRat(sx, 1), sy))
		slope.Quo(slope, big.NewRat(n*sxx-sx*sx, 1))
	}
	variance := n * (n - 1) * (2*n + 5)
	for _, t := range ties {
		variance -= t * (t - 1) * (2*t + 5)
	}
	direction, beyond := "none", float64(max(s, -s)-1)
	if beyond > 0 && beyond*beyond/(float64(variance)/18) > 1.96*1.96 { // no S and variance come near
		direction = map[bool]string{true: "rising", false: "falling"}[s > 0]
	}
	ratText := func(r *big.Rat) string { text, _ := json.Marshal(r); return string(text) }
	return fmt.Sprintf(`{"months":%d,"slope":%s,"direction":"%s","s":%d,"variance":%s}`, n, ratText(slope), direction, s, ratText(big.NewRat(variance, 18)))
}

func TestTrendLaws(t *testing.T) { rapid.Check(t, checkTrend) }
func FuzzTrend(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkTrend)) }

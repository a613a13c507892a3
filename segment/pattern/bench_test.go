package pattern_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/membership/segment/pattern"
	"github.com/shopspring/decimal"
)

// shopping returns baskets of 1 to 19 items, always the same ones. An item is the
// more popular the lower its number, as by Zipf: item k is drawn about as often as
// 1/(k+10). One in four brings a certain other item along.
func shopping(baskets, items int) [][]string {
	names := make([]string, items)
	for i := range names {
		names[i] = fmt.Sprintf("item %05d", i)
	}
	var popular []int // item numbers, each as often as it is popular
	for i := range items {
		for range 1 + 20*items/(i+10)/4 {
			popular = append(popular, i)
		}
	}
	random := uint64(20180101)
	next := func(n int) int {
		random = random*6364136223846793005 + 1442695040888963407
		return int(random>>33) % n
	}
	list := make([][]string, baskets)
	for b := range list {
		for range 1 + (next(10)+next(10))%19 {
			item := popular[next(len(popular))]
			list[b] = append(list[b], names[item])
			if next(4) == 0 {
				list[b] = append(list[b], names[(item*7+1)%items])
			}
		}
	}
	return list
}

// halves returns baskets that hold each item or not, as a coin falls.
func halves(baskets, items int) [][]string {
	list, random := make([][]string, baskets), uint64(20180101)
	for b := range list {
		for i := range items {
			random = random*6364136223846793005 + 1442695040888963407
			if random>>63 == 1 {
				list[b] = append(list[b], fmt.Sprint(i))
			}
		}
	}
	return list
}

// All itemsets and rules of 100,000 baskets over 10,000 items at a support of
// 0.1 %: under a second, and 120 MB allocated in all, on one core of a small
// server, by a sixteenth of the steps allowed. How long it takes to refuse 100,000
// baskets of which each holds every second of 40 items: some seconds. And a tenth of them, at 0.5 % and up to three items, against the
// Apriori that a shop would write with maps.
func BenchmarkMine(b *testing.B) {
	large, small := shopping(100_000, 10_000), shopping(10_000, 1_000)
	for _, c := range []struct {
		name    string
		baskets [][]string
		mining  pattern.Mining
	}{
		{"100k-baskets-10k-items-0.1%", large, pattern.Mining{MinSupport: dec("0.001"), MinConfidence: dec("0.2")}},
		{"10k-baskets-1k-items-0.5%", small, pattern.Mining{MinSupport: dec("0.005"), MaxItems: 3}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var found pattern.Associations
			for b.Loop() {
				var err error
				if found, err = pattern.Mine(slices.Values(c.baskets), c.mining); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(found.Itemsets)), "itemsets")
			b.ReportMetric(float64(len(found.Rules)), "rules")
		})
	}
	b.Run("100k-dense-baskets-3%-refused", func(b *testing.B) {
		baskets := halves(100_000, 40)
		b.ReportAllocs()
		for b.Loop() {
			_, err := pattern.Mine(slices.Values(baskets), pattern.Mining{MinSupport: dec("0.03")})
			var many *pattern.TooManyError
			if !errors.As(err, &many) || many.What != "steps" {
				b.Fatal(err)
			}
		}
	})
	b.Run("10k-baskets-1k-items-0.5%/apriori-with-maps", func(b *testing.B) {
		b.ReportAllocs()
		sets := 0
		for b.Loop() {
			sets = len(apriori(small, 50, 3))
		}
		b.ReportMetric(float64(sets), "itemsets")
	})
}

// apriori counts, length by length, in each basket all itemsets of which every
// item and the part without the last one are frequent.
func apriori(baskets [][]string, least, longest int) map[string]int {
	frequent := map[string]int{}
	for length := 1; length <= longest; length++ {
		counts := map[string]int{}
		for _, basket := range baskets {
			items := slices.Clone(basket)
			slices.Sort(items)
			combine(slices.Compact(items), "", length, frequent, counts)
		}
		maps.DeleteFunc(counts, func(_ string, n int) bool { return n < least })
		maps.Copy(frequent, counts)
	}
	return frequent
}

func combine(items []string, set string, length int, frequent, counts map[string]int) {
	if length == 0 {
		counts[set]++
		return
	}
	if set != "" && frequent[set] == 0 {
		return
	}
	for i, item := range items {
		combine(items[i+1:], strings.TrimPrefix(set+"\x00"+item, "\x00"), length-1, frequent, counts)
	}
}

// A million orders by region and month, against a map of decimals summed with Add.
func BenchmarkCross(b *testing.B) {
	entries := make([]pattern.Entry[string, int], 1_000_000)
	random := uint64(20180101)
	for i := range entries {
		random = random*6364136223846793005 + 1442695040888963407
		entries[i] = pattern.Entry[string, int]{
			Row: fmt.Sprintf("region %d", random>>40%40), Column: int(random >> 50 % 24), Amount: decimal.New(int64(random>>44%50_000), -2),
		}
	}
	perEntry := func(b *testing.B, f func()) {
		b.ReportAllocs()
		for b.Loop() {
			f()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(entries)), "ns/entry")
	}
	b.Run("pattern", func(b *testing.B) {
		perEntry(b, func() {
			if _, err := pattern.Cross(slices.Values(entries)); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("map-of-decimals", func(b *testing.B) {
		type cell struct {
			count int64
			sum   decimal.Decimal
		}
		type key struct {
			row    string
			column int
		}
		perEntry(b, func() {
			cells := map[key]cell{}
			for i := range entries {
				at := key{entries[i].Row, entries[i].Column}
				c := cells[at]
				cells[at] = cell{c.count + 1, c.sum.Add(entries[i].Amount)}
			}
		})
	})
}

// The trend of the longest series, of 1,200 months.
func BenchmarkTrendOf(b *testing.B) {
	series := make([]decimal.Decimal, 1200)
	for i := range series {
		series[i] = decimal.New(int64(i*i%977), -2)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pattern.TrendOf(series); err != nil {
			b.Fatal(err)
		}
	}
}

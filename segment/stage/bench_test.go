package stage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/stage"
	"github.com/shopspring/decimal"
)

// places are locations without clock changes and with a rule for summer time.
var places = []string{"Asia/Shanghai", "Europe/Berlin"}

// generate returns so many customers with purchases over two years before now,
// always the same.
func generate(customers, purchases int) [][]time.Time {
	list := make([][]time.Time, customers)
	random := uint64(20180101)
	for i := range list {
		for range purchases {
			random = random*6364136223846793005 + 1442695040888963407
			back := time.Duration(random>>33%(2*365*24*3600)) * time.Second
			list[i] = append(list[i], now.Add(-back))
		}
	}
	return list
}

// generateCustomers returns so many who bought twice.
func generateCustomers(n int) []stage.Customer {
	list := make([]stage.Customer, n)
	for i, purchases := range generate(n, 2) {
		slices.SortFunc(purchases, time.Time.Compare)
		list[i] = stage.Customer{ID: fmt.Sprintf("C%07d", i), First: purchases[0], Last: purchases[1], LastValue: decimal.New(int64(i)*7919%50_000, -2)}
	}
	return list
}

// perUnit reports the time of a unit of work, of which a round has so many.
func perUnit(b *testing.B, units int, name string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(units), "ns/"+name)
}

// The stages of customers, against hours divided by 24 and no Next.
func BenchmarkStage(b *testing.B) {
	const n = 10_000
	customers := generateCustomers(n)
	for _, place := range places {
		at := newEngine(b, stage.Policy{Cycle: 90}, zone(b, place)).At(now)
		b.Run(place, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for i := range customers {
					if _, err := at.Stage(customers[i].First, customers[i].Last); err != nil {
						b.Fatal(err)
					}
				}
			}
			perUnit(b, n, "customer")
		})
	}
	b.Run("by-hours", func(b *testing.B) {
		b.ReportAllocs()
		var counts [5]int
		for b.Loop() {
			for i := range customers {
				counts[min(int(now.Sub(customers[i].Last).Hours())/24/90, 4)]++
			}
		}
		perUnit(b, n, "customer")
	})
}

// The gaps of customers of ten purchases, against a sorted list of all of them.
func BenchmarkGaps(b *testing.B) {
	const n = 10_000
	customers := generate(n, 10)
	for _, place := range places {
		loc := zone(b, place)
		b.Run(place, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := newGaps(b, now, loc, customers...).Cycle(dec("0.8")); err != nil {
					b.Fatal(err)
				}
			}
			perUnit(b, 10*n, "purchase")
		})
	}
	b.Run("sorted-list", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var gaps []int
			for _, purchases := range customers {
				sorted := slices.SortedFunc(slices.Values(purchases), time.Time.Compare)
				for i := 1; i < len(sorted); i++ {
					gaps = append(gaps, int(sorted[i].Sub(sorted[i-1]).Hours())/24)
				}
			}
			slices.Sort(gaps)
		}
		perUnit(b, 10*n, "purchase")
	})
}

func BenchmarkRhythm(b *testing.B) {
	const n = 10_000
	customers := generate(n, 10)
	at := newEngine(b, stage.Policy{Cycle: 90}, zone(b, "Asia/Shanghai")).At(now)
	b.ReportAllocs()
	for b.Loop() {
		for _, purchases := range customers {
			if _, err := at.Rhythm(purchases); err != nil {
				b.Fatal(err)
			}
		}
	}
	perUnit(b, n, "customer")
}

func BenchmarkWinBack(b *testing.B) {
	const n = 100_000
	customers := generateCustomers(n)
	at := newEngine(b, stage.Policy{Cycle: 90}, zone(b, "Asia/Shanghai")).At(now)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := at.WinBack(slices.Values(customers)); err != nil {
			b.Fatal(err)
		}
	}
	perUnit(b, n, "customer")
}

// Stage, WithCycle and Add with room do not allocate, nor does Compare for a move,
// but for its matrix; a Rhythm does for its median alone.
func TestAllocations(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, zone(t, "Europe/Berlin")).At(now)
	purchases := generate(1, 10)[0]
	gaps := newGaps(t, now, zone(t, "Europe/Berlin"), purchases)
	moves := slices.Repeat([]stage.Move{{From: stage.Silent, To: stage.Lost}}, 1000)
	for name, c := range map[string]struct {
		most float64
		f    func() error
	}{
		"Stage":   {0, func() error { _, err := at.Stage(ago(200), ago(100)); return err }},
		"StageOf": {0, func() error { _, err := at.StageOf(purchases); return err }},
		"never":   {0, func() error { _, err := at.Stage(time.Time{}, time.Time{}); return err }},
		"cycle":   {0, func() error { _, err := at.WithCycle(30).Stage(ago(200), ago(100)); return err }},
		"Add":     {0, func() error { return gaps.Add(purchases) }},
		"Rhythm":  {2, func() error { _, err := at.Rhythm(purchases); return err }},
		"Compare": {20, func() error { _, err := stage.Compare(slices.Values(moves)); return err }},
	} {
		if got := testing.AllocsPerRun(100, func() {
			if err := c.f(); err != nil {
				t.Fatal(err)
			}
		}); got > c.most {
			t.Errorf("%s: %v allocations, want at most %v", name, got, c.most)
		}
	}
}

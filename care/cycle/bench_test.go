package cycle_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/care/cycle"
	"github.com/shopspring/decimal"
)

// places are locations without clock changes and with a rule for summer time.
var places = []string{"Asia/Shanghai", "Europe/Berlin"}

// generate returns so many customers with ten purchases each over two years before
// now, of some of 200 products, always the same.
func generate(customers int) [][]cycle.Purchase {
	list := make([][]cycle.Purchase, customers)
	random := uint64(20180101)
	next := func(n uint64) uint64 {
		random = random*6364136223846793005 + 1442695040888963407
		return random >> 33 % n
	}
	for i := range list {
		first := next(200)
		for j := range 10 {
			list[i] = append(list[i], cycle.Purchase{
				ID:       fmt.Sprintf("O%d/%d", i, j),
				Product:  fmt.Sprintf("P%d", (first+next(3))%200),
				At:       now.Add(-time.Duration(next(2*365*24*3600)) * time.Second),
				Quantity: int64(1 + next(2)),
			})
		}
	}
	return list
}

// perUnit reports the time of a unit of work, of which a round has so many.
func perUnit(b *testing.B, units int, name string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(units), "ns/"+name)
}

// A population of 100,000 and 1,000,000 purchases, against a sorted list of decimals
// for each product, which neither merges dates nor finds duplicates.
func BenchmarkPopulation(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		customers := generate(n)
		for _, name := range places {
			e := newEngine(b, cycle.Policy{}, zone(b, name))
			b.Run(fmt.Sprintf("%s/%d", name, 10*n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					newPopulation(b, e, now, customers...).Products()
				}
				perUnit(b, 10*n, "purchase")
			})
		}
		b.Run(fmt.Sprintf("sorted-decimals/%d", 10*n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sortedDecimals(customers)
			}
			perUnit(b, 10*n, "purchase")
		})
	}
}

// sortedDecimals is the obvious way to the medians.
func sortedDecimals(customers [][]cycle.Purchase) map[string]decimal.Decimal {
	all := map[string][]decimal.Decimal{}
	for _, purchases := range customers {
		before := map[string]cycle.Purchase{}
		for _, p := range slices.SortedFunc(slices.Values(purchases), func(a, b cycle.Purchase) int { return a.At.Compare(b.At) }) {
			if last, ok := before[p.Product]; ok {
				days := decimal.NewFromInt(int64(p.At.Sub(last.At) / (24 * time.Hour)))
				all[p.Product] = append(all[p.Product], days.Div(decimal.NewFromInt(last.Quantity)))
			}
			before[p.Product] = p
		}
	}
	medians := map[string]decimal.Decimal{}
	for product, gaps := range all {
		slices.SortFunc(gaps, decimal.Decimal.Cmp)
		medians[product] = gaps[len(gaps)/2]
	}
	return medians
}

func BenchmarkCycles(b *testing.B) {
	const n = 10_000
	customers := generate(n)
	for _, name := range places {
		e := newEngine(b, cycle.Policy{}, zone(b, name))
		m := newModel(b, e, newPopulation(b, e, now, customers...).Products()...)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, purchases := range customers {
					if _, err := m.Cycles(purchases, now); err != nil {
						b.Fatal(err)
					}
				}
			}
			perUnit(b, n, "customer")
		})
	}
}

// Add does not allocate for what is known; Cycles does once for the purchases, up to
// 32 of them, and then for the list, and three times a cycle; Judge for reasons
// alone.
func TestAllocations(t *testing.T) {
	e := newEngine(t, everything, zone(t, "Europe/Berlin"))
	purchases := generate(1)[0]
	few := bought(120, 1, 60, 1, 0, 1)
	var many []cycle.Purchase
	for i := range 32 {
		many = append(many, bought(i, 1)[0])
		many[i].ID = fmt.Sprintf("M%d", i)
	}
	population := newPopulation(t, e, now, purchases, few)
	m := newModel(t, e, population.Products()...)
	for name, c := range map[string]struct {
		most float64
		f    func() error
	}{
		"Add":                 {0, func() error { return population.Add(purchases) }},
		"Cycles, 3 purchases": {5, func() error { _, err := m.Cycles(few, now); return err }},
		"Cycles, 32":          {5, func() error { _, err := m.Cycles(many, now); return err }},
		"Cycles, 3 products":  {1 + 2 + 9, func() error { _, err := m.Cycles(purchases, now); return err }},
		"Judge":               {0, func() error { e.Judge(p9Known); return nil }},
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

var p9Known = p9("90")

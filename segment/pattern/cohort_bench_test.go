package pattern_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/segment/pattern"
)

// cohortPopulation is purchases of n customers over two years, ten of each in
// turn, and what to ask about them.
func cohortPopulation(tb testing.TB, n int) (customers []string, months pattern.Months) {
	for i := range n {
		customers = append(customers, fmt.Sprintf("C%07d", i))
	}
	return customers, pattern.Months{AsOf: cohortInstant(tb, "2026-12-31T00:00:00Z"), Location: cohortZone(tb, "Asia/Shanghai")}
}

func cohortPurchases(customers []string, months pattern.Months) func(func(string, time.Time) bool) {
	return func(yield func(string, time.Time) bool) {
		for i := range 10 * len(customers) {
			days := (i*7919 + i/len(customers)*73) % 720
			if !yield(customers[i%len(customers)], months.AsOf.Add(-time.Duration(days)*24*time.Hour)) {
				return
			}
		}
	}
}

// A purchase of a known customer costs no allocation.
func TestCohortsAllocate(t *testing.T) {
	few, months := cohortPopulation(t, 10)
	count := func(times int) int64 {
		purchases := cohortPurchases(few, months)
		return int64(testing.AllocsPerRun(10, func() {
			_, _ = pattern.Cohorts(func(yield func(string, time.Time) bool) {
				for range times {
					purchases(yield)
				}
			}, months)
		}))
	}
	if once, often := count(1), count(20); often > once+10 { // the runtime itself allocates now and then
		t.Errorf("%d allocations for 100 purchases, %d for 2,000", once, often)
	}
}

// BenchmarkCohorts takes a million purchases of 100,000 customers an operation,
// beside the obvious way: a set of month names for each customer.
func BenchmarkCohorts(b *testing.B) {
	customers, months := cohortPopulation(b, 100_000)
	purchases := cohortPurchases(customers, months)
	b.Run("Cohorts", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pattern.Cohorts(purchases, months); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sets of months", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bought := map[string]map[string]bool{}
			for customer, at := range purchases {
				if bought[customer] == nil {
					bought[customer] = map[string]bool{}
				}
				bought[customer][at.In(months.Location).Format("2006-01")] = true
			}
			first, active := map[string]string{}, map[[2]string]int{}
			for customer, months := range bought {
				for month := range months {
					if first[customer] == "" || month < first[customer] {
						first[customer] = month
					}
				}
				for month := range months {
					active[[2]string{first[customer], month}]++
				}
			}
		}
	})
}

package rfm_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// row is one order as a shop has it.
type row struct {
	customer int64
	rfm.Purchase
}

// generate returns n orders of n/10 customers over two years before now,
// grouped by customer, always the same.
func generate(n int) []row {
	rows := make([]row, n)
	random := uint64(20180101)
	for i := range rows {
		random = random*6364136223846793005 + 1442695040888963407
		back := time.Duration(random>>33%(2*365*24*3600)) * time.Second
		rows[i] = row{int64(i/10) * 7919, rfm.Purchase{At: now.Add(-back), Amount: decimal.New(int64(random>>40%50_000), -2)}}
	}
	return rows
}

func seq(rows []row) iter.Seq2[int64, rfm.Purchase] {
	return func(yield func(int64, rfm.Purchase) bool) {
		for i := range rows {
			if !yield(rows[i].customer, rows[i].Purchase) {
				return
			}
		}
	}
}

// batchSizes show that the cost of an order does not depend on how many there are.
var batchSizes = []struct {
	name   string
	orders int
}{{"1M", 1_000_000}, {"10M", 10_000_000}}

// perOrder runs f over all rows in every round.
func perOrder(b *testing.B, rows int, f func()) {
	runtime.GC() // what the rows cost to make is nobody's here
	b.ReportAllocs()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/order")
}

// Summaries of purchases that come customer by customer, against a loop written
// by hand for cents, which checks nothing and knows no refund in part.
func BenchmarkGrouped(b *testing.B) {
	for _, size := range batchSizes {
		rows := generate(size.orders)
		at := newEngine(b, rfm.Textbook(), zone(b, "Asia/Shanghai")).At(now)
		b.Run(size.name+"/rfm", func(b *testing.B) {
			perOrder(b, len(rows), func() {
				if err := rfm.Grouped(at, seq(rows), func(int64, rfm.Summary) error { return nil }); err != nil {
					b.Fatal(err)
				}
			})
		})
		from, to := at.Bounds()
		b.Run(size.name+"/hand", func(b *testing.B) {
			perOrder(b, len(rows), func() { byHand(rows, from, to, func(int64, handmade) {}) })
		})
	}
}

// handmade is what a shop without the library would keep.
type handmade struct {
	last   time.Time
	orders int64
	cents  int64
}

func byHand(rows []row, from, to time.Time, each func(int64, handmade)) {
	var c handmade
	for i := range rows {
		r := &rows[i]
		if i > 0 && r.customer != rows[i-1].customer {
			each(rows[i-1].customer, c)
			c = handmade{}
		}
		cents := r.Amount.CoefficientInt64() - r.Refunded.CoefficientInt64()
		if r.At.After(to) || cents == 0 && r.Refunded.Sign() > 0 {
			continue
		}
		if r.At.After(c.last) {
			c.last = r.At
		}
		if !r.At.Before(from) {
			c.orders++
			c.cents += cents
		}
	}
	each(rows[len(rows)-1].customer, c)
}

// Summaries of purchases in no order, against a map of decimals summed with Add.
func BenchmarkUngrouped(b *testing.B) {
	for _, size := range batchSizes {
		rows := generate(size.orders)
		rand.New(rand.NewPCG(2018, 1)).Shuffle(len(rows), func(i, j int) {
			rows[i].customer, rows[j].customer = rows[j].customer, rows[i].customer
		})
		at := newEngine(b, rfm.Textbook(), zone(b, "Asia/Shanghai")).At(now)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/rfm-%d-workers", size.name, workers), func(b *testing.B) {
				perOrder(b, len(rows), func() { ungrouped(b, at, rows, workers) })
			})
		}
		from, to := at.Bounds()
		b.Run(size.name+"/map-of-decimals", func(b *testing.B) {
			perOrder(b, len(rows), func() { mapOfDecimals(rows, from, to) })
		})
	}
}

// ungrouped shares the rows between workers, and then the customers.
func ungrouped(b *testing.B, at *rfm.Scorer, rows []row, workers int) {
	shares := make([]*rfm.Customers[int64], workers)
	inParallel(workers, func(w int) {
		var err error
		n := len(rows)
		if shares[w], err = rfm.Summarize(at, seq(rows[w*n/workers:(w+1)*n/workers])); err != nil {
			b.Error(err)
		}
	})
	for _, other := range shares[1:] {
		if err := shares[0].Merge(other); err != nil {
			b.Fatal(err)
		}
	}
	parts := shares[0].Split(workers)
	inParallel(workers, func(w int) {
		for range parts[w] {
		}
	})
}

func inParallel(workers int, work func(w int)) {
	var all sync.WaitGroup
	for w := range workers {
		all.Add(1)
		go func() {
			defer all.Done()
			work(w)
		}()
	}
	all.Wait()
}

func mapOfDecimals(rows []row, from, to time.Time) {
	type customer struct {
		last   time.Time
		orders int64
		amount decimal.Decimal
	}
	customers := map[int64]customer{}
	for i := range rows {
		r := &rows[i]
		if r.At.After(to) || r.Refunded.Sign() > 0 && r.Refunded.Equal(r.Amount) {
			continue
		}
		c := customers[r.customer]
		if r.At.After(c.last) {
			c.last = r.At
		}
		if !r.At.Before(from) {
			c.orders++
			c.amount = c.amount.Add(r.Amount).Sub(r.Refunded)
		}
		customers[r.customer] = c
	}
}

// Grades from ready summaries, as SQL returns them, against a ladder written by
// hand over cents.
func BenchmarkReady(b *testing.B) {
	rows := generate(2_000_000)
	for _, name := range []string{"UTC", "Asia/Shanghai", "Europe/Berlin"} {
		at := newEngine(b, rfm.Textbook(), zone(b, name)).At(now)
		var customers []rfm.Summary
		if err := rfm.Grouped(at, seq(rows), func(_ int64, s rfm.Summary) error {
			customers = append(customers, s)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			perCustomer(b, len(customers), func() {
				for i := range customers {
					if _, err := at.Score(customers[i]); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
	var customers []handmade
	from := now.AddDate(-1, 0, 0)
	byHand(rows, from, now, func(_ int64, c handmade) { customers = append(customers, c) })
	b.Run("hand", func(b *testing.B) {
		perCustomer(b, len(customers), func() {
			for i := range customers {
				gradeByHand(&customers[i], from)
			}
		})
	})
}

func perCustomer(b *testing.B, customers int, f func()) {
	runtime.GC()
	b.ReportAllocs()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(customers), "ns/customer")
}

// gradeByHand is the textbook as a shop would write it.
//
//go:noinline
func gradeByHand(c *handmade, from time.Time) (value int, grade string, days int) {
	days = int(now.Sub(c.last).Hours() / 24)
	if c.last.Before(from) || c.cents <= 0 {
		return 0, "", days
	}
	r, f, m := 1, 1, 1
	for i, limit := range []int{213, 122, 91, 32} {
		if days < limit {
			r = 2 + i
		}
	}
	for i, least := range []int64{2, 3, 4, 6} {
		if c.orders >= least {
			f = 2 + i
		}
	}
	for i, least := range []int64{300_00, 500_00, 1000_00, 2000_00} {
		if c.cents >= least {
			m = 2 + i
		}
	}
	value = r + 3*f + 4*m
	switch {
	case value >= 36:
		return value, "Platinum", days
	case value >= 26:
		return value, "Gold", days
	case value >= 17:
		return value, "Silver", days
	}
	return value, "Bronze", days
}

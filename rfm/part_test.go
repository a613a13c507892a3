package rfm_test

import (
	"iter"
	"runtime"
	"testing"
	"time"

	"example.com/membership/rfm"
)

// Enough purchases that waiting ones are added up in between, tables grow, and
// many customers share a part; at once, and in many shares.
func TestManyCustomers(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct{ customers, orders, shares int }{{1, 200_000, 1}, {300, 2_000, 1}, {60_000, 5, 1}, {300, 500, 100}} {
		want := make([]rfm.Summary, c.customers)
		var all rfm.Customers[int]
		for share := range c.shares {
			bought := crowdOfBuyers(c.customers, c.orders, share, c.shares)
			for key, p := range bought {
				add(t, at, &want[key], p)
			}
			if err := all.Merge(summarize(t, at, bought)); err != nil {
				t.Fatal(err)
			}
		}
		got := read(t, all.Split(3)...)
		if len(got) != c.customers {
			t.Errorf("%d customers, want %d", len(got), c.customers)
		}
		for key, s := range got {
			if !s.Equal(want[key]) {
				t.Fatalf("%d of %d: %v %d %s, want %v %d %s", key, c.customers, s.Last(), s.Orders(), s.Amount(),
					want[key].Last(), want[key].Orders(), want[key].Amount())
			}
		}
	}
}

// What a result holds grows with the customers, not with their purchases: with
// ordinary amounts, wide ones, and by merging page after page.
func TestBatchMemory(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	orders := func(n int, amount string) iter.Seq2[int, rfm.Purchase] {
		p := rfm.Purchase{At: now, Amount: dec(amount)}
		return func(yield func(int, rfm.Purchase) bool) {
			for i := range n {
				if !yield(i%100, p) {
					return
				}
			}
		}
	}
	for name, summarized := range map[string]func(n int) *rfm.Customers[int]{
		"ordinary": func(n int) *rfm.Customers[int] { return summarize(t, at, orders(n, "5")) },
		"wide":     func(n int) *rfm.Customers[int] { return summarize(t, at, orders(n, "1234567.123456789012")) },
		"pages": func(n int) *rfm.Customers[int] {
			var all rfm.Customers[int]
			for range n / 100 {
				if err := all.Merge(summarize(t, at, orders(100, "5"))); err != nil {
					t.Fatal(err)
				}
			}
			return &all
		},
	} {
		held := func(n int) uint64 {
			c := summarized(n)
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			if got := read(t, c.All()); len(got) != 100 || got[7].Orders() != int64(n/100) {
				t.Errorf("%s: %d customers, %d orders of one", name, len(got), got[7].Orders())
			}
			return m.HeapAlloc
		}
		few, many := held(100_000), held(1_000_000)
		if many > few+24<<20 {
			t.Errorf("%s: ten times the purchases hold %d more bytes", name, many-few)
		}
	}
}

// Results of all sizes merge to the same, also with themselves.
func TestMergeOfAllSizes(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	share := func(orders, customers int, amount string) *rfm.Customers[int] {
		p := rfm.Purchase{At: now, Amount: dec(amount)}
		return summarize(t, at, func(yield func(int, rfm.Purchase) bool) {
			for i := range orders {
				if !yield(i%customers, p) {
					return
				}
			}
		})
	}
	for _, c := range []struct{ orders, customers int }{{50, 50}, {10_000, 100}, {150_000, 300}, {60_000, 30_000}} {
		for _, amount := range []string{"5", "1234567.123456789012"} {
			var all rfm.Customers[int]
			want := int64(0)
			for range 3 {
				for _, part := range []*rfm.Customers[int]{share(c.orders, c.customers, amount), share(50, 50, "5"), &all} {
					if err := all.Merge(part); err != nil {
						t.Fatal(err)
					}
				}
				want = 2 * (want + int64(c.orders) + 50)
			}
			got := int64(0)
			for _, s := range read(t, all.Split(2)...) {
				got += s.Orders()
			}
			if got != want {
				t.Errorf("%d orders of %d customers at %s: %d, want %d", c.orders, c.customers, amount, got, want)
			}
		}
	}
}

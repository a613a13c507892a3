package points_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/benefit/points"
)

// shopper returns a ledger of n entries over years: of ten, six orders, three
// spends and a reversal.
func shopper(n int) []points.Entry {
	var ledger []points.Entry
	when := at("2016-01-01 09:00")
	for i := range n {
		when = when.Add(7 * time.Hour)
		en := points.Entry{ID: fmt.Sprintf("E%06d", i), Kind: points.Earn, At: when, Points: 100, Expiry: "12 months"}
		switch i % 10 {
		case 3, 6, 9:
			en = points.Entry{ID: en.ID, Kind: points.Spend, At: when, Points: 120}
		case 8:
			en = points.Entry{ID: en.ID, Kind: points.Reverse, At: when, Of: fmt.Sprintf("E%06d", i-1), Points: 40, Clawback: points.IntoDebt}
		}
		ledger = append(ledger, en)
	}
	return ledger
}

// crowd returns a hostile ledger: n/2 lots of two points, never to expire, then
// n/2 spends of one.
func crowd(n int) []points.Entry {
	var ledger []points.Entry
	when := at("2016-01-01 09:00")
	for i := range n / 2 {
		ledger = append(ledger,
			points.Entry{ID: fmt.Sprintf("E%06d", i), Kind: points.Earn, At: when.Add(time.Duration(n/2-i) * time.Minute), Points: 2, Expiry: points.Never},
			points.Entry{ID: fmt.Sprintf("S%06d", i), Kind: points.Spend, At: when.AddDate(1, 0, i%300), Points: 1})
	}
	slices.SortFunc(ledger, func(a, b points.Entry) int { return a.At.Compare(b.At) })
	return ledger
}

// bySorting is the obvious alternative: a slice of lots that is sorted for every
// spend. It knows nothing of terms, checks and memory.
func bySorting(ledger []points.Entry) (available int64) {
	type lot struct {
		id    string
		until time.Time
		left  int64
	}
	var lots []lot
	for i := range ledger {
		en := &ledger[i]
		lots = slices.DeleteFunc(lots, func(l lot) bool { return !l.until.After(en.At) || l.left == 0 })
		switch en.Kind {
		case points.Earn:
			end := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
			if en.Expiry != points.Never {
				end = time.Date(en.At.Year()+1, en.At.Month(), en.At.Day()+1, 0, 0, 0, 0, time.UTC)
			}
			lots = append(lots, lot{en.ID, end, en.Points})
		case points.Spend:
			slices.SortStableFunc(lots, func(a, b lot) int { return a.until.Compare(b.until) })
			left := en.Points
			for i := range lots {
				n := min(left, lots[i].left)
				lots[i].left -= n
				left -= n
			}
		case points.Reverse:
			for i := range lots {
				if lots[i].id == en.Of {
					lots[i].left -= min(lots[i].left, en.Points)
				}
			}
		}
	}
	for _, l := range lots {
		available += l.left
	}
	return available
}

// perUnit reports the time of a unit of work, of which a round has so many.
func perUnit(b *testing.B, units int, name string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(units), "ns/"+name)
}

var ledgers = []struct {
	name string
	make func(n int) []points.Entry
}{{"shopper", shopper}, {"crowd", crowd}}

// A whole ledger, against the obvious alternative.
func BenchmarkFold(b *testing.B) {
	engine := newEngine(b, plain(), zone(b, "Asia/Shanghai"))
	for _, l := range ledgers {
		for _, n := range []int{100, 1_000, 10_000} {
			ledger := l.make(n)
			b.Run(fmt.Sprintf("%s/%d", l.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					fold(b, engine, points.Account{}, ledger...)
				}
				perUnit(b, n, "entry")
			})
			b.Run(fmt.Sprintf("%s/%d/by-sorting", l.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					bySorting(ledger)
				}
				perUnit(b, n, "entry")
			})
		}
	}
}

// One more entry on an account of two years, and its balance.
func BenchmarkContinue(b *testing.B) {
	engine := newEngine(b, plain(), zone(b, "Asia/Shanghai"))
	ledger := shopper(1_000)
	account := fold(b, engine, points.Account{}, ledger...)
	next := points.Entry{ID: "next", Kind: points.Spend, At: ledger[999].At.Add(time.Hour), Points: 5}
	b.Run("fold", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			fold(b, engine, account, next)
		}
	})
	b.Run("balance", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			balance(b, engine, account, next.At)
		}
	})
}

// What an order earns.
func BenchmarkEarn(b *testing.B) {
	engine := newEngine(b, full(), zone(b, "Asia/Shanghai"))
	order := points.Order{ID: "O1", At: at("2026-03-05"), Tier: "gold", Goods: points.Part{Due: dec("199.90"), Tax: dec("20.00")}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := engine.Earn(order); err != nil {
			b.Fatal(err)
		}
	}
}

// The memory of a fold is in proportion to its entries, also where many lots
// meet many small spends.
func TestFoldIsLinear(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	for _, l := range ledgers {
		small, large := l.make(1_000), l.make(4_000)
		few := testing.AllocsPerRun(3, func() { fold(t, engine, points.Account{}, small...) })
		many := testing.AllocsPerRun(3, func() { fold(t, engine, points.Account{}, large...) })
		if many > 4.5*few || few > 2_500 {
			t.Errorf("%s: %.0f allocations for 1,000 entries, %.0f for 4,000", l.name, few, many)
		}
	}
}

package tier_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// ladder is what a shop would write by hand for case A.
func ladder(spend, orders decimal.Decimal) string {
	switch {
	case spend.GreaterThanOrEqual(twoThousand) || orders.GreaterThanOrEqual(twenty):
		return "supreme"
	case spend.GreaterThanOrEqual(fiveHundred) || orders.GreaterThanOrEqual(ten):
		return "vip"
	case spend.GreaterThanOrEqual(twoHundred) || orders.GreaterThanOrEqual(five):
		return "senior"
	case spend.GreaterThanOrEqual(hundred) || orders.GreaterThanOrEqual(three):
		return "regular"
	}
	return ""
}

// The hand-written thresholds have the exponent of the amounts, which is the
// fastest that a decimal can be compared.
var (
	twoThousand, fiveHundred, twoHundred, hundred = decimal.New(200000, -2), decimal.New(50000, -2), decimal.New(20000, -2), decimal.New(10000, -2)
	twenty, ten, five, three                      = decimal.NewFromInt(20), decimal.NewFromInt(10), decimal.NewFromInt(5), decimal.NewFromInt(3)
)

// readyTotals holds one pair of totals for each tier of case A and for none.
func readyTotals() [][]decimal.Decimal {
	var totals [][]decimal.Decimal
	for _, cents := range []int64{9_999, 10_000, 35_050, 77_777, 1_234_567} {
		totals = append(totals, []decimal.Decimal{decimal.New(cents, -2), decimal.NewFromInt(2)})
	}
	return totals
}

func TestQualifyAgreesWithALadder(t *testing.T) {
	engine := load(caseA, shanghai)
	for cents := int64(9_990); cents < 300_000; cents += 7 {
		for orders := range int64(22) {
			spend, n := decimal.New(cents, -2), decimal.NewFromInt(orders)
			got, err := engine.Qualify([]decimal.Decimal{spend, n})
			if want := ladder(spend, n); got != want || err != nil {
				t.Fatalf("%s and %d orders: %q, %v, want %q", spend, orders, got, err, want)
			}
		}
	}
}

// One customer's totals a unit. The ratio to the ladder is measured in turns,
// so that a busy machine slows both; the target is 2.
func BenchmarkQualify(b *testing.B) {
	engine, totals := load(caseA, shanghai), readyTotals()
	var byEngine, byLadder time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		for range 100 {
			for _, ready := range totals {
				if _, err := engine.Qualify(ready); err != nil {
					b.Fatal(err)
				}
			}
		}
		between := time.Now()
		for range 100 {
			for _, ready := range totals {
				ladder(ready[0], ready[1])
			}
		}
		byEngine, byLadder = byEngine+between.Sub(start), byLadder+time.Since(between)
	}
	n := float64(b.N * 100 * len(totals))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(byEngine.Nanoseconds())/n, "ns/customer")
	b.ReportMetric(float64(byLadder.Nanoseconds())/n, "ns/ladder")
	b.ReportMetric(float64(byEngine)/float64(byLadder), "ratio")
}

func TestQualifyDoesNotAllocate(t *testing.T) {
	engine, totals := load(caseA, shanghai), readyTotals()
	if n := testing.AllocsPerRun(100, func() {
		for _, ready := range totals {
			if _, err := engine.Qualify(ready); err != nil {
				t.Error(err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// purchases returns n orders, ten days apart in a cycle of ten years.
func purchases(n int) []tier.Event {
	events := make([]tier.Event, n)
	for i := range events {
		at := on(2015, 1, 1).Add(time.Duration(i) * 10 * 24 * time.Hour * 365 / time.Duration(max(n, 365)))
		events[i] = tier.Event{ID: fmt.Sprint("o", i), Kind: tier.Order, At: at, Amount: decimal.New(int64(100+i%900), -2)}
	}
	return events
}

// member returns a case A member of the highest tier, to whom no further order
// changes anything, and an order to come.
func member(tb testing.TB) (*tier.Engine, tier.State, tier.Event) {
	engine := load(caseA, shanghai)
	state, _, err := engine.Replay([]tier.Event{
		{ID: "j", Kind: tier.Join, At: on(2014, 1, 1)},
		{ID: "big", Kind: tier.Order, At: on(2014, 1, 1), Amount: yuan("2000")},
	}, on(2014, 1, 1))
	if err != nil {
		tb.Fatal(err)
	}
	return engine, state, tier.Event{ID: "next", Kind: tier.Order, At: on(2014, 1, 2), Amount: yuan("12.50")}
}

// One event a unit.
func BenchmarkApply(b *testing.B) {
	engine, state, order := member(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := engine.Apply(state, order); err != nil {
			b.Fatal(err)
		}
	}
}

func TestApplyAllocatesAtMostTwice(t *testing.T) {
	engine, state, order := member(t)
	if n := testing.AllocsPerRun(100, func() {
		if _, changes, err := engine.Apply(state, order); err != nil || len(changes) > 0 {
			t.Error(changes, err)
		}
	}); n > 2 {
		t.Errorf("%v allocations, want at most 2", n)
	}
}

// Replaying 1,000 and 10,000 events, lifetime and rolling, with the time an
// event takes: it must not grow.
func BenchmarkReplay(b *testing.B) {
	for name, program := range map[string]string{"lifetime": caseA, "previous months": caseC} {
		engine := load(program, shanghai)
		for _, n := range []int{1_000, 10_000} {
			events := purchases(n)
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := engine.Replay(events, on(2026, 1, 1)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/event")
			})
		}
	}
}

// Reading and writing a State, as a shop does for every event.
func BenchmarkStateJSON(b *testing.B) {
	_, state, _ := member(b)
	b.ReportAllocs()
	for b.Loop() {
		row, err := json.Marshal(state)
		if err != nil {
			b.Fatal(err)
		}
		var back tier.State
		if err := json.Unmarshal(row, &back); err != nil {
			b.Fatal(err)
		}
	}
}

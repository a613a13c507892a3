package cycle_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"example.com/membership/care/cycle"
	"pgregory.net/rapid"
)

// zones where the properties run, each with days around which clocks change: none,
// one hour, midnights that do not exist, a date that does not.
var zones = []struct {
	name string
	days []string
}{
	{"UTC", []string{"2026-03-31", "2024-02-29"}},
	{"Asia/Shanghai", []string{"1986-05-04", "1991-09-15", "2026-03-31"}},
	{"America/Sao_Paulo", []string{"2018-11-04", "2019-02-17"}},
	{"Pacific/Apia", []string{"2011-12-30", "2011-09-24"}},
	{"Europe/Berlin", []string{"2026-03-29", "2025-10-26"}},
}

// drawPlace draws a location and a date near which its clocks change.
func drawPlace(t *rapid.T) (loc *time.Location, day time.Time) {
	z := rapid.SampledFrom(zones).Draw(t, "zone")
	return zone(t, z.name), instant(t, rapid.SampledFrom(z.days).Draw(t, "day"), time.UTC)
}

// drawClock draws an instant of about a date: often its first and last.
func drawClock(t *rapid.T, day time.Time, loc *time.Location) time.Time {
	const aDay = int64(24 * time.Hour)
	clock := rapid.OneOf(rapid.Just(int64(0)), rapid.Just(aDay-1), rapid.Int64Range(0, aDay-1)).Draw(t, "clock")
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, int(clock), loc)
}

// drawPurchases draws purchases of up to 60 days before a date, and a few days
// after; products and dates repeat often, and quantities are those of a household,
// or such that fractions outgrow an int64.
func drawPurchases(t *rapid.T, day time.Time, loc *time.Location) []cycle.Purchase {
	quantities := rapid.OneOf(rapid.Int64Range(1, 6), rapid.Int64Range(9_990, 10_000))
	n := 0
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) cycle.Purchase {
		n++
		back := rapid.OneOf(rapid.IntRange(-3, 10), rapid.IntRange(0, 60)).Draw(t, "days ago")
		return cycle.Purchase{
			ID:       fmt.Sprintf("L%d", n),
			Product:  rapid.SampledFrom([]string{"P9", "P10", "P9x"}).Draw(t, "product"),
			At:       drawClock(t, day.AddDate(0, 0, -back), loc),
			Quantity: quantities.Draw(t, "quantity"),
		}
	}), 0, 10).Draw(t, "purchases")
}

func drawCustomers(t *rapid.T, day time.Time, loc *time.Location) [][]cycle.Purchase {
	customers := make([][]cycle.Purchase, rapid.IntRange(0, 5).Draw(t, "customers"))
	for i := range customers {
		customers[i] = drawPurchases(t, day, loc)
	}
	return customers
}

func drawPolicy(t *rapid.T) cycle.Policy {
	return cycle.Policy{
		MinBuyers:      rapid.Int64Range(1, 3).Draw(t, "buyers"),
		MinRepeatShare: rapid.SampledFrom([]string{"0", "0.5", "0.666666", "0.666667", "1"}).Draw(t, "share"),
		MinGaps:        rapid.Int64Range(1, 4).Draw(t, "gaps"),
	}
}

// The engine agrees with the definition, for the figures of the population and the
// cycles of each customer, and by figures that went through JSON.
func checkDefinition(t *rapid.T) {
	loc, day := drawPlace(t)
	at, policy := drawClock(t, day, loc), drawPolicy(t)
	customers := drawCustomers(t, day, loc)
	e := newEngine(t, policy, loc)
	products := newPopulation(t, e, at, customers...).Products()
	slow := slowly(customers, at, loc)
	wantSame(t, "figures", slow.products(), products)
	var stored []cycle.Product
	if err := json.Unmarshal([]byte(written(t, products)), &stored); err != nil {
		t.Fatal(err)
	}
	m := newModel(t, e, rapid.Permutation(stored).Draw(t, "order")...)
	for i, purchases := range append(customers, drawPurchases(t, day, loc)) {
		cycles := cyclesOf(t, m, purchases, at)
		wantSame(t, fmt.Sprintf("customer %d", i), slow.cycles(policy, purchases), cycles)
		for _, e := range explain(t, m, purchases, at) {
			listed := slices.ContainsFunc(cycles, func(c careCycle) bool { return c.Product == e.Product && c.Days.Equal(e.Days) })
			if listed == (len(e.Reasons) > 0) {
				t.Fatalf("%+v is explained, listed: %t", e, listed)
			}
		}
	}
}

func TestDefinition(t *testing.T) { rapid.Check(t, checkDefinition) }
func FuzzDefinition(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDefinition)) }

// Any split of the customers between populations, merged in any order, gives the
// same, to the byte, and merging leaves the other one as it was.
func checkMerges(t *rapid.T) {
	loc, day := drawPlace(t)
	at := drawClock(t, day, loc)
	e := newEngine(t, everything, loc)
	customers := drawCustomers(t, day, loc)
	var split [3][][]cycle.Purchase
	for _, purchases := range customers {
		part := rapid.IntRange(0, 2).Draw(t, "part")
		split[part] = append(split[part], rapid.Permutation(purchases).Draw(t, "order"))
	}
	part := func(i int) *cycle.Population { return newPopulation(t, e, at, split[i]...) }
	merge := func(x, y *cycle.Population) *cycle.Population {
		before := written(t, y.Products())
		if err := x.Merge(y); err != nil {
			t.Fatal(err)
		}
		if after := written(t, y.Products()); after != before {
			t.Fatalf("merged away: from %s to %s", before, after)
		}
		return x
	}
	want := newPopulation(t, e, at, customers...).Products()
	for name, got := range map[string]*cycle.Population{
		"(a+b)+c":         merge(merge(part(0), part(1)), part(2)),
		"a+(b+c)":         merge(part(0), merge(part(1), part(2))),
		"c+(b+a)":         merge(part(2), merge(part(1), part(0))),
		"identity, left":  merge(&cycle.Population{}, newPopulation(t, e, at, customers...)),
		"identity, right": merge(newPopulation(t, e, at, customers...), &cycle.Population{}),
	} {
		wantSame(t, name, want, got.Products())
	}
}

func TestMerges(t *testing.T) { rapid.Check(t, checkMerges) }
func FuzzMerges(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMerges)) }

// The order of purchases, their repetition, the hour of the day's last instant, and
// what is later change nothing; the purchases stay as they were.
func checkOrder(t *rapid.T) {
	loc, day := drawPlace(t)
	at := drawClock(t, day, loc)
	purchases := drawPurchases(t, day, loc)
	m := newModel(t, newEngine(t, everything, loc), p9("85/2"), cycle.Product{ID: "P10", Buyers: 5})
	want, before := explain(t, m, purchases, at), slices.Clone(purchases)
	other := append(slices.Clone(purchases), purchases...)
	other = slices.DeleteFunc(other, func(p cycle.Purchase) bool { return p.At.After(at) })
	other = rapid.Permutation(other).Draw(t, "order")
	wantSame(t, "in another order", want, explain(t, m, other, at))
	wantSame(t, "cycles in another order", cyclesOf(t, m, purchases, at), cyclesOf(t, m, other, at))
	if !slices.Equal(purchases, before) {
		t.Fatalf("changed to %v", purchases)
	}
}

func TestOrder(t *testing.T) { rapid.Check(t, checkOrder) }
func FuzzOrder(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkOrder)) }

// Counting in units of a half, a third, a seventh the size makes each of them last
// so much shorter, and the same purchases as long as before.
func checkScale(t *rapid.T) {
	loc, day := drawPlace(t)
	at := drawClock(t, day, loc)
	by := rapid.Int64Range(2, 7).Draw(t, "by")
	customers := drawCustomers(t, day, loc)
	var scaled [][]cycle.Purchase
	for _, purchases := range customers {
		purchases = slices.Clone(purchases)
		for i := range purchases {
			purchases[i].Quantity *= by
		}
		scaled = append(scaled, purchases)
	}
	e := newEngine(t, everything, loc)
	was, is := newPopulation(t, e, at, customers...).Products(), newPopulation(t, e, at, scaled...).Products()
	for i := range was {
		if m := was[i].Median; m != nil && new(big.Rat).Mul(is[i].Median, big.NewRat(by, 1)).Cmp(m) != 0 {
			t.Fatalf("%s, by %d: %s", written(t, was), by, written(t, is))
		}
	}
	for i := range customers {
		wantSame(t, "cycles", cyclesOf(t, newModel(t, e, was...), customers[i], at), cyclesOf(t, newModel(t, e, is...), scaled[i], at))
	}
}

func TestScale(t *testing.T) { rapid.Check(t, checkScale) }
func FuzzScale(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkScale)) }

// Where clocks read every day from 0 to 24, neither does the hour matter at which
// something was bought.
func checkHours(t *rapid.T) {
	at := instant(t, "2026-04-01", time.UTC).Add(-1)
	m := newModel(t, newEngine(t, everything, time.UTC), p9("85/2"))
	purchases := drawPurchases(t, instant(t, "2026-03-31", time.UTC), time.UTC)
	moved := slices.Clone(purchases)
	for i := range moved {
		moved[i].At = drawClock(t, moved[i].At, time.UTC)
	}
	wantSame(t, "at other hours", explain(t, m, purchases, at), explain(t, m, moved, at))
}

func TestHours(t *testing.T) { rapid.Check(t, checkHours) }
func FuzzHours(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkHours)) }

// Whatever the bytes, a product is read or refused, and what is read is judged, by
// a model or an error.
func FuzzProductJSON(f *testing.F) {
	for _, text := range []string{`{"id":"P9","buyers":3,"repeaters":1,"gaps":1,"median":"85/2"}`, `{"median":"1e99"}`, `null`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p cycle.Product
		if err := p.UnmarshalJSON(data); err != nil {
			return
		}
		var again cycle.Product
		if err := again.UnmarshalJSON([]byte(written(t, p))); err != nil || written(t, again) != written(t, p) {
			t.Fatalf("%s reads back as %s, %v", written(t, p), written(t, again), err)
		}
		e := newEngine(t, everything, time.UTC)
		if m, err := e.Model([]cycle.Product{p}); err == nil {
			explain(t, m, []cycle.Purchase{{ID: "1", Product: p.ID, At: now, Quantity: 1_000_000}}, now)
		}
	})
}

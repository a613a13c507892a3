package cycle_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care/cycle"
)

// A fault names the purchase, the same one in any order, and changes nothing.
func TestBadPurchases(t *testing.T) {
	e := newEngine(t, everything, time.UTC)
	good := bought(90, 1, 0, 1)
	change := func(f func(*cycle.Purchase)) []cycle.Purchase {
		p := bought(90, 1, 0, 1, 7, 1)
		f(&p[2])
		return p
	}
	const units = "is more than 1000000 units: count in larger ones, or leave out what is not bought for use"
	for want, purchases := range map[string][]cycle.Purchase{
		`purchase "": id: is empty: leave out records without one, or give each its own`:                                      change(func(p *cycle.Purchase) { p.ID = "" }),
		`purchase "O3/1": product: is empty: give a name`:                                                                     change(func(p *cycle.Purchase) { p.Product = "" }),
		`purchase "O3/1": product: has 1001 bytes: give at most 1000`:                                                         change(func(p *cycle.Purchase) { p.Product = strings.Repeat("p", 1001) }),
		`purchase "O3/1": at: the instant is missing: it is the zero Time`:                                                    change(func(p *cycle.Purchase) { p.At = time.Time{} }),
		`purchase "O3/1": at: the year 2300 is outside 1900..2299`:                                                            change(func(p *cycle.Purchase) { p.At = instant(t, "2300-01-01", time.UTC) }),
		`purchase "O3/1": quantity: 0 is less than 1: leave out what was returned completely, and take off what was in part`:  change(func(p *cycle.Purchase) { p.Quantity = 0 }),
		`purchase "O3/1": quantity: -2 is less than 1: leave out what was returned completely, and take off what was in part`: change(func(p *cycle.Purchase) { p.Quantity = -2 }),
		`purchase "O3/1": quantity: 1000001 ` + units:                                                                         change(func(p *cycle.Purchase) { p.Quantity = 1_000_001 }),
		`product "P9": quantity: 1000001 on 2026-03-31 ` + units: change(func(p *cycle.Purchase) {
			p.Quantity, p.At = 1_000_000, ago(0)
		}),
		`purchase "O2/1": is given twice, as 1 of "P9" at 2026-03-24T12:00:00Z and as 1 of "P9" at 2026-03-31T12:00:00Z: give each line of an order its own ID`: change(func(p *cycle.Purchase) { p.ID = "O2/1" }),
		`purchase "O1/1": quantity: 0 is less than 1: leave out what was returned completely, and take off what was in part`: { // the first by ID
			{ID: "O2/1", Product: "P9", At: now}, {ID: "O1/1", Product: "P9", At: now}, {ID: "O3/1", Product: "P9", At: now},
		},
	} {
		for range 2 {
			population := newPopulation(t, e, now, good)
			before := written(t, population.Products())
			wantData(t, population.Add(purchases), "care: "+want)
			if after := written(t, population.Products()); after != before {
				t.Errorf("%s: from %s to %s", want, before, after)
			}
			m := newModel(t, e, p9("90"))
			_, err := m.Cycles(purchases, now)
			wantData(t, err, "care: "+want)
			_, err = m.Explain(purchases, now)
			wantData(t, err, "care: "+want)
			slices.Reverse(purchases)
		}
	}
}

// The same line twice counts once; another one with its ID is an error, whatever
// the difference, and be it later than the instant.
func TestDuplicates(t *testing.T) {
	m := newModel(t, newEngine(t, everything, time.UTC), p9("90"))
	once := bought(100, 2, 0, 2)
	same := once[1]
	same.At = same.At.In(zone(t, "Asia/Shanghai")) // the same instant
	wantDays(t, m, append(slices.Clone(once), same, once[0]), now, "2026-03-31", "153.3333")
	wantDays(t, m, once, now, "2026-03-31", "153.3333") // 2 × (50 + 2 × 90) / 3
	for name, f := range map[string]func(*cycle.Purchase){
		"product":  func(p *cycle.Purchase) { p.Product = "P8" },
		"quantity": func(p *cycle.Purchase) { p.Quantity++ },
		"instant":  func(p *cycle.Purchase) { p.At = p.At.Add(1) },
		"later":    func(p *cycle.Purchase) { p.At = now.Add(time.Hour) },
	} {
		other := once[1]
		f(&other)
		if _, err := m.Cycles(append(slices.Clone(once), other), now); err == nil {
			t.Errorf("another %s is the same line", name)
		}
	}
}

// One million units of a product on a date are taken, and a million of another.
func TestMostUnits(t *testing.T) {
	m := newModel(t, newEngine(t, everything, time.UTC), p9("1/1000"))
	list := []cycle.Purchase{
		{ID: "1", Product: "P9", At: now, Quantity: 999_999}, {ID: "2", Product: "P9", At: ago(0), Quantity: 1},
		{ID: "3", Product: "P8", At: now, Quantity: 1_000_000}, {ID: "4", Product: "P9", At: ago(1), Quantity: 1_000_000},
		{ID: "5", Product: "P9", At: now.Add(1), Quantity: 1_000_000}, // does not exist yet
	}
	got := cyclesOf(t, m, list, now)
	if len(got) != 1 || got[0].Days.String() != "667" { // 1,000,000 × (1/1,000,000 + 2/1,000) / 3
		t.Errorf("%v", got)
	}
}

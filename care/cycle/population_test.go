package cycle_test

import (
	"math"
	"testing"
	"time"

	"example.com/membership/care/cycle"
)

// Figures counted by hand: four customers, three of them repeaters.
func TestProducts(t *testing.T) {
	e := newEngine(t, everything, time.UTC)
	other := append(bought(30, 1), cycle.Purchase{ID: "x", Product: "P10", At: ago(1), Quantity: 1})
	customers := [][]cycle.Purchase{
		bought(180, 1, 90, 1, 0, 1),                // 90, 90
		bought(120, 2, 0, 1),                       // 60
		bought(100, 1, 100, 2, 1, 5, -1, 1, -9, 1), // 33
		bought(10, 1, 10, 1),
		other,
		nil,
		bought(-5, 1), // tomorrow and later
	}
	want := `[{"id":"P10","buyers":1,"repeaters":0,"gaps":0},{"id":"P9","buyers":5,"repeaters":3,"gaps":4,"median":"75"}]`
	if got := written(t, newPopulation(t, e, now, customers...).Products()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	customers = append(customers, bought(70, 1, 0, 1))
	want = `[{"id":"P10","buyers":1,"repeaters":0,"gaps":0},{"id":"P9","buyers":6,"repeaters":4,"gaps":5,"median":"70"}]`
	if got := written(t, newPopulation(t, e, now, customers...).Products()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	var none *cycle.Population
	for _, p := range []*cycle.Population{none, {}, newPopulation(t, e, now)} {
		if got := written(t, p.Products()); got != "[]" {
			t.Errorf("%s", got)
		}
	}
}

// Populations of another location or instant are refused, also by one that was
// zero before its first merge, and change nothing.
func TestMergeRefuses(t *testing.T) {
	shanghai := newEngine(t, everything, zone(t, "Asia/Shanghai"))
	was := new(cycle.Population)
	if err := was.Merge(newPopulation(t, shanghai, now, bought(9, 1, 0, 1))); err != nil {
		t.Fatal(err)
	}
	var none *cycle.Population
	wantData(t, none.Merge(was), "care: population: is nil: there is nothing to merge into")
	wantData(t, none.Add(nil), "care: population: is not one of Engine.Population")
	wantData(t, new(cycle.Population).Add(nil), "care: population: is not one of Engine.Population")
	for name, p := range map[string]*cycle.Population{"new": newPopulation(t, shanghai, now, bought(9, 1, 0, 1)), "was zero": was} {
		before := written(t, p.Products())
		wantData(t, p.Merge(newPopulation(t, newEngine(t, everything, time.UTC), now, bought(9, 1))),
			`care: population: of the location "UTC" cannot be merged into one of "Asia/Shanghai": use one location`)
		wantData(t, p.Merge(newPopulation(t, shanghai, now.Add(1), bought(9, 1))),
			"care: population: as of 2026-03-31T15:04:05.000000007Z cannot be merged into one as of 2026-03-31T15:04:05.000000006Z: use one instant")
		if got := written(t, p.Products()); got != before {
			t.Errorf("%s, after refusals: %s", name, got)
		}
		if err := p.Merge(none); err != nil {
			t.Error(err)
		}
		if err := p.Add(bought(4, 1)); err != nil {
			t.Error(err)
		}
	}
}

// Counts stop at the largest number, and the model takes them.
func TestLargestCounts(t *testing.T) {
	e := newEngine(t, cycle.Policy{MinRepeatShare: "1"}, time.UTC)
	p := newPopulation(t, e, now, bought(10, 1, 7, 1, 0, 1)) // 3 and 7
	for range 70 {
		if err := p.Merge(p); err != nil {
			t.Fatal(err)
		}
	}
	got := p.Products()[0]
	if got.Buyers != math.MaxInt64 || got.Repeaters != math.MaxInt64 || got.Gaps != math.MaxInt64 {
		t.Errorf("%s: does not stop at the largest number", written(t, got))
	}
	wantDays(t, newModel(t, e, got), bought(0, 1), now, "2026-03-31", "3") // all that fit are of 3 days
}

// The longest gap there can be, and an instant that cannot be.
func TestPopulationEdges(t *testing.T) {
	end := instant(t, "2299-12-31 23:59:59", time.UTC)
	e := newEngine(t, everything, zone(t, "Pacific/Apia"))
	list := []cycle.Purchase{
		{ID: "1", Product: "P9", At: instant(t, "1900-01-01", time.UTC), Quantity: 1}, {ID: "2", Product: "P9", At: end, Quantity: 1},
	}
	got := newPopulation(t, e, end, list).Products()
	if written(t, got) != `[{"id":"P9","buyers":1,"repeaters":1,"gaps":1,"median":"146098"}]` {
		t.Errorf("%s", written(t, got))
	}
	if all := explain(t, newModel(t, e, got...), list, end); all[0].Reasons[0].Code != cycle.TooLong {
		t.Errorf("%+v", all)
	}
	_, err := e.Population(time.Time{})
	wantData(t, err, "care: population: at: the instant is missing: it is the zero Time")
	_, err = new(cycle.Engine).Population(now)
	wantData(t, err, "care: engine: is not one of New")
}

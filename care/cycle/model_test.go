package cycle_test

import (
	"testing"
	"time"

	"example.com/membership/care/cycle"
	"github.com/google/go-cmp/cmp"
)

// Estimates computed by hand, of a product whose median is 90 days.
func TestCycles(t *testing.T) {
	m := newModel(t, newEngine(t, everything, time.UTC), p9("90"))
	for name, c := range map[string]struct {
		purchases []cycle.Purchase
		last      string
		days      string
	}{
		"one purchase lasts as long as usual": {bought(10, 1), "2026-03-21", "90"},
		"three of them three times as long":   {bought(10, 3), "2026-03-21", "270"},
		"two on one day are one date":         {bought(10, 1, 10, 2), "2026-03-21", "270"},
		"one gap weighs a third":              {bought(60, 1, 0, 1), "2026-03-31", "80"},                 // (60 + 180) / 3
		"two gaps weigh a half":               {bought(120, 1, 60, 1, 0, 1), "2026-03-31", "75"},         // (2×60 + 180) / 4
		"an even number has the mean of two":  {bought(121, 1, 60, 1, 0, 1), "2026-03-31", "75.25"},      // (2×60.5 + 180) / 4
		"an odd number has the middle one":    {bought(200, 1, 100, 1, 60, 1, 0, 1), "2026-03-31", "72"}, // (3×60 + 180) / 5
		"a gap is by unit":                    {bought(120, 2, 0, 1), "2026-03-31", "80"},                // 60 a unit
		"the last quantity makes no gap":      {bought(120, 2, 0, 3), "2026-03-31", "240"},
		"quantities of one day add up":        {bought(120, 1, 120, 1, 0, 1), "2026-03-31", "80"},
		"thirds are rounded down":             {bought(61, 1, 0, 1), "2026-03-31", "80.3333"}, // (61 + 180) / 3
		"and two thirds up":                   {bought(62, 1, 0, 1), "2026-03-31", "80.6667"},
		"a half is rounded up":                {bought(67, 8000, 0, 1), "2026-03-31", "60.0028"}, // (67/8000 + 180) / 3 = 60.002791…
		"what is later does not exist yet":    {append(bought(60, 1, 0, 1, -1, 7), cycle.Purchase{ID: "x", Product: "P9", At: now.Add(1), Quantity: 9}), "2026-03-31", "80"},
		"what is at the instant does":         {[]cycle.Purchase{{ID: "x", Product: "P9", At: now, Quantity: 2}}, "2026-03-31", "180"},
	} {
		t.Run(name, func(t *testing.T) { wantDays(t, m, c.purchases, now, c.last, c.days) })
	}
}

// Fractions that outgrow a word of 64 bits are as exact: the own one, that of the
// product, and the divisor alone.
func TestLargeFractions(t *testing.T) {
	daily := []int{0, 4}
	for day := 1; day <= 17; day++ {
		daily = append(daily, day, 999_983)
	}
	for _, c := range []struct {
		median, want string
		purchases    []cycle.Purchase
	}{
		// (2 × (47/999,983 + 50/999,979) / 2 + 2 × 90) / 4 × 999,961
		{"90", "44998269.2495", bought(97, 999_983, 50, 999_979, 0, 999_961)},
		{"2999999999999999/2000000000000", "1500", bought(0, 1)},
		{"1/2000000000000", "0", bought(daily...)}, // (17 / 999,983 + …) / 19 × 4
	} {
		m := newModel(t, newEngine(t, everything, time.UTC), p9(c.median))
		if got := explain(t, m, c.purchases, now)[0]; !got.Days.Equal(dec(c.want)) {
			t.Errorf("%+v, want %s days", got, c.want)
		}
	}
}

// Half a ten-thousandth is rounded up, and what is just below it down.
func TestRounding(t *testing.T) {
	e := newEngine(t, everything, time.UTC)
	for median, want := range map[string]string{
		"1/20000":                    "0.0001", // exactly a half
		"3/20000":                    "0.0002",
		"99999999/2000000000000":     "", // just below a half
		"100000001/2000000000000":    "0.0001",
		"146100":                     "",
		"3660":                       "3660",
		"366000004/100000":           "3660",
		"366000005/100000":           "",
		"36600001/10000":             "",
		"1/10000":                    "0.0001",
		"29999/10000":                "2.9999",
		"299999/100000":              "3",
		"999999999999/2000000000000": "0.5",
	} {
		m := newModel(t, e, p9(median))
		if want != "" {
			wantDays(t, m, bought(0, 1), now, "2026-03-31", want)
			continue
		}
		if got := cyclesOf(t, m, bought(0, 1), now); len(got) > 0 {
			t.Errorf("%s: %v, want none", median, got)
		}
	}
}

// Why there is no cycle, with the numbers.
func TestExplain(t *testing.T) {
	e := newEngine(t, cycle.Policy{}, time.UTC)
	rare := cycle.Product{ID: "rare", Buyers: 19, Repeaters: 3, Gaps: 4, Median: p9("3700").Median}
	m := newModel(t, e, p9("90"), rare, cycle.Product{ID: "once", Buyers: 500})
	var list []cycle.Purchase
	for _, id := range []string{"once", "unknown", "rare", "P9"} {
		list = append(list, cycle.Purchase{ID: id, Product: id, At: ago(1), Quantity: 1})
	}
	list = append(list, cycle.Purchase{ID: "first", Product: "P9", At: ago(46), Quantity: 2})
	want := []string{
		`{"product":"P9","last":"2026-03-30","quantity":1,"gaps":1,"own":"45/2","typical":"90","days":"67.5"}`,
		`{"product":"once","last":"2026-03-30","quantity":1,"gaps":0,"days":"0","reasons":[{"code":"few_repeaters","have":0,"need":100},{"code":"few_gaps","have":0,"need":5}]}`,
		`{"product":"rare","last":"2026-03-30","quantity":1,"gaps":0,"typical":"3700","days":"3700","reasons":[{"code":"few_buyers","have":19,"need":20},{"code":"few_repeaters","have":3,"need":4},{"code":"few_gaps","have":4,"need":5},{"code":"too_long","have":0,"need":0}]}`,
		`{"product":"unknown","last":"2026-03-30","quantity":1,"gaps":0,"days":"0","reasons":[{"code":"unknown","have":0,"need":0}]}`,
	}
	got := explain(t, m, list, now)
	if len(got) != len(want) {
		t.Fatalf("%d estimates, want %d", len(got), len(want))
	}
	for i := range want {
		if diff := cmp.Diff(want[i], written(t, got[i])); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	cycles := cyclesOf(t, m, list, now)
	if len(cycles) != 1 || !cycles[0].Days.Equal(dec("67.5")) {
		t.Errorf("%v", cycles)
	}
	short := explain(t, newModel(t, e, p9("1/1000000")), bought(0, 1), now)
	if written(t, short[0].Reasons) != `[{"code":"too_short","have":0,"need":0}]` {
		t.Errorf("%+v", short)
	}
	got[2].Reasons[0].Have, got[2].Typical = 7, got[2].Typical.SetInt64(7) // results share nothing
	if again := explain(t, m, list, now); written(t, again[2]) != want[2] {
		t.Errorf("after a caller wrote into it: %s", written(t, again[2]))
	}
}

// A product may be repeat-bought by a policy that asks for a share of 0 alone, and
// still have no median.
func TestNoMedian(t *testing.T) {
	e := newEngine(t, everything, time.UTC)
	for _, got := range explain(t, newModel(t, e, cycle.Product{ID: "P9", Buyers: 9}), bought(0, 1), now) {
		if written(t, got.Reasons) != `[{"code":"few_gaps","have":0,"need":1}]` {
			t.Errorf("%+v", got)
		}
	}
}

// Nothing bought is no cycle, and what is no model, or no instant, is an error.
func TestModelEdges(t *testing.T) {
	m := newModel(t, newEngine(t, everything, time.UTC), p9("90"))
	if got := cyclesOf(t, m, nil, now); got != nil {
		t.Errorf("%v", got)
	}
	if got := written(t, explain(t, m, bought(-1, 1), now)); got != "[]" {
		t.Errorf("%s", got)
	}
	var none *cycle.Model
	for _, m := range []*cycle.Model{none, {}} {
		_, err := m.Cycles(nil, now)
		wantData(t, err, "care: model: is not one of Engine.Model")
		_, err = m.Explain(nil, now)
		wantData(t, err, "care: model: is not one of Engine.Model")
	}
	_, err := m.Cycles(nil, time.Time{})
	wantData(t, err, "care: model: at: the instant is missing: it is the zero Time")
}

// The date is the shop's: around midnight, where clocks skip it, and where a date is
// skipped.
func TestDates(t *testing.T) {
	for _, c := range []struct {
		zone, first, last, date, days string
	}{
		{"Asia/Shanghai", "2026-01-01 00:00:00", "2026-03-01 23:59:59", "2026-03-01", "79.6667"}, // 59 days
		{"America/Sao_Paulo", "2018-11-03 23:59:59", "2018-11-04 01:00:00", "2018-11-04", "60.3333"},
		{"Europe/Berlin", "2026-03-28 23:59:59", "2026-03-29 23:59:59", "2026-03-29", "60.3333"},
		{"Europe/Berlin", "2025-10-26 00:00:00", "2025-10-27 00:00:00", "2025-10-27", "60.3333"}, // 25 hours
		{"Pacific/Apia", "2011-12-29 12:00:00", "2011-12-31 12:00:00", "2011-12-31", "60.6667"},  // 24 hours, two dates
		{"Asia/Shanghai", "1986-05-03 12:00:00", "1986-05-04 12:00:00", "1986-05-04", "60.3333"}, // 23 hours
	} {
		loc := zone(t, c.zone)
		m := newModel(t, newEngine(t, everything, loc), p9("90"))
		list := []cycle.Purchase{
			{ID: "1", Product: "P9", At: instant(t, c.first, loc).UTC(), Quantity: 1},
			{ID: "2", Product: "P9", At: instant(t, c.last, loc).UTC(), Quantity: 1},
		}
		wantDays(t, m, list, now, c.date, c.days)
		products := newPopulation(t, newEngine(t, everything, loc), now, list).Products()
		own := explain(t, m, list, now)[0].Own
		if len(products) != 1 || products[0].Median.Cmp(own) != 0 {
			t.Errorf("%s: %s, want a median of %s", c.zone, written(t, products), own)
		}
	}
}

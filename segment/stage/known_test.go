package stage_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
)

// orders returns the purchases of each customer of the shared orders.
func orders(t testing.TB) map[string][]time.Time {
	t.Helper()
	customers := map[string][]time.Time{}
	for _, row := range sharedRows(t, "online_retail_orders.csv") {
		paid, err := time.Parse(time.RFC3339, row[2])
		if err != nil {
			t.Fatal(err)
		}
		customers[row[1]] = append(customers[row[1]], paid)
	}
	return customers
}

// The stages of the online shop's customers on the evening of its last order,
// 2011-12-09, in UTC, where a date is a whole number of 86,400 seconds.
func TestOnlineRetailStages(t *testing.T) {
	customers := orders(t)
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(instant(t, "2011-12-10", time.UTC).Add(-1))
	today := instant(t, "2011-12-09", time.UTC).Unix() / 86_400
	got, byHand := map[stage.Stage]int{}, map[stage.Stage]int{}
	for _, purchases := range customers {
		first, last := slices.MinFunc(purchases, time.Time.Compare), slices.MaxFunc(purchases, time.Time.Compare)
		got[standing(t, at, first, last).Stage]++
		silent, tenure := today-last.Unix()/86_400, today-first.Unix()/86_400
		switch {
		case silent > 360:
			byHand[stage.Lost]++
		case silent > 180:
			byHand[stage.Sleeping]++
		case silent > 90:
			byHand[stage.Silent]++
		case silent == tenure:
			byHand[stage.NewOnce]++
		case tenure <= 90:
			byHand[stage.NewRepeat]++
		default:
			byHand[stage.Regular]++
		}
	}
	want := map[stage.Stage]int{ // 4,338 customers
		stage.NewOnce: 670, stage.NewRepeat: 298, stage.Regular: 1921,
		stage.Silent: 591, stage.Sleeping: 769, stage.Lost: 89,
	}
	for name, got := range map[string]map[stage.Stage]int{"engine": got, "by hand": byHand} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The estimated cycle of the same shop, against all gaps written out and sorted.
func TestOnlineRetailCycle(t *testing.T) {
	customers := orders(t)
	histogram := newGaps(t, instant(t, "2011-12-10", time.UTC), time.UTC, slices.Collect(maps.Values(customers))...)
	var gaps []int64
	for _, purchases := range customers {
		var dates []int64
		for _, paid := range purchases {
			dates = append(dates, paid.Unix()/86_400)
		}
		slices.Sort(dates)
		for i := 1; i < len(dates); i++ {
			if dates[i] != dates[i-1] {
				gaps = append(gaps, dates[i]-dates[i-1])
			}
		}
	}
	slices.Sort(gaps)
	if n := histogram.N(); n != int64(len(gaps)) || n != 12_425 {
		t.Errorf("%d gaps, by hand %d", n, len(gaps))
	}
	for share, want := range map[string]int{"0.5": 28, "0.8": 70, "0.9": 110, "1": 366} {
		tenths := int(dec(share).Shift(1).IntPart())
		byHand := int(gaps[(tenths*len(gaps)+9)/10-1])
		if got, err := histogram.Cycle(dec(share)); err != nil || got != want || byHand != want {
			t.Errorf("at %s: %d, %v, by hand %d, want %d", share, got, err, byHand, want)
		}
	}
}

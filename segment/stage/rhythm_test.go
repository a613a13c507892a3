package stage_test

import (
	"encoding/json"
	"testing"
	"time"

	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
)

// Days count back from now, and the shop's cycle is 30.
func TestRhythm(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 30}, time.UTC).At(now)
	for _, c := range []struct {
		days   []int
		want   stage.Relationship
		median string
		last   int
		cycle  int
		why    string
	}{
		{nil, "", "0", 0, 30, "no purchase"},
		{[]int{5}, stage.Observing, "0", 0, 30, "one day"},
		{[]int{5, 5, 5}, stage.Observing, "0", 0, 30, "one day, three purchases"},
		{[]int{15, 5}, stage.Forming, "10", 10, 23, "two days: (10+60)/3 = 23.33"},
		{[]int{400, 390, 300}, stage.Forming, "50", 90, 40, "three days, whatever the silence: (100+60)/4"},
		{[]int{40, 30, 20, 10}, stage.Stable, "10", 10, 18, "four days: (30+60)/5"},
		{[]int{50, 40, 30, 20}, stage.Stable, "10", 10, 18, "a silence of twice the median does not exceed it"},
		{[]int{51, 41, 31, 21}, stage.Declining, "10", 10, 18, "a silence of a day more does"},
		{[]int{40, 30, 20, 0}, stage.Stable, "10", 20, 18, "a last gap of twice the median does not exceed it"},
		{[]int{41, 31, 21, 0}, stage.Declining, "10", 21, 18, "a last gap of a day more does"},
		{[]int{60, 20, 10, 0}, stage.Stable, "10", 10, 18, "an earlier gap does not matter"},
		{[]int{50, 40, 31, 21, 0}, stage.Declining, "10", 21, 17, "(40+60)/6 = 16.67"},
		{[]int{42, 32, 21, 11, 0}, stage.Stable, "10.5", 11, 17, "a median between two: (42+60)/6"},
		{[]int{63, 53, 42, 32, 21}, stage.Stable, "10.5", 11, 17, "a silence of 21 does not exceed twice 10.5"},
		{[]int{64, 54, 43, 33, 22}, stage.Declining, "10.5", 11, 17, "a silence of 22 does"},
		{[]int{4, 3, 2, 1, 0}, stage.Stable, "1", 1, 11, "(4+60)/6 = 10.67"},
	} {
		var purchases []time.Time
		for _, days := range c.days {
			purchases = append(purchases, ago(days))
		}
		got := rhythm(t, at, purchases)
		if got.Relationship != c.want || !got.MedianGap.Equal(dec(c.median)) || got.LastGap != c.last || got.Cycle != c.cycle {
			t.Errorf("%v (%s): %+v, want %s, median %s, last gap %d, cycle %d", c.days, c.why, got, c.want, c.median, c.last, c.cycle)
		}
	}
}

// A half is rounded up, and the cycle never falls below 1.
func TestOwnCycleIsRounded(t *testing.T) {
	for _, c := range []struct {
		cycle int
		days  []int
		want  int
	}{
		{1, []int{1, 0}, 1},       // (1+2)/3
		{1, []int{3, 2, 1, 0}, 1}, // (3+2)/5
		{2, []int{2, 1, 0}, 2},    // (2+4)/4 = 1.5
		{3, []int{2, 1, 0}, 2},    // (2+6)/4
		{8, []int{1, 0}, 6},       // (1+16)/3 = 5.67
		{7, []int{3, 2, 1, 0}, 3}, // (3+14)/5 = 3.4
		{146_100, nil, 146_100},   // the longest cycle
		{146_100, []int{1, 0}, 97_400},
	} {
		var purchases []time.Time
		for _, days := range c.days {
			purchases = append(purchases, ago(days))
		}
		at := newEngine(t, stage.Policy{Cycle: 9}, time.UTC).At(now).WithCycle(c.cycle)
		if got := rhythm(t, at, purchases); got.Cycle != c.want {
			t.Errorf("%v towards %d: %d, want %d", c.days, c.cycle, got.Cycle, c.want)
		}
	}
}

// The longest own cycle is one that WithCycle takes.
func TestLongestOwnCycle(t *testing.T) {
	first, last := instant(t, "1900-01-01", time.UTC), instant(t, "2299-12-31", time.UTC)
	at := newEngine(t, stage.Policy{Cycle: 1}, time.UTC).At(last).WithCycle(146_100)
	own := rhythm(t, at, []time.Time{first, last})
	if own.Cycle != 146_099 { // (146,096 + 2 × 146,100) / 3 = 146,098.67
		t.Errorf("%+v", own)
	}
	if got := standing(t, at.WithCycle(own.Cycle), own.First, own.Last); got.Stage != stage.NewRepeat {
		t.Errorf("%+v", got)
	}
}

// Purchases after the instant do not exist yet, in the rhythm and for the ends
// that the stage takes.
func TestRhythmUpToTheInstant(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 30}, time.UTC).At(now)
	purchases := []time.Time{now.Add(1), ago(10), now.AddDate(0, 0, 9), ago(40)}
	want := stage.Rhythm{
		Relationship: stage.Forming, PurchaseDays: 2, MedianGap: dec("30"), LastGap: 30, SilentDays: 10, Cycle: 30,
		First: ago(40), Last: ago(10),
	}
	got := rhythm(t, at, purchases)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := standing(t, at, got.First, got.Last); s.Stage != stage.Regular {
		t.Errorf("%+v", s)
	}
	if got := rhythm(t, at, purchases[:1]); got.PurchaseDays != 0 || got.Relationship != "" {
		t.Errorf("%+v", got)
	}
}

// More purchases than have room without allocating count as well.
func TestLongRhythm(t *testing.T) {
	var purchases []time.Time
	for days := range 300 {
		purchases = append(purchases, ago(2*days), ago(2*days).Add(time.Hour))
	}
	got := rhythm(t, newEngine(t, stage.Policy{Cycle: 30}, time.UTC).At(now), purchases)
	if got.PurchaseDays != 300 || !got.MedianGap.Equal(dec("2")) || got.Relationship != stage.Stable || got.Cycle != 2 {
		t.Errorf("%+v", got)
	}
}

// Instants come in the shop's location, whatever that of the input.
func TestRhythmJSON(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 30}, zone(t, "Asia/Shanghai")).At(now)
	for want, purchases := range map[string][]time.Time{
		`{"purchaseDays":0,"medianGap":"0","lastGap":0,"silentDays":0,"cycle":30}`:                                                                                                   nil,
		`{"relationship":"forming","purchaseDays":3,"medianGap":"7.5","lastGap":8,"silentDays":2,"cycle":19,"first":"2026-03-14T20:00:00+08:00","last":"2026-03-29T20:00:00+08:00"}`: {ago(17), ago(10), ago(2).In(zone(t, "Europe/Berlin"))},
	} {
		data, err := json.Marshal(rhythm(t, at, purchases))
		if err != nil || string(data) != want {
			t.Errorf("%s, %v, want %s", data, err, want)
		}
	}
}

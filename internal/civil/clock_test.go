package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A Clock is DateOf, in every zone, whatever the instant it was made for.
func checkClock(t *rapid.T) {
	zones, err := tzdb()
	if err != nil {
		t.Skip(err)
	}
	loc := zones[rapid.SampledFrom(zoneNames(zones)).Draw(t, "zone")]
	until := rapid.OneOf(rapid.Int64Range(-2e9, 6e9), rapid.Int64()).Draw(t, "until")
	clock := NewClock(time.Unix(until, 0), loc)
	const years = 6 * 366 * secondsPerDay
	for range 20 {
		sec := rapid.OneOf(rapid.Int64Range(min(until, until-years), max(until, until+years)), rapid.Int64()).Draw(t, "sec")
		if got, want := clock.DateOf(sec), DateOf(time.Unix(sec, 0), loc); got != want {
			t.Fatalf("%v is on %v, want %v", time.Unix(sec, 0).In(loc), got, want)
		}
	}
}

func TestClock(t *testing.T) { loadZones(t); rapid.Check(t, checkClock) }
func FuzzClock(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkClock)) }

// Around every change of four years, to the second where days meet.
func TestClockAroundChanges(t *testing.T) {
	for name, loc := range loadZones(t) {
		for _, until := range []int64{1545000000, 1772706600} { // late in 2018, when São Paulo skipped midnights, and 2026
			clock := NewClock(time.Unix(until, 0), loc)
			start := DateOf(time.Unix(until-4*366*secondsPerDay, 0), loc)
			for d := start; d <= DateOf(time.Unix(until, 0), loc); d++ {
				sec := d.Start(loc).Unix()
				for _, sec := range []int64{sec - 1, sec, sec + 12*3600} {
					if got, want := clock.DateOf(sec), DateOf(time.Unix(sec, 0), loc); got != want {
						t.Fatalf("%s: %v is on %v, want %v", name, time.Unix(sec, 0).In(loc), got, want)
					}
				}
			}
		}
	}
}

// Around every change of every clock, made for the days after.
func TestClockAtEveryChange(t *testing.T) {
	for name, loc := range loadZones(t) {
		for _, change := range changesOf(loc, firstChange, lastChange) {
			clock := NewClock(time.Unix(change+4*secondsPerDay, 0), loc)
			for _, sec := range []int64{change - 1, change, change + 1800, change + 3600, change + 2*3600, change + 20*3600, change + reach - 1, change + reach} {
				if got, want := clock.DateOf(sec), DateOf(time.Unix(sec, 0), loc); got != want {
					t.Fatalf("%s: %v is on %v, want %v", name, time.Unix(sec, 0).In(loc), got, want)
				}
			}
		}
	}
}

// At both ends of the calendar, where dates stop.
func TestClockAtTheEnds(t *testing.T) {
	zones := []*time.Location{time.UTC, loadZones(t)["America/Adak"]}
	for _, hours := range []int{-24, 14, 25} {
		zones = append(zones, time.FixedZone("fixed", hours*3600))
	}
	for _, loc := range zones {
		for _, end := range []Date{MinDate, MaxDate} {
			at := int64(end) * secondsPerDay
			for until := at - 4*secondsPerDay; until <= at+5*366*secondsPerDay; until += 71 * 3600 {
				clock := NewClock(time.Unix(until, 0), loc)
				for sec := at - 4*secondsPerDay; sec <= at+4*secondsPerDay; sec += 3600 {
					if got, want := clock.DateOf(sec), DateOf(time.Unix(sec, 0), loc); got != want {
						t.Fatalf("%v, until %d: %d is on %v, want %v", loc, until, sec, got, want)
					}
				}
			}
		}
	}
}

// The zero Clock is that of UTC.
func TestZeroClock(t *testing.T) {
	var clock Clock
	if got := clock.DateOf(86400 - 1); got != 0 {
		t.Errorf("%v, want %v", got, Date(0))
	}
	if got := clock.DateOf(86400); got != 1 {
		t.Errorf("%v, want %v", got, Date(1))
	}
}

func TestClockDoesNotAllocate(t *testing.T) {
	clock := NewClock(time.Unix(1772706600, 0), loadZones(t)["Europe/Berlin"])
	if n := testing.AllocsPerRun(100, func() { clock.DateOf(1750000000) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// One instant of the last year, which no processor can predict, a round.
func BenchmarkClock(b *testing.B) {
	zones := loadZones(b)
	for _, name := range []string{"Asia/Shanghai", "Europe/Berlin"} {
		const until, year = 1772706600, 365 * secondsPerDay
		clock := NewClock(time.Unix(until, 0), zones[name])
		random := uint64(1)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				random = random*6364136223846793005 + 1442695040888963407
				clock.DateOf(until - int64(random>>33%year))
			}
		})
	}
}

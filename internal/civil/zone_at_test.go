package civil

import (
	"sort"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// readings has what a clock reads, in seconds since 1970, minute by minute from
// a start on, and the latest reading so far.
type readings struct {
	start         int64 // Unix seconds
	latest, clock []int64
}

// readAround reads the clock of loc from two days before an instant to three
// days after.
func readAround(loc *time.Location, at int64) readings {
	r := readings{start: at - 2*secondsADay}
	latest := int64(-1 << 62)
	for sec := r.start; sec < at+3*secondsADay; sec += 60 {
		reading := sec + offsetAt(loc, sec)
		latest = max(latest, reading)
		r.clock, r.latest = append(r.clock, reading), append(r.latest, latest)
	}
	return r
}

// Every half hour of the days about changes of every clock, and a minute before
// and after each, against a clock that is read minute by minute.
func TestAtAroundChanges(t *testing.T) {
	zones := loadZones(t)
	for _, name := range zoneNames(zones) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc := zones[name]
			for n, at := range changesOf(loc, firstChange, lastChange) {
				if n%13 != 0 && !named[name] {
					continue // their like are looked at elsewhere
				}
				r := readAround(loc, at)
				from, until := DateOf(time.Unix(at, 0), loc)-1, DateOf(time.Unix(at, 0), loc)+1
				for d := from; d <= until; d++ {
					for minute := int64(0); minute <= 24*60; minute++ {
						if m := minute % 30; m < 2 || m == 29 {
							checkAt(t, r, loc, d, minute)
						}
					}
				}
			}
		})
	}
}

// checkAt checks one time of the day, and a part of a second more.
func checkAt(t *testing.T, r readings, loc *time.Location, d Date, minute int64) {
	target := int64(d)*secondsADay + minute*60
	i := sort.Search(len(r.latest), func(i int) bool { return r.latest[i] >= target })
	want := time.Unix(r.start+60*int64(i), 0)
	clock := time.Duration(minute) * time.Minute
	if got := d.At(clock, loc); !got.Equal(want) || got.Location() != loc {
		t.Fatalf("%v at %v: %v, want %v", d, clock, got, want.In(loc))
	}
	if minute == 24*60 {
		return
	}
	if r.clock[i] == target {
		want = want.Add(time.Second + 1)
	}
	if got := d.At(clock+time.Second+1, loc); !got.Equal(want) {
		t.Fatalf("%v at %v: %v, want %v", d, clock+time.Second+1, got, want.In(loc))
	}
}

func TestNamedTimes(t *testing.T) {
	zones := loadZones(t)
	for _, c := range []struct {
		zone, day string
		clock     time.Duration
		want      string
		why       string
	}{
		{"America/New_York", "2026-03-08", 2*time.Hour - 1, "2026-03-08T06:59:59.999999999Z", "just before clocks skip an hour"},
		{"America/New_York", "2026-03-08", 2 * time.Hour, "2026-03-08T07:00:00Z", "skipped: the instant of the change"},
		{"America/New_York", "2026-03-08", 2*time.Hour + 30*time.Minute + 7, "2026-03-08T07:00:00Z", "skipped, too: no part of a second is left"},
		{"America/New_York", "2026-03-08", 3 * time.Hour, "2026-03-08T07:00:00Z", "the first time that is read again"},
		{"America/New_York", "2026-03-08", 3*time.Hour + 1, "2026-03-08T07:00:00.000000001Z", "just after"},
		{"America/New_York", "2026-11-01", time.Hour, "2026-11-01T05:00:00Z", "read twice: the first of the two"},
		{"America/New_York", "2026-11-01", 2*time.Hour - 1, "2026-11-01T05:59:59.999999999Z", "read twice: the first of the two"},
		{"America/New_York", "2026-11-01", 2 * time.Hour, "2026-11-01T07:00:00Z", "read once"},
		{"America/Sao_Paulo", "2018-11-04", 30 * time.Minute, "2018-11-04T03:00:00Z", "skipped at the start of the day"},
		{"America/Sao_Paulo", "2018-11-03", 24 * time.Hour, "2018-11-04T03:00:00Z", "the end of the day"},
		{"Pacific/Apia", "2011-12-30", 9 * time.Hour, "2011-12-30T10:00:00Z", "a skipped day"},
		{"Pacific/Apia", "2011-12-30", 24 * time.Hour, "2011-12-30T10:00:00Z", "the end of a skipped day"},
		{"Pacific/Apia", "2011-12-31", 9 * time.Hour, "2011-12-30T19:00:00Z", "the day after"},
		{"Asia/Shanghai", "2026-03-05", -time.Hour, "2026-03-04T16:00:00Z", "before the day"},
		{"Asia/Shanghai", "2026-03-05", 25 * time.Hour, "2026-03-05T16:00:00Z", "after the day"},
	} {
		got := mustParse(t, c.day).At(c.clock, zones[c.zone]).UTC().Format(time.RFC3339Nano)
		if got != c.want {
			t.Errorf("%s in %s at %v: %s, want %s: %s", c.day, c.zone, c.clock, got, c.want, c.why)
		}
	}
	if got := mustParse(t, "2026-03-05").At(9*time.Hour, nil); got != time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC) {
		t.Errorf("without a location: %v", got)
	}
}

// checkTimes holds what At says of itself: the clock reads the time there, or a
// later one because of a change; never before.
func checkTimes(t *rapid.T) {
	zones, err := tzdb()
	if err != nil {
		t.Skip(err)
	}
	loc := zones[rapid.SampledFrom(zoneNames(zones)).Draw(t, "zone")]
	d := Date(rapid.IntRange(-50_000, 50_000).Draw(t, "date"))
	clock := time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "clock"))
	at := d.At(clock, loc)
	read := func(x time.Time) time.Duration { // since the start of the date, by the clock
		return time.Duration(x.Unix()+offsetAt(loc, x.Unix())-int64(d)*secondsADay)*time.Second + time.Duration(x.Nanosecond())
	}
	before := at.Add(-1)
	if now := read(at); now < clock || read(before) >= clock || now > clock && offsetAt(loc, before.Unix()) == offsetAt(loc, at.Unix()) {
		t.Fatalf("%v at %v: %v, where the clock reads %v, and before that %v", d, clock, at, now, read(before))
	}
	earlier := before.Add(-time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "before")))
	if read(earlier) >= clock {
		t.Fatalf("%v at %v: %v, but the clock reads it at %v", d, clock, at, earlier)
	}
	if start, next := d.At(0, loc), d.At(24*time.Hour, loc); start != d.Start(loc) || next != (d+1).Start(loc) || at.Before(start) || at.After(next) {
		t.Fatalf("%v at %v: %v, not from %v to %v", d, clock, at, start, next)
	}
}

func TestTimes(t *testing.T) { loadZones(t); rapid.Check(t, checkTimes) }
func FuzzTimes(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkTimes)) }

// An offset holds up to its end, or for good.
func TestOffset(t *testing.T) {
	for name, loc := range loadZones(t) {
		for _, change := range changesOf(loc, firstChange, lastChange) {
			for _, sec := range []int64{change - 90*secondsADay, change - 1, change, change + 1} {
				offset, end := Offset(sec, loc)
				if end <= sec || sec < change && end > change {
					t.Fatalf("%s: from %d the offset holds to %d, but changes at %d", name, sec, end, change)
				}
				if offset != offsetAt(loc, sec) || end-sec < 100*secondsADay && offset != offsetAt(loc, end-1) {
					t.Fatalf("%s: at %d the offset is %d", name, sec, offset)
				}
			}
		}
	}
	if offset, end := Offset(0, nil); offset != 0 || end <= 0 {
		t.Errorf("without a location: %d, %d", offset, end)
	}
}

func TestTimesDoNotAllocate(t *testing.T) {
	loc, d := loadZones(t)["Europe/Berlin"], mustParse(t, "2026-03-29")
	if n := testing.AllocsPerRun(100, func() { d.At(150*time.Minute, loc); d.Weekday() }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// One time of the day a round; time/ is time.Date for comparison, which is not
// the instant of the change where the time is skipped.
func BenchmarkAt(b *testing.B) {
	zones := loadZones(b)
	d := utcDate(2026, time.March, 5)
	for _, name := range []string{"Asia/Shanghai", "Europe/Berlin"} {
		loc := zones[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.At(9*time.Hour, loc)
			}
		})
		b.Run("time/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				year, month, day := d.Split()
				time.Date(year, month, day, 9, 0, 0, 0, loc)
			}
		})
	}
}

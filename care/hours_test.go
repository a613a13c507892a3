package care

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"pgregory.net/rapid"
)

// location returns a zone by name.
func location(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

// mustInstant reads an instant.
func mustInstant(tb testing.TB, text string) time.Time {
	tb.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		tb.Fatal(err)
	}
	return at
}

// compiled returns windows that have to be right.
func compiled(tb testing.TB, list []Window, holidays ...string) hours {
	tb.Helper()
	days := map[civil.Date]bool{}
	for _, text := range holidays {
		d, err := civil.Parse(text)
		if err != nil {
			tb.Fatal(err)
		}
		days[d] = true
	}
	var l fault.List
	h := compileWindows(&l, "quiet", list, days)
	if err := l.Err("windows"); err != nil {
		tb.Fatal(err)
	}
	return h
}

// zoneYears has years with changes of the clock in the zones of the cases; of
// 2096, beyond all tables, a leap year.
var zoneYears = []struct {
	zone string
	year int
}{
	{"Asia/Shanghai", 1988}, {"Asia/Urumqi", 2026}, {"Asia/Kathmandu", 1986}, {"Australia/Lord_Howe", 2026},
	{"America/New_York", 2096}, {"America/Sao_Paulo", 2018}, {"Pacific/Apia", 2011}, {"Africa/Casablanca", 2026},
	{"Asia/Tehran", 2022}, {"Europe/London", 2026}, {"Pacific/Auckland", 2026}, {"UTC", 2026},
}

// reads says by definition whether the clock reads a time in a window.
func reads(list []Window, holidays []string, local time.Time) bool {
	hour, minute, _ := local.Clock()
	clock := string([]byte{'0' + byte(hour/10), '0' + byte(hour%10), ':', '0' + byte(minute/10), '0' + byte(minute%10)})
	year, month, day := local.Date()
	on := func(w Window, day int) bool {
		date := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
		return w.On == nil || slices.ContainsFunc(w.On, func(name string) bool {
			if name == "holiday" {
				return slices.Contains(holidays, date.Format(time.DateOnly))
			}
			return strings.EqualFold(name, date.Weekday().String())
		})
	}
	return slices.ContainsFunc(list, func(w Window) bool {
		if w.From < w.To {
			return w.From <= clock && clock < w.To && on(w, day)
		}
		return w.From <= clock && on(w, day) || clock < w.To && on(w, day-1)
	})
}

// Every minute of a year in every zone; from each of many of them, the next and
// the previous one inside and outside.
func TestHoursMinuteByMinute(t *testing.T) {
	weekdays := []string{"monday", "tuesday", "wednesday", "thursday", "friday"}
	list := []Window{
		{From: "22:00", To: "06:00", On: weekdays}, {From: "02:15", To: "02:45", On: []string{"sunday"}},
		{From: "12:00", To: "14:00"}, {From: "13:30", To: "14:30", On: []string{"tuesday", "sunday"}},
		{From: "23:30", To: "01:30", On: []string{"saturday", "sunday"}}, {From: "00:00", To: "24:00", On: []string{"holiday"}},
	}
	for _, z := range zoneYears {
		t.Run(z.zone, func(t *testing.T) {
			t.Parallel()
			loc, start := location(t, z.zone), time.Date(z.year, 1, 1, 0, 0, 0, 0, time.UTC)
			year := fmt.Sprint(z.year)
			holidays := []string{year + "-03-26", year + "-05-01", year + "-05-02", year + "-10-01", year + "-12-29", year + "-12-31"}
			h := compiled(t, list, holidays...)
			in := make([]bool, 366*24*60)
			for i := range in {
				at := start.Add(time.Duration(i) * time.Minute)
				in[i] = reads(list, holidays, at.In(loc))
				if got := h.inside(at.Add(time.Minute-1), loc); got != in[i] {
					t.Fatalf("%v is inside: %v", at.In(loc), got)
				}
			}
			checkSteps(t, &h, loc, start, in)
		})
	}
}

// checkSteps checks next and prev against what is known of each minute. Two days
// on both sides are enough, as nothing in the cases takes longer.
func checkSteps(t *testing.T, h *hours, loc *time.Location, start time.Time, in []bool) {
	minute := func(i int) time.Time { return start.Add(time.Duration(i) * time.Minute) }
	for i := 3 * 24 * 60; i < len(in)-3*24*60; i += 11 {
		for _, inside := range []bool{true, false} {
			want := i
			for in[want] != inside {
				want++
			}
			at := minute(i).Add(time.Duration(i % 3 * 29e9))
			first := minute(want)
			if want == i {
				first = at
			}
			got, ok := h.next(at, first, loc, inside)
			if !ok || !got.Equal(first) {
				t.Fatalf("after %v the next %v is %v, %v; want %v", at.In(loc), inside, got, ok, first.In(loc))
			}
			if got, ok := h.next(at, first.Add(-1), loc, inside); ok {
				t.Fatalf("after %v the next %v is %v, before it could be", at.In(loc), inside, got)
			}
			for want = i; in[want] != inside; {
				want--
			}
			got, ok = h.prev(at, minute(want), loc, inside)
			if !ok || !got.Equal(minute(want)) {
				t.Fatalf("before %v the last %v is %v, %v; want %v", at.In(loc), inside, got, ok, minute(want).In(loc))
			}
			if got, ok := h.prev(at, minute(want).Add(1), loc, inside); ok {
				t.Fatalf("before %v the last %v is %v, after it could be", at.In(loc), inside, got)
			}
		}
	}
}

// An offset with seconds: hours end within minutes of UTC, of which only full
// ones are found backwards.
func TestHoursWhereOffsetsHaveSeconds(t *testing.T) {
	loc, start := location(t, "Asia/Shanghai"), time.Date(1900, 12, 31, 0, 0, 0, 0, time.UTC) // to 08:00:00 from 08:05:43
	list := []Window{{From: "09:00", To: "18:00"}, {From: "23:50", To: "00:05"}}
	h := compiled(t, list)
	for sec := range 2 * secondsPerDay {
		at := start.Add(time.Duration(sec) * time.Second)
		in := reads(list, nil, at.In(loc))
		if h.inside(at, loc) != in {
			t.Fatalf("%v is not inside: %v", at.In(loc), in)
		}
		if before := at.Add(-1); reads(list, nil, before.In(loc)) != in {
			if got, ok := h.next(before, at, loc, in); !ok || !got.Equal(at) {
				t.Errorf("at %v it is %v, but next says %v, %v", at.In(loc), in, got, ok)
			}
		}
		if sec%600 != 599 {
			continue
		}
		want := at.Truncate(time.Minute)
		for !reads(list, nil, want.In(loc)) {
			want = want.Add(-time.Minute)
		}
		if got, ok := h.prev(at, want, loc, true); !ok || !got.Equal(want) {
			t.Fatalf("before %v the last is %v, %v; want %v", at.In(loc), got, ok, want.In(loc))
		}
	}
}

// drawWindows draws windows with few words, so that they meet.
func drawWindows(t *rapid.T) []Window {
	clock := func(most int) string {
		m := rapid.OneOf(rapid.IntRange(0, most), rapid.SampledFrom([]int{0, 60, 120, 150, 180, 1439, most})).Draw(t, "clock")
		return fmt.Sprintf("%02d:%02d", m/60, m%60)
	}
	var list []Window
	for range rapid.IntRange(0, 4).Draw(t, "windows") {
		w := Window{From: clock(1439), To: clock(1440)}
		if rapid.Bool().Draw(t, "some") {
			w.On = rapid.SliceOfNDistinct(rapid.SampledFrom(dayNames[:]), 1, 3, rapid.ID).Draw(t, "on")
		}
		if w.From != w.To {
			list = append(list, w)
		}
	}
	return list
}

// checkHours holds next and prev to the definition, minute by minute, whatever
// the windows, about the changes of clocks.
func checkHours(t *rapid.T) {
	z := rapid.SampledFrom(zoneYears).Draw(t, "zone")
	loc, err := time.LoadLocation(z.zone)
	if err != nil {
		t.Fatal(err)
	}
	list := drawWindows(t)
	at := time.Date(z.year, 1, 1, 0, rapid.IntRange(0, 366*24*60).Draw(t, "minute"), 0, 0, time.UTC)
	if _, change := at.In(loc).ZoneBounds(); rapid.Bool().Draw(t, "change") && !change.IsZero() && change.Year() < 2200 {
		at = change.Truncate(time.Minute).Add(time.Duration(rapid.IntRange(-1600, 1600).Draw(t, "away")) * time.Minute)
	}
	holidays := []string{at.Format(time.DateOnly)}
	var l fault.List
	day, _ := civil.Parse(holidays[0])
	h := compileWindows(&l, "", list, map[civil.Date]bool{day: true})
	if err := l.Err(""); err != nil {
		t.Fatal(err)
	}
	if h.empty() != (len(list) == 0) {
		t.Fatal("windows are lost, or made up")
	}
	inside := rapid.Bool().Draw(t, "inside")
	for _, step := range []time.Duration{time.Minute, -time.Minute} {
		want, end := at, at.Add(3*24*60*step)
		for !want.Equal(end) && reads(list, holidays, want.In(loc)) != inside {
			want = want.Add(step)
		}
		find := h.next
		if step < 0 {
			find = h.prev
		}
		got, ok := find(at, end, loc, inside)
		if found := reads(list, holidays, want.In(loc)) == inside; ok != found || ok && !got.Equal(want) {
			t.Fatalf("%v from %v by %v: got %v, %v; want %v, %v", inside, at.In(loc), step, got, ok, want.In(loc), found)
		}
	}
}

func TestHours(t *testing.T) { rapid.Check(t, checkHours) }
func FuzzHours(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkHours)) }

// Windows that never come end the search, at little cost, as do windows that
// never end and locations that never were.
func TestHoursThatNeverCome(t *testing.T) {
	h := compiled(t, []Window{{From: "09:00", To: "10:00", On: []string{"holiday"}}})
	always := compiled(t, []Window{{From: "00:00", To: "24:00"}})
	var none hours
	at := mustInstant(t, "2026-01-01T00:00:00.5Z")
	last := at.Add(732 * 24 * time.Hour)
	for name, loc := range map[string]*time.Location{
		"nil": nil, "zero": new(time.Location), "New York": location(t, "America/New_York"),
		"greatest": time.FixedZone("", math.MaxInt32), "least": time.FixedZone("", math.MinInt32),
	} {
		for _, c := range []struct {
			h      *hours
			inside bool
			ok     bool
		}{{&h, true, false}, {&h, false, true}, {&always, false, false}, {&always, true, true}, {&none, true, false}, {&none, false, true}} {
			if got, ok := c.h.next(at, last, loc, c.inside); ok != c.ok || ok && !got.Equal(at) {
				t.Errorf("%s: next %v: %v, %v", name, c.inside, got, ok)
			}
			if got, ok := c.h.prev(last, at, loc, c.inside); ok != c.ok || ok && !got.Equal(last.Truncate(time.Minute)) {
				t.Errorf("%s: prev %v: %v, %v", name, c.inside, got, ok)
			}
			if _, ok := c.h.next(last, at, loc, c.inside); ok {
				t.Errorf("%s: after the end there is a next one", name)
			}
			if _, ok := c.h.prev(at, last, loc, c.inside); ok {
				t.Errorf("%s: before the start there is a last one", name)
			}
		}
	}
}

func TestHoursDoNotAllocate(t *testing.T) {
	h := compiled(t, []Window{{From: "22:00", To: "08:00"}, {From: "00:00", To: "24:00", On: []string{"holiday"}}}, "2026-11-23")
	loc, at := location(t, "Europe/London"), mustInstant(t, "2026-11-22T23:00:00Z")
	if n := testing.AllocsPerRun(100, func() {
		h.inside(at, loc)
		h.next(at, at.Add(240*time.Hour), loc, false)
		h.prev(at, at.Add(-240*time.Hour), loc, false)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// The end of a night a round; minutes/ tries each minute for comparison.
func BenchmarkHours(b *testing.B) {
	h := compiled(b, []Window{{From: "22:00", To: "08:00"}, {From: "00:00", To: "24:00", On: []string{"sunday", "holiday"}}}, "2026-05-01")
	loc, at := location(b, "Asia/Shanghai"), mustInstant(b, "2026-11-20T15:00:00Z")
	last := at.Add(72 * time.Hour)
	b.Run("next", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h.next(at, last, loc, false)
		}
	})
	b.Run("prev", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h.prev(at, at.Add(-72*time.Hour), loc, false)
		}
	})
	b.Run("minutes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for x := at; h.inside(x, loc); {
				x = x.Add(time.Minute)
			}
		}
	})
}

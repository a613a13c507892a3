package care

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"pgregory.net/rapid"
)

// capped returns a compiled cap of "in" that has to be right.
func capped(tb testing.TB, most int64, in, weekStart string) frequencyCap {
	tb.Helper()
	var l fault.List
	caps := compileCaps(&l, &Program{Caps: []Cap{{ID: "c", Most: &most, In: in}}, WeekStart: weekStart})
	if err := l.Err("caps"); err != nil {
		tb.Fatal(err)
	}
	return caps[0]
}

// allows says by definition whether one contact more is allowed at x: no stretch
// of the cap that has x has more than the most with x added. A stretch (e−d, e] with
// x has no contacts that one ending at a contact, or at x, does not have.
func (c *frequencyCap) allows(x time.Time, counted []time.Time, loc *time.Location) bool {
	all := append(slices.Clone(counted), x)
	if c.rolling == 0 {
		same := 0
		for _, t := range all {
			if c.name(t, loc) == c.name(x, loc) {
				same++
			}
		}
		return int64(same) <= c.most
	}
	for _, e := range all {
		if e.Before(x) || !e.Add(-c.rolling).Before(x) {
			continue
		}
		within := 0
		for _, t := range all {
			if t.After(e.Add(-c.rolling)) && !t.After(e) {
				within++
			}
		}
		if int64(within) > c.most {
			return false
		}
	}
	return true
}

// name names the day, week or month of an instant.
func (c *frequencyCap) name(t time.Time, loc *time.Location) string {
	d := civil.DateOf(t, loc).String()
	day, _ := time.Parse(time.DateOnly, d)
	switch c.unit {
	case "day":
		return d
	case "month":
		return d[:7]
	}
	for day.Weekday() != c.weekStart {
		day = day.AddDate(0, 0, -1)
	}
	return day.Format(time.DateOnly)
}

// Caps of the calendar, each minute of a year in every zone, with contacts
// about the changes of the clock; from many of the minutes, the next and
// the last that is allowed.
func TestCapsMinuteByMinute(t *testing.T) {
	units := []struct {
		in   string
		most int64 // what about half of them have
	}{{"calendar day", 1}, {"calendar week", 3}, {"calendar month", 9}}
	for n, z := range zoneYears {
		t.Run(z.zone, func(t *testing.T) {
			t.Parallel()
			loc, start := location(t, z.zone), time.Date(z.year, 1, 1, 0, 0, 0, 0, time.UTC)
			c := capped(t, units[n%3].most, units[n%3].in, []string{"", "sunday", "saturday"}[n/3%3])
			var counted []time.Time
			for day := 1; day < 366; day += 1 + day*day%7 + day/90 {
				counted = append(counted, start.Add(time.Duration(day*24*60+day*day%1440)*time.Minute))
			}
			count := map[string]int64{}
			for _, at := range counted {
				count[c.name(at, loc)]++
			}
			free := make([]bool, 366*24*60)
			var date civil.Date
			for i := range free {
				at := start.Add(time.Duration(i) * time.Minute)
				if d := civil.DateOf(at, loc); i == 0 || d != date {
					date, free[i] = d, count[c.name(at, loc)] < c.most
				} else {
					free[i] = free[i-1]
				}
			}
			checkCapSteps(t, &c, loc, start, counted, free)
		})
	}
}

func checkCapSteps(t *testing.T, c *frequencyCap, loc *time.Location, start time.Time, counted []time.Time, free []bool) {
	minute := func(i int) time.Time { return start.Add(time.Duration(i) * time.Minute) }
	before, after := make([]int, len(free)), make([]int, len(free)) // the last free minute, and the next
	for i := range free {
		j, last, next := len(free)-1-i, -1, len(free)
		if i > 0 {
			last, next = before[i-1], after[j+1]
		}
		if before[i] = last; free[i] {
			before[i] = i
		}
		if after[j] = next; free[j] {
			after[j] = j
		}
	}
	if some := slices.Index(free, true); some < 0 || !slices.Contains(free[some:], false) {
		t.Fatal("the case has no changes")
	}
	for i := 0; i < len(free); i += 37 {
		if want := after[i]; want < len(free) {
			if got, ok := c.next(minute(i), minute(want), counted, loc); !ok || !got.Equal(minute(want)) {
				t.Fatalf("after %v: %v, %v; want %v", minute(i).In(loc), got, ok, minute(want).In(loc))
			}
			if got, ok := c.next(minute(i), minute(want).Add(-1), counted, loc); ok {
				t.Fatalf("after %v: %v, before it could be", minute(i).In(loc), got)
			}
		}
		if want := before[i]; want >= 0 {
			if got, ok := c.prev(minute(i).Add(59e9), minute(want), counted, loc); !ok || !got.Equal(minute(want)) {
				t.Fatalf("before %v: %v, %v; want %v", minute(i).In(loc), got, ok, minute(want).In(loc))
			}
			if got, ok := c.prev(minute(i), minute(want).Add(1), counted, loc); ok {
				t.Fatalf("before %v: %v, after it could be", minute(i).In(loc), got)
			}
		}
	}
}

// checkCap holds next and prev to the definition: next at the instants at which
// anything can change, prev at each full minute.
func checkCap(t *rapid.T) {
	z := rapid.SampledFrom(zoneYears).Draw(t, "zone")
	loc, err := time.LoadLocation(z.zone)
	if err != nil {
		t.Fatal(err)
	}
	in := rapid.SampledFrom([]string{"1 minute", "90 minutes", "12 hours", "1 day", "2 days", "1 week",
		"calendar day", "calendar week"}).Draw(t, "in")
	most := rapid.Int64Range(0, 4).Draw(t, "most")
	var l fault.List
	c := compileCaps(&l, &Program{Caps: []Cap{{ID: "c", Most: &most, In: in}}, WeekStart: rapid.SampledFrom(dayNames[:7]).Draw(t, "week")})[0]
	if err := l.Err(""); err != nil {
		t.Fatal(err)
	}
	unit := rapid.SampledFrom([]time.Duration{time.Hour, time.Minute, time.Second / 3}).Draw(t, "unit")
	base := time.Date(z.year, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 27, 0, 0, 0, 0, time.UTC)
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		return base.Add(time.Duration(rapid.Int64Range(0, int64(96*time.Hour/unit)).Draw(t, "at")) * unit)
	})
	counted := rapid.SliceOfN(instant, 0, 9).Draw(t, "counted")
	slices.SortFunc(counted, time.Time.Compare)
	at := instant.Draw(t, "at")
	last, first := at.Add(rapid.SampledFrom([]time.Duration{0, time.Hour, 30 * time.Hour, 240 * time.Hour}).Draw(t, "to")), base.Add(-30*time.Hour)
	got, ok := c.next(at, last, counted, loc)
	checkNextCap(t, &c, at, last, counted, loc, got, ok)
	want := at.Truncate(time.Minute)
	for !want.Before(first) && !c.allows(want, counted, loc) {
		want = want.Add(-time.Minute)
	}
	got, ok = c.prev(at, first, counted, loc)
	if found := !want.Before(first); ok != found || ok && !got.Equal(want) {
		t.Fatalf("before %v: %v, %v; want %v, %v", at.In(loc), got, ok, want.In(loc), found)
	}
}

func checkNextCap(t *rapid.T, c *frequencyCap, at, last time.Time, counted []time.Time, loc *time.Location, got time.Time, ok bool) {
	changes := []time.Time{at}
	for _, h := range counted {
		changes = append(changes, h.Add(c.rolling))
	}
	for d := civil.DateOf(at, loc); d <= civil.DateOf(last, loc); d++ {
		changes = append(changes, d.Start(loc))
	}
	slices.SortFunc(changes, time.Time.Compare)
	for _, x := range changes {
		if x.Before(at) || x.After(last) || !c.allows(x, counted, loc) {
			continue
		}
		if !ok || !got.Equal(x) {
			t.Fatalf("after %v: %v, %v; want %v", at.In(loc), got, ok, x.In(loc))
		}
		return
	}
	if ok {
		t.Fatalf("after %v: %v, which is not allowed", at.In(loc), got)
	}
}

func TestCap(t *testing.T) { rapid.Check(t, checkCap) }
func FuzzCap(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCap)) }

// Rolling caps at their ends: a stretch is open at its start and closed at its
// end, and contacts later than the instant count, too.
func TestRollingCap(t *testing.T) {
	c := capped(t, 2, "7 days", "")
	counted := []time.Time{mustInstant(t, "2026-11-01T10:00:00Z"), mustInstant(t, "2026-11-05T10:00:00Z"), mustInstant(t, "2026-11-20T10:00:00Z"), mustInstant(t, "2026-11-20T10:00:00Z")}
	for _, s := range []struct{ at, next, prev string }{
		{"2026-10-29T10:00:00Z", "2026-10-29T10:00:00Z", "2026-10-29T10:00:00Z"}, // 7 days before the second
		{"2026-10-29T10:01:00Z", "2026-11-08T10:00:00Z", "2026-10-29T10:00:00Z"},
		{"2026-10-29T10:00:00.000000001Z", "2026-11-08T10:00:00Z", "2026-10-29T10:00:00Z"},
		{"2026-11-08T09:59:59.999999999Z", "2026-11-08T10:00:00Z", "2026-10-29T10:00:00Z"},
		{"2026-11-08T10:00:00Z", "2026-11-08T10:00:00Z", "2026-11-08T10:00:00Z"},
		{"2026-11-13T10:00:00Z", "2026-11-13T10:00:00Z", "2026-11-13T10:00:00Z"},
		{"2026-11-13T10:00:01Z", "2026-11-27T10:00:00Z", "2026-11-13T10:00:00Z"},
		{"2026-11-27T10:00:30Z", "2026-11-27T10:00:30Z", "2026-11-27T10:00:00Z"},
	} {
		at := mustInstant(t, s.at)
		if got, ok := c.next(at, at.Add(30*24*time.Hour), counted, time.UTC); !ok || got.Format(time.RFC3339Nano) != s.next {
			t.Errorf("after %s: %v, %v; want %s", s.at, got, ok, s.next)
		}
		if got, ok := c.prev(at, at.Add(-30*24*time.Hour), counted, time.UTC); !ok || got.Format(time.RFC3339Nano) != s.prev {
			t.Errorf("before %s: %v, %v; want %s", s.at, got, ok, s.prev)
		}
	}
}

// Two contacts as far apart as the cap is long are in no stretch together, and
// leave the time between them open; a little nearer they close it.
func TestRollingCapBetweenContacts(t *testing.T) {
	c := capped(t, 2, "7 days", "")
	at, week := mustInstant(t, "2026-11-10T10:00:00Z"), 7*24*time.Hour
	for apart, open := range map[time.Duration]bool{week + 1: true, week: true, week - 1: false} {
		counted := []time.Time{at.Add(-week / 2), at.Add(-week / 2).Add(apart)}
		next, ok := c.next(at, at.Add(4*week), counted, time.UTC)
		if want := counted[0].Add(week); !ok || next.Equal(at) != open || !open && !next.Equal(want) {
			t.Errorf("%v apart: next is %v, %v", apart, next, ok)
		}
		prev, ok := c.prev(at, at.Add(-4*week), counted, time.UTC)
		if want := counted[1].Add(-week).Truncate(time.Minute); !ok || prev.Equal(at) != open || !open && !prev.Equal(want) {
			t.Errorf("%v apart: prev is %v, %v", apart, prev, ok)
		}
	}
}

// A cap of 0 blocks whatever is known; one without its most is a fault; one that
// is not there is no rule (mautic#10416).
func TestLessonCapOfZeroBlocks(t *testing.T) {
	at := mustInstant(t, "2026-11-22T10:00:00Z")
	for _, in := range []string{"7 days", "calendar month"} {
		c := capped(t, 0, in, "")
		if got, ok := c.next(at, at.Add(1000*time.Hour), nil, time.UTC); ok {
			t.Errorf("%s: %v", in, got)
		}
		if got, ok := c.prev(at, at.Add(-1000*time.Hour), nil, time.UTC); ok {
			t.Errorf("%s: %v", in, got)
		}
	}
	var l fault.List
	if caps := compileCaps(&l, &Program{}); len(caps) != 0 || l.Err("") != nil {
		t.Errorf("no caps: %v", caps)
	}
	compileCaps(&l, &Program{Caps: []Cap{{ID: "c", In: "7 days"}}})
	if got := faultCodes(l.Err("")); got != "missing caps[0].most" {
		t.Errorf("without its most: %s", got)
	}
}

// What is over a cap waits for the oldest contact to leave the stretch, not for
// a whole period (mautic#4761).
func TestLessonOverCapWaitsNoLongerThanItMust(t *testing.T) {
	at := mustInstant(t, "2026-11-22T10:00:00Z")
	counted := []time.Time{at.Add(-6 * 24 * time.Hour), at.Add(-time.Hour)}
	c := capped(t, 2, "7 days", "")
	if got, ok := c.next(at, at.Add(1000*time.Hour), counted, time.UTC); !ok || !got.Equal(at.Add(24*time.Hour)) {
		t.Errorf("got %v, %v", got, ok)
	}
	c = capped(t, 2, "calendar week", "")
	if got, ok := c.next(at, at.Add(1000*time.Hour), counted, time.UTC); !ok || !got.Equal(mustInstant(t, "2026-11-23T00:00:00Z")) {
		t.Errorf("got %v, %v", got, ok)
	}
}

func TestCapCovers(t *testing.T) {
	most := int64(1)
	p := Program{Channels: []Channel{{ID: "sms"}, {ID: "email"}}, Topics: []string{"offers", "orders"}, Caps: []Cap{
		{ID: "all", Most: &most, In: "1 day"},
		{ID: "sms", Most: &most, In: "1 day", Channels: []string{"sms"}},
		{ID: "sms offers", Most: &most, In: "1 day", Channels: []string{"sms"}, Topics: []string{"offers"}},
		{ID: "orders", Most: &most, In: "1 day", Topics: []string{"orders"}, Channels: []string{}},
	}}
	caps := compileCaps(nil, &p)
	for contact, want := range map[[2]string]string{
		{"sms", "offers"}: "all, sms, sms offers", {"sms", "orders"}: "all, sms, orders",
		{"email", "offers"}: "all", {"email", "orders"}: "all, orders", {"gone", "gone"}: "all",
	} {
		var under []string
		for i := range caps {
			if caps[i].covers(contact[0], contact[1]) {
				under = append(under, caps[i].id)
			}
		}
		if got := strings.Join(under, ", "); got != want {
			t.Errorf("%v: %s, want %s", contact, got, want)
		}
	}
	p.Caps[1].Channels[0] = "email"
	if !caps[1].covers("sms", "") {
		t.Error("the cap changed with the programme")
	}
}

// Two years of contacts, each hour; beyond the most there is.
func TestCapLongHistory(t *testing.T) {
	start := mustInstant(t, "2025-01-01T00:00:00Z")
	var counted []time.Time
	for i := range 10_000 {
		counted = append(counted, start.Add(time.Duration(i)*time.Hour))
	}
	at := start.Add(9_000 * time.Hour)
	for in, want := range map[string]time.Time{
		"2 hours":      start.Add(10_001 * time.Hour),
		"calendar day": start.Add(10_008 * time.Hour),
	} {
		c := capped(t, 1, in, "")
		if got, ok := c.next(at, at.Add(732*24*time.Hour), counted, time.UTC); !ok || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", in, got, ok, want)
		}
		if n := testing.AllocsPerRun(10, func() { c.next(at, at.Add(time.Hour), counted, time.UTC); c.prev(at, start, counted, time.UTC) }); n != 0 {
			t.Errorf("%s: %v allocations, want 0", in, n)
		}
	}
	c := capped(t, math.MaxInt64, "366 days", "")
	if got, ok := c.next(at, at, counted, time.UTC); !ok || got != at {
		t.Errorf("the greatest cap: %v, %v", got, ok)
	}
}

// One look a round into 10,000 contacts; count/ counts all of them for comparison.
func BenchmarkCap(b *testing.B) {
	start := mustInstant(b, "2025-01-01T00:00:00Z")
	var counted []time.Time
	for i := range 10_000 {
		counted = append(counted, start.Add(time.Duration(i)*time.Hour))
	}
	at, loc := start.Add(9_000*time.Hour), location(b, "Asia/Shanghai")
	for _, in := range []string{"7 days", "calendar week"} {
		c := capped(b, 200, in, "")
		b.Run(in, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.next(at, at.Add(72*time.Hour), counted, loc)
			}
		})
	}
	b.Run("count", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for _, t := range counted {
				if t.After(at.Add(-7*24*time.Hour)) && !t.After(at) {
					n++
				}
			}
		}
	})
}

package civil

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The years in which every change of every clock is checked.
var (
	firstChange = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	lastChange  = time.Date(2041, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// Every day near every change of the clock, in every zone: its first instant,
// and the date of instants around, against a clock that is read minute by
// minute.
func TestEveryChangeOfEveryZone(t *testing.T) {
	zones := loadZones(t)
	for _, name := range zoneNames(zones) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c clock
			for _, at := range changesOf(zones[name], firstChange, lastChange) {
				c.read(t, zones[name], at)
				checkStarts(t, c)
				checkDates(t, c, at)
			}
		})
	}
}

// checkStarts checks the first instant of every day on a clock.
func checkStarts(t *testing.T, c clock) {
	i := c.checked
	for d := c.latest[i] + 1; d <= c.latest[len(c.latest)-1]; d++ {
		for c.latest[i] < d {
			i++ // the first minute that reads d, or a later day if d was skipped
		}
		start := d.Start(c.loc)
		if !start.Equal(c.instant(i)) || start.Location() != c.loc {
			t.Fatalf("%v starts at %v; want %v", d, start, c.instant(i))
		}
		if got := DateOf(start.Add(-1), c.loc); got != c.latest[i-1] {
			t.Fatalf("just before %v it is %v; want %v", start, got, c.latest[i-1])
		}
	}
}

// checkDates checks the date of every other hour on a clock, and of the instants
// about each minute in which the clock is changed, reads another date than
// before, or belongs to another.
func checkDates(t *testing.T, c clock, at int64) {
	check := func(instant time.Time, want Date) {
		if got := DateOf(instant, c.loc); got != want {
			t.Fatalf("DateOf(%v) = %v; want %v", instant, got, want)
		}
	}
	for i := c.checked; i < len(c.latest); i++ {
		changed := c.latest[i] != c.latest[i-1] || c.reading[i] != c.reading[i-1]
		if changed || c.start+60*int64(i) == at {
			check(c.instant(i).Add(-1), c.latest[i-1])
			check(c.instant(i), c.latest[i])
			check(c.instant(i).Add(time.Minute-1), c.latest[i])
		} else if i%120 == 0 {
			check(c.instant(i), c.latest[i])
		}
	}
}

// A clock holds what a location's clock reads, minute by minute, around a
// change. Its first day is not checked: what came before is not known.
type clock struct {
	loc     *time.Location
	start   int64  // Unix seconds of the first minute
	checked int    // the first minute that is checked
	reading []Date // in each minute
	latest  []Date // so far
}

// read reads the clock from two days before an instant to two days after.
// Where a quarter of an hour ends with the offset it began with, it asks for
// the offset only once.
func (c *clock) read(t *testing.T, loc *time.Location, at int64) {
	const quarter, days = 15 * 60, 4
	*c = clock{loc, at - 2*secondsADay, 24 * 60, c.reading[:0], c.latest[:0]}
	latest, offset := MinDate, offsetAt(loc, c.start)
	for from := c.start; from < c.start+days*secondsADay; from += quarter {
		next := offsetAt(loc, from+quarter)
		for sec := from; sec < from+quarter; sec += 60 {
			if next != offset {
				offset = offsetAt(loc, sec)
			}
			if at%60 != 0 || offset%60 != 0 {
				t.Fatalf("at %d the clock is not in step with the minutes", sec)
			}
			reading := Date((sec + offset) / secondsADay) // none is before 1970
			latest = max(latest, reading)
			c.reading, c.latest = append(c.reading, reading), append(c.latest, latest)
		}
		offset = next
	}
}

// instant returns the beginning of a minute.
func (c *clock) instant(i int) time.Time { return time.Unix(c.start+60*int64(i), 0).In(c.loc) }

// Days that begin at another instant than the clock's midnight, or whose clock
// shows the day before once they have begun.
func TestNamedDays(t *testing.T) {
	zones := loadZones(t)
	tests := []struct {
		zone, day, start string
		why              string
	}{
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "midnight is skipped; time.Date gives 23:00 the day before"},
		{"America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", "back from midnight to 23:00: it is read once"},
		{"America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z", "back from 00:01 to 23:01: the first midnight counts"},
		{"America/Havana", "2025-11-02", "2025-11-02T04:00:00Z", "back from 01:00 to midnight: the first midnight counts"},
		{"Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z", "midnight is skipped"},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "before the skipped day"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "a skipped day has no length"},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "after the skipped day"},
		{"Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00Z", "a day later"},
		{"Pacific/Kwajalein", "1993-08-20", "1993-08-20T12:00:00Z", "before the skipped day"},
		{"Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z", "a skipped day has no length"},
		{"Pacific/Kwajalein", "1993-08-22", "1993-08-21T12:00:00Z", "after the skipped day"},
		{"Asia/Manila", "1844-12-31", "1844-12-31T15:56:08Z", "skipped, from 15:56:08 behind UTC"},
		{"Asia/Manila", "1845-01-01", "1844-12-31T15:56:08Z", "after the skipped day"},
		{"America/Juneau", "1867-10-19", "1867-10-18T08:57:41Z", "the day that Alaska had twice"},
		{"Asia/Shanghai", "1986-05-04", "1986-05-03T16:00:00Z", "summer time begins at 02:00"},
		{"Asia/Shanghai", "1986-05-05", "1986-05-04T15:00:00Z", "a day of 23 hours"},
		{"Asia/Shanghai", "1986-09-15", "1986-09-14T16:00:00Z", "a day of 25 hours"},
		{"America/New_York", "2096-12-31", "2096-12-31T05:00:00Z", "last day of a leap year beyond the table of changes"},
		{"America/New_York", "2097-01-01", "2097-01-01T05:00:00Z", "the day after"},
	}
	for _, tt := range tests {
		d, loc := mustParse(t, tt.day), zones[tt.zone]
		start := d.Start(loc)
		if got := start.UTC().Format(time.RFC3339); got != tt.start {
			t.Errorf("%s in %s starts at %s; want %s: %s", tt.day, tt.zone, got, tt.start, tt.why)
		}
		if got := DateOf(start, loc); got < d || got.Start(loc) != start {
			t.Errorf("%s in %s starts at %s, which lies on %v: %s", tt.day, tt.zone, tt.start, got, tt.why)
		}
		if got := DateOf(start.Add(-1), loc); got >= d {
			t.Errorf("%s in %s: just before its start it is %v: %s", tt.day, tt.zone, got, tt.why)
		}
	}
}

func TestNamedInstants(t *testing.T) {
	zones := loadZones(t)
	tests := []struct {
		zone, instant, want string
		why                 string
	}{
		{"America/Sao_Paulo", "2018-02-18T02:59:59Z", "2018-02-17", "the second 23:59:59"},
		{"America/Sao_Paulo", "2018-02-18T03:00:00Z", "2018-02-18", "the only midnight"},
		{"America/St_Johns", "2006-10-29T02:29:59Z", "2006-10-28", "the first 23:59:59"},
		{"America/St_Johns", "2006-10-29T02:30:00Z", "2006-10-29", "the first midnight"},
		{"America/St_Johns", "2006-10-29T02:30:59Z", "2006-10-29", "the last second before the change"},
		{"America/St_Johns", "2006-10-29T02:31:00Z", "2006-10-29", "the clock reads 23:01 on the 28th"},
		{"America/St_Johns", "2006-10-29T03:29:59Z", "2006-10-29", "the clock reads 23:59:59 on the 28th"},
		{"America/St_Johns", "2006-10-29T03:30:00Z", "2006-10-29", "the second midnight"},
		{"America/Juneau", "1867-10-18T08:57:40Z", "1867-10-18", "before the clock's first midnight"},
		{"America/Juneau", "1867-10-18T08:57:41Z", "1867-10-19", "the clock's first midnight"},
		{"America/Juneau", "1867-10-19T00:31:13Z", "1867-10-19", "the clock reads 15:33:32 on the 18th"},
		{"America/Juneau", "1867-10-19T08:57:40Z", "1867-10-19", "the clock reads 23:59:59 on the 18th"},
		{"America/New_York", "2097-01-01T04:59:59Z", "2096-12-31", "last second of a leap year beyond the table of changes"},
	}
	for _, tt := range tests {
		instant, err := time.Parse(time.RFC3339, tt.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(instant, zones[tt.zone]).String(); got != tt.want {
			t.Errorf("%s in %s lies on %s; want %s: %s", tt.instant, tt.zone, got, tt.want, tt.why)
		}
	}
}

// A location leaves its rule with a last change that the rule does not know.
// ZoneBounds then reports a start long before that change.
func TestChangeBesideTheRule(t *testing.T) {
	const halfPastMidnight = 1669878000 + 30*60 // 2022-12-01 00:30, 7 hours behind UTC
	loc := madeUp(t, -6*3600, []change{{halfPastMidnight - 3600, -6 * 3600}, {halfPastMidnight, -8 * 3600}},
		"XXX8YYY,M3.2.0,M11.1.0")
	day := mustParse(t, "2022-12-01")
	midnight := time.Unix(halfPastMidnight-90*60, 0) // by the clock 6 hours behind
	if got := day.Start(loc); !got.Equal(midnight) {
		t.Errorf("%v starts at %v; want %v", day, got, midnight)
	}
	for _, minutes := range []int{0, 30, 89, 90, 91, 120, 209, 210, 24*60 + 119} {
		at := midnight.Add(time.Duration(minutes) * time.Minute)
		if got := DateOf(at, loc); got != day {
			t.Errorf("DateOf(%v) = %v; want %v", at.In(loc), got, day)
		}
	}
	if got := DateOf(midnight.Add(-1), loc); got != day-1 {
		t.Errorf("before midnight it is %v", got)
	}
	if got := DateOf(midnight.Add(26*time.Hour), loc); got != day+1 {
		t.Errorf("after the last midnight it is %v", got)
	}
}

// Summer time ends at midnight of New Year after a leap year, which the
// bounds of the year's last two days do not announce.
func TestChangeAtTheEndOfALeapYear(t *testing.T) {
	loc := madeUp(t, -5*3600, []change{{0, -5 * 3600}}, "XXX5YYY,J100,0/0")
	newYear := mustParse(t, "2097-01-01")
	start := time.Date(2097, time.January, 1, 5, 0, 0, 0, time.UTC)
	if got := newYear.Start(loc); !got.Equal(start) {
		t.Errorf("%v starts at %v; want %v", newYear, got, start)
	}
	if got := DateOf(start.Add(-1), loc); got != newYear-1 {
		t.Errorf("just before it is %v", got)
	}
}

// A clock goes back as far as RFC 9636 lets it, one second after midnight.
func TestWidestChange(t *testing.T) {
	const at, east, west = 1e9, 93_599, -89_999
	midnight := int64(at + east - 1)
	midnight -= midnight % secondsADay
	loc := madeUp(t, east, []change{{midnight - east + 1, west}}, "")
	day := Date(midnight / secondsADay)
	for sec := midnight - east; sec < midnight-west; sec += 599 {
		if got := DateOf(time.Unix(sec, 0), loc); got != day {
			t.Fatalf("%d seconds after it began, %v is taken for %v", sec-midnight+east, day, got)
		}
	}
	last := time.Unix(midnight-west-1, 999_999_999) // the clock is about to read midnight again
	if got := DateOf(last, loc); got != day {
		t.Errorf("DateOf(%v) = %v; want %v", last.In(loc), got, day)
	}
	if got := DateOf(time.Unix(midnight-east-1, 0), loc); got != day-1 {
		t.Errorf("a second before %v it is %v", day, got)
	}
	if got := day.Start(loc).Unix(); got != midnight-east {
		t.Errorf("%v starts at %d; want %d", day, got, midnight-east)
	}
}

// Whatever a location says and whenever t is, there is an answer, within the
// calendar and soon.
func TestNoInstantAndNoLocationIsTooMuch(t *testing.T) {
	unsorted := make([]change, 100)
	for i := range unsorted {
		unsorted[i] = change{int64(1e9 - 1000*i), int32(3600 * (i % 20))}
	}
	everySecond := make([]change, 200)
	for i := range everySecond {
		everySecond[i] = change{int64(1e9 + i), int32(1800 * (i % 50))}
	}
	locations := map[string]*time.Location{
		"nil":              nil,
		"zero":             new(time.Location),
		"UTC":              time.UTC,
		"greatest offset":  time.FixedZone("", math.MaxInt),
		"least offset":     time.FixedZone("", math.MinInt),
		"to the very end":  time.FixedZone("", -math.MaxInt), // where 1970-01-01 starts at math.MaxInt64
		"100 hours ahead":  time.FixedZone("", 360_000),
		"unsorted":         madeUp(t, 0, unsorted, "XXX0YYY,M3.2.0,M11.1.0"),
		"every second":     madeUp(t, 0, everySecond, ""),
		"endless offsets":  madeUp(t, math.MinInt32, []change{{1e9, math.MaxInt32}, {1e9 + 1, math.MinInt32}}, ""),
		"always changing":  madeUp(t, 0, []change{{-1 << 59, 0}}, "XXX167YYY-167,0/-167,J365/167"),
		"from the outset":  madeUp(t, 0, []change{{math.MinInt64, 3600}}, ""),
		"up to the outset": madeUp(t, 0, []change{{math.MaxInt64, 3600}}, ""),
	}
	instants := []time.Time{
		{}, time.Unix(0, 0), time.Unix(1e9, 0), time.Unix(1e9+100, 0), time.Unix(math.MinInt64, 0),
		time.Unix(math.MaxInt64, 999_999_999), time.Unix(-1<<59, 0), time.Unix(1<<59, 0),
		time.Date(0, time.December, 31, 0, 0, 0, 0, time.UTC), time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC),
		time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(2096, time.December, 31, 12, 0, 0, 0, time.UTC),
	}
	for name, loc := range locations {
		for _, at := range instants {
			if d := DateOf(at, loc); d < MinDate || d > MaxDate {
				t.Errorf("%s: DateOf(%v) = %d", name, at, d)
			}
		}
		for _, d := range []Date{math.MinInt32, MinDate, 0, 11574, 46385, MaxDate, math.MaxInt32} {
			if start := d.Start(loc); !start.Equal(d.clamp().Start(loc)) {
				t.Errorf("%s: Date(%d) starts at %v", name, d, start)
			}
		}
	}
}

func TestInstantsBeyondTheCalendar(t *testing.T) {
	tests := []struct {
		at   time.Time
		want Date
	}{
		{time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC), MinDate},
		{time.Date(1, time.January, 2, 0, 0, 0, 0, time.UTC), MinDate + 1},
		{time.Date(1, time.January, 1, 0, 0, 0, -1, time.UTC), MinDate},
		{time.Date(-500, time.January, 1, 0, 0, 0, 0, time.UTC), MinDate},
		{time.Date(9999, time.December, 31, 0, 0, 0, -1, time.UTC), MaxDate - 1},
		{time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC), MaxDate},
		{time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC), MaxDate},
		{time.Date(20000, time.January, 1, 0, 0, 0, 0, time.UTC), MaxDate},
	}
	for _, tt := range tests {
		if got := DateOf(tt.at, nil); got != tt.want {
			t.Errorf("DateOf(%v) = %v; want %v", tt.at, got, tt.want)
		}
		if got := tt.want.Start(nil); got.Location() != time.UTC || got.Format(time.DateOnly) != tt.want.String() {
			t.Errorf("%v starts at %v", tt.want, got)
		}
	}
}

// startAndDateOfAgree holds the law that joins dates and instants, at any time
// in any zone: it is d or later exactly from the start of d on.
func startAndDateOfAgree(t *rapid.T) {
	zones, err := tzdb()
	if err != nil {
		t.Skip(err)
	}
	loc := zones[rapid.SampledFrom(zoneNames(zones)).Draw(t, "zone")]
	d := Date(rapid.Int32Range(int32(MinDate)+1, int32(MaxDate)).Draw(t, "date"))
	if recent := rapid.Bool().Draw(t, "recent"); recent {
		d = Date(rapid.IntRange(-50_000, 50_000).Draw(t, "date"))
	}
	start := d.Start(loc)
	if before, at := DateOf(start.Add(-1), loc), DateOf(start, loc); before >= d || at < d {
		t.Fatalf("%v starts at %v; just before it is %v, then %v", d, start, before, at)
	}
	other := start.Add(time.Duration(rapid.Int64Range(-60*3600, 60*3600).Draw(t, "seconds")) * time.Second)
	if got := DateOf(other, loc); (got >= d) == other.Before(start) {
		t.Fatalf("%v starts at %v, but %v lies on %v", d, start, other, got)
	}
}

func TestStartAndDateOfAgree(t *testing.T) { loadZones(t); rapid.Check(t, startAndDateOfAgree) }
func FuzzStartAndDateOfAgree(f *testing.F) { f.Fuzz(rapid.MakeFuzz(startAndDateOfAgree)) }

func TestInstantsDoNotAllocate(t *testing.T) {
	zones := loadZones(t)
	for _, name := range []string{"Asia/Shanghai", "America/St_Johns", "Europe/Berlin"} {
		loc, at := zones[name], time.Unix(1162091000, 0) // about the change in St John's
		if allocs := testing.AllocsPerRun(100, func() { DateOf(at, loc).Start(loc) }); allocs != 0 {
			t.Errorf("%s: %v allocations, want 0", name, allocs)
		}
	}
}

// One instant and its date a round; time/ is t.In(loc).Date() for comparison.
func BenchmarkDateOf(b *testing.B) {
	zones := loadZones(b)
	at := time.Unix(1772706600, 0) // 2026-03-05
	for _, name := range []string{"Asia/Shanghai", "Europe/Berlin"} {
		loc := zones[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				DateOf(at, loc)
			}
		})
		b.Run("time/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				at.In(loc).Date()
			}
		})
	}
}

func BenchmarkStart(b *testing.B) {
	b.ReportAllocs()
	loc, d := loadZones(b)["Asia/Shanghai"], utcDate(2026, time.March, 5)
	for b.Loop() {
		d.Start(loc)
	}
}

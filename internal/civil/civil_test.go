package civil

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const secondsADay = 86400

// utcDate is the independent way to a date: through a time.Time at midnight UTC.
func utcDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// mustParse returns the date of a literal.
func mustParse(tb testing.TB, s string) Date {
	tb.Helper()
	d, err := Parse(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// The days of 1900–2299, the range over which everything is compared with the
// time package day by day.
var (
	firstChecked = utcDate(1900, time.January, 1)
	lastChecked  = utcDate(2299, time.December, 31)
)

func TestEveryDayAgreesWithTime(t *testing.T) {
	for d := firstChecked; d <= lastChecked; d++ {
		want := time.Unix(int64(d)*secondsADay, 0).UTC()
		year, month, day := d.Split()
		if y, m, n := want.Date(); year != y || month != m || day != n {
			t.Fatalf("Date(%d).Split() = %d, %d, %d; want %d, %d, %d", d, year, month, day, y, m, n)
		}
		if got, ok := New(year, month, day); got != d || !ok {
			t.Fatalf("New(%d, %d, %d) = %d, %v; want %d", year, month, day, got, ok, d)
		}
		if got := d.Weekday(); got != want.Weekday() {
			t.Fatalf("Date(%d).Weekday() = %v; want %v", d, got, want.Weekday())
		}
		text := want.Format(time.DateOnly)
		if d.String() != text {
			t.Fatalf("Date(%d).String() = %q; want %q", d, d, text)
		}
		if got, err := Parse(text); got != d || err != nil {
			t.Fatalf("Parse(%q) = %d, %v; want %d", text, got, err, d)
		}
	}
}

func TestWeekday(t *testing.T) {
	for d, want := range map[Date]time.Weekday{
		MinDate: time.Monday, MinDate + 1: time.Tuesday, -1: time.Wednesday, 0: time.Thursday, 1: time.Friday,
		MaxDate: time.Friday, MinDate - 1: time.Monday, MaxDate + 1: time.Friday,
	} {
		if got := d.Weekday(); got != want {
			t.Errorf("Date(%d).Weekday() = %v; want %v", d, got, want)
		}
	}
}

// Counting through the whole calendar by the rule of leap years alone meets
// every date in turn, with no gap, and ends at MaxDate.
func TestWholeCalendarCountsUp(t *testing.T) {
	next := MinDate
	for year := MinYear; year <= MaxYear; year++ {
		lengths := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
		if year%400 == 0 || year%4 == 0 && year%100 != 0 {
			lengths[1] = 29
		}
		for i, length := range lengths {
			month := time.Month(i + 1)
			for day := 1; day <= length; day++ {
				if d, ok := New(year, month, day); d != next || !ok {
					t.Fatalf("New(%d, %d, %d) = %d, %v; want %d", year, month, day, d, ok, next)
				}
				if y, m, n := next.Split(); y != year || m != month || n != day {
					t.Fatalf("Date(%d).Split() = %d, %d, %d; want %d, %d, %d", next, y, m, n, year, month, day)
				}
				next++
			}
			if _, ok := New(year, month, length+1); ok {
				t.Fatalf("New(%d, %d, %d) exists", year, month, length+1)
			}
		}
	}
	if next != MaxDate+1 {
		t.Errorf("the calendar ends at Date(%d); want MaxDate %d", next-1, MaxDate)
	}
}

func TestNewRefusesWhatIsNoDay(t *testing.T) {
	tests := []struct {
		year  int
		month time.Month
		day   int
		ok    bool
		why   string
	}{
		{2026, time.February, 28, true, "last of February"},
		{2026, time.February, 29, false, "common year"},
		{2026, time.February, 30, false, "never"},
		{2024, time.February, 29, true, "leap year"},
		{1900, time.February, 29, false, "century"},
		{2000, time.February, 29, true, "fourth century"},
		{2026, time.April, 30, true, "last of a short month"},
		{2026, time.April, 31, false, "short month"},
		{2026, time.December, 31, true, "last of a long month"},
		{2026, time.December, 32, false, "after a long month"},
		{2026, time.January, 0, false, "day 0"},
		{2026, time.January, -1, false, "negative day"},
		{2026, 0, 1, false, "month 0"},
		{2026, 13, 1, false, "month 13"},
		{1, time.January, 1, true, "MinDate"},
		{0, time.December, 31, false, "before MinYear"},
		{-1, time.January, 1, false, "negative year"},
		{9999, time.December, 31, true, "MaxDate"},
		{10000, time.January, 1, false, "after MaxYear"},
		{math.MinInt, math.MinInt, math.MinInt, false, "least numbers"},
		{math.MaxInt, math.MaxInt, math.MaxInt, false, "greatest numbers"},
	}
	for _, tt := range tests {
		if _, ok := New(tt.year, tt.month, tt.day); ok != tt.ok {
			t.Errorf("New(%d, %d, %d) = _, %v; want %v: %s", tt.year, tt.month, tt.day, ok, tt.ok, tt.why)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{
		"", " ", "2026", "2026-3-05", "2026-03-5", "20260305", "26-03-05", "2026/03/05",
		"2026-03-05 ", " 2026-03-05", "2026-03-05T00:00:00Z", "2026-03-0a", "2026-0a-05", "+026-03-05",
		"-026-03-05", "2026--3-05", "2026-03--5", "2026-02-29", "2026-02-30", "2026-00-10", "2026-13-10",
		"2026-01-00", "0000-12-31", "２０２６-03-05", "2026-03-\x0005", "2026:03-05", "2026-03:05",
		"2026-03-0:", "2026-0:-05", "202:-03-05", "2026-03-0/",
	} {
		_, err := Parse(s)
		if err == nil {
			t.Errorf("Parse(%q) succeeds", s)
			continue
		}
		if !strings.Contains(err.Error(), fmt.Sprintf("%q", s)) {
			t.Errorf("Parse(%q) fails with %q, which does not quote it", s, err)
		}
	}
	if _, err := Parse(strings.Repeat("9", 1<<20)); err == nil || len(err.Error()) > 200 {
		t.Error("an endless text gives no error, or an endless one")
	}
}

func TestEndsOfCalendar(t *testing.T) {
	tests := []struct {
		got  Date
		want string
		why  string
	}{
		{0, "1970-01-01", "zero value"},
		{MinDate, "0001-01-01", "first"},
		{MaxDate, "9999-12-31", "last"},
		{MinDate - 1, "0001-01-01", "before the first"},
		{MaxDate + 1, "9999-12-31", "after the last"},
		{math.MinInt32, "0001-01-01", "least number"},
		{math.MaxInt32, "9999-12-31", "greatest number"},
		{MaxDate.AddDays(0), "9999-12-31", "stays"},
		{MaxDate.AddDays(-1), "9999-12-30", "steps back"},
		{MaxDate.AddDays(1), "9999-12-31", "stops at the end"},
		{MinDate.AddDays(1), "0001-01-02", "steps forward"},
		{MinDate.AddDays(-1), "0001-01-01", "stops at the beginning"},
		{MinDate.AddDays(int(MaxDate - MinDate)), "9999-12-31", "whole calendar"},
		{MinDate.AddDays(int(MaxDate-MinDate) - 1), "9999-12-30", "whole calendar but one day"},
		{MaxDate.AddDays(int(MinDate - MaxDate)), "0001-01-01", "whole calendar back"},
		{MaxDate.AddDays(math.MaxInt), "9999-12-31", "no overflow"},
		{MinDate.AddDays(math.MinInt), "0001-01-01", "no overflow"},
		{MaxDate.AddDays(math.MinInt), "0001-01-01", "no overflow"},
		{MinDate.AddDays(math.MaxInt), "9999-12-31", "no overflow"},
		{Date(math.MaxInt32).AddDays(-1), "9999-12-30", "counts from the last day"},
		{Date(math.MinInt32).AddDays(1), "0001-01-02", "counts from the first day"},
		{MaxDate.AddMonths(1), "9999-12-31", "stops at the end"},
		{MaxDate.AddMonths(-1), "9999-11-30", "cut to the shorter month"},
		{MinDate.AddMonths(-1), "0001-01-01", "stops at the beginning"},
		{MinDate.AddMonths(12*9999 - 1), "9999-12-01", "last month"},
		{MinDate.AddMonths(12 * 9999), "9999-12-31", "stops at the end"},
		{MaxDate.AddMonths(-(12*9999 - 1)), "0001-01-31", "first month"},
		{MaxDate.AddMonths(-12 * 9999), "0001-01-01", "stops at the beginning"},
		{MaxDate.AddMonths(math.MaxInt), "9999-12-31", "no overflow"},
		{MinDate.AddMonths(math.MinInt), "0001-01-01", "no overflow"},
		{MaxDate.PeriodStart(12), "9999-01-01", "last year"},
		{MinDate.PeriodStart(12), "0001-01-01", "first year"},
		{MinDate.PeriodStart(math.MaxInt), "0001-01-01", "stops at the beginning"},
		{MaxDate.PeriodStart(0), "9999-12-01", "taken as 1"},
		{MaxDate.PeriodStart(math.MinInt), "9999-12-01", "taken as 1"},
	}
	for _, tt := range tests {
		if got := tt.got.String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.why, got, tt.want)
		}
	}
	for _, d := range []Date{math.MinInt32, MinDate, 0, MaxDate, math.MaxInt32} {
		for _, n := range []int{math.MinInt, -200_000, -1, 0, 1, 200_000, math.MaxInt} {
			for _, got := range []Date{d.AddDays(n), d.AddDays(20 * n), d.AddMonths(n), d.PeriodStart(n)} {
				if got < MinDate || got > MaxDate {
					t.Errorf("Date(%d) and %d lead to Date(%d), beyond the calendar", d, n, got)
				}
			}
		}
	}
}

// A month is found by letting time.Date count months from the first, where
// nothing can overflow, and its length by stepping back from the next first.
func TestAddMonthsEveryDay(t *testing.T) {
	for year := 1900; year <= 2299; year++ {
		for month := time.January; month <= time.December; month++ {
			first := utcDate(year, month, 1)
			length := utcDate(year, month+1, 1) - first
			for n := -24; n <= 24; n++ {
				target := utcDate(year, month+time.Month(n), 1)
				last := utcDate(year, month+time.Month(n)+1, 1) - 1
				for i := range length {
					want := min(target+i, last)
					if got := (first + i).AddMonths(n); got != want {
						t.Fatalf("%v.AddMonths(%d) = %v; want %v", first+i, n, got, want)
					}
				}
			}
		}
	}
}

func TestAddMonthsClampsOnce(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
		why  string
	}{
		{"2026-03-31", -1, "2026-02-28", "never 3 March"},
		{"2024-03-31", -1, "2024-02-29", "leap year"},
		{"2024-02-29", 12, "2025-02-28", "a year later"},
		{"2024-02-29", 13, "2025-03-29", "a year and a month clamp once"},
		{"2024-02-29", 48, "2028-02-29", "the next leap day"},
		{"2026-01-31", 2, "2026-03-31", "the month between is not felt"},
		{"2026-12-31", 2, "2027-02-28", "across the year"},
		{"2026-01-31", -2, "2025-11-30", "back across the year"},
		{"2026-03-31", 0, "2026-03-31", "no step"},
	}
	for _, tt := range tests {
		if got := mustParse(t, tt.from).AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s + %d months = %s; want %s: %s", tt.from, tt.n, got, tt.want, tt.why)
		}
	}
}

// The start of a period is the nearest first of a month, back from the day,
// whose month opens such a period.
func TestPeriodStartEveryDay(t *testing.T) {
	for _, months := range []int{1, 3, 6, 12} {
		start := firstChecked // 1 January opens a period of every length
		for d := firstChecked; d <= lastChecked; d++ {
			if at := time.Unix(int64(d)*secondsADay, 0).UTC(); at.Day() == 1 {
				switch at.Month() {
				case time.January:
					start = d
				case time.July:
					if months <= 6 {
						start = d
					}
				case time.April, time.October:
					if months <= 3 {
						start = d
					}
				default:
					if months == 1 {
						start = d
					}
				}
			}
			if got := d.PeriodStart(months); got != start {
				t.Fatalf("%v.PeriodStart(%d) = %v; want %v", d, months, got, start)
			}
		}
	}
}

// dates generates dates of the whole calendar.
var dates = rapid.Custom(func(t *rapid.T) Date {
	return Date(rapid.Int32Range(int32(MinDate), int32(MaxDate)).Draw(t, "days"))
})

func parseReadsBack(t *rapid.T) {
	s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{4}-[01][0-9]-[0-3][0-9]`)).Draw(t, "text")
	d, err := Parse(s)
	want, timeErr := time.Parse(time.DateOnly, s)
	if year := want.Year(); timeErr == nil && (year < MinYear || year > MaxYear) {
		timeErr = fmt.Errorf("no such year")
	}
	if (err == nil) != (timeErr == nil) {
		t.Fatalf("Parse(%q) fails with %v, time.Parse with %v", s, err, timeErr)
	}
	if err == nil && d.String() != s {
		t.Fatalf("Parse(%q) = %v", s, d)
	}
}

func TestParseReadsBack(t *testing.T) { rapid.Check(t, parseReadsBack) }
func FuzzParseReadsBack(f *testing.F) { f.Fuzz(rapid.MakeFuzz(parseReadsBack)) }

// monthsKeepOrder holds AddMonths to what callers lean on: an earlier date is
// never carried past a later one, more months never lead to an earlier date,
// and n months change the month by n.
func monthsKeepOrder(t *rapid.T) {
	d := dates.Draw(t, "date")
	n := rapid.IntRange(-150_000, 150_000).Draw(t, "months")
	later := d.AddMonths(n)
	if next := d.AddDays(1).AddMonths(n); next < later {
		t.Fatalf("%v + %d months = %v, but the day after gives %v", d, n, later, next)
	}
	if more := d.AddMonths(n + 1); more < later {
		t.Fatalf("%v + %d months = %v, but a month more gives %v", d, n, later, more)
	}
	if later == MinDate || later == MaxDate {
		return
	}
	y0, m0, day0 := d.Split()
	y1, m1, day1 := later.Split()
	if got := 12*(y1-y0) + int(m1) - int(m0); got != n || day1 > day0 {
		t.Fatalf("%v + %d months = %v", d, n, later)
	}
}

func TestMonthsKeepOrder(t *testing.T) { rapid.Check(t, monthsKeepOrder) }
func FuzzMonthsKeepOrder(f *testing.F) { f.Fuzz(rapid.MakeFuzz(monthsKeepOrder)) }

func TestDatesDoNotAllocate(t *testing.T) {
	d := mustParse(t, "2026-03-05")
	allocs := testing.AllocsPerRun(100, func() {
		year, month, day := d.Split()
		again, _ := New(year, month, day)
		parsed, _ := Parse("2026-03-05")
		_ = max(again, parsed).AddMonths(12).PeriodStart(3).AddDays(1)
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want 0", allocs)
	}
}

func BenchmarkSplit(b *testing.B) {
	b.ReportAllocs()
	d := utcDate(2026, time.March, 5)
	for b.Loop() {
		d.Split()
	}
}

func BenchmarkAddMonths(b *testing.B) {
	b.ReportAllocs()
	d := utcDate(2026, time.March, 31)
	for b.Loop() {
		d.AddMonths(-1)
	}
}

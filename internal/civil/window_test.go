package civil

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mustWindow(tb testing.TB, s string) Window {
	tb.Helper()
	w, err := ParseWindow(s)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func TestParseWindow(t *testing.T) {
	tests := []struct {
		text, canonical string
		want            Window
	}{
		{"", "lifetime", Window{}},
		{"lifetime", "lifetime", Window{}},
		{"last 1 day", "last 1 day", Window{LastDays, 1}},
		{"last 1 days", "last 1 day", Window{LastDays, 1}},
		{"last 2 days", "last 2 days", Window{LastDays, 2}},
		{"last 3660 days", "last 3660 days", Window{LastDays, 3660}},
		{"last 1 month", "last 1 month", Window{LastMonths, 1}},
		{"last 1 months", "last 1 month", Window{LastMonths, 1}},
		{"last 12 months", "last 12 months", Window{LastMonths, 12}},
		{"last 120 months", "last 120 months", Window{LastMonths, 120}},
		{"previous 1 month", "previous 1 month", Window{PreviousMonths, 1}},
		{"previous 6 months", "previous 6 months", Window{PreviousMonths, 6}},
		{"previous 120 months", "previous 120 months", Window{PreviousMonths, 120}},
		{"month to date", "month to date", Window{ToDate, 1}},
		{"quarter to date", "quarter to date", Window{ToDate, 3}},
		{"half-year to date", "half-year to date", Window{ToDate, 6}},
		{"year to date", "year to date", Window{ToDate, 12}},
	}
	for _, tt := range tests {
		w, err := ParseWindow(tt.text)
		if w != tt.want || err != nil {
			t.Errorf("ParseWindow(%q) = %v, %v; want %v", tt.text, w, err, tt.want)
			continue
		}
		if w.String() != tt.canonical {
			t.Errorf("%q is written as %q; want %q", tt.text, w, tt.canonical)
		}
		if again := mustWindow(t, w.String()); again != w {
			t.Errorf("%q is read back as %v", w, again)
		}
		if w.Kind() != tt.want.kind || w.N() != tt.want.n || w.Lifetime() != (w.kind == Lifetime) {
			t.Errorf("%v: Kind %d, N %d, Lifetime %v", w, w.Kind(), w.N(), w.Lifetime())
		}
		if want := strings.HasPrefix(tt.text, "previous"); w.Rises() != want {
			t.Errorf("%v.Rises() = %v; want %v", w, !want, want)
		}
	}
}

func TestParseWindowRefuses(t *testing.T) {
	for _, s := range []string{
		" ", "Lifetime", "lifetime ", " lifetime", "last", "last ", "last 5", "last days", "last  days",
		"last 0 days", "last 0 months", "previous 0 months", "last 00 days", "last 05 days", "last +5 days",
		"last -5 days", "last 5.0 days", "last 5 day", "last 5 month", "last 5 weeks", "last 1 dayss",
		"last 5 daysx", "last 5  days", "last 5 days ", "last ５ days", "last 5\tdays", "Last 5 days",
		"last 3661 days", "last 121 months", "previous 121 months", "last 9999 days", "last 99999 days", "last 1: days", "last 1/ days",
		"last 18446744073709551617 days", "previous 6 days", "previous 1 day", "next 6 months",
		"previous 6", "to date", " to date", "day to date", "week to date", "months to date", "halfyear to date",
		"year to date ", "year  to date", "5 days", "last year", "12", "null", "last one day",
	} {
		w, err := ParseWindow(s)
		if err == nil || w != (Window{}) {
			t.Errorf("ParseWindow(%q) = %v, %v", s, w, err)
			continue
		}
		for _, part := range []string{
			fmt.Sprintf("%q", s), "lifetime", "last N days", "last N months", "previous N months",
			"month to date", "quarter to date", "half-year to date", "year to date", "3660", "120",
		} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("ParseWindow(%q) fails with %q, which does not name %s", s, err, part)
			}
		}
	}
	for _, s := range []string{strings.Repeat("9", 1<<20), "last " + strings.Repeat("9", 1<<20) + " days"} {
		if _, err := ParseWindow(s); err == nil || len(err.Error()) > 400 {
			t.Error("an endless text gives no error, or an endless one")
		}
	}
}

// The cases an author of rules will look up.
func TestWindowTable(t *testing.T) {
	tests := []struct {
		window, on, from, to string
		until                string // of something dated on `on`
		why                  string
	}{
		{"lifetime", "2026-03-31", "0001-01-01", "2026-03-31", "9999-12-31", "never leaves"},
		{"last 1 day", "2026-03-01", "2026-02-28", "2026-03-01", "2026-03-03", "two dates"},
		{"last 30 days", "2026-03-31", "2026-03-01", "2026-03-31", "2026-05-01", "31 dates"},
		{"last 1 month", "2026-03-31", "2026-02-28", "2026-03-31", "2026-05-01", "30 April still reaches the 30th"},
		{"last 1 month", "2026-03-30", "2026-02-28", "2026-03-30", "2026-05-01", "30 April is a month later, 31 April is not"},
		{"last 1 month", "2026-03-29", "2026-02-28", "2026-03-29", "2026-04-30", "a month and a day"},
		{"last 1 month", "2026-02-28", "2026-01-28", "2026-02-28", "2026-04-01", "29, 30, 31 March reach 28 February"},
		{"last 1 month", "2024-02-28", "2024-01-28", "2024-02-28", "2024-03-29", "29 February is there"},
		{"last 1 month", "2026-01-28", "2025-12-28", "2026-01-28", "2026-03-01", "28 February reaches the 28th"},
		{"last 12 months", "2024-02-29", "2023-02-28", "2024-02-29", "2025-03-01", "leap day"},
		{"last 12 months", "2024-02-28", "2023-02-28", "2024-02-28", "2025-03-01", "28 February 2025 reaches the 28th"},
		{"last 12 months", "2026-03-05", "2025-03-05", "2026-03-05", "2027-03-06", "through the whole of the same day"},
		{"previous 6 months", "2026-03-31", "2025-09-01", "2026-02-28", "2026-10-01", "six natural months"},
		{"previous 1 month", "2026-03-01", "2026-02-01", "2026-02-28", "2026-05-01", "first of the month"},
		{"month to date", "2026-03-31", "2026-03-01", "2026-03-31", "2026-04-01", "last of the month"},
		{"quarter to date", "2026-03-31", "2026-01-01", "2026-03-31", "2026-04-01", "last of the quarter"},
		{"quarter to date", "2026-04-01", "2026-04-01", "2026-04-01", "2026-07-01", "first of the quarter"},
		{"half-year to date", "2026-06-30", "2026-01-01", "2026-06-30", "2026-07-01", "last of the half-year"},
		{"year to date", "2026-12-31", "2026-01-01", "2026-12-31", "2027-01-01", "last of the year"},
		{"last 120 months", "9999-12-31", "9989-12-31", "9999-12-31", "9999-12-31", "the calendar ends first"},
		{"last 1 day", "9999-12-31", "9999-12-30", "9999-12-31", "9999-12-31", "the calendar ends first"},
		{"year to date", "9999-12-31", "9999-01-01", "9999-12-31", "9999-12-31", "the calendar ends first"},
		{"previous 1 month", "9999-12-31", "9999-11-01", "9999-11-30", "9999-12-31", "the calendar ends first"},
		{"last 120 months", "0001-01-01", "0001-01-01", "0001-01-01", "0011-01-02", "the calendar begins later"},
	}
	for _, tt := range tests {
		w, on := mustWindow(t, tt.window), mustParse(t, tt.on)
		from, to := w.Bounds(on)
		if from.String() != tt.from || to.String() != tt.to {
			t.Errorf("%s on %s: %v to %v; want %s to %s: %s", w, on, from, to, tt.from, tt.to, tt.why)
		}
		if got := w.Until(on).String(); got != tt.until {
			t.Errorf("%s: %s leaves on %s; want %s: %s", w, on, got, tt.until, tt.why)
		}
	}
}

// bruteWindows are walked day by day. Among the numbers are those around a
// month, a year and the limits.
func bruteWindows(tb testing.TB) []Window {
	ws := []Window{{ToDate, 1}, {ToDate, 3}, {ToDate, 6}, {ToDate, 12}}
	for _, n := range []int{1, 2, 7, 27, 28, 29, 30, 31, 32, 365, 366, 367} {
		ws = append(ws, mustWindow(tb, fmt.Sprintf("last %d days", n)))
	}
	for _, n := range []int{1, 2, 3, 5, 6, 11, 12, 13, 24, 25, 48} {
		ws = append(ws, mustWindow(tb, fmt.Sprintf("last %d months", n)),
			mustWindow(tb, fmt.Sprintf("previous %d months", n)))
	}
	return ws
}

// holds is the meaning of windows by the words of their definition, one date
// at a time, without Bounds: day is in w on the date on.
func holds(w Window, day, on Date) bool {
	dayTime := time.Unix(int64(day)*secondsADay, 0).UTC()
	onTime := time.Unix(int64(on)*secondsADay, 0).UTC()
	apart := 12*(onTime.Year()-dayTime.Year()) + int(onTime.Month()-dayTime.Month())
	switch w.kind {
	case LastDays:
		return day <= on && int(on-day) <= w.n
	case LastMonths:
		if apart != w.n {
			return day <= on && apart < w.n
		}
		// on − N months lies in the month of day: kept, or its last day.
		length := time.Date(dayTime.Year(), dayTime.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
		return day <= on && dayTime.Day() >= min(onTime.Day(), length)
	case PreviousMonths:
		return 1 <= apart && apart <= w.n
	case ToDate:
		return day <= on && dayTime.Year() == onTime.Year() &&
			int(dayTime.Month()-1)/w.n == int(onTime.Month()-1)/w.n
	}
	return day <= on
}

// For each date, on every date from it until long after, Bounds holds it
// exactly when the definition does, and Until is the date of its leaving.
func TestWindowsDayByDay(t *testing.T) {
	first, last := mustParse(t, "2022-06-01"), mustParse(t, "2026-06-30")
	for _, w := range bruteWindows(t) {
		t.Run(w.String(), func(t *testing.T) {
			t.Parallel()
			for day := first; day <= last; day++ {
				checkLife(t, w, day)
			}
		})
	}
}

// checkLife walks one date's whole life in a window, from two days before it to
// 70 days after. The definition is asked in the first and the last 70 days.
func checkLife(t *testing.T, w Window, day Date) {
	until := w.Until(day)
	left, inside := Date(0), false
	for on := day - 2; on < until+70; on++ {
		from, to := w.Bounds(on)
		got := from <= day && day <= to
		if near := on < day+70 || on > until-70; near && got != holds(w, day, on) {
			t.Fatalf("on %v the window is %v to %v; %v must be inside: %v", on, from, to, day, !got)
		}
		if inside && !got {
			left = on
		}
		if got && left != 0 {
			t.Fatalf("%v leaves on %v but is inside on %v", day, left, on)
		}
		inside = got
	}
	if left != until {
		t.Fatalf("%v leaves on %v; Until says %v", day, left, until)
	}
}

// The definition "leaves on the first date D with D−N later than its date", by
// search, over a whole cycle of leap years including one without 29 February.
func TestUntilOfLastMonthsIsFirst(t *testing.T) {
	first, last := mustParse(t, "2092-01-01"), mustParse(t, "2106-12-31")
	for n := 1; n <= maxMonths; n++ {
		w := Window{LastMonths, n}
		d := first
		for day := first; day <= last; day++ {
			for d <= day || d.AddMonths(-n) <= day { // rises with day, so it may go on from the last
				d++
			}
			if got := w.Until(day); got != d {
				t.Fatalf("%v: %v leaves on %v; want %v", w, day, got, d)
			}
		}
	}
}

// The lifetime has no end to be walked to.
func TestLifetimeHoldsEverything(t *testing.T) {
	var w Window
	for _, on := range []Date{MinDate, 0, utcDate(2026, time.March, 5), MaxDate} {
		if from, to := w.Bounds(on); from != MinDate || to != on || w.Until(on) != MaxDate {
			t.Errorf("on %v: %v to %v until %v", on, from, to, w.Until(on))
		}
	}
	if _, to := w.Bounds(MaxDate + 1); to != MaxDate {
		t.Errorf("after the last date: to Date(%d)", to)
	}
}

var windows = rapid.OneOf(
	rapid.Just(Window{}),
	rapid.Map(rapid.IntRange(1, maxDays), func(n int) Window { return Window{LastDays, n} }),
	rapid.Map(rapid.IntRange(1, maxMonths), func(n int) Window { return Window{LastMonths, n} }),
	rapid.Map(rapid.IntRange(1, maxMonths), func(n int) Window { return Window{PreviousMonths, n} }),
	rapid.Map(rapid.SampledFrom([]int{1, 3, 6, 12}), func(n int) Window { return Window{ToDate, n} }),
)

// untilIsAnEdge holds, anywhere in the calendar: on the eve of Until a date is
// inside, on Until and after it is not.
func untilIsAnEdge(t *rapid.T) {
	w, day := windows.Draw(t, "window"), dates.Draw(t, "date")
	if again, err := ParseWindow(w.String()); again != w || err != nil {
		t.Fatalf("%v is read back as %v, %v", w, again, err)
	}
	until := w.Until(day)
	if until <= day && until != MaxDate {
		t.Fatalf("%v: %v leaves on %v", w, day, until)
	}
	inside := func(on Date) bool {
		from, to := w.Bounds(on)
		return from <= day && day <= to
	}
	if until == MaxDate {
		return
	}
	later := until.AddDays(rapid.IntRange(1, 4000).Draw(t, "later"))
	if !inside(until-1) || inside(until) || inside(later) {
		t.Fatalf("%v: %v is not inside just up to %v", w, day, until)
	}
}

func TestUntilIsAnEdge(t *testing.T) { rapid.Check(t, untilIsAnEdge) }
func FuzzUntilIsAnEdge(f *testing.F) { f.Fuzz(rapid.MakeFuzz(untilIsAnEdge)) }

// windowTextReadsBack holds ParseWindow to its grammar on texts near it.
func windowTextReadsBack(t *rapid.T) {
	s := rapid.OneOf(rapid.String(),
		rapid.StringMatching(`(last|previous) [0-9]{1,5} (days?|months?)`)).Draw(t, "text")
	w, err := ParseWindow(s)
	if err != nil {
		return
	}
	if again, err := ParseWindow(w.String()); again != w || err != nil {
		t.Fatalf("%q is %v, read back as %v, %v", s, w, again, err)
	}
	if s != "" && strings.TrimSuffix(w.String(), "s") != strings.TrimSuffix(s, "s") {
		t.Fatalf("%q is read as %q", s, w)
	}
}

func TestWindowTextReadsBack(t *testing.T) { rapid.Check(t, windowTextReadsBack) }
func FuzzWindowTextReadsBack(f *testing.F) { f.Fuzz(rapid.MakeFuzz(windowTextReadsBack)) }

func TestWindowsDoNotAllocate(t *testing.T) {
	w, on := mustWindow(t, "last 12 months"), mustParse(t, "2026-03-05")
	allocs := testing.AllocsPerRun(100, func() {
		from, _ := w.Bounds(on)
		w.Until(from)
		w, _ = ParseWindow("last 12 months")
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want 0", allocs)
	}
}

package segment_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// windowEdges are the first and the last date of each kind of window.
var windowEdges = []struct{ at, window, from, to string }{
	{"2026-03-05", "last 1 day", "2026-03-04", "2026-03-05"},
	{"2026-03-05", "last 30 days", "2026-02-03", "2026-03-05"},
	{"2026-03-05", "last 3660 days", "2016-02-26", "2026-03-05"},
	{"2026-03-05", "last 1 month", "2026-02-05", "2026-03-05"},
	{"2026-03-31", "last 1 month", "2026-02-28", "2026-03-31"},
	{"2024-03-31", "last 1 month", "2024-02-29", "2024-03-31"},
	{"2026-03-31", "last 6 months", "2025-09-30", "2026-03-31"},
	{"2024-02-29", "last 12 months", "2023-02-28", "2024-02-29"},
	{"2026-03-05", "last 120 months", "2016-03-05", "2026-03-05"},
	{"2026-03-31", "previous 1 month", "2026-02-01", "2026-02-28"},
	{"2024-03-01", "previous 1 month", "2024-02-01", "2024-02-29"},
	{"2026-01-31", "previous 6 months", "2025-07-01", "2025-12-31"},
	{"2026-03-01", "month to date", "2026-03-01", "2026-03-01"},
	{"2026-03-31", "month to date", "2026-03-01", "2026-03-31"},
	{"2026-06-30", "quarter to date", "2026-04-01", "2026-06-30"},
	{"2026-06-30", "half-year to date", "2026-01-01", "2026-06-30"},
	{"2026-07-01", "half-year to date", "2026-07-01", "2026-07-01"},
	{"2026-12-31", "year to date", "2026-01-01", "2026-12-31"},
	{"2026-03-05", "lifetime", "0001-01-01", "2026-03-05"},
}

// A date lies before a window if it is earlier than its first date, and in it from that
// to its last, both included; an instant in it from the start of the first to the end of the last, or the deciding
// instant.
func TestWindowEdges(t *testing.T) {
	for _, w := range windowEdges {
		for _, zoneName := range []string{"UTC", "Asia/Shanghai", "America/Sao_Paulo"} {
			loc := zone(t, zoneName)
			at := instant(t, w.at+" 13:30:00", loc)
			from, to := instant(t, w.from, loc), instant(t, w.to, loc)
			last := to.AddDate(0, 0, 1).Add(-1)
			if at.Before(last) {
				last = at
			}
			ask := func(field string, op segment.Op, c *customer) bool {
				return must(compileRule(t, customerSchema(t), clause(field, op, w.window), loc).At(at)).Match(c)
			}
			for edge, want := range map[time.Time]bool{from.Add(-1): w.window == "lifetime", from: true, from.Add(1): true,
				last.Add(-1): true, last: true, last.Add(1): false, at.AddDate(0, 0, 1): false, at.AddDate(1, 0, 0): false} {
				if edge.IsZero() {
					continue // a missing value
				}
				c := &customer{LastOrder: edge}
				if got := ask("last_order", segment.Within, c); got != want {
					t.Errorf("within %s at %v: instant %v: %v, want %v", w.window, at, edge, got, want)
				}
				if got, want := ask("last_order", segment.Before, c), edge.Before(from) && w.window != "lifetime"; got != want {
					t.Errorf("before %s at %v: instant %v: %v, want %v", w.window, at, edge, got, want)
				}
			}
			for edge, want := range map[time.Time]bool{from.AddDate(0, 0, -1): false, from: true, // before the year 1 no date is known
				to: true, to.AddDate(0, 0, 1): false, at.AddDate(0, 0, 1): false, at.AddDate(1, 0, 0): false} {
				if edge.IsZero() {
					continue
				}
				// A date is what it reads, wherever and at whatever time of day.
				read := time.Date(edge.Year(), edge.Month(), edge.Day(), 23, 59, 59, 0, time.FixedZone("", -12*3600))
				c := &customer{Birthday: read}
				if got := ask("birthday", segment.Within, c); got != want {
					t.Errorf("within %s at %v: date %v: %v, want %v", w.window, at, read, got, want)
				}
				if got, want := ask("birthday", segment.Before, c), edge.Before(from) && w.window != "lifetime"; got != want {
					t.Errorf("before %s at %v: date %v: %v, want %v", w.window, at, read, got, want)
				}
			}
		}
	}
}

// The deciding instant cuts the day of today off: in Shanghai it is tomorrow
// eight hours before it is in UTC.
func TestWindowToday(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	at := time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC) // the first instant of the 5th in Shanghai
	c := &customer{LastOrder: time.Date(2026, 3, 3, 16, 0, 0, 0, time.UTC)}
	for off, want := range map[time.Duration]bool{-1: false, 0: true} {
		c.LastOrder = time.Date(2026, 3, 3, 16, 0, 0, 0, time.UTC).Add(off)
		if got := must(compileRule(t, customerSchema(t), clause("last_order", segment.Within, "last 1 day"), shanghai).At(at)).Match(c); got != want {
			t.Errorf("%v: %v, want %v", c.LastOrder, got, want)
		}
	}
	// At the same instant UTC still has the 4th.
	c.LastOrder = time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	if !holds(t, c, clause("last_order", segment.Within, "last 1 day"), at) {
		t.Errorf("%v is not within the last day", c.LastOrder)
	}
}

// The instant, not the rule, fixes the window: the same group moves with it.
func TestWindowMoves(t *testing.T) {
	g := compile(t, customerSchema(t), `{"field": "last_order", "op": "within", "value": "last 30 days"}`, time.UTC)
	c := &customer{LastOrder: now}
	for days, want := range map[int]bool{-1: false, 0: true, 30: true, 31: false} {
		if got := must(g.At(now.AddDate(0, 0, days))).Match(c); got != want {
			t.Errorf("after %d days: %v, want %v", days, got, want)
		}
	}
}

// Windows of one rule do not get into each other's way.
func TestWindowsOfOneRule(t *testing.T) {
	g := compile(t, customerSchema(t), `{"all": [
		{"field": "last_order", "op": "within", "value": "last 10 days"},
		{"not": {"field": "last_order", "op": "within", "value": "last 5 days"}},
		{"field": "birthday", "op": "within", "value": "previous 2 months"}]}`, time.UTC)
	for _, c := range []struct {
		ordered, born string
		want          bool
	}{
		{"2026-02-23", "2026-01-01", true}, {"2026-02-22", "2026-01-01", false}, {"2026-02-27", "2026-01-01", true},
		{"2026-02-28", "2026-01-01", false}, {"2026-02-27", "2026-02-28", true}, {"2026-02-27", "2026-03-01", false}, {"2026-02-27", "2025-12-31", false},
	} {
		got := must(g.At(now)).Match(&customer{LastOrder: instant(t, c.ordered, time.UTC), Birthday: instant(t, c.born, time.UTC)})
		if got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestAnniversary(t *testing.T) {
	cases := []struct {
		born, at string
		ahead    int
		want     bool
	}{
		{"1990-03-05", "2026-03-05", 0, true},
		{"1990-03-04", "2026-03-05", 0, false},
		{"1990-03-06", "2026-03-05", 0, false},
		{"1990-03-12", "2026-03-05", 7, true},
		{"1990-03-13", "2026-03-05", 7, false},
		{"1990-03-04", "2026-03-05", 363, false},
		{"1990-03-04", "2026-03-05", 364, true},
		{"1990-03-05", "2026-03-05", 365, true},
		// A leap year is 366 days long: the day before yesterday's return is far.
		{"1990-03-04", "2027-03-05", 364, false},
		{"1990-03-04", "2027-03-05", 365, true},
		// Across the new year.
		{"1990-01-01", "2025-12-31", 0, false},
		{"1990-01-01", "2025-12-31", 1, true},
		{"1990-01-03", "2025-12-28", 5, false},
		{"1990-01-03", "2025-12-28", 6, true},
		{"1990-12-31", "2026-01-01", 363, false},
		{"1990-12-31", "2026-01-01", 364, true},
		// 29 February returns on the 28th in common years.
		{"1992-02-29", "2026-02-27", 0, false},
		{"1992-02-29", "2026-02-28", 0, true},
		{"1992-02-29", "2026-03-01", 0, false},
		{"1992-02-29", "2028-02-28", 0, false},
		{"1992-02-29", "2028-02-28", 1, true},
		{"1992-02-29", "2028-02-29", 0, true},
		{"1992-02-29", "2028-03-01", 0, false},
		{"1992-02-29", "2100-02-28", 0, true}, // no leap year
		{"1992-02-29", "2027-03-01", 363, false},
		{"1992-02-29", "2027-03-01", 364, false},
		{"1992-02-29", "2027-03-01", 365, true},
		{"1992-02-28", "2028-02-28", 0, true},
		{"1992-02-28", "2028-02-29", 0, false},
		// The first return is one year later.
		{"2026-03-05", "2026-03-05", 0, false},
		{"2026-03-05", "2026-03-05", 364, false},
		{"2026-03-05", "2026-03-05", 365, true},
		{"2025-03-05", "2026-03-05", 0, true},
		{"2025-03-06", "2026-03-05", 0, false},
		{"2025-03-06", "2026-03-05", 1, true},
		{"2024-02-29", "2024-02-29", 364, false},
		{"2024-02-29", "2024-02-29", 365, true},
		{"2024-02-29", "2025-02-28", 0, true},
		// Dates to come return a year after them.
		{"2026-03-06", "2026-03-05", 7, false},
		{"2026-03-06", "2026-03-05", 365, false},
		{"2027-03-05", "2026-03-05", 365, false},
		{"2030-03-05", "2026-03-05", 365, false},
		{"0001-01-02", "2026-01-02", 0, true},
	}
	for _, c := range cases {
		for _, born := range []time.Time{instant(t, c.born, time.UTC), instant(t, c.born+" 23:59:59", zone(t, "America/Sao_Paulo"))} {
			r := clause("birthday", segment.Anniversary, fmt.Sprint(c.ahead))
			if got := holds(t, &customer{Birthday: born}, r, instant(t, c.at+" 12:00:00", zone(t, "Asia/Shanghai"))); got != c.want {
				t.Errorf("%v returns within %d days of %s: %v, want %v", born, c.ahead, c.at, got, c.want)
			}
		}
	}
}

// Today is the date in the location of the group.
func TestAnniversaryToday(t *testing.T) {
	at := time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC)
	g := compile(t, customerSchema(t), `{"field": "birthday", "op": "anniversary within", "value": 0}`, zone(t, "Asia/Shanghai"))
	c := &customer{Birthday: time.Date(1990, 3, 5, 0, 0, 0, 0, time.UTC)}
	for off, want := range map[time.Duration]bool{-1: false, 0: true, 24*time.Hour - 1: true, 24 * time.Hour: false} {
		if got := must(g.At(at.Add(off))).Match(c); got != want {
			t.Errorf("%v after the day has begun: %v, want %v", off, got, want)
		}
	}
}

// An age grows on the anniversary, of 29 February on the 28th in common years, and
// is 0 on the day itself; who is still to be born has none.
func TestAge(t *testing.T) {
	cases := []struct {
		born, at string
		age      int // -1 for none
	}{
		{"1990-03-05", "2026-03-04", 35}, {"1990-03-05", "2026-03-05", 36}, {"1990-03-05", "2026-03-06", 36}, {"1990-03-05", "2027-03-04", 36},
		{"1990-12-31", "2026-01-01", 35}, {"1990-01-01", "2025-12-31", 35}, {"1990-01-01", "2026-01-01", 36},
		{"2026-03-05", "2026-03-05", 0}, {"2026-03-05", "2027-03-04", 0}, {"2026-03-05", "2027-03-05", 1}, {"2026-03-06", "2026-03-05", -1},
		{"2027-03-05", "2026-03-05", -1}, {"2027-03-04", "2026-03-05", -1}, {"9999-12-31", "2026-03-05", -1},
		{"2024-02-29", "2025-02-27", 0}, {"2024-02-29", "2025-02-28", 1}, {"2024-02-29", "2028-02-28", 3}, {"2024-02-29", "2028-02-29", 4},
		{"2024-02-28", "2028-02-28", 4}, {"1726-03-06", "2026-03-05", 299}, {"1726-03-05", "2026-03-05", 300},
	}
	for _, c := range cases {
		at := instant(t, c.at+" 12:00:00", zone(t, "Asia/Shanghai"))
		born := &customer{Birthday: instant(t, c.born+" 23:59:59", zone(t, "America/Sao_Paulo"))}
		for _, ages := range [][2]int{{c.age, c.age}, {c.age - 1, c.age}, {c.age, c.age + 1}, {c.age - 1, c.age - 1}, {c.age + 1, c.age + 1}, {0, 300}} {
			if ages[0] < 0 || ages[1] > 300 {
				continue
			}
			r := clause("birthday", segment.Age, fmt.Sprint(ages[0]), fmt.Sprint(ages[1]))
			if got, want := holds(t, born, r, at), ages[0] <= c.age && c.age <= ages[1]; got != want {
				t.Errorf("born on %s, on %s aged %v: %v, want %v", c.born, c.at, ages, got, want)
			}
		}
	}
	if holds(t, &customer{Birthday: instant(t, "1725-03-05", time.UTC)}, clause("birthday", segment.Age, "0", "300"), now) {
		t.Error("301 years are between 0 and 300")
	}
}

// An explanation names the dates of each window.
func TestWindowsExplained(t *testing.T) {
	m := must(compile(t, customerSchema(t), `{"any": [
		{"field": "birthday", "op": "=", "value": "2026-03-05"},
		{"field": "last_order", "op": "within", "value": "last 10 days"},
		{"field": "birthday", "op": "before", "value": "previous 2 months"},
		{"field": "last_order", "op": "before", "value": "lifetime"}]}`, zone(t, "Asia/Shanghai")).At(now))
	want := []segment.Values{nil, {"2026-02-23", "2026-03-05"}, {"2026-01-01", "2026-02-28"}, {"0001-01-01", "2026-03-05"}}
	for i, reason := range m.Explain(&customer{}).Clauses {
		if diff := cmp.Diff(want[i], reason.Window); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", reason.Path, reason.Value, diff)
		}
	}
}

// farTimes are beyond the years of dates, or all that a Time can hold.
var farTimes = []time.Time{
	{}, time.Unix(0, 0), time.Time{}.Add(1), time.Time{}.Add(-1), time.Date(0, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	time.Date(-5, 3, 5, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(292_277_026_596, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(math.MaxInt64, 999_999_999), time.Unix(math.MinInt64, 0),
	time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", 14*3600)), time.Date(math.MaxInt32, 12, 31, 0, 0, 0, 0, time.UTC),
}

// Values of any year are answered without a panic, at the first, a common and the
// last deciding instant; what an explanation or a preview says of them too.
func TestFarTimes(t *testing.T) {
	schema := customerSchema(t)
	for _, loc := range []*time.Location{time.UTC, zone(t, "Asia/Shanghai"), zone(t, "America/Sao_Paulo"), time.FixedZone("far", -24*3600+1)} {
		var all []segment.Rule
		for _, window := range sceneWindows {
			all = append(all, clause("last_order", segment.Within, window), clause("birthday", segment.Within, window),
				clause("last_order", segment.Before, window), clause("birthday", segment.Before, window))
		}
		all = append(all, clause("birthday", segment.Anniversary, "365"), clause("birthday", segment.Age, "0", "300"), clause("birthday", segment.Is, "9999-12-31"),
			clause("last_order", segment.Is, "0001-01-01"), clause("last_order", segment.AtLeast, "9999-12-31"), clause("last_order", segment.Below, "9999-12-31T23:59:59Z"))
		g := compileRule(t, schema, segment.Rule{Any: all}, loc)
		for _, at := range []time.Time{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), now, time.Date(2300, 1, 1, 0, 0, 0, -1, time.UTC)} {
			m := must(g.At(at))
			for _, value := range farTimes {
				c := &customer{LastOrder: value, Birthday: value}
				if m.Match(c) != m.Explain(c).Match || m.Preview(slices.Values([]*customer{c})).Customers != 1 {
					t.Errorf("at %v of %v: the answers differ", at, value)
				}
			}
		}
	}
	// An instant before the calendar lies in the past, one after it in the future.
	old, late := &customer{LastOrder: time.Date(-5, 3, 5, 0, 0, 0, 0, time.UTC)}, &customer{LastOrder: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}
	lifetime, before := clause("last_order", segment.Within, "lifetime"), clause("last_order", segment.Below, "2026-03-05")
	for _, want := range []struct {
		c *customer
		r segment.Rule
		b bool
	}{{old, lifetime, true}, {late, lifetime, false}, {old, before, true}, {late, before, false}} {
		if got := holds(t, want.c, want.r, now); got != want.b {
			t.Errorf("%v %s %s: %v", want.c.LastOrder, want.r.Op, want.r.Value, got)
		}
	}
}

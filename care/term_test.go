package care

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/internal/civil"
	"pgregory.net/rapid"
)

func TestTermIsRead(t *testing.T) {
	for _, c := range []struct {
		term Term
		want span
	}{
		{"", span{}},
		{"1 minute", span{exact: time.Minute}},
		{"1 minutes", span{exact: time.Minute}},
		{"30 minutes", span{exact: 30 * time.Minute}},
		{"2 hours", span{exact: 2 * time.Hour}},
		{"24 hours", span{exact: 24 * time.Hour}},
		{"1 day", span{days: 1}},
		{"3 days", span{days: 3}},
		{"2 weeks", span{days: 14}},
		{"1 month", span{months: 1}},
		{"3 years", span{months: 36}},
		{"end of day", span{endOfDay: true}},
		{"10000000 minutes", span{exact: 10_000_000 * time.Minute}},
		{"10000000 years", span{months: 120_000_000}},
	} {
		if got, err := c.term.span(); got != c.want || err != nil {
			t.Errorf("%q: got %+v, %v", c.term, got, err)
		}
	}
}

func TestTermIsRefused(t *testing.T) {
	for _, term := range []Term{
		"0 days", "-1 days", "+1 days", "01 days", "1_000 days", "2 day", "1  day", " 1 day", "1 day ", "1day", "day", "1", "1 ", " ",
		"1 Day", "1 dayss", "2 dayss", "1.5 years", "1e3 days", "one year", "1 quarter", "30 seconds", "1\tday", "１ day",
		"end of", "end of month", "End of day", "never", "99999999999999999999 days", "1 day\x00", "\xff", Term(strings.Repeat("9", 1<<20)),
	} {
		s, err := term.span()
		if err == nil || !strings.Contains(err.Error(), `is not a term: give "30 minutes"`) || s != (span{}) || len(err.Error()) > 400 {
			t.Errorf("%.40q: got %+v, %.500v", string(term), s, err)
		}
	}
	if s, err := Term("10000001 days").span(); err == nil || err != errTooLong {
		t.Errorf("got %+v, %v", s, err)
	}
}

func inZone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// When terms end, and when they began. Clocks: Shanghai had summer time from
// 1986-05-04, New York has it from March to November, São Paulo skipped midnight
// on 2018-11-04, and Apia the whole of 2011-12-30.
func TestTermsOverTime(t *testing.T) {
	const form = "2006-01-02 15:04:05.999999999 -0700"
	for _, c := range []struct {
		why, zone     string
		term          Term
		from          string
		after, before string // "" where it is not asked
	}{
		{"exact", "UTC", "90 minutes", "2026-03-05 12:00:00 +0000", "2026-03-05 13:30:00 +0000", "2026-03-05 10:30:00 +0000"},
		{"a day, to the nanosecond", "UTC", "1 day", "2026-03-05 12:34:56.000000789 +0000", "2026-03-06 12:34:56.000000789 +0000", "2026-03-04 12:34:56.000000789 +0000"},
		{"weeks", "UTC", "2 weeks", "2026-03-05 12:00:00 +0000", "2026-03-19 12:00:00 +0000", "2026-02-19 12:00:00 +0000"},
		{"a shorter month", "UTC", "1 month", "2026-01-31 12:00:00 +0000", "2026-02-28 12:00:00 +0000", "2025-12-31 12:00:00 +0000"},
		{"never 3 March", "UTC", "1 month", "2026-03-31 12:00:00 +0000", "2026-04-30 12:00:00 +0000", "2026-02-28 12:00:00 +0000"},
		{"a year from 29 February", "UTC", "1 year", "2028-02-29 12:00:00 +0000", "2029-02-28 12:00:00 +0000", "2027-02-28 12:00:00 +0000"},
		{"the date is the customer's", "Asia/Shanghai", "1 month", "2026-01-31 00:30:00 +0800", "2026-02-28 00:30:00 +0800", "2025-12-31 00:30:00 +0800"},
		{"a day of 23 hours", "America/New_York", "1 day", "2026-03-07 12:00:00 -0500", "2026-03-08 12:00:00 -0400", "2026-03-06 12:00:00 -0500"},
		{"24 hours on it", "America/New_York", "24 hours", "2026-03-07 12:00:00 -0500", "2026-03-08 13:00:00 -0400", "2026-03-06 12:00:00 -0500"},
		{"a time that is skipped", "America/New_York", "1 day", "2026-03-07 02:30:00 -0500", "2026-03-08 03:00:00 -0400", "2026-03-06 02:30:00 -0500"},
		{"a time that is skipped, backwards", "America/New_York", "1 day", "2026-03-09 02:30:00 -0400", "2026-03-10 02:30:00 -0400", "2026-03-08 03:00:00 -0400"},
		{"a time that is read twice", "America/New_York", "1 day", "2026-10-31 01:30:00 -0400", "2026-11-01 01:30:00 -0400", "2026-10-30 01:30:00 -0400"},
		{"from the second of the two", "America/New_York", "1 day", "2026-11-01 01:30:00 -0500", "2026-11-02 01:30:00 -0500", "2026-10-31 01:30:00 -0400"},
		{"a month over summer time", "Asia/Shanghai", "1 month", "1986-04-10 09:00:00 +0800", "1986-05-10 09:00:00 +0900", "1986-03-10 09:00:00 +0800"},
		{"midnight that is skipped", "America/Sao_Paulo", "1 day", "2018-11-03 00:00:00 -0300", "2018-11-04 01:00:00 -0200", "2018-11-02 00:00:00 -0300"},
		{"a day that is skipped", "Pacific/Apia", "1 day", "2011-12-29 12:00:00 -1000", "2011-12-31 00:00:00 +1400", "2011-12-28 12:00:00 -1000"},
		{"end of day", "UTC", "end of day", "2026-03-05 12:00:00 +0000", "2026-03-05 23:59:59.999999999 +0000", ""},
		{"end of the last instant", "UTC", "end of day", "2026-03-05 23:59:59.999999999 +0000", "2026-03-05 23:59:59.999999999 +0000", ""},
		{"end of a day that begins", "UTC", "end of day", "2026-03-06 00:00:00 +0000", "2026-03-06 23:59:59.999999999 +0000", ""},
		{"end of a day of 25 hours", "America/New_York", "end of day", "2026-11-01 00:30:00 -0400", "2026-11-01 23:59:59.999999999 -0500", ""},
		{"end of a day before a skipped midnight", "America/Sao_Paulo", "end of day", "2018-11-03 12:00:00 -0300", "2018-11-03 23:59:59.999999999 -0300", ""},
		{"no term", "UTC", "", "2026-03-05 12:00:00 +0000", "2026-03-05 12:00:00 +0000", "2026-03-05 12:00:00 +0000"},
	} {
		loc := inZone(t, c.zone)
		s, err := c.term.span()
		from, errFrom := time.Parse(form, c.from)
		if err != nil || errFrom != nil {
			t.Fatal(err, errFrom)
		}
		if got := s.after(from, loc).In(loc).Format(form); got != c.after {
			t.Errorf("%s: %q after %s: got %s, want %s", c.why, c.term, c.from, got, c.after)
		}
		if got := s.before(from, loc).In(loc).Format(form); c.before != "" && got != c.before {
			t.Errorf("%s: %q before %s: got %s, want %s", c.why, c.term, c.from, got, c.before)
		}
	}
}

// Terms from the last instants that are accepted, and from others, stay ordered
// and within the calendar.
func TestTermsLeaveNoCalendar(t *testing.T) {
	for _, term := range []Term{"10000000 years", "10000000 weeks", "10000000 hours", "1 day", "end of day"} {
		s, err := term.span()
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []time.Time{time.Unix(civil.AcceptedFrom, 0).UTC(), time.Unix(civil.AcceptedUntil-1, 0).UTC()} {
			after, before := s.after(from, time.UTC), s.before(from, time.UTC)
			if after.Before(from) || before.After(from) || after.Year() > civil.MaxYear || before.Year() < civil.MinYear && s.civil() {
				t.Errorf("%q from %s: %s and %s", term, from, before, after)
			}
		}
		s.after(time.Unix(1<<60, 0).UTC(), time.UTC)
		s.before(time.Time{}, time.UTC)
	}
}

// months returns the least and the greatest number of days in n months, asking
// every date of nine years.
func months(n int) (least, greatest int) {
	least, greatest = math.MaxInt, 0
	first, _ := civil.New(1996, time.January, 1)
	for d := first; d < first.AddMonths(9*12); d++ {
		days := int(d.AddMonths(n) - d)
		least, greatest = min(least, days), max(greatest, days)
	}
	return least, greatest
}

// Months and days are compared as they are in every month, and where they are
// far enough apart they can be.
func TestClearlyBefore(t *testing.T) {
	for n := 1; n <= 120; n++ {
		least, greatest := months(n)
		m := span{months: n}
		if greatest > m.most() {
			t.Errorf("%d months have up to %d days, above %d", n, greatest, m.most())
		}
		for _, c := range []struct {
			a, b span
			want bool
		}{
			{m, span{days: greatest}, false}, {m, span{days: greatest + 10}, true}, {m, span{exact: time.Duration(greatest) * 24 * time.Hour}, false},
			{span{days: least}, m, false}, {span{days: least - 8}, m, true}, {span{exact: time.Duration(least) * 24 * time.Hour}, m, false},
			{m, m, false}, {m, span{months: n + 1}, true}, {span{months: n + 1}, m, false},
		} {
			if got := c.a.clearlyBefore(c.b); got != c.want {
				t.Errorf("%+v before %+v: %t; %d months have %d to %d days", c.a, c.b, got, n, least, greatest)
			}
		}
	}
}

// stepsRise: of two steps of which one is clearly before the other, the first is
// due first, from whatever instant.
func stepsRise(t *rapid.T) {
	draw := func(name string) (Term, span) {
		term := Term(fmt.Sprint(rapid.IntRange(2, 130).Draw(t, name), " ", rapid.SampledFrom([]string{"hours", "days", "weeks", "months"}).Draw(t, "unit")))
		s, err := term.span()
		if err != nil {
			t.Fatal(err)
		}
		return term, s
	}
	first, a := draw("first")
	second, b := draw("second")
	from := time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "from"), 0).UTC()
	if a.clearlyBefore(b) && !a.after(from, time.UTC).Before(b.after(from, time.UTC)) {
		t.Fatalf("%q after %s is not before %q", first, from, second)
	}
	if back := a.before(from, time.UTC); a.clearlyBefore(b) && !b.before(from, time.UTC).Before(back) {
		t.Fatalf("%q before %s is not after %q", first, from, second)
	}
	if most := time.Duration(a.most()) * 24 * time.Hour; a.after(from, time.UTC).Sub(from) > most {
		t.Fatalf("%q takes longer than %d days", first, a.most())
	}
}

func TestStepsRise(t *testing.T) { rapid.Check(t, stepsRise) }

func FuzzSteps(f *testing.F) { f.Fuzz(rapid.MakeFuzz(stepsRise)) }

// anyTerm: whatever text is a term, it says so in a bounded error, and one that
// is a term reads the same in the singular and the plural.
func anyTerm(t *rapid.T) {
	term := Term(rapid.OneOf(rapid.StringMatching(`[0-9]{0,9} ?(minute|hour|day|week|month|year|quarter)s{0,2}`), rapid.String()).Draw(t, "term"))
	s, err := term.span()
	if err != nil {
		if len(err.Error()) > 1000 || s != (span{}) {
			t.Fatalf("%.40q: %+v, %.100v", string(term), s, err)
		}
		return
	}
	if s.civil() && (s.exact != 0 || s.endOfDay) || s.months != 0 && s.days != 0 || s.most() < 0 || (s == span{}) != (term == "") {
		t.Fatalf("%q: %+v", string(term), s)
	}
}

func TestAnyTerm(t *testing.T) { rapid.Check(t, anyTerm) }

func FuzzTerm(f *testing.F) { f.Fuzz(rapid.MakeFuzz(anyTerm)) }

func TestTermsDoNotAllocate(t *testing.T) {
	from, loc := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC), inZone(t, "Asia/Shanghai")
	if n := testing.AllocsPerRun(100, func() {
		s, _ := Term("3 months").span()
		s.after(from, loc)
		s.before(from, loc)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

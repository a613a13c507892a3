package pattern_test

import (
	"testing"
	"time"

	"example.com/membership/segment/pattern"
	"pgregory.net/rapid"
)

func TestMonthSpan(t *testing.T) {
	for _, c := range []struct {
		why, zone   string
		year        int
		month       time.Month
		from, until string
	}{
		{"a month", "UTC", 2026, time.March, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"},
		{"over the year", "UTC", 2025, time.December, "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"a leap day", "Asia/Shanghai", 2024, time.February, "2024-01-31T16:00:00Z", "2024-02-29T16:00:00Z"},
		{"clocks change within", "America/New_York", 2026, time.March, "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z"},
		{"begins as midnight is skipped", "America/Havana", 2012, time.April, "2012-04-01T05:00:00Z", "2012-05-01T04:00:00Z"},
		{"ends as midnight is skipped", "America/Havana", 2012, time.March, "2012-03-01T05:00:00Z", "2012-04-01T05:00:00Z"},
		{"begins as midnight is skipped", "America/Asuncion", 2017, time.October, "2017-10-01T04:00:00Z", "2017-11-01T03:00:00Z"},
		{"begins as midnight is skipped", "America/Sao_Paulo", 1967, time.November, "1967-11-01T03:00:00Z", "1967-12-01T02:00:00Z"},
		{"ends as clocks go back at midnight", "America/Sao_Paulo", 1967, time.February, "1967-02-01T02:00:00Z", "1967-03-01T03:00:00Z"},
		{"begins with two midnights", "America/St_Johns", 2009, time.November, "2009-11-01T02:30:00Z", "2009-12-01T03:30:00Z"},
		{"a day is left out within", "Pacific/Apia", 2011, time.December, "2011-12-01T10:00:00Z", "2011-12-31T10:00:00Z"},
		{"the first", "UTC", 1900, time.January, "1900-01-01T00:00:00Z", "1900-02-01T00:00:00Z"},
		{"the last", "UTC", 2298, time.December, "2298-12-01T00:00:00Z", "2299-01-01T00:00:00Z"},
	} {
		span, err := pattern.MonthSpan(c.year, c.month, cohortZone(t, c.zone))
		if err != nil || !span.From.Equal(cohortInstant(t, c.from)) || !span.Until.Equal(cohortInstant(t, c.until)) {
			t.Errorf("%s, %d-%d in %s: %v to %v, %v; want %s to %s", c.why, c.year, c.month, c.zone, span.From.UTC(), span.Until.UTC(), err, c.from, c.until)
		}
	}
}

func TestMonthSpanErrors(t *testing.T) {
	for _, c := range []struct {
		why   string
		year  int
		month time.Month
		loc   *time.Location
		want  string
	}{
		{"everything", 1899, 0, nil, "year out_of_range; month out_of_range;  missing"},
		{"too late", 2299, time.January, time.UTC, "year out_of_range"},
		{"a thirteenth month", 2026, 13, time.UTC, "month out_of_range"},
		{"a month before the first", 2026, -1, time.UTC, "month out_of_range"},
		{"two digits", 26, time.March, time.UTC, "year out_of_range"},
		{"no location", 2026, time.March, nil, " missing"},
		{"the machine's location", 2026, time.March, time.Local, " missing"},
		{"begins in 1899 by UTC", 1900, time.January, cohortZone(t, "Asia/Shanghai"), "year out_of_range"},
		{"a clock that is a day slow", 2298, time.December, time.FixedZone("slow", -86400), " missing"},
	} {
		span, err := pattern.MonthSpan(c.year, c.month, c.loc)
		if faults(t, err) != c.want || span != (pattern.Span{}) {
			t.Errorf("%s: %v, %v; want %s", c.why, span, err, c.want)
		}
	}
}

// Every month ends as the next begins; and what Cohorts counts as the first and
// the last month of purchases at both ends of a span is that month, once and
// alone.
func checkMonthSpan(t *rapid.T) {
	loc := cohortZone(t, rapid.SampledFrom([]string{
		"UTC", "Asia/Shanghai", "America/Havana", "America/Asuncion", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia", "Asia/Damascus",
	}).Draw(t, "zone"))
	months := rapid.IntRange(1900*12+1, 2298*12+10).Draw(t, "month")
	span, err := pattern.MonthSpan(months/12, time.Month(months%12+1), loc)
	if err != nil {
		t.Fatal(err)
	}
	next, err := pattern.MonthSpan((months+1)/12, time.Month((months+1)%12+1), loc)
	if err != nil || !span.Until.Equal(next.From) || !span.From.Before(span.Until) {
		t.Fatalf("%v, then %v, %v", span, next, err)
	}
	if _, err := (*pattern.Roll[int])(nil).Figures(span, nil); err != nil {
		t.Fatal(err)
	}
	last := span.Until.Add(-1)
	got, err := pattern.Cohorts(cohortVisits([]cohortVisit{{1, span.From}, {2, last}}), pattern.Months{AsOf: last, Location: loc})
	name := time.Date(months/12, time.Month(months%12+1), 15, 0, 0, 0, 0, time.UTC).Format("2006-01")
	if err != nil || len(got) != 1 || got[0].Month != name || got[0].Size != 2 {
		t.Fatalf("%v: %v, %v", span, got, err)
	}
	if got, err = pattern.Cohorts(cohortVisits([]cohortVisit{{1, span.From.Add(-1)}}), pattern.Months{AsOf: span.Until, Location: loc}); err != nil || len(got) != 3 {
		t.Fatalf("%v: %v, %v", span, got, err)
	}
}

func TestMonthSpanLaws(t *testing.T) { rapid.Check(t, checkMonthSpan) }
func FuzzMonthSpan(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkMonthSpan)) }

package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

// status asks about a birthday benefit at the first and last instants of a date,
// which agree.
func status(t *testing.T, e *catalog.Engine, m catalog.Member, date string, loc *time.Location) catalog.Code {
	t.Helper()
	day := instant(t, date, loc)
	first, last := only(t, e, m, day), only(t, e, m, day.AddDate(0, 0, 1).Add(-1))
	if first.Status != last.Status {
		t.Errorf("%s: %s in the morning, %s at night", date, first.Status, last.Status)
	}
	return first.Status
}

// The window holds whole dates at both ends.
func TestBirthdayWindow(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	e := newEngine(t, loc, around(7, 3, catalog.February28))
	m := catalog.Member{ID: "C1", Birthday: "05-20"}
	for date, want := range map[string]catalog.Code{
		"2026-05-12": catalog.NotYet, "2026-05-13": catalog.Available, "2026-05-20": catalog.Available,
		"2026-05-23": catalog.Available, "2026-05-24": catalog.NotYet,
	} {
		if got := status(t, e, m, date, loc); got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
	}
	after := only(t, e, m, instant(t, "2026-05-24", loc))
	if want := instant(t, "2027-05-13", loc); !after.Opens.Equal(want) || !after.Reasons[0].At.Equal(want) {
		t.Errorf("%+v opens not at %s", after, want)
	}
}

// 29 February by policy, in common years and in leap years.
func TestLeapDay(t *testing.T) {
	m := catalog.Member{ID: "C1", Birthday: "02-29"}
	for leap, days := range map[catalog.LeapDay]map[string]catalog.Code{
		catalog.February28: {"2026-02-27": catalog.NotYet, "2026-02-28": catalog.Available, "2026-03-01": catalog.NotYet},
		catalog.March1:     {"2026-02-28": catalog.NotYet, "2026-03-01": catalog.Available, "2026-03-02": catalog.NotYet},
		catalog.NoLeapDay:  {"2026-02-28": catalog.NotYet, "2026-03-01": catalog.NotYet},
	} {
		e := newEngine(t, time.UTC, around(0, 0, leap))
		days["2028-02-28"], days["2028-02-29"], days["2028-03-01"] = catalog.NotYet, catalog.Available, catalog.NotYet
		for date, want := range days {
			if got := status(t, e, m, date, time.UTC); got != want {
				t.Errorf("%s, %s: %s, want %s", leap, date, got, want)
			}
		}
	}
	none := newEngine(t, time.UTC, around(0, 0, catalog.NoLeapDay))
	for at, want := range map[string]string{"2026-03-05": "2028-02-29", "2096-03-01": "2104-02-29"} {
		if got := only(t, none, m, instant(t, at, time.UTC)); !got.Opens.Equal(instant(t, want, time.UTC)) {
			t.Errorf("at %s opens %s, want %s", at, got.Opens, want)
		}
	}
}

// A window over New Year belongs to the year of the birthday, on both sides.
func TestBirthdayOverNewYear(t *testing.T) {
	e := newEngine(t, time.UTC, around(5, 5, catalog.March1))
	for _, c := range []struct {
		birthday, at string
		year         int
	}{
		{"12-30", "2026-12-30", 2026}, {"12-30", "2027-01-02", 2026},
		{"01-02", "2026-12-29", 2027}, {"01-02", "2027-01-02", 2027},
	} {
		m := catalog.Member{ID: "C1", Birthday: c.birthday}
		g := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "r", At: instant(t, c.at, time.UTC)})
		if g.Use == nil || g.Use.Year != c.year || g.Guard.Year != c.year {
			t.Errorf("%s at %s: %+v, want the year %d", c.birthday, c.at, g, c.year)
			continue
		}
		m.Uses = []catalog.Use{*g.Use}
		has := ask(t, e, m, g.Use.At)
		birthday := instant(t, fmt.Sprint(c.year, "-", c.birthday), time.UTC)
		if end := birthday.AddDate(0, 0, 6); c.year != g.Use.At.Year() && g.Use.At.Before(birthday) && !has.Next.Equal(end) {
			t.Errorf("%s at %s, used: next %s, but New Year changes nothing before %s", c.birthday, c.at, has.Next, end)
		}
		got := has.Benefits[0]
		if got.Status != catalog.UsedUp || got.Used != 1 || got.Opens.Year()-g.Use.At.Year() > 1 {
			t.Errorf("%s at %s, used: %+v", c.birthday, c.at, got)
		}
		again := only(t, e, m, g.Use.At.AddDate(1, 0, 0))
		if again.Status != catalog.Available {
			t.Errorf("%s a year after %s: %+v", c.birthday, c.at, again)
		}
	}
}

// Dates computed by the caller: a lunar birthday that comes twice in a year is
// had once, and after the last one given it is over.
func TestBirthdayDates(t *testing.T) {
	e := newEngine(t, time.UTC, around(0, 0, catalog.March1))
	m := catalog.Member{ID: "C1", Birthdays: []string{"2026-12-28", "2026-01-08", "2028-01-16", "2026-01-08"}}
	for date, want := range map[string]catalog.Code{
		"2026-01-07": catalog.NotYet, "2026-01-08": catalog.Available, "2026-12-28": catalog.Available,
		"2027-06-01": catalog.NotYet, "2028-01-16": catalog.Available, "2028-01-17": catalog.Ended,
	} {
		if got := status(t, e, m, date, time.UTC); got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
	}
	m.Uses = used("birthday", instant(t, "2026-01-08 09:00:00", time.UTC))
	got := only(t, e, m, instant(t, "2026-12-28", time.UTC))
	if got.Status != catalog.UsedUp || !got.Opens.Equal(instant(t, "2028-01-16", time.UTC)) {
		t.Errorf("%+v", got)
	}
	m.Uses = used("birthday", instant(t, "2028-01-16", time.UTC))
	if got := only(t, e, m, instant(t, "2028-02-01", time.UTC)); cmp.Diff([]catalog.Code{catalog.UsedUp, catalog.Ended}, codes(got)) != "" {
		t.Errorf("used, and over: %+v", got)
	}
}

// Of two birthdays whose dates overlap, each for its own year, the second serves
// who has used the first, in the next calendar year.
func TestBirthdaysOverlap(t *testing.T) {
	e := newEngine(t, time.UTC, around(30, 30, catalog.March1))
	newYear := instant(t, "2027-01-01", time.UTC)
	m := catalog.Member{ID: "C1", Birthdays: []string{"2026-12-20", "2027-01-10"}}
	for year, at := range map[int]time.Time{2026: newYear.Add(-1), 2027: newYear} {
		m.Uses = nil
		if year == 2027 {
			m.Uses = used("birthday", instant(t, "2026-12-20", time.UTC))
		}
		g := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: "r", At: at})
		if g.Use == nil || g.Use.Year != year || g.Entitlement.Left != 1 {
			t.Fatalf("%+v, want a use for %d", g, year)
		}
		m.Uses = append(m.Uses, *g.Use)
		has, opens := ask(t, e, m, at), newYear
		if year == 2027 {
			opens = time.Time{}
		}
		if got := has.Benefits[0]; got.Status != catalog.UsedUp || !got.Opens.Equal(opens) || year == 2026 && !has.Next.Equal(newYear) {
			t.Errorf("used for %d: %+v, next %s", year, got, has.Next)
		}
	}
}

// When the last birthday ended is found, years back where there is none between.
func TestLastLeapDay(t *testing.T) {
	b := around(0, 0, catalog.NoLeapDay)
	b.When.Until = instant(t, "2027-06-01", time.UTC)
	for _, at := range []string{"2024-03-01", "2026-12-31", "2027-06-01", "2050-01-01"} {
		got := only(t, newEngine(t, time.UTC, b), catalog.Member{ID: "C1", Birthday: "02-29"}, instant(t, at, time.UTC))
		if got.Status != catalog.Ended || !got.Reasons[0].At.Equal(instant(t, "2024-03-01", time.UTC)) {
			t.Errorf("%s: %+v", at, got)
		}
	}
}

// From and Until of the benefit cut the windows of birthdays.
func TestBirthdayWithinCampaign(t *testing.T) {
	b := around(5, 5, catalog.March1)
	b.When.From, b.When.Until = instant(t, "2030-05-20", time.UTC), instant(t, "2031-05-20", time.UTC)
	e, m := newEngine(t, time.UTC, b), catalog.Member{ID: "C1", Birthday: "05-20"}
	for _, c := range []struct {
		at   string
		want catalog.Code
		when string
	}{
		{"2026-05-20", catalog.NotYet, "2030-05-20"},
		{"2030-05-20", catalog.Available, "2030-05-26"},
		{"2030-05-26", catalog.NotYet, "2031-05-15"},
		{"2031-05-19", catalog.Available, "2031-05-20"},
		{"2031-05-20", catalog.Ended, "2031-05-20"},
		{"2099-01-01", catalog.Ended, "2031-05-20"},
	} {
		got := only(t, e, m, instant(t, c.at, time.UTC))
		when := got.Until
		if len(got.Reasons) > 0 {
			when = got.Reasons[0].At
		}
		if got.Status != c.want || !when.Equal(instant(t, c.when, time.UTC)) {
			t.Errorf("%s: %+v", c.at, got)
		}
	}
}

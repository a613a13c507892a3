package care_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// A dateCase is what a rule finds for a date in the run of one day, or of more
// where until is given. Instants are written without what all have.
type dateCase struct {
	why         string
	date        care.Date
	from, until string // dates in Shanghai; until is outside, "" for one day
	want        string
}

// check asks a shop in Shanghai, for a customer there.
func (c dateCase) check(t *testing.T, rule string, program ...string) {
	t.Helper()
	who := agreed("chen")
	if c.date.Month != 0 {
		who.Dates = []care.Date{c.date}
	}
	run := between(c.from+"T00:00:00+08:00", c.from+"T00:00:00+08:00")
	run.Until = run.From.AddDate(0, 0, 1)
	if c.until != "" {
		run.Until = moment(c.until + "T00:00:00+08:00")
	}
	if got := candidates(t, only(t, shanghai(), rule, program...), run, who); got != c.want {
		t.Errorf("%s: %s, want %s", c.why, got, c.want)
	}
}

func born(year, month, day int) care.Date {
	return care.Date{Name: "birthday", Year: year, Month: month, Day: day}
}

// whole is the day on which a contact without a time of the day is due, to its
// end.
func whole(occurrence, date string) string {
	return occurrence + " " + date + "T00:00:00+08:00.." + date + "T23:59:59.999999999+08:00"
}

func TestBirthday(t *testing.T) {
	const rule = `"date": {"of": "birthday"}, "within": "end of day"`
	for _, c := range []dateCase{
		{"the day before", born(1990, 5, 6), "2027-05-05", "", ""},
		{"the day", born(1990, 5, 6), "2027-05-06", "", whole("birthday:2027", "2027-05-06")},
		{"the day after", born(1990, 5, 6), "2027-05-07", "", ""},
		{"the first day of the year", born(1990, 1, 1), "2027-01-01", "", whole("birthday:2027", "2027-01-01")},
		{"the last day of the year", born(1990, 12, 31), "2027-12-31", "", whole("birthday:2027", "2027-12-31")},
		{"twice in 366 days", born(1990, 5, 6), "2027-05-06", "2028-05-06", whole("birthday:2027", "2027-05-06")},
		{"twice in 366 days", born(1990, 5, 6), "2028-05-06", "2029-05-07", whole("birthday:2028", "2028-05-06") + "; " + whole("birthday:2029", "2029-05-06")},
		{"the year is not known", born(0, 5, 6), "1901-05-06", "", whole("birthday:1901", "1901-05-06")},
		{"born this year, on that day", born(2027, 5, 6), "2027-05-06", "", whole("birthday:2027", "2027-05-06")},
		{"born last year", born(2026, 5, 6), "2027-05-06", "", whole("birthday:2027", "2027-05-06")},
		{"born next year", born(2028, 5, 6), "2027-05-06", "", ""},
		{"another date", care.Date{Name: "anniversary", Month: 5, Day: 6}, "2027-05-06", "", ""},
		{"no date", care.Date{}, "2027-05-06", "", ""},
	} {
		c.check(t, rule)
	}
}

// A date of the last year is still open in the next one, to the nanosecond.
func TestBirthdayAcrossNewYear(t *testing.T) {
	e := only(t, shanghai(), `"date": {"of": "birthday"}, "within": "2 days"`)
	who := agreed("chen")
	who.Dates = []care.Date{born(1990, 12, 31)}
	const want = "birthday:2026 2026-12-31T00:00:00+08:00..2027-01-02T00:00:00+08:00"
	last := moment("2027-01-02T00:00:00+08:00")
	for _, c := range []triggerCase{
		{"on New Year's Day", day(2027, 1, 1), want},
		{"at the deadline", care.Run{From: last, Until: last.AddDate(0, 0, 1)}, want},
		{"after it", care.Run{From: last.Add(1), Until: last.AddDate(0, 0, 1)}, ""},
	} {
		if got := candidates(t, e, c.run, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// The occurrence has the year of the date, whenever the contact is due.
func TestDateLead(t *testing.T) {
	for _, c := range []struct {
		lead string
		dateCase
	}{
		{"3 days", dateCase{"into the year before", born(1990, 1, 2), "2026-12-30", "", whole("birthday:2027", "2026-12-30")}},
		{"3 days", dateCase{"not on the date", born(1990, 1, 2), "2027-01-02", "", ""}},
		{"1 week", dateCase{"a week", born(1990, 1, 2), "2026-12-26", "", whole("birthday:2027", "2026-12-26")}},
		{"1 day", dateCase{"over 29 February", born(1990, 3, 1), "2028-02-29", "", whole("birthday:2028", "2028-02-29")}},
		{"1 day", dateCase{"and not", born(1990, 3, 1), "2027-02-28", "", whole("birthday:2027", "2027-02-28")}},
		{"1 day", dateCase{"in a leap year not on the 28th", born(1990, 3, 1), "2028-02-28", "", ""}},
		{"1 month", dateCase{"a month before the 31st of March", born(1990, 3, 31), "2027-02-28", "", whole("birthday:2027", "2027-02-28")}},
		{"1 month", dateCase{"in a leap year", born(1990, 3, 31), "2028-02-29", "", whole("birthday:2028", "2028-02-29")}},
		{"1 month", dateCase{"four dates at once", born(1990, 3, 28), "2027-02-28", "", whole("birthday:2027", "2027-02-28")}},
		{"1 year", dateCase{"a year before", born(1990, 3, 31), "2027-03-31", "", whole("birthday:2028", "2027-03-31")}},
		{"366 days", dateCase{"the longest", born(1990, 3, 31), "2027-03-31", "", whole("birthday:2028", "2027-03-31")}},
		{"12 months", dateCase{"before 29 February", born(1992, 2, 29), "2027-02-28", "", whole("birthday:2028", "2027-02-28")}},
		{"36 hours", dateCase{"half days", born(1990, 1, 2), "2026-12-31", "", "birthday:2027 2026-12-31T12:00:00+08:00..2026-12-31T23:59:59.999999999+08:00"}},
		{"1 minute", dateCase{"a minute", born(1990, 1, 1), "2026-12-31", "", "birthday:2027 2026-12-31T23:59:00+08:00..2026-12-31T23:59:59.999999999+08:00"}},
	} {
		c.check(t, `"date": {"of": "birthday", "lead": "`+c.lead+`"}, "within": "end of day"`)
	}
	const at = `"date": {"of": "birthday", "lead": "1 day", "at": "09:30"}, "within": "90 minutes"`
	dateCase{"at a time of the day before", born(1990, 1, 1), "2026-12-31", "", "birthday:2027 2026-12-31T09:30:00+08:00..2026-12-31T11:00:00+08:00"}.check(t, at)
	const before = `"date": {"of": "birthday", "lead": "10 hours", "at": "09:30"}, "within": "90 minutes"`
	dateCase{"hours before that time", born(1990, 1, 1), "2026-12-31", "", "birthday:2027 2026-12-31T23:30:00+08:00..2027-01-01T01:00:00+08:00"}.check(t, before)
}

// Whoever is born on 29 February is greeted every year, by the policy.
func TestLessonLeapDay(t *testing.T) {
	const rule = `"date": {"of": "birthday"}, "within": "end of day"`
	feb28, mar1 := `, "leapDay": "02-28"`, `, "leapDay": "03-01"`
	for _, c := range []struct {
		policy string
		dateCase
	}{
		{"", dateCase{"the default is 28 February", born(1996, 2, 29), "2027-02-27", "2027-03-03", whole("birthday:2027", "2027-02-28")}},
		{feb28, dateCase{"in a common year", born(1996, 2, 29), "2027-02-27", "2027-03-03", whole("birthday:2027", "2027-02-28")}},
		{mar1, dateCase{"in a common year", born(1996, 2, 29), "2027-02-27", "2027-03-03", whole("birthday:2027", "2027-03-01")}},
		{feb28, dateCase{"in a leap year", born(1996, 2, 29), "2028-02-27", "2028-03-03", whole("birthday:2028", "2028-02-29")}},
		{mar1, dateCase{"in a leap year", born(1996, 2, 29), "2028-02-27", "2028-03-03", whole("birthday:2028", "2028-02-29")}},
		{feb28, dateCase{"2100 is none", born(1996, 2, 29), "2100-02-27", "2100-03-03", whole("birthday:2100", "2100-02-28")}},
		{mar1, dateCase{"2100 is none", born(1996, 2, 29), "2100-02-27", "2100-03-03", whole("birthday:2100", "2100-03-01")}},
		{mar1, dateCase{"2000 is one", born(1996, 2, 29), "2000-02-27", "2000-03-03", whole("birthday:2000", "2000-02-29")}},
		{feb28, dateCase{"the year is not known", born(0, 2, 29), "2027-02-27", "2027-03-03", whole("birthday:2027", "2027-02-28")}},
		{mar1, dateCase{"28 February stays", born(1997, 2, 28), "2027-02-27", "2027-03-03", whole("birthday:2027", "2027-02-28")}},
	} {
		c.why += c.policy
		c.check(t, rule, c.policy)
	}
}

func TestDays(t *testing.T) {
	const rule = `"date": {"days": ["03-08", "02-28", "02-29", "2026-12-12", "12-12"]}, "within": "end of day"`
	mar1 := `, "leapDay": "03-01"`
	for _, c := range []struct {
		policy string
		dateCase
	}{
		{"", dateCase{"the day before", care.Date{}, "2027-03-07", "", ""}},
		{"", dateCase{"Women's Day", care.Date{}, "2027-03-08", "", whole("day:03-08:2027", "2027-03-08")}},
		{"", dateCase{"the day after", care.Date{}, "2027-03-09", "", ""}},
		{"", dateCase{"two of one date", care.Date{}, "2027-02-28", "", whole("day:02-28:2027", "2027-02-28") + "; " + whole("day:02-29:2027", "2027-02-28")}},
		{mar1, dateCase{"and not", care.Date{}, "2027-02-28", "2027-03-02", whole("day:02-28:2027", "2027-02-28") + "; " + whole("day:02-29:2027", "2027-03-01")}},
		{mar1, dateCase{"in a leap year", care.Date{}, "2028-02-28", "2028-03-02", whole("day:02-28:2028", "2028-02-28") + "; " + whole("day:02-29:2028", "2028-02-29")}},
		{"", dateCase{"a date that does not come back, and one that does", care.Date{}, "2026-12-12", "", whole("day:12-12:2026", "2026-12-12") + "; " + whole("day:2026-12-12", "2026-12-12")}},
		{"", dateCase{"a year later", care.Date{}, "2027-12-12", "", whole("day:12-12:2027", "2027-12-12")}},
		{"", dateCase{"a year before", care.Date{}, "2025-12-12", "", whole("day:12-12:2025", "2025-12-12")}},
	} {
		c.check(t, rule, c.policy)
	}
}

func TestMonthly(t *testing.T) {
	const fifteenth, last = `"date": {"monthly": 15}, "within": "end of day"`, `"date": {"monthly": 31}, "within": "end of day"`
	for _, c := range []struct {
		rule string
		dateCase
	}{
		{fifteenth, dateCase{"the 14th", care.Date{}, "2027-02-14", "", ""}},
		{fifteenth, dateCase{"the 15th", care.Date{}, "2027-02-15", "", whole("monthly:2027-02", "2027-02-15")}},
		{fifteenth, dateCase{"the 16th", care.Date{}, "2027-02-16", "", ""}},
		{last, dateCase{"the last of January", care.Date{}, "2027-01-31", "", whole("monthly:2027-01", "2027-01-31")}},
		{last, dateCase{"February", care.Date{}, "2027-02-01", "2027-03-01", whole("monthly:2027-02", "2027-02-28")}},
		{last, dateCase{"of a leap year", care.Date{}, "2028-02-01", "2028-03-01", whole("monthly:2028-02", "2028-02-29")}},
		{last, dateCase{"April", care.Date{}, "2027-04-01", "2027-05-01", whole("monthly:2027-04", "2027-04-30")}},
		{last, dateCase{"December", care.Date{}, "2027-12-31", "", whole("monthly:2027-12", "2027-12-31")}},
		{`"date": {"monthly": 1, "lead": "1 day"}, "within": "end of day"`, dateCase{"the day before the first", care.Date{}, "2026-12-31", "", whole("monthly:2027-01", "2026-12-31")}},
	} {
		c.check(t, c.rule)
	}
}

// Thirty days after the last one would drift, and skip a month.
func TestLessonMonthlyDoesNotDrift(t *testing.T) {
	e := only(t, shanghai(), `"date": {"monthly": 31, "at": "10:00"}, "within": "12 hours"`)
	var got []string
	who := agreed("chen")
	for d := moment("2027-01-01T00:00:00+08:00"); d.Year() == 2027; d = d.AddDate(0, 0, 1) {
		for _, c := range explained(t, e, care.Run{From: d, Until: d.AddDate(0, 0, 1)}, who).Contacts {
			got = append(got, c.At.Format("01-02"))
			who.History = append(who.History, c.Record)
		}
	}
	if want := "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// A date is cancelled by what came from when it is due on.
func TestDateCancels(t *testing.T) {
	e := only(t, shanghai(), `"date": {"of": "birthday", "lead": "1 day", "at": "09:00"}, "within": "1 day", "cancelledBy": ["greeted"]`)
	who := agreed("chen")
	who.Dates = []care.Date{born(1990, 5, 6)}
	due := moment("2027-05-05T09:00:00+08:00")
	for _, c := range []cancelCase{
		{"just before", care.Event{Kind: "greeted", At: due.Add(-1)}, false},
		{"when it is due", care.Event{Kind: "greeted", At: due}, true},
		{"with a key, just before", care.Event{Kind: "greeted", Key: "x", At: due.Add(-1)}, false},
		{"with a key, when it is due", care.Event{Kind: "greeted", Key: "x", At: due}, true},
	} {
		c.check(t, e, between("2027-05-05T12:00:00+08:00", "2027-05-05T13:00:00+08:00"), who)
	}
}

// Dates are the customer's: the same birthday begins 25 hours apart.
func TestDateZones(t *testing.T) {
	for _, c := range []struct{ why, zone, date, at, due string }{
		{"where the day begins first", "Pacific/Kiritimati", "2027-05-06", "00:00", "2027-05-06T00:00:00+14:00"},
		{"where it begins last", "Pacific/Pago_Pago", "2027-05-06", "00:00", "2027-05-06T00:00:00-11:00"},
		{"just before it ends there", "Pacific/Pago_Pago", "2027-05-06", "23:59", "2027-05-06T23:59:00-11:00"},
		{"a day that was skipped begins with the next", "Pacific/Apia", "2011-12-30", "00:00", "2011-12-31T00:00:00+14:00"},
		{"whatever the time of the day", "Pacific/Apia", "2011-12-30", "15:00", "2011-12-31T00:00:00+14:00"},
		{"midnight is skipped", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T01:00:00-02:00"},
		{"midnight is read twice", "America/Havana", "2026-11-01", "00:00", "2026-11-01T00:00:00-04:00"},
		{"clocks go back over midnight", "America/Sao_Paulo", "2018-02-17", "23:30", "2018-02-17T23:30:00-02:00"},
		{"a time that is skipped", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"},
		{"just before it", "Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T01:59:00+01:00"},
		{"a time that is read twice", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"},
		{"just after it", "Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00"},
		{"quarters of an hour", "Asia/Kathmandu", "2027-05-06", "00:00", "2027-05-06T00:00:00+05:45"},
	} {
		e := only(t, shanghai(), `"date": {"days": ["`+c.date+`"], "at": "`+c.at+`"}, "within": "1 minute"`)
		who := agreed("chen")
		who.Zone = zone(t, c.zone)
		due := moment(c.due)
		want := "day:" + c.date + " " + c.due + ".." + due.Add(time.Minute).In(who.Zone).Format(time.RFC3339Nano)
		if got := candidates(t, e, care.Run{From: due, Until: due.Add(1)}, who); got != want {
			t.Errorf("%s: %s, want %s", c.why, got, want)
		}
		if got := candidates(t, e, care.Run{From: due.Add(-1), Until: due}, who); got != "" {
			t.Errorf("%s: %s just before", c.why, got)
		}
	}

	// A day is open to its last nanosecond, wherever it ends.
	who := agreed("chen")
	days := only(t, shanghai(), `"date": {"days": ["05-06"]}, "within": "end of day"`)
	for _, name := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago"} {
		who.Zone = zone(t, name)
		end := time.Date(2027, 5, 7, 0, 0, 0, 0, who.Zone)
		want := "day:05-06:2027 at " + end.Add(-1).Format(time.RFC3339Nano)
		if got := outcome(t, days, care.Run{From: end.Add(-1), Until: end}, who); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if got := outcome(t, days, care.Run{From: end, Until: end.Add(1)}, who); got != "" {
			t.Errorf("%s: %s on the next day", name, got)
		}
	}

	// Where the zone is not known it is the shop's.
	who.Zone, who.Dates = nil, []care.Date{born(1990, 5, 6)}
	got := candidates(t, only(t, shanghai(), `"date": {"of": "birthday"}, "within": "end of day"`), day(2027, 5, 6), who)
	if want := whole("birthday:2027", "2027-05-06"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Birthdays on every date of a year are found on it, in zones with and without
// summer time: none a day early.
func TestLessonBirthdayADayEarly(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"} {
		for _, year := range []int{1990, 2028} {
			e := only(t, shanghai(), `"date": {"of": "birthday"}, "within": "end of day"`)
			who := agreed("chen")
			who.Zone = zone(t, name)
			for d := time.Date(year, 1, 1, 12, 0, 0, 0, who.Zone); d.Year() == year; d = d.AddDate(0, 0, 1) {
				who.Dates = []care.Date{born(0, int(d.Month()), d.Day())}
				x := explained(t, e, care.Run{From: d.Add(-36 * time.Hour), Until: d.Add(36 * time.Hour)}, who)
				if len(x.Contacts) != 1 || x.Contacts[0].At.Format(time.DateOnly) != d.Format(time.DateOnly) {
					t.Fatalf("%s, %s: %v", name, d.Format(time.DateOnly), x)
				}
			}
		}
	}
}

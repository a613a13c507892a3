package care_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"pgregory.net/rapid"
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

func TestExpiry(t *testing.T) {
	end := moment("2026-12-01T00:00:00+08:00")
	const name, k1 = `"date": {"expiry": "coupon"`, "expiry:coupon:K1:2026-11-30T16:00:00Z "
	for _, c := range []struct{ why, rule, from, want string }{
		{"three days before, to the instant", name + `, "lead": "3 days"}, "within": "1 day"`, "2026-11-28T00:00:00+08:00", k1 + "2026-11-28T00:00:00+08:00..2026-11-29T00:00:00+08:00"},
		{"not before that", name + `, "lead": "3 days"}, "within": "1 day"`, "2026-11-27T23:59:59.999999999+08:00", ""},
		{"at the deadline", name + `, "lead": "3 days"}, "within": "1 day"`, "2026-11-29T00:00:00+08:00", k1 + "2026-11-28T00:00:00+08:00..2026-11-29T00:00:00+08:00"},
		{"after it", name + `, "lead": "3 days"}, "within": "1 day"`, "2026-11-29T00:00:00.000000001+08:00", ""},
		{"at a time of the day, before the last day, which is the 30th", name + `, "lead": "3 days", "at": "10:00"}, "within": "1 day"`, "2026-11-27T10:00:00+08:00", k1 + "2026-11-27T10:00:00+08:00..2026-11-28T10:00:00+08:00"},
		{"at a time of the last day", name + `, "at": "10:00"}, "within": "1 hour"`, "2026-11-30T10:00:00+08:00", k1 + "2026-11-30T10:00:00+08:00..2026-11-30T11:00:00+08:00"},
		{"hours before", name + `, "lead": "36 hours"}, "within": "1 hour"`, "2026-11-29T12:00:00+08:00", k1 + "2026-11-29T12:00:00+08:00..2026-11-29T13:00:00+08:00"},
		{"hours before a time of the last day", name + `, "lead": "36 hours", "at": "06:00"}, "within": "1 hour"`, "2026-11-28T18:00:00+08:00", k1 + "2026-11-28T18:00:00+08:00..2026-11-28T19:00:00+08:00"},
		{"a month before", name + `, "lead": "1 month"}, "within": "1 day"`, "2026-11-01T00:00:00+08:00", k1 + "2026-11-01T00:00:00+08:00..2026-11-02T00:00:00+08:00"},
		{"the deadline is the end, which is outside", name + `, "lead": "1 day"}, "within": "1 day"`, "2026-11-30T00:00:00+08:00", k1 + "2026-11-30T00:00:00+08:00..2026-11-30T23:59:59.999999999+08:00"},
		{"the rule's is a nanosecond earlier", name + `, "lead": "1 day"}, "within": "end of day"`, "2026-11-30T00:00:00+08:00", k1 + "2026-11-30T00:00:00+08:00..2026-11-30T23:59:59.999999999+08:00"},
		{"never after the end", name + `, "lead": "1 hour"}, "within": "366 days"`, "2026-11-30T23:59:59.999999999+08:00", k1 + "2026-11-30T23:00:00+08:00..2026-11-30T23:59:59.999999999+08:00"},
		{"nor at it", name + `, "lead": "1 hour"}, "within": "366 days"`, "2026-12-01T00:00:00+08:00", ""},
	} {
		who := agreed("chen")
		who.Expiries = []care.Expiry{{Name: "coupon", Key: "K1", At: end}, {Name: "points", Key: "K1", At: end}}
		from := moment(c.from)
		if got := candidates(t, only(t, shanghai(), c.rule), care.Run{From: from, Until: from.Add(1)}, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// An end that is moved is another occurrence; the date of its time of the day
// is the customer's.
func TestExpiryOccurrences(t *testing.T) {
	e := only(t, shanghai(), `"date": {"expiry": "coupon", "lead": "1 day", "at": "09:00"}, "within": "12 hours"`)
	who := agreed("chen")
	who.Zone = zone(t, "America/New_York")
	who.Expiries = []care.Expiry{
		{Name: "coupon", Key: "K2", At: moment("2026-12-01T12:00:00.5+08:00")}, // 30 November there
		{Name: "coupon", Key: "K1", At: moment("2026-12-01T13:00:01+08:00")},   // 1 December, by a second
		{Name: "coupon", At: moment("2026-12-01T13:00:01+08:00")},
	}
	want := strings.Join([]string{
		"expiry:coupon:K2:2026-12-01T04:00:00.5Z 2026-11-29T09:00:00-05:00..2026-11-29T21:00:00-05:00",
		"expiry:coupon::2026-12-01T05:00:01Z 2026-11-30T09:00:00-05:00..2026-11-30T21:00:00-05:00",
		"expiry:coupon:K1:2026-12-01T05:00:01Z 2026-11-30T09:00:00-05:00..2026-11-30T21:00:00-05:00",
	}, "; ")
	run := between("2026-11-29T00:00:00-05:00", "2026-12-01T00:00:00-05:00")
	if got := candidates(t, e, run, who); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	who.Expiries = who.Expiries[1:2]
	who.History = []care.Record{{Rule: "r", Occurrence: "expiry:coupon:K1:2026-11-30T05:00:00Z", At: moment("2026-11-29T09:00:00-05:00")}}
	if got, want := outcome(t, e, run, who), "expiry:coupon:K1:2026-12-01T05:00:01Z at 2026-11-30T09:00:00-05:00"; got != want {
		t.Errorf("prolonged by a day: %s, want %s", got, want)
	}
}

func TestExpiryCancels(t *testing.T) {
	e := only(t, shanghai(), `"date": {"expiry": "coupon", "lead": "3 days"}, "within": "1 day", "cancelledBy": ["used"]`)
	run := between("2026-11-28T12:00:00+08:00", "2026-11-28T13:00:00+08:00")
	due := moment("2026-11-28T00:00:00+08:00")
	with := func(key string) care.Customer {
		who := agreed("chen")
		who.Expiries = []care.Expiry{{Name: "coupon", Key: key, At: moment("2026-12-01T00:00:00+08:00")}}
		return who
	}
	for _, c := range []cancelCase{
		{"used long before it is due", care.Event{Kind: "used", Key: "K1", At: due.AddDate(-1, 0, 0)}, true},
		{"another one used", care.Event{Kind: "used", Key: "K2", At: due}, false},
		{"something used when it is due", care.Event{Kind: "used", At: due}, true},
		{"something used before", care.Event{Kind: "used", At: due.Add(-1)}, false},
	} {
		c.check(t, e, run, with("K1"))
	}
	for _, c := range []cancelCase{
		{"no key: any one used when it is due", care.Event{Kind: "used", Key: "K2", At: due}, true},
		{"no key: used before", care.Event{Kind: "used", Key: "K2", At: due.Add(-1)}, false},
		{"neither has a key: used before", care.Event{Kind: "used", At: due.Add(-1)}, false},
	} {
		c.check(t, e, run, with(""))
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

func lunarDate(year, month, day int, leap bool) care.Date {
	return care.Date{Name: "birthday", Year: year, Month: month, Day: day, Lunar: true, Leap: leap}
}

// 2025 has a leap month 6, which began on 25 July.
func TestLunarBirthday(t *testing.T) {
	const rule = `"date": {"of": "birthday"}, "within": "end of day"`
	regular, leap, both := `, "leapMonth": "regular"`, `, "leapMonth": "leap"`, `, "leapMonth": "both"`
	for _, c := range []struct {
		policy string
		dateCase
	}{
		{"", dateCase{"a regular month, though a leap one follows", lunarDate(1990, 6, 15, false), "2025-06-01", "2025-09-01", whole("birthday:2025", "2025-07-09")}},
		{both, dateCase{"a regular month stays", lunarDate(1990, 6, 15, false), "2025-06-01", "2025-09-01", whole("birthday:2025", "2025-07-09")}},
		{"", dateCase{"a leap month, by default", lunarDate(2017, 6, 15, true), "2025-06-01", "2025-09-01", whole("birthday:2025", "2025-07-09")}},
		{regular, dateCase{"a leap month", lunarDate(2017, 6, 15, true), "2025-06-01", "2025-09-01", whole("birthday:2025", "2025-07-09")}},
		{leap, dateCase{"a leap month", lunarDate(2017, 6, 15, true), "2025-06-01", "2025-09-01", whole("birthday:2025:leap", "2025-08-08")}},
		{both, dateCase{"a leap month", lunarDate(2017, 6, 15, true), "2025-06-01", "2025-09-01", whole("birthday:2025", "2025-07-09") + "; " + whole("birthday:2025:leap", "2025-08-08")}},
		{leap, dateCase{"no leap month that year", lunarDate(2017, 6, 15, true), "2026-06-01", "2026-09-01", whole("birthday:2026", "2026-07-28")}},
		{both, dateCase{"no leap month that year", lunarDate(2017, 6, 15, true), "2026-06-01", "2026-09-01", whole("birthday:2026", "2026-07-28")}},
		{leap, dateCase{"another leap month that year", lunarDate(2020, 4, 15, true), "2025-05-01", "2025-09-01", whole("birthday:2025", "2025-05-12")}},
		{"", dateCase{"day 30 of a month of 29", lunarDate(1990, 12, 30, false), "2025-01-20", "2025-02-10", whole("birthday:2024", "2025-01-28")}},
		{"", dateCase{"day 30 of a month of 30", lunarDate(1990, 12, 30, false), "2024-02-01", "2024-02-20", whole("birthday:2023", "2024-02-09")}},
		{"", dateCase{"the Spring Festival of 2027", lunarDate(1990, 1, 1, false), "2027-02-05", "2027-02-08", whole("birthday:2027", "2027-02-06")}},
		{"", dateCase{"twice in 2022", lunarDate(1990, 12, 8, false), "2022-01-01", "2023-01-01", whole("birthday:2021", "2022-01-10") + "; " + whole("birthday:2022", "2022-12-30")}},
		{"", dateCase{"not once in 2023", lunarDate(1990, 12, 8, false), "2023-01-01", "2024-01-01", ""}},
		{"", dateCase{"the first lunar year", lunarDate(2021, 12, 8, false), "2022-01-01", "2022-02-01", whole("birthday:2021", "2022-01-10")}},
		{"", dateCase{"the year before it", lunarDate(2022, 12, 8, false), "2022-01-01", "2022-02-01", ""}},
		{"", dateCase{"the year is not known", lunarDate(0, 12, 8, false), "2022-01-01", "2022-02-01", whole("birthday:2021", "2022-01-10")}},
	} {
		c.why += c.policy
		c.check(t, rule, c.policy)
	}
	lead := dateCase{"a lead into the lunar year before", lunarDate(1990, 1, 1, false), "2027-02-03", "", whole("birthday:2027", "2027-02-03")}
	lead.check(t, `"date": {"of": "birthday", "lead": "3 days"}, "within": "end of day"`)
	late := dateCase{"still open in the next lunar year", lunarDate(1990, 12, 29, false), "2027-02-06", "", "birthday:2026 2027-02-05T00:00:00+08:00..2027-02-07T00:00:00+08:00"}
	late.check(t, `"date": {"of": "birthday"}, "within": "2 days"`)
}

// Festivals are named by the lunar year, which ends in the next civil one.
func TestFestival(t *testing.T) {
	for _, c := range []struct {
		festival string
		dateCase
	}{
		{"spring_festival", dateCase{"the eve", care.Date{}, "2027-02-05", "", ""}},
		{"spring_festival", dateCase{"the day", care.Date{}, "2027-02-06", "", whole("festival:spring_festival:2027", "2027-02-06")}},
		{"spring_festival", dateCase{"the day after", care.Date{}, "2027-02-07", "", ""}},
		{"lantern", dateCase{"the 15th", care.Date{}, "2027-02-20", "", whole("festival:lantern:2027", "2027-02-20")}},
		{"mid_autumn", dateCase{"in 2026", care.Date{}, "2026-09-25", "", whole("festival:mid_autumn:2026", "2026-09-25")}},
		{"mid_autumn", dateCase{"in 2033, where tables are wrong", care.Date{}, "2033-09-01", "2033-10-31", whole("festival:mid_autumn:2033", "2033-09-08")}},
		{"laba", dateCase{"in the next civil year", care.Date{}, "2027-01-15", "", whole("festival:laba:2026", "2027-01-15")}},
		{"laba", dateCase{"twice in 2022", care.Date{}, "2022-01-01", "2023-01-01", whole("festival:laba:2021", "2022-01-10") + "; " + whole("festival:laba:2022", "2022-12-30")}},
		{"laba", dateCase{"not once in 2023", care.Date{}, "2023-01-01", "2024-01-01", ""}},
		{"new_years_eve", dateCase{"of 2026, in 2027", care.Date{}, "2027-02-05", "", whole("festival:new_years_eve:2026", "2027-02-05")}},
		{"new_years_eve", dateCase{"of a month of 30 days", care.Date{}, "2024-02-09", "", whole("festival:new_years_eve:2023", "2024-02-09")}},
	} {
		c.check(t, `"date": {"festival": "`+c.festival+`"}, "within": "end of day"`)
	}
}

// The lunar calendar is known from 1900-01-31 to 2101-01-28, and a run beyond is
// an error, never a guess.
func TestLunarRange(t *testing.T) {
	festival := func(lead string) string {
		if lead != "" {
			lead = `, "lead": "` + lead + `"`
		}
		return `"date": {"festival": "spring_festival"` + lead + `}, "within": "3 days"`
	}
	for _, c := range []struct{ why, zone, rule, from, until, ahead, says string }{
		{"the first day", "Asia/Shanghai", festival(""), "1900-01-31T00:00:00+08:05:43", "1900-01-31T00:00:01+08:05:43", "", ""},
		{"just before", "Asia/Shanghai", festival(""), "1900-01-30T23:59:59.999999999+08:05:43", "1900-01-31T00:00:01+08:05:43", "", "civil date 1900-01-30"},
		{"the first day, to the west", "Etc/GMT+11", festival(""), "1900-01-31T00:00:00-11:00", "1900-01-31T00:00:01-11:00", "", ""},
		{"just before", "Etc/GMT+11", festival(""), "1900-01-30T23:59:59.999999999-11:00", "1900-01-31T00:00:01-11:00", "", "civil date 1900-01-30"},
		{"the last day", "Asia/Shanghai", festival(""), "2101-01-28T00:00:00+08:00", "2101-01-29T00:00:00+08:00", "", ""},
		{"just after", "Asia/Shanghai", festival(""), "2101-01-28T00:00:00+08:00", "2101-01-29T00:00:00.000000001+08:00", "", "civil date 2101-01-29"},
		{"the last day, to the east", "Etc/GMT-14", festival(""), "2101-01-28T00:00:00+14:00", "2101-01-29T00:00:00+14:00", "", ""},
		{"just after", "Etc/GMT-14", festival(""), "2101-01-28T00:00:00+14:00", "2101-01-29T00:00:00.000000001+14:00", "", "civil date 2101-01-29"},
		{"the last day less the lead", "Asia/Shanghai", festival("7 days"), "2101-01-21T00:00:00+08:00", "2101-01-22T00:00:00+08:00", "", ""},
		{"just after", "Asia/Shanghai", festival("7 days"), "2101-01-21T00:00:00+08:00", "2101-01-22T00:00:00.000000001+08:00", "", "civil date 2101-01-29"},
		{"the last day less the look-ahead", "Asia/Shanghai", festival(""), "2101-01-26T00:00:00+08:00", "2101-01-27T00:00:00+08:00", `, "lookAhead": "2 days"`, ""},
		{"just after", "Asia/Shanghai", festival(""), "2101-01-26T00:00:00+08:00", "2101-01-27T00:00:00.000000001+08:00", `, "lookAhead": "2 days"`, "civil date 2101-01-29"},
		{"far after", "Asia/Shanghai", festival(""), "2299-01-26T00:00:00+08:00", "2299-01-27T00:00:00+08:00", "", "civil date 2299-01-2"},
		{"a birthday", "Asia/Shanghai", `"date": {"of": "birthday"}, "within": "3 days"`, "2101-01-29T00:00:00+08:00", "2101-01-30T00:00:00+08:00", "", "civil date 2101-01-29"},
	} {
		who := agreed("chen")
		who.Zone = zone(t, c.zone)
		who.Dates = []care.Date{lunarDate(1990, 1, 1, false)}
		run := care.Run{From: secondMoment(c.from), Until: secondMoment(c.until)}
		_, err := only(t, shanghai(), c.rule, c.ahead).Plan(run, []care.Customer{who})
		var data *care.DataError
		switch {
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", c.why, err)
		case c.says != "" && (!errors.As(err, &data) || data.Record != "the run" ||
			!strings.Contains(data.Why, `rule "r" needs the lunar calendar`) || !strings.Contains(data.Why, c.says)):
			t.Errorf("%s: %v, want %s", c.why, err, c.says)
		}
	}

	// Nobody with a lunar date, nothing to know.
	who := agreed("chen")
	who.Dates = []care.Date{born(1990, 1, 29)}
	got := candidates(t, only(t, shanghai(), `"date": {"of": "birthday"}, "within": "end of day"`), day(2101, 1, 29), who)
	if want := whole("birthday:2101", "2101-01-29"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// secondMoment reads an instant whose offset may have seconds, as that of
// Shanghai's mean time had: +08:05:43.
func secondMoment(text string) time.Time {
	t, err := time.Parse("2006-01-02T15:04:05.999999999-07:00:00", text)
	if err != nil {
		return moment(text)
	}
	return t
}

// The ends of the lunar calendar are found as other days are.
func TestLunarRangeEnds(t *testing.T) {
	who := agreed("chen")
	who.Zone = time.UTC
	for _, c := range []struct{ festival, at, want string }{
		{"spring_festival", "1900-01-31", "festival:spring_festival:1900"},
		{"new_years_eve", "2101-01-28", "festival:new_years_eve:2100"},
	} {
		e := only(t, time.UTC, `"date": {"festival": "`+c.festival+`"}, "within": "end of day"`)
		from := moment(c.at + "T00:00:00Z")
		want := fmt.Sprintf("%s %sT00:00:00Z..%sT23:59:59.999999999Z", c.want, c.at, c.at)
		if got := candidates(t, e, care.Run{From: from, Until: from.AddDate(0, 0, 1)}, who); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Dates of each year agree with a look at every day, in UTC: due so many days
// before the date, open so many days, in any run.
func datesByHand(t *rapid.T) {
	lead, within := rapid.IntRange(1, 366).Draw(t, "lead"), rapid.IntRange(1, 366).Draw(t, "within")
	birthday := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "birthday"))
	p, err := care.ParseProgram(fmt.Appendf(nil, `{"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"], "lookAhead": "9 hours", "leapDay": "03-01",
		"rules": [{"id": "r", "class": "transactional", "topic": "t", "channels": ["sms"],
			"date": {"of": "birthday", "lead": "%d days"}, "within": "%d days"}]}`, lead, within))
	if err != nil {
		t.Fatal(err)
	}
	e, err := care.New(p, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2027, 1, 1, rapid.IntRange(0, 3*366*24).Draw(t, "from"), 0, 0, 0, time.UTC)
	until := from.Add(time.Duration(rapid.IntRange(1, 366*24).Draw(t, "hours")) * time.Hour)
	who := agreed("chen")
	who.Zone, who.Dates = time.UTC, []care.Date{born(0, int(birthday.Month()), birthday.Day())}
	x := e.Explain(care.Run{From: from, Until: until}, who)

	var want []string
	for year := 2024; year <= 2033; year++ {
		due := time.Date(year, birthday.Month(), birthday.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, -lead) // 29 February becomes 1 March
		if due.Before(until.Add(9*time.Hour)) && !due.AddDate(0, 0, within).Before(from) {
			want = append(want, fmt.Sprint("birthday:", year))
		}
	}
	var got []string
	for _, c := range x.Contacts {
		got = append(got, c.Occurrence)
	}
	for _, s := range x.Suppressed {
		got = append(got, s.Occurrence)
	}
	slices.Sort(got)
	if x.Err != nil || !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", x, want)
	}
}

func TestDatesByHand(t *testing.T) { rapid.Check(t, datesByHand) }

func FuzzDatesByHand(f *testing.F) { f.Fuzz(rapid.MakeFuzz(datesByHand)) }

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

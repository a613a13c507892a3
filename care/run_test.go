package care_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// runFault returns what Plan, Stream and Explain say of a run, which is the same.
func runFault(t *testing.T, e *care.Engine, run care.Run) *care.DataError {
	t.Helper()
	who := agreed("chen")
	plan, err := e.Plan(run, []care.Customer{who})
	var data *care.DataError
	if err != nil && !errors.As(err, &data) {
		t.Fatalf("%v is no DataError", err)
	}
	if err != nil && (plan.Contacts != nil || plan.Suppressed != nil || plan.Totals.Candidates != 0) {
		t.Errorf("a plan beside the error: %v", plan)
	}
	text := func(err error) string {
		if err == nil {
			return ""
		}
		return err.Error()
	}
	decisions := slices.Collect(e.Stream(run, slices.Values([]care.Customer{who, agreed("zhao")})))
	if err != nil && (len(decisions) != 1 || text(decisions[0].Err) != err.Error()) {
		t.Errorf("the stream says %v, not %v", decisions, err)
	}
	if x := e.Explain(run, who); text(x.Err) != text(err) {
		t.Errorf("the explanation says %v, not %v", x.Err, err)
	}
	return data
}

func TestRun(t *testing.T) {
	from := moment("2026-11-22T00:00:00+08:00")
	first, end := moment("1900-01-01T00:00:00Z"), moment("2300-01-01T00:00:00Z")
	const long = 366 * 24 * time.Hour
	e := only(t, shanghai(), `"event": {"kind": "order"}, "within": "1 day"`)
	for _, c := range []struct {
		why         string
		from, until time.Time
		field, says string // "" for a run that is right
	}{
		{"a nanosecond", from, from.Add(1), "", ""},
		{"nothing", from, from, "until", "must be after from, 2026-11-22T00:00:00+08:00, not 2026-11-22T00:00:00+08:00"},
		{"nothing, by another clock", from, from.UTC(), "until", "must be after from, 2026-11-22T00:00:00+08:00, not 2026-11-21T16:00:00Z"},
		{"backwards", from, from.Add(-1), "until", "must be after from, 2026-11-22T00:00:00+08:00"},
		{"366 days", from, from.Add(long), "", ""},
		{"a nanosecond more", from, from.Add(long + 1), "until", "at most 366 days after from"},
		{"a nanosecond less", from, from.Add(long - 1), "", ""},
		{"centuries", first, end.Add(-1), "until", "at most 366 days after from"},
		{"centuries back", end.Add(-1), first, "until", "must be after from, 2299-12-31T23:59:59Z"},
		{"the first instant", first, first.Add(1), "", ""},
		{"just before", first.Add(-1), first.Add(1), "from", "the year 1899 is outside 1900..2299"},
		{"the last instant", end.Add(-2), end.Add(-1), "", ""},
		{"just after", end.Add(-1), end, "until", "the year 2300 is outside 1900..2299"},
		{"both after", end, end.Add(1), "from", "the year 2300 is outside 1900..2299"},
		{"no start", time.Time{}, from, "from", "the instant is missing"},
		{"no end", from, time.Time{}, "until", "the instant is missing"},
		{"neither", time.Time{}, time.Time{}, "from", "the instant is missing"},
		{"beyond all years", time.Unix(1<<62, 0), from, "from", "outside 1900..2299"},
		{"before all years", from, time.Unix(-1<<62, 0), "until", "outside 1900..2299"},
	} {
		got := runFault(t, e, care.Run{From: c.from, Until: c.until})
		switch {
		case c.field == "" && got != nil:
			t.Errorf("%s: %v", c.why, got)
		case c.field != "" && (got == nil || got.Record != "the run" || got.Field != c.field || !strings.Contains(got.Why, c.says)):
			t.Errorf("%s: %v, want %s: %s", c.why, got, c.field, c.says)
		}
	}
}

// The day of a clock change is a run like any other.
func TestRunOverChange(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	e := only(t, berlin, `"date": {"days": ["03-29", "10-25"], "at": "23:59"}, "within": "end of day"`)
	who := agreed("karl")
	who.Zone = berlin
	for _, date := range []time.Time{time.Date(2026, 3, 29, 0, 0, 0, 0, berlin), time.Date(2026, 10, 25, 0, 0, 0, 0, berlin)} {
		x := explained(t, e, care.Run{From: date, Until: date.AddDate(0, 0, 1)}, who)
		if len(x.Contacts) != 1 || x.Contacts[0].At.Format("2006-01-02 15:04") != date.Format("2006-01-02")+" 23:59" {
			t.Errorf("%v: %v", date, x)
		}
	}
}

// The last run of all looks ahead of the years that instants may have.
func TestRunAtTheEnd(t *testing.T) {
	e := only(t, time.UTC, `"date": {"days": ["01-01", "12-31"]}, "within": "366 days"`, `, "lookAhead": "366 days"`)
	who := agreed("chen")
	who.Zone = time.UTC
	got := outcome(t, e, between("2299-12-31T00:00:00Z", "2299-12-31T23:59:59.999999999Z"), who)
	const want = "day:01-01:2299 at 2299-12-31T00:00:00Z; day:12-31:2298 at 2299-12-31T00:00:00Z; day:12-31:2299 at 2299-12-31T00:00:00Z; " +
		"day:01-01:2300: [postponed, 2300-01-01T00:00:00Z]; day:12-31:2300: [postponed, 2300-12-31T00:00:00Z]; " +
		"day:01-01:2301: [postponed, 2301-01-01T00:00:00Z]"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Which zone the instants of a run are written in says nothing.
func TestRunZone(t *testing.T) {
	e := only(t, shanghai(), `"date": {"days": ["11-22"]}, "within": "end of day"`)
	run := day(2026, 11, 22)
	want := outcome(t, e, run, agreed("chen"))
	run.From, run.Until = run.From.UTC(), run.Until.In(time.FixedZone("", -11*3600))
	if got := outcome(t, e, run, agreed("chen")); got != want || want == "" {
		t.Errorf("%s, want %s", got, want)
	}
}

// An order of 10:00 is asked about an hour later, until 13:00.
func TestHorizon(t *testing.T) {
	const rule = `"event": {"kind": "order", "after": ["1 hour"]}, "within": "2 hours"`
	const o, early, late = "order:O1:1", "2026-11-22T00:00:00+08:00", "2026-11-23T00:00:00+08:00"
	ordered := happened(care.Event{Kind: "order", Key: "O1", At: moment("2026-11-22T10:00:00+08:00")})
	at := func(clock string) string { return "2026-11-22T" + clock + "+08:00" }
	e := only(t, shanghai(), rule)
	for _, c := range []triggerCase{
		{"due a nanosecond after the end", between(at("10:00:00"), at("10:59:59.999999999")), ""},
		{"due at the end, which is outside", between(at("10:00:00"), at("11:00:00")), ""},
		{"due at the last instant of the run", between(at("10:00:00"), at("11:00:00.000000001")), o + " at " + at("11:00:00")},
		{"due just before the start", between(at("11:00:00.000000001"), late), o + " at " + at("11:00:00.000000001")},
		{"due at the start", between(at("11:00:00"), late), o + " at " + at("11:00:00")},
		{"due just after the start", between(at("10:59:59.999999999"), late), o + " at " + at("11:00:00")},
		{"the deadline is just after the start", between(at("12:59:59.999999999"), late), o + " at " + at("12:59:59.999999999")},
		{"the deadline is the start: its last instant", between(at("13:00:00"), late), o + " at " + at("13:00:00")},
		{"the deadline is over", between(at("13:00:00.000000001"), late), ""},
		{"what is decided before the order knows nothing of it", between(early, late), ""},
	} {
		if got := outcome(t, e, c.run, ordered); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// Looking ahead finds more, and plans no more.
func TestHorizonAhead(t *testing.T) {
	const rule = `"event": {"kind": "order", "after": ["1 hour"]}, "within": "2 hours"`
	const o = "order:O1:1"
	ordered := happened(care.Event{Kind: "order", Key: "O1", At: moment("2026-11-22T10:00:00+08:00")})
	at := func(clock string) string { return "2026-11-22T" + clock + "+08:00" }
	e := only(t, shanghai(), rule, `, "lookAhead": "30 minutes"`)
	later := o + ": [postponed, 2026-11-22T11:00:00+08:00]"
	for _, c := range []triggerCase{
		{"due at the end of looking ahead", between(at("10:00:00"), at("10:30:00")), ""},
		{"due just before it", between(at("10:00:00"), at("10:30:00.000000001")), later},
		{"due at the end of the run", between(at("10:00:00"), at("11:00:00")), later},
		{"due just before it", between(at("10:00:00"), at("11:00:00.000000001")), o + " at " + at("11:00:00")},
		{"looking ahead moves no deadline", between(at("13:00:00.000000001"), at("14:00:00")), ""},
	} {
		if got := outcome(t, e, c.run, ordered); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}

	// A day of looking ahead is 24 hours, also where the clock's day has 23.
	berlin := zone(t, "Europe/Berlin")
	yearly := only(t, berlin, `"date": {"days": ["03-29"], "at": "23:00"}, "within": "1 hour"`, `, "lookAhead": "1 day"`)
	who := agreed("karl")
	who.Zone = berlin
	due := "day:03-29:2026: [postponed, 2026-03-29T23:00:00+02:00]"
	for _, c := range []triggerCase{
		{"24 hours before it is due", between("2026-03-28T20:00:00+01:00", "2026-03-28T22:00:00+01:00"), ""},
		{"less than that", between("2026-03-28T20:00:00+01:00", "2026-03-28T22:00:00.000000001+01:00"), due},
	} {
		if got := outcome(t, yearly, c.run, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// The end of a day is the last nanosecond of the customer's date.
func TestEndOfDay(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "order"}, "within": "end of day"`)
	for _, c := range []struct{ why, zone, at, want string }{
		{"in the evening", "Asia/Shanghai", "2026-11-22T23:59:59+08:00", "2026-11-22T23:59:59.999999999+08:00"},
		{"at the first instant", "Asia/Shanghai", "2026-11-22T00:00:00+08:00", "2026-11-22T23:59:59.999999999+08:00"},
		{"at the last instant", "Asia/Shanghai", "2026-11-22T23:59:59.999999999+08:00", "2026-11-22T23:59:59.999999999+08:00"},
		{"another date where the customer is", "America/New_York", "2026-11-23T08:00:00+08:00", "2026-11-22T23:59:59.999999999-05:00"},
		{"a day of 23 hours", "Europe/Berlin", "2026-03-29T00:30:00+01:00", "2026-03-29T23:59:59.999999999+02:00"},
		{"a day of 25 hours", "Europe/Berlin", "2026-10-25T00:30:00+02:00", "2026-10-25T23:59:59.999999999+01:00"},
		{"midnight skipped the next day", "America/Sao_Paulo", "2018-11-03T12:00:00-03:00", "2018-11-03T23:59:59.999999999-03:00"},
		{"the next day skipped", "Pacific/Apia", "2011-12-29T12:00:00-10:00", "2011-12-29T23:59:59.999999999-10:00"},
	} {
		who := happened(care.Event{Kind: "order", At: moment(c.at)})
		who.Zone = zone(t, c.zone)
		x := explained(t, e, care.Run{From: moment(c.at), Until: moment(c.at).Add(1)}, who)
		if len(x.Contacts) != 1 || x.Contacts[0].Deadline.Format(time.RFC3339Nano) != c.want {
			t.Errorf("%s: %v, want a deadline at %s", c.why, x, c.want)
		}
	}
}

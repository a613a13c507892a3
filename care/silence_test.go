package care_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// threeSteps is a rule of three steps after the last order.
const threeSteps = `"silence": {"since": "order", "after": ["90 days", "6 months", "1 year"], "at": "10:00"}, "within": "14 days"`

// silent is an agreed customer whose last order was then.
func silent(lastOrder string) care.Customer {
	c := agreed("chen")
	c.LastOrder = moment(lastOrder)
	return c
}

func TestSilenceSteps(t *testing.T) {
	const last = "2026-03-05T15:30:00+08:00"
	for _, c := range []struct{ why, rule, from, until, want string }{
		{"ends before the first step", threeSteps, "2026-06-01T00:00:00+08:00", "2026-06-03T10:00:00+08:00", ""},
		{"the first", threeSteps, "2026-06-01T00:00:00+08:00", "2026-06-03T10:00:00.000000001+08:00", "winback:2026-03-05:1 2026-06-03T10:00:00+08:00..2026-06-17T10:00:00+08:00"},
		{"at its deadline", threeSteps, "2026-06-17T10:00:00+08:00", "2026-06-18T00:00:00+08:00", "winback:2026-03-05:1 2026-06-03T10:00:00+08:00..2026-06-17T10:00:00+08:00"},
		{"after it", threeSteps, "2026-06-17T10:00:00.000000001+08:00", "2026-09-05T10:00:00+08:00", ""},
		{"the second: months", threeSteps, "2026-09-01T00:00:00+08:00", "2026-09-05T10:00:00.000000001+08:00", "winback:2026-03-05:2 2026-09-05T10:00:00+08:00..2026-09-19T10:00:00+08:00"},
		{"the third: a year", threeSteps, "2027-03-19T10:00:00+08:00", "2027-03-20T00:00:00+08:00", "winback:2026-03-05:3 2027-03-05T10:00:00+08:00..2027-03-19T10:00:00+08:00"},
		{"nothing after that", threeSteps, "2027-03-19T10:00:00.000000001+08:00", "2028-03-19T00:00:00+08:00", ""},
		{"without a time, the start of the day", `"silence": {"since": "order", "after": ["90 days"]}, "within": "end of day"`, "2026-06-03T00:00:00+08:00", "2026-06-04T00:00:00+08:00",
			"winback:2026-03-05:1 2026-06-03T00:00:00+08:00..2026-06-03T23:59:59.999999999+08:00"},
		{"hours are exact", `"silence": {"since": "order", "after": ["36 hours"]}, "within": "1 hour"`, "2026-03-07T03:30:00+08:00", "2026-03-07T04:00:00+08:00",
			"winback:2026-03-05:1 2026-03-07T03:30:00+08:00..2026-03-07T04:30:00+08:00"},
		{"the longest", `"silence": {"since": "order", "after": ["3660 days"]}, "within": "366 days"`, "2037-03-13T00:00:00+08:00", "2037-03-14T00:00:00+08:00",
			"winback:2026-03-05:1 2036-03-12T00:00:00+08:00..2037-03-13T00:00:00+08:00"},
		{"ten years", `"silence": {"since": "order", "after": ["120 months"]}, "within": "12 months"`, "2037-03-05T00:00:00+08:00", "2037-03-06T00:00:00+08:00",
			"winback:2026-03-05:1 2036-03-05T00:00:00+08:00..2037-03-05T00:00:00+08:00"},
	} {
		if got := candidates(t, only(t, shanghai(), c.rule), between(c.from, c.until), silent(last)); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
	if got := candidates(t, only(t, shanghai(), threeSteps), day(2026, 6, 3), agreed("chen")); got != "" {
		t.Errorf("no order at all: %s", got)
	}
}

// The occurrence has the date of the shop's clock, the contact that of the
// customer's.
func TestSilenceZones(t *testing.T) {
	e := only(t, shanghai(), threeSteps)
	who := silent("2026-03-05T08:00:00+08:00") // 4 March in New York
	who.Zone = zone(t, "America/New_York")
	const want = "winback:2026-03-05:1 2026-06-02T10:00:00-04:00..2026-06-16T10:00:00-04:00"
	if got := candidates(t, e, between("2026-06-02T00:00:00-04:00", "2026-06-03T00:00:00-04:00"), who); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// One order later the silence begins anew, under another name.
func TestSilenceIsBrokenByAnOrder(t *testing.T) {
	e := only(t, shanghai(), `"silence": {"since": "order", "after": ["90 days"]}, "within": "90 days"`)
	from := moment("2026-06-03T12:00:00+08:00")
	run := care.Run{From: from, Until: from.Add(time.Hour)}
	for _, c := range []struct {
		why  string
		last time.Time
		want string
	}{
		{"90 days ago", moment("2026-03-05T15:30:00+08:00"), "winback:2026-03-05:1 at 2026-06-03T12:00:00+08:00"},
		{"an order at the start of the run", from, ""},
		{"an order just before", from.Add(-1), ""},
		{"an order after the start does not exist yet, and the one before is not known", from.Add(1), ""},
	} {
		who := silent(c.last.Format(time.RFC3339Nano))
		if got := outcome(t, e, run, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}

	// Nor does it in a long run, which reaches beyond its first step.
	hours := only(t, shanghai(), `"silence": {"since": "order", "after": ["1 hour"]}, "within": "1 hour"`)
	for _, c := range []struct {
		last time.Time
		want string
	}{{from, "winback:2026-06-03:1 at 2026-06-03T13:00:00+08:00"}, {from.Add(1), ""}} {
		who := silent(c.last.Format(time.RFC3339Nano))
		if got := outcome(t, hours, day(2026, 6, 3), who); got != "" {
			t.Errorf("an order of noon, decided at midnight: %s", got)
		}
		if got := outcome(t, hours, care.Run{From: from, Until: from.Add(2 * time.Hour)}, who); got != c.want {
			t.Errorf("an order at %v, decided at noon: %s, want %s", c.last, got, c.want)
		}
	}

	who := silent("2026-06-03T11:00:00+08:00")
	who.History = []care.Record{{Rule: "r", Occurrence: "winback:2026-03-05:1", At: moment("2026-06-03T00:00:00+08:00")}}
	if got, want := outcome(t, e, day(2026, 9, 1), who), "winback:2026-06-03:1 at 2026-09-01T00:00:00+08:00"; got != want {
		t.Errorf("one order later: %s, want %s", got, want)
	}
}

// A silence is cancelled by what came just after the last order or later, about
// anything.
func TestSilenceCancels(t *testing.T) {
	e := only(t, shanghai(), threeSteps+`, "cancelledBy": ["complained"]`)
	who := silent("2026-03-05T15:30:00+08:00")
	for _, c := range []cancelCase{
		{"before the order", care.Event{Kind: "complained", At: who.LastOrder.Add(-1)}, false},
		{"at the same instant", care.Event{Kind: "complained", At: who.LastOrder}, false},
		{"just after", care.Event{Kind: "complained", At: who.LastOrder.Add(1)}, true},
		{"with a key, at the same instant", care.Event{Kind: "complained", Key: "O1", At: who.LastOrder}, false},
		{"with a key, just after", care.Event{Kind: "complained", Key: "O1", At: who.LastOrder.Add(1)}, true},
	} {
		c.check(t, e, day(2026, 6, 3), who)
	}
}

// Whom the shop has let go is not won back, nor remembered, and hears of an
// order all the same.
func TestSilenceLetGo(t *testing.T) {
	e := engine(`{
		"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"], "letGo": ["moved", "rude"],
		"rules": [
			{"id": "back", "class": "transactional", "topic": "t", "channels": ["sms"], "silence": {"since": "order", "after": ["90 days"]}, "within": "1 day"},
			{"id": "hello", "class": "transactional", "topic": "t", "channels": ["sms"], "silence": {"since": "contact", "after": ["90 days"]}, "within": "1 day"},
			{"id": "order", "class": "transactional", "topic": "t", "channels": ["sms"], "event": {"kind": "order"}, "within": "1 day"}]
	}`)
	who := silent("2026-03-05T15:30:00+08:00")
	who.Joined = who.LastOrder
	const both = "winback:2026-03-05:1: [let_go: moved let_go: rude]; minimum:joined: [let_go: moved let_go: rude]"
	for _, c := range []struct {
		tags []string
		want string
	}{
		{[]string{"gold"}, "winback:2026-03-05:1 at 2026-06-03T00:00:00+08:00"},
		{[]string{"rude", "gold", "moved", "rude"}, both},
	} {
		who.Tags = c.tags
		if got := outcome(t, e, day(2026, 6, 3), who); got != c.want {
			t.Errorf("%v: %s, want %s", c.tags, got, c.want)
		}
	}
	who.Events = []care.Event{{Kind: "order", Key: "O1", At: moment("2026-06-03T00:00:00+08:00")}}
	if got, want := outcome(t, e, day(2026, 6, 3), who), "order:O1:1 at 2026-06-03T00:00:00+08:00; winback"; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}

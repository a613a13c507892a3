package care_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// minimum is a contact after 30 days without any.
const minimum = `"silence": {"since": "contact", "after": ["30 days"], "at": "10:00"}, "within": "14 days"`

// contacted is an agreed customer who had contacts then.
func contacted(instants ...time.Time) care.Customer {
	c := agreed("chen")
	for i, at := range instants {
		c.History = append(c.History, care.Record{Rule: "old", Occurrence: fmt.Sprint(i), At: at})
	}
	return c
}

// The last contact was on 1 November at 08:00, so that the next is due on
// 1 December at 10:00.
func TestMinimumContact(t *testing.T) {
	e := only(t, shanghai(), minimum)
	last, due := moment("2026-11-01T08:00:00+08:00"), moment("2026-12-01T10:00:00+08:00")
	first := "minimum:2026-11-01T00:00:00Z"
	long := time.Hour * 24
	for _, c := range []struct {
		why      string
		contacts []time.Time
		from     time.Time
		length   time.Duration
		want     string
	}{
		{"the run ends when it is due", []time.Time{last}, due.Add(-long), long, ""},
		{"just after", []time.Time{last}, due.Add(-long), long + 1, first + " at 2026-12-01T10:00:00+08:00"},
		{"at its deadline", []time.Time{last}, due.AddDate(0, 0, 14), long, first + " at 2026-12-15T10:00:00+08:00"},
		{"after it", []time.Time{last}, due.AddDate(0, 0, 14).Add(1), long, ""},
		{"the order of the history does not matter", []time.Time{last, last.AddDate(-1, 0, 0)}, due, long, first + " at 2026-12-01T10:00:00+08:00"},
		{"another contact just before it is due", []time.Time{last, due.Add(-1)}, due.Add(-long), 2 * long, ""},
		{"another contact when it is due", []time.Time{last, due}, due.Add(-long), 2 * long, ""},
		{"another contact just after", []time.Time{last, due.Add(1)}, due.Add(-long), 2 * long, first + " at 2026-12-01T10:00:00+08:00"},
		{"decided after that contact", []time.Time{last, due.Add(1)}, due.Add(1), long, ""},
		{"decided when it is due", []time.Time{last, due.Add(1)}, due, long, first + " at 2026-12-01T10:00:00+08:00"},
		{"decided before the contact of an hour later", []time.Time{last, due.Add(time.Hour)}, due.Add(time.Hour - 1), long, first + " at 2026-12-01T10:59:59.999999999+08:00"},
		{"decided at that contact", []time.Time{last, due.Add(time.Hour)}, due.Add(time.Hour), long, ""},
	} {
		got := outcome(t, e, care.Run{From: c.from, Until: c.from.Add(c.length)}, contacted(c.contacts...))
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// Days are the customer's, hours exact, and the name is in UTC, to the
// nanosecond.
func TestMinimumContactDue(t *testing.T) {
	for _, c := range []struct{ why, zone, after, last, want string }{
		{"the start of the day", "Asia/Shanghai", "30 days", "2026-11-01T08:00:00.5+08:00", "minimum:2026-11-01T00:00:00.5Z 2026-12-01T00:00:00+08:00..2026-12-01T01:00:00+08:00"},
		{"a month", "Asia/Shanghai", "1 month", "2027-01-31T08:00:00+08:00", "minimum:2027-01-31T00:00:00Z 2027-02-28T00:00:00+08:00..2027-02-28T01:00:00+08:00"},
		{"hours", "Asia/Shanghai", "36 hours", "2026-11-01T08:00:00+08:00", "minimum:2026-11-01T00:00:00Z 2026-11-02T20:00:00+08:00..2026-11-02T21:00:00+08:00"},
		{"where it was the day before", "America/New_York", "30 days", "2026-12-01T08:00:00+08:00", "minimum:2026-12-01T00:00:00Z 2026-12-30T00:00:00-05:00..2026-12-30T01:00:00-05:00"},
	} {
		e := only(t, shanghai(), `"silence": {"since": "contact", "after": ["`+c.after+`"]}, "within": "1 hour"`)
		who := contacted(moment(c.last))
		who.Zone = zone(t, c.zone)
		due := moment(strings.Split(strings.Fields(c.want)[1], "..")[0])
		if got := candidates(t, e, care.Run{From: due, Until: due.Add(1)}, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
		if got := candidates(t, e, care.Run{From: due.Add(-time.Minute), Until: due}, who); got != "" {
			t.Errorf("%s: %s before", c.why, got)
		}
	}
}

// Without any contact, the silence counts from joining, or is over where that is
// not known.
func TestMinimumContactOfTheNew(t *testing.T) {
	e := only(t, shanghai(), minimum)
	due := moment("2026-12-01T10:00:00+08:00")
	for _, c := range []struct {
		why    string
		joined time.Time
		from   time.Time
		want   string
	}{
		{"a nanosecond before it is due", moment("2026-11-01T08:00:00+08:00"), due.Add(-1), ""},
		{"due", moment("2026-11-01T08:00:00+08:00"), due, "minimum:joined at 2026-12-01T10:00:00+08:00"},
		{"at the deadline", moment("2026-11-01T08:00:00+08:00"), due.AddDate(0, 0, 14), "minimum:joined at 2026-12-15T10:00:00+08:00"},
		{"after it", moment("2026-11-01T08:00:00+08:00"), due.AddDate(0, 0, 14).Add(1), ""},
		{"joined as the run starts", due, due, ""},
		{"joining after the start does not exist yet", due.Add(1), due, "minimum:joined at 2026-12-01T10:00:00+08:00"},
		{"not known", time.Time{}, due.Add(-1), "minimum:joined at 2026-12-01T09:59:59.999999999+08:00"},
	} {
		who := agreed("chen")
		who.Joined = c.joined
		if got := outcome(t, e, care.Run{From: c.from, Until: c.from.Add(1)}, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}

	// What has been planned once is not planned again.
	who := agreed("chen")
	run := care.Run{From: due, Until: due.Add(time.Hour)}
	who.History = []care.Record{explained(t, e, run, who).Contacts[0].Record}
	if got := outcome(t, e, run, who); got != "" {
		t.Errorf("planned again: %s", got)
	}
	run = care.Run{From: due.AddDate(0, 0, 30), Until: due.AddDate(0, 0, 31)}
	if got, want := outcome(t, e, run, who), "minimum:2026-12-01T02:00:00Z at 2026-12-31T10:00:00+08:00"; got != want {
		t.Errorf("30 days later: %s, want %s", got, want)
	}
}

// In a long run each contact begins the next silence.
func TestMinimumContactIsRepeated(t *testing.T) {
	e := only(t, shanghai(), minimum)
	who := contacted(moment("2026-11-01T08:00:00+08:00"))
	long := between("2026-11-01T08:00:00+08:00", "2027-11-02T08:00:00+08:00")
	x := explained(t, e, long, who)
	if len(x.Contacts) != 12 || len(x.Suppressed) != 0 {
		t.Fatalf("%d contacts: %v", len(x.Contacts), x)
	}
	before := who.History[0].At
	for _, c := range x.Contacts {
		if want := "minimum:" + before.UTC().Format(time.RFC3339Nano); c.Occurrence != want {
			t.Errorf("%s, want %s", c.Occurrence, want)
		}
		if want := before.AddDate(0, 0, 30).Format(time.DateOnly) + " 10"; c.At.Format("2006-01-02 15") != want {
			t.Errorf("at %v, want %s", c.At, want)
		}
		before = c.At
	}

	// Day by day it is the same.
	var daily []care.Contact
	for at := long.From; at.Before(long.Until); at = at.AddDate(0, 0, 1) {
		run := care.Run{From: at, Until: at.AddDate(0, 0, 1)}
		if run.Until.After(long.Until) {
			run.Until = long.Until
		}
		for _, c := range explained(t, e, run, who).Contacts {
			daily = append(daily, c)
			who.History = append(who.History, c.Record)
		}
	}
	same := slices.EqualFunc(x.Contacts, daily, func(a, b care.Contact) bool { return a.Key == b.Key && a.At.Equal(b.At) })
	if !same {
		t.Errorf("day by day %v, at once %v", daily, x.Contacts)
	}
}

// Contacts of the same run count, of whatever rule: those before it is due or
// at that instant make it needless, later ones do not.
func TestMinimumContactComesLast(t *testing.T) {
	e := engine(`{
		"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"], "lookAhead": "7 days",
		"rules": [
			{"id": "minimum", "class": "transactional", "topic": "t", "channels": ["sms"], "priority": 1000000000, ` + minimum + `},
			{"id": "order", "class": "transactional", "topic": "t", "channels": ["sms"], "event": {"kind": "order", "after": ["1 hour"]}, "within": "1 hour"}]
	}`)
	due := moment("2026-12-01T10:00:00+08:00")
	const m = "minimum:2026-11-01T00:00:00Z"
	for _, c := range []struct {
		why   string
		order time.Time
		want  string
	}{
		{"a contact just before", due.Add(-time.Hour - 1), "order:O1:1 at 2026-12-01T09:59:59.999999999+08:00"},
		{"at the same instant", due.Add(-time.Hour), "order:O1:1 at 2026-12-01T10:00:00+08:00"},
		{"just after", due.Add(-time.Hour + 1), m + " at 2026-12-01T10:00:00+08:00; order:O1:1 at 2026-12-01T10:00:00.000000001+08:00"},
	} {
		who := contacted(moment("2026-11-01T08:00:00+08:00"))
		who.Events = []care.Event{{Kind: "order", Key: "O1", At: c.order}}
		run := care.Run{From: due.Add(-time.Hour + 1), Until: due.Add(2)}
		if got := outcome(t, e, run, who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}

	// So do those that are for a later run.
	who := contacted(moment("2026-11-01T08:00:00+08:00"))
	run := care.Run{From: due.Add(-time.Hour), Until: due.Add(-time.Minute)}
	for _, c := range []struct {
		order time.Time
		want  string
	}{
		{due.Add(-time.Hour), "order:O1:1: [postponed, 2026-12-01T10:00:00+08:00]"},
		{due.Add(-time.Hour - time.Second), "order:O1:1: [postponed, 2026-12-01T09:59:59+08:00]"},
		{due.AddDate(0, 0, -1), m + ": [postponed, 2026-12-01T10:00:00+08:00]"},
	} {
		who.Events = []care.Event{{Kind: "order", Key: "O1", At: c.order}}
		if got := outcome(t, e, run, who); got != c.want {
			t.Errorf("ordered at %v: %s, want %s", c.order, got, c.want)
		}
	}
}

// A minimum contact that has to wait, for the night to end, is not made where
// another comes first.
func TestMinimumContactWaits(t *testing.T) {
	e := engine(`{
		"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"], "quiet": [{"from": "21:00", "to": "08:00"}],
		"rules": [
			{"id": "minimum", "class": "commercial", "topic": "t", "channels": ["sms"],
				"silence": {"since": "contact", "after": ["30 days"]}, "within": "14 days"},
			{"id": "order", "class": "transactional", "topic": "t", "channels": ["sms"], "event": {"kind": "order"}, "within": "1 hour"}]
	}`)
	const m = "minimum:2026-11-01T00:00:00Z"
	eight := moment("2026-12-01T08:00:00+08:00")
	for _, c := range []struct {
		why     string
		contact time.Time
		want    string
	}{
		{"just before the night ends", eight.Add(-1), m + ": [quiet_hours on sms, 2026-12-01T08:00:00+08:00 contacted, 2026-12-01T07:59:59+08:00]"},
		{"as it ends", eight, m + ": [quiet_hours on sms, 2026-12-01T08:00:00+08:00 contacted, 2026-12-01T08:00:00+08:00]"},
		{"just after", eight.Add(1), m + " at 2026-12-01T08:00:00+08:00"},
	} {
		who := contacted(moment("2026-11-01T08:00:00+08:00"), c.contact)
		if got := outcome(t, e, day(2026, 12, 1), who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// Of two rules that forget nobody, the one due first comes first, whatever their
// IDs, and the other finds its contact.
func TestMinimumContactTwice(t *testing.T) {
	e := engine(`{
		"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"],
		"rules": [
			{"id": "b", "class": "transactional", "topic": "t", "channels": ["sms"], "silence": {"since": "contact", "after": ["20 days"]}, "within": "14 days"},
			{"id": "a", "class": "transactional", "topic": "t", "channels": ["sms"], "silence": {"since": "contact", "after": ["30 days"]}, "within": "14 days"}]
	}`)
	x := explained(t, e, between("2026-12-01T00:00:00+08:00", "2026-12-02T00:00:00+08:00"), contacted(moment("2026-11-01T08:00:00+08:00")))
	if len(x.Contacts) != 1 || x.Contacts[0].Rule != "b" {
		t.Errorf("%v", x)
	}
}

// What cancels a minimum contact came just after the last contact or later.
func TestMinimumContactCancels(t *testing.T) {
	e := only(t, shanghai(), minimum+`, "cancelledBy": ["called"]`)
	last := moment("2026-11-01T08:00:00+08:00")
	for _, c := range []cancelCase{
		{"before the last contact", care.Event{Kind: "called", At: last.Add(-1)}, false},
		{"at that instant", care.Event{Kind: "called", At: last}, false},
		{"just after", care.Event{Kind: "called", At: last.Add(1)}, true},
		{"with a key, just after", care.Event{Kind: "called", Key: "x", At: last.Add(1)}, true},
	} {
		c.check(t, e, day(2026, 12, 1), contacted(last))
	}
	who := agreed("chen")
	who.Joined = last
	for _, c := range []cancelCase{
		{"before joining", care.Event{Kind: "called", At: last.Add(-1)}, false},
		{"at that instant", care.Event{Kind: "called", At: last}, true},
	} {
		c.check(t, e, day(2026, 12, 1), who)
	}
	who.Joined = time.Time{}
	cancelCase{"whenever, where joining is not known", care.Event{Kind: "called", At: moment("1900-01-01T00:00:00Z")}, true}.check(t, e, day(2026, 12, 1), who)
}

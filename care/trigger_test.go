package care_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// zone loads a location by its name.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// moment reads an instant such as "2026-11-22T10:20:00+08:00".
func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

// between is the run between two instants.
func between(from, until string) care.Run {
	return care.Run{From: moment(from), Until: moment(until)}
}

// only is a shop of one transactional rule, which no gate delays: what the rule
// finds is made when it is due.
func only(t testing.TB, loc *time.Location, rule string, program ...string) *care.Engine {
	t.Helper()
	p, err := care.ParseProgram([]byte(`{"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"], "rules": [{
		"id": "r", "class": "transactional", "topic": "t", "channels": ["sms"], ` + rule + `}]` + strings.Join(program, "") + `}`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := care.New(p, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// explained decides for one customer, whose data is right.
func explained(t testing.TB, e *care.Engine, run care.Run, c care.Customer) care.Explanation {
	t.Helper()
	x := e.Explain(run, c)
	if x.Err != nil {
		t.Fatal(x.Err)
	}
	return x
}

// candidates lists what is found, planned or not, as "occurrence due..deadline".
func candidates(t testing.TB, e *care.Engine, run care.Run, c care.Customer) string {
	t.Helper()
	type found struct {
		occurrence    string
		due, deadline time.Time
	}
	var all []found
	x := explained(t, e, run, c)
	for _, c := range x.Contacts {
		all = append(all, found{c.Occurrence, c.Due, c.Deadline})
	}
	for _, s := range x.Suppressed {
		all = append(all, found{s.Occurrence, s.Due, s.Deadline})
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.occurrence, b.occurrence)) })
	var text []string
	for _, f := range all {
		text = append(text, f.occurrence+" "+f.due.Format(time.RFC3339Nano)+".."+f.deadline.Format(time.RFC3339Nano))
	}
	return strings.Join(text, "; ")
}

// outcome lists what becomes of the candidates: "occurrence at instant", or
// "occurrence: reasons".
func outcome(t testing.TB, e *care.Engine, run care.Run, c care.Customer) string {
	t.Helper()
	var text []string
	x := explained(t, e, run, c)
	for _, c := range x.Contacts {
		text = append(text, c.Occurrence+" at "+c.At.Format(time.RFC3339Nano))
	}
	for _, s := range x.Suppressed {
		text = append(text, fmt.Sprintf("%s: %v", s.Occurrence, s.Reasons))
	}
	return strings.Join(text, "; ")
}

// A trigger case is what a rule finds, or what becomes of it, in a run.
type triggerCase struct {
	why  string
	run  care.Run
	want string
}

// happened is an agreed customer with events.
func happened(events ...care.Event) care.Customer {
	c := agreed("chen")
	c.Events = events
	return c
}

// stepCase is an event in a zone, a step after it and when that is due.
type stepCase struct{ why, zone, event, after, at, want string }

func TestEventSteps(t *testing.T) {
	for _, c := range []stepCase{
		{"at once", "Asia/Shanghai", "2026-11-22T10:20:30.5+08:00", "", "", "2026-11-22T10:20:30.5+08:00"},
		{"minutes are exact", "Asia/Shanghai", "2026-11-22T23:45:00+08:00", "30 minutes", "", "2026-11-23T00:15:00+08:00"},
		{"one minute", "Asia/Shanghai", "2026-11-22T23:45:00+08:00", "1 minute", "", "2026-11-22T23:46:00+08:00"},
		{"a day is to the same time", "Asia/Shanghai", "2026-11-22T10:20:30.5+08:00", "1 day", "", "2026-11-23T10:20:30.5+08:00"},
		{"a week too", "Asia/Shanghai", "2026-12-28T10:20:30+08:00", "1 week", "", "2027-01-04T10:20:30+08:00"},
		{"or at a time of the day", "Asia/Shanghai", "2026-11-22T10:20:30.5+08:00", "1 day", "09:00", "2026-11-23T09:00:00+08:00"},
		{"at the last minute", "Asia/Shanghai", "2026-11-22T10:20:30.5+08:00", "1 day", "23:59", "2026-11-23T23:59:00+08:00"},
		{"at midnight", "Asia/Shanghai", "2026-11-22T10:20:30.5+08:00", "1 day", "00:00", "2026-11-23T00:00:00+08:00"},
		{"a month to a shorter one", "Asia/Shanghai", "2027-01-31T10:00:00+08:00", "1 month", "", "2027-02-28T10:00:00+08:00"},
		{"in a leap year", "Asia/Shanghai", "2028-01-31T10:00:00+08:00", "1 month", "09:00", "2028-02-29T09:00:00+08:00"},
		{"a year from the leap day", "Asia/Shanghai", "2028-02-29T10:00:00+08:00", "1 year", "", "2029-02-28T10:00:00+08:00"},
		{"a year from the day before", "Asia/Shanghai", "2028-02-28T10:00:00+08:00", "1 year", "", "2029-02-28T10:00:00+08:00"},
		{"the date is the customer's: west", "America/New_York", "2026-11-23T08:00:00+08:00", "1 day", "09:00", "2026-11-23T09:00:00-05:00"},
		{"the date is the customer's: east", "Pacific/Kiritimati", "2026-11-22T19:00:00+08:00", "1 day", "09:00", "2026-11-24T09:00:00+14:00"},
		{"clocks go forward: the time is skipped, and the change is taken", "Europe/Berlin", "2026-03-28T02:30:00+01:00", "1 day", "", "2026-03-29T03:00:00+02:00"},
		{"just before the change", "Europe/Berlin", "2026-03-28T01:59:59.999999999+01:00", "1 day", "", "2026-03-29T01:59:59.999999999+01:00"},
		{"at it", "Europe/Berlin", "2026-03-28T02:00:00+01:00", "1 day", "", "2026-03-29T03:00:00+02:00"},
		{"just before its end", "Europe/Berlin", "2026-03-28T02:59:59.999999999+01:00", "1 day", "", "2026-03-29T03:00:00+02:00"},
		{"at its end", "Europe/Berlin", "2026-03-28T03:00:00+01:00", "1 day", "", "2026-03-29T03:00:00+02:00"},
		{"24 hours are exact", "Europe/Berlin", "2026-03-28T02:30:00+01:00", "24 hours", "", "2026-03-29T03:30:00+02:00"},
		{"clocks go back: the first of the two", "Europe/Berlin", "2026-10-24T02:30:00+02:00", "1 day", "", "2026-10-25T02:30:00+02:00"},
		{"25 hours are the second", "Europe/Berlin", "2026-10-24T02:30:00+02:00", "25 hours", "", "2026-10-25T02:30:00+01:00"},
		{"from the second to the next day", "Europe/Berlin", "2026-10-25T02:30:00+01:00", "1 day", "", "2026-10-26T02:30:00+01:00"},
		{"a time of the day that is skipped", "Europe/Berlin", "2026-03-28T12:00:00+01:00", "1 day", "02:30", "2026-03-29T03:00:00+02:00"},
		{"a time of the day read twice", "Europe/Berlin", "2026-10-24T12:00:00+02:00", "1 day", "02:30", "2026-10-25T02:30:00+02:00"},
		{"to a day that is skipped", "Pacific/Apia", "2011-12-29T12:00:00-10:00", "1 day", "", "2011-12-31T00:00:00+14:00"},
		{"summer time of Shanghai ends", "Asia/Shanghai", "1990-09-15T10:00:00+09:00", "1 day", "", "1990-09-16T10:00:00+08:00"},
	} {
		c.check(t)
	}
}

func (c stepCase) check(t *testing.T) {
	t.Helper()
	rule := `"event": {"kind": "order"`
	if c.after != "" {
		rule += `, "after": ["` + c.after + `"]`
	}
	if c.at != "" {
		rule += `, "at": "` + c.at + `"`
	}
	e := only(t, shanghai(), rule+`}, "within": "1 minute"`)
	who := happened(care.Event{Kind: "order", Key: "O1", At: moment(c.event)})
	who.Zone = zone(t, c.zone)
	want := moment(c.want)
	deadline := want.Add(time.Minute).In(who.Zone).Format(time.RFC3339Nano)
	from := moment(c.event)
	if hourBefore := want.Add(-time.Hour); hourBefore.After(from) {
		from = hourBefore
	}
	if got := candidates(t, e, care.Run{From: from, Until: want.Add(1)}, who); got != "order:O1:1 "+c.want+".."+deadline {
		t.Errorf("%s: %s, want %s", c.why, got, c.want)
	}
	if want.After(from) {
		if got := candidates(t, e, care.Run{From: from, Until: want}, who); got != "" {
			t.Errorf("%s: %s in a run that ends then", c.why, got)
		}
	}
}

// Steps are numbered from 1, each an occurrence with a deadline of its own.
func TestEventStepsAreNumbered(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "order", "after": ["30 minutes", "1 day", "1 month"], "at": "10:00"}, "within": "2 hours"`)
	who := happened(
		care.Event{Kind: "order", Key: "O1", At: moment("2027-01-31T23:40:00+08:00")},
		care.Event{Kind: "order", At: moment("2027-01-31T23:50:00+08:00")},
		care.Event{Kind: "visit", Key: "O1", At: moment("2027-01-31T23:00:00+08:00")})
	want := strings.Join([]string{
		"order:O1:1 2027-02-01T00:10:00+08:00..2027-02-01T02:10:00+08:00",
		"order::1 2027-02-01T00:20:00+08:00..2027-02-01T02:20:00+08:00",
		"order::2 2027-02-01T10:00:00+08:00..2027-02-01T12:00:00+08:00",
		"order:O1:2 2027-02-01T10:00:00+08:00..2027-02-01T12:00:00+08:00",
		"order::3 2027-02-28T10:00:00+08:00..2027-02-28T12:00:00+08:00",
		"order:O1:3 2027-02-28T10:00:00+08:00..2027-02-28T12:00:00+08:00",
	}, "; ")
	if got := candidates(t, e, between("2027-02-01T00:00:00+08:00", "2027-03-01T00:00:00+08:00"), who); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	second := between("2027-02-01T02:20:00.000000001+08:00", "2027-02-28T10:00:00+08:00")
	if got := candidates(t, e, second, who); strings.Count(got, ";") != 1 || strings.Count(got, ":2 ") != 2 {
		t.Errorf("between the first and the third step: %s", got)
	}
}

// An event exists from its own instant on.
func TestEventExists(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "order"}, "within": "1 hour"`)
	const at = "2026-11-22T10:00:00+08:00"
	ordered := happened(care.Event{Kind: "order", Key: "O1", At: moment(at)})
	for _, c := range []triggerCase{
		{"decided just before", care.Run{From: moment(at).Add(-1), Until: moment(at).Add(time.Hour)}, ""},
		{"decided at the event", care.Run{From: moment(at), Until: moment(at).Add(1)}, "order:O1:1 at " + at},
		{"decided just after", care.Run{From: moment(at).Add(1), Until: moment(at).Add(2)}, "order:O1:1 at 2026-11-22T10:00:00.000000001+08:00"},
	} {
		if got := outcome(t, e, c.run, ordered); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// Old events are passed over unread; none is that has a step that is still open.
func TestOldEvents(t *testing.T) {
	for _, c := range []struct{ why, after, within, event, due, deadline string }{
		{"a year and a year", "12 months", "12 months", "2023-12-31T12:00:00+01:00", "2024-12-31T12:00:00+01:00", "2025-12-31T12:00:00+01:00"},
		{"366 days twice", "366 days", "366 days", "2024-01-01T12:00:00+01:00", "2025-01-01T12:00:00+01:00", "2026-01-02T12:00:00+01:00"},
		{"over a change of the clock", "1 day", "1 day", "2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00", "2026-10-26T12:00:00+01:00"},
		{"to the end of the day", "1 day", "end of day", "2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00", "2026-10-25T23:59:59.999999999+01:00"},
	} {
		e := only(t, shanghai(), `"event": {"kind": "order", "after": ["`+c.after+`"]}, "within": "`+c.within+`"`)
		who := happened(care.Event{Kind: "order", Key: "O1", At: moment(c.event)})
		who.Zone = zone(t, "Europe/Berlin")
		last := moment(c.deadline)
		if got, want := candidates(t, e, care.Run{From: last, Until: last.Add(1)}, who), "order:O1:1 "+c.due+".."+c.deadline; got != want {
			t.Errorf("%s: %s at the deadline, want %s", c.why, got, want)
		}
		if got := candidates(t, e, care.Run{From: last.Add(1), Until: last.Add(2)}, who); got != "" {
			t.Errorf("%s: %s after the deadline", c.why, got)
		}
	}
}

// A cancelCase is an event that may make a contact pointless.
type cancelCase struct {
	why   string
	event care.Event
	want  bool
}

// check asks the plan, and the contact that was planned before the event was
// known: they agree.
func (c cancelCase) check(t *testing.T, e *care.Engine, run care.Run, who care.Customer) {
	t.Helper()
	before := explained(t, e, run, who)
	if len(before.Contacts) != 1 {
		t.Fatalf("%s: nothing to cancel: %v", c.why, before)
	}
	if got := before.Contacts[0].Cancels(c.event); got != c.want {
		t.Errorf("%s: Contact.Cancels says %v", c.why, got)
	}
	who.Events = append(slices.Clone(who.Events), c.event)
	after := explained(t, e, run, who)
	got := len(after.Suppressed) == 1 && len(after.Contacts) == 0 && slices.ContainsFunc(after.Suppressed[0].Reasons, func(r care.Reason) bool {
		return r.Code == care.Cancelled && r.Detail == c.event.Kind && r.At.Equal(c.event.At)
	})
	if got != c.want || !got && len(after.Contacts) != 1 {
		t.Errorf("%s: the plan is %v", c.why, after)
	}
}

func TestEventCancels(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "order", "after": ["30 minutes"]}, "within": "2 hours", "cancelledBy": ["paid", "closed"]`)
	run := between("2026-11-22T10:30:00+08:00", "2026-11-22T11:00:00+08:00")
	at := moment("2026-11-22T10:00:00+08:00")
	for _, c := range []cancelCase{
		{"paid afterwards", care.Event{Kind: "paid", Key: "O1", At: at.Add(1)}, true},
		{"closed afterwards", care.Event{Kind: "closed", Key: "O1", At: at.Add(1)}, true},
		{"paid at the same instant", care.Event{Kind: "paid", Key: "O1", At: at}, true},
		{"paid just before: the two came in the wrong order", care.Event{Kind: "paid", Key: "O1", At: at.Add(-1)}, true},
		{"paid a year before: the key is the order's", care.Event{Kind: "paid", Key: "O1", At: at.AddDate(-1, 0, 0)}, true},
		{"another order is paid", care.Event{Kind: "paid", Key: "O2", At: at.Add(1)}, false},
		{"a key that begins alike", care.Event{Kind: "paid", Key: "O", At: at.Add(1)}, false},
		{"something is paid afterwards", care.Event{Kind: "paid", At: at.Add(1)}, true},
		{"something is paid at the same instant", care.Event{Kind: "paid", At: at}, true},
		{"something was paid before", care.Event{Kind: "paid", At: at.Add(-1)}, false},
		{"another kind", care.Event{Kind: "shipped", Key: "O1", At: at.Add(1)}, false},
		{"paid as the run starts", care.Event{Kind: "paid", Key: "O1", At: run.From}, true},
	} {
		c.check(t, e, run, happened(care.Event{Kind: "order", Key: "O1", At: at}))
	}

	// What comes after the start is not known yet to the plan, and is to the sender.
	later := care.Event{Kind: "paid", Key: "O1", At: run.From.Add(1)}
	x := explained(t, e, run, happened(care.Event{Kind: "order", Key: "O1", At: at}, later))
	if len(x.Contacts) != 1 || !x.Contacts[0].Cancels(later) {
		t.Errorf("paid after the start of the run: %v", x)
	}
}

// An event without a key has an occurrence without one: any key cancels it, but
// nothing from before.
func TestEventWithoutKeyCancels(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "joined", "after": ["1 day"]}, "within": "1 day", "cancelledBy": ["ordered"]`)
	run := between("2026-11-23T00:00:00+08:00", "2026-11-24T00:00:00+08:00")
	at := moment("2026-11-22T10:00:00+08:00")
	for _, c := range []cancelCase{
		{"with a key, before", care.Event{Kind: "ordered", Key: "O1", At: at.Add(-1)}, false},
		{"with a key, at the same instant", care.Event{Kind: "ordered", Key: "O1", At: at}, true},
		{"with a key, afterwards", care.Event{Kind: "ordered", Key: "O1", At: at.Add(1)}, true},
		{"without one, before", care.Event{Kind: "ordered", At: at.Add(-1)}, false},
		{"without one, at the same instant", care.Event{Kind: "ordered", At: at}, true},
	} {
		c.check(t, e, run, happened(care.Event{Kind: "joined", At: at}))
	}
}

// The parcel has arrived, and the news that it is on its way comes later.
func TestLessonShippedAfterDelivered(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "shipped"}, "within": "1 day", "cancelledBy": ["delivered"]`)
	who := happened(
		care.Event{Kind: "delivered", Key: "O1", At: moment("2026-11-22T09:00:00+08:00")},
		care.Event{Kind: "shipped", Key: "O1", At: moment("2026-11-22T10:00:00+08:00")})
	run := between("2026-11-22T10:00:00+08:00", "2026-11-22T11:00:00+08:00")
	if got, want := outcome(t, e, run, who), "shipped:O1:1: [cancelled: delivered, 2026-11-22T09:00:00+08:00]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Nobody is asked how they like what they have sent back.
func TestLessonReviewAfterRefund(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "delivered", "after": ["3 days"], "at": "10:00"}, "within": "2 days", "cancelledBy": ["refunded", "complained"]`)
	who := happened(
		care.Event{Kind: "delivered", Key: "O1", At: moment("2026-11-19T15:00:00+08:00")},
		care.Event{Kind: "delivered", Key: "O2", At: moment("2026-11-19T15:00:00+08:00")},
		care.Event{Kind: "refunded", Key: "O1", At: moment("2026-11-21T09:00:00+08:00")})
	const want = "delivered:O2:1 at 2026-11-22T10:00:00+08:00; delivered:O1:1: [cancelled: refunded, 2026-11-21T09:00:00+08:00]"
	if got := outcome(t, e, day(2026, 11, 22), who); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The plan of yesterday, handed back as JSON, is not made again.
func TestEventIsNotRepeated(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "order", "after": ["1 hour"]}, "within": "1 day"`)
	who := happened(care.Event{Kind: "order", Key: "订单 1", At: moment("2026-11-22T10:00:00+08:00")})
	run := between("2026-11-22T10:00:00+08:00", "2026-11-22T12:00:00+08:00")
	text, err := json.Marshal(explained(t, e, run, who).Contacts[0].Record)
	if err != nil {
		t.Fatal(err)
	}
	var made care.Record
	if err := json.Unmarshal(text, &made); err != nil {
		t.Fatal(err)
	}
	who.History = []care.Record{made}
	if got, want := outcome(t, e, run, who), "order:订单 1:1: [already_sent, 2026-11-22T11:00:00+08:00]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

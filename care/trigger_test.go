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
	"github.com/shopspring/decimal"
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

// lasting is an agreed customer whose product lasts so many days.
func lasting(last, days string) care.Customer {
	c := agreed("chen")
	c.Cycles = []care.Cycle{{Product: "P9", Last: last, Days: decimal.RequireFromString(days)}}
	return c
}

func TestCycleDue(t *testing.T) {
	for _, c := range []struct{ why, share, last, days, due string }{
		{"three months are recalled after two: 65.7 days are 65", "", "2026-09-01", "90", "2026-11-05"},
		{"73 days exactly", "", "2026-09-01", "100", "2026-11-13"},
		{"a millionth of a day less", "", "2026-09-01", "99.999999", "2026-11-12"},
		{"a millionth of a day more", "", "2026-09-01", "100.000001", "2026-11-13"},
		{"half of an odd number, rounded down", "0.5", "2026-09-01", "91", "2026-10-16"},
		{"all of it", "1", "2026-09-01", "90", "2026-11-30"},
		{"twice the cycle", "2", "2026-09-01", "90", "2027-02-28"},
		{"over the leap day", "1", "2028-02-01", "29", "2028-03-01"},
		{"less than a day is the date itself", "0.000001", "2026-09-01", "0.000001", "2026-09-01"},
		{"the longest", "1", "2026-09-01", "3660", "2036-09-08"},
		{"a share of a millionth of that", "0.000001", "2026-09-01", "3660", "2026-09-01"},
	} {
		rule := `"cycle": {"at": "10:00"}, "within": "10 hours"`
		if c.share != "" {
			rule = `"cycle": {"at": "10:00", "share": "` + c.share + `"}, "within": "10 hours"`
		}
		e := only(t, shanghai(), rule)
		due := moment(c.due + "T10:00:00+08:00")
		want := "cycle:P9:" + c.last + " " + c.due + "T10:00:00+08:00.." + c.due + "T20:00:00+08:00"
		if got := candidates(t, e, care.Run{From: due, Until: due.Add(1)}, lasting(c.last, c.days)); got != want {
			t.Errorf("%s: %s, want %s", c.why, got, want)
		}
		if got := candidates(t, e, care.Run{From: due.Add(-1), Until: due}, lasting(c.last, c.days)); got != "" {
			t.Errorf("%s: %s in a run that ends then", c.why, got)
		}
	}
}

// After twice the cycle the customer has gone elsewhere: the deadline is the end
// of that date.
func TestCycleDeadline(t *testing.T) {
	for _, c := range []struct{ why, zone, rule, days, deadline string }{
		{"the rule's is earlier", "Asia/Shanghai", `"cycle": {}, "within": "7 days"`, "90", "2026-11-12T00:00:00+08:00"},
		{"twice the cycle is earlier", "Asia/Shanghai", `"cycle": {}, "within": "366 days"`, "90", "2027-02-28T23:59:59.999999999+08:00"},
		{"a cycle of half days", "Asia/Shanghai", `"cycle": {}, "within": "366 days"`, "1.5", "2026-09-04T23:59:59.999999999+08:00"},
		{"a millionth less", "Asia/Shanghai", `"cycle": {}, "within": "366 days"`, "1.499999", "2026-09-03T23:59:59.999999999+08:00"},
		{"due at twice the cycle", "Asia/Shanghai", `"cycle": {"share": "2", "at": "23:59"}, "within": "7 days"`, "90", "2027-02-28T23:59:59.999999999+08:00"},
		{"less than a day", "Asia/Shanghai", `"cycle": {}, "within": "366 days"`, "0.4", "2026-09-01T23:59:59.999999999+08:00"},
		{"the customer's date", "America/New_York", `"cycle": {}, "within": "366 days"`, "90", "2027-02-28T23:59:59.999999999-05:00"},
	} {
		e := only(t, shanghai(), c.rule)
		who := lasting("2026-09-01", c.days)
		who.Zone = zone(t, c.zone)
		last := moment(c.deadline)
		if got := candidates(t, e, care.Run{From: last, Until: last.Add(1)}, who); !strings.HasSuffix(got, ".."+c.deadline) {
			t.Errorf("%s: %s at the deadline", c.why, got)
		}
		if got := candidates(t, e, care.Run{From: last.Add(1), Until: last.Add(2)}, who); got != "" {
			t.Errorf("%s: %s after the deadline", c.why, got)
		}
	}
}

func TestCycleProducts(t *testing.T) {
	e := only(t, shanghai(), `"cycle": {"products": ["P9", "P10"]}, "within": "1 day"`)
	who := lasting("2026-09-01", "90")
	who.Cycles = append(who.Cycles, care.Cycle{Product: "P1", Last: "2026-09-01", Days: decimal.NewFromInt(90)})
	const want = "cycle:P9:2026-09-01 2026-11-05T00:00:00+08:00..2026-11-06T00:00:00+08:00"
	if got := candidates(t, e, day(2026, 11, 5), who); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A product bought again is another occurrence, due later.
func TestCycleRepurchase(t *testing.T) {
	e := only(t, shanghai(), `"cycle": {}, "within": "7 days"`)
	who := lasting("2026-11-04", "90")
	if got := outcome(t, e, day(2026, 11, 5), who); got != "" {
		t.Errorf("bought again the day before: %s", got)
	}
	who.History = []care.Record{{Rule: "r", Occurrence: "cycle:P9:2026-09-01", At: moment("2026-11-05T00:00:00+08:00")}}
	if got, want := outcome(t, e, day(2027, 1, 8), who), "cycle:P9:2026-11-04 at 2027-01-08T00:00:00+08:00"; got != want {
		t.Errorf("the next one: %s, want %s", got, want)
	}
}

// What cancels a cycle came on the day after the last purchase or later, by the
// shop's clock, wherever the customer is.
func TestCycleCancels(t *testing.T) {
	e := only(t, shanghai(), `"cycle": {}, "within": "7 days", "cancelledBy": ["returned"]`)
	who := lasting("2026-09-01", "90")
	who.Zone = zone(t, "America/New_York")
	next := moment("2026-09-02T00:00:00+08:00")
	for _, c := range []cancelCase{
		{"on the day of the purchase", care.Event{Kind: "returned", Key: "P9", At: next.Add(-1)}, false},
		{"on the next day", care.Event{Kind: "returned", Key: "P9", At: next}, true},
		{"another product", care.Event{Kind: "returned", Key: "P1", At: next}, false},
		{"something, on the day of the purchase", care.Event{Kind: "returned", At: next.Add(-1)}, false},
		{"something, on the next day", care.Event{Kind: "returned", At: next}, true},
	} {
		c.check(t, e, between("2026-11-05T00:00:00-05:00", "2026-11-06T00:00:00-05:00"), who)
	}
}

func TestCampaign(t *testing.T) {
	e := only(t, shanghai(), `"campaign": {"name": "double12", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00",
		"early": [{"tier": "gold", "by": "2 hours"}, {"tier": "silver", "by": "1 day"}]}`)
	const c12, end = "campaign:double12", "..2026-12-12T19:59:59.999999999+08:00"
	at := func(clock string) string { return "2026-12-12T" + clock + "+08:00" }
	for _, c := range []struct {
		why, tier, from, until, want string
	}{
		{"the run ends as it begins", "", at("10:00:00"), at("18:00:00"), ""},
		{"or just after", "", at("10:00:00"), at("18:00:00.000000001"), c12 + " " + at("18:00:00") + end},
		{"the run begins at its last instant", "", at("19:59:59.999999999"), at("23:00:00"), c12 + " " + at("18:00:00") + end},
		{"the run begins at its end", "", at("20:00:00"), at("23:00:00"), ""},
		{"gold is let in earlier", "gold", at("10:00:00"), at("16:00:00.000000001"), c12 + " " + at("16:00:00") + end},
		{"not earlier than that", "gold", at("10:00:00"), at("16:00:00"), ""},
		{"the end is the same", "gold", at("19:59:59.999999999"), at("20:00:00"), c12 + " " + at("16:00:00") + end},
		{"and outside", "gold", at("20:00:00"), at("21:00:00"), ""},
		{"a day earlier is to the same time", "silver", "2026-12-11T00:00:00+08:00", "2026-12-11T18:00:00.000000001+08:00", c12 + " 2026-12-11T18:00:00+08:00" + end},
		{"another tier", "bronze", at("10:00:00"), at("18:00:00"), ""},
	} {
		who := agreed("chen")
		who.Tier = c.tier
		if got := candidates(t, e, between(c.from, c.until), who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// A campaign runs by the shop's clock, wherever the customer is.
func TestCampaignClock(t *testing.T) {
	for _, c := range []struct{ why, zone, from, until, by, due, deadline string }{
		{"west of the shop", "America/New_York", "2026-12-12T18:00", "2026-12-12T20:00", "1 hour", "2026-12-12T04:00:00-05:00", "2026-12-12T06:59:59.999999999-05:00"},
		{"across the date line", "Pacific/Kiritimati", "2026-12-12T18:00", "2026-12-12T20:00", "1 hour", "2026-12-12T23:00:00+14:00", "2026-12-13T01:59:59.999999999+14:00"},
		{"all of it skipped, but for who is early", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T02:45", "1 hour", "2026-03-29T01:00:00+01:00", "2026-03-29T01:59:59.999999999+01:00"},
		{"a beginning that is skipped", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T04:00", "1 hour", "2026-03-29T01:00:00+01:00", "2026-03-29T03:59:59.999999999+02:00"},
		{"a beginning read twice is the first", "Europe/Berlin", "2026-10-25T02:30", "2026-10-25T04:00", "1 hour", "2026-10-25T01:30:00+02:00", "2026-10-25T03:59:59.999999999+01:00"},
		{"an end read twice is the first", "Europe/Berlin", "2026-10-25T01:00", "2026-10-25T02:30", "1 hour", "2026-10-25T00:00:00+02:00", "2026-10-25T02:29:59.999999999+02:00"},
		{"a day earlier over the change", "Europe/Berlin", "2026-03-29T12:00", "2026-03-29T20:00", "1 day", "2026-03-28T12:00:00+01:00", "2026-03-29T19:59:59.999999999+02:00"},
	} {
		shop := shanghai()
		if c.zone == "Europe/Berlin" {
			shop = zone(t, c.zone)
		}
		e := only(t, shop, `"campaign": {"name": "c", "from": "`+c.from+`", "until": "`+c.until+`", "early": [{"tier": "gold", "by": "`+c.by+`"}]}`)
		who := agreed("chen")
		who.Zone, who.Tier = zone(t, c.zone), "gold"
		due := moment(c.due)
		if got, want := candidates(t, e, care.Run{From: due, Until: due.Add(1)}, who), "campaign:c "+c.due+".."+c.deadline; got != want {
			t.Errorf("%s: %s, want %s", c.why, got, want)
		}
	}
}

// Whoever had the campaign gets no other of its name, wherever it is moved.
func TestCampaignMoved(t *testing.T) {
	moved := func(name, date string) *care.Engine {
		return only(t, shanghai(), `"campaign": {"name": "`+name+`", "from": "`+date+`T18:00", "until": "`+date+`T20:00"}`)
	}
	who := agreed("chen")
	x := explained(t, moved("sale", "2026-12-12"), day(2026, 12, 12), who)
	who.History = []care.Record{x.Contacts[0].Record}
	if got, want := outcome(t, moved("sale", "2027-06-18"), day(2027, 6, 18), who), "campaign:sale: [already_sent, 2026-12-12T18:00:00+08:00]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := outcome(t, moved("sale2", "2027-06-18"), day(2027, 6, 18), who), "campaign:sale2 at 2027-06-18T18:00:00+08:00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A campaign is cancelled by what came from when it is due on, about anything.
func TestCampaignCancels(t *testing.T) {
	e := only(t, shanghai(), `"campaign": {"name": "c", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00",
		"early": [{"tier": "gold", "by": "2 hours"}]}, "cancelledBy": ["bought"]`)
	who := agreed("chen")
	who.Tier = "gold"
	due := moment("2026-12-12T16:00:00+08:00")
	for _, c := range []cancelCase{
		{"just before it is due", care.Event{Kind: "bought", At: due.Add(-1)}, false},
		{"when it is due", care.Event{Kind: "bought", At: due}, true},
		{"with a key, before", care.Event{Kind: "bought", Key: "P9", At: due.Add(-1)}, false},
		{"with a key, when it is due", care.Event{Kind: "bought", Key: "P9", At: due}, true},
	} {
		c.check(t, e, between("2026-12-12T17:00:00+08:00", "2026-12-12T20:00:00+08:00"), who)
	}
}

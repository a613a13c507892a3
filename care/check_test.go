package care_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/shopspring/decimal"
)

// A customerCase is an edit of a customer whose data is right, and the one
// fault it makes.
type customerCase struct {
	why   string
	edit  func(*care.Customer)
	field string // faultless where the customer still is right
	says  string
}

// checked is a shop whose rules find nothing of what the cases give.
func checked(t testing.TB) *care.Engine {
	t.Helper()
	p, err := care.ParseProgram([]byte(`{
		"channels": [{"id": "sms", "kind": "sms"}, {"id": "email", "kind": "email"}], "topics": ["orders", "offers"],
		"rules": [{"id": "r", "class": "transactional", "topic": "orders", "channels": ["sms"],
			"event": {"kind": "never"}, "within": "1 day"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := care.New(p, shanghai())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (c customerCase) check(t *testing.T, e *care.Engine) {
	t.Helper()
	who := agreed("chen")
	c.edit(&who)
	_, err := e.Plan(day(2026, 11, 22), []care.Customer{who})
	var data *care.DataError
	switch record := fmt.Sprintf("customer %.64q", who.ID); {
	case c.field == faultless && err != nil:
		t.Errorf("%s: %v", c.why, err)
	case c.field == faultless:
	case !errors.As(err, &data):
		t.Errorf("%s: %v, want %s: %s", c.why, err, c.field, c.says)
	case data.Record != record || data.Field != c.field || !strings.Contains(data.Why, c.says):
		t.Errorf("%s: %v, want %s: %s: %s", c.why, err, record, c.field, c.says)
	case len(err.Error()) > 300:
		t.Errorf("%s: an error of %d bytes", c.why, len(err.Error()))
	}
}

// faultless is the field of a case that is right.
const faultless = "-"

// The first and the last instant that there may be, and their neighbours.
var (
	firstInstant = moment("1900-01-01T00:00:00Z")
	lastInstant  = moment("2299-12-31T23:59:59.999999999Z")
)

func TestCheckCustomer(t *testing.T) {
	e := checked(t)
	for _, c := range []customerCase{
		{"as it is", func(*care.Customer) {}, faultless, ""},
		{"no ID", func(c *care.Customer) { c.ID = "" }, "id", "is empty: give a name"},
		{"a short one", func(c *care.Customer) { c.ID = "陈" }, faultless, ""},
		{"an ID that is not UTF-8", func(c *care.Customer) { c.ID = "\xff" }, "id", `"\xff" is not UTF-8`},
		{"the longest ID", func(c *care.Customer) { c.ID = strings.Repeat("x", 1000) }, faultless, ""},
		{"a byte more", func(c *care.Customer) { c.ID = strings.Repeat("x", 1001) }, "id", "has 1001 bytes: give at most 1000"},
		{"no zone", func(c *care.Customer) { c.Zone = nil }, faultless, ""},
		{"UTC", func(c *care.Customer) { c.Zone = time.UTC }, faultless, ""},
		{"the machine's zone", func(c *care.Customer) { c.Zone = time.Local }, "zone", "another on every machine"},
		{"less than a day off", func(c *care.Customer) { c.Zone = time.FixedZone("odd", 24*60*60-1) }, faultless, ""},
		{"a day off", func(c *care.Customer) { c.Zone = time.FixedZone("odd", 24*60*60) }, "zone", "86400 seconds off UTC"},
		{"joined: not known", func(c *care.Customer) { c.Joined = time.Time{} }, faultless, ""},
		{"joined: the first instant", func(c *care.Customer) { c.Joined = firstInstant }, faultless, ""},
		{"joined: before it", func(c *care.Customer) { c.Joined = firstInstant.Add(-1) }, "joined", "the year 1899 is outside 1900..2299"},
		{"joined: the last instant", func(c *care.Customer) { c.Joined = lastInstant }, faultless, ""},
		{"joined: after it", func(c *care.Customer) { c.Joined = lastInstant.Add(1) }, "joined", "the year 2300 is outside"},
		{"no order", func(c *care.Customer) { c.LastOrder = time.Time{} }, faultless, ""},
		{"an order at the first instant", func(c *care.Customer) { c.LastOrder = firstInstant }, faultless, ""},
		{"before it", func(c *care.Customer) { c.LastOrder = firstInstant.Add(-1) }, "lastOrder", "the year 1899 is outside"},
		{"an order at the last instant", func(c *care.Customer) { c.LastOrder = lastInstant }, faultless, ""},
		{"after it", func(c *care.Customer) { c.LastOrder = lastInstant.Add(1) }, "lastOrder", "the year 2300 is outside"},
	} {
		c.check(t, e)
	}
}

// many returns n of what one gives.
func many[T any](n int, one func(i int) T) (list []T) {
	for i := range n {
		list = append(list, one(i))
	}
	return list
}

func TestCheckLengths(t *testing.T) {
	e := checked(t)
	at := moment("2026-11-01T00:00:00+08:00")
	for _, c := range []struct {
		field string
		most  int
		give  func(c *care.Customer, n int)
	}{
		{"tags", 1_000, func(c *care.Customer, n int) { c.Tags = make([]string, n) }},
		{"dates", 1_000, func(c *care.Customer, n int) {
			c.Dates = many(n, func(i int) care.Date { return care.Date{Name: fmt.Sprint(i), Month: 1, Day: 1} })
		}},
		{"expiries", 1_000, func(c *care.Customer, n int) {
			c.Expiries = many(n, func(i int) care.Expiry { return care.Expiry{Name: "coupon", Key: fmt.Sprint(i), At: at} })
		}},
		{"events", 1_000, func(c *care.Customer, n int) {
			c.Events = many(n, func(i int) care.Event { return care.Event{Kind: "order", Key: fmt.Sprint(i), At: at} })
		}},
		{"cycles", 1_000, func(c *care.Customer, n int) {
			c.Cycles = many(n, func(i int) care.Cycle {
				return care.Cycle{Product: fmt.Sprint(i), Last: "2026-11-01", Days: decimal.NewFromInt(30)}
			})
		}},
		{"addresses", 2, func(c *care.Customer, n int) {
			c.Addresses = many(n, func(int) care.Address { return care.Address{Channel: "sms", Value: "138"} })
		}},
		{"consents", 200, func(c *care.Customer, n int) {
			c.Consents = many(n, func(int) care.Consent { return care.Consent{Channel: "sms", At: at} })
		}},
		{"history", 10_000, func(c *care.Customer, n int) {
			c.History = many(n, func(i int) care.Record { return care.Record{Rule: "r", Occurrence: fmt.Sprint(i), At: at} })
		}},
	} {
		customerCase{c.field + ": as many as are allowed", func(who *care.Customer) { c.give(who, c.most) }, faultless, ""}.check(t, e)
		customerCase{c.field + ": one more", func(who *care.Customer) { c.give(who, c.most+1) }, c.field,
			fmt.Sprintf("has %d entries, and at most %d are allowed", c.most+1, c.most)}.check(t, e)
	}
}

func TestCheckHistory(t *testing.T) {
	e := checked(t)
	good := care.Record{Rule: "r", Occurrence: "never:x:1", At: moment("2026-11-01T00:00:00+08:00")}
	with := func(edit func(*care.Record)) func(*care.Customer) {
		return func(c *care.Customer) {
			r := good
			edit(&r)
			c.History = []care.Record{good, r}
		}
	}
	for _, c := range []customerCase{
		{"twice the same", with(func(*care.Record) {}), faultless, ""},
		{"another instant", with(func(r *care.Record) { r.At = r.At.Add(1) }), faultless, ""},
		{"in the future", with(func(r *care.Record) { r.At = lastInstant }), faultless, ""},
		{"at the first instant", with(func(r *care.Record) { r.At = firstInstant }), faultless, ""},
		{"before it", with(func(r *care.Record) { r.At = firstInstant.Add(-1) }), "history[1].at", "the year 1899 is outside"},
		{"too late", with(func(r *care.Record) { r.At = lastInstant.Add(1) }), "history[1].at", "the year 2300 is outside"},
		{"no instant", with(func(r *care.Record) { r.At = time.Time{} }), "history[1].at", "the instant is missing"},
		{"no rule", with(func(r *care.Record) { r.Rule = "" }), "history[1]", "needs its rule and its occurrence, as planned"},
		{"no occurrence", with(func(r *care.Record) { r.Occurrence = "" }), "history[1]", "needs its rule and its occurrence, as planned"},
		{"a rule of yesterday's programme", with(func(r *care.Record) { r.Rule = "gone" }), faultless, ""},
		{"a channel of yesterday's programme", with(func(r *care.Record) { r.Channel, r.Topic = "fax", "gone" }), faultless, ""},
	} {
		c.check(t, e)
	}
}

func TestCheckDates(t *testing.T) {
	e := checked(t)
	date := func(name string, year, month, day int) func(*care.Customer) {
		return func(c *care.Customer) { c.Dates = []care.Date{{Name: name, Year: year, Month: month, Day: day}} }
	}
	lunar := func(year, month, day int) func(*care.Customer) {
		return func(c *care.Customer) { c.Dates = []care.Date{lunarDate(year, month, day, true)} }
	}
	for _, c := range []customerCase{
		{"no name", date("", 1990, 5, 6), "dates[0]", "is empty: give a name"},
		{"a long name", date(strings.Repeat("x", 1001), 1990, 5, 6), "dates[0]", "has 1001 bytes"},
		{"a name of 1000 bytes", date(strings.Repeat("x", 1000), 1990, 5, 6), faultless, ""},
		{"no month", date("b", 1990, 0, 6), "dates[0]", "is no date: year 1990, month 0, day 6"},
		{"the first month", date("b", 1990, 1, 6), faultless, ""},
		{"the last month", date("b", 1990, 12, 6), faultless, ""},
		{"a month more", date("b", 1990, 13, 6), "dates[0]", "month 13"},
		{"no day", date("b", 1990, 5, 0), "dates[0]", "day 0"},
		{"31 May", date("b", 1990, 5, 31), faultless, ""},
		{"32 May", date("b", 1990, 5, 32), "dates[0]", "day 32"},
		{"30 April", date("b", 1990, 4, 30), faultless, ""},
		{"31 April", date("b", 1990, 4, 31), "dates[0]", "is no date"},
		{"29 February, the year not known", date("b", 0, 2, 29), faultless, ""},
		{"30 February", date("b", 0, 2, 30), "dates[0]", "is no date"},
		{"29 February of a leap year", date("b", 1996, 2, 29), faultless, ""},
		{"29 February of a common year", date("b", 1997, 2, 29), "dates[0]", "is no date: year 1997, month 2, day 29"},
		{"29 February 1900", date("b", 1900, 2, 29), "dates[0]", "is no date"},
		{"the year 1", date("b", 1, 5, 6), faultless, ""},
		{"the year −1", date("b", -1, 5, 6), "dates[0]", "year -1"},
		{"the year 9999", date("b", 9999, 5, 6), faultless, ""},
		{"the year 10000", date("b", 10000, 5, 6), "dates[0]", "year 10000"},
		{"a leap month of the Gregorian calendar", func(c *care.Customer) {
			c.Dates = []care.Date{{Name: "b", Month: 5, Day: 6, Leap: true}}
		}, "dates[0]", "has a leap month, which only lunar dates have"},
		{"lunar month 1", lunar(1990, 1, 1), faultless, ""},
		{"lunar month 0", lunar(1990, 0, 1), "dates[0]", "month 0"},
		{"lunar month 12", lunar(1990, 12, 30), faultless, ""},
		{"lunar month 13", lunar(1990, 13, 1), "dates[0]", "month 13"},
		{"lunar day 0", lunar(1990, 1, 0), "dates[0]", "day 0"},
		{"lunar 30 February", lunar(0, 2, 30), faultless, ""},
		{"lunar day 31", lunar(1990, 1, 31), "dates[0]", "day 31"},
		{"lunar year −1", lunar(-1, 1, 1), "dates[0]", "year -1"},
		{"lunar year 9999", lunar(9999, 1, 1), faultless, ""},
		{"lunar year 10000", lunar(10000, 1, 1), "dates[0]", "year 10000"},
	} {
		c.check(t, e)
	}
}

func TestCheckReach(t *testing.T) {
	e := checked(t)
	addresses := func(all ...care.Address) func(*care.Customer) {
		return func(c *care.Customer) { c.Addresses = all }
	}
	at := moment("2026-11-01T00:00:00+08:00")
	consent := func(edit func(*care.Consent)) func(*care.Customer) {
		return func(c *care.Customer) {
			a := care.Consent{Channel: "sms", Topic: "offers", At: at}
			edit(&a)
			c.Consents = append(c.Consents, a)
		}
	}
	for _, c := range []customerCase{
		{"one a channel", addresses(care.Address{Channel: "sms", Value: "138"}, care.Address{Channel: "email", Value: "a@b.c"}), faultless, ""},
		{"none", addresses(), faultless, ""},
		{"an empty one", addresses(care.Address{Channel: "sms"}), faultless, ""},
		{"an unknown channel", addresses(care.Address{Channel: "sms", Value: "138"}, care.Address{Channel: "SMS", Value: "138"}), "addresses[1].channel", `"SMS" is no channel of the programme: add it there`},
		{"no channel", addresses(care.Address{Value: "138"}), "addresses[0].channel", `"" is no channel`},
		{"the longest", addresses(care.Address{Channel: "sms", Value: strings.Repeat("1", 1000)}), faultless, ""},
		{"a byte more", addresses(care.Address{Channel: "sms", Value: strings.Repeat("1", 1001)}), "addresses[0].value", "has 1001 bytes; at most 1000 are allowed"},
		{"twice the same", addresses(care.Address{Channel: "sms", Value: "138"}, care.Address{Channel: "sms", Value: "138"}), faultless, ""},
		{"a second one", addresses(care.Address{Channel: "sms", Value: "138"}, care.Address{Channel: "sms", Value: "139"}), "addresses[1].channel", `gives a second address on "sms": choose one`},
		{"blocked or not", addresses(care.Address{Channel: "sms", Value: "138"}, care.Address{Channel: "sms", Value: "138", Blocked: "bounced"}), "addresses[1].channel", "a second address"},
		{"a consent", consent(func(*care.Consent) {}), faultless, ""},
		{"on the whole channel", consent(func(a *care.Consent) { a.Topic = "" }), faultless, ""},
		{"on an unknown channel", consent(func(a *care.Consent) { a.Channel = "fax" }), "consents[1].channel", `"fax" is no channel of the programme`},
		{"on no channel", consent(func(a *care.Consent) { a.Channel = "" }), "consents[1].channel", `"" is no channel`},
		{"about an unknown topic", consent(func(a *care.Consent) { a.Topic = "offer" }), "consents[1].topic", `"offer" is no topic of the programme`},
		{"a denial about an unknown topic", consent(func(a *care.Consent) { a.Topic, a.Denied = "offer", true }), "consents[1].topic", "is no topic"},
		{"from no instant", consent(func(a *care.Consent) { a.At = time.Time{} }), "consents[1].at", "the instant is missing"},
		{"from the first instant", consent(func(a *care.Consent) { a.At = firstInstant }), faultless, ""},
		{"before it", consent(func(a *care.Consent) { a.At = firstInstant.Add(-1) }), "consents[1].at", "the year 1899 is outside"},
		{"from the last instant", consent(func(a *care.Consent) { a.At = lastInstant }), faultless, ""},
		{"after it", consent(func(a *care.Consent) { a.At = lastInstant.Add(1) }), "consents[1].at", "the year 2300 is outside"},
		{"for a nanosecond", consent(func(a *care.Consent) { a.Until = at.Add(1) }), faultless, ""},
		{"for no time", consent(func(a *care.Consent) { a.Until = at }), "consents[1].until", "must be after at"},
		{"backwards", consent(func(a *care.Consent) { a.Until = at.Add(-1) }), "consents[1].until", "leave it out where there is no end"},
	} {
		c.check(t, e)
	}
}

// The first fault is told, in the order of the fields, and the stream goes on
// with the next customer.
func TestCheckInStream(t *testing.T) {
	e := only(t, shanghai(), `"date": {"days": ["11-22"]}, "within": "1 day"`)
	bad := agreed("b")
	bad.Events, bad.LastOrder = []care.Event{{At: firstInstant.Add(-1)}}, lastInstant.Add(1)
	all := []care.Customer{agreed("a"), bad, agreed("c")}
	decisions := slices.Collect(e.Stream(day(2026, 11, 22), slices.Values(all)))
	if len(decisions) != 3 || decisions[0].Err != nil || decisions[1].Err == nil || decisions[2].Err != nil {
		t.Fatalf("%v", decisions)
	}
	if got, want := decisions[1].Err.Error(), `care: customer "b": lastOrder: the year 2300 is outside 1900..2299`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if d := decisions[1]; d.Customer != "b" || d.Contacts != nil || d.Suppressed != nil {
		t.Errorf("beside the error: %v", d)
	}
	plan, err := e.Plan(day(2026, 11, 22), all)
	if err == nil || err.Error() != decisions[1].Err.Error() || plan.Contacts != nil {
		t.Errorf("the plan: %v, %v", plan, err)
	}
}

// A customer has 2,000 candidates at most, of all rules together.
func TestCheckCandidates(t *testing.T) {
	e := only(t, shanghai(), `"event": {"kind": "order", "after": ["1 hour", "2 hours"]}, "within": "1 day"`,
		`, "lookAhead": "1 hour"`)
	who := agreed("chen")
	who.Events = many(1_000, func(i int) care.Event {
		return care.Event{Kind: "order", Key: fmt.Sprint(i), At: moment("2026-11-22T00:00:00+08:00")}
	})
	x := explained(t, e, day(2026, 11, 22), who)
	if len(x.Contacts) != 2_000 {
		t.Errorf("%d contacts of 1,000 orders in two steps", len(x.Contacts))
	}

	two := engine(`{
		"channels": [{"id": "sms", "kind": "sms"}], "topics": ["t"],
		"rules": [
			{"id": "a", "class": "transactional", "topic": "t", "channels": ["sms"], "event": {"kind": "order", "after": ["1 hour", "2 hours"]}, "within": "1 day"},
			{"id": "b", "class": "transactional", "topic": "t", "channels": ["sms"], "date": {"days": ["11-22"]}, "within": "1 day"}]}`)
	_, err := two.Plan(day(2026, 11, 22), []care.Customer{who})
	var data *care.DataError
	if !errors.As(err, &data) || data.Record != `customer "chen"` || data.Field != "" ||
		!strings.Contains(data.Why, `has more than 2000 occurrences of the rules, the last of rule "b"`) {
		t.Errorf("one more: %v", err)
	}
	who.Events = who.Events[1:]
	if x := explained(t, two, day(2026, 11, 22), who); len(x.Contacts) != 1_999 {
		t.Errorf("one order less: %d contacts", len(x.Contacts))
	}
}

// Minimum contacts are candidates, too, however short the silence.
func TestCheckCandidatesOfMinimum(t *testing.T) {
	e := only(t, shanghai(), `"silence": {"since": "contact", "after": ["1 hour"]}, "within": "1 minute"`)
	from := moment("2026-11-22T00:00:00+08:00")
	who := agreed("chen")
	who.Joined = from
	run := care.Run{From: from, Until: from.Add(2_000*time.Hour + 1)}
	if x := explained(t, e, run, who); len(x.Contacts) != 2_000 {
		t.Errorf("%d contacts in 2,000 hours", len(x.Contacts))
	}
	run.Until = run.Until.Add(time.Hour)
	if x := e.Explain(run, who); x.Err == nil || !strings.Contains(x.Err.Error(), "plan fewer days") {
		t.Errorf("an hour more: %v", x)
	}
}

package care_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
)

func TestExplain(t *testing.T) {
	p := saleShop()
	gold := ranked("gold", 0)
	gold.Audience.Tiers = []string{"gold"}
	tomorrow := sale("tomorrow", "2026-11-23T00:00", "2026-11-23T20:00")
	hello := care.Rule{ID: "hello", Class: care.Commercial, Topic: "offers", Channels: []string{"sms"}, Within: "1 day",
		Silence: &care.OnSilence{Since: care.LastContact, After: []care.Term{"30 days"}}}
	p.Rules = append(p.Rules, tomorrow, gold, hello, sale("a", "2026-11-24T00:00", "2026-11-25T20:00"))
	e := opened(t, p)
	lin := agreed("lin")
	bad := lin
	bad.Tags = make([]string, 1001)

	for _, c := range []struct {
		why string
		run care.Run
		c   care.Customer
		err bool
		has string // contacts and suppressed
		out string // idle rules
	}{
		{"what is due", day(2026, 11, 22), lin, false, "1 2", "[a tomorrow]"},
		{"nothing is, but that nobody has written", day(2026, 11, 21), lin, false, "1 0", "[a gold sale tomorrow]"},
		{"a bad customer", day(2026, 11, 22), bad, true, "0 0", "[]"},
		{"a bad run", care.Run{}, lin, true, "0 0", "[]"},
	} {
		x := e.Explain(c.run, c.c)
		var data *care.DataError
		if got := fmt.Sprintf("%d %d", len(x.Contacts), len(x.Suppressed)); got != c.has || errors.As(x.Err, &data) != c.err {
			t.Errorf("%s: got %s, %v; want %s", c.why, got, x.Err, c.has)
		}
		if got := fmt.Sprint(x.Idle); got != c.out || x.Idle == nil {
			t.Errorf("%s: idle are %s, want %s", c.why, got, c.out)
		}
	}
}

// An explanation says what a stream does.
func TestExplainIsStream(t *testing.T) {
	p, lin := fullShop()
	e := opened(t, p)
	want := slices.Collect(e.Stream(day(2026, 11, 22), slices.Values([]care.Customer{lin})))
	if diff := cmp.Diff(want[0], e.Explain(day(2026, 11, 22), lin).Decision); diff != "" {
		t.Errorf("(-stream +explain):\n%s", diff)
	}
}

func TestExplanationText(t *testing.T) {
	p, lin := fullShop()
	p.Rules = append(p.Rules, sale("z", "2027-01-01T00:00", "2027-01-02T00:00"), sale("y", "2027-01-01T00:00", "2027-01-02T00:00"))
	e := opened(t, p)
	lin.Consents = nil
	bad := lin
	bad.Joined = bad.Joined.AddDate(5000, 0, 0)
	for _, c := range []struct {
		why  string
		run  care.Run
		who  care.Customer
		want string
	}{
		{"what is not, and why", day(2026, 11, 22), lin, "customer lin\n" +
			"  late campaign:late: not, due 2026-11-22T10:00:00+08:00: not_tier; consent_unknown on sms\n" +
			"  thanks ordered:O1:1: not, due 2026-11-22T10:00:00+08:00: consent_unknown on sms; too_late, 2026-11-22T12:00:00+08:00\n" +
			"  nothing due  y, z"},
		{"nothing", day(2026, 11, 23), lin, "customer lin\n  nothing due  late, thanks, y, z"},
		{"an error", day(2026, 11, 22), bad, "customer lin\n  care: customer \"lin\": joined: the year 5001 is outside 1900..2299"},
	} {
		if got := e.Explain(c.run, c.who).String(); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
	for r, want := range map[care.Reason]string{
		{Code: care.NoAddress, Channel: "sms"}:                                          "no_address on sms",
		{Code: care.NotTier, Detail: "silver"}:                                          "not_tier: silver",
		{Code: care.Capped, Channel: "sms", Detail: "week", At: cst("10:00")}:           "capped on sms: week, 2026-11-22T10:00:00+08:00",
		{Code: care.TooLate, At: cst("10:00")}:                                          "too_late, 2026-11-22T10:00:00+08:00",
		{Code: care.Denied, Channel: "sms", Detail: "web", At: cst("2026-01-01 09:00")}: "denied on sms: web, 2026-01-01T09:00:00+08:00",
	} {
		if got := r.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

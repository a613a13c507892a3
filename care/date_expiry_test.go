package care_test

import (
	"strings"
	"testing"

	"example.com/membership/care"
)

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

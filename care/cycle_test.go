package care_test

import (
	"strings"
	"testing"

	"example.com/membership/care"
	"github.com/shopspring/decimal"
)

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

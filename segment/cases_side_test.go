package segment_test

import (
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// account is a customer of a shop with the grades P, G, S and B, and with side
// classes for those who need no grade.
type account struct {
	Visits    int64
	InCart    int64 // items, not ordered
	Orders    int64
	Disputes  int64 // opened, and decided against the customer
	Blocked   bool
	LastOrder time.Time
}

func accountSchema(t *testing.T) *segment.Schema[*account] {
	return newSchema(t,
		segment.Number("visits", func(a *account) int64 { return a.Visits }),
		segment.Number("in_cart", func(a *account) int64 { return a.InCart }),
		segment.Number("orders", func(a *account) int64 { return a.Orders }),
		segment.Number("disputes", func(a *account) int64 { return a.Disputes }),
		segment.Flag("blocked", func(a *account) bool { return a.Blocked }),
		segment.Instant("last_order", func(a *account) time.Time { return a.LastOrder }),
	)
}

// The side classes of the P-G-S-B grades: malicious customers first, whatever
// else they did, then those without an order, then those without one for long.
const sideClasses = `{"groups": [
	{"name": "malicious", "rule": {"any": [
		{"field": "blocked", "op": "=", "value": true},
		{"field": "disputes", "op": ">=", "value": 3}
	]}},
	{"name": "cart without an order", "rule": {"all": [
		{"field": "orders", "op": "=", "value": 0},
		{"field": "in_cart", "op": ">", "value": 0}
	]}},
	{"name": "visited, never ordered", "rule": {"all": [
		{"field": "orders", "op": "=", "value": 0},
		{"field": "visits", "op": ">", "value": 0}
	]}},
	{"name": "old, no order for long", "rule": {"all": [
		{"not": {"field": "last_order", "op": "missing"}},
		{"not": {"field": "last_order", "op": "within", "value": "last 12 months"}}
	]}}
], "rest": "graded"}`

// shanghaiNow is 5 March 2026, 09:00 in Shanghai.
func shanghaiNow(t *testing.T) time.Time { return now.In(zone(t, "Asia/Shanghai")).Add(-8 * time.Hour) }

func TestSideClasses(t *testing.T) {
	at := shanghaiNow(t)
	on := func(s string) time.Time { return instant(t, s, at.Location()).UTC() } // as a database gives it
	tagger := tag(t, accountSchema(t), sideClasses, at)
	findings := checkPartition(t, tagger, []verdict[*account]{
		{&account{Visits: 1, Orders: 9, Blocked: true, LastOrder: on("2026-03-04")}, "malicious", "blocked, in spite of nine orders"},
		{&account{Orders: 9, Disputes: 3, LastOrder: on("2026-03-04")}, "malicious", "three disputes are reached"},
		{&account{Orders: 9, Disputes: 2, LastOrder: on("2026-03-04")}, "graded", "two disputes happen"},
		{&account{Visits: 4, InCart: 1}, "cart without an order", "one item waits"},
		{&account{InCart: 2, Disputes: 4}, "malicious", "malicious comes first"},
		{&account{Visits: 1}, "visited, never ordered", "one visit"},
		{&account{Visits: 7, InCart: 1, Orders: 1, LastOrder: on("2026-02-01")}, "graded", "a cart after an order is no class"},
		{&account{Orders: 1, LastOrder: on("2025-03-04 23:59:59.999999999")}, "old, no order for long", "a nanosecond before the day twelve months ago"},
		{&account{Orders: 1, LastOrder: on("2025-03-05")}, "graded", "the first instant of that day"},
		{&account{Orders: 1, LastOrder: on("2025-03-05 00:00:00.000000001")}, "graded", "and the next one"},
		{&account{Orders: 1, LastOrder: at}, "graded", "ordered this instant"},
		{&account{Orders: 1}, "graded", "an order of an unknown day is not known to be long ago"},
		{&account{}, "graded", "the rest: no visit was recorded"},
	})
	if len(findings) > 0 {
		t.Errorf("findings %v, want none: every class has somebody", findings)
	}
}

// An order of the future is a fault of the caller's data: it does not exist yet,
// so nobody ordered within the last twelve months.
func TestSideClassesFutureOrder(t *testing.T) {
	at := shanghaiNow(t)
	tagger := tag(t, accountSchema(t), sideClasses, at)
	if got, want := tagger.First(&account{Orders: 1, LastOrder: at.Add(1)}), "old, no order for long"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Even the lifetime holds only for those with a date: it is not always true.
func TestLifetimeAsksForADate(t *testing.T) {
	tagger := tag(t, customerSchema(t), `{"groups": [
		{"name": "ordered", "rule": {"field": "last_order", "op": "within", "value": "lifetime"}},
		{"name": "birthday known", "rule": {"field": "birthday", "op": "within", "value": "lifetime"}}
	]}`, now)
	old := time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)
	checkTags(t, tagger, []verdict[*customer]{
		{&customer{LastOrder: now, Birthday: old}, "ordered, birthday known", "both are known"},
		{&customer{LastOrder: old}, "ordered", "however long ago"},
		{&customer{Birthday: now}, "birthday known", "today"},
		{&customer{}, "", "neither"},
	})
}

// The wider class in front takes everybody with a cart, and the census says so.
func TestSideClassesInTheWrongOrder(t *testing.T) {
	g := parseGrouping(t, sideClasses)
	g.Groups[1], g.Groups[2] = g.Groups[2], g.Groups[1]
	tagger := must(compileGroups(t, accountSchema(t), g, time.UTC).At(now))
	census := tagger.Census(everybody([]verdict[*account]{
		{who: &account{Visits: 4, InCart: 1}},
		{who: &account{Visits: 2, InCart: 6}},
		{who: &account{Visits: 1}},
		{who: &account{Orders: 1, LastOrder: now}},
	}))
	want := []segment.Fault{
		{Path: "groups[0]", Code: "nobody", Message: `nobody of 4 customers is in "malicious": preview its rule to see which part keeps them out`},
		{Path: "groups[2]", Code: "shadowed", Message: `everybody in "cart without an order" (2) falls into an earlier group, most into "visited, never ordered" (2): move it before that one`},
		{Path: "groups[3]", Code: "nobody", Message: `nobody of 4 customers is in "old, no order for long": preview its rule to see which part keeps them out`},
	}
	if diff := cmp.Diff(want, census.Findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// shopper is a customer of a platform that counts interest, too.
type shopper struct {
	LastInterest time.Time // viewed, favoured or put into the cart
	FirstOrder   time.Time
	LastOrder    time.Time
}

// The populations of a platform: interest, new and repurchasing. They exclude
// one another, and so does the rule of each: their order does not matter.
func TestInterestNewRepurchasing(t *testing.T) {
	schema := newSchema(t,
		segment.Instant("last_interest", func(s shopper) time.Time { return s.LastInterest }),
		segment.Instant("first_order", func(s shopper) time.Time { return s.FirstOrder }),
		segment.Instant("last_order", func(s shopper) time.Time { return s.LastOrder }),
		segment.Flag("repeated", func(s shopper) bool { return s.LastOrder.After(s.FirstOrder) }),
	)
	const populations = `{"groups": [
		{"name": "repurchasing", "rule": {"all": [
			{"field": "last_order", "op": "within", "value": "last 365 days"},
			{"field": "repeated", "op": "=", "value": true}
		]}},
		{"name": "new", "rule": {"all": [
			{"field": "first_order", "op": "within", "value": "last 365 days"},
			{"field": "repeated", "op": "=", "value": false}
		]}},
		{"name": "interest", "rule": {"all": [
			{"field": "last_interest", "op": "within", "value": "last 15 days"},
			{"not": {"field": "last_order", "op": "within", "value": "last 365 days"}}
		]}}
	], "rest": "others"}`
	at := shanghaiNow(t)
	on := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		return instant(t, s, at.Location())
	}
	who := func(interest, first, last string) shopper { return shopper{on(interest), on(first), on(last)} }
	people := []verdict[shopper]{
		{who("", "2020-01-01", "2025-03-05"), "repurchasing", "bought again, the last time 365 days ago"},
		{who("", "2020-01-01", "2025-03-04 23:59:59"), "others", "366 days ago"},
		{who("2026-03-05", "2020-01-01", "2025-03-04 23:59:59"), "interest", "an old customer who looks again"},
		{who("2026-03-05", "2020-01-01", "2025-03-05"), "repurchasing", "bought lately: no longer only interested"},
		{who("2026-03-05", "2025-03-05", "2025-03-05"), "new", "bought once, 365 days ago"},
		{who("", "2025-03-05", "2025-03-05 00:00:01"), "repurchasing", "a second order makes the difference"},
		{who("", "2025-03-04", "2025-03-04"), "others", "bought once, too long ago"},
		{who("2026-02-18", "", ""), "interest", "looked 15 days ago, never bought"},
		{who("2026-02-17 23:59:59", "", ""), "others", "looked 16 days ago"},
		{who("2026-03-05 09:00:01", "", ""), "others", "will look in a second"},
		{who("", "", ""), "others", "nothing is known"},
	}
	checkPartition(t, tag(t, schema, populations, at), people)
	turned := parseGrouping(t, populations)
	turned.Groups[0], turned.Groups[2] = turned.Groups[2], turned.Groups[0]
	checkPartition(t, must(compileGroups(t, schema, turned, at.Location()).At(at)), people)
}

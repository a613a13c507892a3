package care_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/shopspring/decimal"
)

// What stands twice with the same content counts once; with another it is named.
// Long lists are compared in another way than short ones.
func TestCheckTwice(t *testing.T) {
	e := checked(t)
	at := moment("2026-11-01T00:00:00+08:00")
	for _, n := range []int{0, 13, 14, 15, 40} { // 16 and 17 with the two or three that follow
		dates := func(all ...care.Date) func(*care.Customer) {
			return func(c *care.Customer) {
				c.Dates = append(many(n, func(i int) care.Date { return care.Date{Name: fmt.Sprint(i), Month: 1, Day: 1} }), all...)
			}
		}
		expiries := func(all ...care.Expiry) func(*care.Customer) {
			return func(c *care.Customer) {
				c.Expiries = append(many(n, func(i int) care.Expiry { return care.Expiry{Name: "x", Key: fmt.Sprint(i), At: at} }), all...)
			}
		}
		events := func(all ...care.Event) func(*care.Customer) {
			return func(c *care.Customer) {
				c.Events = append(many(n, func(i int) care.Event { return care.Event{Kind: "x", Key: fmt.Sprint(i), At: at} }), all...)
			}
		}
		cycles := func(all ...care.Cycle) func(*care.Customer) {
			return func(c *care.Customer) {
				c.Cycles = append(many(n, func(i int) care.Cycle {
					return care.Cycle{Product: fmt.Sprint(i), Last: "2026-11-01", Days: decimal.NewFromInt(30)}
				}), all...)
			}
		}
		last, third := fmt.Sprintf("[%d]", n+1), fmt.Sprintf("[%d]", n+2)
		days := func(text string) decimal.Decimal { return decimal.RequireFromString(text) }
		for _, c := range []customerCase{
			{"a date", dates(born(1990, 5, 6), born(1990, 5, 6)), faultless, ""},
			{"another date", dates(born(1990, 5, 6), born(1990, 5, 7)), "dates" + last, `gives "birthday" a second time, another date`},
			{"another year", dates(born(1990, 5, 6), born(0, 5, 6)), "dates" + last, "a second time"},
			{"the third is another", dates(born(1990, 5, 6), born(1990, 5, 6), born(1990, 5, 7)), "dates" + third, "a second time"},
			{"an expiry", expiries(care.Expiry{Name: "c", Key: "K", At: at}, care.Expiry{Name: "c", Key: "K", At: at.UTC()}), faultless, ""},
			{"another end", expiries(care.Expiry{Name: "c", Key: "K", At: at}, care.Expiry{Name: "c", Key: "K", At: at.Add(1)}), "expiries" + last, `gives the end of "c" "K" a second time, with different content`},
			{"another key", expiries(care.Expiry{Name: "c", Key: "K", At: at}, care.Expiry{Name: "c", Key: "L", At: at.Add(1)}), faultless, ""},
			{"another name", expiries(care.Expiry{Name: "c", Key: "K", At: at}, care.Expiry{Name: "d", Key: "K", At: at.Add(1)}), faultless, ""},
			{"another end, without a key", expiries(care.Expiry{Name: "c", At: at}, care.Expiry{Name: "c", At: at.Add(1)}), "expiries" + last, "a second time"},
			{"an event", events(care.Event{Kind: "k", Key: "K", At: at}, care.Event{Kind: "k", Key: "K", At: at.UTC()}), faultless, ""},
			{"another instant", events(care.Event{Kind: "k", Key: "K", At: at}, care.Event{Kind: "k", Key: "K", At: at.Add(1)}), "events" + last,
				`gives the event "k" of "K" a second time, with different content: what happens again has a key of its own`},
			{"other variables of an event", events(care.Event{Kind: "k", Key: "K", At: at}, care.Event{Kind: "k", Key: "K", At: at, Variables: map[string]string{"v": "b"}}),
				"events" + last, "a second time, with different content"},
			{"other variables of an expiry", expiries(care.Expiry{Name: "c", Key: "K", At: at, Variables: map[string]string{"v": "a"}}, care.Expiry{Name: "c", Key: "K", At: at}),
				"expiries" + last, "a second time, with different content"},
			{"other variables of a cycle", cycles(care.Cycle{Product: "P", Last: "2026-11-01", Days: days("30")},
				care.Cycle{Product: "P", Last: "2026-11-01", Days: days("30"), Variables: map[string]string{"v": "a"}}),
				"cycles" + last + ".product", "a second time, with different content"},
			{"another key", events(care.Event{Kind: "k", Key: "K", At: at}, care.Event{Kind: "k", Key: "L", At: at.Add(1)}), faultless, ""},
			{"another kind", events(care.Event{Kind: "k", Key: "K", At: at}, care.Event{Kind: "l", Key: "K", At: at.Add(1)}), faultless, ""},
			{"a cycle", cycles(care.Cycle{Product: "P", Last: "2026-11-01", Days: days("30")}, care.Cycle{Product: "P", Last: "2026-11-01", Days: days("30.00")}), faultless, ""},
			{"another length", cycles(care.Cycle{Product: "P", Last: "2026-11-01", Days: days("30")}, care.Cycle{Product: "P", Last: "2026-11-01", Days: days("31")}),
				"cycles" + last + ".product", `gives "P" a second time`},
			{"another purchase", cycles(care.Cycle{Product: "P", Last: "2026-11-01", Days: days("30")}, care.Cycle{Product: "P", Last: "2026-11-02", Days: days("30")}),
				"cycles" + last + ".product", `gives "P" a second time`},
		} {
			c.why += fmt.Sprintf(" beside %d", n)
			c.check(t, e)
		}
	}
}

func TestCheckExpiriesAndEvents(t *testing.T) {
	e := checked(t)
	expiry := func(name string, at time.Time) func(*care.Customer) {
		return func(c *care.Customer) { c.Expiries = []care.Expiry{{Name: name, Key: "K", At: at}} }
	}
	event := func(kind string, at time.Time) func(*care.Customer) {
		return func(c *care.Customer) { c.Events = []care.Event{{Kind: kind, Key: "K", At: at}} }
	}
	for _, c := range []customerCase{
		{"the first end", expiry("coupon", firstInstant), faultless, ""},
		{"an end before", expiry("coupon", firstInstant.Add(-1)), "expiries[0].at", "the year 1899 is outside"},
		{"the last end", expiry("coupon", lastInstant), faultless, ""},
		{"an end after", expiry("coupon", lastInstant.Add(1)), "expiries[0].at", "the year 2300 is outside"},
		{"no end", expiry("coupon", time.Time{}), "expiries[0].at", "the instant is missing"},
		{"no name", expiry("", firstInstant), "expiries[0].name", "is empty: give a name"},
		{"a name that is not UTF-8", expiry("\xff", firstInstant), "expiries[0].name", "is not UTF-8"},
		{"the first event", event("order", firstInstant), faultless, ""},
		{"an event before", event("order", firstInstant.Add(-1)), "events[0].at", "the year 1899 is outside"},
		{"the last event", event("order", lastInstant), faultless, ""},
		{"an event after", event("order", lastInstant.Add(1)), "events[0].at", "the year 2300 is outside"},
		{"no instant", event("order", time.Time{}), "events[0].at", "the instant is missing"},
		{"no kind", event("", firstInstant), "events[0].kind", "is empty: give a name"},
		{"a long kind", event(strings.Repeat("x", 1001), firstInstant), "events[0].kind", "has 1001 bytes"},
		{"no key", func(c *care.Customer) { c.Events = []care.Event{{Kind: "order", At: firstInstant}} }, faultless, ""},
		{"a key that JSON would change", func(c *care.Customer) { c.Events = []care.Event{{Kind: "order", Key: "\xff", At: firstInstant}} }, "events[0].key", "is not UTF-8"},
		{"a long key", func(c *care.Customer) {
			c.Events = []care.Event{{Kind: "order", Key: strings.Repeat("x", 1001), At: firstInstant}}
		},
			"events[0].key", "has 1001 bytes"},
		{"an end's key that JSON would change", func(c *care.Customer) { c.Expiries = []care.Expiry{{Name: "coupon", Key: "\xff", At: firstInstant}} },
			"expiries[0].key", "is not UTF-8"},
	} {
		c.check(t, e)
	}
}

func TestCheckCycles(t *testing.T) {
	e := checked(t)
	cycle := func(product, last string, days decimal.Decimal) func(*care.Customer) {
		return func(c *care.Customer) { c.Cycles = []care.Cycle{{Product: product, Last: last, Days: days}} }
	}
	lasts := func(days string) func(*care.Customer) {
		return cycle("P9", "2026-09-01", decimal.RequireFromString(days))
	}
	const between = "must be above 0 and at most 3660, with at most 6 decimals"
	for _, c := range []customerCase{
		{"no product", cycle("", "2026-09-01", decimal.NewFromInt(90)), "cycles[0].product", "is empty"},
		{"no date", cycle("P9", "", decimal.NewFromInt(90)), "cycles[0].last", `"" is not a date`},
		{"an instant", cycle("P9", "2026-09-01T00:00:00Z", decimal.NewFromInt(90)), "cycles[0].last", "is not a date of the form 2006-01-02"},
		{"no such day", cycle("P9", "2026-02-29", decimal.NewFromInt(90)), "cycles[0].last", "there is no such day"},
		{"29 February", cycle("P9", "2028-02-29", decimal.NewFromInt(90)), faultless, ""},
		{"the first date", cycle("P9", "0001-01-01", decimal.NewFromInt(90)), faultless, ""},
		{"the last date", cycle("P9", "9999-12-31", decimal.NewFromInt(3660)), faultless, ""},
		{"no days", cycle("P9", "2026-09-01", decimal.Decimal{}), "cycles[0].days", between},
		{"less than none", lasts("-1"), "cycles[0].days", between},
		{"a millionth of a day", lasts("0.000001"), faultless, ""},
		{"ten millionths are too fine", lasts("0.0000001"), "cycles[0].days", between},
		{"so are they above one", lasts("90.0000001"), "cycles[0].days", between},
		{"ten years", lasts("3660"), faultless, ""},
		{"in another form", cycle("P9", "2026-09-01", decimal.New(366, 1)), faultless, ""},
		{"a thousand in another form", cycle("P9", "2026-09-01", decimal.New(1, 3)), faultless, ""},
		{"just below", lasts("3659.999999"), faultless, ""},
		{"just above", lasts("3660.000001"), "cycles[0].days", between},
		{"a huge exponent", cycle("P9", "2026-09-01", decimal.New(1, 1<<30)), "cycles[0].days", between},
		{"a tiny one", cycle("P9", "2026-09-01", decimal.New(1, -1<<30)), "cycles[0].days", between},
		{"a huge number", cycle("P9", "2026-09-01", decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 4096), 0)), "cycles[0].days", between},
		{"one that overflows", cycle("P9", "2026-09-01", decimal.New(99_999_999_999, 3)), "cycles[0].days", between},
	} {
		c.check(t, e)
	}
}

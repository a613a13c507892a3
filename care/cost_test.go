package care_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/care"
)

// Within the limits a customer costs bounded time, whatever is given: each of
// these takes a fraction of a second, and took minutes where a candidate cost
// the square of what is given. The time is told, not judged.
func TestCostOfOneCustomer(t *testing.T) {
	events := func(c *care.Customer) {
		for i := range 1_000 {
			c.Events = append(c.Events, care.Event{Kind: "ordered", Key: fmt.Sprint(i), At: cst("2026-11-21 12:00")})
		}
	}
	reminder := func(r *care.Rule) {
		r.Campaign, r.Within = nil, "366 days"
		r.Event = &care.OnEvent{Kind: "ordered", After: []care.Term{"1 day"}}
	}
	for why, c := range map[string]struct {
		shop func(*care.Program)
		know func(*care.Customer)
	}{
		"a thousand tags": {func(p *care.Program) {
			p.Rules[0].Audience.None = many(1_000, func(i int) string { return fmt.Sprintf("left out %d", i) })
		}, func(c *care.Customer) { c.Tags = many(1_000, func(i int) string { return fmt.Sprintf("tag %d", i) }) }},
		"200 consents": {nil, func(c *care.Customer) {
			c.Consents = many(200, func(i int) care.Consent {
				return care.Consent{Channel: "sms", Denied: true, At: cst("2026-01-01 00:00").AddDate(0, 0, 2*i), Until: cst("2026-01-02 00:00").AddDate(0, 0, 2*i)}
			})
		}},
		"hours that never meet": {func(p *care.Program) {
			p.Quiet = many(47, func(i int) care.Window { return quarter(i) })
		}, func(c *care.Customer) {
			c.Preferred = many(47, func(i int) care.Window { return quarter(i) })
		}},
		"a long history": {limited(3, "7 days"), func(c *care.Customer) {
			c.History = many(10_000, func(i int) care.Record {
				return care.Record{Rule: "old", Occurrence: fmt.Sprint(i), At: cst("2025-11-22 00:00").Add(time.Duration(i) * time.Hour), Channel: "sms", Topic: "offers", Counts: true}
			})
		}},
	} {
		p := saleShop()
		reminder(&p.Rules[0])
		if c.shop != nil {
			c.shop(&p)
		}
		e, who := opened(t, p), agreed("lin")
		events(&who)
		c.know(&who)
		start := time.Now()
		plan, err := e.Plan(day(2026, 11, 22), []care.Customer{who})
		if err != nil || plan.Totals.Candidates != 1_000 {
			t.Errorf("%s: %d candidates, %v", why, plan.Totals.Candidates, err)
		}
		t.Log(why, time.Since(start))
	}
}

// quarter is a window of a quarter of an hour, the others not touching it.
func quarter(i int) care.Window {
	clock := func(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
	return care.Window{From: clock(30 * i), To: clock(30*i + 15)}
}

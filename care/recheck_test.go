package care_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"example.com/membership/care"
)

// What is against a contact that was planned for ten o'clock, by what is known
// when it is to be sent.
func TestRecheck(t *testing.T) {
	p := saleShop()
	p.Rules[0].CancelledBy = []string{"ordered"}
	p.Quiet = []care.Window{{From: "13:00", To: "14:00"}}
	limited(1, "7 days")(&p) // which the contact itself fills
	e := opened(t, p)
	lin := agreed("lin")
	plan, err := e.Plan(day(2026, 11, 22), []care.Customer{lin})
	if err != nil || len(plan.Contacts) != 1 {
		t.Fatal(plan, err)
	}
	contact := plan.Contacts[0] // at 10:00, up to 20:00
	at := contact.At
	for _, c := range []struct {
		why  string
		at   time.Time
		know func(*care.Customer)
		want string
	}{
		{"nothing has happened", at, nil, ""},
		{"it is too early", at.Add(-1), nil, "postponed 10:00"},
		{"the deadline is the last instant", contact.Deadline, nil, ""},
		{"after it", contact.Deadline.Add(1), nil, "too_late 19:59:59.999999999"},
		{"it is quiet by now", cst("2026-11-22 13:00"), nil, "quiet_hours sms 14:00"},
		{"consent was withdrawn", at, consents(says(cst("2025-01-01 00:00")), says(at.Add(-1), "denied", "STOP")), "denied sms STOP 09:59:59.999999999"},
		{"it will be", at, consents(says(cst("2025-01-01 00:00")), says(at.Add(1), "denied", "STOP")), ""},
		{"it is unknown", at, consents(), "consent_unknown sms"},
		{"the address is blocked", at, func(c *care.Customer) { c.Addresses[0].Blocked = "bounced" }, "blocked sms bounced"},
		{"it is another", at, func(c *care.Customer) { c.Addresses[0].Value = "139" }, "no_address sms +8613800138000"},
		{"it is gone", at, func(c *care.Customer) { c.Addresses = nil }, "no_address sms +8613800138000"},
		{"an order came", at, func(c *care.Customer) { c.Events = []care.Event{{Kind: "ordered", Key: "O1", At: at}} }, "cancelled ordered 10:00"},
		{"an order will come", at, func(c *care.Customer) { c.Events = []care.Event{{Kind: "ordered", Key: "O1", At: at.Add(1)}} }, ""},
		{"it is in the history", at, func(c *care.Customer) { c.History = []care.Record{contact.Record} }, ""},
	} {
		now := agreed("lin")
		if c.know != nil {
			c.know(&now)
		}
		reasons, err := e.Recheck(contact, now, c.at)
		if got := reasonsOf(care.Suppressed{Reasons: reasons}); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.why, got, err, c.want)
		}
	}
}

// What a contact is about may be over when it is to be made.
func TestRecheckGone(t *testing.T) {
	silence := func(since care.Since, after care.Term) func(*care.Rule) {
		return func(r *care.Rule) {
			r.Campaign, r.Within = nil, "10 days"
			r.Silence = &care.OnSilence{Since: since, After: []care.Term{after}, At: "10:00"}
		}
	}
	for _, c := range []struct {
		why        string
		rule       func(*care.Rule)
		know, then func(*care.Customer)
		want       string
	}{
		{"another order came", silence(care.LastOrder, "90 days"), func(c *care.Customer) { c.LastOrder = cst("2026-08-24 20:00") },
			func(c *care.Customer) { c.LastOrder = cst("2026-11-21 20:00") }, "gone"},
		{"none came", silence(care.LastOrder, "90 days"), func(c *care.Customer) { c.LastOrder = cst("2026-08-24 20:00") }, nil, ""},
		{"another contact was made", silence(care.LastContact, "90 days"), func(c *care.Customer) { c.Joined = cst("2026-08-24 20:00") },
			func(c *care.Customer) {
				c.History = []care.Record{{Rule: "r", Occurrence: "o", At: cst("2026-11-22 09:00")}}
			}, "contacted 09:00"},
		{"it is in the history itself", silence(care.LastContact, "90 days"), func(c *care.Customer) { c.Joined = cst("2026-08-24 20:00") },
			func(c *care.Customer) {
				c.History = []care.Record{{Rule: "sale", Occurrence: "minimum:joined", At: cst("2026-11-22 10:00")}}
			}, ""},
		{"the coupon was prolonged", func(r *care.Rule) {
			r.Campaign, r.Within, r.Date = nil, "10 days", &care.OnDate{Expiry: "coupon", At: "10:00"}
		}, func(c *care.Customer) {
			c.Expiries = []care.Expiry{{Name: "coupon", Key: "K", At: cst("2026-11-23 00:00")}}
		},
			func(c *care.Customer) { c.Expiries[0].At = cst("2026-12-23 00:00") }, "gone"},
	} {
		p := saleShop()
		c.rule(&p.Rules[0])
		e := opened(t, p)
		who := agreed("lin")
		c.know(&who)
		plan, err := e.Plan(day(2026, 11, 22), []care.Customer{who})
		if err != nil || len(plan.Contacts) != 1 {
			t.Fatalf("%s: %v, %v", c.why, plan, err)
		}
		if c.then != nil {
			c.then(&who)
		}
		reasons, err := e.Recheck(plan.Contacts[0], who, plan.Contacts[0].At)
		if got := reasonsOf(care.Suppressed{Reasons: reasons}); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.why, got, err, c.want)
		}
	}
}

// What has not been planned is not to be made.
func TestRecheckRefuses(t *testing.T) {
	e := opened(t, saleShop())
	plan, _ := e.Plan(day(2026, 11, 22), []care.Customer{agreed("lin")})
	contact := plan.Contacts[0]
	for why, edit := range map[string]func(*care.Contact, *care.Customer, *time.Time){
		"another rule":     func(c *care.Contact, _ *care.Customer, _ *time.Time) { c.Rule = "gone" },
		"another channel":  func(c *care.Contact, _ *care.Customer, _ *time.Time) { c.Channel = "fax" },
		"another customer": func(_ *care.Contact, who *care.Customer, _ *time.Time) { who.ID = "ma" },
		"no instant":       func(_ *care.Contact, _ *care.Customer, at *time.Time) { *at = time.Time{} },
		"a bad customer":   func(_ *care.Contact, who *care.Customer, _ *time.Time) { who.Consents[0].Channel = "fax" },
		"bad hours":        func(_ *care.Contact, who *care.Customer, _ *time.Time) { who.Preferred = []care.Window{{}} },
	} {
		c, who, at := contact, agreed("lin"), contact.At
		edit(&c, &who, &at)
		var data *care.DataError
		if reasons, err := e.Recheck(c, who, at); !errors.As(err, &data) || reasons != nil {
			t.Errorf("%s: %v, %v", why, reasons, err)
		}
	}
}

// A contact delivered twice by a retry counts once; two contacts count twice.
func TestHistoryCountsOnce(t *testing.T) {
	shop := saleShop()
	edits(limited(2, "7 days"), rules(ranked("sale", 0)))(&shop)
	sent := func(at string) care.Record {
		return care.Record{Rule: "old", Occurrence: "o", At: cst(at), Channel: "sms", Topic: "offers", Counts: true}
	}
	utc := sent("2026-11-21 10:00")
	utc.At = utc.At.UTC()
	for want, history := range map[int][]care.Record{
		1: {sent("2026-11-21 10:00"), sent("2026-11-21 10:00"), utc},
		0: {sent("2026-11-21 10:00"), sent("2026-11-21 10:01")},
	} {
		lin := agreed("lin")
		lin.History = history
		plan, err := opened(t, shop).Plan(day(2026, 11, 22), []care.Customer{lin})
		if err != nil || len(plan.Contacts) != want {
			t.Errorf("%d records: %d contacts, %v, want %d", len(history), len(plan.Contacts), err, want)
		}
	}
}

// A customer with an error has no contacts, and leaves the addresses to others.
func TestFailedCustomerUsesNoAddress(t *testing.T) {
	p := household()
	p.Rules = append(p.Rules, care.Rule{ID: "hello", Class: care.Transactional, Topic: "offers", Channels: []string{"sms"}, Within: "1 day",
		Silence: &care.OnSilence{Since: care.LastContact, After: []care.Term{"1 minute"}}})
	e := opened(t, p)
	an, bo := agreed("an"), agreed("bo")
	an.History = []care.Record{{Rule: "old", Occurrence: "o", At: cst("2026-11-21 10:00")}}
	run := care.Run{From: cst("2026-11-22 00:00"), Until: cst("2026-11-24 00:00")}
	var failed bool
	for d := range e.Stream(run, func(yield func(care.Customer) bool) { _ = yield(an) && yield(bo) }) {
		failed = failed || d.Customer == "an" && d.Err != nil
		for _, s := range d.Suppressed {
			if s.Rule == "sale" {
				t.Errorf("%v", s)
			}
		}
	}
	if !failed {
		t.Error("an has no error")
	}
}

// Totals read back from JSON, where an empty map is left out, go on.
func TestTotalsFromJSON(t *testing.T) {
	totals := care.Totals{Candidates: 1, Planned: 1, Rules: map[string]care.RuleTotals{"sale": {Planned: 1}}}
	totals.Add(care.Decision{Suppressed: []care.Suppressed{{Rule: "sale", Reasons: []care.Reason{{Code: care.Quiet}}}}})
	if got := fmt.Sprint(totals); got != "{2 1 1 map[quiet_hours:1] map[sale:{1 1}]}" {
		t.Error(got)
	}
}

package care_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/care"
)

// ranked is a sale on 22 November from 10:00 to 20:00 of a priority.
func ranked(id string, priority int, edits ...func(*care.Rule)) care.Rule {
	r := sale(id, "2026-11-22T10:00", "2026-11-22T20:00")
	r.Priority = priority
	for _, edit := range edits {
		edit(&r)
	}
	return r
}

func rules(list ...care.Rule) func(*care.Program) {
	return func(p *care.Program) { p.Rules = list }
}

// TestFiveEligibleThreeAllowed: nobody said which of them go out.
func TestFiveEligibleThreeAllowed(t *testing.T) {
	scene{
		why: "those of the greatest priority",
		shop: edits(limited(3, "1 day"), rules(ranked("a", -5), ranked("b", 1_000_000_000), ranked("c", 0),
			ranked("d", 7), ranked("e", -1_000_000_000))),
		want: "b sms 10:00 | c sms 10:00 | d sms 10:00 | " +
			"a: capped sms 1 day; too_late 19:59:59.999999999 | e: capped sms 1 day; too_late 19:59:59.999999999",
	}.check(t)
}

// TestOverCapWaitsNoLonger: what was over a cap came a whole period later.
func TestOverCapWaitsNoLonger(t *testing.T) {
	scene{
		why:  "as soon as the cap is free",
		shop: edits(limited(1, "4 hours"), rules(ranked("a", 3), ranked("b", 2), ranked("c", 1), ranked("d", 0))),
		want: "a sms 10:00 | b sms 14:00 | c sms 18:00 | d: capped sms 4 hours; too_late 19:59:59.999999999",
	}.check(t)
}

func TestPriority(t *testing.T) {
	one := limited(1, "1 day")
	due := func(from string) func(*care.Rule) {
		return func(r *care.Rule) { r.Campaign.From = "2026-11-22T" + from }
	}
	events := func(p *care.Program) {
		orderShop(p)
		p.Rules[0].Variables = nil
		p.Rules[0].Priority = 1
	}
	twoOrders := func(second string) func(*care.Customer) {
		return func(c *care.Customer) {
			c.Events = []care.Event{{Kind: "ordered", Key: "O2", At: cst("2026-11-21 10:00")}, {Kind: "ordered", Key: "O1", At: cst(second)}}
		}
	}
	const capped = ": capped sms 1 day; too_late 19:59:59.999999999"
	for _, c := range []scene{
		{why: "the greater priority, though due later and named later", shop: edits(one, rules(ranked("a", 1), ranked("b", 2, due("12:00")))),
			want: "b sms 12:00 | a" + capped},
		{why: "of one priority, what is due first", shop: edits(one, rules(ranked("a", 1, due("10:01")), ranked("b", 1))), want: "b sms 10:00 | a" + capped},
		{why: "due at once, by rule", shop: edits(one, rules(ranked("b", 1), ranked("a", 1))), want: "a sms 10:00 | b" + capped},
		{why: "of one rule, by occurrence", shop: edits(one, events), lin: twoOrders("2026-11-21 10:00"),
			want: "thanks sms 10:00 | thanks: capped sms 1 day; too_late 12:00"},
	} {
		c.check(t)
	}
	p, lin := saleShop(), agreed("lin")
	edits(one, events)(&p)
	for second, want := range map[string]string{"2026-11-21 10:00": "ordered:O1:1", "2026-11-21 10:01": "ordered:O2:1"} {
		twoOrders(second)(&lin)
		if got := opened(t, p).Explain(day(2026, 11, 22), lin).Contacts[0].Occurrence; got != want {
			t.Errorf("orders at 10:00 and %s: got %s, want %s", second, got, want)
		}
	}
}

// TestCapsAndTransactional: a cap on offers held back receipts.
func TestCapsAndTransactional(t *testing.T) {
	yes, no := true, false
	transactional := func(r *care.Rule) { r.Class = care.Transactional }
	counts := func(b *bool) func(*care.Rule) { return func(r *care.Rule) { r.Counts = b } }
	obeys := func(gates ...care.Gate) func(*care.Rule) { return func(r *care.Rule) { r.Obeys = gates } }
	one := limited(1, "1 day")
	const capped = ": capped sms 1 day; too_late 19:59:59.999999999"
	for _, c := range []scene{
		{why: "it neither asks nor counts", shop: edits(one, rules(ranked("offer", 9), ranked("receipt", 0, transactional))),
			want: "offer sms 10:00 | receipt sms 10:00"},
		{why: "it counts where it says so, and comes first", shop: edits(one, rules(ranked("offer", 9), ranked("receipt", 0, transactional, counts(&yes)))),
			want: "receipt sms 10:00 | offer" + capped},
		{why: "it asks where it obeys", shop: edits(limited(0, "1 day"), rules(ranked("offer", 9), ranked("receipt", 0, transactional, obeys(care.GateCaps)))),
			want: "offer" + capped + " | receipt" + capped},
		{why: "of two that count and obey the greater priority", shop: edits(one, rules(
			ranked("a", 0, transactional, counts(&yes), obeys(care.GateCaps)), ranked("b", 1, transactional, counts(&yes), obeys(care.GateCaps)))),
			want: "b sms 10:00 | a" + capped},
		{why: "an offer that does not count leaves room", shop: edits(one, rules(ranked("a", 2, counts(&no)), ranked("b", 1))),
			want: "a sms 10:00 | b sms 10:00"},
		{why: "and asks for it", shop: edits(one, rules(ranked("a", 1, counts(&no)), ranked("b", 2))),
			want: "b sms 10:00 | a" + capped},
		{why: "an offer that does not obey caps counts", shop: edits(one, rules(ranked("a", 2, obeys(care.GateConsent, care.GateQuietHours, care.GateHoldout)), ranked("b", 1))),
			want: "a sms 10:00 | b" + capped},
		{why: "and so comes first, whatever its priority", shop: edits(one, rules(ranked("a", 1, obeys(care.GateConsent, care.GateQuietHours, care.GateHoldout)), ranked("b", 2))),
			want: "a sms 10:00 | b" + capped},
		{why: "and does not ask", shop: edits(limited(0, "1 day"), rules(ranked("a", 1, obeys(care.GateConsent, care.GateQuietHours, care.GateHoldout)), ranked("b", 2))),
			want: "a sms 10:00 | b" + capped},
	} {
		c.check(t)
	}
}

// What is for a later run keeps its place.
func TestReserve(t *testing.T) {
	one := limited(1, "2 days")
	big := sale("big", "2026-11-23T10:00", "2026-11-23T20:00")
	low := big
	big.Priority, low.Priority, low.ID = 1, -1, "low"
	lookAhead := func(term care.Term) func(*care.Program) { return func(p *care.Program) { p.LookAhead = term } }
	small := ranked("small", 0)
	const capped = "small: capped sms 2 days; too_late 19:59:59.999999999"
	long := sale("long", "2026-11-22T10:00", "2026-11-23T20:00")
	long.Priority, long.Topic = 1, "orders"
	jan := cst("2026-01-01 00:00")
	for _, c := range []scene{
		{why: "without looking ahead", shop: edits(one, rules(small, big)), want: "small sms 10:00"},
		{why: "looking a day ahead", shop: edits(one, lookAhead("1 day"), rules(small, big)), want: capped + " | big: postponed 2026-11-23 10:00"},
		{why: "to when it is due", shop: edits(one, lookAhead("10 hours"), rules(small, big)), want: "small sms 10:00"},
		{why: "to just after", shop: edits(one, lookAhead("601 minutes"), rules(small, big)), want: capped + " | big: postponed 2026-11-23 10:00"},
		{why: "what has a lower priority does not reserve", shop: edits(one, lookAhead("1 day"), rules(small, low)),
			want: "small sms 10:00 | low: capped sms 2 days; too_late 2026-11-23 19:59:59.999999999"},
		{why: "far enough away it does not matter", shop: edits(limited(1, "1 day"), lookAhead("1 day"), rules(small, big)),
			want: "small sms 10:00 | big: postponed 2026-11-23 10:00"},
		{why: "what is due in the run and lands after it reserves, too", shop: edits(one, rules(small, long)),
			lin:  consents(says(jan), ending(says(jan, "orders", "denied"), cst("2026-11-23 00:00"))),
			want: "long: denied sms 2026-01-01 00:00; postponed 2026-11-23 00:00 | " + capped},
	} {
		c.check(t)
	}
}

// TestCapsJudgeRecords: caps judged old contacts by today's tags.
func TestCapsJudgeRecords(t *testing.T) {
	narrow := func(edit func(*care.Cap)) func(*care.Program) {
		return func(p *care.Program) { limited(1, "1 day")(p); edit(&p.Caps[0]) }
	}
	offers := narrow(func(c *care.Cap) { c.Topics = []string{"offers"} })
	texts := narrow(func(c *care.Cap) { c.Channels = []string{"sms"} })
	mails := narrow(func(c *care.Cap) { c.Channels = []string{"email"} })
	record := func(edit func(*care.Record)) func(*care.Customer) {
		return func(c *care.Customer) {
			countedAt(cst("09:00"))(c)
			c.History[0].Rule = "sale"
			edit(&c.History[0])
		}
	}
	as := func(*care.Record) {}
	const capped = "sale: capped sms 1 day; too_late 19:59:59.999999999"
	for _, c := range []scene{
		{why: "an offer", shop: offers, lin: record(as), want: capped},
		{why: "it was about orders then", shop: offers, lin: record(func(r *care.Record) { r.Topic = "orders" }), want: "sale sms 10:00"},
		{why: "a topic there is no more", shop: offers, lin: record(func(r *care.Record) { r.Topic = "news" }), want: "sale sms 10:00"},
		{why: "that a cap of all topics counts", shop: texts, lin: record(func(r *care.Record) { r.Topic = "news" }), want: capped},
		{why: "it did not count then", shop: offers, lin: record(func(r *care.Record) { r.Counts = false }), want: "sale sms 10:00"},
		{why: "its rule is gone", shop: offers, lin: record(func(r *care.Record) { r.Rule = "gone" }), want: capped},
		{why: "a text", shop: texts, lin: record(as), want: capped},
		{why: "a mail", shop: texts, lin: record(func(r *care.Record) { r.Channel = "email" }), want: "sale sms 10:00"},
		{why: "a cap of mails only", shop: mails, lin: record(func(r *care.Record) { r.Channel = "email" }), want: "sale sms 10:00"},
		{why: "a cap of both topics", shop: narrow(func(c *care.Cap) { c.Topics = []string{"offers", "orders"} }),
			lin: record(func(r *care.Record) { r.Topic = "orders" }), want: capped},
		{why: "the rule is not under the cap", shop: narrow(func(c *care.Cap) { c.Topics = []string{"orders"} }), lin: record(as), want: "sale sms 10:00"},
	} {
		c.check(t)
	}
	mailToo := edits(mails, func(p *care.Program) { p.Rules[0].Channels = []string{"email", "sms"} })
	scene{why: "a full cap of one channel leaves the other", shop: mailToo, lin: edits(record(func(r *care.Record) { r.Rule, r.Channel = "old", "email" }),
		func(c *care.Customer) {
			c.Addresses = append(c.Addresses, care.Address{Channel: "email", Value: "x@x"})
			c.Consents = append(c.Consents, care.Consent{Channel: "email", At: cst("2026-01-01 00:00")})
		}), want: "sale sms 10:00"}.check(t)
}

// TestCapOfNone: a cap of 0 blocked everything where no cap was meant.
func TestCapOfNone(t *testing.T) {
	for _, c := range []scene{
		{why: "no cap", want: "sale sms 10:00"},
		{why: "a cap of 0", shop: limited(0, "1 day"), want: "sale: capped sms 1 day; too_late 19:59:59.999999999"},
		{why: "a cap of 1", shop: limited(1, "1 day"), want: "sale sms 10:00"},
	} {
		c.check(t)
	}
}

// TestUnknownZone: a customer whose zone is not known was called at night.
func TestUnknownZone(t *testing.T) {
	suppress := func(p *care.Program) { p.UnknownZone = care.Suppress }
	class := func(class care.Class, gates ...care.Gate) func(*care.Program) {
		return func(p *care.Program) { p.Rules[0].Class, p.Rules[0].Obeys = class, gates }
	}
	noZone := func(c *care.Customer) { c.Zone = nil }
	for _, c := range []scene{
		{why: "the shop's zone", shop: quietHours("09:00-12:00"), lin: noZone, want: "sale sms 12:00"},
		{why: "suppressed", shop: suppress, lin: noZone, want: "sale: zone_unknown"},
		{why: "suppressed, with all that is against it", shop: edits(suppress, quietHours("09:00-12:00")), lin: noZone, want: "sale: zone_unknown; quiet_hours sms 12:00"},
		{why: "not where it is known", shop: suppress, want: "sale sms 10:00"},
		{why: "not where no hours are obeyed", shop: edits(suppress, class(care.Transactional)), lin: noZone, want: "sale sms 10:00"},
		{why: "nor where caps are", shop: edits(suppress, class(care.Transactional, care.GateCaps)), lin: noZone, want: "sale sms 10:00"},
		{why: "quiet hours", shop: edits(suppress, class(care.Transactional, care.GateQuietHours)), lin: noZone, want: "sale: zone_unknown"},
		{why: "preferred hours", shop: edits(suppress, class(care.Transactional, care.GatePreferredHours)), lin: noZone, want: "sale: zone_unknown"},
	} {
		c.check(t)
	}
	for _, zone := range []*time.Location{nil, shanghai()} {
		lin := agreed("lin")
		lin.Zone = zone
		got, want := fmt.Sprint(opened(t, saleShop()).Explain(day(2026, 11, 22), lin).Contacts[0].Notes), "[]"
		if zone == nil {
			want = "[zone_unknown]"
		}
		if got != want {
			t.Errorf("zone %v: got the notes %s, want %s", zone, got, want)
		}
	}
}

// Hours are those of the customer's clock, and so are the instants told.
func TestCustomersClock(t *testing.T) {
	lin := agreed("lin")
	lin.Zone = time.FixedZone("UTC-5", -5*60*60)
	p := saleShop()
	quietHours("20:00-01:30")(&p) // there it is 21:00 on the 21st
	c := opened(t, p).Explain(day(2026, 11, 22), lin).Contacts[0]
	for what, at := range map[string]time.Time{"2026-11-22T01:30:00-05:00": c.At, "2026-11-21T21:00:00-05:00": c.Due,
		"2026-11-22T06:59:59-05:00": c.Deadline} {
		if got := at.Format(time.RFC3339); got != what {
			t.Errorf("got %s, want %s", got, what)
		}
	}
	lin.Zone = time.FixedZone("local mean time", 8*60*60+343)
	if got := opened(t, p).Explain(day(2026, 11, 22), lin).Contacts[0].At.Format(time.RFC3339Nano); got != "2026-11-22T02:00:00Z" {
		t.Errorf("an offset that cannot be written: got %s", got)
	}
}

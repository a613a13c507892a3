package care_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/care"
)

// plainShop is a programme of one channel and no limits.
func plainShop(rules ...care.Rule) care.Program {
	return care.Program{
		Channels: []care.Channel{{ID: "sms", Kind: care.SMS, Country: "86"}},
		Topics:   []string{"orders", "offers"},
		Rules:    rules,
	}
}

// offer is a commercial rule for days of the year, to be made on the day.
func offer(id string, days ...string) care.Rule {
	return care.Rule{
		ID: id, Class: care.Commercial, Topic: "offers", Channels: []string{"sms"}, Within: "end of day",
		Date: &care.OnDate{Days: days, At: "10:00"},
	}
}

// after is a transactional rule for what happens, an hour later.
func after(id, kind string, cancelledBy ...string) care.Rule {
	return care.Rule{
		ID: id, Class: care.Transactional, Topic: "orders", Channels: []string{"sms"}, Within: "1 day",
		Event: &care.OnEvent{Kind: kind, After: []care.Term{"1 hour"}}, CancelledBy: cancelledBy,
	}
}

// reachable is a customer who agreed to everything by text.
func reachable(id string, zone *time.Location) care.Customer {
	return care.Customer{
		ID: id, Zone: zone,
		Addresses: []care.Address{{Channel: "sms", Value: "138 0013 8000"}},
		Consents:  []care.Consent{{Channel: "sms", At: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), Source: "checkout"}},
	}
}

// lesson plans the days from the first on.
func lesson(t *testing.T, p care.Program, zone *time.Location, first string, days int, customers ...care.Customer) care.Plan {
	t.Helper()
	from, err := time.ParseInLocation(time.DateOnly, first, zone)
	if err != nil {
		t.Fatal(err)
	}
	return planOf(t, world{program: p, shop: zone, run: care.Run{From: from, Until: from.AddDate(0, 0, days)}, customers: customers})
}

// wantPlan compares what is planned, as lines such as "r1 by sms at 2026-03-08T10:00:00+08:00".
func wantPlan(t *testing.T, p care.Plan, want ...string) {
	t.Helper()
	var got []string
	for _, c := range p.Contacts {
		got = append(got, fmt.Sprintf("%s %s %s", c.Customer, c.Rule, c.At.Format("2006-01-02 15:04")))
	}
	if !slices.Equal(got, want) {
		t.Errorf("planned %q, want %q; not planned: %v", got, want, p.Suppressed)
	}
}

// mautic/mautic#10416: a cap of 0 was read as "no rule" in one place and blocked
// everything in another. 0 blocks, no cap is no limit, and a cap without a
// number is a fault.
func TestLessonCapOfZeroBlocks(t *testing.T) {
	p, zone, none := plainShop(offer("march", "03-08")), loadZone(t, "Asia/Shanghai"), int64(0)
	wantPlan(t, lesson(t, p, zone, "2027-03-08", 1, reachable("li", zone)), "li march 2027-03-08 10:00")
	p.Caps = []care.Cap{{ID: "never", Most: &none, In: "1 day"}}
	plan := lesson(t, p, zone, "2027-03-08", 1, reachable("li", zone))
	wantPlan(t, plan)
	if r := plan.Suppressed[0].Reasons[0]; r.Code != care.Capped || r.Detail != "never" || !r.At.IsZero() {
		t.Errorf("suppressed for %+v", r)
	}
	p.Caps[0].Most = nil
	if _, err := care.New(p, zone); err == nil {
		t.Error("a cap without a number is taken")
	}
}

// mautic/mautic#6729, pull request #6760: a cap was ignored in campaigns, and
// then applied to transactional mail.
func TestLessonCapsAreForCommercialContacts(t *testing.T) {
	zone, one := loadZone(t, "Asia/Shanghai"), int64(1)
	sale := offer("sale")
	sale.Date, sale.Within, sale.Campaign = nil, "", &care.OnCampaign{Name: "sale", From: "2027-03-08T18:00", Until: "2027-03-08T20:00"}
	p := plainShop(offer("march", "03-08"), sale, after("confirm", "ordered"), after("shipped", "shipped"))
	p.Caps = []care.Cap{{ID: "daily", Most: &one, In: "calendar day"}}
	li := reachable("li", zone)
	li.Events = []care.Event{{Kind: "ordered", Key: "O1", At: time.Date(2027, 3, 8, 0, 0, 0, 0, zone)}, {Kind: "shipped", Key: "O1", At: time.Date(2027, 3, 8, 0, 0, 0, 0, zone)}}
	wantPlan(t, lesson(t, p, zone, "2027-03-08", 1, li), "li confirm 2027-03-08 01:00", "li shipped 2027-03-08 01:00", "li march 2027-03-08 10:00")
}

// mautic/mautic#4761: what was over the cap came a whole period later. It comes
// as soon as the cap allows.
func TestLessonOverCapIsNotAPeriodLater(t *testing.T) {
	zone, one := loadZone(t, "Asia/Shanghai"), int64(1)
	p := plainShop(offer("march", "03-08"))
	p.Caps = []care.Cap{{ID: "daily", Most: &one, In: "1 day"}}
	li := reachable("li", zone)
	li.History = []care.Record{{Rule: "old", Occurrence: "x", At: time.Date(2027, 3, 7, 15, 20, 0, 0, zone), Channel: "sms", Topic: "offers", Counts: true}}
	wantPlan(t, lesson(t, p, zone, "2027-03-08", 1, li), "li march 2027-03-08 15:20")
}

// Customer.io community 393: five messages are eligible and three allowed, and
// nobody could say which go. Those of the highest priority do, whatever the order
// of the rules, and equal ones by due instant and ID.
func TestLessonFiveEligibleThreeAllowed(t *testing.T) {
	zone, three := loadZone(t, "Asia/Shanghai"), int64(3)
	var rules []care.Rule
	for i, priority := range []int{0, 5, -1, 5, 2} {
		r := offer(fmt.Sprintf("r%d", i), "03-08")
		r.Priority = priority
		rules = append(rules, r)
	}
	for range rules {
		rules = append(rules[1:], rules[0])
		p := plainShop(rules...)
		p.Caps = []care.Cap{{ID: "daily", Most: &three, In: "calendar day"}}
		wantPlan(t, lesson(t, p, zone, "2027-03-08", 1, reachable("li", zone)), "li r1 2027-03-08 10:00", "li r3 2027-03-08 10:00", "li r4 2027-03-08 10:00")
	}
}

// braze-docs#75: caps judged contacts by today's tags of the campaign. What the
// record says counts, whatever its rule is now.
func TestLessonCapsCountWhatWasRecorded(t *testing.T) {
	zone, one := loadZone(t, "Asia/Shanghai"), int64(1)
	counts, not := true, false
	for _, recorded := range []bool{true, false} {
		for _, now := range []*bool{&counts, &not, nil} {
			march, april := offer("march", "03-08"), offer("april", "04-01")
			april.Counts = now // the rule of the record, as it is today
			p := plainShop(march, april)
			p.Caps = []care.Cap{{ID: "daily", Most: &one, In: "calendar day"}}
			li := reachable("li", zone)
			li.History = []care.Record{{Rule: "april", Occurrence: "day:04-01:2026", At: time.Date(2027, 3, 8, 9, 0, 0, 0, zone), Channel: "sms", Topic: "offers", Counts: recorded}}
			want := []string{"li march 2027-03-08 10:00"}
			if recorded {
				want = nil
			}
			wantPlan(t, lesson(t, p, zone, "2027-03-08", 1, li), want...)
		}
	}
}

// Dittofeed and others put a contact off to the beginning of quiet hours. It
// waits for their end, in the customer's own zone, whatever the shop's.
func TestLessonWaitsForTheEndOfQuietHours(t *testing.T) {
	shop, zone := loadZone(t, "Asia/Shanghai"), loadZone(t, "America/New_York")
	night := offer("night", "03-14")
	night.Date.At = "01:15"
	p := plainShop(night)
	p.Quiet = []care.Window{{From: "22:00", To: "08:00"}}
	// Clocks go forward at 2:00 on this day: of 6:45 hours one is left out.
	plan := lesson(t, p, shop, "2027-03-14", 1, reachable("li", zone))
	wantPlan(t, plan, "li night 2027-03-14 08:00")
	if c := plan.Contacts[0]; c.At.Sub(c.Due) != 5*time.Hour+45*time.Minute {
		t.Errorf("due %v, at %v", c.Due, c.At)
	}
}

// AWS Pinpoint "sends anyway" to a customer of unknown zone, at night. By policy
// the shop's zone is taken, with a note, or nothing planned.
func TestLessonUnknownZone(t *testing.T) {
	shop := loadZone(t, "Asia/Shanghai")
	night := offer("night", "03-14")
	night.Date.At = "01:15"
	for _, policy := range []care.ZonePolicy{"", care.UseShopZone, care.Suppress} {
		p := plainShop(night)
		p.Quiet, p.UnknownZone = []care.Window{{From: "22:00", To: "08:00"}}, policy
		plan := lesson(t, p, shop, "2027-03-14", 1, reachable("li", nil))
		if policy == care.Suppress {
			wantPlan(t, plan)
			if r := plan.Suppressed[0].Reasons[0]; r.Code != care.ZoneUnknown {
				t.Errorf("suppressed for %v", r)
			}
			continue
		}
		wantPlan(t, plan, "li night 2027-03-14 08:00")
		if !slices.Equal(plan.Contacts[0].Notes, []care.Code{care.ZoneUnknown}) {
			t.Errorf("notes %v", plan.Contacts[0].Notes)
		}
	}
}

// listmonk/listmonk#1146: two customers share an address, and it gets the mail
// twice. Where the rule is once per address the lower ID has it, however the
// address is written; a birthday is each customer's own.
func TestLessonTwoCustomersOneAddress(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	sale, birthday := offer("sale", "03-08"), offer("birthday", "03-08")
	sale.OncePerAddress = true
	a, b := reachable("a", zone), reachable("b", zone)
	b.Addresses[0].Value = "0086-138-0013-8000"
	plan := lesson(t, plainShop(sale, birthday), zone, "2027-03-08", 1, b, a)
	wantPlan(t, plan, "a birthday 2027-03-08 10:00", "a sale 2027-03-08 10:00", "b birthday 2027-03-08 10:00")
	if r := plan.Suppressed[0].Reasons[0]; r.Code != care.SameAddress || r.Detail != "+8613800138000" {
		t.Errorf("suppressed for %+v", r)
	}
	a.Addresses[0].Blocked = "bounced" // who is not planned takes no place
	wantPlan(t, lesson(t, plainShop(sale), zone, "2027-03-08", 1, b, a), "b sale 2027-03-08 10:00")
}

// listmonk/listmonk#1109: the same mail three times, after a retry. A run that is
// made again plans the same contact under the same key, and with the contact in
// the history none.
func TestLessonRetrySendsOnce(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	p, li := plainShop(offer("march", "03-08")), reachable("li", zone)
	first := lesson(t, p, zone, "2027-03-08", 1, li)
	if again := lesson(t, p, zone, "2027-03-08", 1, li); len(first.Contacts) != 1 || again.Contacts[0].Key != first.Contacts[0].Key {
		t.Errorf("planned %v, then %v", first.Contacts, again.Contacts)
	}
	p.Channels[0].Law = care.China() // the key is not that of the text or the hour
	if moved := lesson(t, p, zone, "2027-03-08", 1, li); moved.Contacts[0].Key != first.Contacts[0].Key {
		t.Errorf("planned %v, then %v", first.Contacts, moved.Contacts)
	}
	li.History = []care.Record{first.Contacts[0].Record}
	plan := lesson(t, p, zone, "2027-03-08", 1, li)
	wantPlan(t, plan)
	if r := plan.Suppressed[0].Reasons[0]; r.Code != care.AlreadySent {
		t.Errorf("suppressed for %v", r)
	}
}

// A review is asked for after a refund, "shipped" comes after "delivered", and a
// reminder to pay after the payment: what happened first was not looked at.
// An event before the due time cancels, of the same order only, also when it was
// told before what it cancels; and the sender asks again.
func TestLessonOvertakenByEvents(t *testing.T) {
	zone := loadZone(t, "Asia/Shanghai")
	noon := time.Date(2027, 3, 8, 12, 0, 0, 0, zone)
	for _, c := range []struct{ rule, kind, event string }{
		{"review", "delivered", "refunded"},
		{"shipping", "shipped", "delivered"},
		{"reminder", "ordered", "paid"},
	} {
		for _, minutes := range []int{-30, 0, 30} {
			li := reachable("li", zone)
			li.Events = []care.Event{{Kind: c.kind, Key: "O1", At: noon}, {Kind: c.event, Key: "O1", At: noon.Add(time.Duration(minutes) * time.Minute)}}
			s := world{program: plainShop(after(c.rule, c.kind, c.event)), shop: zone, run: care.Run{From: noon.Add(40 * time.Minute), Until: noon.Add(24 * time.Hour)}, customers: []care.Customer{li}}
			plan := planOf(t, s)
			if len(plan.Contacts) != 0 || plan.Suppressed[0].Reasons[0].Code != care.Cancelled || plan.Suppressed[0].Reasons[0].Detail != c.event {
				t.Errorf("%s after %s: %v, %v", c.rule, c.event, plan.Contacts, plan.Suppressed)
			}
			s.customers[0].Events[1].Key = "O2"
			if plan = planOf(t, s); len(plan.Contacts) != 1 {
				t.Fatalf("%s is cancelled by another order", c.rule)
			}
			late := care.Event{Kind: c.event, Key: "O1", At: noon.Add(50 * time.Minute)}
			if other := (care.Event{Kind: c.event, Key: "O2", At: late.At}); !plan.Contacts[0].Cancels(late) || plan.Contacts[0].Cancels(other) {
				t.Errorf("%s asks of %s in vain", c.rule, c.event)
			}
		}
	}
}

package care_test

import (
	"testing"

	"example.com/membership/care"
)

func TestCampaign(t *testing.T) {
	e := only(t, shanghai(), `"campaign": {"name": "double12", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00",
		"early": [{"tier": "gold", "by": "2 hours"}, {"tier": "silver", "by": "1 day"}]}`)
	const c12, end = "campaign:double12", "..2026-12-12T19:59:59.999999999+08:00"
	at := func(clock string) string { return "2026-12-12T" + clock + "+08:00" }
	for _, c := range []struct {
		why, tier, from, until, want string
	}{
		{"the run ends as it begins", "", at("10:00:00"), at("18:00:00"), ""},
		{"or just after", "", at("10:00:00"), at("18:00:00.000000001"), c12 + " " + at("18:00:00") + end},
		{"the run begins at its last instant", "", at("19:59:59.999999999"), at("23:00:00"), c12 + " " + at("18:00:00") + end},
		{"the run begins at its end", "", at("20:00:00"), at("23:00:00"), ""},
		{"gold is let in earlier", "gold", at("10:00:00"), at("16:00:00.000000001"), c12 + " " + at("16:00:00") + end},
		{"not earlier than that", "gold", at("10:00:00"), at("16:00:00"), ""},
		{"the end is the same", "gold", at("19:59:59.999999999"), at("20:00:00"), c12 + " " + at("16:00:00") + end},
		{"and outside", "gold", at("20:00:00"), at("21:00:00"), ""},
		{"a day earlier is to the same time", "silver", "2026-12-11T00:00:00+08:00", "2026-12-11T18:00:00.000000001+08:00", c12 + " 2026-12-11T18:00:00+08:00" + end},
		{"another tier", "bronze", at("10:00:00"), at("18:00:00"), ""},
	} {
		who := agreed("chen")
		who.Tier = c.tier
		if got := candidates(t, e, between(c.from, c.until), who); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// A campaign runs by the shop's clock, wherever the customer is.
func TestCampaignClock(t *testing.T) {
	for _, c := range []struct{ why, zone, from, until, by, due, deadline string }{
		{"west of the shop", "America/New_York", "2026-12-12T18:00", "2026-12-12T20:00", "1 hour", "2026-12-12T04:00:00-05:00", "2026-12-12T06:59:59.999999999-05:00"},
		{"across the date line", "Pacific/Kiritimati", "2026-12-12T18:00", "2026-12-12T20:00", "1 hour", "2026-12-12T23:00:00+14:00", "2026-12-13T01:59:59.999999999+14:00"},
		{"all of it skipped, but for who is early", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T02:45", "1 hour", "2026-03-29T01:00:00+01:00", "2026-03-29T01:59:59.999999999+01:00"},
		{"a beginning that is skipped", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T04:00", "1 hour", "2026-03-29T01:00:00+01:00", "2026-03-29T03:59:59.999999999+02:00"},
		{"a beginning read twice is the first", "Europe/Berlin", "2026-10-25T02:30", "2026-10-25T04:00", "1 hour", "2026-10-25T01:30:00+02:00", "2026-10-25T03:59:59.999999999+01:00"},
		{"an end read twice is the first", "Europe/Berlin", "2026-10-25T01:00", "2026-10-25T02:30", "1 hour", "2026-10-25T00:00:00+02:00", "2026-10-25T02:29:59.999999999+02:00"},
		{"a day earlier over the change", "Europe/Berlin", "2026-03-29T12:00", "2026-03-29T20:00", "1 day", "2026-03-28T12:00:00+01:00", "2026-03-29T19:59:59.999999999+02:00"},
	} {
		shop := shanghai()
		if c.zone == "Europe/Berlin" {
			shop = zone(t, c.zone)
		}
		e := only(t, shop, `"campaign": {"name": "c", "from": "`+c.from+`", "until": "`+c.until+`", "early": [{"tier": "gold", "by": "`+c.by+`"}]}`)
		who := agreed("chen")
		who.Zone, who.Tier = zone(t, c.zone), "gold"
		due := moment(c.due)
		if got, want := candidates(t, e, care.Run{From: due, Until: due.Add(1)}, who), "campaign:c "+c.due+".."+c.deadline; got != want {
			t.Errorf("%s: %s, want %s", c.why, got, want)
		}
	}
}

// Whoever had the campaign gets no other of its name, wherever it is moved.
func TestCampaignMoved(t *testing.T) {
	moved := func(name, date string) *care.Engine {
		return only(t, shanghai(), `"campaign": {"name": "`+name+`", "from": "`+date+`T18:00", "until": "`+date+`T20:00"}`)
	}
	who := agreed("chen")
	x := explained(t, moved("sale", "2026-12-12"), day(2026, 12, 12), who)
	who.History = []care.Record{x.Contacts[0].Record}
	if got, want := outcome(t, moved("sale", "2027-06-18"), day(2027, 6, 18), who), "campaign:sale: [already_sent, 2026-12-12T18:00:00+08:00]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := outcome(t, moved("sale2", "2027-06-18"), day(2027, 6, 18), who), "campaign:sale2 at 2027-06-18T18:00:00+08:00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A campaign is cancelled by what came from when it is due on, about anything.
func TestCampaignCancels(t *testing.T) {
	e := only(t, shanghai(), `"campaign": {"name": "c", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00",
		"early": [{"tier": "gold", "by": "2 hours"}]}, "cancelledBy": ["bought"]`)
	who := agreed("chen")
	who.Tier = "gold"
	due := moment("2026-12-12T16:00:00+08:00")
	for _, c := range []cancelCase{
		{"just before it is due", care.Event{Kind: "bought", At: due.Add(-1)}, false},
		{"when it is due", care.Event{Kind: "bought", At: due}, true},
		{"with a key, before", care.Event{Kind: "bought", Key: "P9", At: due.Add(-1)}, false},
		{"with a key, when it is due", care.Event{Kind: "bought", Key: "P9", At: due}, true},
	} {
		c.check(t, e, between("2026-12-12T17:00:00+08:00", "2026-12-12T20:00:00+08:00"), who)
	}
}

package care_test

import (
	"testing"
	"time"

	"example.com/membership/care"
)

// quietHours are such as "09:00-12:00".
func quietHours(windows ...string) func(*care.Program) {
	return func(p *care.Program) { p.Quiet = windowsOf(windows...) }
}

func prefers(windows ...string) func(*care.Customer) {
	return func(c *care.Customer) { c.Preferred = windowsOf(windows...) }
}

func windowsOf(texts ...string) (all []care.Window) {
	for _, text := range texts {
		all = append(all, care.Window{From: text[:5], To: text[6:]})
	}
	return all
}

// limited is a cap named for its time.
func limited(most int64, in string) func(*care.Program) {
	return func(p *care.Program) { p.Caps = append(p.Caps, care.Cap{ID: in, Most: &most, In: in}) }
}

// countedAt has contacts of another rule in the history that count.
func countedAt(at ...time.Time) func(*care.Customer) {
	return func(c *care.Customer) {
		for _, t := range at {
			c.History = append(c.History, care.Record{Rule: "old", Occurrence: t.String(), At: t, Channel: "sms", Topic: "offers", Counts: true})
		}
	}
}

// edits makes one edit of several.
func edits[T any](list ...func(*T)) func(*T) {
	return func(v *T) {
		for _, edit := range list {
			edit(v)
		}
	}
}

// The sale is due at 10:00, and its deadline is just before 20:00.
func TestPlaceHours(t *testing.T) {
	const late = "too_late 19:59:59.999999999"
	for _, c := range []scene{
		{why: "quiet hours before", shop: quietHours("09:00-10:00"), want: "sale sms 10:00"},
		{why: "to a minute after", shop: quietHours("09:00-10:01"), want: "sale sms 10:01"},
		{why: "from when it is due", shop: quietHours("10:00-12:00"), want: "sale sms 12:00"},
		{why: "a minute after it is due", shop: quietHours("10:01-12:00"), want: "sale sms 10:00"},
		{why: "two that touch", shop: quietHours("09:00-12:00", "12:00-13:00"), want: "sale sms 13:00"},
		{why: "two with a minute between them", shop: quietHours("09:00-12:00", "12:01-13:00"), want: "sale sms 12:00"},
		{why: "to the last minute", shop: quietHours("09:00-19:59"), want: "sale sms 19:59"},
		{why: "to the end", shop: quietHours("09:00-20:00"), want: "sale: quiet_hours sms 20:00; " + late},
		{why: "past midnight", shop: quietHours("09:00-08:00"), want: "sale: quiet_hours sms 2026-11-23 08:00; " + late},
		{why: "all day: there is no end to be told", shop: quietHours("00:00-24:00"), want: "sale: quiet_hours sms; " + late},
		{why: "preferred hours around it", lin: prefers("09:00-10:01"), want: "sale sms 10:00"},
		{why: "that end when it is due", lin: prefers("09:00-10:00", "18:00-19:00"), want: "sale sms 18:00"},
		{why: "that begin when it is due", lin: prefers("10:00-11:00"), want: "sale sms 10:00"},
		{why: "in a gap of them", lin: prefers("08:00-09:00", "12:00-13:00", "15:00-16:00"), want: "sale sms 12:00"},
		{why: "from the last minute", lin: prefers("19:59-21:00"), want: "sale sms 19:59"},
		{why: "from the end", lin: prefers("20:00-21:00"), want: "sale: not_preferred 20:00; " + late},
		{why: "both: quiet goes on into the gap", shop: quietHours("09:00-13:00"), lin: prefers("12:00-13:00", "15:00-16:00"), want: "sale sms 15:00"},
		{why: "both at once are told", shop: quietHours("09:00-11:00"), lin: prefers("09:00-10:00"),
			want: "sale: quiet_hours sms 11:00; not_preferred 2026-11-23 09:00; " + late},
	} {
		c.check(t)
	}
}

func TestPlaceCaps(t *testing.T) {
	const late = "; too_late 19:59:59.999999999"
	week := func(p *care.Program) { p.Rules[0].Campaign.Until = "2026-11-29T10:00" }
	halfDay := limited(1, "12 hours")
	for _, c := range []scene{
		{why: "free as it is due", shop: halfDay, lin: countedAt(cst("2026-11-21 22:00")), want: "sale sms 10:00"},
		{why: "a nanosecond after", shop: halfDay, lin: countedAt(cst("2026-11-21 22:00").Add(1)), want: "sale sms 10:00:00.000000001"},
		{why: "an hour after", shop: halfDay, lin: countedAt(cst("2026-11-21 23:00")), want: "sale sms 11:00"},
		{why: "at the deadline", shop: halfDay, lin: countedAt(cst("08:00").Add(-1)), want: "sale sms 19:59:59.999999999"},
		{why: "after it: no instant is told", shop: halfDay, lin: countedAt(cst("08:00")), want: "sale: capped sms 12 hours" + late},
		{why: "dropped: it is", shop: edits(halfDay, onlyWhenDue), lin: countedAt(cst("2026-11-21 23:00")), want: "sale: capped sms 12 hours 11:00" + late},
		{why: "none allowed", shop: limited(0, "12 hours"), want: "sale: capped sms 12 hours" + late},
		{why: "none there yet", shop: halfDay, want: "sale sms 10:00"},
		{why: "one in the future, just far enough", shop: limited(1, "4 hours"), lin: countedAt(cst("14:00")), want: "sale sms 10:00"},
		{why: "a nanosecond nearer", shop: limited(1, "4 hours"), lin: countedAt(cst("14:00").Add(-1)), want: "sale sms 17:59:59.999999999"},
		{why: "the third of two", shop: limited(2, "12 hours"), lin: countedAt(cst("2026-11-21 23:00"), cst("09:00")), want: "sale sms 11:00"},
		{why: "one of the day", shop: limited(1, "calendar day"), lin: countedAt(cst("00:00")), want: "sale: capped sms calendar day" + late},
		{why: "one of the day before", shop: limited(1, "calendar day"), lin: countedAt(cst("00:00").Add(-1)), want: "sale sms 10:00"},
		{why: "to the next day", shop: edits(week, limited(1, "calendar day")), lin: countedAt(cst("09:00")), want: "sale: capped sms calendar day 2026-11-23 00:00; postponed 2026-11-23 00:00"},
		{why: "two caps: the later one", shop: edits(halfDay, limited(1, "13 hours")), lin: countedAt(cst("2026-11-21 23:00")), want: "sale sms 12:00"},
		{why: "two caps: both are told", shop: edits(halfDay, limited(1, "24 hours")), lin: countedAt(cst("2026-11-21 23:00")),
			want: "sale: capped sms 12 hours 11:00; capped sms 24 hours" + late},
	} {
		c.check(t)
	}
}

// Each gate moves the contact into what the next one does not allow.
func TestPlaceRounds(t *testing.T) {
	for _, c := range []scene{
		{why: "consent, quiet, cap, preferred, quiet again",
			shop: edits(quietHours("10:00-12:00", "13:30-13:45"), limited(1, "12 hours")),
			lin:  edits(consents(says(cst("10:30"))), countedAt(cst("01:00")), prefers("12:00-12:30", "13:30-14:00")), want: "sale sms 13:45"},
		{why: "cap into quiet, into the gap, into a denial, into another cap",
			shop: edits(quietHours("14:00-16:00"), limited(1, "6 hours"), limited(2, "10 hours")),
			lin: edits(countedAt(cst("08:30"), cst("09:00")), prefers("09:00-15:00", "17:00-20:00"),
				consents(says(cst("2026-01-01 00:00")), ending(says(cst("16:30"), "denied"), cst("18:00")))), want: "sale sms 18:30"},
		{why: "and past the deadline",
			shop: edits(quietHours("14:00-16:00"), limited(1, "6 hours")),
			lin:  edits(countedAt(cst("09:00")), prefers("09:00-15:00")),
			want: "sale: capped sms 6 hours 15:00; too_late 19:59:59.999999999"},
	} {
		c.check(t)
	}
}

func TestPlaceInRun(t *testing.T) {
	from := func(at time.Time) care.Run { return care.Run{From: at, Until: cst("2026-11-23 00:00")} }
	to := func(at time.Time) care.Run { return care.Run{From: cst("00:00"), Until: at} }
	due, last := cst("10:00"), cst("20:00").Add(-1)
	for _, c := range []scene{
		{why: "begins when it is due", run: from(due), want: "sale sms 10:00"},
		{why: "begins after", run: from(due.Add(1)), want: "sale sms 10:00:00.000000001"},
		{why: "begins at the deadline", run: from(last), want: "sale sms 19:59:59.999999999"},
		{why: "begins after the deadline: no candidate", run: from(last.Add(1)), want: ""},
		{why: "ends as it is due: no candidate", run: to(due), want: ""},
		{why: "ends just after", run: to(due.Add(1)), want: "sale sms 10:00"},
		{why: "ends as quiet hours do", run: to(cst("12:00")), shop: quietHours("09:00-12:00"), want: "sale: quiet_hours sms 12:00; postponed 12:00"},
		{why: "ends just after they do", run: to(cst("12:00").Add(1)), shop: quietHours("09:00-12:00"), want: "sale sms 12:00"},
		{why: "drop, begins when it is due", run: from(due), shop: onlyWhenDue, want: "sale sms 10:00"},
		{why: "drop, begins after", run: from(due.Add(1)), shop: onlyWhenDue, want: "sale: too_late 19:59:59.999999999"},
		{why: "drop, quiet when it is due", shop: edits(onlyWhenDue, quietHours("09:00-10:01")),
			want: "sale: quiet_hours sms 10:01; too_late 19:59:59.999999999"},
		{why: "drop, quiet just before", shop: edits(onlyWhenDue, quietHours("09:00-10:00")), want: "sale sms 10:00"},
		{why: "what is against it is asked at the start of the run", run: from(cst("11:00")), shop: quietHours("09:00-12:00", "12:00-20:00"),
			want: "sale: quiet_hours sms 20:00; too_late 19:59:59.999999999"},
	} {
		c.check(t)
	}
}

// ahead makes the sale a day of the shop's, at 10:00, which may be greeted before.
func ahead(lookAhead care.Term) func(*care.Program) {
	return func(p *care.Program) {
		p.LookAhead = lookAhead
		r := &p.Rules[0]
		r.Campaign, r.Date, r.Within = nil, &care.OnDate{Days: []string{"2026-11-22"}, At: "10:00"}, "2 hours"
		r.Placing = care.Earlier
	}
}

func TestPlaceEarlier(t *testing.T) {
	from := func(at time.Time) care.Run { return care.Run{From: at, Until: cst("2026-11-23 00:00")} }
	const late = "sale: quiet_hours sms 12:00; too_late 12:00"
	day, half := ahead("1 day"), quietHours("09:30-12:00")
	for _, c := range []scene{
		{why: "when it is due", shop: day, want: "sale sms 10:00"},
		{why: "the latest minute before quiet hours", shop: edits(day, half), want: "sale sms 09:29"},
		{why: "from when it is due", shop: edits(day, quietHours("10:00-12:00")), want: "sale sms 09:59"},
		{why: "from a minute before", shop: edits(day, quietHours("09:59-12:00")), want: "sale sms 09:58"},
		{why: "that end when it is due", shop: edits(day, quietHours("09:30-10:00")), want: "sale sms 10:00"},
		{why: "as far as one looks ahead", shop: edits(ahead("31 minutes"), half), want: "sale sms 09:29"},
		{why: "just beyond", shop: edits(ahead("30 minutes"), half), want: late},
		{why: "from the start of the run", shop: edits(day, half), run: from(cst("09:29")), want: "sale sms 09:29"},
		{why: "just before it", shop: edits(day, half), run: from(cst("09:29").Add(1)), want: late},
		{why: "due before the run", shop: edits(day, half), run: from(cst("10:00").Add(1)), want: late},
		{why: "due before the run, free", shop: day, run: from(cst("10:00").Add(1)), want: "sale: too_late 12:00"},
		{why: "due as it begins", shop: day, run: from(cst("10:00")), want: "sale sms 10:00"},
		{why: "preferred hours before", shop: day, lin: prefers("08:00-09:00"), want: "sale sms 08:59"},
		{why: "consent that has ended", shop: day, lin: consents(ending(says(cst("09:00")), cst("09:45"))), want: "sale sms 09:44"},
		{why: "amid a minute", shop: day, lin: consents(ending(says(cst("09:00")), cst("09:45").Add(1))), want: "sale sms 09:45"},
		{why: "that has no full minute", shop: day, lin: consents(ending(says(cst("09:44:01")), cst("09:45"))),
			want: "sale: consent_unknown sms; too_late 12:00"},
		{why: "a cap before one of the future", shop: edits(day, limited(1, "1 hour")), lin: countedAt(cst("10:30:30")), want: "sale sms 09:30"},
		{why: "several rounds back", shop: edits(day, quietHours("09:15-12:00"), limited(1, "1 hour")),
			lin: edits(countedAt(cst("09:00:30")), prefers("07:30-07:45", "08:02-10:30")), want: "sale sms 07:44"},
		{why: "the day before, in its run", shop: edits(day, quietHours("00:00-12:00")), run: care.Run{From: cst("2026-11-21 00:00"), Until: cst("00:00")},
			want: "sale sms 2026-11-21 23:59"},
	} {
		c.check(t)
	}
}

// An instant that is due amid a minute is taken as it is, or else the minute.
func TestPlaceEarlierSeconds(t *testing.T) {
	shop := func(p *care.Program) {
		orderShop(p)
		p.LookAhead, p.Rules[0].Placing, p.Rules[0].Variables = "1 day", care.Earlier, nil
	}
	at := func(agreed ...care.Consent) func(*care.Customer) {
		return func(c *care.Customer) {
			ordered(c)
			c.Events[0].At, c.Consents = cst("2026-11-21 10:00:30"), agreed
		}
	}
	for _, c := range []scene{
		{why: "free", shop: shop, lin: at(says(cst("09:00"))), want: "thanks sms 10:00:30"},
		{why: "consent ends in that minute", shop: shop, lin: at(ending(says(cst("09:00")), cst("10:00:30"))), want: "thanks sms 10:00"},
		{why: "consent ends with the minute before", shop: shop, lin: at(ending(says(cst("09:00")), cst("10:00"))), want: "thanks sms 09:59"},
	} {
		c.check(t)
	}
}

// Preference decides only between channels that allow the same instant.
func TestPlaceChannels(t *testing.T) {
	channels := func(ids ...string) func(*care.Program) { return func(p *care.Program) { p.Rules[0].Channels = ids } }
	law := func(channel int, windows ...string) func(*care.Program) {
		return func(p *care.Program) { p.Channels[channel].Law.Quiet = windowsOf(windows...) }
	}
	since := func(sms, mail time.Time) func(*care.Customer) {
		return func(c *care.Customer) {
			c.Addresses = append(c.Addresses, care.Address{Channel: "email", Value: "lin@example.com"})
			c.Consents = []care.Consent{says(sms), {Channel: "email", At: mail}}
		}
	}
	jan, noon := cst("2026-01-01 00:00"), cst("12:00")
	both, either := since(jan, jan), channels("sms", "email")
	const late = "; too_late 19:59:59.999999999"
	for _, c := range []scene{
		{why: "the first", shop: either, lin: both, want: "sale sms 10:00"},
		{why: "the first of the other order", shop: channels("email", "sms"), lin: both, want: "sale email 10:00"},
		{why: "the first at the same later instant", shop: either, lin: since(noon, noon), want: "sale sms 12:00"},
		{why: "the second earlier, by an instant", shop: either, lin: since(noon, noon.Add(-1)), want: "sale email 11:59:59.999999999"},
		{why: "the law of the first", shop: edits(either, law(0, "09:00-12:00")), lin: both, want: "sale email 10:00"},
		{why: "the law of the second", shop: edits(either, law(1, "09:00-12:00")), lin: both, want: "sale sms 10:00"},
		{why: "of both: the one that ends first", shop: edits(either, law(0, "09:00-12:00"), law(1, "09:00-11:00")), lin: both, want: "sale email 11:00"},
		{why: "the law adds to the shop's", shop: edits(quietHours("09:00-11:00"), law(0, "11:00-12:00")), want: "sale sms 12:00"},
		{why: "the law of another channel does not matter", shop: law(1, "09:00-12:00"), want: "sale sms 10:00"},
		{why: "a transactional rule does not ask", shop: edits(law(0, "09:00-12:00"), func(p *care.Program) { p.Rules[0].Class = care.Transactional }), want: "sale sms 10:00"},
		{why: "unless it obeys", shop: edits(law(0, "09:00-12:00"), func(p *care.Program) {
			p.Rules[0].Class, p.Rules[0].Obeys = care.Transactional, []care.Gate{care.GateQuietHours}
		}), want: "sale sms 12:00"},
		{why: "each channel is told", shop: edits(either, law(0, "09:00-20:00"), limited(0, "1 day")), lin: since(jan, cst("20:00")),
			want: "sale: consent_unknown email; quiet_hours sms 20:00; capped sms 1 day; capped email 1 day" + late},
		{why: "earlier: the second when it is due", shop: edits(ahead("1 day"), either, law(0, "09:30-12:00")), lin: both, want: "sale email 10:00"},
		{why: "earlier: the second later than the first", shop: edits(ahead("1 day"), either, law(0, "09:30-12:00"), law(1, "09:31-12:00")), lin: both, want: "sale email 09:30"},
		{why: "earlier: the first at the same instant", shop: edits(ahead("1 day"), either, quietHours("09:30-12:00")), lin: both, want: "sale sms 09:29"},
	} {
		c.check(t)
	}
}

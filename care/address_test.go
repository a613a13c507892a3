package care_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/membership/care"
)

// household is a shop whose sale is once per address, on all of its channels.
func household(channels ...care.Channel) care.Program {
	p := saleShop()
	r := &p.Rules[0]
	r.OncePerAddress = true
	if len(channels) > 0 {
		p.Channels, r.Channels = channels, nil
		for _, c := range channels {
			r.Channels = append(r.Channels, c.ID)
		}
	}
	return p
}

// reachedAt is a customer with one address, whose consent is not asked for.
func reachedAt(id, channel, value string) care.Customer {
	return care.Customer{ID: id, Zone: shanghai(), Addresses: []care.Address{{Channel: channel, Value: value}},
		Consents: []care.Consent{{Channel: channel, At: cst("2026-01-01 00:00")}}}
}

// Two customers, an and bo, share an address where the spellings are of one.
func TestAddressSpellings(t *testing.T) {
	text, call := care.Channel{ID: "c", Kind: care.SMS, Country: "86"}, care.Channel{ID: "c", Kind: care.Call, Country: "44"}
	bare, mail, other := care.Channel{ID: "c", Kind: care.SMS}, care.Channel{ID: "c", Kind: care.Email}, care.Channel{ID: "c", Kind: care.Other}
	for _, c := range []struct {
		why      string
		channel  care.Channel
		a, b     string
		compared string // "" where they differ
	}{
		{"alike", text, "13800138000", "13800138000", "+8613800138000"},
		{"spaces and hyphens", text, "138 0013-8000", "13800138000", "+8613800138000"},
		{"dots and brackets", text, "(138) 0013.8000", "13800138000", "+8613800138000"},
		{"full-width digits", text, "１３８００１３８０００", "13800138000", "+8613800138000"},
		{"a full-width plus", text, "＋８６13800138000", "13800138000", "+8613800138000"},
		{"an ideographic space around it", text, "　13800138000　", "13800138000", "+8613800138000"},
		{"and in it", text, "138　0013　8000", "13800138000", "+8613800138000"},
		{"00 is +", text, "0086 138 0013 8000", "+86 138 0013 8000", "+8613800138000"},
		{"+ and the country", text, "+86 138 0013 8000", "13800138000", "+8613800138000"},
		{"the trunk 0 where the country is added", call, "020 7946 0018", "+44 20 7946 0018", "+442079460018"},
		{"two zeros are 00, with a space between them, too", call, "0 020 7946", "+20 7946", "+207946"},
		{"without a country they stay as they are", bare, "138 0013 8000", "13800138000", "13800138000"},
		{"and so differ from those with one", bare, "13800138000", "+8613800138000", ""},
		{"and keep their 0", bare, "020 7946", "20 7946", ""},
		{"another country", text, "+1 13800138000", "13800138000", ""},
		{"another number", text, "13800138001", "13800138000", ""},
		{"case of mail", mail, "Lin@Example.COM", "lin@example.com", "lin@example.com"},
		{"white space around mail", mail, " \tlin@example.com　", "lin@example.com", "lin@example.com"},
		{"full-width mail", mail, "ｌｉｎ＠example.com", "lin@example.com", "lin@example.com"},
		{"dots of mail are no matter of spelling", mail, "l.in@example.com", "lin@example.com", ""},
		{"other IDs, white space around them", other, "　wx-17 ", "wx-17", "wx-17"},
		{"other IDs, case", other, "WX-17", "wx-17", ""},
		{"other IDs, width", other, "ＷＸ17", "WX17", ""},
		{"the country in brackets", text, "(+86) 138 0013 8000", "13800138000", "+8613800138000"},
		{"a link", text, "tel:+8613800138000", "13800138000", "+8613800138000"},
		{"an invisible mark in front", text, "\u200e+86 138 0013 8000", "13800138000", "+8613800138000"},
		{"zeros after the plus", text, "+0086 138 0013 8000", "13800138000", "+8613800138000"},
		{"a trunk 0 in brackets", call, "+44 (0)20 7946 0018", "020 7946 0018", "+442079460018"},
		{"also after 00", call, "0044 (0)20 7946 0018", "(0)20 7946 0018", "+442079460018"},
		{"Italy keeps its 0", care.Channel{ID: "c", Kind: care.SMS, Country: "39"}, "06 1234567", "+39 06 1234567", "+39061234567"},
		{"other IDs, hyphens", other, "wx17", "wx-17", ""},
	} {
		plan := planned(t, household(c.channel), day(2026, 11, 22), reachedAt("bo", "c", c.b), reachedAt("an", "c", c.a))
		got, want, first := "", "", plan.Contacts[0]
		if len(plan.Suppressed) > 0 {
			got = plan.Suppressed[0].Customer + " " + reasonsOf(plan.Suppressed[0])
		}
		if c.compared != "" {
			want = "bo same_address c " + c.compared
		}
		if got != want || first.To != c.a || c.compared != "" && first.Address != c.compared {
			t.Errorf("%s: got %q to %q, compared %q; want %q", c.why, got, first.To, first.Address, want)
		}
	}
}

func TestNoAddress(t *testing.T) {
	reached := func(values ...care.Address) func(*care.Customer) {
		return func(c *care.Customer) {
			c.Addresses = values
			c.Consents = append(c.Consents, care.Consent{Channel: "email", At: cst("2026-01-01 00:00")})
		}
	}
	sms := func(value, blocked string) care.Address {
		return care.Address{Channel: "sms", Value: value, Blocked: blocked}
	}
	mail := func(value, blocked string) care.Address {
		return care.Address{Channel: "email", Value: value, Blocked: blocked}
	}
	both := func(p *care.Program) { p.Rules[0].Channels = []string{"sms", "email"} }
	transactional := func(p *care.Program) { p.Rules[0].Class = care.Transactional }
	for _, c := range []scene{
		{why: "no address", lin: reached(), want: "sale: no_address sms"},
		{why: "on another channel", lin: reached(mail("lin@example.com", "")), want: "sale: no_address sms"},
		{why: "an empty one", lin: reached(sms("", "")), want: "sale: no_address sms"},
		{why: "white space", lin: reached(sms(" 　", "")), want: "sale: no_address sms"},
		{why: "nothing to dial", lin: reached(sms("+ ()-", "")), want: "sale: no_address sms"},
		{why: "two zeros and nothing", lin: reached(sms("00", "")), want: "sale: no_address sms"},
		{why: "blocked", lin: reached(sms("138", "do not call")), want: "sale: blocked sms do not call"},
		{why: "blocked, for whatever asks", shop: transactional, lin: reached(sms("138", "bounced")), want: "sale: blocked sms bounced"},
		{why: "none, for whatever asks", shop: transactional, lin: reached(), want: "sale: no_address sms"},
		{why: "blocked, and another channel is not", shop: both, lin: reached(sms("138", "bounced"), mail("lin@example.com", "")), want: "sale email 10:00"},
		{why: "none, and another channel has one", shop: both, lin: reached(mail("lin@example.com", "")), want: "sale email 10:00"},
		{why: "the preferred one has one", shop: both, lin: reached(mail("lin@example.com", ""), sms("138", "")), want: "sale sms 10:00"},
		{why: "both blocked", shop: both, lin: reached(mail("lin@example.com", "bounced"), sms("138", "dead")), want: "sale: blocked sms dead; blocked email bounced"},
		{why: "one blocked, then none", shop: both, lin: reached(sms("138", "dead")), want: "sale: no_address email; blocked sms dead"},
		{why: "a block where there is nothing", lin: reached(sms("", "dead")), want: "sale: no_address sms"},
		{why: "the same address twice", lin: reached(sms("138", ""), sms("138", "")), want: "sale sms 10:00"},
	} {
		c.check(t)
	}
}

func planned(t *testing.T, p care.Program, run care.Run, customers ...care.Customer) care.Plan {
	t.Helper()
	plan, err := opened(t, p).Plan(run, customers)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// everyone is a plan in short, "an sms 10:00", "bo: same_address ...".
func everyone(t *testing.T, p care.Program, run care.Run, customers ...care.Customer) string {
	t.Helper()
	plan := planned(t, p, run, customers...)
	var lines []string
	for _, c := range plan.Contacts {
		lines = append(lines, fmt.Sprintf("%s %s %s", c.Customer, c.Channel, shortTime(c.At)))
	}
	for _, s := range plan.Suppressed {
		lines = append(lines, s.Customer+": "+reasonsOf(s))
	}
	return strings.Join(lines, " | ")
}

// TestSharedAddress: two customers with one address got the mail twice.
func TestSharedAddress(t *testing.T) {
	an, bo, cui := agreed("an"), agreed("bo"), agreed("cui")
	denied, elsewhere, later := agreed("an"), agreed("bo"), agreed("an")
	denied.Consents = nil
	elsewhere.Addresses[0].Value = "139"
	later.Consents[0].At = cst("12:00")
	same := ": same_address sms +8613800138000"
	for _, c := range []struct {
		why       string
		customers []care.Customer
		want      string
	}{
		{"the lowest ID", []care.Customer{cui, bo, an}, "an sms 10:00 | bo" + same + " | cui" + same},
		{"of those who get it", []care.Customer{cui, bo, denied}, "bo sms 10:00 | an: consent_unknown sms; too_late 19:59:59.999999999 | cui" + same},
		{"another address", []care.Customer{an, elsewhere, cui}, "an sms 10:00 | bo sms 10:00 | cui" + same},
		{"the lowest ID, not the first instant", []care.Customer{later, bo}, "an sms 12:00 | bo" + same},
	} {
		for range 2 {
			if got := everyone(t, household(), day(2026, 11, 22), c.customers...); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
			}
			slices.Reverse(c.customers)
		}
	}
	p := household()
	p.Rules[0].OncePerAddress = false
	if got, want := everyone(t, p, day(2026, 11, 22), an, bo), "an sms 10:00 | bo sms 10:00"; got != want {
		t.Errorf("a rule that does not ask: got %s, want %s", got, want)
	}
}

func TestSharedAddressOfHistory(t *testing.T) {
	record := care.Record{Rule: "sale", Occurrence: "campaign:sale", At: cst("09:00"), Channel: "sms", Address: "138 0013 8000"}
	other := func(edit func(*care.Record)) care.Record { r := record; edit(&r); return r }
	with := func(id string, records ...care.Record) care.Customer { c := agreed(id); c.History = records; return c }
	same, sent := ": same_address sms +8613800138000", ": already_sent 09:00"
	for _, c := range []struct {
		why  string
		a, b care.Customer
		sent []care.Record
		want string // "" for as usual
	}{
		{"nothing", agreed("an"), agreed("bo"), nil, "an sms 10:00 | bo" + same},
		{"of one before, as spelled then", with("an", record), agreed("bo"), nil, "an" + sent + " | bo" + same},
		{"of one after", agreed("an"), with("bo", record), nil, "an" + same + " | bo" + sent},
		{"of both", with("an", record), with("bo", record), nil, "an" + sent + " | bo" + sent},
		{"of somebody else", agreed("an"), agreed("bo"), []care.Record{record}, "an" + same + " | bo" + same},
		{"of oneself, told twice", with("an", record), agreed("bo"), []care.Record{record}, "an" + sent + " | bo" + same},
		{"another rule", agreed("an"), agreed("bo"), []care.Record{other(func(r *care.Record) { r.Rule = "sale2" })}, "an sms 10:00 | bo" + same},
		{"another occurrence", agreed("an"), agreed("bo"), []care.Record{other(func(r *care.Record) { r.Occurrence = "campaign:x" })}, "an sms 10:00 | bo" + same},
		{"another address", agreed("an"), agreed("bo"), []care.Record{other(func(r *care.Record) { r.Address = "139" })}, "an sms 10:00 | bo" + same},
		{"a channel there is no more", agreed("an"), agreed("bo"), []care.Record{other(func(r *care.Record) { r.Channel, r.Address = "fax", "+8613800138000" })},
			"an" + same + " | bo" + same},
	} {
		run := day(2026, 11, 22)
		run.Sent = c.sent
		if got := everyone(t, household(), run, c.b, c.a); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

// A stream sees the histories of who has passed, and what the run says.
func TestSharedAddressInStream(t *testing.T) {
	record := care.Record{Rule: "sale", Occurrence: "campaign:sale", At: cst("09:00"), Channel: "sms", Address: "+8613800138000"}
	an, bo := agreed("an"), agreed("bo")
	an.Addresses[0].Value = "139"
	bo.History = []care.Record{record}
	told := func(sent ...care.Record) string {
		run := day(2026, 11, 22)
		run.Sent = sent
		var lines []string
		for d := range opened(t, household()).Stream(run, slices.Values([]care.Customer{an, bo, agreed("cui")})) {
			lines = append(lines, fmt.Sprintf("%s %d %d", d.Customer, len(d.Contacts), len(d.Suppressed)))
		}
		return strings.Join(lines, ", ")
	}
	if got, want := told(), "an 1 0, bo 0 1, cui 0 1"; got != want {
		t.Errorf("without Sent: got %s, want %s", got, want)
	}
	an.Addresses[0].Value = bo.Addresses[0].Value
	if got, want := told(), "an 1 0, bo 0 1, cui 0 1"; got != want {
		t.Errorf("before who has it: got %s, want %s", got, want)
	}
	if got, want := told(record), "an 0 1, bo 0 1, cui 0 1"; got != want {
		t.Errorf("with Sent: got %s, want %s", got, want)
	}
}

func TestSharedAddressOfChannels(t *testing.T) {
	channels := []care.Channel{{ID: "sms", Kind: care.SMS, Country: "86"}, {ID: "call", Kind: care.Call, Country: "86"}, {ID: "email", Kind: care.Email}}
	both := func(id, number, mail string) care.Customer {
		c := reachedAt(id, "sms", number)
		c.Addresses = append(c.Addresses, care.Address{Channel: "email", Value: mail})
		c.Consents = append(c.Consents, care.Consent{Channel: "email", At: cst("2026-01-01 00:00")})
		return c
	}
	for _, c := range []struct {
		why  string
		a, b care.Customer
		want string
	}{
		{"one number, two mailboxes: by mail", both("an", "138", "an@x"), both("bo", "138", "bo@x"), "an sms 10:00 | bo email 10:00"},
		{"two numbers, one mailbox", both("an", "138", "x@x"), both("bo", "139", "x@x"), "an sms 10:00 | bo sms 10:00"},
		{"only the address used counts", reachedAt("an", "sms", "138"), both("bo", "138", "bo@x"), "an sms 10:00 | bo email 10:00"},
		{"a number is one, called or texted", reachedAt("an", "sms", "138"), reachedAt("bo", "call", "138"), "an sms 10:00 | bo: no_address sms; no_address email; same_address call +86138"},
	} {
		if got := everyone(t, household(channels...), day(2026, 11, 22), c.a, c.b); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

// A couple shares a telephone: both are congratulated.
func TestSharedAddressOfBirthdays(t *testing.T) {
	p := saleShop()
	r := &p.Rules[0]
	r.Campaign, r.Date, r.Within = nil, &care.OnDate{Of: "birthday", At: "10:00"}, "end of day"
	an, bo := agreed("an"), agreed("bo")
	an.Dates = []care.Date{{Name: "birthday", Month: 11, Day: 22}}
	bo.Dates = an.Dates
	if got, want := everyone(t, p, day(2026, 11, 22), an, bo), "an sms 10:00 | bo sms 10:00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Who gets it in a later run keeps the address.
func TestSharedAddressPostponed(t *testing.T) {
	p := household()
	p.Rules[0] = sale("sale", "2026-11-22T10:00", "2026-11-29T10:00")
	p.Rules[0].OncePerAddress = true
	an, bo := agreed("an"), agreed("bo")
	an.Consents[0].At = cst("2026-11-23 00:00")
	want := "an: consent_unknown sms; postponed 2026-11-23 00:00 | bo: same_address sms +8613800138000"
	if got := everyone(t, p, day(2026, 11, 22), an, bo); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	an.Consents[0].At = an.Consents[0].At.Add(-1)
	want = "an sms 23:59:59.999999999 | bo: same_address sms +8613800138000"
	if got := everyone(t, p, day(2026, 11, 22), an, bo); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

package care_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// says is a consent on texts from an instant on; of its words "denied", and
// "offers" and "orders" count, others are its source.
func says(at time.Time, words ...string) care.Consent {
	a := care.Consent{Channel: "sms", At: at}
	for _, word := range words {
		switch word {
		case "denied":
			a.Denied = true
		case "offers", "orders":
			a.Topic = word
		default:
			a.Source = word
		}
	}
	return a
}

// ending ends a consent.
func ending(a care.Consent, end time.Time) care.Consent {
	a.Until = end
	return a
}

func consents(list ...care.Consent) func(*care.Customer) {
	return func(c *care.Customer) { c.Consents = list }
}

// onlyWhenDue drops the sale where it cannot be at 10:00.
func onlyWhenDue(p *care.Program) { p.Rules[0].Placing = care.Drop }

// What is agreed about the topic, in rows, and the whole channel, in columns:
// y for yes, d for denied, ? for not known.
func TestConsentResolution(t *testing.T) {
	due, early := cst("10:00"), cst("2026-01-01 00:00")
	kinds := map[string][]care.Consent{
		"none":           nil,
		"grant":          {says(early)},
		"denial":         {says(early, "denied")},
		"expired grant":  {ending(says(early), due)},
		"expired denial": {ending(says(early, "denied"), due)},
		"future grant":   {says(due.Add(1))},
		"future denial":  {says(due.Add(1), "denied")},
	}
	columns := []string{"none", "grant", "denial", "expired grant", "expired denial", "future grant", "future denial"}
	for row, want := range map[string]string{
		"none":           "?yd????",
		"grant":          "yydyyyy",
		"denial":         "ddddddd",
		"expired grant":  "?yd????",
		"expired denial": "?yd????",
		"future grant":   "?yd????",
		"future denial":  "?yd????",
	} {
		for i, column := range columns {
			var all []care.Consent
			for _, a := range kinds[row] {
				a.Topic = "offers"
				all = append(all, a)
			}
			all = append(all, kinds[column]...)
			text := map[byte]string{'y': "sale sms 10:00", 'd': "sale: denied", '?': "sale: consent_unknown"}[want[i]]
			p, lin := saleShop(), agreed("lin")
			onlyWhenDue(&p)
			lin.Consents = all
			if got := told(opened(t, p).Explain(day(2026, 11, 22), lin)); !strings.HasPrefix(got, text) {
				t.Errorf("topic: %s, channel: %s: got %s, want %s", row, column, got, text)
			}
		}
	}
}

func TestConsentSpeaks(t *testing.T) {
	due, jan, feb := cst("10:00"), cst("2026-01-01 00:00"), cst("2026-02-01 00:00")
	const planned, unknown = "sale sms 10:00", "sale: consent_unknown sms; too_late 19:59:59.999999999"
	const denied = "sale: denied sms 2026-02-01 00:00; too_late 19:59:59.999999999"
	relied := func(p *care.Program) { onlyWhenDue(p); p.GrantSources = []string{"checkout", "app"} }
	for _, c := range []scene{
		{why: "the latest: a denial", lin: consents(says(jan), says(feb, "denied")), want: denied},
		{why: "the latest: a grant", lin: consents(says(feb), says(jan, "denied")), want: planned},
		{why: "the order does not matter", lin: consents(says(jan, "denied"), says(feb)), want: planned},
		{why: "of the same instant a denial", lin: consents(says(feb), says(feb, "denied")), want: denied},
		{why: "in either order", lin: consents(says(feb, "denied"), says(feb)), want: denied},
		{why: "a nanosecond later a grant", lin: consents(says(feb.Add(1)), says(feb, "denied")), want: planned},
		{why: "a grant of the topic does not lift a denial of the channel", lin: consents(says(jan, "denied"), says(feb, "offers")),
			want: "sale: denied sms 2026-01-01 00:00; too_late 19:59:59.999999999"},
		{why: "nor a grant of the channel one of the topic", lin: consents(says(feb, "offers", "denied"), says(feb.Add(1))), want: denied},
		{why: "a denial that has ended leaves the grant before it", lin: consents(says(jan), ending(says(feb, "denied"), due)), want: planned},
		{why: "until then it denies", lin: consents(says(jan), ending(says(feb, "denied"), due.Add(1))), want: denied},
		{why: "a grant that has ended leaves the denial before it", lin: consents(says(feb, "denied"), ending(says(feb.Add(1)), due)), want: denied},
		{why: "other topics do not matter", lin: consents(says(jan, "orders")), want: unknown},
		{why: "nor do their denials", lin: consents(says(jan), says(feb, "orders", "denied")), want: planned},
		{why: "nor other channels", lin: consents(care.Consent{Channel: "email", At: jan}), want: unknown},
		{why: "the denial's source is told; of two the lower", lin: consents(says(feb, "denied", "web"), says(feb, "denied", "app")),
			want: "sale: denied sms app 2026-02-01 00:00; too_late 19:59:59.999999999"},
		{why: "of both the topic's is told", lin: consents(says(jan, "denied", "web"), says(feb, "denied", "offers", "app")),
			want: "sale: denied sms app 2026-02-01 00:00; too_late 19:59:59.999999999"},
		{why: "a source relied on", shop: relied, lin: consents(says(jan, "app")), want: planned},
		{why: "one not relied on", shop: relied, lin: consents(says(jan, "bought list")), want: unknown},
		{why: "nor one that is not given", shop: relied, lin: consents(says(jan)), want: unknown},
		{why: "it does not hide the grant before it", shop: relied, lin: consents(says(jan, "app"), says(feb, "bought list")), want: planned},
		{why: "nor the denial", shop: relied, lin: consents(says(feb, "app", "denied"), says(feb.Add(1), "bought list")),
			want: "sale: denied sms app 2026-02-01 00:00; too_late 19:59:59.999999999"},
		{why: "a denial from anywhere denies", shop: relied, lin: consents(says(jan, "app"), says(feb, "denied", "a call")),
			want: "sale: denied sms a call 2026-02-01 00:00; too_late 19:59:59.999999999"},
	} {
		if c.shop == nil {
			c.shop = onlyWhenDue
		}
		c.check(t)
	}
}

// Consent is asked of each instant: it holds from its At, up to its Until.
func TestConsentInTime(t *testing.T) {
	due, jan := cst("10:00"), cst("2026-01-01 00:00")
	last := cst("20:00").Add(-1) // the deadline
	const unknown = "sale: consent_unknown sms; too_late 19:59:59.999999999"
	quiet := func(p *care.Program) { p.Quiet = []care.Window{{From: "09:00", To: "12:00"}} }
	for _, c := range []scene{
		{why: "given as it is due", lin: consents(says(due)), want: "sale sms 10:00"},
		{why: "a nanosecond later", lin: consents(says(due.Add(1))), want: "sale sms 10:00:00.000000001"},
		{why: "given later", lin: consents(says(cst("12:30"))), want: "sale sms 12:30"},
		{why: "given at the deadline", lin: consents(says(last)), want: "sale sms 19:59:59.999999999"},
		{why: "given after it", lin: consents(says(last.Add(1))), want: unknown},
		{why: "the first of several beginnings", lin: consents(says(cst("15:00")), says(cst("13:00"), "offers"), says(cst("14:00"))), want: "sale sms 13:00"},
		{why: "withdrawn before it would begin", lin: consents(says(cst("13:00"), "offers"), ending(says(cst("12:00"), "denied"), cst("14:00"))),
			want: "sale sms 14:00"},
		{why: "ending as it is due", lin: consents(ending(says(jan), due)), want: unknown},
		{why: "ending just after", lin: consents(ending(says(jan), due.Add(1))), want: "sale sms 10:00"},
		{why: "a denial that ends", lin: consents(says(jan), ending(says(jan.Add(1), "denied"), cst("12:30"))), want: "sale sms 12:30"},
		{why: "denied after quiet hours have begun", shop: quiet, lin: consents(says(jan), says(cst("11:00"), "denied")),
			want: "sale: quiet_hours sms 12:00; too_late 19:59:59.999999999"},
		{why: "denied as they end", shop: quiet, lin: consents(says(jan), says(cst("12:00"), "denied")),
			want: "sale: quiet_hours sms 12:00; too_late 19:59:59.999999999"},
		{why: "denied just after they end", shop: quiet, lin: consents(says(jan), says(cst("12:00").Add(1), "denied")), want: "sale sms 12:00"},
	} {
		c.check(t)
	}
}

// What begins at the end of the run is for the next one.
func TestConsentAtEndOfRun(t *testing.T) {
	end := day(2026, 11, 22).Until
	week := func(p *care.Program) { p.Rules[0] = sale("sale", "2026-11-22T10:00", "2026-11-29T10:00") }
	for _, c := range []scene{
		{why: "just before", shop: week, lin: consents(says(end.Add(-1))), want: "sale sms 23:59:59.999999999"},
		{why: "at it", shop: week, lin: consents(says(end)), want: "sale: consent_unknown sms; postponed 2026-11-23 00:00"},
		{why: "later", shop: week, lin: consents(says(end.Add(1))), want: "sale: consent_unknown sms; postponed 2026-11-23 00:00:00.000000001"},
	} {
		c.check(t)
	}
}

func TestConsentByClass(t *testing.T) {
	as := func(class care.Class, obeys ...care.Gate) func(*care.Program) {
		return func(p *care.Program) { p.Rules[0].Class, p.Rules[0].Obeys = class, obeys }
	}
	jan := cst("2026-01-01 00:00")
	for _, c := range []scene{
		{why: "commercial, not known", shop: as(care.Commercial), lin: consents(), want: "sale: consent_unknown sms; too_late 19:59:59.999999999"},
		{why: "transactional, not known", shop: as(care.Transactional), lin: consents(), want: "sale sms 10:00"},
		{why: "transactional, denied", shop: as(care.Transactional), lin: consents(says(jan, "denied")), want: "sale sms 10:00"},
		{why: "transactional that obeys, not known", shop: as(care.Transactional, care.GateConsent), lin: consents(),
			want: "sale: consent_unknown sms; too_late 19:59:59.999999999"},
		{why: "transactional that obeys, denied", shop: as(care.Transactional, care.GateConsent), lin: consents(says(jan, "denied", "web")),
			want: "sale: denied sms web 2026-01-01 00:00; too_late 19:59:59.999999999"},
		{why: "transactional that obeys, granted", shop: as(care.Transactional, care.GateConsent), lin: consents(says(jan)), want: "sale sms 10:00"},
		{why: "transactional that obeys another gate", shop: as(care.Transactional, care.GateQuietHours), lin: consents(says(jan, "denied")), want: "sale sms 10:00"},
	} {
		c.check(t)
	}
}

package care_test

import (
	"fmt"
	"slices"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
	"pgregory.net/rapid"
)

func (s world) drawCustomer(t *rapid.T, g genre, id string) care.Customer {
	c := care.Customer{
		ID: id, Tier: pick(t, "tier", "", "gold", "silver"),
		Zone:      s.shop,
		Variables: map[string]string{}, Tags: some(t, "tags", "new", "regular", "angry"),
	}
	if rare(t, "hours", 4) {
		c.Preferred = drawWindows(t, "preferred", 3)
	}
	if rare(t, "gone", 8) {
		c.Tags = append(c.Tags, "gone")
	}
	switch pick(t, "zone", "shop", "unknown", "shop", "elsewhere", "shop") {
	case "unknown":
		c.Zone = nil
	case "elsewhere":
		c.Zone = loadZone(t, rapid.SampledFrom(sites).Draw(t, "elsewhere").zone)
	}
	if g.settled || rare(t, "joined", 2) {
		c.Joined = s.near(t, "joined", -4, -1)
	}
	if rare(t, "ordered", 2) {
		c.LastOrder = s.near(t, "last order", -7, 1)
	}
	if !rare(t, "nameless", 8) {
		c.Variables["name"] = "Li"
	}
	c.Dates = s.drawDates(t)
	s.drawFacts(t, &c)
	for _, channel := range []string{"call", "mail", "sms"} {
		s.drawReach(t, &c, channel)
	}
	return c
}

// drawDates draws a birthday and a wedding day near the run.
func (s world) drawDates(t *rapid.T) (list []care.Date) {
	for _, name := range some(t, "dates", "birthday", "wedding") {
		day := s.date(t, name)
		year, month, dayOfMonth := day.Split()
		d := care.Date{Name: name, Month: int(month), Day: dayOfMonth, Year: pick(t, "first year", 0, 1980, year, year+1)}
		if month == time.February && dayOfMonth == 29 {
			d.Year = year
		}
		if rare(t, "leap day", 4) {
			d.Month, d.Day, d.Year = 2, 29, pick(t, "leap year", 0, 1980)
		}
		if rare(t, "lunar", 4) {
			moon, err := lunar.Of(year, month, dayOfMonth)
			if err != nil {
				t.Fatal(err)
			}
			d = care.Date{Name: name, Month: moon.Month, Day: moon.Day, Lunar: true, Leap: rare(t, "leap month", 2)}
			if moon.Day == 29 {
				d.Day = 30
			}
		}
		list = append(list, d)
	}
	return list
}

func (s world) drawFacts(t *rapid.T, c *care.Customer) {
	named := func() map[string]string {
		if rare(t, "product known", 2) {
			return map[string]string{"product": "soap"}
		}
		return nil
	}
	for i := range spread(t, "expiries", 0, 2) {
		c.Expiries = append(c.Expiries, care.Expiry{
			Name: pick(t, "expires", "coupon", "tier"), Key: fmt.Sprintf("K%d", i), At: s.near(t, "expiry", -2, 8), Variables: named(),
		})
	}
	seen := map[string]bool{}
	for range spread(t, "events", 1, 5) {
		e := care.Event{
			Kind: pick(t, "event", "created", "delivered", "ordered", "paid"),
			Key:  pick(t, "event key", "O1", "O2", "K0", "P1", ""), At: s.near(t, "event", -5, 2), Variables: named(),
		}
		if n := len(c.Events); n > 0 && rare(t, "at once", 4) {
			e.At = c.Events[n-1].At
		} else if !c.LastOrder.IsZero() && rare(t, "with the order", 8) {
			e.At = c.LastOrder
		}
		if !seen[e.Kind+"/"+e.Key] {
			seen[e.Kind+"/"+e.Key] = true
			c.Events = append(c.Events, e)
		}
	}
	for _, product := range some(t, "cycles", "P1", "P2") {
		c.Cycles = append(c.Cycles, care.Cycle{
			Product: product, Last: s.day.AddDays(-spread(t, "bought", -1, 8)).String(),
			Days: number(t, "lasts", 9_000), Variables: named(),
		})
	}
}

// drawReach draws the address on a channel, of a few that customers share, and
// what was agreed to there.
func (s world) drawReach(t *rapid.T, c *care.Customer, channel string) {
	if !rare(t, "no address", 8) {
		a := care.Address{Channel: channel, Value: pick(t, "number", "138 0013 8000", "(138)0013-8000", "+86 13800138000", "0086.139.0013.9000", "13900139000")}
		if channel == "mail" {
			a.Value = pick(t, "mail", "li@example.com", " Li@Example.COM", "wang@example.com", "zhao@example.com")
		}
		if rare(t, "blocked", 16) {
			a.Blocked = "bounced"
		}
		c.Addresses = append(c.Addresses, a)
	}
	if !rare(t, "never agreed", 8) {
		c.Consents = append(c.Consents, care.Consent{Channel: channel, At: s.near(t, "agreed", -9, -6), Source: "checkout"})
	}
	for range spread(t, "consents", 0, 2) {
		a := care.Consent{
			Channel: channel, Topic: pick(t, "about", "", "care", "offers"), Denied: rare(t, "denied", 4),
			At: s.near(t, "consent", -5, 3), Source: pick(t, "source", "checkout", "import"),
		}
		if n := len(c.Consents); n > 0 && rare(t, "at once", 4) {
			a.At = c.Consents[n-1].At
		}
		if rare(t, "ends", 2) {
			a.Until = a.At.Add(time.Duration(spread(t, "agreed hours", 1, 96)) * time.Hour)
			if nine := s.date(t, "agreed until").At(9*time.Hour, s.shop); nine.After(a.At) { // when much is due
				a.Until = nine
			}
		}
		c.Consents = append(c.Consents, a)
	}
}

// drawHistories draws contacts: some that the run would plan, others of the days
// around it, of rules that are no more, too.
func (s world) drawHistories(t *rapid.T) {
	planned := slowPlan(s.program, s.shop, s.run, s.customers).Contacts
	for i := range s.customers {
		c := &s.customers[i]
		for _, p := range planned {
			own := p.Customer == c.ID && rare(t, "planned before", 8)
			once := p.Customer != c.ID && s.rule(p.Rule).OncePerAddress && rare(t, "sent to another", 4)
			if own || once {
				r := p.Record
				r.At = s.near(t, "sent", -3, 3)
				c.History = append(c.History, r)
			}
		}
		for j := range spread(t, "history", 0, 3) {
			c.History = append(c.History, care.Record{
				Rule: pick(t, "sent rule", "r1", "old"), Occurrence: fmt.Sprintf("event:O%d:1", j+7), At: s.near(t, "sent", -5, 4),
				Channel: pick(t, "sent channel", "call", "mail", "sms"), Address: "+8613800138000",
				Topic: pick(t, "sent topic", "care", "offers"), Counts: rapid.Bool().Draw(t, "sent counts"),
			})
		}
	}
}

// settle moves what happens after the start of the run out of it.
func (s world) settle() {
	for i := range s.customers {
		c := &s.customers[i]
		c.Events = slices.DeleteFunc(c.Events, func(e care.Event) bool { return e.At.After(s.run.From) })
		c.Cycles = slices.DeleteFunc(c.Cycles, func(y care.Cycle) bool { return y.Last > civil.DateOf(s.run.From, s.shop).String() })
		if c.LastOrder.After(s.run.From) {
			c.LastOrder = time.Time{}
		}
	}
}

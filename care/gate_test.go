package care_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// A scene is the shop of saleShop, the customer Lin and the run of 22 November
// 2026, each but for what is said, and what becomes of it as told writes it.
type scene struct {
	why  string
	shop func(*care.Program)
	lin  func(*care.Customer)
	run  care.Run
	want string
}

func (s scene) check(t *testing.T) {
	t.Helper()
	p, lin, run := saleShop(), agreed("lin"), s.run
	if s.shop != nil {
		s.shop(&p)
	}
	if s.lin != nil {
		s.lin(&lin)
	}
	if run.From.IsZero() {
		run = day(2026, 11, 22)
	}
	if got := told(opened(t, p).Explain(run, lin)); got != s.want {
		t.Errorf("%s:\n got %s\nwant %s", s.why, got, s.want)
	}
}

// saleShop has one rule, a sale on 22 November 2026 from 10:00 to 20:00.
func saleShop() care.Program {
	return care.Program{
		Channels: []care.Channel{{ID: "sms", Kind: care.SMS, Country: "86"}, {ID: "email", Kind: care.Email}},
		Topics:   []string{"offers", "orders"},
		Rules:    []care.Rule{sale("sale", "2026-11-22T10:00", "2026-11-22T20:00")},
	}
}

// sale is a campaign that bears the name of its rule.
func sale(id, from, until string) care.Rule {
	return care.Rule{ID: id, Class: care.Commercial, Topic: "offers", Channels: []string{"sms"},
		Campaign: &care.OnCampaign{Name: id, From: from, Until: until}}
}

func opened(t testing.TB, p care.Program) *care.Engine {
	t.Helper()
	e, err := care.New(p, shanghai())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// cst is the instant at which clocks in Shanghai read the text, such as "10:00"
// on 22 November 2026, or "2026-11-23 10:00".
func cst(text string) time.Time {
	if len(text) < len("2006-01-02 ") || text[4] != '-' {
		text = "2026-11-22 " + text
	}
	if strings.Count(text, ":") == 1 {
		text += ":00"
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, shanghai())
	if err != nil {
		panic(err)
	}
	return at
}

// told is the decision in short: what is planned, "rule channel time", and what
// is not, "rule: reasons". Of 22 November 2026 there is the time alone.
func told(x care.Explanation) string {
	if x.Err != nil {
		return x.Err.Error()
	}
	var lines []string
	for _, c := range x.Contacts {
		lines = append(lines, fmt.Sprintf("%s %s %s", c.Rule, c.Channel, shortTime(c.At)))
	}
	for _, s := range x.Suppressed {
		lines = append(lines, s.Rule+": "+reasonsOf(s))
	}
	return strings.Join(lines, " | ")
}

func reasonsOf(s care.Suppressed) string {
	var all []string
	for _, r := range s.Reasons {
		words := []string{string(r.Code)}
		for _, word := range []string{r.Channel, r.Detail} {
			if word != "" {
				words = append(words, word)
			}
		}
		if !r.At.IsZero() {
			words = append(words, shortTime(r.At))
		}
		all = append(all, strings.Join(words, " "))
	}
	return strings.Join(all, "; ")
}

func shortTime(t time.Time) string {
	text := strings.TrimPrefix(t.In(shanghai()).Format("2006-01-02 15:04:05.999999999"), "2026-11-22 ")
	return strings.TrimSuffix(text, ":00")
}

func TestAudience(t *testing.T) {
	meant := func(a care.Audience) func(*care.Program) { return func(p *care.Program) { p.Rules[0].Audience = a } }
	is := func(tier string, tags ...string) func(*care.Customer) {
		return func(c *care.Customer) { c.Tier, c.Tags = tier, tags }
	}
	planned := "sale sms 10:00"
	for _, c := range []scene{
		{why: "everybody, without tier or tag", want: planned},
		{why: "a list of no tiers asks for none", shop: meant(care.Audience{Tiers: []string{}}), want: planned},
		{why: "the tier", shop: meant(care.Audience{Tiers: []string{"gold", "black"}}), lin: is("black"), want: planned},
		{why: "another tier", shop: meant(care.Audience{Tiers: []string{"gold", "black"}}), lin: is("silver"), want: "sale: not_tier silver"},
		{why: "no tier", shop: meant(care.Audience{Tiers: []string{"gold"}}), want: "sale: not_tier"},
		{why: "another case is another tier", shop: meant(care.Audience{Tiers: []string{"gold"}}), lin: is("Gold"), want: "sale: not_tier Gold"},
		{why: "one of any", shop: meant(care.Audience{Any: []string{"tea", "coffee"}}), lin: is("", "coffee"), want: planned},
		{why: "none of any names all of them", shop: meant(care.Audience{Any: []string{"tea", "coffee"}}), lin: is("", "milk"), want: "sale: not_tagged coffee, tea"},
		{why: "all of all", shop: meant(care.Audience{All: []string{"tea", "coffee"}}), lin: is("", "coffee", "tea"), want: planned},
		{why: "one of all is missing", shop: meant(care.Audience{All: []string{"tea", "coffee"}}), lin: is("", "tea"), want: "sale: not_tagged coffee"},
		{why: "each that is missing is named, in order", shop: meant(care.Audience{All: []string{"tea", "coffee"}}), want: "sale: not_tagged coffee; not_tagged tea"},
		{why: "none of none", shop: meant(care.Audience{None: []string{"tea"}}), lin: is("", "coffee"), want: planned},
		{why: "one of none", shop: meant(care.Audience{None: []string{"tea", "coffee"}}), lin: is("", "milk", "tea"), want: "sale: excluded tea"},
		{why: "each that is left out is named once, in order", shop: meant(care.Audience{None: []string{"tea", "coffee"}}),
			lin: is("", "tea", "coffee", "tea"), want: "sale: excluded coffee; excluded tea"},
		{why: "all that is given has to hold", shop: meant(care.Audience{Tiers: []string{"gold"}, Any: []string{"a"}, All: []string{"b"}, None: []string{"c"}}),
			lin: is("gold", "a", "b"), want: planned},
		{why: "and each that does not is a reason", shop: meant(care.Audience{Tiers: []string{"gold"}, Any: []string{"a"}, All: []string{"b"}, None: []string{"c"}}),
			lin: is("", "c"), want: "sale: not_tier; not_tagged a; not_tagged b; excluded c"},
		{why: "a sample of nobody", shop: meant(care.Audience{Sample: "0"}), want: "sale: not_sampled 0"},
		{why: "a sample of all", shop: meant(care.Audience{Sample: "1"}), want: planned},
	} {
		c.check(t)
	}
}

// plannedIDs says who of a thousand customers gets the contact.
func plannedIDs(t *testing.T, p care.Program, run care.Run) map[string]bool {
	t.Helper()
	var all []care.Customer
	for i := range 1000 {
		all = append(all, agreed(fmt.Sprintf("C%04d", i)))
	}
	plan, err := opened(t, p).Plan(run, all)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, c := range plan.Contacts {
		ids[c.Customer] = true
	}
	return ids
}

// inBoth counts the IDs in both.
func inBoth(a, b map[string]bool) (n int) {
	for id := range a {
		if b[id] {
			n++
		}
	}
	return n
}

func TestSample(t *testing.T) {
	drawn := func(rule, name, share string) map[string]bool {
		p := saleShop()
		p.Rules[0].ID, p.Rules[0].Campaign.Name, p.Rules[0].Audience.Sample = rule, name, share
		return plannedIDs(t, p, day(2026, 11, 22))
	}
	fifth, more := drawn("survey", "november", "0.2"), drawn("survey", "november", "0.4")
	if n := len(fifth); n < 150 || n > 250 {
		t.Errorf("a fifth of 1000 are %d", n)
	}
	if inBoth(fifth, more) != len(fifth) {
		t.Error("who is in a share is not in a greater one")
	}
	for why, other := range map[string]map[string]bool{
		"rule": drawn("other survey", "november", "0.2"), "occurrence": drawn("survey", "december", "0.2"),
	} {
		if n := inBoth(fifth, other); n > 80 { // 40 of 1000 by chance
			t.Errorf("another %s draws %d of the same", why, n)
		}
	}
	p := saleShop()
	p.Rules[0].ID, p.Rules[0].Campaign.Name, p.Rules[0].Audience.Sample = "survey", "november", "0.2"
	for id := range fifth {
		if x := opened(t, p).Explain(day(2026, 11, 22), agreed(id)); len(x.Contacts) != 1 {
			t.Errorf("%s is drawn among others and not alone", id)
		}
	}
}

func TestHoldout(t *testing.T) {
	held := func(salt, share string) care.Program {
		p := saleShop()
		p.Holdout = &care.Holdout{Salt: salt, Share: share}
		return p
	}
	half, most := plannedIDs(t, held("2026", "0.5"), day(2026, 11, 22)), plannedIDs(t, held("2026", "0.8"), day(2026, 11, 22))
	if n := len(half); n < 420 || n > 580 {
		t.Errorf("half of 1000 leaves %d", n)
	}
	if inBoth(half, most) != len(most) {
		t.Error("a greater share lets somebody go whom a smaller one held")
	}
	if n := inBoth(half, plannedIDs(t, held("2027", "0.5"), day(2026, 11, 22))); n > 350 { // 250 by chance
		t.Errorf("another salt leaves %d of the same", n)
	}
	class := func(class care.Class, obeys ...care.Gate) func(*care.Program) {
		return func(p *care.Program) {
			*p = held("2026", "1")
			p.Rules[0].Class, p.Rules[0].Obeys = class, obeys
		}
	}
	for _, c := range []scene{
		{why: "nobody is held out", shop: func(p *care.Program) { *p = held("2026", "0") }, want: "sale sms 10:00"},
		{why: "all are", shop: class(care.Commercial), want: "sale: held_out 2026"},
		{why: "transactional contacts go on", shop: class(care.Transactional), want: "sale sms 10:00"},
		{why: "unless they obey", shop: class(care.Transactional, care.GateHoldout), want: "sale: held_out 2026"},
	} {
		c.check(t)
	}
}

// winBack makes the sale a rule for who has not ordered for 90 days, and Lin one
// of them.
func winBack(p *care.Program) {
	r := &p.Rules[0]
	r.ID, r.Campaign, r.Within = "back", nil, "14 days"
	r.Silence = &care.OnSilence{Since: care.LastOrder, After: []care.Term{"90 days"}, At: "10:00"}
	p.LetGo = []string{"moved", "dead"}
}

func TestLetGo(t *testing.T) {
	tagged := func(tags ...string) func(*care.Customer) {
		return func(c *care.Customer) { c.LastOrder, c.Tags = cst("2026-08-24 12:00"), tags }
	}
	for _, c := range []scene{
		{why: "not let go", shop: winBack, lin: tagged("price"), want: "back sms 10:00"},
		{why: "let go", shop: winBack, lin: tagged("price", "moved"), want: "back: let_go moved"},
		{why: "for two reasons, one twice", shop: winBack, lin: tagged("moved", "dead", "moved"), want: "back: let_go dead; let_go moved"},
		{why: "transactional silence rules, too", shop: func(p *care.Program) { winBack(p); p.Rules[0].Class = care.Transactional },
			lin: tagged("moved"), want: "back: let_go moved"},
		{why: "the minimum contact, too", shop: func(p *care.Program) {
			winBack(p)
			p.Rules[0].Silence = &care.OnSilence{Since: care.LastContact, After: []care.Term{"90 days"}}
		}, lin: tagged("moved"), want: "back: let_go moved"},
		{why: "other rules do not ask", shop: func(p *care.Program) { p.LetGo = []string{"moved"} }, lin: tagged("moved"), want: "sale sms 10:00"},
	} {
		c.check(t)
	}
}

// orderShop makes the sale a rule for orders, a day after; Lin ordered the day
// before at 10:00.
func orderShop(p *care.Program) {
	r := &p.Rules[0]
	r.ID, r.Campaign, r.Within = "thanks", nil, "2 hours"
	r.Event = &care.OnEvent{Kind: "ordered", After: []care.Term{"1 day"}}
	r.Variables = []string{"name", "order"}
}

func ordered(c *care.Customer) {
	c.Events = []care.Event{{Kind: "ordered", Key: "O1", At: cst("2026-11-21 10:00")}}
}

func TestVariables(t *testing.T) {
	with := func(own, event map[string]string) func(*care.Customer) {
		return func(c *care.Customer) {
			ordered(c)
			c.Variables, c.Events[0].Variables = own, event
		}
	}
	type vars = map[string]string
	for _, c := range []scene{
		{why: "both known", shop: orderShop, lin: with(vars{"name": "Lin", "order": "O1"}, nil), want: "thanks sms 10:00"},
		{why: "one of each", shop: orderShop, lin: with(vars{"name": "Lin"}, vars{"order": "O1"}), want: "thanks sms 10:00"},
		{why: "an empty one is known", shop: orderShop, lin: with(vars{"name": ""}, vars{"order": ""}), want: "thanks sms 10:00"},
		{why: "one is missing", shop: orderShop, lin: with(vars{"name": "Lin"}, nil), want: "thanks: variable_missing order"},
		{why: "both are, in the rule's order", shop: orderShop, lin: with(nil, vars{"Name": "Lin"}), want: "thanks: variable_missing name; variable_missing order"},
		{why: "a transactional rule needs them, too", shop: func(p *care.Program) { orderShop(p); p.Rules[0].Class = care.Transactional },
			lin: with(vars{"name": "Lin"}, nil), want: "thanks: variable_missing order"},
	} {
		c.check(t)
	}

	p, lin := saleShop(), agreed("lin")
	orderShop(&p)
	with(vars{"name": "Lin", "order": "the customer's", "secret": "x"}, vars{"order": "the event's", "more": "y"})(&lin)
	contacts := opened(t, p).Explain(day(2026, 11, 22), lin).Contacts
	if got := fmt.Sprint(contacts[0].Variables); got != "map[name:Lin order:the event's]" {
		t.Errorf("the event's goes first, and there are no others: got %s", got)
	}
}

func TestAlreadySent(t *testing.T) {
	sent := func(rule, occurrence string, at ...string) func(*care.Customer) {
		return func(c *care.Customer) {
			for _, text := range at {
				c.History = append(c.History, care.Record{Rule: rule, Occurrence: occurrence, At: cst(text), Channel: "sms", Address: "+8613800138000"})
			}
		}
	}
	for _, c := range []scene{
		{why: "sent", lin: sent("sale", "campaign:sale", "2026-11-21 12:00"), want: "sale: already_sent 2026-11-21 12:00"},
		{why: "twice: the first one is told", lin: sent("sale", "campaign:sale", "2026-11-21 13:00", "2026-11-21 12:00"), want: "sale: already_sent 2026-11-21 12:00"},
		{why: "planned before, for later", lin: sent("sale", "campaign:sale", "15:00"), want: "sale: already_sent 15:00"},
		{why: "another rule does not matter", lin: sent("sale2", "campaign:sale", "2026-11-21 12:00"), want: "sale sms 10:00"},
		{why: "nor another occurrence", lin: sent("sale", "campaign:sale2", "2026-11-21 12:00"), want: "sale sms 10:00"},
		{why: "a transactional rule asks, too", shop: func(p *care.Program) { p.Rules[0].Class = care.Transactional },
			lin: sent("sale", "campaign:sale", "2026-11-21 12:00"), want: "sale: already_sent 2026-11-21 12:00"},
		{why: "whatever the channel is called today", lin: func(c *care.Customer) {
			c.History = []care.Record{{Rule: "sale", Occurrence: "campaign:sale", At: cst("09:00"), Channel: "fax"}}
		}, want: "sale: already_sent 09:00"},
	} {
		c.check(t)
	}
}

// One candidate fails all that it can: the reasons stand in the order of the
// codes.
func TestAllReasons(t *testing.T) {
	most := int64(0)
	everything := func(p *care.Program) {
		winBack(p)
		r := &p.Rules[0]
		r.Audience = care.Audience{Tiers: []string{"gold"}, Any: []string{"a"}, All: []string{"b"}, None: []string{"moved"}, Sample: "0"}
		r.CancelledBy, r.Variables = []string{"ordered", "closed"}, []string{"name"}
		p.Holdout = &care.Holdout{Salt: "2026", Share: "1"}
		p.Quiet = []care.Window{{From: "09:00", To: "12:00"}}
		p.Caps = []care.Cap{{ID: "none", Most: &most, In: "1 day"}}
		p.UnknownZone = care.Suppress
	}
	failing := func(c *care.Customer) {
		c.Zone, c.LastOrder, c.Tier, c.Tags = nil, cst("2026-08-24 12:00"), "silver", []string{"moved"}
		c.Events = []care.Event{{Kind: "closed", At: cst("2026-09-02 12:00")}, {Kind: "ordered", At: cst("2026-09-01 12:00")}}
		c.History = []care.Record{{Rule: "back", Occurrence: "winback:2026-08-24:1", At: cst("2026-11-21 12:00"), Channel: "sms"}}
		c.Preferred = []care.Window{{From: "19:00", To: "21:00"}}
		c.Consents = []care.Consent{says(cst("2026-01-01 00:00"), "denied", "web")}
	}
	const gates = "back: not_tier silver; not_tagged a; not_tagged b; excluded moved; not_sampled 0; let_go moved; held_out 2026; " +
		"cancelled closed 2026-09-02 12:00; cancelled ordered 2026-09-01 12:00; already_sent 2026-11-21 12:00; variable_missing name; "
	for _, c := range []scene{
		{why: "with an address", shop: everything, lin: failing, want: gates +
			"zone_unknown; denied sms web 2026-01-01 00:00; quiet_hours sms 12:00; not_preferred 19:00"},
		{why: "blocked", shop: everything, lin: func(c *care.Customer) { failing(c); c.Addresses[0].Blocked = "bounced" },
			want: gates + "blocked sms bounced; zone_unknown; denied sms web 2026-01-01 00:00; quiet_hours sms 12:00; not_preferred 19:00"},
	} {
		c.check(t)
	}
}

package care_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"testing"

	"example.com/membership/care"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func compile(t failer, s world) *care.Engine {
	t.Helper()
	e, err := care.New(s.program, s.shop)
	if err != nil {
		t.Fatalf("the programme is refused: %v", err)
	}
	return e
}

func planOf(t failer, s world) care.Plan {
	t.Helper()
	plan, err := compile(t, s).Plan(s.run, s.customers)
	if err != nil {
		t.Fatalf("the plan is refused: %v", err)
	}
	return plan
}

func toJSON(t failer, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The engine plans what the definitions say, with all reasons: each of their
// candidates is planned or suppressed, and no other.
func lawReference(t *rapid.T) {
	for range spread(t, "worlds", 1, 12) { // cheap, and rare things have to meet
		s := drawWorld(t, genre{})
		got := planOf(t, s)
		for i := range got.Contacts {
			got.Contacts[i].Key = ""
		}
		want := slowPlan(s.program, s.shop, s.run, s.customers)
		if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
	}
}

func TestLawReference(t *testing.T) { rapid.Check(t, lawReference) }
func FuzzLawReference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawReference)) }

// desk returns the definitions at a customer with a history.
func (s world) desk(c care.Customer) *slowDesk {
	shop := &slowShop{program: s.program, shop: s.shop, run: s.run}
	return &slowDesk{slowShop: shop, Customer: c, loc: cmp.Or(c.Zone, s.shop)}
}

func (s world) customer(id string) care.Customer {
	return s.customers[slices.IndexFunc(s.customers, func(c care.Customer) bool { return c.ID == id })]
}

func (s world) rule(id string) care.Rule {
	return s.program.Rules[slices.IndexFunc(s.program.Rules, func(r care.Rule) bool { return r.ID == id })]
}

// Nobody is contacted commercially without consent, or who is held out, and
// nobody at an address with a hard block.
func lawConsent(t *rapid.T) {
	s := drawWorld(t, genre{})
	for _, c := range planOf(t, s).Contacts {
		d := s.desk(s.customer(c.Customer))
		if blocked := d.reached(c.Channel).Blocked; blocked != "" {
			t.Fatalf("%v to a blocked address: %s", c, blocked)
		}
		if c.Class != care.Commercial {
			continue
		}
		if why := d.consent(c.Channel, c.Topic, c.At); why != nil {
			t.Fatalf("%v without consent: %v", c, why)
		}
		if h := s.program.Holdout; h != nil && slowHeldOut(*h, c.Customer) {
			t.Fatalf("%v to one of the holdout", c)
		}
	}
}

func TestLawConsent(t *testing.T) { rapid.Check(t, lawConsent) }
func FuzzLawConsent(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawConsent)) }

// Nobody is contacted twice for one occurrence, and no address by a rule that is
// once per address. Keys are as many as contacts.
func lawOnce(t *rapid.T) {
	s := drawWorld(t, genre{})
	keys, taken := map[string]bool{}, map[slowPlace]bool{}
	for _, c := range s.customers {
		for _, r := range c.History {
			keys[r.Rule+"/"+r.Occurrence+"/"+c.ID] = true
			taken[slowPlace{r.Rule, r.Occurrence, r.Address}] = true
		}
	}
	made := map[string]bool{}
	for _, c := range planOf(t, s).Contacts {
		if own := c.Rule + "/" + c.Occurrence + "/" + c.Customer; keys[own] {
			t.Fatalf("%v twice", c)
		} else {
			keys[own] = true
		}
		place := slowPlace{c.Rule, c.Occurrence, c.Address}
		if s.rule(c.Rule).OncePerAddress && taken[place] {
			t.Fatalf("%v twice at %s", c, c.Address)
		}
		taken[place] = true
		if made[c.Key] {
			t.Fatalf("%v has the key of another: %s", c, c.Key)
		}
		made[c.Key] = true
	}
}

func TestLawOnce(t *testing.T) { rapid.Check(t, lawOnce) }
func FuzzLawOnce(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawOnce)) }

// A greater share holds out whom a smaller one does; who is held out by neither
// has the same plan.
func lawHoldout(t *rapid.T) {
	s := drawWorld(t, genre{apart: true})
	held := func(share string) (map[string]bool, care.Plan) {
		s.program.Holdout = &care.Holdout{Salt: "spring", Share: share}
		ids, plan := map[string]bool{}, planOf(t, s)
		for _, c := range s.customers {
			ids[c.ID] = slowHeldOut(*s.program.Holdout, c.ID)
		}
		for _, x := range plan.Suppressed {
			if out := func(r care.Reason) bool { return r.Code == care.HeldOut }; slices.ContainsFunc(x.Reasons, out) && !ids[x.Customer] {
				t.Fatalf("%v, and is not in a share of %s", x, share)
			}
		}
		return ids, plan
	}
	shares := []string{"0", "0.1", "0.35", "0.6", "0.99", "1"}
	i := rapid.IntRange(0, len(shares)-2).Draw(t, "less")
	j := rapid.IntRange(i+1, len(shares)-1).Draw(t, "more")
	less, before := held(shares[i])
	more, after := held(shares[j])
	for id, out := range less {
		if out && !more[id] {
			t.Fatalf("%s is held out of %s and not of %s", id, shares[i], shares[j])
		}
	}
	free := func(p care.Plan) (list []care.Contact) {
		return slices.DeleteFunc(p.Contacts, func(c care.Contact) bool { return less[c.Customer] || more[c.Customer] })
	}
	if diff := gocmp.Diff(free(before), free(after), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("who is not held out: -before +after\n%s", diff)
	}
}

func TestLawHoldout(t *testing.T) { rapid.Check(t, lawHoldout) }
func FuzzLawHoldout(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawHoldout)) }

// A denial plans nothing on what it denies. Without caps, channels to fall back
// on, shared addresses and minimum contacts it adds nothing elsewhere.
func lawDenial(t *rapid.T) {
	s := drawWorld(t, genre{uncapped: true, oneChannel: true, apart: true, noMinimum: true})
	before := planOf(t, s)
	i := rapid.IntRange(0, len(s.customers)-1).Draw(t, "whose")
	denial := care.Consent{
		Channel: pick(t, "denied channel", "mail", "sms", "call"), Topic: pick(t, "denied topic", "", "care", "offers"),
		Denied: true, At: s.near(t, "denial", -2, 3), Source: "call centre",
	}
	who := s.customers[i]
	s.customers = slices.Clone(s.customers)
	s.customers[i].Consents = append(slices.Clone(who.Consents), denial)
	planned := map[string]bool{}
	for _, c := range before.Contacts {
		planned[c.Key] = true
	}
	for _, c := range planOf(t, s).Contacts {
		about := c.Customer == who.ID && c.Channel == denial.Channel && (denial.Topic == "" || c.Topic == denial.Topic)
		renewed := slices.ContainsFunc(who.Consents, func(a care.Consent) bool {
			return a.Channel == denial.Channel && a.Topic == denial.Topic && a.At.After(denial.At) && !a.At.After(c.At)
		})
		if about && !renewed && !c.At.Before(denial.At) && obeys(s.rule(c.Rule), care.GateConsent) {
			t.Fatalf("%v against the denial", c)
		}
		if !planned[c.Key] {
			t.Fatalf("%v because of the denial", c)
		}
	}
}

func TestLawDenial(t *testing.T) { rapid.Check(t, lawDenial) }
func FuzzLawDenial(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawDenial)) }

// What comes first of a customer, if it is planned, stays planned when a cap is
// raised or a consent added. One of Placing Earlier may then be made after the
// run, nearer to when it is due.
func lawFirst(t *rapid.T) {
	s := drawWorld(t, genre{apart: true, noMinimum: true})
	before := planOf(t, s)
	if rapid.Bool().Draw(t, "raise") && len(s.program.Caps) > 0 {
		s.program.Caps = slices.Clone(s.program.Caps)
		c := &s.program.Caps[rapid.IntRange(0, len(s.program.Caps)-1).Draw(t, "cap")]
		most := *c.Most + 1
		c.Most = &most
	} else {
		for i := range s.customers {
			grant := care.Consent{Channel: pick(t, "granted", "call", "mail", "sms"), Topic: pick(t, "granted topic", "", "care", "offers"), At: s.near(t, "grant", -3, 3), Source: "checkout"}
			s.customers[i].Consents = append(slices.Clone(s.customers[i].Consents), grant)
		}
	}
	after := planOf(t, s)
	for _, who := range s.customers {
		c, ok := s.first(before, who.ID)
		same := func(r care.Contact) bool { return r.Key == c.Key }
		later := func(x care.Suppressed) bool {
			return x.Customer == who.ID && x.Rule == c.Rule && x.Occurrence == c.Occurrence && x.Reasons[len(x.Reasons)-1].Code == care.Postponed
		}
		switch {
		case !ok || slices.ContainsFunc(after.Contacts, same):
		case s.rule(c.Rule).Placing == care.Earlier && slices.ContainsFunc(after.Suppressed, later):
		default:
			t.Fatalf("%v is lost; now: %v, %v", c, after.Contacts, after.Suppressed)
		}
	}
}

// first returns the contact that is the customer's first candidate, if that is
// planned.
func (s world) first(p care.Plan, id string) (care.Contact, bool) {
	type rank struct {
		contact care.Contact // if it is planned
		slowCandidate
	}
	var all []rank
	for _, c := range p.Contacts {
		if c.Customer == id {
			all = append(all, rank{c, s.candidate(c)})
		}
	}
	for _, x := range p.Suppressed {
		if x.Customer == id {
			all = append(all, rank{slowCandidate: slowCandidate{rule: s.rule(x.Rule), occurrence: x.Occurrence, due: x.Due}})
		}
	}
	if len(all) == 0 {
		return care.Contact{}, false
	}
	first := slices.MinFunc(all, func(a, b rank) int { return slowOrder(a.slowCandidate, b.slowCandidate) })
	return first.contact, first.contact.Key != ""
}

func TestLawFirst(t *testing.T) { rapid.Check(t, lawFirst) }
func FuzzLawFirst(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawFirst)) }

// An event that cancels a contact, once it is known, makes the plan do without;
// another one changes nothing. No event that is known cancels what is planned.
func lawCancels(t *rapid.T) {
	s := drawWorld(t, genre{uncapped: true, apart: true, noMinimum: true})
	before := planOf(t, s)
	i := rapid.IntRange(0, len(s.customers)-1).Draw(t, "whose")
	e := care.Event{Kind: pick(t, "new", "ordered", "paid"), Key: pick(t, "new key", "", "O1", "K0", "P1", "other"), At: s.near(t, "new at", -4, 0)}
	who := s.customers[i]
	if e.At.After(s.run.From) || slices.ContainsFunc(who.Events, func(o care.Event) bool { return o.Kind == e.Kind && o.Key == e.Key }) {
		return
	}
	s.customers = slices.Clone(s.customers)
	s.customers[i].Events = append(slices.Clone(who.Events), e)
	after := planOf(t, s)
	for _, c := range before.Contacts {
		for _, known := range s.customer(c.Customer).Events {
			isNew := c.Customer == who.ID && known.Kind == e.Kind && known.Key == e.Key
			if !known.At.After(s.run.From) && !isNew && c.Cancels(known) {
				t.Fatalf("%v is planned in spite of %+v", c, known)
			}
		}
		kept := slices.ContainsFunc(after.Contacts, func(o care.Contact) bool { return o.Key == c.Key })
		if cancelled := c.Customer == who.ID && c.Cancels(e); cancelled == kept {
			t.Fatalf("%+v cancels %v: %v, and it is planned: %v", e, c, cancelled, kept)
		}
	}
}

func TestLawCancels(t *testing.T) { rapid.Check(t, lawCancels) }
func FuzzLawCancels(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawCancels)) }

// A programme that went through JSON plans the same.
func lawJSON(t *rapid.T) {
	s := drawWorld(t, genre{})
	want := toJSON(t, planOf(t, s))
	text := toJSON(t, s.program)
	read, err := care.ParseProgram(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if again := toJSON(t, read); !bytes.Equal(again, text) {
		t.Fatalf("written again\n%s\nbefore\n%s", again, text)
	}
	s.program = read
	if got := toJSON(t, planOf(t, s)); !bytes.Equal(got, want) {
		t.Fatalf("after JSON\n%s\nbefore\n%s", got, want)
	}
}

func TestLawJSON(t *testing.T) { rapid.Check(t, lawJSON) }
func FuzzLawJSON(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawJSON)) }

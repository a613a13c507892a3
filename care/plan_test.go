package care_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// fullShop plans something that fills each field of a contact.
func fullShop() (care.Program, care.Customer) {
	p, lin := saleShop(), agreed("lin")
	orderShop(&p)
	ordered(&lin)
	p.Rules[0].Message, p.Rules[0].Benefit = "thank-you", &care.Benefit{Kind: "gift", ID: "TEA"}
	p.Rules[0].CancelledBy = []string{"returned"}
	late := ranked("late", 0)
	late.Audience.Tiers = []string{"gold"}
	p.Rules = append(p.Rules, late)
	lin.Zone = nil
	lin.Variables = map[string]string{"name": "Lin", "order": "O1"}
	return p, lin
}

func TestContact(t *testing.T) {
	p, lin := fullShop()
	plan, err := opened(t, p).Plan(day(2026, 11, 22), []care.Customer{lin})
	if err != nil {
		t.Fatal(err)
	}
	want := care.Contact{
		Record: care.Record{Rule: "thanks", Occurrence: "ordered:O1:1", At: cst("10:00"), Channel: "sms",
			Address: "+8613800138000", Topic: "offers", Counts: true},
		Key: "thanks/ordered:O1:1/lin", Customer: "lin", To: "138 0013 8000", Class: care.Commercial,
		Due: cst("10:00"), Deadline: cst("12:00"), CancelledBy: []string{"returned"}, Subject: "O1",
		Since: cst("2026-11-21 10:00"), Whenever: true, Message: "thank-you",
		Variables: map[string]string{"name": "Lin", "order": "O1"}, Benefit: &care.Benefit{Kind: "gift", ID: "TEA"},
		Notes: []care.Code{care.ZoneUnknown},
	}
	if diff := cmp.Diff(want, plan.Contacts[0]); diff != "" {
		t.Errorf("contact (-want +got):\n%s", diff)
	}
	left := care.Suppressed{Customer: "lin", Rule: "late", Occurrence: "campaign:late", Due: cst("10:00"),
		Deadline: cst("20:00").Add(-1), Reasons: []care.Reason{{Code: care.NotTier}}}
	if diff := cmp.Diff(left, plan.Suppressed[0]); diff != "" {
		t.Errorf("suppressed (-want +got):\n%s", diff)
	}
	totals := care.Totals{Candidates: 2, Planned: 1, Suppressed: 1, Reasons: map[care.Code]int{care.NotTier: 1},
		Rules: map[string]care.RuleTotals{"thanks": {Planned: 1}, "late": {Suppressed: 1}}}
	if diff := cmp.Diff(totals, plan.Totals); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}

// Keys tell rule, occurrence and customer apart, whatever is in their names.
func TestKeys(t *testing.T) {
	names := []string{"a", "b", "/", "~", "a/b", "~1", "~0", "a~1b", "a:1", "1", "/a", "a/", "汤 姆"}
	seen := map[string]string{}
	for _, rule := range names {
		for _, key := range append(names, "") {
			p := saleShop()
			orderShop(&p)
			p.Rules[0].ID, p.Rules[0].Variables = rule, nil
			e := opened(t, p)
			for _, id := range names {
				c := agreed(id)
				ordered(&c)
				c.Events[0].Key = key
				got, of := e.Explain(day(2026, 11, 22), c).Contacts[0].Key, fmt.Sprintf("%q %q %q", rule, key, id)
				if other, ok := seen[got]; ok {
					t.Errorf("%s and %s have the key %s", other, of, got)
				}
				if strings.Count(got, "/") != 2 {
					t.Errorf("%s has the key %s, which has not three parts", of, got)
				}
				seen[got] = of
			}
		}
	}
	c := agreed("a/b")
	ordered(&c)
	c.Events[0].Key = "O/~1"
	p := saleShop()
	orderShop(&p)
	p.Rules[0].Variables = nil
	if got, want := opened(t, p).Explain(day(2026, 11, 22), c).Contacts[0].Key, "thanks/ordered:O~1~01:1/a~1b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCancels(t *testing.T) {
	since := cst("10:00")
	contact := func(subject string, whenever bool) *care.Contact {
		return &care.Contact{CancelledBy: []string{"paid", "closed"}, Subject: subject, Since: since, Whenever: whenever}
	}
	for _, c := range []struct {
		why     string
		contact *care.Contact
		kind    string
		key     string
		at      time.Time
		want    bool
	}{
		{"at Since", contact("O1", false), "paid", "O1", since, true},
		{"just before", contact("O1", false), "paid", "O1", since.Add(-1), false},
		{"after", contact("O1", false), "paid", "O1", since.Add(1), true},
		{"whenever, just before", contact("O1", true), "paid", "O1", since.Add(-1), true},
		{"whenever, another key", contact("O1", true), "paid", "O2", since.Add(1), false},
		{"whenever, without a key, just before", contact("O1", true), "paid", "", since.Add(-1), false},
		{"whenever, without a key, at Since", contact("O1", true), "paid", "", since, true},
		{"another key", contact("O1", false), "paid", "O2", since, false},
		{"without a key", contact("O1", false), "closed", "", since, true},
		{"any key will do", contact("", false), "closed", "O2", since, true},
		{"any key, just before", contact("", false), "closed", "O2", since.Add(-1), false},
		{"whenever needs a subject", contact("", true), "closed", "", since.Add(-1), false},
		{"another kind", contact("O1", true), "shipped", "O1", since, false},
		{"no kind", contact("O1", true), "", "O1", since, false},
		{"Since zero is always", &care.Contact{CancelledBy: []string{"paid"}}, "paid", "O1", cst("1970-01-01 00:00"), true},
		{"nothing cancels", &care.Contact{}, "paid", "O1", since, false},
	} {
		if got := c.contact.Cancels(care.Event{Kind: c.kind, Key: c.key, At: c.at}); got != c.want {
			t.Errorf("%s: got %v, want %v", c.why, got, c.want)
		}
	}
}

// What a contact says of an event is what the plan would have said.
func TestCancelsAsPlanned(t *testing.T) {
	p, lin := fullShop()
	e := opened(t, p)
	contact := e.Explain(day(2026, 11, 22), lin).Contacts[0]
	for _, key := range []string{"O1", "O2", ""} {
		for _, at := range []string{"2026-11-21 09:59:59", "2026-11-21 10:00", "2026-11-21 23:00"} {
			ev := care.Event{Kind: "returned", Key: key, At: cst(at)}
			with := lin
			with.Events = append(with.Events[:1:1], ev)
			planned := len(e.Explain(day(2026, 11, 22), with).Contacts) == 1
			if planned == contact.Cancels(ev) {
				t.Errorf("returned %q at %s: planned %v, and Cancels says %v", key, at, planned, contact.Cancels(ev))
			}
		}
	}
}

// A plan is a copy: neither side sees what the other one does afterwards.
func TestPlanSharesNothing(t *testing.T) {
	p, lin := fullShop()
	lin.Events[0].Variables = map[string]string{"order": "O1"}
	lin.History = []care.Record{{Rule: "old", Occurrence: "x", At: cst("2026-11-01 00:00"), Channel: "sms"}}
	p.Rules[1].OncePerAddress = true
	lin.History = append(lin.History, care.Record{Rule: "late", Occurrence: "campaign:x", At: cst("2026-11-01 00:00"), Channel: "sms"})
	e := opened(t, p)
	run := day(2026, 11, 22)
	run.Sent = append(make([]care.Record, 0, 9), care.Record{Rule: "late"})
	customers := []care.Customer{lin, agreed("an")}
	before := fmt.Sprintf("%+v %+v", run, customers)
	plan, err := e.Plan(run, customers)
	if err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprintf("%+v %+v", run, customers); after != before {
		t.Errorf("Plan edits what it is given:\n%s\n%s", before, after)
	}
	if run.Sent[:2][1] != (care.Record{}) {
		t.Error("Plan writes beyond the end of Sent")
	}
	text, _ := json.Marshal(plan)
	clear(lin.Variables)
	clear(lin.Events[0].Variables)
	customers[0].Events[0].Key, customers[0].Addresses[0].Value = "O9", "9"
	if got, _ := json.Marshal(plan); string(got) != string(text) {
		t.Errorf("the plan has changed with the customer:\n%s\n%s", text, got)
	}

	_, lin = fullShop()
	first, _ := e.Plan(run, []care.Customer{lin})
	text, _ = json.Marshal(first)
	c := &first.Contacts[0]
	c.CancelledBy[0], c.Benefit.ID, c.Variables["name"], c.Notes[0] = "x", "x", "x", "x"
	first.Suppressed[0].Reasons[0].Detail = "x"
	clear(first.Totals.Reasons)
	second, _ := e.Plan(run, []care.Customer{lin})
	if got, _ := json.Marshal(second); string(got) != string(text) {
		t.Errorf("editing a plan has changed the next one:\n%s\n%s", text, got)
	}
}

// scramble edits everything that v leads to.
func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scramble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			scramble(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
		}
	case reflect.String:
		v.SetString("scrambled")
	case reflect.Int, reflect.Int64:
		v.SetInt(77)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	}
}

// A programme is copied: what the shop edits later is for its next engine.
func TestEngineSharesNothing(t *testing.T) {
	run := care.Run{From: cst("2026-11-01 00:00"), Until: cst("2027-10-30 00:00")}
	p := usesEveryField(t)
	untouched, edited := opened(t, p), usesEveryField(t)
	e := opened(t, edited)
	c := strictCustomer(p)
	c.Zone, c.Events[0].At = shanghai(), run.From.Add(-time.Minute)
	for i := range c.Consents {
		c.Consents[i].At = cst("2026-01-01 00:00")
	}
	c.Cycles = []care.Cycle{{Product: "P9", Last: "2026-11-01", Days: decimal.NewFromInt(90)}}
	c.History = []care.Record{{Rule: "old", Occurrence: "x", At: cst("2026-05-01 00:00")}}
	scramble(reflect.ValueOf(&edited))
	want, err := untouched.Plan(run, []care.Customer{c})
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Plan(run, []care.Customer{c})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the engine has changed with the programme (-before +after):\n%s", diff)
	}
	if len(want.Totals.Rules) != len(p.Rules) || len(want.Contacts) == 0 {
		t.Errorf("too few rules have something to decide: %v", want.Totals.Rules)
	}
}

func TestPlanJSON(t *testing.T) {
	plan, err := opened(t, saleShop()).Plan(day(2026, 1, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(plan)
	if want := `{"contacts":[],"suppressed":[],"totals":{"candidates":0,"planned":0,"suppressed":0}}`; string(got) != want {
		t.Errorf("an empty plan: got %s, want %s", got, want)
	}
	for d := range opened(t, saleShop()).Stream(day(2026, 11, 22), func(yield func(care.Customer) bool) { yield(agreed("lin")) }) {
		if got, _ := json.Marshal(d); !strings.Contains(string(got), `"suppressed":[]`) {
			t.Errorf("a decision without suppressed ones: %s", got)
		}
	}
	p, lin := fullShop()
	plan, _ = opened(t, p).Plan(day(2026, 11, 22), []care.Customer{lin})
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	var back care.Plan
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plan, back); diff != "" {
		t.Errorf("written and read again (-before +after):\n%s", diff)
	}
}

// Totals of decisions are those of the plan, in whatever order and parts.
func totalsAddUp(t *rapid.T) {
	codes := rapid.SampledFrom([]care.Code{care.NotTier, care.Denied, care.TooLate})
	rule := rapid.SampledFrom([]string{"a", "b"})
	decisions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) (d care.Decision) {
		for range rapid.IntRange(0, 3).Draw(t, "contacts") {
			d.Contacts = append(d.Contacts, care.Contact{Record: care.Record{Rule: rule.Draw(t, "rule")}})
		}
		for range rapid.IntRange(0, 3).Draw(t, "suppressed") {
			s := care.Suppressed{Rule: rule.Draw(t, "rule")}
			for range rapid.IntRange(1, 4).Draw(t, "reasons") {
				s.Reasons = append(s.Reasons, care.Reason{Code: codes.Draw(t, "code")})
			}
			d.Suppressed = append(d.Suppressed, s)
		}
		return d
	}), 0, 6).Draw(t, "decisions")
	var one, joined care.Totals
	var every care.Decision
	for _, d := range decisions {
		one.Add(d)
		every.Contacts, every.Suppressed = append(every.Contacts, d.Contacts...), append(every.Suppressed, d.Suppressed...)
	}
	joined.Add(every)
	if diff := cmp.Diff(one, joined); diff != "" && len(decisions) > 0 {
		t.Fatalf("one by one and at once (-one +other):\n%s", diff)
	}
	planned, suppressed := 0, 0
	for _, of := range one.Rules {
		planned, suppressed = planned+of.Planned, suppressed+of.Suppressed
	}
	if planned != one.Planned || suppressed != one.Suppressed || one.Candidates != planned+suppressed {
		t.Fatalf("the rules do not add up: %+v", one)
	}
	for code, n := range one.Reasons {
		if n < 1 || n > one.Suppressed {
			t.Fatalf("%s is counted %d times of %d", code, n, one.Suppressed)
		}
	}
}

func TestTotalsAddUp(t *testing.T) { rapid.Check(t, totalsAddUp) }

func FuzzTotalsAddUp(f *testing.F) { f.Fuzz(rapid.MakeFuzz(totalsAddUp)) }

func TestTotals(t *testing.T) {
	var totals care.Totals
	reason := func(codes ...care.Code) (s care.Suppressed) {
		s.Rule = "a"
		for _, code := range codes {
			s.Reasons = append(s.Reasons, care.Reason{Code: code})
		}
		return s
	}
	totals.Add(care.Decision{Suppressed: []care.Suppressed{reason(care.Denied, care.Denied, care.TooLate), reason(care.TooLate)}})
	totals.Add(care.Decision{Contacts: []care.Contact{{Record: care.Record{Rule: "a"}}, {Record: care.Record{Rule: "b"}}}})
	totals.Add(care.Decision{Err: &care.DataError{}})
	want := care.Totals{Candidates: 4, Planned: 2, Suppressed: 2, Reasons: map[care.Code]int{care.Denied: 1, care.TooLate: 2},
		Rules: map[string]care.RuleTotals{"a": {Planned: 1, Suppressed: 2}, "b": {Planned: 1}}}
	if diff := cmp.Diff(want, totals); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package care_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
)

// streamed is what a stream yields, in short: "an+" for a contact, "an-" for one
// that is not planned, and errors.
func streamed(e *care.Engine, run care.Run, customers ...care.Customer) string {
	var all []string
	for d := range e.Stream(run, slices.Values(customers)) {
		text := d.Customer + strings.Repeat("+", len(d.Contacts)) + strings.Repeat("-", len(d.Suppressed))
		if d.Err != nil {
			text += " " + d.Err.Error()
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestStream(t *testing.T) {
	customer := func(id string, edits ...func(*care.Customer)) care.Customer {
		c := agreed(id)
		for _, edit := range edits {
			edit(&c)
		}
		return c
	}
	denied := func(c *care.Customer) { c.Consents = nil }
	bad := func(c *care.Customer) { c.Addresses[0].Channel = "fax" }
	const fax = ` care: customer "bo": addresses[0].channel: "fax" is no channel of the programme: add it there, or correct it here`
	order := func(id, last string) string {
		return fmt.Sprintf(`%s care: customer %q: id: must come after %q: a stream is in ascending order of IDs, each once`, id, id, last)
	}
	for _, c := range []struct {
		why       string
		customers []care.Customer
		want      string
	}{
		{"nobody", nil, ""},
		{"ascending", []care.Customer{customer("an"), customer("bo", denied), customer("cui")}, "an+, bo-, cui+"},
		{"by bytes", []care.Customer{customer("B"), customer("a"), customer("汤")}, "B+, a+, 汤+"},
		{"a smaller ID ends it", []care.Customer{customer("bo"), customer("an"), customer("cui")}, "bo+, " + order("an", "bo")},
		{"the same ID ends it", []care.Customer{customer("an"), customer("an"), customer("cui")}, "an+, " + order("an", "an")},
		{"a bad customer does not", []care.Customer{customer("an"), customer("bo", bad), customer("cui")}, "an+, bo" + fax + ", cui+"},
		{"it has its place in the order", []care.Customer{customer("bo", bad), customer("an")}, "bo" + fax + ", " + order("an", "bo")},
		{"no ID", []care.Customer{customer(""), customer("an")}, ` care: customer "": id: is empty: give a name, an+`},
		{"twice no ID", []care.Customer{customer(""), customer("")}, ` care: customer "": id: is empty: give a name, ` + order("", "")},
	} {
		if got := streamed(opened(t, saleShop()), day(2026, 11, 22), c.customers...); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
	if got := streamed(opened(t, saleShop()), day(2026, 11, 23), agreed("an"), agreed("bo")); got != "" {
		t.Errorf("customers without a candidate are not yielded: got %s", got)
	}
}

func TestStreamErrors(t *testing.T) {
	bad := agreed("bo")
	bad.Addresses[0].Channel = "fax"
	for d := range opened(t, saleShop()).Stream(day(2026, 11, 22), slices.Values([]care.Customer{bad})) {
		var data *care.DataError
		if !errors.As(d.Err, &data) || data.Record != `customer "bo"` || data.Field != "addresses[0].channel" {
			t.Errorf("got %#v", d.Err)
		}
		if d.Contacts != nil || d.Suppressed != nil || d.Customer != "bo" {
			t.Errorf("got %+v", d)
		}
	}
}

// A run that cannot be asked about yields one error and reads nobody.
func TestStreamBadRun(t *testing.T) {
	from := cst("00:00")
	for _, c := range []struct {
		why  string
		run  care.Run
		want string // "" where it can
	}{
		{"nothing", care.Run{}, "care: the run: from: the instant is missing: it is the zero Time"},
		{"no end", care.Run{From: from}, "care: the run: until: the instant is missing: it is the zero Time"},
		{"no length", care.Run{From: from, Until: from}, "care: the run: until: must be after from, 2026-11-22T00:00:00+08:00, not 2026-11-22T00:00:00+08:00"},
		{"a nanosecond", care.Run{From: from, Until: from.Add(1)}, ""},
		{"366 days", care.Run{From: from, Until: from.Add(366 * 24 * time.Hour)}, ""},
		{"a nanosecond more", care.Run{From: from, Until: from.Add(366*24*time.Hour + 1)}, "care: the run: until: must be at most 366 days after from, 2026-11-22T00:00:00+08:00, not 2027-11-23T00:00:00+08:00: plan a part at a time"},
	} {
		var got []string
		read := 0
		for d := range opened(t, saleShop()).Stream(c.run, func(yield func(care.Customer) bool) { read++; yield(agreed("an")) }) {
			if d.Err != nil {
				got = append(got, d.Err.Error())
			}
		}
		if strings.Join(got, ", ") != c.want || (read == 0) != (c.want != "") {
			t.Errorf("%s: got %q and read %d times, want %q", c.why, got, read, c.want)
		}
		if _, err := opened(t, saleShop()).Plan(c.run, nil); (err != nil) != (c.want != "") {
			t.Errorf("%s: Plan says %v", c.why, err)
		}
	}
}

// Who has seen enough stops reading, of customers too.
func TestStreamStops(t *testing.T) {
	bad := agreed("an")
	bad.Addresses[0].Channel = "fax"
	for _, first := range []care.Customer{agreed("an"), bad} {
		read := 0
		customers := func(yield func(care.Customer) bool) {
			for _, c := range []care.Customer{first, agreed("bo"), agreed("cui")} {
				if read++; !yield(c) {
					return
				}
			}
			t.Error("the stream reads on")
		}
		for range opened(t, saleShop()).Stream(day(2026, 11, 22), customers) {
			break
		}
		if read != 1 {
			t.Errorf("read %d customers", read)
		}
	}
}

// A stream begins anew each time.
func TestStreamTwice(t *testing.T) {
	stream := opened(t, household()).Stream(day(2026, 11, 22), slices.Values([]care.Customer{agreed("an"), agreed("bo")}))
	first, second := slices.Collect(stream), slices.Collect(stream)
	if diff := cmp.Diff(first, second); diff != "" || len(first) != 2 {
		t.Errorf("%d decisions (-first +second):\n%s", len(first), diff)
	}
	if got, want := first[1].Suppressed[0].Reasons[0].Code, care.SameAddress; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What has been yielded stays as it is while the stream goes on.
func TestStreamKeepsNothing(t *testing.T) {
	var texts []string
	var decisions []care.Decision
	customers := []care.Customer{agreed("an"), agreed("bo"), agreed("cui")}
	for i := range customers {
		customers[i].Tier = []string{"gold", "silver", "gold"}[i]
	}
	p := saleShop()
	p.Rules = append(p.Rules, ranked("vip", 1, func(r *care.Rule) { r.Audience.Tiers = []string{"gold"} }))
	for d := range opened(t, p).Stream(day(2026, 11, 22), slices.Values(customers)) {
		text, _ := json.Marshal(d)
		texts, decisions = append(texts, string(text)), append(decisions, d)
	}
	for i, d := range decisions {
		if text, _ := json.Marshal(d); string(text) != texts[i] {
			t.Errorf("%s has changed:\n%s\n%s", d.Customer, texts[i], text)
		}
	}
}

// Nothing of a customer is left for the next one.
func TestStreamForgets(t *testing.T) {
	p := saleShop()
	p.Rules = append(p.Rules, ranked("vip", 1, func(r *care.Rule) { r.Audience.Any = []string{"vip"} }))
	edits(limited(1, "1 day"), func(p *care.Program) { p.Holdout = &care.Holdout{Salt: "2026", Share: "0.5"} })(&p)
	e := opened(t, p)
	var customers []care.Customer
	for i := range 64 {
		c := agreed(fmt.Sprintf("C%02d", i))
		for bit, edit := range []func(*care.Customer){
			func(c *care.Customer) { c.Addresses = nil },
			func(c *care.Customer) { c.Preferred = windowsOf("15:00-16:00") },
			func(c *care.Customer) { c.Tags = []string{"vip"} },
			func(c *care.Customer) { countedAt(cst("2026-11-21 12:00"))(c) },
			func(c *care.Customer) { c.Preferred = []care.Window{{From: "never"}} }, // an error
			func(c *care.Customer) { c.Zone, c.Consents = nil, nil },
		} {
			if (i*37)>>bit&1 == 1 {
				edit(&c)
			}
		}
		customers = append(customers, c)
	}
	i := 0
	for d := range e.Stream(day(2026, 11, 22), slices.Values(customers)) {
		if diff := cmp.Diff(e.Explain(day(2026, 11, 22), customers[i]).Decision, d, cmp.Comparer(sameText)); diff != "" {
			t.Errorf("%s alone and after others (-alone +after):\n%s", d.Customer, diff)
		}
		i++
	}
	if i != len(customers) {
		t.Errorf("%d decisions", i)
	}
}

// sameText compares errors.
func sameText(a, b error) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

func TestPlanOrder(t *testing.T) {
	p := saleShop()
	p.Rules = append(p.Rules, ranked("b", 0), ranked("a", 0), sale("early", "2026-11-22T09:00", "2026-11-22T20:00"))
	gold := ranked("gold", 0)
	gold.Audience.Tiers = []string{"gold"}
	p.Rules = append(p.Rules, gold)
	customers := []care.Customer{agreed("bo"), agreed("an")}
	plan, err := opened(t, p).Plan(day(2026, 11, 22), customers)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range plan.Contacts {
		got = append(got, c.Customer+" "+c.Rule)
	}
	for _, s := range plan.Suppressed {
		got = append(got, s.Customer+" not "+s.Rule)
	}
	want := "an early, bo early, an a, an b, an sale, bo a, bo b, bo sale, an not gold, bo not gold"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	if customers[0].ID != "bo" {
		t.Error("Plan sorts what it is given")
	}
}

func TestPlanTwice(t *testing.T) {
	e, run := opened(t, saleShop()), day(2026, 11, 22)
	other := agreed("an")
	other.Tier = "gold"
	plan, err := e.Plan(run, []care.Customer{agreed("an"), agreed("bo"), agreed("an"), agreed("an")})
	if err != nil || len(plan.Contacts) != 2 {
		t.Errorf("the same customer counts once: got %v, %v", plan.Contacts, err)
	}
	const want = `care: customer "an": id: stands twice, with different content`
	plan, err = e.Plan(run, []care.Customer{agreed("an"), agreed("bo"), agreed("an"), other})
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if diff := cmp.Diff(care.Plan{}, plan); diff != "" {
		t.Errorf("a plan beside an error: %s", diff)
	}
	other.Addresses[0].Channel = "fax"
	if plan, err = e.Plan(run, []care.Customer{agreed("aa"), other}); err == nil || plan.Contacts != nil {
		t.Errorf("a bad customer leaves no plan: got %v, %v", plan, err)
	}
}

// One engine serves many goroutines.
func TestConcurrentPlans(t *testing.T) {
	p, lin := fullShop()
	p.Caps = []care.Cap{{ID: "one", Most: new(int64), In: "1 day"}}
	*p.Caps[0].Most = 1
	e := opened(t, p)
	customers := []care.Customer{lin, agreed("an"), agreed("bo")}
	want, err := e.Plan(day(2026, 11, 22), customers)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 20 {
				got, err := e.Plan(day(2026, 11, 22), customers)
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Errorf("%v\n%s", err, diff)
				}
				e.Explain(day(2026, 11, 22), lin)
			}
		}()
	}
	group.Wait()
}

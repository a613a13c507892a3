package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Another cycle stretches the steps; what no longer fits goes.
func TestInProportion(t *testing.T) {
	for _, c := range []struct {
		cycle int
		want  string // rule: steps
	}{
		{1, "second order: 1 days; win back: 2 days, 3 days; keep in touch: 60 days"},
		{30, "second order: 4 days; win back: 40 days, 70 days; keep in touch: 60 days"},
		{90, "second order: 10 days; win back: 120 days, 210 days; keep in touch: 60 days"},
		{91, "second order: 11 days; win back: 122 days, 213 days; keep in touch: 60 days"},
		{1568, "second order: 175 days; win back: 2091 days, 3659 days; keep in touch: 60 days"},
		{1569, "second order: 175 days; win back: 2092 days; keep in touch: 60 days"},
		{2745, "second order: 305 days; win back: 3660 days; keep in touch: 60 days"},
		{2746, "second order: 306 days; keep in touch: 60 days"},
		{3660, "second order: 407 days; keep in touch: 60 days"},
	} {
		program, err := care.ParseProgram(outreachProgram)
		if err != nil {
			t.Fatal(err)
		}
		if err := inProportion(&program, c.cycle); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range program.Rules {
			if r.Silence != nil {
				got = append(got, r.ID+": "+strings.Join(textsOf(r.Silence.After), ", "))
			}
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%d days: got %q, want %q", c.cycle, got, c.want)
		}
	}
}

func textsOf(terms []care.Term) (texts []string) {
	for _, term := range terms {
		texts = append(texts, string(term))
	}
	return texts
}

// Steps that fall together are one.
func TestStepsFallTogether(t *testing.T) {
	p := care.Program{Rules: []care.Rule{{ID: "r", Silence: &care.OnSilence{Since: care.LastOrder, After: []care.Term{"10 days", "20 days", "100 days"}}}}}
	if err := inProportion(&p, 1); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]care.Term{"1 days", "2 days"}, p.Rules[0].Silence.After); diff != "" {
		t.Error(diff)
	}
	p.Rules[0].Silence.After = []care.Term{"2 weeks"}
	want := `contacts.json: rule "r": "2 weeks" is not a number of days`
	if err := inProportion(&p, 1); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Every -cycle makes a programme, and all of its channels are known.
func TestEveryCycle(t *testing.T) {
	for cycle := 1; cycle <= 3660; cycle++ {
		if _, err := newOutreach(&report{cycle: cycle, zone: time.UTC}); err != nil {
			t.Fatalf("%d days: %v", cycle, err)
		}
	}
	program, err := care.ParseProgram(outreachProgram)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range program.Channels {
		if c.ID != channels[i].id {
			t.Errorf("channel %d is %q, want %q", i, c.ID, channels[i].id)
		}
	}
}

// What the readers accept, the week accepts, to the first and the last year.
func TestWeekTakesAllThatIsRead(t *testing.T) {
	const customers = "customer_id,joined_at,birthday,zone,phone,email\n" +
		"a,1901-01-01,0000-02-29,Pacific/Apia,+,\nb,2199-12-31,9999-12-31,America/Sao_Paulo,12,x\n\" \t,c\",,0001-01-01,UTC,\x7f,\n"
	for _, asof := range []string{"1901-01-01", "1987-04-12", "2011-12-29", "2018-11-03", "2199-12-31"} {
		for _, zone := range []string{"Asia/Shanghai", "Pacific/Apia", "America/Sao_Paulo", "UTC"} {
			weekOf(t, customers, "1,a,"+asof+",5\n2,d,2199-12-31,5\n", "-asof", asof, "-zone", zone, "-cycle", "3660")
		}
	}
}

// Of small shops of all kinds: nobody is written to twice, nor without consent,
// an address, in quiet hours or on a day that is not of the week.
func TestWeeks(t *testing.T) { rapid.Check(t, checkWeeks) }

func FuzzWeeks(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkWeeks)) }

func checkWeeks(t *rapid.T) {
	o, rows := drawReport(t)
	week, err := newOutreach(o)
	if err != nil {
		t.Fatal(err)
	}
	run := week.run()
	for r, d := range week.decisions() {
		if d.Err != nil {
			t.Fatalf("%q: %v", rows, d.Err)
		}
		if d.Customer != r.id {
			t.Fatalf("a decision about %q stands with %q", d.Customer, r.id)
		}
		if len(d.Contacts) > 1 {
			t.Fatalf("%s: %v", r.id, d.Contacts)
		}
		for _, c := range d.Contacts {
			at, column := slices.IndexFunc(channels[:], func(ch channel) bool { return ch.id == c.Channel }), r.listed
			if c.At.Before(run.From) || !c.At.Before(run.Until) {
				t.Fatalf("%v is not in %v", c, run)
			}
			if hour := c.At.In(clockOf(r, o.zone)).Hour(); hour < 8 || hour >= 21 {
				t.Fatalf("%v is in quiet hours", c)
			}
			if week.consentKnown && (column == nil || column.fields[channels[at].consent] != "yes") {
				t.Fatalf("%v without consent: %q", c, rows)
			}
			if week.addressKnown && (column == nil || column.fields[channels[at].address] == "") {
				t.Fatalf("%v without an address: %q", c, rows)
			}
			if r.status == statusWithdrawn && c.Rule != "tier ends" || r.joinsLater() {
				t.Fatalf("%v of one who has left, or not come: %q", c, rows)
			}
		}
	}
}

func clockOf(r *row, shop *time.Location) *time.Location {
	if r.listed != nil && r.listed.zone != nil {
		return r.listed.zone
	}
	return shop
}

// drawReport draws a shop of a few customers, most of them on the list. The rows
// of the list are returned for messages.
func drawReport(t *rapid.T) (*report, string) {
	days := rapid.Custom(func(t *rapid.T) string {
		return time.Date(2025, 4, 1+rapid.IntRange(0, 370).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	})
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	header := []string{"customer_id", "joined_at", "withdrawn_at", "birthday", "zone"}
	for _, column := range []string{"phone", "email", "sms_consent", "email_consent"} {
		if rapid.Bool().Draw(t, column) {
			header = append(header, column)
		}
	}
	list, sold := strings.Join(header, ",")+"\n", refunds
	for i := range rapid.IntRange(1, 8).Draw(t, "customers") {
		fields := []string{fmt.Sprintf("C%d", i), pick("joined", "", days.Draw(t, "joined")), pick("withdrawn", "", "", days.Draw(t, "withdrawn")),
			pick("birthday", "", "1990-04-05", "2000-02-29", "1980-04-01"), pick("zone", "", "America/Los_Angeles", "Pacific/Auckland")}
		for _, column := range header[len(fields):] {
			if strings.HasSuffix(column, "consent") {
				fields = append(fields, pick(column, "", "yes", "no"))
			} else {
				fields = append(fields, pick(column, "", "1", "2"))
			}
		}
		if rapid.Bool().Draw(t, "listed") {
			list += strings.Join(fields, ",") + "\n"
		}
		for k := range rapid.IntRange(0, 3).Draw(t, "orders") {
			sold += fmt.Sprintf("O%d-%d,C%d,%s,%s\n", i, k, i, days.Draw(t, "paid"), pick("amount", "5,", "50,", "5,5"))
		}
	}
	o, err := parseOptions([]string{"-asof", "2026-03-31"}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	in := &input{}
	if in.orders, err = readOrders("orders.csv", strings.NewReader(sold), newClock(o.zone), nil); err != nil {
		t.Fatal(err)
	}
	if in.customers, in.has, err = readCustomers("customers.csv", strings.NewReader(list), newClock(o.zone), nil); err != nil {
		t.Fatal(err)
	}
	r, err := newReport(o, in, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r, list + sold
}

// One operation is the week of 100,000 customers without a list, of whom some
// have something due.
func BenchmarkWeek(b *testing.B) {
	zone := time.FixedZone("Asia/Shanghai", 8*60*60)
	asof := time.Date(2026, 3, 31, 12, 0, 0, 0, zone)
	r := &report{asof: asof, zone: zone, cycle: 90, rows: make([]row, 100_000)}
	for i := range r.rows {
		last := asof.AddDate(0, 0, -i%730)
		r.rows[i] = row{id: fmt.Sprintf("C%06d", i), known: last, last: last, stage: "regular"}
	}
	o, err := newOutreach(r)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.agenda(); err != nil {
			b.Fatal(err)
		}
	}
}

package care_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"example.com/membership/care"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// shuffled returns the list in another order.
func shuffled[T any](t *rapid.T, list []T) []T {
	if len(list) < 2 {
		return list
	}
	return rapid.Permutation(list).Draw(t, "order")
}

// permuted returns the world with every list in another order, but for those
// whose order says something: the channels of a rule and its steps.
func (s world) permuted(t *rapid.T) world {
	p := &s.program
	p.Channels, p.Topics, p.Rules = shuffled(t, p.Channels), shuffled(t, p.Topics), slices.Clone(shuffled(t, p.Rules))
	p.Quiet, p.Holidays, p.Caps = shuffled(t, p.Quiet), shuffled(t, p.Holidays), slices.Clone(shuffled(t, p.Caps))
	p.GrantSources, p.LetGo = shuffled(t, p.GrantSources), shuffled(t, p.LetGo)
	for i := range p.Caps {
		p.Caps[i].Channels, p.Caps[i].Topics = shuffled(t, p.Caps[i].Channels), shuffled(t, p.Caps[i].Topics)
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		r.CancelledBy, r.Variables, r.Obeys = shuffled(t, r.CancelledBy), shuffled(t, r.Variables), shuffled(t, r.Obeys)
		a := &r.Audience
		a.Tiers, a.Any, a.All, a.None = shuffled(t, a.Tiers), shuffled(t, a.Any), shuffled(t, a.All), shuffled(t, a.None)
		if r.Date != nil {
			date := *r.Date
			date.Days = shuffled(t, date.Days)
			r.Date = &date
		}
	}
	s.customers = slices.Clone(shuffled(t, s.customers))
	for i := range s.customers {
		c := &s.customers[i]
		c.Tags, c.Dates, c.Expiries, c.Events = shuffled(t, c.Tags), shuffled(t, c.Dates), shuffled(t, c.Expiries), shuffled(t, c.Events)
		c.Cycles, c.Addresses, c.Consents = shuffled(t, c.Cycles), shuffled(t, c.Addresses), shuffled(t, c.Consents)
		c.Preferred, c.History = shuffled(t, c.Preferred), shuffled(t, c.History)
	}
	return s
}

// The order of what is given in changes no byte, and planning changes nothing
// that is given in.
func lawPermutation(t *rapid.T) {
	s := drawWorld(t, genre{})
	want := toJSON(t, planOf(t, s))
	other := s.permuted(t)
	before := fmt.Sprintf("%+v", other)
	if got := toJSON(t, planOf(t, other)); !bytes.Equal(got, want) {
		t.Fatalf("permuted\n%s\nbefore\n%s", got, want)
	}
	if after := fmt.Sprintf("%+v", other); before != after {
		t.Fatalf("the input was\n%s\nand is\n%s", before, after)
	}
}

func TestLawPermutation(t *testing.T) { rapid.Check(t, lawPermutation) }
func FuzzLawPermutation(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawPermutation)) }

// A plan shares nothing with what was given in, nor with the engine: whoever
// writes into it changes no other.
func lawAlias(t *rapid.T) {
	s := drawWorld(t, genre{})
	e := compile(t, s)
	plan := func() care.Plan {
		p, err := e.Plan(s.run, s.customers)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p, given := plan(), fmt.Sprintf("%+v", s)
	want := toJSON(t, p)
	for _, c := range p.Contacts {
		for name := range c.Variables {
			c.Variables[name] = "overwritten"
		}
		for i := range c.CancelledBy {
			c.CancelledBy[i] = "overwritten"
		}
		if c.Benefit != nil {
			c.Benefit.ID = "overwritten"
		}
	}
	for _, x := range p.Suppressed {
		clear(x.Reasons)
	}
	if got := toJSON(t, plan()); !bytes.Equal(got, want) {
		t.Fatalf("after writing into the plan\n%s\nbefore\n%s", got, want)
	}
	if now := fmt.Sprintf("%+v", s); now != given {
		t.Fatalf("the input was\n%s\nand is\n%s", given, now)
	}
}

func TestLawAlias(t *testing.T) { rapid.Check(t, lawAlias) }
func FuzzLawAlias(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawAlias)) }

// The stream of customers, given all histories, decides as the plan does, and
// so does the explanation of one. The totals add up.
func lawStream(t *rapid.T) {
	s := drawWorld(t, genre{})
	want := planOf(t, s)
	e := compile(t, s)
	run := s.run
	for _, c := range s.customers {
		run.Sent = append(run.Sent, c.History...)
	}
	got := care.Plan{}
	for d := range e.Stream(run, slices.Values(s.customers)) {
		if d.Err != nil {
			t.Fatal(d.Err)
		}
		got.Contacts, got.Suppressed = append(got.Contacts, d.Contacts...), append(got.Suppressed, d.Suppressed...)
		got.Totals.Add(d)
	}
	slices.SortStableFunc(got.Contacts, func(a, b care.Contact) int { return a.At.Compare(b.At) })
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("-plan +stream\n%s", diff)
	}
	n := 0
	for _, r := range got.Totals.Rules {
		n += r.Planned + r.Suppressed
	}
	if all := got.Totals; all.Planned+all.Suppressed != all.Candidates || n != all.Candidates {
		t.Fatalf("%+v do not add up", all)
	}
	s.explained(t, e)
	s.streamed(t, e)
}

// streamed compares a stream that is not given the histories: it knows those of
// the customers that have passed.
func (s world) streamed(t *rapid.T, e *care.Engine) {
	i := 0
	for d := range e.Stream(s.run, slices.Values(s.customers)) {
		for s.customers[i].ID != d.Customer {
			i++
		}
		passed, err := e.Plan(s.run, s.customers[:i+1])
		if err != nil {
			t.Fatal(err)
		}
		own := func(c care.Contact) bool { return c.Customer != d.Customer }
		if diff := gocmp.Diff(slices.DeleteFunc(passed.Contacts, own), d.Contacts, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-plan of those who have passed +stream\n%s", diff)
		}
	}
}

// explained compares the explanation of a customer with a plan for nobody else.
func (s world) explained(t *rapid.T, e *care.Engine) {
	who := rapid.SampledFrom(s.customers).Draw(t, "explained")
	alone, err := e.Plan(s.run, []care.Customer{who})
	if err != nil {
		t.Fatal(err)
	}
	x := e.Explain(s.run, who)
	if diff := gocmp.Diff(alone.Contacts, x.Contacts, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("-plan +explained\n%s", diff)
	}
	if diff := gocmp.Diff(alone.Suppressed, x.Suppressed, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("-plan +explained\n%s", diff)
	}
	if len(alone.Totals.Rules)+len(x.Idle) != len(s.program.Rules) {
		t.Fatalf("%d rules: %v, idle %v", len(s.program.Rules), alone.Totals.Rules, x.Idle)
	}
}

func TestLawStream(t *testing.T) { rapid.Check(t, lawStream) }
func FuzzLawStream(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawStream)) }

// A draw does not depend on the order of the entrants or on who enters twice;
// one entrant more displaces one at most, and more prizes leave the first ones.
func lawDraw(t *rapid.T) {
	entrants := rapid.SliceOfDistinct(rapid.StringN(0, 3, -1), rapid.ID[string]).Draw(t, "entrants")
	n := rapid.IntRange(-1, 12).Draw(t, "n")
	won := care.Draw("autumn", n, slices.Values(entrants))
	if len(won) != max(0, min(n, len(entrants))) {
		t.Fatalf("%d of %d win, not %d", len(won), len(entrants), n)
	}
	twice := rapid.Permutation(slices.Concat(entrants, entrants)).Draw(t, "twice")
	if again := care.Draw("autumn", n, slices.Values(twice)); !slices.Equal(again, won) {
		t.Fatalf("%q in another order, before %q", again, won)
	}
	if more := care.Draw("autumn", n+1, slices.Values(entrants)); !slices.Equal(more[:len(won)], won) {
		t.Fatalf("%q of one more, before %q", more, won)
	}
	other := care.Draw("autumn", n, slices.Values(append(slices.Clone(entrants), "one more")))
	lost := 0
	for _, id := range won {
		if !slices.Contains(other, id) {
			lost++
		}
	}
	if lost > 1 || lost == 1 && !slices.Contains(other, "one more") {
		t.Fatalf("%d of %q lost: %q", lost, won, other)
	}
	if distinct := slices.Compact(slices.Sorted(slices.Values(won))); len(distinct) != len(won) {
		t.Fatalf("%q wins twice", won)
	}
}

func TestLawDraw(t *testing.T) { rapid.Check(t, lawDraw) }
func FuzzLawDraw(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawDraw)) }

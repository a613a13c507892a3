package segment_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// Zero values and nil pointers never panic: groups that nobody compiled are
// refused, and nobody is in what was not bound to an instant.
func TestZeroValues(t *testing.T) {
	for name, g := range map[string]*segment.Group[*customer]{"nil": nil, "zero": {}} {
		m, err := g.At(now)
		if diff := cmp.Diff(&segment.DataError{Record: "group", Why: "is not one of Schema.Compile"}, err); diff != "" || m != nil {
			t.Errorf("%s group gives %v (-want +got):\n%s", name, m, diff)
		}
	}
	people := slices.Values([]*customer{{}, {Orders: 1}})
	for name, m := range map[string]*segment.Matcher[*customer]{"nil": nil, "zero": {}} {
		if m.Match(nil) || m.Match(&customer{}) {
			t.Errorf("%s matcher matches", name)
		}
		if diff := cmp.Diff(segment.Explanation{Clauses: []segment.Reason{}}, m.Explain(&customer{})); diff != "" {
			t.Errorf("%s matcher explains (-want +got):\n%s", name, diff)
		}
		if got := m.Preview(people); got.Matched != 0 || got.Parts == nil {
			t.Errorf("%s matcher previews %+v", name, got)
		}
		if got := m.Preview(nil); got.Customers != 0 || got.Parts == nil {
			t.Errorf("%s matcher previews no population as %+v", name, got)
		}
	}
}

func TestZeroGroups(t *testing.T) {
	for name, g := range map[string]*segment.Groups[*customer]{"nil": nil, "zero": {}} {
		if got := g.Names(); len(got) != 0 {
			t.Errorf("%s groups have names: %q", name, got)
		}
		tagger, err := g.At(now)
		if diff := cmp.Diff(&segment.DataError{Record: "groups", Why: "are not those of Schema.CompileGroups"}, err); diff != "" || tagger != nil {
			t.Errorf("%s groups give %v (-want +got):\n%s", name, tagger, diff)
		}
	}
	people := slices.Values([]*customer{{}, {Orders: 1}})
	for name, tagger := range map[string]*segment.Tagger[*customer]{"nil": nil, "zero": {}} {
		if got := tagger.First(&customer{}); got != "" {
			t.Errorf("%s tagger: first is %q", name, got)
		}
		if m, ok := tagger.Matcher(""); ok || m.Match(nil) {
			t.Errorf("%s tagger has a matcher", name)
		}
		if got := slices.Collect(tagger.Tags(nil)); len(got) != 0 {
			t.Errorf("%s tagger: tags %q", name, got)
		}
		want := segment.Census{Customers: 2, Rest: 2, Groups: []segment.Headcount{}, Findings: []segment.Fault{}}
		if diff := cmp.Diff(want, tagger.Census(people)); diff != "" {
			t.Errorf("%s tagger counts (-want +got):\n%s", name, diff)
		}
		want.Customers, want.Rest = 0, 0
		if diff := cmp.Diff(want, tagger.Census(nil)); diff != "" {
			t.Errorf("%s tagger counts no population (-want +got):\n%s", name, diff)
		}
	}
}

// The deciding instant lies in the years 1900 to 2299, and is not forgotten.
func TestDecidingInstant(t *testing.T) {
	group := compile(t, customerSchema(t), `{"field": "orders", "op": "=", "value": 0}`, zone(t, "Asia/Shanghai"))
	groups := compileGroups(t, customerSchema(t), segment.Grouping{}, time.UTC)
	first, end := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
	for at, why := range map[time.Time]string{
		first: "", end.Add(-1): "", now: "", first.In(time.FixedZone("", -3600)): "",
		first.Add(-1): "the year 1899 is outside 1900..2299", end: "the year 2300 is outside 1900..2299",
		{}: "the instant is missing: it is the zero Time", time.Time{}.In(zone(t, "Asia/Shanghai")): "the instant is missing: it is the zero Time",
	} {
		m, err := group.At(at)
		tagger, groupsErr := groups.At(at)
		if why == "" {
			if err != nil || groupsErr != nil || !m.Match(&customer{}) {
				t.Errorf("%v: %v, %v", at, err, groupsErr)
			}
			continue
		}
		want := &segment.DataError{Record: "deciding instant", Why: why}
		if diff := cmp.Diff([]any{want, want}, []any{err, groupsErr}); diff != "" || m != nil || tagger != nil {
			t.Errorf("%v (-want +got):\n%s", at, diff)
		}
	}
}

// A nil population is empty, and its preview has all parts.
func TestNoPopulation(t *testing.T) {
	m := must(compile(t, customerSchema(t), `{"not": {"field": "orders", "op": "=", "value": 0}}`, time.UTC).At(now))
	if diff := cmp.Diff(m.Preview(slices.Values([]*customer{})), m.Preview(nil)); diff != "" || len(m.Preview(nil).Parts) != 2 {
		t.Errorf("an empty population (-an empty list +nil):\n%s", diff)
	}
}

// A schema without fields knows none; what it is asked about is a fault.
func TestZeroSchema(t *testing.T) {
	none := newSchema[*customer](t)
	for name, s := range map[string]*segment.Schema[*customer]{"nil": nil, "zero": {}, "of no fields": none} {
		_, err := s.Compile(clause("orders", "=", "1"), time.UTC)
		if got := faults(t, err); len(got) != 1 || got[0].Path != "field" || got[0].Code != "unknown_field" {
			t.Errorf("%s schema: %v", name, got)
		}
		_, err = s.Compile(segment.Rule{}, nil)
		if got := faults(t, err); len(got) != 2 || got[0].Code != "missing" || got[1].Code != "empty" {
			t.Errorf("%s schema, zero rule, no location: %v", name, got)
		}
		groups := compileGroups(t, s, segment.Grouping{Rest: "everybody"}, time.UTC)
		if got := must(groups.At(now)).First(nil); got != "everybody" {
			t.Errorf("%s schema: first is %q", name, got)
		}
	}
}

// What a group, its names and its schema are made of can be overwritten by the
// caller without effect.
func TestCopies(t *testing.T) {
	fields := customerFields()
	schema := newSchema(t, fields...)
	clear(fields)
	g := parseGrouping(t, `{"groups": [{"name": "a", "rule": {"field": "orders", "op": "=", "value": 1}}], "rest": "b"}`)
	groups := compileGroups(t, schema, g, time.UTC)
	tagger := must(groups.At(now))
	names := groups.Names()
	names[0], g.Groups[0].Name, g.Rest = "spoilt", "spoilt", "spoilt"
	if got := tagger.First(&customer{Orders: 1}) + tagger.First(&customer{}) + groups.Names()[0]; got != "aba" {
		t.Errorf("names are %q, want a, b, a", got)
	}
	if _, ok := tagger.Matcher("a"); !ok {
		t.Error("group a is lost")
	}
	if _, ok := tagger.Matcher("b"); ok {
		t.Error("the rest is a group")
	}
}

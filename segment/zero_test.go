package segment_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// Zero values and nil pointers answer that nobody is in, and never panic.
func TestZeroValues(t *testing.T) {
	people := slices.Values([]*customer{{}, {Orders: 1}})
	nobody := segment.Preview{Customers: 2, Parts: []segment.Part{{Dropped: 2, Alone: 2}}}
	groups := map[string]*segment.Group[*customer]{"nil": nil, "zero": {}}
	matchers := map[string]*segment.Matcher[*customer]{"nil": nil, "zero": {}, "of a nil group": groups["nil"].At(now), "of a zero group": groups["zero"].At(now)}
	for name, m := range matchers {
		if m.Match(nil) || m.Match(&customer{}) {
			t.Errorf("%s matcher matches", name)
		}
		if diff := cmp.Diff(segment.Explanation{Clauses: []segment.Reason{}}, m.Explain(&customer{})); diff != "" {
			t.Errorf("%s matcher explains (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(nobody, m.Preview(people)); diff != "" {
			t.Errorf("%s matcher previews (-want +got):\n%s", name, diff)
		}
		if got := m.Preview(nil); got.Customers != 0 || got.Parts == nil {
			t.Errorf("%s matcher previews no population as %+v", name, got)
		}
	}
}

func TestZeroGroups(t *testing.T) {
	people := slices.Values([]*customer{{}, {Orders: 1}})
	groups := map[string]*segment.Groups[*customer]{"nil": nil, "zero": {}}
	for name, g := range groups {
		if _, ok := g.Group(""); ok || len(g.Names()) != 0 {
			t.Errorf("%s groups have a group", name)
		}
	}
	for name, tagger := range map[string]*segment.Tagger[*customer]{"nil": nil, "zero": {}, "of nil groups": groups["nil"].At(now), "of zero groups": groups["zero"].At(now)} {
		if got := tagger.First(&customer{}); got != "" {
			t.Errorf("%s tagger: first is %q", name, got)
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
		if got := groups.At(now).First(nil); got != "everybody" {
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
	tagger := groups.At(now)
	names := groups.Names()
	names[0], g.Groups[0].Name, g.Rest = "spoilt", "spoilt", "spoilt"
	if got := tagger.First(&customer{Orders: 1}) + tagger.First(&customer{}) + groups.Names()[0]; got != "aba" {
		t.Errorf("names are %q, want a, b, a", got)
	}
	if _, ok := groups.Group("a"); !ok {
		t.Error("group a is lost")
	}
	if _, ok := groups.Group("b"); ok {
		t.Error("the rest is a group")
	}
}

package segment_test

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// Groups over the six customers of the previews, which overlap and leave B and D.
const overlapping = `{"groups": [
	{"name": "vip", "rule": {"field": "tags", "op": "contains", "value": "vip"}},
	{"name": "new", "rule": {"field": "tags", "op": "contains", "value": "new"}},
	{"name": "five", "rule": {"field": "orders", "op": "=", "value": 5}}
], "rest": "others"}`

func TestCensusCounts(t *testing.T) {
	tagger := tag(t, customerSchema(t), overlapping, now)
	want := segment.Census{Customers: 6, Groups: []segment.Headcount{
		{Name: "vip", Tagged: 2, First: 2},  // A and E
		{Name: "new", Tagged: 2, First: 1},  // E and F, of whom E is vip
		{Name: "five", Tagged: 2, First: 1}, // A and C, of whom A is vip
	}, Rest: 2, Findings: []segment.Fault{}} // B and D
	if diff := cmp.Diff(want, tagger.Census(slices.Values(six()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// One by one, it is the same.
	for id, want := range map[string][2]string{"A": {"vip", "vip, five"}, "B": {"others", ""}, "C": {"five", "five"},
		"D": {"others", ""}, "E": {"vip", "vip, new"}, "F": {"new", "new"}} {
		c := six()[id[0]-'A']
		if got := [2]string{tagger.First(c), tagsOf(tagger, c)}; got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// What is found, and the words for it.
func TestCensusFindings(t *testing.T) {
	group := func(name, rule string) string { return `{"name": "` + name + `", "rule": ` + rule + `}` }
	buyers, vips := `{"field": "orders", "op": ">", "value": 0}`, `{"field": "tags", "op": "contains", "value": "vip"}`
	five, three := `{"field": "orders", "op": "=", "value": 5}`, `{"field": "orders", "op": "=", "value": 3}`
	nobody, anybody := `{"field": "orders", "op": "<", "value": 0}`, `{"field": "orders", "op": ">=", "value": 0}`
	long := strings.Repeat("长", 200)
	for _, c := range []struct {
		why    string
		groups []string
		want   []segment.Fault
	}{
		{"each has somebody", []string{group("vip", vips), group("buyer", buyers)}, []segment.Fault{}},
		{"a rule for nobody", []string{group("vip", vips), group("none", nobody)}, []segment.Fault{
			{Path: "groups[1]", Code: "nobody", Message: `nobody of 6 customers is in "none": preview its rule to see which part keeps them out`}}},
		{"even the first can have nobody", []string{group("none", nobody)}, []segment.Fault{
			{Path: "groups[0]", Code: "nobody", Message: `nobody of 6 customers is in "none": preview its rule to see which part keeps them out`}}},
		{"one taker", []string{group("buyer", buyers), group("vip", vips)}, []segment.Fault{
			{Path: "groups[1]", Code: "shadowed", Message: `everybody in "vip" (2) falls into an earlier group, most into "buyer" (2): move it before that one`}}},
		{"several takers: the one that takes most, A and C before E and F and B", []string{group("five", five), group("three", three), group("buyer", `{"field": "orders", "op": "between", "value": [2, 9]}`)},
			[]segment.Fault{{Path: "groups[2]", Code: "shadowed", Message: `everybody in "buyer" (4) falls into an earlier group, most into "five" (2): move it before that one`}}},
		{"equal takers: the first of them", []string{group("three", three), group("five", five), group("buyer", `{"field": "orders", "op": "between", "value": [2, 9]}`)},
			[]segment.Fault{{Path: "groups[2]", Code: "shadowed", Message: `everybody in "buyer" (4) falls into an earlier group, most into "three" (2): move it before that one`}}},
		{"the later taker takes more: E and F and C before A", []string{group("A", `{"field": "country", "op": "=", "value": "BR"}`), group("rest of them", anybody), group("vip or three", `{"field": "orders", "op": ">=", "value": 3}`)},
			[]segment.Fault{{Path: "groups[2]", Code: "shadowed", Message: `everybody in "vip or three" (4) falls into an earlier group, most into "rest of them" (3): move it before that one`}}},
		{"a taker is where they fall first, not all they are in", []string{group("all", anybody), group("buyer", buyers), group("vip", vips)},
			[]segment.Fault{
				{Path: "groups[1]", Code: "shadowed", Message: `everybody in "buyer" (5) falls into an earlier group, most into "all" (5): move it before that one`},
				{Path: "groups[2]", Code: "shadowed", Message: `everybody in "vip" (2) falls into an earlier group, most into "all" (2): move it before that one`}}},
		{"a long name is cut", []string{group(long, nobody)}, []segment.Fault{
			{Path: "groups[0]", Code: "nobody", Message: `nobody of 6 customers is in "` + long[:64*len("长")] + `": preview its rule to see which part keeps them out`}}},
	} {
		tagger := tag(t, customerSchema(t), `{"groups": [`+strings.Join(c.groups, ",")+`]}`, now)
		if diff := cmp.Diff(c.want, tagger.Census(slices.Values(six())).Findings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

// The remedy of a finding helps: moved before the one that takes its customers,
// the group has them.
func TestCensusRemedy(t *testing.T) {
	g := parseGrouping(t, `{"groups": [
		{"name": "buyer", "rule": {"field": "orders", "op": ">", "value": 0}},
		{"name": "vip", "rule": {"field": "tags", "op": "contains", "value": "vip"}}
	]}`)
	slices.Reverse(g.Groups)
	got := must(compileGroups(t, customerSchema(t), g, time.UTC).At(now)).Census(slices.Values(six()))
	want := segment.Census{Customers: 6, Groups: []segment.Headcount{{Name: "vip", Tagged: 2, First: 2}, {Name: "buyer", Tagged: 5, First: 3}},
		Rest: 1, Findings: []segment.Fault{}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Without customers nothing can be found.
func TestCensusOfPopulations(t *testing.T) {
	tagger := tag(t, customerSchema(t), overlapping, now)
	want := segment.Census{Groups: []segment.Headcount{{Name: "vip"}, {Name: "new"}, {Name: "five"}}, Findings: []segment.Fault{}}
	for name, people := range map[string]iter.Seq[*customer]{"nil": nil, "empty": slices.Values([]*customer{})} {
		if diff := cmp.Diff(want, tagger.Census(people)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	reads := 0
	tagger.Census(func(yield func(*customer) bool) {
		reads++
		for _, c := range six() {
			if !yield(c) {
				t.Error("the census stopped early")
				return
			}
		}
	})
	if reads != 1 {
		t.Errorf("the population is read %d times, want once", reads)
	}
}

func TestCensusJSON(t *testing.T) {
	tagger := tag(t, customerSchema(t), `{"groups": [
		{"name": "buyer", "rule": {"field": "orders", "op": ">", "value": 0}},
		{"name": "vip", "rule": {"field": "tags", "op": "contains", "value": "vip"}}
	]}`, now)
	const want = `{"customers":6,"groups":[{"name":"buyer","tagged":5,"first":5},{"name":"vip","tagged":2,"first":0}],"rest":1,` +
		`"findings":[{"path":"groups[1]","code":"shadowed","message":"everybody in \"vip\" (2) falls into an earlier group, most into \"buyer\" (2): move it before that one"}]}`
	if got := encode(t, tagger.Census(slices.Values(six()))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Tags are given as they are asked for, and only as many as are asked for.
func TestTagsOneByOne(t *testing.T) {
	tagger := tag(t, customerSchema(t), overlapping, now)
	tags := tagger.Tags(six()[0])
	for range 2 { // an iterator can be used again
		if got := slices.Collect(tags); !slices.Equal(got, []string{"vip", "five"}) {
			t.Errorf("tags %q, want vip and five", got)
		}
	}
	for name := range tags {
		if name != "vip" {
			t.Errorf("first tag %q, want vip", name)
		}
		break
	}
	if got := slices.Collect(tagger.Tags(six()[1])); len(got) != 0 {
		t.Errorf("tags %q, want none: the rest is no tag", got)
	}
}

// The rest may have no name, and then First gives none.
func TestRestWithoutName(t *testing.T) {
	g := parseGrouping(t, overlapping)
	g.Rest = ""
	groups := compileGroups(t, customerSchema(t), g, time.UTC)
	if got := must(groups.At(now)).First(six()[1]); got != "" {
		t.Errorf("First is %q, want nothing", got)
	}
	if got := must(groups.At(now)).Census(slices.Values(six())).Rest; got != 2 {
		t.Errorf("the rest is %d, want 2", got)
	}
}

// Groups are known by their names, to explain one that a page shows.
func TestGroupsByName(t *testing.T) {
	groups := compileGroups(t, customerSchema(t), parseGrouping(t, overlapping), time.UTC)
	if got := groups.Names(); !slices.Equal(got, []string{"vip", "new", "five"}) {
		t.Errorf("names %q, want them in their order, without the rest", got)
	}
	for _, name := range []string{"vip", "new", "five"} {
		if m, ok := must(groups.At(now)).Matcher(name); !ok || m.Match(six()[1]) {
			t.Errorf("%q: %v, and B is in it", name, ok)
		}
	}
	for _, name := range []string{"others", "", "VIP"} {
		if m, ok := must(groups.At(now)).Matcher(name); ok || m != nil {
			t.Errorf("there is a group %q", name)
		}
	}
}

// A grouping without groups is a partition into the rest alone.
func TestNoGroups(t *testing.T) {
	tagger := tag(t, customerSchema(t), `{"groups": [], "rest": "all"}`, now)
	if got := tagger.First(six()[0]); got != "all" {
		t.Errorf("First is %q, want all", got)
	}
	if got, want := encode(t, tagger.Census(slices.Values(six()))), `{"customers":6,"groups":[],"rest":6,"findings":[]}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Zero values know no groups, and everybody is in the rest.
func TestCensusOfZeroValues(t *testing.T) {
	var noGroups *segment.Groups[*customer]
	var noTagger *segment.Tagger[*customer]
	for name, tagger := range map[string]*segment.Tagger[*customer]{"nil tagger": noTagger, "zero tagger": {}} {
		if got, want := encode(t, tagger.Census(slices.Values(six()))), `{"customers":6,"groups":[],"rest":6,"findings":[]}`; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if first, tags := tagger.First(six()[0]), tagsOf(tagger, six()[0]); first != "" || tags != "" {
			t.Errorf("%s: %q and %q, want nothing", name, first, tags)
		}
	}
	if len(noGroups.Names()) != 0 {
		t.Error("nil groups know a group")
	}
}

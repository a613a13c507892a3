package segment_test

import (
	"iter"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// Six customers: small enough to count by hand.
//
//	   country  orders  age  tags
//	A  BR       5       30   vip
//	B  BR       1       -    -
//	C  RU       5       17   -
//	D  -        0       40   -
//	E  RU       3       50   vip, new
//	F  ES       3       -    new
func six() []*customer {
	return []*customer{
		{ID: "A", Country: "BR", Orders: 5, Age: 30, AgeTold: true, Tags: []string{"vip"}},
		{ID: "B", Country: "BR", Orders: 1},
		{ID: "C", Country: "RU", Orders: 5, Age: 17, AgeTold: true},
		{ID: "D", Age: 40, AgeTold: true},
		{ID: "E", Country: "RU", Orders: 3, Age: 50, AgeTold: true, Tags: []string{"vip", "new"}},
		{ID: "F", Country: "ES", Orders: 3, Tags: []string{"new"}},
	}
}

func preview(t *testing.T, rule string, people iter.Seq[*customer]) segment.Preview {
	t.Helper()
	return must(compile(t, customerSchema(t), rule, time.UTC).At(now)).Preview(people)
}

// branch is the part of all, any or not; kept and dropped of six.
func branch(kind, path string, kept, alone int64) segment.Part {
	return segment.Part{Path: path, Kind: kind, Kept: kept, Dropped: 6 - kept, Alone: alone}
}

// leaf is that of a clause.
func leaf(path, field string, op segment.Op, value string, kept, missing, alone int64) segment.Part {
	p := branch("clause", path, kept, alone)
	p.Field, p.Op, p.Missing = field, op, missing
	if value != "" {
		p.Value = segment.Values{value}
	}
	return p
}

// Counted by hand over the six, clause by clause.
func TestPreviewCounts(t *testing.T) {
	for _, c := range []struct {
		why, rule string
		matched   int64
		parts     []segment.Part
	}{
		{"one clause: A, C, E and F; it keeps B and D out", `{"field": "orders", "op": ">=", "value": 3}`, 4,
			[]segment.Part{leaf("", "orders", segment.AtLeast, "3", 4, 0, 2)}},
		{"a missing age is dropped, and said to be missing", `{"field": "age", "op": ">=", "value": 18}`, 3,
			[]segment.Part{leaf("", "age", segment.AtLeast, "18", 3, 2, 3)}},
		{"asked for missing: B and F", `{"field": "age", "op": "missing"}`, 2,
			[]segment.Part{leaf("", "age", segment.Missing, "", 2, 2, 4)}},
		{"all: A and E; C for the age alone, F too; B and D lack something else, D not the age",
			`{"all": [{"field": "age", "op": ">=", "value": 18}, {"field": "orders", "op": ">=", "value": 3}]}`, 2,
			[]segment.Part{branch("all", "", 2, 4),
				leaf("all[0]", "age", segment.AtLeast, "18", 3, 2, 2),
				leaf("all[1]", "orders", segment.AtLeast, "3", 4, 0, 1)}},
		{"any: all but D and F; each alone would let them in",
			`{"any": [{"field": "country", "op": "=", "value": "BR"}, {"field": "country", "op": "=", "value": "RU"}]}`, 4,
			[]segment.Part{branch("any", "", 4, 2),
				leaf("any[0]", "country", segment.Is, "BR", 2, 1, 2),
				leaf("any[1]", "country", segment.Is, "RU", 2, 1, 2)}},
		{"not: the clause keeps A and E, and so keeps them out",
			`{"not": {"field": "tags", "op": "contains", "value": "vip"}}`, 4,
			[]segment.Part{branch("not", "", 4, 2), leaf("not", "tags", segment.Contains, "vip", 2, 3, 2)}},
		{"not all: A alone has both, and would be in if it lacked either",
			`{"not": {"all": [{"field": "country", "op": "=", "value": "BR"}, {"field": "orders", "op": "=", "value": 5}]}}`, 5,
			[]segment.Part{branch("not", "", 5, 1), branch("all", "not", 1, 1),
				leaf("not.all[0]", "country", segment.Is, "BR", 2, 1, 1),
				leaf("not.all[1]", "orders", segment.Is, "5", 2, 0, 1)}},
		{"not any: A has both, so neither alone keeps A out; B and C have one each",
			`{"not": {"any": [{"field": "country", "op": "=", "value": "BR"}, {"field": "orders", "op": "=", "value": 5}]}}`, 3,
			[]segment.Part{branch("not", "", 3, 3), branch("any", "not", 3, 3),
				leaf("not.any[0]", "country", segment.Is, "BR", 2, 1, 1),
				leaf("not.any[1]", "orders", segment.Is, "5", 2, 0, 1)}},
		{"within one another: C, D and F are in. A and E are out for the tag alone. B lacks the orders and the age; either would do",
			`{"all": [
				{"any": [{"field": "orders", "op": ">=", "value": 3}, {"field": "age", "op": ">=", "value": 18}]},
				{"not": {"field": "tags", "op": "contains", "value": "vip"}}
			]}`, 3,
			[]segment.Part{branch("all", "", 3, 3),
				branch("any", "all[0]", 5, 1),
				leaf("all[0].any[0]", "orders", segment.AtLeast, "3", 4, 0, 1),
				leaf("all[0].any[1]", "age", segment.AtLeast, "18", 3, 2, 1),
				branch("not", "all[1]", 4, 2),
				leaf("all[1].not", "tags", segment.Contains, "vip", 2, 3, 2)}},
		{"two in the way: E is out for the country and the tag, so neither alone; A for the tag",
			`{"all": [{"field": "country", "op": "=", "value": "BR"}, {"not": {"field": "tags", "op": "contains", "value": "vip"}}]}`, 1,
			[]segment.Part{branch("all", "", 1, 5),
				leaf("all[0]", "country", segment.Is, "BR", 2, 1, 3),
				branch("not", "all[1]", 4, 1),
				leaf("all[1].not", "tags", segment.Contains, "vip", 2, 3, 1)}},
		{"everybody: nobody is kept out",
			`{"any": [{"field": "orders", "op": ">=", "value": 0}, {"field": "age", "op": "<", "value": 0}]}`, 6,
			[]segment.Part{branch("any", "", 6, 0),
				leaf("any[0]", "orders", segment.AtLeast, "0", 6, 0, 0),
				leaf("any[1]", "age", segment.Below, "0", 0, 2, 0)}},
	} {
		want := segment.Preview{Customers: 6, Matched: c.matched, Parts: c.parts}
		if diff := cmp.Diff(want, preview(t, c.rule, slices.Values(six()))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

// Each part is asked about all: what it keeps is what it matches as a rule of its
// own, and both numbers add up to the customers.
func TestPreviewKeepsWhatItMatches(t *testing.T) {
	const inner = `{"field": "tags", "op": "contains", "value": "new"}`
	got := preview(t, `{"all": [{"field": "orders", "op": ">", "value": 100}, {"not": `+inner+`}]}`, slices.Values(six()))
	alone := must(compile(t, customerSchema(t), inner, time.UTC).At(now))
	var kept int64
	for _, c := range six() {
		if alone.Match(c) {
			kept++
		}
	}
	last := got.Parts[3]
	if last.Path != "all[1].not" || last.Kept != kept || last.Kept+last.Dropped != got.Customers {
		t.Errorf("%+v of %d customers, want %d kept although the clause before drops all", last, got.Customers, kept)
	}
}

// A population is read once, to its end, and may be empty or nil: the parts are
// there, with nothing in them.
func TestPreviewOfPopulations(t *testing.T) {
	const rule = `{"not": {"field": "country", "op": "one of", "value": ["BR", "RU"]}}`
	empty := segment.Preview{Parts: []segment.Part{
		{Kind: "not"}, {Path: "not", Kind: "clause", Field: "country", Op: segment.OneOf, Value: segment.Values{"BR", "RU"}},
	}}
	for name, people := range map[string]iter.Seq[*customer]{"nil": nil, "empty": slices.Values([]*customer{})} {
		if diff := cmp.Diff(empty, preview(t, rule, people)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	reads := 0
	got := preview(t, rule, func(yield func(*customer) bool) {
		reads++
		for _, c := range six() {
			if !yield(c) {
				t.Error("the preview stopped early")
				return
			}
		}
	})
	if reads != 1 || got.Customers != 6 || got.Matched != 2 {
		t.Errorf("read %d times, %d of %d, want once, 2 of 6", reads, got.Matched, got.Customers)
	}
}

// Who comes twice counts twice: what is counted is what the caller hands over.
func TestPreviewCountsWhoComesTwice(t *testing.T) {
	got := preview(t, `{"field": "orders", "op": "=", "value": 5}`, slices.Values(slices.Repeat(six(), 2)))
	if got.Customers != 12 || got.Matched != 4 || got.Parts[0].Alone != 8 {
		t.Errorf("%+v, want each number twice", got)
	}
}

// Two previews of one matcher do not share their counts.
func TestPreviewStartsAtNothing(t *testing.T) {
	m := must(compile(t, customerSchema(t), `{"field": "age", "op": "<", "value": 18}`, time.UTC).At(now))
	first := encode(t, m.Preview(slices.Values(six())))
	if second := encode(t, m.Preview(slices.Values(six()))); second != first {
		t.Errorf("first %s\nthen  %s", first, second)
	}
}

func TestPreviewJSON(t *testing.T) {
	got := encode(t, preview(t, `{"all": [{"field": "age", "op": "between", "value": [18, 40]}, {"not": {"field": "tags", "op": "missing"}}]}`, slices.Values(six())))
	const want = `{"customers":6,"matched":1,"parts":[` +
		`{"path":"","kind":"all","kept":1,"dropped":5,"alone":5},` +
		`{"path":"all[0]","kind":"clause","field":"age","op":"between","value":["18","40"],"kept":2,"dropped":4,"missing":2,"alone":2},` +
		`{"path":"all[1]","kind":"not","kept":3,"dropped":3,"alone":1},` +
		`{"path":"all[1].not","kind":"clause","field":"tags","op":"missing","kept":3,"dropped":3,"missing":3,"alone":1}]}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Zero values have no parts.
func TestPreviewOfZeroValues(t *testing.T) {
	var none *segment.Matcher[*customer]
	want := segment.Preview{Parts: []segment.Part{}}
	for name, m := range map[string]*segment.Matcher[*customer]{"nil": none, "zero": {}} {
		if diff := cmp.Diff(want, m.Preview(slices.Values(six()))); diff != "" {
			t.Errorf("%s matcher (-want +got):\n%s", name, diff)
		}
	}
}

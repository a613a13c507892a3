package segment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// What looks like an operator and negates must not be taken for its opposite.
func TestNoOppositeIsProposed(t *testing.T) {
	for _, op := range []segment.Op{"none of", "!within", "!between", "not one of", "!=", "<>", "is not", "excludes", "notin"} {
		_, err := customerSchema(t).Compile(clause("orders", op, "1"), time.UTC)
		got := faults(t, err)
		if len(got) != 1 || strings.Contains(got[0].Message, "did you mean") || !strings.HasSuffix(got[0].Message, "; to negate, put the clause into not") {
			t.Errorf("%s: %v", op, got)
		}
	}
	_, err := customerSchema(t).Compile(clause("orders", "betwen", "1", "2"), time.UTC)
	if got := faults(t, err); got[0].Message != `unknown operator "betwen": did you mean "between"?` {
		t.Errorf("%v", got)
	}
	for text, like := range map[string]string{`{"and": []}`: "any", `{"nor": []}`: "not", `{"none": []}`: "not"} {
		_, err := segment.ParseRule([]byte(text))
		if got := faults(t, err); strings.Contains(got[0].Message, strings.Join([]string{"did you mean", like}, " ")) || strings.Contains(got[0].Message, "did you") {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// All values of a clause are judged, not only up to the first.
func TestAllValuesAreJudged(t *testing.T) {
	long := strings.Repeat("x", 1001)
	for _, c := range []struct {
		rule segment.Rule
		want int
	}{
		{clause("country", segment.OneOf, long, long, "\xff"), 3},
		{clause("birthday", segment.Age, "-1", "301"), 2},
		{clause("orders", segment.Between, "x", "007"), 2},
	} {
		_, err := customerSchema(t).Compile(c.rule, time.UTC)
		if got := faults(t, err); len(got) != c.want {
			t.Errorf("%v: %d faults, want %d", c.rule.Op, len(got), c.want)
		}
	}
}

// The size of a document is bounded as a whole, also where one list of values
// stands in many clauses, and what is beyond is told once.
func TestTotalIsBounded(t *testing.T) {
	list := make(segment.Values, 10_000)
	for i := range list {
		list[i] = fmt.Sprint("v", i)
	}
	shared := segment.Rule{Field: "country", Op: segment.OneOf, Value: list}
	for n, want := range map[int]int{18: 0, 19: 1, 900: 1} { // with 19 rules about 190,019 and 10,001 more
		g := segment.Grouping{Groups: []segment.NamedRule{
			{Name: "a", Rule: segment.Rule{All: slices.Repeat([]segment.Rule{shared}, n)}}, {Name: "b", Rule: shared},
		}}
		_, err := customerSchema(t).CompileGroups(g, time.UTC)
		if err == nil && want == 0 {
			continue
		}
		if got := faults(t, err); len(got) != want || got[0].Code != "too_many" {
			t.Errorf("%d lists: %v, want %d faults", n, got, want)
		}
	}
}

// Beyond the hundredth fault nothing is looked for: a hostile document costs no
// more than an ordinary one.
func TestManyFaultsAreCheap(t *testing.T) {
	bad := slices.Repeat([]segment.Rule{clause("customer_q", segment.Is, "1")}, 500)
	groups := make([]segment.NamedRule, 300)
	for i := range groups {
		groups[i] = segment.NamedRule{Name: fmt.Sprint("g", i), Rule: segment.Rule{All: bad}}
	}
	fields := make([]segment.Field[*customer], 500)
	for i := range fields {
		fields[i] = segment.Text(fmt.Sprintf("customer_%0990d", i), func(c *customer) string { return c.ID })
	}
	schema := newSchema(t, fields...)
	_, err := schema.CompileGroups(segment.Grouping{Groups: groups}, time.UTC)
	if got := faults(t, err); len(got) != 101 || got[100].Code != "too_many" {
		t.Errorf("%d faults", len(got))
	}
	ask := func(groups []segment.NamedRule) float64 {
		return testing.AllocsPerRun(1, func() { _, _ = schema.CompileGroups(segment.Grouping{Groups: groups}, time.UTC) })
	}
	if all, one := ask(groups), ask(groups[:1]); all > 4*one {
		t.Errorf("%v allocations for 300 groups, %v for the first, which has all the faults told", all, one)
	}
}

// Parts of a grouping are read as strictly as the whole, and what is refused
// changes nothing.
func TestPartsAreStrict(t *testing.T) {
	named := segment.NamedRule{Name: "before"}
	for _, text := range []string{`{"NAME": "a"}`, `{"name": "a", "name": "b"}`, `{"name": "a", "rule": {"feild": "x"}}`, `{"name": null}`} {
		var invalid *segment.InvalidError
		if err := json.Unmarshal([]byte(text), &named); !errors.As(err, &invalid) || named.Name != "before" {
			t.Errorf("%s: %v, %+v", text, err, named)
		}
	}
	values := segment.Values{"before"}
	for _, text := range []string{`[1, null]`, `{}`, `[[1]]`, `null`} {
		var invalid *segment.InvalidError
		if err := json.Unmarshal([]byte(text), &values); !errors.As(err, &invalid) || values[0] != "before" {
			t.Errorf("%s: %v, %q", text, err, values)
		}
	}
	if err := values.UnmarshalJSON([]byte(`12x`)); err == nil {
		t.Error("12x is read")
	}
	for _, v := range []segment.Values{nil, {}} {
		if got := encode(t, v); got != "[]" {
			t.Errorf("%#v is written %s", v, got)
		}
	}
}

// Numbers and instants are written in one way.
func TestValuesAreStrict(t *testing.T) {
	for _, r := range []segment.Rule{
		clause("orders", segment.Is, "007"), clause("orders", segment.Is, "+7"), clause("orders", segment.Is, "-0"),
		clause("birthday", segment.Age, "018", "30"),
		clause("last_order", segment.Below, "2026-03-05T1:00:00Z"), clause("last_order", segment.Below, "2026-03-05T10:00:00.0000000001Z"),
		clause("last_order", segment.Below, "2026-03-05T10:00:00+24:00"),
	} {
		if _, err := customerSchema(t).Compile(r, time.UTC); err == nil {
			t.Errorf("%v is taken", r)
		}
	}
}

// After the last date, which stands for never, nothing comes.
func TestNothingAfterNever(t *testing.T) {
	c := &customer{LastOrder: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}
	if holds(t, c, clause("last_order", segment.Above, "9999-12-31"), now) {
		t.Error("the last day is after itself")
	}
	if !holds(t, c, clause("last_order", segment.Above, "9999-12-30"), now) {
		t.Error("the last day is not after the one before")
	}
}

// Two groups of the same customers: moving one before the other is no remedy.
func TestCensusOfTwins(t *testing.T) {
	groups := compileGroups(t, customerSchema(t), segment.Grouping{Groups: []segment.NamedRule{
		{Name: "a", Rule: clause("orders", segment.AtLeast, "1")}, {Name: "b", Rule: clause("orders", segment.Above, "0")},
	}}, time.UTC)
	got := must(groups.At(now)).Census(slices.Values([]*customer{{Orders: 1}, {Orders: 2}, {}})).Findings
	want := []segment.Fault{{Path: "groups[1]", Code: "shadowed", Message: `"b" holds the same customers (2) as "a" before it: remove one, or tell them apart`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A schema tells what there is, in bounded length.
func TestUnknownFieldRemedies(t *testing.T) {
	var fields []segment.Field[*customer]
	for i := range 25 {
		fields = append(fields, segment.Text(fmt.Sprintf("f%02d_%s", i, strings.Repeat("z", 5)), func(c *customer) string { return c.ID }))
	}
	for n, end := range map[int]string{0: ": the schema has no fields", 20: "f19_zzzzz", 25: "f19_zzzzz and 5 more"} {
		_, err := newSchema(t, fields[:n]...).Compile(clause("q", segment.Is, "x"), time.UTC)
		if got := faults(t, err); !strings.HasSuffix(got[0].Message, end) {
			t.Errorf("%d fields: %v", n, got)
		}
	}
}

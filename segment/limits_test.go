package segment_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// nested returns a clause within others, levels deep, by the one way or the other.
func nested(levels int, wrap func(segment.Rule) segment.Rule) segment.Rule {
	r := clause("orders", "=", "1")
	for range levels - 1 {
		r = wrap(r)
	}
	return r
}

func TestDepth(t *testing.T) {
	for name, wrap := range map[string]func(segment.Rule) segment.Rule{
		"not": negated,
		"all": func(r segment.Rule) segment.Rule { return segment.Rule{All: []segment.Rule{r}} },
		"any": func(r segment.Rule) segment.Rule { return segment.Rule{Any: []segment.Rule{r}} },
	} {
		g := compileRule(t, customerSchema(t), nested(20, wrap), time.UTC)
		if got, want := must(g.At(now)).Match(&customer{Orders: 1}), name != "not"; got != want {
			t.Errorf("%s: 20 levels match: %v, want %v", name, got, want)
		}
		_, err := customerSchema(t).Compile(nested(21, wrap), time.UTC)
		want := "must be at most 20 rules within one another: make a flag of the inner ones"
		if got := faults(t, err); len(got) != 1 || got[0].Code != "too_deep" || got[0].Message != want || strings.Count(got[0].Path, name) != 20 {
			t.Errorf("%s: 21 levels: %v", name, got)
		}
	}
}

// A rule counts as one, and so does each within it.
func TestRules(t *testing.T) {
	flat := func(n int) segment.Rule {
		return segment.Rule{Any: slices.Repeat([]segment.Rule{clause("orders", "=", "1")}, n-1)}
	}
	want := []segment.Fault{{Path: "any[999]", Code: "too_many", Message: `must be at most 1000 rules in all: use the operator "one of" for many values`}}
	compileRule(t, customerSchema(t), flat(1000), time.UTC)
	for _, n := range []int{1001, 1002, 5000} {
		_, err := customerSchema(t).Compile(flat(n), time.UTC)
		if diff := cmp.Diff(want, faults(t, err)); diff != "" {
			t.Errorf("%d rules (-want +got):\n%s", n, diff)
		}
	}
	// Each group of a grouping has its own 1,000, and what is in deep lists counts.
	deep := segment.Rule{All: []segment.Rule{flat(500), negated(flat(498))}}
	compileGroups(t, customerSchema(t), segment.Grouping{Groups: []segment.NamedRule{{Name: "a", Rule: deep}, {Name: "b", Rule: deep}}}, time.UTC)
	deep.All = append(deep.All, clause("orders", "=", "1"))
	_, err := customerSchema(t).Compile(deep, time.UTC)
	if got := faults(t, err); len(got) != 1 || got[0].Code != "too_many" || got[0].Path != "all[2]" {
		t.Errorf("1,001 rules in lists: %v", got)
	}
}

func TestValuesOfOneClause(t *testing.T) {
	values := make([]string, 10_000)
	for i := range values {
		values[i] = strconv.Itoa(2 * (len(values) - i))
	}
	m := must(compileRule(t, customerSchema(t), clause("orders", "one of", values...), time.UTC).At(now))
	for n := int64(-1); n < 20_003; n++ {
		if got, want := m.Match(&customer{Orders: n}), n > 0 && n%2 == 0 && n <= 20_000; got != want {
			t.Fatalf("%d: %v", n, got)
		}
	}
}

// Rules that hold themselves are refused as too deep or too many, in bounded time.
func TestCyclicRules(t *testing.T) {
	self := segment.Rule{}
	self.Not = &self
	one, three := make([]segment.Rule, 1), make([]segment.Rule, 3)
	one[0].All = one
	for i := range three {
		three[i].Any = three
	}
	for name, rule := range map[string]segment.Rule{"not": self, "all": {All: one}, "any of three": {Any: three}} {
		_, err := customerSchema(t).Compile(rule, time.UTC)
		if got := faults(t, err); got[0].Code != "too_deep" || len(got) > 101 {
			t.Errorf("%s: %d faults, the first %v", name, len(got), got[0])
		}
		_, err = customerSchema(t).CompileGroups(segment.Grouping{Groups: slices.Repeat([]segment.NamedRule{{Name: "a", Rule: rule}}, 1000)}, time.UTC)
		if got := faults(t, err); got[0].Code != "too_deep" || len(got) > 101 {
			t.Errorf("%s: %d faults, the first %v", name, len(got), got[0])
		}
	}
}

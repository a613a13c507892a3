package segment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
)

// No operator but Missing holds on a missing value, of whatever type: neither on
// what the value would be, nor on what lies around it.
func TestMissingValues(t *testing.T) {
	never := func(*customer) bool { return false }
	always := func(*customer) bool { return true }
	full := &customer{ID: "a", Country: "a", LastOrder: now, Birthday: now.AddDate(-1, 0, 0), Tags: []string{"a"}, AgeTold: true}
	blank := &customer{}
	schemas := map[string]*segment.Schema[*customer]{}
	for name, condition := range map[string]func(*customer) bool{"never": never, "always": always} {
		fields := customerFields()
		for i := range fields {
			fields[i] = fields[i].KnownIf(condition)
		}
		schemas[name] = newSchema(t, fields...)
	}
	for _, field := range fieldNames {
		for _, op := range operators[field] {
			for _, r := range everyLiteral(field, op) {
				name := fmt.Sprintf("%s %s %q", field, op, r.Value)
				missing := op == segment.Missing
				ask := func(s *segment.Schema[*customer], c *customer) bool {
					return must(compileRule(t, s, r, time.UTC).At(now)).Match(c)
				}
				if ask(schemas["never"], full) != missing {
					t.Errorf("%s: %v on a value that is not known", name, !missing)
				}
				if got, want := ask(schemas["always"], full), (slow{at: now}).clause(r, knownOf(full)); got != want {
					t.Errorf("%s: %v on a known value, want %v", name, got, want)
				}
				if _, ok := knownOf(blank)[field]; !ok && ask(customerSchema(t), blank) != missing {
					t.Errorf("%s: %v on a missing value", name, !missing)
				}
			}
		}
	}
}

// What is not known is not got either: the value may be behind a nil pointer.
func TestKnownIfComesFirst(t *testing.T) {
	type member struct{ age *int64 }
	schema := newSchema(t, segment.Number("age", func(m member) int64 { return *m.age }).KnownIf(func(member) bool { return true }).
		KnownIf(func(m member) bool { return m.age != nil }))
	five := int64(5)
	for _, op := range operators["age"] {
		for _, r := range everyLiteral("age", op) {
			m := must(compileRule(t, schema, r, time.UTC).At(now))
			if got := m.Match(member{}) && m.Explain(member{}).Match; got != (op == segment.Missing) {
				t.Errorf("%s %q holds of nobody's age: %v", op, r.Value, got)
			}
			if got := m.Preview(slices.Values([]member{{}, {&five}})); got.Parts[0].Missing != 1 {
				t.Errorf("%s %q: %+v", op, r.Value, got)
			}
		}
	}
}

// everyLiteral returns clauses of an operator, among them one that would hold for
// a zero value if that were not missing.
func everyLiteral(field string, op segment.Op) []segment.Rule {
	values := map[string][]string{
		"id": {"a", "b"}, "country": {"a", "b"}, "tags": {"a", "b"}, "orders": {"0", "-1", "1"}, "age": {"0", "-1", "1"}, "spent": {"0", "-1", "1"},
		"follower": {"true", "false"}, "birthday": {"0001-01-01", "9999-12-31"}, "last_order": {"0001-01-01", "0001-01-01T00:00:00Z", "2026-03-05"},
	}[field]
	switch op {
	case segment.Missing:
		return []segment.Rule{clause(field, op)}
	case segment.Share:
		return []segment.Rule{clause(field, op, "draw", "1"), clause(field, op, "draw", "0.5")}
	case segment.Within, segment.Before:
		return []segment.Rule{clause(field, op, "lifetime"), clause(field, op, "last 3660 days")}
	case segment.Age:
		return []segment.Rule{clause(field, op, "0", "300")}
	case segment.Anniversary:
		return []segment.Rule{clause(field, op, "365")}
	case segment.Between:
		return []segment.Rule{clause(field, op, values[0], values[0])}
	}
	var rules []segment.Rule
	for _, v := range values {
		rules = append(rules, clause(field, op, v))
	}
	return rules
}

package segment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

// benchmarkRules are one clause each; the name is the type and the operator.
var benchmarkRules = []struct{ name, rule string }{
	{"number", `{"field": "orders", "op": ">=", "value": 3}`},
	{"flag", `{"field": "follower", "op": "=", "value": true}`},
	{"text", `{"field": "country", "op": "=", "value": "RU"}`},
	{"one of 4", `{"field": "country", "op": "one of", "value": ["BR", "ES", "FR", "RU"]}`},
	{"one of 40", `{"field": "dwell", "op": "one of", "value": [` + numbers(40) + `]}`},
	{"decimal", `{"field": "spent", "op": ">=", "value": "100.00"}`},
	{"within", `{"field": "last_order", "op": "within", "value": "last 30 days"}`},
	{"anniversary", `{"field": "birthday", "op": "anniversary within", "value": 30}`},
	{"share", `{"field": "name", "op": "share", "value": ["spring", "0.5"]}`},
	{"share of a number", `{"field": "dwell", "op": "share", "value": ["spring", "0.5"]}`},
	{"age", `{"field": "birthday", "op": "age between", "value": [18, 40]}`},
	{"before", `{"field": "last_order", "op": "before", "value": "last 30 days"}`},
	{"10 clauses", `{"all": [` + clauses(10) + `]}`},
	{"100 clauses", `{"all": [` + clauses(100) + `]}`},
}

func numbers(n int) (list string) {
	for i := range n {
		list += fmt.Sprint(", ", i*7)
	}
	return list[2:]
}

// clauses returns n clauses that hold: each has to be asked.
func clauses(n int) (list string) {
	kinds := []string{`{"field": "orders", "op": ">=", "value": 3}`, `{"field": "country", "op": "=", "value": "RU"}`,
		`{"field": "follower", "op": "=", "value": true}`}
	for i := range n {
		list += ", " + kinds[i%3]
	}
	return list[2:]
}

var benchmarkVisitor = &Visitor{Name: "customer 4711", Country: "RU", Follower: true, Dwell: 610, Orders: 4,
	Spent: decimal.New(21050, -2), LastOrder: time.Date(2026, 2, 25, 12, 0, 0, 0, time.UTC),
	Birthday: time.Date(1990, 3, 20, 0, 0, 0, 0, time.UTC)}

// A match of one customer; beside it, three clauses written by hand.
func BenchmarkMatch(b *testing.B) {
	for _, bench := range benchmarkRules {
		b.Run(bench.name, func(b *testing.B) {
			m := visitorMatcher(bench.rule)
			b.ReportAllocs()
			for b.Loop() {
				m.Match(benchmarkVisitor)
			}
		})
	}
	b.Run("3 clauses", func(b *testing.B) {
		m := visitorMatcher(`{"all": [` + clauses(3) + `]}`)
		b.ReportAllocs()
		for b.Loop() {
			m.Match(benchmarkVisitor)
		}
	})
	b.Run("3 by hand", func(b *testing.B) {
		byHand := func(v *Visitor) bool { return v.Orders >= 3 && v.Country == "RU" && v.Follower }
		b.ReportAllocs()
		for b.Loop() {
			byHand(benchmarkVisitor)
		}
	})
}

// No clause allocates.
func TestMatchDoesNotAllocate(t *testing.T) {
	for _, bench := range benchmarkRules {
		m := visitorMatcher(bench.rule)
		if n := testing.AllocsPerRun(100, func() { m.Match(benchmarkVisitor) }); n != 0 {
			t.Errorf("%s: %v allocations, want 0", bench.name, n)
		}
	}
}

// A preview and a census of 10,000 customers by 10 clauses, or as many groups.
func BenchmarkPopulation(b *testing.B) {
	people := slices.Repeat(visitors(), 2500)
	b.Run("preview", func(b *testing.B) {
		m := visitorMatcher(`{"all": [` + clauses(10) + `]}`)
		b.ReportAllocs()
		for b.Loop() {
			m.Preview(slices.Values(people))
		}
	})
	b.Run("census", func(b *testing.B) {
		var g segment.Grouping
		for i := range 10 {
			rule, err := segment.ParseRule([]byte(`{"field": "orders", "op": "=", "value": ` + fmt.Sprint(i) + `}`))
			if err != nil {
				b.Fatal(err)
			}
			g.Groups = append(g.Groups, segment.NamedRule{Name: fmt.Sprint(i), Rule: rule})
		}
		groups, err := visitorSchema().CompileGroups(g, time.UTC)
		if err != nil {
			b.Fatal(err)
		}
		tagger := must(groups.At(time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)))
		b.ReportAllocs()
		for b.Loop() {
			tagger.Census(slices.Values(people))
		}
	})
}

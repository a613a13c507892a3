package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// yardsticks are the contestants that the others are compared with.
var yardsticks = []struct{ column, name string }{
	{"÷ DuckDB", duckdbGroupBy},
	{"÷ decimal map", decimalMap},
	{"÷ cents loop", centsLoop},
}

// writeTable writes one line a contestant. Of a size measured before, which may
// be nil, it says how much longer everybody takes now.
func writeTable(w io.Writer, results, before []result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "threads\tms\tns each\tallocs each\t")
	for _, y := range yardsticks {
		fmt.Fprint(t, y.column, "\t")
	}
	if before != nil {
		fmt.Fprintf(t, "÷ %d\t", before[0].items)
	}
	fmt.Fprintln(t)
	for i, r := range results {
		fmt.Fprintf(t, "%d\t%.1f\t%.1f\t%s\t", r.threads, r.milliseconds(), float64(r.best)/float64(r.items), r.allocations())
		for _, y := range yardsticks {
			at := slices.IndexFunc(results, func(r result) bool { return r.name == y.name })
			if y.name == duckdbGroupBy && !r.unordered() {
				fmt.Fprint(t, "-\t")
				continue
			}
			fmt.Fprintf(t, "%.2f\t", ratio(r, results[at]))
		}
		if before != nil {
			fmt.Fprintf(t, "%.1f\t", ratio(r, before[i]))
		}
		fmt.Fprintf(t, "  %s\n", r.name)
	}
	return t.Flush()
}

func (r result) milliseconds() float64 { return float64(r.best) / float64(time.Millisecond) }

// allocations are Go's: DuckDB does not say.
func (r result) allocations() string {
	if strings.HasPrefix(r.name, "DuckDB") {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(r.allocs)/float64(r.items))
}

// unordered reports whether the orders came in no order, as DuckDB has them.
func (r result) unordered() bool {
	return !strings.HasPrefix(r.name, "grouped:") && !strings.HasPrefix(r.name, "ready ")
}

func ratio(r, of result) float64 { return float64(r.best) / float64(of.best) }

// agree returns what all sides answer, or an error that names every one whose
// answer is not that of the first.
func agree(results []result) (answer, error) {
	var faults []error
	first := results[0]
	for _, r := range results {
		if first.grades == nil {
			first.grades = r.grades
		}
		if !r.answer.equal(first.answer) {
			faults = append(faults, fmt.Errorf("%s: %s; but %s: %s", r.name, r.answer, first.name, first.answer))
		}
	}
	return first.answer, errors.Join(faults...)
}

// equal holds grades against each other only where both were asked.
func (a answer) equal(b answer) bool {
	return a.customers == b.customers && a.orders == b.orders && a.cents == b.cents && a.seconds == b.seconds &&
		(a.grades == nil || b.grades == nil || maps.Equal(a.grades, b.grades))
}

// String returns the answer in one line.
func (a answer) String() string {
	s := fmt.Sprintf("%d customers, %d orders and %d.%02d in the period, last purchases at %d on average",
		a.customers, a.orders, a.cents/100, a.cents%100, a.seconds/max(a.customers, 1))
	if a.grades != nil {
		s += ", customers by grade " + strings.TrimPrefix(fmt.Sprint(a.grades), "map")
	}
	return s
}

// add adds the answer about other customers.
func (a *answer) add(b answer) {
	a.customers += b.customers
	a.orders += b.orders
	a.cents += b.cents
	a.seconds += b.seconds
	for grade, n := range b.grades {
		if a.grades == nil {
			a.grades = map[string]int64{}
		}
		a.grades[grade] += n
	}
}

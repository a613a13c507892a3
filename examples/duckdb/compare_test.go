package main

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// TestAllSidesAgree runs every contestant once over 100,000 orders.
func TestAllSidesAgree(t *testing.T) {
	var out bytes.Buffer
	switch err := compare(&out, 100_000, 1); {
	case errors.Is(err, errNoDriver):
		t.Skipf("SKIPPED, nothing is compared with DuckDB: %v", err)
	case err != nil:
		t.Fatal(err)
	}
	t.Log(out.String())
	for _, want := range []string{"All sides agree", "Platinum:", "Gold:", "Silver:", "Bronze:", "none:"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

// TestEveryCustomer holds the summaries of DuckDB against those of package rfm,
// customer by customer.
func TestEveryCustomer(t *testing.T) {
	rows := generate(100_000)
	db, err := load(rows)
	if errors.Is(err, errNoDriver) {
		t.Skipf("SKIPPED, nothing is compared with DuckDB: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	scorer, err := textbook()
	if err != nil {
		t.Fatal(err)
	}
	customers, err := rfm.Summarize(scorer, purchases(decode(rows)))
	if err != nil {
		t.Fatal(err)
	}
	from, to := scorer.Bounds()
	for _, query := range []string{documented, fastest} {
		mine := maps.Collect(customers.All())
		found, err := db.Query(strings.Replace(query, "AS amount", "::VARCHAR AS amount", 1), from, to)
		if err != nil {
			t.Fatal(err)
		}
		defer found.Close()
		for found.Next() {
			var customer, orders int64
			var last time.Time
			var amount decimal.Decimal
			if err := found.Scan(&customer, &last, &orders, &amount); err != nil {
				t.Fatal(err)
			}
			theirs, err := rfm.NewSummary(last, orders, amount)
			if err != nil {
				t.Fatal(err)
			}
			if !theirs.Equal(mine[customer]) {
				t.Fatalf("customer %d: DuckDB has %v %d %s, rfm %+v", customer, last, orders, amount, mine[customer])
			}
			delete(mine, customer)
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		for customer, s := range mine {
			if !s.Last().IsZero() {
				t.Errorf("DuckDB does not know customer %d", customer)
			}
		}
	}
}

// TestDifferencesAreFound spoils every number of an answer in turn.
func TestDifferencesAreFound(t *testing.T) {
	right := answer{customers: 5, orders: 6, cents: 789, seconds: 10, grades: map[string]int64{"none": 1, "Gold": 4}}
	ungraded := right
	ungraded.grades = nil
	for what, spoil := range map[string]func(*answer){
		"nothing":   func(*answer) {},
		"customers": func(a *answer) { a.customers++ },
		"orders":    func(a *answer) { a.orders++ },
		"cents":     func(a *answer) { a.cents++ },
		"seconds":   func(a *answer) { a.seconds++ },
		"grades":    func(a *answer) { a.grades = map[string]int64{"none": 1, "Gold": 3, "Silver": 1} },
	} {
		spoiled := right
		spoil(&spoiled)
		sides := []result{{answer: ungraded}, {answer: right}, {answer: ungraded}, {answer: spoiled}}
		sides[3].name = "the last"
		_, err := agree(sides)
		if (err == nil) != (what == "nothing") || err != nil && !strings.Contains(err.Error(), "the last: ") {
			t.Errorf("%s spoiled: %v", what, err)
		}
	}
}

func TestGenerator(t *testing.T) {
	rows := generate(1000)
	if !slices.Equal(rows, generate(1000)) {
		t.Error("the same number of orders is not always the same orders")
	}
	list := sorted(rows)
	if !slices.IsSortedFunc(list, func(a, b row) int { return int(a.customer - b.customer) }) {
		t.Error("not sorted by customer")
	}
	count := map[row]int{}
	for i := range rows {
		count[rows[i]]++
		count[list[i]]--
	}
	for r, n := range count {
		if n != 0 {
			t.Errorf("%v is %d times more often unsorted", r, n)
		}
	}
}

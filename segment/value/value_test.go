package value_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"example.com/membership/segment/value"
	"github.com/shopspring/decimal"
)

func TestRankOrder(t *testing.T) {
	for _, c := range []struct{ why, rows, want string }{
		{"nobody", "", ""},
		{"one", "A 5", "A"},
		{"highest first", "A 1, B 3, C 2", "B C A"},
		{"ties by ID", "C 7, A 7, B 7", "A B C"},
		{"equal amounts of different exponents tie", "C 7.00, A 7, B 7.0", "A B C"},
		{"exponents are no sizes", "A 1e3, B 999.99, C 1000.01", "C A B"},
		{"a customer with 0 is one", "A 0, B 1", "B A"},
		{"last decimal", "A 0.000000000001, B 0.000000000002", "B A"},
		{"more digits than an int64", "A 999999999999999999999999999998, B 999999999999999999999999999999", "B A"},
		{"more digits beside few", "A 3, B 1000000000000000001, C 1000000000000000000, D 999999999999999999", "B C D A"},
		{"a coarse amount that does not fit beside a fine one", "A 1e12, B 0.000000000001, C 1000000000001", "C A B"},
		{"IDs by bytes", "a 1, B 1, 客 1", "B a 客"},
		{"the same customer again", "A 5, B 3, A 5, A 5.00", "A B"},
	} {
		r := rank(t, rowsOf(c.rows))
		if got := ids(r, r.Total()); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

func TestRankOfNil(t *testing.T) {
	r, err := value.Rank[string](nil)
	if err != nil || r.Total().Customers != 0 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestRankRefuses(t *testing.T) {
	long := strings.Repeat("x", 1001)
	for _, c := range []struct {
		rows               []row
		record, field, why string
	}{
		{rowsOf("A 5, B -0.01"), `customer "B"`, "amount", "-0.01 is negative; give the amount net of refunds and at least 0, or leave the customer out"},
		{rowsOf("A 5, A 6"), `customer "A"`, "amount", "is 5, and 6 too; add up"},
		{rowsOf("A 6, B 1, A 5, B 2"), `customer "A"`, "amount", "is 5, and 6 too; add up"},
		{rowsOf("A 0, A 0.000000000001"), `customer "A"`, "amount", "is 0, and 0.000000000001 too"},
		{rowsOf("A 999999999999999999999999999999, A 999999999999999999999999999998"), `customer "A"`, "amount", "too; add up"},
		{rowsOf("A 1e13"), `customer "A"`, "amount", "exponent within -12..12"},
		{rowsOf("A 0.0000000000001"), `customer "A"`, "amount", "exponent within -12..12"},
		{[]row{{"A", decimal.New(1, 1_000_000_000)}}, `customer "A"`, "amount", "1e1000000000"},
		{[]row{{"A", decimal.New(-1, -2_000_000_000)}}, `customer "A"`, "amount", "-1e-2000000000"},
		{[]row{{"", dec("5")}}, `customer ""`, "id", "is empty: leave out records without one"},
		{[]row{{long, dec("5")}}, `customer "` + long[:60] + `"`, "id", "has 1001 bytes: give at most 1000"},
		{rowsOf("C -1, B -2, D -3, B 7, A 1, A 2"), `customer "B"`, "amount", "-2 is negative"},
		{rowsOf("B -2, B -3"), `customer "B"`, "amount", "-2 is negative"},
		{rowsOf("B -3, B -2"), `customer "B"`, "amount", "-2 is negative"},
	} {
		r, err := value.Rank(seq(c.rows))
		if r != nil {
			t.Errorf("%v: a result beside the error", c.rows)
		}
		wantDataError(t, err, c.record, c.field, c.why)
	}
}

// customerID is an ID of its own type, as shops declare them.
type customerID string

func TestRankIDs(t *testing.T) {
	one := func(yield func(customerID, decimal.Decimal) bool) {
		yield(customerID(strings.Repeat("x", 1001)), dec("1"))
	}
	_, err := value.Rank(one)
	wantDataError(t, err, `customer "`+strings.Repeat("x", 60)+`"`, "id", "1001 bytes")

	none := func(yield func(customerID, decimal.Decimal) bool) { yield("", dec("1")) }
	_, err = value.Rank(none)
	wantDataError(t, err, `customer ""`, "id", "is empty")

	longest := []row{{strings.Repeat("x", 1000), dec("1")}}
	if n := rank(t, longest).Total().Customers; n != 1 {
		t.Errorf("%d customers", n)
	}

	numbers := func(yield func(int, decimal.Decimal) bool) { _ = yield(0, dec("1")) && yield(-7, dec("-1")) }
	_, err = value.Rank(numbers)
	wantDataError(t, err, `customer "-7"`, "amount", "is negative")
}

// NaN is nobody's ID: it would be a customer of its own every time. In any order
// of the customers the error is the same.
func TestRankNaN(t *testing.T) {
	nan := math.NaN()
	for _, keys := range [][]float64{{nan}, {1, nan, 1}, {nan, 2, nan}, {-1, nan}, {nan, -1}} {
		r, err := value.Rank(func(yield func(float64, decimal.Decimal) bool) {
			for _, key := range keys {
				amount := dec("5")
				if key < 0 {
					amount = dec("-5")
				}
				if !yield(key, amount) {
					return
				}
			}
		})
		if r != nil {
			t.Errorf("%v: a result beside the error", keys)
		}
		wantDataError(t, err, `customer "NaN"`, "id", "is not a number")
	}
}

func TestRankLeavesItsInput(t *testing.T) {
	rows := rowsOf("B 1, C 3, A 2")
	before := slices.Clone(rows)
	r := rank(t, rows)
	rows[0] = row{"Z", dec("9")}
	if got := ids(r, r.Total()); got != "C A B" || rows[1] != before[1] || rows[2] != before[2] {
		t.Errorf("%s, %v", got, rows)
	}
}

// Ranking does not allocate for a comparison: what it allocates is the places,
// as they grow, and a few words.
func TestRankAllocs(t *testing.T) {
	var rows []row
	for i := range 4096 {
		rows = append(rows, row{fmt.Sprint(i), decimal.New(int64(i*7919%4096), int32(-(i % 4)))})
	}
	customers := seq(rows)
	got := testing.AllocsPerRun(5, func() {
		if _, err := value.Rank(customers); err != nil {
			t.Fatal(err)
		}
	})
	if got > 40 {
		t.Errorf("%v allocations for 4,096 customers", got)
	}
	numbered := func(yield func(int, decimal.Decimal) bool) {
		for i, r := range rows {
			if !yield(i, r.amount) {
				return
			}
		}
	}
	if got := testing.AllocsPerRun(5, func() { must(value.Rank(numbered))(t) }); got > 40 {
		t.Errorf("%v allocations for 4,096 numbered customers", got)
	}
}

// Amounts at the bound of what is compared as an integer are equal however they
// are written, in order, at the edge and as duplicates.
func TestRankAtTheBoundOfUnits(t *testing.T) {
	for _, pair := range [][2]string{
		{"1000000000000", "1000000000000.000000"}, {"10000000000000000", "10000000000000000.00"},
		{"999999999999.999999", "999999999999.9999990"}, {"1000000000000000000", "1000000000000000000.0"},
	} {
		r := must(value.Rank(maps.All(map[string]decimal.Decimal{"a": dec(pair[0]), "b": dec(pair[1]), "c": dec("1")})))(t)
		top := must(r.Top(dec("0.34")))(t)
		if got := ids(r, top); got != "a" || top.Tied != 1 {
			t.Errorf("%v: top %q, tied %d; want a, 1", pair, got, top.Tied)
		}
		twice := must(value.Rank(func(yield func(string, decimal.Decimal) bool) {
			_ = yield("a", dec(pair[0])) && yield("a", dec(pair[1]))
		}))(t)
		if got := twice.Total().Customers; got != 1 {
			t.Errorf("%v: %d customers, want 1", pair, got)
		}
	}
}

// Equal IDs print as one, in whatever order they come.
func TestRankOfNegativeZero(t *testing.T) {
	negative := math.Copysign(0, -1)
	for _, order := range [][2]float64{{0, negative}, {negative, 0}} {
		r := must(value.Rank(func(yield func(float64, decimal.Decimal) bool) {
			_ = yield(order[0], dec("1")) && yield(order[1], dec("1"))
		}))(t)
		for id := range r.Customers(r.Total()) {
			if math.Signbit(id) {
				t.Errorf("%v: the customer is −0", order)
			}
		}
	}
}

package pattern_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"example.com/membership/segment/pattern"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func cross[R, C int | string | float64](t failer, list ...pattern.Entry[R, C]) pattern.CrossTable[R, C] {
	t.Helper()
	table, err := pattern.Cross(slices.Values(list))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func at[R, C int | string | float64](row R, column C, amount string) pattern.Entry[R, C] {
	return pattern.Entry[R, C]{Row: row, Column: column, Amount: dec(amount)}
}

func TestCross(t *testing.T) {
	table := cross(t, at("b", 10, "0.1"), at("a", 9, "5"), at("b", 10, "0.2"), at("b", -1, "-5.25"))
	const want = `{"rows":["a","b"],"columns":[-1,9,10],` +
		`"cells":[[{"count":0,"sum":"0"},{"count":1,"sum":"5"},{"count":0,"sum":"0"}],` +
		`[{"count":1,"sum":"-5.25"},{"count":0,"sum":"0"},{"count":2,"sum":"0.3"}]],` +
		`"rowTotals":[{"count":1,"sum":"5"},{"count":3,"sum":"-4.95"}],` +
		`"columnTotals":[{"count":1,"sum":"-5.25"},{"count":1,"sum":"5"},{"count":2,"sum":"0.3"}],` +
		`"total":{"count":4,"sum":"0.05"}}`
	if got := encoded(t, table); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for i, want := range []string{"<nil> false", "5/1 true", "3/20 true", "-33/20 true", "1/80 true"} {
		cell := []pattern.Cell{table.Cells[0][0], table.Cells[0][1], table.Cells[1][2], table.RowTotals[1], table.Total}[i]
		average, ok := cell.Average()
		if got := fmt.Sprint(average, ok); got != want {
			t.Errorf("average of %+v: %s, want %s", cell, got, want)
		}
	}
}

func TestCrossOfNothing(t *testing.T) {
	const want = `{"rows":[],"columns":[],"cells":[],"rowTotals":[],"columnTotals":[],"total":{"count":0,"sum":"0"}}`
	if got, err := pattern.Cross[string, int](nil); err != nil || encoded(t, got) != want {
		t.Errorf("%s, %v; want %s", encoded(t, got), err, want)
	}
	if got := cross[string, int](t); encoded(t, got) != want {
		t.Errorf("%s, want %s", encoded(t, got), want)
	}
}

// named is a type of its own, whose length is bounded like that of a string.
type named string

func TestBadEntries(t *testing.T) {
	long := strings.Repeat("x", 1001)
	table := cross(t, at(long[1:], 1, "1"))
	if len(table.Rows[0]) != 1000 {
		t.Errorf("%d bytes", len(table.Rows[0]))
	}
	_, tooLong := pattern.Cross(slices.Values([]pattern.Entry[string, named]{{}, {Column: named(long)}}))
	_, noRow := pattern.Cross(slices.Values([]pattern.Entry[float64, int]{{Row: math.NaN()}}))
	_, noColumn := pattern.Cross(slices.Values([]pattern.Entry[int, float64]{{}, {}, {Column: math.NaN()}}))
	_, amount := pattern.Cross(slices.Values([]pattern.Entry[int, int]{{}, {Amount: decimal.New(1, 1_000_000_000)}}))
	for want, err := range map[string]error{
		"entry 1, counted from 0: column": tooLong,
		"entry 0, counted from 0: row":    noRow,
		"entry 2, counted from 0: column": noColumn,
		"entry 1, counted from 0: amount": amount,
	} {
		if badData(t, err) != want || len(err.Error()) > 300 {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Orders without a region have a row of their own.
func TestEmptyNames(t *testing.T) {
	table := cross(t, at("", "", "1"), at("a", "", "2"), at("", "", "4"))
	if got, want := encoded(t, table.RowTotals), `[{"count":2,"sum":"5"},{"count":1,"sum":"2"}]`; got != want || table.Rows[0] != "" || table.Columns[0] != "" {
		t.Errorf("%+v\ngot  %s\nwant %s", table, got, want)
	}
}

// −0 is the key 0, whichever comes first.
func TestMinusZero(t *testing.T) {
	minus := math.Copysign(0, -1)
	want := encoded(t, cross(t, at(0.0, 0.0, "1"), at(0.0, 0.0, "1")))
	for _, first := range []float64{0, minus} {
		got := encoded(t, cross(t, at(first, -first, "1"), at(-first, first, "1")))
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := cross(t, at(math.Inf(-1), math.Inf(1), "1")); len(got.Rows) != 1 {
		t.Errorf("%+v", got)
	}
}

// A million cells, empty ones included, and not one more row.
func TestTooManyCells(t *testing.T) {
	var list []pattern.Entry[int, int]
	for i := range 1000 {
		list = append(list, pattern.Entry[int, int]{Row: i, Column: i})
	}
	if table := cross(t, list...); table.Total.Count != 1000 || len(table.Cells) != 1000 || len(table.Cells[999]) != 1000 {
		t.Errorf("%d in %d rows", table.Total.Count, len(table.Cells))
	}
	list = append(list, pattern.Entry[int, int]{Row: 1000, Column: 7})
	_, err := pattern.Cross(slices.Values(list))
	var many *pattern.TooManyError
	if !errors.As(err, &many) || many.Found != 1_001_000 || many.Limit != 1_000_000 {
		t.Errorf("%v, want a TooManyError of 1001000 cells", err)
	}
	const text = "segment/pattern: at least 1001000 cells (1001 rows × 1000 columns), which is more than the limit of 1000000: " +
		"use coarser keys, such as months for days or categories for products"
	if err.Error() != text {
		t.Errorf("got  %s\nwant %s", err, text)
	}
}

// An entry whose cell is not new allocates nothing.
func TestCrossAllocates(t *testing.T) {
	list := []pattern.Entry[string, int]{at("a", 1, "1.25"), at("b", 2, "3"), at("a", 2, "1.5")}
	few := testing.AllocsPerRun(10, func() { cross(t, list...) })
	list = slices.Repeat(list, 1000)
	if many := testing.AllocsPerRun(10, func() { cross(t, list...) }); many > few+1 {
		t.Errorf("%.0f allocations for 3,000 entries, %.0f for 3", many, few)
	}
}

// Every cell, row, column and the total agree with adding up decimals one at a
// time; rows, columns and cells each add up to the total; and entries in another
// order give the same bytes.
func checkCross(t *rapid.T) {
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pattern.Entry[string, int] {
		return pattern.Entry[string, int]{
			Row:    rapid.SampledFrom([]string{"a", "b", "B", ""}).Draw(t, "row"),
			Column: rapid.IntRange(-1, 2).Draw(t, "column"),
			Amount: decimal.New(rapid.Int64Range(-5000, 5000).Draw(t, "amount"), rapid.Int32Range(-3, 1).Draw(t, "exponent")),
		}
	}), 0, 20).Draw(t, "entries")
	table := cross(t, list...)
	if !slices.IsSorted(table.Rows) || !slices.IsSorted(table.Columns) {
		t.Fatalf("%v, %v", table.Rows, table.Columns)
	}
	want := func(in func(pattern.Entry[string, int]) bool) (c pattern.Cell) {
		for _, e := range list {
			if in(e) {
				c = pattern.Cell{Count: c.Count + 1, Sum: c.Sum.Add(e.Amount)}
			}
		}
		return c
	}
	same := func(got pattern.Cell, in func(pattern.Entry[string, int]) bool) {
		if diff := cmp.Diff(want(in), got); diff != "" {
			t.Fatal(diff)
		}
	}
	for i, row := range table.Rows {
		same(table.RowTotals[i], func(e pattern.Entry[string, int]) bool { return e.Row == row })
		for j, column := range table.Columns {
			same(table.Cells[i][j], func(e pattern.Entry[string, int]) bool { return e.Row == row && e.Column == column })
			same(table.ColumnTotals[j], func(e pattern.Entry[string, int]) bool { return e.Column == column })
		}
	}
	same(table.Total, func(pattern.Entry[string, int]) bool { return true })
	other := cross(t, rapid.Permutation(list).Draw(t, "order")...)
	if a, b := encoded(t, table), encoded(t, other); a != b {
		t.Fatalf("%s\n%s", a, b)
	}
}

func TestCrossLaws(t *testing.T) { rapid.Check(t, checkCross) }
func FuzzCross(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkCross)) }

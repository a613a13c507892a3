package pattern

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/big"
	"slices"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// maxCells bounds a cross table, empty cells included.
const maxCells = 1_000_000

// Entry is one thing to count in a cross table, such as an order, with the two
// keys by which it is counted. Who only counts leaves the amount out. An empty
// name is a key like any other: the orders without a region have a row of their
// own, which comes first.
type Entry[R, C cmp.Ordered] struct {
	Row    R               // is the first key, such as a region
	Column C               // is the second key, such as a category
	Amount decimal.Decimal // is what Cell.Sum adds up; a refund is negative
}

// Cell is what some entries come to.
type Cell struct {
	// Count is how many entries there are.
	Count int64 `json:"count"`
	// Sum is the exact sum of their amounts.
	Sum decimal.Decimal `json:"sum"`
}

// Average returns the average amount, exactly: Sum by Count. It is nil and not ok
// where there are no entries.
func (c Cell) Average() (average *big.Rat, ok bool) {
	return rate(c.Sum, decimal.NewFromInt(c.Count))
}

// CrossTable is entries by two keys. Rows and columns rise: names as bytes,
// numbers by value.
type CrossTable[R, C cmp.Ordered] struct {
	// Rows is every row key that occurs.
	Rows []R `json:"rows"`
	// Columns is every column key that occurs.
	Columns []C `json:"columns"`
	// Cells[i][j] is the entries of Rows[i] and Columns[j]. A cell without
	// entries is 0.
	Cells [][]Cell `json:"cells"`
	// RowTotals[i] is all entries of Rows[i].
	RowTotals []Cell `json:"rowTotals"`
	// ColumnTotals[j] is all entries of Columns[j].
	ColumnTotals []Cell `json:"columnTotals"`
	// Total is all entries.
	Total Cell `json:"total"`
}

// Cross counts entries by their two keys and adds up their amounts. The order of
// the entries does not matter; an entry has no ID, so what may come twice is made
// distinct before. A nil sequence has none.
//
// A key longer than 1,000 bytes or not UTF-8, a key that is not a number though
// its type is one, and an amount with an exponent outside −12..12 or more than
// 30 digits are a [*segment.DataError]. The rows times the columns are at most
// 1,000,000, or the error is a [*TooManyError].
//
// An entry whose cell is not new costs a map access and no allocation while the
// sum has at most 18 digits.
func Cross[R, C cmp.Ordered](entries iter.Seq[Entry[R, C]]) (CrossTable[R, C], error) {
	c := crossing[R, C]{map[place[R, C]]*sum{}, map[R]bool{}, map[C]bool{}}
	if entries != nil {
		n := 0
		for e := range entries {
			if err := c.add(e, n); err != nil {
				return CrossTable[R, C]{}, err
			}
			n++
		}
	}
	return c.table(), nil
}

type place[R, C cmp.Ordered] struct {
	row    R
	column C
}

// sum is a [Cell] as it is added up.
type sum struct {
	count  int64
	amount exact.Sum
}

func (s *sum) merge(o *sum) {
	s.count += o.count
	s.amount.Merge(o.amount)
}

func (s *sum) cell() Cell { return Cell{s.count, s.amount.Decimal()} }

// crossing is the cells that have entries.
type crossing[R, C cmp.Ordered] struct {
	cells   map[place[R, C]]*sum
	rows    map[R]bool
	columns map[C]bool
}

// add adds entry n.
func (c *crossing[R, C]) add(e Entry[R, C], n int) error {
	if err := fault.Decimal(e.Amount); err != nil {
		return dataError(entry(n), "amount", "%v", err)
	}
	at := place[R, C]{e.Row, e.Column}
	cell, known := c.cells[at]
	if !known {
		var err error
		if cell, err = c.admit(at, n); err != nil {
			return err
		}
	}
	cell.count++
	cell.amount.Add(e.Amount)
	return nil
}

// admit makes room for a cell that entry n is the first of.
func (c *crossing[R, C]) admit(at place[R, C], n int) (_ *sum, err error) {
	if at.row, err = keyOf(at.row); err != nil {
		return nil, dataError(entry(n), "row", "%v", err)
	}
	if at.column, err = keyOf(at.column); err != nil {
		return nil, dataError(entry(n), "column", "%v", err)
	}
	c.rows[at.row], c.columns[at.column] = true, true
	if cells := int64(len(c.rows)) * int64(len(c.columns)); cells > maxCells {
		what := fmt.Sprintf("cells (%d rows × %d columns)", len(c.rows), len(c.columns))
		return nil, &TooManyError{what, cells, maxCells, "use coarser keys, such as months for days or categories for products"}
	}
	cell := &sum{}
	c.cells[at] = cell
	return cell, nil
}

func entry(n int) string { return fmt.Sprintf("entry %d, counted from 0", n) }

// keyOf returns the key by which an entry is counted: 0 for −0, which is the same
// key. Of what [fault.Key] refuses, an empty name is one here.
func keyOf[K cmp.Ordered](key K) (K, error) {
	var zero K
	if key == zero {
		return zero, nil // also for −0
	}
	return key, fault.Key(key)
}

// table writes the cells out.
func (c *crossing[R, C]) table() CrossTable[R, C] {
	t := CrossTable[R, C]{
		Rows: append([]R{}, slices.Sorted(maps.Keys(c.rows))...), Columns: append([]C{}, slices.Sorted(maps.Keys(c.columns))...),
		Cells: make([][]Cell, len(c.rows)), RowTotals: make([]Cell, len(c.rows)), ColumnTotals: make([]Cell, len(c.columns)),
	}
	columns, total := make([]sum, len(t.Columns)), sum{}
	for i, row := range t.Rows {
		t.Cells[i] = make([]Cell, len(t.Columns))
		var all sum
		for j, column := range t.Columns {
			if s := c.cells[place[R, C]{row, column}]; s != nil {
				t.Cells[i][j] = s.cell()
				all.merge(s)
				columns[j].merge(s)
			}
		}
		t.RowTotals[i] = all.cell()
		total.merge(&all)
	}
	for j := range columns {
		t.ColumnTotals[j] = columns[j].cell()
	}
	t.Total = total.cell()
	return t
}

package pattern_test

import (
	"fmt"
	"log"
	"slices"

	"example.com/membership/segment/pattern"
	"github.com/shopspring/decimal"
)

// Where which goods sell: orders by region and category.
func ExampleCross() {
	type order struct {
		region, category string
		paid             decimal.Decimal
	}
	orders := []order{
		{"north", "tea", dec("120.50")},
		{"south", "tea", dec("80")},
		{"north", "cups", dec("35")},
		{"north", "tea", dec("60.25")},
		{"south", "biscuits", dec("12.30")},
		{"south", "tea", dec("-80")}, // sent back
	}
	table, err := pattern.Cross(func(yield func(pattern.Entry[string, string]) bool) {
		for _, o := range orders {
			if !yield(pattern.Entry[string, string]{Row: o.region, Column: o.category, Amount: o.paid}) {
				return
			}
		}
	})
	if err != nil {
		log.Fatal(err)
	}

	for i, region := range table.Rows {
		for j, category := range table.Columns {
			c := table.Cells[i][j]
			fmt.Printf("%s %-8s %d  sum %6s", region, category, c.Count, c.Sum)
			if average, ok := c.Average(); ok {
				fmt.Print("  average ", average.FloatString(2))
			}
			fmt.Println()
		}
		fmt.Println(region, "in all  ", table.RowTotals[i].Count, table.RowTotals[i].Sum)
	}
	fmt.Println("everything", table.Total.Count, table.Total.Sum)
	// Output:
	// north biscuits 0  sum      0
	// north cups     1  sum     35  average 35.00
	// north tea      2  sum 180.75  average 90.38
	// north in all   3 215.75
	// south biscuits 1  sum   12.3  average 12.30
	// south cups     0  sum      0
	// south tea      2  sum      0  average 0.00
	// south in all   3 12.3
	// everything 6 228.05
}

// Counting alone: on which weekday at which hour customers come.
func ExampleCross_count() {
	visits := []pattern.Entry[int, int]{{Row: 6, Column: 15}, {Row: 1, Column: 9}, {Row: 6, Column: 16}, {Row: 6, Column: 15}}
	table, err := pattern.Cross(slices.Values(visits))
	if err != nil {
		log.Fatal(err)
	}

	fmt.Println("hours", table.Columns)
	for i, day := range table.Rows {
		fmt.Print("day ", day, ":")
		for _, cell := range table.Cells[i] {
			fmt.Print(" ", cell.Count)
		}
		fmt.Println()
	}
	// Output:
	// hours [9 15 16]
	// day 1: 1 0 0
	// day 6: 0 2 1
}

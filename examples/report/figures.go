package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// A group is some of the customers and what they brought.
type group struct {
	name    string
	rows    []*row
	revenue decimal.Decimal
}

// groupBy returns the customers by name, in the order of the names given; rows
// without a name of the list are left out.
func groupBy(rows []row, names []string, nameOf func(*row) string) []group {
	groups := make([]group, len(names))
	for i, name := range names {
		groups[i].name = name
	}
	for i := range rows {
		if k := slices.Index(names, nameOf(&rows[i])); k >= 0 {
			groups[k].add(&rows[i])
		}
	}
	return groups
}

func (g *group) add(r *row) {
	g.rows = append(g.rows, r)
	g.revenue = g.revenue.Add(r.spend)
}

// bySpend sorts the best customers first, equal ones by ID.
func bySpend(a, b *row) int {
	return cmp.Or(b.spend.Cmp(a.spend), cmp.Compare(a.id, b.id))
}

// percent returns part as a percentage of the whole, to one decimal.
func percent(part, whole decimal.Decimal) string {
	if whole.Sign() <= 0 {
		return "-"
	}
	return part.Mul(decimal.New(100, 0)).DivRound(whole, 1).StringFixed(1) + " %"
}

// mean returns the amount for each of n, to the cent.
func mean(total decimal.Decimal, n int) string {
	if n == 0 {
		return "-"
	}
	return money(total.DivRound(decimal.NewFromInt(int64(n)), 2))
}

// bar draws part of the whole with up to width blocks.
func bar(part, whole decimal.Decimal, width int64) string {
	if whole.Sign() <= 0 || part.Sign() <= 0 {
		return ""
	}
	blocks := part.Mul(decimal.NewFromInt(width)).DivRound(whole, 0).IntPart()
	return strings.Repeat("█", int(min(blocks, width)))
}

// money writes an amount to the cent with thousands apart: 12,345.60.
func money(d decimal.Decimal) string {
	whole, cents, _ := strings.Cut(d.StringFixed(2), ".")
	return thousands(whole) + "." + cents
}

// count writes a number with thousands apart.
func count(n int) string { return thousands(strconv.Itoa(n)) }

// thousands sets commas into a whole number.
func thousands(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

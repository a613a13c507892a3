package main

import (
	"fmt"
	"strconv"

	"example.com/membership/segment/value"
	"github.com/shopspring/decimal"
)

// topShare is the share of the buyers that the report calls the top.
var topShare = decimal.New(20, -2)

// top is the fifth of the buyers who spent most, best first.
type top struct {
	value.Part
	rows []*row
}

// bestOf returns the top of the buyers, whose rows are sorted by ID.
func bestOf(buyers group) (top, error) {
	ranking, err := value.Rank(func(yield func(int, decimal.Decimal) bool) {
		for i, r := range buyers.rows {
			if !yield(i, r.spend) {
				return
			}
		}
	})
	if err != nil {
		return top{}, err
	}
	part, err := ranking.Top(topShare)
	best := top{Part: part}
	for i := range ranking.Customers(part) {
		best.rows = append(best.rows, buyers.rows[i])
	}
	return best, err
}

// best shows the fifth of the buyers who spent most.
func (p *page) best() {
	share := ""
	if p.top.Customers > 0 {
		share = fmt.Sprintf(": %s of %s buyers bring %s of the revenue", count(p.top.Customers), count(len(p.buyers.rows)),
			percent(p.top.Amount, p.buyers.revenue))
	}
	p.title("THE TOP 20 %%%s", share)
	g := grid{left: "llrrrl"}
	g.add("", "tier", "spent", "orders", "last order", "")
	p.list(&g, p.top.rows, func(r *row) {
		g.add(fit(r.label(), nameWidth), fit(r.tier, tierWidth), money(r.spend), strconv.Itoa(r.orders), r.ago(),
			bar(r.spend, p.top.Highest, barWidth))
	})
	if p.top.Tied > 0 {
		fmt.Fprintf(p, "  The next one spent as much as the last of them; IDs decided.\n")
	}
}

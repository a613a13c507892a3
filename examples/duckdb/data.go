package main

import (
	"math/rand/v2"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// asOf is the instant of grading, and yearBefore the first one of the period.
// One and four months before asOf are shorter months.
var (
	asOf       = time.Date(2026, time.March, 31, 15, 4, 5, 0, time.UTC)
	yearBefore = time.Date(2025, time.March, 31, 0, 0, 0, 0, time.UTC)
)

// A row is an order as a table holds it: money in cents, the instant in Unix
// seconds.
type row struct{ customer, second, amount, refunded int64 }

// generate returns n orders of n/10 customers over the two years up to asOf, in
// no order, and always the same. They cost 0.01 to 795.25, 200 on average; of
// 64 orders about 4 are refunded by half, and one completely. A few are paid at
// the bounds of the period and just outside.
func generate(n int) []row {
	random := rand.New(rand.NewPCG(2026, 3))
	customers := customersOf(n)
	first := asOf.AddDate(-2, 0, 0).Unix()
	edges := []int64{yearBefore.Unix() - 1, yearBefore.Unix(), asOf.Unix(), asOf.Unix() + 1}
	rows := make([]row, n)
	for i := range rows {
		r := row{
			customer: random.Int64N(customers),
			second:   first + random.Int64N(asOf.Unix()-first+1),
			amount:   1 + random.Int64N(283)*random.Int64N(283),
		}
		if i%5000 < len(edges) {
			r.second = edges[i%5000]
		}
		switch random.IntN(64) {
		case 0:
			r.refunded = r.amount
		case 1, 2, 3, 4:
			r.refunded = r.amount / 2
		}
		rows[i] = r
	}
	return rows
}

func customersOf(orders int) int64 { return max(int64(orders/10), 1) }

// sorted returns the rows as ORDER BY customer_id reads them.
func sorted(rows []row) []row {
	next := make([]int, customersOf(len(rows))+1)
	for _, r := range rows {
		next[r.customer+1]++
	}
	for i := range next[1:] {
		next[i+1] += next[i]
	}
	list := make([]row, len(rows))
	for _, r := range rows {
		list[next[r.customer]] = r
		next[r.customer]++
	}
	return list
}

// An order is a row as a Go program holds it.
type order struct {
	customer int64
	rfm.Purchase
}

// decode turns rows into orders, with decimals of their own.
func decode(rows []row) []order {
	orders := make([]order, len(rows))
	for i, r := range rows {
		orders[i] = order{r.customer, rfm.Purchase{At: time.Unix(r.second, 0).UTC(), Amount: decimal.New(r.amount, -2)}}
		if r.refunded > 0 {
			orders[i].Refunded = decimal.New(r.refunded, -2)
		}
	}
	return orders
}

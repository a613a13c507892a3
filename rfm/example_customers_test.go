package rfm_test

import (
	"cmp"
	"fmt"
	"log"
	"maps"
	"slices"
	"sync"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// Grading what a database added up: one row a customer.
func ExampleNewSummary() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	scorer := engine.At(time.Date(2026, time.March, 31, 12, 0, 0, 0, time.UTC))
	from, to := scorer.Bounds() // what $from and $to are in the query of the package comment
	fmt.Println("from", from.Format(time.DateTime), "to", to.Format(time.DateTime))

	for _, row := range []struct {
		customer string
		last     string
		orders   int64
		amount   string
	}{
		{"an", "2026-03-28 09:30:00", 7, "2380.00"},
		{"bo", "2025-04-30 20:15:00", 6, "2000.00"},
		{"cai", "2024-11-11 00:00:01", 0, "0"},
	} {
		last, err := time.Parse(time.DateTime, row.last)
		if err != nil {
			log.Fatal(err)
		}
		customer, err := rfm.NewSummary(last, row.orders, decimal.RequireFromString(row.amount))
		if err != nil {
			log.Fatal(err)
		}
		score, err := scorer.Score(customer)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.customer, cmp.Or(score.Grade, string(score.Status)), "last bought", score.RecencyDays, "days ago")
	}
	// Output:
	// from 2025-03-31 00:00:00 to 2026-03-31 12:00:00
	// an Platinum last bought 3 days ago
	// bo Platinum last bought 335 days ago
	// cai lapsed last bought 505 days ago
}

// Grading all customers from orders that come customer by customer.
func ExampleGrouped() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	asof := time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)
	scorer := engine.At(asof)
	population := scorer.Population()

	// SELECT customer_id, paid_at, amount, refunded FROM orders ORDER BY customer_id
	orders := func(yield func(int64, rfm.Purchase) bool) {
		for _, o := range []struct{ customer, daysAgo, paid, refunded int64 }{
			{17, 200, 1900, 0}, {17, 20, 350, 100}, {18, 3, 60, 0}, {21, 90, 500, 500}, {21, 600, 80, 0},
		} {
			if !yield(o.customer, rfm.Purchase{
				At:       asof.AddDate(0, 0, -int(o.daysAgo)),
				Amount:   decimal.NewFromInt(o.paid),
				Refunded: decimal.NewFromInt(o.refunded),
			}) {
				return
			}
		}
	}
	err = rfm.Grouped(scorer, orders, func(customer int64, s rfm.Summary) error {
		score, err := population.Add(s)
		fmt.Println(customer, cmp.Or(score.Grade, string(score.Status)))
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(population.Total().Customers, "customers,", population.Scored().Amount, "paid in the period")
	// Output:
	// 17 Gold
	// 18 Bronze
	// 21 lapsed
	// 3 customers, 2210 paid in the period
}

// Two shards of orders in any order, each added up by a goroutine of its own,
// give the same answer as one.
func ExampleSummarize() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	asof := time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)
	scorer := engine.At(asof)
	shards := make([]*rfm.Customers[string], 2)
	var done sync.WaitGroup
	for i, customers := range [][]string{{"an", "bo", "an", "an"}, {"cai", "an", "bo"}} {
		done.Add(1)
		go func() {
			defer done.Done()
			var err error
			shards[i], err = rfm.Summarize(scorer, func(yield func(string, rfm.Purchase) bool) {
				for n, customer := range customers {
					if !yield(customer, rfm.Purchase{At: asof.AddDate(0, 0, -n), Amount: decimal.NewFromInt(250)}) {
						return
					}
				}
			})
			if err != nil {
				log.Fatal(err)
			}
		}()
	}
	done.Wait()

	if err := shards[0].Merge(shards[1]); err != nil {
		log.Fatal(err)
	}
	customers := maps.Collect(shards[0].All())
	for _, name := range slices.Sorted(maps.Keys(customers)) {
		score, err := scorer.Score(customers[name])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, customers[name].Orders(), customers[name].Amount(), score.Grade)
	}
	// Output:
	// an 4 1000 Gold
	// bo 2 500 Silver
	// cai 1 250 Bronze
}

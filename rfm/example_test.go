package rfm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// Scoring one customer from their orders, and saying why.
func Example() {
	shanghai := time.FixedZone("Asia/Shanghai", 8*60*60)
	engine, err := rfm.New(rfm.Textbook(), shanghai)
	if err != nil {
		log.Fatal(err)
	}
	scorer := engine.At(time.Date(2026, time.March, 31, 18, 0, 0, 0, shanghai))

	var customer rfm.Summary
	for _, p := range []rfm.Purchase{
		{At: time.Date(2024, time.May, 5, 9, 0, 0, 0, shanghai), Amount: decimal.RequireFromString("5000")},
		{At: time.Date(2025, time.June, 18, 20, 0, 0, 0, shanghai), Amount: decimal.RequireFromString("999.50")},
		{At: time.Date(2025, time.November, 11, 0, 5, 0, 0, shanghai), Amount: decimal.RequireFromString("1300"), Refunded: decimal.RequireFromString("300")},
		{At: time.Date(2026, time.March, 8, 12, 0, 0, 0, shanghai), Amount: decimal.RequireFromString("88"), Refunded: decimal.RequireFromString("88")},
	} {
		if err := scorer.Add(&customer, p); err != nil {
			log.Fatal(err)
		}
	}
	score, err := scorer.Score(customer)
	if err != nil {
		log.Fatal(err)
	}

	fmt.Printf("%s, value %d, last bought %d days ago\n", score.Grade, score.Value, score.RecencyDays)
	r, _ := engine.Bin(rfm.Recency, score.R)
	f, _ := engine.Bin(rfm.Frequency, score.F)
	m, _ := engine.Bin(rfm.Monetary, score.M)
	fmt.Printf("R %d: %s\n", score.R, r)
	fmt.Printf("F %d: %d orders are %s\n", score.F, customer.Orders(), f)
	fmt.Printf("M %d: %s is %s\n", score.M, customer.Amount(), m)
	// Output:
	// Silver, value 24, last bought 140 days ago
	// R 2: months > 4, ≤ 7
	// F 2: 2 orders are ≥ 2, < 3
	// M 4: 1999.5 is ≥ 1000, < 2000
}

// Customers who bought nothing in the period are answered, not refused.
func ExampleScorer_Score() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	scorer := engine.At(time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC))
	from, to := scorer.Bounds() // for the query
	fmt.Println(from.Format(time.RFC3339), to.Format(time.RFC3339))

	// What SELECT MAX(paid_at), COUNT(*), SUM(amount) ... gave.
	customer, err := rfm.NewSummary(time.Date(2024, time.December, 24, 0, 0, 0, 0, time.UTC), 0, decimal.Zero)
	if err != nil {
		log.Fatal(err)
	}
	score, err := scorer.Score(customer)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(score.Status, score.RecencyDays)
	// Output:
	// 2025-03-31T00:00:00Z 2026-03-31T00:00:00Z
	// lapsed 462
}

// Taking cuts from the shop's own customers, storing them, and scoring later
// customers by them. The amount keeps the shop's own cuts.
func ExampleScorer_Fit() {
	base := rfm.Textbook()
	base.Period = rfm.Lifetime
	engine, err := rfm.New(base, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	scorer := engine.At(time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC))
	customers := map[string]rfm.Summary{}
	for i, name := range []string{"an", "bo", "cai", "ding", "er", "fang"} {
		s := customers[name]
		for n := range i + 1 {
			p := rfm.Purchase{At: time.Date(2026, time.Month(i%3+1), n+1, 0, 0, 0, 0, time.UTC), Amount: decimal.NewFromInt(130)}
			if err := scorer.Add(&s, p); err != nil {
				log.Fatal(err)
			}
		}
		customers[name] = s
	}

	fifths := rfm.Quantiles{Bins: 5}
	fitted, err := scorer.Fit(maps.Values(customers), rfm.Rule{Recency: fifths, Frequency: fifths})
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range fitted.Bins {
		if b.Dimension == rfm.Frequency {
			fmt.Printf("F %d: orders %s: %d of %d customers\n", b.Bin.Score, b.Bin, b.Customers, fitted.Customers)
		}
	}
	for _, f := range fitted.Findings {
		fmt.Println(f)
	}

	stored, err := json.Marshal(fitted.Model)
	if err != nil {
		log.Fatal(err)
	}
	model, err := rfm.ParseModel(stored) // another day
	if err != nil {
		log.Fatal(err)
	}
	engine, err = rfm.New(model, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	later := engine.At(time.Date(2026, time.April, 30, 0, 0, 0, 0, time.UTC))
	gu, err := rfm.NewSummary(time.Date(2026, time.April, 2, 0, 0, 0, 0, time.UTC), 12, decimal.NewFromInt(1200))
	if err != nil {
		log.Fatal(err)
	}
	score, err := later.Score(gu)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(score.R, score.F, score.M, score.Grade)
	// Output:
	// F 1: orders < 2: 1 of 6 customers
	// F 2: orders ≥ 2, < 3: 1 of 6 customers
	// F 3: orders ≥ 3, < 4: 1 of 6 customers
	// F 4: orders ≥ 4, < 5: 1 of 6 customers
	// F 5: orders ≥ 5: 2 of 6 customers
	// monetary: nobody of the 6 customers gets 4 (≥ 1000, < 2000) or 5 (≥ 2000); move the cuts if that is not meant
	// 4 5 4 Gold
}

// A model as a shop keeps it, and what is said of a mistake in it.
func ExampleParseModel() {
	const document = `{
		"period": "last 6 months",
		"recency": {"unit": "weeks", "closed": "right", "cuts": [2, 8], "scores": [3, 2, 1]},
		"frequency": {"closed": "left", "cuts": [2, 5], "scores": [1, 2, 3]},
		"monetary": {"unit": "per order", "closed": "left", "cuts": ["49.90", 120], "scores": [1, 2, 3]},
		"weights": {"r": 2, "f": 1, "m": 1},
		"grades": [{"name": "A", "atLeast": 10}, {"name": "B", "atLeast": 7}, {"name": "C", "atLeast": 4}]
	}`
	model, err := rfm.ParseModel([]byte(document))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := rfm.New(model, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(engine.Bin(rfm.Recency, 2))
	fmt.Println(engine.Bin(rfm.Monetary, 1))

	model.Grades[2].AtLeast = 5
	model.Frequency.Scores = []int{3, 2, 1}
	_, err = rfm.New(model, time.UTC)
	var invalid *rfm.InvalidError
	if errors.As(err, &invalid) {
		for _, fault := range invalid.Faults {
			fmt.Println(fault)
		}
	}
	// Output:
	// weeks > 2, ≤ 8 true
	// per order < 49.9 true
	// frequency.scores[1]: 2: must be more than the score before, 3: much is good
	// frequency.scores[2]: 1: must be more than the score before, 2: much is good
}

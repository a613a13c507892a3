package rfm_test

import (
	"fmt"
	"log"
	"maps"
	"slices"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// What the customers of each grade bring: counted by two workers, then merged.
func ExamplePopulation() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	scorer := engine.At(time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC))
	all, other := scorer.Population(), scorer.Population()
	for i, paid := range []int64{2400, 900, 120, 2700, 1100, 80, 0} {
		last := time.Date(2026, time.March, 1+i, 0, 0, 0, 0, time.UTC)
		customer, err := rfm.NewSummary(last, 1+paid/400, decimal.NewFromInt(paid))
		if err != nil {
			log.Fatal(err)
		}
		worker := []*rfm.Population{all, other}[i/4]
		if _, err := worker.Add(customer); err != nil {
			log.Fatal(err)
		}
	}
	if err := all.Merge(other); err != nil {
		log.Fatal(err)
	}

	for _, g := range all.By(engine) {
		fmt.Printf("%-8s customers %d, orders %2d, amount %4s, share %s, average order %s\n",
			g.Key, g.Customers, g.Orders, g.Amount, g.AmountShare.FloatString(3), g.PerOrder().FloatString(2))
	}
	for _, g := range all.Statuses() {
		fmt.Println(g.Key, g.Customers)
	}
	// Output:
	// Platinum customers 2, orders 14, amount 5100, share 0.699, average order 364.29
	// Gold     customers 2, orders  6, amount 2000, share 0.274, average order 333.33
	// Silver   customers 0, orders  0, amount    0, share 0.000, average order 0.00
	// Bronze   customers 2, orders  2, amount  200, share 0.027, average order 100.00
	// scored 6
	// nothing_net 1
	// lapsed 0
	// never_bought 0
}

// Where the money comes from: the mean amount and the number of customers.
func ExamplePopulation_HeatMap() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	asof := time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)
	population := engine.At(asof).Population()
	for n := range 40 {
		customer, err := rfm.NewSummary(asof.AddDate(0, 0, -9*n), int64(1+n%7), decimal.NewFromInt(int64(2000-50*n)))
		if err != nil {
			log.Fatal(err)
		}
		if _, err := population.Add(customer); err != nil {
			log.Fatal(err)
		}
	}

	r := 0
	for _, g := range population.HeatMap() {
		if g.Key.R != r {
			r = g.Key.R
			fmt.Printf("\nR%d", r)
		}
		fmt.Printf("%9s (%d)", g.PerCustomer().FloatString(0), g.Customers)
	}
	fmt.Println()
	// Output:
	// R5     2000 (1)     1950 (1)     1900 (1)     1850 (1)        0 (0)
	// R4     1650 (1)     1600 (1)     1550 (1)     1650 (2)     1725 (2)
	// R3        0 (0)        0 (0)        0 (0)     1450 (1)     1375 (2)
	// R2     1125 (2)     1075 (2)     1025 (2)     1125 (2)     1025 (2)
	// R1      425 (2)      375 (2)      325 (2)      425 (6)      500 (4)
}

// High and low against the shop's own mean: the eight groups of the value grid.
func ExamplePopulation_HighFrom() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	asof := time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)
	population := engine.At(asof).Population()
	for _, c := range []struct{ days, orders, paid int }{
		{3, 8, 2600}, {10, 5, 400}, {40, 1, 1500}, {200, 6, 2100}, {300, 1, 90},
	} {
		customer, err := rfm.NewSummary(asof.AddDate(0, 0, -c.days), int64(c.orders), decimal.NewFromInt(int64(c.paid)))
		if err != nil {
			log.Fatal(err)
		}
		if _, err := population.Add(customer); err != nil {
			log.Fatal(err)
		}
	}

	high := population.HighFrom()
	segments, err := rfm.NewSegments(rfm.ValueGrid(high))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("high from", high)
	for _, g := range population.By(segments) {
		if g.Customers > 0 {
			fmt.Println(g.Key, g.Customers, g.Amount)
		}
	}
	// Output:
	// high from 444
	// 重要价值客户 1 2600
	// 重要保持客户 1 2100
	// 重要发展客户 1 1500
	// 一般价值客户 1 400
	// 一般挽留客户 1 90
}

// Two dates: the matrix, and who moved and by which dimension.
func ExampleCompare() {
	engine, err := rfm.New(rfm.Textbook(), time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	on := func(year int, month time.Month) time.Time { return time.Date(year, month, 30, 0, 0, 0, 0, time.UTC) }
	paid := func(at time.Time, amount int64) rfm.Purchase {
		return rfm.Purchase{At: at, Amount: decimal.NewFromInt(amount)}
	}
	dates := []*rfm.Scorer{engine.At(on(2025, time.June)), engine.At(on(2025, time.December))}
	moves := map[string]rfm.Move{}
	for id, purchases := range map[string][]rfm.Purchase{
		"C016": {paid(on(2025, time.May), 300), paid(on(2025, time.November), 900)},
		"C017": {paid(on(2025, time.May), 900), paid(on(2025, time.June), 900)},
		"C018": {paid(on(2025, time.December), 50)},
		"C019": {paid(on(2024, time.November), 50)},
		"C020": {paid(on(2025, time.June), 50), paid(on(2025, time.December), 50)},
	} {
		var scores [2]rfm.Score
		for i, scorer := range dates {
			var s rfm.Summary // one a date: their periods differ
			for _, p := range purchases {
				if err := scorer.Add(&s, p); err != nil {
					log.Fatal(err)
				}
			}
			if scores[i], err = scorer.Score(s); err != nil {
				log.Fatal(err)
			}
		}
		moves[id] = rfm.Move{From: scores[0], To: scores[1]}
	}

	matrix := rfm.Compare(engine, engine, maps.Values(moves))
	for i, from := range matrix.From {
		for j, to := range matrix.To {
			if n := matrix.Customers[i][j]; n > 0 {
				fmt.Println(n, "from", from, "to", to)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(moves)) {
		move := moves[id]
		from, to := rfm.PositionOf(engine, move.From), rfm.PositionOf(engine, move.To)
		switch by := move.By(); {
		case from == to:
		case len(by) > 0:
			fmt.Printf("%s %s → %s\n", id, from, to)
			for _, d := range by {
				was, _ := engine.Bin(d, move.From.Of(d))
				is, _ := engine.Bin(d, move.To.Of(d))
				fmt.Printf("  %s: %s, was %s\n", d, is, was)
			}
		default:
			fmt.Printf("%s %s → %s\n", id, from, to)
		}
	}
	// Output:
	// 1 from Gold to Silver
	// 1 from Bronze to Gold
	// 1 from Bronze to Bronze
	// 1 from Bronze to lapsed
	// 1 from never_bought to Bronze
	// C016 Bronze → Gold
	//   frequency: ≥ 2, < 3, was < 2
	//   monetary: ≥ 1000, < 2000, was ≥ 300, < 500
	// C017 Gold → Silver
	//   recency: months > 4, ≤ 7, was months ≤ 1
	// C018 never_bought → Bronze
	// C019 Bronze → lapsed
}

// Two models at one date: who would change grade if the amount weighed less.
func ExampleCompare_models() {
	model := rfm.Textbook()
	today, err := rfm.New(model, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	model.Weights = rfm.Weights{R: 3, F: 3, M: 2}
	tomorrow, err := rfm.New(model, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	asof := time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)
	before, after := today.At(asof), tomorrow.At(asof)
	var moves []rfm.Move
	for days := range 365 { // one customer for each day of the last year
		customer, err := rfm.NewSummary(asof.AddDate(0, 0, -days), 2, decimal.NewFromInt(2000))
		if err != nil {
			log.Fatal(err)
		}
		from, err := before.Score(customer)
		if err != nil {
			log.Fatal(err)
		}
		to, err := after.Score(customer) // the same summary: the period is the same
		if err != nil {
			log.Fatal(err)
		}
		moves = append(moves, rfm.Move{From: from, To: to})
	}

	matrix := rfm.Compare(today, tomorrow, slices.Values(moves))
	for i, from := range matrix.From {
		for j, to := range matrix.To {
			if n := matrix.Customers[i][j]; n > 0 {
				fmt.Println(n, "from", from, "to", to)
			}
		}
	}
	// Output:
	// 91 from Gold to Gold
	// 274 from Gold to Silver
}

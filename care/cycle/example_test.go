package cycle_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/cycle"
	"github.com/shopspring/decimal"
)

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

// bottles returns purchases of bottles of shampoo, one a date.
func bottles(dates ...time.Time) (list []cycle.Purchase) {
	for i, at := range dates {
		list = append(list, cycle.Purchase{ID: fmt.Sprintf("O%d", i), Product: "shampoo", At: at, Quantity: 1})
	}
	return list
}

// Shampoo that lasts three months: every night the shop reads all purchases, and
// then asks of a customer when the last bottle will be empty.
func Example() {
	engine, err := cycle.New(cycle.Policy{}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	now := on(2026, time.October, 1)
	population, err := engine.Population(now)
	if err != nil {
		log.Fatal(err)
	}
	for range 20 { // customers
		if err := population.Add(bottles(on(2026, time.March, 3), on(2026, time.June, 1))); err != nil {
			log.Fatal(err)
		}
	}
	model, err := engine.Model(population.Products())
	if err != nil {
		log.Fatal(err)
	}
	ann := bottles(on(2026, time.February, 1), on(2026, time.April, 26), on(2026, time.July, 27))
	cycles, err := model.Cycles(ann, now) // 84 and 92 days: her own median is 88
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range cycles {
		due := c.Days.Mul(decimal.RequireFromString("0.73")).Floor()
		fmt.Printf("the %s of %s lasts %s days, and is recalled after %s\n", c.Product, c.Last, c.Days, due)
	}
	customer := care.Customer{ID: "Ann", Cycles: cycles}
	fmt.Println(len(customer.Cycles), "cycle for the plan")
	// Output:
	// the shampoo of 2026-07-27 lasts 89 days, and is recalled after 64
	// 1 cycle for the plan
}

// What a shop knows of a new product, stored as JSON overnight: not enough yet.
func ExampleEngine_Judge() {
	engine, err := cycle.New(cycle.Policy{MinBuyers: 3}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	population, err := engine.Population(on(2026, time.October, 1))
	if err != nil {
		log.Fatal(err)
	}
	for _, customer := range [][]cycle.Purchase{
		bottles(on(2026, time.June, 1), on(2026, time.August, 30)),
		bottles(on(2026, time.June, 1), on(2026, time.July, 2)),
	} {
		if err := population.Add(customer); err != nil {
			log.Fatal(err)
		}
	}
	stored, err := json.Marshal(population.Products())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", stored)
	var products []cycle.Product
	if err := json.Unmarshal(stored, &products); err != nil {
		log.Fatal(err)
	}
	for _, reason := range engine.Judge(products[0]) {
		fmt.Println(reason.Code, reason.Have, "of", reason.Need)
	}
	// Output:
	// [{"id":"shampoo","buyers":2,"repeaters":2,"gaps":2,"median":"121/2"}]
	// few_buyers 2 of 3
	// few_gaps 2 of 5
}

// Why a customer is recalled when they are: two bottles, of which one lasted this
// customer 40 days.
func ExampleModel_Explain() {
	engine, err := cycle.New(cycle.Policy{}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	var shampoo cycle.Product
	if err := json.Unmarshal([]byte(`{"id":"shampoo","buyers":120,"repeaters":64,"gaps":150,"median":"90"}`), &shampoo); err != nil {
		log.Fatal(err)
	}
	model, err := engine.Model([]cycle.Product{shampoo})
	if err != nil {
		log.Fatal(err)
	}
	purchases := []cycle.Purchase{
		{ID: "O1/1", Product: "shampoo", At: on(2026, time.June, 1), Quantity: 2},
		{ID: "O2/1", Product: "shampoo", At: on(2026, time.August, 20), Quantity: 2},
		{ID: "O2/2", Product: "comb", At: on(2026, time.August, 20), Quantity: 1},
	}
	estimates, err := model.Explain(purchases, on(2026, time.October, 1))
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range estimates {
		fmt.Println(e.Product, e.Last, e.Quantity, "units,", e.Gaps, "gaps,", e.Days, "days", e.Reasons)
		if e.Own != nil {
			fmt.Println("own", e.Own.FloatString(1), "typical", e.Typical.FloatString(1))
		}
	}
	// Output:
	// comb 2026-08-20 1 units, 0 gaps, 0 days [{unknown 0 0}]
	// shampoo 2026-08-20 2 units, 1 gaps, 146.6667 days []
	// own 40.0 typical 90.0
}

// A policy from the shop's admin page, with faults beside the fields.
func ExampleParsePolicy() {
	for _, text := range []string{
		`{"minBuyers": 50, "minRepeatShare": "0.1"}`,
		`{"minBuyers": 0, "minRepeatShare": "20"}`,
	} {
		policy, err := cycle.ParsePolicy([]byte(text))
		fmt.Println(policy.MinBuyers, err)
	}
	// Output:
	// 50 <nil>
	// 0 care/cycle: policy: 2 faults: minBuyers: 0 is outside 1..1000000000; leave it out for the default, 20; minRepeatShare: 20 is outside 0..1; leave it out for the default, 0.2
}

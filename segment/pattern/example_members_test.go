package pattern_test

import (
	"fmt"
	"log"
	"maps"
	"math/big"
	"time"

	"example.com/membership/segment/pattern"
	"github.com/shopspring/decimal"
)

// percent takes what a rate of [pattern.MemberFigures] answers.
func percent(rate *big.Rat, ok bool) string {
	if !ok {
		return "none"
	}
	return new(big.Rat).Mul(rate, big.NewRat(100, 1)).FloatString(1) + "%"
}

// yuan takes what an average answers.
func yuan(average *big.Rat, ok bool) string {
	if !ok {
		return "none"
	}
	return average.FloatString(2)
}

// March of a tea shop: who came, who left, and what members bought.
func ExampleRoll_Figures() {
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600) // a shop loads it by name
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, shanghai) }

	// Keys are whatever tells customers apart. Until is the start of the day
	// after the last, and left out where a membership goes on.
	roll, err := pattern.NewRoll(maps.All(map[string]pattern.Span{
		"Chen": {From: on(time.January, 5)},
		"Li":   {From: on(time.January, 9), Until: on(time.March, 20)}, // does not renew
		"Wang": {From: on(time.March, 8)},
		"Zhao": {From: on(time.March, 8), Until: on(time.March, 15)}, // a week's trial
		"Sun":  {From: on(time.April, 1)},                            // not yet in March
	}))
	if err != nil {
		log.Fatal(err)
	}
	orders := func(yield func(string, pattern.Order) bool) {
		for _, o := range []struct {
			customer string
			day      int
			yuan     int64
		}{
			{"Chen", 3, 80}, {"Chen", 21, 60}, {"Li", 10, 100}, {"Li", 25, 50}, {"Wang", 8, 120}, {"", 12, 70}, // a guest
		} {
			if !yield(o.customer, pattern.Order{At: on(time.March, o.day), Amount: decimal.NewFromInt(o.yuan)}) {
				return
			}
		}
	}

	march, err := pattern.MonthSpan(2026, time.March, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	f, err := roll.Figures(march, orders)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d + new %d + returned %d - lost %d = %d, passing %d\n", f.Start, f.New, f.Returned, f.Lost, f.End, f.Passing)
	fmt.Println("growth", percent(f.GrowthRate()))
	fmt.Println("churn", percent(f.ChurnRate()))
	fmt.Println("activity", percent(f.Activity()))
	fmt.Println("repurchase", percent(f.RepurchaseRate()))
	fmt.Println("average order", yuan(f.PerOrder()))
	fmt.Println("客单价", yuan(f.PerBuyer()))
	fmt.Println("members' share of revenue", percent(f.Contribution()))
	// Output:
	// 2 + new 1 + returned 0 - lost 1 = 2, passing 1
	// growth 0.0%
	// churn 50.0%
	// activity 75.0%
	// repurchase 33.3%
	// average order 90.00
	// 客单价 120.00
	// members' share of revenue 75.0%
}

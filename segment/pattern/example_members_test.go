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

func membersPercent(share *big.Rat) string {
	return new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(1) + "%"
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
			{"Chen", 3, 80}, {"Chen", 21, 60}, {"Li", 10, 100}, {"Li", 25, 50}, {"Wang", 8, 120}, {"", 12, 70},
		} {
			if !yield(o.customer, pattern.Order{At: on(time.March, o.day), Amount: decimal.NewFromInt(o.yuan)}) {
				return
			}
		}
	}

	f, err := roll.Figures(pattern.Span{From: on(time.March, 1), Until: on(time.April, 1)}, orders)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d + new %d + returned %d - lost %d = %d, passing %d\n", f.Start, f.New, f.Returned, f.Lost, f.End, f.Passing)
	if growth, ok := f.GrowthRate(); ok {
		fmt.Println("growth", membersPercent(growth))
	}
	fmt.Println("churn", membersPercent(f.ChurnRate()), "activity", membersPercent(f.Activity()), "repurchase", membersPercent(f.RepurchaseRate()))
	fmt.Println("average order", f.PerOrder().FloatString(2), "客单价", f.PerBuyer().FloatString(2))
	fmt.Println("members' share of revenue", membersPercent(f.Contribution()))
	// Output:
	// 2 + new 1 + returned 0 - lost 1 = 2, passing 1
	// growth 0.0%
	// churn 50.0% activity 75.0% repurchase 33.3%
	// average order 90.00 客单价 120.00
	// members' share of revenue 75.0%
}

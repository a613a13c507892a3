package benefit_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// A member of tier gold buys in a shop that takes 10 off 50 (满50减10), ships
// freely from 99 of goods on, and honours one coupon.
func Example() {
	program, err := benefit.ParseProgram([]byte(`{
	  "decimals": 2, "rounding": "half-up",
	  "offers": [
	    {"id": "gold", "lane": "member", "tiers": ["gold"], "deal": {"pays": 0.85}},
	    {"id": "50-10", "lane": "shop", "minimum": {"amount": 50}, "deal": {"off": 10}},
	    {"id": "free shipping", "lane": "shop", "deal": {"free": true},
	      "scope": {"kinds": ["freight"]}, "minimum": {"amount": 99, "of": {"kinds": ["goods"]}}}
	  ]}`))
	check(err)
	engine, err := benefit.New(program)
	check(err)

	quote, err := engine.Quote(benefit.Cart{
		Tier: "gold",
		Lines: []benefit.Line{
			{ID: "1", Item: "tea", Quantity: 3, Price: decimal.RequireFromString("29.90")},
			{ID: "2", Item: "cup", Quantity: 1, Price: decimal.RequireFromString("15")},
			{ID: "3", Kind: benefit.Freight, Quantity: 1, Price: decimal.RequireFromString("8")},
		},
		Offers: []benefit.Offer{{ID: "coupon C17", Lane: benefit.CouponLane, Deal: benefit.Deal{Off: decimal.New(5, 0)}}},
	}, time.Date(2026, time.March, 5, 15, 0, 0, 0, time.UTC))
	check(err)

	fmt.Println("subtotal", quote.Subtotal)
	for _, step := range quote.Steps {
		fmt.Println("−", step.Applied, step.Offer, "on", step.Base)
	}
	fmt.Println("total", quote.Total)
	for _, r := range quote.Rejected {
		fmt.Println("not", r.Offer, "because of", r.Reasons[0].Code, r.Reasons[0].Have, "<", r.Reasons[0].Need)
	}
	for _, line := range quote.Lines {
		fmt.Println("line", line.Line.ID, line.Subtotal, "−", line.Discount, "=", line.Total)
	}
	// Output:
	// subtotal 112.7
	// − 15.69 gold on 104.7
	// − 10 50-10 on 89.01
	// − 5 coupon C17 on 79.01
	// total 82.01
	// not free shipping because of below_amount 89.01 < 99
	// line 1 89.7 − 26.29 = 63.41
	// line 2 15 − 4.4 = 10.6
	// line 3 8 − 0 = 8
}

// Four tiers pay 9.5, 9, 8.5 and 8 折: 95 %, 90 %, 85 % and 80 % of the price.
// Gift cards take no part.
func ExampleEngine_Quote_tiers() {
	program := benefit.Program{Decimals: 2, Rounding: benefit.HalfUp}
	for tier, pays := range map[string]string{"普通会员": "0.95", "高级会员": "0.9", "VIP会员": "0.85", "至尊VIP": "0.8"} {
		program.Offers = append(program.Offers, benefit.Offer{
			ID: tier, Lane: benefit.MemberLane, Tiers: []string{tier},
			Deal: benefit.Deal{Pays: decimal.RequireFromString(pays)},
		})
	}
	engine, err := benefit.New(program)
	check(err)
	cart := benefit.Cart{Lines: []benefit.Line{
		{ID: "1", Quantity: 2, Price: decimal.RequireFromString("49.99")},
		{ID: "2", Quantity: 1, Price: decimal.RequireFromString("100"), NoMember: true},
	}}
	for _, cart.Tier = range []string{"no member", "普通会员", "高级会员", "VIP会员", "至尊VIP"} {
		quote, err := engine.Quote(cart, time.Date(2026, time.March, 5, 15, 0, 0, 0, time.UTC))
		check(err)
		fmt.Println(quote.Lines[0].Total, "+", quote.Lines[1].Total, "=", quote.Total, cart.Tier)
	}
	// Output:
	// 99.98 + 100 = 199.98 no member
	// 94.98 + 100 = 194.98 普通会员
	// 89.98 + 100 = 189.98 高级会员
	// 84.98 + 100 = 184.98 VIP会员
	// 79.98 + 100 = 179.98 至尊VIP
}

// Best offers are found together over all lanes: two that combine against one
// that stands alone. The quote shows the second best, and why the others lost.
func ExampleEngine_Quote_best() {
	program, err := benefit.ParseProgram([]byte(`{
	  "decimals": 2, "rounding": "half-up",
	  "offers": [
	    {"id": "alone 30%", "lane": "shop", "exclusive": true, "deal": {"pays": 0.7}},
	    {"id": "spring 20", "lane": "shop", "group": "spring", "deal": {"off": 20}},
	    {"id": "spring 3 for 2", "lane": "shop", "group": "spring", "deal": {"nForM": {"n": 3, "m": 2}}},
	    {"id": "coupon 15", "lane": "coupon", "minimum": {"amount": 80}, "deal": {"off": 15}}
	  ]}`))
	check(err)
	engine, err := benefit.New(program)
	check(err)
	quote, err := engine.Quote(benefit.Cart{Lines: []benefit.Line{
		{ID: "1", Quantity: 4, Price: decimal.RequireFromString("25")},
	}}, time.Date(2026, time.March, 5, 15, 0, 0, 0, time.UTC))
	check(err)
	for _, step := range quote.Steps {
		fmt.Println("−", step.Applied, step.Offer)
	}
	fmt.Println("total", quote.Total, "exact", quote.Exact)
	fmt.Println("second", quote.RunnerUp.Total, quote.RunnerUp.Offers)
	for _, r := range quote.Rejected {
		fmt.Println("not", r.Offer, "because of", r.Reasons[0].Code, r.Reasons[0].Other)
	}
	// Output:
	// − 20 spring 20
	// − 15 coupon 15
	// total 65 exact true
	// second 70 [alone 30%]
	// not alone 30% because of exclusive spring 20
	// not spring 3 for 2 because of group_taken spring 20
}

// A launch at 8 折 a day early for two tiers: the offer ends when everybody can
// buy.
func ExampleEngine_Quote_launch() {
	launch := time.Date(2026, time.June, 1, 10, 0, 0, 0, time.UTC)
	engine, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Offers: []benefit.Offer{{
		ID: "early", Lane: benefit.ItemLane, Tiers: []string{"VIP会员", "至尊VIP"},
		From: launch.AddDate(0, 0, -1), Until: launch,
		Scope: benefit.Scope{Items: []string{"new tea"}},
		Deal:  benefit.Deal{Pays: decimal.RequireFromString("0.8")},
	}}})
	check(err)
	cart := benefit.Cart{Tier: "至尊VIP", Lines: []benefit.Line{{ID: "1", Item: "new tea", Quantity: 1, Price: decimal.New(68, 0)}}}
	for _, early := range []time.Duration{24*time.Hour + 1, 24 * time.Hour, 1, 0} {
		quote, err := engine.Quote(cart, launch.Add(-early))
		check(err)
		fmt.Print(quote.Total)
		for _, r := range quote.Rejected {
			fmt.Print(" ", r.Reasons[0].Code, " ", r.Reasons[0].At.Format("2 January 15:04"))
		}
		fmt.Println()
	}
	// Output:
	// 68 not_yet 31 May 10:00
	// 54.4
	// 54.4
	// 68 ended 1 June 10:00
}

// Two of three cups come back. Under the policy kept each gives back what was
// paid for it. Under difference the one kept no longer reaches the 100 that took
// 20 off, and costs its full price.
func ExampleQuote_Refund() {
	program, err := benefit.ParseProgram([]byte(`{
	  "decimals": 2, "rounding": "half-up",
	  "offers": [{"id": "100-20", "lane": "shop", "minimum": {"amount": 100}, "deal": {"off": 20}}]}`))
	check(err)
	engine, err := benefit.New(program)
	check(err)
	order, err := engine.Quote(benefit.Cart{Lines: []benefit.Line{
		{ID: "1", Quantity: 3, Price: decimal.RequireFromString("40")},
	}}, time.Date(2026, time.March, 5, 15, 0, 0, 0, time.UTC))
	check(err)
	fmt.Println("paid", order.Due)

	for _, threshold := range []benefit.Threshold{benefit.Kept, benefit.Difference} {
		policy := benefit.RefundPolicy{Threshold: threshold, Coupons: benefit.Restore, Points: benefit.Restore}
		two, err := order.Refund(policy, benefit.Returned{}, []benefit.Units{{Line: "1", Quantity: 2}})
		check(err)
		last, err := order.Refund(policy, two.After, []benefit.Units{{Line: "1", Quantity: 1}})
		check(err)
		fmt.Println(threshold, two.Money, "and then", last.Money)
	}
	// Output:
	// paid 100
	// kept 66.66 and then 33.34
	// difference 60 and then 40
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

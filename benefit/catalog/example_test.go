package catalog_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/shopspring/decimal"
)

// shanghai stands for a location loaded by its name.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Four tiers with 9.5 / 9 / 8.5 / 8 折, and what a gold member has on her birthday,
// a 29 February, in a common year.
func Example() {
	c, err := catalog.ParseCatalog([]byte(`{"decimals": 2, "tiers": ["bronze", "silver", "gold", "diamond"], "benefits": [
		{"id": "9.5折", "kind": "discount", "tiers": ["bronze"], "deal": {"pays": 0.95}},
		{"id": "9折", "kind": "discount", "tiers": ["silver"], "deal": {"pays": 0.9}},
		{"id": "8.5折", "kind": "discount", "tiers": ["gold"], "deal": {"pays": 0.85}},
		{"id": "8折", "kind": "discount", "tiers": ["diamond"], "deal": {"pays": 0.8}},
		{"id": "birthday", "kind": "coupon", "item": "C50", "when": {"birthday": {"before": 3, "after": 3, "leap": "february-28"}}},
		{"id": "gift", "kind": "gift", "item": "mug", "limit": {"times": 2, "per": "year"}, "tiers": ["gold", "diamond"]},
		{"id": "service", "kind": "perk", "tiers": ["diamond"]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := catalog.New(c, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	mug := catalog.Use{Key: "order 1", Benefit: "gift", At: time.Date(2026, time.January, 5, 0, 0, 0, 0, shanghai)}
	lan := catalog.Member{ID: "Lan", Tier: "gold", Birthday: "02-29", Uses: []catalog.Use{mug}}
	has, err := engine.Entitlements(lan, time.Date(2026, time.February, 28, 9, 0, 0, 0, shanghai))
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range has.Benefits {
		fmt.Println(b.Benefit, b.Status, b.Left, "of", b.Times)
	}
	for _, o := range has.Offers {
		fmt.Println("pays", o.Deal.Pays, "in lane", o.Lane)
	}
	fmt.Println("until", has.Next.Format(time.DateOnly))
	// Output:
	// 8.5折 available 0 of 0
	// 8折 tier 0 of 0
	// 9.5折 tier 0 of 0
	// 9折 tier 0 of 0
	// birthday available 1 of 1
	// gift available 1 of 2
	// service tier 0 of 0
	// pays 0.85 in lane member
	// until 2026-03-04
}

// 8 折 a day early: who holds gold or diamond may buy from the day before the
// launch on, and pays less until then. The offer goes into the cart.
func ExampleEngine_Entitlements_launch() {
	engine, err := catalog.New(catalog.Catalog{Benefits: []catalog.Benefit{{
		ID: "early", Name: "提前一天8折", Kind: catalog.EarlyAccess, Tiers: []string{"gold", "diamond"},
		Deal: benefit.Deal{Pays: decimal.RequireFromString("0.8")},
		When: catalog.When{Lead: "1 day"},
	}}}, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	pricing, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp})
	if err != nil {
		log.Fatal(err)
	}
	opening := time.Date(2026, time.December, 12, 20, 0, 0, 0, shanghai)
	launch := catalog.Launch{ID: "autumn", At: opening, Items: []string{"coat"}}
	for _, at := range []time.Time{opening.AddDate(0, 0, -2), opening.AddDate(0, 0, -1), opening} {
		has, err := engine.Entitlements(catalog.Member{ID: "C1", Tier: "gold"}, at, launch)
		if err != nil {
			log.Fatal(err)
		}
		quote, err := pricing.Quote(benefit.Cart{
			Tier:   "gold",
			Lines:  []benefit.Line{{ID: "1", Item: "coat", Quantity: 1, Price: decimal.NewFromInt(500)}},
			Offers: has.Offers,
		}, at)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(at.Format("02 January 15:04"), has.Benefits[0].Status, quote.Due)
	}
	// Output:
	// 10 December 20:00 not_yet 500
	// 11 December 20:00 available 400
	// 12 December 20:00 ended 500
}

// A birthday coupon is used once a year, whatever birthday the customer gives.
func ExampleEngine_Claim() {
	engine, err := catalog.New(catalog.Catalog{Benefits: []catalog.Benefit{{
		ID: "birthday", Kind: catalog.Coupon, Item: "C50",
		When: catalog.When{Birthday: &catalog.Birthday{Leap: catalog.March1}},
	}}}, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	lan := catalog.Member{ID: "Lan", Birthday: "05-20"}
	for _, day := range []time.Time{
		time.Date(2026, time.May, 19, 12, 0, 0, 0, shanghai),
		time.Date(2026, time.May, 20, 12, 0, 0, 0, shanghai),
		time.Date(2026, time.June, 1, 12, 0, 0, 0, shanghai),
	} {
		grant, err := engine.Claim(lan, catalog.Claim{Benefit: "birthday", Request: "tap " + day.Format(time.DateOnly), At: day})
		switch {
		case err != nil:
			log.Fatal(err)
		case grant.Use == nil:
			why := grant.Entitlement.Reasons[0]
			fmt.Println("refused:", why.Code, why.At.Format(time.DateOnly))
		default: // in one statement: where fewer than Below are recorded in 2026 or for 2026, record
			fmt.Println("give", grant.Use.Key, "if fewer than", grant.Guard.Below, "for", grant.Guard.Year)
			lan.Uses = append(lan.Uses, *grant.Use)
			lan.Birthday = "06-01" // edited
		}
	}
	// Output:
	// refused: not_yet 2026-05-20
	// give benefit/birthday/Lan/tap 2026-05-20 if fewer than 1 for 2026
	// refused: used_up 2027-06-01
}

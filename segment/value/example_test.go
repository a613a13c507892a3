package value_test

import (
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"math/big"
	"slices"

	"example.com/membership/segment/value"
	"github.com/shopspring/decimal"
)

// paid is what ten customers of a shop paid in a year, by customer.
func paid() map[string]decimal.Decimal {
	amounts := map[string]decimal.Decimal{}
	for i, yuan := range []int64{5200, 1900, 900, 620, 480, 400, 400, 70, 30, 0} {
		amounts[fmt.Sprintf("C%02d", i+1)] = decimal.NewFromInt(yuan)
	}
	return amounts
}

// percent writes a share with one decimal.
func percent(share *big.Rat) string {
	return new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(1) + " %"
}

// Whom the shop lives on: its best fifth, and those who bring 80 %.
func ExampleRank() {
	ranking, err := value.Rank(maps.All(paid()))
	if err != nil {
		log.Fatal(err)
	}
	top, err := ranking.Top(decimal.RequireFromString("0.2"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the best %d bring %s of %s\n", top.Customers, percent(top.AmountShare), ranking.Total().Amount)
	for id, amount := range ranking.Customers(top) {
		fmt.Println(id, amount)
	}
	few, err := ranking.Reaching(decimal.RequireFromString("0.8"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d customers bring %s\n", few.Customers, percent(few.AmountShare))
	// Output:
	// the best 2 bring 71.0 % of 10000
	// C01 5200
	// C02 1900
	// 3 customers bring 80.0 %
}

// What customers brought, from the shop's orders: they are added up first, and
// orders without a customer left out.
func ExampleRank_orders() {
	orders := []struct {
		customer string
		paid     int64
	}{{"C02", 120}, {"C01", 80}, {"C02", 120}, {"", 300}, {"C01", 40}}
	paid := map[string]decimal.Decimal{}
	for _, o := range orders {
		if o.customer != "" {
			paid[o.customer] = paid[o.customer].Add(decimal.NewFromInt(o.paid))
		}
	}
	ranking, err := value.Rank(maps.All(paid))
	if err != nil {
		log.Fatal(err)
	}
	for id, amount := range ranking.Customers(ranking.Total()) {
		fmt.Println(id, amount)
	}
	// Output:
	// C02 240
	// C01 120
}

// A gift for the best 60 %. C07 paid as much as C06, the last of them, and is not
// among them; the shop makes it seven gifts.
func ExampleRanking_Top() {
	ranking, err := value.Rank(maps.All(paid()))
	if err != nil {
		log.Fatal(err)
	}
	top, err := ranking.Top(decimal.RequireFromString("0.6"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d customers down to %s, %d tied:", top.Customers, top.Lowest, top.Tied)
	tied := value.Part{Before: top.Before + top.Customers, Customers: top.Tied}
	for id := range ranking.Customers(tied) {
		fmt.Print(" ", id)
	}
	fmt.Println()
	// Output:
	// 6 customers down to 400, 1 tied: C07
}

// The classes of every customer, for the shop's table. C06 and C07 bring the
// same, and the line of 95 % falls between them.
func ExampleRanking_Divide() {
	ranking, err := value.Rank(maps.All(paid()))
	if err != nil {
		log.Fatal(err)
	}
	classes, err := ranking.Divide(value.ABC())
	if err != nil {
		log.Fatal(err)
	}
	for _, class := range classes {
		fmt.Printf("%s: %s of the customers, %s of the amount, %s to %s, tied %d:",
			class.Name, percent(class.CustomerShare), percent(class.AmountShare), class.Highest, class.Lowest, class.Tied)
		for id := range ranking.Customers(class) {
			fmt.Print(" ", id)
		}
		fmt.Println()
	}
	// Output:
	// A: 30.0 % of the customers, 80.0 % of the amount, 5200 to 900, tied 0: C01 C02 C03
	// B: 30.0 % of the customers, 15.0 % of the amount, 620 to 400, tied 1: C04 C05 C06
	// C: 40.0 % of the customers, 5.0 % of the amount, 400 to 0, tied 0: C07 C08 C09 C10
}

// A pyramid with the shop's own levels, from its settings.
func ExampleParseDivision() {
	pyramid, err := value.ParseDivision([]byte(`{"by": "customers", "levels": [
		{"name": "关键客户", "upTo": 0.1},
		{"name": "主要客户", "upTo": 0.3},
		{"name": "目标客户", "upTo": 1}]}`))
	if err != nil {
		log.Fatal(err)
	}
	ranking, err := value.Rank(maps.All(paid()))
	if err != nil {
		log.Fatal(err)
	}
	levels, err := ranking.Divide(pyramid)
	if err != nil {
		log.Fatal(err)
	}
	for _, level := range levels {
		fmt.Println(level.Name, level.Customers, level.Amount)
	}

	_, err = value.ParseDivision([]byte(`{"by": "customers", "levels": [{"name": "关键客户", "upTo": 10}]}`))
	fmt.Println(err)
	// Output:
	// 关键客户 1 5200
	// 主要客户 2 2800
	// 目标客户 7 2000
	// segment/value: division: 1 fault: levels[0].upTo: 10 is not a share; it must be above 0 and at most 1, where 0.2 is 20 %
}

// Rules of this package inside the shop's own settings: a misspelt field is
// refused there too, though encoding/json alone would pass over it.
func ExampleDivision_UnmarshalJSON() {
	var settings struct {
		Shop    string            `json:"shop"`
		Classes value.Division    `json:"classes"`
		Loyalty value.LoyaltyRule `json:"loyalty"`
	}
	err := json.Unmarshal([]byte(`{"shop": "布丁",
		"classes": {"by": "amount", "levels": [{"name": "A", "upTo": 0.7}, {"name": "B", "upTo": 1}]},
		"loyalty": {"repeatOrders": 3, "promotionShare": 0.4, "referrals": 2}}`), &settings)
	fmt.Println(settings.Classes.Levels[0].Name, settings.Loyalty.RepeatOrders, err)

	err = json.Unmarshal([]byte(`{"classes": {"by": "amount", "levels": [{"name": "A", "upto": 0.7}]}}`), &settings)
	fmt.Println(err)
	fmt.Println(len(settings.Classes.Levels), "levels as before")
	// Output:
	// A 3 <nil>
	// segment/value: division: 1 fault: levels[0].upto: unknown field "upto": did you mean "upTo"?
	// 2 levels as before
}

// The concentration curve in steps of a quarter of the customers, for a chart.
func ExampleRanking_Curve() {
	ranking, err := value.Rank(maps.All(paid()))
	if err != nil {
		log.Fatal(err)
	}
	for p := range ranking.Curve(4) {
		fmt.Println(percent(p.Customers), percent(p.Amount))
	}
	fmt.Println("Gini", ranking.Gini().FloatString(4))
	// Output:
	// 0.0 % 0.0 %
	// 25.0 % 75.5 %
	// 50.0 % 91.0 %
	// 75.0 % 99.4 %
	// 100.0 % 100.0 %
	// Gini 0.6478
}

// What a customer is worth who stays for three years and a half.
func ExampleLifetime() {
	worth, err := value.Lifetime{
		Years:        decimal.RequireFromString("3.5"),
		YearlyProfit: decimal.RequireFromString("420.80"),
		Promotion:    decimal.RequireFromString("65"),
		Retention:    decimal.RequireFromString("120"),
		Service:      decimal.RequireFromString("87.50"),
	}.Value()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(worth)
	// Output:
	// 1200.3
}

// Three customers who keep coming back, each for another reason, and one who
// does not.
func ExampleLoyaltyRule() {
	rule := value.DefaultLoyalty()
	for _, b := range []value.Buying{
		{Orders: 8, RepeatOrders: 7, OnPromotion: 1},
		{Orders: 8, RepeatOrders: 7, OnPromotion: 6, Referrals: 1},
		{Orders: 8, RepeatOrders: 7, OnPromotion: 1, Referrals: 2},
		{Orders: 2, RepeatOrders: 1},
	} {
		l, err := rule.Of(b)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-5s %d repeat orders, %s on promotion, %d referrals\n", l.Kind,
			l.RepeatOrders.Value, percent(l.PromotionShare.Value), l.Referrals.Value)
	}
	// Output:
	// habit 7 repeat orders, 12.5 % on promotion, 0 referrals
	// price 7 repeat orders, 75.0 % on promotion, 1 referrals
	// high  7 repeat orders, 12.5 % on promotion, 2 referrals
	// none  1 repeat orders, 0.0 % on promotion, 0 referrals
}

// A survey after delivery, on a scale from 1 to 5.
func ExampleScale() {
	scale, err := value.ParseScale([]byte(`{"lowest": 1, "highest": 5}`))
	if err != nil {
		log.Fatal(err)
	}
	var answers []value.Answer
	for _, a := range [][2]int64{{3, 5}, {4, 4}, {5, 3}, {2, 4}} {
		answers = append(answers, value.Answer{Expectation: decimal.NewFromInt(a[0]), Experience: decimal.NewFromInt(a[1])})
	}
	s, err := scale.Satisfaction(slices.Values(answers))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s over %d answers: %d exceeded, %d met, %d below\n",
		s.Difference.FloatString(2), s.Answers, s.Exceeded, s.Met, s.Below)
	// Output:
	// 0.50 over 4 answers: 2 exceeded, 1 met, 1 below
}

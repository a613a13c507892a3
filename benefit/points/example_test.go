package points_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/points"
	"github.com/shopspring/decimal"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

func day(m time.Month, d int) time.Time { return time.Date(2026, m, d, 12, 0, 0, 0, shanghai) }

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func limit(n int64) *int64 { return &n }

// A point a yuan, valid for a year.
func Example() {
	engine, err := points.New(points.Policy{
		Rate:     decimal.NewFromInt(1),
		Rounding: benefit.Down,
		Expiry:   "12 months",
		Clawback: points.IntoDebt,
	}, shanghai)
	if err != nil {
		log.Fatal(err)
	}

	order := points.Order{ID: "O1", At: day(time.March, 5), Goods: points.Part{Due: decimal.RequireFromString("199.90")}}
	earning, err := engine.Earn(order)
	if err != nil {
		log.Fatal(err)
	}
	var account points.Account // nothing has happened yet
	account, err = engine.Fold(account, earning.Entry)
	if err != nil {
		log.Fatal(err)
	}

	answer, err := engine.Check(account, points.Entry{ID: "O2", Kind: points.Spend, At: day(time.April, 1), Points: 150})
	if err != nil {
		log.Fatal(err)
	}
	if answer.OK { // append the entry to the ledger, then
		account, err = engine.Fold(account, answer.Entry)
	}
	balance, err := engine.Balance(account, day(time.April, 2))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Available, "points, of which", balance.Expiring, "expire at", balance.Expires.Format(time.DateTime))
	// Output:
	// 49 points, of which 49 expire at 2027-03-06 00:00:00
}

// The points of an order by tier, pending until delivered, with a cap.
func ExampleEngine_Earn() {
	engine := must(points.New(points.Policy{
		Rate:        decimal.RequireFromString("0.1"),
		Multipliers: map[string]decimal.Decimal{"gold": decimal.RequireFromString("1.5")},
		Rounding:    benefit.HalfUp,
		OrderCap:    limit(50),
		Awaits:      "delivered",
		Expiry:      "end of next year",
		Clawback:    points.PendingOnly,
	}, shanghai))

	for _, tier := range []string{"", "gold"} {
		r := must(engine.Earn(points.Order{
			ID: "O1", At: day(time.March, 5), Tier: tier,
			Goods:   points.Part{Due: decimal.RequireFromString("338.00"), Points: decimal.RequireFromString("12.00")},
			Freight: points.Part{Due: decimal.RequireFromString("8.00")},
		}))
		fmt.Printf("%s × %s × %s = %d, capped %d\n", r.Base, r.Rate, r.Multiplier, r.Uncapped, r.Points)
	}
	// Output:
	// 338 × 0.1 × 1 = 34, capped 34
	// 338 × 0.1 × 1.5 = 51, capped 50
}

// An order paid in part with points, and its complete refund. The spend is
// checked first, so that the points of the order cannot pay for it. Both entries
// are of one instant and are folded in one call, and so are those of the refund.
func ExampleEngine_Fold() {
	engine := must(points.New(points.Policy{
		Rate: decimal.NewFromInt(1), Rounding: benefit.Down, Expiry: "12 months", Clawback: points.IntoDebt,
	}, shanghai))
	account := must(engine.Fold(points.Account{}, points.Entry{ID: "O1", Kind: points.Earn, At: day(time.March, 5), Points: 500, Expiry: "12 months"}))
	show := func(what string, at time.Time) {
		balance := must(engine.Balance(account, at))
		fmt.Println(what, balance.Available, "points,", account.Entries(), "entries")
	}

	paid := day(time.April, 1) // ¥200, of which 300 points pay ¥3
	spend := must(engine.Check(account, points.Entry{ID: "O2", Kind: points.Spend, At: paid, Points: 300}))
	if !spend.OK {
		log.Fatal(spend.Reasons)
	}
	earning := must(engine.Earn(points.Order{
		ID: "O2", At: paid, Multiplier: decimal.NewFromInt(2), // in the week of a birthday
		Goods: points.Part{Due: decimal.NewFromInt(197), Points: decimal.NewFromInt(3)},
	}))
	account = must(engine.Fold(account, spend.Entry, earning.Entry))
	show("ordered: ", paid)

	back := day(time.April, 9)
	earning = must(engine.Refund(points.Refund{ID: "R1", At: back, Earning: earning})) // nothing stays
	account = must(engine.Fold(account,
		points.Entry{ID: "R1", Kind: points.Restore, At: back, Of: "O2", Points: 300},
		earning.Entry,
	))
	show("refunded:", back)
	// Output:
	// ordered:  594 points, 3 entries
	// refunded: 500 points, 5 entries
}

// An order comes back in two steps: what it earned is taken back, once, also
// where it has been spent.
func ExampleEngine_Refund() {
	engine := must(points.New(points.Policy{
		Rate: decimal.NewFromInt(1), Rounding: benefit.Down, Expiry: "12 months", Clawback: points.IntoDebt,
	}, shanghai))
	goods := func(due int64) points.Part { return points.Part{Due: decimal.NewFromInt(due)} }

	earning := must(engine.Earn(points.Order{ID: "O1", At: day(time.March, 5), Goods: goods(100)}))
	ledger := []points.Entry{
		earning.Entry,
		{ID: "O2", Kind: points.Spend, At: day(time.March, 10), Points: 80},
	}
	for i, stays := range []int64{70, 0} {
		id := fmt.Sprint("R", i+1)
		earning = must(engine.Refund(points.Refund{ID: id, At: day(time.March, 20+i), Earning: earning, Goods: goods(stays)}))
		ledger = append(ledger, earning.Entry)
	}
	ledger = append(ledger, must(engine.Earn(points.Order{ID: "O3", At: day(time.April, 1), Goods: goods(90)})).Entry)

	for _, line := range must(engine.Statement(ledger, day(time.April, 2))).Lines {
		fmt.Printf("%-7s %s %3d: %2d available, debt %d\n", line.Entry.Kind, line.Entry.ID, line.Entry.Points, line.Available, line.Debt)
	}
	// Output:
	// earn    O1 100: 100 available, debt 0
	// spend   O2  80: 20 available, debt 0
	// reverse R1  30:  0 available, debt 10
	// reverse R2  70:  0 available, debt 80
	// earn    O3  90: 10 available, debt 0
}

// 100 points for a completed profile. The confirmation comes twice, and pays
// once.
func ExampleEngine_Award() {
	engine := must(points.New(points.Policy{
		Rounding: benefit.Down, Expiry: "12 months", Clawback: points.PendingOnly,
		Actions: []points.Action{
			{ID: "profile", Name: "完善资料", Points: 100, Once: true},
			{ID: "answer", Name: "答题", Points: 10, DayCap: limit(25)},
		},
	}, shanghai))

	var account points.Account
	for i, award := range []points.Award{
		{Action: "profile"}, {Action: "profile"},
		{Action: "answer", Source: "Q1"}, {Action: "answer", Source: "Q2"},
		{Action: "answer", Source: "Q2"}, {Action: "answer", Source: "Q3"}, {Action: "answer", Source: "Q4"},
	} {
		award.At = day(time.March, 5).Add(time.Duration(i) * time.Minute)
		answer := must(engine.Award(account, award))
		if !answer.OK {
			fmt.Println("no:", award.Action, award.Source, answer.Reasons[0].Code)
			continue
		}
		fmt.Println(answer.Entry.ID, answer.Entry.Points)
		account = must(engine.Fold(account, answer.Entry))
	}
	// Output:
	// award:profile 100
	// no: profile  already
	// award:answer:Q1 10
	// award:answer:Q2 10
	// no: answer Q2 already
	// award:answer:Q3 5
	// no: answer Q4 day_cap
}

// The menu, as a customer with 500 points sees it.
func ExampleEngine_Exchange() {
	menu := []points.Reward{
		{ID: "coupon", Name: "5元优惠券", Kind: "coupon", Item: "C5", Points: 500},
		{ID: "mug", Name: "马克杯", Kind: "gift", Item: "G7", Points: 300, Cash: decimal.RequireFromString("9.90"), Stock: limit(100)},
		{ID: "packet", Name: "红包", Kind: "red-packet", Points: 800, Tiers: []string{"gold"}},
		{ID: "data", Name: "1GB流量", Kind: "mobile-data", Points: 200, Stock: limit(40)},
	}
	engine := must(points.New(points.Policy{Rounding: benefit.Down, Expiry: "never", Clawback: points.PendingOnly, Menu: menu}, shanghai))
	account := must(engine.Fold(points.Account{}, points.Entry{ID: "O1", Kind: points.Earn, At: day(time.March, 5), Points: 500, Expiry: "never"}))

	for _, reward := range menu {
		answer := must(engine.Exchange(account, points.Exchange{ID: "X1", Reward: reward.ID, Taken: 40, At: day(time.March, 6)}))
		if answer.OK {
			fmt.Println(answer.Reward.Name, "for", answer.Entry.Points, "points and", answer.Reward.Cash)
		}
		for _, reason := range answer.Reasons {
			fmt.Println(reward.Name, reason.Code, reason.Need, reason.Have)
		}
	}
	// Output:
	// 5元优惠券 for 500 points and 0
	// 马克杯 for 300 points and 9.9
	// 红包 tier 0 0
	// 红包 not_enough 800 500
	// 1GB流量 sold_out 40 40
}

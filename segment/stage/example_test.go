package stage_test

import (
	"fmt"
	"log"
	"maps"
	"slices"
	"time"

	"example.com/membership/segment/stage"
	"github.com/shopspring/decimal"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

// Where customers stand, and what happens next if they buy nothing.
func Example() {
	engine, err := stage.New(stage.Policy{Cycle: 90}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	at := engine.At(date(2026, time.March, 31))
	for _, c := range []struct {
		name        string
		first, last time.Time
	}{
		{"Ann", date(2026, time.March, 30), date(2026, time.March, 30)},
		{"Bob", date(2026, time.February, 1), date(2026, time.March, 30)},
		{"Cho", date(2024, time.June, 18), date(2026, time.January, 2)},
		{"Dee", date(2025, time.October, 2), date(2025, time.October, 2)},
		{"Eva", date(2023, time.May, 20), date(2025, time.April, 5)},
		{"Fay", date(2023, time.May, 20), date(2025, time.April, 4)},
		{"Gil", time.Time{}, time.Time{}},
	} {
		s, err := at.Stage(c.first, c.last)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s, %d days silent", c.name, s.Stage, s.SilentDays)
		if !s.Next.IsZero() {
			fmt.Printf(", %s from %s", s.Then, s.Next.Format(time.DateOnly))
		}
		fmt.Println()
	}
	// Output:
	// Ann new_once, 1 days silent, silent from 2026-06-29
	// Bob new_repeat, 1 days silent, regular from 2026-05-03
	// Cho regular, 88 days silent, silent from 2026-04-03
	// Dee silent, 180 days silent, sleeping from 2026-04-01
	// Eva sleeping, 360 days silent, lost from 2026-04-01
	// Fay lost, 361 days silent
	// Gil never_bought, 0 days silent
}

// A policy from the shop's admin page, with faults beside the fields.
func ExampleParsePolicy() {
	for _, text := range []string{
		`{"cycle": 30, "silent": 1.5, "sleeping": 3}`,
		`{"cycle": 0, "silent": 5}`,
		`{"cycle": 30, "lost": 4}`,
	} {
		policy, err := stage.ParsePolicy([]byte(text))
		fmt.Println(policy.Cycle, err)
	}
	// Output:
	// 30 <nil>
	// 0 segment/stage: policy: 2 faults: cycle: 0 is outside 1..146100 days; sleeping: 4 (the default): must be more than silent, 5
	// 0 segment/stage: policy: 1 fault: lost: unknown field "lost": remove it, or use one of cycle, silent, sleeping
}

// A cycle for each category: by when four of five customers have come back.
func ExampleGaps() {
	purchases := []struct {
		customer, category string
		day                int // of March 2026
	}{
		{"C1", "coffee", 1}, {"C1", "coffee", 8}, {"C1", "coffee", 15}, {"C1", "shampoo", 1}, {"C1", "shampoo", 31},
		{"C2", "coffee", 2}, {"C2", "coffee", 12}, {"C2", "coffee", 2}, {"C2", "shampoo", 4}, {"C2", "shampoo", 24},
		{"C3", "coffee", 5}, {"C3", "coffee", 26}, {"C3", "coffee", 31},
	}
	bought := map[string]map[string][]time.Time{} // by category, then by customer
	for _, p := range purchases {
		if bought[p.category] == nil {
			bought[p.category] = map[string][]time.Time{}
		}
		of := bought[p.category]
		of[p.customer] = append(of[p.customer], date(2026, time.March, p.day))
	}

	for _, category := range slices.Sorted(maps.Keys(bought)) {
		gaps, err := stage.NewGaps(date(2026, time.March, 31), time.UTC)
		if err != nil {
			log.Fatal(err)
		}
		for _, instants := range bought[category] {
			if err := gaps.Add(instants); err != nil {
				log.Fatal(err)
			}
		}
		cycle, err := gaps.Cycle(decimal.RequireFromString("0.8"))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d days, from %d gaps\n", category, cycle, gaps.N())
	}
	// Output:
	// coffee: 10 days, from 5 gaps
	// shampoo: 30 days, from 2 gaps
}

// A customer who buys about every week is late after three, where the shop's
// cycle would notice only after 60 days.
func ExampleMoment_Rhythm() {
	engine, err := stage.New(stage.Policy{Cycle: 60}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	at := engine.At(date(2026, time.March, 31))
	var purchases []time.Time
	for _, day := range []int{-50, -42, -36, -29, -22, -14, -8, 0} {
		purchases = append(purchases, date(2026, time.March, day))
	}

	own, err := at.Rhythm(purchases)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: silent for %d days, median gap %s\n", own.Relationship, own.SilentDays, own.MedianGap)
	for _, moment := range []stage.Moment{at, at.WithCycle(own.Cycle)} {
		s, err := moment.Stage(own.First, own.Last)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("by a cycle of %d days: %s\n", s.Cycle, s.Stage)
	}
	// Output:
	// declining: silent for 31 days, median gap 7
	// by a cycle of 60 days: regular
	// by a cycle of 19 days: silent
}

// Who moved in a quarter in which only one customer came back. All purchases are
// read once, and each moment knows those up to itself: what was bought in
// February does not exist yet in January.
func ExampleCompare() {
	engine, err := stage.New(stage.Policy{Cycle: 60}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	purchases := map[string][]time.Time{}
	for month := time.January; month <= time.December; month++ {
		purchases[month.String()] = []time.Time{date(2025, month, 10)} // a customer each
	}
	purchases["May"] = append(purchases["May"], date(2026, time.February, 10))

	january, april := engine.At(date(2026, time.January, 1)), engine.At(date(2026, time.April, 1))
	var moves []stage.Move
	for _, bought := range purchases {
		from, err := january.StageOf(bought)
		if err != nil {
			log.Fatal(err)
		}
		to, err := april.StageOf(bought)
		if err != nil {
			log.Fatal(err)
		}
		moves = append(moves, stage.Move{From: from.Stage, To: to.Stage})
	}

	matrix, err := stage.Compare(slices.Values(moves))
	if err != nil {
		log.Fatal(err)
	}
	for i, from := range matrix.Stages {
		for j, to := range matrix.Stages {
			if n := matrix.Customers[i][j]; n > 0 {
				fmt.Println(n, "from", from, "to", to)
			}
		}
	}
	// Output:
	// 1 from new_once to silent
	// 1 from new_once to sleeping
	// 2 from silent to sleeping
	// 1 from sleeping to regular
	// 1 from sleeping to sleeping
	// 2 from sleeping to lost
	// 4 from lost to lost
}

// Whom to win back first.
func ExampleMoment_WinBack() {
	engine, err := stage.New(stage.Policy{Cycle: 90}, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	at := engine.At(date(2026, time.March, 31))
	list, err := at.WinBack(slices.Values([]stage.Customer{
		{ID: "C1", First: date(2025, time.May, 1), Last: date(2025, time.December, 1), LastValue: decimal.NewFromInt(80)},
		{ID: "C2", First: date(2025, time.May, 1), Last: date(2026, time.March, 1), LastValue: decimal.NewFromInt(900)},
		{ID: "C3", First: date(2024, time.May, 1), Last: date(2025, time.August, 1), LastValue: decimal.NewFromInt(300)},
		{ID: "C4", First: date(2024, time.May, 1), Last: date(2024, time.May, 1), LastValue: decimal.NewFromInt(80)},
		{ID: "C5"},
	}))
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range list {
		fmt.Printf("%s %s since %s, %d days, last paid %s\n", c.ID, c.Stage, c.Since.Format(time.DateOnly), c.SilentDays, c.LastValue)
	}
	// Output:
	// C3 sleeping since 2026-01-29, 242 days, last paid 300
	// C1 silent since 2026-03-02, 120 days, last paid 80
	// C4 lost since 2025-04-27, 699 days, last paid 80
}

package care_test

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"example.com/membership/care"
	"github.com/shopspring/decimal"
)

func shanghai() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return loc
}

// engine reads a programme for a shop in Shanghai.
func engine(document string) *care.Engine {
	program, err := care.ParseProgram([]byte(document))
	if err != nil {
		panic(err)
	}
	e, err := care.New(program, shanghai())
	if err != nil {
		panic(err)
	}
	return e
}

// day is the run of one day.
func day(year int, month time.Month, d int) care.Run {
	return care.Run{From: time.Date(year, month, d, 0, 0, 0, 0, shanghai()), Until: time.Date(year, month, d+1, 0, 0, 0, 0, shanghai())}
}

// agreed is a customer who may be sent texts.
func agreed(id string) care.Customer {
	return care.Customer{
		ID: id, Zone: shanghai(),
		Addresses: []care.Address{{Channel: "sms", Value: "138 0013 8000"}},
		Consents:  []care.Consent{{Channel: "sms", At: time.Date(2025, 1, 1, 0, 0, 0, 0, shanghai()), Source: "checkout"}},
	}
}

// A customer born on 29 February is greeted every year, here on the 28th where
// there is no 29th.
func ExampleEngine_Plan() {
	birthdays := engine(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86"}],
		"topics": ["greetings"],
		"leapDay": "02-28",
		"rules": [{
			"id": "birthday", "class": "commercial", "topic": "greetings", "channels": ["sms"],
			"date": {"of": "birthday", "at": "09:00"}, "within": "end of day",
			"message": "happy-birthday", "benefit": {"kind": "coupon", "id": "BIRTHDAY20"}
		}]
	}`)
	lin := agreed("lin")
	lin.Dates = []care.Date{{Name: "birthday", Year: 1996, Month: 2, Day: 29}}

	for _, run := range []care.Run{day(2027, 2, 27), day(2027, 2, 28), day(2028, 2, 28), day(2028, 2, 29)} {
		plan, err := birthdays.Plan(run, []care.Customer{lin})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(run.From.Format("2006-01-02"), plan.Contacts)
	}
	// Output:
	// 2027-02-27 []
	// 2027-02-28 [birthday birthday:2027: by sms at 2027-02-28T09:00:00+08:00]
	// 2028-02-28 []
	// 2028-02-29 [birthday birthday:2028: by sms at 2028-02-29T09:00:00+08:00]
}

// The greeting for the Spring Festival is due at midnight, which is in quiet
// hours: it waits for their end.
func ExampleEngine_Plan_springFestival() {
	festivals := engine(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86"}],
		"topics": ["greetings"],
		"quiet": [{"from": "22:00", "to": "08:00"}],
		"rules": [{
			"id": "new-year", "class": "commercial", "topic": "greetings", "channels": ["sms"],
			"date": {"festival": "spring_festival"}, "within": "end of day"
		}]
	}`)
	wang, zhao := agreed("wang"), agreed("zhao")
	zhao.Consents = nil // nobody asked
	plan, err := festivals.Plan(day(2027, 2, 6), []care.Customer{wang, zhao})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(plan.Contacts[0].Customer, plan.Contacts[0])
	fmt.Println(plan.Suppressed[0].Customer, plan.Suppressed[0])
	// Output:
	// wang new-year festival:spring_festival:2027: by sms at 2027-02-06T08:00:00+08:00
	// zhao new-year festival:spring_festival:2027: not, due 2027-02-06T00:00:00+08:00: consent_unknown on sms; quiet_hours on sms, 2027-02-06T08:00:00+08:00; too_late, 2027-02-06T23:59:59+08:00
}

// A bottle of shampoo lasts three months, as package care/cycle has found: after
// two the customer is reminded, once, and not once a new one is bought.
func ExampleOnCycle() {
	refill := engine(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86"}],
		"topics": ["refill"],
		"rules": [{
			"id": "refill", "class": "commercial", "topic": "refill", "channels": ["sms"],
			"cycle": {"at": "10:00"}, "within": "7 days", "variables": ["product"]
		}]
	}`)
	chen := agreed("chen")
	chen.Cycles = []care.Cycle{{Product: "P9", Last: "2026-09-01", Days: decimal.NewFromInt(90),
		Variables: map[string]string{"product": "shampoo"}}}
	plan, err := refill.Plan(day(2026, 11, 5), []care.Customer{chen})
	if err != nil {
		fmt.Println(err)
		return
	}
	contact := plan.Contacts[0]
	fmt.Println(contact, contact.Variables["product"])

	chen.History = append(chen.History, contact.Record)
	again, _ := refill.Plan(day(2026, 11, 6), []care.Customer{chen})
	fmt.Println(again.Contacts, again.Suppressed[0].Reasons)
	// Output:
	// refill cycle:P9:2026-09-01: by sms at 2026-11-05T10:00:00+08:00 shampoo
	// [] [already_sent, 2026-11-05T10:00:00+08:00]
}

// An order is paid before its reminder is due: the reminder is not planned, and
// one that was planned before is not sent.
func ExampleContact_Cancels() {
	orders := engine(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86"}],
		"topics": ["orders"],
		"rules": [{
			"id": "unpaid", "class": "transactional", "topic": "orders", "channels": ["sms"],
			"event": {"kind": "order_created", "after": ["30 minutes"]}, "within": "2 hours",
			"cancelledBy": ["order_paid"]
		}]
	}`)
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 22, hour, minute, 0, 0, shanghai()) }
	hour := func(h int) care.Run { return care.Run{From: at(h, 0), Until: at(h+1, 0)} }
	sun := agreed("sun")
	sun.Events = []care.Event{{Kind: "order_created", Key: "O123", At: at(9, 50)}}

	plan, _ := orders.Plan(hour(10), []care.Customer{sun})
	reminder := plan.Contacts[0]
	fmt.Println(reminder)

	paid := care.Event{Kind: "order_paid", Key: "O123", At: at(10, 5)}
	fmt.Println("still to be sent:", !reminder.Cancels(paid))

	sun.Events = append(sun.Events, paid)
	plan, _ = orders.Plan(hour(11), []care.Customer{sun})
	fmt.Println(plan.Suppressed[0])
	// Output:
	// unpaid order_created:O123:1: by sms at 2026-11-22T10:20:00+08:00
	// still to be sent: false
	// unpaid order_created:O123:1: not, due 2026-11-22T10:20:00+08:00: cancelled: order_paid, 2026-11-22T10:05:00+08:00
}

// Customers are won back by the reason for which they left, which the shop keeps
// as a tag; one that has moved away is let go. With the next parcel of who came
// back goes a small gift.
func ExampleOnSilence() {
	back := engine(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86"}, {"id": "parcel", "kind": "other"}],
		"topics": ["offers", "orders"],
		"letGo": ["left:moved"],
		"rules": [{
			"id": "left for the price", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"audience": {"any": ["left:price"]},
			"silence": {"since": "order", "after": ["90 days", "150 days"], "at": "10:00"}, "within": "14 days",
			"benefit": {"kind": "coupon", "id": "BACK15"}
		}, {
			"id": "left for the quality", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"audience": {"any": ["left:quality"]},
			"silence": {"since": "order", "after": ["30 days"], "at": "10:00"}, "within": "14 days",
			"benefit": {"kind": "compensation", "id": "REPLACEMENT"}
		}, {
			"id": "welcome back", "class": "transactional", "topic": "orders", "channels": ["parcel"],
			"audience": {"any": ["came back"]},
			"event": {"kind": "order_paid"}, "within": "2 days",
			"benefit": {"kind": "gift", "id": "TEA-SAMPLE"}
		}]
	}`)
	reasons := map[string]string{"he": "left:price", "jin": "left:moved", "ma": "came back"}
	var customers []care.Customer
	for id, tag := range reasons {
		c := agreed(id)
		c.Tags = []string{tag}
		c.LastOrder = time.Date(2026, 8, 24, 20, 0, 0, 0, shanghai())
		customers = append(customers, c)
	}
	for i := range customers {
		if c := &customers[i]; c.ID == "ma" {
			c.LastOrder = time.Date(2026, 11, 21, 23, 0, 0, 0, shanghai())
			c.Addresses = append(c.Addresses, care.Address{Channel: "parcel", Value: "O77"})
			c.Events = []care.Event{{Kind: "order_paid", Key: "O77", At: c.LastOrder}}
		}
	}
	plan, err := back.Plan(day(2026, 11, 22), customers)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range plan.Contacts {
		fmt.Println(c.Customer, c.Benefit.Kind, c.Benefit.ID, "by", c.Channel)
	}
	for _, s := range plan.Suppressed {
		fmt.Println(s.Customer, "not", s.Rule+":", s.Reasons)
	}
	// Output:
	// ma gift TEA-SAMPLE by parcel
	// he coupon BACK15 by sms
	// jin not left for the price: [not_tagged: left:price let_go: left:moved]
}

func ExampleEngine_Explain() {
	quiet := engine(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86"}],
		"topics": ["offers"],
		"caps": [{"id": "two a week", "most": 2, "in": "7 days"}],
		"rules": [{
			"id": "double12", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"audience": {"tiers": ["gold"]},
			"campaign": {"name": "double12-2026", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00",
				"early": [{"tier": "gold", "by": "1 hour"}]}
		}, {
			"id": "come-back", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"silence": {"since": "order", "after": ["90 days"]}, "within": "14 days"
		}]
	}`)
	zhou := agreed("zhou")
	zhou.Tier = "silver"
	fmt.Println(quiet.Explain(day(2026, 12, 12), zhou))
	// Output:
	// customer zhou
	//   double12 campaign:double12-2026: not, due 2026-12-12T18:00:00+08:00: not_tier: silver
	//   nothing due  come-back
}

func ExampleDraw() {
	entrants := []string{"an", "bo", "cui", "ding", "fang", "gao"}
	winners := care.Draw("autumn prize 2026", 2, func(yield func(string) bool) {
		for _, id := range entrants {
			if !yield(id) {
				return
			}
		}
	})
	fmt.Println(len(winners), "of", len(entrants))
	// Output: 2 of 6
}

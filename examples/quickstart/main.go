// Command quickstart tells one customer's story with the library: what a shop
// hands in, and the decisions with their reasons that it gets back. It needs
// no input.
package main

import (
	"fmt"
	"log"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"example.com/membership/benefit/points"
	"example.com/membership/care"
	"example.com/membership/rfm"
	"example.com/membership/segment"
	"example.com/membership/segment/stage"
	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

const program = `{
  "enrollment": "opt-in",
  "term": "12 months",
  "tiers": [
    {"id": "pudding", "name": "布丁", "anyOf": [[{"measure": "spend", "atLeast": "100"}], [{"measure": "orders", "atLeast": 3}]]},
    {"id": "premium", "name": "高级布丁", "anyOf": [[{"measure": "spend", "atLeast": "500", "over": "last 12 months"}]]}
  ]
}`

const invited = `{"all": [
  {"field": "tier", "op": "one of", "value": ["pudding", "premium"]},
  {"field": "stage", "op": "one of", "value": ["new_once", "new_repeat", "regular"]}
]}`

const perks = `{"decimals": 2, "benefits": [
  {"id": "9折", "kind": "discount", "tiers": ["premium"], "deal": {"pays": "0.9"}},
  {"id": "mug", "kind": "gift", "item": "mug", "tiers": ["premium"], "limit": {"times": 2, "per": "year"}}
]}`

const pricing = `{"decimals": 2, "rounding": "half-up", "offers": [
  {"id": "满100减15", "lane": "shop", "minimum": {"amount": 100}, "deal": {"off": 15}}
]}`

const points12 = `{"rate": 1, "rounding": "down", "expiry": "12 months", "clawback": "balance"}`

const keepInTouch = `{
  "channels": [{"id": "sms", "kind": "sms", "country": "86"}],
  "topics": ["greetings"],
  "quiet": [{"from": "22:00", "to": "08:00"}],
  "rules": [
    {"id": "birthday", "class": "commercial", "topic": "greetings", "channels": ["sms"],
      "date": {"of": "birthday"}, "within": "end of day"},
    {"id": "second order", "class": "commercial", "topic": "greetings", "channels": ["sms"], "audience": {"any": ["new_once"]},
      "silence": {"since": "order", "after": ["14 days"]}, "within": "7 days"}
  ]
}`

func main() {
	shop := time.FixedZone("Asia/Shanghai", 8*60*60)
	tiers := must(tier.New(must(tier.ParseProgram([]byte(program))), shop))
	march := func(day int) time.Time { return time.Date(2026, time.March, day, 10, 0, 0, 0, shop) }

	fmt.Println("Lin shops twice and joins in between:")
	var state tier.State // a shop keeps it as JSON beside the customer
	for _, event := range []tier.Event{
		{ID: "o1", Kind: tier.Order, At: march(5), Amount: decimal.RequireFromString("105")},
		{ID: "j1", Kind: tier.Join, At: march(9)},
		{ID: "o2", Kind: tier.Order, At: march(20), Amount: decimal.RequireFromString("420.50")},
	} {
		next, changes, err := tiers.Apply(state, event)
		check(err)
		for _, c := range changes {
			fmt.Println(" ", c.At.Format(time.DateOnly), strings.TrimSpace(string(c.Kind)+" "+c.To))
		}
		state = next
	}

	standing := must(tiers.Standing(state, march(31)))
	fmt.Printf("On 31 March Lin is a %s at %s until %s.\n", standing.Status, standing.Name, standing.Until.Format(time.DateOnly))
	for _, goal := range must(tiers.Progress(state, march(31))) {
		fmt.Printf("To %s %s: %s, from %s on.\n", goal.Rule, goal.Name, goal, goal.Ways[0][0].From.Format(time.DateOnly))
	}
	_, changes, err := tiers.Advance(state, state.Next())
	check(err)
	fmt.Printf("If nothing happens, on %s: %s to %s.\n", changes[0].At.Format(time.DateOnly), changes[0].Kind, changes[0].To)

	scorer := must(rfm.New(rfm.Textbook(), shop)).At(march(31))
	var bought rfm.Summary
	check(scorer.Add(&bought, rfm.Purchase{At: march(5), Amount: decimal.RequireFromString("105")}))
	check(scorer.Add(&bought, rfm.Purchase{At: march(20), Amount: decimal.RequireFromString("420.50")}))
	score := must(scorer.Score(bought))
	fmt.Printf("RFM %d%d%d: value %d, %s; last bought %d days ago.\n", score.R, score.F, score.M, score.Value, score.Grade, score.RecencyDays)

	lapse := must(must(stage.New(stage.Policy{Cycle: 30}, shop)).At(march(31)).Stage(march(5), march(20)))
	fmt.Printf("By a repurchase cycle of 30 days Lin is %s, and %s from %s on.\n", lapse.Stage, lapse.Then, lapse.Next.Format(time.DateOnly))

	tasting := must(must(schema().Compile(must(segment.ParseRule([]byte(invited))), shop)).At(march(31)))
	why := tasting.Explain(customer{standing.Tier, string(lapse.Stage)})
	fmt.Println("Invited to the tasting:", why.Match, "because", why.Clauses[0].Field, "is", why.Clauses[0].Seen[0])

	checkout(standing.Tier, march(31), shop)
	contact(standing.Tier, string(lapse.Stage), march(31), shop)
}

// checkout prices a cart of Lin's, with what her tier entitles her to.
func checkout(tier string, at time.Time, shop *time.Location) {
	entitled := must(must(catalog.New(must(catalog.ParseCatalog([]byte(perks))), shop)).
		Entitlements(catalog.Member{ID: "lin", Tier: tier}, at))
	for _, b := range entitled.Benefits {
		fmt.Println("Entitled to", b.Benefit+":", b.Status)
	}
	quote := must(must(benefit.New(must(benefit.ParseProgram([]byte(pricing))))).Quote(benefit.Cart{
		Tier:   tier,
		Lines:  []benefit.Line{{ID: "1", Item: "tea", Quantity: 3, Price: decimal.RequireFromString("39.90")}},
		Offers: entitled.Offers,
	}, at))
	for _, step := range quote.Steps {
		fmt.Println("  takes", step.Applied, "off", step.Base, "by", step.Offer)
	}
	earning := must(must(points.New(must(points.ParsePolicy([]byte(points12))), shop)).
		Earn(points.Order{ID: "o3", At: at, Goods: points.Part{Due: quote.Due}}))
	fmt.Println("Lin would pay", quote.Due, "instead of", quote.Subtotal, "and earn", earning.Points, "points.")
}

// contact plans whom to write to in the week after at.
func contact(tier, stage string, at time.Time, shop *time.Location) {
	plan := must(must(care.New(must(care.ParseProgram([]byte(keepInTouch))), shop)).Plan(
		care.Run{From: at, Until: at.AddDate(0, 0, 7)},
		[]care.Customer{{
			ID: "lin", Tier: tier, Tags: []string{stage}, Zone: shop, LastOrder: at.AddDate(0, 0, -11),
			Dates:     []care.Date{{Name: "birthday", Month: 4, Day: 2}},
			Addresses: []care.Address{{Channel: "sms", Value: "138 0013 8000"}},
			Consents:  []care.Consent{{Channel: "sms", At: at.AddDate(0, 0, -22), Source: "joining"}},
		}}))
	fmt.Println("Planned:", plan.Contacts[0])
	fmt.Println("Not planned:", plan.Suppressed[0])
}

// A customer is what the shop keeps of one.
type customer struct{ tier, stage string }

func schema() *segment.Schema[customer] {
	return must(segment.NewSchema(
		segment.Text("tier", func(c customer) string { return c.tier }),
		segment.Text("stage", func(c customer) string { return c.stage })))
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

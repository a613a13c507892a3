package tier_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// caseA is the ladder that Taobao proposes: four tiers, each for an amount or
// a number of orders.
const caseA = `{
  "enrollment": "opt-in",
  "tiers": [
    {"id": "regular", "name": "普通会员", "anyOf": [[{"measure": "spend", "atLeast": "100"}], [{"measure": "orders", "atLeast": 3}]]},
    {"id": "senior", "name": "高级会员", "anyOf": [[{"measure": "spend", "atLeast": "200"}], [{"measure": "orders", "atLeast": 5}]]},
    {"id": "vip", "name": "VIP会员", "anyOf": [[{"measure": "spend", "atLeast": "500"}], [{"measure": "orders", "atLeast": 10}]]},
    {"id": "supreme", "name": "至尊VIP", "anyOf": [[{"measure": "spend", "atLeast": "2000"}], [{"measure": "orders", "atLeast": 20}]]}
  ]
}`

// caseB asks for more than one thing at once, over different windows.
const caseB = `{
  "enrollment": "opt-in",
  "tiers": [
    {"id": "regular", "name": "普通"},
    {"id": "senior", "name": "高级", "anyOf": [[{"measure": "spend", "atLeast": "500"}]]},
    {"id": "vip", "name": "VIP", "anyOf": [[{"measure": "spend", "atLeast": "2000"}, {"measure": "orders", "atLeast": 5}]]},
    {"id": "supreme", "name": "至尊", "anyOf": [[
      {"measure": "spend", "atLeast": "5000", "over": "last 12 months"},
      {"measure": "interactions", "atLeast": 10}
    ]]}
  ]
}`

// caseC grades loyalty by what was done in the previous six natural months.
const caseC = `{
  "enrollment": "automatic",
  "term": "end of month",
  "tiers": [
    {"id": "1", "name": "一星", "anyOf": [[{"measure": "orders", "atLeast": 1, "over": "previous 6 months"}], [{"measure": "spend", "atLeast": "50", "over": "previous 6 months"}]]},
    {"id": "2", "name": "二星", "anyOf": [[{"measure": "orders", "atLeast": 2, "over": "previous 6 months"}], [{"measure": "spend", "atLeast": "200", "over": "previous 6 months"}]]},
    {"id": "3", "name": "三星", "anyOf": [[{"measure": "orders", "atLeast": 4, "over": "previous 6 months"}], [{"measure": "spend", "atLeast": "500", "over": "previous 6 months"}]]},
    {"id": "4", "name": "四星", "anyOf": [[{"measure": "orders", "atLeast": 7, "over": "previous 6 months"}], [{"measure": "spend", "atLeast": "1000", "over": "previous 6 months"}]]},
    {"id": "5", "name": "五星", "anyOf": [[{"measure": "orders", "atLeast": 12, "over": "previous 6 months"}], [{"measure": "spend", "atLeast": "3000", "over": "previous 6 months"}]]}
  ]
}`

// caseD is a programme of each kind: free, by spend, and paid; with "term":
// "12 months" added, each is rolling instead of permanent.
var caseD = []string{
	`{"enrollment": "opt-in", "tiers": [{"id": "friend", "name": "会员"}]}`,
	`{"enrollment": "opt-in", "tiers": [{"id": "friend", "name": "会员", "anyOf": [[{"measure": "spend", "atLeast": "300"}]]}]}`,
	`{"enrollment": "nobody", "tiers": [{"id": "friend", "name": "会员"}]}`,
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// load builds an engine; an example may assume that its programme is right.
func load(program string, loc *time.Location) *tier.Engine {
	p, err := tier.ParseProgram([]byte(program))
	if err != nil {
		panic(err)
	}
	engine, err := tier.New(p, loc)
	if err != nil {
		panic(err)
	}
	return engine
}

// on returns ten in the morning in Shanghai.
func on(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 10, 0, 0, 0, shanghai)
}

func yuan(amount string) decimal.Decimal { return decimal.RequireFromString(amount) }

// A customer who has spent enough becomes a member by joining, at once.
func Example() {
	engine := load(caseA, shanghai)
	history := []tier.Event{
		{ID: "o1", Kind: tier.Order, At: on(2026, 3, 5), Amount: yuan("105")},
		{ID: "j1", Kind: tier.Join, At: on(2026, 3, 9)},
	}
	for _, day := range []int{5, 9} {
		state, _, err := engine.Replay(history, on(2026, 3, day))
		if err != nil {
			panic(err)
		}
		standing, err := engine.Standing(state, on(2026, 3, day))
		if err != nil {
			panic(err)
		}
		goals, err := engine.Progress(state, on(2026, 3, day))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s %s; next tier: %s\n", standing.Status, standing.Name, goals[0])
	}
	// Output:
	// potential ; next tier: join
	// member 普通会员; next tier: 95.00 more, or 4 more orders
}

// Case A: the same customer under the automatic policy, and the conditions as
// customers read them.
func Example_caseA() {
	program, _ := tier.ParseProgram([]byte(caseA))
	program.Enrollment = tier.Automatic
	automatic, _ := tier.New(program, shanghai)
	state, _, _ := automatic.Apply(tier.State{}, tier.Event{ID: "o1", Kind: tier.Order, At: on(2017, 3, 5), Amount: yuan("105")})
	standing, _ := automatic.Standing(state, on(2017, 3, 5))
	fmt.Println(standing.Status, standing.Name)

	fmt.Print(load(caseA, shanghai).Conditions(tier.Wording{Language: tier.Chinese}))
	// Output:
	// member 普通会员
	// 入会规则
	// 您需要在本店累计消费金额达到100.0元或者消费次数达到3次,才可以申请成为本店会员,解释权归本店铺所有
	// 普通会员:
	// 1、累计在本店铺消费金额达到100.0元
	// 2、累计在本店铺消费次数达3次
	// 高级会员:
	// 1、累计在本店铺消费金额达到200.0元
	// 2、累计在本店铺消费次数达5次
	// VIP会员:
	// 1、累计在本店铺消费金额达到500.0元
	// 2、累计在本店铺消费次数达10次
	// 至尊VIP:
	// 1、累计在本店铺消费金额达到2000.0元
	// 2、累计在本店铺消费次数达20次
	// 满足以上会员等级条件中任意一个条件即可,解释权归本店铺所有
}

// Case B: VIP asks for spend and orders together; the reasons say which of the
// two is missing.
func Example_caseB() {
	engine := load(caseB, shanghai)
	fmt.Println(engine.Needs())
	totals := []decimal.Decimal{yuan("2600"), yuan("4"), yuan("2600"), yuan("12")}
	qualified, _ := engine.Qualify(totals)
	fmt.Println("qualifies for", qualified)
	verdicts, _ := engine.Explain(totals)
	for _, check := range verdicts[2].AnyOf[0] {
		fmt.Println(check.Measure, check.Have, "of", check.AtLeast, check.Met)
	}
	// Output:
	// [{spend lifetime} {orders lifetime} {spend last 12 months} {interactions lifetime}]
	// qualifies for senior
	// spend 2600 of 2000 true
	// orders 4 of 5 false
}

// Case C: grades move by themselves when a month begins. The state knows when.
func Example_caseC() {
	engine := load(caseC, shanghai)
	state, _, _ := engine.Apply(tier.State{}, tier.Event{ID: "o1", Kind: tier.Order, At: on(2026, 1, 20), Amount: yuan("600")})
	for !state.Next().IsZero() {
		var changes []tier.Change
		state, changes, _ = engine.Advance(state, state.Next())
		c := changes[0]
		if c.Kind != tier.Renewed {
			fmt.Printf("%s %s %q to %q\n", c.At.Format(time.DateOnly), c.Kind, c.From, c.To)
		}
	}
	// Output:
	// 2026-02-01 upgraded "" to "3"
	// 2026-08-01 lapsed "3" to ""
}

// Case D: free, by spend, and paid; permanent and rolling.
func Example_caseD() {
	history := []tier.Event{
		{ID: "j1", Kind: tier.Join, At: on(2026, 3, 5)},
		{ID: "o1", Kind: tier.Order, At: on(2026, 3, 6), Amount: yuan("300")},
		{ID: "t1", Kind: tier.Buy, At: on(2026, 3, 7), Tier: "friend", Term: "1 quarter"},
	}
	for _, program := range caseD {
		for _, term := range []tier.Term{tier.Permanent, "12 months"} {
			p, _ := tier.ParseProgram([]byte(program))
			p.Term = term
			engine, _ := tier.New(p, shanghai)
			state, _, _ := engine.Replay(history, on(2026, 3, 8))
			standing, _ := engine.Standing(state, on(2026, 3, 8))
			fmt.Printf("%-10s %-9s: %s %s, paid until %s\n", p.Enrollment, term, standing.Source,
				endsOn(standing.Until), endsOn(standing.Paid.Until))
		}
	}
	// Output:
	// opt-in     permanent: earned without end, paid until 2026-06-08
	// opt-in     12 months: earned without end, paid until 2026-06-08
	// opt-in     permanent: earned without end, paid until 2026-06-08
	// opt-in     12 months: earned 2027-03-07, paid until 2026-06-08
	// nobody     permanent: paid 2026-06-08, paid until 2026-06-08
	// nobody     12 months: paid 2026-06-08, paid until 2026-06-08
}

func endsOn(t time.Time) string {
	if t.IsZero() {
		return "without end"
	}
	return t.Format(time.DateOnly)
}

// A shop keeps the State as JSON beside the customer, feeds it each event and
// indexes Next.
func ExampleEngine_Apply() {
	program, _ := tier.ParseProgram([]byte(caseA))
	program.Term = "365 days"
	engine, _ := tier.New(program, shanghai)

	var state tier.State
	for _, event := range []tier.Event{
		{ID: "j1", Kind: tier.Join, At: on(2026, 3, 5)},
		{ID: "o1", Kind: tier.Order, At: on(2026, 3, 5), Amount: yuan("520")},
	} {
		var changes []tier.Change
		var err error
		if state, changes, err = engine.Apply(state, event); err != nil {
			panic(err)
		}
		for _, c := range changes {
			fmt.Println(c.Kind, c.To, endsOn(c.Until))
		}
		row, _ := json.Marshal(state)
		state = tier.State{}
		if err := json.Unmarshal(row, &state); err != nil {
			panic(err)
		}
	}
	fmt.Println("look again at", state.Next().In(shanghai))
	// Output:
	// joined  without end
	// upgraded vip 2027-03-06
	// look again at 2027-03-06 00:00:00 +0800 Asia/Shanghai
}

// A programme that lists every fault at once, each with the path of its field.
func ExampleNew_faults() {
	_, err := tier.New(tier.Program{
		Enrollment: "optin",
		Term:       "12 moons",
		Tiers: []tier.Tier{
			{ID: "a", AnyOf: []tier.Alternative{{{Measure: tier.Spend, AtLeast: yuan("-1")}}}},
			{ID: "a", Keep: []tier.Alternative{{{Measure: "order", AtLeast: yuan("1")}}}},
		},
	}, time.UTC)
	for _, fault := range err.(*tier.InvalidError).Faults {
		fmt.Println(fault)
	}
	// Output:
	// tiers[0].anyOf[0][0].atLeast: -1: must not be negative
	// tiers[1].id: "a" is taken by tiers[0].id; IDs are unique
	// tiers[1].keep[0][0].measure: "order" is not a measure; use "spend", "orders", "interactions" or "counter:NAME"
	// tiers[1].keep: a tier without anyOf has no end, so nothing keeps it; give it an anyOf or remove keep
	// enrollment: "optin" is unknown; use "automatic", "opt-in", "nobody"
	// term: "12 moons" is not a term: use "permanent", "365 days", "12 months", "end of year" or "end of next year"
}

// What if VIP started at 300 instead of 500?
func ExampleCompare() {
	program, _ := tier.ParseProgram([]byte(caseA))
	today, _ := tier.New(program, shanghai)
	program.Tiers[2].AnyOf[0][0].AtLeast = yuan("300")
	tomorrow, _ := tier.New(program, shanghai)

	var population [][]tier.Event
	for _, amount := range []string{"90", "250", "300", "499.99", "500"} {
		population = append(population, []tier.Event{
			{ID: "j", Kind: tier.Join, At: on(2026, 3, 5)},
			{ID: "o", Kind: tier.Order, At: on(2026, 3, 5), Amount: yuan(amount)},
		})
	}
	moves, _ := tier.Compare(today, tomorrow, slices.Values(population), on(2026, 3, 5))
	for i, from := range moves.From {
		for j, to := range moves.To {
			if n := moves.Customers[i][j]; n > 0 {
				fmt.Printf("%d from %s %q to %s %q\n", n, from.Status, from.Tier, to.Status, to.Tier)
			}
		}
	}
	// Output:
	// 1 from enrolled "" to enrolled ""
	// 1 from member "senior" to member "senior"
	// 2 from member "senior" to member "vip"
	// 1 from member "vip" to member "vip"
}

// The programme changes and a level goes away: nobody loses what they earned.
func ExampleEngine_Adopt() {
	before := load(`{"enrollment": "automatic", "term": "12 months", "tiers": [
		{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": 100}]]},
		{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": 200}]]}]}`, shanghai)
	after := load(`{"enrollment": "automatic", "term": "12 months", "tiers": [
		{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": 100}]]},
		{"id": "star", "anyOf": [[{"measure": "spend", "atLeast": 900}]], "replaces": ["gold"]}]}`, shanghai)

	history := []tier.Event{{ID: "o1", Kind: tier.Order, At: on(2026, 3, 5), Amount: yuan("250")}}
	old, _, _ := before.Replay(history, on(2026, 9, 1))
	kept, err := after.Adopt(old, on(2026, 9, 1))
	if err != nil {
		panic(err)
	}
	state, _, _ := after.Replay(append(history, kept...), on(2026, 9, 1))
	standing, _ := after.Standing(state, on(2026, 9, 1))
	fmt.Println(standing.Tier, standing.Source, "until", endsOn(standing.Until), "then", standing.Earned.Tier)
	// Output:
	// star granted until 2027-03-06 then silver
}

// Lint finds what is valid but cannot be meant.
func ExampleEngine_Lint() {
	engine := load(`{"enrollment": "opt-in", "tiers": [
		{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": 500}]]},
		{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": 300}]]}]}`, time.UTC)
	for _, finding := range engine.Lint() {
		fmt.Println(finding)
	}
	// Output:
	// tiers[0].anyOf[0]: whoever meets this also meets the higher tier "gold"
	// tiers[0]: nobody ever qualifies for "silver": whoever meets it also meets a higher tier
}

package points_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// full uses every field.
func full() points.Policy {
	return points.Policy{
		Rate: dec("0.1"), Multipliers: map[string]decimal.Decimal{"gold": dec("1.5"), "base": dec("0")}, Rounding: benefit.HalfUp,
		Counts: points.Counts{WithoutTax: true, Freight: true, Points: true}, OrderCap: limit(500), Pending: "7 days", Awaits: "delivered",
		Expiry: "end of next year", Clawback: points.WithinBalance, DayCap: limit(500), Memory: "6 months",
		Actions: []points.Action{{ID: "profile", Name: "完善资料", Points: 100, Once: true, DayCap: limit(100), Expiry: "30 days"}, {ID: "answer", Points: 1}},
		Menu:    []points.Reward{{ID: "mug", Name: "马克杯", Kind: "gift", Item: "G7", Points: 300, Cash: dec("9.90"), Tiers: []string{"gold"}, Stock: limit(100)}},
	}
}

func TestPolicyRoundTrip(t *testing.T) {
	for _, p := range []points.Policy{full(), plain(), {}} {
		data := toJSON(t, p)
		back, err := points.ParsePolicy(data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, back); diff != "" {
			t.Errorf("%s\n%s", data, diff)
		}
	}
	newEngine(t, full(), time.UTC)
}

func TestPolicyFaults(t *testing.T) {
	_, err := points.New(points.Policy{}, nil)
	wantFaults(t, err,
		"missing the location is missing; give the shop's own, such as time.UTC",
		`missing rounding: is missing; use one of "half-up", "half-even", "up", "down"`,
		`missing expiry: is missing: give a term, such as "12 months" or "never"`,
		`missing clawback: is missing; use one of "pending", "balance", "debt"`)
	long := strings.Repeat("x", 1001)
	_, err = points.New(points.Policy{
		Rate: dec("-1"), Multipliers: map[string]decimal.Decimal{"": dec("1"), "b": dec("-0.1"), "a": decimal.New(1, 13)}, Rounding: "half_up",
		OrderCap: limit(-1), Pending: points.Never, Awaits: long, Expiry: "1 eon", Clawback: "all", DayCap: limit(1_000_000_000_001), Memory: "end of year",
		Actions: []points.Action{{}, {ID: "a:b", Points: 1_000_000_000_001, DayCap: limit(-1), Expiry: "soon"}, {ID: "c", Points: 1, Name: "\xff"}, {ID: "c", Points: 1}},
		Menu:    []points.Reward{{ID: "m", Points: 0, Cash: dec("-1"), Tiers: []string{"g", "", "g"}, Stock: limit(-1)}, {ID: "m", Points: 1}},
	}, time.UTC)
	wantFaults(t, err,
		"out_of_range rate: -1: must not be negative",
		`missing multipliers[""]: is empty: give a name`,
		"out_of_range multipliers.a: must have at most 30 digits written out, and an exponent within -12..12, not 1e13",
		"out_of_range multipliers.b: -0.1: must not be negative",
		`unknown rounding: "half_up" is unknown: did you mean "half-up"?`,
		"out_of_range orderCap: -1 is outside 0..1000000000000",
		`invalid_value pending: "never": leave it out, and name under awaits what ends it`,
		"too_long awaits: has 1001 bytes: give at most 1000",
		`invalid_value expiry: "1 eon" is not a term: give "365 days", "12 months", "end of year", "end of next year" or "never"`,
		`unknown clawback: "all" is unknown; use one of "pending", "balance", "debt"`,
		"missing actions[0].id: is empty: give a name",
		"out_of_range actions[0].points: 0 is outside 1..1000000000000",
		`invalid_value actions[1].id: "a:b" has a colon, which separates the source of an award`,
		"out_of_range actions[1].points: 1000000000001 is outside 1..1000000000000",
		"out_of_range actions[1].dayCap: -1 is outside 0..1000000000000",
		`invalid_value actions[1].expiry: "soon" is not a term: give "365 days", "12 months", "end of year", "end of next year" or "never"`,
		`invalid_value actions[2].name: "\xff" is not UTF-8`,
		`duplicate actions[3].id: "c" is there already`,
		"out_of_range dayCap: 1000000000001 is outside 0..1000000000000",
		"out_of_range menu[0].points: 0 is outside 1..1000000000000",
		"out_of_range menu[0].cash: -1: must not be negative",
		"missing menu[0].tiers[1]: is empty: give a name",
		`duplicate menu[0].tiers[2]: "g" is there already`,
		"out_of_range menu[0].stock: -1 is outside 0..1000000000000",
		`duplicate menu[1].id: "m" is there already`,
		`invalid_value memory: "end of year" looks forward: give days or months, or "never"`)
}

func TestPolicyTooMany(t *testing.T) {
	many := func(actions, rewards, tiers int) points.Policy {
		p := plain()
		p.Multipliers = map[string]decimal.Decimal{}
		for i := range tiers {
			p.Multipliers[strings.Repeat("t", i+1)] = dec("1")
		}
		for i := range actions {
			p.Actions = append(p.Actions, points.Action{ID: strings.Repeat("a", i+1), Points: 1_000_000_000_000})
		}
		for i := range rewards {
			p.Menu = append(p.Menu, points.Reward{ID: strings.Repeat("r", i+1), Points: 1})
		}
		return p
	}
	newEngine(t, many(200, 500, 200), time.UTC)
	_, err := points.New(many(201, 501, 201), time.UTC)
	wantFaults(t, err, "too_many multipliers: 201 of them: at most 200", "too_many actions: 201 of them: at most 200", "too_many menu: 501 of them: at most 500")
}

// A program that changes its policy afterwards changes no engine.
func TestPolicyIsCopied(t *testing.T) {
	p := full()
	engine := newEngine(t, p, time.UTC)
	p.Multipliers["gold"], p.Actions[0].Points, p.Menu[0].Points, p.Menu[0].Tiers[0] = dec("9"), 9, 9, "x"
	earning, err := engine.Earn(points.Order{ID: "O1", At: at("2026-03-05"), Tier: "gold", Goods: points.Part{Due: dec("100")}})
	if err != nil || earning.Points != 15 {
		t.Error(earning, err)
	}
	rich := fold(t, engine, points.Account{}, earn("O", "2026-03-05", 300, points.Never))
	x := points.Exchange{ID: "X", Reward: "mug", Tier: "gold", At: at("2026-03-06")}
	for range 2 { // what an answer holds is the caller's as well
		answer, err := engine.Exchange(rich, x)
		if err != nil || !answer.OK {
			t.Fatal(answer, err)
		}
		answer.Reward.Tiers[0] = "x"
	}
}

func TestParsePolicyFaults(t *testing.T) {
	_, err := points.ParsePolicy([]byte(`{"rate": null, "rounding": 1, "expires": "1 day", "actions": [{"id": "a", "id": "b"}]} x`))
	var invalid *benefit.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Faults) < 1 {
		t.Fatalf("%T %v", err, err)
	}
	p := plain()
	if err := json.Unmarshal([]byte(`{"rounding": 1}`), &p); err == nil || p.Rounding != benefit.Down {
		t.Error("changed on an error", err)
	}
}

func FuzzParsePolicy(f *testing.F) {
	data, err := json.Marshal(full())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"rate":1e12,"multipliers":{"a":1e12},"rounding":"up","expiry":"end of next half-year","clawback":"debt"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := points.ParsePolicy(data)
		if err != nil {
			return
		}
		engine, err := points.New(p, time.UTC)
		if err != nil {
			return
		}
		back, err := points.ParsePolicy(toJSON(t, p))
		if diff := cmp.Diff(p, back); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		earning, err := engine.Earn(points.Order{ID: "O", At: at("2026-03-05"), Tier: "gold", Goods: points.Part{Due: dec("99.90")}})
		if err == nil {
			fold(t, engine, points.Account{}, earning.Entry)
		}
	})
}

package points_test

import (
	"encoding/json"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func earning(t failer, e *points.Engine, o points.Order) points.Earning {
	t.Helper()
	r, err := e.Earn(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEarnRounding(t *testing.T) {
	for due, want := range map[string][4]int64{ // half-up, half-even, up, down
		"0":     {0, 0, 0, 0},
		"4.99":  {0, 0, 1, 0},
		"5":     {1, 0, 1, 0},
		"5.01":  {1, 1, 1, 0},
		"10":    {1, 1, 1, 1},
		"14.99": {1, 1, 2, 1},
		"15":    {2, 2, 2, 1},
		"25":    {3, 2, 3, 2},
	} {
		for i, how := range []benefit.Rounding{benefit.HalfUp, benefit.HalfEven, benefit.Up, benefit.Down} {
			policy := plain()
			policy.Rate, policy.Rounding = dec("0.1"), how
			got := earning(t, newEngine(t, policy, time.UTC), points.Order{ID: "O", At: at("2026-03-05"), Goods: points.Part{Due: dec(due)}})
			if got.Points != want[i] {
				t.Errorf("a tenth of %s, %s: %d, want %d", due, how, got.Points, want[i])
			}
		}
	}
}

// What counts, by policy.
func TestEarnBase(t *testing.T) {
	order := points.Order{
		ID: "O", At: at("2026-03-05"),
		Goods:   points.Part{Due: dec("1000"), Tax: dec("200"), Points: dec("30")},
		Freight: points.Part{Due: dec("10"), Tax: dec("2"), Points: dec("3")},
	}
	for _, c := range []struct {
		counts points.Counts
		want   int64
	}{
		{points.Counts{}, 1000},
		{points.Counts{WithoutTax: true}, 800},
		{points.Counts{Points: true}, 1030},
		{points.Counts{Freight: true}, 1010},
		{points.Counts{WithoutTax: true, Points: true}, 830},
		{points.Counts{WithoutTax: true, Freight: true}, 808},
		{points.Counts{Freight: true, Points: true}, 1043},
		{points.Counts{WithoutTax: true, Freight: true, Points: true}, 841},
	} {
		policy := plain()
		policy.Counts = c.counts
		got := earning(t, newEngine(t, policy, time.UTC), order)
		if got.Points != c.want || !got.Base.Equal(decimal.NewFromInt(c.want)) {
			t.Errorf("%+v: %s, %d points, want %d", c.counts, got.Base, got.Points, c.want)
		}
	}
}

// The entry carries the terms of the policy; pending points are counted from the
// date of the order.
func TestEarnEntry(t *testing.T) {
	policy := plain()
	policy.Pending, policy.Awaits, policy.OrderCap = "7 days", "delivered", limit(99)
	shanghai := zone(t, "Asia/Shanghai")
	got := earning(t, newEngine(t, policy, shanghai), points.Order{ID: "O", At: at("2026-03-05 16:00"), Goods: points.Part{Due: dec("100")}})
	want := points.Entry{
		ID: "O", Kind: points.Earn, At: at("2026-03-05 16:00"), Points: 99, Awaits: "delivered", Expiry: "12 months",
		Release: time.Date(2026, 3, 14, 0, 0, 0, 0, shanghai), // 7 days from 6 March there
	}
	if diff := cmp.Diff(want, got.Entry); diff != "" || got.Uncapped != 100 || got.Points != 99 || *got.Cap != 99 {
		t.Errorf("%+v\n%s", got, diff)
	}
	for cap, want := range map[int64]int64{0: 0, 99: 99, 100: 100, 101: 100} {
		policy.OrderCap = limit(cap)
		if got := earning(t, newEngine(t, policy, time.UTC), points.Order{ID: "O", At: at("2026-03-05"), Goods: points.Part{Due: dec("100")}}); got.Points != want {
			t.Errorf("cap %d: %d, want %d", cap, got.Points, want)
		}
	}
}

func TestEarnErrors(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	good := points.Order{ID: "O", At: at("2026-03-05"), Goods: points.Part{Due: dec("1000000000000.99")}}
	if got := earning(t, engine, good); got.Points != 1_000_000_000_000 {
		t.Error(got)
	}
	for want, change := range map[string]func(o *points.Order){
		`order "": id: is empty: leave out records without one, or give each its own`:                        func(o *points.Order) { o.ID = "" },
		`order "O": at: the instant is missing: it is the zero Time`:                                         func(o *points.Order) { o.At = time.Time{} },
		`order "O": multiplier: -1 is negative`:                                                              func(o *points.Order) { o.Multiplier = dec("-1") },
		`order "O": goods.due: -1 is negative`:                                                               func(o *points.Order) { o.Goods.Due = dec("-1") },
		`order "O": goods.tax: 2 is more than what was paid with it, 1`:                                      func(o *points.Order) { o.Goods = points.Part{Due: dec("1"), Tax: dec("2")} },
		`order "O": freight.points: -0.01 is negative`:                                                       func(o *points.Order) { o.Freight.Points = dec("-0.01") },
		`order "O": points: 1000000000001 are more than 1000000000000: look at the amounts, and at the rate`: func(o *points.Order) { o.Goods.Due = dec("1000000000001") },
	} {
		o := good
		change(&o)
		_, err := engine.Earn(o)
		wantData(t, err, "benefit: "+want)
	}
	o := good
	o.Goods.Due = decimal.New(1, 1_000_000_000)
	if _, err := engine.Earn(o); err == nil {
		t.Error("1e1000000000 is an amount")
	}
	o.Goods.Due = dec("999999999999999999999999999999")
	o.Freight.Due = o.Goods.Due
	policy := plain()
	policy.Rate, policy.Counts.Freight = dec("0"), true
	if _, err := newEngine(t, policy, time.UTC).Earn(o); err == nil {
		t.Error("a base of 31 digits")
	}
	if _, err := (&points.Engine{}).Earn(good); err == nil {
		t.Error("the zero Engine earns")
	}
}

// A refund goes by the terms of the order, whatever the policy is now.
func TestRefundKeepsTheTermsOfTheOrder(t *testing.T) {
	old := plain()
	old.Rate, old.OrderCap, old.Multipliers = dec("2"), limit(150), map[string]decimal.Decimal{"gold": dec("1.5")}
	first := earning(t, newEngine(t, old, time.UTC), points.Order{ID: "O", At: at("2026-03-05"), Tier: "gold", Goods: points.Part{Due: dec("100")}})
	if first.Uncapped != 300 || first.Points != 150 {
		t.Fatalf("%+v", first)
	}
	var kept points.Earning
	if err := json.Unmarshal(toJSON(t, first), &kept); err != nil {
		t.Fatal(err)
	}
	policy := plain()
	policy.Clawback = points.WithinBalance
	engine := newEngine(t, policy, time.UTC)
	for _, step := range []struct {
		stays      string
		back, left int64
	}{{"60", 0, 150}, {"50", 0, 150}, {"49.99", 1, 149}, {"10", 119, 30}, {"10", 0, 30}, {"0", 30, 0}} {
		next, err := engine.Refund(points.Refund{ID: "R" + step.stays, At: at("2026-03-09"), Earning: kept, Goods: points.Part{Due: dec(step.stays)}})
		if err != nil {
			t.Fatal(err)
		}
		want := points.Entry{ID: "R" + step.stays, Kind: points.Reverse, At: at("2026-03-09"), Of: "O", Points: step.back, Left: step.left + step.back, Clawback: points.WithinBalance}
		if diff := cmp.Diff(want, next.Entry); diff != "" || next.Points != step.left {
			t.Errorf("%s stays: %+v\n%s", step.stays, next, diff)
		}
		kept = next
	}
}

func TestRefundErrors(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	first := earning(t, engine, points.Order{ID: "O", At: at("2026-03-05"), Goods: points.Part{Due: dec("100")}})
	good := points.Refund{ID: "R", At: at("2026-03-09"), Earning: first}
	for want, change := range map[string]func(r *points.Refund){
		`refund "": id: is empty: leave out records without one, or give each its own`:                                           func(r *points.Refund) { r.ID = "" },
		`refund "R": goods: what stays counts 100.01, more than the 100 before: a refund takes away`:                             func(r *points.Refund) { r.Goods.Due = dec("100.01") },
		`refund "R": goods.due: -1 is negative`:                                                                                  func(r *points.Refund) { r.Goods.Due = dec("-1") },
		`earning "": order: is empty: leave out records without one, or give each its own`:                                       func(r *points.Refund) { r.Earning = points.Earning{} },
		`earning "O": rate: -1 is negative`:                                                                                      func(r *points.Refund) { r.Earning.Rate = dec("-1") },
		`earning "O": points: is 101 of 100, but base, rate and multiplier give 100 of 100: give the earning as it was returned`: func(r *points.Refund) { r.Earning.Points = 101 },
		`earning "O": points: is 100 of 77, but base, rate and multiplier give 100 of 100: give the earning as it was returned`:  func(r *points.Refund) { r.Earning.Uncapped = 77 },
		`earning "O": rounding: "nonsense" is unknown: give the earning as it was returned`:                                      func(r *points.Refund) { r.Earning.Rounding = "nonsense" },
		`earning "O": cap: -5 is outside 0..1000000000000`:                                                                       func(r *points.Refund) { r.Earning.Cap = limit(-5) },
		`earning "X": entry: is about the order "O": give the earning as it was returned`:                                        func(r *points.Refund) { r.Earning.Order = "X" },
	} {
		r := good
		change(&r)
		_, err := engine.Refund(r)
		wantData(t, err, "benefit: "+want)
	}
}

// Refunds in any number of steps take back what one does, and never more.
func checkRefundSteps(t *rapid.T) {
	policy := plain()
	policy.Rate = decimal.New(rapid.Int64Range(0, 300).Draw(t, "rate"), -2)
	policy.Multipliers = map[string]decimal.Decimal{"gold": decimal.New(rapid.Int64Range(0, 30).Draw(t, "multiplier"), -1)}
	policy.Rounding = rapid.SampledFrom([]benefit.Rounding{benefit.HalfUp, benefit.HalfEven, benefit.Up, benefit.Down}).Draw(t, "rounding")
	policy.OrderCap = limit(rapid.Int64Range(0, 100).Draw(t, "cap"))
	engine := newEngine(t, policy, time.UTC)
	due := rapid.Int64Range(0, 10_000).Draw(t, "due")
	paid := func(n int64) points.Part { return points.Part{Due: decimal.New(n, -2)} }
	order := points.Order{ID: "O", At: at("2026-03-05"), Tier: "gold", Goods: paid(due)}
	order.Multiplier = decimal.New(rapid.Int64Range(0, 30).Draw(t, "order multiplier"), -1)
	first := earning(t, engine, order)
	ledger := []points.Entry{first.Entry}
	if order.Multiplier.IsZero() {
		order.Multiplier = dec("1")
	}
	if want := order.Multiplier.Mul(policy.Multipliers["gold"]); !first.Multiplier.Equal(want) {
		t.Fatalf("multiplier %s, want %s", first.Multiplier, want)
	}
	left := first
	for i := 0; due > 0; i++ {
		due = rapid.Int64Range(0, due).Draw(t, "stays")
		next, err := engine.Refund(points.Refund{ID: string(rune('a' + i)), At: at("2026-03-09"), Earning: left, Goods: paid(due)})
		if err != nil {
			t.Fatal(err)
		}
		ledger = append(ledger, next.Entry)
		order.Goods = paid(due)
		fresh := earning(t, engine, order)
		if left.Points-next.Entry.Points != next.Points || next.Points != fresh.Points {
			t.Fatalf("%d taken of %d leave %d; an order of what stays earns %d", next.Entry.Points, left.Points, next.Points, fresh.Points)
		}
		left = next
	}
	got := balance(t, engine, fold(t, engine, points.Account{}, ledger...), at("2026-03-10"))
	if want := (points.Sums{Earned: first.Points, Reversed: first.Points}); got.Sums != want || got.Debt != 0 {
		t.Fatalf("%+v", got)
	}
}

func TestRefundSteps(t *testing.T) { rapid.Check(t, checkRefundSteps) }
func FuzzRefundSteps(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRefundSteps)) }

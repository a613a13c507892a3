package points_test

import (
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
)

// Asking for a spend: yes says which lots it takes, no says the numbers.
func TestCheckSpend(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	account := fold(t, engine, points.Account{},
		earn("O1", "2026-03-01", 60, "12 months"), earn("O2", "2026-03-02", 60, "12 months"), awaiting(earn("O3", "2026-03-03", 9, "1 day"), "delivered"))
	answer, err := engine.Check(account, spend("S", "2026-03-05", 120))
	if err != nil {
		t.Fatal(err)
	}
	want := points.Answer{
		OK: true, Reasons: []points.Reason{}, Entry: spend("S", "2026-03-05", 120), Guard: points.Guard{Entries: 3},
		Effect: &points.Line{
			Entry: spend("S", "2026-03-05", 120),
			Changes: []points.Change{
				{Lot: "O1", Sums: points.Sums{Available: -60, Spent: 60}},
				{Lot: "O2", Sums: points.Sums{Available: -60, Spent: 60}},
			},
			Pending: 9,
		},
	}
	if diff := cmp.Diff(want, answer); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		entry points.Entry
		want  points.Reason
	}{
		{spend("S", "2026-03-05", 121), points.Reason{Code: points.NotEnough, Need: 121, Have: 120}},
		{spend("S", "2027-03-02", 61), points.Reason{Code: points.NotEnough, Need: 61, Have: 60}},
		{reverse("R", "2026-03-05", "O1", 61, points.IntoDebt), points.Reason{Code: points.NotEnough, Need: 61, Have: 60}},
		{earn("O1", "2026-03-05", 7, "1 day"), points.Reason{Code: points.Already, Have: 60, At: at("2026-03-01")}},
	} {
		answer, err := engine.Check(account, c.entry)
		if diff := cmp.Diff(points.Answer{Reasons: []points.Reason{c.want}}, answer); err != nil || diff != "" {
			t.Errorf("%+v: %v %s", c.entry, err, diff)
		}
	}
	debt := fold(t, engine, account, answer.Entry, reverse("R", "2026-03-06", "O1", 50, points.IntoDebt))
	answer, err = engine.Check(debt, spend("S2", "2026-03-07", 1))
	if diff := cmp.Diff([]points.Reason{{Code: points.NotEnough, Need: 1, Have: -50}}, answer.Reasons); err != nil || diff != "" {
		t.Error(err, diff)
	}
	_, err = engine.Check(account, spend("S", "2026-03-05", 0))
	wantData(t, err, `benefit: spend "S": points: 0 is outside 1..1000000000000`)
	_, err = engine.Check(account, restore("R", "2026-03-05", "S", 1))
	wantData(t, err, `benefit: restore "R": of: spend "S" is not in the ledger before this entry: if it is of the same instant, date this one later`)
}

// All reasons against an exchange come together.
func TestExchange(t *testing.T) {
	policy := plain()
	policy.Menu = []points.Reward{{ID: "mug", Kind: "gift", Item: "G7", Points: 300, Cash: dec("9.90"), Tiers: []string{"gold", "silver"}, Stock: limit(5)}, {ID: "coupon", Points: 1}}
	engine := newEngine(t, policy, time.UTC)
	account := fold(t, engine, points.Account{}, earn("O1", "2026-03-01", 300, points.Never))
	good := points.Exchange{ID: "X", Reward: "mug", Tier: "silver", Taken: 4, At: at("2026-03-05")}

	answer, err := engine.Exchange(account, good)
	entry := points.Entry{ID: "X", Kind: points.Spend, At: good.At, Points: 300, For: "mug"}
	if diff := cmp.Diff(entry, answer.Entry); err != nil || diff != "" || answer.Guard.Entries != 1 || *answer.Guard.Stock != 5 {
		t.Error(answer, err, diff)
	}
	if diff := cmp.Diff(&policy.Menu[0], answer.Reward); diff != "" {
		t.Error(diff)
	}
	spent := fold(t, engine, account, answer.Entry)
	for _, c := range []struct {
		account points.Account
		change  func(x *points.Exchange)
		want    []points.Reason
	}{
		{account, func(x *points.Exchange) { x.Tier = "" }, []points.Reason{{Code: points.OtherTier}}},
		{account, func(x *points.Exchange) { x.Taken = 5 }, []points.Reason{{Code: points.SoldOut, Need: 5, Have: 5}}},
		{points.Account{}, func(x *points.Exchange) { x.Tier, x.Taken = "base", 6 },
			[]points.Reason{{Code: points.OtherTier}, {Code: points.SoldOut, Need: 5, Have: 6}, {Code: points.NotEnough, Need: 300}}},
		{spent, func(x *points.Exchange) { x.Tier, x.Taken = "base", 5 }, []points.Reason{{Code: points.Already, Have: 300, At: good.At}}},
		{spent, func(x *points.Exchange) { x.ID, x.Reward = "Y", "coupon" }, []points.Reason{{Code: points.NotEnough, Need: 1}}},
	} {
		x := good
		c.change(&x)
		answer, err := engine.Exchange(c.account, x)
		if diff := cmp.Diff(points.Answer{Reasons: c.want}, answer); err != nil || diff != "" {
			t.Errorf("%+v: %v %s", x, err, diff)
		}
	}
	for want, change := range map[string]func(x *points.Exchange){
		`exchange "": id: is empty: leave out records without one, or give each its own`: func(x *points.Exchange) { x.ID = "" },
		`exchange "X": reward: "cup" is not in the menu`:                                 func(x *points.Exchange) { x.Reward = "cup" },
		`exchange "X": taken: -1 is negative`:                                            func(x *points.Exchange) { x.Taken = -1 },
		`spend "X": at: the year 1899 is outside 1900..2299`:                             func(x *points.Exchange) { x.At = at("1899-12-31") },
	} {
		x := good
		change(&x)
		_, err := engine.Exchange(account, x)
		wantData(t, err, "benefit: "+want)
	}
}

// A zero engine answers errors.
func TestZeroEngine(t *testing.T) {
	for _, e := range []*points.Engine{nil, {}} {
		now := at("2026-03-05")
		var errs [8]error
		_, errs[0] = e.Fold(points.Account{})
		_, errs[1] = e.Balance(points.Account{}, now)
		_, errs[2] = e.Statement(nil, now)
		_, errs[3] = e.Check(points.Account{}, points.Entry{})
		_, errs[4] = e.Earn(points.Order{})
		_, errs[5] = e.Refund(points.Refund{})
		_, errs[6] = e.Award(points.Account{}, points.Award{})
		_, errs[7] = e.Exchange(points.Account{}, points.Exchange{})
		for _, err := range errs {
			wantData(t, err, "benefit: the engine: is not one of New")
		}
	}
}

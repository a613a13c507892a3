package points_test

import (
	"errors"
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
)

// odoo#257854, odoo#238806, erpnext#32951: an order is refunded, and the
// customer keeps what it earned for ever.
func TestRefundTakesBackWhatTheOrderEarned(t *testing.T) {
	for _, c := range []struct {
		clawback                   points.Clawback
		spent                      int64
		available, debt, forgotten int64
	}{
		{points.PendingOnly, 0, 100, 0, 100}, // says so: nothing was pending any more
		{points.WithinBalance, 0, 0, 0, 0},
		{points.WithinBalance, 70, 0, 0, 70},
		{points.IntoDebt, 0, 0, 0, 0},
		{points.IntoDebt, 70, 0, 70, 0},
	} {
		policy := plain()
		policy.Clawback = c.clawback
		engine := newEngine(t, policy, time.UTC)
		earning, err := engine.Earn(points.Order{ID: "O1", At: at("2026-03-05"), Goods: points.Part{Due: dec("100")}})
		if err != nil {
			t.Fatal(err)
		}
		back, err := engine.Refund(points.Refund{ID: "R1", At: at("2026-03-09"), Earning: earning})
		if err != nil {
			t.Fatal(err)
		}
		ledger := []points.Entry{earning.Entry, back.Entry}
		if c.spent > 0 {
			ledger = append(ledger, spend("O2", "2026-03-07", c.spent))
		}
		s := statement(t, engine, ledger, at("2026-03-10"))
		last := s.Lines[len(s.Lines)-1]
		if s.Balance.Available != c.available || s.Balance.Debt != c.debt || last.Forgiven != c.forgotten {
			t.Errorf("%s, %d spent: %+v, %d forgiven", c.clawback, c.spent, s.Balance, last.Forgiven)
		}
		if _, err := engine.Fold(points.Account{}, append(ledger, reverse("R2", "2026-03-09", "O1", 1, c.clawback))...); err == nil {
			t.Errorf("%s: more is taken back than was earned", c.clawback)
		}
	}
}

// odoo#212922, odoo#221928: points that paid for a refunded order are given back
// and taken once more, or given back twice.
func TestSpentPointsComeBackOnce(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	ledger := []points.Entry{
		earn("O1", "2026-03-01", 100, "12 months"),
		spend("O2", "2026-03-05", 80),
		earn("O2", "2026-03-05", 20, "12 months"),
		reverse("R2", "2026-03-09", "O2", 20, points.IntoDebt),
		restore("R2", "2026-03-09", "O2", 50),
		restore("R3", "2026-03-10", "O2", 30),
	}
	account := fold(t, engine, points.Account{}, append(ledger, ledger...)...)
	want := points.Sums{Earned: 120, Available: 100, Reversed: 20}
	if got := balance(t, engine, account, at("2026-03-11")); got.Sums != want || got.Debt != 0 {
		t.Fatalf("%+v", got)
	}
	again := restore("R4", "2026-03-11", "O2", 1)
	answer, err := engine.Check(account, again)
	if diff := cmp.Diff([]points.Reason{{Code: points.NotEnough, Need: 1}}, answer.Reasons); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	_, err = engine.Fold(account, again)
	wantData(t, err, `benefit: restore "R4": points: 1, where 0 are left of the spend to restore: leave the entry out, or give at most that`)
}

// odoo#206048: points that come back start a new life. They keep the old expiry,
// and where that is over they are expired.
func TestRestoredPointsKeepTheirExpiry(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	ledger := []points.Entry{
		earn("old", "2026-03-01", 50, "10 days"), // to the end of 11 March
		earn("new", "2026-03-02", 50, "12 months"),
		spend("O1", "2026-03-05", 70),
	}
	for _, c := range []struct {
		when      string
		available int64
		expires   string
		expired   int64
	}{
		{"2026-03-11 23:59:59.999999999", 100, "2026-03-12", 0},
		{"2026-03-12", 50, "2027-03-03", 50},
	} {
		account := fold(t, engine, points.Account{}, append(ledger, restore("R1", c.when, "O1", 70))...)
		account = stored(t, account) // which holds no points that are over
		got := balance(t, engine, account, at(c.when))
		if got.Available != c.available || !got.Expires.Equal(at(c.expires)) || got.Expired != c.expired {
			t.Errorf("restored at %s: %+v", c.when, got)
		}
	}
	// A part of it: what was taken last, from the newer lot, comes back first.
	account := fold(t, engine, points.Account{}, append(ledger, restore("R1", "2026-03-06", "O1", 30))...)
	got := balance(t, engine, account, at("2026-03-06"))
	if got.Lots[0].ID != "old" || got.Lots[0].Available != 10 || got.Lots[1].ID != "new" || got.Lots[1].Available != 50 {
		t.Errorf("%+v", got.Lots)
	}
}

// odoo#222372: a confirmation that is called twice after a network fault pays
// twice.
func TestConfirmingTwicePaysOnce(t *testing.T) {
	policy := plain()
	policy.Actions = []points.Action{{ID: "profile", Points: 100, Once: true}, {ID: "friend", Points: 30}}
	engine := newEngine(t, policy, time.UTC)
	for _, w := range []points.Award{{Action: "profile"}, {Action: "friend", Source: "C7"}} {
		w.At = at("2026-03-05 10:00:00")
		first, err := engine.Award(points.Account{}, w)
		if err != nil || !first.OK {
			t.Fatal(first, err)
		}
		// Both calls saw the account without the award: the entries are the same.
		again, err := engine.Award(points.Account{}, w)
		if diff := cmp.Diff(first, again); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		account := fold(t, engine, points.Account{}, first.Entry, again.Entry)
		account = fold(t, engine, stored(t, account), again.Entry)
		if got := balance(t, engine, account, w.At); got.Available != first.Entry.Points {
			t.Fatalf("%+v", got)
		}
		// The second call comes later.
		when := w.At
		w.At = at("2026-03-06")
		later, err := engine.Award(account, w)
		want := []points.Reason{{Code: points.Already, Have: first.Entry.Points, At: when}}
		if diff := cmp.Diff(want, later.Reasons); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		// Even where it saw an old account, the ledger does not take it.
		stale, err := engine.Award(points.Account{}, w)
		if err != nil || !stale.OK || stale.Guard.Entries != 0 {
			t.Fatal(stale, err)
		}
		_, err = engine.Fold(account, stale.Entry)
		wantData(t, err, `benefit: earn "`+first.Entry.ID+`": id: comes twice with different content, at 2026-03-05T10:00:00Z and at 2026-03-06T00:00:00Z: an ID of a kind is one entry, once`)
	}
}

// An action that counts once does so also when its lot is long forgotten.
func TestOnceIsForEver(t *testing.T) {
	policy := plain()
	policy.Memory = "10 days"
	policy.Actions = []points.Action{{ID: "profile", Points: 100, Once: true, Expiry: "1 day"}}
	engine := newEngine(t, policy, time.UTC)
	first, err := engine.Award(points.Account{}, points.Award{Action: "profile", At: at("2026-03-05")})
	if err != nil {
		t.Fatal(err)
	}
	account := fold(t, engine, points.Account{}, first.Entry, earn("O1", "2026-09-01", 5, points.Never))
	account = stored(t, account)
	if _, err := engine.Fold(account, expire("E1", "2026-09-02", "award:profile")); !errors.Is(err, points.ErrReplay) {
		t.Fatalf("the lot is not forgotten: %v", err)
	}
	later, err := engine.Award(account, points.Award{Action: "profile", At: at("2026-10-01")})
	if err != nil || later.OK || later.Reasons[0].Code != points.Already || !later.Reasons[0].At.Equal(at("2026-03-05")) {
		t.Fatal(later, err)
	}
}

package points_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"github.com/shopspring/decimal"
)

// The multiplier of an order is beside that of the tier, and refunds follow the
// product, whatever the policy is by then.
func TestOrderMultiplier(t *testing.T) {
	policy := plain()
	policy.Multipliers = map[string]decimal.Decimal{"gold": dec("1.5"), "none": dec("0")}
	engine := newEngine(t, policy, time.UTC)
	for _, c := range []struct {
		tier, multiplier, product string
		want                      int64
	}{
		{"", "0", "1", 100}, // not given
		{"", "1", "1", 100},
		{"", "2", "2", 200},
		{"", "0.000000000001", "0.000000000001", 0},
		{"gold", "0", "1.5", 150},
		{"gold", "2", "3", 300},
		{"gold", "0.5", "0.75", 75},
		{"gold", "2.000000000000", "3", 300}, // 13 decimals, of which 12 are kept
		{"none", "2", "0", 0},
	} {
		order := points.Order{ID: "O", At: at("2026-03-05"), Tier: c.tier, Goods: points.Part{Due: dec("100")}, Multiplier: dec(c.multiplier)}
		got := earning(t, engine, order)
		if got.Points != c.want || !got.Multiplier.Equal(dec(c.product)) {
			t.Errorf("%q × %s: %s, %d points, want %s and %d", c.tier, c.multiplier, got.Multiplier, got.Points, c.product, c.want)
		}
		var kept points.Earning
		if err := json.Unmarshal(toJSON(t, got), &kept); err != nil {
			t.Fatal(err)
		}
		half, err := newEngine(t, plain(), time.UTC).Refund(points.Refund{ID: "R", At: at("2026-03-06"), Earning: kept, Goods: points.Part{Due: dec("50")}})
		if err != nil || half.Points != c.want/2 || half.Entry.Points != c.want-c.want/2 {
			t.Errorf("%q × %s, half of it back: %+v, %v", c.tier, c.multiplier, half, err)
		}
	}
}

// A product that no earning could be read back with is not written.
func TestOrderMultiplierBounds(t *testing.T) {
	policy := plain()
	policy.Multipliers = map[string]decimal.Decimal{"gold": dec("1.5"), "huge": dec("1000000000000")}
	engine := newEngine(t, policy, time.UTC)
	order := points.Order{ID: "O", At: at("2026-03-05"), Tier: "gold", Multiplier: dec("0.000000000001")}
	_, err := engine.Earn(order)
	wantData(t, err, `benefit: order "O": multiplier: 0.000000000001 times that of the tier, 1.5: must have at most 30 digits written out, and an exponent within -12..12, not 15e-13`)
	order.Tier, order.Multiplier = "huge", dec("1000000000000000000")
	_, err = engine.Earn(order)
	wantData(t, err, `benefit: order "O": multiplier: 1000000000000000000 times that of the tier, 1000000000000: must have at most 30 digits written out, and an exponent within -12..12, not 1000000000000000000000000000000e0`)
	order.Multiplier = dec("100000000000000000")
	earning(t, engine, order)
	order.Multiplier = decimal.New(1, 1_000_000_000)
	if _, err = engine.Earn(order); err == nil {
		t.Error("1e1000000000 is a multiplier")
	}
	order.Multiplier = decimal.New(1, -13)
	if _, err = engine.Earn(order); err == nil {
		t.Error("13 decimals of a multiplier")
	}
}

// Entries of one instant that are folded apart, in the order in which somebody
// thought of them.
func TestReplayAtOneInstant(t *testing.T) {
	engine := newEngine(t, plain(), zone(t, "Asia/Shanghai"))
	account := fold(t, engine, points.Account{}, earn("O1", "2026-03-05", 500, "12 months"))
	paid, bought := spend("O2", "2026-03-06", 300), earn("O2", "2026-03-06", 197, "12 months")
	const instant = " of the same instant, 2026-03-06T08:00:00+08:00, by the order expire, release, earn, restore, reverse, spend, then ID: fold both in one call, date it later, or fold the whole ledger with it"
	wantReplay(t, engine, fold(t, engine, account, paid), bought, `earn "O2" comes before spend "O2"`+instant)
	wantReplay(t, engine, fold(t, engine, account, bought), earn("A", "2026-03-06", 1, "12 months"), `earn "A" comes before earn "O2"`+instant)

	account = fold(t, engine, account, paid, bought)
	took := reverse("R1", "2026-03-07", "O2", 197, points.IntoDebt)
	gave := restore("R1", "2026-03-07", "O2", 300)
	wantReplay(t, engine, fold(t, engine, account, took), gave,
		`restore "R1" comes before reverse "R1"`+strings.ReplaceAll(instant, "03-06T", "03-07T"))
	wantReplay(t, engine, account, restore("R1", "2026-03-05 23:59:59", "O2", 300),
		`restore "R1" of 2026-03-06T07:59:59+08:00 is older than the last entry, spend "O2" of 2026-03-06T08:00:00+08:00: date it later, or fold the whole ledger with it`)

	account = fold(t, engine, account, took, gave)
	if got := balance(t, engine, account, at("2026-03-08")); got.Available != 500 || got.Debt != 0 {
		t.Errorf("%+v", got)
	}
}

func wantReplay(t failer, e *points.Engine, a points.Account, en points.Entry, want string) {
	t.Helper()
	_, folded := e.Fold(a, en)
	_, asked := e.Check(a, en)
	for _, err := range []error{folded, asked} {
		if !errors.Is(err, points.ErrReplay) || err.Error() != points.ErrReplay.Error()+": "+want {
			t.Fatalf("%v\nwant: %s", err, want)
		}
	}
}

// Messages have the shop's time.
func TestMessagesInTheLocation(t *testing.T) {
	engine := newEngine(t, plain(), zone(t, "Asia/Shanghai"))
	one, other := earn("O1", "2026-03-05", 5, "12 months"), earn("O1", "2026-03-06", 6, "12 months")
	const twice = `benefit: earn "O1": id: comes twice with different content, at 2026-03-05T08:00:00+08:00 and at 2026-03-06T08:00:00+08:00: an ID of a kind is one entry, once`
	account := fold(t, engine, points.Account{}, one)
	_, err := engine.Fold(account, other)
	wantData(t, err, twice)
	_, err = engine.Statement([]points.Entry{one, other}, at("2026-03-07"))
	wantData(t, err, twice)
	const release = `benefit: earn "O3": release: 2026-03-05T08:00:00+08:00 is not later than the entry, 2026-03-06T08:00:00+08:00: leave it out for points available at once`
	early := until(earn("O3", "2026-03-06", 5, "12 months"), "2026-03-05")
	_, err = engine.Fold(account, early)
	wantData(t, err, release)
	_, err = engine.Check(account, early)
	wantData(t, err, release)
	_, err = engine.Balance(account, at("2026-03-04"))
	if want := `2026-03-04T08:00:00+08:00 is before the last entry, earn "O1" of 2026-03-05T08:00:00+08:00`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nwant: %s", err, want)
	}
}

// Entries is the number that guards, also of what is forgotten.
func TestAccountEntries(t *testing.T) {
	policy := plain()
	policy.Memory = "1 day"
	engine := newEngine(t, policy, time.UTC)
	var account points.Account
	for i, en := range []points.Entry{
		earn("O1", "2026-03-05", 500, "1 day"),
		earn("O2", "2026-04-05", 500, "1 day"),
		earn("O2", "2026-04-05", 500, "1 day"), // again
		spend("O3", "2026-04-05", 1),
	} {
		before := []int64{0, 1, 2, 2}[i]
		if got := account.Entries(); got != before {
			t.Errorf("before %d: %d entries, want %d", i, got, before)
		}
		if answer, err := engine.Check(account, en); err != nil || answer.OK && answer.Guard.Entries != before {
			t.Errorf("before %d: %+v, %v", i, answer, err)
		}
		account = stored(t, fold(t, engine, account, en))
	}
	if got := account.Entries(); got != 3 {
		t.Errorf("%d entries, want 3", got)
	}
}

package points_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
)

// What a ledger comes to at an instant, at the boundaries of each rule.
func TestFold(t *testing.T) {
	const justBefore = " 23:59:59.999999999"
	bought := earn("O1", "2026-03-05 12:00:00", 100, "12 months")
	for _, c := range []struct {
		name   string
		ledger []points.Entry
		when   string
		want   points.Sums
		debt   int64
	}{
		{"before the entry", []points.Entry{bought}, "2026-03-05 11:59:59.999999999", points.Sums{}, 0},
		{"at the entry", []points.Entry{bought}, "2026-03-05 12:00:00", points.Sums{Earned: 100, Available: 100}, 0},
		{"the last instant of validity", []points.Entry{bought}, "2027-03-05" + justBefore, points.Sums{Earned: 100, Available: 100}, 0},
		{"the end of validity", []points.Entry{bought}, "2027-03-06", points.Sums{Earned: 100, Expired: 100}, 0},
		{"pending until an instant, just before", []points.Entry{until(bought, "2026-03-13")}, "2026-03-12" + justBefore, points.Sums{Earned: 100, Pending: 100}, 0},
		{"pending until an instant, at it", []points.Entry{until(bought, "2026-03-13")}, "2026-03-13", points.Sums{Earned: 100, Available: 100}, 0},
		{"expiry runs from availability", []points.Entry{until(bought, "2026-03-13")}, "2027-03-13" + justBefore, points.Sums{Earned: 100, Available: 100}, 0},
		{"expiry from availability, at the end", []points.Entry{until(bought, "2026-03-13")}, "2027-03-14", points.Sums{Earned: 100, Expired: 100}, 0},
		{"pending until an action", []points.Entry{awaiting(bought, "delivered")}, "2030-01-01", points.Sums{Earned: 100, Pending: 100}, 0},
		{"the action", []points.Entry{awaiting(bought, "delivered"), release("D1", "2026-03-08", "O1")}, "2026-03-08", points.Sums{Earned: 100, Available: 100}, 0},
		{"the action twice, and expiry from the first", []points.Entry{awaiting(bought, "delivered"), release("D1", "2026-03-08", "O1"), release("D2", "2026-06-08", "O1")},
			"2027-03-09", points.Sums{Earned: 100, Expired: 100}, 0},
		{"whichever comes first: the instant", []points.Entry{until(awaiting(bought, "delivered"), "2026-03-13"), release("D1", "2026-03-20", "O1")},
			"2027-03-14", points.Sums{Earned: 100, Expired: 100}, 0},
		{"spend on the last instant", []points.Entry{bought, spend("O2", "2027-03-05"+justBefore, 60)}, "2027-03-06", points.Sums{Earned: 100, Spent: 60, Expired: 40}, 0},
		{"spend at the instant of release", []points.Entry{until(bought, "2026-03-13"), spend("O2", "2026-03-13", 100)}, "2026-03-13", points.Sums{Earned: 100, Spent: 100}, 0},
		{"earn before spend at one instant", []points.Entry{spend("A", "2026-03-05 12:00:00", 100), bought}, "2026-03-05 12:00:00", points.Sums{Earned: 100, Spent: 100}, 0},
		{"an earn and a spend of one ID", []points.Entry{bought, spend("O1", "2026-03-06", 1)}, "2026-03-06", points.Sums{Earned: 100, Available: 99, Spent: 1}, 0},
		{"reversed while pending", []points.Entry{until(bought, "2026-03-13"), reverse("R1", "2026-03-12"+justBefore, "O1", 40, points.PendingOnly)},
			"2026-03-13", points.Sums{Earned: 100, Available: 60, Reversed: 40}, 0},
		{"too late for pending", []points.Entry{until(bought, "2026-03-13"), reverse("R1", "2026-03-13", "O1", 40, points.PendingOnly)},
			"2026-03-13", points.Sums{Earned: 100, Available: 100}, 0},
		{"the rest from other lots", []points.Entry{bought, earn("O2", "2026-03-06", 50, points.Never), spend("S", "2026-03-07", 90), reverse("R1", "2026-03-08", "O1", 100, points.WithinBalance)},
			"2026-03-08", points.Sums{Earned: 150, Spent: 90, Reversed: 60}, 0},
		{"below zero", []points.Entry{bought, earn("O2", "2026-03-06", 50, points.Never), spend("S", "2026-03-07", 120), reverse("R1", "2026-03-08", "O1", 100, points.IntoDebt)},
			"2026-03-08", points.Sums{Earned: 150, Spent: 120, Reversed: 30}, 70},
		{"what expired is not asked for again", []points.Entry{bought, earn("O2", "2026-03-06", 50, points.Never), reverse("R1", "2027-03-06", "O1", 100, points.IntoDebt)},
			"2027-03-06", points.Sums{Earned: 150, Available: 50, Expired: 100}, 0},
		{"spent is, beside what expired", []points.Entry{bought, spend("S", "2026-03-07", 30), reverse("R1", "2027-03-06", "O1", 60, points.IntoDebt), reverse("R2", "2027-03-06", "O1", 40, points.IntoDebt)},
			"2027-03-06", points.Sums{Earned: 100, Spent: 30, Expired: 70}, 30},
		{"what comes back pays a debt, also late", []points.Entry{bought, spend("S", "2026-03-07", 100), reverse("R1", "2026-03-08", "O1", 100, points.IntoDebt), restore("R1", "2028-01-01", "S", 100)},
			"2028-01-01", points.Sums{Earned: 100, Reversed: 100}, 0},
		{"a lot ends early", []points.Entry{bought, earn("O2", "2026-03-06", 50, points.Never), expire("E", "2026-03-07", "O1")},
			"2026-03-07", points.Sums{Earned: 150, Available: 50, Expired: 100}, 0},
		{"all ends early, and nothing comes back", []points.Entry{bought, awaiting(earn("O2", "2026-03-06", 50, points.Never), "x"), spend("S", "2026-03-06", 30),
			expire("E", "2026-03-07", ""), release("D", "2026-03-08", "O2"), restore("R", "2026-03-09", "S", 30), earn("O3", "2026-03-07", 1, points.Never)},
			"2026-03-09", points.Sums{Earned: 151, Available: 1, Expired: 150}, 0},
		{"all ends early, also what was spent to the last", []points.Entry{bought, spend("S", "2026-03-06", 100), expire("E", "2026-03-07", ""), restore("R", "2026-03-09", "S", 30)},
			"2026-03-09", points.Sums{Earned: 100, Spent: 70, Expired: 30}, 0},
		{"all ends early, but not what is earned at that instant", []points.Entry{expire("E", "2026-03-05 12:00:00", ""), bought, spend("S", "2026-03-06", 100), restore("R", "2026-03-09", "S", 30)},
			"2026-03-09", points.Sums{Earned: 100, Available: 30, Spent: 70}, 0},
		{"nothing earned", []points.Entry{earn("O0", "2026-03-05", 0, "1 day"), reverse("R0", "2026-03-06", "O0", 0, points.IntoDebt)}, "2026-03-09", points.Sums{}, 0},
		{"the most", []points.Entry{earn("O1", "2026-03-05", 1_000_000_000_000, points.Never), spend("S", "2026-03-06", 1_000_000_000_000)}, "2026-03-09",
			points.Sums{Earned: 1_000_000_000_000, Spent: 1_000_000_000_000}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			engine := newEngine(t, plain(), time.UTC)
			got := statement(t, engine, c.ledger, at(c.when)).Balance
			if diff := cmp.Diff(c.want, got.Sums); diff != "" || got.Debt != c.debt {
				t.Errorf("debt %d, want %d; -want +got\n%s", got.Debt, c.debt, diff)
			}
		})
	}
}

// The order of spending: soonest to expire, oldest, lowest ID.
func TestBurnOrder(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	ledger := []points.Entry{
		earn("never", "2026-03-01", 1, points.Never),
		earn("late", "2026-03-01", 1, "end of next year"),
		earn("b", "2026-03-03 08:00:00", 1, "end of year"),
		earn("a", "2026-03-03 08:00:00", 1, "end of year"),
		earn("older", "2026-03-02", 1, "end of year"),
		until(earn("soonest", "2026-03-01", 1, "1 day"), "2026-03-04"),
	}
	ledger = append(ledger, spend("S", "2026-03-05", 6))
	s := statement(t, engine, ledger, at("2026-03-05"))
	var order []string
	for _, c := range s.Lines[len(s.Lines)-1].Changes {
		order = append(order, c.Lot)
	}
	if diff := cmp.Diff([]string{"soonest", "older", "a", "b", "late", "never"}, order); diff != "" {
		t.Error(diff)
	}
}

// A lot that leaves from the middle does not disturb the order of the others.
func TestBurnOrderAfterRemoval(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	var ledger []points.Entry
	for i, days := range []int{20, 29, 21, 30, 31, 23, 22} {
		term := points.Term(fmt.Sprint(days, " days"))
		en := earn(string(term), "2026-03-01", 1, term)
		en.At = en.At.Add(time.Duration(i) * time.Minute)
		ledger = append(ledger, en)
	}
	ledger = append(ledger, expire("E", "2026-03-02", "30 days"), spend("S", "2026-03-03", 6))
	s := statement(t, engine, ledger, at("2026-03-03"))
	var order []string
	for _, c := range s.Lines[len(s.Lines)-1].Changes {
		order = append(order, c.Lot)
	}
	if diff := cmp.Diff([]string{"20 days", "21 days", "22 days", "23 days", "29 days", "31 days"}, order); diff != "" {
		t.Error(diff)
	}
}

// At one instant, what is over expires, what has waited is released, and then
// entries follow.
func TestOneInstant(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	s := statement(t, engine, []points.Entry{
		until(earn("waits", "2026-03-01", 3, points.Never), "2026-03-13"),
		until(earn("waits too", "2026-03-02", 4, points.Never), "2026-03-13"),
		earn("ends", "2026-03-02", 5, "10 days"),
		spend("S", "2026-03-13", 7),
	}, at("2026-03-13"))
	want := []points.Line{
		{
			Entry: points.Entry{Kind: points.Expire, At: at("2026-03-13"), Points: 5}, Pending: 7,
			Changes: []points.Change{{Lot: "ends", Sums: points.Sums{Available: -5, Expired: 5}}},
		},
		{
			Entry: points.Entry{Kind: points.Release, At: at("2026-03-13"), Points: 7}, Available: 7,
			Changes: []points.Change{{Lot: "waits", Sums: points.Sums{Pending: -3, Available: 3}}, {Lot: "waits too", Sums: points.Sums{Pending: -4, Available: 4}}},
		},
		{
			Entry:   spend("S", "2026-03-13", 7),
			Changes: []points.Change{{Lot: "waits", Sums: points.Sums{Available: -3, Spent: 3}}, {Lot: "waits too", Sums: points.Sums{Available: -4, Spent: 4}}},
		},
	}
	if diff := cmp.Diff(want, s.Lines[3:]); diff != "" {
		t.Error(diff)
	}
}

// What cannot be is an error that names the entry.
func TestFoldErrors(t *testing.T) {
	bought := earn("O1", "2026-03-05", 100, "12 months")
	other := bought
	other.Points = 99
	for _, c := range []struct {
		name   string
		ledger []points.Entry
		want   string
	}{
		{"over the balance", []points.Entry{bought, spend("S", "2026-03-06", 101)},
			`spend "S": points: 101, where 100 are available: leave the entry out, or give at most that`},
		{"pending points", []points.Entry{awaiting(bought, "x"), spend("S", "2026-03-06", 1)},
			`spend "S": points: 1, where 0 are available: leave the entry out, or give at most that`},
		{"at the end of validity", []points.Entry{bought, spend("S", "2027-03-06", 1)},
			`spend "S": points: 1, where 0 are available: leave the entry out, or give at most that`},
		{"in debt", []points.Entry{bought, spend("S", "2026-03-06", 100), reverse("R", "2026-03-07", "O1", 60, points.IntoDebt), spend("S2", "2026-03-08", 1)},
			`spend "S2": points: 1, where -60 are available: leave the entry out, or give at most that`},
		{"reversed twice", []points.Entry{bought, reverse("R1", "2026-03-06", "O1", 60, points.PendingOnly), reverse("R2", "2026-03-06", "O1", 41, points.PendingOnly)},
			`reverse "R2": points: 41, where 40 are left of the earn to reverse: leave the entry out, or give at most that`},
		{"restored twice", []points.Entry{bought, spend("S", "2026-03-06", 10), restore("R1", "2026-03-07", "S", 6), restore("R2", "2026-03-07", "S", 5)},
			`restore "R2": points: 5, where 4 are left of the spend to restore: leave the entry out, or give at most that`},
		{"restored before it is spent", []points.Entry{bought, spend("S", "2026-03-06", 10), restore("R1", "2026-03-06", "S", 6)},
			`restore "R1": of: spend "S" is not in the ledger before this entry: if it is of the same instant, date this one later`},
		{"reverse of nothing", []points.Entry{reverse("R1", "2026-03-06", "O1", 6, points.PendingOnly)},
			`reverse "R1": of: earn "O1" is not in the ledger before this entry: if it is of the same instant, date this one later`},
		{"same ID, other content", []points.Entry{bought, other},
			`earn "O1": id: comes twice with different content, at 2026-03-05T00:00:00Z and at 2026-03-05T00:00:00Z: an ID of a kind is one entry, once`},
		{"same ID, after the instant", []points.Entry{bought, earn("O1", "2028-01-01", 100, "12 months")},
			`earn "O1": id: comes twice with different content, at 2026-03-05T00:00:00Z and at 2028-01-01T00:00:00Z: an ID of a kind is one entry, once`},
		{"same ID, both after the instant", []points.Entry{spend("S", "2028-01-02", 1), spend("S", "2028-01-01", 1)},
			`spend "S": id: comes twice with different content, at 2028-01-01T00:00:00Z and at 2028-01-02T00:00:00Z: an ID of a kind is one entry, once`},
	} {
		t.Run(c.name, func(t *testing.T) {
			engine := newEngine(t, plain(), time.UTC)
			_, err := engine.Statement(c.ledger, at("2027-06-01"))
			wantData(t, err, "benefit: "+c.want)
			if last := c.ledger[len(c.ledger)-1]; last.At.Before(at("2028-01-01")) {
				_, err = engine.Fold(points.Account{}, c.ledger...)
				wantData(t, err, "benefit: "+c.want)
			}
		})
	}
}

// More than 10^18 points ever earned are refused, so that no sum overflows.
func TestMostEverEarned(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	var account points.Account
	data := []byte(`{"version":1,"zone":"UTC","entries":2000000,"last":{"id":"O","kind":"earn","at":"2026-03-01T00:00:00Z","expiry":"never","points":0},` +
		`"settled":{"earned":999999999999999999,"pending":0,"available":0,"spent":999999999999999999,"expired":0,"reversed":0}}`)
	if err := account.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	account = fold(t, engine, account, earn("O1", "2026-03-05", 1, points.Never))
	_, err := engine.Fold(account, earn("O2", "2026-03-06", 1, points.Never))
	wantData(t, err, `benefit: earn "O2": points: 1 on top of 1000000000000000000: a ledger holds at most 1000000000000000000 points ever earned; begin another`)
}

// What an account cannot tell is answered with ErrReplay, and the account stays.
func TestReplay(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	account := fold(t, engine, points.Account{}, earn("O1", "2026-03-05", 100, "12 months"), spend("S", "2026-03-06", 10))
	for name, en := range map[string]points.Entry{
		"an earlier instant": earn("O0", "2026-03-05 23:59:59.999999999", 1, points.Never),
		"an earlier kind":    earn("O0", "2026-03-06", 1, points.Never),
		"an earlier ID":      spend("R", "2026-03-06", 1),
	} {
		if after, err := engine.Fold(account, en); !errors.Is(err, points.ErrReplay) || string(toJSON(t, after)) != string(toJSON(t, account)) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := engine.Check(account, en); !errors.Is(err, points.ErrReplay) {
			t.Errorf("%s, asked: %v", name, err)
		}
	}
	if _, err := engine.Fold(account, spend("S1", "2026-03-06", 1)); err != nil {
		t.Errorf("the next ID of the same instant: %v", err)
	}
	if _, err := engine.Balance(account, at("2026-03-06").Add(-1)); !errors.Is(err, points.ErrReplay) {
		t.Errorf("balance before the last entry: %v", err)
	}
	shanghai := newEngine(t, plain(), zone(t, "Asia/Shanghai"))
	if _, err := shanghai.Balance(account, at("2026-03-07")); !errors.Is(err, points.ErrReplay) {
		t.Errorf("another location: %v", err)
	}
	if _, err := shanghai.Fold(account); !errors.Is(err, points.ErrReplay) {
		t.Errorf("another location: %v", err)
	}
	policy := plain()
	policy.Expiry, policy.Clawback = "1 day", points.PendingOnly
	other := newEngine(t, policy, time.UTC)
	if diff := cmp.Diff(balance(t, engine, account, at("2026-03-09")), balance(t, other, account, at("2026-03-09"))); diff != "" {
		t.Errorf("another policy changes what was earned:\n%s", diff)
	}
}

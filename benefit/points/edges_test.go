package points_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
)

// An account is stored with the name of its location, which it therefore needs.
func TestLocationNeedsAName(t *testing.T) {
	for name, want := range map[string]string{
		"":         "missing the name of the location is empty: give a name: accounts are stored with it; take one of time.LoadLocation, or name it in time.FixedZone",
		"sh\xffop": `missing the name of the location "sh\xffop" is not UTF-8: accounts are stored with it; take one of time.LoadLocation, or name it in time.FixedZone`,
	} {
		_, err := points.New(plain(), time.FixedZone(name, 9*3600))
		wantFaults(t, err, want)
	}
	engine := newEngine(t, plain(), time.FixedZone("shop", 9*3600))
	stored(t, fold(t, engine, points.Account{}, earn("O", "2026-03-05", 5, "12 months")))
}

// O1 earns points that pay for O2; both are refunded. The order of the two
// refunds does not matter, and nothing is left over.
func TestRefundsInAnyOrder(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	for _, c := range []points.Clawback{points.WithinBalance, points.IntoDebt} {
		ledger := []points.Entry{earn("O1", "2026-03-01", 100, "12 months"), spend("O2", "2026-03-02", 100)}
		first := append(ledger[:2:2], reverse("R1", "2026-03-03", "O1", 100, c), restore("R2", "2026-03-04", "O2", 100))
		second := append(ledger[:2:2], restore("R2", "2026-03-03", "O2", 100), reverse("R1", "2026-03-04", "O1", 100, c))
		want := points.Sums{Earned: 100, Reversed: 100}
		for _, ledger := range [][]points.Entry{first, second} {
			got := statement(t, engine, ledger, at("2026-03-05"))
			if got.Balance.Sums != want || got.Balance.Debt != 0 {
				t.Errorf("%s: %+v", c, got.Balance)
			}
		}
		// The account remembers what is still to be taken.
		account := stored(t, fold(t, engine, points.Account{}, first[:3]...))
		if got := balance(t, engine, stored(t, fold(t, engine, account, first[3])), at("2026-03-05")); got.Sums != want {
			t.Errorf("%s, continued: %+v", c, got)
		}
	}
	// What was spent after the reversal, of later points, comes back whole.
	after := []points.Entry{
		earn("O1", "2026-03-01", 100, "12 months"), spend("O2", "2026-03-02", 100), reverse("R1", "2026-03-03", "O1", 100, points.WithinBalance),
		earn("O3", "2026-03-04", 30, "12 months"), spend("O4", "2026-03-05", 30), restore("R4", "2026-03-06", "O4", 30),
	}
	s := statement(t, engine, after, at("2026-03-06"))
	if s.Balance.Available != 30 {
		t.Errorf("%+v", s.Balance)
	}
	s = statement(t, engine, append(after, restore("R2", "2026-03-07", "O2", 60)), at("2026-03-07"))
	if last := s.Lines[len(s.Lines)-1]; s.Balance.Available != 30 || last.Forgiven != -60 {
		t.Errorf("%+v", last)
	}
}

// What reversals did not find is kept by instant, and as long as the spends that
// it can be taken from.
func TestWaivers(t *testing.T) {
	policy := plain()
	policy.Memory = "10 days"
	engine := newEngine(t, policy, time.UTC)
	account := stored(t, fold(t, engine, points.Account{},
		earn("O1", "2026-03-01", 50, points.Never), earn("O2", "2026-03-01", 50, points.Never), spend("S", "2026-03-02", 100),
		reverse("R1", "2026-03-03", "O1", 50, points.WithinBalance), reverse("R2", "2026-03-03", "O2", 10, points.WithinBalance),
		earn("O3", "2026-03-03", 0, points.Never)))
	if text := string(toJSON(t, account)); !strings.Contains(text, `"waivers":[{"at":"2026-03-03T00:00:00Z","points":60}]`) {
		t.Error(text)
	}
	if got := balance(t, engine, fold(t, engine, account, restore("B", "2026-03-04", "S", 70)), at("2026-03-04")); got.Available != 10 {
		t.Errorf("%+v", got)
	}
	later := stored(t, fold(t, engine, account, earn("O4", "2026-04-01", 5, points.Never)))
	if text := string(toJSON(t, later)); strings.Contains(text, "waivers") {
		t.Error(text)
	}
	// Points that are not pending are forgiven for good.
	s := statement(t, engine, []points.Entry{
		earn("O1", "2026-03-01", 50, points.Never), earn("O2", "2026-03-01", 5, points.Never), spend("S", "2026-03-02", 55), restore("C", "2026-03-03", "S", 5),
		reverse("R1", "2026-03-05", "O1", 50, points.PendingOnly), spend("T", "2026-03-05", 5), restore("B", "2026-03-06", "T", 5),
	}, at("2026-03-06"))
	if s.Balance.Available != 5 {
		t.Errorf("pending only: %+v", s.Balance)
	}
}

// Buying and refunding leaves the number of points, not always the lots: what was
// spent of the order and taken from another lot does not return there.
func TestRefundMayMoveLots(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	s := statement(t, engine, []points.Entry{
		earn("B", "2026-03-01", 100, points.Never), earn("O", "2026-03-01", 100, "10 days"), spend("S", "2026-03-02", 100),
		reverse("RO", "2026-03-03", "O", 100, points.IntoDebt), restore("RS", "2026-03-04", "S", 100),
	}, at("2026-03-05"))
	if s.Balance.Available != 100 || len(s.Balance.Lots) != 1 || s.Balance.Lots[0].ID != "O" {
		t.Errorf("%+v", s.Balance)
	}
}

// Points that come back too late are expired. They pay what the refund of their
// own order left, and no other debt.
func TestExpiredPointsPayNoOtherDebt(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	ledger := []points.Entry{
		earn("A", "2026-03-01", 100, "10 days"), spend("S", "2026-03-02", 100),
		earn("O", "2026-03-03", 100, points.Never), spend("T", "2026-03-04", 100),
	}
	for _, late := range [][]points.Entry{
		{restore("RS", "2026-03-20", "S", 100), reverse("RO", "2026-03-21", "O", 100, points.IntoDebt)},
		{reverse("RO", "2026-03-20", "O", 100, points.IntoDebt), restore("RS", "2026-03-21", "S", 100)},
	} {
		got := statement(t, engine, append(ledger[:4:4], late...), at("2026-03-22")).Balance
		if got.Debt != 100 || got.Expired != 100 {
			t.Errorf("%+v", got)
		}
	}
	account := stored(t, fold(t, engine, points.Account{}, append(ledger[:4:4], reverse("RA", "2026-03-05", "A", 60, points.IntoDebt))...))
	account = fold(t, engine, account, reverse("RO", "2026-03-06", "O", 100, points.IntoDebt), restore("RS", "2026-03-21", "S", 100))
	if got := balance(t, engine, account, at("2026-03-22")); got.Debt != 100 || got.Expired != 40 || got.Reversed != 60 {
		t.Errorf("its own: %+v", got)
	}
	// Its own, once: 60 came back in time, and the rest owes nothing.
	account = fold(t, engine, points.Account{}, append(ledger[:4:4], reverse("RA", "2026-03-05", "A", 60, points.IntoDebt),
		restore("RS", "2026-03-06", "S", 60), reverse("RO", "2026-03-07", "O", 100, points.IntoDebt), restore("RS2", "2026-03-21", "S", 40))...)
	if got := balance(t, engine, account, at("2026-03-22")); got.Debt != 100 || got.Expired != 40 {
		t.Errorf("its own, once: %+v", got)
	}
}

// Two refunds that both start from the same earning take back too much: the
// second is refused.
func TestStaleRefund(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	paid := func(s string) points.Part { return points.Part{Due: dec(s)} }
	refund := func(id string, from points.Earning, stays string) points.Earning {
		r, err := engine.Refund(points.Refund{ID: id, At: at("2026-01-02"), Earning: from, Goods: paid(stays)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := earning(t, engine, points.Order{ID: "O", At: at("2026-01-01"), Goods: paid("100")})
	r1, stale := refund("R1", first, "70"), refund("R2", first, "40")
	account := fold(t, engine, points.Account{}, first.Entry, r1.Entry)
	answer, err := engine.Check(account, stale.Entry)
	if diff := cmp.Diff([]points.Reason{{Code: points.Stale, Need: 100, Have: 70}}, answer.Reasons); err != nil || diff != "" {
		t.Error(err, diff)
	}
	low := reverse("R3", "2026-01-02", "O", 1, points.IntoDebt)
	low.Left = 69
	if answer, err := engine.Check(account, low); err != nil || answer.OK || answer.Reasons[0].Code != points.Stale {
		t.Error(answer, err)
	}
	_, err = engine.Fold(account, stale.Entry)
	wantData(t, err, `benefit: reverse "R2": left: 100, where 70 are left of the earn to reverse: give the refund the earning as the last one left it`)
	if got := balance(t, engine, fold(t, engine, account, refund("R2", r1, "40").Entry), at("2026-01-03")); got.Available != 40 {
		t.Errorf("%+v", got)
	}
}

// An earning is read as strictly as it is used.
func TestEarningJSON(t *testing.T) {
	policy := plain()
	policy.OrderCap = limit(50)
	first := earning(t, newEngine(t, policy, time.UTC), points.Order{ID: "O", At: at("2026-01-01"), Goods: points.Part{Due: dec("100")}})
	var back points.Earning
	if err := json.Unmarshal(toJSON(t, first), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, back); diff != "" {
		t.Error(diff)
	}
	wantFaults(t, json.Unmarshal([]byte(`{"order":"O","capp":50}`), &back),
		`unknown_field capp: unknown field "capp": did you mean "cap"?`)
	if back.Order != "O" || *back.Cap != 50 {
		t.Error("changed on an error")
	}
}

// A limit of 0 lets nothing pass; no limit is to leave it out.
func TestZeroBlocks(t *testing.T) {
	policy, err := points.ParsePolicy([]byte(`{"rate":1,"rounding":"down","expiry":"never","clawback":"debt","orderCap":0,"dayCap":0,
		"actions":[{"id":"answer","points":5,"dayCap":0}],"menu":[{"id":"g","points":5,"stock":0}]}`))
	if err != nil {
		t.Fatal(err)
	}
	engine := newEngine(t, policy, time.UTC)
	if got := earning(t, engine, points.Order{ID: "O", At: at("2026-01-01"), Goods: points.Part{Due: dec("9")}}); got.Points != 0 || got.Uncapped != 9 {
		t.Errorf("%+v", got)
	}
	award, err := engine.Award(points.Account{}, points.Award{Action: "answer", Source: "Q", At: at("2026-01-01")})
	if diff := cmp.Diff(points.Answer{Reasons: []points.Reason{{Code: points.DayCap}, {Code: points.DayCap}}}, award); err != nil || diff != "" {
		t.Error(err, diff)
	}
	account := fold(t, engine, points.Account{}, earn("O", "2026-01-01", 500, points.Never))
	answer, err := engine.Exchange(account, points.Exchange{ID: "x", Reward: "g", At: at("2026-01-02")})
	if diff := cmp.Diff([]points.Reason{{Code: points.SoldOut}}, answer.Reasons); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Expires tells of points that are available now: those that are pending and end
// before, or with them, are not counted.
func TestExpiringIsOfWhatIsAvailable(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	account := fold(t, engine, points.Account{}, earn("A", "2026-03-01", 100, "end of month"),
		until(earn("B", "2026-03-01", 50, "1 day"), "2026-03-10"), until(earn("C", "2026-03-01", 70, "end of month"), "2026-03-20"))
	if got := balance(t, engine, account, at("2026-03-02")); !got.Expires.Equal(at("2026-04-01")) || got.Expiring != 100 {
		t.Errorf("%s %d", got.Expires, got.Expiring)
	}
	if got := balance(t, engine, account, at("2026-03-20")); !got.Expires.Equal(at("2026-04-01")) || got.Expiring != 170 {
		t.Errorf("%s %d", got.Expires, got.Expiring)
	}
}

// A digital order is delivered as it is paid: the release has to be dated later,
// and the error says so.
func TestOneInstantNamesTheRemedy(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	order, delivered := awaiting(earn("O1", "2026-03-01", 50, "12 months"), "delivered"), release("D1", "2026-03-01", "O1")
	_, err := engine.Fold(points.Account{}, order, delivered)
	wantData(t, err, `benefit: release "D1": of: earn "O1" is not in the ledger before this entry: if it is of the same instant, date this one later`)
	account := fold(t, engine, points.Account{}, order)
	if _, err := engine.Check(account, delivered); !errors.Is(err, points.ErrReplay) || !strings.Contains(err.Error(), "date it later") {
		t.Error(err)
	}
	delivered.At = delivered.At.Add(1)
	if got := balance(t, engine, fold(t, engine, account, delivered), delivered.At); got.Available != 50 {
		t.Errorf("%+v", got)
	}
}

// Whoever ends everything ends what had been spent, too.
func TestUntilAfterTheEndOfAll(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	for _, of := range []string{"", "O1"} {
		s := statement(t, engine, []points.Entry{earn("O1", "2026-03-01", 5, points.Never), spend("S", "2026-03-03", 5), expire("E", "2026-03-04", of)}, at("2026-03-05"))
		if !s.Lots[0].Until.Equal(at("2026-03-04")) {
			t.Errorf("%q: %s", of, s.Lots[0].Until)
		}
	}
	s := statement(t, engine, []points.Entry{earn("O1", "2026-03-01", 5, "1 day"), expire("E", "2026-03-04", "")}, at("2026-03-05"))
	if !s.Lots[0].Until.Equal(at("2026-03-03")) {
		t.Errorf("over before: %s", s.Lots[0].Until)
	}
}

// Later entries of a statement are checked for what they are, not for whether
// they can be.
func TestStatementOfLaterEntries(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	ledger := []points.Entry{earn("O1", "2026-03-01", 5, "12 months"), spend("S", "2026-03-03", 500)}
	if got := statement(t, engine, ledger, at("2026-03-02")); got.Balance.Available != 5 {
		t.Errorf("%+v", got)
	}
	ledger[1].Points = 0
	_, err := engine.Statement(ledger, at("2026-03-02"))
	wantData(t, err, `benefit: spend "S": points: 0 is outside 1..1000000000000`)
	var data *benefit.DataError
	if _, err := engine.Statement([]points.Entry{ledger[0], spend("S", "2026-03-03", 500)}, at("2026-03-03")); !errors.As(err, &data) {
		t.Error(err)
	}
}

// The ledger takes 10^12 entries, so that every account can be read back.
func TestMostEntries(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	var account points.Account
	if err := json.Unmarshal([]byte(`{"version":1,"zone":"UTC","entries":999999999999,"last":{"id":"O","kind":"earn","at":"2026-03-01T00:00:00Z","expiry":"never"}}`), &account); err != nil {
		t.Fatal(err)
	}
	account = stored(t, fold(t, engine, account, earn("O1", "2026-03-05", 1, points.Never)))
	_, err := engine.Fold(account, earn("O2", "2026-03-05", 1, points.Never))
	wantData(t, err, `benefit: earn "O2": is one more than the 1000000000000 that a ledger holds: begin another`)
}

// Spending all and restoring all, again and again, is refused before it is slow.
func TestPingPongIsBounded(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	const lots = 1000
	step := func(i int) time.Time { return at("2026-01-01").Add(time.Duration(i) * time.Second) }
	var ledger []points.Entry
	for i := range lots {
		en := earn(fmt.Sprint("O", i), "2026-01-01", 1, points.Never)
		en.At = step(i)
		ledger = append(ledger, en)
	}
	for i := range 501 {
		s, r := spend(fmt.Sprint("S", i), "2026-01-01", lots), restore(fmt.Sprint("S", i), "2026-01-01", fmt.Sprint("S", i), lots)
		s.At, r.At = step(lots+2*i), step(lots+2*i+1)
		ledger = append(ledger, s, r)
	}
	account := fold(t, engine, points.Account{}, ledger[:lots+1000]...)
	_, err := engine.Fold(points.Account{}, ledger...)
	wantData(t, err, `benefit: spend "S500": points: take part in moving points of lots for more than 1000000 times in one fold: fold the ledger in parts`)
	if got := balance(t, engine, fold(t, engine, account, ledger[lots+1000:]...), step(9999)); got.Available != lots {
		t.Errorf("%+v", got.Sums)
	}
}

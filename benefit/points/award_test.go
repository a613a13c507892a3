package points_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit/points"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// actions is a policy of a cap per action and one over all.
func actions() points.Policy {
	p := plain()
	p.Actions = []points.Action{
		{ID: "answer", Points: 10, DayCap: limit(25), Expiry: "30 days"},
		{ID: "friend", Points: 30},
		{ID: "profile", Points: 20, Once: true},
	}
	p.DayCap = limit(60)
	return p
}

// The caps hold by the civil day of the shop, and cut the award that reaches
// them.
func TestAwardDayCaps(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	engine := newEngine(t, actions(), shanghai)
	var account points.Account
	for i, step := range []struct {
		when, action string
		want         int64 // 0 is no
		reasons      []points.Reason
	}{
		{"2026-03-04 16:00", "answer", 10, nil}, // midnight of 5 March there
		{"2026-03-04 17:00", "answer", 10, nil},
		{"2026-03-04 18:00", "answer", 5, nil},
		{"2026-03-04 19:00", "answer", 0, []points.Reason{{Code: points.DayCap, Need: 25, Have: 25}}},
		{"2026-03-04 20:00", "friend", 30, nil},
		{"2026-03-04 21:00", "friend", 5, nil},
		{"2026-03-05 15:59:59.999999999", "friend", 0, []points.Reason{{Code: points.DayCap, Need: 60, Have: 60}}},
		{"2026-03-05 15:59:59.999999999", "answer", 0, []points.Reason{{Code: points.DayCap, Need: 25, Have: 25}, {Code: points.DayCap, Need: 60, Have: 60}}},
		{"2026-03-05 16:00", "answer", 10, nil},
		{"2026-03-05 17:00", "friend", 30, nil},
		{"2026-03-05 18:00", "friend", 20, nil},
		{"2026-03-06 16:00", "friend", 30, nil},
	} {
		answer, err := engine.Award(account, points.Award{Action: step.action, Source: fmt.Sprint(i), At: at(step.when)})
		if err != nil {
			t.Fatal(err)
		}
		if !answer.OK {
			if diff := cmp.Diff(step.reasons, answer.Reasons); diff != "" || step.want != 0 {
				t.Errorf("step %d: %+v\n%s", i, answer, diff)
			}
			continue
		}
		if answer.Entry.Points != step.want {
			t.Errorf("step %d: %+v, want %d", i, answer, step.want)
		}
		if whole := map[string]int64{"answer": 10, "friend": 30}[step.action]; answer.Uncapped != whole {
			t.Errorf("step %d: %d before caps", i, answer.Uncapped)
		}
		account = stored(t, fold(t, engine, account, answer.Entry))
	}
}

// The entry carries the action, its own expiry or the policy's, and a key.
func TestAwardEntry(t *testing.T) {
	engine := newEngine(t, actions(), time.UTC)
	for _, c := range []struct {
		award points.Award
		want  points.Entry
	}{
		{points.Award{Action: "answer", Source: "Q:1"}, points.Entry{ID: "award:answer:Q:1", Points: 10, For: "answer", Expiry: "30 days"}},
		{points.Award{Action: "profile"}, points.Entry{ID: "award:profile", Points: 20, For: "profile", Expiry: "12 months"}},
	} {
		c.award.At = at("2026-03-05")
		c.want.Kind, c.want.At = points.Earn, c.award.At
		got, err := engine.Award(points.Account{}, c.award)
		if diff := cmp.Diff(c.want, got.Entry); err != nil || diff != "" {
			t.Error(err, diff)
		}
	}
}

func TestAwardErrors(t *testing.T) {
	engine := newEngine(t, actions(), time.UTC)
	now := at("2026-03-05")
	for _, c := range []struct {
		award points.Award
		want  string
	}{
		{points.Award{Action: "dance", At: now}, `award "dance": action: is not one of the policy`},
		{points.Award{Action: "profile", Source: "x", At: now}, `award "profile": source: "x", of an action that counts once: leave it out`},
		{points.Award{Action: "friend", At: now}, `award "friend": source: is empty: leave out records without one, or give each its own`},
		{points.Award{Action: "friend", Source: "C"}, `earn "award:friend:C": at: the instant is missing: it is the zero Time`},
		{points.Award{Action: "friend", Source: strings.Repeat("C", 995), At: now}, `earn "award:friend:` + strings.Repeat("C", 47) + `...": id: has 1008 bytes: give at most 1000`},
	} {
		_, err := engine.Award(points.Account{}, c.award)
		wantData(t, err, "benefit: "+c.want)
	}
	account := fold(t, engine, points.Account{}, earn("O", "2026-03-06", 1, points.Never))
	if _, err := engine.Award(account, points.Award{Action: "profile", At: now}); !errors.Is(err, points.ErrReplay) {
		t.Error(err)
	}
}

// Whoever asks with whatever account they hold: as long as entries are appended
// under their guard, no cap is exceeded and no source is paid twice.
func checkAwards(t *rapid.T) {
	policy := actions()
	engine := newEngine(t, policy, time.UTC)
	accounts := []points.Account{{}}
	var ledger []points.Entry
	now := at("2026-03-05")
	for range rapid.IntRange(1, 25).Draw(t, "asked") {
		now = now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "hours")) * time.Hour)
		w := points.Award{Action: rapid.SampledFrom(policy.Actions).Draw(t, "action").ID, At: now}
		if w.Action != "profile" {
			w.Source = fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "source"))
		}
		held := accounts[max(0, len(accounts)-1-rapid.IntRange(0, 2).Draw(t, "stale"))]
		answer, err := engine.Award(held, w)
		if errors.Is(err, points.ErrReplay) { // at one instant, a lower ID
			answer, err = engine.Award(fold(t, engine, points.Account{}, ledger...), w)
		}
		if errors.Is(err, points.ErrReplay) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if answer.OK && answer.Guard.Entries == int64(len(ledger)) {
			ledger = append(ledger, answer.Entry)
			accounts = append(accounts, fold(t, engine, accounts[len(accounts)-1], answer.Entry))
		}
	}
	sums := map[string]int64{}
	for _, en := range ledger {
		day := en.At.Format(time.DateOnly)
		sums[day] += en.Points
		sums[day+en.For] += en.Points
		if sums[day] > 60 || sums[day+"answer"] > 25 || en.Points < 1 {
			t.Fatalf("%+v exceeds a cap", ledger)
		}
		if sums[en.ID]++; sums[en.ID] > 1 {
			t.Fatalf("%s is paid twice", en.ID)
		}
	}
}

func TestAwards(t *testing.T) { rapid.Check(t, checkAwards) }
func FuzzAwards(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkAwards)) }

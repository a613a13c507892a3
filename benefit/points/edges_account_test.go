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

// Whatever account is returned can be read back: what would be too large is
// refused.
func TestLargestAccount(t *testing.T) {
	policy := plain()
	policy.Memory = points.Never
	engine := newEngine(t, policy, time.UTC)
	for _, c := range []struct {
		name string
		id   string
		step int
	}{
		{"many lots", "O", 7_000},
		{"IDs that JSON escapes", strings.Repeat("<\u2028", 200), 700},
	} {
		t.Run(c.name, func(t *testing.T) {
			var account points.Account
			for n := 0; ; n += c.step {
				batch := make([]points.Entry, c.step)
				for i := range batch {
					batch[i] = earn(fmt.Sprintf("%s%08d", c.id, n+i), "2026-03-05", 1_000_000_000_000, "1000 months")
					batch[i].At = batch[i].At.Add(time.Duration(n+i+1) * 1_000_000_001)
				}
				next, err := engine.Fold(account, batch...)
				if err != nil {
					var data *benefit.DataError
					if !errors.As(err, &data) || !strings.Contains(err.Error(), "may have 1") || n == 0 {
						t.Fatal(n, err)
					}
					break
				}
				account = next
			}
			data := toJSON(t, account)
			var back points.Account
			if err := json.Unmarshal(data, &back); err != nil {
				t.Error(err)
			}
			if len(data) < 6<<20 {
				t.Errorf("refused after %d bytes", len(data))
			}
		})
	}
}

// An account remembers of awards what counts once, and those of its last day.
func TestAwardsAreForgotten(t *testing.T) {
	policy := actions()
	policy.Memory = "1 day"
	engine := newEngine(t, policy, time.UTC)
	var ledger []points.Entry
	for i := range 2_000 {
		en := earn(fmt.Sprintf("O%06d", i), "2026-03-05", 1, "1 day")
		en.For = fmt.Sprintf("x%06d", 2_000-i)
		ledger = append(ledger, en)
	}
	once := earn("award:profile", "2026-03-05", 20, "1 day")
	once.For = "profile"
	account := fold(t, engine, points.Account{}, append(ledger, once)...)
	// They are not the policy's, and count towards no cap.
	answer, err := engine.Award(account, points.Award{Action: "friend", Source: "C", At: at("2026-03-05 09:00")})
	if err != nil || !answer.OK || answer.Entry.Points != 30 {
		t.Error(answer, err)
	}
	account = stored(t, fold(t, engine, account, earn("late", "2027-03-05", 1, "1 day")))
	if n := len(toJSON(t, account)); n > 1_000 {
		t.Errorf("%d bytes", n)
	}
	again, err := engine.Award(account, points.Award{Action: "profile", At: at("2027-03-06")})
	if diff := cmp.Diff([]points.Reason{{Code: points.Already, Have: 20, At: at("2026-03-05")}}, again.Reasons); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// As many actions as entries, in the worst order, take the time of their number.
func TestManyActionsAreLinear(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	fastest := func(n int) time.Duration {
		ledger := make([]points.Entry, n)
		for i := range ledger {
			ledger[i] = earn(fmt.Sprintf("O%06d", i), "2026-03-05", 1, "1 day")
			ledger[i].For = fmt.Sprintf("x%06d", n-i)
		}
		best := time.Hour
		for range 3 {
			start := time.Now()
			fold(t, engine, points.Account{}, ledger...)
			best = min(best, time.Since(start))
		}
		return best
	}
	if few, many := fastest(2_000), fastest(16_000); many > 30*few {
		t.Errorf("2,000 actions %s, 16,000 %s", few, many)
	}
}

// A retry of an award is answered as such, also when the account has gone on.
func TestAwardRetry(t *testing.T) {
	policy := plain()
	policy.Actions = []points.Action{{ID: "profile", Points: 100, Once: true}, {ID: "friend", Points: 5}}
	engine := newEngine(t, policy, time.UTC)
	for _, w := range []points.Award{{Action: "profile", At: at("2026-03-01")}, {Action: "friend", Source: "C1", At: at("2026-03-01")}} {
		first, err := engine.Award(points.Account{}, w)
		if err != nil {
			t.Fatal(err)
		}
		account := fold(t, engine, points.Account{}, first.Entry, earn("O1", "2026-03-02", 5, "12 months"))
		retry, err := engine.Award(account, w)
		want := []points.Reason{{Code: points.Already, Have: first.Entry.Points, At: w.At}}
		if diff := cmp.Diff(want, retry.Reasons); err != nil || diff != "" {
			t.Errorf("%s: %v %s", w.Action, err, diff)
		}
		other := points.Award{Action: "friend", Source: "C2", At: w.At}
		if _, err := engine.Award(account, other); !errors.Is(err, points.ErrReplay) || !strings.Contains(err.Error(), "date it later") {
			t.Errorf("another, dated back: %v", err)
		}
	}
}

// An action that counts once is never cut: the customer would lose the rest for
// ever.
func TestOnceIsNotCut(t *testing.T) {
	policy := plain()
	policy.DayCap = limit(100)
	policy.Actions = []points.Action{{ID: "profile", Points: 100, Once: true, DayCap: limit(100)}, {ID: "friend", Points: 45}}
	engine := newEngine(t, policy, time.UTC)
	account := fold(t, engine, points.Account{}, must(engine.Award(points.Account{}, points.Award{Action: "friend", Source: "x", At: at("2026-03-01")})).Entry)
	got, err := engine.Award(account, points.Award{Action: "profile", At: at("2026-03-01 10:00")})
	if diff := cmp.Diff(points.Answer{Reasons: []points.Reason{{Code: points.DayCap, Need: 100, Have: 45}}}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	got, err = engine.Award(account, points.Award{Action: "profile", At: at("2026-03-02")})
	if err != nil || !got.OK || got.Entry.Points != 100 {
		t.Error(got, err)
	}
	policy.DayCap, policy.Actions[0].DayCap = limit(99), limit(98)
	_, err = points.New(policy, time.UTC)
	wantFaults(t, err,
		"conflict actions[0].points: 100 at once, which is not cut, under a cap of 98 a day: nobody would ever get it",
		"conflict actions[0].points: 100 at once, which is not cut, under a cap of 99 a day: nobody would ever get it")
}

package tier_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/tier"
)

// Case B at, just below and just above each of its thresholds. VIP and 至尊 ask
// for two things at once.
func TestCaseB(t *testing.T) {
	engine := load(caseB, shanghai)
	start := on(2026, 1, 31)
	for _, c := range []struct {
		orders, interactions int
		spend                string
		asked                time.Time
		want                 string
	}{
		{0, 0, "", start, "regular"},
		{1, 0, "499.99", start, "regular"},
		{1, 0, "500", start, "senior"},
		{1, 0, "500.01", start, "senior"},
		{4, 0, "2000", start, "senior"},
		{5, 0, "1999.99", start, "senior"},
		{5, 0, "2000", start, "vip"},
		{6, 0, "2000.01", start, "vip"},
		{1, 9, "5000", start, "senior"},
		{1, 10, "4999.99", start, "senior"},
		{1, 10, "5000", start, "supreme"},
		{1, 11, "5000.01", start, "supreme"},
	} {
		history := []tier.Event{joinOn(start)}
		for i := range c.orders {
			amount := "0"
			if i == 0 {
				amount = c.spend
			}
			history = append(history, order(fmt.Sprint("o", i), start, amount))
		}
		if c.interactions > 0 {
			history = append(history, tier.Event{ID: "i", Kind: tier.Interaction, At: start, Counter: "review", Count: int64(c.interactions)})
		}
		if got := standingOf(t, engine, c.asked, history...).Tier; got != c.want {
			t.Errorf("%d orders of %q in all, %d interactions: %q, want %q", c.orders, c.spend, c.interactions, got, c.want)
		}
	}
}

// What was spent counts for 至尊 through the same date a year later.
func TestCaseBLooksBackAYear(t *testing.T) {
	engine := load(caseB, shanghai)
	talk := func(at time.Time) tier.Event {
		return tier.Event{ID: "i", Kind: tier.Interaction, At: at, Counter: "review", Count: 10}
	}
	bought := time.Date(2024, 2, 29, 23, 59, 59, 0, shanghai)
	end := time.Date(2025, 3, 1, 0, 0, 0, 0, shanghai) // 28 February 2025 − 12 months is 28 February 2024
	for _, c := range []struct {
		at   time.Time
		want string
	}{{end.Add(-1), "supreme"}, {end, "senior"}, {end.Add(1), "senior"}} {
		if got := standingOf(t, engine, c.at, joinOn(bought), order("o", bought, "5000"), talk(c.at)).Tier; got != c.want {
			t.Errorf("at %s: %q, want %q", c.at, got, c.want)
		}
	}
}

// Case C: each grade by number or by amount, in the previous six natural
// months: nothing of the running month counts, nothing of the seventh before.
func TestCaseC(t *testing.T) {
	engine := load(caseC, shanghai)
	august := time.Date(2026, 8, 1, 0, 0, 0, 0, shanghai)
	first, last := time.Date(2026, 2, 1, 0, 0, 0, 0, shanghai), august.Add(-1)
	for _, at := range []time.Time{first, last} {
		for i, spend := range []int64{50, 200, 500, 1000, 3000} {
			for step, want := range map[int64]string{-1: grade(i), 0: grade(i + 1), 1: grade(i + 1)} {
				if i == 0 && step < 0 {
					continue // one order makes the lowest grade, whatever its amount
				}
				o := order("o", at, fmt.Sprintf("%d.%02d", (spend*100+step)/100, (spend*100+step)%100))
				if got := standingOf(t, engine, august, o).Tier; got != want {
					t.Errorf("spend %s at %s: grade %q, want %q", o.Amount, at, got, want)
				}
			}
		}
		for i, n := range []int{1, 2, 4, 7, 12} {
			for _, step := range []int{-1, 0, 1} {
				var history []tier.Event
				for k := range n + step {
					history = append(history, order(fmt.Sprint(k), at, "0"))
				}
				want := grade(i + 1)
				if step < 0 {
					want = grade(i)
				}
				if n+step >= 2 && i == 0 {
					want = grade(2)
				}
				if got := standingOf(t, engine, august, history...).Tier; got != want {
					t.Errorf("%d orders at %s: grade %q, want %q", n+step, at, got, want)
				}
			}
		}
	}
	for why, at := range map[string]time.Time{"before the window": first.Add(-1), "in the running month": august} {
		if got := standingOf(t, engine, august, order("o", at, "3000")).Earned; got.Tier != "" && got.Since.Equal(august) {
			t.Errorf("an order %s counts: %+v", why, got)
		}
	}
}

func grade(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprint(i)
}

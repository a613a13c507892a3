package cycle_test

import (
	"testing"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/cycle"
)

// newCare returns a shop that recalls what will soon be used up, at the usual share
// of the cycle.
func newCare(t *testing.T) *care.Engine {
	t.Helper()
	e, err := care.New(care.Program{
		Channels: []care.Channel{{ID: "app", Kind: care.Other}},
		Topics:   []string{"offers"},
		Rules: []care.Rule{{
			ID: "recall", Class: care.Commercial, Topic: "offers", Channels: []string{"app"},
			Cycle: &care.OnCycle{}, Within: "end of day",
		}},
	}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// recalled returns the occurrences of half a year and their dates, each day planned
// by the purchases so far.
func recalled(t *testing.T, m *cycle.Model, purchases []cycle.Purchase) map[string]string {
	t.Helper()
	e, all := newCare(t), map[string]string{}
	for from := instant(t, "2026-01-01", time.UTC); from.Month() < time.August; from = from.AddDate(0, 0, 1) {
		customer := care.Customer{
			ID: "Ann", Zone: time.UTC, Cycles: cyclesOf(t, m, purchases, from),
			Addresses: []care.Address{{Channel: "app", Value: "ann"}},
			Consents:  []care.Consent{{Channel: "app", At: from.AddDate(-1, 0, 0)}},
		}
		plan, err := e.Plan(care.Run{From: from, Until: from.AddDate(0, 0, 1)}, []care.Customer{customer})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range plan.Contacts {
			all[c.Occurrence] += c.At.Format(time.DateOnly)
		}
	}
	return all
}

// A shampoo that lasts 90 days is recalled once, 65 days after it was bought, which
// is 0.73 of it; two bottles after 131. Who buys before that is not.
func TestRecall(t *testing.T) {
	m := newModel(t, newEngine(t, cycle.Policy{}, time.UTC), p9("90"))
	first := cycle.Purchase{ID: "1", Product: "P9", At: instant(t, "2026-01-01 18:00:00", time.UTC), Quantity: 1}
	early := cycle.Purchase{ID: "2", Product: "P9", At: instant(t, "2026-03-06 18:00:00", time.UTC), Quantity: 1}
	two := first
	two.Quantity = 2
	wantSame(t, "one bottle", map[string]string{"cycle:P9:2026-01-01": "2026-03-07"}, recalled(t, m, []cycle.Purchase{first}))
	wantSame(t, "two bottles", map[string]string{"cycle:P9:2026-01-01": "2026-05-12"}, recalled(t, m, []cycle.Purchase{two}))
	wantSame(t, "bought before", map[string]string{"cycle:P9:2026-03-06": "2026-05-04"}, // 59 of (64 + 2 × 90) / 3 days
		recalled(t, m, []cycle.Purchase{first, early}))
}

// The shortest and the longest cycle are such as care takes.
func TestCareTakesThem(t *testing.T) {
	e := newEngine(t, cycle.Policy{}, time.UTC)
	for _, median := range []string{"1/20000", "3660"} {
		cycles := cyclesOf(t, newModel(t, e, p9(median)), bought(0, 1), now)
		if len(cycles) != 1 {
			t.Fatalf("%s: %v", median, cycles)
		}
		_, err := newCare(t).Plan(care.Run{From: now, Until: now.AddDate(0, 0, 1)}, []care.Customer{{ID: "Ann", Cycles: cycles}})
		if err != nil {
			t.Error(err)
		}
	}
}

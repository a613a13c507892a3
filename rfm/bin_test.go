package rfm_test

import (
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// At most 1 week ago on date D is not before D − 7 days, at any hour; a week
// that clocks make an hour shorter is one too.
func TestWeeks(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for side, want := range map[rfm.Side][]int{
		//           6  7  8  13 14 15 days ago
		rfm.Right: {3, 3, 2, 2, 2, 1},
		rfm.Left:  {3, 2, 2, 2, 1, 1},
	} {
		m := lifetime()
		m.Recency = rfm.Scale{Unit: rfm.Weeks, Closed: side, Cuts: []decimal.Decimal{dec("1"), dec("2")}, Scores: []int{3, 2, 1}}
		engine := newEngine(t, m, berlin)
		for i, days := range []int{6, 7, 8, 13, 14, 15} {
			for _, today := range []string{"2026-03-31 00:00:00", "2026-03-31 23:59:59"} { // clocks went forward on the 29th
				at := instant(t, today, berlin)
				day := time.Date(2026, time.March, 31-days, 0, 0, 0, 0, berlin)
				for _, last := range []time.Time{day, day.AddDate(0, 0, 1).Add(-time.Nanosecond)} {
					if got := score(t, engine.At(at), summary(t, last, 1, "1")); got.R != want[i] || got.RecencyDays != days {
						t.Errorf("%s, %d days at %s: R %d, %d days; want %d", side, days, today, got.R, got.RecencyDays, want[i])
					}
				}
			}
		}
	}
}

// M of the average order: exact at, just below and just above a cut that no
// average can be rounded to.
func TestPerOrder(t *testing.T) {
	for _, c := range []struct {
		orders      int64
		amount      string
		left, right int
	}{
		{1, "99.99", 1, 1},
		{1, "100", 2, 1},
		{1, "100.01", 2, 2},
		{3, "299.999999999999", 1, 1}, // 99.999999999999666…
		{3, "300", 2, 1},
		{3, "300.000000000001", 2, 2}, // 100.000000000000333…: more than the cut, by less than an amount has decimals
		{1_000_000_000, "99999999999.99", 1, 1},
		{1_000_000_000, "100000000000", 2, 1},
		{1_000_000_000, "100000000000.01", 2, 2},
		{2, "199999999999999999999.99", 3, 3}, // beyond int64
		{7, "1399.99", 2, 2},
		{7, "1400", 3, 2},
		{7, "1400.01", 3, 3},
	} {
		for side, want := range map[rfm.Side]int{rfm.Left: c.left, rfm.Right: c.right} {
			m := lifetime()
			m.Monetary = rfm.Scale{Unit: rfm.PerOrder, Closed: side, Cuts: []decimal.Decimal{dec("100"), dec("200")}, Scores: []int{1, 2, 3}}
			got := score(t, newEngine(t, m, time.UTC).At(now), summary(t, now, c.orders, c.amount))
			if got.M != want {
				t.Errorf("%s over %d orders, %s: M %d, want %d", c.amount, c.orders, side, got.M, want)
			}
		}
	}
}

// Whether there is a score does not depend on how the amount is taken.
func TestPerOrderWithoutScore(t *testing.T) {
	m := lifetime()
	m.Monetary.Unit = rfm.PerOrder
	at := newEngine(t, m, time.UTC).At(now)
	for amount, want := range map[string]rfm.Status{"0": rfm.NothingNet, "-5": rfm.NothingNet, "0.000000000001": rfm.Scored} {
		if got := score(t, at, summary(t, now, 3, amount)); got.Status != want {
			t.Errorf("%s over 3 orders: %s, want %s", amount, got.Status, want)
		}
	}
}

func TestPerOrderDoesNotAllocate(t *testing.T) {
	m := lifetime()
	m.Monetary.Unit, m.Monetary.Cuts[3] = rfm.PerOrder, dec("123456789012.123456789012")
	for _, side := range []rfm.Side{rfm.Left, rfm.Right} {
		m.Monetary.Closed = side
		at := newEngine(t, m, time.UTC).At(now)
		c := summary(t, now, 3, "3000.000000000001")
		if n := testing.AllocsPerRun(100, func() {
			if got, err := at.Score(c); err != nil || got.M != 4 {
				t.Errorf("%+v, %v", got, err)
			}
		}); n != 0 {
			t.Errorf("%v allocations, want 0", n)
		}
	}
}

func TestBinText(t *testing.T) {
	m := lifetime()
	m.Monetary.Unit = rfm.PerOrder
	m.Frequency = rfm.Scale{Closed: rfm.Left, Scores: []int{2}}
	m.Recency = rfm.Scale{Unit: rfm.Weeks, Closed: rfm.Right, Cuts: []decimal.Decimal{dec("1"), dec("4")}, Scores: []int{3, 2, 1}}
	e := newEngine(t, m, time.UTC)
	for want, at := range map[string]struct {
		d     rfm.Dimension
		score int
	}{
		"per order < 300":        {rfm.Monetary, 1},
		"per order ≥ 300, < 500": {rfm.Monetary, 2},
		"per order ≥ 2000":       {rfm.Monetary, 5},
		"any":                    {rfm.Frequency, 2},
		"weeks ≤ 1":              {rfm.Recency, 3},
		"weeks > 1, ≤ 4":         {rfm.Recency, 2},
	} {
		if got, ok := e.Bin(at.d, at.score); !ok || got.String() != want {
			t.Errorf("%s, %v; want %s", got, ok, want)
		}
	}
}

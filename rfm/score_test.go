package rfm_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// Recency of the textbook at, just before and just after each bound, on
// 31 March, where months are clamped.
func TestTextbookRecency(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	at := newEngine(t, rfm.Textbook(), shanghai).At(instant(t, "2026-03-31 18:00:00", shanghai))
	for _, c := range []struct {
		last string
		r    int
		days int
		why  string
	}{
		{"2026-03-31 18:00:00", 5, 0, "this instant"},
		{"2026-03-31 00:00:00", 5, 0, "today"},
		{"2026-03-30 23:59:59.999999999", 5, 1, "a nanosecond before today is yesterday"},
		{"2026-02-28 00:00:00", 5, 31, "31 March − 1 month is 28 February"},
		{"2026-02-27 23:59:59.999999999", 4, 32, "just before"},
		{"2025-12-31 00:00:00", 4, 90, "− 3 months"},
		{"2025-12-30 23:59:59.999999999", 3, 91, "just before"},
		{"2025-11-30 00:00:00", 3, 121, "− 4 months: November has 30 days"},
		{"2025-11-29 23:59:59.999999999", 2, 122, "just before"},
		{"2025-08-31 00:00:00", 2, 212, "− 7 months"},
		{"2025-08-30 23:59:59.999999999", 1, 213, "just before"},
		{"2025-03-31 00:00:00", 1, 365, "− 12 months"},
	} {
		got := score(t, at, summary(t, instant(t, c.last, shanghai), 1, "300"))
		if got.R != c.r || got.RecencyDays != c.days || got.Status != rfm.Scored {
			t.Errorf("%s (%s): R %d, %d days, %s; want R %d, %d days", c.last, c.why, got.R, got.RecencyDays, got.Status, c.r, c.days)
		}
	}
	got := score(t, at, summary(t, instant(t, "2025-03-30 23:59:59.999999999", shanghai), 0, "0"))
	if want := (rfm.Score{Status: rfm.Lapsed, RecencyDays: 366}); got != want {
		t.Errorf("just before the period: %+v, want %+v", got, want)
	}
}

func TestTextbookFrequency(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for orders, want := range []int{1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5, 7: 5} {
		if orders == 0 {
			continue
		}
		if got := score(t, at, summary(t, now, int64(orders), "1")); got.F != want {
			t.Errorf("%d orders: F %d, want %d", orders, got.F, want)
		}
	}
	if got := score(t, at, summary(t, now, 1_000_000_000, "1")); got.F != 5 {
		t.Errorf("a billion orders: F %d, want 5", got.F)
	}
}

func TestTextbookMonetary(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct {
		amount string
		m      int
	}{
		{"0.000000000001", 1}, {"0.01", 1}, {"299.99", 1}, {"299.999999999999", 1},
		{"300", 2}, {"300.01", 2}, {"499.99", 2},
		{"500", 3}, {"500.00", 3}, {"999.99", 3},
		{"1000", 4}, {"1e3", 4}, {"1999.50", 4}, {"1999.99", 4}, {"1999.999999999999", 4},
		{"2000", 5}, {"2e3", 5}, {"2000.01", 5}, {"123456789012345678901234567890", 5},
	} {
		if got := score(t, at, summary(t, now, 1, c.amount)); got.M != c.m {
			t.Errorf("%s: M %d, want %d", c.amount, got.M, c.m)
		}
	}
}

// cell returns a customer whom the textbook gives these scores.
func cell(t failer, r, f, m int) rfm.Summary {
	days := []int{1: 300, 2: 150, 3: 100, 4: 60, 5: 10}[r]
	orders := []int64{1: 1, 2: 2, 3: 3, 4: 4, 5: 6}[f]
	amount := []string{1: "299.99", 2: "300", 3: "500", 4: "1999.50", 5: "2000"}[m]
	return summary(t, now.AddDate(0, 0, -days), orders, amount)
}

// All cells of the textbook: values, grades, and that each score counts.
func TestTextbookCells(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	grades := map[string]int{}
	for r := 1; r <= 5; r++ {
		for f := 1; f <= 5; f++ {
			for m := 1; m <= 5; m++ {
				got := score(t, at, cell(t, r, f, m))
				if got.R != r || got.F != f || got.M != m || got.Value != r+3*f+4*m {
					t.Errorf("cell %d%d%d: %+v", r, f, m, got)
				}
				if got.Value < 8 || got.Value > 40 {
					t.Errorf("cell %d%d%d: value %d is outside 8..40", r, f, m, got.Value)
				}
				if m <= 3 && got.Grade == "Platinum" {
					t.Errorf("cell %d%d%d: Platinum with M ≤ 3", r, f, m)
				}
				grades[got.Grade]++
			}
		}
	}
	want := map[string]int{"Platinum": 8, "Gold": 45, "Silver": 51, "Bronze": 21}
	if diff := cmp.Diff(want, grades); diff != "" {
		t.Errorf("cells per grade (-want +got):\n%s", diff)
	}
}

// Each grade at its bound and just below.
func TestTextbookGrades(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct {
		r, f, m, value int
		grade          string
	}{
		{5, 5, 5, 40, "Platinum"}, {1, 5, 5, 36, "Platinum"},
		{5, 5, 4, 36, "Platinum"}, {3, 4, 5, 35, "Gold"},
		{3, 5, 2, 26, "Gold"}, {2, 5, 2, 25, "Silver"},
		{4, 3, 1, 17, "Silver"}, {3, 3, 1, 16, "Bronze"},
		{1, 1, 1, 8, "Bronze"},
	} {
		if got := score(t, at, cell(t, c.r, c.f, c.m)); got.Value != c.value || got.Grade != c.grade {
			t.Errorf("%d%d%d: %d %s, want %d %s", c.r, c.f, c.m, got.Value, got.Grade, c.value, c.grade)
		}
	}
}

// A customer silent for eleven months can be Platinum: the days stand beside it.
func TestSilentPlatinum(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	got := score(t, at, summary(t, instant(t, "2025-04-30", time.UTC), 6, "2000"))
	want := rfm.Score{Status: rfm.Scored, R: 1, F: 5, M: 5, Value: 36, Grade: "Platinum", RecencyDays: 335}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestAnswersWithoutScore(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	buy := func(days int, amount, refunded string) rfm.Purchase {
		return rfm.Purchase{At: now.AddDate(0, 0, -days), Amount: dec(amount), Refunded: dec(refunded)}
	}
	for _, c := range []struct {
		name      string
		purchases []rfm.Purchase
		want      rfm.Score
	}{
		{"nothing", nil, rfm.Score{Status: rfm.NeverBought}},
		{"all refunded", []rfm.Purchase{buy(5, "10", "10.00")}, rfm.Score{Status: rfm.NeverBought}},
		{"later than the instant", []rfm.Purchase{buy(-1, "10", "0")}, rfm.Score{Status: rfm.NeverBought}},
		{"before the period", []rfm.Purchase{buy(400, "10", "0")}, rfm.Score{Status: rfm.Lapsed, RecencyDays: 400}},
		{"the newest refunded", []rfm.Purchase{buy(400, "10", "0"), buy(5, "99", "99")}, rfm.Score{Status: rfm.Lapsed, RecencyDays: 400}},
		{"an order of nothing", []rfm.Purchase{buy(5, "0", "0")}, rfm.Score{Status: rfm.NothingNet, RecencyDays: 5}},
	} {
		var s rfm.Summary
		add(t, at, &s, c.purchases...)
		if got := score(t, at, s); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	got := score(t, at, summary(t, now, 2, "-0.01"))
	if want := (rfm.Score{Status: rfm.NothingNet}); got != want {
		t.Errorf("a negative net: %+v, want %+v", got, want)
	}
}

// Moving the analysis instant by 12 hours moved 30 of 4,339 customers.
func TestTwelveHoursChangeNothing(t *testing.T) {
	for _, name := range []string{"Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia"} {
		loc := zone(t, name)
		engine := newEngine(t, rfm.Textbook(), loc)
		day := time.Date(2026, time.March, 31, 0, 0, 0, 0, loc)
		morning, night := engine.At(day.Add(6*time.Hour)), engine.At(day.Add(18*time.Hour))
		for hours := range 13 * 30 * 24 {
			p := rfm.Purchase{At: day.Add(-time.Duration(hours) * time.Hour), Amount: dec("5")}
			var s rfm.Summary
			add(t, morning, &s, p)
			if a, b := score(t, morning, s), score(t, night, s); a != b {
				t.Fatalf("%s, bought at %s: %+v at 06:00, %+v at 18:00", name, p.At, a, b)
			}
		}
	}
}

// The same of the retail customers, whom the fault was found with.
func TestTwelveHoursOfRetail(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	day := instant(t, "2011-12-10", time.UTC)
	morning, night := engine.At(day.Add(6*time.Hour)), engine.At(day.Add(18*time.Hour))
	early, late := map[string]rfm.Summary{}, map[string]rfm.Summary{}
	for _, row := range sharedRows(t, "online_retail_orders.csv") {
		paid, err := time.Parse(time.RFC3339, row[2])
		if err != nil {
			t.Fatal(err)
		}
		p := rfm.Purchase{At: paid, Amount: dec(row[3])}
		a, b := early[row[1]], late[row[1]]
		add(t, morning, &a, p)
		add(t, night, &b, p)
		early[row[1]], late[row[1]] = a, b
	}
	if len(early) != 4338 {
		t.Errorf("%d customers, want 4338", len(early))
	}
	for name := range early {
		if a, b := score(t, morning, early[name]), score(t, night, late[name]); a != b {
			t.Errorf("customer %s: %+v at 06:00, %+v at 18:00", name, a, b)
		}
	}
}

// The hour of the bounds follows the location, also where clocks skip midnight.
func TestBounds(t *testing.T) {
	for _, c := range []struct{ zone, at, period, from string }{
		{"Asia/Shanghai", "2026-03-31T10:00:00Z", "last 12 months", "2025-03-30T16:00:00Z"},
		{"Asia/Shanghai", "2026-03-30T16:00:00Z", "last 1 month", "2026-02-27T16:00:00Z"},
		{"America/Sao_Paulo", "2018-12-04T12:00:00Z", "last 1 month", "2018-11-04T03:00:00Z"},
		{"UTC", "2026-03-31T10:00:00Z", "last 90 days", "2025-12-31T00:00:00Z"},
		{"UTC", "2026-03-31T10:00:00Z", "year to date", "2026-01-01T00:00:00Z"},
		{"UTC", "2026-03-31T10:00:00Z", "lifetime", "0001-01-01T00:00:00Z"},
	} {
		m := rfm.Textbook()
		m.Period, m.Recency = rfm.Period(c.period), rfm.Scale{Unit: rfm.Days, Closed: rfm.Right, Scores: []int{5}}
		at, _ := time.Parse(time.RFC3339, c.at)
		from, to := newEngine(t, m, zone(t, c.zone)).At(at).Bounds()
		if got := from.UTC().Format(time.RFC3339); got != c.from || !to.Equal(at) {
			t.Errorf("%s in %s at %s: %s to %s, want %s", c.period, c.zone, c.at, got, to, c.from)
		}
	}
}

func TestBins(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	want := map[rfm.Dimension][]string{
		rfm.Recency:   {1: "months > 7", 2: "months > 4, ≤ 7", 3: "months > 3, ≤ 4", 4: "months > 1, ≤ 3", 5: "months ≤ 1"},
		rfm.Frequency: {1: "< 2", 2: "≥ 2, < 3", 3: "≥ 3, < 4", 4: "≥ 4, < 6", 5: "≥ 6"},
		rfm.Monetary:  {1: "< 300", 2: "≥ 300, < 500", 3: "≥ 500, < 1000", 4: "≥ 1000, < 2000", 5: "≥ 2000"},
	}
	for d, bins := range want {
		for n := 1; n <= 5; n++ {
			if bin, ok := engine.Bin(d, n); !ok || bin.String() != bins[n] || bin.Score != n {
				t.Errorf("%s %d: %q, %v; want %q", d, n, bin, ok, bins[n])
			}
		}
	}
	for _, c := range []struct {
		d rfm.Dimension
		n int
	}{{rfm.Recency, 0}, {rfm.Recency, 6}, {"colour", 1}} {
		if bin, ok := engine.Bin(c.d, c.n); ok {
			t.Errorf("%s %d: %q, want none", c.d, c.n, bin)
		}
	}
}

// Every kind of scale on both sides of its cuts.
func TestSides(t *testing.T) {
	m := rfm.Textbook()
	m.Recency = rfm.Scale{Unit: rfm.Days, Closed: rfm.Left, Cuts: []decimal.Decimal{dec("10"), dec("20.4")}, Scores: []int{3, 2, 1}}
	m.Frequency = rfm.Scale{Closed: rfm.Right, Cuts: []decimal.Decimal{dec("2"), dec("3.5")}, Scores: []int{1, 2, 3}}
	m.Monetary = rfm.Scale{Closed: rfm.Right, Cuts: []decimal.Decimal{dec("100")}, Scores: []int{4, 7}}
	at := newEngine(t, m, time.UTC).At(now)
	for _, c := range []struct {
		days, orders int
		amount       string
		r, f, m      int
	}{
		{9, 2, "99.99", 3, 1, 4},
		{10, 3, "100", 2, 2, 4},
		{20, 4, "100.000000000001", 2, 3, 7},
		{21, 4, "100.01", 1, 3, 7},
	} {
		got := score(t, at, summary(t, now.AddDate(0, 0, -c.days), int64(c.orders), c.amount))
		if got.R != c.r || got.F != c.f || got.M != c.m {
			t.Errorf("%d days, %d orders, %s: %d%d%d, want %d%d%d", c.days, c.orders, c.amount, got.R, got.F, got.M, c.r, c.f, c.m)
		}
	}
}

// The oldest date on the near side of a recency cut, on dates where it matters
// that months go back first, and then days.
func TestSidesOfRecency(t *testing.T) {
	for _, c := range []struct {
		today  string
		unit   rfm.Unit
		closed rfm.Side
		cut    string
		oldest string // date that still gets the better score
	}{
		{"2026-03-31", rfm.Months, rfm.Right, "1", "2026-02-28"},
		{"2026-03-31", rfm.Months, rfm.Left, "1", "2026-03-01"},
		{"2026-03-30", rfm.Months, rfm.Right, "1", "2026-02-28"},
		{"2026-03-30", rfm.Months, rfm.Left, "1", "2026-03-01"}, // a day first would be 28 February
		{"2026-03-28", rfm.Months, rfm.Left, "1", "2026-03-01"},
		{"2024-02-29", rfm.Months, rfm.Left, "12", "2023-03-01"},
		{"2026-03-31", rfm.Days, rfm.Right, "30", "2026-03-01"},
		{"2026-03-31", rfm.Days, rfm.Right, "30.9", "2026-03-01"},
		{"2026-03-31", rfm.Days, rfm.Left, "30", "2026-03-02"},
		{"2026-03-31", rfm.Days, rfm.Left, "30.1", "2026-03-01"},
		{"2026-03-31", rfm.Weeks, rfm.Right, "4", "2026-03-03"},
		{"2026-03-31", rfm.Weeks, rfm.Left, "4", "2026-03-04"},
	} {
		m := lifetime()
		m.Recency = rfm.Scale{Unit: c.unit, Closed: c.closed, Cuts: []decimal.Decimal{dec(c.cut)}, Scores: []int{2, 1}}
		at := newEngine(t, m, time.UTC).At(instant(t, c.today+" 15:04:05", time.UTC))
		oldest := instant(t, c.oldest, time.UTC)
		for last, r := range map[time.Time]int{oldest.AddDate(0, 0, 1): 2, oldest: 2, oldest.Add(-1): 1, oldest.AddDate(0, 0, -1): 1} {
			if got := score(t, at, summary(t, last, 1, "1")); got.R != r {
				t.Errorf("on %s, %s %s closed %s: %s gets R %d, want %d", c.today, c.cut, c.unit, c.closed, last, got.R, r)
			}
		}
	}
}

// A summary made for another instant or period is refused, never scored wrong.
func TestForeignSummary(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct {
		name string
		s    rfm.Summary
		want string
	}{
		{"after the instant", summary(t, now.Add(1), 1, "5"), "after the instant of scoring"},
		{"orders, but the last before the period", summary(t, now.AddDate(-1, 0, -1), 1, "5"), "1 in the period"},
		{"no orders, but the last in the period", summary(t, now, 0, "0"), "0 in the period"},
	} {
		got, err := at.Score(c.s)
		var data *rfm.DataError
		if !errors.As(err, &data) || !strings.Contains(err.Error(), c.want) || got != (rfm.Score{}) {
			t.Errorf("%s: %+v, %v; want an error with %q", c.name, got, err, c.want)
		}
	}
}

func TestInstantOutOfRange(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	for _, at := range []time.Time{{}, time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0), time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)} {
		scorer := engine.At(at)
		var s rfm.Summary
		var data *rfm.DataError
		if _, err := scorer.Score(s); !errors.As(err, &data) {
			t.Errorf("Score at %v: %v", at, err)
		}
		if err := scorer.Add(&s, rfm.Purchase{At: now}); !errors.As(err, &data) {
			t.Errorf("Add at %v: %v", at, err)
		}
	}
	for _, at := range []time.Time{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2300, 1, 1, 0, 0, 0, -1, time.UTC)} {
		if got := score(t, engine.At(at), rfm.Summary{}); got.Status != rfm.NeverBought {
			t.Errorf("at %v: %v", at, got)
		}
	}
}

func TestScoreDoesNotAllocate(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), zone(t, "Europe/Berlin")).At(now)
	segments, err := rfm.NewSegments(rfm.TenBoxes())
	if err != nil {
		t.Fatal(err)
	}
	customers := []rfm.Summary{{}, cell(t, 5, 4, 4), cell(t, 1, 1, 1), summary(t, now.AddDate(-2, 0, 0), 0, "0")}
	if n := testing.AllocsPerRun(100, func() {
		for _, c := range customers {
			s, err := at.Score(c)
			if err != nil || s.Status == rfm.Scored && segments.Name(s) == "" {
				t.Error(s, err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// Per customer, from a ready summary.
func BenchmarkScore(b *testing.B) {
	for _, name := range []string{"UTC", "Asia/Shanghai", "Europe/Berlin"} {
		b.Run(name, func(b *testing.B) {
			at := newEngine(b, rfm.Textbook(), zone(b, name)).At(now)
			customers := []rfm.Summary{cell(b, 5, 4, 4), cell(b, 1, 1, 1), cell(b, 3, 5, 2), cell(b, 2, 2, 5)}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, err := at.Score(customers[i%len(customers)]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

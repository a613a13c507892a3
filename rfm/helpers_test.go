package rfm_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func zone(t failer, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// instant reads a date, which means its midnight in loc, or a date and a time.
func instant(t failer, s string, loc *time.Location) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04:05.999999999"
	at, err := time.ParseInLocation(layout[:min(len(s), len(layout))], s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func newEngine(t failer, m rfm.Model, loc *time.Location) *rfm.Engine {
	t.Helper()
	e, err := rfm.New(m, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// lifetime is the textbook with the period that fits are made over.
func lifetime() rfm.Model {
	m := rfm.Textbook()
	m.Period = rfm.Lifetime
	return m
}

func summary(t failer, last time.Time, orders int64, amount string) rfm.Summary {
	t.Helper()
	s, err := rfm.NewSummary(last, orders, dec(amount))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func score(t failer, at *rfm.Scorer, s rfm.Summary) rfm.Score {
	t.Helper()
	got, err := at.Score(s)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func add(t failer, at *rfm.Scorer, s *rfm.Summary, purchases ...rfm.Purchase) {
	t.Helper()
	for _, p := range purchases {
		if err := at.Add(s, p); err != nil {
			t.Fatal(err)
		}
	}
}

// sharedRows reads a table of the project's shared data, without its header.
func sharedRows(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("../../shared/data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED, known answers are not checked: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// now is the instant of the cases; the properties draw theirs.
var now = time.Date(2026, time.March, 31, 15, 4, 5, 6, time.UTC)

// zones where the properties run: without clock changes, with many, and with a
// skipped day and skipped midnights.
var zones = []string{"UTC", "Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia", "Europe/Berlin"}

func drawZone(t *rapid.T) *time.Location {
	return zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
}

// monthEnds are days from which months go back to shorter ones, and others.
var monthEnds = []string{"2026-03-31", "2026-03-30", "2024-02-29", "2025-02-28", "2025-12-31", "2026-01-01", "2026-04-30", "2026-05-17"}

// clockChanges are days on which clocks change, by zone.
var clockChanges = map[string][]string{
	"Asia/Shanghai":     {"1986-05-04", "1991-09-15"},
	"America/Sao_Paulo": {"2018-11-04", "2019-02-17"}, // begins at 01:00; follows an hour that comes twice
	"Pacific/Apia":      {"2011-12-30", "2011-09-24"}, // did not exist; an ordinary change
	"Europe/Berlin":     {"2026-03-29", "2025-10-26"},
}

// instants draws when to score: on month ends, around the zone's clock changes,
// and where the textbook's cuts and period go back to them.
func instants(loc *time.Location) *rapid.Generator[time.Time] {
	const aDay = int64(24 * time.Hour)
	days := rapid.SampledFrom(monthEnds)
	if changes := clockChanges[loc.String()]; changes != nil {
		days = rapid.OneOf(days, rapid.SampledFrom(changes))
	}
	return rapid.Custom(func(t *rapid.T) time.Time {
		day := instant(t, days.Draw(t, "day"), time.UTC)
		day = day.AddDate(0, rapid.SampledFrom([]int{0, 0, 0, 1, 3, 4, 7, 12}).Draw(t, "months later"), rapid.SampledFrom([]int{0, 0, -1, 1}).Draw(t, "days later"))
		clock := rapid.OneOf(rapid.Just(int64(0)), rapid.Just(aDay-1), rapid.Int64Range(0, aDay-1)).Draw(t, "clock")
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, int(clock), loc)
	})
}

// amounts draws what is paid: mostly cents, near the textbook's cuts too, with
// other exponents and numbers around and beyond int64 among them.
func amounts() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			return decimal.Zero
		case 1:
			return decimal.New(rapid.Int64Range(0, 99).Draw(t, "coefficient"), rapid.Int32Range(-12, 3).Draw(t, "exponent"))
		case 2:
			most := rapid.SampledFrom([]string{"999999999999999999", "1000000000000000000", "9223372036854775807", "1234567890123456789012"}).Draw(t, "most")
			return dec(most).Shift(-rapid.Int32Range(0, 10).Draw(t, "decimals"))
		case 3:
			cut := rapid.SampledFrom([]int64{300_00, 500_00, 1000_00, 2000_00}).Draw(t, "cut")
			return decimal.New(cut+rapid.Int64Range(-1, 1).Draw(t, "off"), -2)
		}
		return decimal.New(rapid.Int64Range(0, 250_000).Draw(t, "cents"), -2)
	})
}

// purchases draws valid purchases, many of them refunded.
func purchases(at *rfm.Scorer) *rapid.Generator[[]rfm.Purchase] {
	one := rapid.Custom(func(t *rapid.T) rfm.Purchase {
		p := rfm.Purchase{At: paidAt(at).Draw(t, "at"), Amount: amounts().Draw(t, "amount")}
		switch rapid.IntRange(0, 3).Draw(t, "refund") {
		case 0:
			p.Refunded = p.Amount
		case 1:
			part := decimal.New(rapid.Int64Range(0, 4).Draw(t, "quarters"), 0)
			p.Refunded = p.Amount.Mul(part).Mul(dec("0.25"))
			if p.Refunded.Exponent() < -12 {
				p.Refunded = decimal.Zero
			}
		}
		return p
	})
	return rapid.SliceOfN(one, 0, 8)
}

// paidAt draws instants up to three years before that of the scorer and a
// little after: often the bounds of its period and the nanoseconds beyond, and
// those of days that begin whole months before.
func paidAt(at *rfm.Scorer) *rapid.Generator[time.Time] {
	from, to := at.Bounds()
	edges := []time.Time{to, to.Add(1)}
	if !from.IsZero() {
		edges = append(edges, from, from.Add(-1))
	}
	return rapid.OneOf(
		rapid.SampledFrom(edges),
		rapid.Custom(func(t *rapid.T) time.Time {
			day := monthsBefore(dateOf(to, to.Location()), rapid.SampledFrom([]int{0, 1, 3, 4, 7, 12}).Draw(t, "months"))
			off := rapid.SampledFrom([]time.Duration{-1, 0, time.Hour - 1, time.Hour}).Draw(t, "off") // clocks may skip midnight
			return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, to.Location()).Add(off)
		}),
		rapid.Custom(func(t *rapid.T) time.Time {
			return to.Add(time.Duration(rapid.Int64Range(-3*366*24*3600, 5*24*3600).Draw(t, "seconds")) * time.Second)
		}),
	)
}

// populations draws customers with summaries of the scorer; numbers repeat
// often.
func populations(at *rfm.Scorer) *rapid.Generator[[]rfm.Summary] {
	from, to := at.Bounds()
	one := rapid.Custom(func(t *rapid.T) rfm.Summary {
		days := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(0, 900)).Draw(t, "days")
		last := to.Add(-time.Duration(days) * 24 * time.Hour)
		if last.Before(from) {
			return summary(t, last, 0, "0")
		}
		paid := rapid.OneOf(rapid.Just("100"), rapid.Just("0"), rapid.Custom(func(t *rapid.T) string {
			return decimal.New(rapid.Int64Range(0, 100_000).Draw(t, "coefficient"), rapid.Int32Range(-3, 2).Draw(t, "exponent")).String()
		})).Draw(t, "paid")
		return summary(t, last, rapid.Int64Range(1, 9).Draw(t, "orders"), paid)
	})
	return rapid.SliceOfN(one, 0, 30)
}

// models draws valid models of all kinds.
func models() *rapid.Generator[rfm.Model] {
	return rapid.Custom(func(t *rapid.T) rfm.Model {
		p := extents().Draw(t, "period")
		m := rfm.Model{Period: p.period, Grades: []rfm.Grade{{Name: "high", AtLeast: 30}, {Name: "low"}}}
		unit := rapid.SampledFrom([]rfm.Unit{rfm.Days, rfm.Weeks, rfm.Months}).Draw(t, "unit")
		switch unit {
		case rfm.Days:
			m.Recency = counts(1, p.days, 9).Draw(t, "recency")
		case rfm.Weeks:
			m.Recency = counts(1, p.days/7, 0).Draw(t, "recency")
		case rfm.Months:
			m.Recency = counts(1, p.months, 0).Draw(t, "recency")
		}
		m.Recency.Unit = unit
		slices.Reverse(m.Recency.Scores)
		m.Frequency = counts(2, 40, 9).Draw(t, "frequency")
		m.Monetary = sums().Draw(t, "monetary")
		m.Monetary.Unit = rapid.SampledFrom([]rfm.Unit{"", rfm.PerOrder}).Draw(t, "amount")
		m.Weights = rfm.Weights{R: rapid.IntRange(1, 9).Draw(t, "r"), F: rapid.IntRange(0, 9).Draw(t, "f"), M: rapid.IntRange(0, 9).Draw(t, "m")}
		return m
	})
}

// An extent is a period that holds, on some day, dates of so many days and so
// many months ago.
type extent struct {
	period       rfm.Period
	days, months int
}

func extents() *rapid.Generator[extent] {
	return rapid.OneOf(
		rapid.SampledFrom([]extent{
			{rfm.Lifetime, 1900, 60},
			{"month to date", 30, 0}, {"quarter to date", 91, 2}, {"half-year to date", 183, 5}, {"year to date", 365, 11},
		}),
		rapid.Map(rapid.IntRange(1, 24), func(n int) extent { return extent{rfm.Period(fmt.Sprintf("last %d months", n)), 30 * n, n} }),
		rapid.Map(rapid.IntRange(1, 800), func(n int) extent { return extent{rfm.Period(fmt.Sprintf("last %d days", n)), n, n / 31} }),
	)
}

// counts draws a scale of whole numbers in which every bin holds some: the
// second bin begins at least, and the last at most. Cuts between whole numbers
// have up to so many tenths.
func counts(least, most int, tenths int64) *rapid.Generator[rfm.Scale] {
	return rapid.Custom(func(t *rapid.T) rfm.Scale {
		var begins []int
		if least <= most {
			one := rapid.OneOf(rapid.IntRange(least, min(most, 12)), rapid.IntRange(least, most))
			begins = rapid.SliceOfNDistinct(one, 0, 6, rapid.ID).Draw(t, "begins")
			slices.Sort(begins)
		}
		var cuts []decimal.Decimal
		closed := rapid.SampledFrom([]rfm.Side{rfm.Left, rfm.Right}).Draw(t, "closed")
		for _, n := range begins {
			tenths := decimal.New(rapid.Int64Range(0, tenths).Draw(t, "tenths"), -1)
			cut := decimal.NewFromInt(int64(n)).Sub(tenths)
			if closed == rfm.Right {
				cut = decimal.NewFromInt(int64(n - 1)).Add(tenths)
			}
			cuts = append(cuts, cut)
		}
		return scale(t, closed, cuts)
	})
}

// sums draws a scale of amounts.
func sums() *rapid.Generator[rfm.Scale] {
	return rapid.Custom(func(t *rapid.T) rfm.Scale {
		var cuts []decimal.Decimal
		cut := decimal.Zero
		for range rapid.IntRange(0, 6).Draw(t, "cuts") {
			cut = cut.Add(decimal.New(rapid.Int64Range(1, 1_000_000).Draw(t, "step"), -3))
			cuts = append(cuts, cut)
		}
		return scale(t, rapid.SampledFrom([]rfm.Side{rfm.Left, rfm.Right}).Draw(t, "closed"), cuts)
	})
}

// scale draws scores that rise.
func scale(t *rapid.T, closed rfm.Side, cuts []decimal.Decimal) rfm.Scale {
	s := rfm.Scale{Closed: closed, Cuts: append([]decimal.Decimal{}, cuts...)}
	first := rapid.IntRange(1, 10-len(cuts)).Draw(t, "first")
	for i := range len(cuts) + 1 {
		s.Scores = append(s.Scores, first+i)
	}
	return s
}

// lastFor draws a last purchase that the textbook gives R.
func lastFor(t *rapid.T, at time.Time, r int) time.Time {
	months := []int{1: 12, 2: 7, 3: 4, 4: 3, 5: 1}
	today := dateOf(at, at.Location())
	oldest, newest := monthsBefore(today, months[r]), today
	if r < 5 {
		newest = monthsBefore(today, months[r+1]).AddDate(0, 0, -1)
	}
	days := rapid.IntRange(0, int(newest.Sub(oldest).Hours())/24).Draw(t, "days before the newest")
	for _, day := range []time.Time{newest.AddDate(0, 0, -days), newest, oldest} {
		noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, at.Location())
		if noon.After(at) {
			return at
		}
		if dateOf(noon, at.Location()).Equal(day) { // which a skipped day is not
			return noon
		}
	}
	return at
}

// ordersFor draws a number of orders that the textbook gives F.
func ordersFor(t *rapid.T, f int) int64 {
	return rapid.Int64Range([]int64{1: 1, 2: 2, 3: 3, 4: 4, 5: 6}[f], []int64{1: 1, 2: 2, 3: 3, 4: 5, 5: 1_000_000_000}[f]).Draw(t, "orders")
}

// amountFor draws an amount that the textbook gives M.
func amountFor(t *rapid.T, m int) string {
	least := []int64{1: 1, 2: 300_00, 3: 500_00, 4: 1000_00, 5: 2000_00, 6: 1_000_000_00}
	return decimal.New(rapid.Int64Range(least[m], least[m+1]-1).Draw(t, "cents"), -2).String()
}

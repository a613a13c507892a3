package rfm_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
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

// now is the instant of the properties; purchases are drawn around it.
var now = time.Date(2026, time.March, 31, 15, 4, 5, 6, time.UTC)

// amounts draws what is paid: mostly cents, near the textbook's cuts too, with
// other exponents and numbers beyond int64 among them.
func amounts() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			return decimal.Zero
		case 1:
			return decimal.New(rapid.Int64Range(0, 99).Draw(t, "coefficient"), rapid.Int32Range(-12, 3).Draw(t, "exponent"))
		case 2:
			return dec("12345678901234567890.12")
		case 3:
			cut := rapid.SampledFrom([]int64{300_00, 500_00, 1000_00, 2000_00}).Draw(t, "cut")
			return decimal.New(cut+rapid.Int64Range(-1, 1).Draw(t, "off"), -2)
		}
		return decimal.New(rapid.Int64Range(0, 250_000).Draw(t, "cents"), -2)
	})
}

// purchases draws valid purchases up to three years before now and a little
// after, many of them refunded.
func purchases() *rapid.Generator[[]rfm.Purchase] {
	one := rapid.Custom(func(t *rapid.T) rfm.Purchase {
		seconds := rapid.Int64Range(-3*366*24*3600, 5*24*3600).Draw(t, "seconds")
		p := rfm.Purchase{At: now.Add(time.Duration(seconds) * time.Second), Amount: amounts().Draw(t, "amount")}
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

// populations draws customers with summaries of the scorer; numbers repeat
// often.
func populations(at *rfm.Scorer) *rapid.Generator[[]rfm.Summary] {
	one := rapid.Custom(func(t *rapid.T) rfm.Summary {
		days := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(0, 900)).Draw(t, "days")
		last := now.AddDate(0, 0, -days)
		if from, _ := at.Bounds(); last.Before(from) {
			return summary(t, last, 0, "0")
		}
		paid := rapid.OneOf(rapid.Just("100"), rapid.Just("0"), rapid.Custom(func(t *rapid.T) string {
			return decimal.New(rapid.Int64Range(0, 100_000).Draw(t, "coefficient"), rapid.Int32Range(-3, 2).Draw(t, "exponent")).String()
		})).Draw(t, "paid")
		return summary(t, last, rapid.Int64Range(1, 9).Draw(t, "orders"), paid)
	})
	return rapid.SliceOfN(one, 0, 30)
}

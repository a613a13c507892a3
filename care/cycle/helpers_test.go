package cycle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/care"
	"example.com/membership/care/cycle"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

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

// now is the instant of the cases; the properties draw theirs.
var now = time.Date(2026, time.March, 31, 15, 4, 5, 6, time.UTC)

// ago returns noon of the date so many days before now.
func ago(days int) time.Time { return time.Date(2026, time.March, 31-days, 12, 0, 0, 0, time.UTC) }

// everything is the policy by which a product is repeat-bought once there is a gap.
var everything = cycle.Policy{MinBuyers: 1, MinRepeatShare: "0", MinGaps: 1}

func newEngine(t failer, p cycle.Policy, loc *time.Location) *cycle.Engine {
	t.Helper()
	e, err := cycle.New(p, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func newPopulation(t failer, e *cycle.Engine, at time.Time, customers ...[]cycle.Purchase) *cycle.Population {
	t.Helper()
	p, err := e.Population(at)
	if err != nil {
		t.Fatal(err)
	}
	for _, purchases := range customers {
		if err := p.Add(purchases); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func newModel(t failer, e *cycle.Engine, products ...cycle.Product) *cycle.Model {
	t.Helper()
	m, err := e.Model(products)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func cyclesOf(t failer, m *cycle.Model, purchases []cycle.Purchase, at time.Time) []care.Cycle {
	t.Helper()
	cycles, err := m.Cycles(purchases, at)
	if err != nil {
		t.Fatal(err)
	}
	return cycles
}

func explain(t failer, m *cycle.Model, purchases []cycle.Purchase, at time.Time) []cycle.Estimate {
	t.Helper()
	all, err := m.Explain(purchases, at)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// bought returns purchases of the product P9 so many days ago: days and
// quantities in turns.
func bought(daysAndQuantities ...int) (list []cycle.Purchase) {
	for i := 0; i < len(daysAndQuantities); i += 2 {
		list = append(list, cycle.Purchase{
			ID: fmt.Sprintf("O%d/1", i/2+1), Product: "P9",
			At: ago(daysAndQuantities[i]), Quantity: int64(daysAndQuantities[i+1]),
		})
	}
	return list
}

// p9 is a product that everybody knows by this median.
func p9(median string) cycle.Product {
	r, _ := new(big.Rat).SetString(median)
	return cycle.Product{ID: "P9", Buyers: 100, Repeaters: 50, Gaps: 80, Median: r}
}

// wantDays checks the only cycle there is, and that it is the only one explained.
func wantDays(t failer, m *cycle.Model, purchases []cycle.Purchase, at time.Time, last, days string) {
	t.Helper()
	cycles := cyclesOf(t, m, purchases, at)
	if len(cycles) != 1 || cycles[0].Product != "P9" || cycles[0].Last != last || cycles[0].Days.String() != days {
		t.Fatalf("%v, want %s days after %s", cycles, days, last)
	}
	all := explain(t, m, purchases, at)
	if len(all) != 1 || len(all[0].Reasons) > 0 || all[0].Last != last || !all[0].Days.Equal(cycles[0].Days) {
		t.Fatalf("%+v, want the cycle of %s days after %s", all, days, last)
	}
}

// wantData checks that an error is a DataError with this line.
func wantData(t failer, err error, want string) {
	t.Helper()
	var data *care.DataError
	if !errors.As(err, &data) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *care.DataError: %s", err, err, want)
	}
}

// wantFaults checks that an error is an InvalidError with this line.
func wantFaults(t failer, err error, want string) {
	t.Helper()
	var invalid *care.InvalidError
	if !errors.As(err, &invalid) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *care.InvalidError: %s", err, err, want)
	}
}

// written returns a value as JSON.
func written(t failer, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantSame compares what JSON has of two values.
func wantSame(t failer, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(written(t, want), written(t, got)); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

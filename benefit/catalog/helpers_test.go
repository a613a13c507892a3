package catalog_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/shopspring/decimal"
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

// instant reads a date, which means its midnight in loc, or a date and a time;
// "" is the zero Time.
func instant(t failer, s string, loc *time.Location) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	layout := "2006-01-02 15:04:05.999999999"
	at, err := time.ParseInLocation(layout[:min(len(s), len(layout))], s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func newEngine(t failer, loc *time.Location, benefits ...catalog.Benefit) *catalog.Engine {
	t.Helper()
	e, err := catalog.New(catalog.Catalog{Decimals: 2, Benefits: benefits}, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func ask(t failer, e *catalog.Engine, m catalog.Member, at time.Time, launches ...catalog.Launch) catalog.Entitlements {
	t.Helper()
	has, err := e.Entitlements(m, at, launches...)
	if err != nil {
		t.Fatal(err)
	}
	return has
}

// only asks about the one benefit of a catalog.
func only(t failer, e *catalog.Engine, m catalog.Member, at time.Time, launches ...catalog.Launch) catalog.Entitlement {
	t.Helper()
	return ask(t, e, m, at, launches...).Benefits[0]
}

func claim(t failer, e *catalog.Engine, m catalog.Member, c catalog.Claim) catalog.Grant {
	t.Helper()
	g, err := e.Claim(m, c)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func text(t failer, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantData checks that an error is a DataError with this line.
func wantData(t testing.TB, err error, want string) {
	t.Helper()
	var data *benefit.DataError
	if !errors.As(err, &data) || err.Error() != want {
		t.Errorf("error %T %v\nwant a *benefit.DataError: %s", err, err, want)
	}
}

// around is a birthday benefit of so many days before and after.
func around(before, after int, leap catalog.LeapDay) catalog.Benefit {
	return catalog.Benefit{
		ID: "birthday", Kind: catalog.Coupon, Item: "C50",
		When: catalog.When{Birthday: &catalog.Birthday{Before: before, After: after, Leap: leap}},
	}
}

// gift is a gift so often per period.
func gift(times int64, per catalog.Period) catalog.Benefit {
	return catalog.Benefit{ID: "gift", Kind: catalog.Gift, Item: "mug", Limit: catalog.Limit{Times: times, Per: per}}
}

// used is one use of the gift at each instant.
func used(benefit string, at ...time.Time) (uses []catalog.Use) {
	for _, t := range at {
		uses = append(uses, catalog.Use{Key: t.Format(time.RFC3339Nano), Benefit: benefit, At: t})
	}
	return uses
}

// codes lists the reasons of an answer.
func codes(e catalog.Entitlement) (all []catalog.Code) {
	for _, r := range e.Reasons {
		all = append(all, r.Code)
	}
	return all
}

package coupon_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func ptr[T any](v T) *T { return &v }

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// off5 returns a valid coupon, five off for a week, changed as a case needs it.
func off5(id string, change ...func(*coupon.Coupon)) coupon.Coupon {
	c := coupon.Coupon{ID: id, Deal: benefit.Deal{Off: dec("5")}, Validity: coupon.Validity{Days: 7}}
	for _, f := range change {
		f(&c)
	}
	return c
}

func stocked(n int64) func(*coupon.Coupon) { return func(c *coupon.Coupon) { c.Terms.Stock = &n } }
func limited(n int64) func(*coupon.Coupon) { return func(c *coupon.Coupon) { c.PerCustomer = &n } }

// bookOf returns a book of these coupons.
func bookOf(coupons ...coupon.Coupon) coupon.Book {
	return coupon.Book{Decimals: 2, Coupons: coupons}
}

func newShop(t failer, b coupon.Book) *coupon.Engine {
	t.Helper()
	return newShopIn(t, b, cst)
}

func newShopIn(t failer, b coupon.Book, loc *time.Location) *coupon.Engine {
	t.Helper()
	e, err := coupon.New(b, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func claim(t failer, e *coupon.Engine, r coupon.Request, c coupon.Customer) coupon.Decision {
	t.Helper()
	d, err := e.Claim(r, c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// granted claims what is known to be granted.
func granted(t failer, e *coupon.Engine, r coupon.Request, c coupon.Customer) []coupon.Claim {
	t.Helper()
	d := claim(t, e, r, c)
	if !d.Granted {
		t.Fatalf("refused: %+v", d.Reasons)
	}
	return d.Claims
}

// must is the step that was asked for, without an error.
func must(t failer) func(coupon.Step, error) coupon.Step {
	return func(s coupon.Step, err error) coupon.Step {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// codes lists the codes of reasons, and what they are about.
func codes(reasons []coupon.Reason) []string {
	list := []string{}
	for _, r := range reasons {
		list = append(list, string(r.Code)+" "+r.Of)
	}
	return list
}

func asJSON(t failer, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantData checks that an error is a DataError with this line.
func wantData(t *testing.T, err error, want string) {
	t.Helper()
	var data *benefit.DataError
	if !errors.As(err, &data) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *benefit.DataError: %s", err, err, want)
	}
}

// noon is the instant of the cases.
var noon = march(5, 12, 0)

func zone(t failer, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

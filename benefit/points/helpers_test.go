package points_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/benefit"
	"example.com/membership/benefit/points"
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

// plain is the policy of cases that are not about it.
func plain() points.Policy {
	return points.Policy{Rate: dec("1"), Rounding: benefit.Down, Expiry: "12 months", Clawback: points.IntoDebt}
}

func newEngine(t failer, p points.Policy, loc *time.Location) *points.Engine {
	t.Helper()
	e, err := points.New(p, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// at reads a date, which means its midnight in UTC, or a date and a time.
func at(s string) time.Time {
	layout := "2006-01-02 15:04:05.999999999"
	t, err := time.ParseInLocation(layout[:min(len(s), len(layout))], s, time.UTC)
	if err != nil {
		panic(err)
	}
	return t
}

// Entries as the cases write them.
func earn(id, when string, n int64, expiry points.Term) points.Entry {
	return points.Entry{ID: id, Kind: points.Earn, At: at(when), Points: n, Expiry: expiry}
}

func spend(id, when string, n int64) points.Entry {
	return points.Entry{ID: id, Kind: points.Spend, At: at(when), Points: n}
}

func restore(id, when, of string, n int64) points.Entry {
	return points.Entry{ID: id, Kind: points.Restore, At: at(when), Of: of, Points: n}
}

func reverse(id, when, of string, n int64, c points.Clawback) points.Entry {
	return points.Entry{ID: id, Kind: points.Reverse, At: at(when), Of: of, Points: n, Clawback: c}
}

func release(id, when, of string) points.Entry {
	return points.Entry{ID: id, Kind: points.Release, At: at(when), Of: of}
}

func expire(id, when, of string) points.Entry {
	return points.Entry{ID: id, Kind: points.Expire, At: at(when), Of: of}
}

// awaiting makes an earn pending until an action.
func awaiting(en points.Entry, action string) points.Entry {
	en.Awaits = action
	return en
}

// until makes an earn pending until an instant.
func until(en points.Entry, when string) points.Entry {
	en.Release = at(when)
	return en
}

func fold(t failer, e *points.Engine, a points.Account, entries ...points.Entry) points.Account {
	t.Helper()
	a, err := e.Fold(a, entries...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func balance(t failer, e *points.Engine, a points.Account, when time.Time) points.Balance {
	t.Helper()
	b, err := e.Balance(a, when)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func statement(t failer, e *points.Engine, entries []points.Entry, when time.Time) points.Statement {
	t.Helper()
	s, err := e.Statement(entries, when)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func toJSON(t failer, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// stored returns an account as it comes back from JSON.
func stored(t failer, a points.Account) points.Account {
	t.Helper()
	data := toJSON(t, a)
	var back points.Account
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if again := toJSON(t, back); !bytes.Equal(data, again) {
		t.Fatalf("read back, %s becomes %s", data, again)
	}
	return back
}

// wantData checks that an error is a DataError with this line.
func wantData(t failer, err error, want string) {
	t.Helper()
	var data *benefit.DataError
	if !errors.As(err, &data) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *benefit.DataError: %s", err, err, want)
	}
}

// wantFaults checks the faults of an InvalidError, as text.
func wantFaults(t testing.TB, err error, want ...string) {
	t.Helper()
	var invalid *benefit.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("error %T %v, want a *benefit.InvalidError", err, err)
	}
	for i, f := range invalid.Faults {
		if i >= len(want) || f.Code+" "+f.String() != want[i] {
			t.Errorf("fault %d: %s %s", i, f.Code, f)
		}
	}
	if len(invalid.Faults) != len(want) {
		t.Errorf("%d faults, want %d", len(invalid.Faults), len(want))
	}
}

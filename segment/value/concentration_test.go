package value_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"example.com/membership/segment/value"
)

// curve writes points as "0,0 1/2,2/3 1,1".
func curve(r *value.Ranking[string], steps int) string {
	var points []string
	for p := range r.Curve(steps) {
		points = append(points, fmt.Sprintf("%s,%s", p.Customers.RatString(), p.Amount.RatString()))
	}
	return strings.Join(points, " ")
}

func TestCurve(t *testing.T) {
	for _, c := range []struct {
		why, rows string
		steps     int
		want      string
	}{
		{"full", "A 6, B 3, C 1", 3, "0,0 1/3,3/5 2/3,9/10 1,1"},
		{"one step", "A 6, B 3, C 1", 1, "0,0 1,1"},
		{"no steps are one", "A 6, B 3, C 1", 0, "0,0 1,1"},
		{"nor fewer", "A 6, B 3, C 1", math.MinInt, "0,0 1,1"},
		{"a customer cut in half", "A 6, B 3, C 1", 2, "0,0 1/2,3/4 1,1"},
		{"more steps than customers", "A 3, B 1", 4, "0,0 1/4,3/8 1/2,3/4 3/4,7/8 1,1"},
		{"equal", "A 2, B 2, C 2", 2, "0,0 1/2,1/2 1,1"},
		{"one has all", "A 2, B 0, C 0, D 0", 2, "0,0 1/2,1 1,1"},
		{"nothing to share", "A 0, B 0", 2, "0,0 1/2,1/2 1,1"},
		{"nobody", "", 2, "0,0 1/2,1/2 1,1"},
		{"of different exponents", "A 1e1, B 9.999, C 0.001", 3, "0,0 1/3,1/2 2/3,19999/20000 1,1"},
	} {
		if got := curve(rank(t, rowsOf(c.rows)), c.steps); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
	var none *value.Ranking[string]
	if got := curve(none, 1); got != "0,0 1,1" {
		t.Errorf("nil: %s", got)
	}
}

// A curve is read again from its beginning, and may be left; any number of steps
// costs only those read.
func TestCurveIsLazy(t *testing.T) {
	points := rank(t, rowsOf("A 6, B 3")).Curve(math.MaxInt)
	for range 2 {
		n := 0
		for p := range points {
			if n == 0 && (p.Customers.Sign() != 0 || p.Amount.Sign() != 0) {
				t.Fatalf("begins with %v", p)
			}
			if n++; n == 3 {
				want := rat("2/9223372036854775807")
				if p.Customers.Cmp(want) != 0 || p.Amount.Cmp(want.Mul(want, rat("4/3"))) != 0 {
					t.Errorf("%v", p)
				}
				break
			}
		}
	}
}

func TestGini(t *testing.T) {
	for _, c := range []struct{ why, rows, want string }{
		{"nobody", "", "0"},
		{"one", "A 5", "0"},
		{"equal", "A 5, B 5.0, C 5", "0"},
		{"nothing", "A 0, B 0", "0"},
		{"one of two has all", "A 5, B 0", "1/2"},
		{"one of four has all", "A 5, B 0, C 0, D 0", "3/4"},
		{"1 to 5", "A 1, B 2, C 3, D 4, E 5", "4/15"},
		{"thirds of a cent", "A 0.01, B 0.02", "1/6"},
		{"beyond an int64", "A 3000000000000000000, B 1000000000000000000", "1/4"},
		{"sums beyond an int64", "A 900000000000000000, B 900000000000000000, C 900000000000000000, D 0", "1/4"},
	} {
		if got := rank(t, rowsOf(c.rows)).Gini(); got.Cmp(rat(c.want)) != 0 {
			t.Errorf("%s: %s, want %s", c.why, got.RatString(), c.want)
		}
	}
	var none *value.Ranking[string]
	if none.Gini().Sign() != 0 {
		t.Error("nil")
	}
}

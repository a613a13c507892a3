package value_test

import (
	"testing"

	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// Shares of customers are rounded half up.
func TestTopRounding(t *testing.T) {
	r := rank(t, rowsOf("A 10, B 9, C 8, D 7, E 6, F 5, G 4, H 3, I 2, J 1"))
	for _, c := range []struct{ share, want string }{
		{"0.000000000001", ""},
		{"0.049999999999", ""},
		{"0.05", "A"},
		{"0.050000000001", "A"},
		{"0.149999999999", "A"},
		{"0.15", "A B"},
		{"0.2", "A B"},
		{"0.949999999999", "A B C D E F G H I"},
		{"0.95", "A B C D E F G H I J"},
		{"1", "A B C D E F G H I J"},
	} {
		if got := ids(r, must(r.Top(dec(c.share)))(t)); got != c.want {
			t.Errorf("top %s: %q, want %q", c.share, got, c.want)
		}
	}
	for rows, want := range map[string]string{"A 1": "", "A 1, B 2": "", "A 1, B 2, C 3": "C"} {
		few := rank(t, rowsOf(rows))
		if got := ids(few, must(few.Top(dec("0.2")))(t)); got != want {
			t.Errorf("a fifth of %s: %q, want %q", rows, got, want)
		}
	}
}

// The fewest who bring at least the share: at the line, just below and above.
func TestReachingBoundaries(t *testing.T) {
	r := rank(t, rowsOf("A 50, B 30, C 15, D 5, E 0"))
	for _, c := range []struct{ share, want string }{
		{"0.000000000001", "A"},
		{"0.5", "A"},
		{"0.500000000001", "A B"},
		{"0.799999999999", "A B"},
		{"0.8", "A B"},
		{"0.800000000001", "A B C"},
		{"0.95", "A B C"},
		{"1", "A B C D"},
	} {
		if got := ids(r, must(r.Reaching(dec(c.share)))(t)); got != c.want {
			t.Errorf("reaching %s: %q, want %q", c.share, got, c.want)
		}
	}
}

// Sums are exact where binary fractions are not: 0.1 + 0.2 reaches 0.3.
func TestReachingIsExact(t *testing.T) {
	r := rank(t, rowsOf("A 0.2, B 0.1, C 0.1, D 0.1, E 0.1"))
	if got := must(r.Reaching(dec("0.5")))(t); got.Customers != 2 {
		t.Errorf("%d customers reach half, want 2", got.Customers)
	}
	large := rank(t, rowsOf("A 999999999999999999999999999999, B 0.000000000001"))
	if got := must(large.Reaching(dec("0.999999999999")))(t); got.Customers != 1 {
		t.Errorf("%d customers", got.Customers)
	}
	if got := must(large.Reaching(dec("1")))(t); got.Customers != 2 || got.Amount.String() != "999999999999999999999999999999.000000000001" {
		t.Errorf("%+v", got)
	}
}

// Ties at the edge are decided by ID, and counted.
func TestTied(t *testing.T) {
	r := rank(t, rowsOf("E 4, A 9, C 4, B 4, D 4.00, F 1"))
	for _, c := range []struct {
		share, want string
		tied        int
	}{
		{"0.15", "A", 0},
		{"0.34", "A B", 3},
		{"0.5", "A B C", 2},
		{"0.67", "A B C D", 1},
		{"0.8", "A B C D E", 0},
		{"1", "A B C D E F", 0},
	} {
		p := must(r.Top(dec(c.share)))(t)
		if got := ids(r, p); got != c.want || p.Tied != c.tied {
			t.Errorf("top %s: %q with %d tied, want %q with %d", c.share, got, p.Tied, c.want, c.tied)
		}
		for id, amount := range r.Customers(value.Part{Before: p.Before + p.Customers, Customers: p.Tied}) {
			if !amount.Equal(p.Lowest) {
				t.Errorf("top %s: %s is listed as tied, with %s", c.share, id, amount)
			}
		}
	}
}

func TestPart(t *testing.T) {
	r := rank(t, rowsOf("A 4.50, B 2, C 2, D 0.5"))
	got := must(r.Top(dec("0.5")))(t)
	want := value.Part{
		Customers: 2, CustomerShare: rat("1/2"),
		Amount: dec("6.5"), AmountShare: rat("13/18"),
		Highest: dec("4.5"), Lowest: dec("2"), Tied: 1,
	}
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	const text = `{"before":0,"customers":2,"customerShare":"1/2","amount":"6.5","amountShare":"13/18","highest":"4.5","lowest":"2","tied":1}`
	if got := toJSON(t, got); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
}

func nobody() value.Part { return value.Part{CustomerShare: rat("0"), AmountShare: rat("0")} }

// Without customers, and where nobody brings anything, everything is 0.
func TestEmptyPopulation(t *testing.T) {
	nothing := nobody()
	const text = `{"before":0,"customers":0,"customerShare":"0","amount":"0","amountShare":"0","highest":"0","lowest":"0","tied":0}`
	if got := toJSON(t, rank(t, nil).Total()); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
	var zero value.Ranking[string]
	for name, r := range map[string]*value.Ranking[string]{"nil": nil, "zero": &zero, "nobody": rank(t, nil)} {
		for what, got := range map[string]value.Part{
			"total":    r.Total(),
			"top":      must(r.Top(dec("1")))(t),
			"reaching": must(r.Reaching(dec("1")))(t),
		} {
			if diff := cmp.Diff(nothing, got, exactly); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", name, what, diff)
			}
		}
		for _, d := range []value.Division{value.ABC(), value.Pyramid()} {
			for i, p := range must(r.Divide(d))(t) {
				want := nothing
				want.Name = d.Levels[i].Name
				if diff := cmp.Diff(want, p, exactly); diff != "" {
					t.Errorf("%s, %s (-want +got):\n%s", name, p.Name, diff)
				}
			}
		}
	}
	idle := rank(t, rowsOf("A 0, B 0.00"))
	if got := must(idle.Top(dec("0.5")))(t); got.Customers != 1 || got.AmountShare.Sign() != 0 || got.Tied != 1 {
		t.Errorf("%+v", got)
	}
	if got := must(idle.Reaching(dec("1")))(t); got.Customers != 0 {
		t.Errorf("%+v", got)
	}
}

func TestSharesRefused(t *testing.T) {
	r := rank(t, rowsOf("A 1"))
	for _, c := range []struct {
		share decimal.Decimal
		why   string
	}{
		{decimal.Decimal{}, "0 is not a share"},
		{dec("-0.2"), "-0.2 is not a share"},
		{dec("1.000000000001"), "1.000000000001 is not a share"},
		{dec("20"), "above 0 and at most 1, where 0.2 is 20 %"},
		{decimal.New(1, 1_000_000_000), "an exponent within -12..12"},
		{decimal.New(1, -1_000_000_000), "an exponent within -12..12"},
	} {
		top, err := r.Top(c.share)
		wantDataError(t, err, "share", "", c.why)
		few, err := r.Reaching(c.share)
		wantDataError(t, err, "share", "", c.why)
		if diff := cmp.Diff([]value.Part{nobody(), nobody()}, []value.Part{top, few}, exactly); diff != "" {
			t.Errorf("beside the error %v (-want +got):\n%s", err, diff)
		}
	}
}

// A part of another ranking, or one made up, yields those who are there.
func TestCustomersOfAnyPart(t *testing.T) {
	r := rank(t, rowsOf("A 3, B 2, C 1"))
	const most = int(^uint(0) >> 1)
	for _, c := range []struct {
		before, customers int
		want              string
	}{
		{0, 3, "A B C"}, {1, 1, "B"}, {2, 5, "C"}, {3, 1, ""}, {-1, 2, ""}, {-5, 3, ""}, {1, -1, ""},
		{most, most, ""}, {-most - 1, -most - 1, ""}, {0, most, "A B C"}, {1, most, "B C"},
	} {
		if got := ids(r, value.Part{Before: c.before, Customers: c.customers}); got != c.want {
			t.Errorf("%d after %d: %q, want %q", c.customers, c.before, got, c.want)
		}
	}
	for range r.Customers(r.Total()) {
		break
	}
	var none *value.Ranking[string]
	for range none.Customers(r.Total()) {
		t.Error("somebody in a nil ranking")
	}
}

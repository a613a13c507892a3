package value_test

import (
	"maps"
	"testing"

	"example.com/membership/segment/value"
	"github.com/shopspring/decimal"
)

// onlineRetail is the revenue of each customer of the project's shared data.
func onlineRetail(t *testing.T) *value.Ranking[string] {
	t.Helper()
	paid := map[string]decimal.Decimal{}
	for _, order := range sharedRows(t, "online_retail_orders.csv") {
		paid[order[1]] = paid[order[1]].Add(dec(order[3]))
	}
	return must(value.Rank(maps.All(paid)))(t)
}

func TestKnownTopShares(t *testing.T) {
	r := onlineRetail(t)
	if n := r.Total().Customers; n != 4338 {
		t.Fatalf("%d customers", n)
	}
	for _, c := range []struct {
		share     string
		customers int
		percent   string
	}{
		{"0.01", 43, "31.78"},
		{"0.05", 217, "50.38"},
		{"0.1", 434, "61.38"},
		{"0.2", 868, "74.62"},
		{"0.5", 2169, "92.17"},
		{"1", 4338, "100.00"},
	} {
		p := must(r.Top(dec(c.share)))(t)
		percent := p.AmountShare.Mul(p.AmountShare, rat("100")).FloatString(2)
		if p.Customers != c.customers || percent != c.percent {
			t.Errorf("top %s: %d customers with %s %%, want %d with %s %%", c.share, p.Customers, percent, c.customers, c.percent)
		}
	}
}

func TestKnownReaching(t *testing.T) {
	r := onlineRetail(t)
	p := must(r.Reaching(dec("0.8")))(t)
	if p.Customers != 1133 {
		t.Errorf("%d customers reach 80 %%, want 1,133", p.Customers)
	}
	classes := must(r.Divide(value.ABC()))(t)
	if a := classes[0].Customers; a != 1133 {
		t.Errorf("%d customers are A, want 1,133", a)
	}
	levels := must(r.Divide(value.Pyramid()))(t)
	for i, want := range []int{43, 217 - 43, 868 - 217, 4338 - 868} {
		if got := levels[i].Customers; got != want {
			t.Errorf("%s: %d customers, want %d", levels[i].Name, got, want)
		}
	}
}

func TestKnownGini(t *testing.T) {
	if got := onlineRetail(t).Gini().FloatString(6); got != "0.715140" {
		t.Errorf("Gini %s, want 0.715140", got)
	}
}

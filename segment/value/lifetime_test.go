package value_test

import (
	"encoding/json"
	"testing"

	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func lifetime(years, profit, promotion, retention, service string) value.Lifetime {
	return value.Lifetime{Years: dec(years), YearlyProfit: dec(profit), Promotion: dec(promotion), Retention: dec(retention), Service: dec(service)}
}

func TestLifetime(t *testing.T) {
	for _, c := range []struct {
		why  string
		l    value.Lifetime
		want string
	}{
		{"zero", value.Lifetime{}, "0"},
		{"each cost counts", lifetime("10", "100", "1", "20", "300"), "679"},
		{"part of a year", lifetime("2.5", "0.333", "0", "0", "0"), "0.8325"},
		{"a loss every year", lifetime("3", "-10.5", "1", "0", "0"), "-32.5"},
		{"costs more than it brings", lifetime("1", "10", "10", "0", "0.01"), "-0.01"},
		{"large and small", lifetime("999999999999999999999999999999", "999999999999999999999999999999", "0.000000000001", "0", "0"),
			"999999999999999999999999999998000000000000000000000000000000.999999999999"},
	} {
		if got := must(c.l.Value())(t); got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

func TestLifetimeRefuses(t *testing.T) {
	for _, c := range []struct {
		l          value.Lifetime
		field, why string
	}{
		{lifetime("-0.1", "1", "0", "0", "0"), "years", "-0.1 is negative; it must be at least 0"},
		{lifetime("1", "1", "-1", "0", "0"), "promotion", "-1 is negative"},
		{lifetime("1", "1", "0", "-1", "0"), "retention", "-1 is negative"},
		{lifetime("1", "1", "0", "0", "-1"), "service", "-1 is negative"},
		{lifetime("-2", "1", "-1", "0", "0"), "years", "-2 is negative"},
		{value.Lifetime{Years: decimal.New(1, 1_000_000_000)}, "years", "exponent"},
		{value.Lifetime{YearlyProfit: decimal.New(-1, 1_000_000_000)}, "yearlyProfit", "-1e1000000000"},
		{value.Lifetime{Service: decimal.New(1, -13)}, "service", "exponent"},
	} {
		got, err := c.l.Value()
		wantDataError(t, err, "lifetime", c.field, c.why)
		if got.Sign() != 0 {
			t.Errorf("%s beside the error", got)
		}
	}
}

func TestLifetimeJSON(t *testing.T) {
	l := lifetime("2.5", "-3", "1", "2", "3")
	const text = `{"years":"2.5","yearlyProfit":"-3","promotion":"1","retention":"2","service":"3"}`
	if got := toJSON(t, l); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
	var back value.Lifetime
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l, back); diff != "" {
		t.Error(diff)
	}
}

package main

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "+5": "5", "5.": "5", ".5": "0.5", "12.34": "12.34", "007": "7",
		"1e3": "1000", "1E-2": "0.01", "1e12": "1000000000000", "0.000000000001": "0.000000000001",
		"123456789012345678901234567890": "123456789012345678901234567890",
	} {
		got, err := parseAmount(text)
		if err != nil || !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
}

// What parseCents accepts, it reads like parseAmount.
func TestParseCents(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "5": 500, "5.1": 510, "5.12": 512, "0.01": 1, ".5": 50, "007.00": 700,
		"999999999999.99": 99999999999999, "999999999999999": 99999999999999900,
	} {
		got, ok := parseCents(text)
		exact, err := parseAmount(text)
		if !ok || got != want || err != nil || !exact.Equal(decimal.New(want, -2)) {
			t.Errorf("%s: %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", ".", "5.", "5.123", "-1", "+1", "1e3", "1,5", "1000000000000000", "1.2.3"} {
		if got, ok := parseCents(text); ok {
			t.Errorf("%q: %d, want it left to parseAmount", text, got)
		}
	}
}

func TestInCents(t *testing.T) {
	for text, want := range map[string]int64{"12.340": 1234, "1e3": 100000, "0": 0, "9999999999999.99": 999999999999999} {
		if got, ok := inCents(decimal.RequireFromString(text)); !ok || got != want {
			t.Errorf("%s: %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"0.001", "10000000000000.00", "1e12"} {
		if got, ok := inCents(decimal.RequireFromString(text)); ok {
			t.Errorf("%s: %d, want not in cents", text, got)
		}
	}
}

// A sum spills before int64 overflows.
func TestSum(t *testing.T) {
	var s sum
	want := decimal.Zero
	for range 25 {
		s.addCents(999_999_999_999_999_999)
		want = want.Add(decimal.New(999_999_999_999_999_999, -2))
	}
	s.add(decimal.RequireFromString("0.001"))
	want = want.Add(decimal.RequireFromString("0.001"))
	if !s.decimal().Equal(want) {
		t.Errorf("%s, want %s", s.decimal(), want)
	}
}

func TestMoney(t *testing.T) {
	for amount, want := range map[string]string{
		"0": "0.00", "999.999": "1,000.00", "1234567.1": "1,234,567.10", "123": "123.00", "-1234": "-1,234.00", "100000": "100,000.00",
	} {
		if got := money(decimal.RequireFromString(amount)); got != want {
			t.Errorf("%s: %s, want %s", amount, got, want)
		}
	}
}

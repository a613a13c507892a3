package fault

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func power(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

func TestDecimal(t *testing.T) {
	nines := new(big.Int).Sub(power(30), big.NewInt(1))
	for _, c := range []struct {
		why  string
		d    decimal.Decimal
		want string // of the error, or ""
	}{
		{"the zero value", decimal.Decimal{}, ""},
		{"exponent 12", decimal.New(1, 12), ""},
		{"exponent 13", decimal.New(1, 13), "1e13"},
		{"exponent -12", decimal.New(1, -12), ""},
		{"exponent -13", decimal.New(1, -13), "1e-13"},
		{"zero, exponent 13", decimal.New(0, 13), "0e13"},
		{"30 digits", decimal.NewFromBigInt(nines, -12), ""},
		{"30 digits, negative", decimal.NewFromBigInt(new(big.Int).Neg(nines), 0), ""},
		{"31 digits", decimal.NewFromBigInt(power(30), -12), "1" + strings.Repeat("0", 18) + "." + strings.Repeat("0", 12)},
		{"once a float", decimal.New(16004499999999998, -13), "1600.4499999999998"},
		{"30 digits written out", decimal.NewFromBigInt(power(17), 12), ""},
		{"31 digits written out", decimal.NewFromBigInt(power(18), 12), "1" + strings.Repeat("0", 18) + "e12"},
		{"a gigabyte written out", decimal.New(1, 1_000_000_000), "1e1000000000"},
		{"a gigabyte of decimals", decimal.New(-1, -1_000_000_000), "-1e-1000000000"},
		{"a thousand digits", decimal.NewFromBigInt(power(999), 0), "a number of 1000 digits with the exponent 0"},
	} {
		err := Decimal(c.d)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.why, err)
		case c.want != "" && (err == nil || err.Error() != decimalBounds+", not "+c.want):
			t.Errorf("%s: got %v, want one about %s", c.why, err, c.want)
		}
	}
}

func TestDecimalDoesNotAllocate(t *testing.T) {
	d := decimal.New(123_456_789, -2)
	if n := testing.AllocsPerRun(100, func() { _ = Decimal(d) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestParseDecimal(t *testing.T) {
	for _, c := range []struct {
		text        string
		coefficient string
		exponent    int32
	}{
		{"0", "0", 0},
		{"-0", "0", 0},
		{"12.50", "1250", -2},
		{"-0.01", "-1", -2},
		{"1e3", "1", 3},
		{"1E+3", "1", 3},
		{"1.5e-3", "15", -4},
		{"1e12", "1", 12},
		{"1e-12", "1", -12},
		{"0.000000000001", "1", -12},
		{"1.50000000000000000000e20", "150000000000000000000", 0},
		{"0.00000000000000000001e20", "1", 0},
		{"9223372036854775807", "9223372036854775807", 0},
		{"-9223372036854775809", "-9223372036854775809", 0},
		{strings.Repeat("9", 30), strings.Repeat("9", 30), 0},
		{"-" + strings.Repeat("9", 18) + "." + strings.Repeat("9", 12), "-" + strings.Repeat("9", 30), -12},
	} {
		d, err := ParseDecimal(c.text)
		if err != nil || d.Coefficient().String() != c.coefficient || d.Exponent() != c.exponent {
			t.Errorf("%s: got %se%d, %v; want %se%d", c.text, d.Coefficient(), d.Exponent(), err, c.coefficient, c.exponent)
		}
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	for _, s := range []string{
		"", "-", "+1", "--1", "1-", ".5", "5.", "01", "00", "-01", " 1", "1 ", "1\n", "\t1", "1_000", "1,000", "0x1F", "0b1",
		"1e", "1e+", "e5", "1e5.0", "1.2.3", "1e5e5", "NaN", "nan", "Inf", "-Inf", "Infinity", "\u22121", "１", "1元", "null", "true",
		"[1]", `"1"`, "\x00", "1\x00", "\xff",
	} {
		if _, err := ParseDecimal(s); err == nil || !strings.HasPrefix(err.Error(), "must be a decimal number such as 12.50, not ") {
			t.Errorf("%q: got %v", s, err)
		}
	}
	for _, s := range []string{
		"1e13", "1e-13", "0.0000000000001", "1.0000000000000", strings.Repeat("9", 31), "1" + strings.Repeat("0", 30),
		"10e12345678901234567890", "1e1000000000", "1e-1000000000", "0e13", "1e9223372036854775807", "1e-9223372036854775808",
		"1.5e-9223372036854775808", "1000000000000000000e12", "1e129", "1e-129", "1e" + strings.Repeat("0", 70) + "1",
	} {
		if _, err := ParseDecimal(s); err == nil || err.Error() != decimalBounds+", not "+clip(s, maxInPath) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func TestParseDecimalIsCheap(t *testing.T) {
	const size = 4 << 20
	for why, s := range map[string]string{
		"digits":            strings.Repeat("9", size),
		"zeros":             "0." + strings.Repeat("0", size),
		"exponent":          "1e" + strings.Repeat("9", size),
		"exponent of zeros": "1e" + strings.Repeat("0", size) + "1",
		"letters":           strings.Repeat("x", size),
		"cancelling":        "0." + strings.Repeat("0", size) + "1e" + "4194305",
	} {
		start := time.Now()
		_, err := ParseDecimal(s)
		if err == nil || len(err.Error()) > 300 {
			t.Errorf("%s: accepted, or an error of a length without bound", why)
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s: took %v", why, took)
		}
	}
}

// parseAgrees: what ParseDecimal accepts is within the bounds of Decimal, is the
// number that decimal itself reads, and survives a round trip through JSON.
// What it refuses is no number of JSON or outside the bounds.
func parseAgrees(t *rapid.T) {
	s := rapid.OneOf(
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,32})(\.[0-9]{1,14})?([eE][+-]?[0-9]{1,2})?`),
		rapid.StringMatching(`[-+ ._0-9eE]{0,8}`),
	).Draw(t, "text")
	got, err := ParseDecimal(s)
	want, reference := decimal.NewFromString(s)
	if err != nil {
		if json.Valid([]byte(s)) && strings.TrimSpace(s) == s && reference == nil && Decimal(want) == nil {
			t.Fatalf("%q is refused: %v", s, err)
		}
		return
	}
	if reference != nil || !got.Equal(want) || got.Exponent() != want.Exponent() {
		t.Fatalf("%q: got %v, want %v, %v", s, got, want, reference)
	}
	if err := Decimal(got); err != nil {
		t.Fatalf("%q is accepted: %v", s, err)
	}
	if again, err := ParseDecimal(got.String()); err != nil || !again.Equal(got) {
		t.Fatalf("%q comes back as %v, %v", s, again, err)
	}
}

func TestParseDecimalAgrees(t *testing.T) { rapid.Check(t, parseAgrees) }

func FuzzParseDecimal(f *testing.F) { f.Fuzz(rapid.MakeFuzz(parseAgrees)) }

func BenchmarkParseDecimal(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ParseDecimal("1234.50")
	}
}

package exact_test

import (
	"testing"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// number draws decimals of all shapes within the library's bounds, with
// coefficients around the limit of an int64 made likely.
func number() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		exp := rapid.Int32Range(-12, 12).Draw(t, "exponent")
		coef := rapid.OneOf(
			rapid.Int64Range(-10_000, 10_000),
			rapid.Int64Range(999_999_999_999_999_990, 1_000_000_000_000_000_010),
			rapid.Int64(),
		).Draw(t, "coefficient")
		d := decimal.New(coef, exp)
		if rapid.IntRange(0, 9).Draw(t, "tiny") == 0 {
			d = d.Mul(decimal.New(1, -8)) // finer than the library takes, still exact
		}
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
			d = d.Mul(decimal.New(1_000_000_007, 0)) // beyond int64
		}
		return d
	})
}

// A Sum agrees with decimal's own Add, whatever the order and the split.
func checkSum(t *rapid.T) {
	numbers := rapid.SliceOfN(number(), 0, 20).Draw(t, "numbers")
	cut := rapid.IntRange(0, len(numbers)).Draw(t, "cut")
	want := decimal.Zero
	var all, left, right, back exact.Sum
	for i, d := range numbers {
		want = want.Add(d)
		all.Add(d)
		back.Sub(numbers[len(numbers)-1-i])
		if i < cut {
			left.Add(d)
		} else {
			right.Add(d)
		}
	}
	before := right.Decimal()
	left.Merge(right)
	if !right.Decimal().Equal(before) {
		t.Fatal("Merge modified its argument")
	}
	if !all.Decimal().Equal(want) || !left.Decimal().Equal(want) || !back.Decimal().Neg().Equal(want) {
		t.Fatalf("sum %s, merged %s, subtracted %s, want %s", all.Decimal(), left.Decimal(), back.Decimal(), want)
	}
	for _, d := range numbers {
		if got, want := exact.Text(d), d.String(); got != want {
			t.Fatalf("Text(%s) = %s", want, got)
		}
		if one := exact.Of(d); !one.Decimal().Equal(d) {
			t.Fatalf("Of(%s) = %s", d, one.Decimal())
		}
	}
	if all.Cmp(left) != 0 || all.Sign() != want.Sign() {
		t.Fatalf("Cmp %d, Sign %d of %s", all.Cmp(left), all.Sign(), want)
	}
	if got, exp := all.Decimal().Exponent(), left.Decimal().Exponent(); got != exp {
		t.Fatalf("exponent depends on the order: %d and %d", got, exp)
	}
}

func TestSum(t *testing.T) { rapid.Check(t, checkSum) }
func FuzzSum(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkSum)) }

// A Cut agrees with decimal's own Cmp at, just below and just above.
func checkCut(t *rapid.T) {
	at := number().Draw(t, "at")
	cut := exact.NewCut(at)
	step := decimal.New(1, rapid.Int32Range(-14, 12).Draw(t, "step"))
	for _, d := range []decimal.Decimal{at.Sub(step), at, at.Add(step), number().Draw(t, "other"), decimal.Zero} {
		var s exact.Sum
		s.Add(d)
		want := d.Cmp(at) >= 0
		if got := cut.Reached(exact.Of(d)); got != want {
			t.Fatalf("Reached(Of(%s)) of %s = %v", d, at, got)
		}
		if got := cut.Reached(s); got != want {
			t.Fatalf("Reached(%s) of %s = %v", d, at, got)
		}
	}
}

func TestCut(t *testing.T) { rapid.Check(t, checkCut) }
func FuzzCut(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCut)) }

func TestCopiesAreIndependent(t *testing.T) {
	var a exact.Sum
	a.Add(dec("123456789012345678901234567890"))
	b := a
	b.Add(dec("0.01"))
	if got := a.Decimal().String(); got != "123456789012345678901234567890" {
		t.Errorf("adding to a copy changed the original to %s", got)
	}
}

func TestZeroCut(t *testing.T) {
	var c exact.Cut
	if !c.Reached(exact.Sum{}) || c.Reached(exact.Of(dec("-0.01"))) {
		t.Error("the zero Cut is a threshold of 0")
	}
}

func TestOrdinaryNumbersDoNotAllocate(t *testing.T) {
	amounts := []decimal.Decimal{dec("12.34"), dec("5"), dec("0.125"), dec("99999.99")}
	cut := exact.NewCut(dec("100000"))
	if n := testing.AllocsPerRun(100, func() {
		var s, o exact.Sum
		for _, d := range amounts {
			s.Add(d)
			o.Sub(d)
		}
		s.AddInt(7)
		s.Merge(o)
		if s.Sign() < 0 || cut.Reached(s) {
			t.Error("unexpected sum")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// Per item: a Sum against decimal's own Add.
func BenchmarkSum(b *testing.B) {
	amounts := make([]decimal.Decimal, 1000)
	for i := range amounts {
		amounts[i] = decimal.New(int64(i)*7919%100_000, -2)
	}
	b.Run("exact", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var s exact.Sum
			for _, d := range amounts {
				s.Add(d)
			}
		}
	})
	b.Run("decimal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var s decimal.Decimal
			for _, d := range amounts {
				s = s.Add(d)
			}
		}
	})
}

package exact_test

import (
	"math"
	"math/big"
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

// AddSmall is Add for what IsSmall admits, and Small gives it back.
func checkSmall(t *rapid.T) {
	var fast, slow exact.Sum
	for _, d := range rapid.SliceOfN(number(), 0, 20).Draw(t, "numbers") {
		digits := d.Coefficient().Abs(d.Coefficient()).String()
		if small := d.Exponent() <= 0 && d.Exponent() >= -12 && len(digits) <= 18; exact.IsSmall(d) != small {
			t.Fatalf("IsSmall(%s) = %v", d, !small)
		}
		if !exact.IsSmall(d) {
			continue
		}
		fast.AddSmall(exact.SmallOf(d))
		slow.Add(d)
		one := exact.Of(d)
		if n, ok := one.Small(); !ok || n != exact.SmallOf(d) {
			t.Fatalf("Small of %s: %v, %v", d, n, ok)
		}
		if fast.Cmp(slow) != 0 || fast.Decimal().Exponent() != slow.Decimal().Exponent() {
			t.Fatalf("after %s: %s, want %s", d, fast.Decimal(), slow.Decimal())
		}
	}
}

func TestSmall(t *testing.T) { rapid.Check(t, checkSmall) }
func FuzzSmall(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkSmall)) }

// Sums at and beyond the most that fits an int64.
func TestSmallAtTheLimit(t *testing.T) {
	most := exact.Small{Coef: 999_999_999_999_999_999}
	for _, sign := range []int64{1, -1} {
		var s exact.Sum
		for n := int64(1); n <= 12; n++ {
			s.AddSmall(exact.Small{Coef: sign * most.Coef})
			if want := decimal.NewFromInt(sign * most.Coef).Mul(decimal.NewFromInt(n)); !s.Decimal().Equal(want) {
				t.Errorf("%s, want %s", s.Decimal(), want)
			}
		}
		if _, ok := s.Small(); ok {
			t.Errorf("%s is called small", s.Decimal())
		}
	}
}

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

// Cuts count as many thresholds as decimal's own Cmp finds not above the number,
// at, just below and just above each, at every exponent that the number may be
// held at, and beyond int64.
func checkCuts(t *rapid.T) {
	at := rapid.SliceOfN(number(), 0, 9).Draw(t, "at")
	cuts := exact.NewCuts(at)
	step := decimal.New(1, rapid.Int32Range(-14, 12).Draw(t, "step"))
	numbers := []decimal.Decimal{decimal.Zero, number().Draw(t, "other")}
	for _, d := range at {
		numbers = append(numbers, d.Sub(step), d, d.Add(step))
	}
	exp := rapid.Int32Range(-12, 0).Draw(t, "held at")
	for _, d := range numbers {
		want := 0
		for _, c := range at {
			if d.Cmp(c) >= 0 {
				want++
			}
		}
		held := exact.Of(decimal.New(0, exp))
		held.Add(d)
		beyond := exact.Of(decimal.New(1, 40).Add(d)) // outgrows an int64 for good
		beyond.Sub(decimal.New(1, 40))
		for i, s := range []exact.Sum{exact.Of(d), held, beyond} {
			if got := cuts.Reached(s); got != want {
				t.Fatalf("Reached(%s) of %s = %d, want %d (held in way %d)", d, at, got, want, i)
			}
		}
	}
}

func TestCuts(t *testing.T) { rapid.Check(t, checkCuts) }
func FuzzCuts(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCuts)) }

// Equality at every exponent of a threshold and of a sum, and one unit below.
func TestCutsAtEveryExponent(t *testing.T) {
	for of := int32(-12); of <= 12; of++ {
		at := decimal.New(3, of)
		cuts := exact.NewCuts([]decimal.Decimal{at})
		for exp := int32(-12); exp <= 0; exp++ {
			held := exact.Of(decimal.New(0, exp))
			held.Add(at)
			if got := cuts.Reached(held); got != 1 {
				t.Errorf("%s at 10^%d: %d, want 1", at, exp, got)
			}
			held.Sub(decimal.New(1, exp))
			if got := cuts.Reached(held); got != 0 {
				t.Errorf("%s at 10^%d, less a unit: %d, want 0", at, exp, got)
			}
		}
	}
}

// Thresholds may be equal, and negative, and beyond int64 at some exponents; the
// zero Cuts has none.
func TestCutsEdges(t *testing.T) {
	var zero exact.Cuts
	list := []decimal.Decimal{dec("-5"), dec("0"), dec("0"), dec("9223372036854775807"), dec("1e19"), dec("1e29")}
	cuts := exact.NewCuts(list)
	list[0], list[5] = dec("99"), dec("-99") // which the cuts do not see
	for sum, want := range map[string]int{
		"-5.000000000001": 0, "-5": 1, "-0.000000000001": 1, "0": 3, "9223372036854775806": 3, "9223372036854775806.999999999999": 3,
		"9223372036854775807": 4, "9999999999999999999": 4, "1e19": 5, "99999999999999999999999999999.99": 5, "1e29": 6, "-1e29": 0,
	} {
		if got := cuts.Reached(exact.Of(dec(sum))); got != want {
			t.Errorf("%s reaches %d, want %d", sum, got, want)
		}
		if got := zero.Reached(exact.Of(dec(sum))); got != 0 {
			t.Errorf("%s reaches %d of none", sum, got)
		}
	}
}

// CmpMean agrees with big.Rat's quotient at, just below and just above, and
// with its own slow path.
func checkCmpMean(t *rapid.T) {
	at := number().Draw(t, "at")
	cut := exact.NewCut(at)
	n := rapid.OneOf(rapid.Int64Range(1, 20), rapid.Int64Range(math.MaxInt64-3, math.MaxInt64), rapid.Int64Range(-3, 0), rapid.Int64()).Draw(t, "n")
	target := at.Mul(decimal.NewFromInt(n))
	step := decimal.New(1, rapid.Int32Range(-14, 12).Draw(t, "step"))
	for _, d := range []decimal.Decimal{target.Sub(step), target, target.Add(step), number().Draw(t, "other"), decimal.Zero} {
		want := d.Cmp(target)
		if n > 0 {
			mean := new(big.Rat).Quo(d.Rat(), new(big.Rat).SetInt64(n))
			want = mean.Cmp(at.Rat())
		}
		slow := exact.Of(decimal.New(1, 40).Add(d)) // outgrows an int64 for good
		slow.Sub(decimal.New(1, 40))
		if fast, slow := cut.CmpMean(exact.Of(d), n), cut.CmpMean(slow, n); fast != want || slow != want {
			t.Fatalf("CmpMean(%s, %d) of %s = %d, slowly %d, want %d", d, n, at, fast, slow, want)
		}
	}
}

func TestCmpMean(t *testing.T) { rapid.Check(t, checkCmpMean) }
func FuzzCmpMean(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCmpMean)) }

// Means at the edges of what the fast path holds.
func TestCmpMeanEdges(t *testing.T) {
	const huge = math.MaxInt64
	for _, c := range []struct {
		at, sum string
		n       int64
		want    int
	}{
		{"33.33", "100", 3, 1},
		{"33.333333333333", "100", 3, 1},
		{"33.333333333334", "100", 3, -1},
		{"33.34", "100", 3, -1},
		{"50", "100", 2, 0},
		{"50", "99.999999999999", 2, -1},
		{"50", "100.000000000001", 2, 1},
		{"-50", "-100", 2, 0},
		{"-50", "-100.01", 2, -1},
		{"-50", "-99.99", 2, 1},
		{"-50", "0", 2, 1},
		{"0", "0", 2, 0},
		{"0", "0.01", huge, 1},
		{"0", "-0.01", huge, -1},
		{"50", "-100", 2, -1},
		{"0.000000000001", "0.000000000001", 1, 0},
		{"0.000000000001", "0.000000000001", 2, -1},
		{"0.0000000000001", "0.000000000001", 10, 0},  // finer than a unit
		{"0.0000000000001", "0.000000000001", 11, -1}, // likewise
		{"1e42", "1000000000000000000", 1, -1},        // beyond 128 bits
		{"-1e42", "-1000000000000000000", 1, 1},       // likewise
		{"340282366920938463463374607", "1000000000000000000", huge, -1},
		{"1000000000000000000", "1000000000000000000", 1, 0},
		{"18446744.073709551616", "36893488.147419103232", 2, 0}, // 2⁶⁴ units
		{"18446744.073709551616", "36893488.147419103231", 2, -1},
		{"18446744.073709551616", "36893488.147419103233", 2, 1},
		{"1e12", "5", huge, -1},
		{"170141183460469231731687303.715884105728", "5", 2, -1},         // 2¹²⁷ units: their double overflows to 0
		{"113427455640312821166756031.859729104895", "100000000", 3, -1}, // their triple overflows in the carry
	} {
		cut := exact.NewCut(dec(c.at))
		if got := cut.CmpMean(exact.Of(dec(c.sum)), c.n); got != c.want {
			t.Errorf("%s over %d against %s: %d, want %d", c.sum, c.n, c.at, got, c.want)
		}
	}
	var zero exact.Cut
	if zero.CmpMean(exact.Of(dec("0.01")), 3) != 1 || zero.CmpMean(exact.Sum{}, 3) != 0 || zero.CmpMean(exact.Of(dec("-1")), 3) != -1 {
		t.Error("the zero Cut is a threshold of 0")
	}
}

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
	cut, fine := exact.NewCut(dec("100000")), exact.NewCut(dec("-123456789012.123456789012"))
	if n := testing.AllocsPerRun(100, func() {
		var s, o exact.Sum
		for _, d := range amounts {
			s.Add(d)
			o.Sub(d)
		}
		s.AddInt(7)
		s.Merge(o)
		if s.Sign() < 0 || cut.Reached(s) || cut.CmpMean(s, 3) > 0 || fine.CmpMean(s, 3) < 0 {
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

func TestQuotient(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"1", "3", "1/3"}, {"-0.5", "0.25", "-2/1"}, {"0", "7", "0/1"}, {"7", "0", "0/1"},
	} {
		if got := exact.Quotient(decimal.RequireFromString(c.a), decimal.RequireFromString(c.b)).String(); got != c.want {
			t.Errorf("%s/%s = %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

package value_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/membership/segment"
	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

// exactly compares fractions by value.
var exactly = cmp.Comparer(func(a, b *big.Rat) bool { return (a == nil) == (b == nil) && (a == nil || a.Cmp(b) == 0) })

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// row is a customer and what they bring.
type row struct {
	id     string
	amount decimal.Decimal
}

func seq(rows []row) iter.Seq2[string, decimal.Decimal] {
	return func(yield func(string, decimal.Decimal) bool) {
		for _, r := range rows {
			if !yield(r.id, r.amount) {
				return
			}
		}
	}
}

// rowsOf reads "A 12.50, B 3".
func rowsOf(text string) (rows []row) {
	for part := range strings.SplitSeq(text, ", ") {
		if id, amount, ok := strings.Cut(part, " "); ok {
			rows = append(rows, row{id, dec(amount)})
		}
	}
	return rows
}

func rank(t failer, rows []row) *value.Ranking[string] {
	t.Helper()
	return must(value.Rank(seq(rows)))(t)
}

// must takes a result and fails on its error.
func must[T any](result T, err error) func(failer) T {
	return func(t failer) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
}

// ids lists who is in a part, "A B C".
func ids(r *value.Ranking[string], p value.Part) string {
	var list []string
	for id := range r.Customers(p) {
		list = append(list, id)
	}
	return strings.Join(list, " ")
}

func toJSON(t failer, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// wantDataError checks that err is a DataError with these texts,
// and that it says what to do.
func wantDataError(t *testing.T, err error, record, field, why string) {
	t.Helper()
	var data *segment.DataError
	if !errors.As(err, &data) {
		t.Fatalf("%v, want a DataError", err)
	}
	if data.Record != record || data.Field != field || !strings.Contains(data.Why, why) {
		t.Errorf("%+v\nwant record %s, field %q, why %q", *data, record, field, why)
	}
}

// wantFaults checks the faults of an InvalidError, as "path code".
func wantFaults(t *testing.T, err error, what string, want ...string) {
	t.Helper()
	var invalid *segment.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("%v, want an InvalidError", err)
	}
	var got []string
	for _, f := range invalid.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	if diff := cmp.Diff(want, got); diff != "" || invalid.What != what {
		t.Errorf("%s (-want +got):\n%s\n%v", invalid.What, diff, err)
	}
}

// sharedRows reads a table of the project's shared data, without its header.
func sharedRows(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("../../../shared/data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED, known answers are not checked: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// amounts draws what customers bring: often equal, often 0, of different
// exponents, now and then beyond what an int64 counts.
func amounts() *rapid.Generator[decimal.Decimal] {
	return rapid.OneOf(
		rapid.SampledFrom([]decimal.Decimal{{}, dec("0.00"), dec("100"), dec("100.0"), dec("1e2"), dec("99.999"), dec("100.01")}),
		rapid.Map(rapid.Int64Range(0, 20), decimal.NewFromInt),
		rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, "coefficient"), rapid.Int32Range(-3, 1).Draw(t, "exponent"))
		}),
		rapid.SampledFrom([]decimal.Decimal{
			dec("999999999999999999999999999999"), dec("123456789012345678.901234567890"), dec("0.000000000001"),
			dec("1000000000000000000"), dec("1000000000000000001"), dec("1e12"), dec("999999999999999999"),
		}),
	)
}

// populations draws customers with different IDs, in any order.
func populations() *rapid.Generator[[]row] {
	return rapid.Custom(func(t *rapid.T) []row {
		list := rapid.SliceOfN(amounts(), 0, 30).Draw(t, "amounts")
		rows := make([]row, len(list))
		for i, amount := range list {
			rows[i] = row{string(rune('A' + i)), amount}
		}
		if len(rows) == 0 {
			return rows
		}
		return rapid.Permutation(rows).Draw(t, "order")
	})
}

// shares draws shares above 0 and at most 1.
func shares() *rapid.Generator[decimal.Decimal] {
	return rapid.OneOf(
		rapid.SampledFrom([]decimal.Decimal{dec("1"), dec("0.5"), dec("0.2"), dec("0.8"), dec("0.000000000001"), dec("0.999999999999"), dec("1.00")}),
		rapid.Map(rapid.Int64Range(1, 1000), func(n int64) decimal.Decimal { return decimal.New(n, -3) }),
	)
}

// divisions draws valid divisions.
func divisions() *rapid.Generator[value.Division] {
	return rapid.Custom(func(t *rapid.T) value.Division {
		d := value.Division{By: rapid.SampledFrom([]value.By{value.ByAmount, value.ByCustomers}).Draw(t, "by")}
		ends := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99), 0, 6, rapid.ID[int64]).Draw(t, "ends")
		slices.Sort(ends)
		for i, end := range append(ends, 100) {
			d.Levels = append(d.Levels, value.Level{Name: string(rune('a' + i)), UpTo: decimal.New(end, -2)})
		}
		return d
	})
}

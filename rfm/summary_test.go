package rfm_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestAdd(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	from, _ := at.Bounds()
	for _, c := range []struct {
		name  string
		given rfm.Purchase
		want  rfm.Summary
	}{
		{"in the period", rfm.Purchase{At: now, Amount: dec("10")}, summary(t, now, 1, "10")},
		{"just after the instant", rfm.Purchase{At: now.Add(1), Amount: dec("10")}, rfm.Summary{}},
		{"at the start of the period", rfm.Purchase{At: from, Amount: dec("10")}, summary(t, from, 1, "10")},
		{"just before the period", rfm.Purchase{At: from.Add(-1), Amount: dec("10")}, summary(t, from.Add(-1), 0, "0")},
		{"refunded in part", rfm.Purchase{At: now, Amount: dec("10"), Refunded: dec("9.99")}, summary(t, now, 1, "0.01")},
		{"refunded to the cent", rfm.Purchase{At: now, Amount: dec("10.50"), Refunded: dec("10.49")}, summary(t, now, 1, "0.01")},
		{"refunded in other decimals", rfm.Purchase{At: now, Amount: dec("5"), Refunded: dec("0.5")}, summary(t, now, 1, "4.5")},
		{"refunded completely, in the same decimals", rfm.Purchase{At: now, Amount: dec("10.50"), Refunded: dec("10.50")}, rfm.Summary{}},
		{"refunded completely", rfm.Purchase{At: now, Amount: dec("10"), Refunded: dec("1e1")}, rfm.Summary{}},
		{"refunded completely, before the period", rfm.Purchase{At: from.Add(-1), Amount: dec("10"), Refunded: dec("10")}, rfm.Summary{}},
		{"an order of nothing", rfm.Purchase{At: now}, summary(t, now, 1, "0")},
	} {
		var got rfm.Summary
		add(t, at, &got, c.given)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestInvalidPurchase(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct {
		given rfm.Purchase
		want  string
	}{
		{rfm.Purchase{Amount: dec("10")}, "rfm: purchase at 0001-01-01T00:00:00Z: at: the year 1 is outside 1900..2299"},
		{rfm.Purchase{At: now, Amount: dec("-0.01")}, "rfm: purchase at 2026-03-31T15:04:05.000000006Z: amount: -0.01 is negative"},
		{rfm.Purchase{At: now, Amount: dec("5"), Refunded: dec("-1")}, "refunded: -1 is negative"},
		{rfm.Purchase{At: now, Amount: dec("5"), Refunded: dec("5.01")}, "refunded: 5.01 is more than the amount, 5"},
		{rfm.Purchase{At: now.Add(1), Amount: dec("-5")}, "amount: -5 is negative"}, // not there yet, and wrong
		{rfm.Purchase{At: now, Amount: decimal.New(1, 1_000_000_000)}, "amount: must have at most 30 digits"},
		{rfm.Purchase{At: now, Amount: decimal.New(0, -1_000_000_000)}, "amount: must have at most 30 digits"},
		{rfm.Purchase{At: now, Amount: dec("5"), Refunded: decimal.New(1, -13)}, "refunded: must have at most 30 digits"},
		{rfm.Purchase{At: now, Amount: dec("1234567890123456789012345678901")}, "amount: must have at most 30 digits"},
	} {
		before := summary(t, now, 3, "7")
		got := before
		err := at.Add(&got, c.given)
		var data *rfm.DataError
		if !errors.As(err, &data) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
		if !got.Equal(before) {
			t.Errorf("%s: the summary changed", c.want)
		}
	}
}

func TestNewSummary(t *testing.T) {
	for _, c := range []struct {
		last   time.Time
		orders int64
		amount decimal.Decimal
		want   string
	}{
		{time.Time{}, 1, dec("0"), "last: is missing, with 1 orders"},
		{time.Unix(1<<50, 0), 1, dec("0"), "is outside 1900..2299"},
		{now, -1, dec("0"), "orders: -1 is outside 0..1000000000"},
		{now, 1_000_000_001, dec("0"), "orders: 1000000001 is outside"},
		{now, 0, dec("0.01"), "orders: is 0, with an amount of 0.01"},
		{now, 1, decimal.New(1, 1_000_000_000), "amount: must have at most 30 digits"},
	} {
		got, err := rfm.NewSummary(c.last, c.orders, c.amount)
		var data *rfm.DataError
		if !errors.As(err, &data) || !strings.Contains(err.Error(), c.want) || !got.Equal(rfm.Summary{}) {
			t.Errorf("%v, %v; want %q", got, err, c.want)
		}
	}
	s := summary(t, now.In(zone(t, "Asia/Shanghai")), 2, "-3.50")
	if !s.Last().Equal(now) || s.Last().Location() != time.UTC || s.Orders() != 2 || !s.Amount().Equal(dec("-3.5")) {
		t.Errorf("read back %v, %d, %s", s.Last(), s.Orders(), s.Amount())
	}
	if s := summary(t, time.Time{}, 0, "0"); !s.Equal(rfm.Summary{}) || !s.Last().IsZero() {
		t.Error("no figures are not the zero Summary")
	}
}

func TestSummaryEqual(t *testing.T) {
	s := summary(t, now, 2, "3.5")
	for _, other := range []rfm.Summary{{}, summary(t, now.Add(1), 2, "3.5"), summary(t, now, 1, "3.5"), summary(t, now, 2, "3.51")} {
		if s.Equal(other) {
			t.Errorf("%v equals %v", s, other)
		}
	}
	if !s.Equal(summary(t, now, 2, "3.50")) {
		t.Error("3.5 and 3.50 differ")
	}
}

func TestSummaryJSON(t *testing.T) {
	for _, c := range []struct {
		s    rfm.Summary
		want string
	}{
		{rfm.Summary{}, `{}`},
		{summary(t, now, 2, "-3.50"), `{"last":"2026-03-31T15:04:05.000000006Z","orders":2,"amount":"-3.5"}`},
		{summary(t, now, 0, "0"), `{"last":"2026-03-31T15:04:05.000000006Z"}`},
	} {
		data, err := json.Marshal(c.s)
		if err != nil || string(data) != c.want {
			t.Errorf("%s, %v; want %s", data, err, c.want)
		}
		var back rfm.Summary
		if err := json.Unmarshal(data, &back); err != nil || !back.Equal(c.s) {
			t.Errorf("%s read back as %v, %v", data, back, err)
		}
	}
	for _, bad := range []string{`{"last":null}`, `{"orders":1}`, `{"orders":-1}`, `{"last":"2026-03-31T00:00:00Z","orders":-1}`, `{"Orders":1}`, `[]`} {
		got := summary(t, now, 1, "1")
		if err := json.Unmarshal([]byte(bad), &got); err == nil || !got.Equal(summary(t, now, 1, "1")) {
			t.Errorf("%s: %v, %v; want an error and no change", bad, got, err)
		}
	}
}

// Sums outgrow what one purchase may have, and must still read back.
func TestMergedSummaryJSON(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	big, small := dec(strings.Repeat("9", 30)), dec("0.000000000001")
	var s rfm.Summary
	add(t, at, &s, rfm.Purchase{At: now, Amount: big}, rfm.Purchase{At: now, Amount: small})
	many := summary(t, now, 1_000_000_000, "1")
	for range 3 {
		many.Merge(many)
	}
	full := many
	for range 64 {
		full.Merge(full)
	}
	for _, c := range []struct {
		s    rfm.Summary
		want string
	}{
		{s, `"orders":2,"amount":"999999999999999999999999999999.000000000001"}`},
		{many, `"orders":8000000000,"amount":"8"}`},
		{full, `"orders":9223372036854775807,"amount":"147573952589676412928"}`},
	} {
		data, err := json.Marshal(c.s)
		if err != nil || !strings.HasSuffix(string(data), c.want) {
			t.Errorf("%s, %v; want %s", data, err, c.want)
		}
		var back rfm.Summary
		if err := json.Unmarshal(data, &back); err != nil || !back.Equal(c.s) {
			t.Errorf("%s read back as %v, %v", data, back, err)
		}
	}
}

// Any sum of valid purchases, merged with itself any number of times, reads
// back from JSON as the same Summary.
func checkSummaryRoundTrip(t *rapid.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	var s rfm.Summary
	add(t, at, &s, purchases(at).Draw(t, "purchases")...)
	add(t, at, &s, rfm.Purchase{At: now, Amount: decimal.NewFromBigInt(
		new(big.Int).Exp(big.NewInt(10), big.NewInt(rapid.Int64Range(0, 29).Draw(t, "power")), nil), -rapid.Int32Range(0, 12).Draw(t, "decimals"))})
	for range rapid.IntRange(0, 70).Draw(t, "doublings") {
		s.Merge(s)
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back rfm.Summary
	if err := json.Unmarshal(data, &back); err != nil || !back.Equal(s) {
		t.Fatalf("%s read back as %v, %v", data, back, err)
	}
}

func TestSummaryRoundTrip(t *testing.T) { rapid.Check(t, checkSummaryRoundTrip) }
func FuzzSummaryRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkSummaryRoundTrip)) }

func TestSummaryAmountText(t *testing.T) {
	for text, want := range map[string]string{
		`"12.50"`: "12.5", `12.50`: "12.5", `"-0.000000000001"`: "-0.000000000001",
		`"` + strings.Repeat("9", 100) + `"`: strings.Repeat("9", 100),
		`"` + strings.Repeat("9", 101) + `"`: "", `"0.0000000000001"`: "", `"1e2"`: "", `1e2`: "", `"1e99"`: "", `"-"`: "", `""`: "",
		`"."`: "", `"1."`: "", `".5"`: "", `"01"`: "", `"1-2"`: "", `"--1"`: "", `"1.2.3"`: "", `" 1"`: "", `"NaN"`: "", `"1_0"`: "", `{}`: "", `true`: "", `null`: "",
	} {
		var s rfm.Summary
		err := json.Unmarshal([]byte(`{"last":"2026-03-31T00:00:00Z","orders":1,"amount":`+text+`}`), &s)
		if want == "" {
			if got := faults(t, err); got != "amount invalid_value" && got != "amount null" {
				t.Errorf("%s: %s", text, got)
			}
		} else if err != nil || !s.Amount().Equal(dec(want)) {
			t.Errorf("%s: %v, %v", text, s.Amount(), err)
		}
	}
}

// The host may change the settings of package decimal; stored summaries stay.
func TestSummaryJSONIgnoresSettings(t *testing.T) {
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation = true, false, true
	defer func() {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation = false, true, false
	}()
	for _, amount := range []string{"1250.50", "1e3", "100.00"} {
		data, err := json.Marshal(summary(t, now, 1, amount))
		want := map[string]string{"1250.50": `"1250.5"`, "1e3": `"1000"`, "100.00": `"100"`}[amount]
		if err != nil || !strings.HasSuffix(string(data), `"amount":`+want+`}`) {
			t.Errorf("%s, %v; want %s", data, err, want)
		}
	}
}

func TestAddDoesNotAllocate(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	list := []rfm.Purchase{
		{At: now, Amount: dec("12.34")}, {At: now.AddDate(0, -3, 0), Amount: dec("5"), Refunded: dec("2.5")},
		{At: now.AddDate(-3, 0, 0), Amount: dec("1e2")}, {At: now, Amount: dec("5"), Refunded: dec("5.00")},
	}
	if n := testing.AllocsPerRun(100, func() {
		var s, other rfm.Summary
		add(t, at, &s, list...)
		add(t, at, &other, list...)
		s.Merge(other)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// Per order, against a loop written by hand that sums cents.
func BenchmarkAdd(b *testing.B) {
	at := newEngine(b, rfm.Textbook(), zone(b, "Asia/Shanghai")).At(now)
	list := make([]rfm.Purchase, 1000)
	for i := range list {
		list[i] = rfm.Purchase{At: now.Add(-time.Duration(i) * 17 * time.Hour), Amount: decimal.New(int64(i*7919%100_000), -2)}
	}
	from, to := at.Bounds()
	b.Run("Add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var s rfm.Summary
			add(b, at, &s, list...)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/order")
	})
	b.Run("cents", func(b *testing.B) {
		var orders, cents int64
		for b.Loop() {
			for i := range list {
				if p := &list[i]; !p.At.Before(from) && !p.At.After(to) {
					orders++
					cents += p.Amount.CoefficientInt64() - p.Refunded.CoefficientInt64()
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/order")
	})
}

// The last purchase keeps its nanosecond, from the first accepted instant to
// the last.
func TestLastToTheNanosecond(t *testing.T) {
	first, end := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, last := range []time.Time{first, first.Add(1), time.Unix(-1, 999_999_999).UTC(), time.Unix(0, 0).UTC(), now, end.Add(-1)} {
		if got := summary(t, last.In(zone(t, "Asia/Shanghai")), 1, "5").Last(); got != last {
			t.Errorf("%v, want %v", got, last)
		}
	}
	for _, last := range []time.Time{first.Add(-1), end} {
		if _, err := rfm.NewSummary(last, 1, dec("5")); err == nil {
			t.Errorf("%v is accepted", last)
		}
	}
	var never rfm.Summary
	if got := never.Last(); !got.IsZero() {
		t.Errorf("never: %v", got)
	}
}

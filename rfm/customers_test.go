package rfm_test

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// sale is a purchase of a customer.
type sale struct {
	customer string
	rfm.Purchase
}

func sales(list []sale) iter.Seq2[string, rfm.Purchase] {
	return func(yield func(string, rfm.Purchase) bool) {
		for _, s := range list {
			if !yield(s.customer, s.Purchase) {
				return
			}
		}
	}
}

func summarize[K comparable](t failer, at *rfm.Scorer, purchases iter.Seq2[K, rfm.Purchase]) *rfm.Customers[K] {
	t.Helper()
	c, err := rfm.Summarize(at, purchases)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// read collects what the sequences yield, each customer once.
func read[K comparable](t failer, parts ...iter.Seq2[K, rfm.Summary]) map[K]rfm.Summary {
	t.Helper()
	all := map[K]rfm.Summary{}
	for _, part := range parts {
		for key, s := range part {
			if _, twice := all[key]; twice {
				t.Fatalf("%v comes twice", key)
			}
			all[key] = s
		}
	}
	return all
}

// Purchases add up to the same summaries one by one, grouped, ungrouped, and
// from any number of shares merged in any order and read in any number of parts.
func checkBatch(t *rapid.T) {
	loc := drawZone(t)
	at := newEngine(t, rfm.Textbook(), loc).At(instants(loc).Draw(t, "instant"))
	want := map[string]rfm.Summary{}
	var list []sale
	for i := range rapid.IntRange(0, 12).Draw(t, "customers") {
		name := fmt.Sprint("C", i)
		bought := purchases(at).Draw(t, name)
		var s rfm.Summary
		add(t, at, &s, bought...)
		if len(bought) > 0 {
			want[name] = s
		}
		for _, p := range bought {
			list = append(list, sale{name, p})
		}
	}

	grouped := map[string]rfm.Summary{}
	if err := rfm.Grouped(at, sales(list), func(name string, s rfm.Summary) error {
		if _, twice := grouped[name]; twice {
			t.Fatalf("%s comes twice", name)
		}
		grouped[name] = s
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, grouped); diff != "" {
		t.Fatalf("grouped (-one by one +got):\n%s", diff)
	}

	shares := make([][]sale, rapid.IntRange(1, 40).Draw(t, "shares"))
	for _, s := range rapid.Permutation(list).Draw(t, "order") {
		i := rapid.IntRange(0, len(shares)-1).Draw(t, "share")
		shares[i] = append(shares[i], s)
	}
	var all rfm.Customers[string]
	for _, share := range shares {
		if err := all.Merge(summarize(t, at, sales(share))); err != nil {
			t.Fatal(err)
		}
	}
	got := read(t, all.Split(rapid.IntRange(-1, 300).Draw(t, "parts"))...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("ungrouped (-one by one +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, read(t, all.All())); diff != "" {
		t.Fatalf("read again (-one by one +got):\n%s", diff)
	}
}

func TestBatch(t *testing.T) { rapid.Check(t, checkBatch) }
func FuzzBatch(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkBatch)) }

// crowdOfBuyers yields a share of the purchases of many, some with refunds and
// some of 19 digits or more.
func crowdOfBuyers(customers, orders, share, shares int) iter.Seq2[int, rfm.Purchase] {
	return func(yield func(int, rfm.Purchase) bool) {
		for i := share; i < customers*orders; i += shares {
			p := rfm.Purchase{At: now.Add(-time.Duration(i%700*24) * time.Hour), Amount: decimal.New(int64(i), -2)}
			if i%101 == 1 {
				p.Refunded = decimal.New(1, -2)
			}
			if i%103 == 1 {
				p.Amount = decimal.New(1_000_000_000_000_000_000+int64(i), -int32(i%3))
			}
			if !yield(i%customers, p) {
				return
			}
		}
	}
}

// Split returns as many sequences as asked for, and one at least; among them
// every customer comes once.
func TestSplit(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	const customers = 1000
	full := summarize(t, at, crowdOfBuyers(customers, 2, 0, 1))
	var none rfm.Customers[int]
	for n, want := range map[int]int{math.MinInt: 1, -1: 1, 0: 1, 1: 1, 2: 2, 3: 3, 255: 255, 256: 256, 257: 257, 300: 300, 1024: 1024, 1025: 1024, math.MaxInt: 1024} {
		parts := full.Split(n)
		if len(parts) != want || len(none.Split(n)) != want {
			t.Errorf("Split(%d) has %d parts, %d of nobody; want %d", n, len(parts), len(none.Split(n)), want)
		}
		if got := len(read(t, parts...)); got != customers {
			t.Errorf("Split(%d) yields %d customers, want %d", n, got, customers)
		}
		if got := len(read(t, none.Split(n)...)); got != 0 {
			t.Errorf("Split(%d) of nobody yields %d", n, got)
		}
	}
}

// A customer none of whose purchases counts is an answer, not left out.
func TestBatchDropsNobody(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	list := []sale{
		{"later", rfm.Purchase{At: now.Add(1), Amount: dec("5")}},
		{"refunded", rfm.Purchase{At: now, Amount: dec("5"), Refunded: dec("5")}},
		{"lapsed", rfm.Purchase{At: now.AddDate(-2, 0, 0), Amount: dec("5")}},
		{"free", rfm.Purchase{At: now}},
		{"wide", rfm.Purchase{At: now, Amount: dec("12345678901234567890.12")}},
	}
	want := map[string]rfm.Status{"later": rfm.NeverBought, "refunded": rfm.NeverBought, "lapsed": rfm.Lapsed, "free": rfm.NothingNet, "wide": rfm.Scored}
	statuses := func(customers map[string]rfm.Summary) map[string]rfm.Status {
		got := map[string]rfm.Status{}
		for name, s := range customers {
			got[name] = score(t, at, s).Status
		}
		return got
	}
	if diff := cmp.Diff(want, statuses(read(t, summarize(t, at, sales(list)).All()))); diff != "" {
		t.Errorf("ungrouped (-want +got):\n%s", diff)
	}
	grouped := map[string]rfm.Summary{}
	if err := rfm.Grouped(at, sales(list), func(name string, s rfm.Summary) error { grouped[name] = s; return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, statuses(grouped)); diff != "" {
		t.Errorf("grouped (-want +got):\n%s", diff)
	}
}

// The period's first instant and the instant of scoring are within, and a
// nanosecond beyond is not.
func TestBatchAtTheBounds(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), zone(t, "Asia/Shanghai")).At(now)
	from, to := at.Bounds()
	for when, orders := range map[time.Time]int64{from.Add(-1): 0, from: 1, to: 1, to.Add(1): 0} {
		list := []sale{{"an", rfm.Purchase{At: when, Amount: dec("5")}}}
		if got := read(t, summarize(t, at, sales(list)).All())["an"]; got.Orders() != orders {
			t.Errorf("ungrouped at %v: %d orders, want %d", when, got.Orders(), orders)
		}
		if err := rfm.Grouped(at, sales(list), func(_ string, got rfm.Summary) error {
			if got.Orders() != orders {
				t.Errorf("grouped at %v: %d orders, want %d", when, got.Orders(), orders)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// A faulty purchase ends the pass, and is named with its customer.
func TestBatchFaults(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	good := rfm.Purchase{At: now, Amount: dec("5")}
	for _, c := range []struct {
		bad  rfm.Purchase
		want string
	}{
		{rfm.Purchase{At: now, Amount: dec("-5")}, "rfm: purchase at 2026-03-31T15:04:05.000000006Z of customer an: amount: -5 is negative"},
		{rfm.Purchase{Amount: dec("5")}, "rfm: purchase at 0001-01-01T00:00:00Z of customer an: at: the year 1 is outside 1900..2299"},
		{rfm.Purchase{At: now, Amount: dec("5"), Refunded: dec("6")}, "rfm: purchase at 2026-03-31T15:04:05.000000006Z of customer an: refunded: 6 is more than the amount, 5"},
		{rfm.Purchase{At: now, Amount: decimal.New(1, 1_000_000_000)}, "of customer an: amount: "},
	} {
		list := []sale{{"bo", good}, {"an", good}, {"an", c.bad}, {"cai", good}}
		customers, err := rfm.Summarize(at, sales(list))
		checkBatchFault(t, err, c.want)
		if customers != nil {
			t.Errorf("%s: a result beside the error", c.want)
		}
		var seen []string
		err = rfm.Grouped(at, sales(list), func(name string, _ rfm.Summary) error { seen = append(seen, name); return nil })
		checkBatchFault(t, err, c.want)
		if fmt.Sprint(seen) != "[bo]" {
			t.Errorf("%s: after %v, want [bo]", c.want, seen)
		}
	}
	for name, want := range map[string]string{
		strings.Repeat("x", 1_000_000): "of customer " + strings.Repeat("x", 100) + ": at",
		"x\nERROR: forged\x1b[31m":     `of customer "x\nERROR: forged\x1b[31m": at`, // one line
	} {
		_, err := rfm.Summarize(at, sales([]sale{{name, rfm.Purchase{}}}))
		checkBatchFault(t, err, want)
	}
}

func checkBatchFault(t *testing.T, err error, want string) {
	t.Helper()
	var data *rfm.DataError
	if !errors.As(err, &data) || !strings.Contains(err.Error(), want) || len(err.Error()) > 1000 {
		t.Errorf("%v, want a DataError with %q", err, want)
	}
}

// Whoever reads may stop.
func TestStopReading(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	good := rfm.Purchase{At: now, Amount: dec("5")}
	c := summarize(t, at, sales([]sale{{"an", good}, {"bo", good}, {"cai", good}}))
	n := 0
	for range c.All() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d customers, want 1", n)
	}
}

func TestBatchOfNothing(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	none := func(int, rfm.Summary) error { return errors.New("called") }
	for name, purchases := range map[string]iter.Seq2[int, rfm.Purchase]{"nil": nil, "empty": maps.All(map[int]rfm.Purchase{})} {
		if err := rfm.Grouped(at, purchases, none); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := read(t, summarize(t, at, purchases).All()); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	var zero rfm.Customers[int]
	if got := read(t, zero.Split(2)...); len(got) != 0 {
		t.Errorf("zero: %v", got)
	}
	if err := zero.Merge(nil); err != nil {
		t.Error(err)
	}
}

// Summaries of different instants do not add up.
func TestMergeOfOtherScorer(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	good := []sale{{"an", rfm.Purchase{At: now, Amount: dec("5")}}}
	a, b := summarize(t, engine.At(now), sales(good)), summarize(t, engine.At(now.AddDate(0, 1, 0)), sales(good))
	var data *rfm.DataError
	if err := a.Merge(b); !errors.As(err, &data) {
		t.Errorf("%v, want a DataError", err)
	}
	if got := read(t, a.All()); got["an"].Orders() != 1 {
		t.Errorf("%v after a refused merge", got)
	}
	var zero rfm.Scorer
	if _, err := rfm.Summarize(&zero, sales(good)); !errors.As(err, &data) {
		t.Errorf("%v, want a DataError", err)
	}
	if err := rfm.Grouped(&zero, sales(good), nil); !errors.As(err, &data) {
		t.Errorf("%v, want a DataError", err)
	}
}

// Merging leaves the other as it was, and both can be read and merged again.
func TestMergeKeepsTheOther(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	good := sale{"an", rfm.Purchase{At: now, Amount: dec("5")}}
	odd := sale{"an", rfm.Purchase{At: now, Amount: dec("5"), Refunded: dec("1")}}
	one := summarize(t, at, sales([]sale{good, odd}))
	var sum rfm.Customers[string]
	for n := int64(1); n <= 3; n++ {
		if err := sum.Merge(one); err != nil {
			t.Fatal(err)
		}
		if got := read(t, sum.All())["an"].Orders(); got != 2*n {
			t.Errorf("%d orders, want %d", got, 2*n)
		}
		if got := read(t, one.All())["an"]; got.Orders() != 2 || got.Amount().String() != "9" {
			t.Errorf("the other has %d orders, %s", got.Orders(), got.Amount())
		}
	}
}

// Any key that compares with == will do; a NaN equals nothing, not even itself.
func TestKeys(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	type key struct {
		shop string
		id   int
	}
	p := rfm.Purchase{At: now, Amount: dec("5")}
	composite := summarize(t, at, func(yield func(key, rfm.Purchase) bool) {
		_ = yield(key{"a", 1}, p) && yield(key{"b", 1}, p) && yield(key{"a", 1}, p)
	})
	if got := read(t, composite.All()); len(got) != 2 || got[key{"a", 1}].Orders() != 2 {
		t.Errorf("composite keys: %v", got)
	}
	n := 0
	for range summarize(t, at, func(yield func(float64, rfm.Purchase) bool) {
		for range 100 {
			yield(math.NaN(), p)
		}
	}).All() {
		n++
	}
	if n != 100 {
		t.Errorf("%d customers without a number, want 100", n)
	}
}

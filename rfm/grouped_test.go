package rfm_test

import (
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"example.com/membership/rfm"
)

// The callback's own error ends the pass and comes back as it is, also after
// the last customer.
func TestGroupedStops(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	good := rfm.Purchase{At: now, Amount: dec("5")}
	enough := errors.New("enough")
	for last, want := range map[string]string{"an": "[an]", "bo": "[an bo]", "cai": "[an bo cai]", "": "[an bo cai]"} {
		var seen []string
		err := rfm.Grouped(at, sales([]sale{{"an", good}, {"an", good}, {"bo", good}, {"cai", good}}), func(name string, _ rfm.Summary) error {
			seen = append(seen, name)
			if name == last {
				return enough
			}
			return nil
		})
		if fmt.Sprint(seen) != want || (err == enough) != (last != "") {
			t.Errorf("until %q: %v, %v; want %s", last, seen, err, want)
		}
	}
}

// The zero key is a customer like any other, also the first.
func TestGroupedZeroKey(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	good := rfm.Purchase{At: now, Amount: dec("5")}
	var seen []string
	if err := rfm.Grouped(at, sales([]sale{{"", good}, {"", good}, {"an", good}, {"", good}}), func(name string, s rfm.Summary) error {
		seen = append(seen, fmt.Sprintf("%q %d", name, s.Orders()))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(seen); got != `["" 2 "an" 1 "" 1]` {
		t.Errorf("%s", got)
	}
}

// A sequence that does not heed that it is to end loses no error, and nobody
// hears of more customers.
func TestGroupedKeepsItsError(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	good, bad := rfm.Purchase{At: now, Amount: dec("5")}, rfm.Purchase{At: now, Amount: dec("-5")}
	deaf := func(list ...sale) iter.Seq2[string, rfm.Purchase] {
		return func(yield func(string, rfm.Purchase) bool) {
			for _, s := range list {
				yield(s.customer, s.Purchase)
			}
		}
	}
	calls := 0
	each := func(string, rfm.Summary) error { calls++; return nil }
	err := rfm.Grouped(at, deaf(sale{"an", good}, sale{"an", bad}, sale{"an", good}, sale{"bo", bad}, sale{"cai", good}), each)
	checkBatchFault(t, err, "of customer an: amount: -5 is negative")
	if calls != 0 {
		t.Errorf("%d calls after a fault", calls)
	}
	full := errors.New("disk full")
	err = rfm.Grouped(at, deaf(sale{"an", good}, sale{"bo", good}, sale{"cai", good}), func(string, rfm.Summary) error { calls++; return full })
	if err != full || calls != 1 {
		t.Errorf("%v after %d calls, want %v after 1", err, calls, full)
	}
	checkBatchFault(t, rfm.Grouped(at, deaf(sale{"an", good}), nil), "each: is nil")
	var late func(string, rfm.Purchase) bool
	calls = 0
	if err := rfm.Grouped(at, func(yield func(string, rfm.Purchase) bool) { late = yield; yield("an", good) }, each); err != nil {
		t.Fatal(err)
	}
	if late("bo", good) || calls != 1 {
		t.Errorf("after the end it goes on, %d calls", calls)
	}
	customers, err := rfm.Summarize(at, deaf(sale{"an", good}, sale{"an", bad}, sale{"bo", good}))
	checkBatchFault(t, err, "of customer an: amount: -5 is negative")
	if customers != nil {
		t.Error("a result beside the error")
	}
}

func TestGroupedDoesNotAllocate(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	rows := generate(10_000)
	per := func(rows []row) float64 {
		return testing.AllocsPerRun(5, func() {
			if err := rfm.Grouped(at, seq(rows), func(int64, rfm.Summary) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	if few, many := per(rows[:100]), per(rows); many != few {
		t.Errorf("%v allocations for 100 orders, %v for 10,000", few, many)
	}
}

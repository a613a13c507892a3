package stage_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// customer returns one who bought first and last so many days before now.
func customer(id string, first, last int, value string) stage.Customer {
	return stage.Customer{ID: id, First: ago(first), Last: ago(last), LastValue: dec(value)}
}

// Most valuable first, then the shorter silence, then the ID; the active and
// those who never bought are not listed, nor is anybody twice.
func TestWinBack(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, zone(t, "Asia/Shanghai")).At(now)
	got, err := at.WinBack(slices.Values([]stage.Customer{
		customer("F", 500, 200, "80"),
		customer("E", 100, 100, "80"),
		customer("D", 120, 100, "80.00"),
		customer("A", 400, 361, "80.01"),
		customer("active", 400, 90, "999"),
		customer("B", 91, 91, "80.001"),
		{ID: "never"},
		{ID: "tomorrow", First: ago(-1), Last: ago(-1), LastValue: dec("999")},
		customer("D", 120, 100, "80"), // again, written otherwise
		customer("Z", 180, 180, "0"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range got {
		lines = append(lines, fmt.Sprint(d.ID, " ", d.Stage, " ", d.SilentDays, " ", d.Since.Format(time.RFC3339), " ", d.LastValue))
	}
	want := []string{
		"A lost 361 2026-03-31T00:00:00+08:00 80.01",
		"B silent 91 2026-03-31T00:00:00+08:00 80.001",
		"D silent 100 2026-03-22T00:00:00+08:00 80",
		"E silent 100 2026-03-22T00:00:00+08:00 80",
		"F sleeping 200 2026-03-12T00:00:00+08:00 80",
		"Z silent 180 2026-01-01T00:00:00+08:00 0",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestWinBackOfNobody(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	for _, list := range [][]stage.Customer{nil, {customer("A", 5, 5, "1")}} {
		for _, customers := range []iter.Seq[stage.Customer]{nil, slices.Values(list)} {
			got, err := at.WinBack(customers)
			if data, _ := json.Marshal(got); string(data) != "[]" || err != nil {
				t.Errorf("%s, %v", data, err)
			}
		}
	}
}

func TestBadCustomers(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	long := strings.Repeat("x", 1000)
	for _, c := range []struct {
		customer stage.Customer
		want     string
	}{
		{customer("", 5, 5, "1"), `"": ID: is empty: leave out records without one, or give each its own`},
		{customer(long, 5, 5, "1"), ""},
		{customer(long+"y", 5, 5, "1"), `"` + long[:100] + `": ID: has 1001 bytes: give at most 1000`},
		{customer("C", 5, 5, "-0.01"), `"C": value of the last purchase: -0.01 is negative; give what the purchase brought, at least 0`},
		{stage.Customer{ID: "C", LastValue: decimal.New(1, 1_000_000_000)}, `"C": value of the last purchase: must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000`},
		{stage.Customer{ID: "C", LastValue: dec("3")}, `"C": value of the last purchase: 3, with no purchase; give the purchase, or 0`},
		{stage.Customer{ID: "C", First: now}, `"C": last purchase: is missing, with a first purchase at 2026-03-31T15:04:05.000000006Z; give both, or neither for who never bought`},
		{customer("C", 5, -5, "1"), `"C": last purchase: 2026-04-05T12:00:00Z is later than the moment, 2026-03-31T15:04:05.000000006Z; give the last purchase up to the moment`},
	} {
		got, err := at.WinBack(slices.Values([]stage.Customer{customer("A", 100, 100, "1"), c.customer}))
		if c.want == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		wantData(t, err, "segment: customer "+c.want)
		if got != nil {
			t.Errorf("an error, and %v", got)
		}
	}
}

// An ID twice with different content is an error, whatever differs, also where
// neither is dormant; it names the lowest such ID in any order.
func TestCustomersThatDiffer(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	for _, other := range []stage.Customer{
		customer("B", 51, 50, "1"), customer("B", 50, 49, "1"), customer("B", 50, 50, "1.01"), {ID: "B"},
	} {
		list := []stage.Customer{customer("B", 50, 50, "1"), customer("C", 9, 9, "1"), other, customer("C", 8, 8, "1"), customer("A", 7, 7, "7")}
		for range 2 {
			_, err := at.WinBack(slices.Values(list))
			wantData(t, err, `segment: customer "B": comes twice with different content; give every customer once`)
			slices.Reverse(list)
		}
	}
}

// The list holds exactly the customers whose stage is dormant, in the stated
// order whatever the order of the input, and each is in that stage since the
// day it says: not the instant before.
func checkWinBack(t *rapid.T) {
	loc, day := drawPlace(t)
	engine := newEngine(t, policies().Draw(t, "policy"), loc)
	instant := drawClock(t, day, loc)
	at := engine.At(instant)
	var customers []stage.Customer
	byID := map[string]stage.Customer{}
	dormant := 0
	for i := range rapid.IntRange(0, 12).Draw(t, "customers") {
		c := stage.Customer{ID: fmt.Sprint("C", i)}
		c.First, c.Last = ends(drawPurchases(t, day, loc, 150), instant)
		if !c.Last.IsZero() {
			c.LastValue = decimal.New(rapid.Int64Range(0, 2).Draw(t, "value"), rapid.Int32Range(-1, 1).Draw(t, "exponent"))
		}
		customers, byID[c.ID] = append(customers, c), c
		if slices.Contains([]stage.Stage{stage.Silent, stage.Sleeping, stage.Lost}, standing(t, at, c.First, c.Last).Stage) {
			dormant++
		}
	}
	list, err := at.WinBack(slices.Values(customers))
	if err != nil || len(list) != dormant {
		t.Fatalf("%d of %d, %v", len(list), dormant, err)
	}
	for i, d := range list {
		c := byID[d.ID]
		s := standing(t, at, c.First, c.Last)
		if s.Stage != d.Stage || s.SilentDays != d.SilentDays || !c.LastValue.Equal(d.LastValue) {
			t.Fatalf("%+v of %+v", d, s)
		}
		if then := standing(t, engine.At(d.Since), c.First, c.Last); then.Stage != d.Stage {
			t.Fatalf("%+v, at that instant %+v", d, then)
		}
		if then := standing(t, engine.At(d.Since.Add(-1)), c.First, c.Last); then.Stage == d.Stage {
			t.Fatalf("%+v, and before that %+v", d, then)
		}
		if i > 0 && !inOrder(list[i-1], d) {
			t.Fatalf("%+v before %+v", list[i-1], d)
		}
	}
	twice := rapid.Permutation(append(slices.Clone(customers), customers...)).Draw(t, "order")
	other, err := at.WinBack(slices.Values(twice))
	x, _ := json.Marshal(list)
	if y, _ := json.Marshal(other); err != nil || !bytes.Equal(x, y) {
		t.Fatalf("%s, permuted %s, %v", x, y, err)
	}
}

func inOrder(a, b stage.Dormant) bool {
	switch {
	case !a.LastValue.Equal(b.LastValue):
		return a.LastValue.GreaterThan(b.LastValue)
	case a.SilentDays != b.SilentDays:
		return a.SilentDays < b.SilentDays
	}
	return a.ID < b.ID
}

func TestWinBackLaws(t *testing.T) { rapid.Check(t, checkWinBack) }
func FuzzWinBack(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkWinBack)) }

// The same value written twice comes out once, the same in any order.
func TestWinBackOfOneValue(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 30}, time.UTC).At(ago(0))
	c := stage.Customer{ID: "C", First: ago(400), Last: ago(300), LastValue: dec("1.5")}
	d := c
	d.LastValue = dec("1.50")
	for _, list := range [][]stage.Customer{{c, d}, {d, c}} {
		got, err := at.WinBack(slices.Values(list))
		if err != nil || len(got) != 1 || got[0].LastValue.Exponent() != -2 {
			t.Errorf("%v, %v", got, err)
		}
	}
}

// An error is the caller's own.
func TestErrorsAreNotShared(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 30}, time.UTC).At(time.Time{})
	ask := func() *segment.DataError {
		_, err := at.Rhythm(nil)
		var data *segment.DataError
		if !errors.As(err, &data) {
			t.Fatal(err)
		}
		return data
	}
	first := ask()
	first.Record = "spoilt"
	if ask().Record == "spoilt" {
		t.Error("what one caller writes another reads")
	}
}

package rfm_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// zones where the properties run: without clock changes, with many, and with a
// skipped day and skipped midnights.
var zones = []string{"UTC", "Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia", "Europe/Berlin"}

func drawZone(t *rapid.T) *time.Location {
	return zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
}

// Merge is associative and commutative with the zero value as identity, and any
// split of the purchases, in any order, gives the same Summary.
func checkMonoid(t *rapid.T) {
	at := newEngine(t, rfm.Textbook(), drawZone(t)).At(now)
	list := purchases().Draw(t, "purchases")
	var whole rfm.Summary
	add(t, at, &whole, list...)
	var parts [3]rfm.Summary
	for _, p := range rapid.Permutation(list).Draw(t, "order") {
		add(t, at, &parts[rapid.IntRange(0, 2).Draw(t, "part")], p)
	}
	a, b, c := parts[0], parts[1], parts[2]
	merge := func(x, y rfm.Summary) rfm.Summary { x.Merge(y); return x }
	for name, got := range map[string]rfm.Summary{
		"(a+b)+c":         merge(merge(a, b), c),
		"a+(b+c)":         merge(a, merge(b, c)),
		"c+(b+a)":         merge(c, merge(b, a)),
		"identity, left":  merge(rfm.Summary{}, whole),
		"identity, right": merge(whole, rfm.Summary{}),
	} {
		if diff := cmp.Diff(whole, got); diff != "" {
			t.Fatalf("%s (-all at once +got):\n%s", name, diff)
		}
		x, _ := json.Marshal(whole)
		if y, _ := json.Marshal(got); !bytes.Equal(x, y) {
			t.Fatalf("%s: %s, want %s", name, y, x)
		}
	}
}

func TestMonoid(t *testing.T) { rapid.Check(t, checkMonoid) }
func FuzzMonoid(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMonoid)) }

// slowScore is the textbook as a person would work it out from the orders.
func slowScore(loc *time.Location, list []rfm.Purchase) rfm.Score {
	today := dateOf(now, loc)
	var last time.Time
	orders, amount := 0, decimal.Zero
	for _, p := range list {
		refunded := p.Refunded.Sign() > 0 && p.Refunded.Equal(p.Amount)
		if refunded || p.At.After(now) {
			continue
		}
		if day := dateOf(p.At, loc); day.After(last) {
			last = day
		}
		if !dateOf(p.At, loc).Before(monthsBefore(today, 12)) {
			orders++
			amount = amount.Add(p.Amount).Sub(p.Refunded)
		}
	}
	if last.IsZero() {
		return rfm.Score{Status: rfm.NeverBought}
	}
	s := rfm.Score{RecencyDays: int(today.Sub(last).Hours()) / 24}
	switch {
	case orders == 0:
		s.Status = rfm.Lapsed
		return s
	case amount.Sign() <= 0:
		s.Status = rfm.NothingNet
		return s
	}
	s.Status, s.R, s.M = rfm.Scored, 1, 1
	for r, months := range map[int]int{2: 7, 3: 4, 4: 3, 5: 1} {
		if !last.Before(monthsBefore(today, months)) {
			s.R = max(s.R, r)
		}
	}
	for m, least := range map[int]int64{2: 300, 3: 500, 4: 1000, 5: 2000} {
		if amount.GreaterThanOrEqual(decimal.NewFromInt(least)) {
			s.M = max(s.M, m)
		}
	}
	s.F = []int{1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 5}[min(orders, 6)]
	s.Value = s.R + 3*s.F + 4*s.M
	switch {
	case s.Value >= 36:
		s.Grade = "Platinum"
	case s.Value >= 26:
		s.Grade = "Gold"
	case s.Value >= 17:
		s.Grade = "Silver"
	default:
		s.Grade = "Bronze"
	}
	return s
}

// dateOf is what the clock reads, as a midnight in UTC. None of the zones went
// back over midnight in the years of the properties.
func dateOf(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// monthsBefore goes back over the first days of months, then to the day or, in
// a shorter month, the last.
func monthsBefore(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	for d := day.Day(); ; d-- {
		if same := first.AddDate(0, 0, d-1); same.Month() == first.Month() {
			return same
		}
	}
}

// The engine agrees with the textbook worked out by hand.
func checkTextbook(t *rapid.T) {
	loc := drawZone(t)
	at := newEngine(t, rfm.Textbook(), loc).At(now)
	list := purchases().Draw(t, "purchases")
	var s rfm.Summary
	add(t, at, &s, list...)
	got, want := score(t, at, s), slowScore(loc, list)
	if got != want {
		t.Fatalf("%+v, want %+v", got, want)
	}
	if got.Status == rfm.Scored && (got.Value < 8 || got.Value > 40) {
		t.Fatalf("value %d is outside 8..40", got.Value)
	}
}

func TestAgainstHand(t *testing.T) { rapid.Check(t, checkTextbook) }
func FuzzTextbook(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkTextbook)) }

// models draws valid models of all kinds over the lifetime, by first drawing
// more cuts than needed and keeping those that rise.
func models() *rapid.Generator[rfm.Model] {
	return rapid.Custom(func(t *rapid.T) rfm.Model {
		m := rfm.Model{Period: rfm.Lifetime, Grades: []rfm.Grade{{Name: "high", AtLeast: 30}, {Name: "low"}}}
		m.Recency = scales(0, 900, 1).Draw(t, "recency")
		m.Recency.Unit = rapid.SampledFrom([]rfm.Unit{rfm.Days, rfm.Weeks, rfm.Months}).Draw(t, "unit")
		for i := range m.Recency.Cuts {
			if m.Recency.Unit != rfm.Days {
				m.Recency.Cuts[i] = decimal.NewFromInt(int64(i + 1))
			}
		}
		slices.Reverse(m.Recency.Scores)
		m.Frequency = scales(2, 20, 1).Draw(t, "frequency")
		m.Monetary = scales(1, 3000, 3).Draw(t, "monetary")
		m.Monetary.Unit = rapid.SampledFrom([]rfm.Unit{"", rfm.PerOrder}).Draw(t, "amount")
		m.Weights = rfm.Weights{R: rapid.IntRange(1, 9).Draw(t, "r"), F: rapid.IntRange(0, 9).Draw(t, "f"), M: rapid.IntRange(0, 9).Draw(t, "m")}
		return m
	})
}

// scales draws cuts at least 1 apart, with up to so many decimals.
func scales(low, high int64, decimals int32) *rapid.Generator[rfm.Scale] {
	return rapid.Custom(func(t *rapid.T) rfm.Scale {
		s := rfm.Scale{Closed: rapid.SampledFrom([]rfm.Side{rfm.Left, rfm.Right}).Draw(t, "closed"), Cuts: []decimal.Decimal{}}
		unit := decimal.New(1, 0)
		at := low
		for range rapid.IntRange(0, 6).Draw(t, "cuts") {
			at += rapid.Int64Range(1, max(1, (high-low)/6)).Draw(t, "step")
			fraction := decimal.New(rapid.Int64Range(0, 9).Draw(t, "fraction"), -decimals)
			s.Cuts = append(s.Cuts, decimal.NewFromInt(2*at).Mul(unit).Add(fraction))
		}
		first := rapid.IntRange(1, 10-len(s.Cuts)).Draw(t, "first")
		for i := range len(s.Cuts) + 1 {
			s.Scores = append(s.Scores, first+i)
		}
		return s
	})
}

// Every amount > 0, count ≥ 1 and date of the period falls into exactly one
// bin, the one whose score it gets.
func checkOneBin(t *rapid.T) {
	m := models().Draw(t, "model")
	engine := newEngine(t, m, time.UTC)
	at := engine.At(now)
	days := rapid.IntRange(0, 2000).Draw(t, "days")
	amount := amounts().Draw(t, "amount").Add(dec("0.000000000001"))
	orders := rapid.Int64Range(1, 60).Draw(t, "orders")
	if len(m.Monetary.Cuts) > 0 && rapid.Bool().Draw(t, "at a cut") {
		amount = rapid.SampledFrom(m.Monetary.Cuts).Draw(t, "cut")
		if m.Monetary.Unit == rfm.PerOrder {
			amount = amount.Mul(decimal.NewFromInt(orders))
		}
		amount = amount.Add(rapid.SampledFrom([]decimal.Decimal{dec("-0.000000000001"), {}, dec("0.000000000001")}).Draw(t, "off"))
	}
	if amount.NumDigits() > 30 {
		amount = dec("1")
	}
	last := now.AddDate(0, 0, -days)
	got := score(t, at, summary(t, last, orders, amount.String()))
	for d, c := range map[rfm.Dimension]struct {
		score int
		holds func(rfm.Bin) bool
	}{
		rfm.Recency:   {got.R, func(b rfm.Bin) bool { return recencyIn(b, dateOf(last, time.UTC)) }},
		rfm.Frequency: {got.F, func(b rfm.Bin) bool { return numberIn(b, big.NewRat(orders, 1)) }},
		rfm.Monetary: {got.M, func(b rfm.Bin) bool {
			if b.Unit == rfm.PerOrder {
				return numberIn(b, new(big.Rat).Mul(amount.Rat(), big.NewRat(1, orders)))
			}
			return numberIn(b, amount.Rat())
		}},
	} {
		var in []int
		for n := 1; n <= 10; n++ {
			if bin, ok := engine.Bin(d, n); ok && c.holds(bin) {
				in = append(in, n)
			}
		}
		if !slices.Equal(in, []int{c.score}) {
			t.Fatalf("%s: %d days, %d orders, %s falls into %v, and gets %d", d, days, orders, amount, in, c.score)
		}
	}
}

func numberIn(b rfm.Bin, n *big.Rat) bool {
	beyond := func(cut decimal.Decimal) bool {
		c := n.Cmp(cut.Rat())
		return c > 0 || c == 0 && b.Closed == rfm.Left
	}
	return (!b.From.Valid || beyond(b.From.Decimal)) && (!b.To.Valid || !beyond(b.To.Decimal))
}

func recencyIn(b rfm.Bin, day time.Time) bool {
	today := dateOf(now, time.UTC)
	days := int64(today.Sub(day).Hours()) / 24
	switch b.Unit {
	case rfm.Days:
		return numberIn(b, big.NewRat(days, 1))
	case rfm.Weeks:
		return numberIn(b, big.NewRat(days, 7))
	}
	// Longer than n months ago is before the date n months ago.
	beyond := func(n decimal.Decimal) bool {
		bound := monthsBefore(today, int(n.IntPart()))
		return day.Before(bound) || b.Closed == rfm.Left && day.Equal(bound)
	}
	return (!b.From.Valid || beyond(b.From.Decimal)) && (!b.To.Valid || !beyond(b.To.Decimal))
}

func TestOneBin(t *testing.T) { rapid.Check(t, checkOneBin) }
func FuzzOneBin(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkOneBin)) }

// More recent, more often or more never lowers the value. Of the average order,
// more never does for the same number of orders.
func checkMonotone(t *rapid.T) {
	m := models().Draw(t, "model")
	at := newEngine(t, m, drawZone(t)).At(now)
	draw := func() (seconds, orders, cents int64) {
		return rapid.Int64Range(0, 900*24*3600).Draw(t, "seconds"), rapid.Int64Range(1, 60).Draw(t, "orders"), rapid.Int64Range(1, 700_000).Draw(t, "cents")
	}
	make := func(seconds, orders, cents int64) rfm.Score {
		return score(t, at, summary(t, now.Add(-time.Duration(seconds)*time.Second), orders, decimal.New(cents, -2).String()))
	}
	s1, o1, c1 := draw()
	s2, o2, c2 := draw()
	if m.Monetary.Unit == rfm.PerOrder {
		o2 = o1
	}
	lower, higher := make(max(s1, s2), min(o1, o2), min(c1, c2)), make(min(s1, s2), max(o1, o2), max(c1, c2))
	if lower.R > higher.R || lower.F > higher.F || lower.M > higher.M || lower.Value > higher.Value {
		t.Fatalf("%+v exceeds %+v", lower, higher)
	}
}

func TestMonotone(t *testing.T) { rapid.Check(t, checkMonotone) }
func FuzzMonotone(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMonotone)) }

// A model read back from JSON decides the same, and so does a summary.
func checkRoundTrip(t *rapid.T) {
	m := models().Draw(t, "model")
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back, err := rfm.ParseModel(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Fatalf("model read back:\n%s", diff)
	}
	at, after := newEngine(t, m, time.UTC).At(now), newEngine(t, back, time.UTC).At(now)
	for _, s := range populations(at).Draw(t, "population") {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var read rfm.Summary
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		if a, b := score(t, at, s), score(t, after, read); a != b {
			t.Fatalf("%+v, read back %+v", a, b)
		}
	}
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, checkRoundTrip) }
func FuzzRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRoundTrip)) }

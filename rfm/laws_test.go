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

// Merge is associative and commutative with the zero value as identity, and any
// split of the purchases, in any order, gives the same Summary.
func checkMonoid(t *rapid.T) {
	loc := drawZone(t)
	at := newEngine(t, rfm.Textbook(), loc).At(instants(loc).Draw(t, "instant"))
	list := purchases(at).Draw(t, "purchases")
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

// slowScore is the textbook as a person would work it out from the orders, at
// an instant in the shop's location.
func slowScore(at time.Time, list []rfm.Purchase) rfm.Score {
	loc := at.Location()
	today := dateOf(at, loc)
	var last time.Time
	orders, amount := 0, decimal.Zero
	for _, p := range list {
		refunded := p.Refunded.Sign() > 0 && p.Refunded.Equal(p.Amount)
		if refunded || p.At.After(at) {
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
	instant := instants(loc).Draw(t, "instant")
	at := newEngine(t, rfm.Textbook(), loc).At(instant)
	list := purchases(at).Draw(t, "purchases")
	var s rfm.Summary
	add(t, at, &s, list...)
	got, want := score(t, at, s), slowScore(instant, list)
	if got != want {
		t.Fatalf("%+v, want %+v", got, want)
	}
	if got.Status == rfm.Scored && (got.Value < 8 || got.Value > 40) {
		t.Fatalf("value %d is outside 8..40", got.Value)
	}
}

func TestAgainstHand(t *testing.T) { rapid.Check(t, checkTextbook) }
func FuzzTextbook(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkTextbook)) }

// A single order around each clock change, asked about on the days that the
// textbook's cuts and period reach back to it from.
func TestAgainstHandAtClockChanges(t *testing.T) {
	for name, days := range clockChanges {
		loc := zone(t, name)
		engine := newEngine(t, rfm.Textbook(), loc)
		for _, text := range days {
			day := instant(t, text, time.UTC)
			midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, loc)
			for i := range 18 { // 0, 1, 3, 4, 7 and 12 months, and a day more or less
				on := day.AddDate(0, []int{0, 1, 3, 4, 7, 12}[i/3], i%3-1)
				instant := time.Date(on.Year(), on.Month(), on.Day(), 15, 4, 5, 6, loc)
				at := engine.At(instant)
				for hours := -25 * time.Hour; hours <= 49*time.Hour; hours += time.Hour {
					for _, off := range []time.Duration{-1, 0} {
						bought := []rfm.Purchase{{At: midnight.Add(hours + off), Amount: dec("300")}}
						var s rfm.Summary
						add(t, at, &s, bought...)
						if got, want := score(t, at, s), slowScore(instant, bought); got != want {
							t.Errorf("at %s, bought at %s: %+v, want %+v", instant, bought[0].At.In(loc), got, want)
						}
					}
				}
			}
		}
	}
}

// Raising one of the textbook's scores by one raises the value, which lies
// within 8 to 40, and never lowers the grade.
func checkStrict(t *rapid.T) {
	loc := drawZone(t)
	instant := instants(loc).Draw(t, "instant")
	engine := newEngine(t, rfm.Textbook(), loc)
	at := engine.At(instant)
	bins := rapid.Custom(func(t *rapid.T) (c [3]int) {
		for d := range c {
			c[d] = rapid.IntRange(1, 5).Draw(t, "score")
		}
		return c
	}).Draw(t, "bins")
	d := rapid.IntRange(0, 2).Draw(t, "dimension")
	bins[d] = min(bins[d], 4)
	last, orders, amount := lastFor(t, instant, bins[0]), ordersFor(t, bins[1]), amountFor(t, bins[2])
	lower := score(t, at, summary(t, last, orders, amount))
	want := bins
	want[d]++
	switch d {
	case 0:
		last = lastFor(t, instant, want[0])
	case 1:
		orders = ordersFor(t, want[1])
	case 2:
		amount = amountFor(t, want[2])
	}
	higher := score(t, at, summary(t, last, orders, amount))
	if [3]int{lower.R, lower.F, lower.M} != bins || [3]int{higher.R, higher.F, higher.M} != want {
		t.Fatalf("%+v and %+v, want %v and %v", lower, higher, bins, want)
	}
	if lower.Value >= higher.Value || lower.Value < 8 || higher.Value > 40 {
		t.Fatalf("%d, raised to %d", lower.Value, higher.Value)
	}
	if names := engine.Names(); slices.Index(names, higher.Grade) > slices.Index(names, lower.Grade) {
		t.Fatalf("%s, lowered to %s", lower.Grade, higher.Grade)
	}
}

func TestStrict(t *testing.T) { rapid.Check(t, checkStrict) }
func FuzzStrict(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkStrict)) }

// Every amount > 0, count ≥ 1 and date of the period falls into exactly one
// bin, the one whose score it gets.
func checkOneBin(t *rapid.T) {
	loc := drawZone(t)
	m := models().Draw(t, "model")
	engine := newEngine(t, m, loc)
	at := engine.At(instants(loc).Draw(t, "instant"))
	last := lasts(at, m.Recency).Draw(t, "last")
	amount := amounts().Draw(t, "amount")
	orders := rapid.Int64Range(1, 60).Draw(t, "orders")
	if len(m.Monetary.Cuts) > 0 && rapid.Bool().Draw(t, "at a cut") {
		amount = rapid.SampledFrom(m.Monetary.Cuts).Draw(t, "cut")
		if m.Monetary.Unit == rfm.PerOrder {
			amount = amount.Mul(decimal.NewFromInt(orders))
		}
		amount = amount.Add(rapid.SampledFrom([]decimal.Decimal{dec("-0.000000000001"), {}, dec("0.000000000001")}).Draw(t, "off"))
	}
	if amount.Sign() == 0 {
		amount = dec("0.000000000001")
	}
	got := score(t, at, summary(t, last, orders, amount.String()))
	_, to := at.Bounds()
	for d, c := range map[rfm.Dimension]struct {
		score int
		holds func(rfm.Bin) bool
	}{
		rfm.Recency:   {got.R, func(b rfm.Bin) bool { return recencyIn(b, dateOf(to, loc), dateOf(last, loc)) }},
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
			t.Fatalf("%s: %s, %d orders, %s falls into %v, and gets %d", d, last, orders, amount, in, c.score)
		}
	}
}

// lasts draws instants within the period, often its bounds and days at the cuts
// of recency.
func lasts(at *rfm.Scorer, recency rfm.Scale) *rapid.Generator[time.Time] {
	from, to := at.Bounds()
	if from.IsZero() {
		from = to.AddDate(0, 0, -2000)
	}
	within := rapid.Custom(func(t *rapid.T) time.Time {
		return to.Add(-time.Duration(rapid.Int64Range(0, int64(to.Sub(from))).Draw(t, "before")))
	})
	if len(recency.Cuts) == 0 {
		return rapid.OneOf(rapid.SampledFrom([]time.Time{from, to}), within)
	}
	return rapid.OneOf(rapid.SampledFrom([]time.Time{from, to}), within, rapid.Custom(func(t *rapid.T) time.Time {
		cut := int(rapid.SampledFrom(recency.Cuts).Draw(t, "cut").IntPart())
		day := dateOf(to, to.Location())
		switch recency.Unit {
		case rfm.Days:
			day = day.AddDate(0, 0, -cut)
		case rfm.Weeks:
			day = day.AddDate(0, 0, -7*cut)
		case rfm.Months:
			day = monthsBefore(day, cut)
		}
		last := time.Date(day.Year(), day.Month(), day.Day()+rapid.IntRange(-1, 1).Draw(t, "off"), 12, 0, 0, 0, to.Location())
		switch {
		case last.Before(from):
			return from
		case last.After(to):
			return to
		}
		return last
	}))
}

func numberIn(b rfm.Bin, n *big.Rat) bool {
	beyond := func(cut decimal.Decimal) bool {
		c := n.Cmp(cut.Rat())
		return c > 0 || c == 0 && b.Closed == rfm.Left
	}
	return (!b.From.Valid || beyond(b.From.Decimal)) && (!b.To.Valid || !beyond(b.To.Decimal))
}

func recencyIn(b rfm.Bin, today, day time.Time) bool {
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
	loc := drawZone(t)
	m := models().Draw(t, "model")
	at := newEngine(t, m, loc).At(instants(loc).Draw(t, "instant"))
	draw := func() (last time.Time, orders, cents int64) {
		return lasts(at, m.Recency).Draw(t, "last"), rapid.Int64Range(1, 60).Draw(t, "orders"), rapid.Int64Range(1, 700_000).Draw(t, "cents")
	}
	make := func(last time.Time, orders, cents int64) rfm.Score {
		return score(t, at, summary(t, last, orders, decimal.New(cents, -2).String()))
	}
	s1, o1, c1 := draw()
	s2, o2, c2 := draw()
	if s1.After(s2) {
		s1, s2 = s2, s1
	}
	if m.Monetary.Unit == rfm.PerOrder {
		o2 = o1
	}
	lower, higher := make(s1, min(o1, o2), min(c1, c2)), make(s2, max(o1, o2), max(c1, c2))
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
	loc := drawZone(t)
	instant := instants(loc).Draw(t, "instant")
	at, after := newEngine(t, m, loc).At(instant), newEngine(t, back, loc).At(instant)
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

package stage_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// slowDays counts from one date to a later one by walking the calendar.
func slowDays(from, to time.Time) (n int) {
	for ; from.Before(to); from = from.AddDate(0, 0, 1) {
		n++
	}
	return n
}

// slowStage is the definition, from all purchases.
func slowStage(p stage.Policy, at time.Time, loc *time.Location, purchases []time.Time) stage.Stage {
	var dates []time.Time
	for _, t := range purchases {
		if day := dateOf(t, loc); !t.After(at) && !slices.Contains(dates, day) {
			dates = append(dates, day)
		}
	}
	if len(dates) == 0 {
		return stage.NeverBought
	}
	slices.SortFunc(dates, time.Time.Compare)
	today := dateOf(at, loc)
	within := func(day time.Time, multiple decimal.Decimal) bool {
		return decimal.NewFromInt(int64(slowDays(day, today))).LessThanOrEqual(multiple.Mul(decimal.NewFromInt(int64(p.Cycle))))
	}
	first, last := dates[0], dates[len(dates)-1]
	switch active := within(last, dec("1")); {
	case active && len(dates) == 1:
		return stage.NewOnce
	case active && within(first, dec("1")):
		return stage.NewRepeat
	case active:
		return stage.Regular
	case within(last, p.Silent):
		return stage.Silent
	case within(last, p.Sleeping):
		return stage.Sleeping
	}
	return stage.Lost
}

// ends returns the first and the last purchase up to an instant, as a query does.
func ends(purchases []time.Time, at time.Time) (first, last time.Time) {
	upTo := slices.DeleteFunc(slices.Clone(purchases), at.Before)
	if len(upTo) == 0 {
		return first, last
	}
	return slices.MinFunc(upTo, time.Time.Compare), slices.MaxFunc(upTo, time.Time.Compare)
}

// The engine agrees with the definition, from all purchases as from the two, and
// everybody has exactly one stage.
func checkDefinition(t *rapid.T) {
	loc, day := drawPlace(t)
	p := policies().Draw(t, "policy")
	at := drawClock(t, day.AddDate(0, 0, rapid.IntRange(-2, 2).Draw(t, "off")), loc)
	purchases := drawPurchases(t, day, loc, 7*p.Cycle)
	first, last := ends(purchases, at)
	moment := newEngine(t, p, loc).At(at)
	got, want := standing(t, moment, first, last), slowStage(p, at, loc, purchases)
	if all, err := moment.StageOf(purchases); all != got || err != nil {
		t.Fatalf("%+v, from all purchases %+v, %v", got, all, err)
	}
	if got.Stage != want {
		t.Fatalf("%+v, want %s", got, want)
	}
	if !slices.Contains(stage.Stages(), got.Stage) {
		t.Fatalf("%s is not listed", got.Stage)
	}
	if want != stage.NeverBought {
		silent, tenure := slowDays(dateOf(last, loc), dateOf(at, loc)), slowDays(dateOf(first, loc), dateOf(at, loc))
		if got.SilentDays != silent || got.TenureDays != tenure || got.Cycle != p.Cycle {
			t.Fatalf("%+v, want %d days silent of %d", got, silent, tenure)
		}
	}
}

func TestDefinition(t *testing.T) { rapid.Check(t, checkDefinition) }
func FuzzDefinition(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDefinition)) }

// Nothing changes strictly before Next, and the stage changes to Then at it;
// where there is no Next, nothing changes any more.
func checkNext(t *rapid.T) {
	loc, day := drawPlace(t)
	p := policies().Draw(t, "policy")
	at := drawClock(t, day.AddDate(0, 0, -rapid.IntRange(0, 3*p.Cycle).Draw(t, "before")), loc)
	purchases := drawPurchases(t, dateOf(at, loc), loc, 7*p.Cycle)
	purchases = slices.DeleteFunc(purchases, at.Before)
	first, last := ends(purchases, at)
	engine := newEngine(t, p, loc)
	now := standing(t, engine.At(at), first, last)
	stays := func(at time.Time) {
		s := standing(t, engine.At(at), first, last)
		if s.Stage != now.Stage || !s.Next.Equal(now.Next) || s.Then != now.Then {
			t.Fatalf("%+v, and at %s %+v", now, at, s)
		}
	}
	if now.Next.IsZero() {
		for days := range 10 * p.Cycle {
			stays(at.AddDate(0, 0, days))
		}
		stays(at.AddDate(200, 0, 0))
		return
	}
	if !now.Next.After(at) || dateOf(now.Next, loc).Equal(dateOf(now.Next.Add(-1), loc)) {
		t.Fatalf("Next %s does not begin a date after %s", now.Next, at)
	}
	for step := at; step.Before(now.Next); step = step.Add(7 * time.Hour) {
		stays(step)
	}
	stays(now.Next.Add(-1))
	then := standing(t, engine.At(now.Next), first, last)
	if then.Stage == now.Stage || then.Stage != now.Then {
		t.Fatalf("%+v, and then %+v", now, then)
	}
}

func TestNext(t *testing.T) { rapid.Check(t, checkNext) }
func FuzzNext(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkNext)) }

// Between two instants of one civil date only what was bought between them can
// tell the difference.
func checkHour(t *rapid.T) {
	loc, day := drawPlace(t)
	engine := newEngine(t, policies().Draw(t, "policy"), loc)
	a, b := drawClock(t, day, loc), drawClock(t, day, loc)
	if !dateOf(a, loc).Equal(dateOf(b, loc)) { // an hour that does not exist
		t.Skip("another date")
	}
	earlier := a
	if b.Before(a) {
		earlier = b
	}
	purchases := slices.DeleteFunc(drawPurchases(t, day, loc, 150), earlier.Before)
	first, last := ends(purchases, earlier)
	if diff := cmp.Diff(standing(t, engine.At(a), first, last), standing(t, engine.At(b), first, last)); diff != "" {
		t.Fatalf("%s and %s:\n%s", a, b, diff)
	}
	if diff := cmp.Diff(rhythm(t, engine.At(a), purchases), rhythm(t, engine.At(b), purchases)); diff != "" {
		t.Fatalf("%s and %s:\n%s", a, b, diff)
	}
}

func TestHourChangesNothing(t *testing.T) { rapid.Check(t, checkHour) }
func FuzzHour(f *testing.F)               { f.Fuzz(rapid.MakeFuzz(checkHour)) }

// What is later than the moment does not exist yet, and the order of purchases
// and their repetition change nothing.
func checkRhythmLaws(t *rapid.T) {
	loc, day := drawPlace(t)
	at := drawClock(t, day, loc)
	moment := newEngine(t, policies().Draw(t, "policy"), loc).At(at)
	purchases := drawPurchases(t, day, loc, 60)
	want := rhythm(t, moment, purchases)
	if diff := cmp.Diff(slowRhythm(want.Cycle, at, loc, purchases), want); diff != "" {
		t.Fatalf("-by hand +got:\n%s", diff)
	}
	before := slices.Clone(purchases)
	other := slices.DeleteFunc(slices.Clone(purchases), at.Before)
	other = rapid.Permutation(append(other, other...)).Draw(t, "order")
	got := rhythm(t, moment, other)
	x, _ := json.Marshal(want)
	if y, _ := json.Marshal(got); !bytes.Equal(x, y) || !slices.Equal(purchases, before) {
		t.Fatalf("%s, permuted %s", x, y)
	}
	k, cycle := int64(max(got.PurchaseDays-1, 0)), standing(t, moment, time.Time{}, time.Time{}).Cycle
	if want := slowShrink(k, got.MedianGap, int64(cycle)); int64(got.Cycle) != want {
		t.Fatalf("%+v: cycle of %d towards %d, want %d", got, got.Cycle, cycle, want)
	}
}

// slowRhythm is the definition of everything but the cycle, which it is given.
func slowRhythm(cycle int, at time.Time, loc *time.Location, purchases []time.Time) stage.Rhythm {
	first, last := ends(purchases, at)
	if first.IsZero() {
		return stage.Rhythm{Cycle: cycle}
	}
	r := stage.Rhythm{Cycle: cycle, First: first.In(loc), Last: last.In(loc)}
	var gaps []int
	run := 0
	for day := dateOf(first, loc); !day.After(dateOf(at, loc)); day = day.AddDate(0, 0, 1) {
		if slices.ContainsFunc(purchases, func(t time.Time) bool { return !t.After(at) && dateOf(t, loc).Equal(day) }) {
			gaps, run = append(gaps, run), 0
		}
		run++
	}
	gaps = gaps[1:] // the first date ends none
	r.SilentDays, r.PurchaseDays = run-1, len(gaps)+1
	if len(gaps) == 0 {
		r.Relationship = stage.Observing
		return r
	}
	r.LastGap = gaps[len(gaps)-1]
	r.MedianGap = slowMedian(gaps)
	double := r.MedianGap.Mul(dec("2"))
	exceeds := func(days int) bool { return decimal.NewFromInt(int64(days)).GreaterThan(double) }
	switch {
	case len(gaps) <= 2:
		r.Relationship = stage.Forming
	case exceeds(r.SilentDays) || exceeds(r.LastGap):
		r.Relationship = stage.Declining
	default:
		r.Relationship = stage.Stable
	}
	return r
}

// slowMedian strikes out the shortest and the longest until one or two are left.
func slowMedian(gaps []int) decimal.Decimal {
	left := slices.Sorted(slices.Values(gaps))
	for len(left) > 2 {
		left = left[1 : len(left)-1]
	}
	sum := decimal.Zero
	for _, gap := range left {
		sum = sum.Add(decimal.NewFromInt(int64(gap)))
	}
	return sum.Div(decimal.NewFromInt(int64(len(left))))
}

// slowShrink looks for the whole number of days nearest to the weighted mean,
// the larger of two.
func slowShrink(k int64, median decimal.Decimal, population int64) (days int64) {
	sum := median.Mul(decimal.NewFromInt(k)).Add(decimal.NewFromInt(2 * population))
	for {
		next := decimal.New(10*(days+1)-5, -1) // from here on it is not days
		if sum.LessThan(next.Mul(decimal.NewFromInt(k + 2))) {
			return days
		}
		days++
	}
}

func TestRhythmLaws(t *testing.T) { rapid.Check(t, checkRhythmLaws) }
func FuzzRhythm(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkRhythmLaws)) }

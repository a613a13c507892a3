package rfm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// quantiles draws the rule of one dimension; with own, often none.
func quantiles(own bool) *rapid.Generator[rfm.Quantiles] {
	return rapid.Custom(func(t *rapid.T) rfm.Quantiles {
		if own && rapid.IntRange(0, 3).Draw(t, "own") == 0 {
			return rfm.Quantiles{}
		}
		return rfm.Quantiles{
			Bins:   rapid.IntRange(2, 10).Draw(t, "bins"),
			Plus:   decimal.New(rapid.Int64Range(0, 3).Draw(t, "plus"), rapid.Int32Range(-1, 0).Draw(t, "exponent")),
			Closed: rapid.SampledFrom([]rfm.Side{"", rfm.Left, rfm.Right}).Draw(t, "closed"),
		}
	})
}

// Fitting the same population again, in any order, gives the same Model, byte
// for byte, and the scores of the published rule worked out in fractions. Bins
// count everybody, own cuts stay, and whatever is missing is reported.
func checkFit(t *rapid.T) {
	base := models().Draw(t, "base")
	base.Grades = []rfm.Grade{{Name: "all"}}
	loc := drawZone(t)
	instant := instants(loc).Draw(t, "instant")
	at := newEngine(t, base, loc).At(instant)
	people := populations(at).Draw(t, "population")
	rule := rfm.Rule{Recency: quantiles(true).Draw(t, "r"), Frequency: quantiles(false).Draw(t, "f"), Monetary: quantiles(true).Draw(t, "m")}
	fitted, err := at.Fit(slices.Values(people), rule)
	again, errAgain := at.Fit(slices.Values(rapid.Permutation(people).Draw(t, "order")), rule)
	if err != nil || errAgain != nil {
		if err != rfm.ErrNobody || errAgain != rfm.ErrNobody {
			t.Fatal(err, errAgain)
		}
		return
	}
	x, _ := json.Marshal(fitted)
	if y, _ := json.Marshal(again); !bytes.Equal(x, y) {
		t.Fatalf("fitted again: %s\nwant %s", y, x)
	}
	if fitted.Customers+fitted.LeftOut != len(people) {
		t.Fatalf("%d fitted and %d left out of %d", fitted.Customers, fitted.LeftOut, len(people))
	}
	after := newEngine(t, fitted.Model, loc).At(instant)
	checkFitScores(t, at, after, people, base.Monetary.Unit == rfm.PerOrder, rule)
	checkFitBins(t, fitted, after, people, base, rule)
}

func TestFit(t *testing.T) { rapid.Check(t, checkFit) }
func FuzzFit(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkFit)) }

// checkFitScores compares with quantiles in fractions, and own cuts with what
// they gave before.
func checkFitScores(t *rapid.T, before, after *rfm.Scorer, people []rfm.Summary, perOrder bool, rule rfm.Rule) {
	_, today := before.Bounds()
	slow := slowFit{today: today, perOrder: perOrder, rules: [3]rfm.Quantiles{rule.Recency, rule.Frequency, rule.Monetary}}
	slow.fit(t, before, people)
	for _, c := range people {
		was, got := score(t, before, c), score(t, after, c)
		if got.Status != was.Status || got.RecencyDays != was.RecencyDays {
			t.Fatalf("%+v, before %+v", got, was)
		}
		if got.Status != rfm.Scored {
			continue
		}
		want := [3]int{was.R, was.F, was.M}
		for d, q := range slow.rules {
			if q.Bins > 0 {
				want[d] = slow.rank(d, c)
			}
		}
		if rule.Recency.Bins > 0 {
			want[0] = rule.Recency.Bins + 1 - want[0]
		}
		if [3]int{got.R, got.F, got.M} != want {
			t.Fatalf("%+v, want %v", got, want)
		}
	}
}

// checkFitBins counts the bins again. A bin that is merged or empty is in a
// finding of its dimension; where all have customers there is none.
func checkFitBins(t *rapid.T, fitted rfm.Fitted, after *rfm.Scorer, people []rfm.Summary, base rfm.Model, rule rfm.Rule) {
	customers := map[rfm.Dimension]map[int]int{rfm.Recency: {}, rfm.Frequency: {}, rfm.Monetary: {}}
	for _, c := range people {
		if got := score(t, after, c); got.Status == rfm.Scored {
			customers[rfm.Recency][got.R]++
			customers[rfm.Frequency][got.F]++
			customers[rfm.Monetary][got.M]++
		}
	}
	wanting := map[string]bool{}
	asked := map[rfm.Dimension]int{}
	for _, b := range fitted.Bins {
		asked[b.Dimension]++
		if b.Customers != customers[b.Dimension][b.Bin.Score] || b.Merged && b.Customers > 0 {
			t.Fatalf("%+v, want %d customers", b, customers[b.Dimension][b.Bin.Score])
		}
		wanting[string(b.Dimension)] = wanting[string(b.Dimension)] || b.Customers == 0
	}
	for d, c := range map[rfm.Dimension]struct {
		rule        rfm.Quantiles
		own, fitted rfm.Scale
	}{
		rfm.Recency:   {rule.Recency, base.Recency, fitted.Model.Recency},
		rfm.Frequency: {rule.Frequency, base.Frequency, fitted.Model.Frequency},
		rfm.Monetary:  {rule.Monetary, base.Monetary, fitted.Model.Monetary},
	} {
		if c.rule.Bins == 0 {
			if diff := cmp.Diff(c.own, c.fitted); diff != "" {
				t.Fatalf("%s is not kept:\n%s", d, diff)
			}
			c.rule.Bins = len(c.own.Scores)
		}
		if asked[d] != c.rule.Bins {
			t.Fatalf("%s: %d bins, want %d", d, asked[d], c.rule.Bins)
		}
		found := slices.ContainsFunc(fitted.Findings, func(f rfm.Fault) bool { return f.Path == string(d) })
		if found != wanting[string(d)] {
			t.Fatalf("%s: found %v, of bins without customers %v", d, fitted.Findings, wanting[string(d)])
		}
	}
}

// slowFit holds the edges of each dimension as fractions.
type slowFit struct {
	today    time.Time // in the shop's location
	perOrder bool
	rules    [3]rfm.Quantiles
	edges    [3][]*big.Rat
}

func (s *slowFit) numbers(c rfm.Summary) [3]*big.Rat {
	loc := s.today.Location()
	days := int64(dateOf(s.today, loc).Sub(dateOf(c.Last(), loc)).Hours()) / 24
	amount := c.Amount().Rat()
	if s.perOrder {
		amount = s.average(amount, c.Orders())
	}
	return [3]*big.Rat{big.NewRat(days, 1), big.NewRat(c.Orders(), 1), amount}
}

// average rounds to 12 decimals: down for Left, up for Right.
func (s *slowFit) average(amount *big.Rat, orders int64) *big.Rat {
	unit := big.NewRat(1_000_000_000_000, 1)
	mean := new(big.Rat).Mul(amount, big.NewRat(1, orders))
	mean.Mul(mean, unit)
	whole := new(big.Int).Div(mean.Num(), mean.Denom())
	if s.rules[2].Closed == rfm.Right && !mean.IsInt() {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(whole), unit)
}

func (s *slowFit) fit(t failer, at *rfm.Scorer, people []rfm.Summary) {
	var sorted [3][]*big.Rat
	for _, c := range people {
		if score(t, at, c).Status == rfm.Scored {
			for d, n := range s.numbers(c) {
				sorted[d] = append(sorted[d], n)
			}
		}
	}
	for d, list := range sorted {
		slices.SortFunc(list, (*big.Rat).Cmp)
		for i := 1; i < s.rules[d].Bins; i++ {
			h := big.NewRat(int64((len(list)-1)*i), int64(s.rules[d].Bins)) // position from 0
			j := int(new(big.Int).Div(h.Num(), h.Denom()).Int64())
			edge := new(big.Rat).Set(list[j])
			if j+1 < len(list) {
				part := new(big.Rat).Sub(h, big.NewRat(int64(j), 1))
				edge.Add(edge, part.Mul(part, new(big.Rat).Sub(list[j+1], list[j])))
			}
			s.edges[d] = append(s.edges[d], edge.Add(edge, s.rules[d].Plus.Rat()))
		}
	}
}

// rank returns 1 and one more for each edge the customer is beyond.
func (s *slowFit) rank(d int, c rfm.Summary) int {
	n := 1
	for _, edge := range s.edges[d] {
		if order := s.numbers(c)[d].Cmp(edge); order > 0 || order == 0 && s.rules[d].Closed != rfm.Right {
			n++
		}
	}
	return n
}

// What a fit returns is the caller's: changing all of it changes no engine, and
// no later fit.
func TestFitSharesNothing(t *testing.T) {
	rule := rfm.Rule{Frequency: rfm.Quantiles{Bins: 2}}
	own := lifetime()
	own.Monetary.Cuts[3] = dec("12345678901234567890.5") // more than an int64
	engine := newEngine(t, own, time.UTC)
	at := engine.At(now)
	people := population(t, customer{10, 6, "2000"}, customer{100, 1, "10"}, customer{400, 3, "500"})
	says := func() string { // all that the engine does, down to each bin
		text := fmt.Sprintln(engine.Names(), engine.Check())
		for _, d := range []rfm.Dimension{rfm.Recency, rfm.Frequency, rfm.Monetary} {
			for n := 1; n <= 10; n++ {
				bin, ok := engine.Bin(d, n)
				text += fmt.Sprintln(d, n, bin, ok)
			}
		}
		for _, c := range people {
			text += fmt.Sprintf("%+v\n", score(t, at, c))
		}
		fitted, err := json.Marshal(fit(t, at, people, rule))
		if err != nil {
			t.Fatal(err)
		}
		return text + string(fitted)
	}
	want := says()
	fitted := fit(t, at, people, rule)
	if len(fitted.Findings) == 0 {
		t.Error("no findings to change")
	}
	for _, s := range []rfm.Scale{fitted.Model.Recency, fitted.Model.Frequency, fitted.Model.Monetary} {
		for i := range s.Cuts {
			s.Cuts[i] = dec("7")
		}
		for i := range s.Scores {
			s.Scores[i] = 7
		}
	}
	for i := range fitted.Model.Grades {
		fitted.Model.Grades[i] = rfm.Grade{Name: "changed"}
	}
	for i := range fitted.Bins {
		fitted.Bins[i] = rfm.FittedBin{}
	}
	for i := range fitted.Findings {
		fitted.Findings[i] = rfm.Fault{}
	}
	if diff := cmp.Diff(want, says()); diff != "" {
		t.Errorf("the engine changed with what it returned (-before +after):\n%s", diff)
	}
}

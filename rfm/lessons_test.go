package rfm_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

// A hundred customers with numbers of their own in every dimension: number i
// bought i days ago, 1 + i times, for 1 + i times 10.
func crowd(t failer) (people []rfm.Summary) {
	for i := range 100 {
		people = append(people, population(t, customer{i, int64(1 + i), strconv.Itoa(10 + 10*i)})...)
	}
	return people
}

// Cut points applied on the wrong side gave everybody 111 (r-help, easyRFM).
// Numbers that differ fill five fifths, and score the right way up, on either
// side; a model with its scores upside down is refused.
func TestNotEverybody111(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	for _, side := range []rfm.Side{rfm.Left, rfm.Right} {
		fitted := fit(t, at, crowd(t), each(rfm.Quantiles{Bins: 5, Closed: side}))
		for _, b := range fitted.Bins {
			if b.Customers != 20 || b.Merged {
				t.Errorf("%s: %+v, want 20 customers", side, b)
			}
		}
		after := newEngine(t, fitted.Model, time.UTC).At(now)
		first, last := score(t, after, crowd(t)[0]), score(t, after, crowd(t)[99])
		if first.R != 5 || first.F != 1 || first.M != 1 || last.R != 1 || last.F != 5 || last.M != 5 {
			t.Errorf("%s: %+v and %+v, want 511 and 155", side, first, last)
		}
	}
	m := rfm.Textbook()
	slices.Reverse(m.Recency.Scores)
	slices.Reverse(m.Monetary.Scores)
	if _, err := rfm.New(m, time.UTC); err == nil {
		t.Error("scores upside down are accepted")
	}
}

// dense_rank counts 1, 2, 3, ...; compared with 0.2 to 0.8, it gave everybody 5
// (vbalalian/estore-analytics). Cuts below all numbers are refused where that
// is certain, and a fit says what they do to its population where it is not.
func TestNotEverybody5(t *testing.T) {
	shares := []decimal.Decimal{dec("0.2"), dec("0.4"), dec("0.6"), dec("0.8")}
	m := lifetime()
	m.Frequency.Cuts = shares
	_, err := rfm.New(m, time.UTC)
	const want = "frequency.scores[0] unreachable; frequency.scores[1] unreachable; frequency.scores[2] unreachable; frequency.scores[3] unreachable"
	if got := faults(t, err); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	m = lifetime()
	m.Monetary.Cuts = shares
	fitted := fit(t, newEngine(t, m, time.UTC).At(now), crowd(t), rfm.Rule{Recency: rfm.Quantiles{Bins: 5}})
	const finding = "monetary empty: all 100 customers get 5, and nobody 1 (< 0.2), 2 (≥ 0.2, < 0.4), 3 (≥ 0.4, < 0.6) or 4 (≥ 0.6, < 0.8); move the cuts if that is not meant"
	if got := written(fitted.Findings[len(fitted.Findings)-1:]); got != finding {
		t.Errorf("got  %s\nwant %s", got, finding)
	}
}

// Ties split by row order gave five customers with one order each the scores 0
// to 4. Here they are one customer in all but name, in whatever order, and the
// fit says what merged.
func TestTiesStayTogether(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	people := population(t, customer{10, 1, "1"}, customer{10, 1, "2"}, customer{10, 1, "3"}, customer{10, 1, "4"}, customer{10, 1, "5"})
	for range people {
		people = append(people[1:], people[0])
		fitted := fit(t, at, people, rfm.Rule{Recency: rfm.Quintiles().Recency, Frequency: rfm.Quintiles().Frequency})
		const want = "recency 5: days < 11: 5; recency 4: days ≥ 11, < 11: 0 merged; recency 3: days ≥ 11, < 11: 0 merged; " +
			"recency 2: days ≥ 11, < 11: 0 merged; recency 1: days ≥ 11: 0; " +
			"frequency 1: < 2: 5; frequency 2: ≥ 2, < 2: 0 merged; frequency 3: ≥ 2, < 2: 0 merged; " +
			"frequency 4: ≥ 2, < 2: 0 merged; frequency 5: ≥ 2: 0"
		if got := bins(fitted); got[:min(len(got), len(want))] != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		after := newEngine(t, fitted.Model, time.UTC).At(now)
		for _, c := range people {
			if got := score(t, after, c); got.R != 5 || got.F != 1 {
				t.Errorf("%s: R%d F%d, want R5 F1", c.Amount(), got.R, got.F)
			}
		}
	}
}

// Few distinct frequencies left only the scores 1 and 5 (rsquaredacademy/rfm#17),
// and nothing said so.
func TestFewDistinctFrequencies(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	var list []customer
	for i := range 20 {
		list = append(list, customer{i * 10, 1 + int64(i)/18, strconv.Itoa(100 * (i + 1))})
	}
	fitted := fit(t, at, population(t, list...), rfm.Quintiles())
	checkScale(t, fitted.Model.Frequency, " left [2] [1 5]")
	const want = "frequency merged: nobody can get 2, 3 or 4: no number of orders is ≥ 2, < 2, as 18 of 20 customers have 1, at the quantiles 1/5 to 4/5, to which 1 is added; ask for fewer bins or a smaller plus, or set the cuts yourself\n" +
		"frequency extremes: of the scores 1 to 5 only 1 and 5 are left; ask for fewer bins or a smaller plus, or set the cuts yourself"
	if got := written(fitted.Findings); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Without the 1, the cut lies at the lowest number: nobody is below it.
	fitted = fit(t, at, population(t, list...), rfm.Rule{Frequency: rfm.Quantiles{Bins: 5}})
	checkScale(t, fitted.Model.Frequency, " left [] [5]")
	// Closed on the right, 18 stay below and 2 are above.
	fitted = fit(t, at, population(t, list...), rfm.Rule{Frequency: rfm.Quantiles{Bins: 5, Closed: rfm.Right}})
	checkScale(t, fitted.Model.Frequency, " right [1] [1 5]")
}

// Thresholds were hidden (rsquaredacademy/rfm#57). A fit shows every one: the
// bins it lists, applied by hand, give the scores and the counts.
func TestThresholdsAreShown(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	for _, rule := range []rfm.Rule{rfm.Quintiles(), each(rfm.Quantiles{Bins: 7, Closed: rfm.Right})} {
		fitted := fit(t, at, crowd(t), rule)
		after := newEngine(t, fitted.Model, time.UTC).At(now)
		byHand := map[string]int{}
		for _, c := range crowd(t) {
			got := score(t, after, c)
			scores := map[rfm.Dimension]int{rfm.Recency: got.R, rfm.Frequency: got.F, rfm.Monetary: got.M}
			numbers := map[rfm.Dimension]decimal.Decimal{
				rfm.Recency: decimal.NewFromInt(int64(got.RecencyDays)), rfm.Frequency: decimal.NewFromInt(c.Orders()), rfm.Monetary: c.Amount(),
			}
			for _, b := range fitted.Bins {
				in := numberIn(b.Bin, numbers[b.Dimension].Rat())
				if in != (scores[b.Dimension] == b.Bin.Score) {
					t.Fatalf("%s: %s is in %s: %v, and gets %d", b.Dimension, numbers[b.Dimension], b.Bin, in, scores[b.Dimension])
				}
				if in {
					byHand[fmt.Sprint(b.Dimension, b.Bin.Score)]++
				}
			}
		}
		for _, b := range fitted.Bins {
			if n := byHand[fmt.Sprint(b.Dimension, b.Bin.Score)]; n != b.Customers {
				t.Errorf("%s %d: %d customers, by hand %d", b.Dimension, b.Bin.Score, b.Customers, n)
			}
		}
	}
}

// Custom bins produced NA for numbers outside or at their ends
// (rsquaredacademy/rfm#75). The outer bins have no end, and a cut belongs to
// exactly one side.
func TestCustomBinsScoreEverybody(t *testing.T) {
	own := lifetime()
	own.Recency = rfm.Scale{Unit: rfm.Days, Closed: rfm.Right, Cuts: []decimal.Decimal{dec("115"), dec("181")}, Scores: []int{3, 2, 1}}
	own.Frequency = rfm.Scale{Closed: rfm.Left, Cuts: []decimal.Decimal{dec("4"), dec("5")}, Scores: []int{1, 2, 3}}
	own.Monetary = rfm.Scale{Closed: rfm.Right, Cuts: []decimal.Decimal{dec("256"), dec("382")}, Scores: []int{1, 2, 3}}
	at := newEngine(t, own, time.UTC).At(now)
	for c, want := range map[customer][3]int{
		{0, 1, "0.000000000001"}:        {3, 1, 1},
		{115, 4, "256"}:                 {3, 2, 1},
		{116, 5, "256.000000000001"}:    {2, 3, 2},
		{181, 6, "382"}:                 {2, 3, 2},
		{182, 3, "382.000000000001"}:    {1, 1, 3},
		{40_000, 1_000_000_000, "1e12"}: {1, 3, 3},
	} {
		got := score(t, at, population(t, c)[0])
		if [3]int{got.R, got.F, got.M} != want || got.Grade == "" {
			t.Errorf("%v: %+v, want %v", c, got, want)
		}
	}
	fitted := fit(t, at, crowd(t), rfm.Rule{Frequency: rfm.Quantiles{Bins: 3}})
	seen := map[rfm.Dimension]int{}
	for _, b := range fitted.Bins {
		seen[b.Dimension] += b.Customers
	}
	if want := map[rfm.Dimension]int{rfm.Recency: 100, rfm.Frequency: 100, rfm.Monetary: 100}; !maps.Equal(seen, want) {
		t.Errorf("%v customers in bins, want %v", seen, want)
	}
}

// An earlier, wider segment swallowed a later one without a word
// (rsquaredacademy/rfm#56 and #67).
func TestSwallowedSegmentIsReported(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	s := rfm.TenBoxes()
	// Loyal Customers, moved up and widened, holds all that the next two and
	// Promising hold.
	loyal := s.Boxes[2]
	loyal.R, loyal.F, loyal.M = rfm.Range{Min: 2, Max: 5}, rfm.Range{Min: 1, Max: 5}, rfm.Range{Min: 2, Max: 5}
	s.Boxes[0], s.Boxes[1], s.Boxes[2] = loyal, s.Boxes[0], s.Boxes[1]
	segments := newSegments(t, s)

	var swallowed []string
	for _, f := range segments.Check(engine) {
		if f.Code != "shadowed" {
			continue
		}
		swallowed = append(swallowed, f.Path)
		if !strings.Contains(f.Message, `boxes[0] "Loyal Customers" takes`) {
			t.Errorf("%s: does not name the box that takes all", f)
		}
	}
	if got, want := strings.Join(swallowed, " "), "boxes[1] boxes[2] boxes[3]"; got != want {
		t.Errorf("swallowed are %s, want %s", got, want)
	}
	if got := segments.Name(scored(5, 5, 5)); got != "Loyal Customers" {
		t.Errorf("555 is %s: the order decides", got)
	}
}

// Whoever bought yesterday, once, for little was labelled Inactive: the default
// of pymc-marketing for 411.
func TestBoughtYesterdayIsNotInactive(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct {
		preset               rfm.Segmentation
		yesterday, twoMonths string
	}{
		{rfm.TenBoxes(), "New Customers", "New Customers"},
		{rfm.RFGrid(), "new_customers", "promising"},
		{rfm.ValueGrid(rfm.Cell{R: 3, F: 3, M: 3}), "一般发展客户", "一般发展客户"},
		{rfm.ValueGrid(rfm.Cell{R: 4, F: 2, M: 2}), "一般发展客户", "一般发展客户"},
	} {
		segments := newSegments(t, c.preset)
		for _, buyer := range []struct {
			last time.Time
			r    int
			want string
		}{
			{now.AddDate(0, 0, -1), 5, c.yesterday},
			{now.AddDate(0, 0, -60), 4, c.twoMonths},
		} {
			s := score(t, at, summary(t, buyer.last, 1, "9.90"))
			if s.R != buyer.r || s.F != 1 || s.M != 1 {
				t.Fatalf("%+v, want %d11", s, buyer.r)
			}
			if got := segments.Name(s); got != buyer.want {
				t.Errorf("%d11 is %s, want %s", s.R, got, buyer.want)
			}
		}
	}
}

// Eight-cell grids on raw days took a long silence, a large number, for high
// and called the longest-silent customers 重要价值.
func TestLongestSilentAreNotOfValue(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	silent := score(t, at, summary(t, now.AddDate(0, 0, -340), 20, "9000"))
	recent := score(t, at, summary(t, now.AddDate(0, 0, -1), 20, "9000"))
	segments := newSegments(t, rfm.ValueGrid(rfm.Cell{R: 3, F: 3, M: 3}))
	if got := segments.Name(silent); got != "重要保持客户" {
		t.Errorf("silent for 340 days: %s", got)
	}
	if got := segments.Name(recent); got != "重要价值客户" {
		t.Errorf("bought yesterday: %s", got)
	}
	for high := 2; high <= 10; high++ { // with 1 there is no silence to tell
		segments := newSegments(t, rfm.ValueGrid(rfm.Cell{R: high, F: 1, M: 1}))
		for _, c := range combinations(10) {
			valued := strings.Contains(segments.Name(scored(c.R, c.F, c.M)), "价值")
			if valued != (c.R >= high) {
				t.Errorf("%s from R %d on: of value %v", c, high, valued)
			}
		}
	}
}

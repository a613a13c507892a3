package rfm_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
)

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

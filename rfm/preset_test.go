package rfm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// presets returns every published segmentation.
func presets() map[string]rfm.Segmentation {
	return map[string]rfm.Segmentation{
		"ten boxes":  rfm.TenBoxes(),
		"R×F grid":   rfm.RFGrid(),
		"value grid": rfm.ValueGrid(rfm.Cell{R: 3, F: 3, M: 3}),
		"all high":   rfm.ValueGrid(rfm.Cell{}),
		"all low":    rfm.ValueGrid(rfm.Cell{R: 11, F: 11, M: 11}),
	}
}

// combinations returns every combination of scores up to the highest, rising.
func combinations(highest int) []rfm.Cell {
	var list []rfm.Cell
	for r := 1; r <= highest; r++ {
		for f := 1; f <= highest; f++ {
			for m := 1; m <= highest; m++ {
				list = append(list, rfm.Cell{R: r, F: f, M: m})
			}
		}
	}
	return list
}

// A preset is stored and read back as it is, says what each segment means, and
// is the caller's own.
func TestPresets(t *testing.T) {
	for name, s := range presets() {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := rfm.ParseSegmentation(data)
		if diff := cmp.Diff(s, back); err != nil || diff != "" {
			t.Errorf("%s, read back: %v\n%s", name, err, diff)
		}
		segments, again := newSegments(t, s), newSegments(t, back)
		for _, c := range combinations(10) {
			if a, b := segments.Name(scored(c.R, c.F, c.M)), again.Name(scored(c.R, c.F, c.M)); a != b {
				t.Errorf("%s, %s: %s, read back %s", name, c, a, b)
			}
		}
		for _, b := range s.Boxes {
			if b.Text == "" {
				t.Errorf("%s: %s has no text", name, b)
			}
		}
		s.Boxes[0].Name = "changed"
		if diff := cmp.Diff(back, presets()[name]); diff != "" {
			t.Errorf("%s is shared with the caller:\n%s", name, diff)
		}
	}
}

func TestTenBoxes(t *testing.T) {
	segments := newSegments(t, rfm.TenBoxes())
	for _, c := range []struct {
		r, f, m int
		want    string
	}{
		{5, 5, 5, "Champions"}, {5, 5, 4, "Potential Loyalist"}, {3, 3, 2, "Potential Loyalist"},
		{2, 4, 4, "Loyal Customers"}, {2, 2, 2, "Loyal Customers"}, {3, 2, 5, "Promising"}, {3, 1, 3, "Promising"},
		{4, 1, 1, "New Customers"}, // bought yesterday, once, small: not inactive
		{5, 1, 1, "New Customers"}, {1, 4, 5, "Can't Lose Them"}, {1, 2, 4, "At Risk"}, {2, 5, 5, "At Risk"},
		{1, 5, 3, "Need Attention"}, {2, 1, 4, "About To Sleep"}, {3, 1, 1, "About To Sleep"}, {1, 1, 1, "Lost"},
	} {
		if got := segments.Name(scored(c.r, c.f, c.m)); got != c.want {
			t.Errorf("%d%d%d: %s, want %s", c.r, c.f, c.m, got, c.want)
		}
	}
}

// The ten names of the R×F grid, drawn as published: R falls from 5 to 1, F
// rises from 1 to 5, and M decides nothing.
func TestRFGrid(t *testing.T) {
	s := rfm.RFGrid()
	segments := newSegments(t, s)
	for i, row := range []string{
		"new_customers potential_loyalists potential_loyalists champions champions",
		"promising potential_loyalists potential_loyalists loyal_customers loyal_customers",
		"about_to_sleep about_to_sleep need_attention loyal_customers loyal_customers",
		"hibernating hibernating at_risk at_risk cant_lose",
		"hibernating hibernating at_risk at_risk cant_lose",
	} {
		for j, want := range strings.Fields(row) {
			for m := 1; m <= 10; m++ {
				if got := segments.Name(scored(5-i, j+1, m)); got != want {
					t.Errorf("%d%d and M %d: %s, want %s", 5-i, j+1, m, got, want)
				}
			}
		}
	}
	published := strings.Fields("hibernating at_risk cant_lose about_to_sleep need_attention loyal_customers promising new_customers potential_loyalists champions others")
	if diff := cmp.Diff(published, segments.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	for _, c := range combinations(5) { // once each: the order decides nothing
		if n := holding(s, c); n != 1 {
			t.Errorf("%s is in %d boxes", c, n)
		}
	}
}

// holding counts the boxes that hold a combination.
func holding(s rfm.Segmentation, c rfm.Cell) (n int) {
	for _, b := range s.Boxes {
		if holds(b, c) {
			n++
		}
	}
	return n
}

func holds(b rfm.Box, c rfm.Cell) bool {
	return c.R >= b.R.Min && c.R <= b.R.Max && c.F >= b.F.Min && c.F <= b.F.Max && c.M >= b.M.Min && c.M <= b.M.Max
}

// valueName words the published table: the first two signs by M, the rest by R
// and F.
func valueName(high, c rfm.Cell) string {
	name := map[[2]bool]string{
		{true, true}: "价值", {false, true}: "保持", {true, false}: "发展", {false, false}: "挽留",
	}[[2]bool{c.R >= high.R, c.F >= high.F}]
	if c.M >= high.M {
		return "重要" + name + "客户"
	}
	return "一般" + name + "客户"
}

func TestValueGrid(t *testing.T) {
	segments := newSegments(t, rfm.ValueGrid(rfm.Cell{R: 3, F: 2, M: 5}))
	for _, c := range []struct {
		r, f, m int
		want    string
	}{
		{3, 2, 5, "重要价值客户"}, {2, 2, 5, "重要保持客户"}, {3, 1, 5, "重要发展客户"}, {2, 1, 5, "重要挽留客户"},
		{3, 2, 4, "一般价值客户"}, {2, 2, 4, "一般保持客户"}, {3, 1, 4, "一般发展客户"}, {2, 1, 4, "一般挽留客户"},
		{10, 10, 10, "重要价值客户"}, {1, 1, 1, "一般挽留客户"},
	} {
		if got := segments.Name(scored(c.r, c.f, c.m)); got != c.want {
			t.Errorf("%d%d%d: %s, want %s", c.r, c.f, c.m, got, c.want)
		}
	}
	published := strings.Fields("重要价值客户 重要保持客户 重要发展客户 重要挽留客户 一般价值客户 一般保持客户 一般发展客户 一般挽留客户 其他客户")
	if diff := cmp.Diff(published, segments.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// Where nothing can be low, or high, no box is there for it.
func TestValueGridAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		high rfm.Cell
		want string // the names of the boxes, short
	}{
		{rfm.Cell{R: 2, F: 2, M: 2}, "重要价值 重要保持 重要发展 重要挽留 一般价值 一般保持 一般发展 一般挽留"},
		{rfm.Cell{R: 10, F: 10, M: 10}, "重要价值 重要保持 重要发展 重要挽留 一般价值 一般保持 一般发展 一般挽留"},
		{rfm.Cell{R: 1, F: 2, M: 2}, "重要价值 重要发展 一般价值 一般发展"},
		{rfm.Cell{R: 2, F: 11, M: 2}, "重要发展 重要挽留 一般发展 一般挽留"},
		{rfm.Cell{R: 2, F: 2, M: 1}, "重要价值 重要保持 重要发展 重要挽留"},
		{rfm.Cell{R: 1, F: 1, M: 1}, "重要价值"},
		{rfm.Cell{R: -1 << 63, F: 0, M: 1}, "重要价值"},
		{rfm.Cell{R: 11, F: 11, M: 11}, "一般挽留"},
		{rfm.Cell{R: 1<<63 - 1, F: 12, M: 11}, "一般挽留"},
	} {
		var names []string
		for _, b := range rfm.ValueGrid(c.high).Boxes {
			names = append(names, strings.TrimSuffix(b.Name, "客户"))
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%v: %s, want %s", c.high, got, c.want)
		}
	}
}

// Whatever is high, the grid is valid and each combination is in one box, the
// one that the published table names.
func checkValueGrid(t *rapid.T) {
	side := rapid.IntRange(-1, 13)
	high := rfm.Cell{R: side.Draw(t, "r"), F: side.Draw(t, "f"), M: side.Draw(t, "m")}
	s := rfm.ValueGrid(high)
	segments := newSegments(t, s)
	for _, c := range combinations(10) {
		if got, want := segments.Name(scored(c.R, c.F, c.M)), valueName(high, c); got != want || holding(s, c) != 1 {
			t.Fatalf("%s from %s on: %s in %d boxes, want %s", c, high, got, holding(s, c), want)
		}
	}
}

func TestValueGridIsTotal(t *testing.T) { rapid.Check(t, checkValueGrid) }
func FuzzValueGrid(f *testing.F)        { f.Fuzz(rapid.MakeFuzz(checkValueGrid)) }

// A whole score reaches a mean exactly if it reaches the mean rounded up.
func TestValueGridAgainstMeans(t *testing.T) {
	for _, people := range [][]int{{1}, {5, 5}, {1, 2}, {1, 5, 5}, {1, 1, 1, 5}, {2, 2, 3}, {9, 10}, {3, 4, 5}} {
		sum := 0
		for _, score := range people {
			sum += score
		}
		n := len(people)
		segments := newSegments(t, rfm.ValueGrid(rfm.Cell{R: 1, F: 1, M: (sum + n - 1) / n}))
		for score := 1; score <= 10; score++ {
			high := strings.HasPrefix(segments.Name(scored(1, 1, score)), "重要")
			if want := score*n >= sum; high != want {
				t.Errorf("%d against the mean of %v: high %v, want %v", score, people, high, want)
			}
		}
	}
}

func TestCell(t *testing.T) {
	for _, c := range []struct {
		cell rfm.Cell
		want string
	}{
		{rfm.Cell{R: 2, F: 1, M: 5}, "215"}, {rfm.Cell{}, "***"}, {rfm.Cell{R: 5, F: 1}, "51*"}, {rfm.Cell{R: 10, F: 1}, "10-1-*"}, {rfm.Cell{R: 9, F: 9, M: 9}, "999"},
		{rfm.Cell{R: 10, F: 2, M: 5}, "10-2-5"}, {rfm.Cell{R: 2, F: 10, M: 5}, "2-10-5"}, {rfm.Cell{R: 2, F: 1, M: 10}, "2-1-10"},
		{rfm.Cell{R: 10, F: 10, M: 10}, "10-10-10"}, {rfm.Cell{R: -1, F: 1, M: 1}, "-1-1-1"},
	} {
		if got := c.cell.String(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

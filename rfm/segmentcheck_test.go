package rfm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// scoring returns a model that gives these scores, each list rising.
func scoring(r, f, m []int) rfm.Model {
	scale := func(scores []int) rfm.Scale {
		s := rfm.Scale{Closed: rfm.Left, Scores: slices.Clone(scores)}
		for i := range len(scores) - 1 {
			s.Cuts = append(s.Cuts, decimal.NewFromInt(int64(i+2)))
		}
		return s
	}
	model := lifetime()
	model.Recency, model.Frequency, model.Monetary = scale(r), scale(f), scale(m)
	model.Recency.Unit = rfm.Days
	slices.Reverse(model.Recency.Scores)
	return model
}

// upTo returns the scores 1 to n.
func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}

func findings(t failer, s rfm.Segmentation, m rfm.Model) []rfm.Fault {
	t.Helper()
	return newSegments(t, s).Check(newEngine(t, m, time.UTC))
}

// The ten boxes' own defects are said, not hidden: ten combinations are Others.
func TestCheckTenBoxes(t *testing.T) {
	var got []string
	for _, f := range findings(t, rfm.TenBoxes(), rfm.Textbook()) {
		got = append(got, f.Code+" "+f.String())
	}
	want := []string{
		`overlaps boxes[1]: "Potential Loyalist" holds 36 of 125 combinations, and earlier boxes take 1: boxes[0] "Champions" takes 1 (such as 555); it names the other 35`,
		`overlaps boxes[2]: "Loyal Customers" holds 27 of 125 combinations, and earlier boxes take 12: boxes[1] "Potential Loyalist" takes 12 (such as 332); it names the other 15`,
		`overlaps boxes[3]: "Promising" holds 18 of 125 combinations, and earlier boxes take 10: boxes[1] "Potential Loyalist" takes 6 (such as 333), boxes[2] "Loyal Customers" takes 4 (such as 323); it names the other 8`,
		`overlaps boxes[4]: "New Customers" holds 30 of 125 combinations, and earlier boxes take 15: boxes[1] "Potential Loyalist" takes 8 (such as 432), boxes[2] "Loyal Customers" takes 3 (such as 422), boxes[3] "Promising" takes 4 (such as 413); it names the other 15`,
		`overlaps boxes[5]: "Can't Lose Them" holds 8 of 125 combinations, and earlier boxes take 2: boxes[2] "Loyal Customers" takes 2 (such as 234); it names the other 6`,
		`overlaps boxes[6]: "At Risk" holds 16 of 125 combinations, and earlier boxes take 9: boxes[2] "Loyal Customers" takes 3 (such as 224), boxes[5] "Can't Lose Them" takes 6 (such as 134); it names the other 7`,
		`overlaps boxes[7]: "Need Attention" holds 27 of 125 combinations, and earlier boxes take 23: boxes[1] "Potential Loyalist" takes 9 (such as 333), boxes[2] "Loyal Customers" takes 4 (such as 233), boxes[5] "Can't Lose Them" takes 6 (such as 134), boxes[6] "At Risk" takes 4 (such as 154); it names the other 4`,
		`overlaps boxes[8]: "About To Sleep" holds 24 of 125 combinations, and earlier boxes take 14: boxes[1] "Potential Loyalist" takes 3 (such as 332), boxes[2] "Loyal Customers" takes 9 (such as 222), boxes[3] "Promising" takes 2 (such as 313); it names the other 10`,
		`overlaps boxes[9]: "Lost" holds 25 of 125 combinations, and earlier boxes take 11: boxes[5] "Can't Lose Them" takes 4 (such as 134), boxes[6] "At Risk" takes 4 (such as 124), boxes[7] "Need Attention" takes 3 (such as 133); it names the other 14`,
		`uncovered rest: no box holds 10 of 125 combinations, named "Others": 215 241 251 252 341 351 441 451 541 551`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// The grids hold every combination once, whatever the model gives; only a
// coarse model leaves boxes without one.
func TestCheckGrids(t *testing.T) {
	grids := []rfm.Segmentation{rfm.RFGrid()}
	for _, high := range combinations(5) {
		grids = append(grids, rfm.ValueGrid(high))
	}
	for _, s := range grids {
		if got := findings(t, s, rfm.Textbook()); got != nil {
			t.Errorf("%v: %v", s.Boxes[0], got)
		}
		for _, f := range findings(t, s, scoring(upTo(5), []int{1, 5}, []int{5})) {
			if f.Code != "unreachable" {
				t.Errorf("%v: %s %v", s.Boxes[0], f.Code, f)
			}
		}
	}
}

// Each code at its border.
func TestCheck(t *testing.T) {
	five := rfm.Range{Min: 1, Max: 5}
	at := func(name string, r rfm.Range) rfm.Box { return rfm.Box{Name: name, R: r, F: five, M: five} }
	f := func(r rfm.Range) rfm.Box { return rfm.Box{Name: "x", R: five, F: r, M: five} }
	m := func(r rfm.Range) rfm.Box { return rfm.Box{Name: "x", R: five, F: five, M: r} }
	span := func(a, b int) rfm.Range { return rfm.Range{Min: a, Max: b} }
	few := scoring([]int{2, 4}, []int{3}, []int{1, 10})
	for _, c := range []struct {
		why   string
		model rfm.Model
		boxes []rfm.Box
		want  []string // code, path, and part of the message, which ends at $
	}{
		{"all in one", rfm.Textbook(), []rfm.Box{at("x", five)}, nil},
		{"wider than the model", rfm.Textbook(), []rfm.Box{at("x", span(1, 10))}, nil},
		{"side by side", rfm.Textbook(), []rfm.Box{at("x", span(1, 3)), at("y", span(4, 5))}, nil},
		{"one shared", rfm.Textbook(), []rfm.Box{at("x", span(1, 3)), at("y", span(3, 5))},
			[]string{`overlaps boxes[1]: "y" holds 75 of 125 combinations, and earlier boxes take 25: boxes[0] "x" takes 25 (such as 311); it names the other 50$`}},
		{"a gap", rfm.Textbook(), []rfm.Box{at("x", span(1, 4)), f(span(2, 5)), m(span(2, 5))},
			[]string{"overlaps boxes[1]", "overlaps boxes[2]", `uncovered rest: no box holds 1 of 125 combinations, named "rest": 511$`}},
		{"swallowed by one", rfm.Textbook(), []rfm.Box{at("x", five), at("y", span(5, 5))},
			[]string{`shadowed boxes[1]: this box of "y" names nobody: it holds 25 of 125 combinations, and earlier boxes take all: boxes[0] "x" takes 25 (such as 511); move it`}},
		{"swallowed by two", rfm.Textbook(), []rfm.Box{at("x", span(1, 3)), at("y", span(4, 5)), at("z", span(3, 4))},
			[]string{`shadowed boxes[2]: this box of "z" names nobody: it holds 50 of 125 combinations, and earlier boxes take all: boxes[0] "x" takes 25 (such as 311), boxes[1] "y" takes 25 (such as 411); move it`}},
		{"swallowed by its own name", rfm.Textbook(), []rfm.Box{at("x", five), at("x", five)}, []string{"shadowed boxes[1]"}},
		{"out of reach", rfm.Textbook(), []rfm.Box{at("x", five), {Name: "y", R: span(6, 10), F: five, M: span(6, 6)}},
			[]string{
				`unreachable boxes[1].r: this box of "y" names nobody: the model gives 1 2 3 4 5, none of them within 6–10; change`,
				`unreachable boxes[1].m: this box of "y" names nobody: the model gives 1 2 3 4 5, none of them within 6; change`,
			}},
		{"just within reach", rfm.Textbook(), []rfm.Box{at("y", span(5, 10)), at("x", span(1, 4))}, nil},
		{"between the scores", few, []rfm.Box{at("x", span(3, 3)), at("y", span(4, 5)), f(span(4, 10)), m(span(2, 9))},
			[]string{"unreachable boxes[0].r", "unreachable boxes[2].f", "unreachable boxes[3].m", `uncovered rest: no box holds 3 of 4 combinations, named "rest": 231 2-3-10 4-3-10`}},
		{"21 in no box", scoring(upTo(8), []int{3}, upTo(3)), []rfm.Box{at("x", span(8, 8))},
			[]string{`no box holds 21 of 24 combinations, named "rest": 131 132 133 231 232 233 331 332 333 431 432 433 531 532 533 631 632 633 731 732 and 1 more$`}},
		{"20 in no box", scoring(upTo(6), []int{3}, upTo(4)), []rfm.Box{at("x", span(6, 6))},
			[]string{`no box holds 20 of 24 combinations, named "rest": 131 132 133 134 231 232 233 234 331 332 333 334 431 432 433 434 531 532 533 534$`}},
		{"nearly all in no box", rfm.Textbook(), []rfm.Box{{Name: "x", R: five, F: span(3, 3), M: span(1, 4)}},
			[]string{`no box holds 105 of 125 combinations, named "rest": 111 112 113 114 115 121 122 123 124 125 135 141 142 143 144 145 151 152 153 154 and 85 more$`}},
	} {
		got := findings(t, rfm.Segmentation{Boxes: c.boxes, Rest: "rest"}, c.model)
		for i, f := range got {
			if i >= len(c.want) || !strings.Contains(f.Code+" "+f.String()+"$", c.want[i]) {
				t.Errorf("%s: %s %s", c.why, f.Code, f)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %d findings, want %d", c.why, len(got), len(c.want))
		}
	}
}

// The largest documents cost little and are worded in little.
func TestCheckIsBounded(t *testing.T) {
	one := rfm.Range{Min: 1, Max: 1}
	all := rfm.Range{Min: 1, Max: 10}
	s := rfm.Segmentation{Rest: strings.Repeat("r", 1000)}
	for _, c := range combinations(10)[:999] {
		s.Boxes = append(s.Boxes, rfm.Box{Name: strings.Repeat("\x00", 1000), R: one, F: one, M: one})
		b := &s.Boxes[len(s.Boxes)-1]
		b.R, b.F, b.M = rfm.Range{Min: c.R, Max: c.R}, rfm.Range{Min: c.F, Max: c.F}, rfm.Range{Min: c.M, Max: c.M}
	}
	s.Boxes = append(s.Boxes, rfm.Box{Name: "all", R: all, F: all, M: all})
	got := findings(t, s, scoring(upTo(10), upTo(10), upTo(10)))
	if len(got) != 1 || !strings.Contains(got[0].Message, "takes 1 (such as 112), ") || !strings.Contains(got[0].Message, ", and 989 more; it names the other 1") {
		t.Fatalf("%.3000v", got)
	}
	for i := range s.Boxes {
		s.Boxes[i].R, s.Boxes[i].F, s.Boxes[i].M = all, all, rfm.Range{Min: 1, Max: 9}
	}
	got = findings(t, s, scoring(upTo(10), upTo(10), upTo(10)))
	if len(got) != 1000 { // 999 shadowed, and the rest
		t.Errorf("%d findings", len(got))
	}
	for _, f := range got {
		if len(f.String()) > 5_000 {
			t.Fatalf("%d bytes", len(f.String()))
		}
	}
}

// segmentations draws valid ones of few boxes, which share names.
func segmentations() *rapid.Generator[rfm.Segmentation] {
	names := rapid.SampledFrom([]string{"a", "b", "c", "d", "rest"})
	span := rapid.Custom(func(t *rapid.T) rfm.Range {
		low := rapid.OneOf(rapid.Just(1), rapid.IntRange(1, 10)).Draw(t, "min")
		return rfm.Range{Min: low, Max: rapid.OneOf(rapid.IntRange(low, 10), rapid.Just(10), rapid.Just(low)).Draw(t, "max")}
	})
	return rapid.Custom(func(t *rapid.T) rfm.Segmentation {
		s := rfm.Segmentation{Rest: names.Draw(t, "rest")}
		for range rapid.IntRange(1, 8).Draw(t, "boxes") {
			s.Boxes = append(s.Boxes, rfm.Box{Name: names.Draw(t, "name"), R: span.Draw(t, "r"), F: span.Draw(t, "f"), M: span.Draw(t, "m")})
		}
		return s
	})
}

// scoreLists draws the rising scores of one dimension.
func scoreLists() *rapid.Generator[[]int] {
	return rapid.Custom(func(t *rapid.T) []int {
		first := rapid.IntRange(1, 10).Draw(t, "first")
		list := []int{first}
		for next := first + 1; next <= 10 && len(list) < 6; next++ {
			if rapid.Bool().Draw(t, "has") {
				list = append(list, next)
			}
		}
		return list
	})
}

// slowCheck looks at every combination, and returns the codes, paths and
// numbers that Check must answer.
func slowCheck(s rfm.Segmentation, r, f, m []int) (want []string) {
	var all, rest []rfm.Cell
	for _, c := range combinations(10) {
		if slices.Contains(r, c.R) && slices.Contains(f, c.F) && slices.Contains(m, c.M) {
			all = append(all, c)
		}
	}
	takes := make([][]int, len(s.Boxes)) // of box i's combinations, by the first box
	for i := range takes {
		takes[i] = make([]int, len(s.Boxes))
	}
	for _, c := range all {
		first := slices.IndexFunc(s.Boxes, func(b rfm.Box) bool { return holds(b, c) })
		if first < 0 {
			rest = append(rest, c)
		}
		for i, b := range s.Boxes {
			if holds(b, c) {
				takes[i][first]++
			}
		}
	}
	for i := range s.Boxes {
		held, parts := 0, ""
		for j, n := range takes[i] {
			held += n
			if j != i && n > 0 {
				parts += fmt.Sprintf(" [%d]:%d", j, n)
			}
		}
		switch {
		case held == 0:
			want = append(want, fmt.Sprintf("unreachable boxes[%d]", i))
		case takes[i][i] == 0:
			want = append(want, fmt.Sprintf("shadowed boxes[%d] %d%s", i, held, parts))
		case takes[i][i] < held:
			want = append(want, fmt.Sprintf("overlaps boxes[%d] %d%s", i, held, parts))
		}
	}
	if len(rest) > 0 {
		want = append(want, fmt.Sprintf("uncovered rest %d of %d: %s", len(rest), len(all), rest[0]))
	}
	return want
}

// short words a finding as slowCheck does.
func short(f rfm.Fault) string {
	switch f.Code {
	case "unreachable":
		path, _, _ := strings.Cut(f.Path, ".")
		return f.Code + " " + path
	case "uncovered":
		var n, of int
		counted, list, _ := strings.Cut(f.Message, ": ")
		fmt.Sscanf(counted, "no box holds %d of %d", &n, &of)
		first, _, _ := strings.Cut(list, " ")
		return fmt.Sprintf("%s %s %d of %d: %s", f.Code, f.Path, n, of, first)
	}
	var held int
	_, counted, _ := strings.Cut(f.Message, "holds ")
	fmt.Sscanf(counted, "%d", &held)
	s := fmt.Sprintf("%s %s %d", f.Code, f.Path, held)
	for _, part := range strings.Split(f.Message, "boxes[")[1:] {
		var j, n int
		fmt.Sscanf(part, "%d]", &j)
		_, count, _ := strings.Cut(part, "takes ")
		fmt.Sscanf(count, "%d", &n)
		s += fmt.Sprintf(" [%d]:%d", j, n)
	}
	return s
}

// Check, Box and Name agree with trying the boxes one by one, for any valid
// segmentation and model; without uncovered no score of the engine is in none.
func checkCoverage(t *rapid.T) {
	s := segmentations().Draw(t, "segmentation")
	r, f, m := scoreLists().Draw(t, "r"), scoreLists().Draw(t, "f"), scoreLists().Draw(t, "m")
	engine := newEngine(t, scoring(r, f, m), time.UTC)
	segments := newSegments(t, s)

	covered := true
	var got []string
	for _, finding := range segments.Check(engine) {
		if line := short(finding); len(got) == 0 || got[len(got)-1] != line { // one for each range
			got = append(got, line)
		}
		covered = covered && finding.Code != "uncovered"
	}
	if diff := cmp.Diff(slowCheck(s, r, f, m), got); diff != "" {
		t.Fatalf("-one by one +got:\n%s", diff)
	}
	for _, c := range combinations(10) {
		box, ok := segments.Box(scored(c.R, c.F, c.M))
		name, first := s.Rest, slices.IndexFunc(s.Boxes, func(b rfm.Box) bool { return holds(b, c) })
		if first >= 0 {
			name = s.Boxes[first].Name
		}
		if got := segments.Name(scored(c.R, c.F, c.M)); got != name || ok != (first >= 0) || ok && box != s.Boxes[first] {
			t.Fatalf("%s: %q and %v, want %q", c, got, box, name)
		}
	}
	if !covered {
		return
	}
	at := engine.At(now)
	last := now.AddDate(0, 0, -rapid.IntRange(0, 8).Draw(t, "days"))
	got1 := score(t, at, summary(t, last, rapid.Int64Range(1, 8).Draw(t, "orders"), fmt.Sprint(rapid.IntRange(1, 8).Draw(t, "amount"))))
	if _, ok := segments.Box(got1); !ok {
		t.Fatalf("nothing is uncovered, but %+v is in no box", got1)
	}
}

func TestCoverage(t *testing.T) { rapid.Check(t, checkCoverage) }
func FuzzCoverage(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkCoverage)) }

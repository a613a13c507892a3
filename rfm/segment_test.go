package rfm_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
)

func newSegments(t failer, s rfm.Segmentation) *rfm.Segments {
	t.Helper()
	segments, err := rfm.NewSegments(s)
	if err != nil {
		t.Fatal(err)
	}
	return segments
}

// scored is a score that a customer has.
func scored(r, f, m int) rfm.Score { return rfm.Score{Status: rfm.Scored, R: r, F: f, M: m} }

// Who has no score has no segment, whatever else the score says.
func TestNoScoreNoSegment(t *testing.T) {
	segments := newSegments(t, rfm.TenBoxes())
	for _, s := range []rfm.Status{rfm.NeverBought, rfm.Lapsed, rfm.NothingNet, ""} {
		score := rfm.Score{Status: s, R: 5, F: 5, M: 5}
		box, ok := segments.Box(score)
		if got := segments.Name(score); got != "" || ok || box != (rfm.Box{}) {
			t.Errorf("%s: %q, %v, want none", s, got, box)
		}
	}
}

// Scores beyond 1..10 cannot come from a model; they are in no box.
func TestImpossibleScores(t *testing.T) {
	all := rfm.Range{Min: 1, Max: 10}
	segments := newSegments(t, rfm.Segmentation{Boxes: []rfm.Box{{Name: "all", R: all, F: all, M: all}}, Rest: "rest"})
	for _, c := range []struct {
		score rfm.Score
		want  string
	}{
		{scored(1, 1, 1), "all"}, {scored(10, 10, 10), "all"},
		{scored(0, 1, 1), "rest"}, {scored(1, 0, 1), "rest"}, {scored(1, 1, 0), "rest"}, {scored(11, 1, 1), "rest"},
		{scored(1, 11, 1), "rest"}, {scored(1, 1, 11), "rest"}, {scored(-1<<63, 1<<62, 5), "rest"},
	} {
		_, ok := segments.Box(c.score)
		if got := segments.Name(c.score); got != c.want || ok != (c.want == "all") {
			t.Errorf("%+v: %s, %v, want %s", c.score, got, ok, c.want)
		}
	}
}

// Every name can be explained: the box that gave it has it and holds the score.
func TestBox(t *testing.T) {
	segments := newSegments(t, rfm.TenBoxes())
	score := scored(2, 4, 5)
	box, ok := segments.Box(score)
	if want := rfm.TenBoxes().Boxes[5]; !ok || box != want || box.Name != segments.Name(score) {
		t.Errorf("%v, %v, want %v", box, ok, want)
	}
	if got, want := box.String(), "Can't Lose Them: R 1–2, F 3–4, M 4–5"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := rfm.TenBoxes().Boxes[0].String(), "Champions: R 5, F 5, M 5"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if box, ok := segments.Box(scored(2, 1, 5)); ok || box != (rfm.Box{}) {
		t.Errorf("215 is in %v", box)
	}
	if n := testing.AllocsPerRun(100, func() { segments.Name(score); segments.Box(score) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Names come once, at their first place, whoever shares them.
func TestNames(t *testing.T) {
	one := rfm.Range{Min: 1, Max: 1}
	for _, c := range []struct {
		names []string // of the boxes, then of the rest
		want  []string
	}{
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"b", "a", "b", "c"}, []string{"b", "a", "c"}},
		{[]string{"a", "b", "a"}, []string{"a", "b"}},
		{[]string{"a", "a"}, []string{"a"}},
	} {
		s := rfm.Segmentation{Rest: c.names[len(c.names)-1]}
		for _, name := range c.names[:len(c.names)-1] {
			s.Boxes = append(s.Boxes, rfm.Box{Name: name, R: one, F: one, M: one})
		}
		segments := newSegments(t, s)
		got := segments.Names()
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.names, diff)
		}
		got[0] = "changed"
		if again := segments.Names(); again[0] != c.want[0] {
			t.Errorf("%q: names are shared with the caller", again)
		}
	}
}

// Segments that were not built name nothing, and have nothing to check.
func TestZeroSegments(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	for _, s := range []*rfm.Segments{nil, {}} {
		box, ok := s.Box(scored(5, 5, 5))
		if name := s.Name(scored(5, 5, 5)); name != "" || ok || box != (rfm.Box{}) || s.Names() != nil || s.Check(engine) != nil {
			t.Errorf("%v: %q, %v, %v, %v", s, name, box, s.Names(), s.Check(engine))
		}
	}
	segments := newSegments(t, rfm.TenBoxes())
	for _, e := range []*rfm.Engine{nil, {}} {
		if got := segments.Check(e); got != nil {
			t.Errorf("%v", got)
		}
	}
}

// An earlier, wider box takes all of a later one: order decides, and is data.
func TestFirstBoxWins(t *testing.T) {
	all := rfm.Range{Min: 1, Max: 5}
	wide, narrow := rfm.Box{Name: "wide", R: all, F: all, M: all}, rfm.TenBoxes().Boxes[0]
	for _, c := range []struct {
		boxes []rfm.Box
		want  string
	}{
		{[]rfm.Box{wide, narrow}, "wide"},
		{[]rfm.Box{narrow, wide}, "Champions"},
	} {
		segments := newSegments(t, rfm.Segmentation{Boxes: c.boxes, Rest: "rest"})
		c.boxes[0].Name = "changed later"
		if got := segments.Name(scored(5, 5, 5)); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
		if got := segments.Name(scored(6, 5, 5)); got != "rest" {
			t.Errorf("%s, want rest", got)
		}
	}
}

func TestParseSegmentation(t *testing.T) {
	for _, c := range []struct{ why, text, want string }{
		{"a wrong type", `{"rest":1}`, "rest wrong_type"},
		{"several faults", `{"boxes":[{"name":"x","r":{"min":1.5,"max":2},"text":null},{"title":"y"}],"Rest":"z"}`,
			"boxes[0].r.min wrong_type; boxes[0].text null; boxes[1].title unknown_field; Rest unknown_field"},
	} {
		got, err := rfm.ParseSegmentation([]byte(c.text))
		if f := faults(t, err); f != c.want || got.Boxes != nil {
			t.Errorf("%s: %s; want %s", c.why, f, c.want)
		}
	}
	data, err := json.Marshal(rfm.Box{Name: "x"})
	if want := `{"name":"x","r":{"min":0,"max":0},"f":{"min":0,"max":0},"m":{"min":0,"max":0}}`; err != nil || string(data) != want {
		t.Errorf("a box without a text: %s, %v; want %s", data, err, want)
	}
}

// What can be read and built is what was written, and answers every question.
func FuzzParseSegmentation(f *testing.F) {
	for _, s := range presets() {
		data, _ := json.Marshal(s)
		f.Add(data)
	}
	f.Add([]byte(`{"boxes":[{"name":"x","r":{"min":1,"max":2}},{"name":""}],"rest":""} x`))
	engine := newEngine(f, rfm.Textbook(), time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := rfm.ParseSegmentation(data)
		if err != nil {
			faults(t, err)
			return
		}
		segments, err := rfm.NewSegments(s)
		if err != nil {
			faults(t, err)
			return
		}
		again, _ := json.Marshal(s)
		back, err := rfm.ParseSegmentation(again)
		if diff := cmp.Diff(s, back); err != nil || diff != "" {
			t.Fatalf("read back: %v\n%s", err, diff)
		}
		for _, finding := range segments.Check(engine) {
			if finding.Path == "" || len(finding.String()) > 10_000 {
				t.Fatalf("%d bytes: %.1000s", len(finding.String()), finding)
			}
		}
		if name := segments.Name(scored(5, 5, 5)); !slices.Contains(segments.Names(), name) {
			t.Fatalf("%q is not among the names %q", name, segments.Names())
		}
	})
}

func TestInvalidSegmentations(t *testing.T) {
	one := rfm.Range{Min: 1, Max: 1}
	box := func(name string, r rfm.Range) rfm.Box { return rfm.Box{Name: name, R: r, F: one, M: one} }
	texted := func(n int) rfm.Box {
		return rfm.Box{Name: strings.Repeat("x", 1000), Text: strings.Repeat("x", n), R: one, F: one, M: rfm.Range{Min: 10, Max: 10}}
	}
	for _, c := range []struct {
		why  string
		s    rfm.Segmentation
		want string
	}{
		{"nothing", rfm.Segmentation{}, "boxes missing; rest missing"},
		{"no names", rfm.Segmentation{Boxes: []rfm.Box{box("", one), box(strings.Repeat("x", 1001), one)}, Rest: "x"}, "boxes[0].name missing; boxes[1].name too_long"},
		{"from 0", rfm.Segmentation{Boxes: []rfm.Box{box("x", rfm.Range{Min: 0, Max: 1})}, Rest: "x"}, "boxes[0].r out_of_range"},
		{"to 11", rfm.Segmentation{Boxes: []rfm.Box{box("x", rfm.Range{Min: 1, Max: 11})}, Rest: "x"}, "boxes[0].r out_of_range"},
		{"upside down", rfm.Segmentation{Boxes: []rfm.Box{box("x", rfm.Range{Min: 3, Max: 2})}, Rest: "x"}, "boxes[0].r out_of_range"},
		{"missing ranges", rfm.Segmentation{Boxes: []rfm.Box{{Name: "x"}}, Rest: "x"}, "boxes[0].r missing; boxes[0].f missing; boxes[0].m missing"},
		{"a text", rfm.Segmentation{Boxes: []rfm.Box{texted(1000), texted(1001)}, Rest: strings.Repeat("x", 1001)}, "boxes[1].text too_long; rest too_long"},
		{"all of one box", rfm.Segmentation{Boxes: []rfm.Box{{Text: strings.Repeat("x", 1001), F: one}}}, "boxes[0].name missing; boxes[0].text too_long; boxes[0].r missing; boxes[0].m missing; rest missing"},
		{"no UTF-8", rfm.Segmentation{Boxes: []rfm.Box{{Name: "\xff", Text: "\xff", R: one, F: one, M: one}}, Rest: "\xff"}, "boxes[0].name not_utf8; boxes[0].text not_utf8; rest not_utf8"},
		{"too many", rfm.Segmentation{Boxes: make([]rfm.Box, 1001)}, "boxes too_many"},
	} {
		got, err := rfm.NewSegments(c.s)
		if f := faults(t, err); f != c.want || got != nil {
			t.Errorf("%s: %s; want %s", c.why, f, c.want)
		}
	}
}

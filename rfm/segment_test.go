package rfm_test

import (
	"encoding/json"
	"strings"
	"testing"

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

func scored(r, f, m int) rfm.Score { return rfm.Score{Status: rfm.Scored, R: r, F: f, M: m} }

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
	for _, s := range []rfm.Status{rfm.NeverBought, rfm.Lapsed, rfm.NothingNet, ""} {
		if got := segments.Name(rfm.Score{Status: s}); got != "" {
			t.Errorf("%s: %q, want none", s, got)
		}
	}
}

// Exactly these cells are in no box, as published.
func TestOthers(t *testing.T) {
	segments := newSegments(t, rfm.TenBoxes())
	others := map[[3]int]bool{}
	for r := 1; r <= 5; r++ {
		for f := 1; f <= 5; f++ {
			for m := 1; m <= 5; m++ {
				if segments.Name(scored(r, f, m)) == "Others" {
					others[[3]int{r, f, m}] = true
				}
			}
		}
	}
	want := map[[3]int]bool{
		{2, 1, 5}: true, {2, 4, 1}: true, {2, 5, 1}: true, {2, 5, 2}: true, {3, 4, 1}: true,
		{3, 5, 1}: true, {4, 4, 1}: true, {4, 5, 1}: true, {5, 4, 1}: true, {5, 5, 1}: true,
	}
	if diff := cmp.Diff(want, others); diff != "" {
		t.Errorf("cells in no box (-want +got):\n%s", diff)
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

func TestSegmentationJSON(t *testing.T) {
	data, err := json.Marshal(rfm.TenBoxes())
	if err != nil {
		t.Fatal(err)
	}
	back, err := rfm.ParseSegmentation(data)
	if diff := cmp.Diff(rfm.TenBoxes(), back); err != nil || diff != "" {
		t.Errorf("read back: %v\n%s", err, diff)
	}
	if _, err := rfm.ParseSegmentation([]byte(`{"rest":1}`)); faults(t, err) != "rest wrong_type" {
		t.Error(err)
	}
}

func TestInvalidSegmentations(t *testing.T) {
	one := rfm.Range{Min: 1, Max: 1}
	box := func(name string, r rfm.Range) rfm.Box { return rfm.Box{Name: name, R: r, F: one, M: one} }
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
		{"missing ranges", rfm.Segmentation{Boxes: []rfm.Box{{Name: "x"}}, Rest: "x"}, "boxes[0].r out_of_range; boxes[0].f out_of_range; boxes[0].m out_of_range"},
		{"too many", rfm.Segmentation{Boxes: make([]rfm.Box, 1001)}, "boxes too_many"},
	} {
		got, err := rfm.NewSegments(c.s)
		if f := faults(t, err); f != c.want || got != nil {
			t.Errorf("%s: %s; want %s", c.why, f, c.want)
		}
	}
}

package rfm

import (
	"fmt"
	"slices"
	"strconv"

	"example.com/membership/internal/fault"
)

// Segmentation names groups of scores as data: boxes in order, of which the
// first that holds a score names it. [NewSegments] checks it.
type Segmentation struct {
	// Boxes are tried in order: 1 to 1,000. They may overlap.
	Boxes []Box `json:"boxes"`
	// Rest names the scores that no box holds. Required, also where boxes hold
	// all of them.
	Rest string `json:"rest"`
}

// Box holds the scores whose three dimensions all lie in its ranges.
type Box struct {
	// Name is that of the segment. Several boxes may share one, and be one
	// segment. At most 1,000 bytes.
	Name string `json:"name"`
	// Text says to people what the segment means, or what it advises. It
	// decides nothing. Optional; at most 1,000 bytes.
	Text string `json:"text,omitzero"`

	R Range `json:"r"` // of recency: high is recent; required, 1 to 10 is any
	F Range `json:"f"` // of frequency, likewise
	M Range `json:"m"` // of the amount, likewise
}

// String returns the name and the ranges, such as "At Risk: R 1–2, F 2–5, M
// 4–5".
func (b Box) String() string {
	return fmt.Sprintf("%s: R %s, F %s, M %s", b.Name, b.R, b.F, b.M)
}

func (b *Box) holds(c Cell) bool { return b.R.holds(c.R) && b.F.holds(c.F) && b.M.holds(c.M) }

// Range is the scores from Min to Max, both included, within 1 to 10.
type Range struct {
	Min int `json:"min"` // at least 1
	Max int `json:"max"` // at least Min
}

// String returns the ends, such as "3–5", and a single score as "5".
func (r Range) String() string {
	if r.Min == r.Max {
		return strconv.Itoa(r.Min)
	}
	return fmt.Sprintf("%d–%d", r.Min, r.Max)
}

func (r Range) holds(score int) bool { return r.Min <= score && score <= r.Max }

func (r Range) valid() bool { return 1 <= r.Min && r.Min <= r.Max && r.Max <= maxScore }

// ParseSegmentation reads a segmentation from JSON, as [ParseModel] does a
// model. What it says is judged by [NewSegments].
func ParseSegmentation(data []byte) (Segmentation, error) {
	var s Segmentation
	err := s.UnmarshalJSON(data)
	return s, err
}

// UnmarshalJSON reads a segmentation as strictly as [ParseSegmentation] does, also as part of
// another document. On an error s is left as it was.
func (s *Segmentation) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("rfm: segmentation", data, s))
}

// Segments names scores by one segmentation. It is immutable: its methods may
// be called from many goroutines. Use [NewSegments]: the zero value names
// nothing.
type Segments struct {
	segmentation Segmentation
	// first is the first box that holds each combination of scores, counted
	// from 1, and 0 for none.
	first [maxScore][maxScore][maxScore]int16
}

// NewSegments checks and compiles a segmentation, within a few milliseconds. The
// error is an [*InvalidError] with all its faults. The result keeps no
// reference to s.
func NewSegments(s Segmentation) (*Segments, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	s.Boxes = slices.Clone(s.Boxes)
	compiled := &Segments{segmentation: s}
	for i, b := range slices.Backward(s.Boxes) { // earlier boxes overwrite later ones
		for r := b.R.Min; r <= b.R.Max; r++ {
			for f := b.F.Min; f <= b.F.Max; f++ {
				for m := b.M.Min; m <= b.M.Max; m++ {
					compiled.first[r-1][f-1][m-1] = int16(i + 1)
				}
			}
		}
	}
	return compiled, nil
}

// Name returns the name of the score's segment, and "" for a customer without a
// score. It does not allocate, and takes the same time for any number of boxes.
func (s *Segments) Name(score Score) string {
	if s == nil || score.Status != Scored {
		return ""
	}
	if i := s.find(Cell{score.R, score.F, score.M}); i >= 0 {
		return s.segmentation.Boxes[i].Name
	}
	return s.segmentation.Rest
}

// Box returns the box that named the score, and so why it has that name, and
// whether there is one: the rest, and a customer without a score, are in none.
func (s *Segments) Box(score Score) (Box, bool) {
	if s == nil || score.Status != Scored {
		return Box{}, false
	}
	if i := s.find(Cell{score.R, score.F, score.M}); i >= 0 {
		return s.segmentation.Boxes[i], true
	}
	return Box{}, false
}

// Names returns every name that a score can have, once: those of the boxes in
// their order, each at its first place, then that of the rest, unless a box has
// it too. They are names of the segmentation; [Segments.Check] says which of
// them no customer of an engine can get.
func (s *Segments) Names() []string {
	if s == nil || len(s.segmentation.Boxes) == 0 {
		return nil
	}
	var names []string
	for _, b := range s.segmentation.Boxes {
		names = append(names, b.Name)
	}
	return distinct(append(names, s.segmentation.Rest))
}

// find returns the index of the first box that holds the cell, or −1.
func (s *Segments) find(c Cell) int {
	if min(c.R, c.F, c.M) < 1 || max(c.R, c.F, c.M) > maxScore {
		return -1
	}
	return int(s.first[c.R-1][c.F-1][c.M-1]) - 1
}

// Limits of a segmentation.
const (
	maxBoxes = 1000
	maxText  = 1000 // bytes
)

func (s *Segmentation) validate() error {
	v := validator{}
	switch n := len(s.Boxes); {
	case n == 0:
		v.Add("boxes", "missing", "is empty; a segmentation needs at least one box")
	case n > maxBoxes:
		v.Add("boxes", "too_many", "%d boxes; at most %d", n, maxBoxes)
		return invalid(v.Err("rfm: segmentation"))
	}
	for i, b := range s.Boxes {
		at := fault.Index("boxes", i)
		v.name(at+".name", b.Name)
		if n := len(b.Text); n > maxText {
			v.Add(at+".text", "too_long", "%d bytes; at most %d", n, maxText)
		}
		v.utf8(at+".text", b.Text)
		v.span(at+".r", b.R)
		v.span(at+".f", b.F)
		v.span(at+".m", b.M)
	}
	v.name("rest", s.Rest)
	return invalid(v.Err("rfm: segmentation"))
}

func (v *validator) name(path, name string) {
	switch n := len(name); {
	case n == 0:
		v.Add(path, "missing", "is empty; give it a name")
	case n > maxName:
		v.Add(path, "too_long", "%d bytes; at most %d", n, maxName)
	}
	v.utf8(path, name)
}

func (v *validator) span(path string, r Range) {
	switch {
	case r == Range{}:
		v.Add(path, "missing", `is missing; for any score use {"min": 1, "max": %d}`, maxScore)
	case !r.valid():
		v.Add(path, "out_of_range", "%d to %d is no range within 1 to %d", r.Min, r.Max, maxScore)
	}
}

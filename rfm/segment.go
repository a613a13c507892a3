package rfm

import (
	"slices"

	"example.com/membership/internal/fault"
)

// Segmentation names groups of scores as data: boxes in order, of which the
// first that holds a score names it. [NewSegments] checks it.
type Segmentation struct {
	// Boxes are tried in order: 1 to 1,000. They may overlap.
	Boxes []Box `json:"boxes"`
	// Rest names the scores that no box holds. Required.
	Rest string `json:"rest"`
}

// Box holds the scores whose three dimensions all lie in its ranges.
type Box struct {
	Name string `json:"name"` // several boxes may share one
	R    Range  `json:"r"`    // of recency: high is recent
	F    Range  `json:"f"`    // of frequency
	M    Range  `json:"m"`    // of the amount
}

// Range is the scores from Min to Max, both included, within 1 to 10.
type Range struct {
	Min int `json:"min"` // at least 1
	Max int `json:"max"` // at least Min
}

func (r Range) holds(score int) bool { return r.Min <= score && score <= r.Max }

// TenBoxes returns the ten segments of the R package rfm 0.3.0, over scores of
// 1 to 5. Ten of the 125 combinations are in none, and named Others.
func TenBoxes() Segmentation {
	return Segmentation{
		Boxes: []Box{
			{"Champions", Range{5, 5}, Range{5, 5}, Range{5, 5}},
			{"Potential Loyalist", Range{3, 5}, Range{3, 5}, Range{2, 5}},
			{"Loyal Customers", Range{2, 4}, Range{2, 4}, Range{2, 4}},
			{"Promising", Range{3, 4}, Range{1, 3}, Range{3, 5}},
			{"New Customers", Range{4, 5}, Range{1, 3}, Range{1, 5}},
			{"Can't Lose Them", Range{1, 2}, Range{3, 4}, Range{4, 5}},
			{"At Risk", Range{1, 2}, Range{2, 5}, Range{4, 5}},
			{"Need Attention", Range{1, 3}, Range{3, 5}, Range{3, 5}},
			{"About To Sleep", Range{2, 3}, Range{1, 3}, Range{1, 4}},
			{"Lost", Range{1, 1}, Range{1, 5}, Range{1, 5}},
		},
		Rest: "Others",
	}
}

// ParseSegmentation reads a segmentation from JSON, as [ParseModel] does a
// model. What it says is judged by [NewSegments].
func ParseSegmentation(data []byte) (Segmentation, error) {
	var s Segmentation
	if err := fault.Decode("rfm: segmentation", data, &s); err != nil {
		return Segmentation{}, invalid(err)
	}
	return s, nil
}

// Segments names scores by one segmentation. It is immutable: its methods may
// be called from many goroutines. Use [NewSegments]: the zero value names
// nothing.
type Segments struct{ segmentation Segmentation }

// NewSegments checks a segmentation. The error is an [*InvalidError] with all
// its faults. The result keeps no reference to s.
func NewSegments(s Segmentation) (*Segments, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	s.Boxes = slices.Clone(s.Boxes)
	return &Segments{s}, nil
}

// Name returns the name of the score's segment, and "" for a customer without a
// score. It does not allocate.
func (s *Segments) Name(score Score) string {
	if score.Status != Scored {
		return ""
	}
	for i := range s.segmentation.Boxes {
		if b := &s.segmentation.Boxes[i]; b.R.holds(score.R) && b.F.holds(score.F) && b.M.holds(score.M) {
			return b.Name
		}
	}
	return s.segmentation.Rest
}

const maxBoxes = 1000

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
}

func (v *validator) span(path string, r Range) {
	if r.Min < 1 || r.Max > maxScore || r.Min > r.Max {
		v.Add(path, "out_of_range", "%d to %d is no range within 1 to %d", r.Min, r.Max, maxScore)
	}
}

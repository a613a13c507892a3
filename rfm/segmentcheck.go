package rfm

import (
	"fmt"
	"slices"
	"strings"

	"example.com/membership/internal/fault"
)

// Check returns what is suspicious in the segmentation for the combinations of
// scores that the engine's model gives, 125 with five scores each. The findings
// are in the order of its fields, each with the path, a code and a message:
//
//	unreachable   a range of the box holds no score of the model
//	shadowed      earlier boxes take every combination that the box holds
//	overlaps      earlier boxes take some of them; which boxes, and how many
//	uncovered     combinations that no box holds, listed in rising order
//
// First match wins, so overlaps are often meant; a shadowed box names nobody.
// A box whose range is unreachable has no other finding. Without uncovered,
// every score of the engine is in a box. What customers there are plays no
// part: a combination counts though nobody may have it.
//
// Messages list at most 20 combinations and 10 earlier boxes, with the number
// of the others. Segments not made by [NewSegments] and an engine not made by
// [New] have nothing to check: nil. The cost is that of comparing each box with
// each of at most 1,000 combinations.
func (s *Segments) Check(e *Engine) []Fault {
	if s == nil || len(s.segmentation.Boxes) == 0 || e == nil || e.loc == nil {
		return nil
	}
	c := checker{segments: s, model: &e.model, cells: e.combinations()}
	for i := range s.segmentation.Boxes {
		c.reach(i)
		c.taken(i)
	}
	c.uncovered()
	return c.findings
}

type checker struct {
	segments *Segments
	model    *Model
	cells    []Cell // rising
	findings
}

// reach reports ranges that keep box i from holding anything.
func (c *checker) reach(i int) {
	b := &c.segments.segmentation.Boxes[i]
	for _, side := range []struct {
		path   string
		wanted Range
		scores []int
	}{
		{".r", b.R, c.model.Recency.Scores},
		{".f", b.F, c.model.Frequency.Scores},
		{".m", b.M, c.model.Monetary.Scores},
	} {
		if !slices.ContainsFunc(side.scores, side.wanted.holds) {
			c.add(fault.Index("boxes", i)+side.path, "unreachable", "this box of %.60q names nobody: the model gives %s, none of them within %s; change the range or remove the box",
				b.Name, join(slices.Sorted(slices.Values(side.scores))), side.wanted)
		}
	}
}

// A share is the combinations of a box that an earlier one takes.
type share struct {
	count   int
	example Cell // the lowest
}

// taken reports what earlier boxes take from box i.
func (c *checker) taken(i int) {
	b := &c.segments.segmentation.Boxes[i]
	shares := make([]share, i+1) // by box; the last is what i keeps
	held := 0
	for _, cell := range c.cells {
		if !b.holds(cell) {
			continue
		}
		held++
		taker := &shares[c.segments.find(cell)] // i or earlier, as i holds the cell
		if taker.count == 0 {
			taker.example = cell
		}
		taker.count++
	}
	path := fault.Index("boxes", i)
	switch kept := shares[i].count; kept {
	case held: // which may be nothing
	case 0:
		c.add(path, "shadowed", "this box of %.60q names nobody: it holds %d of %d combinations, and earlier boxes take all: %s; move it before them or remove it",
			b.Name, held, len(c.cells), c.takers(shares[:i]))
	default:
		c.add(path, "overlaps", "%.60q holds %d of %d combinations, and earlier boxes take %d: %s; it names the other %d",
			b.Name, held, len(c.cells), held-kept, c.takers(shares[:i]), kept)
	}
}

// takers words the shares of earlier boxes.
func (c *checker) takers(shares []share) string {
	const most = 10
	var parts []string
	others := 0
	for j, s := range shares {
		switch {
		case s.count == 0:
		case len(parts) == most:
			others++
		default:
			parts = append(parts, fmt.Sprintf("%s %.60q takes %d (such as %s)",
				fault.Index("boxes", j), c.segments.segmentation.Boxes[j].Name, s.count, s.example))
		}
	}
	if others > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", others))
	}
	return strings.Join(parts, ", ")
}

// uncovered reports the combinations that no box holds.
func (c *checker) uncovered() {
	const most = 20
	var rest []Cell
	for _, cell := range c.cells {
		if c.segments.find(cell) < 0 {
			rest = append(rest, cell)
		}
	}
	n := len(rest)
	if n == 0 {
		return
	}
	list := join(rest[:min(n, most)])
	if n > most {
		list += fmt.Sprintf(" and %d more", n-most)
	}
	c.add("rest", "uncovered", "no box holds %d of %d combinations, named %.60q: %s", n, len(c.cells), c.segments.segmentation.Rest, list)
}

// combinations returns those of the model's scores, rising.
func (e *Engine) combinations() []Cell {
	list := make([]Cell, len(e.cells))
	for i, s := range e.cells {
		list[i] = Cell{s.R, s.F, s.M}
	}
	slices.SortFunc(list, Cell.compare)
	return list
}

// join writes values apart by spaces.
func join[T any](list []T) string {
	return strings.Trim(fmt.Sprint(list), "[]")
}

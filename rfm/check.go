package rfm

import (
	"fmt"

	"example.com/membership/internal/fault"
)

// Check returns what is suspicious in a valid model, in the order of its
// fields: each finding with the path of the field, a code and a message.
//
//	one_bin          a scale without cuts: everybody gets the same score
//	decides_nothing  a weight of 0: the score is shown, and changes no value
//	unreachable      a grade that no combination of scores gets
//
// It goes over all combinations of scores, at most 1,000. An engine that is not
// of [New] has no findings.
func (e *Engine) Check() []Fault {
	if e == nil || e.loc == nil {
		return nil
	}
	var f findings
	for _, d := range dimensions() {
		if scores := e.model.scale(d).Scores; len(scores) == 1 {
			f.add(string(d)+".scores", "one_bin", "everybody gets %d: without cuts there is one bin, which tells nobody apart; add cuts", scores[0])
		}
	}
	f.weights(e.model.Weights)
	f.grades(e)
	return f
}

// findings collects what is suspicious.
type findings []Fault

func (f *findings) add(path, code, format string, args ...any) {
	*f = append(*f, Fault{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (f *findings) weights(w Weights) {
	for _, d := range dimensions() {
		if w.of(d) == 0 {
			f.add("weights."+d.letter(), "decides_nothing", "is 0: %s decides nothing about the value and the grade; give it a weight if it should", d)
		}
	}
}

func (f *findings) grades(e *Engine) {
	lowest, highest := e.cells[0].Value, e.cells[0].Value
	got := map[string]bool{}
	for _, cell := range e.cells {
		lowest, highest = min(lowest, cell.Value), max(highest, cell.Value)
		got[cell.Grade] = true
	}
	for i, g := range e.model.Grades {
		if got[g.Name] {
			continue
		}
		values := fmt.Sprintf("%d or more", g.AtLeast)
		if i > 0 {
			values = fmt.Sprintf("%d to %d", g.AtLeast, e.model.Grades[i-1].AtLeast-1)
		}
		f.add(fault.Index("grades", i), "unreachable", "nobody can get %.60q: no combination of scores has a value of %s, they lie within %d to %d; change atLeast or remove the grade",
			g.Name, values, lowest, highest)
	}
}

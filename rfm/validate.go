package rfm

import (
	"unicode/utf8"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Limits of a model's size and numbers.
const (
	maxScore  = 10
	maxWeight = 1000
	maxGrades = 100
	maxName   = 1000 // bytes
	maxPlus   = 1000

	// The largest cuts. The dates of two accepted instants are less than maxDays
	// apart.
	maxDays      = 146_100
	maxWeeks     = maxDays / 7
	maxMonths    = 4_800
	maxFrequency = 1000 * maxOrders
)

// validate returns every fault of the model, in the order of its fields.
func (m *Model) validate() error {
	v := validator{}
	period := v.period(m.Period)
	scored := true
	for _, d := range dimensions() {
		scored = v.scale(d, m.scale(d), period) && scored
	}
	weighted := v.weights(m.Weights)
	v.grades(m.Grades)
	if scored && weighted && len(m.Grades) > 0 {
		v.covers(m)
	}
	if m.AdvisedAbove < 0 {
		v.Add("advisedAbove", "out_of_range", "%d: must not be negative", m.AdvisedAbove)
	}
	return invalid(v.Err("rfm: model"))
}

type validator struct{ fault.List }

// period returns the parsed period, the lifetime where it is faulty.
func (v *validator) period(p Period) civil.Window {
	w, err := civil.ParseWindow(string(p))
	switch {
	case p == "":
		v.Add("period", "missing", `is missing; use "lifetime" or one such as "last 12 months"`)
	case err != nil:
		v.Add("period", "bad_window", `%.40q is unknown; use "lifetime", "last N months" (1 to 120), "last N days" (1 to 3660), "month to date", "quarter to date", "half-year to date" or "year to date"`, p)
	case w.Rises():
		v.Add("period", "bad_window", "%q leaves out the days up to the instant of scoring, and with them the last purchase; use %q",
			w, "last"+w.String()[len("previous"):])
		return civil.Window{}
	}
	return w
}

// scale checks one dimension and reports whether its scores can be relied on.
func (v *validator) scale(d Dimension, s *Scale, period civil.Window) bool {
	path := string(d)
	measured := v.unit(path+".unit", d, s.Unit)
	sided := v.side(path+".closed", s.Closed)
	if n := len(s.Cuts); n >= maxScore {
		v.Add(path+".cuts", "too_many", "%d cuts; at most %d", n, maxScore-1)
		return false
	}
	rising := v.cuts(path+".cuts", s, largest(d, s.Unit))
	scored := v.scores(path+".scores", d, s)
	if measured && sided && rising && scored {
		v.reachable(path+".scores", d, s, period)
	}
	return scored
}

func (v *validator) unit(path string, d Dimension, u Unit) bool {
	switch {
	case d == Recency && u == "":
		v.Add(path, "missing", `is missing; use "days", "weeks" or "months"`)
	case d == Recency && u != Days && u != Weeks && u != Months:
		v.Add(path, "unknown_value", `%.60q is unknown; use "days", "weeks" or "months"`, u)
	case d == Frequency && u != "":
		v.Add(path, "unknown_value", "%.60q: orders have no unit; leave it out", u)
	case d == Monetary && u != "" && u != PerOrder:
		v.Add(path, "unknown_value", `%.60q is unknown; use "per order", or leave it out for the sum`, u)
	default:
		return true
	}
	return false
}

func (v *validator) side(path string, side Side) bool {
	switch side {
	case Left, Right:
		return true
	case "":
		v.Add(path, "missing", `is missing; use "left" (a cut is met by reaching it) or "right" (by exceeding it)`)
	default:
		v.Add(path, "unknown_value", `%.60q is unknown; use "left" or "right"`, side)
	}
	return false
}

// largest returns the largest cut of a dimension, 0 for any.
func largest(d Dimension, u Unit) int64 {
	switch {
	case d == Frequency:
		return maxFrequency
	case d == Monetary:
		return 0
	case u == Weeks:
		return maxWeeks
	case u == Months:
		return maxMonths
	}
	return maxDays
}

// cuts reports whether the cuts are numbers that rise, to most unless that is 0.
func (v *validator) cuts(path string, s *Scale, most int64) bool {
	rising := true
	for i, c := range s.Cuts {
		at := fault.Index(path, i)
		err := fault.Decimal(c)
		switch {
		case err != nil:
			v.Add(at, "out_of_range", "%v", err)
		case c.Sign() < 0:
			v.Add(at, "out_of_range", "%s: must not be negative", c)
		case most > 0 && c.Cmp(decimal.NewFromInt(most)) > 0:
			v.Add(at, "out_of_range", "%s: must be at most %d", c, most)
		case (s.Unit == Weeks || s.Unit == Months) && !c.IsInteger():
			v.Add(at, "not_whole", "%s: %s are whole; cut by days for anything between", c, s.Unit)
		case rising && i > 0 && c.Cmp(s.Cuts[i-1]) <= 0:
			v.Add(at, "not_rising", "%s: must be more than the cut before, %s", c, s.Cuts[i-1])
		default:
			continue
		}
		rising = false
	}
	return rising
}

// scores reports whether there is one score a bin, in the right order.
func (v *validator) scores(path string, d Dimension, s *Scale) bool {
	if len(s.Scores) != len(s.Cuts)+1 {
		v.Add(path, "wrong_number", "has %d scores, and one more than the %d cuts is needed, %d", len(s.Scores), len(s.Cuts), len(s.Cuts)+1)
		return false
	}
	valid := true
	for i, score := range s.Scores {
		at := fault.Index(path, i)
		switch {
		case score < 1 || score > maxScore:
			v.Add(at, "out_of_range", "%d is outside 1..%d", score, maxScore)
		case i > 0 && d == Recency && score >= s.Scores[i-1]:
			v.Add(at, "not_falling", "%d: must be less than the score before, %d: recent is good", score, s.Scores[i-1])
		case i > 0 && d != Recency && score <= s.Scores[i-1]:
			v.Add(at, "not_rising", "%d: must be more than the score before, %d: much is good", score, s.Scores[i-1])
		default:
			continue
		}
		valid = false
	}
	return valid
}

func (v *validator) reachable(path string, d Dimension, s *Scale, period civil.Window) {
	for _, i := range s.empty(d, period) {
		v.Add(fault.Index(path, i), "unreachable", "no customer can get %d: nothing is %s within the period %s; move or remove a cut",
			s.Scores[i], s.bin(i), period)
	}
}

// weights reports whether they add up to a value.
func (v *validator) weights(w Weights) bool {
	valid := true
	for _, d := range dimensions() {
		if n := w.of(d); n < 0 || n > maxWeight {
			v.Add("weights."+d.letter(), "out_of_range", "%d is outside 0..%d", n, maxWeight)
			valid = false
		}
	}
	if w == (Weights{}) {
		v.Add("weights", "missing", "are all 0, which makes every value 0; give one at least")
		valid = false
	}
	return valid
}

func (v *validator) grades(grades []Grade) {
	switch n := len(grades); {
	case n == 0:
		v.Add("grades", "missing", "is empty; a model needs at least one grade")
	case n > maxGrades:
		v.Add("grades", "too_many", "%d grades; at most %d", n, maxGrades)
		return
	}
	taken := map[string]int{}
	for i, g := range grades {
		at := fault.Index("grades", i)
		switch first, dup := taken[g.Name]; {
		case g.Name == "":
			v.Add(at+".name", "missing", "is empty; give the grade a name")
		case len(g.Name) > maxName:
			v.Add(at+".name", "too_long", "%d bytes; at most %d", len(g.Name), maxName)
		case dup:
			v.Add(at+".name", "duplicate", "%.60q is taken by %s", g.Name, fault.Index("grades", first))
		default:
			taken[g.Name] = i
		}
		v.utf8(at+".name", g.Name)
		if i > 0 && g.AtLeast >= grades[i-1].AtLeast {
			v.Add(at+".atLeast", "not_falling", "%d: must be less than that of the grade before, %d: the best comes first", g.AtLeast, grades[i-1].AtLeast)
		}
	}
}

// utf8 checks that a text comes back from JSON as it is.
func (v *validator) utf8(path, s string) {
	if !utf8.ValidString(s) {
		v.Add(path, "not_utf8", "%.60q is not UTF-8", s)
	}
}

// covers checks that the lowest value has a grade; then all have.
func (v *validator) covers(m *Model) {
	lowest := m.Weights.value(m.Recency.worst(), m.Frequency.worst(), m.Monetary.worst())
	last := len(m.Grades) - 1
	if least := m.Grades[last].AtLeast; least > lowest {
		v.Add(fault.Index("grades", last)+".atLeast", "uncovered", "%d leaves the values from %d to %d without a grade; use %d or less",
			least, lowest, least-1, lowest)
	}
}

// worst returns the lowest score.
func (s *Scale) worst() int { return min(s.Scores[0], s.Scores[len(s.Scores)-1]) }

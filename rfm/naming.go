package rfm

// Naming puts customers with a score into named groups. [*Engine] names by
// grade, [*Segments] by segment; a shop may have its own.
type Naming interface {
	// Names returns all names, in the order in which they are shown.
	Names() []string
	// Name returns the group of a score, one of Names. It must give equal
	// scores equal names, and not depend on [Score.RecencyDays].
	Name(Score) string
}

var (
	_ Naming = (*Engine)(nil)
	_ Naming = (*Segments)(nil)
)

// Names returns the names of the model's grades, best first.
func (e *Engine) Names() []string {
	if e == nil {
		return nil
	}
	var names []string
	for _, g := range e.model.Grades {
		names = append(names, g.Name)
	}
	return names
}

// Name returns the grade that this model's weights give to R, F and M: that of
// the score itself if it is one of this engine's. It is "" for a customer
// without a score.
func (e *Engine) Name(s Score) string {
	if e == nil || e.loc == nil || s.Status != Scored {
		return ""
	}
	return e.model.grade(e.model.Weights.value(s.R, s.F, s.M))
}

// namesOf returns the names of n, each once. A nil Naming has none.
func namesOf(n Naming) []string {
	if n == nil {
		return nil
	}
	return distinct(n.Names())
}

// distinct returns names, each at its first place only.
func distinct(names []string) []string {
	seen := make(map[string]bool, len(names))
	var list []string
	for _, name := range names {
		if !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	return list
}

// nameOf returns the name of a score. A nil Naming calls everybody "".
func nameOf(n Naming, s Score) string {
	if n == nil {
		return ""
	}
	return n.Name(s)
}

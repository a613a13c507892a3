package segment

import (
	"iter"
	"slices"
)

// Preview says how many customers of a population each part of a rule keeps.
type Preview struct {
	// Customers is how many were asked about.
	Customers int64 `json:"customers"`
	// Matched is how many of them are in the group.
	Matched int64 `json:"matched"`
	// Parts is the rule and all within it, in the order of the document.
	Parts []Part `json:"parts"`
}

// Part is a rule or clause within a rule, and what it does to a population. Each
// part is asked about all customers, whatever the parts around it say.
type Part struct {
	// Path leads to the part, such as "all[1].not"; it is empty for the rule
	// itself.
	Path string `json:"path"`
	// Kind is "all", "any", "not" or "clause".
	Kind string `json:"kind"`
	// Field is that of a clause; it is empty for all, any and not, whose parts
	// come next.
	Field string `json:"field,omitzero"`
	// Op is what the clause asks.
	Op Op `json:"op,omitzero"`
	// Value is what it compares with.
	Value Values `json:"value,omitzero"`
	// Kept is how many customers it holds for, before any not around it.
	Kept int64 `json:"kept"`
	// Dropped is how many it does not hold for. Kept and Dropped add up to the
	// customers.
	Dropped int64 `json:"dropped"`
	// Missing is how many have no value for the clause.
	Missing int64 `json:"missing,omitzero"`
	// Alone is how many are not in the group, but would be if this part alone had
	// gone the other way for them. Of the branches of an any, each counts them.
	// Who is kept out by two parts of an all is counted by neither.
	Alone int64 `json:"alone"`
}

// Preview asks every part of the rule about every customer. A nil population is
// empty.
func (m *Matcher[T]) Preview(population iter.Seq[T]) Preview {
	if m == nil || m.root == nil {
		return Preview{Parts: []Part{}}
	}
	v := newPreview(m)
	p := Preview{Parts: v.parts}
	if population == nil {
		return p
	}
	for c := range population {
		p.Customers++
		if v.ask(c) {
			p.Matched++
		} else {
			v.blame(0)
		}
	}
	return p
}

// A preview is the counts while a population passes.
type preview[T any] struct {
	nodes []*node[T] // parents first, kids in order
	parts []Part
	kids  [][]int // of each node, by index
	holds []bool  // for the present customer
	at    *moment
}

func newPreview[T any](m *Matcher[T]) *preview[T] {
	v := &preview[T]{at: m.at}
	v.flatten(m.root)
	v.holds = make([]bool, len(v.nodes))
	return v
}

// flatten appends the node and all below it, in the order of the document, and
// returns its index.
func (v *preview[T]) flatten(n *node[T]) int {
	i := len(v.nodes)
	v.nodes, v.kids = append(v.nodes, n), append(v.kids, nil)
	v.parts = append(v.parts, Part{Path: n.path, Kind: n.kind.String(), Field: n.clause.Field, Op: n.clause.Op, Value: slices.Clone(n.clause.Value)})
	for _, kid := range n.kids {
		v.kids[i] = append(v.kids[i], v.flatten(kid))
	}
	return i
}

// ask counts every part for a customer, kids before their parents.
func (v *preview[T]) ask(c T) (match bool) {
	for i := len(v.nodes) - 1; i >= 0; i-- {
		n, part := v.nodes[i], &v.parts[i]
		yes := v.yes(i)
		holds := false
		switch n.kind {
		case allNode:
			holds = yes == len(n.kids)
		case anyNode:
			holds = yes > 0
		case notNode:
			holds = yes == 0
		default:
			holds = n.test(c, v.at)
			if n.field.missing(c) {
				part.Missing++
			}
		}
		if v.holds[i] = holds; holds {
			part.Kept++
		} else {
			part.Dropped++
		}
	}
	return v.holds[0]
}

// yes returns how many kids of node i hold.
func (v *preview[T]) yes(i int) (yes int) {
	for _, kid := range v.kids[i] {
		if v.holds[kid] {
			yes++
		}
	}
	return yes
}

// blame counts, for a customer who is not in the group, node i, which decides
// that, and those below it that decide it alone.
func (v *preview[T]) blame(i int) {
	v.parts[i].Alone++
	yes := v.yes(i)
	for _, kid := range v.kids[i] {
		others := yes
		if v.holds[kid] {
			others--
		}
		if kind := v.nodes[i].kind; kind == notNode || kind == allNode && others == len(v.kids[i])-1 || kind == anyNode && others == 0 {
			v.blame(kid)
		}
	}
}

package rfm

import (
	"cmp"
	"iter"
	"slices"
)

// Move is the scores of one customer twice: at two dates, or by two models. The
// zero Score stands for a customer who never bought, as one does whom the
// earlier date does not know yet.
//
// Two dates take two summaries: their periods hold different purchases. Whose
// move it is the caller knows, and finds who moved by comparing [PositionOf] and
// asking [Move.By].
type Move struct {
	// From is the score at the earlier date, or by the first model.
	From Score `json:"from"`
	// To is the score at the later date, or by the second model.
	To Score `json:"to"`
}

// By returns the dimensions whose scores differ, in the order recency,
// frequency, monetary. It is empty where From or To has no score: then the
// status says what happened, as by [PositionOf]. A grade can change without
// them, where two models have different weights or grades.
func (m Move) By() []Dimension {
	if m.From.Status != Scored || m.To.Status != Scored {
		return nil
	}
	var by []Dimension
	for _, d := range dimensions() {
		if m.From.Of(d) != m.To.Of(d) {
			by = append(by, d)
		}
	}
	return by
}

// Position is where a customer stands: a status and, with a score, a name.
// Positions compare with ==.
type Position struct {
	// Status is that of the score.
	Status Status `json:"status"`
	// Name is that of the group, "" unless the status is [Scored].
	Name string `json:"name,omitzero"`
}

// PositionOf returns where a customer with the score stands. The zero Score is
// that of a customer who never bought; a nil Naming calls everybody "".
func PositionOf(n Naming, s Score) Position {
	switch s.Status {
	case Scored:
		return Position{Scored, nameOf(n, s)}
	case "":
		return Position{Status: NeverBought}
	}
	return Position{Status: s.Status}
}

// String returns the name, or the status of a customer without a score.
func (p Position) String() string {
	if p.Status == Scored {
		return p.Name
	}
	return string(p.Status)
}

// Movement counts how customers move from one position to another.
type Movement struct {
	// From is the positions before: the names of the naming in its order, then
	// [NothingNet], [Lapsed] and [NeverBought]. Positions beyond those, of names
	// that it gives without listing them, come last in rising order.
	From []Position `json:"from"`
	// To is the positions after, likewise.
	To []Position `json:"to"`
	// Customers[i][j] counts those who move from From[i] to To[j]. It sums to
	// the number of moves.
	Customers [][]int64 `json:"customers"`
}

// Compare counts moves, each customer's once, between the groups of two namings:
// the same one for two dates, two for two models. The order of the moves does
// not matter. Of a nil sequence, all counts are 0. It takes memory for the
// matrix alone.
func Compare(from, to Naming, moves iter.Seq[Move]) Movement {
	counts := map[[2]Position]int64{}
	if moves != nil {
		for m := range moves {
			counts[[2]Position{PositionOf(from, m.From), PositionOf(to, m.To)}]++
		}
	}
	m := Movement{From: positions(from), To: positions(to)}
	var before, after []Position
	for pair := range counts {
		before, after = append(before, pair[0]), append(after, pair[1])
	}
	m.From, m.To = withRest(m.From, before), withRest(m.To, after)
	m.Customers = make([][]int64, len(m.From))
	for i, from := range m.From {
		m.Customers[i] = make([]int64, len(m.To))
		for j, to := range m.To {
			m.Customers[i][j] = counts[[2]Position{from, to}]
		}
	}
	return m
}

// positions returns where a naming lists that customers can stand.
func positions(n Naming) []Position {
	var list []Position
	for _, name := range namesOf(n) {
		list = append(list, Position{Scored, name})
	}
	for _, s := range unscored {
		list = append(list, Position{Status: s})
	}
	return list
}

// withRest appends to the listed positions those found that are not among them.
func withRest(listed, found []Position) []Position {
	slices.SortFunc(found, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Name, b.Name))
	})
	for _, p := range slices.Compact(found) {
		if !slices.Contains(listed, p) {
			listed = append(listed, p)
		}
	}
	return listed
}

package stage

import (
	"iter"
	"slices"
)

// Move is the stages of one customer at two dates. The empty Stage stands for
// [NeverBought], as of a customer whom one of the dates does not know.
type Move struct {
	// From is the stage at the earlier date.
	From Stage `json:"from"`
	// To is the stage at the later date.
	To Stage `json:"to"`
}

// Movement counts how customers move from one stage to another.
type Movement struct {
	// Stages names the rows and the columns: all stages in their order.
	Stages []Stage `json:"stages"`
	// Customers[i][j] counts those who move from Stages[i] to Stages[j]. It sums
	// to the number of moves.
	Customers [][]int64 `json:"customers"`
}

// Compare counts moves, each customer's once: a move has no ID, so what may come
// twice is made distinct before. Their order does not matter. Of a nil sequence,
// all counts are 0. It takes memory for the matrix alone. The error is a
// [*segment.DataError] that names a move from or to what is no stage.
//
// The last purchase up to today may be later than the earlier date, so the two
// dates need a query of first and last purchases each; or all purchases of a
// customer are read once and given to [Moment.StageOf] of both moments.
func Compare(moves iter.Seq[Move]) (Movement, error) {
	var counts [len(stages)][len(stages)]int64
	if moves == nil {
		moves = func(func(Move) bool) {}
	}
	n := 0
	for m := range moves {
		from, to := placeIn(m.From), placeIn(m.To)
		if from < 0 || to < 0 {
			return Movement{}, m.fault(n)
		}
		counts[from][to]++
		n++
	}
	all := Movement{Stages: Stages()}
	for i := range counts {
		all.Customers = append(all.Customers, slices.Clone(counts[i][:]))
	}
	return all, nil
}

// placeIn returns the place of a stage in their order, −1 for another text.
func placeIn(s Stage) int {
	if s == "" {
		s = NeverBought
	}
	return slices.Index(stages[:], s)
}

// fault names the wrong stage of the move at a place.
func (m Move) fault(place int) error {
	field, s := "from", m.From
	if placeIn(s) >= 0 {
		field, s = "to", m.To
	}
	return dataFault(placeOf("move", place), field, "%.60q is no stage; use one of %q", s, stages)
}

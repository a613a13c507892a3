package care

import (
	"cmp"
	"iter"
	"slices"

	"example.com/membership/internal/fault"
	"example.com/membership/internal/share"
)

// Draw picks n of the entrants, all of them where there are fewer: winners of a
// prize, customers for a survey. The name, such as "survey 2026-11", makes the
// draw: the same name and entrants give the same winners, another name others.
//
// The order of the entrants does not matter, an entrant counts once, and one
// entrant more displaces at most one. The winners come in the order in which
// they were drawn, so that the first is the first prize. An n below 1 draws
// nobody. Memory is that of n entrants, and the time for m of them O(m log n).
func Draw(name string, n int, entrants iter.Seq[string]) []string {
	if n < 1 {
		return []string{}
	}
	type ticket struct {
		number uint64
		id     string
	}
	before := func(a, b ticket) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.id, b.id)) }
	draw := "draw/" + name // not that of a holdout or a sample of the same name
	var drawn []ticket     // at most 2n+1, of which the first n are the best so far where it has been sorted
	keep := func() {
		slices.SortFunc(drawn, before)
		drawn = slices.Compact(drawn)
		drawn = drawn[:min(n, len(drawn))]
	}
	for id := range entrants {
		drawn = append(drawn, ticket{share.Ticket(draw, id), id})
		if len(drawn)-n > n {
			keep()
		}
	}
	keep()
	winners := []string{}
	for _, t := range drawn {
		winners = append(winners, t.id)
	}
	return winners
}

// sampleTicket draws customers for a sample of a rule, others for each
// occurrence.
func sampleTicket(rule, occurrence, customer string) uint64 {
	return share.Ticket("sample/"+fault.Escape(rule)+"/"+fault.Escape(occurrence), customer)
}

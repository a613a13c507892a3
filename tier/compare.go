package tier

import (
	"fmt"
	"iter"
	"slices"
	"time"
)

// Position is where a customer stands: a status and, for members, a tier's ID.
type Position struct {
	Status Status // as in [Standing]
	Tier   string // ID, "" unless the status is [Member]
}

// Movement counts how a population moves from one programme to another.
type Movement struct {
	// From and To are the positions in rising order: customer, potential,
	// withdrawn, enrolled, then members by tier.
	From, To []Position
	// Customers[i][j] counts those who stand at From[i] under the one
	// programme and at To[j] under the other. It sums to the population.
	Customers [][]int
}

// Compare answers "what if": it replays every history of a population under
// two programmes and counts who would stand where at an instant. It keeps one
// history at a time. The error names the place of the history, from 0.
func Compare(from, to *Engine, population iter.Seq[[]Event], at time.Time) (Movement, error) {
	m := Movement{From: from.positions(), To: to.positions()}
	m.Customers = make([][]int, len(m.From))
	for i := range m.Customers {
		m.Customers[i] = make([]int, len(m.To))
	}
	if population == nil {
		return m, nil
	}
	n := 0
	for history := range population {
		i, err := from.position(history, at, m.From)
		if err != nil {
			return Movement{}, fmt.Errorf("history %d: %w", n, err)
		}
		j, err := to.position(history, at, m.To)
		if err != nil {
			return Movement{}, fmt.Errorf("history %d: %w", n, err)
		}
		m.Customers[i][j]++
		n++
	}
	return m, nil
}

func (e *Engine) positions() []Position {
	positions := []Position{{Status: Customer}, {Status: Potential}, {Status: Withdrawn}, {Status: Enrolled}}
	for _, t := range e.program.Tiers {
		positions = append(positions, Position{Member, t.ID})
	}
	return positions
}

// position returns where the customer of a history stands among positions.
func (e *Engine) position(history []Event, at time.Time, positions []Position) (int, error) {
	s, err := e.StateAt(history, at)
	if err != nil {
		return 0, err
	}
	p := Position{s.status, s.tier}
	if p.Status == "" {
		p.Status = Customer
	}
	return slices.Index(positions, p), nil // a tier is held by members only
}

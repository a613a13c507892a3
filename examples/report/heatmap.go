package main

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// heatMap draws the mean amount and the number of customers for each pair of
// scores for recency and frequency.
func (p *page) heatMap() {
	p.title("HEAT MAP: mean amount (customers) by recency R and frequency F, darker is more")
	var cells [6][6]heat
	for i := range p.rows {
		if r := &p.rows[i]; r.scored {
			cells[r.r][r.f].add(r.amount())
		}
	}
	var means []decimal.Decimal // of the cells with customers
	for _, line := range cells {
		for _, c := range line {
			if c.customers > 0 {
				means = append(means, c.mean())
			}
		}
	}
	if len(means) == 0 {
		fmt.Fprintln(p, "  nobody")
		return
	}
	g := grid{left: "lrrrrr"}
	g.add("", "F1 seldom", "F2", "F3", "F4", "F5 often")
	for r := 5; r >= 1; r-- {
		line := []string{fmt.Sprintf("R%d", r)}
		for f := 1; f <= 5; f++ {
			line = append(line, cells[r][f].draw(means))
		}
		g.add(line...)
	}
	g.lines[1][0] += " lately"
	g.lines[5][0] += " long ago"
	g.write(p)
}

// A heat is one cell of the heat map.
type heat struct {
	customers int64
	amount    decimal.Decimal
}

func (h *heat) add(amount decimal.Decimal) {
	h.customers++
	h.amount = h.amount.Add(amount)
}

func (h *heat) mean() decimal.Decimal {
	if h.customers == 0 {
		return decimal.Zero
	}
	return h.amount.DivRound(decimal.NewFromInt(h.customers), 2)
}

// draw shades the cell by the quarter in which its mean lies among all means.
func (h *heat) draw(means []decimal.Decimal) string {
	if h.customers == 0 {
		return "·"
	}
	lower := 0
	for _, m := range means {
		if m.LessThan(h.mean()) {
			lower++
		}
	}
	shades := []string{"░░", "▒▒", "▓▓", "██"}
	return fmt.Sprintf("%s %s (%s)", shades[len(shades)*lower/len(means)], thousands(h.mean().StringFixed(0)), count(int(h.customers)))
}

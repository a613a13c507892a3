package main

import (
	"fmt"
	"math/big"

	"example.com/membership/rfm"
)

// heatMap draws the mean amount and the number of customers for each pair of
// scores for recency and frequency.
func (p *page) heatMap() {
	p.title("HEAT MAP: mean amount (customers) by recency R and frequency F, darker is more")
	cells := map[rfm.Cell]rfm.Figures{}
	var means []*big.Rat // of the cells with customers
	for _, g := range p.population.HeatMap() {
		cells[g.Key] = g.Figures
		if g.Customers > 0 {
			means = append(means, g.PerCustomer())
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
			line = append(line, heat(cells[rfm.Cell{R: r, F: f}], means))
		}
		g.add(line...)
	}
	g.lines[1][0] += " lately"
	g.lines[5][0] += " long ago"
	g.write(p)
}

// heat shades a cell by the quarter in which its mean lies among all means.
func heat(cell rfm.Figures, means []*big.Rat) string {
	if cell.Customers == 0 {
		return "·"
	}
	mean, lower := cell.PerCustomer(), 0
	for _, m := range means {
		if m.Cmp(mean) < 0 {
			lower++
		}
	}
	shades := []string{"░░", "▒▒", "▓▓", "██"}
	return fmt.Sprintf("%s %s (%s)", shades[len(shades)*lower/len(means)], thousands(mean.FloatString(0)), count(int(cell.Customers)))
}

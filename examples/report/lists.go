package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// list adds the first rows to the grid and writes it, saying how many are left
// out.
func (p *page) list(g *grid, rows []*row, add func(*row)) {
	if len(rows) == 0 {
		fmt.Fprintln(p, "  nobody")
		return
	}
	for _, r := range rows[:min(listLines, len(rows))] {
		add(r)
	}
	g.write(p)
	if more := len(rows) - listLines; more > 0 {
		fmt.Fprintf(p, "  ... and %s more; -format csv lists all customers\n", count(more))
	}
}

// contacts is list for customers whom the shop is going to write to: without
// those who refused every channel, and saying whose consent is unknown.
func (p *page) contacts(g *grid, rows []*row, add func(*row)) {
	all, unknown := len(rows), 0
	rows = slices.DeleteFunc(rows, func(r *row) bool { return r.consent == consentRefused })
	for _, r := range rows {
		if r.consent == consentUnknown {
			unknown++
		}
	}
	p.list(g, rows, add)
	if refused := all - len(rows); refused > 0 {
		fmt.Fprintf(p, "  left out, because they refused both SMS and e-mail: %s\n", count(refused))
	}
	switch {
	case unknown == 0:
	case unknown == len(rows):
		fmt.Fprintln(p, "  consent unknown: ask before you write to them")
	default:
		fmt.Fprintf(p, "  consent unknown of %s: ask before you write to them\n", count(unknown))
	}
}

// ago says when the last order was.
func (r *row) ago() string {
	switch {
	case !r.ordered():
		return "never"
	case r.recency == 0:
		return "today"
	case r.recency == 1:
		return "yesterday"
	}
	return count(r.recency) + " days ago"
}

// silent lists the best buyers who stay away longer than the shop's repurchase
// cycle: neither tier nor grade shows it, because both weigh the past.
func (p *page) silent() {
	p.title("BEST BUYERS GONE SILENT: of the top 20 %%, no order for more than %d days", p.cycle)
	silent := slices.DeleteFunc(slices.Clone(p.top.rows), func(r *row) bool { return r.recency <= p.cycle })
	g := grid{left: "llllrrr"}
	g.add("", "tier", "grade", "stage", "spent", "orders", "last order")
	p.contacts(&g, silent, func(r *row) {
		g.add(fit(r.label(), nameWidth), fit(r.tier, tierWidth), r.grade, r.stage, money(r.spend), strconv.Itoa(r.orders), r.ago())
	})
}

// ending lists the members whose tier has its last day in the month of the
// report.
func (p *page) ending() {
	today := civilDate(p.asof, p.zone)
	nextMonth := startOfDay(time.Date(today.Year(), today.Month()+1, 1, 0, 0, 0, 0, time.UTC), p.zone)
	p.title("TIER ENDS THIS MONTH (%s)", today.Format("January 2006"))
	if !p.ends {
		fmt.Fprintln(p, "  nobody: the tiers of this programme have no end")
		return
	}
	var rows []*row
	for i := range p.rows {
		if r := &p.rows[i]; !r.until.IsZero() && !r.until.After(nextMonth) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b *row) int {
		if c := a.until.Compare(b.until); c != 0 {
			return c
		}
		return bySpend(a, b)
	})
	g := grid{left: "llll"}
	g.add("", "tier", "last day", "to keep it")
	p.list(&g, rows, func(r *row) {
		lastDay := civilDate(r.until.Add(-1), p.zone)
		g.add(fit(r.label(), nameWidth), fit(r.tier, tierWidth), lastDay.Format(time.DateOnly), r.keep)
	})
}

// near lists the customers whom one more order lifts to the next tier, if it
// is of their usual size. Who stayed away for two cycles has left, and is not
// near anything.
func (p *page) near() {
	days := 2 * p.cycle
	p.title("ONE ORDER AWAY FROM THE NEXT TIER (one of their usual size, the last at most %s days ago)", count(days))
	var rows []*row
	for i := range p.rows {
		if r := &p.rows[i]; r.next != "" && r.ordered() && r.recency <= days {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b *row) int { return cmp.Or(b.last.Compare(a.last), bySpend(a, b)) })
	g := grid{left: "lllrrl"}
	g.add("", "now", "next", "usual order", "last order", "is missing")
	p.contacts(&g, rows, func(r *row) {
		g.add(fit(r.label(), nameWidth), fit(r.tier, tierWidth), fit(r.next, tierWidth),
			mean(r.spend, r.orders), r.ago(), r.missing)
	})
}

// invite lists the best of those who qualify but have not joined.
func (p *page) invite() {
	if !p.listed {
		return
	}
	p.title("INVITE TO JOIN: they qualify already")
	var rows []*row
	for i := range p.rows {
		if r := &p.rows[i]; r.status == statusPotential {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, bySpend)
	g := grid{left: "lrrr"}
	g.add("", "spent", "orders", "last order")
	p.contacts(&g, rows, func(r *row) {
		g.add(fit(r.label(), nameWidth), money(r.spend), strconv.Itoa(r.orders), r.ago())
	})
}

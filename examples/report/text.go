package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Sizes of the text report.
const (
	listLines = 10 // lines of a list
	nameWidth = 22 // cells of a name
	tierWidth = 12
	barWidth  = 20 // blocks of a full bar
)

// A page is the text report while it is written.
type page struct {
	*bytes.Buffer
	*report
	buyers group // everybody whose orders are worth more than nothing
	top    top
}

// writeText writes the report for the shopkeeper.
func writeText(out *bytes.Buffer, r *report) (err error) {
	p := &page{Buffer: out, report: r}
	for i := range r.rows {
		if r.rows[i].spend.IsPositive() {
			p.buyers.add(&r.rows[i])
		}
	}
	if p.top, err = bestOf(p.buyers); err != nil {
		return err
	}
	p.summary()
	p.tiers()
	p.best()
	p.byGrade()
	p.bySegment()
	p.heatMap()
	p.stages()
	if err := p.cohorts(); err != nil {
		return err
	}
	p.silent()
	p.ending()
	p.near()
	p.invite()
	return p.week()
}

func (p *page) title(format string, args ...any) {
	fmt.Fprintf(p, "\n"+format+"\n\n", args...)
}

func (p *page) summary() {
	orders := 0
	for i := range p.rows {
		orders += p.rows[i].orders
	}
	shop := ""
	if p.sample {
		shop = " on the built-in sample shop"
	}
	fmt.Fprintf(p, "CUSTOMER REPORT%s as of %s (%s)\n\n", shop, p.asof.In(p.zone).Format("2 January 2006, 15:04"), p.zone)
	var g grid
	g.left = "lrlr"
	g.add("customers", count(len(p.rows)), "  of whom bought", count(len(p.buyers.rows)))
	g.add("orders", count(orders), "  revenue, net of refunds", money(p.buyers.revenue))
	g.add("average order", mean(p.buyers.revenue, orders), "  average buyer", mean(p.buyers.revenue, len(p.buyers.rows)))
	g.write(p)
}

// tiers shows what the members of each tier and everybody else are worth.
func (p *page) tiers() {
	p.title("TIERS: who they are and what they are worth")
	ids := make([]string, len(p.ladder)) // highest first
	for i, t := range p.ladder {
		ids[len(ids)-1-i] = t.ID
	}
	groups := groupBy(p.rows, ids, func(r *row) string { return r.tierID })
	for i := range groups {
		groups[i].name = p.ladder[len(ids)-1-i].Name
	}
	statuses := groupBy(p.rows, []string{statusPotential, statusEnrolled, statusWithdrawn, statusCustomer},
		func(r *row) string { return r.status })
	for i, label := range []string{"qualify, not joined", "joined, not qualified", "withdrawn", "not a member"} {
		statuses[i].name = label
		if len(statuses[i].rows) > 0 {
			groups = append(groups, statuses[i])
		}
	}
	p.shares(groups)
}

// shares shows what each group brings.
func (p *page) shares(groups []group) {
	g := grid{left: "lrrrlr"}
	g.add("", "customers", "revenue", "share", "", "a customer")
	for _, group := range groups {
		g.add(fit(group.name, nameWidth), count(len(group.rows)), money(group.revenue),
			percent(group.revenue, p.buyers.revenue), bar(group.revenue, p.buyers.revenue, barWidth),
			mean(group.revenue, len(group.rows)))
	}
	g.write(p)
}

// byGrade shows the customers by grade, best first.
func (p *page) byGrade() {
	if p.rfm == "quintile" {
		p.title("GRADES: R + 3F + 4M over the lifetime, scores fitted to this shop; revenue of all time")
	} else {
		p.title("GRADES: R + 3F + 4M over the last year; revenue of all time")
	}
	groups := groupBy(p.rows, p.grades, func(r *row) string { return r.grade })
	unrated := group{name: "not graded"}
	for i := range p.rows {
		if !p.rows[i].scored {
			unrated.add(&p.rows[i])
		}
	}
	p.shares(append(groups, unrated))
	p.longestSilent()
	if len(p.merged) > 0 {
		fmt.Fprintf(p, "  Too few or too similar customers for all bins: nobody can get %s.\n", strings.Join(p.merged, ", "))
	}
}

// longestSilent says what a grade does not: how long ago its customers bought.
func (p *page) longestSilent() {
	var parts []string
	for _, grade := range p.grades {
		days := -1
		for i := range p.rows {
			if r := &p.rows[i]; r.scored && r.grade == grade {
				days = max(days, r.recency)
			}
		}
		if days >= 0 {
			parts = append(parts, fmt.Sprintf("%s %s days", grade, count(days)))
		}
	}
	if len(parts) > 0 {
		fmt.Fprintf(p, "  Silent the longest: %s.\n", strings.Join(parts, ", "))
	}
}

// bySegment shows the customers by segment, the one that brings most first.
func (p *page) bySegment() {
	p.title("SEGMENTS by the same scores; revenue of all time")
	var names []string
	for i := range p.rows {
		if s := p.rows[i].segment; s != "" && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	if len(names) == 0 {
		fmt.Fprintln(p, "  nobody")
		return
	}
	slices.Sort(names)
	groups := groupBy(p.rows, names, func(r *row) string { return r.segment })
	slices.SortStableFunc(groups, func(a, b group) int { return b.revenue.Cmp(a.revenue) })
	p.shares(groups)
}

package main

import "example.com/membership/segment/stage"

// stages shows the customers by their stage of the repurchase cycle.
func (p *page) stages() {
	p.title("STAGES by a repurchase cycle of %d days; revenue of all time", p.cycle)
	stages := stage.Stages()[1:] // without those who never bought
	names := make([]string, len(stages))
	for i, s := range stages {
		names[i] = string(s)
	}
	groups := groupBy(p.rows, names, func(r *row) string { return r.stage })
	for i, s := range stages {
		groups[i].name = p.stageLabel(s)
	}
	p.shares(groups)
}

// stageLabel says which customers a stage holds.
func (p *page) stageLabel(s stage.Stage) string {
	switch s {
	case stage.NewOnce:
		return "new, one day"
	case stage.NewRepeat:
		return "new, came back"
	case stage.Silent:
		return "silent over " + count(p.cycle) + " days"
	case stage.Sleeping:
		return "sleeping, over " + count(2*p.cycle)
	case stage.Lost:
		return "lost, over " + count(4*p.cycle)
	}
	return "regular"
}

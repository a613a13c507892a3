package tier

import (
	"fmt"

	"example.com/membership/internal/civil"
)

func (t *conditions) english(e *Engine) {
	p := t.program
	t.line("Membership")
	t.line(t.enEntrance())
	if p.Enrollment == Nobody {
		return
	}
	if p.CountFrom == FromJoin {
		t.line("Only what you do after joining counts.")
	}
	for _, tier := range p.Tiers {
		t.line(tier.Name, ":")
		t.numbered(". ", tier.AnyOf, t.enAlternative)
		if len(tier.AnyOf) == 0 {
			t.line("1. for every member, without end")
		}
	}
	if p.choice() {
		t.line("Meeting any one of a tier's conditions is enough.")
	}
	if p.Refunds == Restated {
		t.line("After a refund your tier is computed anew without what was refunded.")
	}
	if !e.term.permanent {
		t.enTerm(e)
	}
}

func (t *conditions) enEntrance() string {
	p := t.program
	entry := p.lowestEntry()
	wanted := join(entry, " or ", func(_ int, a Alternative) string { return t.enAlternative(a) })
	switch {
	case p.Enrollment == Nobody:
		return "You become a member by buying a membership."
	case len(entry) == 0 && p.Enrollment == Automatic:
		return "Every customer is a member."
	case len(entry) == 0:
		return "You become a member by joining."
	case p.CountFrom == FromJoin:
		return "Join, and you become a member once you have " + wanted + "."
	case p.Enrollment == Automatic:
		return "You become a member with " + wanted + "."
	}
	return "You can become a member by joining once you have " + wanted + "."
}

func (t *conditions) enAlternative(alternative Alternative) string {
	return join(alternative, " and ", func(_ int, m Minimum) string { return t.enMeasure(m) + enWindow(m.Over) })
}

func (t *conditions) enMeasure(m Minimum) string {
	n := m.AtLeast.String()
	one := n == "1"
	switch m.Measure {
	case Spend:
		return t.currency + fixed(m.AtLeast, 2) + " spent"
	case Orders:
		return n + plural(" order", one)
	case Interactions:
		return n + plural(" interaction", one)
	}
	name, _ := m.Measure.counter()
	return fmt.Sprintf("%s × %s", n, name)
}

func plural(noun string, one bool) string {
	if one {
		return noun
	}
	return noun + "s"
}

func enWindow(over Window) string {
	w := window(over)
	switch w.Kind() {
	case civil.LastDays:
		return " in the last " + count(w.N(), "day")
	case civil.LastMonths:
		return " in the last " + count(w.N(), "month")
	case civil.PreviousMonths:
		return " in the " + count(w.N(), "calendar month") + " before this one"
	case civil.ToDate:
		return " in this calendar " + periodName(w.N())
	}
	return " in total"
}

func count(n int, noun string) string { return fmt.Sprintf("%d %s", n, plural(noun, n == 1)) }

func (t *conditions) enTerm(e *Engine) {
	p := t.program
	t.line("Validity")
	switch s := e.term; {
	case s.next:
		t.line("A tier is valid to the end of the calendar ", periodName(s.period), " after the one in which you reach it.")
	case s.period > 0:
		t.line("A tier is valid to the end of the calendar ", periodName(s.period), " in which you reach it.")
	default:
		t.line("A tier is valid for ", s.en(), ", counted from the day after you reach it.")
	}
	if len(p.Tiers) > 1 {
		t.line("Reaching a higher tier starts a new term.")
	}
	if p.requalifies(e.term) {
		t.line("An order or interaction with which you meet the conditions of your tier again starts its term anew.")
	}
	t.line("At the end of the term your tier is renewed if you meet its conditions", t.enKeep(), ".")
	if p.Grace != "" {
		t.line("If not, you hold it for another ", e.grace.en(), ", within which meeting them restores it.")
	}
	lapse, end := "to the tier whose conditions you meet", "; if there is none, membership ends"
	switch p.Lapse {
	case OneStep:
		lapse, end = "one tier", "; from the lowest, membership ends"
	case ToBase:
		lapse, end = "to the tier whose conditions you meet, at least the lowest", "; from the lowest, membership ends"
	}
	if len(p.lowestEntry()) == 0 {
		end = ""
	}
	t.line("Otherwise you go down ", lapse, end, ".")
	for _, tier := range p.Tiers {
		if len(tier.Keep) > 0 {
			t.line("To keep ", tier.Name, ":")
			t.numbered(". ", tier.Keep, t.enAlternative)
		}
	}
}

func (t *conditions) enKeep() string {
	if t.program.keeps() {
		return " or those for keeping it"
	}
	return ""
}

// en writes a length of days or months.
func (s span) en() string { return string(s.term()) }

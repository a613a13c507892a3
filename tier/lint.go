package tier

import (
	"fmt"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Lint returns what is suspicious in a valid programme, in the order of its
// fields: each finding with the path of the field, a code and a message.
//
//	easier_above   whoever meets the alternative also meets one of a higher tier
//	unreachable    so does whoever meets any of the tier's: nobody ever qualifies for it
//	keep_useless   whoever meets the keep rule also meets the entry, which keeps as well
//	not_earned     the programme lets nobody earn, so the alternatives decide nothing
//	never_keeps    a to-date window that is always empty when the term ends
//
// Findings compare rules, not customers: an alternative is at least as hard as
// another if each minimum of the other follows from one of its own, of the same
// measure over a window within the other's.
func (e *Engine) Lint() []Fault {
	var findings []Fault
	add := func(path, code, format string, args ...any) {
		findings = append(findings, Fault{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
	}
	for i, t := range e.program.Tiers {
		path := fault.Index("tiers", i)
		if e.program.Enrollment == Nobody {
			if len(t.AnyOf) > 0 {
				add(path+".anyOf", "not_earned", "enrollment %q lets nobody earn %q: this decides nothing; remove it", Nobody, clip(t.ID))
			}
			continue
		}
		e.lintEntry(path, i, add)
		for j, alternative := range t.Keep {
			if impliesAny(alternative, t.AnyOf) {
				add(fault.Index(path+".keep", j), "keep_useless", "is at least as hard as an entry of %q, which keeps the tier as well; make it easier or remove it", clip(t.ID))
			}
		}
		e.lintWindows(path+".anyOf", t.AnyOf, add)
		e.lintWindows(path+".keep", t.Keep, add)
	}
	return findings
}

type addFinding func(path, code, format string, args ...any)

func (e *Engine) lintEntry(path string, i int, add addFinding) {
	tiers := e.program.Tiers
	reachable := len(tiers[i].AnyOf) == 0 && e.easierAbove(i, nil) < 0
	for j, alternative := range tiers[i].AnyOf {
		if above := e.easierAbove(i, alternative); above >= 0 {
			add(fault.Index(path+".anyOf", j), "easier_above", "whoever meets this also meets the higher tier %q", clip(tiers[above].ID))
		} else {
			reachable = true
		}
	}
	if !reachable {
		add(path, "unreachable", "nobody ever qualifies for %q: whoever meets it also meets a higher tier", clip(tiers[i].ID))
	}
}

// easierAbove returns a tier above i that whoever meets the alternative meets,
// or −1.
func (e *Engine) easierAbove(i int, alternative Alternative) int {
	for above := i + 1; above < len(e.program.Tiers); above++ {
		if anyOf := e.program.Tiers[above].AnyOf; len(anyOf) == 0 || impliesAny(alternative, anyOf) {
			return above
		}
	}
	return -1
}

func (e *Engine) lintWindows(path string, anyOf []Alternative, add addFinding) {
	if e.term.period == 0 {
		return
	}
	for i, alternative := range anyOf {
		for j, m := range alternative {
			w := window(m.Over)
			if w.Kind() == civil.ToDate && e.term.period%w.N() == 0 {
				add(fault.Index(fault.Index(path, i), j)+".over", "never_keeps",
					"terms run to the %s, and there %q has just begun: it cannot keep the tier; use a \"last\" or \"previous\" window", e.program.Term, m.Over)
			}
		}
	}
}

func impliesAny(a Alternative, anyOf []Alternative) bool {
	for _, b := range anyOf {
		if a.implies(b) {
			return true
		}
	}
	return false
}

// implies reports whether whoever meets a also meets b.
func (a Alternative) implies(b Alternative) bool {
	for _, wanted := range b {
		if !a.contains(wanted) {
			return false
		}
	}
	return true
}

// contains reports whether a minimum follows from one of the alternative.
func (a Alternative) contains(wanted Minimum) bool {
	for _, m := range a {
		_, isCounter := m.Measure.counter()
		sameMeasure := m.Measure == wanted.Measure || isCounter && wanted.Measure == Interactions
		if sameMeasure && within(window(m.Over), window(wanted.Over)) && m.AtLeast.Cmp(wanted.AtLeast) >= 0 {
			return true
		}
	}
	return false
}

// within reports whether window a lies within b on every date.
func within(a, b civil.Window) bool {
	return b.Lifetime() || a.Kind() == b.Kind() && a.N() <= b.N()
}

// window parses the window of a valid minimum.
func window(w Window) civil.Window {
	parsed, _ := civil.ParseWindow(string(w))
	return parsed
}

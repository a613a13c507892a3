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
//	no_term        tiers have no end, so neither grace nor keep rules decide anything
//	never_keeps    a to-date window that is empty whenever the tier is judged
//
// Findings compare rules, not customers: an alternative is at least as hard as
// another if each minimum of the other follows from one of its own, of the same
// measure, at least as high, over a window of the same kind and at most as long
// (any window lies within the lifetime). The cost grows with the square of the
// number of alternatives.
func (e *Engine) Lint() []Fault {
	l := linter{engine: e}
	for i, t := range e.program.Tiers {
		path := fault.Index("tiers", i)
		if e.program.Enrollment == Nobody {
			if len(t.AnyOf) > 0 {
				l.add(path+".anyOf", "not_earned", "enrollment %q lets nobody earn %q: this decides nothing; remove it", Nobody, clip(t.ID))
			}
			continue
		}
		l.entry(path+".anyOf", i)
		l.keep(path+".keep", i)
		if !l.reachable(i) {
			l.add(path, "unreachable", "nobody ever qualifies for %q: whoever meets it also meets a higher tier", clip(t.ID))
		}
	}
	if e.term.permanent && e.program.Grace != "" {
		l.add("grace", "no_term", "tiers have no end, so there is no grace; give a term or remove it")
	}
	return l.findings
}

type linter struct {
	engine   *Engine
	findings []Fault
}

func (l *linter) add(path, code, format string, args ...any) {
	l.findings = append(l.findings, Fault{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (l *linter) entry(path string, i int) {
	e := l.engine
	for j, alternative := range e.tiers[i].entry {
		if above := e.easierAbove(i, alternative); above >= 0 {
			l.add(fault.Index(path, j), "easier_above", "whoever meets this also meets the higher tier %q", clip(e.tiers[above].id))
		}
		if !e.program.requalifies(e.term) { // otherwise orders keep the tier long before its end
			l.windows(fault.Index(path, j), alternative)
		}
	}
}

func (l *linter) keep(path string, i int) {
	e := l.engine
	if e.term.permanent && len(e.tiers[i].keep) > 0 {
		l.add(path, "no_term", "tiers have no end, so nothing has to keep them; give a term or remove it")
		return
	}
	for j, alternative := range e.tiers[i].keep {
		if e.impliesAny(alternative, e.tiers[i].entry) {
			l.add(fault.Index(path, j), "keep_useless", "is at least as hard as an entry of %q, which keeps the tier as well; make it easier or remove it", clip(e.tiers[i].id))
		}
		l.windows(fault.Index(path, j), alternative)
	}
}

// windows finds windows that have just begun whenever a term ends. In grace
// they fill again.
func (l *linter) windows(path string, alternative allOf) {
	e := l.engine
	if e.term.period == 0 || e.program.Grace != "" {
		return
	}
	for j := range alternative {
		w := e.needs[alternative[j].need].window
		if w.Kind() == civil.ToDate && e.term.period%w.N() == 0 {
			l.add(fault.Index(path, j)+".over", "never_keeps",
				"terms run to the %s, and there %q has just begun: it cannot keep the tier; use a \"last\" or \"previous\" window", e.program.Term, w.String())
		}
	}
}

// reachable reports whether somebody can qualify for tier i and for none above.
func (l *linter) reachable(i int) bool {
	e := l.engine
	if len(e.tiers[i].entry) == 0 {
		return e.easierAbove(i, nil) < 0
	}
	for _, alternative := range e.tiers[i].entry {
		if e.easierAbove(i, alternative) < 0 {
			return true
		}
	}
	return false
}

// easierAbove returns a tier above i that whoever meets the alternative meets,
// or −1.
func (e *Engine) easierAbove(i int, alternative allOf) int {
	for above := i + 1; above < len(e.tiers); above++ {
		if anyOf := e.tiers[above].entry; len(anyOf) == 0 || e.impliesAny(alternative, anyOf) {
			return above
		}
	}
	return -1
}

func (e *Engine) impliesAny(a allOf, anyOf []allOf) bool {
	for _, b := range anyOf {
		if e.implies(a, b) {
			return true
		}
	}
	return false
}

// implies reports whether whoever meets a also meets b.
func (e *Engine) implies(a, b allOf) bool {
	for i := range b {
		if !e.contains(a, &b[i]) {
			return false
		}
	}
	return true
}

// contains reports whether a minimum follows from one of the alternative.
func (e *Engine) contains(a allOf, wanted *minimum) bool {
	want := e.needs[wanted.need]
	for i := range a {
		have := e.needs[a[i].need]
		_, isCounter := e.measures[have.measure].counter()
		same := have.measure == want.measure || isCounter && e.measures[want.measure] == Interactions
		if same && within(have.window, want.window) && a[i].cut.At().Cmp(wanted.cut.At()) >= 0 {
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

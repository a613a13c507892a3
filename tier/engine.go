package tier

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
)

// Engine decides by one programme in one location. It is immutable: all its
// methods may be called from many goroutines. [New] makes one; the zero Engine
// has no tiers.
type Engine struct {
	program Program
	loc     *time.Location
	print   string // fingerprint of whatever decides

	tiers    []rung
	measures []Measure // that some minimum needs
	needs    []need    // distinct, in the order of [Engine.Needs]
	all      []int     // the places of all tiers
	entries  int       // how many of needs an entry uses; the rest only keep

	term, grace span
	windowed    bool // some window is not lifetime: states keep days
	rises       bool // some window takes in something by the passing of time
}

// rung is a compiled tier.
type rung struct {
	id          string
	entry, keep []allOf
}

type allOf []minimum

// minimum asks that total need reach cut.
type minimum struct {
	need int
	cut  exact.Cut
}

type need struct {
	measure int
	window  civil.Window
}

// New compiles a programme for a shop whose days begin in loc, at a cost in
// proportion to the programme. States remember loc by its name, so a fixed zone
// needs one of its own. Refused are nil, [time.Local], which is another zone on
// every machine, and one a day or more off UTC. The error is an [*InvalidError]
// with every fault of the programme. The engine keeps no reference to p.
func New(p Program, loc *time.Location) (*Engine, error) {
	if err := civil.CheckLocation(loc); err != nil {
		var faults fault.List
		faults.Add("", "missing", "%v", err)
		return nil, invalid(faults.Err("tier: program"))
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	e := &Engine{program: p.normal(), loc: loc}
	e.term, _ = parseTerm(e.program.Term)
	if e.program.Grace != "" {
		e.grace, _ = parseTerm(e.program.Grace)
	}
	e.compile()
	e.print = e.program.fingerprint()
	return e, nil
}

// normal returns a deep copy in which every default is spelled out and
// everything is written in its canonical form.
func (p *Program) normal() Program {
	n := *p
	n.CountFrom = orDefault(p.CountFrom, FromStart)
	n.Term = orDefault(p.Term, Permanent).canonical()
	n.Grace = p.Grace.canonical()
	n.Extend = orDefault(p.Extend, Requalify)
	n.Lapse = orDefault(p.Lapse, ToQualified)
	n.Refunds = orDefault(p.Refunds, Kept)
	n.Tiers = slices.Clone(p.Tiers)
	for i := range n.Tiers {
		t := &n.Tiers[i]
		t.Name = orDefault(t.Name, t.ID)
		t.AnyOf = normalAlternatives(t.AnyOf)
		t.Keep = normalAlternatives(t.Keep)
		t.Replaces = slices.Clone(t.Replaces)
	}
	return n
}

func normalAlternatives(anyOf []Alternative) []Alternative {
	anyOf = slices.Clone(anyOf)
	for i, allOf := range anyOf {
		anyOf[i] = slices.Clone(allOf)
		for j := range anyOf[i] {
			w, _ := civil.ParseWindow(string(anyOf[i][j].Over))
			anyOf[i][j].Over = Window(w.String())
		}
	}
	return anyOf
}

func orDefault[T ~string](value, otherwise T) T {
	if value == "" {
		return otherwise
	}
	return value
}

// fingerprint identifies what a normal programme decides, leaving out what it
// only displays or translates.
func (p *Program) fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q %q %q\n", p.Enrollment, p.CountFrom, p.Term, p.Extend, p.Grace, p.Lapse, p.Refunds)
	for _, t := range p.Tiers {
		fmt.Fprintf(h, "tier %q\n", t.ID)
		for _, rules := range [][]Alternative{t.AnyOf, t.Keep} {
			fmt.Fprintln(h, "rules", len(rules))
			for _, alternative := range rules {
				fmt.Fprintln(h, "all of", len(alternative))
				for _, m := range alternative {
					fmt.Fprintf(h, "%q %s %q\n", m.Measure, exact.Text(m.AtLeast), m.Over)
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (e *Engine) compile() {
	e.tiers = make([]rung, len(e.program.Tiers))
	for i, t := range e.program.Tiers {
		e.tiers[i] = rung{id: t.ID, entry: e.compileAll(t.AnyOf)}
		e.all = append(e.all, i)
	}
	e.entries = len(e.needs)
	for i, t := range e.program.Tiers {
		e.tiers[i].keep = e.compileAll(t.Keep)
	}
	for _, n := range e.needs {
		e.windowed = e.windowed || !n.window.Lifetime()
		e.rises = e.rises || n.window.Rises()
	}
}

func (e *Engine) compileAll(anyOf []Alternative) []allOf {
	compiled := make([]allOf, len(anyOf))
	for i, alternative := range anyOf {
		for _, m := range alternative {
			compiled[i] = append(compiled[i], minimum{e.need(m), exact.NewCut(m.AtLeast)})
		}
	}
	return compiled
}

// need returns the place of a minimum's measure and window among the needs.
func (e *Engine) need(m Minimum) int {
	w, _ := civil.ParseWindow(string(m.Over))
	measure := slices.Index(e.measures, m.Measure)
	if measure < 0 {
		measure = len(e.measures)
		e.measures = append(e.measures, m.Measure)
	}
	n := need{measure, w}
	if i := slices.Index(e.needs, n); i >= 0 {
		return i
	}
	e.needs = append(e.needs, n)
	return len(e.needs) - 1
}

// Program returns the engine's programme with every default spelled out.
func (e *Engine) Program() Program { return e.program.normal() }

// Fingerprint identifies what the programme decides: it is part of every
// [State]. Display names and Replaces are not part of it.
func (e *Engine) Fingerprint() string { return e.print }

// rank returns the place of a tier in the ladder, 0 the lowest, or −1. It
// knows a tier also by the IDs it replaces.
func (e *Engine) rank(id string) int {
	if id == "" {
		return -1
	}
	for i := range e.tiers {
		if e.tiers[i].id == id {
			return i
		}
	}
	for i := range e.program.Tiers {
		if slices.Contains(e.program.Tiers[i].Replaces, id) {
			return i
		}
	}
	return -1
}

// name returns the display name of a tier of the ladder.
func (e *Engine) name(id string) string {
	if i := e.rank(id); i >= 0 {
		return e.program.Tiers[i].Name
	}
	return ""
}

// ids lists the first few tiers for an error message.
func (e *Engine) ids() string {
	const most = 10
	var ids []string
	for i := range e.tiers[:min(most, len(e.tiers))] {
		ids = append(ids, strconv.Quote(clip(e.tiers[i].id)))
	}
	if len(e.tiers) > most {
		ids = append(ids, "...")
	}
	return strings.Join(ids, ", ")
}

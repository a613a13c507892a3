package tier

import (
	"fmt"
	"slices"
	"strings"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Limits of a programme's size, so that an engine stays small whatever it is
// fed.
const (
	maxTiers        = 50
	maxAlternatives = 20
	maxMinimums     = 10
	maxReplaces     = 100
	maxNeeds        = 100
	maxText         = 1000 // bytes of an ID, a name or a counter
)

// validate returns every fault of the programme, in the order of its fields.
func (p *Program) validate() error {
	v := validator{}
	v.tiers(p.Tiers)
	oneOf(&v, "enrollment", p.Enrollment, Automatic, OptIn, Nobody)
	optional(&v, "countFrom", p.CountFrom, FromStart, FromJoin)
	if p.CountFrom == FromJoin && p.Enrollment != OptIn {
		v.Add("countFrom", "conflict", `"join" needs enrollment "opt-in"; under %q nobody has to join`, p.Enrollment)
	}
	v.term("term", p.Term, func(s span) bool { return !s.use }, `"use" is for terms that are bought; use "permanent", "365 days", "12 months", "end of year" or "end of next year"`)
	optional(&v, "extend", p.Extend, Requalify, UpgradeOnly)
	v.term("grace", p.Grace, func(s span) bool { return s.days+s.months > 0 }, `use days, weeks, months, quarters, half-years or years, or leave it out for none`)
	optional(&v, "lapse", p.Lapse, ToQualified, OneStep, ToBase)
	optional(&v, "refunds", p.Refunds, Kept, Restated)
	return invalid(v.Err("tier: program"))
}

type validator struct {
	fault.List
	needs map[Need]bool
}

func oneOf[T ~string](v *validator, path string, value T, allowed ...T) {
	if slices.Contains(allowed, value) {
		return
	}
	var names []string
	for _, a := range allowed {
		names = append(names, fmt.Sprintf("%q", a))
	}
	code, what := "unknown_value", fmt.Sprintf("%q is unknown", clip(string(value)))
	if value == "" {
		code, what = "missing", "is missing"
	}
	v.Add(path, code, "%s; use %s", what, strings.Join(names, ", "))
}

func optional[T ~string](v *validator, path string, value T, allowed ...T) {
	if value != "" {
		oneOf(v, path, value, allowed...)
	}
}

func (v *validator) term(path string, t Term, allowed func(span) bool, remedy string) {
	if t == "" {
		return
	}
	s, err := parseTerm(t)
	switch {
	case err != nil && allowed(span{permanent: true}):
		v.Add(path, "bad_term", "%v", err)
	case err != nil || !allowed(s):
		v.Add(path, "bad_term", "%q cannot stand here; %s", clip(string(t)), remedy)
	}
}

func (v *validator) tiers(tiers []Tier) {
	switch n := len(tiers); {
	case n == 0:
		v.Add("tiers", "missing", "is empty; a programme needs at least one tier")
	case n > maxTiers:
		v.Add("tiers", "too_many", "%d tiers; at most %d", n, maxTiers)
		return
	}
	v.needs = map[Need]bool{}
	taken := map[string]string{} // ID -> path of the field that took it
	for i := range tiers {
		v.tier(fault.Index("tiers", i), &tiers[i], taken)
	}
	if len(v.needs) > maxNeeds {
		v.Add("tiers", "too_many", "%d different pairs of measure and window; at most %d", len(v.needs), maxNeeds)
	}
}

func (v *validator) tier(path string, t *Tier, taken map[string]string) {
	v.id(path+".id", t.ID, taken)
	if err := checkText(t.Name); err != nil {
		v.Add(path+".name", "bad_text", "%v", err)
	}
	v.alternatives(path+".anyOf", t.AnyOf)
	v.alternatives(path+".keep", t.Keep)
	if len(t.AnyOf) == 0 && len(t.Keep) > 0 {
		v.Add(path+".keep", "conflict", "a tier without anyOf has no end, so nothing keeps it; give it an anyOf or remove keep")
	}
	if len(t.Replaces) > maxReplaces {
		v.Add(path+".replaces", "too_many", "%d IDs; at most %d", len(t.Replaces), maxReplaces)
		return
	}
	for i, id := range t.Replaces {
		v.id(fault.Index(path+".replaces", i), id, taken)
	}
}

func (v *validator) id(path, id string, taken map[string]string) {
	switch first, dup := taken[id]; {
	case id == "":
		v.Add(path, "missing", "is empty; give the tier an ID that never changes")
	case checkText(id) != nil:
		v.Add(path, "bad_text", "%v", checkText(id))
	case dup:
		v.Add(path, "duplicate", "%q is taken by %s; IDs are unique", clip(id), first)
	default:
		taken[id] = path
	}
}

func (v *validator) alternatives(path string, anyOf []Alternative) {
	if len(anyOf) > maxAlternatives {
		v.Add(path, "too_many", "%d alternatives; at most %d", len(anyOf), maxAlternatives)
		return
	}
	for i, allOf := range anyOf {
		path := fault.Index(path, i)
		switch n := len(allOf); {
		case n == 0:
			v.Add(path, "missing", "is empty and would be met by everybody; add a minimum or remove the alternative")
		case n > maxMinimums:
			v.Add(path, "too_many", "%d minimums; at most %d", n, maxMinimums)
			continue
		}
		for j := range allOf {
			v.minimum(fault.Index(path, j), &allOf[j])
		}
	}
}

func (v *validator) minimum(path string, m *Minimum) {
	name, isCounter := m.Measure.counter()
	switch {
	case m.Measure == Spend || m.Measure == Orders || m.Measure == Interactions:
	case isCounter && name == "":
		v.Add(path+".measure", "unknown_value", `%q names no counter; write it like "counter:review"`, m.Measure)
	case !isCounter:
		v.Add(path+".measure", "unknown_value", `%q is not a measure; use "spend", "orders", "interactions" or "counter:NAME"`, clip(string(m.Measure)))
	case checkText(name) != nil:
		v.Add(path+".measure", "bad_text", "%v", checkText(name))
	}
	switch err := fault.Decimal(m.AtLeast); {
	case err != nil:
		v.Add(path+".atLeast", "out_of_range", "%v", err)
	case m.AtLeast.Sign() < 0:
		v.Add(path+".atLeast", "not_positive", "%s: must not be negative", m.AtLeast)
	case m.AtLeast.Sign() == 0:
		v.Add(path+".atLeast", "not_positive", "is 0 or missing and would be met by everybody; give a positive number")
	case m.Measure != Spend && !m.AtLeast.IsInteger():
		v.Add(path+".atLeast", "not_whole", "%s: only spend can have a fraction; give a whole number", m.AtLeast)
	}
	w, err := civil.ParseWindow(string(m.Over))
	if err != nil {
		v.Add(path+".over", "bad_window", "%v", err)
	}
	v.needs[Need{m.Measure, Window(w.String())}] = true
}

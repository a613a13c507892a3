package points

import (
	"maps"
	"slices"
	"strings"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

const (
	maxPoints      = 1_000_000_000_000         // of an entry
	maxEarned      = 1_000_000_000_000_000_000 // of a ledger: sums stay far from the ends of int64
	maxEntries     = 1_000_000_000_000         // of a ledger
	maxMoved       = 1_000_000                 // parts of spends and waivers that one fold looks at
	maxUntil       = 2400                      // the year in which the last term of an accepted instant ends
	maxMultipliers = 200
	maxActions     = 200
	maxRewards     = 500
	usualMemory    = Term("24 months")
)

// validate adds every fault of the policy, in the order of its fields.
func (p Policy) validate(faults *fault.List) {
	v := validator{faults}
	v.amount("rate", p.Rate)
	v.multipliers(p.Multipliers)
	fault.OneOf(faults, "rounding", p.Rounding, roundings...)
	v.limit("orderCap", p.OrderCap)
	if p.Pending == Never {
		faults.Add("pending", "invalid_value", `"never": leave it out, and name under awaits what ends it`)
	} else if p.Pending != "" {
		v.term("pending", p.Pending)
	}
	v.text("awaits", p.Awaits)
	v.term("expiry", p.Expiry)
	fault.OneOf(faults, "clawback", p.Clawback, PendingOnly, WithinBalance, IntoDebt)
	v.actions(p.Actions, p.DayCap)
	v.limit("dayCap", p.DayCap)
	v.menu(p.Menu)
	v.memory(p.Memory)
}

// validator adds faults to a list.
type validator struct{ *fault.List }

func (v validator) amount(path string, d decimal.Decimal) {
	switch err := fault.Decimal(d); {
	case err != nil:
		v.Add(path, "out_of_range", "%v", err)
	case d.Sign() < 0:
		v.Add(path, "out_of_range", "%s: must not be negative", d)
	}
}

func (v validator) points(path string, n, least int64) {
	if n < least || n > maxPoints {
		v.Add(path, "out_of_range", "%d is outside %d..%d", n, least, int64(maxPoints))
	}
}

// limit checks a number that may be left out.
func (v validator) limit(path string, n *int64) {
	if n != nil {
		v.points(path, *n, 0)
	}
}

// text checks a text that may be left out.
func (v validator) text(path, s string) {
	if s != "" {
		v.name(path, s)
	}
}

func (v validator) name(path, s string) {
	if err := fault.Name(s); err != nil {
		code := "invalid_value"
		switch {
		case s == "":
			code = "missing"
		case len(s) > fault.MaxName:
			code = "too_long"
		}
		v.Add(path, code, "%v", err)
	}
}

// count reports whether a list is short enough to be looked at.
func (v validator) count(path string, n, most int) bool {
	if n > most {
		v.Add(path, "too_many", "%d of them: at most %d", n, most)
	}
	return n <= most
}

func (v validator) multipliers(m map[string]decimal.Decimal) {
	if !v.count("multipliers", len(m), maxMultipliers) {
		return
	}
	for _, tier := range slices.Sorted(maps.Keys(m)) {
		path := fault.Field("multipliers", tier)
		v.name(path, tier)
		v.amount(path, m[tier])
	}
}

func (v validator) term(path string, t Term) {
	if t == "" {
		v.Add(path, "missing", `is missing: give a term, such as "12 months" or "never"`)
	} else if _, err := t.span(); err != nil {
		v.Add(path, "invalid_value", "%v", err)
	}
}

func (v validator) memory(t Term) {
	if t == "" {
		return
	}
	s, err := t.span()
	switch {
	case err != nil:
		v.Add("memory", "invalid_value", "%v", err)
	case s.period > 0:
		v.Add("memory", "invalid_value", `%q looks forward: give days or months, or "never"`, clip(string(t)))
	}
}

func (v validator) actions(list []Action, dayCap *int64) {
	if !v.count("actions", len(list), maxActions) {
		return
	}
	seen := map[string]bool{}
	for i, a := range list {
		path := fault.Index("actions", i)
		v.unique(seen, path, a.ID)
		if strings.Contains(a.ID, ":") {
			v.Add(path+".id", "invalid_value", "%q has a colon, which separates the source of an award", clip(a.ID))
		}
		v.text(path+".name", a.Name)
		v.points(path+".points", a.Points, 1)
		v.limit(path+".dayCap", a.DayCap)
		for _, most := range []*int64{a.DayCap, dayCap} {
			if a.Once && most != nil && *most < a.Points {
				v.Add(path+".points", "conflict", "%d at once, which is not cut, under a cap of %d a day: nobody would ever get it", a.Points, *most)
			}
		}
		if a.Expiry != "" {
			v.term(path+".expiry", a.Expiry)
		}
	}
}

func (v validator) menu(list []Reward) {
	if !v.count("menu", len(list), maxRewards) {
		return
	}
	seen := map[string]bool{}
	for i, r := range list {
		path := fault.Index("menu", i)
		v.unique(seen, path, r.ID)
		v.text(path+".name", r.Name)
		v.text(path+".kind", r.Kind)
		v.text(path+".item", r.Item)
		v.points(path+".points", r.Points, 1)
		v.amount(path+".cash", r.Cash)
		if v.count(path+".tiers", len(r.Tiers), maxMultipliers) {
			v.tiers(path+".tiers", r.Tiers)
		}
		v.limit(path+".stock", r.Stock)
	}
}

func (v validator) tiers(path string, tiers []string) {
	for i, tier := range tiers {
		v.name(fault.Index(path, i), tier)
		if slices.Contains(tiers[:i], tier) {
			v.Add(fault.Index(path, i), "duplicate", "%q is there already", clip(tier))
		}
	}
}

// unique checks the ID of an element of a list.
func (v validator) unique(seen map[string]bool, path, id string) {
	v.name(path+".id", id)
	if id != "" && seen[id] {
		v.Add(path+".id", "duplicate", "%q is there already", clip(id))
	}
	seen[id] = true
}

package tier

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

// paid is what was bought of one tier: a stretch of time, uses, or both.
type paid struct {
	tier    string
	since   time.Time
	until   time.Time // end of the stretch; zero if none was bought or it has no end
	forever bool
	anchor  civil.Date // the stretch ends with anchor + months
	months  int
	uses    int64
}

func (p *paid) live(at time.Time) bool {
	return p.forever || p.uses > 0 || p.until.After(at)
}

func (p *paid) holding(at time.Time) Holding {
	h := Holding{Tier: p.tier, Since: p.since, Uses: p.uses}
	if p.uses == 0 && p.until.After(at) {
		h.Until = p.until
	}
	return h
}

// granted is a tier given by the shop.
type granted struct {
	tier  string
	since time.Time // zero: dormant
	until time.Time // zero: no end
}

func (g *granted) live(at time.Time) bool { return g.until.IsZero() || g.until.After(at) }

// paidAt returns the highest tier that was paid for.
func (e *Engine) paidAt(s *State, at time.Time) Holding {
	var best Holding
	for i := range s.paid {
		if p := &s.paid[i]; p.live(at) && e.rank(p.tier) > e.rank(best.Tier) {
			best = p.holding(at)
		}
	}
	return best
}

// grantedAt returns the highest grant that is not dormant.
func (e *Engine) grantedAt(s *State, at time.Time) Holding {
	var best Holding
	for i := range s.granted {
		g := &s.granted[i]
		if h := (Holding{Tier: g.tier, Since: g.since, Until: g.until}); g.live(at) && !g.since.IsZero() && e.beats(h, best) {
			best = h
		}
	}
	return best
}

// enrolled reports whether the customer takes part: joined, or is taken in
// automatically.
func (e *Engine) enrolled(s *State) bool {
	return !s.joined.IsZero() || e.program.Enrollment == Automatic && !s.withdrawn
}

// earns reports whether the customer can earn a tier.
func (e *Engine) earns(s *State) bool {
	return e.program.Enrollment != Nobody && e.enrolled(s)
}

// expire drops what has ended. Like everything below it replaces the slices
// instead of writing into them, because states share them.
func (s *State) expire(at time.Time) {
	if slices.ContainsFunc(s.paid, func(p paid) bool { return !p.live(at) }) {
		s.paid = slices.DeleteFunc(slices.Clone(s.paid), func(p paid) bool { return !p.live(at) })
	}
	if slices.ContainsFunc(s.granted, func(g granted) bool { return !g.live(at) }) {
		s.granted = slices.DeleteFunc(slices.Clone(s.granted), func(g granted) bool { return !g.live(at) })
	}
}

// buy adds a term of a tier, from the end of the running one if there is one.
func (e *Engine) buy(s *State, tier string, ev *Event) error {
	bought := paid{tier: tier, since: ev.At}
	i := slices.IndexFunc(s.paid, func(p paid) bool { return p.tier == tier })
	if i >= 0 {
		bought = s.paid[i]
	}
	term, _ := parseTerm(ev.Term)
	switch {
	case term.use:
		if bought.uses > maxUses {
			return ev.fault("count", "%d uses are left; at most %d can be held", bought.uses, int64(maxUses))
		}
		bought.uses += ev.count()
	case term.permanent:
		bought.forever, bought.until = true, time.Time{}
	case !bought.forever:
		last := e.extend(&bought, term, ev.At)
		if last > maxGrant() {
			return ev.fault("term", "the end would be after the year %d; for no end buy %q", lastValidYear, Permanent)
		}
		bought.until = e.endOf(last)
	}
	s.paid = slices.Clone(s.paid)
	if i >= 0 {
		s.paid[i] = bought
	} else {
		s.paid = append(s.paid, bought)
	}
	return nil
}

const maxUses = 1 << 50

// extend adds a term to the stretch that was bought and returns its last day.
// Months in a row are counted from one anchor and so clamp once; days start a
// new anchor.
func (e *Engine) extend(p *paid, term span, at time.Time) civil.Date {
	if !p.until.After(at) {
		p.anchor, p.months = e.date(at), 0
	}
	if term.days > 0 {
		p.anchor, p.months = p.anchor.AddMonths(p.months).AddDays(term.days), 0
	}
	p.months += term.months
	return p.anchor.AddMonths(p.months)
}

// use takes one bought use of a tier, or more.
func (s *State) use(tier string, ev *Event) error {
	i := slices.IndexFunc(s.paid, func(p paid) bool { return p.tier == tier })
	if i < 0 || s.paid[i].uses < ev.count() {
		left := int64(0)
		if i >= 0 {
			left = s.paid[i].uses
		}
		return ev.fault("tier", "%d uses of %q are left, %d are taken; a use has to be bought first", left, clip(tier), ev.count())
	}
	s.paid = slices.Clone(s.paid)
	s.paid[i].uses -= ev.count()
	s.expire(ev.At)
	return nil
}

// grant adds a grant. Of two of one tier, both dormant or both not, only the
// later end is kept, since revoking ends both.
func (s *State) grant(g granted) {
	i := slices.IndexFunc(s.granted, func(o granted) bool {
		return o.tier == g.tier && o.since.IsZero() == g.since.IsZero()
	})
	s.granted = slices.Clone(s.granted)
	switch {
	case i < 0:
		s.granted = append(s.granted, g)
	case later(g.until, s.granted[i].until):
		s.granted[i].until = g.until
	}
}

// awaken begins the grants that were dormant.
func (s *State) awaken(at time.Time) {
	all := s.granted
	s.granted = nil
	for _, dormant := range []bool{false, true} {
		for _, g := range all {
			if g.since.IsZero() != dormant {
				continue
			}
			if dormant {
				g.since = at
			}
			s.grant(g)
		}
	}
}

// revoke ends the grants of a tier, or all.
func (s *State) revoke(tier string) {
	s.granted = slices.DeleteFunc(slices.Clone(s.granted), func(g granted) bool { return tier == "" || g.tier == tier })
}

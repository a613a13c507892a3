package tier

import (
	"time"

	"example.com/membership/internal/exact"
)

// judge decides about the earned tier at f.now. qualified is the highest tier
// whose entry the totals meet; kind is that of the event that has just
// happened, "" when time has passed.
func (f *fold) judge(totals []exact.Sum, qualified int, kind Kind) {
	f.judgeOnce(totals, qualified, kind)
	// In a zone that skips a day, a term or a grace may have no length.
	for f.earned.ended(f.now) {
		f.judgeOnce(totals, qualified, "")
	}
}

func (f *fold) judgeOnce(totals []exact.Sum, qualified int, kind Kind) {
	held := f.engine.rank(f.earned.Tier)
	if qualified > held {
		f.begin(qualified, Upgraded)
		return
	}
	if held < 0 {
		return
	}
	kept := qualified == held || anyHolds(f.engine.tiers[held].keep, totals)
	switch ended := f.earned.ended(f.now); {
	case f.earned.Grace && ended:
		f.lapse(held, qualified)
	case f.earned.Grace && kept:
		f.begin(held, Renewed)
	case ended && kept:
		f.renew(held)
	case ended && f.engine.program.Grace != "":
		f.enterGrace(held)
	case ended:
		f.lapse(held, qualified)
	case qualified == held && (kind == Order || kind == Interaction):
		f.requalify(held)
	}
}

func (r *earned) ended(now time.Time) bool {
	return r.Tier != "" && !r.Until.IsZero() && !r.Until.After(now)
}

// begin starts a fresh term of a tier on the date of f.now.
func (f *fold) begin(tier int, kind ChangeKind) {
	was := f.earned.Holding
	f.earned = earned{Holding: Holding{Tier: f.engine.tiers[tier].id, Since: f.now}, anchor: f.engine.date(f.now), terms: 1}
	if was.Tier == f.earned.Tier {
		f.earned.Since = was.Since
	}
	f.earned.Until = f.termEnd(tier)
	evidence := []int{tier}
	if kind == Downgraded {
		evidence = []int{f.engine.rank(was.Tier), tier}
	}
	f.report(Change{Kind: kind, Source: Earned, From: was.Tier, To: f.earned.Tier, Until: f.earned.Until}, evidence...)
}

// termEnd returns the end of the running term, zero if it has none.
func (f *fold) termEnd(tier int) time.Time {
	e := f.engine
	if e.term.permanent || len(e.tiers[tier].entry) == 0 {
		return time.Time{}
	}
	return e.endOf(e.term.last(f.earned.anchor, f.earned.terms))
}

// renew adds a term to those in a row.
func (f *fold) renew(held int) {
	f.earned.terms++
	f.earned.Until = f.termEnd(held)
	f.report(Change{Kind: Renewed, Source: Earned, From: f.earned.Tier, To: f.earned.Tier, Until: f.earned.Until}, held)
}

// requalify moves the end to that of a term counted from f.now, if later.
func (f *fold) requalify(held int) {
	e := f.engine
	if e.program.Extend != Requalify || f.earned.Until.IsZero() {
		return
	}
	today := e.date(f.now)
	until := e.endOf(e.term.last(today, 1))
	if !until.After(f.earned.Until) {
		return
	}
	f.earned.anchor, f.earned.terms, f.earned.Until = today, 1, until
	f.report(Change{Kind: Extended, Source: Earned, From: f.earned.Tier, To: f.earned.Tier, Until: until}, held)
}

// enterGrace holds on to a tier that was not kept. Grace is counted from the
// last day of the term.
func (f *fold) enterGrace(held int) {
	e := f.engine
	last := e.term.last(f.earned.anchor, f.earned.terms)
	f.earned.Grace, f.earned.Until = true, e.endOf(e.grace.last(last, 1))
	f.report(Change{Kind: GraceEntered, Source: Earned, From: f.earned.Tier, To: f.earned.Tier, Until: f.earned.Until}, held)
}

// lapse takes away a tier that was not kept.
func (f *fold) lapse(held, qualified int) {
	to := qualified
	switch f.engine.program.Lapse {
	case OneStep:
		to = max(qualified, held-1)
	case ToBase:
		if held > 0 {
			to = max(qualified, 0)
		}
	}
	switch {
	case to == held: // after grace, when an entry is met just then
		f.begin(held, Renewed)
	case to >= 0:
		f.begin(to, Downgraded)
	default:
		was := f.earned.Tier
		f.earned = earned{}
		f.report(Change{Kind: Lapsed, Source: Earned, From: was}, held)
	}
}

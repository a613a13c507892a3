package tier

import (
	"time"

	"example.com/membership/internal/exact"
)

// Change is one thing that an event or the passing of time brought about.
type Change struct {
	At   time.Time  // when, in the engine's location
	Kind ChangeKind // what
	// Source is the standing that changed; "" for those of the status.
	Source Source
	// From and To are the IDs of the tiers of that source before and after,
	// "" for none.
	From, To string
	// Until is the end of the tier in To, exclusive and in the engine's
	// location; zero if it has none, or To is none.
	Until time.Time
	// Event is the ID of the event that caused it, "" if time did.
	Event string
	// Evidence is the verdicts that decided about an earned tier or a
	// potential membership.
	Evidence []Verdict
}

// ChangeKind says what a [Change] is.
type ChangeKind string

const (
	Joined       ChangeKind = "joined"        // by joining or buying
	Withdrew     ChangeKind = "withdrawn"     // every standing has ended
	Qualified    ChangeKind = "qualified"     // became a potential member
	Disqualified ChangeKind = "disqualified"  // no longer a potential member
	Upgraded     ChangeKind = "upgraded"      // to a higher tier, or to the first
	Renewed      ChangeKind = "renewed"       // kept for another term
	Extended     ChangeKind = "extended"      // the end has moved on
	Shortened    ChangeKind = "shortened"     // the last use is gone, a term that ends is left
	GraceEntered ChangeKind = "grace_entered" // not kept, held until grace is over
	Downgraded   ChangeKind = "downgraded"    // to a lower tier
	Lapsed       ChangeKind = "lapsed"        // to none
)

// report notes a change of the earned tier or the status.
func (f *fold) report(c Change, evidence ...int) {
	f.changed = true
	if f.silent {
		return
	}
	var scratch [16]exact.Sum
	totals := f.engine.totals(scratch[:0], &f.State, f.engine.windowDate(f.now))
	for _, tier := range evidence {
		if tier >= 0 {
			c.Evidence = append(c.Evidence, f.engine.verdicts(tier, totals)...)
		}
	}
	c.At, c.Until, c.Event = f.engine.local(f.now), f.engine.local(c.Until), f.cause
	f.changes = append(f.changes, c)
}

// reportHolding notes how a paid or granted standing has changed.
func (f *fold) reportHolding(source Source, before, after *Holding) {
	if before.Tier == "" && after.Tier == "" || before.equal(*after) {
		return
	}
	c := Change{Source: source, From: before.Tier, To: after.Tier, Until: after.Until}
	switch was, is := f.engine.rank(before.Tier), f.engine.rank(after.Tier); {
	case is < 0:
		c.Kind = Lapsed
	case is > was:
		c.Kind = Upgraded
	case is < was:
		c.Kind = Downgraded
	case later(after.Until, before.Until):
		c.Kind = Extended
	default:
		c.Kind = Shortened
	}
	f.report(c)
}

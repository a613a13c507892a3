package tier

import (
	"slices"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// Goal is a tier that a customer can still earn, or keep, and what it takes.
type Goal struct {
	// Rule is [Entry] for a higher tier, [Keep] for the one earned.
	Rule Rule
	// Tier is the tier's ID, Name its display name.
	Tier, Name string
	// Join says that the customer has to join first.
	Join bool
	// At is the instant at which the windows are measured: that asked about
	// for an entry, the end of the term or of grace for keeping.
	At time.Time
	// Ways are the alternatives, the cheapest first: the one of which the
	// smallest share is missing, judged by its largest missing share; equal
	// ones in the order of the programme. A tier that asks for nothing has one
	// way that lacks nothing.
	Ways []Way
}

// Way is what one alternative lacks; nothing if it holds.
type Way []Lack

// Lack is a minimum that is not reached. Raising its measure by More, within
// [From, Until), reaches it; anything less does not.
type Lack struct {
	Minimum
	More decimal.Decimal // positive
	// From and Until are the window when measured at the goal's instant. A
	// zero From is the beginning of time.
	From, Until time.Time
	// Closed says that the window is over, or empty: nothing that still
	// happens raises the measure. Ways with a closed lack come last.
	Closed bool
}

// String returns the ways in English, such as "95.00 more, or 2 more orders".
func (g Goal) String() string {
	var ways []string
	for _, w := range g.Ways {
		if len(w) == 0 { // it holds: nothing else matters
			ways = nil
			break
		}
		ways = append(ways, w.String())
	}
	s := strings.Join(ways, ", or ")
	switch {
	case g.Join && s == "":
		return "join"
	case g.Join:
		return "join, and " + s
	case s == "":
		return "nothing more"
	}
	return s
}

// String returns the way in English, such as "95.00 more and 2 more orders".
func (w Way) String() string {
	if len(w) == 0 {
		return "nothing more"
	}
	lacks := make([]string, len(w))
	for i, l := range w {
		lacks[i] = l.String()
	}
	return strings.Join(lacks, " and ")
}

// String returns the lack in English, such as "95.00 more" or "2 more orders
// (last 12 months)".
func (l Lack) String() string {
	s := l.More.String() + " more "
	switch name, isCounter := l.Measure.counter(); {
	case l.Measure == Spend:
		s = fixed(l.More, 2) + " more"
	case isCounter:
		s += name
	default:
		s += plural(strings.TrimSuffix(string(l.Measure), "s"), l.More.Equal(decimal.NewFromInt(1)))
	}
	switch {
	case l.Closed:
		s += " (" + string(l.Over) + ", closed)"
	case l.Over != "" && l.Over != lifetime:
		s += " (" + string(l.Over) + ")"
	}
	return s
}

const lifetime Window = "lifetime"

// fixed writes an amount with at least some decimal places.
func fixed(d decimal.Decimal, places int32) string {
	return d.StringFixed(max(places, int32(decimalPlaces(d))))
}

// decimalPlaces returns how many decimal places a bounded d needs.
func decimalPlaces(d decimal.Decimal) int {
	_, fraction, _ := strings.Cut(d.String(), ".")
	return len(fraction)
}

// Progress returns what a customer lacks, at an instant at or after the State's
// last event or change, to keep the tier earned if it has an end, and to earn
// each tier above the one held, lowest first. Under [Nobody] there is nothing
// to earn and the answer is empty.
func (e *Engine) Progress(s State, at time.Time) ([]Goal, error) {
	s, _, err := e.Advance(s, at)
	if err != nil || e.program.Enrollment == Nobody {
		return nil, err
	}
	join := !e.enrolled(&s)
	var goals []Goal
	if held := e.rank(s.earned.Tier); held >= 0 && !s.earned.Until.IsZero() {
		goals = append(goals, e.keeping(&s, at, held))
	}
	for i := e.rank(s.tier) + 1; i < len(e.tiers); i++ {
		t := &e.program.Tiers[i]
		g := Goal{Rule: Entry, Tier: t.ID, Name: t.Name, Join: join, At: e.local(at)}
		g.Ways = []Way{nil} // a tier that asks for nothing
		if len(t.AnyOf) > 0 {
			g.Ways = cheapestFirst(e.ways(&s, at, e.date(at), at.Round(0).Add(1), t.AnyOf, e.tiers[i].entry))
		}
		goals = append(goals, g)
	}
	return goals, nil
}

// keeping returns what the earned tier asks for at its end.
func (e *Engine) keeping(s *State, now time.Time, held int) Goal {
	t, r, until := &e.program.Tiers[held], &e.tiers[held], s.earned.Until
	keepOn, entryOn := e.date(until), e.date(until)
	if s.earned.Grace {
		// When grace ends the keep rules no longer help, and an entry only by
		// what whole months take in just then.
		keepOn = e.date(until.Add(-1))
		if !e.rises {
			entryOn = keepOn
		}
	}
	ways := slices.Concat(e.ways(s, now, keepOn, until, t.Keep, r.keep), e.ways(s, now, entryOn, until, t.AnyOf, r.entry))
	return Goal{Rule: Keep, Tier: t.ID, Name: t.Name, At: e.local(until), Ways: cheapestFirst(ways)}
}

// ways measures alternatives on a civil date; what happens from now on and
// before end still counts.
func (e *Engine) ways(s *State, now time.Time, on civil.Date, end time.Time, anyOf []Alternative, compiled []allOf) []Way {
	totals := e.totals(nil, s, on)
	ways := make([]Way, len(anyOf))
	for i, alternative := range compiled {
		for j := range alternative {
			m := &alternative[j]
			if m.cut.Reached(totals[m.need]) {
				continue
			}
			l := Lack{Minimum: anyOf[i][j], More: m.cut.At().Sub(totals[m.need].Decimal())}
			l.From, l.Until = e.bounds(e.needs[m.need].window, on, end)
			l.Closed = !l.Until.After(now) || !l.From.Before(l.Until)
			ways[i] = append(ways[i], l)
		}
	}
	return ways
}

func cheapestFirst(ways []Way) []Way {
	slices.SortStableFunc(ways, func(a, b Way) int { return share(a).compare(share(b)) })
	return ways
}

// ratio is a share without the division.
type ratio struct{ part, whole decimal.Decimal }

func (r ratio) compare(o ratio) int {
	return r.part.Mul(o.whole).Cmp(o.part.Mul(r.whole))
}

// share returns the largest share that a way lacks of a minimum, more than all
// of it if it is closed.
func share(w Way) ratio {
	largest := ratio{decimal.Zero, decimal.NewFromInt(1)}
	for _, l := range w {
		if l.Closed {
			return ratio{decimal.NewFromInt(2), decimal.NewFromInt(1)}
		}
		if r := (ratio{l.More, l.AtLeast}); r.compare(largest) > 0 {
			largest = r
		}
	}
	return largest
}

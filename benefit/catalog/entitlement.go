package catalog

import (
	"slices"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// Entitlements is what a member is entitled to at an instant. It is plain data.
type Entitlements struct {
	At   time.Time `json:"at"`            // At is the instant that was asked about
	Tier string    `json:"tier,omitzero"` // Tier is the tier that was asked about
	// Benefits has one answer for each benefit of the catalog, by priority and
	// ID.
	Benefits []Entitlement `json:"benefits"`
	// Offers lists the prices among what is available, for [benefit.Cart], in
	// the order of Benefits and then of launch IDs: a discount is an offer with
	// the ID benefit/<benefit>, a launch discount one with the ID
	// benefit/<benefit>/<launch>. A slash in an ID becomes ~1 there, a tilde ~0.
	// A cart takes 100: more there are only with early access, whose prices come
	// once for each launch.
	Offers []benefit.Offer `json:"offers"`
	// Next is the instant before which no answer changes by itself, zero for
	// never: when the next window opens or ends, or uses are counted anew.
	Next time.Time `json:"next,omitzero"`
}

// Entitlement is the answer for one benefit.
type Entitlement struct {
	Benefit string `json:"benefit"`       // Benefit is its ID
	Name    string `json:"name,omitzero"` // Name is what customers read
	Kind    Kind   `json:"kind"`          // Kind says what it gives

	// Item is what is given, as [Benefit.Item] of the catalog that answers: a use
	// does not remember it, so a shop that edits it keeps it with the use.
	Item string `json:"item,omitzero"`
	// Amount is how much is given, as [Benefit.Amount]: a factor, money, or
	// megabytes.
	Amount decimal.Decimal `json:"amount,omitzero"`
	// Points is how many points a use takes, 0 for none.
	Points int64 `json:"points,omitzero"`
	// Cash is the money that a use takes beside Points, 0 for none.
	Cash decimal.Decimal `json:"cash,omitzero"`

	// Status is Available, or the code of the first of Reasons.
	Status Code `json:"status"`
	// Until is when it ends by itself, if it is available: zero for never.
	Until time.Time `json:"until,omitzero"`
	// Opens is when it becomes available by itself, if it is not: zero for never.
	Opens time.Time `json:"opens,omitzero"`
	// Times is how often a customer gets it in the period that counts, 0 where
	// it is not counted. For a birthday benefit that is the calendar year and the
	// birthday together, the one that is next, or last if none comes.
	Times int64 `json:"times,omitzero"`
	Used  int64 `json:"used,omitzero"` // Used is how often it was used in that period
	Left  int64 `json:"left,omitzero"` // Left is Times − Used, if it is available
	// Launches lists the launches before which it is open, by ID.
	Launches []string `json:"launches,omitempty"`
	// Reasons lists all reasons why it is not available, in the order of the
	// codes.
	Reasons []Reason `json:"reasons"`
}

// Reason says why a benefit is not available.
type Reason struct {
	Code Code `json:"code"` // Code is stable, for programs
	// Tiers lists the tiers that get it, for OtherTier.
	Tiers []string `json:"tiers,omitempty"`
	// Lacks is what is not known, for Missing: "customer", "joined", "birthday"
	// or "launch".
	Lacks string `json:"lacks,omitzero"`
	// Used and Times are the numbers for UsedUp.
	Used  int64 `json:"used,omitzero"`
	Times int64 `json:"times,omitzero"` // Times is described beside Used
	// At is when it opens, for NotYet; when it ended, for Ended, zero where it
	// was never to be open; and for UsedUp when it can be used again, zero for
	// never.
	At time.Time `json:"at,omitzero"`
}

// Code says how it stands with a benefit.
type Code string

// The codes, those of reasons in the order in which they are listed. All that
// apply are.
const (
	Available Code = "available" // it can be used now; not a reason
	Returned  Code = "returned"  // the use of this request was given back; another needs another request
	OtherTier Code = "tier"      // it is for other tiers
	Missing   Code = "missing"   // something is not known: a guest has no customer ID
	Withdrawn Code = "withdrawn" // the customer has left the programme
	UsedUp    Code = "used_up"   // it was used as often as it can be
	Ended     Code = "ended"     // it has ended
	NotYet    Code = "not_yet"   // it opens later
)

// Entitlements returns what a member is entitled to at an instant: one answer for
// each benefit of the catalog. Launches are those that early access is asked for,
// in any order, at most 100; one that comes twice counts once. The slices are
// neither kept nor changed.
//
// The time is linear in uses, and in benefits times launches; the allocations do
// not grow with uses, but their size does. Each price before a launch copies its
// items, and each refusal to a tier the tiers that get the benefit.
//
// The error is a [*benefit.DataError]: an instant outside the years 1900 to 2299,
// a tier that the catalog does not list, a birthday that is no date, uses of a
// guest, a key of two different uses, a launch without items, or more launches
// or items than are allowed.
func (e *Engine) Entitlements(m Member, at time.Time, launches ...Launch) (Entitlements, error) {
	c, err := e.ask(&m, at, launches)
	if err != nil {
		return Entitlements{}, err
	}
	if err := c.ledger.read(e, m.Uses, at); err != nil {
		return Entitlements{}, err
	}
	out := Entitlements{At: c.shown(at), Tier: m.Tier, Benefits: make([]Entitlement, len(e.entries)), Offers: []benefit.Offer{}}
	for i := range e.entries {
		p := c.locate(i)
		out.Benefits[i] = c.answer(i, &p)
		if out.Benefits[i].Status == Available {
			out.Offers = c.offers(out.Offers, &e.entries[i], &p)
		}
		out.Next = sooner(out.Next, p.next)
	}
	return out, nil
}

// call is one question.
type call struct {
	*Engine
	member   *Member
	birthday birthday
	at       time.Time
	today    civil.Date
	launches []Launch // by instant and ID, each once
	ledger   ledger
	periods  [13]struct{ from, until time.Time } // by months, those that were asked for
	reasons  []Reason                            // of all answers
	buffer   []window                            // of the last windows
	open     []window                            // of the last position
}

// ask checks what is asked with, but for the uses.
func (e *Engine) ask(m *Member, at time.Time, launches []Launch) (*call, error) {
	if e == nil || e.loc == nil {
		return nil, dataFault("engine", "", "is not one of New")
	}
	if err := civil.CheckInstant(at); err != nil {
		return nil, dataFault("instant", "", "%v", err)
	}
	birthday, err := e.check(m)
	if err != nil {
		return nil, err
	}
	c := &call{Engine: e, member: m, birthday: birthday, at: at.Round(0).In(e.loc), today: civil.DateOf(at, e.loc), reasons: []Reason{}}
	c.launches, err = distinct(launches)
	return c, err
}

// distinct returns launches by instant and ID, each once, with sorted items.
func distinct(launches []Launch) ([]Launch, error) {
	if len(launches) == 0 {
		return nil, nil
	}
	byID := make(map[string]int, len(launches))
	own, items := make([]Launch, 0, len(launches)), 0
	for i := range launches {
		l := launches[i]
		if err := l.check(); err != nil {
			return nil, err
		}
		l.Items = slices.Compact(sorted(l.Items))
		if j, ok := byID[l.ID]; ok {
			if !own[j].At.Equal(l.At) || !slices.Equal(own[j].Items, l.Items) {
				return nil, dataFault(named("launch", l.ID), "", "comes twice with different content; give each launch its own ID")
			}
			continue
		}
		byID[l.ID] = len(own)
		own, items = append(own, l), items+len(l.Items)
	}
	if len(own) > maxLaunches || items > maxItems {
		return nil, dataFault("launches", "", "are %d with %d items; ask about at most %d with %d at a time", len(own), items, maxLaunches, maxItems)
	}
	slices.SortFunc(own, func(a, b Launch) int { return a.compare(&b) })
	return own, nil
}

// sooner returns the earlier of two instants, where zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

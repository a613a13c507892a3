package catalog

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

// Claim asks to use a benefit.
type Claim struct {
	// Benefit is the ID of the benefit.
	Benefit string `json:"benefit"`
	// Request names the attempt, such as an order's ID, at most 120 bytes.
	// Required. A retry has the same; one that was used before, in whatever
	// period, is a retry.
	Request string `json:"request"`
	// At is the instant of the use.
	At time.Time `json:"at"`
}

// Grant is the answer to a [Claim]: a plan for the caller to carry out.
type Grant struct {
	// Use is the record to keep, nil where the claim is refused, for the reasons
	// of Entitlement. Its key makes one use of all retries: keep keys unique.
	Use *Use `json:"use,omitempty"`
	// Recorded says that this very request is among the member's uses already, as
	// Use: what it gives was given, and nothing is to be done.
	Recorded bool `json:"recorded,omitzero"`
	// Guard is what has to hold while Use is recorded, under a lock of the customer;
	// the package comment has the SQL. It is nil where uses are not counted, and
	// where nothing is to be recorded.
	Guard *Guard `json:"guard,omitempty"`
	// Entitlement is how it stood with the benefit before the claim, or beside one
	// that is Recorded. Where Use is new, its Item or Amount is for the caller to
	// give, and its Points and Cash are for the caller to take.
	Entitlement Entitlement `json:"entitlement"`
}

// Claim plans the use of a benefit. A guest is refused. Where the caller records
// [Grant.Use] only while [Grant.Guard] holds, and each key once, no limit is
// exceeded, whatever claims come at the same moment and whatever is edited in
// between; where either fails, the caller reads the uses anew and claims again.
//
// A retry of what was recorded is answered with that use, whatever has changed
// since: the catalog, the tier, the birthday. Only where it was given back it is
// refused.
//
// The error is a [*benefit.DataError]: those of [Engine.Entitlements], a benefit
// that the catalog does not have, a request that is missing.
func (e *Engine) Claim(m Member, claim Claim, launches ...Launch) (Grant, error) {
	c, err := e.ask(&m, claim.At, launches)
	if err != nil {
		return Grant{}, err
	}
	if err := c.ledger.read(e, m.Uses, time.Unix(civil.AcceptedUntil, 0).UTC()); err != nil {
		return Grant{}, err
	}
	entry, ok := e.byID[claim.Benefit]
	if !ok {
		return Grant{}, dataFault(claimRecord, "benefit", "%s", unknown("benefit", claim.Benefit, e.ids()))
	}
	if err := checkRequest(claim.Request); err != nil {
		return Grant{}, err
	}
	return c.grant(entry, claim.Request)
}

const claimRecord = "claim"

func checkRequest(request string) error {
	if request == "" {
		return dataFault(claimRecord, "request", "is missing: name the attempt, so that a retry is the same use")
	}
	if err := checkID(request); err != nil {
		return dataFault(claimRecord, "request", "%v", err)
	}
	return nil
}

// grant answers a claim of an entry.
func (c *call) grant(entry int, request string) (Grant, error) {
	b, p := &c.entries[entry], c.locate(entry)
	g := Grant{Entitlement: c.answer(entry, &p)}
	if c.member.ID == "" {
		g.Entitlement.refuse(Reason{Code: Missing, Lacks: "customer"})
		return g, nil
	}
	use := Use{Key: key(b.ID, c.member.ID, request), Benefit: b.ID, At: c.shown(c.at), Year: p.year}
	switch known := c.ledger.recorded(use.Key); {
	case known == nil && g.Entitlement.Status == Available:
		g.Use, g.Guard = &use, c.guard(b, &p)
	case known == nil:
	case known.Benefit != b.ID:
		return Grant{}, dataFault(named("use", use.Key), "benefit", "is %.60q, but the key is one of %.60q; keep the keys that Claim gave", known.Benefit, b.ID)
	case known.Returned:
		g.Entitlement.refuse(Reason{Code: Returned})
	default:
		known.At = c.shown(known.At)
		g.Use, g.Recorded = known, true
	}
	return g, nil
}

// refuse adds a reason that only a claim has, in the order of the codes: what was
// given back, or that a guest is refused what is not otherwise counted.
func (e *Entitlement) refuse(why Reason) {
	if slices.ContainsFunc(e.Reasons, func(r Reason) bool { return r.Code == why.Code && r.Lacks == why.Lacks }) {
		return
	}
	place := 0
	if why.Code == Missing && e.Status == OtherTier {
		place = 1
	}
	e.Reasons = slices.Insert(e.Reasons, place, why)
	e.Status, e.Until, e.Opens, e.Left = e.Reasons[0].Code, time.Time{}, time.Time{}, 0
}

// ids lists the benefits of the catalog.
func (e *Engine) ids() []string {
	ids := make([]string, len(e.entries))
	for i := range e.entries {
		ids[i] = e.entries[i].ID
	}
	return ids
}

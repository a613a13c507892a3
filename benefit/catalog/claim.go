package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Claim asks to use a benefit.
type Claim struct {
	// Benefit is the ID of the benefit.
	Benefit string `json:"benefit"`
	// Request names the attempt, such as an order's ID, at most 120 bytes: a
	// retry has the same, and the same At. Required, unless the benefit can be
	// used once in its period: then all attempts are the same use.
	Request string `json:"request,omitzero"`
	// At is the instant of the use.
	At time.Time `json:"at"`
}

// Grant is the answer to a [Claim]: a plan for the caller to carry out.
type Grant struct {
	// Use is the record to keep, nil where the claim is refused, for the reasons
	// of Entitlement. Its key makes one use of all attempts: keep keys unique.
	Use *Use `json:"use,omitempty"`
	// Recorded says that Use is among the member's uses already: what it gives
	// was given, and nothing is to be done.
	Recorded bool `json:"recorded,omitzero"`
	// Guard is what has to hold while Use is recorded, in one atomic statement.
	// It is nil where uses are not counted, and where nothing is to be recorded.
	Guard *Guard `json:"guard,omitempty"`
	// Entitlement is how it stood with the benefit before the claim. What it is
	// given for, points and cash, is for the caller to take.
	Entitlement Entitlement `json:"entitlement"`
}

// Guard holds while fewer than Below uses are recorded of one customer and
// benefit: those for Year if that is not 0, otherwise those in [From, Until),
// where the zero Time is no bound. Of a year, uses of whatever birthday count.
type Guard struct {
	Customer string    `json:"customer"`       // Customer is the ID of the customer
	Benefit  string    `json:"benefit"`        // Benefit is the ID of the benefit
	Year     int       `json:"year,omitzero"`  // Year is that of [Use.Year]
	From     time.Time `json:"from,omitzero"`  // From bounds [Use.At], inclusive
	Until    time.Time `json:"until,omitzero"` // Until bounds [Use.At], exclusive
	Below    int64     `json:"below"`          // Below is the limit
}

// Claim plans the use of a benefit. A guest is refused. Where the caller records
// [Grant.Use] only while [Grant.Guard] holds, and each key once, no limit is
// exceeded, whatever claims come at the same moment; where either fails, the
// caller reads the uses anew and claims again.
//
// The error is a [*benefit.DataError]: those of [Engine.Entitlements], a benefit
// that the catalog does not have, a request that is missing.
func (e *Engine) Claim(m Member, claim Claim, launches ...Launch) (Grant, error) {
	c, err := e.ask(&m, claim.At, launches)
	if err != nil {
		return Grant{}, err
	}
	entry, ok := e.byID[claim.Benefit]
	if !ok {
		return Grant{}, dataFault(claimRecord, "benefit", "%s", unknown("benefit", claim.Benefit, e.ids()))
	}
	b := &e.entries[entry]
	if err := b.checkRequest(claim.Request); err != nil {
		return Grant{}, err
	}
	p := c.locate(entry)
	g := Grant{Entitlement: c.answer(entry, &p)}
	if m.ID == "" {
		g.Entitlement.refuseGuest()
		return g, nil
	}
	use := Use{Key: c.keyOf(b, &p, claim.Request), Benefit: b.ID, At: c.at, Year: p.year}
	if known := c.ledger.recorded(use.Key); known != nil {
		if known.Benefit != b.ID {
			return Grant{}, dataFault(named("use", use.Key), "benefit", "is %.60q, but the key is one of %.60q; keep the keys that Claim gave", known.Benefit, b.ID)
		}
		g.Use, g.Recorded = known, true
		return g, nil
	}
	if g.Entitlement.Status == Available {
		g.Use, g.Guard = &use, c.guard(b, &p)
	}
	return g, nil
}

const claimRecord = "claim"

// once reports whether a period has room for one use: then its key needs no
// request.
func (b *entry) once() bool { return b.times == 1 }

func (b *entry) checkRequest(request string) error {
	if b.once() {
		return nil
	}
	if request == "" {
		return dataFault(claimRecord, "request", "is missing: name the attempt, so that a retry is the same use")
	}
	if err := checkID(request); err != nil {
		return dataFault(claimRecord, "request", "%v", err)
	}
	return nil
}

// keyOf returns the idempotency key of a use: benefit/<benefit>/<customer>/2026
// for one that is once a year, likewise 2026-Q2, 2026-05 and lifetime, and
// benefit/<benefit>/<customer>/request/<request> for others.
func (c *call) keyOf(b *entry, p *position, request string) string {
	if !b.once() {
		return key(b.ID, c.member.ID, "request", request)
	}
	year, month, _ := c.today.Split()
	period := string(Lifetime)
	switch {
	case b.around != nil:
		period = strconv.Itoa(p.year)
	case b.per == Year:
		period = strconv.Itoa(year)
	case b.per == Quarter:
		period = fmt.Sprintf("%d-Q%d", year, (month+2)/3)
	case b.per == Month:
		period = fmt.Sprintf("%d-%02d", year, month)
	}
	return key(b.ID, c.member.ID, period)
}

// guard returns what has to hold while a use is recorded.
func (c *call) guard(b *entry, p *position) *Guard {
	if !b.counted() {
		return nil
	}
	g := &Guard{Customer: c.member.ID, Benefit: b.ID, Year: p.year, Below: b.times}
	if b.around == nil {
		from, until := c.period(b.per)
		g.From, g.Until = c.shown(from), c.shown(until)
	}
	return g
}

// refuseGuest refuses to a guest what is not otherwise counted per customer: a
// record of a use is.
func (e *Entitlement) refuseGuest() {
	lacking := Reason{Code: Missing, Lacks: "customer"}
	if slices.ContainsFunc(e.Reasons, func(r Reason) bool { return r.Lacks == lacking.Lacks }) {
		return
	}
	place := 0
	if e.Status == OtherTier {
		place = 1
	}
	e.Reasons = slices.Insert(e.Reasons, place, lacking)
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

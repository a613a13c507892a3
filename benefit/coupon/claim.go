package coupon

import (
	"slices"
	"strconv"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Request asks for a coupon or a pack.
type Request struct {
	// ID is the caller's name for the request, at most 500 bytes as it stands in
	// a key: the same when it is sent again, another for another claim. For an
	// award it is the source, for a giving the campaign.
	ID string `json:"id"`
	// Offer is the ID of the coupon or pack.
	Offer string `json:"offer"`
	// At is the instant of the request.
	At time.Time `json:"at"`
	// Claimed is how many are claimed so far and not cancelled, by the ID of
	// the coupon or pack: of Offer, and of each coupon of a pack, where they
	// have a stock. One that is not in it has none. Others are not looked at.
	Claimed map[string]int64 `json:"claimed,omitempty"`
}

// Customer is what the shop knows about who is to get something.
type Customer struct {
	// ID is the customer's, at most 120 bytes as it stands in a key; "" is a
	// guest, who is refused.
	ID string `json:"id"`
	// Tier is the ID of the membership tier held at the instant, "" for none.
	Tier string `json:"tier,omitzero"`
	// Joined is the instant of the first registration ever, whatever has been
	// left and joined since: the zero Time for who never registered.
	Joined time.Time `json:"joined,omitzero"`
	// Withdrawn says that the customer has left and not come back.
	Withdrawn bool `json:"withdrawn,omitzero"`
	// Claims lists the customer's claims, in any order and any state: at least
	// those of the coupon or pack asked for and of everything in the pack.
	Claims []Claim `json:"claims,omitempty"`
}

// Decision is the answer to a request for one customer. Its instants are in the
// shop's location, or in UTC where the offset there had seconds, which JSON
// cannot write.
type Decision struct {
	Customer string `json:"customer"` // Customer is the customer's ID
	Offer    string `json:"offer"`    // Offer is the ID of the coupon or pack
	// Granted is the answer.
	Granted bool `json:"granted"`
	// Repeated says that the request was granted before: nothing is to be
	// stored, and Claims is what there is.
	Repeated bool `json:"repeated,omitzero"`
	// Key is the idempotency key, to be stored with the claims where it is
	// unique. "" where refused.
	Key string `json:"key,omitzero"`
	// Claims lists what is granted, coupons by ID and then the gift. A refusal
	// has none, except of a request whose claims were cancelled.
	Claims []Claim `json:"claims"`
	// Guards lists what has to hold in the transaction that stores the claims,
	// all of it, by counter.
	Guards []Guard `json:"guards"`
	// Reasons lists why not, in the order of the codes. Empty where granted.
	Reasons []Reason `json:"reasons"`
}

// Guard is a condition that has to hold when a claim is stored: the counter is
// below the limit, and is raised by 1 in the same statement.
type Guard struct {
	Counter string `json:"counter"` // Counter names what is counted, such as "coupon/NEW5" or "coupon/NEW5/alice"
	Below   int64  `json:"below"`   // Below is the limit
}

// String returns the condition, as in "coupon/NEW5 < 500".
func (g Guard) String() string { return g.Counter + " < " + strconv.FormatInt(g.Below, 10) }

// Claim decides whether the customer gets what is asked for: all of a pack or
// nothing. A "no" has all reasons and is not an error. A request that was
// granted before is the same claim, whatever has changed since, unless that
// claim was cancelled: then it is refused, and another needs another request
// ID. An instant of registration later than the request does not exist yet.
//
// The error is a [*benefit.DataError]: a coupon or pack that is not in the book,
// an ID that cannot be part of a key, an instant outside the years 1900..2299, a
// negative count, or claims that are another customer's, contradict one another
// or are a part of those that were made together. Of several claims in error it
// names the first by key.
func (e *Engine) Claim(r Request, c Customer) (Decision, error) {
	g, err := e.asked(&r)
	if err != nil {
		return Decision{}, err
	}
	claims, err := c.check()
	if err != nil {
		return Decision{}, err
	}
	return g.decide(&ask{&r, &c, claims, 0})
}

// ask is a checked request for one customer.
type ask struct {
	*Request
	who    *Customer
	claims []Claim // those of who, each once
	given  int64   // how many more have been granted since Claimed
}

// asked returns what a request asks for, and why it cannot be asked.
func (e *Engine) asked(r *Request) (*grant, error) {
	if err := e.usable(); err != nil {
		return nil, err
	}
	record := func() string { return named("request", r.ID) }
	if err := checkPart(r.ID, maxRequest); err != nil {
		return nil, dataError(record(), "id", "%v; give each request an ID, the same when it is sent again", err)
	}
	g := e.grants[r.Offer]
	if g == nil {
		return nil, dataError(record(), "offer", "%.130q is not the ID of a coupon or pack of the book", r.Offer)
	}
	if err := civil.CheckInstant(r.At); err != nil {
		return nil, dataError(record(), "at", "%v", err)
	}
	for i := range g.limits {
		if of := g.limits[i].of; g.limits[i].code == SoldOut && r.Claimed[of] < 0 {
			return nil, dataError(record(), "claimed", "of %q must not be negative, is %d", of, r.Claimed[of])
		}
	}
	return g, nil
}

// check returns the customer's claims, each once, and what is wrong with the
// customer.
func (c *Customer) check() ([]Claim, error) {
	record := func() string { return named("customer", c.ID) }
	if c.ID != "" {
		if err := checkID(c.ID); err != nil {
			return nil, dataError(record(), "id", "%v", err)
		}
	}
	if c.Tier != "" {
		if err := fault.Name(c.Tier); err != nil {
			return nil, dataError(record(), "tier", "%v", err)
		}
	}
	if !c.Joined.IsZero() {
		if err := civil.CheckInstant(c.Joined); err != nil {
			return nil, dataError(record(), "joined", "%v", err)
		}
	}
	err := firstError(c.Claims, func(claim *Claim) error {
		if err := claim.check(); err != nil {
			return err
		}
		if claim.Customer != c.ID {
			return dataError(record(), "claims", "%s is customer %q's; hand over the customer's own", claim.record(), claim.Customer)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return distinct(c.Claims)
}

// decide answers a checked request.
func (g *grant) decide(a *ask) (Decision, error) {
	d := Decision{Customer: a.who.ID, Offer: g.id, Claims: []Claim{}, Guards: []Guard{}, Reasons: []Reason{}}
	made := g.made(a)
	if len(made) > 0 {
		if err := made[0].checkParts(len(made)); err != nil {
			return Decision{}, err
		}
		d.Claims = made
		if i := slices.IndexFunc(made, func(c Claim) bool { return c.State == Cancelled }); i >= 0 {
			d.Reasons = []Reason{{Code: WrongState, Of: g.id, State: Cancelled}}
			return d, nil
		}
		d.Granted, d.Repeated, d.Key = true, true, g.key(a)
		return d, nil
	}
	if why := g.reasons(a); len(why) > 0 {
		d.Reasons = why
		return d, nil
	}
	d.Granted, d.Key = true, g.key(a)
	d.Guards = g.guards(d.Key, a.who.ID)
	var err error
	d.Claims, err = g.claims(a, d.Key)
	if err != nil {
		return Decision{}, err
	}
	return d, nil
}

// made returns the claims that the request has made before, in order.
func (g *grant) made(a *ask) []Claim {
	var made []Claim
	for i := range a.claims {
		c := &a.claims[i]
		if c.Offer == a.Offer && c.Request == a.ID && c.word() == g.word { // a later book may have the ID for another thing
			made = append(made, *c)
			own := &made[len(made)-1]
			own.At, own.From, own.Until = in(c.At, g.loc), in(c.From, g.loc), in(c.Until, g.loc)
		}
	}
	slices.SortFunc(made, compareParts)
	return made
}

// key returns the idempotency key of a request.
func (g *grant) key(a *ask) string {
	return g.word + "/" + fault.Escape(g.id) + "/" + fault.Escape(a.who.ID) + "/" + fault.Escape(a.ID)
}

// guards returns the conditions for one customer. What counts the claims of the
// customer is the front of the key, and costs nothing.
func (g *grant) guards(key, customer string) []Guard {
	guards := make([]Guard, len(g.limits))
	own := fault.Escape(customer)
	for i := range g.limits {
		l := &g.limits[i]
		switch {
		case l.code == SoldOut:
			guards[i] = Guard{l.counter, l.below}
		case l.of == g.id && l.word == g.word:
			guards[i] = Guard{key[:len(l.counter)+len(own)], l.below}
		default:
			guards[i] = Guard{l.counter + own, l.below}
		}
	}
	return guards
}

// claims returns the claims of a granted request.
func (g *grant) claims(a *ask, key string) ([]Claim, error) {
	claims := make([]Claim, len(g.items))
	for i := range g.items {
		it := &g.items[i]
		from, until := it.validity.of(a.At, g.loc)
		if !civil.Accepted(until) {
			return nil, dataError(named("request", a.ID), "at", "%s is too late: %q would be valid beyond the year 2299", text(a.At), it.valid)
		}
		claims[i] = Claim{
			Key: it.key(key, g), Offer: g.id, Coupon: it.coupon, Gift: it.gift,
			Customer: a.who.ID, Request: a.ID, Parts: len(g.items),
			At: in(a.At, g.loc), From: in(from, g.loc), Until: in(until, g.loc), State: Claimed,
		}
	}
	return claims, nil
}

// key returns the key of the claim of one item.
func (it *item) key(key string, g *grant) string {
	switch {
	case g.word == couponWord:
		return key
	case it.coupon != "":
		return key + "/" + couponWord + "/" + fault.Escape(it.coupon)
	}
	return key + "/" + giftWord + "/" + fault.Escape(it.gift.Item)
}

// of returns when something claimed at an instant can be used.
func (v Validity) of(at time.Time, loc *time.Location) (from, until time.Time) {
	switch {
	case v.Days != 0:
		return at, civil.DateOf(at, loc).AddDays(v.Days + 1).Start(loc)
	case v.From.IsZero():
		return at, v.Until
	}
	return v.From, v.Until
}

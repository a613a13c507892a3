package coupon

import (
	"slices"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
)

// Engine decides by one book in one location. It is immutable: all its methods
// may be called from many goroutines. Use [New]: a zero Engine answers errors.
type Engine struct {
	loc     *time.Location
	coupons map[string]*Coupon
	grants  map[string]*grant // coupons and packs
}

// grant is a compiled coupon or pack.
type grant struct {
	id       string
	word     string // of its keys and counters
	packOnly bool
	terms    Terms
	loc      *time.Location
	items    []item  // coupons by ID, then the gift
	limits   []limit // by counter
}

// item is one coupon or gift of a grant.
type item struct {
	coupon   string
	gift     benefit.Gift
	validity Validity
	valid    string // the ID of what gives the validity
}

// limit is one number that a claim has to stay below.
type limit struct {
	code    Code   // of the reason when it has been reached
	word    string // what it counts: coupons, packs or gifts, which may have the ID of another
	of      string // the ID of what it counts
	counter string // for limits per customer it ends with a slash, to be completed
	below   int64
}

// New checks and compiles a book for a shop whose days begin in loc. It keeps no
// part of b. The error is a [*benefit.InvalidError] with every fault: those of
// the book, and that loc cannot be the shop's: nil, [time.Local], which is
// another zone on every machine, or one a day or more off UTC.
func New(b Book, loc *time.Location) (*Engine, error) {
	v := validator{book: &b, coupons: make(map[string]*Coupon, len(b.Coupons)), seen: map[string]bool{}}
	if err := civil.CheckLocation(loc); err != nil {
		v.Add("", "missing", "%v", err)
	}
	v.validate()
	if err := v.Err(bookName); err != nil {
		return nil, invalid(err)
	}
	e := &Engine{loc, make(map[string]*Coupon, len(b.Coupons)), make(map[string]*grant, len(b.Coupons)+len(b.Packs))}
	for i := range b.Coupons {
		c := b.Coupons[i].clone()
		e.coupons[c.ID] = &c
	}
	for i := range b.Packs {
		e.grants[b.Packs[i].ID] = b.Packs[i].grant(e.coupons)
	}
	for id, c := range e.coupons {
		e.grants[id] = c.grant()
	}
	for _, g := range e.grants {
		g.settle(loc)
	}
	return e, nil
}

// Offer returns what a claim gives on an order, for [benefit.Cart]: its ID is
// the claim's key, so two claims of a coupon are two offers. It is in the coupon
// lane, a coupon with what the book says, a gift of a pack as an offer of that
// gift. Its validity is the claim's while that is claimed. The offer of a
// reserved claim is always open: Reserve has judged the validity.
//
// The error is a [*benefit.DataError]: a claim that cannot be, one that is
// consumed, cancelled or expired, which would be used a second time, or one of
// a coupon that is not in the book. A claim that is reserved is for its order
// only.
func (e *Engine) Offer(c Claim) (benefit.Offer, error) {
	if err := e.usable(); err != nil {
		return benefit.Offer{}, err
	}
	if err := c.check(); err != nil {
		return benefit.Offer{}, err
	}
	if c.State != Claimed && c.State != Reserved {
		return benefit.Offer{}, dataError(c.record(), "state", "is %q; only what is claimed or reserved can be used", c.State)
	}
	offer := benefit.Offer{Lane: benefit.CouponLane, Deal: benefit.Deal{Gift: c.Gift}}
	if c.Coupon != "" {
		rules := e.coupons[c.Coupon]
		if rules == nil {
			return benefit.Offer{}, dataError(c.record(), "coupon", "%.130q is not in the book; keep coupons in it as long as claims of them can be used", c.Coupon)
		}
		own := rules.clone()
		offer = own.offer()
	}
	offer.ID = c.Key
	if c.State == Claimed {
		offer.From, offer.Until = civil.Writable(c.From), civil.Writable(c.Until)
	}
	return offer, nil
}

// usable says that the engine is not one of New.
func (e *Engine) usable() error {
	if e == nil || e.loc == nil {
		return dataError("the engine", "", "is not one of New")
	}
	return nil
}

// offer returns the coupon as an offer that is always open, sharing memory.
func (c *Coupon) offer() benefit.Offer {
	return benefit.Offer{
		ID: c.ID, Name: c.Name, Lane: benefit.CouponLane,
		Priority: c.Priority, Group: c.Group, Exclusive: c.Exclusive,
		Scope: c.Scope, Minimum: c.Minimum, Deal: c.Deal,
	}
}

// grant compiles a coupon that is claimed by itself. What each customer has of
// it is always counted: a pack that holds it, of this book or a later one, asks
// for that number.
func (c *Coupon) grant() *grant {
	g := &grant{
		id: c.ID, word: couponWord, packOnly: c.PackOnly, terms: c.Terms.clone(),
		items: []item{{coupon: c.ID, validity: c.Validity, valid: c.ID}},
	}
	g.limitStock(c.ID, couponWord, c.Terms.Stock)
	g.limitCustomer(LimitReached, c.ID, couponWord, c.perCustomer())
	return g
}

// perCustomer returns how many one customer can have, [maxCount] for any number.
func (c *Coupon) perCustomer() int64 {
	switch {
	case c.PerCustomer != nil:
		return *c.PerCustomer
	case c.Terms.NewMemberHours != 0:
		return 1
	}
	return maxCount
}

// grant compiles a pack of a valid book.
func (p *Pack) grant(coupons map[string]*Coupon) *grant {
	g := &grant{id: p.ID, word: packWord, terms: p.Terms.clone()}
	g.limitStock(p.ID, packWord, p.Terms.Stock)
	g.limitCustomer(LimitReached, p.ID, packWord, 1)
	for _, id := range slices.Sorted(slices.Values(p.Coupons)) {
		c := coupons[id]
		it := item{coupon: id, validity: c.Validity, valid: id}
		if p.Validity != (Validity{}) {
			it.validity, it.valid = p.Validity, p.ID
		}
		g.items = append(g.items, it)
		g.limitStock(id, couponWord, c.Terms.Stock)
		g.limitCustomer(ItemHad, id, couponWord, 1)
	}
	if p.Gift.Item != "" {
		g.items = append(g.items, item{gift: p.Gift, validity: p.Validity, valid: p.ID})
		g.limitCustomer(ItemHad, p.Gift.Item, giftWord, 1)
	}
	return g
}

func (g *grant) limitStock(id, word string, stock *int64) {
	if stock != nil {
		g.limits = append(g.limits, limit{SoldOut, word, id, stockCounter(word, id), *stock})
	}
}

func (g *grant) limitCustomer(code Code, id, word string, below int64) {
	g.limits = append(g.limits, limit{code, word, id, stockCounter(word, id) + "/", below})
}

// settle orders the limits by counter, and has instants in the shop's location.
// A customer's ID at the end of a counter changes no order: no counter that ends
// with a slash is the front of another.
func (g *grant) settle(loc *time.Location) {
	g.loc = loc
	g.terms.From, g.terms.Until = in(g.terms.From, loc), in(g.terms.Until, loc)
	slices.SortFunc(g.limits, func(a, b limit) int { return strings.Compare(a.counter, b.counter) })
}

// in returns an instant in a location, as [instant] does, the zero Time as it is.
func in(t time.Time, loc *time.Location) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return civil.Writable(t.In(loc))
}

// clone returns a copy that shares no memory with c. Its deal is Off or Pays.
func (c *Coupon) clone() Coupon {
	own := *c
	own.Scope = cloneScope(c.Scope)
	if c.Minimum.Of != nil {
		of := cloneScope(*c.Minimum.Of)
		own.Minimum.Of = &of
	}
	own.Terms = c.Terms.clone()
	if c.PerCustomer != nil {
		n := *c.PerCustomer
		own.PerCustomer = &n
	}
	return own
}

func cloneScope(s benefit.Scope) benefit.Scope {
	return benefit.Scope{
		Kinds: slices.Clone(s.Kinds), Items: slices.Clone(s.Items),
		Tags: slices.Clone(s.Tags), Except: slices.Clone(s.Except),
	}
}

// clone returns a copy that shares no memory with t, its tiers in order.
func (t *Terms) clone() Terms {
	own := *t
	own.Tiers = slices.Clone(t.Tiers)
	slices.Sort(own.Tiers)
	if t.Stock != nil {
		n := *t.Stock
		own.Stock = &n
	}
	return own
}

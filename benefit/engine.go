package benefit

import (
	"fmt"
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Engine prices carts by one programme. It is immutable: [Engine.Quote] may be
// called from many goroutines. [New] makes one; the zero Engine has no offers
// and no decimals.
type Engine struct {
	decimals   int32
	rounding   Rounding
	strategies [laneCount]Strategy
	offers     []offer // in the order of compareOffers
	tender     tender
	print      string // fingerprint of the programme
}

// New compiles a programme, at a cost in proportion to it. The error is an
// [*InvalidError] with every fault of the programme. The engine keeps no
// reference to p.
func New(p Program) (*Engine, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	e := &Engine{decimals: p.Decimals, rounding: p.Rounding, tender: compileTender(p.Points, p.Decimals)}
	for i, s := range [...]Strategy{p.Strategies.Item, p.Strategies.Member, p.Strategies.Shop, p.Strategies.Coupon} {
		if e.strategies[i] = s; s == "" {
			e.strategies[i] = Best
		}
	}
	e.offers = compileOffers(p.Offers, p.Decimals)
	e.print = e.fingerprint()
	return e, nil
}

func compileOffers(offers []Offer, decimals int32) []offer {
	compiled := make([]offer, len(offers))
	for i := range offers {
		compiled[i] = compileOffer(&offers[i], decimals)
	}
	slices.SortFunc(compiled, func(a, b offer) int { return compareOffers(&a, &b) })
	return compiled
}

// Quote prices a cart at an instant: what it costs with the offers of the
// programme and those of the cart, and why.
//
// Lines may come in any order, and a line that comes twice counts once. Which
// offers apply is for the lanes' strategies to say; those that do land in the
// order of lane, priority and ID. What a discount takes off is split over its
// lines in proportion to what is left of them, by largest remainder and then by
// line ID, so that it adds up.
//
// The error is a [*DataError] that names the line, or an [*InvalidError] with
// every fault of the cart's own offers. The cost is in proportion to lines ×
// offers, times the combinations of offers compared, at most 4,096.
func (e *Engine) Quote(c Cart, at time.Time) (Quote, error) {
	if err := civil.CheckInstant(at); err != nil {
		return Quote{}, dataError("the cart", "at", "%v", err)
	}
	offers, err := e.offersOf(&c)
	if err != nil {
		return Quote{}, err
	}
	r := run{mint: mint{decimals: e.decimals}, rounding: e.rounding, strategies: e.strategies}
	if err := r.read(c.Lines); err != nil {
		return Quote{}, err
	}
	if err := c.Points.check(); err != nil {
		return Quote{}, err
	}
	r.gather(offers, c.Tier, at)
	exact := r.all()
	return e.answer(&r, &c, at, exact), nil
}

// offersOf returns the offers of the programme and the cart, in order.
func (e *Engine) offersOf(c *Cart) ([]offer, error) {
	if len(c.Offers) == 0 {
		return e.offers, nil
	}
	v := validator{decimals: e.decimals}
	v.offers(c.Offers, maxOwn, func(id string) bool {
		return slices.ContainsFunc(e.offers, func(o offer) bool { return o.ID == id })
	})
	if err := v.Err("benefit: cart"); err != nil {
		return nil, invalid(err)
	}
	all := append(slices.Clip(e.offers), compileOffers(c.Offers, e.decimals)...)
	slices.SortFunc(all, func(a, b offer) int { return compareOffers(&a, &b) })
	return all, nil
}

// read checks the lines, orders them by ID and drops those that come twice.
func (r *run) read(lines []Line) error {
	if len(lines) > maxLines {
		return dataError("the cart", "lines", "are %d; give at most %d", len(lines), maxLines)
	}
	r.lines = make([]entry, 0, len(lines))
	for i := range lines {
		l, err := readLine(&lines[i], r.decimals)
		if err != nil {
			return err
		}
		r.lines = append(r.lines, l)
	}
	slices.SortFunc(r.lines, compareEntries)
	for i := 1; i < len(r.lines); i++ {
		if a, b := r.lines[i-1].Line, r.lines[i].Line; a.ID == b.ID && !a.equal(b) {
			return dataError(lineRecord(a.ID), "", "stands in the cart twice with different content; give every line an ID of its own")
		}
	}
	r.lines = slices.CompactFunc(r.lines, func(a, b entry) bool { return a.ID == b.ID })
	r.left = make([]int64, len(r.lines))
	r.shares = make([]int64, len(r.lines))
	r.weights = make([]int64, 0, len(r.lines))
	r.takes = make([]take, 0, 4*len(r.lines))
	for i, l := range r.lines {
		r.left[i] = l.price * l.Quantity
		r.total += r.left[i]
	}
	r.entering = r.left
	return nil
}

// gather makes candidates of the offers.
func (r *run) gather(offers []offer, tier string, at time.Time) {
	r.offers = make([]candidate, len(offers))
	for i := range offers {
		o, why := &offers[i], reasons(0)
		if o.before(at) {
			why |= notYet
		}
		if o.after(at) {
			why |= ended
		}
		if !o.forTier(tier) {
			why |= otherTier
		}
		r.offers[i] = r.consider(o, why)
		r.lane[o.lane] = append(r.lane[o.lane], &r.offers[i])
	}
}

func lineRecord(id string) string { return fmt.Sprintf("line %.60q", id) }

// readLine checks a line.
func readLine(l *Line, decimals int32) (entry, error) {
	bad := func(field, format string, args ...any) (entry, error) {
		return entry{}, dataError(lineRecord(l.ID), field, format, args...)
	}
	if err := l.checkNames(); err != nil {
		return entry{}, err
	}
	kind := kindBit(l.Kind)
	if kind == 0 {
		return bad("kind", `%.60q is unknown; use "goods", "freight" or "gift"`, l.Kind)
	}
	if l.Quantity < 1 || l.Quantity > maxQuantity {
		return bad("quantity", "must be 1 to %d, not %d; leave the line out where there is nothing to buy", maxQuantity, l.Quantity)
	}
	price, err := units(l.Price, decimals)
	switch {
	case err != nil:
		return bad("price", "%v", err)
	case price < 0:
		return bad("price", "%s is negative; a discount is an offer", l.Price)
	case price > maxAmount/l.Quantity:
		return bad("price", "%s × %d is beyond what a line can cost, %s", l.Price, l.Quantity, amount(maxAmount, decimals))
	case l.Kind == GiftLine && price > 0:
		return bad("price", "of a gift is 0, not %s", l.Price)
	case l.Kind != GiftLine && l.Gift != "":
		return bad("gift", `is for lines of the kind "gift", not %q`, l.Kind)
	}
	return entry{l, kind, price}, nil
}

// checkNames checks the texts of a line, of which only the ID has to be there.
func (l *Line) checkNames() error {
	bad := func(field string, err error) error { return dataError(lineRecord(l.ID), field, "%v", err) }
	if err := fault.Name(l.ID); err != nil {
		return bad("id", err)
	}
	if l.Item != "" && fault.Name(l.Item) != nil {
		return bad("item", fault.Name(l.Item))
	}
	if l.Gift != "" && fault.Name(l.Gift) != nil {
		return bad("gift", fault.Name(l.Gift))
	}
	for _, tag := range l.Tags {
		if err := fault.Name(tag); err != nil {
			return bad("tags", err)
		}
	}
	return nil
}

// equal reports whether two lines say the same.
func (l *Line) equal(o *Line) bool {
	return l.ID == o.ID && l.Item == o.Item && slices.Equal(sorted(l.Tags), sorted(o.Tags)) &&
		kindBit(l.Kind) == kindBit(o.Kind) && l.Quantity == o.Quantity && l.Price.Equal(o.Price) &&
		l.NoMember == o.NoMember && l.Gift == o.Gift
}

// clone returns a copy that shares no memory with l, tags in order.
func (l *Line) clone() Line {
	c := *l
	if c.Tags = nil; len(l.Tags) > 0 {
		c.Tags = sorted(l.Tags)
	}
	if c.Kind == "" {
		c.Kind = Goods
	}
	return c
}

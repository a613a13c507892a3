package benefit

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

// Engine prices carts by one programme. It is immutable: [Engine.Quote] may be
// called from many goroutines. [New] makes one; the zero Engine answers errors.
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

// Fingerprint tells programmes apart that price differently: it covers whatever
// decides, and no names. 32 hexadecimal digits.
func (e *Engine) Fingerprint() string { return e.print }

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
	if e.rounding == "" {
		return Quote{}, dataError("the engine", "", "is the zero Engine; use New")
	}
	if err := civil.CheckInstant(at); err != nil {
		return Quote{}, dataError("the cart", "at", "%v", err)
	}
	if err := c.check(); err != nil {
		return Quote{}, err
	}
	offers, err := e.offersOf(&c)
	if err != nil {
		return Quote{}, err
	}
	r := run{mint: mint{decimals: e.decimals}, rounding: e.rounding, strategies: e.strategies}
	if err := r.read(c.Lines); err != nil {
		return Quote{}, err
	}
	r.gather(offers, c.Tier, at)
	exact := r.price()
	return e.answer(&r, &c, at, exact), nil
}

// offersOf returns the offers of the programme and the cart, in order.
func (e *Engine) offersOf(c *Cart) ([]offer, error) {
	if len(c.Offers) == 0 {
		return e.offers, nil
	}
	v := validator{decimals: e.decimals}
	v.offers("offers", c.Offers, maxOwn, func(id string) bool {
		return slices.ContainsFunc(e.offers, func(o offer) bool { return o.ID == id })
	})
	if err := v.Err("benefit: cart"); err != nil {
		return nil, invalid(err)
	}
	all := append(slices.Clip(e.offers), compileOffers(c.Offers, e.decimals)...)
	slices.SortFunc(all, func(a, b offer) int { return compareOffers(&a, &b) })
	return all, nil
}

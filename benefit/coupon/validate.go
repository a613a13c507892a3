package coupon

import (
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Limits of what is given in.
const (
	maxOffers      = 10_000
	maxPackCoupons = 20
	maxTiers       = 1_000
	maxCount       = 1_000_000_000_000
	maxDays        = 3_660
	maxHours       = 8_784 // a leap year
	maxQuantity    = 1_000_000
	maxDecimals    = 6
)

// validator walks a book. Pack coupons are looked up in coupons.
type validator struct {
	fault.List
	book    *Book
	coupons map[string]*Coupon
	seen    map[string]bool // IDs of coupons and packs
}

// validate adds every fault of the book, in the order of its fields.
func (v *validator) validate() {
	b := v.book
	if b.Decimals < 0 || b.Decimals > maxDecimals {
		v.Add("decimals", "out_of_range", "must be 0 to 6, not %d; yuan, euro and dollar have 2, yen has 0", b.Decimals)
	}
	if len(b.Coupons) > maxOffers || len(b.Packs) > maxOffers {
		v.Add("", "too_many", "has %d coupons and %d packs; at most %d of each are allowed", len(b.Coupons), len(b.Packs), maxOffers)
		return
	}
	v.checkDenominations()
	for i := 0; i < len(b.Coupons) && !v.Full(); i++ {
		v.coupon(fault.Index("coupons", i), &b.Coupons[i])
	}
	for i := range b.Coupons {
		v.coupons[b.Coupons[i].ID] = &b.Coupons[i]
	}
	for i := 0; i < len(b.Packs) && !v.Full(); i++ {
		v.pack(fault.Index("packs", i), &b.Packs[i])
	}
	v.limits()
}

func (v *validator) coupon(path string, c *Coupon) {
	v.id(path, c.ID)
	v.offer(path, c)
	v.checkLimits(path, c)
	if !c.PackOnly || c.Validity != (Validity{}) {
		v.validity(fault.Field(path, "validity"), c.Validity)
	}
	v.terms(fault.Field(path, "terms"), &c.Terms)
	v.order(path, &c.Terms, c.Validity)
	at := fault.Field(path, "perCustomer")
	v.count(at, c.PerCustomer)
	if c.PackOnly && !c.Terms.onlyStock() {
		v.Add(fault.Field(path, "terms"), "conflict", "are asked of nobody, as the coupon comes in packs only; leave out all but stock, and give the pack terms")
	}
	if c.PerCustomer != nil && *c.PerCustomer > 1 && c.Terms.NewMemberHours != 0 {
		v.Add(at, "conflict", "is %d, but new members get theirs once; leave it out", *c.PerCustomer)
	}
}

// offer checks what a coupon shares with the offers of a programme: it is one
// of them to the programme that prices, and what that refuses is refused here.
func (v *validator) offer(path string, c *Coupon) {
	o := c.offer()
	o.ID = couponWord // the coupon's own has been checked
	deal := ""
	switch {
	case !onlyShare(c.Deal):
		deal = "conflict"
	case o.Deal.Off.IsZero() && o.Deal.Pays.IsZero():
		deal = "missing"
	}
	if deal != "" {
		o.Deal = benefit.Deal{Off: decimal.New(1, 0)}
	}
	_, err := benefit.New(benefit.Program{
		Decimals: min(max(v.book.Decimals, 0), maxDecimals),
		Rounding: benefit.HalfUp,
		Offers:   []benefit.Offer{o},
	})
	_, faults, _ := fault.As[fault.Fault](err)
	for _, field := range [...]string{"name", "deal", "minimum", "scope", "group", "exclusive", "priority"} {
		for _, f := range faults {
			if at := strings.TrimPrefix(f.Path, "offers[0]."); strings.HasPrefix(at, field) {
				v.Add(path+"."+at, f.Code, "%s", f.Message)
			}
		}
		if field == "deal" && deal != "" {
			v.Add(fault.Field(path, field), deal, "has to be off, an amount off, or pays, the share that is paid, with most as its cap, and nothing else")
		}
	}
}

// onlyShare reports whether a deal gives nothing but Off and Pays.
func onlyShare(d benefit.Deal) bool {
	return !d.Free && d.Price.IsZero() && d.Times == 0 &&
		d.Every.Spent.IsZero() && d.Every.Off.IsZero() && d.NForM == benefit.NForM{} &&
		d.BuyGet.Buy == 0 && d.BuyGet.Get == 0 && d.BuyGet.Of == nil && d.BuyGet.Pays.IsZero() &&
		d.Set.Parts == nil && d.Set.Price.IsZero() && d.Gift == benefit.Gift{}
}

func (v *validator) pack(path string, p *Pack) {
	v.id(path, p.ID)
	if p.Name != "" {
		v.name(fault.Field(path, "name"), p.Name)
	}
	v.packCoupons(fault.Field(path, "coupons"), p)
	gift := p.Gift != benefit.Gift{}
	if gift {
		v.gift(fault.Field(path, "gift"), p.Gift)
	}
	switch at := fault.Field(path, "validity"); {
	case len(p.Coupons) == 0 && !gift:
		v.Add(path, "empty", "has neither a coupon nor a gift; give at least one")
	case gift || p.Validity != (Validity{}):
		v.validity(at, p.Validity)
	}
	v.terms(fault.Field(path, "terms"), &p.Terms)
	v.order(path, &p.Terms, p.Validity)
}

// packCoupons checks that a pack's coupons are there, and each once.
func (v *validator) packCoupons(path string, p *Pack) {
	if len(p.Coupons) > maxPackCoupons {
		v.Add(path, "too_many", "has %d coupons; at most %d are allowed", len(p.Coupons), maxPackCoupons)
		return
	}
	if most := v.book.Limits.PackCoupons; most != nil && int64(len(p.Coupons)) > *most {
		v.Add(path, "too_many", "has %d coupons; the limits allow at most %d", len(p.Coupons), *most)
	}
	for i, id := range p.Coupons {
		at := fault.Index(path, i)
		switch c := v.coupons[id]; {
		case c == nil:
			v.Add(at, "unknown", "%.60q is not the ID of a coupon of the book%s", id, v.nearest(id))
		case c.Validity == (Validity{}) && p.Validity == (Validity{}):
			v.Add(at, "missing", "%.60q has no validity; give the coupon or the pack one", id)
		case p.Validity == (Validity{}) && c.Validity.endsBefore(&p.Terms):
			v.Add(at, "conflict", "%.60q is valid until %s, but the pack opens at %s; give the pack a validity, or leave the coupon out", id, text(c.Validity.Until), text(p.Terms.From))
		case c.PerCustomer != nil && *c.PerCustomer == 0:
			v.Add(at, "conflict", "%.60q has a perCustomer of 0, and nobody could claim the pack; leave the coupon out, or give the pack a stock of 0", id)
		}
		for _, other := range p.Coupons[:i] {
			if other == id {
				v.Add(at, "duplicate", "%.60q is in the pack already; a customer gets each coupon once", id)
				break
			}
		}
	}
}

// nearest returns a hint where an ID of a coupon was probably misspelt.
func (v *validator) nearest(id string) string {
	var known []string
	for i := range v.book.Coupons {
		known = append(known, v.book.Coupons[i].ID)
	}
	return hint(id, known)
}

func hint(id string, known []string) string {
	if near := fault.Nearest(id, known); near != "" {
		return ": did you mean \"" + near + "\"?"
	}
	return ""
}

func (v *validator) gift(path string, g benefit.Gift) {
	at := fault.Field(path, "item")
	if err := checkID(g.Item); err != nil {
		v.Add(at, idCode(g.Item), "%v", err)
	}
	if g.Quantity < 1 || g.Quantity > maxQuantity {
		v.Add(fault.Field(path, "quantity"), "out_of_range", "must be 1 to %d, not %d", maxQuantity, g.Quantity)
	}
}

// terms checks who may claim.
func (v *validator) terms(path string, t *Terms) {
	v.window(path, t.From, t.Until)
	if len(t.Tiers) > maxTiers {
		v.Add(fault.Field(path, "tiers"), "too_many", "has %d tiers; at most %d are allowed", len(t.Tiers), maxTiers)
	} else {
		v.tiers(fault.Field(path, "tiers"), t.Tiers)
	}
	hours := fault.Field(path, "newMemberHours")
	most := v.book.Limits.NewMemberHours
	switch n := t.NewMemberHours; {
	case n < 0 || n > maxHours:
		v.Add(hours, "out_of_range", "must be 1 to %d, not %d; leave it out where it is not for new members", maxHours, n)
	case most != nil && n > *most:
		v.Add(hours, "out_of_range", "is %d; the limits allow at most %d", n, *most)
	}
	v.count(fault.Field(path, "stock"), t.Stock)
}

// tiers checks the tiers of terms, each of which is listed once.
func (v *validator) tiers(path string, tiers []string) {
	seen := make(map[string]bool, len(tiers))
	for i, tier := range tiers {
		if at := fault.Index(path, i); seen[tier] {
			v.Add(at, "duplicate", "%.60q is listed before; list each once", tier)
		} else {
			v.name(at, tier)
		}
		seen[tier] = true
	}
}

// onlyStock reports whether terms say nothing but how many there are.
func (t *Terms) onlyStock() bool {
	return t.From.IsZero() && t.Until.IsZero() && !t.Registered && len(t.Tiers) == 0 && t.NewMemberHours == 0
}

// order checks that what is claimed can be used once claiming has opened.
func (v *validator) order(path string, t *Terms, d Validity) {
	if d.endsBefore(t) {
		v.Add(path+".validity.until", "conflict", "must be after %s, when claiming opens, not %s", text(t.From), text(d.Until))
	}
}

// endsBefore reports whether the validity has ended when claiming opens.
func (d *Validity) endsBefore(t *Terms) bool {
	return civil.Accepted(d.Until) && civil.Accepted(t.From) && !t.From.Before(d.Until)
}

// validity checks when something can be used.
func (v *validator) validity(path string, d Validity) {
	switch fixed := !d.Until.IsZero(); {
	case fixed && d.Days != 0:
		v.Add(fault.Field(path, "days"), "conflict", "stands beside until; give one of the two")
	case fixed:
	case d.Days == 0:
		v.Add(path, "missing", "has no end; give until, or days, at least 1")
	case d.Days < 1 || d.Days > maxDays:
		v.Add(fault.Field(path, "days"), "out_of_range", "must be 1 to %d, not %d", maxDays, d.Days)
	case !d.From.IsZero():
		v.Add(fault.Field(path, "from"), "conflict", "stands beside days, which run from the claim on; leave it out, or give until")
	}
	v.window(path, d.From, d.Until)
}

// window checks two instants, either of which may be left out.
func (v *validator) window(path string, from, until time.Time) {
	read := true
	for _, end := range [...]struct {
		name string
		at   time.Time
	}{{"from", from}, {"until", until}} {
		if end.at.IsZero() {
			continue
		}
		if err := civil.CheckInstant(end.at); err != nil {
			v.Add(fault.Field(path, end.name), "out_of_range", "%v", err)
			read = false
		}
	}
	if read && !until.IsZero() && !from.Before(until) {
		v.Add(fault.Field(path, "until"), "not_rising", "must be after from, %s, not %s", text(from), text(until))
	}
}

// id checks the ID of a coupon or pack, and that no other has it.
func (v *validator) id(path, id string) {
	at := fault.Field(path, "id")
	if err := checkID(id); err != nil {
		v.Add(at, idCode(id), "%v", err)
	} else if v.seen[id] {
		v.Add(at, "duplicate", "%.60q is the ID of another coupon or pack; give each its own", id)
	}
	v.seen[id] = true
}

// idCode returns the code of an ID that checkID refuses.
func idCode(id string) string {
	switch {
	case id == "":
		return "missing"
	case keyLen(id) > maxID:
		return "too_long"
	}
	return "invalid_value"
}

// name checks a text that names something.
func (v *validator) name(path, name string) {
	err := fault.Name(name)
	switch {
	case err == nil:
	case name == "":
		v.Add(path, "empty", "%v", err)
	case len(name) > fault.MaxName:
		v.Add(path, "too_long", "%v", err)
	default:
		v.Add(path, "invalid_value", "%v", err)
	}
}

// count checks a limit.
func (v *validator) count(path string, n *int64) {
	if n != nil && (*n < 0 || *n > maxCount) {
		v.Add(path, "out_of_range", "must be 0 to %d, not %d; leave it out for no limit", int64(maxCount), *n)
	}
}

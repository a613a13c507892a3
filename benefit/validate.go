package benefit

import (
	"strings"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Limits of what is given in, so that a quote stays cheap whatever it is fed.
const (
	maxLines    = 500
	maxOffers   = 500    // of a programme
	maxOwn      = 100    // offers of a cart
	maxNames    = 10_000 // of a list in an offer
	maxParts    = 20
	maxTags     = 100 // of a line
	maxQuantity = 1_000_000
	maxPoints   = 1_000_000_000_000
	maxPriority = 1_000_000_000
)

type validator struct {
	fault.List
	decimals int32
}

// validate returns every fault of the programme, in the order of its fields.
func (p *Program) validate() error {
	v := validator{decimals: p.Decimals}
	if p.Decimals < 0 || p.Decimals > 6 {
		v.Add("decimals", "out_of_range", "must be 0 to 6, not %d; yuan, euro and dollar have 2, yen has 0", p.Decimals)
		v.decimals = 6
	}
	fault.OneOf(&v.List, "rounding", p.Rounding, HalfUp, HalfEven, Up, Down)
	for _, s := range []struct {
		path string
		is   Strategy
	}{
		{"strategies.item", p.Strategies.Item}, {"strategies.member", p.Strategies.Member},
		{"strategies.shop", p.Strategies.Shop}, {"strategies.coupon", p.Strategies.Coupon},
	} {
		if s.is != "" {
			fault.OneOf(&v.List, s.path, s.is, Best, First, All)
		}
	}
	v.offers("offers", p.Offers, maxOffers, nil)
	v.tender("points", &p.Points)
	return invalid(v.Err("benefit: program"))
}

// offers checks a list of offers; taken says which IDs others of the quote have.
func (v *validator) offers(path string, offers []Offer, most int, taken func(id string) bool) {
	if len(offers) > most {
		v.Add(path, "too_many", "has %d offers; at most %d are allowed", len(offers), most)
		return
	}
	seen := make(map[string]bool, len(offers))
	for i := range offers {
		if v.Full() {
			return
		}
		at, id := fault.Index(path, i), offers[i].ID
		v.offer(at, &offers[i])
		if seen[id] || taken != nil && taken(id) {
			v.Add(fault.Field(at, "id"), "duplicate", "%.60q is the ID of another offer; give each its own", id)
		}
		seen[id] = true
	}
}

// offer checks one offer.
func (v *validator) offer(path string, o *Offer) {
	field := func(name string) string { return fault.Field(path, name) }
	v.name(field("id"), o.ID)
	v.text(field("name"), o.Name)
	fault.OneOf(&v.List, field("lane"), o.Lane, ItemLane, MemberLane, ShopLane, CouponLane)
	if o.Priority > maxPriority || o.Priority < -maxPriority {
		v.Add(field("priority"), "out_of_range", "must be within ±%d, not %d", maxPriority, o.Priority)
	}
	v.text(field("group"), o.Group)
	if o.Exclusive && o.unitLane() {
		v.Add(field("exclusive"), "conflict", "stands among shop offers and coupons only; in the %s lane use a group", o.Lane)
	}
	v.names(field("tiers"), o.Tiers)
	v.window(path, o)
	v.scope(field("scope"), &o.Scope)
	v.minimum(field("minimum"), &o.Minimum)
	if o.Minimum.Of == nil && (!o.Minimum.Amount.IsZero() || o.Minimum.Quantity != 0) && len(o.Scope.Kinds) == 1 && o.Scope.Kinds[0] == Freight {
		v.Add(fault.Field(field("minimum"), "of"), "missing", `is missing; without it the minimum is one of freight, as its scope is: give {"kinds": ["goods"]}, or {"kinds": ["freight"]} if that is meant`)
	}
	v.deal(field("deal"), o)
}

func (o *Offer) unitLane() bool { return o.Lane == ItemLane || o.Lane == MemberLane }

// window checks when an offer is open.
func (v *validator) window(path string, o *Offer) {
	if !o.From.IsZero() {
		if err := civil.CheckInstant(o.From); err != nil {
			v.Add(fault.Field(path, "from"), "out_of_range", "%v", err)
		}
	}
	if o.Until.IsZero() {
		return
	}
	if err := civil.CheckInstant(o.Until); err != nil {
		v.Add(fault.Field(path, "until"), "out_of_range", "%v", err)
	} else if !o.From.Before(o.Until) {
		v.Add(fault.Field(path, "until"), "not_rising", "must be after from: the offer would never be open")
	}
}

func (v *validator) scope(path string, s *Scope) {
	for i, k := range s.Kinds {
		if i > 2 {
			v.Add(fault.Field(path, "kinds"), "too_many", "has %d kinds; there are three", len(s.Kinds))
			break
		}
		fault.OneOf(&v.List, fault.Index(fault.Field(path, "kinds"), i), k, Goods, Freight, GiftLine)
	}
	v.names(fault.Field(path, "items"), s.Items)
	v.names(fault.Field(path, "tags"), s.Tags)
	v.names(fault.Field(path, "except"), s.Except)
}

func (v *validator) minimum(path string, m *Minimum) {
	if !m.Amount.IsZero() {
		v.positive(fault.Field(path, "amount"), m.Amount)
	}
	if m.Quantity != 0 {
		v.quantity(fault.Field(path, "quantity"), m.Quantity)
	}
	if m.Of == nil {
		return
	}
	v.scope(fault.Field(path, "of"), m.Of)
	if m.Amount.IsZero() && m.Quantity == 0 {
		v.Add(fault.Field(path, "of"), "conflict", "selects lines for nothing; give amount or quantity, or leave it out")
	}
}

// deal checks what an offer gives.
func (v *validator) deal(path string, o *Offer) {
	kinds := o.Deal.kinds()
	switch {
	case len(kinds) == 0:
		v.Add(path, "missing", "gives nothing; give one of off, pays, free, price, every, nForM, buyGet, set and gift")
		return
	case len(kinds) > 1:
		v.Add(path, "conflict", "gives %s; give one of them, and make an offer of each", strings.Join(kinds, " and "))
		return
	}
	kind := kinds[0]
	unit := kind == "off" || kind == "pays" || kind == "free" || kind == "price"
	if o.unitLane() && !unit {
		v.Add(fault.Field(path, kind), "conflict", "changes no unit price; use it in the shop or coupon lane, or give off, pays, free or price")
	}
	if kind == "gift" && (o.Exclusive || o.Group != "") {
		v.Add(fault.Field(path, kind), "conflict", "stands outside groups and exclusive offers; leave out group and exclusive")
	}
	v.terms(path, kind, &o.Deal)
	v.caps(path, kind, o)
}

// terms checks the numbers of the one kind of deal that is given.
func (v *validator) terms(path, kind string, d *Deal) {
	at := fault.Field(path, kind)
	switch kind {
	case "off":
		v.positive(at, d.Off)
	case "pays":
		v.share(at, d.Pays, "less than 1")
	case "price":
		v.positive(at, d.Price)
	case "every":
		v.positive(fault.Field(at, "spent"), d.Every.Spent)
		v.positive(fault.Field(at, "off"), d.Every.Off)
		if fault.Decimal(d.Every.Spent) == nil && fault.Decimal(d.Every.Off) == nil && d.Every.Off.Cmp(d.Every.Spent) > 0 {
			v.Add(fault.Field(at, "off"), "out_of_range", "must be at most what has to be spent for it, %s, not %s", d.Every.Spent, d.Every.Off)
		}
	case "nForM":
		v.quantity(fault.Field(at, "n"), d.NForM.N)
		if d.NForM.M < 1 || d.NForM.M >= d.NForM.N {
			v.Add(fault.Field(at, "m"), "out_of_range", "must be at least 1 and less than n, not %d; where nothing is paid, give free", d.NForM.M)
		}
	case "buyGet":
		v.quantity(fault.Field(at, "buy"), d.BuyGet.Buy)
		v.quantity(fault.Field(at, "get"), d.BuyGet.Get)
		if d.BuyGet.Of == nil {
			v.Add(fault.Field(at, "of"), "missing", "is missing; say which lines are given, or use nForM for more of the same")
		} else {
			v.scope(fault.Field(at, "of"), d.BuyGet.Of)
		}
		if !d.BuyGet.Pays.IsZero() {
			v.share(fault.Field(at, "pays"), d.BuyGet.Pays, "less than 1")
		}
	case "set":
		v.parts(fault.Field(at, "parts"), d.Set.Parts)
		v.positive(fault.Field(at, "price"), d.Set.Price)
	case "gift":
		v.name(fault.Field(at, "item"), d.Gift.Item)
		v.quantity(fault.Field(at, "quantity"), d.Gift.Quantity)
	}
}

// parts checks what a set consists of.
func (v *validator) parts(path string, parts []Part) {
	if len(parts) == 0 || len(parts) > maxParts {
		v.Add(path, "out_of_range", "must be 1 to %d items, not %d", maxParts, len(parts))
		return
	}
	seen := map[string]bool{}
	for i, p := range parts {
		at := fault.Index(path, i)
		v.name(fault.Field(at, "item"), p.Item)
		v.quantity(fault.Field(at, "quantity"), p.Quantity)
		if seen[p.Item] {
			v.Add(fault.Field(at, "item"), "duplicate", "%.60q is in the set already; give its quantity once", p.Item)
		}
		seen[p.Item] = true
	}
}

// caps checks the limits of a deal.
func (v *validator) caps(path, kind string, o *Offer) {
	counted := kind == "every" || kind == "nForM" || kind == "buyGet" || kind == "set"
	if !o.Deal.Most.IsZero() {
		v.positive(fault.Field(path, "most"), o.Deal.Most)
		if !counted && kind != "pays" || o.unitLane() {
			v.Add(fault.Field(path, "most"), "conflict", "caps nothing here; use it with pays, every, nForM, buyGet or set, in the shop or coupon lane")
		}
	}
	if o.Deal.Times != 0 {
		v.quantity(fault.Field(path, "times"), o.Deal.Times)
		if !counted {
			v.Add(fault.Field(path, "times"), "conflict", "counts nothing here; use it with every, nForM, buyGet or set")
		}
	}
}

// tender checks how points pay.
func (v *validator) tender(path string, t *Tender) {
	if t.none() {
		return
	}
	if t.Step < 0 || t.Step > maxPoints {
		v.Add(fault.Field(path, "step"), "out_of_range", "must be 1 to %d, not %d", int64(maxPoints), t.Step)
		return
	}
	if err := fault.Decimal(t.Worth); err != nil {
		v.Add(fault.Field(path, "worth"), "out_of_range", "%v", err)
	} else if worth, err := units(t.stepWorth(), v.decimals); err != nil {
		v.Add(fault.Field(path, "worth"), "out_of_range", "%d points, the step, have to be worth whole units of the currency: %v", t.steps(), err)
	} else if worth <= 0 {
		v.Add(fault.Field(path, "worth"), "out_of_range", "must be greater than 0, not %s", t.Worth)
	}
	if !t.Share.IsZero() {
		v.share(fault.Field(path, "share"), t.Share, "at most 1")
	}
}

// share checks a share of something: greater than 0, and less than or at most 1.
func (v *validator) share(path string, d decimal.Decimal, upTo string) {
	one := decimal.New(1, 0)
	switch err := fault.Decimal(d); {
	case err != nil:
		v.Add(path, "out_of_range", "%v", err)
	case d.Sign() <= 0 || d.Cmp(one) > 0 || upTo != "at most 1" && d.Cmp(one) == 0:
		v.Add(path, "out_of_range", "is a share: greater than 0 and %s, not %s; 8.5 折, or 15 %% off, is 0.85", upTo, d)
	}
}

// positive checks an amount of money that has to be greater than 0.
func (v *validator) positive(path string, d decimal.Decimal) {
	n, err := units(d, v.decimals)
	switch {
	case err != nil:
		v.Add(path, "out_of_range", "%v", err)
	case n <= 0:
		v.Add(path, "out_of_range", "must be greater than 0, not %s", d)
	}
}

func (v *validator) quantity(path string, n int64) {
	if n < 1 || n > maxQuantity {
		v.Add(path, "out_of_range", "must be 1 to %d, not %d", maxQuantity, n)
	}
}

// name checks a text that has to be there, text one that may be left out.
func (v *validator) name(path, name string) {
	if err := fault.Name(name); err != nil {
		code := "invalid_value"
		if name == "" {
			code = "missing"
		}
		v.Add(path, code, "%v", err)
	}
}

func (v *validator) text(path, text string) {
	if text != "" {
		v.name(path, text)
	}
}

func (v *validator) names(path string, names []string) {
	if len(names) > maxNames {
		v.Add(path, "too_many", "has %d names; at most %d are allowed", len(names), maxNames)
		return
	}
	for i, name := range names {
		if fault.Name(name) != nil {
			v.name(fault.Index(path, i), name)
		}
	}
}

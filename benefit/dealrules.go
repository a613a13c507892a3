package benefit

import (
	"strings"

	"example.com/membership/internal/fault"
)

// kinds names the deals that are given, in the order of the fields.
func (d *Deal) kinds() []string {
	var kinds []string
	for _, k := range []struct {
		name string
		is   bool
	}{
		{"off", !d.Off.IsZero()},
		{"pays", !d.Pays.IsZero()},
		{"free", d.Free},
		{"price", !d.Price.IsZero()},
		{"every", !d.Every.Spent.IsZero() || !d.Every.Off.IsZero()},
		{"nForM", d.NForM != NForM{}},
		{"buyGet", d.BuyGet.Buy != 0 || d.BuyGet.Get != 0 || d.BuyGet.Of != nil || !d.BuyGet.Pays.IsZero()},
		{"set", d.Set.Parts != nil || !d.Set.Price.IsZero()},
		{"gift", d.Gift != Gift{}},
	} {
		if k.is {
			kinds = append(kinds, k.name)
		}
	}
	return kinds
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

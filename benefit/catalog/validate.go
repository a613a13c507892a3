package catalog

import (
	"errors"
	"reflect"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// What a catalog may hold, so that answers stay cheap whatever it is fed.
const (
	maxBenefits = 1_000
	maxTiers    = 1_000
	maxID       = 120 // so that keys, of a word and three IDs, are names
	maxTimes    = 1_000_000
	maxPoints   = 1_000_000_000_000
	maxPriority = 1_000_000_000
	maxAmount   = 1_000_000_000 // of money, and of megabytes
	maxRate     = 1_000
	maxAround   = 180 // days
	maxDecimals = 6
	maxPrices   = 100 // for a tier: a cart takes no more offers
)

// field is a set of the fields of a benefit that belong to some kinds only.
type field uint16

const (
	dealField field = 1 << iota
	scopeField
	groupField
	itemField
	amountField
	pointsField
	cashField
	limitField
	birthdayField
	joinedField
	leadField

	costFields = pointsField | cashField
	moments    = birthdayField | joinedField
)

// fieldNames has the names of the fields in the order of their bits, which is
// that of the document.
var fieldNames = [...]string{"deal", "scope", "group", "item", "amount", "points", "cash", "limit", "when.birthday", "when.joined", "when.lead"}

// kindFields says which fields a kind needs, and which others it may have.
var kindFields = [...]struct {
	kind         Kind
	needs, takes field
}{
	{Discount, dealField, scopeField | groupField | limitField | moments},
	{Coupon, itemField, costFields | limitField | moments},
	{Pack, itemField, costFields | limitField | moments},
	{Gift, itemField, costFields | limitField | moments},
	{Trial, itemField, costFields | limitField | moments},
	{PointsRate, amountField, limitField | moments},
	{RedPacket, amountField, costFields | limitField | moments},
	{MobileData, amountField, costFields | limitField | moments},
	{EarlyAccess, leadField, dealField | groupField},
	{Perk, 0, limitField | moments},
}

// given returns which fields a benefit has.
func (b *Benefit) given() (set field) {
	scope := &b.Scope
	for i, is := range [len(fieldNames)]bool{
		!reflect.ValueOf(b.Deal).IsZero(),
		len(scope.Kinds)+len(scope.Items)+len(scope.Tags)+len(scope.Except) > 0,
		b.Group != "", b.Item != "", !b.Amount.IsZero(), b.Points != 0, !b.Cash.IsZero(),
		b.Limit != Limit{}, b.When.Birthday != nil, b.When.Joined != "", b.When.Lead != "",
	} {
		if is {
			set |= 1 << i
		}
	}
	return set
}

type validator struct {
	fault.List
	decimals int32
	tiers    []string        // of the catalog
	known    map[string]bool // the same
}

// catalog adds every fault of a catalog, in the order of its fields.
func (v *validator) catalog(c *Catalog) {
	if v.decimals = min(max(c.Decimals, 0), maxDecimals); v.decimals != c.Decimals {
		v.Add("decimals", "out_of_range", "must be 0 to %d, not %d; yuan, euro and dollar have 2, yen has 0", maxDecimals, c.Decimals)
	}
	v.tierList("tiers", c.Tiers)
	if len(c.Tiers) > maxTiers {
		return
	}
	v.tiers, v.known = c.Tiers, make(map[string]bool, len(c.Tiers))
	for _, t := range c.Tiers {
		v.known[t] = true
	}
	if len(c.Benefits) > maxBenefits {
		v.Add("benefits", "too_many", "has %d benefits; at most %d are allowed", len(c.Benefits), maxBenefits)
		return
	}
	seen := make(map[string]bool, len(c.Benefits))
	for i := range c.Benefits {
		if v.Full() {
			return
		}
		at, b := fault.Index("benefits", i), &c.Benefits[i]
		v.id(fault.Field(at, "id"), b.ID)
		if b.ID != "" && seen[b.ID] {
			v.Add(fault.Field(at, "id"), "duplicate", "%.60q is the ID of another benefit; give each its own", b.ID)
		}
		seen[b.ID] = true
		v.benefit(at, b)
	}
	v.prices(c.Benefits)
}

// prices adds that a tier has more prices than a cart takes.
func (v *validator) prices(benefits []Benefit) {
	everybody, of, most := 0, map[string]int{}, 0
	for i := range benefits {
		b := &benefits[i]
		switch {
		case b.given()&dealField == 0:
			continue
		case len(b.Tiers) == 0:
			everybody++
		}
		for _, t := range b.Tiers {
			of[t]++
			most = max(most, of[t])
		}
		if everybody+most > maxPrices {
			v.Add(fault.Field(fault.Index("benefits", i), "deal"), "too_many", "is one more than the %d that a tier can have: a cart takes no more offers", maxPrices)
			return
		}
	}
}

// benefit adds the faults of one benefit, but for its ID.
func (v *validator) benefit(path string, b *Benefit) {
	v.name(fault.Field(path, "name"), b.Name)
	v.kind(fault.Field(path, "kind"), b.Kind)
	if b.Priority > maxPriority || b.Priority < -maxPriority {
		v.Add(fault.Field(path, "priority"), "out_of_range", "must be within ±%d, not %d", maxPriority, b.Priority)
	}
	v.tierList(fault.Field(path, "tiers"), b.Tiers)
	given := b.given()
	v.fields(path, b.Kind, given)
	if given&(dealField|scopeField|groupField) != 0 {
		v.offer(path, b)
	}
	v.gives(path, b)
	v.limit(path, b, given)
	v.when(fault.Field(path, "when"), &b.When)
}

// fields adds what the kind needs and has not, and what it has and does not take.
func (v *validator) fields(path string, kind Kind, given field) {
	for _, k := range kindFields {
		if k.kind != kind {
			continue
		}
		for i, name := range fieldNames {
			switch bit := field(1) << i; {
			case k.needs&bit != 0 && given&bit == 0:
				v.Add(within(path, name), "missing", "is missing; a benefit of kind %s needs it", kind)
			case (k.needs|k.takes)&bit == 0 && given&bit != 0:
				v.Add(within(path, name), "conflict", "does not belong to the kind %s, but to %s; leave it out", kind, kindsWith(bit))
			}
		}
	}
}

// within returns the path of a field of a field, such as when.lead.
func within(path, name string) string {
	for _, step := range strings.Split(name, ".") {
		path = fault.Field(path, step)
	}
	return path
}

// kindsWith lists the kinds that have a field.
func kindsWith(bit field) string {
	var kinds []string
	for _, k := range kindFields {
		if (k.needs|k.takes)&bit != 0 {
			kinds = append(kinds, string(k.kind))
		}
	}
	return strings.Join(kinds, ", ")
}

// offer adds what package benefit has against the offer of a benefit.
func (v *validator) offer(path string, b *Benefit) {
	o := benefit.Offer{ID: "offer", Lane: benefit.MemberLane, Deal: b.Deal, Scope: b.Scope, Group: b.Group}
	_, err := benefit.New(benefit.Program{Decimals: v.decimals, Rounding: benefit.HalfUp, Offers: []benefit.Offer{o}})
	var wrong *benefit.InvalidError
	if !errors.As(err, &wrong) {
		return
	}
	for _, f := range wrong.Faults {
		if rest, ok := strings.CutPrefix(f.Path, "offers[0]."); ok && (rest != "deal" || f.Code != "missing" || b.given()&dealField != 0) {
			v.Add(path+"."+rest, f.Code, "%s", f.Message)
		}
	}
}

// gives adds the faults of what is given beside prices, and of what it costs.
func (v *validator) gives(path string, b *Benefit) {
	if b.Item != "" {
		v.name(fault.Field(path, "item"), b.Item)
	}
	v.positive(fault.Field(path, "amount"), b.Amount, v.amounts(b.Kind))
	if b.Points < 0 || b.Points > maxPoints {
		v.Add(fault.Field(path, "points"), "out_of_range", "must be 1 to %d, not %d; leave it out where none are needed", int64(maxPoints), b.Points)
	}
	if v.positive(fault.Field(path, "cash"), b.Cash, bounds{maxAmount, v.decimals}) && b.Points == 0 {
		v.Add(fault.Field(path, "cash"), "conflict", "is paid beside points; give points too, or leave it out")
	}
}

// bounds is what a number can be: greater than 0.
type bounds struct {
	most     int64
	decimals int32
}

// amounts returns the bounds of what a kind gives.
func (v *validator) amounts(kind Kind) bounds {
	switch kind {
	case PointsRate:
		return bounds{maxRate, 12}
	case MobileData:
		return bounds{maxAmount, 0}
	}
	return bounds{maxAmount, v.decimals}
}

// positive reports whether a number that may be left out is given and in order.
func (v *validator) positive(path string, d decimal.Decimal, in bounds) bool {
	if err := fault.Decimal(d); err != nil {
		v.Add(path, "out_of_range", "%v", err)
		return false
	}
	if d.Sign() < 0 || d.GreaterThan(decimal.NewFromInt(in.most)) || !d.Equal(d.Truncate(in.decimals)) {
		v.Add(path, "out_of_range", "must be greater than 0, at most %d, and with at most %d decimals, not %s", in.most, in.decimals, d)
		return false
	}
	return d.Sign() > 0
}

// limit adds the faults of how often, and that a limit is missing: a red packet
// without one is endless money.
func (v *validator) limit(path string, b *Benefit, given field) {
	at := fault.Field(path, "limit")
	handed := b.Kind == Gift || b.Kind == Trial || b.Kind == RedPacket || b.Kind == MobileData
	switch {
	case given&limitField == 0:
		if handed && given&(pointsField|birthdayField) == 0 {
			v.Add(at, "missing", "is missing; say how often a customer gets it, such as 1 per lifetime")
		}
		return
	case given&birthdayField != 0:
		v.Add(at, "conflict", "is for benefits without a birthday; a birthday benefit is once a year: leave it out")
		return
	}
	if b.Limit.Times < 1 || b.Limit.Times > maxTimes {
		v.Add(fault.Field(at, "times"), "out_of_range", "must be 1 to %d, not %d", maxTimes, b.Limit.Times)
	}
	fault.OneOf(&v.List, fault.Field(at, "per"), b.Limit.Per, Month, Quarter, Year, Lifetime)
}

// when adds the faults of when a benefit is open.
func (v *validator) when(path string, w *When) {
	bounded := v.instant(fault.Field(path, "from"), w.From)
	if v.instant(fault.Field(path, "until"), w.Until) && bounded && !w.From.Before(w.Until) {
		v.Add(fault.Field(path, "until"), "out_of_range", "%s must be later than from, %s: it would never be open", text(w.Until), text(w.From))
	}
	if w.Birthday != nil {
		at := fault.Field(path, "birthday")
		v.around(fault.Field(at, "before"), w.Birthday.Before)
		v.around(fault.Field(at, "after"), w.Birthday.After)
		fault.OneOf(&v.List, fault.Field(at, "leap"), w.Birthday.Leap, February28, March1, NoLeapDay)
		if w.Joined != "" {
			v.Add(fault.Field(path, "joined"), "conflict", "and birthday exclude one another; make a benefit of each")
		}
	}
	v.span(fault.Field(path, "joined"), w.Joined)
	v.span(fault.Field(path, "lead"), w.Lead)
}

// instant reports whether an instant that may be left out is given and in order.
func (v *validator) instant(path string, t time.Time) bool {
	if t.IsZero() {
		return false
	}
	if err := civil.CheckInstant(t); err != nil {
		v.Add(path, "out_of_range", "%v", err)
		return false
	}
	return true
}

func (v *validator) around(path string, days int) {
	if days < 0 || days > maxAround {
		v.Add(path, "out_of_range", "must be 0 to %d days, not %d", maxAround, days)
	}
}

func (v *validator) span(path, s string) {
	if s == "" {
		return
	}
	if _, err := parseSpan(s); err != nil {
		v.Add(path, "invalid_value", "%v", err)
	}
}

// tierList checks tiers, against those of the catalog where it has been read so far
// and has some.
func (v *validator) tierList(path string, tiers []string) {
	if len(tiers) > maxTiers {
		v.Add(path, "too_many", "has %d tiers; at most %d are allowed", len(tiers), maxTiers)
		return
	}
	seen := make(map[string]bool, len(tiers))
	for i, t := range tiers {
		switch {
		case seen[t]:
			v.Add(fault.Index(path, i), "duplicate", "%.60q is listed before; list each once", t)
		case len(v.known) > 0 && !v.known[t]:
			v.Add(fault.Index(path, i), "unknown", "%s", unknown("tier", t, v.tiers))
		default:
			v.id(fault.Index(path, i), t)
		}
		if v.Full() {
			return
		}
		seen[t] = true
	}
}

// kind checks that a kind is known.
func (v *validator) kind(path string, kind Kind) {
	var known []Kind
	for _, k := range kindFields {
		known = append(known, k.kind)
	}
	fault.OneOf(&v.List, path, kind, known...)
}

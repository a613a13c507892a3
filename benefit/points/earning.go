package points

import (
	"slices"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Order is what somebody paid: Due and Points of goods and freight as
// [benefit.Quote.PaidFor] returns them, where the order has such a quote.
type Order struct {
	ID      string    // ID is the key of the earn
	At      time.Time // At is when it earns
	Tier    string    // Tier is the ID of the membership tier held, "" for none
	Goods   Part      // Goods is what was paid for goods, after all discounts
	Freight Part      // Freight is what was paid for shipping
	// Multiplier multiplies beside that of the tier: double points in a birthday
	// week, the points rate of a catalog. Greater than 0: for an order that earns
	// nothing, Earn is not asked. Default: 1.
	Multiplier decimal.Decimal
}

// Part is what was paid for a part of an order. Amounts are at least 0.
type Part struct {
	Due    decimal.Decimal // Due is what was paid with money, with tax
	Tax    decimal.Decimal // Tax is the tax in Due; it matters where tax does not earn
	Points decimal.Decimal // Points is the amount that points paid besides; it matters where that earns
}

// Earning is what an order earns, and why:
//
//	Base × Rate × Multiplier, rounded, is Uncapped; cut to Cap it is Points
//
// It is plain data, to be kept beside the order: a refund is computed by the
// terms of the order and not by those of a later policy.
type Earning struct {
	Order      string           `json:"order"`         // Order is its ID
	Counts     Counts           `json:"counts"`        // Counts says which parts of it are the base
	Base       decimal.Decimal  `json:"base"`          // Base is the amount that earns
	Rate       decimal.Decimal  `json:"rate"`          // Rate is the points for one unit of the currency
	Multiplier decimal.Decimal  `json:"multiplier"`    // Multiplier is that of the tier times that of the order
	Rounding   benefit.Rounding `json:"rounding"`      // Rounding makes whole points
	Uncapped   int64            `json:"uncapped"`      // Uncapped is the points before the cap
	Cap        *int64           `json:"cap,omitempty"` // Cap is the most that the order earns, nil for no cap
	Points     int64            `json:"points"`        // Points is what it earns
	Entry      Entry            `json:"entry"`         // Entry is to be appended, also where it is of 0 points
}

// Earn returns what an order earns, with the entry of kind [Earn] to append. The
// error is a [*benefit.DataError] that names the order.
func (e *Engine) Earn(o Order) (Earning, error) {
	if err := e.usable(); err != nil {
		return Earning{}, err
	}
	if err := o.check("order"); err != nil {
		return Earning{}, err
	}
	multiplier, err := e.multiplier(&o)
	if err != nil {
		return Earning{}, err
	}
	r := Earning{
		Order: o.ID, Counts: e.policy.Counts, Rate: e.policy.Rate, Multiplier: multiplier,
		Rounding: e.policy.Rounding, Cap: cloned(e.policy.OrderCap),
	}
	r.Base = r.Counts.base(o.Goods, o.Freight)
	if err := r.count(); err != nil {
		return Earning{}, err
	}
	r.Entry = Entry{
		ID: o.ID, Kind: Earn, At: o.At, Points: r.Points, Release: e.pending.until(o.At, e.loc),
		Awaits: e.policy.Awaits, Expiry: e.policy.Expiry,
	}.canonical()
	return r, r.Entry.check(e.loc)
}

// multiplier returns that of the tier times that of the order.
func (e *Engine) multiplier(o *Order) (decimal.Decimal, error) {
	tier, ok := e.policy.Multipliers[o.Tier]
	if !ok {
		tier = decimal.NewFromInt(1)
	}
	if o.Multiplier.IsZero() {
		return tier, nil
	}
	product := tier.Mul(o.Multiplier)
	if short := product.Truncate(12); short.Equal(product) {
		product = short // without zeros that the factors ended in
	}
	if err := fault.Decimal(product); err != nil {
		return decimal.Decimal{}, dataError(record("order", o.ID), "multiplier", "%s times that of the tier, %s: %v", o.Multiplier, tier, err)
	}
	return product, nil
}

// Refund is goods of an order that come back.
type Refund struct {
	ID      string    // ID is the key of the reversal
	At      time.Time // At is when it takes effect
	Earning Earning   // Earning is that of the order, as the last refund left it
	// Goods is what stays paid for goods: zero for a complete refund.
	Goods Part
	// Freight is what stays paid for shipping, likewise.
	Freight Part
}

// Refund returns what an order has earned once a refund is done, with the entry
// of kind [Reverse] to append: it takes back the difference between the points
// of the base before and after. The shop keeps the Earning in place of the one
// before, so that refunds in any number of steps take back what the complete one
// does, once. What stays paid for goods and for freight is what Stays of a
// [benefit.Refund] says, where the order had what [benefit.Quote.PaidFor] says.
// The entry says how many points the order had, so that one made of
// an Earning that is not the last is refused, with [Stale].
//
// The error is a [*benefit.DataError]: an amount is negative, what stays counts
// more than what there was, both over all parts that earn, or the earning is not
// as it was returned.
func (e *Engine) Refund(r Refund) (Earning, error) {
	if err := e.usable(); err != nil {
		return Earning{}, err
	}
	o := Order{ID: r.ID, At: r.At, Goods: r.Goods, Freight: r.Freight}
	if err := o.check("refund"); err != nil {
		return Earning{}, err
	}
	before, after := r.Earning, r.Earning
	after.Cap = cloned(before.Cap)
	if err := before.check(); err != nil {
		return Earning{}, err
	}
	after.Base = after.Counts.base(r.Goods, r.Freight)
	if after.Base.Cmp(before.Base) > 0 {
		return Earning{}, dataError(record("refund", r.ID), "goods", "what stays counts %s, more than the %s before: a refund takes away", after.Base, before.Base)
	}
	if err := after.count(); err != nil {
		return Earning{}, err
	}
	after.Entry = Entry{
		ID: r.ID, Kind: Reverse, At: r.At, Of: before.Order, Points: before.Points - after.Points,
		Clawback: e.policy.Clawback, Left: before.Points,
	}.canonical()
	return after, after.Entry.check(e.loc)
}

// base returns the amount that earns.
func (c Counts) base(goods, freight Part) decimal.Decimal {
	sum := exact.Of(decimal.Zero)
	c.add(&sum, goods)
	if c.Freight {
		c.add(&sum, freight)
	}
	return sum.Decimal()
}

func (c Counts) add(sum *exact.Sum, p Part) {
	sum.Add(p.Due)
	if c.WithoutTax {
		sum.Sub(p.Tax)
	}
	if c.Points {
		sum.Add(p.Points)
	}
}

// count computes the points of a base.
func (r *Earning) count() error {
	if err := fault.Decimal(r.Base); err != nil {
		return dataError(record("order", r.Order), "base", "%v", err)
	}
	n := round(r.Base.Mul(r.Rate).Mul(r.Multiplier), r.Rounding)
	if n.Cmp(decimal.NewFromInt(maxPoints)) > 0 {
		return dataError(record("order", r.Order), "points", "%s are more than %d: look at the amounts, and at the rate", n, int64(maxPoints))
	}
	r.Uncapped = n.IntPart()
	r.Points = r.Uncapped
	if r.Cap != nil {
		r.Points = min(r.Uncapped, *r.Cap)
	}
	return nil
}

// roundings lists all of them.
var roundings = []benefit.Rounding{benefit.HalfUp, benefit.HalfEven, benefit.Up, benefit.Down}

// round rounds a number that is not negative to a whole one.
func round(d decimal.Decimal, how benefit.Rounding) decimal.Decimal {
	switch how {
	case benefit.HalfUp:
		return d.Round(0)
	case benefit.HalfEven:
		return d.RoundBank(0)
	case benefit.Up:
		return d.RoundCeil(0)
	}
	return d.RoundFloor(0)
}

// check returns why an order, or what is left of one, cannot earn.
func (o *Order) check(what string) error {
	what = record(what, o.ID)
	if err := fault.Key(o.ID); err != nil {
		return dataError(what, "id", "%v", err)
	}
	if err := civil.CheckInstant(o.At); err != nil {
		return dataError(what, "at", "%v", err)
	}
	if err := checkAmount(o.Multiplier); err != "" {
		return dataError(what, "multiplier", "%s", err)
	}
	if err := o.Goods.check(what, "goods"); err != nil {
		return err
	}
	return o.Freight.check(what, "freight")
}

func (p Part) check(what, field string) error {
	for _, f := range []struct {
		name   string
		amount decimal.Decimal
	}{{"due", p.Due}, {"tax", p.Tax}, {"points", p.Points}} {
		if err := checkAmount(f.amount); err != "" {
			return dataError(what, field+"."+f.name, "%s", err)
		}
	}
	if p.Tax.Cmp(p.Due) > 0 {
		return dataError(what, field+".tax", "%s is more than what was paid with it, %s", p.Tax, p.Due)
	}
	return nil
}

// checkAmount says what is wrong with an amount, or nothing.
func checkAmount(d decimal.Decimal) string {
	if err := fault.Decimal(d); err != nil {
		return err.Error()
	}
	if d.Sign() < 0 {
		return d.String() + " is negative"
	}
	return ""
}

// check returns why an earning cannot be one of this package.
func (r Earning) check() error {
	what := record("earning", r.Order)
	if err := fault.Key(r.Order); err != nil {
		return dataError(what, "order", "%v", err)
	}
	for _, f := range []struct {
		name   string
		amount decimal.Decimal
	}{{"base", r.Base}, {"rate", r.Rate}, {"multiplier", r.Multiplier}} {
		if err := checkAmount(f.amount); err != "" {
			return dataError(what, f.name, "%s", err)
		}
	}
	if !slices.Contains(roundings, r.Rounding) {
		return dataError(what, "rounding", "%q is unknown: give the earning as it was returned", clip(string(r.Rounding)))
	}
	if r.Cap != nil && (*r.Cap < 0 || *r.Cap > maxPoints) {
		return dataError(what, "cap", "%d is outside 0..%d", *r.Cap, int64(maxPoints))
	}
	again := r
	if err := again.count(); err != nil {
		return err
	}
	if again.Points != r.Points || again.Uncapped != r.Uncapped {
		return dataError(what, "points", "is %d of %d, but base, rate and multiplier give %d of %d: give the earning as it was returned",
			r.Points, r.Uncapped, again.Points, again.Uncapped)
	}
	if earn := r.Entry.earn(); earn != r.Order {
		return dataError(what, "entry", "is about the order %q: give the earning as it was returned", clip(earn))
	}
	return nil
}

// earn returns the ID of the earn that an entry of an earning is about.
func (en *Entry) earn() string {
	if en.Kind == Reverse {
		return en.Of
	}
	return en.ID
}

// UnmarshalJSON reads an earning as strictly as [ParsePolicy] reads a policy. On
// an error r is left as it was.
func (r *Earning) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("benefit/points: earning", data, r))
}

package benefit

import (
	"slices"
	"strings"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
)

// order is a placed quote of which units are returned, in smallest units of the
// currency.
type order struct {
	decimals int32
	lines    []orderLine // by ID
	total    int64
	due      int64
	points   int64
	value    int64 // given back before, under Difference
}

type orderLine struct {
	*QuoteLine
	total, due  int64
	before, now int64 // units returned
}

// order reads a quote that was stored, and what comes back of it.
func (q *Quote) order(before Returned, now []Units) (*order, error) {
	o := &order{decimals: q.Frozen.Decimals}
	if err := civil.CheckInstant(q.At); err != nil && len(q.Lines) > 0 {
		return nil, dataError("the quote", "at", "%v; %s", err, asItWas)
	}
	if o.decimals < 0 || o.decimals > 6 || len(q.Lines) > maxLines {
		return nil, dataError("the quote", "frozen", "is none that was made here; %s", asItWas)
	}
	for i := range q.Lines {
		if err := o.add(&q.Lines[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(o.lines, func(a, b orderLine) int { return strings.Compare(a.Line.ID, b.Line.ID) })
	if err := o.check(q); err != nil {
		return nil, err
	}
	if before.Under == "" && (len(before.Units) > 0 || !before.Value.IsZero()) {
		return nil, dataError("what came back before", "under", "is missing; keep what Refund.After was")
	}
	if before.Under == Kept && !before.Value.IsZero() {
		return nil, dataError("what came back before", "value", "is none under %q; keep what Refund.After was", Kept)
	}
	var err error
	if o.value, err = unitsTo(maxTotal, before.Value, o.decimals); err != nil {
		return nil, dataError("what came back before", "value", "%v", err)
	}
	if o.value < 0 || o.value > o.total || o.value > 0 && len(before.Units) == 0 {
		return nil, dataError("what came back before", "value", "must be 0 to %s, and 0 without units, not %s", q.Total, before.Value)
	}
	if err := o.give(before.Units, func(l *orderLine) *int64 { return &l.before }); err != nil {
		return nil, err
	}
	return o, o.give(now, func(l *orderLine) *int64 { return &l.now })
}

const asItWas = "keep quotes as they were made"

// add reads a line of the quote.
func (o *order) add(q *QuoteLine) error {
	l := orderLine{QuoteLine: q}
	entry, err := readLine(&q.Line, o.decimals)
	if err != nil {
		return err
	}
	if l.total, err = units(q.Total, o.decimals); err != nil {
		return dataError(lineRecord(q.Line.ID), "total", "%v", err)
	}
	if l.due, err = units(q.Due, o.decimals); err != nil {
		return dataError(lineRecord(q.Line.ID), "due", "%v", err)
	}
	if l.due < 0 || l.due > l.total || l.total > entry.price*q.Line.Quantity || q.Points.Used < 0 || q.Points.Used > maxPoints {
		return dataError(lineRecord(q.Line.ID), "", "does not add up; %s", asItWas)
	}
	o.lines = append(o.lines, l)
	o.total, o.due, o.points = o.total+l.total, o.due+l.due, o.points+q.Points.Used
	return nil
}

// check compares the lines with one another and with the totals.
func (o *order) check(q *Quote) error {
	for i := 1; i < len(o.lines); i++ {
		if id := o.lines[i].Line.ID; id == o.lines[i-1].Line.ID {
			return dataError(lineRecord(id), "", "stands in the quote twice; %s", asItWas)
		}
	}
	total, err1 := unitsTo(maxTotal, q.Total, o.decimals)
	due, err2 := unitsTo(maxTotal, q.Due, o.decimals)
	if err1 != nil || err2 != nil || total != o.total || due != o.due || q.Points.Used != o.points {
		return dataError("the quote", "total", "is not that of its lines; %s", asItWas)
	}
	return nil
}

// give notes units that are returned.
func (o *order) give(units []Units, of func(*orderLine) *int64) error {
	for _, u := range units {
		i, ok := slices.BinarySearchFunc(o.lines, u.Line, func(l orderLine, id string) int { return strings.Compare(l.Line.ID, id) })
		if !ok {
			return dataError(lineRecord(u.Line), "", "is not in the order")
		}
		l := &o.lines[i]
		left := l.Line.Quantity - l.before - l.now
		if left == 0 {
			return dataError(lineRecord(u.Line), "quantity", "has no unit left of %d: all came back before", l.Line.Quantity)
		}
		if u.Quantity < 1 || u.Quantity > left {
			return dataError(lineRecord(u.Line), "quantity", "must be 1 to the %d units left of %d, not %d", left, l.Line.Quantity, u.Quantity)
		}
		*of(l) += u.Quantity
	}
	return nil
}

// after returns what has come back when this is done.
func (o *order) after(under Threshold) Returned {
	r := Returned{Under: under}
	for _, l := range o.lines {
		if n := l.before + l.now; n > 0 {
			r.Units = append(r.Units, Units{l.Line.ID, n})
		}
	}
	return r
}

// complete reports whether the last goods come back now.
func (o *order) complete() bool {
	now := false
	for _, l := range o.lines {
		if l.Line.Kind == Goods || l.Line.Kind == "" {
			if l.before+l.now < l.Line.Quantity {
				return false
			}
			now = now || l.now > 0
		}
	}
	return now
}

// gaveBack reports whether no gift of the offer is kept.
func (o *order) gaveBack(offer string) bool {
	return !slices.ContainsFunc(o.lines, func(l orderLine) bool {
		return l.Line.Gift == offer && l.before+l.now < l.Line.Quantity
	})
}

// kept gives back what was paid for the units.
func (o *order) kept(f *Refund) {
	money, left := int64(0), o.total
	var stays paidFor
	for i := range o.lines {
		l := &o.lines[i]
		left -= l.part(l.total, l.before+l.now)
		points := l.total - l.due
		stays.add(l.Line.Kind, l.due-l.part(l.due, l.before+l.now), points-l.part(points, l.before+l.now))
		if l.now == 0 {
			continue
		}
		m := l.part(l.due, l.before+l.now) - l.part(l.due, l.before)
		p := l.part(l.Points.Used, l.before+l.now) - l.part(l.Points.Used, l.before)
		f.Lines = append(f.Lines, RefundLine{l.Line.ID, l.now, amount(m, o.decimals), p})
		money += m
		f.Points += p
	}
	f.Money, f.Kept, f.Stays = amount(money, o.decimals), amount(left, o.decimals), stays.decimals(o.decimals)
}

// part returns what n units of the line have of a whole, rounded down.
func (l *orderLine) part(whole, n int64) int64 {
	part, _ := exact.MulDiv(whole, n, l.Line.Quantity)
	return part
}

// difference gives back what the units kept do not cost.
func (o *order) difference(f *Refund, q Quote) error {
	again, err := o.reprice(&q)
	if err != nil {
		return err
	}
	total, err := unitsTo(maxTotal, again.Total, o.decimals)
	if err != nil {
		return err
	}
	costs := min(total, o.total)
	after := max(o.value, o.total-costs)
	money := o.share(o.due, after) - o.share(o.due, o.value)
	f.Points = o.share(o.points, after) - o.share(o.points, o.value)
	f.Money, f.Kept, f.Lost = amount(money, o.decimals), amount(costs, o.decimals), again.Rejected
	f.After.Value = amount(after, o.decimals)
	f.Stays = o.stays(&again, after)
	return nil
}

// stays returns what stays paid once a value came back: as much of it for
// freight as that has of what the units kept cost, rounded down.
func (o *order) stays(again *Quote, value int64) PaidFor {
	cost := again.paidFor()
	due, points := o.due-o.share(o.due, value), o.total-o.due-o.share(o.total-o.due, value)
	of := func(whole int64) int64 {
		if cost.freight[0] == 0 {
			return 0
		}
		part, _ := exact.MulDiv(whole, cost.freight[0], cost.goods[0]+cost.freight[0])
		return part
	}
	var p paidFor
	p.add(Freight, of(due), of(points))
	p.add(Goods, due-of(due), points-of(points))
	return p.decimals(o.decimals)
}

// share returns what a value has of a whole that stands for the total.
func (o *order) share(whole, value int64) int64 {
	if o.total == 0 {
		return 0
	}
	part, _ := exact.MulDiv(whole, value, o.total)
	return part
}

// reprice prices the units kept with the order's own offers.
func (o *order) reprice(q *Quote) (Quote, error) {
	e, err := q.Frozen.engine()
	if err != nil {
		return Quote{}, err
	}
	var kept []Line
	for _, l := range o.lines {
		if n := l.Line.Quantity - l.before - l.now; n > 0 {
			line := l.Line
			line.Quantity = n
			kept = append(kept, line)
		}
	}
	return e.Quote(Cart{Tier: q.Tier, Lines: kept}, q.At)
}

// engine prices by the offers of an order, which may be those of a programme and
// a cart together: all of them, as far as they still apply.
func (f *Frozen) engine() (*Engine, error) {
	v := validator{decimals: f.Decimals}
	fault.OneOf(&v.List, "frozen.rounding", f.Rounding, HalfUp, HalfEven, Up, Down)
	v.offers("frozen.offers", f.Offers, maxOffers+maxOwn, nil)
	if err := v.Err("benefit: quote"); err != nil {
		return nil, invalid(err)
	}
	return &Engine{
		decimals: f.Decimals, rounding: f.Rounding, offers: compileOffers(f.Offers, f.Decimals),
		strategies: [laneCount]Strategy{All, All, All, All},
	}, nil
}

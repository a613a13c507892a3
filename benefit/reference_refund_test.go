package benefit_test

import (
	"slices"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// slowRefund is the reference of Refund: what the last of the steps gives back,
// computed from all of them.
func slowRefund(q benefit.Quote, policy benefit.RefundPolicy, steps [][]benefit.Units) benefit.Refund {
	c := &slowCase{frozen: true, offers: q.Frozen.Offers, program: benefit.Program{
		Decimals: q.Frozen.Decimals, Rounding: q.Frozen.Rounding,
		Strategies: benefit.Strategies{Item: benefit.All, Member: benefit.All, Shop: benefit.All, Coupon: benefit.All},
	}}
	c.offers = slices.Clone(c.offers)
	c.sortOffers()
	give := c.back
	if policy.Threshold == benefit.Kept {
		give = c.backByLine
	}
	last := len(steps) - 1
	moneyBefore, pointsBefore := give(q, steps[:last])
	money, points := give(q, steps)
	r := benefit.Refund{
		Money: money.Sub(moneyBefore), Points: points - pointsBefore, Coupons: []string{},
		Lines: []benefit.RefundLine{}, Lost: []benefit.Rejected{}, After: benefit.Returned{Under: policy.Threshold},
	}
	if policy.Threshold == benefit.Kept {
		r.Lines, r.Kept = c.lines(q, steps)
		r.Stays = c.staysByLine(q, steps)
	} else {
		r.Lost, r.Kept = c.repriced(q, steps)
		r.After.Value = c.money(c.most(q, steps))
		r.Stays = c.stays(q, steps)
	}
	for _, l := range q.Lines {
		if n := returned(steps, l.Line.ID); n > 0 {
			r.After.Units = append(r.After.Units, benefit.Units{Line: l.Line.ID, Quantity: n})
		}
	}
	for _, s := range q.Frozen.Offers {
		kept := slices.ContainsFunc(q.Lines, func(l benefit.QuoteLine) bool {
			return l.Line.Gift == s.ID && returned(steps, l.Line.ID) < l.Line.Quantity
		})
		if s.Lane == benefit.CouponLane && !kept && complete(q, steps) && !complete(q, steps[:last]) && policy.Coupons == benefit.Restore {
			r.Coupons = append(r.Coupons, s.ID)
		}
	}
	if policy.Points == benefit.Forfeit {
		r.Points, r.Forfeited = 0, r.Points
	}
	return r
}

// complete reports whether all goods came back.
func complete(q benefit.Quote, steps [][]benefit.Units) bool {
	return !slices.ContainsFunc(q.Lines, func(l benefit.QuoteLine) bool {
		return (&slowLine{Line: l.Line}).kind() == benefit.Goods && returned(steps, l.Line.ID) < l.Line.Quantity
	})
}

// returned counts the units of a line that came back.
func returned(steps [][]benefit.Units, line string) (n int64) {
	for _, u := range slices.Concat(steps...) {
		if u.Line == line {
			n += u.Quantity
		}
	}
	return n
}

// part is so many of all units of an amount, rounded down.
func (c *slowCase) part(amount decimal.Decimal, units, all int64) decimal.Decimal {
	return c.money(floor(over(times(c.count(amount), num(units)), num(all))))
}

// backByLine is what has come back after some steps where each line gives back
// what was paid for its units.
func (c *slowCase) backByLine(q benefit.Quote, steps [][]benefit.Units) (money decimal.Decimal, points int64) {
	for _, l := range q.Lines {
		n := returned(steps, l.Line.ID)
		money = money.Add(c.part(l.Due, n, l.Line.Quantity))
		points += l.Points.Used * n / l.Line.Quantity
	}
	return money, points
}

// lines says what the lines of the last step give back, and what is kept costs.
func (c *slowCase) lines(q benefit.Quote, steps [][]benefit.Units) (lines []benefit.RefundLine, kept decimal.Decimal) {
	lines = []benefit.RefundLine{}
	for _, l := range q.Lines {
		all, before := returned(steps, l.Line.ID), returned(steps[:len(steps)-1], l.Line.ID)
		kept = kept.Add(l.Total).Sub(c.part(l.Total, all, l.Line.Quantity))
		if all > before {
			lines = append(lines, benefit.RefundLine{
				Line: l.Line.ID, Quantity: all - before,
				Money:  c.part(l.Due, all, l.Line.Quantity).Sub(c.part(l.Due, before, l.Line.Quantity)),
				Points: l.Points.Used*all/l.Line.Quantity - l.Points.Used*before/l.Line.Quantity,
			})
		}
	}
	return lines, kept
}

// staysByLine is what every line keeps, in money and in what points paid.
func (c *slowCase) staysByLine(q benefit.Quote, steps [][]benefit.Units) (stays benefit.PaidFor) {
	for _, l := range q.Lines {
		of, n := &stays.Goods, returned(steps, l.Line.ID)
		if l.Line.Kind == benefit.Freight {
			of = &stays.Freight
		}
		of.Due = of.Due.Add(l.Due).Sub(c.part(l.Due, n, l.Line.Quantity))
		of.Points = of.Points.Add(l.Points.Amount).Sub(c.part(l.Points.Amount, n, l.Line.Quantity))
	}
	return stays
}

// stays is what is left of the money and of what points paid, freight having the
// share that it has of the units kept.
func (c *slowCase) stays(q benefit.Quote, steps [][]benefit.Units) (stays benefit.PaidFor) {
	share := num(0)
	if q.Total.Sign() > 0 {
		share = over(c.most(q, steps), c.count(q.Total))
	}
	freight, all := num(0), num(0)
	for _, l := range c.again(q, steps).lines {
		if all = plus(all, l.left); l.kind() == benefit.Freight {
			freight = plus(freight, l.left)
		}
	}
	if all.Sign() > 0 {
		freight = over(freight, all)
	}
	split := func(paid decimal.Decimal) (goods, ship decimal.Decimal) {
		left := paid.Sub(c.money(floor(times(c.count(paid), share))))
		ship = c.money(floor(times(c.count(left), freight)))
		return left.Sub(ship), ship
	}
	stays.Goods.Due, stays.Freight.Due = split(q.Due)
	stays.Goods.Points, stays.Freight.Points = split(q.Points.Amount)
	return stays
}

// most is what has come back after some steps where the offers are judged
// again, in money and points: the most that any of the steps gave.
func (c *slowCase) most(q benefit.Quote, steps [][]benefit.Units) rat {
	most := num(0)
	for i := range steps {
		_, kept := c.repriced(q, steps[:i+1])
		most = larger(most, minus(c.count(q.Total), c.count(kept)))
	}
	return most
}

// back is most in money and points.
func (c *slowCase) back(q benefit.Quote, steps [][]benefit.Units) (money decimal.Decimal, points int64) {
	if q.Total.Sign() == 0 {
		return money, points
	}
	part := over(c.most(q, steps), c.count(q.Total))
	points = floor(times(num(q.Points.Used), part)).Num().Int64()
	return c.money(floor(times(c.count(q.Due), part))), points
}

// repriced is what the units kept cost with the offers of the order, at most
// what was paid, and which of the offers no longer apply.
func (c *slowCase) repriced(q benefit.Quote, steps [][]benefit.Units) (lost []benefit.Rejected, total decimal.Decimal) {
	t := c.again(q, steps)
	lost = []benefit.Rejected{}
	for _, o := range t.offers {
		if len(o.reasons) > 0 {
			lost = append(lost, benefit.Rejected{Lane: o.Lane, Offer: o.ID, Name: o.Name, Reasons: o.reasons})
		}
	}
	return lost, c.money(lesser(t.total(), c.count(q.Total)))
}

// again prices the units kept with the offers of the order.
func (c *slowCase) again(q benefit.Quote, steps [][]benefit.Units) *slowTrial {
	var kept []benefit.Line
	for _, l := range q.Lines {
		l.Line.Quantity -= returned(steps, l.Line.ID)
		if l.Line.Quantity > 0 {
			kept = append(kept, l.Line)
		}
	}
	return c.run(kept, nil)
}

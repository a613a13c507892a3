package main

import (
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

const (
	decimalMap = "Go map of decimals, summed with Add"
	centsLoop  = "grouped: loop by hand over int64 cents"
)

// period is its first and its last instant.
type period struct{ from, to time.Time }

func periodOf(s *rfm.Scorer) (p period) {
	p.from, p.to = s.Bounds()
	return p
}

// mapOfDecimals is what one writes first.
func (p period) mapOfDecimals(orders []order) answer {
	type summary struct {
		last   time.Time
		orders int64
		amount decimal.Decimal
	}
	summaries := map[int64]summary{}
	for i := range orders {
		o := &orders[i]
		net := o.Amount
		if o.Refunded.Sign() > 0 {
			net = net.Sub(o.Refunded)
		}
		if o.At.After(p.to) || net.Sign() == 0 && o.Refunded.Sign() > 0 {
			continue
		}
		s := summaries[o.customer]
		if o.At.After(s.last) {
			s.last = o.At
		}
		if !o.At.Before(p.from) {
			s.orders++
			s.amount = s.amount.Add(net)
		}
		summaries[o.customer] = s
	}
	var a answer
	for _, s := range summaries {
		a.add(answer{customers: 1, orders: s.orders, cents: cents(s.amount), seconds: s.last.Unix()})
	}
	return a
}

// mapOfCents is the same with whole cents, which are right as long as every
// amount has the exponent −2.
func (p period) mapOfCents(orders []order) answer {
	type summary struct {
		last          time.Time
		orders, cents int64
	}
	summaries := map[int64]summary{}
	for i := range orders {
		o := &orders[i]
		paid, refunded := o.Amount.CoefficientInt64(), o.Refunded.CoefficientInt64()
		if o.At.After(p.to) || refunded > 0 && refunded == paid {
			continue
		}
		s := summaries[o.customer]
		if o.At.After(s.last) {
			s.last = o.At
		}
		if !o.At.Before(p.from) {
			s.orders++
			s.cents += paid - refunded
		}
		summaries[o.customer] = s
	}
	var a answer
	for _, s := range summaries {
		a.add(answer{customers: 1, orders: s.orders, cents: s.cents, seconds: s.last.Unix()})
	}
	return a
}

// loop is mapOfCents for orders that come customer by customer.
func (p period) loop(orders []order) (a answer) {
	for i := 0; i < len(orders); {
		customer := orders[i].customer
		var one answer
		var last time.Time
		for ; i < len(orders) && orders[i].customer == customer; i++ {
			o := &orders[i]
			paid, refunded := o.Amount.CoefficientInt64(), o.Refunded.CoefficientInt64()
			if o.At.After(p.to) || refunded > 0 && refunded == paid {
				continue
			}
			if o.At.After(last) {
				last = o.At
			}
			if !o.At.Before(p.from) {
				one.orders++
				one.cents += paid - refunded
			}
		}
		if !last.IsZero() {
			one.customers, one.seconds = 1, last.Unix()
			a.add(one)
		}
	}
	return a
}

func cents(d decimal.Decimal) int64 { return d.Shift(2).IntPart() }

package stage

import (
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// Relationship is how firm a customer's habit of buying is.
type Relationship string

const (
	// Observing is the relationship after one day of purchases: nothing is known yet.
	Observing Relationship = "observing"
	// Forming is that after two or three days of purchases.
	Forming Relationship = "forming"
	// Stable is that after more, where neither the silence since the last purchase
	// nor the gap before it exceeds twice the customer's median gap.
	Stable Relationship = "stable"
	// Declining is that after more, where one of the two does.
	Declining Relationship = "declining"
)

// Rhythm is how often one customer buys, at a moment. Purchases of one civil date
// count as one, and a gap is the number of days between two neighbouring dates.
type Rhythm struct {
	// Relationship is what follows from the numbers, "" without a purchase.
	Relationship Relationship `json:"relationship,omitzero"`
	// PurchaseDays is the number of dates with a purchase: one more than the gaps.
	PurchaseDays int `json:"purchaseDays"`
	// MedianGap is the exact median of the customer's gaps: the middle one, or the
	// mean of the middle two, which may be a half. It is 0 without a gap.
	MedianGap decimal.Decimal `json:"medianGap"`
	// LastGap is the gap before the last date, 0 without one.
	LastGap int `json:"lastGap"`
	// SilentDays is the number of days since the last date.
	SilentDays int `json:"silentDays"`
	// Cycle is the customer's own repurchase cycle in days: the median gap, drawn
	// towards the moment's cycle C by its weight k/(k+2), with k gaps:
	// (k × median + 2 × C) / (k + 2), a half rounded up. It is C without a gap,
	// and never below 1.
	Cycle int `json:"cycle"`
	// First is the instant of the first purchase, in the shop's location; the zero
	// Time without one.
	First time.Time `json:"first,omitzero"`
	// Last is the instant of the last purchase up to the moment, likewise.
	Last time.Time `json:"last,omitzero"`
}

// Rhythm returns how often a customer buys, whose purchases may come in any
// order; those later than the moment do not exist yet. The slice is neither kept
// nor changed. By the customer's own cycle, the stage is
//
//	own, err := at.Rhythm(purchases)
//	...
//	standing, err := at.WithCycle(own.Cycle).Stage(own.First, own.Last)
//
// The error is a [*segment.DataError] that names the purchase outside the years
// 1900..2299.
func (m Moment) Rhythm(purchases []time.Time) (Rhythm, error) {
	if err := m.usable(); err != nil {
		return Rhythm{}, err
	}
	if err := checkPurchases(purchases); err != nil {
		return Rhythm{}, err
	}
	r := Rhythm{Cycle: int(m.cycle)}
	first, last := m.at.ends(purchases)
	if first.IsZero() {
		return r, nil
	}
	r.First, r.Last = first.In(m.at.loc), last.In(m.at.loc)
	var memory [64]civil.Date
	dates := memory[:0]
	for _, t := range purchases {
		if !t.After(last) {
			dates = append(dates, m.at.clock.DateOf(t.Unix()))
		}
	}
	r.measure(distinct(dates), m.at.today)
	return r, nil
}

// measure fills in what follows from rising dates, at least one of them, all of
// which it overwrites.
func (r *Rhythm) measure(dates []civil.Date, today civil.Date) {
	last := len(dates) - 1
	r.PurchaseDays = len(dates)
	r.SilentDays = int(today - dates[last])
	if last == 0 {
		r.Relationship = Observing
		return
	}
	r.LastGap = int(dates[last] - dates[last-1])
	for i := range last {
		dates[i] = dates[i+1] - dates[i]
	}
	gaps := dates[:last]
	slices.Sort(gaps)
	k := len(gaps)
	twice := int64(gaps[(k-1)/2]) + int64(gaps[k/2]) // the median
	r.MedianGap = half(twice)
	r.Cycle = shrink(int64(k), twice, int64(r.Cycle))
	switch {
	case r.PurchaseDays <= 3:
		r.Relationship = Forming
	case int64(max(r.SilentDays, r.LastGap)) > twice:
		r.Relationship = Declining
	default:
		r.Relationship = Stable
	}
}

// half returns n/2, exactly.
func half(n int64) decimal.Decimal {
	if n%2 == 0 {
		return decimal.NewFromInt(n / 2)
	}
	return decimal.New(5*n, -1)
}

// shrink returns (k × median + 2 × population) / (k + 2), a half rounded up,
// from twice the median.
func shrink(k, twice, population int64) int {
	sum, weight := k*twice+4*population, 2*(k+2)
	return int((2*sum + weight) / (2 * weight))
}

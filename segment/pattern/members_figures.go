package pattern

import (
	"encoding/json"
	"math/big"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// MemberFigures is what became of a shop's members over a period [from, until),
// and what they bought. [Roll.Figures] counts them.
//
// What happens at the instant from is part of the period, what happens at until
// is part of the next: who joins at the midnight with which April begins is new
// in April, and a membership that ends there lasted through March. So a size is
// that just before an instant, and the end of a period is the start of the next.
// Always
//
//	End = Start + New + Returned − Lost
//
// Who is a member both just before from and just before until is neither lost
// nor returned, even if they were away in between.
//
// A rate or an average is nil and not ok where there is nothing to divide by: a
// churn of 0 says that nobody left, not that there was nobody. In JSON they all
// stand beside the counts, as fractions such as "1/3", or null.
type MemberFigures struct {
	// Start is the size at the start: the members just before the period.
	Start int64 `json:"start"`
	// New is those who joined for the first time and stayed: not a member at any
	// instant before the period, a member just before its end.
	New int64 `json:"new"`
	// Returned is those who came back and stayed: not a member just before the
	// period, a member at its end, and one some time before the period.
	Returned int64 `json:"returned"`
	// Lost is those who left: a member just before the period, none just before
	// its end.
	Lost int64 `json:"lost"`
	// End is the size at the end: the members just before until.
	End int64 `json:"end"`
	// Passing is those who came and left within the period, for the first time or
	// not: a member at some instant of it, but neither just before it nor just
	// before its end. They are in neither size.
	Passing int64 `json:"passing"`
	// MembersDuring is everybody who was a member at some instant of the period. Of
	// the size at the start, those are missing whose membership ended as it began.
	MembersDuring int64 `json:"membersDuring"`
	// Orders is the orders of members in the period: of customers who were a
	// member at the instant of the order.
	Orders int64 `json:"orders"`
	// Buyers is the members with at least one of these orders.
	Buyers int64 `json:"buyers"`
	// Repeaters is the members with at least two of these orders, be it on one day.
	Repeaters int64 `json:"repeaters"`
	// MemberRevenue is the exact sum of these orders.
	MemberRevenue decimal.Decimal `json:"memberRevenue"`
	// TotalRevenue is the exact sum of all orders in the period, of members and
	// others, guests included.
	TotalRevenue decimal.Decimal `json:"totalRevenue"`
}

// enroll counts a member by their spans, which rise with time between them.
func (f *MemberFigures) enroll(spans []interval, period interval) {
	var start, end, during bool
	for _, s := range spans {
		start = start || s.from < period.from && period.from <= s.until
		end = end || s.from < period.until && period.until <= s.until
		during = during || s.from < period.until && period.from < s.until
	}
	former := spans[0].from < period.from
	switch {
	case start && !end:
		f.Lost++
	case !start && end && former:
		f.Returned++
	case !start && end:
		f.New++
	case !start && during:
		f.Passing++
	}
	f.Start += oneIf(start)
	f.End += oneIf(end)
	f.MembersDuring += oneIf(during)
}

func oneIf(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// GrowthRate returns by what part of it the size grew, exactly: (End − Start) by
// Start, negative where it shrank. It is not ok where Start is 0.
func (f MemberFigures) GrowthRate() (growth *big.Rat, ok bool) { return share(f.End-f.Start, f.Start) }

// ChurnRate returns the exact share of the members at the start who left: Lost
// by Start. It is not ok where Start is 0.
func (f MemberFigures) ChurnRate() (churn *big.Rat, ok bool) { return share(f.Lost, f.Start) }

// RepurchaseRate returns the exact share of the members who bought in the period
// that did so at least twice, counted in orders: Repeaters by Buyers. It is not ok
// where nobody bought.
func (f MemberFigures) RepurchaseRate() (repurchase *big.Rat, ok bool) {
	return share(f.Repeaters, f.Buyers)
}

// Activity returns the exact share of the members that bought in the period:
// Buyers by MembersDuring, who could have. It is not ok where there were none.
func (f MemberFigures) Activity() (activity *big.Rat, ok bool) {
	return share(f.Buyers, f.MembersDuring)
}

// PerOrder returns the average order value of members, exactly: MemberRevenue by
// Orders. It is not ok where there are none.
func (f MemberFigures) PerOrder() (average *big.Rat, ok bool) {
	return rate(f.MemberRevenue, decimal.NewFromInt(f.Orders))
}

// PerBuyer returns the average customer value (客单价) of members, exactly:
// MemberRevenue by Buyers. It is not ok where nobody bought.
func (f MemberFigures) PerBuyer() (average *big.Rat, ok bool) {
	return rate(f.MemberRevenue, decimal.NewFromInt(f.Buyers))
}

// Contribution returns the exact share of members in what the shop took:
// MemberRevenue by TotalRevenue. It is not ok where nothing was taken.
func (f MemberFigures) Contribution() (contribution *big.Rat, ok bool) {
	return rate(f.MemberRevenue, f.TotalRevenue)
}

// MarshalJSON writes the counts, the amounts, and the seven rates and averages,
// null where they are not ok.
func (f MemberFigures) MarshalJSON() ([]byte, error) {
	type counts MemberFigures
	text := struct {
		counts
		GrowthRate     *big.Rat `json:"growthRate"`
		ChurnRate      *big.Rat `json:"churnRate"`
		RepurchaseRate *big.Rat `json:"repurchaseRate"`
		Activity       *big.Rat `json:"activity"`
		PerOrder       *big.Rat `json:"perOrder"`
		PerBuyer       *big.Rat `json:"perBuyer"`
		Contribution   *big.Rat `json:"contribution"`
	}{counts: counts(f)}
	text.GrowthRate, _ = f.GrowthRate()
	text.ChurnRate, _ = f.ChurnRate()
	text.RepurchaseRate, _ = f.RepurchaseRate()
	text.Activity, _ = f.Activity()
	text.PerOrder, _ = f.PerOrder()
	text.PerBuyer, _ = f.PerBuyer()
	text.Contribution, _ = f.Contribution()
	return json.Marshal(text)
}

// share returns a/b for two counts, as [rate] does.
func share(a, b int64) (*big.Rat, bool) { return rate(decimal.NewFromInt(a), decimal.NewFromInt(b)) }

// rate returns a/b exactly, nil and false where b is 0. Numbers that no sum has,
// as a document could, are not written out.
func rate(a, b decimal.Decimal) (*big.Rat, bool) {
	const most = 100 // the exponent of a sum is at least −12, and at most 12
	if b.Sign() == 0 || max(a.Exponent(), -a.Exponent(), b.Exponent(), -b.Exponent()) > most {
		return nil, false
	}
	return exact.Quotient(a, b), true
}

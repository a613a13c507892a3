package pattern

import (
	"math/big"

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
	// During is everybody who was a member at some instant of the period. Of the
	// size at the start, those are missing whose membership ended as it began.
	During int64 `json:"during"`
	// Orders is the orders of members in the period: of customers who were a
	// member at the instant of the order.
	Orders int64 `json:"orders"`
	// Buyers is the members with at least one of these orders.
	Buyers int64 `json:"buyers"`
	// Repeaters is the members with at least two of these orders, be it on one day.
	Repeaters int64 `json:"repeaters"`
	// Revenue is the exact sum of these orders.
	Revenue decimal.Decimal `json:"revenue"`
	// Turnover is the exact sum of all orders in the period, of members and others.
	Turnover decimal.Decimal `json:"turnover"`
}

// enroll counts a member by their spans, which rise with time between them.
func (f *MemberFigures) enroll(spans []memberSpan, period memberSpan) {
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
	f.Start += memberCount(start)
	f.End += memberCount(end)
	f.During += memberCount(during)
}

func memberCount(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// GrowthRate returns by what part of it the size grew, exactly: (End − Start) by
// Start, negative where it shrank. It is not ok, and 0, where Start is 0: there
// is no rate of growth from nothing.
func (f MemberFigures) GrowthRate() (rate *big.Rat, ok bool) {
	return memberShare(f.End-f.Start, f.Start), f.Start != 0
}

// ChurnRate returns the exact share of the members at the start who left: Lost
// by Start, 0 where there were none.
func (f MemberFigures) ChurnRate() *big.Rat { return memberShare(f.Lost, f.Start) }

// RepurchaseRate returns the exact share of the members who bought in the period
// that did so at least twice, counted in orders: Repeaters by Buyers, 0 where
// nobody bought.
func (f MemberFigures) RepurchaseRate() *big.Rat { return memberShare(f.Repeaters, f.Buyers) }

// Activity returns the exact share of the members that bought in the period:
// Buyers by During, who could have, 0 where there were none.
func (f MemberFigures) Activity() *big.Rat { return memberShare(f.Buyers, f.During) }

// PerOrder returns the average order value of members, exactly: Revenue by
// Orders, 0 where there are none.
func (f MemberFigures) PerOrder() *big.Rat {
	return memberQuotient(f.Revenue, decimal.NewFromInt(f.Orders))
}

// PerBuyer returns the average customer value (客单价) of members, exactly:
// Revenue by Buyers, 0 where nobody bought.
func (f MemberFigures) PerBuyer() *big.Rat {
	return memberQuotient(f.Revenue, decimal.NewFromInt(f.Buyers))
}

// Contribution returns the exact share of members in what the shop took: Revenue
// by Turnover, 0 where nothing was taken.
func (f MemberFigures) Contribution() *big.Rat { return memberQuotient(f.Revenue, f.Turnover) }

// memberShare returns a/b, 0 where b is 0.
func memberShare(a, b int64) *big.Rat {
	if b == 0 {
		return new(big.Rat)
	}
	return big.NewRat(a, b)
}

// memberQuotient returns a/b, 0 where b is 0.
func memberQuotient(a, b decimal.Decimal) *big.Rat {
	if b.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Quo(a.Rat(), b.Rat())
}

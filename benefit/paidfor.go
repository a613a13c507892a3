package benefit

import "github.com/shopspring/decimal"

// PaidFor is what was paid, and what for: the base of the points an order earns.
type PaidFor struct {
	Goods   Amounts `json:"goods"`   // Goods is for goods
	Freight Amounts `json:"freight"` // Freight is for freight
}

// Amounts is what was paid, and how.
type Amounts struct {
	Due    decimal.Decimal `json:"due"`    // Due is what money pays
	Points decimal.Decimal `json:"points"` // Points is the amount that points pay
}

// PaidFor returns what is paid for goods and for freight, the sums of Lines.
func (q *Quote) PaidFor() PaidFor {
	return q.paidFor().decimals(q.Frozen.Decimals)
}

// paidFor is PaidFor in smallest units: money, and points.
type paidFor struct{ goods, freight [2]int64 }

func (q *Quote) paidFor() paidFor {
	var p paidFor
	for i := range q.Lines {
		l := &q.Lines[i]
		due, _ := unitsTo(maxTotal, l.Due, q.Frozen.Decimals)
		points, _ := unitsTo(maxTotal, l.Points.Amount, q.Frozen.Decimals)
		p.add(l.Line.Kind, due, points)
	}
	return p
}

func (p *paidFor) add(kind Kind, due, points int64) {
	of := &p.goods
	if kind == Freight {
		of = &p.freight
	}
	of[0] += due
	of[1] += points
}

func (p paidFor) decimals(decimals int32) PaidFor {
	of := func(n [2]int64) Amounts { return Amounts{amount(n[0], decimals), amount(n[1], decimals)} }
	return PaidFor{of(p.goods), of(p.freight)}
}

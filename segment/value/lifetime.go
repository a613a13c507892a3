package value

import "github.com/shopspring/decimal"

// Lifetime is what the value of a customer over their lifetime is made of, by the
// formula of the textbooks, which discounts nothing:
//
//	value = years × yearly profit − (promotion + retention + service)
//
// Costs that YearlyProfit is already net of are 0 here.
type Lifetime struct {
	// Years is how long the customer stays, at least 0: 2.5 is two and a half.
	Years decimal.Decimal `json:"years"`
	// YearlyProfit is what they bring on average in a year. A loss is negative.
	YearlyProfit decimal.Decimal `json:"yearlyProfit"`
	// Promotion is what it costs to win them, over all years, at least 0.
	Promotion decimal.Decimal `json:"promotion"`
	// Retention is what it costs to keep them, over all years, at least 0.
	Retention decimal.Decimal `json:"retention"`
	// Service is what it costs to serve them, over all years, at least 0.
	Service decimal.Decimal `json:"service"`
}

// Value returns the lifetime value, exactly. It is negative for a customer who
// costs more than they bring. The error is a [*segment.DataError] about the first
// field that cannot be used.
func (l Lifetime) Value() (decimal.Decimal, error) {
	for _, field := range [...]struct{ name, why string }{
		{"years", badNumber(l.Years)},
		{"yearlyProfit", outOfBounds(l.YearlyProfit)},
		{"promotion", badNumber(l.Promotion)},
		{"retention", badNumber(l.Retention)},
		{"service", badNumber(l.Service)},
	} {
		if field.why != "" {
			return decimal.Decimal{}, dataError("lifetime", field.name, "%s", field.why)
		}
	}
	cost := l.Promotion.Add(l.Retention).Add(l.Service)
	return l.Years.Mul(l.YearlyProfit).Sub(cost), nil
}

package value_test

import (
	"fmt"
	"slices"
	"testing"

	"example.com/membership/segment/value"
	"github.com/shopspring/decimal"
)

// many returns n customers in no order of theirs, with amounts of one exponent or
// of three.
func many(n int, mixed bool) []row {
	rows := make([]row, n)
	random := uint64(20180101)
	for i := range rows {
		random = random*6364136223846793005 + 1442695040888963407
		exp := int32(-2)
		if mixed {
			exp = -int32(i % 3)
		}
		rows[i] = row{fmt.Sprintf("C%06d", i*7919%n), decimal.New(int64(random>>40%500_000), exp)}
	}
	return rows
}

// Ranking 100,000 customers, against sorting a slice of decimals, which checks
// nothing, knows no customers and adds nothing up.
func BenchmarkRank(b *testing.B) {
	for i, name := range []string{"one exponent", "three exponents"} {
		rows := many(100_000, i == 1)
		b.Run(name+"/value", func(b *testing.B) {
			perCustomer(b, len(rows), func() { must(value.Rank(seq(rows)))(b) })
		})
		b.Run(name+"/decimals", func(b *testing.B) {
			perCustomer(b, len(rows), func() {
				amounts := make([]decimal.Decimal, len(rows))
				for i, r := range rows {
					amounts[i] = r.amount
				}
				slices.SortFunc(amounts, func(a, b decimal.Decimal) int { return b.Cmp(a) })
			})
		})
	}
}

// The answers of a ranking of 100,000 customers.
func BenchmarkAnswers(b *testing.B) {
	r := rank(b, many(100_000, true))
	n := r.Total().Customers
	b.Run("top fifth", func(b *testing.B) { perCustomer(b, n, func() { must(r.Top(dec("0.2")))(b) }) })
	b.Run("abc", func(b *testing.B) { perCustomer(b, n, func() { must(r.Divide(value.ABC()))(b) }) })
	b.Run("gini", func(b *testing.B) { perCustomer(b, n, func() { r.Gini() }) })
	b.Run("curve of 100", func(b *testing.B) {
		perCustomer(b, n, func() {
			for range r.Curve(100) {
			}
		})
	})
}

// The loyalty of one customer, against the same three comparisons of decimals,
// which check and explain nothing.
func BenchmarkLoyalty(b *testing.B) {
	rule := value.DefaultLoyalty()
	buying := value.Buying{Orders: 8, RepeatOrders: 7, OnPromotion: 6, Referrals: 1}
	b.Run("value", func(b *testing.B) { perCustomer(b, 1, func() { must(rule.Of(buying))(b) }) })
	b.Run("decimals", func(b *testing.B) {
		perCustomer(b, 1, func() {
			share := decimal.NewFromInt(buying.OnPromotion).Div(decimal.NewFromInt(buying.Orders))
			_ = decimal.NewFromInt(buying.RepeatOrders).Cmp(decimal.NewFromInt(rule.RepeatOrders))
			_ = share.Cmp(rule.PromotionShare)
			_ = decimal.NewFromInt(buying.Referrals).Cmp(decimal.NewFromInt(rule.Referrals))
		})
	})
}

// perCustomer runs f over all customers in every round.
func perCustomer(b *testing.B, customers int, f func()) {
	b.ReportAllocs()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(customers), "ns/customer")
}

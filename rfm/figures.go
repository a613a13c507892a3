package rfm

import (
	"math/big"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// Figures is what some customers bring. A number of customers or orders beyond
// int64 stays at its maximum.
type Figures struct {
	// Customers is how many they are.
	Customers int64 `json:"customers"`
	// Orders is their purchases within the period.
	Orders int64 `json:"orders"`
	// Amount is the exact sum they paid within the period, net of refunds.
	Amount decimal.Decimal `json:"amount"`
}

// PerOrder returns the average order, exactly: amount by orders, 0 where there
// are none.
func (f Figures) PerOrder() *big.Rat { return exact.Quotient(f.Amount, decimal.NewFromInt(f.Orders)) }

// PerCustomer returns what a customer pays on average, exactly: amount by
// customers, 0 where there are none.
func (f Figures) PerCustomer() *big.Rat {
	return exact.Quotient(f.Amount, decimal.NewFromInt(f.Customers))
}

// Group is the customers who have something in common, such as a grade, with
// their part in the whole: of all customers with a score, unless said otherwise.
// Shares are fractions, in JSON written as "1/3"; in percent, with one decimal:
//
//	new(big.Rat).Mul(g.AmountShare, big.NewRat(100, 1)).FloatString(1)
type Group[K comparable] struct {
	// Key is what they have in common.
	Key K `json:"key"`
	// Figures is what they bring.
	Figures
	// CustomerShare is their exact part in the customers. Shares add up to 1;
	// they are 0 where the whole is.
	CustomerShare *big.Rat `json:"customerShare"`
	// AmountShare is their exact part in the amount, likewise.
	AmountShare *big.Rat `json:"amountShare"`
}

// tally is [Figures] as they are added up.
type tally struct {
	customers, orders int64
	amount            exact.Sum
}

func (t *tally) add(o tally) {
	t.customers = addCounts(t.customers, o.customers)
	t.orders = addCounts(t.orders, o.orders)
	t.amount.Merge(o.amount)
}

func (t tally) figures() Figures {
	return Figures{t.customers, t.orders, t.amount.Decimal()}
}

func addUp(parts []counted) (whole tally) {
	for _, part := range parts {
		whole.add(part.tally)
	}
	return whole
}

// groupBy adds up the parts of each key, all among keys, and their shares.
func groupBy[K comparable](keys []K, parts []counted, keyOf func(Score) K) []Group[K] {
	tallies := make(map[K]tally, len(keys))
	for _, part := range parts {
		key := keyOf(part.score)
		t := tallies[key]
		t.add(part.tally)
		tallies[key] = t
	}
	whole := addUp(parts).figures()
	groups := make([]Group[K], len(keys))
	for i, key := range keys {
		f := tallies[key].figures()
		groups[i] = Group[K]{key, f, exact.Quotient(decimal.NewFromInt(f.Customers), decimal.NewFromInt(whole.Customers)), exact.Quotient(f.Amount, whole.Amount)}
	}
	return groups
}

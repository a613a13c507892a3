package value

import (
	"iter"
	"math/big"
	"sort"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// Part is customers who stand together in a [Ranking], and what they bring. Where
// there are none, all but Name and Before is 0. The methods of Ranking set both
// shares, also beside an error; those of a Part made elsewhere may be nil, which
// JSON writes as null.
type Part struct {
	// Name is that of the level in a [Division], otherwise "".
	Name string `json:"name,omitzero"`
	// Before is how many customers rank before the part.
	Before int `json:"before"`
	// Customers is how many they are.
	Customers int `json:"customers"`
	// CustomerShare is their exact part in all customers.
	CustomerShare *big.Rat `json:"customerShare"`
	// Amount is the exact sum of what they bring.
	Amount decimal.Decimal `json:"amount"`
	// AmountShare is their exact part in the amount of all customers. It is 0
	// where nobody brings anything.
	AmountShare *big.Rat `json:"amountShare"`
	// Highest is the amount of the first of them.
	Highest decimal.Decimal `json:"highest"`
	// Lowest is the amount of the last of them.
	Lowest decimal.Decimal `json:"lowest"`
	// Tied is how many customers rank after the part though they bring Lowest
	// too: only their IDs keep them out. With one of them in place of the last,
	// the part would bring the same. [Ranking.Top] shows how to list them.
	Tied int `json:"tied"`
}

// Total returns everybody, in time linear in the customers.
func (r *Ranking[K]) Total() Part { return r.part("", 0, r.len()) }

// Top returns the best customers, by the given share of all customers, above 0
// and at most 1: 0.2 is the best 20 %. Their number is share × customers rounded
// half up, so that a fifth of two customers is nobody, and of three is one. A
// larger share never brings less.
//
// Customers who bring as much as the last of them may be left out, for their IDs
// alone. They come next in the ranking:
//
//	tied := value.Part{Before: top.Before + top.Customers, Customers: top.Tied}
//	for id := range ranking.Customers(tied) {
//
// The error is a [*segment.DataError] about the share. Time is linear in the
// customers returned.
func (r *Ranking[K]) Top(share decimal.Decimal) (Part, error) { return r.best(ByCustomers, share) }

// Reaching returns the fewest customers, best first, who bring at least the given
// share, above 0 and at most 1, of the amount. Where nobody brings anything, that
// is nobody. Customers with 0 are never among them.
//
// Error and time are those of [Ranking.Top].
func (r *Ranking[K]) Reaching(share decimal.Decimal) (Part, error) { return r.best(ByAmount, share) }

// Customers yields the customers of a part and their amounts, best first. It can
// be read any number of times. Places that the ranking does not have, as in a
// part of another, yield nobody.
func (r *Ranking[K]) Customers(p Part) iter.Seq2[K, decimal.Decimal] {
	from := p.Before
	to := from + min(p.Customers, r.len()-from)
	if from < 0 {
		to = from
	}
	return func(yield func(K, decimal.Decimal) bool) {
		for i := from; i < to; i++ {
			if p := &r.places[i]; !yield(p.id, p.amount) {
				return
			}
		}
	}
}

// best returns the customers from the first to where they make up the share.
func (r *Ranking[K]) best(by By, share decimal.Decimal) (Part, error) {
	if why := badShare(share); why != "" {
		return r.part("", 0, 0), dataError("share", "", "%s", why)
	}
	return r.part("", 0, r.ends(by, []decimal.Decimal{share})[0]), nil
}

// ends returns, for each share, rising, how many customers make it up.
func (r *Ranking[K]) ends(by By, shares []decimal.Decimal) []int {
	if by == ByAmount {
		return r.endsByAmount(shares)
	}
	ends := make([]int, len(shares))
	for i, share := range shares {
		half := decimal.New(5, -1)
		ends[i] = int(share.Mul(decimal.NewFromInt(int64(r.len()))).Add(half).Floor().IntPart())
	}
	return ends
}

func (r *Ranking[K]) endsByAmount(shares []decimal.Decimal) []int {
	ends := make([]int, len(shares))
	if r == nil {
		return ends
	}
	var sum exact.Sum // of the n best
	n := 0
	for i, share := range shares {
		end := exact.NewCut(share.Mul(r.total.Decimal()))
		for ; !end.Reached(sum); n++ {
			r.add(&sum, &r.places[n])
		}
		ends[i] = n
	}
	return ends
}

// part returns the customers at the places from..to, to excluded.
func (r *Ranking[K]) part(name string, from, to int) Part {
	p := Part{
		Name:          name,
		Before:        from,
		Customers:     to - from,
		CustomerShare: exact.Quotient(decimal.NewFromInt(int64(to-from)), decimal.NewFromInt(int64(r.len()))),
		AmountShare:   new(big.Rat),
	}
	if from == to {
		return p
	}
	var sum exact.Sum
	for i := from; i < to; i++ {
		r.add(&sum, &r.places[i])
	}
	p.Amount = sum.Decimal()
	p.AmountShare = exact.Quotient(p.Amount, r.total.Decimal())
	last := &r.places[to-1]
	p.Highest, p.Lowest = r.places[from].amount, last.amount
	p.Tied = sort.Search(r.len()-to, func(i int) bool { return r.places[to+i].compare(last) != 0 })
	return p
}

func (r *Ranking[K]) len() int {
	if r == nil {
		return 0
	}
	return len(r.places)
}

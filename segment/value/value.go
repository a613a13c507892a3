// Package value says who brings what: which customers the shop lives on, and how
// much it depends on them.
//
// [Rank] takes what each customer brought, already added up, such as the sum of
// their orders or a profit, and orders them. The [Ranking] then answers:
//
//	ranking, err := value.Rank(maps.All(paid)) // map[string]decimal.Decimal
//	if err != nil {
//		return err
//	}
//	top, err := ranking.Top(decimal.New(20, -2))      // what the best 20 % of customers bring
//	few, err := ranking.Reaching(decimal.New(80, -2)) // how many customers bring 80 %
//	classes, err := ranking.Divide(value.ABC())       // who is A, B and C
//	gini := ranking.Gini()                            // 0: all bring the same
//
// Each answer is a [Part], customers who stand together in the ranking, and
// [Ranking.Customers] says who they are:
//
//	for _, class := range classes {
//		fmt.Println(class.Name, class.Customers, class.Amount)
//		for id := range ranking.Customers(class) {
//			save(id, class.Name)
//		}
//	}
//
// A [Division] is data, which a shop keeps beside its other rules: [ABC] divides
// by the amount, [Pyramid] by the number of customers. It is read as strictly
// inside the shop's own document as by [ParseDivision]; so are a [LoyaltyRule] and
// a [Scale]. [Ranking.Curve] gives the points of the concentration curve.
//
// Three smaller questions need no ranking. [Lifetime] is what one customer is
// worth over the years. [LoyaltyRule] says what keeps one coming back: habit,
// the price, conviction, or nothing. [Scale] compares what customers answer
// about their experience with what they expected.
//
// # Exactness
//
// Sums and shares are exact. Shares are fractions, *big.Rat, in JSON written as
// "1/3"; in percent, with two decimals:
//
//	new(big.Rat).Mul(top.AmountShare, big.NewRat(100, 1)).FloatString(2)
//
// Amounts are of one currency, and at least 0: customers who got back more than
// they paid are left out, or stand at 0. Numbers have at most 30 digits and an
// exponent within −12..12.
//
// # Errors
//
// A rule that cannot be used is a [*segment.InvalidError] with all its faults. A
// customer, an answer or a share that cannot be used is a [*segment.DataError],
// and then there is no result.
//
// Everything here is safe for concurrent use. A Ranking is immutable. Neither it
// nor an error of Rank depends on the order in which customers are given.
package value

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// Ranking is customers in the order of what they bring: the highest amount
// first, equal amounts by rising ID. The zero value and nil are those of no
// customers, where everything is 0.
type Ranking[K cmp.Ordered] struct {
	places []place[K]
	low    int32 // the smallest exponent of the amounts, at most 0
	total  exact.Sum
}

// place is a customer in a ranking.
type place[K cmp.Ordered] struct {
	id     K
	amount decimal.Decimal
	units  int64 // the amount as a multiple of 10^low, or beyond
}

// beyond stands for more units than a place counts: the amount decides there.
const beyond = math.MaxInt64

// Rank orders customers by their amounts; give each customer once, with the sum
// already made: Rank adds nothing up, and two equal orders of one customer would
// count as one. A customer with 0 is one too; nobody at all is no error, and a nil
// sequence is nobody.
//
// The error is a [*segment.DataError] that names the customer: the same ID with
// another amount, a negative amount, one outside the bounds of the package, an
// ID of more than 1,000 bytes, one that is not UTF-8 or not a number (NaN), or
// an empty one, which is not a customer but all the orders without one. Of
// several it names the lowest ID, customers that cannot be used before amounts
// that differ.
//
// Time is n log n. Comparing two amounts does not allocate while they have at
// most 18 digits at the finest number of decimals given. Memory is linear: the
// decimals given and, for each customer, 24 bytes and the ID, some four times that
// until Rank returns, a little less where customers come by rising ID.
func Rank[K cmp.Ordered](amounts iter.Seq2[K, decimal.Decimal]) (*Ranking[K], error) {
	if amounts == nil {
		return &Ranking[K]{}, nil
	}
	var in intake[K]
	for id, amount := range amounts {
		in.take(id, amount)
	}
	return in.ranking()
}

// intake gathers the customers of a ranking.
type intake[K cmp.Ordered] struct {
	places   []place[K]
	low      int32
	unsorted bool // whether some ID does not exceed the one before
	refused  *refusal[K]
}

// refusal is a customer who cannot be ranked.
type refusal[K cmp.Ordered] struct {
	id         K
	field, why string
}

// take keeps going after a refusal, so that which one is told does not depend
// on the order.
func (in *intake[K]) take(id K, amount decimal.Decimal) {
	var zero K
	if id == zero {
		id = zero // of −0 and 0, which are equal, always the same
	}
	field, why := unfit(id, amount)
	switch {
	case why != "":
		if in.refused == nil || cmp.Or(cmp.Compare(id, in.refused.id), cmp.Compare(why, in.refused.why)) < 0 {
			in.refused = &refusal[K]{id, field, why}
		}
	case in.refused == nil:
		if n := len(in.places); n > 0 && cmp.Compare(in.places[n-1].id, id) >= 0 {
			in.unsorted = true
		}
		in.low = min(in.low, amount.Exponent())
		in.places = append(in.places, place[K]{id, amount, units(exact.Of(amount))})
	}
}

func (in *intake[K]) ranking() (*Ranking[K], error) {
	if no := in.refused; no != nil {
		return nil, dataError(customer(no.id), no.field, "%s", no.why)
	}
	r := &Ranking[K]{places: in.places, low: in.low}
	r.count()
	if in.unsorted && r.repeats() {
		if err := r.distinct(); err != nil {
			return nil, err
		}
	}
	r.sort()
	for i := range r.places {
		r.add(&r.total, &r.places[i])
	}
	return r, nil
}

// count writes the amounts as multiples of the same power of ten, which compare
// without allocating, and without a look at the amounts in their places in
// memory.
func (r *Ranking[K]) count() {
	zero := exact.Of(decimal.New(0, r.low))
	for i := range r.places {
		p := &r.places[i]
		if exp := min(p.amount.Exponent(), 0); exp != r.low && p.units != beyond {
			sum := zero
			sum.AddSmall(exact.Small{Coef: p.units, Exp: exp})
			p.units = units(sum)
		}
	}
}

// units returns the coefficient of a sum.
func units(sum exact.Sum) int64 {
	const most = 1_000_000_000_000_000_000 // of which the bounds of a Small and of a Sum differ
	if n, small := sum.Small(); small && n.Coef < most {
		return n.Coef
	}
	return beyond
}

// repeats reports whether an ID comes twice.
func (r *Ranking[K]) repeats() bool {
	seen := make(map[K]struct{}, len(r.places))
	for i := range r.places {
		seen[r.places[i].id] = struct{}{}
	}
	return len(seen) < len(r.places)
}

// distinct leaves each customer once.
func (r *Ranking[K]) distinct() error {
	slices.SortFunc(r.places, func(a, b place[K]) int {
		// 1.5 and 1.50 are the same; which of them stays must not be chance.
		return cmp.Or(cmp.Compare(a.id, b.id), a.compare(&b), cmp.Compare(a.amount.Exponent(), b.amount.Exponent()))
	})
	for i := 1; i < len(r.places); i++ {
		a, b := &r.places[i-1], &r.places[i]
		if cmp.Compare(a.id, b.id) == 0 && a.compare(b) != 0 {
			return dataError(customer(a.id), "amount", "is %s, and %s too; add up what belongs together, and give each customer once", a.amount, b.amount)
		}
	}
	r.places = slices.CompactFunc(r.places, func(a, b place[K]) bool { return cmp.Compare(a.id, b.id) == 0 })
	return nil
}

// sort brings the places into their order. It sorts what most comparisons need,
// which is smaller than a place and lies together.
func (r *Ranking[K]) sort() {
	type key struct {
		units int64
		at    int
	}
	keys := make([]key, len(r.places))
	for i := range keys {
		keys[i] = key{r.places[i].units, i}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.units != b.units {
			return cmp.Compare(b.units, a.units)
		}
		p, q := &r.places[a.at], &r.places[b.at]
		return cmp.Or(q.compare(p), cmp.Compare(p.id, q.id))
	})
	sorted := make([]place[K], len(keys))
	for i, k := range keys {
		sorted[i] = r.places[k.at]
	}
	r.places = sorted
}

// compare compares the amounts.
func (p *place[K]) compare(q *place[K]) int {
	if p.units == beyond && q.units == beyond {
		return p.amount.Cmp(q.amount)
	}
	return cmp.Compare(p.units, q.units)
}

// add adds the amount of a place to a sum.
func (r *Ranking[K]) add(sum *exact.Sum, p *place[K]) {
	if p.units == beyond {
		sum.Add(p.amount)
		return
	}
	sum.AddSmall(exact.Small{Coef: p.units, Exp: r.low})
}

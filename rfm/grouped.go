package rfm

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
)

// Grouped summarises purchases that come customer by customer, as a query with
// ORDER BY customer_id gives them, and calls each with every customer in their
// order. It keeps one summary at a time and does not allocate for an order of
// an ordinary amount (see [Scorer.Add]).
//
// A customer whose purchases do not all stand together comes more than once, so
// workers take shares of whole customers, such as those of even numbers;
// [Summarize] takes purchases in any order, and any shares. A customer none of
// whose purchases counts comes with a zero Summary. A nil sequence is empty.
//
// The first error ends it: that of each as it is, or a [*DataError] that names
// the purchase and the customer. What each was told before is right, but not
// everything.
func Grouped[K comparable](s *Scorer, purchases iter.Seq2[K, Purchase], each func(K, Summary) error) error {
	switch err := s.usable(); {
	case err != nil:
		return err
	case each == nil:
		return &DataError{Record: "each", Why: "is nil; nobody would hear of the customers"}
	case purchases == nil:
		return nil
	}
	g := &grouping[K]{scorer: s, each: each}
	purchases(func(key K, p Purchase) bool {
		if (key != g.customer || !g.begun) && !g.next(key) {
			return false
		}
		if err := g.scorer.add(&g.sum, &p); err != nil {
			if g.err == nil {
				g.err = ofCustomer(key, err)
			}
			return false
		}
		return true
	})
	g.ended = true
	if g.err == nil && g.begun {
		g.err = each(g.customer, g.sum)
	}
	return g.err
}

// A grouping adds up one customer after the other. It is one struct because the
// variables of a range over the purchases would each be reached by a pointer.
type grouping[K comparable] struct {
	scorer   *Scorer
	each     func(K, Summary) error
	customer K
	sum      Summary // of customer
	begun    bool    // whether there is a customer
	ended    bool    // whether the purchases are over
	err      error   // what ended it
}

// next passes the customer on and begins another. After an error, or the end,
// it does nothing, also where a sequence does not heed them.
func (g *grouping[K]) next(key K) bool {
	if g.err != nil || g.ended {
		return false
	}
	if g.begun {
		g.err = g.each(g.customer, g.sum)
	}
	g.customer, g.sum, g.begun = key, Summary{}, true
	return g.err == nil
}

// ofCustomer adds the customer to an error about a purchase.
func ofCustomer[K comparable](key K, err error) error {
	var data *DataError
	if errors.As(err, &data) {
		data.Record += " of customer " + printable(fmt.Sprintf("%.100s", fmt.Sprint(key)))
	}
	return err
}

// printable quotes a text that could look like more than a name.
func printable(s string) string {
	if quoted := strconv.Quote(s); quoted != `"`+s+`"` {
		return quoted
	}
	return s
}

package rfm

import "iter"

// Summarize summarises purchases that come in any order, by the customer's key,
// in one pass. A nil sequence is empty. The error is a [*DataError] that names
// the first purchase that cannot be used, and its customer; there is no result
// then.
//
// It takes 24 bytes and a key for each purchase until there are many: half a
// million, and 16 to a customer. Then it adds up, so that what it holds grows
// with the customers. To use several processors, give each goroutine a share of
// the purchases, [Customers.Merge] the results, and read them by
// [Customers.Split]. Where purchases can be had in the order of customers,
// [Grouped] is several times as fast and takes no memory.
//
// Keys are compared with ==, and like those of a map panic where an interface
// holds what cannot be.
func Summarize[K comparable](s *Scorer, purchases iter.Seq2[K, Purchase]) (*Customers[K], error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	c := &Customers[K]{scorer: s, parts: make([]part[K], fanout)}
	if purchases == nil {
		return c, nil
	}
	var err error
	purchases(func(key K, p Purchase) bool {
		if err == nil {
			err = c.add(key, &p)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Customers[K]) add(key K, p *Purchase) error {
	var one Summary
	if err := c.scorer.add(&one, p); err != nil {
		return ofCustomer(key, err)
	}
	h := hash(key)
	part := &c.parts[h%fanout]
	if net, small := one.amount.Small(); small {
		part.wait(c.scorer, order[K]{key: key, at: one.last, coef: net.Coef, exp: net.Exp, hash: h})
	} else {
		part.keep(c.scorer, entry[K]{key, one})
	}
	return nil
}

// Customers is the summaries of customers by their keys, as [Summarize] returns
// it. The zero value has none; one in use must not be copied. Reading it from
// many goroutines is safe; not so while it is merged into.
type Customers[K comparable] struct {
	scorer *Scorer
	parts  []part[K]
}

// Merge adds the purchases that another result of the same scorer holds, which
// it leaves as it was. The result holds what both did: adding up customers of
// both is left to whoever reads. The error, a [*DataError], is that the scorers
// differ.
func (c *Customers[K]) Merge(o *Customers[K]) error {
	switch {
	case o == nil || o.parts == nil:
		return nil
	case c == nil:
		return &DataError{Record: "customers", Why: "are nil: there is nothing to merge into"}
	case c.scorer == nil:
		c.scorer = o.scorer
	case c.scorer != o.scorer:
		return &DataError{Record: "customers", Why: "are those of another scorer; use one Scorer for all that is merged"}
	}
	if c.parts == nil {
		c.parts = make([]part[K], fanout)
	}
	for i := range o.parts {
		c.parts[i].merge(c.scorer, &o.parts[i])
	}
	return nil
}

// All yields every customer once, in no particular order: whoever needs one
// sorts the keys. It is [Customers.Split] into one.
func (c *Customers[K]) All() iter.Seq2[K, Summary] { return c.Split(1)[0] }

// Split returns n sequences, at least 1 and at most 1,024, which together yield
// every customer once, in no particular order; those beyond 256 yield nobody.
// Each may be read by a goroutine of its own, any number of times, and adds up
// anew what has not been added up yet.
func (c *Customers[K]) Split(n int) []iter.Seq2[K, Summary] {
	n = min(max(n, 1), 1024)
	list := make([]iter.Seq2[K, Summary], n)
	for i := range list {
		list[i] = func(yield func(K, Summary) bool) {
			if c == nil {
				return
			}
			var t table[K]
			for j := i; j < len(c.parts); j += n {
				t.fill(c.scorer, &c.parts[j])
				for _, e := range t.sums {
					if !yield(e.key, e.sum) {
						return
					}
				}
			}
		}
	}
	return list
}

package rfm

import (
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"math/bits"

	"example.com/membership/internal/exact"
)

// Grouped summarises purchases that come customer by customer, as a query with
// ORDER BY customer_id gives them, and calls each with every customer in their
// order. It keeps one summary at a time and does not allocate for an order of
// an ordinary amount (see [Scorer.Add]).
//
// A customer whose purchases do not all stand together comes more than once, so
// workers take shares of whole customers, such as those of even numbers;
// [Summarize] takes purchases in any order, and any shares. One whose purchases all do not count
// comes with a zero Summary. A nil sequence is empty.
//
// The first error ends it: that of each as it is, or a [*DataError] that names
// the purchase and the customer. What each was told before is right, but not
// everything.
func Grouped[K comparable](s *Scorer, purchases iter.Seq2[K, Purchase], each func(K, Summary) error) error {
	if err := s.usable(); err != nil || purchases == nil {
		return err
	}
	g := &grouping[K]{scorer: s, each: each}
	purchases(func(key K, p Purchase) bool {
		if (key != g.customer || !g.begun) && !g.next(key) {
			return false
		}
		if err := g.scorer.add(&g.sum, &p); err != nil {
			g.err = ofCustomer(key, err)
			return false
		}
		return true
	})
	if g.err == nil && g.begun {
		g.err = each(g.customer, g.sum)
	}
	return g.err
}

// A grouping adds up one customer after the other. A range over the purchases
// would do, with a check of its own and a variable apart for each of these, an
// order.
type grouping[K comparable] struct {
	scorer   *Scorer
	each     func(K, Summary) error
	customer K
	sum      Summary // of customer
	begun    bool    // whether there is a customer
	err      error   // what ended it
}

// next passes the customer on and begins another.
func (g *grouping[K]) next(key K) bool {
	if g.begun {
		g.err = g.each(g.customer, g.sum)
	}
	g.customer, g.sum, g.begun = key, Summary{}, true
	return g.err == nil
}

// Summarize summarises purchases that come in any order, by the customer's key,
// in one pass. A nil sequence is empty. The error is a [*DataError] that names
// the first purchase that cannot be used, and its customer; there is no result
// then.
//
// It takes 24 bytes and a key for each purchase of an ordinary amount (see
// [Scorer.Add]), until there are more than 16 to a customer: then it adds up,
// so that what it holds grows with the customers. To use several processors,
// give each goroutine a share of the purchases, [Customers.Merge] the results,
// and read them by [Customers.Split]. Where purchases can be had in the order
// of customers, [Grouped] is several times as fast and takes no memory.
func Summarize[K comparable](s *Scorer, purchases iter.Seq2[K, Purchase]) (*Customers[K], error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	c := &Customers[K]{scorer: s, parts: make([]part[K], fanout)}
	if purchases == nil {
		return c, nil
	}
	var err error
	for key, p := range purchases {
		var one Summary
		if err = s.add(&one, &p); err != nil {
			return nil, ofCustomer(key, err)
		}
		h := hash(key)
		part := &c.parts[h%fanout]
		if net, small := one.amount.Small(); small {
			part.wait(s, order[K]{key: key, at: one.last, coef: net.Coef, exp: net.Exp, hash: h})
		} else {
			part.sums = append(part.sums, entry[K]{key, one})
		}
	}
	return c, nil
}

// ofCustomer adds the customer to an error about a purchase.
func ofCustomer[K comparable](key K, err error) error {
	var data *DataError
	if errors.As(err, &data) {
		data.Record += fmt.Sprintf(" of customer %.100s", fmt.Sprint(key))
	}
	return err
}

// Customers is the summaries of customers by their keys, as [Summarize] returns
// it. The zero value has none. Reading it from many goroutines is safe; not so
// while it is merged into.
type Customers[K comparable] struct {
	scorer *Scorer
	parts  []part[K]
}

// Merge adds the purchases that another result of the same scorer holds, which
// it leaves as it was. It takes no time worth mentioning: adding up is left to
// whoever reads. The error, a [*DataError], is that the scorers differ.
func (c *Customers[K]) Merge(o *Customers[K]) error {
	if o == nil || o.parts == nil {
		return nil
	}
	if c.scorer == nil {
		c.scorer = o.scorer
	}
	if c.scorer != o.scorer {
		return &DataError{Record: "customers", Why: "are those of another scorer; use one Scorer for all that is merged"}
	}
	if c.parts == nil {
		c.parts = make([]part[K], fanout)
	}
	for i := range o.parts {
		p, q := &c.parts[i], &o.parts[i]
		p.sums = append(p.sums, q.sums...)
		p.waiting = append(p.waiting, q.waiting...)
	}
	return nil
}

// All yields every customer once, in no particular order: whoever needs one
// sorts the keys.
func (c *Customers[K]) All() iter.Seq2[K, Summary] { return c.Split(1)[0] }

// Split returns n sequences, at least 1, which together yield every customer
// once, in no particular order. Each may be read by a goroutine of its own.
func (c *Customers[K]) Split(n int) []iter.Seq2[K, Summary] {
	n = min(max(n, 1), fanout)
	list := make([]iter.Seq2[K, Summary], n)
	for i := range list {
		list[i] = func(yield func(K, Summary) bool) {
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

// fanout is the number of parts: so many that the table of one, of a million
// customers, fits the cache of a processor, and so few that so do the places
// where parts are written.
const fanout = 256

// seed makes hashes that no customer's name can be chosen for. They decide
// nothing but the order in which customers come out.
var seed = maphash.MakeSeed()

func hash[K comparable](key K) uint32 { return uint32(maphash.Comparable(seed, key)) }

// A part is the purchases of the customers whose hashes end alike. Purchases
// wait for being added up until there are many to a customer: then they find
// the table of their part in the cache, and need not go to memory each.
type part[K comparable] struct {
	sums    []entry[K]   // of a customer there may be several
	waiting [][]order[K] // in chunks, of which the last is being filled
	waits   int          // number of orders in the full chunks
}

type entry[K comparable] struct {
	key K
	sum Summary
}

// An order is a purchase of an ordinary amount without refund.
type order[K comparable] struct {
	key  K
	at   moment
	coef int64 // of what was paid
	exp  int32
	hash uint32
}

const (
	firstChunk = 16
	lastChunk  = 512
	patience   = 16 // orders that wait for each sum there is
)

// wait adds an order to those that wait.
func (p *part[K]) wait(s *Scorer, o order[K]) {
	last := len(p.waiting) - 1
	if last < 0 || len(p.waiting[last]) == cap(p.waiting[last]) {
		last = p.nextChunk(s)
	}
	p.waiting[last] = append(p.waiting[last], o)
}

// nextChunk begins a chunk and returns its index. Before that, it adds up what
// waits if there is much of it.
func (p *part[K]) nextChunk(s *Scorer) int {
	size := firstChunk
	if last := len(p.waiting) - 1; last >= 0 {
		full := len(p.waiting[last])
		p.waits += full
		size = min(2*full, lastChunk)
	}
	if p.waits >= max(4*lastChunk, patience*len(p.sums)) {
		var t table[K]
		t.fill(s, p)
		*p = part[K]{sums: t.sums}
	}
	p.waiting = append(p.waiting, make([]order[K], 0, size))
	return len(p.waiting) - 1
}

// A table adds up one part at a time.
type table[K comparable] struct {
	slots []uint32 // by hash: 1 + index into sums, 0 if free; a power of two
	sums  []entry[K]
}

// fill replaces what the table holds by a part.
func (t *table[K]) fill(s *Scorer, p *part[K]) {
	t.sums = t.sums[:0]
	clear(t.slots)
	for i := range p.sums {
		e := &p.sums[i]
		t.at(e.key, hash(e.key)).Merge(e.sum)
	}
	for _, chunk := range p.waiting {
		for i := range chunk {
			o := &chunk[i]
			s.count(t.at(o.key, o.hash), o.at, exact.Small{Coef: o.coef, Exp: o.exp})
		}
	}
}

// at returns the summary of a customer, a new one if there is none yet.
func (t *table[K]) at(key K, hash uint32) *Summary {
	if 2*len(t.sums) >= len(t.slots) {
		t.grow()
	}
	slot := t.slot(key, hash)
	if t.slots[slot] == 0 {
		t.sums = append(t.sums, entry[K]{key: key})
		t.slots[slot] = uint32(len(t.sums))
	}
	return &t.sums[t.slots[slot]-1].sum
}

// slot returns where a customer is, or else belongs.
func (t *table[K]) slot(key K, hash uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	slot := hash / fanout & mask
	for t.slots[slot] != 0 && t.sums[t.slots[slot]-1].key != key {
		slot = (slot + 1) & mask
	}
	return slot
}

// grow makes room for twice as many customers.
func (t *table[K]) grow() {
	t.slots = make([]uint32, 1<<bits.Len(uint(4*len(t.sums)|63)))
	for i := range t.sums {
		key := t.sums[i].key
		t.slots[t.slot(key, hash(key))] = uint32(i + 1)
	}
}

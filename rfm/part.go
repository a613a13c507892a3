package rfm

import (
	"hash/maphash"
	"math/bits"
	"slices"

	"example.com/membership/internal/exact"
)

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
	held    int          // room of sums and chunks, in purchases
	most    int          // of held, before they are added up
}

type entry[K comparable] struct {
	key K
	sum Summary
}

// An order is a purchase whose net amount has at most 18 digits.
type order[K comparable] struct {
	key  K
	at   moment
	coef int64 // of the net amount
	exp  int32
	hash uint32
}

const (
	firstChunk = 16
	lastChunk  = 512
	patience   = 16 // purchases held for each customer
)

// wait adds an order to those that wait.
func (p *part[K]) wait(s *Scorer, o order[K]) {
	last := len(p.waiting) - 1
	if last < 0 || len(p.waiting[last]) == cap(p.waiting[last]) {
		last = p.nextChunk(s)
	}
	p.waiting[last] = append(p.waiting[last], o)
}

// nextChunk begins a chunk and returns its index.
func (p *part[K]) nextChunk(s *Scorer) int {
	size := firstChunk
	if last := len(p.waiting) - 1; last >= 0 {
		size = min(2*len(p.waiting[last]), lastChunk)
	}
	p.hold(s, size)
	p.waiting = append(p.waiting, make([]order[K], 0, size))
	return len(p.waiting) - 1
}

// keep adds a purchase that is no order.
func (p *part[K]) keep(s *Scorer, e entry[K]) {
	p.sums = append(p.sums, e)
	p.hold(s, 1)
}

// hold counts room for n purchases more, and adds up all if it is much.
func (p *part[K]) hold(s *Scorer, n int) {
	if p.held >= max(p.most, 4*lastChunk) {
		p.settle(s)
	}
	p.held += n
}

// settle adds up what is held.
func (p *part[K]) settle(s *Scorer) {
	var t table[K]
	t.fill(s, p)
	*p = part[K]{sums: t.sums, held: len(t.sums), most: patience * len(t.sums)}
}

// merge adds what another part holds. Little is copied, so that pages cost no
// more than what is on them. Much is shared, and left for readers to add up, who
// may be many, unless it is very much.
func (p *part[K]) merge(s *Scorer, o *part[K]) {
	from := *o // which may be p, and change below
	from.waiting = slices.Clone(o.waiting)
	for _, e := range from.sums {
		p.keep(s, e)
	}
	if from.held-len(from.sums) <= lastChunk {
		for _, chunk := range from.waiting {
			for _, one := range chunk {
				p.wait(s, one)
			}
		}
		return
	}
	for _, chunk := range from.waiting {
		p.waiting = append(p.waiting, slices.Clip(chunk)) // whose room is not shared
		p.held += len(chunk)
	}
	p.most = max(p.most, from.most)
	if p.held >= 4*max(p.most, 4*lastChunk) {
		p.settle(s)
	}
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

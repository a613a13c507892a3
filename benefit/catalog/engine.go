package catalog

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
)

// Engine answers by one catalog in one location. It is immutable: all its methods
// may be called from many goroutines. Use [New]: those of a zero Engine answer
// errors.
type Engine struct {
	loc     *time.Location
	tiers   []string       // of the catalog, rising
	entries []entry        // in the order of answers
	byID    map[string]int // of entries
}

// entry is a benefit, compiled: its lists are sorted, and its own.
type entry struct {
	Benefit
	deal         bool // it has a deal
	around       *Birthday
	joined, lead span
	times        int64 // 0 where it is not counted
	per          Period
}

// New checks and compiles a catalog for a shop whose days begin in loc. The error
// is a [*benefit.InvalidError] with every fault: those of the catalog, and that
// loc cannot be the shop's: nil, [time.Local], which is another zone on every
// machine, or one a day or more off UTC. The engine keeps no reference to c.
func New(c Catalog, loc *time.Location) (*Engine, error) {
	var v validator
	if err := civil.CheckLocation(loc); err != nil {
		v.Add("", "missing", "%v", err)
	}
	v.catalog(&c)
	if err := v.Err(catalogName); err != nil {
		return nil, invalid(err)
	}
	e := &Engine{loc: loc, tiers: sorted(c.Tiers), entries: make([]entry, len(c.Benefits))}
	for i := range c.Benefits {
		e.entries[i] = compile(&c.Benefits[i])
	}
	slices.SortFunc(e.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), strings.Compare(a.ID, b.ID))
	})
	e.byID = make(map[string]int, len(e.entries))
	for i := range e.entries {
		e.byID[e.entries[i].ID] = i
	}
	return e, nil
}

// compile returns a benefit without faults.
func compile(b *Benefit) entry {
	c := entry{Benefit: *b, deal: b.given()&dealField != 0, times: b.Limit.Times, per: b.Limit.Per}
	c.Tiers, c.Scope = sorted(b.Tiers), sortedScope(&b.Scope)
	c.joined, _ = parseSpan(b.When.Joined) // "" is none
	c.lead, _ = parseSpan(b.When.Lead)
	if b.When.Birthday != nil {
		around := *b.When.Birthday
		c.around, c.times, c.per = &around, 1, Year
	}
	c.When.Birthday = c.around
	if c.Kind == Discount && c.Group == "" {
		c.Group = memberPrice
	}
	return c
}

// memberPrice is the group of discounts that have none, so that two of them never
// add up unsaid.
const memberPrice = "member price"

// sorted returns a copy of a list whose order does not matter, in one order.
func sorted[T cmp.Ordered](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	own := slices.Clone(list)
	slices.Sort(own)
	return own
}

func sortedScope(s *benefit.Scope) benefit.Scope {
	return benefit.Scope{Kinds: sorted(s.Kinds), Items: sorted(s.Items), Tags: sorted(s.Tags), Except: sorted(s.Except)}
}

// knows reports whether a tier is among those of the catalog.
func (e *Engine) knows(tier string) bool {
	_, ok := slices.BinarySearch(e.tiers, tier)
	return ok
}

// counted reports whether uses of a benefit are.
func (b *entry) counted() bool { return b.times > 0 }

// personal reports whether a benefit is handed to one customer, or counted for
// one, so that a guest is refused.
func (b *entry) personal() bool {
	switch b.Kind {
	case Coupon, Pack, Gift, Trial, RedPacket, MobileData:
		return true
	}
	return b.counted() || b.joined.given()
}

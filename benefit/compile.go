package benefit

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// offer is a compiled [Offer], with amounts in smallest units.
type offer struct {
	Offer
	lane   int
	scope  scope
	counts *scope // of the minimum, nil for scope
	amount int64  // of the minimum
	deal   compiled
	print  string // fingerprint
}

// lanes lists the lanes in the order in which they run.
func lanes() [4]Lane { return [4]Lane{ItemLane, MemberLane, ShopLane, CouponLane} }

// The places of lanes.
const (
	memberLane = 1
	shopLane   = 2
	laneCount  = 4
)

// compileOffer compiles a valid offer, of which it keeps a copy.
func compileOffer(o *Offer, decimals int32) offer {
	own := o.clone()
	all := lanes()
	c := offer{
		Offer:  own,
		lane:   slices.Index(all[:], own.Lane),
		scope:  compileScope(own.Scope),
		amount: valid(own.Minimum.Amount, decimals),
		deal:   compileDeal(&own.Deal, decimals),
		print:  own.fingerprint(),
	}
	if own.Minimum.Of != nil {
		of := compileScope(*own.Minimum.Of)
		c.counts = &of
	}
	return c
}

// must returns an amount that has been validated.
func valid(d decimal.Decimal, decimals int32) int64 {
	n, _ := units(d, decimals)
	return n
}

// compareOffers orders offers by lane, priority and ID.
func compareOffers(a, b *offer) int {
	if a.lane != b.lane {
		return a.lane - b.lane
	}
	if a.Priority != b.Priority {
		if a.Priority < b.Priority {
			return -1
		}
		return 1
	}
	return strings.Compare(a.ID, b.ID)
}

// before reports whether the offer is not open yet at t.
func (o *offer) before(t time.Time) bool { return t.Before(o.From) }

// after reports whether the offer has ended at t.
func (o *offer) after(t time.Time) bool { return !o.Until.IsZero() && !t.Before(o.Until) }

// forTier reports whether the offer is for the tier.
func (o *offer) forTier(tier string) bool {
	return len(o.Tiers) == 0 || slices.Contains(o.Tiers, tier)
}

// scope is a compiled [Scope].
type scope struct {
	kinds               uint8    // a bit for each kind
	items, tags, except []string // sorted
}

// kindBit gives each kind a bit; a kind that does not exist has none.
func kindBit(k Kind) uint8 {
	switch k {
	case Goods, "":
		return 1
	case Freight:
		return 2
	case GiftLine:
		return 4
	}
	return 0
}

func compileScope(s Scope) scope {
	c := scope{items: sorted(s.Items), tags: sorted(s.Tags), except: sorted(s.Except)}
	for _, k := range s.Kinds {
		c.kinds |= kindBit(k)
	}
	if c.kinds == 0 {
		c.kinds = kindBit(Goods)
	}
	return c
}

// sorted returns a copy of names in order, each once.
func sorted[T ~string](names []T) []T {
	if len(names) == 0 {
		return nil
	}
	c := slices.Clone(names)
	slices.Sort(c)
	return slices.Compact(c)
}

// holds reports whether the line is in scope.
func (s *scope) holds(l *Line, kind uint8) bool {
	if s.kinds&kind == 0 || len(s.items) > 0 && !contains(s.items, l.Item) {
		return false
	}
	if len(s.tags) > 0 && !containsAny(s.tags, l.Tags) {
		return false
	}
	return len(s.except) == 0 || !contains(s.except, l.Item) && !containsAny(s.except, l.Tags)
}

func containsAny(names, of []string) bool {
	for _, name := range of {
		if contains(names, name) {
			return true
		}
	}
	return false
}

// contains reports whether the sorted names contain the name.
func contains(names []string, name string) bool {
	if len(names) <= 8 {
		return slices.Contains(names, name)
	}
	_, ok := slices.BinarySearch(names, name)
	return ok
}

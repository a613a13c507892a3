package coupon_test

import (
	"maps"
	"slices"
	"strings"

	"example.com/membership/benefit/coupon"
)

// store is a shop's database: counters and claims, changed in transactions.
type store struct {
	requests map[string]bool
	counters map[string]int64
	claims   map[string]coupon.Claim
}

func newStore() *store {
	return &store{map[string]bool{}, map[string]int64{}, map[string]coupon.Claim{}}
}

// snapshot is what somebody has read, and may be old when it is used.
func (s *store) snapshot() *store {
	return &store{maps.Clone(s.requests), maps.Clone(s.counters), maps.Clone(s.claims)}
}

// of lists the claims of a customer.
func (s *store) of(customer string) []coupon.Claim {
	var list []coupon.Claim
	for _, key := range slices.Sorted(maps.Keys(s.claims)) {
		if s.claims[key].Customer == customer {
			list = append(list, s.claims[key])
		}
	}
	return list
}

// claimed counts claims that are not cancelled, by coupon and pack: a pack as
// often as any of its claims was made.
func (s *store) claimed() map[string]int64 {
	counts, packs := map[string]int64{}, map[string]bool{}
	for _, c := range s.claims {
		if c.State == coupon.Cancelled {
			continue
		}
		counts[c.Coupon]++
		if pack := c.Offer + " " + c.Customer + " " + c.Request; c.Offer != c.Coupon && !packs[pack] {
			counts[c.Offer]++
			packs[pack] = true
		}
	}
	return counts
}

// insert carries out a decision: all guards together, or nothing.
func (s *store) insert(d coupon.Decision) bool {
	if s.requests[d.Key] {
		return false
	}
	for _, g := range d.Guards {
		if s.counters[g.Counter] >= g.Below {
			return false
		}
	}
	s.requests[d.Key] = true
	for _, g := range d.Guards {
		s.counters[g.Counter]++
	}
	for _, c := range d.Claims {
		s.claims[c.Key] = c
	}
	return true
}

// update carries out steps where all claims still are what they were.
func (s *store) update(steps ...coupon.Step) bool {
	for _, step := range steps {
		now := s.claims[step.Claim.Key]
		if !step.Changed || now.State != step.Was || now.Order != step.WasOrder {
			return false
		}
	}
	for _, step := range steps {
		s.claims[step.Claim.Key] = step.Claim
		for _, counter := range step.Frees {
			if _, kept := s.counters[counter]; kept {
				s.counters[counter]--
			}
		}
	}
	return true
}

// together lists the claims that were made with one.
func (s *store) together(c coupon.Claim) []coupon.Claim {
	return slices.DeleteFunc(s.of(c.Customer), func(o coupon.Claim) bool { return o.Offer != c.Offer || o.Request != c.Request })
}

// broken returns what a book forbids and the store has, "" for nothing.
func (s *store) broken(b coupon.Book) string {
	claimed, had := s.claimed(), map[string]int64{}
	for _, c := range s.claims {
		if c.State == coupon.Cancelled {
			continue
		}
		had[c.Customer+" coupon "+c.Coupon]++
		if c.Offer != c.Coupon {
			had[c.Customer+" pack "+c.Offer+" item "+c.Coupon+"|"+c.Gift.Item]++
		}
		if c.Coupon == "" {
			had[c.Customer+" gift "+c.Gift.Item]++
		}
	}
	for _, c := range b.Coupons {
		if c.Terms.Stock != nil && claimed[c.ID] > *c.Terms.Stock {
			return "stock of " + c.ID
		}
	}
	for _, p := range b.Packs {
		if p.Terms.Stock != nil && claimed[p.ID] > *p.Terms.Stock {
			return "stock of " + p.ID
		}
	}
	for what, n := range had {
		limit, limited := int64(1), !strings.Contains(what, " coupon ")
		if _, id, ok := strings.Cut(what, " coupon "); ok {
			for _, c := range b.Coupons {
				if c.ID == id && c.PerCustomer != nil {
					limit, limited = *c.PerCustomer, true
				}
			}
		}
		if limited && n > limit {
			return what
		}
	}
	return s.miscounted()
}

// miscounted returns a counter that is not the number of claims it stands for.
func (s *store) miscounted() string {
	want := map[string]int64{}
	packs := map[string]bool{}
	for _, c := range s.claims {
		if c.State == coupon.Cancelled {
			continue
		}
		if c.Coupon != "" {
			want["coupon/"+c.Coupon]++
			want["coupon/"+c.Coupon+"/"+c.Customer]++
		} else {
			want["gift/"+c.Gift.Item+"/"+c.Customer]++
		}
		if pack := c.Offer + " " + c.Customer + " " + c.Request; c.Offer != c.Coupon && !packs[pack] {
			packs[pack] = true
			want["pack/"+c.Offer]++
			want["pack/"+c.Offer+"/"+c.Customer]++
		}
	}
	for counter, n := range s.counters {
		if want[counter] != n {
			return "counter " + counter
		}
	}
	return ""
}

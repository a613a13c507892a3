package benefit

import (
	"cmp"
	"slices"
)

// Limits of the search for the best combination of offers: how many are compared
// at most, and how many times any offer looks at any line for it. The second is
// reached only where many offers follow on the lanes that are searched.
const (
	maxCombinations = 4096
	maxLooks        = 100_000_000
)

// search looks for the combination of offers in the Best lanes with the lowest
// total, and for the second.
type search struct {
	*run
	only       int // the lane to look at alone, -1 for all of them
	best, next combination
}

// combination is offers that apply together, in the order in which they land.
type combination struct {
	found  bool
	total  int64
	offers []*candidate
	ids    []string // sorted; only filled to break ties
}

// choose marks the offers of Best lanes that apply, and reports whether no
// other combination gives a lower total.
func (r *run) choose() bool {
	if !slices.Contains(r.strategies[:], Best) {
		return true
	}
	all := r.lane
	defer func() { r.lane = all }()
	r.narrow()
	if n := r.combinations(); n > maxCombinations || n*r.looks() > maxLooks {
		r.laneByLane()
		return false
	}
	s := search{run: r, only: -1}
	s.enterLane(0)
	for _, c := range s.best.offers {
		c.chosen = true
	}
	if s.next.found {
		r.runnerUp = &s.next
	}
	return true
}

// enterLane tries every combination from a lane on.
func (s *search) enterLane(lane int) {
	if lane == laneCount {
		s.compare()
		return
	}
	if s.strategies[lane] == Best {
		s.enter(lane)
		s.try(lane, 0)
		return
	}
	landed := len(s.landed)
	s.settle(lane)
	s.enterLane(lane + 1)
	for len(s.landed) > landed {
		s.undo()
	}
}

// try lets each of the lane's offers from the k-th on land, or none of them.
func (s *search) try(lane, k int) {
	for ; k < len(s.lane[lane]); k++ {
		c := s.lane[lane][k]
		if c.want == 0 {
			continue
		}
		if code, _ := s.forbidden(c); code == "" && s.land(c) > 0 {
			s.try(lane, k+1)
			s.undo()
		}
	}
	if lane == s.only {
		s.compare()
	} else {
		s.enterLane(lane + 1)
	}
}

// compare keeps what has landed where it is the best so far, or the second.
func (s *search) compare() {
	switch {
	case s.beats(&s.best):
		s.best, s.next = s.next, s.best
		s.keep(&s.best)
	case s.beats(&s.next):
		s.keep(&s.next)
	}
}

// beats reports whether what has landed is better than c.
func (s *search) beats(c *combination) bool {
	if !c.found || s.total != c.total {
		return !c.found || s.total < c.total
	}
	if len(s.landed) != len(c.offers) {
		return len(s.landed) < len(c.offers)
	}
	now := make([]string, 0, len(s.landed))
	for i := range s.landed {
		now = append(now, s.landed[i].ID)
	}
	slices.Sort(now)
	if len(c.ids) == 0 {
		for _, x := range c.offers {
			c.ids = append(c.ids, x.ID)
		}
		slices.Sort(c.ids)
	}
	return slices.Compare(now, c.ids) < 0
}

func (s *search) keep(c *combination) {
	c.found, c.total, c.ids = true, s.total, c.ids[:0]
	c.offers = c.offers[:0]
	for i := range s.landed {
		c.offers = append(c.offers, s.landed[i].candidate)
	}
}

// narrow leaves in the lanes the offers that can apply to the cart at all:
// discounts only make amounts smaller. Gifts take nothing off.
func (r *run) narrow() {
	for lane, offers := range r.lane {
		r.lane[lane] = nil
		for _, c := range offers {
			if c.fixed == 0 && !c.deal.gift && r.missing(c) == 0 {
				r.lane[lane] = append(r.lane[lane], c)
			}
		}
	}
}

// looks returns how often offers look at a line when all lanes are run once.
func (r *run) looks() int64 {
	n := 1
	for _, offers := range r.lane {
		for _, c := range offers {
			n += len(c.counts) + len(c.reads) + len(c.bought) + len(c.scope)*(2+2*len(c.deal.parts))
		}
	}
	return int64(n)
}

// combinations counts those of the offers in Best lanes that can apply to the
// cart, up to one more than are compared.
func (r *run) combinations() int64 {
	var n [laneCount]int64
	alone := int64(0)
	for lane := range laneCount {
		var exclusive int64
		n[lane], exclusive = r.combinationsOf(lane)
		alone += exclusive
	}
	return capped(capped(n[0]*n[1]) * capped(capped(n[2]*n[3])+alone))
}

func capped(n int64) int64 { return min(n, maxCombinations+1) }

// combinationsOf counts those of one lane: of the offers that combine, and of
// those that stand alone.
func (r *run) combinationsOf(lane int) (n, alone int64) {
	n = 1
	if r.strategies[lane] != Best {
		return n, 0
	}
	for i, c := range r.lane[lane] {
		if c.Exclusive {
			alone++
			continue
		}
		size := int64(1)
		for k, other := range r.lane[lane] {
			if k != i && c.Group != "" && other.Group == c.Group && !other.Exclusive {
				if k < i {
					size = 0 // counted there
					break
				}
				size++
			}
		}
		n = capped(n * (size + 1))
	}
	return n, alone
}

// laneByLane chooses in each Best lane by itself: what leaves least to pay after
// it, or what greedy finds where the lane alone has too many combinations.
func (r *run) laneByLane() {
	for lane := range laneCount {
		if r.strategies[lane] == Best {
			r.enter(lane)
			if n, alone := r.combinationsOf(lane); n+alone <= maxCombinations {
				s := search{run: r, only: lane}
				s.try(lane, 0)
				for _, c := range s.best.offers {
					c.chosen = c.chosen || c.lane == lane
				}
			} else {
				r.greedy(lane)
			}
		}
		r.settle(lane)
	}
	for len(r.landed) > 0 {
		r.undo()
	}
}

// greedy chooses the offers of a lane that want most, as far as they combine,
// or an exclusive one that takes more than they do together.
func (r *run) greedy(lane int) {
	offers := slices.Clone(r.lane[lane])
	slices.SortStableFunc(offers, func(a, b *candidate) int { return cmp.Compare(b.want, a.want) })
	landed, before := len(r.landed), r.total
	var alone *candidate
	for _, c := range offers {
		if code, _ := r.forbidden(c); c.want == 0 || code != "" {
			continue
		}
		if c.Exclusive {
			if alone == nil {
				alone = c
			}
			continue
		}
		c.chosen = r.land(c) > 0
	}
	together := before - r.total
	for len(r.landed) > landed {
		r.undo()
	}
	if alone != nil && alone.want > together {
		for _, c := range offers {
			c.chosen = c == alone
		}
	}
}

package cycle_test

import (
	"maps"
	"math/big"
	"slices"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/cycle"
	"github.com/shopspring/decimal"
)

type careCycle = care.Cycle

// slow is the definition, step by step, with every gap kept.
type slow struct {
	at        time.Time
	loc       *time.Location
	buyers    map[string]int64
	repeaters map[string]int64
	gaps      map[string][]*big.Rat
}

func slowly(customers [][]cycle.Purchase, at time.Time, loc *time.Location) *slow {
	s := &slow{at, loc, map[string]int64{}, map[string]int64{}, map[string][]*big.Rat{}}
	for _, purchases := range customers {
		for product, units := range s.dates(purchases) {
			s.buyers[product]++
			if len(units) > 1 {
				s.repeaters[product]++
			}
			gaps, _ := slowGaps(units)
			s.gaps[product] = append(s.gaps[product], gaps...)
		}
	}
	return s
}

// dates returns the units of each product by date, as what the clock reads. None
// of the zones went back over midnight in the years of the properties.
func (s *slow) dates(purchases []cycle.Purchase) map[string]map[time.Time]int64 {
	all := map[string]map[time.Time]int64{}
	for _, p := range purchases {
		if p.At.After(s.at) {
			continue
		}
		if all[p.Product] == nil {
			all[p.Product] = map[time.Time]int64{}
		}
		y, m, d := p.At.In(s.loc).Date()
		all[p.Product][time.Date(y, m, d, 0, 0, 0, 0, time.UTC)] += p.Quantity
	}
	return all
}

// slowGaps walks the calendar from date to date, and returns the last one too.
func slowGaps(units map[time.Time]int64) (gaps []*big.Rat, last time.Time) {
	dates := slices.SortedFunc(maps.Keys(units), time.Time.Compare)
	last = dates[0]
	for _, next := range dates[1:] {
		days := int64(0)
		for day := last; day.Before(next); day = day.AddDate(0, 0, 1) {
			days++
		}
		gaps = append(gaps, big.NewRat(days, units[last]))
		last = next
	}
	return gaps, last
}

// slowMedian strikes out the shortest and the longest until one or two are left;
// nil of none.
func slowMedian(gaps []*big.Rat) *big.Rat {
	if len(gaps) == 0 {
		return nil
	}
	left := slices.SortedFunc(slices.Values(gaps), (*big.Rat).Cmp)
	for len(left) > 2 {
		left = left[1 : len(left)-1]
	}
	sum := new(big.Rat)
	for _, gap := range left {
		sum.Add(sum, gap)
	}
	return sum.Quo(sum, big.NewRat(int64(len(left)), 1))
}

func (s *slow) products() []cycle.Product {
	all := []cycle.Product{}
	for _, id := range slices.Sorted(maps.Keys(s.buyers)) {
		all = append(all, cycle.Product{ID: id, Buyers: s.buyers[id], Repeaters: s.repeaters[id], Gaps: int64(len(s.gaps[id])), Median: slowMedian(s.gaps[id])})
	}
	return all
}

func (s *slow) cycles(policy cycle.Policy, purchases []cycle.Purchase) (cycles []care.Cycle) {
	bought := s.dates(purchases)
	for _, product := range slices.Sorted(maps.Keys(bought)) {
		if !s.repeatBought(policy, product) {
			continue
		}
		units := bought[product]
		gaps, last := slowGaps(units)
		k := int64(len(gaps))
		days := new(big.Rat).Mul(slowMedian(s.gaps[product]), big.NewRat(2, 1))
		if own := slowMedian(gaps); own != nil {
			days.Add(days, own.Mul(own, big.NewRat(k, 1)))
		}
		days.Mul(days, big.NewRat(units[last], k+2))
		rounded := decimal.RequireFromString(days.FloatString(4)) // a half away from zero
		if rounded.IsPositive() && rounded.LessThanOrEqual(decimal.NewFromInt(3660)) {
			cycles = append(cycles, care.Cycle{Product: product, Last: last.Format(time.DateOnly), Days: rounded})
		}
	}
	return cycles
}

func (s *slow) repeatBought(policy cycle.Policy, product string) bool {
	buyers, gaps := s.buyers[product], int64(len(s.gaps[product]))
	if buyers == 0 || buyers < policy.MinBuyers || gaps < policy.MinGaps {
		return false
	}
	least, _ := new(big.Rat).SetString(policy.MinRepeatShare)
	return big.NewRat(s.repeaters[product], buyers).Cmp(least) >= 0
}

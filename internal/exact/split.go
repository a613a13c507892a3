package exact

import (
	"math/bits"
	"slices"
)

// A Splitter splits whole amounts in proportion to weights, so that the shares
// add up. It holds memory that it uses again; the zero value is ready. It is
// not safe for concurrent use.
type Splitter struct {
	rest []remainder
}

// remainder is what rounding down took from one share.
type remainder struct {
	of    uint64
	index int32
}

// Split writes into shares what each of the weights gets of the total: the
// exact share rounded down, and the units that are then left go one each to the
// largest remainders, ties to the lower index. So shares add up to the total, or
// are 0 where all weights are; a weight of 0 gets nothing, and no share exceeds
// its weight where the total does not exceed their sum. Weights and the total
// are at least 0, and the weights add up to at most an int64. It does not
// allocate once it has split as many.
func (s *Splitter) Split(total int64, weights, shares []int64) {
	var whole int64
	for _, w := range weights {
		whole += w
	}
	if total == whole || whole == 0 {
		copy(shares, weights)
		return
	}
	s.rest = slices.Grow(s.rest[:0], len(weights))
	left := total
	for i, w := range weights {
		share, rest := mulDiv(uint64(total), uint64(w), uint64(whole))
		shares[i] = int64(share)
		left -= int64(share)
		s.rest = append(s.rest, remainder{rest, int32(i)})
	}
	if left == 0 {
		return
	}
	largestFirst(s.rest, int(left))
	for _, r := range s.rest[:left] {
		shares[r.index]++
	}
}

// largestFirst brings the k largest remainders to the front, in no order: the
// selection of Hoare, which compares each a few times instead of sorting.
func largestFirst(rest []remainder, k int) {
	for low, high := 0, len(rest)-1; low < high; {
		pivot, i, j := rest[(low+high)/2], low, high
		for i <= j {
			for rest[i].before(pivot) {
				i++
			}
			for pivot.before(rest[j]) {
				j--
			}
			if i <= j {
				rest[i], rest[j] = rest[j], rest[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k-1 <= j:
			high = j
		case k-1 >= i:
			low = i
		default:
			return
		}
	}
}

// before orders remainders: the larger first, then the lower index.
func (r remainder) before(o remainder) bool {
	return r.of > o.of || r.of == o.of && r.index < o.index
}

// MulDiv returns a×b/c rounded down, and the remainder. All are at least 0, c
// is greater than 0, and the result has to fit an int64.
func MulDiv(a, b, c int64) (quotient, rest int64) {
	q, r := mulDiv(uint64(a), uint64(b), uint64(c))
	return int64(q), int64(r)
}

func mulDiv(a, b, c uint64) (quotient, rest uint64) {
	high, low := bits.Mul64(a, b)
	if high == 0 {
		return low / c, low % c
	}
	return bits.Div64(high, low, c)
}

package pattern

import (
	"cmp"
	"math/bits"
	"slices"
)

// The time of a search is bounded by the nodes it may visit: so many, and some
// more for each frequent item of each basket. Ordinary baskets take 1 to 17 an item;
// forty items that are each in half of the baskets, and independent, take 26 at a
// support of 20 % and 105 at 10 %.
const (
	freeSteps    = 40_000_000
	stepsAnEntry = 40
)

// node is a place in the prefix tree of the baskets: the baskets that begin with
// the same items, the most frequent first, share the way down. Node 0 is the
// root.
type node struct {
	rank   int32 // of the item
	parent int32
	weight int // how many baskets with the current itemset pass; 0 while nobody asks
}

// itemset is a frequent one. It extends another one, its parent, by an item that
// ranks before all of the parent's: so each itemset is found once. Itemset 0 is
// the empty one.
type itemset struct {
	count int   // of the baskets that hold it
	rank  int32 // of the item by which it extends its parent
	first int32 // of its own extensions, which stand side by side by rising rank
	more  int32 // is how many they are
}

// search finds the frequent itemsets, depth first and by rising rank. What lies
// before a rank in the tree is then free for the extensions of that rank: one
// tree serves the whole depth, and nothing is allocated but what is found.
type search struct {
	least, limit, longest int
	sets                  []itemset
	nodes                 []node
	at                    [][]int32 // the nodes that the current itemset reaches, by rank
	counts                []int     // the sum of their weights, by rank
	waiting               []uint64  // the ranks still to be climbed from, a bit each
	words                 []uint64  // the words of waiting that are not 0, a bit each
	steps, maxSteps       int64
}

func newSearch(t *table, ranks int, least int, m Mining) *search {
	nodes, sizes := byRank(t.tree(), ranks)
	s := &search{
		least: least, limit: cmp.Or(m.Limit, defaultLimit), longest: m.MaxItems,
		sets:     []itemset{{count: t.baskets}},
		nodes:    nodes,
		at:       make([][]int32, ranks),
		counts:   make([]int, ranks),
		waiting:  make([]uint64, ranks/64+1),
		words:    make([]uint64, ranks/64/64+1),
		maxSteps: freeSteps + stepsAnEntry*int64(len(t.held)),
	}
	all := make([]int32, len(nodes)-1) // no itemset reaches more nodes of a rank than there are
	for rank, n := range sizes {
		s.at[rank], all = all[:0:n], all[n:]
	}
	return s
}

// run finds all. The empty itemset reaches every node, and every item is one of
// its extensions.
func (s *search) run() error {
	for i := range s.nodes[1:] {
		n := &s.nodes[1+i]
		s.at[n.rank] = append(s.at[n.rank], int32(1+i))
		s.counts[n.rank] += n.weight
	}
	for rank := range s.at {
		if err := s.find(int32(rank)); err != nil {
			return err
		}
	}
	return s.deepen(0, 1, 1)
}

// find adds an extension, of which the count is complete.
func (s *search) find(rank int32) error {
	s.sets = append(s.sets, itemset{count: s.counts[rank], rank: rank})
	if found := len(s.sets) - 1; found > s.limit {
		return s.tooMany("itemsets", int64(found), int64(s.limit))
	}
	return nil
}

func (s *search) tooMany(what string, found, limit int64) error {
	return &TooManyError{what, found, limit, "raise the support, or bound the items of an itemset"}
}

// deepen looks for the extensions of the extensions of an itemset. These begin
// with the given one, end the list, and have the given length.
func (s *search) deepen(set, first int32, length int) error {
	end := int32(len(s.sets))
	s.sets[set].first, s.sets[set].more = first, end-first
	for next := first; next < end; next++ {
		rank := s.sets[next].rank
		if length != s.longest {
			begin := int32(len(s.sets))
			if err := s.climb(rank); err != nil {
				return err
			}
			slices.Reverse(s.sets[begin:])
			if err := s.deepen(next, begin, length+1); err != nil {
				return err
			}
		}
		s.leave(rank)
	}
	return nil
}

// climb extends the current itemset, which reaches the nodes of a rank: it reaches
// their ancestors, from the last rank to the first, so that the count of a rank
// is complete when its turn comes, and finds the frequent ranks in this order.
func (s *search) climb(rank int32) error {
	s.raise(rank)
	for next, ok := s.next(rank); ok; next, ok = s.next(rank) {
		s.raise(next)
		if s.counts[next] < s.least {
			s.leave(next)
		} else if err := s.find(next); err != nil {
			return err
		}
	}
	if s.steps > s.maxSteps {
		return s.tooMany("steps", s.steps, s.maxSteps)
	}
	return nil
}

// next returns the last of the ranks that wait, which are below the given one,
// and takes it off.
func (s *search) next(below int32) (rank int32, ok bool) {
	for group := int(below) / (64 * 64); group >= 0; group-- {
		if s.words[group] == 0 {
			continue
		}
		word := group*64 + last(s.words[group])
		bit := last(s.waiting[word])
		if s.waiting[word] &^= 1 << bit; s.waiting[word] == 0 {
			s.words[group] &^= 1 << (word % 64)
		}
		return int32(word*64 + bit), true
	}
	return 0, false
}

// last returns the place of the highest bit of a word that is not 0.
func last(word uint64) int { return bits.Len64(word) - 1 }

// raise hands the weights of the nodes of a rank to their parents.
func (s *search) raise(rank int32) {
	for _, at := range s.at[rank] {
		from := &s.nodes[at]
		if from.parent == 0 {
			continue
		}
		to := &s.nodes[from.parent]
		if to.weight == 0 {
			s.at[to.rank] = append(s.at[to.rank], from.parent)
			word := to.rank / 64
			s.waiting[word] |= 1 << (to.rank % 64)
			s.words[word/64] |= 1 << (word % 64)
		}
		to.weight += from.weight
		s.counts[to.rank] += from.weight
	}
	s.steps += 1 + int64(len(s.at[rank]))
}

// leave makes the nodes of a rank free for other itemsets.
func (s *search) leave(rank int32) {
	for _, at := range s.at[rank] {
		s.nodes[at].weight = 0
	}
	s.at[rank], s.counts[rank] = s.at[rank][:0], 0
}

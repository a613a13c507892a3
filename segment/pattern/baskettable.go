package pattern

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"example.com/membership/internal/fault"
)

// table is the baskets in numbers. Items are numbered as they come, and after
// [table.rank] by how frequent they are.
type table struct {
	baskets int
	numbers map[string]int32
	items   []item  // by number
	held    []int32 // items, basket after basket
	ends    []int   // where each basket ends in held, the empty ones left out
}

type item struct {
	name  string
	count int // of baskets that hold it
	last  int // basket that holds it, counted from 1
}

func newTable() *table { return &table{numbers: map[string]int32{}} }

// add adds a basket without its repeated items.
func (t *table) add(basket []string) error {
	t.baskets++
	before := len(t.held)
	for i, name := range basket {
		number, known := t.numbers[name]
		if !known {
			if err := t.admit(i, name); err != nil {
				return err
			}
			number = int32(len(t.items))
			t.numbers[name] = number
			t.items = append(t.items, item{name: name})
		}
		if it := &t.items[number]; it.last != t.baskets {
			it.last = t.baskets
			it.count++
			t.held = append(t.held, number)
		}
	}
	if len(t.held) > before {
		t.ends = append(t.ends, len(t.held))
	}
	if len(t.held) > math.MaxInt32 {
		return &TooManyError{"items in all baskets", int64(len(t.held)), math.MaxInt32, "mine a sample of the baskets"}
	}
	return nil
}

// admit checks a name that comes for the first time, as item i of the basket.
func (t *table) admit(i int, name string) error {
	if err := fault.Name(name); err != nil {
		return dataError(fmt.Sprintf("basket %d, counted from 0", t.baskets-1), fault.Index("items", i), "%v", err)
	}
	return nil
}

// rank drops the items in fewer baskets than least, and renumbers the others
// from the most frequent down, equally frequent ones by name. It returns their
// names by number. Each basket is then sorted.
func (t *table) rank(least int) []string {
	var kept []int32
	for i := range t.items {
		if t.items[i].count >= least {
			kept = append(kept, int32(i))
		}
	}
	slices.SortFunc(kept, func(a, b int32) int {
		x, y := &t.items[a], &t.items[b]
		return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(x.name, y.name))
	})
	ranks, names := make([]int32, len(t.items)), make([]string, len(kept))
	for i := range ranks {
		ranks[i] = -1
	}
	for rank, i := range kept {
		ranks[i], names[rank] = int32(rank), t.items[i].name
	}
	t.renumber(ranks)
	t.numbers, t.items = nil, nil
	return names
}

// renumber gives the items the numbers of ranks, and drops those below 0.
func (t *table) renumber(ranks []int32) {
	from, to := 0, 0
	for b, end := range t.ends {
		start := to
		for ; from < end; from++ {
			if rank := ranks[t.held[from]]; rank >= 0 {
				t.held[to] = rank
				to++
			}
		}
		slices.Sort(t.held[start:to])
		t.ends[b] = to
	}
	t.held = t.held[:to]
}

// tree returns the baskets as a prefix tree, parents before their children.
func (t *table) tree() []node {
	sorted := make([][]int32, len(t.ends))
	start := 0
	for b, end := range t.ends {
		sorted[b], start = t.held[start:end], end
	}
	slices.SortFunc(sorted, slices.Compare)
	nodes := []node{{}}
	var path []int32 // the nodes of the last basket
	var last []int32
	for _, basket := range sorted {
		same := 0
		for same < len(last) && same < len(basket) && last[same] == basket[same] {
			same++
		}
		path = path[:same]
		for _, rank := range basket[same:] {
			parent := int32(0)
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			path = append(path, int32(len(nodes)))
			nodes = append(nodes, node{rank: rank, parent: parent})
		}
		for _, at := range path {
			nodes[at].weight++
		}
		last = basket
	}
	return nodes
}

// byRank returns the nodes of a tree with those of one rank side by side, in the
// order in which they were, and how many each rank has: what is visited together
// then lies together in memory.
func byRank(nodes []node, ranks int) (sorted []node, sizes []int) {
	sizes = make([]int, ranks)
	for _, n := range nodes[1:] {
		sizes[n.rank]++
	}
	free, next := make([]int32, ranks), int32(1)
	for rank, size := range sizes {
		free[rank] = next
		next += int32(size)
	}
	sorted, places := make([]node, len(nodes)), make([]int32, len(nodes))
	for i, n := range nodes[1:] {
		place := free[n.rank]
		free[n.rank]++
		places[1+i] = place
		sorted[place] = node{n.rank, places[n.parent], n.weight}
	}
	return sorted, sizes
}

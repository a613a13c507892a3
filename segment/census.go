package segment

import (
	"fmt"
	"iter"

	"example.com/membership/internal/fault"
)

// Census says how a population falls into groups.
type Census struct {
	// Customers is how many were asked about.
	Customers int64 `json:"customers"`
	// Groups is the groups in their order.
	Groups []Headcount `json:"groups"`
	// Rest is how many are in no group.
	Rest int64 `json:"rest"`
	// Findings is the groups that nobody falls into, and why, with the path of
	// the group. The codes are "nobody" for a rule that holds for nobody, and
	// "shadowed" for one whose customers are all in earlier groups: as a tag it
	// has members, in the partition none.
	Findings []Fault `json:"findings"`
}

// Headcount is the customers of a group.
type Headcount struct {
	// Name is that of the group.
	Name string `json:"name"`
	// Tagged is how many are in the group.
	Tagged int64 `json:"tagged"`
	// First is how many fall into it as the first: its size in the partition.
	First int64 `json:"first"`
}

// Census asks every group about every customer. A nil population is empty, and
// without customers there are no findings.
func (t *Tagger[T]) Census(population iter.Seq[T]) Census {
	c := Census{Groups: []Headcount{}, Findings: []Fault{}}
	if t == nil {
		t = &Tagger[T]{}
	}
	for _, name := range t.names {
		c.Groups = append(c.Groups, Headcount{Name: name})
	}
	takers := make([]map[int]int64, len(t.names)) // of each group's customers: how many fall into which earlier one
	for i := range takers {
		takers[i] = map[int]int64{}
	}
	if population != nil {
		for customer := range population {
			c.Customers++
			t.count(customer, &c, takers)
		}
	}
	for i := range c.Groups {
		if c.Customers > 0 && c.Groups[i].First == 0 {
			c.Findings = append(c.Findings, c.finding(i, takers[i]))
		}
	}
	return c
}

func (t *Tagger[T]) count(customer T, c *Census, takers []map[int]int64) {
	first := -1
	for i, m := range t.matchers {
		if !m.Match(customer) {
			continue
		}
		c.Groups[i].Tagged++
		if first < 0 {
			first = i
			c.Groups[i].First++
		} else {
			takers[i][first]++
		}
	}
	if first < 0 {
		c.Rest++
	}
}

// finding words why nobody falls into group i.
func (c *Census) finding(i int, takers map[int]int64) Fault {
	path := fault.Index("groups", i)
	name, tagged := c.Groups[i].Name, c.Groups[i].Tagged
	if tagged == 0 {
		return Fault{path, "nobody", fmt.Sprintf("nobody of %d customers is in %.64q: preview its rule to see which part keeps them out", c.Customers, name)}
	}
	most := -1
	for k := range i {
		if takers[k] > 0 && (most < 0 || takers[k] > takers[most]) {
			most = k
		}
	}
	if takers[most] == tagged && c.Groups[most].Tagged == tagged {
		return Fault{path, "shadowed", fmt.Sprintf("%.64q holds the same customers (%d) as %.64q before it: remove one, or tell them apart",
			name, tagged, c.Groups[most].Name)}
	}
	return Fault{path, "shadowed", fmt.Sprintf("everybody in %.64q (%d) falls into an earlier group, most into %.64q (%d): move it before that one",
		name, tagged, c.Groups[most].Name, takers[most])}
}

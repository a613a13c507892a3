package segment

import (
	"iter"
	"slices"
	"time"

	"example.com/membership/internal/fault"
)

// maxGroups is the number of groups of a grouping.
const maxGroups = 1000

// Grouping is groups with names, as data. As tags they may overlap: a customer
// has the names of all that they are in. As a partition the first one counts.
//
//	{"groups": [
//		{"name": "lost basket", "rule": {"all": [...]}},
//		{"name": "new", "rule": {"field": "orders", "op": "=", "value": 1}}
//	], "rest": "other"}
type Grouping struct {
	// Groups is the groups in their order, at most 1,000.
	Groups []NamedRule `json:"groups,omitzero"`
	// Rest is the name in the partition of who is in none of the groups. It may
	// be empty, but not that of a group.
	Rest string `json:"rest,omitzero"`
}

// NamedRule is a group with a name.
type NamedRule struct {
	// Name is unique within the grouping, of 1 to 1,000 bytes.
	Name string `json:"name"`
	// Rule says who is in the group.
	Rule Rule `json:"rule"`
}

// ParseGrouping reads a grouping from JSON, as strictly as [ParseRule] reads a
// rule. Whether it makes sense, [Schema.CompileGroups] says.
func ParseGrouping(data []byte) (Grouping, error) {
	var g Grouping
	return g, invalid(fault.Decode("segment: grouping", data, &g))
}

// UnmarshalJSON reads a grouping as [ParseGrouping] does.
func (g *Grouping) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("segment: grouping", data, g))
}

// UnmarshalJSON reads a named rule as strictly as [ParseGrouping].
func (n *NamedRule) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("segment: named rule", data, n))
}

// Groups is a [Grouping] compiled against a schema. It is immutable and safe for
// concurrent use. Use [Schema.CompileGroups]: a zero Groups is refused by
// [Groups.At].
type Groups[T any] struct {
	names  []string
	groups []*Group[T]
	rest   string
}

// CompileGroups checks a grouping against the schema and compiles its rules, as
// [Schema.Compile] does one. The error is an [*InvalidError] with every fault of
// all rules, names that are missing, too long or there twice, more than 1,000
// groups, and more than 200,000 rules and values in all of them.
func (s *Schema[T]) CompileGroups(g Grouping, loc *time.Location) (*Groups[T], error) {
	c := compiler[T]{schema: s, loc: loc}
	c.location()
	if len(g.Groups) > maxGroups {
		c.faults.Add("groups", "too_many", "must be at most %d, not %d", maxGroups, len(g.Groups))
		return nil, invalid(c.faults.Err("segment: grouping"))
	}
	groups := &Groups[T]{names: []string{}, rest: g.Rest}
	taken := map[string]bool{}
	for i, named := range g.Groups {
		path := fault.Index("groups", i)
		if checkName(&c.faults, fault.Field(path, "name"), named.Name) && taken[named.Name] {
			c.faults.Add(fault.Field(path, "name"), "duplicate", "must be unique: %.64q is a group already", named.Name)
		}
		taken[named.Name] = true
		groups.names = append(groups.names, named.Name)
		groups.groups = append(groups.groups, c.group(named.Rule, fault.Field(path, "rule")))
	}
	if g.Rest != "" {
		checkName(&c.faults, "rest", g.Rest)
		if taken[g.Rest] {
			c.faults.Add("rest", "duplicate", "must not be the name of a group: %.64q is one", g.Rest)
		}
	}
	if err := c.faults.Err("segment: grouping"); err != nil {
		return nil, invalid(err)
	}
	return groups, nil
}

// Names returns the names of the groups in their order, without the rest.
func (g *Groups[T]) Names() []string {
	if g == nil {
		return nil
	}
	return slices.Clone(g.names)
}

// At binds the groups to the deciding instant, as [Group.At] does one.
func (g *Groups[T]) At(t time.Time) (*Tagger[T], error) {
	if g == nil || g.names == nil {
		return nil, &DataError{Record: "groups", Why: "are not those of Schema.CompileGroups"}
	}
	if err := checkInstant(t); err != nil {
		return nil, err
	}
	tagger := &Tagger[T]{names: g.names, rest: g.rest}
	for _, group := range g.groups {
		tagger.matchers = append(tagger.matchers, group.at(t))
	}
	return tagger, nil
}

// Tagger is [Groups] bound to an instant. It is immutable and safe for concurrent
// use. Use [Groups.At]: a zero Tagger knows no groups.
type Tagger[T any] struct {
	names    []string
	matchers []*Matcher[T]
	rest     string
}

// Matcher returns the matcher of the group of the name, such as to explain why a
// customer is in it, and whether there is such a group.
func (t *Tagger[T]) Matcher(name string) (*Matcher[T], bool) {
	if t == nil {
		return nil, false
	}
	i := slices.Index(t.names, name)
	if i < 0 {
		return nil, false
	}
	return t.matchers[i], true
}

// Tags returns the names of all groups that the customer is in, in the order of
// the grouping. The rest is none of them.
func (t *Tagger[T]) Tags(c T) iter.Seq[string] {
	return func(yield func(string) bool) {
		if t == nil {
			return
		}
		for i, m := range t.matchers {
			if m.Match(c) && !yield(t.names[i]) {
				return
			}
		}
	}
}

// First returns the name of the first group that the customer is in, and of the
// rest where there is none: a partition, in which everybody is once.
func (t *Tagger[T]) First(c T) string {
	if t == nil {
		return ""
	}
	for i, m := range t.matchers {
		if m.Match(c) {
			return t.names[i]
		}
	}
	return t.rest
}

package segment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Limits of a rule.
const (
	maxDepth  = 20
	maxRules  = 1000
	maxValues = 10_000  // of one clause
	maxTotal  = 200_000 // rules and values of a document
)

// Group is a rule compiled against a schema, for customers of type T. It is
// immutable and safe for concurrent use. Use [Schema.Compile]: a zero Group is
// refused by [Group.At].
type Group[T any] struct {
	root    *node[T]
	loc     *time.Location
	windows []civil.Window // of the clauses that look back, by slot
}

// Compile checks a rule against the schema and makes a group of it, for a shop
// whose days begin in loc. The group keeps no reference to r.
//
// The error is an [*InvalidError] with every fault of the rule and its path: an
// unknown field or operator (with the name that was probably meant), an operator
// that does not fit the type of the field, values missing, too many or of
// another type, between with its ends swapped, an empty list, a rule that is
// blank or several at once; more than 20 rules within one another, 1,000 rules,
// 10,000 values of a clause, 200,000 rules and values in all, or 1,000 bytes of a
// name or value; and a location that cannot be the shop's: nil, [time.Local], which
// is another on every machine, or one a day or more off UTC. Codes: unknown_field,
// unknown_op, wrong_type (of the field, for the operator), wrong_count,
// invalid_value, too_long, too_many, too_deep, swapped, empty, ambiguous, missing;
// in groups also duplicate.
func (s *Schema[T]) Compile(r Rule, loc *time.Location) (*Group[T], error) {
	c := compiler[T]{schema: s, loc: loc}
	c.location()
	g := c.group(r, "")
	if err := c.faults.Err("segment: rule"); err != nil {
		return nil, invalid(err)
	}
	return g, nil
}

// node is a rule, compiled.
type node[T any] struct {
	kind nodeKind
	kids []*node[T] // of all, any and not
	test test[T]    // of a clause

	path   string
	field  *Field[T]
	clause Rule // without All, Any and Not
	slot   int  // of the window, if it has one
}

type nodeKind uint8

const (
	clauseNode nodeKind = iota
	allNode
	anyNode
	notNode
)

// String returns the name of the kind in a rule.
func (k nodeKind) String() string {
	return [...]string{"clause", "all", "any", "not"}[k]
}

// test is whether a clause holds for a customer at an instant.
type test[T any] func(c T, at *moment) bool

// compiler turns rules into groups and collects their faults.
type compiler[T any] struct {
	schema  *Schema[T]
	loc     *time.Location
	faults  fault.List
	base    string // the path of the present rule in its document
	rules   int    // of it, so far
	total   int    // rules and values of the document, so far
	full    bool   // beyond maxTotal
	windows []civil.Window
}

func (c *compiler[T]) location() {
	if err := civil.CheckLocation(c.loc); err != nil {
		c.faults.Add("", "missing", "%v", err)
		c.loc = time.UTC // to go on with
	}
}

// group compiles a rule at the path.
func (c *compiler[T]) group(r Rule, path string) *Group[T] {
	c.base, c.rules, c.windows = path, 0, nil
	root := c.rule(&r, path, 1)
	return &Group[T]{root: root, loc: c.loc, windows: c.windows}
}

func (c *compiler[T]) rule(r *Rule, path string, depth int) *node[T] {
	c.rules++
	if c.total += 1 + len(r.Value); c.rules > maxRules || c.total > maxTotal || depth > maxDepth {
		c.tooLarge(path, depth)
		return nil
	}
	if c.faults.Full() {
		return nil
	}
	given := 0
	for _, is := range []bool{r.All != nil, r.Any != nil, r.Not != nil, r.Field != "" || r.Op != "" || r.Value != nil} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		c.faults.Add(path, "empty", "is blank, and would say nothing: give all, any, not, or field, op and value")
	case given > 1:
		c.faults.Add(path, "ambiguous", "must be only one of all, any, not, or a clause of field, op and value: put several into all or any")
	case r.All != nil:
		return c.list(allNode, r.All, fault.Field(path, "all"), path, depth)
	case r.Any != nil:
		return c.list(anyNode, r.Any, fault.Field(path, "any"), path, depth)
	case r.Not != nil:
		kid := c.rule(r.Not, fault.Field(path, "not"), depth+1)
		return &node[T]{kind: notNode, kids: []*node[T]{kid}, path: c.within(path)}
	default:
		return c.clause(r, path)
	}
	return nil
}

// tooLarge reports a limit, the one of the number of rules once.
func (c *compiler[T]) tooLarge(path string, depth int) {
	switch {
	case depth > maxDepth:
		c.faults.Add(path, "too_deep", "must be at most %d rules within one another: make a flag of the inner ones", maxDepth)
	case c.rules == maxRules+1:
		c.faults.Add(path, "too_many", "must be at most %d rules in all: use the operator %q for many values", maxRules, OneOf)
	case c.total > maxTotal && !c.full:
		c.full = true
		c.faults.Add(path, "too_many", "must be at most %d rules and values in the whole document: make flags of the longest lists", maxTotal)
	}
}

func (c *compiler[T]) list(kind nodeKind, list []Rule, path, parent string, depth int) *node[T] {
	if len(list) == 0 {
		c.faults.Add(path, "empty", "must hold at least one rule")
		return nil
	}
	n := &node[T]{kind: kind, path: c.within(parent)}
	for i := range list {
		if c.rules > maxRules {
			break
		}
		n.kids = append(n.kids, c.rule(&list[i], fault.Index(path, i), depth+1))
	}
	return n
}

// within returns a path of the document as one of the present rule.
func (c *compiler[T]) within(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, c.base), ".")
}

func (c *compiler[T]) clause(r *Rule, path string) *node[T] {
	field := c.field(r.Field, fault.Field(path, "field"))
	known := checkOp(&c.faults, fault.Field(path, "op"), r.Op)
	if field == nil || !known {
		return nil
	}
	ops := operators(field.typ)
	if !slices.Contains(ops, r.Op) {
		c.faults.Add(fault.Field(path, "op"), "wrong_type", "%q does not fit %.64q, which is of type %s: use one of %s",
			r.Op, field.name, field.typ, quoted(ops))
		return nil
	}
	v := &values{list: r.Value, op: r.Op, path: fault.Field(path, "value"), faults: &c.faults}
	if !v.counted() {
		return nil
	}
	n := &node[T]{path: c.within(path), field: field, clause: Rule{Field: r.Field, Op: r.Op, Value: slices.Clone(r.Value)}}
	n.slot = len(c.windows)
	n.test = c.test(field, v)
	if field.known != nil && r.Op != Missing {
		known, inner := field.known, n.test
		n.test = func(c T, at *moment) bool { return known(c) && inner(c, at) }
	}
	return n
}

// field returns the field of the name, nil if there is none.
func (c *compiler[T]) field(name, path string) *Field[T] {
	var names []string
	if c.schema != nil {
		if f := c.schema.byName[name]; f != nil {
			return f
		}
		names = c.schema.names
	}
	if name == "" {
		c.faults.Add(path, "missing", "is missing: name a field of the schema")
		return nil
	}
	c.faults.Add(path, "unknown_field", "unknown field %.64q: %s", name, insteadOf(name, names))
	return nil
}

// insteadOf says which of the names to use.
func insteadOf(name string, names []string) string {
	const shown = 20
	like := fault.Nearest(name, names)
	switch {
	case like != "":
		return "did you mean " + strconv.Quote(like) + "?"
	case len(names) == 0:
		return "the schema has no fields"
	case len(names) > shown:
		return fmt.Sprintf("use one of %s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return "use one of " + strings.Join(names, ", ")
}

// checkName reports a name that cannot be used, and whether it can.
func checkName(faults *fault.List, path, name string) bool {
	err := fault.Name(name)
	if err != nil {
		faults.Add(path, "invalid_value", "%v", err)
	}
	return err == nil
}

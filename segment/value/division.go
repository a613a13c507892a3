package value

import (
	"slices"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// By is what the shares of a [Division] are of.
type By string

// ByAmount and ByCustomers are the two.
const (
	ByAmount    By = "amount"    // of what all customers bring
	ByCustomers By = "customers" // of their number
)

// Division cuts a ranking into levels, as data:
//
//	{"by": "amount", "levels": [
//	  {"name": "A", "upTo": 0.8},
//	  {"name": "B", "upTo": 0.95},
//	  {"name": "C", "upTo": 1}]}
type Division struct {
	// By says what the ends of the levels are shares of. Required.
	By By `json:"by"`
	// Levels are 1 to 100, the best first.
	Levels []Level `json:"levels"`
}

// Level is one of a [Division].
type Level struct {
	// Name is what the shop calls it, at most 1,000 bytes; no two are the same.
	Name string `json:"name"`
	// UpTo is where it ends: the share of this level and all before it, above
	// 0 and at most 1. Ends rise, and the last is 1.
	UpTo decimal.Decimal `json:"upTo"`
}

// ABC divides by the amount: A brings the first 80 %, B the next 15 %, C the
// last 5 %, the usual textbook division of ABC analysis. Each call returns a fresh
// Division: change names and ends as you like.
func ABC() Division {
	return Division{ByAmount, []Level{
		{"A", decimal.New(80, -2)},
		{"B", decimal.New(95, -2)},
		{"C", whole()},
	}}
}

// Pyramid divides by the number of customers, as Curry's customer pyramid does:
// the first 1 %, the next 4 %, the next 15 % and the remaining 80 %. The names are
// 关键客户 (key customers), 主要客户 (major), 潜在客户 (potential) and 目标客户
// (target). Each call returns a fresh Division: change names and ends as you like.
func Pyramid() Division {
	return Division{ByCustomers, []Level{
		{"关键客户", decimal.New(1, -2)},
		{"主要客户", decimal.New(5, -2)},
		{"潜在客户", decimal.New(20, -2)},
		{"目标客户", whole()},
	}}
}

// ParseDivision reads a division from JSON and checks it. Unknown and repeated
// fields, wrong types and null are faults. The error is a [*segment.InvalidError].
// Of a division that can be read, the codes are missing (also of an empty name),
// unknown, empty, too_many, too_long, invalid_value (not UTF-8), duplicate,
// out_of_range, not_rising, and uncovered where the last level does not end at 1.
func ParseDivision(data []byte) (Division, error) {
	var d Division
	if err := fault.Decode(whatDivision, data, &d); err != nil {
		return Division{}, invalid(err)
	}
	if err := d.validate(); err != nil {
		return Division{}, err
	}
	return d, nil
}

// UnmarshalJSON reads a division as [ParseDivision] does, also as part of another
// document. On an error the division is left as it was.
func (d *Division) UnmarshalJSON(data []byte) error {
	read, err := ParseDivision(data)
	if err == nil {
		*d = read
	}
	return err
}

// Divide returns the customers of each level, in the order of the levels and
// also where there are none. Every customer is in exactly one level, and nobody
// in a level brings more than anybody in a level before it. Shares add up to 1,
// unless all are 0.
//
// By customers, the levels up to one with the end u hold [Ranking.Top] of u. By
// amount, they hold [Ranking.Reaching] of u: a customer belongs to the first level
// whose end is not yet reached by those before them, so that whoever crosses the
// line of 80 % is an A still. The last level holds everybody else, also those
// who bring nothing; where nobody brings anything, that is all.
//
// The error is a [*segment.InvalidError] about the division. Time is linear in
// the customers.
func (r *Ranking[K]) Divide(d Division) ([]Part, error) {
	if err := d.validate(); err != nil {
		return nil, err
	}
	shares := make([]decimal.Decimal, len(d.Levels)-1)
	for i := range shares {
		shares[i] = d.Levels[i].UpTo
	}
	ends := append(r.ends(d.By, shares), r.len())
	parts := make([]Part, len(ends))
	from := 0
	for i, to := range ends {
		parts[i] = r.part(d.Levels[i].Name, from, to)
		from = to
	}
	return parts, nil
}

const (
	whatDivision = "segment/value: division"
	maxLevels    = 100
)

func (d *Division) validate() error {
	var f fault.List
	switch d.By {
	case ByAmount, ByCustomers:
	case "":
		f.Add("by", "missing", "is missing; give %q or %q", ByAmount, ByCustomers)
	default:
		f.Add("by", "unknown", "%.60q is neither %q nor %q", d.By, ByAmount, ByCustomers)
	}
	switch n := len(d.Levels); {
	case d.Levels == nil:
		f.Add("levels", "missing", "are missing; a division needs at least one level")
	case n == 0:
		f.Add("levels", "empty", "is empty; a division needs at least one level")
	case n > maxLevels:
		f.Add("levels", "too_many", "%d levels; at most %d", n, maxLevels)
	default:
		d.validateNames(&f)
		d.validateEnds(&f)
	}
	return invalid(f.Err(whatDivision))
}

func (d *Division) validateNames(f *fault.List) {
	for i, l := range d.Levels {
		at := fault.Index("levels", i) + ".name"
		first := slices.IndexFunc(d.Levels, func(o Level) bool { return o.Name == l.Name })
		err := fault.Name(l.Name)
		switch {
		case l.Name == "":
			f.Add(at, "missing", "%v", err)
		case len(l.Name) > fault.MaxName:
			f.Add(at, "too_long", "%v", err)
		case err != nil:
			f.Add(at, "invalid_value", "%v", err)
		case first < i:
			f.Add(at, "duplicate", "%.60q is taken by %s", l.Name, fault.Index("levels", first))
		}
	}
}

func (d *Division) validateEnds(f *fault.List) {
	for i, l := range d.Levels {
		at := fault.Index("levels", i) + ".upTo"
		if why := badShare(l.UpTo); why != "" {
			f.Add(at, "out_of_range", "%s", why)
			continue
		}
		if i > 0 && badShare(d.Levels[i-1].UpTo) == "" && l.UpTo.Cmp(d.Levels[i-1].UpTo) <= 0 {
			f.Add(at, "not_rising", "%s: must be more than that of the level before, %s; ends are cumulative", l.UpTo, d.Levels[i-1].UpTo)
		}
		if i == len(d.Levels)-1 && l.UpTo.Cmp(whole()) != 0 {
			f.Add(at, "uncovered", "%s leaves customers without a level; the last end is 1", l.UpTo)
		}
	}
}

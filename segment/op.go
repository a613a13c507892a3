package segment

import (
	"slices"
	"strconv"
	"strings"

	"example.com/membership/internal/fault"
)

// Op is the operator of a clause. No operator but [Missing] holds on a missing
// value.
type Op string

// The operators, the types of field they fit, and their values.
const (
	// Is holds when the field equals the value: number, decimal, text, flag, civil
	// date or instant. An instant is compared with an instant to the nanosecond,
	// and with a date by its own date in the location of the group: that goes for
	// the next five operators too.
	Is Op = "="
	// Below holds when the number, decimal, civil date or instant is less than the
	// value.
	Below Op = "<"
	// AtMost holds when it is less or equal.
	AtMost Op = "<="
	// Above holds when it is greater.
	Above Op = ">"
	// AtLeast holds when it is greater or equal.
	AtLeast Op = ">="
	// Between holds from the first value to the second, both included, of the
	// same types.
	Between Op = "between"
	// OneOf holds when the field equals one of the values: number, text, civil
	// date. A set of texts has at least one of them. For decimals take any of
	// several clauses.
	OneOf Op = "one of"
	// Contains holds when the text has the value within it, or the set of texts
	// has it as a member.
	Contains Op = "contains"
	// StartsWith holds when the text begins with the value.
	StartsWith Op = "starts with"
	// Missing holds when the field has no value. It fits all types and takes no
	// value.
	Missing Op = "missing"
	// Within holds when the instant or civil date lies in the window that looks
	// back from the deciding instant, both ends included, and no later than that
	// instant: "last 30 days" (today and the 30 dates before), "last 6 months",
	// "previous 1 month" (whole calendar months), "month to date", "quarter to
	// date", "half-year to date", "year to date", "lifetime". At most 3,660 days or
	// 120 months. Days are civil, in the location of the group.
	Within Op = "within"
	// Before holds when the instant or civil date is earlier than such a window:
	// before "last 30 days" was the last order of those who ordered, but not
	// lately.
	Before Op = "before"
	// Age holds when the years completed since the civil date, such as a birthday,
	// are at least the first and at most the second value, 0 to 300. A year is
	// completed on the anniversary, see the next operator.
	Age Op = "age between"
	// Anniversary holds when a yearly return of the civil date falls on today or
	// one of the next so many days, 0 to 365. It returns on the same day of the
	// month, on 28 February for 29 February in common years, for the first time
	// one year after the date.
	Anniversary Op = "anniversary within"
	// Share holds for a random but stable share of the customers: the field, a
	// text or number, identifies them, and the values are the name of the draw
	// and the share, from 0 to 1. Draws of different names are independent. A
	// larger share of one draw holds for the same customers, and more. The
	// customer is in when SHA-256 of the name and the identity, each after its
	// length as 8 bytes, most significant first, begins with a number below
	// share × 2⁶⁴; a number counts in its decimal digits.
	Share Op = "share"
)

// ops returns all operators in the order of their declaration.
func ops() []Op {
	return []Op{Is, Below, AtMost, Above, AtLeast, Between, OneOf, Contains, StartsWith, Missing, Within, Before, Age, Anniversary, Share}
}

// checkOp reports an operator that there is not, and whether there is.
func checkOp(faults *fault.List, path string, op Op) bool {
	all := ops()
	switch {
	case slices.Contains(all, op):
		return true
	case op == "":
		faults.Add(path, "missing", "is missing: use one of %s", quoted(all))
		return false
	}
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = string(o)
	}
	remedy := "use one of " + quoted(all) + "; to negate, put the clause into not"
	if like := fault.Nearest(string(op), names); like != "" && !negative(op) {
		remedy = "did you mean " + strconv.Quote(like) + "?"
	}
	faults.Add(path, "unknown_op", "unknown operator %.64q: %s", string(op), remedy)
	return false
}

// negative reports whether an unknown operator was meant to negate: what is spelled
// alike then says the opposite.
func negative(op Op) bool {
	for _, no := range []string{"!", "~", "-", "no"} {
		if strings.HasPrefix(strings.ToLower(string(op)), no) {
			return true
		}
	}
	return false
}

// operators returns those that fit a type, in the order of their declaration.
func operators(t fieldType) []Op {
	switch t {
	case numberType:
		return []Op{Is, Below, AtMost, Above, AtLeast, Between, OneOf, Missing, Share}
	case decimalType:
		return []Op{Is, Below, AtMost, Above, AtLeast, Between, Missing}
	case textType:
		return []Op{Is, OneOf, Contains, StartsWith, Missing, Share}
	case flagType:
		return []Op{Is, Missing}
	case instantType:
		return []Op{Is, Below, AtMost, Above, AtLeast, Between, Missing, Within, Before}
	case dateType:
		return []Op{Is, Below, AtMost, Above, AtLeast, Between, OneOf, Missing, Within, Before, Age, Anniversary}
	case textsType:
		return []Op{OneOf, Contains, Missing}
	}
	return nil
}

func quoted(ops []Op) string {
	words := make([]string, len(ops))
	for i, op := range ops {
		words[i] = strconv.Quote(string(op))
	}
	return strings.Join(words, ", ")
}

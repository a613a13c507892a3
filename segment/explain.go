package segment

import (
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Limits of what an explanation repeats of a customer's value.
const (
	maxSeenTexts = 20
	maxSeenBytes = 100 // of each
)

// Explanation says why a customer is in a group or not.
type Explanation struct {
	// Match is whether the customer is in the group.
	Match bool `json:"match"`
	// At is the deciding instant, in the location of the group.
	At time.Time `json:"at"`
	// Clauses is those that decided, in the order of the rule: if all of them had
	// gone the other way, so would the answer. Clauses that are not listed did not
	// matter.
	Clauses []Reason `json:"clauses"`
}

// Reason is a clause that decided, and what it saw.
type Reason struct {
	// Path leads to the clause from the rule of the group, such as "all[1].not"; it
	// is empty for a rule that is a single clause.
	Path string `json:"path"`
	// Field is the field that the clause asks about.
	Field string `json:"field"`
	// Op is what it asks.
	Op Op `json:"op"`
	// Value is what it compares with.
	Value Values `json:"value,omitzero"`
	// Window is the first and the last date of a look-back window at the deciding
	// instant, nothing for other clauses.
	Window Values `json:"window,omitzero"`
	// Holds is whether the clause itself holds, before any not around it.
	Holds bool `json:"holds"`
	// Missing is whether the customer has no value.
	Missing bool `json:"missing"`
	// Seen is the customer's value, for people: as a rule would write it where one
	// can, an instant in the location of the group. Of a set it is the first 20
	// texts, as the customer has them; a text beyond 100 bytes is cut and ends in
	// "…", and a decimal that no rule can have is described. It is empty where the
	// value is missing.
	Seen Values `json:"seen,omitzero"`
}

// Explain says whether the customer is in the group, and which clauses decided.
func (m *Matcher[T]) Explain(c T) Explanation {
	if m == nil || m.root == nil {
		return Explanation{Clauses: []Reason{}}
	}
	e := Explanation{Match: m.Match(c), At: m.at.instant, Clauses: []Reason{}}
	m.reasons(m.root, c, e.Match, &e.Clauses)
	return e
}

// reasons appends the clauses by which n holds, or does not.
func (m *Matcher[T]) reasons(n *node[T], c T, holds bool, to *[]Reason) {
	switch n.kind {
	case notNode:
		m.reasons(n.kids[0], c, !holds, to)
	case allNode, anyNode:
		for _, kid := range n.kids {
			if kid.holds(c, m.at) == holds {
				m.reasons(kid, c, holds, to)
			}
		}
	default:
		*to = append(*to, n.reason(c, holds, m.at))
	}
}

func (n *node[T]) reason(c T, holds bool, at *moment) Reason {
	r := Reason{Path: n.path, Field: n.clause.Field, Op: n.clause.Op, Value: slices.Clone(n.clause.Value),
		Holds: holds, Missing: n.field.missing(c)}
	if !r.Missing {
		r.Seen = n.field.seen(c, at.instant.Location())
	}
	if n.clause.Op == Within || n.clause.Op == Before {
		dates := at.windows[n.slot].dates
		r.Window = Values{civil.Date(dates.from).String(), civil.Date(dates.to).String()}
	}
	return r
}

// seen returns the value as rules write it.
func (f *Field[T]) seen(c T, loc *time.Location) Values {
	switch f.typ {
	case numberType:
		return Values{strconv.FormatInt(f.number(c), 10)}
	case decimalType:
		return Values{seenDecimal(f.decimal(c))}
	case textType:
		return Values{clip(f.text(c))}
	case flagType:
		if f.flag(c) {
			return Values{"true"}
		}
		return Values{"false"}
	case instantType:
		return Values{f.instant(c).In(loc).Format(time.RFC3339Nano)}
	case dateType:
		day, _ := reading(f.instant(c))
		return Values{day.String()}
	}
	texts := f.texts(c)
	seen := make(Values, min(len(texts), maxSeenTexts))
	for i := range seen {
		seen[i] = clip(texts[i])
	}
	return seen
}

// seenDecimal writes a number out, unless that is long.
func seenDecimal(d decimal.Decimal) string {
	if fault.Decimal(d) == nil {
		return exact.Text(d)
	}
	if d.NumDigits() <= 30 {
		return fmt.Sprintf("%de%d", d.Coefficient(), d.Exponent())
	}
	return fmt.Sprintf("a number of %d digits, e%d", d.NumDigits(), d.Exponent())
}

// clip cuts a text that is too long to repeat, between characters.
func clip(text string) string {
	if len(text) <= maxSeenBytes {
		return text
	}
	end := maxSeenBytes
	for end > maxSeenBytes-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

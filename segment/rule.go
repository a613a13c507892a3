package segment

import (
	"bytes"
	"encoding/json"
	"strings"

	"example.com/membership/internal/fault"
)

// Rule is a condition on a customer, as data: All, Any or Not of other rules, or
// one clause of Field, Op and Value. Exactly one of the four is given. Nothing
// but Not negates.
//
//	{"all": [
//		{"field": "country", "op": "one of", "value": ["BR", "RU"]},
//		{"field": "orders", "op": ">=", "value": 3},
//		{"not": {"field": "last_order", "op": "within", "value": "last 30 days"}}
//	]}
//
// [Schema.Compile] says which limits and which operators there are.
type Rule struct {
	// All holds when each of its rules does.
	All []Rule `json:"all,omitzero"`
	// Any holds when at least one of its rules does.
	Any []Rule `json:"any,omitzero"`
	// Not holds when its rule does not: also where that asks about a missing
	// value, of which no comparison holds.
	Not *Rule `json:"not,omitzero"`

	// Field is the name of the field that a clause asks about.
	Field string `json:"field,omitzero"`
	// Op is what the clause asks.
	Op Op `json:"op,omitzero"`
	// Value is what the field is compared with, as the operator needs it.
	Value Values `json:"value,omitzero"`
}

// Values is what a clause compares with, as text: "3", "12.50", "true", "BR",
// "2026-03-05", "2026-03-05T10:00:00+08:00", "last 30 days". In JSON it is one
// string, number, true or false, or a list of them; it is written as strings.
type Values []string

// MarshalJSON writes a single value as a string and others as a list.
func (v Values) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return json.Marshal(v[0])
	}
	return json.Marshal(append([]string{}, v...))
}

// UnmarshalJSON reads a value or a list of values. The error is an
// [*InvalidError] that names those that are neither text, number, true nor
// false; v is then left as it was.
func (v *Values) UnmarshalJSON(data []byte) error {
	var faults fault.List
	var list []json.RawMessage
	read := Values{}
	if err := json.Unmarshal(data, &list); err == nil && list != nil {
		for i, element := range list {
			read = append(read, scalar(element, fault.Index("", i), &faults))
		}
	} else {
		read = append(read, scalar(bytes.TrimSpace(data), "", &faults))
	}
	if err := faults.Err("segment: value"); err != nil {
		return invalid(err)
	}
	*v = read
	return nil
}

// scalar returns the text of a JSON value that is not null, an object or a list.
func scalar(data []byte, path string, faults *fault.List) string {
	text := string(data)
	switch {
	case !json.Valid(data):
		faults.Add(path, "syntax", "is not JSON")
	case strings.HasPrefix(text, `"`):
		_ = json.Unmarshal(data, &text) // is valid
	case text == "null":
		faults.Add(path, "null", "must not be null: leave it out, or ask with the operator %q", Missing)
	case strings.ContainsAny(text[:1], "{["):
		faults.Add(path, "wrong_type", "must be a string, a number, true or false, or one list of them")
	}
	return text
}

// ParseRule reads a rule from JSON, strictly: unknown names, text behind it,
// null and repeated names are faults, and all faults come at once, as an
// [*InvalidError]. Whether the rule makes sense, [Schema.Compile] says.
func ParseRule(data []byte) (Rule, error) {
	var r Rule
	err := r.UnmarshalJSON(data)
	return r, err
}

// UnmarshalJSON reads a rule as [ParseRule] does.
func (r *Rule) UnmarshalJSON(data []byte) error {
	var read ruleJSON
	if err := fault.Decode("segment: rule", data, &read); err != nil {
		return invalid(err)
	}
	*r = read.rule()
	return nil
}

// ruleJSON is a Rule that does not read itself, so that a document is read once
// and not again at each level.
type ruleJSON struct {
	All   []ruleJSON `json:"all"`
	Any   []ruleJSON `json:"any"`
	Not   *ruleJSON  `json:"not"`
	Field string     `json:"field"`
	Op    Op         `json:"op"`
	Value Values     `json:"value"`
}

func (r *ruleJSON) rule() Rule {
	rule := Rule{All: rules(r.All), Any: rules(r.Any), Field: r.Field, Op: r.Op, Value: r.Value}
	if r.Not != nil {
		not := r.Not.rule()
		rule.Not = &not
	}
	return rule
}

func rules(read []ruleJSON) []Rule {
	if read == nil {
		return nil
	}
	list := make([]Rule, len(read))
	for i := range read {
		list[i] = read[i].rule()
	}
	return list
}

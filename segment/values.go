package segment

import (
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// values is what a clause compares with, while it is compiled.
type values struct {
	list   Values
	op     Op
	path   string
	faults *fault.List
}

// counted reports whether there are as many values as the operator takes, and
// none is too long.
func (v *values) counted() bool {
	n := len(v.list)
	switch want, words := takes(v.op); {
	case v.op == OneOf && n == 0:
		v.faults.Add(v.path, "empty", "must list at least one value")
		return false
	case v.op == OneOf && n > maxValues:
		v.faults.Add(v.path, "too_many", "must be at most %d values, not %d: make a flag of them", maxValues, n)
		return false
	case v.op != OneOf && n != want:
		v.faults.Add(v.path, "wrong_count", "%q takes %s, not %d", v.op, words, n)
		return false
	}
	usable := true
	for i, text := range v.list {
		switch {
		case len(text) > fault.MaxName:
			v.add(i, "too_long", "must have at most %d bytes, not %d", fault.MaxName, len(text))
		case !utf8.ValidString(text):
			v.add(i, "invalid_value", "%.64q is not UTF-8", text)
		default:
			continue
		}
		usable = false
	}
	return usable
}

// takes returns how many values the operator takes; those of one of are any.
func takes(op Op) (n int, words string) {
	switch op {
	case Missing:
		return 0, "no value"
	case Share:
		return 2, "two values, the name of the draw and the share"
	case Between, Age:
		return 2, "two values, from and to"
	}
	return 1, "one value"
}

// add reports a fault of value i.
func (v *values) add(i int, code, format string, args ...any) {
	path := v.path
	if len(v.list) > 1 {
		path = fault.Index(path, i)
	}
	v.faults.Add(path, code, format, args...)
}

// parse reads all values by read, and reports those that it refuses.
func parse[V any](v *values, read func(string) (V, error)) []V {
	parsed := make([]V, 0, len(v.list))
	for i, text := range v.list {
		value, err := read(text)
		if err != nil {
			v.add(i, "invalid_value", "%v", err)
			continue
		}
		parsed = append(parsed, value)
	}
	if len(parsed) < len(v.list) {
		return nil
	}
	return parsed
}

// rise reports the two ends of an interval if they are in the wrong order.
// Operators of one value have no interval.
func rise[V any](v *values, ends []V, swapped func(from, to V) bool) {
	if len(ends) == 2 && swapped(ends[0], ends[1]) {
		v.faults.Add(v.path, "swapped", "%.64q is beyond %.64q: give the lower end first", v.list[0], v.list[1])
	}
}

func parseNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || text != strconv.FormatInt(n, 10) {
		return 0, fmt.Errorf("must be a whole number such as 3, within 64 bits, not %.64q", text)
	}
	return n, nil
}

func parseDecimal(text string) (decimal.Decimal, error) {
	d, err := fault.ParseDecimal(text)
	if err != nil {
		return d, fmt.Errorf("must be a number such as 12.50: %w", err)
	}
	return d, nil
}

func parseFlag(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, fmt.Errorf("must be true or false, not %.64q", text)
	}
	return text == "true", nil
}

func parseText(text string) (string, error) {
	if text == "" {
		return "", fmt.Errorf("must not be empty: ask with the operator %q", Missing)
	}
	return text, nil
}

// parseDate reads a date as days since 1970.
func parseDate(text string) (int64, error) {
	d, err := civil.Parse(text)
	if err != nil {
		return 0, fmt.Errorf("must be a date such as 2026-03-05, not %.64q", text)
	}
	return int64(d), nil
}

// parseInstant returns the parser of instants, which a date of the location is
// too: the whole of it.
func parseInstant(loc *time.Location) func(string) (span, error) {
	return func(text string) (span, error) {
		if d, err := civil.Parse(text); err == nil {
			return dateSpan(d, loc), nil
		}
		t, ok := fault.ParseTime(text)
		if !ok {
			return span{}, fmt.Errorf("must be an instant such as 2026-03-05T10:00:00+08:00 or a date such as 2026-03-05, not %.64q; a window is asked for by %q or %q", text, Within, Before)
		}
		return instantSpan(t), nil
	}
}

package segment

import (
	"strings"

	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// test compiles the clause of a field with an operator that fits it. What it
// returns is of use only if no fault was added.
func (c *compiler[T]) test(f *Field[T], v *values) test[T] {
	switch {
	case v.op == Missing:
		return func(c T, _ *moment) bool { return f.missing(c) }
	case v.op == Share:
		return shareTest(f, v)
	}
	switch f.typ {
	case numberType:
		return numberTest(f.number, v)
	case decimalType:
		return decimalTest(f.decimal, v)
	case textType:
		return textTest(f.text, v)
	case flagType:
		return flagTest(f.flag, v)
	case instantType:
		return c.instantTest(f, v)
	case dateType:
		return c.dateTest(f, v)
	}
	return textsTest(f.texts, v)
}

func numberTest[T any](get func(T) int64, v *values) test[T] {
	n := parse(v, parseNumber)
	if n == nil {
		return nil
	}
	if v.op == OneOf {
		list := setOf(n)
		return func(c T, _ *moment) bool { return list[get(c)] }
	}
	rise(v, n, greater)
	in := numbersOf(v.op, n)
	return func(c T, _ *moment) bool { return in.has(get(c)) }
}

func decimalTest[T any](get func(T) decimal.Decimal, v *values) test[T] {
	d := parse(v, parseDecimal)
	if d == nil {
		return nil
	}
	rise(v, d, decimal.Decimal.GreaterThan)
	in := amountsOf(v.op, d)
	return func(c T, _ *moment) bool { return in.has(get(c)) }
}

func flagTest[T any](get func(T) bool, v *values) test[T] {
	want := parse(v, parseFlag)
	if want == nil {
		return nil
	}
	is := want[0]
	return func(c T, _ *moment) bool { return get(c) == is }
}

// textTest compiles a clause that no empty text fulfils, because no value is
// empty.
func textTest[T any](get func(T) string, v *values) test[T] {
	texts := parse(v, parseText)
	if texts == nil {
		return nil
	}
	first := texts[0]
	switch v.op {
	case Contains:
		return func(c T, _ *moment) bool { return strings.Contains(get(c), first) }
	case StartsWith:
		return func(c T, _ *moment) bool { return strings.HasPrefix(get(c), first) }
	case OneOf:
		list := setOf(texts)
		return func(c T, _ *moment) bool { return list[get(c)] }
	}
	return func(c T, _ *moment) bool { return get(c) == first }
}

func textsTest[T any](get func(T) []string, v *values) test[T] {
	texts := parse(v, parseText)
	if texts == nil {
		return nil
	}
	list := setOf(texts)
	return func(c T, _ *moment) bool {
		for _, text := range get(c) {
			if list[text] {
				return true
			}
		}
		return false
	}
}

func (c *compiler[T]) instantTest(f *Field[T], v *values) test[T] {
	get := f.instant
	switch v.op {
	case Within:
		return c.windowTest(v, func(c T, at *period) bool {
			t := get(c)
			return !t.IsZero() && at.instants.has(pointOf(t))
		})
	case Before:
		return c.windowTest(v, func(c T, at *period) bool {
			t := get(c)
			return !t.IsZero() && pointOf(t).before(at.instants.from)
		})
	}
	spans := parse(v, parseInstant(c.loc))
	if spans == nil {
		return nil
	}
	rise(v, spans, span.after)
	in := spanOf(v.op, spans)
	return func(c T, _ *moment) bool {
		t := get(c)
		return !t.IsZero() && in.has(pointOf(t))
	}
}

func (c *compiler[T]) dateTest(f *Field[T], v *values) test[T] {
	get := f.instant
	switch v.op {
	case Within:
		return c.windowTest(v, func(c T, at *period) bool {
			day, ok := reading(get(c))
			return ok && at.dates.has(int64(day))
		})
	case Before:
		return c.windowTest(v, func(c T, at *period) bool {
			day, ok := reading(get(c))
			return ok && int64(day) < at.dates.from
		})
	case Age:
		return ageTest(get, v)
	case Anniversary:
		return anniversaryTest(get, v)
	}
	days := parse(v, parseDate)
	if days == nil {
		return nil
	}
	if v.op == OneOf {
		list := setOf(days)
		return func(c T, _ *moment) bool {
			day, ok := reading(get(c))
			return ok && list[int64(day)]
		}
	}
	rise(v, days, greater)
	in := numbersOf(v.op, days)
	return func(c T, _ *moment) bool {
		day, ok := reading(get(c))
		return ok && in.has(int64(day))
	}
}

// windowTest compiles a clause on a look-back window, which a moment computes
// once for all customers.
func (c *compiler[T]) windowTest(v *values, holds func(T, *period) bool) test[T] {
	w, err := civil.ParseWindow(v.list[0])
	switch {
	case v.list[0] == "":
		v.add(0, "invalid_value", "must be a window such as \"last 30 days\", not blank")
		return nil
	case err != nil:
		v.add(0, "invalid_value", "must be a window such as \"last 30 days\": %v", err)
		return nil
	}
	slot := len(c.windows)
	c.windows = append(c.windows, w)
	return func(c T, at *moment) bool { return holds(c, &at.windows[slot]) }
}

func greater(a, b int64) bool { return a > b }

// setOf returns the values as a set.
func setOf[V comparable](values []V) map[V]bool {
	set := make(map[V]bool, len(values))
	for _, v := range values {
		set[v] = true
	}
	return set
}

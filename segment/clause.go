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
	v.swapped(order(n))
	in := numbersOf(v.op, n)
	return func(c T, _ *moment) bool { return in.has(get(c)) }
}

func decimalTest[T any](get func(T) decimal.Decimal, v *values) test[T] {
	d := parse(v, parseDecimal)
	if d == nil {
		return nil
	}
	if v.op == Between {
		v.swapped(d[0].Cmp(d[1]))
	}
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
	if v.op == Within || v.op == Before {
		return c.windowTest(v, func(c T, at *period) (in, before bool) {
			t := get(c)
			p := pointOf(t)
			return !t.IsZero() && at.instants.has(p), !t.IsZero() && p.before(at.instants.from)
		})
	}
	spans := parse(v, parseInstant(c.loc))
	if spans == nil {
		return nil
	}
	if v.op == Between && swapped(spans) {
		v.swapped(1)
	}
	in := spanOf(v.op, spans)
	return func(c T, _ *moment) bool {
		t := get(c)
		return !t.IsZero() && in.has(pointOf(t))
	}
}

func (c *compiler[T]) dateTest(f *Field[T], v *values) test[T] {
	get := f.instant
	switch v.op {
	case Within, Before:
		return c.windowTest(v, func(c T, at *period) (in, before bool) {
			day, ok := reading(get(c))
			return ok && at.dates.has(int64(day)), ok && int64(day) < at.dates.from
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
	v.swapped(order(days))
	in := numbersOf(v.op, days)
	return func(c T, _ *moment) bool {
		day, ok := reading(get(c))
		return ok && in.has(int64(day))
	}
}

// windowTest compiles a clause on a look-back window, which a moment computes
// once for all customers. Place says whether a value lies in it, or before it.
func (c *compiler[T]) windowTest(v *values, place func(T, *period) (in, before bool)) test[T] {
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
	if v.op == Before {
		return func(c T, at *moment) bool {
			_, before := place(c, &at.windows[slot])
			return before
		}
	}
	return func(c T, at *moment) bool {
		in, _ := place(c, &at.windows[slot])
		return in
	}
}

// order compares the two ends of an interval; a single value is in order.
func order(n []int64) int {
	if len(n) == 2 && n[0] > n[1] {
		return 1
	}
	return 0
}

// setOf returns the values as a set.
func setOf[V comparable](values []V) map[V]bool {
	set := make(map[V]bool, len(values))
	for _, v := range values {
		set[v] = true
	}
	return set
}

package segment

import (
	"time"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// maxFields is the number of fields of a schema.
const maxFields = 500

// Field is a named value of the shop's own customer type T, which is a pointer
// where the struct is large. The functions that make one are [Number],
// [Decimal], [Text], [Flag], [Instant], [CivilDate] and [Texts]; their get is
// called by every match, perhaps from many goroutines, and only reads.
type Field[T any] struct {
	name  string
	typ   fieldType
	known func(T) bool // nil: whenever there is a value

	number  func(T) int64
	decimal func(T) decimal.Decimal
	text    func(T) string
	flag    func(T) bool
	instant func(T) time.Time // also of dates
	texts   func(T) []string
}

// fieldType is what a field holds, and so which operators fit it.
type fieldType string

const (
	numberType  fieldType = "number"
	decimalType fieldType = "decimal"
	textType    fieldType = "text"
	flagType    fieldType = "flag"
	instantType fieldType = "instant"
	dateType    fieldType = "civil date"
	textsType   fieldType = "set of texts"
)

// Number is a field of whole numbers: orders, page views, seconds of dwell time.
// It is never missing, unless [Field.KnownIf] says so.
func Number[T any](name string, get func(T) int64) Field[T] {
	return Field[T]{name: name, typ: numberType, number: get}
}

// Decimal is a field of decimals, such as an amount. It is never missing, unless
// [Field.KnownIf] says so.
func Decimal[T any](name string, get func(T) decimal.Decimal) Field[T] {
	return Field[T]{name: name, typ: decimalType, decimal: get}
}

// Text is a field of text, such as a country; the empty text is a missing value.
// Texts are compared byte by byte: let get return the spelling the rules use.
func Text[T any](name string, get func(T) string) Field[T] {
	return Field[T]{name: name, typ: textType, text: get}
}

// Flag is a field that is true or false. It is never missing, unless
// [Field.KnownIf] says so.
func Flag[T any](name string, get func(T) bool) Field[T] {
	return Field[T]{name: name, typ: flagType, flag: get}
}

// Instant is a field of instants, such as the last order; the zero Time is a
// missing value.
func Instant[T any](name string, get func(T) time.Time) Field[T] {
	return Field[T]{name: name, typ: instantType, instant: get}
}

// CivilDate is a field of dates without a time of day, such as a birthday: the
// year, month and day that the Time reads in its own location, as a database
// gives a DATE. The zero Time is a missing value, and so are years outside 1 to
// 9999.
func CivilDate[T any](name string, get func(T) time.Time) Field[T] {
	return Field[T]{name: name, typ: dateType, instant: get}
}

// Texts is a field of any number of texts, such as tags, in any order; none is
// a missing value. A clause costs as much as there are texts.
func Texts[T any](name string, get func(T) []string) Field[T] {
	return Field[T]{name: name, typ: textsType, texts: get}
}

// KnownIf returns the field with a condition, in place of an earlier one: where
// known is false the value is missing, and its get is not called, so that it may
// follow a pointer that is nil for others:
//
//	segment.Number("age", func(c *Customer) int64 { return *c.Age }).
//		KnownIf(func(c *Customer) bool { return c.Age != nil })
func (f Field[T]) KnownIf(known func(T) bool) Field[T] {
	f.known = known
	return f
}

// complete reports whether the field was made by one of its functions, with a
// getter.
func (f *Field[T]) complete() bool {
	return f.number != nil || f.decimal != nil || f.text != nil || f.flag != nil || f.instant != nil || f.texts != nil
}

// missing reports whether the customer has no value.
func (f *Field[T]) missing(c T) bool {
	switch {
	case f.known != nil && !f.known(c):
		return true
	case f.text != nil:
		return f.text(c) == ""
	case f.typ == dateType:
		_, ok := reading(f.instant(c))
		return !ok
	case f.instant != nil:
		return f.instant(c).IsZero()
	case f.texts != nil:
		return len(f.texts(c)) == 0
	}
	return false
}

// Schema is the fields that rules may ask about. It is immutable and safe for
// concurrent use. Use [NewSchema]: a zero Schema knows no field.
type Schema[T any] struct {
	fields []Field[T]
	names  []string
	byName map[string]*Field[T]
}

// NewSchema returns the schema of at most 500 fields. The error is an
// [*InvalidError]: names that are empty, longer than 1,000 bytes or there twice,
// fields without a function to get them.
func NewSchema[T any](fields ...Field[T]) (*Schema[T], error) {
	var faults fault.List
	if len(fields) > maxFields {
		faults.Add("fields", "too_many", "must be at most %d, not %d", maxFields, len(fields))
		return nil, invalid(faults.Err("segment: schema"))
	}
	s := &Schema[T]{fields: append([]Field[T](nil), fields...), byName: make(map[string]*Field[T], len(fields))}
	for i := range s.fields {
		f := &s.fields[i]
		path := fault.Index("fields", i)
		if checkName(&faults, fault.Field(path, "name"), f.name) && s.byName[f.name] != nil {
			faults.Add(fault.Field(path, "name"), "duplicate", "must be unique: %.64q is a field already", f.name)
		}
		if !f.complete() {
			faults.Add(path, "missing", "needs a function that gets the value: use Number, Decimal, Text, Flag, Instant, CivilDate or Texts")
		}
		s.names = append(s.names, f.name)
		s.byName[f.name] = f
	}
	if err := faults.Err("segment: schema"); err != nil {
		return nil, invalid(err)
	}
	return s, nil
}

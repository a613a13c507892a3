package fault

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// MaxBytes is the length of the longest document that Decode reads.
const MaxBytes = 16 << 20

// Decode parses JSON data strictly into the struct pointed to by into. All
// faults come at once, in document order, as an [*Error] about what; then *into
// is untouched. Otherwise *into is replaced: fields that the document leaves
// out are zero. The codes of the faults:
//
//	unknown_field     a field the struct does not have; case matters
//	duplicate_field   a field, or a name in a map, for the second time
//	wrong_type        a string where a number is needed, 1.5 for an integer
//	null              null, whatever the type: a field without value is left out
//	out_of_range      a number outside its Go type or the bounds of Decimal
//	invalid_value     refused by the UnmarshalJSON or UnmarshalText of its type
//	trailing_text     anything but white space after the document
//	syntax            not JSON, not UTF-8, or half a surrogate pair
//	too_deep          more than 100 objects and arrays within one another
//	too_large         more than MaxBytes, or than 1,048,576 values
//	too_many          more than 100 faults: comes last, after the first 100
//	unsupported_type  the Go type cannot be read into: a fault of the program
//
// A document with a fault of syntax, or too deep or too large, is not read: that
// fault comes alone, with line and column and the empty path. Time and memory
// are linear in the length of the data; a type that calls Decode to read itself
// adds a pass for each level of its nesting.
//
// A value is read by its type: structs by their json tags, slices, maps by
// strings, strings, bools, integers, [decimal.Decimal] (1.5 or "1.5", within
// the bounds of [Decimal]), [time.Time] (RFC 3339; it keeps the offset and is
// never in the local zone), [json.Unmarshaler], [encoding.TextUnmarshaler], and
// pointers to those. Not supported are other types, embedded structs, []byte
// and the tag option "string".
//
// An UnmarshalJSON is given a value of which only the syntax is checked. Where it
// answers an [*Error], as when it calls Decode, the faults keep their codes, and
// their paths continue the path of the value. That of *into itself is not
// called, so that it may call Decode.
func Decode(what string, data []byte, into any) error {
	d := decoder{structs: map[reflect.Type]*fields{}}
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		d.add("unsupported_type", "cannot decode into %T: pass a pointer to a struct", into)
		return d.faults.Err(what)
	}
	if len(data) > MaxBytes {
		d.add("too_large", "must have at most %d bytes, not %d: split the document", MaxBytes, len(data))
		return d.faults.Err(what)
	}
	fresh := reflect.New(target.Type().Elem()).Elem()
	start := len(data) - len(bytes.TrimLeft(data, " \t\r\n"))
	end := start + valueLen(data[start:])
	d.doc = data[:end]
	if f := unreadable(d.doc); f != nil {
		return &Error{What: what, Faults: []Fault{*f}}
	}
	d.value(fresh)
	if rest := bytes.Trim(data[end:], " \t\r\n"); len(rest) > 0 {
		rest = rest[:min(len(rest), maxInPath)]
		d.add("trailing_text", "%s: text after the end of the document: remove %q",
			place(data, end+bytes.Index(data[end:], rest)), rest)
	}
	if err := d.faults.Err(what); err != nil {
		return err
	}
	target.Elem().Set(fresh)
	return nil
}

// decoder walks a document, known to be readable, and a Go value together.
type decoder struct {
	doc     []byte
	pos     int // of the next byte to read
	path    []step
	faults  List
	structs map[reflect.Type]*fields
}

// step is one step of a path. Paths become text only where a fault is reported:
// built on the way down they would cost the square of a hostile document.
type step struct {
	name  string
	index int // -1 for a field
}

// value reads the next value into v, which can be set.
func (d *decoder) value(v reflect.Value) {
	if d.peek() == 'n' {
		d.read()
		d.add("null", "must not be null: leave it out")
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch p := v.Addr().Interface().(type) {
	case *decimal.Decimal:
		d.decimal(p)
		return
	case *time.Time:
		d.time(p)
		return
	case json.Unmarshaler:
		if len(d.path) > 0 {
			d.refused(p.UnmarshalJSON(d.read()))
			return
		}
	case encoding.TextUnmarshaler:
		if t := d.read(); !t.isString() {
			d.wrong(t, "a string")
		} else {
			d.refused(p.UnmarshalText([]byte(t.text())))
		}
		return
	}
	d.plain(v)
}

// plain reads the next value by the kind of v.
func (d *decoder) plain(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		d.structure(v)
	case reflect.Map:
		d.mapping(v)
	case reflect.Slice:
		d.slice(v)
	case reflect.String:
		if t := d.read(); t.isString() {
			v.SetString(t.text())
		} else {
			d.wrong(t, "a string")
		}
	case reflect.Bool:
		if t := d.read(); t[0] == 't' || t[0] == 'f' {
			v.SetBool(t[0] == 't')
		} else {
			d.wrong(t, "true or false")
		}
	default:
		if !v.CanInt() && !v.CanUint() {
			d.unsupported(v.Type().String())
			return
		}
		d.integer(v)
	}
}

func (d *decoder) structure(v reflect.Value) {
	known := d.fields(v.Type())
	if known.unsupported != "" {
		d.unsupported(v.Type().String() + "." + known.unsupported)
		return
	}
	if d.peek() != '{' {
		d.wrong(d.read(), "an object")
		return
	}
	seen := make([]bool, len(known.names))
	d.object(func(name string) {
		i, ok := known.byName[name]
		if !ok {
			d.unknown(name, known.names)
			d.read()
			return
		}
		if seen[i] {
			d.duplicate(name)
		}
		seen[i] = true
		d.value(v.Field(known.number[i]))
	})
}

func (d *decoder) mapping(v reflect.Value) {
	t := v.Type()
	custom := reflect.PointerTo(t.Key()).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	if t.Key().Kind() != reflect.String || custom {
		d.unsupported(t.String())
		return
	}
	if d.peek() != '{' {
		d.wrong(d.read(), "an object")
		return
	}
	v.Set(reflect.MakeMap(t))
	d.object(func(name string) {
		key := reflect.ValueOf(name).Convert(t.Key())
		if v.MapIndex(key).IsValid() {
			d.duplicate(name)
		}
		element := reflect.New(t.Elem()).Elem()
		d.value(element)
		v.SetMapIndex(key, element)
	})
}

func (d *decoder) slice(v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 { // base64 in package json
		d.unsupported(v.Type().String())
		return
	}
	if d.peek() != '[' {
		d.wrong(d.read(), "an array")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	d.array(func() {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		d.value(v.Index(v.Len() - 1))
	})
}

func (d *decoder) integer(v reflect.Value) {
	t := d.read()
	if !t.isNumber() || bytes.ContainsAny(t, ".eE") {
		d.wrong(t, "a whole number")
		return
	}
	bits := v.Type().Bits()
	if v.CanInt() {
		n, err := strconv.ParseInt(string(t), 10, bits)
		if err != nil {
			d.add("out_of_range", "must be within %d..%d, not %s", int64(-1)<<(bits-1), uint64(1)<<(bits-1)-1, t)
		}
		v.SetInt(n)
		return
	}
	n, err := strconv.ParseUint(string(t), 10, bits)
	if err != nil {
		d.add("out_of_range", "must be within 0..%d, not %s", ^uint64(0)>>(64-bits), t)
	}
	v.SetUint(n)
}

func (d *decoder) decimal(p *decimal.Decimal) {
	t := d.read()
	n, err := ParseDecimal(t.text())
	switch {
	case errors.Is(err, errNotDecimal):
		d.wrong(t, "a decimal number such as 12.50")
	case err != nil:
		d.add("out_of_range", "%v", err)
	default:
		*p = n
	}
}

func (d *decoder) time(p *time.Time) {
	t := d.read()
	at, ok := ParseTime(t.text())
	if !ok {
		d.wrong(t, `a time such as "2026-03-05T00:00:00+08:00"`)
		return
	}
	*p = at
}

// refused reports what a type that reads itself found wrong, if anything.
func (d *decoder) refused(err error) {
	var inner *Error
	if errors.As(err, &inner) {
		for _, f := range inner.Faults {
			d.faults.Add(within(d.where(), f.Path), f.Code, "%s", f.Message)
		}
		return
	}
	if err != nil {
		d.add("invalid_value", "%v", err)
	}
}

func (d *decoder) wrong(t token, want string) {
	d.add("wrong_type", "must be %s, not %s", want, t)
}

func (d *decoder) duplicate(name string) {
	d.add("duplicate_field", "duplicate field %q: keep one", clip(name, maxInPath))
}

func (d *decoder) unknown(name string, known []string) {
	remedy := "remove it"
	if like := Nearest(name, known); like != "" {
		remedy = "did you mean " + strconv.Quote(like) + "?"
	} else if len(known) > 0 {
		remedy = "remove it, or use one of " + strings.Join(known, ", ")
	}
	d.add("unknown_field", "unknown field %q: %s", clip(name, maxInPath), remedy)
}

func (d *decoder) unsupported(goType string) {
	d.read()
	d.add("unsupported_type", "cannot be decoded into the Go type %s", goType)
}

// add reports a fault of the value being read.
func (d *decoder) add(code, format string, args ...any) {
	d.faults.Add(d.where(), code, format, args...)
}

// where returns the path of the value being read.
func (d *decoder) where() string {
	path := ""
	for _, s := range d.path {
		if s.index < 0 {
			path = Field(path, s.name)
		} else {
			path = Index(path, s.index)
		}
	}
	return path
}

// fields are the fields of a struct type, by their names in JSON.
type fields struct {
	names       []string
	number      []int // of the field in the struct, by the index in names
	byName      map[string]int
	unsupported string // a field that cannot be read
}

// fields returns those of t, looked up once a document.
func (d *decoder) fields(t reflect.Type) *fields {
	if known, ok := d.structs[t]; ok {
		return known
	}
	known := &fields{byName: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-":
			continue
		case f.Anonymous && (name == "" || !f.IsExported()), strings.Contains(","+options+",", ",string,"):
			known.unsupported = f.Name
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		known.byName[name] = len(known.names)
		known.names = append(known.names, name)
		known.number = append(known.number, i)
	}
	d.structs[t] = known
	return known
}

package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

type colour string

type ids []string

// even reads itself from a number.
type even int

func (e *even) UnmarshalJSON(b []byte) error {
	var n int
	if err := json.Unmarshal(b, &n); err != nil || n%2 != 0 {
		return fmt.Errorf("must be even, not %s", b)
	}
	*e = even(n)
	return nil
}

// code reads itself from text.
type code struct{ text string }

func (c *code) UnmarshalText(b []byte) error {
	if len(b) != 3 {
		return fmt.Errorf("must have three letters, not %q", b)
	}
	c.text = string(b)
	return nil
}

func (c code) MarshalText() ([]byte, error) { return []byte(c.text), nil }

// letters would read itself as the key of a map.
type letters string

func (l *letters) UnmarshalText(b []byte) error { *l = letters(b); return nil }

// greedy writes behind the value it is given.
type greedy struct{}

func (g *greedy) UnmarshalJSON(b []byte) error { _ = append(b, "!!!"...); return nil }

// window decodes itself strictly, through a call of Decode.
type window struct {
	Days   int     `json:"days,omitzero"`
	Inner  *window `json:"inner,omitzero"`
	Labels ids     `json:"labels,omitzero"`
}

func (w *window) UnmarshalJSON(b []byte) error { return Decode("window", b, w) }

type sample struct {
	ID      string                     `json:"id"`
	Colour  colour                     `json:"colour,omitzero"`
	On      bool                       `json:"on,omitzero"`
	Small   int8                       `json:"small,omitzero"`
	Big     int64                      `json:"big,omitzero"`
	Byte    uint8                      `json:"byte,omitzero"`
	Count   uint64                     `json:"count,omitzero"`
	Spend   decimal.Decimal            `json:"spend,omitzero"`
	Limit   *decimal.Decimal           `json:"limit,omitzero"`
	At      time.Time                  `json:"at,omitzero"`
	AnyOf   [][]sample                 `json:"anyOf,omitzero"`
	Next    *sample                    `json:"next,omitzero"`
	Names   ids                        `json:"names,omitzero"`
	Totals  map[string]decimal.Decimal `json:"totals,omitzero"`
	Palette map[colour]sample          `json:"palette,omitzero"`
	Even    even                       `json:"even,omitzero"`
	Code    *code                      `json:"code,omitzero"`
	Window  window                     `json:"window,omitzero"`
	Raw     json.RawMessage            `json:"raw,omitzero"`
	Plain   int                        // read by its Go name
	Skipped int                        `json:"-"`
	hidden  int
}

const names = "id, colour, on, small, big, byte, count, spend, limit, at, anyOf, next, names, totals, palette, even, code, window, raw, Plain"

// faultsOf decodes doc and insists that it is refused and the target untouched.
func faultsOf(t *testing.T, doc string) []Fault {
	t.Helper()
	before := sample{ID: "before", Names: ids{"a"}, hidden: 7}
	got := before
	err := Decode("sample", []byte(doc), &got)
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Fatalf("%s: got %v, want an *Error", doc, err)
	}
	if !reflect.DeepEqual(got, before) {
		t.Errorf("%s: the target was touched: %+v", doc, got)
	}
	if invalid.What != "sample" {
		t.Errorf("%s: about %q", doc, invalid.What)
	}
	return invalid.Faults
}

func TestDecodeFaults(t *testing.T) {
	const amount = "must be a decimal number such as 12.50, not "
	const instant = `must be a time such as "2026-03-05T00:00:00+08:00", not `
	for _, c := range []struct{ doc, path, code, message string }{
		{`{"anyof":[]}`, "anyof", "unknown_field", `unknown field "anyof": did you mean "anyOf"?`},
		{`{"ID":"x"}`, "ID", "unknown_field", `unknown field "ID": did you mean "id"?`},
		{`{"sepnd":1}`, "sepnd", "unknown_field", `unknown field "sepnd": did you mean "spend"?`},
		{`{"any_of":1}`, "any_of", "unknown_field", `unknown field "any_of": did you mean "anyOf"?`},
		{`{"Skipped":1}`, "Skipped", "unknown_field", `unknown field "Skipped": remove it, or use one of ` + names},
		{`{"-":1}`, `["-"]`, "unknown_field", `unknown field "-": remove it, or use one of ` + names},
		{`{"hidden":1}`, "hidden", "unknown_field", `unknown field "hidden": remove it, or use one of ` + names},
		{`{"tags":{"a":[null,{}]}}`, "tags", "unknown_field", `unknown field "tags": remove it, or use one of ` + names},
		{`{"anyOf":[[],[{},{"idd":1}]]}`, "anyOf[1][1].idd", "unknown_field", `unknown field "idd": did you mean "id"?`},
		{`{"id":"a","id":"b"}`, "id", "duplicate_field", `duplicate field "id": keep one`},
		{`{"id":"a","\u0069d":"a"}`, "id", "duplicate_field", `duplicate field "id": keep one`},
		{`{"totals":{"a b":1,"a b":2}}`, `totals["a b"]`, "duplicate_field", `duplicate field "a b": keep one`},
		{`{"palette":{"red":{"on":1}}}`, "palette.red.on", "wrong_type", "must be true or false, not the number 1"},
		{`[]`, "", "wrong_type", "must be an object, not an array"},
		{`"x"`, "", "wrong_type", `must be an object, not the string "x"`},
		{`{"id":5}`, "id", "wrong_type", "must be a string, not the number 5"},
		{`{"id":true}`, "id", "wrong_type", "must be a string, not true"},
		{`{"colour":{}}`, "colour", "wrong_type", "must be a string, not an object"},
		{`{"on":"true"}`, "on", "wrong_type", `must be true or false, not the string "true"`},
		{`{"names":{}}`, "names", "wrong_type", "must be an array, not an object"},
		{`{"names":["a",["b"]]}`, "names[1]", "wrong_type", "must be a string, not an array"},
		{`{"totals":[]}`, "totals", "wrong_type", "must be an object, not an array"},
		{`{"next":false}`, "next", "wrong_type", "must be an object, not false"},
		{`{"small":1.5}`, "small", "wrong_type", "must be a whole number, not the number 1.5"},
		{`{"small":1e1}`, "small", "wrong_type", "must be a whole number, not the number 1e1"},
		{`{"small":"1"}`, "small", "wrong_type", `must be a whole number, not the string "1"`},
		{`{"small":128}`, "small", "out_of_range", "must be within -128..127, not the number 128"},
		{`{"small":-129}`, "small", "out_of_range", "must be within -128..127, not the number -129"},
		{`{"big":9223372036854775808}`, "big", "out_of_range", "must be within -9223372036854775808..9223372036854775807, not the number 9223372036854775808"},
		{`{"byte":256}`, "byte", "out_of_range", "must be within 0..255, not the number 256"},
		{`{"byte":-1}`, "byte", "out_of_range", "must be within 0..255, not the number -1"},
		{`{"count":18446744073709551616}`, "count", "out_of_range", "must be within 0..18446744073709551615, not the number 18446744073709551616"},
		{`{"spend":"abc"}`, "spend", "wrong_type", amount + `the string "abc"`},
		{`{"spend":""}`, "spend", "wrong_type", amount + `the string ""`},
		{`{"spend":"NaN"}`, "spend", "wrong_type", amount + `the string "NaN"`},
		{`{"spend":" 1"}`, "spend", "wrong_type", amount + `the string " 1"`},
		{`{"spend":[1]}`, "spend", "wrong_type", amount + "an array"},
		{`{"limit":true}`, "limit", "wrong_type", amount + "true"},
		{`{"spend":1e10000000}`, "spend", "out_of_range", decimalBounds + ", not 1e10000000"},
		{`{"spend":"1e10000000"}`, "spend", "out_of_range", decimalBounds + ", not 1e10000000"},
		{`{"totals":{"x":1e-13}}`, "totals.x", "out_of_range", decimalBounds + ", not 1e-13"},
		{`{"at":"2026-03-05"}`, "at", "wrong_type", instant + `the string "2026-03-05"`},
		{`{"at":"2026-03-05T1:00:00Z"}`, "at", "wrong_type", instant + `the string "2026-03-05T1:00:00Z"`},
		{`{"at":"2026-03-05T01:00:00,5Z"}`, "at", "wrong_type", instant + `the string "2026-03-05T01:00:00,5Z"`},
		{`{"at":"2026-03-05T01:00:00+24:00"}`, "at", "wrong_type", instant + `the string "2026-03-05T01:00:00+24:00"`},
		{`{"at":"2026-03-05T01:00:00+07:60"}`, "at", "wrong_type", instant + `the string "2026-03-05T01:00:00+07:60"`},
		{`{"at":""}`, "at", "wrong_type", instant + `the string ""`},
		{`{"at":"2026-02-29T00:00:00Z"}`, "at", "wrong_type", instant + `the string "2026-02-29T00:00:00Z"`},
		{`{"at":1}`, "at", "wrong_type", instant + "the number 1"},
		{`null`, "", "null", "must not be null: leave it out"},
		{`{"id":null}`, "id", "null", "must not be null: leave it out"},
		{`{"limit":null}`, "limit", "null", "must not be null: leave it out"},
		{`{"even":null}`, "even", "null", "must not be null: leave it out"},
		{`{"raw":null}`, "raw", "null", "must not be null: leave it out"},
		{`{"names":[null]}`, "names[0]", "null", "must not be null: leave it out"},
		{`{"totals":{"a":null}}`, "totals.a", "null", "must not be null: leave it out"},
		{`{"even":3}`, "even", "invalid_value", "must be even, not 3"},
		{`{"code":"ab"}`, "code", "invalid_value", `must have three letters, not "ab"`},
		{`{"code":1}`, "code", "wrong_type", "must be a string, not the number 1"},
		{`{"window":{"dayz":1}}`, "window.dayz", "unknown_field", `unknown field "dayz": did you mean "days"?`},
		{`{"window":{"inner":{"labels":["a",1]}}}`, "window.inner.labels[1]", "wrong_type", "must be a string, not the number 1"},
		{`{"window":[]}`, "window", "wrong_type", "must be an object, not an array"},
		{"{} {}", "", "trailing_text", `line 1, column 4: text after the end of the document: remove "{}"`},
		{"{}\n\n x", "", "trailing_text", `line 3, column 2: text after the end of the document: remove "x"`},
		{"{}\x00", "", "trailing_text", `line 1, column 3: text after the end of the document: remove "\x00"`},
		{"{}\xff", "", "trailing_text", `line 1, column 3: text after the end of the document: remove "\xff"`},
		{"{}}", "", "trailing_text", `line 1, column 3: text after the end of the document: remove "}"`},
		{"", "", "syntax", "line 1, column 1: unexpected end of JSON input"},
		{" \n ", "", "syntax", "line 2, column 1: unexpected end of JSON input"},
		{"\uFEFF{}", "", "syntax", "line 1, column 1: byte-order mark: save the document without it"},
		{"{\"id\":\n \"限\", x", "", "syntax", "line 2, column 7: invalid character 'x' looking for beginning of object key string"},
		{`{"id":"a",}`, "", "syntax", "line 1, column 11: invalid character '}' looking for beginning of object key string"},
		{`{"small":01}`, "", "syntax", "line 1, column 11: invalid character '1' after object key:value pair"},
		{`{"id":"\x"}`, "", "syntax", `line 1, column 9: invalid character 'x' in string escape code`},
		{"{\"id\":\"\n\"}", "", "syntax", `line 1, column 8: invalid character '\n' in string literal`},
		{"{\"限\":\"\xd6\xd0\"}", "", "syntax", `line 1, column 7: invalid UTF-8 "\xd6": save the document as UTF-8`},
		{`{"id":"\ud800"}`, "", "syntax", `line 1, column 8: \ud800 is half a character: write the character itself`},
		{`{"id":"\ud83d\u0041"}`, "", "syntax", `line 1, column 8: \ud83d is half a character: write the character itself`},
		{`{"id":"\\\udc00"}`, "", "syntax", `line 1, column 10: \udc00 is half a character: write the character itself`},
		{"nope", "", "syntax", "line 1, column 2: invalid character 'o' in literal null (expecting 'u')"},
	} {
		want := []Fault{{c.path, c.code, c.message}}
		if diff := cmp.Diff(want, faultsOf(t, c.doc)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", c.doc, diff)
		}
	}
}

func TestDecodeReportsEveryFaultInOrder(t *testing.T) {
	doc := `{
		"idd": 1,
		"id": 2,
		"on": null,
		"id": null,
		"anyOf": [[{"spend": "x"}, {"next": {"names": [1, "a", 2]}}], null],
		"window": {"days": 1.5, "days": "2", "more": 3},
		"totals": {"b": 1e99, "a": []},
		"small": 999
	} trailing`
	var got []string
	for _, f := range faultsOf(t, doc) {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{
		"idd unknown_field",
		"id wrong_type",
		"on null",
		"id duplicate_field",
		"id null",
		"anyOf[0][0].spend wrong_type",
		"anyOf[0][1].next.names[0] wrong_type",
		"anyOf[0][1].next.names[2] wrong_type",
		"anyOf[1] null",
		"window.days wrong_type",
		"window.days duplicate_field",
		"window.days wrong_type",
		"window.more unknown_field",
		"totals.b out_of_range",
		"totals.a wrong_type",
		"small out_of_range",
		" trailing_text",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestDecode(t *testing.T) {
	doc := ` {"id":"\u5e03丁\n\ud83d\ude00\\ud800","colour":"red","on":true,"small":-128,"big":-9223372036854775808,"byte":255,
		"count":18446744073709551615,"spend":1.50,"limit":"-0.01","at":"2026-03-05T00:00:00+08:00",
		"anyOf":[[],[{"id":"x"},{}]],"next":{"id":""},"names":[],"totals":{"a b":2,"":"1e3"},"palette":{"red":{"on":false}},
		"even":4,"code":"abc","window":{"days":3,"inner":{"labels":["q"]}},"raw":{"a": [null]},"Plain":7 } ` + "\r\n\t"
	limit := decimal.New(-1, -2)
	want := sample{
		ID: "布丁\n😀\\ud800", Colour: "red", On: true, Small: -128, Big: -9223372036854775808, Byte: 255,
		Count: 18446744073709551615, Spend: decimal.New(150, -2), Limit: &limit,
		At:    time.Date(2026, 3, 5, 0, 0, 0, 0, time.FixedZone("", 8*60*60)),
		AnyOf: [][]sample{{}, {{ID: "x"}, {}}}, Next: &sample{}, Names: ids{},
		Totals:  map[string]decimal.Decimal{"a b": decimal.New(2, 0), "": decimal.New(1, 3)},
		Palette: map[colour]sample{"red": {}}, Even: 4, Code: &code{"abc"},
		Window: window{Days: 3, Inner: &window{Labels: ids{"q"}}}, Raw: json.RawMessage(`{"a": [null]}`), Plain: 7,
	}
	got := sample{ID: "before", Skipped: 3, Names: ids{"before"}}
	if err := Decode("sample", []byte(doc), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{}, code{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got.Spend.Exponent() != -2 {
		t.Errorf("1.50 has lost a decimal: exponent %d", got.Spend.Exponent())
	}
	if _, offset := got.At.Zone(); offset != 8*60*60 || got.At.Location() == time.Local {
		t.Errorf("at is in %v", got.At.Location())
	}
}

func TestDecodeIgnoresTheLocalZone(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("local", 8*60*60)
	var got struct{ At time.Time }
	if err := Decode("x", []byte(`{"At":"2026-03-05T00:00:00+08:00"}`), &got); err != nil {
		t.Fatal(err)
	}
	name, offset := got.At.Zone()
	if name != "" || offset != 8*60*60 || got.At.Location() == time.Local {
		t.Errorf("got %v in the zone %q, offset %d", got.At, name, offset)
	}
}

func TestDecodeDoesNotAlias(t *testing.T) {
	data := []byte(`{"id":"abc","names":["d"],"raw":[1]}`)
	var got sample
	if err := Decode("sample", data, &got); err != nil {
		t.Fatal(err)
	}
	clear(data)
	if got.ID != "abc" || got.Names[0] != "d" || string(got.Raw) != "[1]" {
		t.Errorf("the result changed with the data: %+v", got)
	}
}

func TestDecodeGuardsTheDocument(t *testing.T) {
	data := []byte(`{"A":1,"B":2}`)
	var got struct {
		A greedy
		B int
	}
	if err := Decode("x", data, &got); err != nil || got.B != 2 || string(data) != `{"A":1,"B":2}` {
		t.Errorf("got %+v, %v, from what is now %s", got, err, data)
	}
}

func TestDecodeUnsupportedTypes(t *testing.T) {
	type embedded struct{ A int }
	type recursive *recursive
	var nothing *sample
	for _, c := range []struct {
		into          any
		path, message string
	}{
		{nil, "", "cannot decode into <nil>: pass a pointer to a struct"},
		{sample{}, "", "cannot decode into fault.sample: pass a pointer to a struct"},
		{nothing, "", "cannot decode into *fault.sample: pass a pointer to a struct"},
		{new(any), "", "cannot be decoded into the Go type interface {}"},
		{new(recursive), "", "cannot be decoded into the Go type fault.recursive"},
		{new(struct{ A float64 }), "A", "cannot be decoded into the Go type float64"},
		{new(struct{ A any }), "A", "cannot be decoded into the Go type interface {}"},
		{new(struct{ A []byte }), "A", "cannot be decoded into the Go type []uint8"},
		{new(struct{ A [2]int }), "A", "cannot be decoded into the Go type [2]int"},
		{new(struct{ A **int }), "A", "cannot be decoded into the Go type *int"},
		{new(struct{ A func() }), "A", "cannot be decoded into the Go type func()"},
		{new(struct{ A map[int]int }), "A", "cannot be decoded into the Go type map[int]int"},
		{new(struct{ A map[letters]int }), "A", "cannot be decoded into the Go type map[fault.letters]int"},
		{new(struct{ A struct{ embedded } }), "A", "cannot be decoded into the Go type struct { fault.embedded }.embedded"},
		{new(struct {
			A struct {
				B int `json:"b,omitempty,string"`
			}
		}), "A", "cannot be decoded into the Go type struct { B int \"json:\\\"b,omitempty,string\\\"\" }.B"},
	} {
		err := Decode("x", []byte(`{"A":{"B":[1]}}`), c.into)
		want := &Error{What: "x", Faults: []Fault{{c.path, "unsupported_type", c.message}}}
		if diff := cmp.Diff(error(want), err); diff != "" {
			t.Errorf("%T: -want +got:\n%s", c.into, diff)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	data := []byte(`{"anyOf":[[` + strings.Repeat(`{"id":"gold","spend":"100.00","count":3,"names":["a","b"]},`, 99) + `{"id":"x"}]]}`)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Decode("sample", data, new(sample)); err != nil {
			b.Fatal(err)
		}
	}
}

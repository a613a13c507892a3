package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	maxDepth  = 100     // objects and arrays within one another
	maxValues = 1 << 20 // a bound on the memory of a document; {} and [] count twice
)

// unreadable returns what keeps doc from being read at all, or nil. What follows
// it needs no thought of syntax, and no guard of its stack.
func unreadable(doc []byte) *Fault {
	fault := func(code string, offset int, message string) *Fault {
		return &Fault{Code: code, Message: place(doc, offset) + ": " + message}
	}
	if bytes.HasPrefix(doc, []byte("\uFEFF")) {
		return fault("syntax", 0, "byte-order mark: save the document without it")
	}
	if i := invalidUTF8(doc); i >= 0 {
		return fault("syntax", i, fmt.Sprintf("invalid UTF-8 %q: save the document as UTF-8", doc[i:i+1]))
	}
	depth, values := 0, 1
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case '"':
			i += stringLen(doc[i:]) - 1
		case '{', '[':
			depth++
			values++
		case '}', ']':
			depth--
		case ',':
			values++
		}
		if depth > maxDepth {
			return fault("too_deep", i, fmt.Sprintf("nested deeper than %d levels: make it flatter", maxDepth))
		}
		if values > maxValues {
			return fault("too_large", i, fmt.Sprintf("more than %d values: split the document", maxValues))
		}
	}
	var raw json.RawMessage
	if err := json.Unmarshal(doc, &raw); err != nil {
		offset := int64(0)
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			offset = max(syntax.Offset-1, 0)
		}
		return fault("syntax", int(offset), err.Error())
	}
	if i := halfPair(doc); i >= 0 {
		return fault("syntax", i, fmt.Sprintf("%s is half a character: write the character itself", doc[i:i+6]))
	}
	return nil
}

// place says where offset is, for people: line and column count from 1, the
// column in characters.
func place(doc []byte, offset int) string {
	before := doc[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("line %d, column %d", line, column)
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// halfPair returns the offset of the first \uXXXX in the valid document that is
// half a surrogate pair, or -1. Package json would read it as U+FFFD, so that
// different names become equal.
func halfPair(doc []byte) int {
	unit := func(i int) rune {
		if i+6 > len(doc) || doc[i] != '\\' || doc[i+1] != 'u' {
			return utf8.RuneError
		}
		n, _ := strconv.ParseUint(string(doc[i+2:i+6]), 16, 16)
		return rune(n)
	}
	for i := 0; i < len(doc); i++ {
		if doc[i] != '\\' {
			continue
		}
		switch r := unit(i); {
		case !utf16.IsSurrogate(r):
			i++ // so that the second of two backslashes begins nothing
		case utf16.DecodeRune(r, unit(i+6)) == utf8.RuneError:
			return i
		default:
			i += 11
		}
	}
	return -1
}

// valueLen returns the length of the value that b begins with. Of text that is
// no value it returns some length within b.
func valueLen(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	if b[0] != '{' && b[0] != '[' {
		if b[0] == '"' {
			return stringLen(b)
		}
		if n := bytes.IndexAny(b, ",:]} \t\r\n"); n >= 0 {
			return n
		}
		return len(b)
	}
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i += stringLen(b[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(b)
}

// stringLen returns the length of the string that b begins with, its quotes
// included; all of b where it does not end.
func stringLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// token is one value as it stands in the document.
type token []byte

func (t token) isString() bool { return t[0] == '"' }
func (t token) isNumber() bool { return t[0] == '-' || '0' <= t[0] && t[0] <= '9' }

// text returns what a string says, and the token itself of anything else.
func (t token) text() string {
	if !t.isString() {
		return string(t)
	}
	if bytes.IndexByte(t, '\\') < 0 {
		return string(t[1 : len(t)-1])
	}
	var s string
	_ = json.Unmarshal(t, &s) // of a valid string there is no error
	return s
}

// String names the value in a message: "the number 1.5".
func (t token) String() string {
	switch {
	case t[0] == '{':
		return "an object"
	case t[0] == '[':
		return "an array"
	case t.isString():
		return "the string " + strconv.Quote(clip(t.text(), maxInPath))
	case t.isNumber():
		return "the number " + clip(t.text(), maxInPath)
	}
	return string(t)
}

// peek skips white space and returns the byte after it.
func (d *decoder) peek() byte {
	for {
		switch c := d.doc[d.pos]; c {
		case ' ', '\t', '\r', '\n':
			d.pos++
		default:
			return c
		}
	}
}

// read takes the next value whole, whatever it is.
func (d *decoder) read() token {
	d.peek()
	start := d.pos
	d.pos += valueLen(d.doc[start:])
	return token(d.doc[start:d.pos:d.pos])
}

// object takes an object. Before the value of each field it calls member, with
// the path leading there; member takes the value.
func (d *decoder) object(member func(name string)) {
	d.sequence(func(int) step {
		name := d.read().text()
		d.peek()
		d.pos++ // the colon
		return step{name: name, index: -1}
	}, func(s step) { member(s.name) })
}

// array takes an array in the same way.
func (d *decoder) array(element func()) {
	d.sequence(func(i int) step { return step{index: i} }, func(step) { element() })
}

// sequence takes what stands between two brackets, until there are too many
// faults.
func (d *decoder) sequence(next func(i int) step, item func(step)) {
	d.peek()
	d.pos++
	if c := d.peek(); c == '}' || c == ']' {
		d.pos++
		return
	}
	for i := 0; ; i++ {
		s := next(i)
		d.path = append(d.path, s)
		item(s)
		d.path = d.path[:len(d.path)-1]
		if d.faults.more {
			return
		}
		separator := d.peek()
		d.pos++
		if separator != ',' {
			return
		}
	}
}

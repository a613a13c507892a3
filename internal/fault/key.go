package fault

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// MaxName bounds names and keys, in bytes.
const MaxName = 1000

// Name checks a text that names something: it is not empty, of at most MaxName
// bytes, and UTF-8. The error gives the remedy.
func Name(name string) error {
	switch {
	case name == "":
		return errors.New("is empty: give a name")
	case len(name) > MaxName:
		return fmt.Errorf("has %d bytes: give at most %d", len(name), MaxName)
	case !utf8.ValidString(name):
		return fmt.Errorf("%.64q is not UTF-8", name)
	}
	return nil
}

// Key checks what tells records apart, of any type: a text is not empty, which
// would make one of all records without a key, has at most MaxName bytes and is
// UTF-8; a number is one.
func Key[K comparable](key K) error {
	if key != key {
		return errors.New("is not a number, and so nobody's: leave the record out, or give it a key of its own")
	}
	text, ok := any(key).(string)
	if !ok {
		v := reflect.ValueOf(key)
		if v.Kind() != reflect.String {
			return nil
		}
		text = v.String()
	}
	switch {
	case text == "":
		return errors.New("is empty: leave out records without one, or give each its own")
	case len(text) > MaxName:
		return fmt.Errorf("has %d bytes: give at most %d", len(text), MaxName)
	case !utf8.ValidString(text):
		return fmt.Errorf("%.64q is not UTF-8, and JSON would make one of several: write it in hexadecimal", text)
	}
	return nil
}

// Escape writes an ID as one part of a key whose parts are joined by slashes: "~"
// as "~0" and "/" as "~1", as in a JSON pointer (RFC 6901), so that no two lists
// of IDs make the same key. It allocates only for an ID with one of them.
func Escape(id string) string {
	if !strings.ContainsAny(id, "~/") {
		return id
	}
	return strings.ReplaceAll(strings.ReplaceAll(id, "~", "~0"), "/", "~1")
}

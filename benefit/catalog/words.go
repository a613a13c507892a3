package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/membership/internal/fault"
)

// oneOf checks a word that is one of a list.
func oneOf[T ~string](v *validator, path string, word T, allowed ...T) {
	if slices.Contains(allowed, word) {
		return
	}
	var names []string
	for _, a := range allowed {
		names = append(names, string(a))
	}
	if word == "" {
		v.Add(path, "missing", "is missing; use one of %s", strings.Join(names, ", "))
		return
	}
	v.Add(path, "unknown", "%s", unknown(path[strings.LastIndexByte(path, '.')+1:], string(word), names))
}

// unknown says that a name is not among those known, and which was probably
// meant, in a bounded length.
func unknown(what, name string, known []string) string {
	if near := fault.Nearest(name, known); near != "" {
		return fmt.Sprintf("%.60q is an unknown %s: did you mean %.60q?", name, what, near)
	}
	const most = 12
	list := strings.Join(known[:min(len(known), most)], ", ")
	if len(known) > most {
		list += ", ..."
	}
	return fmt.Sprintf("%.60q is an unknown %s; use one of %.300s", name, what, list)
}

// id checks an ID of which keys are made.
func (v *validator) id(path, id string) {
	if err := checkID(id); err != nil {
		code := "invalid_value"
		switch {
		case id == "":
			code = "missing"
		case len(id) > maxID:
			code = "too_long"
		}
		v.Add(path, code, "%v", err)
	}
}

// name checks a text that may be left out.
func (v *validator) name(path, name string) {
	if err := fault.Name(name); name != "" && err != nil {
		code := "invalid_value"
		if len(name) > fault.MaxName {
			code = "too_long"
		}
		v.Add(path, code, "%v", err)
	}
}

// checkID says why an ID cannot be part of a key.
func checkID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("is empty: give an ID")
	case len(id) > maxID:
		return fmt.Errorf("has %d bytes: give at most %d", len(id), maxID)
	case !utf8.ValidString(id):
		return fmt.Errorf("%.60q is not UTF-8", id)
	}
	return nil
}

// key joins IDs behind a word, so that different IDs make different keys:
// benefit/birthday/C1/tap-1. IDs have their slashes and tildes escaped as ~1 and ~0.
func key(ids ...string) string {
	size := len("benefit") + len(ids)
	for i, id := range ids {
		if strings.ContainsAny(id, "~/") {
			ids[i] = strings.ReplaceAll(strings.ReplaceAll(id, "~", "~0"), "/", "~1")
		}
		size += len(ids[i])
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString("benefit")
	for _, id := range ids {
		b.WriteByte('/')
		b.WriteString(id)
	}
	return b.String()
}

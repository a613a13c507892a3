package catalog

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.com/membership/internal/fault"
)

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
// benefit/birthday/C1/tap-1. See [fault.Escape] for slashes in IDs.
func key(ids ...string) string {
	for i, id := range ids {
		ids[i] = fault.Escape(id)
	}
	return "benefit/" + strings.Join(ids, "/")
}

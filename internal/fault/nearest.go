package fault

import (
	"slices"
	"strings"
)

// Nearest returns the name among known that name was probably meant to be, or
// "": case aside, the two differ in one place by two bytes at most and share
// two or more, three where neither is longer there: "and" is not "any". Of
// several the least different, then the first.
func Nearest(name string, known []string) string {
	best, least := "", 3
	name = strings.ToLower(clip(name, maxInPath))
	for _, k := range known {
		a, b := name, strings.ToLower(clip(k, maxInPath))
		shared := 0
		for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
			a, b, shared = a[1:], b[1:], shared+1
		}
		for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
			a, b, shared = a[:len(a)-1], b[:len(b)-1], shared+1
		}
		enough := 2 + min(len(a), len(b), 1)
		if n := max(len(a), len(b)); n < least && shared >= enough {
			best, least = k, n
		}
	}
	return best
}

// OneOf checks a word that has to be one of a few: the codes of its faults are
// "missing" for none and "unknown" for another.
func OneOf[T ~string](l *List, path string, word T, allowed ...T) {
	if slices.Contains(allowed, word) {
		return
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	quoted := `"` + strings.Join(names, `", "`) + `"`
	switch near := Nearest(string(word), names); {
	case word == "":
		l.Add(path, "missing", "is missing; use one of %s", quoted)
	case near != "":
		l.Add(path, "unknown", "%.60q is unknown: did you mean %q?", word, near)
	default:
		l.Add(path, "unknown", "%.60q is unknown; use one of %s", word, quoted)
	}
}

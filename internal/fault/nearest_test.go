package fault

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"days", "day", "dayz", "months", "id", "anyOf"}
	for name, want := range map[string]string{
		"Days": "days", "DAY": "day", "dayx": "days", "day_": "days", "da": "day", "month": "months", "mnoths": "months",
		"monthsss": "months", "monthssss": "", "mxxxhs": "", "mxxths": "months", "ix": "", "ids": "id", "di": "", "": "",
		"any_of": "anyOf", "ANYOF": "anyOf", "anyOf" + strings.Repeat("f", 1000): "",
		"dan": "", "say": "", "idd": "id",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestOneOf(t *testing.T) {
	type word string
	for _, c := range []struct {
		word word
		want string
	}{
		{"half-up", ""},
		{"", `rounding: is missing; use one of "half-up", "down"`},
		{"half-ip", `rounding: "half-ip" is unknown: did you mean "half-up"?`},
		{"sideways", `rounding: "sideways" is unknown; use one of "half-up", "down"`},
	} {
		var l List
		OneOf(&l, "rounding", c.word, "half-up", "down")
		got := ""
		if err, ok := l.Err("x").(*Error); ok {
			got = err.Faults[0].String()
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.word, got, c.want)
		}
	}
}

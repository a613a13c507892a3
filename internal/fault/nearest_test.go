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

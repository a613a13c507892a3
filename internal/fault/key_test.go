package fault

import (
	"math"
	"strings"
	"testing"
)

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestName(t *testing.T) {
	for name, want := range map[string]string{
		"a": "", strings.Repeat("x", 1000): "",
		"":                        "is empty: give a name",
		strings.Repeat("x", 1001): "has 1001 bytes: give at most 1000",
		"a\xff":                   `"a\xff" is not UTF-8`,
	} {
		if got := errText(Name(name)); got != want {
			t.Errorf("%.20q: %q, want %q", name, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	type id string
	const empty = "is empty: leave out records without one, or give each its own"
	for _, c := range []struct {
		got  error
		want string
	}{
		{Key("C1"), ""}, {Key(id("C1")), ""}, {Key(0), ""}, {Key([2]int{}), ""}, {Key(any(nil)), ""}, {Key(1.5), ""},
		{Key(strings.Repeat("x", 1000)), ""}, {Key("\xff"), `"\xff" is not UTF-8, and JSON would make one of several: write it in hexadecimal`},
		{Key(""), empty}, {Key(id("")), empty}, {Key(any("")), empty},
		{Key(strings.Repeat("x", 1001)), "has 1001 bytes: give at most 1000"},
		{Key(id(strings.Repeat("x", 1001))), "has 1001 bytes: give at most 1000"},
		{Key(math.NaN()), "is not a number, and so nobody's: leave the record out, or give it a key of its own"},
	} {
		if got := errText(c.got); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if n := testing.AllocsPerRun(10, func() { _ = Key("C1") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestEscape(t *testing.T) {
	for id, want := range map[string]string{"": "", "a": "a", "a/b": "a~1b", "~": "~0", "~1": "~01", "/~/": "~1~0~1"} {
		if got := Escape(id); got != want {
			t.Errorf("%q is %q, want %q", id, got, want)
		}
	}
}

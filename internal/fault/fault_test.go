package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestFieldAndIndex(t *testing.T) {
	for _, c := range []struct{ got, want, why string }{
		{Field("", "tiers"), "tiers", "a name alone at the root"},
		{Field("tiers[2]", "id"), "tiers[2].id", "a plain identifier"},
		{Field("a", "_b9"), "a._b9", "underscore and digits"},
		{Field("a", "9b"), `a["9b"]`, "a digit in front"},
		{Field("counters", "my key"), `counters["my key"]`, "a space"},
		{Field("counters", ""), `counters[""]`, "no name"},
		{Field("", "a.b"), `["a.b"]`, "quoted at the root: not b in a"},
		{Field("a", `x"]`), `a["x\"]"]`, "a quote cannot end the name"},
		{Field("a", "晒单"), `a["晒单"]`, "printable text stays readable"},
		{Field("", strings.Repeat("x", 64)), strings.Repeat("x", 64), "at the limit"},
		{Field("", strings.Repeat("x", 65)), `["` + strings.Repeat("x", 64) + `…"]`, "just above the limit"},
		{Index("tiers", 0), "tiers[0]", "an element"},
		{Index("", 12), "[12]", "an element at the root"},
		{within("a", "b[0]"), "a.b[0]", "a field within"},
		{within("a", "[0]"), "a[0]", "an element within"},
		{within("a", ""), "a", "the value itself"},
		{within("", "b"), "b", "within the document"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.why, c.got, c.want)
		}
	}
}

func TestFaultString(t *testing.T) {
	f := Fault{Path: "tiers[2].anyOf[0].spend", Code: "negative", Message: "must not be negative"}
	if got, want := f.String(), "tiers[2].anyOf[0].spend: must not be negative"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.Path = ""
	if got, want := f.String(), "must not be negative"; got != want {
		t.Errorf("the document itself: got %q, want %q", got, want)
	}
}

func TestListErr(t *testing.T) {
	var l List
	if err := l.Err("tier: program"); err != nil {
		t.Fatalf("an empty list: got %v, want nil", err)
	}
	l.Add("tiers[0].id", "empty", "must not be empty")
	one := l.Err("tier: program")
	if got, want := one.Error(), "tier: program: 1 fault: tiers[0].id: must not be empty"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	l.Add("tiers[1].id", "duplicate", "%q stands twice: keep one", "gold")
	err := fmt.Errorf("loading: %w", l.Err("tier: program"))
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Fatalf("%v holds no *Error", err)
	}
	want := &Error{What: "tier: program", Faults: []Fault{
		{"tiers[0].id", "empty", "must not be empty"},
		{"tiers[1].id", "duplicate", `"gold" stands twice: keep one`},
	}}
	if diff := cmp.Diff(want, invalid); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	text := `tier: program: 2 faults: tiers[0].id: must not be empty; tiers[1].id: "gold" stands twice: keep one`
	if invalid.Error() != text {
		t.Errorf("got %q, want %q", invalid, text)
	}
	invalid.Faults[0].Path = "changed"
	if again := l.Err("x"); !strings.Contains(again.Error(), "tiers[0].id") {
		t.Errorf("a change of an error changed the list: %v", again)
	}
	if !errors.As(one, &invalid) || len(invalid.Faults) != 1 {
		t.Errorf("an earlier error grew: %v", one)
	}
}

func TestErrorWithoutWhat(t *testing.T) {
	var l List
	l.Add("id", "empty", "must not be empty")
	if got, want := l.Err("").Error(), "1 fault: id: must not be empty"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestErrorShowsTen(t *testing.T) {
	for _, c := range []struct {
		faults int
		more   string
	}{{9, ""}, {10, ""}, {11, "; and 1 more"}, {100, "; and 90 more"}} {
		var l List
		for i := range c.faults {
			l.Add(Index("a", i), "bad", "bad")
		}
		got := l.Err("x").Error()
		shown := min(c.faults, 10)
		if strings.Count(got, ": bad") != shown || !strings.HasSuffix(got, fmt.Sprintf("a[%d]: bad%s", shown-1, c.more)) {
			t.Errorf("%d faults: got %s", c.faults, got)
		}
	}
}

func TestListIsBounded(t *testing.T) {
	for _, c := range []struct {
		added, kept int
		last        string
	}{{99, 99, "bad"}, {100, 100, "bad"}, {101, 101, "too_many"}, {100_000, 101, "too_many"}} {
		var l List
		for i := range c.added {
			l.Add(Index("a", i), "bad", "bad")
		}
		var invalid *Error
		if !errors.As(l.Err("x"), &invalid) {
			t.Fatal("no error")
		}
		last := invalid.Faults[len(invalid.Faults)-1]
		if len(invalid.Faults) != c.kept || last.Code != c.last {
			t.Errorf("%d added: kept %d, the last %+v", c.added, len(invalid.Faults), last)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	long := strings.Repeat("限", 10_000)
	var l List
	for range 200 {
		l.Add(Field(long, long), "bad", "%s", long)
	}
	err := l.Err("x")
	var invalid *Error
	if !errors.As(err, &invalid) {
		t.Fatal("no error")
	}
	message := invalid.Faults[0].Message
	if len(message) > maxMessage+len("…") || !utf8.ValidString(message) || !strings.HasSuffix(message, "限…") {
		t.Errorf("message of %d bytes: %q", len(message), message)
	}
	if n := len(err.Error()); n > 4_000 || !utf8.ValidString(err.Error()) {
		t.Errorf("error of %d bytes", n)
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		s     string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "abc…"},
		{"限限", 3, "限…"},
		{"限限", 4, "限…"},
		{"限限", 5, "限…"},
		{"限限", 6, "限限"},
		{"\x80\x80\x80\x80", 2, "…"},
	} {
		if got := clip(c.s, c.limit); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.s, c.limit, got, c.want)
		}
	}
}

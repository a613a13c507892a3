package care

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/internal/fault"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// checkWindowWords holds that whatever is written is a window or a fault, with the
// path of its field.
func checkWindowWords(t *rapid.T) {
	word := rapid.OneOf(rapid.StringMatching(`[0-2][0-9]:[0-6][0-9]`), rapid.StringN(0, 6, 12), rapid.SampledFrom(dayNames[:]))
	w := Window{From: word.Draw(t, "from"), To: word.Draw(t, "to"), On: rapid.SliceOfN(word, 0, 9).Draw(t, "on")}
	var l fault.List
	h := compileWindows(&l, "quiet", []Window{w}, nil)
	right := w.From != w.To && time24(w.From) && w.From != "24:00" && time24(w.To) && len(slices.Compact(slices.Sorted(slices.Values(w.On)))) == len(w.On) &&
		!slices.ContainsFunc(w.On, func(name string) bool { return !slices.Contains(dayNames[:], name) })
	if err := l.Err(""); right != (err == nil) || right && h.empty() {
		t.Fatalf("%+v: %v", w, err)
	}
	h.next(time.Unix(1e9, 0), time.Unix(1e9+1e6, 0), time.UTC, true) // whatever the faults, no panic
}

func TestWindowWords(t *testing.T) { rapid.Check(t, checkWindowWords) }
func FuzzWindowWords(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkWindowWords)) }

// time24 says whether a text is a time of the day, by package time.
func time24(text string) bool {
	_, err := time.Parse("15:04", text)
	return text == "24:00" || err == nil && len(text) == 5
}

func TestWindowFaults(t *testing.T) {
	many := make([]Window, maxWindows+1)
	for i := range many {
		many[i] = Window{From: "22:00", To: "06:00"}
	}
	for _, c := range []struct {
		why  string
		list []Window
		want string // the codes and paths
	}{
		{"past midnight", []Window{{From: "22:00", To: "06:00"}}, ""},
		{"a whole day", []Window{{From: "00:00", To: "24:00"}}, ""},
		{"to midnight", []Window{{From: "22:00", To: "00:00"}}, ""},
		{"the last minute", []Window{{From: "23:59", To: "24:00"}}, ""},
		{"the first minute", []Window{{From: "00:00", To: "00:01"}}, ""},
		{"all its days", []Window{{From: "09:00", To: "10:00", On: dayNames[:]}}, ""},
		{"no days are all", []Window{{From: "09:00", To: "10:00", On: []string{}}}, ""},
		{"as many as may be", many[1:], ""},
		{"one more", many, "too_many quiet"},
		{"nothing", []Window{{}}, "missing quiet[0].from, missing quiet[0].to"},
		{"equal ends", []Window{{From: "09:00", To: "09:00"}}, "conflict quiet[0].to"},
		{"equal midnights", []Window{{From: "00:00", To: "00:00"}}, "conflict quiet[0].to"},
		{"from the end of the day", []Window{{From: "24:00", To: "06:00"}}, "invalid_value quiet[0].from"},
		{"after the end of the day", []Window{{From: "22:00", To: "24:01"}}, "invalid_value quiet[0].to"},
		{"no such hour", []Window{{From: "25:00", To: "06:00"}}, "invalid_value quiet[0].from"},
		{"no such minute", []Window{{From: "22:60", To: "06:00"}}, "invalid_value quiet[0].from"},
		{"one digit", []Window{{From: "9:00", To: "10:00"}}, "invalid_value quiet[0].from"},
		{"seconds", []Window{{From: "09:00:00", To: "10:00"}}, "invalid_value quiet[0].from"},
		{"another sign", []Window{{From: "09.00", To: "10:00"}}, "invalid_value quiet[0].from"},
		{"signs for digits", []Window{{From: "-1:00", To: "1/:00"}}, "invalid_value quiet[0].from, invalid_value quiet[0].to"},
		{"unknown day", []Window{{From: "09:00", To: "10:00", On: []string{"sunday", "Monday", ""}}}, "unknown quiet[0].on[1], missing quiet[0].on[2]"},
		{"a day twice", []Window{{From: "09:00", To: "10:00", On: []string{"holiday", "sunday", "holiday"}}}, "duplicate quiet[0].on[2]"},
		{"too many days", []Window{{From: "09:00", To: "10:00", On: make([]string, 9)}}, "too_many quiet[0].on"},
		{"the second", []Window{{From: "09:00", To: "10:00"}, {From: "09:00", To: ""}}, "missing quiet[1].to"},
	} {
		var l fault.List
		compileWindows(&l, "quiet", c.list, nil)
		if got := faultCodes(l.Err("windows")); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
	var l fault.List
	compileWindows(&l, "quiet", []Window{{From: "9:00", To: "10:00", On: []string{"holidays"}}}, nil)
	want := `windows: 2 faults: quiet[0].from: "9:00" is not a time of the day; write hours and minutes with two digits each, such as "09:00"; ` +
		`quiet[0].on[0]: "holidays" is unknown: did you mean "holiday"?`
	if got := l.Err("windows").Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// faultCodes returns the codes and paths of the faults.
func faultCodes(err error) string {
	var all *fault.Error
	if !errors.As(err, &all) {
		return ""
	}
	var codes []string
	for _, f := range all.Faults {
		codes = append(codes, f.Code+" "+f.Path)
	}
	return strings.Join(codes, ", ")
}

// Windows and holidays are left as they were, and are those of no one else.
func TestWindowsAreCopied(t *testing.T) {
	list := []Window{{From: "22:00", To: "06:00", On: []string{"sunday", "holiday"}}, {From: "01:00", To: "02:00"}}
	before := []Window{{From: "22:00", To: "06:00", On: []string{"sunday", "holiday"}}, {From: "01:00", To: "02:00"}}
	h := compiled(t, list, "2026-05-01")
	if diff := cmp.Diff(before, list); diff != "" {
		t.Error(diff)
	}
	list[0].On[0], list[1].From = "monday", "00:00"
	at := mustInstant(t, "2026-11-22T23:00:00Z") // a Sunday
	if !h.inside(at, time.UTC) || !h.inside(at.Add(150*time.Minute), time.UTC) {
		t.Error("the hours changed with the windows")
	}
}

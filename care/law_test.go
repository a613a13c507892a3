package care

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.com/membership/internal/fault"
	"github.com/google/go-cmp/cmp"
)

// laws has the presets by name.
func laws() map[string]Law {
	return map[string]Law{"China": China(), "United States": UnitedStates(), "European Union": EuropeanUnion(), "France": France()}
}

// What the presets allow, at their borders. 22 November 2026 is a Sunday, the 23rd
// is made a holiday.
func TestLawHours(t *testing.T) {
	for name, c := range map[string]struct{ zone, open, quiet string }{
		"China":          {"Asia/Shanghai", "24T08:00:00 24T20:59:59 22T12:00:00 23T12:00:00", "24T07:59:59 24T21:00:00 24T00:00:00"},
		"United States":  {"America/New_York", "24T08:00:00 24T20:59:59 22T12:00:00", "24T07:59:59 24T21:00:00"},
		"European Union": {"Europe/Berlin", "24T03:00:00 22T03:00:00", ""},
		"France": {"Europe/Paris", "24T10:00:00 24T12:59:59 24T14:00:00 24T19:59:59 27T19:59:59",
			"24T09:59:59 24T13:00:00 24T13:59:59 24T20:00:00 24T23:59:59 25T00:00:00 22T12:00:00 21T12:00:00 28T00:00:00 23T12:00:00"},
	} {
		h := compiled(t, laws()[name].Quiet, "2026-11-23")
		for times, want := range map[string]bool{c.open: false, c.quiet: true} {
			for _, text := range strings.Fields(times) {
				at, err := time.ParseInLocation("2006-01-02T15:04:05", "2026-11-"+text, location(t, c.zone))
				if err != nil {
					t.Fatal(err)
				}
				if got := h.inside(at, at.Location()); got != want {
					t.Errorf("%s: quiet at %v: %v", name, at, got)
				}
			}
		}
	}
}

// The presets are programmes that are right, round-trip through JSON, and belong
// to whoever asked.
func TestLawsAreData(t *testing.T) {
	for name, law := range laws() {
		data, err := json.Marshal(law)
		if err != nil {
			t.Fatal(err)
		}
		var back Law
		if err := fault.Decode("law", data, &back); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(law, back); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(law.OptOut) == 0 {
			t.Errorf("%s: no way to end the contacts", name)
		}
		for i := range law.Quiet {
			law.Quiet[i] = Window{}
		}
		law.OptOut[0] = ""
		if diff := cmp.Diff(back, laws()[name]); diff != "" {
			t.Errorf("%s changed with a copy: %s", name, diff)
		}
	}
}

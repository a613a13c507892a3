package care

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/internal/fault"
)

func TestCapFaults(t *testing.T) {
	one, none, less := int64(1), int64(0), int64(-1)
	good := Cap{ID: "c", Most: &one, In: "7 days"}
	with := func(change func(*Cap)) []Cap { c := good; change(&c); return []Cap{c} }
	in := func(text string) []Cap { return with(func(c *Cap) { c.In = text }) }
	for _, c := range []struct {
		why  string
		caps []Cap
		want string
	}{
		{"a good one", []Cap{good}, ""},
		{"of none", with(func(c *Cap) { c.Most = &none }), ""},
		{"366 days", in("366 days"), ""}, {"367 days", in("367 days"), "out_of_range caps[0].in"},
		{"52 weeks", in("52 weeks"), ""}, {"53 weeks", in("53 weeks"), "out_of_range caps[0].in"},
		{"8784 hours", in("8784 hours"), ""}, {"8785 hours", in("8785 hours"), "out_of_range caps[0].in"},
		{"527040 minutes", in("527040 minutes"), ""}, {"527041 minutes", in("527041 minutes"), "out_of_range caps[0].in"},
		{"far too long", in("10000001 days"), "out_of_range caps[0].in"}, {"a minute", in("1 minute"), ""},
		{"a month", in("1 month"), "invalid_value caps[0].in"}, {"a year", in("1 year"), "invalid_value caps[0].in"},
		{"no time", in("0 days"), "invalid_value caps[0].in"}, {"a word", in("daily"), "invalid_value caps[0].in"},
		{"the end of the day", in("end of day"), "invalid_value caps[0].in"}, {"none", in(""), "missing caps[0].in"},
		{"a day", in("calendar day"), ""}, {"a week", in("calendar week"), ""}, {"a calendar month", in("calendar month"), ""},
		{"a calendar year", in("calendar year"), "invalid_value caps[0].in"},
		{"nothing", []Cap{{}}, "missing caps[0].id, missing caps[0].most, missing caps[0].in"},
		{"a long name", with(func(c *Cap) { c.ID = strings.Repeat("x", fault.MaxName+1) }), "too_long caps[0].id"},
		{"no UTF-8", with(func(c *Cap) { c.ID = "\xff" }), "invalid_value caps[0].id"},
		{"below none", with(func(c *Cap) { c.Most = &less }), "out_of_range caps[0].most"},
		{"an ID twice", []Cap{good, good}, "duplicate caps[1].id"},
		{"no such channel", with(func(c *Cap) { c.Channels = []string{"sms", "smss", "parcel"} }), "too_many caps[0].channels"},
		{"no such channel, either", with(func(c *Cap) { c.Channels = []string{"smss", "parcel"} }), "unknown caps[0].channels[0], unknown caps[0].channels[1]"},
		{"a topic twice", with(func(c *Cap) { c.Topics = []string{"offers", "offers"} }), "duplicate caps[0].topics[1]"},
		{"as many as may be", distinctCaps(good, maxCaps), ""},
		{"one more", distinctCaps(good, maxCaps+1), "too_many caps"},
	} {
		var l fault.List
		compileCaps(&l, &Program{Channels: []Channel{{ID: "sms"}, {ID: "email"}}, Topics: []string{"offers", "orders"}, Caps: c.caps})
		if got := faultCodes(l.Err("caps")); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}

func distinctCaps(c Cap, n int) []Cap {
	caps := slices.Repeat([]Cap{c}, n)
	for i := range caps {
		caps[i].ID = fmt.Sprint(i)
	}
	return caps
}

func TestCapFaultsSayWhatToDo(t *testing.T) {
	less := int64(-1)
	var l fault.List
	compileCaps(&l, &Program{Channels: []Channel{{ID: "sms"}, {ID: "email"}}, Caps: []Cap{
		{ID: "c", Most: &less, In: "1 month", Channels: []string{"smss", "parcel"}}}})
	want := `caps: 4 faults: caps[0].most: must not be negative, as -1 is; 0 allows none; ` +
		`caps[0].in: "1 month" has no fixed length; give days, or "calendar month"; ` +
		`caps[0].channels[0]: "smss" is unknown: did you mean "sms"?; ` +
		`caps[0].channels[1]: "parcel" is no channel of the programme; add it there, or leave it out`
	if got := l.Err("caps").Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A programme of nothing but names costs little.
func TestCapsOfHostileProgrammes(t *testing.T) {
	names := make([]string, 1_000_000)
	for i := range names {
		names[i] = fmt.Sprintf("topic %d", i)
	}
	most := int64(math.MaxInt64)
	p := Program{Topics: names, Channels: make([]Channel, 100_000), Caps: distinctCaps(Cap{Most: &most, In: "1 day", Topics: names, Channels: names}, maxCaps)}
	var l fault.List
	start := time.Now()
	compileCaps(&l, &p)
	if took := time.Since(start); took > 5*time.Second || l.Err("") == nil {
		t.Errorf("took %v, %v", took, l.Err(""))
	}
}

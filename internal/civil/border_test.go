package civil

import (
	"testing"
	"time"
)

func TestCheckInstant(t *testing.T) {
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{first, ""},
		{end.Add(-1), ""},
		{first.Add(-1), "the year 1899 is outside 1900..2299"},
		{end, "the year 2300 is outside 1900..2299"},
		{end.In(time.FixedZone("", -3600)), "the year 2300 is outside 1900..2299"},
		{time.Time{}, "the instant is missing: it is the zero Time"},
	} {
		got := ""
		if err := CheckInstant(c.at); err != nil {
			got = err.Error()
		}
		if got != c.want || Accepted(c.at) != (c.want == "") {
			t.Errorf("%v: %q, accepted %v; want %q", c.at, got, Accepted(c.at), c.want)
		}
	}
}

func TestCheckLocation(t *testing.T) {
	if err := CheckLocation(time.UTC); err != nil {
		t.Error(err)
	}
	for _, offset := range []int{-24*60*60 + 1, 24*60*60 - 1} {
		if err := CheckLocation(time.FixedZone("odd", offset)); err != nil {
			t.Error(err)
		}
	}
	for loc, want := range map[*time.Location]string{
		time.FixedZone("odd", 24*60*60):  "the location is 86400 seconds off UTC, a day or more; load the shop's own by its name",
		time.FixedZone("odd", -24*60*60): "the location is -86400 seconds off UTC, a day or more; load the shop's own by its name",
		nil:                              "the location is missing; give the shop's own, such as time.UTC",
		time.Local:                       "the location is time.Local, which is another on every machine; load the shop's own by its name",
	} {
		if err := CheckLocation(loc); err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %s", loc, err, want)
		}
	}
}

// Where the variable TZ is set, the local zone has its name.
func TestCheckLocationNamed(t *testing.T) {
	saved := time.Local
	defer func() { time.Local = saved }()
	time.Local = time.FixedZone("Asia/Shanghai", 8*60*60)
	if err := CheckLocation(time.Local); err == nil {
		t.Error("a named local zone is taken")
	}
	if err := CheckLocation(time.FixedZone("Asia/Shanghai", 8*60*60)); err != nil {
		t.Error(err)
	}
}

func TestWritable(t *testing.T) {
	at := time.Date(2026, 3, 5, 12, 0, 0, 1, time.UTC)
	for offset, same := range map[int]bool{
		0: true, 8 * 3600: true, -5*3600 - 1800: true, 24*3600 - 60: true, 60 - 24*3600: true,
		8*3600 + 30: false, -1: false, 24 * 3600: false, -24 * 3600: false,
	} {
		got := Writable(at.In(time.FixedZone("", offset)))
		text, err := got.MarshalText()
		if err != nil {
			t.Fatalf("%d: %v", offset, err)
		}
		var back time.Time
		if err := back.UnmarshalText(text); err != nil || !back.Equal(at) || !got.Equal(at) {
			t.Errorf("%d: %s comes back as %v, %v", offset, text, back, err)
		}
		if _, now := got.Zone(); (now == offset) != same {
			t.Errorf("%d: the offset is %d", offset, now)
		}
	}
}

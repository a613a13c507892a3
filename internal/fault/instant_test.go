package fault

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for _, text := range []string{
		"2026-03-05T10:00:00Z", "2026-03-05T10:00:00+08:00", "2026-03-05T10:00:00.123456789Z", "2026-03-05T10:00:00.123456789-23:59",
	} {
		at, ok := ParseTime(text)
		if want, _ := time.Parse(time.RFC3339Nano, text); !ok || !at.Equal(want) {
			t.Errorf("%s: %v, %v", text, at, ok)
		}
	}
	for _, text := range []string{
		"", "2026-03-05", "2026-03-05T1:00:00Z", "2026-03-05T10:00:00,5Z", "2026-03-05T10:00:00+07:60", "2026-03-05T10:00:00+24:00",
		"2026-03-05T10:00:00.1234567890Z", "2026-03-05T10:00:00.1234567890+08:00", "2026-03-05T10:00:00", "2026-03-05T24:00:00Z",
	} {
		if at, ok := ParseTime(text); ok {
			t.Errorf("%s is taken as %v", text, at)
		}
	}
}

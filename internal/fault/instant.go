package fault

import (
	"strings"
	"time"
)

// ParseTime reads an instant as RFC 3339 has it, to the nanosecond, and reports
// whether text is one. It keeps the offset and is never in the local zone.
func ParseTime(text string) (time.Time, bool) {
	at, err := time.ParseInLocation(time.RFC3339, text, time.UTC) // Parse would look at the local zone
	if err == nil {
		_, err = at.MarshalText() // refuses an offset of 24 hours
	}
	if err != nil {
		return time.Time{}, false
	}
	// Package time lets T1:00:00, 00,5 and +07:60 pass, and cuts what is finer.
	fraction := strings.TrimLeft(text[len("2026-03-05T00:00:00"):], ".0123456789")
	digits := len(text) - len("2026-03-05T00:00:00.") - len(fraction)
	if text[12] == ':' || strings.Contains(text, ",") || strings.HasSuffix(text, ":60") || digits > 9 {
		return time.Time{}, false
	}
	return at, true
}

package points

import (
	"fmt"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/fault"
)

// invalid turns the faults of a decoder or a validator into a
// [*benefit.InvalidError] and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[benefit.Fault](err); ok {
		return &benefit.InvalidError{What: what, Faults: faults}
	}
	return err
}

// dataError says what is wrong with a field of a record, or with all of it where
// the field is "".
func dataError(record, field, format string, args ...any) error {
	return &benefit.DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// record names a record for an error.
func record(what, id string) string { return fmt.Sprintf("%s %q", what, clip(id)) }

// clip shortens text of unknown length for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

// text writes an instant as messages have it: in the engine's location, where
// there is an engine.
func text(t time.Time, loc *time.Location) string { return t.In(loc).Format(time.RFC3339Nano) }

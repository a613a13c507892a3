package cycle

import (
	"fmt"
	"time"

	"example.com/membership/care"
	"example.com/membership/internal/fault"
)

// invalid turns the faults of a decoder or a validator into a
// [*care.InvalidError] and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[care.Fault](err); ok {
		return &care.InvalidError{What: what, Faults: faults}
	}
	return err
}

// dataError says what is wrong with a field of a record, or with all of it where
// the field is "".
func dataError(record, field, format string, args ...any) error {
	return &care.DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// named names a record by its ID, in a bounded length.
func named(record, id string) string { return fmt.Sprintf("%s %.130q", record, id) }

// text writes an instant as messages have it.
func text(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

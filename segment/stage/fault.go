package stage

import (
	"fmt"
	"time"

	"example.com/membership/internal/fault"
	"example.com/membership/segment"
)

// invalid turns the faults of a decoder or a validator into a
// [*segment.InvalidError] and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[segment.Fault](err); ok {
		return &segment.InvalidError{What: what, Faults: faults}
	}
	return err
}

// dataFault says what is wrong with a field of a record, or with all of it where
// the field is "".
func dataFault(record, field, format string, args ...any) error {
	return &segment.DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// placeOf names the record at a place of the input.
func placeOf(record string, place int) string {
	return fmt.Sprintf("%s %d, counted from 0", record, place)
}

// text writes an instant as messages have it.
func text(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

package pattern

import (
	"fmt"

	"example.com/membership/internal/fault"
	"example.com/membership/segment"
)

// TooManyError says that an answer would grow beyond what is allowed: it is
// refused before the memory is used up. What was found until then is not
// returned, because a part of an answer looks like all of it.
type TooManyError struct {
	What   string // is too many, such as "itemsets" or "cells"
	Found  int64  // until then, more than Limit; in all there may be many more
	Limit  int64  // of which the answer may have at most this many
	Remedy string // is what to change, such as "raise the support"
}

// Error returns one line, with both numbers and the remedy.
func (e *TooManyError) Error() string {
	return fmt.Sprintf("segment/pattern: at least %d %s, which is more than the limit of %d: %s", e.Found, e.What, e.Limit, e.Remedy)
}

// invalid turns the faults of a decoder or a validator into a
// [*segment.InvalidError] and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[segment.Fault](err); ok {
		return &segment.InvalidError{What: what, Faults: faults}
	}
	return err
}

// dataError says what is wrong with a record: what stands in the field, and the
// remedy. An empty field means the whole record.
func dataError(record, field, format string, args ...any) error {
	return &segment.DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// recordOf names a record of a customer in an error.
func recordOf[K comparable](what string, customer K) string {
	return fmt.Sprintf("%s of customer %.100q", what, fmt.Sprint(customer))
}

package pattern

import (
	"fmt"
	"iter"

	"example.com/membership/internal/fault"
	"example.com/membership/segment"
)

// maxName bounds a name or another key, in bytes.
const maxName = 1000

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
	return &segment.DataError{Package: "pattern", Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// each hands the records of a sequence to take, up to the first error. Where a
// sequence does not heed that it should stop, the rest is ignored: a range over
// it would panic.
func each[T any](records iter.Seq[T], take func(T) error) (err error) {
	if records != nil {
		records(func(record T) bool {
			if err == nil {
				err = take(record)
			}
			return err == nil
		})
	}
	return err
}

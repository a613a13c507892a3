package care

import (
	"fmt"

	"example.com/membership/internal/fault"
)

// Fault is one thing wrong with a programme or another document, and where.
type Fault struct {
	Path    string `json:"path"`    // of the field, such as "rules[2].within"; "" is the document itself
	Code    string `json:"code"`    // stable, for programs
	Message string `json:"message"` // for people: what is wrong, the value quoted, and the remedy
}

// String returns the path and the message, as in "rules[2].within: must not be null".
func (f Fault) String() string { return fault.Fault(f).String() }

// InvalidError is every fault of a document, in the order of the document. The
// packages below care answer with it too.
type InvalidError struct {
	What   string  // the document, such as "care: program"
	Faults []Fault // at least one
}

// Error returns one line of bounded length, with the first faults.
func (e *InvalidError) Error() string { return e.faults().Error() }

// Unwrap returns the error of the decoder, which continues its paths when the
// document is part of another.
func (e *InvalidError) Unwrap() error { return e.faults() }

func (e *InvalidError) faults() *fault.Error {
	all := &fault.Error{What: e.What}
	for _, f := range e.Faults {
		all.Faults = append(all.Faults, fault.Fault(f))
	}
	return all
}

// invalid turns the faults of a decoder or a validator into an [*InvalidError]
// and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[Fault](err); ok {
		return &InvalidError{what, faults}
	}
	return err
}

// DataError says which record handed to the library cannot be used, and why: a
// customer, a run, a purchase. The packages below care answer with it too.
type DataError struct {
	Record string // such as `customer "C042"` or "the run"
	Field  string // such as "events[2].at"; "" when the whole record is meant
	Why    string // what is wrong, with the value and the remedy
}

// Error returns one line.
func (e *DataError) Error() string {
	if e.Field == "" {
		return "care: " + e.Record + ": " + e.Why
	}
	return "care: " + e.Record + ": " + e.Field + ": " + e.Why
}

// dataError says what is wrong with a field of a record, or with all of it
// where the field is "".
func dataError(record, field, format string, args ...any) error {
	return &DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

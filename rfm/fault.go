package rfm

import (
	"errors"

	"example.com/membership/internal/fault"
)

// Fault is one thing wrong with a model or another document, and where.
type Fault struct {
	Path    string `json:"path"`    // of the field, such as "recency.cuts[2]"; "" is the document itself
	Code    string `json:"code"`    // stable, for programs
	Message string `json:"message"` // for people: what is wrong, the value quoted, and the remedy
}

// String returns the path and the message, as in "period: must not be null".
func (f Fault) String() string { return fault.Fault(f).String() }

// InvalidError is every fault of a document, in the order of the document.
type InvalidError struct {
	Faults []Fault // at least one
	err    fault.Error
}

// Error returns one line of bounded length, with the first faults.
func (e *InvalidError) Error() string { return e.err.Error() }

// Unwrap returns the error of the decoder, which continues its paths when the
// document is part of another.
func (e *InvalidError) Unwrap() error { return &e.err }

// invalid turns the faults of a decoder or a validator into an [*InvalidError]
// and leaves other errors as they are.
func invalid(err error) error {
	var all *fault.Error
	if !errors.As(err, &all) {
		return err
	}
	faults := make([]Fault, len(all.Faults))
	for i, f := range all.Faults {
		faults[i] = Fault(f)
	}
	return &InvalidError{faults, *all}
}

package message

import (
	"fmt"

	"example.com/membership/care"
	"example.com/membership/internal/fault"
)

// invalid turns the faults of a decoder or a validator into
// a [*care.InvalidError] and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[care.Fault](err); ok {
		return &care.InvalidError{What: what, Faults: faults}
	}
	return err
}

// dataError says what is wrong with a field of a contact.
func dataError(c *care.Contact, field, format string, args ...any) error {
	return &care.DataError{Record: fmt.Sprintf("contact %.130q", c.Key), Field: field, Why: fmt.Sprintf(format, args...)}
}

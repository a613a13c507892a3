package value

import (
	"cmp"
	"fmt"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

// invalid turns the faults of a decoder or a validator into a
// [*segment.InvalidError] and leaves other errors as they are.
func invalid(err error) error {
	if what, faults, ok := fault.As[segment.Fault](err); ok {
		return &segment.InvalidError{What: what, Faults: faults}
	}
	return err
}

// dataError says what is wrong with a field of a record, or with all of it
// where the field is "".
func dataError(record, field, format string, args ...any) error {
	return &segment.DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// customer names the record of a customer.
func customer[K cmp.Ordered](id K) string { return fmt.Sprintf("customer %.60q", fmt.Sprint(id)) }

// unfit says why a customer cannot be ranked, and "" when they can.
func unfit[K cmp.Ordered](id K, amount decimal.Decimal) (field, why string) {
	if err := fault.Key(id); err != nil {
		return "id", err.Error()
	}
	if why := outOfBounds(amount); why != "" {
		return "amount", why
	}
	if amount.Sign() < 0 {
		return "amount", fmt.Sprintf("%s is negative; give the amount net of refunds and at least 0, or leave the customer out", amount)
	}
	return "", ""
}

// badNumber says why a number is out of bounds or negative, and "" when it is
// neither.
func badNumber(d decimal.Decimal) string {
	if why := outOfBounds(d); why != "" || d.Sign() >= 0 {
		return why
	}
	return fmt.Sprintf("%s is negative; it must be at least 0", d)
}

// outOfBounds says why a number is out of bounds, and "" when it is not.
func outOfBounds(d decimal.Decimal) string {
	if err := fault.Decimal(d); err != nil {
		return err.Error()
	}
	return ""
}

// badShare says why a number is no share, and "" when it is one. It does not
// allocate for a share of at most 18 digits.
func badShare(d decimal.Decimal) string {
	if why := outOfBounds(d); why != "" {
		return why
	}
	above := exact.Of(d)
	above.AddInt(-1)
	if d.Sign() <= 0 || above.Sign() > 0 {
		return fmt.Sprintf("%s is not a share; it must be above 0 and at most 1, where 0.2 is 20 %%", d)
	}
	return ""
}

func whole() decimal.Decimal { return decimal.New(1, 0) }

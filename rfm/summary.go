package rfm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Purchase is one paid order, with what was given back of it so far. One of
// amount 0 counts: for recency and frequency like any other.
type Purchase struct {
	At       time.Time       // when it was paid, in years 1900..2299
	Amount   decimal.Decimal // what was paid: not negative, exponent −12..12, at most 30 digits
	Refunded decimal.Decimal // what was given back: not negative, at most Amount
}

// net returns what was paid after refunds, and whether the purchase counts:
// one given back completely does not. An order of 0 does.
func (p Purchase) net() (amount exact.Sum, counts bool, err error) {
	if err := checkInstant(p.At); err != nil {
		return amount, false, p.fault("at", "%v", err)
	}
	if err := checkAmount(p.Amount); err != nil {
		return amount, false, p.fault("amount", "%v", err)
	}
	amount.Add(p.Amount)
	if p.Refunded.Sign() == 0 {
		return amount, true, nil
	}
	if err := checkAmount(p.Refunded); err != nil {
		return amount, false, p.fault("refunded", "%v", err)
	}
	amount.Sub(p.Refunded)
	sign := amount.Sign()
	if sign < 0 {
		return amount, false, p.fault("refunded", "%s is more than the amount, %s", p.Refunded, p.Amount)
	}
	return amount, sign > 0, nil
}

func (p Purchase) fault(field, format string, args ...any) error {
	record := "purchase at " + p.At.UTC().Format(time.RFC3339Nano)
	return &DataError{Record: record, Field: field, Why: fmt.Sprintf(format, args...)}
}

// Summary is all that a score needs of one customer: the last purchase ever,
// and number and net amount of the purchases within the period. The zero value
// is a customer who never bought. Equal summaries are found by
// [Summary.Equal], not ==.
//
// [Scorer.Add] and [Summary.Merge] may run in any order and over any split of
// the purchases: the summary is the same. It belongs to the period and the
// instant of the scorer that made it.
//
// In JSON it is {"last": instant, "orders": number, "amount": "12.5"}, without
// what is zero. The amount is text, so that no reader rounds it.
type Summary struct {
	last   moment // zero: never
	orders int64
	amount exact.Sum
}

// NewSummary returns the summary of ready figures, as from a SQL GROUP BY: the
// instant of the last purchase ever (the zero Time: none), and number and net
// amount of the purchases within the period. The package comment has the
// query. The amount may be negative; it must be 0 where there are no orders.
// The error is a [*DataError].
func NewSummary(last time.Time, orders int64, amount decimal.Decimal) (Summary, error) {
	if orders < 0 || orders > maxOrders {
		return Summary{}, summaryFault("orders", "%d is outside 0..%d", orders, maxOrders)
	}
	if err := fault.Decimal(amount); err != nil {
		return Summary{}, summaryFault("amount", "%v", err)
	}
	return newSummary(last, orders, amount)
}

// newSummary is [NewSummary] for figures as large as merging makes them.
func newSummary(last time.Time, orders int64, amount decimal.Decimal) (Summary, error) {
	at, accepted := momentOf(last)
	switch {
	case last.IsZero():
		at = 0
	case !accepted:
		return Summary{}, summaryFault("last", "%v", checkInstant(last))
	}
	switch {
	case orders < 0:
		return Summary{}, summaryFault("orders", "%d is negative", orders)
	case orders > 0 && last.IsZero():
		return Summary{}, summaryFault("last", "is missing, with %d orders", orders)
	case orders == 0 && amount.Sign() != 0:
		return Summary{}, summaryFault("orders", "is 0, with an amount of %s", amount)
	}
	s := Summary{last: at, orders: orders}
	s.amount.Add(amount)
	return s, nil
}

// Merge adds what another summary of the same customer, period and instant
// holds. It is associative and commutative, with the zero Summary as identity.
// A number of orders beyond int64 stays at its maximum.
func (s *Summary) Merge(o Summary) {
	s.last = max(s.last, o.last)
	s.orders = addCounts(s.orders, o.orders)
	s.amount.Merge(o.amount)
}

// addCounts adds two numbers, neither of them negative, and stops at the largest
// int64.
func addCounts(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// Last returns the instant of the last purchase ever, in UTC; the zero Time
// if there is none.
func (s Summary) Last() time.Time { return s.last.time() }

// Orders returns the number of purchases within the period that were not
// refunded completely.
func (s Summary) Orders() int64 { return s.orders }

// Amount returns the exact sum paid within the period, net of refunds.
func (s Summary) Amount() decimal.Decimal { return s.amount.Decimal() }

// Equal reports whether two summaries hold the same.
func (s Summary) Equal(o Summary) bool {
	return s.last == o.last && s.orders == o.orders && s.amount.Cmp(o.amount) == 0
}

// summaryJSON is a Summary as JSON has it.
type summaryJSON struct {
	Last   time.Time `json:"last,omitzero"`
	Orders int64     `json:"orders,omitzero"`
	Amount sumJSON   `json:"amount,omitzero"`
}

// sumJSON is a sum as JSON has it: text such as "-12.5", written out whatever
// the settings of package decimal, and of more digits than one amount may have.
type sumJSON struct{ decimal.Decimal }

// MarshalJSON writes the sum.
func (s sumJSON) MarshalJSON() ([]byte, error) {
	return json.Marshal(exact.Text(s.Decimal))
}

// UnmarshalJSON reads the sum, also from a JSON number without an exponent.
func (s *sumJSON) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	whole, fraction, _ := strings.Cut(text, ".")
	if len(text) > maxSumText || len(fraction) > maxDecimals ||
		strings.Trim(text, "-.0123456789") != "" || !json.Valid([]byte(text)) {
		return errNotSum
	}
	n, _ := new(big.Int).SetString(whole+fraction, 10)
	s.Decimal = decimal.NewFromBigInt(n, -int32(len(fraction)))
	return nil
}

// maxSumText is more than any number of purchases can add up to: 49 digits, 12
// decimals, a sign and a point.
const maxSumText = 100

var errNotSum = errors.New("must be a number such as 12.50, of at most 100 characters and 12 decimals")

// MarshalJSON writes the summary.
func (s Summary) MarshalJSON() ([]byte, error) {
	return json.Marshal(summaryJSON{s.Last(), s.orders, sumJSON{s.Amount()}})
}

// UnmarshalJSON reads what [Summary.MarshalJSON] wrote, as strictly as
// [ParseModel], and checks it as [NewSummary] does. Merged summaries may hold
// more than one made of figures: up to the largest int64 of orders, and an
// amount of up to 100 characters, 12 of them decimals.
func (s *Summary) UnmarshalJSON(data []byte) error {
	var doc summaryJSON
	if err := fault.Decode("rfm: summary", data, &doc); err != nil {
		return invalid(err)
	}
	read, err := newSummary(doc.Last, doc.Orders, doc.Amount.Decimal)
	if err == nil {
		*s = read
	}
	return err
}

// DataError says which purchase, summary, instant or other argument cannot be
// used, and why.
type DataError struct {
	Record string // such as "purchase at 2026-03-05T10:00:00Z of customer C17" or "summary"
	Field  string // such as "refunded"; "" when the whole record is meant
	Why    string // what is wrong, with the value
}

// Error returns one line.
func (e *DataError) Error() string {
	if e.Field == "" {
		return "rfm: " + e.Record + ": " + e.Why
	}
	return "rfm: " + e.Record + ": " + e.Field + ": " + e.Why
}

func summaryFault(field, format string, args ...any) error {
	return &DataError{Record: "summary", Field: field, Why: fmt.Sprintf(format, args...)}
}

// maxOrders leaves room to merge billions of summaries.
const maxOrders = 1_000_000_000

func checkAmount(d decimal.Decimal) error {
	if err := fault.Decimal(d); err != nil {
		return err
	}
	if d.Sign() < 0 {
		return fmt.Errorf("%s is negative", d)
	}
	return nil
}

package tier

import (
	"cmp"
	"fmt"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Event is something that happened to one customer. Which fields it carries
// depends on its kind; the others stay zero.
//
//	Kind         fields besides ID and At
//	Order        Amount (≥ 0)
//	Refund       Amount (> 0, or 0 of an order of 0), Order, OrderAt, OrderAmount, Refunded
//	Interaction  Counter, Count
//	Join
//	Withdraw
//	Buy          Tier, Term, Count (the number of uses, for PerUse)
//	Use          Tier, Count
//	Grant        Tier, Through
//	Adopted      Tier, Through; made by [Engine.Adopt]
//	Revoke       Tier ("" for all)
//
// An event is identified by its kind and ID: orders and refunds may be
// numbered independently. The same event twice counts once; a different event
// of the same kind and ID is an error.
type Event struct {
	ID   string    `json:"id"`   // the shop's own
	Kind Kind      `json:"kind"` // what happened
	At   time.Time `json:"at"`   // when it happened, in years 1900..2299
	// Amount is what was paid for the order, without what coupons and freight
	// took, or what the refund returns: exponent −12..12, at most 30 digits.
	Amount decimal.Decimal `json:"amount,omitzero"`
	// Order, OrderAt and OrderAmount are the refunded order's ID, instant and
	// amount; Refunded is what earlier refunds returned of it. The refund that
	// reaches OrderAmount is the complete one and takes back the order.
	Order       string          `json:"order,omitzero"`
	OrderAt     time.Time       `json:"orderAt,omitzero"`
	OrderAmount decimal.Decimal `json:"orderAmount,omitzero"`
	Refunded    decimal.Decimal `json:"refunded,omitzero"`
	// Counter names what the customer did, such as "review".
	Counter string `json:"counter,omitzero"`
	// Count is how often, or how many uses were bought or taken; 0 stands for
	// 1, the most is 1,000,000,000.
	Count int64 `json:"count,omitzero"`
	// Tier is a tier's ID, also one that a tier of the programme replaces.
	Tier string `json:"tier,omitzero"`
	// Term is what was bought: days to years, [Permanent] or [PerUse].
	Term Term `json:"term,omitzero"`
	// Through is the last day of the grant, as "2026-12-31", in the engine's
	// location. Without it the grant has no end.
	Through string `json:"through,omitzero"`
}

// UnmarshalJSON reads an event strictly: unknown and repeated fields, wrong
// types and null are faults of an [*InvalidError]. On an error ev is left as it
// was.
func (ev *Event) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("tier: event", data, ev))
}

// Kind is the kind of an [Event].
type Kind string

const (
	Join        Kind = "join"        // joins, also again after a withdrawal
	Order       Kind = "order"       // paid an order
	Interaction Kind = "interaction" // a review, a share, a check-in, ...
	Buy         Kind = "buy"         // bought a term of a tier; buying joins
	Use         Kind = "use"         // used up one of the uses bought
	Grant       Kind = "grant"       // was given a tier, as a floor; dormant until joined
	Revoke      Kind = "revoke"      // lost the grants of a tier, or all
	Refund      Kind = "refund"      // got back an order, or a part of it
	Withdraw    Kind = "withdraw"    // left; ends whatever was held or given, the first time
	Adopted     Kind = "adopted"     // kept a tier of an earlier programme: a grant that is not dormant
)

// rank is the place of the kind among the events of one instant.
func (k Kind) rank() int {
	switch k {
	case Join:
		return 1
	case Order:
		return 2
	case Interaction:
		return 3
	case Buy:
		return 4
	case Use:
		return 5
	case Grant:
		return 6
	case Revoke:
		return 7
	case Refund:
		return 8
	case Withdraw:
		return 9
	case Adopted: // what is kept is what there is after all else
		return 10
	}
	return 0
}

// EventError says which event cannot be taken, and why.
type EventError struct {
	Kind  Kind   // of the event
	ID    string // of the event
	Field string // as in JSON, such as "orderAmount"; "" when the whole event is meant
	Why   string // what is wrong, with the value and the remedy
}

// Error names the event, the field, the value and the remedy.
func (e *EventError) Error() string {
	field := e.Field
	if field != "" {
		field += ": "
	}
	return fmt.Sprintf("tier: %s %q: %s%s", clip(string(e.Kind)), clip(e.ID), field, e.Why)
}

func (ev *Event) fault(field, format string, args ...any) error {
	return &EventError{Kind: ev.Kind, ID: ev.ID, Field: field, Why: fmt.Sprintf(format, args...)}
}

// compareEvents is the total order of events: instant, kind, ID; of refunds,
// what was refunded before comes before the ID, because shops give the lines of
// one return the same instant.
func compareEvents(a, b *Event) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Kind.rank(), b.Kind.rank()); c != 0 {
		return c
	}
	if a.Kind == Refund {
		if c := a.Refunded.Cmp(b.Refunded); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.ID, b.ID)
}

// same reports whether two events of one kind and ID say the same.
func (ev *Event) same(o *Event) bool {
	return ev.At.Equal(o.At) && sameAmount(ev.Amount, o.Amount) &&
		ev.Order == o.Order && ev.OrderAt.Equal(o.OrderAt) &&
		sameAmount(ev.OrderAmount, o.OrderAmount) && sameAmount(ev.Refunded, o.Refunded) &&
		ev.Counter == o.Counter && ev.count() == o.count() &&
		ev.Tier == o.Tier && ev.Term == o.Term && ev.Through == o.Through
}

// sameAmount compares by value what is within the bounds of an amount, and
// digit by digit what is not: 1e1000000000 would take minutes.
func sameAmount(a, b decimal.Decimal) bool {
	if fault.Decimal(a) != nil || fault.Decimal(b) != nil {
		return a.Exponent() == b.Exponent() && a.Coefficient().Cmp(b.Coefficient()) == 0
	}
	return a.Equal(b)
}

// Equal reports whether two events are the same in every field, amounts and
// instants compared by value.
func (ev Event) Equal(o Event) bool { return ev.Kind == o.Kind && ev.ID == o.ID && ev.same(&o) }

func (ev *Event) count() int64 { return max(ev.Count, 1) }

// canonical returns the event in the one form of all that are the same.
func (ev *Event) canonical() Event {
	c := *ev
	c.At, c.OrderAt = utc(ev.At.Round(0)), utc(ev.OrderAt.Round(0))
	if c.Count == 1 {
		c.Count = 0
	}
	return c
}

// complete reports whether a refund returns the last of its order.
func (ev *Event) complete() bool {
	if ev.Refunded.Sign() == 0 {
		return ev.Amount.Equal(ev.OrderAmount)
	}
	return ev.Refunded.Add(ev.Amount).Equal(ev.OrderAmount)
}

// Instants that the engine answers about, and the last day of a validity.
const firstYear, lastYear, lastValidYear = 1900, 2299, 8999

func maxGrant() civil.Date {
	d, _ := civil.New(lastValidYear, time.December, 31)
	return d
}

func checkInstant(t time.Time) error {
	if y := t.UTC().Year(); y < firstYear || y > lastYear {
		return fmt.Errorf("the year %d is outside %d..%d", y, firstYear, lastYear)
	}
	return nil
}

// clip shortens text of unknown length for an error message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}

package pattern

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"example.com/membership/internal/exact"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Order is one paid order, of a member or of anybody else. One given back
// completely is left out; one of amount 0 is an order like any other.
type Order struct {
	At     time.Time       // when it was paid, in years 1900..2299
	Amount decimal.Decimal // what was paid, net of refunds: not negative, exponent −12..12, at most 30 digits
}

// Roll is who is a member when. [NewRoll] makes one, and [Roll.Figures] reads
// any number of periods from it. The zero value and nil have no members. A Roll
// is immutable and safe for concurrent use.
type Roll[K comparable] struct {
	members map[K]int  // index into ends
	ends    []int      // spans[ends[i-1]:ends[i]] are those of member i
	spans   []interval // of each member rising, with time between them
}

// NewRoll makes a roll of memberships, in any order: the customer and a span in
// which they are a member. Who left and came back has several. Spans of one
// member that overlap or touch are one, so a renewal is not a return, and the
// same one twice changes nothing. One that ends as it begins holds no instant,
// and nobody is a member by it. A nil sequence is empty.
//
// Time is that of sorting the spans. Memory is the key and some 40 bytes for
// each, several times that while the roll is made. Keys are compared with ==, and
// like those of a map panic where an interface holds what cannot be.
//
// The error is a [*segment.DataError] that names the first membership that
// cannot be used, and its customer: an instant outside the years 1900..2299, an
// end before the beginning, or a key that is an empty text, one of more than
// 1,000 bytes or not UTF-8, or not a number.
func NewRoll[K comparable](memberships iter.Seq2[K, Span]) (*Roll[K], error) {
	e := &enlisting[K]{members: map[K]int{}}
	if memberships != nil {
		for customer, span := range memberships {
			if err := e.add(customer, span); err != nil {
				return nil, err
			}
		}
	}
	return e.roll(), nil
}

// An enlisting collects memberships.
type enlisting[K comparable] struct {
	members map[K]int
	spans   []enlisted
}

// enlisted is a span and whose it is.
type enlisted struct {
	member int
	interval
}

// add takes a membership.
func (e *enlisting[K]) add(customer K, s Span) error {
	member, known := e.members[customer]
	if !known {
		if err := fault.Key(customer); err != nil {
			return dataError(recordOf("membership", customer), "customer", "%v", err)
		}
	}
	span, err := membership(customer, s)
	if err != nil || span.from == span.until {
		return err
	}
	if !known {
		member = len(e.members)
		e.members[customer] = member
	}
	e.spans = append(e.spans, enlisted{member, span})
	return nil
}

// membership returns the span of a membership.
func membership[K comparable](customer K, s Span) (span interval, err error) {
	if span.from, err = instantOf(s.From); err != nil {
		return span, dataError(recordOf("membership", customer), "from", "%v; give when it began", err)
	}
	span.until = never
	if s.Until.IsZero() {
		return span, nil
	}
	if span.until, err = instantOf(s.Until); err != nil {
		return span, dataError(recordOf("membership", customer), "until", "%v; leave it out where there is no end", err)
	}
	if span.until < span.from {
		return span, dataError(recordOf("membership", customer), "until", "%s is before it begins, at %s; swap them or correct one",
			s.Until.UTC().Format(time.RFC3339Nano), s.From.UTC().Format(time.RFC3339Nano))
	}
	return span, nil
}

// roll joins the spans of each member that overlap or touch.
func (e *enlisting[K]) roll() *Roll[K] {
	slices.SortFunc(e.spans, func(a, b enlisted) int {
		return cmp.Or(cmp.Compare(a.member, b.member), cmp.Compare(a.from, b.from))
	})
	r := &Roll[K]{members: e.members, ends: make([]int, len(e.members))}
	for i, s := range e.spans {
		last := len(r.spans) - 1
		if i > 0 && e.spans[i-1].member == s.member && s.from <= r.spans[last].until {
			r.spans[last].until = max(r.spans[last].until, s.until)
			continue
		}
		r.spans = append(r.spans, s.interval)
		r.ends[s.member] = len(r.spans)
	}
	return r
}

// of returns the spans of a member, rising.
func (r *Roll[K]) of(member int) []interval {
	if member == 0 {
		return r.spans[:r.ends[0]]
	}
	return r.spans[r.ends[member-1]:r.ends[member]]
}

// memberAt returns who of the members a customer is, if one at the instant.
func (r *Roll[K]) memberAt(customer K, at instant) (member int, ok bool) {
	member, ok = r.members[customer]
	if !ok {
		return 0, false
	}
	spans := r.of(member)
	next, _ := slices.BinarySearchFunc(spans, at, func(s interval, at instant) int {
		if s.until <= at {
			return -1
		}
		return 1
	})
	return member, next < len(spans) && spans[next].from <= at
}

// Figures returns the figures of a period, which needs both its ends, from the
// orders of everybody, in any order: the customer and the order. Orders outside
// the period do not count. An order is a member's if its customer is a member at
// its instant.
//
// Any key that is no member's will do for somebody who has none: all guests may
// share "", which no member has. Their orders count towards
// [MemberFigures.TotalRevenue] alone.
//
// Orders have no ID here: what may come twice is made distinct before. It goes
// once through the roll and the orders, and takes one byte for each member. A nil
// sequence is empty.
//
// The error is a [*segment.InvalidError] with all faults of the period, which has
// no length or an instant outside the years 1900..2299, or a [*segment.DataError]
// that names the first order that cannot be used, and its customer.
func (r *Roll[K]) Figures(period Span, orders iter.Seq2[K, Order]) (MemberFigures, error) {
	over, err := period.period()
	if err != nil {
		return MemberFigures{}, err
	}
	if r == nil {
		r = &Roll[K]{}
	}
	t := &tally[K]{roll: r, over: over, bought: make([]uint8, len(r.ends))}
	for member := range r.ends {
		t.figures.enroll(r.of(member), over)
	}
	if orders != nil {
		for customer, order := range orders {
			if err := t.add(customer, order); err != nil {
				return MemberFigures{}, err
			}
		}
	}
	return t.result(), nil
}

// A tally adds up the orders of a period.
type tally[K comparable] struct {
	roll    *Roll[K]
	over    interval
	figures MemberFigures
	members exact.Sum // of their orders
	total   exact.Sum // of all orders
	bought  []uint8   // orders by member, up to 2
}

// add takes an order.
func (t *tally[K]) add(customer K, o Order) error {
	at, err := instantOf(o.At)
	if err != nil {
		return dataError(recordOf("order", customer), "at", "%v; correct it or leave the order out", err)
	}
	if why := amountFault(o.Amount); why != "" {
		record := recordOf("order", customer) + " at " + o.At.UTC().Format(time.RFC3339Nano)
		return dataError(record, "amount", "%s", why)
	}
	if at < t.over.from || at >= t.over.until {
		return nil
	}
	t.total.Add(o.Amount)
	if member, ok := t.roll.memberAt(customer, at); ok {
		t.figures.Orders++
		t.members.Add(o.Amount)
		t.bought[member] = min(t.bought[member]+1, 2)
	}
	return nil
}

// amountFault says what is wrong with an amount, "" if nothing.
func amountFault(amount decimal.Decimal) string {
	if err := fault.Decimal(amount); err != nil {
		return err.Error()
	}
	if amount.Sign() < 0 {
		return exact.Text(amount) + " is negative; take refunds off their order"
	}
	return ""
}

func (t *tally[K]) result() MemberFigures {
	f := t.figures
	for _, orders := range t.bought {
		if orders >= 1 {
			f.Buyers++
		}
		if orders >= 2 {
			f.Repeaters++
		}
	}
	f.MemberRevenue, f.TotalRevenue = t.members.Decimal(), t.total.Decimal()
	return f
}

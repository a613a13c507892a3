package main

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"slices"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// The columns read from orders.csv; further ones are allowed.
const (
	orderID = iota
	orderCustomer
	orderPaidAt
	orderAmount
	orderRefunded
)

var orderLayout = layout{
	columns:  []string{"order_id", "customer_id", "paid_at", "amount", "refunded"},
	required: 4,
	open:     true,
}

// An order is one distinct row of orders.csv in 48 bytes, because a shop has
// millions of them.
type order struct {
	id       string
	at       int64  // Unix nanoseconds
	paid     int64  // in cents, or unwhole
	refunded int64  // in cents, or unwhole; paid and refunded are so together
	customer uint32 // or repeated
	line     uint32
}

// repeated stands in place of the customer of a row that comes again: it is no
// order.
const repeated = math.MaxUint32

// unwhole marks the amounts of an order that are not both whole cents: they
// stand in orders.exact.
const unwhole = -1

// amounts are what was paid for an order and what of it was given back.
type amounts struct{ paid, refunded decimal.Decimal }

func (a amounts) equal(b amounts) bool {
	return a.paid.Equal(b.paid) && a.refunded.Equal(b.refunded)
}

// orders holds the distinct rows of orders.csv and the customers they name.
// The order of the rows decides the numbering of both, and nothing else.
type orders struct {
	file      string
	list      pages[order]
	exact     map[uint32]amounts // by position in list
	customers names              // numbered as order.customer
}

// net returns what stays paid for order i after its refund.
func (o *orders) net(i uint32) decimal.Decimal {
	r := o.list.at(i)
	if r.paid == unwhole {
		return o.exact[i].paid.Sub(o.exact[i].refunded)
	}
	return decimal.New(r.paid-r.refunded, -2)
}

// addNet adds to s what stays paid for order i.
func (o *orders) addNet(s *sum, i uint32) {
	if r := o.list.at(i); r.paid != unwhole {
		s.addCents(r.paid - r.refunded)
		return
	}
	s.add(o.net(i))
}

// gone reports whether order i was refunded completely: then it counts nowhere.
func (o *orders) gone(i uint32) bool {
	r := o.list.at(i)
	if r.paid == unwhole {
		exact := o.exact[i]
		return exact.refunded.IsPositive() && exact.refunded.Equal(exact.paid)
	}
	return r.refunded > 0 && r.refunded == r.paid
}

// last returns the instant of the last order, false if there is none.
func (o *orders) last() (time.Time, bool) {
	if o.list.len() == 0 {
		return time.Time{}, false
	}
	last := o.list.at(0).at
	for i := range uint32(o.list.len()) {
		last = max(last, o.list.at(i).at)
	}
	return time.Unix(0, last).UTC(), true
}

// readOrders reads orders.csv. The same row again counts once; any other row
// that is not an order, or that gives a known order ID other content, is a
// *rowError.
func readOrders(file string, r io.Reader, clock *clock, p *progress) (*orders, error) {
	t, err := openTable(file, r, orderLayout)
	if err != nil {
		return nil, err
	}
	defer t.close()
	b := &orderReader{
		table: t,
		clock: clock,
		out:   &orders{file: file, exact: make(map[uint32]amounts)},
	}
	work := "reading " + file
	for n := 0; ; n++ {
		p.step(work, n)
		more, err := t.next()
		if err != nil {
			return nil, err
		}
		if !more {
			return b.out, b.out.dropRepeated()
		}
		if err := b.row(); err != nil {
			return nil, err
		}
	}
}

// An orderReader turns rows into orders.
type orderReader struct {
	*table
	clock *clock
	out   *orders
	text  textStore
}

// row reads the current row.
func (b *orderReader) row() error {
	for _, i := range [...]int{orderID, orderCustomer} {
		if err := b.checkID(i); err != nil {
			return err
		}
	}
	at, err := b.clock.read(b.get(orderPaidAt))
	if err != nil {
		return b.fault(orderPaidAt, "%v", err)
	}
	row := order{at: at, line: uint32(b.line(orderID))}
	exact, err := b.amounts(&row)
	if err != nil {
		return err
	}
	row.customer, _ = b.out.customers.number(b.get(orderCustomer))
	if row.paid == unwhole {
		b.out.exact[uint32(b.out.list.len())] = exact
	}
	row.id = b.text.keep(b.get(orderID))
	b.out.list.add(row)
	return nil
}

// amounts sets the amounts of the row, or returns them where they are not
// whole cents.
func (b *orderReader) amounts(row *order) (amounts, error) {
	paidText, refundedText := b.get(orderAmount), b.get(orderRefunded)
	if refundedText == "" {
		refundedText = "0"
	}
	var whole, wholeRefund bool
	row.paid, whole = parseCents(paidText)
	row.refunded, wholeRefund = parseCents(refundedText)
	if whole && wholeRefund && row.refunded <= row.paid {
		return amounts{}, nil
	}
	return b.exactAmounts(row, paidText, refundedText)
}

// exactAmounts is amounts for every text that is not plain cents.
func (b *orderReader) exactAmounts(row *order, paidText, refundedText string) (exact amounts, err error) {
	if exact.paid, err = parseAmount(paidText); err != nil {
		return exact, b.fault(orderAmount, "%v", err)
	}
	if exact.refunded, err = parseAmount(refundedText); err != nil {
		return exact, b.fault(orderRefunded, "%v", err)
	}
	if exact.refunded.GreaterThan(exact.paid) {
		return exact, b.fault(orderRefunded, "%s is more than the order's amount %s", show(refundedText), show(paidText))
	}
	if net := exact.paid.Sub(exact.refunded); !withinDigits(net) {
		return exact, b.fault(orderAmount, "%s less the refunded %s has more than %d digits", show(paidText), show(refundedText), maxDigits)
	}
	var whole, wholeRefund bool
	row.paid, whole = inCents(exact.paid)
	row.refunded, wholeRefund = inCents(exact.refunded)
	if !whole || !wholeRefund {
		row.paid, row.refunded = unwhole, unwhole
	}
	return exact, nil
}

// dropRepeated marks the rows that repeat an order: the same ID with the same
// content, whatever the spelling of instant and amount. It returns an error
// for the first row that gives a known ID other content.
//
// It sorts hashes of the IDs and looks closer where two are equal: at a million
// orders that is several times faster than a map, and takes 8 bytes an order.
func (o *orders) dropRepeated() error {
	seed := maphash.MakeSeed()
	keys := make([]uint64, o.list.len()) // half a hash, then the row
	for i := range keys {
		hash := maphash.String(seed, o.list.at(uint32(i)).id)
		keys[i] = hash>>32<<32 | uint64(i)
	}
	slices.Sort(keys)
	var wrong *rowError
	var first []uint32 // the rows of the distinct IDs that share a hash
	for i, key := range keys {
		if i == 0 || keys[i-1]>>32 != key>>32 {
			first = first[:0]
		}
		row := uint32(key)
		k := slices.IndexFunc(first, func(f uint32) bool { return o.list.at(f).id == o.list.at(row).id })
		if k < 0 {
			first = append(first, row)
			continue
		}
		if line := o.list.at(row).line; !o.same(first[k], row) && (wrong == nil || int(line) < wrong.line) {
			wrong = &rowError{o.file, int(line), orderLayout.columns[orderID], fmt.Sprintf(
				"%s stands on line %d already, with other content", quote(o.list.at(row).id), o.list.at(first[k]).line)}
		}
		o.list.at(row).customer = repeated
	}
	if wrong != nil {
		return wrong
	}
	return nil
}

// same reports whether two rows have the same content, but for the ID.
func (o *orders) same(i, k uint32) bool {
	a, b := *o.list.at(i), *o.list.at(k)
	b.id, b.line = a.id, a.line
	return a == b && (a.paid != unwhole || o.exact[i].equal(o.exact[k]))
}

// errNoOrders is returned where the report's instant should be that of the
// last order.
var errNoOrders = errors.New("there is no order, so no last order to report at; give -asof")

// byCustomer returns the numbers of the orders paid up to the given instant,
// grouped by customer: those of customer c are list[starts[c]:starts[c+1]].
func (o *orders) byCustomer(until int64) (list, starts []uint32) {
	ends := make([]uint32, o.customers.len()+1)
	for i := range uint32(o.list.len()) {
		if r := o.list.at(i); r.at <= until && r.customer != repeated {
			ends[r.customer+1]++
		}
	}
	for c := 1; c < len(ends); c++ {
		ends[c] += ends[c-1]
	}
	list = make([]uint32, ends[len(ends)-1])
	starts = slices.Clone(ends)
	for i := range uint32(o.list.len()) {
		if r := o.list.at(i); r.at <= until && r.customer != repeated {
			list[ends[r.customer]] = i
			ends[r.customer]++
		}
	}
	return list, starts
}

// locate puts the place in the file before an engine's error about one of the
// orders given.
func (o *orders) locate(err error, numbers []uint32) error {
	var event *tier.EventError
	if !errors.As(err, &event) || event.Kind != tier.Order {
		return err
	}
	for _, i := range numbers {
		if o.list.at(i).id == event.ID {
			column, known := map[string]int{"id": orderID, "at": orderPaidAt}[event.Field]
			if !known {
				column = orderAmount
			}
			return &rowError{o.file, int(o.list.at(i).line), orderLayout.columns[column], event.Why}
		}
	}
	return err
}

package cycle

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Purchase is a line of an order: so many units of one product.
type Purchase struct {
	// ID names the line, such as "O123/1", in at most 1,000 bytes. It stands once
	// among the purchases of a customer: the same line twice counts once, another
	// one of the same ID is an error.
	ID string
	// Product names the product, in at most 1,000 bytes: what takes the place of
	// one another in use, such as all colours of one pencil.
	Product string
	// At is when it was bought, in the years 1900 to 2299.
	At time.Time
	// Quantity is the number of units, net of what was returned: at least 1, and at
	// most 1,000,000 of a product on one date. Units of one size: a double pack is
	// two.
	Quantity int64
}

// maxQuantity bounds the units of a product on one date, so that fractions of
// days fit into an int64.
const maxQuantity = 1_000_000

// check returns what is wrong with the purchase, if anything.
func (p *Purchase) check() error {
	if err := fault.Key(p.ID); err != nil {
		return dataError(named("purchase", p.ID), "id", "%v", err)
	}
	if err := fault.Name(p.Product); err != nil {
		return dataError(named("purchase", p.ID), "product", "%v", err)
	}
	if err := civil.CheckInstant(p.At); err != nil {
		return dataError(named("purchase", p.ID), "at", "%v", err)
	}
	switch {
	case p.Quantity < 1:
		return dataError(named("purchase", p.ID), "quantity",
			"%d is less than 1: leave out what was returned completely, and take off what was in part", p.Quantity)
	case p.Quantity > maxQuantity:
		return dataError(named("purchase", p.ID), "quantity", "%d %s", p.Quantity, tooMany)
	}
	return nil
}

const tooMany = "is more than 1000000 units: count in larger ones, or leave out what is not bought for use"

// compare orders purchases by ID, and those of one ID by what they say.
func (p *Purchase) compare(o *Purchase) int {
	if c := strings.Compare(p.ID, o.ID); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(p.Product, o.Product), p.At.Compare(o.At), cmp.Compare(p.Quantity, o.Quantity))
}

// A reading is the purchases of one customer, checked and merged by date. It is
// kept for its memory alone.
type reading struct {
	order []int // of the purchases, by ID
	days  []day // by product and date
}

// day is what a customer bought of a product on one date.
type day struct {
	product  string
	date     civil.Date
	quantity int64
}

// read takes the purchases up to at into the memory of r. The error is of the
// first fault by ID, so that it does not depend on the order of the purchases
// either.
func (r reading) read(purchases []Purchase, at time.Time, on calendar) (reading, error) {
	r.order, r.days = byID(r.order[:0], purchases), r.days[:0]
	if err := checkAll(purchases, r.order); err != nil {
		return r, err
	}
	for i, n := range r.order {
		p := &purchases[n]
		twice := i > 0 && purchases[r.order[i-1]].ID == p.ID
		if !twice && !p.At.After(at) {
			r.days = append(r.days, day{p.Product, on.DateOf(p.At.Unix()), p.Quantity})
		}
	}
	r.days = merge(r.days)
	for i := range r.days {
		if d := &r.days[i]; d.quantity > maxQuantity {
			return r, dataError(named("product", d.product), "quantity", "%d on %s %s", d.quantity, d.date, tooMany)
		}
	}
	return r, nil
}

// byID appends the places of the purchases, by ID.
func byID(order []int, purchases []Purchase) []int {
	for i := range purchases {
		order = append(order, i)
	}
	slices.SortFunc(order, func(i, j int) int { return purchases[i].compare(&purchases[j]) })
	return order
}

// checkAll finds faults of the purchases in their order by ID, among them two that
// differ under one ID.
func checkAll(purchases []Purchase, order []int) error {
	for i, n := range order {
		p := &purchases[n]
		if err := p.check(); err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		if o := &purchases[order[i-1]]; o.ID == p.ID && o.compare(p) != 0 {
			return dataError(named("purchase", p.ID), "", "is given twice, as %d of %.64q at %s and as %d of %.64q at %s: give each line of an order its own ID",
				o.Quantity, o.Product, text(o.At), p.Quantity, p.Product, text(p.At))
		}
	}
	return nil
}

// merge makes one of all purchases of a product and a date, in place.
func merge(days []day) []day {
	slices.SortFunc(days, func(a, b day) int {
		return cmp.Or(strings.Compare(a.product, b.product), cmp.Compare(a.date, b.date))
	})
	merged := days[:0]
	for _, d := range days {
		if last := len(merged) - 1; last >= 0 && merged[last].date == d.date && merged[last].product == d.product {
			merged[last].quantity += d.quantity
			continue
		}
		merged = append(merged, d)
	}
	return merged
}

// products yields the dates of each product, by product.
func (r reading) products() iter.Seq[[]day] {
	return func(yield func([]day) bool) {
		for left := r.days; len(left) > 0; {
			n := 1
			for n < len(left) && left[n].product == left[0].product {
				n++
			}
			if !yield(left[:n]) {
				return
			}
			left = left[n:]
		}
	}
}

// gap returns the days until the next date, by unit.
func (d day) gap(next day) ratio { return newRatio(int64(next.date-d.date), d.quantity) }

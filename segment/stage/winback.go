package stage

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"example.com/membership/internal/fault"
	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

// Customer is what a win-back list needs of one customer.
type Customer struct {
	// ID names the customer: 1 to 1,000 bytes of UTF-8.
	ID string
	// First is the instant of the first purchase ever, the zero Time for none.
	First time.Time
	// Last is the instant of the last purchase up to the moment, likewise.
	Last time.Time
	// LastValue is what the last purchase brought: not negative, 0 for none.
	LastValue decimal.Decimal
}

// Dormant is a customer to win back.
type Dormant struct {
	// ID names the customer.
	ID string `json:"id"`
	// Stage is [Silent], [Sleeping] or [Lost].
	Stage Stage `json:"stage"`
	// SilentDays is the number of civil days since the last purchase.
	SilentDays int `json:"silentDays"`
	// Since is when the stage began: the first instant of a civil date, in the
	// shop's location.
	Since time.Time `json:"since"`
	// LastValue is what the last purchase brought.
	LastValue decimal.Decimal `json:"lastValue"`
}

// WinBack returns the customers who are silent, sleeping or lost: most valuable
// last purchase first, then the shorter silence, then the ID. The order of the
// customers does not matter. A customer who comes twice with the same content
// counts once. A nil sequence is empty, and so is the list where nobody is
// dormant: it is never nil without an error.
//
// The error is a [*segment.DataError]: it names the first customer with a fault,
// as of [Moment.Stage], or the lowest ID that comes twice with different
// content; there is no list then. It remembers all customers while it runs,
// a few hundred bytes each.
func (m Moment) WinBack(customers iter.Seq[Customer]) ([]Dormant, error) {
	if err := m.usable(); err != nil {
		return nil, err
	}
	seen, err := m.distinct(customers)
	if err != nil {
		return nil, err
	}
	list := []Dormant{}
	for _, c := range seen { // in any order: it is sorted
		standing, err := m.standingOf(c)
		if err != nil {
			return nil, err
		}
		if standing.Stage.dormant() {
			list = append(list, Dormant{c.ID, standing.Stage, standing.SilentDays, m.since(standing), c.LastValue})
		}
	}
	slices.SortFunc(list, Dormant.compare)
	return list, nil
}

// distinct checks the customers, and returns each once.
func (m Moment) distinct(customers iter.Seq[Customer]) (map[string]Customer, error) {
	seen := map[string]Customer{}
	if customers == nil {
		return seen, nil
	}
	twice := ""
	for c := range customers {
		if _, err := m.standingOf(c); err != nil {
			return nil, err
		}
		before, known := seen[c.ID]
		switch {
		case known && !before.equal(c):
			if twice == "" || c.ID < twice {
				twice = c.ID
			}
		case !known || c.LastValue.Exponent() < before.LastValue.Exponent():
			seen[c.ID] = c // of 1.5 and 1.50 always the same
		}
	}
	if twice != "" {
		return nil, customerFault(twice, "", "comes twice with different content; give every customer once")
	}
	return seen, nil
}

// standingOf checks a customer and returns the stage.
func (m Moment) standingOf(c Customer) (Standing, error) {
	if err := fault.Key(c.ID); err != nil {
		return Standing{}, customerFault(c.ID, "ID", "%v", err)
	}
	if err := fault.Decimal(c.LastValue); err != nil {
		return Standing{}, customerFault(c.ID, lastValue, "%v", err)
	}
	switch {
	case c.LastValue.Sign() < 0:
		return Standing{}, customerFault(c.ID, lastValue, "%s is negative; give what the purchase brought, at least 0", c.LastValue)
	case c.LastValue.Sign() > 0 && c.Last.IsZero():
		return Standing{}, customerFault(c.ID, lastValue, "%s, with no purchase; give the purchase, or 0", c.LastValue)
	}
	s, err := m.Stage(c.First, c.Last)
	if err != nil {
		return Standing{}, ofCustomer(c.ID, err)
	}
	return s, nil
}

// ofCustomer makes an error about a history one about the customer.
func ofCustomer(id string, err error) error {
	var data *segment.DataError
	if errors.As(err, &data) {
		data.Record = customerName(id)
	}
	return err
}

// since returns when the stage of a dormant customer began.
func (m Moment) since(s Standing) time.Time {
	days := m.cycle
	switch s.Stage {
	case Sleeping:
		days = m.silent
	case Lost:
		days = m.sleeping
	}
	return m.at.today.AddDays(int(days) + 1 - s.SilentDays).Start(m.at.loc)
}

// equal reports whether two records say the same of one customer.
func (c Customer) equal(o Customer) bool {
	return c.First.Equal(o.First) && c.Last.Equal(o.Last) && c.LastValue.Equal(o.LastValue)
}

// compare orders by value falling, then silence rising, then the ID.
func (d Dormant) compare(o Dormant) int {
	return cmp.Or(
		o.LastValue.Cmp(d.LastValue),
		cmp.Compare(d.SilentDays, o.SilentDays),
		cmp.Compare(d.ID, o.ID),
	)
}

const lastValue = "value of the last purchase" // what messages call it

func customerFault(id, field, format string, args ...any) error {
	return dataFault(customerName(id), field, format, args...)
}

// customerName names a customer, as messages have it.
func customerName(id string) string { return fmt.Sprintf("customer %.100q", id) }

package main

import (
	"io"
	"strings"
	"time"
)

// The columns of customers.csv. Only the first is required, and no other
// column is allowed: a misspelt joined_at would silently unmake every member.
const (
	customerID = iota
	customerName
	customerJoinedAt
	customerWithdrawnAt
	customerBirthday
	customerRegion
	customerGender
	customerZone
	customerPhone
	customerEmail
	customerSMSConsent
	customerEmailConsent
	customerColumns // their number
)

var customerLayout = layout{
	columns: []string{"customer_id", "name", "joined_at", "withdrawn_at", "birthday", "region", "gender",
		"zone", "phone", "email", "sms_consent", "email_consent"},
	required: 1,
}

// A customer is one row of customers.csv. Region and gender are kept as
// written: no decision of this report reads them.
type customer struct {
	fields    [customerColumns]string
	joined    time.Time      // zero: never
	withdrawn time.Time      // zero: never
	birthday  time.Time      // a midnight in UTC, where the field is not empty
	zone      *time.Location // nil: unknown
	consent   consent
	line      int
}

// A columnSet says which of its columns a customers.csv has.
type columnSet [customerColumns]bool

// A consent says whether the shop may write to a customer.
type consent uint8

const (
	consentUnknown consent = iota // none was given, and not every channel refused
	consentGiven                  // on at least one channel
	consentRefused                // on both
)

func (c *customer) id() string   { return c.fields[customerID] }
func (c *customer) name() string { return c.fields[customerName] }

// readCustomers reads customers.csv into a map by customer ID. The same row
// again counts once; one customer with two contents is a *rowError.
func readCustomers(file string, r io.Reader, clock *clock, p *progress) (all map[string]*customer, has columnSet, err error) {
	t, err := openTable(file, r, customerLayout)
	if err != nil {
		return nil, has, err
	}
	defer t.close()
	for i, at := range t.at {
		has[i] = at >= 0
	}
	all, err = customerRows(t, clock, p)
	return all, has, err
}

func customerRows(t *table, clock *clock, p *progress) (map[string]*customer, error) {
	all := make(map[string]*customer)
	zones := make(map[string]*time.Location)
	work := "reading " + t.file
	for n := 0; ; n++ {
		p.step(work, n)
		more, err := t.next()
		if err != nil {
			return nil, err
		}
		if !more {
			return all, nil
		}
		c, err := readCustomer(t, clock, zones)
		if err != nil {
			return nil, err
		}
		first, again := all[c.id()]
		if again && first.fields != c.fields {
			return nil, t.fault(customerID, "%s stands on line %d already, with other content", quote(c.id()), first.line)
		}
		if !again {
			all[c.id()] = c
		}
	}
}

// readCustomer reads the current row. It remembers in zones the time zones
// found, because finding one is slow.
func readCustomer(t *table, clock *clock, zones map[string]*time.Location) (*customer, error) {
	c := &customer{line: t.line(customerID)}
	for i := range c.fields {
		c.fields[i] = t.get(i)
	}
	if err := t.checkID(customerID); err != nil {
		return nil, err
	}
	var err error
	if c.consent, err = readConsent(t); err != nil {
		return nil, err
	}
	if c.joined, err = optionalInstant(t, customerJoinedAt, clock); err != nil {
		return nil, err
	}
	if c.withdrawn, err = optionalInstant(t, customerWithdrawnAt, clock); err != nil {
		return nil, err
	}
	if birthday := c.fields[customerBirthday]; birthday != "" {
		if c.birthday, err = time.Parse(time.DateOnly, birthday); err != nil {
			return nil, t.fault(customerBirthday, "%s is not a date like 1990-03-05", quote(birthday))
		}
	}
	if name := c.fields[customerZone]; name != "" {
		if c.zone = zones[name]; c.zone == nil {
			if c.zone, err = loadZone(name); err != nil {
				return nil, t.fault(customerZone, "%v", err)
			}
			zones[strings.Clone(name)] = c.zone
		}
	}
	return c, nil
}

// readConsent reads what the current row says of the two channels.
func readConsent(t *table) (consent, error) {
	given, refused := 0, 0
	for _, i := range [...]int{customerSMSConsent, customerEmailConsent} {
		c, ok := consentOf(t.get(i))
		switch {
		case !ok:
			return 0, t.fault(i, "%s is none of yes, no, true, false, 1, 0; leave it empty where it is unknown", quote(t.get(i)))
		case c == consentGiven:
			given++
		case c == consentRefused:
			refused++
		}
	}
	switch {
	case given > 0:
		return consentGiven, nil
	case refused == 2:
		return consentRefused, nil
	}
	return consentUnknown, nil
}

// consentOf reads what is said of one channel. Spreadsheets write true and
// false in capitals, so case does not matter.
func consentOf(text string) (c consent, ok bool) {
	switch strings.ToLower(text) {
	case "yes", "true", "1":
		return consentGiven, true
	case "no", "false", "0":
		return consentRefused, true
	}
	return consentUnknown, text == ""
}

// optionalInstant reads an instant of the current row, the zero Time where
// there is none.
func optionalInstant(t *table, column int, clock *clock) (time.Time, error) {
	text := t.get(column)
	if text == "" {
		return time.Time{}, nil
	}
	ns, err := clock.read(text)
	if err != nil {
		return time.Time{}, t.fault(column, "%v", err)
	}
	return time.Unix(0, ns).UTC(), nil
}

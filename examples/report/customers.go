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

// A customer is one row of customers.csv. Region, gender and addresses are
// kept as written: no decision of this report reads them.
type customer struct {
	fields    [customerColumns]string
	joined    time.Time // zero: never
	withdrawn time.Time // zero: never
	consent   consent
	line      int
}

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
func readCustomers(file string, r io.Reader, clock *clock, p *progress) (map[string]*customer, error) {
	t, err := openTable(file, r, customerLayout)
	if err != nil {
		return nil, err
	}
	defer t.close()
	all := make(map[string]*customer)
	zones := make(map[string]error)
	work := "reading " + file
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

// readCustomer reads the current row. It remembers in zones which names of
// time zones are good, because finding out is slow.
func readCustomer(t *table, clock *clock, zones map[string]error) (*customer, error) {
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
		if _, err := time.Parse(time.DateOnly, birthday); err != nil {
			return nil, t.fault(customerBirthday, "%s is not a date like 1990-03-05", quote(birthday))
		}
	}
	if zone := c.fields[customerZone]; zone != "" {
		err, known := zones[zone]
		if !known {
			_, err = loadZone(zone)
			zones[strings.Clone(zone)] = err
		}
		if err != nil {
			return nil, t.fault(customerZone, "%v", err)
		}
	}
	return c, nil
}

// readConsent reads what the current row says of the two channels. Spreadsheets
// write true and false in capitals, so case does not matter.
func readConsent(t *table) (consent, error) {
	given, refused := 0, 0
	for _, i := range [...]int{customerSMSConsent, customerEmailConsent} {
		switch strings.ToLower(t.get(i)) {
		case "yes", "true", "1":
			given++
		case "no", "false", "0":
			refused++
		case "":
		default:
			return 0, t.fault(i, "%s is none of yes, no, true, false, 1, 0; leave it empty where it is unknown", quote(t.get(i)))
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

package care

import (
	"fmt"
	"maps"
	"math"
	"time"
	"unicode/utf8"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// record names the customer in errors.
func (e *Engine) record(c *Customer) string { return fmt.Sprintf("customer %.64q", c.ID) }

// dataError says what is wrong with a field of the customer.
func (e *Engine) dataError(c *Customer, field, format string, args ...any) error {
	return dataError(e.record(c), field, format, args...)
}

// check judges what is given of one customer, all but the windows of preferred
// hours.
func (e *Engine) check(c *Customer) error {
	if err := fault.Name(c.ID); err != nil {
		return e.dataError(c, "id", "%v", err)
	}
	if c.Zone != nil {
		if err := civil.CheckLocation(c.Zone); err != nil {
			return e.dataError(c, "zone", "%v", err)
		}
	}
	for _, n := range [...]struct {
		field string
		has   int
		most  int
	}{
		{"tags", len(c.Tags), maxFacts}, {"dates", len(c.Dates), maxFacts},
		{"expiries", len(c.Expiries), maxFacts}, {"events", len(c.Events), maxFacts},
		{"cycles", len(c.Cycles), maxFacts}, {"addresses", len(c.Addresses), len(e.channels)},
		{"consents", len(c.Consents), maxConsents}, {"history", len(c.History), maxHistory},
	} {
		if n.has > n.most {
			return e.dataError(c, n.field, "has %d entries, and at most %d are allowed: leave out what is over", n.has, n.most)
		}
	}
	for _, check := range [...]func(*Customer) error{
		e.checkTimes, e.checkDates, e.checkExpiries, e.checkEvents, e.checkCycles, e.checkReach,
	} {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

// checkTimes judges instants that stand by themselves.
func (e *Engine) checkTimes(c *Customer) error {
	for _, at := range [...]struct {
		field string
		t     time.Time
	}{{"joined", c.Joined}, {"lastOrder", c.LastOrder}} {
		if err := civil.CheckInstant(at.t); err != nil && !at.t.IsZero() {
			return e.dataError(c, at.field, "%v", err)
		}
	}
	for i := range c.History {
		h := &c.History[i]
		if err := civil.CheckInstant(h.At); err != nil {
			return e.dataError(c, fmt.Sprintf("history[%d].at", i), "%v", err)
		}
		if h.Rule == "" || h.Occurrence == "" {
			return e.dataError(c, fmt.Sprintf("history[%d]", i), "needs its rule and its occurrence, as planned")
		}
	}
	return nil
}

func (e *Engine) checkDates(c *Customer) error {
	for i := range c.Dates {
		d := &c.Dates[i]
		field := func() string { return fmt.Sprintf("dates[%d]", i) }
		if err := fault.Name(d.Name); err != nil {
			return e.dataError(c, field(), "%v", err)
		}
		year := d.Year
		if year == 0 {
			year = 2000 // a leap year
		}
		_, real := civil.New(year, time.Month(d.Month), d.Day)
		switch {
		case !d.Lunar && d.Leap:
			return e.dataError(c, field(), "has a leap month, which only lunar dates have")
		case d.Lunar && (d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 30 || d.Year < 0 || d.Year > civil.MaxYear), !d.Lunar && !real:
			return e.dataError(c, field(), "is no date: year %d, month %d, day %d; leave the date out where it is not known", d.Year, d.Month, d.Day)
		}
	}
	i, ok := twice(len(c.Dates), func(i int) [2]string { return [2]string{c.Dates[i].Name} }, func(i, j int) bool { return c.Dates[i] == c.Dates[j] })
	if ok {
		return e.dataError(c, fmt.Sprintf("dates[%d]", i), "gives %.64q a second time, another date", c.Dates[i].Name)
	}
	return nil
}

// twice finds what stands twice with different content, of things that are named
// by two texts. Short lists are compared each with each.
func twice(n int, name func(i int) [2]string, same func(i, j int) bool) (second int, ok bool) {
	if n <= 16 {
		for i := range n {
			for j := range i {
				if name(i) == name(j) && !same(i, j) {
					return i, true
				}
			}
		}
		return 0, false
	}
	seen := make(map[[2]string]int, n)
	for i := range n {
		if j, ok := seen[name(i)]; ok && !same(i, j) {
			return i, true
		}
		seen[name(i)] = i
	}
	return 0, false
}

// checkKey judges a key that may be empty: it is part of an occurrence.
func checkKey(key string) error {
	if key == "" {
		return nil
	}
	return fault.Name(key)
}

func (e *Engine) checkExpiries(c *Customer) error {
	for i := range c.Expiries {
		x := &c.Expiries[i]
		if err := civil.CheckInstant(x.At); err != nil {
			return e.dataError(c, fmt.Sprintf("expiries[%d].at", i), "%v", err)
		}
		if err := fault.Name(x.Name); err != nil {
			return e.dataError(c, fmt.Sprintf("expiries[%d].name", i), "%v", err)
		}
		if err := checkKey(x.Key); err != nil {
			return e.dataError(c, fmt.Sprintf("expiries[%d].key", i), "%v", err)
		}
	}
	i, ok := twice(len(c.Expiries), func(i int) [2]string { return [2]string{c.Expiries[i].Name, c.Expiries[i].Key} },
		func(i, j int) bool {
			return c.Expiries[i].At.Equal(c.Expiries[j].At) && maps.Equal(c.Expiries[i].Variables, c.Expiries[j].Variables)
		})
	if ok {
		return e.dataError(c, fmt.Sprintf("expiries[%d]", i), "gives the end of %.64q %.64q a second time, with different content",
			c.Expiries[i].Name, c.Expiries[i].Key)
	}
	return nil
}

func (e *Engine) checkEvents(c *Customer) error {
	for i := range c.Events {
		ev := &c.Events[i]
		if err := civil.CheckInstant(ev.At); err != nil {
			return e.dataError(c, fmt.Sprintf("events[%d].at", i), "%v", err)
		}
		if err := fault.Name(ev.Kind); err != nil {
			return e.dataError(c, fmt.Sprintf("events[%d].kind", i), "%v", err)
		}
		if err := checkKey(ev.Key); err != nil {
			return e.dataError(c, fmt.Sprintf("events[%d].key", i), "%v", err)
		}
	}
	i, ok := twice(len(c.Events), func(i int) [2]string { return [2]string{c.Events[i].Kind, c.Events[i].Key} },
		func(i, j int) bool {
			return c.Events[i].At.Equal(c.Events[j].At) && maps.Equal(c.Events[i].Variables, c.Events[j].Variables)
		})
	if ok {
		return e.dataError(c, fmt.Sprintf("events[%d]", i), "gives the event %.64q of %.64q a second time, with different content: "+
			"what happens again has a key of its own", c.Events[i].Kind, c.Events[i].Key)
	}
	return nil
}

func (e *Engine) checkCycles(c *Customer) error {
	for i := range c.Cycles {
		cycle := &c.Cycles[i]
		if err := fault.Name(cycle.Product); err != nil {
			return e.dataError(c, fmt.Sprintf("cycles[%d].product", i), "%v", err)
		}
		if _, err := civil.Parse(cycle.Last); err != nil {
			return e.dataError(c, fmt.Sprintf("cycles[%d].last", i), "%v", err)
		}
		if days := micro(cycle.Days); days <= 0 || days > 3660*million {
			return e.dataError(c, fmt.Sprintf("cycles[%d].days", i), "must be above 0 and at most 3660, with at most 6 decimals, not %s", decimalText(cycle.Days))
		}
	}
	i, ok := twice(len(c.Cycles), func(i int) [2]string { return [2]string{c.Cycles[i].Product} }, func(i, j int) bool {
		a, b := &c.Cycles[i], &c.Cycles[j]
		return a.Last == b.Last && a.Days.Equal(b.Days) && maps.Equal(a.Variables, b.Variables)
	})
	if ok {
		return e.dataError(c, fmt.Sprintf("cycles[%d].product", i), "gives %.64q a second time, with different content", c.Cycles[i].Product)
	}
	return nil
}

// million is the number of millionths in one.
const million = 1_000_000

// micro returns d in millionths, or −1 where it is negative, too large or not a
// whole number of them.
func micro(d decimal.Decimal) int64 {
	if exp := d.Exponent(); exp < -6 && fault.Decimal(d) == nil {
		if cut := d.Truncate(6); cut.Equal(d) {
			d = cut
		}
	}
	exp := d.Exponent()
	if exp < -6 || exp > 3 || d.Sign() < 0 || d.NumDigits() > 11 {
		return -1
	}
	n := d.CoefficientInt64()
	for ; exp > -6; exp-- {
		if n > math.MaxInt64/10 {
			return -1
		}
		n *= 10
	}
	return n
}

// decimalText quotes a number of any size.
func decimalText(d decimal.Decimal) string {
	if fault.Decimal(d) != nil {
		return "one with too many digits"
	}
	return d.String()
}

// checkReach judges addresses and consents.
func (e *Engine) checkReach(c *Customer) error {
	for i := range c.Addresses {
		a := &c.Addresses[i]
		if e.channels[a.Channel] == nil {
			return e.dataError(c, fmt.Sprintf("addresses[%d].channel", i), "%s", e.unknown(a.Channel, "channel"))
		}
		if len(a.Value) > fault.MaxName {
			return e.dataError(c, fmt.Sprintf("addresses[%d].value", i), "has %d bytes; at most %d are allowed", len(a.Value), fault.MaxName)
		}
		if !utf8.ValidString(a.Value) {
			return e.dataError(c, fmt.Sprintf("addresses[%d].value", i), "%.64q is not UTF-8", a.Value)
		}
		for j := range i {
			if c.Addresses[j].Channel == a.Channel && c.Addresses[j] != *a {
				return e.dataError(c, fmt.Sprintf("addresses[%d].channel", i), "gives a second address on %.64q: choose one", a.Channel)
			}
		}
	}
	for i := range c.Consents {
		a := &c.Consents[i]
		switch field := func(name string) string { return fmt.Sprintf("consents[%d].%s", i, name) }; {
		case e.channels[a.Channel] == nil:
			return e.dataError(c, field("channel"), "%s", e.unknown(a.Channel, "channel"))
		case a.Topic != "" && !e.topics[a.Topic]:
			return e.dataError(c, field("topic"), "%s", e.unknown(a.Topic, "topic"))
		case !civil.Accepted(a.At):
			return e.dataError(c, field("at"), "%v", civil.CheckInstant(a.At))
		case !a.Until.IsZero() && !a.At.Before(a.Until):
			return e.dataError(c, field("until"), "must be after at; leave it out where there is no end")
		case !a.Until.IsZero() && !civil.Accepted(a.Until):
			return e.dataError(c, field("until"), "%v; leave it out where there is no end", civil.CheckInstant(a.Until))
		}
	}
	return nil
}

// unknown says that the programme has no such channel or topic: a denial that
// names none would deny nothing.
func (e *Engine) unknown(word, what string) string {
	return fmt.Sprintf("%.64q is no %s of the programme: add it there, or correct it here", word, what)
}

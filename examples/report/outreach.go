package main

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/membership/care"
	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// outreachProgram is how the shop keeps in touch, to be edited there. It is
// written for a repurchase cycle of 90 days; see inProportion.
//
//go:embed contacts.json
var outreachProgram []byte

// writtenFor is the repurchase cycle, in days, for which the steps of the
// programme are written.
const writtenFor = 90

// maxStep is the longest step after an order that package care takes, in days.
const maxStep = 3660

// A channel of the programme, and the columns of the list that are about it.
type channel struct {
	id, name         string
	address, consent int
}

var channels = [...]channel{
	{"sms", "SMS", customerPhone, customerSMSConsent},
	{"email", "e-mail", customerEmail, customerEmailConsent},
}

// An outreach turns the rows of a report into customers of package care.
type outreach struct {
	*report
	engine *care.Engine
	days   decimal.Decimal // of the repurchase cycle
	// Where the list has no column for them, or there is no list, addresses and
	// consent are assumed, to say whom it would be worth asking for them.
	addressKnown, consentKnown bool
}

func newOutreach(r *report) (*outreach, error) {
	program, err := care.ParseProgram(outreachProgram)
	if err != nil {
		return nil, err
	}
	for i := range program.Channels {
		program.Channels[i].Law = care.China()
	}
	if err := inProportion(&program, r.cycle); err != nil {
		return nil, err
	}
	engine, err := care.New(program, r.zone)
	if err != nil {
		return nil, err
	}
	o := &outreach{report: r, engine: engine, days: decimal.NewFromInt(int64(r.cycle))}
	for _, c := range channels {
		o.addressKnown = o.addressKnown || r.has[c.address]
		o.consentKnown = o.consentKnown || r.has[c.consent]
	}
	return o, nil
}

// inProportion fits the steps after the last order to a repurchase cycle, in
// days, rounding up. Steps that are then too long, or no later than the one
// before, go, and so do rules without a step.
func inProportion(p *care.Program, cycle int) error {
	for i := range p.Rules {
		on := p.Rules[i].Silence
		if on == nil || on.Since != care.LastOrder {
			continue
		}
		var steps []care.Term
		before := 0
		for _, step := range on.After {
			days, err := strconv.Atoi(strings.TrimSuffix(string(step), " days"))
			if err != nil {
				return fmt.Errorf("contacts.json: rule %q: %q is not a number of days", p.Rules[i].ID, step)
			}
			days = (days*cycle + writtenFor - 1) / writtenFor
			if days > before && days <= maxStep {
				steps = append(steps, care.Term(fmt.Sprintf("%d days", days)))
				before = days
			}
		}
		on.After = steps
	}
	p.Rules = slices.DeleteFunc(p.Rules, func(r care.Rule) bool { return r.Silence != nil && len(r.Silence.After) == 0 })
	return nil
}

// run is the seven days from the report's instant.
func (o *outreach) run() care.Run {
	return care.Run{From: o.asof, Until: o.asof.In(o.zone).AddDate(0, 0, 7)}
}

// decisions yields what is decided about the rows, one after another, but for
// those who only join after the report's instant.
func (o *outreach) decisions() iter.Seq2[*row, care.Decision] {
	return func(yield func(*row, care.Decision) bool) {
		var current *row // the stream decides about a customer before it asks for the next
		customers := func(yield func(care.Customer) bool) {
			for i := range o.rows {
				current = &o.rows[i]
				if current.joinsLater() {
					continue
				}
				if !yield(o.customer(current, i)) {
					return
				}
			}
		}
		for d := range o.engine.Stream(o.run(), customers) {
			if !yield(current, d) {
				return
			}
		}
	}
}

// joinsLater reports whether nothing is known of the customer yet, but that
// they will join.
func (r *row) joinsLater() bool {
	return r.known.IsZero() && r.listed != nil && !r.listed.joined.IsZero()
}

// customer is what package care has to know of the row of this number.
func (o *outreach) customer(r *row, number int) care.Customer {
	c := care.Customer{
		ID:        r.id,
		Tier:      r.tierID,
		Tags:      []string{"status:" + r.status, "stage:" + r.stage, "grade:" + r.grade, "segment:" + r.segment},
		Joined:    r.known,
		LastOrder: r.last,
	}
	if !r.known.IsZero() {
		c.Tags = append(c.Tags, "since:known") // without a date, it would be time to keep in touch in every report
	}
	if r.ordered() {
		c.Cycles = []care.Cycle{{Product: "any", Last: civilDate(r.last, o.zone).Format(time.DateOnly), Days: o.days}}
	}
	if lost := r.keep != (tier.Goal{}).String(); lost && !r.until.IsZero() {
		c.Expiries = []care.Expiry{{Name: "tier", Key: r.tierID, At: r.until}}
	}
	if r.listed != nil {
		c.Zone = r.listed.zone
		if b := r.listed.birthday; r.listed.fields[customerBirthday] != "" {
			c.Dates = []care.Date{{Name: "birthday", Year: b.Year(), Month: int(b.Month()), Day: b.Day()}}
		}
	}
	o.reach(&c, r, number)
	return c
}

// reach fills in where the customer is reached, and whether they agreed. An
// assumed address is another one for each number.
func (o *outreach) reach(c *care.Customer, r *row, number int) {
	for _, ch := range channels {
		address, agreed := "", consentUnknown
		if r.listed != nil {
			address = r.listed.fields[ch.address]
			agreed, _ = consentOf(r.listed.fields[ch.consent])
		}
		if !o.addressKnown {
			address = strconv.Itoa(1 + number)
		}
		if !o.consentKnown {
			agreed = consentGiven
		}
		if address != "" && len(address) <= maxID {
			c.Addresses = append(c.Addresses, care.Address{Channel: ch.id, Value: address})
		}
		if agreed != consentUnknown {
			c.Consents = append(c.Consents, care.Consent{Channel: ch.id, Denied: agreed == consentRefused, At: o.asof})
		}
	}
}

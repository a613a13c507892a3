package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// The values of the column status are those of package tier.
const (
	statusCustomer  = string(tier.Customer)
	statusPotential = string(tier.Potential)
	statusEnrolled  = string(tier.Enrolled)
	statusWithdrawn = string(tier.Withdrawn)
)

// A standing is what a customer holds at the report's instant.
type standing struct {
	status       string
	tierID       string // for members only
	tier         string // its display name
	since, until time.Time
	next         string // the next tier, if one usual order leads there
	missing      string // what is missing for it
	keep         string // what is missing to keep a tier that ends
}

// A membership answers who holds which tier.
type membership struct {
	engine  *tier.Engine
	program tier.Program
	asof    time.Time
	advise  bool // fill in next, missing and keep
	in      *input
}

// newMembership compiles the programme of the input, which must be valid as it
// stands. Then whether there is a list of customers decides about the
// enrollment.
func newMembership(o *options, in *input, asof time.Time) (*membership, error) {
	program := defaultProgram()
	if in.program != nil {
		var err error
		if program, err = tier.ParseProgram(in.program); err != nil {
			return nil, programError(o.program, err)
		}
	}
	engine, err := tier.New(program, o.zone)
	if err != nil {
		return nil, programError(o.program, err)
	}
	if program.Enrollment != tier.Nobody {
		program.Enrollment = tier.Automatic
		if in.customers != nil {
			program.Enrollment = tier.OptIn
		}
		if engine, err = tier.New(program, o.zone); err != nil {
			return nil, fmt.Errorf("with -customers the enrollment is %s, without %s:\n%w", tier.OptIn, tier.Automatic, programError(o.program, err))
		}
	}
	return &membership{engine: engine, program: engine.Program(), asof: asof, advise: o.format == "text", in: in}, nil
}

// defaultProgram is the first textbook case: any one of spend and orders over
// the lifetime, and a tier once reached is for ever.
func defaultProgram() tier.Program {
	level := func(id, name string, spend, orders int64) tier.Tier {
		return tier.Tier{ID: id, Name: name, AnyOf: []tier.Alternative{
			{{Measure: tier.Spend, AtLeast: decimal.NewFromInt(spend)}},
			{{Measure: tier.Orders, AtLeast: decimal.NewFromInt(orders)}},
		}}
	}
	return tier.Program{
		Enrollment: tier.OptIn,
		Tiers: []tier.Tier{
			level("regular", "普通会员", 100, 3),
			level("senior", "高级会员", 200, 5),
			level("vip", "VIP会员", 500, 10),
			level("supreme", "至尊VIP", 2000, 20),
		},
	}
}

// programError puts the file's name before every fault of a programme.
func programError(file string, err error) error {
	var invalid *tier.InvalidError
	if !errors.As(err, &invalid) {
		return fmt.Errorf("%s: %w", file, err)
	}
	var faults []error
	for _, f := range invalid.Faults {
		faults = append(faults, fmt.Errorf("%s: %v", file, f))
	}
	return errors.Join(faults...)
}

// ladder returns the tiers, lowest first.
func (m *membership) ladder() []tier.Tier { return m.program.Tiers }

// ends reports whether an earned tier ends by itself.
func (m *membership) ends() bool { return m.program.Term != tier.Permanent }

// standing decides about a customer with this history. Orders and spend of the
// row are known.
func (m *membership) standing(history []tier.Event, r *row) (standing, error) {
	state, err := m.engine.StateAt(history, m.asof)
	if err != nil {
		return standing{}, err
	}
	s, err := m.engine.Standing(state, m.asof)
	if err != nil {
		return standing{}, err
	}
	out := standing{status: string(s.Status)}
	if s.Status == tier.Member {
		out.tierID, out.tier, out.since, out.until = s.Tier, s.Name, s.Since, s.Until
	}
	if !m.advise {
		return out, nil
	}
	goals, err := m.engine.Progress(state, m.asof)
	if err != nil {
		return standing{}, err
	}
	out.advise(goals, r.usual(), m.asof)
	return out, nil
}

// advise fills in what the customer's goals say about the next order.
func (s *standing) advise(goals []tier.Goal, usual decimal.Decimal, asof time.Time) {
	for _, g := range goals {
		if g.Rule == tier.Keep {
			s.keep = g.String()
			continue
		}
		if !g.Join && slices.ContainsFunc(g.Ways, func(w tier.Way) bool { return oneOrder(w, usual, asof) }) {
			s.next, s.missing = g.Name, g.String()
		}
		return // the tiers above are further away, or not next
	}
}

// oneOrder reports whether an order of the given amount, paid next, brings
// everything that the way lacks.
func oneOrder(w tier.Way, amount decimal.Decimal, asof time.Time) bool {
	for _, lack := range w {
		most := decimal.Zero // an order is no interaction
		switch lack.Measure {
		case tier.Spend:
			most = amount
		case tier.Orders:
			most = decimal.NewFromInt(1)
		}
		if lack.More.GreaterThan(most) || !lack.Until.After(asof) {
			return false
		}
	}
	return len(w) > 0
}

// history appends what happened to the customer. What is later than the
// report's instant does not exist yet for the engine.
func (m *membership) history(history []tier.Event, orders []uint32, listed *customer) []tier.Event {
	for _, i := range orders {
		o := m.in.orders.list.at(i)
		history = append(history, tier.Event{
			Kind:   tier.Order,
			ID:     o.id,
			At:     time.Unix(0, o.at),
			Amount: m.in.orders.net(i),
		})
	}
	if listed == nil {
		return history
	}
	if !listed.joined.IsZero() {
		history = append(history, tier.Event{Kind: tier.Join, ID: "joined_at", At: listed.joined})
	}
	if !listed.withdrawn.IsZero() {
		history = append(history, tier.Event{Kind: tier.Withdraw, ID: "withdrawn_at", At: listed.withdrawn})
	}
	return history
}

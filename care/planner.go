package care

import (
	"cmp"
	"slices"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"example.com/membership/internal/share"
)

// A planner decides for one customer after another. What it keeps between them
// is room, and the addresses used.
type planner struct {
	*Engine
	finder
	used map[used]bool // hits of rules that are once per address
	hits []used        // those of this customer

	preferred hours
	shut      shutTime // of these and quiet hours
	addresses []addressed
	tallies   []tally                          // for each cap
	stretches map[[2]string][]stretchOfConsent // by channel and topic
	tags      map[string]bool                  // of the customer, once they are asked for
	hash      uint64                           // of the customer in the holdout
	hashed    bool                             // hash is known
	out       Decision                         // what has been decided so far
	distinct  []Record                         // the history, the same contact once, where it has been asked for
	contacts  []time.Time                      // instants of contacts, postponed ones too, ascending, for minimum contacts
	listed    bool                             // those of the history are among them
}

// An addressed is an address of the customer with its compared form.
type addressed struct {
	*Address
	compared string
}

// A tally is the instants of the contacts that a cap counts, ascending.
type tally struct {
	known bool
	at    []time.Time
}

func newPlanner(e *Engine, h horizon, sent []Record) *planner {
	p := &planner{Engine: e, used: map[used]bool{}, tallies: make([]tally, len(e.caps))}
	p.finder = finder{horizon: &h, shop: e}
	p.remember(sent)
	return p
}

// remember keeps the hits of rules that are once per address.
func (p *planner) remember(sent []Record) {
	for i := range sent {
		if h := &sent[i]; p.once[h.Rule] {
			p.used[use(h.Rule, h.Occurrence, p.comparedOf(h))] = true
		}
	}
}

// comparedOf returns the address of a record as it is compared today.
func (p *planner) comparedOf(h *Record) string {
	if ch := p.channels[h.Channel]; ch != nil {
		return ch.compared(h.Address)
	}
	return h.Address
}

// decide plans for one customer.
func (p *planner) decide(c *Customer) (Decision, error) {
	if err := p.check(c); err != nil {
		return Decision{}, err
	}
	p.begin(c)
	if err := p.prefer(); err != nil {
		return Decision{}, err
	}
	if err := p.occurrences(); err != nil {
		return Decision{}, err
	}
	for i := range p.found {
		p.settle(&p.found[i])
	}
	if p.touches {
		if err := p.minimums(); err != nil {
			return Decision{}, err
		}
	}
	for _, hit := range p.hits {
		p.used[hit] = true
	}
	p.sort()
	return p.out, nil
}

// begin forgets the customer before.
func (p *planner) begin(c *Customer) {
	p.who, p.zone = c, c.Zone
	if p.zone == nil {
		p.zone = p.Engine.loc
	}
	clear(p.found) // lets go of the customer before
	p.found, p.room = p.found[:0], maxCandidates
	p.addresses, p.contacts, p.hits = p.addresses[:0], p.contacts[:0], p.hits[:0]
	p.hashed, p.listed = false, false
	p.stretches, p.tags, p.distinct, p.shut = nil, nil, nil, shutTime{}
	for i := range p.tallies {
		p.tallies[i] = tally{at: p.tallies[i].at[:0]}
	}
	p.out = Decision{Customer: c.ID, Contacts: []Contact{}, Suppressed: []Suppressed{}}
}

// occurrences finds the candidates of all rules, minimum contacts apart, in the
// order in which they are placed.
func (p *planner) occurrences() error {
	for _, r := range p.rules {
		if r.minimum {
			break
		}
		p.finder.rule = r
		if err := r.trigger.find(&p.finder); err != nil {
			return err
		}
	}
	slices.SortFunc(p.found, func(a, b candidate) int {
		return cmp.Or(
			yesFirst(!a.rule.obeys[GateCaps], !b.rule.obeys[GateCaps]), // they fill caps, and nothing keeps them
			yesFirst(a.rule.Class == Transactional, b.rule.Class == Transactional),
			cmp.Compare(b.rule.Priority, a.rule.Priority),
			a.due.Compare(b.due),
			cmp.Compare(a.rule.ID, b.rule.ID),
			cmp.Compare(a.occurrence, b.occurrence))
	})
	p.found = slices.CompactFunc(p.found, func(a, b candidate) bool {
		return a.rule == b.rule && a.occurrence == b.occurrence
	})
	return nil
}

// prefer reads the hours that the customer prefers.
func (p *planner) prefer() error {
	p.preferred = hours{}
	if len(p.who.Preferred) == 0 {
		return nil
	}
	var faults fault.List
	p.preferred = compileWindows(&faults, "preferred", p.who.Preferred, p.holidays)
	if _, all, bad := fault.As[Fault](faults.Err("")); bad {
		return p.dataError(p.who, all[0].Path, "%s", all[0].Message)
	}
	return nil
}

// address returns the customer's on the channel, nil for none.
func (p *planner) address(ch *channel) *addressed {
	if len(p.addresses) < len(p.who.Addresses) {
		for i := range p.who.Addresses {
			a := &p.who.Addresses[i]
			p.addresses = append(p.addresses, addressed{a, p.channels[a.Channel].compared(a.Value)})
		}
	}
	for i := range p.addresses {
		if p.addresses[i].Channel == ch.id {
			return &p.addresses[i]
		}
	}
	return nil
}

// ticket is the customer's in the holdout.
func (p *planner) ticket() uint64 {
	if !p.hashed {
		p.hash, p.hashed = share.Ticket(p.salt, p.who.ID), true
	}
	return p.hash
}

// counted returns what the cap n counts, to be grown by count only.
func (p *planner) counted(n int) []time.Time {
	t := &p.tallies[n]
	if !t.known {
		for _, h := range p.history() {
			if h.Counts && p.caps[n].covers(h.Channel, h.Topic) {
				t.at = append(t.at, h.At)
			}
		}
		slices.SortFunc(t.at, time.Time.Compare)
		t.known = true
	}
	return t.at
}

// history returns the contacts of the history, the same one once.
func (p *planner) history() []Record {
	if p.distinct == nil && len(p.who.History) > 0 {
		seen := make(map[Record]bool, len(p.who.History))
		for _, h := range p.who.History {
			h.At = h.At.Round(0).UTC() // the same instant, however written
			if !seen[h] {
				p.distinct = append(p.distinct, h)
			}
			seen[h] = true
		}
	}
	return p.distinct
}

// count adds a contact to the caps that it is under.
func (p *planner) count(r *rule, channel int, at time.Time) {
	if !r.counts {
		return
	}
	for _, n := range r.caps[channel] {
		list := p.counted(n)
		i, _ := slices.BinarySearchFunc(list, at, time.Time.Compare)
		p.tallies[n].at = slices.Insert(list, i, at)
	}
}

// settle decides a candidate.
func (p *planner) settle(c *candidate) {
	p.gates(c)
	if len(c.reasons) > 0 || len(c.channels) == 0 {
		p.refuse(c)
		return
	}
	at, channel, ok := p.place(c)
	if !ok {
		p.refuse(c, Reason{Code: TooLate, At: p.local(c.deadline)})
		return
	}
	if contact, ok := p.contacted(c, at); ok {
		p.refuse(c, Reason{Code: Contacted, At: p.local(contact)})
		return
	}
	p.take(c, at, channel)
}

// refuse suppresses a candidate with all that is against it, on all channels.
func (p *planner) refuse(c *candidate, more ...Reason) {
	p.suppress(c, append(p.against(c), more...))
}

// against lists all that is against a candidate, on all channels.
func (p *planner) against(c *candidate) []Reason {
	return slices.Concat(c.reasons, c.apart, p.blockers(c))
}

// take plans a candidate, or postpones it to the run in which its instant is.
func (p *planner) take(c *candidate, at time.Time, channel int) {
	var later []Reason // what is against making it in this run
	if !at.Before(p.until) {
		later = append(p.against(c), Reason{Code: Postponed, At: p.local(at)})
	}
	p.count(c.rule, channel, at)
	i, _ := slices.BinarySearchFunc(p.contacts, at, time.Time.Compare)
	p.contacts = slices.Insert(p.contacts, i, at)
	address := p.address(c.rule.channels[channel])
	if c.rule.OncePerAddress {
		p.hits = append(p.hits, use(c.rule.ID, c.occurrence, address.compared))
	}
	if later != nil {
		p.suppress(c, later)
		return
	}
	p.out.Contacts = append(p.out.Contacts, p.contact(c, at, c.rule.channels[channel], address))
}

// contact writes out a planned candidate.
func (p *planner) contact(c *candidate, at time.Time, ch *channel, address *addressed) Contact {
	r := c.rule
	out := Contact{
		Record: Record{Rule: r.ID, Occurrence: c.occurrence, At: p.local(at), Channel: ch.id,
			Address: address.compared, Topic: r.Topic, Counts: r.counts},
		Key:      fault.Escape(r.ID) + "/" + fault.Escape(c.occurrence) + "/" + fault.Escape(p.who.ID),
		Customer: p.who.ID, To: address.Value, Class: r.Class,
		Due: p.local(c.due), Deadline: p.local(c.deadline),
		CancelledBy: slices.Clone(r.CancelledBy), Subject: c.subject, Whenever: c.whenever,
		Message: r.Message,
	}
	if !c.since.IsZero() {
		out.Since = p.local(c.since)
	}
	if r.Benefit != nil {
		with := *r.Benefit
		out.Benefit = &with
	}
	if p.who.Zone == nil {
		out.Notes = []Code{ZoneUnknown}
	}
	for _, name := range r.Variables {
		if out.Variables == nil {
			out.Variables = make(map[string]string, len(r.Variables))
		}
		value, ok := c.variables[name]
		if !ok {
			value = p.who.Variables[name]
		}
		out.Variables[name] = value
	}
	return out
}

func (p *planner) suppress(c *candidate, why []Reason) {
	slices.SortStableFunc(why, byCode)
	p.out.Suppressed = append(p.out.Suppressed, Suppressed{
		Customer: p.who.ID, Rule: c.rule.ID, Occurrence: c.occurrence,
		Due: p.local(c.due), Deadline: p.local(c.deadline),
		Reasons: why,
	})
}

// local returns the instant as the customer's clock shows it.
func (p *planner) local(t time.Time) time.Time { return civil.Writable(t.In(p.zone)) }

// sort brings the decision into its total order.
func (p *planner) sort() {
	slices.SortFunc(p.out.Contacts, func(a, b Contact) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Occurrence, b.Occurrence))
	})
	slices.SortFunc(p.out.Suppressed, func(a, b Suppressed) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Occurrence, b.Occurrence))
	})
}

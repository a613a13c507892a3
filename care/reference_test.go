package care_test

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"example.com/membership/care"
)

// A slowShop plans by the definitions, one sentence after the other: it looks at
// every date for occurrences and at every minute for a place, and counts the
// contacts of every window of a cap. It expects a programme and customers that
// are valid, and all instants on full minutes.
type slowShop struct {
	program care.Program
	shop    *time.Location
	run     care.Run
	reach   time.Time // candidates are due before
	holders map[slowPlace]map[string]bool
}

// A slowPlace is what one customer takes from the others where a rule is once
// per address.
type slowPlace struct{ rule, occurrence, address string }

// slowPlan is what the engine has to answer, but for the keys.
func slowPlan(p care.Program, shop *time.Location, run care.Run, customers []care.Customer) care.Plan {
	s := &slowShop{program: p, shop: shop, run: run, holders: map[slowPlace]map[string]bool{}}
	s.reach = slowAfter(run.Until, p.LookAhead, 1, time.UTC)
	for _, r := range run.Sent {
		s.hold(slowPlace{r.Rule, r.Occurrence, r.Address}, "")
	}
	for _, c := range customers {
		for _, r := range c.History {
			s.hold(slowPlace{r.Rule, r.Occurrence, r.Address}, c.ID)
		}
	}
	plan := care.Plan{Contacts: []care.Contact{}, Suppressed: []care.Suppressed{}}
	sorted := slices.SortedFunc(slices.Values(customers), func(a, b care.Customer) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range sorted {
		d := s.decide(c)
		plan.Contacts = append(plan.Contacts, d.Contacts...)
		plan.Suppressed = append(plan.Suppressed, d.Suppressed...)
	}
	slices.SortFunc(plan.Contacts, func(a, b care.Contact) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Occurrence, b.Occurrence))
	})
	slices.SortFunc(plan.Suppressed, func(a, b care.Suppressed) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), a.Due.Compare(b.Due), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Occurrence, b.Occurrence))
	})
	plan.Totals = slowTotals(plan)
	return plan
}

func (s *slowShop) hold(p slowPlace, customer string) {
	if s.holders[p] == nil {
		s.holders[p] = map[string]bool{}
	}
	s.holders[p][customer] = true
}

// taken says whether somebody else has the contact at the address. Who has it
// there already has taken it from nobody.
func (s *slowShop) taken(p slowPlace, customer string) bool {
	return len(s.holders[p]) > 0 && !s.holders[p][customer]
}

// A slowDesk is the decision on one customer as it grows.
type slowDesk struct {
	*slowShop
	care.Customer
	loc      *time.Location
	made     []care.Record // the history, what is planned, what is postponed
	decision care.Decision
}

func (s *slowShop) decide(c care.Customer) care.Decision {
	d := &slowDesk{slowShop: s, Customer: c, loc: cmp.Or(c.Zone, s.shop), made: slices.Clone(c.History)}
	candidates := d.candidates()
	slices.SortFunc(candidates, slowOrder)
	for _, k := range candidates {
		d.place(k)
	}
	d.keepInTouch()
	return d.decision
}

// slowOrder is that in which candidates look for their place.
func slowOrder(a, b slowCandidate) int {
	last := func(k slowCandidate) int { // minimum contacts
		if k.rule.Silence != nil && k.rule.Silence.Since == care.LastContact {
			return 1
		}
		return 0
	}
	free := func(k slowCandidate) int { // of caps, so that those under caps see what counts
		if obeys(k.rule, care.GateCaps) {
			return 1
		}
		return 0
	}
	return cmp.Or(last(a)-last(b), free(a)-free(b), -cmp.Compare(a.rule.Class, b.rule.Class), // "transactional" > "commercial"
		-cmp.Compare(a.rule.Priority, b.rule.Priority), a.due.Compare(b.due),
		cmp.Compare(a.rule.ID, b.rule.ID), cmp.Compare(a.occurrence, b.occurrence))
}

// keepInTouch places the minimum contacts: from one contact to the next, of all
// rules the one due first; one that is planned is a contact, too.
func (d *slowDesk) keepInTouch() {
	d.missed(func(r care.Rule) slowCandidate { return d.sinceJoined(r) })
	var last time.Time
	for {
		var next time.Time
		for _, c := range d.made {
			if c.At.After(last) && (next.IsZero() || c.At.Before(next)) {
				next = c.At
			}
		}
		if next.IsZero() {
			return
		}
		last = next
		d.missed(func(r care.Rule) slowCandidate { return d.sinceContact(r, next) })
	}
}

// missed places the minimum contacts after one contact, unless another came by
// then.
func (d *slowDesk) missed(since func(care.Rule) slowCandidate) {
	var all []slowCandidate
	for _, r := range d.program.Rules {
		if r.Silence != nil && r.Silence.Since == care.LastContact {
			all = append(all, since(r))
		}
	}
	slices.SortFunc(all, func(a, b slowCandidate) int {
		return cmp.Or(d.possible(a).Compare(d.possible(b)), a.due.Compare(b.due), cmp.Compare(a.rule.ID, b.rule.ID))
	})
	for _, k := range all {
		by := k.due
		if by.Before(d.run.From) {
			by = d.run.From
		}
		if !d.contacted(k, by) {
			d.place(k)
		}
	}
}

// possible returns the first instant at which a minimum contact could be made,
// or one after its deadline.
func (d *slowDesk) possible(k slowCandidate) time.Time {
	start := k.due
	if start.Before(d.run.From) {
		start = d.run.From
	}
	against, _, channels := d.standing(k)
	for t := range d.instants(k, start) {
		for _, channel := range channels {
			if len(against) == 0 && len(d.blockersOf(k, channel, t)) == 0 {
				return t
			}
		}
	}
	return k.deadline.Add(1)
}

// contacted says whether the contact that k is counted from was not the last one
// before t.
func (d *slowDesk) contacted(k slowCandidate, t time.Time) bool { return !d.contactIn(k, t).IsZero() }

// contactIn returns the first contact after the one k is counted from, up to t;
// zero for none.
func (d *slowDesk) contactIn(k slowCandidate, t time.Time) (first time.Time) {
	for _, c := range d.made {
		if c.At.After(k.contact) && !c.At.After(t) && (first.IsZero() || c.At.Before(first)) {
			first = c.At
		}
	}
	return first
}

// place decides on a candidate, if it is one of the run.
func (d *slowDesk) place(k slowCandidate) {
	if !k.due.Before(d.reach) || k.deadline.Before(d.run.From) {
		return
	}
	start := k.due
	if start.Before(d.run.From) {
		start = d.run.From
	}
	against, unreached, channels := d.standing(k)
	refuse := func(more ...care.Reason) {
		reached := slices.DeleteFunc(slices.Clone(k.rule.Channels), func(channel string) bool {
			return slices.ContainsFunc(unreached, func(r care.Reason) bool { return r.Code == care.NoAddress && r.Channel == channel })
		})
		blockers := d.blockers(k, reached, start)
		if slices.ContainsFunc(against, func(r care.Reason) bool { return r.Code == care.AlreadySent }) { // and so fills its own caps
			blockers = slices.DeleteFunc(blockers, func(r care.Reason) bool { return r.Code == care.Capped })
		}
		d.suppress(k, slices.Concat(against, unreached, blockers, more))
	}
	if len(against) > 0 || len(channels) == 0 {
		refuse()
		return
	}
	for t := range d.instants(k, start) {
		for _, channel := range channels {
			if len(d.blockersOf(k, channel, t)) > 0 {
				continue
			}
			until := t
			if k.since.IsZero() { // it is not known since when: any contact will do
				until = d.reach.AddDate(3, 0, 0)
			}
			if k.minimum && d.contacted(k, until) {
				refuse(care.Reason{Code: care.Contacted, At: d.contactIn(k, until)})
				return
			}
			if !t.Before(d.run.Until) {
				refuse(care.Reason{Code: care.Postponed, At: t})
			}
			d.take(k, channel, t)
			return
		}
	}
	refuse(care.Reason{Code: care.TooLate, At: k.deadline})
}

// instants yields the instants at which the candidate is tried, in their order:
// none is after its deadline, which may be before it is due.
func (d *slowDesk) instants(k slowCandidate, start time.Time) iter.Seq[time.Time] {
	return func(yieldAny func(time.Time) bool) {
		yield := func(t time.Time) bool { return t.After(k.deadline) || yieldAny(t) }
		switch k.rule.Placing {
		case care.Drop:
			if start.Equal(k.due) {
				yield(k.due)
			}
		case care.Earlier:
			earliest := slowAfter(k.due, d.program.LookAhead, -1, time.UTC)
			for t := k.due; !t.Before(earliest) && !t.Before(d.run.From); t = t.Add(-time.Minute) {
				if !yield(t) {
					return
				}
			}
		default:
			for t := start; !t.After(k.deadline); t = t.Add(time.Minute) {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// take plans the contact, or keeps its place where it is for a later run.
func (d *slowDesk) take(k slowCandidate, channel string, t time.Time) {
	r := k.rule
	record := care.Record{
		Rule: r.ID, Occurrence: k.occurrence, At: t, Channel: channel, Address: d.address(channel),
		Topic: r.Topic, Counts: r.Class == care.Commercial,
	}
	if r.Counts != nil {
		record.Counts = *r.Counts
	}
	d.made = append(d.made, record)
	d.hold(slowPlace{r.ID, k.occurrence, record.Address}, d.ID)
	if !t.Before(d.run.Until) {
		return // with the reasons before it took its place
	}
	c := care.Contact{
		Record: record, Customer: d.ID, To: d.reached(channel).Value, Class: r.Class, Due: k.due, Deadline: k.deadline,
		CancelledBy: slices.Sorted(slices.Values(r.CancelledBy)), Subject: k.subject, Since: k.since, Whenever: k.whenever,
		Message: r.Message, Benefit: r.Benefit,
	}
	for _, name := range r.Variables {
		if c.Variables == nil {
			c.Variables = map[string]string{}
		}
		c.Variables[name], _ = d.variable(k, name)
	}
	if d.Zone == nil {
		c.Notes = []care.Code{care.ZoneUnknown}
	}
	d.decision.Contacts = append(d.decision.Contacts, c)
}

func (d *slowDesk) suppress(k slowCandidate, reasons []care.Reason) {
	slices.SortStableFunc(reasons, func(a, b care.Reason) int {
		return cmp.Compare(slices.Index(slowCodes, a.Code), slices.Index(slowCodes, b.Code))
	})
	d.decision.Suppressed = append(d.decision.Suppressed, care.Suppressed{
		Customer: d.ID, Rule: k.rule.ID, Occurrence: k.occurrence, Due: k.due, Deadline: k.deadline, Reasons: reasons,
	})
}

// slowCodes are the reasons in their order.
var slowCodes = []care.Code{
	care.NotTier, care.NotTagged, care.Excluded, care.NotSampled, care.LetGo, care.HeldOut, care.Cancelled,
	care.AlreadySent, care.VariableMissing, care.NoAddress, care.Blocked, care.SameAddress, care.ZoneUnknown,
	care.Denied, care.ConsentUnknown, care.Quiet, care.NotPreferred, care.Capped, care.Contacted, care.TooLate, care.Postponed,
}

func slowTotals(p care.Plan) care.Totals {
	t := care.Totals{
		Candidates: len(p.Contacts) + len(p.Suppressed), Planned: len(p.Contacts), Suppressed: len(p.Suppressed),
	}
	for _, c := range p.Contacts {
		if t.Rules == nil {
			t.Rules = map[string]care.RuleTotals{}
		}
		t.Rules[c.Rule] = care.RuleTotals{Planned: t.Rules[c.Rule].Planned + 1, Suppressed: t.Rules[c.Rule].Suppressed}
	}
	for _, x := range p.Suppressed {
		if t.Rules == nil {
			t.Rules = map[string]care.RuleTotals{}
		}
		t.Rules[x.Rule] = care.RuleTotals{Planned: t.Rules[x.Rule].Planned, Suppressed: t.Rules[x.Rule].Suppressed + 1}
		codes := map[care.Code]bool{}
		for _, r := range x.Reasons {
			codes[r.Code] = true
		}
		for code := range codes {
			if t.Reasons == nil {
				t.Reasons = map[care.Code]int{}
			}
			t.Reasons[code]++
		}
	}
	return t
}

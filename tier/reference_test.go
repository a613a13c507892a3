package tier_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

// The reference decides what the engine decides, slowly and in the plainest
// way: it walks through every start of a day and every event from the first
// one on, and at each adds up every total anew from the history. It has a
// calendar of its own and keeps no running totals.

// civilDay is a civil date, as days since 1970-01-01.
type civilDay int

func dayOf(year int, month time.Month, d int) civilDay {
	return civilDay(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d civilDay) split() (int, time.Month, int) { return time.Unix(int64(d)*86400, 0).UTC().Date() }

func (d civilDay) addMonths(n int) civilDay {
	year, month, dom := d.split()
	month += time.Month(n)
	lastOfMonth := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return dayOf(year, month, min(dom, lastOfMonth))
}

// periodStart returns the first day of the month, quarter, half-year or year
// (1, 3, 6, 12 months) that contains d.
func (d civilDay) periodStart(months int) civilDay {
	year, month, _ := d.split()
	return dayOf(year, month-(month-1)%time.Month(months), 1)
}

// calendar knows the first instant of every day of its years in one location.
type calendar struct {
	loc    *time.Location
	starts []time.Time
}

const firstCalendarYear, lastCalendarYear = 2010, 2040

// newCalendar finds the first instants by looking at the clock every quarter of
// an hour.
func newCalendar(loc *time.Location) *calendar {
	first, last := dayOf(firstCalendarYear, 1, 1), dayOf(lastCalendarYear, 12, 31)
	c := &calendar{loc: loc}
	t := time.Date(firstCalendarYear-1, 12, 30, 0, 0, 0, 0, time.UTC)
	for d := first; d <= last; d++ {
		for dayOf(t.In(loc).Date()) < d {
			t = t.Add(15 * time.Minute)
		}
		c.starts = append(c.starts, t)
	}
	return c
}

func (c *calendar) start(d civilDay) time.Time {
	return c.starts[d-dayOf(firstCalendarYear, 1, 1)].In(c.loc)
}

// day returns the latest day whose first instant is at or before t.
func (c *calendar) day(t time.Time) civilDay {
	d := dayOf(t.In(c.loc).Date())
	for !c.start(d + 1).After(t) {
		d++
	}
	return d
}

// length reads "N days" and the like, as a number of months or of days.
func length(text string) (months, days int) {
	var n int
	var unit string
	if _, err := fmt.Sscanf(text, "%d %s", &n, &unit); err != nil {
		n, unit = 1, text
	}
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		return 0, n
	case "week":
		return 0, 7 * n
	case "month":
		return n, 0
	case "quarter":
		return 3 * n, 0
	case "half-year":
		return 6 * n, 0
	case "year":
		return 12 * n, 0
	}
	panic("unknown length " + text)
}

// lastDay returns the last valid day of the nth term that began on anchor.
func lastDay(term tier.Term, anchor civilDay, n int) civilDay {
	if period, ok := strings.CutPrefix(string(term), "end of "); ok {
		period, next := strings.CutPrefix(period, "next ")
		months, _ := length(period)
		if next {
			n++
		}
		return anchor.periodStart(months).addMonths(n*months) - 1
	}
	months, days := length(string(term))
	if months > 0 {
		return anchor.addMonths(n * months)
	}
	return anchor + civilDay(n*days)
}

// within reports whether a window, asked about today, holds what is dated d.
func within(w tier.Window, d, today civilDay) bool {
	text := string(w)
	switch {
	case text == "" || text == "lifetime":
		return true
	case strings.HasPrefix(text, "last "):
		months, days := length(text[len("last "):])
		return d >= today.addMonths(-months)-civilDay(days) && d <= today
	case strings.HasPrefix(text, "previous "):
		months, _ := length(text[len("previous "):])
		month := today.periodStart(1)
		return d >= month.addMonths(-months) && d < month
	}
	months, _ := length(strings.TrimSuffix(text, " to date"))
	return d >= today.periodStart(months) && d <= today
}

var kindOrder = []tier.Kind{
	tier.Join, tier.Order, tier.Interaction, tier.Buy, tier.Use,
	tier.Grant, tier.Revoke, tier.Refund, tier.Withdraw, tier.Adopted,
}

// inOrder returns the events in their total order, each once.
func inOrder(history []tier.Event) []tier.Event {
	h := slices.Clone(history)
	key := func(e tier.Event) string { return fmt.Sprintf("%02d %s", slices.Index(kindOrder, e.Kind), e.ID) }
	sort.Slice(h, func(i, j int) bool {
		if !h[i].At.Equal(h[j].At) {
			return h[i].At.Before(h[j].At)
		}
		return key(h[i]) < key(h[j])
	})
	return slices.CompactFunc(h, func(a, b tier.Event) bool { return a.Kind == b.Kind && a.ID == b.ID })
}

// until returns the events that exist at an instant.
func until(history []tier.Event, at time.Time) []tier.Event {
	return slices.DeleteFunc(slices.Clone(history), func(e tier.Event) bool { return e.At.After(at) })
}

func isComplete(refund tier.Event) bool {
	return refund.Refunded.Add(refund.Amount).Equal(refund.OrderAmount)
}

// restate returns the history in which what was refunded was never bought.
func restate(history []tier.Event) []tier.Event {
	var out []tier.Event
	for _, e := range history {
		gone := e.Kind == tier.Refund
		for _, r := range history {
			if e.Kind == tier.Order && r.Kind == tier.Refund && r.Order == e.ID {
				e.Amount = e.Amount.Sub(r.Amount)
				gone = gone || isComplete(r)
			}
		}
		if !gone {
			out = append(out, e)
		}
	}
	return out
}

// customer is the reference's idea of a customer at the instant now. Tiers are
// ranks, −1 for none.
type customer struct {
	program tier.Program
	*calendar
	now               time.Time
	past              []tier.Event
	days              []civilDay // of the past events
	joined, withdrawn bool
	joinedAt          time.Time
	earned            earned
	paid              map[int]*bought
	grants            []grant
	// Since when each source, and the customer, has held what it holds now.
	paidSince, grantedSince map[int]time.Time
	held                    int
	since                   time.Time
}

type earned struct {
	rank         int
	since, until time.Time
	anchor, last civilDay
	n            int // the how manieth term since anchor
	grace        bool
}

// bought is what was bought of one tier: a stretch of time and uses.
type bought struct {
	running, endless bool
	anchor, last     civilDay
	months           int // since anchor
	uses             int64
}

type grant struct {
	rank  int
	until time.Time // zero for ever
	awake bool      // not dormant, whether joined or not
}

// refer returns the standing at an instant by the reference, looking for Next
// through a number of days.
func refer(p tier.Program, cal *calendar, history []tier.Event, at time.Time, horizon int) tier.Standing {
	h := inOrder(until(history, at))
	if p.Refunds == tier.Restated {
		h = restate(h)
	}
	c := newCustomer(p, cal)
	c.live(h, at, func(*tier.Event) {})
	s := c.standing()
	for d := c.day(at) + 1; len(h) > 0 && horizon > 0 && s.Next.IsZero(); d, horizon = d+1, horizon-1 {
		c.passTime(c.start(d))
		if v := c.standing(); v.Status != s.Status || !sameHolding(v.Earned, s.Earned) ||
			!sameHolding(v.Paid, s.Paid) || !sameHolding(v.Granted, s.Granted) {
			s.Next = c.start(d)
		}
	}
	return s
}

func newCustomer(p tier.Program, cal *calendar) *customer {
	return &customer{
		program: p, calendar: cal, earned: earned{rank: -1}, held: -1,
		paid: map[int]*bought{}, paidSince: map[int]time.Time{}, grantedSince: map[int]time.Time{},
	}
}

// live goes through a history in order and the days in between up to an
// instant. It calls look after each event and, with nil, each start of a day.
func (c *customer) live(history []tier.Event, at time.Time, look func(*tier.Event)) {
	wait := func(at time.Time) {
		for d := c.day(c.now) + 1; !c.start(d).After(at); d++ {
			c.passTime(c.start(d))
			look(nil)
		}
	}
	for i := range history {
		if i > 0 {
			wait(history[i].At)
		}
		c.passTime(history[i].At)
		c.happen(history[i])
		look(&history[i])
	}
	if len(history) > 0 {
		wait(at)
	}
}

func sameStanding(a, b tier.Standing) bool {
	return a.Status == b.Status && a.Tier == b.Tier && a.Name == b.Name && a.Source == b.Source &&
		a.Since.Equal(b.Since) && a.Until.Equal(b.Until) && a.Next.Equal(b.Next) &&
		sameHolding(a.Earned, b.Earned) && sameHolding(a.Paid, b.Paid) && sameHolding(a.Granted, b.Granted)
}

func sameHolding(a, b tier.Holding) bool {
	return a.Tier == b.Tier && a.Since.Equal(b.Since) && a.Until.Equal(b.Until) && a.Grace == b.Grace && a.Uses == b.Uses
}

// passTime is what the coming of an instant does: ends first, then upgrade,
// then judgement of the held tier.
func (c *customer) passTime(at time.Time) {
	c.now = at
	c.endOthers()
	for moved := true; moved; {
		e := &c.earned
		ended := e.rank >= 0 && !e.until.IsZero() && !e.until.After(at)
		moved = true
		switch {
		case ended && e.grace:
			c.lapse()
		case c.takesPart() && c.qualified() > e.rank:
			c.begin(c.qualified())
		case ended && c.keeps():
			e.n++
			e.last = lastDay(c.program.Term, e.anchor, e.n)
			e.until = c.start(e.last + 1)
		case ended && c.program.Grace != "":
			e.grace = true
			e.until = c.start(lastDay(c.program.Grace, e.last, 1) + 1)
		case ended:
			c.lapse()
		case e.grace && c.keeps():
			c.begin(e.rank)
		default:
			moved = false
		}
	}
	c.note()
}

// endOthers ends what was bought or granted until now.
func (c *customer) endOthers() {
	for rank, b := range c.paid {
		if b.running && !b.endless && !c.start(b.last+1).After(c.now) {
			b.running = false
		}
		if !b.running && b.uses == 0 {
			delete(c.paid, rank)
		}
	}
	c.grants = slices.DeleteFunc(c.grants, func(g grant) bool { return !g.until.IsZero() && !g.until.After(c.now) })
}

// begin starts a fresh term of a tier, or takes the earned one away.
func (c *customer) begin(rank int) {
	e := earned{rank: rank, since: c.now}
	if rank == c.earned.rank {
		e.since = c.earned.since
	}
	if rank < 0 {
		e.since = time.Time{}
	} else if len(c.program.Tiers[rank].AnyOf) > 0 && c.program.Term != "" && c.program.Term != tier.Permanent {
		e.anchor, e.n = c.day(c.now), 1
		e.last = lastDay(c.program.Term, e.anchor, 1)
		e.until = c.start(e.last + 1)
	}
	c.earned = e
}

func (c *customer) lapse() {
	to := c.qualified()
	if held := c.earned.rank; held > 0 {
		switch c.program.Lapse {
		case tier.OneStep:
			to = max(to, held-1)
		case tier.ToBase:
			to = max(to, 0)
		}
	}
	c.begin(to)
}

func (c *customer) takesPart() bool {
	switch c.program.Enrollment {
	case tier.Automatic:
		return len(c.past) > 0 && !c.withdrawn
	case tier.OptIn:
		return c.joined
	}
	return false
}

// qualified returns the highest tier whose entry is met.
func (c *customer) qualified() int {
	rank := len(c.program.Tiers) - 1
	for rank >= 0 && len(c.program.Tiers[rank].AnyOf) > 0 && !c.meets(c.program.Tiers[rank].AnyOf) {
		rank--
	}
	return rank
}

func (c *customer) keeps() bool {
	t := c.program.Tiers[c.earned.rank]
	return len(t.AnyOf) == 0 || c.meets(t.AnyOf) || c.meets(t.Keep)
}

// meets reports whether all minimums of any of the alternatives are met.
func (c *customer) meets(anyOf []tier.Alternative) bool {
	return slices.ContainsFunc(anyOf, func(allOf tier.Alternative) bool {
		return !slices.ContainsFunc(allOf, func(m tier.Minimum) bool {
			return c.total(m.Measure, m.Over).LessThan(m.AtLeast)
		})
	})
}

// total adds up a measure over a window as of now.
func (c *customer) total(m tier.Measure, w tier.Window) decimal.Decimal {
	sum, today := decimal.Zero, c.day(c.now)
	for i, e := range c.past {
		if !c.counts(e) || !within(w, c.days[i], today) {
			continue
		}
		switch {
		case e.Kind == tier.Order && m == tier.Spend:
			amount, _ := c.net(e)
			sum = sum.Add(amount)
		case e.Kind == tier.Order && m == tier.Orders:
			if _, gone := c.net(e); !gone {
				sum = sum.Add(decimal.NewFromInt(1))
			}
		case e.Kind == tier.Interaction && (m == tier.Interactions || m == tier.Counter(e.Counter)):
			sum = sum.Add(decimal.NewFromInt(max(e.Count, 1)))
		}
	}
	return sum
}

// counts reports whether an event of the past counts at all.
func (c *customer) counts(e tier.Event) bool {
	return c.program.CountFrom != tier.FromJoin || c.joined && !e.At.Before(c.joinedAt)
}

// net returns what of an order was not refunded, and whether all of it was.
func (c *customer) net(order tier.Event) (amount decimal.Decimal, gone bool) {
	amount = order.Amount
	for _, r := range c.past {
		if r.Kind == tier.Refund && r.Order == order.ID {
			amount = amount.Sub(r.Amount)
			gone = gone || isComplete(r)
		}
	}
	return amount, gone
}

// happen is what an event does.
func (c *customer) happen(e tier.Event) {
	c.past, c.days = append(c.past, e), append(c.days, c.day(e.At))
	rank := rankOf(c.program, e.Tier)
	switch e.Kind {
	case tier.Join:
		c.join()
	case tier.Buy:
		c.join()
		c.buy(rank, e)
	case tier.Use:
		c.paid[rank].uses -= max(e.Count, 1)
		c.endOthers()
	case tier.Grant, tier.Adopted:
		if c.withdrawn && e.Kind == tier.Adopted {
			break // they left before: there is nothing to keep
		}
		g := grant{rank: rank, awake: e.Kind == tier.Adopted}
		if e.Through != "" {
			t, _ := time.Parse(time.DateOnly, e.Through)
			g.until = c.start(dayOf(t.Date()) + 1)
		}
		c.grants = append(c.grants, g)
		c.endOthers()
	case tier.Revoke:
		c.grants = slices.DeleteFunc(c.grants, func(g grant) bool { return e.Tier == "" || g.rank == rank })
	case tier.Withdraw:
		c.withdraw()
	}
	if c.takesPart() {
		c.earn(e)
	}
	c.note()
}

func rankOf(p tier.Program, id string) int {
	return slices.IndexFunc(p.Tiers, func(t tier.Tier) bool { return t.ID == id || slices.Contains(t.Replaces, id) })
}

func (c *customer) join() {
	if !c.joined {
		c.joined, c.withdrawn, c.joinedAt = true, false, c.now
	}
}

// withdraw ends everything; who has withdrawn has nothing more to end.
func (c *customer) withdraw() {
	if !c.withdrawn {
		c.joined, c.withdrawn = false, true
		c.earned, c.grants = earned{rank: -1}, nil
		clear(c.paid)
	}
}

func (c *customer) buy(rank int, e tier.Event) {
	b := c.paid[rank]
	if b == nil {
		b = &bought{}
		c.paid[rank] = b
	}
	switch {
	case e.Term == tier.PerUse:
		b.uses += max(e.Count, 1)
		return
	case e.Term == tier.Permanent || b.endless:
		b.running, b.endless = true, true
		return
	case !b.running:
		today := c.day(c.now)
		b.running, b.anchor, b.last, b.months = true, today, today, 0
	}
	months, days := length(string(e.Term))
	if months > 0 {
		b.months += months
		b.last = b.anchor.addMonths(b.months)
	} else {
		b.last += civilDay(days)
		b.anchor, b.months = b.last, 0
	}
}

// earn is what an event does to the earned tier.
func (c *customer) earn(e tier.Event) {
	held := c.earned
	active := e.Kind == tier.Order || e.Kind == tier.Interaction
	switch q := c.qualified(); {
	case q > held.rank:
		c.begin(q)
	case held.rank < 0 || held.until.IsZero():
	case held.grace:
		if c.keeps() {
			c.begin(held.rank)
		}
	case active && c.program.Extend != tier.UpgradeOnly && c.meets(c.program.Tiers[held.rank].AnyOf):
		if c.begin(held.rank); !c.earned.until.After(held.until) {
			c.earned = held
		}
	}
}

// note writes down since when is held what is held now.
func (c *customer) note() {
	keepSince := func(since map[int]time.Time, holds func(rank int) bool) {
		for rank := range c.program.Tiers {
			if _, known := since[rank]; !holds(rank) {
				delete(since, rank)
			} else if !known {
				since[rank] = c.now
			}
		}
	}
	keepSince(c.paidSince, func(rank int) bool { return c.paid[rank] != nil })
	keepSince(c.grantedSince, func(rank int) bool {
		return slices.ContainsFunc(c.grants, func(g grant) bool { return g.rank == rank && c.awake(g) })
	})
	if held := rankOf(c.program, c.standing().Tier); held != c.held {
		c.held, c.since = held, c.now
	}
}

func (c *customer) awake(g grant) bool {
	return g.awake || c.joined || c.program.Enrollment == tier.Automatic && !c.withdrawn
}

// standing is what can be seen of the customer.
func (c *customer) standing() tier.Standing {
	var s tier.Standing
	if e := c.earned; e.rank >= 0 {
		s.Earned = tier.Holding{Tier: c.program.Tiers[e.rank].ID, Since: e.since, Until: e.until, Grace: e.grace}
	}
	for rank := range c.program.Tiers {
		if b := c.paid[rank]; b != nil {
			s.Paid = tier.Holding{Tier: c.program.Tiers[rank].ID, Since: c.paidSince[rank], Uses: b.uses}
			if b.running && !b.endless && b.uses == 0 {
				s.Paid.Until = c.start(b.last + 1)
			}
		}
		var until []time.Time
		for _, g := range c.grants {
			if g.rank == rank && c.awake(g) {
				until = append(until, g.until)
			}
		}
		if len(until) > 0 {
			slices.SortFunc(until, compareEnds)
			s.Granted = tier.Holding{Tier: c.program.Tiers[rank].ID, Since: c.grantedSince[rank], Until: until[len(until)-1]}
		}
	}
	best := -1
	for _, h := range []struct {
		source  tier.Source
		holding tier.Holding
	}{{tier.Earned, s.Earned}, {tier.Paid, s.Paid}, {tier.Granted, s.Granted}} {
		rank := rankOf(c.program, h.holding.Tier)
		if rank > best || rank >= 0 && rank == best && compareEnds(h.holding.Until, s.Until) > 0 {
			best = rank
			s.Tier, s.Name, s.Source, s.Until = h.holding.Tier, c.program.Tiers[rank].Name, h.source, h.holding.Until
			s.Since = c.since
		}
	}
	if best >= 0 && s.Name == "" {
		s.Name = s.Tier
	}
	s.Status = c.status(best >= 0)
	return s
}

func (c *customer) status(holds bool) tier.Status {
	switch {
	case c.withdrawn:
		return tier.Withdrawn
	case holds:
		return tier.Member
	case c.joined:
		return tier.Enrolled
	case c.program.Enrollment == tier.OptIn && len(c.past) > 0 && c.qualified() >= 0:
		return tier.Potential
	}
	return tier.Customer
}

// compareEnds compares two ends; the zero one is none and later than any.
func compareEnds(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

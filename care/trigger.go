package care

import (
	"strconv"
	"strings"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// A trigger finds the occurrences of a rule for one customer. It is immutable.
type trigger interface {
	find(*finder) error
}

// A candidate is one occurrence of a rule for the customer.
type candidate struct {
	rule       *rule
	occurrence string
	due        time.Time
	deadline   time.Time
	subject    string            // the key of events that cancel it, "" for any
	since      time.Time         // from when on events cancel it
	whenever   bool              // with that key they do so whenever they came
	variables  map[string]string // of the event, the expiry or the product
	channels   []int             // those of the rule's channels that can be used
	reasons    []Reason          // why not, of what does not depend on time
	apart      []Reason          // why not on the other channels
}

// A finder collects the candidates of one rule and one customer.
type finder struct {
	*horizon
	rule  *rule
	who   *Customer
	zone  *time.Location
	shop  *Engine
	found []candidate
	room  int // how many more the customer may have
}

// open says whether the time of an occurrence is in the horizon. Its deadline is
// the rule's where it has none.
func (f *finder) open(c *candidate) bool {
	if !c.due.Before(f.reach) {
		return false
	}
	if c.deadline.IsZero() {
		c.deadline = f.rule.within.after(c.due, f.zone)
	}
	return !c.deadline.Before(f.from)
}

// add keeps a candidate that is open; parts make the name of its occurrence.
func (f *finder) add(c candidate, parts ...string) error {
	if f.room--; f.room < 0 {
		return f.shop.dataError(f.who, "", "has more than %d occurrences of the rules, the last of rule %.64q: give what is open only, or plan fewer days",
			maxCandidates, f.rule.ID)
	}
	c.rule = f.rule
	c.occurrence = strings.Join(parts, ":")
	f.found = append(f.found, c)
	return nil
}

// A clock is a compiled time of the day; unset means the start of the day.
type clock struct {
	of  time.Duration
	set bool
}

func compileClock(at string) clock {
	if at == "" {
		return clock{}
	}
	t, _ := time.Parse("15:04", at)
	return clock{time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true}
}

// steps reads terms whose faults have been reported.
func steps(terms []Term) []span {
	var all []span
	for _, t := range terms {
		s, _ := t.span()
		all = append(all, s)
	}
	return all
}

// after returns the instant the span after t, at the clock's time of the day
// where the span runs by dates and the clock is set.
func (c clock) after(t time.Time, s span, loc *time.Location) time.Time {
	if s.civil() && c.set {
		return s.date(civil.DateOf(t, loc), 1).At(c.of, loc)
	}
	return s.after(t, loc)
}

// onEvent is a compiled [OnEvent].
type onEvent struct {
	kind   string
	after  []span
	at     clock
	expire time.Duration // so long after an event none of its steps is open
}

func compileEvent(on *OnEvent, within span) trigger {
	e := onEvent{kind: on.Kind, after: steps(on.After), at: compileClock(on.At)}
	if e.after == nil {
		e.after = []span{{}}
	}
	days := e.after[len(e.after)-1].most() + within.most() + 4
	e.expire = time.Duration(days) * 24 * time.Hour
	return e
}

func (o onEvent) find(f *finder) error {
	for i := range f.who.Events {
		ev := &f.who.Events[i]
		if ev.Kind != o.kind || ev.At.After(f.from) || ev.At.Add(o.expire).Before(f.from) {
			continue
		}
		for n, after := range o.after {
			c := candidate{due: o.at.after(ev.At, after, f.zone), subject: ev.Key, since: ev.At,
				whenever: ev.Key != "", variables: ev.Variables}
			if !f.open(&c) {
				continue
			}
			if err := f.add(c, ev.Kind, ev.Key, strconv.Itoa(n+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

// onCycle is a compiled [OnCycle].
type onCycle struct {
	products map[string]bool // nil for all
	share    int64           // in millionths
	at       clock
}

func compileCycle(on *OnCycle) trigger {
	c := onCycle{share: 730_000, at: compileClock(on.At)}
	if on.Products != nil {
		c.products = set(on.Products)
	}
	if on.Share != "" {
		share, _ := fault.ParseDecimal(on.Share)
		c.share = share.Shift(6).IntPart()
	}
	return c
}

func (o onCycle) find(f *finder) error {
	for i := range f.who.Cycles {
		cycle := &f.who.Cycles[i]
		if o.products != nil && !o.products[cycle.Product] {
			continue
		}
		last, _ := civil.Parse(cycle.Last)
		days := micro(cycle.Days)
		if last > f.shopDate || last.AddDays(int(2*days/million)+2) < f.fromDate {
			continue
		}
		due := last.AddDays(int(o.share*days/(million*million))).At(o.at.of, f.zone)
		c := candidate{due: due, subject: cycle.Product, since: last.AddDays(1).Start(f.shop.loc), variables: cycle.Variables,
			deadline: earlier(f.rule.within.after(due, f.zone), last.AddDays(int(2*days/million)+1).Start(f.zone).Add(-1))}
		if !f.open(&c) {
			continue
		}
		if err := f.add(c, "cycle", cycle.Product, cycle.Last); err != nil {
			return err
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// onCampaign is a compiled [OnCampaign].
type onCampaign struct {
	name        string
	from, until time.Time
	early       map[string]span
}

// campaignForm is how the instants of a campaign are written.
const campaignForm = "2006-01-02T15:04"

func compileCampaign(on *OnCampaign, loc *time.Location) trigger {
	c := onCampaign{name: on.Name, from: instant(on.From, loc), until: instant(on.Until, loc), early: map[string]span{}}
	for _, e := range on.Early {
		c.early[e.Tier], _ = e.By.span()
	}
	return c
}

// instant reads a time of the shop's clock whose form has been checked.
func instant(text string, loc *time.Location) time.Time {
	t, _ := time.Parse(campaignForm, text)
	return civil.DateOf(t, time.UTC).At(time.Duration(t.Hour())*time.Hour+time.Duration(t.Minute())*time.Minute, loc)
}

func (o onCampaign) find(f *finder) error {
	due := o.from
	if by, ok := o.early[f.who.Tier]; ok {
		due = by.before(due, f.shop.loc)
	}
	c := candidate{due: due, deadline: o.until.Add(-1), since: due}
	if !f.open(&c) {
		return nil
	}
	return f.add(c, "campaign", o.name)
}

package tier_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Generators are narrow on purpose: small thresholds, short windows and terms,
// instants that fall on the edges of days, so that things happen.

// scene is a programme, where and with whom it plays.
type scene struct {
	program tier.Program
	engine  *tier.Engine
	*calendar
	history []tier.Event // in order, valid, each once
}

// places are the locations and the days around which histories begin: ends of
// months, clock changes at midnight (São Paulo), a day that never was (Apia).
var places = sync.OnceValue(func() []place {
	places := []place{
		{zone: "UTC", begin: []civilDay{dayOf(2024, 1, 10), dayOf(2025, 11, 20)}},
		{zone: "Asia/Shanghai", begin: []civilDay{dayOf(2026, 1, 5), dayOf(2023, 12, 1)}},
		{zone: "America/Sao_Paulo", begin: []civilDay{dayOf(2018, 10, 20), dayOf(2019, 1, 20)}},
		{zone: "Pacific/Apia", begin: []civilDay{dayOf(2011, 12, 1), dayOf(2011, 12, 24), dayOf(2012, 3, 10)}},
	}
	for i := range places {
		loc, err := time.LoadLocation(places[i].zone)
		if err != nil {
			panic(err)
		}
		places[i].calendar = newCalendar(loc)
	}
	return places
})

type place struct {
	zone  string
	begin []civilDay
	*calendar
}

// drawScene draws a programme of which narrow says more, and a history.
func drawScene(t *rapid.T, narrow ...func(*tier.Program)) scene {
	p := programs().Draw(t, "program")
	for _, f := range narrow {
		f(&p)
	}
	at := upTo(3).Draw(t, "place")
	s := scene{program: p, calendar: places()[at].calendar}
	engine, err := tier.New(p, s.loc)
	if err != nil {
		t.Fatalf("New(%+v): %v", p, err)
	}
	s.engine = engine
	begin := pick(t, "begin", places()[at].begin) + civilDay(upTo(30).Draw(t, "days later"))
	s.history = s.drawHistory(t, begin)
	return s
}

// upTo draws from 0..n, all equally likely; rapid's own ranges prefer small ones.
func upTo(n int) *rapid.Generator[int] {
	return rapid.Custom(func(t *rapid.T) int {
		i := 0
		for range 8 {
			i *= 2
			if rapid.Bool().Draw(t, "bit") {
				i++
			}
		}
		return i * (n + 1) / 256
	})
}

func pick[T any](t *rapid.T, label string, of []T) T { return of[upTo(len(of)-1).Draw(t, label)] }

// String shows the scene as data, for a table case.
func (s scene) String() string {
	var b strings.Builder
	program, _ := json.Marshal(s.program)
	fmt.Fprintf(&b, "%s in %s\n", program, s.loc)
	for _, e := range s.history {
		event, _ := json.Marshal(e)
		fmt.Fprintf(&b, "%s\n", event)
	}
	return b.String()
}

func programs() *rapid.Generator[tier.Program] {
	return rapid.Custom(func(t *rapid.T) tier.Program {
		w := wide
		if upTo(2).Draw(t, "monthly") == 0 {
			w = monthly
		}
		p := tier.Program{
			Enrollment: pick(t, "enrollment", []tier.Enrollment{tier.OptIn, tier.Automatic, tier.OptIn, tier.Automatic, tier.Nobody}),
			Term:       pick(t, "term", w.terms),
			Extend:     pick(t, "extend", []tier.Extend{"", tier.Requalify, tier.UpgradeOnly}),
			Lapse:      pick(t, "lapse", []tier.Lapse{"", tier.ToQualified, tier.OneStep, tier.ToBase}),
			Refunds:    pick(t, "refunds", []tier.Refunds{"", tier.Kept, tier.Kept, tier.Restated}),
		}
		if p.Term == "N days" {
			p.Term = tier.Term(fmt.Sprintf("%d days", rapid.IntRange(2, 40).Draw(t, "days")))
		}
		if p.Term != "" && p.Term != tier.Permanent {
			p.Grace = pick(t, "grace", w.graces)
		}
		if p.Enrollment == tier.OptIn {
			p.CountFrom = pick(t, "count from", []tier.CountFrom{"", tier.FromStart, tier.FromJoin})
		}
		for i := range 1 + upTo(3).Draw(t, "tiers") {
			p.Tiers = append(p.Tiers, w.drawTier(t, i))
		}
		return p
	})
}

// words are what a programme is made of.
type words struct {
	terms, graces []tier.Term
	windows       []tier.Window
}

var (
	wide = words{
		terms: []tier.Term{
			"N days", "N days", "N days", "N days", "N days", "N days", "1 day", "1 day", "1 week",
			"1 month", "1 month", "2 months", "3 months", "1 quarter",
			"end of month", "end of next month", "end of quarter", "end of next quarter",
			"end of half-year", "end of year", "end of next year", "", tier.Permanent,
		},
		graces: []tier.Term{"", "", "1 day", "5 days", "2 weeks", "1 month"},
		windows: []tier.Window{
			"N days", "N days", "N days", "N days", "N days", "N days", "last 1 day",
			"", "lifetime", "last 1 month", "last 2 months", "last 3 months",
			"previous 1 month", "previous 2 months", "previous 3 months",
			"month to date", "quarter to date", "half-year to date", "year to date",
		},
	}
	// monthly has everything happen at the start of a month.
	monthly = words{
		terms:   []tier.Term{"end of month", "end of month", "end of next month", "1 month"},
		graces:  []tier.Term{"", "1 month", "1 month"},
		windows: []tier.Window{"previous 1 month", "previous 1 month", "previous 2 months", "month to date", "last 1 month"},
	}
)

func (w words) drawTier(t *rapid.T, i int) tier.Tier {
	tr := tier.Tier{ID: fmt.Sprintf("t%d", i), AnyOf: w.drawAlternatives(t, i, upTo(4).Draw(t, "ways"))}
	if i > 0 && len(tr.AnyOf) == 0 {
		tr.AnyOf = w.drawAlternatives(t, i, 1)
	}
	if len(tr.AnyOf) > 0 && upTo(2).Draw(t, "own keep rules") == 0 {
		tr.Keep = w.drawAlternatives(t, 0, 1)
	}
	if upTo(3).Draw(t, "other names") == 0 {
		tr.Name, tr.Replaces = fmt.Sprintf("布丁%d", i), []string{fmt.Sprintf("old%d", i)}
	}
	return tr
}

// drawAlternatives draws up to two ways into the ith tier, mostly harder for
// higher ones.
func (w words) drawAlternatives(t *rapid.T, i, ways int) []tier.Alternative {
	var anyOf []tier.Alternative
	for range (ways + 1) / 2 {
		var allOf tier.Alternative
		for range pick(t, "minimums", []int{1, 1, 1, 2}) {
			m := w.drawMinimum(t, i)
			same := func(o tier.Minimum) bool { return o.Measure == m.Measure && o.Over == m.Over }
			if !slices.ContainsFunc(allOf, same) {
				allOf = append(allOf, m)
			}
		}
		anyOf = append(anyOf, allOf)
	}
	return anyOf
}

func (w words) drawMinimum(t *rapid.T, i int) tier.Minimum {
	m := tier.Minimum{Over: w.drawWindow(t)}
	m.Measure = pick(t, "measure", []tier.Measure{
		tier.Spend, tier.Spend, tier.Spend, tier.Orders, tier.Orders, tier.Interactions, tier.Counter("review"),
	})
	least := int64(1 + upTo(i).Draw(t, "at least"))
	m.AtLeast = decimal.NewFromInt(least)
	if m.Measure == tier.Spend {
		m.AtLeast = decimal.New(least*1000, -2)
	}
	return m
}

func (w words) drawWindow(t *rapid.T) tier.Window {
	if over := pick(t, "window", w.windows); over != "N days" {
		return over
	}
	return tier.Window(fmt.Sprintf("last %d days", 2+upTo(38).Draw(t, "days")))
}

// drawHistory draws up to 14 valid events that begin on a day.
func (s scene) drawHistory(t *rapid.T, begin civilDay) []tier.Event {
	at := s.start(begin).Add(time.Duration(upTo(24).Draw(t, "hour")) * time.Hour)
	var h []tier.Event
	for i := range upTo(14).Draw(t, "events") {
		if i > 0 {
			at = s.drawLater(t, at)
		}
		h = append(h, s.drawEvent(t, at, h))
	}
	return s.valid(h)
}

// drawLater draws an instant at or after another, often the same or the edge
// of a day or month.
func (s scene) drawLater(t *rapid.T, at time.Time) time.Time {
	today := s.day(at)
	n := civilDay(1 + upTo(34).Draw(t, "days"))
	switch upTo(7).Draw(t, "gap") {
	case 0, 1:
		return at
	case 2:
		return s.start(today + 1)
	case 3:
		return s.start(today + n)
	case 4:
		return s.start(today + n).Add(-1)
	case 5:
		return s.start(today.periodStart(1).addMonths(1))
	case 6:
		return at.Add(time.Duration(n) * time.Hour)
	}
	return s.start(today + n/2 + 1).Add(time.Duration(n) * time.Hour)
}

var eventKinds = []tier.Kind{
	tier.Order, tier.Order, tier.Order, tier.Order, tier.Order, tier.Order, tier.Order, tier.Order,
	tier.Interaction, tier.Interaction, tier.Interaction, tier.Join, tier.Join, tier.Join,
	tier.Buy, tier.Buy, tier.Use, tier.Use, tier.Grant, tier.Revoke, tier.Refund, tier.Refund, tier.Adopted, tier.Withdraw,
}

func (s scene) drawEvent(t *rapid.T, at time.Time, before []tier.Event) tier.Event {
	e := tier.Event{
		ID:   fmt.Sprintf("%c%d", pick(t, "letter", []rune("azm")), len(before)),
		Kind: pick(t, "kind", eventKinds),
		At:   at,
	}
	if rapid.Bool().Draw(t, "in UTC") {
		e.At = at.UTC()
	}
	switch e.Kind {
	case tier.Order:
		e.Amount = decimal.New(pick(t, "cents", []int64{0, 1, 499, 500, 999, 1000, 1001, 2000, 3000}), -2)
	case tier.Interaction:
		e.Counter = pick(t, "counter", []string{"review", "share"})
		e.Count = rapid.Int64Range(0, 2).Draw(t, "count")
	case tier.Refund:
		s.drawRefund(t, &e, before)
	case tier.Buy, tier.Grant, tier.Adopted, tier.Revoke:
		s.drawTierEvent(t, &e)
	case tier.Use:
		drawUse(t, &e, before)
	}
	return e
}

// drawRefund refunds an order of those before, or turns into an order.
func (s scene) drawRefund(t *rapid.T, e *tier.Event, before []tier.Event) {
	orders := slices.DeleteFunc(slices.Clone(before), func(o tier.Event) bool { return o.Kind != tier.Order })
	if len(orders) == 0 {
		e.Kind, e.Amount = tier.Order, decimal.NewFromInt(10)
		return
	}
	o := pick(t, "order", orders)
	e.Order, e.OrderAt, e.OrderAmount, e.Amount = o.ID, o.At, o.Amount, o.Amount
	if upTo(2).Draw(t, "partial") == 0 {
		e.Amount = decimal.Min(o.Amount, decimal.New(pick(t, "cents", []int64{1, 400, 500}), -2))
	}
}

// drawUse uses what was bought before, or turns into an interaction.
func drawUse(t *rapid.T, e *tier.Event, before []tier.Event) {
	bought := slices.DeleteFunc(slices.Clone(before), func(o tier.Event) bool { return o.Term != tier.PerUse })
	if len(bought) == 0 {
		e.Kind, e.Counter = tier.Interaction, "review"
		return
	}
	e.Tier = pick(t, "bought", bought).Tier
	e.Count = int64(upTo(2).Draw(t, "uses"))
}

func (s scene) drawTierEvent(t *rapid.T, e *tier.Event) {
	tr := pick(t, "tier", s.program.Tiers)
	if e.Tier = tr.ID; len(tr.Replaces) > 0 && rapid.Bool().Draw(t, "by its old name") {
		e.Tier = tr.Replaces[0]
	}
	switch e.Kind {
	case tier.Buy:
		e.Term = pick(t, "bought", []tier.Term{
			tier.PerUse, tier.PerUse, tier.PerUse, "1 day", "10 days", "1 week", "1 month", "1 month", "1 month",
			"1 quarter", "1 half-year", "1 year", "2 years", tier.Permanent,
		})
		if e.Term == tier.PerUse {
			e.Count = rapid.Int64Range(0, 3).Draw(t, "uses")
		}
	case tier.Grant, tier.Adopted:
		if n := upTo(42).Draw(t, "through") - 2; n > -2 {
			e.Through = time.Unix(int64(s.day(e.At)+civilDay(n))*86400, 0).UTC().Format(time.DateOnly)
		}
	case tier.Revoke:
		if rapid.Bool().Draw(t, "all") {
			e.Tier = ""
		}
	}
}

// valid returns the history in order without the events that cannot be: uses
// and refunds of more than there is. It tells refunds what was refunded before.
func (s scene) valid(history []tier.Event) []tier.Event {
	var h []tier.Event
	uses, refunded := map[int]int64{}, map[string]decimal.Decimal{}
	for _, e := range inOrder(history) {
		rank := rankOf(s.program, e.Tier)
		switch e.Kind {
		case tier.Buy:
			if e.Term == tier.PerUse {
				uses[rank] += max(e.Count, 1)
			}
		case tier.Use:
			if uses[rank] < max(e.Count, 1) {
				continue
			}
			uses[rank] -= max(e.Count, 1)
		case tier.Grant, tier.Adopted:
			if last, err := time.Parse(time.DateOnly, e.Through); err == nil && dayOf(last.Date()) < s.day(e.At) {
				continue
			}
		case tier.Refund:
			e.Refunded = refunded[e.Order]
			if isRefunded := hasComplete(h, e.Order); isRefunded || e.Refunded.Add(e.Amount).GreaterThan(e.OrderAmount) {
				continue
			}
			refunded[e.Order] = e.Refunded.Add(e.Amount)
		case tier.Withdraw:
			clear(uses)
		}
		h = append(h, e)
	}
	return h
}

func hasComplete(h []tier.Event, order string) bool {
	return slices.ContainsFunc(h, func(r tier.Event) bool {
		return r.Kind == tier.Refund && r.Order == order && isComplete(r)
	})
}

// drawInstant draws an instant from shortly before the history to months after
// it, often that of an event or the edge of a day.
func (s scene) drawInstant(t *rapid.T) time.Time {
	at := s.start(dayOf(2018, 10, 20))
	if len(s.history) > 0 {
		at = pick(t, "about", s.history).At
	}
	d := s.day(at) + civilDay(upTo(101).Draw(t, "days on")-1)
	switch upTo(5).Draw(t, "time") {
	case 0:
		return at
	case 1:
		return at.Add(-1)
	case 2:
		return s.start(d)
	case 3:
		return s.start(d).Add(-1)
	case 4:
		return s.start(d.periodStart(1).addMonths(1))
	}
	return s.start(d).Add(13 * time.Hour)
}

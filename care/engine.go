package care

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/share"
)

// Engine decides by one programme in one location. It is immutable.
type Engine struct {
	loc       *time.Location
	rules     []*rule         // in the order in which they decide: minimum contacts last, then by ID
	touches   bool            // there are minimum contacts
	once      map[string]bool // IDs of rules that are once per address
	channels  map[string]*channel
	topics    map[string]bool
	holidays  map[civil.Date]bool
	caps      []frequencyCap // by ID
	held      share.Share
	salt      string
	sources   map[string]bool // of grants; nil for all
	letGo     map[string]bool
	lookAhead time.Duration
	leapDay   LeapDay
	leapMonth lunar.LeapMonth
	strict    bool // about unknown zones
}

// A channel is a compiled [Channel].
type channel struct {
	id      string
	kind    Kind
	country string
	quiet   hours // of the programme and of the law
}

// A rule is a compiled [Rule].
type rule struct {
	Rule
	trigger  trigger
	within   span
	channels []*channel
	caps     [][]int // for each of the channels, the indexes of the caps that it is under
	obeys    map[Gate]bool
	counts   bool
	sample   share.Share
	anyOf    string // Audience.Any in words
	silence  bool   // it is a silence rule
	minimum  bool   // it is a minimum contact, which comes after all others
}

// New judges the programme and compiles it. loc is the shop's zone; the
// machine's own is refused. The error is an [*InvalidError] with every fault.
func New(p Program, loc *time.Location) (*Engine, error) {
	if err := civil.CheckLocation(loc); err != nil {
		return nil, &InvalidError{"care: location", []Fault{{Code: "missing", Message: err.Error()}}}
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	e := &Engine{
		loc:       loc,
		once:      map[string]bool{},
		channels:  map[string]*channel{},
		topics:    set(p.Topics),
		holidays:  p.holidays(),
		letGo:     set(p.LetGo),
		leapDay:   cmp.Or(p.LeapDay, Feb28),
		leapMonth: cmp.Or(p.LeapMonth, lunar.Regular),
		strict:    p.UnknownZone == Suppress,
	}
	ahead, _ := p.LookAhead.span()
	e.lookAhead = ahead.exact + time.Duration(ahead.days)*24*time.Hour
	if p.GrantSources != nil {
		e.sources = set(p.GrantSources)
	}
	if p.Holdout != nil {
		e.salt = p.Holdout.Salt
		e.held, _ = share.Parse(p.Holdout.Share)
	}
	e.caps = compileCaps(nil, &p)
	slices.SortFunc(e.caps, func(a, b frequencyCap) int { return cmp.Compare(a.id, b.id) })
	for _, c := range p.Channels {
		e.channels[c.ID] = &channel{c.ID, c.Kind, c.Country,
			compileWindows(nil, "", slices.Concat(p.Quiet, c.Law.Quiet), e.holidays)}
	}
	for i := range p.Rules {
		e.rules = append(e.rules, e.compile(&p.Rules[i]))
		e.touches = e.touches || e.rules[i].minimum
		if p.Rules[i].OncePerAddress {
			e.once[p.Rules[i].ID] = true
		}
	}
	slices.SortFunc(e.rules, func(a, b *rule) int {
		return cmp.Or(yesFirst(!a.minimum, !b.minimum), cmp.Compare(a.ID, b.ID))
	})
	return e, nil
}

// compile copies the rule, so that the engine shares nothing with the programme.
func (e *Engine) compile(from *Rule) *rule {
	r := &rule{Rule: *from, counts: from.Class == Commercial}
	a := &r.Audience
	for _, names := range []*[]string{&r.CancelledBy, &r.Variables, &a.Tiers, &a.Any, &a.All, &a.None} {
		*names = slices.Sorted(slices.Values(*names)) // so that their order does not show
	}
	r.anyOf = clip(strings.Join(a.Any, ", "))
	if r.Benefit != nil {
		with := *r.Benefit
		r.Benefit = &with
	}
	if r.Counts != nil {
		r.counts = *r.Counts
	}
	if a.Sample != "" {
		r.sample, _ = share.Parse(a.Sample)
	}
	r.within, _ = r.Within.span()
	switch {
	case r.Obeys != nil:
		r.obeys = set(r.Obeys)
	case r.Class == Commercial:
		r.obeys = set([]Gate{GateConsent, GateQuietHours, GatePreferredHours, GateCaps, GateHoldout})
	}
	for _, id := range r.Channels {
		r.channels = append(r.channels, e.channels[id])
		var under []int
		for i := range e.caps {
			if e.caps[i].covers(id, r.Topic) {
				under = append(under, i)
			}
		}
		r.caps = append(r.caps, under)
	}
	r.trigger = r.compileTrigger(e)
	r.silence = r.Silence != nil
	r.minimum = r.silence && r.Silence.Since == LastContact
	r.Date, r.Event, r.Cycle, r.Campaign, r.Silence = nil, nil, nil, nil, nil // compiled, and not ours
	r.Channels, r.Obeys, r.Counts = nil, nil, nil
	return r
}

// compileTrigger compiles the one mechanism of the rule.
func (r *rule) compileTrigger(e *Engine) trigger {
	switch {
	case r.Date != nil:
		return compileDate(r.Date, e)
	case r.Event != nil:
		return compileEvent(r.Event, r.within)
	case r.Cycle != nil:
		return compileCycle(r.Cycle)
	case r.Campaign != nil:
		return compileCampaign(r.Campaign, e.loc)
	}
	return compileSilence(r.Silence)
}

// clip cuts a long list of names at 200 bytes.
func clip(text string) string {
	if len(text) <= 200 {
		return text
	}
	return strings.ToValidUTF8(text[:200], "") + " ..."
}

func set[T comparable](list []T) map[T]bool {
	in := make(map[T]bool, len(list))
	for _, v := range list {
		in[v] = true
	}
	return in
}

// yesFirst orders true before false.
func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

package care

import (
	"slices"
	"strings"
	"time"

	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Limits of a rule.
const (
	maxPriority = 1_000_000_000
	maxWords    = 50 // kinds of events that cancel, and variables
	maxDates    = 366
	maxSteps    = 20
	maxSilence  = 3_660 // days
	maxProducts = 10_000
	maxEarly    = 20
	maxDecimals = 6
)

// rule checks one rule.
func (v *validator) rule(path string, r *Rule) {
	field := func(name string) string { return fault.Field(path, name) }
	v.id(field("id"), r.ID, "rule", maxKeyPart, v.ids)
	fault.OneOf(&v.List, field("class"), r.Class, Transactional, Commercial)
	v.word(field("topic"), r.Topic, v.topics)
	v.ruleChannels(field("channels"), r.Channels)
	if r.Priority > maxPriority || r.Priority < -maxPriority {
		v.Add(field("priority"), "out_of_range", "must be within ±%d, not %d", maxPriority, r.Priority)
	}
	v.audience(field("audience"), &r.Audience)
	given := v.mechanisms(path, r)
	v.within(field("within"), r, given)
	v.names(field("cancelledBy"), r.CancelledBy, maxWords)
	if r.Event != nil && slices.Contains(r.CancelledBy, r.Event.Kind) {
		v.Add(field("cancelledBy"), "conflict", "has %.64q, which is what the contact comes after: it would never be made; leave it out", r.Event.Kind)
	}
	v.placing(field("placing"), r)
	v.obeys(field("obeys"), r)
	if r.OncePerAddress && r.Date != nil && r.Date.Of != "" {
		v.Add(field("oncePerAddress"), "conflict", "stands beside a date of the customer's own, and of a couple with one telephone only one would be greeted; leave it out")
	}
	if r.Message != "" {
		v.name(field("message"), r.Message, fault.MaxName)
	}
	v.names(field("variables"), r.Variables, maxWords)
	if b := r.Benefit; b != nil {
		v.name(fault.Field(field("benefit"), "kind"), b.Kind, fault.MaxName)
		v.name(fault.Field(field("benefit"), "id"), b.ID, fault.MaxName)
	}
}

func (v *validator) ruleChannels(path string, ids []string) {
	switch n := len(ids); {
	case n == 0:
		v.Add(path, "missing", "is empty; give the channels that may be used, the preferred one first")
	case n > maxChannels:
		v.Add(path, "too_many", "has %d channels; at most %d are allowed", n, maxChannels)
		return
	}
	seen := map[string]bool{}
	for i, id := range ids {
		if at := fault.Index(path, i); seen[id] {
			v.duplicate(at, id)
		} else {
			v.word(at, id, v.channels)
		}
		seen[id] = true
	}
}

func (v *validator) audience(path string, a *Audience) {
	v.names(fault.Field(path, "tiers"), a.Tiers, maxListed)
	v.names(fault.Field(path, "any"), a.Any, maxListed)
	v.names(fault.Field(path, "all"), a.All, maxListed)
	v.names(fault.Field(path, "none"), a.None, maxListed)
	v.share(fault.Field(path, "sample"), a.Sample)
}

// mechanisms checks what makes the contact due, and returns the names of all
// that are given.
func (v *validator) mechanisms(path string, r *Rule) (given []string) {
	for _, m := range [...]struct {
		name string
		is   bool
	}{{"date", r.Date != nil}, {"event", r.Event != nil}, {"cycle", r.Cycle != nil}, {"campaign", r.Campaign != nil}, {"silence", r.Silence != nil}} {
		if m.is {
			given = append(given, m.name)
		}
	}
	switch len(given) {
	case 0:
		v.Add(path, "missing", "is never due; give one of date, event, cycle, campaign and silence")
	case 1:
	default:
		v.Add(path, "conflict", "has %s; give one of them, and make a rule of each", strings.Join(given, " and "))
	}
	if r.Date != nil {
		v.onDate(fault.Field(path, "date"), r.Date)
	}
	if r.Event != nil {
		v.onEvent(fault.Field(path, "event"), r.Event)
	}
	if r.Cycle != nil {
		v.onCycle(fault.Field(path, "cycle"), r.Cycle)
	}
	if r.Campaign != nil {
		v.onCampaign(fault.Field(path, "campaign"), r.Campaign)
	}
	if r.Silence != nil {
		v.onSilence(fault.Field(path, "silence"), r.Silence)
	}
	return given
}

// within checks how long a contact may be late. Whether that is asked for is
// not known of a rule without a mechanism, or with two.
func (v *validator) within(path string, r *Rule, given []string) {
	switch one := len(given) == 1; {
	case one && r.Campaign != nil && r.Within != "":
		v.Add(path, "conflict", "is %.64q, but a campaign ends by itself, at its until; leave it out", string(r.Within))
	case one && r.Campaign == nil && r.Within == "":
		v.Add(path, "missing", `is missing; say how late the contact may be, such as "3 days" or %q`, string(endOfDay))
	case r.Within != "" && r.Within != endOfDay && r.Silence != nil && r.Silence.Since == LastContact:
		v.term(path, r.Within, maxSilence)
	case r.Within != "" && r.Within != endOfDay:
		v.term(path, r.Within, maxDays)
	}
}

func (v *validator) placing(path string, r *Rule) {
	optional(&v.List, path, r.Placing, Later, Drop, Earlier)
	switch {
	case r.Placing != Earlier:
	case r.Campaign != nil:
		v.Add(path, "conflict", "is %q, but nobody is let into a campaign before it begins; leave it out, or list tiers in early", string(Earlier))
	case r.Silence != nil && r.Silence.Since == LastContact:
		v.Add(path, "conflict", "is %q, but until it is due nobody knows whether a minimum contact is needed; leave it out", string(Earlier))
	case v.LookAhead == "":
		v.Add(path, "conflict", `is %q, which needs a lookAhead of the programme; give one, such as "7 days"`, string(Earlier))
	}
}

// obeys checks a rule's own list of gates.
func (v *validator) obeys(path string, r *Rule) {
	gates := []Gate{GateConsent, GateQuietHours, GatePreferredHours, GateCaps, GateHoldout}
	if len(r.Obeys) > len(gates) {
		v.Add(path, "too_many", "has %d gates; there are %d", len(r.Obeys), len(gates))
		return
	}
	obeyed := map[Gate]bool{}
	for i, g := range r.Obeys {
		if at := fault.Index(path, i); obeyed[g] {
			v.duplicate(at, string(g))
		} else {
			fault.OneOf(&v.List, at, g, gates...)
		}
		obeyed[g] = true
	}
	v.counts(path, r, obeyed[GateCaps] || r.Obeys == nil && r.Class == Commercial)
	if r.Class != Commercial || r.Obeys == nil {
		return
	}
	for _, g := range [...]Gate{GateConsent, GateQuietHours, GateHoldout} {
		if !obeyed[g] {
			v.Add(path, "missing", "lacks %q, which every commercial rule obeys; add it, or leave obeys out for all gates", string(g))
		}
	}
}

// counts checks that a minimum contact, which comes after all others, fills no
// cap that those have obeyed.
func (v *validator) counts(path string, r *Rule, obeys bool) {
	counts := r.Class == Commercial
	if r.Counts != nil {
		counts = *r.Counts
	}
	if counts && !obeys && r.Silence != nil && r.Silence.Since == LastContact {
		v.Add(path, "conflict", "lacks %q, but minimum contacts come last and would exceed the caps they count towards; add it, or give counts false", string(GateCaps))
	}
}

func (v *validator) onDate(path string, d *OnDate) {
	field := func(name string) string { return fault.Field(path, name) }
	given := 0
	for _, is := range [...]bool{d.Of != "", d.Festival != "", len(d.Days) > 0, d.Monthly != 0, d.Expiry != ""} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		v.Add(path, "missing", "names no date; give one of of, festival, days, monthly and expiry")
	case given > 1:
		v.Add(path, "conflict", "names %d kinds of dates; give one of of, festival, days, monthly and expiry, and make a rule of each", given)
	}
	if d.Of != "" {
		v.name(field("of"), d.Of, maxKeyPart)
	}
	optional(&v.List, field("festival"), d.Festival, lunar.Festivals()...)
	v.days(field("days"), d.Days)
	if d.Monthly < 0 || d.Monthly > 31 {
		v.Add(field("monthly"), "out_of_range", "must be 1 to 31, not %d; 31 is the last day of each month", d.Monthly)
	}
	if d.Expiry != "" {
		v.name(field("expiry"), d.Expiry, maxKeyPart)
		if d.Lead == "" && d.At == "" && given == 1 {
			v.Add(field("lead"), "missing", `is missing, and at the end it is too late; say how long before, such as "3 days", or give at for the last day`)
		}
	}
	if d.Lead != "" {
		v.term(field("lead"), d.Lead, maxDays)
	}
	v.clock(field("at"), d.At)
}

// days checks days of each year, such as "03-08", and dates of one.
func (v *validator) days(path string, days []string) {
	if len(days) > maxDates {
		v.Add(path, "too_many", "has %d dates; at most %d are allowed", len(days), maxDates)
		return
	}
	seen := make(map[string]bool, len(days))
	for i, text := range days {
		at := fault.Index(path, i)
		_, err := civil.Parse("2000-" + text) // a leap year
		switch {
		case seen[text]:
			v.duplicate(at, text)
		case len(text) == len("2006-01-02"):
			v.date(at, text)
		case err != nil:
			v.Add(at, "invalid_value", `%.40q is no date; write "03-08" for that day of each year, "2026-12-12" for one`, text)
		}
		seen[text] = true
	}
}

func (v *validator) onEvent(path string, e *OnEvent) {
	v.name(fault.Field(path, "kind"), e.Kind, maxKeyPart)
	v.steps(path, e.After, e.At, maxDays)
}

func (v *validator) onSilence(path string, s *OnSilence) {
	fault.OneOf(&v.List, fault.Field(path, "since"), s.Since, LastOrder, LastContact)
	after := fault.Field(path, "after")
	switch n := len(s.After); {
	case n == 0:
		v.Add(after, "missing", `is empty; give the length of the silence, such as "90 days"`)
	case n > 1 && s.Since == LastContact:
		v.Add(after, "too_many", "has %d steps, but a minimum contact has exactly one; each contact begins the silence anew", n)
	}
	v.steps(path, s.After, s.At, maxSilence)
}

// steps checks the terms after something, and the time of the day at which those
// of whole days are due.
func (v *validator) steps(path string, after []Term, at string, most int) {
	clock, terms := fault.Field(path, "at"), fault.Field(path, "after")
	if len(after) > maxSteps {
		v.Add(terms, "too_many", "has %d steps; at most %d are allowed", len(after), maxSteps)
		return
	}
	byDate := false
	var before span
	for i, t := range after {
		s, ok := v.term(fault.Index(terms, i), t, most)
		if ok && i > 0 && !before.clearlyBefore(s) {
			v.Add(fault.Index(terms, i), "not_rising", "must be later than the step before, %.64q, whatever the month, not %.64q", string(after[i-1]), string(t))
		}
		byDate = byDate || s.civil() || !ok
		before = s
	}
	v.clock(clock, at)
	if at != "" && !byDate {
		v.Add(clock, "conflict", `is %.40q, but no step is of whole days; leave it out, or give days, such as "1 day"`, at)
	}
}

// clearlyBefore reports whether a later date or instant is the span t away than
// the span s from whatever date. A month has 28 to 31 days, and 120 have 3,652
// or 3,653; a day is taken as 24 hours.
func (s span) clearlyBefore(t span) bool {
	const day = 24 * time.Hour
	switch {
	case (s.months == 0) == (t.months == 0):
		return s.order() < t.order()
	case s.months != 0:
		return time.Duration(305*s.months/10+2)*day < t.order()
	}
	return s.order() < time.Duration(304*t.months/10-2)*day
}

func (v *validator) onCycle(path string, c *OnCycle) {
	at := fault.Field(path, "products")
	if c.Products != nil && len(c.Products) == 0 {
		v.Add(at, "empty", "is empty, and no product would count; list products, or leave it out for all")
	}
	v.names(at, c.Products, maxProducts)
	if c.Share != "" {
		v.cycleShare(fault.Field(path, "share"), c.Share)
	}
	v.clock(fault.Field(path, "at"), c.At)
}

// cycleShare checks the share of a cycle, which may be all of it and as much again.
func (v *validator) cycleShare(path, text string) {
	switch d, err := fault.ParseDecimal(text); {
	case err != nil:
		v.Add(path, "invalid_value", `%.40q is not a number; write one such as "0.73"`, text)
	case d.Sign() <= 0 || d.Cmp(decimal.New(2, 0)) > 0:
		v.Add(path, "out_of_range", `must be above 0 and at most 2, not %.40q; "0.73" is 73 %% of the cycle`, text)
	case !d.Shift(maxDecimals).IsInteger():
		v.Add(path, "out_of_range", "must have at most %d decimals, not %.40q; round it", maxDecimals, text)
	}
}

func (v *validator) onCampaign(path string, c *OnCampaign) {
	v.name(fault.Field(path, "name"), c.Name, maxKeyPart)
	from, okFrom := v.reading(fault.Field(path, "from"), c.From)
	at := fault.Field(path, "until")
	until, okUntil := v.reading(at, c.Until)
	switch {
	case !okFrom || !okUntil:
	case !from.Before(until):
		v.Add(at, "not_rising", "must be after from, %q, not %q", c.From, c.Until)
	case until.Sub(from) > maxDays*24*time.Hour:
		v.Add(at, "out_of_range", "is %q, more than %d days after from, %q; make it shorter, or several campaigns", c.Until, maxDays, c.From)
	}
	at = fault.Field(path, "early")
	if len(c.Early) > maxEarly {
		v.Add(at, "too_many", "has %d tiers; at most %d are allowed", len(c.Early), maxEarly)
		return
	}
	seen := map[string]bool{}
	for i := range c.Early {
		e, at := &c.Early[i], fault.Index(at, i)
		if v.name(fault.Field(at, "tier"), e.Tier, fault.MaxName); e.Tier != "" && seen[e.Tier] {
			v.duplicate(fault.Field(at, "tier"), e.Tier)
		}
		seen[e.Tier] = true
		v.term(fault.Field(at, "by"), e.By, maxDays)
	}
}

// reading checks what the shop's clock reads at an end of a campaign.
func (v *validator) reading(path, text string) (time.Time, bool) {
	if text == "" {
		v.Add(path, "missing", `is missing; give a time of the shop's clock, such as "2026-12-12T18:00"`)
		return time.Time{}, false
	}
	t, err := time.Parse(campaignForm, text[:min(len(text), len(campaignForm))])
	ok := err == nil && len(text) == len(campaignForm) // an hour of one digit is read, too
	switch {
	case !ok:
		v.Add(path, "invalid_value", `%.40q is not a time of the shop's clock; write one such as "2026-12-12T18:00"`, text)
	case t.Year() < minYear || t.Year() > maxYear:
		v.Add(path, "out_of_range", "%q is outside the years %d to %d; correct it", text, minYear, maxYear)
		ok = false
	}
	return t, ok
}

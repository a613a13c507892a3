package care

import (
	"slices"
	"sort"
	"time"
)

// valid says whether the consent holds at the instant.
func (a *Consent) valid(at time.Time) bool {
	return !a.At.After(at) && (a.Until.IsZero() || at.Before(a.Until))
}

// speaks returns the consent that speaks for the channel and exactly the topic
// at the instant, nil if there is none. Of the same instant a denial goes first,
// then the lower source.
func (p *planner) speaks(channel, topic string, at time.Time) *Consent {
	var latest *Consent
	for i := range p.who.Consents {
		a := &p.who.Consents[i]
		relied := a.Denied || p.sources == nil || p.sources[a.Source]
		if a.Channel != channel || a.Topic != topic || !relied || !a.valid(at) {
			continue
		}
		if latest == nil || a.At.After(latest.At) || a.At.Equal(latest.At) && (a.Denied && !latest.Denied ||
			a.Denied == latest.Denied && a.Source < latest.Source) {
			latest = a
		}
	}
	return latest
}

// agreed resolves consent at the instant. Where it is denied, by is the denial.
func (p *planner) agreed(channel, topic string, at time.Time) (ok bool, by *Consent) {
	narrow, wide := p.speaks(channel, topic, at), p.speaks(channel, "", at)
	switch {
	case narrow != nil && narrow.Denied:
		return false, narrow
	case wide != nil && wide.Denied:
		return false, wide
	}
	return narrow != nil || wide != nil, nil
}

// A stretchOfConsent is a time from which on, until the next stretch, consent is
// there or is not.
type stretchOfConsent struct {
	from time.Time
	ok   bool
}

// consent returns the stretches of a channel and a topic, ascending; before the
// first one there is no consent. Consent can change only where a consent
// begins or ends.
func (p *planner) consent(channel, topic string) []stretchOfConsent {
	key := [2]string{channel, topic}
	if list, ok := p.stretches[key]; ok {
		return list
	}
	var edges []time.Time
	for i := range p.who.Consents {
		if a := &p.who.Consents[i]; a.Channel == channel && (a.Topic == topic || a.Topic == "") {
			edges = append(edges, a.At)
			if !a.Until.IsZero() {
				edges = append(edges, a.Until)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	var list []stretchOfConsent
	for _, from := range edges {
		if ok, _ := p.agreed(channel, topic, from); len(list) == 0 || list[len(list)-1].ok != ok {
			list = append(list, stretchOfConsent{from, ok})
		}
	}
	if p.stretches == nil {
		p.stretches = map[[2]string][]stretchOfConsent{}
	}
	p.stretches[key] = list
	return list
}

// nextAgreed returns the earliest instant in [t, last] with consent.
func (p *planner) nextAgreed(channel, topic string, t, last time.Time) (time.Time, bool) {
	list := p.consent(channel, topic)
	i := stretchAt(list, t)
	if i >= 0 && list[i].ok {
		return t, !t.After(last)
	}
	for i++; i < len(list); i++ {
		if list[i].ok {
			return list[i].from, !list[i].from.After(last)
		}
	}
	return t, false
}

// prevAgreed returns the latest full minute in [first, t] with consent.
func (p *planner) prevAgreed(channel, topic string, t, first time.Time) (time.Time, bool) {
	list := p.consent(channel, topic)
	t = fullMinute(t)
	for i := stretchAt(list, t); i >= 0 && !t.Before(first); i = stretchAt(list, t) {
		if list[i].ok {
			return t, true
		}
		t = fullMinute(list[i].from.Add(-1))
	}
	return t, false
}

// stretchAt returns the index of the stretch of the instant, −1 before the first.
func stretchAt(list []stretchOfConsent, t time.Time) int {
	return sort.Search(len(list), func(i int) bool { return list[i].from.After(t) }) - 1
}

// fullMinute returns the full minute at or before t.
func fullMinute(t time.Time) time.Time { return t.Truncate(time.Minute) }

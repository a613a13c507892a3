package care

import "time"

// valid says whether the agreement holds at the instant.
func (a *Agreement) valid(at time.Time) bool {
	return !a.At.After(at) && (a.Until.IsZero() || at.Before(a.Until))
}

// speaks returns the agreement that speaks for the channel and exactly the topic
// at the instant, nil if there is none. Of the same instant a denial goes first,
// then the lower source.
func (p *planner) speaks(channel, topic string, at time.Time) *Agreement {
	var latest *Agreement
	for i := range p.who.Agreements {
		a := &p.who.Agreements[i]
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
func (p *planner) agreed(channel, topic string, at time.Time) (ok bool, by *Agreement) {
	narrow, wide := p.speaks(channel, topic, at), p.speaks(channel, "", at)
	switch {
	case narrow != nil && narrow.Denied:
		return false, narrow
	case wide != nil && wide.Denied:
		return false, wide
	}
	return narrow != nil || wide != nil, nil
}

// nextAgreed returns the earliest instant in [t, last] with consent. It can
// change only where an agreement begins or ends.
func (p *planner) nextAgreed(channel, topic string, t, last time.Time) (time.Time, bool) {
	for !t.After(last) {
		if ok, _ := p.agreed(channel, topic, t); ok {
			return t, true
		}
		change := last.Add(1)
		for i := range p.who.Agreements {
			for _, edge := range [...]time.Time{p.who.Agreements[i].At, p.who.Agreements[i].Until} {
				if edge.After(t) && edge.Before(change) {
					change = edge
				}
			}
		}
		t = change
	}
	return t, false
}

// prevAgreed returns the latest full minute in [first, t] with consent.
func (p *planner) prevAgreed(channel, topic string, t, first time.Time) (time.Time, bool) {
	for t = fullMinute(t); !t.Before(first); {
		if ok, _ := p.agreed(channel, topic, t); ok {
			return t, true
		}
		change := first
		for i := range p.who.Agreements {
			for _, edge := range [...]time.Time{p.who.Agreements[i].At, p.who.Agreements[i].Until} {
				if !edge.After(t) && edge.After(change) {
					change = edge
				}
			}
		}
		t = fullMinute(change.Add(-1))
	}
	return t, false
}

// fullMinute returns the full minute at or before t.
func fullMinute(t time.Time) time.Time { return t.Truncate(time.Minute) }

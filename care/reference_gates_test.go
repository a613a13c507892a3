package care_test

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"slices"
	"strings"
	"time"

	"example.com/membership/care"
	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// standing returns what speaks against a candidate whatever the instant, and the
// channels on which it could be made.
func (d *slowDesk) standing(k slowCandidate) (against, unreached []care.Reason, channels []string) {
	against = append(d.audience(k), d.past(k)...)
	if d.Zone == nil && d.program.UnknownZone == care.Suppress && (obeys(k.rule, care.GateQuietHours) || obeys(k.rule, care.GatePreferredHours)) {
		against = append(against, care.Reason{Code: care.ZoneUnknown})
	}
	for _, channel := range k.rule.Channels {
		i := slices.IndexFunc(d.Addresses, func(a care.Address) bool { return a.Channel == channel })
		switch {
		case i < 0:
			unreached = append(unreached, care.Reason{Code: care.NoAddress, Channel: channel})
		case d.Addresses[i].Blocked != "":
			unreached = append(unreached, care.Reason{Code: care.Blocked, Channel: channel, Detail: d.Addresses[i].Blocked})
		case k.rule.OncePerAddress && d.taken(slowPlace{k.rule.ID, k.occurrence, d.address(channel)}, d.ID):
			unreached = append(unreached, care.Reason{Code: care.SameAddress, Channel: channel, Detail: d.address(channel)})
		default:
			channels = append(channels, channel)
		}
	}
	return against, unreached, channels
}

// obeys says whether a rule asks a gate.
func obeys(r care.Rule, g care.Gate) bool {
	if r.Obeys == nil {
		return r.Class == care.Commercial
	}
	return slices.Contains(r.Obeys, g)
}

// audience says why the customer is not meant.
func (d *slowDesk) audience(k slowCandidate) (against []care.Reason) {
	no := func(code care.Code, detail string) {
		against = append(against, care.Reason{Code: code, Detail: detail})
	}
	who := k.rule.Audience
	if len(who.Tiers) > 0 && !slices.Contains(who.Tiers, d.Tier) {
		no(care.NotTier, d.Tier)
	}
	has := func(tag string) bool { return slices.Contains(d.Tags, tag) }
	if len(who.Any) > 0 && !slices.ContainsFunc(who.Any, has) {
		no(care.NotTagged, strings.Join(slices.Sorted(slices.Values(who.Any)), ", "))
	}
	for _, tag := range slices.Sorted(slices.Values(who.All)) {
		if !has(tag) {
			no(care.NotTagged, tag)
		}
	}
	for _, tag := range slices.Sorted(slices.Values(who.None)) {
		if has(tag) {
			no(care.Excluded, tag)
		}
	}
	if who.Sample == "0" { // samples are all or nobody here
		no(care.NotSampled, who.Sample)
	}
	for _, tag := range slices.Sorted(slices.Values(d.program.LetGo)) {
		if k.rule.Silence != nil && has(tag) {
			no(care.LetGo, tag)
		}
	}
	if h := d.program.Holdout; h != nil && obeys(k.rule, care.GateHoldout) && slowHeldOut(*h, d.ID) {
		no(care.HeldOut, h.Salt)
	}
	return against
}

// slowHeldOut compares the first 64 bits of SHA-256 over salt and ID, each after
// its length, with the share.
func slowHeldOut(h care.Holdout, id string) bool {
	var parts []byte
	for _, part := range []string{h.Salt, id} {
		parts = append(binary.BigEndian.AppendUint64(parts, uint64(len(part))), part...)
	}
	sum := sha256.Sum256(parts)
	all := new(big.Int).Lsh(big.NewInt(1), 64)
	ticket := new(big.Rat).SetFrac(new(big.Int).SetBytes(sum[:8]), all)
	return ticket.Cmp(decimal.RequireFromString(h.Share).Rat()) < 0
}

// past says what has happened that speaks against a candidate, and what the
// message lacks.
func (d *slowDesk) past(k slowCandidate) (against []care.Reason) {
	first := func(code care.Code, detail string, at []time.Time) {
		if len(at) > 0 {
			against = append(against, care.Reason{Code: code, Detail: detail, At: slices.MinFunc(at, time.Time.Compare)})
		}
	}
	for _, kind := range slices.Sorted(slices.Values(k.rule.CancelledBy)) {
		var at []time.Time
		for _, e := range d.Events {
			if e.Kind == kind && d.cancels(k, e) {
				at = append(at, e.At)
			}
		}
		first(care.Cancelled, kind, at)
	}
	var sent []time.Time
	for _, r := range d.History {
		if r.Rule == k.rule.ID && r.Occurrence == k.occurrence {
			sent = append(sent, r.At)
		}
	}
	first(care.AlreadySent, "", sent)
	for _, name := range slices.Sorted(slices.Values(k.rule.Variables)) {
		if _, known := d.variable(k, name); !known {
			against = append(against, care.Reason{Code: care.VariableMissing, Detail: name})
		}
	}
	return against
}

func (d *slowDesk) cancels(k slowCandidate, e care.Event) bool {
	if e.At.After(d.run.From) {
		return false // it does not exist yet
	}
	if k.whenever && e.Key == k.subject {
		return true
	}
	return !e.At.Before(k.since) && (e.Key == "" || k.subject == "" || e.Key == k.subject)
}

func (d *slowDesk) variable(k slowCandidate, name string) (value string, known bool) {
	if value, known = k.variables[name]; !known {
		value, known = d.Variables[name]
	}
	return value, known
}

// reached returns the address on a channel.
func (d *slowDesk) reached(channel string) care.Address {
	return d.Addresses[slices.IndexFunc(d.Addresses, func(a care.Address) bool { return a.Channel == channel })]
}

// address returns that of a channel, as compared.
func (d *slowDesk) address(channel string) string {
	kind := d.program.Channels[slices.IndexFunc(d.program.Channels, func(c care.Channel) bool { return c.ID == channel })]
	value := d.reached(channel).Value
	switch kind.Kind {
	case care.Email:
		return strings.ToLower(strings.TrimSpace(value))
	case care.Other:
		return strings.TrimSpace(value)
	}
	value = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(value)
	if after, ok := strings.CutPrefix(value, "00"); ok {
		return "+" + after
	}
	if kind.Country != "" && !strings.HasPrefix(value, "+") {
		return "+" + kind.Country + value
	}
	return value
}

// blockers returns what speaks against an instant on each of the channels.
func (d *slowDesk) blockers(k slowCandidate, channels []string, t time.Time) (all []care.Reason) {
	all = d.notPreferred(k, t) // of no channel, and so asked even where none is left
	for _, channel := range channels {
		for _, r := range d.blockersOf(k, channel, t) {
			if r.Code != care.NotPreferred {
				all = append(all, r)
			}
		}
	}
	for i := range all {
		all[i].At = d.until(k, all[i], t)
	}
	return all
}

// blockersOf returns what speaks against an instant on a channel.
func (d *slowDesk) blockersOf(k slowCandidate, channel string, t time.Time) (against []care.Reason) {
	if obeys(k.rule, care.GateConsent) {
		against = append(against, d.consent(channel, k.rule.Topic, t)...)
	}
	if obeys(k.rule, care.GateQuietHours) && d.quiet(channel, t) {
		against = append(against, care.Reason{Code: care.Quiet, Channel: channel})
	}
	against = append(against, d.notPreferred(k, t)...)
	if obeys(k.rule, care.GateCaps) {
		for _, c := range d.program.Caps {
			if d.capped(c, channel, k.rule.Topic, t) {
				against = append(against, care.Reason{Code: care.Capped, Channel: channel, Detail: c.ID})
			}
		}
	}
	return against
}

func (d *slowDesk) notPreferred(k slowCandidate, t time.Time) []care.Reason {
	if obeys(k.rule, care.GatePreferredHours) && len(d.Preferred) > 0 && !d.inside(d.Preferred, t) {
		return []care.Reason{{Code: care.NotPreferred}}
	}
	return nil
}

// until returns the instant that goes with a blocker at t: the first one at which
// it has passed. Hours are looked at for 31 days, caps to the deadline.
func (d *slowDesk) until(k slowCandidate, r care.Reason, t time.Time) time.Time {
	if r.Code == care.Denied {
		return r.At
	}
	last := t.Add(31 * 24 * time.Hour)
	if r.Code == care.Capped {
		last = k.deadline
	}
	for ; !t.After(last); t = t.Add(time.Minute) {
		var blocked bool
		switch r.Code {
		case care.Quiet:
			blocked = d.quiet(r.Channel, t)
		case care.NotPreferred:
			blocked = !d.inside(d.Preferred, t)
		case care.Capped:
			i := slices.IndexFunc(d.program.Caps, func(c care.Cap) bool { return c.ID == r.Detail })
			blocked = d.capped(d.program.Caps[i], r.Channel, k.rule.Topic, t)
		default:
			return time.Time{}
		}
		if !blocked {
			return t
		}
	}
	return time.Time{}
}

// consent resolves the consents that hold at t.
func (d *slowDesk) consent(channel, topic string, t time.Time) []care.Reason {
	granted := false
	var denied *care.Consent
	for _, about := range []string{topic, ""} {
		var latest *care.Consent
		for i := range d.Consents {
			a := &d.Consents[i]
			holds := a.Channel == channel && a.Topic == about && !a.At.After(t) && (a.Until.IsZero() || t.Before(a.Until))
			passed := !a.Denied && d.program.GrantSources != nil && !slices.Contains(d.program.GrantSources, a.Source)
			if holds && !passed && (latest == nil || slowLater(*a, *latest)) {
				latest = a
			}
		}
		switch {
		case latest == nil:
		case !latest.Denied:
			granted = true
		case denied == nil: // that of the topic is told, if both are denied
			denied = latest
		}
	}
	switch {
	case denied != nil:
		return []care.Reason{{Code: care.Denied, Channel: channel, Detail: denied.Source, At: denied.At}}
	case !granted:
		return []care.Reason{{Code: care.ConsentUnknown, Channel: channel}}
	}
	return nil
}

// slowLater says whether a speaks instead of b: the later one, of the same
// instant a denial, then the one of the lower source.
func slowLater(a, b care.Consent) bool {
	switch {
	case !a.At.Equal(b.At):
		return a.At.After(b.At)
	case a.Denied != b.Denied:
		return a.Denied
	}
	return a.Source < b.Source
}

// quiet says whether t is in the quiet hours of a channel.
func (d *slowDesk) quiet(channel string, t time.Time) bool {
	i := slices.IndexFunc(d.program.Channels, func(c care.Channel) bool { return c.ID == channel })
	return d.inside(d.program.Quiet, t) || d.inside(d.program.Channels[i].Law.Quiet, t)
}

// inside reads the clock.
func (d *slowDesk) inside(windows []care.Window, t time.Time) bool {
	reading := t.In(d.loc)
	hour, minute, _ := reading.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	year, month, day := reading.Date()
	date, _ := civil.New(year, month, day)
	for _, w := range windows {
		from, to := slowClock(w.From), slowClock(w.To)
		switch {
		case from < to && d.on(w, date) && from <= clock && clock < to,
			from > to && d.on(w, date) && from <= clock,
			from > to && d.on(w, date.AddDays(-1)) && clock < to:
			return true
		}
	}
	return false
}

// on says whether a window begins on a date.
func (d *slowDesk) on(w care.Window, date civil.Date) bool {
	return len(w.On) == 0 || slices.Contains(w.On, strings.ToLower(date.Weekday().String())) ||
		slices.Contains(w.On, "holiday") && slices.Contains(d.program.Holidays, date.String())
}

// capped says whether one contact more at t makes a window of the cap hold too
// many.
func (d *slowDesk) capped(c care.Cap, channel, topic string, t time.Time) bool {
	return slowCovers(c, channel, topic) && slowMost(d.program, c, d.made, t, d.loc)+1 > *c.Most
}

func slowCovers(c care.Cap, channel, topic string) bool {
	return (len(c.Channels) == 0 || slices.Contains(c.Channels, channel)) && (len(c.Topics) == 0 || slices.Contains(c.Topics, topic))
}

// slowMost returns how many contacts count in the fullest window of a cap that
// has t in it.
func slowMost(p care.Program, c care.Cap, made []care.Record, t time.Time, loc *time.Location) (most int64) {
	var counted []time.Time
	for _, r := range made {
		if r.Counts && slowCovers(c, r.Channel, r.Topic) {
			counted = append(counted, r.At)
		}
	}
	if unit, ok := strings.CutPrefix(c.In, "calendar "); ok {
		for _, at := range counted {
			if slowPeriod(p, unit, at, loc) == slowPeriod(p, unit, t, loc) {
				most++
			}
		}
		return most
	}
	_, days, exact := slowTerm(care.Term(c.In))
	length := time.Duration(days)*24*time.Hour + exact
	for _, end := range append(slices.Clone(counted), t) { // fullest where it ends with a contact
		if end.Before(t) || !end.Add(-length).Before(t) {
			continue
		}
		n := int64(0)
		for _, at := range counted {
			if at.After(end.Add(-length)) && !at.After(end) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// slowPeriod returns the first date of the calendar period of t.
func slowPeriod(p care.Program, unit string, t time.Time, loc *time.Location) civil.Date {
	date := civil.DateOf(t, loc)
	switch unit {
	case "day":
		return date
	case "month":
		return date.PeriodStart(1)
	}
	start := p.WeekStart
	if start == "" {
		start = "monday"
	}
	for strings.ToLower(date.Weekday().String()) != start {
		date = date.AddDays(-1)
	}
	return date
}

package points

import (
	"encoding/json"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

const (
	accountName = "benefit/points: account"
	// accountVersion is that of the JSON form of an Account.
	accountVersion = 1
)

// MarshalJSON returns the account in its versioned form. The zero Account is
// {"version":1}.
func (a Account) MarshalJSON() ([]byte, error) {
	doc := a.doc
	doc.Version = accountVersion // the zero Account has none
	return json.Marshal(doc)
}

// UnmarshalJSON reads what [Account.MarshalJSON] wrote. Anything else is a
// [*benefit.InvalidError], and leaves a as it was.
func (a *Account) UnmarshalJSON(data []byte) error {
	// A newer form may have fields that this one does not know.
	var version struct{ Version int }
	if json.Unmarshal(data, &version) == nil && version.Version > accountVersion {
		return &benefit.InvalidError{What: accountName, Faults: []benefit.Fault{versionFault(version.Version)}}
	}
	var doc accountDoc
	if err := fault.Decode(accountName, data, &doc); err != nil {
		return invalid(err)
	}
	r := reader{doc: &doc, lots: map[string]*lotDoc{}, burnt: map[string]int64{}}
	r.read()
	if err := r.faults.Err(accountName); err != nil {
		return invalid(err)
	}
	doc.Version = 0 // belongs to the text
	a.doc = doc
	return nil
}

func versionFault(n int) benefit.Fault {
	var faults fault.List
	faults.Add("version", "unknown", "%d: this library reads version %d", n, accountVersion)
	_, all, _ := fault.As[benefit.Fault](faults.Err(accountName))
	return all[0]
}

// reader checks what is read, so that no account that was not written here can
// do harm: one whose sums do not add up is refused.
type reader struct {
	doc    *accountDoc
	faults fault.List
	lots   map[string]*lotDoc
	burnt  map[string]int64 // points that remembered spends took, by lot
}

func (r *reader) fail(path, format string, args ...any) {
	r.faults.Add(path, "invalid_value", format, args...)
}

func (r *reader) read() {
	doc := r.doc
	if doc.Version != accountVersion {
		r.fail("version", "%d: this library reads version %d", doc.Version, accountVersion)
		return
	}
	known := int64(len(doc.Lots) + len(doc.Spends) + len(doc.Others))
	if doc.Entries == 0 {
		if known > 0 || len(doc.Once)+len(doc.Today)+len(doc.Waivers) > 0 || doc.Debt != 0 || doc.Settled != (Sums{}) || doc.Last != (Entry{}) || doc.Zone != "" || !doc.Reset.IsZero() {
			r.fail("entries", "is missing")
		}
		return
	}
	if doc.Entries < known || doc.Entries > maxEntries {
		r.fail("entries", "%d, with %d remembered", doc.Entries, known)
	}
	if doc.Zone == "" {
		r.fail("zone", "is missing")
	}
	r.entry("last", &doc.Last)
	if !doc.Reset.IsZero() {
		r.past("reset", &doc.Reset)
	}
	r.sums("settled", doc.Settled, maxEarned)
	if doc.Settled.Pending+doc.Settled.Available != 0 {
		r.fail("settled", "has points left")
	}
	r.readLots()
	r.readSpends()
	r.readOthers()
	r.readWaivers()
	r.readAwards("once", doc.Once)
	r.readAwards("today", doc.Today)
}

func (r *reader) readLots() {
	total := r.doc.Settled
	for i := range r.doc.Lots {
		l, path := &r.doc.Lots[i], fault.Index("lots", i)
		r.kind(path, &l.Entry, Earn)
		if i > 0 {
			r.rising(path, &r.doc.Lots[i-1].Entry, &l.Entry)
		}
		if r.lots[l.Entry.ID] != nil {
			r.fail(path, "is there already")
		}
		r.lots[l.Entry.ID] = l
		if !r.sums(path+".sums", l.Sums, maxPoints) {
			return
		}
		r.lot(path, l)
		if total.Earned > maxEarned-l.Sums.Earned {
			r.fail(path, "more points than a ledger holds")
			return
		}
		total.add(l.Sums)
	}
	if r.doc.Debt < 0 || r.doc.Debt > total.Earned || r.doc.Debt > 0 && total.Available > 0 {
		r.fail("debt", "%d, with %d points available of %d", r.doc.Debt, total.Available, total.Earned)
	}
}

// lot checks that a lot is as the fold leaves it.
func (r *reader) lot(path string, l *lotDoc) {
	s, last := l.Sums, r.doc.Last.At
	if s.Earned != l.Entry.Points {
		r.fail(path+".sums.earned", "%d of an earn of %d", s.Earned, l.Entry.Points)
	}
	if l.Returned < 0 || l.Returned > s.Earned || l.Excused < 0 || l.Excused > min(l.Returned, s.Expired) ||
		l.Owed < 0 || l.Owed > l.Returned-l.Excused {
		r.fail(path+".returned", "%d, of which %d were excused and %d owed", l.Returned, l.Excused, l.Owed)
	}
	r.past(path+".touched", &l.Touched)
	if !l.From.IsZero() {
		r.past(path+".from", &l.From)
	}
	if !l.Until.IsZero() && (l.Until.UTC().Year() > maxUntil || l.Until.Before(l.Entry.At)) {
		r.fail(path+".until", "%s is out of place", text(l.Until, time.UTC))
	}
	l.Until = in(l.Until, time.UTC)
	release := l.Entry.Release
	switch {
	case s.Pending > 0 && (s.Available+s.Spent > 0 || !l.From.IsZero() || !l.Until.IsZero() || !l.Entry.waits()):
		r.fail(path+".sums.pending", "%d of a lot that is available", s.Pending)
	case s.Pending > 0 && !release.IsZero() && !release.After(last):
		r.fail(path+".sums.pending", "%d that were released before the last entry", s.Pending)
	case s.Available+s.Spent > 0 && l.From.IsZero():
		r.fail(path+".from", "is missing")
	case s.Available > 0 && (!l.Until.IsZero() && !l.Until.After(last) || l.Entry.At.Before(r.doc.Reset)):
		r.fail(path+".sums.available", "%d that expired before the last entry", s.Available)
	}
}

func (r *reader) readSpends() {
	seen := map[string]bool{}
	for i := range r.doc.Spends {
		s, path := &r.doc.Spends[i], fault.Index("spends", i)
		r.kind(path, &s.Entry, Spend)
		if i > 0 {
			r.rising(path, &r.doc.Spends[i-1].Entry, &s.Entry)
		}
		if seen[s.Entry.ID] {
			r.fail(path, "is there already")
		}
		seen[s.Entry.ID] = true
		left := s.Entry.Points
		for j, p := range s.Parts {
			l := r.lots[p.Lot]
			if l == nil || p.Points < 1 || p.Points > left || p.Points > l.Sums.Spent-r.burnt[p.Lot] {
				r.fail(fault.Index(path+".parts", j), "%d points of lot %q", p.Points, clip(p.Lot))
				return
			}
			left -= p.Points
			r.burnt[p.Lot] += p.Points
		}
	}
}

func (r *reader) readOthers() {
	seen := map[otherID]bool{}
	for i := range r.doc.Others {
		en, path := &r.doc.Others[i], fault.Index("others", i)
		r.entry(path, en)
		id := otherID{en.Kind, en.ID}
		if en.Kind == Earn || en.Kind == Spend || seen[id] {
			r.fail(path, "%s does not belong here", en.name())
		}
		seen[id] = true
		if i > 0 {
			r.rising(path, &r.doc.Others[i-1], en)
		}
	}
}

func (r *reader) readWaivers() {
	var total int64
	for i := range r.doc.Waivers {
		w, path := &r.doc.Waivers[i], fault.Index("waivers", i)
		r.past(path+".at", &w.At)
		if i > 0 && !r.doc.Waivers[i-1].At.Before(w.At) {
			r.fail(path+".at", "is out of order")
		}
		if w.Points < 1 || w.Points > maxEarned-total {
			r.fail(path+".points", "%d", w.Points)
			return
		}
		total += w.Points
	}
}

// readAwards checks a list of awards: with instants for those that count once.
func (r *reader) readAwards(name string, list []award) {
	var total int64
	for i := range list {
		w, path := &list[i], fault.Index(name, i)
		if err := fault.Name(w.Action); err != nil {
			r.fail(path+".action", "%v", err)
		}
		if i > 0 && list[i-1].Action >= w.Action {
			r.fail(path+".action", "is out of order")
		}
		if w.Points < 0 || w.Points > maxEarned-total {
			r.fail(path+".points", "%d", w.Points)
			return
		}
		total += w.Points
		if name == "once" {
			r.past(path+".at", &w.At)
		} else if !w.At.IsZero() {
			r.fail(path+".at", "does not belong here")
		}
	}
}

// sums checks that none is negative and that they add up.
func (r *reader) sums(path string, s Sums, most int64) bool {
	rest := s.Earned
	ok := rest >= 0 && rest <= most
	for _, n := range []int64{s.Pending, s.Available, s.Spent, s.Expired, s.Reversed} {
		ok = ok && n >= 0 && n <= rest
		rest -= max(n, 0)
	}
	if !ok || rest != 0 {
		r.fail(path, "do not add up")
	}
	return ok && rest == 0
}

func (r *reader) kind(path string, en *Entry, want Kind) {
	r.entry(path+".entry", en)
	if en.Kind != want {
		r.fail(path+".entry.kind", "%q, want %q", clip(string(en.Kind)), want)
	}
}

// entry checks an entry that is not after the last.
func (r *reader) entry(path string, en *Entry) {
	if err := en.check(time.UTC); err != nil {
		r.fail(path, "%v", err)
	}
	if compareOrder(en, &r.doc.Last) > 0 {
		r.fail(path, "is after the last entry")
	}
	*en = en.canonical()
}

func (r *reader) rising(path string, before, en *Entry) {
	if compareOrder(before, en) >= 0 {
		r.fail(path, "is out of order")
	}
}

// past checks an instant that is not after the last entry.
func (r *reader) past(path string, t *time.Time) {
	*t = in(*t, time.UTC)
	if err := civil.CheckInstant(*t); err != nil {
		r.fail(path, "%v", err)
	} else if t.After(r.doc.Last.At) {
		r.fail(path, "%s is after the last entry", text(*t, time.UTC))
	}
}

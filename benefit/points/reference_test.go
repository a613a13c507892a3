package points_test

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"example.com/membership/benefit/points"
)

// slowBook is the definition: every single point is a record of its own, and
// every question looks at all of them.
type slowBook struct {
	loc      *time.Location
	points   []*slowPoint
	earns    map[string]points.Entry
	spends   map[string][]*slowPoint // not restored, in the order of spending
	spentAt  map[string]time.Time
	returned map[string]int64
	from     map[string]time.Time
	until    map[string]time.Time // missing for never
	reset    time.Time
	debt     int64
	owed     map[string]int64
	waivers  []slowWaiver
	forgiven int64
}

// slowWaiver is a point that a reversal did not find.
type slowWaiver struct {
	at        time.Time
	collected bool
}

type slowPoint struct {
	lot     string
	state   string // pending, available, spent, expired, reversed
	excused bool
}

var errSlow = errors.New("cannot be")

func newSlowBook(loc *time.Location) *slowBook {
	return &slowBook{
		loc: loc, earns: map[string]points.Entry{}, spends: map[string][]*slowPoint{}, returned: map[string]int64{},
		from: map[string]time.Time{}, until: map[string]time.Time{}, owed: map[string]int64{}, spentAt: map[string]time.Time{},
	}
}

// replaySlow returns the book of entries, sorted by the definition, at an
// instant. All of them can be.
func replaySlow(loc *time.Location, entries []points.Entry, when time.Time) *slowBook {
	b := newSlowBook(loc)
	for _, en := range slowOrder(entries) {
		if !en.At.After(when) && b.apply(en) != nil {
			panic("an entry that cannot be")
		}
	}
	b.pass(when)
	return b
}

func slowOrder(entries []points.Entry) []points.Entry {
	kinds := []points.Kind{points.Expire, points.Release, points.Earn, points.Restore, points.Reverse, points.Spend}
	return slices.SortedFunc(slices.Values(entries), func(a, b points.Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.ID, b.ID))
	})
}

// in returns the points of a lot, "" for any, in a state.
func (b *slowBook) in(lot, state string) (list []*slowPoint) {
	for _, p := range b.points {
		if (lot == "" || p.lot == lot) && p.state == state {
			list = append(list, p)
		}
	}
	return list
}

// spendable returns the available points in the order of spending.
func (b *slowBook) spendable() []*slowPoint {
	list := b.in("", "available")
	slices.SortStableFunc(list, func(x, y *slowPoint) int {
		return cmp.Or(b.end(x.lot).Compare(b.end(y.lot)), b.earns[x.lot].At.Compare(b.earns[y.lot].At), cmp.Compare(x.lot, y.lot))
	})
	return list
}

func (b *slowBook) end(lot string) time.Time {
	if end, ok := b.until[lot]; ok {
		return end
	}
	return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
}

// pass lets time pass, instant by instant.
func (b *slowBook) pass(to time.Time) {
	for {
		next := to.Add(1)
		for _, p := range b.in("", "available") {
			if end := b.end(p.lot); end.Before(next) {
				next = end
			}
		}
		for _, p := range b.in("", "pending") {
			if opens := b.earns[p.lot].Release; !opens.IsZero() && opens.Before(next) {
				next = opens
			}
		}
		if next.After(to) {
			return
		}
		for _, p := range b.in("", "available") {
			if !b.end(p.lot).After(next) {
				p.state = "expired"
			}
		}
		var open []points.Entry
		for _, en := range b.earns {
			if !en.Release.IsZero() && !en.Release.After(next) && len(b.in(en.ID, "pending")) > 0 {
				open = append(open, en)
			}
		}
		for _, en := range slowOrder(open) {
			b.release(en.ID, next)
		}
	}
}

func (b *slowBook) release(lot string, now time.Time) {
	b.from[lot] = now
	if end, ok := slowEnd(b.earns[lot].Expiry, now, b.loc); ok {
		b.until[lot] = end
	}
	b.credit(b.in(lot, "pending"), now, now)
}

// credit gives points that were spent at an instant, if they were.
func (b *slowBook) credit(list []*slowPoint, now, spent time.Time) {
	for _, p := range list {
		ended := !b.end(p.lot).After(now) || b.earns[p.lot].At.Before(b.reset)
		waiver := slices.IndexFunc(b.waivers, func(w slowWaiver) bool { return !w.collected && w.at.After(spent) })
		switch {
		case b.debt > 0 && (!ended || b.owed[p.lot] > 0):
			b.debt--
			b.owed[p.lot] = max(b.owed[p.lot]-1, 0)
			p.state = "reversed"
		case ended:
			p.state = "expired"
		case waiver >= 0:
			b.waivers[waiver].collected = true
			b.forgiven--
			p.state = "reversed"
		default:
			p.state = "available"
		}
	}
}

// slowEnd returns the start of the first day on which a term is over, found by
// walking through the calendar. It knows the terms of the properties.
func slowEnd(term points.Term, now time.Time, loc *time.Location) (time.Time, bool) {
	y, m, d := now.In(loc).Date()
	lastOfMonth := func(m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }
	switch term {
	case points.Never:
		return time.Time{}, false
	case "1 day":
		d += 2
	case "10 days":
		d += 11
	case "1 month":
		d = min(d, lastOfMonth(m+1)) + 1
		m++
	case "end of month":
		m, d = m+1, 1
	case "end of next quarter":
		m, d = (m-1)/3*3+7, 1
	default:
		panic(term)
	}
	want := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	end := time.Date(y, m, d, 0, 0, 0, 0, loc)
	for end.Format(time.DateOnly) < want { // a midnight that does not exist
		end = end.Add(time.Hour)
	}
	return end, true
}

// apply takes an entry, or leaves all as it was but for the time.
func (b *slowBook) apply(en points.Entry) error {
	b.pass(en.At)
	_, earned := b.earns[en.Of]
	switch en.Kind {
	case points.Earn:
		b.earns[en.ID] = en
		for range en.Points {
			b.points = append(b.points, &slowPoint{lot: en.ID, state: "pending"})
		}
		if en.Awaits == "" && en.Release.IsZero() {
			b.release(en.ID, en.At)
		}
	case points.Release:
		if !earned {
			return errSlow
		}
		if len(b.in(en.Of, "pending")) > 0 {
			b.release(en.Of, en.At)
		}
	case points.Spend:
		list := b.spendable()
		if int64(len(list)) < en.Points {
			return errSlow
		}
		for _, p := range list[:en.Points] {
			p.state = "spent"
			b.spends[en.ID] = append(b.spends[en.ID], p)
		}
		b.spentAt[en.ID] = en.At
	case points.Restore:
		list := b.spends[en.Of]
		if int64(len(list)) < en.Points {
			return errSlow
		}
		keep := len(list) - int(en.Points)
		back := slices.Clone(list[keep:])
		slices.Reverse(back)
		b.spends[en.Of] = list[:keep]
		b.credit(back, en.At, b.spentAt[en.Of])
	case points.Reverse:
		if !earned || b.returned[en.Of]+en.Points > b.earns[en.Of].Points {
			return errSlow
		}
		b.returned[en.Of] += en.Points
		b.reverse(en)
	case points.Expire:
		if en.Of != "" && !earned {
			return errSlow
		}
		b.expire(en)
	}
	return nil
}

func (b *slowBook) reverse(en points.Entry) {
	var takable []*slowPoint
	takable = append(takable, b.in(en.Of, "pending")...)
	if en.Clawback != points.PendingOnly {
		takable = append(takable, b.in(en.Of, "available")...)
		for _, p := range b.in(en.Of, "expired") {
			if !p.excused {
				takable = append(takable, p)
			}
		}
		for _, p := range b.spendable() {
			if p.lot != en.Of {
				takable = append(takable, p)
			}
		}
	}
	for i := range en.Points {
		switch {
		case int(i) < len(takable) && takable[i].state == "expired":
			takable[i].excused = true
			b.forgiven++
		case int(i) < len(takable):
			takable[i].state = "reversed"
		case en.Clawback == points.IntoDebt:
			b.debt++
			b.owed[en.Of]++
		default:
			b.forgiven++
			if en.Clawback == points.WithinBalance {
				b.waivers = append(b.waivers, slowWaiver{at: en.At})
			}
		}
	}
}

func (b *slowBook) expire(en points.Entry) {
	if en.Of == "" {
		b.reset = en.At
	}
	for _, p := range b.points {
		if (p.lot == en.Of || en.Of == "") && (p.state == "pending" || p.state == "available") {
			p.state = "expired"
			b.until[p.lot] = en.At
		}
	}
	for lot := range b.earns {
		if (lot == en.Of || en.Of == "") && b.end(lot).After(en.At) {
			b.until[lot] = en.At
		}
	}
}

// sums counts the points of a lot, "" for all.
func (b *slowBook) sums(lot string) points.Sums {
	count := func(state string) int64 { return int64(len(b.in(lot, state))) }
	s := points.Sums{
		Pending: count("pending"), Available: count("available"), Spent: count("spent"),
		Expired: count("expired"), Reversed: count("reversed"),
	}
	for _, p := range b.points {
		if lot == "" || p.lot == lot {
			s.Earned++
		}
	}
	return s
}

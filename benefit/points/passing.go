package points

import "time"

// advance lets time pass up to an instant: at each, what is over expires before
// what has waited is released.
func (b *book) advance(to time.Time) {
	for {
		at, kind := b.due()
		if at.IsZero() || at.After(to) {
			break
		}
		b.now = at
		b.begin(Entry{Kind: kind, At: at})
		if kind == Expire {
			for l := b.burn.first(); l != nil && l.Until.Equal(at); l = b.burn.first() {
				b.take(l, l.Sums.Available, Sums{Expired: 1})
			}
		} else {
			for l := b.waiting.first(); l != nil && l.Entry.Release.Equal(at); l = b.waiting.first() {
				b.release(l)
			}
		}
		b.end()
	}
	b.now = to
}

// due returns the first instant at which something changes by itself, and what;
// the zero Time if nothing does.
func (b *book) due() (time.Time, Kind) {
	var until, release time.Time
	if l := b.burn.first(); l != nil {
		until = l.Until
	}
	if l := b.waiting.first(); l != nil {
		release = l.Entry.Release
	}
	if compareEnds(until, release) <= 0 {
		return until, Expire
	}
	return release, Release
}

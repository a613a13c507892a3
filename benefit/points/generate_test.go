package points_test

import (
	"fmt"
	"time"

	"example.com/membership/benefit/points"
	"pgregory.net/rapid"
)

// places are where the properties run, each with a day near which its clocks
// change: not at all, one hour, a midnight that does not exist.
var places = []struct{ zone, day string }{
	{"UTC", "2026-01-28"},
	{"Asia/Shanghai", "2024-02-20"},
	{"America/Sao_Paulo", "2018-10-28"},
	{"Europe/Berlin", "2026-03-20"},
}

var terms = []points.Term{points.Never, "1 day", "10 days", "1 month", "end of month", "end of next quarter"}

// A story is a ledger that can be, in order, and what it comes to.
type story struct {
	loc     *time.Location
	start   time.Time
	entries []points.Entry
	refused []points.Entry // what could not be, each at its place: before entries[index]
	indexes []int
	book    *slowBook
}

// genre narrows the stories.
type genre struct {
	terms     []points.Term
	clawbacks []points.Clawback
	kinds     []points.Kind
}

func anything() genre {
	return genre{
		terms:     terms,
		clawbacks: []points.Clawback{points.PendingOnly, points.WithinBalance, points.IntoDebt, points.IntoDebt},
		kinds: []points.Kind{points.Earn, points.Earn, points.Earn, points.Spend, points.Spend, points.Restore,
			points.Reverse, points.Reverse, points.Release, points.Expire},
	}
}

// drawStory draws a ledger of up to n entries over some weeks, with many at one
// instant. The slow book says which of those drawn can be.
func drawStory(t *rapid.T, g genre, n int) story {
	place := rapid.SampledFrom(places).Draw(t, "place")
	loc := zone(t, place.zone)
	start, _ := time.ParseInLocation(time.DateOnly, place.day, loc)
	s := story{loc: loc, start: start, book: newSlowBook(loc)}
	var last points.Entry
	now := start
	var earns, spends []string
	for i := range rapid.IntRange(1, n).Draw(t, "entries") {
		now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 6, 24, 24, 72, 240}).Draw(t, "hours")) * time.Hour)
		en := drawEntry(t, g, fmt.Sprintf("%c%d", 'a'+rapid.IntRange(0, 3).Draw(t, "letter"), i), now, earns, spends)
		if i > 0 && !inOrder(last, en) {
			continue
		}
		if s.book.apply(en) != nil {
			s.refused, s.indexes = append(s.refused, en), append(s.indexes, len(s.entries))
			continue
		}
		last = en
		s.entries = append(s.entries, en)
		switch en.Kind {
		case points.Earn:
			earns = append(earns, en.ID)
		case points.Spend:
			spends = append(spends, en.ID)
		}
	}
	return s
}

func inOrder(a, b points.Entry) bool {
	return slowOrder([]points.Entry{b, a})[0].ID == a.ID
}

func drawEntry(t *rapid.T, g genre, id string, now time.Time, earns, spends []string) points.Entry {
	en := points.Entry{ID: id, Kind: rapid.SampledFrom(g.kinds).Draw(t, "kind"), At: now}
	some := func(list []string) string { return rapid.SampledFrom(append(list, "nobody")).Draw(t, "of") }
	switch en.Kind {
	case points.Earn:
		en.Points = rapid.Int64Range(0, 9).Draw(t, "points")
		en.Expiry = rapid.SampledFrom(g.terms).Draw(t, "expiry")
		switch rapid.IntRange(0, 5).Draw(t, "waits") {
		case 0:
			en.Awaits = "delivered"
		case 1:
			en.Awaits = "delivered"
			fallthrough
		case 2:
			en.Release = now.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "half days")) * 12 * time.Hour)
		}
	case points.Spend:
		en.Points = rapid.Int64Range(1, 12).Draw(t, "points")
	case points.Restore:
		en.Points, en.Of = rapid.Int64Range(1, 9).Draw(t, "points"), some(spends)
	case points.Reverse:
		en.Points, en.Of = rapid.Int64Range(0, 9).Draw(t, "points"), some(earns)
		en.Clawback = rapid.SampledFrom(g.clawbacks).Draw(t, "clawback")
	case points.Release:
		en.Of = some(earns)
	case points.Expire:
		en.Of = some(append(earns, ""))
	}
	return en
}

// end returns the instant of the last entry, or the start.
func (s *story) end() time.Time {
	if n := len(s.entries); n > 0 {
		return s.entries[n-1].At
	}
	return s.start
}

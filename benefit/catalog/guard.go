package catalog

import (
	"fmt"
	"time"
)

// Guard is the condition that fewer than Below uses are recorded that count.
//
// A use of Customer and Benefit that was not given back counts if its At is in
// [From, Until), and it counts as well if its Year is Year: either is enough, and
// what is both counts once. The zero Time is no bound, and a Year of 0 is the
// year of no use. So a birthday benefit is used once in a calendar year, and once
// for the birthday of a year, whichever of the two is used up first.
type Guard struct {
	Customer string    `json:"customer"`       // Customer is the ID of the customer
	Benefit  string    `json:"benefit"`        // Benefit is the ID of the benefit
	From     time.Time `json:"from,omitzero"`  // From bounds [Use.At], inclusive
	Until    time.Time `json:"until,omitzero"` // Until bounds [Use.At], exclusive
	Year     int       `json:"year,omitzero"`  // Year is compared with [Use.Year], for a birthday benefit
	Below    int64     `json:"below"`          // Below is the limit
}

// String returns the condition in a line, such as
//
//	uses of "birthday" by "lan" in [2026-01-01, 2027-01-01) or for 2027 < 1
//
// where an instant at midnight in its own location is written as its date. Of nil
// it is "not counted".
func (g *Guard) String() string {
	if g == nil {
		return "not counted"
	}
	year := ""
	if g.Year != 0 {
		year = fmt.Sprintf(" or for %d", g.Year)
	}
	return fmt.Sprintf("uses of %q by %q %s%s < %d", g.Benefit, g.Customer, g.span(), year, g.Below)
}

// span words the bounds of instants.
func (g *Guard) span() string {
	switch from, until := brief(g.From), brief(g.Until); {
	case g.From.IsZero() && g.Until.IsZero():
		return "at any time"
	case g.From.IsZero():
		return "before " + until
	case g.Until.IsZero():
		return "from " + from + " on"
	default:
		return "in [" + from + ", " + until + ")"
	}
}

// brief writes an instant as its date where it is a midnight.
func brief(t time.Time) string {
	if h, m, s := t.Clock(); h+m+s+t.Nanosecond() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

// guard returns what has to hold while a use is recorded.
func (c *call) guard(b *entry, p *position) *Guard {
	if !b.counted() {
		return nil
	}
	return &Guard{
		Customer: c.member.ID, Benefit: b.ID, Below: b.times,
		From: c.shown(p.since), Until: c.shown(p.renews), Year: p.year,
	}
}

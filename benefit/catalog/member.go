package catalog

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
)

// Member is what the shop knows of a customer. The zero value is a guest.
type Member struct {
	// ID is that of the customer, at most 120 bytes, "" for a guest.
	ID string `json:"id,omitzero"`
	// Tier is the ID of the tier held, "" for none.
	Tier string `json:"tier,omitzero"`
	// Joined is the instant of the first registration ever. Default: not known.
	Joined time.Time `json:"joined,omitzero"`
	// Withdrawn says that the customer has left and not come back: then benefits
	// for tiers, or for who joined, are refused.
	Withdrawn bool `json:"withdrawn,omitzero"`
	// Birthday is the month and day of birth, such as "02-29": one each year.
	// Default: not known, unless Birthdays are given.
	Birthday string `json:"birthday,omitzero"`
	// Birthdays lists the dates of birthdays where the shop computes them, such
	// as "2026-09-25" for a lunar one, at most 10: that of this year, and those
	// before and after it for dates around New Year. Not beside Birthday.
	Birthdays []string `json:"birthdays,omitempty"`
	// Uses lists what the customer has used so far, in any order. One of a benefit
	// that the catalog does not have, or not any more, counts for nothing.
	Uses []Use `json:"uses,omitempty"`
}

// Use is one use of a benefit, as [Engine.Claim] gave it.
type Use struct {
	// Key tells uses apart, in at most 1,000 bytes. A use that comes twice counts
	// once. Claim makes it of the IDs of benefit, customer and request, as in
	// benefit/birthday/C1/tap-1: without slashes and tildes in these, which it
	// escapes as ~1 and ~0, in at most 370 bytes.
	Key string `json:"key"`
	// Benefit is the ID of the benefit.
	Benefit string `json:"benefit"`
	// At is the instant of the use, by which the limits of a [Period] count it.
	// Entitlements does not count what is later than the instant asked about; a
	// claim does, as its guard does, however clocks differ.
	At time.Time `json:"at"`
	// Year is the year for which a birthday benefit was used: that of the
	// birthday, which over New Year is the one before or after. Default: the
	// civil year of At.
	Year int `json:"year,omitzero"`
	// Returned says that it was given back: it does not count. It stays in the
	// list, so that a late retry of its request is refused.
	Returned bool `json:"returned,omitzero"`
}

// Launch is when something is first sold.
type Launch struct {
	ID string    `json:"id"` // ID names the launch, at most 120 bytes
	At time.Time `json:"at"` // At is the instant from which everybody may buy
	// Items lists what is launched, at least one item, and 10,000 of all launches
	// together at most: a launch discount is for nothing else.
	Items []string `json:"items"`
}

const (
	maxBirthdays = 10
	maxLaunches  = 100
	maxItems     = 10_000 // of all launches

	memberRecord = "member"
)

// birthday is when the birthdays of a member are. The zero value is not known.
type birthday struct {
	dates []civil.Date // in order; where they are computed
	month time.Month
	day   int // 0 where dates are given, or nothing
}

func (b birthday) known() bool { return b.day > 0 || len(b.dates) > 0 }

// check says what is wrong with a member, its uses aside, and reads the birthday.
func (e *Engine) check(m *Member) (birthday, error) {
	if m.ID != "" {
		if err := checkID(m.ID); err != nil {
			return birthday{}, dataFault(memberRecord, "id", "%v", err)
		}
	}
	if m.Tier != "" && len(e.tiers) > 0 && !e.knows(m.Tier) {
		return birthday{}, dataFault(memberRecord, "tier", "%s", unknown("tier", m.Tier, e.tiers))
	}
	if !m.Joined.IsZero() {
		if err := civil.CheckInstant(m.Joined); err != nil {
			return birthday{}, dataFault(memberRecord, "joined", "%v", err)
		}
	}
	if m.ID == "" && len(m.Uses) > 0 {
		return birthday{}, dataFault(memberRecord, "uses", "are given for a guest; give the ID of the customer whose they are")
	}
	return parseBirthday(m)
}

func parseBirthday(m *Member) (birthday, error) {
	if m.Birthday == "" {
		return parseBirthdays(m.Birthdays)
	}
	if len(m.Birthdays) > 0 {
		return birthday{}, dataFault(memberRecord, "birthdays", "are given beside birthday; give one of the two")
	}
	date, err := civil.Parse("2000-" + m.Birthday) // a year with 29 February
	if err != nil {
		return birthday{}, dataFault(memberRecord, "birthday", `%.60q is no month and day; write it such as "02-29"`, m.Birthday)
	}
	_, month, day := date.Split()
	return birthday{month: month, day: day}, nil
}

func parseBirthdays(texts []string) (birthday, error) {
	if len(texts) > maxBirthdays {
		return birthday{}, dataFault(memberRecord, "birthdays", "has %d dates; give those of this year and its neighbours, at most %d", len(texts), maxBirthdays)
	}
	var b birthday
	for _, s := range texts {
		date, err := civil.Parse(s)
		if err != nil {
			return birthday{}, dataFault(memberRecord, "birthdays", "%v", err)
		}
		if year, _, _ := date.Split(); year < 1900 || year > 2299 {
			return birthday{}, dataFault(memberRecord, "birthdays", "%s: the year is outside 1900..2299", s)
		}
		b.dates = append(b.dates, date)
	}
	slices.Sort(b.dates)
	return b, nil
}

// check says what is wrong with a use.
func (u *Use) check(loc *time.Location) error {
	if err := fault.Key(u.Key); err != nil {
		return dataFault(named("use", u.Key), "key", "%v", err)
	}
	if u.Benefit == "" || len(u.Benefit) > fault.MaxName || !utf8.ValidString(u.Benefit) {
		return dataFault(named("use", u.Key), "benefit", "%.60q is no ID of a benefit", u.Benefit)
	}
	if err := civil.CheckInstant(u.At); err != nil {
		return dataFault(named("use", u.Key), "at", "%v", err)
	}
	if u.Year == 0 {
		return nil
	}
	if year := yearOf(u.At, loc); u.Year < year-1 || u.Year > year+1 {
		return dataFault(named("use", u.Key), "year", "%d is not that of a birthday near %s; keep the year that Claim gave", u.Year, text(u.At))
	}
	return nil
}

// same reports whether two uses say the same.
func (u *Use) same(o *Use) bool {
	return u.Benefit == o.Benefit && u.At.Equal(o.At) && u.Year == o.Year && u.Returned == o.Returned
}

// year returns the year for which a birthday benefit was used.
func (u *Use) year(loc *time.Location) int {
	if u.Year != 0 {
		return u.Year
	}
	return yearOf(u.At, loc)
}

func yearOf(t time.Time, loc *time.Location) int {
	year, _, _ := civil.DateOf(t, loc).Split()
	return year
}

// check says what is wrong with a launch.
func (l *Launch) check() error {
	wrong := func(field, format string, args ...any) error {
		return dataFault(named("launch", l.ID), field, format, args...)
	}
	if err := checkID(l.ID); err != nil {
		return wrong("id", "%v", err)
	}
	if err := civil.CheckInstant(l.At); err != nil {
		return wrong("at", "%v", err)
	}
	if len(l.Items) == 0 || len(l.Items) > maxItems {
		return wrong("items", "has %d items; give what is launched, 1 to %d", len(l.Items), maxItems)
	}
	for _, item := range l.Items {
		if err := fault.Name(item); err != nil {
			return wrong("items", "%v", err)
		}
	}
	return nil
}

// compare orders launches by instant, then ID.
func (l *Launch) compare(o *Launch) int {
	if c := l.At.Compare(o.At); c != 0 {
		return c
	}
	return strings.Compare(l.ID, o.ID)
}

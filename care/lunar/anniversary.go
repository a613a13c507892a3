package lunar

// LeapMonth is a policy: when a date of a leap month comes back. A leap month
// returns only after years, mostly after 19. It says nothing about dates of
// regular months, which are in the regular month of their number each year,
// also where a leap month follows it.
type LeapMonth string

const (
	// Regular has the date in the regular month of the same number each year. The
	// default: "" is Regular.
	Regular LeapMonth = "regular"
	// Leap has the date in the leap month where the year has that one, and else in
	// the regular month.
	Leap LeapMonth = "leap"
	// Both has the date in the regular month, and where the year has that leap
	// month, in it too.
	Both LeapMonth = "both"
)

// leapMonths are in their order; [LeapMonths] hands out a copy.
var leapMonths = [...]LeapMonth{Regular, Leap, Both}

// LeapMonths returns all policies: Regular, Leap, Both.
func LeapMonths() []LeapMonth { return append([]LeapMonth(nil), leapMonths[:]...) }

// In returns the days on which the date comes back in a lunar year, in their
// order: one or, by [Both], two. Day 30 is on day 29 where the month has no
// 30th, each month by itself. Of the date only Month, Leap and Day are read: a
// birthday whose year is not known comes back like any other, and years before
// the first one are up to the caller.
//
// A year out of range is a [*RangeError]; a month outside 1..12, a day outside
// 1..30 and an unknown policy are a [*DataError]. Any month can be a leap
// month: whether the date's own year had it is not asked.
//
// Where the caller keeps the slice to itself, there
// is no allocation.
func (d Date) In(year int, p LeapMonth) ([]Date, error) {
	return d.appendIn(make([]Date, 0, 2), year, p) // inlined, so that the slice is on the caller's stack
}

// appendIn appends to days, whose two places suffice.
func (d Date) appendIn(days []Date, year int, p LeapMonth) ([]Date, error) {
	if err := d.checkAnniversary(year, p); err != nil {
		return nil, err
	}
	e := entryOf(year)
	leapToo := d.Leap && d.Month == e.leap() && (p == Leap || p == Both)
	if !leapToo || p == Both {
		days = append(days, e.clamp(Date{Year: year, Month: d.Month, Day: d.Day}))
	}
	if leapToo {
		days = append(days, e.clamp(Date{Year: year, Month: d.Month, Leap: true, Day: d.Day}))
	}
	return days, nil
}

// checkAnniversary says why the date cannot come back in the year.
func (d Date) checkAnniversary(year int, p LeapMonth) error {
	if err := checkYear(year); err != nil {
		return err
	}
	if err := d.checkMonth(); err != nil {
		return err
	}
	if d.Day < 1 || d.Day > longMonth {
		return d.fault("day", "%d is outside 1..%d", d.Day, longMonth)
	}
	switch p {
	case "", Regular, Leap, Both:
		return nil
	}
	return unknown("leap-month policy", p, leapMonths[:])
}

// clamp moves a day that the month does not have to its last one.
func (e entry) clamp(d Date) Date {
	d.Day = min(d.Day, e.length(e.place(d.Month, d.Leap)))
	return d
}

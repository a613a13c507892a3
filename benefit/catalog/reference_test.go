package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"pgregory.net/rapid"
)

// The definition, by asking about one instant at a time.

// dateOf is what the clock reads, as a midnight in UTC.
func dateOf(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// slowBirthdays lists the birthdays of the years around a date.
func slowBirthdays(m catalog.Member, leap catalog.LeapDay, on time.Time) (dates []time.Time) {
	for _, s := range m.Birthdays {
		d, _ := time.Parse(time.DateOnly, s)
		dates = append(dates, d)
	}
	for year := on.Year() - 1; m.Birthday != "" && year <= on.Year()+1; year++ {
		text := fmt.Sprintf("%d-%s", year, m.Birthday)
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			switch leap {
			case catalog.February28:
				d = time.Date(year, 2, 28, 0, 0, 0, 0, time.UTC)
			case catalog.March1:
				d = time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC)
			default:
				continue
			}
		}
		dates = append(dates, d)
	}
	return dates
}

// slowOpen lists the windows of a benefit that are open, each named: by its year
// for a birthday, by its launch for early access.
func slowOpen(b catalog.Benefit, m catalog.Member, t time.Time, loc *time.Location, launches []catalog.Launch) (open []string) {
	if t.Before(b.When.From) || !b.When.Until.IsZero() && !t.Before(b.When.Until) {
		return nil
	}
	var n int
	var unit string
	fmt.Sscanf(b.When.Joined+b.When.Lead, "%d %s", &n, &unit)
	hours := time.Duration(n) * time.Hour
	switch today := dateOf(t, loc); {
	case b.When.Birthday != nil:
		for _, d := range slowBirthdays(m, b.When.Birthday.Leap, today) {
			if !today.Before(d.AddDate(0, 0, -b.When.Birthday.Before)) && !today.After(d.AddDate(0, 0, b.When.Birthday.After)) {
				open = append(open, d.Format("2006"))
			}
		}
	case b.When.Joined != "":
		inTime := t.Before(m.Joined.Add(hours))
		if unit[0] == 'd' {
			inTime = !today.After(dateOf(m.Joined, loc).AddDate(0, 0, n))
		}
		if !t.Before(m.Joined) && inTime {
			open = append(open, "joined")
		}
	case b.When.Lead != "":
		for _, l := range launches {
			from := l.At.Add(-hours)
			if unit[0] == 'd' {
				from = l.At.In(loc).AddDate(0, 0, -n)
			}
			if !t.Before(from) && t.Before(l.At) && !slices.Contains(open, l.ID) {
				open = append(open, l.ID)
			}
		}
	default:
		open = append(open, "always")
	}
	return open
}

// slowPeriod names the period that an instant is in.
func slowPeriod(per catalog.Period, t time.Time, loc *time.Location) string {
	switch t = t.In(loc); per {
	case catalog.Month:
		return t.Format("2006-01")
	case catalog.Quarter:
		return fmt.Sprint(t.Year(), (t.Month()-1)/3)
	case catalog.Year:
		return t.Format("2006")
	}
	return "always"
}

// slowFree reports whether a benefit is open at t, and not used up by the uses
// that exist at the instant now.
func slowFree(b catalog.Benefit, m catalog.Member, now, t time.Time, loc *time.Location, launches []catalog.Launch) bool {
	free := slowOpen(b, m, t, loc, launches)
	counted := map[string]bool{}
	n := int64(0)
	for _, u := range m.Uses {
		if u.Benefit != b.ID || u.Returned || u.At.After(now) || counted[u.Key] {
			continue
		}
		counted[u.Key] = true
		year := u.At.In(loc).Format("2006")
		if u.Year != 0 {
			year = fmt.Sprint(u.Year)
		}
		if b.When.Birthday != nil {
			sameYear := u.At.In(loc).Year() == t.In(loc).Year()
			free = slices.DeleteFunc(free, func(w string) bool { return w == year || sameYear })
		} else if slowPeriod(b.Limit.Per, u.At, loc) == slowPeriod(b.Limit.Per, t, loc) {
			n++
		}
	}
	return len(free) > 0 && (b.Limit.Times == 0 || n < b.Limit.Times)
}

// question is what a property asks about.
type question struct {
	loc      *time.Location
	catalog  catalog.Catalog
	member   catalog.Member
	at       time.Time
	launches []catalog.Launch
}

// turns are dates near which something of the calendar changes.
var turns = []string{"2026-12-31", "2027-02-28", "2028-02-29", "2026-03-29", "2026-10-25", "2026-06-30"}

func drawInstant(t *rapid.T, name string, day time.Time, loc *time.Location, days int) time.Time {
	day = day.AddDate(0, 0, rapid.IntRange(-days, days).Draw(t, name))
	clock := rapid.SampledFrom([]time.Duration{0, 1, 10 * time.Hour, 24*time.Hour - 1}).Draw(t, name+" clock")
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, int(clock), loc)
}

func drawQuestion(t *rapid.T) question {
	q := question{loc: zone(t, rapid.SampledFrom([]string{"UTC", "Asia/Shanghai", "Europe/Berlin"}).Draw(t, "zone"))}
	day := instant(t, rapid.SampledFrom(turns).Draw(t, "turn"), time.UTC)
	q.at = drawInstant(t, "at", day, q.loc, 12)
	for i := range rapid.IntRange(1, 4).Draw(t, "benefits") {
		q.catalog.Benefits = append(q.catalog.Benefits, drawBenefit(t, string(rune('a'+i)), day, q.loc))
	}
	q.member = drawMember(t, day, q.loc)
	for i := range rapid.IntRange(1, 3).Draw(t, "launches") {
		at := drawInstant(t, "launch", day, q.loc, 10)
		q.launches = append(q.launches, catalog.Launch{ID: string(rune('z' - i)), At: at, Items: []string{"y", "x"}})
	}
	return q
}

func drawBenefit(t *rapid.T, id string, day time.Time, loc *time.Location) catalog.Benefit {
	b := catalog.Benefit{ID: id, Kind: catalog.Perk, Priority: rapid.IntRange(0, 1).Draw(t, "priority")}
	b.Tiers = rapid.SampledFrom([][]string{nil, nil, {"gold"}, {"silver", "gold"}}).Draw(t, "tiers")
	if rapid.IntRange(0, 3).Draw(t, "has from") == 0 {
		b.When.From = drawInstant(t, "from", day, loc, 15)
	}
	if rapid.IntRange(0, 3).Draw(t, "has until") == 0 {
		b.When.Until = drawInstant(t, "until", day, loc, 15)
		if !b.When.From.Before(b.When.Until) {
			b.When.From = time.Time{}
		}
	}
	span := rapid.SampledFrom([]string{"1 hour", "24 hours", "1 day", "9 days"}).Draw(t, "span")
	switch rapid.IntRange(0, 4).Draw(t, "when") {
	case 0:
		leap := rapid.SampledFrom([]catalog.LeapDay{catalog.February28, catalog.March1, catalog.NoLeapDay}).Draw(t, "leap")
		days := rapid.SampledFrom([]int{0, 1, 7, 180})
		b.When.Birthday = &catalog.Birthday{Before: days.Draw(t, "before"), After: days.Draw(t, "after"), Leap: leap}
	case 1:
		b.Kind, b.Deal, b.When.Lead = catalog.EarlyAccess, benefit.Deal{Pays: dec("0.8")}, span
		return b
	case 2:
		b.When.Joined = span
	default:
		b.Kind, b.Deal = catalog.Discount, benefit.Deal{Pays: dec("0.9")}
	}
	if per := rapid.SampledFrom([]catalog.Period{"", catalog.Month, catalog.Quarter, catalog.Year, catalog.Lifetime}).Draw(t, "per"); per != "" && b.When.Birthday == nil {
		b.Limit = catalog.Limit{Times: rapid.Int64Range(1, 3).Draw(t, "times"), Per: per}
	}
	return b
}

func drawMember(t *rapid.T, day time.Time, loc *time.Location) catalog.Member {
	m := catalog.Member{ID: "C1", Tier: rapid.SampledFrom([]string{"", "silver", "gold"}).Draw(t, "tier")}
	m.Joined = drawInstant(t, "joined", day, loc, 12)
	m.Withdrawn = rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0
	near := rapid.Custom(func(t *rapid.T) string { return drawInstant(t, "birthday", day, time.UTC, 20).Format(time.DateOnly) })
	if rapid.Bool().Draw(t, "lunar") {
		m.Birthdays = rapid.SliceOfN(near, 1, 4).Draw(t, "birthdays")
	} else {
		_, m.Birthday, _ = strings.Cut(near.Draw(t, "born"), "-")
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "uses") {
		u := catalog.Use{Key: fmt.Sprint(i), Benefit: rapid.SampledFrom([]string{"a", "b", "c", "gone"}).Draw(t, "of"), At: drawInstant(t, "used", day, loc, 60)}
		if off := rapid.IntRange(-1, 2).Draw(t, "year"); off < 2 {
			u.Year = u.At.Year() + off
		}
		u.Returned = rapid.IntRange(0, 4).Draw(t, "returned") == 0
		m.Uses = append(m.Uses, u)
	}
	return m
}

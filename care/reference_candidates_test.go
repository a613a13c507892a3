package care_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
	"github.com/shopspring/decimal"
)

// A slowCandidate is an occurrence of a rule for a customer.
type slowCandidate struct {
	rule          care.Rule
	occurrence    string
	due, deadline time.Time
	subject       string    // the key that cancelling events have; "": any
	since         time.Time // from when on they matter; zero: whenever they came
	whenever      bool      // those with the key matter before since, too
	variables     map[string]string
	minimum       bool      // a minimum contact
	contact       time.Time // of a minimum contact: what it is counted from; zero for joining
}

// candidates returns all but the minimum contacts. What is not one of the run is
// among them, too.
func (d *slowDesk) candidates() (list []slowCandidate) {
	for _, r := range d.program.Rules {
		switch {
		case r.Date != nil && r.Date.Expiry != "":
			list = append(list, d.expiries(r)...)
		case r.Date != nil:
			list = append(list, d.dates(r)...)
		case r.Event != nil:
			list = append(list, d.steps(r)...)
		case r.Cycle != nil:
			list = append(list, d.cycles(r)...)
		case r.Campaign != nil:
			list = append(list, d.campaign(r))
		case r.Silence.Since == care.LastOrder:
			list = append(list, d.winBacks(r)...)
		}
	}
	return list
}

// candidate returns one that is due at an instant, and has to be made within the
// rule's time.
func (d *slowDesk) candidate(r care.Rule, due time.Time, format string, args ...any) slowCandidate {
	return slowCandidate{rule: r, occurrence: fmt.Sprintf(format, args...), due: due, deadline: slowAfter(due, r.Within, 1, d.loc)}
}

// dates looks at every date of the run, and 60 days before and after it.
func (d *slowDesk) dates(r care.Rule) (list []slowCandidate) {
	first, last := civil.DateOf(d.run.From, d.loc).AddDays(-60), civil.DateOf(d.reach, d.loc).AddDays(60)
	for day := first; day <= last; day++ {
		for _, occurrence := range d.occurrencesOn(r.Date, day) {
			k := d.candidate(r, d.before(day, r.Date.Lead, r.Date.At), "%s", occurrence)
			k.since = k.due
			list = append(list, k)
		}
	}
	return list
}

// before returns the instant a lead before a time of a day.
func (d *slowDesk) before(day civil.Date, lead care.Term, clock string) time.Time {
	months, days, exact := slowTerm(lead)
	return day.AddMonths(-months).AddDays(-days).At(slowClock(clock), d.loc).Add(-exact)
}

// occurrencesOn returns what a rule of dates finds on one.
func (d *slowDesk) occurrencesOn(on *care.OnDate, day civil.Date) (list []string) {
	year, month, dayOfMonth := day.Split()
	moon, err := lunar.Of(year, month, dayOfMonth)
	if err != nil {
		panic(err)
	}
	for _, date := range d.Dates {
		if date.Name != on.Of {
			continue
		}
		switch {
		case !date.Lunar && year >= date.Year && d.yearly(date.Month, date.Day, day):
			list = append(list, fmt.Sprintf("%s:%d", on.Of, year))
		case date.Lunar && moon.Year >= date.Year:
			again, _ := lunar.Date{Month: date.Month, Day: date.Day, Leap: date.Leap}.In(moon.Year, d.program.LeapMonth)
			if slices.Contains(again, moon) && moon.Leap {
				list = append(list, fmt.Sprintf("%s:%d:leap", on.Of, moon.Year))
			} else if slices.Contains(again, moon) {
				list = append(list, fmt.Sprintf("%s:%d", on.Of, moon.Year))
			}
		}
	}
	if on.Festival != "" {
		if festive, _ := on.Festival.In(moon.Year); festive == moon {
			list = append(list, fmt.Sprintf("festival:%s:%d", on.Festival, moon.Year))
		}
	}
	for _, text := range on.Days {
		if text == day.String() {
			list = append(list, "day:"+text)
		} else if m, dd, ok := strings.Cut(text, "-"); ok && len(m) == 2 && d.yearly(slowNumber(m), slowNumber(dd), day) {
			list = append(list, fmt.Sprintf("day:%s:%d", text, year))
		}
	}
	_, _, tomorrow := day.AddDays(1).Split()
	if dayOfMonth == on.Monthly || on.Monthly > dayOfMonth && tomorrow == 1 {
		list = append(list, fmt.Sprintf("monthly:%04d-%02d", year, month))
	}
	return list
}

// yearly says whether a day that comes back each year is on a date.
func (d *slowDesk) yearly(month, day int, on civil.Date) bool {
	year, m, dd := on.Split()
	if _, exists := civil.New(year, time.Month(month), day); !exists { // 29 February
		month, day = 2, 28
		if d.program.LeapDay == care.Mar1 {
			month, day = 3, 1
		}
	}
	return int(m) == month && dd == day
}

func (d *slowDesk) expiries(r care.Rule) (list []slowCandidate) {
	for _, x := range d.Expiries {
		if x.Name != r.Date.Expiry {
			continue
		}
		due := slowAfter(x.At, r.Date.Lead, -1, d.loc)
		if r.Date.At != "" {
			due = d.before(civil.DateOf(x.At.Add(-1), d.loc), r.Date.Lead, r.Date.At) // of the last day
		}
		k := d.candidate(r, due, "expiry:%s:%s:%s", x.Name, x.Key, x.At.UTC().Format(time.RFC3339))
		if !k.deadline.Before(x.At) {
			k.deadline = x.At.Add(-1)
		}
		k.subject, k.since, k.whenever, k.variables = x.Key, due, true, x.Variables
		list = append(list, k)
	}
	return list
}

func (d *slowDesk) steps(r care.Rule) (list []slowCandidate) {
	after := r.Event.After
	if len(after) == 0 {
		after = []care.Term{""}
	}
	for _, event := range d.Events {
		if event.Kind != r.Event.Kind || event.At.After(d.run.From) {
			continue
		}
		for i, term := range after {
			due := slowAfter(event.At, term, 1, d.loc)
			if _, _, exact := slowTerm(term); r.Event.At != "" && term != "" && exact == 0 {
				due = d.silent(event.At, term, r.Event.At)
			}
			k := d.candidate(r, due, "%s:%s:%d", event.Kind, event.Key, i+1)
			k.subject, k.since, k.whenever, k.variables = event.Key, event.At, event.Key != "", event.Variables
			list = append(list, k)
		}
	}
	return list
}

func (d *slowDesk) cycles(r care.Rule) (list []slowCandidate) {
	share := "0.73"
	if r.Cycle.Share != "" {
		share = r.Cycle.Share
	}
	for _, c := range d.Cycles {
		last, err := civil.Parse(c.Last)
		if err != nil {
			panic(err)
		}
		if len(r.Cycle.Products) > 0 && !slices.Contains(r.Cycle.Products, c.Product) || last > civil.DateOf(d.run.From, d.shop) {
			continue
		}
		wait := decimal.RequireFromString(share).Mul(c.Days).Floor().IntPart()
		twice := c.Days.Mul(decimal.NewFromInt(2)).Floor().IntPart()
		k := d.candidate(r, last.AddDays(int(wait)).At(slowClock(r.Cycle.At), d.loc), "cycle:%s:%s", c.Product, c.Last)
		if end := last.AddDays(int(twice) + 1).Start(d.loc).Add(-1); end.Before(k.deadline) {
			k.deadline = end
		}
		k.subject, k.variables, k.since = c.Product, c.Variables, last.AddDays(1).Start(d.shop)
		list = append(list, k)
	}
	return list
}

func (d *slowDesk) campaign(r care.Rule) slowCandidate {
	due := slowReading(r.Campaign.From, d.shop)
	for _, early := range r.Campaign.Early {
		if early.Tier == d.Tier {
			due = slowAfter(due, early.By, -1, d.shop)
		}
	}
	return slowCandidate{
		rule: r, occurrence: "campaign:" + r.Campaign.Name, due: due, since: due,
		deadline: slowReading(r.Campaign.Until, d.shop).Add(-1),
	}
}

func (d *slowDesk) winBacks(r care.Rule) (list []slowCandidate) {
	if d.LastOrder.IsZero() || d.LastOrder.After(d.run.From) {
		return nil
	}
	for i, term := range r.Silence.After {
		k := d.candidate(r, d.silent(d.LastOrder, term, r.Silence.At), "winback:%s:%d", civil.DateOf(d.LastOrder, d.shop), i+1)
		k.since = d.LastOrder.Add(1)
		list = append(list, k)
	}
	return list
}

// silent returns the instant at which something has been missed for a time: of
// dates the time of the day, and else to the minute.
func (d *slowDesk) silent(t time.Time, term care.Term, clock string) time.Time {
	months, days, exact := slowTerm(term)
	if exact > 0 {
		return t.Add(exact)
	}
	return civil.DateOf(t, d.loc).AddMonths(months).AddDays(days).At(slowClock(clock), d.loc)
}

func (d *slowDesk) sinceContact(r care.Rule, contact time.Time) slowCandidate {
	k := d.candidate(r, d.silent(contact, r.Silence.After[0], r.Silence.At), "minimum:%s", contact.UTC().Format(time.RFC3339))
	k.minimum, k.contact, k.since = true, contact, contact.Add(1)
	return k
}

// sinceJoined returns the minimum contact of who has not had one: after joining,
// or at once where it is not known when that was.
func (d *slowDesk) sinceJoined(r care.Rule) (k slowCandidate) {
	if !d.Joined.IsZero() && !d.Joined.After(d.run.From) {
		k = d.candidate(r, d.silent(d.Joined, r.Silence.After[0], r.Silence.At), "minimum:joined")
		k.since = d.Joined
	} else {
		k = d.candidate(r, d.run.From, "minimum:joined")
	}
	k.minimum = true
	return k
}

// slowTerm reads a term but "end of day".
func slowTerm(term care.Term) (months, days int, exact time.Duration) {
	if term == "" {
		return 0, 0, 0
	}
	number, unit, _ := strings.Cut(string(term), " ")
	n := slowNumber(number)
	switch strings.TrimSuffix(unit, "s") {
	case "minute":
		return 0, 0, time.Duration(n) * time.Minute
	case "hour":
		return 0, 0, time.Duration(n) * time.Hour
	case "day":
		return 0, n, 0
	case "week":
		return 0, 7 * n, 0
	case "month":
		return n, 0, 0
	}
	return 12 * n, 0, 0
}

// slowAfter returns the instant a term after t, or before it where sign is −1.
func slowAfter(t time.Time, term care.Term, sign int, loc *time.Location) time.Time {
	if term == "end of day" {
		return civil.DateOf(t, loc).AddDays(1).Start(loc).Add(-1)
	}
	months, days, exact := slowTerm(term)
	if exact > 0 || months == 0 && days == 0 {
		return t.Add(time.Duration(sign) * exact)
	}
	h, m, s := t.In(loc).Clock()
	clock := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	return civil.DateOf(t, loc).AddMonths(sign*months).AddDays(sign*days).At(clock, loc)
}

// slowClock reads a time of the day. None is its start.
func slowClock(text string) time.Duration {
	hour, minute, _ := strings.Cut(text, ":")
	if hour == "" {
		return 0
	}
	return time.Duration(slowNumber(hour))*time.Hour + time.Duration(slowNumber(minute))*time.Minute
}

// slowReading returns the instant at which a clock reads "2026-12-12T18:00".
func slowReading(text string, loc *time.Location) time.Time {
	day, clock, _ := strings.Cut(text, "T")
	date, err := civil.Parse(day)
	if err != nil {
		panic(err)
	}
	return date.At(slowClock(clock), loc)
}

func slowNumber(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

package care

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
)

// onDate is a compiled [OnDate].
type onDate struct {
	of       string
	expiry   string
	festival lunar.Festival
	monthly  int
	yearly   []yearly
	once     []civil.Date
	lead     span
	at       clock
}

// yearly is a day of each year, as the rule writes it.
type yearly struct {
	name  string // of its occurrences, but for the year
	month int
	day   int
}

func compileDate(on *OnDate, e *Engine) trigger {
	d := onDate{of: on.Of, expiry: on.Expiry, festival: on.Festival, monthly: on.Monthly, at: compileClock(on.At)}
	d.lead, _ = on.Lead.span()
	for _, text := range on.Days {
		if day, err := civil.Parse(text); err == nil {
			d.once = append(d.once, day)
			continue
		}
		t, _ := time.Parse("2006-01-02", "2000-"+text)
		d.yearly = append(d.yearly, yearly{"day:" + text, int(t.Month()), t.Day()})
	}
	return d
}

func (o onDate) find(f *finder) error {
	switch {
	case o.of != "":
		return o.own(f)
	case o.expiry != "":
		return o.expiries(f)
	case o.festival != "":
		return o.lunarYears(f, o.feast)
	case o.monthly != 0:
		return o.months(f)
	}
	return o.days(f)
}

// own finds the customer's own date of the rule's name.
func (o onDate) own(f *finder) error {
	for i := range f.who.Dates {
		date := &f.who.Dates[i]
		if date.Name != o.of {
			continue
		}
		if !date.Lunar {
			return o.years(f, date.Year, date.Month, date.Day, date.Name)
		}
		return o.lunarYears(f, func(f *finder, year int) error { return o.born(f, date, year) })
	}
	return nil
}

// born finds the customer's lunar date in the lunar year.
func (o onDate) born(f *finder, date *Date, year int) error {
	if year < date.Year {
		return nil
	}
	born := lunar.Date{Year: date.Year, Month: date.Month, Leap: date.Leap, Day: date.Day}
	days, err := born.In(year, f.shop.leapMonth)
	if err != nil {
		return err
	}
	for _, day := range days {
		c, open, err := o.lunar(f, day)
		if err != nil {
			return err
		}
		if !open {
			continue
		}
		name := strconv.Itoa(year)
		if day.Leap {
			name += ":leap"
		}
		if err := f.add(c, o.of, name); err != nil {
			return err
		}
	}
	return nil
}

// feast finds the festival of the lunar year.
func (o onDate) feast(f *finder, year int) error {
	day, err := o.festival.In(year)
	if err != nil {
		return err
	}
	c, open, err := o.lunar(f, day)
	if err != nil || !open {
		return err
	}
	return f.add(c, "festival", string(o.festival), strconv.Itoa(year))
}

// lunar returns the occurrence on the lunar date, and whether it is open.
func (o onDate) lunar(f *finder, day lunar.Date) (candidate, bool, error) {
	year, month, d, err := day.Civil()
	if err != nil {
		return candidate{}, false, err
	}
	date, _ := civil.New(year, month, d)
	c, open := o.on(f, date)
	return c, open, nil
}

// window returns the dates that may matter in the run.
func (o onDate) window(f *finder) (first, last civil.Date) {
	return f.fromDate.AddDays(-f.rule.within.most() - 2), f.reachDate.AddDays(o.lead.most() + 2)
}

// years finds a day of each year from the year since on.
func (o onDate) years(f *finder, since, month, day int, name string) error {
	first, last := o.window(f)
	from, _, _ := first.Split()
	to, _, _ := last.Split()
	for year := max(from, since); year <= to; year++ {
		c, open := o.on(f, f.shop.anniversary(year, month, day))
		if !open {
			continue
		}
		if err := f.add(c, name, strconv.Itoa(year)); err != nil {
			return err
		}
	}
	return nil
}

// anniversary returns the day in the year; 29 February is by the policy.
func (e *Engine) anniversary(year, month, day int) civil.Date {
	date, ok := civil.New(year, time.Month(month), day)
	switch {
	case ok:
		return date
	case e.leapDay == Mar1:
		date, _ = civil.New(year, time.March, 1)
	default:
		date, _ = civil.New(year, time.February, 28)
	}
	return date
}

// lunarYears calls find for each lunar year that may matter in the run, all of
// which has to be in the range of package lunar.
func (o onDate) lunarYears(f *finder, find func(f *finder, year int) error) error {
	first, _ := o.window(f)
	from, err := lunarYear(max(first, lunarFirst))
	last := civil.DateOf(f.reach.Add(-1), f.zone).AddDays(o.lead.most())
	to, errTo := lunarYear(last)
	_, errFrom := lunarYear(civil.DateOf(f.from, f.zone))
	if err = cmp.Or(err, errFrom, errTo); err != nil {
		return &DataError{"the run", "", fmt.Sprintf("rule %.64q needs the lunar calendar: %v", f.rule.ID, err)}
	}
	for year := from; year <= to; year++ {
		if err := find(f, year); err != nil {
			return err
		}
	}
	return nil
}

// lunarFirst is the first date of the lunar calendar's range, 1900-01-31.
const lunarFirst civil.Date = -25537

func lunarYear(date civil.Date) (int, error) {
	year, month, day := date.Split()
	of, err := lunar.Of(year, month, day)
	return of.Year, err
}

// months finds a day of each month, or its last one.
func (o onDate) months(f *finder) error {
	first, last := o.window(f)
	for month := first.PeriodStart(1); month <= last; month = month.AddMonths(1) {
		date := min(month.AddDays(o.monthly-1), month.AddMonths(1).AddDays(-1))
		if c, open := o.on(f, date); open {
			if err := f.add(c, "monthly", month.String()[:len("2006-01")]); err != nil {
				return err
			}
		}
	}
	return nil
}

// days finds the dates that the rule lists.
func (o onDate) days(f *finder) error {
	for _, d := range o.yearly {
		if err := o.years(f, 0, d.month, d.day, d.name); err != nil {
			return err
		}
	}
	for _, date := range o.once {
		if c, open := o.on(f, date); open {
			if err := f.add(c, "day", date.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// on returns the occurrence on the date, and whether it is open.
func (o onDate) on(f *finder, date civil.Date) (candidate, bool) {
	if first, last := o.window(f); date < first || date > last {
		return candidate{}, false
	}
	due := o.lead.date(date, -1).At(o.at.of, f.zone).Add(-o.lead.exact)
	c := candidate{due: due, since: due}
	return c, f.open(&c)
}

// expiries finds what ends.
func (o onDate) expiries(f *finder) error {
	for i := range f.who.Expiries {
		end := &f.who.Expiries[i]
		if end.Name != o.expiry || !end.At.After(f.from) || !end.At.Add(-time.Duration(o.lead.most()+3)*24*time.Hour).Before(f.reach) {
			continue
		}
		due := o.lead.before(end.At, f.zone)
		if o.at.set {
			lastDay := civil.DateOf(end.At.Add(-1), f.zone)
			due = o.lead.date(lastDay, -1).At(o.at.of, f.zone).Add(-o.lead.exact)
		}
		c := candidate{due: due, deadline: earlier(f.rule.within.after(due, f.zone), end.At.Add(-1)),
			subject: end.Key, since: due, whenever: end.Key != "", variables: end.Variables}
		if !f.open(&c) {
			continue
		}
		if err := f.add(c, "expiry", end.Name, end.Key, end.At.UTC().Format(time.RFC3339Nano)); err != nil {
			return err
		}
	}
	return nil
}

package care

import (
	"errors"
	"strings"
	"time"

	"example.com/membership/care/lunar"
	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"example.com/membership/internal/share"
)

// Limits of what is given in, so that an engine stays small whatever it is fed.
const (
	maxChannels = 20
	maxTopics   = 100
	maxRules    = 1_000
	maxHolidays = 5_000
	maxListed   = 1_000 // tags, tiers or sources of a list
	maxOptOuts  = 20
	maxKeyPart  = 120 // bytes of a name that is part of a key
	maxDays     = 366
	minYear     = 1900 // instants are accepted from there
	maxYear     = 2299
)

// validator walks a programme.
type validator struct {
	fault.List
	*Program
	closed   map[civil.Date]bool // the holidays
	channels words
	topics   words
	ids      map[string]bool // of rules, as far as they have been seen
}

// words is what rules refer to: IDs of channels, or topics.
type words struct {
	kind  string
	known map[string]bool
	first []string // to look for what was meant
}

func wordsOf(kind string, all []string) words {
	return words{kind, set(all), all[:min(len(all), maxNames)]}
}

// validate returns every fault of the programme, in the order of its fields.
func (p *Program) validate() error {
	var ids []string
	for i := range p.Channels {
		ids = append(ids, p.Channels[i].ID)
	}
	v := validator{Program: p, closed: p.holidays(), ids: map[string]bool{},
		channels: wordsOf("channel", ids), topics: wordsOf("topic", p.Topics)}
	v.checkChannels()
	if len(p.Topics) == 0 {
		v.Add("topics", "missing", `is empty; give at least one, such as "offers"`)
	}
	v.names("topics", p.Topics, maxTopics)
	v.checkRules()
	compileWindows(&v.List, "quiet", p.Quiet, v.closed)
	v.checkHolidays()
	optional(&v.List, "unknownZone", p.UnknownZone, UseShopZone, Suppress)
	compileCaps(&v.List, p)
	optional(&v.List, "weekStart", p.WeekStart, dayNames[:7]...)
	v.checkHoldout()
	if p.GrantSources != nil && len(p.GrantSources) == 0 {
		v.Add("grantSources", "empty", "is empty, and no grant would count; list sources, or leave it out for all")
	}
	v.names("grantSources", p.GrantSources, maxListed)
	v.names("letGo", p.LetGo, maxListed)
	v.checkLookAhead()
	optional(&v.List, "leapDay", p.LeapDay, Feb28, Mar1)
	optional(&v.List, "leapMonth", p.LeapMonth, lunar.LeapMonths()...)
	return invalid(v.Err("care: program"))
}

// holidays returns the dates that can be read, as many as are allowed.
func (p *Program) holidays() map[civil.Date]bool {
	dates := map[civil.Date]bool{}
	for _, text := range p.Holidays[:min(len(p.Holidays), maxHolidays)] {
		if d, err := civil.Parse(text); err == nil {
			dates[d] = true
		}
	}
	return dates
}

// optional checks a word that may be left out.
func optional[T ~string](l *fault.List, path string, word T, allowed ...T) {
	if word != "" {
		fault.OneOf(l, path, word, allowed...)
	}
}

func (v *validator) checkChannels() {
	switch n := len(v.Channels); {
	case n == 0:
		v.Add("channels", "missing", `is empty; give at least one, such as {"id": "sms", "kind": "sms"}`)
	case n > maxChannels:
		v.Add("channels", "too_many", "has %d channels; at most %d are allowed", n, maxChannels)
		return
	}
	seen := map[string]bool{}
	for i := range v.Channels {
		path, c := fault.Index("channels", i), &v.Channels[i]
		v.id(fault.Field(path, "id"), c.ID, "channel", fault.MaxName, seen)
		fault.OneOf(&v.List, fault.Field(path, "kind"), c.Kind, SMS, Call, Email, Other)
		v.country(fault.Field(path, "country"), c)
		law := fault.Field(path, "law")
		compileWindows(&v.List, fault.Field(law, "quiet"), c.Law.Quiet, v.closed)
		at := fault.Field(law, "optOut")
		v.names(at, c.Law.OptOut, maxOptOuts)
		for i, wording := range c.Law.OptOut[:min(len(c.Law.OptOut), maxOptOuts)] {
			if wording != "" && strings.TrimSpace(wording) == "" {
				v.Add(fault.Index(at, i), "empty", `is blank, and in every text; give a wording, such as "STOP", or leave it out`)
			}
		}
	}
}

// country checks a calling code. None of ITU-T E.164 begins with 0.
func (v *validator) country(path string, c *Channel) {
	digits := strings.Trim(c.Country, "0123456789") == ""
	switch {
	case c.Country == "":
	case c.Kind == Email || c.Kind == Other:
		v.Add(path, "conflict", "is %.40q, but only calls and texts have numbers; leave it out", c.Country)
	case !digits || len(c.Country) > 4 || c.Country[0] == '0':
		v.Add(path, "invalid_value", `%.40q is not a calling code; write one to four digits without + or 00, such as "86"`, c.Country)
	}
}

func (v *validator) checkRules() {
	if n := len(v.Rules); n > maxRules {
		v.Add("rules", "too_many", "has %d rules; at most %d are allowed", n, maxRules)
		return
	}
	for i := 0; i < len(v.Rules) && !v.Full(); i++ {
		v.rule(fault.Index("rules", i), &v.Rules[i])
	}
}

func (v *validator) checkHolidays() {
	if n := len(v.Holidays); n > maxHolidays {
		v.Add("holidays", "too_many", "has %d dates; at most %d are allowed", n, maxHolidays)
		return
	}
	seen := map[civil.Date]bool{}
	for i, text := range v.Holidays {
		path := fault.Index("holidays", i)
		d, ok := v.date(path, text)
		if ok && seen[d] {
			v.duplicate(path, text)
		}
		seen[d] = ok
	}
}

func (v *validator) checkHoldout() {
	if h := v.Holdout; h != nil {
		v.name("holdout.salt", h.Salt, fault.MaxName)
		if h.Share == "" {
			v.Add("holdout.share", "missing", `is missing; give a share, such as "0.05", or leave the holdout out`)
		}
		v.share("holdout.share", h.Share)
	}
}

func (v *validator) checkLookAhead() {
	if v.LookAhead == "" {
		return
	}
	if s, ok := v.term("lookAhead", v.LookAhead, maxDays); ok && s.months != 0 {
		v.Add("lookAhead", "invalid_value", `%.64q has no fixed length; give days, such as "14 days"`, string(v.LookAhead))
	}
}

// The checks below serve all parts of a programme.

// name checks a text that names something.
func (v *validator) name(path, name string, most int) {
	switch err := fault.Name(name); {
	case name == "":
		v.Add(path, "missing", "%v", err)
	case len(name) > most:
		v.Add(path, "too_long", "has %d bytes; at most %d are allowed", len(name), most)
	case err != nil:
		v.Add(path, "invalid_value", "%v", err)
	}
}

// id checks a name that no other of its kind has.
func (v *validator) id(path, id, kind string, most int, seen map[string]bool) {
	v.name(path, id, most)
	if id != "" && seen[id] {
		v.Add(path, "duplicate", "%.60q is the ID of another %s; give each its own", id, kind)
	}
	seen[id] = true
}

// names checks a list of names, each of which stands once.
func (v *validator) names(path string, names []string, most int) {
	if len(names) > most {
		v.Add(path, "too_many", "has %d entries; at most %d are allowed", len(names), most)
		return
	}
	seen := make(map[string]bool, len(names))
	for i := 0; i < len(names) && !v.Full(); i++ {
		if at := fault.Index(path, i); names[i] != "" && seen[names[i]] {
			v.duplicate(at, names[i])
		} else {
			v.name(at, names[i], fault.MaxName)
		}
		seen[names[i]] = true
	}
}

func (v *validator) duplicate(path, text string) {
	v.Add(path, "duplicate", "%.60q is there before; leave one out", text)
}

// word checks a name that has to be one of the programme's.
func (v *validator) word(path, name string, w words) {
	if name != "" && w.known[name] {
		return
	}
	switch near := fault.Nearest(name, w.first); {
	case name == "":
		v.Add(path, "missing", "is missing; give a %s of the programme", w.kind)
	case near != "":
		v.Add(path, "unknown", "%.60q is unknown: did you mean %.60q?", name, near)
	default:
		v.Add(path, "unknown", "%.60q is no %s of the programme; add it there, or correct it here", name, w.kind)
	}
}

// term checks a term of at most so many days, a multiple of 366, or of the years
// that are as long.
func (v *validator) term(path string, t Term, most int) (span, bool) {
	s, err := t.span()
	long := errors.Is(err, errTooLong)
	switch {
	case t == "":
		v.Add(path, "missing", `is missing; give a term, such as "3 days"`)
	case s.endOfDay:
		v.Add(path, "invalid_value", `%q has its place in within only; give a term, such as "3 days"`, string(t))
	case err != nil && !long:
		v.Add(path, "invalid_value", "%v", err)
	case long || s.months > most/maxDays*12 || s.days > most || s.exact > time.Duration(most)*24*time.Hour:
		v.Add(path, "out_of_range", "is %.64q; at most %d days, or %d months, are allowed", string(t), most, most/maxDays*12)
	default:
		return s, true
	}
	return span{}, false
}

// clock checks a time of the day, which may be left out.
func (v *validator) clock(path, text string) {
	if minute, ok := parseClock(text); text != "" && (!ok || minute == minutesPerDay) {
		v.Add(path, "invalid_value", `%.40q is not a time of the day; write "00:00" to "23:59", such as "09:00"`, text)
	}
}

// date checks a date in the years in which there are runs.
func (v *validator) date(path, text string) (civil.Date, bool) {
	d, err := civil.Parse(text)
	if err != nil {
		v.Add(path, "invalid_value", `%.40q is no date; write one such as "2027-02-06"`, text)
		return 0, false
	}
	year, _, _ := d.Split()
	if year < minYear || year > maxYear {
		v.Add(path, "out_of_range", "%q is outside the years %d to %d; correct it", text, minYear, maxYear)
		return 0, false
	}
	return d, true
}

// share checks a share, which may be left out.
func (v *validator) share(path, text string) {
	if _, ok := share.Parse(text); text != "" && !ok {
		code := "invalid_value"
		if _, err := fault.ParseDecimal(text); err == nil {
			code = "out_of_range"
		}
		v.Add(path, code, `%.40q is not a share; write a number from 0 to 1, such as "0.05" for 5 %%`, text)
	}
}

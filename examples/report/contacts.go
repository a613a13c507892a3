package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/membership/care"
)

// An appointment is a planned contact and its customer.
type appointment struct {
	care.Contact
	with *row
	day  time.Time // in the shop's zone
}

// An agenda is what the week brings: the contacts that are shown, and what
// became of all.
type agenda struct {
	first  []appointment // at most listLines, in the order of before
	totals care.Totals
}

// before orders appointments by day, best buyers first. No customer has two
// that differ in nothing else.
func before(a, b appointment) int {
	return cmp.Or(a.day.Compare(b.day), bySpend(a.with, b.with), a.At.Compare(b.At),
		strings.Compare(a.Rule, b.Rule), strings.Compare(a.Occurrence, b.Occurrence))
}

// add keeps the appointment if it is one of the first.
func (a *agenda) add(next appointment) {
	at, _ := slices.BinarySearchFunc(a.first, next, before)
	if at == listLines {
		return
	}
	if len(a.first) == listLines {
		a.first = a.first[:listLines-1]
	}
	a.first = slices.Insert(a.first, at, next)
}

// agenda plans the week. However many customers there are, it keeps what is
// shown.
func (o *outreach) agenda() (agenda, error) {
	var a agenda
	for r, d := range o.decisions() {
		if d.Err != nil {
			return a, d.Err
		}
		d.Suppressed = leftOut(d.Suppressed)
		a.totals.Add(d)
		for _, c := range d.Contacts {
			a.add(appointment{c, r, civilDate(c.At, o.zone)})
		}
	}
	return a, nil
}

// leftOut returns those whom a rule is meant for, with the reasons that count.
func leftOut(all []care.Suppressed) []care.Suppressed {
	all = slices.DeleteFunc(all, func(s care.Suppressed) bool { return has(s.Reasons, care.NotTagged) || has(s.Reasons, care.NotTier) })
	for i := range all {
		all[i].Reasons = lasting(all[i].Reasons)
	}
	return all
}

// lasting returns the reasons that a shopkeeper can do something about. What is
// against a channel on which there is no address is left out, and so is what only
// delays a contact, unless there is nothing else.
func lasting(reasons []care.Reason) []care.Reason {
	var unreached []string
	for _, r := range reasons {
		if r.Code == care.NoAddress {
			unreached = append(unreached, r.Channel)
		}
	}
	nowhere := len(unreached) == len(channels)
	reasons = slices.DeleteFunc(slices.Clone(reasons), func(r care.Reason) bool {
		return slices.Contains(unreached, r.Channel) && !(nowhere && r.Code == care.NoAddress)
	})
	left := slices.DeleteFunc(slices.Clone(reasons), func(r care.Reason) bool {
		return r.Code == care.TooLate || r.Code == care.Quiet
	})
	if len(left) == 0 {
		return reasons
	}
	return left
}

func has(reasons []care.Reason, code care.Code) bool {
	return slices.ContainsFunc(reasons, func(r care.Reason) bool { return r.Code == code })
}

// week lists whom to contact in the seven days from the report's instant.
func (p *page) week() error {
	o, err := newOutreach(p.report)
	if err != nil {
		return err
	}
	a, err := o.agenda()
	if err != nil {
		return err
	}
	run, form := o.run(), "2 January 2006, 15:04"
	p.title("WHO TO CONTACT THIS WEEK (%s, to %s)", run.From.In(p.zone).Format(form), run.Until.Format(form))
	p.appointments(o, &a)
	p.notContacted(&a.totals)
	return nil
}

// appointments shows the first contacts and counts the others.
func (p *page) appointments(o *outreach, a *agenda) {
	if a.totals.Planned == 0 {
		fmt.Fprintln(p, "  nobody")
		return
	}
	g := grid{left: "lllll"}
	g.add("", "", "why", "by", "")
	for _, next := range a.first {
		g.add(next.day.Format("Mon 2 Jan"), fit(next.with.label(), nameWidth), p.why(&next), o.by(&next), o.remark())
	}
	g.write(p)
	if more := a.totals.Planned - len(a.first); more > 0 {
		fmt.Fprintf(p, "  ... and %s more\n", count(more))
	}
	fmt.Fprintln(p, "  contacts made before are not known here: leave out whom you wrote to lately")
	if !o.consentKnown {
		fmt.Fprintln(p, "  consent unknown: there is no column for it; ask before you write to them")
	}
	if !o.addressKnown {
		fmt.Fprintln(p, "  address unknown: there is neither a column phone nor a column email")
	}
}

// why says why the customer is contacted: the rule, and what goes with it.
func (p *page) why(next *appointment) string {
	r := next.with
	switch next.Rule {
	case "birthday":
		return next.Rule + ": " + r.listed.birthday.Format("2 January")
	case "tier ends":
		return next.Rule + ": " + fit(r.tier, tierWidth) + ", " + civilDate(r.until.Add(-1), p.zone).Format("2 January")
	case "second order", "order again", "win back":
		days := next.day.Sub(civilDate(r.last, p.zone)) / (24 * time.Hour) // midnights in UTC
		return next.Rule + ": after " + count(int(days)) + " days"
	case "keep in touch":
		return next.Rule + ": known since " + civilDate(r.known, p.zone).Format(time.DateOnly)
	}
	return next.Rule
}

// by names the channel, if anything is known that decides on it.
func (o *outreach) by(next *appointment) string {
	for _, c := range channels {
		if c.id == next.Channel && (o.addressKnown || o.consentKnown) {
			return c.name
		}
	}
	return ""
}

// remark says what was assumed of everybody.
func (o *outreach) remark() string {
	switch {
	case !o.consentKnown:
		return "consent unknown"
	case !o.addressKnown:
		return "address unknown"
	}
	return ""
}

// notContacted shows how many contacts are left out, and why, the most
// frequent reason first.
func (p *page) notContacted(t *care.Totals) {
	if t.Suppressed == 0 {
		return
	}
	codes := make([]care.Code, 0, len(t.Reasons))
	reasons := 0
	for code, n := range t.Reasons {
		codes = append(codes, code)
		reasons += n
	}
	slices.SortFunc(codes, func(a, b care.Code) int { return cmp.Or(cmp.Compare(t.Reasons[b], t.Reasons[a]), cmp.Compare(a, b)) })
	several := ""
	if reasons > t.Suppressed {
		several = ", some for several reasons"
	}
	fmt.Fprintf(p, "  left out%s: %s\n", several, count(t.Suppressed))
	g := grid{left: "lr"}
	for _, code := range codes {
		g.add("  "+reasonLabel(code), count(t.Reasons[code]))
	}
	g.write(p)
}

// reasonLabel says in words why a contact is left out.
func reasonLabel(code care.Code) string {
	switch code {
	case care.Excluded:
		return "withdrew from the membership"
	case care.LetGo:
		return "lost, and let go"
	case care.NoAddress:
		return "neither phone nor e-mail"
	case care.SameAddress:
		return "another customer has the same address"
	case care.Denied:
		return "refused"
	case care.ConsentUnknown:
		return "consent unknown: ask before you write to them"
	case care.Capped:
		return "has another contact that week"
	case care.Contacted:
		return "has another contact before"
	case care.Postponed:
		return "is for a later week"
	case care.Quiet:
		return "quiet hours"
	case care.TooLate:
		return "no allowed hour in time"
	}
	return strings.ReplaceAll(string(code), "_", " ")
}

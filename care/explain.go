package care

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Explanation is a [Decision] for one customer, and the rules of which there was
// nothing to decide.
type Explanation struct {
	Decision
	// Idle lists the rules without an occurrence in the run, by ID.
	Idle []string `json:"idle"`
}

// Explain decides for one customer, as [Engine.Stream] would, for a support
// desk: why was this customer contacted, or not? What others have at a shared
// address it knows from run.Sent only.
func (e *Engine) Explain(run Run, c Customer) Explanation {
	x := Explanation{Decision{Customer: c.ID, Contacts: []Contact{}, Suppressed: []Suppressed{}}, []string{}}
	for d := range e.Stream(run, func(yield func(Customer) bool) { yield(c) }) {
		x.Decision = d
		x.Customer = c.ID
	}
	for _, r := range e.rules {
		busy := slices.ContainsFunc(x.Contacts, func(c Contact) bool { return c.Rule == r.ID }) ||
			slices.ContainsFunc(x.Suppressed, func(s Suppressed) bool { return s.Rule == r.ID })
		if !busy && x.Err == nil {
			x.Idle = append(x.Idle, r.ID)
		}
	}
	slices.Sort(x.Idle)
	return x
}

// String returns the decision and a line with the idle rules.
func (x Explanation) String() string {
	text := x.Decision.String()
	if len(x.Idle) > 0 {
		text += "\n  nothing due  " + strings.Join(x.Idle, ", ")
	}
	return text
}

// String returns a line for the customer and one for each contact, planned or
// not.
func (d Decision) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "customer %s", d.Customer)
	if d.Err != nil {
		fmt.Fprintf(&b, "\n  %v", d.Err)
	}
	for _, c := range d.Contacts {
		fmt.Fprintf(&b, "\n  %s", c)
	}
	for _, s := range d.Suppressed {
		fmt.Fprintf(&b, "\n  %s", s)
	}
	return b.String()
}

// String returns one line: what, how, and when.
func (c Contact) String() string {
	return fmt.Sprintf("%s %s: by %s at %s", c.Rule, c.Occurrence, c.Channel, instantText(c.At))
}

// String returns one line: what, and all the reasons why not.
func (s Suppressed) String() string {
	reasons := make([]string, len(s.Reasons))
	for i, r := range s.Reasons {
		reasons[i] = r.String()
	}
	return fmt.Sprintf("%s %s: not, due %s: %s", s.Rule, s.Occurrence, instantText(s.Due), strings.Join(reasons, "; "))
}

// String returns the reason as words, such as "quiet_hours on sms, 2027-03-01T08:00:00+08:00".
func (r Reason) String() string {
	text := string(r.Code)
	if r.Channel != "" {
		text += " on " + r.Channel
	}
	if r.Detail != "" {
		text += ": " + r.Detail
	}
	if !r.At.IsZero() {
		text += ", " + instantText(r.At)
	}
	return text
}

func instantText(t time.Time) string { return t.Format(time.RFC3339) }

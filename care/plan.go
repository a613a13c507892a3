package care

import (
	"cmp"
	"slices"
	"time"
)

// Run is the time for which contacts are planned.
type Run struct {
	// From is the deciding instant and the first at which a contact may be.
	From time.Time
	// Until is when the run ends; that instant is outside. At most 366 days
	// after From.
	Until time.Time
	// Sent lists contacts of any customer whose rule is once per address.
	// [Engine.Plan] adds those of the histories; [Engine.Stream] sees only the
	// histories of customers that have passed.
	Sent []Record
}

// Decision is what is decided for one customer.
type Decision struct {
	// Customer is the ID.
	Customer string `json:"customer"`
	// Contacts lists what is planned, by instant, rule and occurrence.
	Contacts []Contact `json:"contacts"`
	// Suppressed lists what is not, by due instant, rule and occurrence.
	Suppressed []Suppressed `json:"suppressed"`
	// Err says why nothing could be decided, a [*DataError]. Then there are neither
	// contacts nor suppressed ones.
	Err error `json:"-"`
}

// Contact is a planned contact. Just before it is made, the sender asks
// [Engine.Recheck], or [Contact.Cancels] of an event, and stores the key where it
// may stand once.
type Contact struct {
	Record
	// Key is the idempotency key, of rule, occurrence and customer.
	Key string `json:"key"`
	// Customer is the ID of the customer.
	Customer string `json:"customer"`
	// To is the address as the customer has it.
	To string `json:"to"`
	// Class is that of the rule.
	Class Class `json:"class"`
	// Due is when the contact was due.
	Due time.Time `json:"due"`
	// Deadline is the last instant at which it may be made.
	Deadline time.Time `json:"deadline"`
	// CancelledBy lists the kinds of events that make it pointless.
	CancelledBy []string `json:"cancelledBy,omitempty"`
	// Subject is the key of such events; events without a key count, too. "": any
	// key does.
	Subject string `json:"subject,omitzero"`
	// Since is from when on such events count; zero: always.
	Since time.Time `json:"since,omitzero"`
	// Whenever says that events with the key Subject count before Since, too.
	Whenever bool `json:"whenever,omitzero"`
	// Message is that of the rule.
	Message string `json:"message,omitzero"`
	// Variables has the rule's variables, and no others.
	Variables map[string]string `json:"variables,omitempty"`
	// Benefit is what comes with the contact, nil for nothing.
	Benefit *Benefit `json:"benefit,omitempty"`
	// Notes lists what the sender should know, such as [ZoneUnknown].
	Notes []Code `json:"notes,omitempty"`
}

// Cancels says whether the event makes the contact pointless, so that it is not
// to be made. The event may be older than the plan and have come late.
func (c *Contact) Cancels(ev Event) bool {
	return slices.Contains(c.CancelledBy, ev.Kind) && cancels(&ev, c.Subject, c.Since, c.Whenever)
}

// cancels says whether an event of a kind that cancels is about an occurrence.
func cancels(ev *Event, subject string, since time.Time, whenever bool) bool {
	switch {
	case subject != "" && ev.Key == subject && whenever:
		return true
	case subject == "" || ev.Key == subject || ev.Key == "":
		return !ev.At.Before(since)
	}
	return false
}

// Suppressed is a candidate that is not planned, with all reasons.
type Suppressed struct {
	// Customer is the ID of the customer.
	Customer string `json:"customer"`
	// Rule is the ID of the rule.
	Rule string `json:"rule"`
	// Occurrence says of what the contact would have been.
	Occurrence string `json:"occurrence"`
	// Due is when the contact was due.
	Due time.Time `json:"due"`
	// Deadline is the last instant at which it could be made.
	Deadline time.Time `json:"deadline"`
	// Reasons lists why not, in the order of the codes. At least one.
	Reasons []Reason `json:"reasons"`
}

// Reason is one reason why a candidate is not planned.
type Reason struct {
	// Code says what the reason is.
	Code Code `json:"code"`
	// Channel is the channel concerned, "" for all.
	Channel string `json:"channel,omitzero"`
	// Detail names what decided: a tag, an event, a variable, a cap.
	Detail string `json:"detail,omitzero"`
	// At is the instant that goes with it: see the codes.
	At time.Time `json:"at,omitzero"`
}

// Code says why a candidate is not planned.
type Code string

// The reasons, in the order in which they are asked and listed. All of them are
// asked, those of an instant at the first one at which the contact could be:
// when it is due, or the start of the run where that is later. Those of
// addresses, consent, quiet hours and caps are given for each channel of the
// rule; one without an address has that reason alone.
const (
	// NotTier: the customer has none of the tiers. Detail: the tier held.
	NotTier Code = "not_tier"
	// NotTagged: a tag is missing. Detail: the tag, or those of which one would do, as
	// far as they fit in 200 bytes.
	NotTagged Code = "not_tagged"
	// Excluded: the customer has a tag that is left out. Detail: the tag.
	Excluded Code = "excluded"
	// NotSampled: the customer is not in the sample. Detail: the share.
	NotSampled Code = "not_sampled"
	// LetGo: the shop has let the customer go. Detail: the tag.
	LetGo Code = "let_go"
	// HeldOut: the customer is in the holdout. Detail: its salt.
	HeldOut Code = "held_out"
	// Cancelled: an event made it pointless. Detail: its kind. At: when it came.
	Cancelled Code = "cancelled"
	// AlreadySent: the contact is in the history. At: when it was made.
	AlreadySent Code = "already_sent"
	// Gone: what a planned contact is about is no longer so. Of [Engine.Recheck]
	// only.
	Gone Code = "gone"
	// VariableMissing: the message needs what is not known. Detail: the variable.
	VariableMissing Code = "variable_missing"
	// NoAddress: the customer has none on the channel.
	NoAddress Code = "no_address"
	// Blocked: a hard block. Detail: why.
	Blocked Code = "blocked"
	// SameAddress: another customer has it at the same address. Detail: the
	// address, as compared.
	SameAddress Code = "same_address"
	// ZoneUnknown: the customer's zone is not known, and the programme wants it to
	// be. On a contact: the shop's zone was taken.
	ZoneUnknown Code = "zone_unknown"
	// Denied: the customer does not agree. Detail: the source. At: since when.
	Denied Code = "denied"
	// ConsentUnknown: nobody knows whether the customer agrees.
	ConsentUnknown Code = "consent_unknown"
	// Quiet: the instant is in quiet hours. At: when they end.
	Quiet Code = "quiet_hours"
	// NotPreferred: the instant is outside the hours the customer prefers. At: when
	// they begin.
	NotPreferred Code = "not_preferred"
	// Capped: a cap does not allow one more. Detail: the cap. At: when it does,
	// zero for not before the deadline. Not asked of what is in the history.
	Capped Code = "capped"
	// Contacted: the minimum contact is no longer due, because of a contact before
	// it could be made. At: that contact.
	Contacted Code = "contacted"
	// TooLate: no instant up to the deadline will do. At: the deadline.
	TooLate Code = "too_late"
	// Postponed: the contact is for a later run. At: when it would be made.
	Postponed Code = "postponed"
)

// codes has the codes in their order.
var codes = [...]Code{NotTier, NotTagged, Excluded, NotSampled, LetGo, HeldOut, Cancelled, AlreadySent, Gone, VariableMissing,
	NoAddress, Blocked, SameAddress, ZoneUnknown, Denied, ConsentUnknown, Quiet, NotPreferred, Capped, Contacted, TooLate, Postponed}

// byCode orders reasons by their codes.
func byCode(a, b Reason) int {
	return cmp.Compare(slices.Index(codes[:], a.Code), slices.Index(codes[:], b.Code))
}

// Plan is what is decided for all customers.
type Plan struct {
	// Contacts lists what is planned, by instant, customer, rule and occurrence.
	Contacts []Contact `json:"contacts"`
	// Suppressed lists what is not, by customer, due instant, rule and occurrence.
	Suppressed []Suppressed `json:"suppressed"`
	// Totals counts them.
	Totals Totals `json:"totals"`
}

// Totals counts decisions. The zero value is ready to use.
type Totals struct {
	// Candidates is Planned and Suppressed together.
	Candidates int `json:"candidates"`
	// Planned counts contacts.
	Planned int `json:"planned"`
	// Suppressed counts the others.
	Suppressed int `json:"suppressed"`
	// Reasons counts the suppressed by reason: one with several is in each of
	// them, once.
	Reasons map[Code]int `json:"reasons,omitempty"`
	// Rules counts by rule.
	Rules map[string]RuleTotals `json:"rules,omitempty"`
}

// RuleTotals counts what came of a rule.
type RuleTotals struct {
	// Planned counts contacts.
	Planned int `json:"planned"`
	// Suppressed counts the others.
	Suppressed int `json:"suppressed"`
}

// Add counts a decision.
func (t *Totals) Add(d Decision) {
	if t.Rules == nil {
		t.Rules = map[string]RuleTotals{}
	}
	if t.Reasons == nil {
		t.Reasons = map[Code]int{}
	}
	for i := range d.Contacts {
		of := t.Rules[d.Contacts[i].Rule]
		of.Planned++
		t.Rules[d.Contacts[i].Rule] = of
	}
	for i := range d.Suppressed {
		s := &d.Suppressed[i]
		of := t.Rules[s.Rule]
		of.Suppressed++
		t.Rules[s.Rule] = of
		for j, r := range s.Reasons {
			if !slices.ContainsFunc(s.Reasons[:j], func(before Reason) bool { return before.Code == r.Code }) {
				t.Reasons[r.Code]++
			}
		}
	}
	t.Planned += len(d.Contacts)
	t.Suppressed += len(d.Suppressed)
	t.Candidates += len(d.Contacts) + len(d.Suppressed)
}

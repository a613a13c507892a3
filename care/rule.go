package care

import "example.com/membership/care/lunar"

// Rule says whom to contact, when, about what, and with which message. Exactly
// one of Date, Event, Cycle, Campaign and Silence is given.
type Rule struct {
	// ID names the rule, in contacts too: a contact of the history belongs to
	// the rule of this ID. At most 120 bytes, as all names that are part of an
	// occurrence.
	ID string `json:"id"`
	// Class is Transactional or Commercial. Required.
	Class Class `json:"class"`
	// Topic is what the contact is about, one of Program.Topics.
	Topic string `json:"topic"`
	// Channels lists the channels that may be used, the preferred one first. The
	// first instant that any of them allows is taken; preference decides only
	// between channels that allow the same instant.
	Channels []string `json:"channels"`
	// Priority orders commercial rules: the greater comes first. −10⁹ to 10⁹.
	Priority int `json:"priority,omitzero"`
	// Audience says who is meant. Default: everybody.
	Audience Audience `json:"audience,omitzero"`

	// Date contacts on dates: birthdays, festivals, before something ends.
	Date *OnDate `json:"date,omitempty"`
	// Event contacts after something has happened: an order, a review.
	Event *OnEvent `json:"event,omitempty"`
	// Cycle contacts when a product will soon be used up.
	Cycle *OnCycle `json:"cycle,omitempty"`
	// Campaign contacts everybody within a window of its own.
	Campaign *OnCampaign `json:"campaign,omitempty"`
	// Silence contacts who has not been heard of.
	Silence *OnSilence `json:"silence,omitempty"`

	// Within is how long after it is due the contact may still be made, its last
	// instant included; "end of day" is to the end of the date on which it is
	// due. At most 366 days; of minimum contacts 3,660, and a long time, because
	// who has been silent for longer is not found. Required, but for campaigns,
	// which end by themselves.
	Within Term `json:"within,omitzero"`
	// CancelledBy lists kinds of events that make the contact pointless, such as
	// "order_paid", at most 50. See [Event].
	CancelledBy []string `json:"cancelledBy,omitempty"`
	// Placing says at which instants the contact is tried. Default: the earliest
	// from when it is due.
	Placing Placing `json:"placing,omitzero"`
	// Obeys lists the gates that the contact obeys, besides address, hard block,
	// occurrence and deadline, which all contacts do. Default: all of them
	// for commercial rules, none for transactional ones. A commercial
	// rule's own list has GateConsent, GateQuietHours and GateHoldout.
	Obeys []Gate `json:"obeys,omitzero"`
	// Counts says whether the contact counts towards caps. Default: commercial
	// ones do, transactional ones do not.
	Counts *bool `json:"counts,omitempty"`
	// OncePerAddress sends one contact per occurrence to an address, whoever
	// shares it: to the lowest customer ID. Not for birthdays: couples
	// share telephones.
	OncePerAddress bool `json:"oncePerAddress,omitzero"`

	// Message names the message, for whoever words it; see package
	// care/message.
	Message string `json:"message,omitzero"`
	// Variables lists what the message needs to know, such as "name", at most
	// 50. Where one is missing the contact is suppressed.
	Variables []string `json:"variables,omitempty"`
	// Benefit is what comes with the contact. Default: nothing.
	Benefit *Benefit `json:"benefit,omitempty"`
}

// Class is what kind of contact the law sees.
type Class string

const (
	// Transactional contacts carry out what the customer has asked for.
	Transactional Class = "transactional"
	// Commercial contacts want to sell, or to please. They need consent.
	Commercial Class = "commercial"
)

// Placing says at which instants a contact is tried.
type Placing string

const (
	// Later takes the earliest instant from when the contact is due, to its
	// deadline. The default.
	Later Placing = "later"
	// Drop tries the instant at which the contact is due and no other.
	Drop Placing = "drop"
	// Earlier takes the instant at which the contact is due or else the latest
	// full minute before it, at most Program.LookAhead before. It needs
	// a LookAhead, and is not for campaigns and minimum contacts.
	Earlier Placing = "earlier"
)

// Gate is something a contact has to pass.
type Gate string

const (
	// GateConsent asks whether the customer agreed; see [Consent].
	GateConsent Gate = "consent"
	// GateQuietHours asks for an instant outside quiet hours.
	GateQuietHours Gate = "quiet_hours"
	// GatePreferredHours asks for an instant in the hours the customer prefers, where
	// those are known.
	GatePreferredHours Gate = "preferred_hours"
	// GateCaps asks whether caps allow one contact more.
	GateCaps Gate = "caps"
	// GateHoldout keeps the customers of the holdout without the contact.
	GateHoldout Gate = "holdout"
)

// Audience says which customers are meant; all that is given has to hold. Its
// lists have at most 1,000 names.
type Audience struct {
	// Tiers lists the tiers of which the customer has one. Default: any tier, and
	// none.
	Tiers []string `json:"tiers,omitempty"`
	// Any lists tags of which the customer has at least one: groups, stages,
	// reasons for leaving. Default: no tag is asked for.
	Any []string `json:"any,omitempty"`
	// All lists tags that the customer has all of.
	All []string `json:"all,omitempty"`
	// None lists tags of which the customer has none.
	None []string `json:"none,omitempty"`
	// Sample takes a share of the customers, such as "0.05", others for each rule
	// and each occurrence. Who is drawn does not depend on who else is asked; for
	// an exact number see [Draw]. Default: all.
	Sample string `json:"sample,omitzero"`
}

// OnDate contacts on dates. Exactly one of Of, Festival, Days, Monthly and
// Expiry is given. Dates are those of the customer's zone.
type OnDate struct {
	// Of names a date of the customers that comes back each year, such as
	// "birthday"; see [Date]. The occurrence is "birthday:2027", by the year, or
	// the lunar year, of the date.
	Of string `json:"of,omitzero"`
	// Festival is one of the Chinese lunar calendar, such as
	// lunar.MidAutumn. The occurrence is "festival:mid_autumn:2026", by
	// the lunar year: New Year's Eve of 2026 is in February 2027.
	Festival lunar.Festival `json:"festival,omitzero"`
	// Days lists dates: "03-08" comes back each year, "2026-12-12" does not. At
	// most 366, of the years 1900 to 2299. The occurrence is "day:03-08:2027" or
	// "day:2026-12-12": a day that is listed both ways has two.
	Days []string `json:"days,omitempty"`
	// Monthly is a day of each month, 1 to 31, or its last day where the month is
	// shorter. The occurrence is "monthly:2026-11".
	Monthly int `json:"monthly,omitzero"`
	// Expiry names what ends, such as "coupon"; see [Expiry]. The contact is due
	// Lead before the instant of the end, or else, with At, at that time of the
	// day, Lead before the last day: one of the two is given. It is never made at
	// the end or after it: the deadline is before. The occurrence is "expiry:coupon:K1:2026-11-30T16:00:00Z".
	Expiry string `json:"expiry,omitzero"`

	// Lead is how long before the date the contact is due, at most 366 days.
	// Default: on the date itself.
	Lead Term `json:"lead,omitzero"`
	// At is the time of the day at which it is due, such as "09:00". Default:
	// the start of the day, and from there on whatever the hours allow.
	At string `json:"at,omitzero"`
}

// OnEvent contacts after an event. The occurrence is
// "order_created:O123:1", of the kind, the key and the number of the step.
type OnEvent struct {
	// Kind is that of the event, such as "order_created". At most 120 bytes.
	Kind string `json:"kind"`
	// After lists how long after the event each step is due: "30 minutes", "1
	// day". At most 20, at most 366 days, each later than the one before.
	// Default: one step, at once.
	After []Term `json:"after,omitempty"`
	// At is the time of the day at which steps of whole days are due. Default:
	// that of the event.
	At string `json:"at,omitzero"`
}

// OnCycle contacts when it is time to buy a product again: a share of the
// customer's cycle after the last purchase, never after twice the cycle. The
// occurrence is "cycle:P9:2026-09-01", of the product and the date of the last
// purchase.
type OnCycle struct {
	// Products limits the rule to some products, at most 10,000. Default: all of
	// which the customer has a cycle; see [Cycle].
	Products []string `json:"products,omitempty"`
	// Share is the share of the cycle after which the contact is due, above 0 and
	// at most 2, with at most 6 decimals. Whole days, rounded down. Default:
	// "0.73", so that a bottle for three months is recalled after two.
	Share string `json:"share,omitzero"`
	// At is the time of the day at which it is due, such as "10:00". Default:
	// the start of the day.
	At string `json:"at,omitzero"`
}

// OnCampaign contacts its audience within a window of the shop's own. The
// occurrence is "campaign:double12-2026".
type OnCampaign struct {
	// Name names the campaign: whoever has had a contact of this rule and name
	// gets no other, wherever the window is moved.
	Name string `json:"name"`
	// From is when the window begins, such as "2026-12-12T18:00", in the shop's
	// zone.
	From string `json:"from"`
	// Until is when it ends; that instant is outside.
	Until string `json:"until"`
	// Early lets tiers in before From, at most 20.
	Early []Early `json:"early,omitempty"`
}

// Early lets a tier into a campaign earlier.
type Early struct {
	// Tier is the tier.
	Tier string `json:"tier"`
	// By is how much earlier, such as "2 hours", at most 366 days.
	By Term `json:"by"`
}

// OnSilence contacts who has not been heard of for a while.
type OnSilence struct {
	// Since says what is missed: LastOrder or LastContact. Required.
	Since Since `json:"since"`
	// After lists how long after it each step is due, such as "90 days". At least
	// one, of LastContact exactly one; at most 20, at most 3,660 days, each later
	// than the one before.
	After []Term `json:"after"`
	// At is the time of the day at which steps of whole days are due, such as
	// "10:00". Default: the start of the day.
	At string `json:"at,omitzero"`
}

// Since says what a silence is counted from.
type Since string

const (
	// LastOrder wins customers back: a step each time after their last order.
	// The occurrence is "winback:2026-03-05:2", of its date in the shop's zone and
	// the number of the step.
	LastOrder Since = "order"
	// LastContact is the minimum contact, so that nobody is forgotten: after a
	// time without any contact whatever, those of the same run included. It comes
	// after all other rules, whatever its priority, and if it counts towards caps
	// it obeys them. The occurrence is
	// "minimum:2026-03-05T01:00:00Z", of the last contact, or "minimum:joined"
	// where there was none yet; it is then due so long after Customer.Joined.
	// Where that is not known either it is due as each run begins, unless another
	// contact is planned, or postponed. Of several rules the one
	// that can be made first is.
	LastContact Since = "contact"
)

// Benefit is what comes with a contact.
type Benefit struct {
	// Kind is what it is: "coupon", "gift" for the next parcel, "compensation" or
	// whatever the shop calls it.
	Kind string `json:"kind"`
	// ID names it.
	ID string `json:"id"`
}

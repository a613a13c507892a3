package care

import (
	"example.com/membership/care/lunar"
	"example.com/membership/internal/fault"
)

// Program is how a shop keeps in touch, as data. It round-trips through JSON;
// [New] turns it into an [Engine].
type Program struct {
	// Channels lists how customers are reached, at most 20. At least one.
	Channels []Channel `json:"channels"`
	// Topics names what contacts are about, such as "orders" and "offers", at
	// most 100. Consents and caps go by them. At least one.
	Topics []string `json:"topics"`
	// Rules lists whom to contact and when, at most 1,000.
	Rules []Rule `json:"rules,omitempty"`

	// Quiet lists the quiet hours of all channels, at most 50.
	Quiet []Window `json:"quiet,omitempty"`
	// Holidays lists the dates that windows call "holiday", such as
	// "2027-02-06", at most 5,000, of the years 1900 to 2299.
	Holidays []string `json:"holidays,omitempty"`
	// UnknownZone says what becomes of a customer whose zone is not known.
	// Default: UseShopZone.
	UnknownZone ZonePolicy `json:"unknownZone,omitzero"`

	// Caps lists the frequency caps, at most 20. All of them hold.
	Caps []Cap `json:"caps,omitempty"`
	// WeekStart is the first day of a week in caps, such as "sunday". Default:
	// monday, as in ISO 8601.
	WeekStart string `json:"weekStart,omitzero"`
	// Holdout keeps a share of the customers without commercial contacts, so
	// that the effect of the others can be measured. Default: nobody.
	Holdout *Holdout `json:"holdout,omitempty"`
	// GrantSources lists the sources of consent that the shop relies on:
	// grants from other sources are passed over, denials never. At most 1,000.
	// Default: all.
	GrantSources []string `json:"grantSources,omitempty"`
	// LetGo lists tags of customers the shop no longer tries to win back:
	// silence rules leave them alone, minimum contact included. At most 1,000.
	LetGo []string `json:"letGo,omitempty"`

	// LookAhead is how far beyond the end of a run candidates are looked for:
	// they are not planned in it, but reserve their place in caps before
	// candidates of lower priority. Exactly: a day is 24 hours here; at most 366
	// days. Default: none.
	LookAhead Term `json:"lookAhead,omitzero"`
	// LeapDay says when 29 February is in a common year. Default: Feb28.
	LeapDay LeapDay `json:"leapDay,omitzero"`
	// LeapMonth says when dates of a lunar leap month are. Default:
	// lunar.Regular.
	LeapMonth lunar.LeapMonth `json:"leapMonth,omitzero"`
}

// ZonePolicy says what becomes of a customer whose time zone is not known.
type ZonePolicy string

const (
	// UseShopZone takes the shop's zone, with the note [ZoneUnknown] on the
	// contact.
	UseShopZone ZonePolicy = "shop"
	// Suppress plans nothing that obeys quiet or preferred hours, for the reason
	// [ZoneUnknown].
	Suppress ZonePolicy = "suppress"
)

// LeapDay says when 29 February is in a common year.
type LeapDay string

const (
	// Feb28 takes 28 February.
	Feb28 LeapDay = "02-28"
	// Mar1 takes 1 March.
	Mar1 LeapDay = "03-01"
)

// Channel is a way to reach customers.
type Channel struct {
	// ID names the channel, such as "sms".
	ID string `json:"id"`
	// Kind says what its addresses are. Required.
	Kind Kind `json:"kind"`
	// Country is the calling code, such as "86", of the numbers that are written
	// without one: 1 to 4 digits, no zero in front; of calls and texts only.
	// Default: such numbers stay as they are.
	Country string `json:"country,omitzero"`
	// Law is what the law asks of commercial contacts on this channel. Default:
	// nothing.
	Law Law `json:"law,omitzero"`
}

// Kind says what the addresses of a channel are, and so how they are compared.
type Kind string

const (
	// SMS has telephone numbers: spaces, hyphens, dots, brackets and full-width
	// digits do not matter, and 00 in front is +.
	SMS Kind = "sms"
	// Call has telephone numbers, too.
	Call Kind = "call"
	// Email has addresses in which case does not matter.
	Email Kind = "email"
	// Other has IDs that are compared as they are but for white space around
	// them: a messenger, an app, the next parcel.
	Other Kind = "other"
)

// Law is what the law of a place asks of commercial contacts on a channel. The
// engine applies the hours; the wording is checked by package care/message.
// [China], [UnitedStates], [EuropeanUnion] and [France] give some as a start,
// each with its source. They are data, not advice: laws change.
type Law struct {
	// Quiet lists the hours without contacts, at most 50; they add to
	// Program.Quiet. Transactional rules that obey quiet hours obey these too.
	Quiet []Window `json:"quiet,omitempty"`
	// OptOut lists wordings by which a customer can end the contacts, such as
	// "STOP", at most 20: every commercial text has one of them. Default: none
	// is asked for.
	OptOut []string `json:"optOut,omitempty"`
	// Signature says that every commercial text has the sender in 【】, as carriers
	// in China want it.
	Signature bool `json:"signature,omitzero"`
}

// Window is a time of the day on some days, by the clock of the customer. An
// instant is inside when its reading is at or after From and before To; where
// clocks go back, both passes of a reading are. A window past midnight belongs
// to the date on which it began. Several windows add up.
type Window struct {
	// From is when it begins, such as "22:00".
	From string `json:"from"`
	// To is when it ends, such as "08:00", on the next day when it is before From;
	// "24:00" is midnight. It is not From.
	To string `json:"to"`
	// On lists its days: "monday" to "sunday" and "holiday". A holiday is also the
	// day of the week that it is. Default: every day.
	On []string `json:"on,omitempty"`
}

// Cap is a limit to the number of contacts of a customer.
type Cap struct {
	// ID names the cap in reasons.
	ID string `json:"id"`
	// Most is how many contacts are allowed. 0 blocks; a cap without it is
	// a fault.
	Most *int64 `json:"most"`
	// In is the time over which they count: a rolling one, such as "7 days"
	// (exactly 168 hours) or "12 hours", at most 366 days, or one of the calendar in
	// the customer's zone: "calendar day", "calendar week", "calendar month". A
	// rolling cap holds for each stretch (t−d, t].
	In string `json:"in"`
	// Channels limits the cap to contacts on some channels. Default: all.
	Channels []string `json:"channels,omitempty"`
	// Topics limits the cap to contacts on some topics. Default: all.
	Topics []string `json:"topics,omitempty"`
}

// Holdout is a share of the customers without commercial contacts.
type Holdout struct {
	// Salt names the holdout; another name holds out others. Not empty.
	Salt string `json:"salt"`
	// Share is from 0 to 1, such as "0.05". A customer of a share is in every
	// greater share of the same salt.
	Share string `json:"share"`
}

// ParseProgram reads a programme from JSON of at most 16 MiB. Unknown and
// repeated fields, wrong types, null and trailing text are faults; the error
// is an [*InvalidError] that lists all of them. What the programme says is
// judged by [New].
func ParseProgram(data []byte) (Program, error) {
	var p Program
	err := p.UnmarshalJSON(data)
	return p, err
}

// UnmarshalJSON reads a programme as strictly as [ParseProgram] does. On an
// error p is left as it was.
func (p *Program) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("care: program", data, p))
}

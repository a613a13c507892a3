package care

import (
	"time"

	"github.com/shopspring/decimal"
)

// Customer is what the shop knows of one customer. Lists may be in any order.
// What is dated after the start of a run does not exist yet, but for
// expiries, and consents, which take effect when they begin.
type Customer struct {
	// ID names the customer.
	ID string
	// Tier is the tier held, "" for none.
	Tier string
	// Tags lists groups, stages and other marks, at most 1,000.
	Tags []string
	// Zone is the customer's time zone, nil where it is not known.
	Zone *time.Location
	// Joined is when the customer became known; zero where that is not.
	Joined time.Time
	// LastOrder is when the last order was made; zero for none.
	LastOrder time.Time

	// Dates lists dates that come back each year, such as the birthday.
	Dates []Date
	// Expiries lists what ends: memberships, tiers, coupons, points.
	Expiries []Expiry
	// Events lists what has happened, of the kinds that rules name.
	Events []Event
	// Cycles lists when products will be used up; see package care/cycle.
	Cycles []Cycle

	// Addresses lists where the customer is reached, one a channel.
	Addresses []Address
	// Consents lists what the customer has agreed to or denied, at most 200.
	Consents []Consent
	// Preferred lists the hours the customer prefers, as given or from
	// [PreferredFrom]. None: any.
	Preferred []Window
	// Variables says what messages may need to know, such as "name".
	Variables map[string]string
	// History lists the contacts so far, planned ones included, whatever their
	// instant: enough of them that caps, silence and open occurrences see theirs.
	History []Record
}

// Date is a date that comes back each year, of the calendar of the Gregorian
// year or the Chinese lunar one.
type Date struct {
	// Name says what it is, such as "birthday". A name stands once.
	Name string
	// Month is from 1 to 12.
	Month int
	// Day is from 1 to 31, of a lunar month to 30. Where the month of a year is
	// shorter, a lunar date is on its last day; 29 February is by
	// Program.LeapDay.
	Day int
	// Year is the year of the first one, of the calendar of the date: there is
	// none before. 0: not known.
	Year int
	// Lunar says that the date is one of the Chinese lunar calendar.
	Lunar bool
	// Leap says that the month is a leap month of the lunar calendar; see
	// Program.LeapMonth.
	Leap bool
}

// Expiry is something that ends.
type Expiry struct {
	// Name says what ends, such as "coupon".
	Name string
	// Key names the one that ends, such as the claim of the coupon. Name and key
	// stand once.
	Key string
	// At is when it ends.
	At time.Time
	// Variables adds to those of the customer, and goes before them.
	Variables map[string]string
}

// Event is something that has happened. An event cancels an occurrence when its
// kind is in the rule's CancelledBy, and
//
//   - it has the key of the occurrence (the order, the product, what expires;
//     a silence, a campaign or a date has none, and any key will do), or
//   - it has no key.
//
// The occurrence of an event with a key, and an expiry, is cancelled whenever
// the cancelling event came, before or after what it cancels. Otherwise an event
// cancels what began before it or at the same instant: the event of the rule,
// the day after the last purchase of a product, just after the last order or
// contact, or, of a date and a campaign, when the contact is due.
type Event struct {
	// Kind says what happened, such as "order_paid".
	Kind string
	// Key says to what, such as the order's ID. Kind and key stand once; empty
	// for what happens to a customer once.
	Key string
	// At is when it happened.
	At time.Time
	// Variables adds to those of the customer, and goes before them.
	Variables map[string]string
}

// Cycle is how long a product lasts a customer.
type Cycle struct {
	// Product names it. A product stands once.
	Product string
	// Last is the date of the last purchase, such as "2026-09-01".
	Last string
	// Days is how many days the last purchase lasts, above 0 and at most 3,660,
	// with at most 6 decimals.
	Days decimal.Decimal
	// Variables adds to those of the customer, and goes before them.
	Variables map[string]string
}

// Address is where a customer is reached on a channel.
type Address struct {
	// Channel is one of Program.Channels.
	Channel string
	// Value is the number, the address or the ID.
	Value string
	// Blocked is why it is not to be used, whatever the customer agreed to, such
	// as "bounced" or "do not call": a hard block. Default: it may be.
	Blocked string
}

// Consent is what a customer has agreed to, or, Denied, has not. It holds from At until
// Until. Of those that hold, the latest speaks for its channel and topic;
// of the same instant a denial does. Then, of a contact on a channel about a topic:
//
//  1. an address with a hard block: no;
//  2. denied for the channel and the topic, or for the whole channel: no;
//  3. granted for either: yes;
//  4. nothing known: no.
type Consent struct {
	// Channel is one of Program.Channels.
	Channel string
	// Topic is one of Program.Topics, or "" for the whole channel.
	Topic string
	// Denied makes it a denial; otherwise it is a grant.
	Denied bool
	// At is when it was made.
	At time.Time
	// Until is when it ends. Zero: it does not.
	Until time.Time
	// Source is where it comes from, such as "checkout"; see
	// Program.GrantSources.
	Source string
}

// Record is what is kept of a contact: all that later runs have to know.
type Record struct {
	// Rule is the ID of the rule.
	Rule string `json:"rule"`
	// Occurrence says of what the contact is: see [OnDate] and the others.
	Occurrence string `json:"occurrence"`
	// At is when it is, or was, made.
	At time.Time `json:"at"`
	// Channel is the channel used.
	Channel string `json:"channel"`
	// Address is the address used, as compared.
	Address string `json:"address"`
	// Topic is that of the rule when it was made.
	Topic string `json:"topic"`
	// Counts says whether it counts towards caps, as recorded when it was made.
	Counts bool `json:"counts"`
}

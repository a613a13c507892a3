// Package care decides whom a shop contacts, when, with what, and why someone
// else is left out: birthdays and festivals, unpaid orders and reviews, products
// that run out, campaigns, customers who have gone quiet.
//
// A [Program] says how the shop keeps in touch, as data. [New] turns it into an
// [Engine], which plans a [Run] for customers the shop describes:
//
//	program, err := care.ParseProgram(document)
//	engine, err := care.New(program, shanghai)
//	plan, err := engine.Plan(care.Run{From: midnight, Until: nextMidnight}, customers)
//	for _, contact := range plan.Contacts { ... } // whom, how, when, what, until when
//	for _, s := range plan.Suppressed { ... }     // who not, and all the reasons
//
// It sends nothing; see Sending below.
//
//	whom to contact on these days?         Engine.Plan       Plan
//	the same, for millions?                Engine.Stream     one Decision after another
//	why was this customer not contacted?   Engine.Explain    Explanation
//	may it still be sent, now?             Engine.Recheck
//	who wins, who is surveyed?             Draw
//	at which hours are they awake?         PreferredFrom
//	what does it say?                      package care/message
//	when will the bottle be empty?         package care/cycle
//	when is the Mid-Autumn Festival?       package care/lunar
//
// # Candidates
//
// A candidate is a customer, a rule and an occurrence: a key such as
// "birthday:2027" or "order_created:O123:1", never "so many seconds since". For
// each there is one contact at most, whatever the channel and however often
// plans are made. Rules find occurrences by five mechanisms:
//
//	date       birthdays, anniversaries, festivals, days of a month, before something ends
//	event      an unpaid order, a parcel, a review, a complaint, a new member
//	cycle      a product that will soon be used up
//	campaign   a window of the shop's own
//	silence    winning back; a minimum contact, so that nobody is forgotten
//
// A candidate is due at an instant and has a deadline, the last instant at
// which it may be made. A run decides on those that are due before its end,
// or before the end of Program.LookAhead, and whose deadline is not before its
// start. What has happened after its start does not exist yet; contacts of
// the history count whatever their instant.
//
// Runs may overlap and be as often as one likes: greetings and campaigns are
// planned once a day, a reminder half an hour after an order every few minutes,
// by the same programme.
//
// # Placing
//
// What does not depend on time is asked once: audience, holdout, cancelling
// events, history, variables, addresses. Then candidates look for their
// instant, transactional ones first, then commercial ones, each by priority,
// due instant, rule and occurrence, and minimum contacts last. A candidate takes
// the earliest instant, from when it is due to its deadline, at which consent,
// quiet hours, preferred hours and caps all hold on one of its channels; which
// channel is preferred decides only between channels of the same instant.
// [Placing] says what else a rule may want. One that lands after the run, in a
// later one, is not planned but keeps its place: whatever has a lower priority
// finds the caps filled. Contacts sort by instant, customer, rule and occurrence.
//
// # Sending
//
// The shop stores each planned contact under its key, which may stand once, and
// from then on hands its [Record] in as part of the customer's history, sent or
// not: later plans leave its place and plan it no second time. At the contact's
// instant, and not after its deadline, the sender asks [Engine.Recheck] with what
// is known by then. A "no" ends the contact: it is not sent, and its record stays
// where it is to be planned no more, or is taken away where it may be planned
// anew; kept, it fills caps, unless its Counts is taken away. What is sent keeps
// its record, with the instant at which it was sent. A history goes back as
// far as the longest cap, silence and deadline of the rules.
//
// # Reasons
//
// A candidate that is not planned lists all the reasons, in this order:
//
//	not_tier          has none of the tiers               audience
//	not_tagged        a tag is missing                    audience
//	excluded          has a tag that is left out          audience
//	not_sampled       is not in the sample                audience
//	let_go            the shop has let the customer go    silence rules
//	held_out          is in the holdout                   gate holdout
//	cancelled         an event made it pointless          all
//	already_sent      is in the history                   all
//	gone              is no longer so                     Recheck only
//	variable_missing  the message needs what is unknown   all
//	no_address        none on the channel                 all
//	blocked           a hard block of the address         all
//	same_address      another customer there has it       rules once per address
//	zone_unknown      the customer's zone is not known    where hours are obeyed, by policy
//	denied            the customer does not agree         gate consent
//	consent_unknown   nobody knows                        gate consent
//	quiet_hours       of the shop or by law               gate quiet_hours
//	not_preferred     outside the customer's hours        gate preferred_hours
//	capped            a cap is full                       gate caps
//	contacted         there was a contact before          minimum contacts
//	too_late          no instant to the deadline will do  all
//	postponed         is for a later run                  all
//
// Commercial rules obey all gates; transactional ones those they name. Consent
// is resolved as [Consent] says.
//
// # Limits
//
//	instants               years 1900..2299; lunar dates 1900-01-31..2101-01-28
//	a run                  366 days, and 366 days of looking ahead
//	a programme            1,000 rules, 20 channels, 20 caps, 16 MiB as JSON
//	facts of a customer    1,000 of a kind, 200 consents, 10,000 contacts
//	candidates             2,000 of a customer in one run
//
// A customer costs O(rules × facts) to find candidates, and a candidate one step
// for each change of what it has to obey between its due instant and its place.
// Errors are [*InvalidError] for a programme, and [*DataError] for a customer
// or a run. Everything here is a pure function of its arguments and may be called
// from many goroutines.
package care

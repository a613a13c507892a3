// Package tier answers: who is a member, at which level, since when, until
// when, why, what is missing for the next level, and when does that change by
// itself?
//
// A [Program] is data: a ladder of tiers, each with alternatives of minimums
// over look-back windows, and policies for enrollment, validity, lapse and
// refunds. [New] compiles it for the shop's location into an [Engine], which
// only decides: it never reads a clock, keeps nothing and may be shared by any
// number of goroutines.
//
//	program, err := tier.ParseProgram(data)
//	engine, err := tier.New(program, shanghai)
//
// A customer is a [State]. A shop keeps it as JSON beside the customer, gives
// it every [Event], and stores what comes back:
//
//	state, changes, err := engine.Apply(state, tier.Event{
//		ID: "o1", Kind: tier.Order, At: paidAt, Amount: paid,
//	})
//
// Time changes standings too: terms end, months begin, activity leaves its
// window. [State.Next] is the instant at which that happens next; a shop
// indexes it, and needs no nightly scan:
//
//	state, changes, err := engine.Advance(state, state.Next())
//
// The same State, with the same bytes, comes from the whole history in any
// order: [Engine.Replay], or [Engine.StateAt] for whole populations. What a
// State cannot tell exactly, such as a late event, is answered with [ErrReplay]
// and never with an approximation.
//
// # Questions and answers
//
//	what does the customer hold?          Engine.Standing   Standing
//	what has changed, and why?            Apply, Advance    Change, with Verdicts
//	what is missing, what keeps it?       Engine.Progress   Goal
//	which tier do these totals make?      Engine.Qualify    a tier's ID
//	why, or why not?                      Engine.Explain    Verdict
//	how do we tell customers?             Engine.Conditions text, Chinese or English
//	is the programme what we mean?        Engine.Lint       Fault
//	what if we changed it?                Compare           Movement
//	how do we change it?                  Engine.Adopt      events to append
//
// # How standings come about
//
// Earned, paid and granted standings exist side by side and the highest holds.
//
// Who takes part earns the highest tier of which an alternative is met, at
// once and for a fresh term, whenever it exceeds the one earned. At the end of
// the term the earned tier is judged by the windows as they are then: if its
// entry or its keep rules are met it is renewed (terms in a row count from one
// anchor), otherwise it enters grace, if the programme grants one, or lapses.
// In grace, meeting either starts a fresh term; when grace is over, the tier
// lapses. Renewing a term "to the end of the next period" adds one period.
//
// Terms that are bought run per tier, side by side, and buying again extends
// from the current end. A grant is a floor, dormant until the customer joins.
// Withdrawal ends all three.
//
// At one instant, bought and granted terms end first, then the earned tier is
// upgraded or judged, then events follow in their order: by kind (join, order,
// interaction, buy, use, grant, revoke, refund, withdraw, adopted), then ID;
// refunds by what was refunded before, then ID.
//
// A customer of whom nothing has happened yet is a [Customer] and nothing
// else, even where the lowest tier asks for nothing.
//
// # Limits
//
//	amounts          exponent −12..12, at most 30 digits
//	instants         years 1900..2299
//	windows          120 months or 3,660 days
//	terms            1,200 months or 36,500 days
//	a programme      50 tiers, 20 alternatives each, 10 minimums each, 100 needs
//	JSON             16 MiB, 100 levels deep
package tier

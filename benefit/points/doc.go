// Package points keeps the points (积分) of a customer: how many there are,
// until when and why, what an order or an action earns, and what points can be
// exchanged for.
//
// The truth is a ledger: a list of [Entry] values that only grows, kept by the
// shop. An [Engine], made by [New] of a [Policy] and the shop's location, writes
// entries and folds them:
//
//	earning, err := engine.Earn(points.Order{ID: "O1", At: paid, Goods: points.Part{Due: due}})
//	account, err = engine.Fold(account, earning.Entry)
//	balance, err := engine.Balance(account, now)
//
// An [Account] is all that the fold has to remember. It is stored as JSON beside
// the customer, and continuing from it equals folding from the start. The zero
// Account is that of an empty ledger.
//
//	what does an order earn?              Engine.Earn       Earning, with the entry
//	what does a refund take back?         Engine.Refund     Earning, with the entry
//	what does an action earn?             Engine.Award      Answer, with the entry
//	can this be had for points?           Engine.Exchange   Answer, with the entry
//	can this entry be, what does it do?   Engine.Check      Answer, with its effect
//	what comes of these entries?          Engine.Fold       Account
//	how many points, until when?          Engine.Balance    Balance
//	how did it come about?                Engine.Statement  Statement
//
// # Entries
//
// An entry is named by its kind and its ID, which is the key of its source: the
// order, the refund, the request. The same entry twice counts once, and another
// one of the same kind and ID is an error, so that nothing is paid twice.
// Entries are ordered by instant, then kind (expire, release, earn, restore,
// reverse, spend), then ID by bytes. An entry is dated when it is appended: one
// that is dated back can make a later spend impossible.
//
// What an entry needs it carries: points keep the expiry that they were earned
// with, and a reversal its clawback. A change of the policy changes no ledger.
//
// # Lots
//
// Each earn is a lot, of which at any instant
//
//	earned = pending + available + spent + expired + reversed
//
// A lot is pending until its instant, or until a release. Its expiry runs from
// then on: see [Term]. At an instant, what is over expires first, then what has
// waited is released, then entries follow. A spend takes from the available lot
// that expires soonest, then from the oldest by the instant of its earn, then by
// ID. A restore undoes the end of its spend, which leaves it as if it had been
// so much smaller: points return to their lots with their old expiry, and where
// that is over they are expired. A reversal takes from its own lot first; see
// [Clawback] for what has been spent already. What of the lot has expired is
// gone and not asked for again.
//
// A debt is kept apart and is never there together with available points:
// whatever becomes available, or comes back, pays it first, and counts as
// reversed in its lot. Points that come back to a lot that has ended pay no debt
// but what a reversal of that lot left: they expire.
//
// While nothing expires, it does not matter for the number of points, less the
// debt, whether a purchase or what it paid for is refunded first; and under
// [IntoDebt], buying and refunding leaves the number as it was. Which lots hold
// the points may differ: what a reversal takes from another lot, because its own
// was spent, does not return there.
//
// At one instant a release comes before an earn, and a restore before a spend:
// one that answers the other is dated later, if only by a nanosecond. What else
// is of one instant, such as the earn of an order and the spend that pays for a
// part of it, is folded in one call.
//
// # Storage
//
// The shop appends entries and stores the account that they lead to in one
// transaction, or not at all:
//
//	INSERT INTO ledger (customer, kind, id, entry) VALUES (?, ?, ?, ?)   -- for each new Entry; (customer, kind, id) is unique
//	UPDATE accounts SET account = ?, entries = ?                         -- the new Account, and its Entries
//	    WHERE customer = ? AND entries = ?                               -- Entries of the one read: Guard.Entries of an Answer
//	UPDATE rewards SET taken = taken + 1 WHERE id = ? AND taken < ?      -- for Guard.Stock, where there is one
//
// A customer begins with a row of the zero Account and 0 entries. Where an UPDATE
// finds no row, the transaction is rolled back, what it was decided by is read
// again and the question asked again. Where kind and ID are there already, it is
// rolled back too, and there is nothing left to do: the order, the refund or the
// request has had its entry.
//
// # Memory
//
// An account remembers lots that hold points, whatever their age, all entries and
// lots of the policy's memory, and that an action counted once. What is settled
// and older is forgotten but for its sums. An account answers what a fold from
// the start would, or [ErrReplay]. The one thing it cannot
// notice is an entry that it has forgotten and that comes again dated anew: the
// ledger's own key, kind and ID, has to be unique in the shop's table.
//
// # Limits
//
//	points of an entry    10^12
//	points ever earned    10^18
//	amounts               exponent −12..12, at most 30 digits
//	instants              years 1900..2299
//	terms                 1,200 months or 36,500 days
//	names and IDs         1,000 bytes
//	a policy              200 multipliers, 200 actions, 500 rewards
//	entries of a ledger   10^12
//	an account            16 MiB as JSON: about 20,000 lots and entries remembered
//	one fold              spends take from lots, and restores return to them,
//	                      1,000,000 times; a fold that has more is done in parts
//
// Folding n entries onto an account that remembers k lots and entries costs
// O((n + k + p) log (n + k)), where p counts how often spends take from lots and
// restores return to them: many small spends of many lots stay linear but for
// the logarithm.
//
// Errors are [*benefit.InvalidError] for a policy, a location or a document, and
// [*benefit.DataError] for an entry, an order or another record. A "no" is an
// [Answer], not an error. Everything here is safe for concurrent use.
package points

// Package catalog answers what a member is entitled to now, what is used up, and
// why something is not available, or not yet.
//
// A [Catalog] lists benefits, as data. Each says what it gives (its [Kind]), to
// which tiers, how often ([Limit]) and when ([When]); these combine freely:
//
//	9 折 for gold members          discount, tiers gold
//	a free gift twice a year      gift, limit 2 per year
//	a birthday coupon             coupon, when birthday
//	8 折 a day before a launch     early-access, when lead "1 day"
//	a pack for new members        pack, when joined "24 hours", limit 1 per lifetime
//	a gift for 500 points         gift, points 500
//
// [New] turns a catalog into an [Engine], and [Engine.Entitlements] gives exactly
// one answer for every benefit, with all reasons and numbers, the [benefit.Offer]
// of each price for the cart of a quote, and the instant at which an answer
// changes by itself. [Engine.Claim] plans a use: it names the guard to hold and the
// record to keep, and does nothing itself. Both answer with what is to be given
// and taken: the ID of a coupon, a pack or an item, an amount, points and cash.
//
// Whatever is counted is counted per customer, so a guest is refused it. Days,
// months and years are civil, in the location given to [New]; spans of time are
// half-open: they hold their first instant, not their end. Instants in answers
// are in that location, or in UTC where its offset has seconds, which JSON cannot
// write; the zero Time stands for never, which means not within the years 1900 to
// 2299. All errors about a catalog are
// [*benefit.InvalidError], those about a member, a claim or a launch
// [*benefit.DataError].
//
// # Recording a use
//
// A grant is carried out in one transaction, in which [Grant.Use] is recorded
// while [Grant.Guard] holds:
//
//	CREATE TABLE uses (
//	    key VARCHAR(1000) PRIMARY KEY, -- compared by bytes
//	    customer ..., benefit ..., at ..., year ..., returned ...)
//
//	SELECT id FROM customers WHERE id = :customer FOR UPDATE
//
//	INSERT INTO uses (key, customer, benefit, at, year, returned)
//	SELECT :key, :customer, :benefit, :at, :year, FALSE
//	WHERE (SELECT COUNT(*) FROM uses
//	       WHERE customer = :customer AND benefit = :benefit AND NOT returned
//	         AND (   (:from  IS NULL OR at >= :from) AND (:until IS NULL OR at < :until)
//	              OR (:guard_year <> 0 AND year = :guard_year))) < :below
//
// :key, :at and :year are those of the use, the others those of the guard; the
// zero Time of a bound is NULL, and at keeps nanoseconds. The lock of the
// customer's row comes first because the INSERT alone does not suffice: under READ
// COMMITTED, two of them at the same moment do not see one another's rows. A
// database that has one writer at a time needs no lock, nor does SERIALIZABLE.
//
// Where no row is inserted, or the key is there already, the transaction is rolled
// back, the uses are read anew and the claim is made again: it is refused with
// the reasons, or answered as Recorded. Without a guard the row is inserted
// unconditionally. What is given and taken belongs to the same transaction.
//
// # What lives where
//
// Tier prices belong in the catalog, and then not among the offers of the
// [benefit.Program] as well: both would be taken, and add up, unless all share a
// [Benefit.Group]. Discounts of a catalog without one have the group
// "member price". An offer of the member lane of the programme that has it too is
// one of them: of all these at most one applies to a cart, the best by default.
//
// New-member packs and coupons: package coupon has what they are, and its terms
// decide who may claim, until when and how many there are. The catalog lists them
// for the tiers; its own dates and limits are asked beside those terms, and
// both have to agree.
//
// Points exchanges: the catalog lists them. Package points computes, by the price
// in its own menu: whether the balance suffices, and the entry that takes the
// points. Keep the two prices the same, and take the points once.
//
// # A birthday coupon
//
// The catalog decides whether it is the birthday and the coupon is not used up
// this year; package coupon makes the claim with which it is redeemed. In one
// transaction:
//
//	read the member, with all uses, and what the customer has of the coupon
//	grant = Engine.Claim of the catalog, for the benefit "birthday" and request "tap-1"
//	refused: tell the reasons; Recorded: it is done, show the claim that is there
//	decision = Engine.Claim of package coupon, for the coupon Entitlement.Item and
//	           the request ID Use.Key, at the same instant
//	refused: roll back, so that no use is recorded, and tell its reasons
//	record the use under its guard, and carry out the decision as package coupon says
//	commit
//
// The request ID to pass on is the key of the use, benefit/birthday/C1/tap-1: so a
// retry is the same claim there too, and the claim tells which use it is of. It
// has room there, where a request ID has at most 500 bytes as it stands in a key,
// with each slash and tilde written as two bytes: 373 at most, where the IDs of
// benefit, customer and request have no slashes and tildes. Of IDs that have many
// it may not fit; then give the coupon a request ID of your own that is stored with
// the use, or IDs without. What is claimed from package coupon directly does not
// count here.
package catalog

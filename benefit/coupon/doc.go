// Package coupon answers which coupons and packs a shop has, who may claim one
// and why not, and what state a claim is in.
//
// A [Book] holds the rules as data. [New] checks it and compiles it into an
// [Engine], which decides:
//
//	shop, err := coupon.New(book, shanghai)
//	d, err := shop.Claim(coupon.Request{ID: "tap-1", Offer: "NEW5", At: now}, customer)
//
// # Claiming
//
// [Engine.Claim] answers yes, with the claims to store, the guards to hold and
// the key, or no, with every reason and its numbers. It reads what the shop
// knows, which may be old by the time the answer is stored. A yes is therefore
// carried out in one transaction, or not at all:
//
//	INSERT INTO requests (key) VALUES (?)                                    -- Decision.Key, which is unique
//	UPDATE counters SET claimed = claimed + 1 WHERE id = ? AND claimed < ?   -- for each Guard: Counter, Below
//	INSERT INTO claims (key, ...) VALUES (?, ...)                            -- for each Claim
//
// Where the key of the request is there already, or an UPDATE finds no row with
// claimed below the limit, the transaction is rolled back, what the shop knows is
// read again and the question asked again. The key stays when claims are
// cancelled: a request is granted once, whatever a pack holds by then.
//
// A counter that is not in the table starts at 0. It counts the claims that are
// not cancelled. What each customer has of a coupon, a pack or a gift is counted
// with every claim, limit or not. A stock is counted where there is one: given to
// what had none, it begins with the number of those claims, when no decision by
// the book before is left to be carried out. Guards come in the order of their
// counters, so that transactions lock rows in one order.
//
// The key is made of what is claimed, the customer and the caller's request ID.
// The same request asked again, after a timeout or a double tap, is the same
// claim: it is answered with the claim that is there, whatever has ended or
// sold out since. Without a customer ID no limit per customer could hold, so a
// guest is refused.
//
// An award is a claim whose request ID is the source of the award, such as
// "invited:bob" or "profile-completed": confirmed twice, it is paid once. The
// package does not know who asks: what only the shop may give is not claimed
// for a request that came from a customer.
//
// [Engine.Give] decides for a whole group.
//
// # Keys and counters
//
// A key is "coupon" or "pack", the ID of what is claimed, the customer's and
// the request's, joined by slashes: coupon/NEW5/alice/tap-1. The claims of a
// pack add "coupon" or "gift" and an ID: pack/HELLO/alice/tap-1/gift/MUG. A
// counter is the front of a key: coupon/NEW5 counts stock, coupon/NEW5/alice
// what one customer has, gift/MUG/alice the same of a gift. In an ID, "~" is
// written "~0" and "/" is written "~1", as in a JSON pointer (RFC 6901), so no
// two lists of parts have the same key. As they stand in a key, IDs have at most
// 120 bytes and request IDs 500, and keys therefore at most 1,000.
//
// # States
//
//	claimed    Reserve   reserved     for one order, within the validity
//	reserved   Consume   consumed     by that order, also after the end of the validity
//	reserved   Release   claimed      that order came to nothing
//	consumed   Restore   claimed      that order was refunded; the validity stays what it was
//	claimed    Expire    expired      from the end of the validity on
//	claimed    Cancel    cancelled    before that end; the stock goes back, which nothing else does
//
// Each answers with a [Step], to be stored where the claim still is what it
// was. Done twice, a step changes nothing. What is released or restored after
// the end of its validity cannot be reserved again.
//
// Everything here is a pure function of its arguments and may be called from
// many goroutines.
package coupon

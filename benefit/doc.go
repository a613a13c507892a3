// Package benefit answers: what does this customer pay, and why?
//
// A [Program] is data: how the shop rounds, which strategy each lane of pricing
// follows, and its offers. [New] compiles it into an [Engine], which prices a
// [Cart] at an instant:
//
//	program, err := benefit.ParseProgram(data)
//	engine, err := benefit.New(program)
//	quote, err := engine.Quote(benefit.Cart{Tier: "gold", Lines: lines, Offers: coupons}, now)
//
// A [Quote] shows every step: which offer applied, on what base, how much it
// would have taken off and how much it took off, and on which lines that
// landed; and every offer that did not apply, with all reasons. It is plain
// data. An order keeps it as JSON, and [Quote.Refund] says from it alone what
// comes back for units returned, whatever the programme says by then.
//
// Around it stand packages for what else a member has:
//
//	benefit/catalog   what is a tier entitled to, and what of it is used up?
//	benefit/coupon    who may claim a coupon or a pack, and in what state is a claim?
//	benefit/points    how many points are there, until when, and what do they buy?
//
// # Lanes
//
// Offers run in four lanes, one after the other: item prices, the member
// discount, shop offers, coupons.
//
// The first two change unit prices, which are rounded as the programme says; an
// amount off is one per unit there. In the other two an offer reads the amounts
// that entered the lane, both for its minimum and for its base: never what is
// left after its own discount or after another one of its lane, so that it does
// not switch itself off. What it would leave to pay is rounded once. It then lands on what is
// left of its lines, in the order of priority and ID, split in proportion by
// largest remainder, ties by line ID. A discount therefore adds up to the last
// unit of the currency, no line falls below zero, and one that costs nothing
// gets nothing.
//
// Freight is a line of its own kind, which offers leave alone unless their
// [Scope] names it. A member discount (折) states the share that is paid: 8.5 折
// is pays 0.85.
//
// # Strategies
//
// A lane takes the [First] offer that takes something off, [All] of them, or the
// [Best] combination. Best lanes are decided together, by the final total, with
// at most one offer of each group and an exclusive offer standing alone. Up to
// 4,096 combinations are compared, which is what 12 offers without groups have; a
// quote confirms it as Exact, and shows the second best. Beyond, lanes are decided
// one by one, and not always for the best: see [Quote.Exact]. A programme that
// has many offers gives them groups.
//
// # Gifts and points
//
// A gift is offered where its offer applies; the cart accepts it with a line, or
// declines it. One that is no longer given is withdrawn, with the reasons.
// Points pay a part of the total when everything is priced; they are no
// discount.
//
// # Checkout
//
// Quote with all coupons that the customer can use, each as an offer (package
// coupon makes it of a claim). Best leaves out those that do not help: those used
// are in Frozen.Offers. Reserve these for the order, quote again and compare
// fingerprints, store the quote with the order, consume. What is not used is
// released. [Quote.PaidFor] and [Refund.Stays] are what package points earns and
// takes back points for.
//
// Tier prices have one home: the catalog, whose offers go into the cart, or the
// programme. In both they are taken twice, unless they share a group.
//
// # Limits
//
//	amounts          10^15 smallest units of the currency for an offer or a line
//	a cart           500 lines of at most 1,000,000 units and 100 tags; 100 offers of its own
//	a programme      500 offers; sets of at most 20 items; 0 to 6 decimals
//	instants         years 1900..2299
//	JSON             16 MiB, 1,048,576 values, 100 levels deep: not a quote of 500
//	                 offers that each land on 500 lines
package benefit

// Package membership is the front door of a rules engine for shop membership:
// who is a member, at which level, until when, how valuable they are, which
// groups and stages they fall into, what they pay and may claim, whom to contact,
// and why. It holds no code; the packages below it do.
//
// A shop's backend hands over what it already knows, such as orders, refunds
// and joinings, and gets decisions back. The library opens no file and no
// socket, never reads the clock and keeps no state: the shop stores and sends,
// the library decides and explains.
//
// # Which package answers which question
//
//   - [example.com/membership/tier]: who is a member, at which level, since
//     when, until when, what is missing for the next level, and when does that
//     change by itself? A Program becomes an Engine; an Event moves a State.
//   - [example.com/membership/rfm]: how valuable is this customer, on a scale
//     the shop chose? A Model becomes an Engine; purchases add up to a Summary,
//     and a Summary gets a Score: a grade, and by named boxes a segment. A
//     Population says what each of them brings.
//   - [example.com/membership/segment]: which groups is a customer in? A Rule
//     over the shop's own customer type becomes a Group, and a Matcher says yes
//     or no, and why.
//   - [example.com/membership/segment/stage]: where is a customer in the
//     repurchase cycle, until when, and who is to be won back?
//   - [example.com/membership/segment/value]: who brings what: the top share,
//     classes, concentration, lifetime value?
//   - [example.com/membership/segment/pattern]: what is bought together, who comes
//     back, how does membership develop?
//   - [example.com/membership/benefit]: what does this customer pay, and why? A
//     Program becomes an Engine, which makes a Quote of a Cart; an order keeps it,
//     and refunds are computed from it.
//   - [example.com/membership/benefit/catalog]: what is a member entitled to, what
//     of it is used up, and when does the rest open?
//   - [example.com/membership/benefit/coupon]: who may claim a coupon or a pack,
//     what has to be held against a race, and in what state is a claim?
//   - [example.com/membership/benefit/points]: how many points are there, until
//     when, and what earns and costs them?
//
// The five packages never import one another; those below segment, benefit and
// care go with their parent. A tier is a string to whoever uses it, and the caller joins what it
// needs; examples/quickstart and examples/report show how.
//
// # Principles
//
//   - Pure. The same arguments give the same result, byte for byte: no clock,
//     randomness, environment or I/O, and nothing depends on the order of the
//     input or of a map. Inputs are never modified, results never alias them,
//     and everything exported may be called from many goroutines, unless its
//     documentation says otherwise.
//   - Rules are data. A programme is a plain struct that round-trips through
//     JSON. Every fault in it is reported at once, each with the path of its
//     field. An engine cannot be built from an invalid programme, and then only
//     decides.
//   - Exact money. Amounts are decimals from edge to edge, never floating
//     point.
//   - Explicit time. Every decision takes its instant, and the shop's location
//     is given once, where an engine or a model is built. Days, months and
//     years are civil in that location.
//   - Explained. Decisions carry their reasons as data, for yes and for no. A
//     "no" is a value; an error means that the question could not be asked.
//   - Bounded. Input from outside costs bounded time and memory, and panics
//     nothing.
//
// # Time
//
// Look-back windows run by civil dates, both ends included: the last 12 months
// on 31 March hold what is dated from 31 March of the year before up to the
// instant asked about. Validity is half-open: 12 months from 5 March 2026 last
// through the whole of 5 March 2027, until 6 March begins. Months keep the day,
// or take the last one of a shorter month.
//
// # Map
//
//	doc.go     this page
//	tier/      tiers, terms, joining, refunds, progress
//	rfm/       recency, frequency, monetary value; grades, segments
//	segment/   groups; below it stage, value and pattern
//	benefit/   prices; below it catalog, coupon and points
//	care/      contacts; below it message, cycle and lunar
//	examples/  quickstart, and report: a shop's figures from a file of orders
//	internal/  civil dates, exact sums, faults: no word of the domain
//
// The test beside this page parses every source file and proves what can be
// proved of the principles: what is imported, what is called, what is kept.
package membership

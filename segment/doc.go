// Package segment says which groups a customer belongs to, by rules that are
// data, over the shop's own customer type.
//
// A [Schema] names the fields that rules may ask about, each with a function
// that gets it. [Schema.Compile] checks a [Rule] against it, [Group.At] binds the
// group to an instant, and the [Matcher] decides:
//
//	schema, err := segment.NewSchema(
//		segment.Text("country", func(b *Buyer) string { return b.Country }),
//		segment.Number("orders", func(b *Buyer) int64 { return b.Orders }),
//		segment.Instant("last_order", func(b *Buyer) time.Time { return b.LastOrder }),
//	)
//	if err != nil {
//		return err
//	}
//	rule, err := segment.ParseRule([]byte(`{"all": [
//		{"field": "country", "op": "one of", "value": ["BR", "RU"]},
//		{"field": "orders", "op": ">=", "value": 3},
//		{"not": {"field": "last_order", "op": "within", "value": "last 30 days"}}
//	]}`))
//	if err != nil {
//		return err
//	}
//	group, err := schema.Compile(rule, shanghai)
//	if err != nil {
//		return err
//	}
//	matcher, err := group.At(now)
//	if err != nil {
//		return err
//	}
//	for i := range buyers {
//		if matcher.Match(&buyers[i]) {
//			...
//		}
//	}
//
// A rule is kept in a table and edited on a page: it round-trips through JSON,
// and what is wrong with it is reported all at once, each fault with its path:
// first what is no rule at all, by [ParseRule], then what does not fit the schema.
// It says "last 30 days", not a date, so it stays true tomorrow: that is today and
// the 30 dates before it, as everywhere in this library.
//
// # Missing values
//
// No comparison holds on a missing value; the operator [Missing] tests for one.
// Not is logical: "not within the last 30 days" holds for those who never
// ordered as well. Who ordered, but not lately, is found by [Before]:
//
//	{"field": "last_order", "op": "before", "value": "last 30 days"}
//
// # Why, and how many
//
// [Matcher.Explain] names the clauses that decided about a customer, and the
// values they saw. [Matcher.Preview] counts how many customers each part of a
// rule keeps, and how many it alone keeps out.
//
// # Tags and partitions
//
// A [Grouping] is groups with names. As tags they overlap: [Tagger.Tags] gives
// all names of a customer. As a partition they do not: [Tagger.First] gives the
// first, or the rest. [Tagger.Census] counts both, and finds the groups that
// nobody can fall into.
//
// # Stages, value, patterns
//
// What the whole population looks like is asked of the packages below this one,
// which share nothing but the errors here:
//
//   - [example.com/membership/segment/stage]: where is a customer in the shop's
//     repurchase cycle, when does that change, and who is to be won back?
//   - [example.com/membership/segment/value]: who brings how much, and what is a
//     customer worth?
//   - [example.com/membership/segment/pattern]: what is bought together, by whom,
//     how does it develop, and who comes back?
package segment

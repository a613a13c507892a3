// Package pattern looks at all purchases together. Each of its five parts
// answers one question.
//
// What sells where? [Cross] counts and adds up by any two keys:
//
//	table, err := pattern.Cross(entries) // of region, category, amount
//	table.Cells[i][j]                    // is that of table.Rows[i] and table.Columns[j]
//
// What is bought together? [Mine] finds the itemsets and the rules of baskets:
//
//	found, err := pattern.Mine(slices.Values(baskets), pattern.Mining{MinSupport: onePercent, MinConfidence: half})
//	for _, rule := range found.Rules {
//		if len(rule.Left) > 0 { // one with an empty left side is about all baskets
//			fmt.Println(rule.Left, "→", rule.Right, rule.Lift().FloatString(2))
//		}
//	}
//
// The most confident rules come first, and most of them lead to what everybody
// buys anyway. To recommend, sort them by lift: see [Rule.Lift].
//
// Does it grow? [TrendOf] fits a line to a monthly series, and tests whether it
// rises or falls by more than chance:
//
//	trend, err := pattern.TrendOf(revenue)
//	trend.Direction // is pattern.Rising
//
// Do customers come back? [Cohorts] follows them from the month of their first
// purchase:
//
//	cohorts, err := pattern.Cohorts(purchases, pattern.Months{AsOf: now, Location: shanghai})
//	for _, c := range cohorts {
//		fmt.Println(c.Month, c.Size, c.Retention()) // is the share that bought in each month
//	}
//
// How do the members do? [Roll.Figures] counts, for a period, who came, returned
// and left, and what members bought:
//
//	roll, err := pattern.NewRoll(memberships)
//	march, err := pattern.MonthSpan(2026, time.March, shanghai)
//	figures, err := roll.Figures(march, orders)
//	churn, ok := figures.ChurnRate() // is not ok where there was nobody to leave
//
// # Records
//
// Records come as sequences, once through and in any order. A slice of orders, of
// which a customer has several, becomes a sequence of customers and instants by a
// loop:
//
//	purchases := func(yield func(string, time.Time) bool) {
//		for _, o := range orders {
//			if !yield(o.Customer, o.PaidAt) {
//				return
//			}
//		}
//	}
//
// Two functions that look like a shortcut are none: [slices.All] yields the
// indexes of a slice for customers, and a map, with [maps.All], keeps only the last
// order of each.
//
// # Numbers
//
// Numbers are exact: counts, decimals, and fractions as [*big.Rat], which JSON
// writes as "1/3". A rate of nothing is not 0: where there is nothing to divide by,
// the answer is nil and false, and in JSON null. A fraction r is printed as money
// or percent, rounded half away from zero, by
//
//	r.FloatString(2)                                              // is "0.33"
//	new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(1) + " %" // is "33.3 %"
//
// Nothing here keeps state, and everything is safe for concurrent use.
//
// # Errors
//
// A record that cannot be used is a [*segment.DataError], parameters that cannot
// be are a [*segment.InvalidError] with all their faults, and an answer that would
// grow beyond its bounds is a [*TooManyError]. With an error there is no result,
// not even a part of one.
package pattern

// Package pattern looks at all purchases together. Each of its five functions
// answers one question.
//
// What sells where? [Cross] counts and adds up by any two keys:
//
//	table, err := pattern.Cross(entries) // of region, category, amount
//	table.Cells[i][j]                    // is that of table.Rows[i] and table.Columns[j]
//
// What is bought together? [Mine] finds the itemsets and the rules of baskets:
//
//	found, err := pattern.Mine(slices.Values(baskets), pattern.Mining{Support: onePercent, Confidence: half})
//	found.Rules[0].Lift() // is that of the most confident rule
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
//	cohorts[0].Retention() // is the share that bought in each month
//
// How do the members do? [Roll.Figures] counts, for a period, who came, returned
// and left, and what members bought:
//
//	roll, err := pattern.NewRoll(memberships)
//	march, err := roll.Figures(period, orders)
//	march.ChurnRate()
//
// Records come as sequences, once through and in any order. Numbers are exact:
// counts, decimals, and fractions as [*big.Rat], which JSON writes as "1/3".
// Nothing here keeps state, and everything is safe for concurrent use.
//
// # Errors
//
// A record that cannot be used is a [*segment.DataError], parameters that cannot
// be are a [*segment.InvalidError], and an answer that would grow beyond its
// bounds is a [*TooManyError]. With an error there is no result, not even a part of
// one.
package pattern

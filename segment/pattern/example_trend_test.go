package pattern_test

import (
	"fmt"
	"log"

	"example.com/membership/segment/pattern"
	"github.com/shopspring/decimal"
)

// A year of revenue: it grows, and not by chance alone. The second shop's line is
// steeper, for one good month; that is no trend.
func ExampleTrendOf() {
	months := func(revenue ...int64) (series []decimal.Decimal) {
		for _, r := range revenue {
			series = append(series, decimal.NewFromInt(r))
		}
		return series
	}
	for _, shop := range [][]decimal.Decimal{
		months(100, 104, 103, 110, 108, 115, 112, 118, 121, 119, 126, 130),
		months(100, 96, 103, 90, 108, 95, 112, 98, 101, 99, 106, 400),
		months(100, 90, 80, 70),
	} {
		trend, err := pattern.TrendOf(shop)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d months, %s a month: %s (S %d, variance %s)\n",
			trend.Months, trend.Slope.FloatString(2), trend.Direction, trend.S, trend.Variance.RatString())
	}
	// Output:
	// 12 months, 2.52 a month: rising (S 58, variance 638/3)
	// 12 months, 11.90 a month: none (S 22, variance 638/3)
	// 4 months, -10.00 a month: none (S -6, variance 26/3)
}

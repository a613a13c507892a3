package pattern_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/segment/pattern"
)

// Do the customers of the spring sale come back? Each row is those who came in
// one month, and how many of them bought again in the months after.
func ExampleCohorts() {
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600) // a shop loads it by name
	paid := []struct{ customer, at string }{
		{"Chen", "2026-03-02T10:00:00+08:00"},
		{"Chen", "2026-03-09T10:00:00+08:00"}, // once a month is enough
		{"Chen", "2026-05-20T10:00:00+08:00"},
		{"Li", "2026-03-31T16:30:00Z"}, // 1 April in Shanghai
		{"Li", "2026-05-03T09:00:00+08:00"},
		{"Wang", "2026-03-15T21:00:00+08:00"},
		{"Wang", "2026-04-15T21:00:00+08:00"},
		{"Wang", "2026-05-31T23:30:00+08:00"}, // the last evening counts
		{"Zhao", "2026-06-01T08:00:00+08:00"}, // after the instant asked about
	}
	purchases := func(yield func(string, time.Time) bool) {
		for _, p := range paid {
			at, err := time.Parse(time.RFC3339, p.at)
			if err != nil {
				log.Fatal(err)
			}
			if !yield(p.customer, at) {
				return
			}
		}
	}

	may, err := pattern.MonthSpan(2026, time.May, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	// Until begins June: with it as the instant asked about there would be a
	// cohort of June, and 0 in June for everybody.
	cohorts, err := pattern.Cohorts(purchases, pattern.Months{AsOf: may.Until.Add(-1), Location: shanghai})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range cohorts {
		fmt.Print(c.Month, " ", c.Size, " came:")
		for k, share := range c.Retention() {
			fmt.Printf("  %d (%s)", c.Active[k], share.FloatString(2))
		}
		fmt.Println()
	}
	// Output:
	// 2026-03 2 came:  2 (1.00)  1 (0.50)  2 (1.00)
	// 2026-04 1 came:  1 (1.00)  1 (1.00)
	// 2026-05 0 came:
}

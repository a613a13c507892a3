package lunar_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/care/lunar"
)

// civilText writes the civil date of a lunar one.
func civilText(d lunar.Date) string {
	year, month, day, err := d.Civil()
	if err != nil {
		log.Fatal(err)
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format("2 January 2006")
}

// A customer was born on 2 October 1963 and keeps the birthday by the lunar
// calendar.
func Example() {
	birthday, err := lunar.Of(1963, time.October, 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("born", birthday)
	for year := 2026; year <= 2028; year++ {
		days, err := birthday.In(year, lunar.Regular)
		if err != nil {
			log.Fatal(err)
		}
		for _, d := range days {
			fmt.Println(d, "is", civilText(d))
		}
	}
	// Output:
	// born 1963-08-15
	// 2026-08-15 is 25 September 2026
	// 2027-08-15 is 15 September 2027
	// 2028-08-15 is 3 October 2028
}

// A customer was born on the last day of a leap month of 30 days. 2025 has the
// same leap month, of 29 days; 2026 has none.
func ExampleDate_In() {
	birthday := lunar.Date{Year: 1979, Month: 6, Leap: true, Day: 30}
	fmt.Println("born", civilText(birthday))
	for _, year := range []int{2025, 2026} {
		for _, policy := range lunar.LeapMonths() {
			days, err := birthday.In(year, policy)
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(year, policy, days)
		}
	}
	// Output:
	// born 22 August 1979
	// 2025 regular [2025-06-30]
	// 2025 leap [2025-06L-29]
	// 2025 both [2025-06-30 2025-06L-29]
	// 2026 regular [2026-06-30]
	// 2026 leap [2026-06-30]
	// 2026 both [2026-06-30]
}

// Who looks for the birthdays between two civil dates goes through the lunar
// years. In 2019 this customer is congratulated twice, in 2020 not at all.
func ExampleDate_In_between() {
	birthday := lunar.Date{Month: 12, Day: 1} // the year of birth is not known
	from, until := time.Date(2019, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(2022, time.January, 1, 0, 0, 0, 0, time.UTC)
	first, err := lunar.Of(from.Date())
	if err != nil {
		log.Fatal(err)
	}
	last, err := lunar.Of(until.Date())
	if err != nil {
		log.Fatal(err)
	}
	for year := first.Year; year <= last.Year; year++ {
		days, err := birthday.In(year, lunar.Regular)
		if err != nil {
			log.Fatal(err)
		}
		for _, d := range days {
			y, m, n, err := d.Civil()
			if err != nil {
				log.Fatal(err)
			}
			if at := time.Date(y, m, n, 0, 0, 0, 0, time.UTC); !at.Before(from) && at.Before(until) {
				fmt.Println(d, "is", civilText(d))
			}
		}
	}
	// Output:
	// 2018-12-01 is 6 January 2019
	// 2019-12-01 is 26 December 2019
	// 2020-12-01 is 13 January 2021
}

// The festivals of the lunar year 2026.
func ExampleFestival_In() {
	for _, f := range lunar.Festivals() {
		d, err := f.In(2026)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(f, d, civilText(d))
	}
	_, err := lunar.MidAutumn.In(2101)
	fmt.Println(err)
	// Output:
	// spring_festival 2026-01-01 17 February 2026
	// lantern 2026-01-15 3 March 2026
	// dragon_boat 2026-05-05 19 June 2026
	// qixi 2026-07-07 19 August 2026
	// mid_autumn 2026-08-15 25 September 2026
	// double_ninth 2026-09-09 18 October 2026
	// laba 2026-12-08 15 January 2027
	// new_years_eve 2026-12-29 5 February 2027
	// care/lunar: lunar year 2101: is outside the lunar years 1900..2100, the civil dates 1900-01-31..2101-01-28
}

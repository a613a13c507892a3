package care

import (
	"fmt"
	"slices"
	"time"

	"example.com/membership/internal/civil"
)

const (
	minActivity   = 5 // instants
	minActiveDays = 3
	minPreferred  = 3 // hours
	hoursPerDay   = 24
)

// PreferredFrom estimates the hours that a customer prefers from what the
// customer did of their own: orders, visits, replies. The zone is the customer's;
// nil is UTC. The answer is for [Customer.Preferred].
//
// It is the shortest window of whole hours that has at least two thirds of the
// activity, but at least three hours, every day; past midnight where that is
// shorter. Of several such windows it is the one with most activity, and then the one
// that begins earliest in the day. It never is longer than 16 hours. Of fewer
// than five instants, or of instants on fewer than three dates, nothing can be
// said: the answer is nil, for any hour.
//
// The order does not matter. Instants outside the years 1900 to 2299, such as
// the zero Time of something missing, are passed over. The cost is that of one
// look at each instant.
func PreferredFrom(activity []time.Time, zone *time.Location) []Window {
	var counts [hoursPerDay]int
	var days [minActiveDays]civil.Date
	total, known := 0, 0
	for _, t := range activity {
		if !civil.Accepted(t) {
			continue
		}
		total++
		offset, _ := civil.Offset(t.Unix(), zone)
		second := (t.Unix() + offset) % secondsPerDay
		counts[(second+secondsPerDay)%secondsPerDay/3600]++
		if known < len(days) {
			days[known] = civil.DateOf(t, zone)
			if !slices.Contains(days[:known], days[known]) {
				known++
			}
		}
	}
	if total < minActivity || known < minActiveDays {
		return nil
	}
	from, length := busiest(counts, total)
	to := (from+length-1)%hoursPerDay + 1 // 24, not 0
	return []Window{{From: fmt.Sprintf("%02d:00", from), To: fmt.Sprintf("%02d:00", to)}}
}

// busiest returns the first hour and the number of hours of the window.
func busiest(counts [hoursPerDay]int, total int) (from, length int) {
	for length = minPreferred; ; length++ {
		most := 0
		for start := range counts {
			held := 0
			for i := range length {
				held += counts[(start+i)%hoursPerDay]
			}
			if held > most {
				from, most = start, held
			}
		}
		if most >= total-total/3 { // two thirds, rounded up
			return from, length
		}
	}
}

package main

import (
	"math"
	"time"

	"example.com/membership/care/lunar"
)

// A month is one of the lunar calendar.
type month struct {
	first moment     // its new moon
	date  lunar.Date // its first day
}

// A sky is the two theories, and how much later than they say it all happens.
type sky struct{ moonLate, sunLate time.Duration }

// calendar derives the months of the lunar years 1900 to 2100, and some more,
// from the sky alone, by the rules of the national standard GB/T 33661-2017:
// a month begins on the day of the new moon; the month of the winter solstice
// is the eleventh; where there are thirteen months from one eleventh to the
// next, the first without a major term, when the Sun's longitude is a multiple
// of 30°, is the leap month.
func (s sky) calendar() (months []month) {
	for year := 1900; year <= 2101; year++ {
		months = append(months, s.winterToWinter(year)...)
	}
	return months
}

// winterToWinter returns the months from the eleventh of the year before to the
// tenth of the year, or its leap month.
func (s sky) winterToWinter(year int) (months []month) {
	terms := s.majorTerms(year)
	k, next := s.eleventh(terms[0].day), s.eleventh(terms[12].day)
	number, leap := 10, next-k == 13
	for ; k < next; k++ {
		first, end := s.newMoon(k), s.newMoon(k+1)
		isLeap := leap && !anyWithin(terms, first.day, end.day)
		if isLeap {
			leap = false
		} else {
			number++
		}
		date := lunar.Date{Year: year, Month: (number-1)%12 + 1, Leap: isLeap, Day: 1}
		if number <= 12 {
			date.Year--
		}
		months = append(months, month{first, date})
	}
	return months
}

// majorTerms returns those from the winter solstice before the year to that of
// the year.
func (s sky) majorTerms(year int) (terms [13]moment) {
	solstice := epoch + 365.2422*float64(year-2000) - 10
	for i := range terms {
		at := majorTerm((270+30*i)%360, solstice+float64(i)*365.2422/12)
		terms[i] = inChina(at + s.sunLate.Hours()/24)
	}
	return terms
}

// eleventh returns the number of the last new moon up to the end of a day.
func (s sky) eleventh(day int) int {
	const firstMoon = 10962 // 2000-01-06
	k := int(math.Round(float64(day-firstMoon)/meanNewMoon)) + 1
	for s.newMoon(k).day > day {
		k--
	}
	return k
}

func (s sky) newMoon(k int) moment { return inChina(newMoon(k) + s.moonLate.Hours()/24) }

func anyWithin(terms [13]moment, first, end int) bool {
	for _, term := range terms {
		if term.day >= first && term.day < end {
			return true
		}
	}
	return false
}

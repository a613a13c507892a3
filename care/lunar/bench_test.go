package lunar_test

import (
	"testing"
	"time"

	"example.com/membership/care/lunar"
)

// What the care engine asks for each customer and day does not allocate.
func TestAllocations(t *testing.T) {
	birthday := leapDate(1995, 8, 30)
	for name, f := range map[string]func() error{
		"Of":    func() error { _, err := lunar.Of(2033, time.December, 25); return err },
		"Civil": func() error { _, _, _, err := leapDate(2033, 11, 5).Civil(); return err },
		"In": func() error {
			days, err := birthday.In(2052, lunar.Both)
			for _, d := range days {
				if _, _, _, err := d.Civil(); err != nil {
					return err
				}
			}
			return err
		},
		"Festival.In": func() error { _, err := lunar.NewYearsEve.In(2026); return err },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if err := f(); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// civilDays are days all over the range, in no order.
func civilDays() []time.Time {
	list := make([]time.Time, 1000)
	for i := range list {
		list[i] = utc(1900, time.January, 31+i*7919%73412)
	}
	return list
}

// perDate reports the time of one date, of which a round has a thousand.
func perDate(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/date")
}

// The lunar date of a civil one, against the way of most libraries: years are
// taken off from 1900 on, then months.
func BenchmarkOf(b *testing.B) {
	type ymd struct {
		year  int
		month time.Month
		day   int
	}
	var list []ymd
	for _, at := range civilDays() {
		y, m, d := at.Date()
		list = append(list, ymd{y, m, d})
	}
	b.Run("table", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range list {
				if _, err := lunar.Of(d.year, d.month, d.day); err != nil {
					b.Fatal(err)
				}
			}
		}
		perDate(b)
	})
	years := yearLengths(b)
	b.Run("year-by-year", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range list {
				passed := int(utc(d.year, d.month, d.day).Sub(utc(1900, time.January, 31)).Hours()) / 24
				yearByYear(years, passed)
			}
		}
		perDate(b)
	})
}

// yearLengths has the months of each year in order.
func yearLengths(b *testing.B) (years [][]int) {
	for year := lunar.MinYear; year <= lunar.MaxYear; year++ {
		var months []int
		for month := 1; month <= 12; month++ {
			months = append(months, length(b, year, month, false))
			if days := length(b, year, month, true); days != 0 {
				months = append(months, days)
			}
		}
		years = append(years, months)
	}
	return years
}

func yearByYear(years [][]int, passed int) (year, place, day int) {
	for year, months := range years {
		for place, days := range months {
			if passed < days {
				return lunar.MinYear + year, place, passed + 1
			}
			passed -= days
		}
	}
	return 0, 0, 0
}

func BenchmarkCivil(b *testing.B) {
	var list []lunar.Date
	for _, at := range civilDays() {
		d, err := lunar.Of(at.Date())
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, d)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range list {
			if _, _, _, err := d.Civil(); err != nil {
				b.Fatal(err)
			}
		}
	}
	perDate(b)
}

// The next birthday of a customer, in two lunar years.
func BenchmarkIn(b *testing.B) {
	birthday := leapDate(1995, 8, 30)
	b.ReportAllocs()
	for b.Loop() {
		for year := 2051; year <= 2052; year++ {
			days, err := birthday.In(year, lunar.Both)
			if err != nil {
				b.Fatal(err)
			}
			for _, d := range days {
				if _, _, _, err := d.Civil(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

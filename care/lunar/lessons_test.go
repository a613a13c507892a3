package lunar_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // Shanghai, on every machine

	"example.com/membership/care/lunar"
)

// LESSONS, "Lunar tables": a library has Mid-Autumn 2033 on 7 October, another
// the Spring Festivals of 2027 and 2030 on 7 and 2 February.
func TestLessonFestivals(t *testing.T) {
	for _, c := range []struct {
		name lunar.Festival
		year int
		want string
	}{
		{lunar.MidAutumn, 2033, "2033-09-08"},
		{lunar.SpringFestival, 2027, "2027-02-06"},
		{lunar.SpringFestival, 2030, "2030-02-03"},
		{lunar.SpringFestival, 2034, "2034-02-19"},
	} {
		if got := day(t, festival(t, c.name, c.year)); got != c.want {
			t.Errorf("%s of %d: %s, want %s", c.name, c.year, got, c.want)
		}
	}
}

// LESSONS, "popular hex tables are wrong for 1933, 1954, 1956, 1978, 1996, 2033,
// 2057, 2060": their months as they are.
func TestLessonYears(t *testing.T) {
	table := rows(t, "testdata/lunar_years.csv")
	if len(table) != 12 {
		t.Fatalf("%d years", len(table))
	}
	for _, row := range table {
		if got, want := yearRow(t, number(t, row[0])), strings.Join(row, ","); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	for text, want := range map[string]lunar.Date{
		"2033-12-21": date(2033, 11, 30),
		"2033-12-22": leapDate(2033, 11, 1), // not the leap month 7 of older almanacs
		"2057-09-27": date(2057, 8, 29),
		"2057-09-28": date(2057, 9, 1),
		"2057-10-27": date(2057, 9, 30),
	} {
		if got := of(t, text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// LESSONS, "Day 30 in a 29-day month throws": whoever was born on a 30th has a
// birthday every year, and a date that is none is an error, not a panic.
func TestLessonDay30(t *testing.T) {
	short := 0
	for year := lunar.MinYear; year <= lunar.MaxYear; year++ {
		for month := 1; month <= 12; month++ {
			born := date(1985, month, 30)
			want := length(t, year, month, false)
			if days := in(t, born, year, lunar.Both); len(days) != 1 || days[0] != date(year, month, want) {
				t.Fatalf("%v in %d: %v", born, year, days)
			}
			if want == 29 {
				short++
				if _, _, _, err := date(year, month, 30).Civil(); !typed(err) {
					t.Fatalf("%d-%d-30: %v", year, month, err)
				}
			}
		}
	}
	if short < 1000 {
		t.Errorf("only %d months were short", short)
	}
}

// LESSONS, "A lunar date falls 0 or 2 times in some solar years: iterate by lunar
// year": a birthday of the twelfth month in the years 2000 to 2030.
func TestLessonCivilYears(t *testing.T) {
	born, times := date(1980, 12, 1), map[int]int{}
	for year := 1999; year <= 2030; year++ {
		for _, d := range in(t, born, year, lunar.Regular) {
			times[civil(t, d).Year()]++
		}
	}
	for year, want := range map[int]int{2018: 1, 2019: 2, 2020: 0, 2021: 1} {
		if times[year] != want {
			t.Errorf("%d: %d times, want %d", year, times[year], want)
		}
	}
	count := [3]int{}
	for year := 2000; year <= 2030; year++ {
		count[times[year]]++
	}
	if count[0] == 0 || count[2] == 0 {
		t.Errorf("0, 1, 2 times in %v years", count)
	}
}

// LESSONS, "Date arithmetic through durations is a day off in Shanghai 1986–1991":
// the first and the last instant of a day there have one lunar date, and the next
// day has the next.
func TestLessonSummerTime(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	before := of(t, "1985-12-31")
	for day := 1; day <= 6*366; day++ {
		last := time.Date(1986, time.January, day+1, 0, 0, 0, -1, shanghai)
		first := time.Date(1986, time.January, day, 1, 0, 0, 0, shanghai) // 0:00 is skipped on some
		a, errA := lunar.Of(first.Date())
		b, errB := lunar.Of(last.Date())
		if a != b || errA != nil || errB != nil || !next(before, a) {
			t.Fatalf("%v: %v and %v after %v; %v, %v", first, a, b, before, errA, errB)
		}
		before = a
	}
}

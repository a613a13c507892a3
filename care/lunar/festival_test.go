package lunar_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"example.com/membership/care/lunar"
)

func TestSharedFestivals(t *testing.T) {
	seen := map[lunar.Festival]int{}
	for _, row := range sharedRows(t, "lunar_festivals.csv") {
		name := lunar.Festival(row[1])
		seen[name]++
		if got := day(t, festival(t, name, number(t, row[0]))); got != row[2] {
			t.Errorf("%s of %s: %s, want %s", row[1], row[0], got, row[2])
		}
	}
	want := lunar.Festivals()
	if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("the table has %v, the package %v", got, want)
	}
	for name, n := range seen {
		if n != 151 {
			t.Errorf("%s: %d years", name, n)
		}
	}
}

// The festivals of 2026, and of years where a leap month follows theirs: the
// festival is in the regular one.
func TestFestivals(t *testing.T) {
	for _, c := range []struct {
		name lunar.Festival
		year int
		want lunar.Date
		day  string
	}{
		{lunar.SpringFestival, 2026, date(2026, 1, 1), "2026-02-17"},
		{lunar.Lantern, 2026, date(2026, 1, 15), "2026-03-03"},
		{lunar.DragonBoat, 2026, date(2026, 5, 5), "2026-06-19"},
		{lunar.Qixi, 2026, date(2026, 7, 7), "2026-08-19"},
		{lunar.MidAutumn, 2026, date(2026, 8, 15), "2026-09-25"},
		{lunar.DoubleNinth, 2026, date(2026, 9, 9), "2026-10-18"},
		{lunar.Laba, 2026, date(2026, 12, 8), "2027-01-15"},
		{lunar.NewYearsEve, 2026, date(2026, 12, 29), "2027-02-05"},
		{lunar.NewYearsEve, 2027, date(2027, 12, 29), "2028-01-25"},
		{lunar.NewYearsEve, 2023, date(2023, 12, 30), "2024-02-09"},
		{lunar.Laba, 2003, date(2003, 12, 8), "2003-12-30"}, // one of the years in which it is in December
		{lunar.DragonBoat, 2009, date(2009, 5, 5), "2009-05-28"},
		{lunar.MidAutumn, 1995, date(1995, 8, 15), "1995-09-09"},
		{lunar.DoubleNinth, 2014, date(2014, 9, 9), "2014-10-02"},
		{lunar.SpringFestival, 1900, date(1900, 1, 1), "1900-01-31"},
		{lunar.NewYearsEve, 2100, date(2100, 12, 29), "2101-01-28"},
	} {
		got := festival(t, c.name, c.year)
		if got != c.want || day(t, got) != c.day {
			t.Errorf("%s of %d: %v, %s, want %v, %s", c.name, c.year, got, day(t, got), c.want, c.day)
		}
	}
}

// New Year's Eve is the day before the Spring Festival, always.
func TestNewYearsEve(t *testing.T) {
	for year := lunar.MinYear; year < lunar.MaxYear; year++ {
		eve, spring := civil(t, festival(t, lunar.NewYearsEve, year)), civil(t, festival(t, lunar.SpringFestival, year+1))
		if !eve.AddDate(0, 0, 1).Equal(spring) {
			t.Errorf("%d: %v, and the Spring Festival on %v", year, eve, spring)
		}
	}
}

// The list is in the order of the year, and the caller's own.
func TestFestivalsList(t *testing.T) {
	names := lunar.Festivals()
	if len(names) != 8 {
		t.Errorf("%v", names)
	}
	for year := lunar.MinYear; year <= lunar.MaxYear; year++ {
		for i := 1; i < len(names); i++ {
			if !civil(t, festival(t, names[i-1], year)).Before(civil(t, festival(t, names[i], year))) {
				t.Errorf("%d: %s is not before %s", year, names[i-1], names[i])
			}
		}
	}
	names[0] = "mine"
	if lunar.Festivals()[0] != lunar.SpringFestival {
		t.Error("the list is shared")
	}
}

func TestFestivalRefuses(t *testing.T) {
	for _, year := range []int{1899, 2101, math.MinInt64, math.MaxInt64} {
		_, err := lunar.MidAutumn.In(year)
		wantRange(t, err, "care/lunar: lunar year "+itoa(year)+": is outside the lunar years 1900..2100, the civil dates 1900-01-31..2101-01-28")
	}
	const known = "spring_festival, lantern, dragon_boat, qixi, mid_autumn, double_ninth, laba, new_years_eve"
	for _, name := range []lunar.Festival{"", "christmas", "Mid_Autumn"} {
		_, err := name.In(2026)
		wantData(t, err, `care/lunar: festival: "`+string(name)+`" is unknown: use one of `+known)
	}
	_, err := lunar.Festival(make([]byte, 1<<20)).In(2026)
	wantData(t, err, `care/lunar: festival: "`+repeat(`\x00`, 40)+`" is unknown: use one of `+known)
}

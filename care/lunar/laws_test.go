package lunar_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/care/lunar"
	"pgregory.net/rapid"
)

// anInt draws one of a range, just outside it, or anything.
func anInt(low, high int) *rapid.Generator[int] {
	return rapid.OneOf(rapid.IntRange(low, high), rapid.IntRange(low, high), rapid.IntRange(low, high),
		rapid.SampledFrom([]int{low - 1, low, high, high + 1}), rapid.Int())
}

func dates() *rapid.Generator[lunar.Date] {
	return rapid.Custom(func(t *rapid.T) lunar.Date {
		return lunar.Date{
			Year:  anInt(lunar.MinYear, lunar.MaxYear).Draw(t, "year"),
			Month: anInt(1, 12).Draw(t, "month"),
			Leap:  rapid.Bool().Draw(t, "leap"),
			Day:   anInt(1, 30).Draw(t, "day"),
		}
	})
}

// checkOf: a civil date from 1900-01-31 to 2101-01-28 has a lunar date that is it
// again; every other three numbers are a typed error.
func checkOf(t *rapid.T) {
	year := anInt(lunar.MinYear, lunar.MaxYear+1).Draw(t, "year")
	month := time.Month(anInt(1, 12).Draw(t, "month"))
	day := anInt(1, 31).Draw(t, "day")
	d, err := lunar.Of(year, month, day)
	exists := year >= 1900 && year <= 2101 && month >= 1 && month <= 12 && day >= 1 && day <= 31
	if exists {
		at := utc(year, month, day)
		exists = at.Day() == day && !at.Before(utc(1900, time.January, 31)) && !at.After(utc(2101, time.January, 28))
	}
	switch {
	case err == nil != exists:
		t.Fatalf("%d-%d-%d: %v, %v", year, month, day, d, err)
	case err != nil && (!typed(err) || len(err.Error()) > 300 || d != lunar.Date{}):
		t.Fatalf("%v with %T %v", d, err, err)
	case err != nil:
		return
	}
	if y, m, n, err := d.Civil(); y != year || m != month || n != day || err != nil {
		t.Fatalf("%d-%d-%d is %v, which is %d-%d-%d, %v", year, month, day, d, y, m, n, err)
	}
}

func TestOfLaw(t *testing.T) { rapid.Check(t, checkOf) }
func FuzzOf(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkOf)) }

// checkCivil: a lunar date either has a civil date whose lunar date it is, or is
// a typed error.
func checkCivil(t *rapid.T) {
	d := dates().Draw(t, "date")
	year, month, day, err := d.Civil()
	if err != nil {
		if !typed(err) || len(err.Error()) > 300 || year != 0 || month != 0 || day != 0 {
			t.Fatalf("%v: %d-%d-%d with %T %v", d, year, month, day, err, err)
		}
		return
	}
	if back, err := lunar.Of(year, month, day); back != d || err != nil {
		t.Fatalf("%v is %d-%d-%d, which is %v, %v", d, year, month, day, back, err)
	}
}

func TestCivilLaw(t *testing.T) { rapid.Check(t, checkCivil) }
func FuzzCivil(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkCivil)) }

// checkIn: a date comes back once or twice in every year, on days that exist, in
// order, in months of its number, and on its own day unless the month is too
// short. Both has what Regular and Leap have. In its own year it is itself.
func checkIn(t *rapid.T) {
	d := dates().Draw(t, "date")
	year := anInt(lunar.MinYear, lunar.MaxYear).Draw(t, "in")
	both, err := d.In(year, lunar.Both)
	valid := year >= lunar.MinYear && year <= lunar.MaxYear && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= 30
	if valid != (err == nil) || err != nil && (!typed(err) || len(both) != 0) {
		t.Fatalf("%v in %d: %v, %T %v", d, year, both, err, err)
	}
	if err != nil {
		return
	}
	for i, got := range both {
		late := got.Day == d.Day || got.Day == 29 && d.Day == 30 && length(t, year, got.Month, got.Leap) == 29
		if got.Year != year || got.Month != d.Month || !late || i > 0 && !civil(t, both[0]).Before(civil(t, got)) {
			t.Fatalf("%v in %d: %v", d, year, both)
		}
	}
	regular, leap := in(t, d, year, lunar.Regular), in(t, d, year, lunar.Leap)
	if want := slices.Compact([]lunar.Date{regular[0], leap[0]}); len(regular) != 1 || len(leap) != 1 || !slices.Equal(both, want) {
		t.Fatalf("%v in %d: %v by regular, %v by leap, %v by both", d, year, regular, leap, both)
	}
	if regular[0].Leap || leap[0].Leap != (d.Leap && length(t, year, d.Month, true) != 0) {
		t.Fatalf("%v in %d: %v by regular, %v by leap", d, year, regular, leap)
	}
	if _, _, _, err := d.Civil(); err == nil && in(t, d, d.Year, lunar.Leap)[0] != d {
		t.Fatalf("%v in its own year: %v", d, in(t, d, d.Year, lunar.Leap))
	}
}

func TestInLaw(t *testing.T) { rapid.Check(t, checkIn) }
func FuzzIn(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkIn)) }

// checkFestival: the known festivals are in each year of the range, other names
// and years are typed errors of a bounded length.
func checkFestival(t *rapid.T) {
	name := rapid.OneOf(rapid.SampledFrom(lunar.Festivals()), rapid.Map(rapid.String(), func(s string) lunar.Festival { return lunar.Festival(s) })).Draw(t, "name")
	year := anInt(lunar.MinYear, lunar.MaxYear).Draw(t, "year")
	d, err := name.In(year)
	valid := year >= lunar.MinYear && year <= lunar.MaxYear && slices.Contains(lunar.Festivals(), name)
	if valid != (err == nil) || err != nil && (!typed(err) || len(err.Error()) > 600 || d != lunar.Date{}) {
		t.Fatalf("%q in %d: %v, %T %v", name, year, d, err, err)
	}
	if valid && (d.Year != year || d.Leap || !slices.Equal(in(t, d, year, lunar.Both), []lunar.Date{d})) {
		t.Fatalf("%q in %d: %v", name, year, d)
	}
}

func TestFestivalLaw(t *testing.T) { rapid.Check(t, checkFestival) }
func FuzzFestival(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkFestival)) }

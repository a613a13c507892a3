package lunar_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/care/lunar"
)

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// utc returns a civil date as a midnight in UTC, which counts days by itself.
func utc(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func date(year, month, day int) lunar.Date {
	return lunar.Date{Year: year, Month: month, Day: day}
}

func leapDate(year, month, day int) lunar.Date {
	return lunar.Date{Year: year, Month: month, Leap: true, Day: day}
}

// of returns the lunar date of a civil one, written 2006-01-02.
func of(t failer, text string) lunar.Date {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, err := lunar.Of(at.Date())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// civil returns the civil date of a lunar one.
func civil(t failer, d lunar.Date) time.Time {
	t.Helper()
	y, m, day, err := d.Civil()
	if err != nil {
		t.Fatal(err)
	}
	return utc(y, m, day)
}

// day writes the civil date of a lunar one.
func day(t failer, d lunar.Date) string {
	t.Helper()
	return civil(t, d).Format(time.DateOnly)
}

// in returns the days of d in a year, and checks that each exists.
func in(t failer, d lunar.Date, year int, p lunar.LeapMonth) []lunar.Date {
	t.Helper()
	days, err := d.In(year, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days {
		civil(t, d)
	}
	return days
}

func festival(t failer, f lunar.Festival, year int) lunar.Date {
	t.Helper()
	d, err := f.In(year)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// length returns 29 or 30, by asking for the 30th; 0 where there is no such month.
func length(t failer, year, month int, leap bool) int {
	t.Helper()
	for _, days := range []int{30, 29} {
		if _, _, _, err := (lunar.Date{Year: year, Month: month, Leap: leap, Day: days}).Civil(); err == nil {
			return days
		}
	}
	return 0
}

// yearRow writes a lunar year as the tables of the project's shared data have it.
func yearRow(t failer, year int) string {
	t.Helper()
	leap, months := 0, ""
	for month := 1; month <= 12; month++ {
		months += " " + strconv.Itoa(month) + ":" + strconv.Itoa(length(t, year, month, false))
		if days := length(t, year, month, true); days != 0 {
			leap = month
			months += " +" + strconv.Itoa(month) + ":" + strconv.Itoa(days)
		}
	}
	return strings.Join([]string{strconv.Itoa(year), day(t, date(year, 1, 1)), strconv.Itoa(leap), months[1:]}, ",")
}

// rows reads a table without its header; lines that begin with # are remarks.
func rows(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) && strings.Contains(name, "shared") {
		t.Skipf("SKIPPED, known answers are not checked: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// sharedRows reads a table of the project's shared data, which is not everywhere.
func sharedRows(t testing.TB, name string) [][]string {
	t.Helper()
	return rows(t, "../../../shared/data/"+name)
}

func number(t testing.TB, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// wantRange checks that an error is a RangeError with this line.
func wantRange(t failer, err error, want string) {
	t.Helper()
	var out *lunar.RangeError
	if !errors.As(err, &out) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *lunar.RangeError: %s", err, err, want)
	}
}

// wantData checks that an error is a DataError with this line.
func wantData(t failer, err error, want string) {
	t.Helper()
	var data *lunar.DataError
	if !errors.As(err, &data) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *lunar.DataError: %s", err, err, want)
	}
}

// typed says whether the error is of a type that the package promises.
func typed(err error) bool {
	var out *lunar.RangeError
	var data *lunar.DataError
	return errors.As(err, &out) || errors.As(err, &data)
}

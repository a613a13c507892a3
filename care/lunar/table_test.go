package lunar_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/care/lunar"
)

// The whole calendar, written as the checked table is, has that table's hash.
func TestTable(t *testing.T) {
	const want = "2c4c567a034bcbc075343ca3d87981f552e6639633a73e43b5393d95aec294c4"
	var text strings.Builder
	text.WriteString("lunar_year,new_year,leap_month,month_lengths\n")
	for year := lunar.MinYear; year <= lunar.MaxYear; year++ {
		text.WriteString(yearRow(t, year) + "\n")
	}
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(text.String()))); got != want {
		t.Errorf("the table has changed: %s, want %s", got, want)
	}
}

// Every year of the checked table, so that a fault has a name.
func TestSharedTable(t *testing.T) {
	table := sharedRows(t, "lunar_year_table.csv")
	if len(table) != 201 {
		t.Fatalf("%d years", len(table))
	}
	for _, row := range table {
		if got, want := yearRow(t, number(t, row[0])), strings.Join(row, ","); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// Every day of the checked table, counted by hand from its first day on.
func TestSharedTableDayByDay(t *testing.T) {
	at := utc(1900, time.January, 31)
	for _, row := range sharedRows(t, "lunar_year_table.csv") {
		for _, month := range strings.Fields(row[3]) {
			name, days, _ := strings.Cut(month, ":")
			want := lunar.Date{Year: number(t, row[0]), Month: number(t, strings.TrimPrefix(name, "+")), Leap: name[0] == '+'}
			for want.Day = 1; want.Day <= number(t, days); want.Day++ {
				if got, err := lunar.Of(at.Date()); got != want || err != nil {
					t.Fatalf("%s: %v, %v, want %v", at.Format(time.DateOnly), got, err, want)
				}
				if got := civil(t, want); !got.Equal(at) {
					t.Fatalf("%v: %v, want %v", want, got, at)
				}
				at = at.AddDate(0, 0, 1)
			}
		}
	}
	if got := at.Format(time.DateOnly); got != "2101-01-29" {
		t.Errorf("the day after the last is %s", got)
	}
}

// A year has 12 or 13 months, 353 to 355 or 383 to 385 days, and begins from 21
// January to 20 February; of 19 years seven have a leap month, more or less.
func TestYearsHaveTheLengthOfYears(t *testing.T) {
	leaps := 0
	for year := lunar.MinYear; year <= lunar.MaxYear; year++ {
		first := civil(t, date(year, 1, 1))
		if first.Year() != year || first.Before(utc(year, time.January, 21)) || first.After(utc(year, time.February, 20)) {
			t.Errorf("%d begins on %v", year, first)
		}
		row := yearRow(t, year)
		least, inLeap := 353, strings.Contains(row, "+")
		if inLeap {
			least = 383
			leaps++
		}
		eve := civil(t, festival(t, lunar.NewYearsEve, year))
		if days := int(eve.Sub(first).Hours())/24 + 1; days < least || days > least+2 {
			t.Errorf("%d has %d days: %s", year, days, row)
		}
		if year < lunar.MaxYear && !civil(t, date(year+1, 1, 1)).Equal(eve.AddDate(0, 0, 1)) {
			t.Errorf("between %d and the next year is a gap", year)
		}
	}
	if leaps != 74 { // 201·7/19 = 74.05
		t.Errorf("%d years of 201 have a leap month", leaps)
	}
}

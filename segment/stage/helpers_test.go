package stage_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the cases, on every machine

	"example.com/membership/segment"
	"example.com/membership/segment/stage"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// failer is what tests, benchmarks and properties share.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func zone(t failer, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// instant reads a date, which means its midnight in loc, or a date and a time;
// "" is the zero Time.
func instant(t failer, s string, loc *time.Location) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	layout := "2006-01-02 15:04:05.999999999"
	at, err := time.ParseInLocation(layout[:min(len(s), len(layout))], s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func newEngine(t failer, p stage.Policy, loc *time.Location) *stage.Engine {
	t.Helper()
	e, err := stage.New(p, loc)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func standing(t failer, m stage.Moment, first, last time.Time) stage.Standing {
	t.Helper()
	s, err := m.Stage(first, last)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newGaps(t failer, asOf time.Time, loc *time.Location, customers ...[]time.Time) *stage.Gaps {
	t.Helper()
	g, err := stage.NewGaps(asOf, loc)
	if err != nil {
		t.Fatal(err)
	}
	for _, purchases := range customers {
		if err := g.Add(purchases); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func rhythm(t failer, m stage.Moment, purchases []time.Time) stage.Rhythm {
	t.Helper()
	r, err := m.Rhythm(purchases)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantData checks that an error is a DataError with this line.
func wantData(t failer, err error, want string) {
	t.Helper()
	var data *segment.DataError
	if !errors.As(err, &data) || err.Error() != want {
		t.Fatalf("error %T %v\nwant a *segment.DataError: %s", err, err, want)
	}
}

// sharedRows reads a table of the project's shared data, without its header.
func sharedRows(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open("../../../shared/data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIPPED, known answers are not checked: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// now is the instant of the cases; the properties draw theirs.
var now = time.Date(2026, time.March, 31, 15, 4, 5, 6, time.UTC)

// ago returns noon of the date so many days before now.
func ago(days int) time.Time { return time.Date(2026, time.March, 31-days, 12, 0, 0, 0, time.UTC) }

// zones where the properties run, each with days around which clocks change:
// none, one hour, midnights that do not exist, a date that does not.
var zones = []struct {
	name string
	days []string
}{
	{"UTC", []string{"2026-03-31", "2024-02-29"}},
	{"Asia/Shanghai", []string{"1986-05-04", "1991-09-15", "2026-03-31"}},
	{"America/Sao_Paulo", []string{"2018-11-04", "2019-02-17"}},
	{"Pacific/Apia", []string{"2011-12-30", "2011-09-24"}},
	{"Europe/Berlin", []string{"2026-03-29", "2025-10-26"}},
}

// drawPlace draws a location and a date near which its clocks change.
func drawPlace(t *rapid.T) (loc *time.Location, day time.Time) {
	z := rapid.SampledFrom(zones).Draw(t, "zone")
	return zone(t, z.name), instant(t, rapid.SampledFrom(z.days).Draw(t, "day"), time.UTC)
}

// drawClock draws an instant of about a date: often its first and last.
func drawClock(t *rapid.T, day time.Time, loc *time.Location) time.Time {
	const aDay = int64(24 * time.Hour)
	clock := rapid.OneOf(rapid.Just(int64(0)), rapid.Just(aDay-1), rapid.Int64Range(0, aDay-1)).Draw(t, "clock")
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, int(clock), loc)
}

// drawPurchases draws purchases of up to so many days before a date, and a few
// days after; dates repeat often.
func drawPurchases(t *rapid.T, day time.Time, loc *time.Location, days int) []time.Time {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Time {
		back := rapid.OneOf(rapid.IntRange(-3, min(10, days)), rapid.IntRange(0, days)).Draw(t, "days ago")
		return drawClock(t, day.AddDate(0, 0, -back), loc)
	}), 0, 9).Draw(t, "purchases")
}

// dateOf is what the clock reads, as a midnight in UTC. None of the zones went
// back over midnight in the years of the properties.
func dateOf(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// policies draws policies whose stages are a few days to a few weeks long, with
// multiples that are not whole among them.
func policies() *rapid.Generator[stage.Policy] {
	return rapid.Custom(func(t *rapid.T) stage.Policy {
		silent := rapid.Int64Range(101, 300).Draw(t, "silent")
		return stage.Policy{
			Cycle:    rapid.IntRange(1, 25).Draw(t, "cycle"),
			Silent:   decimal.New(silent, -2),
			Sleeping: decimal.New(silent+rapid.Int64Range(1, 300).Draw(t, "sleeping"), -2),
		}
	})
}

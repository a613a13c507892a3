// Command lunarcheck compares package care/lunar, which reads a table, with the
// sky: with new moons and solstices computed from the theories of the Moon and
// the Sun, and the rules of the Chinese calendar. No table of dates is read.
//
//	go run .
//
// It takes every day from 1900-01-31 to 2101-01-28 and prints where the two
// differ. Differences that are known, with their reason, are a list in known.go;
// any other one, and a known one that is not found, make the exit status 1. It
// takes less than a second.
//
// The theories are right to less than a minute, but nobody knows how fast the
// Earth will turn: its clock may be half a minute off by 2057, and minutes by
// 2100. The report lists the months that begin on another day if a new moon or
// a solstice is a minute earlier or later; these are data too.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"time"

	"example.com/membership/care/lunar"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 {
		log.Fatal("usage: go run . (there are no arguments)")
	}
	if err := check(os.Stdout, lunar.Of); err != nil {
		log.Fatal(err)
	}
}

// A span is days on which the two differ, in one piece.
type span struct {
	first, last time.Time
	ours, sky   lunar.Date    // of the first day
	margin      time.Duration // from midnight of the new moon that the sky's month begins with
}

func (s span) String() string {
	return fmt.Sprintf("%s to %s: the first is %v in the package, %v by the sky, whose new moon is %v from midnight",
		s.first.Format(time.DateOnly), s.last.Format(time.DateOnly), s.ours, s.sky, s.margin)
}

// convert is what is compared: [lunar.Of], but in tests.
type convert func(year int, month time.Month, day int) (lunar.Date, error)

// check writes the report. The error says what was not expected.
func check(w io.Writer, of convert) error {
	months := sky{}.calendar()
	days, spans, err := compare(of, months)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d days, %s to %s\n", days, firstDay.Format(time.DateOnly), lastDay.Format(time.DateOnly))
	unexpected := 0
	missing := slices.Clone(known)
	for _, s := range spans {
		i := slices.IndexFunc(missing, s.is)
		if i < 0 {
			unexpected++
			fmt.Fprintf(w, "NOT EXPECTED %v\n", s)
			continue
		}
		fmt.Fprintf(w, "known        %v\n             %s\n", s, missing[i].reason)
		missing = slices.Delete(missing, i, i+1)
	}
	for _, k := range missing {
		fmt.Fprintf(w, "NOT FOUND    %s to %s is known to differ, and does not: remove it\n", k.first, k.last)
	}
	found := doubts(months)
	for _, d := range found {
		fmt.Fprintf(w, "doubtful     %s\n", d)
	}
	if !slices.Equal(found, doubtful) {
		return fmt.Errorf("doubtful are %q, expected were %q", found, doubtful)
	}
	if unexpected+len(missing) > 0 {
		return fmt.Errorf("%d differences not expected, %d known ones not found", unexpected, len(missing))
	}
	fmt.Fprintln(w, "all other days agree")
	return nil
}

// firstDay and lastDay bound the comparison, both included.
var (
	firstDay = time.Date(1900, time.January, 31, 0, 0, 0, 0, time.UTC)
	lastDay  = time.Date(2101, time.January, 28, 0, 0, 0, 0, time.UTC)
)

// compare goes through all days and returns their number.
func compare(of convert, months []month) (days int, spans []span, err error) {
	i := 0
	for t := firstDay; !t.After(lastDay); t = t.AddDate(0, 0, 1) {
		days++
		day := int(t.Unix() / 86400)
		for months[i+1].first.day <= day {
			i++
		}
		sky := months[i].date
		sky.Day += day - months[i].first.day
		ours, err := of(t.Date())
		switch last := len(spans) - 1; {
		case err != nil:
			return 0, nil, fmt.Errorf("%s: %w", t.Format(time.DateOnly), err)
		case ours == sky:
		case last >= 0 && spans[last].last.Equal(t.AddDate(0, 0, -1)):
			spans[last].last = t
		default:
			spans = append(spans, span{t, t, ours, sky, months[i].first.margin})
		}
	}
	return days, spans, nil
}

// doubts names the months that begin on another day, or under another name, if
// the sky is a minute early or late.
func doubts(months []month) (found []string) {
	for _, moonLate := range []time.Duration{-time.Minute, 0, time.Minute} {
		for _, sunLate := range []time.Duration{-time.Minute, 0, time.Minute} {
			for i, other := range (sky{moonLate, sunLate}).calendar() {
				if other.first.day == months[i].first.day && other.date == months[i].date {
					continue
				}
				found = append(found, fmt.Sprintf("%v on %s", months[i].date, civil(months[i])))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// civil returns the first day of a month.
func civil(m month) string {
	return time.Unix(int64(m.first.day)*86400, 0).UTC().Format(time.DateOnly)
}

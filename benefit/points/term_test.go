package points_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit/points"
)

// When points end that are available from an instant on.
func TestTerm(t *testing.T) {
	for _, c := range []struct {
		term       points.Term
		zone, from string // the instant in UTC
		until      string // in the zone, "" for never
	}{
		{points.Never, "UTC", "2026-03-05", ""},
		{"1 day", "UTC", "2026-03-05 23:59:59.999999999", "2026-03-07 00:00"},
		{"1 day", "UTC", "2026-03-06", "2026-03-08 00:00"},
		{"365 days", "UTC", "2026-03-05", "2027-03-06 00:00"},
		{"2 weeks", "UTC", "2026-03-05", "2026-03-20 00:00"},
		{"12 months", "UTC", "2026-03-05", "2027-03-06 00:00"},
		{"1 year", "UTC", "2028-02-29", "2029-03-01 00:00"},
		{"1 month", "UTC", "2026-01-31", "2026-03-01 00:00"},
		{"1 month", "UTC", "2028-01-31", "2028-03-01 00:00"},
		{"1 month", "UTC", "2026-02-28", "2026-03-29 00:00"},
		{"2 quarters", "UTC", "2026-08-31", "2027-03-01 00:00"},
		{"3 half-years", "UTC", "2026-03-05", "2027-09-06 00:00"},
		{"end of month", "UTC", "2026-02-28 23:59:59.999999999", "2026-03-01 00:00"},
		{"end of month", "UTC", "2026-03-01", "2026-04-01 00:00"},
		{"end of quarter", "UTC", "2026-03-31", "2026-04-01 00:00"},
		{"end of half-year", "UTC", "2026-07-01", "2027-01-01 00:00"},
		{"end of year", "UTC", "2026-12-31", "2027-01-01 00:00"},
		{"end of year", "Asia/Shanghai", "2026-12-31 16:00", "2028-01-01 00:00"},
		{"end of year", "Asia/Shanghai", "2026-12-31 15:59", "2027-01-01 00:00"},
		{"end of next month", "UTC", "2026-01-31", "2026-03-01 00:00"},
		{"end of next quarter", "UTC", "2026-12-01", "2027-04-01 00:00"},
		{"end of next year", "UTC", "2026-01-01", "2028-01-01 00:00"},
		{"1 day", "America/Sao_Paulo", "2018-11-02 12:00", "2018-11-04 01:00"}, // begins at one o'clock
		{"1 day", "Asia/Shanghai", "1986-05-02 12:00", "1986-05-04 00:00"},
		{"36500 days", "UTC", "2026-03-05", "2126-02-10 00:00"},
		{"1200 months", "UTC", "2026-03-05", "2126-03-06 00:00"},
	} {
		loc := zone(t, c.zone)
		engine := newEngine(t, plain(), loc)
		en := earn("O1", c.from, 1, c.term)
		account := stored(t, fold(t, engine, points.Account{}, en))
		got := balance(t, engine, account, en.At)
		var until string
		if end := got.Lots[0].Until; !end.IsZero() {
			until = end.Format("2006-01-02 15:04")
		}
		if until != c.until || !got.Expires.Equal(got.Lots[0].Until) || !got.Next.Equal(got.Expires) {
			t.Errorf("%q from %s: until %q, want %q; %+v", c.term, c.from, until, c.until, got)
		}
	}
}

func TestUnknownTerms(t *testing.T) {
	for _, term := range []points.Term{
		"permanent", "0 days", "-1 days", "01 days", "2 day", "1  day", "12months", "12 Months", "days", "1", " 1 day",
		"end of", "end of day", "end of week", "end of next", "end of the year", "1.5 years", "one year", "36501 days", "5215 weeks",
		"1201 months", "101 years", "99999999999999999999 days", points.Term(strings.Repeat("9", 1000)),
	} {
		policy := plain()
		policy.Expiry = term
		if _, err := points.New(policy, time.UTC); err == nil {
			t.Errorf("%q is a term", term)
		}
		if _, err := newEngine(t, plain(), time.UTC).Fold(points.Account{}, earn("O1", "2026-03-05", 1, term)); err == nil {
			t.Errorf("%q is a term of an entry", term)
		}
	}
}

// Points may outlive the instants that can be asked about; then Next is never.
func TestNextBefore2300(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	for term, next := range map[points.Term]string{"1 day": "2299-12-31", "2 days": "", "end of year": "", points.Never: ""} {
		en := earn("O1", "2299-12-29", 1, term)
		got := balance(t, engine, fold(t, engine, points.Account{}, en), en.At)
		if got.Next.IsZero() != (next == "") || next != "" && !got.Next.Equal(at(next)) || got.Expires.IsZero() != (term == points.Never) {
			t.Errorf("%s: next %s, expires %s", term, got.Next, got.Expires)
		}
	}
}

package care

import (
	"testing"
	"time"
)

// 22:00 to 06:00 is the night, not the day between (Mautic).
func TestLessonHoursPastMidnight(t *testing.T) {
	h := compiled(t, []Window{{From: "22:00", To: "06:00"}})
	loc := location(t, "Asia/Shanghai")
	for clock, want := range map[string]bool{
		"21:59:59.999999999": false, "22:00:00": true, "23:59:59": true, "00:00:00": true, "05:59:59.999999999": true,
		"06:00:00": false, "12:00:00": false,
	} {
		if got := h.inside(mustInstant(t, "2026-11-22T"+clock+"+08:00"), loc); got != want {
			t.Errorf("at %s: %v, want %v", clock, got, want)
		}
	}
}

// The weekday is that of the customer's clock, not that of UTC (Dittofeed).
func TestLessonHoursWeekdayOfTheCustomer(t *testing.T) {
	h := compiled(t, []Window{{From: "09:00", To: "18:00", On: []string{"sunday"}}, {From: "20:00", To: "02:00", On: []string{"holiday"}}}, "2026-11-24")
	for _, c := range []struct {
		zone, at string
		want     bool
		why      string
	}{
		{"Pacific/Auckland", "2026-11-21T20:30:00Z", true, "Saturday in UTC, Sunday 09:30 there"},
		{"Pacific/Auckland", "2026-11-22T20:30:00Z", false, "Sunday in UTC, Monday there"},
		{"America/New_York", "2026-11-22T22:59:00Z", true, "Sunday 17:59 there"},
		{"America/New_York", "2026-11-23T01:00:00Z", false, "Sunday 20:00 there"},
		{"Asia/Shanghai", "2026-11-24T17:30:00Z", true, "01:30 of the day after the holiday, of which the window is"},
		{"Asia/Shanghai", "2026-11-23T17:30:00Z", false, "01:30 of the holiday: the window begins in the evening"},
		{"America/New_York", "2026-11-24T17:30:00Z", false, "12:30 of the holiday there"},
	} {
		if got := h.inside(mustInstant(t, c.at), location(t, c.zone)); got != c.want {
			t.Errorf("%s in %s: %v, want %v: %s", c.at, c.zone, got, c.want, c.why)
		}
	}
}

// What falls into quiet hours waits for their end, not for their start
// (Mautic), and what comes at the very end waits no longer.
func TestLessonHoursDeferToTheEnd(t *testing.T) {
	h := compiled(t, []Window{{From: "22:00", To: "06:00"}, {From: "05:30", To: "08:00"}})
	loc := location(t, "Asia/Shanghai")
	last := mustInstant(t, "2026-11-24T00:00:00+08:00")
	for at, want := range map[string]string{
		"2026-11-22T21:59:00+08:00": "2026-11-22T21:59:00+08:00",
		"2026-11-22T22:00:00+08:00": "2026-11-23T08:00:00+08:00",
		"2026-11-23T03:15:20+08:00": "2026-11-23T08:00:00+08:00",
		"2026-11-23T07:59:59+08:00": "2026-11-23T08:00:00+08:00",
		"2026-11-23T08:00:00+08:00": "2026-11-23T08:00:00+08:00",
	} {
		if got, ok := h.next(mustInstant(t, at), last, loc, false); !ok || !got.Equal(mustInstant(t, want)) {
			t.Errorf("from %s: %v, %v; want %s", at, got, ok, want)
		}
	}
}

// Hours go by the clock of the day: the offset of winter is not kept for the
// summer (henrygd/beszel).
func TestLessonHoursFollowTheClock(t *testing.T) {
	h := compiled(t, []Window{{From: "21:00", To: "08:00"}})
	loc := location(t, "Europe/London")
	for at, want := range map[string]string{
		"2026-01-15T03:00:00Z": "2026-01-15T08:00:00Z",
		"2026-07-15T03:00:00Z": "2026-07-15T07:00:00Z",
		"2026-03-29T00:30:00Z": "2026-03-29T07:00:00Z", // the night in which summer time begins
		"2026-10-25T00:30:00Z": "2026-10-25T08:00:00Z", // and ends
	} {
		from := mustInstant(t, at)
		if got, ok := h.next(from, from.Add(24*time.Hour), loc, false); !ok || !got.Equal(mustInstant(t, want)) {
			t.Errorf("from %s: %v, %v; want %s", at, got, ok, want)
		}
	}
}

// Where clocks change, one look forward is enough: the instant found is outside
// for good, so nothing is put off again and again (Mautic).
func TestLessonHoursDoNotDeferForEver(t *testing.T) {
	h := compiled(t, []Window{{From: "01:30", To: "02:30"}})
	for _, c := range []struct{ zone, at, want, why string }{
		{"America/New_York", "2026-03-08T06:45:00Z", "2026-03-08T07:00:00Z", "01:45; 02:00 to 03:00 is skipped, the end of the window with it"},
		{"America/New_York", "2026-11-01T05:45:00Z", "2026-11-01T06:00:00Z", "the first 01:45; the clock goes back to 01:00"},
		{"America/New_York", "2026-11-01T06:45:00Z", "2026-11-01T07:30:00Z", "the second 01:45"},
		{"Australia/Lord_Howe", "2026-04-04T14:50:00Z", "2026-04-04T16:00:00Z", "the first 01:50; half an hour back from 02:00 to 01:30"},
	} {
		at, loc := mustInstant(t, c.at), location(t, c.zone)
		got, ok := h.next(at, at.Add(24*time.Hour), loc, false)
		if !ok || !got.Equal(mustInstant(t, c.want)) {
			t.Errorf("%s: got %v, %v; want %s: %s", c.zone, got.UTC(), ok, c.want, c.why)
		}
		if again, ok := h.next(got, got, loc, false); !ok || !again.Equal(got) {
			t.Errorf("%s: %v is put off to %v", c.zone, got, again)
		}
	}
}

// Both passes of a reading are inside, where clocks go back.
func TestHoursInBothPasses(t *testing.T) {
	h := compiled(t, []Window{{From: "01:15", To: "01:45"}})
	loc := location(t, "America/New_York")
	for at, want := range map[string]bool{
		"2026-11-01T05:14:59Z": false, "2026-11-01T05:15:00Z": true, "2026-11-01T05:45:00Z": false,
		"2026-11-01T06:14:59Z": false, "2026-11-01T06:15:00Z": true, "2026-11-01T06:45:00Z": false,
	} {
		if got := h.inside(mustInstant(t, at), loc); got != want {
			t.Errorf("at %s: %v, want %v", at, got, want)
		}
	}
}

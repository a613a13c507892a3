package stage_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/stage"
)

// LESSONS, "Bought yesterday, once, small labelled Inactive" (pymc-marketing
// default for 411): whoever bought yesterday is active by every cycle.
func TestBoughtYesterdayOnceIsActive(t *testing.T) {
	for cycle := 1; cycle <= 3660; cycle++ {
		at := newEngine(t, stage.Policy{Cycle: cycle}, time.UTC).At(now)
		if got := standing(t, at, ago(1), ago(1)); got.Stage != stage.NewOnce || got.SilentDays != 1 {
			t.Fatalf("cycle %d: %+v", cycle, got)
		}
	}
}

// LESSONS, "Moving the analysis instant by 12 hours moved 30 of 4,339 customers:
// whole days need civil dates": between noon and the end of a day nobody moves,
// whereas days of 24 hours would move some.
func TestTwelveHoursMoveNobody(t *testing.T) {
	customers := orders(t)
	end := instant(t, "2011-12-10", time.UTC).Add(-1)
	engine := newEngine(t, stage.Policy{Cycle: 90}, time.UTC)
	late, early := engine.At(end), engine.At(end.Add(-12*time.Hour))
	inHours := func(at, last time.Time) stage.Stage {
		switch days := int(at.Sub(last).Hours()) / 24; {
		case days > 360:
			return stage.Lost
		case days > 180:
			return stage.Sleeping
		case days > 90:
			return stage.Silent
		}
		return stage.Regular
	}
	byHours := 0
	for id, purchases := range customers {
		first, last := slices.MinFunc(purchases, time.Time.Compare), slices.MaxFunc(purchases, time.Time.Compare)
		if last.After(end.Add(-12 * time.Hour)) {
			continue // bought in those hours
		}
		if a, b := standing(t, early, first, last), standing(t, late, first, last); a != b {
			t.Errorf("customer %s: %+v, 12 hours later %+v", id, a, b)
		}
		if inHours(end.Add(-12*time.Hour), last) != inHours(end, last) {
			byHours++
		}
	}
	if byHours == 0 {
		t.Error("days of 24 hours move nobody: the test cannot fail")
	}
}

// LESSONS, "Date arithmetic through durations is a day off in Shanghai 1986–1991
// (daylight saving)": 90 days before the end of 1986-05-10 an hour of summer time
// was missing.
func TestDaysAcrossSummerTime(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	last := instant(t, "1986-02-09 00:00:00", shanghai)
	engine := newEngine(t, stage.Policy{Cycle: 90}, shanghai)
	for at, want := range map[string]stage.Stage{
		"1986-05-10 23:59:59": stage.NewOnce, // day 90
		"1986-05-11 00:00:00": stage.Silent,  // 90 days and 23 hours later
	} {
		if got := standing(t, engine.At(instant(t, at, shanghai)), last, last); got.Stage != want {
			t.Errorf("at %s: %+v, want %s", at, got, want)
		}
	}
}

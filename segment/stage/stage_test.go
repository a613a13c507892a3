package stage_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"example.com/membership/segment/stage"
)

// Every bound is included, and the date after is beyond it. Days count back from
// now.
func TestBoundaries(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	for _, c := range []struct {
		first, last int
		want        stage.Stage
		in          int // days until Next
		then        stage.Stage
		why         string
	}{
		{0, 0, stage.NewOnce, 91, stage.Silent, "today"},
		{90, 90, stage.NewOnce, 1, stage.Silent, "on day C still active"},
		{91, 91, stage.Silent, 90, stage.Sleeping, "a day later not"},
		{180, 180, stage.Silent, 1, stage.Sleeping, "on day 2C still silent"},
		{181, 181, stage.Sleeping, 180, stage.Lost, "a day later not"},
		{360, 360, stage.Sleeping, 1, stage.Lost, "on day 4C still sleeping"},
		{361, 361, stage.Lost, 0, "", "a day later not"},
		{1, 0, stage.NewRepeat, 90, stage.Regular, "twice"},
		{90, 0, stage.NewRepeat, 1, stage.Regular, "the first on day C is within"},
		{91, 0, stage.Regular, 91, stage.Silent, "a day earlier it is not"},
		{90, 89, stage.NewRepeat, 1, stage.Regular, "silence comes after"},
		{91, 90, stage.Regular, 1, stage.Silent, "on day C still active, with a first before the cycle"},
		{92, 91, stage.Silent, 90, stage.Sleeping, "however many"},
		{9999, 180, stage.Silent, 1, stage.Sleeping, "however many"},
		{9999, 360, stage.Sleeping, 1, stage.Lost, "however many"},
		{9999, 361, stage.Lost, 0, "", "however many"},
	} {
		got := standing(t, at, ago(c.first), ago(c.last))
		want := stage.Standing{Stage: c.want, SilentDays: c.last, TenureDays: c.first, Cycle: 90, Then: c.then}
		if c.in > 0 {
			want.Next = instant(t, "2026-03-31", time.UTC).AddDate(0, 0, c.in)
		}
		if got != want {
			t.Errorf("first %d, last %d days ago (%s): %+v, want %+v", c.first, c.last, c.why, got, want)
		}
	}
}

func TestNeverBought(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 30}, time.UTC).At(now)
	want := stage.Standing{Stage: stage.NeverBought, Cycle: 30}
	for name, c := range map[string][2]time.Time{
		"no purchase":             {},
		"first after the instant": {now.Add(1), now.Add(time.Hour)},
	} {
		if got := standing(t, at, c[0], c[1]); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if got := standing(t, at, now, now); got.Stage != stage.NewOnce {
		t.Errorf("bought at the instant: %+v", got)
	}
}

// Purchases of one civil date count as one, and the date is the shop's: the same
// two instants are one date in UTC and two in Shanghai.
func TestOneDateIsOnePurchase(t *testing.T) {
	first, last := instant(t, "2026-03-30 15:00:00", time.UTC), instant(t, "2026-03-30 16:00:00", time.UTC)
	for name, want := range map[string]stage.Stage{"UTC": stage.NewOnce, "Asia/Shanghai": stage.NewRepeat} {
		at := newEngine(t, stage.Policy{Cycle: 90}, zone(t, name)).At(now)
		if got := standing(t, at, first, last); got.Stage != want {
			t.Errorf("%s: %s, want %s", name, got.Stage, want)
		}
	}
}

// Multiples that are not whole days are rounded down, and a stage that then
// holds no day is skipped.
func TestMultiples(t *testing.T) {
	for _, c := range []struct {
		policy     string
		last       int
		want, then stage.Stage
	}{
		{`{"cycle":91,"silent":1.5,"sleeping":2.5}`, 136, stage.Silent, stage.Sleeping}, // 136.5
		{`{"cycle":91,"silent":1.5,"sleeping":2.5}`, 137, stage.Sleeping, stage.Lost},
		{`{"cycle":91,"silent":1.5,"sleeping":2.5}`, 227, stage.Sleeping, stage.Lost}, // 227.5
		{`{"cycle":91,"silent":1.5,"sleeping":2.5}`, 228, stage.Lost, ""},
		{`{"cycle":3,"silent":1.333333333333,"sleeping":2}`, 4, stage.Sleeping, stage.Lost}, // 3.999999999999
		{`{"cycle":1,"silent":1.5,"sleeping":1.9}`, 1, stage.NewOnce, stage.Lost},
		{`{"cycle":1,"silent":1.5,"sleeping":2}`, 1, stage.NewOnce, stage.Sleeping},
		{`{"cycle":10,"silent":1e1,"sleeping":1e2}`, 100, stage.Silent, stage.Sleeping},
		{`{"cycle":10,"silent":1e1,"sleeping":1e2}`, 1000, stage.Sleeping, stage.Lost},
		{`{"cycle":10,"silent":1e1,"sleeping":1e2}`, 1001, stage.Lost, ""},
	} {
		p, err := stage.ParsePolicy([]byte(c.policy))
		if err != nil {
			t.Fatal(err)
		}
		got := standing(t, newEngine(t, p, time.UTC).At(now), ago(c.last), ago(c.last))
		if got.Stage != c.want || got.Then != c.then {
			t.Errorf("%s, %d days: %+v, want %s, then %s", c.policy, c.last, got, c.want, c.then)
		}
	}
}

// A stage that would begin on a date which does not exist begins with the next
// that does; one that would be only that date is skipped.
func TestSkippedDate(t *testing.T) {
	apia := zone(t, "Pacific/Apia") // went from 29 to 31 December 2011
	last := instant(t, "2011-12-28 12:00:00", apia)
	for _, c := range []struct {
		multiples string
		then      stage.Stage
	}{{`"silent":3,"sleeping":4`, stage.Silent}, {`"silent":2,"sleeping":4`, stage.Sleeping}} {
		p, err := stage.ParsePolicy([]byte(`{"cycle":1,` + c.multiples + `}`))
		if err != nil {
			t.Fatal(err)
		}
		got := standing(t, newEngine(t, p, apia).At(last), last, last)
		if want := instant(t, "2011-12-31", apia); !got.Next.Equal(want) || got.Then != c.then {
			t.Errorf("%s: %+v, want %s from %s", c.multiples, got, c.then, want)
		}
	}
}

// Nothing can be asked about 2300, so a stage that would change then never does.
func TestNextWithinTheYears(t *testing.T) {
	bought := instant(t, "2299-12-01 12:00:00", time.UTC)
	for cycle, want := range map[int]string{29: "2299-12-31", 30: "", 3660: ""} {
		got := standing(t, newEngine(t, stage.Policy{Cycle: cycle}, time.UTC).At(bought), bought, bought)
		if !got.Next.Equal(instant(t, want, time.UTC)) || got.Next.IsZero() != (got.Then == "") {
			t.Errorf("cycle %d: %+v, want %q", cycle, got, want)
		}
	}
	far, err := stage.ParsePolicy([]byte(`{"cycle":3660,"silent":999.5,"sleeping":1000}`))
	if err != nil {
		t.Fatal(err)
	}
	at := newEngine(t, far, time.UTC).At(now).WithCycle(146_100)
	if got := standing(t, at, ago(9999), ago(9999)); got.Stage != stage.Regular && got.Stage != stage.NewOnce || !got.Next.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestWithCycle(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	for cycle, want := range map[int]stage.Stage{10: stage.Lost, 20: stage.Sleeping, 40: stage.Silent, 50: stage.NewOnce} {
		if got := standing(t, at.WithCycle(cycle), ago(50), ago(50)); got.Stage != want || got.Cycle != cycle {
			t.Errorf("cycle %d: %+v, want %s", cycle, got, want)
		}
	}
	if got := standing(t, at, ago(91), ago(91)); got.Stage != stage.Silent {
		t.Errorf("the moment itself has changed: %+v", got)
	}
}

func TestBadHistory(t *testing.T) {
	at := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	for _, c := range []struct{ first, last, want string }{
		{"", "2026-03-01", "first purchase: is missing, with a last purchase at 2026-03-01T00:00:00Z; give both, or neither for who never bought"},
		{"2026-03-01", "", "last purchase: is missing, with a first purchase at 2026-03-01T00:00:00Z; give both, or neither for who never bought"},
		{"1899-12-31 23:59:59.999999999", "2026-03-01", "first purchase: the year 1899 is outside 1900..2299"},
		{"2026-03-01", "2300-01-01", "last purchase: the year 2300 is outside 1900..2299"},
		{"2026-03-02", "2026-03-01", "first purchase: 2026-03-02T00:00:00Z is later than the last, 2026-03-01T00:00:00Z; swap them"},
		{"2026-04-02", "2026-04-01", "first purchase: 2026-04-02T00:00:00Z is later than the last, 2026-04-01T00:00:00Z; swap them"},
		{"2026-03-01", "2026-03-31 15:04:05.000000007", "last purchase: 2026-03-31T15:04:05.000000007Z is later than the moment, 2026-03-31T15:04:05.000000006Z; give the last purchase up to the moment"},
	} {
		got, err := at.Stage(instant(t, c.first, time.UTC), instant(t, c.last, time.UTC))
		wantData(t, err, "segment: history: "+c.want)
		if got != (stage.Standing{}) {
			t.Errorf("an error, and %+v", got)
		}
	}
	standing(t, at, instant(t, "1900-01-01", time.UTC), now) // the first instant that is accepted
}

// Every method of a moment that is not usable says why, and none panics.
func TestUnusableMoments(t *testing.T) {
	var none *stage.Engine
	e := newEngine(t, stage.Policy{Cycle: 90}, time.UTC)
	for _, c := range []struct {
		moment stage.Moment
		want   string
	}{
		{stage.Moment{}, "is not one of Engine.At, with an engine of New"},
		{none.At(now), "is not one of Engine.At, with an engine of New"},
		{new(stage.Engine).At(now).WithCycle(7), "is not one of Engine.At, with an engine of New"},
		{e.At(time.Time{}), "the instant is missing: it is the zero Time"},
		{e.At(instant(t, "2300-01-01", time.UTC)), "the year 2300 is outside 1900..2299"},
		{e.At(now).WithCycle(0), "cycle: 0 is outside 1..146100 days"},
		{e.At(now).WithCycle(146_101), "cycle: 146101 is outside 1..146100 days"},
		{e.At(now).WithCycle(-1).WithCycle(5), "cycle: -1 is outside 1..146100 days"},
	} {
		_, err := c.moment.Stage(now, now)
		wantData(t, err, "segment: moment: "+c.want)
		_, err = c.moment.StageOf(nil)
		wantData(t, err, "segment: moment: "+c.want)
		_, err = c.moment.Rhythm(nil)
		wantData(t, err, "segment: moment: "+c.want)
		_, err = c.moment.WinBack(nil)
		wantData(t, err, "segment: moment: "+c.want)
	}
}

func TestStages(t *testing.T) {
	want := []stage.Stage{"never_bought", "new_once", "new_repeat", "regular", "silent", "sleeping", "lost"}
	got := stage.Stages()
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	got[0] = "changed"
	if !slices.Equal(stage.Stages(), want) {
		t.Error("the caller can change the list")
	}
}

func TestStandingJSON(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	at := newEngine(t, stage.Policy{Cycle: 90}, shanghai).At(now)
	for want, c := range map[string][2]time.Time{
		`{"stage":"silent","silentDays":100,"tenureDays":200,"cycle":90,"next":"2026-06-20T00:00:00+08:00","then":"sleeping"}`: {ago(200), ago(100)},
		`{"stage":"lost","silentDays":500,"tenureDays":500,"cycle":90}`:                                                        {ago(500), ago(500)},
	} {
		data, err := json.Marshal(standing(t, at, c[0], c[1]))
		if err != nil || string(data) != want {
			t.Errorf("%s, %v, want %s", data, err, want)
		}
	}
}

package tier_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// fullProgram fills every part of a State: windows of several lengths, grace,
// a counter.
const fullProgram = `{"enrollment": "opt-in", "term": "1 month", "grace": "2 weeks", "lapse": "step", "tiers": [
	{"id": "silver", "anyOf": [[{"measure": "spend", "atLeast": 100, "over": "last 3 months"}]]},
	{"id": "gold", "anyOf": [[{"measure": "spend", "atLeast": 500, "over": "last 3 months"}], [{"measure": "counter:review", "atLeast": 5, "over": "previous 2 months"}]],
	 "keep": [[{"measure": "orders", "atLeast": 1, "over": "last 30 days"}]], "replaces": ["old"]},
	{"id": "top", "anyOf": [[{"measure": "spend", "atLeast": 5000}]]}]}`

// fullHistory uses every kind of event.
func fullHistory() []tier.Event {
	order := tier.Event{ID: "O2", Kind: tier.Order, At: on(2026, 2, 3), Amount: yuan("150.50")}
	return []tier.Event{
		{ID: "O1", Kind: tier.Order, At: on(2026, 1, 10), Amount: yuan("420.25")},
		{ID: "J1", Kind: tier.Join, At: on(2026, 1, 12)},
		{ID: "I1", Kind: tier.Interaction, At: on(2026, 1, 15), Counter: "review", Count: 3},
		order,
		{ID: "T1", Kind: tier.Buy, At: on(2026, 2, 4), Tier: "gold", Term: "1 quarter"},
		{ID: "T2", Kind: tier.Buy, At: on(2026, 2, 4), Tier: "silver", Term: tier.PerUse, Count: 3},
		{ID: "U1", Kind: tier.Use, At: on(2026, 2, 5), Tier: "silver"},
		{ID: "G1", Kind: tier.Grant, At: on(2026, 2, 6), Tier: "top", Through: "2026-06-30"},
		{ID: "A1", Kind: tier.Adopted, At: on(2026, 2, 6), Tier: "old"},
		{ID: "R1", Kind: tier.Refund, At: on(2026, 2, 7), Amount: yuan("50.50"), Order: "O2", OrderAt: order.At, OrderAmount: order.Amount},
		{ID: "T3", Kind: tier.Buy, At: on(2026, 2, 8), Tier: "top", Term: tier.Permanent},
	}
}

// The stored form is part of the contract: an older State must be readable by
// every later version.
func TestStateJSON(t *testing.T) {
	engine := load(fullProgram, shanghai)
	s := mustReplay(t, engine, fullHistory(), on(2026, 2, 8))
	want := `{"version":1,"status":"member","tier":"top","since":"2026-02-06T02:00:00Z","next":"2026-03-03T16:00:00Z",` +
		`"program":"` + engine.Fingerprint() + `","zone":"Asia/Shanghai","at":"2026-02-08T02:00:00Z","joined":"2026-01-12T02:00:00Z",` +
		`"earned":{"tier":"gold","since":"2026-02-03T02:00:00Z","until":"2026-03-03T16:00:00Z","anchor":"2026-02-03","terms":1},` +
		`"paid":[{"tier":"gold","since":"2026-02-04T02:00:00Z","until":"2026-05-04T16:00:00Z","anchor":"2026-02-04","months":3},` +
		`{"tier":"silver","since":"2026-02-04T02:00:00Z","anchor":"1970-01-01","uses":2},` +
		`{"tier":"top","since":"2026-02-08T02:00:00Z","forever":true,"anchor":"1970-01-01"}],` +
		`"granted":[{"tier":"top","since":"2026-02-06T02:00:00Z","until":"2026-06-30T16:00:00Z"},{"tier":"gold","since":"2026-02-06T02:00:00Z"}],` +
		`"totals":["520.25","3","2"],` +
		`"days":[{"date":"2026-01-10","totals":["420.25","0","1"]},{"date":"2026-01-15","totals":["0","3","0"]},{"date":"2026-02-03","totals":["100","0","1"]}],` +
		`"last":{"id":"T3","kind":"buy","at":"2026-02-08T02:00:00Z","tier":"top","term":"permanent"}}`
	if diff := cmp.Diff(want, stateJSON(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A State read back is written again byte for byte, and goes on like the one
// that was never stored: same standings, changes and states.
func TestStateRoundTrips(t *testing.T) {
	engine := load(fullProgram, shanghai)
	events := fullHistory()
	var kept, stored tier.State
	for _, ev := range append(events, tier.Event{ID: "W", Kind: tier.Withdraw, At: on(2026, 9, 1)}) {
		text := stateJSON(t, stored)
		stored = tier.State{}
		if err := json.Unmarshal([]byte(text), &stored); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if again := stateJSON(t, stored); again != text {
			t.Fatalf("written again:\n%s\n%s", text, again)
		}
		for at := ev.At; at.Before(ev.At.AddDate(1, 0, 0)); at = at.AddDate(0, 1, 0) {
			want, err := engine.Standing(kept, at)
			if err != nil {
				t.Fatal(err)
			}
			got, err := engine.Standing(stored, at)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("at %v: %v\n%s", at, err, diff)
			}
		}
		var want, got []tier.Change
		var err error
		kept, want, err = engine.Apply(kept, ev)
		if err != nil {
			t.Fatal(err)
		}
		stored, got, err = engine.Apply(stored, ev)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%s %s: %v\n%s", ev.Kind, ev.ID, err, diff)
		}
	}
	if a, b := stateJSON(t, kept), stateJSON(t, stored); a != b {
		t.Errorf("stored: %s\nkept:   %s", b, a)
	}
}

// The zero State is a customer of whom nothing is known, in JSON too.
func TestZeroState(t *testing.T) {
	var s tier.State
	if text := stateJSON(t, s); text != `{"version":1}` {
		t.Errorf("written as %s", text)
	}
	if !s.Next().IsZero() {
		t.Errorf("next is %v", s.Next())
	}
	for _, program := range append([]string{caseA, caseB, caseC, fullProgram}, caseD...) {
		engine := load(program, shanghai)
		read := mustReplay(t, engine, fullHistory()[:1], on(2026, 2, 1))
		if err := json.Unmarshal([]byte(` {"version": 1} `), &read); err != nil || stateJSON(t, read) != `{"version":1}` {
			t.Errorf("reading over another state: %v, %s", err, stateJSON(t, read))
		}
		replayed, changes, err := engine.Replay(nil, on(2026, 2, 1))
		if err != nil || changes != nil || stateJSON(t, replayed) != `{"version":1}` {
			t.Errorf("an empty history: %v, %v, %s", err, changes, stateJSON(t, replayed))
		}
		for _, s := range []tier.State{{}, read, replayed} {
			st, err := engine.Standing(s, on(2026, 2, 1))
			if diff := cmp.Diff(tier.Standing{Status: tier.Customer}, st); err != nil || diff != "" {
				t.Errorf("standing: %v\n%s", err, diff)
			}
			totals, err := engine.Totals(s, on(2026, 2, 1))
			if err != nil || len(totals) != len(engine.Needs()) {
				t.Errorf("totals: %v, %v", totals, err)
			}
			goals, err := engine.Progress(s, on(2026, 2, 1))
			wanted := len(engine.Program().Tiers)
			if engine.Program().Enrollment == tier.Nobody {
				wanted = 0
			}
			if err != nil || len(goals) != wanted {
				t.Errorf("progress: %v, %v", goals, err)
			}
		}
	}
}

// State is used as a plain value in rows of the shop's own.
func TestStateInsideARow(t *testing.T) {
	type row struct {
		Customer string
		State    tier.State
	}
	engine := load(fullProgram, shanghai)
	want := row{"c1", mustReplay(t, engine, fullHistory(), on(2026, 2, 8))}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got row
	if err := json.Unmarshal(data, &got); err != nil || stateJSON(t, got.State) != stateJSON(t, want.State) {
		t.Errorf("%v, %s", err, data)
	}
}

// A damaged State is refused with a reason, and nothing is overwritten.
func TestDamagedStates(t *testing.T) {
	engine := load(fullProgram, shanghai)
	good := stateJSON(t, mustReplay(t, engine, fullHistory(), on(2026, 2, 8)))
	replaced := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	tests := []struct {
		why, json, says string
	}{
		{"no JSON", `version 1`, "invalid character"},
		{"nothing at all", `{}`, "version 0; this library reads version 1"},
		{"an older version", replaced(`"version":1`, `"version":0`), "version 0; this library reads version 1"},
		{"a newer version", replaced(`"version":1`, `"version":2`), "version 2; this library reads version 1"},
		{"a newer version with a field of its own", replaced(`"version":1`, `"version":2,"mood":"good"`), "version 2; this library reads version 1"},
		{"an unknown field", replaced(`"version":1`, `"version":1,"mood":"good"`), `mood: unknown field "mood"`},
		{"a field twice", replaced(`"version":1`, `"version":1,"version":1`), `version: duplicate field "version": keep one`},
		{"null", `null`, "must not be null"},
		{"null inside", replaced(`"2026-01-12T02:00:00Z"`, `null`), "joined: must not be null"},
		{"another type", replaced(`"totals":["520.25"`, `"totals":[520.25`), "totals[0]: must be a string"},
		{"a list", `[]`, "must be an object, not an array"},

		{"no last event", replaced(good[strings.Index(good, `,"last"`):], `}`), "last: is missing"},
		{"no last event, but an earned tier", `{"version":1,"earned":{"tier":"gold","since":"2026-02-03T02:00:00Z","anchor":"2026-02-03","terms":1}}`, "last: is missing"},
		{"no last event, but a joining", `{"version":1,"joined":"2026-01-12T02:00:00Z"}`, "last: is missing"},
		{"no instant", replaced(`"at":"2026-02-08T02:00:00Z","joined"`, `"joined"`), "at: the year 1 is outside 1900..2299"},
		{"an absurd instant", `{"version":1,"at":"2300-01-01T00:00:00Z","last":{"id":"J","kind":"join","at":"2026-01-12T02:00:00Z"}}`, "at: the year 2300 is outside 1900..2299"},
		{"an absurd instant of the last event", replaced(`"kind":"buy","at":"2026`, `"kind":"buy","at":"1899`), "at: the year 1899 is outside 1900..2299"},

		{"days out of order", replaced("2026-01-15", "2026-01-09"), "days: 2026-01-09 is out of order"},
		{"a day twice", replaced("2026-01-15", "2026-01-10"), "days: 2026-01-10 is out of order"},
		{"a day that is not", replaced("2026-01-15", "2026-02-30"), `days: "2026-02-30": there is no such day`},
		{"too few totals of a day", replaced(`["0","3","0"]`, `["0","3"]`), "days: 2 totals, want 3"},
		{"a total that is none", replaced(`"520.25"`, `"many"`), `totals: "many" is not a total`},
		{"a negative total", replaced(`"520.25"`, `"-520.25"`), `totals: "-520.25" is not a total`},
		{"an absurd total", replaced(`"520.25"`, `"1e1000000000"`), `totals: "1e1000000000" is not a total`},
		{"an endless total", replaced(`"520.25"`, `"`+strings.Repeat("9", 101)+`"`), `..." is not a total`},
		{"an empty total", replaced(`"520.25"`, `""`), "totals: "},
		{"a total of two points", replaced(`"520.25"`, `"5.20.25"`), "totals: "},

		{"an earned tier that has ended", replaced(`"until":"2026-03-03T16:00:00Z","anchor"`, `"until":"2026-02-08T02:00:00Z","anchor"`), "earned: ended at 2026-02-08T02:00:00Z, before the state was made"},
		{"an anchor that is no date", replaced(`"anchor":"2026-02-03"`, `"anchor":"soon"`), `earned: "soon" is not a date`},
		{"absurdly many terms", replaced(`"terms":1`, `"terms":1000001`), "earned: 1000001 is out of range"},
		{"negative terms", replaced(`"terms":1`, `"terms":-1`), "earned: -1 is out of range"},
		{"absurdly many months", replaced(`"months":3`, `"months":1000001`), "paid: 1000001 is out of range"},
		{"a paid anchor that is no date", replaced(`"anchor":"2026-02-04"`, `"anchor":""`), `paid: "" is not a date`},
		{"negative uses", replaced(`"uses":2`, `"uses":-2`), "paid: -2 uses"},
		{"uses beyond what can be bought", replaced(`"uses":2`, `"uses":9223372036854775807`), "paid: 9223372036854775807 uses"},
		{"a grant that has ended", replaced(`"2026-06-30T16:00:00Z"`, `"2026-02-08T02:00:00Z"`), "granted: ended at 2026-02-08T02:00:00Z, before the state was made"},
		{"an absurd amount", replaced(`"tier":"top","term":"permanent"`, `"tier":"top","amount":1e1000000000`), "last.amount: must have at most 30 digits"},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			s := mustReplay(t, engine, fullHistory()[:1], on(2026, 2, 1))
			before := stateJSON(t, s)
			err := s.UnmarshalJSON([]byte(tt.json))
			if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.HasPrefix(err.Error(), "tier: state: ") {
				t.Errorf("error %v, want %q", err, tt.says)
			}
			if after := stateJSON(t, s); after != before {
				t.Errorf("overwritten with %s", after)
			}
		})
	}
}

// A State whose parts cannot belong together would keep an engine busy for
// minutes: a term that began two thousand years before has 700,000 renewals, and
// days to come are walked over at each.
func TestStatesFromNowhere(t *testing.T) {
	engine := load(fullProgram, shanghai)
	good := stateJSON(t, mustReplay(t, engine, fullHistory(), on(2026, 2, 8)))
	for why, damage := range map[string][2]string{
		"an earned term from before its tier": {`"anchor":"2026-02-03"`, `"anchor":"0001-01-01"`},
		"a day after the state was made":      {`"date":"2026-02-03"`, `"date":"2027-02-03"`},
	} {
		var s tier.State
		if err := json.Unmarshal([]byte(strings.Replace(good, damage[0], damage[1], 1)), &s); err == nil {
			t.Errorf("%s is accepted", why)
		}
	}
}

// A State of other measures than its fingerprint says is noticed.
func TestStateOfOtherMeasures(t *testing.T) {
	engine := load(fullProgram, shanghai)
	text := stateJSON(t, mustReplay(t, engine, fullHistory()[:1], on(2026, 2, 1)))
	text = strings.ReplaceAll(text, `["420.25","0","1"]`, `["420.25","0"]`)
	var s tier.State
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	_, _, err := engine.Apply(s, tier.Event{ID: "J", Kind: tier.Join, At: on(2026, 3, 1)})
	if err == nil || !strings.Contains(err.Error(), "the state is damaged") {
		t.Errorf("error %v", err)
	}
}

// daysOf returns the days that a State keeps.
func daysOf(tb testing.TB, s tier.State) []struct{ Date string } {
	tb.Helper()
	var saved struct{ Days []struct{ Date string } }
	if err := json.Unmarshal([]byte(stateJSON(tb, s)), &saved); err != nil {
		tb.Fatal(err)
	}
	return saved.Days
}

// A State keeps the days that the longest window can still reach, however long
// the history: at most 3,684, the previous 120 months and the 31 days of the
// current one, with three leap days among them. The doc comment promises no
// more than documentedDays.
func TestStateStaysSmall(t *testing.T) {
	const documentedDays = 3690
	augustEnds, yearEnds, januaryEnds := on(2020, 8, 31), on(2028, 12, 31), on(2029, 1, 31)
	tests := []struct {
		over tier.Window
		on   time.Time // a date on which it holds the most
		days int       // kept
		held int64     // orders in the window itself
		why  string
	}{
		{"last 1 day", januaryEnds, 2, 2, "both ends"},
		{"last 3660 days", januaryEnds, 3661, 3661, "both ends"},
		{"last 120 months", januaryEnds, 3654, 3654, "ten years with three leap days, both ends"},
		{"previous 120 months", januaryEnds, 3684, 3653, "ten years with three leap days and a month of 31 days"},
		{"previous 1 month", augustEnds, 62, 31, "July and August"},
		{"month to date", januaryEnds, 31, 31, "a long month"},
		{"year to date", yearEnds, 366, 366, "a leap year"},
		{"lifetime", yearEnds, 0, 7305, "no day is asked for"},
		{"", yearEnds, 0, 7305, "no day is asked for"},
	}
	// An order every day for more than 20 years.
	var history []tier.Event
	for at := on(2009, 1, 1); at.Year() < 2030; at = at.AddDate(0, 0, 1) {
		history = append(history, tier.Event{ID: fmt.Sprint(len(history)), Kind: tier.Order, At: at, Amount: yuan("9.99")})
	}
	for _, tt := range tests {
		t.Run("over "+string(tt.over), func(t *testing.T) {
			t.Parallel()
			p := plainProgram()
			p.Enrollment, p.Tiers = tier.Automatic, p.Tiers[:1]
			p.Tiers[0].AnyOf = atLeast(tier.Orders, "1", tt.over)
			engine, err := tier.New(p, shanghai)
			if err != nil {
				t.Fatal(err)
			}
			s := mustReplay(t, engine, history, tt.on)
			days := daysOf(t, s)
			if n := len(days); n != tt.days || n > documentedDays {
				t.Errorf("%d days are kept, want %d: %s", n, tt.days, tt.why)
			}
			if n := len(days); n > 0 && days[n-1].Date != tt.on.Format(time.DateOnly) {
				t.Errorf("the last day is %s", days[n-1].Date)
			}
			totals, err := engine.Totals(s, tt.on)
			if err != nil || totals[0].IntPart() != tt.held {
				t.Errorf("totals %v, %v, want %d", totals, err, tt.held)
			}
		})
	}
}

// No window reaches further than the previous 120 months do on any date.
func TestMostDaysOfAnyWindow(t *testing.T) {
	most := 0
	for month := on(2000, 1, 1); month.Year() < 2400; month = month.AddDate(0, 1, 0) {
		last := month.AddDate(0, 1, -1)
		most = max(most, int(last.Sub(month.AddDate(0, -120, 0)).Hours()/24)+1)
	}
	if most != 3684 {
		t.Errorf("%d days from the first of the previous 120 months to the end of the current one", most)
	}
}

// The JSON form stays in proportion to the days, whatever else happens.
func TestRecordsOfATierDoNotGrow(t *testing.T) {
	engine := load(fullProgram, shanghai)
	s := mustReplay(t, engine, fullHistory(), on(2026, 2, 8))
	before := len(stateJSON(t, s))
	at := on(2026, 2, 9)
	for i := range 300 {
		at = at.Add(time.Minute)
		id := fmt.Sprintf("%03d", i)
		ids := []string{"silver", "gold", "top"}
		s = mustApply(t, engine, s, tier.Event{ID: id, Kind: tier.Grant, At: at, Tier: ids[i%3], Through: on(2027, 1, 1).AddDate(0, 0, i).Format(time.DateOnly)})
		s = mustApply(t, engine, s, tier.Event{ID: id, Kind: tier.Adopted, At: at, Tier: ids[i%3]})
		s = mustApply(t, engine, s, tier.Event{ID: id, Kind: tier.Buy, At: at.Add(1), Tier: ids[i%3], Term: "1 week"})
	}
	if after := len(stateJSON(t, s)); after > before+400 {
		t.Errorf("%d bytes grew to %d: %s", before, after, stateJSON(t, s))
	}
}

// FuzzState reads anything as a State. What is accepted is written and read
// back, and an engine of its programme answers about it without a panic.
func FuzzState(f *testing.F) {
	programs := append([]string{caseA, caseB, caseC, fullProgram, clubProgram}, caseD...)
	engines := map[string]*tier.Engine{}
	for _, program := range programs {
		for _, term := range []tier.Term{tier.Permanent, "1 month", "1 day", "end of month"} {
			p, err := tier.ParseProgram([]byte(program))
			if err != nil {
				f.Fatal(err)
			}
			p.Term = term
			engine, err := tier.New(p, shanghai)
			if err != nil {
				f.Fatal(err)
			}
			engines[engine.Fingerprint()] = engine
			history := fullHistory()
			if program != fullProgram {
				history = history[:4]
			}
			s, _, err := engine.Replay(history, on(2026, 2, 9))
			if err != nil {
				f.Fatal(err)
			}
			f.Add([]byte(stateJSON(f, s)))
		}
	}
	f.Add([]byte(`{"version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s tier.State
		if err := json.Unmarshal(data, &s); err != nil {
			return
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("read from %s, cannot be written: %v", data, err)
		}
		var again tier.State
		if err := json.Unmarshal(text, &again); err != nil || stateJSON(t, again) != string(text) {
			t.Fatalf("%s is read back as %s: %v", text, stateJSON(t, again), err)
		}
		var head struct{ Program string }
		if err := json.Unmarshal(text, &head); err != nil {
			t.Fatal(err)
		}
		engine := engines[head.Program]
		if engine == nil {
			engine = engines[load(caseA, shanghai).Fingerprint()]
		}
		askEverything(t, engine, s)
	})
}

// askEverything puts every question to an engine. Errors are fine, panics and
// endless answers are not.
func askEverything(t *testing.T, engine *tier.Engine, s tier.State) {
	for _, at := range []time.Time{on(2026, 2, 10), on(2030, 1, 1)} {
		advanced, _, err := engine.Advance(s, at)
		if err != nil {
			continue
		}
		if _, err := engine.Standing(advanced, at); err != nil {
			t.Errorf("advanced to %v, but: %v", at, err)
		}
		if _, err := engine.Progress(advanced, at); err != nil {
			t.Error(err)
		}
		if _, err := engine.Totals(advanced, at); err != nil {
			t.Error(err)
		}
		_, _ = engine.Adopt(advanced, at)
		order := tier.Event{ID: "N", Kind: tier.Order, At: at, Amount: yuan("100")}
		next, _, err := engine.Apply(advanced, order)
		if err != nil {
			continue
		}
		for _, ev := range []tier.Event{
			order, refundOf(order, "N", "0", "100"), {ID: "N", Kind: tier.Use, At: at, Tier: "gold"},
			{ID: "N", Kind: tier.Buy, At: at, Tier: "gold", Term: "100 years"}, {ID: "N", Kind: tier.Withdraw, At: at},
		} {
			after, _, err := engine.Apply(next, ev)
			if err == nil {
				stateJSON(t, after)
			}
		}
	}
}

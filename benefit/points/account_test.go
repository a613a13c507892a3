package points_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/points"
)

// sample is an account with everything in it, and its engine.
func sample(t failer) (*points.Engine, points.Account) {
	t.Helper()
	engine := newEngine(t, plain(), time.UTC)
	award := earn("award:answer:Q1", "2026-03-06", 7, points.Never)
	award.For = "answer"
	once := earn("award:profile", "2026-03-09", 3, points.Never)
	once.For = "profile"
	return engine, fold(t, engine, points.Account{},
		earn("old", "2023-01-05", 5, "1 day"),
		expire("E", "2025-03-01", ""),
		earn("O1", "2026-03-05", 100, "12 months"),
		until(awaiting(earn("O2", "2026-03-06", 50, "30 days"), "delivered"), "2026-04-01"),
		award, once,
		spend("S", "2026-03-07", 60),
		restore("R1", "2026-03-08", "S", 20),
		reverse("R2", "2026-03-09", "O1", 10, points.IntoDebt),
	)
}

// The stored form. What is settled and older than two years is a sum.
func TestAccountJSON(t *testing.T) {
	_, account := sample(t)
	want := `{"version":1,"zone":"UTC","entries":9,
		"last":{"id":"R2","kind":"reverse","at":"2026-03-09T00:00:00Z","points":10,"of":"O1","clawback":"debt"},
		"reset":"2025-03-01T00:00:00Z",
		"settled":{"earned":5,"pending":0,"available":0,"spent":0,"expired":5,"reversed":0},
		"lots":[
			{"entry":{"id":"O1","kind":"earn","at":"2026-03-05T00:00:00Z","points":100,"expiry":"12 months"},
			 "sums":{"earned":100,"pending":0,"available":50,"spent":40,"expired":0,"reversed":10},"returned":10,
			 "from":"2026-03-05T00:00:00Z","until":"2027-03-06T00:00:00Z","touched":"2026-03-09T00:00:00Z"},
			{"entry":{"id":"O2","kind":"earn","at":"2026-03-06T00:00:00Z","points":50,"release":"2026-04-01T00:00:00Z","awaits":"delivered","expiry":"30 days"},
			 "sums":{"earned":50,"pending":50,"available":0,"spent":0,"expired":0,"reversed":0},"touched":"2026-03-06T00:00:00Z"},
			{"entry":{"id":"award:answer:Q1","kind":"earn","at":"2026-03-06T00:00:00Z","points":7,"for":"answer","expiry":"never"},
			 "sums":{"earned":7,"pending":0,"available":7,"spent":0,"expired":0,"reversed":0},"from":"2026-03-06T00:00:00Z","touched":"2026-03-06T00:00:00Z"},
			{"entry":{"id":"award:profile","kind":"earn","at":"2026-03-09T00:00:00Z","points":3,"for":"profile","expiry":"never"},
			 "sums":{"earned":3,"pending":0,"available":3,"spent":0,"expired":0,"reversed":0},"from":"2026-03-09T00:00:00Z","touched":"2026-03-09T00:00:00Z"}],
		"spends":[{"entry":{"id":"S","kind":"spend","at":"2026-03-07T00:00:00Z","points":60},"parts":[{"lot":"O1","points":40}]}],
		"others":[
			{"id":"E","kind":"expire","at":"2025-03-01T00:00:00Z"},
			{"id":"R1","kind":"restore","at":"2026-03-08T00:00:00Z","points":20,"of":"S"},
			{"id":"R2","kind":"reverse","at":"2026-03-09T00:00:00Z","points":10,"of":"O1","clawback":"debt"}],
		"once":[{"action":"profile","at":"2026-03-09T00:00:00Z","points":3}],
		"today":[{"action":"profile","points":3}]}`
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(want)); err != nil {
		t.Fatal(err)
	}
	if got := toJSON(t, account); !bytes.Equal(got, compact.Bytes()) {
		t.Errorf("got  %s\nwant %s", got, &compact)
	}
	stored(t, account)
	if got := string(toJSON(t, points.Account{})); got != `{"version":1}` {
		t.Error(got)
	}
	stored(t, points.Account{})
}

// An account that does not add up, or that no fold leaves, is refused.
func TestDamagedAccounts(t *testing.T) {
	_, account := sample(t)
	good := string(toJSON(t, account))
	for i, c := range []struct{ from, to string }{
		{`"version":1`, `"version":0`},
		{`"version":1`, `"version":2,"more":true`},
		{`"zone":"UTC",`, ``},
		{`"zone":"UTC"`, `"zone":"UTC","x":1`},
		{`"entries":9`, `"entries":7`},
		{`"entries":9`, `"entries":-1`},
		{`"entries":9`, `"entries":1000000000001`},
		{`"entries":9,`, ``},
		{`"reset":"2025`, `"reset":"2027`},
		{`"reset":"2025-03-01T00:00:00Z",`, `"debt":1,`},
		{`"reset":"2025-03-01T00:00:00Z",`, `"debt":-1,`},
		{`"reset":"2025-03-01`, `"reset":"2026-03-06`},
		{`"settled":{"earned":5`, `"settled":{"earned":6`},
		{`"settled":{"earned":5,"pending":0,"available":0,"spent":0,"expired":5`, `"settled":{"earned":5,"pending":0,"available":5,"spent":0,"expired":0`},
		{`"settled":{"earned":5,"pending":0,"available":0,"spent":0,"expired":5`, `"settled":{"earned":1000000000000000000,"pending":0,"available":0,"spent":0,"expired":1000000000000000000`},
		{`"settled":{"earned":5,"pending":0,"available":0`, `"settled":{"earned":5,"pending":9223372036854775807,"available":-9223372036854775807`},
		{`"available":50`, `"available":51`},
		{`"available":50,"spent":40`, `"available":130,"spent":-40`},
		{`"earned":100`, `"earned":99`},
		{`"points":100`, `"points":99`},
		{`"returned":10`, `"returned":101`},
		{`"returned":10`, `"returned":10,"excused":1`},
		{`"from":"2026-03-05T00:00:00Z",`, ``},
		{`"until":"2027`, `"until":"2025`},
		{`"until":"2027`, `"until":"2401`},
		{`"returned":10`, `"returned":10,"owed":11`},
		{`"returned":10`, `"returned":10,"owed":-1`},
		{`"until":"2027-03-06`, `"until":"2026-03-09`},
		{`"release":"2026-04-01`, `"release":"2026-03-09`},
		{`"touched":"2026-03-09T00:00:00Z"`, `"touched":"2026-03-10T00:00:00Z"`},
		{`"touched":"2026-03-09T00:00:00Z"`, `"touched":"0001-01-01T00:00:00Z"`},
		{`"id":"O2"`, `"id":"O1"`},
		{`"id":"O2","kind":"earn"`, `"id":"O2","kind":"spend"`},
		{`"id":"O2","kind":"earn","at":"2026-03-06`, `"id":"O2","kind":"earn","at":"2026-03-04`},
		{`"lot":"O1","points":40`, `"lot":"O1","points":41`},
		{`"lot":"O1","points":40`, `"lot":"O1","points":0`},
		{`"lot":"O1"`, `"lot":"O9"`},
		{`"id":"E","kind":"expire"`, `"id":"E","kind":"earn"`},
		{`"id":"E"`, `"id":""`},
		{`"once":[{"action":"profile"`, `"once":[{"action":""`},
		{`"once":[{"action":"profile","at":"2026-03-09T00:00:00Z"`, `"once":[{"action":"profile"`},
		{`"once":[`, `"once":[{"action":"z","at":"2026-03-06T00:00:00Z","points":7},`},
		{`"today":[`, `"today":[{"action":"z","points":7},`},
		{`"today":[{"action":"profile","points":3`, `"today":[{"action":"profile","points":-1`},
		{`"today":[{"action":"profile"`, `"today":[{"action":"profile","at":"2026-03-09T00:00:00Z"`},
		{`"once":`, `"waivers":[{"at":"2026-03-10T00:00:00Z","points":1}],"once":`},
		{`"once":`, `"waivers":[{"at":"2026-03-09T00:00:00Z","points":0}],"once":`},
		{`"once":`, `"waivers":[{"at":"2026-03-09T00:00:00Z","points":1},{"at":"2026-03-09T00:00:00Z","points":1}],"once":`},
	} {
		text := strings.Replace(good, c.from, c.to, 1)
		if text == good {
			t.Errorf("case %d changes nothing", i)
		}
		kept := account
		err := json.Unmarshal([]byte(text), &kept)
		var invalid *benefit.InvalidError
		if !errors.As(err, &invalid) || string(toJSON(t, kept)) != good {
			t.Errorf("%s -> %s: %T %v", c.from, c.to, err, err)
		}
	}
}

// Whatever is read can be used.
func FuzzAccount(f *testing.F) {
	_, account := sample(f)
	f.Add(toJSON(f, account))
	f.Add([]byte(`{"version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var account points.Account
		if json.Unmarshal(data, &account) != nil {
			return
		}
		account = stored(t, account)
		engine := newEngine(t, plain(), time.UTC)
		for _, en := range []points.Entry{
			earn("n1", "2200-01-01", 9, "1 day"), reverse("n2", "2200-01-01", "n1", 9, points.IntoDebt), expire("n3", "2200-01-02", ""),
			reverse("n4", "2200-01-03", "O1", 9, points.IntoDebt), restore("n5", "2200-01-04", "S", 1), release("n6", "2200-01-05", "O2"),
		} {
			if next, err := engine.Fold(account, en); err == nil {
				account = stored(t, next)
			}
		}
		b, err := engine.Balance(account, at("2299-01-01"))
		if err == nil && (b.Earned != b.Pending+b.Available+b.Spent+b.Expired+b.Reversed || min(b.Pending, b.Available, b.Spent, b.Expired, b.Reversed, b.Debt) < 0) {
			t.Fatalf("%+v", b)
		}
	})
}

// The size of an account follows what happens within its memory, not the length
// of the ledger.
func TestAccountStaysSmall(t *testing.T) {
	policy := plain()
	policy.Memory = "2 months"
	engine := newEngine(t, policy, time.UTC)
	var account points.Account
	sizes := map[int]int{}
	day := at("2016-01-01")
	for i := range 1500 {
		day = day.AddDate(0, 0, 2)
		id := fmt.Sprintf("O%05d", i)
		account = fold(t, engine, account,
			points.Entry{ID: id, Kind: points.Earn, At: day, Points: 10, Expiry: "60 days"},
			points.Entry{ID: id, Kind: points.Spend, At: day, Points: 7},
			points.Entry{ID: id, Kind: points.Reverse, At: day, Of: id, Clawback: points.IntoDebt})
		sizes[i] = len(toJSON(t, account))
	}
	if sizes[1499] > sizes[200]+200 {
		t.Errorf("%d bytes after 200 orders, %d after 1,500", sizes[200], sizes[1499])
	}
	got := balance(t, engine, stored(t, account), day)
	if got.Earned != 15_000 || got.Spent != 10_500 || got.Available+got.Expired != 4_500 {
		t.Errorf("%+v", got)
	}
	// What is forgotten cannot be undone without the whole ledger.
	for _, en := range []points.Entry{restore("R", "2025-01-01", "O00003", 1), reverse("R", "2025-01-01", "O00003", 1, points.IntoDebt), release("R", "2025-01-01", "O00003")} {
		if _, err := engine.Fold(account, en); !errors.Is(err, points.ErrReplay) {
			t.Errorf("%s: %v", en.Kind, err)
		}
	}
}

package points_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit/points"
)

// Which fields an entry has depends on its kind.
func TestEntryErrors(t *testing.T) {
	const when = "2026-03-05"
	change := func(en points.Entry, f func(en *points.Entry)) points.Entry { f(&en); return en }
	good := earn("O", when, 1, points.Never)
	for want, en := range map[string]points.Entry{
		`"": kind: "" is unknown: give one of earn, release, spend, restore, reverse, expire`:                                                  {},
		`earn "": id: is empty: leave out records without one, or give each its own`:                                                           earn("", when, 1, points.Never),
		`earn "O": at: the year 2300 is outside 1900..2299`:                                                                                    earn("O", "2300-01-01", 1, points.Never),
		`earn "O": points: -1 is outside 0..1000000000000`:                                                                                     earn("O", when, -1, points.Never),
		`earn "O": points: 1000000000001 is outside 0..1000000000000`:                                                                          earn("O", when, 1_000_000_000_001, points.Never),
		`earn "O": expiry: is missing: give a term, such as "12 months" or "never"`:                                                            earn("O", when, 1, ""),
		`earn "O": of: is nothing that an entry of kind earn has: leave it out`:                                                                change(good, func(en *points.Entry) { en.Of = "x" }),
		`earn "O": clawback: is nothing that an entry of kind earn has: leave it out`:                                                          change(good, func(en *points.Entry) { en.Clawback = points.IntoDebt }),
		`earn "O": awaits: has 1001 bytes: give at most 1000`:                                                                                  awaiting(good, strings.Repeat("x", 1001)),
		`earn "O": release: 2026-03-05T00:00:00Z is not later than the entry, 2026-03-05T00:00:00Z: leave it out for points available at once`: until(good, when),
		`earn "O": release: the year 2300 is outside 1900..2299`:                                                                               until(good, "2300-01-01"),
		`spend "S": points: 0 is outside 1..1000000000000`:                                                                                     spend("S", when, 0),
		`spend "S": release: is nothing that an entry of kind spend has: leave it out`:                                                         until(spend("S", when, 1), "2026-03-06"),
		`spend "S": of: is nothing that an entry of kind spend has: leave it out`:                                                              change(spend("S", when, 1), func(en *points.Entry) { en.Of = "x" }),
		`restore "R": of: is missing: give the ID of the entry that is meant`:                                                                  restore("R", when, "", 1),
		`restore "R": points: 0 is outside 1..1000000000000`:                                                                                   restore("R", when, "S", 0),
		`restore "R": for: is nothing that an entry of kind restore has: leave it out`:                                                         change(restore("R", when, "S", 1), func(en *points.Entry) { en.For = "x" }),
		`reverse "R": clawback: "" is unknown: give one of pending, balance, debt`:                                                             reverse("R", when, "O", 1, ""),
		`reverse "R": of: is missing: give the ID of the entry that is meant`:                                                                  reverse("R", when, "", 1, points.IntoDebt),
		`reverse "R": left: 4 is outside 5..1000000000000`:                                                                                     change(reverse("R", when, "O", 5, points.IntoDebt), func(en *points.Entry) { en.Left = 4 }),
		`reverse "R": left: -1 is outside 0..1000000000000`:                                                                                    change(reverse("R", when, "O", 0, points.IntoDebt), func(en *points.Entry) { en.Left = -1 }),
		`earn "O": left: is nothing that an entry of kind earn has: leave it out`:                                                              change(good, func(en *points.Entry) { en.Left = 1 }),
		`release "D": points: 1 is outside 0..0`:                                                                                               change(release("D", when, "O"), func(en *points.Entry) { en.Points = 1 }),
		`release "D": expiry: is nothing that an entry of kind release has: leave it out`:                                                      change(release("D", when, "O"), func(en *points.Entry) { en.Expiry = "1 day" }),
		`expire "E": points: 1 is outside 0..0`:                                                                                                change(expire("E", when, ""), func(en *points.Entry) { en.Points = 1 }),
	} {
		_, err := newEngine(t, plain(), time.UTC).Fold(points.Account{}, en)
		if en.Kind == "" {
			want = `"" ` + want
		}
		wantData(t, err, "benefit: "+strings.Replace(want, `"" "":`, ` "":`, 1))
	}
}

// Of several wrong entries the first in order is named, wherever it stands.
func TestFirstFault(t *testing.T) {
	engine := newEngine(t, plain(), time.UTC)
	bad := []points.Entry{earn("B", "2026-03-05", -1, points.Never), earn("A", "2026-03-05", -1, points.Never), spend("0", "2026-03-06", -1)}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		_, err := engine.Fold(points.Account{}, bad[order[0]], bad[order[1]], bad[order[2]])
		wantData(t, err, `benefit: earn "A": points: -1 is outside 0..1000000000000`)
	}
}

func TestEntryJSON(t *testing.T) {
	en := until(awaiting(earn("O", "2026-03-05", 5, "1 day"), "x"), "2026-03-09")
	en.For = "answer"
	for _, en := range []points.Entry{en, reverse("R", "2026-03-05", "O", 1, points.IntoDebt), spend("S", "2026-03-05", 7)} {
		var back points.Entry
		if err := json.Unmarshal(toJSON(t, en), &back); err != nil || !back.Equal(en) {
			t.Errorf("%+v, %v", back, err)
		}
	}
	back := en
	err := json.Unmarshal([]byte(`{"id": "O", "kind": "earn", "amount": 5, "points": 1.5}`), &back)
	wantFaults(t, err,
		`unknown_field amount: unknown field "amount": remove it, or use one of id, kind, at, points, of, for, release, awaits, expiry, clawback, left`,
		"wrong_type points: must be a whole number, not the number 1.5")
	if !back.Equal(en) {
		t.Error("changed on an error")
	}
	// The same instant in another zone is the same entry.
	there := en
	there.At, there.Release = en.At.In(zone(t, "Asia/Shanghai")), en.Release.In(zone(t, "Europe/Berlin"))
	other := en
	other.Awaits = "y"
	if !there.Equal(en) || other.Equal(en) {
		t.Error("Equal")
	}
}

func FuzzEntry(f *testing.F) {
	f.Add([]byte(`{"id":"O","kind":"earn","at":"2026-03-05T00:00:00+08:00","points":5,"expiry":"1 day","release":"2026-03-09T00:00:00Z"}`))
	f.Add([]byte(`{"id":"O","kind":"spend","at":"2026-03-05T00:00:00Z","points":5}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var en, back points.Entry
		if json.Unmarshal(data, &en) != nil {
			return
		}
		if err := json.Unmarshal(toJSON(t, en), &back); err != nil || !back.Equal(en) {
			t.Fatalf("%+v, %v", back, err)
		}
		engine := newEngine(t, plain(), time.UTC)
		if account, err := engine.Fold(points.Account{}, en); err == nil {
			stored(t, account)
		}
	})
}

package catalog_test

import (
	"testing"
	"time"

	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

// What a claim plans: the record, its key and the guard, by period.
func TestClaimPlans(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	at := instant(t, "2026-05-20 12:00:00", loc)
	for _, c := range []struct {
		b           catalog.Benefit
		from, until string
	}{
		{gift(1, catalog.Month), "2026-05-01", "2026-06-01"},
		{gift(1, catalog.Quarter), "2026-04-01", "2026-07-01"},
		{gift(1, catalog.Year), "2026-01-01", "2027-01-01"},
		{gift(1, catalog.Lifetime), "", ""},
		{gift(2, catalog.Year), "2026-01-01", "2027-01-01"},
	} {
		g := claim(t, newEngine(t, loc, c.b), catalog.Member{ID: "C/1"}, catalog.Claim{Benefit: "gift", Request: "O~7", At: at})
		want := catalog.Grant{
			Use: &catalog.Use{Key: "benefit/gift/C~11/O~07", Benefit: "gift", At: at},
			Guard: &catalog.Guard{
				Customer: "C/1", Benefit: "gift", Below: c.b.Limit.Times,
				From: instant(t, c.from, loc), Until: instant(t, c.until, loc),
			},
			Entitlement: g.Entitlement,
		}
		if diff := cmp.Diff(want, g); diff != "" || g.Entitlement.Status != catalog.Available {
			t.Errorf("%+v: -want +got:\n%s", c.b.Limit, diff)
		}
	}
}

// What is not counted has a key, and no guard.
func TestClaimOfWhatIsNotCounted(t *testing.T) {
	b := catalog.Benefit{ID: "gift", Kind: catalog.Gift, Item: "mug", Points: 500}
	at := instant(t, "2026-05-20", time.UTC)
	g := claim(t, newEngine(t, time.UTC, b), catalog.Member{ID: "C1"}, catalog.Claim{Benefit: "gift", Request: "O7", At: at})
	if g.Use == nil || g.Use.Key != "benefit/gift/C1/O7" || g.Guard != nil {
		t.Errorf("%+v", g)
	}
}

// A retry is the same use, also when it was the last one and after the tier has
// changed; another request is refused with the numbers.
func TestClaimRetry(t *testing.T) {
	b := gift(2, catalog.Year)
	b.Tiers = []string{"gold"}
	e, m := newEngine(t, time.UTC, b), catalog.Member{ID: "C1", Tier: "gold"}
	ask := func(request string) catalog.Grant {
		return claim(t, e, m, catalog.Claim{Benefit: "gift", Request: request, At: instant(t, "2026-05-20", time.UTC)})
	}
	for _, request := range []string{"O1", "O2"} {
		g := ask(request)
		if g.Use == nil || g.Recorded {
			t.Fatalf("%s: %+v", request, g)
		}
		m.Uses = append(m.Uses, *g.Use)
	}
	if g := ask("O3"); g.Use != nil || g.Entitlement.Status != catalog.UsedUp || g.Entitlement.Reasons[0].Used != 2 {
		t.Errorf("O3: %+v", g)
	}
	m.Tier = ""
	if g := ask("O1"); g.Use == nil || !g.Recorded || g.Guard != nil || g.Use.Key != m.Uses[0].Key {
		t.Errorf("O1 again: %+v", g)
	}
}

// Claims that cannot be judged.
func TestBadClaims(t *testing.T) {
	e, at := newEngine(t, time.UTC, gift(2, catalog.Year)), instant(t, "2026-05-20", time.UTC)
	for _, c := range []struct {
		claim catalog.Claim
		uses  []catalog.Use
		want  string
	}{
		{catalog.Claim{Benefit: "gifts", At: at}, nil, `claim: benefit: "gifts" is an unknown benefit: did you mean "gift"?`},
		{catalog.Claim{Benefit: "gift", At: at}, nil, "claim: request: is missing: name the attempt, so that a retry is the same use"},
		{catalog.Claim{Benefit: "gift", Request: "\xff", At: at}, nil, `claim: request: "\xff" is not UTF-8`},
		{catalog.Claim{Benefit: "gift", Request: "r"}, nil, "instant: the instant is missing: it is the zero Time"},
		{
			catalog.Claim{Benefit: "gift", Request: "r", At: at}, []catalog.Use{{Key: "benefit/gift/C1/r", Benefit: "old", At: at}},
			`use "benefit/gift/C1/r": benefit: is "old", but the key is one of "gift"; keep the keys that Claim gave`,
		},
	} {
		_, err := e.Claim(catalog.Member{ID: "C1", Uses: c.uses}, c.claim)
		wantData(t, err, "benefit: "+c.want)
	}
}

// IDs with slashes do not share keys.
func TestKeysDoNotCollide(t *testing.T) {
	at, seen := instant(t, "2026-05-20", time.UTC), map[string]bool{}
	for _, id := range []string{"a", "a/b", "a~1b", "a~", "a/"} {
		for _, customer := range []string{"b/c", "c", "b", "~1", "/"} {
			for _, request := range []string{"2026", "a/2026", "/2026"} {
				b := gift(1, catalog.Year)
				b.ID = id
				g := claim(t, newEngine(t, time.UTC, b), catalog.Member{ID: customer}, catalog.Claim{Benefit: id, Request: request, At: at})
				if seen[g.Use.Key] {
					t.Errorf("%q of %q: key %s twice", id, customer, g.Use.Key)
				}
				seen[g.Use.Key] = true
			}
		}
	}
}

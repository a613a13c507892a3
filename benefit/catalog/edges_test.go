package catalog_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

// Once in a calendar year and once for each birthday, whatever birthday is given
// around New Year: what is used on a day, and then again at each later one.
func TestBirthdayEditedAroundNewYear(t *testing.T) {
	e := newEngine(t, time.UTC, around(3, 3, catalog.February28))
	type attempt struct {
		birthday, at string
		year         int    // that is given, 0 for a refusal
		opens        string // of a refusal, "" for never
	}
	for why, attempts := range map[string][]attempt{
		"twice on one day": {
			{"12-30", "2026-12-30", 2026, ""}, {"01-02", "2026-12-30", 0, "2027-01-01"},
			{"01-02", "2026-12-31", 0, "2027-01-01"}, {"01-02", "2027-01-01", 2027, ""}, {"01-02", "2027-01-02", 0, "2028-01-01"},
		},
		"in January, then December": {{"01-02", "2027-01-02", 2027, ""}, {"12-31", "2027-01-02", 0, "2028-12-28"}, {"12-31", "2027-12-31", 0, "2028-12-28"}},
		"three in a calendar year": {
			{"12-31", "2026-01-02", 2025, ""}, {"06-01", "2026-06-01", 0, "2027-05-29"},
			{"01-02", "2026-12-31", 0, "2027-01-01"}, {"01-02", "2027-01-01", 2027, ""},
		},
		"honest, before New Year each time": {
			{"01-02", "2026-12-30", 2027, ""}, {"01-02", "2027-01-03", 0, "2027-12-30"},
			{"01-02", "2027-12-30", 2028, ""}, {"01-02", "2028-12-30", 2029, ""},
		},
		"honest, after New Year and then before": {
			{"01-02", "2026-01-03", 2026, ""}, {"01-02", "2026-12-30", 0, "2027-01-01"}, {"01-02", "2027-01-01", 2027, ""},
		},
		"honest, before New Year and then after": {{"01-01", "2026-12-30", 2027, ""}, {"01-01", "2028-01-02", 2028, ""}},
	} {
		m := catalog.Member{ID: "C1"}
		for i, a := range attempts {
			m.Birthday = a.birthday
			g := claim(t, e, m, catalog.Claim{Benefit: "birthday", Request: fmt.Sprint(i), At: instant(t, a.at, time.UTC)})
			if a.year == 0 {
				opens := instant(t, a.opens, time.UTC)
				if got := g.Entitlement; g.Use != nil || got.Status != catalog.UsedUp || !got.Opens.Equal(opens) || !got.Reasons[0].At.Equal(opens) {
					t.Errorf("%s, %+v: %+v", why, a, g)
				}
				continue
			}
			civil := instant(t, a.at[:4]+"-01-01", time.UTC)
			want := &catalog.Guard{Customer: "C1", Benefit: "birthday", Year: a.year, From: civil, Until: civil.AddDate(1, 0, 0), Below: 1}
			if diff := cmp.Diff(want, g.Guard); diff != "" || g.Use == nil || g.Use.Year != a.year {
				t.Fatalf("%s, %+v: %+v, guard -want +got:\n%s", why, a, g, diff)
			}
			m.Uses = append(m.Uses, *g.Use)
		}
	}
}

// The identical claim is the same use, whatever is edited in between.
func TestRetryAfterEdits(t *testing.T) {
	once, twice, monthly := gift(1, catalog.Year), gift(2, catalog.Year), gift(1, catalog.Month)
	birthday, yearly := around(3, 3, catalog.March1), gift(1, catalog.Year)
	yearly.ID = "birthday"
	lunar := around(180, 180, catalog.March1)
	dates := []string{"2026-02-17", "2027-02-06"}
	for _, c := range []struct {
		why           string
		before, after catalog.Benefit
		was, is       catalog.Member
		at            string
	}{
		{"the limit raised", once, twice, catalog.Member{}, catalog.Member{}, "2026-05-20"},
		{"the limit lowered", twice, once, catalog.Member{}, catalog.Member{}, "2026-05-20"},
		{"another period", once, monthly, catalog.Member{}, catalog.Member{}, "2026-05-20"},
		{"no birthday benefit any more", birthday, yearly, catalog.Member{Birthday: "05-20"}, catalog.Member{}, "2026-05-20"},
		{"another birthday", birthday, birthday, catalog.Member{Birthday: "12-30"}, catalog.Member{Birthday: "01-02"}, "2026-12-30"},
		{"two birthdays that overlap", lunar, lunar, catalog.Member{Birthdays: dates}, catalog.Member{Birthdays: dates}, "2026-08-12"},
	} {
		ask := catalog.Claim{Benefit: c.before.ID, Request: "tap-1", At: instant(t, c.at, time.UTC)}
		c.was.ID, c.is.ID = "C1", "C1"
		first := claim(t, newEngine(t, time.UTC, c.before), c.was, ask)
		if first.Use == nil || first.Recorded {
			t.Fatalf("%s: %+v", c.why, first)
		}
		c.is.Uses = []catalog.Use{*first.Use}
		again := claim(t, newEngine(t, time.UTC, c.after), c.is, ask)
		if diff := cmp.Diff(first.Use, again.Use); diff != "" || !again.Recorded || again.Guard != nil {
			t.Errorf("%s: %+v\n-first +again:\n%s", c.why, again, diff)
		}
	}
}

// Used in 2026, edited to a benefit of another kind of period: 2027 is available
// and given, not taken for the use that is there.
func TestAvailableIsNotRecorded(t *testing.T) {
	m := catalog.Member{ID: "C1", Birthday: "01-02"}
	first := claim(t, newEngine(t, time.UTC, around(3, 3, catalog.March1)), m, catalog.Claim{Benefit: "birthday", Request: "r1", At: instant(t, "2026-12-31", time.UTC)})
	m.Uses = []catalog.Use{*first.Use} // for 2027
	yearly := gift(1, catalog.Year)
	yearly.ID = "birthday"
	g := claim(t, newEngine(t, time.UTC, yearly), m, catalog.Claim{Benefit: "birthday", Request: "r2", At: instant(t, "2027-06-01", time.UTC)})
	if g.Entitlement.Status != catalog.Available || g.Recorded || g.Use == nil || g.Guard == nil {
		t.Errorf("%+v", g)
	}
}

// What was given back does not count, and a late retry of it is a no.
func TestGivenBack(t *testing.T) {
	e, at := newEngine(t, time.UTC, gift(1, catalog.Year)), instant(t, "2026-05-20", time.UTC)
	m := catalog.Member{ID: "C1"}
	ask := func(request string) catalog.Grant {
		return claim(t, e, m, catalog.Claim{Benefit: "gift", Request: request, At: at})
	}
	use := *ask("tap-1").Use
	use.Returned = true
	m.Uses = []catalog.Use{use}
	if got := only(t, e, m, at); got.Status != catalog.Available || got.Used != 0 || got.Left != 1 {
		t.Errorf("given back: %+v", got)
	}
	g := ask("tap-1")
	want := catalog.Entitlement{Benefit: "gift", Kind: catalog.Gift, Item: "mug", Status: catalog.Returned, Times: 1, Reasons: []catalog.Reason{{Code: catalog.Returned}}}
	if diff := cmp.Diff(catalog.Grant{Entitlement: want}, g); diff != "" {
		t.Errorf("retried: -want +got:\n%s", diff)
	}
	g = ask("tap-2")
	if g.Use == nil || g.Recorded {
		t.Fatalf("another request: %+v", g)
	}
	m.Uses = append(m.Uses, *g.Use)
	if g := ask("tap-1"); g.Use != nil || cmp.Diff([]catalog.Code{catalog.Returned, catalog.UsedUp}, codes(g.Entitlement)) != "" || !g.Entitlement.Opens.IsZero() {
		t.Errorf("retried when another was used: %+v", g)
	}
	back := use
	back.Returned = false
	m.Uses = []catalog.Use{use, back}
	_, err := e.Entitlements(m, at)
	wantData(t, err, `benefit: use "benefit/gift/C1/tap-1": comes twice with different content; give each use its own key`)
}

// A clock a second slow does not promise what the guard refuses.
func TestClockBack(t *testing.T) {
	at := instant(t, "2026-05-20 12:00:05", time.UTC)
	e := newEngine(t, time.UTC, gift(2, catalog.Year))
	m := catalog.Member{ID: "C1", Uses: used("gift", at, at.Add(1))}
	g := claim(t, e, m, catalog.Claim{Benefit: "gift", Request: "r3", At: at.Add(-time.Second)})
	if g.Use != nil || g.Entitlement.Status != catalog.UsedUp || g.Entitlement.Used != 2 {
		t.Errorf("%+v", g)
	}
	next := catalog.Member{ID: "C1", Uses: used("gift", instant(t, "2027-01-01", time.UTC))}
	if g := claim(t, newEngine(t, time.UTC, gift(1, catalog.Year)), next, catalog.Claim{Benefit: "gift", Request: "r3", At: at}); g.Use == nil {
		t.Errorf("used in the next year only: %+v", g)
	}
}

// Birthdays before 1900 do not open anything.
func TestBirthdayIn1900(t *testing.T) {
	for _, c := range []struct {
		leap                catalog.LeapDay
		birthday, at, opens string
	}{
		{catalog.February28, "07-01", "1900-03-01", "1900-07-01"},
		{catalog.February28, "07-01", "1900-12-31", "1901-07-01"},
		{catalog.NoLeapDay, "02-29", "1903-03-01", "1904-02-29"},
		{catalog.NoLeapDay, "02-29", "1900-01-01", "1904-02-29"},
	} {
		got := only(t, newEngine(t, time.UTC, around(0, 0, c.leap)), catalog.Member{ID: "C1", Birthday: c.birthday}, instant(t, c.at, time.UTC))
		if got.Status != catalog.NotYet || !got.Opens.Equal(instant(t, c.opens, time.UTC)) {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// Who has withdrawn gets nothing that is for members, and it does not open.
func TestWithdrawn(t *testing.T) {
	joined := instant(t, "2026-05-20", time.UTC)
	m := catalog.Member{ID: "C1", Tier: "gold", Joined: joined, Withdrawn: true}
	fresh := gift(1, catalog.Lifetime)
	fresh.When.Joined = "24 hours"
	gold := catalog.Benefit{ID: "gold", Kind: catalog.Discount, Tiers: []string{"gold"}, Deal: benefit.Deal{Pays: dec("0.9")}}
	for _, b := range []catalog.Benefit{fresh, gold} {
		has := ask(t, newEngine(t, time.UTC, b), m, joined.Add(time.Hour))
		want := []catalog.Reason{{Code: catalog.Withdrawn}}
		if got := has.Benefits[0]; got.Status != catalog.Withdrawn || cmp.Diff(want, got.Reasons) != "" || len(has.Offers) > 0 {
			t.Errorf("%s: %+v", b.ID, has)
		}
		before := only(t, newEngine(t, time.UTC, b), m, joined.Add(-time.Hour))
		if before.Status != catalog.Withdrawn || !before.Opens.IsZero() {
			t.Errorf("%s, before it opens: %+v", b.ID, before)
		}
	}
	if got := only(t, newEngine(t, time.UTC, gift(1, catalog.Year)), m, joined); got.Status != catalog.Available {
		t.Errorf("for everybody: %+v", got)
	}
}

// A use that comes twice, in two zones: the answer has it in the shop's zone,
// whichever comes first.
func TestUseInTwoZones(t *testing.T) {
	loc := zone(t, "Asia/Shanghai")
	at := instant(t, "2026-05-20", loc)
	e, c := newEngine(t, loc, gift(1, catalog.Year)), catalog.Claim{Benefit: "gift", Request: "r", At: at.UTC()}
	first := claim(t, e, catalog.Member{ID: "C1"}, c)
	other := *first.Use
	other.At = at.UTC()
	for _, uses := range [][]catalog.Use{{*first.Use, other}, {other, *first.Use}} {
		if got := claim(t, e, catalog.Member{ID: "C1", Uses: uses}, c); text(t, got.Use) != text(t, first.Use) || got.Use.At.Location() != loc {
			t.Errorf("%s, want %s", text(t, got.Use), text(t, first.Use))
		}
	}
}

// An offset with seconds cannot be written: what is read back is the same
// instant.
func TestOffsetWithSeconds(t *testing.T) {
	loc := zone(t, "Africa/Monrovia") // −00:44:30 until 1972
	at := time.Date(1971, 6, 1, 0, 44, 40, 0, time.UTC)
	b := gift(1, catalog.Month)
	b.When.Joined = "30 days"
	e, m := newEngine(t, loc, b), catalog.Member{ID: "C1", Joined: at.Add(-time.Hour)}
	g, has := claim(t, e, m, catalog.Claim{Benefit: "gift", Request: "r", At: at}), ask(t, e, m, at)
	var read catalog.Grant
	var again catalog.Entitlements
	if err := json.Unmarshal([]byte(text(t, g)), &read); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(text(t, has)), &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g, read) + cmp.Diff(has, again); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
	if want := time.Date(1971, 6, 1, 0, 44, 30, 0, time.UTC); !read.Guard.From.Equal(want) || !read.Use.At.Equal(at) {
		t.Errorf("%+v, %s; want %s and %s", read.Guard, read.Use.At, want, at)
	}
}

// As many launches and items as are allowed, and one more of each.
func TestLaunchBounds(t *testing.T) {
	e, at := newEngine(t, time.UTC, early("1 day")), instant(t, "2026-06-20", time.UTC)
	launches := func(n, items int) (all []catalog.Launch) {
		for i := range n {
			l := catalog.Launch{ID: fmt.Sprint(i), At: at}
			for j := range items / n {
				l.Items = append(l.Items, fmt.Sprint(j))
			}
			all = append(all, l)
		}
		return append(all, all...)
	}
	for _, c := range []struct {
		n, items int
		want     string
	}{
		{100, 10_000, ""}, {1, 10_000, ""},
		{101, 101, "launches: are 101 with 101 items; ask about at most 100 with 10000 at a time"},
		{1, 10_001, `launch "0": items: has 10001 items; give what is launched, 1 to 10000`},
		{73, 10_001, "launches: are 73 with 10001 items; ask about at most 100 with 10000 at a time"},
	} {
		_, err := e.Entitlements(catalog.Member{Tier: "gold"}, at, launches(c.n, c.items)...)
		switch {
		case c.want != "":
			wantData(t, err, "benefit: "+c.want)
		case err != nil:
			t.Error(err)
		}
	}
}

// Amounts are judged in the currency of the catalog, and bounded.
func TestAmounts(t *testing.T) {
	packet := func(amount string) catalog.Benefit {
		return catalog.Benefit{ID: "a", Kind: catalog.RedPacket, Amount: dec(amount), Points: 1}
	}
	data, rate, off := packet("1"), packet("1"), catalog.Benefit{ID: "a", Kind: catalog.Discount}
	data.Kind, rate.Kind, rate.Points = catalog.MobileData, catalog.PointsRate, 0
	with := func(b catalog.Benefit, amount string) catalog.Benefit {
		if b.Kind == catalog.Discount {
			b.Deal.Off = dec(amount)
			return b
		}
		b.Amount = dec(amount)
		return b
	}
	cash := gift(1, catalog.Year)
	cash.Points, cash.Cash = 1, dec("0.005")
	for _, c := range []struct {
		decimals int32
		b        catalog.Benefit
		want     []string
	}{
		{2, packet("0.01"), nil}, {2, packet("0.010"), nil}, {3, packet("0.005"), nil}, {0, packet("5"), nil},
		{2, packet("0.005"), []string{"benefits[0].amount out_of_range"}},
		{0, packet("0.5"), []string{"benefits[0].amount out_of_range"}},
		{2, packet("-1"), []string{"benefits[0].amount out_of_range"}},
		{2, packet("1000000000"), nil},
		{2, packet("1000000000.01"), []string{"benefits[0].amount out_of_range"}},
		{2, with(data, "1000000000"), nil},
		{2, with(data, "1000000001"), []string{"benefits[0].amount out_of_range"}},
		{2, with(data, "0.5"), []string{"benefits[0].amount out_of_range"}},
		{2, with(rate, "1000"), nil}, {2, with(rate, "1.125"), nil},
		{2, with(rate, "1000.1"), []string{"benefits[0].amount out_of_range"}},
		{2, with(off, "0.01"), nil}, {3, with(off, "0.005"), nil},
		{2, with(off, "0.005"), []string{"benefits[0].deal.off out_of_range"}},
		{3, cash, nil},
		{2, cash, []string{"benefits[0].cash out_of_range"}},
		{6, packet("1"), nil},
		{7, packet("1"), []string{"decimals out_of_range"}},
		{-1, packet("0.5"), []string{"decimals out_of_range", "benefits[0].amount out_of_range"}},
	} {
		_, err := catalog.New(catalog.Catalog{Decimals: c.decimals, Benefits: []catalog.Benefit{c.b}}, time.UTC)
		if diff := cmp.Diff(c.want, faultsOf(t, err)); diff != "" {
			t.Errorf("%d decimals, %+v: %s", c.decimals, c.b, diff)
		}
	}
}

// A tier has at most as many prices as a cart takes, those for everybody
// included; what has none, or is another tier's, does not count.
func TestPricesOfATier(t *testing.T) {
	priced := func(n int, tiers ...string) (all []catalog.Benefit) {
		for range n {
			all = append(all, catalog.Benefit{Kind: catalog.Discount, Tiers: tiers, Deal: benefit.Deal{Pays: dec("0.9")}})
		}
		return all
	}
	for _, c := range []struct {
		why  string
		all  [][]catalog.Benefit
		want []string
	}{
		{"of one tier", [][]catalog.Benefit{priced(100, "gold")}, nil},
		{"one more", [][]catalog.Benefit{priced(101, "gold")}, []string{"benefits[100].deal too_many"}},
		{"of two tiers", [][]catalog.Benefit{priced(100, "gold"), priced(100, "silver")}, nil},
		{"and for everybody", [][]catalog.Benefit{priced(100, "gold"), priced(1)}, []string{"benefits[100].deal too_many"}},
		{"and before", [][]catalog.Benefit{priced(60), priced(40, "gold"), priced(40, "silver"), priced(1, "gold", "silver")}, []string{"benefits[140].deal too_many"}},
		{"and what has no price", [][]catalog.Benefit{priced(100), {{Kind: catalog.Perk}}}, nil},
	} {
		var all []catalog.Benefit
		for _, benefits := range c.all {
			all = append(all, benefits...)
		}
		for i := range all {
			all[i].ID = fmt.Sprint(i)
		}
		_, err := catalog.New(catalog.Catalog{Benefits: all}, time.UTC)
		if diff := cmp.Diff(c.want, faultsOf(t, err)); diff != "" {
			t.Errorf("%s: %s", c.why, diff)
		}
	}
}

// The zero catalog is one, also when it has been written and read.
func TestZeroCatalog(t *testing.T) {
	for _, c := range []catalog.Catalog{{}, {Benefits: []catalog.Benefit{}, Tiers: []string{}}} {
		read, err := catalog.ParseCatalog([]byte(text(t, c)))
		if err != nil {
			t.Fatal(err)
		}
		if has := ask(t, newEngine(t, time.UTC, read.Benefits...), catalog.Member{}, instant(t, "2026-05-20", time.UTC)); len(has.Benefits) > 0 {
			t.Errorf("%+v", has)
		}
	}
}

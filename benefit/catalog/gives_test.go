package catalog_test

import (
	"encoding/json"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/catalog"
	"github.com/google/go-cmp/cmp"
)

// An answer says what is to be given and what is to be taken, granted or refused,
// in JSON too; what a benefit does not have is left out.
func TestAnswersSayWhatIsGiven(t *testing.T) {
	at := instant(t, "2026-05-20", time.UTC)
	once := catalog.Limit{Times: 1, Per: catalog.Lifetime}
	for _, c := range []struct {
		b    catalog.Benefit
		json string
	}{
		{
			catalog.Benefit{ID: "x", Kind: catalog.Gift, Item: "mug", Points: 500, Cash: dec("9.90"), Limit: once},
			`{"benefit":"x","kind":"gift","item":"mug","points":500,"cash":"9.9","status":"available","times":1,"left":1,"reasons":[]}`,
		},
		{
			catalog.Benefit{ID: "x", Kind: catalog.RedPacket, Amount: dec("8.80"), Limit: once},
			`{"benefit":"x","kind":"red-packet","amount":"8.8","status":"available","times":1,"left":1,"reasons":[]}`,
		},
		{
			catalog.Benefit{ID: "x", Kind: catalog.PointsRate, Amount: dec("1.5")},
			`{"benefit":"x","kind":"points-rate","amount":"1.5","status":"available","reasons":[]}`,
		},
		{
			catalog.Benefit{ID: "x", Kind: catalog.Coupon, Item: "C50", Tiers: []string{"gold"}},
			`{"benefit":"x","kind":"coupon","item":"C50","status":"tier","reasons":[{"code":"tier","tiers":["gold"]}]}`,
		},
	} {
		g := claim(t, newEngine(t, time.UTC, c.b), catalog.Member{ID: "C1"}, catalog.Claim{Benefit: "x", Request: "r", At: at})
		got := g.Entitlement
		if text(t, got) != c.json {
			t.Errorf("%s, want %s", text(t, got), c.json)
		}
		if got.Item != c.b.Item || !got.Amount.Equal(c.b.Amount) || got.Points != c.b.Points || !got.Cash.Equal(c.b.Cash) {
			t.Errorf("%+v of %+v", got, c.b)
		}
		var read catalog.Entitlement
		if err := json.Unmarshal([]byte(c.json), &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, read); diff != "" {
			t.Errorf("-written +read:\n%s", diff)
		}
	}
}

// A retry is told what the use gives as well.
func TestRetrySaysWhatIsGiven(t *testing.T) {
	e, at := newEngine(t, time.UTC, gift(1, catalog.Year)), instant(t, "2026-05-20", time.UTC)
	c := catalog.Claim{Benefit: "gift", Request: "r", At: at}
	m := catalog.Member{ID: "C1"}
	m.Uses = []catalog.Use{*claim(t, e, m, c).Use}
	if g := claim(t, e, m, c); !g.Recorded || g.Entitlement.Item != "mug" {
		t.Errorf("%+v", g)
	}
}

// price is a discount on an item, or on all goods.
func price(id, pays, group string, items ...string) catalog.Benefit {
	return catalog.Benefit{
		ID: id, Kind: catalog.Discount, Group: group,
		Deal: benefit.Deal{Pays: dec(pays)}, Scope: benefit.Scope{Items: items},
	}
}

// Two discounts of one member do not add up unsaid: the best applies, and the
// other one is rejected with the reason. A group that is given wins, and a
// programme's own offer joins by the name of the group.
func TestDiscountsDoNotAddUpUnsaid(t *testing.T) {
	own := benefit.Offer{ID: "own", Lane: benefit.MemberLane, Deal: benefit.Deal{Pays: dec("0.5")}}
	joins := own
	joins.Group = "member price"
	for _, c := range []struct {
		why      string
		benefits []catalog.Benefit
		offers   []benefit.Offer
		due      string // for a coat and shoes of 100 each
	}{
		{"one", []catalog.Benefit{price("a", "0.9", "")}, nil, "180"},
		{"the best of two", []catalog.Benefit{price("a", "0.9", ""), price("b", "0.8", "")}, nil, "160"},
		{"groups of their own add up", []catalog.Benefit{price("a", "0.9", "x"), price("b", "0.8", "y")}, nil, "140"},
		{"one group of its own adds up", []catalog.Benefit{price("a", "0.9", ""), price("b", "0.8", "y")}, nil, "140"},
		{"for different goods, one applies", []catalog.Benefit{price("a", "0.9", "", "coat"), price("b", "0.8", "", "shoes")}, nil, "180"},
		{"for different goods, in groups", []catalog.Benefit{price("a", "0.9", "coat", "coat"), price("b", "0.8", "shoes", "shoes")}, nil, "170"},
		{"the programme's adds up", []catalog.Benefit{price("a", "0.9", "")}, []benefit.Offer{own}, "80"},
		{"the programme's in the group", []catalog.Benefit{price("a", "0.9", "")}, []benefit.Offer{joins}, "100"},
	} {
		at := instant(t, "2026-05-20", time.UTC)
		pricing, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Offers: c.offers})
		if err != nil {
			t.Fatal(err)
		}
		quote, err := pricing.Quote(benefit.Cart{
			Lines: []benefit.Line{
				{ID: "1", Item: "coat", Quantity: 1, Price: dec("100")},
				{ID: "2", Item: "shoes", Quantity: 1, Price: dec("100")},
			},
			Offers: ask(t, newEngine(t, time.UTC, c.benefits...), catalog.Member{}, at).Offers,
		}, at)
		if err != nil {
			t.Fatal(err)
		}
		if !quote.Due.Equal(dec(c.due)) {
			t.Errorf("%s: %s, want %s", c.why, quote.Due, c.due)
		}
		for _, r := range quote.Rejected {
			if r.Reasons[0].Code != benefit.GroupTaken {
				t.Errorf("%s: %+v", c.why, r)
			}
		}
	}
}

// Only discounts are in one group: the prices before two launches are not.
func TestDefaultGroups(t *testing.T) {
	at := instant(t, "2026-05-20", time.UTC)
	b := early("1 day")
	b.Group, b.Tiers = "", nil
	has := ask(t, newEngine(t, time.UTC, b, price("a", "0.9", "")), catalog.Member{}, at, catalog.Launch{ID: "L", At: at.Add(time.Hour), Items: []string{"coat"}})
	groups := map[benefit.Lane]string{}
	for _, o := range has.Offers {
		groups[o.Lane] = o.Group
	}
	if diff := cmp.Diff(map[benefit.Lane]string{benefit.MemberLane: "member price", benefit.ItemLane: ""}, groups); diff != "" {
		t.Error(diff)
	}
}

package coupon_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

// Claiming raises counters and a cancellation lowers them in one order, that of
// their bytes, or two transactions could wait for one another.
func TestOneOrderOfCounters(t *testing.T) {
	b := bookOf(off5("A", stocked(9)), off5("A-", stocked(9)), off5("A/", stocked(9)), off5("B", stocked(9)))
	b.Packs = []coupon.Pack{{
		ID: "P", Coupons: []string{"B", "A/", "A", "A-"}, Gift: benefit.Gift{Item: "MUG", Quantity: 1},
		Validity: coupon.Validity{Days: 1}, Terms: coupon.Terms{Stock: ptr(int64(9))},
	}}
	d := claim(t, newShop(t, b), coupon.Request{ID: "r", Offer: "P", At: noon}, coupon.Customer{ID: "!"})
	var raised []string
	for _, g := range d.Guards {
		raised = append(raised, g.Counter)
	}
	steps := cancel(t, d.Claims)
	if diff := cmp.Diff(raised, steps[0].Frees); diff != "" || !slices.IsSorted(raised) {
		t.Errorf("%q%s", raised, diff)
	}
	for _, s := range steps[1:] {
		if s.Frees != nil {
			t.Errorf("%+v", s)
		}
	}
}

// A number that decides is written, also when it is 0, and no other is.
func TestNumbersOfReasons(t *testing.T) {
	shop := newShop(t, bookOf(off5("A", stocked(0), limited(0), packOnly)))
	d := claim(t, shop, coupon.Request{ID: "r", Offer: "A", At: noon}, coupon.Customer{ID: "x"})
	want := `[{"code":"pack_only","of":"A"},{"code":"sold_out","of":"A","limit":0,"have":0},{"code":"limit","of":"A","limit":0,"have":0}]`
	if got := asJSON(t, d.Reasons); got != want {
		t.Error(got)
	}
	*d.Reasons[1].Limit = 7
	if got := asJSON(t, claim(t, shop, coupon.Request{ID: "r", Offer: "A", At: noon}, coupon.Customer{ID: "x"}).Reasons); got != want {
		t.Errorf("changed by the caller: %s", got)
	}
}

// Validity is judged when a claim is reserved: what is reserved by then takes
// off as much when the order is priced a second later.
func TestOfferOfReserved(t *testing.T) {
	shop, c := newShop(t, bookOf(off5("C"))), sample(t, coupon.Claimed)
	till, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp})
	if err != nil {
		t.Fatal(err)
	}
	price := func(c coupon.Claim, at time.Time) string {
		offer, err := shop.Offer(c)
		if err != nil {
			t.Fatal(err)
		}
		cart := benefit.Cart{Offers: []benefit.Offer{offer}, Lines: []benefit.Line{{ID: "1", Quantity: 1, Price: dec("20")}}}
		q, err := till.Quote(cart, at)
		if err != nil {
			t.Fatal(err)
		}
		return q.Total.String()
	}
	held := must(t)(c.Reserve("O", c.Until.Add(-1))).Claim
	for _, got := range []struct{ name, total, want string }{
		{"claimed, in time", price(c, c.Until.Add(-1)), "15"},
		{"claimed, too late", price(c, c.Until), "20"},
		{"reserved, in time", price(held, c.Until.Add(-1)), "15"},
		{"reserved, later", price(held, c.Until), "15"},
	} {
		if got.total != got.want {
			t.Errorf("%s: %s, want %s", got.name, got.total, got.want)
		}
	}
}

// A claim listed twice, in two zones, changes no byte of an answer by its place.
func TestZonesOfTheSameClaim(t *testing.T) {
	shop, r := newShop(t, bookOf(off5("C"))), coupon.Request{ID: "r", Offer: "C", At: noon}
	c := granted(t, shop, r, coupon.Customer{ID: "a"})[0]
	utc, mixed := c, c
	utc.At, utc.From, utc.Until = c.At.UTC(), c.From.UTC(), c.Until.UTC()
	mixed.Until = c.Until.UTC()
	var answers, steps []string
	for _, claims := range [][]coupon.Claim{{c, utc, mixed}, {mixed, c, utc}, {utc, mixed, c}, {mixed, utc, c}} {
		answers = append(answers, asJSON(t, claim(t, shop, r, coupon.Customer{ID: "a", Claims: claims})))
		steps = append(steps, asJSON(t, cancel(t, claims)))
	}
	if len(slices.Compact(answers)) != 1 || len(slices.Compact(steps)) != 1 {
		t.Errorf("%q\n%q", answers, steps)
	}
}

// Which of several errors is told does not depend on where the records stand.
func TestOrderOfErrors(t *testing.T) {
	shop, r := newShop(t, helloBook()), coupon.Request{ID: "r", Offer: "A", At: noon}
	a := granted(t, shop, r, coupon.Customer{ID: "a"})[0]
	pack := granted(t, shop, hello, newcomer("a"))
	change := func(c coupon.Claim, f func(*coupon.Claim)) coupon.Claim { f(&c); return c }
	gone := func(c *coupon.Claim) { c.State = coupon.Cancelled }
	for _, c := range []struct {
		claims []coupon.Claim
		want   string
	}{
		{[]coupon.Claim{change(a, func(c *coupon.Claim) { c.Parts = 7 }), change(a, func(c *coupon.Claim) { c.Key = "x" })},
			`claim "coupon/A/a/r": parts: cannot be 7; hand over claims as they were granted`},
		{[]coupon.Claim{change(a, func(c *coupon.Claim) { c.Parts = 7 }), change(a, func(c *coupon.Claim) { c.Parts = 8 })},
			`claim "coupon/A/a/r": parts: cannot be 7; hand over claims as they were granted`},
		{[]coupon.Claim{pack[0], change(pack[0], gone), a, change(a, gone)},
			`claim "coupon/A/a/r": is given twice with different content; hand over each claim once, as it is now`},
	} {
		for range c.claims {
			_, err := shop.Claim(r, coupon.Customer{ID: "a", Claims: c.claims})
			wantData(t, err, "benefit: "+c.want)
			_, err = coupon.Cancel(c.claims, noon)
			wantData(t, err, "benefit: "+c.want)
			c.claims = append(c.claims[1:], c.claims[0])
		}
	}
	same := []coupon.Customer{{ID: "x"}, {ID: "x", Tier: "a"}, {ID: "x", Tier: "\xff"}, {ID: "x", Joined: time.Unix(1e11, 0)}}
	for range same {
		_, err := shop.Give(r, same)
		wantData(t, err, `benefit: customer "x": joined: the year 5138 is outside 1900..2299`)
		same = append(same[1:], same[0])
	}
}

// An instant whose offset has seconds, which JSON does not know, is written in
// UTC, and so are those of claims that come with one.
func TestInstantsSurviveJSON(t *testing.T) {
	monrovia := zone(t, "Africa/Monrovia") // −00:44:30 until 1972
	at := time.Date(1971, 6, 1, 12, 0, 0, 0, time.UTC)
	b := bookOf(off5("C"), off5("D", func(c *coupon.Coupon) { c.Terms.NewMemberHours, c.Terms.Until = 24, at }))
	shop, r := newShopIn(t, b, monrovia), coupon.Request{ID: "r", Offer: "C", At: at}
	who := coupon.Customer{ID: "a", Joined: at.AddDate(0, -1, 0)}
	c := granted(t, shop, r, who)[0]
	who.Claims = []coupon.Claim{c}
	for i := range who.Claims { // as a shop may have them
		who.Claims[i].At, who.Claims[i].From, who.Claims[i].Until = c.At.In(monrovia), c.From.In(monrovia), c.Until.In(monrovia)
	}
	own := who.Claims[0]
	offer, err := shop.Offer(own)
	if err != nil {
		t.Fatal(err)
	}
	checkSurvives(t, c)
	checkSurvives(t, claim(t, shop, r, who))
	checkSurvives(t, claim(t, shop, coupon.Request{ID: "r", Offer: "D", At: at}, who))
	checkSurvives(t, offer)
	checkSurvives(t, cancel(t, who.Claims)[0])
	for _, m := range moves {
		checkSurvives(t, must(t)(m.take(own, "O", at)))
		checkSurvives(t, must(t)(m.take(own, "O", own.Until)))
	}
}

// checkSurvives checks that a value is the same after JSON.
func checkSurvives[T any](t *testing.T, v T) {
	t.Helper()
	var read T
	if err := json.Unmarshal([]byte(asJSON(t, v)), &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, read); diff != "" {
		t.Error(diff)
	}
}

// Guests may be several people: each is refused, and the group goes on.
func TestGiveGuests(t *testing.T) {
	shop := newShop(t, bookOf(off5("C", func(c *coupon.Coupon) { c.Terms.Tiers = []string{"gold"} })))
	r := coupon.Request{ID: "campaign", Offer: "C", At: noon}
	var group []coupon.Customer
	var want []string
	for range 20 {
		group = append(group, coupon.Customer{ID: "b", Tier: "gold"}, coupon.Customer{Tier: "gold"}, coupon.Customer{})
		want = append(want, " guest", " guest tier")
	}
	if diff := cmp.Diff(append(want, "b"), who(give(t, shop, r, group...))); diff != "" {
		t.Error(diff)
	}
	_, err := shop.Give(r, []coupon.Customer{{}, {Tier: "\xff"}})
	wantData(t, err, `benefit: customer "": tier: "\xff" is not UTF-8`)
}

// A request ID has room for the key of another package, and what is longest of
// everything is a key that programmes and quotes take.
func TestLongestKey(t *testing.T) {
	slashes, wide := strings.Repeat("/", 60), strings.Repeat("x", 120)
	b := bookOf(off5(slashes))
	b.Packs = []coupon.Pack{{ID: wide, Coupons: []string{slashes}}}
	shop := newShop(t, b)
	r := coupon.Request{ID: strings.Repeat("x", 496) + "/~", Offer: wide, At: noon}
	c := granted(t, shop, r, coupon.Customer{ID: slashes})[0]
	if len(c.Key) != 875 {
		t.Errorf("%d bytes", len(c.Key))
	}
	offer, err := shop.Offer(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Offers: []benefit.Offer{offer}}); err != nil {
		t.Error(err)
	}
	r.ID += "x"
	if _, err := shop.Claim(r, coupon.Customer{ID: "a"}); err == nil || !strings.Contains(err.Error(), `id: has 501 bytes, "/" and "~" counted twice, more than 500`) {
		t.Error(err)
	}
	_, err = coupon.New(bookOf(off5(slashes+"~")), cst)
	wantFaults(t, err, "coupons[0].id too_long")
}

// An offer that is not in the book costs no look at those that are.
func TestUnknownOfferIsCheap(t *testing.T) {
	b := bookOf()
	for i := range 2_000 {
		b.Coupons = append(b.Coupons, off5(fmt.Sprint(i)))
	}
	shop := newShop(t, b)
	allocs := testing.AllocsPerRun(10, func() {
		if _, err := shop.Claim(coupon.Request{ID: "r", Offer: "1999x", At: noon}, coupon.Customer{ID: "a"}); err == nil {
			t.Error("found")
		}
	})
	if allocs > 20 {
		t.Errorf("%v allocations", allocs)
	}
}

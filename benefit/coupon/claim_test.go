package coupon_test

import (
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

// Each code of a refusal at its boundary, just below and just above it.
func TestReasons(t *testing.T) {
	const tick = time.Nanosecond
	joined := func(d time.Duration) coupon.Customer { return coupon.Customer{ID: "a", Joined: noon.Add(-d)} }
	terms := func(t coupon.Terms) coupon.Coupon { return off5("C", func(c *coupon.Coupon) { c.Terms = t }) }
	fixed := func(until time.Time) coupon.Coupon {
		return off5("C", func(c *coupon.Coupon) { c.Validity = coupon.Validity{Until: until} })
	}
	someone := coupon.Customer{ID: "a"}
	newcomers := terms(coupon.Terms{NewMemberHours: 24})
	gold := terms(coupon.Terms{Tiers: []string{"silver", "gold"}})
	tiers := []string{"gold", "silver"}
	for _, c := range []struct {
		name    string
		coupon  coupon.Coupon
		who     coupon.Customer
		claimed int64
		want    []coupon.Reason
	}{
		{"no terms, never registered", off5("C"), someone, 0, nil},
		{"no terms, withdrawn", off5("C"), coupon.Customer{ID: "a", Joined: noon, Withdrawn: true}, 0, nil},
		{"a guest", off5("C"), coupon.Customer{}, 0, []coupon.Reason{{Code: coupon.Guest, Of: "C"}}},
		{"opens now", terms(coupon.Terms{From: noon}), someone, 0, nil},
		{"opens just later", terms(coupon.Terms{From: noon.Add(tick)}), someone, 0, []coupon.Reason{{Code: coupon.NotYet, Of: "C", From: noon.Add(tick)}}},
		{"ends just later", terms(coupon.Terms{Until: noon.Add(tick)}), someone, 0, nil},
		{"ends now", terms(coupon.Terms{Until: noon}), someone, 0, []coupon.Reason{{Code: coupon.Ended, Of: "C", Until: noon}}},
		{"valid for just longer", fixed(noon.Add(tick)), someone, 0, nil},
		{"valid until now", fixed(noon), someone, 0, []coupon.Reason{{Code: coupon.Lapsed, Of: "C", Until: noon}}},
		{"registered", terms(coupon.Terms{Registered: true}), joined(0), 0, nil},
		{"never registered", terms(coupon.Terms{Registered: true}), someone, 0, []coupon.Reason{{Code: coupon.Unregistered, Of: "C"}}},
		{"registers just later", terms(coupon.Terms{Registered: true}), joined(-tick), 0, []coupon.Reason{{Code: coupon.Unregistered, Of: "C", From: noon.Add(tick)}}},
		{"registered and left", terms(coupon.Terms{Registered: true}), coupon.Customer{ID: "a", Joined: noon, Withdrawn: true}, 0, []coupon.Reason{{Code: coupon.Withdrawn, Of: "C"}}},
		{"of a tier", gold, coupon.Customer{ID: "a", Joined: noon, Tier: "gold"}, 0, nil},
		{"of another tier", gold, coupon.Customer{ID: "a", Joined: noon, Tier: "base"}, 0, []coupon.Reason{{Code: coupon.OtherTier, Of: "C", Tier: "base", Tiers: tiers}}},
		{"of a tier without registering", gold, coupon.Customer{ID: "a", Tier: "gold"}, 0, nil},
		{"of no tier, never registered", gold, someone, 0, []coupon.Reason{{Code: coupon.OtherTier, Of: "C", Tiers: tiers}}},
		{"new, just registered", newcomers, joined(0), 0, nil},
		{"new for just 24 hours", newcomers, joined(24*time.Hour - tick), 0, nil},
		{"24 hours", newcomers, joined(24 * time.Hour), 0, []coupon.Reason{{Code: coupon.NotNew, Of: "C", From: noon.Add(-24 * time.Hour), Until: noon}}},
		{"not registered is not new", newcomers, someone, 0, []coupon.Reason{{Code: coupon.Unregistered, Of: "C"}}},
		{"new, and left", newcomers, coupon.Customer{ID: "a", Joined: noon, Withdrawn: true}, 0, []coupon.Reason{{Code: coupon.Withdrawn, Of: "C"}}},
		{"the last one", off5("C", stocked(500)), someone, 499, nil},
		{"sold out", off5("C", stocked(500)), someone, 500, []coupon.Reason{{Code: coupon.SoldOut, Of: "C", Limit: ptr[int64](500), Have: ptr[int64](500)}}},
		{"more than sold out", off5("C", stocked(500)), someone, 501, []coupon.Reason{{Code: coupon.SoldOut, Of: "C", Limit: ptr[int64](500), Have: ptr[int64](501)}}},
		{"a stock of 0 blocks", off5("C", stocked(0)), someone, 0, []coupon.Reason{{Code: coupon.SoldOut, Of: "C", Limit: ptr[int64](0), Have: ptr[int64](0)}}},
		{"no stock given is no limit", off5("C"), someone, 1 << 60, nil},
		{"a limit of 0 blocks", off5("C", limited(0)), someone, 0, []coupon.Reason{{Code: coupon.LimitReached, Of: "C", Limit: ptr[int64](0), Have: ptr[int64](0)}}},
		{"for packs", off5("C", func(c *coupon.Coupon) { c.PackOnly = true }), someone, 0, []coupon.Reason{{Code: coupon.InPacks, Of: "C"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := coupon.Request{ID: "r", Offer: "C", At: noon, Claimed: map[string]int64{"C": c.claimed, "other": -1}}
			d := claim(t, newShop(t, bookOf(c.coupon)), r, c.who)
			if diff := cmp.Diff(append([]coupon.Reason{}, c.want...), d.Reasons); diff != "" {
				t.Error(diff)
			}
			if d.Granted != (c.want == nil) || len(d.Claims) > 0 != d.Granted || d.Key != "" != d.Granted {
				t.Errorf("%+v", d)
			}
		})
	}
}

// Every reason is listed, in the order of the codes.
func TestAllReasonsAtOnce(t *testing.T) {
	b := bookOf(off5("C", stocked(0), limited(0), func(c *coupon.Coupon) {
		c.Terms.Until, c.Terms.Tiers, c.Terms.Registered = noon, []string{"gold"}, true
		c.Validity = coupon.Validity{Until: noon}
	}))
	d := claim(t, newShop(t, b), coupon.Request{ID: "r", Offer: "C", At: noon}, coupon.Customer{})
	want := []string{"guest C", "unregistered C", "ended C", "lapsed C", "tier C", "sold_out C", "limit C"}
	if diff := cmp.Diff(want, codes(d.Reasons)); diff != "" {
		t.Error(diff)
	}
}

// What one customer has is counted over all requests, whatever became of it,
// except what was cancelled.
func TestPerCustomer(t *testing.T) {
	shop := newShop(t, bookOf(off5("C", limited(2)), off5("D", limited(2))))
	who := coupon.Customer{ID: "a"}
	for _, r := range []coupon.Request{{ID: "1", Offer: "C", At: noon}, {ID: "2", Offer: "D", At: noon}, {ID: "3", Offer: "C", At: noon}} {
		who.Claims = append(who.Claims, granted(t, shop, r, who)...)
	}
	fourth := coupon.Request{ID: "4", Offer: "C", At: noon}
	want := []coupon.Reason{{Code: coupon.LimitReached, Of: "C", Limit: ptr[int64](2), Have: ptr[int64](2)}}
	for _, state := range []coupon.State{coupon.Claimed, coupon.Reserved, coupon.Consumed, coupon.Expired} {
		who.Claims[0].State, who.Claims[0].Order = state, ""
		if state == coupon.Reserved || state == coupon.Consumed {
			who.Claims[0].Order = "O"
		}
		if diff := cmp.Diff(want, claim(t, shop, fourth, who).Reasons); diff != "" {
			t.Error(state, diff)
		}
	}
	who.Claims[0].State, who.Claims[0].Order = coupon.Cancelled, ""
	if d := claim(t, shop, fourth, who); !d.Granted {
		t.Errorf("a cancelled claim counts: %+v", d.Reasons)
	}
}

// The same request is the same claim, whatever has ended or sold out since; with
// another ID it is refused.
func TestRetry(t *testing.T) {
	b := bookOf(off5("C", stocked(1), limited(1), func(c *coupon.Coupon) {
		c.Terms.NewMemberHours, c.Terms.Until = 24, noon.Add(time.Hour)
	}))
	shop, who := newShop(t, b), coupon.Customer{ID: "a", Joined: noon}
	r := coupon.Request{ID: "r", Offer: "C", At: noon}
	first := claim(t, shop, r, who)
	who.Claims, who.Withdrawn = first.Claims, true
	r.At, r.Claimed = noon.AddDate(0, 1, 0), map[string]int64{"C": 1}
	again := claim(t, shop, r, who)
	first.Repeated, first.Guards = true, []coupon.Guard{}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
	r.ID = "r2"
	want := []string{"withdrawn C", "ended C", "not_new C", "sold_out C", "limit C"}
	if diff := cmp.Diff(want, codes(claim(t, shop, r, who).Reasons)); diff != "" {
		t.Error(diff)
	}
}

// A request whose claim was cancelled does not get it back.
func TestRetryOfCancelled(t *testing.T) {
	shop, who := newShop(t, bookOf(off5("C"))), coupon.Customer{ID: "a"}
	r := coupon.Request{ID: "r", Offer: "C", At: noon}
	steps, err := coupon.Cancel(granted(t, shop, r, who), noon)
	if err != nil {
		t.Fatal(err)
	}
	who.Claims = []coupon.Claim{steps[0].Claim}
	d := claim(t, shop, r, who)
	want := []coupon.Reason{{Code: coupon.WrongState, Of: "C", State: coupon.Cancelled}}
	if diff := cmp.Diff(want, d.Reasons); diff != "" || d.Granted || d.Repeated || len(d.Claims) != 1 {
		t.Errorf("%+v%s", d, diff)
	}
	r.ID = "r2"
	granted(t, shop, r, who)
}

// Who cannot be answered is told which record and why.
func TestClaimErrors(t *testing.T) {
	shop := newShop(t, bookOf(off5("COFFEE", stocked(5)), off5("TEA")))
	made := func(change func(*coupon.Claim)) coupon.Customer {
		c := granted(t, shop, coupon.Request{ID: "0", Offer: "TEA", At: noon}, coupon.Customer{ID: "a"})[0]
		change(&c)
		return coupon.Customer{ID: "a", Claims: []coupon.Claim{c}}
	}
	good := coupon.Request{ID: "r", Offer: "COFFEE", At: noon}
	ask := func(change func(*coupon.Request)) coupon.Request { r := good; change(&r); return r }
	someone := coupon.Customer{ID: "a"}
	long := strings.Repeat("x", 121)
	const asGranted = "; hand over claims as they were granted"
	for _, c := range []struct {
		r    coupon.Request
		who  coupon.Customer
		want string
	}{
		{ask(func(r *coupon.Request) { r.ID = "" }), someone, `request "": id: is missing; give each request an ID, the same when it is sent again`},
		{ask(func(r *coupon.Request) { r.ID = "\xff" }), someone, `request "\xff": id: "\xff" is not UTF-8; give each request an ID, the same when it is sent again`},
		{ask(func(r *coupon.Request) { r.Offer = "COFFE" }), someone, `request "r": offer: "COFFE" is not the ID of a coupon or pack of the book`},
		{ask(func(r *coupon.Request) { r.At = time.Time{} }), someone, `request "r": at: the instant is missing: it is the zero Time`},
		{ask(func(r *coupon.Request) { r.Claimed = map[string]int64{"COFFEE": -1} }), someone, `request "r": claimed: of "COFFEE" must not be negative, is -1`},
		{good, coupon.Customer{ID: long}, `customer "` + long + `": id: has 121 bytes, "/" and "~" counted twice, more than 120`},
		{good, coupon.Customer{ID: "a", Tier: "\xff"}, `customer "a": tier: "\xff" is not UTF-8`},
		{good, coupon.Customer{ID: "a", Joined: time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)}, `customer "a": joined: the year 1899 is outside 1900..2299`},
		{good, made(func(c *coupon.Claim) { c.Key += "x" }), `claim "coupon/TEA/a/0x": key: is not that of its offer, customer and request` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Key = "coupon" }), `claim "coupon": key: is not that of its offer, customer and request` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Key = "coupon-TEA" }), `claim "coupon-TEA": key: is not that of its offer, customer and request` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Key, c.Coupon, c.Gift.Item, c.Parts = "pack/TEA/a/0/gift/MUG", "", "MUG", 1 }), `claim "pack/TEA/a/0/gift/MUG": gift: must be 1 to 1000000 units, not 0`},
		{good, made(func(c *coupon.Claim) { c.State = "lost" }), `claim "coupon/TEA/a/0": state: "lost" is unknown; use claimed, reserved, consumed, cancelled or expired`},
		{good, made(func(c *coupon.Claim) { c.State = coupon.Reserved }), `claim "coupon/TEA/a/0": order: is missing; give the ID of the order, the same for every step`},
		{good, made(func(c *coupon.Claim) { c.Order = "O" }), `claim "coupon/TEA/a/0": order: is "O", but the claim is claimed and no order has it`},
		{good, made(func(c *coupon.Claim) { c.Parts = 0 }), `claim "coupon/TEA/a/0": parts: cannot be 0` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Parts = 2 }), `claim "coupon/TEA/a/0": parts: cannot be 2` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Until = c.From }), `claim "coupon/TEA/a/0": until: must be after from, 2026-03-05T04:00:00Z, not 2026-03-05T04:00:00Z`},
		{good, made(func(c *coupon.Claim) { c.At = time.Time{} }), `claim "coupon/TEA/a/0": at: the instant is missing: it is the zero Time` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Coupon = "" }), `claim "coupon/TEA/a/0": coupon or gift: is missing` + asGranted},
		{good, made(func(c *coupon.Claim) { c.Gift = benefit.Gift{Item: "MUG", Quantity: 1} }), `claim "coupon/TEA/a/0": gift: stands beside coupon "TEA"; a claim is for one of the two`},
		{good, coupon.Customer{ID: "b", Claims: made(func(*coupon.Claim) {}).Claims}, `customer "b": claims: claim "coupon/TEA/a/0" is customer "a"'s; hand over the customer's own`},
		{good, coupon.Customer{Claims: made(func(*coupon.Claim) {}).Claims}, `customer "": claims: claim "coupon/TEA/a/0" is customer "a"'s; hand over the customer's own`},
	} {
		_, err := shop.Claim(c.r, c.who)
		wantData(t, err, "benefit: "+c.want)
	}
	_, err := new(coupon.Engine).Claim(good, someone)
	wantData(t, err, "benefit: the engine: is not one of New")
}

// A claim handed over twice counts once; with different content it is an error.
func TestClaimsTwice(t *testing.T) {
	shop, who := newShop(t, bookOf(off5("C", limited(2)))), coupon.Customer{ID: "a"}
	c := granted(t, shop, coupon.Request{ID: "0", Offer: "C", At: noon}, who)[0]
	again := c
	again.At, again.From, again.Until = c.At.UTC(), c.From.UTC(), c.Until.UTC()
	for _, n := range []int{2, 8, 9, 40} { // with a map beyond 8
		who.Claims = nil
		for range n - 1 {
			who.Claims = append(who.Claims, c)
		}
		who.Claims = append(who.Claims, again)
		if d := claim(t, shop, coupon.Request{ID: "1", Offer: "C", At: noon}, who); !d.Granted {
			t.Errorf("%d times the same: %+v", n, d.Reasons)
		}
		who.Claims[n-1].State = coupon.Cancelled
		_, err := shop.Claim(coupon.Request{ID: "1", Offer: "C", At: noon}, who)
		wantData(t, err, `benefit: claim "coupon/C/a/0": is given twice with different content; hand over each claim once, as it is now`)
	}
}

// Neither the book, the request nor the customer is changed or kept.
func TestNothingShared(t *testing.T) {
	b := bookOf(off5("C", stocked(5), func(c *coupon.Coupon) {
		c.Terms.Tiers, c.Scope.Items = []string{"silver", "gold"}, []string{"tea"}
		c.Minimum = benefit.Minimum{Quantity: 1, Of: &benefit.Scope{Tags: []string{"x"}}}
	}))
	before := asJSON(t, b)
	shop := newShop(t, b)
	r := coupon.Request{ID: "r", Offer: "C", At: noon, Claimed: map[string]int64{"C": 1}}
	no := claim(t, shop, r, coupon.Customer{ID: "a"})
	no.Reasons[0].Tiers[0] = "changed"
	who := coupon.Customer{ID: "a", Joined: noon, Tier: "gold"}
	yes := claim(t, shop, r, who)
	offer, err := shop.Offer(yes.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	offer.Scope.Items[0], offer.Minimum.Of.Tags[0] = "changed", "changed"
	if after := asJSON(t, b); after != before {
		t.Errorf("the book became %s", after)
	}
	*b.Coupons[0].Terms.Stock, b.Coupons[0].Terms.Tiers[0], b.Coupons[0].Scope.Items[0] = 0, "changed", "changed"
	b.Coupons[0].Minimum.Of.Tags[0] = "changed"
	if again := claim(t, shop, r, who); !cmp.Equal(again, yes) {
		t.Errorf("%+v", again)
	}
	offer, _ = shop.Offer(yes.Claims[0])
	if offer.Scope.Items[0] != "tea" || offer.Minimum.Of.Tags[0] != "x" {
		t.Errorf("%+v", offer)
	}
}

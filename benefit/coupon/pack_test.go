package coupon_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

func packOnly(c *coupon.Coupon) { c.PackOnly = true }

// helloBook is a pack of two coupons and a gift; A can also be claimed by
// itself.
func helloBook() coupon.Book {
	b := bookOf(off5("B", packOnly, stocked(3)), off5("A"))
	b.Packs = []coupon.Pack{{
		ID: "HELLO", Coupons: []string{"B", "A"}, Gift: benefit.Gift{Item: "MUG", Quantity: 2},
		Validity: coupon.Validity{Until: march(20, 0, 0)},
		Terms:    coupon.Terms{NewMemberHours: 24, Stock: ptr(int64(10))},
	}}
	return b
}

var hello = coupon.Request{ID: "r", Offer: "HELLO", At: noon}

func newcomer(id string) coupon.Customer { return coupon.Customer{ID: id, Joined: noon} }

// A pack is granted with all its coupons and its gift, by the pack's validity.
func TestPackGranted(t *testing.T) {
	d := claim(t, newShop(t, helloBook()), hello, newcomer("a"))
	made := coupon.Claim{Offer: "HELLO", Customer: "a", Request: "r", Parts: 3, At: noon, From: noon, Until: march(20, 0, 0), State: coupon.Claimed}
	a, b, gift := made, made, made
	a.Key, a.Coupon = "pack/HELLO/a/r/coupon/A", "A"
	b.Key, b.Coupon = "pack/HELLO/a/r/coupon/B", "B"
	gift.Key, gift.Gift = "pack/HELLO/a/r/gift/MUG", benefit.Gift{Item: "MUG", Quantity: 2}
	want := coupon.Decision{
		Customer: "a", Offer: "HELLO", Granted: true, Key: "pack/HELLO/a/r", Claims: []coupon.Claim{a, b, gift},
		Guards: []coupon.Guard{
			{Counter: "coupon/A/a", Below: 1},
			{Counter: "coupon/B", Below: 3}, {Counter: "coupon/B/a", Below: 1},
			{Counter: "gift/MUG/a", Below: 1},
			{Counter: "pack/HELLO", Below: 10}, {Counter: "pack/HELLO/a", Below: 1},
		},
		Reasons: []coupon.Reason{},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
}

// A pack is all or nothing: each reason names the item it is about.
func TestPackRefused(t *testing.T) {
	shop := newShop(t, helloBook())
	who := newcomer("a")
	who.Claims = granted(t, shop, coupon.Request{ID: "r", Offer: "A", At: noon}, who)
	r := hello
	r.Claimed = map[string]int64{"B": 3, "HELLO": 10, "A": 1 << 60}
	want := []coupon.Reason{
		{Code: coupon.SoldOut, Of: "B", Limit: ptr[int64](3), Have: ptr[int64](3)},
		{Code: coupon.SoldOut, Of: "HELLO", Limit: ptr[int64](10), Have: ptr[int64](10)},
		{Code: coupon.ItemHad, Of: "A", Limit: ptr[int64](1), Have: ptr[int64](1)},
	}
	if diff := cmp.Diff(want, claim(t, shop, r, who).Reasons); diff != "" {
		t.Error(diff)
	}
	r.At = march(20, 0, 0)
	got := codes(claim(t, shop, r, coupon.Customer{ID: "b", Joined: noon}).Reasons)
	if diff := cmp.Diff([]string{"lapsed HELLO", "not_new HELLO", "sold_out B", "sold_out HELLO"}, got); diff != "" {
		t.Error(diff)
	}
}

// A customer gets a pack once, and everything in it once, also where the pack
// has been edited since and where another pack has the same gift.
func TestPackOnce(t *testing.T) {
	who := newcomer("a")
	who.Claims = granted(t, newShop(t, helloBook()), hello, who)
	edited := helloBook()
	edited.Coupons = append(edited.Coupons, off5("NEW"))
	edited.Packs[0].Coupons, edited.Packs[0].Gift = []string{"NEW"}, benefit.Gift{}
	edited.Packs = append(edited.Packs, coupon.Pack{ID: "OTHER", Gift: benefit.Gift{Item: "MUG", Quantity: 1}, Validity: coupon.Validity{Days: 1}})
	shop := newShop(t, edited)
	for _, c := range []struct {
		r    coupon.Request
		want []string
	}{
		{coupon.Request{ID: "r2", Offer: "HELLO", At: noon}, []string{"limit HELLO"}},
		{coupon.Request{ID: "r", Offer: "OTHER", At: noon}, []string{"item_had MUG"}},
		{coupon.Request{ID: "r", Offer: "A", At: noon}, []string{}},
	} {
		if diff := cmp.Diff(c.want, codes(claim(t, shop, c.r, who).Reasons)); diff != "" {
			t.Error(c.r.Offer, diff)
		}
	}
	if d := claim(t, shop, hello, who); !d.Repeated || len(d.Claims) != 3 {
		t.Errorf("a retry after the edit: %+v", d)
	}
}

// The coupons of a pack keep their own validity where the pack gives none, and a
// pack with one that has ended is refused.
func TestPackWithoutValidity(t *testing.T) {
	b := bookOf(off5("A"), off5("B", func(c *coupon.Coupon) { c.Validity = coupon.Validity{Until: march(6, 0, 0)} }))
	b.Packs = []coupon.Pack{{ID: "P", Coupons: []string{"A", "B"}}}
	shop := newShop(t, b)
	claims := granted(t, shop, coupon.Request{ID: "r", Offer: "P", At: noon}, coupon.Customer{ID: "a"})
	if !claims[0].Until.Equal(march(13, 0, 0)) || !claims[1].Until.Equal(march(6, 0, 0)) {
		t.Errorf("%+v", claims)
	}
	d := claim(t, shop, coupon.Request{ID: "r", Offer: "P", At: march(6, 0, 0)}, coupon.Customer{ID: "a"})
	if diff := cmp.Diff([]coupon.Reason{{Code: coupon.Lapsed, Of: "B", Until: march(6, 0, 0)}}, d.Reasons); diff != "" {
		t.Error(diff)
	}
}

// The terms of a pack's coupons ask those who claim them by themselves.
func TestPackTermsOfCoupons(t *testing.T) {
	b := bookOf(off5("A", func(c *coupon.Coupon) { c.Terms.Tiers, c.Terms.From = []string{"gold"}, noon.Add(time.Hour) }))
	b.Packs = []coupon.Pack{{ID: "P", Coupons: []string{"A"}}}
	r := coupon.Request{ID: "r", Offer: "P", At: noon}
	granted(t, newShop(t, b), r, coupon.Customer{ID: "a"})
}

// Who left and came back is not new: the first registration counts. Who comes
// back within the 24 hours is.
func TestNewMemberOnceInALifetime(t *testing.T) {
	shop := newShop(t, helloBook())
	who := newcomer("a")
	who.Claims = granted(t, shop, hello, who)
	again := coupon.Request{ID: "r2", Offer: "HELLO", At: noon.Add(23 * time.Hour)}
	want := []string{"limit HELLO", "item_had A", "item_had B", "item_had MUG"}
	if diff := cmp.Diff(want, codes(claim(t, shop, again, who).Reasons)); diff != "" {
		t.Error(diff)
	}
	who.Claims = nil
	granted(t, shop, again, who)
	again.At = noon.AddDate(0, 0, 10)
	if diff := cmp.Diff([]string{"not_new HELLO"}, codes(claim(t, shop, again, who).Reasons)); diff != "" {
		t.Error(diff)
	}
}

// A part of the claims of a pack is an error, not another answer.
func TestPackInParts(t *testing.T) {
	shop, who := newShop(t, helloBook()), newcomer("a")
	who.Claims = granted(t, shop, hello, who)[:2]
	_, err := shop.Claim(hello, who)
	wantData(t, err, `benefit: claim "pack/HELLO/a/r/coupon/A": parts: was made as one of 3 claims, not of 2; hand over all of them`)
}

// The claims of a pack become offers: coupons with the book's conditions, the
// gift as a gift. A programme takes them.
func TestOffers(t *testing.T) {
	b := helloBook()
	b.Coupons[1] = coupon.Coupon{
		ID: "A", Name: "九折", Deal: benefit.Deal{Pays: dec("0.9"), Most: dec("20")}, Minimum: benefit.Minimum{Amount: dec("50")},
		Scope: benefit.Scope{Items: []string{"tea"}}, Group: "g", Exclusive: true, Priority: 3, Validity: coupon.Validity{Days: 1},
	}
	shop := newShop(t, b)
	var offers []benefit.Offer
	for _, c := range granted(t, shop, hello, newcomer("a")) {
		o, err := shop.Offer(c)
		if err != nil {
			t.Fatal(err)
		}
		offers = append(offers, o)
	}
	want := []benefit.Offer{
		{
			ID: "pack/HELLO/a/r/coupon/A", Name: "九折", Lane: benefit.CouponLane, Deal: b.Coupons[1].Deal, Minimum: b.Coupons[1].Minimum,
			Scope: b.Coupons[1].Scope, Group: "g", Exclusive: true, Priority: 3, From: noon, Until: march(20, 0, 0),
		},
		{ID: "pack/HELLO/a/r/coupon/B", Lane: benefit.CouponLane, Deal: benefit.Deal{Off: dec("5")}, From: noon, Until: march(20, 0, 0)},
		{ID: "pack/HELLO/a/r/gift/MUG", Lane: benefit.CouponLane, Deal: benefit.Deal{Gift: benefit.Gift{Item: "MUG", Quantity: 2}}, From: noon, Until: march(20, 0, 0)},
	}
	if diff := cmp.Diff(want, offers); diff != "" {
		t.Error(diff)
	}
	if _, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Offers: offers}); err != nil {
		t.Error(err)
	}
}

// What is used or gone is no offer any more, nor what the book does not know.
func TestNoOffer(t *testing.T) {
	shop := newShop(t, bookOf(off5("C")))
	c := granted(t, shop, coupon.Request{ID: "r", Offer: "C", At: noon}, coupon.Customer{ID: "a"})[0]
	for _, state := range []coupon.State{coupon.Cancelled, coupon.Expired, coupon.Consumed} {
		gone := c
		gone.State = state
		if state == coupon.Consumed {
			gone.Order = "O"
		}
		_, err := shop.Offer(gone)
		wantData(t, err, `benefit: claim "coupon/C/a/r": state: is "`+string(state)+`"; only what is claimed or reserved can be used`)
	}
	_, err := newShop(t, bookOf(off5("D"))).Offer(c)
	wantData(t, err, `benefit: claim "coupon/C/a/r": coupon: "C" is not in the book; keep coupons in it as long as claims of them can be used`)
	_, err = new(coupon.Engine).Offer(c)
	wantData(t, err, "benefit: the engine: is not one of New")
	_, err = shop.Offer(coupon.Claim{})
	wantData(t, err, `benefit: claim "": offer: is missing; hand over claims as they were granted`)
}

// A gift may have the ID of a coupon or of its pack: they are counted apart.
func TestGiftWithTheIDOfAnother(t *testing.T) {
	b := bookOf(off5("A"))
	gift := coupon.Pack{ID: "P", Gift: benefit.Gift{Item: "A", Quantity: 1}, Validity: coupon.Validity{Days: 1}}
	own, other := gift, gift
	own.ID, own.Gift.Item = "Q", "Q"
	other.ID, other.Gift.Item = "R", "Q"
	b.Packs = []coupon.Pack{gift, own, other}
	shop, who := newShop(t, b), coupon.Customer{ID: "a"}
	who.Claims = granted(t, shop, coupon.Request{ID: "1", Offer: "A", At: noon}, who)
	who.Claims = append(who.Claims, granted(t, shop, coupon.Request{ID: "1", Offer: "P", At: noon}, who)...)
	who.Claims = append(who.Claims, granted(t, shop, coupon.Request{ID: "1", Offer: "R", At: noon}, who)...)
	d := claim(t, shop, coupon.Request{ID: "1", Offer: "Q", At: noon}, who)
	if diff := cmp.Diff([]string{"item_had Q"}, codes(d.Reasons)); diff != "" {
		t.Error(diff)
	}
	d = claim(t, shop, coupon.Request{ID: "1", Offer: "Q", At: noon}, coupon.Customer{ID: "b"})
	want := []coupon.Guard{{Counter: "gift/Q/b", Below: 1}, {Counter: "pack/Q/b", Below: 1}}
	if diff := cmp.Diff(want, d.Guards); diff != "" {
		t.Error(diff)
	}
}

// The largest pack and the largest gift can be claimed, and used again as known.
func TestLargestPack(t *testing.T) {
	b := coupon.Book{Decimals: 2}
	p := coupon.Pack{ID: "P", Gift: benefit.Gift{Item: "MUG", Quantity: 1_000_000}, Validity: coupon.Validity{Days: 1}}
	for i := range 20 {
		id := fmt.Sprintf("C%02d", i)
		b.Coupons, p.Coupons = append(b.Coupons, off5(id)), append(p.Coupons, id)
	}
	b.Packs = []coupon.Pack{p}
	shop, who, r := newShop(t, b), coupon.Customer{ID: "a"}, coupon.Request{ID: "r", Offer: "P", At: noon}
	who.Claims = granted(t, shop, r, who)
	if d := claim(t, shop, r, who); !d.Repeated || len(d.Claims) != 21 {
		t.Errorf("%+v", d)
	}
	if steps := cancel(t, who.Claims); len(steps) != 21 || !steps[20].Changed {
		t.Errorf("%+v", steps)
	}
}

package coupon_test

import (
	"fmt"
	"testing"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

// Faults of real shops, each of which must be impossible.

// Claims race past a limit: nine of one (linlinjava/litemall#581), 1,500 of 1,000
// (woocommerce#13505), and the same of vendure#4660, shopperlabs/shopper#510 and
// dujiao-next#287. All decide by what they read before anybody has claimed, and
// only as many are carried out as there are.
func TestRaces(t *testing.T) {
	for _, c := range []struct {
		clients   int
		stock     int64
		customers int
		want      int
	}{{9, 1, 9, 1}, {1500, 1000, 1500, 1000}, {9, 5, 1, 1}, {40, 30, 20, 20}} {
		t.Run(fmt.Sprintf("%d of %d", c.clients, c.stock), func(t *testing.T) {
			shop, db := newShop(t, bookOf(off5("C", stocked(c.stock), limited(1)))), newStore()
			var decided []coupon.Decision
			for i := range c.clients {
				r, who := db.known(coupon.Request{ID: fmt.Sprint(i), Offer: "C", At: noon}, fmt.Sprint(i%c.customers))
				decided = append(decided, claim(t, shop, r, who))
			}
			done := 0
			for _, d := range decided {
				if !d.Granted {
					t.Fatalf("%+v", d)
				}
				if db.insert(d) {
					done++
				}
			}
			if done != c.want {
				t.Errorf("%d were carried out, want %d", done, c.want)
			}
		})
	}
}

// A guest is refused, not skipped, whether there is a limit per customer or not
// (shopper#588, woocommerce#26108).
func TestGuestIsRefused(t *testing.T) {
	b := helloBook()
	b.Coupons = append(b.Coupons, off5("C", limited(1)), off5("D"))
	shop := newShop(t, b)
	for _, offer := range []string{"C", "D", "HELLO"} {
		d := claim(t, shop, coupon.Request{ID: "r", Offer: offer, At: noon}, coupon.Customer{Joined: noon})
		if diff := cmp.Diff([]string{"guest " + offer}, codes(d.Reasons)); diff != "" || d.Granted {
			t.Error(diff)
		}
	}
}

// Reserve, consume and release are three steps: an order that is not paid gives
// the coupon back, one that is paid does not, and a late message of an old order
// touches nothing (thelia#2195).
func TestThreeStates(t *testing.T) {
	c := sample(t, coupon.Claimed)
	c = must(t)(c.Reserve("O1", noon)).Claim
	c = must(t)(c.Release("O1")).Claim
	c = must(t)(c.Reserve("O2", noon)).Claim
	late := must(t)(c.Release("O1"))
	want := []coupon.Reason{{Code: coupon.OtherOrder, Of: "C", State: coupon.Reserved, Order: "O2"}}
	if diff := cmp.Diff(want, late.Reasons); diff != "" || late.Changed || late.Claim != c {
		t.Error(diff)
	}
	c = must(t)(c.Consume("O2")).Claim
	if unpaid := must(t)(c.Release("O2")); unpaid.Changed || unpaid.Claim.State != coupon.Consumed {
		t.Errorf("%+v", unpaid)
	}
}

// One coupon pays for one order: of two checkouts that read it unused, one gets
// it (macrozheng/mall#1003).
func TestUsedOnce(t *testing.T) {
	db := newStore()
	c := sample(t, coupon.Claimed)
	db.claims[c.Key] = c
	first, second := must(t)(c.Reserve("O1", noon)), must(t)(c.Reserve("O2", noon))
	if !db.update(first) || db.update(second) {
		t.Error("two orders have the coupon")
	}
}

// The coupons of a customer never take the price below zero: not −824.00
// (macrozheng/mall#1003).
func TestNeverBelowZero(t *testing.T) {
	shop := newShop(t, bookOf(off5("BIG", func(c *coupon.Coupon) { c.Deal.Off = dec("1000") })))
	cart := benefit.Cart{Lines: []benefit.Line{{ID: "1", Quantity: 1, Price: dec("176")}}}
	for _, id := range []string{"1", "2"} { // two claims of one coupon are two offers
		held := granted(t, shop, coupon.Request{ID: id, Offer: "BIG", At: noon}, coupon.Customer{ID: "a"})[0]
		offer, err := shop.Offer(held)
		if err != nil {
			t.Fatal(err)
		}
		cart.Offers = append(cart.Offers, offer)
	}
	till, err := benefit.New(benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Strategies: benefit.Strategies{Coupon: benefit.All}})
	if err != nil {
		t.Fatal(err)
	}
	q, err := till.Quote(cart, noon)
	if err != nil {
		t.Fatal(err)
	}
	if q.Total.Sign() != 0 || len(q.Steps) != 1 || q.Steps[0].Offer != "coupon/BIG/a/1" {
		t.Errorf("total %s\n%+v", q.Total, q.Steps)
	}
	if q, err = till.Quote(cart, march(13, 0, 0)); err != nil || !q.Total.Equal(dec("176")) {
		t.Errorf("after the end of the validity: %s, %v", q.Total, err)
	}
}

// A limit of 0 blocks, and no limit is no limit, also when read from JSON
// (mautic#10416).
func TestZeroBlocks(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`:           true,
		`{"stock": 1}`: true,
		`{"stock": 0}`: false,
	} {
		b, err := coupon.ParseBook([]byte(`{"coupons": [{"id": "C", "deal": {"off": 5}, "validity": {"days": 1}, "terms": ` + text + `}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if d := claim(t, newShop(t, b), coupon.Request{ID: "r", Offer: "C", At: noon}, coupon.Customer{ID: "a"}); d.Granted != want {
			t.Errorf("%s: %+v", text, d)
		}
	}
}

// An award confirmed twice is paid once: its source is the request (odoo#222372).
func TestAwardTwice(t *testing.T) {
	shop, db := newShop(t, bookOf(off5("THANKS"))), newStore()
	for _, source := range []string{"invited:bob", "invited:bob", "profile-completed", "invited:cid", "profile-completed"} {
		r, c := db.known(coupon.Request{ID: source, Offer: "THANKS", At: noon}, "ann")
		d := claim(t, shop, r, c)
		if !d.Granted || d.Repeated == db.insert(d) {
			t.Errorf("%s: %+v", source, d)
		}
	}
	if n := db.claimed()["THANKS"]; n != 3 {
		t.Errorf("%d coupons for three awards", n)
	}
}

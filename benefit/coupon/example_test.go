package coupon_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
)

var cst = time.FixedZone("UTC+8", 8*60*60)

func march(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, day, hour, minute, 0, 0, cst)
}

// Five yuan off without a minimum for new members, 500 of them, to be used
// within a week.
func Example() {
	book, err := coupon.ParseBook([]byte(`{"decimals": 2, "coupons": [{
		"id": "NEW5", "name": "新人5元券", "deal": {"off": 5}, "validity": {"days": 7},
		"terms": {"newMemberHours": 24, "stock": 500}
	}]}`))
	if err != nil {
		log.Fatal(err)
	}
	shop, err := coupon.New(book, cst)
	if err != nil {
		log.Fatal(err)
	}
	alice := coupon.Customer{ID: "alice", Joined: march(5, 10, 0)}
	request := coupon.Request{ID: "tap-1", Offer: "NEW5", At: march(5, 10, 2), Claimed: map[string]int64{"NEW5": 499}}
	d, err := shop.Claim(request, alice)
	if err != nil {
		log.Fatal(err)
	}
	// In one transaction, together with the claims:
	fmt.Printf("INSERT INTO requests (key) VALUES ('%s')\n", d.Key)
	for _, g := range d.Guards {
		fmt.Printf("UPDATE counters SET claimed = claimed + 1 WHERE id = '%s' AND claimed < %d\n", g.Counter, g.Below)
	}
	for _, c := range d.Claims {
		fmt.Println(c.Key, "until", c.Until.Format(time.DateTime))
	}

	alice.Claims = d.Claims
	d, _ = shop.Claim(request, alice) // the same tap, sent again
	fmt.Println("granted", d.Granted, "repeated", d.Repeated)

	bob := coupon.Customer{ID: "bob", Joined: march(4, 10, 0)}
	request.Claimed["NEW5"] = 500
	d, _ = shop.Claim(request, bob)
	why, _ := json.MarshalIndent(d.Reasons, "", " ")
	fmt.Println("bob:", d.Granted, string(why))
	// Output:
	// INSERT INTO requests (key) VALUES ('coupon/NEW5/alice/tap-1')
	// UPDATE counters SET claimed = claimed + 1 WHERE id = 'coupon/NEW5' AND claimed < 500
	// UPDATE counters SET claimed = claimed + 1 WHERE id = 'coupon/NEW5/alice' AND claimed < 1
	// coupon/NEW5/alice/tap-1 until 2026-03-13 00:00:00
	// granted true repeated true
	// bob: false [
	//  {
	//   "code": "not_new",
	//   "of": "NEW5",
	//   "from": "2026-03-04T10:00:00+08:00",
	//   "until": "2026-03-05T10:00:00+08:00"
	//  },
	//  {
	//   "code": "sold_out",
	//   "of": "NEW5",
	//   "limit": 500,
	//   "have": 500
	//  }
	// ]
}

// The pack for new members: three coupons and a gift, all of them or nothing.
func ExampleEngine_Claim_pack() {
	book, err := coupon.ParseBook([]byte(`{"decimals": 2, "coupons": [
		{"id": "C5", "deal": {"off": 5}, "packOnly": true},
		{"id": "C10", "deal": {"off": 10}, "minimum": {"amount": 99}, "packOnly": true},
		{"id": "C95", "deal": {"pays": 0.95, "most": 20}, "packOnly": true}
	], "packs": [{
		"id": "HELLO", "name": "新人礼包", "coupons": ["C5", "C10", "C95"], "gift": {"item": "MUG", "quantity": 1},
		"validity": {"days": 30}, "terms": {"newMemberHours": 24, "stock": 1000}
	}], "limits": {"face": 100, "denominations": 50, "packCoupons": 3, "newMemberHours": 24, "shopOnly": true}}`))
	if err != nil {
		log.Fatal(err)
	}
	shop, err := coupon.New(book, cst)
	if err != nil {
		log.Fatal(err)
	}
	eva := coupon.Customer{ID: "eva", Joined: march(5, 10, 0)}
	d, err := shop.Claim(coupon.Request{ID: "tap-1", Offer: "HELLO", At: march(6, 9, 59)}, eva)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Key)
	for _, g := range d.Guards {
		fmt.Println("  if", g)
	}
	for _, c := range d.Claims {
		fmt.Println("  gets", c.Coupon, c.Gift.Item, "until", c.Until.Format(time.DateTime))
	}

	eva.Claims = d.Claims
	d, _ = shop.Claim(coupon.Request{ID: "tap-2", Offer: "HELLO", At: march(6, 10, 0)}, eva)
	for _, why := range d.Reasons {
		fmt.Println("no:", why.Code, why.Of)
	}
	// Output:
	// pack/HELLO/eva/tap-1
	//   if coupon/C10/eva < 1
	//   if coupon/C5/eva < 1
	//   if coupon/C95/eva < 1
	//   if gift/MUG/eva < 1
	//   if pack/HELLO < 1000
	//   if pack/HELLO/eva < 1
	//   gets C10  until 2026-04-06 00:00:00
	//   gets C5  until 2026-04-06 00:00:00
	//   gets C95  until 2026-04-06 00:00:00
	//   gets  MUG until 2026-04-06 00:00:00
	// no: not_new HELLO
	// no: limit HELLO
	// no: item_had C10
	// no: item_had C5
	// no: item_had C95
	// no: item_had MUG
}

// Two coupons for a group of four, of whom one has one already.
func ExampleEngine_Give() {
	stock, once := int64(3), int64(1)
	shop, err := coupon.New(coupon.Book{Decimals: 2, Coupons: []coupon.Coupon{{
		ID: "SORRY8", Deal: benefit.Deal{Off: dec("8")}, Validity: coupon.Validity{Days: 14},
		Terms: coupon.Terms{Stock: &stock}, PerCustomer: &once,
	}}}, cst)
	if err != nil {
		log.Fatal(err)
	}
	ann := coupon.Customer{ID: "ann"}
	earlier, err := shop.Claim(coupon.Request{ID: "call-77", Offer: "SORRY8", At: march(1, 9, 0)}, ann)
	if err != nil {
		log.Fatal(err)
	}
	ann.Claims = earlier.Claims
	group := []coupon.Customer{{ID: "dan"}, {ID: "bea"}, ann, {ID: "cal"}}
	decisions, err := shop.Give(coupon.Request{
		ID: "delayed-march", Offer: "SORRY8", At: march(5, 9, 0), Claimed: map[string]int64{"SORRY8": 1},
	}, group)
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range decisions {
		fmt.Print(d.Customer, " ", d.Granted)
		for _, why := range d.Reasons {
			fmt.Printf(" (%s: %d of %d)", why.Code, *why.Have, *why.Limit)
		}
		fmt.Println()
	}
	// Output:
	// ann false (limit: 1 of 1)
	// bea true
	// cal true
	// dan false (sold_out: 3 of 3)
}

// From the claim to the order and back.
func ExampleClaim() {
	shop, err := coupon.New(coupon.Book{Decimals: 2, Coupons: []coupon.Coupon{{
		ID: "C10", Name: "满50减10", Deal: benefit.Deal{Off: dec("10")}, Minimum: benefit.Minimum{Amount: dec("50")},
		Validity: coupon.Validity{Until: march(8, 0, 0)},
	}}}, cst)
	if err != nil {
		log.Fatal(err)
	}
	d, err := shop.Claim(coupon.Request{ID: "tap-1", Offer: "C10", At: march(5, 10, 0)}, coupon.Customer{ID: "alice"})
	if err != nil {
		log.Fatal(err)
	}
	held := d.Claims[0]
	offer, err := shop.Offer(held) // for benefit.Cart
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(offer.Lane, offer.Name, "until", offer.Until.Format(time.DateTime))

	show := func(what string, s coupon.Step, err error) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s %s", what, s.Claim.State, s.Claim.Order)
		if s.Changed {
			fmt.Printf(" (update where state = '%s' and order = '%s')", s.Was, s.WasOrder)
		}
		for _, why := range s.Reasons {
			fmt.Printf(" (%s)", why.Code)
		}
		fmt.Println()
		held = s.Claim
	}
	s, err := held.Reserve("O-1", march(7, 23, 59))
	show("checkout", s, err)
	s, err = held.Reserve("O-2", march(7, 23, 59))
	show("another checkout", s, err)
	s, err = held.Consume("O-1")
	show("paid the next day", s, err)
	s, err = held.Consume("O-1")
	show("the message again", s, err)
	s, err = held.Restore("O-1")
	show("refunded", s, err)
	s, err = held.Reserve("O-3", march(8, 0, 0))
	show("too late", s, err)
	// Output:
	// coupon 满50减10 until 2026-03-08 00:00:00
	// checkout: reserved O-1 (update where state = 'claimed' and order = '')
	// another checkout: reserved O-1 (other_order)
	// paid the next day: consumed O-1 (update where state = 'reserved' and order = 'O-1')
	// the message again: consumed O-1
	// refunded: claimed  (update where state = 'consumed' and order = 'O-1')
	// too late: claimed  (lapsed)
}

// What is taken back unused goes back into stock.
func ExampleCancel() {
	shop, err := coupon.New(coupon.Book{Decimals: 2, Coupons: []coupon.Coupon{{
		ID: "C10", Deal: benefit.Deal{Off: dec("10")}, Validity: coupon.Validity{Days: 7},
	}}}, cst)
	if err != nil {
		log.Fatal(err)
	}
	d, err := shop.Claim(coupon.Request{ID: "tap-1", Offer: "C10", At: march(5, 10, 0)}, coupon.Customer{ID: "alice"})
	if err != nil {
		log.Fatal(err)
	}
	steps, err := coupon.Cancel(d.Claims, march(6, 9, 0))
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range steps {
		fmt.Println(s.Claim.Key, s.Claim.State, "frees", s.Frees)
	}
	// Output:
	// coupon/C10/alice/tap-1 cancelled frees [coupon/C10 coupon/C10/alice]
}

// What the platform has against a book, all of it, beside the fields.
func ExamplePlatformLimits() {
	book, err := coupon.ParseBook([]byte(`{"decimals": 2, "coupons": [
		{"id": "BIG", "deal": {"off": 120}, "validity": {"days": 7}},
		{"id": "TEA10", "deal": {"pays": 0.9}, "scope": {"items": ["tea"]}, "validity": {"days": 7}}
	], "packs": [{"id": "VIP", "coupons": ["BIG", "TEA01"], "terms": {"newMemberHours": 48}}]}`))
	if err != nil {
		log.Fatal(err)
	}
	book.Limits = coupon.PlatformLimits()
	_, err = coupon.New(book, cst)
	var invalid *benefit.InvalidError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Faults {
			fmt.Println(f)
		}
	}
	// Output:
	// coupons[0].deal.off: is a face of 120; the limits allow at most 100
	// coupons[1].deal.most: is missing: the face of a coupon for a share is its cap, and the limits allow at most 100
	// coupons[1].scope: selects lines; the limits allow coupons for all goods of the shop only: leave it out
	// packs[0].coupons[1]: "TEA01" is not the ID of a coupon of the book: did you mean "TEA10"?
	// packs[0].terms.newMemberHours: is 48; the limits allow at most 24
}

package coupon_test

import (
	"slices"
	"testing"

	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What holds when a book is edited while decisions by the one before are on
// their way.

// packed returns a book of coupons and one pack of some of them.
func packed(ids []string, pack ...string) coupon.Book {
	b := bookOf()
	for _, id := range ids {
		b.Coupons = append(b.Coupons, off5(id))
	}
	b.Packs = []coupon.Pack{{ID: "P", Coupons: pack}}
	return b
}

// What a customer has of a coupon is counted with every claim, also where no
// pack holds the coupon yet: a pack that somebody else adds sees it.
func TestCouponIsCountedBeforeItIsPacked(t *testing.T) {
	before, after, db := newShop(t, bookOf(off5("A"))), newShop(t, packed([]string{"A"}, "A")), newStore()
	old := db.snapshot()
	d := claimAndInsert(t, before, db, coupon.Request{ID: "1", Offer: "A", At: noon}, "x")
	if diff := cmp.Diff([]coupon.Guard{{Counter: "coupon/A/x", Below: 1_000_000_000_000}}, d.Guards); diff != "" {
		t.Error(diff)
	}
	r, c := old.known(coupon.Request{ID: "2", Offer: "P", At: noon}, "x")
	if stale := claim(t, after, r, c); !stale.Granted || db.insert(stale) {
		t.Errorf("the pack is carried out beside a claim of its coupon: %+v", stale)
	}
	if !db.update(cancel(t, d.Claims)...) || db.counters["coupon/A/x"] != 0 {
		t.Errorf("after the cancellation: %v", db.counters)
	}
	claimAndInsert(t, after, db, r, "x")
	if what := db.miscounted(); what != "" {
		t.Error(what)
	}
}

// A request is granted once, also when its claims were cancelled and the pack
// holds other things by the time the request is sent again.
func TestRequestOnceAcrossAnEdit(t *testing.T) {
	ids := []string{"A", "B"}
	before, after, db := newShop(t, packed(ids, "A")), newShop(t, packed(ids, "B")), newStore()
	old := db.snapshot()
	request := coupon.Request{ID: "tap-1", Offer: "P", At: noon}
	d := claimAndInsert(t, before, db, request, "x")
	if !db.update(cancel(t, d.Claims)...) {
		t.Fatal("not cancelled")
	}
	r, c := old.known(request, "x")
	if stale := claim(t, after, r, c); stale.Key != d.Key || db.insert(stale) {
		t.Errorf("granted twice: %+v", stale)
	}
	r, c = db.known(request, "x")
	if diff := cmp.Diff([]string{"state P"}, codes(claim(t, after, r, c).Reasons)); diff != "" {
		t.Error(diff)
	}
}

// Where a later book has the ID of a coupon for a pack, claims of the coupon are
// neither an answer for the pack nor a part of it.
func TestIDOfAnEarlierBook(t *testing.T) {
	after := packed([]string{"A"}, "A")
	after.Packs[0].ID = "X"
	request := coupon.Request{ID: "r", Offer: "X", At: noon}
	who := coupon.Customer{ID: "x", Claims: granted(t, newShop(t, bookOf(off5("X"))), request, coupon.Customer{ID: "x"})}
	d := claim(t, newShop(t, after), request, who)
	if !d.Granted || d.Repeated || d.Claims[0].Coupon != "A" {
		t.Errorf("%+v", d)
	}
	_, err := coupon.Cancel(append(d.Claims, who.Claims...), noon)
	wantData(t, err, `benefit: claim "coupon/X/x/r": was not made together with claim "pack/X/x/r/coupon/A"; cancel them one after the other`)
}

// Two books, decisions by either, by whatever was read, carried out at any time:
// a request is granted once, a pack only where nothing of it is there, a coupon
// below the limit of its book, and counters count.
func checkEdits(t *rapid.T) {
	books := []coupon.Book{drawBook(t), drawBook(t)}
	var shops []*coupon.Engine
	for i := range books {
		for j := range books[i].Coupons {
			books[i].Coupons[j].Terms.Stock = nil // a stock begins with a count
		}
		for j := range books[i].Packs {
			books[i].Packs[j].Terms.Stock = nil
		}
		shops = append(shops, newShop(t, books[i]))
	}
	db, keys := newStore(), map[string]bool{}
	old := []*store{db}
	var pending []func()
	for range rapid.IntRange(1, 40).Draw(t, "events") {
		seen, i := rapid.SampledFrom(old).Draw(t, "seen"), rapid.IntRange(0, 1).Draw(t, "book")
		switch rapid.IntRange(0, 4).Draw(t, "event") {
		case 0, 1:
			r, c := seen.known(drawRequest(t), drawCustomer(t))
			if d := claim(t, shops[i], r, c); d.Granted && !d.Repeated {
				pending = append(pending, func() { checkInsert(t, db, keys, books[i], d) })
			}
		case 2:
			if steps := drawSteps(t, seen); len(steps) > 0 {
				pending = append(pending, func() { db.update(steps...) })
			}
		case 3:
			old = append(old, db.snapshot())
		case 4:
			if len(pending) > 0 {
				rapid.SampledFrom(pending).Draw(t, "pending")()
			}
		}
		if what := db.miscounted(); what != "" {
			t.Fatalf("%s\n%+v\n%v", what, db.claims, db.counters)
		}
	}
}

// checkInsert carries out a decision by a book, if it can be.
func checkInsert(t *rapid.T, db *store, keys map[string]bool, b coupon.Book, d coupon.Decision) {
	t.Helper()
	had := map[string]int64{}
	for _, c := range db.of(d.Customer) {
		if c.State != coupon.Cancelled {
			had[c.Coupon+"|"+c.Gift.Item]++
		}
	}
	if !db.insert(d) {
		return
	}
	if keys[d.Key] {
		t.Fatalf("granted twice: %+v", d)
	}
	keys[d.Key] = true
	for _, c := range d.Claims {
		below := int64(1)
		if c.Coupon == c.Offer {
			i := slices.IndexFunc(b.Coupons, func(o coupon.Coupon) bool { return o.ID == c.Coupon })
			if below = 1 << 40; b.Coupons[i].PerCustomer != nil {
				below = *b.Coupons[i].PerCustomer
			}
		}
		if n := had[c.Coupon+"|"+c.Gift.Item]; n >= below {
			t.Fatalf("%d there, not below %d: %+v", n, below, c)
		}
	}
}

func TestEdits(t *testing.T) { rapid.Check(t, checkEdits) }
func FuzzEdits(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkEdits)) }

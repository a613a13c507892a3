package coupon_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawCount draws a small limit, or none.
func drawCount(t *rapid.T, label string) *int64 {
	return rapid.OneOf(rapid.Just[*int64](nil), rapid.Custom(func(t *rapid.T) *int64 {
		return ptr(rapid.Int64Range(0, 4).Draw(t, "n"))
	})).Draw(t, label)
}

// drawBook draws a book of three coupons and two packs that share them.
func drawBook(t *rapid.T) coupon.Book {
	b := coupon.Book{Decimals: 2}
	for _, id := range []string{"A", "B", "C"} {
		c := off5(id, func(c *coupon.Coupon) {
			c.Validity.Days = rapid.IntRange(1, 3).Draw(t, "days")
			c.Terms.Stock, c.PerCustomer = drawCount(t, "stock"), drawCount(t, "per customer")
			c.PackOnly = rapid.IntRange(0, 3).Draw(t, "pack only") == 0
		})
		b.Coupons = append(b.Coupons, c)
	}
	for _, id := range []string{"P", "Q"} {
		p := coupon.Pack{ID: id, Terms: coupon.Terms{Stock: drawCount(t, "stock")}}
		p.Coupons = unblocked(b, rapid.SampledFrom([][]string{{"A"}, {"B", "A"}, {"C", "A", "B"}, {}}).Draw(t, "coupons"))
		if rapid.Bool().Draw(t, "gift") || len(p.Coupons) == 0 {
			p.Gift = benefit.Gift{Item: rapid.SampledFrom([]string{"MUG", "A", "P"}).Draw(t, "item"), Quantity: 1}
			p.Validity.Days = 2
		}
		b.Packs = append(b.Packs, p)
	}
	return b
}

// unblocked lists those of the coupons that a pack can have.
func unblocked(b coupon.Book, ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		i := slices.IndexFunc(b.Coupons, func(c coupon.Coupon) bool { return c.ID == id })
		return b.Coupons[i].PerCustomer != nil && *b.Coupons[i].PerCustomer == 0
	})
}

// drawRequest draws one of few requests, so that many are the same again.
func drawRequest(t *rapid.T) coupon.Request {
	return coupon.Request{
		ID:    rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "request"),
		Offer: rapid.SampledFrom([]string{"A", "B", "C", "P", "Q"}).Draw(t, "offer"),
		At:    drawAt(t),
	}
}

func drawAt(t *rapid.T) time.Time {
	return noon.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "hours")) * 12 * time.Hour)
}

func drawCustomer(t *rapid.T) string {
	return rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "customer")
}

// known asks with what somebody has read.
func (s *store) known(r coupon.Request, customer string) (coupon.Request, coupon.Customer) {
	r.Claimed = s.claimed()
	return r, coupon.Customer{ID: customer, Claims: s.of(customer)}
}

// Whoever decides by whatever they have read earlier: with the guards held, no
// limit is ever exceeded and counters count what is claimed and not cancelled.
// A decision by what is so now can always be carried out, and a request that was
// carried out is the same claim ever after.
func checkInterleaving(t *rapid.T) {
	b := drawBook(t)
	shop, db := newShop(t, b), newStore()
	old := []*store{db.snapshot()}
	var pending []func()
	for range rapid.IntRange(1, 40).Draw(t, "events") {
		seen := rapid.SampledFrom(old).Draw(t, "seen")
		switch rapid.IntRange(0, 5).Draw(t, "event") {
		case 0: // decide now, by what is so now
			r, c := db.known(drawRequest(t), drawCustomer(t))
			if d := claim(t, shop, r, c); d.Granted && !d.Repeated && !db.insert(d) {
				t.Fatalf("%+v cannot be carried out", d)
			} else if d.Granted {
				checkRepeated(t, shop, db, r, d)
			}
		case 1, 2: // decide by what was read, carry out later
			r, c := seen.known(drawRequest(t), drawCustomer(t))
			if d := claim(t, shop, r, c); d.Granted && !d.Repeated {
				pending = append(pending, func() { db.insert(d) })
			}
		case 3: // a step on a claim as it was read, carried out later
			if steps := drawSteps(t, seen); len(steps) > 0 {
				pending = append(pending, func() { db.update(steps...) })
			}
		case 4:
			old = append(old, db.snapshot())
		case 5:
			if len(pending) > 0 {
				i := rapid.IntRange(0, len(pending)-1).Draw(t, "pending")
				pending[i]() // more than once, perhaps
			}
		}
		if what := db.broken(b); what != "" {
			t.Fatalf("exceeded: %s\n%+v\n%v", what, db.claims, db.counters)
		}
	}
}

// checkRepeated asks for what has been granted again.
func checkRepeated(t *rapid.T, shop *coupon.Engine, db *store, r coupon.Request, d coupon.Decision) {
	t.Helper()
	r, c := db.known(r, d.Customer)
	r.At = r.At.AddDate(0, rapid.IntRange(0, 12).Draw(t, "months later"), 0)
	again := claim(t, shop, r, c)
	if !again.Granted || !again.Repeated || again.Key != d.Key || len(again.Guards) > 0 || !cmp.Equal(again.Claims, d.Claims) {
		t.Fatalf("%+v\nagain %+v", d, again)
	}
}

// drawSteps draws a step on some claim of a store, or the cancellation of all
// that was claimed with it.
func drawSteps(t *rapid.T, s *store) []coupon.Step {
	claims := s.of(drawCustomer(t))
	if len(claims) == 0 {
		return nil
	}
	c := rapid.SampledFrom(claims).Draw(t, "claim")
	if rapid.IntRange(0, 2).Draw(t, "cancel") == 0 {
		steps, err := coupon.Cancel(s.together(c), drawAt(t))
		if err != nil {
			t.Fatal(err)
		}
		return steps
	}
	step, _ := drawMove(t, c)
	return []coupon.Step{step}
}

// drawMove takes a step on a claim, and returns how to take it again.
func drawMove(t *rapid.T, c coupon.Claim) (coupon.Step, func(coupon.Claim) coupon.Step) {
	all := moves
	if c.Parts > 1 {
		all = moves[:len(moves)-1] // its pack is cancelled as a whole
	}
	m := all[rapid.IntRange(0, len(all)-1).Draw(t, "move")]
	order, at := rapid.SampledFrom([]string{"O1", "O2"}).Draw(t, "order"), drawAt(t)
	again := func(c coupon.Claim) coupon.Step { return must(t)(m.take(c, order, at)) }
	return again(c), again
}

func TestInterleaving(t *testing.T) { rapid.Check(t, checkInterleaving) }
func FuzzInterleaving(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkInterleaving)) }

// A step done twice changes nothing the second time, one refused changes
// nothing, only a cancellation frees anything, and the claim written to JSON and
// read back goes on the same.
func checkStepLaws(t *rapid.T) {
	c := granted(t, newShop(t, bookOf(off5("C", func(c *coupon.Coupon) { c.Validity.Days = 1 }))),
		coupon.Request{ID: "r", Offer: "C", At: noon}, coupon.Customer{ID: "a"})[0]
	freed := 0
	for range rapid.IntRange(1, 12).Draw(t, "steps") {
		step, again := drawMove(t, c)
		if len(step.Reasons) > 0 && (step.Changed || step.Claim != c) || step.Changed == (step.Claim == c) {
			t.Fatalf("%+v\n%+v", c, step)
		}
		freed += len(step.Frees)
		if len(step.Frees) > 0 != (step.Changed && step.Claim.State == coupon.Cancelled) {
			t.Fatalf("frees %+v", step)
		}
		var read coupon.Claim
		if err := json.Unmarshal([]byte(asJSON(t, c)), &read); err != nil {
			t.Fatal(err)
		}
		if a, b := asJSON(t, again(read)), asJSON(t, step); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
		if twice := again(step.Claim); twice.Claim != step.Claim || twice.Changed || len(twice.Reasons) != len(step.Reasons) {
			t.Fatalf("%+v\ntwice %+v", step, twice)
		}
		if step.Claim.From != c.From || step.Claim.Until != c.Until {
			t.Fatalf("the validity moved: %+v", step)
		}
		c = step.Claim
	}
	if freed != 0 && freed != 2 {
		t.Fatalf("%d counters freed", freed)
	}
}

func TestStepLaws(t *testing.T) { rapid.Check(t, checkStepLaws) }
func FuzzStepLaws(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkStepLaws)) }

// drawStore draws a store after a few claims.
func drawStore(t *rapid.T, shop *coupon.Engine) *store {
	db := newStore()
	for range rapid.IntRange(0, 12).Draw(t, "claims") {
		r, c := db.known(drawRequest(t), drawCustomer(t))
		if d := claim(t, shop, r, c); d.Granted && !d.Repeated {
			db.insert(d)
		}
		if rapid.IntRange(0, 3).Draw(t, "step") == 0 {
			if steps := drawSteps(t, db); len(steps) > 0 {
				db.update(steps...)
			}
		}
	}
	return db
}

// The order of the book, of a customer's claims, of the group, and a book that
// went through JSON change no byte of a giving.
func checkPermuted(t *rapid.T) {
	b := drawBook(t)
	shop := newShop(t, b)
	db := drawStore(t, shop)
	r, _ := db.known(drawRequest(t), "")
	var group []coupon.Customer
	for _, id := range []string{"v", "w", "x", "y", "z", ""} {
		_, c := db.known(r, id)
		group = append(group, c)
	}
	want := asJSON(t, give(t, shop, r, group...))
	again, err := coupon.ParseBook([]byte(asJSON(t, b)))
	if err != nil {
		t.Fatal(err)
	}
	again.Coupons = rapid.Permutation(again.Coupons).Draw(t, "coupons")
	again.Packs = rapid.Permutation(again.Packs).Draw(t, "packs")
	for i := range again.Packs {
		again.Packs[i].Coupons = rapid.Permutation(again.Packs[i].Coupons).Draw(t, "pack")
	}
	group = append(group, rapid.SampledFrom(group[:5]).Draw(t, "twice"))
	for i := range group {
		group[i].Claims = rapid.Permutation(group[i].Claims).Draw(t, "claims")
	}
	group = rapid.Permutation(group).Draw(t, "group")
	if got := asJSON(t, give(t, newShop(t, again), r, group...)); got != want {
		t.Fatalf("%s\n%s", got, want)
	}
}

func TestPermuted(t *testing.T) { rapid.Check(t, checkPermuted) }
func FuzzPermuted(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPermuted)) }

// Giving to a group is claiming for each in the order of IDs, and giving again,
// after any part of it was carried out, gives the rest and nobody a second one.
func checkGive(t *rapid.T) {
	b := drawBook(t)
	shop := newShop(t, b)
	db := drawStore(t, shop)
	slow, r := db.snapshot(), drawRequest(t)
	ids := []string{"v", "w", "x", "y", "z"}
	ask := func() []coupon.Decision {
		var group []coupon.Customer
		known, _ := db.known(r, "")
		for _, id := range ids {
			_, c := db.known(r, id)
			group = append(group, c)
		}
		return give(t, shop, known, group...)
	}
	first := ask()
	for i, id := range ids {
		d := claimAndInsert(t, shop, slow, r, id)
		if got, want := asJSON(t, first[i]), asJSON(t, d); got != want {
			t.Fatalf("%s\n%s", got, want)
		}
		if d.Granted && !d.Repeated && rapid.Bool().Draw(t, "carried out") && !db.insert(d) {
			t.Fatalf("%+v cannot be carried out", d)
		}
	}
	for i, d := range ask() {
		if d.Granted != first[i].Granted || d.Key != first[i].Key {
			t.Fatalf("%+v\nagain %+v", first[i], d)
		}
		if d.Granted && !d.Repeated && !db.insert(d) {
			t.Fatalf("%+v cannot be carried out", d)
		}
	}
	if what := db.broken(b); what != "" {
		t.Fatal(what)
	}
}

// claimAndInsert claims and carries it out.
func claimAndInsert(t failer, shop *coupon.Engine, db *store, r coupon.Request, id string) coupon.Decision {
	t.Helper()
	known, c := db.known(r, id)
	d := claim(t, shop, known, c)
	if d.Granted && !d.Repeated && !db.insert(d) {
		t.Fatalf("%+v cannot be carried out", d)
	}
	return d
}

func TestGiveLaws(t *testing.T) { rapid.Check(t, checkGive) }
func FuzzGiveLaws(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkGive)) }

// Different parts never make the same key, and a key is an ID that offers take.
func checkKeys(t *rapid.T) {
	id := func(label string) string {
		return rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("a/~01")), 1, 4, -1),
			rapid.SampledFrom([]string{"coupon", "gift", "pack"})).Draw(t, label)
	}
	keys := map[string]string{}
	for range 4 {
		a, b, pack, who, request, item := id("a"), id("b"), id("pack"), id("customer"), id("request"), id("item")
		if a == b || a == pack || b == pack {
			continue
		}
		book := bookOf(off5(a), off5(b))
		book.Packs = []coupon.Pack{{ID: pack, Coupons: []string{a, b}, Gift: benefit.Gift{Item: item, Quantity: 1}, Validity: coupon.Validity{Days: 1}}}
		shop := newShop(t, book)
		for _, offer := range []string{a, pack} {
			for _, c := range granted(t, shop, coupon.Request{ID: request, Offer: offer, At: noon}, coupon.Customer{ID: who}) {
				parts := fmt.Sprintf("%q", []string{c.Offer, c.Coupon, c.Gift.Item, c.Customer, c.Request})
				if other, there := keys[c.Key]; there && other != parts {
					// a coupon in one book may have the ID of a pack in another
					t.Fatalf("%s is the key of %s and of %s", c.Key, other, parts)
				}
				keys[c.Key] = parts
			}
		}
	}
}

func TestKeys(t *testing.T) { rapid.Check(t, checkKeys) }
func FuzzKeys(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkKeys)) }

// Whatever the bytes: no panic, and a book that is read and valid is the same
// after another round.
func FuzzParseBook(f *testing.F) {
	seed, err := json.Marshal(full())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"coupons":[{"deal":{"off":1e-12}}],"packs":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := coupon.ParseBook(data)
		if err != nil {
			return
		}
		if _, err := coupon.New(b, cst); err != nil {
			return
		}
		again, err := coupon.ParseBook([]byte(asJSON(t, b)))
		if err != nil || asJSON(t, again) != asJSON(t, b) {
			t.Fatalf("%v\n%s", err, asJSON(t, again))
		}
		if _, err := coupon.New(again, cst); err != nil {
			t.Fatal(err)
		}
		for _, c := range b.Coupons {
			r := coupon.Request{ID: "r", Offer: c.ID, At: noon}
			if _, err := newShop(t, b).Claim(r, coupon.Customer{ID: "a"}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

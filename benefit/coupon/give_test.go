package coupon_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

// who lists the decisions of a giving, as customer and code.
func who(decisions []coupon.Decision) []string {
	list := []string{}
	for _, d := range decisions {
		text := d.Customer
		if d.Repeated {
			text += " again"
		}
		for _, r := range d.Reasons {
			text += fmt.Sprintf(" %s", r.Code)
			if r.Limit != nil {
				text += fmt.Sprintf(" %d/%d", *r.Have, *r.Limit)
			}
		}
		list = append(list, text)
	}
	return list
}

func give(t failer, e *coupon.Engine, r coupon.Request, group ...coupon.Customer) []coupon.Decision {
	t.Helper()
	decisions, err := e.Give(r, group)
	if err != nil {
		t.Fatal(err)
	}
	return decisions
}

// The first by ID get it while there is stock. Again, nobody gets a second one,
// and who was left out by a crash gets theirs.
func TestGive(t *testing.T) {
	shop := newShop(t, bookOf(off5("C", stocked(3))))
	r := coupon.Request{ID: "campaign", Offer: "C", At: noon, Claimed: map[string]int64{"C": 1}}
	c := func(id string) coupon.Customer { return coupon.Customer{ID: id} }
	first := give(t, shop, r, c("d"), c("b"), c(""), c("b"), c("10"), c("9"))
	want := []string{" guest", "10", "9", "b sold_out 3/3", "d sold_out 3/3"}
	if diff := cmp.Diff(want, who(first)); diff != "" {
		t.Error(diff)
	}
	ten := c("10") // the decision for 9 was not carried out
	ten.Claims = first[1].Claims
	r.Claimed["C"] = 2
	second := give(t, shop, r, c("d"), c("b"), c(""), ten, c("9"))
	want = []string{" guest", "10 again", "9", "b sold_out 3/3", "d sold_out 3/3"}
	if diff := cmp.Diff(want, who(second)); diff != "" {
		t.Error(diff)
	}
	if got := give(t, shop, r); got == nil || len(got) != 0 {
		t.Errorf("nobody: %v", got)
	}
}

// The stock of a pack's coupons runs out as that of the pack does.
func TestGivePack(t *testing.T) {
	shop := newShop(t, helloBook())
	decisions := give(t, shop, hello, newcomer("4"), newcomer("3"), newcomer("2"), newcomer("1"))
	if diff := cmp.Diff([]string{"1", "2", "3", "4 sold_out 3/3"}, who(decisions)); diff != "" {
		t.Error(diff)
	}
}

func TestGiveErrors(t *testing.T) {
	shop := newShop(t, bookOf(off5("C")))
	r := coupon.Request{ID: "campaign", Offer: "C", At: noon}
	_, err := shop.Give(r, []coupon.Customer{{ID: "b"}, {ID: "a"}, {ID: "b", Tier: "gold"}})
	wantData(t, err, `benefit: customer "b": is listed twice with different content; list each customer once`)
	_, err = shop.Give(r, []coupon.Customer{{ID: "b"}, {ID: "\xff"}})
	wantData(t, err, `benefit: customer "\xff": id: "\xff" is not UTF-8`)
	_, err = shop.Give(coupon.Request{}, nil)
	wantData(t, err, `benefit: request "": id: is missing; give each request an ID, the same when it is sent again`)
	for _, other := range []coupon.Customer{{ID: "b", Tier: "gold"}, {ID: "b", Joined: noon}, {ID: "b", Withdrawn: true}} {
		_, err = shop.Give(r, []coupon.Customer{other, {ID: "b"}})
		wantData(t, err, `benefit: customer "b": is listed twice with different content; list each customer once`)
	}
	late := coupon.Request{ID: "campaign", Offer: "C", At: time.Date(2299, 12, 31, 0, 0, 0, 0, time.UTC)}
	_, err = shop.Give(late, []coupon.Customer{{ID: "b"}})
	wantData(t, err, `benefit: request "campaign": at: 2299-12-31T00:00:00Z is too late: "C" would be valid beyond the year 2299`)
	b := coupon.Customer{ID: "b"}
	b.Claims = granted(t, shop, r, b)
	_, err = shop.Give(r, []coupon.Customer{b, {ID: "b"}})
	wantData(t, err, `benefit: customer "b": is listed twice with different content; list each customer once`)
	twice := b
	twice.Claims = append(twice.Claims, b.Claims[0])
	if got := who(give(t, shop, r, twice, b)); !cmp.Equal(got, []string{"b again"}) {
		t.Error(got)
	}
}

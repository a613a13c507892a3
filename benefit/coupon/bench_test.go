package coupon_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/membership/benefit/coupon"
)

// asks are the answers that a claim can get.
func asks(t failer) (shop *coupon.Engine, list []ask) {
	t.Helper()
	b := helloBook()
	b.Coupons = append(b.Coupons, off5("C", stocked(500), limited(1)))
	shop = newShop(t, b)
	who := newcomer("alice")
	r := coupon.Request{ID: "tap-1", Offer: "C", At: noon, Claimed: map[string]int64{"C": 499}}
	had := who
	had.Claims = granted(t, shop, r, who)
	other := r
	other.ID = "tap-2"
	pack := hello
	return shop, []ask{{"yes", r, who, 3}, {"pack", pack, who, 9}, {"again", r, had, 2}, {"no", other, had, 2}}
}

type ask struct {
	name   string
	r      coupon.Request
	c      coupon.Customer
	allocs float64
}

// A claim allocates what it returns: the key, the claims, the guards, and for a
// pack the names of their counters; a refusal its reasons and their numbers.
func TestClaimAllocs(t *testing.T) {
	shop, list := asks(t)
	for _, a := range list {
		allocs := testing.AllocsPerRun(100, func() { _, _ = shop.Claim(a.r, a.c) })
		if allocs > a.allocs {
			t.Errorf("%s: %v allocations, want at most %v", a.name, allocs, a.allocs)
		}
	}
}

func BenchmarkClaim(b *testing.B) {
	shop, list := asks(b)
	for _, a := range list {
		b.Run(a.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := shop.Claim(a.r, a.c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReserve(b *testing.B) {
	c := sample(b, coupon.Claimed)
	b.ReportAllocs()
	for b.Loop() {
		if s, err := c.Reserve("O", noon); err != nil || !s.Changed {
			b.Fatal(err)
		}
	}
}

// Giving to a group, half of which is out of stock, against claims one by one in
// the same order with a count beside.
func BenchmarkGive(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		shop := newShop(b, bookOf(off5("C", stocked(int64(n/2)), limited(1))))
		group := make([]coupon.Customer, n)
		for i := range group {
			group[i].ID = fmt.Sprintf("customer-%07d", i*7919%n)
		}
		r := coupon.Request{ID: "campaign", Offer: "C", At: noon}
		b.Run(fmt.Sprintf("give/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := shop.Give(r, group); err != nil {
					b.Fatal(err)
				}
			}
			perCustomer(b, n)
		})
		b.Run(fmt.Sprintf("claims/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				claimOneByOne(b, shop, r, group)
			}
			perCustomer(b, n)
		})
	}
}

func claimOneByOne(b *testing.B, shop *coupon.Engine, r coupon.Request, group []coupon.Customer) {
	sorted := slices.Clone(group)
	slices.SortFunc(sorted, func(a, b coupon.Customer) int { return strings.Compare(a.ID, b.ID) })
	r.Claimed = map[string]int64{}
	for i := range sorted {
		d, err := shop.Claim(r, sorted[i])
		if err != nil {
			b.Fatal(err)
		}
		if d.Granted {
			r.Claimed["C"]++
		}
	}
}

func perCustomer(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/customer")
}

// Checking and compiling a book of a thousand coupons.
func BenchmarkNew(b *testing.B) {
	book := bookOf()
	for i := range 1_000 {
		book.Coupons = append(book.Coupons, off5(fmt.Sprint(i), stocked(100)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := coupon.New(book, cst); err != nil {
			b.Fatal(err)
		}
	}
}

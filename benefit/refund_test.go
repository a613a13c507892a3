package benefit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.com/membership/benefit"
)

// paid is an order of 3 × 10 and freight of 5, of which a coupon takes 3 and
// points pay 8: 24 of money.
func paid(t *testing.T) benefit.Quote {
	t.Helper()
	p := yuan()
	p.Points = benefit.Tender{Worth: dec("0.01"), Step: 100}
	c := units("3×10")
	c.Lines = append(c.Lines, benefit.Line{ID: "F", Kind: benefit.Freight, Quantity: 1, Price: dec("5")})
	c.Offers = []benefit.Offer{coupon("c", "3")}
	c.Points = benefit.Spend{Ask: 800, Balance: 800}
	return price(t, p, c)
}

func TestRefundSteps(t *testing.T) {
	q := paid(t)
	for _, c := range []struct {
		why       string
		threshold benefit.Threshold
		steps     []string
		want      []string // money, points, coupons of each step
	}{
		{"one by one", benefit.Kept, []string{"A 1", "A 1", "A 1"}, []string{"6.75 225 []", "6.75 225 []", "6.75 225 [c]"}},
		{"two and one", benefit.Kept, []string{"A 2", "A 1"}, []string{"13.5 450 []", "6.75 225 [c]"}},
		{"the freight first", benefit.Kept, []string{"F 1", "A 3"}, []string{"3.75 125 []", "20.25 675 [c]"}},
		{"the freight last", benefit.Kept, []string{"A 3", "F 1"}, []string{"20.25 675 [c]", "3.75 125 []"}},
		{"all at once", benefit.Kept, []string{"A 3 F 1"}, []string{"24 800 [c]"}},
		{"a line twice", benefit.Kept, []string{"A 1 A 1"}, []string{"13.5 450 []"}},
		{"difference", benefit.Difference, []string{"A 1", "A 2", "F 1"}, []string{"7.5 250 []", "12.75 425 [c]", "3.75 125 []"}},
		{"difference, at once", benefit.Difference, []string{"A 3 F 1"}, []string{"24 800 [c]"}},
	} {
		before := benefit.Returned{}
		for i, step := range c.steps {
			fields, now := strings.Fields(step), []benefit.Units{}
			for n := 0; n < len(fields); n += 2 {
				u := benefit.Units{Line: fields[n]}
				fmt.Sscan(fields[n+1], &u.Quantity)
				now = append(now, u)
			}
			f := refund(t, q, c.threshold, before, now...)
			want(t, fmt.Sprint(c.why, ", step ", i), fmt.Sprint(f.Money, f.Points, f.Coupons), c.want[i])
			before = f.After
		}
	}
}

func TestFates(t *testing.T) {
	q := paid(t)
	f, err := q.Refund(benefit.RefundPolicy{Threshold: benefit.Kept, Coupons: benefit.Forfeit, Points: benefit.Forfeit}, benefit.Returned{}, []benefit.Units{{Line: "A", Quantity: 3}})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "forfeited", fmt.Sprint(f.Money, f.Points, f.Forfeited, f.Coupons), "20.25 0 675 []")
}

func TestInvalidRefund(t *testing.T) {
	policy := benefit.RefundPolicy{Threshold: benefit.Kept, Coupons: benefit.Restore, Points: benefit.Restore}
	q := paid(t)
	two := refund(t, q, benefit.Kept, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 2})
	broken := func(change func(*benefit.Quote)) benefit.Quote {
		b := paid(t)
		change(&b)
		return b
	}
	for _, c := range []struct {
		why    string
		quote  benefit.Quote
		policy benefit.RefundPolicy
		before benefit.Returned
		now    benefit.Units
		want   string
	}{
		{"no policy", q, benefit.RefundPolicy{}, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `refund policy: 3 faults`},
		{"no such line", q, policy, benefit.Returned{}, benefit.Units{Line: "B", Quantity: 1}, `line "B": is not in the order`},
		{"no units", q, policy, benefit.Returned{}, benefit.Units{Line: "A"}, `line "A": quantity: must be 1 to the 3 units left of 3, not 0`},
		{"more than were bought", q, policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 4}, `must be 1 to the 3 units left`},
		{"more than are left", q, policy, two.After, benefit.Units{Line: "A", Quantity: 2}, `must be 1 to the 1 units left`},
		{"another threshold", q, benefit.RefundPolicy{Threshold: benefit.Difference, Coupons: benefit.Restore, Points: benefit.Restore}, two.After, benefit.Units{Line: "A", Quantity: 1}, `did so under "kept"`},
		{"units under nothing", q, policy, benefit.Returned{Units: two.After.Units}, benefit.Units{Line: "A", Quantity: 1}, `under: is missing`},
		{"a value under kept", q, policy, benefit.Returned{Under: benefit.Kept, Value: dec("1")}, benefit.Units{Line: "A", Quantity: 1}, `value: is none under "kept"`},
		{"a value beyond the total", q, policy, benefit.Returned{Under: benefit.Difference, Units: []benefit.Units{{Line: "A", Quantity: 1}}, Value: dec("32.01")}, benefit.Units{Line: "A", Quantity: 1}, `value: must be 0 to 32`},
		{"a value without units", q, policy, benefit.Returned{Under: benefit.Difference, Value: dec("1")}, benefit.Units{Line: "A", Quantity: 1}, `0 without units`},
		{"a total changed", broken(func(q *benefit.Quote) { q.Total = dec("33") }), policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `is not that of its lines`},
		{"a due changed", broken(func(q *benefit.Quote) { q.Due = dec("25") }), policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `is not that of its lines`},
		{"points changed", broken(func(q *benefit.Quote) { q.Points.Used++ }), policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `is not that of its lines`},
		{"a line above its price", broken(func(q *benefit.Quote) { q.Lines[0].Total, q.Total = dec("31"), dec("36") }), policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `line "A": does not add up`},
		{"a line twice", broken(func(q *benefit.Quote) { q.Lines = append(q.Lines, q.Lines[1]) }), policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `stands in the quote twice`},
		{"decimals", broken(func(q *benefit.Quote) { q.Frozen.Decimals = 7 }), policy, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1}, `is none that was made here`},
	} {
		_, err := c.quote.Refund(c.policy, c.before, []benefit.Units{c.now})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.why, err, c.want)
		}
		var data *benefit.DataError
		var invalid *benefit.InvalidError
		if !errors.As(err, &data) && !errors.As(err, &invalid) {
			t.Errorf("%s: %T", c.why, err)
		}
	}
	if _, err := (benefit.Quote{}).Refund(policy, benefit.Returned{}, nil); err != nil {
		t.Errorf("the zero quote, of which nothing comes back: %v", err)
	}
}

// An order can hold as many offers as a programme and a cart together.
func TestRefundOfAllOffers(t *testing.T) {
	p := under(benefit.All)
	for i := range 500 {
		p.Offers = append(p.Offers, shopOffer(fmt.Sprintf("o%03d", i), off("1")))
	}
	c := units("2×1000")
	for i := range 100 {
		c.Offers = append(c.Offers, coupon(fmt.Sprintf("c%03d", i), "1"))
	}
	q := price(t, p, c)
	want(t, "paid", fmt.Sprint(len(q.Steps), q.Total), "600 1400")
	one := refund(t, q, benefit.Difference, benefit.Returned{}, benefit.Units{Line: "A", Quantity: 1})
	want(t, "one", one.Money.String(), "1000")
	want(t, "the other", refund(t, q, benefit.Difference, one.After, benefit.Units{Line: "A", Quantity: 1}).Money.String(), "400")
}

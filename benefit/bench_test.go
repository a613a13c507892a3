package benefit_test

import (
	"fmt"
	"slices"
	"testing"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// benchCart is n lines of goods in five categories, and freight.
func benchCart(n int) benefit.Cart {
	c := benefit.Cart{Tier: "gold"}
	for i := range n - 1 {
		c.Lines = append(c.Lines, benefit.Line{
			ID: fmt.Sprintf("L%03d", i), Item: fmt.Sprintf("P%d", i), Tags: []string{fmt.Sprintf("T%d", i%5)},
			Quantity: int64(1 + i%3), Price: decimal.New(int64(999+731*i), -2),
		})
	}
	c.Lines = append(c.Lines, benefit.Line{ID: "freight", Kind: benefit.Freight, Quantity: 1, Price: decimal.New(800, -2)})
	return c
}

// benchProgram is ten offers as a shop has them over all lanes.
func benchProgram(strategy benefit.Strategy) string {
	return fmt.Sprintf(`{"decimals": 2, "rounding": "half-up",
	"strategies": {"item": %[1]q, "member": %[1]q, "shop": %[1]q, "coupon": %[1]q}, "offers": [
	{"id": "sale", "lane": "item", "scope": {"tags": ["T1"]}, "deal": {"pays": "0.9"}},
	{"id": "launch", "lane": "item", "scope": {"items": ["P7"]}, "deal": {"price": 50}},
	{"id": "gold", "lane": "member", "tiers": ["gold"], "deal": {"pays": "0.85"}},
	{"id": "50-10", "lane": "shop", "minimum": {"amount": 50}, "deal": {"off": 10}},
	{"id": "every", "lane": "shop", "scope": {"tags": ["T0", "T3"]}, "deal": {"every": {"spent": 100, "off": 7}}},
	{"id": "3for2", "lane": "shop", "scope": {"tags": ["T2"]}, "deal": {"nForM": {"n": 3, "m": 2}}},
	{"id": "ship", "lane": "shop", "scope": {"kinds": ["freight"]}, "minimum": {"amount": 99, "of": {}}, "deal": {"free": true}},
	{"id": "c5", "lane": "coupon", "deal": {"off": 5}},
	{"id": "c10", "lane": "coupon", "minimum": {"amount": 200}, "deal": {"off": 10}},
	{"id": "c8", "lane": "coupon", "scope": {"tags": ["T4"]}, "deal": {"pays": "0.8", "most": 30}}]}`, strategy)
}

func benchEngine(t testing.TB, strategy benefit.Strategy) *benefit.Engine {
	t.Helper()
	p, err := benefit.ParseProgram([]byte(benchProgram(strategy)))
	if err != nil {
		t.Fatal(err)
	}
	return engineOf(t, p)
}

// BenchmarkQuote prices a cart of 20 lines with ten offers, and the same by
// hand: the amounts alone, without a reason for any.
func BenchmarkQuote(b *testing.B) {
	for _, strategy := range []benefit.Strategy{benefit.First, benefit.All, benefit.Best} {
		b.Run(string(strategy), func(b *testing.B) { benchQuote(b, benchEngine(b, strategy), benchCart(20)) })
	}
	b.Run("all by hand", func(b *testing.B) {
		c := benchCart(20)
		b.ReportAllocs()
		for b.Loop() {
			byHand(c)
		}
	})
	b.Run("best of 2048", func(b *testing.B) { benchQuote(b, engineOf(b, yuan(tens(11)...)), benchCart(20)) })
	b.Run("all of 200 lines", func(b *testing.B) { benchQuote(b, benchEngine(b, benefit.All), benchCart(200)) })
}

func benchQuote(b *testing.B, e *benefit.Engine, c benefit.Cart) {
	b.ReportAllocs()
	for b.Loop() {
		if q, err := e.Quote(c, noon()); err != nil || !q.Exact {
			b.Fatal(err)
		}
	}
}

// BenchmarkRefund returns one unit of an order of 20 lines with ten offers.
func BenchmarkRefund(b *testing.B) {
	q, err := benchEngine(b, benefit.All).Quote(benchCart(20), noon())
	if err != nil {
		b.Fatal(err)
	}
	for _, threshold := range []benefit.Threshold{benefit.Kept, benefit.Difference} {
		b.Run(string(threshold), func(b *testing.B) {
			policy := benefit.RefundPolicy{Threshold: threshold, Coupons: benefit.Restore, Points: benefit.Restore}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := q.Refund(policy, benefit.Returned{}, []benefit.Units{{Line: "L001", Quantity: 1}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Both ways of the benchmark come to the same.
func TestByHandAgrees(t *testing.T) {
	q, err := benchEngine(t, benefit.All).Quote(benchCart(20), noon())
	if err != nil {
		t.Fatal(err)
	}
	for i, left := range byHand(benchCart(20)) {
		want(t, q.Lines[i].Line.ID, q.Lines[i].Total.String(), left.String())
	}
}

// What is compared is not allocated: 2,048 combinations cost little more memory
// than one. Lines cost as many allocations each, however many there are.
func TestAllocations(t *testing.T) {
	allocations := func(e *benefit.Engine, lines int) float64 {
		c := benchCart(lines)
		return testing.AllocsPerRun(20, func() {
			if _, err := e.Quote(c, noon()); err != nil {
				t.Fatal(err)
			}
		})
	}
	one, best := allocations(engineOf(t, under(benefit.All, tens(11)...)), 20), allocations(engineOf(t, yuan(tens(11)...)), 20)
	if best > one+60 {
		t.Errorf("%v allocations for the best of 2,048, %v for all", best, one)
	}
	e := benchEngine(t, benefit.All)
	few, many := allocations(e, 20), allocations(e, 200)
	if few > 500 || many > 10*few {
		t.Errorf("%v allocations for 20 lines, %v for 200", few, many)
	}
}

// byHand prices as benchProgram says, every lane All, with decimals.
func byHand(c benefit.Cart) []decimal.Decimal {
	left := make([]decimal.Decimal, len(c.Lines))
	unit := func(i int, share string) {
		q := decimal.NewFromInt(c.Lines[i].Quantity)
		left[i] = left[i].Div(q).Mul(decimal.RequireFromString(share)).Round(2).Mul(q)
	}
	var goods, t03, t2, t4 []int
	for i, l := range c.Lines {
		left[i] = l.Price.Mul(decimal.NewFromInt(l.Quantity))
		if l.Kind == benefit.Freight {
			continue
		}
		goods = append(goods, i)
		if l.Tags[0] == "T1" {
			unit(i, "0.9")
		}
		if fifty := decimal.NewFromInt(50 * l.Quantity); l.Item == "P7" && left[i].GreaterThan(fifty) {
			left[i] = fifty
		}
		unit(i, "0.85")
		switch l.Tags[0] {
		case "T0", "T3":
			t03 = append(t03, i)
		case "T2":
			t2 = append(t2, i)
		case "T4":
			t4 = append(t4, i)
		}
	}
	entered := slices.Clone(left)
	sum := func(lines []int) (s decimal.Decimal) {
		for _, i := range lines {
			s = s.Add(entered[i])
		}
		return s
	}
	splitByHand(left, t2, cheapestByHand(c, entered, t2))
	splitByHand(left, goods, decimal.NewFromInt(10))
	splitByHand(left, t03, sum(t03).Div(decimal.NewFromInt(100)).Floor().Mul(decimal.NewFromInt(7)))
	left[len(left)-1] = decimal.Zero
	copy(entered, left)
	splitByHand(left, goods, decimal.NewFromInt(10))
	splitByHand(left, goods, decimal.NewFromInt(5))
	base := sum(t4)
	splitByHand(left, t4, decimal.Min(base.Sub(base.Mul(decimal.RequireFromString("0.8")).Round(2)), decimal.NewFromInt(30)))
	return left
}

// cheapestByHand is what a third of the units cost, the cheapest ones.
func cheapestByHand(c benefit.Cart, entered []decimal.Decimal, lines []int) (off decimal.Decimal) {
	var units []decimal.Decimal
	for _, i := range lines {
		for range c.Lines[i].Quantity {
			units = append(units, entered[i].Div(decimal.NewFromInt(c.Lines[i].Quantity)))
		}
	}
	slices.SortFunc(units, decimal.Decimal.Cmp)
	for _, u := range units[:len(units)/3] {
		off = off.Add(u)
	}
	return off
}

// splitByHand takes an amount off lines, by largest remainder.
func splitByHand(left []decimal.Decimal, lines []int, off decimal.Decimal) {
	whole, rest := decimal.Zero, off
	for _, i := range lines {
		whole = whole.Add(left[i])
	}
	shares, remainders := map[int]decimal.Decimal{}, map[int]decimal.Decimal{}
	for _, i := range lines {
		exact := off.Mul(left[i]).DivRound(whole, 12)
		shares[i] = exact.Truncate(2)
		remainders[i] = exact.Sub(shares[i])
		rest = rest.Sub(shares[i])
	}
	order := slices.Clone(lines)
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	cent := decimal.New(1, -2)
	for _, i := range order {
		if rest.IsPositive() {
			shares[i], rest = shares[i].Add(cent), rest.Sub(cent)
		}
		left[i] = left[i].Sub(shares[i])
	}
}

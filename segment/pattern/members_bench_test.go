package pattern_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/segment/pattern"
	"github.com/shopspring/decimal"
)

// membersClub is n customers, every second of them a member since some hour,
// and ten orders of each over some weeks.
func membersClub(n int) (list []membership, orders []membersOrder) {
	for i := range n {
		who := fmt.Sprintf("C%07d", i)
		if i%2 == 0 {
			list = append(list, membership{who, membersSpan(i%1000, 0)})
		}
		for k := range 10 {
			orders = append(orders, membersOrder{who, pattern.Order{At: membersHour((i + 97*k) % 1000), Amount: decimal.New(int64(i%9000+100), -2)}})
		}
	}
	return list, orders
}

// Figures cost the same few allocations however many the orders.
func TestMembersAllocate(t *testing.T) {
	list, orders := membersClub(100)
	roll := membersRoll(t, list...)
	count := func(orders []membersOrder) int64 {
		return int64(testing.AllocsPerRun(10, func() { _, _ = roll.Figures(membersSpan(100, 900), membersOrders(orders)) }))
	}
	if few, many := count(orders[:10]), count(orders); many > few+10 { // the runtime itself allocates now and then
		t.Errorf("%d allocations for 10 orders, %d for %d", few, many, len(orders))
	}
}

// BenchmarkMembers makes the roll of 50,000 members, and reads a period of it
// from a million orders of 100,000 customers an operation, beside the obvious way
// to count members' revenue: a map of spans and a Decimal added to for each order.
func BenchmarkMembers(b *testing.B) {
	list, orders := membersClub(100_000)
	b.Run("NewRoll", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			membersRoll(b, list...)
		}
	})
	b.Run("Figures", func(b *testing.B) {
		roll := membersRoll(b, list...)
		b.ReportAllocs()
		for b.Loop() {
			membersFigures(b, roll, membersSpan(100, 900), orders...)
		}
	})
	b.Run("maps and decimals", func(b *testing.B) {
		since := map[string]time.Time{}
		for _, m := range list {
			since[m.who] = m.span.From
		}
		b.ReportAllocs()
		for b.Loop() {
			var revenue, turnover decimal.Decimal
			bought := map[string]int{}
			for _, o := range orders {
				if o.order.At.Before(membersHour(100)) || !o.order.At.Before(membersHour(900)) {
					continue
				}
				turnover = turnover.Add(o.order.Amount)
				if from, ok := since[o.who]; ok && !o.order.At.Before(from) {
					revenue = revenue.Add(o.order.Amount)
					bought[o.who]++
				}
			}
		}
	})
}

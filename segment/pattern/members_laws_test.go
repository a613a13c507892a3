package pattern_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"example.com/membership/segment/pattern"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// membersHours is how long the world of the properties lasts.
const membersHours = 24

func membersDraw(t *rapid.T) (list []membership, orders []membersOrder) {
	who := rapid.SampledFrom([]string{"A", "B", "C", "D"})
	span := rapid.Custom(func(t *rapid.T) membership {
		from := rapid.IntRange(1, membersHours-1).Draw(t, "from")
		s := membersSpan(from, rapid.IntRange(from, membersHours).Draw(t, "until"))
		if rapid.IntRange(0, 4).Draw(t, "open") == 0 {
			s.Until = membersSpan(0, 0).Until
		}
		return membership{who.Draw(t, "who"), s}
	})
	order := rapid.Custom(func(t *rapid.T) membersOrder {
		amount := decimal.New(rapid.Int64Range(0, 999).Draw(t, "coefficient"), rapid.Int32Range(-3, 2).Draw(t, "exponent"))
		return membersOrder{who.Draw(t, "who"), pattern.Order{At: membersHour(rapid.IntRange(0, membersHours).Draw(t, "at")), Amount: amount}}
	})
	return rapid.SliceOfN(span, 0, 12).Draw(t, "memberships"), rapid.SliceOfN(order, 0, 12).Draw(t, "orders")
}

// membersSlow asks hour by hour who is a member: all ends of spans are whole
// hours, so a member in the hour before an instant is one just before it.
func membersSlow(list []membership, orders []membersOrder, from, until int) (f pattern.MemberFigures) {
	present := map[string]*[membersHours + 1]bool{}
	for _, m := range list {
		if present[m.who] == nil {
			present[m.who] = &[membersHours + 1]bool{}
		}
		for hour := range present[m.who] {
			at := membersHour(hour)
			if !at.Before(m.span.From) && (m.span.Until.IsZero() || at.Before(m.span.Until)) {
				present[m.who][hour] = true
			}
		}
	}
	bought := map[string]int{}
	for _, o := range orders {
		hour := int(o.order.At.Sub(membersHour(0)).Hours())
		if hour < from || hour >= until {
			continue
		}
		f.TotalRevenue = f.TotalRevenue.Add(o.order.Amount)
		if present[o.who] != nil && present[o.who][hour] {
			f.Orders++
			f.MemberRevenue = f.MemberRevenue.Add(o.order.Amount)
			bought[o.who]++
		}
	}
	for _, n := range bought {
		f.Buyers++
		if n > 1 {
			f.Repeaters++
		}
	}
	for _, hours := range present {
		start, end := hours[from-1], hours[until-1]
		during, before := slices.Contains(hours[from:until], true), slices.Contains(hours[:from], true)
		for _, c := range []struct {
			count *int64
			holds bool
		}{
			{&f.Start, start}, {&f.End, end}, {&f.MembersDuring, during}, {&f.Lost, start && !end},
			{&f.New, end && !before}, {&f.Returned, end && !start && before}, {&f.Passing, during && !start && !end},
		} {
			if c.holds {
				*c.count++
			}
		}
	}
	return f
}

// Figures agree with an hour by hour count. The sizes obey their identity, and
// the end of a period is the start of the next.
func checkMembers(t *rapid.T) {
	list, orders := membersDraw(t)
	roll := membersRoll(t, list...)
	from := rapid.IntRange(1, membersHours-2).Draw(t, "period from")
	until := rapid.IntRange(from+1, membersHours-1).Draw(t, "period until")
	next := rapid.IntRange(until+1, membersHours).Draw(t, "next until")
	f := membersFigures(t, roll, membersSpan(from, until), orders...)
	if diff := cmp.Diff(membersSlow(list, orders, from, until), f); diff != "" {
		t.Fatalf("(-slow +got):\n%s", diff)
	}
	if f.End != f.Start+f.New+f.Returned-f.Lost {
		t.Fatalf("%d ≠ %d + %d + %d − %d", f.End, f.Start, f.New, f.Returned, f.Lost)
	}
	if f.Repeaters > f.Buyers || f.Buyers > f.Orders || f.Buyers > f.MembersDuring || f.Lost > f.Start || f.MemberRevenue.Cmp(f.TotalRevenue) > 0 {
		t.Fatalf("a part is more than the whole: %+v", f)
	}
	after := membersFigures(t, roll, membersSpan(until, next), orders...)
	both := membersFigures(t, roll, membersSpan(from, next), orders...)
	if f.End != after.Start || f.Start != both.Start || after.End != both.End ||
		f.Orders+after.Orders != both.Orders || !f.MemberRevenue.Add(after.MemberRevenue).Equal(both.MemberRevenue) {
		t.Fatalf("%+v, then %+v; both %+v", f, after, both)
	}
}

func TestMemberLaws(t *testing.T) { rapid.Check(t, checkMembers) }
func FuzzMembers(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkMembers)) }

// The order of the input does not show, byte for byte, and neither does it how a
// membership is cut into spans that touch or overlap.
func checkMembersInput(t *rapid.T) {
	list, orders := membersDraw(t)
	period := membersSpan(rapid.IntRange(0, 11).Draw(t, "period from"), rapid.IntRange(12, 24).Draw(t, "period until"))
	want, _ := json.Marshal(membersFigures(t, membersRoll(t, list...), period, orders...))
	var cut []membership
	for _, m := range list {
		at := membersHour(rapid.IntRange(0, membersHours).Draw(t, "cut"))
		if at.Before(m.span.From) || !m.span.Until.IsZero() && at.After(m.span.Until) {
			cut = append(cut, m, m)
			continue
		}
		cut = append(cut, membership{m.who, pattern.Span{From: at, Until: m.span.Until}}, membership{m.who, pattern.Span{From: m.span.From, Until: at}})
	}
	for why, other := range map[string][]membership{"permuted": rapid.Permutation(list).Draw(t, "order"), "cut": cut} {
		f := membersFigures(t, membersRoll(t, other...), period, rapid.Permutation(orders).Draw(t, "order of orders")...)
		if got, _ := json.Marshal(f); !bytes.Equal(got, want) {
			t.Fatalf("%s: %s, want %s", why, got, want)
		}
	}
}

func TestMembersInput(t *testing.T) { rapid.Check(t, checkMembersInput) }
func FuzzMembersInput(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkMembersInput)) }

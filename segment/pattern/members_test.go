package pattern_test

import (
	"errors"
	"iter"
	"maps"
	"math"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"example.com/membership/segment/pattern"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// membersHour is the instant so many hours after a fixed one.
func membersHour(n int) time.Time {
	return time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Hour)
}

// membersSpan is a span in hours; an until of 0 is open.
func membersSpan(from, until int) pattern.Span {
	s := pattern.Span{From: membersHour(from)}
	if until != 0 {
		s.Until = membersHour(until)
	}
	return s
}

// membership and membersOrder are records of a customer.
type membership struct {
	who  string
	span pattern.Span
}
type membersOrder struct {
	who   string
	order pattern.Order
}

func membersBought(who string, at time.Time, amount string) membersOrder {
	return membersOrder{who, pattern.Order{At: at, Amount: dec(amount)}}
}

func membershipSeq(list []membership) iter.Seq2[string, pattern.Span] {
	return func(yield func(string, pattern.Span) bool) {
		for _, m := range list {
			if !yield(m.who, m.span) {
				return
			}
		}
	}
}

func membersOrders(list []membersOrder) iter.Seq2[string, pattern.Order] {
	return func(yield func(string, pattern.Order) bool) {
		for _, o := range list {
			if !yield(o.who, o.order) {
				return
			}
		}
	}
}

func membersRoll(t failer, list ...membership) *pattern.Roll[string] {
	t.Helper()
	roll, err := pattern.NewRoll(membershipSeq(list))
	if err != nil {
		t.Fatal(err)
	}
	return roll
}

func membersFigures(t failer, roll *pattern.Roll[string], period pattern.Span, orders ...membersOrder) pattern.MemberFigures {
	t.Helper()
	f, err := roll.Figures(period, membersOrders(orders))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

type membersSpans = []pattern.Span

// What a member counts as; the amounts are left out.
var (
	membersKept     = pattern.MemberFigures{Start: 1, End: 1, MembersDuring: 1}
	membersFresh    = pattern.MemberFigures{New: 1, End: 1, MembersDuring: 1}
	membersReturned = pattern.MemberFigures{Returned: 1, End: 1, MembersDuring: 1}
	membersLost     = pattern.MemberFigures{Start: 1, Lost: 1, MembersDuring: 1}
	membersLostAt   = pattern.MemberFigures{Start: 1, Lost: 1}
	membersPassing  = pattern.MemberFigures{Passing: 1, MembersDuring: 1}
	membersAbsent   = pattern.MemberFigures{}
)

// membersBySpans is one member's spans and what they count as over the hours
// [10, 20).
var membersBySpans = []struct {
	why   string
	spans membersSpans
	want  pattern.MemberFigures
}{
	{"all along", membersSpans{membersSpan(1, 30)}, membersKept},
	{"without end", membersSpans{membersSpan(1, 0)}, membersKept},
	{"ends with the period", membersSpans{membersSpan(1, 20)}, membersKept},
	{"ends an hour before", membersSpans{membersSpan(1, 19)}, membersLost},
	{"ends as the period begins", membersSpans{membersSpan(1, 10)}, membersLostAt},
	{"ends an hour into it", membersSpans{membersSpan(1, 11)}, membersLost},
	{"ended before", membersSpans{membersSpan(1, 9)}, membersAbsent},
	{"joins as the period begins", membersSpans{membersSpan(10, 0)}, membersFresh},
	{"joins an hour before", membersSpans{membersSpan(9, 0)}, membersKept},
	{"joins and is there at the end", membersSpans{membersSpan(11, 20)}, membersFresh},
	{"joins in the last hour", membersSpans{membersSpan(19, 0)}, membersFresh},
	{"joins as the next period begins", membersSpans{membersSpan(20, 0)}, membersAbsent},
	{"the period alone", membersSpans{membersSpan(10, 20)}, membersFresh},
	{"joined and left within", membersSpans{membersSpan(10, 19)}, membersPassing},
	{"joined and left within twice", membersSpans{membersSpan(10, 12), membersSpan(13, 15)}, membersPassing},
	{"came back for a while", membersSpans{membersSpan(1, 5), membersSpan(12, 15)}, membersPassing},
	{"came back for good", membersSpans{membersSpan(1, 5), membersSpan(12, 0)}, membersReturned},
	{"came back as the period begins", membersSpans{membersSpan(1, 9), membersSpan(10, 0)}, membersReturned},
	{"joined, left and joined within", membersSpans{membersSpan(11, 12), membersSpan(13, 0)}, membersFresh},
	{"away for a while", membersSpans{membersSpan(1, 12), membersSpan(13, 0)}, membersKept},
	{"left, came back and left", membersSpans{membersSpan(1, 12), membersSpan(13, 15)}, membersLost},
	{"came back with the next period", membersSpans{membersSpan(1, 12), membersSpan(20, 0)}, membersLost},
	{"renewed as the period begins", membersSpans{membersSpan(1, 10), membersSpan(10, 0)}, membersKept},
	{"renewed as it ends", membersSpans{membersSpan(1, 20), membersSpan(20, 0)}, membersKept},
	{"renewed ahead", membersSpans{membersSpan(1, 15), membersSpan(12, 18), membersSpan(3, 4)}, membersLost},
	{"a span within another", membersSpans{membersSpan(1, 0), membersSpan(12, 14)}, membersKept},
	{"twice the same", membersSpans{membersSpan(11, 0), membersSpan(11, 0)}, membersFresh},
	{"no instant", membersSpans{{From: membersHour(12), Until: membersHour(12)}}, membersAbsent},
	{"no instant before", membersSpans{{From: membersHour(5), Until: membersHour(5)}, membersSpan(12, 0)}, membersFresh},
}

func TestMembersByTheirSpans(t *testing.T) {
	for _, c := range membersBySpans {
		t.Run(c.why, func(t *testing.T) {
			var list []membership
			for _, s := range c.spans {
				list = append(list, membership{"A", s})
			}
			c.want.MemberRevenue, c.want.TotalRevenue = decimal.Zero, decimal.Zero
			if diff := cmp.Diff(c.want, membersFigures(t, membersRoll(t, list...), membersSpan(10, 20))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An order counts as a member's from the instant of joining to before the end,
// and counts at all within the period.
func TestMembersOrders(t *testing.T) {
	roll := membersRoll(t, membership{"A", membersSpan(12, 15)}, membership{"A", membersSpan(17, 0)}, membership{"B", membersSpan(1, 0)})
	for _, c := range []struct {
		why, who string
		at       time.Time
		member   bool
		counts   bool
	}{
		{"before joining", "A", membersHour(12).Add(-1), false, true},
		{"as they join", "A", membersHour(12), true, true},
		{"before the end", "A", membersHour(15).Add(-1), true, true},
		{"at the end", "A", membersHour(15), false, true},
		{"away", "A", membersHour(16), false, true},
		{"back", "A", membersHour(17), true, true},
		{"somebody else", "C", membersHour(12), false, true},
		{"a guest", "", membersHour(12), false, true},
		{"before the period", "B", membersHour(10).Add(-1), true, false},
		{"as the period begins", "B", membersHour(10), true, true},
		{"before its end", "B", membersHour(20).Add(-1), true, true},
		{"at its end", "B", membersHour(20), true, false},
	} {
		f := membersFigures(t, roll, membersSpan(10, 20), membersBought(c.who, c.at, "9.90"))
		want := pattern.MemberFigures{}
		if c.counts {
			want.TotalRevenue = dec("9.9")
		}
		if c.counts && c.member {
			want.Orders, want.Buyers, want.MemberRevenue = 1, 1, want.TotalRevenue
		}
		if f.Orders != want.Orders || f.Buyers != want.Buyers || f.Repeaters != 0 || !f.MemberRevenue.Equal(want.MemberRevenue) || !f.TotalRevenue.Equal(want.TotalRevenue) {
			t.Errorf("%s: %+v", c.why, f)
		}
	}
}

func TestMembersOfManyOrders(t *testing.T) {
	for _, n := range []int{255, 256, 257} {
		var orders []membersOrder
		for range n {
			orders = append(orders, membersBought("A", membersHour(12), "1"))
		}
		f := membersFigures(t, membersRoll(t, membership{"A", membersSpan(1, 0)}), membersSpan(10, 20), orders...)
		if f.Orders != int64(n) || f.Buyers != 1 || f.Repeaters != 1 {
			t.Errorf("%d orders: %+v", n, f)
		}
	}
}

// A date-only end means the end of that day in the shop's zone (s2member#612,
// OpenMage#4409): who is a member through 31 March, until the start of 1 April,
// is counted at the end of March and lost in April; who joins on 1 April, at its
// midnight, is new in April.
func TestMembersOfDatesOnly(t *testing.T) {
	shanghai := cohortZone(t, "Asia/Shanghai")
	day := func(month time.Month) time.Time { return time.Date(2026, month, 1, 0, 0, 0, 0, shanghai) }
	roll := membersRoll(t, membership{"A", pattern.Span{From: day(time.January), Until: day(time.April)}}, membership{"B", pattern.Span{From: day(time.April)}})
	march := membersFigures(t, roll, pattern.Span{From: day(time.March), Until: day(time.April)})
	april := membersFigures(t, roll, pattern.Span{From: day(time.April), Until: day(time.May)})
	if march.Start != 1 || march.End != 1 || march.New+march.Lost != 0 || april.Start != 1 || april.New != 1 || april.Lost != 1 || april.End != 1 {
		t.Errorf("March %+v, April %+v", march, april)
	}
}

func TestNewRollErrors(t *testing.T) {
	for _, c := range []struct {
		why        string
		span       pattern.Span
		field, say string
	}{
		{"no beginning", pattern.Span{Until: membersHour(1)}, "from", "the instant is missing: it is the zero Time; give when it began"},
		{"ends for ever", pattern.Span{From: membersHour(1), Until: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, "until",
			"the year 9999 is outside 1900..2299; leave it out where there is no end"},
		{"ends before it begins", pattern.Span{From: membersHour(1), Until: membersHour(1).Add(-1)}, "until",
			"2026-03-01T00:59:59.999999999Z is before it begins, at 2026-03-01T01:00:00Z; swap them or correct one"},
	} {
		roll, err := pattern.NewRoll(membershipSeq([]membership{{"A", membersSpan(1, 2)}, {"C17", c.span}, {"D", pattern.Span{}}}))
		membersFault(t, c.why, err, segment.DataError{Record: `membership of customer "C17"`, Field: c.field, Why: c.say})
		if roll != nil {
			t.Errorf("%s: %v", c.why, roll)
		}
	}
}

func TestMemberFiguresErrors(t *testing.T) {
	ok := membersSpan(10, 20)
	for _, c := range []struct {
		why    string
		period pattern.Span
		order  membersOrder
		want   segment.DataError
	}{
		{"no instant", ok, membersBought("C17", time.Time{}, "1"), segment.DataError{Record: `order of customer "C17"`, Field: "at",
			Why: "the instant is missing: it is the zero Time; correct it or leave the order out"}},
		{"a negative amount", ok, membersBought("C17", membersHour(11), "-0.01"), segment.DataError{Record: `order of customer "C17" at 2026-03-01T11:00:00Z`, Field: "amount",
			Why: "-0.01 is negative; take refunds off their order"}},
		{"outside the period too", ok, membersBought("C17", membersHour(21), "-0.01"), segment.DataError{Record: `order of customer "C17" at 2026-03-01T21:00:00Z`, Field: "amount",
			Why: "-0.01 is negative; take refunds off their order"}},
		{"a hostile amount", ok, membersOrder{"C17", pattern.Order{At: membersHour(11), Amount: decimal.New(1, 1_000_000_000)}}, segment.DataError{Record: `order of customer "C17" at 2026-03-01T11:00:00Z`, Field: "amount",
			Why: "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"}},
	} {
		f, err := membersRoll(t).Figures(c.period, membersOrders([]membersOrder{membersBought("A", membersHour(12), "3"), c.order, {"D", pattern.Order{}}}))
		membersFault(t, c.why, err, c.want)
		if diff := cmp.Diff(pattern.MemberFigures{}, f); diff != "" {
			t.Errorf("%s: a partial result:\n%s", c.why, diff)
		}
	}
}

func TestBadPeriods(t *testing.T) {
	ok := membersSpan(10, 20)
	for _, c := range []struct {
		why    string
		period pattern.Span
		want   string
	}{
		{"nothing", pattern.Span{}, "from missing; until missing"},
		{"no beginning", pattern.Span{Until: ok.Until}, "from missing"},
		{"no end", pattern.Span{From: ok.From}, "until missing"},
		{"far ends", pattern.Span{From: time.Unix(-1<<40, 0), Until: time.Unix(1<<40, 0)}, "from out_of_range; until out_of_range"},
		{"no length", pattern.Span{From: ok.From, Until: ok.From}, "until not_rising"},
		{"backwards", pattern.Span{From: ok.Until, Until: ok.From}, "until not_rising"},
		{"a nanosecond", pattern.Span{From: ok.From, Until: ok.From.Add(1)}, ""},
	} {
		f, err := membersRoll(t, membership{"A", membersSpan(1, 0)}).Figures(c.period, nil)
		if c.want == "" && (err != nil || f.Start != 1) || c.want != "" && (faults(t, err) != c.want || f.Start != 0) {
			t.Errorf("%s: %v, want %q", c.why, err, c.want)
		}
	}
}

func membersFault(t *testing.T, why string, err error, want segment.DataError) {
	t.Helper()
	var data *segment.DataError
	if !errors.As(err, &data) {
		t.Errorf("%s: %v", why, err)
		return
	}
	if diff := cmp.Diff(want, *data); diff != "" {
		t.Errorf("%s (-want +got):\n%s", why, diff)
	}
}

// A roll without members, also the zero one and nil, is a shop without a club.
func TestMembersOfNobody(t *testing.T) {
	none, err := pattern.NewRoll[string](nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, roll := range []*pattern.Roll[string]{none, {}, nil} {
		f := membersFigures(t, roll, membersSpan(10, 20), membersBought("A", membersHour(12), "3"))
		if diff := cmp.Diff(pattern.MemberFigures{TotalRevenue: decimal.NewFromInt(3)}, f); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if f, err := roll.Figures(membersSpan(10, 20), nil); err != nil || f.TotalRevenue.Sign() != 0 {
			t.Errorf("no orders: %+v, %v", f, err)
		}
	}
}

func TestMembersHaveKeys(t *testing.T) {
	_, err := pattern.NewRoll(maps.All(map[float64]pattern.Span{math.NaN(): membersSpan(1, 2)}))
	if got := badData(t, err); got != `membership of customer "NaN": customer` {
		t.Error(got)
	}
	for n, ok := range map[int]bool{0: false, 1: true, 1000: true, 1001: false} {
		for _, until := range []int{1, 2} { // also where it holds no instant
			_, err := pattern.NewRoll(membershipSeq([]membership{{strings.Repeat("x", n), membersSpan(1, until)}}))
			if (err == nil) != ok || !ok && !strings.HasSuffix(badData(t, err), ": customer") {
				t.Errorf("%d bytes until %d: %v", n, until, err)
			}
		}
	}
}

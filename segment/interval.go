package segment

import (
	"cmp"
	"math"
	"time"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// numbers is an interval of whole numbers, both ends included.
type numbers struct{ from, to int64 }

func (r numbers) has(n int64) bool { return r.from <= n && n <= r.to }

// numbersOf returns the numbers for which the operator holds.
func numbersOf(op Op, v []int64) numbers {
	const lowest, highest = math.MinInt64, math.MaxInt64
	nobody := numbers{highest, lowest}
	switch op {
	case Is:
		return numbers{v[0], v[0]}
	case Between:
		return numbers{v[0], v[1]}
	case AtMost:
		return numbers{lowest, v[0]}
	case AtLeast:
		return numbers{v[0], highest}
	case Below:
		if v[0] > lowest {
			return numbers{lowest, v[0] - 1}
		}
	case Above:
		if v[0] < highest {
			return numbers{v[0] + 1, highest}
		}
	}
	return nobody
}

// point is an instant of any year, as seconds and nanoseconds since 1970.
type point struct {
	sec  int64
	nsec int32
}

func pointOf(t time.Time) point { return point{t.Unix(), int32(t.Nanosecond())} }

func (p point) before(o point) bool { return p.sec < o.sec || p.sec == o.sec && p.nsec < o.nsec }

// span is an interval of instants: from is included, until is not.
type span struct{ from, until point }

func (s span) has(p point) bool { return !p.before(s.from) && p.before(s.until) }

// dateSpan returns the instants of a date, of which the last has no end: it
// stands for never.
func dateSpan(d civil.Date, loc *time.Location) span {
	if d == civil.MaxDate {
		return span{pointOf(d.Start(loc)), point{sec: math.MaxInt64}}
	}
	return span{pointOf(d.Start(loc)), pointOf(d.AddDays(1).Start(loc))}
}

// after reports whether the whole of s lies after o. A date that the location
// skipped has no length, and is not after itself.
func (s span) after(o span) bool { return o.from.before(s.from) && !s.from.before(o.until) }

// instantSpan returns the span of t alone.
func instantSpan(t time.Time) span { return span{pointOf(t), pointOf(t.Add(1))} }

// spanOf returns the instants for which the operator holds.
func spanOf(op Op, v []span) span {
	earliest, latest := point{sec: math.MinInt64}, point{sec: math.MaxInt64}
	switch op {
	case Is:
		return v[0]
	case Between:
		return span{v[0].from, v[1].until}
	case AtMost:
		return span{earliest, v[0].until}
	case AtLeast:
		return span{v[0].from, latest}
	case Below:
		return span{earliest, v[0].from}
	case Above:
		return span{v[0].until, latest}
	}
	return span{}
}

// amounts is an interval of decimals, of which each end is nil where there is
// none.
type amounts struct {
	from, to *end
	// small[−e] is the coefficients at the exponent e of the numbers within it: what
	// most amounts are compared by.
	small [13]numbers
}

// end is an end of an interval of decimals.
type end struct {
	at   decimal.Decimal
	open bool // the number itself lies outside
}

// amountsOf returns the decimals for which the operator holds.
func amountsOf(op Op, v []decimal.Decimal) *amounts {
	a := &amounts{}
	switch op {
	case Is:
		a.from, a.to = &end{at: v[0]}, &end{at: v[0]}
	case Between:
		a.from, a.to = &end{at: v[0]}, &end{at: v[1]}
	case AtMost:
		a.to = &end{at: v[0]}
	case AtLeast:
		a.from = &end{at: v[0]}
	case Below:
		a.to = &end{at: v[0], open: true}
	case Above:
		a.from = &end{at: v[0], open: true}
	}
	for e := range a.small {
		a.small[e] = numbers{math.MinInt64, math.MaxInt64}
		if a.from != nil {
			a.small[e].from = a.from.first(int32(e))
		}
		if a.to != nil {
			a.small[e].to = -a.to.negative().first(int32(e))
		}
	}
	return a
}

// has does not allocate if d has at most 18 digits and 12 decimals. Its time is
// bounded whatever the exponent of d.
func (a *amounts) has(d decimal.Decimal) bool {
	if exact.IsSmall(d) {
		return a.small[-d.Exponent()].has(d.CoefficientInt64())
	}
	return (a.from == nil || a.from.before(d)) && (a.to == nil || a.to.negative().before(d.Neg()))
}

// first returns the smallest coefficient at the exponent −e with which a number
// lies beyond the lower end, or one that no number of 18 digits has.
func (f *end) first(e int32) int64 {
	least := f.at.Shift(e).Ceil()
	if f.open && least.Equal(f.at.Shift(e)) {
		least = least.Add(decimal.NewFromInt(1))
	}
	switch most := decimal.New(1, 18); {
	case least.Cmp(most) > 0:
		return math.MaxInt64
	case least.Cmp(most.Neg()) < 0:
		return -math.MaxInt64
	}
	return least.IntPart()
}

// negative turns an upper end into the lower end of the negative numbers.
func (f *end) negative() *end { return &end{f.at.Neg(), f.open} }

// before reports whether d lies beyond the lower end.
func (f *end) before(d decimal.Decimal) bool {
	order := compare(f.at, d)
	return order < 0 || order == 0 && !f.open
}

// compare is a.Cmp(b) in bounded time: numbers that begin at different places
// need not be written out.
func compare(a, b decimal.Decimal) int {
	if order := cmp.Compare(a.Sign(), b.Sign()); order != 0 || a.Sign() == 0 {
		return order
	}
	if order := cmp.Compare(place(a), place(b)); order != 0 {
		return order * a.Sign()
	}
	return a.Cmp(b)
}

// place is that of the first digit of d, which is not 0.
func place(d decimal.Decimal) int64 { return int64(d.NumDigits()) + int64(d.Exponent()) }

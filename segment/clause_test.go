package segment_test

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

var comparisons = []segment.Op{segment.Is, segment.Below, segment.AtMost, segment.Above, segment.AtLeast}

// Every comparison of every pair of whole numbers at, just below and just above
// each other and the ends of 64 bits.
func TestNumberEdges(t *testing.T) {
	edges := []int64{math.MinInt64, math.MinInt64 + 1, -2, -1, 0, 1, 2, math.MaxInt64 - 1, math.MaxInt64}
	schema := customerSchema(t)
	check := func(r segment.Rule) {
		m := must(compileRule(t, schema, r, time.UTC).At(now))
		for _, n := range edges {
			c := &customer{Orders: n}
			if got, want := m.Match(c), (slow{at: now}).clause(r, knownOf(c)); got != want {
				t.Errorf("%d %s %s: %v, want %v", n, r.Op, r.Value, got, want)
			}
		}
	}
	for i, a := range edges {
		text := strconv.FormatInt(a, 10)
		for _, op := range append(comparisons, segment.OneOf) {
			check(clause("orders", op, text))
		}
		for _, b := range edges[i:] {
			check(clause("orders", segment.Between, text, strconv.FormatInt(b, 10)))
		}
		check(clause("orders", segment.OneOf, text, "7", text, "-7", "8", "9", "10")) // beyond what is searched in order
	}
	// A set of every size, around those that are searched in order.
	for size := 1; size <= 12; size++ {
		r := segment.Rule{Field: "orders", Op: segment.OneOf}
		for i := range size {
			r.Value = append(r.Value, strconv.Itoa(3*(size-i)))
		}
		for n := int64(0); n <= int64(3*size)+1; n++ {
			if got, want := holds(t, &customer{Orders: n}, r, now), n%3 == 0 && n > 0; got != want {
				t.Errorf("%d %s %s: %v, want %v", n, r.Op, r.Value, got, want)
			}
		}
	}
}

// Amounts that differ in the last decimal, are written with other exponents, or
// lie at the edge of 18 digits and 12 decimals, where the fast comparison ends.
func TestDecimalEdges(t *testing.T) {
	edges := []string{"-1000000000000000001", "-1000000000000000000", "-999999999999999999", "-999999999999999999.9", "-12.50", "-12.500000000001", "-12.499999999999",
		"-1e-12", "0", "0.000000000000", "0e12", "-0", "1e-12", "2e-12", "0.1", "1e-1", "0.10", "12.499999999999", "12.5", "12.50", "125e-1", "12.500000000001",
		"12.51", "100", "1e2", "99.99", "100.01", "999999.999999999999", "999999.999999999998", "9999999.999999999999", "999999999999999998",
		"999999999999999999", "999999999999999999.1", "1000000000000000000", "1000000000000000001", "123456789012345678901234567890", "123456789012345678901234567891", "100e12"}
	customers := append([]string{"1e18", "-1e18", "0e40", "0e-40", "1e30", "-1e30", "1e-13", "-1e-13", "12.5000000000001", "12.5000000000000", "12.4999999999999",
		"1234567890123456789012345678901", "123456789012345678901234567890.5"}, edges...)
	schema := customerSchema(t)
	check := func(r segment.Rule) {
		m := must(compileRule(t, schema, r, time.UTC).At(now))
		for _, text := range customers {
			c := &customer{Spent: dec(text)}
			if got, want := m.Match(c), compares(r, func(v string) int { return ratFrom(text).Cmp(ratFrom(v)) }); got != want {
				t.Errorf("%s %s %s: %v, want %v", text, r.Op, r.Value, got, want)
			}
		}
	}
	for _, a := range edges {
		for _, op := range comparisons {
			check(clause("spent", op, a))
		}
		for _, b := range edges {
			if ratFrom(a).Cmp(ratFrom(b)) <= 0 {
				check(clause("spent", segment.Between, a, b))
			}
		}
	}
}

// Numbers whose exponents or digits are absurd are compared at once: written out
// they would fill gigabytes.
func TestDecimalAbsurd(t *testing.T) {
	start := time.Now()
	many := new(big.Int).Exp(big.NewInt(10), big.NewInt(10_000), nil)
	absurd := []struct {
		name  string
		value decimal.Decimal
		sign  int // against 1; 0 is a number that is 0
	}{
		{"1e1000000000", decimal.New(1, 1_000_000_000), 1},
		{"1e2147483647", decimal.New(1, math.MaxInt32), 1},
		{"1e-1000000000", decimal.New(1, -1_000_000_000), -1},
		{"1e-2147483648", decimal.New(1, math.MinInt32), -1},
		{"-1e1000000000", decimal.New(-1, 1_000_000_000), -1},
		{"-1e-1000000000", decimal.New(-1, -1_000_000_000), -1},
		{"0e1000000000", decimal.New(0, 1_000_000_000), -1},
		{"0e-1000000000", decimal.New(0, -1_000_000_000), -1},
		{"10,001 digits", decimal.NewFromBigInt(many, 0), 1},
		{"10,001 digits, e-10000, and a bit", decimal.NewFromBigInt(new(big.Int).Add(many, big.NewInt(1)), -10_000), 1},
		{"10,001 digits, e-10000, less a bit", decimal.NewFromBigInt(new(big.Int).Sub(many, big.NewInt(1)), -10_000), -1},
		{"10,001 digits and e1000000000", decimal.NewFromBigInt(many, 1_000_000_000), 1},
	}
	for _, a := range absurd {
		c := &customer{Spent: a.value}
		for op, want := range map[segment.Op]bool{segment.Is: false, segment.Below: a.sign < 0, segment.AtMost: a.sign < 0,
			segment.Above: a.sign > 0, segment.AtLeast: a.sign > 0} {
			if got := holds(t, c, clause("spent", op, "1"), now); got != want {
				t.Errorf("%s %s 1: %v, want %v", a.name, op, got, want)
			}
		}
		zero := a.value.Sign() == 0
		if got := holds(t, c, clause("spent", segment.Is, "0"), now); got != zero {
			t.Errorf("%s = 0: %v, want %v", a.name, got, zero)
		}
		if got := holds(t, c, clause("spent", segment.Between, "0", "0.00"), now); got != zero {
			t.Errorf("%s between 0 and 0.00: %v, want %v", a.name, got, zero)
		}
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
}

// A literal of absurd size is refused at once.
func TestDecimalAbsurdLiteral(t *testing.T) {
	for _, text := range []string{"1e1000000000", "1e99999999999999999999", "1e-1000000000", "0e1000000000", "1e13", "1e-13",
		"1234567890123456789012345678901", strings.Repeat("9", 1000), "+1", "1.", ".5", "01", "1_000", " 1", "NaN", "Inf", "0x1", "", "1,5", "一"} {
		if _, err := customerSchema(t).Compile(clause("spent", segment.Is, text), time.UTC); err == nil {
			t.Errorf("%q is taken for a decimal", text)
		}
	}
}

// An instant is compared to the nanosecond, whatever zone it is written in; a
// date stands for the whole of it in the location of the group.
func TestInstantEdges(t *testing.T) {
	at := time.Date(2026, 3, 5, 2, 0, 0, 500, time.UTC)
	for _, text := range []string{"2026-03-05T02:00:00.0000005Z", "2026-03-05T10:00:00.0000005+08:00", "2026-03-04T23:00:00.000000500-03:00"} {
		for op, want := range map[segment.Op]string{segment.Is: ".=.", segment.Below: "<..", segment.AtMost: "<=.", segment.Above: "..>", segment.AtLeast: ".=>"} {
			for i, off := range []time.Duration{-1, 0, 1} {
				c := &customer{LastOrder: at.Add(off)}
				if got := holds(t, c, clause("last_order", op, text), now); got != (want[i] != '.') {
					t.Errorf("%v %s %s: %v", c.LastOrder, op, text, got)
				}
			}
		}
		later := at.Add(time.Hour).Format(time.RFC3339Nano)
		for off, want := range map[time.Duration]bool{-1: false, 0: true, time.Minute: true, time.Hour: true, time.Hour + 1: false} {
			if got := holds(t, &customer{LastOrder: at.Add(off)}, clause("last_order", segment.Between, text, later), now); got != want {
				t.Errorf("%v after the first of two ends: %v, want %v", off, got, want)
			}
		}
	}
}

// civilDays are dates with the instants at which they begin and end: in Shanghai
// it is already the 5th when UTC has the 4th; São Paulo skipped the midnight of
// 4 November 2018, and had the last hour of 17 February 2018 twice.
var civilDays = []struct{ zone, date, from, until string }{
	{"UTC", "2026-03-05", "2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z"},
	{"Asia/Shanghai", "2026-03-05", "2026-03-04T16:00:00Z", "2026-03-05T16:00:00Z"},
	{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
	{"America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
	{"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"},
	{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
	{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
}

func TestInstantAgainstDate(t *testing.T) {
	for _, day := range civilDays {
		loc := zone(t, day.zone)
		from, _ := time.Parse(time.RFC3339, day.from)
		until, _ := time.Parse(time.RFC3339, day.until)
		for _, edge := range []struct {
			at    time.Time
			where int // before, on or after the date
		}{{from.Add(-1), -1}, {from, 0}, {from.Add(1), 0}, {until.Add(-1), 0}, {until, 1}, {until.Add(1), 1}} {
			c := &customer{LastOrder: edge.at}
			for op, want := range map[segment.Op]bool{segment.Is: edge.where == 0, segment.Below: edge.where < 0, segment.AtMost: edge.where <= 0,
				segment.Above: edge.where > 0, segment.AtLeast: edge.where >= 0} {
				if got := holds(t, c, clause("last_order", op, day.date), now.In(loc)); got != want {
					t.Errorf("%s: %v %s %s: %v, want %v", day.zone, edge.at, op, day.date, got, want)
				}
			}
			for _, ends := range [][]string{{day.date, day.date}, {day.from, day.date}, {day.date, until.Add(-1).Format(time.RFC3339Nano)}} {
				if got := holds(t, c, clause("last_order", segment.Between, ends...), now.In(loc)); got != (edge.where == 0) {
					t.Errorf("%s: %v between %v: %v", day.zone, edge.at, ends, got)
				}
			}
			last := until.Add(-1)
			if got := holds(t, c, clause("last_order", segment.Between, last.Format(time.RFC3339Nano), day.date), now.In(loc)); got != edge.at.Equal(last) {
				t.Errorf("%s: %v between the last instant and the date %s: %v", day.zone, edge.at, day.date, got)
			}
		}
	}
}

// The last date of the calendar, which tables use for "never", is a date too.
func TestInstantAgainstLastDate(t *testing.T) {
	c := &customer{LastOrder: time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC)}
	for _, r := range []segment.Rule{
		clause("last_order", segment.Is, "9999-12-31"),
		clause("last_order", segment.AtMost, "9999-12-31"),
		clause("last_order", segment.Between, "2026-01-01", "9999-12-31"),
		clause("last_order", segment.Between, "9999-12-31", "9999-12-31"),
		negated(clause("last_order", segment.Above, "9999-12-31")),
	} {
		if !holds(t, c, r, now) {
			t.Errorf("%v does not hold at the noon of 9999-12-31", r)
		}
	}
}

// A date that the location skipped has no instants.
func TestInstantAgainstSkippedDate(t *testing.T) {
	loc := zone(t, "Pacific/Apia")
	start := time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC)
	for _, off := range []time.Duration{-1, 0, 1} {
		if holds(t, &customer{LastOrder: start.Add(off)}, clause("last_order", segment.Is, "2011-12-30"), now.In(loc)) {
			t.Errorf("%v lies on a skipped date", start.Add(off))
		}
	}
}

// Nor is it a fault to ask for what lies between a skipped date and itself.
func TestInstantBetweenSkippedDate(t *testing.T) {
	loc := zone(t, "Pacific/Apia")
	if _, err := customerSchema(t).Compile(clause("last_order", segment.Between, "2011-12-30", "2011-12-30"), loc); err != nil {
		t.Error(err)
	}
}

// Dates are compared as they read, in whatever zone.
func TestDateEdges(t *testing.T) {
	days := []string{"0001-01-01", "0001-01-02", "1999-12-31", "2000-02-28", "2000-02-29", "2000-03-01", "9999-12-30", "9999-12-31"}
	schema := customerSchema(t)
	for i, a := range days {
		for j, b := range days {
			for _, zoneName := range []string{"UTC", "Asia/Shanghai", "America/Sao_Paulo"} {
				born := instant(t, b, zone(t, zoneName))
				if born.IsZero() {
					continue // a missing value
				}
				for _, op := range comparisons {
					r := clause("birthday", op, a)
					want := compares(r, func(string) int { return j - i })
					if got := must(compileRule(t, schema, r, time.UTC).At(now)).Match(&customer{Birthday: born}); got != want {
						t.Errorf("%s in %s %s %s: %v, want %v", b, zoneName, op, a, got, want)
					}
				}
				if got := holds(t, &customer{Birthday: born}, clause("birthday", segment.OneOf, slices.Concat(days[:i], days[i+1:])...), now); got != (i != j) {
					t.Errorf("%s in %s is one of all but %s: %v", b, zoneName, a, got)
				}
			}
			for k := j; k < len(days); k++ {
				born := instant(t, a, zone(t, "Asia/Shanghai"))
				if got, want := holds(t, &customer{Birthday: born}, clause("birthday", segment.Between, days[j], days[k]), now), j <= i && i <= k; got != want {
					t.Errorf("%s between %s and %s: %v, want %v", a, days[j], days[k], got, want)
				}
			}
		}
	}
}

func TestTextEdges(t *testing.T) {
	cases := []struct {
		text  string
		r     segment.Rule
		holds bool
	}{
		{"BR", clause("country", segment.Is, "BR"), true},
		{"br", clause("country", segment.Is, "BR"), false},
		{"BR ", clause("country", segment.Is, "BR"), false},
		{"", clause("country", segment.Is, "BR"), false},
		{"BRA", clause("country", segment.StartsWith, "BR"), true},
		{"B", clause("country", segment.StartsWith, "BR"), false},
		{"ABR", clause("country", segment.StartsWith, "BR"), false},
		{"", clause("country", segment.StartsWith, "BR"), false},
		{"ABRA", clause("country", segment.Contains, "BR"), true},
		{"AB RA", clause("country", segment.Contains, "BR"), false},
		{"", clause("country", segment.Contains, "BR"), false},
		{"RU", clause("country", segment.OneOf, "ES", "BR", "RU"), true},
		{"R", clause("country", segment.OneOf, "ES", "BR", "RU"), false},
		{"", clause("country", segment.OneOf, "ES", "BR", "RU"), false},
		{"F", clause("country", segment.OneOf, "F", "E", "D", "C", "B", "A"), true},
		{"A", clause("country", segment.OneOf, "F", "E", "D", "C", "B", "A"), true},
		{"G", clause("country", segment.OneOf, "F", "E", "D", "C", "B", "A"), false},
		{"é", clause("country", segment.Is, "e\u0301"), false}, // byte by byte, composed or not
		{"中国", clause("country", segment.StartsWith, "中"), true},
	}
	for _, c := range cases {
		if got := holds(t, &customer{Country: c.text}, c.r, now); got != c.holds {
			t.Errorf("%q %s %q: %v, want %v", c.text, c.r.Op, c.r.Value, got, c.holds)
		}
	}
}

// The values of a set, of which an empty text is one, are asked one by one.
func TestTextsEdges(t *testing.T) {
	cases := []struct {
		tags  []string
		r     segment.Rule
		holds bool
	}{
		{[]string{"a", "vip"}, clause("tags", segment.Contains, "vip"), true},
		{[]string{"a", "vips"}, clause("tags", segment.Contains, "vip"), false},
		{[]string{"vip", "a"}, clause("tags", segment.OneOf, "b", "a"), true},
		{[]string{"vip"}, clause("tags", segment.OneOf, "b", "a"), false},
		{nil, clause("tags", segment.OneOf, "b", "a"), false},
		{nil, clause("tags", segment.Missing), true},
		{[]string{}, clause("tags", segment.Missing), true},
		{[]string{""}, clause("tags", segment.Missing), false},
		{[]string{""}, clause("tags", segment.Contains, "a"), false},
		{[]string{"g"}, clause("tags", segment.OneOf, "f", "e", "d", "c", "b", "a"), false},
		{[]string{"g", "a"}, clause("tags", segment.OneOf, "f", "e", "d", "c", "b", "a"), true},
	}
	for _, c := range cases {
		if got := holds(t, &customer{Tags: c.tags}, c.r, now); got != c.holds {
			t.Errorf("%q %s %q: %v, want %v", c.tags, c.r.Op, c.r.Value, got, c.holds)
		}
	}
}

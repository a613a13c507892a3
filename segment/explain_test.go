package segment_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// explain asks why, of a customer of the helpers, at now in the location.
func explain(t *testing.T, rule string, c *customer, loc *time.Location) segment.Explanation {
	t.Helper()
	m := must(compile(t, customerSchema(t), rule, loc).At(now))
	e := m.Explain(c)
	if e.Match != m.Match(c) {
		t.Errorf("%s: Explain says %v, and Match does not", rule, e.Match)
	}
	return e
}

// ana is in the middle of the cases: from Brazil, two orders, an age that she
// never told, no tags.
func ana() *customer {
	return &customer{ID: "C1", Country: "BR", Orders: 2, Spent: dec("12.50"), Follower: true,
		LastOrder: time.Date(2026, time.March, 4, 17, 30, 0, 500_000_000, time.UTC),
		Birthday:  time.Date(1990, time.March, 10, 0, 0, 0, 0, time.UTC)}
}

// The clauses of the cases, and what they see of ana.
const (
	fromBrazil = `{"field": "country", "op": "=", "value": "BR"}`
	fromRussia = `{"field": "country", "op": "=", "value": "RU"}`
	twoOrders  = `{"field": "orders", "op": ">=", "value": 2}`
	manyOrders = `{"field": "orders", "op": ">=", "value": 20}`
	ofAge      = `{"field": "age", "op": ">=", "value": 18}`
	untagged   = `{"field": "tags", "op": "missing"}`
)

func brazil(path string) segment.Reason {
	return segment.Reason{Path: path, Field: "country", Op: segment.Is, Value: segment.Values{"BR"}, Holds: true, Seen: segment.Values{"BR"}}
}

func russia(path string) segment.Reason {
	return segment.Reason{Path: path, Field: "country", Op: segment.Is, Value: segment.Values{"RU"}, Seen: segment.Values{"BR"}}
}

func two(path string) segment.Reason {
	return segment.Reason{Path: path, Field: "orders", Op: segment.AtLeast, Value: segment.Values{"2"}, Holds: true, Seen: segment.Values{"2"}}
}

func many(path string) segment.Reason {
	return segment.Reason{Path: path, Field: "orders", Op: segment.AtLeast, Value: segment.Values{"20"}, Seen: segment.Values{"2"}}
}

func noAge(path string) segment.Reason {
	return segment.Reason{Path: path, Field: "age", Op: segment.AtLeast, Value: segment.Values{"18"}, Missing: true}
}

func noTags(path string) segment.Reason {
	return segment.Reason{Path: path, Field: "tags", Op: segment.Missing, Holds: true, Missing: true}
}

// Which clauses decide, of a yes and of a no, through all, any and not.
func TestExplainWhichClauses(t *testing.T) {
	for _, c := range []struct {
		why, rule string
		match     bool
		clauses   []segment.Reason
	}{
		{"a single clause has no path", fromBrazil, true, []segment.Reason{brazil("")}},
		{"nor has a no", fromRussia, false, []segment.Reason{russia("")}},
		{"all: a yes is carried by each", `{"all": [` + fromBrazil + `,` + twoOrders + `]}`, true,
			[]segment.Reason{brazil("all[0]"), two("all[1]")}},
		{"all: only those in the way of a no", `{"all": [` + fromBrazil + `,` + manyOrders + `,` + twoOrders + `,` + ofAge + `]}`, false,
			[]segment.Reason{many("all[1]"), noAge("all[3]")}},
		{"any: each that carries the yes, not only the first", `{"any": [` + fromRussia + `,` + fromBrazil + `,` + twoOrders + `]}`, true,
			[]segment.Reason{brazil("any[1]"), two("any[2]")}},
		{"any: all of them are in the way", `{"any": [` + fromRussia + `,` + manyOrders + `]}`, false,
			[]segment.Reason{russia("any[0]"), many("any[1]")}},
		{"not: Holds is that of the clause itself", `{"not": ` + fromBrazil + `}`, false, []segment.Reason{brazil("not")}},
		{"not of a no", `{"not": ` + fromRussia + `}`, true, []segment.Reason{russia("not")}},
		{"not twice", `{"not": {"not": ` + fromBrazil + `}}`, true, []segment.Reason{brazil("not.not")}},
		{"not all: the no is carried by each", `{"not": {"all": [` + fromBrazil + `,` + twoOrders + `]}}`, false,
			[]segment.Reason{brazil("not.all[0]"), two("not.all[1]")}},
		{"not all: the yes by those that fail", `{"not": {"all": [` + fromBrazil + `,` + manyOrders + `]}}`, true,
			[]segment.Reason{many("not.all[1]")}},
		{"not any: in the way is the one that holds", `{"not": {"any": [` + fromBrazil + `,` + manyOrders + `]}}`, false,
			[]segment.Reason{brazil("not.any[0]")}},
		{"within one another: a side that does not matter stays out",
			`{"all": [{"any": [` + fromRussia + `,{"not": ` + manyOrders + `}]},{"not": {"any": [` + ofAge + `,` + fromBrazil + `]}}]}`, false,
			[]segment.Reason{brazil("all[1].not.any[1]")}},
		{"the same, and a yes", `{"any": [{"all": [` + twoOrders + `,{"not": ` + ofAge + `}]},{"all": [` + fromBrazil + `,` + fromRussia + `]}]}`, true,
			[]segment.Reason{two("any[0].all[0]"), noAge("any[0].all[1].not")}},
		{"missing: no comparison holds", ofAge, false, []segment.Reason{noAge("")}},
		{"not missing: logical, so a yes", `{"not": ` + ofAge + `}`, true, []segment.Reason{noAge("not")}},
		{"asked for missing", untagged, true, []segment.Reason{noTags("")}},
		{"one clause twice is two reasons", `{"all": [` + untagged + `,` + untagged + `]}`, true,
			[]segment.Reason{noTags("all[0]"), noTags("all[1]")}},
	} {
		want := segment.Explanation{Match: c.match, At: now.UTC(), Clauses: c.clauses}
		if diff := cmp.Diff(want, explain(t, c.rule, ana(), time.UTC)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", c.why, c.rule, diff)
		}
	}
}

// A group that is part of a grouping explains itself by the paths of its own
// rule, as it would alone.
func TestExplainWithinAGrouping(t *testing.T) {
	groups := compileGroups(t, customerSchema(t), parseGrouping(t, `{"groups": [
		{"name": "first", "rule": `+fromRussia+`},
		{"name": "second", "rule": {"all": [`+fromBrazil+`,`+twoOrders+`]}}
	]}`), time.UTC)
	matcher, ok := must(groups.At(now)).Matcher("second")
	if !ok {
		t.Fatal("there is no second group")
	}
	want := segment.Explanation{Match: true, At: now.UTC(), Clauses: []segment.Reason{brazil("all[0]"), two("all[1]")}}
	if diff := cmp.Diff(want, matcher.Explain(ana())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a customer's value looks like, for each type of field.
func TestExplainWhatIsSeen(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for _, c := range []struct {
		why, clause string
		change      func(*customer)
		seen        segment.Values // nil where the value is missing
	}{
		{"a number", `"orders", "op": ">", "value": 9`, func(c *customer) { c.Orders = math.MinInt64 }, segment.Values{"-9223372036854775808"}},
		{"a number that is known", `"age", "op": ">", "value": 9`, func(c *customer) { c.Age, c.AgeTold = 0, true }, segment.Values{"0"}},
		{"a number that is not", `"age", "op": ">", "value": 9`, func(c *customer) { c.Age = 30 }, nil},
		{"a decimal without its trailing zeros", `"spent", "op": ">", "value": 99999`, func(c *customer) { c.Spent = dec("1200.50") }, segment.Values{"1200.5"}},
		{"a decimal nobody set", `"spent", "op": ">", "value": 99999`, func(c *customer) { c.Spent = decimal.Decimal{} }, segment.Values{"0"}},
		{"a decimal below 0", `"spent", "op": ">", "value": 99999`, func(c *customer) { c.Spent = dec("-0.05") }, segment.Values{"-0.05"}},
		{"a decimal with an exponent", `"spent", "op": ">", "value": 99999`, func(c *customer) { c.Spent = decimal.New(12, 3) }, segment.Values{"12000"}},
		{"a flag", `"follower", "op": "=", "value": false`, func(*customer) {}, segment.Values{"true"}},
		{"a flag that is not set", `"follower", "op": "=", "value": true`, func(c *customer) { c.Follower = false }, segment.Values{"false"}},
		{"a text", `"country", "op": "contains", "value": "x"`, func(c *customer) { c.Country = "巴西" }, segment.Values{"巴西"}},
		{"no text", `"country", "op": "contains", "value": "x"`, func(c *customer) { c.Country = "" }, nil},
		{"an instant, in the location of the group", `"last_order", "op": "<", "value": "2000-01-01"`, func(*customer) {},
			segment.Values{"2026-03-05T01:30:00.5+08:00"}},
		{"no instant", `"last_order", "op": "<", "value": "2000-01-01"`, func(c *customer) { c.LastOrder = time.Time{} }, nil},
		{"a date, as its own location reads it", `"birthday", "op": "anniversary within", "value": 0`,
			func(c *customer) {
				c.Birthday = time.Date(1990, time.March, 9, 23, 59, 0, 0, zone(t, "America/Sao_Paulo"))
			}, segment.Values{"1990-03-09"}},
		{"no date", `"birthday", "op": "anniversary within", "value": 0`, func(c *customer) { c.Birthday = time.Time{} }, nil},
		{"texts, in the customer's order", `"tags", "op": "contains", "value": "x"`, func(c *customer) { c.Tags = []string{"new", "", "fan", "new"} },
			segment.Values{"new", "", "fan", "new"}},
		{"no texts", `"tags", "op": "contains", "value": "x"`, func(*customer) {}, nil},
		{"the identity that a draw is of", `"id", "op": "share", "value": ["spring", 0]`, func(*customer) {}, segment.Values{"C1"}},
		{"a number as identity", `"orders", "op": "share", "value": ["spring", 0]`, func(c *customer) { c.Orders = 4711 }, segment.Values{"4711"}},
		{"nobody to draw", `"id", "op": "share", "value": ["spring", 1]`, func(c *customer) { c.ID = "" }, nil},
	} {
		who := ana()
		c.change(who)
		got := explain(t, `{"field": `+c.clause+`}`, who, shanghai)
		if got.Match || len(got.Clauses) != 1 {
			t.Errorf("%s: %+v, want a no with one reason", c.why, got)
			continue
		}
		if seen := got.Clauses[0].Seen; !slices.Equal(seen, c.seen) || got.Clauses[0].Missing != (c.seen == nil) {
			t.Errorf("%s: saw %q, missing: %v, want %q", c.why, seen, got.Clauses[0].Missing, c.seen)
		}
	}
}

// What is repeated of a customer's text has a limit of 100 bytes, cut before a
// character that does not fit.
func TestExplainLongText(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct{ text, want string }{
		{x(100), x(100)},
		{x(101), x(100) + "…"},
		{x(1_000_000), x(100) + "…"},
		{x(97) + "店", x(97) + "店"},
		{x(97) + "店x", x(97) + "店…"},
		{x(98) + "店", x(98) + "…"},
		{x(99) + "店", x(99) + "…"},
		{x(100) + "店", x(100) + "…"},
		{x(97) + "🎁", x(97) + "…"},
		{x(96) + "🎁", x(96) + "🎁"},
		{x(99) + "éa", x(99) + "…"},
		{x(60) + strings.Repeat("\x80", 60), x(60) + strings.Repeat("\x80", 36) + "…"}, // not UTF-8: cut all the same
	} {
		why := explain(t, `{"field": "country", "op": "=", "value": "y"}`, &customer{Country: c.text}, time.UTC)
		if got := why.Clauses[0].Seen[0]; got != c.want {
			t.Errorf("%d bytes: saw %q (%d bytes), want %q", len(c.text), got, len(got), c.want)
		}
	}
}

// Of a set, 20 texts are repeated, each cut as a single one.
func TestExplainManyTexts(t *testing.T) {
	tags := make([]string, 1000)
	for i := range tags {
		tags[i] = strings.Repeat("店", i%40) // up to 117 bytes
	}
	for _, n := range []int{1, 19, 20, 21, 1000} {
		why := explain(t, `{"field": "tags", "op": "contains", "value": "y"}`, &customer{Tags: tags[20 : 20+min(n, 980)]}, time.UTC)
		seen := why.Clauses[0].Seen
		if want := min(n, 20); len(seen) != want {
			t.Errorf("of %d texts %d are repeated, want %d", n, len(seen), want)
		}
		for i, text := range seen {
			want := tags[20+i]
			if len(want) > 100 {
				want = strings.Repeat("店", 33) + "…"
			}
			if text != want {
				t.Errorf("text %d is %q, want %q", i, text, want)
			}
		}
	}
}

// A decimal outside the bounds of the library is shown in bounded length, and
// still compared, in bounded time.
func TestExplainAbsurdDecimals(t *testing.T) {
	nines := func(n int) string { return strings.Repeat("9", n) }
	for _, c := range []struct {
		d     decimal.Decimal
		above bool // 1
		seen  string
	}{
		{dec(nines(30)), true, nines(30)},
		{dec(nines(31)), true, "a number of 31 digits, e0"},
		{dec("-" + nines(31)), false, "a number of 31 digits, e0"},
		{dec(nines(5000)), true, "a number of 5000 digits, e0"},
		{dec("0.000" + nines(30)), false, nines(30) + "e-33"},
		{decimal.New(1, -12), false, "0.000000000001"},
		{decimal.New(1, -13), false, "1e-13"},
		{decimal.New(10, -13), false, "10e-13"},
		{decimal.New(1, 12), true, "1000000000000"},
		{decimal.New(1, 13), true, "1e13"},
		{decimal.New(-7, math.MaxInt32), false, "-7e2147483647"},
		{decimal.New(7, math.MaxInt32), true, "7e2147483647"},
		{decimal.New(7, math.MinInt32), false, "7e-2147483648"},
		{decimal.New(0, math.MaxInt32), false, "0e2147483647"},
	} {
		why := explain(t, `{"field": "spent", "op": ">", "value": 1}`, &customer{Spent: c.d}, time.UTC)
		if got := why.Clauses[0].Seen[0]; got != c.seen || why.Match != c.above {
			t.Errorf("saw %.60s, above 1: %v; want %.60s, %v", got, why.Match, c.seen, c.above)
		}
	}
}

// Instants of any year are seen, and dates of those that exist; others are missing.
func TestExplainAbsurdYears(t *testing.T) {
	for _, c := range []struct {
		year          int
		instant, date string
	}{
		{1, "0001-03-04T05:06:07Z", "0001-03-04"},
		{9999, "9999-03-04T05:06:07Z", "9999-03-04"},
		{-5, "-0005-03-04T05:06:07Z", ""},
		{12026, "12026-03-04T05:06:07Z", ""},
	} {
		at := time.Date(c.year, time.March, 4, 5, 6, 7, 0, time.UTC)
		why := explain(t, `{"all": [{"field": "last_order", "op": "missing"}, {"field": "birthday", "op": "missing"}]}`,
			&customer{LastOrder: at, Birthday: at}, time.UTC)
		date := ""
		for _, r := range why.Clauses {
			switch {
			case r.Field == "birthday" && r.Missing != (c.date == ""):
				t.Errorf("year %d: missing: %v", c.year, r.Missing)
			case r.Field == "birthday" && !r.Missing:
				date = r.Seen[0]
			case r.Field == "last_order" && r.Seen[0] != c.instant:
				t.Errorf("year %d: saw %q, want %q", c.year, r.Seen, c.instant)
			}
		}
		if date != c.date {
			t.Errorf("year %d: saw the date %q, want %q", c.year, date, c.date)
		}
	}
}

func TestExplainJSON(t *testing.T) {
	why := explain(t, `{"all": [`+fromBrazil+`,`+ofAge+`,`+untagged+`,{"not": {"field": "orders", "op": "between", "value": [1, 3]}}]}`, ana(), time.UTC)
	const want = `{"match":false,"at":"2026-03-05T09:00:00Z","clauses":[` +
		`{"path":"all[1]","field":"age","op":"\u003e=","value":"18","holds":false,"missing":true},` +
		`{"path":"all[3].not","field":"orders","op":"between","value":["1","3"],"holds":true,"missing":false,"seen":"2"}]}`
	if got := encode(t, why); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Zero values are in nobody's way: the answer is no, without a reason.
func TestExplainOfZeroValues(t *testing.T) {
	var none *segment.Matcher[*customer]
	for name, m := range map[string]*segment.Matcher[*customer]{"nil matcher": none, "zero matcher": {}} {
		if m.Match(ana()) {
			t.Errorf("%s matches", name)
		}
		if got, want := encode(t, m.Explain(ana())), `{"match":false,"at":"0001-01-01T00:00:00Z","clauses":[]}`; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

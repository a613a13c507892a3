package segment_test

import (
	"slices"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// A blank filter was accepted, and took everybody or nobody (mautic#11870). Each
// blank is refused, at its path.
func TestBlankFilterIsRefused(t *testing.T) {
	for _, c := range []struct{ rule, path, code string }{
		{`{}`, "", "empty"},
		{`{"all": []}`, "all", "empty"},
		{`{"any": []}`, "any", "empty"},
		{`{"not": {}}`, "not", "empty"},
		{`{"all": [{"field": "orders", "op": ">", "value": 0}, {}]}`, "all[1]", "empty"},
		{`{"any": [{"all": [{}]}]}`, "any[0].all[0]", "empty"},
		{`{"field": "", "op": "=", "value": "BR"}`, "field", "missing"},
		{`{"field": "country", "op": "", "value": "BR"}`, "op", "missing"},
		{`{"field": "country", "op": "="}`, "value", "wrong_count"},
		{`{"field": "country", "op": "=", "value": []}`, "value", "wrong_count"},
		{`{"field": "country", "op": "one of", "value": []}`, "value", "empty"},
		{`{"field": "country", "op": "=", "value": ""}`, "value", "invalid_value"},
		{`{"field": "country", "op": "contains", "value": ""}`, "value", "invalid_value"}, // would hold for every text
		{`{"field": "country", "op": "starts with", "value": ""}`, "value", "invalid_value"},
		{`{"field": "country", "op": "one of", "value": ["BR", ""]}`, "value[1]", "invalid_value"},
		{`{"field": "tags", "op": "contains", "value": [""]}`, "value", "invalid_value"},
		{`{"field": "orders", "op": ">=", "value": ""}`, "value", "invalid_value"},
		{`{"field": "spent", "op": ">=", "value": ""}`, "value", "invalid_value"},
		{`{"field": "follower", "op": "=", "value": ""}`, "value", "invalid_value"},
		{`{"field": "last_order", "op": "<", "value": ""}`, "value", "invalid_value"},
		{`{"field": "last_order", "op": "within", "value": ""}`, "value", "invalid_value"}, // a blank window is the lifetime elsewhere
		{`{"field": "birthday", "op": "=", "value": ""}`, "value", "invalid_value"},
		{`{"field": "birthday", "op": "anniversary within", "value": ""}`, "value", "invalid_value"},
		{`{"field": "id", "op": "share", "value": ["", 0.5]}`, "value[0]", "missing"},
		{`{"field": "id", "op": "share", "value": ["spring", ""]}`, "value[1]", "invalid_value"},
	} {
		_, err := customerSchema(t).Compile(parseRule(t, c.rule), time.UTC)
		if err == nil {
			t.Errorf("%s is accepted", c.rule)
			continue
		}
		got := faults(t, err)
		if len(got) != 1 || got[0].Path != c.path || got[0].Code != c.code {
			t.Errorf("%s: %+v, want %s at %q alone", c.rule, got, c.code, c.path)
		}
	}
}

// Null is no value either, and the decoder says so at its path (mautic#11870).
func TestNullFilterIsRefused(t *testing.T) {
	for rule, path := range map[string]string{
		`null`:            "",
		`{"all": null}`:   "all",
		`{"not": null}`:   "not",
		`{"all": [null]}`: "all[0]",
		`{"field": "country", "op": "=", "value": null}`:              "value",
		`{"field": "country", "op": "one of", "value": ["BR", null]}`: "value[1]",
	} {
		_, err := segment.ParseRule([]byte(rule))
		if err == nil {
			t.Errorf("%s is accepted", rule)
			continue
		}
		if got := faults(t, err); len(got) != 1 || got[0].Path != path || got[0].Code != "null" {
			t.Errorf("%s: %+v, want null at %q alone", rule, got, path)
		}
	}
}

// A relative date was frozen when the segment was saved (mautic#9636). One
// compiled group asked at two instants gives two answers, in any order.
func TestRelativeDateIsNotFrozen(t *testing.T) {
	const rule = `{"field":"last_order","op":"within","value":"last 30 days"}`
	group := compile(t, customerSchema(t), rule, time.UTC)
	c := &customer{LastOrder: now}
	later, before := must(group.At(now.AddDate(0, 0, 31))), must(group.At(now.AddDate(0, 0, 30)))
	for range 2 {
		if later.Match(c) {
			t.Error("holds 31 days later")
		}
		if !before.Match(c) {
			t.Error("does not hold 30 days later")
		}
	}
	if got := encode(t, parseRule(t, rule)); got != rule {
		t.Errorf("saved as %s, want %s", got, rule)
	}
}

// A birthday moves with the instant, too (mautic#9636).
func TestAnniversaryIsNotFrozen(t *testing.T) {
	group := compile(t, customerSchema(t), `{"field": "birthday", "op": "anniversary within", "value": 7}`, time.UTC)
	c := &customer{Birthday: time.Date(1990, time.March, 12, 0, 0, 0, 0, time.UTC)}
	for days, want := range map[int]bool{-1: false, 0: true, 7: true, 8: false, 364: false, 365: true} {
		if got := must(group.At(now.AddDate(0, 0, days))).Match(c); got != want {
			t.Errorf("%d days later: %v, want %v", days, got, want)
		}
	}
	if must(group.At(now)).Match(&customer{Birthday: now}) {
		t.Error("the day itself is an anniversary: the first comes one year after")
	}
}

// Dates were off by one day through UTC (mautic#10621). In Shanghai, 23:30 and
// 00:30 an hour later are two days, although both are one day in UTC; an instant
// counts on its day there, wherever the Time was read.
func TestInstantsAreNotADayOffThroughUTC(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	evening, night := instant(t, "2026-03-05 23:30", shanghai), instant(t, "2026-03-06 00:30", shanghai)
	for _, c := range []struct {
		rule           string
		evening, night bool // as the last order
	}{
		{`{"field": "last_order", "op": "=", "value": "2026-03-05"}`, true, false},
		{`{"field": "last_order", "op": "=", "value": "2026-03-06"}`, false, true},
		{`{"field": "last_order", "op": "<", "value": "2026-03-06"}`, true, false},
		{`{"field": "last_order", "op": "<=", "value": "2026-03-05"}`, true, false},
		{`{"field": "last_order", "op": ">", "value": "2026-03-05"}`, false, true},
		{`{"field": "last_order", "op": ">=", "value": "2026-03-06"}`, false, true},
		{`{"field": "last_order", "op": "between", "value": ["2026-03-01", "2026-03-05"]}`, true, false},
		{`{"field": "last_order", "op": ">=", "value": "2026-03-06T00:30:00+08:00"}`, false, true},
		{`{"field": "last_order", "op": ">=", "value": "2026-03-05T16:30:00Z"}`, false, true},
	} {
		group := compile(t, customerSchema(t), c.rule, shanghai)
		for _, loc := range []*time.Location{shanghai, time.UTC, zone(t, "America/Sao_Paulo")} {
			m := must(group.At(now.In(loc)))
			if got := m.Match(&customer{LastOrder: evening.In(loc)}); got != c.evening {
				t.Errorf("%s: the evening read in %s: %v, want %v", c.rule, loc, got, c.evening)
			}
			if got := m.Match(&customer{LastOrder: night.In(loc)}); got != c.night {
				t.Errorf("%s: the night read in %s: %v, want %v", c.rule, loc, got, c.night)
			}
		}
	}
}

// The deciding instant is 23:30 or 00:30 in Shanghai (mautic#10621): what is
// "today" changes between them, and nothing at midnight of UTC.
func TestTodayIsNotADayOffThroughUTC(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	today := compile(t, customerSchema(t), `{"field": "birthday", "op": "anniversary within", "value": 0}`, shanghai)
	month := compile(t, customerSchema(t), `{"field": "last_order", "op": "within", "value": "month to date"}`, shanghai)
	tenDays := compile(t, customerSchema(t), `{"field": "birthday", "op": "within", "value": "last 10 days"}`, shanghai)
	date := func(s string, loc *time.Location) time.Time { return instant(t, s, loc) }
	for _, loc := range []*time.Location{time.UTC, shanghai} { // a DATE as drivers give it
		for at, want := range map[string][4]bool{
			"2026-03-31 23:30": {true, false, true, true},
			"2026-04-01 00:30": {false, true, false, false},
			"2026-04-01 07:59": {false, true, false, false},
			"2026-04-01 08:01": {false, true, false, false},
		} {
			at := instant(t, at, shanghai).UTC()
			got := [4]bool{
				must(today.At(at)).Match(&customer{Birthday: date("1990-03-31", loc)}),
				must(today.At(at)).Match(&customer{Birthday: date("1990-04-01", loc)}),
				must(month.At(at)).Match(&customer{LastOrder: date("2026-03-01", shanghai)}),
				must(tenDays.At(at)).Match(&customer{Birthday: date("2026-03-21", loc)}),
			}
			if got != want {
				t.Errorf("at %s, dates read in %s: %v, want %v", at, loc, got, want)
			}
		}
	}
}

// "in" meant "not in" (medusajs/medusa#8632).
func TestOneOfMeansOneOf(t *testing.T) {
	for _, c := range []struct {
		rule     string
		in, out  *customer
		unknowns *customer // neither in the list nor known
	}{
		{`{"field": "country", "op": "one of", "value": ["BR", "RU"]}`, &customer{Country: "RU"}, &customer{Country: "ES"}, &customer{}},
		{`{"field": "age", "op": "one of", "value": [18, 65]}`, &customer{Age: 65, AgeTold: true}, &customer{Age: 30, AgeTold: true}, &customer{Age: 65}},
		{`{"field": "tags", "op": "one of", "value": ["vip", "fan"]}`, &customer{Tags: []string{"new", "fan"}}, &customer{Tags: []string{"new"}}, &customer{}},
		{`{"field": "birthday", "op": "one of", "value": ["1990-03-05"]}`,
			&customer{Birthday: time.Date(1990, time.March, 5, 0, 0, 0, 0, time.UTC)}, &customer{Birthday: now}, &customer{}},
	} {
		in := parseRule(t, c.rule)
		for who, want := range map[*customer]bool{c.in: true, c.out: false, c.unknowns: false} {
			if got := holds(t, who, in, now); got != want {
				t.Errorf("%s: %v for %+v, want %v", c.rule, got, who, want)
			}
			if got := holds(t, who, negated(in), now); got == want {
				t.Errorf("not %s: %v for %+v, want %v", c.rule, got, who, !want)
			}
		}
	}
}

// One contact made the whole segment be computed again (Notifuse/notifuse#122).
// Asking about one customer gets the values of that one only, and no more than
// it takes to decide.
func TestOneCustomerTouchesOneCustomer(t *testing.T) {
	asked := map[string]int{}
	count := func(c *customer, field string) { asked[c.ID+" "+field]++ }
	schema := newSchema(t,
		segment.Text("country", func(c *customer) string { count(c, "country"); return c.Country }),
		segment.Number("orders", func(c *customer) int64 { count(c, "orders"); return c.Orders }),
		segment.Flag("follower", func(c *customer) bool { count(c, "follower"); return c.Follower }),
	)
	tagger := tag(t, schema, `{"groups": [
		{"name": "a", "rule": {"all": [{"field": "country", "op": "=", "value": "BR"}, {"field": "orders", "op": ">", "value": 2}]}},
		{"name": "b", "rule": {"any": [{"field": "orders", "op": "=", "value": 1}, {"field": "country", "op": "=", "value": "ES"}]}},
		{"name": "c", "rule": {"field": "follower", "op": "=", "value": true}}
	]}`, now)
	tagger.Census(slices.Values([]*customer{{ID: "everybody"}}))
	clear(asked)
	if got := tagger.First(&customer{ID: "C2", Country: "RU", Orders: 1, Follower: true}); got != "b" {
		t.Fatalf("in %q, want b", got)
	}
	// The country decides against a, the orders for b; nobody asks about c.
	if diff := cmp.Diff(map[string]int{"C2 country": 1, "C2 orders": 1}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	clear(asked)
	for name := range tagger.Tags(&customer{ID: "C3", Country: "BR", Orders: 3}) {
		if name == "a" {
			break // the loop ends, and the questions with it
		}
	}
	if diff := cmp.Diff(map[string]int{"C3 country": 1, "C3 orders": 1}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// An earlier, wider segment swallowed a later one, and nothing said so (rfm#56,
// rfm#67). The census does, with the one that swallows it.
func TestSwallowedSegmentIsFound(t *testing.T) {
	const groups = `{"groups": [
		{"name": "buyer", "rule": {"field": "orders", "op": ">=", "value": 1}},
		{"name": "regular", "rule": {"field": "orders", "op": ">=", "value": 3}}
	]}`
	people := slices.Values([]*customer{{Orders: 0}, {Orders: 1}, {Orders: 3}, {Orders: 7}})
	got := tag(t, customerSchema(t), groups, now).Census(people).Findings
	want := []segment.Fault{{Path: "groups[1]", Code: "shadowed",
		Message: `everybody in "regular" (2) falls into an earlier group, most into "buyer" (2): move it before that one`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	turned := parseGrouping(t, groups)
	slices.Reverse(turned.Groups)
	if got := must(compileGroups(t, customerSchema(t), turned, time.UTC).At(now)).Census(people).Findings; len(got) > 0 {
		t.Errorf("findings %v after the remedy, want none", got)
	}
}

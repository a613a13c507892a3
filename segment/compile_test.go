package segment_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

const (
	allOps     = `"=", "<", "<=", ">", ">=", "between", "one of", "contains", "starts with", "missing", "within", "before", "age between", "anniversary within", "share"`
	allFields  = `id, country, orders, age, spent, follower, last_order, birthday, tags`
	manyValues = `must be at most 10000 values, not 10001: make a flag of them`
)

// Every fault that a rule can have, and the whole of what is said about it.
var ruleFaults = []struct {
	name string
	rule segment.Rule
	want segment.Fault
}{
	{"blank", segment.Rule{}, segment.Fault{Path: "", Code: "empty",
		Message: "is blank, and would say nothing: give all, any, not, or field, op and value"}},
	{"blank inside", segment.Rule{All: []segment.Rule{{}}}, segment.Fault{Path: "all[0]", Code: "empty",
		Message: "is blank, and would say nothing: give all, any, not, or field, op and value"}},
	{"all and any", segment.Rule{All: []segment.Rule{}, Any: []segment.Rule{}}, segment.Fault{Path: "", Code: "ambiguous",
		Message: "must be only one of all, any, not, or a clause of field, op and value: put several into all or any"}},
	{"not and clause", segment.Rule{Not: &segment.Rule{}, Op: "="}, segment.Fault{Path: "", Code: "ambiguous",
		Message: "must be only one of all, any, not, or a clause of field, op and value: put several into all or any"}},
	{"any and value", segment.Rule{Any: []segment.Rule{clause("orders", "=", "1")}, Value: segment.Values{}}, segment.Fault{Path: "", Code: "ambiguous",
		Message: "must be only one of all, any, not, or a clause of field, op and value: put several into all or any"}},
	{"all of none", segment.Rule{All: []segment.Rule{}}, segment.Fault{Path: "all", Code: "empty", Message: "must hold at least one rule"}},
	{"any of none", negated(segment.Rule{Any: []segment.Rule{}}), segment.Fault{Path: "not.any", Code: "empty", Message: "must hold at least one rule"}},
	{"no field", clause("", "=", "1"), segment.Fault{Path: "field", Code: "missing", Message: "is missing: name a field of the schema"}},
	{"unknown field", clause("shoe", "=", "1"), segment.Fault{Path: "field", Code: "unknown_field", Message: `unknown field "shoe": use one of ` + allFields}},
	{"misspelt field", clause("contry", "=", "1"), segment.Fault{Path: "field", Code: "unknown_field", Message: `unknown field "contry": did you mean "country"?`}},
	{"field in another case", clause("Orders", "=", "1"), segment.Fault{Path: "field", Code: "unknown_field", Message: `unknown field "Orders": did you mean "orders"?`}},
	{"field that is not UTF-8", clause("\xff", "=", "1"), segment.Fault{Path: "field", Code: "unknown_field", Message: `unknown field "\xff": use one of ` + allFields}},
	{"no operator", clause("orders", "", "1"), segment.Fault{Path: "op", Code: "missing", Message: "is missing: use one of " + allOps}},
	{"unknown operator", clause("orders", "==", "1"), segment.Fault{Path: "op", Code: "unknown_op",
		Message: `unknown operator "==": use one of ` + allOps + "; to negate, put the clause into not"}},
	{"not in", clause("country", "not in", "1"), segment.Fault{Path: "op", Code: "unknown_op",
		Message: `unknown operator "not in": use one of ` + allOps + "; to negate, put the clause into not"}},
	{"misspelt operator", clause("orders", "betwen", "1"), segment.Fault{Path: "op", Code: "unknown_op",
		Message: `unknown operator "betwen": did you mean "between"?`}},
	{"operator of texts on a number", clause("orders", "contains", "1"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `"contains" does not fit "orders", which is of type number: use one of "=", "<", "<=", ">", ">=", "between", "one of", "missing", "share"`}},
	{"one of decimals", clause("spent", "one of", "1"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `"one of" does not fit "spent", which is of type decimal: use one of "=", "<", "<=", ">", ">=", "between", "missing"`}},
	{"text below", clause("country", "<", "1"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `"<" does not fit "country", which is of type text: use one of "=", "one of", "contains", "starts with", "missing", "share"`}},
	{"flag above", clause("follower", ">", "1"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `">" does not fit "follower", which is of type flag: use one of "=", "missing"`}},
	{"share of dates", clause("birthday", "share", "a", "1"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `"share" does not fit "birthday", which is of type civil date: use one of "=", "<", "<=", ">", ">=", "between", "one of", "missing", "within", "before", "age between", "anniversary within"`}},
	{"set of texts is", clause("tags", "=", "a"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `"=" does not fit "tags", which is of type set of texts: use one of "one of", "contains", "missing"`}},
	{"missing with a value", clause("orders", "missing", "1"), segment.Fault{Path: "value", Code: "wrong_count", Message: `"missing" takes no value, not 1`}},
	{"no value", clause("orders", ">="), segment.Fault{Path: "value", Code: "wrong_count", Message: `">=" takes one value, not 0`}},
	{"two values", clause("orders", ">=", "1", "2"), segment.Fault{Path: "value", Code: "wrong_count", Message: `">=" takes one value, not 2`}},
	{"between one", clause("orders", "between", "1"), segment.Fault{Path: "value", Code: "wrong_count", Message: `"between" takes two values, from and to, not 1`}},
	{"between three", clause("orders", "between", "1", "2", "3"), segment.Fault{Path: "value", Code: "wrong_count",
		Message: `"between" takes two values, from and to, not 3`}},
	{"share of one", clause("id", "share", "0.5"), segment.Fault{Path: "value", Code: "wrong_count",
		Message: `"share" takes two values, the name of the draw and the share, not 1`}},
	{"one of none", clause("orders", "one of"), segment.Fault{Path: "value", Code: "empty", Message: "must list at least one value"}},
	{"one of 10,001", clause("orders", "one of", slices.Repeat([]string{"1"}, 10_001)...), segment.Fault{Path: "value", Code: "too_many", Message: manyValues}},
	{"long value", clause("country", "=", strings.Repeat("x", 1001)), segment.Fault{Path: "value", Code: "too_long",
		Message: "must have at most 1000 bytes, not 1001"}},
	{"long second value", clause("country", "one of", "x", strings.Repeat("x", 1001)), segment.Fault{Path: "value[1]", Code: "too_long",
		Message: "must have at most 1000 bytes, not 1001"}},
	{"value that is not UTF-8", clause("country", "=", "a\xffb"), segment.Fault{Path: "value", Code: "invalid_value", Message: `"a\xffb" is not UTF-8`}},
	{"blank text", clause("country", "=", ""), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must not be empty: ask with the operator "missing"`}},
	{"blank text of several", clause("tags", "one of", "a", ""), segment.Fault{Path: "value[1]", Code: "invalid_value",
		Message: `must not be empty: ask with the operator "missing"`}},
	{"fraction", clause("orders", "=", "1.5"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a whole number such as 3, within 64 bits, not "1.5"`}},
	{"number beyond 64 bits", clause("orders", "=", "9223372036854775808"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a whole number such as 3, within 64 bits, not "9223372036854775808"`}},
	{"number with an exponent", clause("orders", "=", "1e3"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a whole number such as 3, within 64 bits, not "1e3"`}},
	{"number with a sign", clause("orders", "=", "+1"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a whole number such as 3, within 64 bits, not "+1"`}},
	{"blank number", clause("orders", "=", ""), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a whole number such as 3, within 64 bits, not ""`}},
	{"no decimal", clause("spent", "=", "12,50"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a number such as 12.50: must be a decimal number such as 12.50, not "12,50"`}},
	{"absurd decimal", clause("spent", "=", "1e1000000000"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: "must be a number such as 12.50: must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"}},
	{"no flag", clause("follower", "=", "1"), segment.Fault{Path: "value", Code: "invalid_value", Message: `must be true or false, not "1"`}},
	{"no date", clause("birthday", "=", "2026-02-29"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a date such as 2026-03-05, not "2026-02-29"`}},
	{"instant for a date", clause("birthday", "=", "2026-03-05T00:00:00Z"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be a date such as 2026-03-05, not "2026-03-05T00:00:00Z"`}},
	{"instant without a zone", clause("last_order", "=", "2026-03-05T10:00:00"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be an instant such as 2026-03-05T10:00:00+08:00 or a date such as 2026-03-05, not "2026-03-05T10:00:00"; a window is asked for by "within" or "before"`}},
	{"instant with a comma", clause("last_order", "=", "2026-03-05T10:00:00,5Z"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be an instant such as 2026-03-05T10:00:00+08:00 or a date such as 2026-03-05, not "2026-03-05T10:00:00,5Z"; a window is asked for by "within" or "before"`}},
	{"no window", clause("birthday", "within", "30 days"), segment.Fault{Path: "value", Code: "invalid_value", Message: noWindow("30 days")}},
	{"long window", clause("birthday", "within", "last 3661 days"), segment.Fault{Path: "value", Code: "invalid_value", Message: noWindow("last 3661 days")}},
	{"days", clause("birthday", "anniversary within", "366"), segment.Fault{Path: "value", Code: "invalid_value", Message: noDays("366")}},
	{"days past", clause("birthday", "anniversary within", "-1"), segment.Fault{Path: "value", Code: "invalid_value", Message: noDays("-1")}},
	{"days spelt in another way", clause("birthday", "anniversary within", "07"), segment.Fault{Path: "value", Code: "invalid_value", Message: noDays("07")}},
	{"instant on a civil date only", clause("last_order", "age between", "18", "30"), segment.Fault{Path: "op", Code: "wrong_type",
		Message: `"age between" does not fit "last_order", which is of type instant: use one of "=", "<", "<=", ">", ">=", "between", "missing", "within", "before"`}},
	{"one age", clause("birthday", "age between", "18"), segment.Fault{Path: "value", Code: "wrong_count",
		Message: `"age between" takes two values, from and to, not 1`}},
	{"age below 0", clause("birthday", "age between", "-1", "30"), segment.Fault{Path: "value[0]", Code: "invalid_value",
		Message: "must be a number of years from 0 to 300, not -1"}},
	{"age above 300", clause("birthday", "age between", "0", "301"), segment.Fault{Path: "value[1]", Code: "invalid_value",
		Message: "must be a number of years from 0 to 300, not 301"}},
	{"ages swapped", clause("birthday", "age between", "30", "18"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"30" is beyond "18": give the lower end first`}},
	{"window for a date", clause("last_order", "<", "last 30 days"), segment.Fault{Path: "value", Code: "invalid_value",
		Message: `must be an instant such as 2026-03-05T10:00:00+08:00 or a date such as 2026-03-05, not "last 30 days"; a window is asked for by "within" or "before"`}},
	{"numbers swapped", clause("orders", "between", "9", "3"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"9" is beyond "3": give the lower end first`}},
	{"decimals swapped", clause("spent", "between", "1.000000000001", "1"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"1.000000000001" is beyond "1": give the lower end first`}},
	{"dates swapped", clause("birthday", "between", "2026-03-06", "2026-03-05"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"2026-03-06" is beyond "2026-03-05": give the lower end first`}},
	{"instants swapped", clause("last_order", "between", "2026-03-05T00:00:00.000000001Z", "2026-03-05T00:00:00Z"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"2026-03-05T00:00:00.000000001Z" is beyond "2026-03-05T00:00:00Z": give the lower end first`}},
	{"date and instant swapped", clause("last_order", "between", "2026-03-05", "2026-03-04T23:59:59Z"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"2026-03-05" is beyond "2026-03-04T23:59:59Z": give the lower end first`}},
	{"instant and date swapped", clause("last_order", "between", "2026-03-06T00:00:00Z", "2026-03-05"), segment.Fault{Path: "value", Code: "swapped",
		Message: `"2026-03-06T00:00:00Z" is beyond "2026-03-05": give the lower end first`}},
	{"draw without a name", clause("id", "share", "", "0.5"), segment.Fault{Path: "value[0]", Code: "missing",
		Message: `must name the draw, such as "spring gift": draws of one name take the same customers`}},
	{"share above all", clause("id", "share", "a", "1.000000000001"), segment.Fault{Path: "value[1]", Code: "invalid_value", Message: noShare("1.000000000001")}},
	{"share below none", clause("orders", "share", "a", "-0.000000000001"), segment.Fault{Path: "value[1]", Code: "invalid_value", Message: noShare("-0.000000000001")}},
	{"percent", clause("id", "share", "a", "10%"), segment.Fault{Path: "value[1]", Code: "invalid_value", Message: noShare("10%")}},
}

func noWindow(text string) string {
	return `must be a window such as "last 30 days": ` + strconv.Quote(text) + ` is not a window: want "lifetime", "last N days" (1 to 3660), ` +
		`"last N months" or "previous N months" (1 to 120), "month to date", "quarter to date", "half-year to date" or "year to date"`
}

func noDays(text string) string {
	return "must be a number of days from 0, for today, to 365, not " + strconv.Quote(text)
}

func noShare(text string) string {
	return "must be a share from 0 to 1, such as 0.1 for a tenth, not " + strconv.Quote(text)
}

func TestRuleFaults(t *testing.T) {
	for _, c := range ruleFaults {
		_, err := customerSchema(t).Compile(c.rule, time.UTC)
		if diff := cmp.Diff([]segment.Fault{c.want}, faults(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if want := "segment: rule: 1 fault: "; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %q does not begin with %q", c.name, err, want)
		}
	}
}

// A blank window says so.
func TestFaultOfBlankWindow(t *testing.T) {
	for _, op := range []segment.Op{segment.Within, segment.Before} {
		_, err := customerSchema(t).Compile(clause("last_order", op, ""), time.UTC)
		got := faults(t, err)
		if len(got) != 1 || got[0].Path != "value" || got[0].Code != "invalid_value" {
			t.Fatalf("faults %v", got)
		}
		if want := `must be a window such as "last 30 days", not blank`; got[0].Message != want {
			t.Errorf("%q, want %q", got[0].Message, want)
		}
	}
}

// An operator compiles with the fields that the documentation says it fits, and
// with no other.
func TestOperatorsFitTypes(t *testing.T) {
	every := []segment.Op{segment.Is, segment.Below, segment.AtMost, segment.Above, segment.AtLeast, segment.Between, segment.OneOf,
		segment.Contains, segment.StartsWith, segment.Missing, segment.Within, segment.Before, segment.Age, segment.Anniversary, segment.Share}
	for _, field := range fieldNames {
		for _, op := range every {
			_, err := customerSchema(t).Compile(clause(field, op, "a", "b", "c"), time.UTC) // a wrong count, except for "one of"
			misfit := err != nil && faults(t, err)[0].Code == "wrong_type"
			if want := !slices.Contains(operators[field], op); misfit != want {
				t.Errorf("%s %s: misfit %v, want %v", field, op, misfit, want)
			}
		}
	}
}

// All faults come at once, in the order of the document.
func TestFaultsInOrder(t *testing.T) {
	rule := parseRule(t, `{"any": [
		{"all": [{"field": "ordres", "op": "=>", "value": 1}, {}]},
		{"field": "orders", "op": "one of", "value": ["x", 1, "y"]},
		{"not": {"all": []}},
		{"field": "spent", "op": "between", "value": ["a", "b"]},
		{"all": [{"field": "id", "op": "=", "value": "fine"}], "op": "="},
		{"field": "id", "op": "share", "value": ["", 2]}
	]}`)
	_, err := customerSchema(t).Compile(rule, nil)
	var got []string
	for _, f := range faults(t, err) {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{" missing", "any[0].all[0].field unknown_field", "any[0].all[0].op unknown_op", "any[0].all[1] empty",
		"any[1].value[0] invalid_value", "any[1].value[2] invalid_value", "any[2].not.all empty", "any[3].value[0] invalid_value",
		"any[3].value[1] invalid_value", "any[4] ambiguous", "any[5].value[0] missing", "any[5].value[1] invalid_value"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestLocation(t *testing.T) {
	rule := clause("orders", "=", "1")
	for loc, message := range map[*time.Location]string{
		nil:                             "the location is missing; give the shop's own, such as time.UTC",
		time.Local:                      "the location is time.Local, which is another on every machine; load the shop's own by its name",
		time.FixedZone("Local", 8*3600): "the location is time.Local, which is another on every machine; load the shop's own by its name",
	} {
		want := []segment.Fault{{Path: "", Code: "missing", Message: message}}
		_, err := customerSchema(t).Compile(rule, loc)
		if diff := cmp.Diff(want, faults(t, err)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", loc, diff)
		}
		_, err = customerSchema(t).CompileGroups(segment.Grouping{}, loc)
		if diff := cmp.Diff(want, faults(t, err)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", loc, diff)
		}
	}
	for _, loc := range []*time.Location{time.UTC, {}, time.FixedZone("", 0), zone(t, "Asia/Shanghai")} {
		if _, err := customerSchema(t).Compile(rule, loc); err != nil {
			t.Errorf("%v: %v", loc, err)
		}
	}
}

var groupFaults = []struct {
	name string
	g    segment.Grouping
	want []segment.Fault
}{
	{"no name", segment.Grouping{Groups: []segment.NamedRule{{Name: "", Rule: clause("orders", "=", "1")}}},
		[]segment.Fault{{Path: "groups[0].name", Code: "invalid_value", Message: "is empty: give a name"}}},
	{"long name", segment.Grouping{Groups: []segment.NamedRule{{Name: strings.Repeat("x", 1001), Rule: clause("orders", "=", "1")}}},
		[]segment.Fault{{Path: "groups[0].name", Code: "invalid_value", Message: "has 1001 bytes: give at most 1000"}}},
	{"name that is not UTF-8", segment.Grouping{Groups: []segment.NamedRule{{Name: "\xff", Rule: clause("orders", "=", "1")}}},
		[]segment.Fault{{Path: "groups[0].name", Code: "invalid_value", Message: `"\xff" is not UTF-8`}}},
	{"one name twice, a faulty rule, and the rest", segment.Grouping{Rest: "a", Groups: []segment.NamedRule{
		{Name: "a", Rule: clause("orders", "=", "x")}, {Name: "a", Rule: segment.Rule{}}}},
		[]segment.Fault{
			{Path: "groups[0].rule.value", Code: "invalid_value", Message: `must be a whole number such as 3, within 64 bits, not "x"`},
			{Path: "groups[1].name", Code: "duplicate", Message: `must be unique: "a" is a group already`},
			{Path: "groups[1].rule", Code: "empty", Message: "is blank, and would say nothing: give all, any, not, or field, op and value"},
			{Path: "rest", Code: "duplicate", Message: `must not be the name of a group: "a" is one`}}},
	{"long rest", segment.Grouping{Rest: strings.Repeat("x", 1001)},
		[]segment.Fault{{Path: "rest", Code: "invalid_value", Message: "has 1001 bytes: give at most 1000"}}},
	{"too many", segment.Grouping{Groups: make([]segment.NamedRule, 1001)},
		[]segment.Fault{{Path: "groups", Code: "too_many", Message: "must be at most 1000, not 1001"}}},
}

func TestGroupFaults(t *testing.T) {
	for _, c := range groupFaults {
		_, err := customerSchema(t).CompileGroups(c.g, time.UTC)
		if diff := cmp.Diff(c.want, faults(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if !strings.HasPrefix(err.Error(), "segment: grouping: ") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// The faults of a schema, which is part of the program.
func TestSchemaFaults(t *testing.T) {
	get := func(*customer) string { return "" }
	needs := "needs a function that gets the value: use Number, Decimal, Text, Flag, Instant, CivilDate or Texts"
	_, err := segment.NewSchema(
		segment.Text("a", get),
		segment.Text("", get),
		segment.Text("a", get),
		segment.Text(strings.Repeat("x", 1001), get),
		segment.Text("\xff", get),
		segment.Text[*customer]("b", nil),
		segment.Field[*customer]{},
		segment.Field[*customer]{}.KnownIf(func(*customer) bool { return true }),
		segment.Number[*customer]("c", nil), segment.Decimal[*customer]("d", nil), segment.Flag[*customer]("e", nil),
		segment.Instant[*customer]("f", nil), segment.CivilDate[*customer]("g", nil), segment.Texts[*customer]("h", nil),
	)
	want := []segment.Fault{
		{Path: "fields[1].name", Code: "invalid_value", Message: "is empty: give a name"},
		{Path: "fields[2].name", Code: "duplicate", Message: `must be unique: "a" is a field already`},
		{Path: "fields[3].name", Code: "invalid_value", Message: "has 1001 bytes: give at most 1000"},
		{Path: "fields[4].name", Code: "invalid_value", Message: `"\xff" is not UTF-8`},
		{Path: "fields[5]", Code: "missing", Message: needs},
	}
	got := faults(t, err)
	for i := 6; i < 14; i++ {
		path := fmt.Sprintf("fields[%d]", i)
		if !slices.Contains(got, segment.Fault{Path: path, Code: "missing", Message: needs}) {
			t.Errorf("%s without a function is taken", path)
		}
	}
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	fields := make([]segment.Field[*customer], 501)
	for i := range fields {
		fields[i] = segment.Decimal(fmt.Sprint(i), func(*customer) decimal.Decimal { return decimal.Zero })
	}
	if _, err := segment.NewSchema(fields[:500]...); err != nil {
		t.Error(err)
	}
	_, err = segment.NewSchema(fields...)
	if diff := cmp.Diff([]segment.Fault{{Path: "fields", Code: "too_many", Message: "must be at most 500, not 501"}}, faults(t, err)); diff != "" {
		t.Errorf("501 fields (-want +got):\n%s", diff)
	}
	longest := newSchema(t, segment.Text(strings.Repeat("x", 1000), get))
	compileRule(t, longest, clause(strings.Repeat("x", 1000), "=", strings.Repeat("y", 1000)), time.UTC)
}

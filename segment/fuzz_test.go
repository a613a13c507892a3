package segment_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// fuzzPeople are asked about whatever rules the fuzzer makes up.
var fuzzPeople = []*customer{{}, {ID: "a", Country: "BR", Orders: 3, Age: 40, AgeTold: true, Spent: dec("12.50"), Follower: true, LastOrder: now,
	Birthday: time.Date(1992, 2, 29, 0, 0, 0, 0, time.UTC), Tags: []string{"a", "vip"}}}

var ruleSeeds = []string{
	``, `{}`, `null`, `[]`, `{"all": []}`, `{"any": null}`, `{"not": {}}`, `{"value": []}`, `{"value": [[]]}`, `{"field": "", "op": ""}`,
	`{"field": "orders", "op": ">=", "value": 3}`, `{"field": "orders", "op": "between", "value": [1, "2"]}`,
	`{"field": "spent", "op": "<", "value": 1e1000000000}`, `{"field": "follower", "op": "=", "value": true}`,
	`{"all": [{"any": [{"not": {"field": "age", "op": "missing"}}]}, {"field": "tags", "op": "one of", "value": ["vip", "\u4e2d\n\""]}]}`,
	`{"field": "last_order", "op": "within", "value": "last 30 days"}`, `{"field": "last_order", "op": "=", "value": "2026-03-05"}`,
	`{"field": "birthday", "op": "anniversary within", "value": 7}`, `{"field": "id", "op": "share", "value": ["a", 0.5]}`,
	`{"field": "orders", "op": "=", "value": "\ud800"}`, `{"field": "orders", "field": "age"}`, `{"FIELD": "orders"}`, "{\"field\": \"\xff\"}",
	strings.Repeat(`{"not": `, 30) + `{}` + strings.Repeat(`}`, 30), strings.Repeat(`{"all": [`, 60) + strings.Repeat(`]}`, 60),
}

// A rule that can be read is written and read again as the same; to compile it,
// or ask what was compiled, is never more than an answer.
func FuzzParseRule(f *testing.F) {
	for _, seed := range ruleSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := segment.ParseRule(data)
		if err != nil {
			if len(faults(t, err)) == 0 {
				t.Fatalf("%v without faults", err)
			}
			return
		}
		text := encode(t, r)
		if diff := cmp.Diff(r, parseRule(t, text)); diff != "" {
			t.Fatalf("after JSON (-want +got):\n%s", diff)
		}
		g, err := customerSchema(t).Compile(r, time.UTC)
		if err != nil {
			faults(t, err)
			return
		}
		m := must(g.At(now))
		for _, c := range fuzzPeople {
			if m.Match(c) != m.Explain(c).Match {
				t.Fatalf("%s: the answers differ", text)
			}
		}
		if p := m.Preview(slices.Values(fuzzPeople)); p.Customers != int64(len(fuzzPeople)) {
			t.Fatalf("%d customers", p.Customers)
		}
		if encode(t, r) != text {
			t.Fatalf("compiled, the rule is %s, was %s", encode(t, r), text)
		}
	})
}

// The same for a grouping.
func FuzzParseGrouping(f *testing.F) {
	f.Add([]byte(`{"groups": [], "rest": "other"}`))
	f.Add([]byte(`{"groups": [{"name": "a", "rule": {"field": "orders", "op": "=", "value": "1"}}, {"name": "a"}, {}]}`))
	for _, seed := range ruleSeeds {
		f.Add([]byte(`{"groups": [{"name": "a", "rule": ` + seed + `}], "rest": "b"}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := segment.ParseGrouping(data)
		if err != nil {
			if len(faults(t, err)) == 0 {
				t.Fatalf("%v without faults", err)
			}
			return
		}
		if g.Groups == nil {
			return // see TestGroupingOfNone
		}
		if diff := cmp.Diff(g, parseGrouping(t, encode(t, g))); diff != "" {
			t.Fatalf("after JSON (-want +got):\n%s", diff)
		}
		groups, err := customerSchema(t).CompileGroups(g, time.UTC)
		if err != nil {
			faults(t, err)
			return
		}
		tagger := must(groups.At(now))
		if c := tagger.Census(slices.Values(fuzzPeople)); c.Customers != int64(len(fuzzPeople)) || len(c.Groups) != len(g.Groups) {
			t.Fatalf("census %+v", c)
		}
	})
}

// A grouping without groups is one, and can be stored.
func TestGroupingOfNone(t *testing.T) {
	for _, g := range []segment.Grouping{{}, {Rest: "other"}, parseGrouping(t, `{}`), parseGrouping(t, `{"rest": "other"}`)} {
		read, err := segment.ParseGrouping([]byte(encode(t, g)))
		if err != nil || read.Rest != g.Rest || len(read.Groups) != 0 {
			t.Errorf("%+v is read as %+v, %v", g, read, err)
		}
	}
}

// The values of a clause, as they are read and written.
func TestValuesJSON(t *testing.T) {
	cases := []struct {
		in   string
		want segment.Values
		out  string
	}{
		{`3`, segment.Values{"3"}, `"3"`},
		{`"3"`, segment.Values{"3"}, `"3"`},
		{`-12.50`, segment.Values{"-12.50"}, `"-12.50"`},
		{`1e3`, segment.Values{"1e3"}, `"1e3"`},
		{`123456789012345678901234567890.123456789`, segment.Values{"123456789012345678901234567890.123456789"}, `"123456789012345678901234567890.123456789"`},
		{`1e1000000000`, segment.Values{"1e1000000000"}, `"1e1000000000"`},
		{`true`, segment.Values{"true"}, `"true"`},
		{`false`, segment.Values{"false"}, `"false"`},
		{`""`, segment.Values{""}, `""`},
		{`"null"`, segment.Values{"null"}, `"null"`},
		{`"[1]"`, segment.Values{"[1]"}, `"[1]"`},
		{`"a\"\\\/\u4e2d\n\ud83d\ude00"`, segment.Values{"a\"\\/中\n😀"}, `"a\"\\/中\n😀"`},
		{` [ ] `, segment.Values{}, `[]`},
		{`[3]`, segment.Values{"3"}, `"3"`},
		{`[1, "2" ,true, 4.0]`, segment.Values{"1", "2", "true", "4.0"}, `["1","2","true","4.0"]`},
	}
	for _, c := range cases {
		var got segment.Values
		if err := json.Unmarshal([]byte(c.in), &got); err != nil {
			t.Errorf("%s: %v", c.in, err)
		}
		r := parseRule(t, `{"value": `+c.in+`}`)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.in, diff)
		}
		if diff := cmp.Diff(c.want, r.Value); diff != "" {
			t.Errorf("%s in a rule (-want +got):\n%s", c.in, diff)
		}
		if out := encode(t, r); out != `{"value":`+c.out+`}` {
			t.Errorf("%s is written as %s", c.in, out)
		}
	}
}

// What a decoder refuses, with paths that continue those of the document.
func TestParseFaults(t *testing.T) {
	null := `must not be null: leave it out, or ask with the operator "missing"`
	scalar := "must be a string, a number, true or false, or one list of them"
	cases := []struct {
		rule string
		want []segment.Fault
	}{
		{`{"value": {}}`, []segment.Fault{{Path: "value", Code: "wrong_type", Message: scalar}}},
		{`{"value": [1, [2], {"a": 3}, null]}`, []segment.Fault{{Path: "value[1]", Code: "wrong_type", Message: scalar},
			{Path: "value[2]", Code: "wrong_type", Message: scalar}, {Path: "value[3]", Code: "null", Message: null}}},
		{`{"value": [[]]}`, []segment.Fault{{Path: "value[0]", Code: "wrong_type", Message: scalar}}},
		{`{"all": [{"not": {"value": [null]}}, {"value": [{}]}]}`, []segment.Fault{{Path: "all[0].not.value[0]", Code: "null", Message: null},
			{Path: "all[1].value[0]", Code: "wrong_type", Message: scalar}}},
	}
	for _, c := range cases {
		_, err := segment.ParseRule([]byte(c.rule))
		if diff := cmp.Diff(c.want, faults(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.rule, diff)
		}
		for i := range c.want {
			c.want[i].Path = "groups[1].rule." + c.want[i].Path
		}
		_, err = segment.ParseGrouping([]byte(`{"groups": [{"name": "a"}, {"rule": ` + c.rule + `}]}`))
		if diff := cmp.Diff(c.want, faults(t, err)); diff != "" {
			t.Errorf("%s in a grouping (-want +got):\n%s", c.rule, diff)
		}
	}
}

// The codes of what is no rule at all, alone and within a grouping; what was in
// the variable stays.
func TestParseStrictly(t *testing.T) {
	for text, want := range map[string]string{
		`null`: " null", `[]`: " wrong_type", `{} {}`: " trailing_text", ``: " syntax", `{`: " syntax",
		`{"value": null}`: "value null", `{"all": null}`: "all null", `{"not": null}`: "not null", `{"all": [null]}`: "all[0] null",
		`{"all": {}}`: "all wrong_type", `{"field": 3}`: "field wrong_type", `{"op": true}`: "op wrong_type",
		`{"feild": "a"}`: "feild unknown_field", `{"Field": "a"}`: "Field unknown_field", `{"any": [{"op": "=", "op": "="}]}`: "any[0].op duplicate_field",
		"{\"value\": \"\xff\"}": " syntax", `{"value": "\ud800"}`: " syntax", `{"value": 01}`: " syntax", `{"value": tru}`: " syntax",
		strings.Repeat(`{"not": `, 101) + `{}` + strings.Repeat(`}`, 101): " too_deep",
	} {
		_, err := segment.ParseRule([]byte(text))
		if got := faults(t, err)[0]; got.Path+" "+got.Code != want {
			t.Errorf("%.60s: %s %s, want %s", text, got.Path, got.Code, want)
		}
		kept := clause("orders", "=", "1")
		if err := kept.UnmarshalJSON([]byte(text)); err == nil || !cmp.Equal(kept, clause("orders", "=", "1")) {
			t.Errorf("%.60s: %v; the rule is now %v", text, err, kept)
		}
	}
	_, err := segment.ParseGrouping([]byte(`{"groups": [{"name": "a", "rule": {"ops": "="}}, {"nam": "b"}], "Rest": "c"}`))
	var got []string
	for _, f := range faults(t, err) {
		got = append(got, f.Path+" "+f.Code)
	}
	if diff := cmp.Diff([]string{"groups[0].rule.ops unknown_field", "groups[1].nam unknown_field", "Rest unknown_field"}, got); diff != "" {
		t.Errorf("grouping (-want +got):\n%s", diff)
	}
	var invalid *segment.InvalidError
	if !errors.As(err, &invalid) || invalid.What != "segment: grouping" {
		t.Errorf("%v is not about a grouping", err)
	}
}

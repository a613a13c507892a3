package segment_test

import (
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	"example.com/membership/segment"
	"github.com/shopspring/decimal"
)

// Visitor is a customer as this shop keeps them.
type Visitor struct {
	Name      string
	Country   string
	Follower  bool
	Dwell     int64 // seconds
	Orders    int64
	Spent     decimal.Decimal
	LastOrder time.Time
	Birthday  time.Time
}

func visitorSchema() *segment.Schema[*Visitor] {
	schema, err := segment.NewSchema(
		segment.Text("name", func(v *Visitor) string { return v.Name }),
		segment.Text("country", func(v *Visitor) string { return v.Country }),
		segment.Flag("follower", func(v *Visitor) bool { return v.Follower }),
		segment.Number("dwell", func(v *Visitor) int64 { return v.Dwell }),
		segment.Number("orders", func(v *Visitor) int64 { return v.Orders }),
		segment.Decimal("spent", func(v *Visitor) decimal.Decimal { return v.Spent }),
		segment.Instant("last_order", func(v *Visitor) time.Time { return v.LastOrder }),
		segment.CivilDate("birthday", func(v *Visitor) time.Time { return v.Birthday }),
	)
	if err != nil {
		log.Fatal(err)
	}
	return schema
}

func visitors() []*Visitor {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return []*Visitor{
		{Name: "Ana", Country: "BR", Follower: true, Dwell: 340, Orders: 5, Spent: decimal.New(21050, -2), LastOrder: day(1, 12)},
		{Name: "Boris", Country: "RU", Dwell: 610, Orders: 3, Spent: decimal.New(8000, -2), LastOrder: day(2, 25)},
		{Name: "Clara", Country: "ES", Follower: true, Dwell: 20, Orders: 1, Spent: decimal.New(990, -2), LastOrder: day(3, 1)},
		{Name: "Dmitri", Country: "RU", Follower: true, Dwell: 1200},
	}
}

// visitorMatcher compiles a rule, as ExampleSchema_Compile does, for 5 March 2026.
func visitorMatcher(rule string) *segment.Matcher[*Visitor] {
	parsed, err := segment.ParseRule([]byte(rule))
	if err != nil {
		log.Fatal(err)
	}
	group, err := visitorSchema().Compile(parsed, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	matcher, err := group.At(time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	return matcher
}

// Buyers from two countries who ordered three times, but not lately.
func ExampleSchema_Compile() {
	rule, err := segment.ParseRule([]byte(`{"all": [
		{"field": "country", "op": "one of", "value": ["BR", "RU"]},
		{"field": "orders", "op": ">=", "value": 3},
		{"not": {"field": "last_order", "op": "within", "value": "last 30 days"}}
	]}`))
	if err != nil {
		log.Fatal(err)
	}
	group, err := visitorSchema().Compile(rule, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	matcher, err := group.At(time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range visitors() {
		fmt.Println(v.Name, matcher.Match(v))
	}
	// Output:
	// Ana true
	// Boris false
	// Clara false
	// Dmitri false
}

// Every fault of a rule is found before anybody is asked, and says what to do.
func ExampleInvalidError() {
	rule, err := segment.ParseRule([]byte(`{"any": [
		{"field": "contry", "op": "=", "value": "BR"},
		{"field": "follower", "op": ">", "value": 1},
		{"field": "orders", "op": "between", "value": [9, 3]},
		{"field": "name", "op": "one of", "value": []}
	]}`))
	if err != nil {
		log.Fatal(err)
	}
	_, err = visitorSchema().Compile(rule, time.UTC)
	var invalid *segment.InvalidError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Faults {
			fmt.Println(f)
		}
	}
	// Output:
	// any[0].field: unknown field "contry": did you mean "country"?
	// any[1].op: ">" does not fit "follower", which is of type flag: use one of "=", "missing"
	// any[2].value: "9" is beyond "3": give the lower end first
	// any[3].value: must list at least one value
}

// Why is Boris not invited?
func ExampleMatcher_Explain() {
	matcher := visitorMatcher(`{"all": [
		{"any": [{"field": "follower", "op": "=", "value": true}, {"field": "dwell", "op": ">", "value": 900}]},
		{"field": "country", "op": "=", "value": "RU"},
		{"field": "birthday", "op": "anniversary within", "value": 7}
	]}`)
	boris := visitors()[1]
	why := matcher.Explain(boris)
	fmt.Println(why.Match)
	for _, r := range why.Clauses {
		fmt.Println(r.Path, r.Field, r.Op, r.Value, "saw", r.Seen, "missing:", r.Missing)
	}
	// Output:
	// false
	// all[0].any[0] follower = [true] saw [false] missing: false
	// all[0].any[1] dwell > [900] saw [610] missing: false
	// all[2] birthday anniversary within [7] saw [] missing: true
}

// Which clause makes the group so small?
func ExampleMatcher_Preview() {
	matcher := visitorMatcher(`{"all": [
		{"field": "follower", "op": "=", "value": true},
		{"field": "spent", "op": ">=", "value": 100}
	]}`)
	preview := matcher.Preview(slices.Values(visitors()))
	fmt.Println(preview.Matched, "of", preview.Customers)
	for _, p := range preview.Parts[1:] {
		fmt.Println(p.Path, p.Field, "keeps", p.Kept, "drops", p.Dropped, "of them alone", p.Alone)
	}
	// Output:
	// 1 of 4
	// all[0] follower keeps 3 drops 1 of them alone 0
	// all[1] spent keeps 1 drops 3 of them alone 2
}

// Tags overlap; the partition puts everybody into one group.
func ExampleSchema_CompileGroups() {
	grouping, err := segment.ParseGrouping([]byte(`{"groups": [
		{"name": "fan", "rule": {"field": "follower", "op": "=", "value": true}},
		{"name": "buyer", "rule": {"field": "orders", "op": ">", "value": 0}},
		{"name": "regular", "rule": {"field": "orders", "op": ">=", "value": 5}}
	], "rest": "visitor"}`))
	if err != nil {
		log.Fatal(err)
	}
	groups, err := visitorSchema().CompileGroups(grouping, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	tagger, err := groups.At(time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range visitors() {
		fmt.Printf("%s is a %s; tags %s\n", v.Name, tagger.First(v), strings.Join(slices.Collect(tagger.Tags(v)), ", "))
	}
	for _, f := range tagger.Census(slices.Values(visitors())).Findings {
		fmt.Println(f)
	}
	// Output:
	// Ana is a fan; tags fan, buyer, regular
	// Boris is a buyer; tags buyer
	// Clara is a fan; tags fan, buyer
	// Dmitri is a fan; tags fan
	// groups[2]: everybody in "regular" (1) falls into an earlier group, most into "fan" (1): move it before that one
}

package segment_test

import (
	"slices"
	"testing"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// profile is what people say of themselves; the age is NULL where they do not.
type profile struct {
	Age    *int64
	Gender string // "f", "m", "x" or ""
	Region string // ISO 3166-2
}

// profileSchema has a getter that would panic on a NULL: it is asked only where
// the value is known.
func profileSchema(t *testing.T) *segment.Schema[profile] {
	return newSchema(t,
		segment.Number("age", func(p profile) int64 { return *p.Age }).KnownIf(func(p profile) bool { return p.Age != nil }),
		segment.Text("gender", func(p profile) string { return p.Gender }),
		segment.Text("region", func(p profile) string { return p.Region }),
	)
}

func age(years int64) *int64 { return &years }

// Age bands are a partition; unknown is a group of its own, not 0 years old.
func TestAgeBands(t *testing.T) {
	tagger := tag(t, profileSchema(t), `{"groups": [
		{"name": "unknown", "rule": {"field": "age", "op": "missing"}},
		{"name": "minor", "rule": {"field": "age", "op": "<=", "value": 17}},
		{"name": "18-24", "rule": {"field": "age", "op": "between", "value": [18, 24]}},
		{"name": "25-34", "rule": {"field": "age", "op": "between", "value": [25, 34]}}
	], "rest": "35+"}`, now)
	people := []verdict[profile]{
		{profile{}, "unknown", "did not say"},
		{profile{Age: age(0)}, "minor", "0 is an age"},
		{profile{Age: age(17)}, "minor", "at the upper end"},
		{profile{Age: age(18)}, "18-24", "above it, at the lower end of the next"},
		{profile{Age: age(24)}, "18-24", "at the upper end"},
		{profile{Age: age(25)}, "25-34", "above it"},
		{profile{Age: age(34)}, "25-34", "at the upper end"},
		{profile{Age: age(35)}, "35+", "the rest"},
	}
	if findings := checkPartition(t, tagger, people); len(findings) > 0 {
		t.Errorf("findings %v, want none", findings)
	}
}

// Age, gender and region as tags. "Not a woman" and "not under 18" hold for those
// who did not say, too; who wants only the others asks for the value as well.
func TestAgeGenderRegion(t *testing.T) {
	tagger := tag(t, profileSchema(t), `{"groups": [
		{"name": "woman", "rule": {"field": "gender", "op": "=", "value": "f"}},
		{"name": "not a woman", "rule": {"not": {"field": "gender", "op": "=", "value": "f"}}},
		{"name": "another gender", "rule": {"all": [
			{"not": {"field": "gender", "op": "missing"}},
			{"not": {"field": "gender", "op": "=", "value": "f"}}
		]}},
		{"name": "not under 18", "rule": {"not": {"field": "age", "op": "<", "value": 18}}},
		{"name": "adult", "rule": {"field": "age", "op": ">=", "value": 18}},
		{"name": "Guangdong", "rule": {"field": "region", "op": "=", "value": "CN-GD"}},
		{"name": "China", "rule": {"field": "region", "op": "starts with", "value": "CN"}}
	]}`, now)
	people := []verdict[profile]{
		{profile{age(30), "f", "CN-GD"}, "woman, not under 18, adult, Guangdong, China", "everything is known"},
		{profile{age(17), "f", "CN-ZJ"}, "woman, China", "a minor"},
		{profile{age(18), "m", "FR-75"}, "not a woman, another gender, not under 18, adult", "of age today"},
		{profile{nil, "x", "CN"}, "not a woman, another gender, not under 18, China", "nobody knows whether they are of age"},
		{profile{nil, "", ""}, "not a woman, not under 18", "nothing is known"},
	}
	checkTags(t, tagger, people)

	adult := must(compile(t, profileSchema(t), `{"field": "age", "op": ">=", "value": 18}`, now.Location()).At(now))
	preview := adult.Preview(everybody(people))
	want := segment.Preview{Customers: 5, Matched: 2, Parts: []segment.Part{
		{Kind: "clause", Field: "age", Op: segment.AtLeast, Value: segment.Values{"18"}, Kept: 2, Dropped: 3, Missing: 2, Alone: 3},
	}}
	if diff := cmp.Diff(want, preview); diff != "" {
		t.Errorf("preview (-want +got):\n%s", diff)
	}
	if why := adult.Explain(people[4].who); !why.Clauses[0].Missing {
		t.Errorf("%+v, want the age missing", why)
	}
}

// A worker has a profession, proved or not, and what they are interested in.
type worker struct {
	Profession string
	Proved     bool
	Interests  []string
}

// A group of professions, for a gift on Teachers' Day. A text contains a part of
// a word; a set contains a whole one.
func TestProfessions(t *testing.T) {
	schema := newSchema(t,
		segment.Text("profession", func(w *worker) string { return w.Profession }),
		segment.Flag("proved", func(w *worker) bool { return w.Proved }),
		segment.Texts("interests", func(w *worker) []string { return w.Interests }),
	)
	tagger := tag(t, schema, `{"groups": [
		{"name": "teaches", "rule": {"all": [
			{"field": "profession", "op": "contains", "value": "教师"},
			{"field": "proved", "op": "=", "value": true}
		]}},
		{"name": "medical", "rule": {"field": "profession", "op": "one of", "value": ["医生", "护士", "药剂师"]}},
		{"name": "to be proved", "rule": {"all": [
			{"field": "proved", "op": "=", "value": false},
			{"not": {"field": "profession", "op": "missing"}}
		]}},
		{"name": "reader", "rule": {"field": "interests", "op": "contains", "value": "book"}},
		{"name": "sporty", "rule": {"field": "interests", "op": "one of", "value": ["yoga", "run", "ski"]}}
	]}`, now)
	checkTags(t, tagger, []verdict[*worker]{
		{&worker{"小学教师", true, []string{"tea", "book"}}, "teaches, reader", "a teacher at a primary school"},
		{&worker{"教师", false, nil}, "to be proved", "anybody can say so"},
		{&worker{"护士", true, []string{"ski", "run"}}, "medical, sporty", "two of the sports are one tag"},
		{&worker{"护士长", true, nil}, "", "one of means the whole text: the matron is not listed"},
		{&worker{"", false, []string{"bookkeeping"}}, "", "no profession, and bookkeeping is no book"},
		{&worker{"", true, []string{"book"}}, "reader", "proved what?"},
	})
}

// A rated customer has the five marks of a good one, and the two of a difficult one.
type rated struct {
	Spent    decimal.Decimal
	Visits   int64           // of the last 30 days: desire
	Promoted decimal.Decimal // share of orders bought on promotion
	Credit   int64           // 0 where the platform gives none
	Feedback int64           // that helped others
	Products int64           // different ones
	Demands  int64           // wishes and complaints
}

func ratedSchema(t *testing.T) *segment.Schema[*rated] {
	return newSchema(t,
		segment.Decimal("spent", func(r *rated) decimal.Decimal { return r.Spent }),
		segment.Number("visits", func(r *rated) int64 { return r.Visits }),
		segment.Decimal("promoted", func(r *rated) decimal.Decimal { return r.Promoted }),
		segment.Number("credit", func(r *rated) int64 { return r.Credit }).KnownIf(func(r *rated) bool { return r.Credit > 0 }),
		segment.Number("feedback", func(r *rated) int64 { return r.Feedback }),
		segment.Number("products", func(r *rated) int64 { return r.Products }),
		segment.Number("demands", func(r *rated) int64 { return r.Demands }),
	)
}

const ratedGroups = `{"groups": [
	{"name": "good", "rule": {"all": [
		{"field": "spent", "op": ">=", "value": "1000.00"},
		{"field": "visits", "op": ">=", "value": 4},
		{"field": "promoted", "op": "<", "value": 0.3},
		{"field": "credit", "op": ">", "value": 650},
		{"field": "feedback", "op": ">=", "value": 1}
	]}},
	{"name": "difficult", "rule": {"all": [
		{"field": "products", "op": "=", "value": 1},
		{"field": "demands", "op": ">=", "value": 3}
	]}}
], "rest": "ordinary"}`

// good returns a customer who just is a good one, and is changed by the case.
func good(change func(*rated)) *rated {
	r := &rated{dec("1000"), 4, dec("0.2999"), 651, 1, 5, 0}
	change(r)
	return r
}

func TestGoodAndDifficult(t *testing.T) {
	people := []verdict[*rated]{
		{good(func(r *rated) {}), "good", "all five are just met"},
		{good(func(r *rated) { r.Spent = dec("1000.01") }), "good", "a cent above"},
		{good(func(r *rated) { r.Spent = dec("999.99") }), "ordinary", "a cent below"},
		{good(func(r *rated) { r.Visits = 3 }), "ordinary", "no desire"},
		{good(func(r *rated) { r.Promoted = dec("0.30") }), "ordinary", "at the share, not below it"},
		{good(func(r *rated) { r.Promoted = dec("0.3000000000000") }), "ordinary", "the same share, however many zeros"},
		{good(func(r *rated) { r.Promoted = dec("0.2999999999999") }), "good", "the least below it"},
		{good(func(r *rated) { r.Promoted = dec("0.3000000000001") }), "ordinary", "buys on promotion"},
		{good(func(r *rated) { r.Credit = 650 }), "ordinary", "at the credit, not above it"},
		{good(func(r *rated) { r.Credit = 0 }), "ordinary", "no credit is known"},
		{good(func(r *rated) { r.Feedback = 0 }), "ordinary", "never helped others"},
		{good(func(r *rated) { r.Products, r.Demands = 1, 9 }), "good", "who is good may demand"},
		{&rated{Products: 1, Demands: 3}, "difficult", "one product, three demands"},
		{&rated{Products: 1, Demands: 4}, "difficult", "one more"},
		{&rated{Products: 1, Demands: 2}, "ordinary", "one less"},
		{&rated{Products: 2, Demands: 3}, "ordinary", "two products"},
		{&rated{Products: 0, Demands: 3}, "ordinary", "asks, but bought nothing"},
	}
	tagger := tag(t, ratedSchema(t), ratedGroups, now)
	if findings := checkPartition(t, tagger, people); len(findings) > 0 {
		t.Errorf("findings %v, want none", findings)
	}
}

// Which of the five marks keeps the group of good customers small? Each keeps
// one of five out alone; the sixth lacks two.
func TestGoodPreview(t *testing.T) {
	groups := compileGroups(t, ratedSchema(t), parseGrouping(t, ratedGroups), now.Location())
	matcher, ok := must(groups.At(now)).Matcher("good")
	if !ok {
		t.Fatal("there is no group of good customers")
	}
	people := []*rated{
		good(func(r *rated) {}),
		good(func(r *rated) { r.Spent = dec("999.99") }),
		good(func(r *rated) { r.Visits = 3 }),
		good(func(r *rated) { r.Promoted = dec("0.30") }),
		good(func(r *rated) { r.Credit = 0 }),
		good(func(r *rated) { r.Credit, r.Feedback = 650, 0 }),
	}
	got := matcher.Preview(slices.Values(people))
	part := func(path, field string, op segment.Op, value string, dropped, missing, alone int64) segment.Part {
		return segment.Part{Path: path, Kind: "clause", Field: field, Op: op, Value: segment.Values{value},
			Kept: 6 - dropped, Dropped: dropped, Missing: missing, Alone: alone}
	}
	want := segment.Preview{Customers: 6, Matched: 1, Parts: []segment.Part{
		{Path: "", Kind: "all", Kept: 1, Dropped: 5, Alone: 5},
		part("all[0]", "spent", segment.AtLeast, "1000.00", 1, 0, 1),
		part("all[1]", "visits", segment.AtLeast, "4", 1, 0, 1),
		part("all[2]", "promoted", segment.Below, "0.3", 1, 0, 1),
		part("all[3]", "credit", segment.Above, "650", 2, 1, 1),
		part("all[4]", "feedback", segment.AtLeast, "1", 1, 0, 0),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("preview (-want +got):\n%s", diff)
	}
}

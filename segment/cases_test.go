package segment_test

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
)

// A verdict is one customer of a case, and where the shop wants them.
type verdict[T any] struct {
	who  T
	want string // the group of the partition, or all tags, as in "fan, buyer"
	why  string
}

// tag compiles the grouping of a case for the shop whose clock reads at.
func tag[T any](t *testing.T, s *segment.Schema[T], grouping string, at time.Time) *segment.Tagger[T] {
	t.Helper()
	return must(compileGroups(t, s, parseGrouping(t, grouping), at.Location()).At(at))
}

// checkPartition asks for the one group of each, alone and in a census, and
// returns the findings of that.
func checkPartition[T any](t *testing.T, tagger *segment.Tagger[T], people []verdict[T]) []segment.Fault {
	t.Helper()
	want := map[string]int64{}
	for _, p := range people {
		if first := tagger.First(p.who); first != p.want {
			t.Errorf("%+v is in %q, want %q: %s", p.who, first, p.want, p.why)
		}
		want[p.want]++
	}
	census := tagger.Census(everybody(people))
	rest := census.Customers
	for _, g := range census.Groups {
		if g.First != want[g.Name] {
			t.Errorf("census: %d in %q, want %d", g.First, g.Name, want[g.Name])
		}
		rest -= g.First
	}
	if rest != census.Rest || census.Customers != int64(len(people)) {
		t.Errorf("census: %d of %d are in no group, want %d of %d", census.Rest, census.Customers, rest, len(people))
	}
	return census.Findings
}

// checkTags asks for all groups of each, alone and in a census.
func checkTags[T any](t *testing.T, tagger *segment.Tagger[T], people []verdict[T]) {
	t.Helper()
	want := map[string]int64{}
	for _, p := range people {
		if tags := tagsOf(tagger, p.who); tags != p.want {
			t.Errorf("%+v has the tags %q, want %q: %s", p.who, tags, p.want, p.why)
		}
		for _, name := range strings.Split(p.want, ", ") {
			want[name]++
		}
	}
	census := tagger.Census(everybody(people))
	for _, g := range census.Groups {
		if g.Tagged != want[g.Name] {
			t.Errorf("census: %d in %q, want %d", g.Tagged, g.Name, want[g.Name])
		}
	}
	if census.Rest != want[""] {
		t.Errorf("census: %d are in no group, want %d", census.Rest, want[""])
	}
}

func tagsOf[T any](tagger *segment.Tagger[T], c T) string {
	return strings.Join(slices.Collect(tagger.Tags(c)), ", ")
}

func everybody[T any](people []verdict[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, p := range people {
			if !yield(p.who) {
				return
			}
		}
	}
}

// aliBuyer is a buyer as a shop on AliExpress sees them.
type aliBuyer struct {
	Country   string
	Follower  bool
	Dwell     time.Duration
	PageViews int64
	Orders    int64
}

func aliSchema(t *testing.T) *segment.Schema[aliBuyer] {
	return newSchema(t,
		segment.Text("country", func(b aliBuyer) string { return b.Country }),
		segment.Flag("follower", func(b aliBuyer) bool { return b.Follower }),
		segment.Number("dwell_seconds", func(b aliBuyer) int64 { return int64(b.Dwell / time.Second) }),
		segment.Number("page_views", func(b aliBuyer) int64 { return b.PageViews }),
		segment.Number("orders", func(b aliBuyer) int64 { return b.Orders }),
	)
}

// AliExpress buyers by country, follower, dwell time, page views and orders: one
// group each, as a letter goes to everybody once.
func TestAliExpressPartition(t *testing.T) {
	tagger := tag(t, aliSchema(t), `{"groups": [
		{"name": "crawler", "rule": {"all": [
			{"field": "page_views", "op": ">", "value": 500},
			{"field": "dwell_seconds", "op": "<", "value": 60}
		]}},
		{"name": "core", "rule": {"all": [
			{"field": "follower", "op": "=", "value": true},
			{"field": "orders", "op": ">=", "value": 3},
			{"any": [
				{"field": "dwell_seconds", "op": ">=", "value": 600},
				{"field": "page_views", "op": "between", "value": [30, 500]}
			]}
		]}},
		{"name": "buyer", "rule": {"field": "orders", "op": ">", "value": 0}},
		{"name": "warm", "rule": {"any": [
			{"field": "follower", "op": "=", "value": true},
			{"field": "dwell_seconds", "op": ">=", "value": 300}
		]}}
	], "rest": "cold"}`, now)
	findings := checkPartition(t, tagger, []verdict[aliBuyer]{
		{aliBuyer{"RU", false, 59 * time.Second, 501, 0}, "crawler", "more than 500 pages in less than a minute"},
		{aliBuyer{"RU", false, 60 * time.Second, 501, 0}, "cold", "a whole minute is not less"},
		{aliBuyer{"RU", false, 59 * time.Second, 500, 0}, "cold", "500 pages are not more than 500"},
		{aliBuyer{"RU", true, 59*time.Second + 999*time.Millisecond, 501, 9}, "crawler", "the earlier group takes an order, too"},
		{aliBuyer{"BR", true, 10 * time.Minute, 5, 3}, "core", "ten minutes and three orders are reached"},
		{aliBuyer{"BR", true, 10*time.Minute - 1, 5, 3}, "buyer", "a nanosecond less is 599 whole seconds"},
		{aliBuyer{"BR", true, 0, 30, 3}, "core", "30 pages do instead of the dwell time"},
		{aliBuyer{"BR", true, 0, 29, 3}, "buyer", "29 pages do not"},
		{aliBuyer{"BR", true, time.Hour, 30, 2}, "buyer", "two orders are too few for core"},
		{aliBuyer{"BR", false, time.Hour, 30, 3}, "buyer", "who does not follow is no core"},
		{aliBuyer{"ES", false, 0, 1, 1}, "buyer", "one order is a buyer"},
		{aliBuyer{"ES", true, 0, 1, 0}, "warm", "a follower without an order"},
		{aliBuyer{"ES", false, 5 * time.Minute, 1, 0}, "warm", "five minutes"},
		{aliBuyer{"ES", false, 5*time.Minute - time.Second, 1, 0}, "cold", "a second less than five minutes"},
	})
	if len(findings) > 0 {
		t.Errorf("findings %v, want none: every group has somebody", findings)
	}
}

// The same buyers with tags, which overlap: language, fan, fit for a coupon.
func TestAliExpressTags(t *testing.T) {
	tagger := tag(t, aliSchema(t), `{"groups": [
		{"name": "Russian", "rule": {"field": "country", "op": "one of", "value": ["RU", "BY", "KZ"]}},
		{"name": "abroad", "rule": {"not": {"field": "country", "op": "=", "value": "CN"}}},
		{"name": "fan", "rule": {"field": "follower", "op": "=", "value": true}},
		{"name": "window shopper", "rule": {"all": [
			{"field": "page_views", "op": ">=", "value": 10},
			{"field": "orders", "op": "=", "value": 0}
		]}}
	]}`, now)
	checkTags(t, tagger, []verdict[aliBuyer]{
		{aliBuyer{"RU", true, 0, 10, 0}, "Russian, abroad, fan, window shopper", "all at once, in the order of the grouping"},
		{aliBuyer{"KZ", false, 0, 9, 0}, "Russian, abroad", "9 pages are not yet a look"},
		{aliBuyer{"BY", false, 0, 10, 1}, "Russian, abroad", "bought"},
		{aliBuyer{"US", false, 0, 11, 0}, "abroad, window shopper", "one page more"},
		{aliBuyer{"CN", false, 0, 0, 0}, "", "the own country has no tag"},
		{aliBuyer{"ru", false, 0, 0, 0}, "abroad", "texts are compared byte by byte"},
		{aliBuyer{"", true, 0, 0, 0}, "abroad, fan", "not is logical: an unknown country is not CN"},
	})
}

// A lead is who wrote to the shop, or ordered, or both.
type lead struct {
	Messages  int64 // asked before an order
	Placed    int64
	Completed int64 // of those placed: paid and received
}

// Completed, not completed and inquiry customers: each group speaks of those
// whom the ones before it left over.
func TestCompletedNotCompletedInquiry(t *testing.T) {
	schema := newSchema(t,
		segment.Number("messages", func(l *lead) int64 { return l.Messages }),
		segment.Number("placed", func(l *lead) int64 { return l.Placed }),
		segment.Number("completed", func(l *lead) int64 { return l.Completed }),
	)
	tagger := tag(t, schema, `{"groups": [
		{"name": "completed", "rule": {"field": "completed", "op": ">=", "value": 1}},
		{"name": "not completed", "rule": {"field": "placed", "op": ">=", "value": 1}},
		{"name": "inquiry", "rule": {"field": "messages", "op": ">=", "value": 1}}
	], "rest": "passer-by"}`, now)
	people := []verdict[*lead]{
		{&lead{3, 2, 1}, "completed", "one of two orders is enough"},
		{&lead{0, 1, 1}, "completed", "bought without a word"},
		{&lead{5, 1, 0}, "not completed", "an order counts more than the questions before it"},
		{&lead{0, 2, 0}, "not completed", "two orders, none paid"},
		{&lead{1, 0, 0}, "inquiry", "only asked"},
		{&lead{}, "passer-by", "did nothing"},
	}
	if findings := checkPartition(t, tagger, people); len(findings) > 0 {
		t.Errorf("findings %v, want none", findings)
	}
	// As tags they overlap: who completed has placed as well.
	if got, want := tagsOf(tagger, people[0].who), "completed, not completed, inquiry"; got != want {
		t.Errorf("tags %q, want %q", got, want)
	}
}

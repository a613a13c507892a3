package segment_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
)

// chatty is a grouping that uses everything.
const chatty = `{"groups":[` +
	`{"name":"a","rule":{"all":[{"field":"country","op":"one of","value":["RU","BR"]},{"not":{"field":"orders","op":"between","value":["3","9"]}}]}},` +
	`{"name":"b","rule":{"any":[{"field":"last_order","op":"within","value":"last 30 days"},{"field":"birthday","op":"anniversary within","value":"7"}]}},` +
	`{"name":"c","rule":{"all":[{"field":"id","op":"share","value":["spring","0.5"]},{"field":"spent","op":">=","value":"12.50"}]}},` +
	`{"name":"d","rule":{"any":[{"field":"tags","op":"contains","value":"vip"},{"field":"age","op":"missing"}]}}` +
	`],"rest":"e"}`

func chattyPeople() (people []*customer) {
	for i := range 40 {
		people = append(people, &customer{ID: fmt.Sprint("C", i), Country: []string{"BR", "RU", "ES", ""}[i%4], Orders: int64(i % 11),
			Age: int64(i), AgeTold: i%3 == 0, Spent: dec(fmt.Sprint(i, ".5")), LastOrder: now.AddDate(0, 0, -2*i),
			Birthday: now.AddDate(-20, 0, i), Tags: [][]string{nil, {"vip"}, {"new", "old"}}[i%3]})
	}
	return people
}

// Evaluation wrote into its configuration (thomaspoignant/go-feature-flag#2256).
// Here neither the rules nor what was compiled from them changes, whatever is
// asked, and whatever the caller does to rules and answers afterwards.
func TestEvaluationWritesNothing(t *testing.T) {
	g := parseGrouping(t, chatty)
	groups := compileGroups(t, customerSchema(t), g, time.UTC)
	answers := func() string {
		tagger := must(groups.At(now))
		all := []any{groups.Names(), tagger.Census(slices.Values(chattyPeople()))}
		for _, name := range groups.Names() {
			matcher, _ := tagger.Matcher(name)
			for _, c := range chattyPeople() {
				why := matcher.Explain(c)
				all = append(all, encode(t, why), tagger.First(c), tagsOf(tagger, c))
				scribble(why.Clauses)
			}
			p := matcher.Preview(slices.Values(chattyPeople()))
			all = append(all, encode(t, p))
			for i := range p.Parts {
				clear(p.Parts[i].Value)
			}
		}
		clear(groups.Names())
		return encode(t, all)
	}
	before := encode(t, g)
	want := answers()
	if after := encode(t, g); after != before {
		t.Errorf("the grouping is now\n%s\nwant\n%s", after, before)
	}
	g.Groups[0].Rule.All[0].Value[0] = "ES"
	g.Groups[1].Rule.Any[0] = clause("orders", segment.Above, "0")
	g.Groups[2].Name = "z"
	if got := answers(); got != want {
		t.Errorf("the same questions again: (-want +got)\n%s", cmp.Diff(want, got))
	}
}

func scribble(reasons []segment.Reason) {
	for i := range reasons {
		clear(reasons[i].Value)
		clear(reasons[i].Seen)
		reasons[i].Path = "scribble"
	}
}

// What is shown of a set of texts is a copy (go-feature-flag#2256).
func TestExplanationDoesNotAliasTheCustomer(t *testing.T) {
	c := &customer{Tags: []string{"vip", "new"}}
	why := must(compile(t, customerSchema(t), `{"field": "tags", "op": "contains", "value": "vip"}`, time.UTC).At(now)).Explain(c)
	scribble(why.Clauses)
	if got := strings.Join(c.Tags, " "); got != "vip new" {
		t.Errorf("the tags are now %q", got)
	}
}

// Not safe for concurrent use (hyperjumptech/grule-rule-engine#60). One schema,
// one tagger and one matcher serve many goroutines; run with -race.
func TestConcurrentUse(t *testing.T) {
	schema, people := customerSchema(t), chattyPeople()
	groups := compileGroups(t, schema, parseGrouping(t, chatty), time.UTC)
	tagger := must(groups.At(now))
	matcher, _ := tagger.Matcher("b")
	ask := func() string {
		var all []any
		for _, c := range people {
			all = append(all, matcher.Match(c), matcher.Explain(c), tagger.First(c), tagsOf(tagger, c))
		}
		all = append(all, matcher.Preview(slices.Values(people)), tagger.Census(slices.Values(people)))
		own, err := schema.CompileGroups(parseGrouping(t, chatty), time.UTC)
		if err == nil {
			all = append(all, must(own.At(now.AddDate(0, 0, 1))).Census(slices.Values(people)))
		}
		return encode(t, all)
	}
	want := ask()
	got := make([]string, 8)
	var wait sync.WaitGroup
	for i := range got {
		wait.Add(1)
		go func() {
			defer wait.Done()
			got[i] = ask()
		}()
	}
	wait.Wait()
	for i := range got {
		if got[i] != want {
			t.Errorf("goroutine %d: (-want +got)\n%s", i, cmp.Diff(want, got[i]))
		}
	}
}

// The order of rules was not guaranteed (hyperjumptech/grule-rule-engine#226).
// That of groups is the document's, at every compilation, and that of clauses
// changes no answer, only the order in which they are reported.
func TestOrderOfRulesIsGuaranteed(t *testing.T) {
	var g segment.Grouping
	var names []string
	for i := range 50 {
		names = append(names, fmt.Sprint(i))
		g.Groups = append(g.Groups, segment.NamedRule{Name: fmt.Sprint(i), Rule: clause("orders", segment.AtLeast, fmt.Sprint(i))})
	}
	for range 20 {
		groups := compileGroups(t, customerSchema(t), g, time.UTC)
		tags := slices.Collect(must(groups.At(now)).Tags(&customer{Orders: 49}))
		if !slices.Equal(tags, names) || !slices.Equal(groups.Names(), names) {
			t.Fatalf("tags %v of %v, want the order of the document", tags, groups.Names())
		}
		slices.Reverse(g.Groups)
		if got := must(compileGroups(t, customerSchema(t), g, time.UTC).At(now)).First(&customer{Orders: 30}); got != "30" {
			t.Fatalf("reversed, the first group is %q, want 30", got)
		}
		slices.Reverse(g.Groups)
	}
	forward := segment.Rule{All: []segment.Rule{clause("orders", segment.Above, "3"), clause("country", segment.Is, "BR"), clause("tags", segment.Contains, "vip")}}
	backward := segment.Rule{All: slices.Clone(forward.All)}
	slices.Reverse(backward.All)
	one, other := must(compileRule(t, customerSchema(t), forward, time.UTC).At(now)), must(compileRule(t, customerSchema(t), backward, time.UTC).At(now))
	for _, c := range chattyPeople() {
		a, b := one.Explain(c), other.Explain(c)
		slices.Reverse(b.Clauses)
		for i := range b.Clauses {
			b.Clauses[i].Path = a.Clauses[i].Path
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s (-forward +backward):\n%s", c.ID, diff)
		}
	}
}

// deciles puts everybody into one of ten groups of a draw: "0" for the first
// tenth, up to "9" for the rest.
func deciles(t *testing.T, draw string) *segment.Tagger[*customer] {
	t.Helper()
	g := segment.Grouping{Rest: "9"}
	for i := range 9 {
		g.Groups = append(g.Groups, segment.NamedRule{Name: fmt.Sprint(i), Rule: clause("id", segment.Share, draw, fmt.Sprint("0.", i+1))})
	}
	return must(compileGroups(t, customerSchema(t), g, time.UTC).At(now))
}

// FNV-1a and CRC-32 gave dependent buckets for different salts, a χ² in the
// hundred thousands where 100 is expected (LESSONS, Care). With ten groups each,
// two draws of similar names have 81 degrees of freedom: 99.99 % of independent
// draws stay below 135.
func TestDrawsAreIndependent(t *testing.T) {
	const people, groups = 5000, 10
	draws := []string{"draw-1", "draw-2", "draw-12", "2-draw", "draw-1\x00", "DRAW-1"}
	placed := make([][]int, len(draws))
	for d, draw := range draws {
		tagger := deciles(t, draw)
		for i := range people {
			placed[d] = append(placed[d], int(tagger.First(&customer{ID: fmt.Sprintf("C%06d", i)})[0]-'0'))
		}
	}
	for a := range draws {
		for b := range a {
			var cells [groups][groups]int
			var rows, columns [groups]int
			for i := range people {
				row, column := placed[a][i], placed[b][i]
				cells[row][column]++
				rows[row]++
				columns[column]++
			}
			var squares float64
			for row := range groups {
				for column := range groups {
					expected := float64(rows[row]*columns[column]) / people
					difference := float64(cells[row][column]) - expected
					squares += difference * difference / expected
				}
			}
			if squares > 135 {
				t.Errorf("%q and %q: χ² %.0f with 81 degrees of freedom, want less than 135", draws[a], draws[b], squares)
			}
			if rows[0] < people/groups*8/10 || rows[0] > people/groups*12/10 {
				t.Errorf("%q: %d of %d in a tenth", draws[a], rows[0], people)
			}
		}
	}
}

// Without lengths, the draw "spring1" with the customer "2" is the draw "spring"
// with the customer "12". With them, who is in is what anybody can compute.
func TestDrawIsOverPartsWithTheirLengths(t *testing.T) {
	below := func(draw, id string) bool { // half of them: the first bit
		text := string(binary.BigEndian.AppendUint64(nil, uint64(len(draw)))) + draw +
			string(binary.BigEndian.AppendUint64(nil, uint64(len(id)))) + id
		return sha256.Sum256([]byte(text))[0] < 0x80
	}
	long := must(compile(t, customerSchema(t), `{"field": "id", "op": "share", "value": ["spring1", 0.5]}`, time.UTC).At(now))
	short := must(compile(t, customerSchema(t), `{"field": "id", "op": "share", "value": ["spring", 0.5]}`, time.UTC).At(now))
	same := 0
	for i := range 1000 {
		id := fmt.Sprint(i)
		a, b := long.Match(&customer{ID: id}), short.Match(&customer{ID: "1" + id})
		if a != below("spring1", id) || b != below("spring", "1"+id) {
			t.Fatalf("%s: %v and %v, not as computed by hand", id, a, b)
		}
		if a == b {
			same++
		}
	}
	if same < 400 || same > 600 {
		t.Errorf("%d of 1000 customers agree, want about 500", same)
	}
}

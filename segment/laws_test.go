package segment_test

import (
	"bytes"
	"slices"
	"testing"

	"example.com/membership/segment"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A match is what the reference says, and so are the answers that count and
// explain it.
func checkReference(t *rapid.T) {
	s := drawScene(t)
	rule := s.drawRule(t, 4)
	m := must(compileRule(t, customerSchema(t), rule, s.at.Location()).At(s.at))
	people := rapid.SliceOfN(s.customer(), 1, 4).Draw(t, "customers")
	matched := int64(0)
	for i, c := range people {
		want := slow{at: s.at}.holds(rule, "", knownOf(c))
		if want {
			matched++
		}
		if got := m.Match(c); got != want {
			t.Fatalf("customer %d matches: %v, want %v", i, got, want)
		}
		if got := m.Explain(c).Match; got != want {
			t.Fatalf("customer %d is explained as %v, want %v", i, got, want)
		}
	}
	if p := m.Preview(slices.Values(people)); p.Customers != int64(len(people)) || p.Matched != matched {
		t.Fatalf("preview counts %d of %d, want %d of %d", p.Matched, p.Customers, matched, len(people))
	}
}

func TestReference(t *testing.T) { rapid.Check(t, checkReference) }
func FuzzReference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkReference)) }

func drawGrouping(t *rapid.T, s scene) segment.Grouping {
	g := segment.Grouping{Groups: []segment.NamedRule{}, Rest: rapid.SampledFrom([]string{"", "rest"}).Draw(t, "rest")}
	for i, rule := range rapid.SliceOfN(s.rule(3), 0, 4).Draw(t, "groups") {
		g.Groups = append(g.Groups, segment.NamedRule{Name: string(rune('A' + i)), Rule: rule})
	}
	return g
}

// Tags are the groups whose rules hold, the first of them is the part, and a
// census counts everybody exactly once.
func checkTagger(t *rapid.T) {
	s := drawScene(t)
	g := drawGrouping(t, s)
	tagger := must(compileGroups(t, customerSchema(t), g, s.at.Location()).At(s.at))
	people := rapid.SliceOfN(s.customer(), 0, 6).Draw(t, "customers")
	want := segment.Census{Customers: int64(len(people)), Groups: make([]segment.Headcount, len(g.Groups)), Findings: []segment.Fault{}}
	for i, named := range g.Groups {
		want.Groups[i].Name = named.Name
	}
	for _, c := range people {
		first, tags := g.Rest, []string(nil)
		for i, named := range g.Groups {
			if (slow{at: s.at}).holds(named.Rule, "", knownOf(c)) {
				if len(tags) == 0 {
					first = named.Name
					want.Groups[i].First++
				}
				tags = append(tags, named.Name)
				want.Groups[i].Tagged++
			}
		}
		if len(tags) == 0 {
			want.Rest++
		}
		if got := tagger.First(c); got != first {
			t.Fatalf("first is %q, want %q", got, first)
		}
		if diff := cmp.Diff(tags, slices.Collect(tagger.Tags(c))); diff != "" {
			t.Fatalf("tags (-want +got):\n%s", diff)
		}
	}
	got := tagger.Census(slices.Values(people))
	for i, h := range want.Groups {
		if h.First == 0 && len(people) > 0 {
			code := map[bool]string{true: "nobody", false: "shadowed"}[h.Tagged == 0]
			want.Findings = append(want.Findings, segment.Fault{Path: below("", "groups", i), Code: code})
		}
	}
	unworded := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Message" }, cmp.Ignore())
	if diff := cmp.Diff(want, got, unworded); diff != "" {
		t.Fatalf("census (-want +got):\n%s", diff)
	}
	for _, named := range g.Groups {
		m, ok := tagger.Matcher(named.Name)
		alone := must(compileRule(t, customerSchema(t), named.Rule, s.at.Location()).At(s.at))
		if !ok || encode(t, m.Preview(slices.Values(people))) != encode(t, alone.Preview(slices.Values(people))) {
			t.Fatalf("group %s answers otherwise than its rule alone", named.Name)
		}
	}
	total := got.Rest
	for _, h := range got.Groups {
		total += h.First
	}
	if total != got.Customers {
		t.Fatalf("%d are counted, want %d", total, got.Customers)
	}
}

func TestTagger(t *testing.T) { rapid.Check(t, checkTagger) }
func FuzzTagger(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkTagger)) }

// Not all is any not, not any is all not, not not is the rule itself, and all or
// any of one rule is that rule.
func checkDeMorgan(t *rapid.T) {
	s := drawScene(t)
	kids := rapid.SliceOfN(s.rule(3), 1, 4).Draw(t, "rules")
	nots := make([]segment.Rule, len(kids))
	for i := range kids {
		nots[i] = negated(kids[i])
	}
	one := kids[0]
	laws := []struct {
		name        string
		left, right segment.Rule
	}{
		{"not all", negated(segment.Rule{All: kids}), segment.Rule{Any: nots}},
		{"not any", negated(segment.Rule{Any: kids}), segment.Rule{All: nots}},
		{"not not", negated(negated(one)), one},
		{"all of one", segment.Rule{All: []segment.Rule{one}}, one},
		{"any of one", segment.Rule{Any: []segment.Rule{one}}, one},
	}
	schema, c := customerSchema(t), s.customer().Draw(t, "customer")
	for _, law := range laws {
		left := must(compileRule(t, schema, law.left, s.at.Location()).At(s.at)).Match(c)
		right := must(compileRule(t, schema, law.right, s.at.Location()).At(s.at)).Match(c)
		if left != right {
			t.Fatalf("%s: %v, the other side %v", law.name, left, right)
		}
	}
}

func TestDeMorgan(t *testing.T) { rapid.Check(t, checkDeMorgan) }
func FuzzDeMorgan(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDeMorgan)) }

// The order of a population changes no byte of a preview or a census.
func checkOrder(t *rapid.T) {
	s := drawScene(t)
	people := rapid.SliceOfN(s.customer(), 2, 6).Draw(t, "customers")
	moved := rapid.Permutation(people).Draw(t, "order")
	schema := customerSchema(t)
	m := must(compileRule(t, schema, s.drawRule(t, 4), s.at.Location()).At(s.at))
	tagger := must(compileGroups(t, schema, drawGrouping(t, s), s.at.Location()).At(s.at))
	if x, y := encode(t, m.Preview(slices.Values(people))), encode(t, m.Preview(slices.Values(moved))); x != y {
		t.Fatalf("preview %s, in another order %s", x, y)
	}
	if x, y := encode(t, tagger.Census(slices.Values(people))), encode(t, tagger.Census(slices.Values(moved))); x != y {
		t.Fatalf("census %s, in another order %s", x, y)
	}
}

func TestOrder(t *testing.T) { rapid.Check(t, checkOrder) }
func FuzzOrder(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkOrder)) }

// A rule or grouping that went through JSON is the same and decides the same.
func checkEncoded(t *rapid.T) {
	s := drawScene(t)
	schema, g := customerSchema(t), drawGrouping(t, s)
	g.Groups = append(g.Groups, segment.NamedRule{Name: "last", Rule: s.drawRule(t, 4)})
	read := parseGrouping(t, encode(t, g))
	if diff := cmp.Diff(g, read); diff != "" {
		t.Fatalf("grouping (-want +got):\n%s", diff)
	}
	rule := g.Groups[len(g.Groups)-1].Rule
	if diff := cmp.Diff(rule, parseRule(t, encode(t, rule))); diff != "" {
		t.Fatalf("rule (-want +got):\n%s", diff)
	}
	before := must(compileGroups(t, schema, g, s.at.Location()).At(s.at))
	after := must(compileGroups(t, schema, read, s.at.Location()).At(s.at))
	people := rapid.SliceOfN(s.customer(), 1, 3).Draw(t, "customers")
	if x, y := encode(t, before.Census(slices.Values(people))), encode(t, after.Census(slices.Values(people))); x != y {
		t.Fatalf("census %s, after JSON %s", x, y)
	}
}

func TestEncoded(t *testing.T) { rapid.Check(t, checkEncoded) }
func FuzzEncoded(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkEncoded)) }

// brokenRule draws a rule with anything in it, sound or not.
func brokenRule(s scene, depth int) *rapid.Generator[segment.Rule] {
	word := rapid.SampledFrom([]string{"", "orders", "ordres", "country", "last_order", "follower", "=", "one of", "oneof", "between",
		"share", "within", "3", "-1", "x", "2026-02-30", "last 30 days", "9223372036854775808", "0.5", "1e400", "true"})
	return rapid.Custom(func(t *rapid.T) segment.Rule {
		r := segment.Rule{}
		if depth > 1 && rapid.Bool().Draw(t, "all") {
			r.All = rapid.SliceOfN(brokenRule(s, depth-1), 0, 3).Draw(t, "all")
		}
		if depth > 1 && rapid.IntRange(0, 3).Draw(t, "not") == 0 {
			r = negated(r)
		}
		if rapid.IntRange(0, 2).Draw(t, "clause") == 0 {
			return s.clauseOf(t)
		}
		if r.All == nil {
			r.Field, r.Op = word.Draw(t, "field"), segment.Op(word.Draw(t, "op"))
			r.Value = rapid.SliceOfN(word, 0, 3).Draw(t, "value")
		}
		return r
	})
}

// A rule that went through JSON has the same faults, and compiling never changes
// a rule.
func checkFaultsEncoded(t *rapid.T) {
	s := drawScene(t)
	rule := brokenRule(s, 3).Draw(t, "rule")
	schema, before := customerSchema(t), encode(t, rule)
	_, err := schema.Compile(rule, s.at.Location())
	if after := encode(t, rule); after != before {
		t.Fatalf("compiled, the rule is %s, was %s", after, before)
	}
	_, again := schema.Compile(parseRule(t, before), s.at.Location())
	if diff := cmp.Diff(err, again); diff != "" {
		t.Fatalf("after JSON (-want +got):\n%s", diff)
	}
}

func TestFaultsEncoded(t *testing.T) { rapid.Check(t, checkFaultsEncoded) }
func FuzzFaultsEncoded(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkFaultsEncoded)) }

// spoil overwrites everything that a rule holds.
func spoil(r *segment.Rule) {
	for i := range r.Value {
		r.Value[i] = "spoilt"
	}
	for i := range r.All {
		spoil(&r.All[i])
	}
	for i := range r.Any {
		spoil(&r.Any[i])
	}
	if r.Not != nil {
		spoil(r.Not)
	}
	*r = segment.Rule{Field: "spoilt", Op: "spoilt"}
}

// A group keeps nothing of its rule, and its answers share nothing with it.
func checkAliases(t *rapid.T) {
	s := drawScene(t)
	rule := s.drawRule(t, 4)
	people := rapid.SliceOfN(s.customer(), 1, 3).Draw(t, "customers")
	m := must(compileRule(t, customerSchema(t), rule, s.at.Location()).At(s.at))
	answers := func() []byte {
		var all bytes.Buffer
		preview := m.Preview(slices.Values(people))
		all.WriteString(encode(t, preview))
		for i := range preview.Parts {
			spoilValues(preview.Parts[i].Value)
		}
		for _, c := range people {
			e := m.Explain(c)
			all.WriteString(encode(t, e))
			for i := range e.Clauses {
				spoilValues(e.Clauses[i].Value)
				spoilValues(e.Clauses[i].Seen)
			}
		}
		return all.Bytes()
	}
	before := answers()
	spoil(&rule)
	if after := answers(); !bytes.Equal(before, after) {
		t.Fatalf("answers are %s, were %s", after, before)
	}
}

func spoilValues(v segment.Values) {
	for i := range v {
		v[i] = "spoilt"
	}
}

func TestAliases(t *testing.T) { rapid.Check(t, checkAliases) }
func FuzzAliases(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkAliases)) }

// Had every clause that an explanation names gone the other way, so would have the
// answer; had all the others, it would not. Each is said to hold as it does.
func checkExplanation(t *rapid.T) {
	s := drawScene(t)
	rule := s.drawRule(t, 5)
	c := s.customer().Draw(t, "customer")
	e := must(compileRule(t, customerSchema(t), rule, s.at.Location()).At(s.at)).Explain(c)
	flip := map[string]bool{}
	for _, reason := range e.Clauses {
		flip[reason.Path] = true
		r := segment.Rule{Field: reason.Field, Op: reason.Op, Value: reason.Value}
		if got := (slow{at: s.at}).holds(r, "", knownOf(c)); got != reason.Holds {
			t.Fatalf("%s holds: %v, want %v", reason.Path, reason.Holds, got)
		}
		var dates segment.Values
		if reason.Op == segment.Within || reason.Op == segment.Before {
			from, to := window(reason.Value[0], midnight(s.at))
			dates = segment.Values{from.Format("2006-01-02"), to.Format("2006-01-02")}
		}
		if diff := cmp.Diff(dates, reason.Window); diff != "" {
			t.Fatalf("%s: window (-want +got):\n%s", reason.Path, diff)
		}
		if _, ok := knownOf(c)[reason.Field]; ok == reason.Missing {
			t.Fatalf("%s is missing: %v, want %v", reason.Path, reason.Missing, !ok)
		}
	}
	if !e.At.Equal(s.at) || e.At.Location().String() != s.at.Location().String() {
		t.Fatalf("at %v, want %v", e.At, s.at)
	}
	others := map[string]bool{}
	for _, p := range parts(rule, "", nil) {
		if p.Kind == "clause" && !flip[p.Path] {
			others[p.Path] = true
		}
	}
	if (slow{at: s.at, flip: others}).holds(rule, "", knownOf(c)) != e.Match {
		t.Fatalf("the answer is not %v with all but %v the other way round", e.Match, flip)
	}
	if len(flip) == 0 || len(flip) != len(e.Clauses) {
		t.Fatalf("%d clauses at %d paths, want one each", len(e.Clauses), len(flip))
	}
	if (slow{at: s.at, flip: flip}).holds(rule, "", knownOf(c)) == e.Match {
		t.Fatalf("the answer stays %v with %v the other way round", e.Match, flip)
	}
}

func TestExplanation(t *testing.T) { rapid.Check(t, checkExplanation) }
func FuzzExplanation(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkExplanation)) }

// A part keeps the customers that its own rule holds for, and keeps out alone
// those who would be in if it were the other way round.
func checkParts(t *rapid.T) {
	s := drawScene(t)
	rule := s.drawRule(t, 4)
	people := rapid.SliceOfN(s.customer(), 0, 5).Draw(t, "customers")
	got := must(compileRule(t, customerSchema(t), rule, s.at.Location()).At(s.at)).Preview(slices.Values(people))
	want := parts(rule, "", nil)
	for i := range want {
		p := &want[i]
		for _, c := range people {
			k := knownOf(c)
			if _, ok := k[p.Field]; !ok && p.Field != "" {
				p.Missing++
			}
			if (slow{at: s.at}).holds(p.rule, p.Path, k) {
				p.Kept++
			} else {
				p.Dropped++
			}
			flipped := slow{at: s.at, flip: map[string]bool{p.Path: true}}.holds(rule, "", k)
			if !(slow{at: s.at}).holds(rule, "", k) && flipped {
				p.Alone++
			}
		}
	}
	if len(got.Parts) != len(want) {
		t.Fatalf("%d parts, want %d", len(got.Parts), len(want))
	}
	for i := range want {
		if diff := cmp.Diff(want[i].Part, got.Parts[i]); diff != "" {
			t.Fatalf("part %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestParts(t *testing.T) { rapid.Check(t, checkParts) }
func FuzzParts(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkParts)) }

package tier_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// rule writes a minimum as "spend 100 last 30 days".
func rule(text string) tier.Minimum {
	measure, rest, _ := strings.Cut(text, " ")
	number, over, _ := strings.Cut(rest, " ")
	return tier.Minimum{Measure: tier.Measure(measure), AtLeast: yuan(number), Over: tier.Window(over)}
}

// rules writes alternatives as "spend 100 & orders 3 | orders 10 last 1 month",
// none as "".
func rules(text string) []tier.Alternative {
	if text == "" {
		return nil
	}
	var anyOf []tier.Alternative
	for _, alternative := range strings.Split(text, " | ") {
		var allOf tier.Alternative
		for _, minimum := range strings.Split(alternative, " & ") {
			allOf = append(allOf, rule(minimum))
		}
		anyOf = append(anyOf, allOf)
	}
	return anyOf
}

// entries returns a programme of the tiers "0", "1", ... with these entries.
func entries(texts ...string) tier.Program {
	p := tier.Program{Enrollment: tier.Automatic}
	for i, text := range texts {
		p.Tiers = append(p.Tiers, tier.Tier{ID: fmt.Sprint(i), AnyOf: rules(text)})
	}
	return p
}

func engineOf(tb testing.TB, p tier.Program) *tier.Engine {
	tb.Helper()
	e, err := tier.New(p, shanghai)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestLint(t *testing.T) {
	keeping := func(entry, keep string) tier.Program {
		p := entries(entry)
		p.Tiers[0].Keep, p.Term = rules(keep), "12 months"
		return p
	}
	ending := func(term tier.Term, entry string) tier.Program {
		p := entries(entry)
		p.Term = term
		return p
	}
	const unreachable0 = "tiers[0] unreachable"
	tests := []struct {
		why     string
		program tier.Program
		want    []string // path and code
	}{
		{"a rising ladder", entries("spend 100", "spend 200", "spend 300"), nil},
		{"the same threshold twice", entries("spend 100", "spend 100"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"a higher tier for less", entries("spend 100", "spend 99.99"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"a higher tier for just more", entries("spend 100", "spend 100.01"), nil},
		{"one of two ways is easier above", entries("spend 300 | orders 5", "spend 200"), []string{"tiers[0].anyOf[0] easier_above"}},
		{"both ways are easier above, in different tiers", entries("spend 300 | orders 5", "spend 200", "orders 4"),
			[]string{"tiers[0].anyOf[0] easier_above", "tiers[0].anyOf[1] easier_above", unreachable0}},
		{"one of two ways above is easier", entries("spend 300", "spend 500 | spend 200"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"more is asked for above", entries("spend 300", "spend 200 & orders 2"), nil},
		{"less is asked for above", entries("spend 300 & orders 2", "spend 300"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"another measure above", entries("spend 300", "orders 1"), nil},
		{"another window above", entries("spend 300", "spend 200 last 1 month"), nil},
		{"a wider window above", entries("spend 300 last 1 month", "spend 300 last 2 months"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"a wider window above, for more", entries("spend 300 last 1 month", "spend 301 last 2 months"), nil},
		{"a narrower window above", entries("spend 300 last 2 months", "spend 300 last 1 month"), nil},
		{"the lifetime above", entries("spend 300 previous 1 month", "spend 300"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"days and months are not compared", entries("spend 300 last 10 days", "spend 300 last 12 months"), nil},
		{"a quarter lies within its year", entries("spend 300 quarter to date", "spend 300 year to date"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"a year does not lie within its quarter", entries("spend 300 year to date", "spend 300 quarter to date"), nil},
		{"one kind of interaction is an interaction", entries("counter:review 3", "interactions 3"), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"interactions are not all of one kind", entries("interactions 3", "counter:review 3"), nil},
		{"two kinds", entries("counter:review 3", "counter:share 3"), nil},
		{"orders and interactions", entries("orders 3", "interactions 3"), nil},
		{"joining is enough above", entries("spend 100", ""), []string{"tiers[0].anyOf[0] easier_above", unreachable0}},
		{"joining is enough in both", entries("", ""), []string{unreachable0}},
		{"joining is enough below", entries("", "spend 100"), nil},

		{"keep is easier", keeping("spend 100", "spend 50"), nil},
		{"keep is the entry", keeping("spend 100", "spend 100"), []string{"tiers[0].keep[0] keep_useless"}},
		{"keep is harder", keeping("spend 100", "orders 1 | spend 200"), []string{"tiers[0].keep[1] keep_useless"}},
		{"keep asks for more besides", keeping("spend 100", "spend 100 & orders 1"), []string{"tiers[0].keep[0] keep_useless"}},
		{"keep asks for something else", keeping("spend 100", "orders 1"), nil},
		{"keep within a narrower window", keeping("spend 100 last 2 months", "spend 100 last 1 month"), []string{"tiers[0].keep[0] keep_useless"}},

		{"a year to date at the end of the year", ending("end of year", "spend 100 year to date"), []string{"tiers[0].anyOf[0][0].over never_keeps"}},
		{"a year to date at the end of the next year", ending("end of next year", "spend 100 year to date"), nil}, // an order in the next year extends
		{"a year to date at the end of the next year, upgrades only", func() tier.Program {
			p := ending("end of next year", "spend 100 year to date")
			p.Extend = tier.UpgradeOnly
			return p
		}(), []string{"tiers[0].anyOf[0][0].over never_keeps"}},
		{"a year to date that fills again in grace", func() tier.Program {
			p := ending("end of year", "spend 100 year to date")
			p.Grace = "1 month"
			return p
		}(), nil},
		{"grace without a term", func() tier.Program {
			p := entries("spend 100")
			p.Grace = "1 month"
			return p
		}(), []string{"grace no_term"}},
		{"keep rules without a term", func() tier.Program {
			p := keeping("spend 100", "spend 50")
			p.Term = ""
			return p
		}(), []string{"tiers[0].keep no_term"}},
		{"entries that nobody earns", func() tier.Program {
			p := entries("spend 100", "")
			p.Enrollment = tier.Nobody
			return p
		}(), []string{"tiers[0].anyOf not_earned"}},
		{"a month to date at the end of the year", ending("end of year", "orders 1 | spend 100 month to date"), []string{"tiers[0].anyOf[1][0].over never_keeps"}},
		{"a year to date at the end of a month", ending("end of month", "spend 100 year to date"), nil},
		{"a half-year to date at the end of a quarter", ending("end of quarter", "spend 100 half-year to date"), nil},
		{"a quarter to date at the end of a half-year", ending("end of half-year", "spend 100 quarter to date"), []string{"tiers[0].anyOf[0][0].over never_keeps"}},
		{"the last months at the end of the year", ending("end of year", "spend 100 last 12 months"), nil},
		{"the previous months at the end of the year", ending("end of year", "spend 100 previous 12 months"), nil},
		{"a year to date after twelve months", ending("12 months", "spend 100 year to date"), nil},
		{"a year to date without end", ending("permanent", "spend 100 year to date"), nil},
		{"a keep rule that never keeps", func() tier.Program {
			p := keeping("spend 100", "spend 50 & orders 1 year to date")
			p.Term = "end of year"
			return p
		}(), []string{"tiers[0].keep[0][1].over never_keeps"}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			var got []string
			for _, f := range engineOf(t, tt.program).Lint() {
				got = append(got, f.Path+" "+f.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLintMessages(t *testing.T) {
	p := entries("spend 300 year to date", "spend 300")
	p.Term = "end of year"
	p.Tiers[1].Keep = rules("spend 400")
	want := []tier.Fault{
		{Path: "tiers[0].anyOf[0]", Code: "easier_above", Message: `whoever meets this also meets the higher tier "1"`},
		{Path: "tiers[0].anyOf[0][0].over", Code: "never_keeps", Message: `terms run to the end of year, and there "year to date" has just begun: it cannot keep the tier; use a "last" or "previous" window`},
		{Path: "tiers[0]", Code: "unreachable", Message: `nobody ever qualifies for "0": whoever meets it also meets a higher tier`},
		{Path: "tiers[1].keep[0]", Code: "keep_useless", Message: `is at least as hard as an entry of "1", which keeps the tier as well; make it easier or remove it`},
	}
	if diff := cmp.Diff(want, engineOf(t, p).Lint()); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// The textbook programmes are what they should be.
func TestTextbookProgramsAreClean(t *testing.T) {
	for _, program := range append([]string{caseA, caseB, caseC}, caseD...) {
		for _, term := range []tier.Term{"", "365 days", "end of year"} {
			p := load(program, shanghai).Program()
			p.Term = term
			if findings := engineOf(t, p).Lint(); findings != nil {
				t.Errorf("%s, %q: %v", program, term, findings)
			}
		}
	}
}

// The measures and windows of random rules. Many lie within one another, so
// that lint has something to say.
var (
	lintMeasures = []tier.Measure{tier.Spend, tier.Orders, tier.Interactions, tier.Counter("review"), tier.Counter("share")}
	lintWindows  = []tier.Window{"", "last 5 days", "last 40 days", "last 1 month", "last 2 months", "previous 1 month", "previous 3 months",
		"month to date", "quarter to date", "year to date"}
)

func drawRules(t *rapid.T, label string) []tier.Alternative {
	minimum := rapid.Custom(func(t *rapid.T) tier.Minimum {
		return tier.Minimum{
			Measure: rapid.SampledFrom(lintMeasures).Draw(t, "measure"),
			AtLeast: decimal.NewFromInt(int64(rapid.IntRange(1, 4).Draw(t, "least"))),
			Over:    rapid.SampledFrom(lintWindows).Draw(t, "over"),
		}
	})
	allOf := rapid.Map(rapid.SliceOfN(minimum, 1, 2), func(m []tier.Minimum) tier.Alternative { return m })
	return rapid.SliceOfN(allOf, 1, 2).Draw(t, label)
}

func drawLadder(t *rapid.T) tier.Program {
	p := tier.Program{Enrollment: tier.Automatic}
	for i := range rapid.IntRange(1, 3).Draw(t, "tiers") {
		step := tier.Tier{ID: fmt.Sprint(i), AnyOf: drawRules(t, "entry")}
		if rapid.Bool().Draw(t, "own keep rules") {
			step.Keep = drawRules(t, "keep")
		}
		p.Tiers = append(p.Tiers, step)
	}
	return p
}

// drawActivity draws orders and interactions of the days before an instant.
func drawActivity(t *rapid.T, before time.Time) []tier.Event {
	var history []tier.Event
	for i := range rapid.IntRange(0, 8).Draw(t, "events") {
		ev := tier.Event{ID: fmt.Sprint(i), Kind: tier.Order, Amount: decimal.NewFromInt(int64(rapid.IntRange(0, 3).Draw(t, "amount")))}
		ev.At = before.Add(-1).AddDate(0, 0, -rapid.SampledFrom([]int{0, 1, 4, 5, 6, 27, 30, 31, 40, 41, 62, 100, 300, 400}).Draw(t, "days before"))
		if rapid.Bool().Draw(t, "interacts") {
			ev.Kind, ev.Amount, ev.Counter = tier.Interaction, decimal.Zero, rapid.SampledFrom([]string{"review", "share", "visit"}).Draw(t, "counter")
		}
		history = append(history, ev)
	}
	return history
}

func met(checks []tier.Check) bool {
	for _, c := range checks {
		if !c.Met {
			return false
		}
	}
	return true
}

// What lint says holds for every customer: the totals are those of random
// activity, so that they are possible together.
func lintIsSound(t *rapid.T) {
	p := drawLadder(t)
	p.Term = rapid.SampledFrom([]tier.Term{"", "end of month", "end of quarter", "end of next year"}).Draw(t, "term")
	engine, err := tier.New(p, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	// The beginning of a year ends every period, so that never_keeps applies.
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, shanghai)
	state, _, err := engine.Replay(drawActivity(t, at), at)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := engine.Totals(state, at)
	if err != nil {
		t.Fatal(err)
	}
	qualified, err := engine.Qualify(totals)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := engine.Explain(totals)
	if err != nil {
		t.Fatal(err)
	}
	of := func(i int, r tier.Rule) [][]tier.Check {
		for _, v := range verdicts {
			if v.Tier == p.Tiers[i].ID && v.Rule == r {
				return v.AnyOf
			}
		}
		return nil
	}
	for _, f := range engine.Lint() {
		var i, j, k int
		switch f.Code {
		case "unreachable":
			scan(t, f.Path, "tiers[%d]", &i)
			if qualified == p.Tiers[i].ID {
				t.Fatalf("%v, but %v qualify for it", f, totals)
			}
		case "easier_above":
			scan(t, f.Path, "tiers[%d].anyOf[%d]", &i, &j)
			if met(of(i, tier.Entry)[j]) && qualified <= p.Tiers[i].ID { // IDs rise with the ladder
				t.Fatalf("%v, but %v qualify for %q", f, totals, qualified)
			}
		case "keep_useless":
			scan(t, f.Path, "tiers[%d].keep[%d]", &i, &j)
			entered := false
			for _, checks := range of(i, tier.Entry) {
				entered = entered || met(checks)
			}
			if met(of(i, tier.Keep)[j]) && !entered {
				t.Fatalf("%v, but %v keep without entering", f, totals)
			}
		case "never_keeps":
			rule := tier.Entry
			if strings.Contains(f.Path, "keep") {
				rule = tier.Keep
			}
			scan(t, strings.NewReplacer("anyOf", "rule", "keep", "rule").Replace(f.Path), "tiers[%d].rule[%d][%d].over", &i, &j, &k)
			if of(i, rule)[j][k].Met {
				t.Fatalf("%v, but %v keep", f, totals)
			}
		case "no_term", "not_earned":
		default:
			t.Fatalf("unknown finding %v", f)
		}
	}
}

func scan(t *rapid.T, path, format string, into ...any) {
	if _, err := fmt.Sscanf(path, format, into...); err != nil {
		t.Fatalf("path %s: %v", path, err)
	}
}

func TestLintIsSound(t *testing.T) { rapid.Check(t, lintIsSound) }
func FuzzLintIsSound(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lintIsSound)) }

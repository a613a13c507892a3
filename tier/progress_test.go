package tier_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func mustProgress(tb testing.TB, e *tier.Engine, s tier.State, at time.Time) []tier.Goal {
	tb.Helper()
	goals, err := e.Progress(s, at)
	if err != nil {
		tb.Fatal(err)
	}
	return goals
}

// outline writes a goal as "entry gold: 95.00 more, or 2 more orders".
func outline(goals []tier.Goal) []string {
	var lines []string
	for _, g := range goals {
		lines = append(lines, fmt.Sprintf("%s %s: %s", g.Rule, g.Tier, g))
	}
	return lines
}

// placed returns orders of these amounts, a minute apart.
func placed(at time.Time, amounts ...string) []tier.Event {
	var history []tier.Event
	for i, amount := range amounts {
		history = append(history, tier.Event{ID: fmt.Sprint("o", i), Kind: tier.Order, At: at.Add(time.Duration(i) * time.Minute), Amount: yuan(amount)})
	}
	return history
}

func joining(at time.Time) tier.Event { return tier.Event{ID: "join", Kind: tier.Join, At: at} }

func TestProgress(t *testing.T) {
	with := func(program string, change func(*tier.Program)) *tier.Engine {
		p := load(program, shanghai).Program()
		change(&p)
		return engineOf(t, p)
	}
	rolling := func(p *tier.Program) { p.Term = "1 month" }
	march := on(2026, 3, 5)
	tests := []struct {
		why     string
		engine  *tier.Engine
		history []tier.Event
		at      time.Time
		want    []string
	}{
		{"nothing known", load(caseA, shanghai), nil, march, []string{
			"entry regular: join, and 100.00 more, or 3 more orders",
			"entry senior: join, and 200.00 more, or 5 more orders",
			"entry vip: join, and 500.00 more, or 10 more orders",
			"entry supreme: join, and 2000.00 more, or 20 more orders",
		}},
		{"a potential member has to join for the tier whose entry is met", load(caseA, shanghai), placed(march, "105"), on(2026, 4, 1), []string{
			"entry regular: join",
			"entry senior: join, and 95.00 more, or 4 more orders",
			"entry vip: join, and 395.00 more, or 9 more orders",
			"entry supreme: join, and 1895.00 more, or 19 more orders",
		}},
		{"a member, the cheapest way first", load(caseA, shanghai), append(placed(march, "35", "35", "35"), joining(march)), on(2026, 4, 1), []string{
			"entry senior: 2 more orders, or 95.00 more",
			"entry vip: 7 more orders, or 395.00 more",
			"entry supreme: 17 more orders, or 1895.00 more",
		}},
		{"equal shares in the order of the programme", load(caseA, shanghai), append(placed(march, "100", "60", "80"), joining(march)), on(2026, 4, 1), []string{
			"entry vip: 260.00 more, or 7 more orders",
			"entry supreme: 17 more orders, or 1760.00 more",
		}},
		{"the highest tier", load(caseA, shanghai), append(placed(march, "2000"), joining(march)), on(2026, 4, 1), nil},
		{"all of two", load(caseB, shanghai), append(placed(march, "1500", "100"), joining(march)), on(2026, 4, 1), []string{
			"entry vip: 400.00 more and 3 more orders",
			"entry supreme: 3400.00 more (last 12 months) and 10 more interactions",
		}},
		{"one of two is met", load(caseB, shanghai), append(placed(march, "2500", "0"), joining(march)), on(2026, 4, 1), []string{
			"entry vip: 3 more orders",
			"entry supreme: 2500.00 more (last 12 months) and 10 more interactions",
		}},
		{"what has left its window counts no longer", load(caseB, shanghai), append(placed(march, "2500"), joining(march)), on(2027, 3, 6), []string{
			"entry vip: 4 more orders",
			"entry supreme: 5000.00 more (last 12 months) and 10 more interactions",
		}},
		{"register to join", load(caseB, shanghai), nil, march, []string{
			"entry regular: join",
			"entry senior: join, and 500.00 more",
			"entry vip: join, and 2000.00 more and 5 more orders",
			"entry supreme: join, and 5000.00 more (last 12 months) and 10 more interactions",
		}},
		{"nobody earns", load(caseD[2], shanghai), placed(march, "1000"), on(2026, 4, 1), nil},
		{"after withdrawing, join again", load(caseA, shanghai),
			append(placed(march, "150"), joining(march), tier.Event{ID: "w", Kind: tier.Withdraw, At: on(2026, 3, 6)}), on(2026, 4, 1), []string{
				"entry regular: join",
				"entry senior: join, and 50.00 more, or 4 more orders",
				"entry vip: join, and 350.00 more, or 9 more orders",
				"entry supreme: join, and 1850.00 more, or 19 more orders",
			}},
		{"after withdrawing, also where nobody had to join", with(caseA, func(p *tier.Program) { p.Enrollment, p.Tiers = tier.Automatic, p.Tiers[:1] }),
			append(placed(march, "150"), tier.Event{ID: "w", Kind: tier.Withdraw, At: on(2026, 3, 6)}), on(2026, 4, 1), []string{
				"entry regular: join",
			}},
		{"counting begins with joining", with(caseA, func(p *tier.Program) { p.CountFrom, p.Tiers = tier.FromJoin, p.Tiers[:1] }),
			placed(march, "150"), on(2026, 4, 1), []string{
				"entry regular: join, and 100.00 more, or 3 more orders",
			}},
		{"counting began with joining", with(caseA, func(p *tier.Program) { p.CountFrom, p.Tiers = tier.FromJoin, p.Tiers[:1] }),
			append(placed(march, "150"), joining(on(2026, 3, 6)), tier.Event{ID: "o9", Kind: tier.Order, At: on(2026, 3, 7), Amount: yuan("30")}), on(2026, 4, 1), []string{
				"entry regular: 2 more orders, or 70.00 more",
			}},
		{"a granted tier hides what lies below it", load(caseA, shanghai),
			append(placed(march, "105"), joining(march), tier.Event{ID: "g", Kind: tier.Grant, At: march, Tier: "vip"}), on(2026, 4, 1), []string{
				"entry supreme: 1895.00 more, or 19 more orders",
			}},
		{"the base tier has no end to be kept beyond", with(caseB, rolling), []tier.Event{joining(march)}, march, []string{
			"entry senior: 500.00 more",
			"entry vip: 2000.00 more and 5 more orders",
			"entry supreme: 5000.00 more (last 12 months) and 10 more interactions",
		}},
		{"what keeps is met already", with(caseB, rolling), append(placed(march, "600"), joining(march)), march, []string{
			"keep senior: nothing more",
			"entry vip: 1400.00 more and 4 more orders",
			"entry supreme: 4400.00 more (last 12 months) and 10 more interactions",
		}},
		{"fractions are written out", load(`{"enrollment": "automatic", "tiers": [{"id": "a", "anyOf": [[{"measure": "spend", "atLeast": "10.005"}]]}]}`, shanghai), placed(march, "0.001"), march, []string{
			"entry a: 10.004 more",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			s := mustReplay(t, tt.engine, tt.history, tt.at)
			goals := mustProgress(t, tt.engine, s, tt.at)
			if diff := cmp.Diff(tt.want, outline(goals)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, g := range goals {
				if g.Rule == tier.Entry && !g.At.Equal(tt.at) {
					t.Errorf("%s %s is measured at %v", g.Rule, g.Tier, g.At)
				}
			}
		})
	}
}

func TestLackString(t *testing.T) {
	for want, l := range map[string]tier.Lack{
		"0.01 more":                                {Minimum: rule("spend 10"), More: yuan("0.01")},
		"12.50 more (last 12 months)":              {Minimum: rule("spend 20 last 12 months"), More: yuan("12.5")},
		"1 more order":                             {Minimum: rule("orders 2"), More: yuan("1")},
		"2 more orders (previous 6 months)":        {Minimum: rule("orders 2 previous 6 months"), More: yuan("2")},
		"1 more interaction (month to date)":       {Minimum: rule("interactions 2 month to date"), More: yuan("1")},
		"1000000000000000000000000000000.001 more": {Minimum: rule("spend 2"), More: yuan("1000000000000000000000000000000.001")},
	} {
		if got := l.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Keeping is measured at the end of the term: what will have left the window
// by then is missing already.
func TestProgressOfKeeping(t *testing.T) {
	p := entries("spend 100 last 30 days")
	p.Term, p.Extend = "1 month", tier.UpgradeOnly
	p.Tiers[0].Keep = rules("orders 2 last 30 days")
	history := append(placed(on(2026, 3, 5), "60"), tier.Event{ID: "later", Kind: tier.Order, At: on(2026, 3, 10), Amount: yuan("50")})
	// Both ways lack everything: what the programme names first comes first, and
	// it names what keeps before what enters.
	const want = "keep 0: 2 more orders (last 30 days), or 100.00 more (last 30 days)"
	for _, tt := range []struct {
		why   string
		grace tier.Term
		at    time.Time
		end   time.Time
		from  time.Time // of the window over which it is measured
	}{
		// Reached on 10 March: valid through 10 April, judged on 11 April, when
		// the last 30 days begin on 12 March.
		{"within the term", "", on(2026, 3, 20), day0(2026, 4, 11), day0(2026, 3, 12)},
		{"within the term, grace to come", "1 week", on(2026, 3, 20), day0(2026, 4, 11), day0(2026, 3, 12)},
		// Grace lasts through 17 April, its last instant; on that day the last 30
		// days begin on 18 March.
		{"in grace", "1 week", on(2026, 4, 12), day0(2026, 4, 18), day0(2026, 3, 18)},
	} {
		t.Run(tt.why, func(t *testing.T) {
			p.Grace = tt.grace
			engine := engineOf(t, p)
			s := mustReplay(t, engine, history, tt.at)
			goals := mustProgress(t, engine, s, tt.at)
			if diff := cmp.Diff([]string{want}, outline(goals)); diff != "" || !goals[0].At.Equal(tt.end) {
				t.Fatalf("until %v (-want +got):\n%s", goals[0].At, diff)
			}
			for _, way := range goals[0].Ways {
				if lack := way[0]; !lack.From.Equal(tt.from) || !lack.Until.Equal(tt.end) {
					t.Errorf("%v counts from %v until %v, want %v until %v", lack, lack.From, lack.Until, tt.from, tt.end)
				}
			}
			checkKept(t, engine, s, goals[0])
		})
	}
}

// day0 is the first instant of a day in Shanghai.
func day0(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, shanghai)
}

// checkKept buys at the last instant that counts what the spend way lacks, and
// a cent less, and lets the end come.
func checkKept(t *testing.T, engine *tier.Engine, s tier.State, goal tier.Goal) {
	t.Helper()
	i := slices.IndexFunc(goal.Ways, func(w tier.Way) bool { return w[0].Measure == tier.Spend })
	lack := goal.Ways[i][0]
	for _, more := range []decimal.Decimal{lack.More, lack.More.Sub(decimal.New(1, -2))} {
		order := tier.Event{ID: "missing", Kind: tier.Order, At: lack.Until.Add(-1), Amount: more}
		after := mustApply(t, engine, s, order)
		st, err := engine.Standing(after, goal.At)
		if err != nil {
			t.Fatal(err)
		}
		kept := st.Earned.Tier == goal.Tier && !st.Earned.Grace
		if want := more.Equal(lack.More); kept != want {
			t.Errorf("kept with %s more of %s: %v, want %v", more, lack.More, kept, want)
		}
	}
}

// raised returns the totals, raised by what a way lacks. Of two lacks of one
// total the greater counts.
func raised(e *tier.Engine, totals []decimal.Decimal, way tier.Way, less map[int]decimal.Decimal) []decimal.Decimal {
	needs := e.Needs()
	high := slices.Clone(totals)
	for _, l := range way {
		i := slices.Index(needs, tier.Need{Measure: l.Measure, Over: l.Over})
		high[i] = decimal.Max(high[i], totals[i].Add(l.More))
	}
	for i, d := range less {
		high[i] = high[i].Sub(d)
	}
	return high
}

// holding returns which of a tier's alternatives the totals meet.
func holding(t *rapid.T, e *tier.Engine, totals []decimal.Decimal, id string) []bool {
	verdicts, err := e.Explain(totals)
	if err != nil {
		t.Fatal(err)
	}
	var holds []bool
	for _, v := range verdicts {
		if v.Tier == id && v.Rule == tier.Entry {
			for _, checks := range v.AnyOf {
				holds = append(holds, met(checks))
			}
		}
	}
	return holds
}

// lacking returns the place of the alternative of which way is what the totals
// lack.
func lacking(t *rapid.T, e *tier.Engine, totals []decimal.Decimal, id string, way tier.Way) int {
	verdicts, err := e.Explain(totals)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts {
		if v.Tier != id || v.Rule != tier.Entry {
			continue
		}
		for i, checks := range v.AnyOf {
			unmet := slices.DeleteFunc(slices.Clone(checks), func(c tier.Check) bool { return c.Met })
			same := func(c tier.Check, l tier.Lack) bool {
				return c.Measure == l.Measure && c.Over == l.Over && c.AtLeast.Equal(l.AtLeast)
			}
			if slices.EqualFunc(unmet, []tier.Lack(way), same) {
				return i
			}
		}
	}
	t.Fatalf("%v is no alternative of %s", way, id)
	return -1
}

// smallest is the least by which a measure can be lower.
func smallest(m tier.Measure) decimal.Decimal {
	if m == tier.Spend {
		return decimal.New(1, -12)
	}
	return decimal.NewFromInt(1)
}

// Raising the totals by what a way lacks makes its alternative hold, raising
// any of them by the least less leaves it unmet. Ways come cheapest first.
func progressIsExact(t *rapid.T) {
	engine, err := tier.New(drawLadder(t), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	at := on(2026, 1, 1)
	s, _, err := engine.Replay(drawActivity(t, at), at)
	if err != nil {
		t.Fatal(err)
	}
	totals, err := engine.Totals(s, at)
	if err != nil {
		t.Fatal(err)
	}
	goals, err := engine.Progress(s, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goals {
		if g.Rule != tier.Entry {
			continue
		}
		share := decimal.Zero
		for _, way := range g.Ways {
			alternative := lacking(t, engine, totals, g.Tier, way)
			if !holding(t, engine, raised(engine, totals, way, nil), g.Tier)[alternative] {
				t.Fatalf("%s: %v is not enough", g.Tier, way)
			}
			largest := decimal.Zero
			for _, l := range way {
				i := slices.Index(engine.Needs(), tier.Need{Measure: l.Measure, Over: l.Over})
				if less := map[int]decimal.Decimal{i: smallest(l.Measure)}; holding(t, engine, raised(engine, totals, way, less), g.Tier)[alternative] {
					t.Fatalf("%s: less than %v is enough", g.Tier, way)
				}
				if l.More.Sign() <= 0 || l.More.GreaterThan(l.AtLeast) {
					t.Fatalf("%s: lacks %v", g.Tier, l)
				}
				largest = decimal.Max(largest, l.More.Div(l.AtLeast))
				if l.Closed {
					largest = decimal.NewFromInt(2)
				}
			}
			if largest.LessThan(share) {
				t.Fatalf("%s: %v are not the cheapest first", g.Tier, g.Ways)
			}
			share = largest
		}
	}
}

func TestProgressIsExact(t *testing.T) { rapid.Check(t, progressIsExact) }
func FuzzProgressIsExact(f *testing.F) { f.Fuzz(rapid.MakeFuzz(progressIsExact)) }

// fulfil returns the events, at one instant, that raise every measure of a way
// by what it lacks and no other spend, with the joining if there has to be one.
func fulfil(g tier.Goal, way tier.Way, at time.Time) []tier.Event {
	var events []tier.Event
	if g.Join {
		events = append(events, joining(at))
	}
	spend, orders := decimal.Zero, int64(0)
	counters := map[string]int64{}
	for _, l := range way {
		name, isCounter := strings.CutPrefix(string(l.Measure), "counter:")
		switch {
		case l.Measure == tier.Spend:
			spend, orders = decimal.Max(spend, l.More), max(orders, 1)
		case l.Measure == tier.Orders:
			orders = max(orders, l.More.IntPart())
		case isCounter:
			counters[name] = max(counters[name], l.More.IntPart())
		default:
			counters["anything"] = max(counters["anything"], l.More.IntPart())
		}
	}
	for i := range orders {
		events = append(events, tier.Event{ID: fmt.Sprintf("missing%02d", i), Kind: tier.Order, At: at, Amount: spend})
		spend = decimal.Zero
	}
	for _, name := range []string{"anything", "review", "share"} {
		if n := counters[name]; n > 0 {
			events = append(events, tier.Event{ID: "missing " + name, Kind: tier.Interaction, At: at, Counter: name, Count: n})
		}
	}
	return events
}

// Whoever really does what a way lacks earns the tier at once; whoever does the
// least less of its only lack leaves it unmet. The windows are those into which
// an event of now falls.
func progressComesTrue(t *rapid.T) {
	p := drawLadder(t)
	for i := range p.Tiers {
		for _, allOf := range slices.Concat(p.Tiers[i].AnyOf, p.Tiers[i].Keep) {
			for k := range allOf {
				if strings.HasPrefix(string(allOf[k].Over), "previous") {
					allOf[k].Over = ""
				}
			}
		}
	}
	p.Enrollment = rapid.SampledFrom([]tier.Enrollment{tier.Automatic, tier.OptIn}).Draw(t, "enrollment")
	if p.Enrollment == tier.OptIn {
		p.CountFrom = rapid.SampledFrom([]tier.CountFrom{tier.FromStart, tier.FromJoin}).Draw(t, "count from")
	}
	p.Term = rapid.SampledFrom([]tier.Term{"", "1 month"}).Draw(t, "term")
	engine, err := tier.New(p, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	at := on(2026, 1, 1)
	history := drawActivity(t, at)
	for i, kind := range rapid.SliceOfN(rapid.SampledFrom([]tier.Kind{tier.Join, tier.Withdraw}), 0, 2).Draw(t, "joining") {
		history = append(history, tier.Event{ID: fmt.Sprint(i), Kind: kind, At: at.AddDate(0, 0, 7*i-28)})
	}
	s, _, err := engine.Replay(history, at.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	goals, err := engine.Progress(s, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goals {
		if g.Rule != tier.Entry {
			continue
		}
		for _, way := range g.Ways {
			after := applyAll(t, engine, s, fulfil(g, way, at))
			st, err := engine.Standing(after, at)
			if err != nil {
				t.Fatal(err)
			}
			if st.Earned.Tier < g.Tier { // IDs rise with the ladder
				t.Fatalf("%s: after %v the tier is %q", g.Tier, way, st.Earned.Tier)
			}
			if len(way) == 1 {
				notQuite(t, engine, s, g, way, at)
			}
		}
	}
}

// notQuite does less than the only lack of a way.
func notQuite(t *rapid.T, engine *tier.Engine, s tier.State, g tier.Goal, way tier.Way, at time.Time) {
	less := tier.Way{way[0]}
	less[0].More = less[0].More.Sub(smallest(way[0].Measure))
	after := applyAll(t, engine, s, fulfil(g, less, at))
	totals, err := engine.Totals(after, at)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := engine.Explain(totals)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts {
		if v.Tier != g.Tier || v.Rule != tier.Entry {
			continue
		}
		for _, checks := range v.AnyOf {
			for _, c := range checks {
				if c.Measure == way[0].Measure && c.Over == way[0].Over && c.AtLeast.Equal(way[0].AtLeast) && c.Met {
					t.Fatalf("%s: less than %v is enough", g.Tier, way)
				}
			}
		}
	}
}

func applyAll(t *rapid.T, engine *tier.Engine, s tier.State, events []tier.Event) tier.State {
	for _, ev := range events {
		var err error
		if s, _, err = engine.Apply(s, ev); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestProgressComesTrue(t *testing.T) { rapid.Check(t, progressComesTrue) }
func FuzzProgressComesTrue(f *testing.F) { f.Fuzz(rapid.MakeFuzz(progressComesTrue)) }

package tier_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// faultsOf returns the faults of an error that must be an InvalidError.
func faultsOf(tb testing.TB, err error) []tier.Fault {
	tb.Helper()
	if err == nil {
		return nil
	}
	var e *tier.InvalidError
	if !errors.As(err, &e) {
		tb.Fatalf("%T, want an *InvalidError: %v", err, err)
	}
	return e.Faults
}

// atLeast is one alternative of one minimum.
func atLeast(m tier.Measure, n string, over tier.Window) []tier.Alternative {
	return []tier.Alternative{{{Measure: m, AtLeast: yuan(n), Over: over}}}
}

// plainProgram returns a valid programme of two tiers, to be spoilt.
func plainProgram() tier.Program {
	return tier.Program{
		Enrollment: tier.OptIn,
		Tiers: []tier.Tier{
			{ID: "silver", AnyOf: atLeast(tier.Spend, "100", "")},
			{ID: "gold", AnyOf: atLeast(tier.Spend, "500", "last 12 months")},
		},
	}
}

func repeatedMinimums(n int) tier.Alternative {
	return slices.Repeat(tier.Alternative{{Measure: tier.Spend, AtLeast: yuan("1")}}, n)
}

func namedTiers(n int) []tier.Tier {
	tiers := make([]tier.Tier, n)
	for i := range tiers {
		tiers[i].ID = fmt.Sprint("t", i)
	}
	return tiers
}

// needing returns a programme of one tier that needs n different totals, at
// most 10 an alternative.
func needing(n int) tier.Program {
	p := tier.Program{Enrollment: tier.Automatic, Tiers: []tier.Tier{{ID: "a"}}}
	for i := range n {
		m := tier.Minimum{Measure: tier.Counter(fmt.Sprint("c", i)), AtLeast: yuan("1")}
		if i%10 == 0 {
			p.Tiers[0].AnyOf = append(p.Tiers[0].AnyOf, nil)
		}
		last := &p.Tiers[0].AnyOf[i/10]
		*last = append(*last, m)
	}
	return p
}

func minimumOf(p *tier.Program) *tier.Minimum { return &p.Tiers[1].AnyOf[0][0] }

const aTermIs = `use "permanent", "365 days", "12 months", "end of year" or "end of next year"`

const aWindowIs = `is not a window: want "lifetime", "last N days" (1 to 3660), "last N months" or "previous N months" (1 to 120), ` +
	`"month to date", "quarter to date", "half-year to date" or "year to date"`

const oneAlternativeTooMany = 21

// Each fault alone, with its path, code and message.
func TestEveryFaultOfAProgram(t *testing.T) {
	long := strings.Repeat("x", 1001)
	tests := []struct {
		why   string
		spoil func(*tier.Program)
		want  tier.Fault
	}{
		{"no tiers", func(p *tier.Program) { p.Tiers = nil },
			tier.Fault{Path: "tiers", Code: "missing", Message: "is empty; a programme needs at least one tier"}},
		{"too many tiers", func(p *tier.Program) { p.Tiers = namedTiers(51) },
			tier.Fault{Path: "tiers", Code: "too_many", Message: "51 tiers; at most 50"}},
		{"too many needs", func(p *tier.Program) { *p = needing(101) },
			tier.Fault{Path: "tiers", Code: "too_many", Message: "101 different pairs of measure and window; at most 100"}},
		{"no ID", func(p *tier.Program) { p.Tiers[1].ID = "" },
			tier.Fault{Path: "tiers[1].id", Code: "missing", Message: "is empty; give the tier an ID that never changes"}},
		{"long ID", func(p *tier.Program) { p.Tiers[1].ID = long },
			tier.Fault{Path: "tiers[1].id", Code: "bad_text", Message: "1001 bytes; at most 1000"}},
		{"an ID that is not UTF-8", func(p *tier.Program) { p.Tiers[1].ID = "\xff" },
			tier.Fault{Path: "tiers[1].id", Code: "bad_text", Message: `"\xff" is not UTF-8`}},
		{"a counter that is not UTF-8", func(p *tier.Program) { minimumOf(p).Measure = tier.Counter("\xff") },
			tier.Fault{Path: "tiers[1].anyOf[0][0].measure", Code: "bad_text", Message: `"\xff" is not UTF-8`}},
		{"ID twice", func(p *tier.Program) { p.Tiers[1].ID = "silver" },
			tier.Fault{Path: "tiers[1].id", Code: "duplicate", Message: `"silver" is taken by tiers[0].id; IDs are unique`}},
		{"long name", func(p *tier.Program) { p.Tiers[1].Name = long },
			tier.Fault{Path: "tiers[1].name", Code: "bad_text", Message: "1001 bytes; at most 1000"}},
		{"too many alternatives", func(p *tier.Program) {
			p.Tiers[1].AnyOf = slices.Repeat(p.Tiers[1].AnyOf, oneAlternativeTooMany)
		}, tier.Fault{Path: "tiers[1].anyOf", Code: "too_many", Message: "21 alternatives; at most 20"}},
		{"too many ways to keep", func(p *tier.Program) {
			p.Tiers[1].Keep = slices.Repeat(p.Tiers[1].AnyOf, oneAlternativeTooMany)
		}, tier.Fault{Path: "tiers[1].keep", Code: "too_many", Message: "21 alternatives; at most 20"}},
		{"an alternative that asks for nothing", func(p *tier.Program) { p.Tiers[1].AnyOf[0] = nil },
			tier.Fault{Path: "tiers[1].anyOf[0]", Code: "missing", Message: "is empty and would be met by everybody; add a minimum or remove the alternative"}},
		{"too many minimums", func(p *tier.Program) { p.Tiers[1].AnyOf[0] = repeatedMinimums(11) },
			tier.Fault{Path: "tiers[1].anyOf[0]", Code: "too_many", Message: "11 minimums; at most 10"}},
		{"keep without entry", func(p *tier.Program) { p.Tiers[1].Keep, p.Tiers[1].AnyOf = p.Tiers[1].AnyOf, nil },
			tier.Fault{Path: "tiers[1].keep", Code: "conflict", Message: "a tier without anyOf has no end, so nothing keeps it; give it an anyOf or remove keep"}},
		{"too many replaced", func(p *tier.Program) { p.Tiers[1].Replaces = make([]string, 101) },
			tier.Fault{Path: "tiers[1].replaces", Code: "too_many", Message: "101 IDs; at most 100"}},
		{"replaces nothing", func(p *tier.Program) { p.Tiers[1].Replaces = []string{"old", ""} },
			tier.Fault{Path: "tiers[1].replaces[1]", Code: "missing", Message: "is empty; give the tier an ID that never changes"}},
		{"replaces a long ID", func(p *tier.Program) { p.Tiers[1].Replaces = []string{long} },
			tier.Fault{Path: "tiers[1].replaces[0]", Code: "bad_text", Message: "1001 bytes; at most 1000"}},
		{"replaces a tier that is there", func(p *tier.Program) { p.Tiers[1].Replaces = []string{"silver"} },
			tier.Fault{Path: "tiers[1].replaces[0]", Code: "duplicate", Message: `"silver" is taken by tiers[0].id; IDs are unique`}},
		{"replaces itself", func(p *tier.Program) { p.Tiers[1].Replaces = []string{"gold"} },
			tier.Fault{Path: "tiers[1].replaces[0]", Code: "duplicate", Message: `"gold" is taken by tiers[1].id; IDs are unique`}},
		{"an ID that an earlier tier replaces", func(p *tier.Program) { p.Tiers[0].Replaces = []string{"gold"} },
			tier.Fault{Path: "tiers[1].id", Code: "duplicate", Message: `"gold" is taken by tiers[0].replaces[0]; IDs are unique`}},

		{"unknown measure", func(p *tier.Program) { minimumOf(p).Measure = "order" },
			tier.Fault{Path: "tiers[1].anyOf[0][0].measure", Code: "unknown_value", Message: `"order" is not a measure; use "spend", "orders", "interactions" or "counter:NAME"`}},
		{"no measure", func(p *tier.Program) { minimumOf(p).Measure = "" },
			tier.Fault{Path: "tiers[1].anyOf[0][0].measure", Code: "unknown_value", Message: `"" is not a measure; use "spend", "orders", "interactions" or "counter:NAME"`}},
		{"nameless counter", func(p *tier.Program) { minimumOf(p).Measure = tier.Counter("") },
			tier.Fault{Path: "tiers[1].anyOf[0][0].measure", Code: "unknown_value", Message: `"counter:" names no counter; write it like "counter:review"`}},
		{"long counter", func(p *tier.Program) { minimumOf(p).Measure = tier.Counter(long) },
			tier.Fault{Path: "tiers[1].anyOf[0][0].measure", Code: "bad_text", Message: "1001 bytes; at most 1000"}},
		{"negative", func(p *tier.Program) { minimumOf(p).AtLeast = yuan("-0.01") },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "not_positive", Message: "-0.01: must not be negative"}},
		{"zero", func(p *tier.Program) { minimumOf(p).AtLeast = decimal.Zero },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "not_positive", Message: "is 0 or missing and would be met by everybody; give a positive number"}},
		{"absurd exponent", func(p *tier.Program) { minimumOf(p).AtLeast = decimal.New(1, 1_000_000_000) },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "out_of_range", Message: "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"}},
		{"absurd fraction", func(p *tier.Program) { minimumOf(p).AtLeast = decimal.New(1, -13) },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "out_of_range", Message: "must have at most 30 digits written out, and an exponent within -12..12, not 1e-13"}},
		{"31 digits", func(p *tier.Program) { minimumOf(p).AtLeast = yuan("1" + strings.Repeat("0", 30)) },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "out_of_range", Message: "must have at most 30 digits written out, and an exponent within -12..12, not 1" + strings.Repeat("0", 30) + "e0"}},
		{"half an order", func(p *tier.Program) { *minimumOf(p) = tier.Minimum{Measure: tier.Orders, AtLeast: yuan("2.5")} },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "not_whole", Message: "2.5: only spend can have a fraction; give a whole number"}},
		{"half an interaction", func(p *tier.Program) { *minimumOf(p) = tier.Minimum{Measure: tier.Interactions, AtLeast: yuan("0.5")} },
			tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "not_whole", Message: "0.5: only spend can have a fraction; give a whole number"}},
		{"half a review", func(p *tier.Program) {
			*minimumOf(p) = tier.Minimum{Measure: tier.Counter("review"), AtLeast: yuan("1.5")}
		}, tier.Fault{Path: "tiers[1].anyOf[0][0].atLeast", Code: "not_whole", Message: "1.5: only spend can have a fraction; give a whole number"}},
		{"unknown window", func(p *tier.Program) { minimumOf(p).Over = "last year" },
			tier.Fault{Path: "tiers[1].anyOf[0][0].over", Code: "bad_window", Message: `"last year" ` + aWindowIs}},
		{"window of days too long", func(p *tier.Program) { minimumOf(p).Over = "last 3661 days" },
			tier.Fault{Path: "tiers[1].anyOf[0][0].over", Code: "bad_window", Message: `"last 3661 days" ` + aWindowIs}},
		{"window of months too long", func(p *tier.Program) { minimumOf(p).Over = "previous 121 months" },
			tier.Fault{Path: "tiers[1].anyOf[0][0].over", Code: "bad_window", Message: `"previous 121 months" ` + aWindowIs}},

		{"no enrollment", func(p *tier.Program) { p.Enrollment = "" },
			tier.Fault{Path: "enrollment", Code: "missing", Message: `is missing; use "automatic", "opt-in", "nobody"`}},
		{"unknown enrollment", func(p *tier.Program) { p.Enrollment = "optin" },
			tier.Fault{Path: "enrollment", Code: "unknown_value", Message: `"optin" is unknown; use "automatic", "opt-in", "nobody"`}},
		{"unknown countFrom", func(p *tier.Program) { p.CountFrom = "now" },
			tier.Fault{Path: "countFrom", Code: "unknown_value", Message: `"now" is unknown; use "start", "join"`}},
		{"counting from a joining that is not asked for", func(p *tier.Program) { p.Enrollment, p.CountFrom = tier.Automatic, tier.FromJoin },
			tier.Fault{Path: "countFrom", Code: "conflict", Message: `"join" needs enrollment "opt-in"; under "automatic" nobody has to join`}},
		{"unknown term", func(p *tier.Program) { p.Term = "12 moons" },
			tier.Fault{Path: "term", Code: "bad_term", Message: `"12 moons" is not a term: ` + aTermIs}},
		{"an earned tier is not used up", func(p *tier.Program) { p.Term = tier.PerUse },
			tier.Fault{Path: "term", Code: "bad_term", Message: `"use" cannot stand here; "use" is for terms that are bought; use "permanent", "365 days", "12 months", "end of year" or "end of next year"`}},
		{"term too long", func(p *tier.Program) { p.Term = "101 years" },
			tier.Fault{Path: "term", Code: "bad_term", Message: `"101 years" is too long: at most 1200 months or 36500 days`}},
		{"unknown extend", func(p *tier.Program) { p.Extend = "never" },
			tier.Fault{Path: "extend", Code: "unknown_value", Message: `"never" is unknown; use "requalify", "upgrade"`}},
		{"endless grace", func(p *tier.Program) { p.Grace = tier.Permanent },
			tier.Fault{Path: "grace", Code: "bad_term", Message: `"permanent" cannot stand here; use days, weeks, months, quarters, half-years or years, or leave it out for none`}},
		{"grace to a period's end", func(p *tier.Program) { p.Grace = "end of month" },
			tier.Fault{Path: "grace", Code: "bad_term", Message: `"end of month" cannot stand here; use days, weeks, months, quarters, half-years or years, or leave it out for none`}},
		{"grace by use", func(p *tier.Program) { p.Grace = tier.PerUse },
			tier.Fault{Path: "grace", Code: "bad_term", Message: `"use" cannot stand here; use days, weeks, months, quarters, half-years or years, or leave it out for none`}},
		{"unknown grace", func(p *tier.Program) { p.Grace = "none" },
			tier.Fault{Path: "grace", Code: "bad_term", Message: `"none" cannot stand here; use days, weeks, months, quarters, half-years or years, or leave it out for none`}},
		{"unknown lapse", func(p *tier.Program) { p.Lapse = "down" },
			tier.Fault{Path: "lapse", Code: "unknown_value", Message: `"down" is unknown; use "qualified", "step", "base"`}},
		{"unknown refunds", func(p *tier.Program) { p.Refunds = "ignored" },
			tier.Fault{Path: "refunds", Code: "unknown_value", Message: `"ignored" is unknown; use "kept", "restated"`}},
		{"what is quoted is cut", func(p *tier.Program) { p.Lapse = tier.Lapse(long) },
			tier.Fault{Path: "lapse", Code: "unknown_value", Message: `"` + long[:60] + `..." is unknown; use "qualified", "step", "base"`}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			p := plainProgram()
			tt.spoil(&p)
			engine, err := tier.New(p, shanghai)
			if engine != nil {
				t.Error("an engine of an invalid programme")
			}
			if diff := cmp.Diff([]tier.Fault{tt.want}, faultsOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// All faults come at once, in the order of the fields.
func TestAllFaultsAtOnce(t *testing.T) {
	p := tier.Program{
		Enrollment: "optin", CountFrom: "join", Term: "use", Extend: "x", Grace: "permanent", Lapse: "x", Refunds: "x",
		Tiers: []tier.Tier{
			{Name: strings.Repeat("x", 1001), AnyOf: []tier.Alternative{{{}}, {}}},
			{ID: "b", Keep: atLeast("x", "-1", "x"), Replaces: []string{"", "b"}},
		},
	}
	_, err := tier.New(p, shanghai)
	var got []string
	for _, f := range faultsOf(t, err) {
		got = append(got, f.Path+" "+f.Code)
	}
	want := []string{
		"tiers[0].id missing",
		"tiers[0].name bad_text",
		"tiers[0].anyOf[0][0].measure unknown_value",
		"tiers[0].anyOf[0][0].atLeast not_positive",
		"tiers[0].anyOf[1] missing",
		"tiers[1].keep[0][0].measure unknown_value",
		"tiers[1].keep[0][0].atLeast not_positive",
		"tiers[1].keep[0][0].over bad_window",
		"tiers[1].keep conflict",
		"tiers[1].replaces[0] missing",
		"tiers[1].replaces[1] duplicate",
		"enrollment unknown_value",
		"countFrom conflict",
		"term bad_term",
		"extend unknown_value",
		"grace bad_term",
		"lapse unknown_value",
		"refunds unknown_value",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(err.Error(), "tier: program: 18 faults: tiers[0].id: is empty") {
		t.Errorf("error %q", err)
	}
}

func TestFaultsAreBounded(t *testing.T) {
	p := tier.Program{Tiers: make([]tier.Tier, 50)}
	for i := range p.Tiers {
		p.Tiers[i].AnyOf = []tier.Alternative{{{}}}
	}
	_, err := tier.New(p, shanghai)
	faults := faultsOf(t, err)
	if n := len(faults); n != 101 || faults[100].Code != "too_many" || faults[100].Path != "" {
		t.Errorf("%d faults, the last %v", n, faults[n-1])
	}
}

// What stands exactly at a limit is valid.
func TestLimitsOfAProgramAreValid(t *testing.T) {
	long := strings.Repeat("x", 1000)
	most := "9" + strings.Repeat("0", 29)
	tests := []struct {
		why   string
		build func(*tier.Program)
	}{
		{"one tier", func(p *tier.Program) { p.Tiers = p.Tiers[:1] }},
		{"50 tiers", func(p *tier.Program) { p.Tiers = namedTiers(50) }},
		{"100 needs", func(p *tier.Program) { *p = needing(100) }},
		{"100 needs, asked for again", func(p *tier.Program) {
			*p = needing(100)
			p.Tiers[0].Keep = p.Tiers[0].AnyOf
		}},
		{"ID and name of 1000 bytes", func(p *tier.Program) { p.Tiers[0].ID, p.Tiers[0].Name = long, long }},
		{"counter of 1000 bytes", func(p *tier.Program) { minimumOf(p).Measure = tier.Counter(long) }},
		{"20 alternatives", func(p *tier.Program) { p.Tiers[1].AnyOf = slices.Repeat(p.Tiers[1].AnyOf, 20) }},
		{"20 ways to keep", func(p *tier.Program) { p.Tiers[1].Keep = slices.Repeat(p.Tiers[1].AnyOf, 20) }},
		{"10 minimums", func(p *tier.Program) { p.Tiers[1].AnyOf[0] = repeatedMinimums(10) }},
		{"100 replaced", func(p *tier.Program) {
			for i := range 100 {
				p.Tiers[1].Replaces = append(p.Tiers[1].Replaces, fmt.Sprint("old", i))
			}
		}},
		{"the least amount", func(p *tier.Program) { minimumOf(p).AtLeast = decimal.New(1, -12) }},
		{"the greatest exponent", func(p *tier.Program) { minimumOf(p).AtLeast = decimal.New(1, 12) }},
		{"30 digits", func(p *tier.Program) { minimumOf(p).AtLeast = yuan(most) }},
		{"30 digits of orders", func(p *tier.Program) { *minimumOf(p) = tier.Minimum{Measure: tier.Orders, AtLeast: yuan(most)} }},
		{"whole, though written with a fraction", func(p *tier.Program) { *minimumOf(p) = tier.Minimum{Measure: tier.Orders, AtLeast: yuan("3.00")} }},
		{"3660 days", func(p *tier.Program) { minimumOf(p).Over = "last 3660 days" }},
		{"120 months", func(p *tier.Program) { minimumOf(p).Over = "last 120 months" }},
		{"120 whole months", func(p *tier.Program) { minimumOf(p).Over = "previous 120 months" }},
		{"a term of 1200 months", func(p *tier.Program) { p.Term = "1200 months" }},
		{"a term of 100 years", func(p *tier.Program) { p.Term = "100 years" }},
		{"a term of 36500 days", func(p *tier.Program) { p.Term = "36500 days" }},
		{"grace of 1200 months", func(p *tier.Program) { p.Grace = "1200 months" }},
		{"counting from joining", func(p *tier.Program) { p.CountFrom = tier.FromJoin }},
		{"every policy spelled out", func(p *tier.Program) {
			p.CountFrom, p.Term, p.Extend, p.Lapse, p.Refunds = tier.FromStart, tier.Permanent, tier.Requalify, tier.ToQualified, tier.Kept
		}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			p := plainProgram()
			tt.build(&p)
			if _, err := tier.New(p, shanghai); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	valid := []tier.Term{
		"", "permanent", "1 day", "1 days", "2 days", "1 week", "52 weeks", "1 month", "12 months", "1 quarter",
		"4 quarters", "1 half-year", "2 half-years", "1 year", "2 years", "5214 weeks", "400 quarters", "200 half-years",
		"end of month", "end of quarter", "end of half-year", "end of year",
		"end of next month", "end of next quarter", "end of next half-year", "end of next year",
	}
	for _, term := range valid {
		p := plainProgram()
		p.Term = term
		if _, err := tier.New(p, shanghai); err != nil {
			t.Errorf("%q: %v", term, err)
		}
	}
	refused := []tier.Term{
		" ", "0 days", "-1 days", "+1 days", "01 days", "1.5 years", "2 day", "2 month", "days", "1", "1 ", "1  day", "1 day ", " 1 day",
		"1 Day", "1 decade", "12 monthss", "1 hour", "year", "end of", "end of ", "end of day", "end of week", "end of years",
		"end of next", "end of next day", "end of next next year", "end of  year", "End of year", "Permanent", "lifetime", "use ",
		"36501 days", "5215 weeks", "1201 months", "401 quarters", "201 half-years", "101 years",
		"9223372036854775807 days", "9223372036854775808 days", "999999999999 years", "1 year 6 months",
	}
	for _, term := range refused {
		p := plainProgram()
		p.Term = term
		_, err := tier.New(p, shanghai)
		faults := faultsOf(t, err)
		if len(faults) != 1 || faults[0].Path != "term" || faults[0].Code != "bad_term" || !strings.Contains(faults[0].Message, fmt.Sprintf("%q", term)) {
			t.Errorf("%q: faults %v", term, faults)
		}
	}
}

func TestNewNeedsALocation(t *testing.T) {
	for loc, why := range map[*time.Location]string{
		nil:        "the location is missing; give the shop's own, such as time.UTC",
		time.Local: "the location is time.Local, which is another on every machine; load the shop's own by its name",
	} {
		engine, err := tier.New(plainProgram(), loc)
		want := []tier.Fault{{Code: "missing", Message: why}}
		if diff := cmp.Diff(want, faultsOf(t, err)); engine != nil || diff != "" {
			t.Errorf("%v: faults (-want +got):\n%s", loc, diff)
		}
	}
}

// What the document itself is wrong about, before anything is judged.
func TestParseProgramFaults(t *testing.T) {
	tests := []struct {
		why, json string
		want      []tier.Fault
	}{
		{"unknown fields, with a suggestion where one is near", `{"enrolment": "opt-in", "tiers": [{"id": "a", "anyof": [], "colour": 1}]}`, []tier.Fault{
			{Path: "enrolment", Code: "unknown_field", Message: `unknown field "enrolment": did you mean "enrollment"?`},
			{Path: "tiers[0].anyof", Code: "unknown_field", Message: `unknown field "anyof": did you mean "anyOf"?`},
			{Path: "tiers[0].colour", Code: "unknown_field", Message: `unknown field "colour": remove it, or use one of id, name, anyOf, keep, replaces`},
		}},
		{"null is never a value", `{"term": null, "tiers": [{"id": "a", "anyOf": [[{"measure": "spend", "atLeast": null}]], "keep": null}]}`, []tier.Fault{
			{Path: "term", Code: "null", Message: "must not be null: leave it out"},
			{Path: "tiers[0].anyOf[0][0].atLeast", Code: "null", Message: "must not be null: leave it out"},
			{Path: "tiers[0].keep", Code: "null", Message: "must not be null: leave it out"},
		}},
		{"the same field twice", `{"enrollment": "opt-in", "enrollment": "nobody", "tiers": [{"id": "a", "id": "b"}]}`, []tier.Fault{
			{Path: "enrollment", Code: "duplicate_field", Message: `duplicate field "enrollment": keep one`},
			{Path: "tiers[0].id", Code: "duplicate_field", Message: `duplicate field "id": keep one`},
		}},
		{"wrong types", `{"enrollment": 1, "tiers": [{"id": "a", "anyOf": [{"measure": "spend"}]}, "b"]}`, []tier.Fault{
			{Path: "enrollment", Code: "wrong_type", Message: "must be a string, not the number 1"},
			{Path: "tiers[0].anyOf[0]", Code: "wrong_type", Message: "must be an array, not an object"},
			{Path: "tiers[1]", Code: "wrong_type", Message: `must be an object, not the string "b"`},
		}},
		{"numbers that are none, or absurd", `{"tiers": [{"anyOf": [[{"atLeast": 1e1000000000}, {"atLeast": "12,5"}, {"atLeast": "NaN"}, {"atLeast": 1e-13}]]}]}`, []tier.Fault{
			{Path: "tiers[0].anyOf[0][0].atLeast", Code: "out_of_range", Message: "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000"},
			{Path: "tiers[0].anyOf[0][1].atLeast", Code: "wrong_type", Message: `must be a decimal number such as 12.50, not the string "12,5"`},
			{Path: "tiers[0].anyOf[0][2].atLeast", Code: "wrong_type", Message: `must be a decimal number such as 12.50, not the string "NaN"`},
			{Path: "tiers[0].anyOf[0][3].atLeast", Code: "out_of_range", Message: "must have at most 30 digits written out, and an exponent within -12..12, not 1e-13"},
		}},
		{"text after the document", `{"enrollment": "opt-in"} {}`, []tier.Fault{
			{Code: "trailing_text", Message: `line 1, column 26: text after the end of the document: remove "{}"`},
		}},
		{"another document", `[]`, []tier.Fault{{Code: "wrong_type", Message: "must be an object, not an array"}}},
		{"null alone", `null`, []tier.Fault{{Code: "null", Message: "must not be null: leave it out"}}},
		{"not finished", "{\n\"tiers\": [", []tier.Fault{{Code: "syntax", Message: "line 2, column 10: unexpected end of JSON input"}}},
		{"nothing", "", []tier.Fault{{Code: "syntax", Message: "line 1, column 1: unexpected end of JSON input"}}},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			p, err := tier.ParseProgram([]byte(tt.json))
			if diff := cmp.Diff(tt.want, faultsOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tier.Program{}, p); diff != "" {
				t.Errorf("a program in spite of the faults:\n%s", diff)
			}
		})
	}
}

// A programme survives JSON, and so does the one an engine gives back, in which
// every default is spelled out.
func TestProgramRoundTrips(t *testing.T) {
	full := tier.Program{
		Enrollment: tier.OptIn, CountFrom: tier.FromJoin, Term: "2 half-years", Extend: tier.UpgradeOnly,
		Grace: "2 weeks", Lapse: tier.OneStep, Refunds: tier.Restated,
		Tiers: []tier.Tier{
			{ID: "base", Name: "布丁"},
			{
				ID: "top", Name: "高级布丁", Replaces: []string{"old", "older"},
				AnyOf: []tier.Alternative{{
					{Measure: tier.Spend, AtLeast: yuan("1999.90"), Over: "last 365 days"},
					{Measure: tier.Counter("评价"), AtLeast: yuan("3"), Over: "quarter to date"},
				}, {{Measure: tier.Interactions, AtLeast: yuan("1e3"), Over: "previous 1 month"}}},
				Keep: atLeast(tier.Orders, "2", "lifetime"),
			},
		},
	}
	programs := []tier.Program{full, plainProgram()}
	for _, text := range append([]string{caseA, caseB, caseC}, caseD...) {
		p, err := tier.ParseProgram([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		programs = append(programs, p)
	}
	for i, p := range programs {
		engine, err := tier.New(p, shanghai)
		if err != nil {
			t.Fatal(i, err)
		}
		for _, form := range []tier.Program{p, engine.Program()} {
			data, err := json.Marshal(form)
			if err != nil {
				t.Fatal(i, err)
			}
			read, err := tier.ParseProgram(data)
			if err != nil {
				t.Fatal(i, err)
			}
			if diff := cmp.Diff(form, read); diff != "" {
				t.Errorf("programme %d (-written +read):\n%s", i, diff)
			}
			again, err := tier.New(read, time.UTC)
			if err != nil || again.Fingerprint() != engine.Fingerprint() {
				t.Errorf("programme %d: another fingerprint after reading back, error %v", i, err)
			}
		}
	}
}

func TestDefaultsAreSpelledOut(t *testing.T) {
	engine, err := tier.New(plainProgram(), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	want := tier.Program{
		Enrollment: tier.OptIn, CountFrom: tier.FromStart, Term: tier.Permanent, Extend: tier.Requalify, Lapse: tier.ToQualified, Refunds: tier.Kept,
		Tiers: []tier.Tier{
			{ID: "silver", Name: "silver", AnyOf: atLeast(tier.Spend, "100", "lifetime")},
			{ID: "gold", Name: "gold", AnyOf: atLeast(tier.Spend, "500", "last 12 months")},
		},
	}
	if diff := cmp.Diff(want, engine.Program()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The fingerprint is that of what decides: every such field changes it, and
// nothing else does.
func TestFingerprint(t *testing.T) {
	print := func(change func(*tier.Program)) string {
		p := plainProgram()
		change(&p)
		engine, err := tier.New(p, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return engine.Fingerprint()
	}
	base := print(func(*tier.Program) {})
	same := map[string]func(*tier.Program){
		"a display name":         func(p *tier.Program) { p.Tiers[0].Name = "银" },
		"replaces":               func(p *tier.Program) { p.Tiers[0].Replaces = []string{"old"} },
		"a default spelled out":  func(p *tier.Program) { p.Term, p.Tiers[0].AnyOf[0][0].Over = tier.Permanent, "lifetime" },
		"an amount's zeros":      func(p *tier.Program) { minimumOf(p).AtLeast = yuan("500.00") },
		"an amount's exponent":   func(p *tier.Program) { minimumOf(p).AtLeast = yuan("5e2") },
		"an empty list of rules": func(p *tier.Program) { p.Tiers[0].Keep = []tier.Alternative{} },
	}
	for why, change := range same {
		if print(change) != base {
			t.Errorf("%s changes the fingerprint", why)
		}
	}
	seen := map[string]string{base: "nothing"}
	for why, change := range map[string]func(*tier.Program){
		"enrollment":   func(p *tier.Program) { p.Enrollment = tier.Automatic },
		"countFrom":    func(p *tier.Program) { p.CountFrom = tier.FromJoin },
		"term":         func(p *tier.Program) { p.Term = "12 months" },
		"extend":       func(p *tier.Program) { p.Extend = tier.UpgradeOnly },
		"grace":        func(p *tier.Program) { p.Grace = "1 month" },
		"lapse":        func(p *tier.Program) { p.Lapse = tier.OneStep },
		"refunds":      func(p *tier.Program) { p.Refunds = tier.Restated },
		"id":           func(p *tier.Program) { p.Tiers[1].ID = "Gold" },
		"atLeast":      func(p *tier.Program) { minimumOf(p).AtLeast = yuan("500.01") },
		"over":         func(p *tier.Program) { minimumOf(p).Over = "last 13 months" },
		"measure":      func(p *tier.Program) { minimumOf(p).Measure = tier.Orders },
		"keep":         func(p *tier.Program) { p.Tiers[1].Keep = atLeast(tier.Spend, "1", "") },
		"any instead":  func(p *tier.Program) { p.Tiers[1].AnyOf = append(p.Tiers[1].AnyOf, p.Tiers[0].AnyOf[0]) },
		"all instead":  func(p *tier.Program) { p.Tiers[1].AnyOf[0] = append(p.Tiers[1].AnyOf[0], p.Tiers[0].AnyOf[0][0]) },
		"another tier": func(p *tier.Program) { p.Tiers = append(p.Tiers, tier.Tier{ID: "top"}) },
		"order":        func(p *tier.Program) { slices.Reverse(p.Tiers) },
	} {
		if other, taken := seen[print(change)]; taken {
			t.Errorf("%s has the fingerprint of %s", why, other)
		}
		seen[print(change)] = why
	}
}

// An engine keeps no reference to the programme and gives none away.
func TestEngineOwnsItsProgram(t *testing.T) {
	p := plainProgram()
	p.Tiers[1].Keep, p.Tiers[1].Replaces = atLeast(tier.Orders, "1", ""), []string{"old"}
	engine, err := tier.New(p, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(engine.Program())
	if err != nil {
		t.Fatal(err)
	}
	want, err := tier.ParseProgram(written) // shares nothing with the engine
	if err != nil {
		t.Fatal(err)
	}
	for _, mine := range []tier.Program{p, engine.Program()} {
		mine.Enrollment = tier.Nobody
		mine.Tiers[0].ID = "spoilt"
		mine.Tiers[1].Replaces[0] = "spoilt"
		mine.Tiers[1].AnyOf[0][0].AtLeast = yuan("1")
		mine.Tiers[1].Keep[0] = nil
		if diff := cmp.Diff(want, engine.Program()); diff != "" {
			t.Fatalf("the engine's programme changed:\n%s", diff)
		}
	}
	if got, err := engine.Qualify([]decimal.Decimal{yuan("499"), yuan("499")}); got != "silver" || err != nil {
		t.Errorf("qualifies for %q, %v", got, err)
	}
}

// FuzzParseProgram reads anything. What is valid builds an engine whose own
// programme is read back as the same.
func FuzzParseProgram(f *testing.F) {
	for _, text := range append([]string{caseA, caseB, caseC, `{}`, `null`, `{"tiers":[{"id":"a"}],"enrollment":"nobody"}`}, caseD...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := tier.ParseProgram(data)
		if err != nil {
			faultsOf(t, err)
			return
		}
		engine, err := tier.New(p, shanghai)
		if err != nil {
			faultsOf(t, err)
			return
		}
		written, err := json.Marshal(engine.Program())
		if err != nil {
			t.Fatal(err)
		}
		read, err := tier.ParseProgram(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		again, err := tier.New(read, shanghai)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if again.Fingerprint() != engine.Fingerprint() {
			t.Errorf("another fingerprint: %s", written)
		}
		for _, language := range []tier.Language{tier.Chinese, tier.English} {
			engine.Conditions(tier.Wording{Language: language})
		}
		engine.Lint()
	})
}

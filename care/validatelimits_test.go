package care_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
)

// Lists at their longest, and one longer.
func TestLimits(t *testing.T) {
	names := func(n int) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprint("n", i))
		}
		return all
	}
	for _, c := range []struct {
		path string
		most int
		edit func(p *care.Program, n int)
	}{
		{"channels", 20, func(p *care.Program, n int) {
			for i := 4; i < n; i++ {
				p.Channels = append(p.Channels, care.Channel{ID: fmt.Sprint(i), Kind: care.Other})
			}
		}},
		{"channels[0].law.quiet", 50, func(p *care.Program, n int) { p.Channels[0].Law.Quiet = slices.Repeat(p.Quiet, n) }},
		{"channels[0].law.optOut", 20, func(p *care.Program, n int) { p.Channels[0].Law.OptOut = names(n) }},
		{"topics", 100, func(p *care.Program, n int) { p.Topics = append(p.Topics, names(n-3)...) }},
		{"rules", 1000, func(p *care.Program, n int) {
			for i := 10; i < n; i++ {
				r := p.Rules[daysRule]
				r.ID = fmt.Sprint(i)
				p.Rules = append(p.Rules, r)
			}
		}},
		{"quiet", 50, func(p *care.Program, n int) { p.Quiet = slices.Repeat(p.Quiet, n) }},
		{"holidays", 5000, func(p *care.Program, n int) {
			p.Holidays = nil
			for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); len(p.Holidays) < n; day = day.AddDate(0, 0, 1) {
				p.Holidays = append(p.Holidays, day.Format(time.DateOnly))
			}
		}},
		{"caps", 20, func(p *care.Program, n int) {
			for i := 1; i < n; i++ {
				p.Caps = append(p.Caps, care.Cap{ID: fmt.Sprint(i), Most: p.Caps[0].Most, In: "1 day"})
			}
		}},
		{"grantSources", 1000, func(p *care.Program, n int) { p.GrantSources = names(n) }},
		{"letGo", 1000, func(p *care.Program, n int) { p.LetGo = names(n) }},
		{"rules[0].audience.tiers", 1000, func(p *care.Program, n int) { p.Rules[0].Audience.Tiers = names(n) }},
		{"rules[0].audience.any", 1000, func(p *care.Program, n int) { p.Rules[0].Audience.Any = names(n) }},
		{"rules[0].audience.all", 1000, func(p *care.Program, n int) { p.Rules[0].Audience.All = names(n) }},
		{"rules[0].audience.none", 1000, func(p *care.Program, n int) { p.Rules[0].Audience.None = names(n) }},
		{"rules[0].cancelledBy", 50, func(p *care.Program, n int) { p.Rules[0].CancelledBy = names(n) }},
		{"rules[0].variables", 50, func(p *care.Program, n int) { p.Rules[0].Variables = names(n) }},
		{"rules[2].date.days", 366, func(p *care.Program, n int) {
			p.Rules[daysRule].Date.Days = nil
			for day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2000; day = day.AddDate(0, 0, 1) {
				p.Rules[daysRule].Date.Days = append(p.Rules[daysRule].Date.Days, day.Format("01-02"))
			}
			p.Rules[daysRule].Date.Days = append(p.Rules[daysRule].Date.Days, names(n-366)...)
		}},
		{"rules[5].event.after", 20, func(p *care.Program, n int) { p.Rules[orderRule].Event.After = days(n) }},
		{"rules[6].cycle.products", 10_000, func(p *care.Program, n int) { p.Rules[cycleRule].Cycle.Products = names(n) }},
		{"rules[7].campaign.early", 20, func(p *care.Program, n int) {
			p.Rules[campaignRule].Campaign.Early = nil
			for _, tier := range names(n) {
				p.Rules[campaignRule].Campaign.Early = append(p.Rules[campaignRule].Campaign.Early, care.Early{Tier: tier, By: "1 hour"})
			}
		}},
		{"rules[8].silence.after", 20, func(p *care.Program, n int) { p.Rules[winBackRule].Silence.After = days(n) }},
	} {
		p := usesEveryField(t)
		c.edit(&p, c.most)
		if faults := faultsOf(t, p); faults != nil {
			t.Errorf("%s: %d are refused: %v", c.path, c.most, faults)
		}
		p = usesEveryField(t)
		c.edit(&p, c.most+1)
		if got := brief(faultsOf(t, p)); got != c.path+" too_many" {
			t.Errorf("%s: %d are %q", c.path, c.most+1, got)
		}
	}
}

// days returns the terms of one day to n days.
func days(n int) (terms []care.Term) {
	for i := range n {
		terms = append(terms, care.Term(fmt.Sprint(i+1, " days")))
	}
	terms[0] = "1 day"
	return terms
}

// Names at their longest, and one byte longer: 120 bytes where keys are made of
// them, else 1,000.
func TestLongNames(t *testing.T) {
	for _, c := range []struct {
		path string
		most int
		edit func(p *care.Program, name string)
	}{
		{"channels[3].id", 1000, func(p *care.Program, name string) {
			p.Channels[3].ID, p.Rules[festivalRule].Channels = name, []string{"sms"}
		}},
		{"channels[0].law.optOut[0]", 1000, func(p *care.Program, name string) { p.Channels[0].Law.OptOut[0] = name }},
		{"topics[3]", 1000, func(p *care.Program, name string) { p.Topics = append(p.Topics, name) }},
		{"rules[0].id", 120, func(p *care.Program, name string) { p.Rules[0].ID = name }},
		{"rules[0].audience.tiers[0]", 1000, func(p *care.Program, name string) { p.Rules[0].Audience.Tiers[0] = name }},
		{"rules[0].date.of", 120, func(p *care.Program, name string) { p.Rules[0].Date.Of = name }},
		{"rules[4].date.expiry", 120, func(p *care.Program, name string) { p.Rules[expiryRule].Date.Expiry = name }},
		{"rules[5].event.kind", 120, func(p *care.Program, name string) { p.Rules[orderRule].Event.Kind = name }},
		{"rules[6].cycle.products[0]", 1000, func(p *care.Program, name string) { p.Rules[cycleRule].Cycle.Products[0] = name }},
		{"rules[7].campaign.name", 120, func(p *care.Program, name string) { p.Rules[campaignRule].Campaign.Name = name }},
		{"rules[7].campaign.early[0].tier", 1000, func(p *care.Program, name string) { p.Rules[campaignRule].Campaign.Early[0].Tier = name }},
		{"rules[0].cancelledBy[0]", 1000, func(p *care.Program, name string) { p.Rules[0].CancelledBy[0] = name }},
		{"rules[0].message", 1000, func(p *care.Program, name string) { p.Rules[0].Message = name }},
		{"rules[0].variables[0]", 1000, func(p *care.Program, name string) { p.Rules[0].Variables[0] = name }},
		{"rules[0].benefit.kind", 1000, func(p *care.Program, name string) { p.Rules[0].Benefit.Kind = name }},
		{"rules[0].benefit.id", 1000, func(p *care.Program, name string) { p.Rules[0].Benefit.ID = name }},
		{"holdout.salt", 1000, func(p *care.Program, name string) { p.Holdout.Salt = name }},
		{"grantSources[0]", 1000, func(p *care.Program, name string) { p.GrantSources[0] = name }},
		{"letGo[0]", 1000, func(p *care.Program, name string) { p.LetGo[0] = name }},
	} {
		for _, long := range []struct {
			n    int
			want string
		}{{c.most, ""}, {c.most + 1, c.path + " too_long"}} {
			p := usesEveryField(t)
			c.edit(&p, strings.Repeat("x", long.n))
			if got := brief(faultsOf(t, p)); got != long.want {
				t.Errorf("%s of %d bytes: %q, want %q", c.path, long.n, got, long.want)
			}
		}
	}
}

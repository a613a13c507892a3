package care_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/membership/care"
)

// A ruleCase is an edit of one rule of everyField and the one fault it makes.
type ruleCase struct {
	why  string
	rule int
	edit func(*care.Rule)
	want string // path in the rule and code, "" for none
	says string // in the message
}

func (c ruleCase) check(t *testing.T) {
	t.Helper()
	if c.want != "" {
		separator := "."
		if c.want[0] == ' ' {
			separator = "" // the rule itself
		}
		c.want = fmt.Sprintf("rules[%d]%s%s", c.rule, separator, c.want)
	}
	faultCase{c.why, func(p *care.Program) { c.edit(&p.Rules[c.rule]) }, c.want, c.says}.check(t)
}

func TestInvalidRule(t *testing.T) {
	yes := true
	for _, c := range []ruleCase{
		{"no ID", cycleRule, func(r *care.Rule) { r.ID = "" }, "id missing", "give a name"},
		{"no class", cycleRule, func(r *care.Rule) { r.Class = "" }, "class missing", `"transactional", "commercial"`},
		{"an unknown class", cycleRule, func(r *care.Rule) { r.Class = "comercial" }, "class unknown", `did you mean "commercial"?`},
		{"no topic", cycleRule, func(r *care.Rule) { r.Topic = "" }, "topic missing", "give a topic of the programme"},
		{"a misspelt topic", cycleRule, func(r *care.Rule) { r.Topic = "offer" }, "topic unknown", `"offer" is unknown: did you mean "offers"?`},
		{"another topic", cycleRule, func(r *care.Rule) { r.Topic = "weather" }, "topic unknown", `"weather" is no topic of the programme; add it there`},
		{"no channels", cycleRule, func(r *care.Rule) { r.Channels = nil }, "channels missing", "the preferred one first"},
		{"an empty channel", cycleRule, func(r *care.Rule) { r.Channels = []string{"sms", ""} }, "channels[1] missing", "give a channel"},
		{"a misspelt channel", cycleRule, func(r *care.Rule) { r.Channels = []string{"SMS"} }, "channels[0] unknown", `did you mean "sms"?`},
		{"another channel", cycleRule, func(r *care.Rule) { r.Channels = []string{"pigeon"} }, "channels[0] unknown", `"pigeon" is no channel of the programme`},
		{"a channel twice", cycleRule, func(r *care.Rule) { r.Channels = []string{"sms", "call", "sms"} }, "channels[2] duplicate", `"sms" is there before`},
		{"21 channels", cycleRule, func(r *care.Rule) { r.Channels = make([]string, 21) }, "channels too_many", "has 21 channels; at most 20"},
		{"the greatest priority", cycleRule, func(r *care.Rule) { r.Priority = 1_000_000_000 }, "", ""},
		{"beyond it", cycleRule, func(r *care.Rule) { r.Priority = 1_000_000_001 }, "priority out_of_range", "within ±1000000000, not 1000000001"},
		{"the least priority", cycleRule, func(r *care.Rule) { r.Priority = -1_000_000_000 }, "", ""},
		{"below it", cycleRule, func(r *care.Rule) { r.Priority = -1_000_000_001 }, "priority out_of_range", "-1000000001"},
		{"an empty tier", birthdayRule, func(r *care.Rule) { r.Audience.Tiers = []string{""} }, "audience.tiers[0] missing", "is empty"},
		{"a tag twice", birthdayRule, func(r *care.Rule) { r.Audience.Any = []string{"tea", "tea"} }, "audience.any[1] duplicate", `"tea"`},
		{"another", birthdayRule, func(r *care.Rule) { r.Audience.All = []string{"tea", "tea"} }, "audience.all[1] duplicate", `"tea"`},
		{"and another", birthdayRule, func(r *care.Rule) { r.Audience.None = []string{"a", "tea", "a"} }, "audience.none[2] duplicate", `"a"`},
		{"a sample above one", birthdayRule, func(r *care.Rule) { r.Audience.Sample = "1.01" }, "audience.sample out_of_range", `"1.01" is not a share`},
		{"a sample in words", birthdayRule, func(r *care.Rule) { r.Audience.Sample = "half" }, "audience.sample invalid_value", `"half"`},
		{"all of them", birthdayRule, func(r *care.Rule) { r.Audience.Sample = "1" }, "", ""},
		{"no mechanism", cycleRule, func(r *care.Rule) { r.Cycle = nil }, " missing", "give one of date, event, cycle, campaign and silence"},
		{"nor a deadline", cycleRule, func(r *care.Rule) { r.Cycle, r.Within = nil, "" }, " missing", "is never due"},
		{"two mechanisms", cycleRule, func(r *care.Rule) { r.Event = &care.OnEvent{Kind: "k"} }, " conflict", "has event and cycle; give one of them"},
		{"all of them", cycleRule, func(r *care.Rule) {
			r.Date, r.Event, r.Silence = &care.OnDate{Of: "x"}, &care.OnEvent{Kind: "k"}, &care.OnSilence{Since: care.LastContact, After: []care.Term{"1 day"}}
			r.Campaign = &care.OnCampaign{Name: "c", From: "2026-12-12T18:00", Until: "2026-12-12T20:00"}
		}, " conflict", "has date and event and cycle and campaign and silence"},
		{"no deadline", orderRule, func(r *care.Rule) { r.Within = "" }, "within missing", `such as "3 days" or "end of day"`},
		{"no deadline of a silence", minimumRule, func(r *care.Rule) { r.Within = "" }, "within missing", "say how late"},
		{"no term", orderRule, func(r *care.Rule) { r.Within = "soon" }, "within invalid_value", `"soon" is not a term: give "30 minutes"`},
		{"366 days", orderRule, func(r *care.Rule) { r.Within = "366 days" }, "", ""},
		{"367 days", orderRule, func(r *care.Rule) { r.Within = "367 days" }, "within out_of_range", `is "367 days"; at most 366 days, or 12 months, are allowed`},
		{"12 months", orderRule, func(r *care.Rule) { r.Within = "12 months" }, "", ""},
		{"13 months", orderRule, func(r *care.Rule) { r.Within = "13 months" }, "within out_of_range", `"13 months"`},
		{"a year", orderRule, func(r *care.Rule) { r.Within = "1 year" }, "", ""},
		{"two years", orderRule, func(r *care.Rule) { r.Within = "2 years" }, "within out_of_range", `"2 years"`},
		{"366 days in minutes", orderRule, func(r *care.Rule) { r.Within = "527040 minutes" }, "", ""},
		{"a minute more", orderRule, func(r *care.Rule) { r.Within = "527041 minutes" }, "within out_of_range", `"527041 minutes"`},
		{"a deadline of a campaign", campaignRule, func(r *care.Rule) { r.Within = "2 hours" }, "within conflict", `is "2 hours", but a campaign ends by itself`},
		{"even the end of the day", campaignRule, func(r *care.Rule) { r.Within = "end of day" }, "within conflict", "leave it out"},
		{"an empty kind of event", orderRule, func(r *care.Rule) { r.CancelledBy[1] = "" }, "cancelledBy[1] missing", "give a name"},
		{"a kind twice", orderRule, func(r *care.Rule) { r.CancelledBy[1] = "order_paid" }, "cancelledBy[1] duplicate", `"order_paid"`},
		{"an unknown placing", orderRule, func(r *care.Rule) { r.Placing = "latter" }, "placing unknown", `did you mean "later"?`},
		{"a campaign before it begins", campaignRule, func(r *care.Rule) { r.Placing = care.Earlier }, "placing conflict", "list tiers in early"},
		{"a campaign at once", campaignRule, func(r *care.Rule) { r.Placing = care.Drop }, "", ""},
		{"a minimum contact before it is due", minimumRule, func(r *care.Rule) { r.Placing = care.Earlier }, "placing conflict", "nobody knows"},
		{"a win-back before it is due", winBackRule, func(r *care.Rule) { r.Placing = care.Earlier }, "", ""},
		{"an unknown gate", birthdayRule, func(r *care.Rule) { r.Obeys[3] = "cap" }, "obeys[3] unknown", `did you mean "caps"?`},
		{"an empty gate", birthdayRule, func(r *care.Rule) { r.Obeys[3] = "" }, "obeys[3] missing", `"consent", "quiet_hours"`},
		{"a gate twice", birthdayRule, func(r *care.Rule) { r.Obeys[3] = care.GateHoldout }, "obeys[3] duplicate", `"holdout"`},
		{"six gates", birthdayRule, func(r *care.Rule) { r.Obeys = append(r.Obeys, r.Obeys[:2]...) }, "obeys too_many", "has 6 gates; there are 5"},
		{"the least a commercial rule obeys", birthdayRule, func(r *care.Rule) { r.Obeys = []care.Gate{care.GateHoldout, care.GateQuietHours, care.GateConsent} }, "", ""},
		{"without consent", birthdayRule, func(r *care.Rule) { r.Obeys = []care.Gate{care.GateHoldout, care.GateQuietHours} }, "obeys missing", `lacks "consent", which every commercial rule obeys; add it`},
		{"at night", birthdayRule, func(r *care.Rule) { r.Obeys = []care.Gate{care.GateHoldout, care.GateConsent} }, "obeys missing", `"quiet_hours"`},
		{"the holdout too", birthdayRule, func(r *care.Rule) { r.Obeys = []care.Gate{care.GateQuietHours, care.GateConsent} }, "obeys missing", `"holdout"`},
		{"an empty list", birthdayRule, func(r *care.Rule) { r.Obeys = []care.Gate{} }, "obeys missing; rules[0].obeys missing; rules[0].obeys missing", `lacks "consent"`},
		{"a transactional rule obeys nothing", orderRule, func(r *care.Rule) { r.Obeys = []care.Gate{} }, "", ""},
		{"or all", orderRule, func(r *care.Rule) {
			r.Obeys = []care.Gate{care.GateCaps, care.GateHoldout, care.GateConsent, care.GateQuietHours, care.GatePreferredHours}
		}, "", ""},
		{"a transactional rule that counts", orderRule, func(r *care.Rule) { r.Counts = &yes }, "", ""},
		{"a message", orderRule, func(r *care.Rule) { r.Message = "\xff" }, "message invalid_value", "is not UTF-8"},
		{"no message", birthdayRule, func(r *care.Rule) { r.Message = "" }, "", ""},
		{"an empty variable", birthdayRule, func(r *care.Rule) { r.Variables[0] = "" }, "variables[0] missing", "is empty"},
		{"a variable twice", birthdayRule, func(r *care.Rule) { r.Variables = []string{"name", "name"} }, "variables[1] duplicate", `"name"`},
		{"a benefit of no kind", birthdayRule, func(r *care.Rule) { r.Benefit.Kind = "" }, "benefit.kind missing", "give a name"},
		{"a benefit without ID", birthdayRule, func(r *care.Rule) { r.Benefit.ID = "" }, "benefit.id missing", "give a name"},
	} {
		c.check(t)
	}
}

func TestInvalidDates(t *testing.T) {
	days := func(days ...string) func(*care.Rule) { return func(r *care.Rule) { r.Date.Days = days } }
	for _, c := range []ruleCase{
		{"no date", daysRule, days(), "date missing", "give one of of, festival, days, monthly and expiry"},
		{"two dates", daysRule, func(r *care.Rule) { r.Date.Monthly = 1 }, "date conflict", "names 2 kinds of dates"},
		{"all of them", daysRule, func(r *care.Rule) {
			*r.Date = care.OnDate{Of: "x", Festival: "laba", Days: r.Date.Days, Monthly: 1, Expiry: "x"}
		}, "date conflict", "names 5 kinds"},
		{"an unknown festival", festivalRule, func(r *care.Rule) { r.Date.Festival = "mid-autumn" }, "date.festival unknown", `did you mean "mid_autumn"?`},
		{"a name that is not UTF-8", birthdayRule, func(r *care.Rule) { r.Date.Of = "\xff" }, "date.of invalid_value", "is not UTF-8"},
		{"an expiry that is not", expiryRule, func(r *care.Rule) { r.Date.Expiry = "\xff" }, "date.expiry invalid_value", "is not UTF-8"},
		{"29 February", daysRule, days("02-29"), "", ""},
		{"30 February", daysRule, days("02-30"), "date.days[0] invalid_value", `"02-30" is no date; write "03-08" for that day of each year`},
		{"31 April", daysRule, days("03-08", "04-31"), "date.days[1] invalid_value", `"04-31"`},
		{"month 13", daysRule, days("13-01"), "date.days[0] invalid_value", `"13-01"`},
		{"one digit", daysRule, days("3-08"), "date.days[0] invalid_value", `"3-08"`},
		{"no day", daysRule, days(""), "date.days[0] invalid_value", `"" is no date`},
		{"a sign", daysRule, days("-3-08"), "date.days[0] invalid_value", `"-3-08"`},
		{"29 February of a common year", daysRule, days("2026-02-29"), "date.days[0] invalid_value", `"2026-02-29" is no date`},
		{"of a leap year", daysRule, days("2028-02-29"), "", ""},
		{"the first date", daysRule, days("1900-01-01"), "", ""},
		{"the one before", daysRule, days("1899-12-31"), "date.days[0] out_of_range", "outside the years 1900 to 2299"},
		{"the last date", daysRule, days("2299-12-31"), "", ""},
		{"the one after", daysRule, days("2300-01-01"), "date.days[0] out_of_range", `"2300-01-01"`},
		{"the year missing a digit", daysRule, days("226-12-12"), "date.days[0] invalid_value", `"226-12-12"`},
		{"a day twice", daysRule, days("03-08", "03-09", "03-08"), "date.days[2] duplicate", `"03-08"`},
		{"day 1", monthlyRule, func(r *care.Rule) { r.Date.Monthly = 1 }, "", ""},
		{"day 32", monthlyRule, func(r *care.Rule) { r.Date.Monthly = 32 }, "date.monthly out_of_range", "must be 1 to 31, not 32"},
		{"day -1", monthlyRule, func(r *care.Rule) { r.Date.Monthly = -1 }, "date.monthly out_of_range", "31 is the last day"},
		{"a year before", birthdayRule, func(r *care.Rule) { r.Date.Lead = "1 year" }, "", ""},
		{"more than that", birthdayRule, func(r *care.Rule) { r.Date.Lead = "367 days" }, "date.lead out_of_range", `"367 days"`},
		{"a lead to the end of the day", birthdayRule, func(r *care.Rule) { r.Date.Lead = "end of day" }, "date.lead invalid_value", "in within only"},
		{"no lead", birthdayRule, func(r *care.Rule) { r.Date.Lead = "" }, "", ""},
		{"hours before", birthdayRule, func(r *care.Rule) { r.Date.Lead = "2 hours" }, "", ""},
		{"midnight", birthdayRule, func(r *care.Rule) { r.Date.At = "00:00" }, "", ""},
		{"the last minute", birthdayRule, func(r *care.Rule) { r.Date.At = "23:59" }, "", ""},
		{"the next midnight", birthdayRule, func(r *care.Rule) { r.Date.At = "24:00" }, "date.at invalid_value", `"24:00" is not a time of the day; write "00:00" to "23:59"`},
		{"one digit of an hour", birthdayRule, func(r *care.Rule) { r.Date.At = "9:00" }, "date.at invalid_value", `such as "09:00"`},
		{"minute 60", birthdayRule, func(r *care.Rule) { r.Date.At = "09:60" }, "date.at invalid_value", `"09:60"`},
		{"seconds", birthdayRule, func(r *care.Rule) { r.Date.At = "09:00:00" }, "date.at invalid_value", `"09:00:00"`},
	} {
		c.check(t)
	}
}

func TestInvalidSteps(t *testing.T) {
	order := func(at string, after ...care.Term) func(*care.Rule) {
		return func(r *care.Rule) { r.Event.After, r.Event.At = after, at }
	}
	silence := func(at string, after ...care.Term) func(*care.Rule) {
		return func(r *care.Rule) { r.Silence.After, r.Silence.At = after, at }
	}
	for _, c := range []ruleCase{
		{"no kind", orderRule, func(r *care.Rule) { r.Event.Kind = "" }, "event.kind missing", "give a name"},
		{"at once", orderRule, order(""), "", ""},
		{"an empty step", orderRule, order("", "1 day", ""), "event.after[1] missing", `such as "3 days"`},
		{"a step to the end of the day", orderRule, order("", "end of day"), "event.after[0] invalid_value", "in within only"},
		{"no term", orderRule, order("", "1 fortnight"), "event.after[0] invalid_value", `"1 fortnight" is not a term`},
		{"after a year", orderRule, order("", "366 days"), "", ""},
		{"after more than that", orderRule, order("", "1 day", "367 days"), "event.after[1] out_of_range", "at most 366 days"},
		{"the same step twice", orderRule, order("", "1 day", "1 day"), "event.after[1] not_rising", `must be later than the step before, "1 day", whatever the month, not "1 day"`},
		{"the same in hours", orderRule, order("", "24 hours", "1 day"), "event.after[1] not_rising", `"24 hours"`},
		{"an hour less", orderRule, order("", "23 hours", "1 day", "25 hours"), "", ""},
		{"falling", orderRule, order("", "2 days", "1 day", "36 hours"), "event.after[1] not_rising", `"2 days"`},
		{"28 days to a month", orderRule, order("", "28 days", "1 month"), "event.after[1] not_rising", `"28 days"`},
		{"27 days to a month", orderRule, order("", "27 days", "1 month"), "", ""},
		{"a month to 31 days", orderRule, order("", "1 month", "31 days"), "event.after[1] not_rising", `"1 month"`},
		{"a month to 33 days", orderRule, order("", "1 month", "33 days"), "", ""},
		{"after a wrong one", orderRule, order("", "2 days", "1 moment", "1 day"), "event.after[1] invalid_value", `"1 moment"`},
		{"a time of whole days", orderRule, order("10:00", "30 minutes", "1 week"), "", ""},
		{"a time of minutes", orderRule, order("10:00", "30 minutes", "48 hours"), "event.at conflict", `is "10:00", but no step is of whole days`},
		{"a time at once", orderRule, order("10:00"), "event.at conflict", `give days, such as "1 day"`},
		{"a wrong time", orderRule, order("25:00", "1 day"), "event.at invalid_value", `"25:00"`},
		{"since nothing", winBackRule, func(r *care.Rule) { r.Silence.Since = "" }, "silence.since missing", `"order", "contact"`},
		{"since a visit", winBackRule, func(r *care.Rule) { r.Silence.Since = "visit" }, "silence.since unknown", `"visit"`},
		{"no steps", winBackRule, silence(""), "silence.after missing", `such as "90 days"`},
		{"no step of a minimum contact", minimumRule, silence(""), "silence.after missing", "is empty"},
		{"two", minimumRule, silence("", "90 days", "180 days"), "silence.after too_many", "has 2 steps, but a minimum contact has exactly one"},
		{"3,660 days", winBackRule, silence("10:00", "3660 days"), "", ""},
		{"3,661 days", winBackRule, silence("10:00", "3661 days"), "silence.after[0] out_of_range", "at most 3660 days, or 120 months"},
		{"ten years", winBackRule, silence("", "3600 days", "10 years"), "", ""},
		{"121 months", minimumRule, silence("", "121 months"), "silence.after[0] out_of_range", `"121 months"`},
		{"3,660 days in hours", minimumRule, silence("", "87840 hours"), "", ""},
		{"an hour more", minimumRule, silence("", "87841 hours"), "silence.after[0] out_of_range", `"87841 hours"`},
		{"steps that fall", winBackRule, silence("", "90 days", "2 months"), "silence.after[1] not_rising", `"90 days"`},
		{"a time of hours", minimumRule, silence("10:00", "36 hours"), "silence.at conflict", `"10:00"`},
		{"a wrong time of a silence", winBackRule, silence("10", "36 days"), "silence.at invalid_value", `"10"`},
	} {
		c.check(t)
	}
}

func TestInvalidCycle(t *testing.T) {
	share := func(text string) func(*care.Rule) { return func(r *care.Rule) { r.Cycle.Share = text } }
	for _, c := range []ruleCase{
		{"no products", cycleRule, func(r *care.Rule) { r.Cycle.Products = []string{} }, "cycle.products empty", "leave it out for all"},
		{"any product", cycleRule, func(r *care.Rule) { r.Cycle.Products = nil }, "", ""},
		{"a product twice", cycleRule, func(r *care.Rule) { r.Cycle.Products[1] = "P9" }, "cycle.products[1] duplicate", `"P9"`},
		{"the usual share", cycleRule, share(""), "", ""},
		{"0", cycleRule, share("0"), "cycle.share out_of_range", `above 0 and at most 2, not "0"`},
		{"the least", cycleRule, share("0.000001"), "", ""},
		{"half of that", cycleRule, share("0.0000005"), "cycle.share out_of_range", "at most 6 decimals"},
		{"six decimals and zeros", cycleRule, share("0.73000000"), "", ""},
		{"twice the cycle", cycleRule, share("2"), "", ""},
		{"more than twice", cycleRule, share("2.000001"), "cycle.share out_of_range", `not "2.000001"`},
		{"a negative share", cycleRule, share("-0.73"), "cycle.share out_of_range", `"0.73" is 73 % of the cycle`},
		{"per cent", cycleRule, share("73%"), "cycle.share invalid_value", `"73%" is not a number; write one such as "0.73"`},
		{"a time of the cycle", cycleRule, func(r *care.Rule) { r.Cycle.At = "24:00" }, "cycle.at invalid_value", `"24:00"`},
	} {
		c.check(t)
	}
}

func TestInvalidCampaign(t *testing.T) {
	window := func(from, until string) func(*care.Rule) {
		return func(r *care.Rule) { r.Campaign.From, r.Campaign.Until = from, until }
	}
	early := func(early ...care.Early) func(*care.Rule) {
		return func(r *care.Rule) { r.Campaign.Early = early }
	}
	for _, c := range []ruleCase{
		{"no name", campaignRule, func(r *care.Rule) { r.Campaign.Name = "" }, "campaign.name missing", "give a name"},
		{"no beginning", campaignRule, window("", "2026-12-12T20:00"), "campaign.from missing", `such as "2026-12-12T18:00"`},
		{"no end", campaignRule, window("2026-12-12T18:00", ""), "campaign.until missing", "the shop's clock"},
		{"a date", campaignRule, window("2026-12-12", "2026-12-12T20:00"), "campaign.from invalid_value", `"2026-12-12" is not a time of the shop's clock`},
		{"seconds", campaignRule, window("2026-12-12T18:00", "2026-12-12T20:00:00"), "campaign.until invalid_value", `"2026-12-12T20:00:00"`},
		{"a zone", campaignRule, window("2026-12-12T18:00Z", "2026-12-12T20:00"), "campaign.from invalid_value", `"2026-12-12T18:00Z"`},
		{"a space", campaignRule, window("2026-12-12 18:00", "2026-12-12T20:00"), "campaign.from invalid_value", "write one such as"},
		{"an hour of one digit", campaignRule, window("2026-12-12T9:000", "2026-12-12T20:00"), "campaign.from invalid_value", `"2026-12-12T9:000"`},
		{"the same, shorter", campaignRule, window("2026-12-12T9:00", "2026-12-12T20:00"), "campaign.from invalid_value", `"2026-12-12T9:00"`},
		{"hour 24", campaignRule, window("2026-12-12T18:00", "2026-12-12T24:00"), "campaign.until invalid_value", `"2026-12-12T24:00"`},
		{"31 November", campaignRule, window("2026-11-31T18:00", "2026-12-12T20:00"), "campaign.from invalid_value", `"2026-11-31T18:00"`},
		{"no length", campaignRule, window("2026-12-12T20:00", "2026-12-12T20:00"), "campaign.until not_rising", `must be after from, "2026-12-12T20:00"`},
		{"a minute", campaignRule, window("2026-12-12T19:59", "2026-12-12T20:00"), "", ""},
		{"backwards", campaignRule, window("2026-12-12T20:00", "2026-12-12T18:00"), "campaign.until not_rising", `not "2026-12-12T18:00"`},
		{"366 days", campaignRule, window("2026-01-01T00:00", "2027-01-02T00:00"), "", ""},
		{"a minute more", campaignRule, window("2026-01-01T00:00", "2027-01-02T00:01"), "campaign.until out_of_range", "more than 366 days after from"},
		{"the first minute", campaignRule, window("1900-01-01T00:00", "1900-01-02T00:00"), "", ""},
		{"the one before", campaignRule, window("1899-12-31T23:59", "1900-01-02T00:00"), "campaign.from out_of_range", "outside the years 1900 to 2299"},
		{"the last minute", campaignRule, window("2299-12-31T00:00", "2299-12-31T23:59"), "", ""},
		{"the one after", campaignRule, window("2299-12-31T00:00", "2300-01-01T00:00"), "campaign.until out_of_range", `"2300-01-01T00:00"`},
		{"nobody early", campaignRule, early(), "", ""},
		{"no tier", campaignRule, early(care.Early{By: "1 hour"}), "campaign.early[0].tier missing", "give a name"},
		{"a tier twice", campaignRule, early(care.Early{"gold", "2 hours"}, care.Early{"gold", "1 hour"}), "campaign.early[1].tier duplicate", `"gold"`},
		{"no time", campaignRule, early(care.Early{Tier: "gold"}), "campaign.early[0].by missing", "give a term"},
		{"a year earlier", campaignRule, early(care.Early{"gold", "366 days"}), "", ""},
		{"more than that", campaignRule, early(care.Early{"gold", "53 weeks"}), "campaign.early[0].by out_of_range", `"53 weeks"`},
		{"to the end of the day", campaignRule, early(care.Early{"gold", "end of day"}), "campaign.early[0].by invalid_value", "in within only"},
	} {
		c.check(t)
	}
}

// Earlier instants are looked for in the time that is looked ahead, and there
// has to be some.
func TestEarlierNeedsLookAhead(t *testing.T) {
	faultCase{"no lookAhead", func(p *care.Program) { p.LookAhead = "" }, "rules[0].placing conflict", `is "earlier", which needs a lookAhead of the programme`}.check(t)
	faultCase{"neither", func(p *care.Program) { p.LookAhead, p.Rules[birthdayRule].Placing = "", care.Later }, "", ""}.check(t)
}

// Two customers shared a telephone, and one of them had no birthday
// (listmonk#1146 is about addresses that several customers have).
func TestLessonCouplesShareTelephones(t *testing.T) {
	once := func(r *care.Rule) { r.OncePerAddress = true }
	for _, c := range []ruleCase{
		{"birthdays", birthdayRule, once, "oncePerAddress conflict", "of a couple with one telephone only one would be greeted"},
		{"anniversaries", birthdayRule, func(r *care.Rule) { r.Date.Of, r.OncePerAddress = "wedding", true }, "oncePerAddress conflict", "of the customer's own"},
		{"campaigns", campaignRule, once, "", ""},
	} {
		c.check(t)
	}
}

// Many faults in many rules: the first hundred, and a last one that says so.
func TestFaultsAreCutShort(t *testing.T) {
	p := usesEveryField(t)
	for i := range 200 {
		p.Rules = append(p.Rules, care.Rule{ID: fmt.Sprint(i)})
	}
	_, err := care.New(p, nil)
	if err == nil {
		t.Error("no location is none")
	}
	_, err = care.New(p, shanghai())
	if n := strings.Count(err.Error(), "rules["); n != 10 || !strings.Contains(err.Error(), "101 faults") {
		t.Error(err)
	}
}

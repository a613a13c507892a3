package care_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/google/go-cmp/cmp"
)

// everyField is a programme in which every field is used.
const everyField = `{
	"channels": [
		{"id": "sms", "kind": "sms", "country": "86", "law": {
			"quiet": [{"from": "21:00", "to": "08:00"}], "optOut": ["拒收请回复R", "回T退订"], "signature": true}},
		{"id": "call", "kind": "call", "country": "1242"},
		{"id": "email", "kind": "email"},
		{"id": "parcel", "kind": "other"}],
	"topics": ["orders", "greetings", "offers"],
	"rules": [
		{"id": "birthday", "class": "commercial", "topic": "greetings", "channels": ["sms", "email"], "priority": -7,
			"audience": {"tiers": ["gold"], "any": ["tea", "coffee"], "all": ["regular"], "none": ["complained"], "sample": "0.5"},
			"date": {"of": "birthday", "lead": "1 week", "at": "09:00"}, "within": "end of day",
			"cancelledBy": ["moved"], "placing": "earlier", "obeys": ["consent", "quiet_hours", "holdout", "caps"], "counts": false,
			"message": "birthday-2026", "variables": ["name"], "benefit": {"kind": "coupon", "id": "CAKE"}},
		{"id": "mid-autumn", "class": "commercial", "topic": "greetings", "channels": ["parcel"],
			"date": {"festival": "mid_autumn"}, "within": "3 days", "oncePerAddress": true},
		{"id": "days", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"date": {"days": ["03-08", "02-29", "2026-12-12"]}, "within": "12 hours", "placing": "drop"},
		{"id": "payday", "class": "commercial", "topic": "offers", "channels": ["sms"], "date": {"monthly": 31}, "within": "1 month"},
		{"id": "coupon-ends", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"date": {"expiry": "coupon", "lead": "3 days"}, "within": "2 days", "placing": "later"},
		{"id": "unpaid", "class": "transactional", "topic": "orders", "channels": ["call", "sms"],
			"event": {"kind": "order_created", "after": ["30 minutes", "1 day", "1 month"], "at": "10:00"}, "within": "2 hours",
			"cancelledBy": ["order_paid", "order_closed"], "obeys": ["preferred_hours"], "counts": true},
		{"id": "refill", "class": "commercial", "topic": "offers", "channels": ["email"],
			"cycle": {"products": ["P9", "P10"], "share": "0.73", "at": "10:30"}, "within": "7 days"},
		{"id": "double12", "class": "commercial", "topic": "offers", "channels": ["sms"], "campaign": {"name": "double12-2026",
			"from": "2026-12-12T18:00", "until": "2026-12-12T20:00", "early": [{"tier": "gold", "by": "2 hours"}]}},
		{"id": "come-back", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"silence": {"since": "order", "after": ["90 days", "6 months", "1 year"], "at": "10:00"}, "within": "14 days"},
		{"id": "hello", "class": "commercial", "topic": "greetings", "channels": ["sms"],
			"silence": {"since": "contact", "after": ["180 days"]}, "within": "30 days"}],
	"quiet": [{"from": "22:00", "to": "09:00", "on": ["saturday", "holiday"]}],
	"holidays": ["2027-02-06"],
	"unknownZone": "suppress",
	"caps": [{"id": "offers", "most": 2, "in": "7 days", "channels": ["sms"], "topics": ["offers", "greetings"]}],
	"weekStart": "sunday",
	"holdout": {"salt": "2026", "share": "0.05"},
	"grantSources": ["checkout"],
	"letGo": ["moved-away"],
	"lookAhead": "14 days",
	"leapDay": "03-01",
	"leapMonth": "both"}`

// The rules of everyField, by their place.
const (
	birthdayRule = iota
	festivalRule
	daysRule
	monthlyRule
	expiryRule
	orderRule
	cycleRule
	campaignRule
	winBackRule
	minimumRule
)

func usesEveryField(t testing.TB) care.Program {
	t.Helper()
	p, err := care.ParseProgram([]byte(everyField))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// faultsOf returns what New finds wrong with the programme.
func faultsOf(t testing.TB, p care.Program) []care.Fault {
	t.Helper()
	_, err := care.New(p, time.UTC)
	if err == nil {
		return nil
	}
	var invalid *care.InvalidError
	if !errors.As(err, &invalid) || invalid.What != "care: program" || len(invalid.Faults) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for _, f := range invalid.Faults {
		if f.Message == "" || len(f.Message) > 510 || len(f.Path) > 200 || !slices.Contains(codes, f.Code) {
			t.Errorf("%+v", f)
		}
	}
	return invalid.Faults
}

// codes lists the codes of a programme's faults.
var codes = []string{"missing", "empty", "duplicate", "too_long", "too_many", "out_of_range", "invalid_value", "unknown", "conflict", "not_rising"}

// brief returns the path and the code of each fault.
func brief(faults []care.Fault) string {
	var all []string
	for _, f := range faults {
		all = append(all, f.Path+" "+f.Code)
	}
	return strings.Join(all, "; ")
}

func TestEveryFieldIsValid(t *testing.T) {
	p := usesEveryField(t)
	if faults := faultsOf(t, p); faults != nil {
		t.Error(faults)
	}
	used := map[string]bool{}
	note(reflect.ValueOf(p), used)
	for field, is := range used {
		if !is {
			t.Errorf("%s is not used", field)
		}
	}
}

// note notes for each field of the structs in v whether one of them uses it.
func note(v reflect.Value, used map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			note(v.Elem(), used)
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(v.Index(i), used)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().String() + "." + v.Type().Field(i).Name
			used[name] = used[name] || !v.Field(i).IsZero()
			note(v.Field(i), used)
		}
	}
}

func TestProgramRoundTrip(t *testing.T) {
	p := usesEveryField(t)
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var compact strings.Builder
	for _, line := range strings.Split(everyField, "\n") {
		compact.WriteString(strings.TrimSpace(line))
	}
	plain := strings.NewReplacer(`": `, `":`, `, "`, `,"`, `}, {`, `},{`).Replace(compact.String())
	if diff := cmp.Diff(plain, string(text)); diff != "" {
		t.Errorf("not as it was written:\n%s", diff)
	}
	again, err := care.ParseProgram(text)
	if diff := cmp.Diff(p, again); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

// The least a programme can be.
func TestLeastProgram(t *testing.T) {
	p := care.Program{Channels: []care.Channel{{ID: "c", Kind: care.Other}}, Topics: []string{"t"}}
	if faults := faultsOf(t, p); faults != nil {
		t.Error(faults)
	}
	p.Rules = []care.Rule{{ID: "r", Class: care.Transactional, Topic: "t", Channels: []string{"c"}, Event: &care.OnEvent{Kind: "k"}, Within: "1 minute"}}
	if faults := faultsOf(t, p); faults != nil {
		t.Error(faults)
	}
	if got, want := brief(faultsOf(t, care.Program{})), "channels missing; topics missing"; got != want {
		t.Errorf("nothing: %s, want %s", got, want)
	}
}

// A faultCase is an edit of everyField and the one fault it makes.
type faultCase struct {
	why  string
	edit func(*care.Program)
	want string // path and code, "" for none
	says string // in the message
}

func (c faultCase) check(t *testing.T) {
	t.Helper()
	p := usesEveryField(t)
	c.edit(&p)
	got := faultsOf(t, p)
	if brief(got) != c.want {
		t.Errorf("%s: got %q, want %q; %v", c.why, brief(got), c.want, got)
	} else if len(got) > 0 && (c.says == "" || !strings.Contains(got[0].Message, c.says)) {
		t.Errorf("%s: does not say %q: %s", c.why, c.says, got[0].Message)
	}
}

func TestInvalidProgram(t *testing.T) {
	for _, c := range []faultCase{
		{"a channel without an ID", func(p *care.Program) { p.Channels = append(p.Channels, care.Channel{Kind: care.Other}) }, "channels[4].id missing", "give a name"},
		{"a channel twice", func(p *care.Program) { p.Channels = append(p.Channels, p.Channels[3]) }, "channels[4].id duplicate", `"parcel" is the ID of another channel`},
		{"an ID that is not UTF-8", func(p *care.Program) { p.Channels = append(p.Channels, care.Channel{ID: "\xff", Kind: care.Other}) }, "channels[4].id invalid_value", `"\xff" is not UTF-8`},
		{"a channel without a kind", func(p *care.Program) { p.Channels[3].Kind = "" }, "channels[3].kind missing", `"sms", "call", "email", "other"`},
		{"an unknown kind", func(p *care.Program) { p.Channels[3].Kind = "emial" }, "channels[3].kind unknown", `did you mean "email"?`},
		{"a country of addresses", func(p *care.Program) { p.Channels[2].Country = "86" }, "channels[2].country conflict", `is "86", but only calls and texts`},
		{"a country of IDs", func(p *care.Program) { p.Channels[3].Country = "86" }, "channels[3].country conflict", "leave it out"},
		{"a country with a plus", func(p *care.Program) { p.Channels[0].Country = "+86" }, "channels[0].country invalid_value", `"+86" is not a calling code`},
		{"a country with zeros", func(p *care.Program) { p.Channels[0].Country = "0086" }, "channels[0].country invalid_value", `without + or 00, such as "86"`},
		{"a country with a space", func(p *care.Program) { p.Channels[1].Country = "1 242" }, "channels[1].country invalid_value", "one to four digits"},
		{"a country in full-width digits", func(p *care.Program) { p.Channels[1].Country = "８６" }, "channels[1].country invalid_value", `"８６"`},
		{"a country of five digits", func(p *care.Program) { p.Channels[1].Country = "12425" }, "channels[1].country invalid_value", `"12425"`},
		{"no country", func(p *care.Program) { p.Channels[1].Country = "" }, "", ""},
		{"hours of a law", func(p *care.Program) { p.Channels[0].Law.Quiet[0].To = "8:00" }, "channels[0].law.quiet[0].to invalid_value", `"8:00"`},
		{"an empty wording", func(p *care.Program) { p.Channels[0].Law.OptOut[1] = "" }, "channels[0].law.optOut[1] missing", "is empty"},
		{"a blank wording", func(p *care.Program) { p.Channels[0].Law.OptOut[1] = " \u3000" }, "channels[0].law.optOut[1] empty", `such as "STOP"`},
		{"a wording twice", func(p *care.Program) { p.Channels[0].Law.OptOut[1] = "拒收请回复R" }, "channels[0].law.optOut[1] duplicate", `"拒收请回复R" is there before`},
		{"an empty topic", func(p *care.Program) { p.Topics = append(p.Topics, "") }, "topics[3] missing", "give a name"},
		{"a topic twice", func(p *care.Program) { p.Topics = append(p.Topics, "offers") }, "topics[3] duplicate", `"offers" is there before; leave one out`},
		{"no rules", func(p *care.Program) { p.Rules = nil }, "", ""},
		{"a rule twice", func(p *care.Program) { p.Rules[minimumRule].ID = "birthday" }, "rules[9].id duplicate", `"birthday" is the ID of another rule`},
		{"quiet hours", func(p *care.Program) { p.Quiet[0].To = "22:00" }, "quiet[0].to conflict", `"22:00"`},
		{"30 February", func(p *care.Program) { p.Holidays[0] = "2027-02-30" }, "holidays[0] invalid_value", `"2027-02-30" is no date; write one such as "2027-02-06"`},
		{"a holiday of each year", func(p *care.Program) { p.Holidays[0] = "10-01" }, "holidays[0] invalid_value", `"10-01"`},
		{"an empty holiday", func(p *care.Program) { p.Holidays[0] = "" }, "holidays[0] invalid_value", "is no date"},
		{"a holiday twice", func(p *care.Program) { p.Holidays = []string{"2027-02-06", "2027-02-07", "2027-02-06"} }, "holidays[2] duplicate", `"2027-02-06"`},
		{"the first year", func(p *care.Program) { p.Holidays[0] = "1900-01-01" }, "", ""},
		{"before it", func(p *care.Program) { p.Holidays[0] = "1899-12-31" }, "holidays[0] out_of_range", "outside the years 1900 to 2299"},
		{"the last year", func(p *care.Program) { p.Holidays[0] = "2299-12-31" }, "", ""},
		{"after it", func(p *care.Program) { p.Holidays[0] = "2300-01-01" }, "holidays[0] out_of_range", `"2300-01-01"`},
		{"a policy for zones", func(p *care.Program) { p.UnknownZone = "supress" }, "unknownZone unknown", `did you mean "suppress"?`},
		{"a cap without most", func(p *care.Program) { p.Caps[0].Most = nil }, "caps[0].most missing", "0 for none"},
		{"a cap of an unknown topic", func(p *care.Program) { p.Caps[0].Topics[1] = "greeting" }, "caps[0].topics[1] unknown", `did you mean "greetings"?`},
		{"a day that begins no week", func(p *care.Program) { p.WeekStart = "holiday" }, "weekStart unknown", `"holiday" is unknown; use one of "sunday"`},
		{"a weekday by its short name", func(p *care.Program) { p.WeekStart = "Monday" }, "weekStart unknown", `did you mean "monday"?`},
		{"a holdout without salt", func(p *care.Program) { p.Holdout.Salt = "" }, "holdout.salt missing", "give a name"},
		{"a holdout without share", func(p *care.Program) { p.Holdout.Share = "" }, "holdout.share missing", `such as "0.05"`},
		{"a share in per cent", func(p *care.Program) { p.Holdout.Share = "5%" }, "holdout.share invalid_value", `"5%" is not a share; write a number from 0 to 1, such as "0.05" for 5 %`},
		{"a share of five", func(p *care.Program) { p.Holdout.Share = "5" }, "holdout.share out_of_range", `"5" is not a share`},
		{"a negative share", func(p *care.Program) { p.Holdout.Share = "-0.05" }, "holdout.share out_of_range", `"-0.05"`},
		{"a share just above", func(p *care.Program) { p.Holdout.Share = "1.000000000001" }, "holdout.share out_of_range", `"1.000000000001"`},
		{"all", func(p *care.Program) { p.Holdout.Share = "1.0" }, "", ""},
		{"nobody", func(p *care.Program) { p.Holdout.Share = "0" }, "", ""},
		{"no holdout", func(p *care.Program) { p.Holdout = nil }, "", ""},
		{"no sources", func(p *care.Program) { p.GrantSources = []string{} }, "grantSources empty", "leave it out for all"},
		{"any source", func(p *care.Program) { p.GrantSources = nil }, "", ""},
		{"a source twice", func(p *care.Program) { p.GrantSources = []string{"a", "a"} }, "grantSources[1] duplicate", `"a"`},
		{"a tag twice", func(p *care.Program) { p.LetGo = []string{"a", "b", "a"} }, "letGo[2] duplicate", `"a"`},
		{"looking ahead for months", func(p *care.Program) { p.LookAhead = "1 month" }, "lookAhead invalid_value", `"1 month" has no fixed length; give days`},
		{"looking ahead for a year", func(p *care.Program) { p.LookAhead = "1 year" }, "lookAhead invalid_value", `"1 year"`},
		{"looking ahead to the end of the day", func(p *care.Program) { p.LookAhead = "end of day" }, "lookAhead invalid_value", "in within only"},
		{"no term", func(p *care.Program) { p.LookAhead = "14days" }, "lookAhead invalid_value", `"14days" is not a term: give`},
		{"looking ahead for hours", func(p *care.Program) { p.LookAhead = "8784 hours" }, "", ""},
		{"an hour too many", func(p *care.Program) { p.LookAhead = "8785 hours" }, "lookAhead out_of_range", `is "8785 hours"; at most 366 days`},
		{"looking ahead for weeks", func(p *care.Program) { p.LookAhead = "52 weeks" }, "", ""},
		{"a week too many", func(p *care.Program) { p.LookAhead = "53 weeks" }, "lookAhead out_of_range", `"53 weeks"`},
		{"far too many", func(p *care.Program) { p.LookAhead = "10000001 days" }, "lookAhead out_of_range", `"10000001 days"`},
		{"29 February", func(p *care.Program) { p.LeapDay = "02-29" }, "leapDay unknown", `did you mean "02-28"?`},
		{"a policy for leap months", func(p *care.Program) { p.LeapMonth = "none" }, "leapMonth unknown", `use one of "regular", "leap", "both"`},
	} {
		c.check(t)
	}
}

// All faults come at once, in the order of the fields.
func TestAllFaults(t *testing.T) {
	p := usesEveryField(t)
	p.Channels[0].Kind, p.Topics[2], p.Rules[cycleRule].Within, p.Quiet[0].From = "", "orders", "", ""
	p.Holidays[0], p.UnknownZone, p.Caps[0].ID, p.WeekStart, p.Holdout.Share = "x", "x", "", "x", "x"
	p.GrantSources, p.LetGo, p.LookAhead, p.LeapDay, p.LeapMonth = []string{""}, []string{""}, "x", "x", "x"
	for i := range p.Rules {
		if p.Rules[i].Topic == "offers" {
			p.Rules[i].Topic = "greetings"
		}
	}
	p.Caps[0].Topics = nil
	p.Rules[birthdayRule].Placing = ""
	want := "channels[0].kind missing; topics[2] duplicate; rules[6].within missing; quiet[0].from missing; " +
		"holidays[0] invalid_value; unknownZone unknown; caps[0].id missing; weekStart unknown; holdout.share invalid_value; " +
		"grantSources[0] missing; letGo[0] missing; lookAhead invalid_value; leapDay unknown; leapMonth unknown"
	if got := brief(faultsOf(t, p)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

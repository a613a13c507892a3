package care_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"example.com/membership/internal/fault"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A misspelt field would be one that is not there: a cap without channels, a
// rule that anything may cancel.
func TestStrictPrograms(t *testing.T) {
	rule := func(fields string) string { return `{"rules": [{"id": "r", ` + fields + `}]}` }
	for _, c := range []struct{ why, text, want string }{
		{"nothing", `{}`, ""},
		{"no object", `[]`, " wrong_type"},
		{"null", `null`, " null"},
		{"no JSON", `{"rules"}`, " syntax"},
		{"half of it", `{"rules": [`, " syntax"},
		{"no text", ``, " syntax"},
		{"not UTF-8", "{\"weekStart\": \"\xff\"}", " syntax"},
		{"text after the end", `{} {}`, " trailing_text"},
		{"an unknown field", `{"rule": []}`, "rule unknown_field"},
		{"the wrong case", `{"Rules": []}`, "Rules unknown_field"},
		{"a field twice", `{"topics": [], "topics": []}`, "topics duplicate_field"},
		{"a field of null", `{"holdout": null, "rules": null}`, "holdout null; rules null"},
		{"an element of null", `{"topics": ["a", null]}`, "topics[1] null"},
		{"unknown in a channel", `{"channels": [{"id": "sms", "law": {"quite": []}}]}`, "channels[0].law.quite unknown_field"},
		{"a cap in words", `{"caps": [{"id": "c", "most": "2"}]}`, "caps[0].most wrong_type"},
		{"half a contact", `{"caps": [{"id": "c", "most": 1.5}]}`, "caps[0].most wrong_type"},
		{"a cap of null", `{"caps": [{"id": "c", "most": null}]}`, "caps[0].most null"},
		{"a cap beyond any number", `{"caps": [{"id": "c", "most": 9223372036854775808}]}`, "caps[0].most out_of_range"},
		{"a share as a number", `{"holdout": {"salt": "s", "share": 0.05}}`, "holdout.share wrong_type"},
		{"unknown in a rule", rule(`"deadline": "3 days"`), "rules[0].deadline unknown_field"},
		{"a number for a name", rule(`"date": {"of": 5}`), "rules[0].date.of wrong_type"},
		{"unknown in a date", rule(`"date": {"of": "birthday", "lunar": true}`), "rules[0].date.lunar unknown_field"},
		{"a day as a word", rule(`"date": {"monthly": "31"}`), "rules[0].date.monthly wrong_type"},
		{"one term for a list", rule(`"event": {"kind": "k", "after": "1 day"}`), "rules[0].event.after wrong_type"},
		{"a term as a number", rule(`"event": {"kind": "k", "after": [1]}`), "rules[0].event.after[0] wrong_type"},
		{"a mechanism of null", rule(`"cycle": null`), "rules[0].cycle null"},
		{"a mechanism twice", rule(`"cycle": {}, "cycle": {}`), "rules[0].cycle duplicate_field"},
		{"counting in words", rule(`"counts": "yes"`), "rules[0].counts wrong_type"},
		{"counting null", rule(`"counts": null`), "rules[0].counts null"},
		{"a priority with an exponent", rule(`"priority": 1e3`), "rules[0].priority wrong_type"},
		{"unknown in an early tier", rule(`"campaign": {"early": [{"tier": "gold", "from": "1 hour"}]}`), "rules[0].campaign.early[0].from unknown_field"},
		{"unknown in a benefit", rule(`"benefit": {"kind": "gift", "item": "mug"}`), "rules[0].benefit.item unknown_field"},
		{"nested deep", rule(`"date": ` + strings.Repeat("[", 200) + strings.Repeat("]", 200)), " too_deep"},
		{"17 million bytes", `{"weekStart": "` + strings.Repeat("x", 17_000_000) + `"}`, " too_large"},
	} {
		p, err := care.ParseProgram([]byte(c.text))
		var invalid *care.InvalidError
		switch {
		case err == nil && c.want == "":
		case !errors.As(err, &invalid) || brief(invalid.Faults) != c.want || invalid.What != "care: program":
			t.Errorf("%s: got %v, want %s", c.why, err, c.want)
		case !reflect.DeepEqual(p, care.Program{}):
			t.Errorf("%s: a programme beside the error: %+v", c.why, p)
		}
	}
}

func TestMisspeltFieldIsNamed(t *testing.T) {
	_, err := care.ParseProgram([]byte(`{"rules": [{"id": "r", "canceledBy": ["order_paid"]}], "cap": [], "channels": 1}`))
	want := `care: program: 3 faults: rules[0].canceledBy: unknown field "canceledBy": did you mean "cancelledBy"?; ` +
		`cap: unknown field "cap": did you mean "caps"?; channels: must be an array, not the number 1`
	if fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// On an error the programme is left as it was, and otherwise nothing of it stays.
func TestUnmarshalReplaces(t *testing.T) {
	p := usesEveryField(t)
	if err := json.Unmarshal([]byte(`{"topics": ["x"], "rules": [{"id": 1}]}`), &p); err == nil {
		t.Error("accepted")
	}
	if diff := cmp.Diff(usesEveryField(t), p); diff != "" {
		t.Error(diff)
	}
	if err := json.Unmarshal([]byte(`{"topics": ["x"]}`), &p); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(care.Program{Topics: []string{"x"}}, p); diff != "" {
		t.Error(diff)
	}
}

// A programme that is part of another document continues its paths.
func TestProgramInAnotherDocument(t *testing.T) {
	var shop struct {
		Care []care.Program `json:"care"`
	}
	err := fault.Decode("shop", []byte(`{"care": [{}, {"rules": [{"date": {"off": "birthday"}}]}]}`), &shop)
	want := `shop: 1 fault: care[1].rules[0].date.off: unknown field "off": did you mean "of"?`
	if fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// hugeValues fills every text with the word, and every list with n elements.
func hugeValues(v reflect.Value, word string, n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(word)
	case reflect.Int:
		v.SetInt(-1 << 63)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		hugeValues(v.Elem(), word, n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			hugeValues(v.Index(i), word, n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			hugeValues(v.Field(i), word, n)
		}
	}
}

// Whatever comes in costs bounded time, and an error of bounded length.
func TestHostilePrograms(t *testing.T) {
	full := func(word string, n int) (p care.Program) {
		hugeValues(reflect.ValueOf(&p).Elem(), word, n)
		return p
	}
	repeated := func(edit func(*care.Program)) care.Program {
		p := usesEveryField(t)
		edit(&p)
		return p
	}
	for why, p := range map[string]care.Program{
		"no text":           full("", 3),
		"long texts":        full(strings.Repeat("9", 4<<20), 1),
		"long texts, twice": full(strings.Repeat("x ", 2<<20), 2),
		"not UTF-8":         full(strings.Repeat("\xff", 1<<20), 2),
		"NULs":              full("\x00", 3),
		"terms":             full("9999999 years", 4),
		"numbers":           full(strings.Repeat("9", 30)+"e12", 2),
		"100,000 rules":     repeated(func(p *care.Program) { p.Rules = make([]care.Rule, 100_000) }),
		"1,000 bad rules":   repeated(func(p *care.Program) { p.Rules = make([]care.Rule, 1000) }),
		"1,000,000 words": repeated(func(p *care.Program) {
			p.Topics = make([]string, 1_000_000)
			p.Channels = slices.Repeat(p.Channels, 100_000)
			p.Holidays, p.LetGo = p.Topics, p.Topics
			p.Rules[0].Channels, p.Rules[0].Obeys = p.Topics, make([]care.Gate, 1_000_000)
			p.Caps = slices.Repeat(p.Caps, 1_000_000)
		}),
		"long lists everywhere": repeated(func(p *care.Program) {
			names := strings.Fields(strings.Repeat("same ", 10_000))
			for len(p.Rules) < 1000 {
				r := p.Rules[birthdayRule]
				r.Audience = care.Audience{Tiers: names, Any: names, All: names, None: names}
				p.Rules = append(p.Rules, r)
			}
		}),
	} {
		start := time.Now()
		_, err := care.New(p, time.UTC)
		var invalid *care.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", why, err)
			continue
		}
		size := 0
		for _, f := range invalid.Faults {
			size += len(f.Path) + len(f.Code) + len(f.Message)
		}
		if len(invalid.Faults) > 101 || size > 101*1000 || len(err.Error()) > 5000 {
			t.Errorf("%s: %d faults of %d bytes, an error of %d", why, len(invalid.Faults), size, len(err.Error()))
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %v", why, took)
		}
	}
}

// checkProgram: no text makes the parser or New panic, and a programme that is
// accepted is the same when it has been written and read, and plans.
func checkProgram(t interface{ Fatalf(string, ...any) }, text []byte) {
	p, err := care.ParseProgram(text)
	if err != nil {
		return
	}
	e, err := care.New(p, shanghai())
	var invalid *care.InvalidError
	if err != nil {
		if !errors.As(err, &invalid) {
			t.Fatalf("%T: %v", err, err)
		}
		return
	}
	again, err := json.Marshal(p)
	if err != nil {
		t.Fatalf("does not write: %v", err)
	}
	q, err := care.ParseProgram(again)
	if err != nil {
		t.Fatalf("does not read what it wrote: %v", err)
	}
	f, err := care.New(q, shanghai())
	if err != nil {
		t.Fatalf("refuses what it accepted: %v", err)
	}
	run := care.Run{From: time.Date(2026, 12, 12, 8, 0, 0, 0, time.UTC)}
	run.Until = run.From.Add(36 * time.Hour)
	plan, err := e.Plan(run, []care.Customer{strictCustomer(p)})
	same, errSame := f.Plan(run, []care.Customer{strictCustomer(p)})
	if diff := cmp.Diff(plan, same); diff != "" || fmt.Sprint(err) != fmt.Sprint(errSame) {
		t.Fatalf("decides otherwise when it has been written: %v, %v\n%s", err, errSame, diff)
	}
	var data *care.DataError
	if err != nil && !errors.As(err, &data) {
		t.Fatalf("%T: %v", err, err)
	}
}

// strictCustomer has something for every mechanism.
func strictCustomer(p care.Program) care.Customer {
	day := time.Date(2026, 12, 11, 8, 0, 0, 0, time.UTC)
	c := care.Customer{ID: "C", Tier: "gold", Tags: []string{"tea", "regular"}, LastOrder: day.AddDate(0, 0, -90), Joined: day.AddDate(-1, 0, 0),
		Dates:     []care.Date{{Name: "birthday", Month: 12, Day: 19}, {Name: "wedding", Month: 11, Day: 4, Lunar: true}},
		Expiries:  []care.Expiry{{Name: "coupon", Key: "K", At: day.AddDate(0, 0, 4)}},
		Events:    []care.Event{{Kind: "order_created", Key: "O", At: day}},
		Variables: map[string]string{"name": "Li"}}
	for _, ch := range p.Channels {
		c.Addresses = append(c.Addresses, care.Address{Channel: ch.ID, Value: "13800138000"})
		if len(c.Consents) < 200 {
			c.Consents = append(c.Consents, care.Consent{Channel: ch.ID, At: day, Source: "checkout"})
		}
	}
	return c
}

func bytesAsProgram(t *rapid.T) { checkProgram(t, rapid.SliceOf(rapid.Byte()).Draw(t, "text")) }

func TestAnyBytes(t *testing.T) { rapid.Check(t, bytesAsProgram) }

func FuzzProgramText(f *testing.F) {
	f.Add([]byte(everyField))
	f.Add([]byte(tenRules))
	f.Fuzz(func(t *testing.T, text []byte) { checkProgram(t, text) })
}

// pieces is what a programme is made of, in the right places and in wrong ones.
var pieces = []any{
	"", "sms", "email", "other", "call", "86", "offers", "greetings", "birthday", "gold", "tea", "commercial", "transactional",
	"earlier", "drop", "consent", "caps", "mid_autumn", "laba", "03-08", "02-29", "02-30", "12-12", "2026-12-12", "9999-12-31",
	"00:00", "09:00", "23:59", "24:00", "1 minute", "30 minutes", "24 hours", "1 day", "366 days", "3660 days", "12 months", "10 years",
	"9999999 years", "end of day", "calendar week", "calendar month", "order", "contact", "suppress", "0", "1", "0.5", "2", "1e12", "-1",
	"2026-12-12T18:00", "2026-12-13T00:00", "sunday", "holiday", "\x00", 0, 1, -1, 31, 12, 1_000_000_000, true, false,
	[]any{}, map[string]any{}, []any{"1 day", "1 month"}, []any{"sms", "call"}, []any{"12-12", "2026-12-12", "02-29"},
	map[string]any{"of": "wedding"}, map[string]any{"kind": "order_created"}, map[string]any{"since": "contact", "after": []any{"1 day"}},
}

// editedProgram: everyField with some of its values changed or left out never
// makes New panic, and what New accepts plans.
func editedProgram(t *rapid.T) {
	var tree any
	if err := json.Unmarshal([]byte(everyField), &tree); err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(1, 4).Draw(t, "edits") {
		tree = edited(t, tree)
	}
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	checkProgram(t, text)
}

// edited walks down at random and changes what it comes to.
func edited(t *rapid.T, tree any) any {
	switch at := tree.(type) {
	case map[string]any:
		if len(at) > 0 {
			name := rapid.SampledFrom(slices.Sorted(maps.Keys(at))).Draw(t, "field")
			if rapid.IntRange(0, 9).Draw(t, "leave out") == 0 {
				delete(at, name)
			} else {
				at[name] = edited(t, at[name])
			}
			return at
		}
	case []any:
		if len(at) > 0 && rapid.IntRange(0, 9).Draw(t, "all") > 0 {
			i := rapid.IntRange(0, len(at)-1).Draw(t, "element")
			at[i] = edited(t, at[i])
			return at
		}
	}
	return rapid.SampledFrom(pieces).Draw(t, "piece")
}

func TestEditedProgram(t *testing.T) { rapid.Check(t, editedProgram) }

func FuzzEditedProgram(f *testing.F) { f.Fuzz(rapid.MakeFuzz(editedProgram)) }

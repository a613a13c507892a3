package stage_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/membership/segment"
	"example.com/membership/segment/stage"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestPolicyFaults(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                          "cycle: 0 is outside 1..146100 days",
		`{"cycle":0}`:                                 "cycle: 0 is outside 1..146100 days",
		`{"cycle":1}`:                                 "",
		`{"cycle":146100}`:                            "",
		`{"cycle":146101}`:                            "cycle: 146101 is outside 1..146100 days",
		`{"cycle":-1}`:                                "cycle: -1 is outside 1..146100 days",
		`{"cycle":9,"silent":1}`:                      "silent: 1: must be more than 1, the cycle itself; leave it out for the default, 2",
		`{"cycle":9,"silent":-2}`:                     "silent: -2: must be more than 1, the cycle itself; leave it out for the default, 2",
		`{"cycle":9,"silent":1.01}`:                   "",
		`{"cycle":9,"silent":0}`:                      "silent: 0: must be more than 1, the cycle itself; leave it out for the default, 2",
		`{"cycle":9,"sleeping":"0.0"}`:                "sleeping: 0: must be more than 1, the cycle itself; leave it out for the default, 4",
		`{"cycle":9,"sleeping":1000}`:                 "",
		`{"cycle":9,"sleeping":1000.001}`:             "sleeping: 1000.001: must be at most 1000",
		`{"cycle":9,"sleeping":2}`:                    "sleeping: 2: must be more than silent, 2 (the default)",
		`{"cycle":9,"sleeping":2.001}`:                "",
		`{"cycle":9,"silent":4}`:                      "sleeping: 4 (the default): must be more than silent, 4",
		`{"cycle":9,"silent":3.999}`:                  "",
		`{"cycle":9,"silent":2000}`:                   "silent: 2000: must be at most 1000",
		`{"cycle":9,"silent":6,"sleeping":5.5}`:       "sleeping: 5.5: must be more than silent, 6",
		`{"cycle":0,"silent":0.5,"sleeping":2000}`:    "cycle: 0 is outside 1..146100 days; silent: 0.5: must be more than 1, the cycle itself; leave it out for the default, 2; sleeping: 2000: must be at most 1000",
		`{"cycle":9,"silent":1e13}`:                   "silent: must have at most 30 digits written out, and an exponent within -12..12, not 1e13",
		`{"cycle":9,"lost":6}`:                        `lost: unknown field "lost": remove it, or use one of cycle, silent, sleeping`,
		`{"cycle":9,"silent":null,"sleeping":"four"}`: `silent: must not be null: leave it out; sleeping: must be a decimal number such as 12.50, not the string "four"`,
	} {
		p, err := stage.ParsePolicy([]byte(text))
		if err == nil {
			newEngine(t, p, time.UTC)
		}
		var invalid *segment.InvalidError
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case want == "":
		case !errors.As(err, &invalid) || invalid.What != "segment/stage: policy":
			t.Errorf("%s: %T %v, want a *segment.InvalidError", text, err, err)
		default:
			var lines []string
			for _, f := range invalid.Faults {
				lines = append(lines, f.String())
			}
			if diff := cmp.Diff(want, strings.Join(lines, "; ")); diff != "" {
				t.Errorf("%s:\n%s", text, diff)
			}
		}
	}
}

// New finds the faults of a policy that was not parsed.
func TestNewChecks(t *testing.T) {
	_, err := stage.New(stage.Policy{Cycle: 146101, Silent: dec("5"), Sleeping: dec("3")}, time.UTC)
	want := "segment/stage: policy: 2 faults: cycle: 146101 is outside 1..146100 days; sleeping: 3: must be more than silent, 5"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// Numbers that no JSON can hold are faults of New, and cost no time.
func TestPolicyOfAbsurdNumbers(t *testing.T) {
	for _, d := range []decimal.Decimal{decimal.New(1, 1_000_000_000), decimal.New(3, -1_000_000_000)} {
		_, err := stage.New(stage.Policy{Cycle: 9, Silent: d, Sleeping: d}, time.UTC)
		var invalid *segment.InvalidError
		if !errors.As(err, &invalid) || len(invalid.Faults) != 2 {
			t.Errorf("%d·10^%d: %v", d.Coefficient(), d.Exponent(), err)
		}
	}
}

func TestLocationIsRequired(t *testing.T) {
	for _, loc := range []*time.Location{nil, time.Local} {
		_, err := stage.New(stage.Policy{Cycle: 90}, loc)
		_, err2 := stage.NewGaps(now, loc)
		for what, err := range map[string]error{"policy": err, "gaps": err2} {
			var invalid *segment.InvalidError
			if !errors.As(err, &invalid) || invalid.What != "segment/stage: "+what || len(invalid.Faults) != 1 {
				t.Fatalf("%v, %s: %v", loc, what, err)
			}
			if f := invalid.Faults[0]; f.Path != "" || f.Code != "missing" {
				t.Errorf("%v, %s: %+v", loc, what, f)
			}
		}
	}
}

// The faults of the policy come with that of the location, which is first.
func TestNewFindsAllFaults(t *testing.T) {
	_, err := stage.New(stage.Policy{Silent: dec("5")}, nil)
	want := "segment/stage: policy: 3 faults: the location is missing; give the shop's own, such as time.UTC; " +
		"cycle: 0 is outside 1..146100 days; sleeping: 4 (the default): must be more than silent, 5"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// A policy that leaves out the defaults decides as one that writes them.
func TestDefaults(t *testing.T) {
	full := newEngine(t, stage.Policy{Cycle: 90, Silent: dec("2"), Sleeping: dec("4")}, time.UTC).At(now)
	short := newEngine(t, stage.Policy{Cycle: 90}, time.UTC).At(now)
	for days := range 400 {
		if a, b := standing(t, full, ago(days), ago(days)), standing(t, short, ago(days), ago(days)); a != b {
			t.Errorf("%d days: %+v, by default %+v", days, a, b)
		}
	}
}

// A policy comes back from JSON as it was, alone and inside another document.
func checkPolicyRoundTrip(t *rapid.T) {
	p := policies().Draw(t, "policy")
	if rapid.Bool().Draw(t, "defaults") {
		p.Silent, p.Sleeping = decimal.Decimal{}, decimal.Decimal{}
	}
	type document struct {
		Stages stage.Policy `json:"stages"`
	}
	data, err := json.Marshal(document{p})
	if err != nil {
		t.Fatal(err)
	}
	var back document
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, back.Stages); diff != "" {
		t.Fatalf("%s:\n%s", data, diff)
	}
	if data, err = json.Marshal(p); err != nil {
		t.Fatal(err)
	}
	if again, err := stage.ParsePolicy(data); err != nil || !cmp.Equal(p, again) {
		t.Fatalf("%s: %+v, %v", data, again, err)
	}
}

func TestPolicyRoundTrip(t *testing.T) { rapid.Check(t, checkPolicyRoundTrip) }
func FuzzPolicyRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPolicyRoundTrip)) }

// A policy inside another document is read as strictly; a fault leaves it as it
// was.
func TestPolicyInsideADocument(t *testing.T) {
	p := stage.Policy{Cycle: 7}
	err := json.Unmarshal([]byte(`{"cycle": 9, "silent": 0}`), &p)
	var invalid *segment.InvalidError
	if !errors.As(err, &invalid) || p.Cycle != 7 {
		t.Errorf("%+v, %v", p, err)
	}
}

// Any bytes are a policy or faults, and what is read reads back.
func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(`{"cycle": 90, "silent": 2, "sleeping": "4.5"}`))
	f.Add([]byte(`{"cycle": 90, "silent": 1e999999999}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := stage.ParsePolicy(data)
		var invalid *segment.InvalidError
		if err != nil {
			if !errors.As(err, &invalid) || len(invalid.Faults) == 0 {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		written, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := stage.ParsePolicy(written); err != nil || !cmp.Equal(p, back) {
			t.Fatalf("%s: %+v, %v", written, back, err)
		}
		newEngine(t, p, time.UTC)
	})
}

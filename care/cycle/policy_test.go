package cycle_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/cycle"
	"pgregory.net/rapid"
)

func TestPolicyFaults(t *testing.T) {
	const share, buyers = "minRepeatShare: ", "minBuyers: "
	for text, want := range map[string]string{
		`{}`:                                "",
		`{"minBuyers":1,"minGaps":1}`:       "",
		`{"minBuyers":1000000000}`:          "",
		`{"minBuyers":1000000001}`:          buyers + "1000000001 is outside 1..1000000000; leave it out for the default, 20",
		`{"minBuyers":0}`:                   buyers + "0 is outside 1..1000000000; leave it out for the default, 20",
		`{"minBuyers":-1,"minGaps":0}`:      buyers + "-1 is outside 1..1000000000; leave it out for the default, 20; minGaps: 0 is outside 1..1000000000; leave it out for the default, 5",
		`{"minGaps":1000000001}`:            "minGaps: 1000000001 is outside 1..1000000000; leave it out for the default, 5",
		`{"minRepeatShare":"0"}`:            "",
		`{"minRepeatShare":"1.0000000"}`:    "",
		`{"minRepeatShare":"0.000001"}`:     "",
		`{"minRepeatShare":"0.0000001"}`:    share + "0.0000001 has more than 6 decimals; round it",
		`{"minRepeatShare":"1.000001"}`:     share + "1.000001 is outside 0..1; leave it out for the default, 0.2",
		`{"minRepeatShare":"-0.1"}`:         share + "-0.1 is outside 0..1; leave it out for the default, 0.2",
		`{"minRepeatShare":""}`:             share + `must be a decimal number such as 12.50, not ""`,
		`{"minRepeatShare":"1e1000000000"}`: share + "must have at most 30 digits written out, and an exponent within -12..12, not 1e1000000000",
		`{"minRepeatShare":0.2}`:            share + "must be a string, not the number 0.2",
		`{"minRepeatShare":null}`:           share + "must not be null: leave it out",
		`{"buyers":3}`:                      `buyers: unknown field "buyers": remove it, or use one of minBuyers, minRepeatShare, minGaps`,
	} {
		p, err := cycle.ParsePolicy([]byte(text))
		if want != "" {
			n := strings.Count(want, "; leave it out")
			plural := "1 fault: "
			if n > 1 {
				plural = "2 faults: "
			}
			wantFaults(t, err, "care/cycle: policy: "+plural+want)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		newEngine(t, p, time.UTC)
	}
}

// New finds the faults of a policy that was not parsed, and those of the location.
func TestNewChecks(t *testing.T) {
	_, err := cycle.New(cycle.Policy{MinBuyers: -3, MinRepeatShare: "2", MinGaps: -1}, nil)
	var invalid *care.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Faults) != 4 || invalid.Faults[0].Code != "missing" {
		t.Errorf("%v", err)
	}
	_, err = cycle.New(cycle.Policy{}, time.Local)
	wantFaults(t, err, "care/cycle: policy: 1 fault: the location is time.Local, which is another on every machine; load the shop's own by its name")
}

// A policy reads back what it wrote, also as part of another document, and a
// fault there has the whole path and leaves everything as it was.
func checkPolicyJSON(t *rapid.T) {
	p := cycle.Policy{
		MinBuyers:      rapid.Int64Range(0, 1_000_000_000).Draw(t, "buyers"),
		MinRepeatShare: rapid.SampledFrom([]string{"", "0", "0.25", "1"}).Draw(t, "share"),
		MinGaps:        rapid.Int64Range(0, 1_000_000_000).Draw(t, "gaps"),
	}
	var read struct{ Cycles cycle.Policy }
	if err := json.Unmarshal([]byte(`{"cycles":`+written(t, p)+`}`), &read); err != nil || read.Cycles != p {
		t.Fatalf("%+v, read back as %+v, %v", p, read.Cycles, err)
	}
	newEngine(t, read.Cycles, time.UTC)
	if err := json.Unmarshal([]byte(`{"minBuyers":0}`), &read.Cycles); err == nil || read.Cycles != p {
		t.Fatalf("after a fault: %+v, %v", read.Cycles, err)
	}
}

func TestPolicyJSON(t *testing.T) { rapid.Check(t, checkPolicyJSON) }
func FuzzPolicyJSON(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPolicyJSON)) }

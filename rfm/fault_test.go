package rfm_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/membership/internal/fault"
	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
)

// Whatever reads or checks a document answers the package's own error.
func TestInvalidError(t *testing.T) {
	_, model := rfm.New(rfm.Model{}, time.UTC)
	_, location := rfm.New(rfm.Textbook(), nil)
	_, parsed := rfm.ParseModel([]byte(`{"period":null}`))
	_, segments := rfm.NewSegments(rfm.Segmentation{})
	_, crowd := rfm.NewSegments(rfm.Segmentation{Boxes: make([]rfm.Box, 1001)})
	_, segmentation := rfm.ParseSegmentation([]byte(`[]`))
	_, rule := newEngine(t, rfm.Textbook(), time.UTC).At(now).Fit(nil, rfm.Rule{})
	summary := new(rfm.Summary).UnmarshalJSON([]byte(`{"amount":"x"}`))
	for name, err := range map[string]error{
		"model": model, "location": location, "parsed": parsed, "segments": segments, "crowd": crowd,
		"segmentation": segmentation, "rule": rule, "summary": summary,
	} {
		var invalid *rfm.InvalidError
		if !errors.As(err, &invalid) || len(invalid.Faults) == 0 {
			t.Errorf("%s: %v is no InvalidError", name, err)
		}
	}
	if got, want := parsed.Error(), "rfm: model: 1 fault: period: must not be null: leave it out"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := (&rfm.InvalidError{}).Error(), "0 faults"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	f := rfm.Fault{Path: "period", Code: "missing", Message: "is missing"}
	if got, want := f.String(), "period: is missing"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A summary within another document keeps its codes, and continues the path.
func TestNestedFaults(t *testing.T) {
	var row struct {
		Customers []rfm.Summary `json:"customers"`
	}
	err := fault.Decode("row", []byte(`{"customers":[{},{"amount":"x","order":1}]}`), &row)
	var all *fault.Error
	if !errors.As(err, &all) {
		t.Fatal(err)
	}
	want := []fault.Fault{{Path: "customers[1].amount", Code: "invalid_value"}, {Path: "customers[1].order", Code: "unknown_field"}}
	if diff := cmp.Diff(want, all.Faults, cmpopts.IgnoreFields(fault.Fault{}, "Message")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Zero values that should have come from a function answer errors, or nothing.
func TestZeroValues(t *testing.T) {
	for name, at := range map[string]*rfm.Scorer{"Scorer": {}, "Engine": new(rfm.Engine).At(now)} {
		var s rfm.Summary
		add := at.Add(&s, rfm.Purchase{At: now, Amount: decimal.NewFromInt(1)})
		_, score := at.Score(s)
		_, fit := at.Fit(slices.Values([]rfm.Summary{s}), rfm.Quintiles())
		for method, err := range map[string]error{"Add": add, "Score": score, "Fit": fit} {
			var data *rfm.DataError
			if !errors.As(err, &data) || data.Record != "scorer" {
				t.Errorf("zero %s: %s: %v", name, method, err)
			}
		}
		if from, to := at.Bounds(); !from.IsZero() || !to.IsZero() {
			t.Errorf("zero %s: bounds %v, %v", name, from, to)
		}
	}
	if bin, ok := new(rfm.Engine).Bin(rfm.Recency, 5); ok {
		t.Errorf("zero Engine: bin %v", bin)
	}
	if name := new(rfm.Segments).Name(rfm.Score{Status: rfm.Scored}); name != "" {
		t.Errorf("zero Segments: %q", name)
	}
	if data, err := json.Marshal(rfm.Summary{}); err != nil || string(data) != "{}" {
		t.Errorf("zero Summary: %s, %v", data, err)
	}
}

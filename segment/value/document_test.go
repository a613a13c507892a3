package value_test

import (
	"encoding/json"
	"errors"
	"testing"

	"example.com/membership/internal/fault"
	"example.com/membership/segment"
	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
)

// settings is a shop's own document, with rules of this package among others.
type settings struct {
	Shop    string            `json:"shop"`
	Classes value.Division    `json:"classes"`
	Loyalty value.LoyaltyRule `json:"loyalty"`
	Survey  value.Scale       `json:"survey"`
}

func usual() settings {
	return settings{"布丁", value.ABC(), value.DefaultLoyalty(), fiveSteps}
}

// Inside the shop's own document a rule is read as strictly as alone, and on an
// error it is left as it was.
func TestStrictInsideADocument(t *testing.T) {
	for _, c := range []struct {
		data, what string
		want       []string
	}{
		{`{"classes": {"by": "amount", "levels": [{"name": "A", "upTo": 1, "color": "red"}]}}`, "division", []string{"levels[0].color unknown_field"}},
		{`{"classes": {"by": "amount", "by": "customers", "levels": [{"name": "A", "upTo": 1}]}}`, "division", []string{"by duplicate_field"}},
		{`{"classes": {"by": "orders", "levels": []}}`, "division", []string{"by unknown", "levels empty"}},
		{`{"classes": null}`, "division", []string{" null"}},
		{`{"loyalty": {"repeatorders": 3, "promotionShare": 0.5, "referrals": 1}}`, "loyalty rule", []string{"repeatorders unknown_field"}},
		{`{"loyalty": {"repeatOrders": 3, "promotionShare": null, "referrals": 1}}`, "loyalty rule", []string{"promotionShare null"}},
		{`{"loyalty": {"repeatOrders": 3, "promotionShare": 50, "referrals": 1}}`, "loyalty rule", []string{"promotionShare out_of_range"}},
		{`{"survey": {"lowest": 0, "highest": 10, "step": 1}}`, "scale", []string{"step unknown_field"}},
		{`{"survey": {"lowest": 9, "highest": 0}}`, "scale", []string{"highest not_rising"}},
		{`{"survey": 5}`, "scale", []string{" wrong_type"}},
	} {
		got := usual()
		wantFaults(t, json.Unmarshal([]byte(c.data), &got), "segment/value: "+c.what, c.want...)
		if diff := cmp.Diff(usual(), got); diff != "" {
			t.Errorf("%s changed it:\n%s", c.data, diff)
		}
	}
	var back settings
	if err := json.Unmarshal([]byte(toJSON(t, usual())), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(usual(), back); diff != "" {
		t.Errorf("read back:\n%s", diff)
	}
}

// Where the document around it is read strictly too, the faults keep their codes
// and their paths go on from there.
func TestFaultsOfADocument(t *testing.T) {
	var got settings
	err := fault.Decode("settings", []byte(`{"classes": {"by": "amount", "levels": [{"name": "A", "upTo": 0.9}]},
		"loyalty": {}, "survey": {"lowest": 1, "highest": 1}}`), &got)
	_, faults, ok := fault.As[segment.Fault](err)
	var paths []string
	for _, f := range faults {
		paths = append(paths, f.Path+" "+f.Code)
	}
	want := []string{
		"classes.levels[0].upTo uncovered", "loyalty.repeatOrders out_of_range", "loyalty.promotionShare out_of_range",
		"loyalty.referrals out_of_range", "survey.highest not_rising",
	}
	if diff := cmp.Diff(want, paths); diff != "" || !ok {
		t.Errorf("%v\n%s", err, diff)
	}
}

// Whatever the bytes, a rule read by its UnmarshalJSON is that of its Parse
// function, or stays as it was with the same error.
func FuzzUnmarshal(f *testing.F) {
	for _, rule := range []any{value.ABC(), value.DefaultLoyalty(), fiveSteps} {
		f.Add([]byte(toJSON(f, rule)))
	}
	f.Add([]byte(`{"by": "amount", "levels": [{"name": "A", "upTo": 0.9}]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		was := usual()
		checkUnmarshal(t, data, was.Classes, value.ParseDivision)
		checkUnmarshal(t, data, was.Loyalty, value.ParseLoyaltyRule)
		checkUnmarshal(t, data, was.Survey, value.ParseScale)
	})
}

func checkUnmarshal[T any, P interface {
	*T
	json.Unmarshaler
}](t *testing.T, data []byte, was T, parse func([]byte) (T, error)) {
	t.Helper()
	got := was
	err := P(&got).UnmarshalJSON(data)
	want, parseErr := parse(data)
	if parseErr != nil {
		want = was
	}
	var invalid *segment.InvalidError
	if (err == nil) != (parseErr == nil) || err != nil && (err.Error() != parseErr.Error() || !errors.As(err, &invalid)) {
		t.Fatalf("%v, want %v", err, parseErr)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

package rfm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestTextbookJSON(t *testing.T) {
	const want = `{
  "period": "last 12 months",
  "recency": {
    "unit": "months",
    "closed": "right",
    "cuts": ["1", "3", "4", "7"],
    "scores": [5, 4, 3, 2, 1]
  },
  "frequency": {
    "closed": "left",
    "cuts": ["2", "3", "4", "6"],
    "scores": [1, 2, 3, 4, 5]
  },
  "monetary": {
    "closed": "left",
    "cuts": ["300", "500", "1000", "2000"],
    "scores": [1, 2, 3, 4, 5]
  },
  "weights": {"r": 1, "f": 3, "m": 4},
  "grades": [
    {"name": "Platinum", "atLeast": 36},
    {"name": "Gold", "atLeast": 26},
    {"name": "Silver", "atLeast": 17},
    {"name": "Bronze", "atLeast": 0}
  ],
  "advisedAbove": 150000
}`
	data, err := json.Marshal(rfm.Textbook())
	if err != nil {
		t.Fatal(err)
	}
	compact := strings.NewReplacer("\n", "", "  ", "", ": ", ":", ", ", ",").Replace(want)
	if string(data) != compact {
		t.Errorf("got  %s\nwant %s", data, compact)
	}
	m, err := rfm.ParseModel([]byte(want))
	if diff := cmp.Diff(rfm.Textbook(), m); err != nil || diff != "" {
		t.Errorf("read back: %v\n%s", err, diff)
	}
	plain := strings.NewReplacer(`"1"`, "1", `"300"`, "300.00").Replace(want)
	if m, err := rfm.ParseModel([]byte(plain)); err != nil || cmp.Diff(rfm.Textbook(), m) != "" {
		t.Errorf("plain numbers: %v, %v", m, err)
	}
}

// A model without cuts is valid, and reads back from JSON.
func TestModelWithoutCutsJSON(t *testing.T) {
	m := rfm.Textbook()
	m.Recency = rfm.Scale{Unit: rfm.Days, Closed: rfm.Left, Scores: []int{5}}
	m.Frequency = rfm.Scale{Closed: rfm.Left, Cuts: []decimal.Decimal{}, Scores: []int{5}}
	newEngine(t, m, time.UTC)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back, err := rfm.ParseModel(data)
	if diff := cmp.Diff(m, back); err != nil || diff != "" {
		t.Errorf("%s read back: %v\n%s", data, err, diff)
	}
}

func TestAdvised(t *testing.T) {
	for customers, want := range map[int64]bool{0: false, 149_999: false, 150_000: false, 150_001: true} {
		if got := rfm.Textbook().Advised(customers); got != want {
			t.Errorf("%d customers: %v, want %v", customers, got, want)
		}
	}
	if !(rfm.Model{}).Advised(1) {
		t.Error("a model without a number is advised to any shop")
	}
}

// faults writes one line a fault: path, code.
func faults(t *testing.T, err error) string {
	t.Helper()
	var invalid *rfm.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("%v is no InvalidError", err)
	}
	var lines []string
	for _, f := range invalid.Faults {
		if f.Message == "" {
			t.Errorf("%s: no message", f.Path)
		}
		lines = append(lines, f.Path+" "+f.Code)
	}
	return strings.Join(lines, "; ")
}

func TestInvalidModels(t *testing.T) {
	whole := func(n ...int64) (list []decimal.Decimal) {
		for _, n := range n {
			list = append(list, decimal.NewFromInt(n))
		}
		return list
	}
	for _, c := range []struct {
		why   string
		spoil func(*rfm.Model)
		want  string
	}{
		{"no period", func(m *rfm.Model) { m.Period = "" }, "period missing"},
		{"unknown period", func(m *rfm.Model) { m.Period = "a year" }, "period bad_window"},
		{"a period that ends before the instant", func(m *rfm.Model) { m.Period = "previous 12 months" }, "period bad_window"},
		{"no unit", func(m *rfm.Model) { m.Recency.Unit = "" }, "recency.unit missing"},
		{"unknown unit", func(m *rfm.Model) { m.Recency.Unit = "moons" }, "recency.unit unknown_value"},
		{"orders have no unit", func(m *rfm.Model) { m.Frequency.Unit = rfm.PerOrder }, "frequency.unit unknown_value"},
		{"time is not per order", func(m *rfm.Model) { m.Recency.Unit = rfm.PerOrder }, "recency.unit unknown_value"},
		{"amounts have no days", func(m *rfm.Model) { m.Monetary.Unit = rfm.Days }, "monetary.unit unknown_value"},
		{"no side", func(m *rfm.Model) { m.Monetary.Closed = "" }, "monetary.closed missing"},
		{"unknown side", func(m *rfm.Model) { m.Monetary.Closed = "Left" }, "monetary.closed unknown_value"},
		{"nine cuts at most", func(m *rfm.Model) { m.Monetary.Cuts = whole(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) }, "monetary.cuts too_many"},
		{"equal cuts", func(m *rfm.Model) { m.Monetary.Cuts = whole(1, 2, 2, 3) }, "monetary.cuts[2] not_rising"},
		{"falling cuts", func(m *rfm.Model) { m.Recency.Cuts = whole(7, 4, 3, 1) }, "recency.cuts[1] not_rising"},
		{"negative cut", func(m *rfm.Model) { m.Monetary.Cuts = append(whole(-1), whole(2, 3, 4)...) }, "monetary.cuts[0] out_of_range"},
		{"absurd cut", func(m *rfm.Model) { m.Monetary.Cuts[3] = decimal.New(1, 1_000_000_000) }, "monetary.cuts[3] out_of_range"},
		{"too many days", func(m *rfm.Model) { m.Recency.Unit, m.Recency.Cuts[3] = rfm.Days, dec("146100.1") }, "recency.cuts[3] out_of_range"},
		{"too many weeks", func(m *rfm.Model) { m.Recency.Unit, m.Recency.Cuts[3] = rfm.Weeks, dec("20872") }, "recency.cuts[3] out_of_range"},
		{"too many months", func(m *rfm.Model) { m.Recency.Cuts[3] = dec("4801") }, "recency.cuts[3] out_of_range"},
		{"too many orders", func(m *rfm.Model) { m.Frequency.Cuts[3] = dec("1e13") }, "frequency.cuts[3] out_of_range"},
		{"half a month", func(m *rfm.Model) { m.Recency.Cuts[0] = dec("0.5") }, "recency.cuts[0] not_whole"},
		{"half a week", func(m *rfm.Model) { m.Recency.Unit, m.Recency.Cuts[0] = rfm.Weeks, dec("0.5") }, "recency.cuts[0] not_whole"},
		{"an overlap: a cut before the one below", func(m *rfm.Model) { m.Frequency.Cuts[2] = dec("2.5") }, "frequency.cuts[2] not_rising"},
		{"a gap: a bin missing between two", func(m *rfm.Model) { m.Frequency.Cuts = m.Frequency.Cuts[:3] }, "frequency.scores wrong_number"},
		{"a bin without score", func(m *rfm.Model) { m.Monetary.Scores = []int{1, 2, 3, 4} }, "monetary.scores wrong_number"},
		{"score 0", func(m *rfm.Model) { m.Monetary.Scores[0] = 0 }, "monetary.scores[0] out_of_range"},
		{"score 11", func(m *rfm.Model) { m.Monetary.Scores[4] = 11 }, "monetary.scores[4] out_of_range"},
		{"everybody 111: amounts upside down", func(m *rfm.Model) { m.Monetary.Scores = []int{5, 4, 3, 2, 1} },
			"monetary.scores[1] not_rising; monetary.scores[2] not_rising; monetary.scores[3] not_rising; monetary.scores[4] not_rising"},
		{"two bins with one score", func(m *rfm.Model) { m.Frequency.Scores[1] = 1 }, "frequency.scores[1] not_rising"},
		{"recency upside down", func(m *rfm.Model) { m.Recency.Scores[1] = 5 }, "recency.scores[1] not_falling"},
		{"no weight", func(m *rfm.Model) { m.Weights = rfm.Weights{} }, "weights missing"},
		{"negative weight", func(m *rfm.Model) { m.Weights.F = -1 }, "weights.f out_of_range"},
		{"negative weights", func(m *rfm.Model) { m.Weights.R, m.Weights.M = -1, -1 }, "weights.r out_of_range; weights.m out_of_range"},
		{"large weight", func(m *rfm.Model) { m.Weights.R = 1001 }, "weights.r out_of_range"},
		{"no grades", func(m *rfm.Model) { m.Grades = nil }, "grades missing"},
		{"too many grades", func(m *rfm.Model) { m.Grades = make([]rfm.Grade, 101) }, "grades too_many"},
		{"grade without name", func(m *rfm.Model) { m.Grades[1].Name = "" }, "grades[1].name missing"},
		{"long name", func(m *rfm.Model) { m.Grades[1].Name = strings.Repeat("x", 1001) }, "grades[1].name too_long"},
		{"grade without UTF-8", func(m *rfm.Model) { m.Grades[1].Name = "\xff" }, "grades[1].name not_utf8"},
		{"grade twice", func(m *rfm.Model) { m.Grades[1].Name = "Platinum" }, "grades[1].name duplicate"},
		{"grades in rising order", func(m *rfm.Model) { m.Grades[1].AtLeast = 36 }, "grades[1].atLeast not_falling"},
		{"a value without grade", func(m *rfm.Model) { m.Grades[3].AtLeast = 9 }, "grades[3].atLeast uncovered"},
		{"negative advice", func(m *rfm.Model) { m.AdvisedAbove = -1 }, "advisedAbove out_of_range"},
		{"all faults at once", func(m *rfm.Model) {
			m.Period, m.Recency.Unit, m.Recency.Cuts[2], m.Weights.M, m.Grades[3].AtLeast = "", "", dec("2"), -4, 40
		}, "period missing; recency.unit missing; recency.cuts[2] not_rising; weights.m out_of_range; grades[3].atLeast not_falling"},
	} {
		m := rfm.Textbook()
		c.spoil(&m)
		e, err := rfm.New(m, time.UTC)
		if got := faults(t, err); got != c.want || e != nil {
			t.Errorf("%s: %s; want %s", c.why, got, c.want)
		}
	}
	if _, err := rfm.New(rfm.Textbook(), time.Local); faults(t, err) != " missing" {
		t.Error(err) // another zone on every machine
	}
	if _, err := rfm.New(rfm.Textbook(), nil); faults(t, err) != " missing" {
		t.Errorf("nil location: %v", err)
	}
	_, err := rfm.New(rfm.Model{}, time.UTC)
	const want = "period missing; recency.unit missing; recency.closed missing; recency.scores wrong_number; " +
		"frequency.closed missing; frequency.scores wrong_number; monetary.closed missing; monetary.scores wrong_number; " +
		"weights missing; grades missing"
	if got := faults(t, err); got != want {
		t.Errorf("the zero Model: %s; want %s", got, want)
	}
}

// Bins no customer can fall into, and their nearest neighbours that some can.
func TestUnreachableBins(t *testing.T) {
	const none = "none"
	for _, c := range []struct {
		d      rfm.Dimension
		period rfm.Period
		scale  string // unit closed cuts
		want   string // scores nobody can get
	}{
		{rfm.Frequency, "lifetime", "- left 1", "1"},
		{rfm.Frequency, "lifetime", "- left 0.5 1", "1 2"},
		{rfm.Frequency, "lifetime", "- left 1.1", none},
		{rfm.Frequency, "lifetime", "- right 0", "1"},
		{rfm.Frequency, "lifetime", "- right 1", none},
		{rfm.Frequency, "lifetime", "- left 4.2 4.6", "2"},
		{rfm.Frequency, "lifetime", "- left 4.2 5.2", none},
		{rfm.Frequency, "lifetime", "- right 4 4.9", "2"},
		{rfm.Frequency, "lifetime", "- right 4 5", none},
		{rfm.Monetary, "lifetime", "- left 0", "1"},
		{rfm.Monetary, "lifetime", "- right 0", "1"},
		{rfm.Monetary, "lifetime", "- left 0.01", none},
		{rfm.Monetary, "lifetime", "- left 0.000000000001", "1"}, // no amount is smaller
		{rfm.Monetary, "lifetime", "- left 0.000000000002", none},
		{rfm.Monetary, "lifetime", "- right 0.000000000001", none},
		{rfm.Monetary, "lifetime", "per_order left 0", "1"},
		{rfm.Monetary, "lifetime", "per_order right 0", "1"},
		{rfm.Monetary, "lifetime", "per_order left 0.000000000001", none}, // half of it, over two orders
		{rfm.Recency, "lifetime", "days left 0", "2"},
		{rfm.Recency, "lifetime", "days left 0.1", none},
		{rfm.Recency, "lifetime", "days right 0", none},
		{rfm.Recency, "lifetime", "days left 1.2 1.8", "2"},
		{rfm.Recency, "lifetime", "days left 146100", none},
		{rfm.Recency, "lifetime", "days right 146099", none},
		{rfm.Recency, "lifetime", "days right 146100", "1"}, // no two instants are further apart
		{rfm.Recency, "lifetime", "weeks left 0", "2"},
		{rfm.Recency, "lifetime", "weeks right 0", none},
		{rfm.Recency, "lifetime", "weeks right 20871", none},
		{rfm.Recency, "last 90 days", "weeks right 12", none},
		{rfm.Recency, "last 90 days", "weeks right 13", "1"},
		{rfm.Recency, "last 91 days", "weeks right 13", "1"},
		{rfm.Recency, "last 91 days", "weeks left 13", none},
		{rfm.Recency, "last 90 days", "weeks left 13", "1"},
		{rfm.Recency, "lifetime", "months left 0", "2"},
		{rfm.Recency, "lifetime", "months right 0", none},
		{rfm.Recency, "last 12 months", "months right 12", "1"},
		{rfm.Recency, "last 12 months", "months right 11", none},
		{rfm.Recency, "last 12 months", "months left 12", none},
		{rfm.Recency, "last 12 months", "months left 13", "1"},
		{rfm.Recency, "last 12 months", "days right 365", none}, // 366 in a leap year
		{rfm.Recency, "last 12 months", "days right 366", "1"},
		{rfm.Recency, "last 90 days", "months right 2", none},
		{rfm.Recency, "last 90 days", "months right 3", none}, // 89 days from the end of May
		{rfm.Recency, "last 90 days", "months right 4", "1"},
		{rfm.Recency, "last 90 days", "days left 90", none},
		{rfm.Recency, "last 90 days", "days left 91", "1"},
		{rfm.Recency, "year to date", "days right 364", none},
		{rfm.Recency, "year to date", "days right 365", "1"},
	} {
		m := rfm.Textbook()
		m.Period, m.Grades[3].AtLeast = c.period, 0
		m.Recency = rfm.Scale{Unit: rfm.Days, Closed: rfm.Right, Scores: []int{5}}
		scale := parseScale(c.scale)
		switch c.d {
		case rfm.Recency:
			for i := range scale.Scores {
				scale.Scores[i] = len(scale.Scores) - i
			}
			m.Recency = scale
		case rfm.Frequency:
			m.Frequency = scale
		case rfm.Monetary:
			m.Monetary = scale
		}
		got := none
		if _, err := rfm.New(m, time.UTC); err != nil {
			got = unreachableScores(t, c.d, scale, err)
		}
		if got != c.want {
			t.Errorf("%s %s over %s: scores nobody can get: %s; want %s", c.d, c.scale, c.period, got, c.want)
		}
	}
}

func parseScale(s string) rfm.Scale {
	parts := strings.Fields(s)
	scale := rfm.Scale{Unit: rfm.Unit(strings.ReplaceAll(strings.Trim(parts[0], "-"), "_", " ")), Closed: rfm.Side(parts[1]), Scores: []int{1}}
	for i, c := range parts[2:] {
		scale.Cuts = append(scale.Cuts, dec(c))
		scale.Scores = append(scale.Scores, i+2)
	}
	return scale
}

// The messages of a wrong unit name the ones that the dimension has.
func TestUnitsAreNamed(t *testing.T) {
	m := rfm.Textbook()
	m.Recency.Unit, m.Frequency.Unit, m.Monetary.Unit = "moons", "orders", "sum"
	_, err := rfm.New(m, time.UTC)
	const want = `rfm: model: 3 faults: recency.unit: "moons" is unknown; use "days", "weeks" or "months"; ` +
		`frequency.unit: "orders": orders have no unit; leave it out; monetary.unit: "sum" is unknown; use "per order", or leave it out for the sum`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func unreachableScores(t *testing.T, d rfm.Dimension, scale rfm.Scale, err error) string {
	t.Helper()
	var invalid *rfm.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	var scores []string
	for _, f := range invalid.Faults {
		var i int
		if _, err := fmt.Sscanf(f.Path, string(d)+".scores[%d]", &i); err != nil || f.Code != "unreachable" {
			t.Fatalf("unexpected fault %s (%s)", f, f.Code)
		}
		scores = append(scores, fmt.Sprint(scale.Scores[i]))
	}
	return strings.Join(scores, " ")
}

func TestEngineKeepsItsModel(t *testing.T) {
	m := rfm.Textbook()
	at := newEngine(t, m, time.UTC).At(now)
	m.Monetary.Cuts[3], m.Monetary.Scores[4], m.Grades[0].Name, m.Recency.Scores[0] = dec("1"), 9, "", 9
	if got := score(t, at, cell(t, 5, 5, 4)); got.R != 5 || got.M != 4 || got.Grade != "Platinum" {
		t.Errorf("changing the model changed the engine: %+v", got)
	}
}

func TestParseModelRefuses(t *testing.T) {
	for _, c := range []struct{ doc, want string }{
		{`{"period":"lifetime","weigths":{}}`, "weigths unknown_field"},
		{`{"period":null,"recency":{"cuts":["x"]}}`, "period null; recency.cuts[0] wrong_type"},
		{`{"frequency":{"cuts":[1e1000000000],"scores":[1.5]}}`, "frequency.cuts[0] out_of_range; frequency.scores[0] wrong_type"},
		{`{} {}`, " trailing_text"},
	} {
		m, err := rfm.ParseModel([]byte(c.doc))
		if got := faults(t, err); got != c.want || cmp.Diff(rfm.Model{}, m) != "" {
			t.Errorf("%s: %s; want %s", c.doc, got, c.want)
		}
	}
}

// What is strict alone is strict within a shop's own document, and what is
// refused leaves no trace.
func TestStrictWithin(t *testing.T) {
	type own struct {
		Model        rfm.Model        `json:"model"`
		Rule         rfm.Rule         `json:"rule"`
		Segmentation rfm.Segmentation `json:"segmentation"`
	}
	for _, text := range []string{
		`{"model": {"periode": "lifetime"}}`, `{"rule": {"frequency": {"binz": 5}}}`, `{"segmentation": {"rest": null}}`,
	} {
		doc := own{Model: rfm.Textbook(), Rule: rfm.Quintiles(), Segmentation: rfm.TenBoxes()}
		before := doc
		err := json.Unmarshal([]byte(text), &doc)
		var invalid *rfm.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v, want an InvalidError", text, err)
		}
		if diff := cmp.Diff(before, doc); diff != "" {
			t.Errorf("%s: changed (-before +after):\n%s", text, diff)
		}
	}
}

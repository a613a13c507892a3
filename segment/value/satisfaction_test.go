package value_test

import (
	"iter"
	"slices"
	"testing"

	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// answersOf pairs expectation and experience: "3", "5", "4", "4".
func answersOf(numbers ...string) iter.Seq[value.Answer] {
	var list []value.Answer
	for pair := range slices.Chunk(numbers, 2) {
		list = append(list, value.Answer{Expectation: dec(pair[0]), Experience: dec(pair[1])})
	}
	return slices.Values(list)
}

var fiveSteps = value.Scale{Lowest: dec("1"), Highest: dec("5")}

func TestSatisfaction(t *testing.T) {
	for _, c := range []struct {
		why     string
		answers iter.Seq[value.Answer]
		want    value.Satisfaction
	}{
		{"nil", nil, value.Satisfaction{Difference: rat("0")}},
		{"none", answersOf(), value.Satisfaction{Difference: rat("0")}},
		{"both ends of the scale", answersOf("1", "5", "5", "1"), value.Satisfaction{Answers: 2, Difference: rat("0"), Exceeded: 1, Below: 1}},
		{"a third", answersOf("3", "4", "4", "4", "2", "2.0"), value.Satisfaction{Answers: 3, Difference: rat("1/3"), Exceeded: 1, Met: 2}},
		{"disappointed", answersOf("5", "1"), value.Satisfaction{Answers: 1, Difference: rat("-4"), Below: 1}},
		{"by a little", answersOf("4", "4.000000000001"), value.Satisfaction{Answers: 1, Difference: rat("1/1000000000000"), Exceeded: 1}},
	} {
		got := must(fiveSteps.Satisfaction(c.answers))(t)
		if diff := cmp.Diff(c.want, got, exactly); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
	const text = `{"answers":3,"difference":"1/3","exceeded":1,"met":2,"below":0}`
	if got := toJSON(t, must(fiveSteps.Satisfaction(answersOf("3", "4", "4", "4", "2", "2")))(t)); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
}

func TestSatisfactionRefuses(t *testing.T) {
	for _, c := range []struct {
		answers            iter.Seq[value.Answer]
		record, field, why string
	}{
		{answersOf("0.999999999999", "3"), "answer 0, counted from 0", "expectation", "0.999999999999 is outside the scale, 1 to 5"},
		{answersOf("3", "3", "5", "5.000000000001"), "answer 1, counted from 0", "experience", "correct the answer or leave it out"},
		{answersOf("6", "0", "9", "9"), "answer 0, counted from 0", "expectation", "6 is outside"},
		{slices.Values([]value.Answer{{Expectation: dec("1"), Experience: decimal.New(1, -1_000_000_000)}}), "answer 0, counted from 0", "experience", "exponent"},
	} {
		got, err := fiveSteps.Satisfaction(c.answers)
		wantDataError(t, err, c.record, c.field, c.why)
		if got.Answers != 0 {
			t.Errorf("%+v beside the error", got)
		}
	}
}

func TestScale(t *testing.T) {
	const text = `{"lowest":"-2","highest":"2.5"}`
	scale := must(value.ParseScale([]byte(text)))(t)
	if diff := cmp.Diff(value.Scale{Lowest: dec("-2"), Highest: dec("2.5")}, scale); diff != "" {
		t.Error(diff)
	}
	if got := toJSON(t, scale); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
	if got := must(scale.Satisfaction(answersOf("-2", "2.5")))(t); got.Difference.Cmp(rat("9/2")) != 0 {
		t.Errorf("%+v", got)
	}
	const what = "segment/value: scale"
	for data, want := range map[string][]string{
		`{}`:                                     {"lowest missing", "highest missing"},
		`{"highest": 5}`:                         {"lowest missing"},
		`{"lowest": 0, "highest": 0}`:            {"highest not_rising"},
		`{"lowest": 5, "highest": 5}`:            {"highest not_rising"},
		`{"lowest": 5, "highest": 1}`:            {"highest not_rising"},
		`{"lowest": 1, "top": 5, "highest": ""}`: {"top unknown_field", "highest wrong_type"},
	} {
		_, err := value.ParseScale([]byte(data))
		wantFaults(t, err, what, want...)
	}
	_, err := value.Scale{Lowest: decimal.New(1, 1_000_000_000), Highest: decimal.New(1, 1_000_000_001)}.Satisfaction(nil)
	wantFaults(t, err, what, "lowest out_of_range", "highest out_of_range")
	_, err = value.Scale{Lowest: decimal.New(1, 100), Highest: dec("5")}.Satisfaction(nil)
	wantFaults(t, err, what, "lowest out_of_range")
	_, err = value.Scale{Lowest: dec("1"), Highest: decimal.New(1, -100)}.Satisfaction(nil)
	wantFaults(t, err, what, "highest out_of_range")
}

func FuzzParseScale(f *testing.F) {
	f.Add([]byte(`{"lowest": 1, "highest": 5}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		scale, err := value.ParseScale(data)
		if err != nil {
			return
		}
		if diff := cmp.Diff(scale, must(value.ParseScale([]byte(toJSON(t, scale))))(t)); diff != "" {
			t.Fatal(diff)
		}
		ends := slices.Values([]value.Answer{{Expectation: scale.Lowest, Experience: scale.Highest}})
		if s := must(scale.Satisfaction(ends))(t); s.Exceeded != 1 {
			t.Fatalf("%+v", s)
		}
	})
}

func TestSatisfactionAllocs(t *testing.T) {
	list := make([]value.Answer, 1000)
	for i := range list {
		list[i] = value.Answer{Expectation: decimal.New(int64(10+i%41), -1), Experience: decimal.NewFromInt(int64(1 + i%5))}
	}
	answers := slices.Values(list)
	if got := testing.AllocsPerRun(5, func() { must(fiveSteps.Satisfaction(answers))(t) }); got > 40 {
		t.Errorf("%v allocations for 1,000 answers", got)
	}
}

package rfm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
)

func TestEngineCheck(t *testing.T) {
	for _, c := range []struct {
		why   string
		spoil func(*rfm.Model)
		want  []string
	}{
		{"the textbook", func(*rfm.Model) {}, nil},
		{"the highest value is enough", func(m *rfm.Model) { m.Grades[0].AtLeast = 40 }, nil},
		{"above the highest value", func(m *rfm.Model) { m.Grades[0].AtLeast = 41 }, []string{
			`grades[0] unreachable: nobody can get "Platinum": no combination of scores has a value of 41 or more, they lie within 8 to 40; change atLeast or remove the grade`}},
		{"the lowest value is enough", func(m *rfm.Model) { m.Grades[2].AtLeast = 9 }, nil},
		{"below the lowest value", func(m *rfm.Model) { m.Grades[2].AtLeast = 8 }, []string{
			`grades[3] unreachable: nobody can get "Bronze": no combination of scores has a value of 0 to 7, they lie within 8 to 40; change atLeast or remove the grade`}},
		{"between two values", func(m *rfm.Model) {
			m.Weights, m.Grades = rfm.Weights{R: 2, F: 2, M: 4}, []rfm.Grade{{"even", 12}, {"odd", 11}, {"rest", 0}}
		}, []string{
			`grades[1] unreachable: nobody can get "odd": no combination of scores has a value of 11 to 11, they lie within 8 to 40; change atLeast or remove the grade`}},
		{"weights of 0", func(m *rfm.Model) {
			m.Weights = rfm.Weights{M: 4}
			m.Grades = m.Grades[3:]
		}, []string{
			"weights.r decides_nothing: is 0: recency decides nothing about the value and the grade; give it a weight if it should",
			"weights.f decides_nothing: is 0: frequency decides nothing about the value and the grade; give it a weight if it should"}},
		{"weight 0 of the amount", func(m *rfm.Model) {
			m.Weights = rfm.Weights{R: 4, F: 4}
		}, []string{"weights.m decides_nothing: is 0: monetary decides nothing about the value and the grade; give it a weight if it should"}},
		{"one bin, of any dimension", func(m *rfm.Model) {
			m.Recency = rfm.Scale{Unit: rfm.Days, Closed: rfm.Left, Scores: []int{4}}
			m.Frequency = rfm.Scale{Closed: rfm.Left, Scores: []int{1}}
			m.Monetary = rfm.Scale{Closed: rfm.Left, Scores: []int{10}}
			m.Grades = []rfm.Grade{{Name: "all"}}
		}, []string{
			"recency.scores one_bin: everybody gets 4: without cuts there is one bin, which tells nobody apart; add cuts",
			"frequency.scores one_bin: everybody gets 1: without cuts there is one bin, which tells nobody apart; add cuts",
			"monetary.scores one_bin: everybody gets 10: without cuts there is one bin, which tells nobody apart; add cuts"}},
	} {
		m := rfm.Textbook()
		c.spoil(&m)
		got := written(newEngine(t, m, time.UTC).Check())
		if want := strings.Join(c.want, "\n"); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.why, got, want)
		}
	}
	var none *rfm.Engine
	if got := slices.Concat(none.Check(), new(rfm.Engine).Check()); got != nil {
		t.Errorf("a zero engine: %v", got)
	}
}

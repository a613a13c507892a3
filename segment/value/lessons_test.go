package value_test

import (
	"slices"
	"testing"

	"example.com/membership/segment/value"
)

// Faults of other systems, each named after where it was reported.

// Customers with equal numbers were split by the order of the rows
// (rsquaredacademy/rfm#17). Here the ID decides, and the answer says how many
// were cut off.
func TestLessonTiesByRowOrder(t *testing.T) {
	rows := rowsOf("A 1, B 1, C 1, D 1, E 1")
	for range rows {
		rows = append(rows[1:], rows[0])
		r := rank(t, rows)
		p := must(r.Top(dec("0.4")))(t)
		if got := ids(r, p); got != "A B" || p.Tied != 3 {
			t.Errorf("%v: top 40 %% is %s with %d tied", rows, got, p.Tied)
		}
	}
}

// An earlier, wider segment swallowed a later one (rsquaredacademy/rfm#56, #67).
// Here ends that do not rise are refused.
func TestLessonSwallowedLevel(t *testing.T) {
	_, err := value.ParseDivision([]byte(`{"by": "amount", "levels": [
		{"name": "A", "upTo": 0.95}, {"name": "B", "upTo": 0.8}, {"name": "C", "upTo": 1}]}`))
	wantFaults(t, err, "segment/value: division", "levels[1].upTo not_rising")
}

// The shop's own bins left customers without one (rsquaredacademy/rfm#75). Here a
// division that does not end at 1 is refused, and nobody is left out, not even
// those who bring nothing.
func TestLessonNobodyLeftOut(t *testing.T) {
	_, err := value.ParseDivision([]byte(`{"by": "amount", "levels": [{"name": "A", "upTo": 0.8}, {"name": "B", "upTo": 0.999}]}`))
	wantFaults(t, err, "segment/value: division", "levels[1].upTo uncovered")
	if got := divided(t, "K 0, L 0, M 5", value.ABC()); got != "A: M; B:; C: K L" {
		t.Error(got)
	}
}

// An empty input crashed (rasbt/mlxtend#496). Here it is a valid population.
func TestLessonEmptyInput(t *testing.T) {
	r := rank(t, nil)
	must(r.Top(dec("0.2")))(t)
	must(r.Reaching(dec("0.8")))(t)
	must(r.Divide(value.ABC()))(t)
	if n := len(slices.Collect(r.Curve(4))); n != 5 || r.Gini().Sign() != 0 {
		t.Errorf("%d points, Gini %s", n, r.Gini())
	}
}

// A share above 1 was accepted (rasbt/mlxtend#583): 20 for 20 %.
func TestLessonShareAboveOne(t *testing.T) {
	_, err := rank(t, rowsOf("A 1")).Top(dec("20"))
	wantDataError(t, err, "share", "", "0.2 is 20 %")
}

// Guests without an identity were skipped, or counted as one (shopperlabs/shopper#588,
// woocommerce/woocommerce#26108). Here their amount is refused, as the one best
// customer that it would make.
func TestLessonGuests(t *testing.T) {
	_, err := value.Rank(seq([]row{{"A", dec("5")}, {"", dec("9999")}}))
	wantDataError(t, err, `customer ""`, "id", "is empty")
}

package rfm

import (
	"slices"

	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// Model is a way to score customers as data. It round-trips through JSON, so
// that a shop can keep it in a table and edit it on a page. [New] checks it.
type Model struct {
	// Period is what counts: number and amount of purchases are those of the
	// period, and whoever bought nothing in it has no score. Required.
	Period Period `json:"period"`
	// Recency cuts the time since the last purchase, in civil days, weeks or
	// months. Its scores fall: recent is good. Bins beyond the period are
	// faults: whoever shortens it removes their cuts.
	Recency Scale `json:"recency"`
	// Frequency cuts the number of purchases. Its scores rise.
	Frequency Scale `json:"frequency"`
	// Monetary cuts the sum paid, net of refunds, or the average order. Its
	// scores rise.
	Monetary Scale `json:"monetary"`
	// Weights add the three scores up to the value.
	Weights Weights `json:"weights"`
	// Grades name ranges of the value, best first: 1 to 100, of which the last
	// takes in the lowest value.
	Grades []Grade `json:"grades"`
	// AdvisedAbove is the number of customers above which the model's source
	// advises its grades; see [Model.Advised]. Default: 0, for any shop.
	AdvisedAbove int64 `json:"advisedAbove,omitzero"`
}

// Period is the evaluation period, which ends at the instant of scoring:
// "lifetime", "last N days", "last N months", "month to date", "quarter to
// date", "half-year to date" or "year to date"; N months are at most 120, N
// days at most 3,660.
//
// It runs by civil dates, both ends included: "last 12 months" on date D holds
// what is dated from D − 12 months (the last day of a shorter month) to D, and
// "last N days" holds N+1 dates.
type Period string

// Lifetime is the period that holds every purchase.
const Lifetime Period = "lifetime"

// Scale turns one number of a customer into a score. Its n cuts divide all
// numbers into n+1 bins; the first score belongs to the numbers below the first
// cut, the last to those above the last. Every number falls into one bin: bins
// with gaps or overlaps cannot be written down.
type Scale struct {
	// Unit is [Days], [Weeks] or [Months] for recency, always empty for
	// frequency, and [PerOrder] or empty, for the sum, for the amount.
	Unit Unit `json:"unit,omitzero"`
	// Closed says into which bin a number equal to a cut falls.
	Closed Side `json:"closed"`
	// Cuts are rising numbers, at most 9: whole ones where the unit is Weeks or
	// Months. There may be none.
	Cuts []decimal.Decimal `json:"cuts,omitzero"`
	// Scores are those of the bins, one more than cuts, within 1 to 10: falling
	// for recency, rising for the others. Some may be skipped, as by a fit to a
	// population that has no customers for them.
	Scores []int `json:"scores"`
}

// Unit is what recency is counted in, or what the amount is taken per.
type Unit string

const (
	// Days are civil days: 1 for whoever bought yesterday, at whatever hour.
	Days Unit = "days"
	// Weeks are seven civil days: the last purchase is at most 1 week ago on
	// date D if its date is not before D − 7 days.
	Weeks Unit = "weeks"
	// Months are civil months: the last purchase is at most 1 month ago on
	// date D if its date is not before D − 1 month (the last day of a shorter
	// month).
	Months Unit = "months"
	// PerOrder is the average order: the net amount of the period, divided by
	// the number of its purchases. It is compared exactly, without dividing.
	// Who has a score does not depend on it: that needs a net amount above 0.
	PerOrder Unit = "per order"
)

// Side says which of its two ends belongs to a bin.
type Side string

const (
	// Left bins hold their lower end: a cut is met by reaching it (≥).
	Left Side = "left"
	// Right bins hold their upper end: a cut is met by exceeding it (>).
	Right Side = "right"
)

// Weights are the factors of the three scores in the value: whole numbers
// within 0 to 1000, not all 0. Only their proportion matters, grades aside.
type Weights struct {
	R int `json:"r"` // of recency
	F int `json:"f"` // of frequency
	M int `json:"m"` // of the amount
}

// Grade is a range of the value, from AtLeast to below the next better grade,
// so that only values below the last grade could be without one.
type Grade struct {
	Name    string `json:"name"`    // unique
	AtLeast int    `json:"atLeast"` // met by reaching it
}

// Textbook returns the model of the textbook for Chinese platform shops: the
// last year, R×1 + F×3 + M×4, and the grades Platinum, Gold, Silver and Bronze,
// which it advises for shops with more than 150,000 customers.
//
//	score      5       4       3      2      1
//	R months   ≤ 1     ≤ 3     ≤ 4    ≤ 7    ≤ 12
//	F orders   ≥ 6     4–5     3      2      1
//	M amount   ≥ 2000  ≥ 1000  ≥ 500  ≥ 300  below
//
// The value lies within 8 to 40: Platinum from 36, Gold from 26, Silver from
// 17.
func Textbook() Model {
	return Model{
		Period:    "last 12 months",
		Recency:   Scale{Unit: Months, Closed: Right, Cuts: cuts(1, 3, 4, 7), Scores: []int{5, 4, 3, 2, 1}},
		Frequency: Scale{Closed: Left, Cuts: cuts(2, 3, 4, 6), Scores: []int{1, 2, 3, 4, 5}},
		Monetary:  Scale{Closed: Left, Cuts: cuts(300, 500, 1000, 2000), Scores: []int{1, 2, 3, 4, 5}},
		Weights:   Weights{R: 1, F: 3, M: 4},
		Grades: []Grade{
			{Name: "Platinum", AtLeast: 36},
			{Name: "Gold", AtLeast: 26},
			{Name: "Silver", AtLeast: 17},
			{Name: "Bronze", AtLeast: 0},
		},
		AdvisedAbove: 150_000,
	}
}

func cuts(whole ...int64) []decimal.Decimal {
	list := make([]decimal.Decimal, len(whole))
	for i, n := range whole {
		list[i] = decimal.NewFromInt(n)
	}
	return list
}

// Advised reports whether the model's source advises its grades for a shop of
// so many customers. It is advice: nothing else depends on it.
func (m Model) Advised(customers int64) bool {
	return customers > m.AdvisedAbove
}

// clone returns a deep copy.
func (m Model) clone() Model {
	m.Recency = m.Recency.clone()
	m.Frequency = m.Frequency.clone()
	m.Monetary = m.Monetary.clone()
	m.Grades = slices.Clone(m.Grades)
	return m
}

func (s Scale) clone() Scale {
	s.Cuts, s.Scores = slices.Clone(s.Cuts), slices.Clone(s.Scores)
	return s
}

// ParseModel reads a model from JSON of at most 16 MiB. Unknown and repeated
// fields, wrong types, null and trailing text are faults; the error is an
// [*InvalidError] that lists all of them. What the model says is judged by
// [New], once it can be read.
func ParseModel(data []byte) (Model, error) {
	var m Model
	err := m.UnmarshalJSON(data)
	return m, err
}

// UnmarshalJSON reads a model as strictly as [ParseModel] does, also as part of
// another document. On an error m is left as it was.
func (m *Model) UnmarshalJSON(data []byte) error {
	return invalid(fault.Decode("rfm: model", data, m))
}

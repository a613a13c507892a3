package rfm_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/shopspring/decimal"
)

func fit(t failer, at *rfm.Scorer, population []rfm.Summary, rule rfm.Quantiles) rfm.Fitted {
	t.Helper()
	fitted, err := at.Fit(slices.Values(population), rule)
	if err != nil {
		t.Fatal(err)
	}
	return fitted
}

// The published answers: edges, scores and segments of all customers, and the
// figures of each segment.
func TestKnownScores(t *testing.T) {
	orders, want := sharedRows(t, "rfm_orders.csv"), sharedRows(t, "rfm_orders_scores.csv")
	before := newEngine(t, lifetime(), time.UTC).At(instant(t, "2006-12-31 12:00:00", time.UTC))
	customers := map[string]rfm.Summary{}
	for _, row := range orders {
		s := customers[row[1]]
		add(t, before, &s, rfm.Purchase{At: instant(t, row[2], time.UTC), Amount: dec(row[3])})
		customers[row[1]] = s
	}
	fitted, err := before.Fit(maps.Values(customers), rfm.Quintiles())
	if err != nil {
		t.Fatal(err)
	}
	checkScale(t, fitted.Model.Recency, "days left [115 181 297.4 482] [5 4 3 2 1]")
	checkScale(t, fitted.Model.Frequency, " left [4 5 6 8] [1 2 3 4 5]")
	checkScale(t, fitted.Model.Monetary, " left [255.8 382 506.4 666] [1 2 3 4 5]")
	if fitted.Customers != 995 || fitted.LeftOut != 0 || len(fitted.Merged) != 0 || len(want) != 995 {
		t.Errorf("%d customers, %d left out, %v merged, %d known", fitted.Customers, fitted.LeftOut, fitted.Merged, len(want))
	}

	at := newEngine(t, fitted.Model, time.UTC).At(instant(t, "2006-12-31", time.UTC))
	segments := newSegments(t, rfm.TenBoxes())
	figures := map[string][3]int64{} // customers, orders, amount
	for _, row := range want {
		c := customers[row[0]]
		got := score(t, at, c)
		segment := segments.Name(got)
		line := []string{row[0], strconv.Itoa(got.RecencyDays), fmt.Sprint(c.Orders()), c.Amount().String(),
			strconv.Itoa(got.R), strconv.Itoa(got.F), strconv.Itoa(got.M), segment}
		if !slices.Equal(line, row) {
			t.Errorf("got %v, want %v", line, row)
		}
		f := figures[segment]
		figures[segment] = [3]int64{f[0] + 1, f[1] + c.Orders(), f[2] + c.Amount().IntPart()}
	}
	for name, want := range map[string][3]int64{
		"Potential Loyalist": {342, 2211, 204856}, "Loyal Customers": {170, 799, 76562}, "Lost": {148, 393, 35324},
		"New Customers": {104, 329, 28837}, "About To Sleep": {102, 283, 23449}, "Can't Lose Them": {47, 274, 32446},
		"Champions": {35, 316, 31646}, "At Risk": {28, 216, 22227}, "Need Attention": {10, 57, 4562}, "Promising": {9, 28, 4249},
	} {
		if figures[name] != want {
			t.Errorf("%s: %v, want %v", name, figures[name], want)
		}
	}
}

func checkScale(t *testing.T, s rfm.Scale, want string) {
	t.Helper()
	if got := fmt.Sprint(s.Unit, " ", s.Closed, " ", s.Cuts, " ", s.Scores); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// customer bought so many days ago.
type customer struct {
	days   int
	orders int64
	amount string
}

func population(t failer, list ...customer) (summaries []rfm.Summary) {
	t.Helper()
	for _, c := range list {
		summaries = append(summaries, summary(t, now.AddDate(0, 0, -c.days), c.orders, c.amount))
	}
	return summaries
}

// Quantiles by hand: 1, 2, 3, 4 in two and three parts lie at 2.5, and at 2 and 3.
func TestFitQuantiles(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	people := population(t, customer{10, 4, "0.1"}, customer{40, 1, "0.3"}, customer{20, 3, "0.2"}, customer{30, 2, "1.01"})
	for _, c := range []struct {
		rule            rfm.Quantiles
		recency, orders string
		amounts         string
	}{
		{rfm.Quantiles{Bins: 2}, "[25] [2 1]", "[2.5] [1 2]", "[0.25] [1 2]"},
		{rfm.Quantiles{Bins: 2, Plus: dec("1")}, "[26] [2 1]", "[3.5] [1 2]", "[1.25] [1 2]"},
		{rfm.Quantiles{Bins: 3}, "[20 30] [3 2 1]", "[2 3] [1 2 3]", "[0.2 0.3] [1 2 3]"},
		{rfm.Quantiles{Bins: 4, Plus: dec("0.01")}, "[17.51 25.01 32.51] [4 3 2 1]", "[1.76 2.51 3.26] [1 2 3 4]", "[0.185 0.26 0.4875] [1 2 3 4]"},
		// A seventh of the way is no finite decimal: rounded up.
		{rfm.Quantiles{Bins: 7}, "[14.285714285715 18.571428571429 22.857142857143 27.142857142858 31.428571428572 35.714285714286] [7 6 5 4 3 2 1]",
			"[1.857142857143 2.714285714286 3.571428571429] [1 3 5 7]",
			"[0.142857142858 0.185714285715 0.228571428572 0.271428571429 0.401428571429 0.705714285715] [1 2 3 4 5 6 7]"},
	} {
		m := fit(t, at, people, c.rule).Model
		checkScale(t, m.Recency, "days left "+c.recency)
		checkScale(t, m.Frequency, " left "+c.orders)
		checkScale(t, m.Monetary, " left "+c.amounts)
	}
}

func merged(f rfm.Fitted) string {
	var lines []string
	for _, m := range f.Merged {
		lines = append(lines, fmt.Sprintf("%s %d: %s", m.Dimension, m.Bin.Score, m.Bin))
	}
	return strings.Join(lines, "; ")
}

// Ties split by row order gave five customers with one order each the scores 0
// to 4. Here they are one customer in all but name, and the report says what
// merged.
func TestTiesStayTogether(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	same := customer{10, 1, "5"}
	people := population(t, same, same, same, same, same)
	fitted := fit(t, at, people, rfm.Quintiles())
	const want = "recency 4: days ≥ 11, < 11; recency 3: days ≥ 11, < 11; recency 2: days ≥ 11, < 11; " +
		"frequency 2: ≥ 2, < 2; frequency 3: ≥ 2, < 2; frequency 4: ≥ 2, < 2; " +
		"monetary 2: ≥ 6, < 6; monetary 3: ≥ 6, < 6; monetary 4: ≥ 6, < 6"
	if got := merged(fitted); got != want {
		t.Errorf("merged %s\nwant %s", got, want)
	}
	after := newEngine(t, fitted.Model, time.UTC).At(now)
	for _, c := range people {
		if got := score(t, after, c); got.R != 5 || got.F != 1 || got.M != 1 {
			t.Errorf("%d%d%d, want 511", got.R, got.F, got.M)
		}
	}
}

// Few distinct frequencies leave only the scores 1 and 5, which is reported.
func TestFewDistinctFrequencies(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	var list []customer
	for i := range 20 {
		list = append(list, customer{i * 10, 1 + int64(i)/18, strconv.Itoa(100 * (i + 1))})
	}
	fitted := fit(t, at, population(t, list...), rfm.Quintiles())
	checkScale(t, fitted.Model.Frequency, " left [2] [1 5]")
	if got, want := merged(fitted), "frequency 2: ≥ 2, < 2; frequency 3: ≥ 2, < 2; frequency 4: ≥ 2, < 2"; got != want {
		t.Errorf("merged %s, want %s", got, want)
	}
	// Without the 1, a cut lies at the lowest number: nobody is below it.
	fitted = fit(t, at, population(t, list...), rfm.Quantiles{Bins: 5})
	checkScale(t, fitted.Model.Frequency, " left [] [5]")
	if got, want := merged(fitted), "frequency 1: < 1; frequency 2: ≥ 1, < 1; frequency 3: ≥ 1, < 1; frequency 4: ≥ 1, < 1"; got != want {
		t.Errorf("merged %s, want %s", got, want)
	}
}

// Customers beyond what the population knew get the outer scores, not none.
func TestFittedCutsScoreEverybody(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	fitted := fit(t, at, population(t, customer{10, 10, "100"}, customer{20, 20, "200"}, customer{30, 30, "300"}), rfm.Quintiles())
	after := newEngine(t, fitted.Model, time.UTC).At(now)
	for c, want := range map[customer][3]int{{0, 1_000_000, "1e12"}: {5, 5, 5}, {20_000, 1, "0.01"}: {1, 1, 1}} {
		if got := score(t, after, population(t, c)[0]); [3]int{got.R, got.F, got.M} != want {
			t.Errorf("%v: %d%d%d, want %v", c, got.R, got.F, got.M, want)
		}
	}
}

// A fit over a shorter period never cuts beyond it.
func TestFitWithinPeriod(t *testing.T) {
	m := lifetime()
	m.Period, m.Recency = "last 30 days", rfm.Scale{Unit: rfm.Days, Closed: rfm.Left, Scores: []int{5}}
	at := newEngine(t, m, time.UTC).At(now)
	people := population(t, customer{30, 1, "1"}, customer{30, 1, "1"}, customer{30, 1, "1"})
	people = append(people, summary(t, now.AddDate(0, 0, -31), 0, "0"), rfm.Summary{}, summary(t, now, 1, "0"))
	fitted := fit(t, at, people, rfm.Quintiles())
	checkScale(t, fitted.Model.Recency, "days left [] [5]")
	if fitted.Customers != 3 || fitted.LeftOut != 3 || fitted.Model.Period != "last 30 days" {
		t.Errorf("%+v", fitted)
	}
}

// What a fit returns is the caller's: changing it changes no engine.
func TestFitSharesNothing(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	c := population(t, customer{10, 6, "2000"})
	fitted := fit(t, at, c, rfm.Quintiles())
	fitted.Model.Grades[0].Name = "changed"
	if got := score(t, at, c[0]); got.Grade != "Platinum" || got.R != 5 || got.F != 5 || got.M != 5 {
		t.Errorf("the engine changed with the fitted model: %+v", got)
	}
}

func TestFitRefuses(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	one := population(t, customer{10, 1, "1"})
	for _, c := range []struct {
		people []rfm.Summary
		rule   rfm.Quantiles
		want   string
	}{
		{one, rfm.Quantiles{}, "bins out_of_range"},
		{one, rfm.Quantiles{Bins: 1}, "bins out_of_range"},
		{one, rfm.Quantiles{Bins: 11}, "bins out_of_range"},
		{one, rfm.Quantiles{Bins: 2, Plus: dec("-0.1")}, "plus out_of_range"},
		{one, rfm.Quantiles{Bins: 2, Plus: dec("1000.1")}, "plus out_of_range"},
		{one, rfm.Quantiles{Bins: 11, Plus: decimal.New(1, 1_000_000_000)}, "bins out_of_range; plus out_of_range"},
	} {
		_, err := at.Fit(slices.Values(c.people), c.rule)
		if got := faults(t, err); got != c.want {
			t.Errorf("%d bins: %s, want %s", c.rule.Bins, got, c.want) // Plus may be too long to print
		}
	}
	for _, nobody := range [][]rfm.Summary{nil, {{}}, population(t, customer{10, 1, "0"})} {
		if _, err := at.Fit(slices.Values(nobody), rfm.Quintiles()); !errors.Is(err, rfm.ErrNobody) {
			t.Errorf("%v: %v, want ErrNobody", nobody, err)
		}
	}
	if _, err := at.Fit(nil, rfm.Quintiles()); !errors.Is(err, rfm.ErrNobody) {
		t.Errorf("a nil population: %v, want ErrNobody", err)
	}
	var data *rfm.DataError
	if _, err := at.Fit(slices.Values(population(t, customer{-1, 1, "1"})), rfm.Quintiles()); !errors.As(err, &data) {
		t.Errorf("a customer from the future: %v", err)
	}
	m := lifetime()
	m.Grades, m.Monetary = []rfm.Grade{{Name: "all", AtLeast: 40}}, rfm.Scale{Closed: rfm.Left, Scores: []int{9}}
	_, err := newEngine(t, m, time.UTC).At(now).Fit(slices.Values(one), rfm.Quintiles())
	if got := faults(t, err); got != "grades[0].atLeast uncovered" {
		t.Errorf("grades that do not cover the new scores: %s", got)
	}
}

// Grades above the values of fewer bins stay, and nobody gets them.
func TestFitKeepsUnreachableGrades(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	best := customer{0, 9, "900"}
	people := population(t, best, customer{10, 5, "500"}, customer{20, 1, "100"})
	fitted := fit(t, at, people, rfm.Quantiles{Bins: 3})
	got := score(t, newEngine(t, fitted.Model, time.UTC).At(now), people[0])
	if got.Value != 3+3*3+4*3 || got.Grade != "Silver" || len(fitted.Model.Grades) != 4 {
		t.Errorf("%+v among %v", got, fitted.Model.Grades)
	}
}

// A cut that needs more digits than a model may have is a fault, not a rounded
// cut.
func TestFitRefusesCutsBeyondBounds(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	people := population(t, customer{1, 1, strings.Repeat("9", 30)}, customer{2, 2, "0.000000000001"}, customer{3, 3, "0.000000000002"})
	_, err := at.Fit(slices.Values(people), rfm.Quantiles{Bins: 4})
	if got := faults(t, err); got != "monetary.cuts[1] out_of_range" {
		t.Errorf("%v", err)
	}
}

// Amounts of many digits sort and cut like the others.
func TestFitWideAmounts(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	people := population(t, customer{1, 1, "30000000"}, customer{2, 1, "0.000000000001"}, customer{3, 1, "12345678901234567"},
		customer{4, 1, "2.5"}, customer{5, 1, "20000000"})
	for range 4 {
		people = append(people[1:], people[0])
		m := fit(t, at, people, rfm.Quantiles{Bins: 4}).Model
		checkScale(t, m.Monetary, " left [2.5 20000000 30000000] [1 2 3 4]")
	}
}

// Per population of 100,000 customers, with cents alone and with one amount of
// 12 decimals, at which the others have more than 18 digits.
func BenchmarkFit(b *testing.B) {
	at := newEngine(b, lifetime(), time.UTC).At(now)
	people := make([]rfm.Summary, 100_000)
	for i := range people {
		n := i * 7919 % 100_003
		people[i] = summary(b, now.AddDate(0, 0, -n%1000), int64(1+n%20), decimal.New(int64(n*1300)+90_000_000, -2).String())
	}
	for name, least := range map[string]string{"cents": "0.01", "wide": "0.000000000001"} {
		people[0] = summary(b, now, 1, least)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fit(b, at, people, rfm.Quintiles())
			}
		})
	}
}

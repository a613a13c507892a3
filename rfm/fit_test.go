package rfm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// each is the rule of all three dimensions.
func each(q rfm.Quantiles) rfm.Rule { return rfm.Rule{Recency: q, Frequency: q, Monetary: q} }

func fit(t failer, at *rfm.Scorer, population []rfm.Summary, rule rfm.Rule) rfm.Fitted {
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
	if fitted.Customers != 995 || fitted.LeftOut != 0 || len(fitted.Findings) != 0 || len(want) != 995 {
		t.Errorf("%d customers, %d left out, %v, %d known", fitted.Customers, fitted.LeftOut, fitted.Findings, len(want))
	}
	checkBins(t, fitted, want)

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

// checkBins counts the published scores of the bins.
func checkBins(t *testing.T, fitted rfm.Fitted, want [][]string) {
	t.Helper()
	published := map[rfm.Dimension]map[int]int{}
	for i, d := range []rfm.Dimension{rfm.Recency, rfm.Frequency, rfm.Monetary} {
		published[d] = map[int]int{}
		for _, row := range want {
			n, err := strconv.Atoi(row[4+i])
			if err != nil {
				t.Fatal(err)
			}
			published[d][n]++
		}
	}
	sums := map[rfm.Dimension]int{}
	for _, b := range fitted.Bins {
		if b.Merged || b.Customers != published[b.Dimension][b.Bin.Score] {
			t.Errorf("%+v, want %d customers", b, published[b.Dimension][b.Bin.Score])
		}
		sums[b.Dimension] += b.Customers
	}
	if len(fitted.Bins) != 15 || sums[rfm.Recency] != 995 || sums[rfm.Frequency] != 995 || sums[rfm.Monetary] != 995 {
		t.Errorf("%d bins with %v customers", len(fitted.Bins), sums)
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
		{rfm.Quantiles{Bins: 3, Closed: rfm.Right}, "[20 30] [3 2 1]", "[2 3] [1 2 3]", "[0.2 0.3] [1 2 3]"},
		// A seventh of the way is no finite decimal: rounded up, or down.
		{rfm.Quantiles{Bins: 7}, "[14.285714285715 18.571428571429 22.857142857143 27.142857142858 31.428571428572 35.714285714286] [7 6 5 4 3 2 1]",
			"[1.857142857143 2.714285714286 3.571428571429] [1 3 5 7]",
			"[0.142857142858 0.185714285715 0.228571428572 0.271428571429 0.401428571429 0.705714285715] [1 2 3 4 5 6 7]"},
		{rfm.Quantiles{Bins: 7, Closed: rfm.Right}, "[14.285714285714 18.571428571428 22.857142857142 27.142857142857 31.428571428571 35.714285714285] [7 6 5 4 3 2 1]",
			"[1.857142857142 2.714285714285 3.571428571428] [1 3 5 7]",
			"[0.142857142857 0.185714285714 0.228571428571 0.271428571428 0.401428571428 0.705714285714] [1 2 3 4 5 6 7]"},
	} {
		m := fit(t, at, people, each(c.rule)).Model
		side := " left "
		if c.rule.Closed == rfm.Right {
			side = " right "
		}
		checkScale(t, m.Recency, "days"+side+c.recency)
		checkScale(t, m.Frequency, side+c.orders)
		checkScale(t, m.Monetary, side+c.amounts)
	}
}

// A number equal to the quantile begins a Left bin and ends a Right one.
func TestFitAtTheQuantile(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	people := population(t, customer{10, 1, "1"}, customer{20, 2, "2"}, customer{30, 3, "3"})
	for side, want := range map[rfm.Side][3]int{rfm.Left: {1, 2, 2}, rfm.Right: {2, 1, 1}} {
		fitted := fit(t, at, people, each(rfm.Quantiles{Bins: 2, Closed: side}))
		got := score(t, newEngine(t, fitted.Model, time.UTC).At(now), people[1])
		if [3]int{got.R, got.F, got.M} != want {
			t.Errorf("%s: %+v, want %v", side, got, want)
		}
	}
}

// Thirds of an amount: 100 over 3 orders lies at the median of 33.333333333333
// (rounded down) or …4 (up), and on the side that the rule says.
func TestFitPerOrder(t *testing.T) {
	m := lifetime()
	m.Monetary.Unit = rfm.PerOrder
	at := newEngine(t, m, time.UTC).At(now)
	people := population(t, customer{1, 1, "33"}, customer{1, 3, "100"}, customer{1, 2, "68"})
	for _, c := range []struct {
		side rfm.Side
		cuts string
		mid  int
	}{
		{rfm.Left, "per order left [33.333333333333] [1 2]", 2},
		{rfm.Right, "per order right [33.333333333334] [1 2]", 1},
	} {
		fitted := fit(t, at, people, rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Closed: c.side}})
		checkScale(t, fitted.Model.Monetary, c.cuts)
		after := newEngine(t, fitted.Model, time.UTC).At(now)
		for i, want := range []int{1, c.mid, 2} {
			if got := score(t, after, people[i]); got.M != want {
				t.Errorf("%s: customer %d gets %d, want %d", c.side, i, got.M, want)
			}
		}
	}
}

// What the rule does not name stays as the shop has it, and is counted too.
func TestFitKeepsOwnCuts(t *testing.T) {
	m := lifetime()
	m.Grades = m.Grades[3:]
	m.Recency = rfm.Scale{Unit: rfm.Weeks, Closed: rfm.Right, Cuts: []decimal.Decimal{dec("1"), dec("4")}, Scores: []int{9, 5, 1}}
	at := newEngine(t, m, time.UTC).At(now)
	people := population(t, customer{7, 1, "10"}, customer{8, 2, "20"}, customer{28, 3, "3000"}, customer{29, 4, "400"})
	fitted := fit(t, at, people, rfm.Rule{Frequency: rfm.Quantiles{Bins: 2}})
	checkScale(t, fitted.Model.Recency, "weeks right [1 4] [9 5 1]")
	checkScale(t, fitted.Model.Frequency, " left [2.5] [1 2]")
	checkScale(t, fitted.Model.Monetary, " left [300 500 1000 2000] [1 2 3 4 5]")
	const want = "recency 9: weeks ≤ 1: 1; recency 5: weeks > 1, ≤ 4: 2; recency 1: weeks > 4: 1; " +
		"frequency 1: < 2.5: 2; frequency 2: ≥ 2.5: 2; " +
		"monetary 1: < 300: 2; monetary 2: ≥ 300, < 500: 1; monetary 3: ≥ 500, < 1000: 0; monetary 4: ≥ 1000, < 2000: 0; monetary 5: ≥ 2000: 1"
	if got := bins(fitted); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	const finding = "monetary empty: nobody of the 4 customers gets 3 (≥ 500, < 1000) or 4 (≥ 1000, < 2000); move the cuts if that is not meant"
	if got := written(fitted.Findings); got != finding {
		t.Errorf("got  %s\nwant %s", got, finding)
	}
	// A fit of recency is one in days, whatever the unit was.
	fitted = fit(t, at, people, rfm.Rule{Recency: rfm.Quantiles{Bins: 2}})
	checkScale(t, fitted.Model.Recency, "days left [18] [2 1]")
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

func TestFitRefuses(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	one := population(t, customer{10, 1, "1"})
	for _, c := range []struct {
		rule rfm.Rule
		want string
	}{
		{rfm.Rule{}, " missing"},
		{rfm.Rule{Frequency: rfm.Quantiles{Plus: dec("0")}}, " missing"},
		{rfm.Rule{Recency: rfm.Quantiles{Bins: 1}}, "recency.bins out_of_range"},
		{rfm.Rule{Frequency: rfm.Quantiles{Bins: -1}}, "frequency.bins out_of_range"},
		{rfm.Rule{Frequency: rfm.Quantiles{Closed: rfm.Left}}, "frequency.bins out_of_range"},
		{rfm.Rule{Frequency: rfm.Quantiles{Plus: dec("1")}}, "frequency.bins out_of_range"},
		{rfm.Rule{Monetary: rfm.Quantiles{Bins: 11}}, "monetary.bins out_of_range"},
		{rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Plus: dec("-0.1")}}, "monetary.plus out_of_range"},
		{rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Plus: dec("1000.1")}}, "monetary.plus out_of_range"},
		{rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Closed: "Right"}}, "monetary.closed unknown_value"},
		{each(rfm.Quantiles{Bins: 11, Plus: decimal.New(1, 1_000_000_000), Closed: "x"}),
			"recency.bins out_of_range; recency.plus out_of_range; recency.closed unknown_value; " +
				"frequency.bins out_of_range; frequency.plus out_of_range; frequency.closed unknown_value; " +
				"monetary.bins out_of_range; monetary.plus out_of_range; monetary.closed unknown_value"},
	} {
		_, err := at.Fit(slices.Values(one), c.rule)
		if got := faults(t, err); got != c.want {
			t.Errorf("got %s, want %s", got, c.want) // Plus may be too long to print
		}
	}
	for _, most := range []rfm.Quantiles{{Bins: 2}, {Bins: 10}, {Bins: 2, Plus: dec("1000")}} {
		if _, err := at.Fit(slices.Values(one), each(most)); err != nil {
			t.Errorf("%+v: %v", most, err)
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
	fitted := fit(t, at, people, each(rfm.Quantiles{Bins: 3}))
	got := score(t, newEngine(t, fitted.Model, time.UTC).At(now), people[0])
	if got.Value != 3+3*3+4*3 || got.Grade != "Silver" || len(fitted.Model.Grades) != 4 {
		t.Errorf("%+v among %v", got, fitted.Model.Grades)
	}
	const want = `grades[0] unreachable: nobody can get "Platinum": no combination of scores has a value of 36 or more, they lie within 8 to 24; change atLeast or remove the grade
grades[1] unreachable: nobody can get "Gold": no combination of scores has a value of 26 to 35, they lie within 8 to 24; change atLeast or remove the grade`
	if got := written(fitted.Findings); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A cut that needs more digits than a model may have is a fault, not a rounded
// cut.
func TestFitRefusesCutsBeyondBounds(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	people := population(t, customer{1, 1, strings.Repeat("9", 30)}, customer{2, 2, "0.000000000001"}, customer{3, 3, "0.000000000002"})
	_, err := at.Fit(slices.Values(people), each(rfm.Quantiles{Bins: 4}))
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
		m := fit(t, at, people, each(rfm.Quantiles{Bins: 4})).Model
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

// A rule is read as strictly as a model: a name misspelt is no other rule.
func TestParseRule(t *testing.T) {
	data, err := json.Marshal(rfm.Quintiles())
	if err != nil {
		t.Fatal(err)
	}
	back, err := rfm.ParseRule(data)
	if diff := cmp.Diff(rfm.Quintiles(), back); err != nil || diff != "" {
		t.Errorf("read back: %v\n%s", err, diff)
	}
	_, err = rfm.ParseRule([]byte(`{"recency": {"bins": 5, "clossed": "right", "bins": 3}, "monetary": {"plus": null}}`))
	if got, want := faults(t, err), "recency.clossed unknown_field; recency.bins duplicate_field; monetary.plus null"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A stored fit says when and how it was made, in one spelling.
func TestFittedJSON(t *testing.T) {
	at := newEngine(t, lifetime(), time.UTC).At(now)
	fitted := fit(t, at, population(t, customer{1, 1, "1"}, customer{2, 1, "2"}), rfm.Rule{Frequency: rfm.Quantiles{Bins: 2}})
	data, err := json.Marshal(fitted)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"rule":{"frequency":{"bins":2}},"at":"2026-03-31T15:04:05.000000006Z","model":{`,
		`,"customers":2,"leftOut":0,"bins":[{"dimension":"recency","bin":{`,
		`"findings":[{"path":"recency","code":"empty","message":"`,
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in\n%s", want, data)
		}
	}
}

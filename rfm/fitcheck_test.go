package rfm_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
)

// bins writes the bins of a fit.
func bins(f rfm.Fitted) string {
	var lines []string
	for _, b := range f.Bins {
		line := fmt.Sprintf("%s %d: %s: %d", b.Dimension, b.Bin.Score, b.Bin, b.Customers)
		if b.Merged {
			line += " merged"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

// written writes faults in full.
func written(list []rfm.Fault) string {
	var lines []string
	for _, f := range list {
		lines = append(lines, strings.TrimPrefix(f.Path+" ", " ")+f.Code+": "+f.Message)
	}
	return strings.Join(lines, "\n")
}

// Every finding of a fit, with its reason.
func TestFitFindings(t *testing.T) {
	repeat := func(n int, c customer) (list []customer) {
		for range n {
			list = append(list, c)
		}
		return list
	}
	month := lifetime()
	month.Period, month.Recency = "last 30 days", rfm.Scale{Unit: rfm.Days, Closed: rfm.Left, Scores: []int{5}}
	year := month
	year.Period = "last 12 months"
	perOrder := lifetime()
	perOrder.Monetary.Unit = rfm.PerOrder
	fewer := lifetime()
	fewer.Grades = []rfm.Grade{{Name: "one"}}
	for _, c := range []struct {
		why    string
		model  rfm.Model
		people []customer
		rule   rfm.Rule
		want   []string // lines of findings about the dimensions fitted
	}{
		{"a customer a bin", fewer, []customer{{1, 1, "1"}, {2, 2, "2"}, {3, 3, "3"}}, rfm.Rule{Frequency: rfm.Quantiles{Bins: 3}}, nil},
		{"fewer customers than bins", fewer, []customer{{1, 1, "1"}, {2, 5, "2"}}, rfm.Rule{Frequency: rfm.Quantiles{Bins: 3}}, []string{
			"few_customers: 2 customers cannot fill 3 bins; fit to more, or ask for fewer bins",
			"frequency empty: nobody of the 2 customers gets 2 (≥ 2.333333333334, < 3.666666666667); ask for fewer bins, or set the cuts yourself",
		}},
		{"one number at all quantiles, before plus", fewer, repeat(6, customer{1, 1, "1"}), rfm.Rule{Frequency: rfm.Quantiles{Bins: 5, Plus: dec("1")}}, []string{
			"frequency merged: nobody can get 2, 3 or 4: no number of orders is ≥ 2, < 2, as 6 of 6 customers have 1, at the quantiles 1/5 to 4/5, to which 1 is added; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"frequency extremes: of the scores 1 to 5 only 1 and 5 are left; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"frequency empty: all 6 customers get 1, and nobody 5 (≥ 2); no cuts tell equal numbers apart: leave this dimension out of the rule",
		}},
		{"a quantile at the lowest number", fewer, repeat(6, customer{1, 1, "1"}), rfm.Rule{Frequency: rfm.Quantiles{Bins: 2}}, []string{
			"frequency merged: nobody can get 1: no number of orders is < 1, as 6 of 6 customers have 1, at the quantile 1/2; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"frequency.scores one_bin: everybody gets 2: without cuts there is one bin, which tells nobody apart; add cuts",
		}},
		{"no whole number between", fewer, append(repeat(3, customer{1, 1, "1"}), repeat(2, customer{1, 2, "1"})...), rfm.Rule{Frequency: rfm.Quantiles{Bins: 7}}, []string{
			"few_customers: 5 customers cannot fill 7 bins; fit to more, or ask for fewer bins",
			"frequency merged: nobody can get 1: no number of orders is < 1, as 3 of 5 customers have 1, at the quantile 1/7; close the bins right and ask for fewer of them, or set the cuts yourself",
			"frequency merged: nobody can get 2 or 3: no number of orders is ≥ 1, < 1, as 3 of 5 customers have 1, at the quantiles 1/7 to 3/7; close the bins right and ask for fewer of them, or set the cuts yourself",
			"frequency merged: nobody can get 5: no number of orders is ≥ 1.285714285715, < 1.857142857143, as it is a whole number; close the bins right and ask for fewer of them, or set the cuts yourself",
			"frequency merged: nobody can get 6: no number of orders is ≥ 1.857142857143, < 2, as it is a whole number; close the bins right and ask for fewer of them, or set the cuts yourself",
		}},
		{"beyond the period", month, repeat(2, customer{30, 1, "1"}), rfm.Rule{Recency: rfm.Quantiles{Bins: 2, Plus: dec("1")}}, []string{
			"recency merged: nobody can get 1: no number of days within the period last 30 days is ≥ 31, as 2 of 2 customers have 30, at the quantile 1/2, to which 1 is added; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"recency.scores one_bin: everybody gets 2: without cuts there is one bin, which tells nobody apart; add cuts",
		}},
		{"recency's scores in rising order", fewer, repeat(9, customer{10, 1, "1"}), rfm.Rule{Recency: rfm.Quantiles{Bins: 4, Closed: rfm.Right}}, []string{
			"recency merged: nobody can get 2 or 3: no number of days is > 10, ≤ 10, as 9 of 9 customers have 10, at the quantiles 1/4 to 3/4; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"recency extremes: of the scores 1 to 4 only 1 and 4 are left; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"recency empty: all 9 customers get 4, and nobody 1 (days > 10); no cuts tell equal numbers apart: leave this dimension out of the rule",
		}},
		{"average orders", perOrder, repeat(9, customer{10, 2, "5"}), rfm.Rule{Monetary: rfm.Quantiles{Bins: 3}}, []string{
			"monetary merged: nobody can get 2: no average order is ≥ 2.5, < 2.5, as 9 of 9 customers have 2.5, at the quantiles 1/3 to 2/3; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"monetary extremes: of the scores 1 to 3 only 1 and 3 are left; no cuts tell equal numbers apart: leave this dimension out of the rule",
			"monetary empty: all 9 customers get 3, and nobody 1 (per order < 2.5); no cuts tell equal numbers apart: leave this dimension out of the rule",
		}},
		{"tiny amounts and plus 1", fewer, []customer{{1, 1, "0.01"}, {1, 1, "0.02"}, {1, 1, "0.03"}}, rfm.Rule{Monetary: rfm.Quantiles{Bins: 3, Plus: dec("1")}}, []string{
			"monetary empty: all 3 customers get 1, and nobody 2 (≥ 1.016666666667, < 1.023333333334) or 3 (≥ 1.023333333334); ask for fewer bins or a smaller plus, or set the cuts yourself",
		}},
		{"neighbouring quantiles that differ", fewer, []customer{{1, 5, "1"}, {1, 5, "1"}, {1, 6, "1"}, {1, 6, "1"}}, rfm.Rule{Frequency: rfm.Quantiles{Bins: 4, Closed: rfm.Right}}, []string{
			"frequency merged: nobody can get 2: no number of orders is > 5, ≤ 5.5, as it is a whole number; close the bins left, or set the cuts yourself",
			"frequency empty: nobody of the 4 customers gets 4 (> 6); close the bins left, or set the cuts yourself",
		}},
		{"between two customers, and beyond the period", month, []customer{{0, 1, "1"}, {30, 1, "1"}}, rfm.Rule{Recency: rfm.Quantiles{Bins: 3, Plus: dec("12")}}, []string{
			"few_customers: 2 customers cannot fill 3 bins; fit to more, or ask for fewer bins",
			"recency merged: nobody can get 1: no number of days within the period last 30 days is ≥ 32; ask for fewer bins or a smaller plus, or set the cuts yourself",
		}},
		{"whole numbers between, all beyond the period", year, []customer{{0, 1, "1"}, {3, 1, "1"}, {9, 1, "1"}, {12, 1, "1"}, {18, 1, "1"}, {40, 1, "1"}}, rfm.Rule{Recency: rfm.Quantiles{Bins: 3, Plus: dec("500")}}, []string{
			"recency merged: nobody can get 2: no number of days within the period last 12 months is ≥ 507, < 514; ask for fewer bins or a smaller plus, or set the cuts yourself",
			"recency merged: nobody can get 1: no number of days within the period last 12 months is ≥ 514; ask for fewer bins or a smaller plus, or set the cuts yourself",
			"recency.scores one_bin: everybody gets 3: without cuts there is one bin, which tells nobody apart; add cuts",
		}},
		{"equal only when rounded", fewer, []customer{{1, 1, "0.000000000001"}, {1, 1, "0.000000000002"}}, rfm.Rule{Monetary: rfm.Quantiles{Bins: 3}}, []string{
			"few_customers: 2 customers cannot fill 3 bins; fit to more, or ask for fewer bins",
			"monetary merged: nobody can get 2: no amount is ≥ 0.000000000002, < 0.000000000002; ask for fewer bins, or set the cuts yourself",
			"monetary extremes: of the scores 1 to 3 only 1 and 3 are left; ask for fewer bins, or set the cuts yourself",
		}},
		{"ties above the lowest", fewer, append(repeat(5, customer{1, 2, "1"}), customer{1, 1, "1"}), rfm.Rule{Frequency: rfm.Quantiles{Bins: 3}}, []string{
			"frequency merged: nobody can get 2: no number of orders is ≥ 2, < 2, as 5 of 6 customers have 2, at the quantiles 1/3 to 2/3; ask for fewer bins, or set the cuts yourself",
			"frequency extremes: of the scores 1 to 3 only 1 and 3 are left; ask for fewer bins, or set the cuts yourself",
		}},
		{"two bins are no extremes", fewer, append(repeat(2, customer{1, 1, "1"}), customer{1, 2, "1"}, customer{1, 2, "1"}), rfm.Rule{Frequency: rfm.Quantiles{Bins: 2}}, nil},
	} {
		fitted := fit(t, newEngine(t, c.model, time.UTC).At(now), population(t, c.people...), c.rule)
		var got []string
		for _, f := range fitted.Findings {
			q := map[string]rfm.Quantiles{"recency": c.rule.Recency, "frequency": c.rule.Frequency, "monetary": c.rule.Monetary}
			d, _, _ := strings.Cut(f.Path, ".")
			if f.Path == "" || q[d].Bins > 0 {
				got = append(got, written([]rfm.Fault{f}))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

// Whoever does what a finding advises has no such finding any more.
func TestRemediesHelp(t *testing.T) {
	lowest := func(n int) (people []customer) { // one cheap article, bought by 60 of 100
		for i := range n {
			people = append(people, customer{1 + i%40, 1, strconv.Itoa(10 + max(0, i-59))})
		}
		return people
	}(100)
	longest := slices.Clone(lowest)
	for i := range longest {
		longest[i].days = 365 - max(0, i-59)
	}
	for _, c := range []struct {
		name    string
		people  []customer
		advised rfm.Rule
		advice  string
		after   rfm.Rule
	}{
		{"most at the lowest", lowest, rfm.Rule{Monetary: rfm.Quantiles{Bins: 5}}, "close the bins right and ask for fewer of them, or set the cuts yourself",
			rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Closed: rfm.Right}}},
		{"most at the longest", longest, rfm.Rule{Recency: rfm.Quantiles{Bins: 5, Closed: rfm.Right}}, "close the bins left and ask for fewer of them, or set the cuts yourself",
			rfm.Rule{Recency: rfm.Quantiles{Bins: 2}}},
		{"two bins", lowest, rfm.Rule{Monetary: rfm.Quantiles{Bins: 2}}, "close the bins right, or set the cuts yourself",
			rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Closed: rfm.Right}}},
		{"two bins and a plus", lowest, rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Plus: dec("100")}}, "ask for a smaller plus, or set the cuts yourself",
			rfm.Rule{Monetary: rfm.Quantiles{Bins: 2, Plus: dec("1")}}},
	} {
		at := newEngine(t, lifetime(), time.UTC).At(now)
		people := population(t, c.people...)
		of := func(rule rfm.Rule) (list []rfm.Fault) {
			for _, f := range fit(t, at, people, rule).Findings {
				fitted := f.Path == "recency" && rule.Recency.Bins > 0 || f.Path == "monetary" && rule.Monetary.Bins > 0
				if fitted {
					list = append(list, f)
				}
			}
			return list
		}
		before := of(c.advised)
		for _, f := range before {
			if !strings.HasSuffix(f.Message, "; "+c.advice) {
				t.Errorf("%s: %s, want the advice: %s", c.name, f.Message, c.advice)
			}
		}
		if after := of(c.after); len(before) == 0 || len(after) != 0 {
			t.Errorf("%s: %d findings before, and after: %s", c.name, len(before), written(after))
		}
	}
}

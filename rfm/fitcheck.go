package rfm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// fitting adds what a fit to so many customers did to one dimension.
func (f *findings) fitting(fit *fitting, customers int) {
	for from := 0; from < len(fit.merged); {
		to := from + 1
		for to < len(fit.merged) && fit.limits(to) == fit.limits(from) {
			to++
		}
		f.merged(fit, fit.merged[from:to], customers)
		from = to
	}
	left := len(fit.asked.Scores) - len(fit.merged)
	if n := fit.rule.Bins; n > 2 && left == 2 && !slices.Contains(fit.merged, 0) && !slices.Contains(fit.merged, n-1) {
		f.add(string(fit.dimension), "extremes", "of the scores 1 to %d only 1 and %d are left; %s", n, n, fit.remedy(customers))
	}
	f.empty(fit, customers)
}

// limits returns the inequalities of the merged bin k.
func (fit *fitting) limits(k int) string {
	b := fit.asked.bin(fit.merged[k])
	return b.limits()
}

// merged says why no number falls into neighbouring bins with equal limits.
func (f *findings) merged(fit *fitting, bins []int, customers int) {
	var scores []string
	for _, i := range bins {
		scores = append(scores, strconv.Itoa(fit.asked.Scores[i]))
	}
	if fit.dimension == Recency { // its scores fall
		slices.Reverse(scores)
	}
	first, last := bins[0], bins[len(bins)-1]
	f.add(string(fit.dimension), "merged", "nobody can get %s: no %s%s is %s%s; %s",
		either(scores), fit.noun(), fit.within, fit.asked.bin(first).limits(), fit.because(first, last, customers), fit.remedy(customers))
}

// remedy says what would fill the bins that nobody falls into.
func (fit *fitting) remedy(customers int) string {
	q, last := fit.rule, len(fit.asked.Scores)-1
	switch {
	case q.Bins == 0:
		return "move the cuts if that is not meant"
	case fit.ties[0] == customers:
		return "no cuts tell equal numbers apart: leave this dimension out of the rule"
	case q.side() == Left && q.Plus.Sign() == 0 && fit.nobody(0):
		return fit.close(Right, 0)
	case q.side() == Right && fit.nobody(last):
		return fit.close(Left, last-1)
	}
	var ask []string
	if q.Bins > 2 {
		ask = append(ask, "fewer bins")
	}
	if q.Plus.Sign() > 0 {
		ask = append(ask, "a smaller plus")
	}
	if len(ask) == 0 {
		return "set the cuts yourself"
	}
	return "ask for " + either(ask) + ", or set the cuts yourself"
}

// close advises the other side, which many customers with the number of the
// outermost cut need: on this one they leave nothing beyond it. Where they fill
// more quantiles than one, there are also too many bins.
func (fit *fitting) close(side Side, outermost int) string {
	cut := fit.asked.Cuts[outermost]
	same := 0
	for _, c := range fit.asked.Cuts {
		if c.Equal(cut) {
			same++
		}
	}
	fewer := ""
	if same > 1 {
		fewer = " and ask for fewer of them"
	}
	return fmt.Sprintf("close the bins %s%s, or set the cuts yourself", side, fewer)
}

// nobody reports whether no customer falls into bin i.
func (fit *fitting) nobody(i int) bool { return fit.counts[fit.asked.Scores[i]] == 0 }

// noun names the numbers of the dimension.
func (fit *fitting) noun() string {
	switch {
	case fit.dimension == Recency:
		return "number of days"
	case fit.dimension == Frequency:
		return "number of orders"
	case fit.asked.Unit == PerOrder:
		return "average order"
	}
	return "amount"
}

// because names the number that fills the quantiles at which the bins from
// first to last lie, where it is one number that does.
func (fit *fitting) because(first, last, customers int) string {
	lower, upper := first-1, last // the cuts around
	if lower < 0 {
		lower = upper
	}
	if upper == len(fit.asked.Cuts) {
		upper = lower
	}
	cut := fit.asked.Cuts[lower]
	if fit.ties[lower] == 0 || !cut.Equal(fit.asked.Cuts[upper]) {
		if fit.dimension != Monetary && upper > lower && fit.rule.side().holdsNoWhole(cut, fit.asked.Cuts[upper]) {
			return ", as it is a whole number"
		}
		return ""
	}
	n := fit.rule.Bins
	quantiles := fmt.Sprintf("quantile %d/%d", lower+1, n)
	if upper > lower {
		quantiles = fmt.Sprintf("quantiles %d/%d to %d/%d", lower+1, n, upper+1, n)
	}
	plus := ""
	if fit.rule.Plus.Sign() > 0 {
		plus = fmt.Sprintf(", to which %s is added", tidy(fit.rule.Plus))
	}
	return fmt.Sprintf(", as %d of %d customers have %s, at the %s%s",
		fit.ties[lower], customers, tidy(cut.Sub(fit.rule.Plus)), quantiles, plus)
}

// holdsNoWhole reports whether no whole number lies in the bin between two cuts.
func (side Side) holdsNoWhole(from, to decimal.Decimal) bool {
	if side == Right {
		return from.Floor().Equal(to.Floor())
	}
	return from.Ceil().Equal(to.Ceil())
}

// empty lists the bins into which numbers could fall, and no customer does.
func (f *findings) empty(fit *fitting, customers int) {
	var bins []string
	all := 0 // the score of everybody
	for i, score := range fit.asked.Scores {
		switch fit.counts[score] {
		case customers:
			all = score
		case 0:
			if !slices.Contains(fit.merged, i) {
				bins = append(bins, fmt.Sprintf("%d (%s)", score, fit.asked.bin(i)))
			}
		}
	}
	if len(bins) == 0 {
		return
	}
	who := fmt.Sprintf("nobody of the %d customers gets", customers)
	if all > 0 {
		who = fmt.Sprintf("all %d customers get %d, and nobody", customers, all)
	}
	f.add(string(fit.dimension), "empty", "%s %s; %s", who, either(bins), fit.remedy(customers))
}

// either joins words as in "2, 3 or 4".
func either(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

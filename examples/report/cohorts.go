package main

import (
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strconv"
	"time"

	"example.com/membership/segment/pattern"
)

// cohortMonths is how many cohorts before the last one are shown, empty ones left out,
// and how many months after each.
const cohortMonths = 12

// cohorts shows how many of those who first bought in a month came back in the
// months after.
func (p *page) cohorts() error {
	cohorts, err := pattern.Cohorts(p.purchases(), pattern.Months{AsOf: p.asof, Location: p.zone})
	if err != nil {
		return err
	}
	p.title("COHORTS: of those who first bought in a month, how many %% bought 1, 2, ... months later")
	if len(cohorts) == 0 {
		fmt.Fprintln(p, "  nobody")
		return nil
	}
	cohorts = slices.DeleteFunc(cohorts, func(c pattern.Cohort) bool { return c.Size == 0 })
	shown := cohorts[max(0, len(cohorts)-1-cohortMonths):]
	g := grid{left: "lr"}
	header := []string{"", "new"}
	for k := 1; k < len(shown[0].Active) && k <= cohortMonths; k++ {
		g.left += "r"
		header = append(header, strconv.Itoa(k))
	}
	g.add(header...)
	for _, c := range shown {
		g.add(cohortLine(c)...)
	}
	g.write(p)
	today := civilDate(p.asof, p.zone)
	if tomorrow := today.AddDate(0, 0, 1); tomorrow.Month() == today.Month() {
		fmt.Fprintf(p, "  The month of the report, %s, is not over.\n", today.Format("January 2006"))
	}
	return nil
}

func cohortLine(c pattern.Cohort) []string {
	line := []string{c.Month, count(int(c.Size))}
	for k, share := range c.Retention() {
		switch {
		case k == 0:
		case k > cohortMonths:
			return line
		default:
			line = append(line, new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(0))
		}
	}
	return line
}

// purchases yields the customer and the instant of every order that was not
// given back.
func (r *report) purchases() iter.Seq2[uint32, time.Time] {
	return func(yield func(uint32, time.Time) bool) {
		for i := range uint32(r.orders.list.len()) {
			o := r.orders.list.at(i)
			if o.customer != repeated && !r.orders.gone(i) && !yield(o.customer, time.Unix(0, o.at).UTC()) {
				return
			}
		}
	}
}

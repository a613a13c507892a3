package coupon

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Cancel takes back what was claimed together and is unused: one claim, or all
// of a pack, in any order. It gives the stock back, and what the customer has
// counts no more; nothing else does. A pack of which anything is reserved, used
// or past its validity stays as it is, all of it.
//
// There is one step for each claim, coupons by ID and then the gift, to be
// stored in one transaction. The first of them frees the counters of all. The
// error is a [*benefit.DataError]: a claim that cannot be, claims that were not
// made together, or a part of them. Of several it names the first by key.
func Cancel(claims []Claim, at time.Time) ([]Step, error) {
	own, err := together(claims)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, 0, len(own))
	refused := false
	for i := range own {
		step, err := own[i].cancel(at)
		if err != nil {
			return nil, err
		}
		refused = refused || len(step.Reasons) > 0
		steps = append(steps, step)
	}
	switch {
	case refused:
		for i := range steps {
			steps[i] = Step{Claim: own[i], Reasons: steps[i].Reasons}
		}
	case steps[0].Changed:
		steps[0].Frees = countersOf(own)
	}
	return steps, nil
}

// countersOf lists what counted claims that were made together, in the order in
// which [Engine.Claim] raises it.
func countersOf(own []Claim) []string {
	counters := own[0].packCounters()
	for i := range own {
		counters = append(counters, own[i].counters()...)
	}
	slices.Sort(counters)
	return counters
}

// cancel takes back one claim.
func (c Claim) cancel(at time.Time) (Step, error) {
	if err := c.checkAt(at); err != nil {
		return Step{}, err
	}
	if c.State == Cancelled {
		return Step{Claim: c}, nil
	}
	var why []Reason
	if c.lapsed(at) {
		why = append(why, Reason{Code: Lapsed, Until: c.Until})
	}
	if c.held() {
		why = append(why, c.stuck(""))
	}
	return c.becomes(Cancelled, "", why...), nil
}

// together returns claims that were made together, in order, each once.
func together(claims []Claim) ([]Claim, error) {
	if len(claims) == 0 {
		return nil, dataError("the claims", "", "are missing; give one claim, or all of a pack")
	}
	if err := firstError(claims, (*Claim).check); err != nil {
		return nil, err
	}
	own, err := distinct(claims)
	if err != nil {
		return nil, err
	}
	own = slices.Clone(own)
	for i := range own {
		own[i] = own[i].written()
	}
	slices.SortFunc(own, compareParts)
	first := &own[0]
	for i := range own {
		switch c := &own[i]; {
		case !c.madeWith(first):
			return nil, dataError(c.record(), "", "was not made together with %s; cancel them one after the other", first.record())
		case (c.State == Cancelled) != (first.State == Cancelled):
			return nil, dataError(c.record(), "state", "is %q beside %q of %s; the claims of a pack are cancelled together", c.State, first.State, first.record())
		}
	}
	return own, first.checkParts(len(own))
}

// compareParts orders claims that were made together: coupons by ID, then the
// gift.
func compareParts(a, b Claim) int {
	if a, b := a.Coupon == "", b.Coupon == ""; a != b {
		if b {
			return -1
		}
		return 1
	}
	return cmp.Or(strings.Compare(a.item(), b.item()), strings.Compare(a.Key, b.Key))
}

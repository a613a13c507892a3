package benefit

import (
	"math/bits"

	"example.com/membership/internal/exact"
	"github.com/shopspring/decimal"
)

// tender is a compiled [Tender]. A worth of 0 takes no points.
type tender struct {
	step  int64
	worth int64 // of one step, in smallest units
	share ratio
}

func (t *Tender) none() bool { return t.Worth.IsZero() && t.Step == 0 && t.Share.IsZero() }

// steps returns the number of points that can be used at a time.
func (t *Tender) steps() int64 {
	if t.Step == 0 {
		return 1
	}
	return t.Step
}

// stepWorth returns what they are worth.
func (t *Tender) stepWorth() decimal.Decimal { return t.Worth.Mul(decimal.New(t.steps(), 0)) }

func compileTender(t Tender, decimals int32) tender {
	if t.none() {
		return tender{}
	}
	c := tender{step: t.steps(), worth: valid(t.stepWorth(), decimals), share: ratio{1, 1}}
	if !t.Share.IsZero() {
		c.share = ratioOf(t.Share)
	}
	return c
}

// check says why nothing can be paid with the points.
func (s *Spend) check() error {
	switch {
	case s.Ask < 0 || s.Ask > maxPoints:
		return dataError("the cart", "points.ask", "must be 0 to %d, not %d", int64(maxPoints), s.Ask)
	case s.Balance > maxPoints:
		return dataError("the cart", "points.balance", "must be at most %d, not %d", int64(maxPoints), s.Balance)
	}
	return nil
}

// pay returns how many of the points asked for can pay for the total, their
// worth in smallest units, and what kept them below.
func (t tender) pay(s Spend, total int64) (points, worth int64, limits []Limit) {
	if t.worth == 0 || s.Ask == 0 {
		return 0, 0, nil
	}
	n := s.Ask
	if balance := max(0, s.Balance); n > balance {
		n, limits = balance, append(limits, ByBalance)
	}
	most := t.share.of(total, Down)
	if t.worthMore(s.Ask, most) {
		payable, _ := exact.MulDiv(most, t.step, t.worth) // points, rounded down; fewer than asked for
		n, limits = min(n, payable), append(limits, ByShare)
	}
	if rest := n % t.step; rest > 0 {
		n, limits = n-rest, append(limits, ByStep)
	}
	return n, n / t.step * t.worth, limits
}

// worthMore reports whether so many points are worth more than an amount.
func (t tender) worthMore(points, amount int64) bool {
	ah, al := bits.Mul64(uint64(points), uint64(t.worth))
	bh, bl := bits.Mul64(uint64(amount), uint64(t.step))
	return ah > bh || ah == bh && al > bl
}

package coupon

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
)

// check says why a claim that the shop has stored cannot be one.
func (c *Claim) check() error {
	for _, id := range [...]struct {
		field, id string
		most      int
	}{
		{"offer", c.Offer, maxID}, {"customer", c.Customer, maxID},
		{"request", c.Request, maxRequest}, {"coupon or gift", c.item(), maxID},
	} {
		if err := checkPart(id.id, id.most); err != nil {
			return dataError(c.record(), id.field, "%v; hand over claims as they were granted", err)
		}
	}
	for _, at := range [...]struct {
		field string
		at    time.Time
	}{{"at", c.At}, {"from", c.From}, {"until", c.Until}} {
		if err := civil.CheckInstant(at.at); err != nil {
			return dataError(c.record(), at.field, "%v; hand over claims as they were granted", err)
		}
	}
	return c.checkContent()
}

// checkContent says why the fields of a claim do not fit together.
func (c *Claim) checkContent() error {
	switch {
	case c.Coupon != "" && c.Gift != benefit.Gift{}:
		return dataError(c.record(), "gift", "stands beside coupon %.60q; a claim is for one of the two", c.Coupon)
	case !c.hasKey():
		return dataError(c.record(), "key", "is not that of its offer, customer and request; hand over claims as they were granted")
	case c.Parts < 1 || c.Parts > maxPackCoupons+1 || c.Offer == c.Coupon && c.Parts > 1:
		return dataError(c.record(), "parts", "cannot be %d; hand over claims as they were granted", c.Parts)
	case c.Coupon == "" && (c.Gift.Quantity < 1 || c.Gift.Quantity > maxQuantity):
		return dataError(c.record(), "gift", "must be 1 to %d units, not %d", maxQuantity, c.Gift.Quantity)
	case !c.From.Before(c.Until):
		return dataError(c.record(), "until", "must be after from, %s, not %s", text(c.From), text(c.Until))
	case !slices.Contains([]State{Claimed, Reserved, Consumed, Cancelled, Expired}, c.State):
		return dataError(c.record(), "state", "%.60q is unknown; use claimed, reserved, consumed, cancelled or expired", string(c.State))
	case c.held():
		return c.checkOrder(c.Order)
	case c.Order != "":
		return dataError(c.record(), "order", "is %.60q, but the claim is %s and no order has it", c.Order, c.State)
	}
	return nil
}

// checkParts says that n are not all the claims that were made together.
func (c *Claim) checkParts(n int) error {
	if n == c.Parts {
		return nil
	}
	return dataError(c.record(), "parts", "was made as one of %d claims, not of %d; hand over all of them", c.Parts, n)
}

// record names the claim in errors.
func (c *Claim) record() string { return named("claim", c.Key) }

// madeWith reports whether two claims were made by one request.
func (c *Claim) madeWith(o *Claim) bool {
	return c.word() == o.word() && c.Offer == o.Offer && c.Customer == o.Customer && c.Request == o.Request
}

// written returns the claim with instants that can be written.
func (c Claim) written() Claim {
	c.At, c.From, c.Until = civil.Writable(c.At), civil.Writable(c.From), civil.Writable(c.Until)
	return c
}

// compareZones orders claims of the same content, which may write their instants
// in different offsets.
func (c *Claim) compareZones(o *Claim) int {
	const layout = time.RFC3339Nano
	return cmp.Or(
		strings.Compare(c.At.Format(layout), o.At.Format(layout)),
		strings.Compare(c.From.Format(layout), o.From.Format(layout)),
		strings.Compare(c.Until.Format(layout), o.Until.Format(layout)),
	)
}

// firstError returns the error of the first claim by key that has one, and of
// several for one key the first as text: whatever the order of the claims.
func firstError(claims []Claim, check func(*Claim) error) error {
	var first error
	key := ""
	for i := range claims {
		c := &claims[i]
		err := check(c)
		if err == nil {
			continue
		}
		if first == nil || c.Key < key || c.Key == key && err.Error() < first.Error() {
			first, key = err, c.Key
		}
	}
	return first
}

// same reports whether two claims have the same content.
func (c *Claim) same(o *Claim) bool {
	a, b := *c, *o
	equal := a.At.Equal(b.At) && a.From.Equal(b.From) && a.Until.Equal(b.Until)
	a.At, a.From, a.Until = b.At, b.From, b.Until
	return equal && a == b
}

// distinct returns claims without those given twice, in the order given: the
// slice itself where there are none. It takes linear time.
func distinct(claims []Claim) ([]Claim, error) {
	const few = 8 // up to which comparing all is faster than a map
	if len(claims) > few {
		return withoutTwice(claims)
	}
	for i := range claims {
		for j := range i {
			if claims[i].Key == claims[j].Key {
				return withoutTwice(claims)
			}
		}
	}
	return claims, nil
}

// withoutTwice is distinct for any number of claims. Which of those given twice
// it returns, and which it names in an error, does not depend on their order.
func withoutTwice(claims []Claim) ([]Claim, error) {
	once := make([]Claim, 0, len(claims))
	places := make(map[string]int, len(claims))
	err := firstError(claims, func(c *Claim) error {
		place, ok := places[c.Key]
		switch {
		case !ok:
			places[c.Key] = len(once)
			once = append(once, *c)
		case !once[place].same(c):
			return dataError(c.record(), "", "is given twice with different content; hand over each claim once, as it is now")
		case c.compareZones(&once[place]) < 0:
			once[place] = *c
		}
		return nil
	})
	return once, err
}

package coupon

import (
	"time"

	"example.com/membership/benefit"
	"example.com/membership/internal/civil"
)

// Claim is a coupon or a gift that a customer has, as a shop stores it: a row,
// or JSON. The claims of a pack are one for each of its coupons and its gift.
type Claim struct {
	Key      string       `json:"key"`             // Key names the claim; no other has the same
	Offer    string       `json:"offer"`           // Offer is the ID of the coupon or pack that was claimed
	Coupon   string       `json:"coupon,omitzero"` // Coupon is the ID of the coupon, "" for a gift
	Gift     benefit.Gift `json:"gift,omitzero"`   // Gift is the gift, the zero value for a coupon
	Customer string       `json:"customer"`        // Customer is the customer's ID
	Request  string       `json:"request"`         // Request is the caller's request ID
	Parts    int          `json:"parts"`           // Parts is the number of claims that were made together
	At       time.Time    `json:"at"`              // At is when it was claimed
	From     time.Time    `json:"from"`            // From is when it can be used, inclusive
	Until    time.Time    `json:"until"`           // Until is when that ends, exclusive
	State    State        `json:"state"`           // State is what became of it
	Order    string       `json:"order,omitzero"`  // Order is the ID of the order that reserved or consumed it
}

// State is what became of a claim.
type State string

const (
	Claimed   State = "claimed"   // the customer has it and it is unused
	Reserved  State = "reserved"  // an order that is not paid yet uses it
	Consumed  State = "consumed"  // an order used it
	Cancelled State = "cancelled" // it was taken back unused
	Expired   State = "expired"   // its validity ended before it was used
)

// Step is what became of a claim, or why nothing did.
type Step struct {
	// Claim is the claim afterwards.
	Claim Claim `json:"claim"`
	// Changed says that Claim is to be stored. Where it is false without
	// reasons, the step was done before.
	Changed bool `json:"changed"`
	// Was and WasOrder are the state and the order that the stored claim still
	// has to have when a change is stored:
	//
	//	UPDATE claims SET state = ?, "order" = ? WHERE key = ? AND state = ? AND "order" = ?
	//
	// Where it has not, the claim is read and the step asked for again.
	Was      State  `json:"was,omitzero"`
	WasOrder string `json:"wasOrder,omitzero"` // WasOrder is described beside Was
	// Frees lists the counters to lower by 1 in the same transaction, in the
	// order in which claiming raises them. The counter of a stock that the shop
	// does not keep, as there is no limit, is passed over.
	Frees []string `json:"frees,omitempty"`
	// Reasons lists why the claim stays as it is, in the order of the codes.
	Reasons []Reason `json:"reasons,omitempty"`
}

// Reserve keeps a claim for an order that is to be paid. Here its validity is
// judged: from From on and before Until. An order that has reserved or consumed
// it already changes nothing, and one that finds another order there is told
// so. An order that released a claim can reserve it again.
func (c Claim) Reserve(order string, at time.Time) (Step, error) {
	if err := c.checkStep(order, at); err != nil {
		return Step{}, err
	}
	c = c.written()
	if c.held() && c.Order == order {
		return Step{Claim: c}, nil
	}
	var why []Reason
	switch {
	case c.lapsed(at):
		why = append(why, Reason{Code: Lapsed, Until: c.Until})
	case at.Before(c.From):
		why = append(why, Reason{Code: NotYet, From: c.From})
	}
	if c.held() || c.State == Cancelled {
		why = append(why, c.stuck(order))
	}
	return c.becomes(Reserved, order, why...), nil
}

// Consume uses up a claim that the order has reserved, also after the end of
// its validity.
func (c Claim) Consume(order string) (Step, error) {
	return c.move(order, Reserved, Consumed)
}

// Release gives a claim back to the customer that the order has reserved and
// does not use.
func (c Claim) Release(order string) (Step, error) {
	return c.move(order, Reserved, Claimed)
}

// Restore gives a claim back to the customer that the order has consumed, as a
// refund can, under [benefit.Restore]. Its validity is what it was: after the
// end it cannot be reserved again.
func (c Claim) Restore(order string) (Step, error) {
	return c.move(order, Consumed, Claimed)
}

// Expire ends a claim that was not used within its validity: at Until or later.
// Nothing has to call it, as Reserve and Cancel judge the validity themselves;
// it is for lists and counts. It gives no stock back.
func (c Claim) Expire(at time.Time) (Step, error) {
	if err := c.checkAt(at); err != nil {
		return Step{}, err
	}
	c = c.written()
	if c.State == Expired {
		return Step{Claim: c}, nil
	}
	var why []Reason
	if at.Before(c.Until) {
		why = append(why, Reason{Code: NotYet, From: c.Until})
	}
	if c.State != Claimed {
		why = append(why, c.stuck(""))
	}
	return c.becomes(Expired, "", why...), nil
}

// move takes a claim of the order from one state to the next.
func (c Claim) move(order string, from, to State) (Step, error) {
	if err := c.check(); err != nil {
		return Step{}, err
	}
	if err := c.checkOrder(order); err != nil {
		return Step{}, err
	}
	c = c.written()
	mine := !c.held() || c.Order == order
	switch {
	case c.State == to && mine:
		return Step{Claim: c}, nil
	case c.State != from || !mine:
		return c.becomes(to, order, c.stuck(order)), nil
	case to == Claimed:
		return c.becomes(Claimed, ""), nil
	}
	return c.becomes(to, order), nil
}

// lapsed reports whether the validity has ended.
func (c *Claim) lapsed(at time.Time) bool { return c.State == Expired || !at.Before(c.Until) }

// held reports whether an order has the claim.
func (c *Claim) held() bool { return c.State == Reserved || c.State == Consumed }

// becomes returns the step to a state, for an order or none, which is not taken
// where there are reasons against it.
func (c Claim) becomes(to State, order string, why ...Reason) Step {
	if len(why) > 0 {
		for i := range why {
			why[i].Of = c.item()
		}
		return Step{Claim: c, Reasons: why}
	}
	s := Step{Claim: c, Changed: true, Was: c.State, WasOrder: c.Order}
	s.Claim.State, s.Claim.Order = to, order
	return s
}

// stuck says that another order has the claim, or else that its state is wrong.
func (c *Claim) stuck(order string) Reason {
	code := WrongState
	if order != "" && c.held() && c.Order != order {
		code = OtherOrder
	}
	return Reason{Code: code, State: c.State, Order: c.Order}
}

// item returns the ID of the coupon, or of the gift.
func (c *Claim) item() string {
	if c.Coupon != "" {
		return c.Coupon
	}
	return c.Gift.Item
}

// checkStep says why a step of an order at an instant cannot be judged.
func (c *Claim) checkStep(order string, at time.Time) error {
	if err := c.checkAt(at); err != nil {
		return err
	}
	return c.checkOrder(order)
}

func (c *Claim) checkAt(at time.Time) error {
	if err := c.check(); err != nil {
		return err
	}
	if err := civil.CheckInstant(at); err != nil {
		return dataError(c.record(), "", "the instant of the step: %v", err)
	}
	return nil
}

func (c *Claim) checkOrder(order string) error {
	if err := checkID(order); err != nil {
		return dataError(c.record(), "order", "%v; give the ID of the order, the same for every step", err)
	}
	return nil
}

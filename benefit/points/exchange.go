package points

import (
	"slices"
	"time"

	"example.com/membership/internal/fault"
)

// Exchange is a reward that somebody wants for points.
type Exchange struct {
	ID     string    // ID is the key of the request
	Reward string    // Reward is its ID in the menu
	Tier   string    // Tier is the ID of the membership tier held, "" for none
	Taken  int64     // Taken is how many have been taken by all customers, for a reward with a stock
	At     time.Time // At is when
}

// Exchange answers whether a customer can have a reward, with the entry of kind
// [Spend] to append, the guard of its stock, and the cash to be paid; or all
// reasons why not.
//
// The error is a [*benefit.DataError], or [ErrReplay] where the entry would come
// before the account's last one.
func (e *Engine) Exchange(a Account, x Exchange) (Answer, error) {
	if err := e.usable(); err != nil {
		return Answer{}, err
	}
	what := record("exchange", x.ID)
	if err := fault.Key(x.ID); err != nil {
		return Answer{}, dataError(what, "id", "%v", err)
	}
	if x.Taken < 0 {
		return Answer{}, dataError(what, "taken", "%d is negative", x.Taken)
	}
	i := slices.IndexFunc(e.policy.Menu, func(r Reward) bool { return r.ID == x.Reward })
	if i < 0 {
		return Answer{}, dataError(what, "reward", "%q is not in the menu", clip(x.Reward))
	}
	reward := e.policy.Menu[i].clone()
	answer, err := e.Check(a, Entry{ID: x.ID, Kind: Spend, At: x.At, Points: reward.Points, For: reward.ID})
	if err != nil {
		return Answer{}, err
	}
	if !answer.OK && answer.Reasons[0].Code == Already {
		return answer, nil
	}
	if answer.OK {
		answer.Reward, answer.Guard.Stock = &reward, cloned(reward.Stock)
	}
	return answer.unless(reward.against(&x)), nil
}

// against returns what stands against an exchange, points aside.
func (r *Reward) against(x *Exchange) (reasons []Reason) {
	if len(r.Tiers) > 0 && !slices.Contains(r.Tiers, x.Tier) {
		reasons = append(reasons, Reason{Code: OtherTier})
	}
	if r.Stock != nil && x.Taken >= *r.Stock {
		reasons = append(reasons, Reason{Code: SoldOut, Need: *r.Stock, Have: x.Taken})
	}
	return reasons
}

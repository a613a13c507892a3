package benefit_test

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// The reference says what a quote is without regard for speed. It shares no code
// with the engine: amounts are rationals that count the smallest unit of the
// currency, and the best combination is found by trying all of them.

// slowLine is a line on its way through the lanes.
type slowLine struct {
	benefit.Line
	entered rat // the amount when the lane began
	left    rat // the amount now
}

func (l *slowLine) units() rat { return num(l.Quantity) }

// unit is what a unit was worth when the lane began, not rounded.
func (l *slowLine) unit() rat { return over(l.entered, l.units()) }

// kind reads the default.
func (l *slowLine) kind() benefit.Kind { return cmp.Or(l.Kind, benefit.Goods) }

// slowOffer is an offer and what the lane makes of it.
type slowOffer struct {
	benefit.Offer
	reasons []benefit.Reason
	does    slowEffect // where it has no reasons
}

// slowCase is what is priced, and with what.
type slowCase struct {
	program benefit.Program
	tier    string
	at      time.Time
	offers  []benefit.Offer // by lane, priority and ID
	frozen  bool            // a refund, which does not ask for the instant and the tier again
}

// slowTrial is one way to price a case.
type slowTrial struct {
	*slowCase
	lines   []*slowLine // by ID
	offers  []*slowOffer
	applied []*slowOffer
	steps   []benefit.Step
}

var slowLanes = []benefit.Lane{benefit.ItemLane, benefit.MemberLane, benefit.ShopLane, benefit.CouponLane}

func (c *slowCase) strategy(lane benefit.Lane) benefit.Strategy {
	s := c.program.Strategies
	chosen := map[benefit.Lane]benefit.Strategy{
		benefit.ItemLane: s.Item, benefit.MemberLane: s.Member, benefit.ShopLane: s.Shop, benefit.CouponLane: s.Coupon,
	}[lane]
	return cmp.Or(chosen, benefit.Best)
}

func isGift(o benefit.Offer) bool { return o.Deal.Gift.Item != "" }

// late says that offers of the lane work on amounts, and exclusive ones exist.
func late(lane benefit.Lane) bool { return lane == benefit.ShopLane || lane == benefit.CouponLane }

// enter is where every trial begins.
func (c *slowCase) enter(lines []benefit.Line) *slowTrial {
	t := &slowTrial{slowCase: c}
	for _, l := range lines {
		amount := times(c.count(l.Price), num(l.Quantity))
		t.lines = append(t.lines, &slowLine{Line: l, entered: amount, left: amount})
	}
	slices.SortFunc(t.lines, func(a, b *slowLine) int { return strings.Compare(a.ID, b.ID) })
	return t
}

// run prices lines with the chosen offers in lanes whose strategy is Best. It
// returns nil where the choice is not permitted.
func (c *slowCase) run(lines []benefit.Line, chosen []string) *slowTrial {
	t := c.enter(lines)
	for _, lane := range slowLanes {
		for _, l := range t.lines {
			l.entered = l.left
		}
		for _, o := range c.offers {
			if o.Lane == lane && !t.take(o, slices.Contains(chosen, o.ID)) {
				return nil
			}
		}
	}
	return t
}

// take judges an offer, applies it where it may, and reports whether the choice
// is still permitted.
func (t *slowTrial) take(offer benefit.Offer, chosen bool) bool {
	o := &slowOffer{Offer: offer, reasons: t.conditions(offer)}
	t.offers = append(t.offers, o)
	if isGift(offer) || len(o.reasons) > 0 {
		return !chosen
	}
	o.does = t.effect(offer)
	best := t.strategy(o.Lane) == benefit.Best
	if best && !chosen {
		return true // why not is known when everything else is
	}
	if why := t.obstacle(o); why.Code != "" {
		o.reasons = append(o.reasons, why)
		return !best
	}
	t.apply(o)
	return true
}

// conditions checks everything that does not depend on other offers of the lane.
func (t *slowTrial) conditions(o benefit.Offer) (reasons []benefit.Reason) {
	if !t.frozen {
		if !o.From.IsZero() && t.at.Before(o.From) {
			reasons = append(reasons, benefit.Reason{Code: benefit.NotYet, At: o.From})
		}
		if !o.Until.IsZero() && !t.at.Before(o.Until) {
			reasons = append(reasons, benefit.Reason{Code: benefit.Ended, At: o.Until})
		}
		if len(o.Tiers) > 0 && !slices.Contains(o.Tiers, t.tier) {
			reasons = append(reasons, benefit.Reason{Code: benefit.OtherTier})
		}
	}
	lines := t.selected(o.Scope, o.Lane)
	if entered(lines).Sign() == 0 {
		reasons = append(reasons, benefit.Reason{Code: benefit.NoLines})
	}
	if o.Minimum.Of != nil {
		lines = t.selected(*o.Minimum.Of, o.Lane)
	}
	if need, have := t.count(o.Minimum.Amount), entered(lines); have.Cmp(need) < 0 {
		reasons = append(reasons, lacks(benefit.BelowAmount, t.money(need), t.money(have)))
	}
	if need, have := num(o.Minimum.Quantity), quantity(lines); have.Cmp(need) < 0 {
		reasons = append(reasons, lacks(benefit.BelowQuantity, whole(need), whole(have)))
	}
	return reasons
}

func lacks(code benefit.Code, need, have decimal.Decimal) benefit.Reason {
	return benefit.Reason{Code: code, Need: &need, Have: &have}
}

// obstacle says why an offer cannot be taken beside those taken before.
func (t *slowTrial) obstacle(o *slowOffer) benefit.Reason {
	if sum(o.does.lands()).Sign() == 0 {
		return benefit.Reason{Code: benefit.NoEffect}
	}
	if other := t.alone(o); other != "" {
		return benefit.Reason{Code: benefit.Exclusive, Other: other}
	}
	if other := t.grouped(o); other != "" {
		return benefit.Reason{Code: benefit.GroupTaken, Other: other}
	}
	for _, a := range t.applied {
		if a.Lane == o.Lane && t.strategy(o.Lane) == benefit.First {
			return benefit.Reason{Code: benefit.NotFirst, Other: a.ID}
		}
	}
	return benefit.Reason{}
}

// alone returns an offer that applies and that o cannot stand beside.
func (t *slowTrial) alone(o *slowOffer) (other string) {
	if !late(o.Lane) {
		return ""
	}
	for _, a := range t.applied {
		switch {
		case !late(a.Lane):
		case a.Exclusive:
			return a.ID
		case o.Exclusive && other == "":
			other = a.ID
		}
	}
	return other
}

// grouped returns an offer that applies and is of the same group.
func (t *slowTrial) grouped(o *slowOffer) string {
	for _, a := range t.applied {
		if a.Lane == o.Lane && a.Group == o.Group && o.Group != "" {
			return a.ID
		}
	}
	return ""
}

// apply takes off what an offer does.
func (t *slowTrial) apply(o *slowOffer) {
	lands := o.does.lands()
	step := benefit.Step{Lane: o.Lane, Offer: o.ID, Name: o.Name,
		Base: t.money(o.does.base), Desired: t.money(o.does.desired), Applied: t.money(sum(lands))}
	for i, l := range o.does.lines {
		l.left = minus(l.left, lands[i])
		if lands[i].Sign() > 0 {
			step.Lines = append(step.Lines, benefit.Portion{Line: l.ID, Amount: t.money(lands[i])})
		}
	}
	t.steps = append(t.steps, step)
	t.applied = append(t.applied, o)
}

// selected returns the lines of a scope; in the member lane those that take no
// part in it do not exist.
func (t *slowTrial) selected(s benefit.Scope, lane benefit.Lane) (lines []*slowLine) {
	for _, l := range t.lines {
		kinds := s.Kinds
		if len(kinds) == 0 {
			kinds = []benefit.Kind{benefit.Goods}
		}
		tagged := func(names []string) bool {
			return slices.ContainsFunc(l.Tags, func(tag string) bool { return slices.Contains(names, tag) })
		}
		switch {
		case l.Gift != "": // what an offer gives is nothing that is bought
		case lane == benefit.MemberLane && l.NoMember:
		case !slices.Contains(kinds, l.kind()):
		case len(s.Items) > 0 && !slices.Contains(s.Items, l.Item):
		case len(s.Tags) > 0 && !tagged(s.Tags):
		case slices.Contains(s.Except, l.Item) || tagged(s.Except):
		default:
			lines = append(lines, l)
		}
	}
	return lines
}

func entered(lines []*slowLine) rat {
	all := num(0)
	for _, l := range lines {
		all = plus(all, l.entered)
	}
	return all
}

func quantity(lines []*slowLine) rat {
	all := num(0)
	for _, l := range lines {
		all = plus(all, l.units())
	}
	return all
}

// rat is a number; none is changed once it is made.
type rat = *big.Rat

func num(n int64) rat     { return new(big.Rat).SetInt64(n) }
func plus(a, b rat) rat   { return new(big.Rat).Add(a, b) }
func minus(a, b rat) rat  { return new(big.Rat).Sub(a, b) }
func times(a, b rat) rat  { return new(big.Rat).Mul(a, b) }
func over(a, b rat) rat   { return new(big.Rat).Quo(a, b) }
func lesser(a, b rat) rat { return slices.MinFunc([]rat{a, b}, rat.Cmp) }
func larger(a, b rat) rat { return slices.MaxFunc([]rat{a, b}, rat.Cmp) }

// floor cuts a number that is not negative.
func floor(a rat) rat { return new(big.Rat).SetInt(new(big.Int).Quo(a.Num(), a.Denom())) }

func sum(list []rat) rat {
	all := num(0)
	for _, a := range list {
		all = plus(all, a)
	}
	return all
}

// rounded rounds a number that is not negative.
func rounded(a rat, mode benefit.Rounding) rat {
	down := floor(a)
	up, rest := plus(down, num(1)), minus(a, down)
	switch half := rest.Cmp(big.NewRat(1, 2)); {
	case rest.Sign() == 0 || mode == benefit.Down:
		return down
	case mode == benefit.Up || half > 0:
		return up
	case half < 0 || mode == benefit.HalfEven && down.Num().Bit(0) == 0:
		return down
	}
	return up
}

// shares divides a whole amount in proportion to weights, by largest remainder;
// of equal ones the earlier is served first.
func shares(amount rat, weights []rat) []rat {
	parts, rests := make([]rat, len(weights)), make([]rat, len(weights))
	rest, all := amount, sum(weights)
	for i, w := range weights {
		parts[i], rests[i] = num(0), num(0)
		if all.Sign() > 0 {
			exact := over(times(amount, w), all)
			parts[i] = floor(exact)
			rests[i] = minus(exact, parts[i])
		}
		rest = minus(rest, parts[i])
	}
	for ; rest.Sign() > 0 && all.Sign() > 0; rest = minus(rest, num(1)) {
		next := slices.Index(rests, slices.MaxFunc(rests, rat.Cmp))
		parts[next], rests[next] = plus(parts[next], num(1)), num(0)
	}
	return parts
}

// count says how many of the smallest units an amount is, money the reverse.
func (c *slowCase) count(d decimal.Decimal) rat { return d.Shift(c.program.Decimals).Rat() }

func (c *slowCase) money(a rat) decimal.Decimal { return whole(a).Shift(-c.program.Decimals) }

// whole returns a whole number as a decimal.
func whole(a rat) decimal.Decimal {
	if !a.IsInt() {
		panic("the reference has a fraction of the smallest unit: " + a.String())
	}
	return decimal.NewFromBigInt(a.Num(), 0)
}

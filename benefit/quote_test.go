package benefit_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// coupon is an offer of the coupon lane.
func coupon(id, amount string) benefit.Offer {
	return benefit.Offer{ID: id, Lane: benefit.CouponLane, Deal: off(amount)}
}

func TestStrategies(t *testing.T) {
	a, b, c := shopOffer("a", off("5")), shopOffer("b", off("9")), shopOffer("c", off("7"))
	a.Priority, b.Group, c.Group = 1, "g", "g"
	for strategy, said1 := range map[benefit.Strategy]string{
		benefit.First: "41; b −9; c: group_taken b; a: not_first b",
		benefit.All:   "36; b −9; a −5; c: group_taken b",
		benefit.Best:  "36; b −9; a −5; c: group_taken b",
	} {
		want(t, string(strategy), said(price(t, under(strategy, a, b, c), goods("50"))), said1)
	}
	b.Deal = off("6")
	want(t, "all by order", said(price(t, under(benefit.All, a, b, c), goods("50"))), "39; b −6; a −5; c: group_taken b")
	want(t, "best by total", said(price(t, under(benefit.Best, a, b, c), goods("50"))), "38; c −7; a −5; b: group_taken c")
}

// A lower total in one lane may cost more in the end: best lanes are decided
// together.
func TestBestIsJoint(t *testing.T) {
	eager := shopOffer("eager", off("10"))
	big := coupon("big", "30")
	big.Minimum.Amount = dec("100")
	want(t, "the coupon needs all 100", said(price(t, yuan(eager, big), goods("100"))), "70; big −30; eager: not_best")
	p := yuan(eager, big)
	p.Strategies.Shop = benefit.All
	want(t, "unless the shop lane takes all", said(price(t, p, goods("100"))), "90; eager −10; big: below_amount 90<100")
}

func TestTiesOfBest(t *testing.T) {
	pair := []benefit.Offer{shopOffer("b", off("5")), shopOffer("c", off("5"))}
	one := shopOffer("z", off("10"))
	one.Exclusive = true
	want(t, "fewer offers", said(price(t, yuan(append(pair, one)...), goods("50"))), "40; z −10; b: exclusive z; c: exclusive z")
	x, y := shopOffer("x", off("5")), shopOffer("y", off("5"))
	x.Group, y.Group, y.Priority = "g", "g", -1
	q := price(t, yuan(x, y), goods("50"))
	want(t, "the lower ID", said(q), "45; x −5; y: group_taken x")
	want(t, "the other is second", fmt.Sprint(q.RunnerUp), "&{[y] 45}")
	if q := price(t, yuan(), goods("50")); q.RunnerUp != nil || !q.Exact {
		t.Errorf("no offers: exact %v, second %v", q.Exact, q.RunnerUp)
	}
}

// tens is n offers of 1, 2, 3, … off.
func tens(n int) []benefit.Offer {
	var offers []benefit.Offer
	for i := range n {
		offers = append(offers, shopOffer(fmt.Sprintf("o%02d", i), benefit.Deal{Off: decimal.New(int64(i+1), 0)}))
	}
	return offers
}

func TestExactUpTo4096(t *testing.T) {
	grouped := tens(15)
	for i := range grouped[:4] { // (4 + 1) × 2^11 is too many, (4 + 1) × 2^9 is not
		grouped[i].Group = "g"
	}
	alone := shopOffer("alone", off("1"))
	alone.Exclusive = true
	for _, c := range []struct {
		why    string
		offers []benefit.Offer
		exact  bool
	}{
		{"2^12", tens(12), true},
		{"2^12 and one alone", append(tens(12), alone), false},
		{"2^11 and one alone", append(tens(11), alone), true},
		{"2^13", tens(13), false},
		{"5 × 2^9", grouped[:13], true},
		{"5 × 2^11", grouped, false},
		{"2^12 over two lanes", append(tens(11), coupon("c", "1")), true},
		{"2^13 over two lanes", append(tens(12), coupon("c", "1")), false},
	} {
		q := price(t, yuan(c.offers...), goods("1000"))
		if q.Exact != c.exact {
			t.Errorf("%s: exact %v", c.why, q.Exact)
		}
		if (q.RunnerUp != nil) != c.exact {
			t.Errorf("%s: second %v", c.why, q.RunnerUp)
		}
	}
	cannot := append(tens(12), shopOffer("x", off("1")))
	cannot[12].Tiers = []string{"gold"}
	if q := price(t, yuan(cannot...), goods("1000")); !q.Exact {
		t.Error("an offer that cannot apply was counted")
	}
}

// Beyond the limit lanes are decided one by one, and all that combine apply.
func TestLaneByLane(t *testing.T) {
	q := price(t, yuan(append(tens(13), coupon("c", "3"))...), goods("1000"))
	want(t, "all of 13 and a coupon", q.Total.String(), "906")
	alone := shopOffer("alone", off("92"))
	alone.Exclusive = true
	want(t, "one that stands alone", price(t, yuan(append(tens(13), alone)...), goods("1000")).Total.String(), "908")
	alone.Deal = off("90")
	want(t, "but takes less", price(t, yuan(append(tens(13), alone)...), goods("1000")).Total.String(), "909")
	few := append(tens(2), coupon("d", "4"))
	for i := range 12 {
		few = append(few, coupon(fmt.Sprintf("c%d", i), "1"))
	}
	want(t, "2^2 in a lane of its own", price(t, yuan(few...), goods("1000")).Total.String(), "981")
}

// Comparing few combinations can be long work, where each runs many offers over
// many lines. That is bounded, too.
func TestExactWithinBoundedWork(t *testing.T) {
	var lines []string
	for range 26 {
		lines = append(lines, "9×100")
	}
	c := units(lines...)
	for i := range 100 {
		c.Offers = append(c.Offers, coupon(fmt.Sprintf("c%02d", i), "1"))
	}
	p := yuan(tens(12)...)
	p.Strategies.Coupon = benefit.All
	if q := price(t, p, c); !q.Exact {
		t.Error("26 lines and 100 coupons after 2^12 combinations are too much")
	}
	set := benefit.Deal{Set: benefit.Set{Price: dec("1")}}
	for i := range 20 {
		set.Set.Parts = append(set.Set.Parts, benefit.Part{Item: string(rune('a' + i)), Quantity: 1})
	}
	for i := range c.Offers {
		c.Offers[i].Deal = set
	}
	if q := price(t, p, c); q.Exact {
		t.Error("100 sets of 20 parts are not counted")
	}
	for i := range c.Offers {
		c.Offers[i].Tiers = []string{"gold"}
	}
	if q := price(t, p, c); !q.Exact {
		t.Error("offers of another tier are counted")
	}
}

func TestExclusiveOverLanes(t *testing.T) {
	alone := shopOffer("alone", off("10"))
	alone.Exclusive = true
	member := benefit.Offer{ID: "member", Lane: benefit.MemberLane, Deal: benefit.Deal{Pays: dec("0.9")}}
	gift := shopOffer("gift", benefit.Deal{Gift: benefit.Gift{Item: "mug", Quantity: 1}})
	p := under(benefit.All, alone, member, gift, coupon("c", "5"))
	q := price(t, p, goods("100"))
	want(t, "beside a member price, not a gift or a coupon", said(q), "80; member −10; alone −10; gift: exclusive alone; c: exclusive alone")
	if len(q.Gifts) != 0 {
		t.Errorf("gifts %v", q.Gifts)
	}
	p.Offers[0].Lane, p.Offers[3].Exclusive = benefit.CouponLane, true
	p.Offers[3].Lane = benefit.ShopLane
	want(t, "the first one stands", said(price(t, p, goods("100"))), "85; member −10; c −5; gift: exclusive c; alone: exclusive c")
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		why          string
		ask, balance int64
		want         string
	}{
		{"nothing asked", 0, 900, "0 0 []"},
		{"asked and there", 500, 500, "500 5 []"},
		{"one too few", 500, 499, "400 4 [balance step]"},
		{"no multiple of the step", 399, 900, "300 3 [step]"},
		{"a debt", 100, -5, "0 0 [balance]"},
		{"half of the total", 1000, 1000, "1000 10 []"},
		{"more than half", 1001, 2000, "1000 10 [share]"},
		{"everything asked", 5000, 700, "700 7 [balance share]"},
	} {
		p := yuan()
		p.Points = benefit.Tender{Worth: dec("0.01"), Step: 100, Share: dec("0.5")}
		cart := goods("13.33", "6.67", "0")
		cart.Points = benefit.Spend{Ask: c.ask, Balance: c.balance}
		q := price(t, p, cart)
		want(t, c.why, fmt.Sprint(q.Points.Used, q.Points.Amount, q.Limits), c.want)
		want(t, c.why+": due", q.Due.String(), dec("20").Sub(q.Points.Amount).String())
		sum, points := decimal.Zero, int64(0)
		for _, l := range q.Lines {
			sum, points = sum.Add(l.Points.Amount), points+l.Points.Used
		}
		want(t, c.why+": by line", fmt.Sprint(points, sum), fmt.Sprint(q.Points.Used, q.Points.Amount))
	}
	q := price(t, yuan(), benefit.Cart{Lines: goods("5").Lines, Points: benefit.Spend{Ask: 5, Balance: 5}})
	want(t, "a shop that takes none", fmt.Sprint(q.Points.Used, q.Due), "0 5")
}

// What was offered to somebody else is not theirs; what a quote answers is not
// the engine's own memory.
func TestResultsAreCopies(t *testing.T) {
	offer := shopOffer("x", off("1"))
	offer.Tiers, offer.Scope.Items = []string{"gold"}, []string{"a"}
	p := yuan(offer)
	e, err := benefit.New(p)
	if err != nil {
		t.Fatal(err)
	}
	c := goods("10")
	c.Tier, c.Lines[0].Tags = "gold", []string{"t"}
	before, _ := e.Quote(c, noon())
	p.Offers[0].Tiers[0], p.Offers[0].Scope.Items[0] = "silver", "z"
	before.Frozen.Offers[0].Tiers[0], before.Frozen.Offers[0].Scope.Items[0] = "silver", "z"
	before.Lines[0].Line.Tags[0] = "u"
	after, _ := e.Quote(c, noon())
	want(t, "again", said(after)+after.Fingerprint, "9; x −1"+before.Fingerprint)
	want(t, "the cart", strings.Join(c.Lines[0].Tags, ""), "t")
}

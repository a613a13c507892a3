package benefit_test

import (
	"flag"
	"fmt"
	"strconv"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// checkLaw checks a law on so many carts. The laws together see 10,000 carts;
// a million for each of them takes
//
//	go test ./benefit -run Law -rapid.checks=1000000 -timeout 0
func checkLaw(t *testing.T, carts int, law func(*rapid.T)) {
	t.Helper()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set(strconv.Itoa(carts)); err != nil {
			t.Fatal(err)
		}
		defer checks.Value.Set(checks.DefValue)
	}
	rapid.Check(t, law)
}

// lawAt is the instant of the laws; windows of offers begin and end around it.
var lawAt = time.Date(2026, time.March, 31, 15, 4, 5, 6, time.UTC)

// drawer draws programmes and carts. Everything is picked from a few values, so
// that offers meet on lines, minimums are just met and just missed, and totals
// are equal.
type drawer struct {
	t        *rapid.T
	decimals int32
	coarse   bool // amounts far beyond those of a shop
	open     bool // offers for everybody, always, without a minimum
	pile     bool // offers in one lane, without groups
}

// drawCase draws a programme and a cart with at most so many offers together.
func drawCase(t *rapid.T, offers int) (benefit.Program, benefit.Cart) {
	return (&drawer{t: t}).both(0, offers)
}

// drawMany draws so many offers that can apply to most carts that their
// combinations are about as many as are compared, or more.
func drawMany(t *rapid.T) (benefit.Program, benefit.Cart) {
	s := &drawer{t: t, open: true}
	s.pile = s.one(8)
	return s.both(11, 24)
}

// both draws a programme and a cart.
func (s *drawer) both(from, to int) (benefit.Program, benefit.Cart) {
	if s.one(2) {
		s.decimals = 2
	}
	s.coarse = s.one(16)
	p := benefit.Program{
		Decimals: s.decimals,
		Rounding: pick(s, benefit.HalfUp, benefit.HalfEven, benefit.Up, benefit.Down),
		Strategies: benefit.Strategies{
			Item: s.strategy(), Member: s.strategy(), Shop: s.strategy(), Coupon: s.strategy(),
		},
	}
	c := benefit.Cart{Tier: pick(s, "", "gold", "silver")}
	lines := rapid.Custom(func(t *rapid.T) benefit.Line { return s.on(t).line() })
	c.Lines = rapid.SliceOfN(lines, pick(s, 1, 2, 3, 0), 5).Draw(s.t, "lines")
	for i := range c.Lines {
		c.Lines[i].ID = fmt.Sprintf("L%d", i)
	}
	all := rapid.Custom(func(t *rapid.T) benefit.Offer { return s.on(t).offer() })
	for i, o := range rapid.SliceOfN(all, pick(s, from, min(from+2, to), min(from+4, to)), to).Draw(s.t, "offers") {
		o.ID = fmt.Sprintf("O%d", i)
		if isGift(o) {
			s.answer(&c, o)
		}
		if s.one(3) {
			c.Offers = append(c.Offers, o)
		} else {
			p.Offers = append(p.Offers, o)
		}
	}
	if s.one(2) {
		p.Points = s.tender()
	}
	if most := pick(s, 0, 3, 20, 1000); most > 0 {
		c.Points = benefit.Spend{Ask: int64(s.int(0, most)), Balance: int64(s.int(-1, most))}
	}
	return p, c
}

// answer lets the customer take a gift, or decline it, or both.
func (s *drawer) answer(c *benefit.Cart, o benefit.Offer) {
	if s.one(2) {
		c.Lines = append(c.Lines, benefit.Line{
			ID: "gift of " + o.ID, Kind: benefit.GiftLine, Gift: o.ID,
			Item: pick(s, o.Deal.Gift.Item, o.Deal.Gift.Item, o.Deal.Gift.Item, "a"), Quantity: int64(s.int(1, 3)),
		})
	}
	if s.one(4) {
		c.Declined = append(c.Declined, o.ID)
	}
}

// on returns the same drawer for from t.
func (s drawer) on(t *rapid.T) *drawer {
	s.t = t
	return &s
}

func (s *drawer) int(from, to int) int { return rapid.IntRange(from, to).Draw(s.t, "n") }

// one reports true once in n times, and shrinks to false.
func (s *drawer) one(n int) bool { return s.int(1, n) == n && n > 1 }

func pick[V any](s *drawer, values ...V) V { return values[s.int(0, len(values)-1)] }

// some returns one or two of the values once in n times, and else nothing.
func some[V comparable](s *drawer, n int, values ...V) []V {
	if !s.one(n) {
		return nil
	}
	a, b := pick(s, values...), pick(s, values...)
	if a == b {
		return []V{a}
	}
	return []V{a, b}
}

// amount draws an amount of the values, which count the smallest unit.
func (s *drawer) amount(values ...int64) decimal.Decimal {
	n := pick(s, values...)
	if s.coarse {
		n *= 1_999_999_999_993 // a line costs just less than an amount may be
	}
	return decimal.New(n, -s.decimals)
}

func (s *drawer) strategy() benefit.Strategy {
	return pick(s, "", benefit.Best, benefit.Best, benefit.First, benefit.All, benefit.All)
}

func (s *drawer) line() benefit.Line {
	l := benefit.Line{
		Item:     pick(s, "a", "b", "a", "b", "c", ""),
		Tags:     some(s, 2, "x", "y"),
		Quantity: int64(s.int(1, 5)),
		Price:    s.amount(10, 7, 33, 5, 3, 100, 1, 0, 20),
		NoMember: s.one(6),
	}
	switch s.int(0, 9) {
	case 8:
		l.Kind = benefit.Freight
	case 9:
		l.Kind, l.Price, l.Quantity = benefit.GiftLine, decimal.Decimal{}, min(l.Quantity, 3)
		l.Item, l.Gift = pick(s, "a", "b"), pick(s, "", "", "O0", "no offer")
	case 7:
		l.Kind = benefit.Goods
	}
	return l
}

func (s *drawer) offer() benefit.Offer {
	o := benefit.Offer{
		Lane:     pick(s, benefit.ShopLane, benefit.ItemLane, benefit.MemberLane, benefit.CouponLane, benefit.ShopLane, benefit.CouponLane),
		Priority: pick(s, 0, 0, 0, 1, -1),
		Group:    pick(s, "", "", "g", "g", "h"),
		Scope:    s.scope(),
	}
	if s.pile {
		o.Lane, o.Group = benefit.ShopLane, ""
	}
	o.Deal = s.deal(late(o.Lane))
	if isGift(o) {
		o.Group = ""
	} else {
		o.Exclusive = late(o.Lane) && s.one(5)
	}
	if !s.open {
		s.conditions(&o)
	}
	return o
}

// conditions draws when and to whom an offer is open, and what has to be bought.
func (s *drawer) conditions(o *benefit.Offer) {
	o.Tiers = some(s, 6, "gold", "silver")
	switch s.int(0, 11) {
	case 7:
		o.From = lawAt
	case 8:
		o.From = lawAt.Add(1)
	case 9:
		o.Until = lawAt.Add(1)
	case 10:
		o.Until = lawAt
	case 11:
		o.Name = "满50减10"
	}
	switch s.int(0, 11) {
	case 8:
		o.Minimum.Quantity = int64(s.int(1, 8))
	case 9, 10:
		o.Minimum.Amount = s.amount(1, 5, 10, 20, 50, 100)
	case 11:
		of := s.scope()
		o.Minimum = benefit.Minimum{Amount: s.amount(0, 10, 50), Quantity: int64(s.int(1, 5)), Of: &of}
	}
	if o.Minimum.Of == nil && len(o.Scope.Kinds) == 1 && o.Scope.Kinds[0] == benefit.Freight &&
		(o.Minimum.Quantity > 0 || o.Minimum.Amount.Sign() > 0) { // has to be said
		o.Minimum.Of = &benefit.Scope{Kinds: o.Scope.Kinds}
	}
}

func (s *drawer) scope() benefit.Scope {
	if s.one(2) {
		return benefit.Scope{}
	}
	return benefit.Scope{
		Kinds:  some(s, 4, benefit.Goods, benefit.Goods, benefit.Freight, benefit.GiftLine),
		Items:  some(s, 4, "a", "b", "c"),
		Tags:   some(s, 4, "x", "y"),
		Except: some(s, 4, "x", "c"),
	}
}

// share draws what is paid of a price: with halves, just below and just above
// them for prices that occur.
func (s *drawer) share() decimal.Decimal {
	return decimal.RequireFromString(pick(s, "0.85", "0.9", "0.5", "0.1", "0.05", "0.005", "0.3333333", "0.999", "0.95"))
}

// deal draws any deal for the later lanes, and one for units otherwise.
func (s *drawer) deal(any bool) (d benefit.Deal) {
	last := 4
	if any {
		last = 13
	}
	kind := s.int(0, last)
	switch kind {
	case 0:
		d.Off = s.amount(1, 2, 5, 10, 30)
	case 1, 2:
		d.Pays = s.share()
	case 3:
		d.Price = s.amount(1, 2, 5, 9)
	case 4:
		if d.Free = s.one(3); !d.Free {
			d.Off = s.amount(1, 2)
		}
	case 5:
		off := s.amount(1, 2, 5)
		d.Every = benefit.Every{Spent: off.Add(s.amount(0, 1, 8, 15)), Off: off}
	case 6, 11:
		m := s.int(1, 3)
		d.NForM = benefit.NForM{N: int64(m + s.int(1, 2)), M: int64(m)}
	case 7, 8:
		of := benefit.Scope{Items: []string{pick(s, "a", "b")}}
		if s.one(3) {
			of = s.scope()
		}
		d.BuyGet = benefit.BuyGet{Buy: int64(s.int(1, 3)), Get: int64(s.int(1, 3)), Of: &of}
		if s.one(3) {
			d.BuyGet.Pays = s.share()
		}
	case 9, 12:
		d.Set.Price = s.amount(1, 2, 5, 9, 20)
		for _, item := range []string{"a", "b", "c"}[s.int(0, 1):s.int(2, 3)] {
			d.Set.Parts = append(d.Set.Parts, benefit.Part{Item: item, Quantity: int64(s.int(1, 2))})
		}
	case 10, 13:
		d.Gift = benefit.Gift{Item: pick(s, "a", "b"), Quantity: int64(s.int(1, 3))}
	}
	counted := !isGift(benefit.Offer{Deal: d}) && kind >= 5
	if counted && s.one(4) {
		d.Times = int64(s.int(1, 2))
	}
	if any && (counted || kind == 1) && s.one(4) {
		d.Most = s.amount(1, 2, 5, 10)
	}
	return d
}

// tender draws how points pay.
func (s *drawer) tender() benefit.Tender {
	t := benefit.Tender{Step: int64(pick(s, 1, 0, 2, 5, 100)), Worth: s.amount(1, 2, 3)}
	if t.Step > 1 && s.one(2) {
		t.Worth = t.Worth.Mul(decimal.RequireFromString(map[int64]string{2: "0.5", 5: "0.2", 100: "0.01"}[t.Step]))
	}
	if s.one(2) {
		t.Share = decimal.RequireFromString(pick(s, "0.5", "0.777", "1", "0.01"))
	}
	return t
}

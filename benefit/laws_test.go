package benefit_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func engineOf(t rapid.TB, p benefit.Program) *benefit.Engine {
	t.Helper()
	e, err := benefit.New(p)
	if err != nil {
		t.Fatalf("%v\n%s", err, jsonOf(t, p))
	}
	return e
}

func quoteOf(t rapid.TB, e *benefit.Engine, c benefit.Cart, at time.Time) benefit.Quote {
	t.Helper()
	q, err := e.Quote(c, at)
	if err != nil {
		t.Fatalf("%v\n%s", err, jsonOf(t, c))
	}
	return q
}

func jsonOf(t rapid.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sameJSON checks that two values are the same to the byte.
func sameJSON(t rapid.TB, why string, want, got any) {
	t.Helper()
	if x, y := jsonOf(t, want), jsonOf(t, got); x != y {
		t.Fatalf("%s:\nwant %s\ngot  %s\n-want +got:\n%s", why, x, y, cmp.Diff(want, got, cmpopts.EquateEmpty()))
	}
}

// The engine says what the reference says, to the byte, and why.
func checkReferenceLaw(t *rapid.T) {
	p, c := drawCase(t, 8)
	want, got := slowQuote(p, c, lawAt), quoteOf(t, engineOf(t, p), c, lawAt)
	if got.Fingerprint == "" || got.Program == "" {
		t.Fatalf("no fingerprint: %q, %q", got.Fingerprint, got.Program)
	}
	want.Fingerprint, want.Program = got.Fingerprint, got.Program
	sameJSON(t, "programme "+jsonOf(t, p)+"\ncart "+jsonOf(t, c), want, got)
}

func TestLawReference(t *testing.T) { checkLaw(t, 3000, checkReferenceLaw) }
func FuzzLawReference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkReferenceLaw)) }

// Totals lie within their bounds and every sum is exact, however many offers
// there are. More than 4,096 combinations of them are not compared; a lane that
// could take something then takes something all the same.
func checkSumsLaw(t *rapid.T) {
	p, c := drawMany(t)
	q := quoteOf(t, engineOf(t, p), c, lawAt)
	all := &slowCase{program: p, tier: c.Tier, at: lawAt, offers: slices.Concat(p.Offers, c.Offers)}
	if n := all.combinations(c.Lines); q.Exact != (n.Cmp(num(4096)) <= 0) || !q.Exact && q.RunnerUp != nil {
		t.Fatalf("exact %t of %s combinations, then %+v", q.Exact, n, q.RunnerUp)
	}
	sameSums(t, q)
	for _, r := range q.Rejected {
		taken := func(s benefit.Step) bool { return s.Lane == r.Lane }
		if !q.Exact && r.Reasons[0].Code == benefit.NotBest && !slices.ContainsFunc(q.Steps, taken) {
			t.Fatalf("%s is left out of %s, which takes nothing: %s", r.Offer, r.Lane, jsonOf(t, q))
		}
	}
	if points := max(0, min(c.Points.Ask, c.Points.Balance)); q.Points.Used > points {
		t.Fatalf("%d of %d points", q.Points.Used, points)
	}
	if len(q.Steps)+len(q.Rejected)+len(q.Gifts) < len(all.offers) {
		t.Fatalf("offers are missing: %s", jsonOf(t, q))
	}
}

// sameSums checks every sum of a quote.
func sameSums(t rapid.TB, q benefit.Quote) {
	t.Helper()
	var subtotal, discount, total, paid, due decimal.Decimal
	var points int64
	landed := map[string]decimal.Decimal{}
	for _, s := range q.Steps {
		within(t, s.Offer+" desires", s.Desired, s.Base)
		within(t, s.Offer+" applies", s.Applied, s.Desired)
		applied := decimal.Zero
		for _, portion := range s.Lines {
			if portion.Amount.Sign() <= 0 {
				t.Fatalf("%s takes %s off %s", s.Offer, portion.Amount, portion.Line)
			}
			applied = applied.Add(portion.Amount)
			landed[portion.Line] = landed[portion.Line].Add(portion.Amount)
		}
		sameSum(t, s.Offer, applied, s.Applied)
		if s.Applied.Sign() <= 0 {
			t.Fatalf("%s applies nothing", s.Offer)
		}
	}
	for _, l := range q.Lines {
		sameSum(t, l.Line.ID+" subtotal", l.Line.Price.Mul(decimal.NewFromInt(l.Line.Quantity)), l.Subtotal)
		sameSum(t, l.Line.ID+" discount", landed[l.Line.ID], l.Discount)
		sameSum(t, l.Line.ID+" total", l.Subtotal.Sub(l.Discount), l.Total)
		sameSum(t, l.Line.ID+" due", l.Total.Sub(l.Points.Amount), l.Due)
		within(t, l.Line.ID+" total", l.Total, l.Subtotal)
		within(t, l.Line.ID+" due", l.Due, l.Total)
		subtotal, discount, total = subtotal.Add(l.Subtotal), discount.Add(l.Discount), total.Add(l.Total)
		paid, due, points = paid.Add(l.Points.Amount), due.Add(l.Due), points+l.Points.Used
		if !l.Total.Equal(l.Total.Truncate(q.Frozen.Decimals)) || l.Points.Used < 0 {
			t.Fatalf("%+v", l)
		}
		delete(landed, l.Line.ID)
	}
	sameSum(t, "subtotal", subtotal, q.Subtotal)
	sameSum(t, "discount", discount, q.Discount)
	sameSum(t, "total", total, q.Total)
	sameSum(t, "paid", paid, q.Points.Amount)
	sameSum(t, "due", due, q.Due)
	sameSum(t, "discount of the total", q.Subtotal.Sub(q.Discount), q.Total)
	within(t, "total", q.Total, q.Subtotal)
	if points != q.Points.Used || len(landed) > 0 {
		t.Fatalf("%d points of %+v on the lines, %v on others", points, q.Points, landed)
	}
}

// within checks 0 ≤ a ≤ most.
func within(t rapid.TB, what string, a, most decimal.Decimal) {
	t.Helper()
	if a.Sign() < 0 || a.GreaterThan(most) {
		t.Fatalf("%s: %s is not within 0 and %s", what, a, most)
	}
}

func sameSum(t rapid.TB, what string, want, got decimal.Decimal) {
	t.Helper()
	if !want.Equal(got) {
		t.Fatalf("%s: %s adds up to %s", what, got, want)
	}
}

func TestLawSums(t *testing.T) { checkLaw(t, 1000, checkSumsLaw) }
func FuzzLawSums(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkSumsLaw)) }

// The order of lines, offers, tags and gifts declined changes nothing, nor does
// a line that comes twice.
func checkPermutationLaw(t *rapid.T) {
	p, c := drawCase(t, 8)
	want := quoteOf(t, engineOf(t, p), c, lawAt)
	p.Offers = permuted(t, p.Offers)
	c.Offers, c.Lines, c.Declined = permuted(t, c.Offers), permuted(t, c.Lines), permuted(t, c.Declined)
	for i := range c.Lines {
		c.Lines[i].Tags = permuted(t, c.Lines[i].Tags)
	}
	if len(c.Lines) > 0 {
		c.Lines = append(c.Lines, c.Lines[len(c.Lines)-1])
	}
	sameJSON(t, "permuted", want, quoteOf(t, engineOf(t, p), c, lawAt))
}

func permuted[E any](t *rapid.T, list []E) []E {
	if len(list) < 2 {
		return list
	}
	return rapid.Permutation(list).Draw(t, "order")
}

func TestLawPermutation(t *testing.T) { checkLaw(t, 1000, checkPermutationLaw) }
func FuzzLawPermutation(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPermutationLaw)) }

// No permitted combination of offers beats Best, and one of them reaches it: a
// lane that takes all of some offers runs through the permitted combinations
// when every choice of some is tried. What is permitted is not looked at.
func checkBestLaw(t *rapid.T) {
	p, c := drawCase(t, 8)
	best := quoteOf(t, engineOf(t, p), c, lawAt)
	if !best.Exact {
		t.Fatal("not exact")
	}
	isBest := func(o benefit.Offer) bool {
		is := (&slowCase{program: p}).strategy(o.Lane)
		return is == benefit.Best && !isGift(o)
	}
	isOther := func(o benefit.Offer) bool { return !isBest(o) }
	all := slices.Concat(p.Offers, c.Offers)
	free := slices.DeleteFunc(slices.Clone(all), isOther)
	p.Offers, c.Offers = nil, slices.DeleteFunc(slices.Clone(all), isBest)
	for _, s := range []*benefit.Strategy{&p.Strategies.Item, &p.Strategies.Member, &p.Strategies.Shop, &p.Strategies.Coupon} {
		if *s != benefit.First {
			*s = benefit.All
		}
	}
	e, reached, always := engineOf(t, p), false, len(c.Offers)
	for choice := range 1 << len(free) {
		c.Offers = c.Offers[:always]
		for i, o := range free {
			if choice>>i&1 == 1 {
				c.Offers = append(c.Offers, o)
			}
		}
		q := quoteOf(t, e, c, lawAt)
		if q.Total.LessThan(best.Total) {
			t.Fatalf("best is %s, and %s with %s", best.Total, q.Total, jsonOf(t, q.Steps))
		}
		reached = reached || q.Total.Equal(best.Total)
	}
	if !reached {
		t.Fatalf("no combination gives %s", best.Total)
	}
}

func TestLawBest(t *testing.T) { checkLaw(t, 500, checkBestLaw) }
func FuzzLawBest(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkBestLaw)) }

// The instant alone does not change the fingerprint, and everything that is
// decided does: the programme, the tier, the lines, the offers that apply as
// they were but for when they are open, and all amounts.
func checkFingerprintLaw(t *rapid.T) {
	p, c := drawCase(t, 6)
	q := quoteOf(t, engineOf(t, p), c, lawAt)
	was, asked := decided(t, p, q), jsonOf(t, p)+jsonOf(t, c)
	at := edit(&drawer{t: t, decimals: p.Decimals}, &p, &c)
	e, err := benefit.New(p)
	if err != nil {
		t.Skip(err)
	}
	other, err := e.Quote(c, at)
	if err != nil {
		t.Skip(err)
	}
	now, same := decided(t, p, other), q.Fingerprint == other.Fingerprint
	if now != was && same || now == was && !same && asked == jsonOf(t, p)+jsonOf(t, c) {
		t.Fatalf("%s of %s\n%s of %s", q.Fingerprint, was, other.Fingerprint, now)
	}
}

// decided is what a fingerprint stands for.
func decided(t rapid.TB, p benefit.Program, q benefit.Quote) string {
	q.At, q.Fingerprint, q.Program = time.Time{}, "", ""
	q.Rejected, q.Gifts, q.RunnerUp, q.Exact, q.Limits = nil, nil, nil, false, nil
	q.Frozen.Offers = slices.Clone(q.Frozen.Offers)
	for i := range q.Frozen.Offers {
		q.Frozen.Offers[i].From, q.Frozen.Offers[i].Until = time.Time{}, time.Time{}
	}
	p.Offers = slices.Clone(p.Offers)
	slices.SortFunc(p.Offers, func(a, b benefit.Offer) int { return strings.Compare(a.ID, b.ID) })
	return jsonOf(t, p) + jsonOf(t, q)
}

// edit changes one thing, or nothing, and returns when to ask again.
func edit(s *drawer, p *benefit.Program, c *benefit.Cart) time.Time {
	offer, line := &benefit.Offer{}, &benefit.Line{}
	if all := slices.Concat(p.Offers, c.Offers); len(all) > 0 {
		i := s.int(0, len(all)-1)
		p.Offers, c.Offers = all[:len(p.Offers)], all[len(p.Offers):]
		offer = &all[i]
	}
	if c.Lines = slices.Clone(c.Lines); len(c.Lines) > 0 {
		line = &c.Lines[s.int(0, len(c.Lines)-1)]
	}
	switch s.int(0, 15) {
	case 1:
		p.Decimals++
	case 2:
		p.Rounding = pick(s, benefit.HalfUp, benefit.HalfEven, benefit.Up, benefit.Down)
	case 3:
		p.Strategies.Shop = pick(s, benefit.First, benefit.All)
	case 4:
		offer.Deal = s.deal(late(offer.Lane))
	case 5:
		offer.Priority++
	case 6:
		offer.Tiers = append(slices.Clone(offer.Tiers), "bronze")
	case 7:
		offer.Minimum.Quantity++
	case 8:
		offer.Scope.Except = append(slices.Clone(offer.Scope.Except), "nothing")
	case 9:
		offer.Until = lawAt.Add(time.Hour)
	case 10:
		c.Tier = pick(s, "", "gold", "silver")
	case 11:
		line.Quantity++
	case 12:
		line.NoMember = !line.NoMember
	case 13:
		line.Tags = append(slices.Clone(line.Tags), "z")
	case 14:
		c.Points.Ask, c.Points.Balance = c.Points.Ask+1, c.Points.Balance+1
	case 15:
		c.Offers = append(slices.Clone(c.Offers), benefit.Offer{ID: "new", Lane: benefit.CouponLane, Deal: s.deal(true)})
	}
	return lawAt.Add(time.Duration(s.int(-1, 1)))
}

func TestLawFingerprint(t *testing.T) { checkLaw(t, 1000, checkFingerprintLaw) }
func FuzzLawFingerprint(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkFingerprintLaw)) }

// A quote and a programme read back from JSON are the same, and work the same.
func checkJSONLaw(t *rapid.T) {
	p, c := drawCase(t, 8)
	q := quoteOf(t, engineOf(t, p), c, lawAt)
	again, err := benefit.ParseProgram([]byte(jsonOf(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	back, err := benefit.ParseQuote([]byte(jsonOf(t, q)))
	if err != nil {
		t.Fatal(err)
	}
	var cart benefit.Cart
	if err := json.Unmarshal([]byte(jsonOf(t, c)), &cart); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, "read back", q, back)
	sameJSON(t, "from a programme and a cart read back", q, quoteOf(t, engineOf(t, again), cart, lawAt))
	policy, before := drawPolicy(t), benefit.Returned{}
	for _, now := range drawReturns(t, q) {
		x, y := refundOf(t, q, policy, before, now), refundOf(t, back, policy, before, now)
		sameJSON(t, "the refund of a quote read back", x, y)
		before = x.After
	}
}

func TestLawJSON(t *testing.T) { checkLaw(t, 500, checkJSONLaw) }
func FuzzLawJSON(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkJSONLaw)) }

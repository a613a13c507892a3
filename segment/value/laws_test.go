package value_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"example.com/membership/segment/value"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// slowRank orders customers as decimals compare.
func slowRank(rows []row) []row {
	return slices.SortedFunc(slices.Values(rows), func(a, b row) int {
		return cmp.Or(b.amount.Cmp(a.amount), cmp.Compare(a.id, b.id))
	})
}

func slowSum(rows []row) decimal.Decimal {
	sum := decimal.Zero
	for _, r := range rows {
		sum = sum.Add(r.amount)
	}
	return sum
}

func slowShare(a, b decimal.Decimal) *big.Rat {
	if b.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Quo(a.Rat(), b.Rat())
}

// slowPart works out the figures of the places from..to one after the other.
func slowPart(ranked []row, name string, from, to int) value.Part {
	p := value.Part{Name: name, Before: from, Customers: to - from, Amount: slowSum(ranked[from:to])}
	p.CustomerShare = slowShare(decimal.NewFromInt(int64(to-from)), decimal.NewFromInt(int64(len(ranked))))
	p.AmountShare = slowShare(p.Amount, slowSum(ranked))
	if from < to {
		p.Highest, p.Lowest = ranked[from].amount, ranked[to-1].amount
		for _, r := range ranked[to:] {
			if r.amount.Equal(p.Lowest) {
				p.Tied++
			}
		}
	}
	return p
}

// slowTop is share × customers, rounded half up.
func slowTop(ranked []row, share decimal.Decimal) int {
	return int(share.Mul(decimal.NewFromInt(int64(len(ranked)))).Round(0).IntPart())
}

func slowReaching(ranked []row, share decimal.Decimal) int {
	for n := range ranked {
		if slowSum(ranked[:n]).Cmp(share.Mul(slowSum(ranked))) >= 0 {
			return n
		}
	}
	return len(ranked)
}

// Rank, Top and Reaching agree with sorting and adding up decimals.
func checkRanking(t *rapid.T) {
	rows := populations().Draw(t, "population")
	r, ranked := rank(t, rows), slowRank(rows)
	i := 0
	for id, amount := range r.Customers(r.Total()) {
		if id != ranked[i].id || !amount.Equal(ranked[i].amount) {
			t.Fatalf("place %d: %s %s, want %v", i, id, amount, ranked[i])
		}
		i++
	}
	share := shares().Draw(t, "share")
	for name, c := range map[string]struct {
		got value.Part
		to  int
	}{
		"total":    {r.Total(), len(ranked)},
		"top":      {must(r.Top(share))(t), slowTop(ranked, share)},
		"reaching": {must(r.Reaching(share))(t), slowReaching(ranked, share)},
	} {
		if diff := gocmp.Diff(slowPart(ranked, "", 0, c.to), c.got, exactly); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", name, diff)
		}
	}
	larger := decimal.Min(share.Add(shares().Draw(t, "more")), dec("1"))
	if less, more := must(r.Top(share))(t), must(r.Top(larger))(t); less.Customers > more.Customers || less.Amount.Cmp(more.Amount) > 0 {
		t.Fatalf("top %s brings %s, top %s brings %s", share, less.Amount, larger, more.Amount)
	}
}

func TestRanking(t *testing.T) { rapid.Check(t, checkRanking) }
func FuzzRanking(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRanking)) }

// Every customer is in exactly one level, levels respect the order, their shares
// add up to 1, and they end where Top and Reaching do.
func checkDivision(t *rapid.T) {
	rows := populations().Draw(t, "population")
	d := divisions().Draw(t, "division")
	r, ranked := rank(t, rows), slowRank(rows)
	parts := must(r.Divide(d))(t)
	var seen []string
	customers, amount := new(big.Rat), new(big.Rat)
	from := 0
	for i, p := range parts {
		if diff := gocmp.Diff(slowPart(ranked, d.Levels[i].Name, from, from+p.Customers), p, exactly); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
		for id := range r.Customers(p) {
			seen = append(seen, id)
		}
		from += p.Customers
		customers.Add(customers, p.CustomerShare)
		amount.Add(amount, p.AmountShare)
		if i == len(parts)-1 {
			break
		}
		end := slowTop(ranked, d.Levels[i].UpTo)
		if d.By == value.ByAmount {
			end = slowReaching(ranked, d.Levels[i].UpTo)
		}
		if from != end {
			t.Fatalf("%s ends after %d customers, want %d", p.Name, from, end)
		}
	}
	var want []string
	for _, r := range ranked {
		want = append(want, r.id)
	}
	if !slices.Equal(seen, want) || len(parts) != len(d.Levels) {
		t.Fatalf("%d levels with %v, want %d with %v", len(parts), seen, len(d.Levels), want)
	}
	if slowSum(rows).Sign() > 0 && (amount.Cmp(rat("1")) != 0 || customers.Cmp(rat("1")) != 0) {
		t.Fatalf("shares add up to %s and %s", customers, amount)
	}
}

func TestDivision(t *testing.T) { rapid.Check(t, checkDivision) }
func FuzzDivision(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDivision)) }

// slowGini is half the mean difference of all pairs by the mean.
func slowGini(rows []row) *big.Rat {
	differences := decimal.Zero
	for _, a := range rows {
		for _, b := range rows {
			differences = differences.Add(a.amount.Sub(b.amount).Abs())
		}
	}
	return slowShare(differences, slowSum(rows).Mul(decimal.NewFromInt(int64(2*len(rows)))))
}

// The Gini agrees with comparing all pairs, lies within 0 and 1, and is the same
// for a population twice as large or richer by a factor.
func checkGini(t *rapid.T) {
	rows := populations().Draw(t, "population")
	gini := rank(t, rows).Gini()
	if want := slowGini(rows); gini.Cmp(want) != 0 {
		t.Fatalf("%s, want %s", gini, want)
	}
	if gini.Sign() < 0 || gini.Cmp(rat("1")) >= 0 {
		t.Fatalf("%s is outside 0..1", gini)
	}
	factor := decimal.NewFromInt(rapid.Int64Range(1, 9).Draw(t, "factor"))
	var equal, scaled []row
	twice := slices.Clone(rows)
	for _, r := range rows {
		equal = append(equal, row{r.id, rows[0].amount})
		twice = append(twice, row{r.id + "'", r.amount})
		if r.amount.NumDigits() < 25 {
			scaled = append(scaled, row{r.id, r.amount.Mul(factor)})
		}
	}
	if got := rank(t, equal).Gini(); got.Sign() != 0 {
		t.Fatalf("%s where all bring the same", got)
	}
	if got := rank(t, twice).Gini(); got.Cmp(gini) != 0 {
		t.Fatalf("%s, with everybody twice %s", gini, got)
	}
	if len(scaled) == len(rows) {
		if got := rank(t, scaled).Gini(); got.Cmp(gini) != 0 {
			t.Fatalf("%s, times %s %s", gini, factor, got)
		}
	}
}

func TestGiniLaws(t *testing.T) { rapid.Check(t, checkGini) }
func FuzzGini(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkGini)) }

// slowAmount is what the best bring, by interpolation: share lies on the line
// between two customers.
func slowAmount(ranked []row, share *big.Rat) *big.Rat {
	total := slowSum(ranked)
	if total.Sign() == 0 {
		return share
	}
	places := new(big.Rat).Mul(share, big.NewRat(int64(len(ranked)), 1))
	sum := new(big.Rat)
	for _, r := range ranked {
		part := places
		if part.Cmp(rat("1")) > 0 {
			part = rat("1")
		}
		sum.Add(sum, new(big.Rat).Mul(part, r.amount.Rat()))
		places = new(big.Rat).Sub(places, part)
	}
	return sum.Quo(sum, total.Rat())
}

// The curve goes from (0, 0) to (1, 1) in even steps, rises, bends down, and
// twice the area between the full one and the diagonal is the Gini.
func checkCurve(t *rapid.T) {
	rows := populations().Draw(t, "population")
	r, ranked := rank(t, rows), slowRank(rows)
	steps := rapid.IntRange(1, 40).Draw(t, "steps")
	points := slices.Collect(r.Curve(steps))
	if len(points) != steps+1 {
		t.Fatalf("%d points for %d steps", len(points), steps)
	}
	last := rat("1") // the rise before
	for i, p := range points {
		share := big.NewRat(int64(i), int64(steps))
		if p.Customers.Cmp(share) != 0 || p.Amount.Cmp(slowAmount(ranked, share)) != 0 {
			t.Fatalf("point %d: %s %s, want %s %s", i, p.Customers, p.Amount, share, slowAmount(ranked, share))
		}
		if i == 0 {
			continue
		}
		rise := new(big.Rat).Sub(p.Amount, points[i-1].Amount)
		if rise.Sign() < 0 || rise.Cmp(last) > 0 {
			t.Fatalf("point %d rises by %s, after %s", i, rise, last)
		}
		last = rise
	}
	full := slices.Collect(r.Curve(len(rows)))
	area := new(big.Rat)
	for i := 1; i < len(full); i++ {
		width := new(big.Rat).Sub(full[i].Customers, full[i-1].Customers)
		area.Add(area, width.Mul(width, new(big.Rat).Add(full[i].Amount, full[i-1].Amount)))
	}
	if area.Sub(area, rat("1")); area.Cmp(r.Gini()) != 0 {
		t.Fatalf("twice the area is %s, the Gini %s", area, r.Gini())
	}
}

func TestCurveLaws(t *testing.T) { rapid.Check(t, checkCurve) }
func FuzzCurve(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(checkCurve)) }

// everything a ranking answers, as text.
func everything(t failer, rows []row, d value.Division) string {
	t.Helper()
	r, err := value.Rank(seq(rows))
	if err != nil {
		return err.Error()
	}
	text := toJSON(t, []any{
		r.Total(), must(r.Top(dec("0.3")))(t), must(r.Reaching(dec("0.7")))(t),
		must(r.Divide(d))(t), slices.Collect(r.Curve(7)), r.Gini(),
	})
	for id, amount := range r.Customers(r.Total()) {
		text += fmt.Sprint(id, " ", amount.Coefficient(), "e", amount.Exponent(), "\n")
	}
	return text
}

// Customers in another order, and customers twice, give the same bytes; so do
// faulty ones give the same error.
func checkPermuted(t *rapid.T) {
	rows := populations().Draw(t, "population")
	if len(rows) == 0 {
		return
	}
	d := divisions().Draw(t, "division")
	for range rapid.IntRange(0, 3).Draw(t, "repeated") {
		again := rapid.SampledFrom(rows).Draw(t, "again")
		again.amount = again.amount.Add(rapid.SampledFrom([]decimal.Decimal{{}, dec("0.0"), dec("0.000000"), dec("1")}).Draw(t, "more"))
		rows = append(rows, again)
	}
	for range rapid.IntRange(0, 2).Draw(t, "faulty") {
		rows = append(rows, row{rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "id"), rapid.SampledFrom([]decimal.Decimal{dec("-1"), dec("-2"), dec("1e13")}).Draw(t, "amount")})
	}
	want := everything(t, rows, d)
	if got := everything(t, rapid.Permutation(rows).Draw(t, "order"), d); got != want {
		t.Fatalf("%s\nin another order\n%s", want, got)
	}
}

func TestPermuted(t *testing.T) { rapid.Check(t, checkPermuted) }
func FuzzPermuted(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPermuted)) }

// A division read back from JSON decides the same.
func checkDivisionRoundTrip(t *rapid.T) {
	d := divisions().Draw(t, "division")
	back := must(value.ParseDivision([]byte(toJSON(t, d))))(t)
	if diff := gocmp.Diff(d, back); diff != "" {
		t.Fatal(diff)
	}
	rows := populations().Draw(t, "population")
	if a, b := everything(t, rows, d), everything(t, rows, back); a != b {
		t.Fatalf("%s\nread back\n%s", a, b)
	}
}

func TestDivisionJSON(t *testing.T) { rapid.Check(t, checkDivisionRoundTrip) }
func FuzzDivisionJSON(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkDivisionRoundTrip)) }

package rfm_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// answers is all that a population says.
type answers struct {
	Total, Scored rfm.Figures
	Statuses      []rfm.Group[rfm.Status]
	By            [][]rfm.Group[string]
	HeatMap       []rfm.Group[rfm.Cell]
	Distributions [][]rfm.Group[int]
	HighFrom      rfm.Cell
}

func everything(p *rfm.Population, namings ...rfm.Naming) answers {
	a := answers{Total: p.Total(), Scored: p.Scored(), Statuses: p.Statuses(), HeatMap: p.HeatMap(), HighFrom: p.HighFrom()}
	for _, n := range namings {
		a.By = append(a.By, p.By(n))
	}
	for _, d := range []rfm.Dimension{rfm.Recency, rfm.Frequency, rfm.Monetary} {
		a.Distributions = append(a.Distributions, p.Distribution(d))
	}
	return a
}

// crowds draws customers with and without scores.
func crowds(at *rfm.Scorer) *rapid.Generator[[]rfm.Summary] {
	return rapid.Custom(func(t *rapid.T) []rfm.Summary {
		people := populations(at).Draw(t, "people")
		for range rapid.IntRange(0, 3).Draw(t, "others") {
			people = append(people, rapid.SampledFrom([]rfm.Summary{
				{}, summary(t, now, 3, "-7.5"), summary(t, now, 1, "12345678901234567890.125"),
			}).Draw(t, "other"))
		}
		return people
	})
}

func drawModel(t *rapid.T) rfm.Model {
	m := models().Draw(t, "model")
	if rapid.Bool().Draw(t, "textbook") {
		m = rfm.Textbook()
	}
	return m
}

func drawNamings(t *rapid.T, e *rfm.Engine) []rfm.Naming {
	return []rfm.Naming{e, newSegments(t, rfm.TenBoxes()), newSegments(t, rfm.RFGrid()), nil,
		byRecency(rapid.Permutation([]string{"R1", "R3", "R5", "R8"}).Draw(t, "names")...)}
}

// Every grouping sums to the same figures as adding up one by one, and exact
// shares to exactly 1.
func checkGroups(t *rapid.T) {
	engine := newEngine(t, drawModel(t), time.UTC)
	at := engine.At(now)
	people := crowds(at).Draw(t, "people")
	p := count(t, at, people...)
	var total, scored rfm.Figures
	named := map[string]rfm.Figures{}
	namings := drawNamings(t, engine)
	for _, c := range people {
		total = plus(total, c)
		s := score(t, at, c)
		if s.Status != rfm.Scored {
			continue
		}
		scored = plus(scored, c)
		for i, n := range namings {
			if n != nil {
				key := fmt.Sprint(i, n.Name(s))
				named[key] = plus(named[key], c)
			}
		}
		for _, key := range []string{fmt.Sprint("heat", s.R, s.F), fmt.Sprint("r", s.R), fmt.Sprint("f", s.F), fmt.Sprint("m", s.M)} {
			named[key] = plus(named[key], c)
		}
	}
	same(t, "total", p.Total(), total)
	same(t, "scored", p.Scored(), scored)
	same(t, "statuses", addUp(p.Statuses()), total)
	for i, n := range namings {
		groups := p.By(n)
		same(t, "names", addUp(groups), scored)
		for _, g := range groups {
			if n != nil {
				same(t, "name "+g.Key, g.Figures, named[fmt.Sprint(i, g.Key)])
			}
		}
	}
	same(t, "heat map", addUp(p.HeatMap()), scored)
	for _, g := range p.HeatMap() {
		same(t, "heat map", g.Figures, named[fmt.Sprint("heat", g.Key.R, g.Key.F)])
	}
	for _, d := range []rfm.Dimension{rfm.Recency, rfm.Frequency, rfm.Monetary} {
		groups := p.Distribution(d)
		same(t, string(d), addUp(groups), scored)
		for _, g := range groups {
			same(t, string(d), g.Figures, named[fmt.Sprint(string(d[:1]), g.Key)])
		}
	}
}

// addUp adds the figures of groups, and checks that shares sum to exactly 1.
func addUp[K comparable](groups []rfm.Group[K]) rfm.Figures {
	var f rfm.Figures
	customers, amount := new(big.Rat), new(big.Rat)
	for _, g := range groups {
		f.Customers += g.Customers
		f.Orders += g.Orders
		f.Amount = f.Amount.Add(g.Amount)
		customers.Add(customers, g.CustomerShare)
		amount.Add(amount, g.AmountShare)
	}
	if customers.Cmp(whole(f.Customers != 0)) != 0 || amount.Cmp(whole(f.Amount.Sign() != 0)) != 0 {
		f.Customers = -1 // which no caller wants
	}
	return f
}

func whole(some bool) *big.Rat {
	if some {
		return big.NewRat(1, 1)
	}
	return new(big.Rat)
}

func plus(f rfm.Figures, c rfm.Summary) rfm.Figures {
	return rfm.Figures{Customers: f.Customers + 1, Orders: f.Orders + c.Orders(), Amount: f.Amount.Add(c.Amount())}
}

func same[T any](t failer, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, rats); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func TestGroups(t *testing.T) { rapid.Check(t, checkGroups) }
func FuzzGroups(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkGroups)) }

// Merging any split of the customers in any order equals the whole, to the
// byte, and so does any order of adding them.
func checkSplits(t *rapid.T) {
	engine := newEngine(t, drawModel(t), time.UTC)
	at := engine.At(now)
	people := crowds(at).Draw(t, "people")
	namings := drawNamings(t, engine)
	want := everything(count(t, at, people...), namings...)
	parts := func() (list []*rfm.Population) {
		split := make([][]rfm.Summary, 3)
		for _, c := range rapid.Permutation(people).Draw(t, "order") {
			i := rapid.IntRange(0, 2).Draw(t, "part")
			split[i] = append(split[i], c)
		}
		for _, part := range split {
			list = append(list, count(t, at, part...))
		}
		return list
	}
	a := parts()
	b := parts()
	c := parts()
	for name, got := range map[string]*rfm.Population{
		"(a+b)+c": merge(t, &rfm.Population{}, a[0], a[1], a[2]),
		"a+(b+c)": merge(t, b[0], merge(t, b[1], b[2])),
		"c+(b+a)": merge(t, c[2], merge(t, c[1], c[0]), &rfm.Population{}),
		"moved":   count(t, at, rapid.Permutation(people).Draw(t, "order")...),
	} {
		got := everything(got, namings...)
		same(t, name, got, want)
		same(t, name, texts(got), texts(want))
	}
}

// texts is the answers as JSON has them.
func texts(a answers) string {
	data, err := json.Marshal(a)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func TestSplits(t *testing.T) { rapid.Check(t, checkSplits) }
func FuzzSplits(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkSplits)) }

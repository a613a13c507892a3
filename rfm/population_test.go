package rfm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/rfm"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// rats lets go-cmp compare exact fractions.
var rats = cmp.Comparer(func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })

// count adds customers to a new population.
func count(t failer, at *rfm.Scorer, people ...rfm.Summary) *rfm.Population {
	t.Helper()
	p := at.Population()
	for _, c := range people {
		got, err := p.Add(c)
		if err != nil {
			t.Fatal(err)
		}
		if want := score(t, at, c); got != want {
			t.Fatalf("counting scores %+v, want %+v", got, want)
		}
	}
	return p
}

func merge(t failer, p *rfm.Population, others ...*rfm.Population) *rfm.Population {
	t.Helper()
	for _, q := range others {
		if err := p.Merge(q); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// lines writes groups as "key customers orders amount".
func lines[K comparable](groups []rfm.Group[K]) []string {
	list := []string{}
	for _, g := range groups {
		list = append(list, fmt.Sprint(g.Key, " ", g.Customers, " ", g.Orders, " ", g.Amount))
	}
	return list
}

func expect[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, rats); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// histories reads the purchases of each customer of a shared table.
func histories(t *testing.T, file string) map[string][]rfm.Purchase {
	t.Helper()
	all := map[string][]rfm.Purchase{}
	for _, row := range sharedRows(t, file) {
		day, clock, _ := strings.Cut(strings.TrimSuffix(row[2], "Z"), "T")
		at := instant(t, strings.TrimSpace(day+" "+clock), time.UTC)
		all[row[1]] = append(all[row[1]], rfm.Purchase{At: at, Amount: dec(row[3])})
	}
	return all
}

// allSummaries adds up the purchases of each customer.
func allSummaries(t failer, at *rfm.Scorer, histories map[string][]rfm.Purchase) map[string]rfm.Summary {
	t.Helper()
	all := map[string]rfm.Summary{}
	for id, purchases := range histories {
		var s rfm.Summary
		add(t, at, &s, purchases...)
		all[id] = s
	}
	return all
}

// fittedToOrders returns an engine with the published cuts of rfm_orders.csv,
// and that file.
func fittedToOrders(t *testing.T) (*rfm.Engine, map[string][]rfm.Purchase) {
	t.Helper()
	orders := histories(t, "rfm_orders.csv")
	at := newEngine(t, lifetime(), time.UTC).At(instant(t, "2006-12-31", time.UTC))
	fitted, err := at.Fit(maps.Values(allSummaries(t, at, orders)), rfm.Quintiles())
	if err != nil {
		t.Fatal(err)
	}
	return newEngine(t, fitted.Model, time.UTC), orders
}

// The published figures of each segment, and the sum of the 25 means.
func TestKnownFigures(t *testing.T) {
	engine, orders := fittedToOrders(t)
	at := engine.At(instant(t, "2006-12-31", time.UTC))
	p := count(t, at, slices.Collect(maps.Values(allSummaries(t, at, orders)))...)
	expect(t, "ten boxes", lines(p.By(newSegments(t, rfm.TenBoxes()))), []string{
		"Champions 35 316 31646", "Potential Loyalist 342 2211 204856", "Loyal Customers 170 799 76562",
		"Promising 9 28 4249", "New Customers 104 329 28837", "Can't Lose Them 47 274 32446",
		"At Risk 28 216 22227", "Need Attention 10 57 4562", "About To Sleep 102 283 23449",
		"Lost 148 393 35324", "Others 0 0 0",
	})
	means := new(big.Rat)
	heat := p.HeatMap()
	for _, g := range heat {
		means.Add(means, g.PerCustomer())
	}
	if got := means.FloatString(0); len(heat) != 25 || got != "12634" {
		t.Errorf("%d means sum to %s, want 25 and 12634", len(heat), got)
	}
	total := p.Total()
	if got := fmt.Sprint(total.Customers, " ", total.Orders, " ", total.Amount); got != "995 4906 464158" {
		t.Errorf("total %s", got)
	}
}

// All of the retail data is counted, to the last of its three decimals.
func TestRetailTotal(t *testing.T) {
	orders := histories(t, "online_retail_orders.csv")
	at := newEngine(t, lifetime(), time.UTC).At(instant(t, "2011-12-31", time.UTC))
	p := count(t, at, slices.Collect(maps.Values(allSummaries(t, at, orders)))...)
	var number int64
	sum := decimal.Zero
	for _, row := range sharedRows(t, "online_retail_orders.csv") {
		number++
		sum = sum.Add(dec(row[3]))
	}
	want := rfm.Figures{Customers: 4338, Orders: number, Amount: sum}
	expect(t, "total", p.Total(), want)
	expect(t, "scored", p.Scored(), want)
	segments := newSegments(t, rfm.ValueGrid(p.HighFrom()))
	for _, groups := range [][]rfm.Group[string]{p.By(segments), p.By(newSegments(t, rfm.RFGrid()))} {
		expect(t, "groups", addUp(groups), want)
	}
}

// Whoever has no score counts in the total and has a status, but no grade.
func TestUnscoredAreCounted(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	p := count(t, at,
		summary(t, now, 6, "100.50"), summary(t, now, 1, "99.50"), // scored
		summary(t, now, 2, "0"), summary(t, now, 1, "-50"), summary(t, now, 1, "0"), // nothing net
		summary(t, now.AddDate(-2, 0, 0), 0, "0"), summary(t, now.AddDate(-3, 0, 0), 0, "0"), // lapsed
		rfm.Summary{}) // never bought
	expect(t, "statuses", lines(p.Statuses()), []string{"scored 2 7 200", "nothing_net 3 4 -50", "lapsed 2 0 0", "never_bought 1 0 0"})
	expect(t, "total", p.Total(), rfm.Figures{Customers: 8, Orders: 11, Amount: dec("150")})
	expect(t, "scored", p.Scored(), rfm.Figures{Customers: 2, Orders: 7, Amount: dec("200")})
	expect(t, "grades", lines(p.By(newEngine(t, rfm.Textbook(), time.UTC))),
		[]string{"Platinum 0 0 0", "Gold 0 0 0", "Silver 1 6 100.5", "Bronze 1 1 99.5"})
	var shares []string
	for _, g := range p.Statuses() {
		shares = append(shares, g.CustomerShare.String()+" "+g.AmountShare.String())
	}
	expect(t, "shares", shares, []string{"1/4 4/3", "3/8 -1/3", "1/4 0/1", "1/8 0/1"})
	expect(t, "an order", p.Total().PerOrder().String(), "150/11")
	expect(t, "a customer", p.Total().PerCustomer().String(), "75/4")
}

// Shares of a whole of 0 are 0: nothing is divided by 0.
func TestNobody(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	var none *rfm.Population
	for name, p := range map[string]*rfm.Population{
		"empty": at.Population(), "zero": {}, "nil": none,
		"zero scorer": (&rfm.Scorer{}).Population(), "nil scorer": (*rfm.Scorer)(nil).Population(),
		"unscored": count(t, at, rfm.Summary{}),
	} {
		scores, pairs := 0, 0
		if name == "empty" || name == "unscored" {
			scores, pairs = 5, 25
		}
		expect(t, name+": scored", p.Scored(), rfm.Figures{})
		expect(t, name+": an order", p.Total().PerOrder().String()+" "+p.Scored().PerCustomer().String(), "0/1 0/1")
		expect(t, name+": grades", addUp(p.By(newEngine(t, rfm.Textbook(), time.UTC))), rfm.Figures{})
		expect(t, name+": pairs", []int{len(p.HeatMap()), len(p.Distribution(rfm.Monetary)), len(p.Statuses())}, []int{pairs, scores, 4})
		expect(t, name+": heat map", addUp(p.HeatMap()), rfm.Figures{})
		expect(t, name+": statuses", addUp(p.Statuses()), p.Total())
		expect(t, name+": means", p.HighFrom(), rfm.Cell{})
	}
	// Amounts that cancel out.
	p := count(t, at, summary(t, now, 1, "5"), summary(t, now, 1, "-5"))
	for _, g := range p.Statuses() {
		if g.AmountShare.Sign() != 0 {
			t.Errorf("%s has %s of nothing", g.Key, g.AmountShare)
		}
	}
}

func TestPopulationRefuses(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	at := engine.At(now)
	p := count(t, at, summary(t, now, 1, "5"))
	before := everything(p)
	var data *rfm.DataError
	if _, err := p.Add(summary(t, now.AddDate(0, 0, 1), 1, "5")); !errors.As(err, &data) {
		t.Errorf("a customer from the future: %v", err)
	}
	for name, q := range map[string]*rfm.Population{"nil": nil, "zero": {}, "zero scorer": (&rfm.Scorer{}).Population(), "nil scorer": (*rfm.Scorer)(nil).Population()} {
		if _, err := q.Add(summary(t, now, 1, "5")); !errors.As(err, &data) {
			t.Errorf("adding to %s: %v", name, err)
		}
	}
	for name, q := range map[string]*rfm.Population{
		"of an equal scorer": count(t, engine.At(now), rfm.Summary{}),
		"of another model":   count(t, newEngine(t, lifetime(), time.UTC).At(now), rfm.Summary{}),
		"of a zero scorer":   (&rfm.Scorer{}).Population(),
	} {
		if err := p.Merge(q); !errors.As(err, &data) {
			t.Errorf("merging one %s: %v", name, err)
		}
	}
	var none *rfm.Population
	if err := none.Merge(p); !errors.As(err, &data) {
		t.Errorf("merging into nil: %v", err)
	}
	expect(t, "after errors", everything(p), before)
	merge(t, p, nil, &rfm.Population{})
	expect(t, "after merging nobody", everything(p), before)
}

// The zero Population is the identity, and what was merged stays apart.
func TestMergeSharesNothing(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	part := count(t, at, summary(t, now, 1, "5"), rfm.Summary{})
	before := everything(part)
	all := merge(t, &rfm.Population{}, part)
	expect(t, "merged into zero", everything(all), before)
	for _, c := range []rfm.Summary{summary(t, now, 1, "7"), {}} {
		if _, err := all.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, "the part, after adding to the whole", everything(part), before)
	merge(t, part, part)
	expect(t, "merged with itself", lines(part.Statuses()), []string{"scored 2 2 10", "nothing_net 0 0 0", "lapsed 0 0 0", "never_bought 2 0 0"})
}

// Whatever a caller does with a result changes no later one.
func TestPopulationResultsAreOwn(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	p := count(t, engine.At(now), summary(t, now, 1, "5"), summary(t, now, 6, "12345678901234567890.5"))
	before := everything(p)
	for _, g := range p.By(engine) {
		g.AmountShare.SetInt64(7)
		g.CustomerShare.SetInt64(7)
		g.Amount.Coefficient().SetInt64(7)
		g.PerOrder().Num().SetInt64(7)
	}
	engine.Names()[0] = "changed"
	expect(t, "after changes", everything(p), before)
}

// naming is a shop's own.
type naming struct {
	names []string
	name  func(rfm.Score) string
}

func (n naming) Names() []string         { return n.names }
func (n naming) Name(s rfm.Score) string { return n.name(s) }

// byRecency names by the score of recency: R1 to R5.
func byRecency(names ...string) naming {
	return naming{names, func(s rfm.Score) string { return fmt.Sprintf("R%d", s.R) }}
}

// Nobody is dropped by a naming that gives names it does not list.
func TestUnlistedNames(t *testing.T) {
	engine := newEngine(t, rfm.Textbook(), time.UTC)
	p := count(t, engine.At(now), population(t, customer{0, 1, "1"}, customer{40, 1, "2"}, customer{100, 1, "3"}, customer{100, 2, "4"})...)
	other := rfm.Textbook()
	other.Weights, other.Grades = rfm.Weights{R: 1}, []rfm.Grade{{Name: "Fresh", AtLeast: 5}, {Name: "Other"}}
	spare := []string{"R9", "R4", "R9", "spare"}
	for _, c := range []struct {
		name   string
		naming rfm.Naming
		want   []string
	}{
		{"in its order", byRecency("R4", "R3", "R5"), []string{"R4 1 1 2", "R3 2 3 7", "R5 1 1 1"}},
		{"repeated and empty", byRecency(spare[:3]...), []string{"R9 0 0 0", "R4 1 1 2", "R3 2 3 7", "R5 1 1 1"}},
		{"none listed", byRecency(), []string{"R3 2 3 7", "R4 1 1 2", "R5 1 1 1"}},
		{"against the cells", naming{nil, func(s rfm.Score) string { return fmt.Sprint(5 - s.R) }}, []string{"0 1 1 1", "1 1 1 2", "2 2 3 7"}},
		{"nil", nil, []string{" 4 5 10"}},
		{"nil engine", (*rfm.Engine)(nil), []string{" 4 5 10"}},
		{"zero engine", &rfm.Engine{}, []string{" 4 5 10"}},
		{"another engine, by its own weights", newEngine(t, other, time.UTC), []string{"Fresh 1 1 1", "Other 3 4 9"}},
		{"zero segments", &rfm.Segments{}, []string{" 4 5 10"}},
		{"nil segments", (*rfm.Segments)(nil), []string{" 4 5 10"}},
	} {
		expect(t, c.name, lines(p.By(c.naming)), c.want)
	}
	expect(t, "the names given", spare, []string{"R9", "R4", "R9", "spare"})
}

// A naming never sees the days: customers of one cell share a name.
func TestNamingSeesNoDays(t *testing.T) {
	p := count(t, newEngine(t, rfm.Textbook(), time.UTC).At(now), population(t, customer{3, 1, "1"}, customer{9, 1, "1"})...)
	var seen []rfm.Score
	p.By(naming{nil, func(s rfm.Score) string { seen = append(seen, s); return "" }})
	want := rfm.Score{Status: rfm.Scored, R: 5, F: 1, M: 1, Value: 12, Grade: "Bronze"}
	if !slices.Equal(seen, []rfm.Score{want}) {
		t.Errorf("saw %+v, want %+v", seen, want)
	}
}

// Every pair of the model's scores has its place, also those of nobody.
func TestHeatMapOrder(t *testing.T) {
	m := lifetime()
	m.Recency = rfm.Scale{Unit: rfm.Days, Closed: rfm.Left, Cuts: []decimal.Decimal{dec("10"), dec("20")}, Scores: []int{10, 5, 1}}
	m.Frequency = rfm.Scale{Closed: rfm.Left, Cuts: []decimal.Decimal{dec("2")}, Scores: []int{3, 10}}
	m.Monetary = rfm.Scale{Closed: rfm.Left, Scores: []int{10}}
	p := count(t, newEngine(t, m, time.UTC).At(now), population(t,
		customer{9, 1, "1"}, customer{10, 1, "2"}, customer{19, 1, "4"}, customer{19, 2, "8"}, customer{20, 2, "16"})...)
	var got []string
	for _, g := range p.HeatMap() {
		got = append(got, fmt.Sprint([]int{g.Key.R, g.Key.F, g.Key.M}, g.Customers, g.PerCustomer(), g.AmountShare))
	}
	expect(t, "heat map", got, []string{"[10 3 0] 1 1/1 1/31", "[10 10 0] 0 0/1 0/1", "[5 3 0] 2 3/1 6/31", "[5 10 0] 1 8/1 8/31", "[1 3 0] 0 0/1 0/1", "[1 10 0] 1 16/1 16/31"})
	expect(t, "recency", lines(p.Distribution(rfm.Recency)), []string{"1 1 2 16", "5 3 4 14", "10 1 1 1"})
	expect(t, "frequency", lines(p.Distribution(rfm.Frequency)), []string{"3 3 3 7", "10 2 4 24"})
	expect(t, "monetary", lines(p.Distribution(rfm.Monetary)), []string{"10 5 7 31"})
	expect(t, "no dimension", lines(p.Distribution("loyalty")), []string{})
	expect(t, "means", p.HighFrom(), rfm.Cell{R: 6, F: 6, M: 10}) // 26/5, 29/5, 10
}

// A score is high by reaching the mean: at it, just below and just above.
func TestMeansRoundUp(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	for _, c := range []struct {
		orders []int64 // one customer each; up to 4 the score is that, too
		want   int
	}{
		{[]int64{2}, 2}, {[]int64{2, 2, 2}, 2}, {[]int64{1, 3}, 2}, {[]int64{1, 2, 2}, 2},
		{[]int64{2, 2, 2, 3}, 3}, {[]int64{1, 1, 1, 1, 2}, 2}, {[]int64{1, 1}, 1}, {[]int64{6, 6}, 5},
	} {
		var people []rfm.Summary
		for _, n := range c.orders {
			people = append(people, summary(t, now, n, "1"))
		}
		expect(t, fmt.Sprint(c.orders), count(t, at, people...).HighFrom(), rfm.Cell{R: 5, F: c.want, M: 1})
	}
}

// Sums stay exact beyond int64, and numbers stay at its maximum.
func TestPopulationIsBounded(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	var wide rfm.Summary
	last := now.UTC().Format(time.RFC3339Nano)
	if err := json.Unmarshal([]byte(`{"last":"`+last+`","orders":9223372036854775807,"amount":"123456789012345678901234567890.000000000001"}`), &wide); err != nil {
		t.Fatal(err)
	}
	p := count(t, at, wide, summary(t, now, 1, "0.000000000009"), summary(t, now, 6, "4000"))
	expect(t, "total", p.Total(), rfm.Figures{Customers: 3, Orders: math.MaxInt64, Amount: dec("123456789012345678901234571890.00000000001")})
	for range 70 {
		merge(t, p, p)
	}
	if got := p.Total(); got.Customers != math.MaxInt64 || got.Orders != math.MaxInt64 {
		t.Errorf("after merging with itself 70 times: %d customers, %d orders", got.Customers, got.Orders)
	}
	p.HighFrom()
}

func TestCountingDoesNotAllocate(t *testing.T) {
	at := newEngine(t, rfm.Textbook(), time.UTC).At(now)
	people := []rfm.Summary{summary(t, now, 3, "1234.56"), summary(t, now, 1, "0"), summary(t, now.AddDate(-2, 0, 0), 0, "0"), {}}
	p := count(t, at, people...)
	if n := testing.AllocsPerRun(100, func() {
		for _, c := range people {
			_, _ = p.Add(c)
		}
	}); n != 0 {
		t.Errorf("adding allocates %v times", n)
	}
}

package pattern_test

import (
	"encoding/json"
	"maps"
	"math"
	"math/big"
	"strings"
	"testing"

	"example.com/membership/segment/pattern"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// membersRates writes the rates and averages, undefined ones as "-".
func membersRates(f pattern.MemberFigures) string {
	var all []string
	for _, rate := range []func() (*big.Rat, bool){
		f.GrowthRate, f.ChurnRate, f.RepurchaseRate, f.Activity, f.PerOrder, f.PerBuyer, f.Contribution,
	} {
		r, ok := rate()
		switch {
		case ok:
			all = append(all, r.RatString())
		case r == nil:
			all = append(all, "-")
		default:
			all = append(all, "not ok, but "+r.String())
		}
	}
	return strings.Join(all, " ")
}

func TestMembersRates(t *testing.T) {
	roll := membersRoll(t,
		membership{"A", membersSpan(1, 0)}, membership{"B", membersSpan(1, 12)}, membership{"C", membersSpan(1, 15)},
		membership{"D", membersSpan(11, 0)}, membership{"E", membersSpan(14, 18)})
	f := membersFigures(t, roll, membersSpan(10, 20),
		membersBought("A", membersHour(10), "0.10"), membersBought("A", membersHour(10), "0.2"), membersBought("A", membersHour(19), "0"),
		membersBought("E", membersHour(15), "1e1"), membersBought("B", membersHour(12), "5"), membersBought("Z", membersHour(12), "0.30"))
	// 3 members became 2; A bought three times, E once: 10.30 of 15.60.
	if got, want := membersRates(f), "-1/3 2/3 1/2 2/5 103/40 103/20 103/156"; got != want {
		t.Errorf("%s, want %s of %+v", got, want, f)
	}
	const text = `{"start":3,"new":1,"returned":0,"lost":2,"end":2,"passing":1,"membersDuring":5,"orders":4,"buyers":2,"repeaters":1,` +
		`"memberRevenue":"10.3","totalRevenue":"15.6","growthRate":"-1/3","churnRate":"2/3","repurchaseRate":"1/2","activity":"2/5",` +
		`"perOrder":"103/40","perBuyer":"103/20","contribution":"103/156"}`
	if got := encoded(t, f); got != text {
		t.Errorf("got  %s\nwant %s", got, text)
	}
	var again pattern.MemberFigures
	if err := json.Unmarshal([]byte(text), &again); err != nil || !cmp.Equal(again, f) {
		t.Errorf("read back as %+v, %v", again, err)
	}
	if f.MemberRevenue.String() != "10.3" || f.TotalRevenue.String() != "15.6" || f.Repeaters != 1 {
		t.Errorf("%+v", f)
	}
}

// Where there is nothing to divide by there is no rate: a churn of 0 from nobody
// would read as "nobody left".
func TestMembersRatesOfNothing(t *testing.T) {
	guest := membersFigures(t, membersRoll(t), membersSpan(10, 20), membersBought("", membersHour(12), "1"))
	joined := membersFigures(t, membersRoll(t, membership{"A", membersSpan(10, 0)}), membersSpan(10, 20))
	free := membersFigures(t, membersRoll(t, membership{"A", membersSpan(1, 0)}), membersSpan(10, 20), membersBought("A", membersHour(12), "0"))
	for _, c := range []struct {
		why  string
		f    pattern.MemberFigures
		want string
	}{
		{"the zero value", pattern.MemberFigures{}, "- - - - - - -"},
		{"a guest alone", guest, "- - - - - - 0"},
		{"a member from the start on, without orders", joined, "- - - 0 - - -"},
		{"an order of amount 0", free, "0 0 0 1 0 0 -"},
	} {
		if got := membersRates(c.f); got != c.want {
			t.Errorf("%s: %s, want %s of %+v", c.why, got, c.want, c.f)
		}
	}
	const text = `"growthRate":null,"churnRate":null,"repurchaseRate":null,"activity":null,"perOrder":null,"perBuyer":null,"contribution":null}`
	if got := encoded(t, pattern.MemberFigures{}); !strings.HasSuffix(got, text) {
		t.Errorf("%s, want %s at its end", got, text)
	}
}

// Orders may have any key: those of guests count towards the revenue of everybody
// alone.
func TestMembersAndGuests(t *testing.T) {
	roll := membersRoll(t, membership{"A", membersSpan(1, 0)})
	f := membersFigures(t, roll, membersSpan(10, 20), membersBought("A", membersHour(12), "3"), membersBought("", membersHour(12), "4"),
		membersBought("", membersHour(13), "5"), membersBought(strings.Repeat("x", 1001), membersHour(12), "6"))
	if f.Orders != 1 || f.Buyers != 1 || f.Repeaters != 0 || !f.MemberRevenue.Equal(dec("3")) || !f.TotalRevenue.Equal(dec("18")) {
		t.Errorf("%+v", f)
	}
	numbers, err := pattern.NewRoll(maps.All(map[float64]pattern.Span{0: membersSpan(1, 0)}))
	if err != nil {
		t.Fatal(err)
	}
	f, err = numbers.Figures(membersSpan(10, 20), maps.All(map[float64]pattern.Order{
		0: {At: membersHour(12), Amount: dec("1")}, math.NaN(): {At: membersHour(12), Amount: dec("2")},
	}))
	if err != nil || f.Orders != 1 || !f.TotalRevenue.Equal(dec("3")) {
		t.Errorf("%+v, %v", f, err)
	}
}

// Figures that no sum makes, as a document could, are not written out.
func TestAbsurdFigures(t *testing.T) {
	f := pattern.MemberFigures{MemberRevenue: dec("1"), TotalRevenue: decimal.New(1, 50_000_000), Orders: 1, Buyers: 1}
	if rate, ok := f.Contribution(); ok || rate != nil {
		t.Error("a share of an absurd number")
	}
	f.MemberRevenue = decimal.New(1, -50_000_000)
	if rate, ok := f.PerOrder(); ok || rate != nil {
		t.Error("an absurd average")
	}
	if average, ok := (pattern.Cell{Count: 1, Sum: decimal.New(1, 101)}).Average(); ok || average != nil {
		t.Error("an absurd sum")
	}
	if average, ok := (pattern.Cell{Count: 2, Sum: decimal.New(1, 100)}).Average(); !ok || average.Sign() != 1 {
		t.Error("a long sum has an average")
	}
}

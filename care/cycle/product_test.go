package cycle_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"example.com/membership/care/cycle"
)

// What a product in JSON may say, and what not.
func TestProductJSON(t *testing.T) {
	const median = "care/cycle: product: 1 fault: median: "
	for text, want := range map[string]string{
		`{"id":"P9","buyers":3,"repeaters":1,"gaps":1,"median":"85/2"}`: "",
		`{"id":"P9","buyers":3,"repeaters":1,"gaps":1,"median":"45"}`:   "",
		`{"id":"P9","buyers":3,"repeaters":0,"gaps":0}`:                 "",
		`{"median":"146100"}`:                           "",
		`{"median":"146101"}`:                           median + "146101/1 is not above 0 and at most 146100 days: give what Population.Products returned",
		`{"median":"1/2000000000000"}`:                  "",
		`{"median":"1/2000000000001"}`:                  median + "1/2000000000001 is not above 0 and at most 146100 days: give what Population.Products returned",
		`{"median":"0"}`:                                median + "0/1 is not above 0 and at most 146100 days: give what Population.Products returned",
		`{"median":"1/0"}`:                              median + "1/0 is not above 0 and at most 146100 days: give what Population.Products returned",
		`{"median":"-1"}`:                               median + `"-1" is not a fraction such as "85/2"`,
		`{"median":"1/2/3"}`:                            median + `"1/2/3" is not a fraction such as "85/2"`,
		`{"median":"1e1000000000"}`:                     median + `"1e1000000000" is not a fraction such as "85/2"`,
		`{"median":"9223372036854775808"}`:              median + `"9223372036854775808" is not a fraction such as "85/2"`,
		`{"median":45}`:                                 median + `must be a string, not the number 45`,
		`{"median":null}`:                               median + `must not be null: leave it out`,
		`{"Median":"45"}`:                               `care/cycle: product: 1 fault: Median: unknown field "Median": did you mean "median"?`,
		`{"median":"` + strings.Repeat("9", 200) + `"}`: median + `"` + strings.Repeat("9", 64) + `" is not a fraction such as "85/2"`,
	} {
		was := cycle.Product{ID: "was"}
		p := was
		err := p.UnmarshalJSON([]byte(text))
		switch {
		case want != "":
			wantFaults(t, err, want)
			wantSame(t, "after a fault", was, p)
		case err != nil:
			t.Errorf("%s: %v", text, err)
		case strings.HasPrefix(text, `{"id"`) && written(t, p) != text:
			t.Errorf("%s, read as %s", text, written(t, p))
		}
	}
	var list []cycle.Product
	if err := json.Unmarshal([]byte(`[null]`), &list); err == nil {
		t.Error("null is a product")
	}
}

// Figures that no population has are faults of the model.
func TestBadProducts(t *testing.T) {
	e := newEngine(t, everything, time.UTC)
	one, huge := big.NewRat(45, 1), new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 5000))
	const remedy = ": give what Population.Products returned"
	for want, p := range map[string]cycle.Product{
		`"": id: is empty: give a name`:                                       {},
		`"P9": buyers: -1 is negative` + remedy:                               {ID: "P9", Buyers: -1},
		`"P9": repeaters: -1 is outside 0..3, the buyers` + remedy:            {ID: "P9", Buyers: 3, Repeaters: -1},
		`"P9": repeaters: 4 is outside 0..3, the buyers` + remedy:             {ID: "P9", Buyers: 3, Repeaters: 4, Gaps: 4, Median: one},
		`"P9": gaps: 1 cannot be of 2 repeaters` + remedy:                     {ID: "P9", Buyers: 3, Repeaters: 2, Gaps: 1, Median: one},
		`"P9": gaps: 1 cannot be of 0 repeaters` + remedy:                     {ID: "P9", Buyers: 3, Gaps: 1, Median: one},
		`"P9": median: is given without gaps, or left out with some` + remedy: {ID: "P9", Buyers: 3, Median: one},
		`"P8": median: is given without gaps, or left out with some` + remedy: {ID: "P8", Buyers: 3, Repeaters: 1, Gaps: 1},
		`"P9": median: -1/2 is not above 0 and at most 146100 days` + remedy:  {ID: "P9", Median: big.NewRat(-1, 2)},
		`"P9": median: is a fraction of 1 by 5001 bits` + remedy:              {ID: "P9", Median: huge},
	} {
		_, err := e.Model([]cycle.Product{p9("45"), p})
		wantData(t, err, "care: product "+want)
	}
	_, err := e.Model([]cycle.Product{p9("45"), p9("45"), p9("46")})
	wantData(t, err, `care: product "P9": is given twice with different figures: keep the later ones`)
	if _, err := e.Model([]cycle.Product{p9("45"), p9("90/2"), {ID: "P8"}, {ID: "P8"}}); err != nil {
		t.Error(err)
	}
	for _, field := range []func(*cycle.Product){
		func(p *cycle.Product) { p.Buyers++ }, func(p *cycle.Product) { p.Repeaters++ }, func(p *cycle.Product) { p.Gaps++ },
		func(p *cycle.Product) { p.Repeaters, p.Gaps, p.Median = 0, 0, nil },
	} {
		other := p9("45")
		field(&other)
		if _, err := e.Model([]cycle.Product{p9("45"), other}); err == nil {
			t.Errorf("%s is the same product as %s", written(t, p9("45")), written(t, other))
		}
	}
	_, err = new(cycle.Engine).Model(nil)
	wantData(t, err, "care: engine: is not one of New")
}

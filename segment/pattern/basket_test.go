package pattern_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"

	"example.com/membership/segment/pattern"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// baskets reads "abc ab -": a basket a word, an item a letter, - for an empty one.
func baskets(words string) iter.Seq[[]string] {
	var list [][]string
	for _, word := range strings.Fields(words) {
		list = append(list, strings.Split(strings.Trim(word, "-"), ""))
	}
	return slices.Values(list)
}

func mine(t failer, baskets iter.Seq[[]string], m pattern.Mining) pattern.Associations {
	t.Helper()
	found, err := pattern.Mine(baskets, m)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// written lists rules as "ab>c 2/4", the confidence unreduced.
func written(rules []pattern.Rule) string {
	var all []string
	for _, r := range rules {
		all = append(all, fmt.Sprintf("%s>%s %d/%d", strings.Join(r.Left, ""), r.Right, r.Count, r.LeftCount))
	}
	return strings.Join(all, ", ")
}

func sets(found pattern.Associations) string {
	var all []string
	for _, s := range found.Itemsets {
		all = append(all, fmt.Sprintf("%s %d", strings.Join(s.Items, ""), s.Count))
	}
	return strings.Join(all, ", ")
}

// The known answer of the issue: 18 rules, counting empty left sides.
func TestSevenBaskets(t *testing.T) {
	found := mine(t, baskets("abc ab abd be ac ce abde"), pattern.Mining{MinSupport: dec("0.25")})
	const rules = "d>a 2/2, d>b 2/2, ad>b 2/2, bd>a 2/2, a>b 4/5, b>a 4/5, >a 5/7, >b 5/7, c>a 2/3, e>b 2/3, " +
		"ab>d 2/4, >c 3/7, >e 3/7, a>c 2/5, a>d 2/5, b>d 2/5, b>e 2/5, >d 2/7"
	if got := written(found.Rules); got != rules || len(found.Rules) != 18 {
		t.Errorf("%d rules\ngot  %s\nwant %s", len(found.Rules), got, rules)
	}
	const itemsets = "a 5, b 5, ab 4, c 3, e 3, d 2, ac 2, ad 2, bd 2, be 2, abd 2"
	if got := sets(found); got != itemsets || found.Baskets != 7 || found.MinCount != 2 {
		t.Errorf("%d baskets, at least %d\ngot  %s\nwant %s", found.Baskets, found.MinCount, got, itemsets)
	}
}

// The measures of bd → a and a → b above, worked out by hand.
func TestMeasures(t *testing.T) {
	found := mine(t, baskets("abc ab abd be ac ce abde"), pattern.Mining{MinSupport: dec("0.25")})
	for i, want := range map[int]string{
		3: `{"left":["b","d"],"right":"a","count":2,"leftCount":2,"rightCount":5,"baskets":7,"support":"2/7","confidence":"1","lift":"7/5","leverage":"4/49","conviction":null}`,
		4: `{"left":["a"],"right":"b","count":4,"leftCount":5,"rightCount":5,"baskets":7,"support":"4/7","confidence":"4/5","lift":"28/25","leverage":"3/49","conviction":"10/7"}`,
		6: `{"left":[],"right":"a","count":5,"leftCount":7,"rightCount":5,"baskets":7,"support":"5/7","confidence":"5/7","lift":"1","leverage":"0","conviction":"1"}`,
	} {
		if got := encoded(t, found.Rules[i]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestZeroRule(t *testing.T) {
	var r pattern.Rule
	const want = `{"left":null,"right":"","count":0,"leftCount":0,"rightCount":0,"baskets":0,"support":"0","confidence":"0","lift":"0","leverage":"0","conviction":null}`
	if got := encoded(t, r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A confidence is met by reaching it, exactly.
func TestConfidenceIsReached(t *testing.T) {
	for confidence, want := range map[string]string{
		"0.666666666666": "a>b 2/3", // just below 2/3
		"0.666666666667": "",        // just above
		"0":              "b>a 2/4, a>b 2/3",
		"0.5":            "b>a 2/4, a>b 2/3",
		"0.500000000001": "a>b 2/3",
		"1":              "",
	} {
		found := mine(t, baskets("ab ab a b b - -"), pattern.Mining{MinSupport: dec("0.2"), MinConfidence: dec(confidence)})
		found.Rules = slices.DeleteFunc(found.Rules, func(r pattern.Rule) bool { return len(r.Left) == 0 })
		slices.Reverse(found.Rules)
		if got := written(found.Rules); got != want {
			t.Errorf("%s: got %q, want %q", confidence, got, want)
		}
	}
}

func TestMaxItems(t *testing.T) {
	for longest, want := range map[int]string{
		1: "a 3, b 3, c 3",
		2: "a 3, b 3, c 3, ab 3, ac 3, bc 3",
		3: "a 3, b 3, c 3, ab 3, ac 3, bc 3, abc 3",
		0: "a 3, b 3, c 3, ab 3, ac 3, bc 3, abc 3",
		9: "a 3, b 3, c 3, ab 3, ac 3, bc 3, abc 3",
	} {
		if got := sets(mine(t, baskets("abc cba acb"), pattern.Mining{MinSupport: dec("1"), MaxItems: longest})); got != want {
			t.Errorf("%d: got %q, want %q", longest, got, want)
		}
	}
}

// Three items that always come together have 7 itemsets and 12 rules.
func TestLimit(t *testing.T) {
	for limit, want := range map[int]string{
		6:  "at least 7 itemsets, which is more than the limit of 6",
		7:  "at least 9 rules, which is more than the limit of 7",
		11: "at least 12 rules, which is more than the limit of 11",
		12: "",
	} {
		_, err := pattern.Mine(baskets("abc abc"), pattern.Mining{MinSupport: dec("1"), Limit: limit})
		var many *pattern.TooManyError
		switch {
		case want == "" && err != nil:
			t.Errorf("%d: %v", limit, err)
		case want != "" && (!errors.As(err, &many) || !strings.Contains(err.Error(), want) || many.Limit != int64(limit)):
			t.Errorf("%d: %v, want %s", limit, err, want)
		}
	}
}

// The empty items of a catalog, and its items that nobody buys often, cost nothing
// but the reading: a basket of all of them is one like any other.
func TestLongBasket(t *testing.T) {
	long := make([]string, 200_000)
	for i := range long {
		long[i] = fmt.Sprint(i)
	}
	list := [][]string{long, {"1", "2"}, {"2", "1"}, {"1"}}
	found := mine(t, slices.Values(list), pattern.Mining{MinSupport: dec("0.5"), MaxItems: 5})
	if got, want := sets(found), "1 4, 2 3, 12 3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var many *pattern.TooManyError
	if _, err := pattern.Mine(slices.Values(list), pattern.Mining{MinSupport: dec("0.25")}); !errors.As(err, &many) {
		t.Errorf("%v, want a TooManyError", err)
	}
}

func TestMiningFaults(t *testing.T) {
	for _, c := range []struct {
		m    pattern.Mining
		want string
	}{
		{pattern.Mining{}, "minSupport out_of_range"},
		{pattern.Mining{MinSupport: dec("1.000000000001"), MinConfidence: dec("-0.000000000001"), MaxItems: -1, Limit: -1},
			"minSupport out_of_range; minConfidence out_of_range; maxItems out_of_range; limit out_of_range"},
		{pattern.Mining{MinSupport: decimal.New(1, 1_000_000_000), MinConfidence: dec("1.000000000001"), Limit: 10_000_001},
			"minSupport out_of_range; minConfidence out_of_range; limit out_of_range"},
		{pattern.Mining{MinSupport: dec("0.0000000000001"), MinConfidence: decimal.New(1, -1_000_000_000)},
			"minSupport out_of_range; minConfidence out_of_range"},
	} {
		if _, err := pattern.Mine(nil, c.m); faults(t, err) != c.want {
			t.Errorf("%v, want %s", err, c.want) // not the mining: written out, one has a gigabyte
		}
	}
	_, err := pattern.ParseMining([]byte(`{"minSupport": 2, "minConfidence": null, "minlen": 2}`))
	if got, want := faults(t, err), "minConfidence null; minlen unknown_field"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	_, err = pattern.ParseMining([]byte(`{"minSupport": 2}`))
	if got, want := faults(t, err), "minSupport out_of_range"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, m := range []pattern.Mining{
		{MinSupport: dec("1"), MinConfidence: dec("1"), MaxItems: 1 << 30, Limit: 10_000_000},
		{MinSupport: dec("0.000000000001")},
	} {
		if again, err := pattern.ParseMining([]byte(encoded(t, m))); err != nil || encoded(t, again) != encoded(t, m) {
			t.Errorf("%+v, %v; want %+v", again, err, m)
		}
	}
}

// A 0 written down does not silently mean "no bound", as a cap of 0 once meant
// "no rule" in one place and "block" in another (mautic#10416).
func TestExplicitZeroBounds(t *testing.T) {
	for text, want := range map[string]string{
		`{"minSupport": 1}`:                              "",
		`{"minSupport": 1, "maxItems": 1, "limit": 1}`:   "",
		`{"minSupport": 1, "maxItems": 0}`:               "maxItems out_of_range",
		`{"minSupport": 1, "limit": 0}`:                  "limit out_of_range",
		`{"limit": 0, "maxItems": 0, "minSupport": 0}`:   "minSupport out_of_range; maxItems out_of_range; limit out_of_range",
		`{"minSupport": 1, "maxItems": -1, "limit": -1}`: "maxItems out_of_range; limit out_of_range",
	} {
		_, err := pattern.ParseMining([]byte(text))
		if want == "" && err != nil || want != "" && faults(t, err) != want {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
		if want != "" && strings.Contains(want, "Items") && !strings.Contains(err.Error(), "leave it out for any length") {
			t.Errorf("%s: no remedy in %v", text, err)
		}
	}
}

// A mining is read as strictly where it is part of a shop's own document, and is
// left as it was if it cannot be.
func TestMiningInADocument(t *testing.T) {
	type settings struct {
		Mining pattern.Mining `json:"mining"`
	}
	before := settings{pattern.Mining{MinSupport: dec("0.5"), Limit: 7}}
	for text, want := range map[string]string{
		`{"mining": {"minSupport": 2}}`:               "minSupport out_of_range",
		`{"mining": {"minSupport": 1, "limit": 0}}`:   "limit out_of_range",
		`{"mining": {"minSupport": 1, "support": 1}}`: "support unknown_field",
		`{"mining": {"MinSupport": 1}}`:               "MinSupport unknown_field",
	} {
		got := before
		err := json.Unmarshal([]byte(text), &got)
		if faults(t, err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
		if diff := cmp.Diff(before, got); diff != "" {
			t.Errorf("%s (-before +got):\n%s", text, diff)
		}
	}
	got := before
	err := json.Unmarshal([]byte(`{"mining": {"minSupport": "0.1", "maxItems": 2}}`), &got)
	if diff := cmp.Diff(settings{pattern.Mining{MinSupport: dec("0.1"), MaxItems: 2}}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestBadItems(t *testing.T) {
	for name, want := range map[string]string{
		"":                        "basket 2, counted from 0: items[1]",
		strings.Repeat("x", 1001): "basket 2, counted from 0: items[1]",
		"\xff":                    "basket 2, counted from 0: items[1]",
		strings.Repeat("x", 1000): "",
	} {
		_, err := pattern.Mine(slices.Values([][]string{{}, {"a"}, {"a", name}}), pattern.Mining{MinSupport: dec("1")})
		if want == "" && err != nil || want != "" && badData(t, err) != want {
			t.Errorf("%.10q: %v, want %s", name, err, want)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("%d bytes of error", len(err.Error()))
		}
	}
}

// The slice of a basket may be used again, and is never changed.
func TestBasketsAreRead(t *testing.T) {
	list := [][]string{{"b", "a", "b"}, {"a", "c"}}
	mine(t, slices.Values(list), pattern.Mining{MinSupport: dec("0.5")})
	if diff := cmp.Diff([][]string{{"b", "a", "b"}, {"a", "c"}}, list); diff != "" {
		t.Error(diff)
	}
	again := make([]string, 2)
	found := mine(t, func(yield func([]string) bool) {
		for _, basket := range list {
			copy(again, basket)
			if !yield(again) {
				return
			}
		}
	}, pattern.Mining{MinSupport: dec("0.5")})
	if got, want := sets(found), "a 2, b 1, c 1, ab 1, ac 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What a search allocates is what it finds: an itemset more costs nothing else.
func TestSearchAllocates(t *testing.T) {
	list := shopping(2000, 300)
	var found pattern.Associations
	allocs := testing.AllocsPerRun(1, func() {
		found = mine(t, slices.Values(list), pattern.Mining{MinSupport: dec("0.01"), MinConfidence: dec("1")})
	})
	if most := float64(len(found.Itemsets)*2 + 300); allocs > most {
		t.Errorf("%.0f allocations for %d itemsets, want at most %.0f", allocs, len(found.Itemsets), most)
	}
}

// allocated returns the bytes that f allocates in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

package pattern_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"example.com/membership/segment/pattern"
)

// The minimum count is the ceiling of support × N, exactly; others round down, or
// compute 0.07 × 100 as 7.000000000000001 and ask for 8.
func TestMinimumCountIsTheCeiling(t *testing.T) {
	for _, c := range []struct {
		support string
		baskets int
		want    int
	}{
		{"0.25", 7, 2}, {"0.25", 8, 2}, {"0.25", 9, 3},
		{"0.07", 100, 7}, {"0.07", 99, 7}, {"0.07", 101, 8}, {"0.29", 100, 29},
		{"1", 3, 3}, {"0.999999999999", 3, 3}, {"0.000000000001", 3, 1},
		{"0.333333333333", 3, 1}, {"0.333333333334", 3, 2},
		{"0.5", 0, 1},
	} {
		list := make([][]string, c.baskets)
		for i := range list {
			for _, item := range []struct {
				name string
				in   int
			}{{"enough", c.want}, {"too few", c.want - 1}} {
				if i < item.in {
					list[i] = append(list[i], item.name)
				}
			}
		}
		found := mine(t, slices.Values(list), pattern.Mining{MinSupport: dec(c.support)})
		if found.MinCount != c.want {
			t.Errorf("%s of %d: at least %d, want %d", c.support, c.baskets, found.MinCount, c.want)
		}
		if c.baskets > 0 && (len(found.Itemsets) != 1 || found.Itemsets[0].Items[0] != "enough") {
			t.Errorf("%s of %d: %v", c.support, c.baskets, found.Itemsets)
		}
	}
}

// Empty input crashed (mlxtend#496). No baskets, no sequence and empty baskets
// have no rules; empty baskets are baskets.
func TestEmptyInput(t *testing.T) {
	m := pattern.Mining{MinSupport: dec("0.5")}
	const want = `{"baskets":%d,"minCount":1,"itemsets":[],"rules":[]}`
	for i, got := range []pattern.Associations{mine(t, nil, m), mine(t, baskets(""), m)} {
		if encoded(t, got) != fmt.Sprintf(want, 0) {
			t.Errorf("%d: %s", i, encoded(t, got))
		}
	}
	if got := mine(t, slices.Values([][]string{{}, nil}), m); encoded(t, got) != fmt.Sprintf(want, 2) {
		t.Error(encoded(t, got))
	}
	if got, want := sets(mine(t, slices.Values([][]string{{"a"}, {}, nil, {"a", "b"}}), m)), "a 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A support above 1 was accepted (mlxtend#583), and found nothing.
func TestSupportAboveOne(t *testing.T) {
	for support, want := range map[string]string{
		"1": "", "1.000000000001": "minSupport out_of_range", "5": "minSupport out_of_range",
		"0": "minSupport out_of_range", "-0.1": "minSupport out_of_range", "0.000000000001": "",
	} {
		_, err := pattern.Mine(baskets("ab"), pattern.Mining{MinSupport: dec(support)})
		if want == "" && err != nil || want != "" && faults(t, err) != want {
			t.Errorf("%s: %v, want %q", support, err, want)
		}
	}
}

// Memory blew up (mlxtend#837). What would explode is refused with a count while
// the memory is that of the limit: forty items in every basket have 2⁴⁰ itemsets.
func TestMemoryDoesNotBlowUp(t *testing.T) {
	var forty []string
	for i := range 40 {
		forty = append(forty, fmt.Sprint(i))
	}
	list := slices.Repeat([][]string{forty}, 1000)
	var err error
	bytes := allocated(func() {
		_, err = pattern.Mine(slices.Values(list), pattern.Mining{MinSupport: dec("0.001"), Limit: 100_000})
	})
	var many *pattern.TooManyError
	if !errors.As(err, &many) || many.What != "itemsets" || many.Found != 100_001 || many.Limit != 100_000 {
		t.Errorf("%v, want a TooManyError of 100001 itemsets", err)
	}
	if bytes > 20<<20 {
		t.Errorf("%d bytes", bytes)
	}
}

// A duplicated item inside one basket was counted twice.
func TestDuplicatedItem(t *testing.T) {
	found := mine(t, baskets("aab b aaa ba"), pattern.Mining{MinSupport: dec("0.25")})
	if got, want := sets(found), "a 3, b 3, ab 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Conviction is infinite at confidence 1, which is no number: nil and false, and
// null in JSON; just below it is one.
func TestConvictionAtConfidenceOne(t *testing.T) {
	for _, c := range []struct {
		rule pattern.Rule
		want string
	}{
		{pattern.Rule{Count: 3, LeftCount: 3, RightCount: 4, Baskets: 9}, "infinite"},
		{pattern.Rule{Count: 9, LeftCount: 9, RightCount: 9, Baskets: 9}, "infinite"},
		{pattern.Rule{Count: 2, LeftCount: 3, RightCount: 4, Baskets: 9}, "5/3"},
		{pattern.Rule{Count: 999, LeftCount: 1000, RightCount: 1000, Baskets: 2000}, "500"},
	} {
		conviction, finite := c.rule.Conviction()
		switch {
		case c.want == "infinite" && (finite || conviction != nil):
			t.Errorf("%+v: %v, %v", c.rule, conviction, finite)
		case c.want != "infinite" && (!finite || conviction.RatString() != c.want):
			t.Errorf("%+v: %v, %v; want %s", c.rule, conviction, finite, c.want)
		}
	}
}

package pattern_test

import (
	"fmt"
	"log"
	"slices"
	"strings"

	"example.com/membership/segment/pattern"
)

// What a tea shop recommends beside what is in the basket.
func ExampleMine() {
	orders := [][]string{
		{"green tea", "teapot", "cups"},
		{"green tea", "biscuits"},
		{"teapot"},
		{"green tea", "teapot", "cups", "tray"},
		{"biscuits", "green tea"},
		{"green tea", "green tea"}, // two packets: one item
		{"tray"},
		{"cups", "teapot", "biscuits"},
	}
	mining, err := pattern.ParseMining([]byte(`{"minSupport": 0.25, "minConfidence": 0.6}`))
	if err != nil {
		log.Fatal(err)
	}
	found, err := pattern.Mine(slices.Values(orders), mining)
	if err != nil {
		log.Fatal(err)
	}

	fmt.Printf("in at least %d of %d baskets, %d itemsets\n", found.MinCount, found.Baskets, len(found.Itemsets))
	for _, r := range found.Rules {
		conviction := "∞"
		if c, finite := r.Conviction(); finite {
			conviction = c.FloatString(2)
		}
		fmt.Printf("%s → %s: support %s, confidence %s, lift %s, conviction %s\n", strings.Join(r.Left, " + "), r.Right,
			r.Support().FloatString(3), r.Confidence().FloatString(2), r.Lift().FloatString(2), conviction)
	}
	// Output:
	// in at least 2 of 8 baskets, 10 itemsets
	// cups → teapot: support 0.375, confidence 1.00, lift 2.00, conviction ∞
	// cups + green tea → teapot: support 0.250, confidence 1.00, lift 2.00, conviction ∞
	// green tea + teapot → cups: support 0.250, confidence 1.00, lift 2.67, conviction ∞
	// teapot → cups: support 0.375, confidence 0.75, lift 2.00, conviction 2.50
	// biscuits → green tea: support 0.250, confidence 0.67, lift 1.07, conviction 1.13
	// cups → green tea: support 0.250, confidence 0.67, lift 1.07, conviction 1.13
	// cups + teapot → green tea: support 0.250, confidence 0.67, lift 1.07, conviction 1.13
	//  → green tea: support 0.625, confidence 0.63, lift 1.00, conviction 1.00
}

// Rules come by confidence. By lift, the surprising ones come first: the tray is
// rare, and the rule about it too.
func ExampleRule_Lift() {
	orders := [][]string{
		{"tea", "cups"}, {"tea", "cups"}, {"tea"}, {"tea", "biscuits"}, {"tea", "tray", "cups"}, {"tea"}, {"biscuits"},
	}
	found, err := pattern.Mine(slices.Values(orders), pattern.Mining{MinSupport: dec("0.1"), MinConfidence: dec("0.3"), MaxItems: 2})
	if err != nil {
		log.Fatal(err)
	}
	slices.SortStableFunc(found.Rules, func(a, b pattern.Rule) int { return b.Lift().Cmp(a.Lift()) })
	for _, r := range found.Rules {
		if len(r.Left) > 0 {
			fmt.Println(r.Left[0], "→", r.Right, r.Lift().FloatString(2), r.Count)
		}
	}
	// Output:
	// tray → cups 2.33 1
	// cups → tray 2.33 1
	// cups → tea 1.17 3
	// tray → tea 1.17 1
	// tea → cups 1.17 3
	// biscuits → tea 0.58 1
}

// Forty articles that are always sold together have 2⁴⁰ itemsets.
func ExampleTooManyError() {
	set := strings.Fields(strings.Repeat("x ", 40))
	for i := range set {
		set[i] = fmt.Sprintf("article %d", i)
	}
	_, err := pattern.Mine(slices.Values([][]string{set, set}), pattern.Mining{MinSupport: dec("0.01")})
	fmt.Println(err)
	// Output:
	// segment/pattern: at least 1000001 itemsets, which is more than the limit of 1000000: raise the support, or bound the items of an itemset
}

package pattern_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"example.com/membership/segment/pattern"
	"pgregory.net/rapid"
)

// letters are the items of the laws.
const letters = "abcdef"

// drawBaskets draws baskets as sets of letters, a bit each.
func drawBaskets(t *rapid.T) []int {
	return rapid.SliceOfN(rapid.IntRange(0, 1<<len(letters)-1), 0, 12).Draw(t, "baskets")
}

// spelled returns the letters of a set, rising.
func spelled(set int) []string {
	items := []string{}
	for i, letter := range letters {
		if set>>i&1 == 1 {
			items = append(items, string(letter))
		}
	}
	return items
}

func listed(sets []int) [][]string {
	list := [][]string{}
	for _, set := range sets {
		list = append(list, spelled(set))
	}
	return list
}

// holding counts the baskets that hold all of a set.
func holding(baskets []int, set int) (count int) {
	for _, basket := range baskets {
		if basket&set == set {
			count++
		}
	}
	return count
}

func drawMining(t *rapid.T) pattern.Mining {
	return pattern.Mining{
		MinSupport:    dec(rapid.SampledFrom([]string{"0.000000000001", "0.1", "0.25", "0.333333333333", "0.333333333334", "0.5", "1"}).Draw(t, "support")),
		MinConfidence: dec(rapid.SampledFrom([]string{"0", "0.25", "0.5", "0.666666666667", "0.75", "1"}).Draw(t, "confidence")),
		MaxItems:      rapid.IntRange(0, 4).Draw(t, "longest"),
	}
}

// Itemsets, rules and their measures agree with counting every set of up to six
// items by brute force; and every list is in its order.
func checkBruteForce(t *rapid.T) {
	baskets, m := drawBaskets(t), drawMining(t)
	found := mine(t, slices.Values(listed(baskets)), m)
	n := int64(len(baskets))
	var wantSets, wantRules []string
	for set := 1; set < 1<<len(letters); set++ {
		both := holding(baskets, set)
		items := spelled(set)
		if both == 0 || m.MaxItems > 0 && len(items) > m.MaxItems || big.NewRat(int64(both), n).Cmp(m.MinSupport.Rat()) < 0 {
			continue
		}
		wantSets = append(wantSets, fmt.Sprintf("%s %d", strings.Join(items, ""), both))
		for i, right := range letters {
			if set>>i&1 == 0 {
				continue
			}
			left := set &^ (1 << i)
			confidence := big.NewRat(int64(both), int64(holding(baskets, left)))
			if confidence.Cmp(m.MinConfidence.Rat()) >= 0 {
				wantRules = append(wantRules, byHand(baskets, left, 1<<i, string(right)))
			}
		}
	}
	var gotSets, gotRules []string
	for _, s := range found.Itemsets {
		gotSets = append(gotSets, fmt.Sprintf("%s %d", strings.Join(s.Items, ""), s.Count))
	}
	for _, r := range found.Rules {
		gotRules = append(gotRules, measured(r))
	}
	for _, list := range [][]string{wantSets, wantRules, gotSets, gotRules} {
		slices.Sort(list)
	}
	if !slices.Equal(gotSets, wantSets) || !slices.Equal(gotRules, wantRules) {
		t.Fatalf("got  %q\nwant %q\ngot  %q\nwant %q", gotSets, wantSets, gotRules, wantRules)
	}
	checkOrder(t, found)
}

// byHand works the measures of a rule out as probabilities.
func byHand(baskets []int, left, right int, name string) string {
	p := func(set int) *big.Rat { return big.NewRat(int64(holding(baskets, set)), int64(len(baskets))) }
	one, both, l, r := big.NewRat(1, 1), p(left|right), p(left), p(right)
	confidence := new(big.Rat).Quo(both, l)
	lift := new(big.Rat).Quo(confidence, r)
	leverage := new(big.Rat).Sub(both, new(big.Rat).Mul(l, r))
	conviction := "infinite"
	if fails := new(big.Rat).Sub(one, confidence); fails.Sign() > 0 {
		conviction = new(big.Rat).Quo(new(big.Rat).Sub(one, r), fails).String()
	}
	return fmt.Sprint(strings.Join(spelled(left), ""), ">", name, both, confidence, lift, leverage, conviction)
}

func measured(r pattern.Rule) string {
	conviction := "infinite"
	if c, finite := r.Conviction(); finite {
		conviction = c.String()
	}
	return fmt.Sprint(strings.Join(r.Left, ""), ">", r.Right, r.Support(), r.Confidence(), r.Lift(), r.Leverage(), conviction)
}

func checkOrder(t *rapid.T, found pattern.Associations) {
	for i := range found.Rules[:max(0, len(found.Rules)-1)] {
		a, b := found.Rules[i], found.Rules[i+1]
		order := b.Confidence().Cmp(a.Confidence())
		for _, next := range []int{b.Count - a.Count, len(a.Left) - len(b.Left),
			strings.Compare(strings.Join(a.Left, ""), strings.Join(b.Left, "")), strings.Compare(a.Right, b.Right)} {
			if order == 0 {
				order = next
			}
		}
		if order >= 0 {
			t.Fatalf("%s before %s", measured(a), measured(b))
		}
	}
	for i := range found.Itemsets[:max(0, len(found.Itemsets)-1)] {
		a, b := found.Itemsets[i], found.Itemsets[i+1]
		x, y := strings.Join(a.Items, ""), strings.Join(b.Items, "")
		if a.Count < b.Count || a.Count == b.Count && (len(x) > len(y) || len(x) == len(y) && x >= y) {
			t.Fatalf("%v before %v", a, b)
		}
	}
}

func TestBruteForce(t *testing.T) { rapid.Check(t, checkBruteForce) }
func FuzzBruteForce(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkBruteForce)) }

// Baskets in any order, their items in any order and repeated: the same bytes.
// Those bytes read back are the same rules.
func checkPermutedBaskets(t *rapid.T) {
	list, m := listed(drawBaskets(t)), drawMining(t)
	want := encoded(t, mine(t, slices.Values(list), m))
	var other [][]string
	for _, basket := range rapid.Permutation(list).Draw(t, "order") {
		if len(basket) > 0 {
			basket = append(rapid.Permutation(basket).Draw(t, "items"), rapid.SampledFrom(basket).Draw(t, "twice"))
		}
		other = append(other, basket)
	}
	if got := encoded(t, mine(t, slices.Values(other), m)); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	var again pattern.Associations
	if err := json.Unmarshal([]byte(want), &again); err != nil || encoded(t, again) != want {
		t.Fatalf("%v\ngot  %s\nwant %s", err, encoded(t, again), want)
	}
}

func TestPermutedBaskets(t *testing.T) { rapid.Check(t, checkPermutedBaskets) }
func FuzzPermutedBaskets(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPermutedBaskets)) }

// Whatever ParseMining accepts, Mine does, and it reads back the same.
func FuzzParseMining(f *testing.F) {
	for _, seed := range []string{`{"minSupport": 0.001, "minConfidence": "0.3"}`, `{"minSupport": 1e-12, "maxItems": 3, "limit": 10}`, `{"minSupport": 1, "limit": 0}`, `{}`, `[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := pattern.ParseMining(data)
		if err != nil {
			faults(t, err)
			return
		}
		again, err := pattern.ParseMining([]byte(encoded(t, m)))
		if err != nil || encoded(t, again) != encoded(t, m) {
			t.Fatalf("%+v, %v; want %+v", again, err, m)
		}
		m.Limit = 0
		mine(t, baskets("abc ab - c"), m)
	})
}

package pattern

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// A search that takes too many steps is given up, whatever it has found.
func TestStepsAreBounded(t *testing.T) {
	for most, want := range map[int64]string{-1: "steps", 0: "steps", 1: "steps", 1_000: ""} {
		all := newTable()
		for _, basket := range []string{"a b c d", "a b d", "b c d", "a"} {
			if err := all.add(strings.Fields(basket)); err != nil {
				t.Fatal(err)
			}
		}
		names := all.rank(2)
		s := newSearch(all, len(names), 2, Mining{MinSupport: decimal.New(5, -1)})
		if least := int64(freeSteps + stepsAnEntry*11); s.maxSteps != least {
			t.Errorf("at most %d steps, want %d", s.maxSteps, least)
		}
		s.maxSteps = most
		err := s.run()
		var many *TooManyError
		switch {
		case want == "" && err != nil:
			t.Errorf("%d: %v", most, err)
		case want != "" && (!errors.As(err, &many) || many.What != want || many.Found != max(most+1, 2)):
			t.Errorf("%d: %v, want a TooManyError of steps", most, err)
		}
	}
}

// Ordinary baskets, in which few items are often and many are rarely bought, stay
// far below the steps allowed for an item, to say nothing of those that are free.
func TestOrdinaryBasketsTakeFewSteps(t *testing.T) {
	random := uint64(20180101)
	next := func(n int) int {
		random = random*6364136223846793005 + 1442695040888963407
		return int(random>>33) % n
	}
	all := newTable()
	for range 5_000 {
		basket := make([]string, 1+next(19))
		for i := range basket {
			basket[i] = fmt.Sprint(next(1000) * next(1000) / 1000)
		}
		if err := all.add(basket); err != nil {
			t.Fatal(err)
		}
	}
	names := all.rank(10)
	s := newSearch(all, len(names), 10, Mining{})
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
	perItem := s.steps / int64(len(all.held))
	if len(s.sets) < 1000 || perItem < 2 || 2*perItem > stepsAnEntry {
		t.Errorf("%d itemsets, %d steps an item; want 2 to %d", len(s.sets)-1, perItem, stepsAnEntry/2)
	}
	t.Logf("%d itemsets, %d steps an item", len(s.sets)-1, perItem)
}

// A search leaves its tree as free as it is between two items.
func TestSearchLeavesNothing(t *testing.T) {
	all := newTable()
	for _, basket := range []string{"a b c d", "a b d", "b c d", "a", "", "d a"} {
		if err := all.add(strings.Fields(basket)); err != nil {
			t.Fatal(err)
		}
	}
	names := all.rank(2)
	s := newSearch(all, len(names), 2, Mining{MinSupport: decimal.New(1, -1)})
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
	for i, n := range s.nodes {
		if n.weight != 0 {
			t.Errorf("node %d keeps %+v", i, n)
		}
	}
	for rank, at := range s.at {
		if len(at) > 0 || s.counts[rank] != 0 || s.waiting[0] != 0 {
			t.Errorf("rank %d keeps %v, %d, %b", rank, at, s.counts[rank], s.waiting[0])
		}
	}
}

// Items that few baskets hold, of which there are many, are ordinary too: a long
// tail takes no more steps an item.
func TestLongTailTakesFewSteps(t *testing.T) {
	const items = 80_000
	all := newTable()
	for i := 0; i < items; i += 2 {
		for range 2 {
			if err := all.add([]string{strconv.Itoa(i), strconv.Itoa(i + 1)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := newSearch(all, len(all.rank(2)), 2, Mining{})
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
	if perItem := s.steps / int64(len(all.held)); len(s.sets)-1 != items*3/2 || perItem > 5 {
		t.Errorf("%d itemsets, %d steps an item", len(s.sets)-1, perItem)
	}
}

package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// buyersOf returns buyers who spent the amounts.
func buyersOf(spent ...int64) (g group) {
	for i, amount := range spent {
		g.add(&row{id: fmt.Sprintf("C%02d", i), spend: decimal.NewFromInt(amount)})
	}
	return g
}

func TestTop(t *testing.T) {
	for _, c := range []struct {
		reason string
		buyers group
		want   string
		tied   bool
	}{
		{"nobody", buyersOf(), "", false},
		{"a fifth of one is one", buyersOf(7), "C00", false},
		{"of five one", buyersOf(1, 2, 9, 4, 5), "C02", false},
		{"of six two", buyersOf(1, 2, 9, 4, 5, 6), "C02 C05", false},
		{"equal ones by ID", buyersOf(1, 9, 3, 4, 9), "C01", true},
		{"equal ones inside are no matter", buyersOf(1, 9, 3, 4, 9, 5), "C01 C04", false},
	} {
		best, tied := top(c.buyers)
		var ids []string
		for _, r := range best.rows {
			ids = append(ids, r.id)
		}
		if got := strings.Join(ids, " "); got != c.want || tied != c.tied {
			t.Errorf("%s: %s, tied %v; want %s, %v", c.reason, got, tied, c.want, c.tied)
		}
	}
}

func TestListsAreCut(t *testing.T) {
	for n, want := range map[int]string{0: "  nobody\n", 10: "  C09\n", 11: "  C09\n  ... and 1 more\n", 1211: "  C09\n  ... and 1,201 more\n"} {
		p := &page{Buffer: &bytes.Buffer{}}
		g := grid{left: "l"}
		p.list(&g, buyersOf(make([]int64, n)...).rows, func(r *row) { g.add(r.id) })
		if !strings.HasSuffix(p.String(), want) || strings.Count(p.String(), "\n") > listLines+1 {
			t.Errorf("%d rows: %q", n, p.String())
		}
	}
}

func TestShares(t *testing.T) {
	d := decimal.RequireFromString
	for _, c := range []struct{ part, whole, percent, bar string }{
		{"1", "3", "33.3 %", "███"},
		{"2", "3", "66.7 %", "███████"},
		{"3", "3", "100.0 %", "██████████"},
		{"0", "3", "0.0 %", ""},
		{"0", "0", "-", ""},
	} {
		if got := percent(d(c.part), d(c.whole)); got != c.percent {
			t.Errorf("%s of %s: %s, want %s", c.part, c.whole, got, c.percent)
		}
		if got := bar(d(c.part), d(c.whole), 10); got != c.bar {
			t.Errorf("%s of %s: %s, want %s", c.part, c.whole, got, c.bar)
		}
	}
}

// The lightest cell is that of the lowest mean, the darkest that of the
// highest, whatever lies between.
func TestHeat(t *testing.T) {
	d := decimal.RequireFromString
	means := []decimal.Decimal{d("1"), d("2"), d("3"), d("1000000")}
	for i, want := range []string{"░░ 1 (1)", "▒▒ 2 (1)", "▓▓ 3 (1)", "██ 1,000,000 (1)"} {
		h := heat{customers: 1, amount: means[i]}
		if got := h.draw(means); got != want {
			t.Errorf("mean %s: %s, want %s", means[i], got, want)
		}
	}
	if got := (&heat{}).draw(means); got != "·" {
		t.Errorf("nobody: %s", got)
	}
}

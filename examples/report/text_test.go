package main

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"example.com/membership/rfm"
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
		{"a fifth of two is 0.4, nobody", buyersOf(7, 8), "", false},
		{"of three 0.6, one", buyersOf(7, 9, 8), "C01", false},
		{"of seven 1.4, one", buyersOf(1, 2, 9, 4, 5, 6, 7), "C02", false},
		{"of eight 1.6, two", buyersOf(1, 2, 9, 4, 5, 6, 7, 8), "C02 C07", false},
		{"equal ones by ID", buyersOf(1, 9, 3, 4, 9), "C01", true},
		{"equal ones inside are no matter", buyersOf(1, 9, 3, 4, 9, 5, 6, 7), "C01 C04", false},
	} {
		best, err := bestOf(c.buyers)
		if err != nil {
			t.Fatal(err)
		}
		tied := best.Tied > 0
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
	for n, want := range map[int]string{0: "  nobody\n", 10: "  C09\n", 11: "  C09\n  ... and 1 more; -format csv lists all customers\n",
		1211: "  C09\n  ... and 1,201 more; -format csv lists all customers\n"} {
		p := &page{Buffer: &bytes.Buffer{}}
		g := grid{left: "l"}
		p.list(&g, buyersOf(make([]int64, n)...).rows, func(r *row) { g.add(r.id) })
		if !strings.HasSuffix(p.String(), want) || strings.Count(p.String(), "\n") > listLines+1 {
			t.Errorf("%d rows: %q", n, p.String())
		}
	}
}

// section returns the lines of the text report under the title that begins so.
func section(text, title string) string {
	_, after, _ := strings.Cut(text, "\n"+title)
	_, after, _ = strings.Cut(after, "\n\n")
	body, _, _ := strings.Cut(after, "\n\n")
	return strings.TrimSuffix(body, "\n")
}

func TestConsent(t *testing.T) {
	orders := writeFile(t, "orders.csv", header+"1,C1,2026-03-01,100\n2,C2,2026-03-01,100\n3,C3,2026-03-01,100\n4,C4,2026-03-01,100\n")
	const unknown = "consent unknown: ask before you write to them"
	for _, c := range []struct{ reason, customers, in, out string }{
		{"no columns", "customer_id\nC1\n", "C1 C2 C3 C4 " + unknown, "left"},
		{"refused one channel", "customer_id,sms_consent\nC1,no\n", "C1 " + unknown, "left"},
		{"refused both", "customer_id,sms_consent,email_consent\nC1,no,FALSE\nC2,0,\n",
			"C2 C3 C4 e-mail:_1 " + unknown, "C1"},
		{"one given", "customer_id,sms_consent,email_consent\nC1,no,1\nC2,true,\nC3,,Yes\nC4,0,0\n", "C1 C2 C3 e-mail:_1", "C4 unknown"},
		{"some unknown", "customer_id,sms_consent\nC1,yes\n", "C1 C2 consent_unknown_of_3:", "left"},
	} {
		got := section(mustRun(t, "-orders", orders, "-customers", writeFile(t, "customers.csv", c.customers)), "INVITE")
		for _, want := range strings.Fields(strings.ReplaceAll(c.in, unknown, strings.ReplaceAll(unknown, " ", "_"))) {
			if !strings.Contains(got, strings.ReplaceAll(want, "_", " ")) {
				t.Errorf("%s: lacks %s\n%s", c.reason, want, got)
			}
		}
		for _, not := range strings.Fields(c.out) {
			if strings.Contains(got, not) {
				t.Errorf("%s: has %s\n%s", c.reason, not, got)
			}
		}
	}
}

// Whoever was seen within two cycles is near, the most recent first.
func TestNearIsRecent(t *testing.T) {
	var orders strings.Builder
	for i, c := range []string{"today 2026-03-31", "twenty 2026-03-11", "toolate 2026-03-10", "recent 2026-03-30"} {
		id, day, _ := strings.Cut(c, " ")
		fmt.Fprintf(&orders, "A%d,%s,%s,60\n", i, id, day)
	}
	got := section(mustRun(t, "-cycle", "10", "-orders", writeFile(t, "orders.csv", header+orders.String())), "ONE ORDER AWAY")
	var ids []string
	for _, line := range strings.Split(got, "\n")[1:] {
		ids = append(ids, strings.Fields(line)[0])
	}
	if got := strings.Join(ids, " "); got != "today recent twenty consent" {
		t.Errorf("got %s", got)
	}
}

// Tiers that are called the same stay two.
func TestTiersOfOneName(t *testing.T) {
	program := writeFile(t, "program.json", `{"enrollment":"automatic","tiers":[
		{"id":"a","name":"VIP","anyOf":[[{"measure":"spend","atLeast":100}]]},
		{"id":"b","name":"VIP","anyOf":[[{"measure":"spend","atLeast":200}]]}]}`)
	orders := writeFile(t, "orders.csv", header+"1,C1,2026-03-01,100\n2,C2,2026-03-01,300\n")
	got := section(mustRun(t, "-orders", orders, "-program", program), "TIERS")
	high, low := strings.Index(got, "300.00"), strings.Index(got, "100.00")
	if strings.Count(got, "VIP ") != 2 || high < 0 || low < high {
		t.Errorf("got\n%s", got)
	}
}

// Bins that a fit merged are named; where it merged none, nothing is said.
func TestMergedBins(t *testing.T) {
	const line = "nobody can get "
	orders := writeFile(t, "orders.csv", header+"1,C1,2026-03-01,100\n2,C2,2026-03-01,300\n")
	got := section(mustRun(t, "-orders", orders, "-rfm", "quintile"), "GRADES")
	if _, scores, found := strings.Cut(got, line); !found || !strings.Contains(scores, "F") {
		t.Errorf("all bins alike:\n%s", got)
	}
	if got := mustRun(t, "-orders", orders); strings.Contains(got, line) {
		t.Errorf("the textbook's bins are never merged:\n%s", got)
	}
}

// Only the report on the sample shop says that it is one.
func TestSampleSaysSo(t *testing.T) {
	orders := writeFile(t, "orders.csv", header+"1,C1,2026-03-01,100\n")
	const heading = "CUSTOMER REPORT on the built-in sample shop as of "
	if own, sample := mustRun(t, "-orders", orders), mustRun(t); !strings.HasPrefix(own, "CUSTOMER REPORT as of ") || !strings.HasPrefix(sample, heading) {
		t.Errorf("own: %.60s\nsample: %.60s", own, sample)
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
	means := []*big.Rat{big.NewRat(1, 1), big.NewRat(2, 1), big.NewRat(3, 1), big.NewRat(1_000_000, 1)}
	for i, want := range []string{"░░ 1 (2)", "▒▒ 2 (2)", "▓▓ 3 (2)", "██ 1,000,000 (2)"} {
		amount := decimal.NewFromBigRat(means[i], 0).Mul(decimal.NewFromInt(2))
		if got := heat(rfm.Figures{Customers: 2, Amount: amount}, means); got != want {
			t.Errorf("mean %s: %s, want %s", means[i], got, want)
		}
	}
	if got := heat(rfm.Figures{}, means); got != "·" {
		t.Errorf("nobody: %s", got)
	}
}

package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sharedFile returns the path of a public data set, which is not part of the
// repository (see its SOURCES.md).
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("SKIPPED, NOT TESTED: no public data set %s here", name)
	}
	return file
}

// The known answers for 995 customers: recency, orders, spend, the three
// scores and the segment.
func TestKnownScores(t *testing.T) {
	text, err := os.ReadFile(sharedFile(t, "rfm_orders_scores.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := rowsOf(t, string(text))
	got := rowsOf(t, mustRun(t, "-orders", sharedFile(t, "rfm_orders.csv"), "-rfm", "quintile",
		"-asof", "2006-12-31", "-zone", "UTC", "-format", "csv"))
	if len(got) != 995 || len(want) != 995 {
		t.Fatalf("%d rows, known are %d, want 995", len(got), len(want))
	}
	known := make(map[string]map[string]string)
	for _, row := range want {
		known[row["customer_id"]] = row
	}
	for _, row := range got {
		answer := make(map[string]string)
		for column := range want[0] {
			answer[column] = row[column]
		}
		if diff := cmp.Diff(known[row["customer_id"]], answer); diff != "" {
			t.Errorf("%s: %s", row["customer_id"], diff)
		}
	}
}

// Every customer of the online shop has one row, and together they spent what
// the file says.
func TestOnlineRetail(t *testing.T) {
	file := sharedFile(t, "online_retail_orders.csv")
	rows := rowsOf(t, mustRun(t, "-orders", file, "-zone", "UTC", "-format", "csv"))
	if len(rows) != 4338 {
		t.Errorf("%d rows, want 4,338", len(rows))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	spent := map[string]*sum{}
	for _, record := range records[1:] {
		if spent[record[1]] == nil {
			spent[record[1]] = &sum{}
		}
		amount, err := parseAmount(record[3])
		if err != nil {
			t.Fatal(err)
		}
		spent[record[1]].add(amount)
	}
	for i, row := range rows {
		if want := spent[row["customer_id"]].decimal().String(); row["spend"] != want {
			t.Errorf("%s: spend %s, want %s", row["customer_id"], row["spend"], want)
		}
		if i > 0 && rows[i-1]["customer_id"] >= row["customer_id"] {
			t.Errorf("%s stands before %s", rows[i-1]["customer_id"], row["customer_id"])
		}
	}
	mustRun(t, "-orders", file, "-zone", "Europe/London", "-rfm", "quintile")
}

// The known figures of the online shop: what the best fifth brings, and who of
// the customers of December 2010 came back.
func TestOnlineRetailText(t *testing.T) {
	got := mustRun(t, "-orders", sharedFile(t, "online_retail_orders.csv"), "-zone", "UTC")
	for _, want := range []string{
		"THE TOP 20 %: 868 of 4,338 buyers bring 74.6 % of the revenue",
		"2010-12  885  37  32  38  36  40  36  35  35  40  37  50  27", // of 885: 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q", want)
		}
	}
}

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// mustRun runs the report, which must succeed in silence, and returns what it
// printed.
func mustRun(t testing.TB, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(args, &stdout, &stderr); status != 0 || stderr.Len() > 0 {
		t.Fatalf("%q: status %d\n%s", args, status, stderr.String())
	}
	return stdout.String()
}

// table reads the csv format into one map a row.
func rowsOf(t testing.TB, text string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, value := range record {
			row[records[0][i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}

func writeFile(t testing.TB, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSampleShop(t *testing.T) {
	for _, c := range []struct {
		golden string
		args   []string
	}{
		{"text.txt", nil},
		{"table.csv", []string{"-format", "csv"}},
		{"table.json", []string{"-format", "json"}},
		{"quintile.txt", []string{"-rfm", "quintile", "-asof", "2025-06-30", "-cycle", "30"}},
		{"rolling.txt", []string{"-program", "testdata/rolling.json"}},
		{"rolling.csv", []string{"-program", "testdata/rolling.json", "-format", "csv", "-zone", "UTC"}},
		{"before.txt", []string{"-asof", "2023-12-31"}},
	} {
		t.Run(c.golden, func(t *testing.T) {
			golden(t, "testdata/"+c.golden, []byte(mustRun(t, c.args...)))
		})
	}
}

const exactHeader = "customer_id,status,tier,tier_since,tier_until,orders,spend,last_order,recency_days,r,f,m,rfm,grade,segment,stage\n"

func TestEmptyShop(t *testing.T) {
	orders := writeFile(t, "orders.csv", header)
	if got := mustRun(t, "-orders", orders, "-asof", "2026-01-01", "-format", "csv"); got != exactHeader {
		t.Errorf("csv: %q", got)
	}
	if got := mustRun(t, "-orders", orders, "-asof", "2026-01-01", "-format", "json"); got != "[]\n" {
		t.Errorf("json: %q", got)
	}
	mustRun(t, "-orders", orders, "-asof", "2026-01-01") // divides by nobody
	mustRun(t, "-orders", orders, "-asof", "2026-01-01", "-rfm", "quintile")
}

// A table of one shop, each row a rule of the contract.
func TestRules(t *testing.T) {
	orders := refunds +
		// What is paid exactly at the end of the day of -asof counts, later orders do not exist.
		"A1,at the end,2026-03-31T23:59:59.999999999+08:00,100,\n" +
		"A2,at the end,2026-04-01T00:00:00+08:00,1000,\n" +
		"B1,only later,2026-04-01,1000,\n" +
		// Amounts are net from paid_at on.
		"C1,partly refunded,2026-03-01,150.50,50.51\n" +
		"D1,wholly refunded,2026-03-01,150,150.00\n" +
		"E1,free order,2026-03-01,0,0\n" +
		// The same row again counts once, however it is spelled.
		"F1,twice,2026-03-01,60,\nF1,twice,2026-03-01,60,\nF1,twice,2026-02-28T16:00:00Z,6e1,0\n" +
		"G1,fraction,2025-01-31,0.001,\nG2,fraction,2025-02-01,99.999,\n" +
		"H1,\"quoted, 王\",2026-03-31,99.99,\n"
	got := mustRun(t, "-orders", writeFile(t, "orders.csv", orders), "-asof", "2026-03-31", "-format", "csv")
	want := exactHeader +
		"at the end,member,普通会员,2026-03-31T23:59:59.999999999+08:00,,1,100,2026-03-31T23:59:59.999999999+08:00,0,5,1,1,12,Bronze,New Customers,new_once\n" +
		"fraction,member,普通会员,2025-02-01T00:00:00+08:00,,2,100,2025-02-01T00:00:00+08:00,423,,,,,,,lost\n" +
		"free order,customer,,,,1,0,2026-03-01T00:00:00+08:00,30,,,,,,,new_once\n" +
		"partly refunded,customer,,,,1,99.99,2026-03-01T00:00:00+08:00,30,5,1,1,12,Bronze,New Customers,new_once\n" +
		"\"quoted, 王\",customer,,,,1,99.99,2026-03-31T00:00:00+08:00,0,5,1,1,12,Bronze,New Customers,new_once\n" +
		"twice,customer,,,,1,60,2026-03-01T00:00:00+08:00,30,5,1,1,12,Bronze,New Customers,new_once\n" +
		"wholly refunded,customer,,,,0,0,,,,,,,,,\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// With a list of customers, joining decides; whoever is not on it never joined.
func TestStatuses(t *testing.T) {
	orders := header + "1,member,2026-03-01,100\n2,potential,2026-03-01,100\n3,withdrawn,2026-03-01,100\n" +
		"4,enrolled,2026-03-01,99.99\n5,customer,2026-03-01,99.99\n6,not listed,2026-03-01,100\n7,joins later,2026-03-01,100\n" +
		"8,came back,2026-03-01,100\n"
	customers := "name,customer_id,withdrawn_at,joined_at\n,member,,2026-03-31\n,potential,,\n,withdrawn,2026-03-30,2026-03-02\n" +
		",enrolled,,2026-03-01\n,customer,,\n,never ordered,,2026-03-31\n,joins later,2026-05-01,2026-04-01\n,unknown,,\n" +
		",came back,2026-03-05,2026-03-06\n"
	args := []string{"-orders", writeFile(t, "orders.csv", orders), "-customers", writeFile(t, "customers.csv", customers),
		"-asof", "2026-03-31", "-format", "csv"}
	got := map[string]string{}
	for _, r := range rowsOf(t, mustRun(t, args...)) {
		got[r["customer_id"]] = strings.TrimSpace(r["status"] + " " + r["tier"] + " " + r["tier_since"])
	}
	want := map[string]string{
		"member":        "member 普通会员 2026-03-31T00:00:00+08:00",
		"potential":     "potential",
		"withdrawn":     "withdrawn",
		"enrolled":      "enrolled",
		"customer":      "customer",
		"not listed":    "potential",
		"joins later":   "potential",
		"never ordered": "enrolled",
		"unknown":       "customer",
		"came back":     "member 普通会员 2026-03-06T00:00:00+08:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A byte-order mark, CRLF and columns in another order change nothing.
func TestSpellingsOfAFile(t *testing.T) {
	plain := header + "O1,C1,2026-03-01,100\nO2,王芳,2026-03-02,7\n"
	want := mustRun(t, "-orders", writeFile(t, "orders.csv", plain), "-format", "csv")
	for name, content := range map[string]string{
		"byte-order mark": "\ufeff" + plain,
		"CRLF":            strings.ReplaceAll(plain, "\n", "\r\n"),
		"both, quoted":    "\ufeff" + strings.ReplaceAll(strings.ReplaceAll(plain, "order_id", `"order_id"`), "\n", "\r\n"),
		"no last newline": strings.TrimSuffix(plain, "\n"),
		"empty lines":     strings.ReplaceAll(plain, "\n", "\n\n"),
		"another order": "amount,note,paid_at,order_id,customer_id\n100,,2026-03-01,O1,C1\n" +
			"7,\"a, b\",2026-03-02,O2,王芳\n",
	} {
		if got := mustRun(t, "-orders", writeFile(t, "orders.csv", content), "-format", "csv"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// The default instant is that of the last order, also of one refunded.
func TestDefaultInstant(t *testing.T) {
	orders := refunds + "1,a,2026-03-01,10,\n2,b,2026-03-11T12:00:00+08:00,10,10\n"
	rows := rowsOf(t, mustRun(t, "-orders", writeFile(t, "orders.csv", orders), "-format", "csv"))
	if got := rows[0]["recency_days"]; got != "10" {
		t.Errorf("recency %s days, want 10", got)
	}
}

// JSON says what csv says: the same fields in the same order, without those
// that are empty.
func TestJSONAgreesWithCSV(t *testing.T) {
	var objects []json.RawMessage
	if err := json.Unmarshal([]byte(mustRun(t, "-format", "json")), &objects); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(mustRun(t, "-format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(objects) != len(records)-1 {
		t.Fatalf("%d objects, %d rows", len(objects), len(records)-1)
	}
	for i, object := range objects {
		var want []string
		for k, value := range records[i+1] {
			if value != "" {
				want = append(want, records[0][k]+"="+value)
			}
		}
		if diff := cmp.Diff(want, fieldsOf(t, object)); diff != "" {
			t.Errorf("row %d: %s", i, diff)
		}
	}
}

// Each stage of a repurchase cycle of ten days, on its first and last day.
func TestStages(t *testing.T) {
	orders := header
	var want []string
	for i, c := range []struct{ first, last, stage string }{
		{"2026-03-31", "", "new_once"},
		{"2026-03-21", "", "new_once"},
		{"2026-03-20", "", "silent"},
		{"2026-03-21", "2026-03-31", "new_repeat"},
		{"2026-03-20", "2026-03-21", "regular"},
		{"2026-03-11", "", "silent"},
		{"2026-03-10", "", "sleeping"},
		{"2025-01-01", "2026-02-19", "sleeping"},
		{"2025-01-01", "2026-02-18", "lost"},
		{"2026-03-31", "2026-04-01", "new_once"}, // which is later than the report
	} {
		orders += fmt.Sprintf("A%d,C%d,%s,10\n", i, i, c.first)
		if c.last != "" {
			orders += fmt.Sprintf("B%d,C%d,%s,10\n", i, i, c.last)
		}
		want = append(want, c.stage)
	}
	var got []string
	for _, row := range rowsOf(t, mustRun(t, "-orders", writeFile(t, "orders.csv", orders), "-asof", "2026-03-31", "-cycle", "10", "-format", "csv")) {
		got = append(got, row["stage"])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// IDs stand in JSON as they are.
func TestJSONText(t *testing.T) {
	orders := writeFile(t, "orders.csv", header+"O1,\"<\"\"&>\n王\",2026-03-01,1e3\n")
	got := mustRun(t, "-orders", orders, "-format", "json")
	want := "[\n  {\"customer_id\": \"<\\\"&>\\n王\", \"status\": \"member\", \"tier\": \"VIP会员\", " +
		"\"tier_since\": \"2026-03-01T00:00:00+08:00\", \"orders\": 1, \"spend\": \"1000\", " +
		"\"last_order\": \"2026-03-01T00:00:00+08:00\", \"recency_days\": 0, \"r\": 5, \"f\": 1, \"m\": 4, \"rfm\": 24, " +
		"\"grade\": \"Silver\", \"segment\": \"New Customers\", \"stage\": \"new_once\"}\n]\n"
	if got != want {
		t.Errorf("got %s", got)
	}
}

// fieldsOf returns the fields of an object in their order.
func fieldsOf(t *testing.T, object []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	var tokens []string
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		tokens = append(tokens, fmt.Sprint(token))
	}
	var fields []string
	for pair := range slices.Chunk(tokens[1:len(tokens)-1], 2) {
		fields = append(fields, pair[0]+"="+pair[1])
	}
	return fields
}

// The rows of both files in any order give the same bytes.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	s := newSampleShop()
	for _, format := range []string{"text", "csv", "json"} {
		for _, model := range []string{"textbook", "quintile"} {
			want := mustRun(t, "-orders", "sample/orders.csv", "-customers", "sample/customers.csv", "-format", format, "-rfm", model)
			for seed := range uint64(3) {
				orders := writeFile(t, "orders.csv", shuffled(s.orders(), seed))
				customers := writeFile(t, "customers.csv", shuffled(s.customers(), seed))
				if got := mustRun(t, "-orders", orders, "-customers", customers, "-format", format, "-rfm", model); got != want {
					t.Fatalf("%s %s, seed %d: %s", format, model, seed, cmp.Diff(want, got))
				}
			}
		}
	}
}

// shuffled returns a CSV text with its rows in another order, some of them
// twice.
func shuffled(text []byte, seed uint64) string {
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	head, rows := lines[0], lines[1:]
	rows[len(rows)-1] += "\n"
	random := rand.New(rand.NewPCG(seed, 0))
	rows = append(rows, rows[:random.IntN(len(rows))]...)
	random.Shuffle(len(rows), func(i, k int) { rows[i], rows[k] = rows[k], rows[i] })
	return head + strings.Join(rows, "")
}

// Small shops with many ties, spelled in many ways.
func TestPermutedShops(t *testing.T) { rapid.Check(t, permutedShops) }

func FuzzPermutedShops(f *testing.F) { f.Fuzz(rapid.MakeFuzz(permutedShops)) }

func permutedShops(t *rapid.T) {
	amounts := rapid.SampledFrom([]string{"0", "1", "99.99", "100", "100.0", "500.001", "1e2", "12345678901234567.5"})
	days := rapid.SampledFrom([]string{"2025-03-01", "2025-03-01T00:00:00+08:00", "2026-02-28", "2026-03-31T23:59:59Z"})
	var rows []string
	for i := range rapid.IntRange(1, 12).Draw(t, "orders") {
		amount, refunded := amounts.Draw(t, "amount"), ""
		if rapid.Bool().Draw(t, "gone") {
			refunded = amount
		}
		rows = append(rows, fmt.Sprintf("O%d,C%d,%s,%s,%s\n", i, rapid.IntRange(0, 3).Draw(t, "customer"),
			days.Draw(t, "day"), amount, refunded))
	}
	rows = append(rows, rows[rapid.IntRange(0, len(rows)-1).Draw(t, "twice")])
	model := rapid.SampledFrom([]string{"textbook", "quintile"}).Draw(t, "model")
	permuted := rapid.Permutation(rows).Draw(t, "permuted")
	for _, format := range []string{"text", "csv", "json"} {
		want, got := inMemory(t, rows, model, format), inMemory(t, permuted, model, format)
		if got != want {
			t.Fatalf("%s: %s", format, cmp.Diff(want, got))
		}
	}
}

// inMemory renders a report without files.
func inMemory(t *rapid.T, rows []string, model, format string) string {
	o, err := parseOptions([]string{"-rfm", model, "-format", format}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	read, err := readOrders("orders.csv", strings.NewReader(refunds+strings.Join(rows, "")), newClock(o.zone), nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := newReport(o, &input{orders: read}, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.render(format)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

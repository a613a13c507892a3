package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// ran is what a run left behind.
type ran struct {
	status         int
	stdout, stderr string
}

// runIn runs the report in an empty folder that holds the files.
func runIn(t *testing.T, files map[string]string, args ...string) ran {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range files {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	status := run(args, &stdout, &stderr)
	return ran{status, stdout.String(), stderr.String()}
}

// wantFault checks that the run ended with exactly this message and nothing
// on standard output.
func (r ran) wantFault(t *testing.T, status int, message string) {
	t.Helper()
	if r.status != status {
		t.Errorf("exit status %d, want %d", r.status, status)
	}
	if r.stdout != "" {
		t.Errorf("standard output holds %q, want nothing", r.stdout)
	}
	if r.stderr != message+"\n" {
		t.Errorf("standard error:\n got %q\nwant %q", r.stderr, message+"\n")
	}
}

const (
	header   = "order_id,customer_id,paid_at,amount\n"
	refunds  = "order_id,customer_id,paid_at,amount,refunded\n"
	notADate = "is neither a date like 2026-03-05 nor an RFC 3339 instant like 2026-03-05T14:30:00+08:00"
	noNumber = "is not a decimal number; write it like 12.34"
)

func TestWrongOrders(t *testing.T) {
	row := func(row string) string { return header + "O1,C1,2026-01-02,5\n" + row + "\n" }
	for name, c := range map[string]struct{ content, want string }{
		"empty file": {"", "1: order_id: the file is empty; its first line must name the columns order_id,customer_id,paid_at,amount"},
		"only a byte-order mark": {"\ufeff",
			"1: order_id: the file is empty; its first line must name the columns order_id,customer_id,paid_at,amount"},
		"missing column":      {"order_id,customer_id,amount\nO1,C1,5\n", "1: paid_at: the header lacks this column; the header is: order_id,customer_id,amount"},
		"no header":           {"O1,C1,2026-01-02,5\n", "1: order_id: the header lacks this column; the header is: O1,C1,2026-01-02,5"},
		"column twice":        {"order_id,customer_id,paid_at,amount,amount\n", "1: amount: the header names this column twice; the header is: order_id,customer_id,paid_at,amount,amount"},
		"old Mac line ends":   {"order_id,customer_id,paid_at,amount\rO1,C1,2026-01-02,5\r", "1: amount: the header lacks this column; the header is: order_id,customer_id,paid_at,amount\ufffdO1,C1,2026-01-02,5"},
		"header of thousands": {strings.Repeat("x,", 5000) + "\n", "1: order_id: the header lacks this column; the header is: " + strings.Repeat("x,", 60) + "…"},
		"short row":           {row("O2,C1,2026-01-02"), "3: amount: the row ends before this column; it has 3 of 4"},
		"long row":            {row("O2,C1,2026-01-02,5,6"), "3: column 5: the row has 5 columns, the header 4"},
		"empty order ID":      {row(",C1,2026-01-02,5"), "3: order_id: is empty"},
		"blank customer ID":   {row("O2, ,2026-01-02,5"), "3: customer_id: is empty"},
		"order ID of 1001 bytes": {row(strings.Repeat("7", 1001) + ",C1,2026-01-02,5"),
			`3: order_id: "` + strings.Repeat("7", 40) + `…" is longer than 1000 bytes`},
		"customer ID of 1001 bytes": {row("O2," + strings.Repeat("7", 1001) + ",2026-01-02,5"),
			`3: customer_id: "` + strings.Repeat("7", 40) + `…" is longer than 1000 bytes`},
		"empty instant":          {row("O2,C1,,5"), "3: paid_at: is empty; write a date like 2026-03-05 or an instant like 2026-03-05T14:30:00+08:00"},
		"local time":             {row("O2,C1,2026-01-02 10:00:00,5"), `3: paid_at: "2026-01-02 10:00:00" ` + notADate},
		"day that is not":        {row("O2,C1,2026-02-30,5"), `3: paid_at: "2026-02-30" ` + notADate},
		"slashes":                {row("O2,C1,2026/02/03,5"), `3: paid_at: "2026/02/03" ` + notADate},
		"year 1":                 {row("O2,C1,0001-01-01T00:00:00Z,5"), "3: paid_at: year 1 is outside 1901 to 2199"},
		"first instant refused":  {row("O2,C1,2200-01-01,5"), "3: paid_at: year 2200 is outside 1901 to 2199"},
		"year 9999":              {row("O2,C1,9999-12-31,5"), "3: paid_at: year 9999 is outside 1901 to 2199"},
		"empty amount":           {row("O2,C1,2026-01-02,"), "3: amount: is empty; write an amount like 12.34"},
		"not a number":           {row("O2,C1,2026-01-02,NaN"), `3: amount: "NaN" ` + noNumber},
		"infinity":               {row("O2,C1,2026-01-02,Inf"), `3: amount: "Inf" ` + noNumber},
		"currency sign":          {row("O2,C1,2026-01-02,¥12"), `3: amount: "¥12" ` + noNumber},
		"thousands apart":        {row(`O2,C1,2026-01-02,"1,200.50"`), `3: amount: "1,200.50" ` + noNumber},
		"blank before number":    {row("O2,C1,2026-01-02, 12"), `3: amount: " 12" ` + noNumber},
		"two points":             {row("O2,C1,2026-01-02,1.2.3"), `3: amount: "1.2.3" ` + noNumber},
		"sign after point":       {row("O2,C1,2026-01-02,.-5"), `3: amount: ".-5" ` + noNumber},
		"hexadecimal":            {row("O2,C1,2026-01-02,0x10"), `3: amount: "0x10" ` + noNumber},
		"point alone":            {row("O2,C1,2026-01-02,."), `3: amount: "." ` + noNumber},
		"exponent alone":         {row("O2,C1,2026-01-02,1e"), `3: amount: "1e" ` + noNumber},
		"negative":               {row("O2,C1,2026-01-02,-0.01"), `3: amount: "-0.01" is negative`},
		"huge exponent":          {row("O2,C1,2026-01-02,1e1000000000"), `3: amount: "1e1000000000" has an exponent outside -12..12`},
		"exponent beyond int64":  {row("O2,C1,2026-01-02,1e99999999999999999999"), `3: amount: "1e99999999999999999999" has an exponent outside -12..12`},
		"exponent just above":    {row("O2,C1,2026-01-02,1e13"), `3: amount: "1e13" has an exponent outside -12..12`},
		"exponent just below":    {row("O2,C1,2026-01-02,0.0000000000001"), `3: amount: "0.0000000000001" has an exponent outside -12..12`},
		"31 digits":              {row("O2,C1,2026-01-02,1234567890123456789012345678901"), `3: amount: "1234567890123456789012345678901" has more than 30 digits`},
		"ten thousand digits":    {row("O2,C1,2026-01-02," + strings.Repeat("7", 10000)), `3: amount: "` + strings.Repeat("7", 40) + `…" is longer than 60 characters`},
		"control characters":     {row("O2,C1,2026-01-02,1\x1b[2J"), "3: amount: \"1\ufffd[2J\" " + noNumber},
		"refund above its order": {refunds + "O1,C1,2026-01-02,20,20.01\n", "2: refunded: 20.01 is more than the order's amount 20"},
		"refund far above":       {refunds + "O1,C1,2026-01-02,1,1e12\n", "2: refunded: 1e12 is more than the order's amount 1"},
		"31 digits written out":  {row("O2,C1,2026-01-02,1234567890123456789e12"), `3: amount: "1234567890123456789e12" has more than 30 digits`},
		"31 digits net of the refund": {refunds + "O1,C1,2026-01-02,1000000000000000000000000000,0.001\nO2,C1,2026-01-02,10000000000000000000000000000,0.001\n",
			"3: amount: 10000000000000000000000000000 less the refunded 0.001 has more than 30 digits"},
		"negative refund":       {refunds + "O1,C1,2026-01-02,20,-1\n", `2: refunded: "-1" is negative`},
		"refund not a number":   {refunds + "O1,C1,2026-01-02,20,none\n", `2: refunded: "none" ` + noNumber},
		"one ID, two amounts":   {row("O1,C1,2026-01-02,5.01"), `3: order_id: "O1" stands on line 2 already, with other content`},
		"one ID, two customers": {row("O1,C2,2026-01-02,5"), `3: order_id: "O1" stands on line 2 already, with other content`},
		"one ID, two instants":  {row("O1,C1,2026-01-03,5"), `3: order_id: "O1" stands on line 2 already, with other content`},
		"one ID, two refunds": {refunds + "O1,C1,2026-01-02,5,\nO1,C1,2026-01-02,5,1\n",
			`3: order_id: "O1" stands on line 2 already, with other content`},
		"one ID, two fractions of a cent": {header + "O1,C1,2026-01-02,5.001\nO1,C1,2026-01-02,5.002\n",
			`3: order_id: "O1" stands on line 2 already, with other content`},
		"the first of two contradictions": {row("O1,C1,2026-01-02,5\nO2,C1,2026-01-02,5\nO1,C1,2026-01-02,6\nO2,C1,2026-01-02,7"),
			`5: order_id: "O1" stands on line 2 already, with other content`},
		"the first of many contradictions": {header + numbered(40, "5") + numbered(40, "6"),
			`42: order_id: "O0" stands on line 2 already, with other content`},
		"unterminated quote": {row(`O2,C1,"2026-01-02,5` + "\nO3,C1,2026-01-02,5"),
			`3: paid_at: a quoted value is not closed, or text follows its closing quote`},
		"text after a quote": {row(`O2,"C1"x,2026-01-02,5`), `3: customer_id: a quoted value is not closed, or text follows its closing quote`},
		"bare quote": {row(`O2,C"1,2026-01-02,5`),
			`3: customer_id: a quote inside a value without quotes; write the value in quotes and double the inner ones: "5"" plate"`},
		"quote in the header": {`order_id,"customer_id`, `1: column 2: a quoted value is not closed, or text follows its closing quote`},
		"GBK bytes":           {row("O2,\xcd\xf5\xb7\xbc,2026-01-02,5"), "3: customer_id: not UTF-8 text; save the file as UTF-8 (not as GBK or another local encoding)"},
		"GBK in another column": {"order_id,customer_id,paid_at,amount,product\nO1,C1,2026-01-02,5,\xb2\xe8\n",
			"2: product: not UTF-8 text; save the file as UTF-8 (not as GBK or another local encoding)"},
		"UTF-16": {"\xff\xfeo\x00r\x00d\x00", "1: column 1: not UTF-8 text; save the file as UTF-8 (not as GBK or another local encoding)"},
		"line numbers count lines, not rows": {"order_id,customer_id,paid_at,amount,note\n\nO1,C1,2026-01-02,5,\"two\nlines\"\nO2,C1,2026-01-02,x,\n",
			`5: amount: "x" ` + noNumber},
		"line of the column itself": {"note,order_id,customer_id,paid_at,amount\n\"two\nlines\",O1,C1,2026-01-02,x\n", `3: amount: "x" ` + noNumber},
	} {
		t.Run(name, func(t *testing.T) {
			for _, format := range []string{"text", "csv", "json"} {
				got := runIn(t, map[string]string{"orders.csv": c.content}, "-orders", "orders.csv", "-format", format)
				got.wantFault(t, 1, "orders.csv:"+c.want)
			}
		})
	}
}

// numbered returns rows of n orders of one amount.
func numbered(n int, amount string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "O%d,C1,2026-01-02,%s\n", i, amount)
	}
	return b.String()
}

func TestWrongCustomers(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"empty file":     {"", "1: customer_id: the file is empty; its first line must name the columns customer_id"},
		"missing column": {"name\n王芳\n", "1: customer_id: the header lacks this column; the header is: name"},
		"unknown column": {"customer_id,joined\nC1,2026-01-02\n", "1: joined: unknown column; known are " +
			"customer_id,name,joined_at,withdrawn_at,birthday,region,gender,zone,phone,email,sms_consent,email_consent; the header is: customer_id,joined"},
		"column without a name": {"customer_id,\nC1,\n", "1: column 2: unknown column; known are " +
			"customer_id,name,joined_at,withdrawn_at,birthday,region,gender,zone,phone,email,sms_consent,email_consent; the header is: customer_id,"},
		"empty ID":          {"customer_id,name\n,王芳\n", "2: customer_id: is empty"},
		"joined_at":         {"customer_id,joined_at\nC1,yes\n", `2: joined_at: "yes" ` + notADate},
		"withdrawn_at":      {"customer_id,withdrawn_at\nC1,2026-13-01\n", `2: withdrawn_at: "2026-13-01" ` + notADate},
		"first of two":      {"customer_id,joined_at,withdrawn_at\nC1,x,y\n", `2: joined_at: "x" ` + notADate},
		"birthday":          {"customer_id,birthday\nC1,5 March\n", `2: birthday: "5 March" is not a date like 1990-03-05`},
		"zone":              {"customer_id,zone\nC1,Mars/Olympus\n", `2: zone: "Mars/Olympus" is not a time zone; write a name like Asia/Shanghai`},
		"zone of a machine": {"customer_id,zone\nC1,Local\n", `2: zone: "Local" is not a time zone; write a name like Asia/Shanghai`},
		"one ID, two contents": {"customer_id,name\nC1,王芳\nC1,王方\n",
			`3: customer_id: "C1" stands on line 2 already, with other content`},
		"GBK bytes":          {"customer_id,name\nC1,\xcd\xf5\xb7\xbc\n", "2: name: not UTF-8 text; save the file as UTF-8 (not as GBK or another local encoding)"},
		"unterminated quote": {"customer_id,name\nC1,\"王芳\n", "2: name: a quoted value is not closed, or text follows its closing quote"},
		"sms_consent":        {"customer_id,sms_consent\nC1,TRUE\nC2,maybe\n", `3: sms_consent: "maybe" is none of yes, no, true, false, 1, 0; leave it empty where it is unknown`},
		"email_consent":      {"customer_id,email_consent\nC1,0\nC2,2\n", `3: email_consent: "2" is none of yes, no, true, false, 1, 0; leave it empty where it is unknown`},
		"ID of 1001 bytes":   {"customer_id\n" + strings.Repeat("7", 1001) + "\n", `2: customer_id: "` + strings.Repeat("7", 40) + `…" is longer than 1000 bytes`},
	} {
		t.Run(name, func(t *testing.T) {
			got := runIn(t, map[string]string{"orders.csv": header + "O1,C1,2026-01-02,5\n", "customers.csv": c.content},
				"-orders", "orders.csv", "-customers", "customers.csv")
			got.wantFault(t, 1, "customers.csv:"+c.want)
		})
	}
}

func TestWrongFiles(t *testing.T) {
	orders := header + "O1,C1,2026-01-02,5\n"
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"no such file": {args: []string{"-orders", "none.csv"}, want: "open none.csv: no such file or directory"},
		"no orders":    {args: []string{"-orders", "header.csv"}, want: "there is no order, so no last order to report at; give -asof"},
		"programme is no JSON": {program: "tiers:", args: []string{"-program", "program.json"},
			want: "program.json: "},
		"programme with two faults": {
			program: `{"enrollment":"opt-in","tiers":[{"id":""},{"id":"a","colour":"red"}]}`,
			args:    []string{"-program", "program.json"}, want: "program.json: tiers[1].colour: "},
		"programme too large": {program: strings.Repeat(" ", maxProgram+1), args: []string{"-program", "program.json"},
			want: "program.json: larger than 1048576 bytes; this is no programme"},
	} {
		t.Run(name, func(t *testing.T) {
			got := runIn(t, map[string]string{"orders.csv": orders, "header.csv": header, "program.json": c.program}, c.args...)
			if got.status != 1 || got.stdout != "" || !strings.HasPrefix(got.stderr, c.want) {
				t.Errorf("got %+v, want status 1 and %q", got, c.want)
			}
		})
	}
}

func TestWrongFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"orders.csv"}, `unexpected argument "orders.csv"; files are given by -orders, -customers and -program`},
		{[]string{"-customers", "c.csv"}, "-customers needs -orders: the sample shop has its own customers"},
		{[]string{"-rfm", "magic"}, `-rfm: "magic" is neither textbook nor quintile`},
		{[]string{"-format", "xml"}, `-format: "xml" is none of text, csv, json`},
		{[]string{"-cycle", "0"}, "-cycle: 0 is outside 1 to 3660 days"},
		{[]string{"-cycle", "3661"}, "-cycle: 3661 is outside 1 to 3660 days"},
		{[]string{"-zone", "Shanghai"}, `-zone: "Shanghai" is not a time zone; write a name like Asia/Shanghai`},
		{[]string{"-zone", ""}, "-zone: the value is empty; leave the flag out for its default"},
		{[]string{"-orders", ""}, "-orders: the value is empty; leave the flag out for its default"},
		{[]string{"-customers", "", "-orders", "o.csv"}, "-customers: the value is empty; leave the flag out for its default"},
		{[]string{"-program="}, "-program: the value is empty; leave the flag out for its default"},
		{[]string{"-asof", ""}, "-asof: the value is empty; leave the flag out for its default"},
		{[]string{"-asof", "yesterday"}, `-asof: "yesterday" ` + notADate},
	} {
		got := runIn(t, nil, c.args...)
		got.wantFault(t, 2, c.want+"\nrun with -h for the flags")
	}
	for _, args := range [][]string{{"-nosuch"}, {"-cycle", "ten"}} {
		if got := runIn(t, nil, args...); got.status != 2 || got.stdout != "" || got.stderr == "" {
			t.Errorf("%q: %+v", args, got)
		}
	}
	if got := runIn(t, nil, "-h"); got.status != 0 || !strings.Contains(got.stderr, "-orders") {
		t.Errorf("-h: %+v", got)
	}
}

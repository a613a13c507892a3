// Command report reads a shop's orders, and its customers if it keeps a list of them,
// and says who is a member, at which tier, until when, and how valuable every
// customer is: as a report for the shopkeeper, or as a table for a program. The report
// ends with whom to contact this week.
//
//	go run ./examples/report
//	go run ./examples/report -orders orders.csv -customers customers.csv -format csv
//
// Without flags it reports on a small sample shop that is built in. Flags:
//
//	-orders FILE     order_id,customer_id,paid_at,amount and, if there is one,
//	                 refunded; other columns are ignored
//	-customers FILE  customer_id and any of name,joined_at,withdrawn_at,birthday,
//	                 region,gender,zone,phone,email,sms_consent,email_consent
//	-program FILE    the membership programme as JSON (see package tier);
//	                 default: four tiers at 100, 200, 500 and 2000 in all, or at
//	                 3, 5, 10 and 20 orders
//	-asof TIME       the instant of the report: a date (its end) or RFC 3339;
//	                 default: the last order in the file
//	-zone NAME       the shop's time zone, default Asia/Shanghai
//	-rfm MODEL       textbook, or quintile: score bins fitted to this shop
//	-cycle DAYS      the shop's repurchase cycle, default 90
//	-format FORMAT   text, csv or json
//
// With a list of customers members are those who joined (opt-in), without one
// everybody who qualifies (automatic), whatever the programme says; only a
// programme in which nobody earns a tier stays one.
//
// A date in a file means the first instant of that day in the shop's zone.
// Amounts are net: what was refunded counts as never paid, an order refunded
// completely as never made. Orders after the instant of the report do not
// exist yet. Years are 1901 to 2199 in the shop's zone.
//
// Whom to contact is decided by contacts.json, a programme of package care, for the
// seven days from the instant of the report: birthdays, tiers that end, the second
// order, whoever is due to order again, who has gone silent, and who has not
// been written to. At most one contact a week, outside the quiet hours of China, by the
// customer's zone where it is known. Its steps after an order are for a cycle of
// 90 days; -cycle stretches them. sms_consent and email_consent are yes or no, and empty
// where that is unknown: who is not known to agree is left out, and counted.
// Without either column, or without a list, everybody is taken to agree and marked
// "consent unknown": ask before you write to them. So it is with phone and email,
// marked "address unknown". Earlier contacts are not known here.
//
// The table has one row a customer, sorted by customer_id as bytes: everybody
// who ever ordered by then or is on the list.
//
// A wrong row ends the run with "file:line: column: what is wrong", exit status
// 1 and nothing on standard output. Wrong flags end it with status 2.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // zones are there on every machine
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit status. It writes to
// stdout once, when everything has succeeded.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parseOptions(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2 // parseOptions has told why
	}
	p := newProgress(stderr)
	out, err := produce(o, p)
	p.done()
	if err == nil {
		_, err = stdout.Write(out)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// produce reads the input, decides and renders.
func produce(o *options, p *progress) ([]byte, error) {
	in, err := readInput(o, p)
	if err != nil {
		return nil, err
	}
	r, err := newReport(o, in, p)
	if err != nil {
		return nil, err
	}
	return r.render(o.format)
}

// render writes the report in a format.
func (r *report) render(format string) ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch format {
	case "csv":
		err = writeCSV(&out, r.rows, r.zone)
	case "json":
		err = writeJSON(&out, r.rows, r.zone)
	default:
		err = writeText(&out, r)
	}
	return out.Bytes(), err
}

package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// options are the flags, checked.
type options struct {
	orders    string // file name; "" for the sample shop
	customers string // file name; "" for none, or for the sample's
	program   string // file name; "" for the default programme
	asof      time.Time
	zone      *time.Location
	rfm       string // textbook or quintile
	cycle     int    // days, at least 1
	format    string // text, csv or json
}

// parseOptions reads the flags and reports what is wrong with them on stderr.
func parseOptions(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	var asof, zone string
	f := flag.NewFlagSet("report", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.orders, "orders", "", "read the orders from `FILE` (CSV: order_id,customer_id,paid_at,amount[,refunded]); default: a sample shop")
	f.StringVar(&o.customers, "customers", "", "read the customers from `FILE` (CSV: customer_id and any of "+strings.Join(customerLayout.columns[1:], ",")+")")
	f.StringVar(&o.program, "program", "", "read the membership programme from `FILE` (JSON)")
	f.StringVar(&asof, "asof", "", "report as of `TIME`: YYYY-MM-DD (the end of that day) or RFC 3339; default: the last order in the file")
	f.StringVar(&zone, "zone", "Asia/Shanghai", "the shop's time zone, by its IANA `NAME`")
	f.StringVar(&o.rfm, "rfm", "textbook", "score by the textbook `MODEL`, or quintile for bins fitted to this shop")
	f.IntVar(&o.cycle, "cycle", 90, "the repurchase cycle in `DAYS`: who stays away longer is called silent")
	f.StringVar(&o.format, "format", "text", "write text, csv or json as `FORMAT`")
	if err := f.Parse(args); err != nil {
		return nil, err // f has told why
	}
	err := notEmpty(f)
	if err == nil {
		err = o.check(f.Args(), asof, zone)
	}
	if err != nil {
		fmt.Fprintf(stderr, "%v\nrun with -h for the flags\n", err)
		return nil, err
	}
	return o, nil
}

// notEmpty refuses flags that are given an empty value: that of a variable which
// is not set must not select the sample shop.
func notEmpty(f *flag.FlagSet) (err error) {
	f.Visit(func(given *flag.Flag) {
		if err == nil && given.Value.String() == "" {
			err = fmt.Errorf("-%s: the value is empty; leave the flag out for its default", given.Name)
		}
	})
	return err
}

// check completes the options and checks what the flag package cannot.
func (o *options) check(rest []string, asof, zone string) (err error) {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %s; files are given by -orders, -customers and -program", quote(rest[0]))
	case o.customers != "" && o.orders == "":
		return fmt.Errorf("-customers needs -orders: the sample shop has its own customers")
	case !slices.Contains([]string{"textbook", "quintile"}, o.rfm):
		return fmt.Errorf("-rfm: %s is neither textbook nor quintile", quote(o.rfm))
	case !slices.Contains([]string{"text", "csv", "json"}, o.format):
		return fmt.Errorf("-format: %s is none of text, csv, json", quote(o.format))
	case o.cycle < 1 || o.cycle > 3660:
		return fmt.Errorf("-cycle: %d is outside 1 to 3660 days", o.cycle)
	}
	if o.zone, err = loadZone(zone); err != nil {
		return fmt.Errorf("-zone: %w", err)
	}
	if asof == "" {
		return nil
	}
	ns, err := newClock(o.zone).read(asof)
	if err != nil {
		return fmt.Errorf("-asof: %w", err)
	}
	o.asof = time.Unix(0, ns)
	if date, err := time.Parse(time.DateOnly, asof); err == nil {
		o.asof = endOfDay(date, o.zone)
	}
	return nil
}

// loadZone finds a time zone by its IANA name. It refuses the names whose
// meaning depends on the machine.
func loadZone(name string) (*time.Location, error) {
	if name != "" && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	return nil, fmt.Errorf("%s is not a time zone; write a name like Asia/Shanghai", quote(name))
}

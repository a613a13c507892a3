package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
)

// The sample shop: invented customers and orders, so that the report shows
// something before there is any data.
//
//go:embed sample/orders.csv sample/customers.csv
var sample embed.FS

// maxProgram is the size of the largest programme file read, in bytes.
const maxProgram = 1 << 20

// input is what the files say.
type input struct {
	orders    *orders
	customers map[string]*customer // nil if there is no list
	has       columnSet            // the columns of that list
	program   []byte               // nil for the default programme
}

func readInput(o *options, p *progress) (*input, error) {
	clock := newClock(o.zone)
	in := &input{}
	open, ordersFile, customersFile := openFile, o.orders, o.customers
	if o.orders == "" {
		open, ordersFile, customersFile = openSample, "sample/orders.csv", "sample/customers.csv"
	}
	if err := reading(open, ordersFile, func(r io.Reader) (err error) {
		in.orders, err = readOrders(ordersFile, r, clock, p)
		return err
	}); err != nil {
		return nil, err
	}
	if customersFile != "" {
		if err := reading(open, customersFile, func(r io.Reader) (err error) {
			in.customers, in.has, err = readCustomers(customersFile, r, clock, p)
			return err
		}); err != nil {
			return nil, err
		}
	}
	if o.program == "" {
		return in, nil
	}
	return in, reading(openFile, o.program, func(r io.Reader) (err error) {
		in.program, err = io.ReadAll(io.LimitReader(r, maxProgram+1))
		if len(in.program) > maxProgram {
			return fmt.Errorf("%s: larger than %d bytes; this is no programme", o.program, maxProgram)
		}
		in.program = bytes.TrimPrefix(in.program, []byte("\ufeff"))
		return err
	})
}

func openFile(name string) (io.ReadCloser, error)   { return os.Open(name) }
func openSample(name string) (io.ReadCloser, error) { return sample.Open(name) }

// reading opens a file, reads it and closes it.
func reading(open func(string) (io.ReadCloser, error), name string, read func(io.Reader) error) error {
	f, err := open(name)
	if err != nil {
		return err
	}
	return errors.Join(read(f), f.Close())
}

package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// Whatever the bytes, the readers return rows or an error that names the
// place, and never panic.
func FuzzReadOrders(f *testing.F) {
	for _, seed := range []string{
		"", "\ufeff", header, refunds + "O1,C1,2026-01-02,5,5.00\nO1,C1,2026-01-02T00:00:00+08:00,5e0,5\n",
		header + "O1,C1,2026-01-02,1e1000000000\n", header + "\"O1,C1", header + "O1,\xcd\xf5,2026-01-02,5\n",
		"order_id,customer_id,paid_at,amount\r\nO1,C1,2026-01-02,0.001\r\n", header + "a,b\n", header + ",,,\n,,,,,\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := readOrders("orders.csv", strings.NewReader(text), newClock(time.UTC), nil)
		wantRowsOrFault(t, o != nil && err == nil, err)
		if err != nil {
			return
		}
		list, starts := o.byCustomer(1 << 62)
		if len(starts) != o.customers.len()+1 || len(list) > o.list.len() {
			t.Fatalf("%d orders of %d customers, read %d of %d", len(list), len(starts)-1, o.list.len(), o.customers.len())
		}
		for _, i := range list {
			if net := o.net(i); net.IsNegative() || o.gone(i) && !net.IsZero() {
				t.Fatalf("order %d: net %s, refunded completely: %v", i, net, o.gone(i))
			}
		}
	})
}

func FuzzReadCustomers(f *testing.F) {
	for _, seed := range []string{
		"", "customer_id\n", "customer_id,name\nC1,王芳\nC1,王芳\n", "customer_id,joined_at\nC1,2026-02-30\n",
		"customer_id,zone\nC1,../../etc/passwd\n", "customer_id,birthday,zone\nC1,2000-02-29,Asia/Shanghai\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, _, err := readCustomers("customers.csv", strings.NewReader(text), newClock(time.UTC), nil)
		wantRowsOrFault(t, all != nil && err == nil, err)
		for id, c := range all {
			if id == "" || c.id() != id {
				t.Fatalf("customer %q stands under %q", c.id(), id)
			}
		}
	})
}

func wantRowsOrFault(t *testing.T, rows bool, err error) {
	t.Helper()
	var fault *rowError
	switch {
	case err == nil && !rows:
		t.Fatal("neither rows nor an error")
	case err != nil && !errors.As(err, &fault):
		t.Fatalf("an error without a place: %v", err)
	case err != nil && (fault.line < 1 || fault.column == "" || fault.what == ""):
		t.Fatalf("an incomplete error: %v", err)
	}
}

// An error of the disk is not taken for the end of the file.
func TestReadErrorIsNotTheEnd(t *testing.T) {
	broken := errors.New("the disk broke")
	r := io.MultiReader(strings.NewReader(header+"O1,C1,2026-01-02,5\n"), failing{broken})
	o, err := readOrders("orders.csv", r, newClock(time.UTC), nil)
	if !errors.Is(err, broken) {
		t.Errorf("%v, %v; want %v", o, err, broken)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

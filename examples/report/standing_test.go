package main

import (
	"bytes"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/membership/tier"
	"github.com/shopspring/decimal"
)

const oneTier = `"tiers":[{"id":"gold","name":"金卡","anyOf":[[{"measure":"spend","atLeast":"100"}]]}]}`

// The list of customers decides about the enrollment, not the programme; only
// one in which nobody earns stays so.
func TestEnrollment(t *testing.T) {
	orders := writeFile(t, "orders.csv", header+"O1,C1,2026-01-02,100\n")
	customers := writeFile(t, "customers.csv", "customer_id\nC1\n")
	for _, c := range []struct{ enrollment, without, with string }{
		{"automatic", "member", "potential"},
		{"opt-in", "member", "potential"},
		{"nobody", "customer", "customer"},
	} {
		program := writeFile(t, "program.json", `{"enrollment":"`+c.enrollment+`",`+oneTier)
		args := []string{"-orders", orders, "-program", program, "-format", "csv"}
		if got := rowsOf(t, mustRun(t, args...))[0]["status"]; got != c.without {
			t.Errorf("%s without a list: %s, want %s", c.enrollment, got, c.without)
		}
		if got := rowsOf(t, mustRun(t, append(args, "-customers", customers)...))[0]["status"]; got != c.with {
			t.Errorf("%s with a list: %s, want %s", c.enrollment, got, c.with)
		}
	}
}

// A programme must be valid as it stands, though the list of customers decides
// about its enrollment, and as that decides.
func TestInvalidProgram(t *testing.T) {
	for _, c := range []struct{ reason, program, want string }{
		{"unknown enrollment", `{"enrollment":"optin",` + oneTier, "program.json: enrollment: "},
		{"every fault", `{"enrollment":"optin","term":"12 moons",` + oneTier, "program.json: term: "},
		{"no longer valid", `{"enrollment":"opt-in","countFrom":"join",` + oneTier,
			"with -customers the enrollment is opt-in, without automatic:\nprogram.json: countFrom: "},
	} {
		got := runIn(t, map[string]string{"orders.csv": header + "O1,C1,2026-01-02,100\n", "program.json": c.program},
			"-orders", "orders.csv", "-program", "program.json")
		if got.status != 1 || got.stdout != "" || !strings.Contains(got.stderr, c.want) {
			t.Errorf("%s: got %+v, want %s", c.reason, got, c.want)
		}
	}
}

// A tier that ends has its end in the table: the first instant after it.
func TestTierUntil(t *testing.T) {
	program := writeFile(t, "program.json", `{"enrollment":"automatic","term":"12 months",`+oneTier)
	orders := writeFile(t, "orders.csv", header+"O1,C1,2026-03-05T10:00:00+08:00,100\n")
	row := rowsOf(t, mustRun(t, "-orders", orders, "-program", program, "-format", "csv"))[0]
	if got := row["tier"] + " " + row["tier_since"] + " " + row["tier_until"]; got != "金卡 2026-03-05T10:00:00+08:00 2027-03-06T00:00:00+08:00" {
		t.Errorf("got %s", got)
	}
}

// A tier ends this month if its last day is in it: the first of the next month
// as its end still is, a day later is not.
func TestEndingThisMonth(t *testing.T) {
	program := writeFile(t, "program.json", `{"enrollment":"automatic","term":"30 days",`+oneTier)
	orders := writeFile(t, "orders.csv", header+
		"O1,last of month,2026-03-01,100\n"+ // 30 days: through 31 March
		"O2,first of next,2026-03-02,100\n")
	text := mustRun(t, "-orders", orders, "-program", program)
	_, section, _ := strings.Cut(text, "TIER ENDS THIS MONTH (March 2026)")
	section, _, _ = strings.Cut(section, "ONE ORDER AWAY")
	if !strings.Contains(section, "last of month") || !strings.Contains(section, "2026-03-31") || strings.Contains(section, "first of next") {
		t.Errorf("got %s", section)
	}
}

func TestOneOrder(t *testing.T) {
	asof := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	usual := decimal.NewFromInt(50)
	lack := func(m tier.Measure, more string) tier.Lack {
		return tier.Lack{Minimum: tier.Minimum{Measure: m}, More: decimal.RequireFromString(more), Until: asof.Add(1)}
	}
	over := lack(tier.Orders, "1")
	over.Until = asof.AddDate(0, -1, 0)
	for _, c := range []struct {
		reason string
		way    tier.Way
		want   bool
	}{
		{"one order", tier.Way{lack(tier.Orders, "1")}, true},
		{"two orders", tier.Way{lack(tier.Orders, "2")}, false},
		{"what they usually spend", tier.Way{lack(tier.Spend, "50")}, true},
		{"a cent more", tier.Way{lack(tier.Spend, "50.01")}, false},
		{"both at once", tier.Way{lack(tier.Spend, "50"), lack(tier.Orders, "1")}, true},
		{"one of both", tier.Way{lack(tier.Spend, "51"), lack(tier.Orders, "1")}, false},
		{"a review is no order", tier.Way{lack(tier.Counter("review"), "1")}, false},
		{"an order now is too late for last month", tier.Way{over}, false},
		{"nothing", nil, false},
	} {
		if got := oneOrder(c.way, usual, asof); got != c.want {
			t.Errorf("%s: %v", c.reason, got)
		}
	}
}

// The reader refuses what an engine would, but if one finds more, the place in
// the file is found, too.
func TestEngineErrorNamesTheRow(t *testing.T) {
	o, err := readOrders("orders.csv", strings.NewReader(header+"O1,C1,2026-01-02,5\nO2,C1,2026-01-02,5\n"), newClock(time.UTC), nil)
	if err != nil {
		t.Fatal(err)
	}
	for field, column := range map[string]string{"id": "order_id", "at": "paid_at", "amount": "amount"} {
		got := o.locate(&tier.EventError{Kind: tier.Order, ID: "O2", Field: field, Why: "is odd"}, []uint32{0, 1})
		if want := "orders.csv:3: " + column + ": is odd"; got.Error() != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

// The longest values the reader takes, the engines take, too.
func TestLongestValues(t *testing.T) {
	id := strings.Repeat("7", maxID)
	mustRun(t, "-orders", writeFile(t, "orders.csv", refunds+
		id+","+id+",2026-01-02,999999999999999999.999999999999,0.000000000001\nO2,C1,2026-01-02,999999999999999999e12,\n"))
}

func TestInParallel(t *testing.T) {
	var done atomic.Int64
	begin := func() func(int) error {
		return func(i int) error {
			done.Add(1)
			if i%10 == 7 {
				return errors.New(strings.Repeat("x", i))
			}
			return nil
		}
	}
	if err := inParallel(100, nil, "", begin); err == nil || len(err.Error()) != 7 {
		t.Errorf("error of number %v, want that of 7", err)
	}
	if err := inParallel(0, nil, "", begin); err != nil {
		t.Error(err)
	}
	done.Store(0)
	if err := inParallel(7, nil, "", begin); err != nil || done.Load() != 7 {
		t.Errorf("%d done, %v; want 7", done.Load(), err)
	}
}

// Progress shows after a second, at most five times a second, and leaves
// nothing behind.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := startProgress(&out, start)
	p.at(start.Add(999*time.Millisecond), "reading", 4096)
	p.done()
	if out.Len() > 0 {
		t.Errorf("within a second: %q", out.String())
	}
	p.at(start.Add(time.Second), "reading", 8192)
	p.at(start.Add(1199*time.Millisecond), "reading", 12288)
	p.at(start.Add(1200*time.Millisecond), "deciding", 4096)
	p.done()
	if want := "\r\x1b[Kreading: 8192 (1 s)\r\x1b[Kdeciding: 4096 (1 s)\r\x1b[K"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	var none *progress
	none.step("reading", 0)
	none.done()
	if newProgress(&out) != nil {
		t.Error("a buffer is no terminal")
	}
}

// Standard output that cannot be written is a failure.
func TestBrokenOutput(t *testing.T) {
	var stderr bytes.Buffer
	if status := run(nil, broken{}, &stderr); status != 1 || !strings.Contains(stderr.String(), "full") {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

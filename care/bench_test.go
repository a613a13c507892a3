package care_test

import (
	"fmt"
	"iter"
	"strconv"
	"testing"
	"time"

	"example.com/membership/care"
	"github.com/shopspring/decimal"
)

// tenRules is a programme with ten rules of all mechanisms.
const tenRules = `{
	"channels": [{"id": "sms", "kind": "sms", "country": "86"}, {"id": "email", "kind": "email"}],
	"topics": ["orders", "greetings", "offers"],
	"quiet": [{"from": "22:00", "to": "08:00"}],
	"caps": [{"id": "week", "most": 2, "in": "7 days"}, {"id": "day", "most": 1, "in": "calendar day"}],
	"holdout": {"salt": "2026", "share": "0.05"},
	"rules": [
		{"id": "birthday", "class": "commercial", "topic": "greetings", "channels": ["sms", "email"], "date": {"of": "birthday", "at": "09:00"}, "within": "end of day"},
		{"id": "mid-autumn", "class": "commercial", "topic": "greetings", "channels": ["sms"], "date": {"festival": "mid_autumn"}, "within": "end of day"},
		{"id": "coupon-ends", "class": "commercial", "topic": "offers", "channels": ["sms"], "date": {"expiry": "coupon", "lead": "3 days"}, "within": "2 days"},
		{"id": "unpaid", "class": "transactional", "topic": "orders", "channels": ["sms"], "event": {"kind": "order_created", "after": ["30 minutes", "1 day"]}, "within": "2 hours", "cancelledBy": ["order_paid"]},
		{"id": "undamaged", "class": "transactional", "topic": "orders", "channels": ["sms"], "event": {"kind": "delivered", "after": ["1 day"], "at": "10:00"}, "within": "1 day", "cancelledBy": ["refunded"]},
		{"id": "review", "class": "commercial", "topic": "orders", "channels": ["email"], "event": {"kind": "delivered", "after": ["7 days"]}, "within": "3 days", "cancelledBy": ["reviewed", "refunded"]},
		{"id": "refill", "class": "commercial", "topic": "offers", "channels": ["sms"], "cycle": {}, "within": "7 days"},
		{"id": "double12", "class": "commercial", "topic": "offers", "channels": ["sms"], "priority": 5, "campaign": {"name": "d12", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00"}},
		{"id": "come-back", "class": "commercial", "topic": "offers", "channels": ["sms"], "silence": {"since": "order", "after": ["90 days", "180 days"]}, "within": "14 days"},
		{"id": "hello", "class": "commercial", "topic": "greetings", "channels": ["sms"], "silence": {"since": "contact", "after": ["180 days"]}, "within": "30 days"}
	]}`

// population has n customers, one after the other and one at a time. Of each
// thousand, hit have their birthday on the day, the others nothing.
func population(n, hit int) iter.Seq[care.Customer] {
	zone := shanghai()
	at := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 15, 20, 0, 0, zone) }
	c := care.Customer{
		Tier: "silver", Tags: []string{"regular", "tea"}, Zone: zone, Joined: at(1, 5), LastOrder: at(11, 1),
		Dates:    []care.Date{{Name: "birthday", Year: 1990, Month: 6, Day: 15}},
		Expiries: []care.Expiry{{Name: "coupon", Key: "K1", At: at(12, 31)}},
		Events: []care.Event{{Kind: "order_created", Key: "O1", At: at(11, 1)}, {Kind: "order_paid", Key: "O1", At: at(11, 1)},
			{Kind: "delivered", Key: "O1", At: at(11, 3)}},
		Cycles:    []care.Cycle{{Product: "P9", Last: "2026-11-01", Days: decimal.NewFromInt(90)}},
		Addresses: []care.Address{{Channel: "sms", Value: "13800138000"}, {Channel: "email", Value: "a@example.com"}},
		Consents:  []care.Consent{{Channel: "sms", At: at(1, 5)}, {Channel: "email", At: at(1, 5)}},
		History:   []care.Record{{Rule: "undamaged", Occurrence: "delivered:O1:1", At: at(11, 4), Channel: "sms", Topic: "orders"}},
	}
	today := []care.Date{{Name: "birthday", Year: 1990, Month: 11, Day: 22}}
	return func(yield func(care.Customer) bool) {
		var id, room [9]byte
		for i := range n {
			who := c
			copy(id[:], "000000000")
			digits := strconv.AppendInt(room[:0], int64(i), 10)
			copy(id[9-len(digits):], digits)
			who.ID = string(id[:])
			if i%1000 < hit {
				who.Dates = today
			}
			if !yield(who) {
				return
			}
		}
	}
}

// BenchmarkStream plans one day; a customer is the unit of work. Time a customer
// and memory stay the same for any number of them.
func BenchmarkStream(b *testing.B) {
	e, run := engine(tenRules), day(2026, 11, 22)
	for _, c := range []struct {
		name string
		n    int
		hit  int
	}{{"1,000/no hits", 1_000, 0}, {"100,000/no hits", 100_000, 0}, {"1,000,000/no hits", 1_000_000, 0}, {"100,000/all hits", 100_000, 1000}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var contacts int
			for b.Loop() {
				for d := range e.Stream(run, population(c.n, c.hit)) {
					if d.Err != nil {
						b.Fatal(d.Err)
					}
					contacts += len(d.Contacts)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.n), "ns/customer")
		})
	}
	b.Run("100,000/by hand", func(b *testing.B) {
		b.ReportAllocs()
		var contacts int
		for b.Loop() {
			for c := range population(100_000, 0) {
				contacts += byHand(run, &c)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/customer")
	})
}

// byHand is the obvious loop of a cron job for the same ten rules: it formats
// dates to compare them and makes a key for whatever might be due. It knows no
// gate, no cap and no reason.
func byHand(run care.Run, c *care.Customer) (due int) {
	today := run.From.In(c.Zone)
	keys := map[string]bool{}
	add := func(key string, at time.Time) {
		if !at.Before(run.From) && at.Before(run.Until) && !keys[key] {
			keys[key] = true
			due++
		}
	}
	for _, d := range c.Dates {
		at := time.Date(today.Year(), time.Month(d.Month), d.Day, 9, 0, 0, 0, c.Zone)
		add(fmt.Sprintf("birthday:%d", at.Year()), at)
	}
	if today.Format("01-02") == "09-25" {
		add("mid-autumn", today)
	}
	for _, x := range c.Expiries {
		add("expiry:"+x.Key, x.At.AddDate(0, 0, -3))
	}
	for _, ev := range c.Events {
		switch ev.Kind {
		case "order_created":
			add("unpaid:1:"+ev.Key, ev.At.Add(30*time.Minute))
			add("unpaid:2:"+ev.Key, ev.At.AddDate(0, 0, 1))
		case "delivered":
			add("undamaged:"+ev.Key, ev.At.AddDate(0, 0, 1))
			add("review:"+ev.Key, ev.At.AddDate(0, 0, 7))
		}
	}
	for _, cycle := range c.Cycles {
		last, _ := time.ParseInLocation("2006-01-02", cycle.Last, c.Zone)
		add("cycle:"+cycle.Product, last.AddDate(0, 0, int(cycle.Days.Mul(decimal.RequireFromString("0.73")).IntPart())))
	}
	add("d12", time.Date(2026, 12, 12, 18, 0, 0, 0, c.Zone))
	for _, days := range []int{90, 180} {
		add(fmt.Sprintf("winback:%d", days), c.LastOrder.AddDate(0, 0, days))
	}
	for _, h := range c.History {
		add("minimum:"+h.At.String(), h.At.AddDate(0, 0, 180))
	}
	return due
}

// A customer without a candidate costs no allocation, beyond those of the shop's
// own sequence.
func TestStreamDoesNotAllocateWithoutHit(t *testing.T) {
	e, run := engine(tenRules), day(2026, 11, 22)
	per := func(n int) float64 {
		return testing.AllocsPerRun(5, func() {
			for d := range e.Stream(run, population(n, 0)) {
				t.Fatalf("a decision: %v", d)
			}
		})
	}
	few, many := per(100), per(1_100)
	if grown := many - few; grown > 1_000 { // one for each ID that population makes
		t.Errorf("%v allocations for 1,000 customers more, %v of them their IDs", grown, 1_000)
	}
}

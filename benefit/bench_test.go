package benefit_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// benchCart is 20 lines of goods in five categories, with freight.
func benchCart() benefit.Cart {
	c := benefit.Cart{Tier: "gold"}
	for i := range 19 {
		c.Lines = append(c.Lines, benefit.Line{
			ID: fmt.Sprintf("L%02d", i), Item: fmt.Sprintf("P%d", i), Tags: []string{fmt.Sprintf("T%d", i%5)},
			Quantity: int64(1 + i%3), Price: decimal.New(int64(999+731*i), -2),
		})
	}
	c.Lines = append(c.Lines, benefit.Line{ID: "freight", Kind: benefit.Freight, Quantity: 1, Price: decimal.New(800, -2)})
	return c
}

// benchProgram is ten offers as a shop has them over all lanes.
func benchProgram(strategy string) string {
	return fmt.Sprintf(`{"decimals": 2, "rounding": "half-up",
	"strategies": {"item": %[1]q, "member": %[1]q, "shop": %[1]q, "coupon": %[1]q}, "offers": [
	{"id": "sale", "lane": "item", "scope": {"tags": ["T1"]}, "deal": {"pays": "0.9"}},
	{"id": "launch", "lane": "item", "scope": {"items": ["P7"]}, "deal": {"price": 50}},
	{"id": "gold", "lane": "member", "tiers": ["gold"], "deal": {"pays": "0.85"}},
	{"id": "50-10", "lane": "shop", "minimum": {"amount": 50}, "deal": {"off": 10}},
	{"id": "every", "lane": "shop", "scope": {"tags": ["T0", "T3"]}, "deal": {"every": {"spent": 100, "off": 7}}},
	{"id": "3for2", "lane": "shop", "scope": {"tags": ["T2"]}, "deal": {"nForM": {"n": 3, "m": 2}}},
	{"id": "ship", "lane": "shop", "scope": {"kinds": ["freight"]}, "minimum": {"amount": 99, "of": {}}, "deal": {"free": true}},
	{"id": "c5", "lane": "coupon", "deal": {"off": 5}},
	{"id": "c10", "lane": "coupon", "minimum": {"amount": 200}, "deal": {"off": 10}},
	{"id": "c8", "lane": "coupon", "scope": {"tags": ["T4"]}, "deal": {"pays": "0.8", "most": 30}}]}`, strategy)
}

func benchEngine(b *testing.B, program string) *benefit.Engine {
	b.Helper()
	p, err := benefit.ParseProgram([]byte(program))
	if err != nil {
		b.Fatal(err)
	}
	e, err := benefit.New(p)
	if err != nil {
		b.Fatal(err)
	}
	return e
}

// BenchmarkQuote prices a cart of 20 lines with ten offers.
func BenchmarkQuote(b *testing.B) {
	at := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	for _, strategy := range []string{"first", "all", "best"} {
		b.Run(strategy, func(b *testing.B) {
			e, c := benchEngine(b, benchProgram(strategy)), benchCart()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Quote(c, at); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("best of 2048", func(b *testing.B) {
		p, _ := benefit.ParseProgram([]byte(benchProgram("best")))
		p.Offers = p.Offers[:0]
		for i := range 11 {
			p.Offers = append(p.Offers, benefit.Offer{ID: fmt.Sprintf("o%d", i), Lane: benefit.ShopLane, Deal: benefit.Deal{Off: decimal.New(int64(i+1), 0)}})
		}
		e, err := benefit.New(p)
		if err != nil {
			b.Fatal(err)
		}
		c := benchCart()
		b.ReportAllocs()
		for b.Loop() {
			if q, err := e.Quote(c, at); err != nil || !q.Exact {
				b.Fatal(err)
			}
		}
	})
	_ = json.Valid
}

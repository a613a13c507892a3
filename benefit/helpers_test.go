package benefit_test

import (
	"fmt"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
)

// noon is when carts are priced.
func noon() time.Time { return time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC) }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// yuan is a programme in cents that rounds halves up.
func yuan(offers ...benefit.Offer) benefit.Program {
	return benefit.Program{Decimals: 2, Rounding: benefit.HalfUp, Offers: offers}
}

// under is a programme whose lanes all follow one strategy.
func under(s benefit.Strategy, offers ...benefit.Offer) benefit.Program {
	p := yuan(offers...)
	p.Strategies = benefit.Strategies{Item: s, Member: s, Shop: s, Coupon: s}
	return p
}

// goods is a cart of lines A, B, C, … of one unit each at these prices.
func goods(prices ...string) benefit.Cart {
	var c benefit.Cart
	for i, price := range prices {
		c.Lines = append(c.Lines, benefit.Line{ID: string(rune('A' + i)), Item: string(rune('a' + i)), Quantity: 1, Price: dec(price)})
	}
	return c
}

// shopOffer is an offer of the shop lane.
func shopOffer(id string, deal benefit.Deal) benefit.Offer {
	return benefit.Offer{ID: id, Lane: benefit.ShopLane, Deal: deal}
}

func off(amount string) benefit.Deal { return benefit.Deal{Off: dec(amount)} }

func price(t *testing.T, p benefit.Program, c benefit.Cart) benefit.Quote {
	t.Helper()
	return priceAt(t, p, c, noon())
}

func priceAt(t *testing.T, p benefit.Program, c benefit.Cart, at time.Time) benefit.Quote {
	t.Helper()
	e, err := benefit.New(p)
	if err != nil {
		t.Fatal(err)
	}
	q, err := e.Quote(c, at)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// said writes what a quote decided: "total; offer applied; …; offer: reasons".
func said(q benefit.Quote) string {
	s := q.Total.String()
	for _, step := range q.Steps {
		s += fmt.Sprintf("; %s −%s", step.Offer, step.Applied)
	}
	for _, r := range q.Rejected {
		s += "; " + r.Offer + ":"
		for _, why := range r.Reasons {
			s += " " + string(why.Code)
			if why.Other != "" {
				s += " " + why.Other
			}
			if why.Need != nil {
				s += fmt.Sprintf(" %s<%s", why.Have, why.Need)
			}
		}
	}
	return s
}

// portions writes where a step lands: "A 1 B 2".
func portions(s benefit.Step) string {
	text := ""
	for _, l := range s.Lines {
		text += fmt.Sprintf(" %s %s", l.Line, l.Amount)
	}
	return text
}

func want(t *testing.T, why, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", why, got, want)
	}
}

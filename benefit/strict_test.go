package benefit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"example.com/membership/benefit"
	"pgregory.net/rapid"
)

// Whatever a shop stores is read strictly: a coupon whose minimum is misspelled
// would be one without a minimum.
func TestStrictDocuments(t *testing.T) {
	for _, c := range []struct {
		into any
		text string
		want string
	}{
		{&benefit.Cart{}, `{"lines": [{"id": "A", "quantity": 1, "price": null, "prize": 1}]}`, "benefit: cart: 2 faults: lines[0].price: must not be null: leave it out; lines[0].prize: unknown field \"prize\": did you mean \"price\"?"},
		{&benefit.Offer{}, `{"id": "x", "minimun": {"amount": 50}}`, `benefit: offer: 1 fault: minimun: unknown field "minimun": did you mean "minimum"?`},
		{&benefit.Cart{}, `{"offers": [{"id": "x", "minimun": {"amount": 50}}]}`, `benefit: cart: 1 fault: offers[0].minimun: unknown field "minimun": did you mean "minimum"?`},
		{&benefit.Returned{}, `{"Units": []}`, `benefit: returned: 1 fault: Units: unknown field "Units": did you mean "units"?`},
		{&benefit.RefundPolicy{}, `{"threshold": 1}`, `benefit: refund policy: 1 fault: threshold: must be a string, not the number 1`},
		{&benefit.Quote{}, `{"due": "x"}`, `benefit: quote: 1 fault: due: must be a decimal number such as 12.50, not the string "x"`},
	} {
		err := json.Unmarshal([]byte(c.text), c.into)
		want(t, c.text, fmt.Sprint(err), c.want)
		var invalid *benefit.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %T", c.text, err)
		}
	}
}

// decodes: no text makes a decoder panic, and what it reads prices or is refused.
func decodes(t *rapid.T) {
	text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
	checkDocuments(text)
}

func checkDocuments(text []byte) {
	var cart benefit.Cart
	if json.Unmarshal(text, &cart) == nil {
		e, _ := benefit.New(yuan(shopOffer("x", off("1"))))
		_, _ = e.Quote(cart, noon())
	}
	if p, err := benefit.ParseProgram(text); err == nil {
		if e, err := benefit.New(p); err == nil {
			_, _ = e.Quote(goods("10", "0.01"), noon())
		}
	}
	if q, err := benefit.ParseQuote(text); err == nil {
		for _, threshold := range []benefit.Threshold{benefit.Kept, benefit.Difference} {
			policy := benefit.RefundPolicy{Threshold: threshold, Coupons: benefit.Restore, Points: benefit.Restore}
			var units []benefit.Units
			for _, l := range q.Lines {
				units = append(units, benefit.Units{Line: l.Line.ID, Quantity: 1})
			}
			_, _ = q.Refund(policy, benefit.Returned{}, units)
		}
	}
}

func TestDocuments(t *testing.T) { rapid.Check(t, decodes) }

func FuzzDocuments(f *testing.F) {
	e, err := benefit.New(yuan(shopOffer("x", off("1")), mug()))
	if err != nil {
		f.Fatal(err)
	}
	c := goods("10", "0.01")
	c.Offers = []benefit.Offer{coupon("c", "5")}
	q, err := e.Quote(c, noon())
	if err != nil {
		f.Fatal(err)
	}
	for _, document := range []any{c, q, yuan(mug(), shopOffer("x", benefit.Deal{Pays: dec("0.5")}))} {
		text, _ := json.Marshal(document)
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text []byte) { checkDocuments(text) })
}

func TestZeroEngine(t *testing.T) {
	_, err := new(benefit.Engine).Quote(goods("1"), noon())
	want(t, "the zero engine", fmt.Sprint(err), "benefit: the engine: is the zero Engine; use New")
}

// The number that decided is there when it is nothing, too.
func TestReasonsKeepNothing(t *testing.T) {
	o := shopOffer("x", off("1"))
	o.Minimum.Amount = dec("99")
	o.Minimum.Of = &benefit.Scope{Tags: []string{"tea"}}
	text, _ := json.Marshal(price(t, yuan(o), goods("10")).Rejected[0])
	want(t, "in JSON", string(text), `{"lane":"shop","offer":"x","reasons":[{"code":"below_amount","need":"99","have":"0"}]}`)
}

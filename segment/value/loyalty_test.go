package value_test

import (
	"math"
	"testing"

	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// Each cut-off at, just below and just above, and which of them comes first.
func TestLoyalty(t *testing.T) {
	rule := value.LoyaltyRule{RepeatOrders: 3, PromotionShare: dec("0.4"), Referrals: 2}
	for _, c := range []struct {
		why  string
		b    value.Buying
		want value.LoyaltyKind
	}{
		{"nothing bought", value.Buying{}, value.NoLoyalty},
		{"referrals alone", value.Buying{Referrals: 9}, value.NoLoyalty},
		{"too few repeats go first", value.Buying{Orders: 10, RepeatOrders: 2, OnPromotion: 10, Referrals: 9}, value.NoLoyalty},
		{"enough repeats", value.Buying{Orders: 10, RepeatOrders: 3}, value.HabitLoyalty},
		{"more than enough", value.Buying{Orders: 10, RepeatOrders: 4}, value.HabitLoyalty},
		{"below the share", value.Buying{Orders: 1000, RepeatOrders: 9, OnPromotion: 399}, value.HabitLoyalty},
		{"at the share", value.Buying{Orders: 10, RepeatOrders: 9, OnPromotion: 4}, value.PriceLoyalty},
		{"above the share", value.Buying{Orders: 1000, RepeatOrders: 9, OnPromotion: 401}, value.PriceLoyalty},
		{"price goes before referrals", value.Buying{Orders: 10, RepeatOrders: 9, OnPromotion: 4, Referrals: 9}, value.PriceLoyalty},
		{"too few referrals", value.Buying{Orders: 10, RepeatOrders: 9, OnPromotion: 3, Referrals: 1}, value.HabitLoyalty},
		{"enough referrals", value.Buying{Orders: 10, RepeatOrders: 9, OnPromotion: 3, Referrals: 2}, value.HighLoyalty},
		{"every order but the first", value.Buying{Orders: 4, RepeatOrders: 3, OnPromotion: 1, Referrals: 3}, value.HighLoyalty},
	} {
		if got := must(rule.Of(c.b))(t); got.Kind != c.want {
			t.Errorf("%s: %s, want %s", c.why, got.Kind, c.want)
		}
	}
}

// The answer carries all three numbers, also after the first has decided.
func TestLoyaltySaysWhy(t *testing.T) {
	got := must(value.DefaultLoyalty().Of(value.Buying{Orders: 3, RepeatOrders: 1, OnPromotion: 2, Referrals: 1}))(t)
	want := value.Loyalty{
		Kind:           value.NoLoyalty,
		RepeatOrders:   value.CountComparison{Value: 1, CutOff: 2},
		PromotionShare: value.ShareComparison{Value: rat("2/3"), CutOff: dec("0.5"), Reached: true},
		Referrals:      value.CountComparison{Value: 1, CutOff: 1, Reached: true},
	}
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	const text = `{"kind":"none","repeatOrders":{"value":1,"cutOff":2,"reached":false},` +
		`"promotionShare":{"value":"2/3","cutOff":"0.5","reached":true},"referrals":{"value":1,"cutOff":1,"reached":true}}`
	if got := toJSON(t, got); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
}

// The share is compared to its last decimal, at any size of the numbers.
func TestLoyaltyShareBoundaries(t *testing.T) {
	const most = math.MaxInt64
	for _, c := range []struct {
		share         string
		promoted, all int64
		reached       bool
		value         string
	}{
		{"0.333333333333", 1, 3, true, "1/3"},
		{"0.333333333334", 1, 3, false, "1/3"},
		{"0.000000000001", 1, 1_000_000_000_000, true, "1/1000000000000"},
		{"0.000000000001", 1, 1_000_000_000_001, false, "1/1000000000001"},
		{"0.000000000001", 0, 1, false, "0"},
		{"0.000000000001", 0, 0, false, "0"},
		{"0.999999999999", most, most, true, "1"},
		{"1", most, most, true, "1"},
		{"1.000", most - 1, most, false, "9223372036854775806/9223372036854775807"},
		{"0.50", most / 2, most, false, "4611686018427387903/9223372036854775807"},
		{"0.50", most/2 + 1, most, true, "4611686018427387904/9223372036854775807"},
		{"0.5", 6, 12, true, "1/2"},
		{"1e0", 4, 4, true, "1"},
	} {
		rule := value.LoyaltyRule{RepeatOrders: 1, PromotionShare: dec(c.share), Referrals: 1}
		got := must(rule.Of(value.Buying{Orders: c.all, OnPromotion: c.promoted}))(t).PromotionShare
		if got.Reached != c.reached || got.Value.RatString() != c.value {
			t.Errorf("%d of %d by %s: %s, %t", c.promoted, c.all, c.share, got.Value, got.Reached)
		}
	}
}

// A customer costs the memory of the share, and nothing for checking the rule.
func TestLoyaltyAllocs(t *testing.T) {
	rule := value.LoyaltyRule{RepeatOrders: 2, PromotionShare: dec("0.333333333333"), Referrals: 1}
	b := value.Buying{Orders: 8, RepeatOrders: 7, OnPromotion: 6, Referrals: 1}
	if got := testing.AllocsPerRun(100, func() { must(rule.Of(b))(t) }); got > 4 {
		t.Errorf("%v allocations for a customer", got)
	}
}

func TestLoyaltyRefuses(t *testing.T) {
	for _, c := range []struct {
		b          value.Buying
		field, why string
	}{
		{value.Buying{Orders: -1}, "orders", "-1 is negative"},
		{value.Buying{Orders: 2, RepeatOrders: -1}, "repeatOrders", "-1 is negative"},
		{value.Buying{Orders: 2, RepeatOrders: 2}, "repeatOrders", "2 of 2 orders; the first is not one of them"},
		{value.Buying{RepeatOrders: 1}, "repeatOrders", "1 of 0 orders"},
		{value.Buying{Orders: 2, OnPromotion: -1}, "onPromotion", "-1 is negative"},
		{value.Buying{Orders: 2, OnPromotion: 3}, "onPromotion", "3 of 2 orders"},
		{value.Buying{Referrals: math.MinInt64}, "referrals", "is negative"},
	} {
		got, err := value.DefaultLoyalty().Of(c.b)
		wantDataError(t, err, "buying", c.field, c.why)
		if got.Kind != "" {
			t.Errorf("%+v beside the error", got)
		}
	}
	most := value.Buying{Orders: math.MaxInt64, RepeatOrders: math.MaxInt64 - 1, OnPromotion: math.MaxInt64, Referrals: math.MaxInt64}
	if got := must(value.DefaultLoyalty().Of(most))(t); got.Kind != value.PriceLoyalty {
		t.Errorf("%+v", got)
	}
}

func TestLoyaltyRule(t *testing.T) {
	const text = `{"repeatOrders":2,"promotionShare":"0.5","referrals":1}`
	if got := toJSON(t, value.DefaultLoyalty()); got != text {
		t.Errorf("%s\nwant %s", got, text)
	}
	if diff := cmp.Diff(value.DefaultLoyalty(), must(value.ParseLoyaltyRule([]byte(text)))(t)); diff != "" {
		t.Error(diff)
	}
	must(value.ParseLoyaltyRule([]byte(`{"repeatOrders":1,"promotionShare":1,"referrals":1}`)))(t)
	const what = "segment/value: loyalty rule"
	for data, want := range map[string][]string{
		`{}`: {"repeatOrders out_of_range", "promotionShare out_of_range", "referrals out_of_range"},
		`{"repeatOrders":0,"promotionShare":1.01,"referrals":0}`: {"repeatOrders out_of_range", "promotionShare out_of_range", "referrals out_of_range"},
		`{"repeatOrders":-1,"promotionShare":1,"referrals":1}`:   {"repeatOrders out_of_range"},
		`{"repeatOrders":1.5,"promotionShare":1,"referrals":1}`:  {"repeatOrders wrong_type"},
		`{"repeatorders":1,"promotionShare":1,"referrals":null}`: {"repeatorders unknown_field", "referrals null"},
	} {
		_, err := value.ParseLoyaltyRule([]byte(data))
		wantFaults(t, err, what, want...)
	}
	_, err := value.LoyaltyRule{PromotionShare: decimal.New(1, -1_000_000_000), Referrals: 1}.Of(value.Buying{})
	wantFaults(t, err, what, "repeatOrders out_of_range", "promotionShare out_of_range")
}

// Whatever the bytes, there is a rule or an error; a rule that is read is written
// and read back as it was, and decides.
func FuzzParseLoyaltyRule(f *testing.F) {
	f.Add([]byte(toJSON(f, value.DefaultLoyalty())))
	f.Fuzz(func(t *testing.T, data []byte) {
		rule, err := value.ParseLoyaltyRule(data)
		if err != nil {
			return
		}
		if diff := cmp.Diff(rule, must(value.ParseLoyaltyRule([]byte(toJSON(t, rule))))(t)); diff != "" {
			t.Fatal(diff)
		}
		must(rule.Of(value.Buying{Orders: 3, RepeatOrders: 2, OnPromotion: 1, Referrals: 1}))(t)
	})
}

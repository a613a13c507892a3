package value_test

import (
	"math/big"
	"slices"
	"testing"

	"example.com/membership/segment/value"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The lifetime value is the formula over fractions.
func checkLifetime(t *rapid.T) {
	number := func(name string) decimal.Decimal { return amounts().Draw(t, name) }
	l := value.Lifetime{Years: number("years"), YearlyProfit: number("profit"), Promotion: number("promotion"), Retention: number("retention"), Service: number("service")}
	if rapid.Bool().Draw(t, "loss") {
		l.YearlyProfit = l.YearlyProfit.Neg()
	}
	want := new(big.Rat).Mul(l.Years.Rat(), l.YearlyProfit.Rat())
	for _, cost := range []decimal.Decimal{l.Promotion, l.Retention, l.Service} {
		want.Sub(want, cost.Rat())
	}
	if got := must(l.Value())(t); got.Rat().Cmp(want) != 0 {
		t.Fatalf("%s, want %s", got, want)
	}
}

func TestLifetimeLaw(t *testing.T) { rapid.Check(t, checkLifetime) }
func FuzzLifetime(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkLifetime)) }

// Everybody who can be judged has exactly the kind whose description fits.
func checkLoyalty(t *rapid.T) {
	rule := value.LoyaltyRule{
		RepeatOrders:   rapid.Int64Range(1, 4).Draw(t, "repeats needed"),
		PromotionShare: shares().Draw(t, "share"),
		Referrals:      rapid.Int64Range(1, 3).Draw(t, "referrals needed"),
	}
	b := value.Buying{Orders: rapid.Int64Range(0, 8).Draw(t, "orders"), Referrals: rapid.Int64Range(0, 4).Draw(t, "referrals")}
	b.RepeatOrders = rapid.Int64Range(0, max(b.Orders-1, 0)).Draw(t, "repeats")
	b.OnPromotion = rapid.Int64Range(0, b.Orders).Draw(t, "on promotion")
	repeats := b.RepeatOrders >= rule.RepeatOrders
	price := b.Orders > 0 && decimal.NewFromInt(b.OnPromotion).Cmp(rule.PromotionShare.Mul(decimal.NewFromInt(b.Orders))) >= 0
	referrals := b.Referrals >= rule.Referrals
	var fits []value.LoyaltyKind
	for kind, fit := range map[value.LoyaltyKind]bool{
		value.NoLoyalty:    !repeats,
		value.PriceLoyalty: repeats && price,
		value.HighLoyalty:  repeats && !price && referrals,
		value.HabitLoyalty: repeats && !price && !referrals,
	} {
		if fit {
			fits = append(fits, kind)
		}
	}
	got := must(rule.Of(b))(t)
	if !slices.Equal(fits, []value.LoyaltyKind{got.Kind}) {
		t.Fatalf("%+v by %+v is %s, want %v", b, rule, got.Kind, fits)
	}
	if share := slowShare(decimal.NewFromInt(b.OnPromotion), decimal.NewFromInt(b.Orders)); got.PromotionShare.Value.String() != share.String() {
		t.Fatalf("%+v: %s, want %s in lowest terms", b, got.PromotionShare.Value, share)
	}
	if got.RepeatOrders.Reached != repeats || got.PromotionShare.Reached != price || got.Referrals.Reached != referrals {
		t.Fatalf("%+v by %+v: %+v", b, rule, got)
	}
}

func TestLoyaltyLaw(t *testing.T) { rapid.Check(t, checkLoyalty) }
func FuzzLoyalty(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkLoyalty)) }

// Satisfaction agrees with fractions, in any order of the answers.
func checkSatisfaction(t *rapid.T) {
	number := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		places := rapid.Int32Range(0, 2).Draw(t, "decimals")
		steps := decimal.New(1, places).IntPart()
		return decimal.New(rapid.Int64Range(steps, 5*steps).Draw(t, "answer"), -places)
	})
	list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) value.Answer {
		return value.Answer{Expectation: number.Draw(t, "expectation"), Experience: number.Draw(t, "experience")}
	}), 0, 12).Draw(t, "answers")
	want := value.Satisfaction{Answers: int64(len(list)), Difference: new(big.Rat)}
	for _, a := range list {
		want.Difference.Add(want.Difference, a.Experience.Sub(a.Expectation).Rat())
		switch a.Experience.Cmp(a.Expectation) {
		case 1:
			want.Exceeded++
		case 0:
			want.Met++
		default:
			want.Below++
		}
	}
	if len(list) > 0 {
		want.Difference.Quo(want.Difference, big.NewRat(int64(len(list)), 1))
		list = rapid.Permutation(list).Draw(t, "order")
	}
	got := must(fiveSteps.Satisfaction(slices.Values(list)))(t)
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
}

func TestSatisfactionLaw(t *testing.T) { rapid.Check(t, checkSatisfaction) }
func FuzzSatisfaction(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(checkSatisfaction)) }

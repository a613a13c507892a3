package benefit_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"example.com/membership/benefit"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func refundOf(t rapid.TB, q benefit.Quote, policy benefit.RefundPolicy, before benefit.Returned, now []benefit.Units) benefit.Refund {
	t.Helper()
	r, err := q.Refund(policy, before, now)
	if err != nil {
		t.Fatalf("%v\n%s\nreturned %s, now %s", err, jsonOf(t, q), jsonOf(t, before), jsonOf(t, now))
	}
	return r
}

func drawPolicy(t *rapid.T) benefit.RefundPolicy {
	s := &drawer{t: t}
	return benefit.RefundPolicy{
		Threshold: pick(s, benefit.Kept, benefit.Difference),
		Coupons:   pick(s, benefit.Restore, benefit.Forfeit),
		Points:    pick(s, benefit.Restore, benefit.Forfeit),
	}
}

// drawReturns draws how an order comes back completely, step by step, in any
// order.
func drawReturns(t *rapid.T, q benefit.Quote) (steps [][]benefit.Units) {
	s := &drawer{t: t}
	var left []benefit.Units
	for _, l := range q.Lines {
		left = append(left, benefit.Units{Line: l.Line.ID, Quantity: l.Line.Quantity})
	}
	for len(left) > 0 {
		var now []benefit.Units
		for range s.int(1, min(3, len(left))) {
			i := s.int(0, len(left)-1)
			some := left[i]
			some.Quantity = int64(s.int(1, int(some.Quantity)))
			now = append(now, some)
			if left[i].Quantity -= some.Quantity; left[i].Quantity == 0 {
				left = slices.Delete(left, i, i+1)
			}
			if len(left) == 0 {
				break
			}
		}
		steps = append(steps, now)
	}
	return steps
}

// Every refund of an order is what the reference says.
func checkRefundReferenceLaw(t *rapid.T) {
	p, c := drawCase(t, 5)
	q := quoteOf(t, engineOf(t, p), c, lawAt)
	policy, before := drawPolicy(t), benefit.Returned{}
	steps := drawReturns(t, q)
	for i := range steps {
		got := refundOf(t, q, policy, before, steps[i])
		why := jsonOf(t, policy) + " of " + jsonOf(t, q) + "\nreturned " + jsonOf(t, steps[:i+1])
		sameJSON(t, why, slowRefund(q, policy, steps[:i+1]), got)
		before = got.After
	}
}

func TestLawRefundReference(t *testing.T) { checkLaw(t, 1000, checkRefundReferenceLaw) }
func FuzzLawRefundReference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRefundReferenceLaw)) }

// Whatever the steps, a complete refund gives back what was paid, to the
// smallest unit and the last point; no step takes anything, and none gives more
// than is left.
func checkRefundLaw(t *rapid.T) {
	p, c := drawCase(t, 5)
	q := quoteOf(t, engineOf(t, p), c, lawAt)
	policy, before := drawPolicy(t), benefit.Returned{}
	steps := drawReturns(t, q)
	money, points := decimal.Zero, int64(0)
	for _, now := range steps {
		r := refundOf(t, q, policy, before, now)
		within(t, "money", r.Money, q.Due.Sub(money))
		within(t, "kept", r.Kept, q.Subtotal)
		back := r.Points + r.Forfeited
		if r.Points < 0 || r.Forfeited < 0 || back > q.Points.Used-points {
			t.Fatalf("%+v after %d of %d points", r, points, q.Points.Used)
		}
		if r.Points > 0 && policy.Points == benefit.Forfeit || r.Forfeited > 0 && policy.Points == benefit.Restore {
			t.Fatalf("%+v under %+v", r, policy)
		}
		money, points, before = money.Add(r.Money), points+back, r.After
		if len(r.Coupons) > 0 && policy.Coupons == benefit.Forfeit {
			t.Fatalf("coupons %q came back", r.Coupons)
		}
	}
	if len(steps) > 0 && (!money.Equal(q.Due) || points != q.Points.Used) {
		t.Fatalf("%s and %d points came back of %s and %d", money, points, q.Due, q.Points.Used)
	}
}

func TestLawRefund(t *testing.T) { checkLaw(t, 1500, checkRefundLaw) }
func FuzzLawRefund(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRefundLaw)) }

// Nothing that is given in is changed, and nothing that comes out shares memory
// with it, or with what comes out next.
func checkAliasLaw(t *rapid.T) {
	p, c := drawCase(t, 8)
	program, cart := jsonOf(t, p), jsonOf(t, c)
	e := engineOf(t, p)
	q := quoteOf(t, e, c, lawAt)
	if jsonOf(t, p) != program || jsonOf(t, c) != cart {
		t.Fatalf("changed to %s %s", jsonOf(t, p), jsonOf(t, c))
	}
	scramble(reflect.ValueOf(&p))
	again := quoteOf(t, e, c, lawAt)
	sameJSON(t, "after the programme was changed", q, again)
	quoted := jsonOf(t, q)
	scramble(reflect.ValueOf(&again))
	sameJSON(t, "after a quote was changed", q, quoteOf(t, e, c, lawAt))
	scramble(reflect.ValueOf(&c))
	if jsonOf(t, q) != quoted {
		t.Fatalf("was %s\nnow %s", quoted, jsonOf(t, q))
	}
	policy, before := drawPolicy(t), benefit.Returned{}
	for _, now := range drawReturns(t, q) {
		returned, asked := jsonOf(t, before), jsonOf(t, now)
		r := refundOf(t, q, policy, before, now)
		other := refundOf(t, q, policy, before, now)
		scramble(reflect.ValueOf(&other))
		if jsonOf(t, q) != quoted || jsonOf(t, before) != returned || jsonOf(t, now) != asked {
			t.Fatalf("changed to %s %s %s", jsonOf(t, q), jsonOf(t, before), jsonOf(t, now))
		}
		sameJSON(t, "after a refund was changed", r, refundOf(t, q, policy, before, now))
		before = r.After
	}
}

// scramble changes everything that can be reached from a value.
func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scramble(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
		}
	case reflect.Struct:
		switch v.Interface().(type) {
		case time.Time:
			v.Set(reflect.ValueOf(lawAt.AddDate(1, 0, 0)))
		case decimal.Decimal:
			v.Set(reflect.ValueOf(decimal.New(-7, 0)))
		default:
			for i := range v.NumField() {
				scramble(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString("scrambled")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
		v.SetInt(-7)
	}
}

func TestLawAlias(t *testing.T) { checkLaw(t, 500, checkAliasLaw) }
func FuzzLawAlias(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkAliasLaw)) }

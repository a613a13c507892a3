package coupon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/membership/benefit/coupon"
	"github.com/google/go-cmp/cmp"
)

// sample returns a claim in a state, of order O1 where an order has it, valid
// from noon for seven days.
func sample(t failer, state coupon.State) coupon.Claim {
	t.Helper()
	c := granted(t, newShop(t, bookOf(off5("C"))), coupon.Request{ID: "r", Offer: "C", At: noon}, coupon.Customer{ID: "a"})[0]
	c.State = state
	if state == coupon.Reserved || state == coupon.Consumed {
		c.Order = "O1"
	}
	return c
}

// a step on a claim at an instant, for an order.
type move struct {
	name string
	take func(c coupon.Claim, order string, at time.Time) (coupon.Step, error)
}

var moves = []move{
	{"reserve", func(c coupon.Claim, order string, at time.Time) (coupon.Step, error) { return c.Reserve(order, at) }},
	{"consume", func(c coupon.Claim, order string, _ time.Time) (coupon.Step, error) { return c.Consume(order) }},
	{"release", func(c coupon.Claim, order string, _ time.Time) (coupon.Step, error) { return c.Release(order) }},
	{"restore", func(c coupon.Claim, order string, _ time.Time) (coupon.Step, error) { return c.Restore(order) }},
	{"expire", func(c coupon.Claim, _ string, at time.Time) (coupon.Step, error) { return c.Expire(at) }},
	{"cancel", func(c coupon.Claim, _ string, at time.Time) (coupon.Step, error) {
		steps, err := coupon.Cancel([]coupon.Claim{c}, at)
		if err != nil {
			return coupon.Step{}, err
		}
		return steps[0], nil
	}},
}

// The whole machine: every step from every state, within the validity and after
// it, by the order that has the claim and by another. "=" is a step that was
// done before, a state one that is taken, anything else the reasons against it.
func TestSteps(t *testing.T) {
	const table = `
	reserve claimed   O1 in: reserved      reserve claimed   O1 out: lapsed
	reserve reserved  O1 in: =             reserve reserved  O1 out: =
	reserve reserved  O2 in: other_order   reserve reserved  O2 out: lapsed+other_order
	reserve consumed  O1 in: =             reserve consumed  O1 out: =
	reserve consumed  O2 in: other_order   reserve consumed  O2 out: lapsed+other_order
	reserve cancelled O1 in: state         reserve cancelled O1 out: lapsed+state
	reserve expired   O1 in: lapsed        reserve expired   O1 out: lapsed
	consume claimed   O1 in: state         consume claimed   O1 out: state
	consume reserved  O1 in: consumed      consume reserved  O1 out: consumed
	consume reserved  O2 in: other_order   consume reserved  O2 out: other_order
	consume consumed  O1 in: =             consume consumed  O1 out: =
	consume consumed  O2 in: other_order   consume consumed  O2 out: other_order
	consume cancelled O1 in: state         consume cancelled O1 out: state
	consume expired   O1 in: state         consume expired   O1 out: state
	release claimed   O1 in: =             release claimed   O1 out: =
	release reserved  O1 in: claimed       release reserved  O1 out: claimed
	release reserved  O2 in: other_order   release reserved  O2 out: other_order
	release consumed  O1 in: state         release consumed  O1 out: state
	release consumed  O2 in: other_order   release consumed  O2 out: other_order
	release cancelled O1 in: state         release cancelled O1 out: state
	release expired   O1 in: state         release expired   O1 out: state
	restore claimed   O1 in: =             restore claimed   O1 out: =
	restore reserved  O1 in: state         restore reserved  O1 out: state
	restore reserved  O2 in: other_order   restore reserved  O2 out: other_order
	restore consumed  O1 in: claimed       restore consumed  O1 out: claimed
	restore consumed  O2 in: other_order   restore consumed  O2 out: other_order
	restore cancelled O1 in: state         restore cancelled O1 out: state
	restore expired   O1 in: state         restore expired   O1 out: state
	expire  claimed   -- in: not_yet       expire  claimed   -- out: expired
	expire  reserved  -- in: not_yet+state expire  reserved  -- out: state
	expire  consumed  -- in: not_yet+state expire  consumed  -- out: state
	expire  cancelled -- in: not_yet+state expire  cancelled -- out: state
	expire  expired   -- in: =             expire  expired   -- out: =
	cancel  claimed   -- in: cancelled     cancel  claimed   -- out: lapsed
	cancel  reserved  -- in: state         cancel  reserved  -- out: lapsed+state
	cancel  consumed  -- in: state         cancel  consumed  -- out: lapsed+state
	cancel  cancelled -- in: =             cancel  cancelled -- out: =
	cancel  expired   -- in: lapsed        cancel  expired   -- out: lapsed`
	all := cells(table)
	if len(all) != 76 {
		t.Fatalf("the table has %d cells", len(all))
	}
	for _, cell := range all {
		name, state, order, when, result := cell[0], cell[1], cell[2], cell[3], cell[4]
		before := sample(t, coupon.State(state))
		at := before.Until.Add(-1)
		if when == "out:" {
			at = before.Until
		}
		i := slices.IndexFunc(moves, func(m move) bool { return m.name == name })
		checkStep(t, strings.Join(cell[:], " "), before, result, must(t)(moves[i].take(before, order, at)), order)
	}
}

// cells splits a table of five words a cell.
func cells(table string) (list [][5]string) {
	for words := range slices.Chunk(strings.Fields(table), 5) {
		list = append(list, [5]string(words))
	}
	return list
}

func checkStep(t *testing.T, key string, before coupon.Claim, result string, got coupon.Step, order string) {
	t.Helper()
	after := before
	want := coupon.Step{Claim: before}
	switch state := coupon.State(result); {
	case result == "=":
	case state == coupon.Claimed || state == coupon.Reserved || state == coupon.Consumed || state == coupon.Expired || state == coupon.Cancelled:
		after.State, after.Order = state, ""
		if state == coupon.Reserved || state == coupon.Consumed {
			after.Order = order
		}
		want = coupon.Step{Claim: after, Changed: true, Was: before.State, WasOrder: before.Order}
		if state == coupon.Cancelled {
			want.Frees = []string{"coupon/C", "coupon/C/a"}
		}
	default:
		for code := range strings.SplitSeq(result, "+") {
			why := coupon.Reason{Code: coupon.Code(code), Of: "C"}
			switch why.Code {
			case coupon.Lapsed:
				why.Until = before.Until
			case coupon.NotYet:
				why.From = before.Until
			default:
				why.State, why.Order = before.State, before.Order
			}
			want.Reasons = append(want.Reasons, why)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", key, diff)
	}
}

// A claim with a fixed validity can be reserved from its start on.
func TestReserveBeforeStart(t *testing.T) {
	c := sample(t, coupon.Claimed)
	c.From = noon.Add(time.Hour)
	no := must(t)(c.Reserve("O", c.From.Add(-1)))
	if diff := cmp.Diff([]coupon.Reason{{Code: coupon.NotYet, Of: "C", From: c.From}}, no.Reasons); diff != "" || no.Changed {
		t.Error(diff)
	}
	if yes := must(t)(c.Reserve("O", c.From)); !yes.Changed {
		t.Errorf("%+v", yes)
	}
}

func TestStepErrors(t *testing.T) {
	c := sample(t, coupon.Claimed)
	_, err := c.Reserve("", noon)
	wantData(t, err, `benefit: claim "coupon/C/a/r": order: is missing; give the ID of the order, the same for every step`)
	_, err = c.Reserve("O", time.Time{})
	wantData(t, err, `benefit: claim "coupon/C/a/r": the instant of the step: the instant is missing: it is the zero Time`)
	for _, m := range moves {
		if _, err := m.take(coupon.Claim{}, "O", noon); err == nil {
			t.Errorf("%s of the zero Claim is no error", m.name)
		}
		if _, err := m.take(c, "\xff", time.Time{}); err == nil {
			t.Errorf("%s of nothing is no error", m.name)
		}
	}
}

package tier

import (
	"fmt"
	"unicode/utf8"

	"example.com/membership/internal/civil"
	"example.com/membership/internal/fault"
	"github.com/shopspring/decimal"
)

// check reports what makes the event unusable for this engine.
func (e *Engine) check(ev *Event) error {
	switch {
	case ev.Kind.rank() == 0:
		return ev.fault("kind", "unknown; use join, order, interaction, buy, use, grant, adopted, revoke, refund or withdraw")
	case ev.ID == "":
		return ev.fault("id", "is empty; every event needs the shop's own ID")
	}
	if err := checkInstant(ev.At); err != nil {
		return ev.fault("at", "%v", err)
	}
	if err := ev.checkForm(); err != nil {
		return err
	}
	switch ev.Kind {
	case Order:
		return ev.checkAmount("amount", ev.Amount)
	case Refund:
		return ev.checkRefund()
	case Interaction:
		if ev.Counter == "" {
			return ev.fault("counter", "is empty; name what the customer did, such as \"review\"")
		}
	case Buy, Use, Grant, Adopted, Revoke:
		return e.checkTier(ev)
	}
	return nil
}

func (ev *Event) checkAmount(field string, d decimal.Decimal) error {
	if err := fault.Decimal(d); err != nil {
		return ev.fault(field, "%v", err)
	}
	if d.Sign() < 0 {
		return ev.fault(field, "%s is negative; money given back is a refund", d)
	}
	return nil
}

func (ev *Event) checkRefund() error {
	for _, f := range [...]struct {
		name   string
		amount decimal.Decimal
	}{{"amount", ev.Amount}, {"orderAmount", ev.OrderAmount}, {"refunded", ev.Refunded}} {
		if err := ev.checkAmount(f.name, f.amount); err != nil {
			return err
		}
	}
	switch total := ev.Refunded.Add(ev.Amount); {
	case ev.Order == "":
		return ev.fault("order", "is empty; name the order that is refunded")
	case checkInstant(ev.OrderAt) != nil:
		return ev.fault("orderAt", "%v", checkInstant(ev.OrderAt))
	case ev.OrderAt.After(ev.At):
		return ev.fault("orderAt", "%s is after the refund", instant(ev.OrderAt))
	case ev.Amount.Sign() == 0 && ev.OrderAmount.Sign() > 0:
		return ev.fault("amount", "is 0; only an order of 0 can be refunded by 0")
	case total.GreaterThan(ev.OrderAmount):
		return ev.fault("amount", "with %s refunded before, %s is more than the order's %s", ev.Refunded, ev.Amount, ev.OrderAmount)
	}
	return nil
}

func (e *Engine) checkTier(ev *Event) error {
	if ev.Tier == "" && ev.Kind == Revoke {
		return nil
	}
	if e.rank(ev.Tier) < 0 {
		return ev.fault("tier", "%q is not a tier of the programme and none replaces it; use one of %s", clip(ev.Tier), e.ids())
	}
	switch ev.Kind {
	case Buy:
		s, err := parseTerm(ev.Term)
		if err == nil && s.period > 0 {
			err = fmt.Errorf("%q cannot be bought; use days to years, %q or %q", ev.Term, PerUse, Permanent)
		}
		if err != nil {
			return ev.fault("term", "%v", err)
		}
		if ev.Count > 1 && !s.use {
			return ev.fault("count", "%d terms at once; buy one at a time, or uses with %q", ev.Count, PerUse)
		}
	case Grant, Adopted:
		if ev.Through == "" {
			return nil
		}
		last, err := civil.Parse(ev.Through)
		switch {
		case err == nil && last > maxGrant():
			err = fmt.Errorf("%q is too late; for no end leave it empty", ev.Through)
		case err == nil && last < e.date(ev.At):
			err = fmt.Errorf("%q is over when it is given, on %s", ev.Through, e.date(ev.At))
		}
		if err != nil {
			return ev.fault("through", "%v", err)
		}
	}
	return nil
}

// field is a set of the fields that not every kind of event carries.
type field uint

const (
	amountField field = 1 << iota
	orderField
	orderAtField
	orderAmountField
	refundedField
	counterField
	countField
	tierField
	termField
	throughField
)

// fieldNames are the names of the fields in JSON, in the order of their bits.
var fieldNames = [...]string{"amount", "order", "orderAt", "orderAmount", "refunded", "counter", "count", "tier", "term", "through"}

// fields returns what a kind of event carries.
func (k Kind) fields() field {
	switch k {
	case Order:
		return amountField
	case Refund:
		return amountField | orderField | orderAtField | orderAmountField | refundedField
	case Interaction:
		return counterField | countField
	case Buy:
		return tierField | termField | countField
	case Use:
		return tierField | countField
	case Grant, Adopted:
		return tierField | throughField
	case Revoke:
		return tierField
	}
	return 0
}

// set returns the fields that are not zero.
func (ev *Event) set() field {
	var set field
	for i, is := range [...]bool{
		ev.Amount.Sign() != 0, ev.Order != "", !ev.OrderAt.IsZero(), ev.OrderAmount.Sign() != 0, ev.Refunded.Sign() != 0,
		ev.Counter != "", ev.Count != 0, ev.Tier != "", ev.Term != "", ev.Through != "",
	} {
		if is {
			set |= 1 << i
		}
	}
	return set
}

// checkForm checks what does not depend on the kind, and that nothing is said
// which the kind does not take: it would be dropped silently.
func (ev *Event) checkForm() error {
	if foreign := ev.set() &^ ev.Kind.fields(); foreign != 0 {
		for i, name := range fieldNames {
			if foreign&(1<<i) != 0 {
				return ev.fault(name, "does not belong to this kind of event; leave it out")
			}
		}
	}
	for _, text := range [...]struct{ name, text string }{{"id", ev.ID}, {"order", ev.Order}, {"counter", ev.Counter}} {
		if err := checkText(text.text); err != nil {
			return ev.fault(text.name, "%v", err)
		}
	}
	if ev.Count < 0 || ev.Count > 1_000_000_000 {
		return ev.fault("count", "%d is outside 0..1000000000", ev.Count)
	}
	return nil
}

// checkText bounds an ID or a name, which states and messages repeat.
func checkText(s string) error {
	switch {
	case s == "":
		return nil
	case len(s) > maxText:
		return fmt.Errorf("%d bytes; at most %d", len(s), maxText)
	case !utf8.ValidString(s):
		return fmt.Errorf("%q is not UTF-8", clip(s))
	}
	return nil
}

package message_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.com/membership/care"
	"example.com/membership/care/message"
	"github.com/google/go-cmp/cmp"
)

// wantFaults checks that an error is an InvalidError with these faults, as
// "path code".
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	got := []string{}
	var invalid *care.InvalidError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Faults {
			got = append(got, f.Path+" "+f.Code)
		}
	} else if err != nil {
		t.Errorf("error %T %v", err, err)
	}
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s\n%v", diff, err)
	}
}

// wantDataError checks that an error is a DataError about the field and says so
// much.
func wantDataError(t *testing.T, err error, field, part string) {
	t.Helper()
	var bad *care.DataError
	if !errors.As(err, &bad) || bad.Field != field || !strings.Contains(bad.Why, part) {
		t.Errorf("got %v, want an error about %q: %s", err, field, part)
	} else if len(err.Error()) > 1_000 {
		t.Errorf("an error of %d bytes", len(err.Error()))
	}
}

const (
	flashSale = "【布丁店】限时抢购!您心仪的[商品名称]正在打折,最高可享[X]折优惠,拒收请回复R"
	unpaid    = "您的订单[order]尚未付款"
)

// shop has a commercial rule and a transactional one, both by text message.
func shop() care.Program {
	return care.Program{
		Channels: []care.Channel{
			{ID: "sms", Kind: care.SMS, Country: "86", Law: care.China()},
			{ID: "mail", Kind: care.Email, Law: care.EuropeanUnion()},
			{ID: "app", Kind: care.Other},
		},
		Topics: []string{"orders", "offers"},
		Rules: []care.Rule{
			{ID: "double12", Class: care.Commercial, Topic: "offers", Channels: []string{"sms"},
				Campaign: &care.OnCampaign{Name: "double12-2026", From: "2026-12-12T18:00", Until: "2026-12-12T20:00"},
				Message:  "flash-sale", Variables: []string{"商品名称", "X"}},
			{ID: "unpaid", Class: care.Transactional, Topic: "orders", Channels: []string{"sms", "app"},
				Event:  &care.OnEvent{Kind: "order_created", After: []care.Term{"30 minutes"}},
				Within: "1 day", Message: "unpaid", Variables: []string{"order"}},
		},
	}
}

func shopBook() message.Book {
	return message.Book{Templates: []message.Template{
		{ID: "flash-sale", Texts: map[string]string{"zh-CN": flashSale}},
		{ID: "unpaid", Texts: map[string]string{"zh-CN": unpaid, "en": "Order [order] is waiting for your payment"}, Default: "zh-CN"},
	}}
}

func newEngine(t testing.TB, p care.Program, b message.Book) *message.Engine {
	t.Helper()
	e, err := message.New(p, b)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// contact is one of the rule "unpaid", by text message.
func contact(order string) care.Contact {
	return care.Contact{
		Record: care.Record{Rule: "unpaid", Occurrence: "order_created:O1:1", Channel: "sms", Topic: "orders"},
		Key:    "unpaid/order_created:O1:1/C1", Customer: "C1", Class: care.Transactional,
		Message: "unpaid", Variables: map[string]string{"order": order},
	}
}

// one makes an engine of one text of the rule "unpaid", whose variables are
// those given, and a contact of it by a messenger.
func one(text string, variables map[string]string) (*message.Engine, care.Contact, error) {
	p, c := shop(), contact("")
	p.Rules = p.Rules[1:]
	p.Rules[0].Variables = nil
	for name := range variables {
		p.Rules[0].Variables = append(p.Rules[0].Variables, name)
	}
	c.Channel, c.Variables = "app", variables
	e, err := message.New(p, message.Book{
		Templates: []message.Template{{ID: "unpaid", Texts: map[string]string{"en": text}}},
		MostParts: 255,
	})
	return e, c, err
}

// escaped writes a text so that it has no placeholders.
func escaped(text string) string {
	return strings.NewReplacer("[", "[[", "]", "]]").Replace(text)
}

func repeat(format string, n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf(format, i))
	}
	return all
}

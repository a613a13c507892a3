package message_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"example.com/membership/care"
	"example.com/membership/care/message"
	"github.com/google/go-cmp/cmp"
)

func TestRender(t *testing.T) {
	e := newEngine(t, shop(), shopBook())
	c := contact("O1")
	before := contact("O1")
	got, err := e.Render(c, "zh-CN")
	want := message.Text{Template: "unpaid", Locale: "zh-CN", Text: "您的订单O1尚未付款",
		Length: message.Length{Encoding: message.UCS2, Units: 10, Parts: 1}}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if diff := cmp.Diff(before, c); diff != "" {
		t.Errorf("the contact was changed: %s", diff)
	}
	c.Channel = "app"
	got, err = e.Render(c, "en")
	want = message.Text{Template: "unpaid", Locale: "en", Text: "Order O1 is waiting for your payment"}
	if err != nil || got != want {
		t.Errorf("a messenger has no parts: got %+v, %v", got, err)
	}
	if text, err := json.Marshal(got); err != nil || string(text) != `{"template":"unpaid","locale":"en","text":"Order O1 is waiting for your payment"}` {
		t.Errorf("as JSON: %s, %v", text, err)
	}
}

// Nothing is worded that New has not checked, and nothing without its values.
func TestRenderRefuses(t *testing.T) {
	p := shop()
	p.Rules = append(p.Rules, care.Rule{ID: "gift", Class: care.Commercial, Topic: "offers", Channels: []string{"app"},
		Campaign: &care.OnCampaign{Name: "g", From: "2026-12-12T18:00", Until: "2026-12-12T20:00"}})
	e := newEngine(t, p, shopBook())
	for _, c := range []struct {
		why         string
		edit        func(*care.Contact)
		field, part string
	}{
		{"another programme's rule", func(c *care.Contact) { c.Rule = "old" }, "rule", `"old" is no rule of the programme`},
		{"no rule", func(c *care.Contact) { c.Rule = "" }, "rule", `"" is no rule`},
		{"a channel that was not checked", func(c *care.Contact) { c.Channel = "mail" }, "channel", `"mail" is none of the rule's`},
		{"a class that was not checked", func(c *care.Contact) { c.Class = care.Commercial }, "class", `"commercial" is not that of the rule, "transactional"`},
		{"a template that was not checked", func(c *care.Contact) { c.Message = "flash-sale" }, "message", `"flash-sale" is not that of the rule, "unpaid"`},
		{"no message", func(c *care.Contact) { c.Message = "" }, "message", `"" is not that of the rule`},
		{"a rule without one", func(c *care.Contact) { c.Rule, c.Class, c.Channel, c.Message = "gift", care.Commercial, "app", "" }, "message", `give rule "gift" one`},
		{"a variable is missing", func(c *care.Contact) { c.Variables = map[string]string{"Order": "O1"} }, "variables", `"order" is missing`},
		{"all are", func(c *care.Contact) { c.Variables = nil }, "variables", `"order" is missing`},
		{"not UTF-8", func(c *care.Contact) { c.Variables = map[string]string{"order": "O\xff"} }, "variables", `"order" is "O\xff", which is not UTF-8`},
		{"hostile", func(c *care.Contact) { c.Variables = map[string]string{"order": strings.Repeat("\xff", 10_000_000)} }, "variables", "of 10000000 bytes"},
		{"hostile names", func(c *care.Contact) {
			c.Rule, c.Key = strings.Repeat("r", 10_000_000), strings.Repeat("k", 10_000_000)
		}, "rule", "is no rule"},
	} {
		bad := contact("O1")
		c.edit(&bad)
		got, err := e.Render(bad, "zh-CN")
		if got != (message.Text{}) {
			t.Errorf("%s: text %+v", c.why, got)
		}
		wantDataError(t, err, c.field, c.part)
	}
	if _, err := new(message.Engine).Render(contact("O1"), ""); err == nil {
		t.Error("a zero engine words")
	}
}

// An empty value is a value; a text of nothing is not sent.
func TestEmptyValue(t *testing.T) {
	e, c, err := one("[a][b]", map[string]string{"a": "", "b": "x"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.Render(c, ""); err != nil || got.Text != "x" {
		t.Errorf("got %q, %v", got.Text, err)
	}
	c.Variables = map[string]string{"a": "", "b": " \n"}
	_, err = e.Render(c, "")
	wantDataError(t, err, "variables", "say nothing")
}

func TestRenderedLimits(t *testing.T) {
	e, c, err := one("x[a]", map[string]string{"a": ""})
	if err != nil {
		t.Fatal(err)
	}
	c.Variables["a"] = strings.Repeat("a", 99_999)
	if got, err := e.Render(c, ""); err != nil || len(got.Text) != 100_000 {
		t.Errorf("100,000 bytes: got %d, %v", len(got.Text), err)
	}
	c.Variables["a"] += "a"
	_, err = e.Render(c, "")
	wantDataError(t, err, "variables", `"a", of 100000 bytes, makes the text longer than 100000`)

	for _, limit := range []struct{ most, fits int }{{0, 10}, {1, 1}, {2, 2}, {255, 255}} {
		p, b := shop(), shopBook()
		p.Rules, b.Templates = p.Rules[1:], b.Templates[1:]
		b.Templates[0].Texts, b.Templates[0].Default, b.MostParts = map[string]string{"en": "[order]"}, "", limit.most
		e := newEngine(t, p, b)
		full := 153 * limit.fits
		if limit.fits == 1 {
			full = 160
		}
		got, err := e.Render(contact(strings.Repeat("x", full)), "")
		if err != nil || got.Length.Parts != limit.fits {
			t.Errorf("most %d: got %+v, %v", limit.most, got.Length, err)
		}
		_, err = e.Render(contact(strings.Repeat("x", full+1)), "")
		wantDataError(t, err, "", "shorten its variables, or raise mostParts")
		over := contact(strings.Repeat("x", full+1))
		over.Channel = "app"
		if _, err := e.Render(over, ""); err != nil {
			t.Errorf("a messenger has no parts: %v", err)
		}
	}
}

// The engine keeps nothing of what it is made of.
func TestEngineIsAlone(t *testing.T) {
	p, b := shop(), shopBook()
	e := newEngine(t, p, b)
	p.Rules[1].Message, p.Rules[1].Channels[0], p.Rules[1].ID = "x", "x", "x"
	p.Channels[0].Kind = care.Other
	maps.DeleteFunc(b.Templates[1].Texts, func(string, string) bool { return true })
	b.Templates[1].ID = "x"
	if got, err := e.Render(contact("O1"), "zh"); err != nil || got.Length.Parts != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

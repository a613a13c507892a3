package message_test

import (
	"strings"
	"testing"

	"example.com/membership/care"
	"example.com/membership/care/message"
	"pgregory.net/rapid"
)

func TestLocale(t *testing.T) {
	texts := map[string]string{}
	for _, locale := range []string{"de", "zh", "zh-Hant", "en-GB", "sl-rozaj-biske-1994", "fr-x-shop", "nl-x-a", "zh-hant-tw-x-shop1"} {
		texts[locale] = "[order] " + locale
	}
	b := message.Book{Templates: []message.Template{{ID: "unpaid", Texts: texts, Default: "de"}}}
	p := shop()
	p.Rules = p.Rules[1:]
	e := newEngine(t, p, b)
	for _, c := range []struct{ asked, want, why string }{
		{"zh-Hant-HK", "zh-Hant", "RFC 4647, 3.4: from the end, a subtag at a time"},
		{"zh-Hant", "zh-Hant", "as it is"},
		{"zh-Hans-CN", "zh", "two are dropped"},
		{"zh", "zh", "as it is"},
		{"ZH-hANT-hk", "zh-Hant", "case does not matter"},
		{"en-gb", "en-GB", "on the other side neither"},
		{"zh_Hant_HK", "zh-Hant", "as Java and POSIX write it"},
		{"zh-Hant-TW-x-shop1", "zh-hant-tw-x-shop1", "whole"},
		{"zh-Hant-TW-x-shop2", "zh-Hant", "x goes with what it introduces"},
		{"zh-Hant-TW-x-shop1-shop2", "zh-hant-tw-x-shop1", "one is dropped"},
		{"nl-x-a", "nl-x-a", "whole"},
		{"nl-x-a-b", "de", "a goes with b, and x with a"},
		{"zh-Hant-a-x-b", "zh-Hant", "single letters before it are dropped, too"},
		{"zh-TW", "zh", "nothing is guessed of scripts"},
		{"en", "de", "a longer tag does not match a shorter range"},
		{"en-US", "de", "the default"},
		{"zhx", "de", "a subtag is whole"},
		{"sl-rozaj-biske-1994-nedis", "sl-rozaj-biske-1994", "variants"},
		{"fr", "de", "not the private one"},
		{"", "de", "not known"},
		{"*", "de", "no wildcards"},
		{"中文", "de", "no tag"},
		{"zh-Hant\x00", "de", "no tag"},
		{"zh.UTF-8", "de", "no tag"},
		{"-", "de", "no tag"},
		{"zh-", "zh", "an empty subtag is dropped"},
		{"zh--Hant", "zh", "and not seen through"},
		{"x-zh", "de", "private"},
		{strings.Repeat("-", 64), "de", "hostile"},
		{"zh-" + strings.Repeat("a", 61), "zh", "64 bytes"},
		{"zh-" + strings.Repeat("a", 62), "de", "65 bytes"},
		{"zh-" + strings.Repeat("a-", 10_000_000), "de", "20 MB"},
	} {
		got, err := e.Render(contact("O1"), c.asked)
		if err != nil || got.Locale != c.want || got.Text != "O1 "+c.want {
			t.Errorf("%.80q: got %+v, %v; want %q: %s", c.asked, got, err, c.want, c.why)
		}
	}
}

// One text needs no default, and serves everybody.
func TestOnlyLocale(t *testing.T) {
	c := contact("")
	c.Record.Rule, c.Class, c.Message = "double12", care.Commercial, "flash-sale"
	c.Variables = map[string]string{"商品名称": "杯子", "X": "8.5"}
	got, err := newEngine(t, shop(), shopBook()).Render(c, "fr")
	if err != nil || got.Locale != "zh-CN" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// checkLookup: the text is that of the first tag in the order of RFC 4647, 3.4.
func checkLookup(t *rapid.T) {
	subtag := rapid.SampledFrom([]string{"zh", "hant", "HK", "x", "a", "Shop1", "1996", "_", ""})
	locale := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(subtag, 0, 5).Draw(t, "subtags"), "-") })
	texts := map[string]string{"zz": "[order] zz"}
	more := rapid.SampledFrom([]string{"", "-hant", "-hk", "-x", "-a", "-shop1", "-1996"})
	for range rapid.IntRange(1, 8).Draw(t, "texts") {
		l := "zh" + more.Draw(t, "second") + more.Draw(t, "third") + more.Draw(t, "fourth")
		texts[l] = "[order] " + l
	}
	p, b := shop(), message.Book{Templates: []message.Template{{ID: "unpaid", Texts: texts, Default: "zz"}}}
	p.Rules = p.Rules[1:]
	e, err := message.New(p, b)
	if err != nil {
		t.Fatal(err)
	}
	asked, want := rapid.SampledFrom([]string{"", "zh-", "ZH-", "zh_"}).Draw(t, "language")+locale.Draw(t, "asked"), "zz"
	subtags := strings.Split(strings.ReplaceAll(strings.ToLower(asked), "_", "-"), "-")
	for len(subtags) > 0 {
		if tag := strings.Join(subtags, "-"); texts[tag] != "" {
			want = tag
			break
		}
		subtags = subtags[:len(subtags)-1]
		for len(subtags) > 1 && len(subtags[len(subtags)-1]) == 1 {
			subtags = subtags[:len(subtags)-1]
		}
	}
	if got, err := e.Render(contact("O1"), asked); err != nil || got.Locale != want {
		t.Fatalf("%q among %q: got %q, %v; want %q", asked, texts, got.Locale, err, want)
	}
}

func TestLookupByDefinition(t *testing.T) { rapid.Check(t, checkLookup) }

func FuzzLookup(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkLookup)) }

func TestLocaleForm(t *testing.T) {
	for locale, ok := range map[string]bool{
		"zh": true, "zh-CN": true, "zh-Hant-HK": true, "es-419": true, "de-CH-1996": true, "abcdefgh": true, "zh-x-a": true,
		"": false, "z": false, "zh_CN": false, "-zh": false, "zh-": false, "zh--CN": false, "4zh": false, "419": false, "中文": false,
		"abcdefghi": false, "zh-abcdefghi": false, "zh CN": false, "*": false, "zh-" + strings.Repeat("a-", 30) + "a": true,
		"zh-" + strings.Repeat("a-", 30) + "aa": false,
	} {
		b := message.Book{Templates: []message.Template{{ID: "unpaid", Texts: map[string]string{locale: "[order]"}}}}
		p := shop()
		p.Rules = p.Rules[1:]
		if _, err := message.New(p, b); (err == nil) != ok {
			t.Errorf("%q: %v", locale, err)
		}
	}
}

package message_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPlaceholders(t *testing.T) {
	for _, c := range []struct{ uses, text, want string }{
		{"name", "Hello [name]!", "Hello Ann!"},
		{"name", "[name]", "Ann"},
		{"name", "[name][name]", "AnnAnn"},
		{"商品名称 X", "[商品名称]: [X]折", "杯子: 8.5折"},
		{"name", "[[name]] is [name]", "[name] is Ann"},
		{"name", "[[[name]]]", "[Ann]"},
		{"name", "[name]]]", "Ann]"},
		{"", "[[[[name]]]]", "[[name]]"},
		{"", "[[ ]] [[]] ]][[", "[ ] [] ]["},
		{"", "［name］ 【name】", "［name］ 【name】"},
		{"first", "[first]", "Bo"},
		{"name", "{name} %s $name \\[name]", "{name} %s $name \\Ann"},
		{"name", "\u200f[name]\u0000", "\u200fAnn\u0000"},
	} {
		variables := map[string]string{}
		for name, value := range map[string]string{"name": "Ann", "商品名称": "杯子", "X": "8.5", "first": "Bo"} {
			if strings.Contains(c.uses, name) {
				variables[name] = value
			}
		}
		e, contact, err := one(c.text, variables)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got, err := e.Render(contact, ""); err != nil || got.Text != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.text, got.Text, err, c.want)
		}
	}
}

func TestBrackets(t *testing.T) {
	for _, c := range []struct{ text, part string }{
		{"Hello [name", `has [ without ] in "[name"`},
		{"Hello [", `has [ without ] in "["`},
		{"[na[me]", `has [ without ] in "[na[me]"`},
		{"[na[[me]", "has [ without ]"},
		{"[[[", "has [ without ]"},
		{"name]", `has ] without [ before ""`},
		{"[[name]", "has ] without ["},
		{"[name]]", "has ] without ["},
		{"]]]", "has ] without ["},
		{"[]", `has a placeholder without a name, "[]"`},
		{"[ ]", "has a placeholder without a name"},
		{"[\u3000]", "has a placeholder without a name"},
		{"[[[]]]", "has a placeholder without a name"},
		{"[" + strings.Repeat("n", 15_000), "has [ without ]"},
	} {
		_, _, err := one(c.text, map[string]string{"name": "Ann"})
		wantFaults(t, err, "templates[0].texts.en invalid_value")
		if err != nil && (!strings.Contains(err.Error(), c.part) || len(err.Error()) > 500) {
			t.Errorf("%.40s: got %v, want %s", c.text, err, c.part)
		}
	}
}

// What variables say is put in as it is: they cannot bring placeholders, or take
// brackets away.
func TestValuesAreNotRead(t *testing.T) {
	e, contact, err := one("[a]|[b]|[[c]]", map[string]string{"a": "[b]", "b": "[[a]]"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ a, b, want string }{
		{"[b]", "[[a]]", "[b]|[[a]]|[c]"},
		{"[", "]", "[|]|[c]"},
		{"[missing]", "", "[missing]||[c]"},
		{"【别家】拒收请回复R", "STOP", "【别家】拒收请回复R|STOP|[c]"},
		{"%s%d", "{{.}}", "%s%d|{{.}}|[c]"},
		{"\x00\r\n", "<b>", "\x00\r\n|<b>|[c]"},
	} {
		contact.Variables = map[string]string{"a": c.a, "b": c.b}
		if got, err := e.Render(contact, "en"); err != nil || got.Text != c.want {
			t.Errorf("%q, %q: got %q, %v", c.a, c.b, got.Text, err)
		}
	}
}

// printable draws text without what New refuses.
func printable() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("[]汉😀x€ "))), 0, 40, -1)
}

// checkRender: a text is its pieces and the values in order, whatever they have
// in them; without placeholders it is itself.
func checkRender(t *rapid.T) {
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "X", "商品名称", "first name", "1"}), 1, 4, rapid.ID).Draw(t, "names")
	variables := map[string]string{}
	text, want := "!", "!" // a text is not blank
	for _, name := range names {
		variables[name] = printable().Draw(t, "value")
		written := printable().Draw(t, "text")
		text += escaped(written) + "[" + name + "]"
		want += written + variables[name]
		if len(want)%2 == 0 {
			text, want = text+"["+names[0]+"]", want+variables[names[0]]
		}
	}
	e, contact, err := one(text, variables)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	got, err := e.Render(contact, "")
	if err != nil || got.Text != want {
		t.Fatalf("%q: got %q, %v; want %q", text, got.Text, err, want)
	}
	if e, contact, err = one(escaped(want), nil); err != nil {
		t.Fatalf("%q: %v", escaped(want), err)
	}
	if got, err := e.Render(contact, ""); err != nil || got.Text != want {
		t.Fatalf("%q without placeholders: got %q, %v", want, got.Text, err)
	}
}

func TestRenderByPieces(t *testing.T) { rapid.Check(t, checkRender) }

func FuzzRender(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRender)) }

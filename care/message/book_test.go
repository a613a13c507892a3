package message_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/membership/care"
	"example.com/membership/care/message"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBookRoundTrip(t *testing.T) {
	full := shopBook()
	full.MostParts = 3
	for _, b := range []message.Book{full, shopBook(), {}} {
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		read, err := message.ParseBook(text)
		if err != nil && b.Templates != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(b, read); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestParseBookIsStrict(t *testing.T) {
	for text, want := range map[string][]string{
		`{"templates": [{"id": "a", "text": "x"}]}`:                           {"templates[0].text unknown_field"},
		`{"templates": [{"id": "a", "texts": {"zh-CN": "x", "zh-CN": "y"}}]}`: {`templates[0].texts["zh-CN"] duplicate_field`},
		`{"templates": [{"id": 1, "texts": {"en": null}}], "mostParts": "3"}`: {"templates[0].id wrong_type", "templates[0].texts.en null", "mostParts wrong_type"},
		`{"templates": [{"id": "a", "default": null}]}`:                       {"templates[0].default null"},
		`{"Templates": []}`:                            {"Templates unknown_field"},
		`{"templates": []} {}`:                         {" trailing_text"},
		`{"templates": [`:                              {" syntax"},
		`{"templates": [{"texts": {"en": "\ud800"}}]}`: {" syntax"},
		strings.Repeat("[", 100_000):                   {" too_deep"},
		``:                                             {" syntax"},
	} {
		b := shopBook()
		err := b.UnmarshalJSON([]byte(text))
		wantFaults(t, err, want...)
		if diff := cmp.Diff(shopBook(), b); diff != "" {
			t.Errorf("%.80s: changed the book: %s", text, diff)
		}
	}
}

// checkBytes: whatever a book says, New and Render answer. What New accepts
// comes back from JSON and words the same.
func checkBytes(t *rapid.T) {
	piece := rapid.SampledFrom([]string{"[", "]", "[[", "]]", "[order]", "[X]", "【店】", "拒收请回复R", "x", " ", "\u0000", "😀"})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "") })
	locale := rapid.OneOf(rapid.SampledFrom([]string{"zh", "zh-CN", "zh-cn", "en", "", "zh_CN"}), rapid.String())
	b := message.Book{MostParts: rapid.SampledFrom([]int{0, 1, 255, -1, 256}).Draw(t, "parts")}
	if rapid.Bool().Draw(t, "shop") {
		b = shopBook() // one that may be right, with a text more
		b.Templates[1].Texts[locale.Draw(t, "locale")] = text.Draw(t, "text")
	}
	for range rapid.IntRange(0, 2).Draw(t, "templates") {
		b.Templates = append(b.Templates, message.Template{
			ID:      rapid.SampledFrom([]string{"flash-sale", "unpaid", "other", ""}).Draw(t, "id"),
			Texts:   rapid.MapOfN(locale, rapid.OneOf(text, rapid.String()), 0, 3).Draw(t, "texts"),
			Default: locale.Draw(t, "default"),
		})
	}
	p := shop()
	p.Rules = p.Rules[:rapid.IntRange(0, 2).Draw(t, "rules")]
	e, err := message.New(p, b)
	if err != nil {
		if e != nil || len(err.Error()) > 10_000 {
			t.Fatalf("an engine, or an error of %d bytes", len(err.Error()))
		}
		return
	}
	document, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	read, err := message.ParseBook(document)
	if b.Templates != nil && err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	again, err := message.New(p, read)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	c, asked := contact(rapid.String().Draw(t, "value")), locale.Draw(t, "asked")
	got, err := e.Render(c, asked)
	other, otherErr := again.Render(c, asked)
	if got != other || (err == nil) != (otherErr == nil) {
		t.Fatalf("%s: got %+v, %v; then %+v, %v", document, got, err, other, otherErr)
	}
}

func TestBooks(t *testing.T) { rapid.Check(t, checkBytes) }

func FuzzBooks(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkBytes)) }

// FuzzParseBook reads any bytes as a book.
func FuzzParseBook(f *testing.F) {
	f.Add([]byte(`{"templates": [{"id": "unpaid", "texts": {"zh-CN": "您的订单[order]尚未付款"}}], "mostParts": 2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := message.ParseBook(data); err == nil {
			_, _ = message.New(shop(), b)
			_, _ = message.New(care.Program{}, b)
		}
	})
}

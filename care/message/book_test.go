package message_test

import (
	"encoding/json"
	"slices"
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

// checkBooks: whatever a book says, New answers, with an engine or with faults of
// a bounded length.
func checkBooks(t *rapid.T) {
	piece := rapid.SampledFrom([]string{"[", "]", "[[", "]]", "[order]", "[X]", "【店】", "拒收请回复R", "x", " ", "\u0000", "😀"})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "") })
	locale := rapid.OneOf(rapid.SampledFrom([]string{"zh", "zh-CN", "zh-cn", "en", "", "zh_CN"}), rapid.String())
	b := message.Book{MostParts: rapid.SampledFrom([]int{0, 1, 255, -1, 256}).Draw(t, "parts")}
	for range rapid.IntRange(0, 3).Draw(t, "templates") {
		b.Templates = append(b.Templates, message.Template{
			ID:      rapid.SampledFrom([]string{"flash-sale", "unpaid", "other", ""}).Draw(t, "id"),
			Texts:   rapid.MapOfN(locale, rapid.OneOf(text, rapid.String()), 0, 3).Draw(t, "texts"),
			Default: locale.Draw(t, "default"),
		})
	}
	e, err := message.New(shop(), b)
	if (e == nil) == (err == nil) || err != nil && len(err.Error()) > 10_000 {
		t.Fatalf("%v, %.1000v", e, err)
	}
}

// checkRightBook: a book that is right comes back from JSON and words the same,
// whatever the order of its templates; what it words has the signature and the
// way out, and all values.
func checkRightBook(t *rapid.T) {
	filler := func(what string) string { return escaped(rapid.StringN(0, 20, -1).Draw(t, what)) }
	b := message.Book{Templates: []message.Template{{ID: "flash-sale", Texts: map[string]string{}}, {ID: "unpaid", Texts: map[string]string{}}}}
	locales := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"zh", "zh-CN", "en", "en-GB", "fr"}), 1, 3, rapid.ID).Draw(t, "locales")
	for _, l := range locales {
		b.Templates[0].Texts[l] = filler("a") + "【店】" + filler("b") + "[商品名称]" + filler("c") + "[X],拒收请回复R." + filler("d")
		b.Templates[1].Texts[l] = filler("e") + "[order]" + filler("f")
	}
	b.Templates[0].Default, b.Templates[1].Default = locales[0], locales[0]
	e, err := message.New(shop(), b)
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	read, err := message.ParseBook(document)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	slices.Reverse(read.Templates)
	again, err := message.New(shop(), read)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	c, asked := saleContact(), rapid.SampledFrom([]string{"zh-TW", "en-GB", "fr", "de", ""}).Draw(t, "asked")
	c.Variables["商品名称"] = rapid.String().Draw(t, "value")
	got, err := e.Render(c, asked)
	other, otherErr := again.Render(c, asked)
	if err != nil || otherErr != nil || got != other || got.Length != message.Measure(got.Text) {
		t.Fatalf("%s: got %+v, %v; then %+v, %v", document, got, err, other, otherErr)
	}
	for _, part := range []string{"【店】", c.Variables["商品名称"], "8.5", "拒收请回复R"} {
		if !strings.Contains(got.Text, part) {
			t.Fatalf("%q has no %q", got.Text, part)
		}
	}
}

func TestBooks(t *testing.T)      { rapid.Check(t, checkBooks) }
func TestRightBooks(t *testing.T) { rapid.Check(t, checkRightBook) }

func FuzzBooks(f *testing.F)      { f.Fuzz(rapid.MakeFuzz(checkBooks)) }
func FuzzRightBooks(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkRightBook)) }

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

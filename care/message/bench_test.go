package message_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"example.com/membership/care"
	"example.com/membership/care/message"
)

func saleContact() care.Contact {
	c := contact("")
	c.Rule, c.Class, c.Topic, c.Message = "double12", care.Commercial, "offers", "flash-sale"
	c.Variables = map[string]string{"商品名称": "马克杯", "X": "8.5"}
	return c
}

// One contact worded, against replacing each placeholder in the text, which reads
// values again and sends what is missing as [name].
func BenchmarkRender(b *testing.B) {
	e, c := newEngine(b, shop(), shopBook()), saleContact()
	b.Run("engine", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.Render(c, "zh-Hans-CN"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("replace-all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			text := flashSale
			for name, value := range c.Variables {
				text = strings.ReplaceAll(text, "["+name+"]", value)
			}
			if message.Measure(text).Parts != 1 {
				b.Fatal(text)
			}
		}
	})
}

// One text measured, against encoding it.
func BenchmarkMeasure(b *testing.B) {
	for name, text := range map[string]string{
		"english": strings.Repeat("Reply STOP to end these messages. ", 10),
		"chinese": strings.Repeat("限时抢购,拒收请回复R。", 10),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				message.Measure(text)
			}
		})
		b.Run(name+"-encoded", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if units := utf16.Encode([]rune(text)); (len(units)+66)/67 == 0 {
					b.Fatal(text)
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	p, book := shop(), shopBook()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := message.New(p, book); err != nil {
			b.Fatal(err)
		}
	}
}

// Render allocates its text, Measure nothing.
func TestAllocations(t *testing.T) {
	e, c := newEngine(t, shop(), shopBook()), saleContact()
	text := strings.Repeat(flashSale, 10)
	for name, f := range map[string]struct {
		most float64
		f    func()
	}{
		"Render":  {1, func() { _, _ = e.Render(c, "zh_Hant_HK") }},
		"Measure": {0, func() { message.Measure(text) }},
	} {
		if n := testing.AllocsPerRun(100, f.f); n > f.most {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

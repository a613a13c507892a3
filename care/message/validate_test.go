package message_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/message"
)

// Every fault, with its path, its code and part of what it says.
func TestFaults(t *testing.T) {
	texts := func(b *message.Book, i int, text string) { b.Templates[i].Texts["zh-CN"] = text }
	for _, c := range []struct {
		why        string
		edit       func(*care.Program, *message.Book)
		want, says string
	}{
		{"negative", func(_ *care.Program, b *message.Book) { b.MostParts = -1 },
			"mostParts out_of_range", "must be 1 to 255, not -1; leave it out for 10"},
		{"too many parts", func(_ *care.Program, b *message.Book) { b.MostParts = 256 },
			"mostParts out_of_range", "256"},
		{"no ID", func(_ *care.Program, b *message.Book) {
			b.Templates = append(b.Templates, message.Template{Texts: map[string]string{"en": "x"}})
		}, "templates[2].id missing", "give a name"},
		{"long ID", func(_ *care.Program, b *message.Book) {
			b.Templates = append(b.Templates, message.Template{ID: strings.Repeat("x", 1001), Texts: map[string]string{"en": "x"}})
		}, "templates[2].id too_long", "at most 1000"},
		{"ID not UTF-8", func(_ *care.Program, b *message.Book) {
			b.Templates = append(b.Templates, message.Template{ID: "\xff", Texts: map[string]string{"en": "x"}})
		}, "templates[2].id invalid_value", `"\xff" is not UTF-8`},
		{"ID twice", func(_ *care.Program, b *message.Book) { b.Templates = append(b.Templates, b.Templates[1]) },
			"templates[2].id duplicate", `"unpaid" is the ID of another template`},
		{"no texts", func(_ *care.Program, b *message.Book) { b.Templates = append(b.Templates, message.Template{ID: "new"}) },
			"templates[2].texts missing", "give one at least"},
		{"empty text", func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["fr"] = "" },
			"templates[1].texts.fr missing", "leave the locale out"},
		{"blank text", func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["fr"] = " \n\u3000" },
			"templates[1].texts.fr missing", "is empty"},
		{"text not UTF-8", func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["fr"] = "x\xff" },
			"templates[1].texts.fr invalid_value", `"x\xff" is not UTF-8`},
		{"no locale", func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["zh_CN"] = "x" },
			"templates[1].texts.zh_CN invalid_value", `"zh_CN" is no locale; write it as in "zh-CN"`},
		{"a locale twice", func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["ZH-cn"] = "x" },
			`templates[1].texts["zh-CN"] duplicate`, `is the same locale as "ZH-cn"`},
		{"no default", func(_ *care.Program, b *message.Book) { b.Templates[1].Default = "" },
			"templates[1].default missing", "there are 2 texts; name the locale of last resort"},
		{"default misspelt", func(_ *care.Program, b *message.Book) { b.Templates[1].Default = "zh-cn" },
			"templates[1].default unknown", `"zh-cn" has no text: did you mean "zh-CN"?`},
		{"default without a text", func(_ *care.Program, b *message.Book) { b.Templates[0].Default = "fr" },
			"templates[0].default unknown", `"fr" has no text; give it one`},
		{"bracket not closed", func(_ *care.Program, b *message.Book) {
			texts(b, 0, "【布丁店】限时抢购!您心仪的[商品名称正在打折,拒收请回复R")
		},
			`templates[0].texts["zh-CN"] invalid_value`, `has [ without ] in "[商品名称`},
		{"full-width brackets", func(_ *care.Program, b *message.Book) {
			texts(b, 1, "您的订单［order］［其他］［尚未付款")
		},
			`templates[1].texts["zh-CN"] invalid_value`, "has ［order］ in full-width brackets, which is no placeholder; write [order]"},
		{"what could not be read may have the variables", func(_ *care.Program, b *message.Book) {
			b.Templates[1].Texts, b.Templates[1].Default = map[string]string{"en": "[order"}, ""
		}, "templates[1].texts.en invalid_value", "has [ without ]"},
		{"what is not there, too", func(_ *care.Program, b *message.Book) {
			b.Templates[1].Texts, b.Templates[1].Default = nil, ""
		}, "templates[1].texts missing", "give one at least"},
		{"a variable misspelt", func(_ *care.Program, b *message.Book) { texts(b, 1, "[Order][order]") },
			`templates[1].texts["zh-CN"] unknown`, `[Order] is no variable of rule "unpaid": did you mean [order]?`},
		{"a variable of another rule", func(_ *care.Program, b *message.Book) { texts(b, 1, "[X][order][X]") },
			`templates[1].texts["zh-CN"] unknown`, `[X] is no variable of rule "unpaid"; declare it there`},
		{"a variable of one rule of two", func(p *care.Program, _ *message.Book) {
			r := p.Rules[1]
			r.ID, r.Variables = "unpaid2", nil
			p.Rules = append(p.Rules, r)
		}, `templates[1].texts.en unknown; templates[1].texts["zh-CN"] unknown`, `[order] is no variable of rule "unpaid2"`},
		{"a variable in no text", func(p *care.Program, _ *message.Book) { p.Rules[1].Variables = []string{"order", "name"} },
			"program.rules[1].variables[1] unused", `"name" is in no text of template "unpaid"`},
		{"a template misspelt", func(p *care.Program, _ *message.Book) { p.Rules[1].Message = "unpayd" },
			"program.rules[1].message unknown", `"unpayd" is no template: did you mean "unpaid"?`},
		{"a template that is not there", func(p *care.Program, _ *message.Book) { p.Rules[1].Message = "thanks" },
			"program.rules[1].message unknown", `"thanks" is no template of the book; write one`},
		{"too many parts of its own", func(_ *care.Program, b *message.Book) {
			b.MostParts = 2
			texts(b, 1, "[order]"+strings.Repeat("汉", 135))
		}, `templates[1].texts["zh-CN"] too_long`, "takes 3 parts as a short message, even with empty variables, and at most 2 are allowed"},
		{"too many parts by default", func(_ *care.Program, b *message.Book) { texts(b, 1, "[order]"+strings.Repeat("x", 1531)) },
			`templates[1].texts["zh-CN"] too_long`, "takes 11 parts"},
		{"unsigned", func(_ *care.Program, b *message.Book) { texts(b, 0, "[商品名称][X],拒收请回复R") },
			`templates[0].texts["zh-CN"] missing`, `has no signature, which commercial texts on channel "sms" need; write the sender in 【】`},
		{"no way out", func(_ *care.Program, b *message.Book) { texts(b, 0, "【布丁店】[商品名称][X]") },
			`templates[0].texts["zh-CN"] missing`, `does not say how to end the contacts, as commercial texts on channel "sms" must; write one of "拒收请回复R", "退订回T"`},
		{"no way out is known", func(p *care.Program, _ *message.Book) { p.Channels[0].Law.OptOut = nil },
			"program.channels[0].law.optOut missing", `rule "double12" sends commercial short messages`},
		{"the fallback channel asks for another", func(p *care.Program, _ *message.Book) { p.Rules[0].Channels = []string{"sms", "mail"} },
			`templates[0].texts["zh-CN"] missing`, `on channel "mail" must; write one of "STOP"`},
	} {
		p, b := shop(), shopBook()
		c.edit(&p, &b)
		_, err := message.New(p, b)
		wantFaults(t, err, strings.Split(c.want, "; ")...)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s", c.why, err, c.says)
		}
	}
}

func TestNoFaults(t *testing.T) {
	for why, edit := range map[string]func(*care.Program, *message.Book){
		"as it is": func(*care.Program, *message.Book) {},
		"a template that no rule names, with any variable": func(_ *care.Program, b *message.Book) {
			b.Templates = append(b.Templates, message.Template{ID: "draft", Texts: map[string]string{"en": "[anything]"}})
		},
		"a rule without a message":    func(p *care.Program, _ *message.Book) { p.Rules[1].Message = "" },
		"a variable in one text only": func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["en"] = "You have an order" },
		"two rules of one template": func(p *care.Program, _ *message.Book) {
			r := p.Rules[1]
			r.ID = "unpaid2"
			p.Rules = append(p.Rules, r)
		},
		"many parts where there are none": func(p *care.Program, b *message.Book) {
			p.Rules[1].Channels = []string{"app"}
			b.Templates[1].Texts["en"] = strings.Repeat("x", 20_000)
		},
		"ten parts": func(_ *care.Program, b *message.Book) { b.Templates[1].Texts["en"] = strings.Repeat("x", 1530) },
		"nothing":   func(p *care.Program, b *message.Book) { p.Rules, b.Templates = nil, nil },
	} {
		p, b := shop(), shopBook()
		edit(&p, &b)
		if _, err := message.New(p, b); err != nil {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// All faults come at once, those of the book first.
func TestAllFaults(t *testing.T) {
	p, b := shop(), shopBook()
	p.Channels[0].Law = care.Law{}
	p.Rules[1].Variables = []string{"order", "name"}
	b.MostParts = 300
	b.Templates[0].Texts["en"] = "[X"
	b.Templates[1].Texts["zh-CN"] = "[Y]"
	b.Templates[1].Default = "x"
	_, err := message.New(p, b)
	wantFaults(t, err, "mostParts out_of_range", "templates[0].texts.en invalid_value", "templates[0].default missing",
		`templates[1].texts["zh-CN"] unknown`, "templates[1].default unknown",
		"program.rules[1].variables[1] unused", "program.channels[0].law.optOut missing")
}

// A programme that care refuses is not looked at any further.
func TestProgrammeIsChecked(t *testing.T) {
	p := shop()
	p.Rules[0].Topic = "weather"
	_, err := message.New(p, message.Book{})
	wantFaults(t, err, "rules[0].topic unknown")
}

func TestLimits(t *testing.T) {
	many := func(n int) (b message.Book) {
		for _, id := range repeat("T%d", n) {
			b.Templates = append(b.Templates, message.Template{ID: id, Texts: map[string]string{"en": id}})
		}
		return b
	}
	texts := func(n, length int) message.Book {
		b := many(1)
		for i := range n {
			b.Templates[0].Texts[fmt.Sprintf("en-%d", i)] = strings.Repeat("x", length)
		}
		delete(b.Templates[0].Texts, "en")
		b.Templates[0].Default = "en-0"
		return b
	}
	all := func(last int) message.Book { // texts of 20,000 bytes, and the last
		b := many(0)
		for i, id := range repeat("T%d", 210) {
			length := 20_000
			if i == 209 {
				length = last
			}
			b.Templates = append(b.Templates, message.Template{ID: id, Texts: map[string]string{"en": strings.Repeat("x", length)}})
		}
		return b
	}
	p := shop()
	p.Rules = nil
	for _, c := range []struct {
		why  string
		book message.Book
		want []string
	}{
		{"1,000 templates", many(1_000), nil},
		{"1,001 templates", many(1_001), []string{"templates too_many"}},
		{"100 texts", texts(100, 1), nil},
		{"101 texts", texts(101, 1), []string{"templates[0].texts too_many"}},
		{"20,000 bytes", texts(1, 20_000), nil},
		{"20,001 bytes", texts(1, 20_001), []string{`templates[0].texts["en-0"] too_long`}},
		{"4 MiB", all(4<<20 - 209*20_000), nil},
		{"a byte more", all(4<<20 - 209*20_000 + 1), []string{"templates too_long"}},
	} {
		_, err := message.New(p, c.book)
		wantFaults(t, err, c.want...)
		if (err == nil) != (c.want == nil) {
			t.Error(c.why)
		}
	}
}

// Books and programmes as large as they may be, and larger, are judged in
// bounded time, and their faults have a bounded length.
func TestHostileBooks(t *testing.T) {
	p := shop()
	p.Channels = p.Channels[:0]
	var ids []string
	for i, id := range repeat("c%d", 20) {
		law := care.Law{Signature: true}
		for j := range 20 {
			law.OptOut = append(law.OptOut, strings.Repeat("a", 900)+fmt.Sprint(i, j))
		}
		p.Channels, ids = append(p.Channels, care.Channel{ID: id, Kind: care.Email, Law: law}), append(ids, id)
	}
	sale := p.Rules[0]
	sale.Channels, sale.Variables = ids, repeat("v%d", 50)
	p.Rules = p.Rules[:0]
	for _, id := range repeat("r%d", 1_000) {
		sale.ID = id
		p.Rules = append(p.Rules, sale)
	}
	for why, text := range map[string]string{
		"wordings nearly":    strings.Repeat("a", 20_000),
		"unknown variables":  strings.Repeat("[x]", 6_666),
		"other variables":    strings.Join(repeat("[x%d]", 2_800), ""),
		"signatures nearly":  strings.Repeat("【】", 3_333),
		"signatures open":    strings.Repeat("【", 6_666),
		"brackets":           strings.Repeat("[", 20_000),
		"names that go on":   strings.Repeat("[x ", 6_666),
		"longer than it may": strings.Repeat("a", 50_000_000),
	} {
		b := message.Book{MostParts: 255}
		for _, id := range repeat("t%d", 100) {
			b.Templates = append(b.Templates, message.Template{ID: id, Texts: map[string]string{"en": "x"}})
		}
		b.Templates = append([]message.Template{{ID: sale.Message, Texts: map[string]string{}, Default: "en-0"}}, b.Templates...)
		for i := range 20 {
			b.Templates[0].Texts[fmt.Sprintf("en-%d", i)] = text
		}
		start := time.Now()
		_, err := message.New(p, b)
		if err == nil || len(err.Error()) > 10_000 {
			t.Errorf("%s: accepted, or an error of a length without bound", why)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", why, took)
		}
	}
}

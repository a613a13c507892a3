package message_test

import (
	"fmt"
	"log"
	"time"

	"example.com/membership/care"
	"example.com/membership/care/message"
)

// The flash sale of 12 December: planned by the shop's programme, and worded for
// two customers who read different languages.
func Example() {
	program, err := care.ParseProgram([]byte(`{
		"channels": [{"id": "sms", "kind": "sms", "country": "86",
			"law": {"optOut": ["拒收请回复R", "STOP"], "signature": true}}],
		"topics": ["offers"],
		"rules": [{
			"id": "double12", "class": "commercial", "topic": "offers", "channels": ["sms"],
			"campaign": {"name": "double12-2026", "from": "2026-12-12T18:00", "until": "2026-12-12T20:00"},
			"message": "flash-sale", "variables": ["商品名称", "X"]
		}]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	book, err := message.ParseBook([]byte(`{"templates": [{
		"id": "flash-sale",
		"texts": {
			"zh": "【布丁店】限时抢购!您心仪的[商品名称]正在打折,最高可享[X]折优惠,拒收请回复R",
			"en": "【Pudding】Flash sale! [商品名称] at [X]/10 of its price. Reply STOP to end"
		},
		"default": "en"
	}]}`))
	if err != nil {
		log.Fatal(err)
	}
	words, err := message.New(program, book)
	if err != nil {
		log.Fatal(err)
	}

	shanghai := time.FixedZone("UTC+8", 8*3600)
	engine, err := care.New(program, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	day := time.Date(2026, 12, 12, 0, 0, 0, 0, shanghai)
	customer := func(id, number, product string) care.Customer {
		return care.Customer{
			ID: id, Zone: shanghai,
			Addresses: []care.Address{{Channel: "sms", Value: number}},
			Consents:  []care.Consent{{Channel: "sms", Topic: "offers", At: day.AddDate(-1, 0, 0), Source: "checkout"}},
			Variables: map[string]string{"商品名称": product, "X": "8.5"},
		}
	}
	plan, err := engine.Plan(care.Run{From: day, Until: day.AddDate(0, 0, 1)}, []care.Customer{
		customer("C1", "13800000001", "马克杯"), customer("C2", "13800000002", "The mug"),
	})
	if err != nil {
		log.Fatal(err)
	}

	locales := map[string]string{"C1": "zh-CN", "C2": "de-AT"} // as the shop knows them
	for _, contact := range plan.Contacts {
		text, err := words.Render(contact, locales[contact.Customer])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s to %s: %s\n", contact.At.Format("15:04"), contact.To, text.Text)
		fmt.Printf("  in %s, %d parts of %s\n", text.Locale, text.Length.Parts, text.Length.Encoding)
	}
	// Output:
	// 18:00 to 13800000001: 【布丁店】限时抢购!您心仪的马克杯正在打折,最高可享8.5折优惠,拒收请回复R
	//   in zh, 1 parts of ucs2
	// 18:00 to 13800000002: 【Pudding】Flash sale! The mug at 8.5/10 of its price. Reply STOP to end
	//   in en, 1 parts of ucs2
}

// What the admin page shows beside the fields of a template.
func ExampleNew() {
	program := care.Program{
		Channels: []care.Channel{{ID: "sms", Kind: care.SMS, Law: care.China()}},
		Topics:   []string{"offers"},
		Rules: []care.Rule{{
			ID: "birthday", Class: care.Commercial, Topic: "offers", Channels: []string{"sms"},
			Date: &care.OnDate{Of: "birthday"}, Within: "end of day",
			Message: "happy-birthday", Variables: []string{"name"},
		}},
	}
	_, err := message.New(program, message.Book{Templates: []message.Template{{
		ID:    "happy-birthday",
		Texts: map[string]string{"zh-CN": "[Name]生日快乐!", "en": "Happy birthday, [name!"}, Default: "zh-CN",
	}}})
	if invalid, ok := err.(*care.InvalidError); ok {
		for _, f := range invalid.Faults {
			fmt.Println(f)
		}
	}
	// Output:
	// templates[0].texts.en: has [ without ] in "[name!": close the placeholder, or write [[ for the character
	// templates[0].texts["zh-CN"]: [Name] is no variable of rule "birthday": did you mean [name]?
	// templates[0].texts["zh-CN"]: has no signature, which commercial texts on channel "sms" need; write the sender in 【】
	// templates[0].texts["zh-CN"]: does not say how to end the contacts, as commercial texts on channel "sms" must; write one of "拒收请回复R", "退订回T", "回T退订", "退订回N", "回N退订"
}

// What a text costs, while it is being written.
func ExampleMeasure() {
	for _, text := range []string{
		"Your parcel has arrived.",
		"Your parcel has arrived 📦",
		"【布丁店】您的包裹已送达,请问是否完好?如有问题请直接回复本短信,我们会尽快为您处理,感谢您的支持与信任,祝您生活愉快,欢迎再次光临本店选购。",
	} {
		l := message.Measure(text)
		fmt.Println(l.Encoding, l.Units, l.Parts)
	}
	// Output:
	// gsm7 24 1
	// ucs2 26 1
	// ucs2 71 2
}

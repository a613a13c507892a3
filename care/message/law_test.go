package message_test

import (
	"testing"

	"example.com/membership/care"
	"example.com/membership/care/message"
)

// commercial returns the faults of a text of a commercial rule on one channel.
// Another text of the template has its variable, a signature and the wordings
// 拒收请回复R, opt out and @@.
func commercial(text string, kind care.Kind, law care.Law) error {
	p := shop()
	p.Channels = []care.Channel{{ID: "c", Kind: kind, Law: law}}
	p.Rules = p.Rules[:1]
	p.Rules[0].Channels, p.Rules[0].Variables = []string{"c"}, []string{"X"}
	_, err := message.New(p, message.Book{Templates: []message.Template{
		{ID: "flash-sale", Texts: map[string]string{"zh": text, "en": "【Shop】[X] 拒收请回复R, opt out, STOP, @@"}, Default: "en"},
	}})
	return err
}

const atText = "templates[0].texts.zh missing"

func TestSignature(t *testing.T) {
	for _, c := range []struct {
		why, text string
		ok        bool
	}{
		{"in front", "【布丁店】[X]", true},
		{"behind", "[X]【布丁店】", true},
		{"digits", "【7】", true},
		{"none", "布丁店[X]", false},
		{"other brackets", "[[布丁店]][X]〖布丁店〗", false},
		{"empty", "【】[X]", false},
		{"blank", "【 \u3000】[X]", false},
		{"punctuation", "【!!】", false},
		{"an empty one first", "【】【店】", true},
		{"not closed", "【布丁店[X]", false},
		{"the wrong way round", "】布丁店【[X]", false},
		{"all of it a variable", "【[X]】", false},
		{"part of it a variable", "【[X]店】", true},
	} {
		err := commercial(c.text, care.Other, care.Law{Signature: true})
		if c.ok {
			wantFaults(t, err)
		} else {
			wantFaults(t, err, atText)
		}
		if (err == nil) != c.ok {
			t.Error(c.why)
		}
	}
}

func TestOptOut(t *testing.T) {
	for _, c := range []struct {
		why, text string
		wordings  []string
		ok        bool
	}{
		{"as it is", "[X]拒收请回复R", []string{"拒收请回复R"}, true},
		{"one of several", "[X] 回T退订", []string{"拒收请回复R", "回T退订"}, true},
		{"none", "[X]", []string{"拒收请回复R"}, false},
		{"between Han characters", "不想要回T退订即可", []string{"回T退订"}, true},
		{"another capital is another wording", "回t退订", []string{"回T退订"}, false},
		{"a word of its own", "Reply STOP.", []string{"STOP"}, true},
		{"at the edges", "STOP", []string{"STOP"}, true},
		{"with Han beside it", "回复STOP退订", []string{"STOP"}, true},
		{"to stop by is no way out", "stop by our shop", []string{"STOP"}, false},
		{"nor Stop", "Stop by our shop", []string{"STOP"}, false},
		{"part of a word in front", "NONSTOP", []string{"STOP"}, false},
		{"part of a word behind", "STOPOVER", []string{"STOP"}, false},
		{"nor after a hyphen", "NON-STOP sale", []string{"STOP"}, false},
		{"nor after a low line", "BUS_STOP", []string{"STOP"}, false},
		{"nor with a mark", "STOP\u0301", []string{"STOP"}, false},
		{"then a word of its own", "NONSTOP sale. STOP", []string{"STOP"}, true},
		{"a number goes on", "reply 11 to order", []string{"1"}, false},
		{"then a number of its own", "111 11 1", []string{"1"}, true},
		{"accents are letters", "éSTOP", []string{"STOP"}, false},
		{"lower case is found in any", "Unsubscribe here", []string{"unsubscribe"}, true},
		{"in capitals, too", "UNSUBSCRIBE", []string{"unsubscribe"}, true},
		{"but as a word", "unsubscribed", []string{"unsubscribe"}, false},
		{"over spaces", "You can opt out.", []string{"opt out"}, true},
		{"a variable does not say it", "[X]", []string{"X"}, false},
		{"nor part of it", "ST[X]OP", []string{"STOP"}, false},
		{"nor may it go on with one", "STOP[X]", []string{"STOP"}, false},
		{"in front neither", "[X]STOP", []string{"STOP"}, false},
		{"Han characters stand by themselves", "[X]拒收[X]", []string{"拒收"}, true},
		{"brackets are text", "reply [[STOP]]", []string{"STOP"}, true},
		{"wordings may have brackets", "reply [[S]]", []string{"[S]"}, true},
	} {
		err := commercial(c.text, care.Other, care.Law{OptOut: append(c.wordings, "@@")})
		if c.ok {
			wantFaults(t, err)
		} else {
			wantFaults(t, err, atText)
		}
		if (err == nil) != c.ok {
			t.Error(c.why)
		}
	}
}

// The law of the channel asks, and a short message asks for a law; a transactional
// text is asked nothing.
func TestCommercialSMS(t *testing.T) {
	const all, signed, way, none = "【店】[X]拒收请回复R", "【店】[X]", "[X]拒收请回复R", "[X]"
	out := care.Law{OptOut: []string{"拒收请回复R"}}
	lacks := "program.channels[0].law.optOut missing"
	for _, c := range []struct {
		text string
		kind care.Kind
		law  care.Law
		want []string
	}{
		{all, care.SMS, out, nil},
		{all, care.SMS, care.China(), nil},
		{signed, care.SMS, out, []string{atText}},
		{way, care.SMS, out, nil},
		{way, care.SMS, care.China(), []string{atText}},
		{none, care.SMS, out, []string{atText}},
		{none, care.SMS, care.China(), []string{atText, atText}},
		{"Acme: off [X]. Reply STOP to end.", care.SMS, care.UnitedStates(), nil},
		{"Acme: off [X].", care.SMS, care.UnitedStates(), []string{atText}},
		{"Acme: [X]. STOP au 36111", care.SMS, care.France(), nil},
		{all, care.SMS, care.Law{}, []string{lacks}},
		{none, care.SMS, care.Law{}, []string{lacks}},
		{none, care.Call, care.Law{}, nil},
		{none, care.Email, care.Law{}, nil},
		{none, care.Email, out, []string{atText}},
		{none, care.Email, care.Law{Signature: true}, []string{atText}},
		{way, care.Email, out, nil},
		{"[X] Opt out", care.Email, care.EuropeanUnion(), nil},
	} {
		wantFaults(t, commercial(c.text, c.kind, c.law), c.want...)
	}
	p := shop()
	p.Channels[0].Law = care.Law{}
	p.Rules = p.Rules[1:]
	if _, err := message.New(p, shopBook()); err != nil {
		t.Errorf("transactional: %v", err)
	}
}

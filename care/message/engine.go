package message

import (
	"strings"
	"time"

	"example.com/membership/care"
)

// Engine words the contacts of one programme with one book. It is immutable: its
// methods may be called from many goroutines. Use [New]: a zero Engine answers
// errors.
type Engine struct {
	rules     map[string]*rule
	mostParts int
}

// A rule is what the engine knows of a [care.Rule].
type rule struct {
	message  string
	class    care.Class
	template *template       // nil where the rule names none
	channels map[string]bool // true for short messages
}

// New checks a book against the programme that it words, and compiles both. It
// keeps no part of either. The error is a [*care.InvalidError] with every fault:
// where care itself refuses the programme, those it names; otherwise those of
// the book, then those of the programme beside the book, whose paths begin
// with "program", such as program.rules[2].message. The codes are
//
//	missing        an ID, a text, a default, a signature, a wording by which to end the contacts
//	duplicate      an ID, or a locale
//	unknown        a template, a variable, a default
//	unused         a variable that is declared and in no text
//	invalid_value  no UTF-8, no locale, brackets that do not pair
//	out_of_range, too_long, too_many
func New(p care.Program, b Book) (*Engine, error) {
	if _, err := care.New(p, time.UTC); err != nil { // whose faults are the same everywhere
		return nil, err
	}
	v := newValidator(&p, &b)
	v.validate()
	if err := v.Err(bookName); err != nil {
		return nil, invalid(err)
	}
	templates := make(map[string]*template, len(b.Templates))
	for i := range b.Templates {
		templates[b.Templates[i].ID] = compile(&b.Templates[i])
	}
	e := &Engine{make(map[string]*rule, len(p.Rules)), b.mostParts()}
	for i := range p.Rules {
		from := &p.Rules[i]
		r := &rule{from.Message, from.Class, templates[from.Message], make(map[string]bool, len(from.Channels))}
		for _, id := range from.Channels {
			r.channels[id] = v.laws[id].channel.Kind == care.SMS
		}
		e.rules[from.ID] = r
	}
	return e, nil
}

// compile compiles a template that is right.
func compile(from *Template) *template {
	t := &template{id: from.ID, texts: make(map[string]*wording, len(from.Texts))}
	for locale, text := range from.Texts {
		pieces, _ := split(text)
		w := newWording(locale, pieces)
		t.texts[strings.ToLower(locale)] = w
		if locale == from.Default || len(from.Texts) == 1 {
			t.last = w
		}
	}
	return t
}
